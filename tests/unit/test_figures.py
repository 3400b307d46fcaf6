"""The figures of the network: the exact ones are those of networkx, the estimated one says how far off it is."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdir.model import Entity
from graphdir.network.figures.brokers import betweenness, brokers_of, constraint
from graphdir.network.figures.communities import Communities, communities_of
from graphdir.network.figures.counts import (
    Size,
    confirmed_of,
    mix_of,
    schools_of,
    size_of,
    ties_of,
    years_of,
)
from graphdir.network.figures.report import Brokers, Threads, full_report, reports
from graphdir.network.figures.structure import bridges_of, cuts_of, graph_of, parts_of
from graphdir.network.whole import Whole
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, carrier, county, part, project, school, tie

TODAY = "2026-11-25"


@st.composite
def networks(draw: st.DrawFn) -> "nx.Graph[int]":
    """Draw sparse graphs: there are parts, bridges, cut nodes and nodes without an edge in them."""
    size = draw(st.integers(1, 14))
    ends = st.integers(0, size - 1)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from((a, b) for a, b in draw(st.lists(st.tuples(ends, ends), max_size=18)) if a != b)
    return graph


def ours(graph: "nx.Graph[int]") -> object:
    pairs = np.array(sorted(tuple(sorted(edge)) for edge in graph.edges), np.int32).reshape(-1, 2)
    return graph_of(len(graph), pairs)


def pieces_without(graph: "nx.Graph[int]", number: int) -> list[set[int]]:
    """Return what is left of a node's part without it, the largest first."""
    own = nx.node_connected_component(graph, number) - {number}
    return sorted(nx.connected_components(graph.subgraph(own)), key=len, reverse=True)


@given(networks())
def test_parts_are_the_components_of_networkx(graph: "nx.Graph[int]") -> None:
    expected = sorted((sorted(part) for part in nx.connected_components(graph) if len(part) > 1), key=lambda p: p[0])

    found = parts_of(ours(graph))

    assert sorted(found, key=lambda part: part[0]) == expected
    assert [len(part) for part in found] == sorted((len(part) for part in expected), reverse=True)


@given(networks())
def test_cuts_are_the_articulation_points_of_networkx_and_leave_the_largest_rest(graph: "nx.Graph[int]") -> None:
    cuts = cuts_of(ours(graph))

    assert sorted(cut.number for cut in cuts) == sorted(nx.articulation_points(graph))
    for cut in cuts:
        pieces = pieces_without(graph, cut.number)
        assert cut.off == sum(map(len, pieces[1:])) == len(cut.who)
        # Of rests of the same size any may be the one that stays.
        assert any(set(cut.who) == set().union(*pieces) - piece for piece in pieces if len(piece) == len(pieces[0]))


@given(networks())
def test_bridges_are_those_of_networkx_with_their_smaller_side(graph: "nx.Graph[int]") -> None:
    bridges = bridges_of(ours(graph))
    expected: Any = nx.bridges(graph)  # the stubs take them for nodes

    assert {frozenset((b.one, b.other)) for b in bridges} == {frozenset(edge) for edge in expected}
    for bridge in bridges:
        cut = graph.copy()
        cut.remove_edge(bridge.one, bridge.other)
        sides = [len(nx.node_connected_component(cut, end)) for end in (bridge.one, bridge.other)]
        assert bridge.off == sides[0] == min(sides)


@given(networks())
def test_exact_betweenness_is_that_of_networkx(graph: "nx.Graph[int]") -> None:
    tied = graph.subgraph(node for node, degree in graph.degree if degree)
    expected = nx.betweenness_centrality(tied, normalized=False)
    scale = max(1, (len(tied) - 1) * (len(tied) - 2) / 2)
    found = betweenness(ours(graph))

    assert found.exact
    assert not found.errors.any()
    assert found.shares == pytest.approx([expected.get(node, 0) / scale for node in graph])
    assert set(brokers_of(found).tolist()) == {node for node, value in expected.items() if value > 0}


@given(networks())
def test_constraint_is_that_of_networkx(graph: "nx.Graph[int]") -> None:
    expected = nx.constraint(graph)
    found = constraint(ours(graph), list(graph))

    assert found == pytest.approx([expected[node] for node in graph], nan_ok=True)


@given(networks())
def test_modularity_is_that_of_networkx_and_nobody_tied_is_left_out(graph: "nx.Graph[int]") -> None:
    found = communities_of(ours(graph))
    members = [number for community in found.members for number in community]
    alone = [{node} for node in graph if node not in members]

    assert sorted(members) == sorted(node for node, degree in graph.degree if degree)
    if graph.number_of_edges():
        partition = [*map(set, found.members), *alone]
        assert found.modularity == pytest.approx(nx.community.modularity(graph, partition))
    assert communities_of(ours(graph)) == found


def test_communities_are_as_good_as_those_of_networkx() -> None:
    graph = nx.planted_partition_graph(4, 25, 0.4, 0.02, seed=5)
    best = nx.community.louvain_communities(graph, seed=5)

    assert communities_of(ours(graph)).modularity >= nx.community.modularity(graph, best) - 1e-9


def test_sampled_betweenness_lies_within_its_error_and_all_pivots_are_exact() -> None:
    graph = nx.barabasi_albert_graph(400, 2, seed=3)
    exact = betweenness(ours(graph)).shares
    sampled = betweenness(ours(graph), most_exact=100, pivots=200)
    top = brokers_of(sampled)[:50]
    off = np.abs(sampled.shares[top] - exact[top]) / sampled.errors[top]

    assert (sampled.pivots, sampled.of, sampled.exact) == (200, 400, False)
    assert np.mean(off <= 1) > 0.5  # of a normal error two thirds, but the sample is one
    assert np.mean(off <= 3) > 0.95
    assert np.mean(off) > 0.2  # an error that is stated far too large says nothing either
    every = betweenness(ours(graph), most_exact=100, pivots=400)
    assert every.shares == pytest.approx(exact)
    assert not every.errors.any()


def test_progress_reaches_its_end() -> None:
    told: list[tuple[int, int]] = []
    betweenness(ours(nx.path_graph(25)), lambda done, of: told.append((done, of)))

    assert told == [(done, 7) for done in range(1, 8)]


# --- what is counted -----------------------------------------------------------


def whole(folder: Path, *entries: Entity) -> Whole:
    store = SqliteStore(folder / "network.db")
    store.apply(added(*entries))
    return Whole.read(store, TODAY)


def names(network: Whole, numbers: Sequence[int]) -> list[str]:
    return [network.ids[number] for number in numbers]


def met(id_: str, one: str, other: str, **values: str) -> list[Any]:
    """A project of two."""
    return [project(id_, **values), part(id_, one, "lead"), part(id_, other, "partner")]


def test_planned_ties_are_in_no_figure_and_ended_ones_are_told_apart(tmp_path: Path) -> None:
    network = whole(
        tmp_path,
        *map(school, "abcd"),
        tie("a", "b"),
        tie("b", "c", valid_from="2010", valid_to="2012"),
        tie("c", "d", status="planned"),
        tie("a", "b", "regular_exchange"),
        tie("c", "d", "feeds_into", valid_to="2012"),
        *met("sought", "a", "d", status="partner_search"),
        *met("ahead", "a", "d", starts_on="2099-02"),
        *met("refused", "b", "d", status="rejection", starts_on="2012"),
    )
    found = ties_of(network)

    assert (found.holding, found.with_ended, found.planned, found.median) == (1, 3, 1, 1)
    assert found.relationships == [("COOPERATES_WITH", 1, 1), ("FEEDS_INTO", 0, 1)]
    assert size_of(network).groups == [("school", 4, 2)]


def test_two_who_are_tied_both_ways_are_one_pair_of_their_sort(tmp_path: Path) -> None:
    network = whole(tmp_path, *map(carrier, "abc"), tie("a", "b", "refers_to"), tie("b", "a", "trains"))

    assert ties_of(network).relationships == [("SUPPORTS", 1, 0)]


@pytest.mark.parametrize("other", ["a", "z"])
def test_of_two_who_have_nobody_else_the_school_hangs_on_the_tie(tmp_path: Path, other: str) -> None:
    network = whole(tmp_path, school("m"), carrier(other), tie("m", other))
    (threads,) = [figure for figure in full_report(network).figures if isinstance(figure, Threads)]

    assert [(network.ids[bridge.one], bridge.off) for bridge in threads.bridges] == [("m", 1)]


def test_supervision_makes_no_partner_and_a_closed_school_is_left_out(tmp_path: Path) -> None:
    network = whole(
        tmp_path,
        *map(school, "abcd"),
        school("closed", valid_to="2020"),
        county("x"),
        carrier("y"),
        tie("x", "a", "supervises"),
        tie("x", "b", "supervises"),
        tie("y", "b", "provides_school_social_work"),
        tie("y", "c"),
        tie("c", "d"),
    )
    found = schools_of(network)

    assert names(network, found.numbers.tolist()) == ["a", "b", "c", "d"]
    assert found.partners.tolist() == [0, 1, 2, 1]
    assert found.neighbours.tolist() == [1, 2, 2, 1]
    assert [network.ids[one] if one >= 0 else "" for one in found.only.tolist()] == ["", "y", "", "c"]


def test_the_mix_counts_each_pair_once_and_expects_what_newman_expects(tmp_path: Path) -> None:
    network = whole(
        tmp_path, *map(school, "abc"), *map(carrier, "xy"), tie("a", "x"), tie("b", "x"), tie("a", "b"), tie("x", "y")
    )
    pairs = network.present_ties.pairs
    found = mix_of(network, pairs)

    assert found.groups == ["school", "carrier"]
    assert found.ties.tolist() == [[1, 2], [2, 1]]
    # Degrees: schools 4, carriers 4, m = 4.
    assert found.expected.tolist() == [[1, 2], [2, 1]]
    assert mix_of(network, pairs[:0]).groups == []


@given(networks())
def test_expected_ties_add_up_to_the_ties(graph: "nx.Graph[int]") -> None:
    assortativity = nx.attribute_mixing_matrix if graph.number_of_edges() else None
    network = FakeGroups(["school" if node % 3 else "carrier" for node in graph])
    pairs = np.array(list(graph.edges), np.int32).reshape(-1, 2)
    found = mix_of(network, pairs)  # type: ignore[arg-type]

    assert np.triu(found.ties).sum() == len(pairs)
    assert np.triu(found.expected).sum() == pytest.approx(len(pairs))
    if assortativity:
        nx.set_node_attributes(graph, dict(enumerate(network.groups)), "group")
        shares = assortativity(graph, "group", mapping={name: at for at, name in enumerate(found.groups)})
        between = found.ties + np.diag(np.diag(found.ties))
        assert between / (2 * len(pairs)) == pytest.approx(shares)


class FakeGroups:
    """What the mix reads of a network."""

    def __init__(self, groups: Sequence[str]) -> None:
        self.groups = groups


def test_years_count_what_has_a_beginning_and_tell_what_has_none(tmp_path: Path) -> None:
    network = whole(
        tmp_path,
        *map(school, "abc"),
        tie("a", "b", valid_from="2020", valid_to="2022"),
        tie("b", "c", valid_from="2022-05"),
        tie("a", "c"),
        tie("a", "c", valid_from="2021", status="planned"),
        project("p", starts_on="2021"),
        project("undated"),
        project("long", starts_on="2021", ends_on="2022"),
        part("p", "a"),
        part("p", "c"),
    )
    found = years_of(network)

    assert (found.years[0], found.years[-1], found.earlier) == (2020, 2026, False)
    assert found.ties == [1, 2, 2, 1, 1, 1, 1]
    assert found.organisations == [2, 3, 3, 2, 2, 2, 2]
    assert found.projects == [0, 2, 1, 0, 0, 0, 0]
    assert (found.undated_ties, found.undated_projects) == (1, 1)


def test_projects_count_in_the_years_in_which_they_ran(tmp_path: Path) -> None:
    network = whole(
        tmp_path,
        project("runs", starts_on="2024", status="running"),
        project("refused", starts_on="2025", status="rejection"),
        project("refused undated", status="withdrawn"),
        project("ahead", starts_on="2026-12"),
    )
    found = years_of(network)

    assert (found.years, found.projects) == ([2024, 2025, 2026], [1, 1, 1])
    assert found.undated_projects == 0


def test_only_the_last_years_are_shown_and_the_rest_is_told(tmp_path: Path) -> None:
    found = years_of(whole(tmp_path, *map(school, "ab"), tie("a", "b", valid_from="1901")))

    assert found.earlier
    assert (len(found.years), found.years[-1], set(found.ties)) == (30, 2026, {1})


def test_what_was_never_confirmed_is_told_apart_from_what_is_old(tmp_path: Path) -> None:
    network = whole(
        tmp_path,
        school("a", last_confirmed="2026-01"),
        school("b", last_confirmed="2025-11-24"),
        school("c"),
        school("d", last_confirmed="2019", valid_to="2020"),
        tie("a", "c", last_confirmed="2025-11"),
        tie("a", "d"),
        project("p", status="running"),
        project("over", status="closed"),
    )
    found = confirmed_of(network)

    # What has ended needs no confirming.
    assert found.sorts == {"organisation": (1, 1, 1), "relation": (1, 0, 0), "project": (0, 0, 1)}
    assert names(network, found.ask.tolist()) == ["c", "b"]


# --- all together --------------------------------------------------------------


def test_a_report_of_nothing_is_a_report(tmp_path: Path) -> None:
    report = full_report(whole(tmp_path))

    assert report.complete
    assert report.figure(Size) == Size(organisations=0, ended=0, relations=0, projects=0, groups=[])


def test_a_lonely_organisation_is_in_no_community_and_no_broker(tmp_path: Path) -> None:
    report = full_report(whole(tmp_path, school("a")))
    communities, brokers = report.figure(Communities), report.figure(Brokers)

    assert communities
    assert brokers
    assert (communities.members, communities.modularity) == ([], 0)
    assert brokers.numbers.tolist() == []


def test_figures_come_one_by_one_and_the_steps_add_up(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found = list(
        reports(whole(tmp_path, *map(school, "abc"), tie("a", "b"), tie("b", "c")), lambda *at: told.append(at))
    )

    assert [len(report.figures) for report in found] == list(range(1, 11))
    assert [report.complete for report in found] == [False] * 9 + [True]
    assert told == sorted(told)
    assert told[-1] == (100, 100)
    brokers = found[-1].figure(Brokers)
    assert brokers
    assert (brokers.numbers.tolist(), brokers.betweenness.shares.tolist()) == ([1], [0, 1, 0])
    assert math.isclose(brokers.constraint[0], 0.5)
