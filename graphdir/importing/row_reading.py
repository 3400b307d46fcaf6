"""From the cells of a sheet to the values of its rows; what cannot be read is told."""

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from graphdir import text
from graphdir.countries import is_germany
from graphdir.i18n import gettext as _
from graphdir.importing.cells import (
    HOWS,
    CellError,
    CellReader,
    How,
    Meant,
    foreign_postcode,
    name_reader,
    names_nobody,
    person_reader,
    since_reader,
)
from graphdir.importing.complaints import Complaints
from graphdir.importing.mapping import NAMED
from graphdir.importing.person_names import are_turned, is_vacant
from graphdir.importing.readers import COUNT, ENTRY, Sheet, without_column
from graphdir.importing.recognising import Row
from graphdir.importing.references import REFERENCES
from graphdir.importing.telling import how_told
from graphdir.store import Progress
from graphdir.tables import TABLES, Column
from graphdir.taxonomy import Taxonomy

_PROGRESS_EVERY: Final = 1000
# In a header it says that what began there goes on: "seit", "Mitglied seit".
_SINCE: Final = re.compile(r"(?:.*\s)?(?:seit|ab|since)(?:\s.*)?")
# Periods such as "2024/25" may stand in the column of their beginning.
_ENDS: Final = {"valid_from": "valid_to", "starts_on": "ends_on"}
_SCHOOL_TYPE: Final = TABLES["organisations"].column("school_type")


class RowReader:
    """Reads the rows of sheets, and tells of their ``complaints``.

    Rows with an error are left out; ``refer`` gets what could be read of one, and the column in it that names another
    entry. ``waiting`` is how many of those read are still searched for among the others, half of the work.
    """

    def __init__(
        self,
        sheets: Sequence[Sheet],
        complaints: Complaints,
        refer: Callable[[Row, str], object],
        progress: Progress,
        waiting: Callable[[], int],
    ) -> None:
        self._complaints = complaints
        self._refer = refer
        self._progress = progress
        self._waiting = waiting
        self._done = 0
        self._total = sum(len(sheet.rows) for sheet in sheets)
        self._progress(0, self._total)

    def tell(self) -> None:
        """Tell how far it is."""
        self._progress(self._done - self._waiting() // 2, self._total)

    def finish(self) -> None:
        """Say that everything is read and checked."""
        self._progress(self._total, self._total)

    def rows(self, sheet: Sheet, taxonomy: Taxonomy) -> Iterator[Row]:
        """Go through the rows of a sheet that could be read; none where a column is missing that has to be there."""
        columns = self._columns(sheet)
        if columns is None:
            self._complaints.refused.table(sheet.table.name, (sheet.file, sheet.header_row))
            return
        readers = [(at, column.name, _reader(sheet, at, column, taxonomy)) for at, column in columns]
        entry = sheet.columns.index(ENTRY) if ENTRY in sheet.columns else None
        required = [column.name for _at, column in columns if column.required]
        width = len(sheet.header)
        foreign: set[int] = set()
        school_types = CellReader(_SCHOOL_TYPE, taxonomy)
        for number, cells in sheet.rows:
            self._count_row()
            if not any(cells):
                continue
            if len(cells) > width:
                self._tell_of_more(sheet, number, cells[width:])
            filled = cells if len(cells) >= width else [*cells, *[""] * (width - len(cells))]
            try:
                values = {name: reader[filled[at]] for at, name, reader in readers}
            except CellError:
                values = {}
            _read_ends(values, readers, filled)
            if values and sheet.table.name == "organisations":
                _take_school_type(values, _cell(sheet, filled, "kind"), school_types)
                foreign.update({number} if _is_foreign(values, _cell(sheet, filled, "postcode")) else ())
            if values and all(values[name] is not None for name in required):
                yield Row(sheet, number, values, filled, filled[entry] if entry is not None else "")
            elif not sheet.withheld:
                self._complain_of(sheet, number, filled, readers, required)
        for at, name, reader in readers:
            self._tell_of(sheet, at, reader.mended, _("characters from a wrong encoding were read as Windows-1252"))
            self._tell_of(sheet, at, reader.lost, _("a character was lost"), _("Write the word anew."))
            self._tell_of_meant(sheet, at, reader.meant, foreign if name == "postcode" else frozenset())

    def _count_row(self) -> None:
        self._done += 1
        if self._done % _PROGRESS_EVERY == 0:
            self.tell()

    def _tell_of_more(self, sheet: Sheet, number: int, cells: Sequence[str]) -> None:
        """Tell of what stands right of the last column, if that is anything."""
        if more := "; ".join(filter(None, map(str.strip, cells))):
            message = _("stands right of the last column and was left out")
            proposal = _("Delete it, or give its column a header; a separator inside a cell needs quotation marks.")
            self._complaints.of_sheet(sheet, number, "", more, message, proposal, "warning")

    def _tell_of(self, sheet: Sheet, at: int, told: Collection[str], message: str, proposal: str = "") -> None:
        """Say the same of each such cell of a column."""
        for number, cells in sheet.rows if told else ():
            if at < len(cells) and cells[at] in told:
                self._complaints.of_sheet(sheet, number, sheet.header[at], cells[at], message, proposal, "warning")

    def _tell_of_meant(self, sheet: Sheet, at: int, meant: Mapping[str, Meant], but: Container[int]) -> None:
        """Say once a column and way what was read otherwise than it stands there."""
        for how in HOWS if meant else ():
            told = {cell: found.shown or str(found.value) for cell, found in meant.items() if found.how == how}
            cells = {cell: value for cell, value in told.items() if value != cell}
            if cells:
                self._tell_how(sheet, at, how, cells, but)

    def _tell_how(self, sheet: Sheet, at: int, how: How, cells: Mapping[str, str], but: Container[int]) -> None:
        of_rows = {n: row[at] for n, row in sheet.rows if at < len(row) and row[at] in cells and n not in but}
        if not of_rows:
            return
        rows = list(of_rows)
        cell, value = of_rows[rows[0]], cells[of_rows[rows[0]]]
        told = how_told(how, len(rows), cell, value)
        self._complaints.of_sheet(sheet, rows[0], sheet.header[at], cell, told, level="warning")

    def _complain_of(
        self,
        sheet: Sheet,
        number: int,
        cells: Sequence[str],
        readers: Iterable[tuple[int, str, CellReader]],
        required: Sequence[str],
    ) -> None:
        """Note what is wrong with each cell of a row."""
        named = dict(zip(sheet.columns, cells, strict=False))
        name, town = named.get("name") or named.get("title") or "", named.get("town", "")
        self._complaints.refused.entry(
            sheet, number, (named.get("id", ""), name, town and f"{name} {town}"), named.get(ENTRY, "")
        )
        half = Row(sheet, number, {}, cells)
        self._complaints.refused.half(half)
        for at, name, reader in readers:
            try:
                value = half.values[name] = reader[cells[at]]
            except CellError as error:
                self._complaints.of_sheet(sheet, number, sheet.header[at], cells[at], error.message, error.proposal)
                continue
            if value is None and name in required:
                self._complaints.of_sheet(
                    sheet, number, sheet.header[at], cells[at], _("is missing"), _("Please fill it in.")
                )
            elif value is not None and name in REFERENCES:
                self._refer(half, name)

    def _columns(self, sheet: Sheet) -> list[tuple[int, Column]] | None:
        """Return the position of each known column; None when a required one is missing."""
        found: dict[str, tuple[int, Column]] = {}
        known = {column.name: column for column in sheet.table.columns}
        for at, (header, means) in enumerate(zip(sheet.header, sheet.columns, strict=True)):
            column = known.get(means)
            if means in {ENTRY, COUNT}:
                continue
            if column is None:
                if header:
                    self._complaints.of_sheet(
                        sheet,
                        sheet.header_row,
                        header,
                        "",
                        _("this column is not known and was left out"),
                        "",
                        "warning",
                    )
                elif any(at < len(cells) and cells[at].strip() for _number, cells in sheet.rows):
                    self._complaints.of_sheet(
                        sheet,
                        sheet.header_row,
                        "",
                        "",
                        _("column %(number)s has no header and was left out", number=at + 1),
                        _("Give it a header, or delete it."),
                        "warning",
                    )
            elif column.name in found:
                self._complaints.of_sheet(
                    sheet,
                    sheet.header_row,
                    header,
                    "",
                    _("means the same as the column “%(other)s”", other=sheet.header[found[column.name][0]]),
                    _("Delete or rename one of the two columns."),
                )
                return None
            else:
                found[column.name] = (at, column)
        missing = [column for column in sheet.table.columns if column.required and column.name not in found]
        for column in missing:
            self._complaints.add(sheet, without_column(sheet.file, sheet.sheet, sheet.header_row, sheet.table, column))
        return None if missing else list(found.values())


def _reader(sheet: Sheet, at: int, column: Column, taxonomy: Taxonomy) -> CellReader:
    if column.name in _ENDS and _SINCE.fullmatch(text.fold(sheet.header[at])):
        return CellReader(column, taxonomy, since_reader(column))
    if column.name == NAMED.get(sheet.table.name) and "id" not in sheet.columns:
        return CellReader(column, taxonomy, name_reader)
    names = (sheet.table.name, column.name) == ("contacts", "name")
    # Lists write names as they like.
    if not names or sheet.is_ours(column.name):
        return CellReader(column, taxonomy)
    called = (cells[at] for _number, cells in sheet.rows if at < len(cells))
    # Where nobody is named, nothing tells the order of names.
    turned = are_turned([name for name in called if not (is_vacant(name) or names_nobody(name))])
    return CellReader(column, taxonomy, person_reader(last_name_first=turned))


def _cell(sheet: Sheet, cells: Sequence[str], column: str) -> str:
    return cells[sheet.columns.index(column)] if column in sheet.columns else ""


def _is_foreign(values: dict[str, Any], postcode: str) -> bool:
    """Tell whether a row is of another country whose postcode was read as a German one, and put that right."""
    country = values.get("country")
    if not (country and values.get("postcode")) or is_germany(country):
        return False
    read, values["postcode"] = values["postcode"], foreign_postcode(postcode)
    return bool(read != values["postcode"])


def _take_school_type(values: dict[str, Any], kind: str, types: CellReader) -> None:
    """Take the type of a school that a row gives as its kind: "Grundschule"."""
    if values.get("kind") == "school" and not values.get("school_type"):
        with suppress(CellError):
            values["school_type"] = types[kind] or values.get("school_type")


def _read_ends(values: dict[str, Any], readers: Iterable[tuple[int, str, CellReader]], cells: Sequence[str]) -> None:
    """Read the end of a period from the column of its beginning, where no column of its own says it."""
    for at, name, reader in readers:
        if name in _ENDS and reader.meant and values:
            meant = reader.meant.get(cells[at])
            if meant and meant.end:
                values[_ENDS[name]] = values.get(_ENDS[name]) or meant.end
