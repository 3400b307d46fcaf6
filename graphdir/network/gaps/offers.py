"""Who works on a topic, and where the nearest of them is."""

from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from graphdir.network.gaps.coverage import Coverage
from graphdir.network.whole import OPEN_START, Flags, Ints
from graphdir.places import EARTH_KM
from graphdir.ties import BEGUN

# What somebody only states has no year.
UNDATED: Final = OPEN_START


class Offers:
    """The organisations that are no schools and have not ended, with the topics that they work on or have worked on.

    They state a topic, have a relation on it that is not only planned, or took part in a project on it that has begun,
    otherwise than by paying for it.
    """

    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage
        self._nearest = lru_cache(maxsize=512)(self._tree)

    @cached_property
    def places(self) -> NDArray[np.float64]:
        """Return where organisations are: points on the unit sphere as rows, not a number where it is not known."""
        columns = self.coverage.whole.columns.organisations
        degrees = np.array([columns["latitude"], columns["longitude"]], np.float64).reshape(2, -1)
        return points_on_globe(degrees[0], degrees[1])

    @cached_property
    def _found(self) -> tuple[Ints, Ints, Ints]:
        """Return organisation, topic and year of the latest trace of it, each pair once, sorted by topic."""
        coverage = self.coverage
        whole, columns = coverage.whole, coverage.whole.columns
        stating, stated = coverage.stated.spread(np.arange(len(whole)))
        said = whole.statements
        related = np.flatnonzero((said.relation >= 0) & ~said.planned & (said.one >= 0) & (said.other >= 0))
        at, of_relations = coverage.of_relations.spread(said.relation[related])
        tenses = zip(columns.projects["id"], whole.project_tenses, strict=True)
        projects = {id_: row for row, (id_, tense) in enumerate(tenses) if tense in BEGUN}
        parts = [
            (whole.numbers[organisation], projects[project])
            for project, organisation, role in zip(
                columns.participations["project_id"],
                columns.participations["organisation_id"],
                columns.participations["role"],
                strict=True,
            )
            if role != "funder" and organisation in whole.numbers and project in projects
        ]
        members, rows = np.array(parts, np.int32).reshape(-1, 2).T
        part, of_projects = coverage.of_projects.spread(rows)
        ended = np.array(
            [
                int((end or start or "0")[:4])
                for start, end in zip(columns.projects["starts_on"], columns.projects["ends_on"], strict=True)
            ],
            np.int32,
        )
        year = np.minimum(said.last[related][at], coverage.present_year)
        organisation = np.r_[stating, said.one[related][at], said.other[related][at], members[part]].astype(np.int64)
        topic = np.r_[stated, of_relations, of_relations, of_projects].astype(np.int64)
        years = np.r_[np.full(len(stating), UNDATED), year, year, ended[rows[part]]]
        usable = self._usable[organisation] if len(organisation) else np.empty(0, np.bool_)
        keys = topic[usable] * len(whole) + organisation[usable]
        pairs, inverse = np.unique(keys, return_inverse=True)
        latest = np.zeros(len(pairs), np.int32)
        np.maximum.at(latest, inverse, years[usable])
        size = max(1, len(whole))
        return (pairs % size).astype(np.int32), (pairs // size).astype(np.int32), latest

    @cached_property
    def _usable(self) -> Flags:
        is_school: Flags = np.array(self.coverage.whole.groups) == "school"
        return ~is_school & ~self.coverage.whole.ended

    def of(self, topic: int) -> Ints:
        """Return the numbers of those who work on a topic, ascending."""
        organisations, topics, _years = self._found
        return organisations[np.searchsorted(topics, topic) : np.searchsorted(topics, topic, side="right")]

    def counts(self) -> NDArray[np.int64]:
        """Return for every topic how many work on it."""
        return np.bincount(self._found[1], minlength=len(self.coverage.topics))

    def latest(self, number: int, topic: int) -> int:
        """Return the year of the last trace of an organisation's work on a topic; ``UNDATED`` where none is dated."""
        organisations, topics, years = self._found
        at = np.searchsorted(topics, topic) + np.searchsorted(self.of(topic), number)
        there = at < len(topics) and topics[at] == topic and organisations[at] == number
        return int(years[at]) if there else UNDATED

    def nearest(self, topic: int, points: NDArray[np.float64]) -> tuple[NDArray[np.float64], Ints]:
        """Return for points on the unit sphere the great-circle distance in km and the number of the nearest offer.

        Not a number and -1 where nobody with a known place works on the topic, or the point is not known.
        """
        km, who = np.full(len(points), np.nan), np.full(len(points), -1, np.int32)
        tree, numbers = self._nearest(topic)
        known = ~np.isnan(points).any(axis=1)
        if tree is not None and known.any():
            chord, at = tree.query(points[known])
            km[known] = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, chord / 2))
            who[known] = numbers[at]
        return km, who

    def _tree(self, topic: int) -> tuple[cKDTree | None, Ints]:
        numbers = self.of(topic)
        numbers = numbers[~np.isnan(self.places[numbers]).any(axis=1)]
        return (cKDTree(self.places[numbers]) if len(numbers) else None), numbers


def points_on_globe(latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points on the unit sphere as rows; not a number stays so."""
    north, east = np.radians(latitudes), np.radians(longitudes)
    return np.column_stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))


def middle_of(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the middle of points on the unit sphere, on it too; not a number where none is known."""
    known = points[~np.isnan(points).any(axis=1)]
    if not len(known):
        return np.full(3, np.nan)
    middle: NDArray[np.float64] = known.mean(axis=0)
    return middle / max(1e-12, float(np.linalg.norm(middle)))
