"""Where organisations stand in the network picture: computed here, so that no browser has to shake it out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, pi, sqrt
from random import Random
from typing import Any, Final

import igraph
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

# World units, pixels at zoom 1: how far apart neighbours stand, and strangers in the quiet grid below.
SPACING: Final = 110.0
GRID: Final = 46.0
_GAP: Final = 160.0
# So many are laid out at once; more are parted into islands first.
MOST_ON_AN_ISLAND: Final = 300
# Parts of fewer share an island.
_LEAST_ALONE: Final = 9
# Up to so many nodes it is looked where they stand, and all of it fills a sheet; above, how far their islands reach.
_MOST_MEASURED: Final = 1500
# The sheet is so much wider than high.
_ASPECT: Final = 1.35
# Room for a node on a sheet, as a share of the square that the spacing makes, and how near two may stand.
_ROOM: Final = 2.0
_NEAREST: Final = 0.7 * SPACING
# Small parts are drawn smaller and stand closer to each other, in a block that is so many times as wide as high.
_SMALL: Final = 0.62
_CLOSE: Final = 0.6 * SPACING
_BLOCKS: Final = (0.3, 0.6, 1.0, 1.6, 2.5, 5.0)
# More newcomers than this share of the network, or than so many, and it is laid out anew.
_MOST_NEW: Final = 0.2
_MOST_NEWCOMERS: Final = 300
# Turns of a spiral that fills the plane evenly (Vogel 1979).
_GOLDEN_ANGLE: Final = pi * (3 - sqrt(5))

Points = NDArray[np.float64]
Position = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Island:
    """Nodes that are laid out together within a circle; ``members`` are numbers, ascending."""

    members: NDArray[np.int64]
    x: float
    y: float
    radius: float


class Layout:
    """The places of the nodes of a graph, island by island.

    An island is a connected part, a densely joined share of one that is larger than
    ``MOST_ON_AN_ISLAND`` (Leiden communities: Traag, Waltman & van Eck 2019), or a handful of small parts together.
    Where islands lie is known at once; where nodes stand on one, when somebody asks.
    Nodes without an edge have no place. The same graph gives the same layout.
    """

    def __init__(self, size: int, pairs: NDArray[np.int32]) -> None:
        """Lay out ``size`` nodes; ``pairs`` are the edges, each once, as rows of two numbers."""
        self._graph = igraph.Graph(n=size, edges=pairs)
        parts = [sorted(part) for part in self._graph.connected_components() if len(part) > 1]
        parts.sort(key=lambda part: (-len(part), part[0]))
        large = [_archipelago(self._graph, part) for part in parts if len(part) >= _LEAST_ALONE]
        small = _together([part for part in parts if len(part) < _LEAST_ALONE])
        self._placed: dict[Island, Points] = {}
        self.islands: list[Island] = []
        if sum(map(len, parts)) <= _MOST_MEASURED:
            self._fill_sheet(large, small)
        else:
            self.islands = _side_by_side(large)
            self._add_shores(small)

    def points(self, island: Island) -> Points:
        """Return x and y of an island's members, as rows in their order."""
        if island not in self._placed:
            self._placed[island] = _within(island, self._graph.induced_subgraph(island.members.tolist()))
        return self._placed[island]

    def all_points(self) -> dict[int, Position]:
        """Return x and y of every node that has an edge, by number."""
        return {
            number: (x, y)
            for island in self.islands
            for number, (x, y) in zip(island.members.tolist(), self.points(island).tolist(), strict=True)
        }

    def _fill_sheet(self, large: Sequence[Sequence[Island]], small: Sequence[Sequence[int]]) -> None:
        """Set the parts side by side so that they fill a sheet, whichever shape of the small ones' block does best."""
        drawn = [[(island.members, self._drawn_alone(island, len(group))) for island in group] for group in large]
        tries = []
        for shape in _BLOCKS if small else _BLOCKS[:1]:
            blocks = [[(members, points)] for members, points in self._blocks(small, shape)]
            groups = [*drawn, *blocks]
            boxes = [_box_of(np.vstack([points for _members, points in group])) for group in groups]
            corners, width = _packed([(right - left, bottom - top) for left, top, right, bottom in boxes], 0.7 * _GAP)
            tries.append((width, groups, boxes, corners))
        _width, groups, boxes, corners = min(tries, key=lambda found: found[0])
        for group, (left, top, *_rest), (x, y) in zip(groups, boxes, corners, strict=True):
            for members, points in group:
                placed = np.round(points + np.array([x - left, y - top]), 1)
                middle, stretch = (placed.max(axis=0) + placed.min(axis=0)) / 2, np.ptp(placed, axis=0)
                island = Island(
                    members=members,
                    x=float(middle[0]),
                    y=float(middle[1]),
                    radius=max(float(stretch.max()) / 2, SPACING),
                )
                self.islands.append(island)
                self._placed[island] = placed

    def _drawn_alone(self, island: Island, islands: int) -> Points:
        """Return the places of a part's nodes; those of a share of one within its circle."""
        graph = self._graph.induced_subgraph(island.members.tolist())
        return _within(island, graph) if islands > 1 else _part(graph)

    def _blocks(self, small: Sequence[Sequence[int]], shape: float) -> Iterable[tuple[NDArray[np.int64], Points]]:
        for members in small:
            numbers = np.array(sorted(members), np.int64)
            yield numbers, _in_block(self._graph.induced_subgraph(numbers.tolist()), shape)

    def _add_shores(self, shores: Sequence[Sequence[int]]) -> None:
        """Set the small parts below all else, in rows as wide as it is."""
        for members in shores:
            left, right, bottom = self.extent
            points = _in_strip(self._graph.induced_subgraph(sorted(members)), max(right - left, 14 * SPACING))
            points += (left, bottom + _GAP if self.islands else 0.0)
            middle, stretch = (points.max(axis=0) + points.min(axis=0)) / 2, np.ptp(points, axis=0)
            shore = replace(_island(members), x=float(middle[0]), y=float(middle[1]), radius=float(stretch.max()) / 2)
            self.islands.append(shore)
            self._placed[shore] = np.round(points, 1)

    @property
    def extent(self) -> tuple[float, float, float]:
        """Return the left, the right and the lower edge of it all; 0 where it is empty."""
        if not self.islands:
            return 0.0, 0.0, 0.0
        boxes = [_box_of(self._placed[land]) if land in self._placed else _box([land]) for land in self.islands]
        return (
            min(left for left, *_rest in boxes),
            max(right for _left, _top, right, _bottom in boxes),
            max(bottom for *_rest, bottom in boxes),
        )


def with_newcomers(
    before: Mapping[str, Position], ids: Sequence[str], neighbours: Mapping[str, Sequence[str]]
) -> dict[str, Position]:
    """Return places where everybody stays who had one and newcomers stand near their neighbours."""
    placed = {id_: before[id_] for id_ in ids if id_ in before}
    # Who has most neighbours with a place goes first: a chain of newcomers grows from its known end.
    waiting = sorted(id_ for id_ in ids if id_ not in before)
    while waiting:
        known = {id_: [placed[n] for n in neighbours.get(id_, ()) if n in placed] for id_ in waiting}
        best = max(waiting, key=lambda id_: len(known[id_]))
        placed[best] = _free_place(known[best], np.array(list(placed.values()) or [(0.0, 0.0)]))
        waiting.remove(best)
    return placed


def too_many(newcomers: int, size: int) -> bool:
    """Tell whether a picture of ``size`` organisations has to be laid out anew."""
    return newcomers > min(_MOST_NEWCOMERS, max(3, _MOST_NEW * size))


def quiet_grid(number: int, *, left: float, top: float, width: float) -> list[Position]:
    """Return places in rows for organisations that nothing is recorded of."""
    columns = max(12, ceil(width / GRID))
    return [(left + at % columns * GRID, top + at // columns * GRID) for at in range(number)]


def apart(points: Points, reach: NDArray[np.float64], rounds: int = 60) -> Points:
    """Return the points pushed apart until no two are nearer than the sum of their ``reach``.

    Each moves as little as it can; after ``rounds`` what still overlaps stays so. Points at one
    place are fanned out first.
    """
    placed = _fanned(points, float(reach.mean()) if len(reach) else 0.0)
    furthest = 2 * float(reach.max(initial=0.0))
    for _round in range(rounds):
        near = cKDTree(placed).query_pairs(furthest, output_type="ndarray") if len(placed) else np.empty((0, 2), int)
        one, other = near[:, 0], near[:, 1]
        way = placed[other] - placed[one]
        distance = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)
        missing = reach[one] + reach[other] - distance
        close = missing > 1e-3  # noqa: PLR2004  nobody sees less
        if not close.any():
            break
        push = way[close] / distance[close, None] * (missing[close, None] * 0.5)
        np.add.at(placed, other[close], push)
        np.add.at(placed, one[close], -push)
    return placed


def _fanned(points: Points, reach: float) -> Points:
    """Return the points, those at one place on a spiral around it."""
    placed = points.astype(np.float64, copy=True)
    seen: dict[Position, int] = {}
    for at, (x, y) in enumerate(points.tolist()):
        turn = seen.get((x, y), 0)
        seen[(x, y)] = turn + 1
        angle, distance = turn * _GOLDEN_ANGLE, 1.8 * reach * sqrt(turn)
        placed[at] = (x + distance * np.cos(angle), y + distance * np.sin(angle))
    return placed


def _free_place(near: Sequence[Position], taken: Points) -> Position:
    """Return the place nearest to the middle of ``near`` that keeps half the spacing to all others."""
    middle = np.mean(near, axis=0) if near else np.array([taken[:, 0].min(), taken[:, 1].max() + _GAP])
    tree = cKDTree(taken)
    for turn in range(1, 2000):
        angle, distance = turn * _GOLDEN_ANGLE, 0.25 * SPACING * sqrt(turn)
        place = middle + distance * np.array([np.cos(angle), np.sin(angle)])
        if tree.query(place)[0] >= SPACING / 2:
            return float(place[0]), float(place[1])
    return float(middle[0]), float(middle[1])


def _island(members: Iterable[int]) -> Island:
    """Return an island of these nodes; where it lies is not known yet."""
    numbers = np.array(sorted(members), np.int64)
    return Island(members=numbers, x=0.0, y=0.0, radius=0.75 * SPACING * sqrt(len(numbers)))


def _together(parts: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the nodes of many small parts, as many on an island as may be."""
    shores: list[list[int]] = []
    for part in parts:
        if not shores or len(shores[-1]) + len(part) > MOST_ON_AN_ISLAND:
            shores.append([])
        shores[-1].extend(part)
    return shores


def _archipelago(graph: igraph.Graph, part: Sequence[int]) -> list[Island]:
    """Return the islands of a connected part, strongly joined ones near to each other."""
    shares = _communities(graph, part)
    if len(shares) == 1:
        return [_island(part)]
    islands = [_island(share) for share in shares]
    reach = np.array([island.radius + _GAP / 4 for island in islands])
    points = np.array(_drawn(_outline(graph, part, shares)).coords)
    points = apart(points * (2.4 * sqrt(float((reach**2).sum())) / _stretch(points)), reach, rounds=300)
    return [replace(island, x=x, y=y) for island, (x, y) in zip(islands, points.tolist(), strict=True)]


def _outline(graph: igraph.Graph, part: Sequence[int], shares: Sequence[Sequence[int]]) -> igraph.Graph:
    """Return a graph of the shares, each joined to those few that most edges lead to."""
    share_of = {number: at for at, share in enumerate(shares) for number in share}
    inner = graph.induced_subgraph(sorted(part))
    inner.contract_vertices([share_of[number] for number in sorted(part)])
    inner.es["weight"] = 1.0
    inner.simplify(combine_edges="sum")
    pairs = np.array(inner.get_edgelist(), np.int64).reshape(-1, 2)
    return igraph.Graph(n=len(shares), edges=pairs[strongest(pairs, np.array(inner.es["weight"]))])


def strongest(pairs: NDArray[np.int64], weights: NDArray[Any], each: int = 3) -> NDArray[np.int64]:
    """Return the rows of ``pairs`` that are among the ``each`` heaviest of one of their ends, ascending."""
    order = np.argsort(-weights, kind="stable")
    left: dict[int, int] = {}
    kept: list[int] = []
    for row in order.tolist():
        one, other = pairs[row].tolist()
        if left.get(one, each) or left.get(other, each):
            kept.append(row)
        left[one], left[other] = max(0, left.get(one, each) - 1), max(0, left.get(other, each) - 1)
    return np.array(sorted(kept), np.int64)


def _communities(graph: igraph.Graph, part: Sequence[int]) -> list[list[int]]:
    """Return the part in shares of at most ``MOST_ON_AN_ISLAND`` where it can be parted so far, the largest first."""
    if len(part) <= MOST_ON_AN_ISLAND:
        return [sorted(part)]
    numbers = sorted(part)
    igraph.set_random_number_generator(Random(len(numbers)))  # noqa: S311  the same picture every time
    found = graph.induced_subgraph(numbers).community_leiden(objective_function="modularity", n_iterations=3)
    shares = [[numbers[at] for at in share] for share in found]
    if len(shares) == 1:
        return [numbers]
    parted = [smaller for share in shares for smaller in _communities(graph, share)]
    return sorted(parted, key=lambda share: (-len(share), share[0]))


def _side_by_side(groups: Sequence[Sequence[Island]]) -> list[Island]:
    """Return the islands of all groups, the groups in rows, the first at the top left."""
    boxes = [_box(group) for group in groups]
    shifts = _in_rows([(right - left, bottom - top) for left, top, right, bottom in boxes], _GAP)
    return [
        replace(island, x=island.x - left + dx, y=island.y - top + dy)
        for group, (left, top, _right, _bottom), (dx, dy) in zip(groups, boxes, shifts, strict=True)
        for island in group
    ]


def _box_of(points: Points) -> tuple[float, float, float, float]:
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return left, top, right, bottom


def _box(group: Sequence[Island]) -> tuple[float, float, float, float]:
    return (
        min(island.x - island.radius for island in group),
        min(island.y - island.radius for island in group),
        max(island.x + island.radius for island in group),
        max(island.y + island.radius for island in group),
    )


def _in_rows(sizes: Sequence[tuple[float, float]], gap: float, widest: float = 0.0) -> list[Position]:
    """Return the top left corners of boxes set in rows; without a width they become wider than high in all."""
    widest = widest or 1.6 * sqrt(sum((w + gap) * (h + gap) for w, h in sizes))
    widest = max(widest, *(w for w, _h in sizes), 0.0)
    corners: list[Position] = []
    x = y = row = 0.0
    for width, height in sizes:
        if x and x + width > widest:
            x, y, row = 0.0, y + row + gap, 0.0
        corners.append((x, y))
        x, row = x + width + gap, max(row, height)
    return corners


def _packed(sizes: Sequence[tuple[float, float]], gap: float) -> tuple[list[Position], float]:
    """Return the top left corners of boxes on a sheet, and how wide the sheet has to be for them."""
    widest, area = max((w for w, _h in sizes), default=0.0), sum((w + gap) * (h + gap) for w, h in sizes)
    tries = []
    for share in (0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.8):
        corners = _under_skyline(sizes, max(widest, share * sqrt(area * _ASPECT)), gap)
        right = max((x + w for (x, _y), (w, _h) in zip(corners, sizes, strict=True)), default=0.0)
        bottom = max((y + h for (_x, y), (_w, h) in zip(corners, sizes, strict=True)), default=0.0)
        tries.append((max(right, bottom * _ASPECT), corners))
    width, corners = min(tries, key=lambda found: found[0])
    return corners, width


def _under_skyline(sizes: Sequence[tuple[float, float]], width: float, gap: float) -> list[Position]:
    """Return the top left corners of boxes, each as high up as those before leave room, the largest box first."""
    corners: list[Position] = [(0.0, 0.0)] * len(sizes)
    # Where a step of the lower edge of all boxes begins, and how far down it is.
    line: list[Position] = [(0.0, 0.0)]
    for at in sorted(range(len(sizes)), key=lambda at: (-sizes[at][0] * sizes[at][1], at)):
        wide, high = sizes[at]
        y, x = min(
            (max(down for _begin, down in _steps_under(line, begin, begin + wide + gap)), begin)
            for begin, _down in line
            if begin + wide <= width + 1e-6 or begin == 0
        )
        corners[at] = (x, y)
        end = x + wide + gap
        after = _steps_under(line, 0.0, end)[-1][1]
        line = [step for step in line if step[0] < x or step[0] > end]
        line = sorted([*line, (x, y + high + gap), *([(end, after)] if all(begin != end for begin, _ in line) else [])])
    return corners


def _steps_under(line: Sequence[Position], left: float, right: float) -> Sequence[Position]:
    """Return the steps of a skyline that begin or reach within these limits."""
    ends = [*(begin for begin, _down in line[1:]), float("inf")]
    return [step for step, end in zip(line, ends, strict=True) if step[0] < right and end > left]


def _in_block(graph: igraph.Graph, shape: float) -> Points:
    """Return places of the nodes of small parts, in rows so that the whole is ``shape`` times as wide as high."""
    parts = sorted((sorted(part) for part in graph.connected_components()), key=lambda part: (-len(part), part[0]))
    boxes = [_part(graph.induced_subgraph(part)) * _SMALL for part in parts]
    sizes = [(float(w), float(h)) for w, h in (box.max(axis=0) for box in boxes)]
    area = sum((w + _CLOSE) * (h + _CLOSE) for w, h in sizes)
    corners = _in_rows(sizes, _CLOSE, sqrt(area * shape))
    placed = np.empty((graph.vcount(), 2))
    for part, points, corner in zip(parts, boxes, corners, strict=True):
        placed[part] = points + corner
    return placed


def _part(graph: igraph.Graph) -> Points:
    """Return places of a connected part's nodes, wider than high."""
    points = np.array(_drawn(graph).coords)
    points = points - points.mean(axis=0)
    _spans, axes = np.linalg.eigh(points.T @ points)
    # The longest way across lies level; signs are fixed so that the same graph gives the same picture.
    turned = points @ (axes[:, ::-1] * np.sign(axes[:, ::-1].sum(axis=0) + 1e-9))
    wide, high = np.ptp(turned, axis=0).tolist()
    count = graph.vcount()
    scale = SPACING * sqrt(_ROOM * count / max(wide * high, wide**2 / 4, 1e-9))
    if count == 2:  # noqa: PLR2004
        scale = SPACING * sqrt(2) / max(wide, 1e-9)
    placed: Points = apart(turned * scale, np.full(count, _NEAREST / 2))
    placed -= placed.min(axis=0)
    return placed


def _within(land: Island, graph: igraph.Graph) -> Points:
    """Return places of the island's nodes within its circle."""
    placed = _in_strip(graph, 2 * land.radius)
    placed -= (placed.max(axis=0) + placed.min(axis=0)) / 2
    furthest = float(np.hypot(placed[:, 0], placed[:, 1]).max(initial=0.0))
    return np.round(placed * (0.92 * land.radius / max(furthest, 1e-9)) + (land.x, land.y), 1)


def _in_strip(graph: igraph.Graph, width: float) -> Points:
    """Return places of the nodes, the connected parts in rows, the largest first."""
    parts = sorted((sorted(part) for part in graph.connected_components()), key=lambda part: (-len(part), part[0]))
    boxes: list[Points] = []
    for part in parts:
        points = np.array(_drawn(graph.induced_subgraph(part)).coords)
        boxes.append((points - points.min(axis=0)) * (SPACING * sqrt(len(part)) / _stretch(points)))
    corners = _in_rows([tuple(box.max(axis=0)) for box in boxes], SPACING, width)
    placed = np.empty((graph.vcount(), 2))
    for part, points, corner in zip(parts, boxes, corners, strict=True):
        placed[part] = points + corner
    return placed


def _drawn(graph: igraph.Graph) -> Any:
    """Return a layout: Kamada-Kawai (1989), above ``MOST_ON_AN_ISLAND`` nodes Fruchterman-Reingold (1991)."""
    # A circle is the same start every time; a random one would move the whole map at each change.
    start = graph.layout_circle()
    if graph.vcount() <= MOST_ON_AN_ISLAND:
        return graph.layout_kamada_kawai(seed=start)
    return graph.layout_fruchterman_reingold(seed=start, niter=300, grid="auto")


def _stretch(points: Points) -> float:
    """Return the longer side of the box around the points, never 0."""
    return max(float((points.max(axis=0) - points.min(axis=0)).max()), 1e-9)
