"""Which topics schools have, by whom and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphdir.model import earliest, latest
from graphdir.network.figures.counts import PARTNERSHIPS, SchoolCounts, schools_of
from graphdir.network.gaps.lists import Lists
from graphdir.network.whole import OPEN_END, OPEN_START, Flags, Ints, Whole
from graphdir.ties import SOCIAL_WORK, SOCIAL_WORK_TIE

# A year of which at least this share of the fullest year is recorded is told of.
_TOLD: Final = 0.25
# So many years are kept for the next page: those that somebody compares, or looks at by turns.
_YEARS_KEPT: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What says that a school has a topic, as arrays of the same length.

    ``school`` and ``by`` are numbers of organisations, the same where the school itself states the topic;
    ``topic`` is a place in ``Coverage.topics``. ``first`` and ``last`` are years as in ``Statements``; ``present``
    tells whether it holds today.
    """

    school: Ints
    topic: Ints
    by: Ints
    first: Ints
    last: Ints
    present: Flags

    def __len__(self) -> int:
        return len(self.school)

    def where(self, wanted: Flags) -> "Claims":
        """Return some of the claims."""
        return Claims(
            school=self.school[wanted],
            topic=self.topic[wanted],
            by=self.by[wanted],
            first=self.first[wanted],
            last=self.last[wanted],
            present=self.present[wanted],
        )


class Coverage:
    """What is recorded of topics at schools, those that have ended among them: they count in the years of their own.

    A school has a topic by an organisation to which a relation or a project on that topic ties it, or which is its
    partner and states the topic; and by itself where it states it. Who has a topic has the broader ones too.
    Planned relations do not count. A project without any date counts in no year.
    """

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.topics: Sequence[str] = list(whole.taxonomy.topics)
        self.present_year = int(whole.today[:4])
        self._covered = lru_cache(maxsize=_YEARS_KEPT)(self._cover)
        self._there = lru_cache(maxsize=_YEARS_KEPT)(self._existing)

    @cached_property
    def topic_numbers(self) -> Mapping[str, int]:
        """Return the places of topics in ``topics``."""
        return {topic: at for at, topic in enumerate(self.topics)}

    @cached_property
    def schools(self) -> Ints:
        """Return the numbers of the schools."""
        return np.flatnonzero(np.array(self.whole.groups) == "school").astype(np.int32)

    def there(self, year: int) -> Flags:
        """Tell of every school, by its place in ``schools``, whether there was one in a year; at present, is one."""
        return self._there(year)

    def _existing(self, year: int) -> Flags:
        if year == self.present_year:
            return ~self.whole.ended[self.schools]
        columns = self.whole.columns.organisations
        schools = self.schools.tolist()
        begun = np.array([earliest(columns["valid_from"][at]) <= f"{year}-12-31" for at in schools], np.bool_)
        return begun & np.array([latest(columns["valid_to"][at]) >= f"{year}-01-01" for at in schools], np.bool_)

    @cached_property
    def school_counts(self) -> SchoolCounts:
        """Return the partners of schools."""
        return schools_of(self.whole)

    @cached_property
    def stated(self) -> Lists:
        """Return the topics that each organisation states, with the broader ones."""
        return self.with_broader(self.whole.columns.organisations["topics"])

    @cached_property
    def of_relations(self) -> Lists:
        """Return the topics that each relation is on, with the broader ones."""
        relations = self.whole.columns.relations
        return self.with_broader(_with_kind(relations["topics"], relations["kind"], SOCIAL_WORK_TIE))

    @cached_property
    def of_projects(self) -> Lists:
        """Return the topics that each project is on, with the broader ones."""
        projects = self.whole.columns.projects
        return self.with_broader(_with_kind(projects["topics"], projects["kind"], "school_social_work"))

    def with_broader(self, column: Sequence[Sequence[str]]) -> Lists:
        """Return the numbers of these topics and of all that they are narrower than; unknown ones are left out."""
        known: dict[tuple[str, ...], list[int]] = {}
        for topics in map(tuple, column):
            if topics not in known:
                broader = self.whole.taxonomy.with_broader(topics)
                known[topics] = [self.topic_numbers[topic] for topic in broader if topic in self.topic_numbers]
        return Lists.of(known[tuple(topics)] for topics in column)

    @cached_property
    def claims(self) -> Claims:
        """Return all that says that a school has a topic."""
        whole, said = self.whole, self.whole.statements
        is_school = np.zeros(len(whole), np.bool_)
        is_school[self.schools] = True
        usable = np.flatnonzero(~said.planned & (said.one >= 0) & (said.other >= 0))
        rows = np.r_[usable, usable]
        school, by = np.r_[said.one[usable], said.other[usable]], np.r_[said.other[usable], said.one[usable]]
        wanted = is_school[school] if len(rows) else np.empty(0, np.bool_)
        rows, school, by = rows[wanted], school[wanted], by[wanted]
        partnership = np.isin(said.relationship[rows], [whole.relationships.index(name) for name in PARTNERSHIPS])
        related, met = np.flatnonzero(said.relation[rows] >= 0), np.flatnonzero(said.project[rows] >= 0)
        found = (
            (related, *self.of_relations.spread(said.relation[rows[related]])),
            (met, *self.of_projects.spread(said.project[rows[met]])),
            (partners := np.flatnonzero(partnership), *self.stated.spread(by[partners])),
        )
        at = np.concatenate([ends[which] for ends, which, _topics in found])
        own, own_topics = self.stated.spread(self.schools)
        always = np.full(len(own), OPEN_START, np.int32)
        return Claims(
            school=np.r_[school[at], self.schools[own]],
            topic=np.concatenate([*(topics for _ends, _which, topics in found), own_topics]),
            by=np.r_[by[at], self.schools[own]],
            first=np.r_[self._known_from[rows[at]], always],
            last=np.r_[said.last[rows[at]], always + OPEN_END],
            present=np.r_[said.ongoing[rows[at]], ~whole.ended[self.schools[own]]],
        )

    @cached_property
    def _known_from(self) -> Ints:
        """Return of each statement the first year of which it is known: without a beginning, when it was confirmed."""
        said = self.whole.statements
        confirmed = np.array([int(day[:4] or OPEN_START) for day in self.whole.columns.relations["last_confirmed"]])
        open_ = np.flatnonzero((said.relation >= 0) & (said.first == OPEN_START))
        known = said.first.copy()
        known[open_] = np.minimum(confirmed[said.relation[open_]], said.last[open_])
        return known

    def holding(self, year: int) -> Flags:
        """Tell of every claim whether it holds in a year; in one that is past only what has a recorded beginning."""
        claims = self.claims
        dated: Flags = (claims.first != OPEN_START) & (claims.first <= year) & (claims.last >= year)
        return claims.present if year == self.present_year else dated

    def before(self, year: int) -> Flags:
        """Tell of every claim whether it is of before a year, or without any date, and does not hold in it."""
        claims = self.claims
        dated: Flags = (claims.first != OPEN_START) & (claims.last < year)
        past: Flags = ~claims.present & (claims.first <= year)
        return past if year == self.present_year else dated

    @cached_property
    def years(self) -> Sequence[int]:
        """Return the years that can be asked for, the present one first."""
        begun = self.claims.first[self.claims.first != OPEN_START]
        return list(range(self.present_year, min([*begun.tolist(), self.present_year]) - 1, -1))

    @cached_property
    def told_year(self) -> int:
        """Return the last year of which much is recorded, measured by the fullest; the present one where none is."""
        claims, present = self.claims, self.present_year
        first_year = self.years[-1]
        dated = (claims.first != OPEN_START) & (claims.first < present)
        change = np.zeros(present - first_year + 2, np.int64)
        np.add.at(change, claims.first[dated] - first_year, 1)
        np.subtract.at(change, np.minimum(claims.last[dated], present - 1) - first_year + 1, 1)
        counts = change.cumsum()[: present - first_year + 1]
        counts[-1] = int(claims.present.sum())
        told = np.flatnonzero(counts >= max(1.0, _TOLD * float(counts.max())))
        return first_year + int(told[-1]) if len(told) else present

    def covered(self, year: int) -> NDArray[np.bool_]:
        """Tell for every school, by its place in ``schools``, and every topic whether it has it in a year."""
        return self._covered(year)

    def _cover(self, year: int) -> NDArray[np.bool_]:
        claims = self.claims.where(self.holding(year))
        table = np.zeros((len(self.schools), len(self.topics)), np.bool_)
        table[np.searchsorted(self.schools, claims.school), claims.topic] = True
        return table


def _with_kind(topics: Sequence[Sequence[str]], kinds: Sequence[str], kind: str) -> list[tuple[str, ...]]:
    """Return the topics, with that of school social work where an entry's kind says that it is just this."""
    return [(*own, SOCIAL_WORK) if of == kind else tuple(own) for own, of in zip(topics, kinds, strict=True)]
