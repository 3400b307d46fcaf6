"""Entries written in the browser: by whom, with which checks, and what becomes of proposals and needs."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from graphdir.account import Role
from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings
from graphdir.checking import check
from graphdir.directory import Directory
from graphdir.merging import merge
from graphdir.model import Organisation
from graphdir.needs import Needs, NeedState
from graphdir.proposals import Proposals, State
from graphdir.store import ChangeSet, GraphStore, Search
from graphdir.stores.sqlite import SqliteStore
from graphdir.taxonomy import Taxonomy
from tests.builders import added, carrier, changed, contact, part, project, school, tie
from tests.web.visitors import Person, fields_of, with_account
from webapp import create_app
from webapp.drafts import _headed

if TYPE_CHECKING:
    from graphdir.desk import DeskStore
    from graphdir.full_store import FullStore

SCHOOL = school("s", "Grundschule Goldbeck", town="Goldbeck", topics=("violence_prevention",), last_confirmed="2020")
SECRET = "vertraulich@example.org"
KEPT = contact("s", "head_of_school", email=SECRET, visibility="restricted")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    store = SqliteStore(tmp_path / "network.db")
    directory = Directory(store)
    directory.apply(
        added(
            SCHOOL,
            school("s2", "Grundschule Rochau", town="Rochau"),
            carrier("t", "Diakoniewerk", topics=("violence_prevention",)),
            carrier("u", "Diakoniewerk Nord"),
            project("p", topics=("violence_prevention",)),
            part("p", "t", "lead"),
            part("p", "s2", "site"),
            tie("s", "t"),
            KEPT,
        )
    )
    accounts = Accounts(store)
    with_account(accounts, "member@example.org", Role.MEMBER, "s", name="Mia Mitglied")
    with_account(accounts, "carrier@example.org", Role.MEMBER, "t", name="Theo Träger")
    with_account(accounts, "coordinator@example.org", Role.COORDINATOR, name="Karla Koordination")
    app = create_app(directory, Settings(store=""))
    app.testing = True
    yield app
    store.close()


@pytest.fixture
def store(site: Flask) -> GraphStore:
    return cast("GraphStore", site.extensions["directory"].store)


@pytest.fixture
def coordinator(site: Flask) -> Person:
    return Person(site, "coordinator@example.org")


@pytest.fixture
def member(site: Flask) -> Person:
    return Person(site, "member@example.org")


def stored(store: GraphStore, id_: str = "s") -> Organisation:
    return store.organisations([id_])[id_]


def proposals(store: GraphStore) -> Proposals:
    return Proposals(cast("DeskStore", store))


# --- writing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/edit/organisation?key=s", "/edit/project?key=p", f"/edit/contact?organisation=s&key={KEPT.key}"],
)
def test_a_form_sent_as_it_came_changes_nothing(coordinator: Person, store: GraphStore, path: str) -> None:
    answer = coordinator.send(path)

    assert answer.status_code == 302
    assert len(store.batches()) == 1
    assert "stood so already" in coordinator.get(answer.location)


def test_a_relation_sent_as_it_came_changes_nothing_from_either_end(coordinator: Person, store: GraphStore) -> None:
    for end in ("s", "t"):
        assert coordinator.send(f"/edit/relation?organisation={end}&key={tie('s', 't').key}").status_code == 302
    assert len(store.batches()) == 1


def test_a_coordinator_writes_at_once_and_history_names_her_to_coordinators_only(
    site: Flask, coordinator: Person, store: GraphStore
) -> None:
    answer = coordinator.send("/edit/organisation?key=s", phone="039388 28010", valid_to="31.07.2027")

    assert answer.location == "/organisations/s"
    assert (stored(store).phone, stored(store).valid_to) == ("+49 39388 28010", "2027-07-31")
    assert "Karla Koordination (network office)" in coordinator.get("/organisations/s")
    visitor = Person(site).get("/organisations/s")
    assert "network office" in visitor
    assert "Karla" not in visitor
    assert "coordinator@" not in visitor + coordinator.get("/changes/2")


def test_the_file_that_an_entry_came_from_is_named_to_coordinators_only(
    site: Flask, coordinator: Person, store: GraphStore, tmp_path: Path
) -> None:
    file = tmp_path / "Meldung Erika Beispiel organisations.csv"
    file.write_text("id;name;kind\nf;Freie Schule;school\n", "utf-8")
    directory = Directory(cast("FullStore", store))
    directory.apply(directory.plan_import([file]).changes)

    assert f"{file.name}, row 2" in coordinator.get("/organisations/f")
    assert "Erika" not in Person(site).get("/organisations/f")


def test_all_that_is_wrong_is_told_at_once(coordinator: Person) -> None:
    wrong = {"postcode": "ABC", "phone": "abc", "email": "foo@", "last_confirmed": "2090", "valid_from": "bald"}
    of_new = {"name": "Lesezirkel", "kind": "association"}
    for address, right in (("/edit/organisation?key=s", {}), ("/edit/organisation", of_new)):
        page = coordinator.send(address, **wrong, **right).get_data(as_text=True)
        assert wrong.keys() <= set(re.findall(r'id="(\w+)-error"', page))


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(coordinator: Person, store: GraphStore) -> None:
    answer = coordinator.send("/edit/organisation?key=s", email="nobody", name="", street="Schulstraße 1")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 400
    assert re.search(r'id="email"[^>]*aria-describedby="email-error"[^>]*aria-invalid="true"', page)
    assert "is no e-mail address" in re.findall(r'id="email-error">([^<]*)', page)[0].lower()
    assert 'href="#name"' in page
    assert 'value="Schulstraße 1"' in page
    assert stored(store) == SCHOOL


def test_of_two_who_edit_at_once_the_second_sees_the_difference_and_loses_nothing(
    coordinator: Person, store: GraphStore
) -> None:
    form = coordinator.form("/edit/organisation?key=s")
    store.apply(changed(SCHOOL, replace(SCHOOL, street="Am Markt 1", town="Rochau")))
    values = {**form, "street": "Schulstraße 2", "phone": "039388 2801"}
    answer = coordinator.client.post("/edit/organisation?key=s", data=values)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 409
    assert "<q>Am Markt 1</q>" in page
    assert 'value="Schulstraße 2"' in page
    assert 'value="039388 2801"' in page
    assert 'value="Rochau"' in page  # what only the other changed is taken over
    again = coordinator.client.post("/edit/organisation?key=s", data=fields_of(page))
    assert again.status_code == 302
    after = stored(store)
    assert (after.street, after.phone, after.town) == ("Schulstraße 2", "+49 39388 2801", "Rochau")


def test_dates_stand_in_a_form_as_people_write_them(coordinator: Person, store: GraphStore) -> None:
    founded, until = replace(SCHOOL, valid_from="2001-08-01", valid_to="2030-07"), "2030-07"
    store.apply(changed(SCHOOL, founded))
    coordinator.client.set_cookie("language", "de")
    form = fields_of(coordinator.get("/edit/organisation?key=s"))
    assert (form["valid_from"], form["valid_to"], form["last_confirmed"]) == ("01.08.2001", "07.2030", "2020")

    answer = coordinator.client.post("/edit/organisation?key=s", data={**form, "street": "Am Markt 1"})
    assert answer.status_code == 302
    assert stored(store) == replace(founded, street="Am Markt 1")

    form = fields_of(coordinator.get("/edit/organisation?key=s"))
    coordinator.client.post("/edit/organisation?key=s", data={**form, "valid_from": "15.08.2001"})
    assert (stored(store).valid_from, stored(store).valid_to) == ("2001-08-15", until)


def test_a_name_that_changes_stays_as_a_further_one(coordinator: Person, store: GraphStore) -> None:
    form = fields_of(coordinator.get("/edit/organisation?key=s"))
    assert form["name_stays"] == "1"

    answer = coordinator.client.post("/edit/organisation?key=s", data={**form, "name": "Grundschule am Park"})
    assert answer.status_code == 302
    assert (stored(store).name, stored(store).aliases) == ("Grundschule am Park", ("Grundschule Goldbeck",))
    assert [o.id for o in store.search(Search(text="Grundschule Goldbeck")).organisations][:1] == ["s"]

    form = fields_of(coordinator.get("/edit/organisation?key=s"))
    coordinator.client.post("/edit/organisation?key=s", data={**form, "name": "Grundschule „Am Park“"})
    assert stored(store).aliases == ("Grundschule Goldbeck",)  # the same name, written otherwise

    del form["name_stays"]
    form["seen"] = fields_of(coordinator.get("/edit/organisation?key=s"))["seen"]
    coordinator.client.post("/edit/organisation?key=s", data={**form, "name": "Parkschule"})
    assert (stored(store).name, stored(store).aliases) == ("Parkschule", ("Grundschule Goldbeck",))


def test_a_name_that_is_given_up_in_a_refused_form_leaves_no_further_one(
    coordinator: Person, store: GraphStore
) -> None:
    address = "/edit/organisation?key=s"

    def sent_on(page: str, **values: str) -> TestResponse:
        return coordinator.client.post(address, data={**fields_of(page), **values})

    empty = sent_on(coordinator.get(address), name="")
    assert (empty.status_code, fields_of(empty.get_data(as_text=True))["aliases"]) == (400, "")
    refused = sent_on(coordinator.get(address), name="Parkschule", valid_from="some day")
    page = refused.get_data(as_text=True)
    assert (refused.status_code, fields_of(page)["aliases"]) == (400, "Grundschule Goldbeck")

    assert sent_on(page, name="Grundschule Goldbeck", valid_from="", phone="03931 2801").status_code == 302
    assert (stored(store).name, stored(store).aliases) == ("Grundschule Goldbeck", ())


def test_no_name_stays_of_what_is_new_or_has_none(coordinator: Person) -> None:
    for address in ("/edit/organisation", "/edit/project?key=p", "/edit/relation?organisation=s"):
        assert "name_stays" not in coordinator.get(address)


def test_a_former_name_is_proposed_along_and_may_be_taken_out(site: Flask, store: GraphStore) -> None:
    visitor, coordinator = Person(site), Person(site, "coordinator@example.org")
    form = fields_of(visitor.get("/edit/organisation?key=s"))
    visitor.client.post("/edit/organisation?key=s", data={**form, "name": "Parkschule", "remark": "it says so"})

    (proposal,) = proposals(store).all()
    page = f"/edit/organisation?key=s&proposal={proposal.id}"
    form = fields_of(coordinator.get(page))
    assert (form["name"], form["aliases"]) == ("Parkschule", "Grundschule Goldbeck")
    assert "name_stays" not in form
    assert coordinator.client.post(page, data={**form, "aliases": ""}).status_code == 302
    assert (stored(store).name, stored(store).aliases) == ("Parkschule", ())


def test_a_new_organisation_is_held_against_those_that_are_there(coordinator: Person, store: GraphStore) -> None:
    values = {"name": "Goldbeck Grundschule", "kind": "school", "town": "Goldbeck", "source": "a call"}
    first = coordinator.send("/edit/organisation", **values)
    assert first.status_code == 409
    assert "/organisations/s" in first.get_data(as_text=True)
    assert store.figures().organisations == 4

    second = coordinator.send("/edit/organisation", **values, sure="1")
    assert second.status_code == 302
    assert stored(store, "goldbeck-grundschule-goldbeck").kind == "school"


def test_a_relation_is_written_in_the_direction_that_was_chosen(coordinator: Person, store: GraphStore) -> None:
    answer = coordinator.send(
        "/edit/relation?organisation=s", relation_kind="carrier_of-in", other="Diakoniewerk Nord", source="a call"
    )
    assert answer.status_code == 302
    (relation,) = [link.relation for link in store.links_of(["u"])["u"]]
    assert (relation.from_id, relation.to_id, relation.kind) == ("u", "s", "carrier_of")

    unsure = coordinator.send("/edit/relation?organisation=s", relation_kind="cooperation", other="Grund", source="x")
    page = unsure.get_data(as_text=True)
    assert unsure.status_code == 400
    assert 'name="other" value="s2"' in page
    again = coordinator.send(
        "/edit/relation?organisation=s",
        relation_kind="cooperation",
        other="s2",
        source="x",
        topics="violence_prevention",
    )
    assert again.status_code == 302
    assert store.links_of(["s2"])["s2"][0].relation.topics == ("violence_prevention",)


def test_a_project_is_written_with_who_takes_part(coordinator: Person, store: GraphStore) -> None:
    values = {"participant-2": "Grundschule Goldbeck (Goldbeck)", "role-2": "partner", "participant-0": ""}
    assert coordinator.send("/edit/project?key=p", **values).status_code == 302
    parts = [(p.participation.role, p.organisation.id) for p in store.participants_of(["p"])["p"]]
    assert parts == [("site", "s2"), ("partner", "s")]

    form = fields_of(coordinator.get("/edit/project?key=p"))
    longer = fields_of(
        coordinator.client.post("/edit/project?key=p", data={**form, "more": "1"}).get_data(as_text=True)
    )
    assert int(longer["rows"]) == int(form["rows"]) + 3

    nobody = coordinator.send("/edit/project?key=p", **{"participant-3": "Niemand", "title": "Anders"})
    page = nobody.get_data(as_text=True)
    assert nobody.status_code == 400
    assert "is nobody in the directory" in page.lower()
    assert 'value="Niemand"' in page
    more = coordinator.send("/edit/project?key=p", more="1", title="Anders")
    assert 'value="Anders"' in more.get_data(as_text=True)
    assert store.projects(["p"])["p"].title == "Projekt p"


def test_a_new_project_is_held_against_those_that_are_there(coordinator: Person, store: GraphStore) -> None:
    values = {"title": "Lesepaten  im Hort", "starts_on": "1.9.2026", "source": "a call"}
    assert coordinator.send("/edit/project", **values).status_code == 302
    again = coordinator.send("/edit/project", **{**values, "title": "Lesepaten im Hort", "starts_on": "2026"})
    page = again.get_data(as_text=True)
    assert again.status_code == 409
    assert "Is it one of these?" in page
    assert "Lesepaten im Hort</a>" in page
    assert coordinator.send("/edit/project", **{**values, "starts_on": "2027"}).status_code == 302
    assert coordinator.send("/edit/project", **values, sure="1").status_code == 302
    assert len([entry for entry in store.entries("project") if entry.key.startswith("lesepaten")]) == 3


def test_an_entry_is_erased_after_a_question_and_comes_back(coordinator: Person, store: GraphStore) -> None:
    page = coordinator.get("/edit/organisation/erase?key=s")
    assert "Relations: 1" in page
    assert "Contact points: 1" in page
    assert coordinator.send("/edit/organisation/erase?key=s").status_code == 302
    assert store.organisations(["s"]) == {}

    assert coordinator.post("/changes/2/take-back", on="/changes/2").status_code == 302
    assert stored(store) == SCHOOL
    assert store.contacts_of(["s"])["s"] == [KEPT]
    assert "taken back" in coordinator.get("/changes/2")
    assert check(cast("FullStore", store)).faults == []


def test_what_stands_in_the_way_of_taking_back_is_said(coordinator: Person, store: GraphStore) -> None:
    coordinator.send("/edit/organisation?key=s", phone="039388 2801")
    coordinator.send("/edit/organisation?key=s", phone="039388 2802")
    answer = coordinator.post("/changes/2/take-back", on="/changes/2")

    assert answer.status_code == 409
    assert "Change set 2 was not taken back" in answer.get_data(as_text=True)
    assert "3 “" in answer.get_data(as_text=True)
    assert stored(store).phone == "+49 39388 2802"


# --- who may ----------------------------------------------------------------------------------


def test_a_member_writes_the_own_entry_and_proposes_others(member: Person, store: GraphStore) -> None:
    assert member.send("/edit/organisation?key=s", phone="039388 2801").location == "/organisations/s"
    assert stored(store).phone == "+49 39388 2801"

    answer = member.send("/edit/organisation?key=s2", phone="039388 2802")
    assert answer.location.startswith("/proposals/sent/")
    assert stored(store, "s2").phone == ""
    (proposal,) = proposals(store).all()
    assert (proposal.name, proposal.draft.changed) == ("Grundschule Rochau", ["phone"])
    assert "Grundschule Rochau" in member.get("/desk")


@pytest.mark.parametrize("who", ["", "carrier@example.org"])
def test_a_contact_point_that_one_may_not_see_cannot_be_edited(site: Flask, who: str) -> None:
    person = Person(site, who)
    path = f"/edit/contact?organisation=s&key={KEPT.key}"

    answer = person.client.get(path)
    assert answer.status_code == 404
    assert SECRET not in answer.get_data(as_text=True)
    # Nor does a guess of what stands there tell anything.
    token = person.form("/edit/organisation?key=s2")["csrf_token"]
    sent = person.client.post(path, data={"csrf_token": token, "seen": json.dumps({"email": "x"}), "email": "y@z.de"})
    assert sent.status_code == 404
    assert SECRET not in sent.get_data(as_text=True)


@pytest.mark.parametrize("who", ["", "carrier@example.org"])
def test_nobody_learns_that_a_contact_point_is_recorded_that_they_may_not_see(
    site: Flask, store: GraphStore, who: str
) -> None:
    guess = {"role": KEPT.role, "email": SECRET, "source": "call"}
    told = [
        Person(site, who).send("/edit/contact?organisation=s", **{**guess, "email": mail})
        for mail in (SECRET, "anders@example.org")
    ]

    assert [answer.status_code for answer in told] == [302, 302]
    assert Person(site, "coordinator@example.org").send("/edit/contact?organisation=s", **guess).status_code == 400
    assert [*store.contacts_of(["s"])["s"]] == [KEPT]


def test_a_contact_point_is_changed_at_its_own_organisation_only(
    site: Flask, store: GraphStore, coordinator: Person
) -> None:
    shown = contact("s", "network_coordinator", phone="+49 3931 777002", visibility="members")
    store.apply(added(shown))
    old = f"/edit/contact?organisation=s&key={shown.key}"
    assert coordinator.send(old, phone="03931 777003").status_code == 302
    (moved,) = [one for one in store.contacts_of(["s"])["s"] if one.role == shown.role]
    theo = Person(site, "carrier@example.org")
    fields = {**theo.form(old), "visibility": "public"}

    for key in (shown.key, moved.key):
        elsewhere = f"/edit/contact?organisation=t&key={key}"
        assert theo.status(elsewhere) == 404
        assert theo.client.post(elsewhere, data=fields).status_code == 404
    # Whoever claims to have found it at their own only proposes where it is.
    forged = json.dumps({**json.loads(fields["seen"]), "organisation_id": "t"})
    theo.client.post(old, data={**fields, "seen": forged})
    assert moved in store.contacts_of(["s"])["s"]
    assert store.contacts_of(["t"])["t"] == []


def test_who_enters_a_person_anew_renews_the_contact_point_that_has_expired(member: Person, store: GraphStore) -> None:
    expired = replace(
        contact("s", "secretariat", email="buero@example.org"), name="Erika Beispiel", expires_on="2020-07-31"
    )
    store.apply(added(expired))
    path = "/edit/contact?organisation=s"
    assert "Erika Beispiel" not in member.get("/organisations/s")
    typed = {"role": expired.role, "name": expired.name, "email": expired.email, "visibility": "public"}
    typed |= {"expires_on": "2027-07-31"}

    assert member.send(path, **typed, source="call", last_confirmed="2026-11-28").status_code == 302
    (now,) = [one for one in store.contacts_of(["s"])["s"] if one.role == expired.role]
    assert (now.key, now.last_confirmed) == (expired.key, "2026-11-28")
    assert "Erika Beispiel" in member.get("/organisations/s")


def test_an_address_gives_no_orders_to_the_site(coordinator: Person) -> None:
    page = coordinator.get("/edit/organisation?key=s&_external=1&_scheme=javascript&_anchor=x")

    assert "javascript:" not in page
    assert 'href="/edit/organisation/erase?key=s"' in page


# --- proposals --------------------------------------------------------------------------------


def propose(person: Person, **values: str) -> str:
    answer = person.send("/edit/organisation?key=s", **values)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return urlsplit(answer.location).path


def test_a_visitor_proposes_a_coordinator_accepts_and_the_visitor_sees_it(
    site: Flask, coordinator: Person, store: GraphStore
) -> None:
    visitor = Person(site)
    outcome = propose(visitor, phone="039388 2807", remark="I work there", mail="v@example.org")
    (proposal,) = proposals(store).all()
    assert "Not decided yet" in visitor.get(outcome)
    page = coordinator.get(f"/proposals/{proposal.id}")
    assert "<ins>039388 2807</ins>" in page
    assert "v@example.org" in page
    assert "v@example.org" not in visitor.get(outcome)

    assert coordinator.post(f"/proposals/{proposal.id}", action="accept").status_code == 302
    assert stored(store).phone == "+49 39388 2807"
    assert "Accepted on" in visitor.get(outcome)
    # Twice is as once.
    assert coordinator.post(f"/proposals/{proposal.id}", on="/desk", action="accept").status_code == 409


def test_who_was_offered_for_a_name_is_chosen_by_the_button(member: Person) -> None:
    path = "/edit/relation?organisation=s"
    form = member.form(path) | {"relation_kind": "cooperation", "source": "call"}
    typed = member.client.post(path, data=form | {"other": "Diakon"}).get_data(as_text=True)
    assert 'name="other" value="t"' in typed
    # A browser sends the field first, then the button that was pressed.
    answer = member.client.post(path, data=form | {"other": ["Diakon", "u"]})
    assert "can mean several" not in answer.get_data(as_text=True)
    assert answer.status_code == 302, re.findall(r"field-error[^<]*<", answer.get_data(as_text=True))


def test_what_stood_in_a_contact_point_is_told_to_those_only_who_may_see_it(site: Flask, coordinator: Person) -> None:
    directory: Directory = site.extensions["directory"]
    shown = contact("s", "network_coordinator", phone="+49 3931 777002", visibility="members")
    directory.apply(added(shown))
    path = f"/edit/contact?organisation=s&key={shown.key}"
    carrier_member = Person(site, "carrier@example.org")
    answer = carrier_member.send(path, phone="03931 1", remark="x")
    assert answer.status_code == 302, re.findall(r"error[^<]*<", answer.get_data(as_text=True))
    sent = urlsplit(answer.location).path
    assert "777002" in carrier_member.get(sent)
    assert "777002" not in Person(site).get(sent)
    coordinator.send(path, visibility="restricted")
    assert "777002" not in carrier_member.get(sent)
    assert "777002" in coordinator.get(sent)
    # Once the entry is another, only coordinators are told what stood there.
    coordinator.send(path, phone="03931 9", visibility="public")
    assert "777002" not in carrier_member.get(sent)
    assert "777002" in coordinator.get(sent)


def test_what_is_proposed_for_a_contact_point_is_told_to_those_only_who_may_see_it(site: Flask) -> None:
    directory: Directory = site.extensions["directory"]
    shown = contact("s", "network_coordinator", phone="+49 3931 777002", visibility="members")
    directory.apply(added(shown))
    carrier_member, visitor = Person(site, "carrier@example.org"), Person(site)
    answer = carrier_member.send(f"/edit/contact?organisation=s&key={shown.key}", phone="03931 555444")
    sent = urlsplit(answer.location).path
    assert "555444" in carrier_member.get(sent)
    assert "555444" in Person(site, "member@example.org").get(sent)
    page = visitor.get(sent)
    assert "555444" not in page
    assert "shown only to those who may see this contact point" in page

    new = {"role": "network_coordinator", "phone": "03931 555445", "source": "call"}
    answer = visitor.send("/edit/contact?organisation=s", **new, visibility="public")
    assert "555445" in visitor.get(urlsplit(answer.location).path)


def test_a_form_that_outlived_its_session_gives_back_what_was_written(site: Flask, member: Person) -> None:
    path = "/edit/organisation?key=s"
    form = member.form(path) | {"description": "Streitschlichter in allen Pausen"}
    visitor = Person(site)
    answer = visitor.client.post(path, data=form, headers={"Referer": f"http://localhost{path}"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "The session has ended" in page
    assert "Streitschlichter in allen Pausen" in page
    assert "/sign-in?next=" in page
    # From the form to sign in nobody is led back to it.
    answer = visitor.client.post("/sign-in", data={"mail": "x"}, headers={"Referer": "http://localhost/sign-in"})
    assert answer.status_code == 400
    assert 'href="/sign-in?next=/"' in answer.get_data(as_text=True)


def test_a_contact_point_for_coordinators_is_said_to_be_theirs(member: Person) -> None:
    path = "/edit/contact?organisation=s"
    answer = member.send(path, role="network_coordinator", phone="03931 5", visibility="restricted", source="call")
    assert answer.status_code == 302, re.findall(r"error[^<]*<", answer.get_data(as_text=True))
    assert "Only coordinators see this contact point" in member.get(answer.location)


def test_a_proposal_is_refused_with_a_reason(site: Flask, coordinator: Person, store: GraphStore) -> None:
    visitor = Person(site)
    outcome = propose(visitor, phone="039388 2807")
    (proposal,) = proposals(store).all()
    path = f"/proposals/{proposal.id}"

    assert coordinator.post(path, action="refuse", reason=" ").status_code == 400
    assert coordinator.post(path, action="refuse", reason="The number is of the caretaker").status_code == 302
    assert "The number is of the caretaker" in visitor.get(outcome)
    assert stored(store) == SCHOOL


def test_a_proposal_that_others_have_overtaken_is_shown_with_both_and_mended_in_the_form(
    site: Flask, coordinator: Person, store: GraphStore
) -> None:
    propose(Person(site), phone="039388 2807")
    store.apply(changed(SCHOOL, replace(SCHOOL, phone="+49 39388 2808")))
    (proposal,) = proposals(store).all()

    assert coordinator.post(f"/proposals/{proposal.id}", action="accept").status_code == 409
    assert proposals(store).proposal(proposal.id).state is State.OPEN
    page = coordinator.get(f"/proposals/{proposal.id}")
    assert "+49 39388 2808" in page
    form_url = f"/edit/organisation?proposal={proposal.id}&key=s"
    values = coordinator.form(form_url)
    assert values["phone"] == "039388 2807"
    first = coordinator.client.post(form_url, data=values)
    assert first.status_code == 409
    again = coordinator.client.post(form_url, data=fields_of(first.get_data(as_text=True)))
    assert again.status_code == 302
    assert stored(store).phone == "+49 39388 2807"
    assert proposals(store).proposal(proposal.id).state is State.ACCEPTED


def test_an_empty_proposal_and_a_flood_are_refused(site: Flask, store: GraphStore) -> None:
    visitor = Person(site)
    assert visitor.send("/edit/organisation?key=s").status_code == 400
    assert visitor.send("/edit/organisation?key=s", phone="1", homepage="https://spam.example").status_code == 400
    assert visitor.send("/edit/organisation?key=s", phone="1", mail="nobody").status_code == 400
    assert proposals(store).all() == []
    statuses = [visitor.send("/edit/organisation?key=s", phone=f"039388 {n}1").status_code for n in range(1, 9)]
    assert 429 in statuses
    assert len(proposals(store).all()) == statuses.count(302) < 8


def test_a_hostile_proposal_is_shown_as_text(site: Flask, coordinator: Person, store: GraphStore) -> None:
    hostile = "</script><script>alert(1)</script>"
    propose(Person(site), name=hostile, remark=hostile)
    (proposal,) = proposals(store).all()

    for path in ("/proposals", f"/proposals/{proposal.id}", f"/edit/organisation?proposal={proposal.id}&key=s"):
        assert "<script>alert" not in coordinator.get(path)


# --- needs ------------------------------------------------------------------------------------


def test_a_school_posts_a_need_a_carrier_sees_that_it_suits_and_it_becomes_a_project(
    site: Flask, member: Person, coordinator: Person, store: GraphStore
) -> None:
    values = {"title": "Streit auf dem Schulhof", "topics": "violence_prevention", "description": "Klasse 3 und 4"}
    answer = member.send("/needs/new?organisation=s", **values)
    assert answer.status_code == 302
    (need,) = Needs(cast("DeskStore", store)).all()
    assert (need.organisation, need.topics, need.text) == ("s", ("violence_prevention",), "Klasse 3 und 4")
    theo = Person(site, "carrier@example.org")
    assert "suits Diakoniewerk" in theo.get("/needs")
    assert "would suit" in theo.get(f"/needs/{need.id}")
    assert "No contact of Grundschule Goldbeck is recorded that you may see" in theo.get(f"/needs/{need.id}")
    assert SECRET not in theo.get(f"/needs/{need.id}")
    assert theo.status(f"/needs/{need.id}/change") == 403
    assert Person(site).status("/needs") == 302
    # Beside a carrier's own search stands what it would suit, for whoever is signed in.
    assert "suits Diakoniewerk" in theo.get("/partners?for=t")
    assert "Streit auf dem Schulhof" in theo.get("/partners?for=t")
    visited = Person(site).get("/partners?for=t")
    assert "Streit auf dem Schulhof" not in visited
    assert "Needs that are posted are seen by whoever is signed in" in visited
    assert "Streit auf dem Schulhof" not in theo.get("/partners?for=s")
    assert member.send(f"/needs/{need.id}/change", title="Streit in der Pause").status_code == 302

    path = f"/edit/project?organisation=s&need={need.id}"
    form = coordinator.form(path)
    assert (form["title"], form["participant-0"]) == ("Streit in der Pause", "Grundschule Goldbeck (Goldbeck)")
    sent = coordinator.client.post(
        path,
        data={**form, "participant-1": "Diakoniewerk", "participant-1_id": "t", "role-1": "lead", "source": "a call"},
    )
    assert sent.status_code == 302
    kept = Needs(cast("DeskStore", store)).need(need.id)
    assert kept.state is NeedState.FOUND
    parts = store.participants_of([kept.project])[kept.project]
    assert [(p.participation.role, p.organisation.id) for p in parts] == [("lead", "t"), ("site", "s")]
    assert "Streit in der Pause" not in theo.get("/needs")


def test_a_need_ends_with_the_project_of_its_shortlist_which_may_go_again(
    member: Person, coordinator: Person, store: GraphStore
) -> None:
    member.send("/needs/new?organisation=s", title="Streit auf dem Schulhof")
    needs = Needs(cast("DeskStore", store))
    (need,) = needs.all()
    page = member.get(f"/needs/{need.id}")
    assert "Nobody can answer yet" in page
    (asked,) = re.findall(r'href="(/partners\?[^"]+)"', page)
    (path,) = re.findall(r'href="(/edit/project\?[^"]+)"', coordinator.get(f"{unescape(asked)}&keep=t&view=shortlist"))
    form = coordinator.form(unescape(path))
    assert [form[f"participant-{number}_id"] for number in range(2)] == ["s", "t"]
    assert coordinator.client.post(unescape(path), data={**form, "source": "a call"}).status_code == 302
    project = needs.need(need.id).project
    assert project
    assert f"/projects/{project}" in member.get(f"/needs/{need.id}")
    coordinator.post(f"/edit/project/erase?key={project}", on=f"/edit/project/erase?key={project}")
    page = member.get(f"/needs/{need.id}")
    assert (f"/projects/{project}" in page, "not in the directory any more" in page) == (False, True)


def test_a_need_whose_partners_are_found_may_still_become_a_project(member: Person, store: GraphStore) -> None:
    member.send("/needs/new?organisation=s", title="Streit auf dem Schulhof")
    needs = Needs(cast("DeskStore", store))
    (need,) = needs.all()
    path = f"/edit/project?organisation=s&amp;need={need.id}"
    closed = member.post(f"/needs/{need.id}/close", on=f"/needs/{need.id}", state="found")
    assert closed.location.endswith(f"/needs/{need.id}")
    assert path in member.get(closed.location)
    needs.became(need.id, "p", "2026-11-28")
    assert (needs.need(need.id).project, path in member.get(f"/needs/{need.id}")) == ("p", False)


def test_a_participant_whom_nobody_knows_is_told_of_in_its_own_row(coordinator: Person) -> None:
    form = coordinator.form("/edit/project?organisation=s")
    sent = coordinator.client.post(
        "/edit/project?organisation=s",
        data={**form, "title": "Chor", "kind": "competition", "source": "a call", "participant-1": "Polizei Nirgends"},
    )
    page = sent.get_data(as_text=True)

    assert sent.status_code == 400
    assert 'id="participant-1-error"' in page
    assert 'id="participant-0-error"' not in page


def test_a_need_says_what_is_wrong_and_keeps_what_was_typed(member: Person, store: GraphStore) -> None:
    values = {"title": "", "description": "Klasse 3", "starts_on": "Herbst", "expires_on": "1.1.2000"}
    answer = member.send("/needs/new?organisation=s", **values)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 400
    assert "Klasse 3" in page
    assert 'href="#title"' in page
    assert 'href="#starts_on"' in page
    late = member.send("/needs/new?organisation=s", title="x", expires_on="1.1.2000")
    assert late.status_code == 400
    assert "between today and" in late.get_data(as_text=True)
    assert 'href="#expires_on">The last day of the search: “1.1.2000”' in late.get_data(as_text=True)
    assert Needs(cast("DeskStore", store)).all() == []
    assert member.status("/needs/new?organisation=s2") == 403


IDEA = (
    "Viele Kinder der Klassen 3 und 4 streiten in den Pausen, schubsen einander und kommen danach nicht zur Ruhe. "
    "Wir suchen jemanden, der mit ihnen Streitschlichtung übt und auch die Eltern mitnimmt, am besten ein halbes Jahr."
)


def test_an_idea_becomes_a_need_with_a_short_line_its_whole_text_and_the_topics_that_are_meant(
    member: Person, store: GraphStore
) -> None:
    asked = member.get(f"/partners?for=s&text={quote(IDEA)}&without=parent_work")
    named = re.findall(r'name="drop" value="topic:([^"]+)"', asked)
    form = member.form(f"/needs/new?organisation=s&for=s&text={quote(IDEA)}&without=parent_work")
    assert member.post("/needs/new?organisation=s", on="/needs/new?organisation=s", **form).status_code == 302
    (need,) = Needs(cast("DeskStore", store)).all()

    assert (
        need.title
        == "Viele Kinder der Klassen 3 und 4 streiten in den Pausen, schubsen einander und kommen danach nicht…"
    )
    assert need.text == IDEA
    assert named
    assert "parent_work" not in need.topics
    assert set(need.topics) == set(named)
    question = need.as_question(Taxonomy.shipped())
    assert (question.text, question.without_topics) == (IDEA, ("parent_work",))
    (again,) = re.findall(r'href="(/partners\?[^"]+)"', member.get(f"/needs/{need.id}"))[:1]
    assert re.findall(r'name="drop" value="topic:([^"]+)"', member.get(unescape(again))) == list(need.topics)


def test_a_project_is_made_of_a_shortlist_with_those_who_were_kept(member: Person) -> None:
    asked = f"for=s&text={quote(IDEA)}&starts_on=2027-02&keep=t&keep=s2&keep=nobody"
    (path,) = re.findall(r'href="(/edit/project\?[^"]+)"', member.get(f"/partners?{asked}&view=shortlist"))
    fields = member.form(unescape(path))

    assert (fields["description"], fields["starts_on"]) == (IDEA, "2027-02")
    parts = [(fields[f"role-{number}"], fields[f"participant-{number}_id"]) for number in range(3)]
    assert (parts[0], sorted(parts[1:])) == (("site", "s"), [("partner", "t"), ("site", "s2")])
    assert "nobody" not in fields.values()


def test_what_is_sent_once_more_is_there_once(member: Person, store: GraphStore) -> None:
    for _time in range(2):
        answer = member.send("/needs/new?organisation=s", title="Mobbing in Klasse 6")
        assert answer.status_code == 302, answer.get_data(as_text=True)
        assert "Mobbing in Klasse 6" in member.get(answer.location)
    (need,) = Needs(cast("DeskStore", store)).all()
    for _time in range(2):
        proposed = member.send("/edit/organisation?key=s2", phone="039388 2802")
        assert proposed.status_code == 302
    assert len(proposals(store).all()) == 1
    member.send("/edit/organisation?key=s2", phone="039388 2803")
    member.send("/needs/new?organisation=s", title="Mobbing in Klasse 7")
    assert len(proposals(store).all()) == 2
    titles = {one.title for one in Needs(cast("DeskStore", store)).all()}
    assert titles == {"Mobbing in Klasse 7", need.title}


def test_what_was_written_is_given_back_where_the_entry_is_gone(member: Person, store: GraphStore) -> None:
    path = "/edit/organisation?key=s"
    values = member.form(path)
    merge(cast("FullStore", store), "s2", "s")
    sent = {**values, "description": "Ganz neu geschrieben"}
    answer = member.client.post(path, data=sent, headers={"Referer": f"http://localhost{path}"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "Ganz neu geschrieben</textarea>" in page
    assert "/organisations/s2" in page


def test_what_one_writes_anew_word_by_word_is_given_back_too(member: Person, store: GraphStore) -> None:
    path = "/edit/organisation?key=s"
    values = member.form(path)
    merge(cast("FullStore", store), "s2", "s")
    sent = {**values, "website": "https://goldbeck.example/", "phone": "039388 2801", "email": "gs@goldbeck.example"}
    answer = member.client.post(path, data=sent, headers={"Referer": f"http://localhost{path}"})
    page = answer.get_data(as_text=True)

    for text in (sent["website"], sent["phone"], sent["email"]):
        assert f"{text}</textarea>" in page
    assert "Grundschule Goldbeck</textarea>" not in page  # it stood there before


def test_an_old_address_of_a_contact_point_leads_to_it(coordinator: Person, store: GraphStore) -> None:
    path = f"/edit/contact?organisation=s&key={KEPT.key}"
    visitors = Person(coordinator.client.application)
    mine, theirs = coordinator.form(path), coordinator.form(path)
    assert coordinator.client.post(path, data={**theirs, "phone": "039388 2809"}).status_code == 302
    answer = coordinator.client.post(path, data={**mine, "name": "Rolf Meyer"})
    (after,) = store.contacts_of(["s"])["s"]

    assert answer.status_code == 302
    assert (after.name, after.phone) == ("Rolf Meyer", "+49 39388 2809")
    assert coordinator.form(path)["name"] == "Rolf Meyer"
    assert visitors.status(path) == 404
    (latest, _phone, *_before) = cast("FullStore", store).batches()
    page = coordinator.get(f"/changes/{latest.id}")
    assert "Rolf Meyer" in page
    assert "1 entry" in page
    assert "erased" not in page
    assert coordinator.post(f"/changes/{_phone.id}/take-back", on="/changes").status_code == 409
    assert [*store.contacts_of(["s"])["s"]] == [after]


def test_a_form_that_is_too_large_is_told_as_such(member: Person) -> None:
    path = "/edit/organisation?key=s"
    sent = {**member.form(path), "description": "ö" * 600_000}
    answer = member.client.post(path, data=sent, headers={"Referer": f"http://localhost{path}"})

    assert answer.status_code == 413
    assert "larger than 1 MB" in answer.get_data(as_text=True)


def test_a_reason_is_given_back_where_somebody_else_was_faster(
    member: Person, coordinator: Person, store: GraphStore
) -> None:
    member.send("/edit/organisation?key=s2", phone="039388 2802")
    (proposal,) = proposals(store).all()
    page = f"/proposals/{proposal.id}"
    form = coordinator.form(page)
    assert coordinator.post(page, action="accept").status_code == 302
    late = {**form, "action": "refuse", "reason": "Die Nummer ist die alte"}
    answer = coordinator.client.post(page, data=late, headers={"Referer": f"http://localhost{page}"})
    told = answer.get_data(as_text=True)
    assert (answer.status_code, "Die Nummer ist die alte</textarea>" in told, f'href="{page}"' in told) == (
        409,
        True,
        True,
    )


def test_what_was_written_is_given_back_where_the_session_has_ended(member: Person) -> None:
    values = {**member.form("/needs/new?organisation=s"), "title": "Hilfe", "description": f"{IDEA} <b>"}
    member.client.delete_cookie("session")
    here, elsewhere = (
        member.client.post("/needs/new?organisation=s", data=values, headers={"Referer": came})
        for came in ("http://localhost/needs/new?organisation=s", "https://evil.example/needs/new")
    )
    page = here.get_data(as_text=True)

    assert (here.status_code, elsewhere.status_code) == (401, 401)
    assert f"{IDEA} &lt;b&gt;</textarea>" in page
    assert 'href="/sign-in?next=/needs/new?organisation%3Ds"' in page
    assert values["csrf_token"] not in page
    assert IDEA not in elsewhere.get_data(as_text=True)


def test_a_postcode_of_four_digits_is_asked_about(coordinator: Person, store: GraphStore) -> None:
    sent = {"postcode": "3957"}
    answer = coordinator.send("/edit/organisation?key=s", **sent)

    assert answer.status_code == 400
    assert "such as 03957" in answer.get_data(as_text=True)
    assert coordinator.send("/edit/organisation?key=s", **sent, country="AT").status_code == 302
    assert stored(store, "s").postcode == "3957"


def test_a_need_may_be_withdrawn_by_its_school_alone(site: Flask, member: Person, store: GraphStore) -> None:
    member.send("/needs/new?organisation=s", title="Hilfe")
    (need,) = Needs(cast("DeskStore", store)).all()
    theo = Person(site, "carrier@example.org")

    assert theo.post(f"/needs/{need.id}/close", on="/desk", state="found").status_code == 403
    assert member.post(f"/needs/{need.id}/close", on=f"/needs/{need.id}", state="withdrawn").status_code == 302
    assert "withdrawn" in member.get(f"/needs/{need.id}")


def test_two_windows_do_not_overwrite_each_other(member: Person, store: GraphStore) -> None:
    member.send("/needs/new?organisation=s", title="Hilfe")
    (need,) = Needs(cast("DeskStore", store)).all()
    path = f"/needs/{need.id}/change"
    first, second = member.form(path), member.form(path)
    assert member.client.post(path, data=first | {"title": "Hilfe beim Lesen"}).status_code == 302
    late = member.client.post(path, data=second | {"description": "Klasse 2"})
    page = late.get_data(as_text=True)

    assert late.status_code == 409
    assert "it now says “Hilfe beim Lesen”" in page
    assert "Klasse 2</textarea>" in page
    assert Needs(cast("DeskStore", store)).need(need.id).text == ""
    assert member.client.post(path, data=fields_of(page)).status_code == 302
    assert Needs(cast("DeskStore", store)).need(need.id).text == "Klasse 2"


def test_what_is_closed_is_changed_no_more_until_partners_are_looked_for_again(
    site: Flask, member: Person, store: GraphStore
) -> None:
    member.send("/needs/new?organisation=s", title="Hilfe")
    (need,) = Needs(cast("DeskStore", store)).all()
    page, theo = f"/needs/{need.id}", Person(site, "carrier@example.org")
    form = member.form(f"{page}/change")
    assert member.post(f"{page}/close", on=page, state="found").status_code == 302
    assert member.post(f"{page}/close", on="/desk", state="withdrawn").status_code == 409
    late = member.client.post(f"{page}/change", data=form | {"title": "Anders"})
    assert late.status_code == 409
    assert 'value="Anders"' in late.get_data(as_text=True)
    assert member.status(f"{page}/change") == 302
    assert "Earlier ones" in member.get("/needs")
    assert "Hilfe" in member.get("/needs")
    assert "Hilfe" not in theo.get("/needs")

    assert theo.post(f"{page}/reopen", on="/desk").status_code == 403
    assert member.post(f"{page}/reopen", on=page).status_code == 302
    assert member.post(f"{page}/reopen", on="/desk").status_code == 409
    again = Needs(cast("DeskStore", store)).need(need.id)
    assert (again.state, again.closed_on) == (NeedState.OPEN, "")
    assert "Hilfe" in theo.get("/needs")


# --- freshness --------------------------------------------------------------------------------


def test_what_is_old_is_listed_and_confirmed_with_one_click(
    coordinator: Person, member: Person, store: GraphStore
) -> None:
    store.apply(added(contact("s", "office", phone="+49 39388 28010", visibility="public")))
    page = coordinator.get("/freshness")
    assert page.index("Diakoniewerk") < page.index("Grundschule Goldbeck")  # never comes before 2020
    assert coordinator.post("/freshness/confirm", on="/freshness", organisation="t").status_code == 302
    today = Directory.today()
    assert stored(store, "t").last_confirmed == today

    assert member.post("/freshness/confirm", on="/desk", organisation="s2").status_code == 403
    assert member.post("/freshness/confirm", on="/desk", organisation="s", all="1", next="//evil.example").location == (
        "/organisations/s"
    )
    assert stored(store).last_confirmed == today
    assert store.links_of(["s"])["s"][0].relation.last_confirmed == today
    # What the member was not shown is not confirmed.
    assert {c.visibility: c.last_confirmed for c in store.contacts_of(["s"])["s"]} == {
        "restricted": "",
        "public": today,
    }
    assert coordinator.client.get("/freshness.xlsx").status_code == 200


def test_what_changed_since_it_was_shown_is_not_confirmed(
    coordinator: Person, member: Person, store: GraphStore
) -> None:
    seen = member.form("/desk")
    assert coordinator.send("/edit/organisation?key=s", phone="039388 1234").status_code == 302
    told = member.client.post("/freshness/confirm", data=seen, follow_redirects=True).get_data(as_text=True)

    assert "Nothing was confirmed" in told
    assert stored(store).last_confirmed != Directory.today()
    assert member.send("/desk", to="/freshness/confirm").status_code == 302
    assert stored(store).last_confirmed == Directory.today()


def test_all_changes_are_listed_page_by_page(coordinator: Person, store: GraphStore) -> None:
    now = stored(store)
    for number in range(120):
        now, before = replace(now, phone=f"+49 39388 {number:05}"), now
        store.apply(changed(before, now))
    total = len(store.batches(1000))
    first, second = coordinator.get("/changes"), coordinator.get("/changes?page=2")

    assert f"1 to 100 of {total}" in first
    assert f'href="/changes/{store.batches(1000)[-1].id}"' in second
    assert "the latest 100 changes" in coordinator.get("/organisations/s")
    assert coordinator.status("/changes?page=3") == 404


@pytest.mark.parametrize(("first", "then"), [("accept", "refuse"), ("refuse", "accept"), ("accept", "accept")])
def test_what_is_decided_is_not_decided_again_from_another_tab(
    site: Flask, coordinator: Person, store: GraphStore, first: str, then: str
) -> None:
    propose(Person(site), phone="039388 2807")
    (proposal,) = proposals(store).all()
    page = f"/proposals/{proposal.id}"
    older = coordinator.form(page)
    coordinator.client.post(page, data={**older, "action": first, "reason": "no"})
    decided, phone = proposals(store).proposal(proposal.id), stored(store, "s").phone
    again = coordinator.client.post(page, data={**older, "action": then, "reason": "no"})

    assert decided.state is (State.ACCEPTED if first == "accept" else State.REFUSED)
    assert again.status_code == 409
    assert (proposals(store).proposal(proposal.id), stored(store, "s").phone) == (decided, phone)


def test_an_ordinal_ends_no_sentence() -> None:
    idea = f"Die Kinder in meiner 3. Klasse streiten oft. {IDEA}"
    assert _headed(idea) == ("Die Kinder in meiner 3. Klasse streiten oft.", idea)


def test_what_stands_in_the_way_of_taking_back_is_led_to(coordinator: Person, store: GraphStore) -> None:
    for phone in ("039388 2807", "039388 2808"):
        assert coordinator.send("/edit/organisation?key=s", phone=phone).status_code == 302
    later, earlier = store.batches(2)
    answer = coordinator.post(f"/changes/{earlier.id}/take-back", on=f"/changes/{earlier.id}")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 409
    assert "Later changes stand in the way" in page
    assert f'href="/changes/{later.id}"' in page
    assert stored(store, "s").phone == "+49 39388 2808"


def test_a_new_relation_is_told_of_as_its_form_calls_it(coordinator: Person) -> None:
    path = "/edit/relation?organisation=s"
    assert re.search(r'for="source">[^<]*<span class="must">', coordinator.get(path))
    answer = coordinator.send(path, relation_kind="", other="", source="")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 400
    assert page.count('<a href="#other">Other organisation: ') == 1
    assert re.search(r'<a href="#relation_kind">Grundschule Goldbeck …: ', page)
    assert not re.search(r"<a href=\"#[^\"]*\">(From|To): ", page)


def test_an_address_that_moves_alone_is_pointed_out(coordinator: Person, store: GraphStore) -> None:
    placed = replace(SCHOOL, street="Am Markt 1", latitude=52.6, longitude=11.8, position_quality="exact")
    store.apply(changed(SCHOOL, placed))
    form = fields_of(coordinator.get("/edit/organisation?key=s"))
    sent = coordinator.client.post("/edit/organisation?key=s", data={**form, "street": "Ring 2"}, follow_redirects=True)
    assert "the place on the map is still that of the old one" in sent.get_data(as_text=True)

    form = fields_of(coordinator.get("/edit/organisation?key=s"))
    moved = {**form, "street": "Ring 3", "latitude": "52.7", "longitude": "11.9"}
    sent = coordinator.client.post("/edit/organisation?key=s", data=moved, follow_redirects=True)
    assert "the place on the map" not in sent.get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("postcode", "ABC", "Is no postcode"),
        ("phone", "keine Ahnung", "Is no telephone number"),
        ("phone", "12", "Is no telephone number"),
        ("website", "info@schule.de", "Is no web address"),
        ("name", "\u200b", "Is missing"),
        ("name", "A" * 301, "Is longer than 300 characters"),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_field(
    coordinator: Person, store: GraphStore, field: str, typed: str, said: str
) -> None:
    form = fields_of(coordinator.get("/edit/organisation?key=s"))
    answer = coordinator.client.post("/edit/organisation?key=s", data={**form, field: typed})
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert stored(store) == SCHOOL


def test_who_signed_in_proposes_as_often_as_it_takes_and_each_proposal_says_of_whom(
    member: Person, coordinator: Person
) -> None:
    for number in range(12):
        path = "/edit/relation?organisation=s"
        values = {"relation_kind": "cooperation", "other": "Diakoniewerk Nord", "source": f"call {number}"}
        assert member.send(path, **values, valid_from=f"{2001 + number}").status_code == 302
    assert "Grundschule Goldbeck — Diakoniewerk Nord" in coordinator.get("/proposals")


def test_a_proposal_is_opened_in_the_form_of_its_table_only(
    member: Person, coordinator: Person, store: GraphStore
) -> None:
    member.send("/edit/relation?organisation=s", relation_kind="cooperation", other="Diakoniewerk Nord", source="x")
    (proposal,) = proposals(store).all()

    assert coordinator.status(f"/edit/relation?organisation=s&proposal={proposal.id}") == 200
    for word in ("organisation", "project"):
        assert coordinator.status(f"/edit/{word}?proposal={proposal.id}") == 404


@pytest.mark.parametrize("seen", ["[" * 100_000, "1" * 5000, json.dumps({"name": "x" * 40_000})])
def test_what_no_form_sends_is_refused(site: Flask, store: GraphStore, seen: str) -> None:
    visitor = Person(site)
    assert visitor.post("/edit/organisation?key=s", seen=seen, name="x").status_code == 400
    assert proposals(store).all() == []


@pytest.mark.parametrize("name", [" ", "\u00a0", "\u200b"])
def test_a_blank_name_is_missing(site: Flask, name: str) -> None:
    visitor = Person(site)
    answer = visitor.send("/edit/organisation", name=name, kind="school", source="x")
    assert answer.status_code == 400
    assert "Is missing" in answer.get_data(as_text=True)


def test_who_has_another_role_now_still_sees_what_they_proposed(site: Flask, member: Person, store: GraphStore) -> None:
    member.send("/edit/organisation?key=s2", phone="039388 2802")
    site.extensions["accounts"].set_role("member@example.org", Role.COORDINATOR)
    (proposal,) = proposals(store).all()
    assert f"/proposals/sent/{proposal.id}" in member.get("/desk")


def test_what_was_decided_long_ago_leaves_the_desk_at_the_next_visit(site: Flask, store: GraphStore) -> None:
    visitor = Person(site)
    visitor.send("/edit/organisation?key=s", phone="039388 2802", mail="v@example.org")
    (proposal,) = proposals(store).all()
    proposals(store).refuse(proposal, "no", by="office")
    desk = cast("DeskStore", store)
    (paper,) = desk.papers("proposal")
    desk.replace_paper(paper, replace(paper, body={**paper.body, "decided_at": "2025-01-02T00:00:00+00:00"}))
    again = create_app(site.extensions["directory"], Settings(store=""))
    assert again.test_client().get("/").status_code == 200
    assert desk.papers("proposal") == []


def test_what_no_form_sends_is_answered_in_the_language_of_the_page(coordinator: Person) -> None:
    coordinator.client.set_cookie("language", "de")
    answer = coordinator.post("/edit/organisation?key=s", seen="[]")

    assert answer.status_code == 400
    assert "Es wurde nichts geändert" in answer.get_data(as_text=True)


def test_what_may_be_a_slip_is_told_when_it_is_saved(coordinator: Person, store: GraphStore) -> None:
    sent = coordinator.form("/edit/organisation?key=s") | {"postcode": "80331", "town": "Stendal"}
    told = coordinator.client.post("/edit/organisation?key=s", data=sent, follow_redirects=True).get_data(as_text=True)
    assert "Please look once more: Postcode. “80331”: Is no postcode of “Stendal”." in told
    assert stored(store).postcode == "80331"

    store.apply(added(tie("u", "t", "part_of")))
    path, values = "/edit/relation?organisation=t", {"relation_kind": "part_of", "other": "Diakoniewerk Nord"}
    sent = coordinator.form(path) | {**values, "source": "a call"}
    told = coordinator.client.post(path, data=sent, follow_redirects=True).get_data(as_text=True)
    assert "Leads in a circle" in told


def test_a_remark_alone_is_read_and_changes_nothing(site: Flask, coordinator: Person) -> None:
    visitor = site.test_client()
    visitor.set_cookie("language", "en")
    form = fields_of(visitor.get("/edit/organisation?key=s").get_data(as_text=True))
    visitor.post("/edit/organisation?key=s", data={**form, "remark": "Wir sind eine Gemeinschaftsschule"})
    (kept,) = proposals(cast("GraphStore", site.extensions["directory"].store)).all()

    assert "Remark was read" in coordinator.get(f"/proposals/{kept.id}")
    assert coordinator.post(f"/proposals/{kept.id}", action="accept").status_code == 302
    page = visitor.get(f"/proposals/sent/{kept.id}").get_data(as_text=True)
    assert "A remark changes nothing by itself" in page
    assert "It went into the directory then" not in page


def test_of_a_long_change_set_only_the_beginning_is_read(
    coordinator: Person, store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = store.apply(added(*(school(f"lang-{number}") for number in range(2_000))))
    assert batch
    read, sizes = store.changes_of, list[int]()

    def told(*asked: Any) -> ChangeSet:
        found = read(*asked)
        sizes.append(len(found.changes))
        return found

    monkeypatch.setattr(store, "changes_of", told)
    page = coordinator.get(f"/changes/{batch.id}")

    assert max(sizes) <= 1_000
    assert re.search(r"\b1\D?900 more entries are not shown here", page)
    assert re.search(r"\b2\D?000 entries", page)
    assert page.count("Grundschule lang-") >= 100
    assert coordinator.status("/changes/4711") == 404
