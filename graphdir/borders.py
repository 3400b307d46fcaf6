"""Borders of municipalities and counties, and the middle of each."""

import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from math import asinh, atan, degrees, radians, sinh, tan
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graphdir.text import fold, without_title

SOURCE: Final = "© GeoBasis-DE / BKG 2017 (GeoNutzV), vereinfacht"
LAYERS: Final = ("gemeinden_landkreis_stendal", "kreise_sachsen_anhalt", "kreise_deutschland")
"""The sets of borders, the finest first."""

Corners = NDArray[np.float64]
"""Corners of a closed line on the Mercator map, a row each with x and y."""


def mercator(longitude: float, latitude: float) -> tuple[float, float]:
    """Return x to the east and y to the south on the unit sphere's Mercator map, cut off at 85 degrees."""
    return radians(longitude), -asinh(tan(radians(max(-85.0, min(85.0, latitude)))))


@lru_cache(maxsize=50_000)
def municipality(place: str) -> tuple[float, float] | None:
    """Return latitude and longitude of the middle of a municipality or county; None for one that no border has.

    Hansestadt Stendal is Stendal, and Osterburg the one municipality of the county whose name begins so.
    """
    return middle_called(place) or _middle_beginning(place) or _middle_beginning(without_title(place))


@lru_cache(maxsize=50_000)
def middle_called(place: str) -> tuple[float, float] | None:
    """Return what ``municipality`` does of one that is called exactly so, titles aside."""
    middles = _middles()
    return middles.get(fold(place)) or middles.get(fold(without_title(place)))


def is_near_by(place: str) -> bool:
    """Tell whether a municipality of the county, or a county or city of its state, is called so, titles aside."""
    return fold(without_title(place)) in _names_of(*LAYERS[:2])


@cache
def _names_of(*layers: str) -> frozenset[str]:
    return frozenset(fold(name) for layer in layers for name, _rings in areas_of(layer))


@cache
def areas_of(layer: str) -> list[tuple[str, list[Corners]]]:
    """Return the areas of one of the layers by name, with their rings."""
    text = files("graphdir").joinpath(f"data/geo/{layer}.geojson").read_text(encoding="utf-8")
    return [(feature["properties"]["name"], _rings(feature["geometry"])) for feature in json.loads(text)["features"]]


def middle_within(rings: Sequence[Corners]) -> tuple[float, float]:
    """Return the centroid of the largest ring on the Mercator map."""
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


def _rings(shape: Mapping[str, Any]) -> list[Corners]:
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [np.array([mercator(*corner[:2]) for corner in ring]) for polygon in polygons for ring in polygon]


@cache
def _middles() -> Mapping[str, tuple[float, float]]:
    """Return latitude and longitude of the middle of each area by folded name, the finest borders first."""
    return {fold(name): _globe(middle_within(rings)) for layer in reversed(LAYERS) for name, rings in areas_of(layer)}


def _globe(point: tuple[float, float]) -> tuple[float, float]:
    x, y = point
    return degrees(atan(sinh(-y))), degrees(x)


def _middle_beginning(place: str) -> tuple[float, float] | None:
    """Return the middle of the one municipality of the county whose name begins so."""
    name = fold(place)
    begun = [town for town in _names_of(LAYERS[0]) if name and town.startswith(f"{name} ")]
    return _middles()[begun[0]] if len(begun) == 1 else None
