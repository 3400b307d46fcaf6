"""What an address says: where a page may send people, and who asks."""

from urllib.parse import urlsplit

from flask import request


def is_local(target: str) -> bool:
    """Tell whether a target stays on this site, whatever a browser makes of slashes."""
    return target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()


def is_for_programs() -> bool:
    """Tell whether the interface for programs is asked, not a page."""
    return request.path.startswith("/api/v1/")


def wants_json() -> bool:
    """Tell whether a program asks: what it expects on a good day it gets on a bad one."""
    return request.path.startswith("/api/") or request.path == "/health" or request.path.endswith(".json")


def page_before() -> str:
    """Return the address on this site that a request came from; empty where it came from elsewhere."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return ""
    return f"{before.path}?{before.query}" if before.query else before.path
