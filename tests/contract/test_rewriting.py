"""What is rewritten has never been otherwise: in entries, history, search, indexes, files and backups."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import fields, replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any, cast, get_args

import pytest

from graphdir.backup import back_up, digest_of, restore
from graphdir.checking import check
from graphdir.directory import Directory
from graphdir.errors import DanglingReferenceError, ImportInterruptedError, StoreUnavailableError, TracesLeftError
from graphdir.full_store import FullStore
from graphdir.model import ContactPoint, Entity, EntityKind, Organisation
from graphdir.store import Change, ChangeSet, ProjectSearch, Search, ref_of
from graphdir.stores.neo4j import Neo4jStore
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, changed, contact, erased, part, project, school, tie, topic
from tests.servers import neo4j_store

NAME = "Kunigunde"
KINDS: tuple[EntityKind, ...] = get_args(EntityKind)
Opened = Callable[..., FullStore]


def without_name(entry: Entity) -> Entity | None:
    """Take contact points with the name out, and the name out of everything else."""
    if isinstance(entry, ContactPoint) and NAME in entry.name:
        return None
    values: dict[str, Any] = {field.name: told(getattr(entry, field.name)) for field in fields(entry) if field.init}
    return replace(entry, **values)


def told(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(told(part) for part in value)
    return value.replace(NAME, "[gelöscht]") if isinstance(value, str) else value


def retold(text: str) -> str:
    return text.replace(NAME, "[gelöscht]")


def fill(store: FullStore) -> None:
    """Plant the name wherever there is text, now and in the past."""
    one, two = school("a", description=f"Fragen Sie {NAME}.", keywords=(NAME,)), school("b")
    lead = project("p", programme=f"Nach {NAME}", topics=("own",))
    bond = tie("a", "b", description=f"durch {NAME}")
    office = contact("a", email="office@example.org", visibility="public")
    store.apply(added(topic("own", synonyms_de=(NAME,)), one, two, lead, part("p", "a"), bond, office))
    known = contact("b", "head_of_school", name=f"{NAME} Beispiel", phone="+49 3931 1")
    file = ChangeSet(
        changes=[Change(before=None, after=known, file=f"{NAME}.csv", row=2)], author=NAME, summary=f"von {NAME}"
    )
    store.apply(file)
    confirmed = replace(known, last_confirmed="2026")
    store.apply(changed(known, confirmed))
    store.apply(erased(confirmed))
    store.apply(added(contact("a", "office", name=NAME, visibility="public")))
    store.apply(changed(two, replace(two, name=f"Schule {NAME}", town="Stendal")))
    store.apply(changed(replace(two, name=f"Schule {NAME}", town="Stendal"), replace(two, town="Stendal")))
    store.apply(erased(bond))


def texts(store: FullStore) -> Iterator[str]:
    """Go through all that a store can be asked for, as text."""
    refs = []
    for kind in KINDS:
        for entry in store.entries(kind):
            refs.append(ref_of(entry))
            yield repr(entry)
    for batch in store.batches(1000):
        yield repr(batch)
        yield repr(store.changes_of(batch.id))
        refs += [change.ref for change in store.changes_of(batch.id).changes]
    yield repr(store.history_of(refs, 10_000))
    yield repr(store.contacts_of(["a", "b"]))
    yield repr(store.taxonomy().topics)
    yield repr(store.search(Search(text=NAME)))
    yield repr(store.search(Search(text="schule")))
    yield repr(store.search_projects(ProjectSearch(text=NAME)))
    if isinstance(store, Neo4jStore):
        yield repr(store._read(lambda run: run("MATCH (n) RETURN properties(n) AS all")))
        yield repr(store._read(lambda run: run("MATCH ()-[r]->() RETURN properties(r) AS all")))


@pytest.fixture(params=["at once", "in steps"])
def filled(request: pytest.FixtureRequest, opened: Opened) -> FullStore:
    """Return a store with the name all over it; on Neo4j also one that rewrites in steps."""
    store = opened(**({"largest": 7, "step": 3} if request.param == "in steps" else {}))
    fill(store)
    assert store.search(Search(text=NAME)).total == 1  # its words are known from now on
    return store


def test_nothing_tells_of_it_any_more_and_the_store_is_sound(filled: FullStore) -> None:
    before, batches = filled.revision(), len(filled.batches())
    assert any(NAME in text for text in texts(filled))
    number = filled.rewrite(without_name, retold, author="persons", summary="Erased")

    assert number > 0
    assert [text for text in texts(filled) if NAME in text or NAME.casefold() in text] == []
    assert filled.revision() > before
    assert check(filled).faults == []
    latest = filled.batches()[0]
    assert (latest.author, latest.summary, latest.changes, latest.state) == ("persons", "Erased", 0, "applied")
    assert len(filled.batches()) == batches + 1
    assert [batch.changes for batch in filled.batches()[::-1]] == [7, 0, 0, 0, 0, 1, 1, 1, 0]
    assert all(len(filled.changes_of(batch.id).changes) == batch.changes for batch in filled.batches())


def test_what_has_nothing_to_do_with_it_stays(filled: FullStore) -> None:
    filled.rewrite(without_name, retold)
    (organisation, other) = filled.entries("organisation")

    assert cast("Organisation", organisation).description == "Fragen Sie [gelöscht]."
    assert cast("Organisation", other).town == "Stendal"
    assert [entry.key for entry in filled.entries("contact")] == [contact("a", email="office@example.org").key]
    assert filled.search(Search(text="geloscht")).total == 1
    assert filled.search(Search(text="Grundschule")).total == 2


def test_twice_is_as_once(filled: FullStore) -> None:
    filled.rewrite(without_name, retold)
    revision, batches = filled.revision(), filled.batches()

    assert filled.rewrite(without_name, retold) == 0
    assert (filled.revision(), filled.batches()) == (revision, batches)


def test_the_words_of_others_who_look_are_renewed(filled: FullStore, opened: Opened) -> None:
    other = opened()
    assert other.search(Search(text=NAME)).total == 1
    filled.rewrite(without_name, retold)

    assert other.search(Search(text=NAME)).total == 0
    assert other.search(Search(text=NAME[:-1] + "x")).total == 0


def test_the_index_of_partners_is_renewed(filled: FullStore) -> None:
    directory = Directory(filled)
    with directory.matching_index() as index:
        assert NAME in index.organisations["a"].description
    filled.rewrite(without_name, retold)

    # On a busy machine the index of before stands for a moment.
    deadline = monotonic() + 60
    while True:
        with directory.matching_index() as index:
            if NAME not in index.organisations["a"].description:
                break
        assert monotonic() < deadline
        sleep(0.1)


@pytest.mark.parametrize("back", [True, False])
def test_a_backup_of_it_leads_back(filled: FullStore, tmp_path: Path, *, back: bool) -> None:
    filled.rewrite(without_name, retold)
    source: FullStore = filled
    if not back:
        source = SqliteStore(tmp_path / "other.db")
        fill(source)
        source.rewrite(without_name, retold)
    target = SqliteStore(tmp_path / "target.db")
    back_up(source, tmp_path / "network.backup")
    restore(target, tmp_path / "network.backup")

    assert digest_of(target) == digest_of(filled)
    assert check(target).faults == []
    assert not any(NAME in text for text in texts(target))


def test_what_others_refer_to_is_not_taken_out(filled: FullStore) -> None:
    before = list(texts(filled))

    with pytest.raises(DanglingReferenceError, match="b"):
        filled.rewrite(lambda entry: None if isinstance(entry, Organisation) and entry.id == "b" else entry)
    assert list(texts(filled)) == before


def test_an_organisation_goes_with_its_edges(filled: FullStore) -> None:
    def without_b(entry: Entity) -> Entity | None:
        return None if "b" in (getattr(entry, "id", ""), getattr(entry, "to_id", "")) or is_of_b(entry) else entry

    filled.rewrite(without_b)

    assert filled.search(Search(text="Stendal")).total == 0
    assert check(filled).faults == []
    assert filled.history_of([ref_of(school("b")), ref_of(tie("a", "b"))]) == []


def is_of_b(entry: Entity) -> bool:
    return getattr(entry, "organisation_id", "") == "b"


def test_an_entry_is_not_made_another(filled: FullStore) -> None:
    before = list(texts(filled))

    with pytest.raises(ValueError, match="keeps its key"):
        filled.rewrite(lambda entry: replace(entry, id="z") if isinstance(entry, Organisation) else entry)
    assert list(texts(filled)) == before


def test_a_change_that_comes_to_nothing_leaves_and_can_not_be_taken_back(filled: FullStore) -> None:
    filled.rewrite(without_name, retold)
    emptied = [batch.id for batch in filled.batches() if not batch.changes]

    for batch in emptied:
        assert Directory(filled).undo(batch) is None
    assert check(filled).faults == []


@pytest.mark.neo4j
def test_an_unfinished_batch_stands_in_the_way(empty_neo4j: str) -> None:
    store = neo4j_store(empty_neo4j, largest=2, step=1)

    def stop(done: int, total: int) -> None:
        if done > total * 0.6:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        store.apply(added(*(school(f"s{n}", NAME) for n in range(9))), stop)
    unfinished = store.interrupted()
    assert unfinished
    with pytest.raises(ImportInterruptedError):
        store.rewrite(without_name, retold)
    store.resume(unfinished.id)
    store.rewrite(without_name, retold)

    assert check(store).faults == []
    assert not any(NAME in text for text in texts(store))
    store.close()


@pytest.mark.neo4j
def test_what_somebody_writes_meanwhile_is_rewritten_too(empty_neo4j: str) -> None:
    store, other = neo4j_store(empty_neo4j), neo4j_store(empty_neo4j)
    fill(store)
    late = [school("late", NAME)]

    def slow(entry: Entity) -> Entity | None:
        if late:
            other.apply(added(late.pop()))
        return without_name(entry)

    store.rewrite(slow, retold)

    assert not any(NAME in text for text in texts(store))
    assert store.organisations(["late"])["late"].name == "[gelöscht]"
    assert check(store).faults == []
    store.close()
    other.close()


@pytest.mark.neo4j
@pytest.mark.parametrize("steps", [1, 3])
def test_a_rewriting_that_was_interrupted_is_sound_and_finished_by_the_same_again(empty_neo4j: str, steps: int) -> None:
    store = neo4j_store(empty_neo4j, largest=3, step=2)
    fill(store)
    whole, left = store._rewrites, steps

    def write(work: Any, /) -> Any:
        nonlocal left
        if not left:
            raise StoreUnavailableError("gone")
        left -= 1
        return whole.write(work)

    store._rewrites = replace(whole, write=write)
    with pytest.raises(StoreUnavailableError):
        store.rewrite(without_name, retold, summary="Erased")
    store._rewrites = whole

    assert any(NAME in text for text in texts(store))
    assert check(store).faults == []
    store.rewrite(without_name, retold, summary="Erased")
    assert not any(NAME in text for text in texts(store))
    assert check(store).faults == []
    assert [batch.summary for batch in store.batches()].count("Erased") == 1
    store.close()


def test_a_journal_that_somebody_reads_is_told_of_and_emptied_the_next_time(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "network.db")
    fill(store)
    with closing(sqlite3.connect(tmp_path / "network.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM change").fetchone()
        with pytest.raises(TracesLeftError, match="the journal beside"):
            store.rewrite(without_name, retold)
        assert not any(NAME in text for text in texts(store))

    assert store.rewrite(without_name, retold) == 0
    assert NAME.casefold().encode() not in content(tmp_path).lower()


def test_a_rewriting_that_fails_midway_changes_nothing(filled: FullStore) -> None:
    before, left = list(texts(filled)), [1] * 12

    def failing(entry: Entity) -> Entity | None:
        left.pop()
        return without_name(entry)

    with pytest.raises(IndexError):
        filled.rewrite(failing, retold)
    assert list(texts(filled)) == before


def test_the_bytes_are_gone_from_the_files(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "network.db")
    fill(store)
    for number in range(200):
        store.apply(added(school(f"s{number}", keywords=(NAME, f"w{number}"))))
    assert NAME.encode() in content(tmp_path)
    assert NAME.casefold().encode() in content(tmp_path)
    store.rewrite(without_name, retold)

    assert NAME.casefold().encode() not in content(tmp_path).lower()
    # Words that differ in the end alone are kept as beginning and rest.
    assert NAME.casefold()[:6].encode() not in content(tmp_path).lower()


def content(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())
