"""Pairs that may be one organisation, decided in the browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from flask import Flask

from graphdir.account import Role
from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings
from graphdir.directory import Directory
from graphdir.merging import merge
from graphdir.needs import Needs, new_need
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, school
from tests.web.visitors import Person, with_account
from webapp import create_app


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    store = SqliteStore(tmp_path / "network.db")
    directory = Directory(store)
    directory.apply(
        added(
            school("a", "Grundschule <b>Nord</b>", town="Stendal", phone="+493931606"),
            school("b", "GS <b>Nord</b>", town="Hansestadt Stendal"),
            school("c", "Grundschule Goldbeck", town="Goldbeck"),
        )
    )
    with_account(Accounts(store), "office@example.org", Role.COORDINATOR)
    app = create_app(directory, Settings(store=""))
    app.testing = True
    app.extensions["the directory"] = directory
    yield app
    store.close()


@pytest.fixture
def office(site: Flask) -> Person:
    return Person(site, "office@example.org")


@pytest.fixture
def directory(site: Flask) -> Directory:
    found: Directory = site.extensions["the directory"]
    return found


def test_a_pair_is_shown_side_by_side_with_reasons(office: Person) -> None:
    page = office.get("/duplicates")

    assert "<mark>Hansestadt Stendal</mark>" in page
    assert "The names say the same" in page
    assert "<b>Nord" not in page
    assert "Goldbeck" not in page


def test_while_all_entries_are_compared_the_page_says_so_and_looks_again(office: Person, directory: Directory) -> None:
    with directory._pairs._searching:
        answer = office.client.get("/duplicates?page=1")

    assert "All entries are being compared." in answer.text
    assert answer.headers["Refresh"] == "2"
    assert '<a href="/duplicates?page=1">' in answer.text
    assert "<mark>Hansestadt Stendal</mark>" in office.get("/duplicates")


def test_reasons_are_told_in_the_language_of_whoever_asks(office: Person) -> None:
    office.get("/duplicates")
    office.client.set_cookie("language", "de")

    assert "Die Namen sagen dasselbe" in office.get("/duplicates")


def test_the_same_are_merged_into_the_entry_that_is_kept(office: Person, directory: Directory) -> None:
    answer = office.post("/duplicates/decide", on="/duplicates", one="b", other="a", keep="a", decision="same")

    assert answer.status_code == 302
    assert "The two are one now" in office.get("/duplicates")
    assert directory.named("b").id == "a"
    assert directory.possible_duplicates() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/organisations/b?print=", "/organisations/a?print="),
        ("/relations?organisation=b&page=1", "/relations?organisation=a&page=1"),
        ("/projects?organisation=b&year=2014", "/projects?organisation=a&year=2014"),
        ("/api/v1/connection?from=b&to=c", "/api/v1/connection?from=a&to=c"),
        ("/api/v1/organisations/b", "/api/v1/organisations/a"),
    ],
)
def test_links_to_the_one_that_was_merged_lead_to_the_one_that_is_kept(office: Person, old: str, new: str) -> None:
    office.post("/duplicates/decide", on="/duplicates", one="a", other="b", keep="a", decision="same")

    answer = office.client.get(old)

    assert (answer.status_code, answer.location) == (302, new)
    assert (
        office.client.get("/partners?for=b").status_code
        == office.client.get("/connection?from=b&to=c").status_code
        == 200
    )


@pytest.mark.parametrize("query", ["", "?x=", "?x=1"])
def test_a_page_that_itself_refers_to_one_that_was_merged_does_not_lead_to_itself(
    office: Person, directory: Directory, query: str
) -> None:
    directory.apply(added(school("d", "Grundschule Iden", aliases=("gone",))))
    kept = Needs(directory.store).keep(new_need("gone", title="Lesen", author="", today="2026-11-01"), "2026-11-01")

    assert office.status(f"/needs/{kept.id}{query}") == 404


def test_an_id_that_two_entries_were_once_called_leads_nowhere(office: Person, directory: Directory) -> None:
    directory.apply(
        added(school("d", "Grundschule Iden", aliases=("old",)), school("e", "GS Tangerhütte", aliases=("old",)))
    )

    assert office.client.get("/organisations/old").status_code == 404
    assert office.client.get("/organisations/nobody").status_code == 404


def test_different_ones_are_not_shown_again(office: Person, directory: Directory) -> None:
    office.post("/duplicates/decide", on="/duplicates", one="b", other="a", keep="a", decision="different")

    assert "No two entries look like one organisation." in office.get("/duplicates")
    assert set(directory.store.organisations(["a", "b"])) == {"a", "b"}


def test_a_decision_without_an_entry_to_keep_is_refused(office: Person, directory: Directory) -> None:
    before = directory.store.revision()

    assert office.post("/duplicates/decide", on="/duplicates", one="b", other="a", decision="same").status_code == 400
    assert directory.store.revision() == before


def test_the_desk_leads_there(office: Person) -> None:
    assert 'href="/duplicates"' in office.get("/desk")


def test_two_that_do_not_look_alike_can_be_merged(office: Person, directory: Directory) -> None:
    assert "/duplicates/pair?organisation=a" in office.get("/edit/organisation?key=a")
    assert "That is the entry itself" in office.get("/duplicates/pair?organisation=a&other=a")
    assert "Nobody in the directory is called" in office.get("/duplicates/pair?organisation=a&other=xyz")
    page = "/duplicates/pair?organisation=a&other=c"
    assert "Which entry is kept?" in office.get(page)
    answer = office.post("/duplicates/decide", on=page, one="a", other="c", keep="a", decision="same", to_entry="1")
    assert answer.location.endswith("/organisations/a")
    assert "c" in directory.organisation("a").aliases


def test_a_visitor_merges_nothing(site: Flask) -> None:
    assert Person(site).status("/duplicates/pair?organisation=a&other=c") in (302, 401, 403)


def test_what_a_merger_was_stopped_before_follows_at_the_first_visit_of_a_day(
    site: Flask, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = Accounts(directory.store)
    with_account(accounts, "school@example.org", Role.MEMBER, "b")

    def kill(*_arguments: object, **_more: object) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("graphdir.merging.hand_over", kill)
        with pytest.raises(KeyboardInterrupt):
            merge(directory.store, "a", "b")
    assert accounts.account("school@example.org").organisations == ("b",)

    assert site.test_client().get("/").status_code == 200
    assert accounts.account("school@example.org").speaks_for("a")
