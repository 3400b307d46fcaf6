"""Entries of the Neo4j store by their keys, ways between them, and whole tables as columns."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, cast

from graphdir.model import NEVER_BEGUN, Organisation, Participation, Project, Relation
from graphdir.store import Connection
from graphdir.stores import cypher, records
from graphdir.stores.graph_changes import Run
from graphdir.stores.paths import Node
from graphdir.ties import PREPARED

_NOT_BEGUN: Final = {"never_begun": sorted(NEVER_BEGUN), "prepared": sorted(PREPARED)}


def organisation_of(record: Mapping[str, Any]) -> Organisation:
    """Return the organisation of a record."""
    return cast("Organisation", records.from_record("organisation", record))


def project_of(record: Mapping[str, Any]) -> Project:
    """Return the project of a record."""
    return cast("Project", records.from_record("project", record))


def organisations_by_id(ids: Iterable[str], run: Run) -> dict[str, Organisation]:
    """Return the organisations of these ids, without those that are not there."""
    asked = list(dict.fromkeys(ids))
    rows = run(cypher.ORGANISATIONS, keys=asked) if asked else []
    found = [organisation_of(fields_of(row)) for row in rows]
    return {organisation.id: organisation for organisation in found}


def fields_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of many columns as a dictionary: the driver's own looks each name up in a list."""
    return dict(zip(row.keys(), row.values(), strict=True))


def projects_by_id(ids: Iterable[str], run: Run) -> dict[str, Project]:
    """Return the projects of these ids, without those that are not there."""
    asked = list(dict.fromkeys(ids))
    rows = run(cypher.BY_KEY["project"], keys=asked) if asked else []
    return {row["record"]["id"]: project_of(row["record"]) for row in rows}


def relations_by_key(keys: Iterable[str], run: Run) -> dict[str, Relation]:
    """Return the relations of these keys in their order, without those that are not there."""
    asked = list(dict.fromkeys(keys))
    statements = cypher.RELATIONS_BY_KEY.values() if asked else ()
    rows = [row["record"] for statement in statements for row in run(statement, keys=asked)]
    found = {row["key"]: cast("Relation", records.from_record("relation", row)) for row in rows}
    return {key: found[key] for key in asked if key in found}


def neighbours(run: Run, today: str, nodes: Iterable[Node]) -> list[tuple[Node, Node]]:
    """Return (node, neighbour) pairs of these nodes over relations and participations that have begun."""
    organisations: list[str] = []
    projects: list[str] = []
    for kind, key in nodes:
        (organisations if kind == "organisation" else projects).append(key)
    pairs: list[tuple[Node, Node]] = []
    if organisations:
        for row in run(cypher.NEIGHBOURS_OF_ORGANISATIONS, ids=organisations, today=today, **_NOT_BEGUN):
            kind = "project" if row["is_project"] else "organisation"
            pairs.extend(
                (("organisation", id_), (kind, other)) for id_, other in zip(row["ids"], row["others"], strict=True)
            )
    if projects:
        for row in run(cypher.NEIGHBOURS_OF_PROJECTS, ids=projects):
            pairs.extend(
                (("project", id_), ("organisation", other))
                for id_, other in zip(row["ids"], row["others"], strict=True)
            )
    return pairs


def connection_over(run: Run, nodes: Sequence[Node], today: str) -> Connection:
    """Return what stands on a way: its nodes, and the ties of each step."""
    organisations = organisations_by_id((key for kind, key in nodes if kind == "organisation"), run)
    projects = projects_by_id((key for kind, key in nodes if kind == "project"), run)
    steps = [_steps_between(run, one, other, today) for one, other in pairwise(nodes)]
    return Connection(
        nodes=tuple(organisations[key] if kind == "organisation" else projects[key] for kind, key in nodes),
        steps=tuple(steps),
    )


def _steps_between(run: Run, one: Node, other: Node, today: str) -> tuple[Relation | Participation, ...]:
    ends = dict((one, other))
    if "project" not in ends:
        rows = run(cypher.RELATIONS_BETWEEN, one=one[1], other=other[1], today=today)
        return tuple(cast("Relation", records.from_record("relation", row["record"])) for row in rows)
    rows = run(cypher.PARTICIPATIONS_BETWEEN, **ends)
    return tuple(cast("Participation", records.from_record("participation", row["record"])) for row in rows)


def columns_of(
    row: Mapping[str, Any], key: str, names: Sequence[str], ends: Mapping[str, Mapping[int, str]]
) -> dict[str, list[Any]]:
    """Return a row's lists of these names, all in the order of its list ``key``."""
    columns: dict[str, list[Any]] = {name: row[name] for name in names}
    for name in columns.keys() & ends.keys():
        # An edge made since the nodes were read may end at one that is not among them.
        columns[name] = [ends[name].get(number, "") for number in columns[name]]
    for name in columns.keys() & {"latitude", "longitude"}:
        columns[name] = [None if value == "none" else value for value in columns[name]]
    if "topics" in columns:
        columns["topics"] = [tuple(value) for value in columns["topics"]]
    keys = row[key]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return {name: [column[number] for number in order] for name, column in columns.items()}
