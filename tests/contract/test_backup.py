"""A backup leads back: from and to both stores, byte by byte, and damaged ones are refused."""

import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import pytest

from graphdir.account import Account, Role
from graphdir.accounts import Accounts
from graphdir.backup import BackupDamagedError, back_up, digest_of, prove, restore
from graphdir.bootstrap import seed_networks
from graphdir.checking import check
from graphdir.desk import Paper
from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.full_store import FullStore
from graphdir.matching.own_weights import keep_weights, own_weights
from graphdir.matching.weights import WEIGHTS
from graphdir.merging import merge
from graphdir.pending import PendingImports
from graphdir.store import Change, ChangeSet
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, contact, erased, part, project, school, tie, topic

ACCOUNT = Account(mail="a@example.org", name="Änne", role=Role.ADMINISTRATOR, password_hash="$argon2id$x", stamp="s")
PAPER = Paper(sort="need", id="1", at="2026-11-25T10:00:00+00:00", body={"title": "Straße", "topics": ["a"]})


def fill(store: FullStore) -> None:
    """Do some of everything: add, change, erase, take back."""
    one = school("a", "Grundschule „Straße“ </script>\n", description="Zeile\nZeile")
    store.apply(
        added(
            topic("own"), one, school("b"), project("p"), part("p", "a"), tie("a", "b"), author="Anna", summary="Erster"
        )
    )
    store.apply(added(contact("a", name="Kanarienvogel", email="k@example.org", visibility="restricted")))
    batch = store.apply(ChangeSet(changes=[Change(before=one, after=replace(one, topics=("own",), name="Neu"))]))
    store.apply(erased(tie("a", "b")))
    assert batch
    Directory(store).undo(batch.id, author="Berta")
    store.add_account(ACCOUNT)
    store.add_paper(PAPER)


@pytest.mark.parametrize("back", [True, False])
def test_a_backup_leads_to_the_same_network_history_and_accounts(
    store: FullStore, tmp_path: Path, *, back: bool
) -> None:
    beside = SqliteStore(tmp_path / "beside.db")
    source, target = (store, beside) if back else (beside, store)
    fill(source)
    contents = back_up(source, tmp_path / "network.backup")
    assert restore(target, tmp_path / "network.backup") == contents

    assert digest_of(target) == digest_of(source) == contents.digest
    assert target.batches() == source.batches()
    assert target.accounts() == [ACCOUNT]
    assert target.papers("need") == [PAPER]
    assert check(target).faults == []
    for batch in source.batches():
        assert target.changes_of(batch.id) == source.changes_of(batch.id)


def test_a_merger_is_taken_back_as_before_where_change_sets_have_other_numbers(
    store: FullStore, tmp_path: Path
) -> None:
    source = SqliteStore(tmp_path / "source.db")
    source.apply(added(school("a"), school("b"), contact("a", name="Kanarienvogel")))
    source.rewrite(lambda entry: None if entry.entity == "contact" else entry, summary="Personal data erased")
    Accounts(source).invite("b@example.org", organisations=["b"])
    _merger, batch = merge(source, "a", "b")
    assert batch
    back_up(source, tmp_path / "network.backup")
    restore(store, tmp_path / "network.backup")
    (kept, *_older) = store.batches()

    assert kept.id != batch.id
    assert Accounts(store).account("b@example.org").organisations == ("b", "a")
    assert Directory(store).undo(kept.id)
    assert Accounts(store).account("b@example.org").organisations == ("b",)


def test_weights_of_ones_own_come_back(store: FullStore, tmp_path: Path) -> None:
    source = SqliteStore(tmp_path / "source.db")
    fill(source)
    kept = keep_weights(source, {**WEIGHTS, "place": 7.5})
    back_up(source, tmp_path / "network.backup")
    restore(store, tmp_path / "network.backup")

    assert own_weights(store) == kept


def test_work_in_progress_is_in_no_backup(tmp_path: Path) -> None:
    source = SqliteStore(tmp_path / "source.db")
    fill(source)
    PendingImports(source).keep([("l.csv", b"name\nA\n")], author="office", revision=source.revision())
    back_up(source, tmp_path / "network.backup")
    target = SqliteStore(tmp_path / "target.db")
    restore(target, tmp_path / "network.backup")

    assert target.papers("need") == [PAPER]
    assert (target.papers("import"), target.papers("upload")) == ([], [])


@pytest.fixture
def written(tmp_path: Path) -> Path:
    source = SqliteStore(tmp_path / "source.db")
    fill(source)
    back_up(source, tmp_path / "network.backup")
    return tmp_path / "network.backup"


def test_a_backup_is_for_its_owner_alone(written: Path) -> None:
    assert written.stat().st_mode & 0o077 == 0
    assert list(written.parent.glob("*.part*")) == []


def test_a_store_that_holds_something_is_not_restored_over(written: Path, tmp_path: Path) -> None:
    target = SqliteStore(tmp_path / "target.db")
    target.apply(added(school("x")))

    with pytest.raises(InvalidInputError, match="not empty"):
        restore(target, written)
    assert [entry.key for entry in target.entries("organisation")] == ["x"]


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def forge(file: Path) -> None:
    rewrite(file, lambda line: line | {"after": line["after"] | {"name": "Gefälscht"}} if is_school_b(line) else line)


def lose_a_line(file: Path) -> None:
    rewrite(file, lambda line: None if is_school_b(line) else line)


def is_school_b(line: dict[str, Any]) -> bool:
    return bool(line.get("entity") == "organisation" and line["after"] and line["after"]["id"] == "b")


def rewrite(file: Path, change: Any) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    lines = [change(json.loads(line)) for line in parts["history.jsonl"].splitlines()]
    parts["history.jsonl"] = "\n".join(json.dumps(line) for line in lines if line is not None)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("damage", [cut, forge, lose_a_line, lambda file: file.write_text("nothing")])
def test_a_damaged_backup_changes_nothing(written: Path, tmp_path: Path, damage: Any) -> None:
    damage(written)
    target = SqliteStore(tmp_path / "target.db")

    with pytest.raises(BackupDamagedError, match="Nothing was changed"):
        restore(target, written)
    assert target.revision() == 0
    assert target.accounts() == []


def test_whichever_byte_is_wrong_it_is_told_as_damage(written: Path, tmp_path: Path) -> None:
    sound, told = written.read_bytes(), 0
    for at in range(40, len(sound), max(1, len(sound) // 150)):
        (tmp_path / "broken").write_bytes(sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :])
        try:
            prove(tmp_path / "broken")
        except BackupDamagedError:
            told += 1
    assert told > 50


def test_a_sample_network_comes_back(tmp_path: Path) -> None:
    source, target = (SqliteStore(tmp_path / f"{name}.db") for name in ("source", "target"))
    directory = Directory(source)
    for folder in seed_networks().values():
        directory.apply(directory.plan_import([folder]).changes)
    back_up(source, tmp_path / "network.backup")
    restore(target, tmp_path / "network.backup")

    assert digest_of(target) == digest_of(source)


@pytest.mark.parametrize(
    ("method", "times"),
    [("apply", 0), ("apply", 3), ("add_account", 0), ("add_account", 1), ("add_paper", 1)],
)
def test_a_restoring_that_was_stopped_midway_is_named_and_goes_on(
    store: FullStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, times: int
) -> None:
    source = SqliteStore(tmp_path / "source.db")
    fill(source)
    Accounts(source).invite("b@example.org", organisations=["b"])
    source.add_paper(replace(PAPER, id="2"))
    kept = keep_weights(source, {**WEIGHTS, "place": 7.5})
    contents = back_up(source, tmp_path / "network.backup")
    other = SqliteStore(tmp_path / "other.db")
    other.apply(added(school("x")))
    back_up(other, tmp_path / "other.backup")

    with monkeypatch.context() as patched:
        dies_after(patched, store, method, times)
        with pytest.raises(KeyboardInterrupt):
            restore(store, tmp_path / "network.backup")
    (fault,) = [said for said in check(store).faults if "graphdir restore" in said]
    with pytest.raises(InvalidInputError, match="not empty"):
        restore(store, tmp_path / "other.backup")
    assert restore(store, tmp_path / "network.backup") == contents

    assert digest_of(store) == contents.digest
    assert store.batches() == source.batches()
    assert store.accounts() == source.accounts()
    assert store.papers("need") == source.papers("need")
    assert own_weights(store) == kept
    assert fault not in check(store).faults
    with pytest.raises(InvalidInputError, match="not empty"):
        restore(store, tmp_path / "network.backup")


def test_where_somebody_wrote_into_a_half_restored_store_nothing_is_written_over_it(
    store: FullStore, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        dies_after(patched, store, "apply", 2)
        with pytest.raises(KeyboardInterrupt):
            restore(store, written)
    own = store.apply(added(school("own")))

    with pytest.raises(InvalidInputError, match="not empty"):
        restore(store, written)
    assert store.batches()[0] == own


def test_a_restoring_that_was_stopped_within_a_batch_goes_on(
    opened: Callable[..., FullStore], written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(largest=1, step=2)
    with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
        # Which of the stores never comes to this writes no batch in steps.
        patched.setattr("graphdir.stores.graph_steps.index", raises_interrupt)
        restore(store, written)
        store.keep("restoring", prove(written).digest.encode())
    assert restore(store, written).digest == digest_of(store)
    assert check(store).faults == []


def raises_interrupt(*_arguments: object) -> NoReturn:
    raise KeyboardInterrupt


def dies_after(monkeypatch: pytest.MonkeyPatch, store: FullStore, method: str, times: int) -> None:
    """Let whoever writes to a store be killed when they have done so that often."""
    write, calls = getattr(store, method), count()

    def one_more(*arguments: object) -> object:
        if next(calls) == times:
            raise KeyboardInterrupt
        return write(*arguments)

    monkeypatch.setattr(store, method, one_more)
