"""The same store twice: embedded, and on a real Neo4j."""

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from graphdir.full_store import FullStore
from graphdir.stores.sqlite import SqliteStore
from tests.servers import neo4j_store

BOTH = ["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)]
Opened = Callable[..., FullStore]


@pytest.fixture(params=BOTH)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Opened]:
    """Yield what opens one and the same store again and again, empty at first, once per adapter."""
    stores: list[FullStore] = []
    url = request.getfixturevalue("empty_neo4j") if request.param == "neo4j" else ""

    def open_(**options: Any) -> FullStore:
        store = neo4j_store(url, **options) if url else SqliteStore(tmp_path / "network.db")
        stores.append(store)
        return store

    yield open_
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Opened) -> FullStore:
    """Return an empty store, once per adapter."""
    return opened()
