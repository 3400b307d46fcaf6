"""HSDS 3: what goes out keeps to the schema, what others send is read."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from graphdir.bootstrap import seed_networks
from graphdir.directory import Directory
from graphdir.model import PROJECT_STATUSES, ContactPoint, Organisation, Participation, Project, Relation
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, school

FOREIGN: dict[str, Any] = {
    "id": "0b7e1c3a-0000-4000-8000-000000000001",
    "name": "Beratungsstelle Süd",
    "description": "Hilft weiter.",
    "email": "sued@example.org",
    "phones": [{"id": "p1", "number": "03931 607205"}],
    "locations": [
        {
            "id": "l1",
            "location_type": "physical",
            "latitude": 52.6,
            "longitude": 11.85,
            "addresses": [
                {
                    "id": "a1",
                    "address_1": "Hallstraße 1",
                    "city": "Stendal",
                    "state_province": "Sachsen-Anhalt",
                    "postal_code": "39576",
                    "country": "DE",
                    "address_type": "physical",
                }
            ],
        }
    ],
    "services": [
        {
            "id": "s1",
            "name": "Offene Sprechstunde",
            "status": "active",
            "service_at_locations": [{"id": "sl1", "location_id": "l1"}],
            "attributes": [
                {"id": "t1", "taxonomy_term": {"id": "tt1", "name": "Beratung", "taxonomy": "openeligibility"}}
            ],
        }
    ],
    "contacts": [{"id": "c1", "name": "Erika Beispiel", "phones": [{"id": "p2", "number": "03931 607206"}]}],
}


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return Directory(SqliteStore(tmp_path / "network.db"))


@pytest.mark.parametrize("quality", ["place", "exact"])
def test_a_point_that_is_only_the_middle_of_a_town_stays_one(
    directory: Directory, tmp_path: Path, quality: str
) -> None:
    there = school("a", "GS Nord", town="Stendal", latitude=52.6, longitude=11.85, position_quality=quality)
    directory.apply(added(there))
    directory.export(tmp_path / "out.json", "hsds")
    other = Directory(SqliteStore(tmp_path / "two" / "network.db"))
    other.apply(other.plan_import([tmp_path / "out.json"]).changes)
    assert other.organisation("a").position_quality == quality


@pytest.mark.parametrize("content", [FOREIGN, [FOREIGN], {"organizations": [FOREIGN]}, {"organization": [FOREIGN]}])
def test_what_others_nest_is_read_flat(directory: Directory, tmp_path: Path, content: Any) -> None:
    path = tmp_path / "others.json"
    path.write_text(json.dumps(content), "utf-8")
    plan = directory.plan_import([path])
    entries = [change.after for change in plan.changes.changes]
    (organisation,) = [entry for entry in entries if isinstance(entry, Organisation)]
    (project,) = [entry for entry in entries if isinstance(entry, Project)]
    (person,) = [entry for entry in entries if isinstance(entry, ContactPoint)]

    assert plan.errors == []
    assert (organisation.id, organisation.kind) == (FOREIGN["id"], "unknown")
    assert (organisation.street, organisation.postcode, organisation.town) == ("Hallstraße 1", "39576", "Stendal")
    assert (organisation.latitude, organisation.phone) == (52.6, "+49 3931 607205")
    assert (project.title, project.status, project.description) == (
        "Offene Sprechstunde",
        "running",
        "Themen laut Liste: Beratung",
    )
    assert {(entry.organisation_id, entry.role) for entry in entries if isinstance(entry, Participation)} == {
        (organisation.id, "lead"),
        (organisation.id, "site"),
    }
    assert (person.name, person.phone, person.visibility) == ("Erika Beispiel", "+49 3931 607206", "members")


def test_further_telephone_numbers_are_kept_and_an_empty_contact_hinders_nobody(
    directory: Directory, tmp_path: Path
) -> None:
    numbers = [{"id": "p1", "number": "03931 607205"}, {"id": "p2", "number": "03931 607206"}]
    persons = [{"id": "p3", "number": "0171 999", "contact_id": "e"}]
    contacts = [{"id": "c"}, {"id": "e", "name": "Eva"}]
    content = [{"id": "o", "name": "GS Nord", "phones": [*persons, *numbers], "contacts": contacts}]
    (tmp_path / "others.json").write_text(json.dumps(content), "utf-8")
    plan = directory.plan_import([tmp_path / "others.json"])
    directory.apply(plan.changes)
    assert plan.errors == []
    (further,) = directory.contacts("o")
    assert [one.phone for one in directory.store.contacts_of(["o"])["o"] if one.name] == ["+49 171999"]
    assert (directory.organisation("o").phone, further.phone) == ("+49 3931 607205", "+49 3931 607206")


@pytest.mark.parametrize("name", ["stendal", "sachsen-anhalt-2008-2014"])
def test_the_seeds_as_hsds_keep_to_the_schema(tmp_path: Path, data_folder: Path, name: str) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    directory.apply(directory.plan_import([seed_networks()[name]]).changes)
    directory.export(tmp_path / "network.json", "hsds")
    schema = json.loads((data_folder / "hsds" / "tabular.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    content = json.loads((tmp_path / "network.json").read_text("utf-8"))

    assert [error.message for error in validator.iter_errors(content)] == []
    assert len(content["organization"]) == directory.figures().organisations
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"organization": [{"id": "no uuid", "name": "x"}]})


def test_of_several_wholes_the_present_one_is_told(directory: Directory, tmp_path: Path) -> None:
    former = Relation(from_id="e", to_id="c", kind="part_of", valid_to="2020")
    now = Relation(from_id="e", to_id="d", kind="part_of", valid_from="2021")
    directory.apply(added(school("e"), school("c"), school("d", "Amt D"), former, now))
    directory.export(tmp_path / "network.json", "hsds")
    told = {
        one["name"]: one for one in json.loads((tmp_path / "network.json").read_text(encoding="utf-8"))["organization"]
    }
    assert told["Grundschule e"]["parent_organization_id"] == told["Amt D"]["id"]


def test_who_is_no_more_is_no_organisation_with_services(directory: Directory, tmp_path: Path) -> None:
    gone = replace(school("gone", "Gone"), town="Stendal", valid_to="2010")
    directory.apply(
        added(
            gone,
            school("s", "Still there"),
            Project(id="p", title="P"),
            Participation(project_id="p", organisation_id="gone", role="lead"),
            Project(id="q", title="Q"),
            Participation(project_id="q", organisation_id="s", role="lead"),
            Participation(project_id="q", organisation_id="gone", role="site"),
            ContactPoint(organisation_id="gone", role="office", phone="03931 1", visibility="public"),
        )
    )
    file = tmp_path / "network.json"
    directory.export(file, "hsds")
    told = json.loads(file.read_text(encoding="utf-8"))
    assert [one["name"] for one in told["organization"]] == ["Still there"]
    assert [one["name"] for one in told["service"]] == ["Q"]
    assert not told.keys() & {"contact", "service_at_location"}


def entries_of(directory: Directory, folder: Path, content: Any) -> list[Any]:
    (folder / "others.json").write_text(json.dumps(content), "utf-8")
    plan = directory.plan_import([folder / "others.json"])
    assert plan.errors == []
    return [change.after for change in plan.changes.changes]


def place(id_: str, town: str, **more: Any) -> dict[str, Any]:
    address = {"id": f"a{id_}", "address_1": f"Weg {id_}", "city": town, "postal_code": "39576", "country": "DE"}
    return {"id": id_, "location_type": "physical", "addresses": [address], **more}


def test_further_places_are_told_and_one_without_address_stands_back(directory: Directory, tmp_path: Path) -> None:
    online = {"id": "0", "location_type": "virtual", "name": "Online"}
    places = [online, place("1", "Stendal"), place("2", "Stendal", name="Laden")]
    (entry,) = entries_of(
        directory, tmp_path, [{"id": "o", "name": "Stelle", "description": "Hilft.", "locations": places}]
    )
    assert (entry.street, entry.town) == ("Weg 1", "Stendal")
    assert entry.description.split("\n") == [
        "Hilft.",
        "Weiterer Standort: Laden, Weg 2, 39576 Stendal",
        "Weiterer Standort: Online",
    ]


def test_what_hangs_on_services_and_places_alone_is_the_organisations(directory: Directory, tmp_path: Path) -> None:
    there = {"id": "sl", "location": place("1", "Stendal", phones=[{"id": "p2", "number": "03931 607206"}])}
    service = {
        "id": "s",
        "name": "Sprechstunde",
        "status": "active",
        "assured_date": "2026-05-01",
        "organization": {"id": "o", "name": "Stelle", "description": ""},
        "service_at_locations": [there],
        "phones": [{"id": "p1", "number": "03931 607205"}],
        "contacts": [{"id": "c", "name": "Erika Beispiel", "email": "erika@example.org"}],
    }
    page = {"total_items": 1, "page_number": 1, "contents": [service]}
    entries = entries_of(directory, tmp_path, page)
    organisation, project = entries[0], next(one for one in entries if isinstance(one, Project))
    contacts = [one for one in entries if isinstance(one, ContactPoint)]
    assert (organisation.id, organisation.town, organisation.phone) == ("o", "Stendal", "+49 3931 607206")
    assert (project.id, project.last_confirmed) == ("s", "2026-05-01")
    assert {(one.name, one.phone, one.visibility) for one in contacts} == {
        ("Erika Beispiel", "", "members"),
        ("", "+49 3931 607205", "public"),
    }


def test_a_page_of_an_api_that_leaves_out_what_is_theirs_is_read(directory: Directory, tmp_path: Path) -> None:
    organisation = {"id": "o", "name": "Stelle", "description": "Hilft.", "website": "https://example.org"}
    (entry,) = entries_of(directory, tmp_path, {"total_items": 1, "page_number": 1, "contents": [organisation]})
    assert (entry.id, entry.website) == ("o", "https://example.org")
    service = {"id": "s", "name": "Sprechstunde", "status": "active", "organization_id": ""}
    (project,) = entries_of(directory, tmp_path, {"total_items": 1, "contents": [service]})
    assert (project.id, project.status) == ("s", "running")


@pytest.mark.parametrize("status", ["", *PROJECT_STATUSES])
def test_how_far_a_project_is_comes_back(directory: Directory, tmp_path: Path, status: str) -> None:
    lead = Participation(project_id="p", organisation_id="s", role="lead")
    directory.apply(added(school("s"), Project(id="p", title="P", status=status), lead))
    directory.export(tmp_path / "out.json", "hsds")
    content = json.loads((tmp_path / "out.json").read_text("utf-8"))
    (back,) = [one for one in entries_of(directory_in(tmp_path), tmp_path, content) if isinstance(one, Project)]
    assert back.status == status
    # Whoever ended it there has the last word.
    content["service"][0]["status"] = "defunct"
    (ended,) = [one for one in entries_of(directory_in(tmp_path), tmp_path, content) if isinstance(one, Project)]
    assert ended.status == "closed"


def directory_in(folder: Path) -> Directory:
    return Directory(SqliteStore(folder / "other" / "network.db"))
