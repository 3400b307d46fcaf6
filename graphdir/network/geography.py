"""Where organisations stand on the land map: borders, projection, and room for those at one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graphdir.borders import LAYERS, areas_of, mercator, middle_within
from graphdir.network.layout import Points, Position, apart

# The longer side of the land map in world units, pixels at zoom 1.
EXTENT: Final = 1600.0
# The share of the land map that marks with their room may cover; where they are many they get less.
_COVERED: Final = 0.15
# Of the borders, the finest first, a set is drawn where at least this share of the organisations lies within its box.
_ENOUGH: Final = 0.5
# Borders are drawn so far around the organisations, as a share of the longer side.
_MARGIN: Final = 0.4
# A few far away shall not decide what is a good view.
_OUTLIERS: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An administrative area; ``rings`` are closed lines in world units, ``x`` and ``y`` their middle."""

    name: str
    x: float
    y: float
    rings: Sequence[Sequence[Position]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LandMap:
    """Places by an organisation's number, with the areas to draw under them.

    ``approximate`` are numbers that stand in the middle of their municipality; who has no place is not in ``places``.
    """

    places: Mapping[int, Position]
    approximate: frozenset[int]
    areas: Sequence[Area]


def land_map(organisations: Mapping[str, Sequence[Any]], reach: NDArray[np.float64]) -> LandMap:
    """Return where all organisations of the store's columns stand.

    ``reach`` is how far each would keep others away, in world units. Those at one place, and
    neighbours that would cover each other, are moved apart.
    """
    known: dict[int, Position] = {}
    approximate: set[int] = set()
    for number, (latitude, longitude, quality) in enumerate(
        zip(organisations["latitude"], organisations["longitude"], organisations["position_quality"], strict=True)
    ):
        if latitude is not None:
            known[number] = mercator(longitude, latitude)
            if quality == "place":
                approximate.add(number)
    if not known:
        return LandMap(places={}, approximate=frozenset(), areas=())
    numbers, flat = list(known), np.array(list(known.values()))
    left, top = np.quantile(flat, _OUTLIERS, axis=0)
    right, bottom = np.quantile(flat, 1 - _OUTLIERS, axis=0)
    scale = EXTENT / max(right - left, bottom - top, 1e-4)
    placed = (flat - (left, top)) * scale
    room = reach[numbers]
    room = room * min(1.0, sqrt(_COVERED * EXTENT**2 / float((np.pi * room**2).sum())))
    spread = np.round(apart(placed, room), 1)
    return LandMap(
        places=dict(zip(numbers, map(tuple, spread.tolist()), strict=True)),
        approximate=frozenset(approximate),
        areas=_areas(flat, scale, (float(left), float(top)), (float(right), float(bottom))),
    )


def _areas(flat: Points, scale: float, start: Position, end: Position) -> list[Area]:
    """Return what lies around the organisations, from the finest borders that most of them lie within."""
    margin = _MARGIN * max(end[0] - start[0], end[1] - start[1], 1e-4)
    low, high = np.array(start) - margin, np.array(end) + margin
    drawn: list[Area] = []
    finer: list[Points] = []
    for layer in LAYERS:
        borders = areas_of(layer)
        corners = np.vstack([ring for _name, rings in borders for ring in rings])
        inside = ((flat >= corners.min(axis=0)) & (flat <= corners.max(axis=0))).all(axis=1).mean()
        if inside < _ENOUGH and not (layer == LAYERS[-1] and inside > 0):
            continue
        for name, rings in borders:
            box, middle = np.vstack(rings), middle_within(rings)
            if (box.max(axis=0) < low).any() or (box.min(axis=0) > high).any() or _within(finer, middle):
                continue
            x, y = (np.array(middle) - start) * scale
            drawn.append(
                Area(
                    name=name,
                    x=round(float(x), 1),
                    y=round(float(y), 1),
                    rings=[[(x, y) for x, y in np.round((ring - start) * scale, 1).tolist()] for ring in rings],
                )
            )
        finer.extend(ring for _name, rings in borders for ring in rings)
    return drawn


def _within(rings: Sequence[Points], point: Position) -> bool:
    """Tell whether a point lies within one of the rings (even-odd rule)."""
    return any(_crossings(ring, point) % 2 for ring in rings)


def _crossings(ring: Points, point: Position) -> int:
    """Count how often the ring crosses the line from the point to the east."""
    one, other = ring[:-1], ring[1:]
    spans = (one[:, 1] > point[1]) != (other[:, 1] > point[1])
    rise = np.where(spans, other[:, 1] - one[:, 1], 1.0)
    at = one[:, 0] + (point[1] - one[:, 1]) * (other[:, 0] - one[:, 0]) / rise
    return int((spans & (at > point[0])).sum())
