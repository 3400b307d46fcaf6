"""The production server: how it begins and how it ends."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from graphdir.bootstrap import Settings
from graphdir.directory import Directory
from graphdir.neo4j_server import free_port
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, school
from webapp import create_app

# Serves as the command does, with an address that takes its time.
SLOW = """
import sys, time
from pathlib import Path
from graphdir.bootstrap import Settings
from graphdir.directory import Directory
from graphdir.stores.sqlite import SqliteStore
from webapp import server

made = server.create_app

def create_app(directory, settings):
    app = made(directory, settings)
    app.wsgi_app = lambda environ, start: (
        start("200 OK", []), print("asked", flush=True), time.sleep(1.5), [b"done"]
    )[-1]
    return app

server.create_app = create_app
store = SqliteStore(Path(sys.argv[1]))
server.serve(Directory(store), Settings(store=""), "127.0.0.1", int(sys.argv[2]), lambda url: print(url, flush=True))
"""


def asked(port: int) -> bytes:
    """Return what a site answers."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/")
        return connection.getresponse().read()


def test_what_runs_is_finished_when_it_is_told_to_end(tmp_path: Path) -> None:
    port = free_port()
    words = [sys.executable, "-c", SLOW, str(tmp_path / "network.db"), str(port)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process, ThreadPoolExecutor() as pool:
        assert process.stdout
        process.stdout.readline()
        answer = pool.submit(lambda: asked(port))
        assert process.stdout.readline() == b"asked\n"
        process.send_signal(signal.SIGTERM)

        assert answer.result() == b"done"
        assert process.wait(10) == 0
    assert not (tmp_path / "network.db-wal").exists()


def test_a_store_whose_entries_are_damaged_is_not_well(tmp_path: Path) -> None:
    file = tmp_path / "network.db"
    with closing(SqliteStore(file)) as store:
        store.apply(added(*(school(f"s{number}", "Marke" * 100) for number in range(100))))
    with closing(SqliteStore(file)) as store:
        app = create_app(Directory(store), Settings(store=""))
        assert app.test_client().get("/health").status_code == 200
    whole = bytearray(file.read_bytes())
    for start in range(4096, len(whole), 4096):
        if b"MarkeMarke" in whole[start : start + 4096]:
            whole[start : start + 2000] = b"\xde\xad" * 1000
    file.write_bytes(whole)
    with closing(SqliteStore(file)) as store:
        assert store.revision() == 1
        answer = create_app(Directory(store), Settings(store="")).test_client().get("/health")

    assert answer.status_code == 503
    assert answer.is_json


@pytest.mark.parametrize("host", ["999.1.1.1", "nirgends.invalid", "192.0.2.1"])
def test_a_host_that_is_none_gets_a_sentence(tmp_path: Path, host: str) -> None:
    store = f"sqlite:///{tmp_path / 'network.db'}"
    program = "from graphdir.cli import main; main()"
    words = ["serve", "--host", host, "--port", str(free_port()), "--store", store]
    env = {**os.environ, "GRAPHDIR_LANGUAGE": "en"}
    # A program of its own: waitress leaves a socket open where an address cannot be listened on.
    done = subprocess.run([sys.executable, "-c", program, *words], env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert f"“{host}” is no address of this machine" in done.stderr
    assert "Traceback" not in done.stderr
