"""What people decided about pairs that looked like one organisation; kept beside the network."""

from collections.abc import Iterable
from typing import Final

from graphdir.desk import DeskStore, Paper, PaperChangedError, now
from graphdir.text import short_hash

_SORT: Final = "different"


def pair_of(one: str, other: str) -> tuple[str, str]:
    """Return two ids in the order in which pairs are kept."""
    return (one, other) if one <= other else (other, one)


class Decisions:
    """Pairs that are known to be two; those that were one are merged, which the history tells."""

    def __init__(self, store: DeskStore) -> None:
        self._store = store

    def different(self) -> frozenset[tuple[str, str]]:
        """Return the pairs that are two."""
        return frozenset(pair_of(*paper.body["pair"]) for paper in self._store.papers(_SORT))

    def keep_apart(self, one: str, other: str, *, by: str = "") -> None:
        """Note that two are two; nothing happens when that is known."""
        pair = pair_of(one, other)
        paper = Paper(sort=_SORT, id=short_hash(*pair), at=now(), body={"pair": list(pair), "by": by})
        try:
            self._store.add_paper(paper)
        except PaperChangedError:
            return

    def hand_over(self, gone: str, keep: str, *, by: str = "") -> None:
        """Tell the kept entry apart from whom the one that went was told apart; what was known stays known."""
        for pair in self.different():
            others = set(pair) - {gone}
            if len(others) == 1 and keep not in others:
                self.keep_apart(keep, others.pop(), by=by)

    def forget(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take decisions back."""
        for pair in pairs:
            self._store.erase_paper(_SORT, short_hash(*pair_of(*pair)))
