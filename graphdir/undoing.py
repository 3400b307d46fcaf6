"""What stands in the way of taking a change set back."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from graphdir.model import Entity
from graphdir.store import ChangeSet, GraphStore

_ALL: Final = 1_000_000_000
_ENDS: Final = ("from_id", "to_id", "project_id", "organisation_id")


def in_the_way(store: GraphStore, batch_id: str, done: ChangeSet) -> Iterator[tuple[str, str, list[str]]]:
    """Go through later change sets that stand and changed the same entries, or added to what ``done`` had made.

    Each is its id, its summary, and what the entries in question are called; the latest first.
    """
    refs = {change.ref for change in done.changes}
    made = {change.ref.key for change in done.changes if change.before is None}
    batches = store.batches(_ALL)
    undone = {batch.undoes for batch in batches if batch.undoes}
    for batch in takewhile(lambda batch: batch.id != batch_id, batches):
        if batch.id in undone or batch.undoes:
            continue
        entries = [
            change.after or change.before
            for change in store.changes_of(batch.id).changes
            if change.ref in refs or made.intersection(_ends(change.after))
        ]
        if entries:
            yield batch.id, batch.summary, list(dict.fromkeys(_called(entry) for entry in entries if entry))


def _ends(entry: Entity | None) -> list[str]:
    return [end for name in _ENDS if (end := getattr(entry, name, ""))]


def _called(entry: Entity) -> str:
    """Return what an entry is called; an edge or a contact point by what it is of, never by a person's name."""
    return " / ".join(_ends(entry)) or str(getattr(entry, "name", "") or getattr(entry, "title", "") or entry.key)
