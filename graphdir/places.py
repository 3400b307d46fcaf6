"""Where organisations are, and distances on the globe."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from math import asin, cos, degrees, pi, radians, sin, sqrt
from statistics import median
from typing import Final

from graphdir import borders, text
from graphdir.countries import code_of, is_germany

Point = tuple[float, float]
"""Latitude and longitude in WGS84 degrees."""

# The radius that Neo4j's point.distance uses for WGS84, so that both stores measure alike.
EARTH_KM: Final = 6378.140
# Farther from the middle lies another town of the same name.
_MOST_WITHIN_TOWN_KM: Final = 30.0
# What tells a town from others of its name, which not every list writes: "Osterburg (Altmark)".
_IN_BRACKETS: Final = re.compile(r"\s*\([^)]*\)$")


class Towns:
    """Who is in which town (``town_key``), and where those are of whom nobody knows more exactly."""

    def __init__(self) -> None:
        self._points: defaultdict[str, dict[str, Point | None]] = defaultdict(dict)
        self._middles: dict[str, Point | None] = {}

    def put(self, id_: str, town: str, point: Point | None) -> None:
        """Enter somebody with what is known of where that is; the town may be empty."""
        if town:
            self._points[town][id_] = point
            self._middles.pop(town, None)

    def drop(self, id_: str, town: str) -> None:
        """Take somebody out again."""
        if town:
            del self._points[town][id_]
            self._middles.pop(town, None)

    def inside(self, town: str) -> Iterable[str]:
        """Return the ids of those in a town."""
        return self._points.get(town, {})

    def without_point(self, town: str) -> list[str]:
        """Return the ids of those in a town of whom nobody knows more exactly where they are."""
        return [id_ for id_, point in self._points.get(town, {}).items() if point is None]

    def place(self, town: str, municipality: str, country: str) -> Point | None:
        """Return where somebody is of whom only town or municipality are known, any of them empty.

        That is the middle of the town by those whose place is known, else by its borders, else of the municipality by
        its borders; None where nobody knows these, and in one of several towns of one name.
        """
        key = town_key(town or municipality, country)
        if any(self._points.get(key, {}).values()) or (country and not is_germany(country)):
            return self.middle(key)
        return borders.municipality(town) or borders.municipality(municipality)

    def middle(self, town: str) -> Point | None:
        """Return the median of the points of a town; None for none, and where they lie in several of one name."""
        if town not in self._middles:
            self._middles[town] = _middle([point for point in self._points.get(town, {}).values() if point])
        return self._middles[town]


@lru_cache(maxsize=50_000)
def town_key(town: str, country: str) -> str:
    """Return the name by which lists know a town, with its country abroad; empty for none."""
    name = text.fold(_IN_BRACKETS.sub("", text.without_title(town)))
    return (
        name if not name or not country or is_germany(country) else f"{name} {code_of(country) or text.fold(country)}"
    )


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the great-circle distance in kilometres (haversine formula)."""
    north, other_north = radians(latitude), radians(other_latitude)
    half = (
        sin((other_north - north) / 2) ** 2
        + cos(north) * cos(other_north) * sin(radians(other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def box_around(latitude: float, longitude: float, km: float) -> tuple[float, float, float, float]:
    """Return south, north, west and east in degrees of a box that holds the circle.

    Near a pole or the date line the box spans all longitudes.
    """
    reach = km / EARTH_KM + 1e-9
    south, north = latitude - degrees(reach), latitude + degrees(reach)
    if south <= -90 or north >= 90 or reach >= pi / 2:  # noqa: PLR2004
        return max(south, -90.0), min(north, 90.0), -180.0, 180.0
    across = degrees(asin(min(1.0, sin(reach) / cos(radians(latitude)))))
    west, east = longitude - across, longitude + across
    if west < -180 or east > 180:  # noqa: PLR2004
        return south, north, -180.0, 180.0
    return south, north, west, east


def _middle(points: list[Point]) -> Point | None:
    if not points:
        return None
    latitudes, longitudes = zip(*points, strict=True)
    # To a kilometre: one more or less of a city moves nobody.
    middle = round(median(latitudes), 2), round(median(longitudes), 2)
    return middle if all(distance_km(*middle, *point) <= _MOST_WITHIN_TOWN_KM for point in points) else None
