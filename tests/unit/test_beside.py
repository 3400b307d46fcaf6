"""A long list is searched for duplicates by a process of its own: it finds the same, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from graphdir.bootstrap import open_store
from graphdir.directory import Directory
from graphdir.duplicates import beside
from graphdir.duplicates.beside import Hits, Search, search_among
from graphdir.i18n import in_language
from graphdir.model import Organisation
from graphdir.taxonomy import Taxonomy

_SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Organisation]:
    """The organisations of both seeds, with every third one once more under another name."""
    directory = Directory(open_store(f"sqlite:///{tmp_path_factory.mktemp('beside') / 'seeds.db'}"))
    for seed in ("stendal", "sachsen-anhalt-2008-2014"):
        directory.apply(directory.plan_import([_SEEDS / seed]).changes)
    known = [entry for entry in directory.store.entries("organisation") if isinstance(entry, Organisation)]
    again = [
        Organisation(id=f"{one.id}-again", name=f"{one.name.upper()} e. V.", kind=one.kind, town=one.town)
        for one in known[::3]
    ]
    return [*known, *again]


@pytest.fixture
def always_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "LONG", 1)
    monkeypatch.setattr(beside, "_processors", lambda: 2)


def _search(standing: Sequence[Organisation], expected: int = 100) -> Search:
    return search_among(standing, Taxonomy.shipped(), expected)


def _here(standing: Sequence[Organisation], entries: Sequence[Organisation]) -> Hits:
    with closing(_search(standing)) as search:
        assert isinstance(search, beside._Here)
        for entry in entries:
            search.look_for(entry)
        return search.found(lambda: None)


@pytest.mark.parametrize("code", ["de", "en"])
def test_another_process_finds_what_this_one_does(
    entries: Sequence[Organisation], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing, new = entries[: len(entries) // 3], entries[len(entries) // 3 :]
    with in_language(code):
        here = _here(standing, new)
        monkeypatch.setattr(beside, "LONG", 1)
        monkeypatch.setattr(beside, "_processors", lambda: 2)
        with closing(_search(standing)) as search:
            for entry in new:
                search.look_for(entry)
            found = search.found(lambda: None)
            assert not search.waiting()
    assert sum(map(len, here)) > 100
    assert found == here


@pytest.mark.usefixtures("always_beside")
def test_nothing_to_look_for_is_found_at_once(entries: Sequence[Organisation]) -> None:
    with closing(_search(entries)) as search:
        assert search.found(lambda: None) == []


def test_where_the_other_process_ends_too_early_the_search_is_made_here(
    entries: Sequence[Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = _here([], entries)
    monkeypatch.setattr(beside, "LONG", 1)
    monkeypatch.setattr(beside, "_processors", lambda: 2)
    with closing(_search([])) as search:
        assert isinstance(search, beside._Beside)
        for number, entry in enumerate(entries):
            if number == len(entries) // 2:
                search._process.kill()
            search.look_for(entry)
        assert search.found(lambda: None) == here


@pytest.mark.usefixtures("always_beside")
def test_a_search_that_nobody_waits_for_ends(entries: Sequence[Organisation]) -> None:
    search = _search(entries)
    assert isinstance(search, beside._Beside)
    for entry in entries:
        search.look_for(entry)
    search.close()
    assert search._process.poll() is not None


_PARENT = """
import time
from graphdir.duplicates import beside
from graphdir.model import Organisation
from graphdir.taxonomy import Taxonomy
beside._processors = lambda: 2
search = beside.search_among([], Taxonomy.shipped(), beside.LONG)
search.look_for(Organisation(id="one", name="Grundschule am Markt", kind="school"))
print(search._process.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system kills otherwise")
def test_the_other_process_ends_with_this_one() -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        other = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 30
    while _runs(other) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(other)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/status")
    return not (status.exists() and "State:\tZ" in status.read_text())


@pytest.mark.parametrize(
    ("processors", "expected", "other"), [(2, beside.LONG, True), (2, beside.LONG - 1, False), (1, beside.LONG, False)]
)
def test_another_process_is_for_long_lists_where_there_are_processors_for_it(
    processors: int, expected: int, monkeypatch: pytest.MonkeyPatch, *, other: bool
) -> None:
    monkeypatch.setattr(beside, "_processors", lambda: processors)
    with closing(_search([], expected)) as search:
        assert isinstance(search, beside._Beside) == other


def test_where_no_process_may_be_started_the_search_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_processors", lambda: 2)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with closing(_search([], beside.LONG)) as search:
        assert isinstance(search, beside._Here)


def test_a_list_is_planned_alike_and_told_of_in_turn(
    entries: Sequence[Organisation], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = Directory(open_store(f"sqlite:///{tmp_path / 'plan.db'}"))
    directory.apply(directory.plan_import([_SEEDS / "stendal"]).changes)
    names = [f"{entry.name} e. V.;{entry.kind};{entry.town}" for entry in entries]
    (tmp_path / "organisations.csv").write_text("\n".join(["name;kind;town", *names]), "utf-8")
    listed = [tmp_path / "organisations.csv"]
    here = directory.plan_import(listed)
    monkeypatch.setattr(beside, "LONG", 1)
    monkeypatch.setattr(beside, "_processors", lambda: 2)
    told: list[tuple[int, int]] = []
    found = directory.plan_import(listed, progress=lambda done, of: told.append((done, of)))
    assert here.duplicates
    assert found == here
    done = [number for number, _of in told]
    assert done == sorted(done)
    assert told[-1][0] == told[-1][1]
