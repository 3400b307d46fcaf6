"""Ways from one organisation to another, in the embedded store."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from graphdir.store import Connection
from graphdir.stores.paths import Node
from graphdir.stores.sqlite_rows import SELECT, by_key, entity_of

if TYPE_CHECKING:
    from graphdir.model import Organisation, Participation, Project, Relation


def neighbours(db: sqlite3.Connection, nodes: Iterable[Node]) -> list[tuple[Node, Node]]:
    """Return (node, neighbour) pairs of these nodes over relations and participations."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for kind, key in nodes:
        by_kind[kind].append(key)
    organisations, projects = json.dumps(by_kind["organisation"]), json.dumps(by_kind["project"])
    pairs: list[tuple[Node, Node]] = []
    for sql, asked, kind, other in (
        (
            "SELECT from_id, to_id FROM relation WHERE status <> 'planned' AND from_id IN",
            organisations,
            "organisation",
            "organisation",
        ),
        (
            "SELECT to_id, from_id FROM relation WHERE status <> 'planned' AND to_id IN",
            organisations,
            "organisation",
            "organisation",
        ),
        (
            "SELECT organisation_id, project_id FROM participation WHERE organisation_id IN",
            organisations,
            "organisation",
            "project",
        ),
        (
            "SELECT project_id, organisation_id FROM participation WHERE project_id IN",
            projects,
            "project",
            "organisation",
        ),
    ):
        rows = db.execute(f"{sql} (SELECT value FROM json_each(?))", (asked,))
        pairs.extend(((kind, one), (other, two)) for one, two in rows)
    return pairs


def connection_over(db: sqlite3.Connection, nodes: Sequence[Node]) -> Connection:
    """Return what stands on a way: its nodes, and the ties of each step."""
    steps: list[tuple[Relation | Participation, ...]] = []
    for (one_kind, one), (_other_kind, other) in pairwise(nodes):
        if one_kind == _other_kind == "organisation":
            rows = db.execute(
                f"""
                {SELECT["relation"]}
                WHERE status <> 'planned' AND (from_id = ?1 AND to_id = ?2 OR from_id = ?2 AND to_id = ?1) ORDER BY key
                """,
                (one, other),
            )
            steps.append(tuple(cast("Relation", entity_of("relation", row)) for row in rows))
        else:
            project, organisation = (one, other) if one_kind == "project" else (other, one)
            rows = db.execute(
                f"{SELECT['participation']} WHERE project_id = ? AND organisation_id = ? ORDER BY key",
                (project, organisation),
            )
            steps.append(tuple(cast("Participation", entity_of("participation", row)) for row in rows))
    entities = {
        ("organisation", key): entity
        for key, entity in by_key(db, "organisation", (k for kind, k in nodes if kind == "organisation")).items()
    } | {
        ("project", key): entity
        for key, entity in by_key(db, "project", (k for kind, k in nodes if kind == "project")).items()
    }
    return Connection(nodes=tuple(cast("Organisation | Project", entities[node]) for node in nodes), steps=tuple(steps))
