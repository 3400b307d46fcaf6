import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from graphdir.errors import InvalidInputError
from graphdir.importing.files import MOST_UNPACKED, raw_sheets
from graphdir.importing.lists import understood, understood_paths
from graphdir.importing.readers import Sheet, sums_up
from graphdir.tables import guarded, unguarded


def read(paths: Sequence[Path]) -> Sequence[Sheet]:
    return understood_paths(paths).sheets


def read_content(name: str, content: bytes) -> Sequence[Sheet]:
    return understood(raw_sheets(name, content)).sheets


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


@pytest.mark.parametrize(
    ("header", "ids", "is_id"),
    [
        ("Nr.", ("1", "2", "3"), False),
        ("Nr", ("1.", "", "12."), False),
        ("Nr", ("910017", "910025", "910033"), True),
        ("Nr", ("2", "1", "3"), False),
        ("Nr", ("1", "2", "2a", "3"), False),
        ("Nr", ("A1", "A2", "3"), True),
        ("Nr", ("1", "1", "2"), True),
        ("Kennung", ("1", "2", "3"), True),
    ],
)
def test_what_counts_the_rows_is_no_id(header: str, ids: Sequence[str], *, is_id: bool) -> None:
    rows = "".join(f"{id_};Verein {id_};Verein\n" for id_ in ids)

    (sheet,) = read_content("organisations.csv", f"{header};Name;Art\n{rows}".encode())

    assert (sheet.columns[0] == "id") == is_id
    assert [problem.column for problem in sheet.remarks] == ([] if is_id else [header])


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
        (tmp_path / f"{name}.csv").write_text(
            "id,name,kind,from_id,to_id,label_de\na,A,school,a,b,A\n", encoding="utf-8"
        )

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


def zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("name", ["Liste.csv", "Liste.txt", "Liste.json"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped({"xl/workbook.xml": b"<workbook/>"}), r"format Excel\. .* ends in \.xlsx\."),
        (zipped({"Schulen.csv": b"Name;Art"}), r"format ZIP\. .* ends in \.zip\."),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", r"format ODS\. .* ends in \.ods\."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"format Excel\. .* ends in \.xls\."),
        (b"%PDF-1.7\n", "“Liste.* is a PDF"),
    ],
)
def test_what_is_called_a_text_and_is_none_is_named(name: str, content: bytes, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        raw_sheets(name, content)


def test_a_title_with_commas_does_not_hide_the_semicolons() -> None:
    content = "Schulen, Träger, Ämter, Stand 2024\n\nName;Art;Ort\nA;Schule;Stendal\nB;Schule;Stendal\n".encode(
        "cp1252"
    )
    (sheet,) = read_content("Liste.csv", content)

    assert sheet.header == ("Name", "Art", "Ort")
    assert [number for number, _cells in sheet.rows] == [4, 5]


def test_a_zip_holds_lists_and_a_package_says_which() -> None:
    rows = b"name,kind\nA,school\n"
    (sheet,) = read_content("lists.zip", zipped({"organisations.csv": rows, "__MACOSX/organisations.csv": b"x"}))
    assert sheet.table.name == "organisations"
    package = json.dumps({"resources": [{"path": "list.csv"}]}).encode()
    files = {"a/datapackage.json": package, "a/list.csv": rows, "a/other.csv": rows}
    assert [sheet.file for sheet in read_content("p.zip", zipped(files))] == ["list.csv"]
    outside = json.dumps({"resources": [{"path": "../etc/passwd"}]}).encode()
    with pytest.raises(InvalidInputError, match="not beside it"):
        raw_sheets("p.zip", zipped({"datapackage.json": outside}))


def test_what_unpacks_to_far_more_than_it_is_is_refused() -> None:
    part = b"0" * (MOST_UNPACKED // 8)
    bomb = zipped({f"organisations{number}.csv": part for number in range(9)})
    assert len(bomb) < MOST_UNPACKED / 100
    for name in ("bomb.zip", "bomb.xlsx"):
        with pytest.raises(InvalidInputError, match="unpacks to more than"):
            raw_sheets(name, bomb)


def test_cells_at_the_far_end_of_a_sheet_end_no_process_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "organisations.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Organisationen")
        sheet.write_row(0, 0, ["Name", "Art"])
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises(InvalidInputError, match="more cells than fit"):
        read([path])


def test_a_million_empty_rows_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "organisations.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Organisationen")
        sheet.write_row(0, 0, ["Name", "Art"])
        sheet.write_row(1_048_575, 0, ["A", "Schule"])

    assert read([path])[0].rows == [(1_048_576, ["A", "Schule"])]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("list.xlsm", b"PK", "macros"),
        ("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
        ("list.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage", "password"),
        ("list.json", b"[" * 100_000, "nested too deeply"),
        ("list.json", b'[\n{"name" "A"}]', "it is no JSON from line 2, column 9 on"),
        ("list.csv", b"\xff\xfea", "not in the encoding that its beginning tells"),
        ("list.csv", b'name;kind\n"' + b"A;school\n" * 1_200_000, "a quotation mark may be missing"),
        ("list.zip", b"PK\x03\x04", "cannot be read"),
        ("list.docx", b"PK", "no CSV"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(name: str, content: bytes, told: str) -> None:
    with pytest.raises(InvalidInputError, match=told):
        raw_sheets(name, content)


def test_what_excel_writes_above_a_list_about_its_separator_is_no_row() -> None:
    (raw,) = raw_sheets("organisations.csv", b"sep=|\r\nName|Art\r\nA, B; C|Schule\r\n")

    assert raw.rows == [(1, ["Name", "Art"]), (2, ["A, B; C", "Schule"])]


def test_a_package_names_tables_parts_and_holds_records() -> None:
    package = {
        "resources": [
            {"name": "organisations", "path": ["a.csv", "b.csv"]},
            {"name": "relations", "data": [{"from_id": "1", "to_id": "2", "kind": "cooperation"}]},
            7,
        ]
    }
    content = zipped(
        {
            "datapackage.json": json.dumps(package).encode(),
            "a.csv": b"id,name,kind\n1,A,school\n",
            "b.csv": b"id,name,kind\n2,B,school\n",
        }
    )

    assert [(raw.file, raw.called) for raw in raw_sheets("x.zip", content)] == [
        ("a.csv", "organisations"),
        ("b.csv", "organisations"),
        ("datapackage.json", "relations"),
    ]


@pytest.mark.parametrize(
    "package",
    [
        '{"resources": [{"path": "../secret.csv"}]}',
        '{"resources": [{"path": "/etc/passwd"}]}',
        '{"resources": [{"path": "http://example.org/a.csv"}]}',
        '{"resources": [{"path": "datapackage.json"}]}',
        '{"resources": [{"path": "missing.csv"}]}',
        "{",
        "[" * 100_000,
    ],
)
def test_a_package_that_cannot_be_followed_is_a_sentence(tmp_path: Path, package: str) -> None:
    path = tmp_path / "datapackage.json"
    path.write_text(package, encoding="utf-8")

    for read_it in (lambda: read([path]), lambda: raw_sheets("x.zip", zipped({"datapackage.json": package.encode()}))):
        with pytest.raises(InvalidInputError):
            read_it()


def test_a_package_alone_asks_for_its_files() -> None:
    with pytest.raises(InvalidInputError, match="zip"):
        raw_sheets("datapackage.json", b'{"resources": [{"path": "organisations.csv"}]}')


ODS = """<?xml version="1.0"?><office:document-content
xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet>
<table:table table:name="Schulen">%s</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(*rows: str) -> bytes:
    """Return the smallest ODS file; a cell is its text, ``text|3`` is merged over three rows, ``-`` covered by one."""

    def cell(told: str) -> str:
        if told == "-":
            return "<table:covered-table-cell/>"
        text, _bar, down = told.partition("|")
        span = f'table:number-rows-spanned="{down}" table:number-columns-spanned="1"' if down else ""
        return f'<table:table-cell office:value-type="string" {span}><text:p>{text}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row.split(';')))}</table:table-row>" for row in rows)
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": (ODS % body).encode(),
        }
    )


def test_merged_cells_of_ods_are_read_too() -> None:
    (raw,) = raw_sheets("Liste.ods", ods("Ort;Name;Art", "Stendal|2;A;Schule", "-;B;Schule", "Halle;C;Schule"))

    assert [cells for _number, cells in raw.rows[1:]] == [
        ["Stendal", "A", "Schule"],
        ["Stendal", "B", "Schule"],
        ["Halle", "C", "Schule"],
    ]
    assert raw.merged == 1


def test_a_cell_that_is_only_tall_makes_no_row(tmp_path: Path) -> None:
    path = tmp_path / "Liste.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Schulen")
        sheet.write_row(0, 0, ["Name", "Art"])
        sheet.merge_range(1, 0, 3, 0, "A")
        sheet.merge_range(1, 1, 3, 1, "Schule")
        sheet.write_row(4, 0, ["B", "Schule"])

    assert read([path])[0].rows == [(2, ["A", "Schule"]), (5, ["B", "Schule"])]


def test_a_locked_ods_is_a_sentence() -> None:
    content = zipped({"META-INF/manifest.xml": b"<manifest:encryption-data/>", "content.xml": b"x"})

    with pytest.raises(InvalidInputError, match="password"):
        raw_sheets("Liste.ods", content)


def test_a_sheet_called_after_a_table_that_lacks_what_this_needs_is_none(tmp_path: Path) -> None:
    path = tmp_path / "Schulen.csv"
    path.write_text("Schulen im Kreis;;\n;;\nSchule;Ort;Telefon\nNord;Stendal;03931 1\n", encoding="utf-8")
    lists = understood_paths([path])

    assert (lists.sheets, [raw.called for raw in lists.unclear]) == ([], ["Schulen"])
    assert [(one.row, one.column, one.level) for one in lists.unclear_because] == [(3, "kind", "error")]


@pytest.mark.parametrize(
    ("name", "header", "asked"),
    [
        ("Adressen", "Name;Art;Ort;Ansprechpartner;Telefon;E-Mail", ("Telefon", "“Ansprechpartner”")),
        ("Schulen", "Name;Art;Schulleitung;E-Mail", ("E-Mail", "“Schulleitung”")),
        ("Kontakte", "Einrichtung;Ansprechpartner;Funktion;Telefon;Einverständnis", ("Einverständnis", "agreed")),
    ],
)
def test_what_lists_say_of_persons_is_asked(tmp_path: Path, name: str, header: str, asked: tuple[str, str]) -> None:
    path = tmp_path / f"{name}.csv"
    path.write_text(f"Stand 2026;\n{header}\n" + ";".join("x" for _ in header.split(";")) + "\n", encoding="utf-8")
    lists = understood_paths([path])

    assert lists.sheets == []
    (remark,) = lists.unclear_because
    assert (remark.row, remark.column, remark.level) == (2, asked[0], "error")
    assert asked[1] in remark.message


def test_a_telephone_left_of_a_person_is_the_organisations(tmp_path: Path) -> None:
    path = tmp_path / "Schulen.csv"
    path.write_text("Name;Art;Telefon;Schulleitung\nA;Schule;03931 1;Eva Probe\n", encoding="utf-8")

    assert [sheet.table.name for sheet in read([path])] == ["organisations"]


def test_contacts_and_relations_are_known_by_the_headers_of_offices(tmp_path: Path) -> None:
    for name, header in (
        ("contacts", "Einrichtung;Ansprechpartner;Funktion;Tel.-Nr.;E-Mail-Adresse"),
        ("relations", "Partner 1;Partner 2;Art der Kooperation;seit"),
    ):
        path = tmp_path / f"Liste {name}.csv"
        path.write_text(f"{header}\n" + ";".join("x" for _ in header.split(";")) + "\n", encoding="utf-8")
        assert [sheet.table.name for sheet in read([path])] == [name]


def test_a_telephone_number_is_no_formula_and_what_may_be_one_is_guarded() -> None:
    assert guarded("+49 3931 607160") == "+49 3931 607160"
    for cell in ("+49-3931-1", "+4939311", "=1+1", "@a", "-1", "'+49 3931 1", "+49 3931 1+1"):
        assert guarded(cell) == f"'{cell}"
        assert unguarded(guarded(cell)) == cell
    assert unguarded("'+49 3931 607160") == "+49 3931 607160"  # as it was exported once


def test_what_has_gesamt_in_its_name_is_no_total() -> None:
    assert sums_up(["Schüler gesamt", "", "1683"])
    for name in ("Jugendarbeit gesamt", "Kita Gesamt", "Gesamtschule Stendal"):
        assert not sums_up([name, "", "1683"])


PACKAGED = {"organisations.csv": b"name,kind\nA,school\n", "projects.csv": b"title\nB\n"}


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ('{"resources": [', [("", "cannot be read; the lists beside it were read without it")]),
        ("[]", [("", "cannot be read; the lists beside it were read without it")]),
        (
            '{"resources": [{"path": "organisations.csv"}, {"path": "relations.csv"}, {"path": "./projects.csv"}]}',
            [("relations.csv", "is named, and does not stand beside it")],
        ),
        (
            '{"resources": [{"path": "organisations.csv"}]}',
            [("projects.csv", "is not named, and was read all the same")],
        ),
        (
            (
                '{"resources": [{"path": "organisations.csv"}, {"name": "relations", "path": "projects.csv"}, '
                '{"name": "projects", "path": "projects.csv"}]}'
            ),
            [("projects.csv", "is named as “relations” and was read as “projects”")],
        ),
        ('{"resources": [{"path": "organisations.csv"}, {"path": "projects.csv"}]}', []),
    ],
)
def test_a_package_that_does_not_fit_its_folder_is_told(
    tmp_path: Path, package: str, said: list[tuple[str, str]]
) -> None:
    for name, content in {**PACKAGED, "datapackage.json": package.encode()}.items():
        (tmp_path / name).write_bytes(content)

    found = understood_paths([tmp_path])

    assert [sheet.file for sheet in found.sheets] == ["organisations.csv", "projects.csv"]
    assert [(told.value, told.message) for told in found.remarks] == said
    assert {told.level for told in found.remarks} <= {"warning"}


def test_what_a_package_leaves_out_is_told(tmp_path: Path) -> None:
    files = {**PACKAGED, "datapackage.json": b'{"resources": [{"path": "organisations.csv"}]}'}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    for found in (understood_paths([tmp_path / "datapackage.json"]), understood(raw_sheets("x.zip", zipped(files)))):
        assert [(told.value, told.message) for told in found.remarks] == [
            ("projects.csv", "is not named and was left out")
        ]


@pytest.mark.parametrize(
    ("broken", "read_as"),
    [
        (b"S\xfcd \xff\xfe", "S\u00fcd \ufffd\ufffd"),
        ("S\u00fcd".encode()[:-2], "S\ufffd"),
        ("\u201eS\u00fcd\u201c".encode("cp1252"), "\u201eS\u00fcd\u201c"),
    ],
)
def test_a_broken_byte_leaves_the_rest_of_a_file_as_it_is(broken: bytes, read_as: str) -> None:
    sound = "".join(f"Gr\u00fcne Stra\u00dfe {number},school\n" for number in range(5))

    (sheet,) = read_content("organisations.csv", b"name,kind\n" + sound.encode() + broken + b",school\n")

    assert [cells[0] for _row, cells in sheet.rows] == [
        *(f"Gr\u00fcne Stra\u00dfe {number}" for number in range(5)),
        read_as,
    ]


def test_a_hidden_sheet_is_read_and_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("Schulen", "Archiv"):
        sheet = book.create_sheet(name)
        sheet.append(["Name", "Art"])
        sheet.append([f"GS {name}", "Schule"])
    del book["Sheet"]
    book["Archiv"].sheet_state = "hidden"
    book.save(tmp_path / "n.xlsx")
    shown, hidden = raw_sheets("n.xlsx", (tmp_path / "n.xlsx").read_bytes())

    assert (shown.remarks, hidden.sheet) == ((), "Archiv")
    assert "hidden" in hidden.remarks[0].message
