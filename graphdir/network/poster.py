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
# The picture's room on the sheet: left, bottom, width, height.
_ROOM: Final = (0.03, 0.07, 0.76, 0.81)
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
_LABEL_POINTS: Final = 7.0
_LETTERS_A_LINE: Final = 26
_MOST_LINES: Final = 2
_INK, _QUIET, _LINE, _PRIMARY, _TINT = "#1B2A32", "#55636B", "#C9D3D8", "#0B5C73", "#E3F1F5"
# matplotlib's settings are the process's own.
_drawing: Final = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands on the poster beside the names.

    ``groups`` and ``relationships`` are what the legend calls groups of kinds and sorts of ties.
    """

    title: str
    subtitle: str
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
    _write(sheet, 0.03, 0.955, words.title, size=22, color=_INK, weight="bold", va="top")
    _write(sheet, 0.03, 0.915, words.subtitle, size=11, color=_QUIET, va="top")
    _write(sheet, 0.03, 0.03, words.footer, size=8, color=_QUIET)
    axes = sheet.add_axes(_ROOM)
    axes.set_axis_off()
    _set_limits(axes, network)
    _draw_areas(axes, network)
    _draw_ties(axes, network)
    _draw_marks(axes, network)
    _write_names(axes, network)
    _draw_legend(sheet, network, words)
    return sheet


def _write(where: Any, x: float, y: float, text: str, **how: Any) -> None:
    """Write plain text: a dollar sign begins no formula."""
    where.text(x, y, text, parse_math=False, **how)


def _set_limits(axes: "Axes", network: NetworkMap) -> None:
    xs, ys = [node["x"] for node in network.nodes] or [0.0], [node["y"] for node in network.nodes] or [0.0]
    margin = 0.06 * max(max(xs) - min(xs), max(ys) - min(ys), 300.0)
    width, height = max(xs) - min(xs) + 2 * margin, max(ys) - min(ys) + 2 * margin
    # The room's own proportions, so that a unit is as long down as it is across.
    wanted = _ROOM[2] * _SIZE[0] / (_ROOM[3] * _SIZE[1])
    width, height = max(width, height * wanted), max(height, width / wanted)
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    axes.set_xlim(x - width / 2, x + width / 2)
    axes.set_ylim(y + height / 2, y - height / 2)


def _draw_areas(axes: "Axes", network: NetworkMap) -> None:
    from matplotlib.collections import PolyCollection  # noqa: PLC0415

    rings = [ring for area in network.areas for ring in area.rings]
    axes.add_collection(PolyCollection(rings, facecolors="#F6F8F9", edgecolors=_LINE, linewidths=0.6), autolim=False)


def _draw_ties(axes: "Axes", network: NetworkMap) -> None:
    from matplotlib.collections import LineCollection  # noqa: PLC0415

    where = {node["id"]: (node["x"], node["y"]) for node in network.nodes}
    alike: defaultdict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for edge in network.edges:
        look = (edge["color"], round(0.6 * edge["width"], 1), tuple(edge["dashes"] or ()), bool(edge["arrows"]))
        alike[look].append((where[edge["from"]], where[edge["to"]]))
    for (colour, width, dashes, arrows), lines in sorted(alike.items(), key=str):
        style: Any = (0, [0.6 * length / width for length in dashes]) if dashes else "solid"
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=width, linestyles=[style]), autolim=False)
        if arrows:
            _draw_arrows(axes, lines, colour)


def _draw_arrows(axes: "Axes", lines: Sequence[Any], colour: str) -> None:
    """Draw the heads, three quarters along the line: the mark at its end would hide them."""
    for (x1, y1), (x2, y2) in lines:
        angle = float(np.degrees(np.arctan2(-(y2 - y1), x2 - x1)))
        axes.plot(
            [x1 + 0.75 * (x2 - x1)], [y1 + 0.75 * (y2 - y1)], marker=(3, 0, angle - 90), color=colour, markersize=4
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
    return float((0.5 * node["size"]) ** 2 + 8)


def _write_names(axes: "Axes", network: NetworkMap) -> None:
    """Write names, the best connected first; below, above, right or left of their marks, or not at all."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415
    from matplotlib.textpath import TextToPath  # noqa: PLC0415

    font, measure = FontProperties(family="DejaVu Sans", size=_LABEL_POINTS), TextToPath()
    # In points, from the sheet's lower left.
    to_points = axes.transData.transform
    nodes = sorted(network.nodes, key=lambda node: (-node.get("members", node.get("degree", 0)), node["id"]))
    centres: Any = to_points([(node["x"], node["y"]) for node in nodes]) * 72 / axes.figure.dpi if nodes else []
    taken = _Taken()
    for node, (x, y) in zip(nodes, centres, strict=True):
        half = _area(node) ** 0.5 / 2
        taken.add((x - half, y - half, x + half, y + half))
    for node, (x, y) in zip(nodes, centres, strict=True):
        lines = _lines(node["name"])
        width = max(measure.get_text_width_height_descent(line, font, ismath=False)[0] for line in lines) + 2
        height, half = 1.25 * _LABEL_POINTS * len(lines), _area(node) ** 0.5 / 2 + 1
        corners = (
            (-width / 2, -half - height),
            (-width / 2, half),
            (half, -height / 2),
            (-half - width, -height / 2),
        )
        areas = ((x + dx, y + dy, x + dx + width, y + dy + height) for dx, dy in corners)
        area = next(filter(taken.free, areas), None)
        if area:
            taken.add(area)
            _write_name(axes, lines, area, color=_INK, zorder=4)
    for land in network.areas:
        ((x, y),) = to_points([(land.x, land.y)]) * 72 / axes.figure.dpi
        width = measure.get_text_width_height_descent(land.name, font, ismath=False)[0] + 4
        area = (x - width / 2, y - 0.7 * _LABEL_POINTS, x + width / 2, y + 0.7 * _LABEL_POINTS)
        if _within_room(area) and taken.free(area):
            taken.add(area)
            _write_name(axes, [land.name], area, color=_QUIET, zorder=2, style="italic")


def _write_name(axes: "Axes", lines: Sequence[str], area: _Area, **how: Any) -> None:
    _write(
        axes,
        (area[0] + area[2]) / 2 / 72 / _SIZE[0],
        (area[1] + area[3]) / 2 / 72 / _SIZE[1],
        "\n".join(lines),
        transform=axes.figure.transFigure,
        size=_LABEL_POINTS,
        ha="center",
        va="center",
        linespacing=1.1,
        # A line behind a name shall not cross it out.
        bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.6},
        **how,
    )


def _within_room(area: _Area) -> bool:
    """Tell whether an area, in points, lies within the picture's room."""
    left, bottom = _ROOM[0] * _SIZE[0] * 72, _ROOM[1] * _SIZE[1] * 72
    right, top = left + _ROOM[2] * _SIZE[0] * 72, bottom + _ROOM[3] * _SIZE[1] * 72
    return left <= area[0] and area[2] <= right and bottom <= area[1] and area[3] <= top


def _lines(name: str) -> list[str]:
    lines = wrap(name, _LETTERS_A_LINE) or [""]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1] + " …"]


def _draw_legend(sheet: "Figure", network: NetworkMap, words: Words) -> None:
    """Draw what occurs in the picture, at its right."""
    from matplotlib.lines import Line2D  # noqa: PLC0415

    y, step = 0.88, 0.026
    present = {node.get("group_id") for node in network.nodes}
    for group in (group for group in MARKS if group in present):
        shape, colour = MARKS[group]
        mark = Line2D([0.815], [y + 0.004], marker=_MARKERS[shape], color=colour, markersize=8, linestyle="none")
        mark.set_transform(sheet.transFigure)
        sheet.add_artist(mark)
        _write(sheet, 0.832, y, words.groups[group], size=10, color=_INK)
        y -= step
    y -= step / 2
    drawn = {edge["relationship"] for edge in network.edges}
    for relationship in (name for name in LINES if name in drawn):
        width, dashes = LINES[relationship]
        style: Any = (0, [length / 2 for length in dashes]) if dashes else "solid"
        stroke = Line2D([0.805, 0.825], [y + 0.004] * 2, color="#6F7F88", linewidth=width, linestyle=style)
        stroke.set_transform(sheet.transFigure)
        sheet.add_artist(stroke)
        _write(sheet, 0.832, y, words.relationships[relationship], size=10, color=_INK)
        y -= step
    for line in wrap(words.pale, 44):
        _write(sheet, 0.805, y, line, size=8, color=_QUIET)
        y -= 0.018


class _Taken:
    """Areas that are taken, looked up by squares of 40 points."""

    def __init__(self) -> None:
        self._cells: defaultdict[tuple[int, int], list[_Area]] = defaultdict(list)

    @staticmethod
    def _cells_of(area: _Area) -> Iterable[tuple[int, int]]:
        left, bottom, right, top = area
        return (
            (column, row)
            for column in range(int(left // 40), int(right // 40) + 1)
            for row in range(int(bottom // 40), int(top // 40) + 1)
        )

    def add(self, area: _Area) -> None:
        for cell in self._cells_of(area):
            self._cells[cell].append(area)

    def free(self, area: _Area) -> bool:
        return not any(
            area[0] < other[2] and area[2] > other[0] and area[1] < other[3] and area[3] > other[1]
            for cell in self._cells_of(area)
            for other in self._cells.get(cell, ())
        )
