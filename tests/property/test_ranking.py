"""What holds for the ranking on any network: honest sums, reasons that cite what is there."""

from itertools import combinations
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdir.matching.index import MatchIndex
from graphdir.matching.need import Need
from graphdir.matching.push import EPSILON, local_push
from graphdir.matching.query import look_up
from graphdir.matching.ranking import Match, judge, rank
from graphdir.matching.signals import topics
from graphdir.matching.standing import standing
from graphdir.matching.team import find_team
from graphdir.model import Organisation, Participation, Project, Relation
from graphdir.store import Change, ref_of
from graphdir.taxonomy import Taxonomy

TAXONOMY = Taxonomy.shipped()
TODAY = "2026-11-24"
TOPICS = ("violence_prevention", "bullying_prevention", "career_orientation")


Drawn = tuple[list[Organisation], list[Project], list[Relation], list[Participation]]


@st.composite
def networks(draw: st.DrawFn) -> "Drawn":
    """Draw a small network; organisation 0 is the school that seeks."""
    number = draw(st.integers(3, 8))
    organisations = [
        Organisation(
            id=f"o{at}",
            name=f"Organisation {at}",
            kind="school" if at == 0 else draw(st.sampled_from(["school", "free_carrier", "association"])),
            topics=draw(st.sampled_from([(), TOPICS[:1], TOPICS[1:]])),
            region="Landkreis Stendal",
            country="DE",
            valid_to=draw(st.sampled_from(["", "", "2015"])) if at else "",
            **draw(places),
        )
        for at in range(number)
    ]
    some = st.sampled_from([o.id for o in organisations])
    projects = [
        Project(
            id=f"p{at}",
            title=draw(st.sampled_from(["Konflikte lösen", "Berufe erkunden"])),
            topics=draw(st.sampled_from([(), TOPICS[:1], TOPICS[2:]])),
            starts_on=draw(st.sampled_from(["", "2010", "2024-05"])),
        )
        for at in range(draw(st.integers(0, 5)))
    ]
    parts = {
        part.key: part
        for project in projects
        for id_ in draw(st.lists(some, max_size=3, unique=True))
        for part in (Participation(project_id=project.id, organisation_id=id_, role="partner"),)
    }
    pairs = draw(st.lists(st.tuples(some, some).filter(lambda pair: pair[0] != pair[1]), max_size=4))
    ties = [TAXONOMY.relation(one, other, draw(kinds_of_ties), topics=draw(topics_of_ties)) for one, other in pairs]
    relations = {tie.key: tie for tie in ties}
    return organisations, projects, list(relations.values()), list(parts.values())


kinds_of_ties = st.sampled_from(["cooperation", "cooperation", "provides_school_social_work", "sponsors", "refers_to"])
topics_of_ties = st.sampled_from([(), TOPICS[:1], TOPICS[:2], ("school_social_work",)])
places: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {},
        {"town": "Stendal"},
        {"town": "Hansestadt Stendal", "latitude": 52.6, "longitude": 11.85},
        {"town": "Stendal", "latitude": 52.5, "longitude": 11.5},
        {"town": "Havelberg", "latitude": 52.9, "longitude": 12.0},
        {"town": "Havelberg"},
    ]
)


def contributions(match: Match) -> float:
    return sum(reason.contribution for reason in match.reasons)


@given(networks(), st.booleans())
@settings(max_examples=60)
def test_contributions_add_up_and_every_match_has_a_reason(network: Drawn, balanced: bool) -> None:  # noqa: FBT001
    index = MatchIndex.build(TAXONOMY, *network)
    need = Need(seeker="o0", topics=TOPICS[:1], text="Streit auf dem Schulhof", balanced=balanced)
    matches = rank(index, need, TODAY).matches

    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)
    for match in matches:
        assert match.score == pytest.approx(contributions(match))
        assert match.reasons
        assert match.organisation.id != "o0"
        assert not match.organisation.has_ended(TODAY)


@given(networks())
@settings(max_examples=40)
def test_the_topic_signal_never_falls_when_a_fitting_topic_is_gained(network: Drawn) -> None:
    organisations, projects, relations, parts = network
    need = Need(seeker="o0", topics=TOPICS)
    before = look_up(MatchIndex.build(TAXONOMY, organisations, projects, relations, parts), need, TODAY)
    for at, gaining in enumerate(organisations[1:], start=1):
        more = Organisation(
            id=gaining.id, name=gaining.name, kind=gaining.kind, topics=tuple({*gaining.topics, TOPICS[2]})
        )
        changed = [*organisations[:at], more, *organisations[at + 1 :]]
        after = look_up(MatchIndex.build(TAXONOMY, changed, projects, relations, parts), need, TODAY)
        assert topics(after, gaining.id)[0] >= topics(before, gaining.id)[0]


@given(networks())
@settings(max_examples=40)
def test_deleting_the_relation_that_a_reason_cites_changes_it(network: Drawn) -> None:
    organisations, projects, relations, parts = network
    need = Need(seeker="o0")
    query = look_up(MatchIndex.build(TAXONOMY, organisations, projects, relations, parts), need, TODAY)
    for relation in relations:
        if "o0" not in (relation.from_id, relation.to_id):
            continue
        other = relation.other_end("o0")
        rest = [r for r in relations if r.key != relation.key]
        without = look_up(MatchIndex.build(TAXONOMY, organisations, projects, rest, parts), need, TODAY)
        reason = {r.signal: r for r in judge(query, other).reasons}["worked_together"]
        assert {r.signal: r for r in judge(without, other).reasons}.get("worked_together") != reason


@given(networks())
@settings(max_examples=40)
def test_deleting_a_relation_on_the_topic_changes_the_reason_of_whoever_works_by_it(network: Drawn) -> None:
    organisations, projects, relations, parts = network
    need = Need(seeker="o0", topics=(*TOPICS[:1], "school_social_work"))
    query = look_up(MatchIndex.build(TAXONOMY, organisations, projects, relations, parts), need, TODAY)
    for relation in relations:
        on_topic = relation.kind == "provides_school_social_work" or not query.wanted.isdisjoint(relation.topics)
        rest = [r for r in relations if r.key != relation.key]
        without = look_up(MatchIndex.build(TAXONOMY, organisations, projects, rest, parts), need, TODAY)
        for id_, works in ((relation.from_id, True), (relation.to_id, relation.kind in {"cooperation", "refers_to"})):
            by_it = on_topic and works and relation.kind != "sponsors"
            before, after = (
                {reason.signal: reason for reason in judge(one, id_).reasons}.get("topics") for one in (query, without)
            )
            assert before is not None or not by_it
            assert not by_it or before != after


@given(networks())
@settings(max_examples=40)
def test_only_new_leaves_out_exactly_the_known(network: Drawn) -> None:
    index = MatchIndex.build(TAXONOMY, *network)
    everybody = rank(index, Need(seeker="o0"), TODAY).matches
    new = rank(index, Need(seeker="o0", only_new=True), TODAY).matches

    assert {m.organisation.id for m in new} == {m.organisation.id for m in everybody if not m.known}


def test_the_push_comes_close_to_pagerank() -> None:
    graph = nx.karate_club_graph()
    edges = {f"n{a}": {f"n{b}": 1.0 for b in graph[a]} for a in graph}
    strength = {node: float(len(around)) for node, around in edges.items()}
    exact = nx.pagerank(graph, alpha=0.85, personalization={0: 1}, weight=None, tol=1e-12)
    found = local_push(edges, strength, {"n0": 1.0}, epsilon=1e-8)

    for node, value in exact.items():
        assert found[f"n{node}"] == pytest.approx(value, abs=1e-5)
    assert EPSILON > 1e-8


def test_a_seed_that_is_not_there_is_left_out() -> None:
    assert local_push({}, {}, {"x": 1.0}) == {}


def test_the_push_stays_local() -> None:
    chain = {f"n{a}": {f"n{b}": 1.0 for b in (a - 1, a + 1) if 0 <= b < 100_000} for a in range(100_000)}
    strength = {node: float(len(around)) for node, around in chain.items()}

    assert len(local_push(chain, strength, {"n50000": 1.0})) < 200


@given(networks(), networks(), st.randoms(use_true_random=False))
@settings(max_examples=80)
def test_following_changes_leads_to_the_index_of_a_new_build(first: Drawn, second: Drawn, dice: Random) -> None:
    before = [entry for entries in first for entry in entries]
    after = [entry for entries in second for entry in entries]
    changes = changes_between(before, after)
    index = MatchIndex.build(TAXONOMY, *first)
    edges = [c for c in changes if isinstance(c.after or c.before, Relation | Participation)]
    nodes = [c for c in changes if c not in edges]
    dice.shuffle(edges)
    index.follow([*(c for c in nodes if c.after), *edges, *(c for c in nodes if not c.after)])
    built = MatchIndex.build(TAXONOMY, *second)
    assert index.organisations == built.organisations
    assert index.projects == built.projects
    assert index.members == built.members
    for name in ("projects_of", "relations_of", "stating", "tied_on", "of_kind"):
        assert full(getattr(index, name)) == full(getattr(built, name))
    on_topic, expected = full(index.projects_on), full(built.projects_on)
    assert {topic: set(ids) for topic, ids in on_topic.items()} == {topic: set(ids) for topic, ids in expected.items()}
    assert {id_: +found for id_, found in index.topics_of.items() if +found} == {
        id_: +found for id_, found in built.topics_of.items() if +found
    }
    assert set(index.edges) == set(built.edges)
    assert all(set(around) == set(built.edges[node]) for node, around in index.edges.items())
    # The day that decay counts from stays as it was until the index is built anew.
    if index.newest == built.newest:
        assert on_topic == expected
        assert index.active == built.active
        for node, around in index.edges.items():
            assert around == pytest.approx(built.edges[node])
            assert index.strength[node] == pytest.approx(built.strength[node])
    here = (52.6, 11.6)
    assert index.everywhere.near(here, 20) == built.everywhere.near(here, 20)
    for kind in {*index.placed_of_kind, *built.placed_of_kind}:
        assert index.placed_of_kind[kind].near(here, 20) == built.placed_of_kind[kind].near(here, 20)
    assert index.tied.near(here, 20) == built.tied.near(here, 20)
    need = Need(seeker="o0", topics=TOPICS[:1], text="Streit auf dem Schulhof")
    assert rank(index, need, TODAY).matches is not None


def full(lists: Any) -> dict[str, Any]:
    return {key: found for key, found in lists.items() if found}


def changes_between(before: list[Any], after: list[Any]) -> list[Change]:
    old, new = ({ref_of(entry): entry for entry in entries} for entries in (before, after))
    return [
        Change(before=old.get(ref), after=new.get(ref))
        for ref in dict.fromkeys((*old, *new))
        if old.get(ref) != new.get(ref)
    ]


@given(networks(), st.lists(st.sampled_from(["free_carrier", "association", "civil_society"]), max_size=2, unique=True))
@settings(max_examples=60)
def test_no_smaller_team_covers_as_much(network: Drawn, kinds: list[str]) -> None:
    index = MatchIndex.build(TAXONOMY, *network)
    need = Need(seeker="o0")
    wishes = (*kinds, *TOPICS)
    team = find_team(index, need, TODAY, kinds=kinds, topics=TOPICS)

    def covers(id_: str) -> frozenset[str]:
        one = index.organisations[id_]
        own = {*one.kinds, *map(TAXONOMY.group_of, one.kinds), *one.topics, *index.topics_of.get(id_, ())}
        return frozenset(own.intersection(wishes))

    candidates = look_up(index, need, TODAY).candidates
    covered = frozenset().union(*(covers(member.match.organisation.id) for member in team.members))
    assert set(team.uncovered) == set(wishes) - covered
    assert covered == frozenset().union(*map(covers, candidates))
    for size in range(len(team.members)):
        for smaller in combinations(candidates, size):
            assert frozenset().union(*map(covers, smaller)) != covered


@given(networks())
@settings(max_examples=40)
def test_a_standing_is_the_place_in_the_list(network: Drawn) -> None:
    index = MatchIndex.build(TAXONOMY, *network)
    query = look_up(index, Need(seeker="o0", topics=TOPICS[:1], only_new=True), TODAY)
    order = [match.organisation.id for match in rank(index, query.need, TODAY, limit=99).matches]
    for id_ in index.organisations:
        found = standing(query, id_)
        assert bool(found.obstacle) == (found.place == 0)
        if found.place:
            assert order[found.place - 1] == id_
