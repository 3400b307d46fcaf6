"""What people who write Cypher find in a Neo4j store: the graph as DESIGN describes it."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from typing import Any, LiteralString

import pytest

from graphdir.model import Organisation, OrganisationKind
from graphdir.stores import cypher
from graphdir.stores.neo4j import Neo4jStore
from graphdir.taxonomy import GROUP_LABELS, Taxonomy
from tests.builders import added, carrier, changed, contact, county, erased, part, project, school, tie, topic
from tests.servers import neo4j_store

LAB = OrganisationKind(id="lab", label_de="Labor", group="education")


def test_every_group_and_every_relationship_of_the_taxonomy_is_known() -> None:
    assert set(cypher.GROUP_LABELS) == set(GROUP_LABELS)
    kinds = Taxonomy.shipped().relation_kinds.values()
    assert {kind.relationship for kind in kinds} <= set(cypher.RELATIONSHIPS)


@pytest.fixture
def store(empty_neo4j: str) -> Generator[Neo4jStore]:
    """Yield an empty store."""
    with closing(neo4j_store(empty_neo4j)) as store:
        yield store


def ask(store: Neo4jStore, statement: LiteralString) -> list[list[Any]]:
    return sorted(list(row.values()) for row in store._read(lambda run: run(statement)))


@pytest.mark.neo4j
def test_constraints_and_indexes_are_there(store: Neo4jStore) -> None:
    unique = ask(store, "SHOW CONSTRAINTS YIELD labelsOrTypes, properties RETURN labelsOrTypes[0], properties[0]")
    assert {label for label, _key in unique} >= {
        *("Organisation", "Project", "Topic", "Place", "ContactPoint", "Change", "Batch"),
        *("COOPERATES_WITH", "SUPPORTS", "RESPONSIBLE_FOR", "PART_OF", "MEMBER_OF", "FEEDS_INTO", "SUCCESSOR_OF"),
        "TAKES_PART_IN",
    }
    kinds = ask(store, "SHOW INDEXES YIELD type, state RETURN DISTINCT type, state")
    assert {kind for kind, _state in kinds} >= {"FULLTEXT", "POINT", "RANGE"}
    assert {state for _kind, state in kinds} == {"ONLINE"}


@pytest.mark.neo4j
def test_labels_follow_the_kind_and_its_group(store: Neo4jStore) -> None:
    lab = Organisation(id="l", name="L", kind="lab")
    store.apply(added(school("a"), carrier("b"), county("c"), lab))
    labels: LiteralString = "MATCH (o:Organisation) RETURN o.id, [l IN labels(o) WHERE l <> 'Organisation']"
    assert ask(store, labels) == [["a", ["School"]], ["b", ["Carrier"]], ["c", ["Authority"]], ["l", ["Other"]]]

    store.apply(added(LAB))
    store.apply(changed(school("a"), carrier("a")))
    assert ask(store, labels) == [["a", ["Carrier"]], ["b", ["Carrier"]], ["c", ["Authority"]], ["l", ["Education"]]]

    store.apply(changed(LAB, replace(LAB, group="Project {id: 1}) //")))
    assert ask(store, labels)[-1] == ["l", ["Other"]]
    store.apply(erased(replace(LAB, group="Project {id: 1}) //")))
    assert ask(store, labels)[-1] == ["l", ["Other"]]


@pytest.mark.neo4j
def test_fields_are_properties_and_go_when_they_are_empty(store: Neo4jStore) -> None:
    before = school("a", topics=("rowing",), latitude=52.5, longitude=11.5, recognised_75=True, website="w")
    store.apply(added(before))
    fields: LiteralString = (
        "MATCH (o:School {id: 'a'}) RETURN o.topics, o.latitude, o.position.longitude, o.recognised_75, o.website"
    )
    assert ask(store, fields) == [[["rowing"], 52.5, 11.5, True, "w"]]

    store.apply(changed(before, school("a")))

    assert ask(store, fields) == [[None, None, None, None, None]]
    assert "latitude" not in ask(store, "MATCH (o:School {id: 'a'}) RETURN keys(o)")[0][0]


@pytest.mark.neo4j
def test_relations_and_participations_carry_their_properties(store: Neo4jStore) -> None:
    edge = tie("b", "a", "carrier_of", valid_from="2022-08-01", occasion="strategic", topics=("rowing",))
    store.apply(added(school("a"), carrier("b"), project("p"), edge, part("p", "a", "lead"), contact("a")))

    assert ask(
        store,
        "MATCH (:Carrier)-[r:RESPONSIBLE_FOR]->(:School) RETURN r.key, r.kind, r.status, r.valid_from, r.topics",
    ) == [[edge.key, "carrier_of", "active", "2022-08-01", ["rowing"]]]
    assert ask(store, "MATCH (:School)-[r:TAKES_PART_IN]->(p:Project) RETURN p.id, r.role") == [["p", "lead"]]
    assert ask(store, "MATCH (:School)-[r:HAS_CONTACT]->(c:ContactPoint) RETURN r.role, r.visibility") == [
        ["office", "restricted"]
    ]


@pytest.mark.neo4j
def test_topics_are_stated_or_derived(store: Neo4jStore) -> None:
    store.apply(
        added(
            school("a", topics=("violence_prevention",)),
            project("p", topics=("rowing", "violence_prevention")),
            topic("rowing", parent_id="sport"),
            topic("sport"),
            part("p", "a"),
        )
    )

    assert ask(store, "MATCH (:School)-[w:WORKS_ON]->(t:Topic) RETURN t.id, t.label_de, w.source") == [
        ["rowing", "Thema rowing", "derived"],
        ["violence_prevention", "Gewaltprävention", "stated"],
    ]
    assert ask(store, "MATCH (:Project)-[:ADDRESSES]->(t:Topic) RETURN t.id") == [["rowing"], ["violence_prevention"]]
    assert ask(store, "MATCH (t:Topic)-[:NARROWER_THAN]->(b:Topic) RETURN t.id, b.id") == [
        ["rowing", "sport"],
        ["violence_prevention", "violence_conflict"],
    ]


@pytest.mark.neo4j
def test_places_lie_in_wider_places_and_go_when_nobody_is_there(store: Neo4jStore) -> None:
    entry = school("a", town="Schinne", municipality="Bismark (Altmark)", region="Stendal")
    neighbour = school("b", municipality="Bismark (Altmark)", region="Stendal")
    store.apply(added(entry, neighbour))
    way: LiteralString = (
        "MATCH (:School {id: 'a'})-[:LOCATED_IN]->(p:Place)-[:LOCATED_IN]->(q:Place)-[:LOCATED_IN]->(r:Place) "
        "RETURN p.name, p.key, q.name, r.name"
    )
    assert ask(store, way) == [["Schinne", "stendal/bismark-altmark/schinne", "Bismark (Altmark)", "Stendal"]]

    store.apply(erased(entry))
    assert ask(store, "MATCH (p:Place) RETURN p.name") == [["Bismark (Altmark)"], ["Stendal"]]
    store.apply(changed(neighbour, school("b")))
    assert ask(store, "MATCH (p:Place) RETURN p.name") == []
