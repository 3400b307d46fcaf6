"""What is held about somebody, on the site: shown, taken along, erased, and told to nobody else."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphdir.account import Role
from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings
from graphdir.checking import check
from graphdir.directory import Directory
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, contact, erased, school
from webapp import create_app

WHO = "Kunigunde Kanarienvogel"
PASSWORD = "drei blaue Pferde"
OLD = contact("s", "head_of_school", name="Erika Alt", expires_on="2020", visibility="public")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """Yield a site that somebody stands in, now and in the past."""
    store = SqliteStore(tmp_path / "network.db")
    former = contact("s", "school_social_worker", name=WHO, phone="+49 3931 1")
    store.apply(
        added(
            school("s", description=f"Fragen Sie {WHO} <b>gleich</b>."),
            contact("s", "head_of_school", name=WHO, email="k@example.org", visibility="public"),
            former,
            OLD,
        )
    )
    store.apply(erased(former))
    accounts = Accounts(store)
    for mail, role in (("admin@example.org", Role.ADMINISTRATOR), ("office@example.org", Role.COORDINATOR)):
        account = accounts.linked("invitation", accounts.invite(mail, role=role))
        assert account
        accounts.set_password(account, PASSWORD)
    accounts.invite("m@example.org", name=WHO)
    app = create_app(Directory(store), Settings(store="", language="en"))
    app.testing = True
    yield app
    store.close()


@pytest.fixture
def admin(site: Flask) -> FlaskClient:
    client = site.test_client()
    sign_in(client, "admin@example.org")
    return client


def sign_in(client: FlaskClient, mail: str) -> None:
    assert send(client, "/sign-in", "/sign-in", mail=mail, password=PASSWORD).status_code == 302


def send(client: FlaskClient, path: str, page: str = "/persons", **data: str) -> TestResponse:
    """Send a form with the token of a page that has one."""
    (token, *_others) = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(page).get_data(as_text=True))
    return client.post(path, data={"csrf_token": token, **data})


def text(client: FlaskClient, path: str, **data: str) -> str:
    answer = send(client, path, **data)
    return (client.get(answer.location) if answer.status_code == 302 else answer).get_data(as_text=True)


def test_the_file_is_shown_and_taken_along(admin: FlaskClient) -> None:
    page = text(admin, "/persons", who=WHO)
    answer = send(admin, "/persons/file.json", who=WHO)
    found = json.loads(answer.get_data())

    assert f"What is held about “{WHO}”" in page
    assert "Fragen Sie Kunigunde Kanarienvogel &lt;b&gt;" in page
    assert "in the history only" in page
    assert "m@example.org" in page
    assert answer.headers["Content-Disposition"] == "attachment; filename=auskunft.json"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert [held["present"] for held in found["contacts"]] == [True, False]
    assert "password" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/persons", "/persons/file.json", "/persons/erase"])
def test_too_little_is_refused_with_a_sentence(admin: FlaskClient, path: str) -> None:
    sent: list[dict[str, str]] = [{}, {"who": "Kun"}, {"who": "Kun", "sure": "1"}]
    for data in sent:
        answer = send(admin, path, **data)

        assert answer.status_code == 400
        assert "at least 4 letters" in answer.get_data(as_text=True)


def test_erasing_asks_first_and_is_for_good(site: Flask, admin: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    asked = text(admin, "/persons/erase", who=WHO)
    assert "Erase for good" in asked
    assert "Also the account" in asked
    assert WHO in site.test_client().get("/organisations/s").get_data(as_text=True)
    done = text(admin, "/persons/erase", who=WHO, sure="1", accounts="1")

    assert "Erased at " in done
    assert WHO not in done
    assert "Nothing is held." in text(admin, "/persons", who=WHO)
    for path in ("/organisations/s", "/changes", "/changes/1", "/changes/2", "/users", "/api/v1/organisations/s"):
        assert "Kanarienvogel" not in admin.get(path).get_data(as_text=True)
    directory: Directory = site.extensions["directory"]
    assert check(directory.store).faults == []
    assert directory.store.batches(1)[0].author.startswith("administrator:")
    assert "Kanarienvogel" not in caplog.text


def test_an_account_stays_unless_that_is_wished(admin: FlaskClient) -> None:
    left = text(admin, "/persons/erase", who=WHO, sure="1")

    assert "m@example.org" in left
    assert "k@example.org" not in left


def test_the_last_administrator_is_not_erased(admin: FlaskClient) -> None:
    answer = send(admin, "/persons/erase", who="admin@example.org", sure="1", accounts="1")

    assert answer.status_code == 400
    assert "last administrator" in answer.get_data(as_text=True)


def test_what_has_expired_is_for_the_office_alone_and_erased_after_asking(site: Flask, admin: FlaskClient) -> None:
    office = site.test_client()
    sign_in(office, "office@example.org")
    assert "Erika Alt" not in site.test_client().get("/organisations/s").get_data(as_text=True)
    assert "expired on 31 December 2020" in office.get("/organisations/s").get_data(as_text=True)
    assert "Erika Alt" in admin.get("/persons").get_data(as_text=True)
    assert "Erika Alt" in text(admin, "/persons/expired")
    assert "1 contact point erased." in text(admin, "/persons/expired", sure="1")

    assert "Erika Alt" not in office.get("/organisations/s").get_data(as_text=True)
    assert "Erika Alt" not in admin.get("/persons").get_data(as_text=True)


def test_the_privacy_page_says_what_is_kept_how_long_and_how_to_ask(site: Flask) -> None:
    page = site.test_client().get("/privacy").get_data(as_text=True)

    for words in ("two years", "Articles 15 to 17", "history", "their role there"):
        assert words in page
