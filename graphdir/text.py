"""Folding and splitting German names, once, for search, duplicates and ids."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import snowballstemmer  # type: ignore[import-untyped]
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

# Controls but tab and line feed, lone surrogates and non-characters: XML, CSV and JSON cannot all carry them.
_WITHIN_QUOTES: Final = str.maketrans({"\u201e": "\u201a", "\u201c": "\u2018", "\u201d": "\u2019", '"': "'"})
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Windows-1252 that somebody read as Latin-1; both have no letters of their own there.
_MISREAD: Final = re.compile("[\x80-\x9f]")
# What nobody sees and no word needs: soft hyphens, zero-width blanks and byte order marks, and what turns the direction
# of writing; between letters of other scripts than ours joiners have a meaning, and so have they in emojis.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    "|(?:^|(?<=[\\s!-\u024f]))[\u200c\u200d]+|[\u200c\u200d]+(?=[\\s!-\u024f]|$)"
)
_WORD: Final = re.compile(r"[^\W_]+")
_GENDER: Final = re.compile(r"[:*/_](?<=\w.)(?=in(?:nen)?\b)", re.IGNORECASE)
_LEGAL: Final = re.compile(r"\be\s?\.\s?v\b\.?|\bg\s?gmbh\b")
# As the German2 stemmer has it: "ue" after a vowel or q is no umlaut (neue, Quelle).
_DIGRAPH: Final = re.compile(r"[aou]e(?<![aeiouyq]ue)")
_LETTERS: Final = str.maketrans({"ß": "ss", "ẞ": "ss", "æ": "a", "ø": "o", "œ": "o", "ł": "l", "đ": "d"})
_SLUG_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SLUG_LENGTH: Final = 80
SHORTEST_TYPO: Final = 4
_SHORTEST_BEGINNING: Final = 6
_PRECISE: Final = 1e15
_GERMAN: Final = snowballstemmer.stemmer("german")
_STREET: Final = re.compile(r"str(?:asse)?\b\.?")
# What stands before a town's name.
_TITLE: Final = re.compile(r"^(?:(?:Einheitsgemeinde|Gemeinde|Hansestadt|Lutherstadt|Kreisstadt|Stadt)\s+)+")
_AS_THOUSANDS: Final = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")


def clean(text: str) -> str:
    """Return ``text`` in composed form with single spaces, trimmed, without what is invisible."""
    return " ".join(unicodedata.normalize("NFC", visible(text)).split())


def visible(text: str) -> str:
    """Return ``text`` without characters that nobody sees and that mean nothing."""
    return text if text.isprintable() else _INVISIBLE.sub("", text)


def shortened(phrase: str, most: int) -> str:
    """Return ``phrase`` in at most so many characters, the last of them an ellipsis where it was longer."""
    return phrase if len(phrase) <= most else phrase[: most - 1].rstrip() + "…"


def within_quotes(title: str) -> str:
    """Return a title as it stands within quotation marks: its own become single ones."""
    return title.translate(_WITHIN_QUOTES)


def without_title(town: str) -> str:
    """Return a town's name without what it calls itself: Stendal of Hansestadt Stendal."""
    return _TITLE.sub("", town.strip())


def number_text(number: float) -> str:
    """Return a number as text that reads back as the same number.

    12.345 is written 12.3450, since lists write thousands so.
    """
    if number.is_integer() and abs(number) < _PRECISE:
        return str(int(number))
    written = repr(number)
    return f"{written}0" if _AS_THOUSANDS.fullmatch(written) else written


def fold_street(street: str) -> str:
    """Return a street folded, however it is written: "Hauptstr. 1" is "Hauptstraße 1"."""
    return _STREET.sub("str", fold(street))


def control_characters(text: str) -> str:
    """Return the characters of ``text`` that no file of ours may carry; empty when there are none."""
    return "" if text.isprintable() else "".join(_CONTROL.findall(text))


def mended(text: str) -> str:
    """Return ``text`` with the characters U+0080 to U+009F read as the Windows-1252 that they are.

    The five that mean nothing there either are dropped.
    """
    return _MISREAD.sub(lambda found: found.group().encode("latin-1").decode("cp1252", "ignore"), text)


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Return what two spellings of a name have in common.

    Case, accents and punctuation go; ä, ae and a are one, ß is ss; gender marks close up;
    ``e. V.`` becomes ``ev``. Words are joined by single spaces. The fold of a word's beginning
    is the beginning of the word's fold, so prefixes can be searched.
    """
    return _without_digraphs(spelled(text))


def spelled(text: str) -> str:
    """Return ``text`` folded but for its digraphs: "ue" may be an umlaut, or the slip of a hand."""
    plain = text.isascii()
    lowered = text.lower() if plain else unicodedata.normalize("NFKC", visible(text)).casefold().translate(_LETTERS)
    lowered = _GENDER.sub("", _LEGAL.sub(_legal_form, lowered))
    if not lowered.isascii():
        decomposed = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(lowered))


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of ``text`` in order; empty for punctuation alone."""
    return tuple(fold(text).split())


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a folded German word (Snowball), so that inflected forms are one."""
    return str(_GERMAN.stemWord(word))


def slug(*parts: str) -> str:
    """Return a readable id from names: lower-case ASCII letters and digits, parts joined by ``-``.

    A name without any Latin letter gets a stable hash instead. At most 80 characters.
    """
    joined = "-".join(part for part in parts if part).casefold().translate(_SLUG_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode()
    readable = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    if not readable:
        return "x" + short_hash(*parts)
    if len(readable) <= _SLUG_LENGTH:
        return readable
    return readable[: _SLUG_LENGTH - 9].rstrip("-") + "-" + short_hash(*parts)[:8]


def listable(name: str) -> str:
    """Return a name as it may stand in a list of names: the semicolon parts them wherever lists are written."""
    return name.replace(";", ",")


def short_hash(*parts: str) -> str:
    """Return 16 hexadecimal digits that differ when any part differs."""
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def within_one_typo(word: str, vocabulary: Collection[str]) -> list[str]:
    """Return the folded words of ``vocabulary`` one slip away from a spelled ``word``, sorted; none for short words.

    A slip is one letter missing, added, changed, or two neighbours swapped (optimal string
    alignment distance 1); what made a digraph of two letters may be one ("Schlue").
    Words under four letters have too many neighbours to be of use.
    """
    meant = {fold(word), *(_without_digraphs(word, but=found.start()) for found in _DIGRAPH.finditer(word))}
    near = (
        extract(one, list(vocabulary), scorer=OSA.distance, score_cutoff=1, limit=None)
        for one in meant
        if len(one) >= SHORTEST_TYPO
    )
    return sorted({hit[0] for hits in near for hit in hits})


def beginnings_within_one_typo(word: str, vocabulary: Collection[str]) -> list[str]:
    """Return what words of ``vocabulary`` begin with that is one slip away from a spelled ``word``, sorted.

    The last letter alone is no slip: what differs there is another word (Hansen, Hansestadt). None for words under six
    letters.
    """
    length = len(fold(word))
    if length < _SHORTEST_BEGINNING:
        return []
    begun = {other[:most] for other in vocabulary for most in range(length - 1, len(word) + 2)}
    return [near for near in within_one_typo(word, begun) if not near.startswith(fold(word[:-1]))]


def _without_digraphs(words: str, *, but: int = -1) -> str:
    """Return spelled words with one letter for each digraph, ``but`` for the one that begins there."""
    return _DIGRAPH.sub(lambda found: found[0] if found.start() == but else found[0][0], words)


def _legal_form(match: re.Match[str]) -> str:
    return "ggmbh" if match.group()[0] == "g" else "ev"
