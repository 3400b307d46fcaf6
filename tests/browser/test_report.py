"""Report and gaps in a real Chromium: in both languages, on desk and phone, by keys, without script, on paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import controls_by_tab
from tests.browser.pages import without_violation

pytestmark = pytest.mark.browser

SCHOOL = "ST-642"
CARRIER = "drk-kreisverband-oestliche-altmark-e-v-stendal"
PAGES = [
    "/report",
    "/report/schools",
    "/gaps?year=2012",
    "/gaps?by=place&year=2012",
    f"/gaps/school?organisation={SCHOOL}&year=2012",
    "/gaps/topics",
    "/gaps/social-work",
    "/gaps/leaving",
    f"/gaps/leaving?organisation={CARRIER}",
    "/gaps/compare?year=2010&other_year=2013",
]
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


# Each two of language, size and scheme meet.
@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("de", DESK, "light"), ("de", PHONE, "dark"), ("en", DESK, "dark"), ("en", PHONE, "light")],
    ids=["de-desk-light", "de-phone-dark", "en-desk-dark", "en-phone-light"],
)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(  # noqa: PLR0913, PLR0917
    page: Page, live_site: str, path: str, language: str, size: dict[str, int], scheme: str
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{live_site}/language/{language}?next=/imprint")
    page.goto(live_site + path, wait_until="networkidle")

    without_violation(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("path", PAGES)
def test_the_keyboard_reaches_every_control(page: Page, live_site: str, path: str) -> None:
    page.goto(live_site + path, wait_until="networkidle")
    shown, reached = controls_by_tab(page)

    assert reached == shown


def test_hostile_names_do_nothing(page: Page, live_site: str) -> None:
    for path in (
        "/report",
        "/report/ask?sort=ask.organisation",
        "/gaps/leaving?organisation=hostile",
        "/gaps?by=place",
    ):
        page.goto(live_site + path, wait_until="networkidle")
        assert page.evaluate("window.harmed") is None


def test_without_script_a_table_sorts_and_the_filters_of_the_gaps_work(plain: Page, live_site: str) -> None:
    plain.goto(live_site + "/report")
    plain.locator("#brokers").get_by_role("link", name="Nachbarn").click()
    counts = plain.locator("#brokers td.num:last-child").all_text_contents()
    assert [int(text) for text in counts] == sorted(map(int, counts), reverse=True)

    plain.get_by_role("link", name="Schulen und Themen").click()
    plain.get_by_label("Ort", exact=True).fill("Havelberg")
    plain.get_by_label("Jahr").select_option("2012")
    plain.get_by_role("button", name="Zeigen").click()
    expect(plain.locator("#matrix tbody tr")).to_have_count(3)


def test_whoever_may_leave_is_found_by_typing_the_name(page: Page, live_site: str) -> None:
    page.goto(live_site + "/gaps/leaving")
    page.locator("#organisation").press_sequentially("power f")
    page.locator("#organisation-suggestions li").first.click()
    page.get_by_role("button", name="Zeigen").click()

    expect(page.locator("h1")).to_contain_text("Power für die Kids e.V.")
    expect(page.locator("#list tbody tr").first).to_be_visible()


@pytest.mark.parametrize("width", [1366, 390])
def test_the_words_of_a_chart_keep_their_size_and_stay_inside(page: Page, live_site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_site + "/report", wait_until="networkidle")
    outside = page.evaluate(
        """() => [...document.querySelectorAll('.chart > svg')].flatMap((svg) => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')]
                .filter((text) => {
                    const box = text.getBoundingClientRect();
                    return box.left < frame.left - 1 || box.right > frame.right + 1 || box.height < 12;
                })
                .map((text) => text.textContent);
        })"""
    )

    assert outside == []


@pytest.mark.parametrize(
    "path",
    ["/report", "/gaps?year=2012", "/gaps/topics", "/projects", "/organisations", "/organisations/ST-642?print=1"],
)
def test_nothing_is_cut_on_a_sheet_of_paper(page: Page, live_site: str, path: str) -> None:
    page.set_viewport_size({"width": 720, "height": 1000})  # A4 between its margins
    page.emulate_media(media="print")
    page.goto(live_site + path, wait_until="networkidle")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.scroll')]
            .filter((box) => getComputedStyle(box).overflow !== 'visible' && box.scrollHeight > box.clientHeight + 1)
            .length"""
    )

    assert cut == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 720


def test_paper_has_charts_and_tables_and_no_controls(page: Page, live_site: str) -> None:
    page.emulate_media(media="print")
    page.goto(live_site + "/gaps?year=2012", wait_until="networkidle")
    expect(page.locator("form.filter-row")).to_be_hidden()
    expect(page.locator("#matrix")).to_be_visible()
    page.goto(live_site + "/report", wait_until="networkidle")
    expect(page.locator("#brokers .chart svg")).to_be_visible()
    expect(page.locator("header.site")).to_be_hidden()
