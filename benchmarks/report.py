"""The report: cold and warm, beside networkx alone for the same figures."""

from collections.abc import Callable, Mapping
from http.client import HTTPConnection
from random import Random
from time import perf_counter
from typing import Final

import networkx as nx

from benchmarks.figures import Aim, Figure, in_own_process, milliseconds, peak_mb
from benchmarks.parts import Setting
from benchmarks.site import Site, graphdir_site
from graphdir.bootstrap import open_store
from graphdir.directory import Directory
from graphdir.network.figures.brokers import PIVOTS
from graphdir.network.figures.communities import Communities
from graphdir.network.figures.report import Brokers, Parts, Threads, reports
from graphdir.network.whole import Whole

_COLD_AIM: Final = Aim(of="value", most=30)
_WARM_AIM: Final = Aim(of="p95", most=50)
# What networkx would take minutes for is measured on so many, and told for all.
_PIVOTS_MEASURED: Final = 20
_BROKERS_MEASURED: Final = 4
_SEED: Final = 2007


def measure_report(setting: Setting) -> list[Figure]:
    """Compute the report after a change, and show it again."""
    ours, peak, pairs, brokers = in_own_process(_ours, setting.url)
    floors = in_own_process(_networkx, pairs, brokers)
    measured = {name: taken for name, taken in ours.items() if name in floors}
    with graphdir_site(setting.url) as site:
        answered, computed = _until_computed(site)
        warm = milliseconds(site.getters(["/report"] * 20))
    return [
        setting.figure(
            "report",
            "all figures, the first after a change",
            "s",
            values={"value": round(sum(ours.values()), 1)},
            floor={"value": round(sum(floors.values()))},
            ratio=round(sum(measured.values()) / sum(floors.values()), 3),
            aim=_COLD_AIM,
            note=f"reads the store; {peak:.0f} MB; the ratio is of what networkx computes too",
        ),
        *(
            setting.figure(
                "report",
                f"of it {name}",
                "s",
                values={"value": round(taken, 2)},
                floor={"value": round(floors[name], 2)},
                ratio=round(taken / floors[name], 3),
                note=_NOTES.get(name, ""),
            )
            for name, taken in measured.items()
        ),
        setting.figure(
            "report",
            "the page: first answer, with progress",
            "s",
            values={"value": round(answered, 1)},
            note=f"complete after {computed:.1f} s",
        ),
        setting.figure("report", "the page, again", "ms", values=warm, aim=_WARM_AIM),
    ]


_NOTES: Final = {
    "brokers": (
        f"{PIVOTS} starting points; networkx on {_PIVOTS_MEASURED} of as many, and on {_BROKERS_MEASURED} constraints, "
        "told for all"
    ),
    "communities": "Leiden here, Louvain in networkx",
}
_NAMES: Final[Mapping[type, str]] = {
    Parts: "parts",
    Threads: "cut organisations and bridges",
    Communities: "communities",
    Brokers: "brokers",
}


def _ours(url: str) -> tuple[dict[str, float], float, list[tuple[int, int]], list[int]]:
    """Return the seconds of every figure, memory, the pairs, and who the brokers are."""
    taken: dict[str, float] = {}
    start = perf_counter()
    whole = Whole.read(open_store(url), Directory.today())
    taken["reading"] = perf_counter() - start
    start = perf_counter()
    report = None
    for report in reports(whole):
        figure = report.figures[-1]
        taken[_NAMES.get(type(figure), type(figure).__name__)] = perf_counter() - start
        start = perf_counter()
    brokers = report.figure(Brokers) if report else None
    pairs = whole.present_ties.pairs
    return (
        taken,
        peak_mb(),
        [(one, other) for one, other in pairs.tolist()],
        brokers.numbers.tolist() if brokers else [],
    )


def _networkx(pairs: list[tuple[int, int]], brokers: list[int]) -> dict[str, float]:
    """Return the seconds that networkx takes for what it has too."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from(pairs)
    nodes = list(graph)
    few = Random(_SEED).sample(brokers, min(_BROKERS_MEASURED, len(brokers)))
    pivots = min(_PIVOTS_MEASURED, len(nodes))

    def seconds(compute: Callable[[], object]) -> float:
        start = perf_counter()
        compute()
        return perf_counter() - start

    return {
        "parts": seconds(lambda: list(nx.connected_components(graph))),
        "cut organisations and bridges": seconds(
            lambda: (list(nx.articulation_points(graph)), list(nx.bridges(graph)))
        ),
        "communities": seconds(lambda: nx.community.louvain_communities(graph, seed=_SEED)),
        "brokers": seconds(lambda: nx.betweenness_centrality(graph, k=pivots, seed=_SEED))
        * min(PIVOTS, len(nodes))
        / max(1, pivots)
        + seconds(lambda: nx.constraint(graph, few)) * len(brokers) / max(1, len(few)),
    }


def _until_computed(site: Site) -> tuple[float, float]:
    """Ask for the page until it does not look again by itself; return the seconds of the first and the last answer."""
    connection = HTTPConnection("127.0.0.1", site.port, timeout=60)
    start, answered = perf_counter(), 0.0
    while True:
        connection.request("GET", "/report")
        response = connection.getresponse()
        response.read()
        answered = answered or perf_counter() - start
        if response.getheader("Refresh") is None:
            return answered, perf_counter() - start
