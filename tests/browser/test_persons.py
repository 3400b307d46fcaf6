"""Personal data in a real Chromium: found and erased without script, readable on a phone and in the dark."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graphdir.account import Role
from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings
from graphdir.directory import Directory
from graphdir.stores.sqlite import SqliteStore
from tests.browser.pages import without_violation
from tests.browser.sites import served
from tests.builders import added, contact, school
from webapp import create_app

pytestmark = pytest.mark.browser
WHO = "Kunigunde Kanarienvogel-Donaudampfschifffahrtsgesellschaftskapitän"
PASSWORD = "drei blaue Pferde"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Yield a site with somebody on it, and somebody who has expired."""
    store = SqliteStore(tmp_path / "network.db")
    store.apply(
        added(
            school("s", description=f"Fragen Sie {WHO}."),
            contact("s", "head_of_school", name=WHO, email=f"{'lang' * 14}@example.org", last_confirmed="2026"),
            contact("s", "teacher_contact", name="Erika Alt", expires_on="2020"),
        )
    )
    accounts = Accounts(store)
    account = accounts.linked("invitation", accounts.invite("a@example.org", role=Role.ADMINISTRATOR, name=WHO))
    assert account
    accounts.set_password(account, PASSWORD)
    with served(create_app(Directory(store), Settings(store=""))) as address:
        yield address
    store.close()


def enter(page: Page, site: str) -> None:
    page.goto(f"{site}/sign-in?next=/persons")
    page.get_by_label("E-Mail-Adresse").fill("a@example.org")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Personenbezogene Daten")


def ask(page: Page, who: str) -> None:
    page.get_by_label("Name, E-Mail-Adresse oder Telefonnummer").fill(who)
    page.get_by_role("button", name="Zeigen, was gespeichert ist").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(page: Page, site: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    enter(page, site)
    steps: tuple[Callable[[], object], ...] = (
        lambda: None,
        lambda: ask(page, WHO),
        lambda: page.get_by_role("button", name="Löschen …").click(),
        lambda: page.get_by_role("link", name="So lassen").click(),
        lambda: page.get_by_role("button", name="Alle abgelaufenen löschen …").click(),
    )
    for step in steps:
        step()
        page.wait_for_load_state()
        without_violation(page)


def test_somebody_is_erased_without_script(plain: Page, site: str) -> None:
    enter(plain, site)
    ask(plain, "Kun")
    expect(plain.get_by_role("alert")).to_contain_text("mindestens 4 Buchstaben")
    ask(plain, WHO)
    expect(plain.get_by_role("heading", name="Nennungen in Texten")).to_be_visible()
    assert "Kunigunde" not in plain.url
    plain.get_by_role("button", name="Löschen …").click()
    plain.get_by_role("button", name="Endgültig löschen").click()
    # The account was not asked to go.
    expect(plain.get_by_role("status")).to_contain_text("gelöscht")
    expect(plain.get_by_role("heading", name="Konten")).to_be_visible()
    expect(plain.get_by_role("heading", name="Nennungen in Texten")).to_be_hidden()

    plain.goto(f"{site}/organisations/s")
    expect(plain.get_by_text("Fragen Sie [gelöscht].")).to_be_visible()


def test_a_long_name_fits_on_a_phone(phone: Page, site: str) -> None:
    enter(phone, site)
    ask(phone, WHO)
    erase = phone.get_by_role("button", name="Löschen …")
    expect(erase).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    erase.click()
    expect(phone.get_by_role("button", name="Endgültig löschen")).to_be_visible()

    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
