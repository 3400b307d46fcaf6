"""Which rows are not imported: for errors of their own, or because they need a row that has some."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphdir import text
from graphdir.i18n import gettext as _
from graphdir.importing.readers import Sheet
from graphdir.importing.recognising import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A row that is not imported; ``needs`` is the row of ``needs_file`` that keeps it out, 0 for errors of its own.

    Of two rows that say different things of an entry the first ``contradicts`` the other.
    """

    file: str
    sheet: str = ""
    row: int
    needs: int = 0
    needs_file: str = ""
    contradicts: bool = False

    @property
    def because(self) -> str:
        """Return what other row keeps this one out, and how; empty where its own errors do."""
        if self.contradicts:
            return _("contradicts row %(row)s of %(file)s", row=self.needs, file=self.needs_file)
        if self.needs:
            return _("needs row %(row)s of %(file)s, which has errors", row=self.needs, file=self.needs_file)
        return ""


class Refused:
    """The rows that are left out, and the ids and names by which others refer to the entries in them."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, int], LeftOut] = {}
        self._names: dict[tuple[str, str], tuple[str, int]] = {}
        self._entries: dict[tuple[str, str, str], tuple[str, int]] = {}
        self._halves: defaultdict[str, list[Row]] = defaultdict(list)
        self._tables: dict[str, tuple[str, int]] = {}

    def row(self, sheet: Sheet, row: int, because: tuple[str, int] | None = None, *, contradicts: bool = False) -> None:
        """Leave a row out; ``because`` are file and number of another row that it needs, or ``contradicts``."""
        needs_file, needs = because or ("", 0)
        own = LeftOut(
            file=sheet.file,
            sheet=sheet.sheet,
            row=row,
            needs=needs,
            needs_file=needs_file,
            contradicts=contradicts,
        )
        at = sheet.file, sheet.sheet, row
        if at not in self._rows or not needs:
            self._rows[at] = own

    def entry(self, sheet: Sheet, row: int, names: Iterable[str], entry: str = "") -> None:
        """Remember what a row that is left out would have been known by: ids and names as they stand there."""
        at = sheet.file, row
        for name in names:
            if name:
                self._names.setdefault((sheet.table.name, text.fold(name)), at)
        if entry:
            self._entries.setdefault((sheet.file, sheet.sheet, entry), at)

    def half(self, row: Row) -> None:
        """Remember what could be read of a row that is left out."""
        self._halves[row.sheet.table.name].append(row)

    def halves(self, table: str) -> Sequence[Row]:
        """Return what could be read of the rows of a table that are left out."""
        return self._halves[table]

    def holds(self, row: Row) -> bool:
        """Tell whether a row is left out."""
        return (row.sheet.file, row.sheet.sheet, row.number) in self._rows

    def table(self, table: str, at: tuple[str, int]) -> None:
        """Remember that nothing of a list could be read, for what stands in this row: it may hold any entry."""
        self._tables.setdefault(table, at)

    def called(self, table: str, name: str) -> tuple[str, int] | None:
        """Return file and number of the row that is left out with the entry of this id or name, or may be."""
        return self._names.get((table, text.fold(name))) or self._tables.get(table)

    def of_entry(self, sheet: Sheet, entry: str) -> tuple[str, int] | None:
        """Return file and number of the row that is left out with this entry of a flat list."""
        return self._entries.get((sheet.file, sheet.sheet, entry))

    def names(self, table: str) -> set[str]:
        """Return the folded ids and names of all entries of a table that are left out."""
        return {name for of_table, name in self._names if of_table == table}

    def left_out(self) -> list[LeftOut]:
        """Return the rows by file, sheet and number."""
        return [self._rows[at] for at in sorted(self._rows)]
