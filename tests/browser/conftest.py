"""A site on the Stendal network, served as in production."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page

from graphdir.bootstrap import Settings, seed_networks
from graphdir.directory import Directory
from graphdir.model import Organisation, Relation
from graphdir.store import Change, ChangeSet
from graphdir.stores.sqlite import SqliteStore
from tests.browser.sites import served
from webapp import create_app

HOSTILE = '</script><script>window.harmed=1</script>"><img src=x onerror="window.harmed=1">'


@pytest.fixture(scope="session")
def live_directory(tmp_path_factory: pytest.TempPathFactory) -> Generator[Directory]:
    """Yield the Stendal network with one hostile neighbour."""
    directory = Directory(SqliteStore(tmp_path_factory.mktemp("browser") / "network.db"))
    directory.apply(directory.plan_import([seed_networks()["stendal"]]).changes)
    hostile = Organisation(id="hostile", name=HOSTILE, kind="association", town=HOSTILE, keywords=(HOSTILE,))
    tie = Relation(from_id="ST-805", to_id="hostile", kind="cooperation", description=HOSTILE)
    directory.apply(ChangeSet(changes=[Change(before=None, after=entry) for entry in (hostile, tie)]))
    yield directory
    directory.store.close()


@pytest.fixture(scope="session")
def live_site(live_directory: Directory) -> Generator[str]:
    """Yield the address of the running site, without a slash at its end."""
    app = create_app(live_directory, Settings(store="", network_name="Netzwerk Schulerfolg Stendal"))
    with served(app) as address:
        yield address


@pytest.fixture
def phone(browser: Browser) -> Generator[Page]:
    """Yield a page as wide as a phone."""
    context = browser.new_context(locale="de-DE", viewport={"width": 390, "height": 844}, has_touch=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain(browser: Browser) -> Generator[Page]:
    """Yield a page without JavaScript."""
    context = browser.new_context(locale="de-DE", java_script_enabled=False)
    yield context.new_page()
    context.close()
