"""Rows of a list that tell of an organisation under another name: by a decision, or by an alias."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from graphdir.checking import check
from graphdir.desk import PaperChangedError
from graphdir.directory import Directory
from graphdir.duplicates.decisions import Decisions, row_of
from graphdir.importing.importer import Plan
from graphdir.importing.mapping import read_profile
from graphdir.merging import merge
from graphdir.pending import PendingImports
from graphdir.stores.sqlite import SqliteStore

STANDING = "id;Name;Art;Ort;PLZ;Straße\nnord;Grundschule Nord;Schule;Stendal;39576;Nordwall 1\n"
LIST = """Name;Art;Ort;PLZ;Straße;Telefon;Schlagworte
GS Nord;Schule;Stendal;39576;Nordwall 2;03931 1234;Garten
Jugendhilfe Altmark e. V.;Verein;Stendal;39576;;;
Jugendhilfe Altmark;Verein;Stendal;39576;;;Chor
"""
TIES = "from_id;to_id;kind\nGS Nord;Jugendhilfe Altmark;cooperation\n"


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    directory.apply(planned(directory, organisationen=STANDING).changes)
    return directory


def planned(directory: Directory, same: Mapping[str, str] | None = None, **lists: str) -> Plan:
    files = [(f"{name}.csv", content.encode()) for name, content in lists.items()]
    return directory.plan_lists(directory.lists_of(files), same=same)


def test_what_may_be_one_is_pointed_out_with_both_ids(directory: Directory) -> None:
    found = planned(directory, organisationen=LIST)

    assert [(one.row, one.id, one.other_id, one.other_row) for one in found.duplicates] == [
        (2, "gs-nord-stendal", "nord", 0),
        (4, "jugendhilfe-altmark-stendal", "jugendhilfe-altmark-e-v-stendal", 3),
    ]
    assert found.counts["organisations"].new == 3
    assert not found.joins


def test_a_row_adds_to_the_entry_that_it_is(directory: Directory) -> None:
    found = planned(directory, {"gs-nord-stendal": "nord"}, organisationen=LIST)
    directory.apply(found.changes)
    nord = directory.organisation("nord")

    assert (nord.name, nord.aliases, nord.street, nord.keywords) == (
        "Grundschule Nord",
        ("GS Nord",),
        "Nordwall 1",
        ("Garten",),
    )
    assert nord.phone
    assert [(one.row, one.column, one.value) for one in found.problems if one.level == "warning"] == [
        (2, "Straße", "Nordwall 2")
    ]
    assert [(one.row, one.other_id) for one in found.joins] == [(2, "nord")]
    assert (found.counts["organisations"].new, found.counts["organisations"].changed) == (2, 1)


def test_two_rows_of_a_list_become_one(directory: Directory) -> None:
    one, other = "jugendhilfe-altmark-e-v-stendal", "jugendhilfe-altmark-stendal"
    found = planned(directory, {other: one, "gs-nord-stendal": "nord"}, organisationen=LIST, beziehungen=TIES)
    directory.apply(found.changes)

    assert not found.errors
    assert found.counts["organisations"].new == 1
    assert (directory.organisation(one).aliases, directory.organisation(one).keywords) == (
        ("Jugendhilfe Altmark",),
        ("Chor",),
    )
    assert [link.other.id for link in directory.store.links_of(["nord"])["nord"]] == [one]
    assert check(directory.store).faults == []


def test_decisions_lead_on_from_one_to_the_next_and_never_in_a_circle(directory: Directory) -> None:
    chain = {
        "jugendhilfe-altmark-stendal": "jugendhilfe-altmark-e-v-stendal",
        "jugendhilfe-altmark-e-v-stendal": "nord",
    }
    circle = {"gs-nord-stendal": "nirgends", "nirgends": "gs-nord-stendal"}

    assert [(one.row, one.other_id) for one in planned(directory, chain, organisationen=LIST).joins] == [
        (3, "nord"),
        (4, "nord"),
    ]
    assert not planned(directory, circle, organisationen=LIST).joins


def test_the_next_list_is_understood_by_the_alias(directory: Directory) -> None:
    directory.apply(planned(directory, {"gs-nord-stendal": "nord"}, organisationen=LIST).changes)
    again = planned(directory, organisationen=LIST)

    assert [(one.row, one.other_id) for one in again.joins] == [(2, "nord")]
    assert 2 not in [one.row for one in again.duplicates]
    assert (again.counts["organisations"].unchanged, again.counts["organisations"].new) == (3, 0)


def test_an_id_of_its_own_is_another_organisation_unless_decided(directory: Directory) -> None:
    directory.apply(planned(directory, {"gs-nord-stendal": "nord"}, organisationen=LIST).changes)
    own = "id;Name;Art;Ort\nST-1;GS Nord;Schule;Stendal\n"
    new = planned(directory, organisationen=own)
    decided = planned(directory, {"ST-1": "nord"}, organisationen=own)
    directory.apply(decided.changes)

    assert new.counts["organisations"].new == 1
    assert directory.organisation("nord").aliases == ("GS Nord", "ST-1")
    assert planned(directory, organisationen=own).counts["organisations"].unchanged == 1


def test_a_row_without_an_id_is_whoever_its_entry_was_merged_into(directory: Directory) -> None:
    listed = "Name;Art;Ort\nGS Nord;Schule;\n"
    directory.apply(planned(directory, organisationen=listed).changes)
    merge(directory.store, "nord", "gs-nord")

    again = planned(directory, organisationen=listed)

    assert [(one.row, one.other_id) for one in again.joins] == [(2, "nord")]
    assert again.counts["organisations"].new == 0


def test_an_alias_that_is_the_id_of_somebody_else_joins_nobody(directory: Directory) -> None:
    directory.apply(
        planned(directory, organisationen="id;Name;Art;weitere Namen\nnord;Grundschule Nord;Schule;drk\n").changes
    )
    found = planned(directory, organisationen="id;Name;Art\ndrk;Rotes Kreuz;Verein\n")

    assert not found.joins
    assert found.counts["organisations"].new == 1


def test_a_row_with_an_error_takes_nobody_along(directory: Directory) -> None:
    one, other = "jugendhilfe-altmark-e-v-stendal", "jugendhilfe-altmark-stendal"
    listed = """Name;Art;Ort;gültig von;gültig bis
GS Nord;Schule;Stendal;;
Jugendhilfe Altmark e. V.;Verein;Stendal;;
Jugendhilfe Altmark;Verein;Stendal;2020;2010
"""
    found = planned(directory, {other: one}, organisationen=listed, beziehungen=TIES)

    assert [(problem.row, problem.file) for problem in found.errors] == [(4, "organisationen.csv")]
    assert [change.ref.key for change in found.changes.changes if change.ref.entity == "organisation"] == [
        "gs-nord-stendal",
        one,
    ]
    assert found.counts["relations"].new == 1


def test_a_list_without_towns_is_understood_the_next_time(directory: Directory) -> None:
    without = "Name;Art;Schlagworte\nGrundschule Nord;Schule;Chor\nGS Nord;Schule;\n"
    decisions = Decisions(directory.store)
    first = planned(directory, organisationen=without)
    decisions.take_for(row_of("grundschule-nord", "Grundschule Nord"), "nord")
    decisions.take_for(row_of("gs-nord", "GS Nord"), "nord")
    directory.apply(planned(directory, organisationen=without).changes)
    again = planned(directory, organisationen=without)

    assert [(one.id, one.other_id) for one in first.duplicates if not one.other_row] == [
        ("grundschule-nord", "nord"),
        ("gs-nord", "nord"),
    ]
    assert directory.organisation("nord").keywords == ("Chor",)
    assert ([one.other_id for one in again.joins], again.duplicates) == (["nord", "nord"], [])
    assert (again.counts["organisations"].unchanged, again.counts["organisations"].new) == (1, 0)


@pytest.mark.parametrize(
    ("name", "kind", "joined"),
    [
        ("Grundschule Nord", "school", True),
        ("grundschule nord", "school", True),
        ("Grundschule Nord", "association", False),  # another one of that name
        ("Grundschule Süd", "school", False),  # two have this name
        ("GS Nord", "school", False),  # no name of it: asked about
    ],
)
def test_a_flat_list_without_towns_means_the_one_with_that_name(
    directory: Directory,
    name: str,
    kind: str,
    joined: bool,  # noqa: FBT001
) -> None:
    two = "id;Name;Art;Ort\ns1;Grundschule Süd;Schule;Stendal\ns2;Grundschule Süd;Schule;Halle\n"
    directory.apply(planned(directory, organisationen=two).changes)
    mapping = read_profile(
        f"""
        name = "k"
        [organisations.school]
        name = "Schule"
        kind = {{ value = "{kind}", only_new = true }}
        [organisations.partner]
        name = "Partner"
        kind = {{ value = "association", only_new = true }}
        [relations.rp]
        from_id = {{ entry = "partner" }}
        to_id = {{ entry = "school" }}
        kind = {{ value = "cooperation" }}
        """
    )
    files = [("k.csv", f"Schule;Partner\n{name};Villa Jühling\n".encode())]
    found = directory.plan_lists(directory.lists_of(files, profiles=[mapping]))

    assert found.counts["organisations"].new == (1 if joined else 2)
    assert [one.other_id for one in found.joins] == (["nord"] if joined else [])
    assert found.counts["relations"].new == 1


def test_decisions_hold_until_they_are_taken_back(directory: Directory) -> None:
    decisions, row = Decisions(directory.store), row_of("gs-nord-stendal", "GS Nord")
    decisions.keep_apart("gs-nord-stendal", "nord")
    decisions.take_for(row, "nord")
    joined = planned(directory, organisationen=LIST)
    decisions.keep_apart("gs-nord-stendal", "nord")
    apart = planned(directory, organisationen=LIST)
    decisions.take_for(row, "nord")
    decisions.leave_open(row)
    asked = planned(directory, organisationen=LIST)

    assert [one.other_id for one in joined.joins] == ["nord"]
    assert [one.row for one in (*apart.joins, *apart.duplicates)] == [4]
    assert (2, "nord") in [(one.row, one.other_id) for one in asked.duplicates]


def test_a_decision_about_one_list_holds_for_no_other_that_counts_alike(directory: Directory) -> None:
    Decisions(directory.store).take_for(row_of("2", "GS Nord"), "nord")
    header = "Kennung;Name;Art;Ort\n"

    assert [one.other_id for one in planned(directory, organisationen=f"{header}2;gs nord;Schule;\n").joins] == ["nord"]
    assert not planned(directory, organisationen=f"{header}2;Kulturhaus;Verein;\n").joins


@pytest.mark.parametrize(
    ("row", "likely"),
    [
        ("x;Streit  Schlichten;2012;5000", "same"),
        ("x;streit schlichten;2012;", "unsure"),
        ("x;Streit schlichten;2013;5000", None),
        ("x;Streit schlichten;2012;5001", "unsure"),
        ("x;Streit schlichten;2012;5001\ny;Streit schlichten;2012;5002", None),
        ("p;Streit schlichten;2012;5000\nx;Streit schlichten;2012;5001", None),
        ("q;Streit schlichten;2013;5000\nx;Streit schlichten;2012;5001", "unsure"),
        ("x;Streit;2012;5000", None),
    ],
)
def test_a_new_project_may_be_the_one_with_its_title(directory: Directory, row: str, likely: str | None) -> None:
    header = "Kennung;Titel;Beginn;Betrag\n"
    directory.apply(planned(directory, projekte=f"{header}p;Streit schlichten;2012;5000\n").changes)
    listed = f"{header}{row}\n"
    found = planned(directory, projekte=listed)

    assert [(one.entity, one.other_id, one.verdict) for one in found.duplicates] == (
        [("project", "p", likely)] if likely else []
    )
    Decisions(directory.store).keep_apart("x", "p")
    assert not planned(directory, projekte=listed).duplicates


@pytest.mark.parametrize(
    ("rows", "new"),
    [
        ("streit schlichten;2012;5000", 0),
        ("Streit schlichten;2012;", 0),
        ("Streit schlichten;2012;5001", 1),
        ("Streit schlichten;2013;5000", 1),
    ],
)
def test_a_project_without_an_id_is_the_one_with_its_title_and_year(directory: Directory, rows: str, new: int) -> None:
    directory.apply(planned(directory, projekte="Kennung;Titel;Beginn;Betrag\np;Streit schlichten;2012;5000\n").changes)

    assert planned(directory, projekte=f"Titel;Beginn;Betrag\n{rows}\n").counts["projects"].new == new


def test_a_new_project_may_be_one_of_several(directory: Directory) -> None:
    header = "Kennung;Titel;Beginn\n"
    directory.apply(planned(directory, projekte=f"{header}p;Lesepaten;2012\nq;Lesepaten;2012\n").changes)

    found = planned(directory, projekte=f"{header}x;Lesepaten;2012\n").duplicates

    assert [(one.other_id, one.verdict) for one in found] == [("p", "unsure"), ("q", "unsure")]


def test_a_project_that_is_known_takes_over_what_the_list_knows_more(directory: Directory) -> None:
    directory.apply(planned(directory, projekte="Kennung;Titel;Beginn\np;Streit schlichten;2012\n").changes)
    lists = {
        "projekte": "Kennung;Titel;Beginn;Ende;Betrag\nx;Streit schlichten;2011;2014;5000\n",
        "beteiligungen": "Projekt;Organisation;Rolle\nx;nord;site\n",
    }
    found = planned(directory, {"x": "p"}, **lists)
    directory.apply(found.changes)
    again = planned(directory, {"x": "p"}, **lists)

    kept = directory.project("p").project
    assert (kept.starts_on, kept.ends_on, kept.amount_eur) == ("2012", "2014", 5000)
    assert [(one.column, one.value) for one in found.problems if one.level == "warning"] == [("Beginn", "2011")]
    assert [part.project.id for part in directory.store.parts_of(["nord"])["nord"]] == ["p"]
    assert not again.changes.changes
    assert check(directory.store).faults == []


def test_a_list_that_waited_before_can_be_decided_upon(directory: Directory) -> None:
    current = PendingImports(directory.store)
    pending = current.keep([("organisationen.csv", LIST.encode())], author="k", revision=1)
    paper = pending.to_paper()
    before = {name: value for name, value in paper.body.items() if name != "clears"}
    directory.store.replace_paper(paper, replace(paper, body={**before, "same": {"gs-nord-stendal": "nord"}}))

    decided = current.change(current.pending(pending.id), clears=True)

    assert current.pending(pending.id) == decided
    with pytest.raises(PaperChangedError):
        current.change(pending, left_out=("organisation nord",))
