"""Headers of two rows."""

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from graphdir.importing.files import RawSheet, raw_sheets, sheets_of_paths
from graphdir.importing.lists import understood
from graphdir.importing.mapping import read_profile
from graphdir.importing.proposing import propose
from graphdir.importing.two_headers import with_one_header
from graphdir.taxonomy import Taxonomy


def header_of(*rows: str) -> list[str] | None:
    """The one header of a list in CSV; None where it has one already."""
    raw, told = with_one_header(raw_sheets("Liste.csv", "\n".join(rows).encode())[0])
    return list(next(cells for number, cells in raw.rows if number > told[0].row)) if told else None


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        (
            ("Schule;Ansprechpartner;;;Ort", ";Name;Telefon;E-Mail;", "GS Nord;Eva Probe;03931 1;e@x.de;Stendal"),
            "Schule;Ansprechpartner Name;Ansprechpartner Telefon;Ansprechpartner E-Mail;Ort",
        ),
        (
            ("Stand 2024;;;;", "Schule;Ansprechpartner;;;Ort", ";Name;Telefon;E-Mail;", "A;B;1;e@x.de;C"),
            "Schule;Ansprechpartner Name;Ansprechpartner Telefon;Ansprechpartner E-Mail;Ort",
        ),
        (
            (";;Ansprechpartner;;", "Schule;Ort;Name;Telefon;E-Mail", "GS Nord;Stendal;Eva Probe;03931 1;e@x.de"),
            "Schule;Ort;Ansprechpartner Name;Ansprechpartner Telefon;Ansprechpartner E-Mail",
        ),
        (
            ("Schule;;Träger;;Zeitraum;", "Name;Ort;Name;Ort;von;bis", "GS Nord;Stendal;DRK;Stendal;2022;2023"),
            "Schule;Schule Ort;Träger;Träger Ort;Zeitraum von;Zeitraum bis",
        ),
        (
            ("Einrichtung;;Adresse;;;Schulleitung;", "Name;Art;Straße;PLZ;Ort;Name;Telefon", "A;Schule;W;1;S;E;1"),
            "Einrichtung;Art;Straße;PLZ;Ort;Schulleitung Name;Schulleitung Telefon",
        ),
    ],
)
def test_groups_above_columns_become_part_of_the_header(rows: tuple[str, ...], header: str) -> None:
    assert header_of(*rows) == header.split(";")


@pytest.mark.parametrize(
    "rows",
    [
        ("Schulliste 2024;;;", "Schule;Ort;Telefon;E-Mail", "GS Nord;Stendal;03931 1;e@x.de"),
        ("Schulliste;;;Stand 1.8.", "Schule;Ort;Telefon;E-Mail", "GS Nord;Stendal;03931 1;e@x.de"),
        ("Schule;Ansprechpartner;;Ort", "GS Nord;Eva;Probe;Stendal", "GS Süd;Max;Muster;Stendal"),
        ("Schule;Träger;;;Ort", "GS Nord;DRK;AWO;SPI;Stendal", "GS Süd;DRK;;;Stendal"),
        ("name;kind;town", "a;school;Stendal"),
    ],
)
def test_titles_and_rows_below_a_header_are_no_part_of_it(rows: tuple[str, ...]) -> None:
    assert header_of(*rows) is None


def test_a_title_over_a_header_that_is_understood_is_no_part_of_it() -> None:
    rows = (
        b"Landkreis Stendal;;Amt f\xc3\xbcr Schulen;;\nName;Art;Ort;Telefon;E-Mail\nGS Nord;Schule;Stendal;1;e@x.de\n"
    )
    lists = understood(raw_sheets("Liste.csv", rows))
    assert [sheet.columns for sheet in lists.sheets] == [("name", "kind", "town", "phone", "email")]


def test_a_workbook_with_merged_headers_is_read_with_its_persons(tmp_path: Path) -> None:
    path = tmp_path / "Schulliste.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, name in enumerate(("Schule", "Art", "Ort")):
            sheet.merge_range(0, at, 1, at, name)
        sheet.merge_range(0, 3, 0, 5, "Schulleitung")
        sheet.write_row(1, 3, ("Name", "Telefon", "E-Mail"))
        sheet.write_row(2, 0, ("GS Nord", "Schule", "Stendal", "Eva Probe", "03931 1", "e@nord.de"))
    raws = sheets_of_paths([path])
    lists = understood(raws)
    assert "one header" in lists.remarks[0].message
    profile = propose(lists.raws[0], Taxonomy.shipped()).profile
    assert profile
    assert profile.undecided == []

    organisations, contacts = understood(raws, [profile]).sheets
    assert [cells[:3] for _number, cells in organisations.rows] == [["GS Nord", "Schule", "Stendal"]]
    assert [(number, cells[1:5]) for number, cells in contacts.rows] == [
        (3, ["head_of_school", "Eva Probe", "03931 1", "e@nord.de"])
    ]


@given(st.lists(st.lists(st.sampled_from(["", "Schule", "Name", "Telefon", "Träger", "1", "x" * 70]), max_size=6)))
def test_no_row_is_lost_but_the_upper_one(rows: list[list[str]]) -> None:
    raw = RawSheet(file="a", sheet="", called="a", rows=[(at, cells) for at, cells in enumerate(rows, 1)])
    joined, told = with_one_header(raw)
    left = {number for number, _cells in raw.rows} - {number for number, _cells in joined.rows}
    assert left == {remark.row for remark in told}


def test_a_list_is_read_by_its_mapping_with_one_header_and_by_an_older_one_without() -> None:
    raws = raw_sheets("Liste.csv", b"Schule;Ansprechpartner;;Ort\n;Name;Telefon;\nGS Nord;Eva Probe;03931 1;Stendal\n")
    (raw,) = understood(raws).raws
    profile = propose(raw, Taxonomy.shipped()).profile
    assert profile
    by_both = understood(raws, [profile])
    assert [(number, cells[0]) for number, cells in by_both.sheets[0].rows] == [(3, "GS Nord")]

    older = read_profile(
        '[organisations.entry]\nname = "Schule"\nkind = { value = "school" }\ntown = "Ort"\n'
        'phone = "Ansprechpartner"\n',
        "Liste",
    )
    assert "GS Nord" in [cells[0] for _number, cells in understood(raws, [older]).sheets[0].rows]
