"""What stands around the rows of a table on a sheet: legends below it, another table, and marks for “as above”."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.importing.actors import section_of
from graphdir.importing.files import RawSheet, Rows
from graphdir.importing.problems import Problem
from graphdir.importing.readers import MOST_ROWS_ABOVE, is_header, remark
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
_FEW_CELLS: Final = 2
_MOST_TOLD: Final = 20
_FEWEST_HEADERS: Final = 2
_MOST_TITLES: Final = 2
_LONGEST_HEADER: Final = 60
_DITTO: Final = re.compile(
    r"[\"\u201c\u201d\u201e\u3003]|\'\'|,,|-\s?\"\s?-|-\s?//\s?-|dto\.?|ditto|s\.\s?o\.?|(?:siehe|wie) oben",
    re.IGNORECASE,
)
_LONGEST_DITTO: Final = 16
# A table of ours is read as it stands.
_OUR_IDS: Final = frozenset({"id", "from_id", "organisation_id", "project_id"})


def without_notes(raw: RawSheet) -> tuple[RawSheet, list[Problem]]:
    """Return a list without what explains it below: a legend, its source, by whom it is. Told in a remark."""
    kept: list[tuple[int, Sequence[str]]] = []
    notes: list[tuple[int, Sequence[str]]] = []
    in_legend = in_table = False
    before = 0
    for number, cells in raw.rows:
        filled = _filled(cells) or [""]
        below = in_table and number > before + 1
        # A legend goes on to the end, or to where a table of more columns begins.
        in_legend = len(filled) <= _FEW_CELLS and (in_legend or (below and bool(_LEGEND.fullmatch(filled[0]))))
        in_table = in_table or len(filled) > 1
        note = in_table and len(filled) == 1 and any(said.fullmatch(filled[0]) for said in (_LEGEND, _NOTE, _SIGN))
        (notes if in_legend or note else kept).append((number, cells))
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
    its number.
    """
    starts = [at for at in range(1, len(raw.rows)) if raw.rows[at][0] > raw.rows[at - 1][0] + 1]
    begins = [at for at in starts if _begins_table(raw.rows, at)]
    found: list[tuple[RawSheet, list[Problem]]] = []
    for number, (start, end) in enumerate(pairwise([0, *begins, len(raw.rows)]), start=1):
        if number == 1:
            found.append((replace(raw, rows=raw.rows[:end]), []))
            continue
        title = _filled(raw.rows[start][1])
        part = replace(
            raw,
            sheet=f"{raw.sheet} ({number})".strip(),
            called=title[0] if len(title) == 1 else raw.called,
            rows=raw.rows[start:end],
            merged=0,
        )
        message = _("is another table on the same sheet, read by itself")
        found.append((part, [remark(part, raw.rows[start][0], "", message)]))
    return found


def with_repeats(raw: RawSheet) -> tuple[RawSheet, list[Problem]]:
    """Return a list whose cells with a mark for “as above” say what stands above, and what to say of it."""
    if any(cell.strip() in _OUR_IDS for _number, cells in raw.rows[:MOST_ROWS_ABOVE] for cell in cells):
        return raw, []
    marks: list[int] = []
    rows: list[tuple[int, Sequence[str]]] = []
    above: Sequence[str] = ()
    for number, cells in raw.rows:
        repeats = {at for at, cell in enumerate(cells) if at < len(above) and _is_ditto(cell)}
        above = [above[at] if at in repeats else cell for at, cell in enumerate(cells)] if repeats else cells
        marks += [number] * len(repeats)
        rows.append((number, above))
    if not marks:
        return raw, []
    message = ngettext(
        "%(number)s cell with a mark for “as above” was read as what stands above",
        "%(number)s cells with a mark for “as above” were read as what stands above",
        len(marks),
    )
    return replace(raw, rows=rows), [remark(raw, marks[0], "", message)]


def _is_ditto(cell: str) -> bool:
    return len(cell) <= _LONGEST_DITTO and _DITTO.fullmatch(cell.strip()) is not None


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def _begins_table(rows: Rows, start: int) -> bool:
    """Tell whether a table begins: with a header that is not one of those above, below few titles, above some row."""
    for at, (_number, cells) in enumerate(rows[start : start + _MOST_TITLES + 1], start=start + 1):
        if _may_be_header(cells):
            above = [
                list(map(str.strip, row)) for _n, row in rows[: min(start, MOST_ROWS_ABOVE)] if _may_be_header(row)
            ]
            return at < len(rows) and bool(above) and not any(is_header(cells, header) for header in above)
        if len(_filled(cells)) > 1:
            return False
    return False


def _may_be_header(cells: Sequence[str]) -> bool:
    """Tell whether a row has words of several columns, and nothing that is no header."""
    names = _filled(cells)
    if any(len(name) > _LONGEST_HEADER or any(letter.isdigit() or letter == "@" for letter in name) for name in names):
        return False
    known = max(sum(table.column_called(name) is not None for name in names) for table in TABLES.values())
    return (
        len(dict.fromkeys(map(fold, names))) == len(names)
        and max(known, sum(bool(section_of(name)[0]) for name in names)) >= _FEWEST_HEADERS
    )
