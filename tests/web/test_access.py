"""Who may use what: every route with every role, and how one gets in and out."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from graphdir.account import Role
from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings
from graphdir.cli import main
from graphdir.desk import SORTS
from graphdir.directory import Directory
from graphdir.i18n import use_language
from graphdir.persons import erase
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, contact, part, project, school
from tests.web.visitors import Person, with_account
from webapp import create_app
from webapp.access import BY_SECRET_LINK, ROUTES
from webapp.attempts import FREE, FREE_BY_MAIL, LONGEST_BY_MAIL, Attempts, visitor

PASSWORD = "drei blaue Pferde"
ROLES: list[Role | None] = [None, *Role]
CANARIES = {
    "public": "oeffentlich@example.org",
    "members": "nur-mitglieder@example.org",
    "restricted": "vertraulich@example.org",
}
EXPIRED = contact(
    "s",
    "head_of_school",
    name="Kunigunde Vorbei",
    email="abgelaufen@example.org",
    visibility="public",
    expires_on="2020",
)
SEEN_BY: dict[Role | None, set[str]] = {
    None: {"public"},
    Role.MEMBER: {"public", "members"},
    Role.COORDINATOR: {"public", "members", "restricted"},
    Role.ADMINISTRATOR: {"public", "members", "restricted"},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Yield a site with one account for each role and a contact point for each visibility."""
    store = SqliteStore(tmp_path_factory.mktemp("access") / "network.db")
    fill(store)
    app = create_app(Directory(store), Settings(store=""))
    app.testing = True
    yield app
    store.close()


def fill(store: SqliteStore) -> None:
    """Fill a store with one account for each role and a contact point for each visibility."""
    store.apply(
        added(
            school("s"),
            project("p"),
            part("p", "s"),
            *(
                contact("s", role, email=CANARIES[visibility], visibility=visibility)
                for role, visibility in (
                    ("secretariat", "public"),
                    ("school_social_worker", "members"),
                    ("head_of_school", "restricted"),
                )
            ),
            EXPIRED,
        )
    )
    accounts = Accounts(store)
    for role in Role:
        token = accounts.invite(f"{role}@example.org", role=role, organisations=["s"])
        account = accounts.linked("invitation", token)
        assert account
        accounts.set_password(account, PASSWORD)


def client_of(site: Flask, role: Role | None) -> FlaskClient:
    client = site.test_client()
    if role is not None:
        assert sign_in(client, f"{role}@example.org").status_code == 302
    return client


def token_of(client: FlaskClient, path: str = "/sign-in") -> str:
    page = client.get(path).get_data(as_text=True)
    (token, *_others) = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    return str(token)


def sign_in(client: FlaskClient, mail: str, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
    data = {"csrf_token": token_of(client), "mail": mail, "password": password, **more}
    return client.post("/sign-in", data=data)


def address_of(site: Flask, endpoint: str) -> tuple[str, str]:
    """Return a method and an address for a route."""
    (rule, *_others) = [rule for rule in site.url_map.iter_rules() if rule.endpoint == endpoint]
    values = {"purpose": "reset", "token": "x", "code": "en", "filename": "map.js", "suffix": "svg", "name": "size"}
    values |= {"word": "organisation", "batch_id": "1", "proposal_id": "x", "need_id": "x", "import_id": "x"}
    values |= {"organisation_id": "s", "project_id": "p", "topic_id": "violence_prevention"}
    if endpoint == "changes.take_back":
        values["batch_id"] = "none"  # the others would be gone with it
    with site.test_request_context():
        path = str(site.url_map.bind("").build(endpoint, {name: values[name] for name in rule.arguments}))
    if endpoint == "api.changes":
        path += "?since=0"  # all that was ever told
    return ("GET" if "GET" in (rule.methods or ()) else "POST"), path


def test_every_route_says_who_may_use_it_and_nothing_else_does(site: Flask) -> None:
    assert {rule.endpoint for rule in site.url_map.iter_rules()} == set(ROUTES)


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_in_who_may_and_nobody_else(site: Flask, role: Role | None) -> None:
    client = client_of(site, role)
    token = token_of(client, "/account") if role else token_of(client)
    for endpoint, least in ROUTES.items():
        if endpoint == "accounts.sign_out":
            continue
        method, path = address_of(site, endpoint)
        with closing(
            client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
        ) as answer:
            answer.get_data()
        allowed = least is None or (role is not None and role.at_least(least))
        told = f"{role} {method} {path}: {answer.status_code}"
        if allowed:
            assert answer.status_code not in (401, 403, 500), told
        elif role is None and method == "GET":
            assert answer.status_code == 302, told
            assert answer.location.startswith("/sign-in?next="), told
        else:
            assert answer.status_code == (401 if role is None else 403), told


@pytest.mark.parametrize("role", ROLES)
def test_contact_data_is_seen_by_whom_it_is_meant_for(site: Flask, role: Role | None) -> None:
    client = client_of(site, role)
    profile = client.get("/organisations/s").get_data(as_text=True)

    assert {visibility for visibility, mail in CANARIES.items() if mail in profile} == SEEN_BY[role]
    for endpoint, least in ROUTES.items():
        method, path = address_of(site, endpoint)
        if method == "GET" and endpoint != "organisations.organisation" and least is None:
            with closing(client.get(path)) as answer:
                body = answer.get_data()
            assert not any(CANARIES[hidden].encode() in body for hidden in ("members", "restricted")), path


def test_a_contact_point_that_is_hidden_is_answered_as_one_that_never_was(site: Flask) -> None:
    visitor = client_of(site, None)
    hidden = contact("s", "head_of_school", email=CANARIES["restricted"], visibility="restricted")
    nobody = replace(hidden, email="somebody.else@example.org")
    here, nowhere = (visitor.get(f"/edit/contact?organisation=s&key={one.key}") for one in (hidden, nobody))

    assert (here.status_code, nowhere.status_code) == (404, 404)
    told = here.get_data(as_text=True).replace(hidden.key, nobody.key)
    assert told == nowhere.get_data(as_text=True)


@pytest.mark.parametrize("role", ROLES)
def test_a_person_who_has_expired_is_seen_by_the_office_alone(site: Flask, tmp_path: Path, role: Role | None) -> None:
    client = client_of(site, role)
    edit = f"/edit/contact?organisation=s&key={EXPIRED.key}"
    office = role is not None and role.at_least(Role.COORDINATOR)
    profile = client.get("/organisations/s").get_data(as_text=True)
    assert (EXPIRED.name in profile) == office
    assert ("abgelaufen am 31.12.2020" in profile) == office
    assert client.get(edit).status_code == (200 if office else 404)
    paths = {edit, "/organisations/s?print=1", "/api/v1/organisations/s"}
    for endpoint, least in ROUTES.items():
        method, path = address_of(site, endpoint)
        if method == "GET" and (least is None or (role is not None and role.at_least(least))):
            paths.add(path)
    for path in paths if not office else {path for path in paths if path.startswith("/api/")}:
        with closing(client.get(path)) as answer:
            body = answer.get_data()
        assert b"Kunigunde" not in body, path
        assert b"abgelaufen@example.org" not in body, path
    for format_ in ("csv", "json"):
        site.extensions["directory"].export(tmp_path / format_, format_)
    exported = (tmp_path / "json").read_bytes() + (tmp_path / "csv" / "contacts.csv").read_bytes()
    assert b"Kunigunde" not in exported
    assert CANARIES["public"].encode() in exported


@pytest.mark.parametrize("role", ROLES)
def test_a_person_who_was_erased_is_seen_by_nobody(tmp_path: Path, role: Role | None) -> None:
    store = SqliteStore(tmp_path / "network.db")
    fill(store)
    assert erase(store, Accounts(store), EXPIRED.name).left.is_empty
    site = create_app(Directory(store), Settings(store=""))
    client = client_of(site, role)
    for endpoint, least in ROUTES.items():
        method, path = address_of(site, endpoint)
        if method == "GET" and (least is None or (role is not None and role.at_least(least))):
            with closing(client.get(path)) as answer:
                assert b"Kunigunde" not in answer.get_data(), path
    store.close()


def test_a_page_of_somebody_signed_in_is_kept_by_no_cache(site: Flask) -> None:
    answer = client_of(site, Role.COORDINATOR).get("/organisations/s")

    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_page_behind_a_secret_link_is_kept_by_no_cache(site: Flask) -> None:
    for endpoint in BY_SECRET_LINK:
        _method, path = address_of(site, endpoint)
        assert site.test_client().get(path).headers["Cache-Control"] == "private, no-store"
    assert site.test_client().get("/organisations/s").headers["Cache-Control"] == "no-cache"


def test_no_change_without_a_token(site: Flask) -> None:
    client = client_of(site, Role.ADMINISTRATOR)
    store = site.extensions["directory"].store
    before = (store.revision(), store.accounts(), [store.papers(sort) for sort in SORTS])
    changing = {rule.endpoint for rule in site.url_map.iter_rules() if "POST" in (rule.methods or ())}
    for endpoint in changing:
        _method, path = address_of(site, endpoint)
        for data in ({}, {"mail": "new@example.org", "role": "member", "sure": "1", "csrf_token": "x"}):
            assert client.post(path, data=data).status_code == 400, path

    assert len(changing) > 15
    assert (store.revision(), store.accounts(), [store.papers(sort) for sort in SORTS]) == before


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(site: Flask, target: str) -> None:
    answer = sign_in(site.test_client(), "member@example.org", next=target)

    assert answer.location == "/"
    assert sign_in(site.test_client(), "member@example.org", next="/map?group=school").location == "/map?group=school"


def test_the_session_is_a_cookie_that_scripts_and_other_sites_do_not_get(site: Flask) -> None:
    for scheme, secure in (("http", False), ("https", True)):
        client = site.test_client()
        data = {"csrf_token": token_of(client), "mail": "member@example.org", "password": PASSWORD}
        base = f"{scheme}://localhost"
        client = site.test_client()
        data["csrf_token"] = re.findall(
            r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/sign-in", base_url=base).get_data(as_text=True)
        )[0]
        answer = client.post("/sign-in", data=data, base_url=base, headers={"Referer": base + "/sign-in"})
        (cookie,) = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("session=")]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) == secure


def test_who_guesses_has_to_wait(site: Flask) -> None:
    client = site.test_client()
    for _attempt in range(FREE):
        assert sign_in(client, "member@example.org", "something wrong").status_code == 401
    answer = sign_in(client, "member@example.org")

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "member@example.org" not in str(answer.headers)
    # Whoever knows the password is let in from elsewhere.
    elsewhere = site.test_client()
    elsewhere.environ_base = {**elsewhere.environ_base, "REMOTE_ADDR": "192.0.2.7"}
    assert sign_in(elsewhere, "member@example.org").status_code == 302
    site.extensions["attempts"].succeeded("from 127.0.0.1")


def test_a_guess_counts_while_it_is_looked_at(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: Attempts = site.extensions["attempts"]
    meanwhile: list[int] = []

    def slow(_accounts: Accounts, _mail: str, _password: str) -> None:
        meanwhile.append(attempts.seconds_to_wait("from 127.0.0.1"))

    monkeypatch.setattr(Accounts, "sign_in", slow)
    for _attempt in range(FREE):
        sign_in(site.test_client(), "member@example.org", "something wrong")
    monkeypatch.undo()
    assert [wait > 0 for wait in meanwhile] == [False] * (FREE - 1) + [True]
    attempts.succeeded("from 127.0.0.1")
    for _attempt in range(2 * FREE):
        assert sign_in(site.test_client(), "member@example.org").status_code == 302


def test_where_visitors_look_alike_nobody_s_mistakes_keep_others_out(
    site: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(store="", trusted_proxy="127.0.0.1")
    behind = create_app(site.extensions["directory"], settings)
    for _attempt in range(FREE + 1):
        assert sign_in(behind.test_client(), "member@example.org", "something wrong").status_code == 401
    assert sign_in(behind.test_client(), "member@example.org").status_code == 302
    assert "sends no X-Forwarded-For" in caplog.text

    stranger = Person(behind)
    sent = [
        stranger.send("/edit/organisation?key=s", phone=f"039388 280{number}").status_code for number in range(FREE + 2)
    ]
    assert sent == [302] * (FREE + 2)

    known = behind.test_client()
    known.environ_base = {**known.environ_base, "HTTP_X_FORWARDED_FOR": "192.0.2.7", "REMOTE_ADDR": "192.0.2.7"}
    for _attempt in range(FREE):
        assert sign_in(known, "member@example.org", "something wrong").status_code == 401
    assert sign_in(known, "member@example.org").status_code == 429


def test_who_guesses_from_many_places_has_to_wait_as_well(site: Flask) -> None:
    for number in range(FREE_BY_MAIL):
        site.extensions["attempts_by_mail"].failed("mail member@example.org")
        site.extensions["attempts"].failed(f"from 192.0.2.{number}")
    answer = sign_in(site.test_client(), " Member@example.org")

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= LONGEST_BY_MAIL
    site.extensions["attempts_by_mail"].succeeded("mail member@example.org")


@pytest.mark.parametrize(
    ("one", "other", "the_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("unix:", None, False),
    ],
)
def test_who_has_a_network_of_addresses_is_one_visitor(one: str, other: str | None, the_same: bool) -> None:  # noqa: FBT001
    assert (visitor(one) == visitor(other)) is the_same


def test_who_guesses_the_present_password_has_to_wait(site: Flask) -> None:
    client = client_of(site, Role.MEMBER)
    new = "vier grüne Pferde"
    data = {"before": "something wrong", "password": new, "again": new, "csrf_token": token_of(client, "/account")}
    for _attempt in range(FREE):
        assert client.post("/account", data=data).status_code == 400
    answer = client.post("/account", data={**data, "before": PASSWORD})

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    site.extensions["attempts"].succeeded("from 127.0.0.1")
    site.extensions["attempts_by_mail"].succeeded("mail member@example.org")


def test_a_copied_cookie_ends_with_signing_out(site: Flask) -> None:
    client, thief = client_of(site, Role.MEMBER), site.test_client()
    client.set_cookie("language", "en")
    cookie = client.get_cookie("session")
    assert cookie
    thief.set_cookie("session", cookie.value)
    assert thief.get("/account").status_code == 200
    client.post("/sign-out", data={"csrf_token": token_of(client, "/account")})

    assert thief.get("/account").status_code == 302
    assert "wherever else" in client.get("/").get_data(as_text=True)


def test_a_link_leads_to_the_site_that_the_operator_named(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "network.db")
    fill(store)
    site = create_app(Directory(store), Settings(store="", site="https://netz.example"))
    office = client_of(site, Role.COORDINATOR)
    data = {"mail": "member@example.org", "csrf_token": token_of(office, "/users")}
    page = office.post("/users/link", data=data).get_data(as_text=True)

    assert "https://netz.example/password/reset/" in page
    assert "http://localhost" not in page  # whatever host a request claims
    env = {"GRAPHDIR_SITE": "https://netz.example", "GRAPHDIR_STORE": f"sqlite:///{tmp_path / 'network.db'}"}
    result = CliRunner().invoke(main, ["users", "reset", "member@example.org"], env=env)
    use_language("en")
    assert "https://netz.example/password/reset/" in result.output
    store.close()


def test_sessions_end_on_a_new_password_on_disabling_and_on_signing_out(site: Flask) -> None:
    accounts: Accounts = site.extensions["accounts"]
    mail = "coordinator@example.org"
    one, other = client_of(site, Role.COORDINATOR), client_of(site, Role.COORDINATOR)
    data = {"before": PASSWORD, "password": "vier grüne Pferde", "again": "vier grüne Pferde"}
    answer = one.post("/account", data={**data, "csrf_token": token_of(one, "/account")})

    assert answer.status_code == 302
    assert one.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    accounts.set_disabled(mail, disabled=True)
    assert one.get("/account").status_code == 302
    accounts.set_disabled(mail, disabled=False)
    accounts.set_password(accounts.account(mail), PASSWORD)
    again = client_of(site, Role.COORDINATOR)
    again.post("/sign-out", data={"csrf_token": token_of(again, "/account")})
    assert again.get("/account").status_code == 302


def test_an_invitation_is_taken_once(site: Flask) -> None:
    admin = client_of(site, Role.ADMINISTRATOR)
    data = {"mail": "neu@example.org", "role": "member", "organisations": "s", "csrf_token": token_of(admin, "/users")}
    page = admin.post("/users/invite", data=data).get_data(as_text=True)
    (link,) = re.findall(r'value="http://localhost(/password/invitation/[^"]+)"', page)
    guest = site.test_client()
    wrong = {"password": PASSWORD, "again": "etwas anderes hier", "csrf_token": token_of(guest, link)}
    right = {**wrong, "again": PASSWORD}

    assert guest.post(link, data=wrong).status_code == 400
    assert guest.post(link, data=right).status_code == 302
    assert "neu@example.org" in guest.get("/account").get_data(as_text=True)
    assert site.test_client().get(link).status_code == 410
    again = admin.post("/users/invite", data={**data, "csrf_token": token_of(admin, "/users")})
    assert again.status_code == 400
    assert "neu@example.org" in again.get_data(as_text=True)


def test_an_administrator_changes_roles_but_not_the_last_ones(site: Flask) -> None:
    admin = client_of(site, Role.ADMINISTRATOR)
    token = token_of(admin, "/users")
    rights = site.extensions["accounts"].account("administrator@example.org").rights
    data = {"mail": "administrator@example.org", "role": "member", "csrf_token": token, "seen": rights}

    assert admin.post("/users/change", data=data).status_code == 400
    assert admin.post("/users/change", data={**data, "mail": "nobody@example.org"}).status_code == 400
    assert admin.post("/users/change", data={**data, "mail": "member@example.org", "role": "king"}).status_code == 400
    unknown = {**data, "mail": "member@example.org", "organisations": "nirgendwo"}
    assert admin.post("/users/change", data=unknown).status_code == 400


def test_two_who_change_one_account_do_not_undo_each_other(site: Flask) -> None:
    accounts: Accounts = site.extensions["accounts"]
    accounts.invite("zwei@example.org", role=Role.MEMBER, organisations=["s"])
    one, two = (client_of(site, role) for role in (Role.ADMINISTRATOR, Role.COORDINATOR))
    page = two.get("/users").get_data(as_text=True)
    seen = accounts.account("zwei@example.org").rights
    assert f'value="{seen}"' in page
    data = {"mail": "zwei@example.org", "role": "member", "seen": seen}
    first = one.post("/users/change", data={**data, "organisations": "", "csrf_token": token_of(one, "/users")})
    second = two.post("/users/change", data={**data, "organisations": "s", "csrf_token": token_of(two, "/users")})

    assert (first.status_code, second.status_code) == (302, 409)
    assert accounts.account("zwei@example.org").organisations == ()
    assert "Jemand anders hat inzwischen das Konto von „zwei@example.org“ geändert" in second.get_data(as_text=True)
    accounts.erase("zwei@example.org")


def test_a_coordinator_invites_members_and_deals_with_theirs_alone(site: Flask) -> None:
    office = client_of(site, Role.COORDINATOR)
    page = office.get("/users").get_data(as_text=True)
    assert "member@example.org" in page
    assert "administrator@example.org" not in page
    data = {"mail": "traeger@example.org", "organisations": "s", "csrf_token": token_of(office, "/users")}
    assert "/password/invitation/" in office.post("/users/invite", data={**data, "role": "member"}).get_data(
        as_text=True
    )
    for role in ("coordinator", "administrator"):
        assert office.post("/users/invite", data={**data, "mail": "x@example.org", "role": role}).status_code == 400
        assert office.post("/users/change", data={**data, "role": role}).status_code == 400
        mail = f"{role}@example.org"
        assert office.post("/users/change", data={**data, "mail": mail, "action": "disable"}).status_code == 400
        assert office.post("/users/link", data={**data, "mail": mail}).status_code == 400
    accounts: Accounts = site.extensions["accounts"]
    assert "x@example.org" not in {account.mail for account in accounts.all()}
    assert not accounts.account("administrator@example.org").disabled


def test_the_first_administrator_comes_by_the_command_line(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'network.db'}"
    SqliteStore(tmp_path / "network.db").close()

    def run(*words: str) -> dict[str, object]:
        result = CliRunner().invoke(main, ["users", *words, "--store", store, "--json"])
        use_language("en")
        assert result.exit_code == 0, result.output
        found: dict[str, object] = json.loads(result.output)
        return found

    added_ = run("add", "Anna@example.org", "--role", "administrator", "--site", "https://netz.example/")
    assert str(added_["link"]).startswith("https://netz.example/password/invitation/")
    assert added_["state"] == "invited"
    client = create_app(Directory(SqliteStore(tmp_path / "network.db")), Settings(store="")).test_client()
    assert client.get(str(added_["link"]).removeprefix("https://netz.example")).status_code == 200
    run("add", "b@example.org")
    assert run("role", "b@example.org", "coordinator")["role"] == "coordinator"
    assert run("disable", "b@example.org")["state"] == "disabled"
    assert run("disable", "b@example.org", "--undo")["state"] == "invited"
    assert "/password/invitation/" in str(run("reset", "b@example.org")["link"])
    listed = run("list")["accounts"]
    assert isinstance(listed, list)
    assert [account["mail"] for account in listed] == ["anna@example.org", "b@example.org"]
    failed = CliRunner().invoke(main, ["users", "disable", "anna@example.org", "--store", store])
    use_language("en")
    assert failed.exit_code != 0
    assert "Traceback" not in failed.output


def test_an_answer_before_the_page_has_the_language_of_who_asks(site: Flask) -> None:
    english, german = site.test_client(), site.test_client()
    english.set_cookie("language", "en")
    german.set_cookie("language", "de")
    english.get("/organisations")
    assert 'lang="de"' in german.post("/edit/organisation").get_data(as_text=True)
    german.get("/organisations")
    assert 'lang="en"' in english.post("/edit/organisation").get_data(as_text=True)


def test_a_password_whose_hash_is_an_older_one_can_be_changed(site: Flask) -> None:
    accounts: Accounts = site.extensions["accounts"]
    with_account(accounts, "older@example.org", Role.MEMBER)
    person = Person(site, "older@example.org")
    store: SqliteStore = site.extensions["directory"].store
    account = accounts.account("older@example.org")
    store.replace_account(account, replace(account, password_hash=PasswordHasher(time_cost=1).hash(PASSWORD)))
    sent = person.send("/account", before=PASSWORD, password="vier grüne Elefanten", again="vier grüne Elefanten")
    assert sent.status_code == 302
