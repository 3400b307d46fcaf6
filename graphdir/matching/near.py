"""Who lies nearest to a point, in time that hardly grows with the number of organisations."""

from collections.abc import Mapping
from math import cos, radians, sin
from typing import Any, Final

import numpy as np
from scipy.spatial import KDTree

from graphdir.matching.need import Spot
from graphdir.model import Organisation
from graphdir.places import EARTH_KM, Point, distance_km, town_key

_LEAF: Final = 32
# Millimetres: by chord or by haversine formula, a place is as far away.
_DIGITS: Final = 6


class Places:
    """A k-d tree of the points there were at first, and a short list of those that came later."""

    def __init__(self, points: Mapping[str, Point]) -> None:
        self._points = dict(points)
        self._ids = sorted(points)
        self._tree: Any = KDTree(np.array([_on_sphere(points[id_]) for id_ in self._ids]), _LEAF) if points else None
        self._moved: dict[str, None] = {}

    def point(self, id_: str) -> Point | None:
        """Return where an organisation is."""
        return self._points.get(id_)

    def put(self, id_: str, point: Point) -> None:
        """Set where an organisation is."""
        if self._points.get(id_) != point:
            self._points[id_] = point
            self._moved[id_] = None

    def drop(self, id_: str) -> None:
        """Forget where an organisation is."""
        if self._points.pop(id_, None) is not None:
            self._moved[id_] = None

    def near(self, point: Point, number: int) -> list[tuple[float, str]]:
        """Return so many nearest with their great-circle kilometres (to the millimetre), by distance, then by id."""
        moved = (id_ for id_ in self._moved if id_ in self._points)
        hits = [(round(distance_km(*point, *self._points[id_]), _DIGITS), id_) for id_ in moved]
        if self._tree is not None:
            wanted = min(number + len(self._moved), len(self._ids))
            chords, rows = map(np.atleast_1d, self._tree.query(_on_sphere(point), k=wanted))
            kilometres = np.round(2 * EARTH_KM * np.arcsin(np.minimum(1.0, chords / 2)), _DIGITS)
            there = zip(kilometres.tolist(), map(self._ids.__getitem__, rows.tolist()), strict=True)
            hits += [hit for hit in there if hit[1] not in self._moved] if self._moved else there
        return sorted(hits)[:number]


def town_of(organisation: Organisation) -> str:
    """Return the town of an organisation (``places.town_key``), else its municipality; empty where none is recorded."""
    return town_key(organisation.town or organisation.municipality, organisation.country)


def point_of(place: Organisation | Spot) -> Point | None:
    """Return where an organisation or a spot is; None where nobody knows."""
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _on_sphere(point: Point) -> tuple[float, float, float]:
    north, east = radians(point[0]), radians(point[1])
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)
