"""Where organisations are, and who lies nearest to a point, in time that hardly grows with their number."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import cos, radians, sin
from statistics import median
from typing import Any, Final

import numpy as np
from scipy.spatial import KDTree

from graphdir import text
from graphdir.matching.need import Spot
from graphdir.model import Organisation
from graphdir.places import distance_km

Point = tuple[float, float]
"""Latitude and longitude in WGS84 degrees."""
_LEAF: Final = 32
# Farther from the middle lies another town of the same name.
_MOST_WITHIN_TOWN_KM: Final = 30.0
# What tells a town from others of its name, which not every list writes: "Osterburg (Altmark)".
_IN_BRACKETS: Final = re.compile(r"\s*\([^)]*\)$")


class Places:
    """A k-d tree of the points there were at first, and a short list of those that came later."""

    def __init__(self, points: Mapping[str, Point]) -> None:
        self._points = dict(points)
        self._ids = sorted(points)
        self._tree: Any = KDTree(np.array([_on_sphere(points[id_]) for id_ in self._ids]), _LEAF) if points else None
        self._moved: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._points)

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
        """Return so many nearest with their great-circle kilometres, by distance, then by id."""
        ids = [id_ for id_ in self._moved if id_ in self._points]
        if self._tree is not None:
            wanted = min(number + len(self._moved), len(self._ids))
            _distances, rows = self._tree.query(_on_sphere(point), k=[*range(1, wanted + 1)])
            ids += [self._ids[row] for row in rows if self._ids[row] not in self._moved]
        return sorted((distance_km(*point, *self._points[id_]), id_) for id_ in ids)[:number]


class Towns:
    """Who is in which town (``town_of``): its middle is where those are of whom nobody knows more exactly."""

    def __init__(self) -> None:
        self._points: defaultdict[str, dict[str, Point | None]] = defaultdict(dict)
        self._middles: dict[str, Point | None] = {}

    def put(self, organisation: Organisation) -> None:
        """Enter an organisation that is in a town."""
        if town := town_of(organisation):
            self._points[town][organisation.id] = point_of(organisation)
            self._middles.pop(town, None)

    def drop(self, organisation: Organisation) -> None:
        """Take an organisation out again."""
        if town := town_of(organisation):
            del self._points[town][organisation.id]
            self._middles.pop(town, None)

    def inside(self, town: str) -> Iterable[str]:
        """Return the ids of those in a town."""
        return self._points.get(town, {})

    def without_point(self, town: str) -> list[str]:
        """Return the ids of those in a town of whom nobody knows more exactly where they are."""
        return [id_ for id_, point in self._points.get(town, {}).items() if point is None]

    def point(self, organisation: Organisation) -> Point | None:
        """Return where an organisation is, or the middle of its town; None where nobody knows either."""
        return point_of(organisation) or self._middle(town_of(organisation))

    def _middle(self, town: str) -> Point | None:
        if town not in self._middles:
            points = [point for point in self._points.get(town, {}).values() if point]
            self._middles[town] = _middle(points)
        return self._middles[town]


def town_of(organisation: Organisation) -> str:
    """Return the country and town of an organisation, folded; empty where no town is recorded."""
    town = _IN_BRACKETS.sub("", text.without_title(organisation.town or organisation.municipality))
    return f"{text.fold(organisation.country)} {text.fold(town)}" if town else ""


def point_of(place: Organisation | Spot) -> Point | None:
    """Return where an organisation or a spot is; None where nobody knows."""
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _on_sphere(point: Point) -> tuple[float, float, float]:
    north, east = radians(point[0]), radians(point[1])
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def _middle(points: list[Point]) -> Point | None:
    """Return the median point of a town; None for none, and where they lie in several towns of one name."""
    if not points:
        return None
    middle = median(point[0] for point in points), median(point[1] for point in points)
    return middle if all(distance_km(*middle, *point) <= _MOST_WITHIN_TOWN_KM for point in points) else None
