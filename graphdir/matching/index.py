"""The network in memory as the ranking needs it; a small change is followed, not built anew."""

import re
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, reduce
from heapq import nlargest
from itertools import chain, islice
from operator import or_
from sys import intern
from typing import Final

import numpy as np

from graphdir.i18n import language
from graphdir.matching.names import Names
from graphdir.matching.near import Places, point_of, town_of
from graphdir.matching.statistics import Statistics
from graphdir.matching.words import Words, word_counts
from graphdir.model import Organisation, Participation, Project, Relation, earliest, latest
from graphdir.places import Areas, Point, Towns, distance_km
from graphdir.store import Change
from graphdir.taxonomy import Taxonomy
from graphdir.ties import SOCIAL_WORK, SOCIAL_WORK_TIE, roles_in

HALF_LIFE_YEARS: Final = 2.0
# A project of which nobody knows when: as old as the experience of a generation of staff.
UNKNOWN_AGE_YEARS: Final = 8.0
# Mixed graph (MATCHING.md): weights of edges beside organisation-project, which decays with age.
TOPIC_EDGE: Final = 0.7
REGION_EDGE: Final = 0.5
# Relationships that say that two work together, not that one is part of or watches over the other.
WORKING_TIES: Final = frozenset({"COOPERATES_WITH", "SUPPORTS", "MEMBER_OF"})
# Who pays for a project does not work on its topics.
_PAID: Final = "funder"
# Who is a donor or gives a prize does not work on its topics, nor is it the work of whom somebody else supports,
# unless people are sent there.
_PAYS: Final = "sponsors"
_BY_WHO_SUPPORTS: Final = "SUPPORTS"
_SENT_THERE: Final = "refers_to"
# How far it is from door to door in a town, about.
WITHIN_TOWN_KM: Final = 2.0
# Of the most active organisations so many are kept in order.
MOST_ACTIVE: Final = 1000
_NO_EDGE: Final = 1e-9
# What is said of a relation beside whom it is with: "Schulsozialarbeit an", "Member of".
_PREPOSITION: Final = re.compile(r" (?:an|von|in|durch|mit|bei|für|aus|über|ist|at|of|by|with|from|to|for|is|in)$")
# The clock stands where only so many of the latest projects, or such a share of few, began later.
_LATEST: Final = 10
_LATEST_SHARE: Final = 0.1
# No network plans so many years ahead of the middle of its past: later ones are mistyped.
_MOST_AHEAD: Final = 40.0
# Years by which the clock may have moved before all has to be counted anew.
_SMALL_STEP: Final = 0.5
_NO_PROJECTS: Final[dict[str, str]] = {}
_Lists = Mapping[str, Collection[str]]


def decay(age_years: float) -> float:
    """Return what experience of this age is worth beside a present one: half after two years."""
    return float(0.5 ** (max(0.0, age_years) / HALF_LIFE_YEARS))


@dataclass(frozen=True, slots=True)
class _Work:
    """An organisation's projects, the latest first, and by topic what it worked on, as the bits of a number.

    ``on`` has by topic a bit for each of the projects, without those that it only paid, ``ties_on`` one for each of the
    relations.
    """

    projects: list[str]
    on: Mapping[str, int]
    called: Mapping[str, list[str]]
    ties_on: Mapping[str, int]


@cache
def years(date: str, *, fallback: float = 0.0) -> float:
    """Return a date as years since the year 0; ``fallback`` for an unknown one."""
    if not date:
        return fallback
    year, month, day = (int(part) for part in earliest(date).split("-"))
    return year + (month - 1) / 12 + (day - 1) / 365


class MatchIndex:
    """Organisations, projects and ties by id, with the inverted lists that candidates come from.

    ``newest`` is the year in which all but the latest projects had begun; ``projects_of`` holds an
    organisation's projects in the order in which they began; ``energy`` is the sum of their decays, a
    year after the newest; ``topics_of`` counts its projects and relations by topic, ``tied_on`` by topic and
    organisation the relations alone, ``reaching`` by target group and organisation its projects for it and whether it
    states it; ``named`` the words of its name that others have, too, as rows of ``names``. A
    project that was refused or withdrawn is kept, with its ``members``, and counts nowhere. ``everywhere`` has where
    everybody is, ``tied`` only those with a project or a relation, ``placed_of_kind`` only those of a kind,
    ``placed_on`` those who state a topic or work on it by relations, ``placed_for`` those of ``reaching``; where only
    the town is known, its middle; ``placeless`` are those of whom nobody knows where they are, though perhaps in which
    of ``regions``. ``statistics``, ``names``, the rarity of words and the day that edges decay from stay as they were
    when the index was built. Ids are interned: in a large network most of the time of a question would go by reading
    them out of memory to compare them.
    """

    def __init__(self, taxonomy: Taxonomy, newest: float, words: Words) -> None:
        self.taxonomy = taxonomy
        self.newest = newest
        self.words = words
        self.organisations: dict[str, Organisation] = {}
        self.projects: dict[str, Project] = {}
        self.starts: dict[str, float] = {}
        self.members: dict[str, dict[str, str]] = {}
        self.projects_of: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.relations_of: defaultdict[str, dict[str, Relation]] = defaultdict(dict)
        self.projects_on: defaultdict[str, list[str]] = defaultdict(list)
        self.stating: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.of_kind: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.topics_of: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.tied_on: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.reaching: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.programmes_of: defaultdict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.programmes: Counter[str] = Counter()
        self.energy: defaultdict[str, float] = defaultdict(float)
        self.active: list[str] = []
        self.edges: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self.strength: defaultdict[str, float] = defaultdict(float)
        self.statistics = Statistics()
        self.names = Names()
        self.named: dict[str, tuple[int, ...]] = {}
        self.towns = Towns()
        self.regions = Areas()
        self.everywhere = Places({})
        self.tied = Places({})
        self.placed_of_kind: defaultdict[str, Places] = defaultdict(lambda: Places({}))
        self.placed_on: defaultdict[str, Places] = defaultdict(lambda: Places({}))
        self.placed_for: defaultdict[str, Places] = defaultdict(lambda: Places({}))
        self.placeless: dict[str, None] = {}
        self._roles: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
        # Of those who were told of since the last change: who has thousands of projects is in many lists.
        self._work: dict[str, _Work] = {}
        self._is_built = False

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
        organisations, projects = tuple(organisations), tuple(projects)
        newest = _newest(projects)
        counts: Counter[str] = Counter()
        for found in (*map(_words_of, organisations), *map(_words_of, projects)):
            counts.update(found.keys())
        index = cls(taxonomy, newest, Words(len(organisations) + len(projects), counts))
        known = {project.id for project in projects}
        for organisation in organisations:
            index._add_organisation(organisation)
        for part in participations:
            if part.project_id in known and part.organisation_id in index.organisations:
                index._add_role(part)
        for project in sorted(projects, key=lambda one: (index._start(one), one.id)):
            index._add_project(project)
        for relation in relations:
            if relation.from_id in index.organisations and relation.to_id in index.organisations:
                index._add_relation(relation)
        index._finish()
        return index

    def follow(self, changes: Iterable[Change]) -> None:
        """Take changes of entries in, in the order in which they happened.

        Contact points, topics and kinds are not looked at.
        """
        changes = tuple(changes)
        self._work.clear()
        touched: dict[str, Project | None] = {}
        for change in changes:
            for entry in (change.before, change.after):
                if isinstance(entry, Participation):
                    touched.setdefault(entry.project_id, self.projects.get(entry.project_id))
                elif isinstance(entry, Project):
                    touched.setdefault(entry.id, None)
        members = dict.fromkeys(self._members_of(touched))
        for id_ in touched:
            self._remove_project(id_)
        for change in changes:
            self._follow(change, touched)
        for project in touched.values():
            if project:
                self._add_project(project)
        moved = (town for change in changes for town in _towns(change))
        in_towns = (
            one for town in dict.fromkeys(moved) for one in self.towns.without_point(town) if self._has_moved(one)
        )
        ends = (end for change in changes for end in _ends(change))
        for id_ in dict.fromkeys((*ends, *in_towns, *members, *self._members_of(touched))):
            self._place(id_)

    def _members_of(self, projects: Iterable[str]) -> Iterator[str]:
        return chain.from_iterable(self.members.get(one, ()) for one in projects)

    def _follow(self, change: Change, touched: dict[str, Project | None]) -> None:
        match change.before:
            case Organisation():
                self._remove_organisation(change.before.id)
            case Relation():
                self._remove_relation(change.before)
            case Participation():
                self._remove_role(change.before)
            case Project():
                touched[change.before.id] = None
            case _:
                pass
        match change.after:
            case Organisation():
                self._add_organisation(change.after)
            case Relation():
                self._add_relation(change.after)
            case Participation():
                self._add_role(change.after)
            case Project():
                touched[change.after.id] = change.after
            case _:
                pass

    def that_count(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Go through the projects that count, each with its members and their roles."""
        for id_, members in self.members.items():
            if not self.projects[id_].came_to_nothing:
                yield id_, members

    def is_behind(self) -> bool:
        """Tell whether so much has begun since the index was built that all would count otherwise."""
        return abs(_newest(self.projects.values()) - self.newest) > _SMALL_STEP

    def age(self, project_id: str, on: float) -> float:
        """Return a project's age in years on a day; negative never."""
        return max(0.0, on - self.starts[project_id])

    def day(self, on: str) -> float:
        """Return the day ages count from: that asked for, but not long after all that is known.

        In a network whose newest project is ten years old everything would be equally past.
        """
        return min(years(on), self.newest + 1.0) if on else self.newest + 1.0

    def is_working(self, relation: Relation) -> bool:
        """Tell whether a relation says that its ends work together, now or once."""
        return relation.status != "planned" and self.is_of_work(relation)

    def is_of_work(self, relation: Relation) -> bool:
        """Tell whether a relation is one of working together, if only planned."""
        kind = self.taxonomy.relation_kinds.get(relation.kind)
        return kind is None or kind.relationship in WORKING_TIES

    def is_membership(self, relation: Relation) -> bool:
        """Tell whether a relation only says that one is a member of the other, or leads it, as of a committee."""
        kind = self.taxonomy.relation_kinds.get(relation.kind)
        return kind is not None and kind.relationship == "MEMBER_OF"

    def is_gift(self, relation: Relation) -> bool:
        """Tell whether a relation only says that one gave the other money or a prize."""
        return relation.kind == _PAYS

    def called(self, relation: Relation) -> str:
        """Return what a relation is called in the language in force, to stand alone: “Schulsozialarbeit”."""
        kind = self.taxonomy.relation_kinds.get(relation.kind)
        return _PREPOSITION.sub("", kind.label(language())) if kind else relation.kind

    def tie_weight(self, relation: Relation, on: float) -> float:
        """Return what a relation is worth: 1 while it holds, decaying once it has ended."""
        if not relation.valid_to:
            return 1.0
        return decay(on - years(latest(relation.valid_to)))

    def latest_projects(self, id_: str, number: int | None) -> list[str]:
        """Return an organisation's projects, the latest first, so many at most; all for None."""
        return list(islice(reversed(self.projects_of.get(id_, _NO_PROJECTS)), number))

    def ties_on(self, topic: str, id_: str) -> int:
        """Return by how many relations an organisation works on a topic."""
        on_topic = self.tied_on.get(topic)
        return on_topic[id_] if on_topic else 0

    def projects_worked_on(self, id_: str, topics: AbstractSet[str], most: int) -> tuple[int, list[str]]:
        """Return by how many projects an organisation works on any of these topics, and the latest, so many at most."""
        work = self._work_of(id_)
        worked = _any_of(work.on, topics)
        return worked.bit_count(), [work.projects[at] for at in islice(_lowest_bits(worked), most)]

    def relations_worked_on(self, id_: str, topics: AbstractSet[str]) -> int:
        """Return by how many relations an organisation works on any of these topics."""
        return _any_of(self._work_of(id_).ties_on, topics).bit_count()

    def projects_called(self, id_: str, title: str) -> list[Project]:
        """Return an organisation's projects of this title, the latest first."""
        return [self.projects[one] for one in self._work_of(id_).called.get(title, ())]

    def _work_of(self, id_: str) -> _Work:
        if id_ not in self._work:
            self._work[id_] = self._sorted_work(id_)
        return self._work[id_]

    def _sorted_work(self, id_: str) -> _Work:
        projects = self.latest_projects(id_, None)
        roles = self.projects_of.get(id_, _NO_PROJECTS)
        on: defaultdict[str, int] = defaultdict(int)
        called: defaultdict[str, list[str]] = defaultdict(list)
        ties_on: defaultdict[str, int] = defaultdict(int)
        for at, one in enumerate(projects):
            project = self.projects[one]
            called[project.title].append(one)
            for topic in _topics_of(project) if roles[one] != _PAID else ():
                on[topic] |= 1 << at
        for at, relation in enumerate(self.relations_of.get(id_, {}).values()):
            topics = _topics_of(relation)
            if topics and self.is_working(relation) and id_ in self._workers(relation):
                for topic in topics:
                    ties_on[topic] |= 1 << at
        return _Work(projects, on, called, ties_on)

    def is_tied(self, id_: str) -> bool:
        """Tell whether an organisation has a project or a relation."""
        return self.number_of_ties(id_) > 0

    def number_of_ties(self, id_: str) -> int:
        """Return how many projects and relations an organisation has."""
        return len(self.projects_of.get(id_, ())) + len(self.relations_of.get(id_, ()))

    def is_rough(self, id_: str) -> bool:
        """Tell whether only the town of an organisation is known, and its place is the middle of that."""
        organisation = self.organisations[id_]
        return organisation.position_quality == "place" or point_of(organisation) is None

    def nearness(self, one: Organisation, other: Organisation) -> float | None:
        """Return the kilometres between two; those within a town where only that is known; None where nothing is."""
        here, there = self.everywhere.point(one.id), self.everywhere.point(other.id)
        if here and there:
            return distance_km(*here, *there)
        return WITHIN_TOWN_KM if (town := town_of(one)) and town == town_of(other) else None

    def rough_point(self, id_: str) -> Point | None:
        """Return where an organisation is, else the middle of its region: what helps to rank, and is told to nobody."""
        return self.everywhere.point(id_) or self.regions.middle(self.organisations[id_].region)

    @staticmethod
    def region(organisation: Organisation) -> str:
        """Return the narrowest area that is recorded: region, else country."""
        return organisation.region or organisation.country

    def _add_organisation(self, organisation: Organisation) -> None:
        id_ = intern(organisation.id)
        self.organisations[id_] = organisation
        point = point_of(organisation)
        self.towns.put(id_, town_of(organisation), point)
        self.regions.put(id_, organisation.region, point)
        for kind in organisation.kinds:
            self.of_kind[kind][id_] = None
        for group in set(organisation.target_groups):
            _count(self.reaching[group], id_, 1)
        for topic in map(intern, organisation.topics):
            self.stating[topic][id_] = None
            self._join(f"o{id_}", f"t{topic}", TOPIC_EDGE)
        if region := self.region(organisation):
            self._join(f"o{id_}", f"r{region}", REGION_EDGE)
        self.words.put(self.words.organisations, id_, _words_of(organisation))
        self.words.put(self.words.names, id_, _words_of_names(organisation))
        self.named[id_] = self.names.of(organisation.name)

    def _remove_organisation(self, id_: str) -> None:
        organisation = self.organisations.pop(id_)
        del self.named[id_]
        self.towns.drop(id_, town_of(organisation))
        self.regions.drop(id_, organisation.region)
        for kind in organisation.kinds:
            self.of_kind[kind].pop(id_, None)
        for group in set(organisation.target_groups):
            _count(self.reaching[group], id_, -1)
        for topic in organisation.topics:
            self.stating[topic].pop(id_, None)
            self._join(f"o{id_}", f"t{topic}", -TOPIC_EDGE)
        if region := self.region(organisation):
            self._join(f"o{id_}", f"r{region}", -REGION_EDGE)
        self.words.drop(self.words.organisations, id_, _words_of(organisation))
        self.words.drop(self.words.names, id_, _words_of_names(organisation))

    def _add_role(self, part: Participation) -> None:
        self._roles[intern(part.project_id)].setdefault(intern(part.organisation_id), set()).add(part.role)

    def _remove_role(self, part: Participation) -> None:
        roles = self._roles[part.project_id][part.organisation_id]
        roles.discard(part.role)
        if not roles:
            del self._roles[part.project_id][part.organisation_id]

    def _add_project(self, project: Project) -> None:
        id_ = intern(project.id)
        self.projects[id_] = project
        self.starts[id_] = self._start(project)
        members = sorted(self._roles.get(id_, {}).items())
        self.members[id_] = roles_in((member, role) for member, roles in members for role in roles)
        if project.came_to_nothing:
            return
        self.programmes[project.programme] += 1
        for topic in _topics_of(project):
            insort(self.projects_on[topic], id_, key=self._latest_first)
            self._join(f"p{id_}", f"t{topic}", TOPIC_EDGE)
        self._weigh_members(project, 1)
        self.words.put(self.words.projects, id_, _words_of(project))

    def _remove_project(self, id_: str) -> None:
        project = self.projects.get(id_)
        if project is None:
            return
        if not project.came_to_nothing:
            self._weigh_members(project, -1)
            for topic in _topics_of(project):
                self.projects_on[topic].remove(id_)
                self._join(f"p{id_}", f"t{topic}", -TOPIC_EDGE)
            self.programmes[project.programme] -= 1
            self.words.drop(self.words.projects, id_, _words_of(project))
        del self.projects[id_], self.starts[id_], self.members[id_]

    def _weigh_members(self, project: Project, sign: int) -> None:
        """Credit a project to its members, or take the credit back with a sign of -1."""
        id_, programme = intern(project.id), intern(project.programme)
        weight = sign * decay(self.newest + 1 - self.starts[id_])
        topics = _topics_of(project)
        for member, role in self.members[id_].items():
            self._join(f"o{member}", f"p{id_}", weight)
            self.energy[member] += weight
            self.programmes_of[member][programme] += weight
            for topic in topics if role != _PAID else ():
                _count(self.topics_of[member], topic, sign)
            for group in set(project.target_groups):
                _count(self.reaching[group], member, sign)
            if sign > 0:
                self.projects_of[member][id_] = role
            else:
                del self.projects_of[member][id_]
            if self._is_built:
                self._reorder(member)

    def _add_relation(self, relation: Relation) -> None:
        for end in (intern(relation.from_id), intern(relation.to_id)):
            self.relations_of[end][relation.key] = relation
        if self.is_working(relation):
            self._join(f"o{relation.from_id}", f"o{relation.to_id}", self.tie_weight(relation, self.newest + 1))
            self._credit(relation, 1)

    def _remove_relation(self, relation: Relation) -> None:
        for end in (relation.from_id, relation.to_id):
            del self.relations_of[end][relation.key]
        if self.is_working(relation):
            self._join(f"o{relation.from_id}", f"o{relation.to_id}", -self.tie_weight(relation, self.newest + 1))
            self._credit(relation, -1)

    def _credit(self, relation: Relation, sign: int) -> None:
        """Credit the topics of a relation to those who work on them in it, or take the credit back."""
        topics = _topics_of(relation)
        for id_ in map(intern, self._workers(relation) if topics else ()):
            for topic in topics:
                _count(self.topics_of[id_], topic, sign)
                _count(self.tied_on[topic], id_, sign)

    def _workers(self, relation: Relation) -> tuple[str, ...]:
        if self.is_gift(relation):
            return ()
        kind = self.taxonomy.relation_kinds.get(relation.kind)
        alone = kind is not None and kind.relationship == _BY_WHO_SUPPORTS and relation.kind != _SENT_THERE
        return (relation.from_id,) if alone else (relation.from_id, relation.to_id)

    def _join(self, one: str, other: str, weight: float) -> None:
        one, other = intern(one), intern(other)
        for node, end in ((one, other), (other, one)):
            around = self.edges[node]
            around[end] = around.get(end, 0.0) + weight
            self.strength[node] += weight
            if around[end] < _NO_EDGE:
                del around[end]
                if not around:
                    del self.edges[node], self.strength[node]

    def _start(self, project: Project) -> float:
        return years(project.starts_on, fallback=self.newest - UNKNOWN_AGE_YEARS)

    def _latest_first(self, project_id: str) -> tuple[float, str]:
        return -self.starts[project_id], project_id

    def _finish(self) -> None:
        self.active = sorted(self.projects_of, key=self._activity)[:MOST_ACTIVE]
        points = {id_: point for id_, one in self.organisations.items() if (point := self._point(one))}
        self.everywhere = Places(points)
        self.placeless = dict.fromkeys(id_ for id_ in self.organisations if id_ not in points)
        self.tied = Places({id_: point for id_, point in points.items() if self.is_tied(id_)})
        for placed, lists in self._placed_lists():
            for name in set[str]().union(*lists):
                ids = chain.from_iterable(each.get(name, ()) for each in lists)
                placed[name] = Places({id_: points[id_] for id_ in ids if id_ in points})
        self.statistics = Statistics.count(self)
        self.names = Names.count(self)
        self.named = {id_: self.names.of(one.name) for id_, one in self.organisations.items()}
        self._is_built = True

    def _activity(self, id_: str) -> tuple[float, str]:
        # Rounded: what was added and taken away again leaves a trace.
        return -round(self.energy[id_], 9), id_

    def _reorder(self, id_: str) -> None:
        """Put an organisation's projects in order, and itself to its place among the most active."""
        own = self.projects_of[id_]
        self.projects_of[id_] = {one: own[one] for one in sorted(own, key=lambda one: (self.starts[one], one))}
        if id_ in self.active:
            self.active.remove(id_)
        if self.projects_of[id_]:
            insort(self.active, id_, key=self._activity)
            del self.active[MOST_ACTIVE:]

    def _point(self, organisation: Organisation) -> Point | None:
        return point_of(organisation) or self.towns.place(
            organisation.town, organisation.municipality, organisation.country
        )

    def _has_moved(self, id_: str) -> bool:
        """Tell whether the middle of a town is elsewhere now than when somebody there was entered."""
        return self.everywhere.point(id_) != self._point(self.organisations[id_])

    def _place(self, id_: str) -> None:
        """Enter where an organisation is, or that it is nowhere."""
        organisation = self.organisations.get(id_)
        point = self._point(organisation) if organisation else None
        self.placeless.pop(id_, None)
        if organisation and not point:
            self.placeless[id_] = None
        for places, belongs in ((self.everywhere, True), (self.tied, self.is_tied(id_)), *self._places_by_list(id_)):
            if point and belongs:
                places.put(id_, point)
            else:
                places.drop(id_)

    def _placed_lists(self) -> tuple[tuple[defaultdict[str, Places], tuple[_Lists, ...]], ...]:
        """Return the places by name, each with the lists that say by these names who is there."""
        return (
            (self.placed_of_kind, (self.of_kind,)),
            (self.placed_on, (self.stating, self.tied_on)),
            (self.placed_for, (self.reaching,)),
        )

    def _places_by_list(self, id_: str) -> Iterator[tuple[Places, bool]]:
        """Go through these places, with whether somebody is in a list of the name."""
        for placed, lists in self._placed_lists():
            for name in set(placed).union(*lists):
                yield placed[name], any(id_ in each.get(name, ()) for each in lists)


def _newest(projects: Iterable[Project]) -> float:
    """Return when the latest projects but a few began: one that is planned, or mistyped, sets no clock.

    However many they are, it is no later than so many years after the one in the middle.
    """
    starts = [years(project.starts_on) for project in projects if project.starts_on]
    if not starts:
        return years("2000")
    passed_over = min(_LATEST, int(_LATEST_SHARE * len(starts)))
    newest, latest = nlargest(passed_over + 1, starts)[-1], float(np.median(starts)) + _MOST_AHEAD
    return newest if newest <= latest else max(start for start in starts if start <= latest)


def _any_of(bits: Mapping[str, int], names: Iterable[str]) -> int:
    return reduce(or_, (bits[name] for name in names if name in bits), 0)


def _lowest_bits(number: int) -> Iterator[int]:
    """Go through the places of the bits that are set, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _count(counts: Counter[str], name: str, more: int) -> None:
    """Add to a count, and forget it at 0."""
    counts[name] += more
    if not counts[name]:
        del counts[name]


def _topics_of(entry: Project | Relation) -> tuple[str, ...]:
    """Return the topics that a project or relation is on, interned, each once; a kind can say one that is not named."""
    implied = (SOCIAL_WORK,) if entry.kind == SOCIAL_WORK_TIE else ()
    return tuple(map(intern, dict.fromkeys((*entry.topics, *implied))))


def _ends(change: Change) -> Iterator[str]:
    """Yield the organisations whose place or ties a change is about."""
    match change.after or change.before:
        case Organisation() as organisation:
            yield organisation.id
        case Relation() as relation:
            yield from (relation.from_id, relation.to_id)
        case Participation() as part:
            yield part.organisation_id
        case _:
            pass


def _towns(change: Change) -> Iterator[str]:
    """Yield the towns that somebody comes to, leaves, or is found in by a change."""
    for entry in (change.before, change.after):
        if isinstance(entry, Organisation):
            yield town_of(entry)


def _words_of(entry: Organisation | Project) -> Counter[str]:
    if isinstance(entry, Organisation):
        return word_counts(" ".join((entry.name, *entry.aliases, *entry.keywords)))
    return word_counts(f"{entry.title} {entry.description}")


def _words_of_names(organisation: Organisation) -> Counter[str]:
    return word_counts(" ".join((organisation.name, *organisation.aliases)))
