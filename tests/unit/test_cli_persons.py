"""The file about a person and its erasure, by the command line."""

import json
import sqlite3
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graphdir.accounts import Accounts
from graphdir.cli import main
from graphdir.i18n import use_language
from graphdir.pending import PendingImports
from graphdir.persons import HeldContact
from graphdir.reporting.persons import standing_text
from graphdir.stores import sqlite, sqlite_file
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, contact, school

Run = Callable[..., Result]
WHO = "Kunigunde Kanarienvogel"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Run]:
    """Return what runs a command on a store that somebody stands in."""
    monkeypatch.setenv("GRAPHDIR_STORE", f"sqlite:///{tmp_path / 'network.db'}")
    monkeypatch.delenv("GRAPHDIR_LANGUAGE", raising=False)
    store = SqliteStore(tmp_path / "network.db")
    old = contact("s", name="Erika Alt", expires_on="2020", visibility="public")
    store.apply(
        added(school("s", description=f"Fragen Sie {WHO}."), contact("s", name=WHO, email="k@example.org"), old)
    )
    store.close()
    runner = CliRunner()
    yield lambda *words, said="": runner.invoke(main, ["persons", *words], input=said)
    use_language("en")


def test_the_file_as_text_and_as_json(run: Run) -> None:
    told = run("file", WHO).output
    assert f"Über „{WHO}“ ist gespeichert:" in told
    assert "Organisation Grundschule s, Beschreibung: Fragen Sie" in told
    assert "k@example.org" in told
    found = json.loads(run("file", "-", "--json", said=f"{WHO}\n").output)

    assert [held["email"] for held in found["contacts"]] == ["k@example.org"]
    assert found["also_look_for"] == ["k@example.org"]


def test_erasing_asks_first(run: Run) -> None:
    refused = run("erase", WHO, said="n\n")
    assert refused.exit_code == 1
    assert WHO in run("file", WHO).output
    assert "k@example.org" in run("file", WHO).output
    assert run("erase", WHO, "--json").exit_code == 2
    done = run("erase", WHO, said="y\n")

    assert done.exit_code == 0, done.output
    assert run("file", WHO).output == f"Über „{WHO}“ ist nichts gespeichert.\n"
    assert run("erase", WHO).output == f"Über „{WHO}“ ist nichts gespeichert.\n"


@pytest.mark.parametrize("said", ["y", "yes", "j", "Ja "])
def test_erasing_takes_a_yes_in_either_language(run: Run, said: str) -> None:
    done = run("erase", WHO, said=f"{said}\n")

    assert done.exit_code == 0, done.output
    assert "k@example.org" not in run("file", WHO).output


def test_a_no_is_a_sentence_in_the_language_used(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHDIR_LANGUAGE", "en")
    for said in ("n\n", "\n", "gern\n"):
        refused = run("erase", WHO, said=said)
        assert (refused.exit_code, refused.stderr) == (1, "Nothing was erased.\n")


def test_who_stood_in_a_waiting_list_alone_is_told_of(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHDIR_LANGUAGE", "en")
    store = SqliteStore(tmp_path / "network.db")
    PendingImports(store).keep([("Liste.csv", b"id,name\nx,Waltraud Wartend\n")], author="coordinator:1", revision=1)
    store.close()
    done = run("erase", "Waltraud Wartend", "--yes")

    assert done.exit_code == 0, done.output
    assert "waiting to be imported" in done.output
    assert "0" not in done.output


def test_where_the_file_cannot_be_written_anew_all_is_erased_and_that_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = SqliteStore(tmp_path / "network.db")
    Accounts(whole).invite("k@example.org", name=WHO)
    whole.close()
    connect = sqlite_file.connect

    def without_room(*words: Any) -> sqlite3.Connection:
        db = connect(*words)
        db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)  # VACUUM needs a second file, as on a full disk
        return db

    monkeypatch.setenv("GRAPHDIR_LANGUAGE", "en")
    monkeypatch.setattr(sqlite, "connect", without_room)
    done = run("erase", WHO, "--yes", "--with-accounts")
    monkeypatch.setattr(sqlite, "connect", connect)

    assert done.exit_code == 1
    assert done.stderr.startswith("It is done, but the file")
    store = SqliteStore(tmp_path / "network.db")
    assert "Kanarienvogel" not in repr([*store.entries("organisation"), *store.entries("contact"), *store.accounts()])
    store.close()


def test_erasing_for_programs(run: Run) -> None:
    done = json.loads(run("erase", WHO, "--yes", "--json").output)

    assert done["changed"] == 4
    assert done["left"]["contacts"] == []


def test_too_little_is_a_sentence(run: Run) -> None:
    for act in (("file", "Kun"), ("erase", "Kun", "--yes")):
        refused = run(*act)
        assert refused.exit_code == 2
        assert "mindestens 4 Buchstaben" in refused.output


def test_what_has_expired_is_listed_and_erased(run: Run) -> None:
    listed = run("expired").output
    assert "Abgelaufen: 1\n- Grundschule s" in listed
    assert "Keine Ablaufzeit bekannt: 1" in listed
    assert "1 Kontakt gelöscht." in run("expired", "--erase").output
    found = json.loads(run("expired", "--json").output)

    assert (found["expired"], found["erased"]) == ([], 0)


def test_nothing_that_is_written_about_it_names_anybody(run: Run, tmp_path: Path) -> None:
    run("erase", WHO, "--yes")
    store = SqliteStore(tmp_path / "network.db")
    latest = store.batches(1)[0]

    assert (latest.summary, latest.author) == ("Personenbezogene Daten gelöscht", "persons")
    assert "Kanarienvogel" not in repr(store.batches())


def test_of_an_expired_contact_point_nobody_says_that_all_see_it() -> None:
    held = HeldContact(
        contact=contact("a", name="Erika Beispiel", visibility="public", expires_on="2020"),
        organisation="Schule",
        present=True,
        recorded_at="",
        last_day="2020-12-31",
    )
    use_language("en")
    assert "expired, for coordinators only" in standing_text(held)
    assert "for everybody" not in standing_text(held)
