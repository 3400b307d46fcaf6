"""Schools of the state's lists."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from graphdir.model import Organisation
from tools.seeding import places, sources
from tools.seeding.names import join, tidy
from tools.seeding.places import Area, Point, locality
from tools.seeding.tables import BrokenNetworkError, Row

# The first that occurs in the name counts: a name may hold two types ("Gemeinschafts- und
# Sekundarschule" became a Gemeinschaftsschule), and the special ones say more.
_TYPES: Final = (
    (r"Landesbildungszentrum", "special_school_hearing_vision"),
    (r"\(LB\)", "special_school_learning"),
    (r"\(GB\)", "special_school_intellectual"),
    (r"\(KB\)", "special_school_physical"),
    (r"Ausgleichsklassen", "special_school_emotional"),
    (r"Sprachentwicklung", "special_school_language"),
    (r"Förderschule", "special_school"),
    (r"Berufsbildende Schulen", "vocational_school_centre"),
    (r"Gesamtschule", "comprehensive_school"),
    (r"[Gg]emeinschafts", "community_school"),
    (r"[Gg]ymnasium", "grammar_school"),
    (r"[Ss]ekundarschule", "secondary_school"),
    (r"[Gg]rundschule|\bGS\b", "primary_school"),
)

# The list's point is not where the school's place is; the centre of the place stands in.
_MISPLACED: Final[Mapping[str, str]] = {
    "ST-402": "Die Schulliste nennt einen Punkt 6 km vom Ort entfernt; gezeigt wird die Ortsmitte",
}


def school_type(name: str) -> str:
    """Return the type that the name of a school states; ``unknown`` for a plain "Privatschule"."""
    return next((kind for pattern, kind in _TYPES if re.search(pattern, name)), "unknown")


def of_the_county(row: Row, *, municipalities: Sequence[Area], centres: Mapping[str, Point]) -> Organisation:
    """Build a school of the list of 2016; its second reading of a position is the finer one."""
    place = locality(row["town"])
    misplaced = _MISPLACED.get(row["id"], "")
    point = centres[place.town] if misplaced else _point(row)
    around = places.area_around(point, municipalities)
    if around is None or around.name != place.municipality:
        raise BrokenNetworkError(f"{row['id']} lies in {around}, not in {place}")
    return Organisation(
        id=row["id"],
        name=tidy(row["name"]),
        kind="school",
        school_type=school_type(row["name"]),
        street=row["street"],
        postcode=row["plz"],
        town=place.town,
        municipality=place.municipality,
        region="Landkreis Stendal",
        country="DE",
        latitude=point[0],
        longitude=point[1],
        position_quality="place" if misplaced else "exact",
        website=row["website"],
        description=join(misplaced, "Ganztagsschule" if row["full_time"] == "True" else ""),
        source=sources.SCHOOLS_2016,
        last_confirmed=sources.confirmed_by(sources.SCHOOLS_2016),
    )


def of_the_state(row: Row, listed: Row, *, counties: Sequence[Area]) -> Organisation:
    """Build a school that a project names; ``listed`` is its entry in the list of 2017."""
    place = locality(row["school_town"])
    point = float(row["lat"]), float(row["lon"])
    county = places.area_around(point, counties)
    if county is None:
        raise BrokenNetworkError(f"{row['school_id']} lies in no county")
    return Organisation(
        id=row["school_id"],
        name=tidy(row["school_name"]),
        kind="school",
        school_type=school_type(row["school_name"]),
        postcode=listed["plz"],
        town=place.town,
        municipality=place.municipality,
        region=places.region_name(county),
        country="DE",
        latitude=point[0],
        longitude=point[1],
        position_quality="exact",
        description=join("Ganztagsschule" if listed["full_time"] == "True" else ""),
        source=sources.SCHOOLS_2017,
        last_confirmed=sources.confirmed_by(sources.SCHOOLS_2017),
    )


def _point(row: Row) -> Point:
    return (
        round(float(row["lat_2016"] or row["lat"]), 6),
        round(float(row["lon_2016"] or row["lon"]), 6),
    )
