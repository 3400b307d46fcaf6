from pathlib import Path

import pytest
import xlsxwriter

from graphdir.errors import InvalidInputError
from graphdir.importing.readers import read


def test_semicolons_and_windows_1252_are_recognised(tmp_path: Path) -> None:
    path = tmp_path / "organisations.csv"
    path.write_bytes("Name;Art;Ort\nGrundschule Schönhausen;Schule;Schönhausen\n".encode("cp1252"))

    (sheet,) = read([path])

    assert sheet.header == ("Name", "Art", "Ort")
    assert sheet.rows == [(2, ["Grundschule Schönhausen", "Schule", "Schönhausen"])]


def test_a_byte_order_mark_is_no_part_of_the_first_header(tmp_path: Path) -> None:
    path = tmp_path / "organisations.csv"
    path.write_text("name,kind\nA,school\n", encoding="utf-8-sig")

    assert read([path])[0].header == ("name", "kind")


def test_row_numbers_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "organisations.csv"
    path.write_text('name,kind,description\nA,school,"two\nlines"\n\nB,school,\n', encoding="utf-8")

    assert [number for number, _cells in read([path])[0].rows] == [2, 4]


def test_a_workbook_has_one_sheet_a_table(tmp_path: Path) -> None:
    path = tmp_path / "network.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        organisations = book.add_worksheet("Organisationen")
        organisations.write_row(0, 0, ["Name", "Art", "PLZ"])
        organisations.write_row(1, 0, ["A", "Schule", 39576])
        book.add_worksheet("Notizen").write_row(0, 0, ["irgendwas"])

    (sheet,) = read([path])

    assert (sheet.sheet, sheet.table.name) == ("Organisationen", "organisations")
    assert sheet.rows == [(2, ["A", "Schule", "39576"])]


def test_tables_are_read_in_the_order_in_which_they_refer_to_each_other(tmp_path: Path) -> None:
    for name in ("relations", "organisations", "topics"):
        (tmp_path / f"{name}.csv").write_text("id,name,kind\na,A,school\n", encoding="utf-8")

    assert [sheet.table.name for sheet in read([tmp_path])] == ["topics", "organisations", "relations"]


def test_a_file_of_another_name_is_known_by_its_headers(tmp_path: Path) -> None:
    path = tmp_path / "Liste 2026.csv"
    path.write_text("Name;Art;Ort\nA;Schule;Stendal\n", encoding="utf-8")

    assert read([path])[0].table.name == "organisations"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xff\xfe\x00"])
def test_a_broken_workbook_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "organisations.xlsx"
    path.write_bytes(content)

    with pytest.raises(InvalidInputError, match=r"organisations\.xlsx"):
        read([path])


def test_a_missing_path_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="does not exist"):
        read([tmp_path / "nix"])


def test_a_folder_without_tables_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"x")

    with pytest.raises(InvalidInputError, match="organisations"):
        read([tmp_path])
