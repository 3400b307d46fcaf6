"""What stands around a table on a sheet: legends, further tables, marks for “as above”."""

from dataclasses import replace

import pytest

from graphdir.importing.around import tables_of, with_repeats, without_notes
from graphdir.importing.files import RawSheet, raw_sheets


def raw(*lines: str) -> RawSheet:
    (sheet,) = raw_sheets("Liste.csv", "\n".join(lines).encode())
    return sheet


def cells(sheet: RawSheet) -> list[list[str]]:
    return [list(row) for _number, row in sheet.rows]


def test_a_legend_below_a_table_is_no_part_of_it_and_is_told() -> None:
    sheet, told = without_notes(
        raw("Schule;Partner;seit", "GS Nord;DRK;2020", "", "Legende:", "KV;Kooperationsvertrag", "K;Konzept")
    )
    assert cells(sheet) == [["Schule", "Partner", "seit"], ["GS Nord", "DRK", "2020"]]
    assert [(one.row, one.value) for one in told] == [(4, "Legende:; KV; Kooperationsvertrag; K; Konzept")]
    assert "(4, 5, 6)" in told[0].message


def test_notes_stand_alone_in_their_rows_and_names_are_none() -> None:
    sheet, _told = without_notes(
        raw(
            "Stand: 2024",
            "Name;Art",
            "Hinweis: e. V.;association",
            "x = aktuell tätig; (x) = ohne Vertrag".replace(";", ","),
            "Quelle: eigene Erhebung",
            "Legendär e. V.",
            "Erstellt von: K. Müller, 12.03.2024",
        )
    )
    assert [row[0] for row in cells(sheet)] == ["Stand: 2024", "Name", "Hinweis: e. V.", "Legendär e. V."]


def test_a_second_table_is_read_by_itself_with_its_title() -> None:
    first, second = tables_of(
        raw(
            "Schule;Partner;seit", "GS Nord;DRK;2022", "", "Beratungsstellen", "Name;Straße;Telefon", "Sucht;Am Dom 3;1"
        )
    )
    assert len(first[0].rows) == 2
    assert (second[0].sheet, second[0].called) == ("from row 4 on", "Beratungsstellen")
    assert [number for number, _cells in second[0].rows] == [4, 5, 6]
    assert second[1][0].row == 4


def test_a_gap_a_header_said_again_and_a_row_of_names_begin_no_table() -> None:
    assert len(tables_of(raw("Name;Ort", "GS Nord;Stendal", "", "Name;Ort", "GS Ost;Tangermünde"))) == 1
    for row in ("Schule am Park;Stendal", "Schule am Weinberg;Partner für Jugend", "Familienzentrum;Beratungsstelle"):
        assert len(tables_of(raw("Name;Ort", "GS Nord;Stendal", "", row, "GS Ost;Tangermünde"))) == 1


def test_each_table_is_read_with_its_own_header() -> None:
    lines = (
        "Name;Art;Ort",
        "A;Verein;Stendal",
        "",
        "Ort;Name;Art",
        "Stendal;B;Verein",
        "",
        "Name;Art;Ort",
        "C;Verein;X",
    )
    assert [[row[0] for row in cells(sheet)] for sheet, _told in tables_of(raw(*lines))] == [
        ["Name", "A"],
        ["Ort", "Stendal"],
        ["Name", "C"],
    ]


def test_a_legend_ends_with_the_next_empty_row_and_none_stands_above_a_table() -> None:
    below = raw("Name;Art;Ort", "A;Verein;X", "", "Abkürzungen", "e.V. = eingetragen", "", "Nachtrag", "B;Verein;")
    assert [row[0] for row in cells(without_notes(below)[0])] == ["Name", "A", "Nachtrag", "B"]
    above = raw("Liste der Vereine;2024", "", "Erläuterung: ohne Gewähr", "", "Name;Art", "A-Verein;Verein")
    assert without_notes(above) == (above, [])


def test_marks_do_not_repeat_headers_or_headings() -> None:
    sheet, _told = with_repeats(raw("Name;Ort", "s.o.;Stendal", "B;dto.", "Landkreis Süd;", "C;dto."))
    assert cells(sheet)[1:] == [["s.o.", "Stendal"], ["B", "Stendal"], ["Landkreis Süd", ""], ["C", "Stendal"]]


def test_marks_say_what_stands_above_but_not_in_tables_of_our_own() -> None:
    sheet, told = with_repeats(
        raw("Schule;Partner;Ort", "GS Nord;DRK;Stendal", '"""";IB;dto.', "GS Ost;s. o.;Tangermünde")
    )
    assert cells(sheet)[2:] == [["GS Nord", "IB", "Stendal"], ["GS Ost", "IB", "Tangermünde"]]
    assert [(one.row, one.message.split()[0]) for one in told] == [(3, "3")]
    ours = raw("id;name;town", "a;A;Stendal", "b;B;dto.")
    assert with_repeats(ours) == (ours, [])


@pytest.mark.parametrize(
    "mark",
    [
        *("dito", "Dto.", "ditto", "ebenda", "ebd.", "desgl.", "dgl.", "(wie oben)", "w. o.", "s.o."),
        *('-"-', "-//-", "\u2191", "''"),
    ],
)
def test_there_are_many_marks(mark: str) -> None:
    list_ = raw("Schule;Partner", "GS Nord;DRK")
    sheet, _told = with_repeats(replace(list_, rows=[*list_.rows, (3, [mark, "IB"])]))
    assert cells(sheet)[2] == ["GS Nord", "IB"]
