"""Postcode and town in one column, or at the end of an address."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from graphdir.directory import Directory
from graphdir.importing.files import raw_sheets
from graphdir.importing.lists import Understood, understood
from graphdir.stores.sqlite import SqliteStore

if TYPE_CHECKING:
    from graphdir.model import Organisation


def read(content: str) -> Understood:
    return understood(raw_sheets("organisations.csv", content.encode()))


def cells(lists: Understood) -> list[dict[str, str]]:
    (sheet,) = lists.sheets
    return [dict(zip(sheet.columns, row, strict=False)) for _number, row in sheet.rows]


def test_postcode_and_town_of_one_column_are_read_apart() -> None:
    lists = read(
        "Stand 10/2026\nName;Art;PLZ/Ort\nA;Schule;39517 Tangerhütte\nB;Schule;D-39576, Stendal\nC;Schule;Havelberg\n"
    )

    assert [(row["postcode"], row["town"]) for row in cells(lists)] == [
        ("39517", "Tangerhütte"),
        ("39576", "Stendal"),
        ("", "Havelberg"),
    ]
    assert ("PLZ/Ort", "holds postcode and town, which were read apart") in {
        (problem.column, problem.message) for problem in lists.remarks
    }
    assert [number for number, _row in lists.sheets[0].rows] == [3, 4, 5]


def test_what_is_no_place_is_left_to_be_complained_of() -> None:
    (row,) = cells(read("Name;Art;PLZ Ort\nA;Schule;395 Stendal\n"))

    assert (row["postcode"], row["town"]) == ("395 Stendal", "")


def test_an_address_may_end_with_them_and_what_stands_beside_it_counts_more() -> None:
    lists = read(
        "Name;Art;Anschrift;Ort\n"
        'A;Schule;"Moltkestr. 33, 39576 Stendal";\n'
        'B;Schule;"Am Dom 1\n39539 Havelberg";Jederitz\n'
        "C;Schule;Bismarckstr. 5;Tangerhütte\n"
        "D;Schule;39590 Tangermünde;\n"
        "E;Schule;Weg 3 39590 Tangermünde;\n"
    )

    assert [(row["street"], row["postcode"], row["town"]) for row in cells(lists)] == [
        ("Moltkestr. 33", "39576", "Stendal"),
        ("Am Dom 1", "39539", "Jederitz"),
        ("Bismarckstr. 5", "", "Tangerhütte"),
        ("", "39590", "Tangermünde"),
        ("Weg 3", "39590", "Tangermünde"),
    ]
    assert "ends with postcode and town in 4 rows, which were read apart" in {p.message for p in lists.remarks}


def test_a_postcode_without_its_first_0_is_read_apart_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "Organisationen.csv"
    path.write_text("Name;Art;PLZ Ort;Land\nA;Schule;6110 Halle;\nB;Verein;6020 Innsbruck;AT\n", encoding="utf-8")
    plan = Directory(SqliteStore(tmp_path / "network.db")).plan_import([path])

    found = [cast("Organisation", change.after) for change in plan.changes.changes]
    assert [(one.postcode, one.town) for one in found] == [("06110", "Halle"), ("6020", "Innsbruck")]


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("Nordstr. 1, 6110 Halle", ("Nordstr. 1", "6110", "Halle")),
        ("Nordstr. 1\nD-6110 Halle (Saale)", ("Nordstr. 1", "6110", "Halle (Saale)")),
        ("6110 Halle", ("", "6110", "Halle")),
        *(
            (same, (same, "", ""))
            for same in ("Weg 1999 a", "Weg 6110 Halle", "Gasse 1, A-6020 Graz", "Am Tor, 1234 b")
        ),
    ],
)
def test_four_digits_in_an_address_may_be_a_house_number(address: str, parts: tuple[str, str, str]) -> None:
    first, _other = cells(read(f'Name;Art;Anschrift\nA;Schule;"{address}"\nB;Schule;"Am Dom 1, 39576 Stendal"\n'))

    assert (first["street"], first["postcode"], first["town"]) == parts


def test_lists_with_columns_of_their_own_stay_as_they_are() -> None:
    content = "Name;Art;Anschrift;PLZ;Ort\nA;Schule;Moltkestr. 33;39576;Stendal\n"
    raws = raw_sheets("organisations.csv", content.encode())

    assert understood(raws).raws == raws
    assert understood(raws).remarks == []


def test_a_header_that_is_repeated_is_passed_over() -> None:
    lists = read("Name;Art;PLZ/Ort\nA;Schule;39517 Tangerhütte\nName;Art;PLZ/Ort\nB;Schule;39576 Stendal\n")

    assert [row["town"] for row in cells(lists)] == ["Tangerhütte", "Stendal"]
