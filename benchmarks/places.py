"""Schools, towns and counties to build a network of: real ones where the data is there."""

import csv
import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import cos, radians
from pathlib import Path
from random import Random
from typing import Any, Final

# What the school lists of the Länder call them, as far as it is beyond doubt.
_SCHOOL_TYPES: Final[Mapping[str, str]] = {
    "Grundschule": "primary_school",
    "Gymnasium": "grammar_school",
    "Realschule": "secondary_school",
    "Hauptschule": "secondary_school",
    "Oberschule": "secondary_school",
    "Sekundarschule": "secondary_school",
    "Regelschule": "secondary_school",
    "Förderschule": "special_school",
    "Berufsbildende Schule": "vocational_school_centre",
    "Berufskolleg": "vocational_school_centre",
    "Berufsfachschule": "full_time_vocational_school",
    "Berufsschule": "vocational_school",
    "Fachschule": "technical_college",
    "Fachoberschule": "advanced_technical_school",
    "Gemeinschaftsschule": "community_school",
    "Gesamtschule": "comprehensive_school",
    "Integrierte Gesamtschule": "comprehensive_school",
    "Kooperative Gesamtschule": "comprehensive_school",
    "SBBZ Lernen": "special_school_learning",
    "SBBZ Geistige Entwicklung": "special_school_intellectual",
}
# The list has this name for every school of Nordrhein-Westfalen.
_LOST: Final = "Schubart"
_FIRST: Final = (
    "Alten",
    "Birken",
    "Groß",
    "Havel",
    "Klein",
    "Linden",
    "Neu",
    "Ober",
    "Rosen",
    "Unter",
    "Wald",
    "Wiesen",
)
_LAST: Final = ("au", "bach", "berg", "burg", "dorf", "feld", "furt", "hausen", "heim", "münde", "stedt", "walde")
_PEOPLE: Final = (
    "Albert Schweitzer", "Anne Frank", "Astrid Lindgren", "Bertolt Brecht", "Brüder Grimm", "Clara Schumann",
    "Erich Kästner", "Friedrich Schiller", "Geschwister Scholl", "Heinrich Heine", "Janusz Korczak", "Käthe Kollwitz",
    "Maria Montessori", "Otto Lilienthal", "Pestalozzi", "Theodor Fontane", "Wilhelm Busch", "Adolph Diesterweg",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town and the county it lies in."""

    name: str
    county: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A school; ``type`` is an id of our school types or empty."""

    id: str
    name: str
    type: str
    postcode: str
    place: Place
    latitude: float
    longitude: float


def real_schools(data: Path, number: int, dice: Random) -> list[School]:
    """Return schools of the school lists of 2017 with the nearest place whose name is known."""
    with gzip.open(data / "germany" / "schools_2017.csv.gz", "rt", encoding="utf-8") as file:
        rows = list({row["id"]: row for row in csv.DictReader(file) if row["lat"] and row["name"]}.values())
    dice.shuffle(rows)
    places = _real_places(data)
    near: dict[str, Place] = {}
    schools: list[School] = []
    for row in rows[:number]:
        latitude, longitude = float(row["lat"]), float(row["lon"])
        if row["plz"] not in near:
            near[row["plz"]] = _nearest(latitude, longitude, places)
        schools.append(
            School(
                id=row["id"],
                name=_name(row, near[row["plz"]]),
                type=_SCHOOL_TYPES.get(row["school_type"], ""),
                postcode=row["plz"],
                place=near[row["plz"]],
                latitude=latitude,
                longitude=longitude,
            )
        )
    return schools


def _name(row: Mapping[str, str], place: Place) -> str:
    if row["name"] != _LOST:
        return row["name"]
    return f"{row['school_type'] or 'Schule'} {place.name} {row['id'].partition('-')[2]}"


def invented_schools(number: int, dice: Random) -> list[School]:
    """Return schools with made-up names in made-up towns."""
    names = [f"{first}{last}" for first, last in product(_FIRST, _LAST)]
    places = [
        Place(
            name=f"{name}{suffix}",
            county=f"Landkreis {names[at % 40]}",
            latitude=round(dice.uniform(47.5, 54.5), 4),
            longitude=round(dice.uniform(6.5, 14.5), 4),
        )
        for suffix in ("", " (Heide)", " an der Aue", " am See", "-Ost", "-Süd")
        for at, name in enumerate(names)
    ]
    kinds = list(_SCHOOL_TYPES)
    weights = [40, 9, 7, 5, 3, 2, 2, 4, 3, 2, *[1] * (len(kinds) - 10)]
    schools: list[School] = []
    for at in range(number):
        place = dice.choice(places)
        kind = dice.choices(kinds, weights)[0]
        called = dice.choice(
            (f"{dice.choice(_PEOPLE)} {kind}", f"{kind} {place.name}", f"{kind} am {dice.choice(names)}er Platz")
        )
        schools.append(
            School(
                id=f"X-{at + 1}",
                name=called,
                type=_SCHOOL_TYPES[kind],
                postcode=f"{dice.randrange(1000, 99999):05}",
                place=place,
                latitude=round(place.latitude + dice.uniform(-0.05, 0.05), 4),
                longitude=round(place.longitude + dice.uniform(-0.05, 0.05), 4),
            )
        )
    return schools


def _real_places(data: Path) -> list[Place]:
    counties = _counties(data / "geo" / "kreise_deutschland.geojson")
    with gzip.open(data / "interreg" / "participations_2014_2020.csv.gz", "rt", encoding="utf-8") as file:
        towns = {
            row["town"].strip().title(): (float(row["lat"]), float(row["lon"]))
            for row in csv.DictReader(file)
            if row["country"] == "Germany" and row["town"].strip() and row["lat"]
        }
    with (data / "stendal" / "plz_orte_landkreis_stendal.csv").open(encoding="utf-8") as file:
        towns |= {row["place"]: (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(file)}
    known = [Place(name=name, county=name, latitude=lat, longitude=lon) for name, (lat, lon) in counties.items()]
    return known + [
        Place(name=name, county=_nearest(lat, lon, known).name, latitude=lat, longitude=lon)
        for name, (lat, lon) in towns.items()
        if name not in counties
    ]


def _counties(path: Path) -> dict[str, tuple[float, float]]:
    """Return the middle of each county by its name."""
    middles: dict[str, tuple[float, float]] = {}
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        points = list(_points(feature["geometry"]["coordinates"]))
        longitudes = [point[0] for point in points]
        latitudes = [point[1] for point in points]
        middles[feature["properties"]["name"]] = (
            (min(latitudes) + max(latitudes)) / 2,
            (min(longitudes) + max(longitudes)) / 2,
        )
    return middles


def _points(coordinates: Sequence[Any]) -> Iterable[tuple[float, float]]:
    if isinstance(coordinates[0], float | int):
        yield coordinates[0], coordinates[1]
        return
    for part in coordinates:
        yield from _points(part)


def _nearest(latitude: float, longitude: float, places: Sequence[Place]) -> Place:
    narrow = cos(radians(latitude)) ** 2
    return min(places, key=lambda p: (p.latitude - latitude) ** 2 + narrow * (p.longitude - longitude) ** 2)
