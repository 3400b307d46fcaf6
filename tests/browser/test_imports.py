"""Lists imported in a real Chromium: asked about, looked through, mended, applied, taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from graphdir.account import Role
from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings, seed_networks
from graphdir.checking import check
from graphdir.directory import Directory
from graphdir.store import Search
from graphdir.stores.sqlite import SqliteStore
from tests.browser.pages import looked_at, settled
from tests.browser.sites import served
from webapp import create_app

pytestmark = pytest.mark.browser
PASSWORD = "drei blaue Pferde"
FLAT = """Übersicht Schulprojekte, Stand 1.9.2026;;;;;;
Träger;Schule;Ort;Projekttitel;Art;Jahr;Bemerkung
DRK Kreisverband Östliche Altmark e.V.;Grundschule „Am Eichenwald“;Havelberg;</script>Streit;SSA;2026;läuft gut
Jugendhilfe Nord gGmbH;Sekundarschule „Am Weinberg“;Havelberg;Chor;AG;2025;
Summe;;;2;;;
"""
NAMES = """Name;Art;Ort;Schlagworte
Sks Am Weinberg;Schule;Havelberg;Garten
GS Eichenwald;Schule;Havelberg;
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "network.db")
    account = Accounts(opened).linked("invitation", Accounts(opened).invite("k@example.org", role=Role.COORDINATOR))
    assert account
    Accounts(opened).set_password(account, PASSWORD)
    yield opened
    opened.close()


@pytest.fixture
def app(store: SqliteStore) -> Flask:
    return create_app(Directory(store), Settings(store=""))


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


def with_seeds(store: SqliteStore) -> None:
    directory = Directory(store)
    directory.apply(directory.plan_import([seed_networks()["stendal"]]).changes)


def upload_list(page: Page, site: str, path: Path, content: bytes, width: int = 1280) -> None:
    """Write a list and upload it in a window of a width."""
    page.set_viewport_size({"width": width, "height": 850})
    path.write_bytes(content)
    upload(page, site, path)


def upload(page: Page, site: str, *files: Path) -> None:
    page.goto(f"{site}/import")
    if "sign-in" in page.url:
        page.get_by_label("E-Mail-Adresse").fill("k@example.org")
        page.get_by_label("Passwort").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    page.get_by_label("Dateien").set_input_files(list(files))
    page.get_by_role("button", name="Hochladen und ansehen").click()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_flat_list_is_asked_about_applied_and_taken_back(
    page: Page, site: str, store: SqliteStore, tmp_path: Path, width: int
) -> None:
    with_seeds(store)
    upload_list(page, site, tmp_path / "Schulprojekte 2026.csv", FLAT.encode("cp1252"), width)
    expect(looked_at(page).get_by_role("heading", level=2).first).to_contain_text("Noch ist nicht klar")
    page.get_by_role("link", name="Sagen, was die Spalten bedeuten").click()
    looked_at(page).get_by_label("Träger, Art: Was ist es für alle Zeilen?").select_option("free_carrier")
    page.get_by_label("Projekt, Art: Was heißt „AG“?").select_option("all_day_offer")
    page.get_by_label("Für die nächste Liste dieser Art merken").first.check()
    page.get_by_role("button", name="Liste so lesen").first.click()
    expect(looked_at(page).get_by_role("status")).to_contain_text("gemerkt")
    page.get_by_role("button", name="Änderungen übernehmen").click()
    expect(looked_at(page).get_by_role("status")).to_contain_text("Übernommen")
    titles = {part.project.title for part in store.parts_of(["ST-642"])["ST-642"]}
    assert "</script>Streit" in titles
    page.get_by_role("button", name="Zurücknehmen").click()

    assert not store.parts_of(["ST-642"])["ST-642"]
    assert check(store).faults == []


def test_what_is_not_ticked_is_not_imported_and_enter_imports_nothing(
    page: Page, site: str, store: SqliteStore, tmp_path: Path
) -> None:
    upload_list(page, site, tmp_path / "Schulen.csv", NAMES.encode())
    tick = looked_at(page).get_by_role("checkbox", name="GS Eichenwald")
    tick.uncheck()
    tick.press("Enter")
    expect(looked_at(page).get_by_role("button", name="Eine Änderung übernehmen")).to_be_visible()
    assert store.revision() == 0
    page.get_by_role("checkbox", name="GS Eichenwald").check()
    page.get_by_role("checkbox", name="Sks Am Weinberg").uncheck()
    page.get_by_role("button", name="Eine Änderung übernehmen").click()
    expect(looked_at(page).get_by_role("status")).to_contain_text("Übernommen")

    assert [one.name for one in store.search(Search()).organisations] == ["GS Eichenwald"]


@pytest.mark.parametrize("width", [1280, 390])
def test_what_a_new_entry_is_is_decided_before_it_is_applied(
    page: Page, site: str, store: SqliteStore, tmp_path: Path, width: int
) -> None:
    with_seeds(store)
    upload_list(page, site, tmp_path / "Schulen.csv", NAMES.encode(), width)
    same = looked_at(page).get_by_label("Sks Am Weinberg und Sekundarschule „Am Weinberg“")
    same.select_option("sind dasselbe")
    page.get_by_label("GS Eichenwald und ").first.select_option("sind zwei")
    page.get_by_role("button", name="Entscheidungen merken").click()
    expect(looked_at(page).get_by_role("heading", name="Unter anderem Namen bekannt")).to_be_visible()
    expect(page.get_by_label("GS Eichenwald und ")).to_have_count(0)
    page.get_by_role("button", name="Wieder offen lassen").click()
    settled(page).get_by_label("Sks Am Weinberg und").select_option("sind dasselbe")
    page.get_by_role("button", name="Entscheidungen merken").click()
    settled(page).get_by_role("button", name="Änderungen übernehmen").click()
    expect(settled(page).get_by_role("status")).to_contain_text("Übernommen")

    (found,) = store.search(Search(text="Sks Weinberg")).organisations
    assert (found.name, found.aliases, found.keywords[-1:]) == (
        "Sekundarschule „Am Weinberg“",
        ("Sks Am Weinberg",),
        ("Garten",),
    )


def test_bad_rows_are_mended_without_script(plain: Page, site: str, store: SqliteStore, tmp_path: Path) -> None:
    with_seeds(store)
    upload_list(plain, site, tmp_path / "Organisationen.csv", b"Name;Art;PLZ\nVerein Nord;Verein;39576\nOhne Art;;\n")
    expect(settled(plain).get_by_text("Ein Fehler verhindert die Übernahme")).to_be_visible()
    with plain.expect_download() as along:
        plain.get_by_role("link", name="Fehlerhafte Zeilen als Excel").click()
    assert along.value.suggested_filename == "fehlerhafte-zeilen.xlsx"
    plain.get_by_role("button", name="Den Rest übernehmen, ohne eine Zeile").click()
    expect(settled(plain).get_by_role("status")).to_contain_text("Übernommen")
    mended = tmp_path / "mended.xlsx"
    mended.write_bytes(Path(along.value.path()).read_bytes())
    upload(plain, site, mended)

    expect(settled(plain).get_by_text("Ein Fehler verhindert die Übernahme")).to_be_visible()


def test_the_tables_of_a_network_are_imported_together(page: Page, site: str, store: SqliteStore) -> None:
    upload(page, site, *sorted(seed_networks()["stendal"].glob("*.csv")))
    looked_at(page).get_by_role("button", name="Änderungen übernehmen").click()
    expect(settled(page).get_by_role("status")).to_contain_text("Übernommen")

    assert check(store).faults == []
    assert Directory(store).figures().organisations > 90
