"""Single words of names: how much one tells of whom it names, and whether two are one."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from graphdir.duplicates.foreign import FOREIGN
from graphdir.duplicates.words import BRANDS, FIRST_NAMES, GENERAL, HEADS, NAMESAKES, SYNONYMS

# What words are read as: English in German, short forms written out.
READ_AS: Final = {**FOREIGN, **SYNONYMS}
_SHORTEST_STEM: Final = 3
SHORTEST_TYPO: Final = 5
TYPO: Final = 0.85
_SHORTEST_DOUBLED: Final = 4
_DOUBLED: Final = re.compile(r"(.)\1")
# How a Land is said before what is its own: Sächsische Landeszentrale, Landeszentrale Sachsen.
_OF_A_LAND: Final = {
    "sachsisch": "sachsen", "niedersachsisch": "niedersachsen", "hessisch": "hessen", "thuringisch": "thuringen",
    "bayerisch": "bayern",
}  # fmt: skip
# What an association is for, not what it is: Theaterverein.
_HOUSES: Final = frozenset({"theater", "museum", "orchester", "bibliothek", "feuerwehr"})
_ADJECTIVE: Final = re.compile(r"e[rsnm]?$")
_INITIAL: Final = 0.9
# Initials tell less than this, all else more.
LEAST: Final = 0.2


@lru_cache(maxsize=200_000)
def alike(one: str, other: str) -> float:
    """Tell how far two words are one: 1 equal, less for an initial, an abbreviation or a slip."""
    if one == other:
        return 1.0
    if other in _OF_A_LAND.values() or one in _OF_A_LAND.values():
        one, other = (_OF_A_LAND.get(_ADJECTIVE.sub("", word), word) for word in (one, other))
        if one == other:
            return 1.0
    short, long_ = sorted((one, other), key=len)
    if len(short) <= 2:  # noqa: PLR2004  J. and Th. are initials
        return _INITIAL if long_.startswith(short) and len(long_) > len(short) else 0.0
    if short in _HOUSES and long_ == f"{short}verein":
        return 0.0
    if len(short) > _SHORTEST_STEM and long_.removeprefix(short) in {
        "s",
        "n",
        "e",
        "en",
        "er",
        "es",
        "stelle",
        "sstelle",
        "verein",
        "gesellschaft",
        "isch",
        "ische",
        "ischer",
        "ischen",
        "isches",
    }:
        return 0.95
    return _by_slips(short, long_)


def _by_slips(short: str, long_: str) -> float:
    """Tell how far two words are one by slips: two at most, in words that are long; or a letter written twice."""
    slips = OSA.distance(short, long_, score_cutoff=2)
    if len(short) >= SHORTEST_TYPO and (slips == 1 or (slips == 2 and len(short) >= 9)):  # noqa: PLR2004
        return TYPO
    if slips == 2 and len(short) >= 7 and short[0] == long_[0]:  # noqa: PLR2004
        return TYPO - 0.15
    doubled = slips == 1 and len(long_) >= _SHORTEST_DOUBLED and len(long_) > len(short)
    return TYPO if doubled and is_mistyped(short, long_) else 0.0


def is_mistyped(one: str, other: str) -> bool:
    """Tell whether a word is another with two letters turned round, or one written twice: nobody calls it so."""
    if len(one) == len(other):
        return sorted(one) == sorted(other) and OSA.distance(one, other, score_cutoff=1) == 1
    return abs(len(one) - len(other)) == 1 and _DOUBLED.sub(r"\1", one) == _DOUBLED.sub(r"\1", other)


@lru_cache(maxsize=100_000)
def worth(word: str) -> float:
    """Return how much a word tells of whom it names."""
    if word in BRANDS:
        return 0.5
    if len(word) <= 2:  # noqa: PLR2004
        return 0.15
    if word in GENERAL or word.removesuffix("s") in GENERAL:
        return 0.3
    return 0.6 if word in HEADS else 1.0


def is_rare(words: Iterable[str]) -> bool:
    """Tell whether one of these words names hardly any other body."""
    return any(worth(word) == 1 and word not in NAMESAKES and word not in FIRST_NAMES for word in words)
