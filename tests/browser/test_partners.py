"""Looking for partners in a real Chromium: without script, by keyboard, on a phone, on paper."""

from collections.abc import Generator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import controls_by_tab
from tests.browser.pages import without_violation

pytestmark = pytest.mark.browser

NEED = "/partners?for=ST-642&topic=violence_prevention"
CARRIER = "drk-kreisverband-oestliche-altmark-e-v-stendal"
PAGES = [
    "/partners",
    f"{NEED}&text=Streit+auf+dem+Schulhof&without=peer_mediation&balanced=1&keep={CARRIER}",
    f"{NEED}&view=map",
    f"{NEED}&view=shortlist&keep={CARRIER}&keep=hostile",
    f"{NEED}&view=team&want_kind=carrier&want_kind=police",
    f"{NEED}&missing=Grundschule",
    "/partners?for=hostile",
    "/partners?for=Grundschule&place=Nirgendwo&topic=Gewlt&radius_km=0&starts_on=2028&ends_on=2027",
]


@pytest.fixture
def silent(page: Page, complaints: list[str]) -> Generator[None]:
    """Let Chromium complain about an answer with status 400, which is meant."""
    assert page.url
    yield
    complaints[:] = [text for text in complaints if "400" not in text]


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(page: Page, live_site: str, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(live_site + path, wait_until="networkidle")

    without_violation(page)


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_needs_no_sideways_scrolling(phone: Page, live_site: str, path: str) -> None:
    phone.goto(live_site + path, wait_until="networkidle")

    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_phone_the_map_begins_where_the_seeker_is(phone: Page, live_site: str) -> None:
    phone.goto(f"{live_site}{NEED}&view=map", wait_until="networkidle")
    ring = phone.locator(".plot .seeker")
    ring.scroll_into_view_if_needed()
    box, frame = ring.bounding_box(), phone.locator(".scroll:has(> .plot)").bounding_box()

    assert box
    assert frame
    assert frame["x"] <= box["x"]
    assert box["x"] + box["width"] <= frame["x"] + frame["width"]


def test_a_phone_folds_the_form_over_the_list(phone: Page, live_site: str) -> None:
    phone.goto(live_site + NEED, wait_until="networkidle")
    expect(phone.locator("#text")).to_be_hidden()
    expect(phone.locator("#match-1")).to_be_in_viewport()
    phone.get_by_text("Was Sie suchen").click()

    expect(phone.locator("#text")).to_be_visible()


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize("path", PAGES)
def test_the_keyboard_reaches_every_control(page: Page, live_site: str, path: str) -> None:
    page.goto(live_site + path, wait_until="networkidle")
    shown, reached = controls_by_tab(page)

    assert reached == shown


def test_a_whole_search_works_without_script(plain: Page, live_site: str) -> None:
    plain.goto(live_site + "/partners")
    plain.get_by_label("Für wen?").fill("Eichenwald")
    plain.get_by_label("Worum geht es?").fill("Mobbing in der Klasse")
    plain.get_by_label("Umkreis").select_option("50")
    plain.get_by_label("Worum geht es?").press("Tab")
    plain.get_by_role("button", name="Partner suchen").click()
    query = parse_qs(urlsplit(plain.url).query)
    assert query == {"for": ["ST-642"], "text": ["Mobbing in der Klasse"], "radius_km": ["50"]}
    expect(plain.locator(".for-whom")).to_contain_text("für Grundschule „Am Eichenwald“, Havelberg")

    plain.get_by_role("button", name="Mobbing").click()
    expect(plain.get_by_role("button", name="wieder aufnehmen")).to_be_visible()
    first = plain.locator("#match-1")
    first.get_by_role("button", name="merken").click()
    assert urlsplit(plain.url).fragment == "match-1"
    expect(plain.locator("#match-1").get_by_role("button", name="gemerkt")).to_be_visible()
    plain.get_by_role("link", name="Merkliste (1)").click()
    expect(plain.locator(".matches > li")).to_have_count(1)
    plain.get_by_role("link", name="Zurück zur Liste").click()
    plain.get_by_label("Fehlt eine Organisation in der Liste?").fill("ST-805")
    plain.get_by_role("button", name="Warum nicht dabei?").click()
    expect(plain.locator(".answer")).to_contain_text("Platz")


def test_a_long_list_stays_long_while_one_keeps(plain: Page, live_site: str) -> None:
    plain.goto(f"{live_site}{NEED}&limit=50")
    plain.locator("#match-35").get_by_role("button", name="merken").click()
    expect(plain.locator("#match-35").get_by_role("button", name="gemerkt")).to_be_in_viewport()

    plain.get_by_role("link", name="Merkliste (1)").click()
    plain.get_by_role("button", name="gemerkt").click()
    expect(plain.get_by_role("heading", name="Die Merkliste ist noch leer")).to_be_visible()


def test_enter_in_a_field_searches_and_takes_nothing_away(plain: Page, live_site: str) -> None:
    plain.goto(live_site + NEED)
    plain.locator("#starts_on").fill("02.2027")
    plain.locator("#starts_on").press("Enter")

    assert parse_qs(urlsplit(plain.url).query)["topic"] == ["violence_prevention"]


def test_a_suggestion_fills_in_the_name_and_means_the_id(page: Page, live_site: str) -> None:
    page.goto(live_site + "/partners")
    page.locator("#for").press_sequentially("eichenw")
    expect(page.locator("#for-suggestions li")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#for")).to_have_value("Grundschule „Am Eichenwald“")
    page.keyboard.press("Enter")

    expect(page.locator("#match-1")).to_be_visible()
    assert page.url.endswith("/partners?for=ST-642")


def test_the_change_link_leads_to_the_field(page: Page, live_site: str) -> None:
    page.goto(live_site + NEED)
    page.get_by_role("link", name="ändern").click()

    expect(page.locator("#for")).to_be_in_viewport()


def test_hostile_names_do_nothing(page: Page, live_site: str) -> None:
    for path in ("/partners?for=hostile", f"{NEED}&view=shortlist&keep=hostile", "/partners?for=ST-805&view=map"):
        page.goto(live_site + path, wait_until="networkidle")
        assert page.evaluate("window.harmed") is None


def test_the_printed_shortlist_is_the_list_alone(page: Page, live_site: str) -> None:
    page.goto(f"{live_site}{NEED}&view=shortlist&keep={CARRIER}")
    page.emulate_media(media="print")

    expect(page.locator("#match-5, .matches > li").first).to_be_visible()
    for hidden in ("header.site", ".keep", ".actions"):
        expect(page.locator(hidden).first).to_be_hidden()
