"""The browser that the other tests rely on: real, strict, and silent towards strangers."""

import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Error, Page

from tests.conftest import strangers

pytestmark = pytest.mark.browser


class Greeting(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write("<title>Grüß Gott</title><link rel=icon href='data:,'>".encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - theirs
        """Keep the tests' output clean."""


@pytest.fixture
def site() -> Generator[str]:
    """Yield the address of a page that greets."""
    with HTTPServer(("127.0.0.1", 0), Greeting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_every_request_is_on_record(page: Page, site: str, requests_made: list[str]) -> None:
    page.goto(site)

    assert page.title() == "Grüß Gott"
    assert requests_made == [site]


def test_a_strangers_address_is_noticed(page: Page, site: str, requests_made: list[str], complaints: list[str]) -> None:
    page.goto(site)
    with pytest.raises(Error):
        page.evaluate("fetch('http://stranger.invalid/')")

    assert strangers(requests_made) == ["http://stranger.invalid/"]
    requests_made.clear()
    complaints.clear()
