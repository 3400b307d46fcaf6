"""Short forms: initials of a name's words and of their parts, number plates for places, words cut by a full stop."""

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import Final, NamedTuple

from graphdir.duplicates.terms import READ_AS
from graphdir.duplicates.words import CLUBS, LEVELS
from graphdir.shipped import rows
from graphdir.text import fold

# As many letters stand for several words; of fewer, too much does.
LETTERS: Final = range(3, 7)
_SHORTEST_PART: Final = 4
# As many letters a body is mostly called by.
USUAL: Final = range(3, 5)

# What German compounds begin and end with where each part gives a letter: Kreis-Sport-Bund, Jugend-Freizeit-Zentrum.
_FIRST_PARTS: Final = (
    "jugend", "kinder", "familien", "kreis", "landes", "land", "stadt", "sport", "kultur", "bildungs", "berufs",
    "forder", "freizeit", "sozial", "volks", "musik", "handwerks", "regional", "orts", "kirchen", "schul", "staats",
    "job", "polizei", "eisenbahner", "erziehungs", "fussball", "turn", "hoch", "medien", "erlebnis", "frauen", "manner",
    "wirtschafts", "gesundheits", "umwelt", "bundes",
)  # fmt: skip
_LAST_PARTS: Final = (
    "schulen", "schule", "gymnasium", "zentrum", "werkstatt", "werke", "werk", "ring", "verbund", "bund",
    "verband", "verein",
    "amt", "hauser", "haus", "heim", "stelle", "dienste", "dienst", "hilfe", "kammer", "club", "klub", "kreis", "hof",
    "statte", "kasse", "akademie", "agentur", "gesellschaft", "gemeinschaft", "gemeinde", "bibliothek", "klinik",
    "kolleg", "theater", "center", "gebiet", "tag", "betriebe", "betrieb", "beratung", "betreuung", "bildung",
    "forderung", "ministerium", "padagogisches", "padagogische", "padagogischer",
)  # fmt: skip

# Letters that are spoken as one: SchuG, StGT.
_ONSETS: Final = ("sch", "st")
# What stands between the words that give the letters.
_UNSPOKEN: Final = frozenset(
    {
        *("und", "der", "die", "das", "des", "dem", "den", "fur", "in", "im", "am", "an", "auf", "bei", "beim"),
        *("von", "vom", "zu", "zur", "zum", "mit", "e", "ev", "gmbh", "ggmbh"),
    }
)

# Before a number plate that may stand for other things elsewhere: LK EE, Jobcenter SLF-RU.
_OFFICES: Final = (
    r"\b(?:LKR?|Lkr\.?|Landkreis|Kreis|LRA|Landratsamt|Kreisverwaltung|KV|Kreisverband|Jobcenter|JC|JBA|Jugendamt|KJR"
    r"|Kreisjugendring|KSB|Kreissportbund|IHK|HWK|AfA|Agentur für Arbeit|Arbeitsagentur|VHS|KVHS"
    r"|UB|Unterbezirk|Kreis[a-zäöüß]+|Stadt[a-zäöüß]*)"
)
_LONGEST_PLATE: Final = 3
# Länder as names end with them; other short forms of theirs stand for too much else.
_LANDER: Final[Mapping[str, str]] = {
    "MV": "Mecklenburg-Vorpommern", "M-V": "Mecklenburg-Vorpommern", "RLP": "Rheinland-Pfalz",
    "SH": "Schleswig-Holstein", "BW": "Baden-Württemberg", "BaWü": "Baden-Württemberg", "NDS": "Niedersachsen",
}  # fmt: skip
_LAND: Final = re.compile(rf"(?<=\w )({'|'.join(_LANDER)})(?=$| e\. ?V\.)")
_HYPHENED: Final = re.compile(r"(?=\b([^\W\d_]+)-([^\W\d_]+))")
_QUOTES: Final = '"\u201e\u201c\u201d\u00bb\u00ab'
_QUOTED: Final = re.compile(f"[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]")
# What is meant by them where a name says nothing else: Sportverein, Jobcenter.
_OF_ONE_WORD: Final = CLUBS | {"jc", "fv", "hs"}
# Turn- und Sportverein, not Tanzsportverein.
_OF_GYMNASTICS: Final = frozenset({"tsv", "tsg", "tsc"})
_TWO_PLATES: Final = re.compile(r"\b([A-ZÄÖÜ]{1,3})-([A-ZÄÖÜ]{1,3})\b")
_CAPITALS: Final = re.compile(r"[A-ZÄÖÜ]{2}")
_BRACKETED: Final = re.compile(r"\(([^()]+)\)")
CUT: Final = re.compile(r"\b([^\W\d_]{3,})\.(?=[\s,;)/-]|$)")


@lru_cache(maxsize=20_000)
def with_places(written: str) -> str:
    """Write out a Land or a number plate that stands last in a name, or before a part of the town: "HH-Altona".

    Behind an office it may be any plate, or two of a county: "Jobcenter SLF-RU".
    """
    if not _CAPITALS.search(written):
        return written
    anywhere, after_office = _patterns()
    told = _LAND.sub(lambda found: _LANDER[found[1]], written)
    of_office = after_office.sub(lambda found: f"{found[1]} {' '.join(map(_place_of, found[2].split('-')))}", told)
    return anywhere.sub(_place_told, _TWO_PLATES.sub(_county_told, of_office))


def of_plate(town: str) -> str:
    """Return the town that a number plate stands for, alone or before a part of it; all else as it is."""
    plate, hyphen, part = town.strip().partition("-")
    known = _plates().get(plate)
    return f"{known.place}{hyphen}{part}" if known else town


def is_unknown_short_form(town: str) -> bool:
    """Tell whether a town is written in so few capitals that it is a short form, of which nobody knows what for."""
    return len(town) <= _LONGEST_PLATE and town.isalpha() and town.isupper() and town not in _plates()


def _place_told(found: re.Match[str]) -> str:
    """Return the place of a number plate, unless the letters are those of the word before: Berufsorientierung BO."""
    before = fold(found.string[: found.start()]).split()[-1:]
    is_short_for = any(_of_parts(word) == fold(found[1]) for word in before)
    return found.group() if is_short_for else f" {_place_of(found[1])}"


def _county_told(found: re.Match[str]) -> str:
    """Return the county that two number plates stand for, LWL-PCH; all else as it is."""
    known = [_plates()[plate].place for plate in found.groups() if plate in _plates()]
    return "-".join(known) if fold("-".join(known)) in _counties() else found.group()


def places_of_plates() -> Iterable[str]:
    """Go through the places that have a number plate."""
    return (known.place for known in _plates().values())


def _place_of(plate: str) -> str:
    return fold(_plates()[plate].place)


class _Plate(NamedTuple):
    place: str
    anywhere: bool


@cache
def _plates() -> Mapping[str, _Plate]:
    """Return the places by number plate (data/places/README.md)."""
    return {row["plate"]: _Plate(row["place"], bool(row["anywhere"])) for row in rows("places/plates")}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return how a plate stands anywhere in a name, and how behind an office."""
    one = "|".join(sorted(_plates(), key=len, reverse=True))
    anywhere = "|".join(plate for plate, known in _plates().items() if known.anywhere)
    return (
        re.compile(rf"(?<=[\w.)])[\s,/-]+\(?({anywhere})\)?(?=$|[-,]|\s+(?:\(|e\. ?V|g?GmbH))"),
        re.compile(rf"({_OFFICES})[\s/-]+((?:{one})(?:-(?:{one}))?)(?![\w-])"),
    )


@lru_cache(maxsize=20_000)
def hyphened(written: str) -> frozenset[tuple[str, str]]:
    """Return the pairs of folded words that a hyphen joins."""
    return frozenset((fold(one), fold(other)) for one, other in _HYPHENED.findall(written))


@lru_cache(maxsize=20_000)
def in_brackets(written: str) -> frozenset[str]:
    """Return the folded words that stand alone in brackets, written out: mostly another, shorter name."""
    return frozenset(READ_AS.get(told, told) for told in all_in_brackets(written) if " " not in told)


@lru_cache(maxsize=20_000)
def all_in_brackets(written: str) -> frozenset[str]:
    """Return what stands in brackets, folded, a word or several."""
    return frozenset(map(fold, _BRACKETED.findall(written)))


@lru_cache(maxsize=20_000)
def in_quotes(written: str) -> frozenset[str]:
    """Return the folded words that stand in quotes: mostly what a body is called by itself."""
    return frozenset(word for quoted in _QUOTED.findall(written) for word in fold(quoted).split())


@lru_cache(maxsize=20_000)
def is_county(one: str, other: str) -> bool:
    """Tell whether two folded words, joined by a hyphen, are the name of a county."""
    return f"{one} {other}" in _counties()


@cache
def _counties() -> frozenset[str]:
    return frozenset(fold(known.place) for known in _plates().values() if "-" in known.place)


@lru_cache(maxsize=20_000)
def cut_words(written: str) -> frozenset[str]:
    """Return the folded words of three letters or more that a full stop cuts: "Internat.", "Friedr."."""
    return frozenset(fold(found[1]) for found in CUT.finditer(written))


def cut_forms(written: str, forms: frozenset[str]) -> frozenset[str]:
    """Return the words of a name that a full stop cuts of one of these forms of school: Gemeinschaftssch."""
    cut = cut_words(written) if forms else frozenset()
    return frozenset(word for word in cut if any(form.startswith(word) for form in forms))


def spelled_out(letters: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that stand together and give these letters, in turn; empty for none.

    Each gives its first letter, or a compound those of its parts: KJR for Kinder- und Jugendring. What joins words
    may give none.
    """
    if len(letters) not in LETTERS or not letters.isalpha():
        return ()
    for at, word in enumerate(words):
        if letters[0] != word[0] and letters[0] != _last_of(word):
            continue
        end = _spelled_to(letters, words, at)
        if end and (end > at + 1 or (len(_of_parts(word)) == len(letters) and letters not in _OF_GYMNASTICS)):
            return words[at:end]
    return ()


def first_letters(words: Sequence[str]) -> frozenset[str]:
    """Return what three or four letters a name is likely to be called by, beginning at its first word."""
    telling = [word for word in words if word not in _UNSPOKEN]
    given = ("".join(word[0] for word in words), "".join(word[0] for word in telling), "".join(map(_of_parts, telling)))
    return frozenset(letters[:size] for letters in given for size in USUAL if len(letters) >= size)


def compounds_of(letters: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return the words whose parts begin with these letters: Sportgemeinschaft for SG."""
    return tuple(word for word in words if len(letters) > 1 and _of_parts(word) == letters)


def is_short_for_all(letters: str, words: Sequence[str], places: AbstractSet[str]) -> bool:
    """Tell whether letters are the first ones of all words but places and what joins words: OK for Offener Kanal."""
    rest = [word for word in words if not (word in _UNSPOKEN or word in places or word in LEVELS or word.isdigit())]
    if len(rest) == 1 and letters in _OF_ONE_WORD and letters == _of_parts(rest[0]):
        return rest[0].startswith(_FIRST_PARTS)
    return letters == "".join(word[0] for word in rest)


def _spelled_to(letters: str, words: Sequence[str], at: int, *, inside: bool = False) -> int:
    """Return where the most words end that give these letters from ``at`` on; 0 where they do not."""
    if not letters:
        return at
    if at == len(words):
        return 0
    given = _given_by(words[at])
    silent = [""] if inside and words[at] in _UNSPOKEN else []
    return max(
        (
            _spelled_to(letters[len(one) :], words, at + 1, inside=True)
            for one in (*given, *silent)
            if letters.startswith(one)
        ),
        default=0,
    )


@lru_cache(maxsize=50_000)
def _given_by(word: str) -> frozenset[str]:
    """Return what letters a word may give to a short form of several."""
    parts = _of_parts(word)
    onset = next((sound for sound in _ONSETS if word.startswith(sound)), word[0])
    return frozenset({parts, parts[:2], word[0], onset, _last_of(word)})


def _last_of(word: str) -> str:
    """Return the letter of the school in Gesamtschule, as in AFS for Anne-Frank-Gesamtschule; the first of all else."""
    return "s" if word.endswith("schule") else "g" if word.endswith("gymnasium") else word[0]


@lru_cache(maxsize=50_000)
def _of_parts(word: str) -> str:
    """Return the first letters of a compound's parts, as far as they are known; one letter of all else."""
    last = next((part for part in _LAST_PARTS if word.endswith(part) and len(word) >= len(part) + 3), "")
    rest = word.removesuffix(last)
    first = next((part for part in _FIRST_PARTS if rest.startswith(part)), "")
    middle = rest.removeprefix(first)
    if not last:
        return word[0] + (middle[0] if first and len(middle) >= _SHORTEST_PART else "")
    if not first or len(middle) < _SHORTEST_PART:
        second = next((part for part in _FIRST_PARTS if len(rest) >= len(part) + 4 and rest.endswith(part)), "")
        return word[0] + second[:1] + last[0]
    return first[0] + middle[0] + last[0]
