"""The interface for programs keeps to its description, whoever asks (schemathesis makes up the questions)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, CheckFunction, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from graphdir.account import Role
from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings
from graphdir.directory import Directory
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, carrier, contact, part, project, school, tie
from tests.web.visitors import Person, with_account
from webapp import create_app

ROLES: list[Role | None] = [None, *Role]
# What a schema cannot say, such as which towns there are, is answered by a sentence and 400.
MEANT: list[CheckFunction] = [positive_data_acceptance]
SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example)
CANARIES = ("nur-mitglieder@example.org", "vertraulich@example.org")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    store = SqliteStore(Path(tmp_path_factory.mktemp("openapi")) / "network.db")
    store.apply(
        added(
            school("s", "Grundschule Straße", town="Goldbeck", latitude=52.7, longitude=11.8),
            carrier("t", topics=("violence_prevention",)),
            project("p", topics=("violence_prevention",)),
            part("p", "t", "lead"),
            tie("s", "t"),
            contact("s", "secretariat", email=CANARIES[0], visibility="members"),
            contact("s", "head_of_school", email=CANARIES[1], visibility="restricted"),
        )
    )
    for role in Role:
        with_account(Accounts(store), f"{role}@example.org", role)
    app = create_app(Directory(store), Settings(store=""))
    app.testing = True
    yield app
    store.close()


def test_what_has_not_changed_is_not_sent_again(site: Flask) -> None:
    asked = "/api/v1/organisations/s"
    anybody, member = site.test_client(), Person(site, f"{Role.MEMBER}@example.org").client
    first = anybody.get(asked)

    again = anybody.get(asked, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    # Who may see more is told more.
    assert member.get(asked, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert anybody.get("/api/v1/organisations/nobody").headers.get("ETag") is None


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_described(site: Flask, role: Role | None) -> None:
    person = Person(site, f"{role}@example.org" if role else "")
    cookie = person.client.get_cookie("session")
    cookies = {"session": cookie.value} if cookie else {}
    hidden = CANARIES if role is None else CANARIES[1:] if role is Role.MEMBER else ()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", site)
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    # The description does not put questions to itself.
    assert {operation.path for operation in operations} == set(schema.raw_schema["paths"]) - {"/api/v1/openapi.json"}

    for operation in operations:

        @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | operation.as_strategy())
        @settings(max_examples=40, suppress_health_check=SLOW)
        def ask(case: Case[Any]) -> None:
            response = case.call_and_validate(cookies=cookies, excluded_checks=MEANT)
            assert not any(mail in response.text for mail in hidden)

        ask()
