"""The interface for programs keeps to its description, whoever asks (schemathesis makes up the questions)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
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


def test_the_description_is_one(site: Flask) -> None:
    described = site.test_client().get("/api/v1/openapi.json").get_json()
    known = described["components"]["schemas"]

    def references(found: Any) -> Iterator[str]:
        if isinstance(found, dict):
            yield from [found["$ref"]] if "$ref" in found else []
        for below in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
            yield from references(below)

    assert {name.removeprefix("#/components/schemas/") for name in references(described)} <= set(known)
    for schema in known.values():
        Draft202012Validator.check_schema(schema)
    operations = [path["get"] for path in described["paths"].values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    for one in operations:
        assert {"200", "304", "503"} <= set(one["responses"])
        assert all(parameter["description"] and parameter["schema"] for parameter in one["parameters"])


ASKED = (
    "organisations",
    "organisations/t",
    "organisations/s",
    "projects",
    "projects/p",
    "relations",
    "participations",
    "changes?since=0",
    "topics",
    "connection?from=s&to=t",
    "connection?from=t&to=t",
    "partners?for=s&topic=violence_prevention",
    "team?for=s&want_kind=carrier",
    "figures",
)


@pytest.mark.parametrize("asked", ASKED)
def test_nothing_is_answered_that_is_not_described(site: Flask, asked: str) -> None:
    client = site.test_client()
    described = client.get("/api/v1/openapi.json").get_json()
    path = asked.partition("?")[0].replace("/s", "/{organisation_id}").replace("/t", "/{organisation_id}")
    operation = described["paths"][f"/api/v1/{path.replace('/p', '/{project_id}')}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    closed = json.loads(
        json.dumps(described["components"]).replace('"type": "object"', '"unevaluatedProperties": false')
    )
    # What an allOf takes from elsewhere is closed where it is taken.
    for name in ("Organisation", "Project", "Relation", "Participation", "OrganisationSummary"):
        closed["schemas"][name].pop("unevaluatedProperties")
    answer = client.get(f"/api/v1/{asked}")
    assert answer.status_code == 200
    Draft202012Validator({**schema, "components": closed}).validate(answer.get_json())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("topics?x=1", "There is no parameter “x” here, nor any other."),
        ("figures?x=1", "There is no parameter “x” here, nor any other."),
        ("organisations/s?fields=name", "There is no parameter “fields” here, nor any other."),
        ("projects/p?x=1", "There is no parameter “x” here, nor any other."),
        ("changes?from=1", "There is no parameter “from”. There are since."),
        ("relations?town=x", "There is no parameter “town”."),
        ("relations?kind=cooperation&kind=part_of", "“kind” can be given once only."),
        ("organisations?topic=a&topic=b", "“topic” can be given once only."),
        ("relations?status=old", "“old” is no status. There are active, planned."),
        ("relations?kind=zzz", "There is no kind “zzz”."),
        ("relations?on=2026-13-01", "“2026-13-01” is no day. Write it as 2026-08-01."),
        ("relations?on=2026", "“2026” is no day."),
        ("relations?size=201", "“size” has to be a number from 1 to 200"),
        ("participations?role=boss", "“boss” is no role. There are funder, lead, partner, site."),
    ],
)
def test_what_would_not_count_is_refused(site: Flask, asked: str, told: str) -> None:
    answer = site.test_client().get(f"/api/v1/{asked}", headers={"Accept-Language": "en"})
    assert (answer.status_code, told in answer.get_json()["error"]) == (400, True)


@pytest.mark.parametrize(
    ("accepted", "english"),
    [
        ("en", True),
        ("fr, en-GB;q=0.8, de;q=0.2", True),
        ("de-AT, en;q=0.5", False),
        ("en;q=0, fr", False),
        ("fr", False),
        ("*", False),
        ("", False),
    ],
)
def test_programs_are_answered_in_the_language_they_accept(site: Flask, accepted: str, *, english: bool) -> None:
    client = site.test_client()
    answer = client.get("/api/v1/organisations?kindd=school", headers={"Accept-Language": accepted})
    assert answer.get_json()["error"].startswith("There is no parameter") == english
    assert {"cookie", "accept-language"} <= answer.vary.as_set()
    client.set_cookie("language", "de" if english else "en")
    switched = client.get("/api/v1/organisations?kindd=school", headers={"Accept-Language": accepted})
    assert switched.get_json()["error"].startswith("There is no parameter") != english


def test_pages_stay_in_the_language_of_the_site(site: Flask) -> None:
    page = site.test_client().get("/organisations", headers={"Accept-Language": "en"})
    assert 'lang="de"' in page.get_data(as_text=True)


def test_who_asks_for_too_much_is_told_what_there_is(site: Flask) -> None:
    client = site.test_client()
    assert client.get("/api/v1/changes?since=never").status_code == 410
    assert client.get("/api/v1/relations?organisation=nobody").status_code == 404
    assert client.get("/api/v1/participations?project=nothing").status_code == 404
    refused = client.post("/api/v1/topics")
    assert (refused.status_code, refused.allow.as_set()) == (405, {"get", "head", "options"})


def test_a_list_tells_of_organisations_what_a_profile_does(site: Flask) -> None:
    client = site.test_client()
    listed = {one["id"]: one for one in client.get("/api/v1/organisations").get_json()["organisations"]}
    profile = client.get("/api/v1/organisations/s").get_json()
    assert {name: profile[name] for name in listed["s"] if name != "group"} == {
        name: value for name, value in listed["s"].items() if name != "group"
    }


def test_ties_and_changes_are_told_with_names(site: Flask) -> None:
    client = site.test_client()
    (relation,) = client.get("/api/v1/relations?organisation=s").get_json()["relations"]
    (taking_part,) = client.get("/api/v1/participations?project=p").get_json()["participations"]
    told = client.get("/api/v1/changes?since=0").get_json()
    assert (relation["from_name"], relation["to_name"], relation["directed"]) == (
        "Grundschule Straße",
        "Träger t",
        False,
    )
    assert (taking_part["project_title"], taking_part["organisation_name"]) == ("Projekt p", "Träger t")
    assert [one["entity"] for one in told["changes"]] == [
        "organisation",
        "organisation",
        "project",
        "relation",
        "participation",
    ]
    assert client.get(f"/api/v1/changes?since={told['position']}").get_json() == {**told, "changes": []}


def test_what_has_not_changed_is_not_sent_again(site: Flask) -> None:
    asked = "/api/v1/organisations/s"
    anybody, member = site.test_client(), Person(site, f"{Role.MEMBER}@example.org").client
    first = anybody.get(asked)

    again = anybody.get(asked, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    # Another language is another answer; whoever asks in the same gets the same, whatever they may see elsewhere.
    english = {"If-None-Match": first.headers["ETag"], "Accept-Language": "en"}
    assert anybody.get(asked, headers=english).status_code == 200
    member.delete_cookie("language")
    assert member.get(asked, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
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
