"""The tables as CSV, Excel and JSON files."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Final

import xlsxwriter

from graphdir.exporting.replacing import replaced
from graphdir.exporting.rows import cell_text, is_number, record, tables_of, value_of
from graphdir.model import Entity
from graphdir.store import GraphStore
from graphdir.tables import Table, Type, data_package, guarded

Cell = str | float
# Widths in letters of what a column of a type mostly holds; measuring every cell takes longer than writing it.
_WIDTH: Final = 14
_WIDTHS: Final[Mapping[Type, int]] = {
    "text": 24,
    "long_text": 60,
    "list": 30,
    "terms": 24,
    "topics": 30,
    "reference": 30,
    "url": 30,
    "email": 30,
    "phone": 20,
}
_WIDEST: Final = 80
# Beside a header stands the button of its filter.
_ROOM: Final = 4


def write_csv(store: GraphStore, folder: Path, *, all_contacts: bool) -> None:
    """Write one CSV file a table and a ``datapackage.json`` into ``folder``, made when missing; all of them or none."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: dict[str, str] = {}
    with ExitStack() as files:
        for table, entries in tables_of(store, all_contacts=all_contacts):
            paths[table.name] = f"{table.name}.csv"
            part = files.enter_context(replaced(folder / paths[table.name]))
            with part.open("w", encoding="utf-8", newline="") as file:
                csv_table(file, table, entries)
        package = data_package("graphdir-export", "Export", paths)
        part = files.enter_context(replaced(folder / "datapackage.json"))
        part.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def csv_table(file: IO[str], table: Table, entries: Iterable[Entity]) -> None:
    """Write one table; text that a spreadsheet would take for a formula is guarded."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    for entry in entries:
        writer.writerow(
            [
                cell_text(value) if is_number(column) else guarded(cell_text(value))
                for column in table.columns
                for value in (value_of(entry, column),)
            ]
        )


def write_xlsx(store: GraphStore, path: Path, *, all_contacts: bool) -> None:
    """Write a workbook with one sheet a table."""
    content = io.BytesIO()
    with new_workbook(content) as book:
        for table, entries in tables_of(store, all_contacts=all_contacts):
            xlsx_table(book, table, entries)
    path.write_bytes(content.getvalue())


def xlsx_table(book: xlsxwriter.Workbook, table: Table, entries: Iterable[Entity]) -> None:
    """Add one table as a sheet whose header stays in sight and filters.

    A number that needs more digits than the format has (16) is written as text, which reads back the same.
    """
    sheet = book.add_worksheet(table.name)
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.name, bold)
        sheet.set_column(at, at, max(_WIDTHS.get(column.type, _WIDTH), len(column.name) + _ROOM))
    number = 0
    for number, entry in enumerate(entries, start=1):
        for at, column in enumerate(table.columns):
            value = value_of(entry, column)
            if value in (None, "", ()):
                continue
            if is_number(column) and float(f"{value:.16G}") == value:
                sheet.write_number(number, at, value)
            else:
                sheet.write_string(number, at, cell_text(value))
    sheet.autofilter(0, 0, number, len(table.columns) - 1)


def xlsx_list(book: xlsxwriter.Workbook, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Add a list as people see it on a page, with filters; text stays text, whatever it begins with."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, header, book.add_format({"bold": True}))
    widths = [len(title) + _ROOM for title in header]
    number = 0
    for number, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            widths[at] = max(widths[at], len(str(value)) + 1)
            if isinstance(value, str):
                sheet.write_string(number, at, value)
            else:
                sheet.write_number(number, at, value)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(width, _WIDEST))
    sheet.autofilter(0, 0, number, len(header) - 1)


def new_workbook(target: Any) -> xlsxwriter.Workbook:
    """Open a workbook that never takes text for formulas, numbers or links."""
    return xlsxwriter.Workbook(target, _WORKBOOK_OPTIONS)


def write_json(store: GraphStore, path: Path, *, all_contacts: bool) -> None:
    """Write one object of tables, each a list of records without empty fields."""
    content = {
        table.name: [record(entry, table) for entry in entries]
        for table, entries in tables_of(store, all_contacts=all_contacts)
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


_WORKBOOK_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "in_memory": True,
}
