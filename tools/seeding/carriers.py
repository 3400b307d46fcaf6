"""Carriers of ESF projects: one entry per legal body, its kind and its place."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graphdir.model import Organisation, Relation
from graphdir.taxonomy import Taxonomy
from graphdir.text import slug
from tools.seeding import places, sources
from tools.seeding.names import tidy
from tools.seeding.places import Area, Locality, Point, locality

# Spelling in the list -> the name it is entered under. United only where it is surely one body;
# of the rest, alike as they look (Rückenwind Bernburg and Schönebeck, the three CJD houses,
# St. Johannis GmbH and Stiftung St. Johannis), each stays on its own.
SAME_BODY: Final[Mapping[str, str]] = {
    # "DRK" written out; the same county association.
    "Deutsches Rotes Kreuz Kreisverband Östliche Altmark e.V.": ("DRK Kreisverband Östliche Altmark e.V."),
    # "PSW" stands for it; the plain form holds the same posts at the schools of Wernigerode,
    # Elbingerode and Oebisfelde in the funding period before.
    "Gemeinnützige Paritätische Sozialwerke - PSW GmbH": ("Paritätisches Sozialwerk Kinder- und Jugendhilfe (PSW)"),
    "Paritätisches Sozialwerk": "Paritätisches Sozialwerk Kinder- und Jugendhilfe (PSW)",
    # A dash for a comma.
    "Landkreis Stendal - Schulverwaltungs- und Kulturamt": ("Landkreis Stendal, Schulverwaltungs- und Kulturamt"),
    # Two ways to write südliches and e.V.; the same school in Leuna, one period after the other.
    "Humanistischer Regionalverband südliches Sachsen-Anhalt e.V.": (
        "Humanistischer Regionalverband Südliches Sachsen-Anhalt e. V."
    ),
}

# (pattern, kind, further kinds): the first that occurs in the name counts.
_KINDS: Final[Sequence[tuple[str, str, tuple[str, ...]]]] = (
    (r"Schulverwaltungs- und Kulturamt", "school_office", ()),
    (r"^(Stadt|Gemeinde) ", "municipality", ()),
    (r"Kirchengemeinde", "church", ()),
    (r"Förderverein.*schule|Förderkreis.*schule", "school_support_association", ()),
    (
        r"^(Caritasverband|Diakonisches Werk|Volkssolidarität|DRK|(AWO|Arbeiterwohlfahrt) K)",
        "welfare_association",
        (),
    ),
    # Houses of Christliches Jugenddorfwerk and Internationaler Bund, each named for its town.
    (r"^CJD Berufsförderungszentrum", "carrier_branch", ("training_provider",)),
    (r"^(CJD|Internationaler Bund Wittenberg)", "carrier_branch", ()),
    (r"Bildungswerk|Fortbildungsakademie|beruflichen Bildung", "training_provider", ()),
    (r"Volleyball|Fight Academy|Vo-Dao", "sports_club", ()),
    (r"Falken", "youth_association", ()),
    (r"^Jugendwerkstatt", "youth_workshop", ()),
    (r"Kindertageseinrichtungen", "daycare", ()),
    (r"Heimverbund", "free_carrier", ("childrens_home",)),
    (r"^Stiftung Evang\. Jugendhilfe", "free_carrier", ("foundation",)),
)
_PUBLIC_BODIES: Final = frozenset({"school_office", "municipality", "daycare"})

# Carrier -> place, as the school list writes it: only where the carrier's name states it.
_PLACES: Final[Mapping[str, str]] = {
    "AWO Erziehungshilfe Halle/S. gGmbH": "Halle (Saale)",
    "BAJ Magdeburg GmbH": "Magdeburg",
    "CJD Berufsförderungszentrum Weißenfels": "Weißenfels",
    "CJD Sangerhausen": "Sangerhausen",
    "CJD Zeitz im CJD Berufsförderungszentrum Weißenfels": "Zeitz",
    "Chemie Leuna e.V.": "Leuna",
    "Eigenbetrieb Kindertageseinrichtungen der Lutherstadt Eisleben": "Lutherstadt Eisleben",
    "Fight Academy Merseburg e.V.": "Merseburg (Saale)",
    "Fortbildungsakademie der Wirtschaft (FAW) gGmbH Akademie Merseburg": "Merseburg (Saale)",
    "Freundes- und Förderkreis der Sekundarschule I e.V. OT Wolfen": "Bitterfeld-Wolfen OT Wolfen",
    "Förderverein „Freunde der Grundschule Waldstraße Roßlau“ e.V.": "Dessau-Roßlau",
    "Förderverein Grundschule Ostrau e.V.": "Petersberg OT Ostrau",
    "Gemeinde Hohe Börde, OT Irxleben": "Hohe Börde OT Irxleben",
    "Gemeinnütziger Behindertenverband Wittenberg GmbH": "Lutherstadt Wittenberg",
    "Internationaler Bund Wittenberg": "Lutherstadt Wittenberg",
    "Jugendförderungszentrum Gardelegen e.V.": "Hansestadt Gardelegen",
    "Kinder- und Jugendhilfswerk e.V. Gernrode": "Quedlinburg OT Gernrode",
    "KöSa GmbH Weißenfels": "Weißenfels",
    "Rückenwind e.V. Bernburg": "Bernburg (Saale)",
    "Rückenwind e.V. Schönebeck": "Schönebeck (Elbe)",
    "Stadt Ballenstedt": "Ballenstedt",
    "Stadt Bernburg": "Bernburg (Saale)",
    "Stadt Dessau-Roßlau": "Dessau-Roßlau",
    "Vo-Dao-Vietnam Naumburg e.V.": "Naumburg (Saale)",
}
# Where the name states the county and no town.
_REGIONS: Final[Mapping[str, str]] = {
    "AWO Kreisverband Mansfeld-Südharz e.V.": "Landkreis Mansfeld-Südharz",
    "Arbeiterwohlfahrt KV Wittenberg e.V.": "Landkreis Wittenberg",
    "Arbeiterwohlfahrt Kreisverband Börde e.V.": "Landkreis Börde",
    "Burgenlandkreis Schulverwaltungs- und Kulturamt": "Burgenlandkreis",
    "Deutscher Kinderschutzbund Kreisverband Börde e.V.": "Landkreis Börde",
}

# Which school an association supports: where its name leaves no doubt.
_SUPPORTED_SCHOOLS: Final[Mapping[str, str]] = {
    "Förderverein der Sekundarschule „Wladimir Komarow“ e.V.": "ST-98",
    "Förderverein „Freunde der Grundschule Waldstraße Roßlau“ e.V.": "ST-475",
    "Förderverein Grundschule Ostrau e.V.": "ST-375",
    "Freundes- und Förderkreis der Sekundarschule I e.V. OT Wolfen": "ST-54",
}
_BRANCHES: Final[Mapping[str, str]] = {
    "Internationaler Bund (IB), Stendal": "Internationaler Bund e.V.",
    "Internationaler Bund Wittenberg": "Internationaler Bund e.V.",
    "Internationaler Bund IB Mitte gGmbH für Bildung und soziale Dienste": ("Internationaler Bund e.V."),
    "CJD Zeitz im CJD Berufsförderungszentrum Weißenfels": "CJD Berufsförderungszentrum Weißenfels",
}
FROM_THE_NAME: Final = "Aus dem Namen geschlossen."


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known of places: counties, and the centre of each place as lists write it."""

    counties: Sequence[Area]
    centres: Mapping[str, Point]


def entry_name(raw: str) -> str:
    """Return the name that a carrier of the list is entered under."""
    return tidy(SAME_BODY.get(raw, raw))


def aliases(name: str) -> tuple[str, ...]:
    """Return the other spellings of an entry, sorted."""
    return tuple(sorted(tidy(raw) for raw, entry in SAME_BODY.items() if tidy(entry) == name))


def carrier(name: str, *, doing_school_social_work: Collection[str], around: Surroundings) -> Organisation:
    """Build the entry of a carrier of which nothing but the list of projects is known."""
    kind, further = _kinds(name, does_it=name in doing_school_social_work)
    cell = _PLACES.get(name, "")
    place = locality(cell)
    point = around.centres.get(cell)
    county = _county(place, around)
    return Organisation(
        id=slug(name, place.town),
        name=name,
        aliases=aliases(name),
        kind=kind,
        further_kinds=further,
        town=place.town,
        municipality=place.municipality,
        region=places.region_name(county) if county else _REGIONS.get(name, ""),
        country="DE",
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        position_quality="place" if point else "",
        source=sources.ESF,
        last_confirmed=sources.confirmed_by(sources.ESF),
    )


def relations_from_names(organisations: Sequence[Organisation]) -> list[Relation]:
    """Return support for schools and branches that the names themselves state."""
    by_name = {one.name: one for one in organisations}
    by_id = {one.id: one for one in organisations}
    ends = [
        *((by_name.get(name), by_id.get(school), "supports_school") for name, school in _SUPPORTED_SCHOOLS.items()),
        *((by_name.get(branch), by_name.get(whole), "branch_of") for branch, whole in _BRANCHES.items()),
    ]
    return [
        Relation(
            from_id=one.id,
            to_id=other.id,
            kind=kind,
            description=FROM_THE_NAME,
            source=one.source,
            last_confirmed=one.last_confirmed,
        )
        for one, other, kind in ends
        if one and other
    ]


def _county(place: Locality, around: Surroundings) -> Area | None:
    """Return the county of a place, by way of any place of the same municipality."""
    points = (
        point
        for cell, point in around.centres.items()
        if place.municipality and locality(cell).municipality == place.municipality
    )
    return next((places.area_around(point, around.counties) for point in points), None)


def _kinds(name: str, *, does_it: bool) -> tuple[str, tuple[str, ...]]:
    """Return kind and further kinds.

    Who sends social workers into schools is a youth welfare carrier, whatever else it is: that
    decides where the name does not, and is a further role where it does.
    """
    for pattern, kind, further in _KINDS:
        if re.search(pattern, name):
            in_carrier_group = Taxonomy.shipped().group_of(kind) == "carrier"
            if does_it and not in_carrier_group and kind not in _PUBLIC_BODIES:
                return kind, (*further, "free_carrier")
            return kind, further
    if does_it or re.search(r"gGmbH|gemeinnützige", name):
        return "free_carrier", ()
    return ("association" if re.search(r"e\. ?V\.", name) else "company"), ()
