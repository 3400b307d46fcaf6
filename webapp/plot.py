"""Where the matches lie: a small map without tiles, drawn on the server."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from graphdir.matching.query import Query
from graphdir.text import shortened
from webapp.matches import Hit

WIDTH: Final = 800
HEIGHT: Final = 520
_MARGIN: Final = 40
_KM_A_DEGREE: Final = 111.2
_LEAST_KM: Final = 4.0
_SMALLEST_RING: Final = 40.0
_RINGS_KM: Final = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
_MOST_NUMBERS: Final = 6
_LETTER: Final = 7.4
_LINE_HEIGHT: Final = 14.0
# A name is written out where there is room, and else shortened to so many letters.
_LABEL_LENGTHS: Final = (44, 28, 16)
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Matches at one spot: the best one's kind marks it; ``label`` is empty where it would cover another."""

    x: float
    y: float
    hits: Sequence[Hit]
    label: str
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A distance around the seeker, and where it is written."""

    km: int
    radius: float
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The matches as they lie to each other, north above; ``seeker`` is where one looks from."""

    width: int
    height: int
    seeker: tuple[float, float] | None
    points: Sequence[Point]
    rings: Sequence[Ring]
    unplaced: Sequence[Hit]


def plot(query: Query, found: Sequence[Hit]) -> Plot | None:
    """Arrange the matches by their positions; None when nobody knows any."""
    spots: defaultdict[tuple[float, float], list[Hit]] = defaultdict(list)
    unplaced: list[Hit] = []
    for one in found:
        point = query.index.everywhere.point(one.organisation.id)
        if point is None:
            unplaced.append(one)
        else:
            spots[point].append(one)
    if not spots:
        return None
    own = query.point
    middle = own or next(iter(spots))
    east = _KM_A_DEGREE * max(0.05, cos(radians(middle[0])))
    flat = {spot: ((spot[1] - middle[1]) * east, (middle[0] - spot[0]) * _KM_A_DEGREE) for spot in (*spots, middle)}
    left, right = _stretch([x for x, _y in flat.values()])
    top, bottom = _stretch([y for _x, y in flat.values()])
    scale = min((WIDTH - 2 * _MARGIN) / (right - left), (HEIGHT - 2 * _MARGIN) / (bottom - top))
    inset_x = (WIDTH - (right - left) * scale) / 2
    inset_y = (HEIGHT - (bottom - top) * scale) / 2

    def at(spot: tuple[float, float]) -> tuple[float, float]:
        x, y = flat[spot]
        return round((x - left) * scale + inset_x, 1), round((y - top) * scale + inset_y, 1)

    seeker = at(middle) if own else None
    rings = _rings(seeker, scale) if seeker else []
    return Plot(
        width=WIDTH,
        height=HEIGHT,
        seeker=seeker,
        points=_labelled({at(spot): tuple(there) for spot, there in spots.items()}, seeker, rings),
        rings=rings,
        unplaced=unplaced,
    )


def _rings(seeker: tuple[float, float], scale: float) -> list[Ring]:
    """Return up to three distances whose circles can be seen, written where they cross the picture."""
    x, y = seeker
    found: list[Ring] = []
    for km in _RINGS_KM:
        radius = round(km * scale, 1)
        ends = [(x, y - radius - 4), (x, y + radius + 12), (x - radius, y), (x + radius, y)]
        inside = [
            (round(label_x, 1), round(label_y, 1))
            for label_x, label_y in ends
            if _MARGIN / 2 <= label_x <= WIDTH - _MARGIN / 2 and _MARGIN / 2 <= label_y <= HEIGHT - 4
        ]
        if radius >= _SMALLEST_RING and inside:
            found.append(Ring(km=km, radius=radius, x=inside[0][0], y=inside[0][1]))
    return found[:3]


def _stretch(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    missing = max(0.0, _LEAST_KM - (high - low)) / 2
    return low - missing, high + missing


def _labelled(
    spots: Mapping[tuple[float, float], Sequence[Hit]], seeker: tuple[float, float] | None, rings: Sequence[Ring]
) -> list[Point]:
    """Give the best matches their labels first, each at the side where it covers nothing; else the ranks alone."""
    taken = [(x - 8, y - 8, x + 8, y + 8) for x, y in spots]
    if seeker:
        taken.append((seeker[0] - 16, seeker[1] - 16, seeker[0] + 16, seeker[1] + 16))
    taken += [(ring.x - 20, ring.y - 11, ring.x + 20, ring.y + 3) for ring in rings]
    points: list[Point] = []
    for (x, y), there in sorted(spots.items(), key=lambda item: item[1][0].place):
        ranks = _ranks(there)
        labels = (f"{ranks} {name}" for name in _names(there))
        places = (_placed(label, x, y, taken) for label in (*labels, ranks))
        label, label_x, label_y, anchor = next(filter(None, places), ("", x, y, "start"))
        points.append(Point(x=x, y=y, hits=there, label=label, label_x=label_x, label_y=label_y, anchor=anchor))
    return points


def _placed(label: str, x: float, y: float, taken: list[_Box]) -> tuple[str, float, float, str] | None:
    """Return a label where around a point it covers nothing, and take that room; None where there is none."""
    width = len(label) * _LETTER
    for label_x, label_y, anchor in (
        (x + 11, y + 4, "start"),
        (x - 11, y + 4, "end"),
        (x, y - 12, "middle"),
        (x, y + 20, "middle"),
        (x + 20, y + 4, "start"),
        (x - 20, y + 4, "end"),
        (x, y - 22, "middle"),
        (x, y + 30, "middle"),
        (x + 9, y - 9, "start"),
        (x - 9, y - 9, "end"),
        (x + 9, y + 17, "start"),
        (x - 9, y + 17, "end"),
    ):
        start = label_x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        box = (start, label_y - _LINE_HEIGHT + 3, start + width, label_y + 3)
        inside = min(box[:2]) >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT
        if inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return label, label_x, label_y, anchor
    return None


def _ranks(there: Sequence[Hit]) -> str:
    ranks = ", ".join(str(one.place) for one in there[:_MOST_NUMBERS])
    return f"{ranks} +{len(there) - _MOST_NUMBERS}" if len(there) > _MOST_NUMBERS else ranks


def _names(there: Sequence[Hit]) -> list[str]:
    """Return what a spot may be called, the longest first: one match by its name, several by their town."""
    town = there[0].organisation.town
    if len(there) > 1:
        return [town] if town else []
    name = there[0].organisation.name
    return list(dict.fromkeys(shortened(name, length) for length in _LABEL_LENGTHS))


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
