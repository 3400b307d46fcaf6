"""Words as they are read: in German, in one spelling, without a slip in those that say what a body is."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from itertools import takewhile
from typing import Final

from rapidfuzz.distance import OSA

from graphdir.duplicates.foreign import FOREIGN_PHRASES
from graphdir.duplicates.terms import READ_AS
from graphdir.duplicates.words import (
    BRANDS,
    COUNTIES,
    FILLERS,
    FOCUSES,
    HEADS,
    LEVELS,
    PHRASES,
    SCHOOL_FORMS,
    SPONSORS,
)
from graphdir.text import fold

_PHRASES: Final = {**FOREIGN_PHRASES, **PHRASES}
_PHRASE: Final = re.compile(r"\b(" + "|".join(sorted(map(re.escape, _PHRASES), key=len, reverse=True)) + r")\b")
_VOCATIONAL: Final = re.compile(r"\bberufsbild\w* schulen?\b")
_KNOWN: Final = frozenset({*READ_AS, *READ_AS.values(), *HEADS})
_INFLECTED: Final = HEADS | BRANDS
_OFTEN: Final = (
    *("internationaler", "berufsbildende", "berufliche", "evangelische", "katholische", "arbeiterwohlfahrt"),
    *("integrierte", "freiwillige", "familienberatungsstelle", "erziehungsberatungsstelle", "kindertagesstatte"),
    *("suchtberatungsstelle", "schuldnerberatungsstelle", "schuldnerberatung", "kinderschutzbund", "volkssolidaritat"),
    *("onkologische", "lebenshilfe", "paritatischer", "paritatisches", "ausgleichsklassen", "ganztagsschule"),
)
_SHORTEST_MENDED: Final = 9
# Altmärk. is the region of most, not of the county.
_KNOWN_IN_ORDER: Final = sorted(
    {*_KNOWN, *BRANDS, *SCHOOL_FORMS, *SPONSORS, *_OFTEN} - {"altmarkkreis", "altmarkkreises"}
)
_LIKE_TOWNS: Final = ("stadt", "staat", "burg", "berg", "land", "stein", "thuringer")
_SHORTEST_WITH_SLIP: Final = 5
# Words that say what a body is, long enough that a slip in one is no other word; none that towns are called like.
_LONG: Final = frozenset(
    {"sachsen", "anhalt", "niedersachsen", "thuringen", "mecklenburg", "vorpommern", "nordrhein", "westfalen"}
    | {
        word
        for words in (
            *(SCHOOL_FORMS, HEADS, LEVELS, COUNTIES, BRANDS, SPONSORS, FOCUSES, _OFTEN, READ_AS),
            " ".join(READ_AS.values()).split(),
        )
        for word in words
        if len(word) >= _SHORTEST_MENDED and not word.endswith(_LIKE_TOWNS)
    }
)
_CASES: Final = ("", "e", "n", "r", "s", "en", "er", "es")
_SPELLED: Final = frozenset({*_KNOWN, *_LONG, *(word for phrase in _PHRASES for word in phrase.split())})
_PROMOTION: Final = re.compile(r"forderungs?(?=\w{2})|forderungs$")
# What sort of day care: Waldkindergarten, Betriebskiga.
_DAY_CARE: Final = re.compile(
    r"(wald|natur|betriebs|schul|bewegungs|montessori|sprach)(?:kindergarten|kiga|kindertages\w+)$"
)
_OFFICE: Final = re.compile(
    r"(kreis|stadt)(?!verwaltungs|teil)"
    r"(\w{3,}amt|(?:bild)?medienstelle|medienzentrum|archiv|(?:eltern|schuler|senioren)rat|\w{4,}(?:beirat|forum))$"
)
# Kreisbauernverband, Bauernverband Kreisverband.
_OF_COUNTY: Final = re.compile(r"kreis(\w{4,}verband)$")
# Of fewer letters too many words are a beginning.
_SHORTEST_BEGINNING: Final = 5


def words_of(written: str) -> list[str]:
    """Return the words of a part of a name as they are read."""
    return in_german(" ".join(map(spelled_right, fold(written).split())))


def in_german(folded: str, literal: AbstractSet[str] = frozenset()) -> list[str]:
    """Return the words of a folded name with short forms written out and English ones in German; not ``literal``."""
    words = _PHRASE.sub(lambda found: _PHRASES[found.group()], _VOCATIONAL.sub("bbs", folded)).split()
    return [
        part
        for word in " ".join(map(uninflected, words)).split()
        for part in (word if word in literal else READ_AS.get(word, word)).split()
    ]


@lru_cache(maxsize=50_000)
def uninflected(word: str) -> str:
    """Return integrierte of integrierten, where known so; Hafenstrasse of Hafenstr, Förder- of Förderungs-.

    An office of the county or town is two words: Landkreis and Gesundheitsamt of Kreisgesundheitsamt.
    """
    if word.endswith("str") and len(word) > len("str"):
        return f"{word}asse"
    if found := _DAY_CARE.match(word):
        return f"{found[1]}kita"
    if "forderung" in word:
        return _PROMOTION.sub("forder", word)
    if found := _OF_COUNTY.match(word):
        return f"{found[1]} kreisverband"
    if found := _OFFICE.match(word):
        return f"{'landkreis' if found[1] == 'kreis' else found[1]} {found[2]}"
    return _without_case(word)


def _without_case(word: str) -> str:
    """Return Verein of Vereins, evangelische of evangelischen."""
    for case in ("es", "s"):
        if word.endswith(case) and (base := word.removesuffix(case)) in _INFLECTED:
            return base
    if word.endswith(("en", "er", "es", "em")) and word not in READ_AS:
        base = word[:-1]
        if base in READ_AS or base in FILLERS or base in SPONSORS:
            return base
    return word


@lru_cache(maxsize=50_000)
def spelled_right(word: str) -> str:
    """Return the word that says what a body is and that a folded word was meant to be, with one slip; else the word."""
    known = any(word.removesuffix(case) in _SPELLED for case in _CASES) and not word.endswith("ee")
    if known or len(word) < _SHORTEST_WITH_SLIP:
        return word
    near = {meant for cut in (word, *_shortened(word)) for meant in _with_slips().get(cut, ())}
    return min((one for one in near if _is_meant(word, one)), default=word)


def _is_meant(word: str, meant: str) -> bool:
    """Tell whether a word is another with one slip, not in the first letter, nor in the last: that is of a case."""
    is_form = meant in SCHOOL_FORMS
    inflected = meant.startswith(word[:-1]) and not is_form
    otherwise = is_form and len(word) == len(meant) and sorted(word) != sorted(meant)  # Reilschule
    return meant[0] == word[0] and not (inflected or otherwise) and OSA.distance(word, meant, score_cutoff=1) == 1


def _shortened(word: str) -> Iterator[str]:
    """Go through a word without one letter."""
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


@cache
def _with_slips() -> Mapping[str, Sequence[str]]:
    """Return the long words by themselves and by what is left without one letter: all slips are found by these."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in _LONG:
        for cut in {word, *_shortened(word)}:
            found[cut].append(word)
    return found


def known_beginning(found: re.Match[str]) -> str:
    """Write out a word that a full stop cuts, where a known one begins so: Caritasverb."""
    beginning = fold(found[1])
    if len(found[1]) < _SHORTEST_BEGINNING or beginning in READ_AS:
        return found.group()
    at = bisect_left(_KNOWN_IN_ORDER, beginning)
    begun = list(takewhile(lambda known: known.startswith(beginning), _KNOWN_IN_ORDER[at:]))
    is_sure = begun and all(known.startswith(begun[0]) or READ_AS.get(known) == begun[0] for known in begun)
    return f"{begun[0]} " if is_sure else found.group()


def known_joined(found: re.Match[str]) -> str:
    """Write a known word that hyphens take apart as one: Kinder-Schutz-Bund."""
    whole = fold(found.group().replace("-", ""))
    return whole.capitalize() if whole in _SPELLED and whole not in SCHOOL_FORMS else found.group()


def known_whole(found: re.Match[str]) -> str:
    """Write a known word that has capitals inside without them: KreisSportBund."""
    whole = fold(found.group())
    return whole.capitalize() if whole in _KNOWN else found.group()
