"""Who has been at the top of other lists lately, so that a balanced list can bring others forward."""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final

from graphdir.matching.need import Need

# Places that count, and how many needs are remembered.
TOP: Final = 10
_MOST_NEEDS: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How often organisations were at the top of ``lists`` lists, by id; who never was is not among ``times``."""

    times: Mapping[str, int] = field(default_factory=dict)
    lists: int = 0


NOBODY: Final = Shown()


class Exposure:
    """Remembers the top of the last needs' lists; the same need asked again counts once."""

    def __init__(self) -> None:
        self._tops: OrderedDict[Need, tuple[str, ...]] = OrderedDict()
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def in_other_lists(self, need: Need) -> Shown:
        """Return how often organisations were at the top of the lists for other needs."""
        key = _key(need)
        with self._lock:
            times = dict(self._counts)
            _take(times, self._tops.get(key, ()))
            return Shown(times=times, lists=len(self._tops) - (key in self._tops))

    def record(self, need: Need, ids: Iterable[str]) -> None:
        """Note a list, the best first."""
        with self._lock:
            self._forget(_key(need))
            if len(self._tops) >= _MOST_NEEDS:
                self._forget(next(iter(self._tops)))
            top = tuple(ids)[:TOP]
            self._tops[_key(need)] = top
            self._counts.update(top)

    def _forget(self, need: Need) -> None:
        _take(self._counts, self._tops.pop(need, ()))


def _take(counts: dict[str, int], ids: Iterable[str]) -> None:
    """Take one from each count; who is left with none is forgotten."""
    for id_ in ids:
        counts[id_] -= 1
        if not counts[id_]:
            del counts[id_]


def _key(need: Need) -> Need:
    return replace(need, balanced=False)
