"""The network of the Landkreis Stendal: its lists of organisations, cooperations and contacts."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from graphdir.model import ContactPoint, Organisation, Relation
from graphdir.taxonomy import Taxonomy
from graphdir.text import clean, slug
from tools.seeding import carriers, places, projects, schools, sources
from tools.seeding.carriers import Surroundings
from tools.seeding.names import join, topics_and_keywords
from tools.seeding.places import Area, locality
from tools.seeding.tables import BrokenNetworkError, Network, Row, read

COUNTY: Final = "Landkreis Stendal"
BOARD: Final = "Beirat „Schulerfolg sichern“"
_BOARD_PAGE: Final = "https://www.schulerfolg-stendal.de/beirat/"
_BOARD_FOUNDED: Final = "2016"
_BOARD_TOWN: Final = "Stendal"

# Name -> kind and further kinds.
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "Landkreis Stendal": ("county", "public_carrier", "school_authority"),
    "Landkreis Stendal, Gesundheitsamt": ("health_office",),
    "DRK Kreisverband Östliche Altmark e.V.": ("welfare_association",),
    "Diakoniewerk Osterburg e.V.": ("free_carrier",),
    "Internationaler Bund (IB), Stendal": ("carrier_branch",),
    "Paritätisches Sozialwerk Kinder- und Jugendhilfe (PSW)": ("free_carrier",),
    "Erziehungs- und Familienberatungsstelle Stendal": ("family_counselling",),
    "Erziehungshilfeverbund Altmark": ("childrens_home", "free_carrier"),
    "Landesschulamt Sachsen-Anhalt": ("state_school_authority",),
    "Landesverwaltungsamt Sachsen-Anhalt": ("approval_authority",),
    "Deutsche Kinder- und Jugendstiftung, Landesweite Koordinierungsstelle Schulerfolg sichern": (
        "state_coordination_office",
    ),
    "Lebendige Steine e.V. (Kids-Klub und Jugendklub Eckstein)": ("free_carrier", "youth_facility"),
    "Freiwilligen-Agentur Altmark e.V.": ("volunteer_agency",),
    "Berufsbildungsakademie Altmark (BBA)": ("training_provider",),
    "Hochschule Magdeburg-Stendal, Standort Stendal": ("university",),
    "H. und H. Kaschade Stiftung": ("foundation",),
    "Förderkreis Hochschulstandort Stendal e.V.": ("association",),
    "Altmärkische Bürgerstiftung Hansestadt Stendal": ("foundation",),
    "Power für die Kids e.V.": ("association",),
    "Kreis-Kinder- und Jugendring Stendal e.V.": ("youth_association",),
    "Lebenshilfe Osterburg gGmbH": ("free_carrier",),
    "Familienzentrum Färberhof gGmbH": ("family_centre",),
    "Erlebnispädagogisches Centrum Havelberg gGmbH": ("extracurricular_site",),
    # An office of the town, not of the county: no kind of its own.
    "Hansestadt Stendal, Amt für Jugend, Sport und Soziales": ("department",),
    "Hansestadt Havelberg": ("municipality", "school_authority"),
    "Verbandsgemeinde Elbe-Havel-Land": ("municipality", "school_authority"),
    "Verbandsgemeinde Seehausen (Altmark)": ("municipality", "school_authority"),
    "Verbandsgemeinde Arneburg-Goldbeck": ("municipality", "school_authority"),
    "Theater der Altmark": ("theatre",),
    "Volkshochschule Stendal": ("adult_education",),
    "Musik- und Kunstschule Stendal": ("music_art_school",),
    "Förderverein der Sekundarschule „Wladimir Komarow“ e.V.": ("school_support_association",),
    "Förderverein der „Schule für Lernbehinderte Klietz“ e.V.": ("school_support_association",),
    "Jugendfreizeitzentrum Osterburg": ("youth_facility",),
    "Jugendfreizeitzentrum Seehausen": ("youth_facility",),
    "Jugendfreizeitzentrum Bismark": ("youth_facility",),
}
_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    # As the office's page calls it.
    "Landkreis Stendal, Schulverwaltungs- und Kulturamt": ("Schulamt",),
}

# Phrases of the column "topics" that state a fact of another kind -> the topic left of them.
_PHRASES: Final[Mapping[str, str]] = {
    # Relations say it.
    "Träger der Netzwerkstelle seit 01.08.2022": "",
    "Netzwerkstelle bis 2022": "",
    "Mitglied Beirat": "",
    # The kinds say it.
    "Träger der öffentlichen Jugendhilfe": "",
    "Schulträger": "",
    "Schulträger Kreis": "",
    "Schulträger Grundschule": "",
    "Schulträger Grundschulen": "",
    # The description says it.
    "Außenstelle Osterburg, Sprechstunde Havelberg": "",
    "nachgeordnete Einrichtung der Stadt": "",
    "offene Jugendarbeit (vom Landkreis finanziert)": "offene Jugendarbeit",
    "Jugend, Sport, Soziales (seit 04/2023: 3 Fachbereiche/21 Abteilungen statt 16 Ämter)": ("Jugend, Sport, Soziales"),
}
_STATED: Final[Mapping[str, str]] = {
    "Außenstelle Osterburg, Sprechstunde Havelberg": ("Außenstelle in Osterburg, Sprechstunde in Havelberg."),
    "nachgeordnete Einrichtung der Stadt": "Nachgeordnete Einrichtung der Stadt.",
    "Jugend, Sport, Soziales (seit 04/2023: 3 Fachbereiche/21 Abteilungen statt 16 Ämter)": (
        "Die Stadt hat seit 04/2023 3 Fachbereiche und 21 Abteilungen statt 16 Ämter."
    ),
}
_FUNDED_BY_COUNTY: Final = "vom Landkreis finanziert"
# The former seat, which the newer list mentions in its note.
_FORMER: Final = re.compile(r" \(bis \d{4}\)$")

# (pattern, relation kind, occasion, status): what a cooperation is called in the raw lists.
_COOPERATIONS: Final[Sequence[tuple[str, str, str, str]]] = (
    (r"^Kooperationsvereinbarung|^Kooperationsvertrag", "cooperation_agreement", "strategic", ""),
    (r"^Schulsozialarbeit \(Stelle vorgesehen\)", "provides_school_social_work", "", "planned"),
    (r"^Schulsozialarbeit$", "provides_school_social_work", "", ""),
    (r"^Kooperation ", "cooperation", "", ""),
    (r"^Trägerschaft", "carrier_of", "strategic", ""),
    (r"^Preis ", "sponsors", "", ""),
    (r"^Projekt ", "project_partner", "", ""),
    (r"^fachliche Begleitung", "professional_support", "", ""),
    (r"^Teil der Kreisverwaltung|^Fachbereich des Amtes", "part_of", "", ""),
    (r"^Sitz beim", "located_at", "", ""),
    (r"^enge Verzahnung", "close_cooperation", "", ""),
    (r"^regelmäßiger Austausch", "regular_exchange", "", ""),
)
_MEMBERSHIP: Final = "gemeinsames Gremium: Beirat Schulerfolg sichern"
# A prize is won once.
_MOMENTS: Final = frozenset({"sponsors"})
# What the kind says already needs no description.
_PLAIN: Final = frozenset(
    {
        "Schulsozialarbeit",
        "Trägerschaft",
        "Kooperationsvertrag",
        "fachliche Begleitung",
        "Teil der Kreisverwaltung",
        "Fachbereich des Amtes",
        "Sitz beim Jugendamt",
        "enge Verzahnung",
        "regelmäßiger Austausch",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    surroundings: Surroundings
    municipalities: Sequence[Area]


class _Directory:
    """Finds an organisation by the name that the raw lists use."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self._by_name: dict[str, list[Organisation]] = {}
        for one in organisations:
            for name in (one.name, *one.aliases):
                self._by_name.setdefault(name, []).append(one)

    def __getitem__(self, raw: str) -> Organisation:
        """Return the only one of that name; ``Name (Town)`` picks among namesakes."""
        name = carriers.entry_name(raw)
        bare, _, town = name.removesuffix(")").rpartition(" (")
        found = self._by_name.get(name) or [one for one in self._by_name.get(bare, []) if one.town == town]
        if len(found) != 1:
            raise BrokenNetworkError(f"{raw!r} is the name of {len(found)} organisations")
        return found[0]


def build(data: Path) -> Network:
    """Put the network together from the folder of raw facts."""
    raw = data / "stendal"
    where = _places(data)
    school_rows = read(raw / "schulen_landkreis_stendal_2016.csv")
    funded_rows = [row for row in read(raw / "esf_traeger_schule_stendal_2008_2014.csv") if projects.is_safe(row)]
    of_schools = [
        schools.of_the_county(row, municipalities=where.municipalities, centres=where.surroundings.centres)
        for row in school_rows
    ]
    newer = read(raw / "netzwerkstelle_organisationen.csv")
    older = read(raw / "organisationen_aus_quellen.csv")
    listed = _listed(newer, older, where)
    known = {one.name for one in listed}
    further = [
        carriers.carrier(name, doing_school_social_work={name}, around=where.surroundings)
        for name in sorted({carriers.entry_name(row["carrier"]) for row in funded_rows} - known)
    ]
    organisations = [*of_schools, *listed, *further, _board(where)]
    directory = _Directory(organisations)
    by_id = {one.id: one for one in organisations}
    funded = [projects.funded(row, directory[row["carrier"]], by_id[row["school_id"]]) for row in funded_rows]
    return Network(
        organisations=organisations,
        relations=_relations(raw, organisations, directory),
        projects=[one.project for one in funded],
        participations=[part for one in funded for part in one.participations],
        contacts=_contacts(read(raw / "netzwerkstelle_kontakte.csv"), directory),
    )


def _places(data: Path) -> _Places:
    return _Places(
        surroundings=Surroundings(
            counties=places.read_areas(data / "geo" / "kreise_sachsen_anhalt.geojson"),
            centres=places.centres_of_places(read(data / "stendal" / "plz_orte_landkreis_stendal.csv")),
        ),
        municipalities=places.read_areas(data / "geo" / "gemeinden_landkreis_stendal.geojson"),
    )


def _listed(newer: Iterable[Row], older: Iterable[Row], where: _Places) -> list[Organisation]:
    """Unite the two lists: of an organisation on both, the office's page counts first."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in chain(newer, older):
        rows[row["name"]].append(row)
    return [_organisation(entries, where) for entries in rows.values()]


def _organisation(rows: Sequence[Row], where: _Places) -> Organisation:
    first = rows[0]
    name = carriers.entry_name(first["name"])
    kind, *further_kinds = _KINDS.get(name) or (first["kind_id"],)
    place = locality(first["town"])
    point = where.surroundings.centres[place.town] if place.town else None
    municipality = places.area_around(point, where.municipalities) if point else None
    phrases = [phrase.strip() for row in rows for phrase in row["topics"].split(";") if phrase.strip()]
    topics, keywords = topics_and_keywords(left for phrase in phrases if (left := _PHRASES.get(phrase, phrase)))
    streets = [row["street"] for row in rows if row["street"] and not _FORMER.search(row["street"])]
    source = first["source"]
    return Organisation(
        id=slug(name, place.town),
        name=name,
        aliases=(*carriers.aliases(name), *_ALIASES.get(name, ())),
        kind=kind,
        further_kinds=tuple(further_kinds),
        street=next(iter(streets), ""),
        postcode=next((row["plz"] for row in rows if row["plz"]), ""),
        town=place.town,
        municipality=municipality.name if municipality else "",
        region=COUNTY if point or name.startswith(COUNTY) else "",
        country="DE",
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        position_quality="place" if point else "",
        topics=topics,
        keywords=keywords,
        description=_description(rows, phrases),
        source=source,
        last_confirmed=sources.confirmed_by(source),
    )


def _description(rows: Sequence[Row], phrases: Sequence[str]) -> str:
    note = rows[0].get("note", "").replace("plz_orte_landkreis_stendal.csv", "Postleitzahlenliste richtig")
    note = note.replace("frühere Anschrift Frommhagenstraße 47", "bis 2022 Frommhagenstraße 47")
    other = sorted({row["source"] for row in rows} - {rows[0]["source"]})
    return join(
        *(_STATED[phrase] for phrase in phrases if phrase in _STATED),
        note,
        # No full stop behind an address that people copy.
        f"Weitere Quelle: {', '.join(other)} ." if other else "",
    )


def _board(where: _Places) -> Organisation:
    latitude, longitude = where.surroundings.centres[_BOARD_TOWN]
    return Organisation(
        id=slug(BOARD, _BOARD_TOWN),
        name=BOARD,
        kind="committee",
        town=_BOARD_TOWN,
        municipality=_BOARD_TOWN,
        region=COUNTY,
        country="DE",
        latitude=latitude,
        longitude=longitude,
        position_quality="place",
        description="Gegründet 2016.",
        valid_from=_BOARD_FOUNDED,
        source=_BOARD_PAGE,
        last_confirmed=sources.confirmed_by(_BOARD_PAGE),
    )


def _relations(raw: Path, organisations: Sequence[Organisation], directory: _Directory) -> list[Relation]:
    newer = read(raw / "netzwerkstelle_kooperationen.csv")
    older = read(raw / "kooperationen_aus_quellen.csv")
    found = [
        *(_cooperation(row, directory) for row in newer),
        *(_cooperation(row, directory) for row in older if row["kind"] != _MEMBERSHIP),
        *_memberships(older, directory),
        *_county_offices(organisations, directory),
        *_county_funding(read(raw / "organisationen_aus_quellen.csv"), directory),
        *carriers.relations_from_names(organisations),
    ]
    # Both lists hold the change of carrier; the newer one knows the day and comes first.
    once: dict[tuple[str, str, str], Relation] = {}
    for relation in found:
        once.setdefault((relation.from_id, relation.to_id, relation.kind), relation)
    return list(once.values())


def _cooperation(row: Row, directory: _Directory) -> Relation:
    kind, occasion, status = next(
        (kind, occasion, status) for pattern, kind, occasion, status in _COOPERATIONS if re.search(pattern, row["kind"])
    )
    start, end = _period(row, kind)
    year = row["year"] if row["year"].isdigit() else ""
    return Taxonomy.shipped().relation(
        directory[row["a"]].id,
        directory[row["b"]].id,
        kind,
        status=status or "active",
        occasion=occasion,
        topics=Taxonomy.shipped().recognise(row["kind"]),
        valid_from=start,
        valid_to=end,
        description=join("" if row["kind"] in _PLAIN else row["kind"], row.get("note", "")),
        source=row["source"],
        last_confirmed=sources.confirmed_by(row["source"]) or year,
    )


def _period(row: Row, kind: str) -> tuple[str, str]:
    """Read "2022", "1991-", "ab 2022-08-01", "bis 2022" and "o.J." (without a year)."""
    start, end = row.get("valid_from", ""), row.get("valid_to", "")
    year = re.fullmatch(r"(\d{4})-?", row["year"])
    if year:
        start = year[1]
    return start, start if kind in _MOMENTS else end


def _memberships(rows: Iterable[Row], directory: _Directory) -> list[Relation]:
    """Return each member's tie to the board, of which the raw list holds every pair of members."""
    names = {row[end] for row in rows if row["kind"] == _MEMBERSHIP for end in ("a", "b")}
    return [
        Relation(
            from_id=directory[name].id,
            to_id=directory[BOARD].id,
            kind="member_of",
            occasion="strategic",
            valid_from=_BOARD_FOUNDED,
            source=_BOARD_PAGE,
            last_confirmed=sources.confirmed_by(_BOARD_PAGE),
        )
        for name in names
    ]


def _county_offices(organisations: Iterable[Organisation], directory: _Directory) -> list[Relation]:
    """Tie the offices to the county where the page leaves it to the name."""
    return [
        Relation(
            from_id=one.id,
            to_id=directory[COUNTY].id,
            kind="part_of",
            description=carriers.FROM_THE_NAME,
            source=one.source,
            last_confirmed=one.last_confirmed,
        )
        for one in organisations
        if one.kind == "health_office" and one.name.startswith(f"{COUNTY}, ")
    ]


def _county_funding(rows: Iterable[Row], directory: _Directory) -> list[Relation]:
    return [
        Relation(
            from_id=directory[COUNTY].id,
            to_id=directory[row["name"]].id,
            kind="funds",
            description="Vom Landkreis finanziert.",
            source=row["source"],
            last_confirmed=sources.confirmed_by(row["source"]),
        )
        for row in rows
        if _FUNDED_BY_COUNTY in row["topics"]
    ]


def _contacts(rows: Iterable[Row], directory: _Directory) -> list[ContactPoint]:
    return [
        ContactPoint(
            organisation_id=directory[row["organisation"]].id,
            role=row["role_id"],
            phone=_international(row["phone"]),
            email=row["email"],
            visibility=Taxonomy.shipped().contact_roles[row["role_id"]].default_visibility,
            source=row["source"],
            last_confirmed=sources.confirmed_by(row["source"]),
        )
        for row in rows
    ]


def _international(phone: str) -> str:
    return re.sub(r"^0", "+49 ", clean(phone))
