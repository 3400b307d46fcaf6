"""Entries as plain records (what JSON and node properties can hold) and back."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any, Final, cast

from graphdir.errors import DanglingReferenceError, StaleWriteError
from graphdir.model import (
    ENTITY_TYPES,
    FIELDS,
    Entity,
    EntityKind,
    Participation,
)
from graphdir.store import Change, Ref, called, ends_of

TYPES: Final[Mapping[EntityKind, type[Entity]]] = {type_.entity: type_ for type_ in ENTITY_TYPES}
LISTS: Final[Mapping[EntityKind, frozenset[str]]] = {
    type_.entity: frozenset(field.name for field in fields(type_) if field.init and str(field.type).startswith("tuple"))
    for type_ in ENTITY_TYPES
}
_READ: Final[Mapping[EntityKind, Callable[[Entity], tuple[Any, ...]]]] = {
    kind: attrgetter(*names) for kind, names in FIELDS.items()
}
_PREFIXES: Final[Mapping[EntityKind, tuple[str, ...]]] = {
    kind: tuple(f'"{name}": ' for name in names) for kind, names in FIELDS.items()
}


def to_record(entity: Entity) -> dict[str, Any]:
    """Return the fields that hold something, tuples as lists."""
    kind = entity.entity
    return {
        name: list(cast("tuple[str, ...]", value)) if value.__class__ is tuple else value
        for name, value in zip(FIELDS[kind], _READ[kind](entity), strict=True)
        if value or value is False or value == 0
    }


def from_record(entity: EntityKind, record: Mapping[str, Any]) -> Entity:
    """Build the entry again; what the record lacks is empty, what it has beside is passed over."""
    lists = LISTS[entity]
    values: dict[str, Any] = {
        name: tuple(record[name]) if name in lists else record[name]
        for name in FIELDS[entity]
        if record.get(name) is not None
    }
    return TYPES[entity](**values)


def dumped(entity: Entity | None) -> str | None:
    """Return an entry as the history keeps it: as ``json.dumps`` writes its record, in a third of the time."""
    if entity is None:
        return None
    kind = entity.entity
    parts = [
        prefix
        + (
            encode_basestring(value)
            if isinstance(value, str)
            else listed(value)
            if value.__class__ is tuple
            else json.dumps(value)
        )
        for prefix, value in zip(_PREFIXES[kind], _READ[kind](entity), strict=True)
        if value or value is False or value == 0
    ]
    return "{" + ", ".join(parts) + "}"


@lru_cache(maxsize=50_000)
def listed(items: tuple[str, ...]) -> str:
    """Return a list as JSON."""
    return json.dumps(items, ensure_ascii=False)


def loaded(text: str | None) -> dict[str, Any] | None:
    """Return the fields that the history keeps."""
    return None if text is None else cast("dict[str, Any]", json.loads(text))


def change_of(entity: EntityKind, before: str | None, after: str | None, file: str | None, row: int | None) -> Change:
    """Build a change from what the history keeps."""
    old, new = loaded(before), loaded(after)
    return Change(
        before=None if old is None else from_record(entity, old),
        after=None if new is None else from_record(entity, new),
        file=file or "",
        row=row or 0,
    )


def pending(changes: Iterable[Change], current: Mapping[Ref, Entity]) -> list[Change]:
    """Return the changes that are not in effect yet, each with what really stands before it.

    Raises:
        StaleWriteError: an entry is neither as its change expects nor as it wants it.
    """
    todo: list[Change] = []
    stale: list[str] = []
    for change in changes:
        stands = current.get(change.ref)
        if stands == change.after:
            continue
        if stands != change.before:
            stale.append(called(stands or change.before or change.after))
        else:
            todo.append(change)
    if stale:
        raise StaleWriteError(stale)
    return todo


def needed(todo: Iterable[Change]) -> dict[EntityKind, set[str]]:
    """Return the keys of what the written entries refer to."""
    keys: dict[EntityKind, set[str]] = {"organisation": set(), "project": set()}
    for change in todo:
        for ref in ends_of(change.after):
            keys[ref.entity].add(ref.key)
    return keys


def written(todo: Iterable[Change]) -> dict[EntityKind, list[Entity]]:
    """Return the entries that come or change."""
    entries: dict[EntityKind, list[Entity]] = {kind: [] for kind in TYPES}
    for change in todo:
        if change.after is not None:
            entries[change.ref.entity].append(change.after)
    return entries


def erased(todo: Iterable[Change]) -> dict[EntityKind, list[str]]:
    """Return the keys of what goes."""
    keys: dict[EntityKind, list[str]] = {kind: [] for kind in TYPES}
    for change in todo:
        if change.after is None:
            keys[change.ref.entity].append(change.ref.key)
    return keys


def in_order(todo: Sequence[Change]) -> list[Change]:
    """Return the changes so that no edge ever ends at nothing: edges go first and come last."""
    by_kind: defaultdict[tuple[bool, EntityKind], list[Change]] = defaultdict(list)
    for change in todo:
        by_kind[change.after is None, change.ref.entity].append(change)
    kinds = tuple(TYPES)
    gone = [change for kind in reversed(kinds) for change in by_kind[True, kind]]
    return gone + [change for kind in kinds for change in by_kind[False, kind]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dirty:
    """Whose words or topics a change set may have changed: itself, or through a project."""

    everybody: bool
    organisations: frozenset[str]
    projects: frozenset[str]


def dirty(todo: Iterable[Change]) -> Dirty:
    """Return whose index has to be renewed; with a topic changed, everybody's."""
    everybody = False
    organisations: set[str] = set()
    projects: set[str] = set()
    for change in todo:
        kind = change.ref.entity
        if kind == "topic":
            everybody = True
        elif kind == "organisation":
            organisations.add(change.ref.key)
        elif kind == "project" and change.before is not None:
            # Who joins a new one has a change of its own.
            projects.add(change.ref.key)
        elif kind == "participation":
            organisations.add(cast("Participation", change.after or change.before).organisation_id)
    return Dirty(
        everybody=everybody,
        organisations=frozenset(organisations),
        projects=frozenset(projects),
    )


def refuse_dangling(missing: Iterable[str]) -> None:
    """Raise ``DanglingReferenceError`` if anything is missing."""
    names = sorted(set(missing))
    if names:
        raise DanglingReferenceError(names)
