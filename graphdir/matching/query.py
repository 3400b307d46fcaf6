"""A need looked up in the network: what the signals of all candidates are read from."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from heapq import nlargest, nsmallest
from itertools import chain, islice
from math import exp, sqrt
from typing import Final, NamedTuple, TypeVar

from graphdir import text
from graphdir.matching import together
from graphdir.matching.exposure import NOBODY, Shown
from graphdir.matching.idea import EVERYWHERE, recognised_topics
from graphdir.matching.index import WITHIN_TOWN_KM, MatchIndex, decay
from graphdir.matching.meaning import what_is_meant
from graphdir.matching.near import Places, point_of, town_of
from graphdir.matching.need import Need, Spot, looked_from, seeking
from graphdir.matching.push import local_push
from graphdir.matching.whereabouts import MOST_CALLED_SO, words_of_place
from graphdir.matching.words import word_counts
from graphdir.model import Organisation, Project, Relation, earliest
from graphdir.places import Point, distance_km, town_key
from graphdir.taxonomy import Taxonomy
from graphdir.ties import BEGUN, Tense, tense_of_project, tense_of_relation

# How many candidates each inverted list hands over; MATCHING.md: 50 of each lost nothing.
LIST_LENGTH: Final = 45
PEERS: Final = 25
# So far away a peer counts for a third.
_NEAR_KM: Final = 15.0
# So many projects are compared: of the topics, by words, and of those nearby.
SIMILAR_PROJECTS: Final = 90
_FEWEST_OF_A_TOPIC: Final = 20
# What being of the same kind adds to a project's likeness, of which 1 is all topics in common.
_SAME_PROJECT_KIND: Final = 0.3
# Of an organisation with a thousand ties so many count.
_MOST_TIES: Final = 200
_NEAREST: Final = 80
# Where a condition leaves few, so many are looked at and no more: of the nearest, and of those of a wanted kind.
_MOST_LOOKED_AT: Final = 6000
_MOST_OF_KIND: Final = 3000
_FIRST_INSIDE: Final = 500
# Of those on a topic or for a target group so many nearest are looked at, and more where only some kinds are wanted.
_RECORDED: Final = 135
_RECORDED_OF_KIND: Final = 450
# Beside the peers, of which one near, of the same kind and on all topics counts 1.5.
_OWN_LIKENESS: Final = 2.0
# How many times more a peer counts that is of one house with the seeker, for its partners and its programmes.
_OF_ONE_HOUSE: Final = 20.0
# A word that more names have makes nobody a namesake: its list is long, and in most networks it tells too little.
_MOST_BEARERS: Final = 1000
# Of so many whose names are most like the seeker's the namesakes are; so far away one counts for a third, as does one
# of whom nobody knows where it is.
_MOST_CALLED_ALIKE: Final = 200
_FAR_KM: Final = 500.0
# What a namesake counts whatever it works on, beside the share of the need's topics that it has worked on.
_OFF_TOPIC: Final = 0.3
_NEAREST_TIED: Final = 60
# So near two are at the same place.
AT_THE_PLACE_KM: Final = 1.0
# A "Förderverein" is there for one school and does not work with others, unless such are asked for.
_SUPPORT_ASSOCIATION: Final = "school_support_association"
_SUPPORTS: Final = "supports_school"
_SCHOOL: Final = "school"
# Farther away a school is in another town.
_WITHIN_TOWN: Final = 6.0
# Beside a word of the idea, what a word of a topic's name is worth in somebody's name.
_OF_A_LABEL: Final = 0.3
# So many documents are looked at for a word, and no others any more once so many are found.
_MOST_FOUND: Final = 500
# Those whose names fit best; the others are found by something else, too.
_MOST_NAMED: Final = 15
# What stating a topic says of one beside it or below it, where saying that one is 1.
_BESIDE: Final = 1 / 3
_BROADER: Final = 0.5
# Where all begins long after the day that is asked for everything counts as new.
_LEAST_AGEING: Final = 1e-9
# Of all whom the seeker works with so many closest are candidates: of a project of thousands not everybody.
_MOST_KNOWN: Final = 400
# Seeds of the PageRank (MATCHING.md).
_SEED_SEEKER: Final = 1.0
_SEED_TOPIC: Final = 0.5
_SEED_REGION: Final = 0.25
_SEED_NEIGHBOURS: Final = 0.5
_SEED_PROJECTS: Final = 0.5


_List = TypeVar("_List")


class Via(NamedTuple):
    """How strong something is, and the project or organisation that shows it best."""

    value: float
    best: str


@dataclass(slots=True)
class Query:
    """A need with everything that its candidates are judged by.

    ``here`` is from whose place is looked where that is nobody's spot: the seeker's, or a project's school's.
    ``recognised`` are the topics that the idea's words name, ``idea_counts`` whether any of its words tells something;
    ``asked`` all topics of the need, ``topics`` these with the narrower ones,
    ``nearness_of_topics`` to each asked one that of the topics near it, 1 being the same, ``near_asked`` all of these,
    ``beside`` how near those are that are neither asked nor narrower;
    ``usual_share`` how much of all projects is on them; ``met`` by word how often it meets
    those of the seeker's name, ``on_topics`` by word how much of its bearers'
    work is on the need's topics; ``nearest`` the nearest organisations that have a project
    or a relation, with kilometres; ``peers`` those of them that are like the seeker, and how much; ``rank``
    the PageRank by node; ``kind`` the kind of project;
    ``told_by`` by project the cosine of its words and the idea's, on its topics only of those ``words_beyond`` their
    labels; ``naming`` the words that a fitting name may have,
    ``called_alike`` how much alike names are to the seeker's (``_called_alike``),
    ``own_words`` those of the seeker's name and projects; ``town`` the one to look from
    (``town_key``), empty for a seeker whose place is known, ``is_rough`` whether ``point`` is only the middle of a
    town, ``centre`` the point, else the middle of the seeker's region;
    ``programmes`` how much of the peers' work goes there, in shares of 1;
    ``shown`` who was at the top of other lists, where that is to count, and ``passed_over`` what whoever makes room for
    others loses; ``around`` whom those may work with
    that were looked at for an introduction so far; ``worked_with`` whom the seeker works or worked with,
    ``to_work_with`` whom it plans to work with, and ``known`` the former with whom it is tied to otherwise;
    ``kilometres`` those that are reckoned so far (``distance``); the others by organisation id.
    """

    index: MatchIndex
    need: Need
    today: str
    on: float
    seeker: Organisation | None
    here: Organisation | None
    point: Point | None
    centre: Point | None
    town: str
    is_rough: bool
    region: str
    country: str
    recognised: tuple[str, ...]
    asked: tuple[str, ...]
    topics: tuple[str, ...]
    words: Mapping[str, float]
    words_beyond: Mapping[str, float]
    excluded: frozenset[str]
    kind: str = ""
    idea_counts: bool = False
    nearness_of_topics: Sequence[Mapping[str, float]] = ()
    usual_share: float = 0.0
    met: Sequence[float] = ()
    on_topics: Sequence[float] = ()
    nearest: Sequence[tuple[float, str]] = ()
    peers: Sequence[tuple[float, str]] = ()
    rank: Mapping[str, float] = field(default_factory=dict)
    similar: Mapping[str, Via] = field(default_factory=dict)
    partners: Mapping[str, Via] = field(default_factory=dict)
    peer_counts: Mapping[str, int] = field(default_factory=dict)
    programmes: Mapping[str, float] = field(default_factory=dict)
    naming: Mapping[str, float] = field(default_factory=dict)
    named: Mapping[str, float] = field(default_factory=dict)
    called_alike: Mapping[str, float] = field(default_factory=dict)
    partners_of_namesakes: Mapping[str, Via] = field(default_factory=dict)
    own_words: Mapping[str, float] = field(default_factory=dict)
    alike: Mapping[str, float] = field(default_factory=dict)
    told: Mapping[str, Via] = field(default_factory=dict)
    told_by: Mapping[str, float] = field(default_factory=dict)
    worked_with: frozenset[str] = frozenset()
    to_work_with: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    candidates: tuple[str, ...] = ()
    shown: Shown = NOBODY
    passed_over: Mapping[str, float] = field(default_factory=dict)
    around: dict[str, set[str]] = field(default_factory=dict)
    wanted: frozenset[str] = field(init=False)
    near_asked: frozenset[str] = field(init=False)
    beside: Mapping[str, float] = field(init=False)
    ageing: float = field(init=False)
    kilometres: dict[str, float | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.wanted = frozenset(self.topics)
        self.near_asked = frozenset(chain.from_iterable(self.nearness_of_topics))
        self.beside = {
            topic: max(near.get(topic, 0.0) for near in self.nearness_of_topics)
            for topic in sorted(self.near_asked - self.wanted)
        }
        self.ageing = max(_LEAST_AGEING, decay(self.index.newest + 1 - self.on))

    def distance(self, id_: str) -> float | None:
        """Return the kilometres to an organisation; None when either place is unknown."""
        if id_ not in self.kilometres:
            there = self.index.everywhere.point(id_)
            self.kilometres[id_] = distance_km(*self.point, *there) if self.point and there else None
        return self.kilometres[id_]

    def nearness(self, id_: str) -> float | None:
        """Return the kilometres to an organisation, also where only the town is known; None when neither is."""
        km = self.distance(id_)
        if km is None and self.town and self.town == town_of(self.index.organisations[id_]):
            return WITHIN_TOWN_KM
        return km

    def roughly(self, id_: str) -> float | None:
        """Return the kilometres to an organisation, by middles of regions where nobody knows more; else None."""
        km = self.nearness(id_)
        if km is None and self.centre and (there := self.index.rough_point(id_)):
            return distance_km(*self.centre, *there)
        return km

    def of_one_house(self, id_: str) -> float:
        """Return how likely an organisation is a part of the seeker's house: the likeness of their names, 1 at most.

        It is 0 where they are not at one place, or nobody knows that as exactly, or it is looked from elsewhere.
        """
        likeness = self.called_alike.get(id_, 0.0)
        if not likeness or self.here is not self.seeker or self.is_rough or self.index.is_rough(id_):
            return 0.0
        km = self.distance(id_)
        return min(1.0, likeness) if km is not None and km < AT_THE_PLACE_KM else 0.0

    def town_words(self) -> frozenset[str]:
        """Return the words of the seeker's town, which many names there share."""
        return frozenset(text.words(f"{self.seeker.town} {self.seeker.municipality}")) if self.seeker else frozenset()

    def share_of_topics(self, id_: str) -> float:
        """Return the share of the need's topics that an organisation works on; 0 where the need has none."""
        worked_on = self.wanted.intersection(self.index.topics_of.get(id_, ()))
        return len(worked_on) / len(self.wanted) if self.wanted else 0.0

    def ties(self, id_: str, tenses: AbstractSet[Tense] = BEGUN) -> list[Relation]:
        """Return the seeker's relations to an organisation that mean working together, now or once."""
        return together.relations_between(self.index, self.seeker.id, id_, self.today, tenses) if self.seeker else []

    def common_projects(self, id_: str, tenses: AbstractSet[Tense] = BEGUN) -> list[str]:
        """Return the other projects that the seeker shares with an organisation, the latest first."""
        found = together.projects_between(self.index, self.seeker.id, id_, self.today, tenses) if self.seeker else []
        return [one for one in found if one != self.need.project]

    def has_worked_with(self, id_: str) -> bool:
        """Tell whether the seeker works or worked with an organisation, and one is not only the other's member."""
        return together.is_work(self.index, self.common_projects(id_), self.ties(id_))

    def planned_tie(self, id_: str) -> Relation | Project | None:
        """Return the relation or project by which working together with an organisation is planned; None for none."""
        ahead = (self.index.projects[one] for one in self.common_projects(id_, together.PLANNED))
        return next(iter(self.ties(id_, together.PLANNED)), None) or next(ahead, None)

    def is_of_kind(self, project: Project) -> bool:
        """Tell whether a project is of the kind that the need is of."""
        return bool(self.kind) and project.kind == self.kind

    def resembles(self, project: Project) -> bool:
        """Tell whether a project is like the need in topic, words or kind, and not only near."""
        on_topic = not self.wanted.isdisjoint(project.topics)
        return on_topic or project.id in self.told_by or self.is_of_kind(project)

    def is_planned(self, tie: Relation | Project) -> bool:
        """Tell whether a relation or a project is only to come."""
        told = tense_of_project(tie, self.today) if isinstance(tie, Project) else tense_of_relation(tie, self.today)
        return told is Tense.PLANNED


def look_up(index: MatchIndex, need: Need, today: str, *, among: Collection[str] | None = None) -> Query:
    """Gather the candidates of a need and what speaks for them; ``among`` leaves out all others."""
    query = _resolved(index, need, today)
    own = query.seeker.id if query.seeker else ""
    query.nearest = [hit for hit in _near(query, _NEAREST_TIED, [index.tied], index.is_tied) if hit[1] != own]
    query.told_by = _told_by(query)
    query.similar, query.told, similar_ids = _similar_projects(query)
    query.rank = local_push(index.edges, index.strength, _seeds(query, similar_ids))
    query.called_alike = _called_alike(query)
    query.peers = _peers(query)
    query.partners, query.peer_counts = _partners_of(query, query.peers)
    query.partners_of_namesakes, _counts = _partners_of(query, _namesakes(query))
    query.programmes = _programmes(query)
    query.naming = _naming(query)
    query.named = _cosines(query.naming, index.words.organisations)
    query.own_words = _own_words(query)
    query.alike = _cosines(query.own_words, index.words.organisations)
    query.worked_with = _partners_of_seeker(query, BEGUN)
    query.known = query.worked_with.union(_tied(query))
    query.to_work_with = _partners_of_seeker(query, together.PLANNED)
    query.candidates = _candidates(query, among)
    return query


def _near(
    query: Query, number: int, places: Iterable[Places], belongs: Callable[[str], bool]
) -> list[tuple[float, str]]:
    """Return so many nearest with their kilometres, and who is in the town where nobody knows more than that.

    They are those of ``places``, to which ``belongs`` who is only known to be in the town. From the middle of a region
    the kilometres only say who comes first.
    """
    index = query.index
    in_town = (id_ for id_ in index.towns.inside(query.town) if query.point is None or not index.everywhere.point(id_))
    hits = dict.fromkeys(nsmallest(number, filter(belongs, in_town)), WITHIN_TOWN_KM)
    if query.centre is None:
        return [(km, id_) for id_, km in hits.items()]
    hits = {**_by_distance(query, places, number), **hits}
    return sorted((km, id_) for id_, km in hits.items())[:number]


def _by_distance(query: Query, places: Iterable[Places], number: int) -> dict[str, float]:
    """Return so many nearest of each of ``places`` with their kilometres; nobody where it is not known from where."""
    if query.centre is None:
        return {}
    near = {id_: km for place in places for km, id_ in place.near(query.centre, number)}
    if query.point:
        query.kilometres.update(near)
    return near


def _resolved(index: MatchIndex, need: Need, today: str) -> Query:
    project = index.projects.get(need.project)
    seeker = index.organisations.get(need.seeker)
    excluded = {need.seeker}
    here = None if need.spot else seeker
    if project:
        members = index.members.get(project.id, {})
        excluded.update(members)
        if seeker is None:
            seeker = index.organisations.get(seeking(members))
            placed = (index.organisations[id_] for id_ in looked_from(members) if index.everywhere.point(id_))
            here = None if need.spot else next(placed, seeker)
    recognised = tuple(t for t in recognised_topics(index.taxonomy, need.text) if t not in need.without_topics)
    topics = [*need.topics, *(project.topics if project else ()), *recognised]
    wanted = _with_narrower(index, topics)
    spot, point, town = _place(index, need, here)
    idea = what_is_meant(need.text)
    phrase = " ".join(part for part in (idea, project.title if project else "") if part)
    asked = tuple(dict.fromkeys(topics))
    aside = words_of_place(index, need, phrase, here)
    return Query(
        index=index,
        need=need,
        today=today,
        on=index.day(need.on or today),
        seeker=seeker,
        here=here,
        point=point,
        centre=point or (index.rough_point(here.id) if here else None),
        town=town,
        is_rough=bool(spot) or (here is not None and index.is_rough(here.id)),
        region=spot.region if spot else index.region(here) if here else "",
        country=spot.country if spot else here.country if here else "",
        recognised=recognised,
        asked=asked,
        topics=wanted,
        nearness_of_topics=[_near_topics(index, topic) for topic in asked],
        words=index.words.vector(_telling(phrase, aside)),
        words_beyond=index.words.vector(_telling(phrase, aside | _words_of_labels(index, asked))),
        excluded=frozenset(excluded),
        kind=need.kind or (project.kind if project else ""),
        idea_counts=bool(index.words.vector(_telling(idea, aside))),
        usual_share=_usual_share(index, wanted),
        met=index.names.met(index.named[seeker.id]) if seeker else (),
        on_topics=index.names.on(asked) or index.names.on(wanted),
    )


def _words_of_labels(index: MatchIndex, asked: Iterable[str]) -> frozenset[str]:
    """Return the words that topics are labelled by, folded."""
    topics = (index.taxonomy.topics.get(topic) for topic in asked)
    labels = " ".join(f"{topic.label_de} {topic.label_en}" for topic in topics if topic)
    return frozenset(text.words(labels))


def _place(index: MatchIndex, need: Need, here: Organisation | None) -> tuple[Spot | None, Point | None, str]:
    """Return the spot to look from where that is nobody's place, the point, and the town where that says more."""
    if spot := need.spot:
        return spot, point_of(spot), town_key(spot.name, spot.country)
    own = index.everywhere.point(here.id) if here else None
    return None, own, town_of(here) if here and not own else ""


def _with_narrower(index: MatchIndex, topics: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys(topics)
    for topic in index.taxonomy.topics.values():
        if topic.parent_id in found:
            found[topic.id] = None
    return tuple(found)


def _near_topics(index: MatchIndex, asked: str) -> dict[str, float]:
    """Return the topics that say something of one, and how much: itself, narrower, broader, those beside it."""
    topics = index.taxonomy.topics
    broader = topics[asked].parent_id if asked in topics else ""
    found = {one.id: _BESIDE for one in topics.values() if broader and one.parent_id == broader}
    if broader:
        found[broader] = _BROADER
    return {**found, **{one.id: 1.0 for one in topics.values() if one.parent_id == asked}, asked: 1.0}


def _usual_share(index: MatchIndex, topics: Iterable[str]) -> float:
    """Return the share that these topics have in all projects, and all who work on any by relations; never 0."""
    lists: tuple[Mapping[str, Collection[str]], ...] = (index.projects_on, index.tied_on)
    total = sum(len(ids) for on_topic in lists for ids in on_topic.values())
    return (sum(len(on_topic.get(topic, ())) for on_topic in lists for topic in topics) + 1) / (total + 1)


def _told_by(query: Query) -> dict[str, float]:
    """Return how alike the words of projects and of the idea are.

    Of a project on a topic of the need the words of its label do not count: the topic does already.
    """
    projects = query.index.projects
    told = _cosines(query.words, query.index.words.projects)
    on_topic = {id_ for id_ in told if not query.wanted.isdisjoint(projects[id_].topics)}
    beyond = _cosines(query.words_beyond, query.index.words.projects) if on_topic else {}
    return {id_: value for id_, value in told.items() if id_ not in on_topic} | {
        id_: beyond[id_] for id_ in on_topic if id_ in beyond
    }


def _similar_projects(query: Query) -> tuple[dict[str, Via], dict[str, Via], list[str]]:
    """Return who took part in projects like this one nearby, whose projects tell of it, and those projects."""
    index = query.index
    wanted = query.wanted
    cosines = query.told_by
    ids = dict.fromkeys(_largest(SIMILAR_PROJECTS, cosines))
    for topic in query.topics:
        each = max(_FEWEST_OF_A_TOPIC, SIMILAR_PROJECTS // len(query.topics))
        ids.update(dict.fromkeys(islice(index.projects_on.get(topic, ()), each)))
    for _km, id_ in query.nearest:
        ids.update(dict.fromkeys(index.latest_projects(id_, SIMILAR_PROJECTS // _NEAREST_TIED)))
    strength: dict[str, float] = {}
    for id_ in ids:
        own = set(index.projects[id_].topics)
        overlap = len(own & wanted) / sqrt(len(own) * max(1, len(query.need.topics or wanted))) if own else 0.0
        same_kind = _SAME_PROJECT_KIND if query.is_of_kind(index.projects[id_]) else 0.0
        strength[id_] = min(1.0, overlap) + cosines.get(id_, 0.0) + same_kind
    similar: defaultdict[str, float] = defaultdict(float)
    # A project that is like the need shows it best, however near another one was.
    best: dict[str, tuple[bool, float, str]] = {}
    told: dict[str, Via] = {}
    worth: dict[str, float] = {}
    for id_ in ids:
        if id_ == query.need.project:
            continue
        closeness = 0.02 + exp(-_distance_to_project(query, id_) / 100)
        value = decay(index.age(id_, query.on)) * ((0.1 + strength[id_]) * closeness) ** 2
        worth[id_] = value
        cosine = cosines.get(id_, 0.0)
        is_like = query.resembles(index.projects[id_])
        for member in index.members.get(id_, ()):
            similar[member] += value
            best[member] = max(best.get(member, (False, 0.0, "")), (is_like, value, id_))
            if cosine > (told[member].value if member in told else 0.0):
                told[member] = Via(cosine, id_)
    ranked = nlargest(10, worth, key=lambda id_: (worth[id_], id_))
    return {id_: Via(sqrt(value), best[id_][2]) for id_, value in similar.items()}, told, ranked


def _distance_to_project(query: Query, project_id: str) -> float:
    """Return the kilometres to the nearest participant; 100 when nothing is known."""
    known = [km for id_ in query.index.members.get(project_id, ()) if (km := query.roughly(id_)) is not None]
    return min(known, default=100.0)


def _cosines(words: Mapping[str, float], postings: Mapping[str, dict[str, float]]) -> dict[str, float]:
    """Return the cosines of words and documents, the rarest words first.

    Of each word those that were entered last are looked at, and once enough are found the other words only add to
    these ("continue", Moffat and Zobel 1996).
    """
    found: dict[str, float] = {}
    for word in sorted(words, key=lambda one: len(postings.get(one, ()))):
        weight, ids = words[word], postings.get(word, {})
        for id_ in found.keys() & ids.keys():
            found[id_] += weight * ids[id_]
        if len(found) < _MOST_FOUND:
            for id_, other in islice(reversed(ids.items()), _MOST_FOUND):
                found.setdefault(id_, weight * other)
    return found


def _seeds(query: Query, similar: list[str]) -> dict[str, float]:
    seeds: defaultdict[str, float] = defaultdict(float)
    if query.seeker:
        seeds[f"o{query.seeker.id}"] += _SEED_SEEKER
    for topic in query.topics:
        seeds[f"t{topic}"] += _SEED_TOPIC / len(query.topics)
    if query.region:
        seeds[f"r{query.region}"] += _SEED_REGION
    for _km, id_ in query.nearest[:10]:
        seeds[f"o{id_}"] += _SEED_NEIGHBOURS / 10
    for id_ in similar:
        seeds[f"p{id_}"] += _SEED_PROJECTS / len(similar)
    return dict(seeds)


def _peers(query: Query) -> list[tuple[float, str]]:
    """Return organisations like the seeker nearby: near, of its kind, on the need's topics; the most alike first."""
    index = query.index
    kind = query.seeker.kind if query.seeker else "school"
    peers = []
    for km, id_ in query.nearest:
        if id_ in query.excluded:
            continue
        likeness = exp(-km / _NEAR_KM) * (1.0 if index.organisations[id_].kind == kind else 0.4)
        likeness *= 1.0 + _OF_ONE_HOUSE * query.of_one_house(id_)
        if query.wanted:
            likeness *= 0.5 + query.share_of_topics(id_)
        peers.append((likeness, id_))
    return nlargest(PEERS, peers)


def _called_alike(query: Query) -> dict[str, float]:
    """Return whose names are like the seeker's without its town, and how much: the cosine of their words."""
    seeker = query.seeker
    if seeker is None:
        return {}
    town = query.town_words()
    own = {word: number for word, number in word_counts(seeker.name).items() if word not in town}
    words, names = query.index.words, query.index.words.names
    telling = {word: weight for word, weight in words.vector(own).items() if len(names.get(word, ())) <= _MOST_BEARERS}
    return _cosines(telling, names)


def _namesakes(query: Query) -> list[tuple[float, str]]:
    """Return those called most like the seeker, better near and on the need's topics; the most alike first.

    Of a school only those in its town: elsewhere two that are named after one patron have nothing to do with each
    other.
    """
    is_school = query.seeker is not None and query.seeker.kind == _SCHOOL
    found = []
    alike = query.called_alike
    tied = {id_: alike[id_] for id_ in alike if id_ not in query.excluded and query.index.is_tied(id_)}
    for id_ in _largest(_MOST_CALLED_ALIKE, tied):
        km = query.roughly(id_)
        if is_school and (km is None or km > _WITHIN_TOWN):
            continue
        likeness = alike[id_] ** 2 * exp(-1.0 if km is None else -km / _FAR_KM)
        if query.wanted:
            likeness *= _OFF_TOPIC + query.share_of_topics(id_)
        found.append((likeness, id_))
    return nlargest(PEERS, found)


def _partners_of(query: Query, some: Iterable[tuple[float, str]]) -> tuple[dict[str, Via], dict[str, int]]:
    """Return whom some, given with their likeness, have worked with, and with how many of them."""
    values: defaultdict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, str]] = {}
    counts: defaultdict[str, int] = defaultdict(int)
    for likeness, one in some:
        for partner, value in _partners(query, one).items():
            values[partner] += likeness * value
            counts[partner] += 1
            # Whom the reader knows best, though another may have more to do with them.
            best[partner] = max(best.get(partner, (0.0, "")), (likeness, one))
    return {id_: Via(value, best[id_][1]) for id_, value in values.items()}, dict(counts)


def _programmes(query: Query) -> dict[str, float]:
    """Return the shares of the programmes that peers and seeker take part in; that of a stored project alone."""
    index = query.index
    if _is_one(index.programmes):
        return {}
    project = index.projects.get(query.need.project)
    if project and project.programme:
        return {project.programme: 1.0}
    values: defaultdict[str, float] = defaultdict(float)
    own = [(_OWN_LIKENESS, query.seeker.id)] if query.seeker else []
    for likeness, id_ in (*query.peers, *own):
        for programme, weight in index.programmes_of.get(id_, {}).items():
            if programme:
                values[programme] += likeness * weight
    return _shares(values)


def _is_one(counts: Counter[str]) -> bool:
    """Tell whether all that is known is the same, which tells nobody from anybody."""
    return sum(1 for name, number in counts.items() if name and number > 0) < 2  # noqa: PLR2004


def _shares(values: Mapping[str, float]) -> dict[str, float]:
    total = sum(values.values())
    return {name: value / total for name, value in values.items() if name} if total > 0 else {}


def _partners(query: Query, id_: str) -> dict[str, float]:
    """Return whom an organisation works or worked with and how closely, by its latest projects and its relations."""
    index = query.index
    values: defaultdict[str, float] = defaultdict(float)
    for project in together.projects(index, id_, query.today, most=together.MOST_PROJECTS):
        members = index.members[project]
        if project == query.need.project or len(members) < 2:  # noqa: PLR2004
            continue
        value = decay(index.age(project, query.on)) / (len(members) - 1)
        for member in members:
            if member != id_:
                values[member] += value
    for relation in together.relations(index, id_, query.today, most=_MOST_TIES):
        values[relation.other_end(id_)] += 0.5 * index.tie_weight(relation, query.on)
    return values


def _naming(query: Query) -> Mapping[str, float]:
    """Return the words that a fitting name may have: those of the idea, and less so those that topics are called by."""
    topics = (query.index.taxonomy.topics.get(topic) for topic in query.asked)
    called = " ".join(f"{topic.label_de} {topic.label_en}" for topic in topics if topic)
    names = query.index.words.organisations
    words = {
        word: _OF_A_LABEL * weight
        for word, weight in query.index.words.vector(_telling(called)).items()
        if len(names.get(word, ())) <= MOST_CALLED_SO
    }
    return {**words, **{word: max(weight, words.get(word, 0.0)) for word, weight in query.words.items()}}


def _telling(phrase: str, aside: AbstractSet[str] = frozenset()) -> Mapping[str, int]:
    found = word_counts(phrase)
    return {word: number for word, number in found.items() if word not in EVERYWHERE and word not in aside}


def _own_words(query: Query) -> Mapping[str, float]:
    """Return the words of the seeker's name and of all that it took part in."""
    if query.seeker is None:
        return {}
    index = query.index
    told = [query.seeker.name]
    for id_ in index.latest_projects(query.seeker.id, together.MOST_PROJECTS):
        if id_ != query.need.project:
            told.extend((index.projects[id_].title, index.projects[id_].description))
    return index.words.vector(_telling(" ".join(told)))


def _partners_of_seeker(query: Query, tenses: AbstractSet[Tense]) -> frozenset[str]:
    if query.seeker is None:
        return frozenset()
    return frozenset(together.partners(query.index, query.seeker.id, query.today, tenses, without=query.need.project))


def _tied(query: Query) -> Iterable[str]:
    """Return to whom a relation of the seeker is recorded that is not only planned, whatever it says."""
    if query.seeker is None:
        return
    for relation in query.index.relations_of.get(query.seeker.id, {}).values():
        if tense_of_relation(relation, query.today) in BEGUN:
            yield relation.other_end(query.seeker.id)


def _candidates(query: Query, among: Collection[str] | None) -> tuple[str, ...]:
    index = query.index
    allowed = Fitting(query)

    @cache
    def fits(id_: str) -> bool:
        return (among is None or id_ in among) and allowed(id_)

    lists: list[Iterable[str]] = [
        filter(fits, query.to_work_with),
        filter(fits, _closest_known(query)),
        _best({node[1:]: value for node, value in query.rank.items() if node[0] == "o"}, fits),
        _best({id_: via.value for id_, via in query.similar.items()}, fits),
        _best({id_: via.value for id_, via in query.told.items()}, fits),
        _best({id_: via.value for id_, via in query.partners.items()}, fits),
        _best(query.named, fits)[:_MOST_NAMED],
        _best(query.alike, fits),
        *_nearby(query, allowed, fits),
        _first(index.active, fits),
        # In a small network all are looked at.
        _first(index.organisations if len(index.organisations) <= LIST_LENGTH else (), fits),
        _first(islice(allowed.of_kinds(), _MOST_OF_KIND), fits),
    ]
    return tuple(sorted({id_ for one in lists for id_ in one}))


def _closest_known(query: Query) -> Iterable[str]:
    if len(query.worked_with) <= _MOST_KNOWN:
        return query.worked_with
    return _largest(_MOST_KNOWN, {id_: query.rank.get(f"o{id_}", 0.0) for id_ in query.worked_with})


def _nearby(query: Query, allowed: "Fitting", fits: Callable[[str], bool]) -> list[list[str]]:
    """Return the nearest that may be proposed, the nearest of those on a topic, and those there for a target group.

    While there are few it is looked farther for the first.
    """
    index, topics, groups = query.index, query.topics, query.need.target_groups
    number = _NEAREST if query.need.radius_km is None else _FIRST_INSIDE
    nearest = _going_farther(query, allowed, fits, number)
    on_topics: list[Collection[str]] = [*_under(topics, index.stating), *_under(topics, index.tied_on)]
    return [
        nearest[:LIST_LENGTH],
        _recorded(query, fits, nearest, _under(topics, index.placed_on), on_topics),
        _recorded(query, fits, nearest, _under(groups, index.placed_for), _under(groups, index.reaching)),
    ]


def _under(names: Iterable[str], lists: Mapping[str, _List]) -> list[_List]:
    """Return the lists of these names, as far as there are any."""
    return [lists[name] for name in names if name in lists]


def _recorded(
    query: Query,
    fits: Callable[[str], bool],
    nearest: Iterable[str],
    places: Iterable[Places],
    lists: Sequence[Collection[str]],
) -> list[str]:
    """Return who is in any of ``lists``: of the nearest, then by distance, then, without a radius, the others."""
    here = (id_ for id_ in nearest if any(id_ in ids for ids in lists))
    near = _by_distance(query, places, _RECORDED_OF_KIND if query.need.partner_kinds else _RECORDED)
    by_distance = (id_ for _km, id_ in sorted((km, id_) for id_, km in near.items()))
    others = islice(chain.from_iterable(lists), _MOST_LOOKED_AT) if query.need.radius_km is None else ()
    return _first(chain(here, by_distance, others), fits)


def is_reached(query: Query, group: str) -> bool:
    """Tell whether somebody who may be proposed is there for a target group, of the first so many looked at."""
    return any(map(Fitting(query), islice(query.index.reaching.get(group, ()), _MOST_LOOKED_AT)))


def _going_farther(query: Query, allowed: "Fitting", fits: Callable[[str], bool], number: int) -> list[str]:
    """Return who may be proposed of so many nearest; of more while there are few, and the radius goes farther."""
    radius = query.need.radius_km
    found: list[str] = []
    seen = 0
    while True:
        hits = _near(query, number, allowed.places, allowed.is_of_kind)
        found += [id_ for _km, id_ in hits[seen:] if fits(id_)]
        ends = len(hits) < number or (radius is not None and hits[-1][0] > radius)
        if len(found) >= LIST_LENGTH or ends or 4 * number > _MOST_LOOKED_AT:
            return found
        seen, number = number, 4 * number


def wanted_kinds(taxonomy: Taxonomy, need: Need) -> frozenset[str]:
    """Return the kinds of partner that a need asks for, also by their groups; empty where any will do."""
    wanted = set(need.partner_kinds)
    return frozenset((*wanted, *(kind for kind in taxonomy.organisation_kinds if taxonomy.group_of(kind) in wanted)))


class Fitting:
    """Whether an organisation may be proposed at all; ``places`` are where those of the wanted kinds are."""

    def __init__(self, query: Query) -> None:
        self._query = query
        project = query.index.projects.get(query.need.project)
        begins = query.need.starts_on or (project.starts_on if project else "")
        self._day = query.need.on or max(query.today, earliest(begins) if begins else "")
        index = query.index
        self._kinds = wanted_kinds(index.taxonomy, query.need)
        known = [kind for kind in sorted(self._kinds) if kind in index.of_kind]
        self._of_kinds = [index.of_kind[kind] for kind in known]
        self.places = [index.placed_of_kind[kind] for kind in known] if self._kinds else [index.everywhere]

    def __call__(self, id_: str) -> bool:
        """Tell whether kind, radius and being there at all allow it."""
        # Most that may not be proposed are of another kind, which is seen fastest.
        return self.is_of_kind(id_) and not self.obstacle(id_)

    def of_kinds(self) -> Iterable[str]:
        """Return who is of a wanted kind, wherever; nobody where any kind will do, or only who is near."""
        return chain.from_iterable(self._of_kinds) if self._query.need.radius_km is None else ()

    def is_of_kind(self, id_: str) -> bool:
        """Tell whether somebody is of a wanted kind."""
        return not self._kinds or any(id_ in of_kind for of_kind in self._of_kinds)

    def supported_by(self, id_: str) -> str:
        """Return the school that a support association is there for; empty where that is the seeker."""
        index, seeker = self._query.index, self._query.seeker
        ties = [one for one in index.relations_of.get(id_, {}).values() if one.kind == _SUPPORTS and one.from_id == id_]
        own = seeker is not None and any(one.to_id == seeker.id for one in ties)
        return ties[0].to_id if ties and not own else ""

    def obstacle(self, id_: str) -> str:
        """Return the name of what rules an organisation out; empty when nothing does."""
        query = self._query
        if id_ in query.excluded:
            return "seeker" if query.seeker and id_ == query.seeker.id else "taking part"
        organisation = query.index.organisations[id_]
        if organisation.has_ended(self._day):
            return "ended"
        if organisation.kind == _SUPPORT_ASSOCIATION and not self._kinds and self.supported_by(id_):
            return "another's"
        if not self.is_of_kind(id_):
            return "kind"
        if query.need.only_new and id_ in query.known:
            return "known"
        return "radius" if self.is_too_far(id_) else ""

    def is_too_far(self, id_: str) -> bool:
        """Tell whether somebody is outside the radius, or nobody knows whether."""
        radius = self._query.need.radius_km
        if radius is None:
            return False
        km = self._query.nearness(id_)
        return km is None or km > radius


def _best(values: Mapping[str, float], fits: Callable[[str], bool]) -> list[str]:
    found = _first(_largest(3 * LIST_LENGTH, values), fits)
    if len(found) < LIST_LENGTH and len(values) > 3 * LIST_LENGTH:
        found = _first(_largest(10 * LIST_LENGTH, values), fits)
    return found


def _largest(number: int, values: Mapping[str, float]) -> list[str]:
    """Return the ids of so many largest values, the largest first; of equal ones the last id first."""
    # Numbers alone are compared much faster than with ids, which have to be read out of memory.
    least = min(sorted(values.values(), reverse=True)[:number], default=0.0)
    enough = [(value, id_) for id_, value in values.items() if value >= least]
    return [id_ for _value, id_ in sorted(enough, reverse=True)[:number]]


def _first(ids: Iterable[str], fits: Callable[[str], bool]) -> list[str]:
    found: dict[str, None] = {}
    for id_ in ids:
        if fits(id_):
            found[id_] = None
            if len(found) == LIST_LENGTH:
                break
    return list(found)
