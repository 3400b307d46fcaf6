"""A server in its own process, and one client that keeps its connection."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from time import monotonic, perf_counter, sleep
from typing import Final

from graphdir.neo4j_server import free_port

_PATIENCE: Final = 60.0
_OK: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A server that answers; ``seconds`` is how long that took from its start."""

    port: int
    pid: int
    seconds: float

    def getters(self, paths: Sequence[str]) -> list[Callable[[], int]]:
        """Return one function for each path; all use one connection."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

        def get(path: str) -> int:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
            if response.status != _OK:
                raise RuntimeError(f"{path} answered {response.status}")
            return len(body)

        return [lambda path=path: get(path) for path in paths]  # type: ignore[misc]


@contextmanager
def graphdir_site(store_url: str) -> Generator[Site]:
    """Start ``graphdir serve``; the first page that needs no more than the store is waited for."""
    port = free_port()
    command = [sys.executable, "-c", "from graphdir.cli import main; main()", "serve", "--port", str(port)]
    # By the environment: a command line can be read by every user of the machine.
    with _running(command, port, "/health", {"GRAPHDIR_STORE": store_url}) as site:
        yield site


@contextmanager
def bare_site() -> Generator[Site]:
    """Start the server whose only page is empty."""
    port = free_port()
    with _running([sys.executable, "-m", "benchmarks.bare_site", str(port)], port, "/", {}) as site:
        yield site


@contextmanager
def _running(command: Sequence[str], port: int, path: str, more: dict[str, str]) -> Generator[Site]:
    start = perf_counter()
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **more}
    ) as process:
        try:
            _await(port, path, process)
            yield Site(port=port, pid=process.pid, seconds=perf_counter() - start)
        finally:
            process.send_signal(signal.SIGTERM)


def _await(port: int, path: str, process: "subprocess.Popen[bytes]") -> None:
    patience = monotonic() + _PATIENCE
    while monotonic() < patience and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == _OK:
                return
        except OSError:
            sleep(0.01)
        finally:
            connection.close()
    raise RuntimeError(f"no answer from {' '.join(map(str, process.args))}")  # type: ignore[arg-type]
