"""An organisation's name taken apart: what it is called, what it is, which number it bears."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graphdir.duplicates.foreign import FOREIGN_PHRASES
from graphdir.duplicates.short import CUT, first_letters, with_places
from graphdir.duplicates.terms import READ_AS
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
    LANDER,
    LEGAL_FORMS,
    LEVELS,
    ONE_FORM,
    OTHER_READINGS,
    OWN_SHORT_FORMS,
    PHRASES,
    ROMAN,
    SCHOOL_FORMS,
    SHORT_BEFORE_FOLDING,
    SHORT_FOCUSES,
    SPONSORS,
)
from graphdir.text import fold

_NUMERAL: Final = re.compile(r"(?<![\w.])(I{1,3}|IV|V|VI{1,3}|IX|X|ii|iii|iv)(?![\w.])")
# What a school for children with special needs is for, behind what it is: "FöS L", "Förderschule (GB)".
_FOCUS: Final = re.compile(r"\b(F[Öö]S|Förderschule)\s*\(?(GE|LE|ESE?|KME?|[LGK]B?|[SAE])\)?(?![\w.])")
_FOCUS_LAST: Final = re.compile(r"\b(F[Öö]S|Förderschule)\b(.+?)\s\(?(GE|LE|ESE?|KME?|[LGK]B)\)?$")
_SHORT: Final = re.compile("|".join(re.escape(short) for short in SHORT_BEFORE_FOLDING))
_PHRASES: Final = {**FOREIGN_PHRASES, **PHRASES}
_PHRASE: Final = re.compile(r"\b(" + "|".join(sorted(map(re.escape, _PHRASES), key=len, reverse=True)) + r")\b")
# Cyrillic letters that look like Latin ones, and are typed for them.
_LOOKALIKES: Final = str.maketrans("АВЕКМНОРСТХаеорсхӦӧ", "ABEKMHOPCTXaeopcxÖö") | {ord("&"): " und "}
_GLUED: Final = re.compile(
    r"(?<=[a-zäöüß])(?=[\"„“”])|(?<=[\"“”])(?=[A-ZÄÖÜ])|(?<=[a-zäöüß]{4})(?=[A-ZÄÖÜ][a-zäöüß]{3})"
)
_CAPITALS: Final = re.compile(r"\b[A-ZÄÖÜ]{3,6}\b")
# What stands for a whole word in an abbreviation.
_SHORT_HEADS: Final = {"fachhochschule": "fh"}
_VOCATIONAL: Final = re.compile(r"\bberufsbild\w* schulen?\b")
_LEGAL_DOTS: Final = re.compile(
    r"\b[eE]\.\s?[vV]\b\.?|\be\s?V\.|\beV\b|\bK\.\s?d\.\s?ö\.\s?R\.|\beingetragener Verein\b"
    r"|\b[Gg]emeinnützige Gesellschaft(?: mbH)?$"
)
# By what is written out of it.
_LEGAL_FORMS: Final = {
    "e. V.": re.compile(r"\b(?:e\.?\s?V|E\.\s?V|e\.\s?v)\.?(?!\w)|\beingetragener Verein\b"),
    "GmbH": re.compile(r"mbH\b"),
    "AG": re.compile(r"\bg?AG\b|\bKGaA\b"),
    "eG": re.compile(r"\be\.?\s?G\.?(?!\w)"),
}
_MOTTO: Final = re.compile(
    r"^(.+?)(?:\b(?:e\.\s?V\.|gGmbH|GmbH)\s+(?:[-\u2013\u2014]\s+)?|\s[-\u2013\u2014]\s+)"
    r"((?:An-|Europ\u00e4isches |Internationales |Gemeinn\u00fctzige )?"
    r"(?:Netzwerk|Verband|Verein|Gesellschaft|Institut|Zentrum|Forum|Initiative|B\u00fcndnis)\b.+)$"
    r"|^(.+?)\b(?:e\.\s?V\.|gGmbH|GmbH)\s+"
    r"(?:[-\u2013\u2014]\s+(.+)|((?:\w+ (?:der|des|f\u00fcr|zur|zum|in|im)|f\u00fcr|zur) .+))$"
)
# Joined before legal forms go: Carneval-Verein e. V.
_HYPHENED_HEAD: Final = re.compile(r"(?<=[a-zäöüß]{3})-(V)(?=erein\b|erband\b)")
# Capitals inside a word that is known without: KreisSportBund.
_CAMEL: Final = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]+(?:[A-ZÄÖÜ][a-zäöüß]+)+\b")
# Behind a school's name whose it is: "/ Johannes-Schulstiftung", "in Trägerschaft der ...", "(Träger: ...)".
_WHOSE: Final = re.compile(
    r"(?i)[\s,(]+(?:in (?:der )?Trägerschaft (?:der|des|von)|Träger\s?:)\s.*$"
    r"|\s*(?:[/,]|\s[-\u2013\u2014])\s*(?:[\w-]+\s){0,3}[\w-]*(?:Schul|Bildungs)(?:stiftung|gesellschaft|werk)\b.*$"
)
# Behind the name of day care, the roof of its carrier, and which of its bodies.
_CARRIER_OF_DAY_CARE: Final = re.compile(
    r"(?i)^(.*\b(?:kitas?|kindertages\w+|kindergarten|kiga|hort|krippe|kinderhaus)\b.*?)\s*(?:[,(/]|\s[-\u2013\u2014])\s*"
    r"(AWO|DRK|IB|CJD|ASB|Caritas\w*|Diakon\w*|Johanniter\w*|Malteser\w*|Lebenshilfe|Volkssolidarit\w*|Kolping\w*)\b.*$"
)
# Beside a church KG is no company.
_PARISH: Final = re.compile(r"(?i)\b((?:ev|kath|luth)\w*\.?[^,;()]*?)\bKG\b")
_LITTLE_WORDS: Final = {"f": "für ", "u": "und ", "d": "der ", "z": "zur "}
_LITTLE: Final = re.compile(r"(?<=\s)([fudz])\.\s?(?=[\w])")
# A saint's or a church's, and one that is joined to the name.
_PARISH_OF: Final = re.compile(
    r"\b((?:St\.\s?|Sankt\s|Ev\.\s?|Kath\.\s?)(?:[A-ZÄÖÜ][\w]+[ -])?)Gemeinde\b|-Gemeinde(?=\s\((?:ev|kath))"
)
_JOINED_PARISH: Final = re.compile(r"\b([A-ZÄÖÜ][a-zäöüß]{3,}?)(?:kirch(?:en)?gemeinde|pfarrgemeinde)\b")
# A market town of Bavaria, Eschlkam.
_MARKET: Final = re.compile(r"^Markt (?=[A-ZÄÖÜ])")
# All the places that are of it.
_PLACES: Final = re.compile(r"\((?:[A-ZÄÖÜ][\w .-]+,\s?){2,}[A-ZÄÖÜ][\w .-]+\)")
_RIVERS: Final = {"O": "Oder", "S": "Saale", "E": "Elbe", "M": "Main"}
_RIVER: Final = re.compile(r"\(([OSEM])\.\)")
_SLOGAN: Final = re.compile(r"\s[-\u2013\u2014]\s+(?:gemeinsam|miteinander|f\u00fcr|gegen|mit|wir|aktiv|stark)\s.+$")
# Who takes letters for it, and since when it is what it is.
_BESIDE: Final = re.compile(
    r"(?i)[\s,;]*\b(?:c\s?/\s?o\b|Inh(?:\.|aber(?:in)?\b)).*$|\s*\((?:bis|seit|ab|jetzt|nun)\s[^)]*\)"
    r"|\s*\((?:Fr|Hr|Frau|Herr)\.?\s[^)]*\)|\s*\(Träger(?:schaft)?\b[^)]*\)|\s*\(SGB [IVX]+\)"
    r"|,?\s*Sekundarstufen?\s+I{1,2}\b(?:\s*(?:und|u\.|/|\+)\s*II\b)?"
)
# A school's carrier is named behind a dash or in brackets.
_CARRIER: Final = re.compile(r"\([^)]*\)|\s[-\u2013\u2014]\s.*$")
_BREAKS: Final = re.compile(r"\s[-\u2013\u2014]\s*|\s*[-\u2013\u2014]\s|[,;:()/]")
_LAST: Final = re.compile(r"\s[-\u2013\u2014]\s|[,:]\s")
# An institute is named behind the university: KIT - DFIU; what stands before it is an abbreviation of it.
_ACADEMIC_PART: Final = re.compile(
    r"(?:universit|hochschule|institut).*?(?:\s[-\u2013\u2014]\s|, ?)\S+$", re.IGNORECASE
)
_SHORT_FORM: Final = re.compile(rf"\b(?:{'|'.join(sorted(OWN_SHORT_FORMS)).upper()})\b")
_KNOWN: Final = frozenset({*READ_AS, *READ_AS.values(), *HEADS})
_INFLECTED: Final = HEADS | BRANDS
# Altmärk. is the region of most, not of the county.
_KNOWN_IN_ORDER: Final = sorted({*_KNOWN, *BRANDS, *SCHOOL_FORMS, *SPONSORS} - {"altmarkkreis", "altmarkkreises"})
# Houses that say behind a dash again what they are: Theater der Altmark - Landestheater.
_STAGES: Final = frozenset({"theater", "museum", "bibliothek", "orchester"})
_OFTEN: Final = (
    *("internationaler", "berufsbildende", "berufliche", "evangelische", "katholische", "arbeiterwohlfahrt"),
    *("integrierte", "freiwillige", "familienberatungsstelle", "erziehungsberatungsstelle", "kindertagesstatte"),
    *("suchtberatungsstelle", "schuldnerberatungsstelle", "schuldnerberatung", "kinderschutzbund", "volkssolidaritat"),
    *("lebenshilfe", "paritatischer", "paritatisches", "ausgleichsklassen", "ganztagsschule"),
)
_PROMOTERS: Final = frozenset({"verein", "forderung"})
_SHORTEST_MENDED: Final = 9
_SHORTEST_LAND: Final = 7
_SHORTEST_WITH_SLIP: Final = 5
# Words that say what a body is, long enough that a slip in one is no other word.
_LONG: Final = sorted(
    {
        *(word for word in (*SCHOOL_FORMS, *HEADS, *LEVELS, *COUNTIES, *_OFTEN) if len(word) >= _SHORTEST_MENDED),
        *(land for land in LANDER if len(land) >= _SHORTEST_LAND),
        "anhalt",
    }
)
_CASES: Final = ("", "e", "n", "r", "s", "en", "er", "es")
_SPELLED: Final = frozenset({*_KNOWN, *_LONG})
_FORM_ENDING: Final = re.compile(f"^(.*?)s?({'|'.join(SCHOOL_FORMS)})[ns]?$")
# What sort of day care: Waldkindergarten, Betriebskiga.
_DAY_CARE: Final = re.compile(
    r"(wald|natur|betriebs|schul|bewegungs|montessori|sprach)(?:kindergarten|kiga|kindertages\w+)$"
)
_OFFICE: Final = re.compile(r"(kreis|stadt)(?!verwaltungs)(\w{3,}amt)$")
# Whom a Förderzentrum promotes that is no school.
_NO_PUPILS: Final = frozenset({"jugend", "beruf", "wirtschaft", "familien", "kinder", "existenz"})
# Nobody is called by the initials of more words.
_MOST_SPOKEN: Final = 40
_SHORTEST_STEM: Final = 3
# Of fewer letters too many words are a beginning.
_SHORTEST_BEGINNING: Final = 5
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


@lru_cache(maxsize=200_000)
def read(written: str, *, literal: bool = False) -> Name:
    """Take a name apart; a name of fillers alone keeps them as its core.

    With ``literal``, short forms that a body may have of its own (JFZ) are left as they are.
    """
    written = _LITTLE.sub(lambda found: _LITTLE_WORDS[found[1]], written)
    written = _MARKET.sub("Gemeinde ", _PLACES.sub("", _with_parish(written)))
    written = _RIVER.sub(lambda found: f"({_RIVERS[found[1]]})", written)
    in_order = _FOCUS_LAST.sub(r"\1 \3\2", _HYPHENED_HEAD.sub("v", written))
    placed = CUT.sub(_known_beginning, in_order)
    placed = _CAMEL.sub(_known_whole, with_places(_SLOGAN.sub("", _BESIDE.sub("", placed)).translate(_LOOKALIKES)))
    focused = _FOCUS.sub(lambda found: f"{found[1]} {SHORT_FOCUSES[found[2][0]]}", _without_carrier(placed))
    text = _GLUED.sub(" ", _SHORT.sub(lambda found: f" {SHORT_BEFORE_FOLDING[found.group()]} ", focused))
    apart = frozenset(word for word in map(fold, _BREAKS.split(_ACADEMIC_PART.sub("", text))) if " " not in word)
    roman = {ROMAN[found.group(1).upper()] for found in _NUMERAL.finditer(text)}
    text, dots = _LEGAL_DOTS.subn(" ", _NUMERAL.sub(" ", text))
    folded = " ".join(map(_spelled_right, fold(text).split()))
    said = tuple(" ".join(map(_uninflected, folded.split())).split())[:_MOST_SPOKEN]
    words = in_german(folded, OWN_SHORT_FORMS if literal else frozenset())
    forms, core, sponsors = _by_sort([word for word in words if not _is_number(word)])
    forms |= {form for word in folded.split() for form in OTHER_READINGS.get(word, ())}
    if forms:
        core = [word for word in core if word not in BRANCH_WORDS]
    if "verein" in core and len(core) > 1 and (dots or "verein" in (words[0], words[-1])) and not _is_for_a_body(core):
        core.remove("verein")  # with e. V., said first or last it is a legal form
    if "gesellschaft" in core and not COMPANIES.isdisjoint(words):
        core.remove("gesellschaft")  # Gesellschaft ... mbH is a GmbH
    legal = bool(dots) or not LEGAL_FORMS.isdisjoint(words)
    told = tuple(dict.fromkeys(word for word in core if word not in FILLERS and (len(word) > 1 or not word.isascii())))
    heads = frozenset(word for word in told if word in HEADS or word.endswith(HEAD_ENDINGS))
    support = "forderverein" in words or (
        "forderung" in words and "verein" in words and bool(forms or heads - _PROMOTERS)
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
        described=_described(text, heads) | _motto(written),
        initials=_initials(text, folded, words),
        spoken=said,
        letters=first_letters(said),
        written=placed,
        legal=legal and (not forms or _is_legal(_CARRIER.sub("", written))),
        legal_forms=frozenset(form for form, written_so in _LEGAL_FORMS.items() if written_so.search(written)),
        support=support,
    )


def _with_parish(written: str) -> str:
    """Write out parishes: KG beside a church, the Gemeinde of a saint, Laurentiuskirchgemeinde in two words."""
    told = _PARISH.sub(r"\1Kirchengemeinde", written)
    told = _PARISH_OF.sub(lambda found: f"{found[1] or ' '}Kirchengemeinde", told)
    return _JOINED_PARISH.sub(r"\1 Kirchengemeinde", told)


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
    return bool(_LEGAL_DOTS.search(written)) or not LEGAL_FORMS.isdisjoint(in_german(fold(written)))


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
    first, *others = (_telling(in_german(fold(part))) for part in parts)
    again = {word for word in first if word in heads or word in SCHOOL_FORMS}
    again |= {word for word in HEADS.intersection(*others[:1]) if any(one.endswith(word) for one in first)}
    again |= {
        word for part in others for word in part if any(word.endswith(head) for head in _STAGES.intersection(first))
    }
    return frozenset(
        word
        for part in others
        if (again & {*part} and HEADS.isdisjoint({*part} - {*first, *again, "forderung"}))
        or all(any(word.startswith(said) for said in first if said not in LEVELS) for word in part)
        for word in part
        if word not in first
    )


def _motto(written: str) -> frozenset[str]:
    """Return what a body of a name of its own says of itself: behind legal form and dash, or as "Netzwerk für ...".

    Empty where that names a part, a level or an office.
    """
    found = _MOTTO.search(written)
    if not found:
        return frozenset()
    before, describing, _before, *others = found.groups()
    if describing:
        named = in_german(fold(before))
        whole = HEADS | LEVELS | BRANDS
        return frozenset(in_german(fold(describing))) if whole.isdisjoint(named) else frozenset()
    words = in_german(fold("".join(filter(None, others))))
    is_part = any(word in HEADS or word in LEVELS or word.endswith(HEAD_ENDINGS) for word in words)
    return frozenset() if is_part else frozenset(words)


@lru_cache(maxsize=20_000)
def last_part(written: str) -> frozenset[str]:
    """Return the words of what stands last in a name behind a comma, a colon or a dash; empty where nothing does."""
    _before, *others = _LAST.split(written)
    return frozenset(in_german(fold(others[-1]))) if others else frozenset()


def has_short_form(written: str) -> bool:
    """Tell whether a name has a short form that a body may have of its own."""
    return bool(_SHORT_FORM.search(written))


def _known_whole(found: re.Match[str]) -> str:
    whole = fold(found.group())
    return whole.capitalize() if whole in _KNOWN else found.group()


def _known_beginning(found: re.Match[str]) -> str:
    """Write out a word that a full stop cuts, where a known one begins so: Caritasverb."""
    beginning = fold(found[1])
    if len(found[1]) < _SHORTEST_BEGINNING or beginning in READ_AS:
        return found.group()
    at = bisect_left(_KNOWN_IN_ORDER, beginning)
    begun = list(takewhile(lambda known: known.startswith(beginning), _KNOWN_IN_ORDER[at:]))
    is_sure = begun and all(known.startswith(begun[0]) or READ_AS.get(known) == begun[0] for known in begun)
    return f"{begun[0]} " if is_sure else found.group()


def _without_carrier(written: str) -> str:
    """Return a school's name without whose it is, that of day care with the roof alone; all else as it is."""
    before = _WHOSE.sub("", written)
    if before != written and _says_school(before):
        return before
    return _CARRIER_OF_DAY_CARE.sub(r"\1 (\2)", written)


def _says_school(written: str) -> bool:
    words = in_german(fold(written))
    return any(word.endswith(("schule", "gymnasium")) or word in SCHOOL_FORMS for word in words)


def in_german(folded: str, literal: AbstractSet[str] = frozenset()) -> list[str]:
    """Return the words of a folded name with short forms written out and English ones in German; not ``literal``."""
    words = _PHRASE.sub(lambda found: _PHRASES[found.group()], _VOCATIONAL.sub("bbs", folded)).split()
    return [
        part
        for word in " ".join(map(_uninflected, words)).split()
        for part in (word if word in literal else READ_AS.get(word, word)).split()
    ]


@lru_cache(maxsize=50_000)
def _uninflected(word: str) -> str:
    """Return integrierte of integrierten, where known so; Hafenstrasse of Hafenstr, Förder- of Förderungs-.

    An office of the county or town is two words: Landkreis and Gesundheitsamt of Kreisgesundheitsamt.
    """
    if word.endswith("str") and len(word) > len("str"):
        return f"{word}asse"
    if found := _DAY_CARE.match(word):
        return f"{found[1]}kita"
    if "forderungs" in word:
        return word.replace("forderungs", "forder")
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


def _letters(words: Iterable[str]) -> str:
    return "".join(_SHORT_HEADS.get(word, word[0]) for word in words)


def _telling(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in FILLERS and word not in LEGAL_FORMS]


@lru_cache(maxsize=50_000)
def _spelled_right(word: str) -> str:
    """Return the word that says what a body is and that a folded word was meant to be, with one slip; else the word."""
    known = any(word.removesuffix(case) in _SPELLED for case in _CASES) and not word.endswith("ee")
    if known or len(word) < _SHORTEST_WITH_SLIP:
        return word
    found = process.extractOne(word, _LONG, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found and found[0][0] == word[0] else word


@lru_cache(maxsize=50_000)
def _mended(word: str) -> str:
    """Return the form of school that a word was meant to be, cut ("Grundsch.") or with a slip; else the word."""
    if word.endswith("sch") and f"{word}ule" in SCHOOL_FORMS:
        return f"{word}ule"
    if word.endswith("gym") and len(word) > len("gym"):
        return f"{word}nasium"
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
    return bare if len(bare) > _SHORTEST_STEM and not word.endswith("hochschule") else word
