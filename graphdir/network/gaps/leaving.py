"""What schools lose when an organisation leaves."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import networkx as nx
import numpy as np

from graphdir.network.gaps.coverage import Coverage
from graphdir.network.gaps.matrix import until
from graphdir.network.gaps.offers import Offers
from graphdir.network.whole import Ints, Ties, Whole

# Relations by which one organisation belongs to another.
_PARTS: Final = ("part_of", "branch_of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What a school loses: sorts of ties, and the topics that it has or had by nobody else.

    ``topics`` come with the year until which it had them, 0 where they hold or have no date. ``only_partner``
    and ``only_neighbour`` tell that it has no other.
    """

    school: int
    relationships: tuple[str, ...]
    topics: tuple[tuple[str, int], ...]
    only_partner: bool
    only_neighbour: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What is lost without an organisation.

    ``losses`` of schools that have not ended: those without another tie first, then those without another partner,
    then by the number of topics lost, then by number. ``former`` counts the other schools that were tied to it once.
    ``alone`` are the other organisations to which it is the only neighbour. ``topics`` are those that nobody else in
    the whole network works on.
    """

    number: int
    losses: tuple[Loss, ...]
    former: int
    alone: tuple[int, ...]
    topics: tuple[str, ...]


def leaving(coverage: Coverage, offers: Offers, number: int) -> Leaving:
    """Tell what schools, and others, have only from this organisation."""
    whole = coverage.whole
    ties, degrees = whole.present_ties, whole.neighbours
    mine = (ties.one == number) | (ties.other == number)
    neighbours = _tied_to(number, ties)
    there = coverage.schools[coverage.there(coverage.present_year)]
    schools = np.intersect1d(neighbours, there)
    once = np.intersect1d(_tied_to(number, whole.ties_among(~whole.statements.planned)), there)
    sorts: defaultdict[int, set[str]] = defaultdict(set)
    for at in np.flatnonzero(mine).tolist():
        other = int(ties.other[at] if ties.one[at] == number else ties.one[at])
        sorts[other].add(whole.relationships[int(ties.relationship[at])])
    counts = coverage.school_counts
    single = set(counts.numbers[counts.only == number].tolist())
    topics = _topics_of_one(coverage, schools, number)
    losses = [
        Loss(
            school=school,
            relationships=tuple(name for name in whole.relationships if name in sorts[school]),
            topics=topics.get(school, ()),
            only_partner=school in single,
            only_neighbour=bool(degrees[school] == 1),
        )
        for school in schools.tolist()
    ]
    return Leaving(
        number=number,
        losses=tuple(sorted(losses, key=_worst_first)),
        former=len(once) - len(schools),
        alone=tuple(n for n in neighbours.tolist() if degrees[n] == 1 and whole.groups[n] != "school"),
        topics=tuple(topic for at, topic in enumerate(coverage.topics) if offers.of(at).tolist() == [number]),
    )


def _tied_to(number: int, ties: Ties) -> Ints:
    return np.unique(np.r_[ties.other[ties.one == number], ties.one[ties.other == number]])


def kin_of(whole: Whole, id_: str) -> frozenset[str]:
    """Return who goes with an organisation: itself, all its parts and branches, and all that it is a part of now."""
    columns = whole.columns.relations
    holds = whole.statements.present[: len(columns["kind"])].tolist()
    ends = zip(columns["from_id"], columns["to_id"], columns["kind"], holds, strict=True)
    graph = nx.DiGraph((part, of) for part, of, kind, present in ends if present and kind in _PARTS)
    graph.add_node(id_)
    return frozenset({id_} | nx.ancestors(graph, id_) | nx.descendants(graph, id_))


def _worst_first(loss: Loss) -> tuple[bool, bool, int, int]:
    return not loss.only_neighbour, not loss.only_partner, -len(loss.topics), loss.school


def _topics_of_one(coverage: Coverage, schools: Ints, number: int) -> dict[int, tuple[tuple[str, int], ...]]:
    """Return by school the topics that it has or had by this organisation alone, without those broader than others."""
    claims = coverage.claims.where(np.isin(coverage.claims.school, schools))
    by: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    ends: dict[tuple[int, int], int] = {}
    rows = zip(
        *(column.tolist() for column in (claims.school, claims.topic, claims.by, claims.present, until(claims.last))),
        strict=True,
    )
    for school, topic, who, present, end in rows:
        by[school, topic].add(who)
        known = ends.get((school, topic), end)
        ends[school, topic] = 0 if present or known == 0 else max(known, end)
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for (school, topic), who in sorted(by.items()):
        if who == {number}:
            found[school][coverage.topics[topic]] = ends[school, topic]
    return {school: tuple(_narrowest(coverage, topics).items()) for school, topics in found.items()}


def _narrowest(coverage: Coverage, topics: dict[str, int]) -> dict[str, int]:
    taxonomy = coverage.whole.taxonomy
    broader = {above for topic in topics for above in taxonomy.with_broader([topic])[1:]}
    return {topic: end for topic, end in topics.items() if topic not in broader}
