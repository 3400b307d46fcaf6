"""Where organisations stand on the land map: borders, projection, and room for those at one place."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import asinh, atan, degrees, radians, sinh, sqrt, tan
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graphdir.network.layout import Points, Position, apart
from graphdir.text import fold, without_title

SOURCE: Final = "© GeoBasis-DE / BKG 2017 (GeoNutzV), vereinfacht"
# The longer side of the land map in world units, pixels at zoom 1.
EXTENT: Final = 1600.0
# The share of the land map that marks with their room may cover; where they are many they get less.
_COVERED: Final = 0.15
# Finer borders come first; a set is drawn where at least this share of the organisations lies within its box.
_LAYERS: Final = ("gemeinden_landkreis_stendal", "kreise_sachsen_anhalt", "kreise_deutschland")
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
            known[number] = _mercator(longitude, latitude)
            if quality == "place":
                approximate.add(number)
        elif middle := _middle_of(organisations["municipality"][number]) or _middle_of(organisations["town"][number]):
            known[number] = middle
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


def _mercator(longitude: float, latitude: float) -> Position:
    """Return x to the east and y to the south on the unit sphere's Mercator map, cut off at 85 degrees."""
    return radians(longitude), -asinh(tan(radians(max(-85.0, min(85.0, latitude)))))


def municipality(place: str) -> tuple[float, float] | None:
    """Return latitude and longitude of the middle of a municipality or county; None for one that no border has.

    Hansestadt Stendal is Stendal, and Osterburg the one municipality of the county whose name begins so.
    """
    found = _middle_of(place) or _middle_of(without_title(place))
    if found is None:
        return None
    x, y = found
    return degrees(atan(sinh(-y))), degrees(x)


@cache
def _borders(name: str) -> list[tuple[str, list[Points]]]:
    """Return the areas of a file with their rings on the Mercator map."""
    text = files("graphdir").joinpath(f"data/geo/{name}.geojson").read_text(encoding="utf-8")
    found: list[tuple[str, list[Points]]] = []
    for feature in json.loads(text)["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = [np.array([_mercator(*corner[:2]) for corner in ring]) for polygon in polygons for ring in polygon]
        found.append((feature["properties"]["name"], rings))
    return found


@cache
def _middles() -> Mapping[str, Position]:
    """Return the middle of each municipality and town county by folded name, the finest borders first."""
    return {fold(name): _middle(rings) for layer in reversed(_LAYERS) for name, rings in _borders(layer)}


def _middle_of(place: str) -> Position | None:
    name, middles = fold(place), _middles()
    if not name or name in middles:
        return middles.get(name)
    begun = [fold(town) for town, _rings in _borders(_LAYERS[0]) if fold(town).startswith(f"{name} ")]
    return middles[begun[0]] if len(begun) == 1 else None


def _middle(rings: Sequence[Points]) -> Position:
    """Return the centroid of the largest ring."""
    ring = max(rings, key=lambda points: float(np.ptp(points[:, 0]) * np.ptp(points[:, 1])))
    x, y = ring[:, 0], ring[:, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = float(cross.sum())
    if abs(area) < 1e-12:  # noqa: PLR2004  a line
        return float(x.mean()), float(y.mean())
    return (
        float(((x[:-1] + x[1:]) * cross).sum() / (3 * area)),
        float(((y[:-1] + y[1:]) * cross).sum() / (3 * area)),
    )


def _areas(flat: Points, scale: float, start: Position, end: Position) -> list[Area]:
    """Return what lies around the organisations, from the finest borders that most of them lie within."""
    margin = _MARGIN * max(end[0] - start[0], end[1] - start[1], 1e-4)
    low, high = np.array(start) - margin, np.array(end) + margin
    drawn: list[Area] = []
    finer: list[Points] = []
    for layer in _LAYERS:
        borders = _borders(layer)
        corners = np.vstack([ring for _name, rings in borders for ring in rings])
        inside = ((flat >= corners.min(axis=0)) & (flat <= corners.max(axis=0))).all(axis=1).mean()
        if inside < _ENOUGH and not (layer == _LAYERS[-1] and inside > 0):
            continue
        for name, rings in borders:
            box, middle = np.vstack(rings), _middle(rings)
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
