"""Towns and where they lie: reading a place as lists write it, finding the area around a point."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final

Point = tuple[float, float]
Ring = Sequence[Sequence[float]]

# Honorary prefixes that lists write now and then. "Lutherstadt" stays: those towns use it as
# part of their name.
_PREFIXES: Final = ("Hansestadt ", "Goethestadt ", "Stadt ")
# The name in use -> the official one that tells it from its namesakes.
_OFFICIAL: Final = {"Osterburg": "Osterburg (Altmark)", "Seehausen": "Seehausen (Altmark)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality:
    """A locality inside a municipality; both are the same where no part of a town is named."""

    town: str
    municipality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A municipality or county with its outer borders; the first point of a ring is its last."""

    name: str
    type: str
    rings: Sequence[Ring]

    def __contains__(self, point: Point) -> bool:
        return any(_inside(point, ring) for ring in self.rings)


def locality(cell: str) -> Locality:
    """Read ``Hansestadt Stendal OT Bindfelde``: Bindfelde in Stendal."""
    municipality, _, part = cell.partition(" OT ")
    for prefix in _PREFIXES:
        municipality = municipality.removeprefix(prefix)
    municipality = _OFFICIAL.get(municipality, municipality)
    return Locality(town=part or municipality, municipality=municipality)


def read_areas(path: Path) -> list[Area]:
    """Read borders; holes do not occur in these files and would be ignored."""
    features = json.loads(path.read_text("utf-8"))["features"]
    return [
        Area(
            name=feature["properties"]["name"],
            type=feature["properties"]["type"],
            rings=_outer_rings(feature["geometry"]),
        )
        for feature in features
    ]


def area_around(point: Point, areas: Iterable[Area]) -> Area | None:
    """Return the area that holds ``point`` (latitude, longitude), None outside all of them."""
    return next((area for area in areas if point in area), None)


def region_name(county: Area) -> str:
    """Return the county's name as people say it: ``Landkreis Stendal`` but ``Burgenlandkreis``."""
    if county.type != "Landkreis" or "kreis" in county.name:
        return county.name
    return f"Landkreis {county.name}"


def centres_of_places(rows: Iterable[Mapping[str, str]]) -> dict[str, Point]:
    """Return the centre of each town of a postcode list, by its official name."""
    return {
        _OFFICIAL.get(row["place"], row["place"]): (float(row["latitude"]), float(row["longitude"])) for row in rows
    }


def centres_of_schools(rows: Iterable[Mapping[str, str]]) -> dict[str, Point]:
    """Return the middle of each place's schools, the best guess where no place list is at hand."""
    schools: defaultdict[str, dict[str, Point]] = defaultdict(dict)
    for row in rows:
        if row["lat"]:
            schools[row["school_town"]][row["school_id"]] = (float(row["lat"]), float(row["lon"]))
    return {place: _middle(list(points.values())) for place, points in schools.items()}


def _middle(points: Sequence[Point]) -> Point:
    # Not the mean: one school of Wittenberg stands 140 km off in the list.
    latitudes, longitudes = zip(*points, strict=True)
    return round(median(latitudes), 4), round(median(longitudes), 4)


def _outer_rings(geometry: Mapping[str, object]) -> list[Ring]:
    coordinates: list[list[Ring]] = geometry["coordinates"]  # type: ignore[assignment]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [polygon[0] for polygon in polygons]  # type: ignore[misc]


def _inside(point: Point, ring: Ring) -> bool:
    """Count how often a line to the east crosses the ring: an odd number means inside."""
    latitude, longitude = point
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > latitude) != (y2 > latitude):
            crossing = x1 + (latitude - y1) * (x2 - x1) / (y2 - y1)
            inside ^= longitude < crossing
    return inside
