"""The parts of a run: import, search, graph and pages, each on one store."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import rmtree
from statistics import median
from time import perf_counter, process_time
from typing import Final
from urllib.parse import quote, urlencode

from benchmarks.figures import (
    ROUNDS,
    Aim,
    Figure,
    in_own_process,
    milliseconds,
    peak_mb,
    percentiles,
    resident_mb,
)
from benchmarks.neo4j_floor import neo4j_floor, read_graph
from benchmarks.network import Network
from benchmarks.questions import filtered, questions_for
from benchmarks.site import bare_site, graphdir_site
from benchmarks.sqlite_floor import sqlite_floor
from graphdir import neo4j_server
from graphdir.bootstrap import open_store
from graphdir.directory import Directory
from graphdir.store import Search

_SEED: Final = 5
_IMPORT_AIM: Final[Mapping[str, float]] = {"sqlite": 0.3, "neo4j": 0.5}
_WRITING_AIM: Final = 0.5
_HITS_AIM: Final[Mapping[str, float]] = {"sqlite": 30, "neo4j": 60}
_FACETS_AIM: Final = Aim(of="p95", most=150)
_PAGES_AIM: Final = Aim(of="p95", most=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a part measures: a network, the folder that holds it, a store with it, room for files."""

    network: Network
    folder: Path
    work: Path
    store: str
    url: str
    data: Path | None = None
    rounds: int = ROUNDS

    def figure(self, part: str, name: str, unit: str, **more: object) -> Figure:
        """Return a figure of this setting's store."""
        return Figure(part=part, store=self.store, name=name, unit=unit, **more)  # type: ignore[arg-type]


# --- import --------------------------------------------------------------------


def measure_import_sqlite(setting: Setting) -> list[Figure]:
    """Import into a new file and write the same rows without us, in turns; medians of the rounds."""
    path = setting.work / "network.db"
    copy = setting.work / "floor.db"
    runs: list[_Taken] = []
    floors: list[tuple[float, float]] = []
    for _round in range(setting.rounds):
        for file in setting.work.glob("network.db*"):
            file.unlink()
        runs.append(in_own_process(_import, setting.folder, setting.url))
        floors.append(in_own_process(sqlite_floor, path, copy))
    share = median(used / run.used for run, (_seconds, used) in zip(runs, floors, strict=True))
    note = f"medians of {setting.rounds} rounds in turns; in CPU time {share:.0%}"
    return _import_figures(setting, runs, [seconds for seconds, _used in floors], note, path.stat().st_size)


def measure_import_neo4j(setting: Setting) -> list[Figure]:
    """Import into a fresh server, write the same graph into another fresh one, in turns."""
    runs = [in_own_process(_import, setting.folder, setting.url)]
    floors: list[float] = []
    for number in range(setting.rounds):
        if number:
            with fresh_neo4j(setting.work) as url:
                runs.append(in_own_process(_import, setting.folder, url))
        with fresh_neo4j(setting.work) as url:
            floors.append(in_own_process(_neo4j_floor, setting.url, url))
    size = sum(
        file.stat().st_size for file in (setting.work / "neo4j" / "data" / "databases").rglob("*") if file.is_file()
    )
    note = f"medians of {setting.rounds} rounds in turns, each on a server just started"
    return _import_figures(setting, runs, floors, note, size)


@contextmanager
def fresh_neo4j(work: Path) -> Generator[str]:
    """Start a Neo4j with nothing in it; yield its URL."""
    home = work / "neo4j-fresh"
    server = neo4j_server.start(home, bolt_port=neo4j_server.free_port(), heap="1g")
    try:
        yield server.url
    finally:
        neo4j_server.kill(home)
        rmtree(home, ignore_errors=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    planned: float
    applied: float
    used: float
    peak: float

    @property
    def seconds(self) -> float:
        return self.planned + self.applied


def _import(folder: Path, url: str) -> _Taken:
    directory = Directory(open_store(url))
    start, used = perf_counter(), process_time()
    plan = directory.plan_import([folder], author="benchmark")
    planned = perf_counter() - start
    if plan.errors:
        raise RuntimeError(f"the generated network has errors: {plan.errors[:3]}")
    directory.apply(plan.changes)
    applied = perf_counter() - start - planned
    return _Taken(planned=planned, applied=applied, used=process_time() - used, peak=peak_mb())


def _again(folder: Path, url: str) -> tuple[float, float]:
    directory = Directory(open_store(url))
    start = perf_counter()
    plan = directory.plan_import([folder])
    if plan.changes.changes:
        raise RuntimeError("the second import of the same folder would change something")
    directory.apply(plan.changes)
    return perf_counter() - start, peak_mb()


def _export(url: str, path: Path) -> float:
    directory = Directory(open_store(url))
    start = perf_counter()
    directory.export(path, "csv", all_contacts=True)
    return perf_counter() - start


def _neo4j_floor(source: str, target: str) -> float:
    return neo4j_floor(target, read_graph(source))


def _import_figures(
    setting: Setting, runs: Sequence[_Taken], floors: Sequence[float], note: str, size: int
) -> list[Figure]:
    rows = setting.network.size.rows
    seconds, floor = median(run.seconds for run in runs), median(floors)
    # Both halves of a round met the same neighbours on the machine.
    ratio = median(bare / run.seconds for run, bare in zip(runs, floors, strict=True))
    again, again_peak = in_own_process(_again, setting.folder, setting.url)
    exported = in_own_process(_export, setting.url, setting.work / f"export-{setting.store}")
    aim = Aim(of="ratio", least=_IMPORT_AIM[setting.store])
    return [
        setting.figure(
            "import",
            "import with all checks",
            "rows/s",
            values={"value": round(rows / seconds)},
            floor={"value": round(rows / floor)},
            ratio=round(ratio, 2),
            aim=aim,
            note=note,
        ),
        setting.figure(
            "import",
            "of it reading and checking",
            "s",
            values={"value": round(median(run.planned for run in runs), 1)},
        ),
        setting.figure(
            "import",
            "of it writing",
            "s",
            values={"value": round(median(run.applied for run in runs), 1)},
            floor={"value": round(floor, 1)},
            ratio=round(median(bare / run.applied for run, bare in zip(runs, floors, strict=True)), 2),
            aim=Aim(of="ratio", least=_WRITING_AIM) if setting.store == "neo4j" else None,
            note="history included; the ratio is of the rates",
        ),
        setting.figure("import", "memory at its highest", "MB", values={"value": max(run.peak for run in runs)}),
        setting.figure(
            "import",
            "the same folder again, nothing changes",
            "rows/s",
            values={"value": round(rows / again)},
            note=f"{again:.1f} s, {again_peak:.0f} MB",
        ),
        setting.figure(
            "import", "export as CSV", "rows/s", values={"value": round(rows / exported)}, note=f"{exported:.1f} s"
        ),
        setting.figure("import", "size of the store", "MB", values={"value": round(size / 2**20)}),
    ]


# --- search and graph ----------------------------------------------------------


def measure_search(setting: Setting) -> list[Figure]:
    """Ask the fixed mix: hits and facets apart, without and with one filter."""
    return in_own_process(_search, setting)


def _search(setting: Setting) -> list[Figure]:
    directory = Directory(open_store(setting.url))
    questions = questions_for(setting.network)
    plain = [Search(text=text) for text in questions.all]
    narrowed = filtered(questions.all, setting.network)
    by_sort = [
        ("names", questions.names),
        ("beginnings", questions.beginnings),
        ("typos", questions.typos),
        ("towns", questions.towns),
        ("topics", questions.topics),
        ("several words", questions.several_words),
        ("common words", questions.common),
    ]
    hits_aim = Aim(of="p95", most=_HITS_AIM[setting.store])

    def hits(asked: Sequence[Search]) -> dict[str, float]:
        return milliseconds([lambda question=question: directory.search(question) for question in asked])  # type: ignore[misc]

    def first_facets(asked: Sequence[Search]) -> dict[str, float]:
        # What a store keeps of its answers must not answer here, so every round has a store of its own.
        times: list[list[float]] = [[] for _question in asked]
        for round_ in range(setting.rounds + 1):
            fresh = Directory(open_store(setting.url))
            fresh.search(Search(text=questions.all[0]))
            for question, taken in zip(asked, times, strict=True):
                start = perf_counter()
                fresh.facets(question)
                if round_:
                    taken.append((perf_counter() - start) * 1000)
            fresh.store.close()
        return percentiles([median(taken) for taken in times])

    common = [Search(text=text) for text in questions.common]
    return [
        setting.figure("search", f"hits, {len(plain)} questions", "ms", values=hits(plain), aim=hits_aim),
        *(
            setting.figure("search", f"hits, {name}", "ms", values=hits([Search(text=text) for text in texts]))
            for name, texts in by_sort
        ),
        setting.figure("search", "hits with one filter", "ms", values=hits(narrowed), aim=hits_aim),
        *(
            setting.figure("search", name, "ms", values=first_facets(asked), aim=_FACETS_AIM)
            for name, asked in (
                (f"facets, {len(plain)} questions, asked first", plain),
                ("facets, common words, asked first", common),
                ("facets of everybody, asked first", [Search()]),
                ("facets with one filter, asked first", narrowed),
            )
        ),
        setting.figure(
            "search",
            f"facets, {len(plain)} questions, asked again",
            "ms",
            values=milliseconds([lambda question=question: directory.facets(question) for question in plain]),  # type: ignore[misc]
        ),
    ]


def measure_graph(setting: Setting) -> list[Figure]:
    """Ask for connections, surroundings and neighbours."""
    return in_own_process(_graph, setting)


def _graph(setting: Setting) -> list[Figure]:
    store = open_store(setting.url)
    dice = Random(_SEED)
    rows = setting.network.tables["organisations"]
    ids = [row["id"] for row in rows]
    pairs = [dice.sample(ids, 2) for _pair in range(50)]
    places = [(row["latitude"], row["longitude"]) for row in dice.sample(rows, 50)]
    groups = [dice.sample(ids, 50) for _group in range(20)]

    def measured(name: str, calls: Sequence[Callable[[], object]]) -> Figure:
        return setting.figure("graph", name, "ms", values=milliseconds(calls))

    today = Directory.today()

    def connecting(pair: Sequence[str]) -> Callable[[], object]:
        one, other = pair
        return lambda: store.shortest_connection(one, other, today)

    def around(place: tuple[float, float], km: float) -> Callable[[], object]:
        return lambda: store.within(*place, km)

    def joined(group: Sequence[str]) -> Callable[[], object]:
        return lambda: store.links_of(group)

    return [
        measured("shortest connection of two", [connecting(pair) for pair in pairs]),
        measured("everybody within 10 km", [around(place, 10) for place in places]),
        measured("everybody within 50 km", [around(place, 50) for place in places]),
        measured("relations of 50 organisations", [joined(group) for group in groups]),
        measured("whole graph as columns", [store.columns]),
    ]


# --- the site ------------------------------------------------------------------


def measure_pages(setting: Setting) -> list[Figure]:
    """Fetch pages over HTTP, one client, beside an empty page of the same kind of server."""
    with bare_site() as bare:
        empty = milliseconds(bare.getters(["/"] * 50))
        bare_seconds, bare_memory = bare.seconds, resident_mb(bare.pid)
    figures = [setting.figure("pages", "empty page of the same server", "ms", values=empty)]
    with graphdir_site(setting.url) as site:
        figures.append(
            setting.figure(
                "pages",
                "start of graphdir serve until it answers",
                "s",
                values={"value": round(site.seconds, 2)},
                floor={"value": round(bare_seconds, 2)},
            )
        )
        before = resident_mb(site.pid)
        start = perf_counter()
        site.getters(["/map"])[0]()
        figures.append(
            setting.figure(
                "pages",
                "network map, the first after a change",
                "s",
                values={"value": round(perf_counter() - start, 1)},
                note="reads the whole graph and lays it out",
            )
        )
        for name, paths in _paths(setting.network).items():
            values = milliseconds(site.getters(paths))
            figures.append(
                setting.figure(
                    "pages",
                    name,
                    "ms",
                    values=values,
                    floor=empty,
                    ratio=round(values["p50"] / empty["p50"], 1),
                    aim=_PAGES_AIM,
                )
            )
        for name, value in (("before", before), ("after", resident_mb(site.pid))):
            figures.append(
                setting.figure(
                    "pages",
                    f"memory of the site {name} these pages",
                    "MB",
                    values={"value": value},
                    floor={"value": bare_memory},
                )
            )
    return figures


def _paths(network: Network) -> dict[str, list[str]]:
    dice = Random(_SEED)
    questions = questions_for(network)
    ids = [row["id"] for row in network.tables["organisations"]]
    texts = dice.sample(questions.all, 50)
    return {
        "start page": ["/"] * 20,
        "directory, any page": [f"/organisations?page={dice.randrange(1, len(ids) // 25)}" for _page in range(40)],
        "directory, with text": [f"/organisations?{urlencode({'q': text})}" for text in texts],
        "directory, with a filter": [f"/organisations?{urlencode({'q': text, 'kind': 'school'})}" for text in texts],
        "profile, random": [f"/organisations/{quote(id_)}" for id_ in dice.sample(ids, 50)],
        "profile, the 20 best connected": [f"/organisations/{quote(id_)}" for id_ in _best_connected(network, 20)],
        "suggestions while typing": [f"/suggestions?{urlencode({'q': text})}" for text in questions.beginnings],
        "projects": [f"/projects?page={dice.randrange(1, 1000)}" for _page in range(20)],
        "project, random": [
            f"/projects/{quote(row['id'])}" for row in dice.sample(list(network.tables["projects"]), 40)
        ],
        "topic": [f"/topics/{id_}" for id_ in ("bullying_prevention", "school_social_work", "media_literacy")],
        "connection of two": [
            f"/connection?{urlencode({'from': one, 'to': other})}"
            for one, other in zip(ids[:20], ids[-20:], strict=True)
        ],
        "network map, seen before": ["/map"],
    }


def _best_connected(network: Network, number: int) -> list[str]:
    ties: dict[str, int] = {}
    for row in network.tables["relations"]:
        for end in (row["from_id"], row["to_id"]):
            ties[end] = ties.get(end, 0) + 1
    return sorted(ties, key=lambda id_: (-ties[id_], id_))[:number]
