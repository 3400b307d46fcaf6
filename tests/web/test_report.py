"""The report and the gaps on the site and the command line: they say what is recorded, and names are only text."""

import html
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from openpyxl import load_workbook

from graphdir.bootstrap import Settings, seed_networks
from graphdir.cli import main
from graphdir.directory import Directory
from graphdir.errors import StoreUnavailableError
from graphdir.i18n import in_language, use_language
from graphdir.model import Entity
from graphdir.network.figures import current
from graphdir.network.figures.current import CurrentReport
from graphdir.network.figures.report import Report, reports
from graphdir.network.whole import CurrentWhole, Whole
from graphdir.reporting.report import SECTIONS, sections
from graphdir.store import Progress
from graphdir.stores.sqlite import SqliteStore
from graphdir.text import fold
from tests.builders import added, carrier, county, part, project, school, tie
from webapp import create_app
from webapp.downloads import file_name

SCHOOL = "ST-642"
CARRIER = "drk-kreisverband-oestliche-altmark-e-v-stendal"
HOSTILE = "</script><img src=x onerror=alert(1)>\"'"
VIOLENCE = "violence_prevention"
REPORT = ["/report", *(f"/report/{name}" for name in SECTIONS)]
GAPS = [
    "/gaps",
    "/gaps?year=2012&sort=-covered",
    "/gaps?sort=name&topic=violence_conflict",
    f"/gaps?missing={VIOLENCE}",
    "/gaps?place=Stendal",
    "/gaps?by=place&year=2012",
    "/gaps?by=place&sort=covered&place=Stendal",
    f"/gaps/school?organisation={SCHOOL}",
    f"/gaps/school?organisation={SCHOOL}&year=2012",
    "/gaps/topics",
    "/gaps/social-work?year=2012",
    "/gaps/leaving",
    f"/gaps/leaving?organisation={CARRIER}",
    "/gaps/leaving?organisation=Grundschule",
    "/gaps/leaving?organisation=niemand",
    "/gaps/compare",
    "/gaps/compare?year=2010&other_year=2013&place=Stendal&topic=violence_conflict",
]
FILES = [
    *(f"/report/{name}.xlsx" for name in SECTIONS),
    "/gaps.xlsx?year=2012",
    "/gaps/topics.xlsx",
    "/gaps/social-work.xlsx",
    f"/gaps/leaving.xlsx?organisation={CARRIER}",
    "/gaps/compare.xlsx?year=2010&other_year=2013",
    "/gaps/changes.xlsx?year=2010&other_year=2013",
]


def site(directory: Directory) -> FlaskClient:
    app = create_app(directory, Settings(store=""))
    app.testing = True
    return app.test_client()


def directory_of(folder: Path, *entries: Entity) -> Directory:
    store = SqliteStore(folder / "network.db")
    store.apply(added(*entries))
    return Directory(store)


def page_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def sheet(client: FlaskClient, path: str) -> list[tuple[object, ...]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return list(load_workbook(io.BytesIO(answer.data)).active.values)  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def stendal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    directory = Directory(SqliteStore(tmp_path_factory.mktemp("report") / "network.db"))
    directory.apply(directory.plan_import([seed_networks()["stendal"]]).changes)
    yield directory
    directory.store.close()


@pytest.fixture
def client(stendal: Directory) -> FlaskClient:
    return site(stendal)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", [*REPORT, *GAPS])
def test_every_page_answers_in_both_languages(client: FlaskClient, path: str, language: str) -> None:
    client.set_cookie("language", language)
    page = page_of(client, path)

    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=\"", page)


@pytest.mark.parametrize("entries", [(), (school("a"),), (carrier("x"),)], ids=["nothing", "a school", "a carrier"])
@pytest.mark.parametrize("path", [*REPORT, *GAPS, *FILES])
def test_next_to_nothing_is_no_error(tmp_path: Path, path: str, entries: tuple[Entity, ...]) -> None:
    answer = site(directory_of(tmp_path, *entries)).get(path)

    assert answer.status_code in (200, 400, 404)
    assert "Traceback" not in answer.get_data(as_text=True)[:10_000] if "xlsx" not in path else True


def test_an_empty_directory_says_what_to_do(tmp_path: Path) -> None:
    assert "graphdir import" in page_of(site(directory_of(tmp_path)), "/report")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    place = {"town": HOSTILE, "latitude": 52.0, "longitude": 11.0}
    return site(
        directory_of(
            tmp_path_factory.mktemp("hostile"),
            school("hostile/..?#%", HOSTILE, **place),
            school("b", "=cmd()", town=HOSTILE),
            carrier("x", HOSTILE, topics=(VIOLENCE,), **place),
            carrier("y", HOSTILE * 5),
            tie("x", "hostile/..?#%", topics=(VIOLENCE,)),
            tie("x", "y"),
            project("p", HOSTILE, starts_on="2020", topics=(VIOLENCE,)),
            part("p", "x", "lead"),
            part("p", "b", "site"),
        )
    )


@pytest.mark.parametrize(
    "path",
    [
        *REPORT,
        "/gaps",
        "/gaps?by=place",
        f"/gaps?place={HOSTILE}",
        "/gaps/school?organisation=hostile/..%3F%23%25",
        "/gaps/topics",
        "/gaps/social-work",
        "/gaps/leaving?organisation=x",
        f"/gaps/leaving?organisation={HOSTILE}",
        f"/gaps/compare?place={HOSTILE}",
        "/organisations/x",
    ],
)
def test_hostile_names_are_only_text(hostile: FlaskClient, path: str) -> None:
    page = page_of(hostile, path)

    assert "<img src=x" not in page
    assert "</script><img" not in page


def test_a_formula_in_a_name_stays_text_in_excel(hostile: FlaskClient) -> None:
    answer = hostile.get("/report/schools.xlsx")
    cells = [c for row in load_workbook(io.BytesIO(answer.data)).active.iter_rows() for c in row]  # type: ignore[union-attr]

    assert [c.data_type for c in cells if c.value == "=cmd()"] == ["s"]


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/report/nix", 404, "no such page"),
        ("/report/brokers?page=99", 404, "beyond the last"),
        ("/report/brokers?page=x", 400, "number from 1"),
        ("/gaps?place=Nirgendwo", 400, "No school is recorded at “Nirgendwo”"),
        ("/gaps?topic=nix", 404, "no topic “nix”"),
        ("/gaps?missing=nix", 404, "no topic “nix”"),
        ("/gaps?year=1850", 400, "“1850” is no year of which something is recorded"),
        ("/gaps?year=x", 400, "“x” is no year"),
        ("/gaps?page=99", 404, "beyond the last"),
        ("/gaps/school?organisation=nobody", 404, "no organisation"),
        (f"/gaps/school?organisation={CARRIER}", 400, "is no school"),
        ("/gaps/leaving.xlsx?organisation=nobody", 404, "no organisation"),
        ("/gaps/compare?other_year=0", 400, "“0” is no year"),
        ("/gaps/compare?other_place=Nirgendwo", 400, "Nirgendwo"),
        ("/gaps/changes.xlsx?year=2010&other_year=2010", 400, "two years"),
        ("/gaps/changes.xlsx?year=2010&place=Stendal", 400, "two years"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(client: FlaskClient, path: str, status: int, told: str) -> None:
    client.set_cookie("language", "en")
    answer = client.get(path)

    assert answer.status_code == status
    assert told in answer.get_data(as_text=True)


# --- the report ----------------------------------------------------------------


def test_the_report_finds_the_broker_and_who_hangs_on_one_thread(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    page = page_of(client, "/report")

    assert "Beirat „Schulerfolg sichern“ lies on 34 % of the shortest ways" in page
    threads = page[page.index('id="bridges"') : page.index('id="brokers"')]
    assert "Grundschule Schönhausen" in threads
    assert "Gemeinschaftsschule „Wilhelm Wundt“" in threads
    assert "For 40 of 51 schools no present partner is recorded" in page


def test_every_chart_has_a_name_and_a_table_beside_it(client: FlaskClient) -> None:
    page = page_of(client, "/report")
    charts = re.findall(r'<svg role="img" aria-labelledby="(\S+) (\S+)"', page)

    assert len(charts) >= 9
    for title, description in charts:
        assert f'<title id="{title}">' in page
        assert f'<desc id="{description}">' in page
        section = page[page.index(f'id="{title.removesuffix("-title")}"') :]
        assert "<table" in section[: section.index("</section>")]


def test_the_report_never_calls_denser_better(client: FlaskClient) -> None:
    for language in ("de", "en"):
        client.set_cookie("language", language)
        page = page_of(client, "/report").lower()
        assert not re.search(r"dicht(e|er)\b|density|denser|\bbesser|\bbetter", page)


def test_a_list_sorts_by_its_headers_and_goes_along_as_it_is_sorted(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    page = page_of(client, "/report/schools?sort=-schools.school")
    names = re.findall(r'<td><svg[^>]*aria-label="School".*?<a [^>]*>(.*?)</a>', page)
    rows = sheet(client, "/report/schools.xlsx?sort=-schools.school")

    assert names == sorted(names, key=fold, reverse=True)
    assert [row[0] for row in rows[1:]][: len(names)] == names
    assert 'aria-sort="descending"' in page
    assert len(rows) == 43


def test_what_is_not_known_comes_last_however_it_is_sorted(client: FlaskClient) -> None:
    for sort in ("schools.only", "-schools.only"):
        rows = sheet(client, f"/report/schools.xlsx?sort={sort}")[1:]
        assert [bool(row[3]) for row in rows] == [True, True, *[False] * 40]


@pytest.mark.parametrize("path", FILES)
def test_every_table_goes_along_with_its_headers(client: FlaskClient, path: str) -> None:
    header, *rows = sheet(client, path)

    assert all(header)
    assert rows


class Slow:
    """Figures that are computed when the test says so."""

    def __init__(self) -> None:
        self.go = Event()

    def __call__(self, whole: Whole, progress: Progress) -> Iterator[Report]:
        for at, report in enumerate(reports(whole, progress)):
            if at == 3:
                assert self.go.wait(20)
            yield report


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    found = Slow()
    monkeypatch.setattr(current, "reports", found)
    return found


def impatient(directory: Directory) -> Directory:
    directory._report._patience_seconds = 0.1
    return directory


def until_computed(client: FlaskClient) -> str:
    end = monotonic() + 20
    while monotonic() < end:
        answer = client.get("/report")
        if "Refresh" not in answer.headers and "<progress" not in answer.get_data(as_text=True):
            return answer.get_data(as_text=True)
        sleep(0.05)
    raise AssertionError("the report never came")


def test_while_it_is_computed_the_page_shows_what_is_ready_and_looks_again(tmp_path: Path, slow: Slow) -> None:
    client = site(impatient(directory_of(tmp_path, *map(school, "ab"), tie("a", "b"))))
    answer = client.get("/report")
    page = answer.get_data(as_text=True)

    assert answer.headers["Refresh"] == "5"
    assert re.search(r'<progress value="\d+" max="100"', page)
    assert 'id="schools"' in page
    assert 'id="brokers"' not in page
    assert client.get("/report/brokers").status_code == 302
    slow.go.set()
    assert 'id="brokers"' in until_computed(client)


def test_after_a_change_the_figures_of_before_stay_until_the_new_ones_are_there(tmp_path: Path, slow: Slow) -> None:
    directory = impatient(directory_of(tmp_path, *map(school, "ab"), tie("a", "b")))
    client = site(directory)
    client.set_cookie("language", "en")
    slow.go.set()
    until_computed(client)
    slow.go.clear()
    directory.store.apply(added(school("c")))
    answer = client.get("/report")
    page = answer.get_data(as_text=True)

    assert "These are the figures of before" in page
    assert "Recorded: 2 organisations" in page
    assert "Refresh" not in answer.headers
    slow.go.set()
    assert "Recorded: 3 organisations" in until_computed(client)


def test_two_who_ask_at_once_start_one_computation(tmp_path: Path, slow: Slow) -> None:
    store = directory_of(tmp_path, school("a")).store
    report = CurrentReport(store, CurrentWhole(store), patience_seconds=0.1)
    first, job = report("2026-11-25"), report._job
    second = report("2026-11-25")

    assert job is not None
    assert report._job is job
    assert (first.running, second.running) == (True, True)
    slow.go.set()
    found = job.result(20)
    assert report("2026-11-25").report is found
    assert report._job is job
    assert report("2026-11-26").report is not found


def test_what_goes_wrong_is_told_and_the_next_question_tries_again(tmp_path: Path) -> None:
    store = directory_of(tmp_path, school("a")).store
    current_whole = CurrentWhole(store)
    away = [StoreUnavailableError("The store does not answer.")]

    def whole(today: str) -> Whole:
        if away:
            raise away.pop()
        return current_whole(today)

    report = CurrentReport(store, whole)
    with pytest.raises(StoreUnavailableError):
        report("2026-11-25")

    assert not report("2026-11-25").running


@pytest.mark.parametrize(
    ("path", "german", "english"),
    [
        ("/map.pdf", "netzwerk.pdf", "network.pdf"),
        ("/map.xlsx", "netzwerk.xlsx", "network.xlsx"),
        ("/organisations.csv", "organisationen.csv", "organisations.csv"),
        ("/organisations.xlsx", "organisationen.xlsx", "organisations.xlsx"),
        ("/projects.xlsx", "projekte.xlsx", "projects.xlsx"),
        (f"/partners.csv?for={SCHOOL}", "partner.csv", "partners.csv"),
        ("/gaps.xlsx", "luecken.xlsx", "gaps.xlsx"),
        ("/gaps/social-work.xlsx", "luecken-schulsozialarbeit.xlsx", "gaps-in-social-work.xlsx"),
        (f"/gaps/leaving.xlsx?organisation={CARRIER}", "wegfall.xlsx", "what-if-somebody-leaves.xlsx"),
        ("/report/size.xlsx", "bericht-groesse.xlsx", "report-size.xlsx"),
    ],
)
def test_files_are_called_in_the_language_of_the_page(
    client: FlaskClient, path: str, german: str, english: str
) -> None:
    for language, name in (("de", german), ("en", english)):
        client.set_cookie("language", language)
        assert client.get(path).headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_every_list_of_the_report_has_a_name_for_its_file() -> None:
    with in_language("de"):
        assert all(file_name(name).startswith("bericht-") for name in SECTIONS)


@pytest.mark.parametrize(
    ("path", "ways"),
    [
        ("/gaps?place=Nirgendwo&year=2012", ["/gaps?year=2012", "/gaps"]),
        ("/gaps?year=1850&topic=violence_conflict&by=place", ["/gaps?topic=violence_conflict&by=place", "/gaps"]),
        ("/gaps.xlsx?year=1850&place=Stendal", ["/gaps?place=Stendal", "/gaps"]),
        ("/gaps?year=2012&page=99", ["/gaps?year=2012", "/gaps"]),
        ("/gaps/compare?other_year=0&year=2012", ["/gaps/compare?year=2012", "/gaps/compare"]),
        ("/map?group=nix&group=school&topic=violence_conflict", ["/map?group=school&topic=violence_conflict", "/map"]),
        ("/map?since=2014&until=2012&untied=1", ["/map?untied=1", "/map"]),
        ("/map.pdf?place=Nirgendwo&since=2012", ["/map?since=2012", "/map"]),
        ("/map?group=nix", ["/map"]),
        ("/report/nix", ["/report"]),
    ],
)
def test_an_error_leads_back_with_the_rest_of_the_question(client: FlaskClient, path: str, ways: list[str]) -> None:
    page = client.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)
    links = [html.unescape(link) for link in re.findall(r'<a class="btn [^"]+" href="([^"]+)"', page)]

    assert links[: len(ways)] == ways
    assert all(client.get(way).status_code == 200 for way in ways)


SMALL: dict[str, list[Entity]] = {
    "nothing": [],
    "one school": [school("s")],
    "one carrier": [carrier("c")],
    "one tie": [carrier("c"), school("s"), tie("c", "s", valid_from="2020")],
    "one past tie": [carrier("c"), school("s"), tie("c", "s", valid_from="2020", valid_to="2021")],
    "one project": [carrier("c"), school("s"), project("p", starts_on="2020"), part("p", "c", "lead"), part("p", "s")],
    "two schools": [carrier("c"), school("s"), school("t"), tie("c", "s")],
    "no schools": [carrier("c"), carrier("d"), tie("c", "d")],
    "chain": [carrier("c"), carrier("d"), carrier("e"), school("s"), tie("c", "d"), tie("d", "e"), tie("e", "s")],
}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("entries", SMALL.values(), ids=SMALL.keys())
def test_no_sentence_counts_one_as_many_or_begins_with_nought(
    tmp_path: Path, entries: list[Entity], language: str
) -> None:
    directory = directory_of(tmp_path, *entries)
    with in_language(language):
        told = [
            sentence for section in sections(directory.report()) for sentence in (*section.sentences, section.remark)
        ]
    client = site(directory)
    client.set_cookie("language", language)
    pages = [re.sub(r"<[^>]+>", " ", page_of(client, path)) for path in ("/map", "/gaps/social-work", "/gaps/compare")]

    for sentence in [*told, *pages]:
        assert not re.search(
            r"\b1 (?:more )?(?:Organisationen|Schulen|Beziehungen|Projekte|Paare|organisations|schools|relations|pairs)"
            r"|\b0 (?:Organisationen|Schulen|organisations|schools|of (?:them|these)|davon|weitere)",
            sentence,
        ), sentence


# --- gaps ----------------------------------------------------------------------


def test_the_town_without_violence_prevention_is_found(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    page = page_of(client, f"/gaps?by=place&year=2012&missing={VIOLENCE}&topic=violence_conflict")
    towns = re.findall(r"<th scope=\"row\"><a [^>]*>([^<]+)</a></th><td class=\"num\">", page)

    assert "Tangermünde" in towns
    assert not {"Havelberg", "Osterburg (Altmark)"} & set(towns)
    assert re.search(r"nothing recorded; next: [^\"]+ km", page)


def test_the_gaps_open_on_the_last_year_of_which_much_is_recorded_and_say_so(client: FlaskClient) -> None:
    page = page_of(client, "/gaps")

    assert "Gezeigt ist 2013" in page
    assert "<option selected>2013</option>" in page
    assert "Gezeigt ist" not in page_of(client, "/gaps?year=2026")
    for path in ("/gaps/social-work", f"/gaps/school?organisation={SCHOOL}"):
        assert "Gezeigt ist 2013" in page_of(client, path)


def test_topics_that_are_as_frequent_are_named_together(tmp_path: Path) -> None:
    day = {"valid_from": "2026"}
    client = site(
        directory_of(
            tmp_path,
            carrier("c"),
            school("s"),
            school("t"),
            tie("c", "s", topics=("violence_prevention", "addiction_prevention"), **day),
        )
    )
    page = page_of(client, "/gaps")

    assert "Am häufigsten 2026 erfasst: Gewaltprävention und Konflikte; Gesundheit und Sucht, an einer von 2" in page
    assert re.search(r"An keiner Schule erfasst: [^.]+; [^.]+; [^.]+ und 7 weitere\.", page)


def test_the_next_offer_comes_with_its_year(client: FlaskClient) -> None:
    assert re.search(r"zuletzt 20\d\d", page_of(client, "/gaps"))
    assert re.search(r"<td[^>]*>20\d\d</td>", page_of(client, "/gaps/social-work"))
    assert sheet(client, "/gaps/social-work.xlsx")[0][-1] == "Dort zuletzt erfasst"


def test_the_gaps_are_found_from_the_navigation_and_the_report(client: FlaskClient) -> None:
    page = page_of(client, "/report")
    navigation, _nav, body = page.partition("</nav>")

    assert 'href="/gaps"' in navigation
    assert all(f'href="{path}"' in body for path in ("/gaps", "/gaps/leaving", "/gaps/social-work", "/gaps/compare"))


def test_nothing_recorded_is_never_called_none(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    page = page_of(client, f"/gaps/school?organisation={SCHOOL}")

    assert "nothing recorded" in page
    assert "Nothing recorded does not mean that there is nothing." in page
    assert not re.search(r">\s*(none|no|0)\s*<", page)


def test_a_page_of_the_matrix_is_bounded(tmp_path: Path) -> None:
    client = site(directory_of(tmp_path, *(school(f"s{at:03}", town=f"Ort {at % 60:02}") for at in range(130))))

    assert page_of(client, "/gaps").count("<tr>") == 26
    assert page_of(client, "/gaps?page=6").count("<tr>") == 6
    assert page_of(client, "/gaps?by=place&page=3").count("<tr>") == 11
    assert client.get("/gaps?page=7").status_code == 404
    assert page_of(client, "/gaps?place=ort 07").count("<tr>") == 4


def test_a_list_that_is_printed_has_all_on_one_page_or_says_that_it_has_not(tmp_path: Path) -> None:
    client = site(directory_of(tmp_path, *(school(f"s{at:03}", town=f"Ort {at % 60:02}") for at in range(130))))
    client.set_cookie("language", "en")
    for path in ("/gaps", "/gaps/social-work", "/gaps?by=place"):
        page = page_of(client, path)
        (all_url,) = re.findall(r'href="([^"]+)">All on one page', page)
        assert re.search(r'<p class="print-only">1 to 25 of \d+</p>', page)
        whole = page_of(client, unescape(all_url))
        assert whole.count("<tr>") in (131, 61)
        assert "All on one page" not in whole
        assert "print-only" not in whole
    # Of those that no sheet has room for the pages say so.
    assert "All on one page" not in page_of(client, "/organisations")


def test_without_a_carrier_the_page_names_losses_and_who_could_step_in(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    page = page_of(client, f"/gaps/leaving?organisation={CARRIER}")
    row = next(row for row in page.split("<tr>")[1:] if "Wilhelm Wundt" in row)

    assert "<li>7 schools are tied to DRK Kreisverband Östliche Altmark e.V. at present.</li>" in page
    assert "its only connection at present" in row
    assert "School social work (until 2015)" in row
    assert "Diakoniewerk Osterburg e.V." in row
    assert re.search(r'<ul class="why small"><li>[^<]+</li><li>[^<]+</li></ul>', row)
    assert "Power für die Kids e.V." not in row
    assert f"/organisations/{CARRIER}" not in row


def test_only_others_of_the_same_kind_step_in(tmp_path: Path) -> None:
    topics = ("violence_prevention",)
    directory = directory_of(
        tmp_path,
        *(carrier(id_, topics=topics, town="Stendal") for id_ in ("leaver", "whole", "branch", "twig", "other")),
        carrier("once", topics=topics, town="Stendal"),
        school("s", town="Stendal"),
        school("t", topics=topics, town="Stendal"),
        county("county", topics=topics, town="Stendal"),
        tie("leaver", "whole", "branch_of"),
        tie("branch", "leaver", "branch_of"),
        tie("twig", "branch", "part_of"),
        tie("once", "leaver", "branch_of", valid_to="2020"),
        tie("leaver", "s", topics=topics),
    )

    assert {match.organisation.id for match in directory.stand_ins("s", topics, "leaver")} == {"other", "once"}
    assert directory.stand_ins("s", topics, "t") == []


def test_the_profile_leads_there_with_one_link(client: FlaskClient) -> None:
    assert f'href="/gaps/leaving?organisation={CARRIER}"' in page_of(client, f"/organisations/{CARRIER}")
    assert f'href="/gaps/school?organisation={SCHOOL}"' in page_of(client, f"/organisations/{SCHOOL}")
    assert 'href="/gaps"' in page_of(client, "/report")


@pytest.mark.parametrize("path", ["/", "/report", "/gaps", "/topics", "/connection"])
def test_topics_and_connections_are_one_link_away_from_every_page(client: FlaskClient, path: str) -> None:
    page = page_of(client, path)
    header, footer = page[page.index("<nav") : page.index("</nav>")], page[page.index("<footer") :]

    assert 'href="/report"' in header
    assert header.count("aria-current") == (path != "/")
    assert 'href="/topics"' in footer
    assert 'href="/connection"' in footer


def test_two_years_are_compared_with_their_numbers(client: FlaskClient) -> None:
    rows = sheet(client, "/gaps/compare.xlsx?year=2010&other_year=2013")

    assert rows[0] == ("Thema", "2010, von 51 Schulen", "2013, von 51 Schulen")
    assert ("Kultur, Freizeit, Ganztag", 7, 1) in rows


def test_what_came_and_what_went_adds_up_to_the_difference(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    query = "year=2010&other_year=2013"
    _header, *sides = sheet(client, f"/gaps/compare.xlsx?{query}")
    _header, *changes = sheet(client, f"/gaps/changes.xlsx?{query}")
    came = sum(row[3] == "recorded in 2013 only" for row in changes)

    assert came - (len(changes) - came) == sum(int(str(row[2])) - int(str(row[1])) for row in sides)
    assert "from 2010 to 2013. Came: 7, went: 14." in page_of(client, f"/gaps/compare?{query}")
    assert "What came and what went" not in page_of(client, "/gaps/compare?place=Stendal&other_place=Havelberg")


def test_what_the_matrix_shows_goes_along(client: FlaskClient) -> None:
    page = page_of(client, "/gaps?place=Havelberg&year=2012&topic=violence_conflict")
    (file,) = re.findall(r'href="(/gaps\.xlsx[^"]*)"', page)
    header, *rows = sheet(client, file.replace("&amp;", "&"))

    assert header[:4] == ("Schule", "Ort", "Thema", "2012")
    assert {row[1] for row in rows} == {"Havelberg"}
    assert len(rows) == 3 * 9


# --- the command line ----------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("GRAPHDIR_STORE", f"sqlite:///{tmp_path / 'network.db'}")
    monkeypatch.delenv("GRAPHDIR_LANGUAGE", raising=False)
    yield CliRunner()
    use_language("en")


def test_the_command_tells_figures_in_sentences_and_as_json(run: CliRunner, tmp_path: Path) -> None:
    directory_of(tmp_path, *map(school, "abc"), carrier("x"), tie("x", "a"), tie("x", "b"))
    told = run.invoke(main, ["report", "--rows", "1"])
    record = json.loads(run.invoke(main, ["report", "--json"]).output)

    assert told.exit_code == 0
    assert "Erfasst: 4 Organisationen, darunter 3 Schulen; 2 Beziehungen; kein Projekt." in told.output
    assert "… und 1 weitere Zeile" in told.output
    assert list(record)[:2] == ["revision", "day"]
    assert list(record)[2:] == list(SECTIONS)
    assert record["size"]["organisations"] == 4
    assert record["brokers"]["rows"] == [
        {
            "organisation": {"id": "x", "name": "Träger x"},
            "place": "",
            "share": 100.0,
            "constraint": 0.5,
            "neighbours": 2,
        }
    ]
    assert record["mix"]["rows"][0]["one"] == "school"


def test_the_command_on_an_empty_store_is_no_error(run: CliRunner, tmp_path: Path) -> None:
    directory_of(tmp_path)
    result = run.invoke(main, ["report"])

    assert result.exit_code == 0
    assert "Noch ist keine Organisation erfasst." in result.output


def test_what_is_wrong_with_a_name_is_tied_to_its_field(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    page = client.get("/gaps/leaving?organisation=niemand").get_data(as_text=True)

    assert re.search(r'id="organisation"[^>]*aria-invalid="true" aria-describedby="said"', page)
    assert re.search(r'id="said"[^>]*>[^<]*niemand', page)
