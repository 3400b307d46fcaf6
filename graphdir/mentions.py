"""Where a text mentions a person: by a name's whole words, a mail address or a telephone number."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

import phonenumbers

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.text import clean, fold, words

GONE: Final = "[gelöscht]"
"""What stands in a text where a mention was: in the language of the data."""

SHORTEST: Final = 4
_FEWEST_DIGITS: Final = 6
_LONGEST: Final = 200
_WORD: Final = re.compile(r"[^\W_]+")
# Looked for from the beginning of a word alone, or a long one would be read over and over.
_MAIL: Final = re.compile(r"(?<![\w.%+-])[\w.%+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"\+?\(?\d[\d\s()/.\u2013-]{4,}\d")
# They stand before and between names and say nothing about whose they are.
_TITLES: Final = frozenset({"dr", "prof", "frau", "herr", "herrn", "med", "phil", "dipl"})
# What folding may take from a letter is taken from all: without any e, ü and ue are the same.
_COARSE: Final = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "e": "", **dict.fromkeys("„“”…—§·€", " ")})
_MOST_REMEMBERED: Final = 50_000

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """Finds one person; just one of the three is filled.

    ``name``: its folded words, without titles. ``mail``: in lower case. ``phone``: in the form E.164.
    """

    name: tuple[str, ...] = ()
    mail: str = ""
    phone: str = ""

    @classmethod
    def of(cls, typed: str) -> Self:
        """Take what somebody typed as a mail address, a telephone number or a name.

        Raises:
            InvalidInputError: it is too short or too long to tell a person by.
        """
        cleaned = clean(typed)
        if len(cleaned) > _LONGEST:
            raise InvalidInputError(_("Write a name, a mail address or a telephone number alone."))
        if _MAIL.fullmatch(cleaned):
            return cls(mail=cleaned.casefold())
        if _PHONE.fullmatch(cleaned) and len(re.sub(r"\D", "", cleaned)) >= _FEWEST_DIGITS:
            return cls(phone=_number(cleaned))
        name = tuple(word for word in words(cleaned) if word not in _TITLES)
        if sum(map(str.isalpha, "".join(name))) < SHORTEST or "@" in cleaned:
            raise InvalidInputError(
                _(
                    "Write a name of at least %(least)s letters, a whole mail address or a whole telephone number; "
                    "less would mean too many.",
                    least=SHORTEST,
                )
            )
        return cls(name=name)

    def found_in(self, text: str) -> bool:
        """Tell whether a text mentions the person; a name has to be there in whole words, one after the other.

        One word alone counts in a mail address before the @ only: others write from @lindner-stiftung.de.
        """
        return self._may_be_in(text) and any(True for _span in self._spans(_composed(text)))

    def is_name(self, text: str) -> bool:
        """Tell whether a field that holds one name holds the person's, further names and titles left aside."""
        return bool(self.name) and set(self.name) <= set(words(text))

    def replaced(self, text: str) -> str:
        """Return the text with ``GONE`` where it mentions the person; the same text where it does not."""
        if not self._may_be_in(text):
            return text
        composed = _composed(text)
        spans = list(self._spans(composed))
        if not spans:
            return text
        parts: list[str] = []
        at = 0
        for start, end in spans:
            parts += (composed[at:start], GONE)
            at = end
        return "".join((*parts, composed[at:]))

    def _may_be_in(self, text: str) -> bool:
        """Tell quickly of most texts that they do not mention the person."""
        if self.mail:
            return "@" in text
        if self.phone or not text:
            return bool(text)
        coarse = text.casefold().translate(_COARSE)
        return not coarse.isascii() or _longest(self.name) in coarse

    def _spans(self, text: str) -> Iterator[Span]:
        """Go through the places in order; none overlaps another."""
        at = 0
        for start, end in sorted(self._found(text)):
            if start >= at:
                yield start, end
                at = end

    def _found(self, text: str) -> Iterator[Span]:
        if self.mail:
            yield from (m.span() for m in _MAIL.finditer(text) if m.group().rstrip(".").casefold() == self.mail)
        elif self.phone:
            yield from (m.span() for m in _PHONE.finditer(text) if _number(m.group()) == self.phone)
        else:
            mails = [m.span() for m in _MAIL.finditer(text)] if "@" in text else []
            for start, end in self._named(text):
                mail = next(((s, e) for s, e in mails if s <= start and end <= e), None)
                # An address that holds the name goes as a whole. A surname behind the @ is that of a house.
                if mail is None or len(self.name) > 1 or end <= text.index("@", mail[0]):
                    yield mail or (start, end)

    def _named(self, text: str) -> Iterator[Span]:
        found = _words_at(text)
        size = len(self.name)
        # "Beispiel, Erika" is "Erika Beispiel" too.
        orders = {self.name[number:] + self.name[:number] for number in range(size)}
        for number in range(len(found) - size + 1):
            part = found[number : number + size]
            if tuple(word for word, _start, _end in part) in orders:
                yield part[0][1], part[-1][2]


@lru_cache
def _longest(name: tuple[str, ...]) -> str:
    return max((word.translate(_COARSE) for word in name), key=len)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _words_at(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return the folded words of a text without titles, each with where it stands."""
    found = ((fold(match.group()), *match.span()) for match in _WORD.finditer(text))
    return tuple(word for word in found if word[0] not in _TITLES)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _number(text: str) -> str:
    """Return a German or international number in one form; its digits where it is none."""
    try:
        number = phonenumbers.parse(text, "DE")
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
