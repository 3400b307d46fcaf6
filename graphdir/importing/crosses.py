"""Tables that say by crosses who works with whom, read as lists of pairs."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphdir.duplicates.names import Name, read
from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.importing.actors import ACTORS, section_of
from graphdir.importing.files import RawSheet
from graphdir.importing.persons import persons_among
from graphdir.importing.problems import Problem
from graphdir.importing.readers import MOST_ROWS_ABOVE, TOTAL, are_counted, remark, sums_up
from graphdir.tables import TABLES

_FEWEST_COLUMNS: Final = 2
_FEWEST_CROSSES: Final = 2
_CROSS: Final = re.compile(r"[x\u00d7\u2713\u2714\u2022+]|\(x\)|ja|yes", re.IGNORECASE)
_NONE: Final = re.compile(r"[-\u2013]|nein|no|0(?:[.,]0+)?", re.IGNORECASE)
_WHOLE_NUMBER: Final = re.compile(r"\d+")
_CORNER: Final = re.compile(r"\s*[/\\|]\s*")
# How much of a post it is, and what is not yet: both say that there is something.
_UNIT: Final = r"\s*(?:VZ\u00c4|VBE|h|Std\.?|Stunden)"
_SHARE: Final = re.compile(rf"\d{{1,2}}(?:[.,]\d{{1,2}})?(?:{_UNIT})?", re.IGNORECASE)
_AHEAD: Final = re.compile(r"beantragt|geplant|in (?:planung|vorbereitung)|angefragt|planned", re.IGNORECASE)
_REMARK: Final = re.compile(r"bemerkung|anmerkung|notiz|hinweis|kommentar|remark|note", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"\(x\)", re.IGNORECASE)
# At most so many columns stand left of whom a row names: its number, perhaps its place.
_MOST_BEFORE: Final = 2
_DATED: Final = re.compile(
    rf"(?!\d\.\d\d?$|\d\d?\.\d\d?{_UNIT}$).{{0,12}}?(?:\b(?:19|20)\d\d|\b\d{{1,2}}/\d{{2}}|\d\.\s?\d{{2}})\b.{{0,20}}",
    re.IGNORECASE,
)
# What a list of pairs calls them: the name, and what is said of them.
_NAMES: Final = {"carrier": ("Tr\u00e4ger", "des Tr\u00e4gers"), "school": ("Schule", "der Schule")}
_PARTNER: Final = ("Partner", "des Partners")
_SINCE: Final = "seit"
_STATUS: Final = "Status"
_PLANNED: Final = "geplant"


@dataclass(frozen=True, slots=True)
class _Crosses:
    """Where the header stands, who the rows and the columns name, and which columns hold crosses, or facts.

    ``named`` is the column of whom the rows name.
    """

    at: int
    named: int
    rows: str
    columns: str
    crossed: Sequence[int]
    facts: Sequence[int]


def uncrossed(raw: RawSheet) -> tuple[RawSheet, list[Problem]]:
    """Return a table of crosses as a list with a row for each cross, and what to say of it; any other unchanged.

    One of its first columns names carriers, schools or partners, most of its header the others. A date or a period
    instead of a cross says since when, “beantragt” that it is planned; a number is a cross. Rows keep their numbers;
    the header says what a list of pairs would.
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
    other_at, status_at = len(found.facts) + 1, len(found.facts) + 3
    # The first says whom the row names.
    pairs = [(row, cells) for row, cells in crosses if cells[0] and cells[other_at]]
    idle = len(entries) - len({row for row, _pair in crosses})
    nameless = len(crosses) - len(pairs)
    told = [_("was read as a table of crosses: %(number)s pairs", number=len(pairs)), *_read_as_crosses(found, entries)]
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
    names = [name, *facts, other, _SINCE]
    if any(cells[status_at] for _row, cells in pairs):
        names.append(_STATUS)
    rows = [*raw.rows[: found.at], (number, names), *((row, cells[: len(names)]) for row, cells in pairs)]
    return replace(raw, rows=rows), [remark(raw, number, header[found.named].strip(), message) for message in told]


def _pairs(found: _Crosses, header: Sequence[str], cells: Sequence[str]) -> Iterator[list[str]]:
    """Go through the crosses of a row: whom it names, its facts, under whose name it stands, since when, and status."""
    of_row = [_cell(cells, at) for at in (found.named, *found.facts)]
    for at in found.crossed:
        cell = _cell(cells, at)
        if cell and not _NONE.fullmatch(cell):
            since = cell if _DATED.fullmatch(cell) else ""
            yield [*of_row, _cell(header, at), since, _PLANNED if _AHEAD.fullmatch(cell) else ""]


def _read_as_crosses(found: _Crosses, entries: Iterable[tuple[int, Sequence[str]]]) -> Iterator[str]:
    """Say what else than a plain cross was read as one: a number, or one in brackets."""
    marks = Counter(_cell(cells, at) for _row, cells in entries for at in found.crossed)
    for mark, number in marks.items():
        if _IN_BRACKETS.fullmatch(mark) or (_SHARE.fullmatch(mark) and not _DATED.fullmatch(mark)):
            yield ngettext(
                "“%(mark)s” was read as a cross, in %(number)s cell",
                "“%(mark)s” was read as a cross, in %(number)s cells",
                number,
                mark=mark,
            )


def _found(raw: RawSheet) -> _Crosses | None:
    for at, (_number, cells) in enumerate(raw.rows[:MOST_ROWS_ABOVE]):
        named = next((i for i in range(_MOST_BEFORE + 1) if _corner(_cell(cells, i))), None)
        if named is None:
            continue
        corner = _corner(_cell(cells, named))
        persons = _of_persons(cells)
        below = [row for _n, row in raw.rows[at + 1 :] if not sums_up(row)]
        width = max(map(len, (cells, *below)))
        counts = {i for i in range(width) if TOTAL.match(_cell(cells, i))}
        counts |= {i for i in range(named) if are_counted(_cells_of(i, below))}
        others = [i for i in range(width) if i != named and i not in counts]
        facts = [i for i in others if _is_fact(_cells_of(i, [cells, *below]), persons)]
        crossed = [i for i in others if i not in facts]
        marks = [mark for row in below for i in crossed if (mark := _cell(row, i))]
        crosses = sum(map(_is_cross, marks))
        names = [name for i in crossed if (name := _cell(cells, i))]
        if len(names) < _FEWEST_COLUMNS or crosses < _FEWEST_CROSSES or not all(map(_is_mark, marks)):
            continue
        columns = corner[1] if len(corner) > 1 else _columns(corner[0], names)
        if columns and columns != corner[0]:
            return _Crosses(at, named, corner[0], columns, crossed, facts)
    return None


def _corner(cell: str) -> list[str]:
    """Return whom the rows, and the columns, of a table of crosses are said to name; empty where it says no such."""
    sections = [section_of(part) for part in _CORNER.split(cell)]
    return [section for section, _rest in sections] if all(of in ACTORS and not rest for of, rest in sections) else []


def _of_persons(header: Sequence[str]) -> set[str]:
    return {name for person in persons_among(header) for name in (person.header, *dict(person.reached_by).values())}


def _cells_of(at: int, rows: Iterable[Sequence[str]]) -> list[str]:
    return [_cell(row, at) for row in rows]


def _is_fact(column: Sequence[str], persons: Container[str]) -> bool:
    """Tell whether a column, its header first, says something of whom a row names, or of a person there."""
    header, *cells = column
    if not header:
        return False
    if header in persons or _is_of_organisations(header) or _REMARK.match(header):
        return True
    filled = list(filter(None, cells))
    counts = bool(filled) and all(_WHOLE_NUMBER.fullmatch(cell) and not _DATED.fullmatch(cell) for cell in filled)
    name = read(header)
    called_so = bool(name.forms and name.core) or _says_what(name)
    return not called_so and (counts or not all(map(_is_mark, filled)))


def _is_of_organisations(header: str) -> bool:
    return TABLES["organisations"].column_called(header) is not None


def _columns(rows: str, names: Sequence[str]) -> str:
    """Return whom the header names beside those of the rows; empty where most of it are no names of organisations."""
    read_names = list(map(read, names))
    schools = sum(bool(name.forms and name.core) for name in read_names)
    others = sum(not name.forms and _says_what(name) for name in read_names)
    if 2 * schools >= len(names) and rows != "school":
        return "school"
    if 2 * others >= len(names):
        return "partner" if rows == "carrier" else "carrier"
    return ""


def _says_what(name: Name) -> bool:
    """Tell whether a name says what sort of body bears it, or whose it is; of a school the form says so."""
    return bool(name.brands or name.legal or name.heads or name.levels)


def _is_cross(mark: str) -> bool:
    """Tell whether a mark says in a table with no other ones that there is something; a whole number may count it."""
    part = _SHARE.fullmatch(mark) and not (_WHOLE_NUMBER.fullmatch(mark) or _NONE.fullmatch(mark))
    return bool(_CROSS.fullmatch(mark) or part)


def _is_mark(cell: str) -> bool:
    return any(said.fullmatch(cell) for said in (_CROSS, _NONE, _DATED, _SHARE, _AHEAD))


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""
