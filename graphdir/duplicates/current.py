"""The pairs that go with the store's present revision."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final, cast

from graphdir.collecting import without_collecting
from graphdir.duplicates.decisions import pair_of
from graphdir.duplicates.likeness import UNSURE, same
from graphdir.duplicates.search import Found, pairs_among
from graphdir.model import Organisation, OrganisationKind
from graphdir.store import GraphStore, Progress, applied_up_to, batches_since

# So many changed organisations are held against the others one by one; after more all are searched anew.
MOST_TO_FOLLOW: Final = 20
# A merger moves many relations; of more changes it is not even looked what they are.
_MOST_READ: Final = 1000


@dataclass(frozen=True, slots=True)
class _Known:
    revision: int
    batch: str
    pairs: Sequence[Found]


class CurrentPairs:
    """Searches all entries at the first question and after large changes, and follows small ones.

    ``alike`` finds what one entry may be. Sentences are in the language of whoever asked first.
    """

    def __init__(self, store: GraphStore, alike: Callable[[Organisation], Iterable[Found]]) -> None:
        self._store = store
        self._alike = alike
        self._searching = Lock()
        self._known: _Known | None = None

    def pairs(self, progress: Progress) -> Sequence[Found]:
        """Return the pairs that may be one, the likeliest first, then by name and id."""
        with self._searching:
            known, revision = self._known, self._store.revision()
            if known is None or known.revision != revision:
                batch = applied_up_to(self._store)
                found = self._followed(known) if known else None
                pairs = sorted(self._searched(progress) if found is None else found, key=_order)
                known = self._known = _Known(revision, batch, pairs)
            return known.pairs

    def _searched(self, progress: Progress) -> list[Found]:
        with without_collecting():
            entries = cast("list[Organisation]", list(self._store.entries("organisation")))
            return list(pairs_among(_counted(entries, progress), self._store.taxonomy()))

    def _followed(self, known: _Known) -> list[Found] | None:
        """Return the pairs after what was changed since; None where that is too much, or it is not known what."""
        batches = batches_since(self._store, known.batch, _MOST_READ)
        if batches is None:
            return None
        entries = [
            change.after or change.before for batch in batches for change in self._store.changes_of(batch.id).changes
        ]
        changed = {entry.id for entry in entries if isinstance(entry, Organisation)}
        if len(changed) > MOST_TO_FOLLOW or any(isinstance(entry, OrganisationKind) for entry in entries):
            return None
        stale = [pair for pair in known.pairs if not changed.isdisjoint((pair.one.id, pair.other.id))]
        found = {_ids(pair): pair for pair in known.pairs}
        for pair in stale:
            del found[_ids(pair)]
        standing = self._store.organisations(changed.union(*map(_ids, stale)))
        for one, other in map(_ids, stale):
            if one in standing and other in standing:
                found[one, other] = self._compared(standing[other], standing[one])
        for id_ in changed.intersection(standing):
            for pair in self._alike(standing[id_]):
                found.setdefault(_ids(pair), _later_first(pair))
        return [pair for pair in found.values() if pair.likeness.score >= UNSURE]

    def _compared(self, one: Organisation, other: Organisation) -> Found:
        return Found(one, other, same(one, other, self._store.taxonomy()))


def _counted(entries: Sequence[Organisation], progress: Progress) -> Iterable[Organisation]:
    for number, entry in enumerate(entries):
        yield entry
        progress(number + 1, len(entries))


def _ids(pair: Found) -> tuple[str, str]:
    return pair_of(pair.one.id, pair.other.id)


def _later_first(pair: Found) -> Found:
    """Return a pair with the side first that a search comes to last: entries come by their ids."""
    return pair if pair.one.id > pair.other.id else Found(pair.other, pair.one, pair.likeness)


def _order(pair: Found) -> tuple[float, str, str, str]:
    return (-pair.likeness.score, pair.one.name, pair.one.id, pair.other.id)
