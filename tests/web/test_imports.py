"""Lists imported in the browser: looked at first, chosen from, applied, taken back."""

import gc
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from graphdir.account import Role
from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings
from graphdir.checking import check
from graphdir.directory import Directory
from graphdir.duplicates.decisions import Decisions, row_of
from graphdir.model import ContactPoint, Relation
from graphdir.pending import MOST_BYTES, PendingImports
from graphdir.store import Batch, Search
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, carrier, changed, school, tie
from tests.web.visitors import Person, fields_of, with_account
from webapp import create_app, imports, jobs

STORED = school("s", "Grundschule Goldbeck", town="Goldbeck")
LIST = "Kennung;Name;Art;Ort\ns;Grundschule Goldbeck;Schule;Goldbeck (Altmark)\nn;Verein <b>Nord</b>;Verein;Osterburg\n"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers come when the work is done, on a busy machine too; how long that takes is not what is tried."""
    for module in (imports, jobs):
        monkeypatch.setattr(module, "PATIENCE_SECONDS", 60.0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "network.db")
    opened.apply(added(STORED))
    for role in Role:
        with_account(Accounts(opened), f"{role}@example.org", role, "s")
    yield opened
    opened.close()


@pytest.fixture
def site(store: SqliteStore) -> Flask:
    app = create_app(Directory(store), Settings(store=""))
    app.testing = True
    return app


def uploaded(person: Person, content: str | bytes, name: str = "organisationen.csv") -> str:
    """Upload a list and return the address of its review."""
    answer = upload(person, content, name)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.location or ""


def upload(person: Person, content: str | bytes, name: str = "organisationen.csv") -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    return person.post("/import", files=(io.BytesIO(data), name))


def send(person: Person, address: str, **values: object) -> TestResponse:
    return person.post(address, on="/import", **values)


def reviewed(person: Person, address: str) -> str:
    """Return the page of an import."""
    return person.get(address)


def applied(person: Person, address: str, **values: object) -> str:
    """Apply an import and return where it leads."""
    answer = send(person, f"{address}/apply", revision=revision_of(reviewed(person, address)), **values)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.location or ""


def revision_of(page: str) -> str:
    (revision,) = re.findall(r'name="revision" value="(\d+)"', page)
    return str(revision)


def test_a_list_is_looked_at_applied_and_taken_back(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, LIST)
    page = reviewed(office, address)

    assert "<del>Goldbeck</del>" in page
    assert "<ins>Goldbeck (Altmark)</ins>" in page
    assert "Verein &lt;b&gt;Nord&lt;/b&gt;" in page
    assert "Import 2 changes" in page
    assert store.organisations(["n"]) == {}
    assert "organisationen.csv" in office.client.get("/import").get_data(as_text=True)

    done = applied(office, address)
    assert done.startswith("/changes/")
    assert store.organisations(["n"])["n"].name == "Verein <b>Nord</b>"
    assert PendingImports(store).all() == []
    assert store.papers("upload") == []
    (last, *_before) = store.batches()
    assert last.author.startswith("coordinator:")
    assert {change.row for change in store.changes_of(last.id).changes} == {2, 3}
    send(office, f"{done}/take-back")
    assert store.organisations(["s", "n"]) == {"s": STORED}


def test_a_long_import_ends_at_what_it_changed(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, LIST)
    revision = revision_of(reviewed(office, address))
    written, apply = Event(), Directory.apply

    def slowly(directory: Directory, *of: Any, **more: Any) -> Batch | None:
        assert written.wait(20)
        return apply(directory, *of, **more)

    monkeypatch.setattr(imports, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(Directory, "apply", slowly)
    waiting = send(office, f"{address}/apply", revision=revision)
    assert waiting.status_code == 200
    assert "<progress" in waiting.get_data(as_text=True)
    assert office.client.get(address).status_code == 200
    written.set()
    monkeypatch.setattr(imports, "PATIENCE_SECONDS", 60.0)
    assert (office.client.get(address).location or "").startswith("/changes/")


def test_what_went_wrong_in_an_import_is_tried_anew(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, LIST)
    revision = revision_of(reviewed(office, address))
    site.testing, site.config["PROPAGATE_EXCEPTIONS"] = False, False
    monkeypatch.setattr(Directory, "apply", None)
    assert send(office, f"{address}/apply", revision=revision).status_code == 500
    monkeypatch.undo()
    assert applied(office, address).startswith("/changes/")


def test_errors_keep_all_of_it_from_being_applied(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, LIST + "x;Ohne Art;;\n")
    page = reviewed(office, address)

    assert "One error keeps the list from being imported" in page
    assert "Import 2 changes" not in page
    revision = store.revision()
    assert send(office, f"{address}/apply", revision=str(revision)).status_code == 302
    assert store.revision() == revision


def test_single_changes_can_be_left_out(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, LIST)
    shown = ["organisation s", "organisation n"]
    send(office, f"{address}/keep", shown=shown, wanted=["organisation n"], page="1")
    page = reviewed(office, address)
    assert "Import one change" in page
    applied(office, address)

    assert store.organisations(["s"])["s"] == STORED
    assert "n" in store.organisations(["n"])


def test_what_is_not_ticked_when_it_is_applied_is_not_imported(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, LIST)
    applied(office, address, shown=["organisation s", "organisation n"], wanted=["organisation n"], page="1")

    assert store.organisations(["s"])["s"] == STORED
    assert "n" in store.organisations(["n"])


def test_what_is_chosen_on_the_page_counts_without_being_kept_first(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, LIST)
    told = {"source": "Schulamt", "as_of": "01.09.2026"}
    anew = send(office, f"{address}/apply", revision=revision_of(reviewed(office, address)), **told)

    assert (anew.status_code, anew.location) == (302, address)
    assert store.organisations(["n"]) == {}
    assert "Nothing was imported yet" in reviewed(office, address)
    assert applied(office, address, **told).startswith("/changes/")
    made = store.organisations(["n"])["n"]
    assert (made.source, made.last_confirmed) == ("Schulamt", "2026-09-01")


def test_a_day_that_is_none_imports_nothing(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, LIST)
    revision = revision_of(reviewed(office, address))
    answer = send(office, f"{address}/apply", revision=revision, source="Amt", as_of="neulich")

    assert "neulich" in answer.get_data(as_text=True)
    assert "“neulich”" in answer.get_data(as_text=True)
    assert store.organisations(["n"]) == {}


def test_a_corrected_beginning_is_one_change_that_can_be_left_out(site: Flask, store: SqliteStore) -> None:
    stood = tie("ib", "s", "trains", valid_from="2020")
    store.apply(added(carrier("ib", "IB"), stood, tie("ib", "s", "cooperation", valid_from="2019")))
    listed = "A;B;Art;Gültig von\nib;s;trains;2020-08-01\nib;s;cooperation;2019-09\n"
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, listed, "Beziehungen.csv")
    page = reviewed(office, address)

    assert "Import 2 changes" in page
    assert page.count('name="wanted"') == 2
    assert "<del>2020</del>" in page
    keys = [unescape(key) for key in re.findall(r'name="wanted" value="([^"]+)"', page)]
    left_out = f"relation {replace(stood, valid_from='2020-08-01').key}"
    send(office, f"{address}/keep", shown=keys, wanted=[key for key in keys if key != left_out], page="1")
    applied(office, address)

    found = (one for one in store.entries("relation") if isinstance(one, Relation))
    assert sorted((one.kind, one.valid_from) for one in found) == [("cooperation", "2019-09"), ("trains", "2020")]


def test_where_the_network_moved_on_it_is_said_before_anything_is_applied(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, LIST)
    before = revision_of(reviewed(office, address))
    store.apply(changed(STORED, school("s", "Grundschule Goldbeck", town="Goldbeck", phone="+49 39388 1")))
    answer = send(office, f"{address}/apply", revision=before)

    assert "The network has changed since this was shown" in answer.get_data(as_text=True)
    assert store.organisations(["n"]) == {}
    page = reviewed(office, address)
    assert "The network has changed since the upload" in page
    applied(office, address)
    assert store.organisations(["s"])["s"].phone == "+49 39388 1"
    assert store.organisations(["s"])["s"].town == "Goldbeck (Altmark)"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("brief.docx", b"PK", "is no CSV"),
        ("liste.xlsm", b"PK", "macros"),
        ("Anna/geheim.xlsx", b"kaputt", "“geheim.xlsx”"),
        ("organisationen.csv", b"", "nothing in"),
    ],
)
def test_what_is_no_list_is_a_sentence_and_is_not_kept(
    site: Flask, store: SqliteStore, name: str, content: bytes, told: str
) -> None:
    answer = upload(Person(site, "coordinator@example.org"), content, name)

    assert answer.status_code == 400
    assert told in answer.get_data(as_text=True)
    assert store.papers("upload") == []


MAPPING = """name = "Jahresliste"
[organisations.carrier]
name = "Anbieter"
kind = { value = "free_carrier" }
[organisations.school]
name = "Wo"
town = "Ort"
kind = { value = "school" }
[projects.project]
title = "Was"
id = { made_of = ["Anbieter", "Was"], prefix = "liste" }
[participations.lead]
project_id = { entry = "project" }
organisation_id = { entry = "carrier" }
role = { value = "lead" }
[participations.site]
project_id = { entry = "project" }
organisation_id = { entry = "school" }
role = { value = "site" }
"""
FLAT = """Anbieter;Wo;Ort;Was
Jugendhilfe Nord;Grundschule Goldbeck;Goldbeck;Streitschlichter
Jugendhilfe Nord;Schule Süd;Stendal;Chor
"""


def test_what_the_columns_of_a_flat_list_mean_is_asked_once(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, FLAT, "Liste 2026.csv")
    page = reviewed(office, address)
    assert "What these lists hold is not clear yet" in page
    assert "Streitschlichter" in page
    assert "/apply" not in page
    mapping = f"{address}/mapping"
    wrong = office.post(mapping, text="1", profile=MAPPING.replace('"Wo"', '"Wohin"'))
    assert wrong.status_code == 400
    assert "The list has no column Wohin" in wrong.get_data(as_text=True)
    assert "Wohin" in wrong.get_data(as_text=True)
    assert office.post(mapping, text="1", profile="name = ").status_code == 400
    office.post(mapping, text="1", profile=MAPPING, keep="1")
    page = reviewed(office, address)
    assert "Import 8 changes" in page
    applied(office, address)

    assert [o.name for o in store.search(Search(text="Jugendhilfe")).organisations] == ["Jugendhilfe Nord"]
    assert len(store.parts_of(["s"])["s"]) == 1  # the school that was there
    # The next list of this kind is understood by itself.
    assert "Everything is there already." in reviewed(office, uploaded(office, FLAT, "Liste 2027.csv"))


def asked(page: str) -> dict[str, Any]:
    """Return what the form of a mapping would send; the text below it has a form of its own."""
    return fields_of(page[: page.index("<details")])


def test_what_is_proposed_for_a_list_is_looked_through_and_open_questions_are_asked(
    site: Flask, store: SqliteStore
) -> None:
    office = Person(site, "coordinator@example.org")
    content = "Träger;Schule;Ort;Projekt;Bezeichnung\nJugendhilfe Nord;Grundschule Goldbeck;Goldbeck;Chor;xyz\n"
    address = uploaded(office, content, "Liste.csv")
    mapping = f"{address}/mapping"
    form = asked(office.get(mapping))
    assert form["header"] == ["Träger", "Schule", "Ort", "Projekt", "Bezeichnung"]
    assert form["meaning"][-1] == ""
    page = office.client.post(mapping, data=form).get_data(as_text=True)
    assert "what is it for all rows?" in page
    form = asked(page)
    answers = [name for name in form if name.startswith("answer-")]
    form |= dict.fromkeys(answers, "free_carrier") | {"name": "Unsere Liste", "keep": "1"}
    answer = office.client.post(mapping, data=form)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    applied(office, address)

    assert len(store.parts_of(["s"])["s"]) == 1
    assert [paper.body["toml"].splitlines()[0] for paper in store.papers("profile")] == ['name = "Unsere Liste"']


def test_first_and_last_names_are_one_name_whatever_is_answered(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    content = (
        "Schule;Ort;Vorname;Nachname;Funktion\n"
        "Grundschule Goldbeck;Goldbeck;Petra;Müller;Schulleiterin\n"
        "Schule Süd;Stendal;Jan;Schmidt;\n"
    )
    address = uploaded(office, content, "Schulen.csv")
    mapping = f"{address}/mapping"
    page = office.get(mapping)
    assert "Person: Name" in page
    form = asked(page)
    meant = dict(zip(form["header"], form["meaning"], strict=True))
    assert meant["Vorname"] == meant["Nachname"] == "nachname.name"
    assert meant["Funktion"] == "nachname.role"
    answer = office.client.post(mapping, data=form)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    applied(office, address)

    people = {(contact.name, contact.role) for contact in store.entries("contact") if isinstance(contact, ContactPoint)}
    assert people == {("Petra Müller", "head_of_school"), ("Jan Schmidt", "contact_person")}


def test_a_list_of_which_nothing_is_known_is_asked_about_column_by_column(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, "Kurz;Wie sie heißt;Wo\nX1;Chor Nord;Stendal\nX2;Chor Süd;Tangermünde\n", "Liste.csv")
    mapping = f"{address}/mapping"
    page = office.get(mapping)
    assert "Say what each row is" in page
    assert '<option value="organisations" selected' in page

    page = office.get(f"{mapping}?of=organisations")
    assert "Organisation, Name: choose below which header says it." in page
    form = asked(page)
    (kind,) = (name for name in form if name.startswith("answer-"))
    assert form["header"] == ["Kurz", "Wie sie heißt", "Wo"]
    form |= {"meaning": ["", "", "entry.town"], kind: "association"}
    page = office.client.post(mapping, data=form).get_data(as_text=True)
    assert "Organisation, Name: choose below which header says it." in page
    form = asked(page) | {"meaning": ["", "entry.name", "entry.town"]}
    assert office.client.post(mapping, data=form).status_code == 302
    applied(office, address)

    found = store.search(Search(text="Chor")).organisations
    assert [(o.name, o.town, o.kind) for o in found] == [
        ("Chor Nord", "Stendal", "association"),
        ("Chor Süd", "Tangermünde", "association"),
    ]


def test_bad_rows_go_along_to_be_mended_and_the_rest_is_imported(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, LIST + "x;Ohne Art;;\n")
    page = reviewed(office, address)
    assert "Import the rest, without one row" in page
    book = office.client.get(f"{address}/problems.xlsx").get_data()
    applied(office, address, rest="1")
    assert "n" in store.organisations(["n"])
    assert "x" not in store.organisations(["x"])
    # The workbook can be uploaded as it is: it says the same of the same rows.
    again = reviewed(office, uploaded(office, book, "organisationen.xlsx"))
    assert "One error keeps the list from being imported" in again
    assert "is missing" in again


def test_of_a_list_without_rows_that_is_said(site: Flask) -> None:
    office = Person(site, "coordinator@example.org")
    page = reviewed(office, uploaded(office, "Name;Art;Ort\n"))

    assert "there is no row below the header" in page
    assert "Everything is there already" not in page


def test_empty_cells_leave_what_is_stored_until_it_is_said_otherwise(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, "Kennung;Name;Art;Ort\ns;Grundschule Goldbeck;Schule;\n")
    page = reviewed(office, address)
    send(office, f"{address}/empty-cells", clears="1")
    taking = reviewed(office, address)
    applied(office, address)
    assert store.organisations(["s"])["s"].town == ""
    address = uploaded(office, "Kennung;Name;Art;Straße\ns;Grundschule Goldbeck;Schule;\n")
    send(office, f"{address}/empty-cells", clears="1")
    send(office, f"{address}/empty-cells", clears="0")

    assert "what is stored stays as it is: Ort 1." in page
    assert "Everything is there already" in page
    assert "Empty cells take away what is stored" in taking
    assert "Import one change" in taking
    assert "Import one change" not in reviewed(office, address)


def test_the_very_likely_ones_are_decided_at_once(site: Flask, store: SqliteStore) -> None:
    store.apply(added(school("t", "Sekundarschule Komarow", town="Stendal")))
    office = Person(site, "coordinator@example.org")
    listed = "Name;Art;Ort\nGS Goldbeck;Schule;Goldbeck\nSek. Komarow;Schule;Stendal\n"
    address = uploaded(office, listed)
    page = reviewed(office, address)
    section = page[page.index('id="duplicates"') : page.index('<form id="choice"')]
    fields = fields_of(f'<form method="post">{section}</form>')
    send(office, f"{address}/keep", **fields, all_likely="1")

    assert Decisions(store).same() == {
        row_of("gs-goldbeck-goldbeck", "GS Goldbeck"): "s",
        row_of("sek-komarow-stendal", "Sek. Komarow"): "t",
    }
    assert "Known by another name" in reviewed(office, uploaded(office, listed))


# Flask's client leaves it to the collector to close what it sent from a file.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_without_a_file_and_with_too_large_a_one_nothing_is_kept(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    assert send(office, "/import").status_code == 400
    assert upload(office, b"x" * (MOST_BYTES + 1)).status_code in (400, 413)
    office.client.environ_base["HTTP_REFERER"] = "http://localhost/import"
    many = office.send("/import", files=[(io.BytesIO(b"name\n"), f"{number}.csv") for number in range(1100)])
    assert (many.status_code, "too many files" in many.get_data(as_text=True)) == (413, True)
    assert "larger than 20 MB" in upload(office, b"x" * (2 * MOST_BYTES)).get_data(as_text=True)
    assert store.papers("import") == []
    member = Person(site, "member@example.org")
    assert member.post("/import", on="/account", files=(io.BytesIO(LIST.encode()), "list.csv")).status_code == 403
    gc.collect()


def test_a_list_can_be_discarded(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, LIST)
    send(office, f"{address}/discard")

    assert store.papers("upload") == []
    gone = office.client.get(address)
    assert gone.status_code == 404
    assert "imported or discarded" in gone.get_data(as_text=True)
    assert 'href="/changes"' in gone.get_data(as_text=True)
    assert store.search(Search()).total == 1


def test_the_lists_of_an_office_are_read_as_they_came(site: Flask, store: SqliteStore, data_folder: Path) -> None:
    office = Person(site, "coordinator@example.org")
    for name in (
        "schulen_landkreis_stendal_2016",
        "organisationen_aus_quellen",
        "netzwerkstelle_organisationen",
        "kooperationen_aus_quellen",
        "netzwerkstelle_kooperationen",
        "netzwerkstelle_kontakte",
        "esf_traeger_schule_stendal_2008_2014",
    ):
        address = uploaded(office, (data_folder / "stendal" / f"{name}.csv").read_bytes(), f"{name}.csv")
        assert applied(office, address).startswith("/changes/"), name
    places = (data_folder / "stendal" / "plz_orte_landkreis_stendal.csv").read_bytes()
    assert "What these lists hold is not clear yet" in reviewed(office, uploaded(office, places, "plz.csv"))

    figures = Directory(store).figures()
    assert (figures.organisations > 90, figures.relations > 40, figures.projects > 60) == (True, True, True)
    assert check(store).faults == []


YEAR_LIST = """Schule;Ort;Träger;Angebot;Schuljahr
Grundschule Goldbeck;Goldbeck;Verein Nord;Chor;2025/26
"""


@pytest.mark.usefixtures("store")
def test_how_a_list_was_read_is_told_on_its_page(site: Flask) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, "Stand 10/2026\nName;Art;PLZ/Ort\nA;Schule;39517 Tangerhütte\n", "organisationen.csv")

    page = reviewed(office, address)
    assert "remark" in page
    assert "holds postcode and town, which were read apart" in page


@pytest.mark.usefixtures("store")
def test_a_list_that_is_called_after_a_table_but_is_none_is_asked_about(site: Flask) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, YEAR_LIST, "Projekte.csv")

    assert "is not clear yet" in reviewed(office, address)
    asked = office.get(f"{address}/mapping")
    assert "Carrier, Kind" in asked
    assert ">Schuljahr</label>" in asked


def test_words_of_its_own_in_a_list_with_known_headers_can_be_explained(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, "Name;Art;Ort\nVerein Nord;Vereinigung zur Hilfe;Osterburg\n")
    page = reviewed(office, address)
    assert "words of its own" in page
    way = re.findall(r'href="(/import/[^"]+/mapping\?list=0)"', page)[0]
    asked = office.get(way)
    form = fields_of(asked[asked.index('id="list"') : asked.index("Read the list that way")] + "</form>")
    assert "what does “Vereinigung zur Hilfe” mean?" in asked
    answer = office.client.post(way, data={**form, "answer-0": "association"})
    assert answer.status_code == 302
    settled = reviewed(office, address)
    assert "Import one change" in settled
    assert "words of its own" not in settled
    applied(office, address)
    assert [one.kind for one in store.search(Search(text="Verein Nord")).organisations] == ["association"]


def test_who_is_named_in_a_list_of_pairs_and_not_known_can_be_added_with_it(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    pairs = (
        "Partner 1;Partner 2;Art der Kooperation\n"
        "Grundschule Goldbeck;Chor Nord;Kooperation\nChor Süd;Grundschule Goldbeck;Kooperation\n"
        "Chor Nord;Chor Süd;Kooperation\n"
    )
    address = uploaded(office, pairs, "Paare.csv")
    page = reviewed(office, address)
    assert "4 errors keep the list" in page
    (way,) = re.findall(r'href="(/import/[^"]+/mapping\?list=0&amp;add=unknown)"', page)
    page = office.get(unescape(way))
    form = asked(page)
    open_questions = re.findall(r'<label for="(answer-\d+)">What kind of organisation is “([^”]+)”', page)
    kinds = {"Chor Nord": "music_art_school", "Chor Süd": "association"}
    assert sorted(name for _answer, name in open_questions) == sorted(kinds)
    answers = {answer: kinds[name] for answer, name in open_questions}
    answer = office.client.post(unescape(way), data=form | answers)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    applied(office, address)

    found = {one.name: one for one in store.search(Search(text="Chor")).organisations}
    assert {name: one.kind for name, one in found.items()} == {
        "Chor Nord": "music_art_school",
        "Chor Süd": "association",
    }
    assert len(store.links_of([found["Chor Nord"].id])[found["Chor Nord"].id]) == 2


def test_persons_of_a_list_come_along_with_how_they_are_reached_where_they_agreed(
    site: Flask, store: SqliteStore
) -> None:
    office = Person(site, "coordinator@example.org")
    content = (
        "Name;Art;Ort;Ansprechpartner;Telefon;Einverständnis\n"
        "Chor Nord;Verein;Stendal;Erika Beispiel;0171 2345678;ja\n"
        "Chor Süd;Verein;Stendal;Max Muster;0172 2345678;nein\n"
    )
    address = uploaded(office, content, "Adressen.csv")
    asked_about = reviewed(office, address)
    assert "is not clear yet" in asked_about
    assert "Adressen.csv: “Telefon” stands beside “Ansprechpartner”" in asked_about
    mapping = f"{address}/mapping"
    page = office.get(mapping)
    assert "Ansprechpartner: only where it says yes here" in page
    form = asked(page)
    assert form["meaning"] == [
        *("entry.name", "entry.kind", "entry.town"),
        *("ansprechpartner.name", "ansprechpartner.phone", "ansprechpartner.when"),
    ]
    answer = office.client.post(mapping, data=form)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert "“Einverständnis” does not say yes in 1 row, whose person was left out (3)" in reviewed(office, address)
    applied(office, address)

    (contact,) = store.entries("contact")
    assert isinstance(contact, ContactPoint)
    assert (contact.name, contact.role, contact.visibility) == ("Erika Beispiel", "contact_person", "members")
    assert [one.phone for one in store.search(Search(text="Chor")).organisations] == ["", ""]


PROJECTS = "Projekt;Beginn;Träger;Schule\n{};2026;Verein Nord;Grundschule Goldbeck\n"


def test_who_takes_part_in_the_projects_of_a_list_is_asked_and_a_kept_mapping_can_be_seen_changed_and_forgotten(
    site: Flask, store: SqliteStore
) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, PROJECTS.format("Chor"), "Projekte.csv")
    assert "“Träger” names who takes part in the project: as what?" in reviewed(office, address)
    mapping = f"{address}/mapping"
    page = office.get(mapping)
    kind = {"answer-0": "free_carrier"}
    unanswered = office.client.post(mapping, data=asked(page))
    assert unanswered.status_code == 400
    assert "Nothing was read yet: something is still open." in unanswered.get_data(as_text=True)
    answer = office.client.post(mapping, data=asked(page) | kind | {"keep": "1", "name": "Our projects"})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    applied(office, address)
    (chor,) = store.entries("project")
    assert {part.participation.role for part in store.participants_of([chor.key])[chor.key]} == {"lead", "site"}

    # Next year it is known, can be looked at, and said otherwise.
    address = uploaded(office, PROJECTS.format("Theater"), "Liste 2027.csv")
    page = reviewed(office, address)
    assert "by the mapping “Our projects”" in page
    (way,) = re.findall(r'href="(/import/[^"]+/mapping\?list=0)"', page)
    form = asked(office.get(way))
    assert form["name"] == "Our projects"
    at = form["header"].index("Schule")
    form["meaning"][at] = ""
    assert office.client.post(way, data=form).status_code == 302
    assert "Schule → <strong>left out" not in reviewed(office, address)
    applied(office, address)
    (theatre,) = (one.key for one in store.entries("project") if one != chor)
    assert {part.participation.role for part in store.participants_of([theatre])[theatre]} == {"lead"}

    assert "Our projects" in office.get("/import")
    send(office, "/import/mappings/forget", name="Our projects")
    assert "Kept mappings" not in office.get("/import")


def test_a_kept_mapping_leaves_out_whom_one_list_added(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    pairs = "Partner 1;Partner 2;Art der Kooperation\nGrundschule Goldbeck;{};Kooperation\n"
    for year, name in enumerate(("Chor Nord", "Chor Süd")):
        address = uploaded(office, pairs.format(name), f"Paare {year}.csv")
        (way,) = re.findall(r'href="(/import/[^"]+/mapping\?list=0&amp;add=unknown)"', reviewed(office, address))
        page = office.get(unescape(way))
        (answer,) = re.findall(rf'<label for="(answer-\d+)">What kind of organisation is “{name}”', page)
        assert "Chor Nord" not in page or name == "Chor Nord"
        form = asked(page) | {answer: "association", "keep": "1", "name": "Pairs"}
        assert office.client.post(unescape(way), data=form).status_code == 302
        applied(office, address)

    assert len(store.search(Search(text="Chor")).organisations) == 2


def test_where_a_list_is_from_is_said_once_for_all_of_its_rows(site: Flask, store: SqliteStore) -> None:
    office = Person(site, "coordinator@example.org")
    address = uploaded(office, "Kennung;Name;Art;Ort;Telefon\nz;Sekundarschule Nord;Schule;Stendal;03931 1234\n")
    reviewed(office, address)
    refused = send(office, f"{address}/keep", source="Schulamt", as_of="01.09.2099")
    page = refused.get_data(as_text=True)
    assert "lies in the future" in page
    assert (refused.status_code, 'value="Schulamt"' in page, 'value="01.09.2099"' in page) == (400, True, True)
    send(office, f"{address}/keep", source="Schulamt, per Mail", as_of="01.09.2026")
    assert 'value="Schulamt, per Mail"' in reviewed(office, address)
    applied(office, address)
    new = store.organisations(["z"])["z"]
    assert (new.source, new.last_confirmed) == ("Schulamt, per Mail", "2026-09-01")
