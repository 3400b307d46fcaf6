"""How often partners are of a kind and at a distance, beside how often anybody is."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import log, log1p
from random import Random
from typing import TYPE_CHECKING, Final

from graphdir.countries import key_of
from graphdir.matching.need import seeking

if TYPE_CHECKING:
    from graphdir.matching.index import MatchIndex

BANDS_KM: Final = (1.0, 5.0, 15.0, 40.0, 100.0, 250.0, 1000.0)
_SAMPLE: Final = 20_000
# So many imagined pairs on both sides: what was seen a few times says little, the never seen nothing.
_PRIOR: Final = 5.0
_TIES_OF_ONE: Final = 5
# Of whom it is asked whether partners return: who sought for each of so many projects, by so many of its own before.
_PROJECTS_ASKED: Final = 3000
_PROJECTS_BEFORE: Final = 50
_PRIOR_RETURNING: Final = 5.0
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Natural logarithms of ratios, smoothed towards 0, so that a small network says little.

    ``bands`` by distance band and whether both lie in one country, ``kinds`` of partners,
    ``kind_pairs`` by the seeker's kind and the partner's; the lowest of each is the zero that strengths
    are counted from. ``abroad`` is the share of partners who are in another country, where both are known.
    ``returning`` is how often those who had met meet again, as a share of how often chance would have it, 1 at most.
    """

    bands: Mapping[tuple[int, bool], float] = field(default_factory=dict)
    kinds: Mapping[str, float] = field(default_factory=dict)
    kind_pairs: Mapping[Pair, float] = field(default_factory=dict)
    lowest_band: float = 0.0
    lowest_kind: float = 0.0
    usual_band: float = 0.0
    abroad: float = 0.0
    returning: float = 1.0

    def at_distance(self, km: float, *, same_country: bool) -> float:
        """Return the ratio at a distance: that of its band in the band's middle, in between in between."""
        if not self.bands:
            return 0.0
        far = log1p(km)
        upper = bisect(_MIDDLES, far)
        below, above = (self.bands[at, same_country] for at in (max(0, upper - 1), min(upper, len(BANDS_KM))))
        if upper in {0, len(_MIDDLES)}:
            return above
        share = (far - _MIDDLES[upper - 1]) / (_MIDDLES[upper] - _MIDDLES[upper - 1])
        return below + share * (above - below)

    @classmethod
    def count(cls, index: "MatchIndex") -> "Statistics":
        """Count the partners in an index, beside pairs drawn by lot (always the same)."""
        dice = Random(1)  # noqa: S311  a fixed sample, so that the same network ranks the same
        everybody = sorted(index.projects_of)
        pairs = _partner_pairs(index, dice)
        strangers = [(dice.choice(everybody), dice.choice(everybody)) for _draw in range(_SAMPLE)] if everybody else []
        bands = _bands(index, pairs, strangers)
        kinds, kind_pairs = _kinds(index, pairs, everybody)
        usual = [bands[found] for pair in pairs if (found := _band_of(index, pair)) is not None]
        return cls(
            bands=bands,
            kinds=kinds,
            kind_pairs=kind_pairs,
            lowest_band=min(bands.values()),
            lowest_kind=min((*kinds.values(), *kind_pairs.values()), default=0.0),
            usual_band=sum(usual) / len(usual) if usual else 0.0,
            abroad=_share_abroad(index, pairs),
            returning=_returning(index, dice),
        )


def is_one_country(one: str, other: str) -> bool:
    """Tell whether two are in one country, however it is written; lists of one country seldom name it at all."""
    return one == other or not (one and other) or key_of(one) == key_of(other)


def _middle(at: int) -> float:
    """Return the middle of a band as ``log1p`` of kilometres."""
    edges = (0.0, *BANDS_KM, 4 * BANDS_KM[-1])
    return (log1p(edges[at]) + log1p(edges[at + 1])) / 2


_MIDDLES: Final = tuple(map(_middle, range(len(BANDS_KM) + 1)))


def band(km: float) -> int:
    """Return which of ``BANDS_KM`` a distance falls into; the last for beyond all."""
    return next((at for at, limit in enumerate(BANDS_KM) if km <= limit), len(BANDS_KM))


def _ratio(seen: float, expected: float) -> float:
    return log((seen + _PRIOR) / (expected + _PRIOR))


def _partner_pairs(index: "MatchIndex", dice: Random) -> list[Pair]:
    """Return who led and who took part, and who is related; a sample where there are many."""
    pairs: list[Pair] = []
    for _project, members in index.that_count():
        ids = sorted(members)
        leads = [id_ for id_ in ids if members[id_] == "lead"] or ids[:1]
        pairs.extend((lead, other) for lead in leads for other in ids if other != lead)
    for id_, found in index.relations_of.items():
        working = [relation for relation in found.values() if relation.from_id == id_ and index.is_working(relation)]
        pairs.extend((id_, relation.to_id) for relation in working[:_TIES_OF_ONE])
    return pairs if len(pairs) <= _SAMPLE else dice.sample(pairs, _SAMPLE)


def _bands(index: "MatchIndex", pairs: Sequence[Pair], strangers: Sequence[Pair]) -> dict[tuple[int, bool], float]:
    seen = Counter(found for pair in pairs if (found := _band_of(index, pair)) is not None)
    drawn = Counter(found for pair in strangers if (found := _band_of(index, pair)) is not None)
    share = seen.total() / (drawn.total() or 1)
    last = len(BANDS_KM)
    values = {
        (at, same): _ratio(seen[at, same], drawn[at, same] * share) for at in range(last + 1) for same in (False, True)
    }
    for same in (False, True):
        for at in range(last - 1, -1, -1):
            # Nearer never counts less than farther: few pairs would say odd things.
            values[at, same] = max(values[at, same], values[at + 1, same])
    return values


def _band_of(index: "MatchIndex", pair: Pair) -> tuple[int, bool] | None:
    one, other = (index.organisations[id_] for id_ in pair)
    km = index.nearness(one, other)
    return None if km is None else (band(km), is_one_country(one.country, other.country))


def _kinds(
    index: "MatchIndex", pairs: Sequence[Pair], everybody: Iterable[str]
) -> tuple[dict[str, float], dict[Pair, float]]:
    kind_of = {id_: index.organisations[id_].kind for id_ in everybody}
    kind_of.update({id_: index.organisations[id_].kind for pair in pairs for id_ in pair})
    there = Counter(kind_of.values())
    together = Counter((kind_of[a], kind_of[b]) for one, other in pairs for a, b in ((one, other), (other, one)))
    seekers: Counter[str] = Counter()
    partners: Counter[str] = Counter()
    for (seeker, partner), number in together.items():
        seekers[seeker] += number
        partners[partner] += number
    shares = {kind: number / there.total() for kind, number in there.items()}
    return (
        {kind: _ratio(partners[kind], partners.total() * share) for kind, share in shares.items()},
        {
            (seeker, kind): _ratio(together[seeker, kind], number * share)
            for seeker, number in seekers.items()
            for kind, share in shares.items()
        },
    )


def _returning(index: "MatchIndex", dice: Random) -> float:
    """Return the share that ``Statistics.returning`` is, by a sample of projects and whom their leads had met before.

    Many imagined pairs say that it is 1: only where much says that partners do not return it is less.
    """
    shared = [(id_, members) for id_, members in index.that_count() if len(members) > 1]
    sample = dice.sample(shared, min(_PROJECTS_ASKED, len(shared)))
    seen = expected = _PRIOR_RETURNING
    for project, members in sample:
        one = seeking(members)
        others = [other for other in members if other != one]
        met = _met_before(index, one, project)
        seen += len(met.intersection(others)) / len(others)
        expected += len(met) / len(index.projects_of)
    return min(1.0, seen / expected)


def _met_before(index: "MatchIndex", one: str, project: str) -> set[str]:
    """Return whom an organisation had met in projects before one, of many in the latest of these."""
    begun = index.starts[project]
    before = (id_ for id_ in reversed(index.projects_of[one]) if index.starts[id_] < begun)
    return {member for id_ in islice(before, _PROJECTS_BEFORE) for member in index.members[id_]} - {one}


def _share_abroad(index: "MatchIndex", pairs: Sequence[Pair]) -> float:
    countries = [[index.organisations[id_].country for id_ in pair] for pair in pairs]
    known = [not is_one_country(one, other) for one, other in countries if one and other]
    return sum(known) / len(known) if known else 0.0
