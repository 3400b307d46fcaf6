"""Countries as lists write them: by name in German or English (Unicode CLDR), or by two-letter code (ISO 3166-1)."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from babel import Locale
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from graphdir import text
from graphdir.i18n import LANGUAGES

GERMANY: Final = "DE"
_CODE_LETTERS: Final = 2
# Regions that CLDR names beside countries: outlying parts, unions, "unknown".
_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_FURTHER: Final[Mapping[str, str]] = {
    "d": "DE",
    "brd": "DE",
    "bundesrepublik deutschland": "DE",
    "federal republic of germany": "DE",
    "a": "AT",
    "uk": "GB",
    "grossbritannien": "GB",
    "great britain": "GB",
    "usa": "US",
    "czech republic": "CZ",
    "tschechische republik": "CZ",
    "bosnia and herzegovina": "BA",
    "turkey": "TR",
    "holland": "NL",
}
# Shorter names differ by a letter or two from each other's (Iran, Irak; Island, Irland).
_ONE_SLIP_FROM: Final = 5
_TWO_SLIPS_FROM: Final = 9


def is_germany(country: str) -> bool:
    """Tell whether the name or code of a country is that of Germany."""
    return code_of(country) == GERMANY


@lru_cache(maxsize=1_000)
def code_of(country: str) -> str:
    """Return the two-letter code of a country; empty for empty, and for one that is not known by this name."""
    return _codes().get(text.fold(country), "")


@lru_cache(maxsize=1_000)
def key_of(country: str) -> str:
    """Return what tells a country from others however it is written: its code, else its name folded."""
    return code_of(country) or text.fold(country)


@lru_cache(maxsize=1_000)
def meant_by(country: str) -> str:
    """Return how the country is written that a slip was made in; empty for a known country, and where none is near."""
    folded = text.fold(country)
    if code_of(country) or len(folded) < _ONE_SLIP_FROM:
        return ""
    slips = 2 if len(folded) >= _TWO_SLIPS_FROM else 1
    near = extractOne(folded, list(_spellings()), scorer=OSA.distance, score_cutoff=slips)
    return _spellings()[near[0]] if near else ""


def is_code_of_none(country: str) -> bool:
    """Tell whether what is written is two letters like a code, but no country's."""
    return len(country.strip()) == _CODE_LETTERS and not code_of(country)


@cache
def _codes() -> Mapping[str, str]:
    """Return the codes by folded names and codes."""
    named = {text.fold(name): code for code, name in _names()}
    return {code.lower(): code for code in named.values()} | named | dict(_FURTHER)


@cache
def _spellings() -> Mapping[str, str]:
    """Return the names by folded names."""
    return {text.fold(name): name for _, name in _names()}


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """Return codes with names, in every language of ours."""
    return tuple(
        (code, name)
        for language in LANGUAGES
        for code, name in Locale(language).territories.items()
        if len(code) == _CODE_LETTERS and code.isalpha() and code not in _NO_COUNTRIES
    )
