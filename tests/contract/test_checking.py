"""Whether a store keeps its promises: sound after everything one may do, and found out when it was tampered with."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import LiteralString

import pytest

from graphdir.checking import check
from graphdir.directory import Directory
from graphdir.full_store import FullStore
from graphdir.store import Change, ChangeSet
from graphdir.stores.neo4j import Neo4jStore
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, contact, erased, part, project, school, tie, topic

Tamper = Callable[[str, LiteralString], None]


@pytest.fixture
def filled(store: FullStore) -> FullStore:
    """Return a store with some of everything, changed, erased and taken back."""
    one, other = school("a"), school("b")
    store.apply(added(topic("own"), one, other, school("c"), project("p"), part("p", "a"), tie("a", "b"), contact("a")))
    changed = replace(one, name="Umbenannt", topics=("own",))
    batch = store.apply(ChangeSet(changes=[Change(before=one, after=changed)]))
    store.apply(erased(school("c")))
    assert batch
    Directory(store).undo(batch.id)
    return store


@pytest.fixture
def tamper(filled: FullStore) -> Tamper:
    """Return what changes the store behind our back: by SQL or by Cypher."""

    def change(sql: str, cypher: LiteralString) -> None:
        if isinstance(filled, SqliteStore):
            with closing(sqlite3.connect(filled._path)) as db, db:
                db.execute(sql)
        else:
            assert isinstance(filled, Neo4jStore)
            filled._write(lambda run: run(cypher))

    return change


def test_a_store_that_was_only_used_is_sound(filled: FullStore) -> None:
    checked = check(filled)

    assert checked.faults == []
    assert checked.batches == 4
    assert checked.entries == 7


def test_an_empty_store_is_sound(store: FullStore) -> None:
    assert check(store).faults == []


@pytest.mark.parametrize(
    ("sql", "cypher", "told"),
    [
        (
            "UPDATE organisation SET name = 'Heimlich' WHERE id = 'b'",
            "MATCH (o:Organisation {id: 'b'}) SET o.name = 'Heimlich'",
            ["organisation b is not as history left it."],
        ),
        (
            "DELETE FROM project WHERE id = 'p'",
            "MATCH (p:Project {id: 'p'}) DETACH DELETE p",
            ["project p is not as history left it."],
        ),
        (
            "UPDATE organisation SET kind = 'nothing' WHERE id = 'b'",
            "MATCH (o:Organisation {id: 'b'}) SET o.kind = 'nothing'",
            ["organisation b has “nothing”, which no vocabulary knows."],
        ),
        (
            "DELETE FROM change WHERE entity = 'organisation' AND key = 'c' AND after IS NOT NULL",
            "MATCH (c:Change {entity: 'organisation', key: 'c'}) WHERE c.after IS NOT NULL DETACH DELETE c",
            ["changes organisation c from a state that history does not know."],
        ),
    ],
)
def test_what_was_done_behind_its_back_is_found(
    filled: FullStore, tamper: Tamper, sql: str, cypher: LiteralString, told: list[str]
) -> None:
    tamper(sql, cypher)
    faults = " ".join(check(filled).faults)

    for sentence in told:
        assert sentence in faults
