"""The least that an import into Neo4j can take: its nodes and relationships, by the bare driver."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final, LiteralString
from urllib.parse import urlsplit

from neo4j import Driver, GraphDatabase, Query

_BATCH: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """All that a database holds, with the key by which relationships find their ends."""

    schema: Sequence[str]
    nodes: dict[tuple[str, ...], list[dict[str, Any]]]
    relationships: dict[tuple[str, str, str, str, str], list[dict[str, Any]]]


# A label by which every node of ours can be found, and the property that is unique to it.
_KEYS: Final = {
    "Organisation": "id",
    "Project": "id",
    "Topic": "id",
    "OrganisationKind": "id",
    "Place": "key",
    "ContactPoint": "key",
    "Change": "id",
    "Batch": "number",
    "Store": "id",
}


_SCHEMA: Final[tuple[LiteralString, ...]] = (
    "SHOW CONSTRAINTS YIELD createStatement",
    (
        "SHOW INDEXES YIELD createStatement, owningConstraint, type "
        "WHERE owningConstraint IS NULL AND type <> 'LOOKUP' RETURN createStatement"
    ),
)


def driver_of(url: str) -> Driver:
    """Return a driver for a URL that holds user and password."""
    parts = urlsplit(url)
    return GraphDatabase.driver(
        f"{parts.scheme}://{parts.hostname}:{parts.port}",
        auth=(parts.username or "", parts.password or ""),
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )


def read_graph(url: str) -> Graph:
    """Read everything; nodes by their labels, relationships by type and ends."""
    nodes: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    relationships: defaultdict[tuple[str, str, str, str, str], list[dict[str, Any]]] = defaultdict(list)
    with driver_of(url) as driver, driver.session() as session:
        schema = [record["createStatement"] for statement in _SCHEMA for record in session.run(statement)]
        for record in session.run("MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties"):
            nodes[tuple(sorted(record["labels"]))].append(record["properties"])
        for record in session.run(
            "MATCH (a)-[r]->(b) RETURN type(r) AS type, labels(a) AS one, properties(a) AS a, "
            "labels(b) AS other, properties(b) AS b, properties(r) AS properties"
        ):
            one, other = _key_label(record["one"]), _key_label(record["other"])
            relationships[record["type"], one, _KEYS[one], other, _KEYS[other]].append(
                {"a": record["a"][_KEYS[one]], "b": record["b"][_KEYS[other]], "properties": record["properties"]}
            )
    return Graph(schema=schema, nodes=dict(nodes), relationships=dict(relationships))


def neo4j_floor(url: str, graph: Graph) -> float:
    """Write the graph into an empty server with the same schema; return seconds."""
    with driver_of(url) as driver, driver.session() as session:
        for statement in graph.schema:
            session.run(_own(statement)).consume()
        session.run("CALL db.awaitIndexes(300)").consume()
        start = perf_counter()
        for labels, rows in graph.nodes.items():
            statement = f"UNWIND $rows AS row CREATE (n:{':'.join(labels)}) SET n = row"
            for part in _slices(rows):
                session.run(_own(statement), rows=part).consume()
        for (type_, one, one_key, other, other_key), rows in graph.relationships.items():
            statement = (
                f"UNWIND $rows AS row MATCH (a:{one} {{{one_key}: row.a}}) MATCH (b:{other} {{{other_key}: row.b}}) "
                f"CREATE (a)-[r:{type_}]->(b) SET r = row.properties"
            )
            for part in _slices(rows):
                session.run(_own(statement), rows=part).consume()
        return perf_counter() - start


def _own(statement: str) -> Query:
    """Let a statement pass that is made of labels and types read from our own store."""
    passed: Any = statement
    return Query(passed)


def _key_label(labels: Sequence[str]) -> str:
    return next(label for label in labels if label in _KEYS)


def _slices(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]
