"""The map outside the site: as a file without a network, and in a frame of another site."""

import threading
from collections.abc import Generator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from graphdir.bootstrap import Settings
from graphdir.directory import Directory
from tests.browser.sites import served
from webapp import create_app
from webapp.map_files import write_map_file

pytestmark = pytest.mark.browser


@pytest.fixture
def offline(browser: Browser) -> Generator[Page]:
    """Yield a page that reaches nobody."""
    context = browser.new_context(offline=True, viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


def test_a_file_shows_the_map_without_any_server(offline: Page, live_directory: Directory, tmp_path: Path) -> None:
    file = tmp_path / "netz.html"
    write_map_file(live_directory, Settings(store=""), file, geography=False)
    asked: list[str] = []
    faults: list[str] = []
    offline.on("request", lambda request: asked.append(request.url))
    offline.on("console", lambda message: faults.append(message.text))
    offline.on("pageerror", lambda error: faults.append(str(error)))
    offline.goto(file.as_uri())
    expect(offline.locator("#map[data-ready]")).to_be_visible()
    before = offline.evaluate("picture.byId.get('ST-134').x")

    offline.locator("#map-find").fill("hostile")
    offline.locator("#map-find").fill("</script>")
    offline.locator("#map-find").press("Enter")
    expect(offline.locator("#map-panel strong")).to_contain_text("</script><script>")
    offline.get_by_role("button", name="Landkarte").click()
    offline.wait_for_function("before => picture.byId.get('ST-134').x !== before", arg=before)
    offline.get_by_label("Schule", exact=True).uncheck()
    offline.wait_for_function("!picture.byId.has('ST-134')")
    assert offline.evaluate("window.harmed") is None
    assert asked == [file.as_uri()]
    assert faults == []


@pytest.fixture
def host(tmp_path: Path, live_directory: Directory) -> Generator[tuple[str, str]]:
    """Yield the addresses of a site that shows two frames: one of a map that lets it, one of one that does not."""
    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path))
    address = f"http://127.0.0.1:{site.server_port}"
    threading.Thread(target=site.serve_forever, daemon=True).start()
    with served(create_app(live_directory, Settings(store="", embed_origins=(address,)))) as allowed:
        yield address, allowed
    site.shutdown()
    site.server_close()


@pytest.fixture
def elsewhere(browser: Browser) -> Generator[Page]:
    """Yield a page on somebody else's site, whose complaints are not ours."""
    context = browser.new_context(locale="de-DE", viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


def test_the_map_lives_in_a_frame_of_a_site_that_may_show_it(
    elsewhere: Page, host: tuple[str, str], live_site: str, tmp_path: Path
) -> None:
    page = elsewhere
    address, allowed = host
    (tmp_path / "index.html").write_text(
        f'<iframe id="one" width="1000" height="600" src="{allowed}/map/embed"></iframe>'
        f'<iframe id="other" width="400" height="300" src="{live_site}/map/embed"></iframe>',
        "utf-8",
    )
    page.goto(address)
    frame = page.frame_locator("#one")
    expect(frame.locator("#map[data-ready]")).to_be_visible()
    frame.get_by_role("link", name="Landkarte").click()
    expect(frame.locator('#map[data-ready="2"]')).to_be_visible()
    frame.locator("#map-find").fill("Am Weinberg")
    frame.locator("#map-find").press("Enter")
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Profil öffnen").click()

    expect(opened.value.locator("h1")).to_have_text("Sekundarschule „Am Weinberg“")
    assert "#map" not in page.frames[2].content()
