"""A workbook as lines of JSON, read in a process of its own: a hostile file can end that process and nothing else.

Run as ``python -m graphdir.importing.workbook`` with the file on its input. For each sheet a line with its name comes
first, then a line for each row that holds something: its number as a spreadsheet shows it, its cells as text, and
whether all it holds is one text across several columns, as a heading does.
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from graphdir.text import number_text

# Two cells at opposite corners of a sheet ask for half a terabyte.
MOST_MEMORY: Final = 2 * 2**30
UNREADABLE: Final = 2
TOO_MUCH: Final = 3
# In all sheets of a file. What a county keeps has some thousand rows, the largest network we measure 270,000.
MOST_ROWS: Final = 300_000
MOST_CELLS: Final = 6_000_000
MOST_LETTERS: Final = 150_000_000
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SPANNED: Final = re.compile(rb'number-rows-spanned="(?!1")')
_MOST_COUNTED: Final = 2**20
# Row and column of the first and the last cell, counted from 0.
Span = tuple[tuple[int, int], tuple[int, int]]


class TooMuchError(Exception):
    """A file that would fill the memory."""


class Counted:
    """Counts what a file holds and stops where it is too much."""

    def __init__(self) -> None:
        self._rows = self._cells = self._letters = 0

    def row(self, cells: Sequence[str]) -> None:
        """Count a row that holds something.

        Raises:
            TooMuchError: with it the file holds more rows, cells or letters than it may.
        """
        self._rows += 1
        self._cells += len(cells)
        self._letters += sum(map(len, cells))
        if self._rows > MOST_ROWS or self._cells > MOST_CELLS or self._letters > MOST_LETTERS:
            raise TooMuchError


def main() -> int:
    """Write the workbook on the input to the output; what is wrong with it goes to the error output."""
    _limit_memory()
    counted = Counted()
    try:
        content = sys.stdin.buffer.read()
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        of_ods = _spans_of_ods(content)
        hidden = {sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible}
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            for line in _lines(name, sheet, sheet.merged_cell_ranges or of_ods.get(name) or (), counted):
                said = {**line, "hidden": name in hidden} if isinstance(line, dict) else line
                sys.stdout.write(json.dumps(said, ensure_ascii=True) + "\n")
    except TooMuchError:
        return TOO_MUCH
    except (CalamineError, ValueError, OSError, ET.ParseError, zipfile.BadZipFile) as error:
        sys.stderr.write(str(error))
        return UNREADABLE
    return 0


def cell_text(value: Any) -> str:  # noqa: PLR0911  one return a type
    """Return a cell's value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "; ".join(cell_text(part) for part in value)  # pyright: ignore[reportUnknownVariableType]
    return str(value)


def _lines(
    name: str, sheet: CalamineSheet, merged: Iterable[Span], counted: Counted
) -> Iterator[dict[str, Any] | list[Any]]:
    """Go through a sheet; cells merged downwards all say what the first of them says, in rows that say more."""
    merged = list(merged)
    spans = [(first, last) for first, last in merged if last[0] > first[0]]
    across = {first for first, last in merged if last[1] > first[1]}
    yield {"sheet": name, "merged": len(spans)}
    below = {(row, first[1]): first for first, last in spans for row in range(first[0], last[0] + 1)}
    said: dict[tuple[int, int], str] = {}
    # Rows come from the first on, columns from the first that holds something.
    margin = [""] * (sheet.start[1] if sheet.start else 0)
    for number, cells in enumerate(sheet.iter_rows()):
        if cells.count("") == len(cells):
            continue
        row = margin + [cell_text(cell) for cell in cells]
        filled = [column for column, cell in enumerate(row) if cell.strip()] if across else []
        for column in range(len(margin), len(row)) if below else ():
            first = below.get((number, column))
            if first:
                row[column] = said.setdefault(first, row[column])
        while row and not row[-1].strip():
            row.pop()
        if row:
            counted.row(row)
            yield [number + 1, row, len(filled) == 1 and (number, filled[0]) in across]


def _spans_of_ods(content: bytes) -> dict[str, list[Span]]:
    """Return the merged cells of an ODS file by sheet, which calamine does not tell; empty for other files."""
    if not content.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if "content.xml" not in archive.namelist():
            return {}
        body = archive.read("content.xml")
    if not _SPANNED.search(body):
        return {}
    found: dict[str, list[Span]] = {}
    row = column = 0
    spans: list[Span] = []
    # Nothing that it could do reaches further than this process.
    for event, element in ET.iterparse(BytesIO(body), ("start", "end")):  # noqa: S314
        tag = element.tag.removeprefix(_TABLE)
        if event == "start" and tag == "table":
            row, spans = 0, found.setdefault(element.get(f"{_TABLE}name", ""), [])
        elif event == "start" and tag == "table-row":
            column = 0
        elif event == "start" and tag in {"table-cell", "covered-table-cell"}:
            down = _count(element, "number-rows-spanned")
            if down > 1:
                spans.append(((row, column), (row + down - 1, column + _count(element, "number-columns-spanned") - 1)))
            column += _count(element, "number-columns-repeated")
        elif event == "end" and tag == "table-row":
            row += _count(element, "number-rows-repeated")
            element.clear()
    return found


def _count(element: ET.Element, attribute: str) -> int:
    told = element.get(f"{_TABLE}{attribute}", "1")
    return min(int(told), _MOST_COUNTED) if told.isdecimal() else 1


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
