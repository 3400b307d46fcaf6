"""All figures of the network at one moment, one after the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import numpy as np

from graphdir.network.figures.brokers import Betweenness, betweenness, brokers_of, constraint
from graphdir.network.figures.communities import Communities, communities_of
from graphdir.network.figures.counts import (
    Confirmed,
    Mix,
    SchoolCounts,
    Size,
    TieCounts,
    Years,
    confirmed_of,
    mix_of,
    schools_of,
    size_of,
    ties_of,
    years_of,
)
from graphdir.network.figures.structure import Bridge, Cut, bridges_of, cuts_of, graph_of, parts_of
from graphdir.network.whole import Ints, Whole
from graphdir.store import Progress, no_progress

# Brokers further down stand between so few that no list needs them.
MOST_BROKERS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The connected parts, the largest first; ``untied`` counts who is in none and has not ended."""

    members: list[list[int]]
    untied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """What nothing replaces: organisations and single ties."""

    cuts: list[Cut]
    bridges: list[Bridge]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brokers:
    """Who stands between others: ``numbers``, the first first, ``MOST_BROKERS`` at most, each with its constraint."""

    numbers: Ints
    constraint: list[float]
    betweenness: Betweenness


Figure = Size | TieCounts | SchoolCounts | Parts | Threads | Brokers | Communities | Mix | Years | Confirmed
_Figure = TypeVar("_Figure", bound=Figure)
# Steps for those who wait: the quick figures take one each, the slow one the rest.
_STEPS: Final = 100


@dataclass(frozen=True, kw_only=True, eq=False)
class Report:
    """The figures computed so far; ``complete`` when there are no more to come.

    Ties are the present ones of ``Whole``, and so are neighbours.
    """

    whole: Whole
    figures: tuple[Figure, ...]
    complete: bool = False

    def figure(self, sort: type[_Figure]) -> _Figure | None:
        """Return the figure of this sort; None while it is not computed."""
        return next((figure for figure in self.figures if isinstance(figure, sort)), None)

    def best_connected(self, members: Sequence[int]) -> int:
        """Return the member with most neighbours, the first among equals."""
        return members[int(self.whole.neighbours[np.array(members)].argmax())]


def reports(whole: Whole, progress: Progress = no_progress) -> Iterator[Report]:
    """Compute the figures, quick ones first; each report holds one more, the last one all."""
    pairs = whole.present_ties.pairs
    graph = graph_of(len(whole), pairs)
    report = Report(whole=whole, figures=())
    steps: Sequence[Callable[[], Figure]] = (
        lambda: size_of(whole),
        lambda: ties_of(whole),
        lambda: schools_of(whole),
        lambda: Parts(members=parts_of(graph), untied=int((~whole.ended & (whole.neighbours == 0)).sum())),
        lambda: Threads(cuts=cuts_of(graph), bridges=[_school_first(bridge, whole) for bridge in bridges_of(graph)]),
        lambda: communities_of(graph),
        lambda: mix_of(whole, pairs),
        lambda: years_of(whole),
        lambda: confirmed_of(whole),
        lambda: _brokers(graph, lambda done, of: progress(len(steps) + (_STEPS - len(steps)) * done // of, _STEPS)),
    )
    for at, step in enumerate(steps, start=1):
        report = replace(report, figures=(*report.figures, step()), complete=at == len(steps))
        progress(at if at < len(steps) else _STEPS, _STEPS)
        yield report


def _school_first(bridge: Bridge, whole: Whole) -> Bridge:
    """Where either end hangs on a tie alone, let it be the school of the two."""
    alone = bridge.off == 1 and whole.neighbours[bridge.other] == 1
    of_one, of_other = whole.groups[bridge.one], whole.groups[bridge.other]
    return replace(bridge, one=bridge.other, other=bridge.one) if alone and of_other == "school" != of_one else bridge


def full_report(whole: Whole, progress: Progress = no_progress) -> Report:
    """Compute all figures."""
    *_partly, report = reports(whole, progress)
    return report


def _brokers(graph: Any, progress: Progress) -> Brokers:
    found = betweenness(graph, progress)
    numbers = brokers_of(found)[:MOST_BROKERS]
    return Brokers(numbers=numbers, constraint=constraint(graph, numbers.tolist()), betweenness=found)
