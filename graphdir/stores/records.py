"""Entries as plain records (what JSON and node properties can hold) and back."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, Final

from graphdir.errors import DanglingReferenceError, StaleWriteError
from graphdir.model import (
    ENTITY_TYPES,
    ContactPoint,
    Entity,
    EntityKind,
    Participation,
    Relation,
)
from graphdir.store import Change, Ref

TYPES: Final[Mapping[EntityKind, type[Entity]]] = {type_.entity: type_ for type_ in ENTITY_TYPES}
FIELDS: Final[Mapping[EntityKind, tuple[str, ...]]] = {
    type_.entity: tuple(field.name for field in fields(type_) if field.init) for type_ in ENTITY_TYPES
}
LISTS: Final[Mapping[EntityKind, frozenset[str]]] = {
    type_.entity: frozenset(
        field.name for field in fields(type_) if field.init and str(field.type).startswith("tuple")
    )
    for type_ in ENTITY_TYPES
}


def to_record(entity: Entity) -> dict[str, Any]:
    """Return the fields that hold something, tuples as lists."""
    record: dict[str, Any] = {}
    for name in FIELDS[entity.entity]:
        value = getattr(entity, name)
        if value is None or value == "" or value == ():
            continue
        record[name] = list(value) if value.__class__ is tuple else value
    return record


def from_record(entity: EntityKind, record: Mapping[str, Any]) -> Entity:
    """Build the entry again; what the record lacks is empty, what it has beside is passed over."""
    lists = LISTS[entity]
    values = {
        name: tuple(record[name]) if name in lists else record[name]
        for name in FIELDS[entity]
        if record.get(name) is not None
    }
    return TYPES[entity](**values)


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
            stale.append(change.ref.key)
        else:
            todo.append(change)
    if stale:
        raise StaleWriteError(stale)
    return todo


def references(entity: Entity | None) -> tuple[Ref, ...]:
    """Return what an entry cannot be without."""
    if isinstance(entity, Relation):
        return _organisation(entity.from_id), _organisation(entity.to_id)
    if isinstance(entity, Participation):
        return Ref(entity="project", key=entity.project_id), _organisation(entity.organisation_id)
    if isinstance(entity, ContactPoint):
        return (_organisation(entity.organisation_id),)
    return ()


def refuse_dangling(missing: Iterable[str]) -> None:
    """Raise ``DanglingReferenceError`` if anything is missing."""
    names = sorted(set(missing))
    if names:
        raise DanglingReferenceError(names)


def _organisation(key: str) -> Ref:
    return Ref(entity="organisation", key=key)
