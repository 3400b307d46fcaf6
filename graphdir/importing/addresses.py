"""Columns that hold several parts of an address, read as columns of their own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.importing.files import RawSheet
from graphdir.importing.problems import Problem
from graphdir.importing.readers import MOST_ROWS_ABOVE, remark
from graphdir.tables import TABLES
from graphdir.text import fold

_POSTCODES: Final = ("PLZ", "Postleitzahl")
_TOWNS: Final = ("Ort", "Wohnort", "Stadt")
_PLACES: Final = frozenset(
    fold(f"{one} {gap} {other}") for one in _POSTCODES for gap in ("", "und", "u") for other in _TOWNS
)
_ADDRESSES: Final = frozenset(map(fold, ("Anschrift", "Adresse", "Postanschrift", "Postadresse", "address")))
# A spreadsheet may have taken the first 0 of a postcode away.
_PLACE: Final = re.compile(r"(?:D[- ]*)?(\d{4,5})[ ,]+(\D.*)")
_ADDRESS: Final = re.compile(r"(?:(.+?)[,;\s]\s*)?(?:D[- ]*)?(\d{5})\s+(\D[^,;\n]*(?:, ?OT [^,;\n\d]+)?)")
_PLACE_FIRST: Final = re.compile(r"(?:D[- ]*)?(\d{5})\s+([^\d,;\n]+)[,;\n]\s*(\D+\d+\s?[a-z]?)")
# Four digits may be a house number, unless something parts them from the street.
_SHORT_ADDRESS: Final = re.compile(
    r"(?:(.+?)[,;\n]\s*)?(?:D[- ]*)?(\d{4})\s+([A-Z\u00c4\u00d6\u00dc][^\W\d_][^,;\n\d]*)"
)


_MOST_TOLD: Final = 20
# What stands beside a column and belongs into it: behind a street, before a telephone number.
_HOUSE: Final = frozenset(map(fold, ("Hausnr.", "Hausnummer", "Haus-Nr.", "HNr.", "HNR")))
_DIALLING: Final = frozenset(map(fold, ("Vorwahl", "Vorw.", "Vorwahlnummer")))


def put_together(raw: RawSheet) -> tuple[RawSheet, list[Problem]]:
    """Return a list whose house numbers stand behind their streets and dialling codes before their numbers."""
    for at, (number, cells) in enumerate(raw.rows[:MOST_ROWS_ABOVE]):
        parts = {**_beside(cells, _HOUSE, "street", -1), **_beside(cells, _DIALLING, "phone", 1)}
        if not parts:
            continue
        header = ["" if i in parts else cell for i, cell in enumerate(cells)]
        below = [(n, _together(row, parts, len(cells))) for n, row in raw.rows[at + 1 :]]
        told = [
            remark(raw, number, cells[part].strip(), _("was read together with “%(column)s”", column=cells[to].strip()))
            for part, to in parts.items()
        ]
        return replace(raw, rows=[*raw.rows[:at], (number, header), *below]), told
    return raw, []


def _together(row: Sequence[str], parts: Mapping[int, int], width: int) -> list[str]:
    joined = [*row, *[""] * (width - len(row))]
    for part, to in parts.items():
        first, last = sorted((part, to))
        own, whole = joined[part].strip(), joined[to].strip()
        # What stands there already, or alone, is not put beside.
        if own and whole and not (whole.startswith(own) if part < to else whole.endswith(own)):
            whole = f"{joined[first].strip()} {joined[last].strip()}"
        joined[part], joined[to] = "", whole
    return joined


def _beside(cells: Sequence[str], words: frozenset[str], column: str, step: int) -> dict[int, int]:
    """Return the columns of such parts, each with the one beside it that they belong into."""
    known = TABLES["organisations"].column_called
    pairs = [(at, at + step) for at, cell in enumerate(cells) if fold(cell) in words and 0 <= at + step < len(cells)]
    return {at: to for at, to in pairs if getattr(known(cells[to].strip()), "name", "") == column}


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the header stands, its columns of places and of addresses, and how many addresses end with a place."""

    at: int
    place: int | None
    address: int | None
    ends: int


def taken_apart(raw: RawSheet) -> tuple[RawSheet, list[Problem]]:
    """Return a list with postcode and town in columns of their own, and what to say of it.

    ``PLZ/Ort`` becomes ``PLZ``, and ``Ort`` is put right of all others where the list has none; so are both where an
    address ends with them ("Moltkestr. 33, 39576 Stendal"). What stands in such a column already is left alone. A cell
    under ``PLZ/Ort`` without a number is a town, another one that is no place stays under ``PLZ``, to be complained of.
    """
    found = _found(raw)
    if found is None:
        return raw, []
    number, cells = raw.rows[found.at]
    header = list(cells)
    if found.place is not None:
        header[found.place] = "PLZ"
    postcode, town = (_put(header, column, name) for column, name in (("postcode", "PLZ"), ("town", "Ort")))

    def apart(row: Sequence[str]) -> list[str]:
        if list(row) == list(cells):
            return header
        row = [*row, *[""] * (len(header) - len(row))]
        if found.place is not None:
            row[found.place], of_place = _place(row[found.place])
            row[town] = row[town] or of_place
        if found.address is not None and (parts := _address(row[found.address])):
            row[found.address] = parts[0]
            row[postcode], row[town] = row[postcode] or parts[1], row[town] or parts[2]
        return row

    told: list[Problem] = []
    if found.place is not None:
        message = _("holds postcode and town, which were read apart")
        told.append(remark(raw, number, cells[found.place].strip(), message))
    if found.ends and found.address is not None:
        message = ngettext(
            "ends with postcode and town in %(number)s row, which were read apart",
            "ends with postcode and town in %(number)s rows, which were read apart",
            found.ends,
        )
        told.append(remark(raw, number, cells[found.address].strip(), message))
        name, stays = cells[found.address].strip(), _("does not end with postcode and town; it stays a street")
        told += [remark(raw, row, name, stays, cell) for row, cell in islice(_left_whole(raw, found), _MOST_TOLD)]
    rows = [*raw.rows[: found.at], *((at, apart(row)) for at, row in raw.rows[found.at :])]
    return replace(raw, rows=rows), told


def _found(raw: RawSheet) -> _Found | None:
    for at, (_number, cells) in enumerate(raw.rows[:MOST_ROWS_ABOVE]):
        names = [fold(cell) for cell in cells]
        place = next((i for i, name in enumerate(names) if name in _PLACES), None)
        address = next((i for i, name in enumerate(names) if name in _ADDRESSES), None)
        if place is not None and _position(cells, "postcode") is not None:
            place = None
        ends = 0 if address is None else sum(_ends_with_place(row, address) for _n, row in raw.rows[at + 1 :])
        if place is not None or ends:
            return _Found(at, place, address, ends)
    return None


def _ends_with_place(row: Sequence[str], address: int) -> bool:
    return address < len(row) and _address(row[address]) is not None


def _address(cell: str) -> tuple[str, str, str] | None:
    """Return street, postcode and town of a cell; None where it neither ends nor begins with a place."""
    written = cell.strip()
    if turned := _PLACE_FIRST.fullmatch(written):
        return turned[3], turned[1], turned[2].strip()
    found = _ADDRESS.fullmatch(written) or _SHORT_ADDRESS.fullmatch(written)
    return (found[1] or "", found[2], found[3]) if found else None


def _left_whole(raw: RawSheet, found: _Found) -> Iterator[tuple[int, str]]:
    """Go through the rows whose addresses could not be taken apart, and name no place elsewhere."""
    header = raw.rows[found.at][1]
    elsewhere = [at for at in (_position(header, "postcode"), _position(header, "town")) if at is not None]
    for number, row in raw.rows[found.at + 1 :]:
        cell = row[found.address].strip() if found.address is not None and found.address < len(row) else ""
        if cell and _address(cell) is None and not any(at < len(row) and row[at].strip() for at in elsewhere):
            yield number, cell


def _place(cell: str) -> tuple[str, str]:
    """Return postcode and town of a cell; what is neither stays a postcode."""
    found = _PLACE.fullmatch(cell.strip())
    if found:
        return found[1], found[2]
    return (cell, "") if any(map(str.isdigit, cell)) else ("", cell)


def _position(header: Sequence[str], column: str) -> int | None:
    """Return where a column of organisations stands."""
    known = TABLES["organisations"].column_called
    return next((at for at, name in enumerate(header) if getattr(known(name.strip()), "name", "") == column), None)


def _put(header: list[str], column: str, name: str) -> int:
    """Return where a column stands, put right of all others where it is not there yet."""
    at = _position(header, column)
    if at is None:
        header.append(name)
        return len(header) - 1
    return at
