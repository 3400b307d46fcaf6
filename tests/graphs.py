"""Whole graphs of a Neo4j, for comparing."""

from typing import Any

from tests.servers import driver_of

_NODES = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties"
_EDGES = """
MATCH (a)-[r]->(b)
RETURN labels(a) AS from, coalesce(a.id, a.key) AS from_key, type(r) AS type, properties(r) AS properties,
  labels(b) AS to, coalesce(b.id, b.key) AS to_key
"""
# What differs between two ways to the same graph.
_COUNTERS = {
    "Store": {"revision", "rebuilt", "locked", "batches", "changes"},
    "Batch": {"at", "revision"},
}

Graph = tuple[list[str], list[str]]


def graph_of(url: str, *, history: bool = True) -> Graph:
    """Return all nodes and relationships as sorted text, counters and times left out."""
    with driver_of(url) as driver, driver.session() as session:
        nodes = [
            _text(sorted(row["labels"]), row["properties"])
            for row in session.run(_NODES)
            if history or not {"Batch", "Change"} & set(row["labels"])
        ]
        edges = [
            _text(
                [*sorted(row["from"]), str(row["from_key"]), row["type"], *sorted(row["to"]), str(row["to_key"])],
                row["properties"],
            )
            for row in session.run(_EDGES)
        ]
    return sorted(nodes), sorted(edges)


def _text(names: list[str], properties: dict[str, Any]) -> str:
    hidden = set[str]().union(*(_COUNTERS.get(name, set()) for name in names))
    shown = {name: value for name, value in sorted(properties.items()) if name not in hidden}
    return f"{' '.join(names)} {shown}"
