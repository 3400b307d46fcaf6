"""The network in memory as the ranking needs it, kept while the store's revision stays."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, log, sqrt
from random import Random
from typing import Final

from graphdir import text
from graphdir.model import Organisation, Participation, Project, Relation, earliest, latest
from graphdir.places import distance_km
from graphdir.taxonomy import Taxonomy

HALF_LIFE_YEARS: Final = 2.0
# A project of which nobody knows when: as old as the experience of a generation of staff.
UNKNOWN_AGE_YEARS: Final = 8.0
CELL_DEGREES: Final = 0.25
BANDS_KM: Final = (1.0, 5.0, 15.0, 40.0, 100.0, 250.0, 1000.0)
# Mixed graph (MATCHING.md): weights of edges beside organisation-project, which decays with age.
TOPIC_EDGE: Final = 0.7
REGION_EDGE: Final = 0.5
# Relationships that say that two work together, not that one is part of or watches over the other.
WORKING_TIES: Final = frozenset({"COOPERATES_WITH", "SUPPORTS", "MEMBER_OF"})
_SAMPLE: Final = 20_000
_SHORTEST_WORD: Final = 3
# A word in more documents tells nothing; its list is long besides.
_COMMON_WORD: Final = 0.08


def decay(age_years: float) -> float:
    """Return what experience of this age is worth beside a present one: half after two years."""
    return float(0.5 ** (max(0.0, age_years) / HALF_LIFE_YEARS))


def years(date: str, *, fallback: float = 0.0) -> float:
    """Return a date as years since the year 0; ``fallback`` for an unknown one."""
    if not date:
        return fallback
    year, month, day = (int(part) for part in earliest(date).split("-"))
    return year + (month - 1) / 12 + (day - 1) / 365


@dataclass(slots=True)
class Statistics:
    """How often partners are of a kind and at a distance, beside how often anybody is.

    All values are natural logarithms of ratios, smoothed, so that a small network says little.
    """

    bands: dict[tuple[int, bool], float] = field(default_factory=dict)
    kind_pairs: dict[tuple[str, str], float] = field(default_factory=dict)
    kinds: dict[str, float] = field(default_factory=dict)
    kind_topics: dict[tuple[str, str], float] = field(default_factory=dict)
    countries: dict[tuple[str, str], float] = field(default_factory=dict)
    lowest_band: float = 0.0
    middle_band: float = 0.0


class MatchIndex:
    """Organisations, projects and ties by id, with the inverted lists that candidates come from."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self.organisations: dict[str, Organisation] = {}
        self.projects: dict[str, Project] = {}
        self.starts: dict[str, float] = {}
        self.members: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.projects_of: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.relations_of: defaultdict[str, list[Relation]] = defaultdict(list)
        self.projects_on: defaultdict[str, list[str]] = defaultdict(list)
        self.stating: defaultdict[str, list[str]] = defaultdict(list)
        self.cells: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
        self.by_region: defaultdict[str, list[str]] = defaultdict(list)
        self.active: list[str] = []
        self.edges: dict[str, dict[str, float]] = {}
        self.strength: dict[str, float] = {}
        self.project_words: dict[str, list[tuple[str, float]]] = {}
        self.name_words: dict[str, list[tuple[str, float]]] = {}
        self.rarity: dict[str, float] = {}
        self.statistics = Statistics()
        self.newest = 0.0

    @classmethod
    def build(
        cls,
        taxonomy: Taxonomy,
        organisations: Iterable[Organisation],
        projects: Iterable[Project],
        relations: Iterable[Relation],
        participations: Iterable[Participation],
    ) -> "MatchIndex":
        """Take a network in; what refers to entries that are not given is left out."""
        index = cls(taxonomy)
        index.organisations = {organisation.id: organisation for organisation in organisations}
        index.projects = {project.id: project for project in projects}
        for part in participations:
            if part.project_id in index.projects and part.organisation_id in index.organisations:
                index._take_part(part)
        for relation in relations:
            if relation.from_id in index.organisations and relation.to_id in index.organisations:
                index.relations_of[relation.from_id].append(relation)
                index.relations_of[relation.to_id].append(relation)
        index._date_projects()
        index._invert()
        index._weave()
        index._read_words()
        index._count()
        return index

    def age(self, project_id: str, on: float) -> float:
        """Return a project's age in years on a day; negative never."""
        return max(0.0, on - self.starts[project_id])

    def day(self, on: str) -> float:
        """Return the day ages count from: that asked for, but not long after all that is known.

        In a network whose newest project is ten years old everything would be equally past.
        """
        return min(years(on), self.newest + 1.0) if on else self.newest + 1.0

    def is_working(self, relation: Relation) -> bool:
        """Tell whether a relation says that its ends work together."""
        kind = self.taxonomy.relation_kinds.get(relation.kind)
        return kind is None or kind.relationship in WORKING_TIES

    def topics_of(self, id_: str) -> set[str]:
        """Return the topics of all projects of an organisation."""
        return {topic for project in self.projects_of.get(id_, ()) for topic in self.projects[project].topics}

    def near(self, latitude: float, longitude: float, at_least: int) -> list[tuple[float, str]]:
        """Return the nearest organisations with their kilometres, nearest first; at least so many if there are."""
        row, column = _cell(latitude, longitude)
        found: list[tuple[float, str]] = []
        for ring in range(40):
            for cell in _ring(row, column, ring):
                for id_ in self.cells.get(cell, ()):
                    place = self.organisations[id_]
                    found.append((distance_km(latitude, longitude, place.latitude or 0.0, place.longitude or 0.0), id_))
            # A ring beyond the last full one may still hold somebody nearer: go one further.
            if len(found) >= at_least and ring:
                break
        found.sort()
        return found

    def _take_part(self, part: Participation) -> None:
        rank = {"lead": 0, "site": 1, "partner": 2, "funder": 3}
        known = self.members[part.project_id].get(part.organisation_id)
        if known is None or rank[part.role] < rank[known]:
            self.members[part.project_id][part.organisation_id] = part.role
            self.projects_of[part.organisation_id][part.project_id] = part.role

    def _date_projects(self) -> None:
        known = [years(p.starts_on) for p in self.projects.values() if p.starts_on]
        self.newest = max(known, default=years("2000"))
        for project in self.projects.values():
            self.starts[project.id] = years(project.starts_on, fallback=self.newest - UNKNOWN_AGE_YEARS)

    def _invert(self) -> None:
        for project in self.projects.values():
            for topic in project.topics:
                self.projects_on[topic].append(project.id)
        for found in self.projects_on.values():
            found.sort(key=lambda id_: -self.starts[id_])
        for organisation in self.organisations.values():
            for topic in organisation.topics:
                self.stating[topic].append(organisation.id)
            if organisation.latitude is not None and organisation.longitude is not None:
                self.cells[_cell(organisation.latitude, organisation.longitude)].append(organisation.id)
            if region := self.region(organisation):
                self.by_region[region].append(organisation.id)
        activity = {
            id_: sum(decay(self.newest + 1 - self.starts[project]) for project in projects)
            for id_, projects in self.projects_of.items()
        }
        self.active = sorted(activity, key=lambda id_: (-activity[id_], id_))

    @staticmethod
    def region(organisation: Organisation) -> str:
        """Return the narrowest area that is recorded: region, else country."""
        return organisation.region or organisation.country

    def _weave(self) -> None:
        """Build the mixed graph: organisations, projects, topics and regions as nodes."""
        edges: defaultdict[str, dict[str, float]] = defaultdict(dict)

        def join(one: str, other: str, weight: float) -> None:
            edges[one][other] = edges[one].get(other, 0.0) + weight
            edges[other][one] = edges[other].get(one, 0.0) + weight

        for project_id, members in self.members.items():
            weight = decay(self.newest + 1 - self.starts[project_id])
            for id_ in members:
                join(f"o{id_}", f"p{project_id}", weight)
        for project in self.projects.values():
            for topic in project.topics:
                join(f"p{project.id}", f"t{topic}", TOPIC_EDGE)
        for organisation in self.organisations.values():
            for topic in organisation.topics:
                join(f"o{organisation.id}", f"t{topic}", TOPIC_EDGE)
            if region := self.region(organisation):
                join(f"o{organisation.id}", f"r{region}", REGION_EDGE)
        ties = {r.key: r for found in self.relations_of.values() for r in found if self.is_working(r)}
        for tie in ties.values():
            join(f"o{tie.from_id}", f"o{tie.to_id}", self.tie_weight(tie, self.newest + 1))
        self.edges = dict(edges)
        self.strength = {node: sum(around.values()) for node, around in self.edges.items()}

    def tie_weight(self, relation: Relation, on: float) -> float:
        """Return what a relation is worth: 1 while it holds, decaying once it has ended."""
        if not relation.valid_to:
            return 1.0
        return decay(on - years(latest(relation.valid_to)))

    def _read_words(self) -> None:
        titles = {p.id: _words(f"{p.title} {p.description}") for p in self.projects.values()}
        names = {o.id: _words(" ".join((o.name, *o.aliases, *o.keywords))) for o in self.organisations.values()}
        documents = len(titles) + len(names)
        counts: Counter[str] = Counter()
        for found in (*titles.values(), *names.values()):
            counts.update(found.keys())
        self.rarity = {
            word: log(documents / count) for word, count in counts.items() if count <= max(20, _COMMON_WORD * documents)
        }
        for collection, target in ((titles, self.project_words), (names, self.name_words)):
            postings: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
            for id_, found in collection.items():
                for word, weight in self.vector(found).items():
                    postings[word].append((id_, weight))
            target.update(postings)

    def vector(self, found: Mapping[str, int]) -> dict[str, float]:
        """Return a text's words weighted by rarity, of length 1; words that nobody uses, or all, are left out."""
        known = {word: (1 + log(count)) * self.rarity[word] for word, count in found.items() if word in self.rarity}
        length = sqrt(sum(weight * weight for weight in known.values())) or 1.0
        return {word: weight / length for word, weight in known.items()}

    def words(self, phrase: str) -> Mapping[str, int]:
        """Return the words of a phrase that are long enough to tell something, with their counts."""
        return _words(phrase)

    def _count(self) -> None:
        random = Random(1)  # noqa: S311  a fixed sample, so that the same network ranks the same
        everybody = list(self.projects_of)
        pairs = self._partner_pairs(random)
        strangers = [tuple(random.sample(everybody, 2)) for _pair in range(_SAMPLE)] if len(everybody) > 1 else []
        self._count_bands(pairs, strangers)  # type: ignore[arg-type]
        kinds = Counter(self.organisations[id_].kind for id_ in everybody)
        total = sum(kinds.values()) or 1
        together: Counter[tuple[str, str]] = Counter()
        first: Counter[str] = Counter()
        for one, other in pairs:
            for a, b in ((one, other), (other, one)):
                together[self.organisations[a].kind, self.organisations[b].kind] += 1
                first[self.organisations[a].kind] += 1
        overall: Counter[str] = Counter()
        for (_one, other_kind), number in together.items():
            overall[other_kind] += number
        drawn = sum(overall.values()) or 1
        for kind, number in kinds.items():
            share = number / total
            self.statistics.kinds[kind] = log((overall[kind] + 20 * share) / ((drawn + 20) * share))
            for seeker in first:
                expected = (first[seeker]) * share
                self.statistics.kind_pairs[seeker, kind] = log((together[seeker, kind] + 5) / (expected + 5))
        self._count_kind_topics()
        self._count_countries(pairs, everybody)

    def _count_countries(self, pairs: Sequence[tuple[str, str]], everybody: Sequence[str]) -> None:
        share = Counter(self.organisations[id_].country for id_ in everybody)
        together: Counter[tuple[str, str]] = Counter()
        first: Counter[str] = Counter()
        for one, other in pairs:
            for a, b in ((one, other), (other, one)):
                here, there = self.organisations[a].country, self.organisations[b].country
                if here and there:
                    together[here, there] += 1
                    first[here] += 1
        total = len(everybody) or 1
        self.statistics.countries = {
            (here, there): log((number + 5) / (first[here] * share[there] / total + 5))
            for (here, there), number in together.items()
        }

    def _count_kind_topics(self) -> None:
        seen: Counter[tuple[str, str]] = Counter()
        topics: Counter[str] = Counter()
        for project_id, members in self.members.items():
            for topic in self.projects[project_id].topics:
                topics[topic] += len(members)
                for id_ in members:
                    seen[self.organisations[id_].kind, topic] += 1
        parts = Counter(self.organisations[id_].kind for members in self.members.values() for id_ in members)
        drawn = sum(parts.values()) or 1
        for (kind, topic), number in seen.items():
            self.statistics.kind_topics[kind, topic] = log((number + 3) / (topics[topic] * parts[kind] / drawn + 3))

    def _partner_pairs(self, random: Random) -> list[tuple[str, str]]:
        pairs: list[tuple[str, str]] = []
        for members in self.members.values():
            ids = sorted(members)
            if len(ids) < 2:  # noqa: PLR2004
                continue
            leads = [id_ for id_ in ids if members[id_] == "lead"] or ids[:1]
            pairs.extend((lead, other) for lead in leads for other in ids if other != lead)
        for found in self.relations_of.values():
            pairs.extend((r.from_id, r.to_id) for r in found[:5] if self.is_working(r))
        return pairs if len(pairs) <= _SAMPLE else random.sample(pairs, _SAMPLE)

    def _count_bands(self, pairs: Sequence[tuple[str, str]], strangers: Sequence[tuple[str, str]]) -> None:
        seen, expected = Counter(map(self.band_of, pairs)), Counter(map(self.band_of, strangers))
        seen.pop(None, None)
        expected.pop(None, None)
        total, drawn = sum(seen.values()) or 1, sum(expected.values()) or 1
        cells = [(band, same) for band in range(len(BANDS_KM) + 1) for same in (False, True)]
        for cell in cells:
            share = (seen[cell] + 1) / (total + len(cells))
            other = (expected[cell] + 1) / (drawn + len(cells))
            self.statistics.bands[cell] = log(share / other) * total / (total + 50)
        for same in (False, True):
            for band in range(len(BANDS_KM) - 1, -1, -1):
                # Nearer never counts less than farther: few pairs would say odd things.
                self.statistics.bands[band, same] = max(
                    self.statistics.bands[band, same], self.statistics.bands[band + 1, same]
                )
        self.statistics.lowest_band = min(self.statistics.bands.values())
        weights = [(self.statistics.bands[cell], seen[cell] + 1) for cell in cells]
        self.statistics.middle_band = sum(v * w for v, w in weights) / sum(w for _v, w in weights) * 0.3

    def band_of(self, pair: tuple[str, str]) -> tuple[int, bool] | None:
        """Return the distance band of two organisations and whether they share their region."""
        one, other = self.organisations[pair[0]], self.organisations[pair[1]]
        if one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
            return None
        km = distance_km(one.latitude, one.longitude, other.latitude, other.longitude)
        return band(km), bool(one.country and one.country == other.country)


def band(km: float) -> int:
    """Return which of ``BANDS_KM`` a distance falls into; the last for beyond all."""
    return next((at for at, limit in enumerate(BANDS_KM) if km <= limit), len(BANDS_KM))


def _words(phrase: str) -> Counter[str]:
    return Counter(word for word in text.words(phrase) if len(word) >= _SHORTEST_WORD)


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return floor(latitude / CELL_DEGREES), floor(longitude / CELL_DEGREES)


def _ring(row: int, column: int, ring: int) -> Iterable[tuple[int, int]]:
    if ring == 0:
        yield row, column
        return
    for step in range(-ring, ring + 1):
        yield row - ring, column + step
        yield row + ring, column + step
    for step in range(-ring + 1, ring):
        yield row + step, column - ring
        yield row + step, column + ring
