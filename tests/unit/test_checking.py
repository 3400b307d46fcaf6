"""What leads to nothing: only a file can hold such a relation."""

import sqlite3
from contextlib import closing
from pathlib import Path

from graphdir.checking import check
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, contact, part, project, school, tie


def test_what_leads_to_nothing_is_found(tmp_path: Path) -> None:
    file = tmp_path / "network.db"
    store = SqliteStore(file)
    store.apply(added(school("a"), school("b"), tie("a", "b"), project("p"), part("p", "b"), contact("b")))
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("DELETE FROM organisation WHERE id = 'b'")
    faults = check(store).faults

    assert sum("leads to “b”, which is not there" in fault for fault in faults) == 3


def test_a_circle_is_found(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "network.db")
    store.apply(added(*map(school, "abc"), tie("a", "b", "part_of"), tie("b", "a", "branch_of"), tie("b", "c")))

    assert [("leads in a circle" in fault) for fault in check(store).faults] == [True, True]
