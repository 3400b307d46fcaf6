"""Schools by topics, and places by topics: what is there, by whom, and how far it is to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphdir.network.gaps.coverage import Coverage
from graphdir.network.gaps.offers import Offers, middle_of
from graphdir.network.whole import OPEN_END, Flags, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The nearest organisation that works on a topic, and how far away it is."""

    number: int
    km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolCell:
    """A topic at a school in a year: ``by`` whom it has it.

    Where it has it by nobody: ``before`` by whom and until when (year, 0 where it has no date) it last had it, and
    who is ``near``; None where nothing is known.
    """

    by: tuple[int, ...]
    before: tuple[int, int] | None
    near: Near | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCell:
    """A topic at a place in a year: how many of its ``schools`` have it; ``near`` where none has."""

    covered: int
    schools: int
    near: Near | None


def school_rows(
    coverage: Coverage, offers: Offers, schools: Sequence[int], topics: Sequence[int], year: int
) -> list[list[SchoolCell]]:
    """Return a row for each school, by number, with a cell for each topic, by its place in ``Coverage.topics``."""
    asked = _asked(coverage, schools, topics)
    by: dict[tuple[int, int], set[int]] = {}
    for school, topic, number in _triples(coverage, asked & coverage.holding(year)):
        by.setdefault((school, topic), set()).add(number)
    before: dict[tuple[int, int], tuple[int, int]] = {}
    past = np.flatnonzero(asked & coverage.before(year))
    claims = coverage.claims
    for at in past[np.argsort(until(claims.last[past]), kind="stable")].tolist():
        key = int(claims.school[at]), int(claims.topic[at])
        before[key] = int(claims.by[at]), int(until(claims.last[at]))
    near = {topic: offers.nearest(topic, offers.places[list(schools)]) for topic in topics}
    return [
        [
            SchoolCell(
                by=tuple(sorted(by.get((school, topic), ()))),
                before=before.get((school, topic)) if (school, topic) not in by else None,
                near=_near(near[topic], at) if (school, topic) not in by else None,
            )
            for topic in topics
        ]
        for at, school in enumerate(schools)
    ]


def place_rows(
    coverage: Coverage, offers: Offers, places: Sequence[Sequence[int]], topics: Sequence[int], year: int
) -> list[list[PlaceCell]]:
    """Return a row for each place, given by the places of its schools in ``Coverage.schools``."""
    table = coverage.covered(year)
    middles = np.array([middle_of(offers.places[coverage.schools[list(at)]]) for at in places]).reshape(-1, 3)
    near = {topic: offers.nearest(topic, middles) for topic in topics}
    return [
        [
            PlaceCell(
                covered=(covered := int(table[list(at), topic].sum())),
                schools=len(at),
                near=None if covered else _near(near[topic], row),
            )
            for topic in topics
        ]
        for row, at in enumerate(places)
    ]


def _asked(coverage: Coverage, schools: Sequence[int], topics: Sequence[int]) -> Flags:
    """Tell which claims are about these schools and topics."""
    of_school = np.zeros(len(coverage.whole), np.bool_)
    of_school[list(schools)] = True
    of_topic = np.zeros(len(coverage.topics), np.bool_)
    of_topic[list(topics)] = True
    asked: Flags = of_school[coverage.claims.school] & of_topic[coverage.claims.topic]
    return asked


def _triples(coverage: Coverage, wanted: Flags) -> list[tuple[int, int, int]]:
    claims = coverage.claims.where(wanted)
    return list(zip(claims.school.tolist(), claims.topic.tolist(), claims.by.tolist(), strict=True))


def until(last: Ints | np.int32) -> NDArray[np.int32]:
    """Return the years in which something ended, 0 for what has no date."""
    return np.where(last == OPEN_END, 0, last)


def _near(found: tuple[NDArray[np.float64], Ints], at: int) -> Near | None:
    km, who = found
    return Near(number=int(who[at]), km=float(km[at])) if who[at] >= 0 else None
