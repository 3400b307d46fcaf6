"""Partners for a need on the site: the form keeps what was typed, figures add up, and names are only text."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape
from openpyxl import load_workbook

import webapp
from graphdir.bootstrap import Settings, seed_networks
from graphdir.directory import Directory
from graphdir.matching.need import Need
from graphdir.matching.ranking import Match, Reason
from graphdir.matching.weights import WEIGHTS
from graphdir.model import ContactPoint, Entity, Organisation, Participation, Project, Relation
from graphdir.points import points_text
from graphdir.store import Change, ChangeSet
from graphdir.stores.sqlite import SqliteStore
from graphdir.taxonomy import Taxonomy
from webapp import create_app
from webapp.matches import distance_text, hit

SCHOOL = "ST-642"
CARRIER = "drk-kreisverband-oestliche-altmark-e-v-stendal"
HOSTILE = "</script><img src=x onerror=alert(1)>\"'"
CANARY = "Kanarienvogel"
NEED = f"for={SCHOOL}&topic=violence_prevention"
VIEWS = [
    "/partners",
    f"/partners?{NEED}",
    f"/partners?{NEED}&balanced=1&only_new=1&partner_kind=carrier&radius_km=50",
    f"/partners?{NEED}&view=map",
    f"/partners?{NEED}&view=shortlist&keep={CARRIER}&keep=nobody&keep=ST-805",
    f"/partners?{NEED}&view=shortlist",
    f"/partners?{NEED}&view=team&want_kind=carrier&want_kind=police",
    f"/partners?{NEED}&missing=ST-805",
    "/partners?place=Havelberg&text=Streit+auf+dem+Schulhof",
    f"/partners?for={CARRIER}",
    "/partners?project=p1",
]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    directory = Directory(SqliteStore(tmp_path_factory.mktemp("partners") / "network.db"))
    directory.apply(directory.plan_import([seed_networks()["stendal"]]).changes)
    extra: tuple[Entity, ...] = (
        Organisation(
            id="hostile/..?#%", name=HOSTILE, kind="association", town="Havelberg", topics=("violence_prevention",)
        ),
        Organisation(id="formula", name="=cmd()", kind="free_carrier", town="Havelberg"),
        Organisation(id="unplaced", name="Schule ohne Ort", kind="school"),
        Project(id="p1", title="Streit schlichten", topics=("violence_prevention",), starts_on="2024"),
        Participation(project_id="p1", organisation_id=SCHOOL, role="site"),
        Participation(project_id="p1", organisation_id="hostile/..?#%", role="partner"),
        Relation(from_id="ST-642", to_id="formula", kind="cooperation"),
        ContactPoint(organisation_id=CARRIER, role="management", name=CANARY, visibility="public"),
    )
    directory.apply(ChangeSet(changes=[Change(before=None, after=entry) for entry in extra]))
    yield directory
    directory.store.close()


@pytest.fixture
def client(directory: Directory) -> FlaskClient:
    app = create_app(directory, Settings(store=""))
    app.testing = True
    client = app.test_client()
    client.set_cookie("language", "en")
    return client


def page_of(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", VIEWS)
def test_every_view_answers_in_both_languages(client: FlaskClient, path: str, language: str) -> None:
    client.set_cookie("language", language)
    answer = client.get(path)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=\"", page)
    assert "<img src=x" not in page


def test_the_empty_page_says_what_to_enter_and_gives_examples(client: FlaskClient) -> None:
    page = page_of(client, "/partners")
    examples = re.findall(r'<li><a href="(/partners\?[^"]+)"', page)

    assert "One of these is enough." in page
    assert examples
    for example in examples:
        assert client.get(example.replace("&amp;", "&")).status_code == 200


def test_a_match_tells_who_where_and_why(client: FlaskClient) -> None:
    client.set_cookie("language", "de")
    page = page_of(client, f"/partners?{NEED}")

    assert "passende Partner" in page
    assert "(ändern)" in page
    assert 'class="badge new">neu' in page
    assert 'class="badge known">bekannt' in page
    assert "ca. 29 km" in page
    assert "Ort nicht erfasst" in page
    assert "Weg dorthin:" in page


def test_the_shown_points_add_up_to_the_score(client: FlaskClient) -> None:
    page = page_of(client, f"/partners?{NEED}&balanced=1&limit=50")
    matches = page.split('<li id="match-')[1:]

    assert len(matches) > 20
    for match in matches:
        score = float(re.findall(r'class="score">.*?</span>([\d.]+)<', match)[0])
        points = [float(p.replace("−", "-")) for p in re.findall(r'class="points">([+−\d.]+)<', match)]  # noqa: RUF001
        assert sum(points) == pytest.approx(score, abs=1e-6)


def test_a_bar_is_as_long_as_its_points() -> None:
    organisation = Organisation(id="a", name="A", kind="school")
    reasons = (
        Reason(signal="topics", contribution=2.04, text="two projects"),
        Reason(signal="kind", contribution=1.04, text=""),
        Reason(signal="balance", contribution=-0.5, text="balanced"),
    )
    match = Match(
        organisation=organisation, score=2.58, known=False, distance_km=None, reasons=reasons, introduction=None
    )
    shown = hit(match, 1, 6.16, (), measured=False)

    assert [(part.signal, part.x, part.width) for part in shown.segments] == [
        ("topics", 0, 331.2),
        ("other", 331.2, 168.8),
        ("minus", 418.8, 81.2),
    ]
    assert [line.points for line in (*shown.lines, *shown.more)] == ["+2.0", "\N{MINUS SIGN}0.5", "+1.1"]
    assert shown.score == "2.6"


@given(st.lists(st.floats(-20, 20).map(lambda value: round(value, 6)), max_size=12))
def test_shown_points_always_add_up(contributions: list[float]) -> None:
    reasons = tuple(
        Reason(signal="topics", contribution=value, text="" if at % 3 == 2 else f"reason {at}")
        for at, value in enumerate(sorted(contributions, reverse=True))
    )
    organisation = Organisation(id="a", name="A", kind="school")
    match = Match(
        organisation=organisation,
        score=sum(contributions),
        known=False,
        distance_km=None,
        reasons=reasons,
        introduction=None,
    )
    shown = hit(match, 1, 40.0, (), measured=False)
    told = [line.points.replace("\N{MINUS SIGN}", "-") for line in (*shown.lines, *shown.more)]
    points = [float(written) for written in told if written]

    assert sum(points) == pytest.approx(float(shown.score.replace("\N{MINUS SIGN}", "-")))
    assert float(shown.score.replace("\N{MINUS SIGN}", "-")) == pytest.approx(match.score, abs=0.0501)


def test_a_match_has_a_line_even_where_all_that_it_has_rounds_to_nothing() -> None:
    reasons = (
        Reason(signal="peers", contribution=0.02, text="partner of B"),
        Reason(signal="place", contribution=0.01, text="12 km away"),
    )
    match = Match(
        organisation=Organisation(id="a", name="A", kind="school"),
        score=0.03,
        known=False,
        distance_km=None,
        reasons=reasons,
        introduction=None,
    )
    shown = hit(match, 1, 40.0, (), measured=False)
    assert [(line.points, line.text) for line in shown.lines] == [("", "partner of B")]


def test_points_have_the_sign_and_comma_of_the_language() -> None:
    assert points_text(34) == "+3.4"
    assert points_text(-5) == "\N{MINUS SIGN}0.5"
    assert points_text(34, sign=False) == "3.4"


@pytest.mark.parametrize(
    ("km", "rough", "told"),
    [
        (0.4, False, "less than 1 km"),
        (0.4, True, "less than 1 km"),
        (3.26, False, "3.3 km"),
        (3.26, True, "approx. 3 km"),
        (38.2, True, "approx. 38 km"),
        (38.2, False, "38 km"),
        (None, False, "place not recorded"),
    ],
)
def test_a_distance_is_only_as_exact_as_it_is_known(km: float | None, rough: bool, told: str) -> None:  # noqa: FBT001
    organisation = Organisation(id="a", name="A", kind="school")
    match = Match(
        organisation=organisation, score=0, known=False, distance_km=km, rough=rough, reasons=(), introduction=None
    )

    assert distance_text(match) == told


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("for=nobody+at+all", "for", "Nobody in the directory is called “nobody at all”"),
        ("for=Grundschule", "for", "Many can be meant"),
        ("place=Nirgendwo", "place", "There is no town “Nirgendwo”. Name a town in which somebody is recorded."),
        ("project=nix+da", "project", "There is no project “nix da”"),
        (f"for={SCHOOL}&topic=Gewlt", "topic", "There is no topic “Gewlt”"),
        (f"for={SCHOOL}&target_group=xx", "target_group", "There is no target group “xx”"),
        (f"for={SCHOOL}&partner_kind=xx", "partner_kind", "There is no kind “xx”"),
        (f"for={SCHOOL}&kind=xx", "kind", "There is no kind of project “xx”"),
        (f"for={SCHOOL}&radius_km=0", "radius_km", "“0” is not"),
        (f"for={SCHOOL}&radius_km=weit", "radius_km", "“weit” is not"),
        ("for=unplaced&radius_km=5", "radius_km", "Nothing is recorded about where the seeker is"),
        (f"for={SCHOOL}&starts_on=bald", "starts_on", "“bald” is no date"),
        (f"for={SCHOOL}&starts_on=06.2027&ends_on=02.2027", "ends_on", "The period ends before it begins"),
        pytest.param("text=" + "a" * 10_000, "text", "The idea has 10000 characters", id="long text"),
        ("only_new=1", "", "Say for whom, where"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_lost(
    client: FlaskClient, query: str, field: str, sentence: str
) -> None:
    answer = client.get(f"/partners?{query}")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 400
    assert page.count(sentence) == 2  # beside the field and in the summary
    assert not field or f'id="{field}-error"' in page
    for _name, value in parse_qsl(query):
        assert value in page or _name == "for"
    api = client.get(f"/api/v1/partners?{query}")
    assert api.status_code == 400
    assert sentence in api.json["error"]  # type: ignore[index]


@pytest.mark.parametrize("typed", ["02.2027", "2027", "01.02.2027", "2027-02", "2027-02-01"])
def test_dates_are_read_as_people_write_them(client: FlaskClient, typed: str) -> None:
    answer = client.get("/partners", query_string={"for": SCHOOL, "starts_on": typed})

    assert answer.status_code == 200
    assert f'value="{typed}"' in answer.get_data(as_text=True)


def test_a_form_leads_to_an_address_that_can_be_passed_on(client: FlaskClient) -> None:
    sent = {"for": "Grundschule „Am Eichenwald“", "for_id": SCHOOL, "place": "", "text": "", "topic": "stem"}
    answer = client.get("/partners", query_string=sent)

    assert answer.location == f"/partners?for={SCHOOL}&topic=stem"


def test_a_name_that_somebody_changed_counts_more_than_the_id_before(client: FlaskClient) -> None:
    answer = client.get("/partners", query_string={"for": "=cmd()", "for_id": SCHOOL, "topic": "stem"})

    assert answer.location == "/partners?for=formula&topic=stem"


def test_names_that_mean_something_to_the_framework_are_just_names(client: FlaskClient) -> None:
    for name in ("endpoint", "_external", "_anchor", "_method", "_scheme", "form", "extras"):
        answer = client.get("/partners", query_string={"for": SCHOOL, name: "POST", "place": ""})
        assert answer.location == f"/partners?for={SCHOOL}"


def test_where_no_topic_is_recognised_it_is_said(client: FlaskClient) -> None:
    said = "No topic of the directory was recognised"
    client.set_cookie("language", "en")

    assert said in client.get("/partners?text=Anne+Frank").get_data(as_text=True)
    unknown = client.get("/partners?text=Kuchenbasar").get_data(as_text=True)
    assert "No word of the text says what it is about" in unknown
    assert said not in unknown
    for query in ("text=Streitschlichtung", "text=Kuchenbasar&topic=violence_prevention", "topic=violence_prevention"):
        assert said not in client.get(f"/partners?{query}").get_data(as_text=True)


def test_a_recognised_topic_can_be_taken_away_and_back(client: FlaskClient) -> None:
    text = "Mobbing in der Klasse"
    page = page_of(client, f"/partners?text={text}")
    assert 'value="topic:bullying_prevention"' in page

    away = client.get("/partners", query_string={"text": text, "drop": "topic:bullying_prevention"}).location
    assert ("without", "bullying_prevention") in parse_qsl(urlsplit(away).query)
    page = page_of(client, away)
    assert 'value="topic:bullying_prevention"' not in page
    assert 'name="again" value="bullying_prevention"' in page
    back = client.get(away + "&again=bullying_prevention").location
    assert "without" not in back


def test_a_chosen_topic_that_the_text_does_not_name_is_simply_gone(client: FlaskClient) -> None:
    answer = client.get(f"/partners?for={SCHOOL}&topic=stem&topic=nutrition&drop=topic:stem")

    assert answer.location == f"/partners?for={SCHOOL}&topic=nutrition"


def test_whom_somebody_picked_among_suggestions_is_asked_for_by_id(client: FlaskClient) -> None:
    answer = client.get(f"/partners?{NEED}&missing=%3Dcmd%28%29&missing_id=formula")

    assert answer.location == f"/partners?{NEED}&missing=formula"


def test_several_with_the_name_are_offered_and_a_choice_wins(client: FlaskClient) -> None:
    page = page_of(client, "/partners?for=Grundschule&topic=stem")

    assert f'name="for" value="{SCHOOL}"' in page
    answer = client.get(f"/partners?for=Grundschule&place=&topic=stem&for={SCHOOL}")
    assert answer.location == f"/partners?for={SCHOOL}&topic=stem"


def test_the_shortlist_lives_in_the_address(client: FlaskClient) -> None:
    kept = client.get(f"/partners?{NEED}&toggle=5:{CARRIER}").location
    assert kept.endswith(f"&keep={CARRIER}#match-5")
    assert 'aria-pressed="true"' in page_of(client, kept)

    shortlist = page_of(client, f"/partners?{NEED}&keep={CARRIER}&view=shortlist")
    assert shortlist.count('<li id="match-') == 1
    assert "DRK Kreisverband" in shortlist
    gone = client.get(f"/partners?{NEED}&keep={CARRIER}&toggle=5:{CARRIER}").location
    assert "keep=" not in gone


def test_what_was_kept_but_is_not_in_the_list_is_told(client: FlaskClient) -> None:
    page = page_of(client, f"/partners?{NEED}&partner_kind=carrier&keep=ST-805&keep=nobody&view=shortlist")

    assert "not in the present list" in page
    assert "One kept entry is no longer in the directory." in page


def test_the_files_hold_the_list_or_the_shortlist_without_contacts_of_persons(client: FlaskClient) -> None:
    text = client.get(f"/partners.csv?{NEED}").get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0][:2] == ["Rank", "Name"]
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, len(rows))]
    assert "'=cmd()" in [row[1] for row in rows]
    assert CANARY not in text

    book = load_workbook(io.BytesIO(client.get(f"/partners.xlsx?{NEED}&keep={CARRIER}&view=shortlist").data))
    values = list(book.active.values)  # type: ignore[union-attr]
    assert [row[1] for row in values] == ["Name", "DRK Kreisverband Östliche Altmark e.V."]
    assert isinstance(values[1][0], int)
    assert values[0][-2:] == ("Telephone", "E-mail")
    assert "11 projects, most recently 2015 (+1.2)" in str(values[1][9])
    far = client.get(f"/partners.csv?{NEED}&partner_kind=school&keep={CARRIER}&view=shortlist").get_data(as_text=True)
    (row,) = list(csv.reader(io.StringIO(far.removeprefix("\ufeff"))))[1:]
    assert (row[0], row[1], row[9]) == ("", "DRK Kreisverband Östliche Altmark e.V.", "not in the present list")


def test_a_german_file_is_written_as_a_german_spreadsheet_reads_it(client: FlaskClient) -> None:
    english = list(csv.reader(client.get(f"/partners.csv?{NEED}").text.splitlines()))
    client.set_cookie("language", "de")
    german = list(csv.reader(client.get(f"/partners.csv?{NEED}").text.splitlines(), delimiter=";"))
    points = english[0].index("Points")

    assert german[0][1:3] == ["Name", "Art"]
    assert [row[1] for row in german[1:]] == [row[1] for row in english[1:]]
    assert [row[points] for row in german[1:]] == [row[points].replace(".", ",") for row in english[1:]]
    assert "," in german[1][points]


def test_the_shortlist_says_by_what_function_somebody_is_reached(client: FlaskClient) -> None:
    office = "netzwerkstelle-fuer-den-schulerfolg-im-landkreis-stendal-stendal"
    query = f"{NEED}&keep={office}&view=shortlist"
    (_head, row) = csv.reader(client.get(f"/partners.csv?{query}").text.splitlines())

    assert row[-2].startswith("+49 3931 607")
    assert row[-1] == "schulsozialarbeit@landkreis-stendal.de"
    assert row[-2] in page_of(client, f"/partners?{query}")


def test_a_group_of_kinds_is_known_by_its_name(client: FlaskClient) -> None:
    named, by_id = (client.get(f"/api/v1/partners?{NEED}&partner_kind={kind}") for kind in ("Carrier", "carrier"))
    assert named.status_code == by_id.status_code == 200
    assert named.get_json()["matches"] == by_id.get_json()["matches"]


def test_a_file_of_nothing_is_an_error_with_a_sentence(client: FlaskClient) -> None:
    answer = client.get("/partners.csv?for=nobody")

    assert answer.status_code == 400
    assert "Nobody in the directory" in answer.get_data(as_text=True)


def test_whoever_misses_somebody_is_told_the_place_and_what_keeps_it_down(client: FlaskClient) -> None:
    page = page_of(client, f"/partners?{NEED}&missing=ST-805")
    assert re.search(r"place \d+ of \d+", page)
    assert "What keeps it down" in page

    page = page_of(client, f"/partners?{NEED}&partner_kind=carrier&missing=ST-805")
    assert "It is none of the wanted kinds of partner." in page
    page = page_of(client, f"/partners?{NEED}&missing=Grundschule")
    assert 'name="missing" value="' in page
    assert "Nobody in the directory is called" in page_of(client, f"/partners?{NEED}&missing=qqqq")


def test_the_map_and_its_table_say_the_same(client: FlaskClient) -> None:
    page = page_of(client, f"/partners?{NEED}&view=map")

    assert page.count('<tr id="row-') == 20
    assert '<circle class="seeker"' in page
    assert "no place is recorded" in page


def test_a_team_names_what_each_adds_and_what_nobody_covers(client: FlaskClient) -> None:
    page = page_of(client, f"/partners?{NEED}&view=team&want_topic=violence_prevention&want_kind=media_outlet")

    assert "Adds:" in page
    assert re.search(r"Covered by nobody whom your conditions allow:</?\w* ?<strong>Press|Press</strong>", page)
    dropped = client.get(f"/partners?{NEED}&view=team&chosen=1&want_kind=school&drop=want_kind:school").location
    assert dropped == f"/partners?{NEED}&view=team&chosen=1"


def test_a_team_without_or_with_too_many_wishes_is_a_sentence(client: FlaskClient) -> None:
    assert "Choose the topics" in page_of(client, f"/partners?for={SCHOOL}&view=team")
    many = "&".join(f"want_topic={topic}" for topic in list(page_topics(client))[:11])
    answer = client.get(f"/partners?for={SCHOOL}&view=team&{many}")
    assert answer.status_code == 400


def page_topics(client: FlaskClient) -> list[str]:
    return [topic["id"] for topic in client.get("/api/v1/topics").json["topics"]]  # type: ignore[index]


def test_the_interface_gives_the_same_list(client: FlaskClient) -> None:
    record = client.get(f"/api/v1/partners?{NEED}&limit=5").json
    page = page_of(client, f"/partners?{NEED}&limit=5")

    assert record
    assert record["seeker"] == SCHOOL
    assert len(record["matches"]) == 5
    _form, _opening, hits = page.partition('<ol class="matches')
    assert hits
    places = [hits.index(str(escape(match["name"]))) for match in record["matches"]]
    assert places == sorted(places)
    for match in record["matches"]:
        assert sum(reason["contribution"] for reason in match["reasons"]) == pytest.approx(match["score"])


def test_the_interface_gives_the_team(client: FlaskClient) -> None:
    record = client.get(f"/api/v1/team?{NEED}&want_kind=carrier&want_kind=media_outlet").json

    assert record
    assert [member["covers"] for member in record["members"]] == [["carrier"]]
    assert record["uncovered"] == ["media_outlet"]


def test_a_school_where_others_carried_projects_covers_no_topic_of_a_team(client: FlaskClient) -> None:
    wishes = "&".join(f"want_topic={topic}" for topic in ("theatre", "social_skills", "conflict_skills"))
    record = client.get(f"/api/v1/team?for={SCHOOL}&{wishes}").json

    assert record
    assert record["uncovered"] == []
    assert len(record["members"]) > 1
    schools = {one["id"] for one in client.get("/api/v1/organisations?kind=school&size=200").json["organisations"]}  # type: ignore[index]
    assert schools
    assert schools.isdisjoint(member["id"] for member in record["members"])


def test_whoever_is_in_a_team_for_its_kind_is_told_as_that(client: FlaskClient) -> None:
    page = page_of(client, f"/partners?{NEED}&view=team&chosen=1&want_kind=theatre&want_kind=carrier")

    assert "nothing in particular" not in page


def test_a_team_of_nobody_is_not_called_the_smallest(client: FlaskClient) -> None:
    some, nobody = (
        page_of(client, f"/partners?{NEED}&view=team&chosen=1&want_kind={kind}") for kind in ("carrier", "media_outlet")
    )

    assert "The smallest team" in some
    assert "Nobody covers any of it" in nobody
    assert "The smallest team" not in nobody


@pytest.mark.parametrize("path", [f"/organisations/{SCHOOL}", "/projects/p1"])
def test_every_profile_leads_to_its_partners(client: FlaskClient, path: str) -> None:
    found = re.findall(r'href="(/partners\?[^"]+)"', page_of(client, path))

    assert len(found) == 1
    assert client.get(found[0]).status_code == 200


def test_participants_of_a_project_are_not_proposed_again(client: FlaskClient) -> None:
    page = page_of(client, "/partners?project=p1&limit=200")

    assert "Known and new are seen from:" in page
    assert "Distances are from:" in page
    assert "Distances are from:" not in page_of(client, "/partners?project=p1&place=Osterburg")
    assert str(escape(HOSTILE)) not in page.split('class="matches')[1]


def test_hostile_names_are_text_everywhere(client: FlaskClient) -> None:
    for path in (
        "/partners?topic=violence_prevention&place=Havelberg&limit=200",
        "/partners?topic=violence_prevention&place=Havelberg&limit=200&view=map",
        "/partners?for=hostile/..%3F%23%25",
        f"/partners?text={HOSTILE}&topic={HOSTILE}&place={HOSTILE}&kind={HOSTILE}&starts_on={HOSTILE}",
        f"/partners?{NEED}&missing={HOSTILE}",
        f"/partners?{NEED}&view=shortlist&keep=hostile/..%3F%23%25",
    ):
        page = page_of(client, path)
        assert "<img src=x" not in page
        assert "&lt;img" in page


def test_what_the_list_cannot_say_is_said(client: FlaskClient, directory: Directory) -> None:
    unmet = page_of(client, f"/partners?for={SCHOOL}&topic=supervision_coaching&topic=violence_prevention&radius_km=2")
    met = page_of(client, f"/partners?{NEED}")
    told = client.get(f"/api/v1/partners?for={SCHOOL}&topic=supervision_coaching&radius_km=2").get_json()

    assert "works on: Supervision, coaching" in unmet
    assert re.search(r"\d+ organisations of the directory have no recorded place", unmet)
    assert "works on:" not in met
    assert "no recorded place and" not in met
    assert told["unmet_topics"] == ["supervision_coaching"]
    nobody = client.get(f"/api/v1/partners?for={SCHOOL}&target_group=guardians").get_json()
    assert nobody["unmet_target_groups"] == ["guardians"]
    assert any("is there for: Parents" in remark for remark in nobody["remarks"])
    nowhere = page_of(client, "/partners?topic=theatre&radius_km=10")
    assert "A radius needs somewhere to look from. Name an organisation or a place." in nowhere
    assert told["unplaced"] == sum(
        1
        for one in directory.store.entries("organisation")
        # Who is recorded with a town alone is in the middle of it.
        if isinstance(one, Organisation) and one.latitude is None and not one.town
    )


def test_who_is_only_planned_is_said_to_be(client: FlaskClient, directory: Directory) -> None:
    badge = r'/organisations/([^"]+)">[^<]*</a> <span class="badge new">([^<]+)<'
    (new, mark), *_more = re.findall(badge, page_of(client, f"/partners?{NEED}"))
    assert mark == "new"
    tie = Taxonomy.shipped().relation(SCHOOL, new, "cooperation", status="planned")
    directory.apply(ChangeSet(changes=[Change(before=None, after=tie)]))
    marks = dict(re.findall(badge, page_of(client, f"/partners?{NEED}")))
    directory.apply(ChangeSet(changes=[Change(before=tie, after=None)]))

    assert marks[new] == "planned"


def test_a_place_of_the_county_where_nobody_is_recorded_can_be_looked_from(client: FlaskClient) -> None:
    page = page_of(client, "/partners?place=Kamern&topic=violence_prevention")

    assert re.search(r"(approx\.|about) \d+ km", page)
    assert client.get("/partners?place=Nirgendwo&topic=violence_prevention").status_code == 400


@pytest.mark.parametrize("query", ["only_new=perhaps", "from=2027", "foo=1"])
def test_the_interface_refuses_what_would_not_count(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/partners?for={SCHOOL}&{query}")

    assert answer.status_code == 400
    assert query.partition("=")[2 if query.startswith("only") else 0] in answer.get_json()["error"]


def test_what_was_not_understood_is_said(client: FlaskClient) -> None:
    told = client.get("/api/v1/partners?place=Osterburg&text=asdf+qwertz").get_json()

    assert told["remarks"][0].startswith("No word of the text says what it is about")
    assert "No word of the text says what" in page_of(client, "/partners?place=Osterburg&text=asdf+qwertz")


def test_what_is_planned_with_the_seeker_needs_no_way(client: FlaskClient, directory: Directory) -> None:
    (plan,) = [link for link in directory.store.links_of([SCHOOL])[SCHOOL] if link.relation.status == "planned"]
    told = client.get(f"/api/v1/partners?for={SCHOOL}&limit=60").get_json()["matches"]
    (match,) = [one for one in told if one["id"] == plan.other.id]

    assert match["introduction"] == ""
    assert any("work with you" in reason["text"] for reason in match["reasons"])


def test_a_distance_from_the_middle_of_a_town_is_told_as_rough(client: FlaskClient) -> None:
    around = client.get("/api/v1/partners?place=Havelberg&topic=violence_prevention").get_json()["matches"]
    (first, *_rest) = client.get("/partners.csv?place=Havelberg&topic=violence_prevention").text.splitlines()[1:]

    assert all(match["rough"] == (match["distance_km"] is not None) for match in around)
    assert around[0]["distance_km"] % 1
    assert f",{around[0]['distance_km']:.0f}," in first


def test_nobody_far_away_is_called_a_neighbour(client: FlaskClient) -> None:
    for match in client.get(f"/api/v1/partners?for={SCHOOL}&limit=60").get_json()["matches"]:
        found = re.search(r"\((\d+) km from you\)", match["introduction"])
        assert found is None or int(found[1]) >= 15
        assert all(reason["text"] or reason["contribution"] for reason in match["reasons"])
        assert any(reason["text"] for reason in match["reasons"])


def test_every_weighty_reason_has_a_colour_of_its_own() -> None:
    style = (Path(webapp.__file__).parent / "static" / "graphdir.css").read_text("utf-8")
    weighty = [name for name, weight in WEIGHTS.items() if weight >= 2]
    assert "states" in weighty
    assert [name for name in weighty if f".part-{name} " not in style or f"--s-{name}:" not in style] == []


def test_from_another_place_nothing_is_told_as_the_seekers_own(client: FlaskClient) -> None:
    address = f"for={SCHOOL}&place=Stendal&topic=violence_prevention"
    page = page_of(client, f"/partners?{address}")
    assert "looked for from Stendal" in page
    told = client.get(f"/api/v1/partners?{address}&limit=60").get_json()["matches"]
    texts = [reason["text"] for match in told for reason in match["reasons"]]
    ways = [match["introduction"] for match in told if match["introduction"]]
    assert "in Stendal" in texts
    assert not {"in the same town", "less than 1 km away"} & set(texts)
    assert ways
    assert not [way for way in ways if "neighbouring school" in way or "near you" in way or "from you" in way]


def test_nobody_is_new_where_nobody_in_particular_seeks(client: FlaskClient) -> None:
    page = page_of(client, "/partners?place=Havelberg&topic=violence_prevention")
    assert 'class="badge' not in page
    assert 'class="badge new"' in page_of(client, f"/partners?{NEED}")
    (_header, row, *_rest) = csv.reader(io.StringIO(client.get("/partners.csv?text=Mobbing").text))
    assert row[7] == ""


def test_a_team_is_kept_with_the_need_that_it_was_found_for(client: FlaskClient) -> None:
    wishes = "want_topic=career_orientation&want_topic=violence_prevention&want_kind=culture_sport"
    page = page_of(client, f"/partners?{NEED}&partner_kind=carrier&view=team&{wishes}")
    points = re.findall(r'class="score">.*?</span>([\d.]+)<', page)
    assert len(points) > 1
    (kept,) = re.findall(r'href="(/partners\?[^"]*view=shortlist[^"]*)"', page)
    shortlist = page_of(client, kept.replace("&amp;", "&"))
    assert sorted(re.findall(r'class="score">.*?</span>([\d.]+)<', shortlist)) == sorted(points)
    assert "Career orientation" in shortlist
    assert "not in the present list" not in shortlist


def test_who_was_kept_stands_on_the_shortlist_however_far_down(client: FlaskClient, directory: Directory) -> None:
    (school,) = directory.partners(Need(seeker=SCHOOL, topics=("violence_prevention",)), limit=1000).matches[-1:]
    last = school.organisation.id
    address = f"/partners?{NEED}&keep={last}&view=shortlist"
    with_few = page_of(client, address)
    assert "not in the present list" not in with_few
    assert f"match-{directory.standing(Need(seeker=SCHOOL, topics=('violence_prevention',)), last).place}" in with_few


def test_an_idea_that_is_a_mail_is_told_without_its_letter(client: FlaskClient) -> None:
    mail = (
        "Von: Eva <eva@example.org>\r\nAn: Netzwerkstelle\r\n\r\nUnsere Klasse streitet viel.\r\n\r\nViele Grüße\r\nEva"
    )
    page = client.get("/partners", query_string={"for": SCHOOL, "text": mail}).text
    (summary,) = re.findall(r'need-summary">([^<]*)<', page)
    assert summary.startswith("“Unsere Klasse streitet viel.”")
    assert "take it out before you pass the page on" in page
    assert "take it out before you pass the page on" not in page_of(client, f"/partners?{NEED}&text=Streit+08/2026")


def test_a_radius_is_told_as_it_was_understood(client: FlaskClient) -> None:
    page = page_of(client, f"/partners?{NEED}&radius_km=25km")
    assert "within 25 km" in page
    assert "25km km" not in page


def test_where_nobody_near_works_on_the_topic_that_is_said(client: FlaskClient) -> None:
    near = client.get("/api/v1/partners?for=ST-805&topic=theatre&radius_km=2").get_json()
    assert near["on_topic"] == []
    assert near["unmet_topics"] == ["theatre"]


def test_a_period_that_is_over_is_told(client: FlaskClient) -> None:
    over = client.get(f"/api/v1/partners?for={SCHOOL}&starts_on=05.2020&ends_on=06.2020").get_json()["remarks"]
    assert "The period is over since June 2020." in over
    ahead = client.get(f"/api/v1/partners?for={SCHOOL}&starts_on=05.2098&ends_on=06.2098").get_json()["remarks"]
    assert not [remark for remark in ahead if "is over" in remark]
