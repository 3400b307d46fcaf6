"""What somebody wrote into a form that could not be taken: the session had ended, or the entry was gone."""

from typing import Final

from flask import request

from webapp.addresses import page_before

# A word or a number is written anew sooner than copied.
_SHORTEST: Final = 12
_SECRET: Final = frozenset({"csrf_token", "password", "before", "again", "seen"})


def entered_text() -> list[str]:
    """Return the texts of a form of this site, as they were written; empty for any other request."""
    if request.method != "POST" or not page_before():
        return []
    return [
        value
        for name, values in request.form.lists()
        if name not in _SECRET
        for value in values
        if len(value) >= _SHORTEST and len(value.split()) > 1
    ]
