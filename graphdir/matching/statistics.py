"""How often partners are of a kind and at a distance, beside how often anybody is."""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log, log1p
from random import Random
from sys import intern
from typing import TYPE_CHECKING, Final

from graphdir import text

if TYPE_CHECKING:
    from graphdir.matching.index import MatchIndex

BANDS_KM: Final = (1.0, 5.0, 15.0, 40.0, 100.0, 250.0, 1000.0)
_SAMPLE: Final = 20_000
# So many imagined pairs on both sides: what was seen a few times says little, the never seen nothing.
_PRIOR: Final = 5.0
_TIES_OF_ONE: Final = 5
_MOST_NAMES: Final = 400
_FEWEST_BEARERS: Final = 8
_SHORTEST_WORD: Final = 3
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Natural logarithms of ratios, smoothed towards 0, so that a small network says little.

    ``bands`` by distance band and whether both lie in one country, ``kinds`` of partners,
    ``kind_pairs`` by the seeker's kind and the partner's, ``kind_topics`` by kind and topic;
    the lowest of each is the zero that strengths are counted from. ``names`` are the words that many
    names hold, ``name_pairs`` the pairs of them, the seeker's and the partner's, that meet more often
    than by chance.
    """

    bands: Mapping[tuple[int, bool], float] = field(default_factory=dict)
    kinds: Mapping[str, float] = field(default_factory=dict)
    kind_pairs: Mapping[Pair, float] = field(default_factory=dict)
    kind_topics: Mapping[Pair, float] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    name_pairs: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    lowest_band: float = 0.0
    lowest_kind: float = 0.0
    lowest_kind_topic: float = 0.0
    usual_band: float = 0.0

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
        kind_topics = _kind_topics(index)
        names, name_pairs = _names(index, pairs, everybody)
        usual = [bands[found] for pair in pairs if (found := _band_of(index, pair)) is not None]
        return cls(
            bands=bands,
            kinds=kinds,
            kind_pairs=kind_pairs,
            kind_topics=kind_topics,
            names=names,
            name_pairs=name_pairs,
            lowest_band=min(bands.values()),
            lowest_kind=min((*kinds.values(), *kind_pairs.values()), default=0.0),
            lowest_kind_topic=min(kind_topics.values(), default=0.0),
            usual_band=sum(usual) / len(usual) if usual else 0.0,
        )


def is_one_country(one: str, other: str) -> bool:
    """Tell whether two are in one country; lists of one country seldom say so, so unknown counts as the same."""
    return one == other or not (one and other)


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


def _names(
    index: "MatchIndex", pairs: Sequence[Pair], everybody: Iterable[str]
) -> tuple[frozenset[str], dict[str, dict[str, float]]]:
    """Return the words of many names, and which of them meet; every organisation counts 1, shared by its words."""
    words = {id_: name_words(index.organisations[id_].name) for id_ in everybody}
    words.update({id_: name_words(index.organisations[id_].name) for pair in pairs for id_ in pair})
    bearers = Counter(word for found in words.values() for word in found)
    names = frozenset(word for word, number in bearers.most_common(_MOST_NAMES) if number >= _FEWEST_BEARERS)
    known = {id_: found & names or {""} for id_, found in words.items()}
    together: defaultdict[Pair, float] = defaultdict(float)
    seekers: defaultdict[str, float] = defaultdict(float)
    for one, other in pairs:
        for seeker, partner in ((known[one], known[other]), (known[other], known[one])):
            for word in seeker:
                seekers[word] += 1 / len(seeker)
                for met in partner:
                    together[word, met] += 1 / (len(seeker) * len(partner))
    shares: defaultdict[str, float] = defaultdict(float)
    for found in known.values():
        for word in found:
            shares[word] += 1 / (len(found) * len(known))
    values: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (word, met), number in together.items():
        if met and (value := _ratio(number, seekers[word] * shares[met])) > 0:
            values[word][met] = value
    return names, dict(values)


def name_words(name: str) -> set[str]:
    """Return the folded words of a name that are long enough to tell something."""
    return {intern(word) for word in text.words(name) if len(word) >= _SHORTEST_WORD}


def _kind_topics(index: "MatchIndex") -> dict[Pair, float]:
    seen: Counter[Pair] = Counter()
    topics: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for project_id, members in index.that_count():
        here = Counter(index.organisations[id_].kind for id_ in members)
        kinds.update(here)
        for topic in index.projects[project_id].topics:
            topics[topic] += here.total()
            for kind, number in here.items():
                seen[kind, topic] += number
    total = kinds.total() or 1
    return {
        (kind, topic): _ratio(number, topics[topic] * kinds[kind] / total) for (kind, topic), number in seen.items()
    }
