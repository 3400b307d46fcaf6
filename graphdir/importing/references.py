"""Whom a cell means that names another entry."""

from collections.abc import Mapping
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.importing.complaints import Complaints
from graphdir.importing.recognising import Recogniser, Row
from graphdir.tables import TABLES

# The table that a column refers to.
REFERENCES: Final[Mapping[str, str]] = {
    column.name: column.vocabulary
    for table in TABLES.values()
    for column in table.columns
    if column.type == "reference"
}


class References:
    """Finds whom cells mean, and tells where that is nobody or not clear.

    ``unknown`` are the names of which nobody knows whom they mean, by (file, sheet) and column.
    """

    def __init__(self, recogniser: Recogniser, complaints: Complaints) -> None:
        self.unknown: dict[tuple[str, str], dict[str, dict[str, None]]] = {}
        self._recogniser = recogniser
        self._complaints = complaints

    def of(self, row: Row, column: str) -> str | None:
        """Return the id that a cell means; None, with a problem noted, when it means no one entry."""
        table, cell = REFERENCES[column], str(row.values[column])
        found = self.meant(row, column)
        if len(found) == 1:
            return next(iter(found))
        if column in row.sheet.by_entry:
            self._complaints.refused.row(row.sheet, row.number, self._complaints.refused.of_entry(row.sheet, cell))
            return None
        left_out = self._complaints.refused.called(table, cell)
        if left_out:
            self._complaints.refused.row(row.sheet, row.number, left_out)
        elif found:
            self._complaints.error(
                row,
                column,
                cell,
                _("can mean several entries: %(ids)s", ids=", ".join(sorted(found)[:5])),
                _("Write the id, or the name with its town in brackets: Name (Town)."),
            )
        else:
            of_sheet = self.unknown.setdefault((row.sheet.file, row.sheet.sheet), {})
            of_sheet.setdefault(column, {})[cell] = None
            self._complaints.error(
                row,
                column,
                cell,
                _("is neither an id nor a name in “%(table)s”", table=TABLES[table].label(language())),
                self._proposed(table, cell),
            )
        return None

    def meant(self, row: Row, column: str) -> set[str]:
        """Return the ids that a cell may mean."""
        table, cell = REFERENCES[column], str(row.values[column])
        if column not in row.sheet.by_entry:
            return self._recogniser.meant(table, cell)
        id_ = self._recogniser.of_entry(row.sheet, cell)
        return {id_} if id_ in self._recogniser.known[table].ids else set()

    def ends_of(self, row: Row) -> list[set[str]]:
        """Return the ids that each cell of a row which names another entry may mean, where that is known."""
        return [ids for column in REFERENCES if row.values.get(column) and (ids := self.meant(row, column))]

    def _proposed(self, table: str, cell: str) -> str:
        """Return whom a name that nobody has may mean, and what else is to be done."""
        like = self._recogniser.called_like(table, cell)
        label = TABLES[table].label(language())
        if like:
            return _("Perhaps “%(name)s”? Else add it to “%(table)s”.", name=like, table=label)
        return _("Add it to “%(table)s”, or correct the spelling.", table=label)
