"""The site through Flask's own client: what every page promises, and what it never shows."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any, get_args

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from jinja2 import Environment, nodes
from openpyxl import load_workbook

from graphdir.bootstrap import Settings, seed_networks
from graphdir.directory import Directory
from graphdir.errors import StoreUnavailableError
from graphdir.i18n import in_language
from graphdir.model import ContactPoint, Entity, Organisation
from graphdir.store import Change, ChangeSet
from graphdir.stores.sqlite import SqliteStore
from graphdir.tables import unguarded
from graphdir.taxonomy import Taxonomy
from graphdir.text import fold
from tests.builders import added, carrier, county, erased, part, project, school, tie
from webapp import create_app
from webapp.rendering import AnyPage

TEMPLATES = Path(__file__).parents[2] / "webapp" / "templates"
SCHOOL = "ST-642"
NETWORK = "netzwerkstelle-fuer-den-schulerfolg-im-landkreis-stendal-stendal"
CARRIER = "drk-kreisverband-oestliche-altmark-e-v-stendal"
HOSTILE = "</script><img src=x onerror=alert(1)>\"'=1+1"
CANARIES = ("Kanarienvogel", "+49 3931 999999", "kanarienvogel@example.org")


def app_for(directory: Directory, **settings: Any) -> Flask:
    app = create_app(directory, Settings(store="", **settings))
    app.testing = True
    return app


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    directory = Directory(SqliteStore(tmp_path_factory.mktemp("web") / "network.db"))
    directory.apply(directory.plan_import([seed_networks()["stendal"]]).changes)
    extra: tuple[Entity, ...] = (
        Organisation(id="hostile/..?#%", name=HOSTILE, kind="association", town="Stendal", aliases=("=cmd()",)),
        *(
            ContactPoint(
                organisation_id=SCHOOL,
                role="secretariat",
                name=CANARIES[0],
                phone=CANARIES[1],
                email=CANARIES[2],
                visibility=visibility,
            )
            for visibility in ("members", "restricted")
        ),
    )
    directory.apply(ChangeSet(changes=[Change(before=None, after=entry) for entry in extra]))
    yield directory
    directory.store.close()


@pytest.fixture
def client(directory: Directory) -> FlaskClient:
    return app_for(directory).test_client()


PAGES = [
    "/",
    "/organisations",
    "/organisations?q=gewalt&kind=school&sort=town",
    "/organisations?q=qqqqqq",
    f"/organisations?near={SCHOOL}&radius_km=20",
    f"/organisations/{SCHOOL}",
    f"/organisations/{SCHOOL}?print=1",
    f"/organisations/{CARRIER}",
    "/projects",
    "/projects?topic=violence_prevention&year=2012",
    "/projects?q=nix",
    "/projects?sort=-title",
    f"/relations?organisation={CARRIER}&sort=-start",
    "/topics",
    "/topics/violence_conflict",
    "/map",
    "/map?untied=1&group=school",
    "/map?relationship=FEEDS_INTO",
    f"/map?around={CARRIER}",
    "/connection",
    f"/connection?from=ST-134&to={CARRIER}",
    "/connection?from=Grundschule&to=nobody",
    "/report",
    "/report/brokers",
    "/gaps?year=2012",
    "/gaps?by=place",
    f"/gaps/school?organisation={SCHOOL}",
    f"/gaps/leaving?organisation={CARRIER}",
    "/imprint",
    "/privacy",
    "/accessibility",
    "/api/docs",
]
DATA = [
    "/api/v1/organisations",
    f"/api/v1/organisations/{SCHOOL}",
    "/api/v1/projects",
    "/api/v1/topics",
    f"/api/v1/connection?from={SCHOOL}&to={CARRIER}",
    "/api/v1/figures",
    "/api/v1/openapi.json",
    "/map/data.json?untied=1",
    "/suggestions?q=grund",
    "/organisations.csv",
    "/organisations.xlsx",
    "/projects.xlsx",
    f"/relations.xlsx?organisation={SCHOOL}",
    "/map.xlsx",
    "/report/ask.xlsx",
    "/gaps.xlsx",
    "/health",
]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_both_languages(client: FlaskClient, path: str, language: str) -> None:
    client.set_cookie("language", language)
    answer = client.get(path)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("path", [*PAGES, *DATA, "/nix", "/organisations?page=0"])
def test_every_answer_carries_the_strict_policy(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert "script-src 'self';" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_inline_script_or_style(client: FlaskClient, path: str) -> None:
    page = client.get(path).get_data(as_text=True)

    assert not re.search(r"<script(?![^>]*\bsrc=)(?! type=\"application/json\")", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=\"", page)


@pytest.mark.parametrize("path", [*PAGES, *DATA])
def test_contact_points_that_are_not_public_are_nowhere(client: FlaskClient, path: str) -> None:
    body = client.get(path).data
    if ".xlsx" in path:
        body = repr([[c.value for c in row] for row in load_workbook(io.BytesIO(body)).active.rows]).encode()  # type: ignore[union-attr]

    for canary in CANARIES:
        assert canary.encode() not in body
        assert canary.encode("unicode_escape") not in body


def test_search_does_not_find_by_what_it_may_not_show(client: FlaskClient) -> None:
    for canary in CANARIES:
        assert client.get("/api/v1/organisations", query_string={"q": canary}).json["total"] == 0  # type: ignore[index]
        assert client.get("/suggestions", query_string={"q": canary}).json == []


def test_hostile_names_are_text_everywhere(client: FlaskClient, directory: Directory) -> None:
    hostile = directory.organisation("hostile/..?#%")
    with client.application.test_request_context():
        profile = url_for("organisations.organisation", organisation_id=hostile.id)
    for path in (profile, "/organisations?q=script", "/map?untied=1", f"/connection?from={HOSTILE}", "/topics"):
        page = client.get(path.replace("#", "%23") if path == profile else path).get_data(as_text=True)
        assert "<img src=x" not in page
    page = client.get(profile).get_data(as_text=True)
    assert "&lt;/script&gt;&lt;img" in page


def test_a_csv_cell_is_no_formula_and_reads_back(client: FlaskClient) -> None:
    text = client.get("/organisations.csv?q=script").get_data(as_text=True).removeprefix("\ufeff")
    header, row = csv.reader(io.StringIO(text))
    cells = dict(zip(header, row, strict=True))

    assert cells["aliases"] == "'=cmd()"
    assert unguarded(cells["aliases"]) == "=cmd()"
    assert cells["name"] == HOSTILE


def test_the_selection_is_what_is_taken_along(client: FlaskClient) -> None:
    answer = client.get("/organisations.xlsx?kind=school&town=Havelberg")
    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)  # type: ignore[union-attr]

    assert (rows[0][0], rows[0][1], rows[0][-1]) == ("Name", "Art", "Kennung")
    assert sorted(str(row[-1]) for row in rows[1:]) == ["ST-134", "ST-642", "ST-805"]
    assert {str(row[2]) for row in rows[1:]} >= {"Grundschule", "Sekundarschule"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_directory_in_excel_is_in_the_readers_language_and_reads_back(
    directory: Directory, tmp_path: Path, language: str
) -> None:
    client = app_for(directory).test_client()
    client.set_cookie("language", language)
    file = tmp_path / "organisationen.xlsx"
    file.write_bytes(client.get("/organisations.xlsx").data)
    with in_language(language):
        plan = directory.plan_import([file])

    total = len([*directory.store.entries("organisation")])
    assert not plan.problems
    assert (plan.counts["organisations"].unchanged, plan.counts["organisations"].changed) == (total, 0)


def table_of(page: str, which: int = 0) -> tuple[dict[str, str], list[list[str]]]:
    """Return a table's headers with how they are sorted, and the text of its cells."""
    table = re.findall(r"<table.*?</table>", page, re.DOTALL)[which]
    headers = {
        re.sub(r"<[^>]+>", "", text): (re.search(r'aria-sort="(\w+)"', attributes) or ["", ""])[1]
        for attributes, text in re.findall(r"<th( [^>]*)>(.*?)</th>", table, re.DOTALL)
    }
    rows = [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", "", cell)).split())
            for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr.*?</tr>", table.split("<tbody>")[1], re.DOTALL)
    ]
    return headers, rows


@pytest.mark.parametrize(
    ("path", "header", "column"),
    [
        ("/projects", "title", "Titel"),
        (f"/organisations/{CARRIER}", "title", "Titel"),
        (f"/relations?organisation={NETWORK}", "name", "Organisation"),
        ("/map", "town", "Ort"),
    ],
)
def test_tables_sort_by_their_headers_without_script(client: FlaskClient, path: str, header: str, column: str) -> None:
    for sort, expected in ((header, "ascending"), (f"-{header}", "descending")):
        page = client.get(f"{path}{'&' if '?' in path else '?'}sort={sort}").get_data(as_text=True)
        headers, rows = table_of(page)
        cells = [fold(row[list(headers).index(column)]) for row in rows]

        assert headers[column] == expected
        assert cells == sorted(cells, reverse=sort != header)
        assert len(cells) > 3


def test_a_header_leads_to_its_order_and_keeps_the_filter(client: FlaskClient) -> None:
    page = client.get("/projects?year=2012&page=2").get_data(as_text=True)

    assert 'href="/projects?year=2012&amp;sort=title#list"' in page


@pytest.mark.parametrize(
    ("page", "file"),
    [
        ("/projects?topic=violence_prevention&sort=title", "/projects.xlsx?topic=violence_prevention&sort=title"),
        (f"/relations?organisation={NETWORK}&sort=-name", f"/relations.xlsx?organisation={NETWORK}&sort=-name"),
        ("/map?group=school&sort=town", "/map.xlsx?group=school&sort=town"),
    ],
)
def test_what_a_table_shows_is_taken_along_as_excel(client: FlaskClient, page: str, file: str) -> None:
    shown = client.get(page).get_data(as_text=True)
    headers, rows = table_of(shown)
    sheet = list(load_workbook(io.BytesIO(client.get(file).data)).active.values)  # type: ignore[union-attr]

    assert f'href="{file.replace("&", "&amp;")}"' in shown
    assert list(headers) == list(sheet[0])[: len(headers)]
    assert [row[0].split(" ", 1)[-1] for row in rows] == [
        re.sub(r"\s+", " ", str(row[0])).split(" ", 1)[-1] for row in sheet[1 : len(rows) + 1]
    ]


def test_a_formula_in_a_name_stays_text_in_excel(client: FlaskClient, directory: Directory) -> None:
    evil = Organisation(id="evil", name="=1+1", kind="association")
    tie = directory.taxonomy().relation("evil", SCHOOL, "cooperation")
    directory.apply(ChangeSet(changes=[Change(before=None, after=entry) for entry in (evil, tie)]))
    sheet = load_workbook(io.BytesIO(client.get(f"/relations.xlsx?organisation={SCHOOL}").data)).active
    directory.apply(ChangeSet(changes=[Change(before=entry, after=None) for entry in (tie, evil)]))
    (cell,) = [row[0] for row in sheet.iter_rows() if row[0].value == "=1+1"]  # type: ignore[union-attr]

    assert cell.data_type == "s"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/organisations/nobody", 404),
        ("/projects/nothing", 404),
        ("/topics/nothing", 404),
        ("/nix", 404),
        ("/map?group=nix", 400),
        ("/map?topic=nix", 400),
        ("/map/data.json?topic=nix", 400),
        ("/map?topic=Gewaltprävention", 200),
        ("/organisations?recorded=nix", 400),
        ("/map/data.json?relationship=nix", 400),
        ("/projects?organisation=nobody", 404),
        ("/organisations?page=0", 400),
        ("/organisations?page=x", 400),
        ("/organisations?page=000000001" + "9" * 5000, 400),
        ("/api/v1/organisations?size=0000000019999999", 400),
        ("/organisations?page=0001", 200),
        ("/organisations?page=999", 404),
        ("/projects?page=999", 404),
        ("/organisations?kind=schol", 400),
        ("/organisations?near=nobody", 404),
        (f"/organisations?near={SCHOOL}&radius_km=0", 400),
        ("/api/v1/organisations/nobody", 404),
        ("/api/v1/organisations?size=5000", 400),
        ("/api/v1/connection", 400),
        ("/api/v1/connection?from=nobody&to=else", 404),
        ("/api/nix", 404),
    ],
)
def test_what_makes_no_sense_is_a_sentence(client: FlaskClient, path: str, status: int) -> None:
    client.set_cookie("language", "en")
    answer = client.get(path)

    assert answer.status_code == status
    if path.startswith("/api/"):
        assert answer.json["error"].endswith(".")  # type: ignore[index]
    else:
        assert "Traceback" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/health", "/map/data.json", "/api/v1/figures"])
def test_a_program_is_told_in_json_that_the_store_is_away(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def away(_store: SqliteStore) -> None:
        raise StoreUnavailableError("Der Speicher antwortet nicht.")

    for question in ("revision", "interrupted", "figures"):
        monkeypatch.setattr(SqliteStore, question, away)
    answer = client.get(path)

    assert (answer.status_code, answer.get_json()) == (503, {"error": "Der Speicher antwortet nicht."})


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("organisations?kindd=school", 400, "There is no parameter “kindd”."),
        ("organisations?sort=foo", 400, "“foo” is no sort. There are name, relevance, town."),
        ("organisations?radius_km=5", 400, "Say around which organisation: near, with radius_km."),
        ("organisations?sort=name&size=1", 200, "organisations"),
        ("organisations?radius_km=&near=&q=&sort=", 200, "organisations"),
        ("projects?foo=bar", 400, "There is no parameter “foo”."),
        ("projects?sort=foo", 400, "“foo” is no sort."),
        ("projects?organisation=NOPE", 404, "NOPE"),
        ("connection?from=a&to=b&by=c", 400, "There is no parameter “by”."),
    ],
)
def test_the_interface_refuses_what_would_not_count(client: FlaskClient, asked: str, status: int, told: str) -> None:
    client.set_cookie("language", "en")
    answer = client.get(f"/api/v1/{asked}")
    assert answer.status_code == status
    assert told in str(answer.get_json())


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/organisations/{}", 404),
        ("/api/v1/organisations/{}", 404),
        ("/map/ties.json?organisation={}", 404),
        ("/organisations?town={}", 400),
        ("/organisations?near={}", 404),
    ],
)
def test_an_endless_name_is_looked_for_nowhere(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path.format("+".join(f"wort{number}" for number in range(2000))))

    assert answer.status_code == status


def test_unknown_values_come_with_what_is_near(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    page = client.get("/organisations?kind=schol").get_data(as_text=True)

    assert "Did you mean School" in page
    page = client.get("/organisations?kind=carrier").get_data(as_text=True)
    assert "“carrier” is a group of kinds. Choose one of them: Free youth welfare carrier" in page


@pytest.mark.parametrize("name", ["endpoint", "_external", "_anchor", "_method", "_scheme", "filename"])
@pytest.mark.parametrize("path", ["/organisations", "/map", "/projects", "/topics"])
def test_names_that_mean_something_to_the_framework_are_just_names(client: FlaskClient, path: str, name: str) -> None:
    answer = client.get(path, query_string={name: "POST"})

    assert answer.status_code == 200
    assert "http://localhost" not in answer.get_data(as_text=True)


def test_a_search_without_hits_offers_the_topics_that_are_meant(client: FlaskClient) -> None:
    page = client.get("/organisations?q=Mobbing+Havelberg").get_data(as_text=True)

    assert "/topics/violence_conflict" in page


def test_a_topic_may_be_asked_for_by_a_synonym(client: FlaskClient) -> None:
    assert client.get("/organisations?topic=Gewaltfrei").status_code == 200


def test_history_does_not_repeat_what_was_erased(tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    before = Organisation(id="a", name="A", kind="school", phone="+49 171 1", email="p@x.de", description="privat")
    after = Organisation(id="a", name="B", kind="school")
    directory.apply(ChangeSet(changes=[Change(before=None, after=before)]))
    directory.apply(ChangeSet(changes=[Change(before=before, after=after)]))
    page = app_for(directory).test_client().get("/organisations/a").get_data(as_text=True)

    assert "Name: A → B" in page
    assert all(gone not in page for gone in ("+49 171 1", "p@x.de", "privat"))


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", ""])
def test_the_language_switch_never_leaves_the_site(client: FlaskClient, target: str) -> None:
    answer = client.get("/language/en", query_string={"next": target})

    assert answer.location == "/"
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]


def test_the_language_switch_returns_to_the_page(client: FlaskClient) -> None:
    assert client.get("/language/en?next=/organisations?q=a").location == "/organisations?q=a"
    assert "Directory" in client.get("/organisations").get_data(as_text=True)


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("/users/invite", "/users"),
        ("/import/abc/apply", "/import/abc"),
        ("/changes/12/take-back", "/changes/12"),
        ("/duplicates/decide?page=2", "/duplicates"),
        ("/nowhere/at/all", "/nowhere"),
    ],
)
def test_the_language_switch_opens_the_page_of_a_form_that_was_sent(
    client: FlaskClient, target: str, shown: str
) -> None:
    assert client.get("/language/en", query_string={"next": target}).location == shown


def test_a_school_without_relations_reads_nothing_recorded(client: FlaskClient) -> None:
    page = client.get("/organisations/ST-805").get_data(as_text=True)

    assert "noch keine Beziehung erfasst" in page
    assert "kein Partner" not in page


def test_a_profile_tells_period_source_and_age(client: FlaskClient) -> None:
    page = client.get("/organisations/netzwerkstelle-fuer-den-schulerfolg-im-landkreis-stendal-stendal").get_data(
        as_text=True
    )

    assert "seit 01.08.2022" in page
    assert "bis 31.07.2022" in page
    assert "www.schulerfolg-sichern.de" in page
    assert "älter als ein Jahr" in page
    assert "schulsozialarbeit@landkreis-stendal.de" in page


def test_a_planned_relation_is_called_planned(client: FlaskClient) -> None:
    page = client.get(f"/organisations/{SCHOOL}").get_data(as_text=True)

    assert 'ab 2022</span> <span class="badge planned">geplant</span> <span class="topics">' in page


def test_departments_stand_as_a_tree(client: FlaskClient) -> None:
    page = client.get("/organisations/landkreis-stendal-stendal").get_data(as_text=True)
    tree = page[page.index('<ul class="tree">') :]

    assert tree.index("Jugendamt</a>") < tree.index("Sozialpädagogischer Dienst")


def test_the_map_counts_what_it_does_not_show(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    page = client.get("/map?group=school").get_data(as_text=True)

    assert "filtered out" in page
    assert "without a recorded tie" in page


def test_map_data_has_positions_and_no_physics(client: FlaskClient) -> None:
    data = client.get("/map/data.json").get_json()

    assert all({"x", "y", "shape", "group", "url"} <= node.keys() for node in data["nodes"])
    assert data["options"]["physics"] == {"enabled": False}


def test_the_same_network_has_the_same_positions(directory: Directory) -> None:
    one = app_for(directory).test_client().get("/map/data.json").get_json()
    other = app_for(Directory(directory.store)).test_client().get("/map/data.json").get_json()

    assert one == other


def test_the_operators_own_words_stand_on_the_imprint(directory: Directory, tmp_path: Path) -> None:
    words = tmp_path / "imprint.txt"
    words.write_text("Landkreis Stendal\nHospitalstraße 1-2\n\nVertreten durch: <b>niemand</b>", encoding="utf-8")
    page = app_for(directory, imprint=str(words)).test_client().get("/imprint").get_data(as_text=True)

    assert "Landkreis Stendal<br>Hospitalstraße 1-2" in page
    assert "&lt;b&gt;niemand" in page


def test_an_empty_directory_says_what_to_do(tmp_path: Path) -> None:
    client = app_for(Directory(SqliteStore(tmp_path / "empty.db"))).test_client()

    assert "graphdir import" in client.get("/").get_data(as_text=True)
    for path in ("/organisations", "/projects", "/map", "/topics", "/connection", "/api/v1/figures"):
        assert client.get(path).status_code == 200


def test_the_description_names_every_interface(client: FlaskClient) -> None:
    described = set(client.get("/api/v1/openapi.json").get_json()["paths"])
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
    }

    assert described == routes


@pytest.mark.parametrize("page", get_args(AnyPage))
def test_template_asks_only_for_what_its_page_has(page: type) -> None:
    source = (TEMPLATES / page.template).read_text("utf-8")  # type: ignore[attr-defined]
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(source)
    used = {
        node.attr
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "page"
    }

    assert used <= {field.name for field in fields(page)}


def test_a_long_history_asks_for_the_vocabularies_once(
    client: FlaskClient, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    ask = directory.store.taxonomy

    def count() -> Taxonomy:
        nonlocal asked
        asked += 1
        return ask()

    monkeypatch.setattr(directory.store, "taxonomy", count)
    page = client.get(f"/organisations/{NETWORK}").get_data(as_text=True)

    assert page.count("Beziehung") > 10
    assert asked < 5


def test_many_relations_are_folded_and_lead_to_all_of_them(tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    directory.apply(
        added(county("hub"), *(school(f"s{n}") for n in range(60)), *(tie("hub", f"s{n}") for n in range(60)))
    )
    client = app_for(directory).test_client()
    profile = client.get("/organisations/hub").get_data(as_text=True)
    (address,) = re.findall(r'href="(/relations\?[^"]+)">Alle 60 zeigen', profile)
    _headers, rows = table_of(client.get(unescape(address)).get_data(as_text=True))
    _headers, others = table_of(client.get(unescape(address) + "&page=2").get_data(as_text=True))
    printed = client.get("/organisations/hub?print=1").get_data(as_text=True)
    directory.store.close()

    relations = profile[profile.index('id="relations"') : profile.index('id="surroundings"')]
    assert relations.count("Grundschule s") == 10
    assert len({row[0] for row in (*rows, *others)}) == 60
    assert "Alle 60 zeigen" not in printed


def test_a_connection_is_asked_for_by_name_and_place(client: FlaskClient, directory: Directory) -> None:
    school_, carrier_ = directory.organisation("ST-134"), directory.organisation(CARRIER)
    one, other = f"{school_.name} ({school_.town})", f"{carrier_.name} ({carrier_.town})"
    by_name = client.get("/connection", query_string={"from": one, "to": other}).get_data(as_text=True)
    by_id = client.get("/connection", query_string={"from": "ST-134", "to": CARRIER}).get_data(as_text=True)

    for page in (by_name, by_id):
        assert 'class="chain"' in page
        assert one in unescape(page)
        assert 'name="from_id" value="ST-134"' in page


def test_an_id_that_came_with_a_suggestion_does_not_outlive_its_name(client: FlaskClient) -> None:
    query = {"from": "Winckelmann-Gymnasium", "from_id": SCHOOL, "to": CARRIER, "to_id": CARRIER}
    page = unescape(client.get("/connection", query_string=query).get_data(as_text=True))

    assert "Eichenwald" not in page


def test_the_projects_of_an_organisation_say_so_and_can_be_left(client: FlaskClient, directory: Directory) -> None:
    page = client.get(f"/projects?organisation={CARRIER}&year=2012").get_data(as_text=True)

    assert f"mit {directory.organisation(CARRIER).name}" in unescape(page)
    assert 'href="/projects?year=2012"' in page


def test_the_map_says_in_words_what_it_shows(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    page = unescape(client.get("/map").get_data(as_text=True))
    _headers, rows = table_of(client.get("/map?sort=-neighbours").get_data(as_text=True))

    assert f"Most neighbours in the picture have: {rows[0][0]} ({rows[0][3]})," in page


def test_the_map_around_one_shows_it_with_its_neighbours_and_can_be_left(client: FlaskClient) -> None:
    page = unescape(client.get(f"/map?around={CARRIER}&group=school&group=carrier").get_data(as_text=True))
    _headers, rows = table_of(client.get(f"/map?around={CARRIER}").get_data(as_text=True))
    (own,) = [row for row in rows if "Altmark" in row[0] and "DRK" in row[0]]

    assert int(own[3]) + len(own[5].split("; ")) == len(rows) - 1
    assert "nur um DRK" in page
    assert 'href="/map?group=school&group=carrier"' in page
    assert client.get("/map?around=nobody").status_code == 404
    many = "&".join(f"around=s{number}" for number in range(21))
    assert client.get(f"/map?{many}").status_code == 400


def test_schools_with_nothing_recorded_are_a_list(client: FlaskClient, directory: Directory) -> None:
    number = directory.figures().schools_without_ties
    assert f'recorded=none&amp;ended=no">{number}</a>' in client.get("/").get_data(as_text=True)
    page = client.get("/organisations?kind=school&recorded=none").get_data(as_text=True)
    rows = load_workbook(io.BytesIO(client.get("/organisations.xlsx?kind=school&recorded=none").data)).active

    assert f"{number} Organisationen" in page
    assert page.count("noch nichts erfasst") == 1 + min(number, 25)
    assert 'href="/organisations?kind=school"' in page
    assert rows.max_row == number + 1  # type: ignore[union-attr]


def test_the_history_of_a_profile_tells_of_participations(client: FlaskClient, directory: Directory) -> None:
    page = unescape(client.get(f"/organisations/{CARRIER}").get_data(as_text=True))
    project = directory.profile(CARRIER).parts[0].project

    assert f"Beteiligung von {directory.organisation(CARRIER).name} an „{project.title}“ erfasst" in page


def test_a_relation_ends_with_the_organisation_that_is_no_more(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "network.db")) as store:
        gone = carrier("gone", "Lesezirkel", valid_from="2020", valid_to="2026-11-01")
        store.apply(added(school("s"), gone, carrier("there"), tie("gone", "s", valid_from="2025-09")))
        store.apply(added(tie("there", "s", valid_from="2025-08")))
        client = app_for(Directory(store)).test_client()
        page, own, lists = (
            client.get(path).get_data(as_text=True)
            for path in ("/organisations/s", "/organisations/gone", "/relations?organisation=s")
        )
        rows = load_workbook(io.BytesIO(client.get("/relations.xlsx?organisation=s").data)).active

    for told in (page, own, lists):
        assert "September 2025 bis 01.11.2026" in told
        assert "beendet mit Lesezirkel" in told
        assert "seit September 2025" not in told
    assert "2020 bis 01.11.2026" in own
    assert "seit August 2025" in page
    periods = [str(row[3]) for row in rows.iter_rows(min_row=2, values_only=True)]  # type: ignore[union-attr]
    assert sorted(periods) == ["beendet mit Lesezirkel, September 2025 bis 01.11.2026", "seit August 2025"]


def test_a_profile_says_since_when_there_is_one_and_offers_nothing_of_what_is_no_more(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "network.db")) as store:
        store.apply(added(school("new", valid_from="2019-08"), school("gone", valid_to="2020-07-31")))
        client = app_for(Directory(store)).test_client()
        new, gone = (client.get(f"/organisations/{id_}").get_data(as_text=True) for id_ in ("new", "gone"))

        assert "seit August 2019" in new
        assert "/partners?for=new" in new
        assert "beendet" in gone
        assert "/partners?for=gone" not in gone
        assert client.get("/gaps/school?organisation=gone").status_code == 200


def test_who_is_known_by_the_town_alone_has_a_neighbourhood(tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    known = school("a", town="Bad Tölz", latitude=47.76, longitude=11.56)
    directory.apply(added(known, school("b", town="Bad Tölz"), school("c", town="Lenggries")))
    client = app_for(directory).test_client()
    around = "/organisations?near=b&amp;radius_km=10"

    assert around in client.get("/organisations/b").get_data(as_text=True)
    assert "near=c" not in client.get("/organisations/c").get_data(as_text=True)
    found = client.get(around.replace("&amp;", "&")).get_data(as_text=True)
    assert "Grundschule a" in found
    assert "Grundschule c" not in found


def test_the_history_of_a_profile_tells_of_relations_and_participations_that_are_gone(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "network.db")) as store:
        relation, joined = tie("a", "b"), part("p", "a")
        store.apply(
            added(school("a", "Nordschule"), school("b", "Südschule"), project("p", "Zirkus"), relation, joined)
        )
        store.apply(erased(relation, joined))
        client = app_for(Directory(store)).test_client()
        page, of_project = (client.get(path).get_data(as_text=True) for path in ("/organisations/a", "/projects/p"))

    assert "Beziehung „Kooperation“ Nordschule — Südschule gelöscht" in page
    assert "Beteiligung von Nordschule an „Zirkus“ gelöscht" in page
    assert "Beteiligung von Nordschule gelöscht" in of_project


def test_a_file_of_the_site_has_another_address_when_it_changes(client: FlaskClient) -> None:
    addresses = re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get("/map").get_data(as_text=True))

    assert addresses
    for address in addresses:
        path, version = address.split("?v=")
        with closing(client.get(address)) as answer:
            assert sha256(answer.data).hexdigest().startswith(version), path


def test_the_icon_is_where_browsers_look_for_it(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")
    answer.close()

    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


def test_the_interface_is_described_in_german_to_people_and_in_english_to_programs(client: FlaskClient) -> None:
    page = client.get("/api/docs").get_data(as_text=True)
    described = client.get("/api/v1/openapi.json").get_data(as_text=True)

    assert "Organisationen suchen." in page
    assert "Search organisations." not in page
    assert "Search organisations." in described
    assert "recorded" in page


def test_the_lists_of_a_topic_go_along_as_excel(client: FlaskClient) -> None:
    page = client.get("/topics/violence_prevention").get_data(as_text=True)

    assert 'href="/organisations.xlsx?topic=violence_prevention&amp;ended=no"' in page
    assert 'href="/projects.xlsx?topic=violence_prevention"' in page


def test_pages_that_need_no_store_are_there_while_it_is_away(
    directory: Directory, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise StoreUnavailableError("away")

    monkeypatch.setattr(directory.store, "interrupted", away)

    assert [client.get(path).status_code for path in ("/imprint", "/privacy", "/sign-in", "/nowhere")] == [
        200,
        200,
        200,
        404,
    ]


def test_a_page_reads_the_vocabularies_once_and_the_next_page_anew(
    directory: Directory, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Taxonomy] = []
    read = directory.store.taxonomy

    def counted() -> Taxonomy:
        reads.append(read())
        return reads[-1]

    monkeypatch.setattr(directory.store, "taxonomy", counted)
    for number in (1, 2):
        assert client.get("/organisations").status_code == 200
        assert len(reads) == number
    directory.taxonomy()
    directory.taxonomy()
    assert len(reads) == 4
