"""Where organisations are, and distances on the globe."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from math import asin, cos, degrees, pi, radians, sin, sqrt
from statistics import median
from typing import Final

from graphdir import borders, text
from graphdir.countries import is_germany, key_of

Point = tuple[float, float]
"""Latitude and longitude in WGS84 degrees."""

# The radius that Neo4j's point.distance uses for WGS84, so that both stores measure alike.
EARTH_KM: Final = 6378.140
# Farther from the middle lies another town of the same name.
_MOST_WITHIN_TOWN_KM: Final = 30.0
# A region where most are farther away is too large to say where somebody is; a few may be put on the map wrongly.
_MOST_WITHIN_REGION_KM: Final = 150.0
_MOST: Final = 0.5
# So many tell where the middle is.
_MOST_ASKED: Final = 2000
# What tells a town from others of its name, which not every list writes: "Osterburg (Altmark)".
_IN_BRACKETS: Final = re.compile(r"\s*\([^)]*\)$")


class Areas:
    """Who is in which area, and the middle of each: of regions by the names they have, or of towns (``Towns``).

    An area has a middle where at least ``share`` of those in it are within ``within_km`` of that.
    """

    def __init__(self, within_km: float = _MOST_WITHIN_REGION_KM, share: float = _MOST) -> None:
        self._points: defaultdict[str, dict[str, Point | None]] = defaultdict(dict)
        self._middles: dict[str, Point | None] = {}
        self._within_km, self._share = within_km, share

    def put(self, id_: str, area: str, point: Point | None) -> None:
        """Enter somebody with what is known of where that is; the area may be empty."""
        if area:
            self._points[area][id_] = point
            self._middles.pop(area, None)

    def drop(self, id_: str, area: str) -> None:
        """Take somebody out again."""
        if area:
            del self._points[area][id_]
            self._middles.pop(area, None)

    def inside(self, area: str) -> Iterable[str]:
        """Return the ids of those in an area."""
        return self._points.get(area, {})

    def without_point(self, area: str) -> list[str]:
        """Return the ids of those in an area of whom nobody knows more exactly where they are."""
        return [id_ for id_, point in self._points.get(area, {}).items() if point is None]

    def middle(self, area: str) -> Point | None:
        """Return the median of the points of an area; None for none, and where they lie too far from each other."""
        if area not in self._middles:
            points = list(islice(filter(None, self._points.get(area, {}).values()), _MOST_ASKED))
            self._middles[area] = _middle(points, self._within_km, self._share)
        return self._middles[area]


class Towns(Areas):
    """Who is in which town (``town_key``), and where those are of whom nobody knows more exactly."""

    def __init__(self) -> None:
        super().__init__(_MOST_WITHIN_TOWN_KM, share=1.0)

    def place(self, town: str, municipality: str, country: str) -> Point | None:
        """Return where somebody is of whom only town or municipality are known, any of them empty.

        That is the middle of the town by those whose place is known, else by its borders, else of the municipality by
        its borders; None where nobody knows these, and in one of several towns of one name.
        """
        key = town_key(town or municipality, country)
        if any(self._points.get(key, {}).values()) or (country and not is_germany(country)):
            return self.middle(key)
        return borders.municipality(town) or borders.municipality(municipality)


@lru_cache(maxsize=50_000)
def town_key(town: str, country: str) -> str:
    """Return the name by which lists know a town, with its country abroad; empty for none."""
    name = text.fold(_IN_BRACKETS.sub("", text.without_title(town)))
    return name if not name or not country or is_germany(country) else f"{name} {key_of(country)}"


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


def _middle(points: list[Point], within_km: float, share: float) -> Point | None:
    if not points:
        return None
    latitudes, longitudes = zip(*points, strict=True)
    # To a kilometre: one more or less of a city moves nobody.
    middle = round(median(latitudes), 2), round(median(longitudes), 2)
    near = sum(distance_km(*middle, *point) <= within_km for point in points)
    return middle if near >= share * len(points) else None
