"""What people decided about pairs that looked like one organisation; kept beside the network."""

from collections.abc import Iterable, Mapping
from typing import Final

from graphdir.desk import DeskStore, Paper, PaperChangedError, now, put_paper
from graphdir.text import fold, short_hash

_SORT: Final = "different"
_SAME: Final = "same"


def pair_of(one: str, other: str) -> tuple[str, str]:
    """Return two ids in the order in which pairs are kept."""
    return (one, other) if one <= other else (other, one)


def row_of(id_: str, name: str) -> tuple[str, str]:
    """Return what tells rows of lists that mean the same from others: lists count alike, so an id alone does not."""
    return id_, fold(name)


class Decisions:
    """Pairs that are known to be two, and which rows of lists (``row_of``) tell of an entry that has another id.

    Two entries that were one are merged, which the history tells.
    """

    def __init__(self, store: DeskStore) -> None:
        self._store = store

    def different(self) -> frozenset[tuple[str, str]]:
        """Return the pairs that are two."""
        return frozenset(pair_of(*paper.body["pair"]) for paper in self._store.papers(_SORT))

    def same(self) -> Mapping[tuple[str, str], str]:
        """Return the ids of the entries that rows tell of."""
        return {(paper.body["new"], paper.body["name"]): paper.body["other"] for paper in self._store.papers(_SAME)}

    def take_for(self, row: tuple[str, str], other: str, *, by: str = "") -> None:
        """Note that rows with an id and a name tell of the entry with another id, until they are left open again.

        Raises:
            PaperChangedError: somebody else decided about them this very moment.
        """
        new, name = row
        self.forget([(new, other)])
        body = {"new": new, "name": name, "other": other, "by": by}
        put_paper(self._store, Paper(sort=_SAME, id=short_hash(*row), at=now(), body=body))

    def leave_open(self, row: tuple[str, str]) -> None:
        """Forget what rows with an id and a name are."""
        self._store.erase_paper(_SAME, short_hash(*row))

    def keep_apart(self, one: str, other: str, *, by: str = "") -> None:
        """Note that two are two; nothing happens when that is known."""
        pair = pair_of(one, other)
        for row, means in self.same().items():
            if pair_of(row[0], means) == pair:
                self.leave_open(row)
        paper = Paper(sort=_SORT, id=short_hash(*pair), at=now(), body={"pair": list(pair), "by": by})
        try:
            self._store.add_paper(paper)
        except PaperChangedError:
            return

    def follow(self, gone: str, keep: str) -> tuple[list[tuple[str, str]], list[str]]:
        """Return which rows would tell of the kept entry when another becomes it, and from whom it would be told apart.

        What is known of the kept entry already is not among it.
        """
        known = self.different()
        rows = [row for row, means in self.same().items() if means == gone and row[0] != keep]
        others = [other for pair in known if gone in pair for other in pair if other not in (gone, keep)]
        return rows, [other for other in others if pair_of(keep, other) not in known]

    def forget(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take decisions back."""
        for pair in pairs:
            self._store.erase_paper(_SORT, short_hash(*pair_of(*pair)))
