"""Twenty who write the same few entries at once: nothing may be lost, and history has to know all of it."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter, sleep, time
from typing import Final

from neo4j import Driver, GraphDatabase
from neo4j.exceptions import TransientError

from benchmarks.figures import Aim, Figure, percentiles
from benchmarks.parts import Setting, fresh_neo4j
from graphdir.bootstrap import open_store
from graphdir.checking import check
from graphdir.draft import Draft
from graphdir.editing import Editor
from graphdir.errors import StaleWriteError, StoreUnavailableError
from graphdir.full_store import FullStore
from graphdir.model import Organisation
from graphdir.store import Change, ChangeSet, Ref

WRITERS: Final = 20
_PROCESSES: Final = 4
_SECONDS: Final = 60
_MOST_SECONDS: Final = 60
_FLOOR_SECONDS: Final = 15
_ENTRIES: Final = 12
_ALL: Final = 1_000_000
_NONE: Final = Aim(of="value", most=0)


@dataclass(slots=True)
class Wrote:
    """What writers did.

    ``batches`` by organisation that they were told of; how often somebody had to look again (``refused``) or was not
    answered in time (``unheard``); ``seconds`` a write.
    """

    batches: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    refused: int = 0
    unheard: int = 0
    seconds: list[float] = field(default_factory=list[float])

    @classmethod
    def together(cls, parts: Iterable["Wrote"]) -> "Wrote":
        """Return what all of them did."""
        found = list(parts)
        return cls(
            batches=list(chain.from_iterable(part.batches for part in found)),
            refused=sum(part.refused for part in found),
            unheard=sum(part.unheard for part in found),
            seconds=list(chain.from_iterable(part.seconds for part in found)),
        )


def ground(store: FullStore) -> list[str]:
    """Put the organisations into a store that the writers write, each with a counter of 0; return their ids."""
    entries = [
        Organisation(id=f"schule-{number}", name=f"Grundschule {number}", kind="school", description="0")
        for number in range(_ENTRIES)
    ]
    store.apply(ChangeSet(changes=[Change(before=None, after=entry) for entry in entries]))
    return [entry.id for entry in entries]


def write_until(store: FullStore, ids: Sequence[str], writer: int, deadline: float) -> Wrote:
    """Raise counters by one, as the site does when somebody edits, until the clock says ``deadline``."""
    random, editor, wrote = Random(writer), Editor(store), Wrote()
    while time() < deadline:
        id_ = random.choice(ids)
        start = perf_counter()
        text = ""
        try:
            draft = editor.begun("organisations", id_)
            # With who it was: two who want the same are no two changes.
            text = f"{_count(draft.cells['description']) + 1} by {writer}"
            draft = Draft(table=draft.table, key=id_, cells={**draft.cells, "description": text}, seen=draft.seen)
            written = editor.write(draft, author=f"writer {writer}")
        except StaleWriteError:
            written = None
        except StoreUnavailableError:
            # So busy a server may answer too late, with the work done or not: history knows which.
            wrote.unheard += 1
            batch = _batch_of(store, id_, text)
            if batch:
                wrote.batches.append((id_, batch))
            continue
        if written is None or written.conflicts:
            wrote.refused += 1
            continue
        if written.batch is None:
            raise AssertionError(written)
        wrote.batches.append((id_, written.batch.id))
        wrote.seconds.append(perf_counter() - start)
    return wrote


def _batch_of(store: FullStore, id_: str, text: str) -> str:
    """Return the change set that wrote a text; empty for none. Asks again for a minute where no answer comes."""
    deadline = time() + _MOST_SECONDS
    while True:
        try:
            found = store.history_of([Ref(entity="organisation", key=id_)], _ALL)
        except StoreUnavailableError:
            if time() > deadline:
                raise
            sleep(0.2)
            continue
        return next((one.batch.id for one in found if one.after and one.after.get("description") == text), "")


def faults_of(store: FullStore, wrote: Wrote) -> list[str]:
    """Return what was lost: counters that are not what was accepted, and batches that history does not know."""
    accepted = Counter(id_ for id_, _batch in wrote.batches)
    stand = store.organisations(accepted)
    faults = [
        f"{id_}: {number} accepted, {_count(stand[id_].description)} stand"
        for id_, number in accepted.items()
        if _count(stand[id_].description) != number
    ]
    for id_, number in accepted.items():
        told = {entry.batch.id for entry in store.history_of([Ref(entity="organisation", key=id_)], number + 10)}
        faults += [f"{id_}: history lacks {batch}" for at, batch in wrote.batches if at == id_ and batch not in told]
    return faults + [str(fault) for fault in check(store).faults]


def _count(description: str) -> int:
    return int(description.partition(" ")[0])


def measure_writers(setting: Setting) -> list[Figure]:
    """Let 20 write at once for a minute, in four processes, into a store of their own; then look what is left."""
    if setting.store == "neo4j":
        with fresh_neo4j(setting.work) as url:
            return _measured(setting, url, lambda: _floor_neo4j(url))
    path = setting.work / "writers.db"
    path.unlink(missing_ok=True)
    figures = _measured(setting, f"sqlite:///{path}", lambda: _floor_sqlite(setting.work / "writers-floor.db"))
    for file in setting.work.glob("writers*.db*"):
        file.unlink()
    return figures


def _measured(setting: Setting, url: str, floor: Callable[[], float]) -> list[Figure]:
    with closing(open_store(url)) as store:
        ids = ground(store)
        with ProcessPoolExecutor(_PROCESSES, get_context("spawn")) as pool:
            deadline = time() + 3 + _SECONDS
            wrote = Wrote.together(
                pool.map(_share, *zip(*((url, ids, number, deadline) for number in range(_PROCESSES)), strict=True))
            )
        faults = faults_of(store, wrote)
    rate = len(wrote.batches) / _SECONDS
    bare = floor()
    times = percentiles([seconds * 1000 for seconds in wrote.seconds])
    return [
        setting.figure(
            "writers",
            "changes accepted",
            "/s",
            values={"value": round(rate, 1)},
            floor={"value": round(bare, 1)},
            ratio=round(rate / bare, 3),
            note=f"{len(wrote.batches)} in {_SECONDS} s; {wrote.refused} times somebody else had changed the same; "
            f"{wrote.unheard} times no answer in time",
        ),
        setting.figure("writers", "from reading to written", "ms", values=times),
        setting.figure(
            "writers", "lost, unknown to history, or found by check", "", values={"value": len(faults)}, aim=_NONE,
            note="; ".join(faults[:3]),
        ),
    ]  # fmt: skip


def _share(url: str, ids: Sequence[str], process: int, deadline: float) -> Wrote:
    """Do one process's share: threads that share a store, as those of the site do."""
    threads = WRITERS // _PROCESSES
    with closing(open_store(url)) as store, ThreadPoolExecutor(threads) as pool:
        numbers = range(process * threads, (process + 1) * threads)
        return Wrote.together(pool.map(lambda number: write_until(store, ids, number, deadline), numbers))


def _floor_sqlite(path: Path) -> float:
    """Return how many counters a second as many raise in bare SQLite, each in a transaction of its own."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE counter (id INTEGER PRIMARY KEY, number INTEGER)")
        connection.executemany("INSERT INTO counter VALUES (?, 0)", [(number,) for number in range(_ENTRIES)])
        connection.commit()

    def raised(writer: int) -> int:
        random, done = Random(writer), 0
        with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as own:
            while time() < deadline:
                own.execute("UPDATE counter SET number = number + 1 WHERE id = ?", (random.randrange(_ENTRIES),))
                done += 1
        return done

    deadline = time() + _FLOOR_SECONDS
    with ThreadPoolExecutor(WRITERS) as pool:
        return sum(pool.map(raised, range(WRITERS))) / _FLOOR_SECONDS


def _floor_neo4j(url: str) -> float:
    """Return how many counters a second as many raise by the bare driver, each in a transaction of its own."""
    scheme, _slashes, rest = url.partition("://")
    login, _at, place = rest.partition("@")
    user, _colon, password = login.partition(":")

    def raised(driver: Driver, writer: int) -> int:
        random, done = Random(writer), 0
        while time() < deadline:
            try:
                driver.execute_query(
                    "MATCH (c:Counter {id: $id}) SET c.number = c.number + 1", id=random.randrange(_ENTRIES)
                )
            except TransientError:
                continue
            done += 1
        return done

    with GraphDatabase.driver(f"{scheme}://{place.partition('/')[0]}", auth=(user, password)) as driver:
        driver.execute_query("UNWIND range(0, $last) AS id CREATE (:Counter {id: id, number: 0})", last=_ENTRIES - 1)
        deadline = time() + _FLOOR_SECONDS
        with ThreadPoolExecutor(WRITERS) as pool:
            return sum(pool.map(lambda writer: raised(driver, writer), range(WRITERS))) / _FLOOR_SECONDS
