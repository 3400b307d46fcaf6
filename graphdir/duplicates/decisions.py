"""What people decided about pairs that looked like one organisation; kept beside the network."""

from collections.abc import Iterable, Mapping
from typing import Final

from graphdir.desk import DeskStore, Paper, PaperChangedError, now, put_paper
from graphdir.text import short_hash

_SORT: Final = "different"
_SAME: Final = "same"


def pair_of(one: str, other: str) -> tuple[str, str]:
    """Return two ids in the order in which pairs are kept."""
    return (one, other) if one <= other else (other, one)


class Decisions:
    """Pairs that are known to be two, and which rows of lists tell of an entry that has another id.

    Two entries that were one are merged, which the history tells.
    """

    def __init__(self, store: DeskStore) -> None:
        self._store = store

    def different(self) -> frozenset[tuple[str, str]]:
        """Return the pairs that are two."""
        return frozenset(pair_of(*paper.body["pair"]) for paper in self._store.papers(_SORT))

    def same(self) -> Mapping[str, str]:
        """Return what rows are, by the ids that they would have as new entries."""
        return {paper.body["new"]: paper.body["other"] for paper in self._store.papers(_SAME)}

    def take_for(self, new: str, other: str, *, by: str = "") -> None:
        """Note that rows with an id tell of the entry with another, until they are left open again.

        Raises:
            PaperChangedError: somebody else decided about them this very moment.
        """
        self.forget([(new, other)])
        body = {"new": new, "other": other, "by": by}
        put_paper(self._store, Paper(sort=_SAME, id=short_hash(new), at=now(), body=body))

    def leave_open(self, new: str) -> None:
        """Forget what rows with an id are."""
        self._store.erase_paper(_SAME, short_hash(new))

    def keep_apart(self, one: str, other: str, *, by: str = "") -> None:
        """Note that two are two; nothing happens when that is known."""
        pair = pair_of(one, other)
        for new, means in self.same().items():
            if pair_of(new, means) == pair:
                self.leave_open(new)
        paper = Paper(sort=_SORT, id=short_hash(*pair), at=now(), body={"pair": list(pair), "by": by})
        try:
            self._store.add_paper(paper)
        except PaperChangedError:
            return

    def hand_over(self, gone: str, keep: str, *, by: str = "") -> None:
        """Let decisions about the one that went hold for the kept entry; what was known stays known."""
        for new, means in self.same().items():
            if means == gone and new != keep:
                self.take_for(new, keep, by=by)
        for pair in self.different():
            others = set(pair) - {gone}
            if len(others) == 1 and keep not in others:
                self.keep_apart(keep, others.pop(), by=by)

    def forget(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take decisions back."""
        for pair in pairs:
            self._store.erase_paper(_SORT, short_hash(*pair_of(*pair)))
