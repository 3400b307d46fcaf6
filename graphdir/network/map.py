"""The network map's nodes and edges, as vis-network takes them; built by pyvis."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log1p, sqrt
from threading import Lock
from typing import Any, Final

import igraph
import numpy as np
from numpy.typing import NDArray
from pyvis.network import Network as VisNetwork

from graphdir.network.atlas import Atlas, CurrentAtlas, Disc, spread
from graphdir.network.figures.counts import pairs_among
from graphdir.network.geography import Area, LandMap, land_map
from graphdir.network.grouping import Group, islands, places
from graphdir.network.layout import GRID, SPACING, Layout, Position, quiet_grid, strongest
from graphdir.network.view import Question, view_of, years_of
from graphdir.network.whole import JOINT_PROJECT, OPEN_END, OPEN_START, CurrentWhole, Whole
from graphdir.store import GraphStore
from graphdir.text import shortened

# Shape and colour together, so that kinds differ in print and to the colour-blind (Okabe-Ito where
# there are enough of them).
MARKS: Final[Mapping[str, tuple[str, str]]] = {
    "school": ("dot", "#0072B2"),
    "carrier": ("square", "#C2500A"),
    "authority": ("diamond", "#2F3B42"),
    "department": ("diamond", "#6B7780"),
    "network": ("hexagon", "#7A4FA3"),
    "counselling": ("triangle", "#00795A"),
    "education": ("star", "#9A6B00"),
    "culture_sport": ("star", "#B0387A"),
    "civil_society": ("triangleDown", "#2B7F9E"),
    "health": ("triangleDown", "#A33A3A"),
    "justice": ("square", "#4B5BA8"),
    "labour": ("square", "#6B6B00"),
    "politics": ("dot", "#5A3E2B"),
    "other": ("dot", "#808A90"),
}
RELATIONSHIPS: Final = (
    "COOPERATES_WITH",
    JOINT_PROJECT,
    "SUPPORTS",
    "RESPONSIBLE_FOR",
    "PART_OF",
    "MEMBER_OF",
    "FEEDS_INTO",
    "SUCCESSOR_OF",
)
# A picture of more is drawn in groups.
MOST_NODES: Final = 1500
# Of a group's ties to others so many are drawn, the strongest.
TIES_A_GROUP: Final = 2
UNTIED: Final = "untied"
_LABEL_LENGTH: Final = 48
# So many organisations without a place are named.
_MOST_UNPLACED: Final = 500
# So many other maps are kept beside the latest.
_MOST_KEPT: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRow:
    """A mark as a table tells it: an organisation, or a group of ``members`` that ``id`` opens.

    ``group`` is the group of the organisation's kind, empty for a group of organisations. ``others`` are those that it
    is tied to in the picture by what was or is planned alone.
    """

    id: str
    name: str
    group: str
    town: str
    members: int
    neighbours: Sequence[str]
    others: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMap:
    """What is drawn and what is not.

    ``organisations`` counts those that are shown, in groups or by themselves, ``ended`` those of them, as far as the
    question goes, that have ended: they are shown for the ties that they had. ``untied`` counts
    organisations without any recorded tie, ``filtered`` those that the question leaves out,
    ``unplaced`` those that the land map has no place for, ``crowded`` members of opened groups
    beyond ``MOST_NODES``, ``weak`` connections between groups beyond ``TIES_A_GROUP``. ``rows`` says the
    same as a table, by name, ``unplaced_rows`` the first ``_MOST_UNPLACED`` without a place. ``pairs`` are counted
    as in the report: those tied now, those of the others that were, and those only planned. ``parts`` counts the
    pieces that no tie in the picture joins.
    ``hub`` is who alone ties most schools to the picture now, with how many; ``undated`` counts ties of
    which no date is known.
    """

    nodes: Sequence[Mapping[str, Any]]
    edges: Sequence[Mapping[str, Any]]
    options: Mapping[str, Any]
    rows: Sequence[MapRow]
    areas: Sequence[Area]
    opened: Sequence[Group]
    years: tuple[int, int] | None
    organisations: int
    ended: int
    ties: int
    pairs: tuple[int, int, int]
    parts: int
    grouped: bool
    untied: int
    filtered: int
    unplaced: int
    unplaced_rows: Sequence[MapRow]
    crowded: int
    weak: int
    hub: tuple[str, int] | None
    undated: int


class NetworkIndex:
    """Draws the network; what was drawn is kept while the store's revision stays."""

    def __init__(self, store: GraphStore, whole: CurrentWhole) -> None:
        self._whole = whole
        self._atlas = CurrentAtlas(store)
        self._land: tuple[Whole, LandMap] | None = None
        self._drawing = Lock()
        self._drawn: dict[tuple[int, str, Question], NetworkMap] = {}

    def draw(self, question: Question, today: str) -> NetworkMap:
        """Return what the question shows."""
        with self._drawing:
            whole = self._whole(today)
            key = (whole.revision, today, question)
            drawn = self._drawn.get(key)
            if drawn is None:
                land = self._land_of(whole) if question.geography else None
                drawn = _Picture(whole, self._atlas(whole), land, question).drawn()
                kept = [item for item in self._drawn.items() if item[0][:2] == key[:2]]
                self._drawn = dict([*kept[-_MOST_KEPT:], (key, drawn)])
            return drawn

    def _land_of(self, whole: Whole) -> LandMap:
        if self._land is None or self._land[0] is not whole:
            self._land = (whole, land_map(whole.columns.organisations, 1.5 * _sizes_on_land(whole.degrees)))
        return self._land[1]


class _Picture:
    """One picture: who is drawn, where, and what joins them."""

    def __init__(self, whole: Whole, atlas: Atlas, land: LandMap | None, question: Question) -> None:
        self._whole = whole
        self._atlas = atlas
        self._question = question
        self._land = land
        placed = None
        if land:
            placed = np.zeros(len(whole), np.bool_)
            placed[list(land.places)] = True
        self._view = view_of(whole, question, placed)
        self._numbers: list[int] = self._view.numbers.tolist()
        self._degrees = self._view.ties.degrees(len(whole))

    def drawn(self) -> NetworkMap:
        grouped = len(self._numbers) > MOST_NODES
        groups = self._groups() if grouped else []
        opened, closed, crowded = self._opened(groups)
        alone = [number for group in opened for number in group.members] if grouped else self._numbers
        where = self._places(opened, alone)
        marks = [*(self._mark(number, where[number]) for number in alone), *(_group_mark(group) for group in closed)]
        edges, weak = self._edges(alone, closed)
        network = VisNetwork(directed=True)  # "directed" only keeps pyvis from comparing every edge with every other
        for mark in marks:
            network.add_node(mark.pop("id"), **mark)
        for at, edge in enumerate(edges):
            network.add_edge(edge.pop("source"), edge.pop("to"), id=f"e{at}", **edge)
        return NetworkMap(
            nodes=network.nodes,
            edges=network.edges,
            options=_OPTIONS,
            rows=_rows(network.nodes, network.edges),
            areas=self._land.areas if self._land else (),
            opened=opened,
            years=years_of(self._whole),
            organisations=len(self._numbers) - crowded,
            ended=int(self._whole.ended[self._view.numbers].sum()),
            ties=len(self._view.ties),
            pairs=self._pairs(),
            parts=_parts(network.nodes, network.edges),
            grouped=grouped,
            untied=self._view.untied,
            filtered=self._view.filtered,
            unplaced=len(self._view.unplaced),
            unplaced_rows=self._unplaced_rows(),
            crowded=crowded,
            weak=weak,
            hub=None if self._land else self._hub(),
            undated=self._undated(),
        )

    def _groups(self) -> list[Group]:
        if self._land:
            return places(self._whole, {number: self._land.places[number] for number in self._numbers})
        found = islands(self._whole, self._atlas, self._numbers)
        untied = [number for number in self._numbers if self._whole.degrees[number] == 0]
        if untied:
            left, bottom, width = _below([group.disc for group in found])
            disc = Disc(x=left + width / 2, y=bottom + 3 * SPACING, radius=2 * SPACING)
            found.append(Group(id=UNTIED, label="", members=untied, disc=disc))
        return found

    def _opened(self, groups: Sequence[Group]) -> tuple[list[Group], list[Group], int]:
        """Return what is opened, what is not, and how many members of opened groups find no room."""
        asked = [*self._question.opened, *self._group_of(groups, self._question.selected)]
        by_id = {group.id: group for group in groups}
        opened: list[Group] = []
        crowded, room = 0, MOST_NODES
        for id_ in dict.fromkeys(reversed(asked)):
            group = by_id.get(id_)
            if group is None or not room:
                continue
            members = sorted(group.members, key=lambda number: (-self._degrees[number], number))[:room]
            if len(members) < len(group.members) and opened:
                continue  # It stays closed rather than opened by half.
            crowded += len(group.members) - len(members)
            room -= len(members)
            opened.append(replace(group, members=sorted(members)))
        ids = {group.id for group in opened}
        return opened, [group for group in groups if group.id not in ids], crowded

    def _group_of(self, groups: Sequence[Group], id_: str) -> list[str]:
        number = self._whole.numbers.get(id_)
        return [group.id for group in groups if number in group.members][:1] if number is not None else []

    def _places(self, opened: Sequence[Group], alone: Sequence[int]) -> dict[int, Position]:
        if self._land:
            return {number: self._land.places[number] for number in alone}
        if opened and not self._atlas.places:
            inner = (_quiet(g) if g.id == UNTIED else spread(self._whole, g.members, g.disc) for g in opened)
            return {number: place for found in inner for number, place in found.items()}
        tied = [number for number in alone if self._whole.degrees[number] > 0]
        where = self._tied_places(tied)
        untied = [number for number in alone if number not in where]
        left, bottom, width = _below_points(list(where.values()))
        grid = quiet_grid(len(untied), left=left, top=bottom + 2 * SPACING, width=width)
        return {**where, **dict(zip(untied, grid, strict=True))}

    def _tied_places(self, tied: Sequence[int]) -> dict[int, Position]:
        ids = self._whole.ids
        if not tied:
            return {}
        if self._atlas.places and not self._question.around:
            return {number: self._atlas.places[ids[number]] for number in tied}
        layout = Layout(len(self._whole), self._view.ties.pairs).all_points()
        return {number: layout[number] for number in tied if number in layout}

    def _mark(self, number: int, place: Position) -> dict[str, Any]:
        columns = self._whole.columns.organisations
        shape, colour = MARKS[self._whole.groups[number]]
        degree = int(self._degrees[number])
        name = columns["name"][number]
        return {
            "id": columns["id"][number],
            "label": shortened(name, _LABEL_LENGTH),
            "shape": shape,
            "color": colour,
            "x": place[0],
            "y": place[1],
            "size": float(_sizes_on_land(self._whole.degrees[number])) if self._land else 8 + min(14, 2 * degree),
            "name": name,
            "town": columns["town"][number],
            "group_id": self._whole.groups[number],
            "degree": degree,
            "more": int(self._whole.degrees[number]) - degree,
            "topics": columns["topics"][number],
            "confirmed": columns["last_confirmed"][number],
            "approximate": bool(self._land and number in self._land.approximate),
        }

    def _edges(self, alone: Sequence[int], closed: Sequence[Group]) -> tuple[list[dict[str, Any]], int]:
        """Return what joins the marks, and how many weak ties between groups are left out."""
        ties, ids = self._view.ties, self._whole.ids
        mark_of = np.full(len(self._whole), -1, np.int64)
        mark_of[list(alone)] = np.arange(len(alone))
        for at, group in enumerate(closed, len(alone)):
            mark_of[list(group.members)] = at
        one, other = mark_of[ties.one], mark_of[ties.other]
        between = (one >= 0) & (other >= 0) & (one != other)
        single = between & (one < len(alone)) & (other < len(alone))
        edges = [
            _tie(
                ids[int(ties.one[at])],
                ids[int(ties.other[at])],
                self._whole.relationships[int(ties.relationship[at])],
                weight=int(ties.weight[at]),
                present=bool(ties.present[at]),
                planned=bool(ties.planned[at]),
            )
            for at in np.flatnonzero(single).tolist()
        ]
        if not closed:
            return edges, 0
        names = [*(ids[number] for number in alone), *(group.id for group in closed)]
        bundled = between & ~single
        low, high = np.minimum(one, other)[bundled], np.maximum(one, other)[bundled]
        pairs, which, counts = np.unique(np.column_stack((low, high)), axis=0, return_inverse=True, return_counts=True)
        present, begun = (
            np.bincount(which.ravel(), weights=those[bundled], minlength=len(pairs)) > 0
            for those in (ties.present, ~ties.planned)
        )
        kept = strongest(pairs, counts, TIES_A_GROUP)
        bundles = [
            _bundle(
                names[pairs[at][0]],
                names[pairs[at][1]],
                int(counts[at]),
                present=bool(present[at]),
                planned=not begun[at],
            )
            for at in kept.tolist()
        ]
        return [*edges, *bundles], len(counts) - len(kept)

    def _unplaced_rows(self) -> list[MapRow]:
        columns = self._whole.columns.organisations
        rows = [
            MapRow(
                id=columns["id"][number],
                name=columns["name"][number],
                group=self._whole.groups[number],
                town=columns["town"][number],
                members=1,
                neighbours=(),
                others=(),
            )
            for number in map(int, self._view.unplaced)
        ]
        return sorted(rows, key=lambda row: (row.name.casefold(), row.id))[:_MOST_UNPLACED]

    def _pairs(self) -> tuple[int, int, int]:
        """Return how many pairs are tied now, how many others were, and how many others are only to be."""
        shown = np.zeros(len(self._whole.statements.one), np.bool_)
        shown[self._view.ties.rows] = True
        return pairs_among(self._whole, shown)

    def _undated(self) -> int:
        said, ties = self._whole.statements, self._view.ties
        undated = (said.first == OPEN_START) & (said.last == OPEN_END)
        return int(np.logical_and.reduceat(undated[ties.rows], ties.bounds[:-1]).sum()) if len(ties) else 0

    def _hub(self) -> tuple[str, int] | None:
        """Return who is the only neighbour of most schools, where that are two or more."""
        whole, ties = self._whole, self._view.ties
        present = whole.ties_of(ties, ties.present)
        pairs = present.pairs
        hanging = (np.array(whole.groups) == "school") & (present.degrees(len(whole)) == 1)
        only = np.bincount([*pairs[hanging[pairs[:, 0]], 1], *pairs[hanging[pairs[:, 1]], 0]], minlength=1)
        best = int(only.argmax())
        if only[best] < 2:  # noqa: PLR2004
            return None
        return whole.columns.organisations["name"][best], int(only[best])


def _quiet(group: Group) -> dict[int, Position]:
    """Return places in rows for a group that no tie joins."""
    members, width = group.members, GRID * sqrt(2 * len(group.members))
    grid = quiet_grid(len(members), left=group.disc.x - width / 2, top=group.disc.y, width=width)
    return dict(zip(members, grid, strict=True))


def _sizes_on_land(degrees: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how large marks are where many stand close together, by all their neighbours."""
    return 6.0 + np.minimum(6, degrees)


def _group_mark(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "label": shortened(group.label, _LABEL_LENGTH),
        "shape": "circle",
        "color": "#0B5C73",
        "x": group.disc.x,
        "y": group.disc.y,
        "size": round(8 + 1.2 * sqrt(len(group.members)), 1),
        "name": group.label,
        "members": len(group.members),
        "radius": group.disc.radius,
    }


def _below(discs: Sequence[Disc]) -> tuple[float, float, float]:
    """Return left, bottom and width of all discs together."""
    corners = [(disc.x + side * disc.radius, disc.y + disc.radius) for disc in discs for side in (-1, 1)]
    return _below_points(corners)


def _below_points(points: Sequence[Position]) -> tuple[float, float, float]:
    """Return left, bottom and width of all points together; 0 where there are none."""
    if not points:
        return 0.0, -2 * SPACING, 20 * GRID
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    return left, max(y for _x, y in points), max(right - left, 12 * GRID)


def _parts(nodes: Sequence[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]]) -> int:
    """Count the pieces that hang together, single nodes left out."""
    number = {node["id"]: at for at, node in enumerate(nodes)}
    graph = igraph.Graph(n=len(nodes), edges=[(number[edge["from"]], number[edge["to"]]) for edge in edges])
    return sum(size > 1 for size in graph.connected_components().sizes())


def _rows(nodes: Sequence[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]]) -> list[MapRow]:
    names = {node["id"]: node["name"] for node in nodes}
    near = {True: defaultdict[str, set[str]](set), False: defaultdict[str, set[str]](set)}
    for edge in edges:
        near[edge["present"]][edge["from"]].add(edge["to"])
        near[edge["present"]][edge["to"]].add(edge["from"])
    rows = [
        MapRow(
            id=node["id"],
            name=node["name"],
            group=node.get("group_id", ""),
            town=node.get("town", ""),
            members=node.get("members", 1),
            neighbours=sorted(names[id_] for id_ in near[True][node["id"]]),
            others=sorted(names[id_] for id_ in near[False][node["id"]] - near[True][node["id"]]),
        )
        for node in nodes
    ]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.id))


def _tie(  # noqa: PLR0913  what an edge is
    source: str, to: str, relationship: str, *, weight: int, present: bool, planned: bool
) -> dict[str, Any]:
    width, dashes = LINES[relationship]
    return {
        "source": source,
        "to": to,
        "arrows": "to" if relationship in _ARROWS else "",
        "width": width + min(4, (weight - 1) * 0.6),
        "dashes": dashes,
        "color": "#8A9AA3" if present else "#C9D3D8",
        "relationship": relationship,
        "weight": weight,
        "pale": not present,
        "present": present,
        "planned": planned,
    }


def _bundle(source: str, to: str, weight: int, *, present: bool, planned: bool) -> dict[str, Any]:
    """Return the ties between two groups as one edge."""
    return {
        "source": source,
        "to": to,
        "arrows": "",
        "width": round(0.5 + 0.4 * log1p(weight), 1),
        "dashes": False,
        "color": "#C9D3D8",
        "relationship": "",
        "weight": weight,
        "pale": True,
        "present": present,
        "planned": planned,
    }


_ARROWS: Final = frozenset({"SUPPORTS", "RESPONSIBLE_FOR", "FEEDS_INTO", "SUCCESSOR_OF"})
# Width in pixels, and the lengths of strokes and gaps.
LINES: Final[Mapping[str, tuple[float, Any]]] = {
    "COOPERATES_WITH": (1.4, False),
    JOINT_PROJECT: (1.4, False),
    "SUPPORTS": (1.4, [6, 4]),
    "RESPONSIBLE_FOR": (2.6, False),
    "PART_OF": (0.8, False),
    "MEMBER_OF": (1.2, [2, 4]),
    "FEEDS_INTO": (1.2, [8, 3]),
    "SUCCESSOR_OF": (1.2, [8, 3, 2, 3]),
}
_OPTIONS: Final[Mapping[str, Any]] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "dragNodes": False,
        "keyboard": {"enabled": False},
    },
}
