"""Who has been at the top of other lists lately, so that a balanced list can bring others forward."""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from threading import Lock
from typing import Final

from graphdir.matching.need import Need

# Places that count, and how many needs are remembered.
TOP: Final = 10
_MOST_NEEDS: Final = 500


class Exposure:
    """Remembers the top of the last needs' lists; the same need asked again counts once."""

    def __init__(self) -> None:
        self._tops: OrderedDict[Need, tuple[str, ...]] = OrderedDict()
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def in_other_lists(self, need: Need) -> Mapping[str, int]:
        """Return how often organisations were at the top of the lists for other needs."""
        with self._lock:
            return self._counts - Counter(self._tops.get(_key(need), ()))

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
        self._counts.subtract(self._tops.pop(need, ()))


def _key(need: Need) -> Need:
    return replace(need, balanced=False)
