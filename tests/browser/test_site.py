"""The site in a real Chromium: as people use it, with mouse, with keys, without script."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import controls_by_tab
from tests.browser.pages import without_violation

pytestmark = pytest.mark.browser

SCHOOL = "/organisations/ST-642"
CARRIER = "/organisations/drk-kreisverband-oestliche-altmark-e-v-stendal"
NETWORK = "netzwerkstelle-fuer-den-schulerfolg-im-landkreis-stendal-stendal"
PROJECT = "/projects/esf-10310f6a8e90"
PAGES = [
    "/",
    "/organisations?q=gewalt",
    "/organisations?q=qqqq",
    SCHOOL,
    CARRIER,
    "/organisations/hostile",
    "/organisations/landkreis-stendal-stendal",
    "/projects",
    "/projects?sort=title",
    PROJECT,
    f"/relations?organisation={NETWORK}",
    "/topics",
    "/topics/violence_prevention",
    "/map",
    "/map?untied=1",
    "/map?arrangement=geography&untied=1",
    "/map/embed",
    f"/organisations/{NETWORK}?print=1",
    "/sign-in",
    "/connection",
    "/connection?from=ST-134&to=ST-100",
    "/connection?from=Grundschule&to=nobody",
    "/imprint",
    "/privacy",
    "/accessibility",
    "/api/docs",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(page: Page, live_site: str, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(live_site + path, wait_until="networkidle")

    without_violation(page)


@pytest.mark.parametrize("path", ["/organisations/nobody", "/organisations?page=x"])
def test_axe_finds_no_violation_in_a_refusal(page: Page, live_site: str, complaints: list[str], path: str) -> None:
    page.goto(live_site + path)
    complaints[:] = [text for text in complaints if "404" not in text and "400" not in text]

    without_violation(page)


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_needs_no_sideways_scrolling(phone: Page, live_site: str, path: str) -> None:
    phone.goto(live_site + path, wait_until="networkidle")

    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_eye_and_keyboard_go_through_a_profile_in_one_order(phone: Page, live_site: str) -> None:
    phone.goto(live_site + CARRIER)
    heights = phone.evaluate(
        "[...document.querySelectorAll('.profile h2')].map(one => one.getBoundingClientRect().top)"
    )

    assert len(heights) > 2
    assert heights == sorted(heights)


@pytest.mark.parametrize("path", PAGES)
def test_the_keyboard_reaches_every_control(page: Page, live_site: str, path: str) -> None:
    page.goto(live_site + path, wait_until="networkidle")
    shown, reached = controls_by_tab(page)

    assert reached == shown


def test_the_first_tab_leads_past_the_navigation(page: Page, live_site: str) -> None:
    page.goto(live_site)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_the_second_tab_leads_to_the_picture_and_the_filters_come_after_it(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_be_focused()

    page.reload()
    expect(page.locator("#map[data-ready]")).to_be_visible()
    passed = 0
    while page.evaluate("document.activeElement.id") != "map" and passed < 30:
        page.keyboard.press("Tab")
        passed += 1
    assert passed < 30
    assert page.evaluate(
        "document.getElementById('map').compareDocumentPosition(document.getElementById('map-form')) & 4"
    )


def test_on_a_phone_the_picture_comes_first_and_the_filters_are_folded(page: Page, live_site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_site + "/map")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    top = {id_: page.locator(f"#{id_}").bounding_box() for id_ in ("map", "map-find", "map-form")}

    assert all(top.values())
    assert top["map"]["y"] < 844 / 2 < top["map-find"]["y"] < top["map-form"]["y"]  # type: ignore[index]
    expect(page.locator("#map-form fieldset").first).not_to_be_visible()


def test_who_is_not_on_the_land_map_is_listed(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map?arrangement=geography&untied=1")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    page.get_by_role("link", name="ohne bekannten Ort").click()

    expect(page.locator("#unplaced li a").first).to_be_visible()
    assert page.url.endswith("#unplaced")


def test_hostile_names_do_nothing(page: Page, live_site: str) -> None:
    for path in (
        "/organisations/hostile",
        "/organisations/ST-805",
        "/map",
        "/organisations?q=script",
        "/connection?from=hostile&to=ST-805",
    ):
        page.goto(live_site + path, wait_until="networkidle")
        assert page.evaluate("window.harmed") is None
    page.goto(live_site + "/map", wait_until="networkidle")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    page.locator("#map").focus()
    for _press in range(60):
        page.keyboard.press("n")
        if "</script>" in (page.locator("#map-panel strong").text_content() or ""):
            break
    expect(page.locator("#map-panel strong")).to_contain_text("</script><script>")
    assert page.evaluate("window.harmed") is None


def test_suggestions_open_a_profile_by_keyboard(page: Page, live_site: str) -> None:
    page.goto(live_site)
    page.locator("#big-search").press_sequentially("eichenw")
    expect(page.locator("#big-search-suggestions li")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Grundschule „Am Eichenwald“")


def test_escape_closes_the_suggestions(page: Page, live_site: str) -> None:
    page.goto(live_site)
    page.locator("#site-search").press_sequentially("stendal")
    expect(page.locator("#site-search-suggestions")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#site-search-suggestions")).to_be_hidden()


def test_the_language_switch_stays_on_the_page(page: Page, live_site: str) -> None:
    page.goto(live_site + "/organisations?q=gewalt")
    page.get_by_role("link", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#q")).to_have_value("gewalt")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", [1366, 390])
def test_the_language_link_stands_beside_the_name(page: Page, live_site: str, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_site}/language/{language}?next=/organisations")
    name, link = page.locator(".network-name").bounding_box(), page.locator("a.language").bounding_box()

    assert name
    assert link
    assert name["y"] < link["y"] + link["height"] / 2 < name["y"] + name["height"]


def test_on_a_phone_both_ends_of_a_connection_have_the_whole_width(phone: Page, live_site: str) -> None:
    phone.goto(live_site + "/connection?from=ST-134&to=ST-100")
    one, other = (phone.locator(f"input[name={name}]").bounding_box() for name in ("from", "to"))

    assert one
    assert other
    assert one["width"] == other["width"]


def test_the_map_stands_still_and_answers(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    before = page.locator("#map canvas").screenshot()
    page.wait_for_timeout(300)
    assert page.locator("#map canvas").screenshot() == before

    page.locator("#map").focus()
    page.keyboard.press("n")
    expect(page.locator("#map-panel strong")).to_be_visible()
    name = page.locator("#map-panel strong").text_content()
    expect(page.locator("#table tr.table-active a")).to_have_text(str(name))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(str(name))


def test_a_click_on_a_mark_tells_who_it_is_and_leads_to_the_profile(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    spot = page.evaluate("(({ x, y }) => picture.network.canvasToDOM({ x, y }))(picture.byId.get('ST-134'))")
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
    expect(page.locator("#map-panel strong")).to_have_text("Sekundarschule „Am Weinberg“")
    page.get_by_role("link", name="Profil öffnen").click()

    expect(page.locator("#relations")).to_be_visible()


def test_the_panel_leads_to_neighbours_and_further(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    page.locator("#map").focus()
    page.keyboard.press("n")
    name = page.locator("#map-panel .map-neighbours button").first.text_content()
    page.locator("#map-panel .map-neighbours button").first.click()
    expect(page.locator("#map-panel strong")).to_have_text(str(name))
    page.get_by_role("link", name="Nur die Umgebung zeigen").click()
    expect(page.locator(".chip.chosen")).to_contain_text(str(name))
    expect(page.locator('#map[data-ready="2"]')).to_be_visible()
    expect(page.locator("#map-panel strong")).to_have_text(str(name))


def test_the_panel_says_kind_period_and_source_of_each_relation(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map?selected=ST-134")
    expect(page.locator("#map[data-ready]")).to_be_visible()

    first = page.locator("#map-panel .map-neighbours > li").first.locator(".map-ties li").first
    expect(first).to_contain_text("Gemeinsames Projekt")
    expect(first).to_contain_text("20")
    expect(first.locator(".source")).to_contain_text("Quelle: ")


def test_a_way_is_shown_from_one_organisation_to_another_and_back_works(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    find_in_the_picture(page, "Diakoniewerk Osterburg")
    page.get_by_role("button", name="Weg von hier zu …").click()
    find_in_the_picture(page, "Am Weinberg")

    expect(page.locator(".map-way strong")).to_have_text("3 Schritte")
    expect(page.locator(".map-way li").first).to_have_text("Diakoniewerk Osterburg e.V.")
    expect(page.locator(".map-way li").last).to_have_text("Sekundarschule „Am Weinberg“")
    address = page.url
    page.reload()
    expect(page.locator(".map-way strong")).to_have_text("3 Schritte")
    assert page.url == address
    page.get_by_role("link", name="Alles zu dieser Verbindung").click()
    expect(page.locator("#from")).to_have_value("Diakoniewerk Osterburg e.V. (Osterburg (Altmark))")
    page.go_back()
    page.go_back()
    expect(page.locator(".map-way")).to_have_count(0)
    expect(page.locator("#map-panel strong")).to_have_text("Diakoniewerk Osterburg e.V.")


def test_the_arrangement_changes_without_a_new_page(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    page.evaluate("window.same = true")
    before = page.evaluate("[picture.byId.get('ST-134').x, picture.byId.get('ST-134').y]")
    page.get_by_role("link", name="Landkarte").click()
    expect(page.locator('#map[data-ready="2"]')).to_be_visible()
    expect(page.locator("#map-summary")).to_contain_text("GeoBasis-DE / BKG")

    assert page.evaluate("[picture.byId.get('ST-134').x, picture.byId.get('ST-134').y]") != before
    assert "arrangement=geography" in page.url
    page.go_back()
    expect(page.locator('#map[data-ready="3"]')).to_be_visible()
    assert page.evaluate("[picture.byId.get('ST-134').x, picture.byId.get('ST-134').y]") == before
    assert page.evaluate("window.same")


def test_the_keyboard_stays_where_it_was_when_the_map_changes(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map?selected=ST-134")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    steps = [
        (page.get_by_role("link", name="Landkarte"), "#map-head"),
        (page.get_by_role("columnheader", name="Nachbarn").get_by_role("link"), "#table"),
        (page.get_by_role("link", name="Nur die Umgebung zeigen"), "#map-panel"),
        (page.locator(".chip.chosen").first, "#map"),
    ]
    for number, (control, place) in enumerate(steps, start=2):
        control.focus()
        page.keyboard.press("Enter")
        expect(page.locator(f'#map[data-ready="{number}"]')).to_be_visible()
        expect(page.locator(f":is({place} :focus, {place}:focus)")).to_have_count(1)

    page.get_by_role("button", name="Weg von hier zu …").click()
    page.get_by_role("button", name="Abbrechen").press("Enter")
    expect(page.locator("#map-panel :focus")).to_have_count(1)


def test_what_the_filter_leaves_is_told(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map")
    page.get_by_label("Schule", exact=True).uncheck()

    expect(page.locator("#map-said")).to_contain_text("ausgefiltert")


def test_that_nothing_is_found_is_told(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map")
    page.locator("#map-find").fill("xyzxyz")
    expect(page.locator("#map-found + [role=status]")).to_have_text(page.locator("#map-found li").inner_text())


def test_up_leads_to_the_last_suggestion(page: Page, live_site: str) -> None:
    page.goto(live_site)
    page.locator("#big-search").press_sequentially("stendal")
    expect(page.locator("#big-search-suggestions")).to_be_visible()
    page.keyboard.press("ArrowUp")

    expect(page.locator("#big-search-suggestions li").last).to_have_attribute("aria-selected", "true")


def test_the_keyboard_does_not_stop_under_a_header(page: Page, live_site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(live_site + "/projects", wait_until="networkidle")
    page.locator("table td a").last.focus()
    for _step in range(25):
        page.keyboard.press("Shift+Tab")
        hidden = page.evaluate("""() => {
            const one = document.activeElement, { left, top, height } = one.getBoundingClientRect();
            const over = document.elementFromPoint(left + 2, top + height / 2);
            return Boolean(over?.closest("th")) && !one.closest("th");
        }""")
        assert not hidden


def test_a_year_is_played_after_the_other(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map?since=2012&until=2012")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    page.get_by_role("button", name="Abspielen").click()
    expect(page.locator("#map-year-said")).to_have_text("2014", timeout=20_000)
    page.get_by_role("button", name="Anhalten").click()

    assert "since=2014" in page.url
    expect(page.locator("h1")).to_contain_text("ausgefiltert")


@pytest.mark.parametrize("path", ["/map", "/map?arrangement=geography", "/map?untied=1"])
def test_no_name_covers_another_or_a_mark_or_leaves_the_picture(page: Page, live_site: str, path: str) -> None:
    page.goto(live_site + path)
    expect(page.locator("#map[data-ready]")).to_be_visible()
    page.wait_for_function("picture.labels.length > 5")

    # Whom the sentence below the picture names is named in it.
    nameless = "picture.order.slice(0, 3).filter(({ id }) => !picture.labels.some((label) => label.id === id))"
    assert page.evaluate(f"{nameless}.map(({{ name }}) => name)") == []
    faults = page.evaluate(
        """() => {
          const scale = picture.network.getScale();
          const areas = picture.labels.map(({ id, lines, dx, dy }) => {
            const { x, y } = picture.byId.get(id);
            const half = Math.max(...lines.map((line) => pen.measureText(line).width)) / 2 / scale;
            const up = (7 * lines.length) / scale;
            return { id, text: lines.join(" "), area: [x + dx - half, y + dy - up, x + dx + half, y + dy + up] };
          });
          const places = (picture.areaNames ?? []).map(({ text, x, y }) => {
            const half = pen.measureText(text).width / 2 / scale;
            return { id: "", text, area: [x - half, y - 6 / scale, x + half, y + 6 / scale] };
          });
          const marks = picture.data.nodes.map(({ id, name, size, x, y }) => {
            const r = (size * Math.min(2, Math.max(0.35, Math.sqrt(scale)))) / scale;
            return { id, text: name, area: [x - r, y - r, x + r, y + r] };
          });
          const middle = picture.network.getViewPosition();
          const [w, h] = [picture.box.clientWidth / 2 / scale, picture.box.clientHeight / 2 / scale];
          const frame = [middle.x - w, middle.y - h, middle.x + w, middle.y + h];
          const meet = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
          const held = (a) => a[0] >= frame[0] && a[2] <= frame[2] && a[1] >= frame[1] && a[3] <= frame[3];
          const pairs = (a, others) => others.filter((b) => meet(a.area, b.area)).map((b) => [a.text, b.text]);
          const names = [...areas, ...places];
          return [
            ...names.flatMap((a, at) => pairs(a, names.slice(at + 1))),
            ...names.flatMap((a) => pairs(a, marks.filter((b) => a.id !== b.id))),
            ...names.filter(({ area }) => meet(area, frame) && !held(area)).map(({ text }) => [text, "the frame"]),
          ];
        }"""
    )
    assert faults == []


def test_every_mark_is_reached_by_keyboard(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map?untied=1")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    number = page.evaluate("picture.data.nodes.length")
    page.locator("#map").focus()
    reached = set()
    for _press in range(number):
        page.keyboard.press("n")
        reached.add(page.evaluate("picture.chosen"))

    assert len(reached) == number
    page.keyboard.press("Escape")
    assert page.evaluate("picture.chosen") is None


def test_a_row_of_the_table_chooses_in_the_picture(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    page.locator('#table tr[data-id="ST-134"] td').nth(1).click()

    expect(page.locator("#map-panel strong")).to_have_text("Sekundarschule „Am Weinberg“")


def find_in_the_picture(page: Page, name: str) -> None:
    page.locator("#map-find").fill(name)
    expect(page.locator("#map-found li").first).to_contain_text(name)
    page.locator("#map-find").press("Enter")


def test_the_legend_filters(page: Page, live_site: str) -> None:
    page.goto(live_site + "/map")
    page.get_by_label("Schule", exact=True).uncheck()

    expect(page.locator("h1")).to_contain_text("ausgefiltert")
    expect(page.get_by_label("Schule", exact=True)).not_to_be_checked()
    assert "group=carrier" in page.url


def test_the_table_of_the_map_sorts(plain: Page, live_site: str) -> None:
    plain.goto(live_site + "/map")
    plain.get_by_role("columnheader", name="Nachbarn").get_by_role("link").click()
    counts = [int(text) for text in plain.locator("#table td.num").all_text_contents()]

    assert counts == sorted(counts, reverse=True)
    assert len(counts) > 10


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("path", ["/projects", f"/relations?organisation={NETWORK}", "/map"])
def test_a_header_stays_in_sight_while_its_table_scrolls(page: Page, live_site: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(live_site + path, wait_until="networkidle")
    page.evaluate("document.querySelectorAll('details').forEach((e) => e.open = true)")
    row = page.locator("table tbody tr").last
    row.evaluate("row => row.scrollIntoView({ block: 'nearest' })")

    expect(page.locator("table th").first).to_be_in_viewport(ratio=0.9)


def test_without_script_search_filter_profile_and_map_table_work(plain: Page, live_site: str) -> None:
    plain.goto(live_site)
    plain.locator("#big-search").fill("Havelberg")
    plain.locator(".big-search button").click()
    plain.get_by_role("link", name="Grundschule", exact=True).first.click()
    plain.get_by_role("link", name="Grundschule „Am Eichenwald“").click()
    expect(plain.locator("h1")).to_have_text("Grundschule „Am Eichenwald“")
    plain.goto(live_site + "/map")
    plain.get_by_label("Behörde, Kommune").uncheck()
    plain.get_by_role("button", name="Zeigen").click()

    expect(plain.locator("#table tbody tr").first).to_be_visible()
    assert "Landkreis Stendal, Jugendamt" not in plain.locator("#table tbody td:first-child").all_text_contents()


def test_two_organisations_are_connected_by_typing_their_names(page: Page, live_site: str) -> None:
    page.goto(live_site + "/connection")
    page.locator("#from").press_sequentially("weinberg")
    page.locator("#from-suggestions li").first.click()
    expect(page.locator("#from")).to_have_value("Sekundarschule „Am Weinberg“ (Havelberg)")
    page.locator("#to").press_sequentially("theater der")
    page.locator("#to-suggestions li").first.click()
    page.get_by_role("button", name="Weg zeigen").click()

    expect(page.locator(".chain > li")).to_have_count(4)


@pytest.mark.parametrize("path", [SCHOOL, f"{SCHOOL}?print=1"])
def test_paper_is_light_where_the_screen_is_dark(page: Page, live_site: str, path: str) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(live_site + path)

    assert page.locator(".kicker").evaluate("e => getComputedStyle(e).color") == "rgb(85, 99, 107)"


def test_the_print_view_has_no_navigation(page: Page, live_site: str) -> None:
    page.goto(live_site + CARRIER)
    page.get_by_role("link", name="Druckansicht").click()

    expect(page.locator("header.site")).to_be_hidden()
    expect(page.locator("#relations")).to_be_visible()
