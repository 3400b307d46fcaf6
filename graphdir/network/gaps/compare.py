"""Two sides beside each other: years, or places."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphdir.network.gaps.coverage import Coverage
from graphdir.network.whole import Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A topic on two sides: how many of each side's schools have it in its year."""

    topic: str
    one: int
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A topic that a school, by its number, has in one of two years only: it ``came``, or it went."""

    school: int
    topic: str
    came: bool


def compared(
    coverage: Coverage, topics: Sequence[int], one: tuple[Ints, int], other: tuple[Ints, int]
) -> list[Compared]:
    """Return the topics on two sides, each given by the places of schools in ``Coverage.schools`` and a year."""
    sides = [coverage.covered(year)[schools].sum(axis=0) for schools, year in (one, other)]
    return [Compared(topic=coverage.topics[at], one=int(sides[0][at]), other=int(sides[1][at])) for at in topics]


def changes(coverage: Coverage, topics: Sequence[int], schools: Ints, one: int, other: int) -> list[Change]:
    """Return what schools, as places in ``Coverage.schools``, have in one of two years only, in the order given."""
    before, after = (coverage.covered(year)[schools][:, list(topics)] for year in (one, other))
    return [
        Change(
            school=int(coverage.schools[schools[row]]),
            topic=coverage.topics[topics[column]],
            came=bool(after[row, column]),
        )
        for row, column in np.argwhere(before != after).tolist()
    ]
