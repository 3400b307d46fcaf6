"""Workbooks as whoever opens them in Excel finds them."""

import io
from pathlib import Path

import openpyxl

from graphdir.directory import Directory
from graphdir.exporting.files import new_workbook, xlsx_list
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, project, school


def test_a_workbook_is_readable_as_it_opens(tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    hostile = '=HYPERLINK("http://example.org")'
    directory.apply(
        added(
            school(
                "01234567890123456789", hostile, postcode="06108", phone="+49 3931 1", latitude=52.5, longitude=11.5
            ),
            project("p", amount_eur=2470.5),
        )
    )
    directory.export(tmp_path / "n.xlsx", "xlsx")
    book = openpyxl.load_workbook(tmp_path / "n.xlsx")
    sheet = book["organisations"]
    header = {str(cell.value): number for number, cell in enumerate(sheet[1], start=1)}
    first = {name: sheet.cell(2, number) for name, number in header.items()}

    assert book.sheetnames == ["organisations", "projects"]
    assert (first["name"].value, first["name"].data_type) == (hostile, "s")
    assert first["id"].value == "01234567890123456789"
    assert (first["postcode"].value, first["phone"].value, first["latitude"].value) == ("06108", "+49 3931 1", 52.5)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:{sheet.cell(2, len(header)).coordinate}")
    widths = {
        number: columns.width
        for columns in sheet.column_dimensions.values()
        for number in range(columns.min or 0, (columns.max or 0) + 1)
    }
    assert all(len(name) + 3 <= widths[number] <= 61 for name, number in header.items())
    assert widths[header["description"]] > 50


def test_a_list_fits_a_screen_and_filters() -> None:
    content = io.BytesIO()
    with new_workbook(content) as book:
        xlsx_list(book, "liste", ["Name", "Wer"], [("=1+1", "x" * 5000), ("b", 2.5)])
        xlsx_list(book, "leer", ["Name"], [])
    book = openpyxl.load_workbook(content)
    sheet = book["liste"]
    assert (sheet["A2"].data_type, sheet["A2"].value, sheet["B3"].value) == ("s", "=1+1", 2.5)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert sheet.column_dimensions["A"].width < 10
    assert 70 < sheet.column_dimensions["B"].width < 90
    assert book["leer"].auto_filter.ref == "A1"
