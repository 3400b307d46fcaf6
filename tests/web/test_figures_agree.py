"""What pages, files and commands count is the same, whatever has ended, is planned or is recorded twice."""

import io
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from graphdir.bootstrap import Settings
from graphdir.directory import Directory
from graphdir.i18n import in_language
from graphdir.network.figures.counts import SchoolCounts, Size, TieCounts
from graphdir.network.view import Question
from graphdir.presenting import profile_lines
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, carrier, county, part, project, school, tie
from webapp import create_app

TODAY = "2026-11-25"
# By organisation: neighbours, and whom it is tied to formerly or only to be.
EXPECTED: Mapping[str, tuple[set[str], set[str]]] = {
    "school": ({"both", "runner", "led", "office"}, {"past", "planned", "ahead", "closed-carrier"}),
    "closed": ({"new"}, {"both"}),
    "new": ({"closed"}, set()),
    "both": ({"school"}, {"closed"}),
    "runner": ({"school", "co"}, set()),
    # Beside the lead nobody in a project is a neighbour of somebody else in it.
    "co": ({"runner"}, set()),
    # Who has worked together in a project stays a neighbour.
    "led": ({"school"}, set()),
    "refused": (set(), set()),
    "department": ({"office"}, set()),
    "office": ({"department", "school"}, set()),
}


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Directory:
    monkeypatch.setattr(Directory, "today", staticmethod(lambda: TODAY))
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    directory.apply(
        added(
            school("school"),
            school("closed", valid_to="2022-07"),
            school("new"),
            school("lonely"),
            school("lonely-closed", valid_to="2020"),
            *map(carrier, ("both", "runner", "co", "past", "led", "planned", "ahead", "refused", "lapsed", "later")),
            carrier("closed-carrier", valid_to="2024"),
            county("office"),
            county("department"),
            tie("both", "school", "provides_school_social_work", topics=("violence_prevention",)),
            tie("both", "school", valid_from="2019", valid_to="2020"),
            tie("both", "closed", "provides_school_social_work"),
            tie("new", "closed", "successor_of", valid_from="2022-08"),
            tie("past", "school", valid_to="2020"),
            tie("planned", "school", status="planned"),
            tie("lapsed", "school", status="planned", valid_to="2020"),
            tie("closed-carrier", "school"),
            tie("department", "office", "part_of"),
            tie("office", "school", "supervises"),
            tie("school", "office", "regular_exchange"),
            *(project(id_, **values) for id_, values in PROJECTS.items()),
            part("runs", "runner", "lead"), part("runs", "runner"), part("runs", "school", "site"), part("runs", "co"),
            part("done", "led", "lead"), part("done", "school", "site"),
            part("done too", "both", "lead"), part("done too", "school", "site"),
            part("ahead", "ahead", "lead"), part("ahead", "school", "site"),
            part("refused", "refused", "lead"), part("refused", "school", "site"),
            part("alone", "later", "lead"),
        )
    )  # fmt: skip
    return directory


PROJECTS: Mapping[str, Mapping[str, str]] = {
    "runs": {"starts_on": "2026", "ends_on": "2027"},
    "done": {"status": "closed"},
    "done too": {"starts_on": "2012", "ends_on": "2013"},
    "ahead": {"starts_on": "2027"},
    "refused": {"status": "rejection"},
    "alone": {"status": "running"},
}


@pytest.fixture
def client(directory: Directory) -> FlaskClient:
    client = create_app(directory, Settings(store="")).test_client()
    client.set_cookie("language", "en")
    return client


def text_of(client: FlaskClient, address: str) -> str:
    page = unescape(client.get(address).get_data(as_text=True))
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("id_", EXPECTED)
def test_profile_and_map_and_report_have_the_same_neighbours(directory: Directory, id_: str) -> None:
    around = directory.surroundings(directory.profile(id_))
    network = directory.network_map(Question(with_untied=True))
    (row,) = (row for row in network.rows if row.id == id_)
    whole = directory.report().whole
    present, others = EXPECTED[id_]

    assert {one.organisation.id for one in around.tied[: around.neighbours]} == present
    assert {one.organisation.id for one in around.tied[around.neighbours :]} == others
    assert row.neighbours == sorted(directory.organisation(other).name for other in present)
    assert row.others == sorted(directory.organisation(other).name for other in others)
    assert whole.neighbours[whole.numbers[id_]] == len(present)


def test_pairs_are_counted_alike_on_map_and_report(directory: Directory) -> None:
    counts = directory.report().figure(TieCounts)
    pairs = directory.network_map(Question()).pairs

    assert counts
    assert pairs == (counts.holding, counts.with_ended - counts.holding, counts.planned)
    assert sum(pairs) == sum(len(present) + len(others) for present, others in everybody(directory)) / 2


def everybody(directory: Directory) -> list[tuple[set[str], set[str]]]:
    rows = directory.network_map(Question(with_untied=True)).rows
    return [(set(row.neighbours), set(row.others)) for row in rows]


def test_the_panel_of_the_map_tells_what_ties_each_neighbour_and_nothing_else(client: FlaskClient) -> None:
    told = client.get("/map/ties.json?organisation=school").get_json()

    assert set(told) == set.union(*EXPECTED["school"])
    gone = "Cooperation, ended with Träger closed-carrier, until 2024"
    assert [line["text"] for line in told["closed-carrier"]] == [gone]
    assert [line["text"] for line in told["ahead"]] == ["Joint project “Projekt ahead”, planned, from 2027"]


def test_a_closed_school_has_no_present_carrier(client: FlaskClient) -> None:
    page = text_of(client, "/organisations/closed")
    api = client.get("/api/v1/organisations/closed").get_json()

    assert "Träger both until July 2022 ended with Grundschule closed" in page
    assert {relation["other"]["id"]: relation["tense"] for relation in api["relations"]} == {
        "both": "former",
        "new": "present",
    }


def test_the_relations_as_excel_say_what_ended_and_what_is_planned(client: FlaskClient) -> None:
    file = io.BytesIO(client.get("/relations.xlsx?organisation=school").data)
    told = {(str(row[0]), str(row[3] or "")) for row in load_workbook(file).active.values}  # type: ignore[union-attr]

    gone = ("Träger closed-carrier", "ended with Träger closed-carrier, until 2024")
    assert told >= {gone, ("Träger planned", "planned"), ("Landkreis office", "")}


def test_the_command_line_says_what_ended_with_the_organisation(directory: Directory) -> None:
    with in_language("en"):
        lines = list(profile_lines(directory.profile("closed"), directory.taxonomy()))

    assert "  Träger both (ended with Grundschule closed, until July 2022)" in lines
    assert "  Grundschule new (since August 2022)" in lines


def test_what_has_ended_with_an_organisation_needs_no_confirming(directory: Directory) -> None:
    asked = {one.id: one.relations for one in directory.overdue()}
    confirmed = {(entry.entity, entry.key) for entry in directory.to_confirm("both")}

    # With the school and the successor; what ended with the closed school is not asked for.
    assert asked["both"] == 1
    assert sum(entity == "relation" for entity, _key in confirmed) == 1


def test_the_report_counts_schools_that_are_there_everywhere(directory: Directory) -> None:
    report = directory.report()
    size, schools = report.figure(Size), report.figure(SchoolCounts)

    assert size
    assert schools
    assert (size.organisations, size.ended) == (15, 3)
    # The new school succeeds the closed one, which is not counted.
    assert next(found for found in size.groups if found[0] == "school") == ("school", len(schools.numbers), 2)
    assert len(schools.numbers) == 3


def tiles(client: FlaskClient) -> list[tuple[str, str]]:
    """Return the key figures of the start page: number and address."""
    page = unescape(client.get("/").get_data(as_text=True))
    return re.findall(r'<dd><a href="([^"]+)">([\d,]+)</a></dd>', page)


def test_every_figure_of_the_start_page_is_that_of_the_list_it_leads_to(client: FlaskClient) -> None:
    found = {address: int(number) for address, number in tiles(client)}
    lists = {
        address: number for address, number in found.items() if address.startswith(("/organisations", "/projects"))
    }

    assert list(found.values()) == [15, 3, 11, 6, 1]
    assert len(lists) == 4
    for address, number in lists.items():
        assert re.search(rf"\b{number} (organisations?|projects?)\b", text_of(client, address)), address
    assert "3 more organisations have ended and are not counted." in text_of(client, "/")


def test_the_directory_says_how_many_have_ended_and_leaves_them_out(client: FlaskClient) -> None:
    everybody = text_of(client, "/organisations")
    there = text_of(client, "/organisations?ended=no")

    assert "18 organisations · 3 of them have ended leave out" in everybody
    assert "15 organisations" in there
    assert "have ended" in there  # the chip
    assert "Träger closed-carrier" not in there
    assert client.get("/api/v1/organisations?ended=no").get_json()["total"] == 15
    assert client.get("/organisations?ended=yes").status_code == 400


def test_relations_and_projects_are_counted_apart_as_on_the_profile(client: FlaskClient) -> None:
    listed = text_of(client, "/organisations?q=grundschule school")
    runner = text_of(client, "/organisations?q=runner")
    profile = client.get("/organisations/school").get_data(as_text=True)

    assert "8 relations, 5 projects" in listed
    assert "8 relations" in text_of(client, "/relations?organisation=school")
    assert 'Projects <span class="sub">5</span>' in profile
    # In two roles in one project.
    assert "1 project " in runner
    assert 'Projects <span class="sub">1</span>' in client.get("/organisations/runner").get_data(as_text=True)


def test_the_topic_page_names_as_many_as_its_chips_count(client: FlaskClient, directory: Directory) -> None:
    directory.apply(added(*(carrier(f"t{at}", topics=("theatre",), valid_to="2020" * at) for at in range(2))))

    assert "Theatre and circus 1" in text_of(client, "/topics")
    assert "Who works on it 1" in text_of(client, "/topics/theatre")
    assert "1 organisation" in text_of(client, "/organisations?topic=theatre&ended=no")


def test_what_is_only_to_begin_holds_since_no_day(client: FlaskClient, directory: Directory) -> None:
    later = tie("lonely", "led", valid_from="2099-08"), tie("co", "lonely", status="planned", valid_from="2099")
    directory.apply(added(*later))
    assert client.get("/api/v1/connection?from=lonely&to=led").get_json()["steps"] == []
    addresses = ("/connection?from=lonely&to=led", "/organisations/lonely", "/map/ties.json?organisation=lonely")
    with in_language("en"):
        lines = list(profile_lines(directory.profile("lonely"), directory.taxonomy()))
    told = [*(text_of(client, address) for address in addresses), *lines]
    assert [text for text in told if "from August 2099" in text]
    assert [text for text in told if re.search(r"\bsince\b[^<>,)]*2099", text)] == []
