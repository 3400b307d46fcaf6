"""What somebody wrote into a form that could not be taken: the session had ended, or the entry was gone."""

import json
import re
from typing import Any, Final

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.addresses import page_before

# A word is written anew sooner than copied; an address or a number is not.
_SHORTEST: Final = 12
_EXACT: Final = re.compile(r"\S@\S|\w\.\w+/|://|^www\.|(?:\d\D{0,2}){6}")
_SECRET: Final = frozenset({"csrf_token", "password", "before", "again", "seen"})


def entered_text() -> list[str]:
    """Return the texts of a form of this site, as they were written; empty for any other request, and for too much."""
    if request.method != "POST" or not page_before():
        return []
    try:
        sent = request.form.lists()
    except RequestEntityTooLarge:
        return []
    stood = _stood()
    return [
        value
        for name, values in sent
        if name not in _SECRET
        for value in values
        if value not in stood and _is_worth_copying(value)
    ]


def _is_worth_copying(value: str) -> bool:
    return bool(_EXACT.search(value)) or (len(value) >= _SHORTEST and len(value.split()) > 1)


def _stood() -> frozenset[str]:
    """Return what the form of an entry showed before anything was written."""
    try:
        seen: Any = json.loads(request.form.get("seen") or "{}")
    except (ValueError, RecursionError):  # no JSON, or none that anybody's form sends
        return frozenset()
    values = seen.values() if isinstance(seen, dict) else ()
    return frozenset(value for value in values if isinstance(value, str))
