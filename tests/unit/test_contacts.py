"""How long a person's contact point is kept, and who may see it."""

import json
from pathlib import Path
from typing import Any

import pytest

from graphdir.account import Role
from graphdir.contacts import has_expired, last_day, may_see
from graphdir.directory import Directory
from graphdir.exporting.files import write_json
from graphdir.importing.importer import plan
from graphdir.importing.lists import understood_paths
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, contact, school

NAME = "Erika Beispiel"


@pytest.mark.parametrize(
    ("values", "last"),
    [
        ({"expires_on": "2027"}, "2027-12-31"),
        ({"expires_on": "2027-02"}, "2027-02-28"),
        ({"expires_on": "2027-02-03", "last_confirmed": "2020"}, "2027-02-03"),
        ({"last_confirmed": "2024"}, "2026-12-31"),
        ({"last_confirmed": "2024-05"}, "2026-05-31"),
        ({"last_confirmed": "2024-02"}, "2026-02-28"),
        ({"last_confirmed": "9999"}, "9999-12-31"),
        ({}, ""),
        ({"name": "", "expires_on": "2027"}, ""),
    ],
)
def test_the_last_day_of_a_persons_contact_point(values: dict[str, Any], last: str) -> None:
    assert last_day(contact("s", **{"name": NAME, **values})) == last


def test_it_holds_until_the_end_of_its_last_day() -> None:
    known = contact("s", name=NAME, expires_on="2026-05-01")

    assert not has_expired(known, "2026-05-01")
    assert has_expired(known, "2026-05-02")
    assert not has_expired(contact("s", name=NAME), "9999-12-31")


@pytest.mark.parametrize("visibility", ["public", "members", "restricted"])
def test_an_expired_one_is_for_those_who_can_do_something_about_it(visibility: str) -> None:
    expired = contact("s", name=NAME, visibility=visibility, expires_on="2020")

    assert [role for role in (None, *Role) if may_see(role, expired, "2026-01-01")] == [
        Role.COORDINATOR,
        Role.ADMINISTRATOR,
    ]


def test_an_expired_one_is_in_no_export_but_that_of_all(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "network.db")
    store.apply(added(school("s"), contact("s", name=NAME, visibility="public", expires_on="2020")))
    for all_contacts in (False, True):
        write_json(store, tmp_path / "export.json", all_contacts=all_contacts)

        assert ("contacts" in json.loads((tmp_path / "export.json").read_text("utf-8"))) == all_contacts


def test_the_column_is_read_by_its_german_names(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "network.db")
    store.apply(added(school("s")))
    for header in ("läuft ab am", "gültig bis"):
        (tmp_path / "Kontakte.csv").write_text(
            f"Organisation;Rolle;Name;{header}\ns;Schulleitung;{NAME};31.07.2027\n", "utf-8"
        )
        (change,) = plan(understood_paths([tmp_path / "Kontakte.csv"]).sheets, store).changes.changes

        assert getattr(change.after, "expires_on", "") == "2027-07-31"


def test_confirming_all_of_an_organisation_brings_nobody_back(tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    old = contact("s", name=NAME, last_confirmed="2019", visibility="public")
    new = contact("s", name="Neu", expires_on="2999", visibility="public")
    directory.apply(added(school("s"), old, new))

    assert [entry.key for entry in directory.to_confirm("s")] == ["s", new.key]


def test_nobody_confirms_a_contact_point_that_is_not_shown(tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    ours = [contact("s", name=visibility, visibility=visibility) for visibility in ("public", "members", "restricted")]
    directory.apply(added(school("s"), *ours))
    counts = [len(directory.to_confirm("s", role)) - 1 for role in (None, Role.MEMBER, Role.COORDINATOR)]

    assert counts == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "several"),
    [
        *((name, True) for name in ("Omar Said, Jana Fink", "Dr. Jörg Haase, Vertr.: Ute Müller", "Krüger/Lehmann")),
        *((name, True) for name in ("Frau Meier & Herr Schulz", "Meier, Herr Kurz", "Eva Roth und Max Blau")),
        *((name, False) for name in ("Müller, Dr. Anna", "Müller, Anna Maria", "von der Heide, Anna Maria")),
        *((name, False) for name in ("Team Beratung und Prävention", "Anna Müller-Lüdenscheid", "Krüger, Hans-Peter")),
    ],
)
def test_several_persons_in_a_cell_are_told(tmp_path: Path, name: str, *, several: bool) -> None:
    store = SqliteStore(tmp_path / "network.db")
    store.apply(added(school("s")))
    (tmp_path / "contacts.csv").write_text(f"organisation_id;role;name\ns;head_of_school;{name}\n", "utf-8")
    found = plan(understood_paths([tmp_path / "contacts.csv"]).sheets, store)
    assert bool([one for one in found.problems if "several persons" in one.message]) is several
