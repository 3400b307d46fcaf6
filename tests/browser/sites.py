"""A site served as in production, for as long as a test needs it."""

import threading
from collections.abc import Generator
from contextlib import contextmanager

from flask import Flask
from waitress.server import create_server

from graphdir.neo4j_server import free_port


@contextmanager
def served(app: Flask) -> Generator[str]:
    """Yield the address of the running site, without a slash at its end."""
    port = free_port()
    server = create_server(app, host="127.0.0.1", port=port, threads=4)
    closing = threading.Event()

    def run() -> None:
        try:
            server.run()
        except OSError:
            # It may be waiting for the sockets that are closed below.
            if not closing.is_set():
                raise

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        closing.set()
        # A browser keeps its connections open, and the server's thread runs as long as there is one.
        for channel in list(vars(server)["active_channels"].values()):  # its types are told wrongly
            channel.will_close = True
        server.close()
        thread.join(timeout=5)
