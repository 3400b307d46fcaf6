"""Tables that say by crosses who works with whom, read as lists of pairs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphdir.duplicates.names import read
from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.importing.actors import ACTORS, section_of
from graphdir.importing.files import RawSheet
from graphdir.importing.persons import persons_among
from graphdir.importing.problems import Problem
from graphdir.importing.readers import MOST_ROWS_ABOVE, TOTAL, remark, sums_up
from graphdir.tables import TABLES

_FEWEST_COLUMNS: Final = 2
_FEWEST_CROSSES: Final = 2
_CROSS: Final = re.compile(r"[x\u00d7\u2713\u2714\u2022+]|\(x\)|ja|yes", re.IGNORECASE)
_NONE: Final = re.compile(r"[-\u2013]|nein|no", re.IGNORECASE)
_CORNER: Final = re.compile(r"\s*[/\\|]\s*")
_DATED: Final = re.compile(r".{0,12}?(?:\b(?:19|20)\d\d|\b\d{1,2}/\d{2}|\d\.\s?\d{2})\b.{0,20}")
# What a list of pairs calls them: the name, and what is said of them.
_NAMES: Final = {"carrier": ("Tr\u00e4ger", "des Tr\u00e4gers"), "school": ("Schule", "der Schule")}
_PARTNER: Final = ("Partner", "des Partners")
_SINCE: Final = "seit"


@dataclass(frozen=True, slots=True)
class _Crosses:
    """Where the header stands, who the rows and the columns name, and which columns hold crosses, or facts."""

    at: int
    rows: str
    columns: str
    crossed: Sequence[int]
    facts: Sequence[int]


def uncrossed(raw: RawSheet) -> tuple[RawSheet, list[Problem]]:
    """Return a table of crosses as a list with a row for each cross, and what to say of it; any other unchanged.

    Its first column names carriers, schools or partners, most of its header the others. A date or a period instead of
    a cross says since when. Rows keep their numbers; the header says what a list of pairs would.
    """
    found = _found(raw)
    if found is None:
        return raw, []
    number, header = raw.rows[found.at]
    name, of = _NAMES.get(found.rows, _PARTNER)
    other, _of = _NAMES.get(found.columns, _PARTNER)
    facts = [f"{said} {of}" if _is_of_organisations(said := _cell(header, at)) else said for at in found.facts]
    entries = [(row, cells) for row, cells in raw.rows[found.at + 1 :] if not sums_up(cells)]
    crosses = [(row, pair) for row, cells in entries for pair in _pairs(found, header, cells)]
    # The first says whom the row names, the last but one whom the column does.
    pairs = [(row, cells) for row, cells in crosses if cells[0] and cells[-2]]
    idle = len(entries) - len({row for row, _pair in crosses})
    nameless = len(crosses) - len(pairs)
    told = [_("was read as a table of crosses: %(number)s pairs", number=len(pairs))]
    if idle:
        told.append(
            ngettext(
                "%(number)s row has no cross and was passed over",
                "%(number)s rows have no cross and were passed over",
                idle,
            )
        )
    if nameless:
        told.append(
            ngettext(
                "%(number)s cross stands in a row or column without a name and was passed over",
                "%(number)s crosses stand in rows or columns without a name and were passed over",
                nameless,
            )
        )
    rows = [*raw.rows[: found.at], (number, [name, *facts, other, _SINCE]), *pairs]
    return replace(raw, rows=rows), [remark(raw, number, header[0].strip(), message) for message in told]


def _pairs(found: _Crosses, header: Sequence[str], cells: Sequence[str]) -> Iterator[list[str]]:
    """Go through the crosses of a row: whom it names, its facts, under whose name it stands, and since when."""
    of_row = [_cell(cells, at) for at in (0, *found.facts)]
    for at in found.crossed:
        cell = _cell(cells, at)
        if cell and not _NONE.fullmatch(cell):
            yield [*of_row, _cell(header, at), "" if _CROSS.fullmatch(cell) else cell]


def _found(raw: RawSheet) -> _Crosses | None:
    for at, (_number, cells) in enumerate(raw.rows[:MOST_ROWS_ABOVE]):
        corner = [section_of(part) for part in _CORNER.split(_cell(cells, 0))]
        if any(section not in ACTORS or rest for section, rest in corner):
            continue
        below = [row for _n, row in raw.rows[at + 1 :] if not sums_up(row)]
        width = max(map(len, (cells, *below)))
        facts = _facts(cells)
        crossed = [i for i in range(1, width) if i not in facts and not TOTAL.match(_cell(cells, i))]
        marks = [mark for row in below for i in crossed if (mark := _cell(row, i))]
        crosses = sum(bool(_CROSS.fullmatch(mark)) for mark in marks)
        names = [name for i in crossed if (name := _cell(cells, i))]
        if len(names) < _FEWEST_COLUMNS or crosses < _FEWEST_CROSSES or not all(map(_is_mark, marks)):
            continue
        columns = corner[1][0] if len(corner) > 1 else _columns(corner[0][0], names)
        if columns and columns != corner[0][0]:
            return _Crosses(at, corner[0][0], columns, crossed, facts)
    return None


def _facts(header: Sequence[str]) -> list[int]:
    """Return the columns that say something of whom a row names, or of a person there."""
    persons = {name for person in persons_among(header) for name in (person.header, *dict(person.reached_by).values())}
    names = [name.strip() for name in header]
    return [at for at, name in enumerate(names) if at and name and (name in persons or _is_of_organisations(name))]


def _is_of_organisations(header: str) -> bool:
    return TABLES["organisations"].column_called(header) is not None


def _columns(rows: str, names: Sequence[str]) -> str:
    """Return whom the header names beside those of the rows; empty where most of it are no names of organisations."""
    schools = others = 0
    for name in map(read, names):
        schools += bool(name.forms and name.core)
        others += bool(not name.forms and (name.brands or name.legal or name.heads or name.levels))
    if 2 * schools >= len(names) and rows != "school":
        return "school"
    if 2 * others >= len(names):
        return "partner" if rows == "carrier" else "carrier"
    return ""


def _is_mark(cell: str) -> bool:
    return bool(_CROSS.fullmatch(cell) or _NONE.fullmatch(cell) or _DATED.fullmatch(cell))


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""
