"""Tables that say by crosses who works with whom, read as lists of pairs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.importing.actors import ACTORS, section_of
from graphdir.importing.files import RawSheet
from graphdir.importing.periods import period_of
from graphdir.importing.problems import Problem
from graphdir.importing.readers import MOST_ROWS_ABOVE, remark, sums_up
from graphdir.model import is_date
from graphdir.tables import TABLES
from graphdir.text import fold

_FEWEST_COLUMNS: Final = 2
_FEWEST_CROSSES: Final = 2
_CROSS: Final = re.compile(r"[x\u00d7\u2713\u2714\u2022+]|\(x\)|ja|yes", re.IGNORECASE)
_NONE: Final = re.compile(r"[-\u2013]|nein|no", re.IGNORECASE)
_CORNER: Final = re.compile(r"\s*[/\\|]\s*")
_SCHOOL: Final = re.compile(r"schule|gymnasium|schulzentrum|\b(?:GS|Sek|F\u00f6S|GmS|BbS)\b", re.IGNORECASE)
_TOTAL: Final = re.compile(r"(?:gesamt|summe|anzahl|insgesamt|total)\b", re.IGNORECASE)
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

    Its first column names carriers, schools or partners, its header the others. A date or a period instead of a cross
    says since when. Rows keep their numbers; the header says what a list of pairs would.
    """
    found = _found(raw)
    if found is None:
        return raw, []
    number, header = raw.rows[found.at]
    name, of = _NAMES.get(found.rows, _PARTNER)
    other, _of = _NAMES.get(found.columns, _PARTNER)
    facts = [f"{header[at].strip()} {of}" for at in found.facts]
    pairs: list[tuple[int, list[str]]] = []
    idle = 0
    for row, cells in raw.rows[found.at + 1 :]:
        made = list(_pairs(found, header, cells))
        of_row = [_cell(cells, at) for at in (0, *found.facts)]
        pairs += ((row, [*of_row, *pair]) for pair in made)
        idle += not made and not sums_up(cells)
    told = [
        remark(raw, number, header[0].strip(), _("was read as a table of crosses: %(number)s pairs", number=len(pairs)))
    ]
    if idle:
        without = ngettext(
            "%(number)s row has no cross and was passed over",
            "%(number)s rows have no cross and were passed over",
            idle,
        )
        told.append(remark(raw, number, header[0].strip(), without))
    rows = [*raw.rows[: found.at], (number, [name, *facts, other, _SINCE]), *pairs]
    return replace(raw, rows=rows), told


def _pairs(found: _Crosses, header: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Go through the crosses of a row: under whose name, and since when."""
    if sums_up(cells):
        return
    for at in found.crossed:
        cell = _cell(cells, at)
        if cell and not _NONE.fullmatch(cell):
            yield header[at].strip(), "" if _CROSS.fullmatch(cell) else cell


def _found(raw: RawSheet) -> _Crosses | None:
    for at, (_number, cells) in enumerate(raw.rows[:MOST_ROWS_ABOVE]):
        corner = [section_of(part) for part in _CORNER.split(_cell(cells, 0))]
        if not corner or any(section not in ACTORS or rest for section, rest in corner):
            continue
        known = TABLES["organisations"].column_called
        facts = [i for i, name in enumerate(cells) if i and known(name.strip()) is not None]
        crossed = [
            i for i, name in enumerate(cells) if i and i not in facts and fold(name) and not _TOTAL.match(name.strip())
        ]
        below = [_cell(row, i) for _n, row in raw.rows[at + 1 :] if not sums_up(row) for i in crossed]
        filled = [cell for cell in below if cell]
        crosses = sum(bool(_CROSS.fullmatch(cell)) for cell in filled)
        if len(crossed) < _FEWEST_COLUMNS or crosses < _FEWEST_CROSSES or not all(map(_is_mark, filled)):
            continue
        rows = corner[0][0]
        columns = corner[1][0] if len(corner) > 1 else _columns(rows, [cells[i] for i in crossed])
        return _Crosses(at, rows, columns, crossed, facts) if columns != rows else None
    return None


def _columns(rows: str, names: Sequence[str]) -> str:
    """Return who the header names beside those of the rows."""
    if rows == "school":
        return "carrier"
    schools = sum(bool(_SCHOOL.search(name)) for name in names)
    return "school" if 2 * schools >= len(names) else "partner" if rows == "carrier" else "carrier"


def _is_mark(cell: str) -> bool:
    return bool(_CROSS.fullmatch(cell) or _NONE.fullmatch(cell) or any(map(is_date, period_of(cell))))


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""
