"""Distances on the globe."""

from math import asin, cos, degrees, pi, radians, sin, sqrt
from typing import Final

# The radius that Neo4j's point.distance uses for WGS84, so that both stores measure alike.
EARTH_KM: Final = 6378.140


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
