"""The run's Neo4j, as the contract suite relies on it."""

import pytest

from tests.servers import driver_of, wipe

pytestmark = pytest.mark.neo4j


def test_it_is_real_and_empty(empty_neo4j: str) -> None:
    with driver_of(empty_neo4j) as driver:
        [count] = driver.execute_query("MATCH (n) RETURN count(n) AS n").records
        [component] = driver.execute_query("CALL dbms.components()").records

    assert count["n"] == 0
    assert component["name"] == "Neo4j Kernel"


def test_wiping_takes_data_and_leaves_indexes(empty_neo4j: str) -> None:
    with driver_of(empty_neo4j) as driver:
        driver.execute_query("CREATE INDEX wiped IF NOT EXISTS FOR (n:Wiped) ON (n.id)")
        driver.execute_query("UNWIND range(1, 25000) AS i CREATE (:Wiped {id: i})-[:NEXT]->()")

        wipe(empty_neo4j)

        [left] = driver.execute_query("MATCH (n) RETURN count(n) AS n").records
        [index] = driver.execute_query("SHOW INDEXES WHERE name = 'wiped'").records
        driver.execute_query("DROP INDEX wiped")

    assert left["n"] == 0
    assert index["state"] == "ONLINE"
