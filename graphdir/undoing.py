"""What stands in the way of taking a change set back."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import Final

from graphdir.model import Entity, EntityKind
from graphdir.rekeyed import rekeyed
from graphdir.store import EVERY, Batch, ChangeSet, GraphStore, Ref, called, ends_of, names_of_ends, ref_of, words_of
from graphdir.summaries import for_reader
from graphdir.taxonomy import Taxonomy

_MOST_NAMED: Final = 5
_WORDS: Final = frozenset({"topic", "organisation_kind"})
_DESCRIBED: Final[tuple[EntityKind, ...]] = ("topic", "organisation", "project", "relation")


def in_the_way(store: GraphStore, batch_id: str, done: ChangeSet) -> Iterator[tuple[str, str, list[str]]]:
    """Go through later change sets that stand and changed the same entries, or added to what ``done`` had made.

    Among them are those that erased what an entry ends at that would be there again. Each is its id, its summary, and
    what the first few of the entries in question are called; the latest first.
    """
    refs = {change.ref for change in done.changes}
    needed = _missing_ends(store, done)
    made = {change.ref for change in done.changes if change.before is None} - _shipped()
    found: list[tuple[str, str, list[str]]] = []
    for batch in reversed([*_standing_after(store, batch_id)]):
        changes = store.changes_of(batch.id).changes
        entries = [
            entry
            for change in changes
            if (
                change.ref in refs
                or (change.after is None and change.ref in needed)
                or made.intersection((*ends_of(change.after), *words_of(change.after)))
            )
            and (entry := change.after or change.before)
        ]
        if entries:
            found.append((batch.id, for_reader(batch.summary), _names(store, entries[:_MOST_NAMED])))
            refs |= {new.ref for old, new in rekeyed(changes) if old.ref in refs}
    return reversed(found)


def lives_on(store: GraphStore, batch_id: str, done: ChangeSet) -> bool:
    """Tell whether something that a change set left there was edited since, so that it has another key now."""
    left = {change.ref for change in done.changes if ends_of(change.after)}
    return bool(left) and any(
        old.ref in left
        for batch in _standing_after(store, batch_id)
        for old, _new in rekeyed(store.changes_of(batch.id).changes)
    )


def leaves_words_unknown(store: GraphStore, done: ChangeSet) -> bool:
    """Tell whether a kind or topic that goes with a change set describes an entry as it would be then."""
    before = {change.ref: change.before for change in done.changes}
    words = {ref for ref, entry in before.items() if entry is None and ref.entity in _WORDS} - _shipped()
    if not words:
        return False
    then = (before.get(ref_of(entry), entry) for sort in _DESCRIBED for entry in store.entries(sort))
    return any(words.intersection(words_of(entry)) for entry in then)


def undone_among(batches: Iterable[Batch]) -> set[str]:
    """Return which of some change sets, the latest first, have no effect any more.

    Of two of which one takes the other back the other has none; of what was done again the first has.
    """
    gone: set[str] = set()
    for batch in batches:
        if batch.undoes and batch.id not in gone:
            gone.add(batch.undoes)
    return gone


def _standing_after(store: GraphStore, batch_id: str) -> Iterator[Batch]:
    """Go through the change sets after one that have an effect still, the latest first.

    Of two later ones of which one takes the other back neither has.
    """
    later = list(takewhile(lambda batch: batch.id != batch_id, store.batches(EVERY)))
    known, gone = {batch.id for batch in later}, undone_among(later)
    yield from (batch for batch in later if batch.id not in gone and batch.undoes not in known)


def _missing_ends(store: GraphStore, done: ChangeSet) -> set[Ref]:
    """Return what entries would end at that are there again once a change set is taken back, and is not there now."""
    gone = [change.before for change in done.changes if change.before is not None and change.after is None]
    return {end for entry in gone for end in ends_of(entry)} - names_of_ends(store, gone).keys()


@cache
def _shipped() -> frozenset[Ref]:
    """Return the words of graphdir's own: they are there again once a list's are gone."""
    shipped = Taxonomy.shipped()
    kinds = (Ref("organisation_kind", id_) for id_ in shipped.organisation_kinds)
    return frozenset((*(Ref("topic", id_) for id_ in shipped.topics), *kinds))


def _names(store: GraphStore, entries: Sequence[Entity]) -> list[str]:
    """Return what entries are called, each once; an edge and a contact point by what they end at."""
    known = names_of_ends(store, entries)
    names = (" — ".join(known.get(end, end.key) for end in ends_of(entry)) or called(entry) for entry in entries)
    return list(dict.fromkeys(names))
