"""What stands around the rows of a table on a sheet: legends below it, another table, and marks for “as above”."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.importing.actors import section_of
from graphdir.importing.cells import is_ditto
from graphdir.importing.files import RawSheet, Rows
from graphdir.importing.problems import Problem
from graphdir.importing.readers import MOST_ROWS_ABOVE, is_header, may_be_a_header, remark
from graphdir.tables import TABLES
from graphdir.text import fold

# Below such a word all rows explain signs, and such rows are notes.
_LEGEND: Final = re.compile(
    r"(?:legende|zeichenerkl\u00e4rung(?:en)?|erl\u00e4uterung(?:en)?|abk\u00fcrzung(?:en|sverzeichnis)?|legend|key)\s*(?::.*)?",
    re.IGNORECASE | re.DOTALL,
)
_NOTE: Final = re.compile(
    r"(?:quellen?|stand|hinweise?|anmerkung(?:en)?|bemerkung(?:en)?|(?:erstellt|bearbeitet|zusammengestellt|aktualisiert)"
    r"(?: von| am| durch)?|letzte (?:\u00e4nderung|aktualisierung)|sources?|as of|notes?)\s*:.+",
    re.IGNORECASE | re.DOTALL,
)
_SIGN: Final = re.compile(r"\(?[^\s=]{1,12}\)?\s*=\s*\S.*", re.DOTALL)
# A title that says of all below it that it is no more, or not yet.
_NOT_NOW: Final = re.compile(r"\b(?:beendet|ehemalig|fruher|abgeschlossen|ausgelaufen|geplant|archiv)")
_STAND: Final = "stand"
_STATUS: Final = "status"
_FEW_CELLS: Final = 2
_MOST_TOLD: Final = 20
_FEWEST_HEADERS: Final = 2
_MOST_TITLES: Final = 2
# A table of ours is read as it stands.
_OUR_IDS: Final = frozenset({"id", "from_id", "organisation_id", "project_id"})


def without_notes(raw: RawSheet) -> tuple[RawSheet, list[Problem]]:
    """Return a list without what explains it below: a legend, its source, by whom it is. Told in a remark."""
    kept: list[tuple[int, Sequence[str]]] = []
    notes: list[tuple[int, Sequence[str]]] = []
    rows_before = before = 0
    in_legend = False
    for number, cells in raw.rows:
        filled = _filled(cells) or [""]
        gap = number > before + 1
        # A header and a row: what stands above these is no note on them.
        below = rows_before > 1
        begins = below and gap and bool(_LEGEND.fullmatch(filled[0]))
        in_legend = len(filled) <= _FEW_CELLS and (begins or (in_legend and not gap))
        note = below and len(filled) == 1 and any(said.fullmatch(filled[0]) for said in (_LEGEND, _NOTE, _SIGN))
        (notes if in_legend or note else kept).append((number, cells))
        rows_before += len(filled) > 1 and not in_legend
        before = number
    if not notes:
        return raw, []
    said = "; ".join(cell for _number, cells in notes for cell in _filled(cells))
    numbers = ", ".join([str(number) for number, _cells in notes[:_MOST_TOLD]] + ["…"] * (len(notes) > _MOST_TOLD))
    message = _("was taken for notes on the list and passed over (%(rows)s)", rows=numbers)
    return replace(raw, rows=kept), [remark(raw, notes[0][0], "", message, said)]


def tables_of(raw: RawSheet) -> list[tuple[RawSheet, list[Problem]]]:
    """Return the tables that stand below each other on a sheet, each as a sheet of its own, and what to say of it.

    A further one begins below an empty row with a header of its own, perhaps a title above it, and is told apart by
    the row with which it begins.
    """
    begins = list(_beginnings(raw.rows))
    found = [(replace(raw, rows=raw.rows[: begins[0]]) if begins else raw, list[Problem]())]
    for start, end in pairwise([*begins, len(raw.rows)]):
        number, cells = raw.rows[start]
        title = _filled(cells)
        part = replace(
            raw,
            sheet=" ".join(filter(None, (raw.sheet, _("from row %(row)s on", row=number)))),
            called=title[0] if len(title) == 1 else raw.called,
            rows=raw.rows[start:end],
            merged=0,
        )
        said = title[0] if len(title) == 1 else ""
        told = [remark(part, number, "", _("is another table on the same sheet, read by itself"), said)]
        if _NOT_NOW.search(fold(said)):
            told.append(remark(part, number, "", _("says it of all rows below: give them an end or a status"), said))
        found.append((part, told))
    return found


def _beginnings(rows: Rows) -> Iterator[int]:
    """Go through the places of rows with which a further table begins: below an empty row, with another header.

    Or with the same one below a title: “Beendete Kooperationen”.
    """
    header = _first_header(rows)
    if header is None:
        return
    for at in range(header + 1, len(rows)):
        if rows[at][0] == rows[at - 1][0] + 1:
            continue
        own = _header_below_titles(rows, at)
        # The same header again goes on with the table, unless a title of its own stands above it.
        if own is not None and (own > at or not is_header(rows[own][1], list(map(str.strip, rows[header][1])))):
            header = own
            yield at


def _first_header(rows: Rows) -> int | None:
    """Return the place of the first row that may be a header; None where there is none among the first."""
    return next((at for at, (_number, cells) in enumerate(rows[:MOST_ROWS_ABOVE]) if _may_be_header(cells)), None)


def _header_below_titles(rows: Rows, start: int) -> int | None:
    """Return the place of a header that is the first row from a start on but for titles; with some row below it."""
    for at in range(start, min(start + _MOST_TITLES + 1, len(rows) - 1)):
        if _may_be_header(rows[at][1]):
            return at
        if len(_filled(rows[at][1])) > 1:
            return None
    return None


def with_repeats(raw: RawSheet) -> tuple[RawSheet, list[Problem]]:
    """Return a list whose cells with a mark for “as above” say what stands above, and what to say of it.

    What stands above headings counts below them; above the first row there is nothing.
    """
    if any(cell.strip() in _OUR_IDS for _number, cells in raw.rows[:MOST_ROWS_ABOVE] for cell in cells):
        return raw, []
    header = _first_header(raw.rows)
    first = 1 if header is None else header + 1
    marks: list[int] = []
    rows: list[tuple[int, Sequence[str]]] = list(raw.rows[:first])
    above: Sequence[str] = ()
    for number, cells in raw.rows[first:]:
        repeats = {at for at, cell in enumerate(cells) if at < len(above) and is_ditto(cell) and above[at].strip()}
        whole = [above[at] if at in repeats else cell for at, cell in enumerate(cells)] if repeats else cells
        marks += [number] * len(repeats)
        rows.append((number, whole))
        if number not in raw.headings and len(_filled(whole)) > 1:
            above = whole
    if not marks:
        return raw, []
    message = ngettext(
        "%(number)s cell with a mark for “as above” was read as what stands above",
        "%(number)s cells with a mark for “as above” were read as what stands above",
        len(marks),
    )
    return replace(raw, rows=rows), [remark(raw, marks[0], "", message)]


def told_of_sides(raw: RawSheet) -> list[Problem]:
    """Tell of a list that an empty column parts: perhaps its two sides do not belong together row by row."""
    header = _first_header(raw.rows)
    if header is None:
        return []
    number, names = raw.rows[header]
    for at, name in enumerate(names):
        if name.strip() or min(len(_filled(names[:at])), len(_filled(names[at + 1 :]))) < _FEWEST_HEADERS:
            continue
        if not any(at < len(row) and row[at].strip() for _number, row in raw.rows[header:]):
            message = _("has two sides beside an empty column: what stands in one row is read together")
            return [remark(raw, number, "", message)]
    return []


def with_status(raw: RawSheet) -> tuple[RawSheet, list[Problem]]:
    """Return a list whose column “Stand” says how far something is, and not on which day, with “Status” for it."""
    header = _first_header(raw.rows)
    if header is None:
        return raw, []
    number, names = raw.rows[header]
    at = next((at for at, name in enumerate(names) if fold(name) == _STAND), None)
    if at is None or any(fold(name) == _STATUS for name in names):
        return raw, []
    cells = [row[at] for _number, row in raw.rows[header + 1 :] if at < len(row) and row[at].strip()]
    if not cells or any(letter.isdigit() for cell in cells for letter in cell):
        return raw, []
    rows = list(raw.rows)
    rows[header] = number, [_STATUS.capitalize() if place == at else name for place, name in enumerate(names)]
    told = _("was read as “%(column)s”", column=_STATUS.capitalize())
    return replace(raw, rows=rows), [remark(raw, number, names[at].strip(), told)]


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def _may_be_header(cells: Sequence[str]) -> bool:
    """Tell whether a row has words of several columns, and nothing that is no header."""
    names = _filled(cells)
    if not all(map(may_be_a_header, names)):
        return False
    columns = ({column.name for name in names if (column := table.column_called(name))} for table in TABLES.values())
    sections = {section for section, rest in map(section_of, names) if section and not rest}
    return len(set(map(fold, names))) == len(names) and max(len(sections), *map(len, columns)) >= _FEWEST_HEADERS
