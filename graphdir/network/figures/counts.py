"""What can be counted without walking through the network."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphdir.model import is_old
from graphdir.network.whole import JOINT_PROJECT, OPEN_START, Flags, Ints, Ties, Whole
from graphdir.taxonomy import GROUP_LABELS
from graphdir.ties import BEGUN, NOT_OVER, Tense

# What makes two organisations partners; that one answers for the other, or is part of it, does not.
PARTNERSHIPS: Final = ("COOPERATES_WITH", "SUPPORTS", JOINT_PROJECT)
# A picture of more years says less; earlier ones are counted together.
MOST_YEARS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is recorded; ``organisations`` are those that have not ended, ``ended`` the others.

    ``groups`` are kinds of organisation: of each, how many have not ended, and how many of them have a tie.
    """

    organisations: int
    ended: int
    relations: int
    projects: int
    groups: Sequence[tuple[str, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TieCounts:
    """Pairs of organisations with a tie that holds, and with those that have ended as well.

    ``relationships``: of each, the pairs where it holds and where it has ended. ``median`` is the number
    of neighbours that half of the organisations with a tie do not exceed. ``planned`` pairs are only that.
    """

    holding: int
    with_ended: int
    planned: int
    median: float
    relationships: Sequence[tuple[str, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolCounts:
    """Schools that have not ended, by their partners.

    ``numbers`` of the schools, the number of ``partners``, of those that only were (``former``), and of ``neighbours``
    of each, and its ``only`` partner, -1 where there are none or more.
    """

    numbers: Ints
    partners: Ints
    former: Ints
    neighbours: Ints
    only: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Who is tied to whom: ``ties`` counts pairs, groups by groups, symmetric.

    ``expected`` is what there would be if every organisation kept its number of neighbours and met
    others without regard to groups (Newman 2003, mixing in networks): ``d_a d_b / 2m``, half of that within a group.
    """

    groups: Sequence[str]
    ties: NDArray[np.int64]
    expected: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """By year, of the same length: pairs with a tie, projects that ran, organisations with a tie.

    Only what has a recorded beginning; ``undated_ties`` and ``undated_projects`` have none. ``earlier`` tells
    whether something began before the first year.
    """

    years: Sequence[int]
    ties: Sequence[int]
    projects: Sequence[int]
    organisations: Sequence[int]
    undated_ties: int
    undated_projects: int
    earlier: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """When entries that have not ended were last confirmed: within a year, longer ago, or not known.

    ``sorts`` are organisation, relation and project with these three counts. ``ask`` are the organisations
    that have not ended and were not confirmed within a year, most neighbours first, then by number.
    """

    sorts: Mapping[str, tuple[int, int, int]]
    ask: Ints


def size_of(whole: Whole) -> Size:
    """Count what is recorded; groups in the order of the taxonomy, empty ones left out."""
    there = np.flatnonzero(~whole.ended).tolist()
    counts = Counter(whole.groups[number] for number in there)
    tied_counts = Counter(whole.groups[number] for number in there if whole.neighbours[number])
    return Size(
        organisations=len(there),
        ended=len(whole) - len(there),
        relations=len(whole.columns.relations["key"]),
        projects=len(whole.columns.projects["id"]),
        groups=[(group, counts[group], tied_counts[group]) for group in GROUP_LABELS if counts[group]],
    )


def pairs_among(whole: Whole, wanted: Flags) -> tuple[int, int, int]:
    """Count pairs by the statements that are wanted: tied now, others that were, others that are only to be."""
    said = whole.statements
    now = len(whole.ties_among(wanted & said.present).pairs)
    so_far = len(whole.ties_among(wanted & ~said.planned).pairs)
    return now, so_far - now, len(whole.ties_among(wanted).pairs) - so_far


def ties_of(whole: Whole) -> TieCounts:
    """Count the pairs; relationships in the order of the taxonomy, empty ones left out."""
    everything = np.ones(len(whole.statements.one), np.bool_)
    holding, with_ended, planned = pairs_among(whole, everything)
    now, begun, degrees = whole.present_ties, whole.ties_among(~whole.statements.planned), whole.neighbours
    held, ever = (_pairs_by_relationship(ties, whole) for ties in (now, begun))
    counted = [
        (name, int(holds), int(all_ - holds)) for name, holds, all_ in zip(whole.relationships, held, ever, strict=True)
    ]
    return TieCounts(
        holding=holding,
        with_ended=holding + with_ended,
        planned=planned,
        median=float(np.median(degrees[degrees > 0])) if degrees.any() else 0.0,
        relationships=[row for row in counted if row[1] + row[2]],
    )


def _pairs_by_relationship(ties: Ties, whole: Whole) -> NDArray[np.int64]:
    """Count the pairs of each relationship; two who are tied both ways are one pair."""
    ends = np.sort(np.column_stack((ties.one, ties.other)), axis=1)
    pairs = np.unique(np.column_stack((ends, ties.relationship)), axis=0)
    return np.bincount(pairs[:, 2], minlength=len(whole.relationships))


def schools_of(whole: Whole) -> SchoolCounts:
    """Count the partners of schools: who cooperates with them, supports them or has met them in a project."""
    said = whole.statements
    partnership = np.isin(said.relationship, [whole.relationships.index(name) for name in PARTNERSHIPS])
    pairs = whole.ties_among(said.present & partnership).pairs
    partners = np.bincount(pairs.ravel(), minlength=len(whole))
    ever = whole.ties_among(~said.planned & partnership).degrees(len(whole))
    # The sum of one number is that number.
    sums = np.bincount(pairs.ravel(), weights=pairs[:, ::-1].ravel(), minlength=len(whole))
    schools = np.flatnonzero((np.array(whole.groups) == "school") & ~whole.ended)
    return SchoolCounts(
        numbers=schools.astype(np.int32),
        partners=partners[schools].astype(np.int32),
        former=(ever - partners)[schools].astype(np.int32),
        neighbours=whole.neighbours[schools].astype(np.int32),
        only=np.where(partners == 1, sums, -1)[schools].astype(np.int32),
    )


def mix_of(whole: Whole, pairs: Ints) -> Mix:
    """Count pairs by the groups of their ends; groups in the order of the taxonomy, those without a tie left out."""
    known = list(GROUP_LABELS)
    codes = np.array([known.index(group) for group in whole.groups], np.int64)
    ends = codes[pairs] if len(pairs) else np.empty((0, 2), np.int64)
    ties = np.zeros((len(known), len(known)), np.int64)
    np.add.at(ties, (ends[:, 0], ends[:, 1]), 1)
    ties = ties + ties.T - np.diag(np.diag(ties))
    degrees = ties.sum(axis=1) + np.diag(ties)
    expected = np.outer(degrees, degrees) / max(1, 2 * len(pairs))
    expected -= np.diag(np.diag(expected)) / 2
    used = np.flatnonzero(degrees)
    return Mix(groups=[known[at] for at in used], ties=ties[np.ix_(used, used)], expected=expected[np.ix_(used, used)])


def years_of(whole: Whole) -> Years:
    """Count year by year up to the present one; the last ``MOST_YEARS`` where there are more."""
    said = whole.statements
    dated = ~said.planned & (said.first != OPEN_START)
    tenses = whole.project_tenses
    begun = [day for day, tense in zip(whole.columns.projects["starts_on"], tenses, strict=True) if tense in BEGUN]
    begins = [int(day[:4]) for day in begun if day]
    present = int(whole.today[:4])
    first = min([*said.first[dated].tolist(), *begins, present])
    years = range(max(first, present - MOST_YEARS + 1), present + 1)
    pairs = [whole.ties_among(dated & (said.first <= year) & (said.last >= year)).pairs for year in years]
    return Years(
        years=list(years),
        ties=[len(found) for found in pairs],
        projects=_running(whole, years, tenses),
        organisations=[len(np.unique(found)) for found in pairs],
        undated_ties=len(whole.ties_among(~said.planned & ~dated).pairs),
        undated_projects=len(begun) - len(begins),
        earlier=first < years[0],
    )


def confirmed_of(whole: Whole) -> Confirmed:
    """Tell how old what is recorded is."""
    columns, said = whole.columns, whole.statements
    there = np.flatnonzero(~whole.ended)
    relations = said.relation[(said.relation >= 0) & (said.present | said.planned)]
    projects = np.flatnonzero([tense in NOT_OVER for tense in whole.project_tenses])
    fresh = {
        sort: [not is_old(days[row], whole.today) if days[row] else None for row in rows.tolist()]
        for sort, days, rows in (
            ("organisation", columns.organisations["last_confirmed"], there),
            ("relation", columns.relations["last_confirmed"], relations),
            ("project", columns.projects["last_confirmed"], projects),
        )
    }
    ask = there[np.array([known is not True for known in fresh["organisation"]], np.bool_)]
    return Confirmed(
        sorts={sort: (known.count(True), known.count(False), known.count(None)) for sort, known in fresh.items()},
        ask=ask[np.argsort(-whole.neighbours[ask], kind="stable")].astype(np.int32),
    )


def _running(whole: Whole, years: Iterable[int], tenses: Sequence[Tense | None]) -> list[int]:
    """Return how many projects ran in each year; one of which only the beginning is known ran in that year."""
    projects = whole.columns.projects
    spans = [
        (int(start[:4]), int((end or (whole.today if tense is Tense.PRESENT else start))[:4]))
        for start, end, tense in zip(projects["starts_on"], projects["ends_on"], tenses, strict=True)
        if start and tense in BEGUN
    ]
    first, last = np.array(spans, np.int32).reshape(-1, 2).T
    return [int(((first <= year) & (last >= year)).sum()) for year in years]
