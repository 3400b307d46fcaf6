"""Tables of crosses: who works with whom."""

from pathlib import Path

import pytest

from graphdir.directory import Directory
from graphdir.importing.crosses import uncrossed
from graphdir.importing.files import RawSheet, raw_sheets
from graphdir.importing.lists import understood
from graphdir.importing.mapping import read_profile, written
from graphdir.importing.proposing import propose
from graphdir.stores.sqlite import SqliteStore
from graphdir.taxonomy import Taxonomy

TABLE = (
    "Kooperationen 2025;;;;;",
    "Träger;Ort;GS Nord;Sek. Komarow;Gymnasium Süd;Summe",
    "DRK;Stendal;x;;seit 2022;2",
    "AWO;Osterburg;-;X;(x);2",
    "IB;Stendal;;;;0",
    "Summe;;1;1;2;4",
)


def raw(*lines: str) -> RawSheet:
    (sheet,) = raw_sheets("Liste.csv", "\n".join(lines).encode("cp1252"))
    return sheet


def pairs(*lines: str) -> list[list[str]]:
    sheet, _told = uncrossed(raw(*lines))
    return [list(cells) for _number, cells in sheet.rows]


def test_each_cross_is_a_pair_and_a_date_says_since_when() -> None:
    sheet, told = uncrossed(raw(*TABLE))
    assert [(number, list(cells)) for number, cells in sheet.rows[1:]] == [
        (2, ["Träger", "Ort des Trägers", "Schule", "seit"]),
        (3, ["DRK", "Stendal", "GS Nord", ""]),
        (3, ["DRK", "Stendal", "Gymnasium Süd", "seit 2022"]),
        (4, ["AWO", "Osterburg", "Sek. Komarow", ""]),
        (4, ["AWO", "Osterburg", "Gymnasium Süd", ""]),
    ]
    assert [problem.message for problem in told] == [
        "was read as a table of crosses: 4 pairs",
        "“(x)” was read as a cross, in 1 cell",
        "1 row has no cross and was passed over",
    ]


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("Schule;DRK;AWO", ["Schule", "Träger", "seit"]),
        ("Träger;Theater;Jugendamt", ["Träger", "Partner", "seit"]),
        ("Träger / Schule;Nord;Süd", ["Träger", "Schule", "seit"]),
        ("Kooperationspartner;GS Nord;GS Süd", ["Partner", "Schule", "seit"]),
    ],
)
def test_the_header_says_who_the_others_are(header: str, names: list[str]) -> None:
    assert pairs(header, "A;x;", "B;;x")[0] == names


@pytest.mark.parametrize(
    "lines",
    [
        ("Träger;Schule;Projekt;Jahr", "IB;GS Nord;Schach;2022"),
        ("Name;GS Nord;GS Süd", "A;x;", "B;;x"),
        ("Träger;GS Nord;GS Süd", "A;x;nur montags", "B;;x"),
        ("Träger;GS Nord", "A;x", "B;x"),
        ("Schule;Ganztag;Hort", "A;2;", "B;;3"),
        ("Träger;GS Nord;GS Süd", "A;12;", "B;8;3"),
        ("Schule;Ort;Ganztag;Barrierefrei;Schulsozialarbeit", "A;X;x;;x", "B;Y;x;x;"),
        ("Träger;Gewaltprävention;Sucht;Medien", "A;x;;x", "B;;x;"),
        ("Träger;2022;2023;2024", "A;x;;x", "B;;x;"),
        ("Träger;Grundschule;Sekundarschule;Gymnasium", "A;x;;x", "B;;x;"),
        ("Einsatzschule;Mo;Di;Mi", "A;x;;x", "B;;x;"),
    ],
)
def test_other_lists_stay_as_they_are(lines: tuple[str, ...]) -> None:
    before = raw(*lines)
    assert uncrossed(before) == (before, [])


def test_no_cross_is_lost_without_a_word() -> None:
    sheet, told = uncrossed(raw("Träger;GS Nord;;GS Süd", "DRK;x;x;", ";;;x", "AWO;x;;"))
    assert [list(cells) for _number, cells in sheet.rows[1:]] == [["DRK", "GS Nord", ""], ["AWO", "GS Nord", ""]]
    assert "2 crosses stand in rows or columns without a name and were passed over" in {one.message for one in told}


def test_dates_of_all_sorts_stand_for_a_cross_and_persons_stay_beside() -> None:
    assert pairs("Träger;Ansprechpartner;GS Nord;GS Süd", "DRK;Eva Stein;x;09/23", "AWO;;Ende 2024;x")[1:] == [
        ["DRK", "Eva Stein", "GS Nord", ""],
        ["DRK", "Eva Stein", "GS Süd", "09/23"],
        ["AWO", "", "GS Nord", "Ende 2024"],
        ["AWO", "", "GS Süd", ""],
    ]


def test_a_number_before_a_remark_behind_shares_and_plans_are_no_hindrance() -> None:
    lines = ("lfd. Nr.;Schule;DRK;IB;AWO KV;Klassen;Bemerkung", "1;GS Nord;x;;0,5;8;neu", "2;GS Ost;;x;beantragt;4;")
    assert pairs(*lines) == [
        ["Schule", "Klassen", "Bemerkung", "Träger", "seit", "Status"],
        ["GS Nord", "8", "neu", "DRK", "", ""],
        ["GS Nord", "8", "neu", "AWO KV", "", ""],
        ["GS Ost", "4", "", "IB", "", ""],
        ["GS Ost", "4", "", "AWO KV", "", "geplant"],
    ]
    _sheet, told = uncrossed(raw(*lines))
    assert "“0,5” was read as a cross, in 1 cell" in {one.message for one in told}


@pytest.mark.parametrize("marks", [("0,5", "0,75"), ("0.5", "0.75"), ("1", "0.75", "0.5"), ("1 VZÄ", "0.75 VZÄ")])
def test_shares_alone_are_crosses_too_and_no_dates(marks: tuple[str, ...]) -> None:
    found = pairs("Träger;GS Nord;GS Süd", *(f"Verein {mark};;{mark}" for mark in marks))
    assert found == [["Träger", "Schule", "seit"], *([f"Verein {mark}", "GS Süd", ""] for mark in marks)]


def test_naught_is_no_cross_and_columns_of_any_name_keep_their_pairs() -> None:
    assert len(pairs("Schule;AWO e.V.;DRK e.V.", "GS Nord;x;0", "GS Süd;0;x", "GS Ost;0;0,0")) == 3
    found = pairs("Schule;AWO e.V.;DRK e.V.;Horizont", "GS Nord;x;;0,5", "GS Süd;;x;beantragt", "GS Ost;;;2022")
    assert [(row[0], row[1]) for row in found[1:]] == [
        ("GS Nord", "AWO e.V."),
        ("GS Nord", "Horizont"),
        ("GS Süd", "DRK e.V."),
        ("GS Süd", "Horizont"),
        ("GS Ost", "Horizont"),
    ]


def test_a_table_of_crosses_is_imported_with_all_its_pairs(tmp_path: Path) -> None:
    sheets = raw_sheets("Liste.csv", "\n".join(TABLE).encode("cp1252"))
    (unclear,) = understood(sheets).unclear
    profile = propose(unclear, Taxonomy.shipped()).profile
    assert profile
    decided = written(profile).replace('"?", only_new = true', '"free_carrier"').replace('"?"', '"cooperation"')
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    plan = directory.plan_lists(understood(sheets, [read_profile(decided)]))
    assert plan.errors == []
    assert (plan.counts["organisations"].new, plan.counts["relations"].new) == (5, 4)
