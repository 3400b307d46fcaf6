"""Next year's list: what it does not name any more, and what it says of what stands."""

from dataclasses import replace
from pathlib import Path

import pytest

from graphdir.checking import check
from graphdir.directory import Directory
from graphdir.importing.draft import Counts
from graphdir.importing.origin import NO_ORIGIN, Origin
from graphdir.importing.problems import Problem
from graphdir.model import Relation
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, carrier, contact, school, tie

HEADER = "A;B;Art;Gültig von\n"


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    directory.apply(added(carrier("ib", "IB"), *(school(id_, f"Schule {id_.upper()}") for id_ in "abcd")))
    return directory


def told(directory: Directory, name: str, content: str, origin: Origin | None = None) -> list[Problem]:
    lists = directory.lists_of([(name, content.encode())])
    plan = directory.plan_lists(lists, origin=origin or Origin(source="Liste 2025", on="2025-09-01"))
    return list(plan.problems)


def test_what_last_years_list_had_and_this_one_has_not_is_named(directory: Directory) -> None:
    ties = [replace(tie("ib", id_, "trains", valid_from="2024"), source="Liste 2024") for id_ in "abc"]
    over = replace(tie("ib", "d", "trains", valid_from="2022", valid_to="2023"), source="Liste 2024")
    directory.apply(added(*ties, over))
    two = f"{HEADER}ib;a;trains;2024\nib;b;trains;2024\n"

    (missing,) = [one for one in told(directory, "Beziehungen.csv", two) if "earlier list" in one.message]

    assert (missing.level, missing.row, missing.value) == ("warning", 1, "IB - Schule C")
    assert not told(directory, "Beziehungen.csv", f"{two}ib;c;trains;2024\n")
    assert not told(directory, "Beziehungen.csv", f"{two}ib;c;trains;2024-08\n")
    # What is wrong may be what is missing, and one row of many is no list.
    assert not [one for one in told(directory, "Beziehungen.csv", f"{two}ib;c;trains;quatsch\n") if one.row == 1]
    assert not [one for one in told(directory, "Beziehungen.csv", f"{two}ib;C;trains;2024\n") if one.row == 1]
    assert not told(directory, "Beziehungen.csv", f"{HEADER}ib;a;trains;2024\n")


def test_what_ended_with_a_school_is_not_missing(directory: Directory) -> None:
    closed = school("e", valid_to="2025-07-31")
    ties = [replace(tie("ib", id_, "trains", valid_from="2024"), source="Liste 2024") for id_ in "abe"]
    directory.apply(added(closed, *ties))

    assert not told(directory, "Beziehungen.csv", f"{HEADER}ib;a;trains;2024\nib;b;trains;2024\n")


def test_nobody_new_stands_beside_a_carrier_that_is_no_more(directory: Directory) -> None:
    kind = "provides_school_social_work"
    gone = replace(carrier("gone", "Alter Träger"), valid_to="2025-07-31")
    directory.apply(added(carrier("drk", "DRK"), gone, tie("gone", "a", kind, valid_from="2021")))

    assert not told(directory, "Beziehungen.csv", f"{HEADER}drk;a;{kind};2024-08-01\n")


def test_a_person_who_is_not_in_the_list_any_more_is_named(directory: Directory) -> None:
    people = [replace(contact(id_, "head_of_school", name=f"Frau {id_}"), source="Leitungen 2024") for id_ in "abc"]
    directory.apply(added(*people))
    listed = "Organisation;Rolle;Name\na;head_of_school;Frau a\nb;head_of_school;Frau b\n"

    (missing,) = told(directory, "Kontakte.csv", listed, Origin(source="Leitungen 2025"))

    # Whose it is no remark says: it may not be for everybody to see.
    assert missing.value == "Head of school (Schule C)"


def test_a_list_of_what_goes_on_tells_what_is_stored_as_planned(directory: Directory) -> None:
    directory.apply(added(tie("ib", "a", "trains", valid_from="2022", status="planned")))

    (one,) = told(directory, "Beziehungen.csv", f"{HEADER}ib;a;trains;2022\n", Origin(source="Liste"))

    assert (one.value, one.message) == ("IB - Schule A", "is stored as planned, and stays so")


def test_somebody_new_where_another_one_goes_on_is_told(directory: Directory) -> None:
    kind = "provides_school_social_work"
    directory.apply(added(carrier("drk", "DRK"), tie("ib", "a", kind, valid_from="2021")))
    drk = f"{HEADER}drk;a;{kind};2024-08-01\n"

    (one,) = told(directory, "Beziehungen.csv", drk)

    assert (one.row, one.value) == (2, "DRK - Schule A")
    assert one.message == "is new; IB stands there already, from 2021, and both are kept"
    directory.apply(added(carrier("z", "Z"), tie("z", "a", kind, valid_from="2000", valid_to="2014")))
    assert "IB stands there" in told(directory, "Beziehungen.csv", drk)[0].message
    assert not told(directory, "Beziehungen.csv", f"{drk}ib;a;{kind};2021\n")
    assert not told(directory, "Beziehungen.csv", f"A;B;Art;Gültig von;Gültig bis\ndrk;a;{kind};2015;2019\n")


def test_what_has_ended_stands_beside_nothing_new(directory: Directory) -> None:
    directory.apply(added(tie("ib", "a", "trains", valid_from="2020", valid_to="2024-07-31")))
    row = "A;B;Art\nib;a;trains\n"

    assert not told(directory, "Beziehungen.csv", row)
    assert told(directory, "Beziehungen.csv", row, Origin(on="2022"))


def test_a_contact_point_that_has_expired_already_is_told(directory: Directory) -> None:
    listed = "Organisation;Rolle;Name;gültig bis\na;head_of_school;Frau A;31.07.2020\n"

    (one,) = told(directory, "Kontakte.csv", listed)

    assert (one.level, one.column) == ("warning", "gültig bis")


def imported(directory: Directory, name: str, content: str, origin: Origin = NO_ORIGIN) -> Counts:
    """Apply a list; return what it counted."""
    plan = directory.plan_lists(directory.lists_of([(name, content.encode())]), origin=origin)
    assert not plan.errors
    directory.apply(plan.changes)
    return plan.counts["relations"]


def periods(directory: Directory) -> list[tuple[str, str, str]]:
    found = (one for one in directory.store.entries("relation") if isinstance(one, Relation))
    return [(one.valid_from, one.valid_to, one.source) for one in found]


def test_a_more_exact_beginning_corrects_the_relation(directory: Directory) -> None:
    directory.apply(added(replace(tie("ib", "a", "trains", valid_from="2020"), source="Anruf", description="Team")))
    listed = "A;B;Art;Gültig von;Gültig bis\nib;a;trains;01.08.2020;31.12.2023\n"

    counts = imported(directory, "Beziehungen.csv", listed, Origin(source="Liste 2024"))
    again = imported(directory, "Beziehungen.csv", listed, Origin(source="Liste 2024"))

    assert (counts.new, counts.changed, counts.gone) == (0, 1, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert periods(directory) == [("2020-08-01", "2023-12-31", "Anruf; Liste 2024")]
    assert check(directory.store).faults == []
    directory.undo(directory.store.batches()[0].id)
    assert periods(directory) == [("2020", "", "Anruf")]


def test_of_two_rows_the_more_exact_one_counts(directory: Directory) -> None:
    directory.apply(added(tie("ib", "a", "trains", valid_from="2020")))

    counts = imported(directory, "Beziehungen.csv", f"{HEADER}ib;a;trains;2020\nib;a;trains;2020-08\n")

    assert counts.changed == 1
    assert [start for start, _end, _source in periods(directory)] == ["2020-08"]


def test_a_row_beside_the_more_exact_one_that_says_otherwise_is_an_error(directory: Directory) -> None:
    directory.apply(added(tie("ib", "a", "trains", valid_from="2020")))
    listed = "A;B;Art;Gültig von;Gültig bis\nib;a;trains;2020-08;\nib;a;trains;2020;2022\n"

    (error,) = [one for one in told(directory, "Beziehungen.csv", listed) if one.level == "error"]

    assert "with different contents" in error.message


def test_parents_in_the_list_of_organisations_are_not_missing(directory: Directory) -> None:
    origin = Origin(source="Liste 2025")
    listed = "Kennung;Name;Art;übergeordnet\nx;Amt X;Amt;ib\ny;Amt Y;Amt;ib\n"
    others = f"{HEADER}ib;a;trains;2020\nib;b;trains;2020\nib;c;trains;2020\n"
    files = [("organisations.csv", listed.replace("Kennung;Name;Art;übergeordnet", "id;name;kind;parent_id").encode())]
    lists = directory.lists_of([*files, ("Beziehungen.csv", others.encode())])
    directory.apply(directory.plan_lists(lists, origin=origin).changes)

    again = directory.plan_lists(lists, origin=origin)

    assert not [one for one in again.problems if "earlier list" in one.message]


def test_an_older_list_takes_nothing_away_and_mixes_no_addresses(directory: Directory) -> None:
    stored = replace(school("e", "E", town="Stendal", phone="+49 3931 99"), last_confirmed="2026-06")
    directory.apply(added(stored))
    listed = "Kennung;Name;Art;Straße;PLZ;Ort;Telefon\ne;E;Schule;Lange Str. 9;39590;Tangermünde;\n"
    lists = directory.lists_of([("Schulen.csv", listed.encode())])

    plan = directory.plan_lists(lists, origin=Origin(on="2024"), clears=True)

    assert not plan.changes.changes


def test_what_was_over_before_is_another_relation(directory: Directory) -> None:
    directory.apply(added(tie("ib", "a", "trains", valid_from="2020", valid_to="2020-06")))

    assert imported(directory, "Beziehungen.csv", f"{HEADER}ib;a;trains;2020-08-01\n").new == 1


def test_what_another_source_brought_is_not_missing_in_a_list_of_its_own_source(directory: Directory) -> None:
    ties = [replace(tie("ib", id_, "trains", valid_from="2024"), source="Schulverzeichnis 2024") for id_ in "abc"]
    directory.apply(added(*ties))
    two = f"{HEADER}ib;a;trains;2024\nib;b;trains;2024\n"
    origins = Origin(source="SSA-Liste 2025"), Origin(source="Schulverzeichnis 2025")

    found = [
        [one for one in told(directory, "Liste.csv", two, origin) if "earlier list" in one.message]
        for origin in origins
    ]
    assert [len(one) for one in found] == [0, 1]
