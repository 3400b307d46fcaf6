"""The network picture as a poster: PDF, SVG and PNG from one drawing."""

import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from threading import Lock
from typing import IO, TYPE_CHECKING, Any, Final, Literal

import numpy as np

from graphdir.network.map import LINES, MARKS, NetworkMap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Format = Literal["pdf", "svg", "png"]
# Left, bottom, right, top in points.
_Area = tuple[float, float, float, float]
# A3 landscape in inches.
_SIZE: Final = (16.54, 11.69)
_PNG_DPI: Final = 150
# In points.
_WIDTH, _HEIGHT = 72 * _SIZE[0], 72 * _SIZE[1]
_EDGE: Final = 30.0
# The picture's room, and that of sentences and legend at its right.
_ROOM: Final[_Area] = (_EDGE, 58.0, 900.0, _HEIGHT - 92)
_COLUMN: Final = (922.0, _WIDTH - _EDGE)
# Names stick out beyond their marks: so much is kept free at the sides, and above and below.
_MARGIN: Final = (70.0, 34.0)
# Where a picture tells no distances it is drawn so much longer one way than the other to fill its room.
_MOST_STRETCHED: Final = 1.5
_MARKERS: Final = {
    "dot": "o",
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "hexagon": "h",
    "triangle": "^",
    "triangleDown": "v",
    "star": "*",
}
# The best connected are read from two metres, the others from one.
_LABEL_POINTS: Final = 9.0
_LARGE_POINTS: Final = 12.0
_MOST_LARGE: Final = 14
# So far from its mark a name may stand; the others stand beside theirs.
_FAR: Final = (1.0, 14.0, 28.0, 46.0, 70.0, 100.0, 140.0)
_LETTERS_A_LINE: Final = 26
_MOST_LINES: Final = 2
_INK, _QUIET, _LINE, _PRIMARY, _TINT = "#1B2A32", "#55636B", "#C9D3D8", "#0B5C73", "#E3F1F5"
# matplotlib's settings are the process's own.
_drawing: Final = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands on the poster beside the names.

    ``sentences`` sum the picture up; ``footer`` says how old it is and where it comes from. ``groups`` and
    ``relationships`` are what the legend calls groups of kinds and sorts of ties.
    """

    title: str
    subtitle: str
    sentences: Sequence[str]
    footer: str
    pale: str
    groups: Mapping[str, str]
    relationships: Mapping[str, str]


def write_poster(network: NetworkMap, words: Words, file: IO[bytes], format_: Format) -> None:
    """Draw what the map shows on a sheet of A3, with legend; names never cover each other."""
    import matplotlib as mpl  # noqa: PLC0415  half a second that only a poster needs

    settings: Any = {
        "font.family": ["DejaVu Sans"],
        "svg.fonttype": "none",
        "pdf.fonttype": 42,
        "svg.hashsalt": "graphdir",
    }
    metadata: dict[str, Any] = {"Title": words.title}
    if format_ != "png":
        metadata |= {"Creator": "graphdir"}
    with _drawing, mpl.rc_context(settings), warnings.catch_warnings():
        # A letter that the font does not know is drawn as a box.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        _sheet(network, words).savefig(file, format=format_, dpi=_PNG_DPI, metadata=metadata)


def _sheet(network: NetworkMap, words: Words) -> "Figure":
    from matplotlib.figure import Figure  # noqa: PLC0415

    sheet = Figure(figsize=_SIZE, facecolor="white")
    _write_on(sheet, _EDGE, _HEIGHT - 28, words.title, size=32, color=_INK, weight="bold", va="top")
    _write_on(sheet, _EDGE, _HEIGHT - 70, words.subtitle, size=14, color=_QUIET, va="top")
    for at, line in enumerate(reversed(_wrapped(words.footer, 10, _WIDTH - 2 * _EDGE)[:2])):
        _write_on(sheet, _EDGE, 20 + 14 * at, line, size=10, color=_QUIET)
    left, bottom, right, top = _ROOM
    axes = sheet.add_axes((left / _WIDTH, bottom / _HEIGHT, (right - left) / _WIDTH, (top - bottom) / _HEIGHT))
    axes.set_axis_off()
    _set_limits(axes, network)
    _draw_areas(axes, network)
    _draw_ties(axes, network)
    _draw_marks(axes, network)
    _write_names(axes, network)
    _draw_legend(sheet, network, words, _write_sentences(sheet, words))
    return sheet


def _write(where: Any, x: float, y: float, text: str, **how: Any) -> None:
    """Write plain text: a dollar sign begins no formula."""
    where.text(x, y, text, parse_math=False, **how)


def _write_on(sheet: "Figure", x: float, y: float, text: str, **how: Any) -> None:
    """Write at a place that is given in points."""
    _write(sheet, x / _WIDTH, y / _HEIGHT, text, **how)


def _write_sentences(sheet: "Figure", words: Words) -> float:
    """Write what sums the picture up at its right; return how far up the rest of the column is free."""
    y = _ROOM[3] - 12
    for sentence in words.sentences:
        for line in _wrapped(sentence, 14, _COLUMN[1] - _COLUMN[0]):
            _write_on(sheet, _COLUMN[0], y, line, size=14, color=_INK)
            y -= 19
        y -= 9
    return y - 10


def _set_limits(axes: "Axes", network: NetworkMap) -> None:
    """Fill the room with the picture."""
    xs, ys = [node["x"] for node in network.nodes] or [0.0], [node["y"] for node in network.nodes] or [0.0]
    left, bottom, right, top = _ROOM
    room = (right - left - 2 * _MARGIN[0], top - bottom - 2 * _MARGIN[1])
    # Points for a unit, across and down; a few marks are not blown up.
    across, down = room[0] / max(max(xs) - min(xs), 300.0), room[1] / max(max(ys) - min(ys), 200.0)
    most = 1.0 if network.areas else _MOST_STRETCHED
    across, down = min(across, most * down), min(down, most * across)
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    axes.set_xlim(x - (right - left) / 2 / across, x + (right - left) / 2 / across)
    axes.set_ylim(y + (top - bottom) / 2 / down, y - (top - bottom) / 2 / down)


def _draw_areas(axes: "Axes", network: NetworkMap) -> None:
    from matplotlib.collections import PolyCollection  # noqa: PLC0415

    rings = [ring for area in network.areas for ring in area.rings]
    axes.add_collection(PolyCollection(rings, facecolors="#F6F8F9", edgecolors=_LINE, linewidths=0.6), autolim=False)


def _draw_ties(axes: "Axes", network: NetworkMap) -> None:
    from matplotlib.collections import LineCollection  # noqa: PLC0415

    where = {node["id"]: (node["x"], node["y"]) for node in network.nodes}
    alike: defaultdict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for edge in network.edges:
        look = (edge["color"], round(0.8 * edge["width"], 1), tuple(edge["dashes"] or ()), bool(edge["arrows"]))
        alike[look].append((where[edge["from"]], where[edge["to"]]))
    for (colour, width, dashes, arrows), lines in sorted(alike.items(), key=str):
        style: Any = (0, [0.8 * length / width for length in dashes]) if dashes else "solid"
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=width, linestyles=[style]), autolim=False)
        if arrows:
            _draw_arrows(axes, lines, colour)


def _draw_arrows(axes: "Axes", lines: Sequence[Any], colour: str) -> None:
    """Draw the heads, three quarters along the line: the mark at its end would hide them."""
    ends = axes.transData.transform(np.array(lines).reshape(-1, 2)).reshape(-1, 2, 2)
    for ((x1, y1), (x2, y2)), (start, end) in zip(lines, ends, strict=True):
        angle = float(np.degrees(np.arctan2(end[1] - start[1], end[0] - start[0])))
        axes.plot(
            [x1 + 0.75 * (x2 - x1)], [y1 + 0.75 * (y2 - y1)], marker=(3, 0, angle - 90), color=colour, markersize=6
        )


def _draw_marks(axes: "Axes", network: NetworkMap) -> None:
    for shape, marker in _MARKERS.items():
        nodes = [node for node in network.nodes if node["shape"] == shape]
        if not nodes:
            continue
        groups = shape == "circle"
        axes.scatter(
            [node["x"] for node in nodes],
            [node["y"] for node in nodes],
            s=[_area(node) for node in nodes],
            c=[_TINT if groups else node["color"] for node in nodes],
            marker=marker,
            linewidths=1.0 if groups else 0.4,
            edgecolors=_PRIMARY if groups else "white",
            zorder=3,
        )


def _area(node: Mapping[str, Any]) -> float:
    """Return a mark's area in square points."""
    return float((0.7 * node["size"]) ** 2 + 16)


def _write_names(axes: "Axes", network: NetworkMap) -> None:
    """Write names, the best connected first and larger; beside their marks, or not at all.

    No name covers another, somebody else's mark, or leaves the room. For the best connected it may stand further
    away, with a line that leads there.
    """
    # In points, from the sheet's lower left.
    to_points = axes.transData.transform
    nodes = sorted(network.nodes, key=lambda node: (-node.get("members", node.get("degree", 0)), node["id"]))
    centres: Any = to_points([(node["x"], node["y"]) for node in nodes]) * 72 / axes.figure.dpi if nodes else []
    taken, names = _Taken(), _Taken()
    for node, (x, y) in zip(nodes, centres, strict=True):
        taken.add(_square(node, x, y), node["id"])
    for at, (node, (x, y)) in enumerate(zip(nodes, centres, strict=True)):
        large = at < _MOST_LARGE
        size, lines = _LARGE_POINTS if large else _LABEL_POINTS, _lines(node["name"])
        width, height = max(_width(line, size) for line in lines) + 3, 1.25 * size * len(lines)
        half = (_square(node, x, y)[2] - _square(node, x, y)[0]) / 2
        areas = [
            area for area in _around(x, y, half, (width, height), _FAR if large else _FAR[:1]) if _within_room(area)
        ]
        beside = half + _FAR[0] + 1
        free = [area for area in areas if taken.free(area, node["id"])]
        clear = (area for area in free if all(taken.free(spot, node["id"]) for spot in _leader(area, x, y, beside)))
        # A line to a name may at worst lead behind marks, but not through names.
        passing = (area for area in free if all(names.free(spot) for spot in _leader(area, x, y, beside)))
        area = next(clear, None) or next(passing, None)
        if area is None:
            continue
        leader = _leader(area, x, y, beside)
        for spot in (area, *leader):
            taken.add(spot)
            names.add(spot)
        if leader:
            _draw_leader(axes, area, x, y)
        _write_name(axes, lines, area, size=size, color=_INK, zorder=5)
    for land in network.areas:
        ((x, y),) = to_points([(land.x, land.y)]) * 72 / axes.figure.dpi
        width = _width(land.name, _LABEL_POINTS) + 4
        area = (x - width / 2, y - 0.7 * _LABEL_POINTS, x + width / 2, y + 0.7 * _LABEL_POINTS)
        if _within_room(area) and taken.free(area):
            taken.add(area)
            _write_name(axes, [land.name], area, size=_LABEL_POINTS, color=_QUIET, zorder=2, style="italic")


def _square(node: Mapping[str, Any], x: float, y: float) -> _Area:
    """Return what a mark covers; stars and triangles reach beyond the square of their area."""
    half = _area(node) ** 0.5 * (0.5 if node["shape"] in ("dot", "circle", "square") else 0.65)
    return x - half, y - half, x + half, y + half


def _around(x: float, y: float, half: float, size: tuple[float, float], far: Sequence[float]) -> Iterable[_Area]:
    """Yield where a name may stand around a mark: below, above, right, left, at the corners; near ones first."""
    width, height = size
    for distance in far:
        away = half + distance
        skew = 0.7 * away
        for dx, dy in (
            (-width / 2, -away - height),
            (-width / 2, away),
            (away, -height / 2),
            (-away - width, -height / 2),
            (skew, -skew - height),
            (-skew - width, -skew - height),
            (skew, skew),
            (-skew - width, skew),
        ):
            yield x + dx, y + dy, x + dx + width, y + dy + height


def _nearest(area: _Area, x: float, y: float) -> tuple[float, float]:
    return max(area[0], min(area[2], x)), max(area[1], min(area[3], y))


def _leader(area: _Area, x: float, y: float, beside: float) -> list[_Area]:
    """Return the spots that a line from a mark to its name covers; none where the name stands beside it."""
    end = _nearest(area, x, y)
    length = float(np.hypot(end[0] - x, end[1] - y))
    if length <= beside:
        return []
    steps = max(2, int(length // 5))
    points = [(x + (end[0] - x) * at / steps, y + (end[1] - y) * at / steps) for at in range(1, steps)]
    return [(px - 1.5, py - 1.5, px + 1.5, py + 1.5) for px, py in points]


def _draw_leader(axes: "Axes", area: _Area, x: float, y: float) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415

    end = _nearest(area, x, y)
    line = Line2D(
        [x / _WIDTH, end[0] / _WIDTH], [y / _HEIGHT, end[1] / _HEIGHT], color=_PRIMARY, linewidth=0.7, zorder=2.5
    )
    line.set_transform(axes.figure.transFigure)
    axes.add_artist(line)


def _write_name(axes: "Axes", lines: Sequence[str], area: _Area, **how: Any) -> None:
    _write(
        axes,
        (area[0] + area[2]) / 2 / _WIDTH,
        (area[1] + area[3]) / 2 / _HEIGHT,
        "\n".join(lines),
        transform=axes.figure.transFigure,
        ha="center",
        va="center",
        linespacing=1.1,
        # A line behind a name shall not cross it out.
        bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.6},
        **how,
    )


def _within_room(area: _Area) -> bool:
    """Tell whether an area, in points, lies within the picture's room."""
    return _ROOM[0] <= area[0] and area[2] <= _ROOM[2] and _ROOM[1] <= area[1] and area[3] <= _ROOM[3]


def _width(text: str, size: float) -> float:
    """Return how wide a line of text is, in points."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415
    from matplotlib.textpath import TextToPath  # noqa: PLC0415

    font = FontProperties(family="DejaVu Sans", size=size)
    return float(TextToPath().get_text_width_height_descent(text, font, ismath=False)[0])


def _wrapped(text: str, size: float, width: float) -> list[str]:
    """Return a text in lines that are at most so wide, in points."""
    lines: list[str] = []
    for word in text.split():
        if lines and _width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _lines(name: str) -> list[str]:
    lines = wrap(name, _LETTERS_A_LINE) or [""]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1] + " …"]


def _draw_legend(sheet: "Figure", network: NetworkMap, words: Words, y: float) -> None:
    """Draw what occurs in the picture, at its right from ``y`` down."""
    from matplotlib.lines import Line2D  # noqa: PLC0415

    present = {node.get("group_id") for node in network.nodes}
    groups = [group for group in MARKS if group in present]
    drawn = {edge["relationship"] for edge in network.edges}
    relationships = [name for name in LINES if name in drawn]
    left, step = _COLUMN[0], min(24.0, (y - _ROOM[1] - 60) / max(1, len(groups) + len(relationships) + 1))
    text: dict[str, Any] = {"size": min(13.0, 0.6 * step), "color": _INK, "va": "center"}
    for group in groups:
        shape, colour = MARKS[group]
        mark = Line2D(
            [(left + 14) / _WIDTH], [y / _HEIGHT], marker=_MARKERS[shape], color=colour, markersize=10, linestyle="none"
        )
        sheet.add_artist(mark)
        _write_on(sheet, left + 38, y, words.groups[group], **text)
        y -= step
    y -= step / 2
    for relationship in relationships:
        width, dashes = LINES[relationship]
        style: Any = (0, [length / 2 for length in dashes]) if dashes else "solid"
        ends = [left / _WIDTH, (left + 30) / _WIDTH]
        sheet.add_artist(Line2D(ends, [y / _HEIGHT] * 2, color="#6F7F88", linewidth=1.3 * width, linestyle=style))
        for at, line in enumerate(_wrapped(words.relationships[relationship], text["size"], 190)):
            y -= (step * 0.7) if at else 0
            _write_on(sheet, left + 38, y, line, **text)
        y -= step
    for line in _wrapped(words.pale, 10, _COLUMN[1] - left):
        _write_on(sheet, left, y, line, size=10, color=_QUIET)
        y -= 14


class _Taken:
    """Areas that are taken, looked up by squares of 40 points."""

    def __init__(self) -> None:
        self._cells: defaultdict[tuple[int, int], list[tuple[_Area, str]]] = defaultdict(list)

    @staticmethod
    def _cells_of(area: _Area) -> Iterable[tuple[int, int]]:
        left, bottom, right, top = area
        return (
            (column, row)
            for column in range(int(left // 40), int(right // 40) + 1)
            for row in range(int(bottom // 40), int(top // 40) + 1)
        )

    def add(self, area: _Area, owner: str = "") -> None:
        for cell in self._cells_of(area):
            self._cells[cell].append((area, owner))

    def free(self, area: _Area, owner: str = "") -> bool:
        """Tell whether nobody else's area is met."""
        return not any(
            (not owner or owner != other_owner)
            and area[0] < other[2]
            and area[2] > other[0]
            and area[1] < other[3]
            and area[3] > other[1]
            for cell in self._cells_of(area)
            for other, other_owner in self._cells.get(cell, ())
        )
