"""Cells: from what people type to values, with a sentence for what cannot be read."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal, get_args

import phonenumbers
from rapidfuzz.process import extractOne

from graphdir import text
from graphdir.i18n import gettext as _
from graphdir.model import is_date
from graphdir.tables import LIST_SEPARATOR, Column
from graphdir.taxonomy import Taxonomy

_AT: Final = re.compile(r"\s*[\[({<]\s*(?:at|ät)\s*[\])}>]\s*|\s+(?:at|AT)\s+", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\"]+")
_GERMAN_DAY: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_GERMAN_MONTH: Final = re.compile(r"(\d{1,2})[./](\d{4})")
_TIMED: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*")
_DAY_NUMBER: Final = re.compile(r"[2-5]\d{4}(?:\.0+)?")
_FIRST_DAY: Final = date(1899, 12, 30)
_SHORT_POSTCODE: Final = re.compile(r"[1-9]\d{3}")
# A number that a spreadsheet took for one, so that its first 0 went.
_BARE_NUMBER: Final = re.compile(r"[1-9]\d{6,11}")
_GERMAN_NUMBER: Final = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
_LINE_ENDS: Final = re.compile("\r\n?|[\u2028\u2029]")
_TRUE: Final = frozenset({"true", "yes", "ja", "1", "wahr", "x", "j", "y"})
_FALSE: Final = frozenset({"false", "no", "nein", "0", "falsch", "n"})
_NEAR_ENOUGH: Final = 60
_MOST_REMEMBERED: Final = 100_000
LONGEST_CELL: Final = 32_767  # what Excel can hold


class CellError(ValueError):
    """A cell that cannot be read: why, and what would be right."""

    def __init__(self, message: str, proposal: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.proposal = proposal


How = Literal["day_number", "leading_zero", "at_sign"]
HOWS: Final[tuple[How, ...]] = get_args(How)


@dataclass(frozen=True, slots=True)
class Meant:
    """A value that is not what the cell says but what it was before a spreadsheet or a web page changed it."""

    value: str
    how: How


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of a cell, and its words that name none."""

    known: tuple[str, ...]
    other: tuple[str, ...]


class CellReader(dict[str, Any]):
    """The values of one column's cells; those read before are remembered.

    ``reader[cell]`` is None for an empty cell and raises ``CellError`` for one that cannot be read.
    ``mended`` are the cells that hold characters from a wrong encoding, which were put right; ``meant`` those that were
    read as what they must have been, each with what that is.
    """

    def __init__(self, column: Column, taxonomy: Taxonomy) -> None:
        super().__init__({"": None})
        self.mended: set[str] = set()
        self.meant: dict[str, Meant] = {}
        self._read = _reader(column, taxonomy)

    def __missing__(self, cell: str) -> Any:
        value = self._value(cell)
        if len(self) < _MOST_REMEMBERED:
            self[cell] = value
        return value

    def _value(self, cell: str) -> Any:
        sound = cell if cell.isprintable() else self._sound(cell)
        if len(sound) > LONGEST_CELL:
            raise CellError(_("is longer than %(most)s characters", most=LONGEST_CELL), _("Shorten the text."))
        trimmed = sound.strip()
        if not trimmed:
            return None
        value = self._read(trimmed)
        if isinstance(value, Meant):
            self.meant[cell] = value
            return value.value
        return value

    def _sound(self, cell: str) -> str:
        """Return the cell with mended characters; raise ``CellError`` for others that no file of ours may hold."""
        sound = text.mended(cell)
        if sound != cell:
            self.mended.add(cell)
        wrong = text.control_characters(sound)
        if wrong:
            raise CellError(
                _(
                    "contains a control character (%(code)s)",
                    code=", ".join(f"U+{ord(letter):04X}" for letter in wrong[:3]),
                ),
                _("Delete the character."),
            )
        return sound


def _reader(column: Column, taxonomy: Taxonomy) -> Callable[[str], Any]:
    if column.type == "term":
        return _term_reader(getattr(taxonomy, column.vocabulary))
    if column.type == "terms":
        term = _term_reader(getattr(taxonomy, column.vocabulary))
        return lambda cell: tuple(dict.fromkeys(term(part) for part in split(cell)))
    if column.type == "topics":
        return _topic_reader(taxonomy)
    if column.type == "choice":
        return _choice_reader(column)
    if column.type == "number":
        return _number_reader(column)
    return _READERS[column.type]


def split(cell: str) -> list[str]:
    """Return the parts of a list cell, cleaned, without empty ones."""
    return [part for part in map(text.clean, cell.split(LIST_SEPARATOR)) if part]


def _long_text(cell: str) -> str:
    return unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", cell))


def _list(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(split(cell)))


def _date(cell: str) -> str | Meant:
    if _DAY_NUMBER.fullmatch(cell):
        # Excel counts days from 1899-12-30; these lie between 1954 and 2064, and no year has five digits.
        return Meant((_FIRST_DAY + timedelta(days=int(float(cell)))).isoformat(), "day_number")
    timed = _TIMED.fullmatch(cell)
    found = timed.group(1) if timed else cell
    if day := _GERMAN_DAY.fullmatch(found):
        found = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    elif month := _GERMAN_MONTH.fullmatch(found):
        found = f"{month[2]}-{int(month[1]):02}"
    if not is_date(found):
        raise CellError(_("is no date"), _("Write 2022, 2022-08 or 2022-08-01 (or 01.08.2022)."))
    return found


def _number_reader(column: Column) -> Callable[[str], float]:
    def number(cell: str) -> float:
        plain = cell.replace("€", "").replace("EUR", "").replace("\u202f", "").replace(" ", "")
        if _GERMAN_NUMBER.fullmatch(plain) and ("," in plain or plain.count(".") > 1):
            plain = plain.replace(".", "").replace(",", ".")
        try:
            value = float(plain)
        except ValueError:
            raise CellError(_("is no number"), _("Write 1781.87 or 1.781,87.")) from None
        low, high = column.limits or (float("-inf"), float("inf"))
        if not low <= value <= high:
            raise CellError(
                _("lies outside %(low)s to %(high)s", low=f"{low:g}", high=f"{high:g}"),
                _("Check sign and decimal point."),
            )
        return value

    return number


def _boolean(cell: str) -> bool:
    folded = cell.casefold()
    if folded in _TRUE:
        return True
    if folded in _FALSE:
        return False
    raise CellError(_("is neither yes nor no"), _("Write yes or no (ja, nein), or leave it empty."))


def _postcode(cell: str) -> str | Meant:
    cleaned = text.clean(cell)
    return Meant(f"0{cleaned}", "leading_zero") if _SHORT_POSTCODE.fullmatch(cleaned) else cleaned


def _email(cell: str) -> str | Meant:
    address = _AT.sub("@", cell).strip().removeprefix("mailto:")
    if not _EMAIL.fullmatch(address):
        raise CellError(_("is no e-mail address"), _("Write name@example.org (or name(at)example.org)."))
    return address if "@" in cell else Meant(address, "at_sign")


def _phone(cell: str) -> str | Meant:
    """Return the number in international form; what is no number stays as it is written."""
    cleaned = text.clean(cell)
    if _BARE_NUMBER.fullmatch(cleaned) and phonenumbers.is_valid_number(phonenumbers.parse(f"0{cleaned}", "DE")):
        return Meant(_international(f"0{cleaned}"), "leading_zero")
    return _international(cleaned)


def _international(cleaned: str) -> str:
    try:
        number = phonenumbers.parse(cleaned, "DE")
    except phonenumbers.NumberParseException:
        return cleaned
    if not phonenumbers.is_possible_number(number) or number.extension:
        return cleaned
    if re.search(r"[A-Za-z,;]", cleaned):
        return cleaned
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _url(cell: str) -> str:
    address = cell if "://" in cell else f"https://{cell}"
    if not re.fullmatch(r"https?://[^\s<>\"]+\.[^\s<>\"]+", address, re.IGNORECASE):
        raise CellError(_("is no web address"), _("Write https://www.example.org."))
    return address


def _choice_reader(column: Column) -> Callable[[str], str]:
    by_fold = {text.fold(value): value for value in column.among}
    by_fold |= {text.fold(german): value for value, german in _GERMAN_CHOICES.items() if value in column.among}

    def choice(cell: str) -> str:
        found = by_fold.get(text.fold(cell))
        if found is None:
            raise CellError(_("is not among the allowed values"), ", ".join(column.among))
        return found

    return choice


def _term_reader(vocabulary: Mapping[str, Any]) -> Callable[[str], str]:
    names: dict[str, str] = {}
    for known in vocabulary.values():
        for name in (known.id, known.label_de, known.label_en, *getattr(known, "abbreviations", ())):
            names.setdefault(text.fold(name), known.id)

    def term(cell: str) -> str:
        if cell in vocabulary:
            return cell
        found = names.get(text.fold(cell))
        if found is None:
            raise CellError(_("is not known"), _nearest(cell, vocabulary))
        return found

    return term


def _topic_reader(taxonomy: Taxonomy) -> Callable[[str], Topics]:
    names: dict[str, str] = {}
    for topic in taxonomy.topics.values():
        for name in (topic.id, topic.label_de, topic.label_en, *topic.synonyms_de):
            names.setdefault(text.fold(name), topic.id)

    def topics(cell: str) -> Topics:
        known: dict[str, None] = {}
        other: dict[str, None] = {}
        parts = split(cell)
        if len(parts) == 1 and all(text.fold(part) in names for part in cell.split(",")):
            parts = cell.split(",")
        for part in map(text.clean, parts):
            if part in taxonomy.topics:
                known[part] = None
            elif found := names.get(text.fold(part)):
                known[found] = None
            else:
                other[part] = None
        return Topics(tuple(known), tuple(other))

    return topics


def _nearest(cell: str, vocabulary: Mapping[str, Any]) -> str:
    """Propose the term that looks most like ``cell``."""
    labels = {term.id: f"{term.label_de} ({term.id})" for term in vocabulary.values()}
    best = extractOne(
        text.fold(cell), {id_: text.fold(label) for id_, label in labels.items()}, score_cutoff=_NEAR_ENOUGH
    )
    if best:
        return _("Perhaps %(term)s?", term=labels[best[2]])
    return _("Allowed are: %(terms)s, …", terms=", ".join(list(vocabulary)[:8]))


_GERMAN_CHOICES: Final[Mapping[str, str]] = {
    "active": "aktiv",
    "planned": "geplant",
    "strategic": "strategisch",
    "need_based": "bedarfsbezogen",
    "lead": "Träger",
    "partner": "Partner",
    "site": "Schule",
    "funder": "Geldgeber",
    "public": "öffentlich",
    "members": "Mitglieder",
    "restricted": "eingeschränkt",
    "exact": "genau",
    "place": "Ortsmitte",
    "closed": "abgeschlossen",
    "running": "laufend",
    "idea": "Idee",
    "application": "Antrag",
    "approval": "Bewilligung",
}
_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "text": text.clean,
    "reference": text.clean,
    "long_text": _long_text,
    "list": _list,
    "date": _date,
    "boolean": _boolean,
    "postcode": _postcode,
    "email": _email,
    "phone": _phone,
    "url": _url,
}
