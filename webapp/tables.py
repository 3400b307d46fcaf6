"""Tables of the library on the site: sorted by their headers, as rows of a page and as Excel."""

from collections.abc import Sequence
from typing import Any

from flask import Response

from graphdir.exporting import files
from graphdir.i18n import date_text
from graphdir.reporting.table import Cell, Column, Table, Who, Word, cell_text
from graphdir.text import fold
from webapp.lists import asked_order, headers, xlsx_answer
from webapp.pages.parts import ShownTable


def shown(name: str, table: Table, first: int, number: int) -> ShownTable:
    """Return some rows of a table in the order that is asked for; ``name`` tells it from others on the page."""
    keys = {column.name: f"{name}.{column.name}" for column in table.columns}
    return ShownTable(
        columns=table.columns,
        headers=headers(
            {keys[column.name]: column.label for column in table.columns},
            asked_order(keys.values()),
            keys.values(),
            anchor=name,
            dates=[keys[column.name] for column in table.columns if column.date],
            numbers=[keys[column.name] for column in table.columns if column.number],
        ),
        rows=in_order(name, table)[first : first + number],
        total=len(table.rows),
    )


def in_order(name: str, table: Table) -> Sequence[Sequence[Cell]]:
    """Return the rows in the order that is asked for, else in their own; what is not known comes last."""
    order = asked_order(f"{name}.{column.name}" for column in table.columns)
    if not order:
        return table.rows
    backwards = order.startswith("-")
    at = [f"{name}.{column.name}" for column in table.columns].index(order.removeprefix("-"))
    known = [row for row in table.rows if row[at] is not None]
    unknown = [row for row in table.rows if row[at] is None]
    return [*sorted(known, key=lambda row: _sort_key(row[at]), reverse=backwards), *unknown]


def xlsx_of(name: str, table: Table) -> Response:
    """Answer with the whole table as a workbook, in the order that is asked for."""
    rows = (
        [_file_cell(column, cell) for column, cell in zip(table.columns, row, strict=True)]
        for row in in_order(name, table)
    )
    return xlsx_answer(name, [column.label for column in table.columns], rows)


def _sort_key(cell: Cell) -> Any:
    if isinstance(cell, Who | Word):
        return fold(cell_text(cell))
    return fold(cell) if isinstance(cell, str) else cell


def _file_cell(column: Column, cell: Cell) -> files.Cell:
    if cell is None:
        return ""
    if isinstance(cell, Who | Word):
        return cell_text(cell)
    return date_text(cell) if column.date and isinstance(cell, str) else cell
