"""Where organisations stand on the network map: computed here, so that no browser has to shake it out."""

from collections.abc import Iterable, Sequence
from math import ceil, sqrt
from typing import Final

import igraph

from graphdir.network.ties import Tie

# Pixels at zoom 1: how far apart neighbours stand, and strangers in the quiet grid below.
SPACING: Final = 110.0
_GRID: Final = 46.0
_GAP: Final = 160.0
_MOST_KAMADA_KAWAI: Final = 400

Position = tuple[float, float]


def positions(ids: Sequence[str], ties: Iterable[Tie]) -> dict[str, Position]:
    """Return x and y in pixels for every id, the same for the same network.

    Connected parts are laid out apart (Kamada-Kawai 1989 up to 400 nodes, above that
    Fruchterman-Reingold 1991) and set side by side, the largest first. Organisations without a tie
    stand in a grid below everything, in the order of ``ids``.
    """
    number = {id_: at for at, id_ in enumerate(ids)}
    edges = sorted(
        {
            (min(pair), max(pair))
            for tie in ties
            if tie.from_id in number and tie.to_id in number
            for pair in ((number[tie.from_id], number[tie.to_id]),)
        }
    )
    graph = igraph.Graph(n=len(ids), edges=edges)
    found: list[list[int]] = [list(component) for component in graph.connected_components()]
    components = sorted((c for c in found if len(c) > 1), key=lambda c: (-len(c), c[0]))
    placed: dict[str, Position] = {}
    boxes = [_component(graph.induced_subgraph(component)) for component in components]
    width = max([_GAP * 4, *(1.6 * sqrt(sum(w * h for _points, w, h in boxes)),)])
    x = y = row_height = 0.0
    for component, (points, box_width, box_height) in zip(components, boxes, strict=True):
        if x and x + box_width > width:
            x, y, row_height = 0.0, y + row_height + _GAP, 0.0
        for node, (px, py) in zip(component, points, strict=True):
            placed[ids[node]] = (round(x + px, 1), round(y + py, 1))
        x += box_width + _GAP
        row_height = max(row_height, box_height)
    lonely = [id_ for id_ in ids if id_ not in placed]
    columns = max(1, ceil(width / _GRID))
    top = y + row_height + _GAP if placed else 0.0
    for at, id_ in enumerate(lonely):
        placed[id_] = (round(at % columns * _GRID, 1), round(top + at // columns * _GRID, 1))
    return placed


def _component(graph: igraph.Graph) -> tuple[list[Position], float, float]:
    """Return points from 0 on, with width and height, of one connected part."""
    size = graph.vcount()
    # A circle is the same start every time; a random one would move the whole map at each change.
    start = graph.layout_circle()
    if size <= _MOST_KAMADA_KAWAI:
        layout = graph.layout_kamada_kawai(seed=start)
    else:
        layout = graph.layout_fruchterman_reingold(seed=start, niter=300, grid="auto")
    xs, ys = [point[0] for point in layout], [point[1] for point in layout]
    spread = SPACING * sqrt(size) * (1.5 if size > 3 else 1.0)  # noqa: PLR2004  labels need room
    scale = spread / max(max(xs) - min(xs), max(ys) - min(ys), 1e-9)
    points = [((x - min(xs)) * scale, (y - min(ys)) * scale) for x, y in layout]
    return points, max(p[0] for p in points), max(p[1] for p in points)
