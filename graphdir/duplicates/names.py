"""An organisation's name taken apart: what it is called, what it is, which number it bears."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Any, Final

from graphdir.duplicates.short import first_letters
from graphdir.duplicates.spelling import in_german, spelled_right, uninflected, words_of
from graphdir.duplicates.words import (
    BRANCH_WORDS,
    BRANDS,
    COMPANIES,
    COUNTIES,
    FILLERS,
    FOCUSES,
    HALF_FORMS,
    HEAD_ENDINGS,
    HEADS,
    LEGAL_FORMS,
    LEVELS,
    ONE_FORM,
    OTHER_READINGS,
    OWN_SHORT_FORMS,
    ROMAN,
    SCHOOL_FORMS,
    SPONSORS,
)
from graphdir.duplicates.written import in_one_way
from graphdir.text import fold

_NUMERAL: Final = re.compile(
    r"(?<![\w.])(I{1,3}|IV|V|VI{1,3}|IX|X|ii|iii|iv)(?:(?![\w.])|\.(?=\s[\wäöü-]*(?:[Ss]chule|[Gg]ymnasium)))"
)
_CAPITALS: Final = re.compile(r"\b[A-ZÄÖÜ]{3,6}\b")
# What stands for a whole word in an abbreviation.
_SHORT_HEADS: Final = {"fachhochschule": "fh"}
_LEGAL_DOTS: Final = re.compile(
    r"\b[eE]\.\s?[vV]\b\.?|\be\s?V\.|\beV\b|\sEV$|\bK\.\s?d\.\s?ö\.\s?R\.|\beingetragener Verein\b"
    r"|\b[Gg]emeinnützige Gesellschaft(?: mbH)?$"
)
# By what is written out of it.
_LEGAL_FORMS: Final = {
    "e. V.": re.compile(r"\b(?:e\.?\s?V|E\.\s?V|e\.\s?v)\.?(?!\w)|\beingetragener Verein\b"),
    "GmbH": re.compile(r"m[bB][hH]\b"),
    "AG": re.compile(r"\bg?AG\b|\bKGaA\b"),
    "eG": re.compile(r"\be\.?\s?G\.?(?!\w)"),
}
_MOTTO: Final = re.compile(
    r"^(.+?)(?:\b(?:e\.\s?V\.|gGmbH|GmbH)\s+(?:[-\u2013\u2014]\s+)?|\s[-\u2013\u2014]\s+)"
    r"((?:An-|Europ\u00e4isches |Internationales |Gemeinn\u00fctzige )?"
    r"(?:Netzwerk|Verband|Verein|Beratungsstelle|Fachberatungsstelle|Gesellschaft|Institut|Zentrum|Forum|Initiative|B\u00fcndnis)\b.+)$"
    r"|^(.+?)\b(?:e\.\s?V\.|gGmbH|GmbH)\s+"
    r"(?:[-\u2013\u2014]\s+(.+)|((?:\w+ (?:der|des|f\u00fcr|zur|zum|in|im)|f\u00fcr|zur) .+))$"
)
_RUN: Final = re.compile(r"(?:e\.\s?V\.|GmbH)\s*\(([^()]+ und [^()]+)\)$")
# A school's carrier is named behind a dash, in brackets, or by whose school it is.
_CARRIER: Final = re.compile(r"\([^)]*\)|\s[-\u2013\u2014]\s.*$|\s(?:der|des)\s[^()]*\b(?:g?GmbH|gAG|e\.\s?V)\b\.?$")
_BREAKS: Final = re.compile(r"\s[-\u2013\u2014]\s*|\s*[-\u2013\u2014]\s|[,;:()/]")
_LAST: Final = re.compile(r"\s[-\u2013\u2014]\s|[,:]\s")
# An institute is named behind the university: KIT - DFIU; what stands before it is an abbreviation of it.
_ACADEMIC_PART: Final = re.compile(
    r"(?:universit|hochschule|institut).*?(?:\s[-\u2013\u2014]\s|, ?)\S+$", re.IGNORECASE
)
_SHORT_FORM: Final = re.compile(rf"\b(?:{'|'.join(sorted(OWN_SHORT_FORMS)).upper()})\b")
# Houses that say behind a dash again what they are: Theater der Altmark - Landestheater.
_STAGES: Final = frozenset({"theater", "museum", "bibliothek", "orchester"})
_PROMOTERS: Final = frozenset({"verein", "forderung"})
_FORM_ENDING: Final = re.compile(f"^(.*?)s?({'|'.join(SCHOOL_FORMS)})[ns]?$")
# Whom a Förderzentrum promotes that is no school.
_NO_PUPILS: Final = frozenset({"jugend", "beruf", "wirtschaft", "familien", "kinder", "existenz"})
# Nobody is called by the initials of more words.
_MOST_SPOKEN: Final = 40
_SHORTEST_STEM: Final = 3
_LONGEST_SHORT_FORM: Final = 5


@dataclass(frozen=True, slots=True)
class Name:
    """``core`` are the words that tell it from others, in order; the sets say what sort of body bears it.

    ``numbers`` are those that stand by themselves (II, 2., 31); ``legal`` tells of an association, company or the like,
    ``legal_forms`` of which.
    ``sponsors`` tell who stands behind a school, ``apart`` are words that stand alone between dashes, commas or
    brackets: mostly another, shorter name; ``counties`` are those that run a school.
    ``described`` are words of a part that repeats what the body is ("X-Stiftung, Stiftung für Y"); ``initials`` are
    first letters of its words, as written, without fillers, and in German. ``spoken`` are its words as written,
    ``letters`` what three or four of their first letters it may be called by; ``written`` is all of it, with places
    for number plates.
    ``support`` is an association for the good of another body.
    """

    folded: str
    core: tuple[str, ...]
    forms: frozenset[str]
    focuses: frozenset[str]
    numbers: frozenset[str]
    brands: frozenset[str]
    levels: frozenset[str]
    heads: frozenset[str]
    sponsors: frozenset[str]
    apart: frozenset[str]
    counties: frozenset[str]
    described: frozenset[str]
    initials: frozenset[str]
    spoken: tuple[str, ...]
    letters: frozenset[str]
    written: str
    legal: bool
    legal_forms: frozenset[str]
    support: bool

    @property
    def is_school(self) -> bool:
        """Tell whether the name calls it a school."""
        return bool(self.forms) and not self.support

    def __reduce__(self) -> tuple[type["Name"], tuple[Any, ...]]:
        """Go to another process as its parts, which is much faster than what dataclasses with slots do."""
        return Name, _parts(self)


_parts: Final = attrgetter(*(part.name for part in fields(Name)))


@lru_cache(maxsize=20_000)
def read(written: str, *, literal: bool = False) -> Name:
    """Take a name apart; a name of fillers alone keeps them as its core.

    With ``literal``, short forms that a body may have of its own (JFZ) are left as they are.
    """
    written, placed, text = in_one_way(written)
    apart = frozenset(word for word in map(fold, _BREAKS.split(_ACADEMIC_PART.sub("", text))) if " " not in word)
    roman = {ROMAN[numeral.upper()] for numeral in _NUMERAL.findall(text)}
    text, dots = _LEGAL_DOTS.subn(" ", _NUMERAL.sub(" ", text) if roman else text)
    folded = " ".join(map(spelled_right, fold(text).split()))
    said = tuple(" ".join(map(uninflected, folded.split())).split())[:_MOST_SPOKEN]
    words = in_german(folded, OWN_SHORT_FORMS if literal else frozenset())
    forms, core, sponsors = _by_sort([word for word in words if not _is_number(word)])
    forms |= {form for word in folded.split() for form in OTHER_READINGS.get(word, ())}
    if forms:
        core = [word for word in core if word not in BRANCH_WORDS]
    if "verein" in core and len(core) > 1 and (dots or "verein" in (words[0], words[-1])) and not _is_for_a_body(core):
        core.remove("verein")  # with e. V., said first or last it is a legal form
    if "gesellschaft" in core and not COMPANIES.isdisjoint(words):
        core.remove("gesellschaft")  # Gesellschaft ... mbH is a GmbH
    of_a_school = len(words) > 1 and words[0] == "verein" and words[1].endswith(SCHOOL_FORMS)
    legal = bool(dots) or not LEGAL_FORMS.isdisjoint(words) or of_a_school
    told = tuple(dict.fromkeys(word for word in core if word not in FILLERS and (len(word) > 1 or not word.isascii())))
    heads = frozenset(word for word in told if word in HEADS or word.endswith(HEAD_ENDINGS))
    support = (
        "forderverein" in words
        or (bool(forms) and words[0] == "freunde")
        or ("forderung" in words and "verein" in words and bool(forms or heads - _PROMOTERS))
    )
    initials = tuple(word for word in dict.fromkeys(core) if len(word) == 1 and word.isascii())
    return Name(
        folded=" ".join(words),
        core=(*initials, *(word for word in told if word not in LEVELS))
        if told or forms
        else tuple(dict.fromkeys(core)),
        forms=frozenset(forms),
        focuses=FOCUSES.intersection(words),
        numbers=frozenset(roman | {word.lstrip("0") or "0" for word in words if _is_number(word)}),
        brands=frozenset(word for word in told if word in BRANDS),
        levels=frozenset(word for word in told if word in LEVELS),
        heads=heads,
        sponsors=frozenset(sponsors),
        apart=apart,
        counties=_counties(words) if forms else frozenset(),
        described=_described(text, heads) | _motto(written) | _run_by_it(written),
        initials=_initials(text, folded, words),
        spoken=said,
        letters=first_letters(said),
        written=placed,
        legal=legal and (not forms or of_a_school or _is_legal(_CARRIER.sub("", written))),
        legal_forms=frozenset(form for form, written_so in _LEGAL_FORMS.items() if written_so.search(written)),
        support=support,
    )


def _is_for_a_body(core: Sequence[str]) -> bool:
    """Tell whether a name begins with Verein and what another body is: Verein Kita Regenbogen."""
    return core[0] == "verein" and (core[1] in HEADS or core[1].endswith(HEAD_ENDINGS)) and core[1] != "freunde"


def _initials(text: str, folded: str, words: Sequence[str]) -> frozenset[str]:
    """Return what may stand for a name: first letters, and capitals whose letters the other words have in order."""
    telling = _telling(folded.split())
    found = {_letters(folded.split()), _letters(telling), _letters(_telling(words))}
    for capitals in map(fold, _CAPITALS.findall(text)):
        rest = [word for word in telling if not word.startswith(capitals)]
        if any(rest[at][0] == capitals[0] and _runs_through(capitals, rest[at:]) for at in range(len(rest) - 1)):
            found.add(capitals)
    return frozenset(found)


def _runs_through(letters: str, words: Sequence[str]) -> bool:
    """Tell whether words have these letters in this order."""
    left = iter("".join(words))
    return all(letter in left for letter in letters)


def _is_legal(written: str) -> bool:
    """Tell whether a legal form is told."""
    return bool(_LEGAL_DOTS.search(written)) or not LEGAL_FORMS.isdisjoint(words_of(written))


def _is_number(word: str) -> bool:
    """Tell whether a word is a number, as 2 and 2a."""
    return word.isdigit() or (word[0].isdigit() and word[:-1].isdigit())


def _by_sort(words: Sequence[str]) -> tuple[set[str], list[str], set[str]]:
    """Return forms of school, words that are left, and sponsors."""
    forms: set[str] = set()
    core: list[str] = []
    sponsors: set[str] = set()
    for at, word in enumerate(map(_mended, words)):
        if word in HALF_FORMS and at + 1 < len(words) and words[at + 1] in {"und", "sekundarschule"}:
            forms.add(HALF_FORMS[word])
        elif word in SCHOOL_FORMS or (len(word) > len("schule") and _FORM_ENDING.match(word)):
            stem = _with_form(word, forms)
            if stem in SPONSORS:
                sponsors.add(SPONSORS[stem])
            elif len(stem) >= _SHORTEST_STEM and stem not in FILLERS:
                core.append(stem)
        elif word not in LEGAL_FORMS and word not in FOCUSES:
            core.append(_bare(word))
    if not forms and "schule" in words and not FOCUSES.isdisjoint(words):
        forms.add("forderschule")
    if not (forms or any(word.endswith("schule") and not word.endswith("hochschule") for word in words)):
        return forms, core, sponsors
    sponsors |= {SPONSORS[word] for word in core if word in SPONSORS}
    return forms, [word for word in core if word not in SPONSORS], sponsors


def _counties(words: Sequence[str]) -> frozenset[str]:
    """Return the names of the counties that a name speaks of: Börde of Landkreis Börde, and Saalekreis."""
    after = {after for word, after in pairwise(words) if word == "landkreis"}
    return frozenset(after) | COUNTIES.intersection(words)


def _described(text: str, heads: frozenset[str]) -> frozenset[str]:
    """Return the words of the parts after the first that say again what the first says."""
    parts = _BREAKS.split(text)
    if len(parts) == 1:
        return frozenset()
    if len(parts) > 2 and parts[0].isalpha() and len(parts[0]) <= _LONGEST_SHORT_FORM:  # noqa: PLR2004
        parts = parts[1:]  # TdA - Theater der Altmark (Landestheater)
    first, *others = (_telling(words_of(part)) for part in parts)
    again = {word for word in first if word in heads or word in SCHOOL_FORMS}
    again |= {word for word in HEADS.intersection(*others[:1]) if any(one.endswith(word) for one in first)}
    again |= {
        word for part in others for word in part if any(word.endswith(head) for head in _STAGES.intersection(first))
    }
    return frozenset(
        word
        for part in others
        if _says_more(first, part)
        or (again & {*part} and HEADS.isdisjoint({*part} - {*first, *again, "forderung"}))
        or all(any(word.startswith(said) for said in first if said not in LEVELS) for word in part)
        for word in part
        if word not in first
    )


def _says_more(first: Sequence[str], part: Sequence[str]) -> bool:
    """Tell whether a part of a name says all of the first again, and no other body: CORAX e. V. (Radio Corax)."""
    return bool(first) and {*first} < {*part} and not any(word in HEADS or word.endswith(HEAD_ENDINGS) for word in part)


def _motto(written: str) -> frozenset[str]:
    """Return what a body of a name of its own says of itself: behind legal form and dash, or as "Netzwerk für ...".

    Empty where that names a part, a level or an office.
    """
    found = _MOTTO.search(written)
    if not found:
        return frozenset()
    before, describing, _before, *others = found.groups()
    if describing:
        named = words_of(before)
        whole = HEADS | LEVELS | BRANDS
        return frozenset(words_of(describing)) if whole.isdisjoint(named) else frozenset()
    words = words_of("".join(filter(None, others)))
    is_part = any(word in HEADS or word in LEVELS or word.endswith(HEAD_ENDINGS) for word in words)
    return frozenset() if is_part else frozenset(words)


@lru_cache(maxsize=20_000)
def last_part(written: str) -> frozenset[str]:
    """Return the words of what stands last in a name behind a comma, a colon or a dash; empty where nothing does."""
    _before, *others = _LAST.split(written)
    return frozenset(words_of(others[-1])) if others else frozenset()


def _run_by_it(written: str) -> frozenset[str]:
    """Return the words of what an association or company runs, as it tells behind its legal form, in brackets."""
    found = _RUN.search(written)
    return frozenset(words_of(found[1])) - BRANDS if found else frozenset()


def has_short_form(written: str) -> bool:
    """Tell whether a name has a short form that a body may have of its own."""
    return bool(_SHORT_FORM.search(written))


def _letters(words: Iterable[str]) -> str:
    return "".join(_SHORT_HEADS.get(word, word[0]) for word in words)


def _telling(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in FILLERS and word not in LEGAL_FORMS]


@lru_cache(maxsize=50_000)
def _mended(word: str) -> str:
    """Return the form of school that a word was meant to be, cut ("Grundsch.") or with a slip; else the word."""
    if word.endswith("sch") and f"{word}ule" in SCHOOL_FORMS:
        return f"{word}ule"
    if word.endswith("gym") and len(word) > len("gym"):
        return f"{word}nasium"
    if word.startswith("gymnas") and "gymnasium".startswith(word):
        return "gymnasium"
    return word


def _with_form(word: str, forms: set[str]) -> str:
    """Note the form of school that a word ends with; return what stands before it."""
    found = _FORM_ENDING.match(word)
    if found is None:
        forms.add(ONE_FORM.get(word, word))
        return ""
    stem, form = found.groups()
    if form == "forderzentrum" and stem in _NO_PUPILS:
        return word
    forms.add(ONE_FORM.get(form, form))
    return "" if stem in HALF_FORMS else stem


def _bare(word: str) -> str:
    """Return the namesake of a school: Salzmann of Salzmannschule."""
    bare = word.removesuffix("schule")
    is_own = len(bare) >= _SHORTEST_STEM and bare not in LEVELS and not word.endswith("hochschule")
    return bare if is_own else word
