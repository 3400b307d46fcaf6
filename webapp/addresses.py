"""What an address says: where a page may send people, and who asks."""

from flask import request


def is_local(target: str) -> bool:
    """Tell whether a target stays on this site, whatever a browser makes of slashes."""
    return target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()


def wants_json() -> bool:
    """Tell whether a program asks: what it expects on a good day it gets on a bad one."""
    return request.path.startswith("/api/") or request.path == "/health" or request.path.endswith(".json")
