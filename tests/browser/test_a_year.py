"""A year in the life of a directory, in a real Chromium with a real mail server: each by their own hand."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import sleep

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from graphdir.account import Role
from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings, seed_networks
from graphdir.checking import check
from graphdir.cli import main
from graphdir.directory import Directory
from graphdir.i18n import use_language
from graphdir.mail import Mailer
from graphdir.stores.sqlite import SqliteStore
from tests.browser.pages import looked_at
from tests.browser.sites import served
from tests.builders import added, contact
from tests.smtp import Mailbox, mail_server
from webapp import create_app

pytestmark = pytest.mark.browser
PASSWORD = "drei blaue Pferde"
SCHOOL = "ST-642"
CARRIER = "drk-kreisverband-ostliche-altmark-e-v"
PERSON = "Kunigunde Kanarienvogel"
FROM = "netzwerk@example.org"
Enter = Callable[..., Page]


@dataclass(frozen=True, slots=True)
class Office:
    """A running site with its store's file and what its mail server took."""

    address: str
    file: Path
    server: str
    mailbox: Mailbox


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Yield a site on the Stendal network with an administrator, a coordinator and a school's member."""
    file = tmp_path / "network.db"
    store = SqliteStore(file)
    directory = Directory(store)
    directory.apply(directory.plan_import([seed_networks()["stendal"]]).changes)
    store.apply(
        added(
            contact(SCHOOL, "head_of_school", name=PERSON, email="k@example.org", visibility="members",
                    last_confirmed=directory.today())
        )
    )  # fmt: skip
    accounts = Accounts(store)
    for role, organisations in ((Role.ADMINISTRATOR, ()), (Role.COORDINATOR, ()), (Role.MEMBER, (SCHOOL,))):
        token = accounts.invite(f"{role}@example.org", role=role, organisations=organisations)
        account = accounts.linked("invitation", token)
        assert account
        accounts.set_password(account, PASSWORD)
    with mail_server() as (server, mailbox):
        app = create_app(directory, Settings(store="", mailer=Mailer.from_url(server, FROM)))
        with served(app) as address:
            yield Office(address, file, server, mailbox)
    store.close()


@pytest.fixture
def enter(browser: Browser, office: Office) -> Iterator[Enter]:
    """Yield what opens a browser of one's own for somebody, signed in where a mail address is given."""
    contexts: list[BrowserContext] = []

    def entered(mail: str = "", width: int = 1280) -> Page:
        context = browser.new_context(locale="de-DE", viewport={"width": width, "height": 850})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{office.address}/sign-in?next=/desk" if mail else office.address)
        if mail:
            page.get_by_label("E-Mail-Adresse").fill(mail)
            page.get_by_label("Passwort").fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="Anmelden").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Schreibtisch")
        return page

    yield entered
    for context in contexts:
        context.close()


def test_a_carrier_is_invited_and_mends_its_entry(office: Office, enter: Enter) -> None:
    coordinator = enter("coordinator@example.org")
    looked_at(coordinator).get_by_role("link", name="Mitglieder").click()
    form = looked_at(coordinator).locator("form", has=coordinator.get_by_role("heading", name="Jemanden einladen"))
    form.get_by_label("E-Mail-Adresse").fill("traeger@example.org")
    form.get_by_label("Organisationen, für die ein Mitglied spricht").fill("DRK Kreisverband Östliche Altmark e.V.")
    form.get_by_role("button", name="Einladung erstellen").click()
    link = looked_at(coordinator).get_by_label("Link für traeger@example.org").input_value()

    carrier = enter()
    carrier.goto(link)
    looked_at(carrier).get_by_label("Neues Passwort", exact=True).fill(PASSWORD)
    carrier.get_by_label("Noch einmal dasselbe").fill(PASSWORD)
    carrier.get_by_role("button", name="Passwort setzen und anmelden").click()
    carrier.goto(f"{office.address}/desk")
    looked_at(carrier).get_by_role("link", name="Eintrag ändern").click()
    looked_at(carrier).get_by_label("Telefon").fill("03931/646")
    carrier.get_by_role("button", name="Speichern").click()
    expect(looked_at(carrier).get_by_role("heading", level=1)).to_contain_text("DRK Kreisverband")
    expect(carrier.get_by_text("+49 3931 646")).to_be_visible()

    coordinator.goto(f"{office.address}/changes")
    looked_at(coordinator).get_by_role("link", name=re.compile("DRK Kreisverband")).first.click()
    expect(looked_at(coordinator).get_by_text("+49 3931 646")).to_be_visible()
    coordinator.get_by_role("button", name="Zurücknehmen").click()
    carrier.reload()
    expect(carrier.get_by_text("+49 3931 646")).to_have_count(0)


def test_a_visitor_proposes_and_hears_of_it(office: Office, enter: Enter) -> None:
    visitor = enter(width=390)
    visitor.goto(f"{office.address}/organisations/{SCHOOL}")
    looked_at(visitor).get_by_role("link", name="Korrektur vorschlagen").click()
    looked_at(visitor).get_by_label("Straße").fill("Pestalozzistraße 40")
    visitor.get_by_label("Bemerkung: Woher wissen Sie das?").fill("Steht am Haus </script>")
    visitor.get_by_label("Ihre E-Mail-Adresse").fill("besuch@example.org")
    visitor.get_by_role("button", name="Vorschlagen").click()
    expect(looked_at(visitor).get_by_text("Noch nicht entschieden.")).to_be_visible()

    coordinator = enter("coordinator@example.org")
    coordinator.get_by_role("link", name="1 Vorschlag zu entscheiden").click()
    looked_at(coordinator).get_by_role("link", name=re.compile("Am Eichenwald")).first.click()
    expect(looked_at(coordinator).get_by_text("Steht am Haus </script>")).to_be_visible()
    coordinator.get_by_role("button", name="Annehmen und übernehmen").click()
    looked_at(coordinator)

    visitor.reload()
    expect(looked_at(visitor).get_by_text("Angenommen am")).to_be_visible()
    visitor.goto(f"{office.address}/organisations/{SCHOOL}")
    expect(visitor.locator("address")).to_contain_text("Pestalozzistraße 40")
    (message,) = office.mailbox.messages
    assert message["To"] == "besuch@example.org"


def after_a_moment(route: Route) -> None:
    sleep(0.5)
    route.continue_()


def test_a_school_posts_a_need_and_it_becomes_a_project(office: Office, enter: Enter) -> None:
    member = enter("member@example.org")
    looked_at(member).get_by_role("link", name="Bedarf aushängen").click()
    looked_at(member).get_by_label("Titel").fill("Streitschlichtung in Klasse 4")
    member.get_by_role("group", name="Themen").get_by_text("keine gewählt").click()
    member.get_by_label("Gewaltprävention", exact=True).check()
    member.get_by_label("Beschreibung").fill("Zwei Vormittage im Frühjahr.")
    sent: list[str] = []
    member.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    # As people do where the answer takes a moment: the second click sends nothing.
    member.route("**/needs/new*", after_a_moment)
    member.get_by_role("button", name="Aushängen").evaluate("e => { e.click(); setTimeout(() => e.click(), 200); }")
    expect(member.get_by_text("Der Bedarf hängt aus")).to_be_visible()
    expect(looked_at(member).get_by_role("heading", level=1)).to_contain_text("Streitschlichtung")
    assert len(sent) == 1

    coordinator = enter("coordinator@example.org")
    coordinator.get_by_role("link", name="Streitschlichtung in Klasse 4").click()
    looked_at(coordinator)
    member.get_by_role("link", name="Wer passt").click()
    best = looked_at(member).locator(".matches > li").first.get_by_role("link").first.inner_text()
    member.go_back()
    member.get_by_role("link", name="Ein Projekt daraus machen").click()
    looked_at(member).get_by_label("Organisation, Zeile 2").fill(best)
    member.get_by_label("Rolle, Zeile 2").select_option("lead")
    member.get_by_label("Quelle").fill("Absprache vom November 2026")
    # Somebody else takes part, so that the office looks at it first.
    member.get_by_role("button", name="Vorschlagen").click()
    expect(looked_at(member).get_by_text("Noch nicht entschieden.")).to_be_visible()
    need = coordinator.url
    coordinator.goto(f"{office.address}/proposals")
    looked_at(coordinator).get_by_role("link", name="Streitschlichtung in Klasse 4").click()
    looked_at(coordinator).get_by_role("link", name="Im Formular öffnen").click()
    looked_at(coordinator).get_by_role("button", name="Speichern").click()
    expect(looked_at(coordinator).get_by_role("heading", level=1)).to_contain_text("Streitschlichtung")
    expect(coordinator.get_by_role("link", name=best).first).to_be_visible()
    assert [message["To"] for message in office.mailbox.messages] == ["member@example.org"]
    coordinator.goto(need)
    expect(coordinator.get_by_text("Partner gefunden")).to_be_visible()


def test_the_yearly_reminder_is_answered_by_one_click(office: Office, enter: Enter) -> None:
    env = {"GRAPHDIR_STORE": f"sqlite:///{office.file}", "GRAPHDIR_SITE": office.address, "GRAPHDIR_LANGUAGE": "de"}
    env |= {"GRAPHDIR_SMTP": office.server, "GRAPHDIR_MAIL_FROM": FROM}
    result = CliRunner().invoke(main, ["remind", "--json"], env=env)
    use_language("en")
    assert json.loads(result.output)["reminders"] == [{"mail": "member@example.org", "organisations": [SCHOOL]}]
    (message,) = office.mailbox.messages
    (link,) = re.findall(r"http://\S+/still-right/\S+", message.get_content())
    asked = enter(width=390)
    asked.goto(link)
    looked_at(asked).get_by_role("button", name="Alles stimmt noch").click()

    today = Directory.today()
    expect(looked_at(asked).get_by_role("status")).to_contain_text("bestätigt")
    store = SqliteStore(office.file)
    assert store.organisations([SCHOOL])[SCHOOL].last_confirmed in {today, _day_before(today)}
    store.close()


def test_a_contact_person_is_erased_on_request(office: Office, enter: Enter) -> None:
    member, administrator = enter("member@example.org"), enter("administrator@example.org")
    member.goto(f"{office.address}/organisations/{SCHOOL}")
    expect(looked_at(member).get_by_text(PERSON)).to_be_visible()
    looked_at(administrator).get_by_role("link", name="Personenbezogene Daten").click()
    looked_at(administrator).get_by_label("Name, E-Mail-Adresse oder Telefonnummer").fill(PERSON)
    administrator.get_by_role("button", name="Zeigen, was gespeichert ist").click()
    with administrator.expect_download() as along:
        looked_at(administrator).get_by_role("button", name="Auskunft herunterladen").click()
    assert PERSON in Path(along.value.path()).read_text("utf-8")
    administrator.get_by_role("button", name="Löschen …").click()
    administrator.get_by_role("button", name="Endgültig löschen").click()
    looked_at(administrator)

    member.reload()
    expect(member.get_by_text(PERSON)).to_have_count(0)
    store = SqliteStore(office.file)
    assert check(store).faults == []
    assert not any(PERSON in repr(store.changes_of(batch.id)) for batch in store.batches())
    store.close()


def _day_before(day: str) -> str:
    """Return the day before, for a test that runs over midnight."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
