"""The production server: waitress, many threads, one process."""

import errno
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

from flask import Flask
from waitress.server import create_server

from graphdir.bootstrap import Settings
from graphdir.directory import Directory
from graphdir.errors import GraphdirError, InvalidInputError
from graphdir.i18n import gettext as _
from webapp.app import create_app

_THREADS = 8


def _believing(proxy: str) -> dict[str, Any]:
    """Return the server's options for a web server in front of it; none without one."""
    if not proxy:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
    return {"trusted_proxy": proxy, "trusted_proxy_headers": headers, "clear_untrusted_proxy_headers": True}


def _warm_up(directory: Directory) -> None:
    with suppress(GraphdirError):  # Whoever asks will be told.
        directory.warm_up()


def _listening(app: Flask, settings: Settings, host: str, port: int) -> Any:
    try:
        return create_server(
            app, host=host, port=port, threads=_THREADS, ident="graphdir", **_believing(settings.trusted_proxy)
        )
    except (OSError, OverflowError, ValueError) as error:
        # So waitress says that a name is unknown, and the system that an address is another machine's.
        if isinstance(error, ValueError | socket.gaierror) or getattr(error, "errno", 0) == errno.EADDRNOTAVAIL:
            raise InvalidInputError(
                _(
                    "“%(host)s” is no address of this machine. Write --host 127.0.0.1 for this machine alone, "
                    "or --host 0.0.0.0 for whoever can reach it.",
                    host=host,
                )
            ) from error
        raise InvalidInputError(
            _(
                "Port %(port)s on %(host)s cannot be used: another program may have it. "
                "Choose another one, e.g. PORT=8001 or --port 8001.",
                port=port,
                host=host,
            )
        ) from error


def _end(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def serve(directory: Directory, settings: Settings, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until interrupted or told to end (SIGTERM); what runs then has a few seconds to finish.

    ``announce`` is told the address once it answers.

    Raises:
        InvalidInputError: the port is taken or may not be used, or the host is another machine's.
    """
    server = _listening(create_app(directory, settings), settings, host, port)
    signal.signal(signal.SIGTERM, _end)
    announce(f"http://{host}:{port}/")
    Thread(target=_warm_up, args=(directory,), daemon=True).start()
    try:
        server.run()
    finally:
        server.close()
        directory.store.close()
