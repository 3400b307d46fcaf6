"""What every test may ask for: a real Neo4j, a real browser, raw data.

One Neo4j serves the whole run. The worker that needs it first starts it, the
run's controller ends it; since Community has one database, the tests that use
it stay on one worker. Modules that kill servers have one of their own. Where a
program is missing its tests are skipped with the name of the package; with
GRAPHDIR_REQUIRE_ALL=1 they fail.
"""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from graphdir import accounts, neo4j_server
from graphdir.i18n import use_language
from tests.servers import cannot, need_java_and_maven, start_neo4j, wipe

_RUN: Final = "GRAPHDIR_TEST_RUN"
# The first is for containers; the others keep Chromium from asking its makers anything.
_CHROMIUM_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The first is the same without windows, for a third of the work.
_BROWSERS: Final = ("chromium-headless-shell", "chromium", "chromium-browser")
# Servers that live for minutes gain nothing from what Java does for the long run; those that are
# killed again and again live for seconds.
_JAVA: Final = "-XX:+UseSerialGC"
_JAVA_FOR_SECONDS: Final = f"{_JAVA} -XX:TieredStopAtLevel=1"
_OWN_HOSTS: Final = {"127.0.0.1", "localhost"}

# A shared machine is slow at times, which is no failure; in CI (`.ci/run`) every run is the same.
settings.register_profile("here", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("here")


# --- the run ------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--data",
        metavar="FOLDER",
        default=os.environ.get("GRAPHDIR_DATA"),
        help="raw data for the tests marked data (else $GRAPHDIR_DATA)",
    )


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        # Workers inherit it; it holds the server's home and address.
        os.environ[_RUN] = tempfile.mkdtemp(prefix="graphdir-tests-")
        os.environ.setdefault("JAVA_TOOL_OPTIONS", _JAVA)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # xdist has read the groups before later hooks could add one, hence first.
    for item in items:
        if item.get_closest_marker("neo4j"):
            item.add_marker(pytest.mark.xdist_group(_server_of(item)))
        for need in ("neo4j", "browser", "data"):
            if item.get_closest_marker(need):
                item.user_properties.append(("needs", need))  # .ci/nothing_skipped.py reads it


def _server_of(item: pytest.Item) -> str:
    """Return the name of the Neo4j that a test asks: the run's, or its module's own."""
    names: list[str] = getattr(item, "fixturenames", [])
    if {"own_neo4j", "java_and_maven"}.intersection(names):
        return item.nodeid.partition("::")[0]
    return "neo4j"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports: list[pytest.TestReport] = terminalreporter.stats.get("skipped", [])
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ") for report in reports if isinstance(report.longrepr, tuple)
    )
    for reason, number in reasons.most_common():
        terminalreporter.write_line(f"{number} skipped: {reason}", yellow=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or _RUN not in os.environ:
        return
    run = Path(os.environ.pop(_RUN))
    neo4j_server.kill(run / "neo4j")  # its data dies with it
    shutil.rmtree(run, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Generator[None]:
    """Let hashing a password cost little: hundreds of tests sign in. The method is the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "PasswordHasher", partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(autouse=True)
def english() -> None:
    """Let sentences of the library be English, whatever a test before asked for."""
    use_language("en")


# --- Neo4j --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def neo4j_url() -> str:
    """Return the URL of the run's Neo4j, user and password included; its data is anybody's."""
    run = Path(os.environ[_RUN])
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    claims = {claim.name for claim in run.glob("neo4j-of-*")}
    assert claims <= {f"neo4j-of-{worker}"}, (
        "Two workers would wipe each other's data: mark the test neo4j, run with --dist loadgroup."
    )
    (run / f"neo4j-of-{worker}").touch()
    return start_neo4j(run / "neo4j").url


@pytest.fixture
def empty_neo4j(neo4j_url: str) -> str:
    """Return the URL of the run's Neo4j without any data; constraints and indexes stay."""
    wipe(neo4j_url)
    return neo4j_url


@pytest.fixture(scope="session")
def java_and_maven() -> None:
    """Skip the test where a real Neo4j cannot be had."""
    need_java_and_maven()


@pytest.fixture(scope="module")
def own_neo4j(tmp_path_factory: pytest.TempPathFactory) -> Generator[neo4j_server.Server]:
    """Yield a Neo4j that a module may kill and start again: home and port stay the same."""
    home = tmp_path_factory.mktemp("own-neo4j")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS", _JAVA_FOR_SECONDS)
        yield start_neo4j(home)
    neo4j_server.kill(home)


# --- the browser --------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        cannot("Chromium is not installed. Browser tests need: apt install chromium")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Generator[Browser]:
    """Yield one Chromium for the worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=list(_CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def requests_made() -> list[str]:
    """Return the URLs that the test's page has asked for so far."""
    return []


@pytest.fixture
def complaints() -> list[str]:
    """Return what the page's console has complained about: errors, refusals of the CSP."""
    return []


@pytest.fixture
def browser_context(browser: Browser) -> Generator[BrowserContext]:
    """Yield a fresh profile: German, a small desktop."""
    context = browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext, requests_made: list[str], complaints: list[str]) -> Generator[Page]:
    """Yield a page that may speak to this machine only, and has nothing to complain about."""
    browser_context.on("request", lambda request: requests_made.append(request.url))
    page = browser_context.new_page()
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert strangers(requests_made) == []
    assert complaints == []


def strangers(urls: list[str]) -> list[str]:
    """Return those of ``urls`` that leave this machine."""
    return [
        url
        for url in urls
        if (parts := urlsplit(url)).scheme not in {"data", "blob", "about"} and parts.hostname not in _OWN_HOSTS
    ]


# --- raw data -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def data_folder(request: pytest.FixtureRequest) -> Path:
    """Return the folder with raw data; only some machines have it, so it may always be missing."""
    folder: str | None = request.config.getoption("--data")
    if not folder:
        pytest.skip("No raw data here: say where it lies with --data FOLDER or GRAPHDIR_DATA.")
    return Path(folder)
