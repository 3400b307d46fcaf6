"""Imports that are killed at random moments: afterwards all of it is there, or nothing, or the store says what to do.

``python -m benchmarks.kills URL FOLDER`` is what is killed: it plans an import, says so, and applies it.
"""

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import perf_counter, sleep
from typing import Final
from urllib.parse import urlsplit

from neo4j import GraphDatabase

from benchmarks.figures import Aim, Figure
from benchmarks.network import Size, network_of
from benchmarks.parts import Setting
from graphdir import neo4j_server
from graphdir.backup import digest_of
from graphdir.bootstrap import open_store, seed_networks
from graphdir.checking import check
from graphdir.directory import Directory
from graphdir.full_store import FullStore
from graphdir.stores.neo4j import Neo4jStore

SIZE: Final = Size(organisations=2000, relations=2500, projects=800, participations=2000)
_KILLS: Final = {"sqlite": 100, "neo4j": 20}
_PLANNED: Final = "planned"
_TRIES: Final = 3
# Small steps make many moments; a history that nobody goes on writing is cleared away at once.
_STEPS: Final[Mapping[str, int]] = {"largest": 400, "step": 150, "patience_ms": 0}
_NONE: Final = Aim(of="value", most=0)


@dataclass(slots=True)
class Killed:
    """What was found after the kills: how often as before, as after, or unfinished and then resumed or undone."""

    found: Counter[str] = field(default_factory=Counter[str])
    faults: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where imports are killed: how a store with the seeds in it is made anew and opened, and what is killed.

    ``server`` kills the server and starts it again; None for a store without one.
    """

    url: str
    fresh: Callable[[], None]
    open: Callable[[], FullStore]
    server: Callable[[], None] | None = None


def kill_imports(ground: Ground, folder: Path, times: int, seed: int = 11) -> Killed:
    """Kill an import of ``folder`` so many times and look each time what is left.

    Where there is a server, it and the application are killed by turns.
    """
    random, killed = Random(seed), Killed()
    ground.fresh()
    with closing(ground.open()) as store:
        before = digest_of(store)
    seconds = _run(ground, folder, None)
    with closing(ground.open()) as store:
        after = digest_of(store)
    for number in range(times):
        ground.fresh()
        kill_server = ground.server is not None and number % 2 == 1
        _run(ground, folder, random.uniform(0, seconds), ground.server if kill_server else None)
        with closing(ground.open()) as store:
            _look(store, before, after, killed, resume=number % 4 < 2)
    return killed


def _run(ground: Ground, folder: Path, moment: float | None, server: Callable[[], None] | None = None) -> float:
    """Import in a process of its own and kill it, or the server, after ``moment`` seconds of writing.

    Returns how long the writing took, without a moment.
    """
    with _planned(ground, folder) as process:
        start = perf_counter()
        if moment is None:
            process.communicate()
            return perf_counter() - start
        sleep(moment)
        if server:
            server()
        process.kill()
        process.communicate()
    return 0.0


def _planned(ground: Ground, folder: Path) -> "subprocess.Popen[str]":
    """Start an import and return it when it begins to write; a server that was just started may need a second try."""
    command = [sys.executable, "-m", "benchmarks.kills", ground.url, str(folder)]
    said = ""
    for _try in range(_TRIES):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603
        if process.stdout and process.stdout.readline().strip() == _PLANNED:
            return process
        said = process.communicate()[1][-2000:]
    raise RuntimeError(f"the import did not get as far as writing: {said}")


def _look(store: FullStore, before: str, after: str, killed: Killed, *, resume: bool) -> None:
    unfinished = store.interrupted()
    if unfinished and resume:
        store.resume(unfinished.id)
        killed.found["unfinished, resumed"] += 1
        wanted = after
    elif unfinished:
        store.roll_back(unfinished.id)
        killed.found["unfinished, undone"] += 1
        wanted = before
    else:
        wanted = after if digest_of(store) == after else before
        killed.found["as after" if wanted == after else "as before"] += 1
    if digest_of(store) != wanted:
        killed.faults.append("neither as before nor as after")
    killed.faults += [str(fault) for fault in check(store).faults]


def sqlite_ground(folder: Path) -> Ground:
    """Return a ground in a folder: the seeds in an SQLite file."""
    base, path = folder / "base.db", folder / "killed.db"
    with closing(open_store(f"sqlite:///{base}")) as store:
        _fill(store)

    def fresh() -> None:
        for file in folder.glob("killed.db*"):
            file.unlink()
        shutil.copy(base, path)

    return Ground(url=f"sqlite:///{path}", fresh=fresh, open=lambda: open_store(f"sqlite:///{path}"))


def neo4j_ground(server: neo4j_server.Server) -> Ground:
    """Return a ground on a server that is nobody else's."""

    def emptied() -> None:
        parts = urlsplit(server.url)
        auth = (parts.username or "", parts.password or "")
        with GraphDatabase.driver(f"bolt://{parts.hostname}:{parts.port}", auth=auth) as driver:
            driver.execute_query("MATCH (n) DETACH DELETE n")
        with closing(_opened(server.url)) as store:
            _fill(store)

    def killed() -> None:
        neo4j_server.kill(server.home)
        neo4j_server.start(server.home, bolt_port=server.bolt_port, heap="512m")

    return Ground(url=server.url, fresh=emptied, open=lambda: _opened(server.url), server=killed)


def measure_kills(setting: Setting) -> list[Figure]:
    """Kill imports at random moments, of a small network into the seeds."""
    work = setting.work / "kills"
    work.mkdir(exist_ok=True)
    network_of(SIZE, None).write(work / "folder")
    with _ground(setting.store, work) as ground:
        killed = kill_imports(ground, work / "folder", _KILLS[setting.store])
    shutil.rmtree(work, ignore_errors=True)
    told = "; ".join(f"{number} {what}" for what, number in sorted(killed.found.items()))
    return [
        setting.figure(
            "kills",
            f"faults after {_KILLS[setting.store]} kills",
            "",
            values={"value": len(killed.faults)},
            aim=_NONE,
            note="; ".join([told, *killed.faults[:3]]),
        )
    ]


@contextmanager
def _ground(store: str, work: Path) -> Generator[Ground]:
    if store == "sqlite":
        yield sqlite_ground(work)
        return
    home = work / "neo4j"
    server = neo4j_server.start(home, bolt_port=neo4j_server.free_port(), heap="512m")
    try:
        yield neo4j_ground(server)
    finally:
        neo4j_server.kill(home)


def _opened(url: str) -> FullStore:
    if url.startswith("sqlite"):
        return open_store(url)
    parts = urlsplit(url)
    return Neo4jStore.connect(
        f"bolt://{parts.hostname}:{parts.port}",
        user=parts.username or "",
        password=parts.password or "",
        database="neo4j",
        **_STEPS,
    )


def _fill(store: FullStore) -> None:
    directory = Directory(store)
    directory.apply(directory.plan_import([seed_networks()["stendal"]]).changes)


def main(url: str, folder: Path) -> None:
    """Plan an import, say so, and apply it."""
    with closing(_opened(url)) as store:
        directory = Directory(store)
        plan = directory.plan_import([folder])
        sys.stdout.write(_PLANNED + "\n")
        sys.stdout.flush()
        directory.apply(plan.changes)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
