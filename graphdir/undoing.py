"""What stands in the way of taking a change set back."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from graphdir.store import ChangeSet, GraphStore, called, ends_of

_ALL: Final = 1_000_000_000


def in_the_way(store: GraphStore, batch_id: str, done: ChangeSet) -> Iterator[tuple[str, str, list[str]]]:
    """Go through later change sets that stand and changed the same entries, or added to what ``done`` had made.

    Each is its id, its summary, and what the entries in question are called; the latest first.
    """
    refs = {change.ref for change in done.changes}
    made = {change.ref for change in done.changes if change.before is None}
    batches = store.batches(_ALL)
    undone = {batch.undoes for batch in batches if batch.undoes}
    for batch in takewhile(lambda batch: batch.id != batch_id, batches):
        if batch.id in undone or batch.undoes:
            continue
        entries = [
            change.after or change.before
            for change in store.changes_of(batch.id).changes
            if change.ref in refs or made.intersection(ends_of(change.after))
        ]
        if entries:
            yield batch.id, batch.summary, list(dict.fromkeys(called(entry) for entry in entries if entry))
