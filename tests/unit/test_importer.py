"""What lists from offices look like, and what becomes of them."""

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from graphdir.directory import Directory
from graphdir.duplicates.decisions import Decisions
from graphdir.importing.importer import Plan
from graphdir.importing.lists import understood_paths
from graphdir.model import ContactPoint, Organisation, Project, Relation
from graphdir.store import Search
from graphdir.stores.sqlite import SqliteStore


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return Directory(SqliteStore(tmp_path / "store" / "network.db"))


def write(folder: Path, table: str, header: Sequence[str], *rows: Sequence[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return folder


def imported(directory: Directory, folder: Path) -> Plan:
    plan = directory.plan_import([folder])
    assert plan.errors == []
    directory.apply(plan.changes)
    return plan


def only(directory: Directory) -> Organisation:
    (organisation,) = directory.search(Search()).organisations
    return organisation


def test_name_and_kind_are_enough(directory: Directory, tmp_path: Path) -> None:
    imported(
        directory, write(tmp_path / "in", "organisations", ["name", "kind", "town"], ["GS Nord", "school", "Stendal"])
    )

    assert only(directory).id == "gs-nord-stendal"


def test_a_made_id_stays_on_the_next_import(directory: Directory, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", "organisations", ["name", "kind"], ["GS Nord", "school"])
    imported(directory, folder)
    again = directory.plan_import([folder])

    assert again.counts["organisations"].unchanged == 1
    assert list(again.changes.changes) == []


def test_a_list_without_ids_finds_the_entries_that_have_one(directory: Directory, tmp_path: Path) -> None:
    imported(
        directory,
        write(
            tmp_path / "in", "organisations", ["id", "name", "kind", "town"], ["ST-1", "GS Nord", "school", "Stendal"]
        ),
    )
    plan = imported(
        directory,
        write(
            tmp_path / "again",
            "organisations",
            ["name", "kind", "town", "phone"],
            ["GS Nord", "school", "Stendal", "03931 607205"],
        ),
    )

    assert plan.counts["organisations"].changed == 1
    assert only(directory).id == "ST-1"
    assert only(directory).phone == "+49 3931 607205"


def test_columns_that_a_list_lacks_keep_what_stands(directory: Directory, tmp_path: Path) -> None:
    imported(
        directory,
        write(tmp_path / "in", "organisations", ["name", "kind", "street"], ["A", "school", "Weg 1"]),
    )
    imported(directory, write(tmp_path / "again", "organisations", ["name", "kind", "town"], ["A", "school", ""]))

    assert only(directory).street == "Weg 1"


def test_an_empty_cell_leaves_what_is_stored_unless_it_shall_take_it_away(directory: Directory, tmp_path: Path) -> None:
    header = ["id", "name", "kind", "street", "topics", "town"]
    imported(directory, write(tmp_path / "in", "organisations", header, ["a", "A", "school", "Weg 1", "sport", ""]))
    stored = only(directory)
    lists = understood_paths([write(tmp_path / "again", "organisations", header, ["a", "A", "school", "", "", ""])])
    left, cleared = directory.plan_lists(lists), directory.plan_lists(lists, clears=True)

    assert (left.changes.changes, left.kept) == ([], {"street": 1, "topics": 1})
    assert [change.after for change in cleared.changes.changes] == [replace(stored, street="", topics=())]
    assert cleared.kept == {}


def test_words_that_are_no_topic_are_added_to_what_is_stored(directory: Directory, tmp_path: Path) -> None:
    for table, header, row, told in (
        ("organisations", ["id", "name", "kind", "keywords"], ["a", "A", "school", "Garten"], ["Imkerei"]),
        ("projects", ["id", "title", "description"], ["p", "P", "Ein Bienenhaus."], ["Imkerei"]),
    ):
        imported(directory, write(tmp_path / "in" / table, table, header, row))
        again = write(tmp_path / "again" / table, table, [*header[:-1], "topics"], [*row[:-1], *told])
        imported(directory, again)
        assert not directory.plan_import([again]).changes.changes

    assert directory.organisation("a").keywords == ("Garten", "Imkerei")
    assert directory.project("p").project.description == "Ein Bienenhaus.\nThemen laut Liste: Imkerei"


def test_german_headers_labels_and_dates_are_understood(directory: Directory, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "Einrichtungen.csv").write_bytes(
        "Name;Art;Ort;PLZ;Schulform;Themen;E-Mail;gültig von;Breite;Länge\n"
        "GS Nord;Schule;Stendal;1067;GS;Gewaltprävention;info(at)gs-nord.de;01.08.2022;52,6;11,8\n".encode("cp1252")
    )
    imported(directory, folder)
    found = only(directory)

    assert (found.kind, found.school_type, found.topics) == ("school", "primary_school", ("violence_prevention",))
    assert (found.postcode, found.email, found.valid_from) == ("01067", "info@gs-nord.de", "2022-08-01")
    assert (found.latitude, found.longitude, found.position_quality) == (52.6, 11.8, "exact")


@pytest.mark.parametrize("header", ["gültig von", "gültig ab", "gültig seit", "gegründet"])
def test_the_beginning_has_the_names_that_lists_give_it(directory: Directory, tmp_path: Path, header: str) -> None:
    imported(directory, write(tmp_path / "in", "organisations", ["Name", "Art", header], ["A", "Schule", "2022"]))

    assert only(directory).valid_from == "2022"


def complaints(directory: Directory, folder: Path) -> dict[str, str]:
    """Return the complaints about names, by the name."""
    return {one.value: one.message for one in directory.plan_import([folder]).problems if one.value}


def test_placeholders_and_several_in_one_are_no_organisations(directory: Directory, tmp_path: Path) -> None:
    several, nobody = "seems to name several organisations", "seems to name nobody in particular"
    names = ["GS Nord und GS Süd", "GS Ost, GS West", "alle Schulen", "diverse", "Amt für Jugend und Sport"]
    folder = write(tmp_path / "in", "organisations", ["name", "kind"], *([name, "school"] for name in names))
    assert complaints(directory, folder) == {
        "GS Nord und GS Süd": several,
        "GS Ost, GS West": several,
        "alle Schulen": nobody,
        "diverse": nobody,
    }


def test_a_word_of_graphdirs_own_keeps_what_a_list_does_not_say(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path, "organisation_kinds", ["id", "label_de"], ["school", "Lehranstalt"])
    plan = imported(directory, tmp_path)
    kind = directory.taxonomy().organisation_kinds["school"]
    assert (kind.label_de, kind.group, kind.label_en) == ("Lehranstalt", "school", "School")
    assert [one.value for one in plan.problems] == ["school"]


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("organisation_kinds", {"id": "k", "label_de": "K", "group": "nixgroup"}, "group"),
        ("topics", {"id": "t", "label_de": "T", "parent_id": "nobody"}, "parent_id"),
        ("topics", {"id": "t", "label_de": "T", "parent_id": "t"}, "parent_id"),
        ("organisations", {"id": "o", "name": "O", "kind": "school", "latitude": "52"}, "latitude"),
    ],
)
def test_words_and_places_that_lead_nowhere_are_told(
    directory: Directory, tmp_path: Path, table: str, row: dict[str, str], column: str
) -> None:
    write(tmp_path, table, list(row), list(row.values()))
    (problem,) = directory.plan_import([tmp_path]).errors
    assert (problem.row, problem.column) == (2, column)


def test_topics_do_not_get_narrower_than_themselves_by_what_is_stored(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path / "a", "topics", ["id", "label_de", "parent_id"], ["a1", "A", ""], ["b1", "B", "a1"])
    imported(directory, tmp_path / "a")
    write(tmp_path / "b", "topics", ["id", "label_de", "parent_id"], ["a1", "A", "b1"], ["b1", "B", ""])
    assert [one.row for one in directory.plan_import([tmp_path / "b"]).errors] == [2]


def test_a_whole_that_ended_without_a_beginning_is_left_so(directory: Directory, tmp_path: Path) -> None:
    header = ["id", "name", "kind", "parent_id"]
    write(tmp_path / "a", "organisations", header[:3], ["e", "Teil", "department"], ["c", "Amt C", "county"])
    write(tmp_path / "a", "relations", ["from_id", "to_id", "kind", "valid_to"], ["e", "c", "part_of", "2020"])
    imported(directory, tmp_path / "a")
    write(tmp_path / "b", "organisations", header, ["e", "Teil", "department", "c"])
    plan = imported(directory, tmp_path / "b")
    assert [one.column for one in plan.problems] == ["parent_id"]
    (tie,) = (link.relation for link in directory.store.links_of(["e"])["e"])
    assert tie.valid_to == "2020"


def test_topics_that_are_narrower_than_each_other_are_told(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path, "topics", ["id", "label_de", "parent_id"], ["t", "T", "u"], ["u", "U", "t"], ["v", "V", "theatre"])
    assert [one.row for one in directory.plan_import([tmp_path]).errors] == [2, 3]


def test_the_present_whole_is_recorded_beside_a_former_one_and_circles_are_not(
    directory: Directory, tmp_path: Path
) -> None:
    header = ["id", "name", "kind", "parent_id"]
    write(tmp_path / "a", "organisations", header[:3], ["e", "Teil", "department"], ["c", "Amt C", "county"])
    write(
        tmp_path / "a",
        "relations",
        ["from_id", "to_id", "kind", "valid_from", "valid_to"],
        ["e", "c", "part_of", "2010", "2020"],
    )
    imported(directory, tmp_path / "a")
    write(tmp_path / "b", "organisations", header, ["e", "Teil", "department", "c"], ["c", "Amt C", "county", "e"])
    plan = imported(directory, tmp_path / "b")
    assert plan.counts["relations"].new == 1
    assert [(one.row, one.column) for one in plan.problems] == [(3, "parent_id")]
    assert len(directory.store.links_of(["e"])["e"]) == 2


def test_whatever_is_tied_to_somebody_whose_rows_contradict_each_other_is_left_out_too(
    directory: Directory, tmp_path: Path
) -> None:
    header = ["id", "name", "kind", "parent_id", "town"]
    first, second = ["a", "Abteilung", "department", "w", "Stendal"], ["a", "Verein", "association", "", "Havelberg"]
    write(tmp_path, "organisations", header, ["w", "Amt", "county", "", ""], first, second)
    ties = [["w", name, "cooperation"] for name in ("a", "Abteilung", "Verein")]
    write(tmp_path, "relations", ["from_id", "to_id", "kind"], *ties)
    plan = directory.plan_import([tmp_path])
    directory.apply(plan.changes)

    assert plan.errors
    assert [change.ref.key for change in plan.changes.changes] == ["w"]


def test_a_telephone_number_without_a_digit_is_pointed_out(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path, "organisations", ["id", "name", "kind", "phone"], ["s", "GS Nord", "school", "siehe Aushang"])
    (told,) = imported(directory, tmp_path).problems
    assert (told.column, told.value, told.level) == ("phone", "siehe Aushang", "warning")


def test_signs_for_nothing_are_no_names(directory: Directory, tmp_path: Path) -> None:
    write(
        tmp_path / "in", "Liste", ["Name", "Art", "Ort"], ["k. A.", "Verein", "Stendal"], ["DRK", "Verein", "Stendal"]
    )
    plan = directory.plan_import([tmp_path / "in" / "Liste.csv"])
    assert [(one.row, one.column, one.value) for one in plan.errors] == [(2, "Name", "k. A.")]
    ours = write(tmp_path / "ours", "organisations", ["id", "name", "kind"], ["x", "-", "association"])
    assert directory.plan_import([ours]).errors == []


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("Vakanz seit 01.03.24", False),
        ("unbesetzt (Stelle ausgeschrieben)", False),
        ("wechselnd", False),
        ("N.N. (Vertretung: Eva Muster)", True),
        ("Jens Offen", True),
        ("Vakant, Eva", True),
    ],
)
def test_a_post_that_is_vacant_is_nobodys_name(directory: Directory, tmp_path: Path, name: str, *, stays: bool) -> None:
    write(tmp_path, "organisations", ["id", "name", "kind"], ["s", "GS Nord", "school"])
    write(tmp_path, "contacts", ["organisation_id", "role", "name", "phone"], ["s", "Schulleitung", name, "03931 1234"])
    plan = imported(directory, tmp_path)
    assert plan.errors == []
    (contact,) = directory.store.contacts_of(["s"])["s"]
    assert bool(contact.name) is stays


@pytest.mark.parametrize(
    ("start", "end", "kind", "told"),
    [
        ("s", "d", "provides_school_social_work", "of whom a school has"),
        ("d", "s", "member_of", "of the school"),
        ("d", "s", "provides_school_social_work", ""),
        ("s", "d", "member_of", ""),
    ],
)
def test_a_relation_that_goes_the_wrong_way_is_told(  # noqa: PLR0913, PLR0917  a row and what is said of it
    directory: Directory, tmp_path: Path, start: str, end: str, kind: str, told: str
) -> None:
    write(tmp_path, "organisations", ["id", "name", "kind"], ["s", "GS Nord", "school"], ["d", "DRK", "association"])
    write(tmp_path, "relations", ["from_id", "to_id", "kind"], [start, end, kind])
    messages = [problem.message for problem in directory.plan_import([tmp_path]).problems]

    assert [message.partition(" is said ")[2] for message in messages] == ([told] if told else [])


def test_a_real_period_under_since_has_its_end(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path, "organisations", ["id", "name", "kind"], ["s", "GS Nord", "school"], ["d", "DRK", "association"])
    write(tmp_path, "relations", ["from_id", "to_id", "kind", "seit"], ["s", "d", "cooperation", "2019-2022"])
    imported(directory, tmp_path)
    (tie,) = (link.relation for group in directory.profile("s").links for link in group.links)
    assert (tie.valid_from, tie.valid_to) == ("2019", "2022")


def test_what_began_with_a_school_year_goes_on_under_since(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path, "organisations", ["id", "name", "kind"], ["s", "GS Nord", "school"], ["d", "DRK", "association"])
    write(tmp_path, "relations", ["from_id", "to_id", "kind", "seit"], ["s", "d", "cooperation", "SJ 2021/22"])
    imported(directory, tmp_path)
    (tie,) = (link.relation for group in directory.profile("s").links for link in group.links)
    assert (tie.valid_from, tie.valid_to) == ("2021-08", "")


def test_house_numbers_and_dialling_codes_of_their_own_are_put_together(directory: Directory, tmp_path: Path) -> None:
    header = ["Name", "Art", "Straße", "Hausnr.", "PLZ", "Ort", "Vorwahl", "Telefon"]
    write(tmp_path, "Liste", header, ["Nord", "Schule", "Am Dom", "3 a", "39576", "Stendal", "03931", "21 08 00"])
    plan = imported(directory, tmp_path)
    assert (only(directory).street, only(directory).phone) == ("Am Dom 3 a", "+49 3931 210800")
    assert {one.column for one in plan.problems} == {"Hausnr.", "Vorwahl"}


def test_a_number_that_stands_there_already_or_alone_is_not_put_beside(directory: Directory, tmp_path: Path) -> None:
    header = ["Name", "Art", "Straße", "Hausnr.", "Vorwahl", "Telefon"]
    write(
        tmp_path,
        "Liste",
        header,
        ["Nord", "Schule", "Hauptstr. 5", "5", "03931", "03931/12345"],
        ["Süd", "Schule", "", "", "03931", ""],
    )
    imported(directory, tmp_path)
    found = {one.name: (one.street, one.phone) for one in directory.search(Search()).organisations}
    assert found == {"Nord": ("Hauptstr. 5", "+49 3931 12345"), "Süd": ("", "")}


def test_a_special_school_is_known_with_its_focus_in_brackets(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path, "Liste", ["Name", "Art", "Ort"], ["Pestalozzi", "FöS (LB)", "Stendal"])
    imported(directory, tmp_path)
    assert (only(directory).kind, only(directory).school_type) == ("school", "special_school_learning")


def test_a_row_that_names_two_is_very_likely_none_of_them(directory: Directory, tmp_path: Path) -> None:
    header = ["id", "name", "kind", "town"]
    schools = [["n", "Grundschule Nord", "school", "Stendal"], ["s", "Grundschule Süd", "school", "Stendal"]]
    imported(directory, write(tmp_path / "in", "organisations", header, *schools))
    rows = [["GS Nord, GS Süd", "school", "Stendal"], ["GS Nord", "school", "Stendal"]]
    plan = directory.plan_import([write(tmp_path / "again", "organisations", header[1:], *rows)])
    assert ("GS Nord", "n", "same") in {(one.name, one.other_id, one.verdict) for one in plan.duplicates}
    assert {one.verdict for one in plan.duplicates if "," in one.name} <= {"unsure"}


def test_an_organisation_that_a_list_renames_keeps_the_former_name(directory: Directory, tmp_path: Path) -> None:
    header = ["Kennung", "Name", "Art"]
    imported(directory, write(tmp_path / "in", "organisations", header, ["a", "Förderschule „Pestalozzi“", "school"]))
    imported(directory, write(tmp_path / "b", "organisations", header, ["a", "Förderzentrum Pestalozzi", "school"]))
    assert only(directory).aliases == ("Förderschule „Pestalozzi“",)
    imported(directory, write(tmp_path / "c", "organisations", header, ["a", "Förderschule Pestalozzi", "school"]))
    assert only(directory).aliases == ("Förderzentrum Pestalozzi",)
    told = write(tmp_path / "d", "organisations", [*header, "aliases"], ["a", "Schule", "school", "Pesta"])
    imported(directory, told)
    assert only(directory).aliases == ("Pesta",)


def test_a_list_that_says_a_former_name_takes_none_away(directory: Directory, tmp_path: Path) -> None:
    header = ["id", "name", "kind", "town", "aliases"]
    row = ["gs-nord-stendal", "Grundschule Am Park", "school", "Stendal", "GS Nord;Nordschule"]
    imported(directory, write(tmp_path / "in", "organisations", header, row))
    again = write(tmp_path / "b", "organisations", ["Name", "Art", "Ort"], ["GS Nord", "Schule", "Stendal"])
    assert not directory.plan_import([again]).changes.changes
    empty = write(
        tmp_path / "c", "organisations", ["id", "name", "kind", "aliases"], [row[0], "Parkschule", "school", ""]
    )
    imported(directory, empty)
    assert only(directory).aliases == ("GS Nord", "Nordschule", "Grundschule Am Park")


def test_a_cell_of_several_persons_is_pointed_out(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["a", "A", "school"])
    names = [
        "Anna Kühn, Tel. 03931/1111; Bernd Groß, 0171 2222222",
        "Herr Meyer meyer@awo.de",
        "Peter Lustig / Petra Lustig",
        "Herr Dr. Schulz, Frau Lange",
        *("Dr. Eva von und zu Stein", "Müller, Dr. Anna", "Team Beratung und Prävention"),
        *("Frau Müller (Büro und Verwaltung)", "Frau Müller (seit 2021)", "Frau Meier (Klasse 5-10)"),
    ]
    folder = write(
        tmp_path / "in",
        "contacts",
        ["organisation_id", "role", "name", "phone"],
        *(["a", "contact_person", name, f"03931 1{at}"] for at, name in enumerate(names)),
    )
    more, several = "holds more than just a name", "seems to name several persons"
    assert complaints(directory, folder) == {names[0]: more, names[1]: more, names[2]: several, names[3]: several}


def test_words_that_name_no_topic_become_keywords(directory: Directory, tmp_path: Path) -> None:
    imported(
        directory,
        write(tmp_path / "in", "organisations", ["name", "kind", "topics"], ["A", "school", "Mobbing; Bienenhaltung"]),
    )

    assert only(directory).topics == ("bullying_prevention",)
    assert only(directory).keywords == ("Bienenhaltung",)


def test_every_problem_names_file_row_column_and_what_would_be_right(directory: Directory, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in",
        "organisations",
        ["id", "name", "kind", "latitude", "longitude", "valid_from", "email", "colour"],
        ["a", "A", "schol", "95", "11", "2022-13", "nix", "red"],
        ["b", "", "school", "", "", "", "", ""],
    )
    problems = directory.plan_import([folder]).problems
    found = {(p.row, p.column): p for p in problems}

    assert set(found) == {(1, "colour"), (2, "kind"), (2, "latitude"), (2, "valid_from"), (2, "email"), (3, "name")}
    assert found[1, "colour"].level == "warning"
    assert found[2, "kind"].proposal == "Perhaps School?"
    assert found[2, "kind"].value == "schol"
    assert all(p.file == "organisations.csv" and p.message for p in problems)
    assert all(p.proposal for p in problems if p.level == "error")


def test_all_problems_of_a_row_are_told_at_once(directory: Directory, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    header = ["id", "name", "kind", "email", "parent_id"]
    write(folder, "organisations", header, ["a", "A", "school", "nix", "nobody"], ["b", "B", "school", "", ""])
    write(folder, "relations", ["from_id", "to_id", "kind"], ["nobody", "nothing", "friends"])
    plan = directory.plan_import([folder])

    assert {(problem.file, problem.column) for problem in plan.errors} == {
        ("organisations.csv", "email"),
        ("organisations.csv", "parent_id"),
        ("relations.csv", "from_id"),
        ("relations.csv", "to_id"),
        ("relations.csv", "kind"),
    }


def test_cells_without_a_header_are_not_dropped_silently(directory: Directory, tmp_path: Path) -> None:
    rows = (["A", "school", "", "", ""], ["B", "school", "note", "lost", "too"])
    plan = directory.plan_import([write(tmp_path / "in", "organisations", ["name", "kind", ""], *rows)])

    assert plan.errors == []
    assert [(problem.row, problem.value, problem.level) for problem in plan.problems] == [
        (1, "", "warning"),
        (3, "lost; too", "warning"),
    ]
    assert "column 3 has no header" in plan.problems[0].message


def test_a_postcode_that_germany_does_not_have_is_pointed_out(directory: Directory, tmp_path: Path) -> None:
    header = ["name", "kind", "postcode", "country"]
    rows = (
        ["A", "school", "abcde", "DE"],
        ["B", "school", "39576", "DE"],
        ["C", "school", "1012 AB", "NL"],
        ["D", "school", "4157", "Deutschland"],
    )
    plan = directory.plan_import([write(tmp_path / "in", "organisations", header, *rows)])

    assert [(problem.row, problem.column, problem.value) for problem in plan.problems] == [
        (5, "postcode", "4157"),
        (2, "postcode", "abcde"),
    ]
    assert "04157" in plan.problems[0].message
    assert len(plan.changes.changes) == 4


@pytest.mark.parametrize("name", ["organisations", "Liste 2024"])
def test_a_title_above_the_header_is_left_out_and_said(directory: Directory, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    write(folder, name, ["Schulen im Landkreis", ""], ["Stand: 2024", ""], ["Name", "Art"], ["A", "school"])
    plan = directory.plan_import([folder / f"{name}.csv"])

    (problem,) = plan.problems
    assert (problem.row, problem.level, problem.value) == (1, "warning", "Schulen im Landkreis; Stand: 2024")
    assert "row 3" in problem.message
    assert [(change.row, change.after.key) for change in plan.changes.changes if change.after] == [(4, "a")]


def test_what_a_spreadsheet_made_of_dates_postcodes_and_numbers_is_read_as_it_was(
    directory: Directory, tmp_path: Path
) -> None:
    path = tmp_path / "Kooperationen.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Organisationen")
        sheet.merge_range(0, 0, 0, 4, "Unsere Träger")
        for at, row in enumerate(
            (
                ["Name", "Art", "PLZ", "Telefonnumer", "E-Mail", "gültig ab", "Ort"],
                ["Jugendhilfe Nord", "Verein", 6108, 3931607205, "info(at)example.org", 44562, "Halle"],
                ["", "", "", "", "", "", ""],
                ["Jugendhilfe Süd", "Verein", 39576, "03931 607205", "sued@example.org", "01.08.2022", "Stendal"],
                ["Anzahl: 2", "", "", "", "", "", ""],
            ),
            start=2,
        ):
            sheet.write_row(at, 0, row)
    plan = directory.plan_import([path])
    entries = [change.after for change in plan.changes.changes if isinstance(change.after, Organisation)]

    assert plan.errors == []
    assert [(e.postcode, e.phone, e.email, e.valid_from) for e in entries] == [
        ("06108", "+49 3931 607205", "info@example.org", "2022-01-01"),
        ("39576", "+49 3931 607205", "sued@example.org", "2022-08-01"),
    ]
    assert [(p.row, p.column, p.level) for p in plan.problems] == [
        (1, "", "warning"),
        (3, "Telefonnumer", "warning"),
        (7, "", "warning"),
        (4, "PLZ", "warning"),
        (4, "Telefonnumer", "warning"),
        (4, "E-Mail", "warning"),
        (4, "gültig ab", "warning"),
    ]


def test_cells_merged_over_rows_stand_in_each_of_them(directory: Directory, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Organisationen")
        sheet.write_row(0, 1, ["Ort", "Name", "Art"])
        sheet.merge_range(1, 1, 3, 1, "Stendal")
        for at, name in enumerate("ABC", start=1):
            sheet.write_row(at, 2, [name, "Verein"])
    plan = directory.plan_import([path])
    towns = [change.after.town for change in plan.changes.changes if isinstance(change.after, Organisation)]

    assert towns == ["Stendal"] * 3
    assert [problem.level for problem in plan.problems] == ["warning"]


def test_with_an_error_nothing_is_offered_for_that_row(directory: Directory, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", "organisations", ["name", "kind"], ["A", "school"], ["B", "nix"])
    plan = directory.plan_import([folder])

    assert len(plan.errors) == 1
    assert plan.counts["organisations"].new == 1


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\x0b"])
def test_control_characters_are_refused(directory: Directory, tmp_path: Path, letter: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "organisations.json").write_text(json.dumps([{"name": f"A{letter}B", "kind": "school"}]))

    (problem,) = directory.plan_import([folder]).errors
    assert "U+00" in problem.message


def test_references_go_by_id_and_by_name_with_town(directory: Directory, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in",
        "organisations",
        ["id", "name", "kind", "town"],
        ["1", "GS Comenius", "school", "Stendal"],
        ["2", "GS Comenius", "school", "Tangermünde"],
        ["3", "Verein", "association", ""],
    )
    write(
        folder,
        "relations",
        ["from_id", "to_id", "kind"],
        ["Verein", "GS Comenius (Tangermünde)", "cooperation"],
        ["3", "1", "sponsors"],
    )
    imported(directory, folder)

    assert {link.other.id for link in directory.store.links_of(["3"])["3"]} == {"1", "2"}


def test_an_ambiguous_name_is_asked_about_not_guessed(directory: Directory, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in",
        "organisations",
        ["id", "name", "kind", "town"],
        ["1", "GS Comenius", "school", "Stendal"],
        ["2", "GS Comenius", "school", "Tangermünde"],
    )
    write(folder, "relations", ["from_id", "to_id", "kind"], ["GS Comenius", "nobody", "cooperation"])
    errors = directory.plan_import([folder]).errors

    assert [e.column for e in errors] == ["from_id", "to_id"]
    assert "1, 2" in errors[0].message


def test_the_same_undirected_relation_from_both_ends_is_one(directory: Directory, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["1", "A", "school"], ["2", "B", "school"])
    write(folder, "relations", ["from_id", "to_id", "kind"], ["2", "1", "partner_school"], ["1", "2", "partner_school"])
    plan = imported(directory, folder)

    assert plan.counts["relations"].new == 1
    assert [p.level for p in plan.problems] == ["warning"]


def test_the_same_id_with_different_contents_is_an_error(directory: Directory, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["1", "A", "school"], ["1", "B", "school"])
    (error,) = directory.plan_import([folder]).errors

    assert error.row == 3


def test_a_parent_becomes_one_relation_and_only_once(directory: Directory, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in",
        "organisations",
        ["id", "name", "kind", "parent_id"],
        ["1", "Jugendamt", "youth_office", ""],
        ["2", "Sozialer Dienst", "department", "Jugendamt"],
    )
    imported(directory, folder)
    again = directory.plan_import([folder])

    assert [link.relation.kind for link in directory.store.links_of(["2"])["2"]] == ["part_of"]
    assert list(again.changes.changes) == []


def test_a_reversed_period_is_an_error(directory: Directory, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in",
        "projects",
        ["id", "title", "starts_on", "ends_on"],
        ["p", "P", "06.2027", "02.2027"],
    )
    (error,) = directory.plan_import([folder]).errors

    assert (error.row, error.column, error.value) == (2, "ends_on", "02.2027")


def test_a_period_in_the_column_of_beginnings_gives_its_end_too(directory: Directory, tmp_path: Path) -> None:
    write(
        tmp_path / "in",
        "projects",
        ["id", "title", "Jahr"],
        ["a", "A", "2024/25"],
        ["b", "B", "2019-2021"],
        ["c", "C", "2023"],
        ["d", "D", "ab 2022"],
    )
    plan = imported(directory, tmp_path / "in")
    projects = {project.id: project for project in directory.store.entries("project") if isinstance(project, Project)}

    assert {id_: (project.starts_on, project.ends_on) for id_, project in projects.items()} == {
        "a": ("2024-08", "2025-07"),
        "b": ("2019", "2021"),
        "c": ("2023", ""),
        "d": ("2022", ""),
    }
    assert any("2024-08 to 2025-07" in problem.message for problem in plan.problems)
    # A column of its own says more, and a list without ends takes none away.
    write(tmp_path / "two", "projects", ["id", "title", "Jahr", "bis"], ["a", "A", "2024/25", "2025-02"])
    write(tmp_path / "three", "projects", ["id", "title", "Jahr"], ["b", "B", "2019"])
    imported(directory, tmp_path / "two")
    imported(directory, tmp_path / "three")
    kept = [project for project in directory.store.entries("project") if isinstance(project, Project)]
    assert [project.ends_on for project in kept] == ["2025-02", "2021", "", ""]


EXACT = {
    "organisations": (
        ["id", "name", "town", "kind", "latitude", "longitude", "valid_from", "topics"],
        ["a", "Haus „Am Park“ e.V.", "Stendal", "free_carrier", "52.61123", "11.85991", "2015-08-01", "bullying"],
        ["b", "B", "Stendal", "school", "", "", "", ""],
    ),
    "relations": (
        ["from_id", "to_id", "kind", "valid_from", "valid_to"],
        ["a", "b", "cooperation", "2015-08-01", ""],
        ["a", "b", "funds", "2011", "2012"],
    ),
}


def test_a_list_that_says_less_exactly_what_is_stored_takes_nothing_away(directory: Directory, tmp_path: Path) -> None:
    for table, (header, *rows) in EXACT.items():
        write(tmp_path / "in", table, header, *rows)
    imported(directory, tmp_path / "in")
    stood = [*directory.store.entries("organisation"), *directory.store.entries("relation")]
    write(
        tmp_path / "two",
        "organisations",
        ["id", "name", "kind", "latitude", "longitude", "valid_from"],
        ["a", "Haus „Am Park“ e.V.", "e.V.", "52.611", "11.860", "2015"],
    )
    write(tmp_path / "two", "relations", ["from_id", "to_id", "kind"], ["b", "a", "cooperation"])
    write(tmp_path / "three", "organisations", ["name", "town", "kind"], ["HAUS AM PARK e.V.", "Stendal", "Verein"])
    write(tmp_path / "four", "relations", ["from_id", "to_id", "kind", "valid_from"], ["a", "b", "cooperation", "2015"])
    for folder in ("two", "three", "four"):
        plan = imported(directory, tmp_path / folder)
        assert list(plan.changes.changes) == []
    assert [*directory.store.entries("organisation"), *directory.store.entries("relation")] == stood
    # Whoever gives the id can mean the name's quotation marks only.
    write(tmp_path / "five", "organisations", ["id", "name", "kind"], ["a", "Haus am Park e. V.", "free_carrier"])
    imported(directory, tmp_path / "five")
    assert directory.store.organisations(["a"])["a"].name == "Haus am Park e. V."
    told = [problem for problem in directory.plan_import([tmp_path / "two"]).problems if "less than" in problem.message]
    assert [(problem.row, problem.column, problem.value) for problem in told] == [
        (2, "kind", "e.V."),
        (2, "valid_from", "2015"),
    ]


def test_an_old_list_takes_no_newer_confirmation_back(directory: Directory, tmp_path: Path) -> None:
    header = ["id", "name", "kind", "last_confirmed"]
    write(tmp_path / "in", "organisations", header, ["a", "A", "school", "2026-11-27"])
    imported(directory, tmp_path / "in")
    write(tmp_path / "old", "organisations", header, ["a", "A", "school", "2016"])
    write(tmp_path / "new", "organisations", header, ["a", "A", "school", "2026-12-01"])

    plan = imported(directory, tmp_path / "old")
    assert list(plan.changes.changes) == []
    assert [problem.column for problem in plan.problems] == ["last_confirmed"]
    imported(directory, tmp_path / "new")
    assert directory.store.organisations(["a"])["a"].last_confirmed == "2026-12-01"


def test_what_is_said_otherwise_changes_what_is_stored(directory: Directory, tmp_path: Path) -> None:
    for table, (header, *rows) in EXACT.items():
        write(tmp_path / "in", table, header, *rows)
    imported(directory, tmp_path / "in")
    write(
        tmp_path / "two",
        "organisations",
        ["id", "name", "kind", "latitude", "longitude", "valid_from"],
        ["a", "Haus am Park e.V.", "sports_club", "52.612", "11.860", "2016"],
    )
    write(
        tmp_path / "two",
        "relations",
        ["from_id", "to_id", "kind", "valid_from"],
        ["a", "b", "funds", ""],
        ["a", "b", "cooperation", "2016"],
    )
    imported(directory, tmp_path / "two")
    (changed,) = (one for one in directory.store.entries("organisation") if one.key == "a")

    assert isinstance(changed, Organisation)
    assert (changed.name, changed.kind, changed.latitude, changed.valid_from) == (
        *("Haus am Park e.V.", "sports_club", 52.612, "2016"),
    )
    # What ended is not what a list tells of today.
    starts = [one.valid_from for one in directory.store.entries("relation") if isinstance(one, Relation)]
    assert sorted(starts) == ["", "2011", "2015-08-01", "2016"]


def test_a_relation_without_a_date_beside_the_dated_one_is_another(directory: Directory, tmp_path: Path) -> None:
    header, dated = ["from_id", "to_id", "kind", "valid_from", "source"], ["a", "b", "cooperation", "2015", "x"]
    write(tmp_path / "in", "organisations", *EXACT["organisations"])
    write(tmp_path / "in", "relations", header, dated)
    imported(directory, tmp_path / "in")
    write(tmp_path / "two", "relations", header, ["a", "b", "cooperation", "", "y"], dated)
    plan = imported(directory, tmp_path / "two")

    assert (plan.counts["relations"].new, plan.counts["relations"].unchanged) == (1, 1)


def test_topics_that_nobody_knows_take_none_away(directory: Directory, tmp_path: Path) -> None:
    header = ["id", "name", "kind", "topics"]
    write(tmp_path / "in", "organisations", header, ["a", "A", "school", "violence_prevention"])
    write(tmp_path / "two", "organisations", header, ["a", "A", "school", "Sternenkunde"])
    imported(directory, tmp_path / "in")
    imported(directory, tmp_path / "two")
    (found,) = directory.store.entries("organisation")

    assert isinstance(found, Organisation)
    assert (found.topics, found.keywords) == (("violence_prevention",), ("Sternenkunde",))


def test_the_next_years_project_of_the_same_title_is_another_one(directory: Directory, tmp_path: Path) -> None:
    header = ["Titel", "Beginn", "Ende", "Fördersumme"]
    write(tmp_path / "in", "projects", header, ["Lesepaten", "1.8.24", "31.7.25", "12.000 €"])
    write(tmp_path / "two", "projects", header, ["Lesepaten", "1.8.25", "31.7.26", "13.000 €"])
    write(tmp_path / "three", "projects", ["Titel", "Ende"], ["Lesepaten", "30.6.25"])
    imported(directory, tmp_path / "in")
    imported(directory, tmp_path / "two")
    again = [directory.plan_import([tmp_path / folder]).changes.changes for folder in ("in", "two")]
    imported(directory, tmp_path / "three")
    projects = [project for project in directory.store.entries("project") if isinstance(project, Project)]

    assert [list(changes) for changes in again] == [[], []]
    assert [(one.id, one.starts_on, one.ends_on, one.amount_eur) for one in projects] == [
        ("lesepaten", "2024-08-01", "2025-06-30", 12000.0),
        ("lesepaten-2025", "2025-08-01", "2026-07-31", 13000.0),
    ]


def test_relations_that_are_probably_meant_otherwise_are_pointed_out(directory: Directory, tmp_path: Path) -> None:
    rows = (["s", "S", "school"], ["t", "T", "county"], ["u", "U", "school"])
    write(tmp_path / "in", "organisations", ["id", "name", "kind"], *rows)
    header = ["from_id", "to_id", "kind", "valid_from", "valid_to"]
    write(
        tmp_path / "in",
        "relations",
        header,
        ["s", "t", "school_authority_of", "2020", ""],
        ["t", "u", "school_authority_of", "2024-08-01", "2025-07-31"],
    )
    first = imported(directory, tmp_path / "in")
    write(
        tmp_path / "two",
        "relations",
        header,
        ["t", "u", "school_authority_of", "2024-09-01", "2025-07-31"],
        ["t", "u", "school_authority_of", "2025-08-01", ""],
    )
    second = directory.plan_import([tmp_path / "two"])

    assert [(one.row, one.column) for one in first.problems] == [(2, "kind")]
    assert [(one.row, one.column) for one in second.problems] == [(2, "valid_from")]


def test_who_moved_is_said_to_stand_at_the_old_place(directory: Directory, tmp_path: Path) -> None:
    header = ["id", "name", "kind", "street", "latitude", "longitude"]
    write(tmp_path / "in", "organisations", header, ["a", "A", "school", "Alte Straße 1", "52.6", "11.8"])
    write(tmp_path / "two", "organisations", header[:4], ["a", "A", "school", "Neue Straße 2"])
    write(tmp_path / "three", "organisations", header[:4], ["a", "A", "school", "ALTE STR. 1"])
    imported(directory, tmp_path / "in")

    assert [one.column for one in directory.plan_import([tmp_path / "two"]).problems] == ["street"]
    assert list(directory.plan_import([tmp_path / "three"]).problems) == []


def test_whom_an_unknown_name_may_mean_is_said(directory: Directory, tmp_path: Path) -> None:
    rows = (["a", "Lebenshilfe Osterburg gGmbH", "free_carrier"], ["b", "Grundschule Petrikirchhof", "school"])
    write(tmp_path / "in", "organisations", ["id", "name", "kind"], *rows)
    write(
        tmp_path / "in",
        "relations",
        ["from_id", "to_id", "kind"],
        ["Lebenshilfe Osterburg", "GS Petrikirchhof", "cooperation"],
        ["b", "Ganz jemand anderes", "cooperation"],
    )
    proposals = [problem.proposal for problem in directory.plan_import([tmp_path / "in"]).errors]

    assert [proposal.split("?")[0] for proposal in proposals] == [
        "Perhaps “Lebenshilfe Osterburg gGmbH”",
        "Perhaps “Grundschule Petrikirchhof”",
        "Add it to “organisations”, or correct the spelling.",
    ]


def test_several_names_in_one_cell_are_pointed_out(directory: Directory, tmp_path: Path) -> None:
    write(
        tmp_path / "in",
        "organisations",
        ["name", "kind"],
        *(
            ["GS Nord, GS am Hain", "school"],
            ["DRK Altmark", "free_carrier"],
            ["DRK Altmark / Diakonie", "association"],
        ),
        *(["Verein für Kultur, Sport und Bildung", "association"], ["Sekundarschule Nord / Süd", "school"]),
    )
    problems = directory.plan_import([tmp_path / "in"]).problems

    assert [problem.row for problem in problems if "several organisations" in problem.message] == [2, 4]


def test_a_vacant_post_is_nobody(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["a", "A", "school"])
    write(
        tmp_path / "in",
        "contacts",
        ["organisation_id", "role", "name", "phone"],
        ["a", "head_of_school", "N.N.", ""],
        ["a", "secretariat", "n. n.", "03931 123456"],
    )
    plan = imported(directory, tmp_path / "in")

    assert [(one.row, one.column) for one in plan.problems if "names nobody" in one.message] == [
        (2, "name"),
        (3, "name"),
    ]
    (contact,) = directory.store.entries("contact")
    assert isinstance(contact, ContactPoint)
    assert (contact.name, contact.phone) == ("", "+49 3931 123456")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["a", "head_of_school", "Eva Neu", ""], "somebody else"),
        (["a", "head_of_school", "Max Alt", "03931 999999"], "reached otherwise"),
        (["a", "head_of_school", "Max Alt", "03931 123456"], ""),
        (["a", "teacher_contact", "Eva Neu", ""], ""),
    ],
)
def test_who_stands_in_a_role_already_is_told(directory: Directory, tmp_path: Path, row: list[str], told: str) -> None:
    header = ["organisation_id", "role", "name", "phone"]
    write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["a", "A", "school"])
    write(tmp_path / "in", "contacts", header, ["a", "head_of_school", "Max Alt", "03931 123456"])
    imported(directory, tmp_path / "in")
    write(tmp_path / "two", "contacts", header, row)
    problems = directory.plan_import([tmp_path / "two"]).problems

    assert [told in problem.message for problem in problems] == ([True] if told else [])


@pytest.mark.parametrize(
    ("name", "several"),
    [
        *((name, True) for name in ("Caritas; DRK KV Halle", "AWO / IB", "Diakonie, AWO und IB")),
        *((name, True) for name in ("Villa Nord; Haus Süd", "A e.V., B e.V.")),
        *((name, False) for name in ("Internationaler Bund, IB Mitte gGmbH", "DRK, Landesverband", "Villa Nord;")),
        *((name, False) for name in ("Landkreis Stendal, Jugendamt", "Kinder- und Jugendhaus e.V. / KJH e.V.")),
    ],
)
def test_names_that_nobody_knows_yet_may_be_several_too(
    directory: Directory, tmp_path: Path, name: str, *, several: bool
) -> None:
    problems = directory.plan_import(
        [write(tmp_path, "organisations", ["name", "kind"], [name, "association"])]
    ).problems

    assert any("several organisations" in problem.message for problem in problems) is several


def test_persons_of_a_list_that_stand_last_name_first_are_read_first_name_first(
    directory: Directory, tmp_path: Path
) -> None:
    write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["a", "A", "school"])
    header = ["Einrichtung", "Funktion", "Ansprechpartner", "Telefon"]
    rows = [["A", "contact_person", name, ""] for name in ("Meyer, Rolf", "von der Heide, Dr. Anna")]
    folder = write(tmp_path / "in", "Kontakte", header, *rows)
    plan = directory.plan_import([folder])
    assert [problem.message for problem in plan.problems] == [
        "2 names stand with the last name first, such as “Meyer, Rolf”, read as “Rolf Meyer”"
    ]
    imported(directory, folder)
    assert names_of_contacts(directory) == {"Rolf Meyer", "Dr. Anna von der Heide"}
    assert not directory.plan_import([folder]).changes.changes


def test_vacant_posts_keep_no_names_from_being_turned(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["a", "A", "school"])
    rows = [["A", "Schulleitung", name] for name in ("Meyer, Rolf", "Dr. Schulz, Petra", "N.N.", "Vakanz", "k. A.")]
    write(tmp_path / "in", "Kontakte", ["Einrichtung", "Funktion", "Ansprechpartner"], *rows)
    imported(directory, tmp_path / "in")

    assert {"Rolf Meyer", "Dr. Petra Schulz"} <= names_of_contacts(directory)


def test_who_is_stored_last_name_first_stays_one_person(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["a", "A", "school"])
    imported(
        directory,
        write(tmp_path / "in", "contacts", ["organisation_id", "role", "name"], ["a", "contact_person", "Meyer, Rolf"]),
    )
    header = ["Einrichtung", "Funktion", "Ansprechpartner"]
    again = write(tmp_path / "again", "Kontakte", header, ["A", "contact_person", "Meyer, Rolf"])
    assert names_of_contacts(directory) == {"Meyer, Rolf"}
    assert not directory.plan_import([again]).changes.changes


def test_a_salutation_makes_nobody_a_second_person(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["a", "A", "school"])
    header = ["Einrichtung", "Funktion", "Ansprechpartner"]
    imported(directory, write(tmp_path / "in", "Kontakte", header, ["A", "contact_person", "Marion Schütte"]))
    again = write(tmp_path / "again", "Kontakte", header, ["A", "contact_person", "Frau Marion Schütte"])
    plan = directory.plan_import([again])
    assert not plan.changes.changes
    assert ["salutation" in problem.message for problem in plan.problems] == [True]


def test_one_name_with_a_comma_among_others_may_be_two_persons(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["a", "A", "school"])
    rows = [["A", "contact_person", name] for name in ("Müller, Schmidt", "Eva Probe", "Max Muster")]
    imported(directory, write(tmp_path / "in", "Kontakte", ["Einrichtung", "Funktion", "Ansprechpartner"], *rows))
    assert "Müller, Schmidt" in names_of_contacts(directory)


def names_of_contacts(directory: Directory) -> set[str]:
    """Return who is a contact point of anybody."""
    return {cast("ContactPoint", entry).name for entry in directory.store.entries("contact")}


def test_a_contact_with_a_name_is_not_public_unless_said(directory: Directory, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["1", "A", "school"])
    write(
        folder,
        "contacts",
        ["organisation_id", "role", "name", "phone"],
        ["1", "secretariat", "Erika Mustermann", "03931 1"],
        ["1", "secretariat", "", "03931 607205"],
        ["1", "head_of_school", "", "03931 607206"],
    )
    imported(directory, folder)
    contacts = directory.store.contacts_of(["1"])["1"]

    assert sorted(c.visibility for c in contacts) == ["members", "members", "public"]
    assert [c.name for c in directory.contacts("1")] == [""]


def test_a_list_without_visibility_never_makes_a_contact_public(directory: Directory, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["1", "A", "school"])
    write(
        folder,
        "contacts",
        ["organisation_id", "role", "phone", "visibility"],
        ["1", "switchboard", "03931 666666", "members"],
    )
    imported(directory, folder)
    plan = imported(
        directory,
        write(tmp_path / "again", "contacts", ["Organisation", "Rolle", "Telefon"], ["1", "Zentrale", "03931 666666"]),
    )

    assert plan.counts["contacts"].unchanged == 1
    assert directory.contacts("1") == []


def test_topics_parted_by_commas_are_topics(directory: Directory, tmp_path: Path) -> None:
    imported(
        directory,
        write(
            tmp_path / "in", "organisations", ["name", "kind", "topics"], ["A", "school", "Mobbing, Gewaltprävention"]
        ),
    )

    assert only(directory).topics == ("bullying_prevention", "violence_prevention")


def test_the_same_place_keeps_its_quality(directory: Directory, tmp_path: Path) -> None:
    header = ["id", "name", "kind", "latitude", "longitude"]
    imported(
        directory,
        write(
            tmp_path / "in",
            "organisations",
            [*header, "position_quality"],
            ["a", "A", "school", "52.5", "11.5", "place"],
        ),
    )
    imported(directory, write(tmp_path / "again", "organisations", header, ["a", "A", "school", "52.5", "11.5"]))
    assert only(directory).position_quality == "place"
    imported(directory, write(tmp_path / "moved", "organisations", header, ["a", "A", "school", "52.6", "11.5"]))
    assert only(directory).position_quality == "exact"


def test_own_topics_and_kinds_are_known_to_the_same_folder(directory: Directory, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", "topics", ["id", "label_de"], ["beekeeping", "Imkerei"])
    write(folder, "organisation_kinds", ["id", "label_de", "group"], ["farm", "Bauernhof", "education"])
    write(folder, "organisations", ["id", "name", "kind", "topics"], ["1", "Hof", "Bauernhof", "Imkerei"])
    imported(directory, folder)

    assert (only(directory).kind, only(directory).topics) == ("farm", ("beekeeping",))
    assert directory.search(Search(topic="Imkerei", kind="farm")).total == 1


def test_a_likely_duplicate_is_pointed_out(directory: Directory, tmp_path: Path) -> None:
    imported(
        directory, write(tmp_path / "in", "organisations", ["id", "name", "kind"], ["x", "Verein e.V.", "association"])
    )
    plan = directory.plan_import(
        [write(tmp_path / "more", "organisations", ["id", "name", "kind"], ["y", "Verein e. V.", "association"])]
    )

    assert [(d.row, d.other_id) for d in plan.duplicates] == [(2, "x")]


@given(
    rows=st.lists(
        st.tuples(*[st.text(st.characters(codec="utf-8"), max_size=12)] * 6),
        max_size=6,
    )
)
def test_the_importer_never_raises_on_bad_data(
    rows: list[tuple[str, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    directory = Directory(SqliteStore(folder / "network.db"))
    write(folder / "in", "organisations", ["id", "name", "kind", "topics", "latitude", "valid_from"], *rows)
    write(folder / "in", "relations", ["from_id", "to_id", "kind", "valid_from", "topics", "status"], *rows)

    plan = directory.plan_import([folder / "in"])

    assert all(problem.row >= 1 or "no row" in problem.message for problem in plan.problems)


def test_duplicates_inside_a_list_name_the_earlier_row_and_why(directory: Directory, tmp_path: Path) -> None:
    header = ["name", "kind", "town"]
    rows = (["Grundschule Schönhausen", "school", "Schönhausen"], ["GS Schönhausen", "school", "Schönhausen (Elbe)"])
    plan = directory.plan_import([write(tmp_path / "in", "organisations", header, *rows)])

    assert [(d.row, d.other_row, d.verdict) for d in plan.duplicates] == [(3, 2, "same")]
    assert "The names say the same" in plan.duplicates[0].reasons


def test_pairs_that_were_decided_are_not_pointed_out_again(directory: Directory, tmp_path: Path) -> None:
    header = ["id", "name", "kind", "town"]
    rows = (["a", "Grundschule Nord", "school", "Stendal"], ["b", "GS Nord", "school", "Stendal"])
    Decisions(directory.store).keep_apart("b", "a")

    assert directory.plan_import([write(tmp_path / "in", "organisations", header, *rows)]).duplicates == []


def test_a_relation_that_ended_is_not_the_one_that_began_later(directory: Directory, tmp_path: Path) -> None:
    write(tmp_path / "in", "organisations", *EXACT["organisations"])
    write(tmp_path / "in", "relations", *EXACT["relations"])
    imported(directory, tmp_path / "in")
    header = ["from_id", "to_id", "kind", "valid_to"]
    write(tmp_path / "two", "relations", header, ["a", "b", "cooperation", "2010"])
    plan = imported(directory, tmp_path / "two")

    assert plan.counts["relations"].new == 1


def test_a_circle_of_relations_is_told(directory: Directory, tmp_path: Path) -> None:
    bodies = [(id_, f"Verein {id_}", "association") for id_ in ("a", "b", "c")]
    rows = [("a", "b", "part_of"), ("b", "a", "branch_of"), ("b", "c", "part_of")]
    write(tmp_path / "in", "organisations", ["id", "name", "kind"], *bodies)
    plan = directory.plan_import([write(tmp_path / "in", "relations", ["from_id", "to_id", "kind"], *rows)])

    assert plan.errors == []
    assert [(told.row, told.column, told.message) for told in plan.problems] == [
        (2, "to_id", "leads in a circle, over others of its kind"),
        (3, "to_id", "leads in a circle, over others of its kind"),
    ]


def test_an_id_that_stands_twice_is_told_at_the_id(directory: Directory, tmp_path: Path) -> None:
    rows = [("1", "Verein Nord", "association"), ("1", "Verein S\u00fcd", "association")]
    plan = directory.plan_import([write(tmp_path / "in", "organisations", ["id", "name", "kind"], *rows)])

    assert [(told.row, told.column, told.value) for told in plan.errors] == [(3, "id", "1")]


@pytest.mark.parametrize("header", [["id", "Nmea", "kind"], ["id", "name", "name"]])
def test_a_list_that_cannot_be_read_is_told_once(directory: Directory, tmp_path: Path, header: Sequence[str]) -> None:
    folder = write(tmp_path / "in", "organisations", header, ("1", "Verein Nord", "association"))
    write(folder, "relations", ["from_id", "to_id", "kind"], ("1", "2", "cooperation"), ("2", "3", "cooperation"))
    plan = directory.plan_import([folder])

    assert {told.file for told in plan.errors} == {"organisations.csv"}
    assert [(one.file, one.row) for one in plan.left_out if one.needs == 1] == [
        ("relations.csv", 2),
        ("relations.csv", 3),
    ]
