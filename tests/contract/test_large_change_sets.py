"""Change sets that Neo4j does in steps: as one in the end, and never a silent half."""

import random
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest

from graphdir.account import Role
from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings
from graphdir.directory import Directory
from graphdir.errors import BatchNotFoundError, ImportInterruptedError, StaleWriteError
from graphdir.full_store import FullStore
from graphdir.model import (
    ENTITY_TYPES,
    ContactPoint,
    Entity,
    Organisation,
    OrganisationKind,
    Participation,
    Relation,
)
from graphdir.store import Change, ChangeSet, Search, ref_of
from graphdir.stores.neo4j import Neo4jStore
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, carrier, contact, county, part, project, school, tie, topic
from tests.graphs import graph_of
from tests.servers import neo4j_store, wipe
from tests.web.visitors import Person, with_account
from webapp import create_app

pytestmark = pytest.mark.neo4j
STEPS = {"largest": 10, "step": 7, "patience_ms": 0}


def some(number: int) -> list[Entity]:
    """Return a network with every sort of entry, the same each time."""
    rng = random.Random(number)  # noqa: S311
    topics = ["violence_conflict", "violence_prevention", "rowing", "made-up"]
    organisations = [
        rng.choice((school, carrier, county))(
            f"o{n}",
            f"Name {n}",
            town=rng.choice(("Stendal", "Havelberg", "")),
            municipality=rng.choice(("Hansestadt Stendal", "")),
            topics=tuple(rng.sample(topics, rng.randint(0, 2))),
        )
        for n in range(20)
    ]
    ids = [organisation.id for organisation in organisations]
    projects = [project(f"p{n}", topics=tuple(rng.sample(topics, 2))) for n in range(5)]
    edges: list[Relation | Participation | ContactPoint] = [
        *(tie(*between(rng, ids), rng.choice(("cooperation", "carrier_of", "part_of"))) for _ in range(25)),
        *(part(rng.choice(projects).id, rng.choice(ids), rng.choice(("lead", "funder"))) for _ in range(15)),
        *(contact(rng.choice(ids), "office", name=f"n{n}") for n in range(5)),
    ]
    unique = {edge.key: edge for edge in edges}
    own: list[Entity] = [
        topic("rowing", "Rudern", parent_id="violence_conflict"),
        OrganisationKind(id="lab", label_de="Labor"),
    ]
    return [*own, *organisations, *projects, *unique.values()]


def between(rng: random.Random, ids: Sequence[str]) -> tuple[str, str]:
    one, other = rng.sample(ids, 2)
    return one, other


BEFORE = some(1)


def second_act() -> ChangeSet:
    """Return changes of all kinds: brings in, changes and takes out, edges first and last."""
    old = {ref_of(entry): entry for entry in BEFORE}
    new = {ref_of(entry): entry for entry in some(2)}
    changes = [
        Change(before=old.get(ref), after=new.get(ref), file="liste.csv", row=row)
        for row, ref in enumerate(sorted({**old, **new}, key=lambda ref: (ref.key, ref.entity)))
        if old.get(ref) != new.get(ref)
    ]
    random.Random(3).shuffle(changes)  # noqa: S311
    return ChangeSet(changes=changes, author="me", summary="second")


class StopError(Exception):
    """What stops an import in these tests."""


def stop_at(share: float) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        if 0 < total * share <= done:
            raise StopError

    return progress


Opened = Callable[..., Neo4jStore]


@pytest.fixture
def opened(empty_neo4j: str) -> Generator[Opened]:
    """Yield what opens one and the same store again and again; it takes steps early."""
    with ExitStack() as stores:

        def open_(**options: int) -> Neo4jStore:
            return stores.enter_context(closing(neo4j_store(empty_neo4j, database="neo4j", **(STEPS | options))))

        yield open_


@pytest.fixture
def store(opened: Opened) -> Neo4jStore:
    """Return a store that holds a first network."""
    store = opened()
    store.apply(added(*BEFORE, summary="first"))
    return store


def contents(store: FullStore) -> list[Sequence[Entity]]:
    return [list(store.entries(type_.entity)) for type_ in ENTITY_TYPES]


def interrupt(store: Neo4jStore, share: float) -> str:
    with pytest.raises(StopError):
        store.apply(second_act(), stop_at(share))
    interrupted = store.interrupted()
    assert interrupted
    return interrupted.id


def test_steps_lead_to_what_one_transaction_leads_to(
    store: Neo4jStore, opened: Opened, empty_neo4j: str, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    batch = store.apply(second_act(), lambda *done: told.append(done))
    in_steps, stored, columns = graph_of(empty_neo4j), contents(store), store.columns()
    assert batch
    assert store.changes_of(batch.id) == second_act()
    assert store.batches()[0] == batch
    assert (batch.state, batch.changes) == ("applied", len(second_act().changes))
    assert told[0][0] == 0
    assert told[-1] == (batch.changes, batch.changes)
    assert [done for done, _total in told] == sorted(done for done, _total in told)

    with closing(SqliteStore(tmp_path / "network.db")) as other:
        other.apply(added(*BEFORE))
        other.apply(second_act())
        assert contents(other) == stored
        assert other.columns() == columns
        assert other.facets(Search()) == store.facets(Search())

    wipe(empty_neo4j)
    at_once = opened(largest=10_000)
    at_once.apply(added(*BEFORE, summary="first"))
    at_once.apply(second_act())
    assert graph_of(empty_neo4j) == in_steps


def test_twice_is_as_once_in_steps_too(store: Neo4jStore) -> None:
    store.apply(second_act())
    revision = store.revision()

    assert store.apply(second_act()) is None
    assert store.revision() == revision


@pytest.mark.parametrize("share", [0.4, 0.6, 0.8, 0.99])
def test_what_was_interrupted_is_resumed(store: Neo4jStore, opened: Opened, share: float) -> None:
    revision = store.revision()
    id_ = interrupt(store, share)

    other = opened()
    assert other.interrupted() == other.batches()[0]
    assert other.batches()[0].state == "interrupted"
    batch = other.resume(id_)

    assert (batch.id, batch.state, batch.summary) == (id_, "applied", "second")
    assert store.interrupted() is None
    assert store.changes_of(id_) == second_act()
    assert store.apply(second_act()) is None
    assert store.revision() > revision
    with pytest.raises(BatchNotFoundError):
        store.resume(id_)
    with pytest.raises(BatchNotFoundError):
        store.roll_back(id_)


def test_whoever_looks_at_a_part_is_told_so(store: Neo4jStore) -> None:
    site = create_app(Directory(store), Settings(store=""))
    site.testing = True
    with_account(Accounts(store), "k@example.org", Role.COORDINATOR)
    id_ = interrupt(store, 0.6)
    visitor, coordinator = Person(site), Person(site, "k@example.org")

    assert "A large import is not finished" in visitor.get("/organisations")
    assert "graphdir resume" not in visitor.get("/organisations")
    assert f"“graphdir resume {id_}” finishes it" in coordinator.get("/report")
    assert f'href="/changes/{id_}"' not in coordinator.get("/changes")
    refused = coordinator.send("/edit/organisation?key=o1", name="Anders")
    assert (refused.status_code, "A large import is not finished</h1>" in refused.get_data(as_text=True)) == (503, True)

    store.roll_back(id_)
    assert "not finished" not in visitor.get("/organisations")


@pytest.mark.parametrize("share", [0.4, 0.6, 0.8, 0.99])
def test_what_was_interrupted_is_taken_back(store: Neo4jStore, opened: Opened, empty_neo4j: str, share: float) -> None:
    before, batches, found = graph_of(empty_neo4j), store.batches(), store.search(Search(text="name"))
    id_ = interrupt(store, share)
    store.search(Search(text="name"))

    opened().roll_back(id_)

    assert graph_of(empty_neo4j) == before
    assert store.batches() == batches
    assert store.interrupted() is None
    assert store.search(Search(text="name")) == found
    assert store.apply(second_act())


def test_an_interrupted_batch_stands_in_the_way_and_is_no_history(store: Neo4jStore) -> None:
    id_ = interrupt(store, 0.6)

    for changes in (added(school("new")), second_act()):
        with pytest.raises(ImportInterruptedError) as refusal:
            store.apply(changes)
        assert refusal.value.batch_id == id_
    with pytest.raises(ImportInterruptedError) as refusal:
        Directory(store).undo(store.batches()[1].id)
    assert refusal.value.batch_id == id_
    with pytest.raises(BatchNotFoundError):
        store.changes_of(id_)
    refs = [change.ref for change in second_act().changes]
    assert {entry.batch.summary for entry in store.history_of(refs, limit=500)} == {"first"}


@pytest.mark.parametrize("then", ["resume", "roll_back"])
def test_a_take_back_that_was_interrupted_leads_either_way(store: Neo4jStore, empty_neo4j: str, then: str) -> None:
    before = graph_of(empty_neo4j)
    id_ = interrupt(store, 0.9)
    with pytest.raises(StopError):
        store.roll_back(id_, stop_at(0.2))

    assert store.interrupted()
    getattr(store, then)(id_)

    if then == "resume":
        assert store.apply(second_act()) is None
    else:
        assert graph_of(empty_neo4j) == before


def test_a_stop_while_the_history_is_written_leaves_nothing(store: Neo4jStore, empty_neo4j: str) -> None:
    before = graph_of(empty_neo4j)

    with pytest.raises(StopError):
        store.apply(second_act(), stop_at(0.1))

    assert store.interrupted() is None
    assert graph_of(empty_neo4j) == before


CHILD = """
import os, signal, sys
from tests.contract.test_large_change_sets import STEPS, second_act
from tests.servers import neo4j_store

def progress(done, total):
    if done >= total * float(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

neo4j_store(sys.argv[1], **STEPS).apply(second_act(), progress)
"""


@pytest.mark.parametrize("then", ["resume", "roll_back"])
def test_an_importer_that_is_killed(store: Neo4jStore, empty_neo4j: str, then: str) -> None:
    before = graph_of(empty_neo4j)
    killed = subprocess.run([sys.executable, "-c", CHILD, empty_neo4j, "0.7"], check=False)
    assert killed.returncode == -9

    interrupted = store.interrupted()
    assert interrupted
    getattr(store, then)(interrupted.id)

    if then == "resume":
        assert store.apply(second_act()) is None
    else:
        assert graph_of(empty_neo4j) == before


def test_an_importer_that_is_killed_while_it_writes_history(store: Neo4jStore, empty_neo4j: str) -> None:
    before = graph_of(empty_neo4j, history=False)
    killed = subprocess.run([sys.executable, "-c", CHILD, empty_neo4j, "0.1"], check=False)
    assert killed.returncode == -9

    assert store.interrupted() is None
    assert len(store.batches()) == 1
    assert graph_of(empty_neo4j, history=False) == before
    store.apply(added(school("new")))
    assert graph_of(empty_neo4j)[0] == sorted(graph_of(empty_neo4j)[0])
    summaries = [line for line in graph_of(empty_neo4j)[0] if "second" in line or "liste.csv" in line]
    assert summaries == []
    assert store.apply(second_act())


def test_two_may_resume_at_once(store: Neo4jStore, opened: Opened) -> None:
    id_ = interrupt(store, 0.4)
    stores = [opened() for _ in range(2)]

    def resume(one: Neo4jStore) -> bool:
        try:
            one.resume(id_)
        except BatchNotFoundError:
            return False  # the other was faster
        return True

    with ThreadPoolExecutor(2) as pool:
        assert any(pool.map(resume, stores))

    assert store.apply(second_act()) is None
    assert store.changes_of(id_) == second_act()


def test_a_write_in_between_is_seen(store: Neo4jStore, opened: Opened) -> None:
    other = opened(largest=10_000)
    written: list[str] = []

    def meanwhile(_done: int, _total: int) -> None:
        if not written:
            written.append("new")
            other.apply(added(school("new")))

    batch = store.apply(second_act(), meanwhile)

    assert batch
    assert [one.summary for one in store.batches()] == ["second", "", "first"]
    assert store.changes_of(batch.id) == second_act()
    assert store.organisations(["new"])


def test_a_write_in_between_can_make_it_stale(store: Neo4jStore, opened: Opened, empty_neo4j: str) -> None:
    other = opened(largest=10_000)
    victim = next(
        change.before for change in second_act().changes if change.after and isinstance(change.before, Organisation)
    )
    spoilt = replace(victim, name="Spoilt")

    def meanwhile(_done: int, _total: int) -> None:
        other.apply(ChangeSet(changes=[Change(before=victim, after=spoilt)]))

    with pytest.raises(StaleWriteError):
        store.apply(second_act(), meanwhile)

    assert store.interrupted() is None
    assert [one.summary for one in store.batches()] == ["", "first"]
    assert not [line for line in graph_of(empty_neo4j)[0] if "Unfinished" in line]
