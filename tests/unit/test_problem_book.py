"""Bad rows go into a workbook, are mended there, and come back."""

from pathlib import Path

import openpyxl
import pytest

from graphdir.directory import Directory
from graphdir.importing.importer import Plan
from graphdir.importing.lists import Understood, understood_paths
from graphdir.importing.mapping import read_profile
from graphdir.importing.problem_book import problem_book
from graphdir.stores.sqlite import SqliteStore

ORGANISATIONS = "id,name,kind,email\na,A,school,\nb,B,schol,nix\nc,C,school,\n"
RELATIONS = "from_id,to_id,kind\na,c,cooperation\na,b,cooperation\nc,nobody,cooperation\n"


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return Directory(SqliteStore(tmp_path / "store" / "network.db"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "organisations.csv").write_text(ORGANISATIONS, encoding="utf-8")
    (folder / "relations.csv").write_text(RELATIONS, encoding="utf-8")
    return folder


def planned(directory: Directory, path: Path) -> tuple[Understood, Plan]:
    lists = understood_paths([path])
    return lists, directory.plan_lists(lists)


def test_rows_that_need_a_bad_row_are_named_and_are_no_errors_of_their_own(directory: Directory, folder: Path) -> None:
    _lists, plan = planned(directory, folder)

    assert [(p.file, p.row, p.column) for p in plan.errors] == [
        ("organisations.csv", 3, "kind"),
        ("organisations.csv", 3, "email"),
        ("relations.csv", 4, "to_id"),
    ]
    assert [(row.file, row.row, row.needs_file, row.needs) for row in plan.left_out] == [
        ("organisations.csv", 3, "", 0),
        ("relations.csv", 3, "organisations.csv", 3),
        ("relations.csv", 4, "", 0),
    ]
    assert (plan.counts["organisations"].new, plan.counts["relations"].new) == (2, 1)


def test_complaints_stand_beside_their_cells(directory: Directory, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "problems.xlsx"
    path.write_bytes(problem_book(*planned(directory, folder)))
    book = openpyxl.load_workbook(path)

    assert book.sheetnames == ["organisations", "relations"]
    header, row = [[cell.value for cell in line] for line in book["organisations"].iter_rows()]
    assert header == ["⚠", "id", "name", "kind", "⚠ kind", "email", "⚠ email"]
    assert row[:4] == ["row 3", "b", "B", "schol"]
    assert "is not known" in str(row[4])
    assert "Perhaps School?" in str(row[4])
    assert book["relations"]["A2"].value == "row 3; needs row 3 of organisations.csv, which has errors"


def test_the_rest_is_imported_and_the_mended_rows_follow(directory: Directory, folder: Path, tmp_path: Path) -> None:
    lists, plan = planned(directory, folder)
    directory.apply(plan.changes)
    path = tmp_path / "problems.xlsx"
    path.write_bytes(problem_book(lists, plan))
    book = openpyxl.load_workbook(path)
    book["organisations"]["D2"] = "Schule"
    book["organisations"]["F2"] = "info(at)b.de"
    book["relations"]["C3"] = "b"
    book.save(path)

    _lists, mended = planned(directory, path)
    assert mended.errors == []
    assert {problem.level for problem in mended.problems} <= {"warning"}
    directory.apply(mended.changes)
    again = directory.plan_import([folder / "organisations.csv"])
    assert directory.organisation("b").email == "info@b.de"
    assert again.counts["organisations"].unchanged == 2
    assert len(list(directory.store.entries("relation"))) == 3


def test_mended_rows_of_a_list_known_by_its_headers_are_known_again(directory: Directory, tmp_path: Path) -> None:
    path = tmp_path / "Adressen 2026.csv"
    path.write_text("Schulname;Schulform;Art;PLZ;Ort;E-Mail\nEichen;Schloss;Schule;06108;;nix\n", encoding="utf-8")
    lists, plan = planned(directory, path)
    book_path = tmp_path / "problems.xlsx"
    book_path.write_bytes(problem_book(lists, plan))
    book = openpyxl.load_workbook(book_path)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [
        *("⚠", "Schulname", "Schulform", "⚠ Schulform", "Art", "PLZ", "Ort", "E-Mail", "⚠ E-Mail"),
    ]
    sheet["C2"], sheet["H2"] = "Grundschule", "info@eichen.de"
    book.save(book_path)
    _lists, mended = planned(directory, book_path)

    assert list(mended.problems) == []
    assert mended.counts["organisations"].new == 1


def test_a_title_with_a_warning_is_no_complaint(directory: Directory, tmp_path: Path) -> None:
    path = tmp_path / "Adressen.csv"
    path.write_text("⚠ Stand 2025;\nName;Art\nEichen;Schule\n", encoding="utf-8")
    _lists, plan = planned(directory, path)

    assert plan.errors == []
    assert plan.counts["organisations"].new == 1


def test_rows_of_a_flat_list_are_mended_with_its_mapping(directory: Directory, tmp_path: Path) -> None:
    profile = read_profile(
        """
        [organisations.carrier]
        name = "Träger"
        kind = { value = "free_carrier" }
        [projects.project]
        title = "Projekt"
        starts_on = "Jahr"
        [participations.lead]
        project_id = { entry = "project" }
        organisation_id = { entry = "carrier" }
        role = { value = "lead" }
        """
    )
    path = tmp_path / "Liste.csv"
    path.write_text("Liste der Projekte\nTräger;Projekt;Jahr\nIB;Schach;2020\nDRK;Musik;bald\n", encoding="utf-8")
    lists = understood_paths([path], [profile])
    plan = directory.plan_lists(lists)
    book_path = tmp_path / "problems.xlsx"
    book_path.write_bytes(problem_book(lists, plan))
    book = openpyxl.load_workbook(book_path)
    sheet = book.active
    assert sheet is not None
    assert [[cell.value for cell in line][:4] for line in sheet.iter_rows()] == [
        ["⚠", "Träger", "Projekt", "Jahr"],
        ["row 4", "DRK", "Musik", "bald"],
    ]
    sheet["D2"] = 2021
    book.save(book_path)
    mended = directory.plan_lists(understood_paths([book_path], [profile]))

    assert list(mended.problems) == []
    assert mended.counts["projects"].new == 1


def test_who_is_part_of_somebody_left_out_is_left_out_too(directory: Directory, tmp_path: Path) -> None:
    path = tmp_path / "organisations.csv"
    path.write_text(
        "id,name,kind,parent_id,valid_from,valid_to\n"
        "team,Team,department,office,,\noffice,Amt,youth_office,county,,\n"
        "county,Landkreis,county,,2022,2020\nother,Andere,school,,,\n",
        encoding="utf-8",
    )
    plan = directory.plan_import([path])

    assert [(p.row, p.column) for p in plan.errors] == [(4, "valid_to")]
    assert [(row.row, row.needs) for row in plan.left_out] == [(2, 3), (3, 4), (4, 0)]
    assert [change.after.key for change in plan.changes.changes if change.after] == ["other"]
    directory.apply(plan.changes)


def test_two_rows_that_contradict_each_other_are_both_left_out(directory: Directory, tmp_path: Path) -> None:
    path = tmp_path / "organisations.csv"
    path.write_text("id,name,kind\n1,A,school\n2,C,school\n1,B,school\n", encoding="utf-8")
    plan = directory.plan_import([path])

    assert [(row.row, row.needs) for row in plan.left_out] == [(2, 4), (4, 0)]
    assert [change.after.key for change in plan.changes.changes if change.after] == ["2"]


def test_an_entry_whose_row_is_left_out_is_not_gone(directory: Directory, tmp_path: Path) -> None:
    path = tmp_path / "organisations.csv"
    path.write_text("name,kind\nA,school\nB,school\nC,school\n", encoding="utf-8")
    directory.apply(directory.plan_import([path]).changes)
    path.write_text("name,kind\nA,school\nB,schol\n", encoding="utf-8")

    assert directory.plan_import([path]).counts["organisations"].gone == 1


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("relations", "b,a,trains,201"),
        ("relations", "a,b,trainz,2019"),
        ("relations", "b,Wer?,trains,2019"),
        ("contacts", "a,secretariat,Eva Stein,kaputt"),
        ("contacts", "a,Wer?,Eva Stein,e@b.de"),
    ],
)
def test_a_tie_or_contact_whose_row_is_left_out_is_not_gone(
    directory: Directory, tmp_path: Path, table: str, wrong: str
) -> None:
    lists = {
        "organisations": ["id,name,kind", "a,A,school", "b,B,association", "c,C,association"],
        "relations": ["from_id,to_id,kind,valid_from", "b,a,trains,2019", "c,a,trains,2019", "b,a,funds,"],
        "contacts": [
            "organisation_id,role,name,email",
            "a,secretariat,Eva Stein,e@b.de",
            "a,secretariat,Ina Berg,i@b.de",
        ],
    }

    def planned() -> Plan:
        for name, lines in lists.items():
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return directory.plan_import([tmp_path / f"{name}.csv" for name in lists])

    directory.apply(planned().changes)
    before = len(lists[table]) - 1
    lists[table][1:] = [wrong]

    assert planned().counts[table].gone == before - 1


def test_relations_that_contradict_each_other_are_both_left_out(directory: Directory, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "organisations.csv").write_text("id,name,kind\n1,A,school\n2,B,school\n", encoding="utf-8")
    (folder / "relations.csv").write_text(
        "from_id,to_id,kind,description\n1,2,cooperation,x\n2,1,cooperation,y\n", encoding="utf-8"
    )
    plan = directory.plan_import([folder])

    assert [(row.row, row.needs) for row in plan.left_out] == [(2, 3), (3, 0)]
    assert plan.counts["relations"].new == 0
    assert len(plan.changes.changes) == 2
