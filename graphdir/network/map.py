"""The network map's nodes and edges, as vis-network takes them; built by pyvis."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final

from networkx import Graph, number_connected_components
from pyvis.network import Network as VisNetwork

from graphdir.network.layout import Position, positions
from graphdir.network.ties import JOINT_PROJECT, Tie, degrees, rows_of, ties_of
from graphdir.store import GraphStore
from graphdir.taxonomy import Taxonomy

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
# A browser draws this many at ease; who has more neighbours comes first.
MOST_NODES: Final = 1500
_LABEL_LENGTH: Final = 28
# So many other maps are kept beside the latest.
_MOST_KEPT: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the map shows; empty groups and relationships mean all of them.

    ``around`` is the id of an organisation that is shown with its direct neighbours only.
    """

    groups: frozenset[str] = frozenset()
    relationships: frozenset[str] = frozenset()
    with_untied: bool = False
    around: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMap:
    """What is drawn and what is not.

    ``untied`` counts organisations without any recorded tie, ``filtered`` those that the question
    leaves out, ``too_many`` those beyond ``MOST_NODES``. ``rows`` says the same as a table, by name;
    ``parts`` counts the pieces that no tie in the picture joins.
    """

    nodes: Sequence[Mapping[str, Any]]
    edges: Sequence[Mapping[str, Any]]
    options: Mapping[str, Any]
    rows: Sequence["MapRow"]
    parts: int
    untied: int
    filtered: int
    too_many: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRow:
    """A node as a table tells it."""

    id: str
    name: str
    kind: str
    group: str
    town: str
    neighbours: Sequence[str]


class NetworkIndex:
    """The graph in memory with its positions, kept while the store's revision stays."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._built: tuple[int, str, _Index] | None = None
        self._building = Lock()
        self._drawn: dict[tuple[int, str, Question], NetworkMap] = {}

    def draw(self, question: Question, today: str) -> NetworkMap:
        """Return what the question shows."""
        revision = self._store.revision()
        key = (revision, today, question)
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = _draw(self._current(revision, today), question)
            kept = [item for item in self._drawn.items() if item[0][:2] == (revision, today)]
            self._drawn = dict([*kept[-_MOST_KEPT:], (key, drawn)])
        return drawn

    def _current(self, revision: int, today: str) -> "_Index":
        with self._building:
            built = self._built
            if built is None or built[:2] != (revision, today):
                built = (revision, today, _index(self._store, today))
                self._built = built
            return built[2]


@dataclass(frozen=True, slots=True)
class _Index:
    organisations: Sequence[Mapping[str, Any]]
    groups: Mapping[str, str]
    ties: Sequence[Tie]
    degrees: Mapping[str, int]
    positions: Mapping[str, Position]


def _index(store: GraphStore, today: str) -> _Index:
    columns, taxonomy = store.columns(), store.taxonomy()
    ties = ties_of(columns, taxonomy, today)
    tied = degrees(ties)
    organisations = sorted(rows_of(columns.organisations), key=lambda row: (-tied.get(row["id"], 0), row["id"]))
    drawn = {row["id"] for row in organisations[:MOST_NODES]}
    return _Index(
        organisations=organisations,
        groups=_groups(organisations, taxonomy),
        ties=ties,
        degrees=tied,
        positions=positions(sorted(drawn), (t for t in ties if t.from_id in drawn and t.to_id in drawn)),
    )


def _groups(organisations: Sequence[Mapping[str, Any]], taxonomy: Taxonomy) -> dict[str, str]:
    return {row["id"]: taxonomy.group_of(row["kind"]) for row in organisations}


def _draw(index: _Index, question: Question) -> NetworkMap:
    ties = [tie for tie in index.ties if not question.relationships or tie.relationship in question.relationships]
    near = _around(question.around, ties) if question.around else None
    wanted = [
        row
        for row in index.organisations
        if (not question.groups or index.groups[row["id"]] in question.groups) and (near is None or row["id"] in near)
    ]
    present = {row["id"] for row in wanted}
    tied = degrees(tie for tie in ties if tie.from_id in present and tie.to_id in present)
    untied = [row for row in wanted if row["id"] not in index.degrees]
    visible = [row for row in wanted if row["id"] in tied or (question.with_untied and row["id"] not in index.degrees)]
    drawn = visible[:MOST_NODES] if near else [row for row in visible if row["id"] in index.positions]
    ids = {row["id"] for row in drawn}
    edges = [tie for tie in ties if tie.from_id in ids and tie.to_id in ids]
    if near:
        index = replace(index, positions=positions(sorted(ids), edges))
    network = _vis_network(index, drawn, edges, tied)
    hidden_untied = 0 if question.with_untied else len(untied)
    return NetworkMap(
        nodes=network.nodes,
        edges=network.edges,
        options=_OPTIONS,
        rows=_rows(index, drawn, edges),
        parts=_parts(ids, edges),
        untied=hidden_untied,
        filtered=len(index.organisations) - len(visible) - hidden_untied,
        too_many=len(visible) - len(drawn),
    )


def _around(centre: str, ties: Iterable[Tie]) -> set[str]:
    """Return an organisation with its direct neighbours."""
    return {centre}.union(*((tie.from_id, tie.to_id) for tie in ties if centre in (tie.from_id, tie.to_id)))


def _parts(ids: Iterable[str], edges: Iterable[Tie]) -> int:
    graph: Graph[str] = Graph()
    graph.add_nodes_from(ids)
    graph.add_edges_from((tie.from_id, tie.to_id) for tie in edges)
    return number_connected_components(graph)


def _vis_network(
    index: _Index, drawn: Sequence[Mapping[str, Any]], edges: Sequence[Tie], tied: Mapping[str, int]
) -> VisNetwork:
    # "directed" only keeps pyvis from comparing every edge with every other one.
    network = VisNetwork(directed=True)
    for row in drawn:
        id_ = row["id"]
        shape, colour = MARKS[index.groups[id_]]
        x, y = index.positions[id_]
        network.add_node(
            id_,
            label=_short(row["name"]),
            shape=shape,
            color=colour,
            x=x,
            y=y,
            size=8 + min(14, 2 * tied.get(id_, 0)),
            name=row["name"],
            town=row["town"] or "",
            group_id=index.groups[id_],
            degree=tied.get(id_, 0),
        )
    for at, tie in enumerate(edges):
        network.add_edge(
            tie.from_id,
            tie.to_id,
            id=f"e{at}",
            arrows="to" if tie.directed and tie.relationship in _ARROWS else "",
            **_LINES[tie.relationship](tie),
        )
    return network


def _rows(index: _Index, drawn: Sequence[Mapping[str, Any]], edges: Sequence[Tie]) -> list[MapRow]:
    names = {row["id"]: row["name"] for row in drawn}
    neighbours: dict[str, set[str]] = {id_: set() for id_ in names}
    for tie in edges:
        neighbours[tie.from_id].add(tie.to_id)
        neighbours[tie.to_id].add(tie.from_id)
    rows = [
        MapRow(
            id=row["id"],
            name=row["name"],
            kind=row["kind"],
            group=index.groups[row["id"]],
            town=row["town"] or "",
            neighbours=sorted(names[id_] for id_ in neighbours[row["id"]]),
        )
        for row in drawn
    ]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.id))


def _short(name: str) -> str:
    return name if len(name) <= _LABEL_LENGTH else name[: _LABEL_LENGTH - 1].rstrip() + "…"


def _line(width: float, dashes: Any = False) -> Any:  # noqa: FBT002
    return lambda tie: {
        "width": width + min(4, (tie.weight - 1) * 0.6),
        "dashes": dashes,
        "color": {"color": "#C9D3D8" if tie.ended else "#8A9AA3", "highlight": "#0B5C73"},
        "relationship": tie.relationship,
        "weight": tie.weight,
        "ended": tie.ended,
    }


_ARROWS: Final = frozenset({"SUPPORTS", "RESPONSIBLE_FOR", "FEEDS_INTO", "SUCCESSOR_OF"})
_LINES: Final[Mapping[str, Any]] = {
    "COOPERATES_WITH": _line(1.4),
    JOINT_PROJECT: _line(1.4),
    "SUPPORTS": _line(1.4, [6, 4]),
    "RESPONSIBLE_FOR": _line(2.6),
    "PART_OF": _line(0.8),
    "MEMBER_OF": _line(1.2, [2, 4]),
    "FEEDS_INTO": _line(1.2, [8, 3]),
    "SUCCESSOR_OF": _line(1.2, [8, 3, 2, 3]),
}
_OPTIONS: Final[Mapping[str, Any]] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "hideEdgesOnDrag": False,
        "multiselect": False,
        "tooltipDelay": 100,
    },
    "nodes": {"borderWidth": 1, "font": {"size": 13, "face": "system-ui, sans-serif"}},
    "edges": {"smooth": False, "arrowStrikethrough": False, "arrows": {"to": {"scaleFactor": 0.5}}},
}
