"""What spreadsheets, web pages and habits make of values, read as it was meant."""

from pathlib import Path

import openpyxl
import pytest

from graphdir.directory import Directory
from graphdir.importing.cells import (
    CellError,
    CellReader,
    Topics,
    holds_more,
    names_nobody,
    without_note,
    words_of_lists,
)
from graphdir.importing.importer import Plan
from graphdir.model import Organisation
from graphdir.store import Search
from graphdir.stores.sqlite import SqliteStore
from graphdir.tables import TABLES
from graphdir.taxonomy import Taxonomy


def reader(table: str, column: str) -> CellReader:
    described = next(one for one in TABLES[table].columns if one.name == column)
    return CellReader(described, Taxonomy.shipped())


@pytest.mark.parametrize(
    ("column", "cell", "value", "how"),
    [
        ("postcode", "39576", "39576", ""),
        ("postcode", "6108", "06108", "leading_zero"),
        ("postcode", "39576.0", "39576", "exponent"),
        ("postcode", "D-39576", "39576", "postcode"),
        ("postcode", "DE 39576", "39576", "postcode"),
        ("postcode", "395 76", "39576", "postcode"),
        ("postcode", "A-1010", "A-1010", ""),
        ("postcode", "395761", "395761", ""),
        ("phone", "03931 607205", "+49 3931 607205", ""),
        ("phone", "+49 3931 60-6", "+49 3931 606", ""),
        ("phone", "(03931) 589 95 85", "+49 3931 5899585", ""),
        ("phone", "3931607205", "+49 3931 607205", "leading_zero"),
        ("phone", "3.931607205E9", "+49 3931 607205", "leading_zero"),
        ("phone", "3,931607205E+09", "+49 3931 607205", "leading_zero"),
        ("phone", "4.93931607205E11", "+49 3931 607205", "exponent"),
        ("phone", "03931 1, 03931 2", "03931 1, 03931 2", ""),
        ("phone", "03931 6071-60", "+49 3931 607160", ""),
        ("phone", "03931 607160/61", "03931 607160/61", ""),
        ("phone", "03931 607160-61", "03931 607160-61", ""),
        ("phone", "03931 607160 - 62", "03931 607160 - 62", ""),
        ("phone", "03931 - 71 55 66 -12/-13", "03931 - 71 55 66 -12/-13", ""),
        ("phone", "607160", "607160", ""),
        ("phone", "03931/646", "+49 3931 646", ""),
        ("phone", "+49 3931/646", "+49 3931 646", ""),
        ("phone", "03931 607160 - 0", "+49 3931 6071600", ""),
        ("phone", "0" + "1" * 3000, "0" + "1" * 3000, ""),
        ("phone", "0171/1234567", "+49 171 1234567", ""),
        ("phone", "O3931 6O7205", "+49 3931 607205", "slip"),
        ("phone", "03931 607205 o 607206", "03931 607205 o 607206", ""),
        ("email", "info@gs-nord.de.", "info@gs-nord.de", "slip"),
        ("website", "http://http://gs-nord.de", "http://gs-nord.de", "slip"),
        ("website", "http://https://www.gs-nord.de/a", "https://www.gs-nord.de/a", "slip"),
        ("website", "gs-nord.de", "https://gs-nord.de", ""),
        ("email", "info@gs-nord.de", "info@gs-nord.de", ""),
        ("email", "info(at)gs-nord.de", "info@gs-nord.de", "at_sign"),
        ("email", "info [at] gs-nord.de", "info@gs-nord.de", "at_sign"),
        ("email", "info at gs-nord.de", "info@gs-nord.de", "at_sign"),
        ("email", "info(at)gs-nord(punkt)de", "info@gs-nord.de", "at_sign"),
        ("valid_from", "44774", "2022-08-01", "day_number"),
        ("valid_from", "44774.0", "2022-08-01", "day_number"),
        ("valid_from", "01.08.2022", "2022-08-01", ""),
        ("valid_from", "ab 2022-08-01", "2022-08-01", "period"),
        ("valid_from", "2022/23", "2022-08", "period"),
        ("valid_to", "2022/23", "2023-07", "period"),
        ("valid_from", "24/25", "2024-08", "period"),
        ("valid_from", "01.02.-30.06.2026", "2026-02-01", "period"),
        ("valid_to", "1. Februar bis 30. Juni 2026", "2026-06-30", "period"),
        ("valid_from", "98/99", "1998-08", "period"),
        ("valid_from", "Februar 2027", "2027-02", "word"),
        ("valid_from", "Sept. 2027", "2027-09", "word"),
        ("valid_from", "Aug 22", "2022-08", "word"),
        ("valid_from", "Mrz-98", "1998-03", "word"),
        ("valid_from", "1. März 2027", "2027-03-01", "word"),
        ("valid_from", "1.2.27", "2027-02-01", "word"),
        ("valid_from", "01.08.98", "1998-08-01", "word"),
        ("valid_from", "seit Februar 2027", "2027-02", "period"),
        ("valid_to", "Februar 2027 bis Juni 2027", "2027-06", "period"),
        ("valid_to", "bis 2022", "2022", "period"),
        ("valid_to", "o.J.", None, "period"),
        ("valid_to", "laufend", None, "word"),
        ("phone", "kein", None, ""),
        ("valid_to", "bis auf Weiteres", None, "word"),
        ("valid_from", "2022 bis heute", "2022", "period"),
        ("valid_from", "seit 09/22", "2022-09", "period"),
        ("valid_from", "2022 - heute", "2022", "period"),
        ("valid_from", "09/23", "2023-09", "word"),
        ("valid_from", "08/09", "2008-08", "period"),
        ("valid_from", "2023-9-1", "2023-09-01", "word"),
        ("valid_from", "2022-08-01", "2022-08-01", ""),
        ("valid_to", "Ende 2024", "2024", "word"),
        ("school_type", "GS", "primary_school", "word"),
        ("school_type", "FöS", "special_school", "word"),
        ("school_type", "Sek.", "secondary_school", "word"),
        ("school_type", "Grundschule", "primary_school", ""),
        ("kind", "e.V.", "association", "word"),
        ("kind", "freier Träger", "free_carrier", "word"),
        ("kind", "GS", "school", "word"),
        ("kind", "Förderverein", "school_support_association", "word"),
        ("kind", "Museum", "museum_memorial", "word"),
        ("kind", "Feuerwehr", "rescue_service", "word"),
        ("kind", "Verein", "association", ""),
        ("target_groups", "Schüler; Eltern", ("pupils", "guardians"), ""),
        ("name", "Grundschule SchÃ¶nhausen", "Grundschule Schönhausen", ""),
    ],
)
def test_cells_are_read_as_they_were_meant(column: str, cell: str, value: object, how: str) -> None:
    of_column = reader("organisations", column)

    assert of_column[cell] == value
    assert [meant.how for meant in of_column.meant.values()] == ([how] if how else [])


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("phone", "3.93161E+09"),
        ("phone", "#NAME?"),
        ("street", "#BEZUG!"),
        ("postcode", "3.96E4"),
        ("valid_from", "bis 2022"),
        ("valid_to", "ab 2022"),
        ("valid_from", "2022/25"),
        ("last_confirmed", "ab 2022"),
        ("kind", "Amt"),
        ("kind", "gGmbH"),
        ("kind", "Beratungsstelle"),
        ("email", "at at at"),
    ],
)
def test_what_cannot_be_meant_for_sure_is_asked(column: str, cell: str) -> None:
    with pytest.raises(CellError) as raised:
        _value = reader("organisations", column)[cell]

    assert raised.value.message
    assert raised.value.proposal


@pytest.mark.parametrize(
    ("cell", "known", "other"),
    [
        ("Suchtprävention\nTheater\nXyz", ("addiction_prevention", "theatre"), ("Xyz",)),
        ("- Suchtprävention\r\n- Theater", ("addiction_prevention", "theatre"), ()),
        ("Suchtprävention,\nTheater; Xyz", ("addiction_prevention", "theatre"), ("Xyz",)),
        ("Suchtprävention, Theater", ("addiction_prevention", "theatre"), ()),
        ("Suchtprävention, Xyz", (), ("Suchtprävention, Xyz",)),
        ("Soziales\nLernen", ("social_skills",), ()),
        ("Sucht- und\nXyzprävention\n(montags)", (), ("Sucht- und Xyzprävention (montags)",)),
        ("\n" * 9000 + "Theater", ("theatre",), ()),
    ],
)
def test_topics_may_stand_each_in_a_line(cell: str, known: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert reader("organisations", "topics")[cell] == Topics(known, other)


@pytest.mark.parametrize("cell", ["SuS; Eltern", "SuS\nEltern", "\u2022 SuS\n\u2022 Eltern", "SuS, Eltern"])
def test_target_groups_may_stand_each_in_a_line(cell: str) -> None:
    assert reader("organisations", "target_groups")[cell] == ("pupils", "guardians")


def test_no_term_is_proposed_for_a_few_letters() -> None:
    with pytest.raises(CellError) as raised:
        _value = reader("relations", "kind")["GS"]

    assert raised.value.proposal.startswith("Allowed are")


def test_other_words_are_of_terms_that_there_are() -> None:
    taxonomy = Taxonomy.shipped()
    for vocabulary, words in words_of_lists().items():
        assert set(words.values()) <= set(getattr(taxonomy, vocabulary))


@pytest.mark.parametrize(
    ("table", "column", "cell", "term"),
    [
        ("organisations", "kind", "Kreiselternrat", "school_body"),
        ("organisations", "kind", "Sonstiges", "unknown"),
        ("organisations", "school_type", "Förderschule für Geistigbehinderte", "special_school_intellectual"),
        ("relations", "kind", "Schulträger", "school_authority_of"),
        ("contacts", "role", "Schulleiter*in", "head_of_school"),
        ("contacts", "role", "1. Vorsitzende", "association_chair"),
        ("participations", "role", "Zuwendungsgeber", "funder"),
        ("participations", "role", "Kooperationspartner", "partner"),
    ],
)
def test_what_lists_call_terms_is_known(table: str, column: str, cell: str, term: str) -> None:
    assert reader(table, column)[cell] == term


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1500", 1500.0),
        ("1500.5", 1500.5),
        ("1500,50", 1500.5),
        ("1.500,00", 1500.0),
        ("1.500,00 €", 1500.0),
        ("€ 1500,--", 1500.0),
        ("1 234 567,89 Euro", 1234567.89),
        ("1.234.567", 1234567.0),
        ("1,234,567.89 EUR", 1234567.89),
        ("1'500.50", 1500.5),
        ("0.125", 0.125),
        ("833.1250", 833.125),
    ],
)
def test_amounts_are_read_as_people_and_programs_write_them(cell: str, amount: float) -> None:
    amounts = reader("projects", "amount_eur")

    assert amounts[cell] == amount
    assert not amounts.meant


@pytest.mark.parametrize("cell", ["k.A.", "k. A.", "-", "\u2013", "keine", "keine Angabe", "entfällt", "unbekannt"])
def test_what_says_that_there_is_none_is_empty(cell: str) -> None:
    for column in ("phone", "email", "postcode", "last_confirmed"):
        assert reader("organisations", column)[cell] is None
    for column in ("street", "town"):
        assert (reader("organisations", column)[cell] is None) == (len(cell) > 1 and cell not in {"keine", "entfällt"})
    assert reader("projects", "amount_eur")[cell] is None
    assert reader("organisations", "description")[cell] == cell


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("12.000,- €", 12000), ("1.500,-- EUR", 1500), ("500,-€", 500), ("EUR500", 500), ("EUR 1.781,87", 1781.87)],
)
def test_amounts_are_read_however_the_currency_stands(cell: str, amount: float) -> None:
    assert reader("projects", "amount_eur")[cell] == amount


def test_what_only_looks_like_a_month_is_a_sentence() -> None:
    with pytest.raises(CellError, match="no date"):
        reader("organisations", "last_confirmed")["1. Apr\u0131l 2024"]


@pytest.mark.parametrize("cell", ["12.000", "12.000 €", "12.000 EUR", "12.000,-", "12,000"])
def test_a_mark_before_three_digits_of_an_amount_parts_thousands_and_that_is_said(cell: str) -> None:
    amounts = reader("projects", "amount_eur")

    assert amounts[cell] == 12000.0
    assert amounts.meant[cell].how == "thousands"


def test_a_degree_with_three_decimals_is_no_thousand() -> None:
    assert reader("organisations", "latitude")["52.611"] == 52.611


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return Directory(SqliteStore(tmp_path / "store" / "network.db"))


def planned(directory: Directory, path: Path, *lines: str) -> Plan:
    path.write_text("\n".join(lines), encoding="utf-8")
    return directory.plan_import([path])


def only(directory: Directory) -> Organisation:
    (organisation,) = directory.search(Search()).organisations
    return organisation


def test_what_was_read_as_what_is_said_once_a_column(directory: Directory, tmp_path: Path) -> None:
    plan = planned(
        directory,
        tmp_path / "Schulen.csv",
        "Name;Art;PLZ;E-Mail",
        "A;GS;6108;a(at)a.de",
        "B;Gym;6110;b(at)b.de",
        "C;Schule;39576;c@c.de",
    )

    assert [(p.row, p.column, p.level) for p in plan.problems] == [
        (2, "Art", "warning"),
        (2, "PLZ", "warning"),
        (2, "E-Mail", "warning"),
    ]
    assert plan.problems[1].message == "2 cells have lost their leading zero, such as 6108, read as 06108"


@pytest.mark.parametrize(("country", "postcode"), [("AT", "1010"), ("SE", "123 45"), ("LU", "D-39576")])
def test_postcodes_of_other_countries_stay_as_they_are(
    directory: Directory, tmp_path: Path, country: str, postcode: str
) -> None:
    header, row = "name,kind,postcode,country", f"A,school,{postcode},{country}"
    plan = planned(directory, tmp_path / "organisations.csv", header, row)
    directory.apply(plan.changes)

    assert only(directory).postcode == postcode
    assert list(plan.problems) == []


def test_a_postcode_is_read_as_it_was_meant_and_looked_at_then(directory: Directory, tmp_path: Path) -> None:
    rows = (f"{code},school,Stendal,{code}" for code in ("D-39576", "395 76", "3957", "395761", "x"))
    plan = planned(directory, tmp_path / "organisations.csv", "name,kind,town,postcode", *rows)

    assert [(p.row, p.level, p.value, f"{p.message}. {p.proposal}".strip()) for p in plan.problems] == [
        (4, "warning", "3957", "1 cell has lost its leading zero: 3957 was read as 03957."),
        (2, "warning", "D-39576", "2 postcodes are written otherwise, such as “D-39576”, read as “39576”."),
        (4, "warning", "03957", "is no postcode of “Stendal”. Perhaps 39576?"),
        (5, "warning", "395761", "is no German postcode. Write five digits, or correct the country."),
        (6, "warning", "x", "is no German postcode. Write five digits, or correct the country."),
    ]


def test_a_type_of_school_given_as_a_kind_says_both(directory: Directory, tmp_path: Path) -> None:
    directory.apply(planned(directory, tmp_path / "organisations.csv", "name,kind", "A,Grundschule").changes)

    assert (only(directory).kind, only(directory).school_type) == ("school", "primary_school")


def test_a_workbook_as_offices_keep_them(directory: Directory, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Übersicht"
    sheet["A1"] = "Schulen im Landkreis"
    sheet.merge_cells("A1:D1")
    for row in (
        ["Ort", "Schule", "Schulart", "PLZ", "Telefon", "gültig seit", "Art"],
        ["Stendal", "GS Nord", "GS", 39576, 3931607205, 44774, "Schule"],
        [None, "GS Süd", "GS", 39576, 3931607206, 44774, "Schule"],
        [None, None, None, None, None, None, None],
        ["Halle", "GS West", "GS", 6108, 345607205, 44774, "Schule"],
        ["Anzahl", 3, None, None, None, None, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A3:A4")
    book.save(tmp_path / "Liste.xlsx")
    plan = directory.plan_import([tmp_path / "Liste.xlsx"])
    directory.apply(plan.changes)
    found = {o.name: o for o in directory.search(Search()).organisations}

    assert plan.errors == []
    assert {name: (o.town, o.postcode, o.phone, o.valid_from) for name, o in found.items()} == {
        "GS Nord": ("Stendal", "39576", "+49 3931 607205", "2022-08-01"),
        "GS Süd": ("Stendal", "39576", "+49 3931 607206", "2022-08-01"),
        "GS West": ("Halle", "06108", "+49 345 607205", "2022-08-01"),
    }
    assert {(p.row, p.column) for p in plan.problems} == {
        (1, ""),
        (0, ""),
        (7, ""),
        (3, "Schulart"),
        (6, "PLZ"),
        (3, "Telefon"),
        (3, "gültig seit"),
    }


def test_a_header_said_again_is_no_row(directory: Directory, tmp_path: Path) -> None:
    plan = planned(directory, tmp_path / "Schulen.csv", "Name;Art", "A;Schule", "Name;Art", "B;Schule")

    assert [(p.row, p.level) for p in plan.problems] == [(3, "warning")]
    assert plan.counts["organisations"].new == 2


def test_a_heading_over_some_of_the_rows_is_no_row(directory: Directory, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Name", "Art", "Ort"],
        ["Grundschulen"],
        ["A", "GS", "Stendal"],
        ["Gymnasien"],
        ["B", "Schule", "Halle"],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:C2")
    sheet.merge_cells("A4:C4")
    book.save(tmp_path / "Schulen.xlsx")
    plan = directory.plan_import([tmp_path / "Schulen.xlsx"])

    assert plan.errors == []
    assert [(p.row, p.value) for p in plan.problems[:2]] == [(2, "Grundschulen"), (4, "Gymnasien")]
    assert plan.counts["organisations"].new == 2


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("name", "\ufeffGrund\u200bschule Nord", "Grundschule Nord"),
        ("name", "\u200b\u202e", None),
        ("description", "Ein\u00adladung\n\u200bNord", "Einladung\nNord"),
        ("postcode", "39576\u200b", "39576"),
        ("town", "Berl\u00c3\u00adn", "Berl\u00edn"),
    ],
)
def test_invisible_characters_are_no_part_of_a_cell(column: str, cell: str, value: str | None) -> None:
    assert reader("organisations", column)[cell] == value


def test_a_name_is_no_long_text() -> None:
    assert reader("organisations", "description")["A" * 5000]
    with pytest.raises(CellError, match="300"):
        reader("organisations", "name")["A" * 301]


def test_a_lost_character_is_told(tmp_path: Path) -> None:
    path = tmp_path / "organisations.csv"
    path.write_text("name,kind\nF\ufffdrderschule Nord,school\n", encoding="utf-8")

    plan = Directory(SqliteStore(tmp_path / "network.db")).plan_import([path])

    assert [(told.row, told.column, told.message) for told in plan.problems] == [(2, "name", "a character was lost")]


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("website", "info@schule.de", "is a mail address; it was taken as it stands"),
        ("website", "https://www.schule.de/@info", ""),
        ("phone", "12", "is no telephone number; it was taken as it stands"),
        ("phone", "110", ""),
        ("last_confirmed", "2999-01-01", "lies in the future"),
        ("valid_from", "0202-08-01", "lies before 1800: is that year meant?"),
        ("valid_from", "1898", ""),
    ],
)
def test_what_nobody_may_mean_is_told_and_taken(tmp_path: Path, column: str, cell: str, message: str) -> None:
    path = tmp_path / "organisations.csv"
    path.write_text(f"name,kind,{column}\nSchule Nord,school,{cell}\n", encoding="utf-8")

    plan = Directory(SqliteStore(tmp_path / "network.db")).plan_import([path])

    assert [(told.column, told.message) for told in plan.problems] == ([(column, message)] if message else [])
    assert plan.errors == []


@pytest.mark.parametrize(
    ("status", "ends_on", "said"),
    [
        ("running", "2014", "is said of a project that ended long ago (2014)"),
        ("closed", "2999-07-31", "is said of a project that is yet to end (31 July 2999)"),
        ("closed", "2014", ""),
        ("running", "2999", ""),
        ("running", "", ""),
    ],
)
def test_a_status_that_the_end_contradicts_is_told(tmp_path: Path, status: str, ends_on: str, said: str) -> None:
    path = tmp_path / "projects.csv"
    path.write_text(f"title,status,ends_on\nLesepaten,{status},{ends_on}\n", encoding="utf-8")

    plan = Directory(SqliteStore(tmp_path / "network.db")).plan_import([path])

    assert [(told.level, told.column, told.message) for told in plan.problems] == (
        [("warning", "status", said)] if said else []
    )


@pytest.mark.parametrize(
    ("cell", "nobody"),
    [
        *((word, True) for word in ("kein Träger", "ohne Träger", "keine SSA", "wird gesucht", "Träger gesucht")),
        *(
            (word, True)
            for word in ("noch unklar", "in Klärung", "nicht vorhanden", "Stelle unbesetzt", "s. Bemerkung")
        ),
        *((word, True) for word in ("derzeit kein Träger", "zurzeit nicht besetzt", "N. N.", "noch offen", "entfällt")),
        *((word, False) for word in ("Offene Tür", "Keiner will mich e.V.", "Ohne Grenzen e.V.", "Partner für Schule")),
    ],
)
def test_what_says_that_there_is_nobody_is_no_name(cell: str, *, nobody: bool) -> None:
    assert names_nobody(cell) is nobody


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        *((f"IB ({note})", "IB") for note in ("neu", "bis 31.7.", "Trägerwechsel zum 1.8.", "ab 2026", "bisher")),
        *((name, name) for name in ("DRK (Kreisverband)", "Pestalozzi (Stendal)", "IB (2026)", "(neu)")),
    ],
)
def test_what_is_noted_behind_a_name_is_no_part_of_it(name: str, plain: str) -> None:
    assert without_note(name) == plain


@pytest.mark.parametrize(
    ("phone", "more"),
    [
        *((cell, True) for cell in ("03931 214450, k@c.de", "039322/2233 oder -2234", "0171/999 privat")),
        *((cell, True) for cell in ("039322 7788 mobil 0171-5556677", "Tel. 03931 31313, Fax 03931 31314")),
        ("03931/212345 03931/212346", True),
        *((cell, False) for cell in ("03931 607-205", "+49 (0)3931 21 23 45", "607160/61", "(03931) 21 23 45")),
    ],
)
def test_what_stands_beside_a_telephone_number_is_seen(phone: str, *, more: bool) -> None:
    assert holds_more(phone) is more


@pytest.mark.parametrize("table", ["topics", "organisation_kinds", "organisations", "projects"])
def test_ids_and_places_are_no_longer_than_names(table: str) -> None:
    limited = {"id", "name", "parent_id", "postcode", "town", "municipality", "region"}
    for column in TABLES[table].columns:
        if column.name in limited and column.type in ("text", "postcode"):
            assert reader(table, column.name)["x" * 300] == "x" * 300
            with pytest.raises(CellError, match="longer than 300 characters"):
                reader(table, column.name)["x" * 301]
