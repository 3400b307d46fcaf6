"""Charts as values: what a template draws as SVG, in shares of the width so that they fit every screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

BAR_HEIGHT: Final = 40
COLUMN_HEIGHT: Final = 96
CELL_HEIGHT: Final = 28
# Where the cells of a grid begin, in per cent of the width.
GRID_LEFT: Final = 36.0
_LARGEST_DOT: Final = 11.0
_MOST_TICKS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a bar, in per cent of the width; ``look`` is its class; ``top`` and ``height`` in pixels."""

    start: float
    width: float
    look: str
    top: float = 0.0
    height: float = 11.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar with what stands above it; ``error`` is the stretch in which its end may lie."""

    label: str
    text: str
    stretches: Sequence[Stretch]
    error: Stretch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars below each other; ``legend`` names the looks of their parts."""

    sort: ClassVar[str] = "bars"
    title: str
    bars: Sequence[Bar]
    legend: Sequence[tuple[str, str]] = ()

    @property
    def height(self) -> int:
        """Return the height in pixels."""
        return BAR_HEIGHT * len(self.bars)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A word below an axis, at a share of the width."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Columns of one sort: shares of the width, heights in pixels."""

    label: str
    look: str
    columns: Sequence[tuple[float, float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Rows of columns above one axis of years, each row with a scale of its own."""

    sort: ClassVar[str] = "columns"
    title: str
    rows: Sequence[Row]
    ticks: Sequence[Tick]

    @property
    def height(self) -> int:
        """Return the height in pixels."""
        return COLUMN_HEIGHT * len(self.rows) + 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A cell of a grid: the middle as a share of the width and in pixels, the radius in pixels."""

    x: float
    y: float
    radius: float
    look: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Who with whom: groups as rows and as columns, a dot where they meet."""

    sort: ClassVar[str] = "grid"
    title: str
    groups: Sequence[tuple[str, float, float]]
    dots: Sequence[Dot]
    legend: Sequence[tuple[str, str]]

    @property
    def height(self) -> int:
        """Return the height in pixels."""
        return CELL_HEIGHT * (len(self.groups) + 1)


Chart = Bars | Columns | Grid


def bar(label: str, text: str, parts: Sequence[tuple[float, str]], most: float, error: float = 0.0) -> Bar:
    """Return a bar of these parts and looks, where ``most`` fills the width."""
    stretches: list[Stretch] = []
    at = 0.0
    for value, look in parts:
        width = _percent(value, most)
        stretches.append(Stretch(start=round(at, 2), width=width, look=look))
        at += width
    low, high = max(0.0, at - _percent(error, most)), min(100.0, at + _percent(error, most))
    return Bar(
        label=label,
        text=text,
        stretches=[stretch for stretch in stretches if stretch.width],
        error=Stretch(start=round(low, 2), width=round(high - low, 2), look="error") if error else None,
    )


def paired(label: str, text: str, parts: tuple[tuple[float, str], tuple[float, str]], most: float) -> Bar:
    """Return two thin bars, one above the other, where ``most`` fills the width."""
    return Bar(
        label=label,
        text=text,
        stretches=[
            Stretch(start=0.0, width=_percent(value, most), look=look, top=6.0 * at, height=5.0)
            for at, (value, look) in enumerate(parts)
            if value
        ],
    )


def columns(title: str, years: Sequence[int], rows: Sequence[tuple[str, str, Sequence[int]]]) -> Columns:
    """Return rows of columns by year: label, look and values of each row."""
    step = 100 / max(1, len(years))
    every = max(1, -(-len(years) // _MOST_TICKS))
    return Columns(
        title=title,
        rows=[
            Row(
                label=label,
                look=look,
                columns=[
                    (round(step * (at + 0.1), 2), round(step * 0.8, 2), _pixels(value, max(values)))
                    for at, value in enumerate(values)
                ],
            )
            for label, look, values in rows
        ],
        ticks=[
            Tick(x=round(step * (at + 0.5), 2), text=str(year), anchor=_anchor(at, len(years)))
            for at, year in enumerate(years)
            if (len(years) - 1 - at) % every == 0
        ],
    )


def grid(
    title: str,
    groups: Sequence[str],
    cells: Sequence[tuple[int, int, int, bool, str]],
    legend: Sequence[tuple[str, str]],
) -> Grid:
    """Return a grid of dots: each cell's row, column, number, whether it is more than expected, and its words."""
    step = (100 - GRID_LEFT) / max(1, len(groups))
    most = max((number for _row, _column, number, _more, _told in cells), default=1)
    return Grid(
        title=title,
        groups=[(group, round(GRID_LEFT + step * (at + 0.5), 2), _middle(at)) for at, group in enumerate(groups)],
        dots=[
            Dot(
                x=round(GRID_LEFT + step * (column + 0.5), 2),
                y=_middle(row),
                radius=round(max(2.0, _LARGEST_DOT * (number / most) ** 0.5), 1),
                look="more" if more else "fewer",
                told=told,
            )
            for row, column, number, more, told in cells
        ],
        legend=legend,
    )


def _middle(row: int) -> float:
    return CELL_HEIGHT * (row + 1.5)


def _anchor(at: int, number: int) -> str:
    return "end" if number > _MOST_TICKS and at == number - 1 else "middle"


def _percent(value: float, most: float) -> float:
    """Return the width of a value; what is there at all can be seen."""
    return round(max(0.6, 100 * value / most), 2) if value and most else 0.0


def _pixels(value: float, most: float) -> float:
    """Return the height of a column; what is there at all can be seen."""
    return round(max(1.5, (COLUMN_HEIGHT - 30) * value / most), 1) if value else 0.0
