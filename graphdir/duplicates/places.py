"""Where an organisation is, as far as its fields say so: read once, compared often."""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from graphdir.duplicates.terms import READ_AS
from graphdir.duplicates.words import BESIDE_TOWNS
from graphdir.text import fold

_BRACKETS: Final = re.compile(r"\([^)]*\)")
_PART: Final = re.compile(r"\b(?:OT|Ortsteil)\s+(.+)$")
_HOUSE_NUMBER: Final = re.compile(r"\d+\s*[a-z]?\b")
_STREET_ENDING: Final = re.compile(r"(strasse|str|st)$")


@lru_cache(maxsize=50_000)
def town_words(town: str) -> frozenset[str]:
    """Return what tells a town from others, parts of the town included; all its words where nothing else is left."""
    words = [READ_AS.get(word, word) for word in fold(_BRACKETS.sub(" ", town)).split()]
    telling = frozenset(word for word in words if word not in BESIDE_TOWNS and len(word) > 1)
    return telling or frozenset(words)


@lru_cache(maxsize=50_000)
def part_words(town: str) -> frozenset[str]:
    """Return the words of a part of a town, as Börgitz of Stendal OT Börgitz; empty where none is named."""
    found = _PART.search(town)
    return town_words(found.group(1)) if found else frozenset()


@lru_cache(maxsize=50_000)
def postcode_digits(postcode: str) -> str:
    """Return a postcode without a country's letters and without zeros that a spreadsheet may have lost."""
    return re.sub(r"\D", "", postcode).lstrip("0")


def words_by_postcode(postcode: str) -> frozenset[str]:
    """Return what tells the towns that a postcode stands for, as far as they are known; empty for an unknown one."""
    return _known_postcodes().get(postcode_digits(postcode), frozenset())


@cache
def _known_postcodes() -> Mapping[str, frozenset[str]]:
    known: defaultdict[str, set[str]] = defaultdict(set)
    text = files("graphdir").joinpath("data/places/postcodes_sachsen_anhalt.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        known[postcode_digits(row["postcode"])] |= town_words(row["place"])
    return {postcode: frozenset(words) for postcode, words in known.items()}


@dataclass(frozen=True, slots=True)
class Street:
    """A street's folded name without its ending, with the house numbers that stand after it."""

    name: str
    numbers: frozenset[str]


@lru_cache(maxsize=50_000)
def street_of(written: str) -> Street:
    """Take a street apart; nothing of nothing."""
    folded = fold(written)
    first = _HOUSE_NUMBER.search(folded)
    name = folded[: first.start()] if first and first.start() else folded
    compact = "".join(word for word in name.split())
    return Street(_STREET_ENDING.sub("", compact), frozenset(re.findall(r"\d+", folded)))
