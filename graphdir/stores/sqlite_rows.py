"""Entries as rows of the embedded store, and back."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from graphdir.model import FIELDS, Entity, EntityKind
from graphdir.stores import records
from graphdir.stores.vocabulary import name_key, project_words

ORDER: Final[tuple[EntityKind, ...]] = tuple(records.TYPES)
_COLUMNS: Final[Mapping[EntityKind, tuple[str, ...]]] = {kind: FIELDS[kind] for kind in ORDER}
KEY: Final[Mapping[EntityKind, str]] = {
    "topic": "id",
    "organisation_kind": "id",
    "organisation": "id",
    "project": "id",
    "relation": "key",
    "participation": "key",
    "contact": "key",
}
# Columns that the adapter adds to an entry's own fields.
_DERIVED: Final[Mapping[EntityKind, Mapping[str, Callable[[Any], object]]]] = {
    "topic": {},
    "organisation_kind": {},
    "organisation": {"name_key": lambda o: name_key(o.name), "town_key": lambda o: name_key(o.town)},
    "project": {"title_key": lambda p: name_key(p.title), "words": project_words},
    "relation": {"key": attrgetter("key")},
    "participation": {"key": attrgetter("key")},
    "contact": {"key": attrgetter("key")},
}
QUOTED_FIELDS: Final[Mapping[EntityKind, str]] = {
    kind: ", ".join(f'"{name}"' for name in names) for kind, names in _COLUMNS.items()
}
# Every row of an entry holds its fields first, in their order.
SELECT: Final[Mapping[EntityKind, str]] = {kind: f"SELECT {QUOTED_FIELDS[kind]} FROM {kind}" for kind in ORDER}


def entity_of(kind: EntityKind, row: sqlite3.Row) -> Entity:
    """Return the entry that a row holds, its fields first; NULL is an empty field."""
    values: dict[str, Any] = {
        name: value for name, value in zip(_COLUMNS[kind], row, strict=False) if value is not None
    }
    for name in records.LISTS[kind]:
        if name in values:
            values[name] = as_list(values[name])
    if "recognised_75" in values:
        values["recognised_75"] = bool(values["recognised_75"])
    return records.TYPES[kind](**values)


@lru_cache(maxsize=50_000)
def as_list(cell: str) -> tuple[str, ...]:
    """Return the list of a cell."""
    return tuple(json.loads(cell))


def _values(kind: EntityKind) -> Callable[[Entity], tuple[Any, ...]]:
    """Return what turns an entry into a row; empty text and lists are NULL where that may be."""
    names = _COLUMNS[kind]
    read = attrgetter(*names)
    lists = [number for number, name in enumerate(names) if name in records.LISTS[kind]]
    derived = tuple(_DERIVED[kind].values())

    def values(entity: Entity) -> tuple[Any, ...]:
        row = list(read(entity))
        for number in lists:
            row[number] = records.listed(row[number]) if row[number] else None
        row.extend(function(entity) for function in derived)
        return tuple(row)

    return values


_VALUES: Final = {kind: _values(kind) for kind in ORDER}


def write(db: sqlite3.Connection, kind: EntityKind, entries: Iterable[Entity]) -> None:
    """Insert entries of one kind, or overwrite those of their keys."""
    names = (*_COLUMNS[kind], *_DERIVED[kind])
    quoted = ", ".join(f'"{name}"' for name in names)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name != KEY[kind])
    db.executemany(
        f"INSERT INTO {kind} ({quoted}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT ({KEY[kind]}) DO UPDATE SET {updates}",
        # Sorted, they go into the table one after the other instead of all over the place.
        map(_VALUES[kind], sorted(entries, key=attrgetter("key"))),
    )


def erase(db: sqlite3.Connection, kind: EntityKind, keys: Sequence[str]) -> None:
    """Remove entries of one kind, and what they are found by; unknown keys are passed over."""
    if not keys:
        return
    asked = json.dumps(keys)
    if kind == "organisation":
        gone = "(SELECT number FROM organisation WHERE id IN (SELECT value FROM json_each(?)))"
        db.execute(f"DELETE FROM facet WHERE organisation IN {gone}", (asked,))
        db.execute(f"DELETE FROM organisation_words WHERE rowid IN {gone}", (asked,))
    db.execute(f"DELETE FROM {kind} WHERE {KEY[kind]} IN (SELECT value FROM json_each(?))", (asked,))


def by_key(db: sqlite3.Connection, kind: EntityKind, keys: Iterable[str]) -> dict[str, Entity]:
    """Return the entries of these keys in their order, without those that are not there."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    rows = db.execute(f"{SELECT[kind]} WHERE {KEY[kind]} IN (SELECT value FROM json_each(?))", (json.dumps(wanted),))
    found = {entity.key: entity for entity in (entity_of(kind, row) for row in rows)}
    return {key: found[key] for key in wanted if key in found}


def all_entries(db: sqlite3.Connection) -> Iterator[Entity]:
    """Go through everything there is, kind by kind."""
    for kind in ORDER:
        for row in db.execute(SELECT[kind]):
            yield entity_of(kind, row)


def as_columns(db: sqlite3.Connection, table: str, key: str, fields: Sequence[str]) -> dict[str, list[Any]]:
    """Return a table as one list for each field, in the order of its key."""
    cursor = db.cursor()
    cursor.row_factory = None  # plain tuples are turned into columns five times as fast
    cursor.execute(f"SELECT {', '.join(fields)} FROM {table} ORDER BY {key}")
    values = map(list, zip(*cursor, strict=True))
    columns = dict(zip(fields, values, strict=False)) or {name: [] for name in fields}
    if "topics" in columns:
        columns["topics"] = [as_list(cell) if cell else () for cell in columns["topics"]]
    return columns
