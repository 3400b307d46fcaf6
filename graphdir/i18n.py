"""The language that sentences for people are written in, once for library, command line and web."""

import gettext as stdlib_gettext
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("de", "en")
LOCALE: Final = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """Return the language in force, one of ``LANGUAGES``."""
    return _language.get()


def use_language(code: str) -> None:
    """Write what follows in this context in ``code``; an unknown code means English."""
    _language.set(code if code in LANGUAGES else "en")


@contextmanager
def in_language(code: str) -> Generator[None]:
    """Use ``code`` inside the block only."""
    token = _language.set(code if code in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str, /, **values: object) -> str:
    """Translate ``message`` and fill in its ``%(name)s`` values."""
    translated = _translations(_language.get()).gettext(message)
    return translated % values if values else translated


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Translate by number; ``%(number)s`` is filled in too, as it is unless a value says how to write it."""
    translated = _translations(_language.get()).ngettext(one, many, number)
    return translated % {"number": number, **values}


@cache
def _translations(code: str) -> stdlib_gettext.NullTranslations:
    return stdlib_gettext.translation("graphdir", LOCALE, languages=[code], fallback=True)


def date_text(date: str) -> str:
    """Return a date as exact as it is known: 2022, August 2022, 01.08.2022."""
    if len(date) == len("2022-08"):
        year, month = date.split("-")
        return f"{_months()[int(month) - 1]} {year}"
    if len(date) == len("2022-08-01"):
        year, month, day = date.split("-")
        return f"{day}.{month}.{year}" if language() == "de" else f"{int(day)} {_months()[int(month) - 1]} {year}"
    return date


def day_of(at: str) -> str:
    """Return the day (ISO) of a moment (ISO, UTC where nothing else is said) by the clock of this machine."""
    return _here(at).date().isoformat()


def moment_text(at: str) -> str:
    """Return day and time of a moment (ISO, UTC where nothing else is said) by the clock of this machine."""
    return f"{date_text(day_of(at))} {_here(at):%H:%M}"


def _here(at: str) -> datetime:
    moment = datetime.fromisoformat(at)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone()


def _months() -> tuple[str, ...]:
    return (
        gettext("January"),
        gettext("February"),
        gettext("March"),
        gettext("April"),
        gettext("May"),
        gettext("June"),
        gettext("July"),
        gettext("August"),
        gettext("September"),
        gettext("October"),
        gettext("November"),
        gettext("December"),
    )
