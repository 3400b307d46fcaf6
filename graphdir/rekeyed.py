"""Entries that are the same under another key, since what they are known by was edited.

That may be a relation's kind, ends and beginning, a participation's role, and most of a contact point.
A store then knows of one that was erased and of one that is new, in one change set.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol, TypeVar

from graphdir.model import ContactPoint, Entity, EntityKind, Relation
from graphdir.store import GraphStore, Ref

_ENDS: Final[Mapping[EntityKind, tuple[str, ...]]] = {
    "relation": ("from_id", "to_id"),
    "participation": ("project_id", "organisation_id"),
    "contact": ("organisation_id",),
}
_A_PAIR: Final = 2


class Changed(Protocol):
    """A change in a store, or in its history: the address, and the entry or its fields by name before and after."""

    @property
    def ref(self) -> Ref:
        """Return the address of the entry."""
        ...

    @property
    def before(self) -> Any:
        """Return what was; None for a new entry."""
        ...

    @property
    def after(self) -> Any:
        """Return what is; None for an erased entry."""
        ...


_Changed = TypeVar("_Changed", bound=Changed)


def rekeyed(changes: Iterable[_Changed]) -> list[tuple[_Changed, _Changed]]:
    """Return the changes of one change set that are one: what erased an entry, and what brought it under its new key.

    Such are those with the same ends, where there are no others of these, and the only two of a change set that have
    one end in common: the form of a relation lets its other end be corrected.
    """
    of_sort: defaultdict[EntityKind, list[_Changed]] = defaultdict(list)
    for change in changes:
        if change.ref.entity in _ENDS and (change.before is None) != (change.after is None):
            of_sort[change.ref.entity].append(change)
    pairs: list[tuple[_Changed, _Changed]] = []
    for entity, found in of_sort.items():
        at: defaultdict[object, list[_Changed]] = defaultdict(list)
        for change in found:
            at[_ends(change)].append(change)
        together = [*at.values()]
        if entity == "relation" and len(found) == _A_PAIR and _ends(found[0]) & _ends(found[1]):
            together = [found]
        pairs.extend(pair for candidates in together if (pair := _pair(candidates)))
    return pairs


def edits(changes: Iterable[_Changed]) -> list[tuple[_Changed, Any]]:
    """Return the changes of one change set, each with what was before: of a rekeyed entry one, with what it was."""
    found = list(changes)
    pairs = rekeyed(found)
    gone, stood = {old.ref for old, _new in pairs}, {new.ref: old.before for old, new in pairs}
    return [(change, stood.get(change.ref, change.before)) for change in found if change.ref not in gone]


def present(store: GraphStore, ref: Ref) -> Relation | ContactPoint | None:
    """Return a relation or contact point as it is now, which once had this address; None where it is no more."""
    seen: set[Ref] = set()
    while ref not in seen:
        seen.add(ref)
        newest = next(iter(store.history_of([ref], 1)), None)
        if newest is None:
            return None
        changes = store.changes_of(newest.batch.id).changes
        moved = next((new.after for old, new in rekeyed(changes) if old.ref == ref), None)
        if moved is None:
            return None
        if found := _there(store, moved):
            return found
        ref = Ref(ref.entity, moved.key)
    return None


def _ends(change: Changed) -> frozenset[str]:
    entry = change.before if change.after is None else change.after
    return frozenset(
        entry[name] if isinstance(entry, Mapping) else getattr(entry, name) for name in _ENDS[change.ref.entity]
    )


def _pair(candidates: list[_Changed]) -> tuple[_Changed, _Changed] | None:
    gone = [change for change in candidates if change.after is None]
    new = [change for change in candidates if change.before is None]
    return (gone[0], new[0]) if len(gone) == len(new) == 1 else None


def _there(store: GraphStore, entry: Entity) -> Relation | ContactPoint | None:
    if isinstance(entry, Relation):
        return store.relations([entry.key]).get(entry.key)
    if isinstance(entry, ContactPoint):
        among = store.contacts_of([entry.organisation_id])[entry.organisation_id]
        return next((one for one in among if one.key == entry.key), None)
    return None
