"""Files as sheets of rows, with the row numbers that a spreadsheet shows."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.tables import TABLES, Table, table_called, unguarded

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
TEXTS: Final = frozenset({".csv", ".tsv", ".txt"})
_DELIMITERS: Final = ",;\t|"
# A file name says its table; where it does not, this share of known headers decides.
_ENOUGH_HEADERS: Final = 0.5

csv.field_size_limit(10_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table as it stands in a file.

    ``rows`` holds (row number, cells as text); the header is not among them. ``sheet`` is empty
    for files without sheets.
    """

    file: str
    sheet: str
    table: Table
    header: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[str]]]


def read(paths: Iterable[Path]) -> list[Sheet]:
    """Read files and folders as sheets, in the order in which tables depend on each other.

    Raises:
        InvalidInputError: a path that is not there, cannot be read, or holds no table of ours.
    """
    sheets: list[Sheet] = []
    for path in paths:
        found = list(_sheets(path))
        if not found:
            raise InvalidInputError(
                _(
                    "“%(path)s” holds no table that graphdir knows. Name files or sheets %(names)s.",
                    path=path,
                    names=", ".join(TABLES),
                )
            )
        sheets.extend(found)
    order = list(TABLES)
    return sorted(sheets, key=lambda sheet: order.index(sheet.table.name))


def decoded(content: bytes) -> str:
    """Decode a text file: UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _sheets(path: Path) -> Iterator[Sheet]:
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if _is_table_file(file))
        for file in files:
            yield from _sheets(file)
        return
    if not path.exists():
        raise InvalidInputError(_("“%(path)s” does not exist.", path=path))
    suffix = path.suffix.lower()
    try:
        if suffix in WORKBOOKS:
            yield from _workbook(path)
        elif suffix in TEXTS:
            yield from _text(path)
        elif suffix == ".json":
            yield from _json(path)
        else:
            raise InvalidInputError(_("“%(path)s” is no CSV, Excel, ODS or JSON file.", path=path))
    except (OSError, CalamineError, json.JSONDecodeError, csv.Error, UnicodeDecodeError) as error:
        raise InvalidInputError(_("“%(path)s” cannot be read: %(reason)s.", path=path, reason=error)) from error


def _is_table_file(file: Path) -> bool:
    known = file.suffix.lower() in WORKBOOKS | TEXTS | {".json"}
    return (
        known
        and not file.name.startswith((".", "~$"))
        and file.name != "datapackage.json"
        and (file.suffix.lower() in WORKBOOKS or table_called(file.stem) is not None)
    )


def _text(path: Path) -> Iterator[Sheet]:
    content = decoded(path.read_bytes())
    first_line = content.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    # A quoted cell may hold line breaks: a spreadsheet counts records, not lines.
    numbered: Iterable[tuple[int, Sequence[str]]] = enumerate(reader, start=1)
    if any(f"{before}'" in f"\n{content}" for before in (delimiter, '"', "\n", "\r")):
        numbered = [(number, list(map(unguarded, cells))) for number, cells in numbered]
    sheet = _sheet(path.name, "", path.stem, numbered)
    if sheet:
        yield sheet


def _workbook(path: Path) -> Iterator[Sheet]:
    book = CalamineWorkbook.from_path(path)
    single = len(book.sheet_names) == 1
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        numbered = [(number, [_cell(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
        called = path.stem if single and table_called(name) is None else name
        sheet = _sheet(path.name, name, called, numbered)
        if sheet:
            yield sheet


def _json(path: Path) -> Iterator[Sheet]:
    content = json.loads(decoded(path.read_bytes()))
    tables = content if isinstance(content, dict) else {path.stem: content}
    for name, rows in tables.items():
        table = table_called(str(name))
        if table is None or not isinstance(rows, list):
            continue
        header = tuple(dict.fromkeys(str(key) for row in rows if isinstance(row, Mapping) for key in row))
        # Counted as a spreadsheet of the same rows would: the header is row 1.
        yield Sheet(
            file=path.name,
            sheet=str(name) if isinstance(content, dict) else "",
            table=table,
            header=header,
            rows=[
                (number, [_cell(row.get(key)) for key in header])
                for number, row in enumerate(rows, start=2)
                if isinstance(row, Mapping)
            ],
        )


def _sheet(file: str, sheet: str, called: str, numbered: Iterable[tuple[int, Sequence[str]]]) -> Sheet | None:
    filled = [(number, cells) for number, cells in numbered if any(map(str.strip, cells))]
    if not filled:
        return None
    header = tuple(cell.strip() for cell in filled[0][1])
    # The header may stand below a title: the importer then says so.
    table = table_called(called) or next(filter(None, (_table_with(cells) for _number, cells in filled[:10])), None)
    if table is None:
        return None
    return Sheet(file=file, sheet=sheet, table=table, header=header, rows=filled[1:])


def _table_with(header: Sequence[str]) -> Table | None:
    """Return the table whose columns these headers are, if that is beyond doubt."""
    named = [name.strip() for name in header if name.strip()]
    if not named:
        return None
    best = max(TABLES.values(), key=lambda table: sum(map(bool, map(table.column_called, named))))
    known = [column for column in map(best.column_called, named) if column]
    required = {column.name for column in best.columns if column.required}
    if required <= {column.name for column in known} and len(known) >= _ENOUGH_HEADERS * len(named):
        return best
    return None


def _cell(value: Any) -> str:  # noqa: PLR0911  one return a type
    """Return a cell's value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "; ".join(_cell(part) for part in value)
    return str(value)
