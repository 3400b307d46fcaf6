"""What somebody wrote about an entry, as text by column, before it is an entry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, Self

from graphdir.model import Participation
from graphdir.tables import TABLES

TableName = Literal["organisations", "relations", "projects", "contacts"]
# A project's column for who takes part: a line for each, its role and its id.
PARTICIPANTS: Final = "participants"
# The columns that name an organisation.
_IDS: Final = frozenset({"id", "organisation_id", "from_id", "to_id"})
# What comes from elsewhere on a form of its own, or is not for hands.
_LEFT_OUT: Final = frozenset({"parent_id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody wrote about one entry, as text by column.

    ``key`` is that of the entry to change, empty for a new one; ``seen`` is the text that the writer found.
    """

    table: TableName
    key: str = ""
    cells: Mapping[str, str]
    seen: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def changed(self) -> list[str]:
        """Return the columns that the writer changed, in the order of the table."""
        names = [*columns_of(self.table)]
        return [name for name in names if self.cells.get(name, "") != self.seen.get(name, "")]

    def to_record(self) -> dict[str, Any]:
        """Return the draft in values that JSON knows."""
        return {"table": self.table, "key": self.key, "cells": dict(self.cells), "seen": dict(self.seen)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Build the draft that ``to_record`` told of."""
        return cls(**record)


def handed_over(draft: Draft, gone: str, keep: str, keys: Mapping[str, str]) -> Draft:
    """Return the draft with one organisation for another, and an entry's new key of ``keys`` for its old one."""

    def turned(cells: Mapping[str, str]) -> dict[str, str]:
        cells = {name: keep if name in _IDS and cell == gone else cell for name, cell in cells.items()}
        if PARTICIPANTS in cells:
            lines = [line.partition(" ") for line in cells[PARTICIPANTS].split("\n")]
            cells[PARTICIPANTS] = "\n".join(f"{role}{gap}{keep if id_ == gone else id_}" for role, gap, id_ in lines)
        return cells

    return replace(draft, key=keys.get(draft.key, draft.key), cells=turned(draft.cells), seen=turned(draft.seen))


def columns_of(table: TableName) -> tuple[str, ...]:
    """Return the columns that hands may fill in, in the order of the table."""
    names = tuple(column.name for column in TABLES[table].columns if column.name not in _LEFT_OUT)
    return (*names, PARTICIPANTS) if table == "projects" else names


def participants(cell: str) -> list[tuple[str, str]]:
    """Return the roles and ids of who takes part."""
    pairs = (line.partition(" ") for line in cell.splitlines() if line.strip())
    return [(role, organisation) for role, _space, organisation in pairs]


def participants_text(parts: Iterable[Participation]) -> str:
    """Return who takes part as text, the opposite of ``participants``."""
    return "\n".join(f"{part.role} {part.organisation_id}" for part in parts)
