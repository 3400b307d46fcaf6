"""What a search for partners takes, warm, after an edit, and as the network grows."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final

import networkx as nx

from benchmarks.figures import Aim, Figure, in_own_process, milliseconds, peak_mb, percentiles
from benchmarks.network import Network, Size, network_of
from benchmarks.parts import Setting
from graphdir.bootstrap import open_store
from graphdir.collecting import without_collecting
from graphdir.directory import Directory
from graphdir.matching.index import MatchIndex
from graphdir.matching.need import Need
from graphdir.matching.ranking import rank
from graphdir.model import Organisation, Participation, Project
from graphdir.store import Change, ChangeSet
from graphdir.taxonomy import Taxonomy

_SEED: Final = 17
_NEEDS: Final = 200
_EDITS: Final = 20
_PEER_QUESTIONS: Final = 5
_AIM: Final[Mapping[str, float]] = {"sqlite": 50, "neo4j": 60}
_IDEA: Final = "Streit auf dem Schulhof: Kinder der Klassen 3 und 4 sollen lernen, Konflikte ohne Gewalt zu lösen"
_GROWTH: Final = (4_000, 400_000)
_TODAY: Final = "2026-01-01"


def measure_partners(setting: Setting) -> list[Figure]:
    """Ask for partners; on the embedded store also in networks of other sizes, without any store."""
    figures = in_own_process(_asked, setting)
    if setting.store == "sqlite":
        figures.append(_growth(setting))
    return figures


def _asked(setting: Setting) -> list[Figure]:
    directory = Directory(open_store(setting.url))
    start = perf_counter()
    directory.partners(Need(text=_IDEA))
    built = perf_counter() - start
    memory = peak_mb()
    needs = list(_needs([row["id"] for row in setting.network.tables["organisations"]], directory.taxonomy()))
    with directory.matching_index() as index:
        pagerank = _pagerank_by_networkx(index, needs)

    def asking(chosen: list[Need]) -> dict[str, float]:
        return milliseconds([lambda need=need: directory.partners(need) for need in chosen])  # type: ignore[misc]

    by_sort = ("organisation alone", "and a topic", "and an idea in words", "counselling within 50 km, with words")
    return [
        setting.figure(
            "partners",
            f"partners, {len(needs)} needs",
            "ms",
            values=(all_needs := asking(needs)),
            floor=pagerank,
            ratio=round(all_needs["p50"] / pagerank["p50"], 3),
            aim=Aim(of="p95", most=_AIM[setting.store]),
        ),
        *(
            setting.figure("partners", f"partners, {name}", "ms", values=asking(needs[at :: len(by_sort)]))
            for at, name in enumerate(by_sort)
        ),
        setting.figure(
            "partners",
            "first question after a small edit",
            "ms",
            values=_after_edits(directory, needs),
            aim=Aim(of="p95", most=200),
        ),
        setting.figure("partners", "first question, the index is built", "s", values={"value": round(built, 1)}),
        setting.figure("partners", "memory with the index", "MB", values={"value": round(memory)}),
    ]


def _needs(ids: list[str], taxonomy: Taxonomy) -> Iterator[Need]:
    """Draw needs: alone, with a topic, with an idea as well, and with conditions; in turns."""
    dice = Random(_SEED)
    topics = sorted(topic.id for topic in taxonomy.topics.values() if topic.parent_id)
    for at in range(_NEEDS):
        need = Need(seeker=dice.choice(ids))
        topic = (dice.choice(topics),)
        yield (
            need,
            replace(need, topics=topic),
            replace(need, topics=topic, text=_IDEA),
            replace(need, text="Drogen und Alkohol", partner_kinds=("counselling",), radius_km=50.0),
        )[at % 4]


def _after_edits(directory: Directory, needs: list[Need]) -> dict[str, float]:
    """Change a description, ask; then change it back, ask."""
    times = []
    before = directory.organisation(needs[0].seeker)
    for at in range(_EDITS):
        after = replace(before, description="" if before.description else "Ein Satz.")
        directory.store.apply(ChangeSet(changes=[Change(before=before, after=after)], summary="edit"))
        before = after
        start = perf_counter()
        directory.partners(needs[at])
        times.append((perf_counter() - start) * 1000)
    return percentiles(times)


def _growth(setting: Setting) -> Figure:
    small, large = (in_own_process(_in_network_of, size, setting.data) for size in _GROWTH)
    return setting.figure(
        "partners",
        f"{_GROWTH[1]:,} organisations beside {_GROWTH[0]:,}, ranking alone, p95 to p95",
        "ms",
        values=large,
        floor=small,
        ratio=round(large["p95"] / small["p95"], 2),
        aim=Aim(of="ratio", most=2),
    )


def _in_network_of(organisations: int, data: Path | None) -> dict[str, float]:
    size = Size(
        organisations=organisations,
        relations=3 * organisations,
        projects=3 * organisations // 4,
        participations=2 * organisations,
    )
    network = network_of(size, data)
    index = _index_of(network)
    needs = list(_needs([row["id"] for row in network.tables["organisations"]], index.taxonomy))
    return milliseconds([lambda need=need: rank(index, need, _TODAY) for need in needs])  # type: ignore[misc]


@without_collecting()
def _index_of(network: Network) -> MatchIndex:
    taxonomy = Taxonomy.shipped()

    def entries(table: str, *lists: str) -> Iterator[dict[str, Any]]:
        for row in network.tables[table]:
            yield {**row, **{name: tuple(filter(None, str(row.get(name, "")).split(";"))) for name in lists}}

    return MatchIndex.build(
        taxonomy,
        (Organisation(**row) for row in entries("organisations", "aliases", "topics", "keywords", "target_groups")),
        (Project(**row) for row in entries("projects", "topics", "target_groups")),
        (taxonomy.relation(**row) for row in entries("relations", "topics")),
        (Participation(**row) for row in entries("participations")),
    )


def _pagerank_by_networkx(index: MatchIndex, needs: list[Need]) -> dict[str, float]:
    """Return what networkx takes for the personalised PageRank alone, which reads the whole graph."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from((a, b, w) for a, around in index.edges.items() for b, w in around.items())
    return milliseconds(
        [lambda need=need: nx.pagerank(graph, 0.85, {f"o{need.seeker}": 1.0}) for need in needs[:_PEER_QUESTIONS]],  # type: ignore[misc]
        rounds=1,
    )
