"""Real servers for tests, and what to say where one cannot be had."""

import os
import signal
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import pytest
from neo4j import Driver, GraphDatabase

from graphdir import neo4j_server
from graphdir.errors import ToolMissingError
from graphdir.stores.neo4j import Neo4jStore


def cannot(reason: str) -> NoReturn:
    """Skip the test, or fail it where everything has to be there."""
    if os.environ.get("GRAPHDIR_REQUIRE_ALL") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def start_neo4j(home: Path, bolt_port: int | None = None) -> neo4j_server.Server:
    """Start a small Neo4j; without Java or Maven the test is skipped."""
    need_java_and_maven()
    port = bolt_port or neo4j_server.free_port()
    return neo4j_server.start(home, bolt_port=port, heap="512m")


def need_java_and_maven() -> None:
    """Skip the test where a real Neo4j cannot be had."""
    try:
        neo4j_server.check_tools()
    except ToolMissingError as error:
        cannot(f"{error} Tests on Neo4j need: apt install default-jre-headless maven")


@contextmanager
def frozen(server: neo4j_server.Server) -> Generator[None]:
    """Stop a server's process, to the last of its threads, and let it go on afterwards."""
    os.kill(server.pid, signal.SIGSTOP)
    try:
        while not _is_stopped(server.pid):
            time.sleep(0.01)
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)


def _is_stopped(pid: int) -> bool:
    """Tell whether all threads of a process stand still; where no /proc tells, that is taken for granted."""
    try:
        told = [stat.read_text("utf-8") for stat in Path(f"/proc/{pid}/task").glob("*/stat")]
    except (FileNotFoundError, ProcessLookupError):
        return False  # A thread ended just now.
    return all(one.rpartition(")")[2].split()[0] == "T" for one in told)


def driver_of(url: str) -> Driver:
    """Return a driver for a URL that holds user and password."""
    parts = urlsplit(url)
    assert parts.username
    assert parts.password
    return GraphDatabase.driver(
        f"{parts.scheme}://{parts.hostname}:{parts.port}", auth=(parts.username, parts.password)
    )


def wipe(url: str) -> None:
    """Delete all data of a Neo4j; constraints and indexes stay."""
    with driver_of(url) as driver, driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()


def neo4j_store(url: str, *, database: str = "neo4j", **options: int) -> Neo4jStore:
    """Open the store behind a URL that holds user and password."""
    parts = urlsplit(url)
    assert parts.username
    assert parts.password
    return Neo4jStore.connect(
        f"{parts.scheme}://{parts.hostname}:{parts.port}",
        user=parts.username,
        password=parts.password,
        database=database,
        **options,
    )
