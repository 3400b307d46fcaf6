"""The network as GraphML and GEXF, for Gephi, networkx and others."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import networkx as nx

from graphdir.exporting.rows import cell_text
from graphdir.model import FIELDS, Entity, Organisation, Participation, Project, Relation, earliest, latest
from graphdir.store import GraphStore


def graph_of(store: GraphStore) -> "nx.MultiDiGraph[str]":
    """Return organisations and projects as nodes, relations and participations as edges.

    Node ids carry their sort (``organisation:…``, ``project:…``), since both may share an id.
    Lists are joined by ``;``; fields without a value are absent. Contact points are not part of it.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    taxonomy = store.taxonomy()
    for entry in store.entries("organisation"):
        organisation = cast("Organisation", entry)
        graph.add_node(
            f"organisation:{organisation.id}",
            label=organisation.name,
            entity="organisation",
            group=taxonomy.group_of(organisation.kind),
            **_attributes(organisation),
        )
    for entry in store.entries("project"):
        project = cast("Project", entry)
        graph.add_node(f"project:{project.id}", label=project.title, entity="project", **_attributes(project))
    for entry in store.entries("relation"):
        relation = cast("Relation", entry)
        kind = taxonomy.relation_kinds[relation.kind]
        graph.add_edge(
            f"organisation:{relation.from_id}",
            f"organisation:{relation.to_id}",
            key=relation.key,
            entity="relation",
            directed=kind.directed,
            relationship=kind.relationship,
            **_attributes(relation),
        )
    for entry in store.entries("participation"):
        part = cast("Participation", entry)
        graph.add_edge(
            f"organisation:{part.organisation_id}",
            f"project:{part.project_id}",
            key=part.key,
            entity="participation",
            directed=True,
            relationship="TAKES_PART_IN",
            **_attributes(part),
        )
    return graph


def write_graphml(store: GraphStore, path: Path) -> None:
    """Write GraphML."""
    # Keys named for their attributes would be there twice: nodes and edges have some of the same name.
    nx.write_graphml(graph_of(store), path, named_key_ids=False)


def write_gexf(store: GraphStore, path: Path) -> None:
    """Write GEXF 1.2, with positions on the globe as attributes and periods as Gephi's timeline reads them."""
    graph = graph_of(store)
    for _node, data in graph.nodes(data=True):
        data.update(_lifetime(data))
    for _one, other, data in graph.edges(data=True):
        data.update(_lifetime(data if data["entity"] == "relation" else graph.nodes[other]))
    nx.write_gexf(graph, path)


def _lifetime(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the first and the last day of an entry, without a side that is open.

    A project of which only the beginning is known counts in that year, as in figures and map, unless it is said to run.
    """
    start = data.get("valid_from") or data.get("starts_on") or ""
    only = "" if data.get("status") == "running" else data.get("starts_on", "")[:4]
    end = data.get("valid_to") or data.get("ends_on") or only
    days = {"start": earliest(start), "end": latest(end) if end else ""}
    return {name: day for name, day in days.items() if day}


def _attributes(entry: Entity) -> dict[str, Any]:
    """Return the fields that hold something, by name; numbers and booleans stay what they are.

    ``id``, ``kind`` of an edge and the like are ordinary attributes to both formats.
    """
    attributes: dict[str, Any] = {}
    for name in FIELDS[entry.entity]:
        value = getattr(entry, name)
        if value in (None, "", ()):
            continue
        attributes[_RENAMED.get(name, name)] = value if isinstance(value, (bool, float)) else cell_text(value)
    return attributes


# Both formats, or networkx's readers of them, use these names themselves.
_RENAMED = {"id": "graphdir_id"}
