"""Messages that are sent on, reminders and their answers: by a real mail server."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from graphdir.account import Role
from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings
from graphdir.cli import main
from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.mail import Mailer, MailError
from graphdir.neo4j_server import free_port
from graphdir.persons import erase
from graphdir.proposals import Proposals
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, carrier, contact, school, tie
from tests.smtp import Mailbox, mail_server
from tests.web.visitors import Person, fields_of, with_account
from webapp import create_app

if TYPE_CHECKING:
    from graphdir.desk import DeskStore

SECRET = "leitung@example.org"
FROM = "netzwerk@example.org"
MESSAGE = {"name": "Vera Besuch", "mail": "v@example.org", "subject": "Frage", "text": "Guten Tag,\nüber Straße?"}


@pytest.fixture
def post() -> Iterator[tuple[str, Mailbox]]:
    with mail_server() as server:
        yield server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "network.db"
    store = SqliteStore(path)
    store.apply(
        added(
            school("s", "Grundschule Goldbeck", last_confirmed="2020"),
            school("s2", last_confirmed="2020"),
            carrier("t", last_confirmed=Directory.today()),
            tie("s", "t"),
            contact(
                "s", "head_of_school", name="Änne Müller", email=SECRET, visibility="restricted", last_confirmed="2026"
            ),
            contact("t", "office", phone="039388 2801"),
        )
    )
    accounts = Accounts(store)
    with_account(accounts, "member@example.org", Role.MEMBER, "s", name="Mia")
    with_account(accounts, "coordinator@example.org", Role.COORDINATOR)
    store.close()
    return path


@pytest.fixture
def site(file: Path, post: tuple[str, Mailbox]) -> Iterator[Flask]:
    store = SqliteStore(file)
    settings = Settings(store="", network_name="Netz", mailer=Mailer.from_url(post[0], FROM))
    app = create_app(Directory(store), settings)
    app.testing = True
    yield app
    store.close()


def test_a_message_reaches_the_contact_point_whose_address_nobody_sees(site: Flask, post: tuple[str, Mailbox]) -> None:
    visitor = Person(site)
    assert "/write?organisation=s" in visitor.get("/organisations/s")
    answer = visitor.send("/write?organisation=s", **MESSAGE)

    assert answer.location == "/organisations/s"
    (message,) = post[1].messages
    assert (message["To"], message["From"], message["Reply-To"]) == (SECRET, FROM, "v@example.org")
    assert message["Subject"] == "Frage"
    # Whoever writes reads the site in English; whom they write to may not.
    assert "schreibt Ihnen über das Verzeichnis „Netz“" in message.get_content()
    assert "Guten Tag,\nüber Straße?" in message.get_content().replace("\r\n", "\n")
    page = visitor.get("/organisations/s") + visitor.get("/write?organisation=s")
    assert SECRET not in page
    assert "Änne" not in page


def test_a_decision_is_told_in_the_language_of_the_site(site: Flask, post: tuple[str, Mailbox]) -> None:
    Person(site).send("/edit/organisation?key=s", phone="039388 2807", mail="v@example.org")
    coordinator = Person(site, "coordinator@example.org")
    (page,) = set(re.findall(r"/proposals/[\w-]+", coordinator.get("/proposals")))
    coordinator.send(page, action="accept")

    (message,) = post[1].messages
    assert message["Subject"] == "Ihr Vorschlag: Grundschule Goldbeck"
    assert "ist entschieden" in message.get_content()


def test_an_answer_goes_to_a_domain_with_umlauts_as_mail_servers_know_it(
    site: Flask, post: tuple[str, Mailbox]
) -> None:
    values = {**MESSAGE, "mail": "vera@schüler.example"}
    assert Person(site).send("/write?organisation=s", **values).status_code == 302

    assert post[1].messages[0]["Reply-To"] == "vera@xn--schler-5ya.example"
    Mailer.from_url(post[0], FROM).send("vera@schüler.example", "s", "t")
    assert post[1].messages[1]["To"] == "vera@xn--schler-5ya.example"
    # ß is a letter of its own: strasse.de may be somebody else's.
    Mailer.from_url(post[0], FROM).send("vera@straße.de", "s", "t")
    assert post[1].messages[2]["To"] == "vera@xn--strae-oqa.de"


def test_a_message_never_goes_to_another_person_than_chosen(site: Flask, file: Path, post: tuple[str, Mailbox]) -> None:
    store, gone = SqliteStore(file), "adler@example.org"
    person = contact("s", "school_social_worker", name="Adele Adler", email=gone, last_confirmed="2026")
    store.apply(added(person))
    visitor = Person(site, "coordinator@example.org")
    page = visitor.get("/write?organisation=s")
    (code,) = re.findall(r'<option value="([^"]+)">[^<]*Adele Adler</option>', page)
    assert person.key not in page  # else an address could be guessed at
    form = {**visitor.form("/write?organisation=s"), **MESSAGE, "to": code}
    erase(store, Accounts(store), gone, author="persons")
    store.close()
    answer = visitor.client.post("/write?organisation=s", data=form)

    assert answer.status_code == 400
    said = answer.get_data(as_text=True)
    assert 'id="to-error"' in said
    assert "über Straße?" in said
    assert post[1].messages == []
    again = fields_of(said)
    assert again["to"] == ""  # nobody is chosen in their place
    (other,) = re.findall(r'<option value="([^"]+)">[^<]*Änne Müller</option>', said)
    assert visitor.client.post("/write?organisation=s", data={**again, "to": other}).status_code == 302
    assert [message["To"] for message in post[1].messages] == [SECRET]


def test_those_who_look_alike_to_a_visitor_are_counted(site: Flask) -> None:
    directory: Directory = site.extensions["directory"]
    for name in ("Änne Eins", "Berta Zwei"):
        directory.apply(added(contact("t", "contact_person", name=name, email=f"{name[0]}@example.org")))
    page = Person(site).get("/write?organisation=t")
    assert re.findall(r'<option value="[^"]+"[^>]*>([^<]+)', page) == ["Contact person (1)", "Contact person (2)"]
    assert "Änne" not in page


def test_who_has_no_mail_address_and_a_site_without_mail_offer_no_form(site: Flask, file: Path) -> None:
    assert Person(site).status("/write?organisation=t") == 404
    assert "/write?" not in Person(site).get("/organisations/t")
    store = SqliteStore(file)
    plain = create_app(Directory(store), Settings(store=""))
    assert Person(plain).status("/write?organisation=s") == 404
    assert "/write?" not in Person(plain).get("/organisations/s")
    store.close()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"mail": "nobody"}, "mail"),
        ({"mail": " "}, "mail"),
        ({"name": " "}, "name"),
        ({"text": "x" * 5001}, "text"),
        ({"subject": "Frage\r\nBcc: all@example.org"}, "subject"),
    ],
)
def test_what_is_wrong_with_a_message_stands_beside_its_field(
    site: Flask, post: tuple[str, Mailbox], values: dict[str, str], field: str
) -> None:
    answer = Person(site).send("/write?organisation=s", **{**MESSAGE, **values})

    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert f'id="{field}-error"' in page
    assert re.search(rf'role="alert".*href="#{field}"', page, re.DOTALL)
    assert post[1].messages == []


def test_a_flood_and_programs_are_stopped(site: Flask, post: tuple[str, Mailbox]) -> None:
    visitor = Person(site)
    assert visitor.send("/write?organisation=s", **MESSAGE, homepage="https://spam.example").status_code == 400
    statuses = [visitor.send("/write?organisation=s", **MESSAGE).status_code for _ in range(8)]

    assert 429 in statuses
    assert len(post[1].messages) == statuses.count(302) < 8


def test_a_server_that_refuses_or_is_gone_is_said_without_an_address(post: tuple[str, Mailbox]) -> None:
    with pytest.raises(MailError, match="not accepted") as refused:
        Mailer.from_url(post[0], FROM).send("x@refused.example", "s", "t")
    assert "refused.example" not in str(refused.value)
    with pytest.raises(MailError, match="does not answer"):
        Mailer.from_url(f"smtp://127.0.0.1:{free_port()}", FROM).send("x@example.org", "s", "t")
    with pytest.raises(InvalidInputError):
        Mailer.from_url(post[0], FROM).send("x@example.org\nBcc: y@example.org", "s", "t")


@pytest.mark.parametrize("url", ["smtp://", "http://host", "smtp://host:99999999", "nonsense"])
def test_a_wrong_server_stops_the_start(url: str) -> None:
    with pytest.raises(InvalidInputError, match="GRAPHDIR_SMTP"):
        Settings.from_env({"GRAPHDIR_SMTP": url, "GRAPHDIR_MAIL_FROM": FROM})


def remind(file: Path, server: str, *more: str) -> Result:
    env = {"GRAPHDIR_LANGUAGE": "en", "GRAPHDIR_STORE": f"sqlite:///{file}", "GRAPHDIR_SITE": "https://netz.example"}
    env |= {"GRAPHDIR_SMTP": server, "GRAPHDIR_MAIL_FROM": FROM}
    return CliRunner().invoke(main, ["remind", *more], env=env)


def test_members_are_asked_once_and_one_click_confirms(site: Flask, file: Path, post: tuple[str, Mailbox]) -> None:
    dry = remind(file, post[0], "--dry-run", "--json")
    assert json.loads(dry.output) == {
        "sent": False,
        "reminders": [{"mail": "member@example.org", "organisations": ["s"]}],
        "failed": {},
        "without_member": ["s2", "t"],
    }
    assert post[1].messages == []
    assert remind(file, post[0]).exit_code == 0
    assert "0 reminders sent" in remind(file, post[0]).output  # nobody is asked twice in a row

    (message,) = post[1].messages
    assert message["To"] == "member@example.org"
    path = re.findall(r"https://netz\.example(/still-right/\S+)", message.get_content())[0]
    anybody = Person(site)  # the link alone says who it is
    assert "Grundschule Goldbeck" in anybody.get(path)
    assert SECRET not in anybody.get(path)
    assert anybody.post(path, answer="right", state="what stood there before").status_code == 409
    assert anybody.send(path, answer="right").location == "/organisations/s"
    directory: Directory = site.extensions["directory"]
    assert directory.organisation("s").last_confirmed == Directory.today()
    assert directory.store.batches(1)[0].author.startswith("member:")


def test_what_does_not_exist_any_more_is_proposed_to_coordinators(
    site: Flask, file: Path, post: tuple[str, Mailbox]
) -> None:
    remind(file, post[0])
    path = re.findall(r"https://netz\.example(/still-right/\S+)", post[1].messages[0].get_content())[0]
    assert Person(site).post(path, answer="gone").location.startswith("/proposals/sent/")

    directory: Directory = site.extensions["directory"]
    (proposal,) = Proposals(cast("DeskStore", directory.store)).all()
    assert proposal.draft.changed == ["valid_to"]
    # Its outcome is told by mail.
    coordinator = Person(site, "coordinator@example.org")
    assert coordinator.post(f"/proposals/{proposal.id}", action="accept").status_code == 302
    assert post[1].messages[-1]["To"] == "member@example.org"
    assert f"/proposals/sent/{proposal.id}" in post[1].messages[-1].get_content()


def test_a_link_ends_with_its_account(site: Flask, file: Path, post: tuple[str, Mailbox]) -> None:
    remind(file, post[0])
    path = re.findall(r"https://netz\.example(/still-right/\S+)", post[1].messages[0].get_content())[0]
    accounts: Accounts = site.extensions["accounts"]
    accounts.set_disabled("member@example.org", disabled=True)

    assert Person(site).status(path) == 410
    assert Person(site).status("/still-right/forged") == 410


def test_a_mailbox_that_refuses_keeps_nobody_else_from_being_asked(file: Path, post: tuple[str, Mailbox]) -> None:
    accounts = Accounts(SqliteStore(file))
    with_account(accounts, "a@refused.example", Role.MEMBER, "s2")
    result = remind(file, post[0])

    assert result.exit_code == 1
    assert "a@refused.example" in result.output
    assert "1 reminder sent" in result.output
    assert [message["To"] for message in post[1].messages] == ["member@example.org"]
    # The next time only who was not reached is tried.
    again = json.loads(remind(file, post[0], "--json").output)
    assert list(again["failed"]) == ["a@refused.example"]
    assert [one["mail"] for one in again["reminders"]] == ["a@refused.example"]


def test_without_a_mail_server_reminders_say_what_is_missing(file: Path) -> None:
    result = remind(file, "")

    assert result.exit_code == 2
    assert "GRAPHDIR_SMTP" in result.output
    assert remind(file, "", "--dry-run").exit_code == 0
