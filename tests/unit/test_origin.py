"""Where a list comes from, said once."""

from dataclasses import replace
from pathlib import Path

import pytest

from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.importing.lists import understood_paths
from graphdir.importing.origin import NO_ORIGIN, Origin
from graphdir.model import Organisation, Relation
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, carrier, school

OF = Origin(source="Schulamt", on="2026-09-01")


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    directory.apply(
        added(
            replace(school("a", "A"), source="call", last_confirmed="2020"),
            replace(school("b", "B"), source="", last_confirmed="2026-10"),
            replace(school("c", "C"), source="", last_confirmed=""),
        )
    )
    return directory


def after(directory: Directory, path: Path, header: str, *rows: str, origin: Origin = OF) -> dict[str, tuple[str, str]]:
    """Source and day of the organisations that a list changes, by id."""
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    changes = directory.plan_lists(understood_paths([path]), origin=origin).changes.changes
    found = (change.after for change in changes)
    return {one.id: (one.source, one.last_confirmed) for one in found if isinstance(one, Organisation)}


def test_what_is_stored_keeps_its_source_and_a_later_day(directory: Directory, tmp_path: Path) -> None:
    rows = [f"{id_};{id_.upper()};Schule;Weg 1;03931 1234" for id_ in "abcd"]
    assert after(directory, tmp_path / "Schulen.csv", "Kennung;Name;Art;Straße;Telefon", *rows) == {
        "a": ("call; Schulamt", "2026-09-01"),
        "b": ("Schulamt", "2026-10"),
        "c": ("Schulamt", "2026-09-01"),
        "d": ("Schulamt", "2026-09-01"),
    }


def test_what_was_confirmed_later_stays(directory: Directory, tmp_path: Path) -> None:
    directory.apply(
        added(
            replace(school("e", "E"), phone="03931 99", last_confirmed="2026-11-01"),
            carrier("ib", "IB"),
            Relation(from_id="ib", to_id="e", kind="trains", valid_from="2020", last_confirmed="2026-10"),
        )
    )
    telephones, relations = tmp_path / "Telefone.csv", tmp_path / "Beziehungen.csv"
    telephones.write_text("Kennung;Name;Art;Straße;Telefon\ne;E;Schule;Weg 1;03931 1234\n", encoding="utf-8")
    relations.write_text("A;B;Art;Gültig von;Gültig bis;zuletzt bestätigt\nib;e;trains;2020;2024;2021\n")

    plan = directory.plan_lists(understood_paths([telephones, relations]), origin=OF)

    changed, tie = (change.after for change in plan.changes.changes)
    assert isinstance(changed, Organisation)
    assert isinstance(tie, Relation)
    assert (changed.phone, changed.street, tie.valid_to) == ("03931 99", "Weg 1", "")
    told = {problem.column: problem.message for problem in plan.problems if "is older" in problem.message}
    assert told == {
        "Telefon": "1 cell is older than what is stored, and that stays: 03931 1234 for 03931 99",
        "Gültig bis": "1 cell is older than what is stored, and that stays: 2024 for an empty field",
    }


def test_words_of_an_older_list_that_are_not_kept_are_not_said_to_be(directory: Directory, tmp_path: Path) -> None:
    stored = replace(school("e", "E"), keywords=("Chor",), source="call", last_confirmed="2026-11-01")
    directory.apply(added(stored))
    path = tmp_path / "Schulen.csv"
    path.write_text("Kennung;Name;Art;Themen\ne;E;Schule;Bienenzucht\n", encoding="utf-8")

    plan = directory.plan_lists(understood_paths([path]), origin=OF)

    assert not plan.changes.changes
    assert not [one for one in plan.problems if "keyword" in one.message]


def test_an_older_name_is_no_new_one(directory: Directory, tmp_path: Path) -> None:
    directory.apply(added(replace(school("e", "Neue Schule"), source="call", last_confirmed="2026-11-01")))

    assert after(directory, tmp_path / "Schulen.csv", "Kennung;Name;Art", "e;Alte Schule;Schule") == {}


def test_a_list_of_names_confirms_nobody_who_is_known(directory: Directory, tmp_path: Path) -> None:
    rows = ("c;C;Schule;Stendal", "d;D;Schule;Stendal")
    found = after(directory, tmp_path / "Schulen.csv", "Kennung;Name;Art;Ort", *rows)
    assert found == {"c": ("Schulamt", ""), "d": ("Schulamt", "2026-09-01")}


def test_what_rows_say_themselves_counts(directory: Directory, tmp_path: Path) -> None:
    found = after(directory, tmp_path / "Schulen.csv", "Kennung;Name;Art;Quelle", "d;D;Schule;Anruf", "e;E;Schule;")
    assert found == {"d": ("Anruf", "2026-09-01"), "e": ("Schulamt", "2026-09-01")}


def test_a_row_that_is_known_by_a_further_name_takes_no_source_away(directory: Directory, tmp_path: Path) -> None:
    known = replace(school("k", "Pestalozzi"), town="Stendal", aliases=("Pesta",), source="call", last_confirmed="")
    directory.apply(added(known))
    assert after(directory, tmp_path / "Schulen.csv", "Name;Art;Ort", "Pesta;Schule;Stendal") == {}


def test_without_an_origin_nothing_is_added(directory: Directory, tmp_path: Path) -> None:
    found = after(directory, tmp_path / "Schulen.csv", "Kennung;Name;Art", "d;D;Schule", origin=NO_ORIGIN)
    assert found == {"d": ("", "")}


@pytest.mark.parametrize(
    ("source", "on", "said"),
    [("x" * 501, "", "at most 500"), ("", "gestern", "is no date"), ("", "2099", "lies in the future")],
)
def test_what_is_no_origin_is_refused(source: str, on: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        Origin.read(source, on, "2026-11-28")


def test_an_origin_is_read_as_people_write_it() -> None:
    assert Origin.read(" Schulamt ", "01.09.2026", "2026-11-28") == OF
    assert Origin.read("", "", "2026-11-28") == NO_ORIGIN
