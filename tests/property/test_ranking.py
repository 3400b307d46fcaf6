"""What holds for the ranking on any network: honest sums, reasons that cite what is there."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import chain, combinations
from random import Random
from typing import Any, TypeVar

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdir.matching.index import MatchIndex
from graphdir.matching.need import Need
from graphdir.matching.push import EPSILON, local_push
from graphdir.matching.query import Query, look_up
from graphdir.matching.ranking import Match, Reason, judge, rank
from graphdir.matching.signals import topics
from graphdir.matching.standing import standing
from graphdir.matching.team import find_team
from graphdir.model import ROLES, Organisation, Participation, Project, Relation
from graphdir.store import Change, ref_of
from graphdir.taxonomy import Taxonomy
from graphdir.ties import SOCIAL_WORK_TIE

TAXONOMY = Taxonomy.shipped()
TODAY = "2026-11-24"
_TRACE = 1e-9
TOPICS = ("violence_prevention", "bullying_prevention", "career_orientation")


Cited = Relation | Project | tuple[Organisation | Project | Relation, str]
"""What a reason is about; with a topic, that one of its topics."""
Entry = TypeVar("Entry", Organisation, Project, Relation)
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
            target_groups=draw(st.sampled_from([(), (), ("pupils",)])),
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
            topics=draw(st.sampled_from([(), TOPICS[:1], TOPICS[2:], TOPICS[:2]])),
            target_groups=draw(st.sampled_from([(), ("pupils",)])),
            programme=draw(st.sampled_from(["", "Schulerfolg", "Ganztag"])),
            starts_on=draw(st.sampled_from(["", "2010", "2024-05"])),
            status=draw(st.sampled_from(["", "", "rejection"])),
        )
        for at in range(draw(st.integers(0, 5)))
    ]
    parts = {
        part.key: part
        for project in projects
        for id_ in draw(st.lists(some, max_size=3, unique=True))
        for part in (Participation(project_id=project.id, organisation_id=id_, role=draw(st.sampled_from(ROLES))),)
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
        project = Project(id="more", title="Mehr", topics=TOPICS[2:3])
        part = Participation(project_id=project.id, organisation_id=gaining.id, role="lead")
        index = MatchIndex.build(TAXONOMY, changed, [*projects, project], relations, [*parts, part])
        after = look_up(index, need, TODAY)
        assert topics(after, gaining.id)[0] >= topics(before, gaining.id)[0]


@given(networks(), st.booleans())
@settings(max_examples=40)
def test_deleting_what_a_reason_cites_changes_it(network: Drawn, follows: bool) -> None:  # noqa: FBT001
    need = Need(seeker="o0", topics=(TOPICS[0], "school_social_work"), text="Konflikte", target_groups=("pupils",))
    query = look_up(MatchIndex.build(TAXONOMY, *network), need, TODAY)
    citing: defaultdict[Cited, list[tuple[str, Reason]]] = defaultdict(list)
    for id_ in query.candidates:
        for reason in judge(query, id_).reasons:
            for entry in cited(network, query, id_, reason):
                citing[entry].append((id_, reason))
    for entry, reasons in citing.items():
        less = without(network, entry)
        index = MatchIndex.build(TAXONOMY, *(network if follows else less))
        if follows:
            index.follow(changes_between([e for es in network for e in es], [e for es in less for e in es]))
        after = look_up(index, need, TODAY)
        # What is usual changes with it; in a network of five the two may cancel each other.
        after.usual_share = query.usual_share
        for id_, reason in reasons:
            same = [one for one in judge(after, id_).reasons if (one.signal, one.text) == (reason.signal, reason.text)]
            # What was added and taken away again leaves a trace, which is no change.
            assert not any(abs(one.contribution - reason.contribution) < _TRACE for one in same), (entry, id_)


def cited(network: Drawn, query: Query, id_: str, reason: Reason) -> Iterator[Cited]:
    """Yield the relations and projects, and the topics of an organisation, that a reason is about."""
    organisations, projects, relations, parts = network
    roles = {(part.project_id, part.organisation_id): part.role for part in parts}
    own = [project for project in projects if (project.id, id_) in roles and not project.came_to_nothing]

    def shared_with(other: str) -> Iterator[Relation | Project]:
        yield from (project for project in own if (project.id, other) in roles)
        yield from (tie for tie in relations if {tie.from_id, tie.to_id} == {other, id_})

    match reason.signal:
        case "worked_together":
            yield from shared_with("o0")
        case "topics":
            on_topic = worked_on(network, id_, query.wanted)
            yield from on_topic
            yield from (
                (entry, topic)
                for entry in on_topic
                for topic in entry.topics
                if topic in query.wanted - implied_by(entry)
            )
        case "similar_projects" | "project_text" as signal if reason.text:
            found = {"similar_projects": query.similar, "project_text": query.told}[signal]
            yield query.index.projects[found[id_].best]
        case "target_groups":
            yield from (one for one in own if {*one.target_groups} & {*query.need.target_groups})
        case "programmes":
            yield from (one for one in own if one.programme and one.programme in reason.text)
        case "peers" | "namesakes" as signal:
            found = {"peers": query.partners, "namesakes": query.partners_of_namesakes}[signal]
            yield from shared_with(found[id_].best)
        case "activity":
            yield from own
        case "states":
            organisation = next(one for one in organisations if one.id == id_)
            yield from ((organisation, topic) for topic in organisation.topics if topic in query.wanted)
        case _:
            pass


@given(networks())
@settings(max_examples=30)
def test_whoever_works_on_a_topic_is_told_by_it(network: Drawn) -> None:
    query = look_up(MatchIndex.build(TAXONOMY, *network), Need(seeker="o0", topics=TOPICS[:1]), TODAY)
    for id_ in query.candidates:
        told = {reason.signal for reason in judge(query, id_).reasons}
        assert ("topics" in told) == bool(worked_on(network, id_, query.wanted))


def worked_on(network: Drawn, id_: str, topics: AbstractSet[str]) -> list[Project | Relation]:
    """Return the projects and relations by which an organisation works on any of these topics."""
    _organisations, projects, relations, parts = network
    working = {part.project_id for part in parts if part.organisation_id == id_ and part.role != "funder"}
    return [
        *(one for one in projects if one.id in working and topics & {*one.topics} and not one.came_to_nothing),
        *(tie for tie in relations if works_by(tie, id_) and topics & topics_of_tie(tie)),
    ]


def topics_of_tie(tie: Relation) -> set[str]:
    return {*tie.topics, *implied_by(tie)}


def implied_by(entry: Project | Relation) -> set[str]:
    return {"school_social_work"} if entry.kind == SOCIAL_WORK_TIE else set()


def works_by(tie: Relation, id_: str) -> bool:
    if tie.kind == "sponsors":
        return False
    return tie.from_id == id_ or (tie.to_id == id_ and tie.kind in {"cooperation", "refers_to"})


def without(network: Drawn, entry: Cited) -> Drawn:
    """Return a network without a relation, a project with who took part, or a topic that somebody states."""
    organisations, projects, relations, parts = network
    match entry:
        case Relation():
            return organisations, projects, [tie for tie in relations if tie.key != entry.key], parts
        case Project():
            left = [part for part in parts if part.project_id != entry.id]
            return organisations, [one for one in projects if one.id != entry.id], relations, left
        case (topical, topic):
            less = dataclasses.replace(topical, topics=tuple(one for one in topical.topics if one != topic))
            return (
                replaced(organisations, topical, less),
                replaced(projects, topical, less),
                replaced(relations, topical, less),
                parts,
            )


def replaced(entries: list[Entry], old: object, new: Any) -> list[Entry]:
    return [new if one is old else one for one in entries]


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
    for name in ("placed_of_kind", "placed_on", "placed_for"):
        followed, anew = getattr(index, name), getattr(built, name)
        assert all(followed[one].near(here, 20) == anew[one].near(here, 20) for one in {*followed, *anew})
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
    roles = {(part.project_id, part.organisation_id): part.role for part in network[3]}
    projects = [project for project in network[1] if not project.came_to_nothing]
    need = Need(seeker="o0")
    wishes = (*kinds, *TOPICS)
    team = find_team(index, need, TODAY, kinds=kinds, topics=TOPICS)

    def covers(id_: str) -> frozenset[str]:
        one = index.organisations[id_]
        carried = [project.topics for project in projects if roles.get((project.id, id_)) in {"lead", "partner"}]
        tied = [topic for topic in TOPICS if index.ties_on(topic, id_)]
        own = {*one.kinds, *map(TAXONOMY.group_of, one.kinds), *one.topics, *chain.from_iterable(carried), *tied}
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
