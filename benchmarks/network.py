"""The network that is measured: the same for the same size and data, written as an import folder."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.places import School, invented_schools, real_schools
from graphdir.tables import TABLES
from graphdir.taxonomy import Taxonomy

_SEED: Final = 2026
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many of each; ``participations`` are those in ``projects``."""

    organisations: int
    relations: int
    projects: int
    participations: int

    @property
    def rows(self) -> int:
        """Return how many rows the files have in all."""
        return self.organisations + self.relations + self.projects + self.participations


FULL: Final = Size(organisations=40_000, relations=120_000, projects=30_000, participations=80_000)
QUICK: Final = Size(organisations=4_000, relations=12_000, projects=3_000, participations=8_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Rows by table, as the importer reads them; ``real`` when the schools are real ones."""

    size: Size
    real: bool
    tables: Mapping[str, Sequence[Row]] = field(repr=False)

    def write(self, folder: Path) -> None:
        """Write one CSV file a table."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            columns = [column.name for column in TABLES[name].columns]
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


def network_of(size: Size, data: Path | None) -> Network:
    """Build the network: three quarters schools, the rest those who work with them.

    One school office in each county supervises its schools (some hundred each), a few carriers work
    at hundreds of schools and most at a handful, neighbours cooperate: degrees are as uneven as in life.
    """
    return _Builder(size, data).network()


# Kind, what it is called, share of the organisations that are no schools.
_OTHERS: Final = (
    ("free_carrier", "{people} {town} e. V.", 0.26),
    ("carrier_branch", "{people} Kreisverband {county}", 0.13),
    ("school_support_association", "Förderverein {school} e. V.", 0.20),
    ("youth_facility", "Jugendzentrum „{word}“ {town}", 0.10),
    ("family_counselling", "Erziehungsberatungsstelle {town}", 0.06),
    ("addiction_counselling", "Suchtberatung {town}", 0.04),
    ("department", "Sachgebiet {word} {county}", 0.05),
    ("network", "Netzwerk {word} {county}", 0.04),
    ("library", "Stadtbibliothek {town}", 0.04),
    ("company", "{word} {town} GmbH", 0.08),
)
_PEOPLE: Final = (
    "Arbeiterwohlfahrt", "Caritasverband", "Deutsches Rotes Kreuz", "Diakonisches Werk", "Internationaler Bund",
    "Paritätischer", "Kinder- und Jugendhilfe", "Lebenshilfe", "Jugendwerk", "Volkssolidarität", "Kolping",
    "Johanniter", "Malteser", "Christliches Jugenddorf", "Lernwerkstatt", "Bildungsvereinigung", "Sportjugend",
)  # fmt: skip
_WORDS: Final = (
    "Jugendarbeit", "Kinderschutz", "Frühe Hilfen", "Brücke", "Lichtblick", "Kompass", "Regenbogen", "Mosaik",
    "Übergang Schule und Beruf", "Inklusion", "Prävention", "Sonnenschein", "Zukunft", "Bildung", "Werkstatt",
    "Holzbau", "Metallbau", "Gartenbau", "Elektrotechnik", "Pflegedienst", "Atelier", "Anker", "Leuchtturm",
)  # fmt: skip
_TITLES: Final = (
    "Schulsozialarbeit an der {school}", "Soziales Training an der {school}", "{topic} in {town}",
    "Projekttage {topic} an der {school}", "Gemeinsam für {topic}", "Lernwerkstatt {topic} {county}",
)  # fmt: skip


class _Builder:
    def __init__(self, size: Size, data: Path | None) -> None:
        self._size = size
        self._data = data
        self._dice = Random(_SEED)
        taxonomy = Taxonomy.shipped()
        self._topics = [topic.id for topic in taxonomy.topics.values() if topic.parent_id]
        self._labels = {topic.id: topic.label_de for topic in taxonomy.topics.values()}
        self._groups = list(taxonomy.target_groups)
        self._project_kinds = list(taxonomy.project_kinds)
        self._schools: list[School] = []
        self._organisations: list[Row] = []
        self._by_kind: defaultdict[str, list[Row]] = defaultdict(list)
        self._by_county: defaultdict[str, list[Row]] = defaultdict(list)
        self._relations: dict[tuple[str, ...], Row] = {}

    def network(self) -> Network:
        number = self._size.organisations * 3 // 4
        self._schools = (
            real_schools(self._data, number, self._dice) if self._data else invented_schools(number, self._dice)
        )
        for school in self._schools:
            self._add_school(school)
        self._add_offices()
        self._add_others()
        self._relate()
        projects, participations = self._run_projects()
        return Network(
            size=self._size,
            real=self._data is not None,
            tables={
                "organisations": self._organisations,
                "projects": projects,
                "relations": list(self._relations.values()),
                "participations": participations,
            },
        )

    def _add(self, row: Row) -> None:
        self._organisations.append(row)
        self._by_kind[row["kind"]].append(row)
        self._by_county[row["region"]].append(row)

    def _located(self, school: School) -> Row:
        return {
            "postcode": school.postcode,
            "town": school.place.name,
            "municipality": school.place.name,
            "region": school.place.county,
            "country": "DE",
            "latitude": school.latitude,
            "longitude": school.longitude,
            "position_quality": "exact",
        }

    def _add_school(self, school: School) -> None:
        self._add(
            {
                "id": school.id,
                "name": school.name,
                "kind": "school",
                "school_type": school.type,
                "street": f"Schulstraße {self._dice.randrange(1, 120)}",
                **self._located(school),
                "website": f"https://schule-{len(self._organisations)}.example",
                "email": f"sekretariat@schule-{len(self._organisations)}.example",
                "phone": f"+49 3931 {self._dice.randrange(100_000, 999_999)}",
                "topics": self._some_topics(0, 2),
                "target_groups": "pupils",
                "source": "Schullisten der Länder 2017",
                "last_confirmed": "2017",
            }
        )

    def _add_offices(self) -> None:
        seats = {school.place.county: school for school in reversed(self._schools)}
        for county, school in sorted(seats.items()):
            for kind, called in (("school_office", "Schulamt"), ("youth_office", "Jugendamt"), ("committee", "Beirat")):
                self._add_other(kind, f"{called} {county}", school)

    def _add_other(self, kind: str, name: str, school: School) -> None:
        number = len(self._organisations)
        self._add(
            {
                "id": f"o{number}",
                "name": name,
                "kind": kind,
                "aliases": f"{name.split(maxsplit=1)[0]} {school.postcode}" if number % 5 == 0 else "",
                **self._located(school),
                "website": f"https://o{number}.example",
                "topics": self._some_topics(1, 4),
                "target_groups": ";".join(sorted(self._dice.sample(self._groups, 2))),
                "keywords": self._dice.choice(_WORDS),
                "source": "erzeugt",
                "last_confirmed": f"{self._dice.randrange(2015, 2026)}-{self._dice.randrange(1, 13):02}",
            }
        )

    def _add_others(self) -> None:
        left = self._size.organisations - len(self._organisations)
        kinds = self._dice.choices(
            [(kind, called) for kind, called, _share in _OTHERS], [share for *_names, share in _OTHERS], k=left
        )
        for kind, called in kinds:
            school = self._dice.choice(self._schools)
            name = called.format(
                people=self._dice.choice(_PEOPLE),
                town=school.place.name,
                county=school.place.county,
                school=school.name,
                word=self._dice.choice(_WORDS),
            )
            self._add_other(kind, name, school)

    def _some_topics(self, least: int, most: int) -> str:
        return ";".join(self._dice.sample(self._topics, self._dice.randrange(least, most + 1)))

    def _relate(self) -> None:
        dice = self._dice
        total = self._size.relations
        schools = self._by_kind["school"]
        offices = {row["region"]: row for row in self._by_kind["school_office"]}
        for school in schools:
            self._relation(offices[school["region"]], school, "supervises")
        carriers = [*self._by_kind["free_carrier"], *self._by_kind["carrier_branch"]]
        # The first has a thousand times the share of the thousandth.
        weights = [1 / (rank + 20) for rank in range(len(carriers))]
        wanted = total * 9 // 20
        while len(self._relations) < wanted:
            for carrier in dice.choices(carriers, weights, k=1000):
                if len(self._relations) < wanted:
                    self._relation(carrier, dice.choice(schools), "provides_school_social_work", dated=True)
        for association in self._by_kind["school_support_association"]:
            self._relation(association, self._neighbour(association), "supports_school")
        bodies = [*self._by_kind["network"], *self._by_kind["committee"]]
        wanted = total * 11 // 20
        while len(self._relations) < wanted:
            body = dice.choice(bodies)
            self._relation(self._neighbour(body), body, "member_of")
        while len(self._relations) < total:
            one = dice.choice(self._organisations)
            kind = dice.choices(("cooperation", "feeds_into", "refers_to", "regular_exchange"), (6, 2, 1, 1))[0]
            self._relation(one, self._neighbour(one), kind, dated=True)

    def _neighbour(self, row: Row) -> Row:
        return self._dice.choice(self._by_county[row["region"]])

    def _relation(self, one: Row, other: Row, kind: str, *, dated: bool = False) -> None:
        if one is other:
            return
        dice = self._dice
        year = dice.randrange(2008, 2025) if dated else 0
        ends = (one["id"], other["id"])
        if kind in {"cooperation", "regular_exchange"}:
            ends = (min(ends), max(ends))
        key = (*ends, kind, f"{year or ''}")
        self._relations.setdefault(
            key,
            {
                "from_id": ends[0],
                "to_id": ends[1],
                "kind": kind,
                "status": "active",
                "occasion": dice.choice(("", "strategic", "need_based")) if dated else "",
                "topics": self._some_topics(0, 1) if dated else "",
                "valid_from": f"{year}" if year else "",
                "valid_to": f"{year + dice.randrange(1, 6)}-07-31" if year and dice.random() < 0.5 else "",
                "description": "Nach der Liste des Jahres fortgeschrieben." if dice.random() < 0.2 else "",
                "source": "erzeugt",
                "last_confirmed": f"{dice.randrange(2015, 2026)}",
            },
        )

    def _run_projects(self) -> tuple[list[Row], list[Row]]:
        dice = self._dice
        schools = self._by_kind["school"]
        leads = [*self._by_kind["free_carrier"], *self._by_kind["carrier_branch"]]
        weights = [1 / (rank + 20) for rank in range(len(leads))]
        funders = self._by_kind["youth_office"]
        projects: list[Row] = []
        parts: dict[tuple[str, str, str], Row] = {}

        def take_part(project: Row, organisation: Row, role: str) -> None:
            key = (project["id"], organisation["id"], role)
            parts[key] = {"project_id": key[0], "organisation_id": key[1], "role": role, "source": "erzeugt"}

        for number, lead in enumerate(dice.choices(leads, weights, k=self._size.projects)):
            site = dice.choice(schools)
            year = dice.randrange(2008, 2026)
            topics = self._some_topics(1, 3)
            project = {
                "id": f"p{number}",
                "title": dice.choice(_TITLES).format(
                    school=site["name"],
                    town=site["town"],
                    county=site["region"],
                    topic=self._labels[topics.split(";")[0]],
                ),
                "kind": dice.choice(self._project_kinds),
                "status": "closed" if year < 2023 else "running",
                "topics": topics,
                "target_groups": dice.choice(self._groups),
                "starts_on": f"{year}-{dice.randrange(1, 13):02}-01",
                "ends_on": f"{year + dice.randrange(1, 4)}-12-31",
                "amount_eur": dice.randrange(500, 90_000),
                "programme": dice.choice(("ESF 2007-2013", "ESF 2014-2020", "ESF Plus 2021-2027", "Landesmittel")),
                "source": "erzeugt",
                "last_confirmed": f"{year}",
            }
            projects.append(project)
            take_part(project, lead, "lead")
            take_part(project, site, "site")
        while len(parts) < self._size.participations:
            project = dice.choice(projects)
            if dice.random() < 0.3:
                take_part(project, dice.choice(funders), "funder")
            else:
                take_part(project, dice.choice(self._organisations), "partner")
        return projects, list(parts.values())
