"""Lists as offices keep them: what only their cells, headings and titles say."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from graphdir.directory import Directory
from graphdir.importing.files import raw_sheets
from graphdir.importing.importer import Plan
from graphdir.importing.lists import understood
from graphdir.importing.mapping import read_profile
from graphdir.importing.proposing import Proposal, propose
from graphdir.stores.sqlite import SqliteStore
from graphdir.taxonomy import Taxonomy
from tests.builders import added, school


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return Directory(SqliteStore(tmp_path / "network.db"))


def plan(directory: Directory, folder: Path, *lines: str, mapping: str = "", name: str = "Liste.csv") -> Plan:
    file = folder / name
    file.write_text("\n".join(lines), "utf-8")
    profiles = [read_profile(mapping, "Liste.toml")] if mapping else []
    return directory.plan_import([file], profiles=profiles)


def said(found: Plan) -> list[str]:
    return [problem.message for problem in found.problems]


def names(found: Plan) -> list[str]:
    return [getattr(change.after, "name", "") for change in found.changes.changes]


def proposed(*lines: str) -> Proposal:
    (raw,) = understood(raw_sheets("Liste.csv", "\n".join(lines).encode())).raws
    return propose(raw, Taxonomy.shipped())


@pytest.mark.parametrize("header", ["Person", "Teilnehmer", "zuständig", "Mitarbeiter", "Frau/Herr", "Ansprechp."])
@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (0, 1, 3, 4, 2)])
def test_how_a_person_is_reached_is_asked_about_also_where_only_cells_show_one(
    directory: Directory, tmp_path: Path, header: str, order: Sequence[int]
) -> None:
    rows = (
        ("Name", "Art", header, "Telefon", "E-Mail"),
        ("Theaterwerkstatt Nord", "Verein", "Jana Meinecke", "0151 2345678", "j.meinecke@web.example"),
        ("Kinderhilfe Elbe e.V.", "Verein", "Mandy Görn", "0160 111222", "goern@gmx.example"),
    )
    found = plan(directory, tmp_path, *(";".join(row[at] for at in order) for row in rows))

    assert not found.changes.changes
    assert any("the person's, or the organisation's" in message for message in said(found))


def test_a_mailbox_of_the_house_beside_a_name_is_the_organisation_s(directory: Directory, tmp_path: Path) -> None:
    found = plan(
        directory,
        tmp_path,
        "Name;Art;Telefon;E-Mail;Bereich",
        "Theaterwerkstatt Nord;Verein;03931 12345;info@theater.example;Offene Arbeit",
        "Kinderhilfe Elbe e.V.;Verein;03931 23456;kontakt@elbe.example;Frühe Hilfen",
    )

    assert len(found.changes.changes) == 2


@pytest.mark.parametrize("numbers", [("3", "1", "2"), ("1", "2", "neu"), ("1", "2", "2a")])
def test_what_counts_the_rows_in_any_order_is_no_id(
    directory: Directory, tmp_path: Path, numbers: Sequence[str]
) -> None:
    directory.apply(added(*(school(id_) for id_ in ("1", "2", "3"))))
    found = plan(directory, tmp_path, "Nr.;Name;Art", *(f"{number};Verein {number};Verein" for number in numbers))

    assert [change.before for change in found.changes.changes] == [None] * 3


def test_headings_between_rows_are_no_organisations(directory: Directory, tmp_path: Path) -> None:
    found = plan(
        directory,
        tmp_path,
        "Name;Art;Ort",
        "Bereich Nord;;",
        "Grundschulen;;",
        "GS Lindenau;Schule;Lindenau",
        "Förderschulen (LB);;",
        "Schule am Hain;Schule;Osterburg",
        "nachrichtlich: Schulen in freier Trägerschaft;;",
        "Freie Schule Buch;Schule;Buch",
    )

    assert names(found) == ["GS Lindenau", "Schule am Hain", "Freie Schule Buch"]
    assert sum("heading" in message for message in said(found)) == 4


MAPPING = """
name = "Liste"
[organisations.carrier]
name = "Träger"
kind = { value = "free_carrier" }
[organisations.school]
name = "Schule"
kind = { value = "school" }
[relations.carrier_school]
from_id = { entry = "carrier" }
to_id = { entry = "school" }
kind = { value = "cooperation" }
"""


def test_a_title_above_the_same_header_begins_another_table(directory: Directory, tmp_path: Path) -> None:
    found = plan(
        directory,
        tmp_path,
        "Träger;Schule",
        "Neue Wege gGmbH;Grundschule Iden",
        ";",
        "Beendete Kooperationen;",
        "Träger;Schule",
        "Kinderhilfe e.V.;Grundschule Schinne",
        mapping=MAPPING,
    )

    assert "Beendete Kooperationen" not in names(found)
    assert any("give them an end or a status" in message for message in said(found))


def test_two_sides_beside_an_empty_column_are_told(directory: Directory, tmp_path: Path) -> None:
    found = plan(
        directory,
        tmp_path,
        "Träger;Telefon;;Schule;Ort",
        "Neue Wege gGmbH;03931/12345;;Grundschule Iden;Iden",
        mapping=MAPPING,
    )

    assert any("two sides beside an empty column" in message for message in said(found))


def test_a_header_that_stands_there_twice_is_of_whom_it_stands_behind() -> None:
    found = proposed("Träger;Ort;Schule;Ort", "Neue Wege gGmbH;Stendal;Grundschule Iden;Iden")
    meant = {guess.header: (guess.section, guess.column) for guess in found.guesses}

    assert meant["Ort"] == ("carrier", "town")
    assert meant["Ort (2)"] == ("school", "town")


@pytest.mark.parametrize("cell", ["-", "—", "siehe Iden", "k. A.", "entfällt", "?", "Stelle frei", "wird nachbesetzt"])
def test_what_names_nobody_is_no_person(directory: Directory, tmp_path: Path, cell: str) -> None:
    directory.apply(added(school("s", "Grundschule Iden")))
    lines = ("Organisation;Funktion;Name;Telefon", f"Grundschule Iden;Schulleitung;{cell};039390/81234")
    (change,) = plan(directory, tmp_path, *lines, name="Kontakte.csv").changes.changes

    assert getattr(change.after, "name", "?") == ""


@pytest.mark.parametrize("cell", ["Eva Timm (krank bis 03/26)", "Eva Timm (Elternzeit)", "Eva Timm*", "Eva Timm¹"])
def test_what_is_noted_on_a_person_is_left_out_and_told(directory: Directory, tmp_path: Path, cell: str) -> None:
    directory.apply(added(school("s", "Grundschule Iden")))
    lines = ("Organisation;Funktion;Name;Telefon", f"Grundschule Iden;Schulleitung;{cell};039390/81234")
    found = plan(directory, tmp_path, *lines, name="Kontakte.csv")

    assert names(found) == ["Eva Timm"]
    assert said(found) == ["says more than a name; that was left out"]


def test_records_in_records_are_columns_and_several_are_told(directory: Directory, tmp_path: Path) -> None:
    alpha = '{"Name": "Alpha", "Art": "Verein", "Anschrift": {"Straße": "Ring 1", "PLZ": "39576", "Ort": "Stendal"}}'
    beta = '{"Name": "Beta", "Art": "Verein", "Anschrift": {}, "Standorte": [{"Ort": "Burg"}, {"Ort": "Calbe"}]}'
    found = plan(directory, tmp_path, f"[{alpha}, {beta}]", name="Vereine.json")

    (one, _other) = (change.after for change in found.changes.changes)
    assert [getattr(one, column) for column in ("street", "postcode", "town")] == ["Ring 1", "39576", "Stendal"]
    assert [(p.row, p.column) for p in found.problems if "several entries" in p.message] == [(3, "Standorte")]


def test_stand_is_a_status_where_it_says_how_far_something_is(directory: Directory, tmp_path: Path) -> None:
    found = plan(directory, tmp_path, "Projekttitel;Fördersumme;Stand", "Dorfkino;800;bewilligt")
    (change,) = found.changes.changes
    assert getattr(change.after, "status", "") == "approval"

    dated = plan(directory, tmp_path, "Projekttitel;Fördersumme;Stand", "Dorfkino;800;01.03.2026")
    assert [getattr(one.after, "last_confirmed", "") for one in dated.changes.changes] == ["2026-03-01"]


def test_addresses_are_taken_apart_or_told(directory: Directory, tmp_path: Path) -> None:
    found = plan(
        directory,
        tmp_path,
        "Name;Art;Anschrift",
        "A;Verein;39629 Bismark, Schulstr. 4",
        'B;Verein;"Dorfplatz 1, 39517 Tangerhütte, OT Neubruch"',
        "C;Verein;Anschrift folgt",
    )

    places = [(o.street, o.postcode, o.town) for o in (change.after for change in found.changes.changes)]  # type: ignore[union-attr]
    assert places[:2] == [("Schulstr. 4", "39629", "Bismark"), ("Dorfplatz 1", "39517", "Tangerhütte, OT Neubruch")]
    assert [p.value for p in found.problems if "stays a street" in p.message] == ["Anschrift folgt"]


def test_all_columns_of_a_list_count(directory: Directory, tmp_path: Path) -> None:
    mapping = """
name = "Liste"
[organisations.entry]
name = "Schule"
kind = { value = "school" }
topics = [
  { column = "Gewalt", values = { "x" = "violence_prevention", "" = "" } },
  { column = "Medien", values = { "x" = "media_literacy", "" = "" } },
]
"""
    found = plan(directory, tmp_path, "Schule;Gewalt;Medien", "GS Nord;x;x", "GS Süd;;x", mapping=mapping)

    topics = [getattr(change.after, "topics", ()) for change in found.changes.changes]
    assert topics == [("violence_prevention", "media_literacy"), ("media_literacy",)]


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [("beirat", "theater", "member_of"), ("s", "amt", "supervises"), ("s", "theater", "sponsors")],
)
def test_more_relations_that_go_the_wrong_way_are_told(
    directory: Directory, tmp_path: Path, start: str, end: str, kind: str
) -> None:
    kinds = {"beirat": "committee", "theater": "theatre", "s": "school", "amt": "state_school_authority"}
    entries = "\n".join(["id,name,kind", *(f"{id_},{id_},{what}" for id_, what in kinds.items())])
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "organisations.csv").write_text(entries, "utf-8")
    (tmp_path / "in" / "relations.csv").write_text(f"from_id,to_id,kind\n{start},{end},{kind}\n", "utf-8")

    assert any("is said of" in message for message in said(directory.plan_import([tmp_path / "in"])))
