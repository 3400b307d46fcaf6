"""Where an organisation is, as far as its fields say so: read once, compared often."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from graphdir.borders import is_near_by
from graphdir.duplicates.short import of_plate, places_of_plates
from graphdir.duplicates.terms import READ_AS, SHORTEST_TYPO, TYPO, alike
from graphdir.duplicates.words import BESIDE_TOWNS, FIRST_NAMES, LARGE_TOWNS
from graphdir.shipped import rows
from graphdir.text import fold, without_title

# What the postcodes of cities begin with (Deutsche Post, Leitregionen). Cities of one name are left out that are told
# apart by a river only: Frankfurt, Halle.
_REGIONS: Final[Mapping[str, str]] = {
    "aachen": "52", "augsburg": "86", "berlin": "10 12 13 14", "bielefeld": "33", "bochum": "44", "bonn": "53",
    "bottrop": "46", "braunschweig": "38", "bremen": "28", "bremerhaven": "27", "chemnitz": "09", "cottbus": "03",
    "darmstadt": "64", "dortmund": "44", "dresden": "01", "duisburg": "47", "dusseldorf": "40", "erfurt": "99",
    "erlangen": "91", "essen": "45", "freiburg": "79", "furth": "90", "gelsenkirchen": "45", "gottingen": "37",
    "gutersloh": "33", "hagen": "58", "hamburg": "20 21 22 27", "hamm": "59", "hannover": "30", "heidelberg": "69",
    "heilbronn": "74", "herne": "44", "hildesheim": "31", "ingolstadt": "85", "jena": "07", "kaiserslautern": "67",
    "karlsruhe": "76", "kassel": "34", "kiel": "24", "koblenz": "56", "koln": "50 51", "krefeld": "47", "leipzig": "04",
    "leverkusen": "51", "lubeck": "23", "ludwigshafen": "67", "magdeburg": "39", "mainz": "55", "mannheim": "68",
    "moers": "47", "monchengladbach": "41", "mulheim": "45", "munchen": "80 81", "munster": "48", "neuss": "41",
    "nurnberg": "90", "oberhausen": "46", "offenbach": "63", "oldenburg": "26", "osnabruck": "49", "paderborn": "33",
    "pforzheim": "75", "potsdam": "14", "recklinghausen": "45", "regensburg": "93", "remscheid": "42",
    "reutlingen": "72", "rostock": "18", "saarbrucken": "66", "salzgitter": "38", "siegen": "57", "solingen": "42",
    "stuttgart": "70", "trier": "54", "ulm": "89", "wiesbaden": "55 65", "wolfsburg": "38", "wuppertal": "42",
    "wurzburg": "97",
}  # fmt: skip
# What is no city mistyped: Hamburg, Harburg.
_LIKE_CITIES: Final = frozenset({"harburg"})
# Of these there are two.
_REGIONS_OF_BOTH: Final[Mapping[str, str]] = {"frankfurt": "15 60 65", "halle": "06 33"}
_BRACKETS: Final = re.compile(r"\([^)]*\)")
_PART: Final = re.compile(r"\b(?:OT|Ortsteil)\s+(.+)$")
_HOUSE_NUMBER: Final = re.compile(r"\d+\s*[a-z]?\b")
_STREET_ENDING: Final = re.compile(r"(strasse|str|st)$")


@lru_cache(maxsize=50_000)
def town_words(town: str) -> frozenset[str]:
    """Return what tells a town from others, parts of the town included; all its words where nothing else is left."""
    words = [READ_AS.get(word, word) for word in fold(_BRACKETS.sub(" ", of_plate(town))).split()]
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


def towns_by_postcode(postcode: str) -> frozenset[str]:
    """Return what tells the towns that a postcode stands for; where these are not known the municipalities.

    Of four digits, which may be of another country, only those of Saxony-Anhalt are.
    """
    return words_by_postcode(postcode) or _words_of_municipalities(postcode.strip())


@lru_cache(maxsize=50_000)
def postcodes_of(town: str) -> frozenset[str]:
    """Return the postcodes that are known of a municipality or city by its whole name, titles aside, maybe not all.

    None are told of a village: others have its name.
    """
    return _postcodes_by_town().get(fold(without_title(town)), frozenset()) if is_near_by(town) else frozenset()


def is_known(word: str) -> bool:
    """Tell whether a word is all of the name of a place that is known: a city, one with postcodes or a number plate."""
    return word in _known_places()


def is_slip_of(word: str, town: str) -> bool:
    """Tell whether a word is the name of a town with a slip: not in its first letter, and no other known place."""
    if len(word) <= SHORTEST_TYPO or len(town) <= SHORTEST_TYPO or word[0] != town[0]:
        return False
    means = alike(word, town) >= TYPO or (word.endswith("er") and alike(word[:-2], town) >= TYPO)
    return means and not (is_known(word) and is_known(town))


@cache
def _known_places() -> frozenset[str]:
    return LARGE_TOWNS.union(_LIKE_CITIES, _postcodes_by_town(), map(fold, places_of_plates()))


def regions(town: frozenset[str]) -> frozenset[str]:
    """Return what the postcodes of a city begin with, two digits; empty where ``town`` is no city that is known."""
    return frozenset(region for word in town if len(town) == 1 for region in _REGIONS.get(word, "").split())


def regions_called(city: str) -> frozenset[str]:
    """Return what the postcodes of a city begin with, of both where there are two of its name; empty for no city."""
    return frozenset(_REGIONS.get(city, _REGIONS_OF_BOTH.get(city, "")).split())


def region_of(postcode: str) -> str:
    """Return the first two digits of what ``postcode_digits`` tells; empty for none."""
    return postcode.zfill(5)[:2] if postcode else ""


def municipalities_at(postcode: str) -> tuple[str, ...]:
    """Return the municipalities of a German postcode (data/places/README.md); empty for none that is one."""
    return _municipalities_by_postcode().get(postcode, ())


@cache
def _known_postcodes() -> Mapping[str, frozenset[str]]:
    known: defaultdict[str, set[str]] = defaultdict(set)
    for postcode, place in _postcodes_and_places():
        known[postcode_digits(postcode)] |= town_words(place)
    return {postcode: frozenset(words) for postcode, words in known.items()}


@cache
def _municipalities_by_postcode() -> Mapping[str, tuple[str, ...]]:
    listed = rows("places/municipalities_by_postcode")
    return {row["postcode"]: tuple(row["municipalities"].split(";")) for row in listed}


@lru_cache(maxsize=50_000)
def _words_of_municipalities(postcode: str) -> frozenset[str]:
    """Return what tells the municipalities of a postcode."""
    return frozenset().union(*map(town_words, municipalities_at(postcode)))


@cache
def _postcodes_by_town() -> Mapping[str, frozenset[str]]:
    known: defaultdict[str, set[str]] = defaultdict(set)
    for postcode, place in _postcodes_and_places():
        known[fold(without_title(_PART.sub("", place)))].add(postcode)
    return {town: frozenset(postcodes) for town, postcodes in known.items()}


@cache
def _postcodes_and_places() -> tuple[tuple[str, str], ...]:
    return tuple((row["postcode"], row["place"]) for row in rows("places/postcodes_sachsen_anhalt"))


@dataclass(frozen=True, slots=True)
class Street:
    """A street's folded name without its ending, with the house numbers that stand after it.

    ``words`` are those of its name without endings, initials and first names.
    """

    name: str
    words: tuple[str, ...]
    numbers: frozenset[str]


@lru_cache(maxsize=50_000)
def street_of(written: str) -> Street:
    """Take a street apart; nothing of nothing."""
    folded = fold(written)
    first = _HOUSE_NUMBER.search(folded)
    name = folded[: first.start()] if first and first.start() else folded
    compact = "".join(word for word in name.split())
    words = (word.removesuffix("strasse").removesuffix("str") for word in name.split())
    return Street(
        _STREET_ENDING.sub("", compact),
        tuple(word for word in words if len(word) > 1 and word not in FIRST_NAMES),
        frozenset(re.findall(r"\d+", folded)),
    )
