"""Who guesses passwords, or floods a form, has to wait longer and longer; kept in memory only, never written down."""

from ipaddress import IPv4Address, IPv6Network, ip_address
from math import ceil
from threading import Lock
from time import monotonic
from typing import Final

from flask import current_app, request

from graphdir.i18n import ngettext
from webapp.current import current_settings

FREE: Final = 5
# Whoever guesses from many places is slowed, but must not keep out the one who knows the password.
FREE_BY_MAIL: Final = 50
LONGEST_BY_MAIL: Final = 60.0
# Who signed in is known: an account fills a form as often as an afternoon's work takes. So may all together where
# nobody knows who is who.
FREE_SIGNED_IN: Final = 200
_LONGEST_SECONDS: Final = 900.0
_MOST_DOUBLED: Final = 20
# Forgotten after a while.
_FORGOTTEN_SECONDS: Final = 3600.0
_MOST_KEPT: Final = 10_000
_MOST_SECONDS_SAID: Final = 90
# One subscriber has so many bits of an IPv6 address in common (RFC 6177), and all the others to choose from.
_SUBSCRIBER: Final = 64


class Attempts:
    """Failed attempts by key: an address somebody signs in by, or a visitor's own.

    So many are ``free``; after them each doubles the wait, up to the longest.
    """

    def __init__(self, free: int = FREE, longest_seconds: float = _LONGEST_SECONDS) -> None:
        self._free = free
        self._longest_seconds = longest_seconds
        self._failed: dict[str, tuple[int, float]] = {}
        self._changing = Lock()

    def seconds_to_wait(self, *keys: str) -> int:
        """Return how long until any of these may try again; 0 for now."""
        now = monotonic()
        with self._changing:
            self._forget(now)
        waits = [
            last + min(self._longest_seconds, 2.0 ** min(number - self._free + 1, _MOST_DOUBLED)) - now
            for number, last in (self._failed.get(key, (0, 0.0)) for key in keys)
            if number >= self._free
        ]
        return max((int(wait) + 1 for wait in waits if wait > 0), default=0)

    def failed(self, *keys: str) -> None:
        """Remember a mistake."""
        now = monotonic()
        with self._changing:
            for key in keys:
                number, last = self._failed.pop(key, (0, 0.0))
                self._failed[key] = (number + 1 if now - last < _FORGOTTEN_SECONDS else 1, now)
            self._forget(now)

    def _forget(self, now: float) -> None:
        """Drop what is too old, or too much; the oldest stand first."""
        for key, (_number, last) in [*self._failed.items()]:
            if now - last < _FORGOTTEN_SECONDS and len(self._failed) <= _MOST_KEPT:
                return
            del self._failed[key]

    def taken_back(self, *keys: str) -> None:
        """Forget the latest mistake, which was none."""
        with self._changing:
            for key in keys:
                number, last = self._failed.get(key, (0, 0.0))
                if number > 1:
                    self._failed[key] = (number - 1, last)
                else:
                    self._failed.pop(key, None)

    def succeeded(self, *keys: str) -> None:
        """Forget the mistakes."""
        with self._changing:
            for key in keys:
                self._failed.pop(key, None)


def visitors() -> list[str]:
    """Return the key of whoever asks; none where the web server in front does not say who that is.

    All visitors would be one then, and five mistakes of anybody would keep everybody out.
    """
    trusted = current_settings().trusted_proxy
    unsaid = trusted in ("*", request.remote_addr) and "X-Forwarded-For" not in request.headers
    return [] if unsaid else [visitor(request.remote_addr)]


def senders(form: str) -> tuple["Attempts", str]:
    """Return who fills in a form without an account, and how often they did: one visitor, else all together."""
    known = visitors()
    return current_app.extensions[form if known else "sent_often"], known[0] if known else f"{form} by anybody"


def visitor(address: str | None) -> str:
    """Return the key of whoever asks from an address: of IPv6 its network, of which one visitor has all addresses."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return f"from {address}"
    if isinstance(known, IPv4Address):
        return f"from {known}"
    return f"from {known.ipv4_mapped or IPv6Network((int(known), _SUBSCRIBER), strict=False)}"


def time_text(seconds: int) -> str:
    """Return how long somebody has to wait, in words."""
    if seconds <= _MOST_SECONDS_SAID:
        return ngettext("one second", "%(number)s seconds", seconds)
    minutes = ceil(seconds / 60)
    return ngettext("one minute", "%(number)s minutes", minutes)
