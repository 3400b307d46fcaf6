"""What the map shows as a graph, for Gephi, networkx and others."""

from typing import IO

import networkx as nx

from graphdir.network.map import NetworkMap


def graph_of_picture(network: NetworkMap) -> "nx.MultiDiGraph[str]":
    """Return the marks as nodes and the ties as edges, with what the picture knows of them.

    ``directed`` tells whether a tie's direction means something; ``x`` and ``y`` are the picture's, y downwards.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in network.nodes:
        graph.add_node(
            node["id"],
            label=node["name"],
            town=node.get("town", ""),
            group=node.get("group_id", ""),
            members=node.get("members", 1),
            x=node["x"],
            y=node["y"],
        )
    for edge in network.edges:
        graph.add_edge(
            edge["from"],
            edge["to"],
            key=edge["id"],
            relationship=edge["relationship"],
            weight=edge["weight"],
            ended_or_planned=edge["pale"],
            directed=bool(edge["arrows"]),
        )
    return graph


def write_picture_graphml(network: NetworkMap, file: IO[bytes]) -> None:
    """Write GraphML."""
    nx.write_graphml(graph_of_picture(network), file, named_key_ids=True)


def write_picture_gexf(network: NetworkMap, file: IO[bytes]) -> None:
    """Write GEXF 1.2 with places, colours and sizes as Gephi shows them."""
    graph = graph_of_picture(network)
    for node in network.nodes:
        colour = node["color"].lstrip("#")
        graph.nodes[node["id"]]["viz"] = {
            # Gephi counts y upwards.
            "position": {"x": node["x"], "y": -node["y"], "z": 0.0},
            "size": node["size"],
            "color": {"r": int(colour[:2], 16), "g": int(colour[2:4], 16), "b": int(colour[4:], 16), "a": 1.0},
        }
    nx.write_gexf(graph, file)
