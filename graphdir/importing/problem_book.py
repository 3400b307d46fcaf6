"""The rows that cannot be imported as a workbook, each complaint beside its cell: to mend and to import again."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from graphdir.i18n import gettext as _
from graphdir.importing.files import RawSheet
from graphdir.importing.importer import Plan
from graphdir.importing.lists import Understood
from graphdir.importing.problems import Problem
from graphdir.importing.readers import COMPLAINT
from graphdir.importing.refused import LeftOut
from graphdir.tables import LONGEST_CELL
from graphdir.text import shortened

_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_WIDEST: Final = 50
_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "in_memory": True,
}


def problem_book(lists: Understood, plan: Plan) -> bytes:
    """Return an Excel file with a sheet for each list that has rows which are left out.

    Columns whose header begins with the sign ``COMPLAINT`` say what is wrong; the importer passes them over. The text
    is in the language in force.
    """
    content = BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        looks = _Looks(
            header=book.add_format({"bold": True}),
            wrong=book.add_format({"bg_color": "#FDE0DC"}),
            complaint=book.add_format({"font_color": "#9C1C1C", "text_wrap": True, "valign": "top"}),
        )
        names: set[str] = set()
        for raw in lists.raws:
            bad = [row for row in plan.left_out if (row.file, row.sheet) == (raw.file, raw.sheet)]
            if bad:
                name = _sheet_name(raw, names)
                _Page(raw, _header_row(raw, lists), bad, plan.problems).write(book.add_worksheet(name), looks)
    return content.getvalue()


@dataclass(frozen=True, slots=True)
class _Looks:
    header: Any
    wrong: Any
    complaint: Any


class _Page:
    """One list: its bad rows, and what is wrong with each of their cells."""

    def __init__(self, raw: RawSheet, header_row: int, bad: Sequence[LeftOut], problems: Iterable[Problem]) -> None:
        self._header = next((cells for number, cells in raw.rows if number == header_row), ())
        self._bad = {row.row: row for row in bad}
        whole = header_row in self._bad
        self._rows = [
            (number, cells) for number, cells in raw.rows if number > header_row and (whole or number in self._bad)
        ]
        columns = {name.strip(): at for at, name in reversed(list(enumerate(self._header)))}
        self._of_cells: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
        self._of_rows: defaultdict[int, list[str]] = defaultdict(list)
        for problem in problems:
            if problem.level != "error" or (problem.file, problem.sheet) != (raw.file, raw.sheet):
                continue
            said = f"{problem.sentence} {problem.proposal}".strip()
            at = columns.get(problem.column)
            if at is None or problem.row <= header_row:
                self._of_rows[problem.row].append(f"{problem.column}: {said}" if problem.column else said)
            else:
                self._of_cells[problem.row, at].append(said)
        self._header_row = header_row

    def write(self, sheet: Any, looks: _Looks) -> None:
        positions = self._positions()
        complained = {at for _row, at in self._of_cells}
        sheet.freeze_panes(1, 1)
        sheet.write_string(0, 0, COMPLAINT, looks.header)
        for at, name in enumerate(self._header):
            _write(sheet, 0, positions[at], name, looks.header)
            if at in complained:
                _write(sheet, 0, positions[at] + 1, f"{COMPLAINT} {name}", looks.header)
        for line, (number, cells) in enumerate(self._rows, start=1):
            _write(sheet, line, 0, self._about_row(number, first=line == 1), looks.complaint)
            for at, position in positions.items():
                said = self._of_cells.get((number, at))
                _write(sheet, line, position, cells[at] if at < len(cells) else "", looks.wrong if said else None)
                if said:
                    _write(sheet, line, position + 1, " ".join(said), looks.complaint)
        sheet.set_column(0, 0, 25)
        for at in complained:
            sheet.set_column(positions[at] + 1, positions[at] + 1, _WIDEST)

    def _positions(self) -> Mapping[int, int]:
        """Return where each column of the list goes: the first is for the row, and complaints stand beside."""
        complained = {at for _row, at in self._of_cells}
        width = max((len(cells) for _number, cells in self._rows), default=len(self._header))
        positions: dict[int, int] = {}
        free = 1
        for at in range(max(width, len(self._header))):
            positions[at] = free
            free += 2 if at in complained else 1
        return positions

    def _about_row(self, number: int, *, first: bool) -> str:
        told = [_("row %(row)s", row=number)]
        if first:
            told += self._of_rows.get(self._header_row, [])
        told += self._of_rows.get(number, [])
        row = self._bad.get(number)
        if row and row.because:
            told.append(row.because)
        return "; ".join(told)


def _write(sheet: Any, line: int, at: int, cell: str, look: Any) -> None:
    if cell:
        sheet.write_string(line, at, shortened(cell, LONGEST_CELL), look)
    elif look is not None:
        sheet.write_blank(line, at, None, look)


def _header_row(raw: RawSheet, lists: Understood) -> int:
    rows = (sheet.header_row for sheet in lists.sheets if (sheet.file, sheet.sheet) == (raw.file, raw.sheet))
    return next(rows, raw.rows[0][0])


def _sheet_name(raw: RawSheet, taken: set[str]) -> str:
    """Return a name that tells the table as the list's own does; Excel allows 31 letters, each name once."""
    plain = _NOT_IN_NAMES.sub(" ", raw.called).strip("' ")
    wanted = plain[:_LONGEST_NAME] or "1"
    name, number = wanted, 2
    while name.casefold() in taken:
        name = f"{wanted[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
        number += 1
    taken.add(name.casefold())
    return name
