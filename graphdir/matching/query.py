"""A need looked up in the network: what the signals of all candidates are read from."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from math import exp, sqrt
from typing import Final

from graphdir.matching.idea import recognised_topics
from graphdir.matching.index import MatchIndex, decay
from graphdir.matching.need import Need
from graphdir.matching.push import local_push
from graphdir.model import Organisation, Relation
from graphdir.places import distance_km

# How many candidates each inverted list hands over; MATCHING.md: 50 of each lost nothing.
LIST_LENGTH: Final = 60
PEERS: Final = 12
SIMILAR_PROJECTS: Final = 300
_NEAREST: Final = 80
# Seeds of the PageRank (MATCHING.md).
_SEED_SEEKER: Final = 1.0
_SEED_TOPIC: Final = 0.5
_SEED_REGION: Final = 0.25
_SEED_NEIGHBOURS: Final = 0.5
_SEED_PROJECTS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Via:
    """How strong something is, and the project or organisation that shows it best."""

    value: float
    best: str


@dataclass(slots=True)
class Query:
    """A need with everything that its candidates are judged by.

    ``recognised`` are the topics that the idea's words name; ``topics`` all topics of the need with
    the narrower ones; ``nearest`` who lies nearest, with kilometres; ``rank`` the PageRank by node;
    the others by organisation id.
    """

    index: MatchIndex
    need: Need
    today: str
    on: float
    seeker: Organisation | None
    latitude: float | None
    longitude: float | None
    region: str
    country: str
    recognised: tuple[str, ...]
    topics: tuple[str, ...]
    words: Mapping[str, float]
    excluded: frozenset[str]
    nearest: list[tuple[float, str]] = field(default_factory=list)
    rank: Mapping[str, float] = field(default_factory=dict)
    similar: Mapping[str, Via] = field(default_factory=dict)
    peers: Mapping[str, Via] = field(default_factory=dict)
    peer_counts: Mapping[str, int] = field(default_factory=dict)
    named: Mapping[str, float] = field(default_factory=dict)
    alike: Mapping[str, float] = field(default_factory=dict)
    told: Mapping[str, Via] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    candidates: tuple[str, ...] = ()

    def distance(self, id_: str) -> float | None:
        """Return the kilometres to an organisation; None when either place is unknown."""
        other = self.index.organisations[id_]
        if self.latitude is None or self.longitude is None or other.latitude is None or other.longitude is None:
            return None
        return distance_km(self.latitude, self.longitude, other.latitude, other.longitude)

    def ties(self, id_: str) -> list[Relation]:
        """Return the seeker's relations to an organisation that mean working together."""
        if self.seeker is None:
            return []
        return [
            relation
            for relation in self.index.relations_of.get(self.seeker.id, ())
            if relation.other_end(self.seeker.id) == id_ and self.index.is_working(relation)
        ]

    def common_projects(self, id_: str) -> list[str]:
        """Return the projects that the seeker shares with an organisation, the latest first."""
        if self.seeker is None:
            return []
        own = self.index.projects_of.get(self.seeker.id, {})
        common = [project for project in self.index.projects_of.get(id_, {}) if project in own]
        return sorted(common, key=lambda project: -self.index.starts[project])


def look_up(index: MatchIndex, need: Need, today: str, *, among: Collection[str] | None = None) -> Query:
    """Gather the candidates of a need and what speaks for them; ``among`` leaves out all others."""
    query = _resolved(index, need, today)
    query.nearest = nearest = _nearest(query)
    query.similar, query.told, similar_ids = _similar_projects(query)
    query.rank = local_push(index.edges, index.strength, _seeds(query, nearest, similar_ids))
    query.peers, query.peer_counts = _partners_of_peers(query, nearest)
    query.named = _cosines(query.words, index.name_words)
    query.alike = _cosines(_own_words(query), index.name_words)
    query.known = frozenset(_known(query))
    query.candidates = _candidates(query, nearest, among)
    return query


def _resolved(index: MatchIndex, need: Need, today: str) -> Query:
    project = index.projects.get(need.project)
    seeker = index.organisations.get(need.seeker)
    excluded = {need.seeker}
    if project:
        members = index.members.get(project.id, {})
        excluded.update(members)
        if seeker is None:
            leads = sorted(members, key=lambda id_: (members[id_] != "lead", members[id_] != "site", id_))
            seeker = index.organisations[leads[0]] if leads else None
    recognised = tuple(t for t in recognised_topics(index.taxonomy, need.text) if t not in need.without_topics)
    topics = [*need.topics, *(project.topics if project else ()), *recognised]
    spot = need.spot
    phrase = " ".join(part for part in (need.text, project.title if project else "") if part)
    return Query(
        index=index,
        need=need,
        today=today,
        on=index.day(need.on or today),
        seeker=seeker,
        latitude=spot.latitude if spot else seeker.latitude if seeker else None,
        longitude=spot.longitude if spot else seeker.longitude if seeker else None,
        region=spot.region if spot else index.region(seeker) if seeker else "",
        country=spot.country if spot else seeker.country if seeker else "",
        recognised=recognised,
        topics=_with_narrower(index, topics),
        words=index.vector(index.words(phrase)),
        excluded=frozenset(excluded),
    )


def _with_narrower(index: MatchIndex, topics: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys(topics)
    for topic in index.taxonomy.topics.values():
        if topic.parent_id in found:
            found[topic.id] = None
    return tuple(found)


def _nearest(query: Query) -> list[tuple[float, str]]:
    if query.latitude is None or query.longitude is None:
        return []
    own = query.seeker.id if query.seeker else ""
    return [hit for hit in query.index.near(query.latitude, query.longitude, _NEAREST) if hit[1] != own]


def _similar_projects(query: Query) -> tuple[dict[str, Via], dict[str, Via], list[str]]:
    """Return who took part in projects like this one nearby, whose projects tell of it, and those projects."""
    index = query.index
    wanted = set(query.topics)
    cosines = _cosines(query.words, index.project_words)
    ids = dict.fromkeys(nlargest(SIMILAR_PROJECTS // 2, cosines, key=lambda id_: (cosines[id_], id_)))
    for topic in query.topics:
        ids.update(dict.fromkeys(index.projects_on.get(topic, ())[:SIMILAR_PROJECTS]))
    strength: dict[str, float] = {}
    for id_ in ids:
        own = set(index.projects[id_].topics)
        overlap = len(own & wanted) / sqrt(len(own) * max(1, len(query.need.topics or wanted))) if own else 0.0
        strength[id_] = min(1.0, overlap) + cosines.get(id_, 0.0)
    similar: defaultdict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, str]] = {}
    told: dict[str, Via] = {}
    for id_ in ids:
        if id_ == query.need.project:
            continue
        closeness = 0.02 + exp(-_distance_to_project(query, id_) / 100)
        value = decay(index.age(id_, query.on)) * ((0.1 + strength[id_]) * closeness) ** 2
        cosine = cosines.get(id_, 0.0)
        for member in index.members.get(id_, ()):
            similar[member] += value
            best[member] = max(best.get(member, (0.0, "")), (value, id_))
            if cosine > (told[member].value if member in told else 0.0):
                told[member] = Via(cosine, id_)
    ranked = sorted(ids, key=lambda id_: (-strength[id_], id_))[:10]
    return {id_: Via(sqrt(value), best[id_][1]) for id_, value in similar.items()}, told, ranked


def _distance_to_project(query: Query, project_id: str) -> float:
    """Return the kilometres to the nearest participant; 100 when nothing is known."""
    known = [km for id_ in query.index.members.get(project_id, ()) if (km := query.distance(id_)) is not None]
    return min(known, default=100.0)


def _cosines(words: Mapping[str, float], postings: Mapping[str, list[tuple[str, float]]]) -> dict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for word, weight in words.items():
        for id_, other in postings.get(word, ()):
            found[id_] += weight * other
    return found


def _seeds(query: Query, nearest: list[tuple[float, str]], similar: list[str]) -> dict[str, float]:
    seeds: defaultdict[str, float] = defaultdict(float)
    if query.seeker:
        seeds[f"o{query.seeker.id}"] += _SEED_SEEKER
    for topic in query.topics:
        seeds[f"t{topic}"] += _SEED_TOPIC / len(query.topics)
    if query.region:
        seeds[f"r{query.region}"] += _SEED_REGION
    for _km, id_ in nearest[:10]:
        seeds[f"o{id_}"] += _SEED_NEIGHBOURS / 10
    for id_ in similar:
        seeds[f"p{id_}"] += _SEED_PROJECTS / len(similar)
    return dict(seeds)


def _partners_of_peers(query: Query, nearest: list[tuple[float, str]]) -> tuple[dict[str, Via], dict[str, int]]:
    """Return whom organisations like the seeker, nearby, have worked with, and with how many of them."""
    index = query.index
    kind = query.seeker.kind if query.seeker else "school"
    wanted = set(query.topics)
    peers = []
    for km, id_ in nearest:
        peer = index.organisations[id_]
        if id_ in query.excluded or not (index.projects_of.get(id_) or index.relations_of.get(id_)):
            continue
        likeness = exp(-km / 50) * (1.0 if peer.kind == kind else 0.4)
        topics = {topic for project in index.projects_of.get(id_, ()) for topic in index.projects[project].topics}
        if wanted:
            likeness *= 0.5 + len(wanted & topics) / len(wanted)
        peers.append((likeness, id_))
    values: defaultdict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, str]] = {}
    counts: defaultdict[str, int] = defaultdict(int)
    for likeness, peer_id in nlargest(PEERS, peers):
        for partner, value in _partners(query, peer_id).items():
            values[partner] += likeness * value
            counts[partner] += 1
            best[partner] = max(best.get(partner, (0.0, "")), (likeness * value, peer_id))
    return {id_: Via(value, best[id_][1]) for id_, value in values.items()}, dict(counts)


def _partners(query: Query, id_: str) -> dict[str, float]:
    index = query.index
    values: defaultdict[str, float] = defaultdict(float)
    for project in index.projects_of.get(id_, ()):
        members = index.members[project]
        if project == query.need.project or len(members) < 2:  # noqa: PLR2004
            continue
        value = decay(index.age(project, query.on)) / (len(members) - 1)
        for member in members:
            if member != id_:
                values[member] += value
    for relation in index.relations_of.get(id_, ()):
        if index.is_working(relation):
            values[relation.other_end(id_)] += 0.5 * index.tie_weight(relation, query.on)
    return values


def _own_words(query: Query) -> Mapping[str, float]:
    """Return the words of the seeker's name and of all that it took part in."""
    if query.seeker is None:
        return {}
    index = query.index
    told = [query.seeker.name]
    for id_ in index.projects_of.get(query.seeker.id, ()):
        if id_ != query.need.project:
            told.extend((index.projects[id_].title, index.projects[id_].description))
    return index.vector(index.words(" ".join(told)))


def _known(query: Query) -> Iterable[str]:
    """Return who has worked with the seeker."""
    if query.seeker is None:
        return
    index = query.index
    for project in index.projects_of.get(query.seeker.id, ()):
        if project != query.need.project:
            yield from index.members[project]
    for relation in index.relations_of.get(query.seeker.id, ()):
        if index.is_working(relation):
            yield relation.other_end(query.seeker.id)


def _candidates(query: Query, nearest: list[tuple[float, str]], among: Collection[str] | None) -> tuple[str, ...]:
    index = query.index
    allowed = Fitting(query)

    def fits(id_: str) -> bool:
        return (among is None or id_ in among) and allowed(id_)

    lists: list[Iterable[str]] = [
        sorted(query.known),
        _best({node[1:]: value for node, value in query.rank.items() if node[0] == "o"}, fits),
        _best({id_: via.value for id_, via in query.similar.items()}, fits),
        _best({id_: via.value for id_, via in query.told.items()}, fits),
        _best({id_: via.value for id_, via in query.peers.items()}, fits),
        _best(query.named, fits),
        _best(query.alike, fits),
        _first((id_ for topic in query.topics for id_ in index.stating.get(topic, ())), fits),
        _first((id_ for _km, id_ in nearest), fits),
        _first(index.active[: 20 * LIST_LENGTH], fits),
    ]
    found = dict.fromkeys(id_ for one in lists for id_ in one if fits(id_))
    return tuple(sorted(found))


class Fitting:
    """Whether an organisation may be proposed at all."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._today = query.need.on or query.today
        self._kinds = frozenset(query.need.partner_kinds)

    def __call__(self, id_: str) -> bool:
        """Tell whether kind, radius and being there at all allow it."""
        return not self.obstacle(id_)

    def obstacle(self, id_: str) -> str:
        """Return the name of what rules an organisation out; empty when nothing does."""
        query = self._query
        if id_ in query.excluded:
            return "seeker" if query.seeker and id_ == query.seeker.id else "taking part"
        organisation = query.index.organisations[id_]
        if organisation.has_ended(self._today):
            return "ended"
        if self._kinds and not self._kinds.intersection(
            (*organisation.kinds, *map(query.index.taxonomy.group_of, organisation.kinds))
        ):
            return "kind"
        if query.need.only_new and id_ in query.known:
            return "known"
        if query.need.radius_km is not None:
            km = query.distance(id_)
            if km is None or km > query.need.radius_km:
                return "radius"
        return ""


def _best(values: Mapping[str, float], fits: Callable[[str], bool]) -> list[str]:
    fitting = ((value, id_) for id_, value in values.items() if fits(id_))
    return [id_ for _value, id_ in nlargest(LIST_LENGTH, fitting)]


def _first(ids: Iterable[str], fits: Callable[[str], bool]) -> list[str]:
    found: dict[str, None] = {}
    for id_ in ids:
        if fits(id_):
            found[id_] = None
            if len(found) == LIST_LENGTH:
                break
    return list(found)
