"""Entries as rows of the tables that the importer reads."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from graphdir import clock
from graphdir.contacts import may_see
from graphdir.model import ContactPoint, Entity
from graphdir.store import GraphStore
from graphdir.tables import LIST_SEPARATOR, TABLES, Column, Table
from graphdir.text import number_text

_NUMBERS: Final = frozenset({"number"})


def tables_of(store: GraphStore, *, all_contacts: bool) -> Iterator[tuple[Table, Iterable[Entity]]]:
    """Go through the tables that hold something, entries in order of their key.

    Without ``all_contacts`` only those contact points are among them that anybody may see today.
    """
    today = clock.day()
    for table in TABLES.values():
        entries: list[Entity] = list(store.entries(table.entity))
        if not all_contacts:
            entries = [entry for entry in entries if not isinstance(entry, ContactPoint) or may_see(None, entry, today)]
        if entries or table.name == "organisations":
            yield table, entries


def cell_text(value: Any) -> str:
    """Return a value as text that reads back as the same value; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(value)
    return str(value)


def is_number(column: Column) -> bool:
    """Tell whether a spreadsheet should hold the column as numbers."""
    return column.type in _NUMBERS


def value_of(entry: Entity, column: Column) -> Any:
    """Return the entry's value; a parent is None, since its relation owns that fact."""
    return getattr(entry, column.name, None)


def record(entry: Entity, table: Table) -> Mapping[str, Any]:
    """Return the filled columns by name, lists as lists."""
    values = ((column.name, value_of(entry, column)) for column in table.columns)
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values
        if value not in (None, "", ())
    }
