"""Imports killed at random moments leave no silent half: a short version of the benchmark."""

from pathlib import Path

import pytest

from benchmarks.kills import kill_imports, neo4j_ground, sqlite_ground
from graphdir import neo4j_server
from tests.servers import wipe


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a list that is long enough to be written in steps."""
    path = tmp_path / "folder"
    path.mkdir()
    rows = "".join(f"verein-{number},Verein {number},association,Stendal\n" for number in range(700))
    (path / "organisations.csv").write_text(f"id,name,kind,town\n{rows}", "utf-8")
    return path


def test_an_import_that_is_killed_is_there_or_not_or_says_so(tmp_path: Path, folder: Path) -> None:
    killed = kill_imports(sqlite_ground(tmp_path), folder, 5)

    assert killed.faults == []
    assert sum(killed.found.values()) == 5
    assert set(killed.found) <= {"as before", "as after"}


@pytest.mark.neo4j
def test_so_it_is_on_a_server_that_is_killed_as_well(folder: Path, own_neo4j: neo4j_server.Server) -> None:
    server = neo4j_server.start(own_neo4j.home, bolt_port=own_neo4j.bolt_port, heap="512m")
    killed = kill_imports(neo4j_ground(server), folder, 5)
    wipe(server.url)

    assert killed.faults == []
    assert sum(killed.found.values()) == 5
