"""Ways from one organisation to another, in the embedded store."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, cast

from graphdir.model import NEVER_BEGUN
from graphdir.store import Connection
from graphdir.stores.paths import Node
from graphdir.stores.sqlite_rows import SELECT, by_key, entity_of
from graphdir.ties import PREPARED

if TYPE_CHECKING:
    from graphdir.model import Organisation, Participation, Project, Relation


def _listed(words: Iterable[str]) -> str:
    """Return our own words as SQL lists them."""
    return ", ".join(f"'{word}'" for word in sorted(words))


# What has begun, as ``graphdir.ties`` says it; as many characters are compared as are known of a day.
_RELATION_HAS_BEGUN: Final = "coalesce(status, '') <> 'planned' AND coalesce(valid_from, '') <= :today"
_PROJECT_HAS_BEGUN: Final = f"""
    coalesce(p.status, '') NOT IN ({_listed(NEVER_BEGUN)})
    AND iif(coalesce(p.starts_on, '') = '', coalesce(p.status, '') NOT IN ({_listed(PREPARED)}), p.starts_on <= :today)
"""


_AMONG: Final = "IN (SELECT value FROM json_each(:asked))"
# From which sort of node to which, and the pairs of ids.
_STEPS: Final = (
    (
        "organisation",
        "organisation",
        f"SELECT from_id, to_id FROM relation WHERE {_RELATION_HAS_BEGUN} AND from_id {_AMONG}",
    ),
    (
        "organisation",
        "organisation",
        f"SELECT to_id, from_id FROM relation WHERE {_RELATION_HAS_BEGUN} AND to_id {_AMONG}",
    ),
    (
        "organisation",
        "project",
        f"""
        SELECT a.organisation_id, a.project_id FROM participation AS a JOIN project AS p ON p.id = a.project_id
        WHERE {_PROJECT_HAS_BEGUN} AND a.organisation_id {_AMONG}
        """,
    ),
    ("project", "organisation", f"SELECT project_id, organisation_id FROM participation WHERE project_id {_AMONG}"),
)


def neighbours(db: sqlite3.Connection, today: str, nodes: Iterable[Node]) -> list[tuple[Node, Node]]:
    """Return (node, neighbour) pairs of these nodes over relations and participations that have begun."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for kind, key in nodes:
        by_kind[kind].append(key)
    pairs: list[tuple[Node, Node]] = []
    for kind, other, sql in _STEPS:
        rows = db.execute(sql, {"asked": json.dumps(by_kind[kind]), "today": today})
        pairs.extend(((kind, one), (other, two)) for one, two in rows)
    return pairs


def connection_over(db: sqlite3.Connection, nodes: Sequence[Node], today: str) -> Connection:
    """Return what stands on a way: its nodes, and the ties of each step."""
    steps: list[tuple[Relation | Participation, ...]] = []
    for (one_kind, one), (_other_kind, other) in pairwise(nodes):
        if one_kind == _other_kind == "organisation":
            rows = db.execute(
                f"""
                {SELECT["relation"]}
                WHERE {_RELATION_HAS_BEGUN}
                AND (from_id = :one AND to_id = :other OR from_id = :other AND to_id = :one) ORDER BY key
                """,
                {"one": one, "other": other, "today": today},
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
