"""Cells: from what people type to values, with a sentence for what cannot be read."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from typing import Any, Final, Literal, get_args

import phonenumbers
from rapidfuzz.process import extractOne

from graphdir import text
from graphdir.errors import InvalidInputError
from graphdir.i18n import date_text, language
from graphdir.i18n import gettext as _
from graphdir.importing.periods import MONTHS, NAMED_MONTH, full_year, is_open_end, is_school_year, period_of
from graphdir.importing.person_names import first_name_first, without_salutation
from graphdir.model import is_date
from graphdir.shipped import rows
from graphdir.tables import LIST_SEPARATOR, TABLES, Column
from graphdir.taxonomy import GROUP_LABELS, Taxonomy

_AT: Final = re.compile(r"\s*[\[({<]\s*(?:at|ät)\s*[\])}>]\s*|\s+at\s+", re.IGNORECASE)
_DOT: Final = re.compile(r"\s*[\[({<]\s*(?:dot|punkt)\s*[\])}>]\s*", re.IGNORECASE)
_TWICE: Final = re.compile(r"^(?:https?://)+(https?://)", re.IGNORECASE)
_MAILBOX: Final = re.compile(r"https?://[^/@:]+@[^/@]+", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\"]+")
_GERMAN_DAY: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SPREADSHEET_ERROR: Final = re.compile(r"#(?:N/?A|NV|NAME\?|REF!|BEZUG!|VALUE!|WERT!|DIV/0!|NUM!|ZAHL!|NULL!)")
_GERMAN_MONTH: Final = re.compile(r"(\d{1,2})[./](\d{4})")
_SHORT_YEAR: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2})")
_SHORT_MONTH: Final = re.compile(r"(0?[1-9]|1[0-2])/(\d{2})")
_WITHOUT_ZEROS: Final = re.compile(r"(\d{4})-(?!\d{2}-\d{2}$)(\d{1,2})-(\d{1,2})")
_PART_OF_YEAR: Final = re.compile(r"(?:Anfang|Mitte|Ende)\s+(\d{4})", re.IGNORECASE)
_TIMED: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*")
_DAY_NUMBER: Final = re.compile(r"[2-5]\d{4}(?:\.0+)?")
_FIRST_DAY: Final = date(1899, 12, 30)
_BEGINNING: Final = TABLES["projects"].column("starts_on")
_END: Final = TABLES["projects"].column("ends_on")
_SHORT_POSTCODE: Final = re.compile(r"[1-9]\d{3}")
# Five digits with a blank among them, or with the country before them: "395 76", "D-39576", "DE 39576".
_SPACED_POSTCODE: Final = re.compile(r"(?:DE?[\s-]*)?(\d(?:\s?\d){4})", re.IGNORECASE)
# A number that a spreadsheet took for one, so that its first 0 went.
_BARE_NUMBER: Final = re.compile(r"[1-9]\d{6,11}")
# No number within Germany is as long.
_WITHOUT_PLUS: Final = re.compile(r"49[1-9]\d{9,10}")
# The letter in a number that has all else of one.
_O_FOR_ZERO: Final = re.compile(r"(?=.*(?:[Oo]\d|\d[Oo]))(?=(?:\D*\d){4})\+?[\dOo\s()/-]+")
_FEWEST_DIGITS: Final = 3
# A number with its area code. Without one it would be taken for that of another town.
_DIALLED: Final = re.compile(r"\(?\s*(?:\+|0)")
# What may be a second number beside the first: "607160/61", "71 55 66 -12/-13", "607160 - 62". A last "- 0" is none.
_SECOND: Final = re.compile(r"(.*\d)\s*(?:/\s*[-\u2013]?|\s[-\u2013])\s*(?!0$)\d{1,3}")
_COUNTRY: Final = re.compile(r"\(?(?:\+|00)\d\d\)?[\s/-]*(?:\(0\))?")
_TWO_PARTS: Final = re.compile(r"\d\D+\d")
_MOST_OF_AN_AREA: Final = 8
# Without the leading zero; what is longer is a number with something behind it (Bundesnetzagentur: 11 since 2010).
_MOST_DIGITS: Final = 11
_GERMAN_CODE: Final = 49
# The same written with an exponent, as Excel shows long numbers.
_EXPONENT: Final = re.compile(r"(\d)(?:[.,](\d+))?E\+?(\d{1,2})", re.IGNORECASE)
_WHOLE: Final = re.compile(r"(\d+)[.,]0+")
_EUROS: Final = re.compile(r"€|EURO?(?![a-z])|[\s']", re.IGNORECASE)
_NO_CENTS: Final = re.compile(r",(?:-+|[\u2013\u2014])$")
# "12.000" and "12,000": no amount has tenths of a cent.
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_ENGLISH_NUMBER: Final = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
# UTF-8 that somebody read as Windows-1252: "Ã¶" for "ö", "â€ž" for "„".
_READ_TWICE: Final = re.compile("[ÃÂ][\x80-\xbf\u0152-\u2122]|\u00e2\u20ac")
_GERMAN_NUMBER: Final = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
_LINE_ENDS: Final = re.compile("\r\n?|[\u2028\u2029]")
# A line that goes on in the next one, and what stands before each line of a list.
_WRAPPED: Final = re.compile(
    r"(?:(?<=[-&/])|(?<=\bund)|(?<=\boder))[ \t]*\n|\n(?=[ \t]{0,9}(?:(?:und|oder|u\.)\s|[&/(]))", re.IGNORECASE
)
_BULLET: Final = re.compile(r"^[-\u2013\u2022\u00b7*] ")
_TRUE: Final = frozenset({"true", "yes", "ja", "1", "wahr", "x", "j", "y"})
_FALSE: Final = frozenset({"false", "no", "nein", "0", "falsch", "n"})
# What people write where there is nothing to write, in columns in which it cannot mean anything else.
_NO_WORD: Final = r"k\.?\s?a\.?|keine angaben?|(?:nicht |un)bekannt|unknown"
_NONE: Final = re.compile(rf"[-\u2013\u2014/?]+|keine?|entf(?:\u00e4llt|\.)|n/a|none|{_NO_WORD}", re.IGNORECASE)
# Where any text may stand, a stroke may be meant.
_NONE_AS_TEXT: Final = re.compile(_NO_WORD, re.IGNORECASE)
# Where the name of somebody or something ought to stand.
_NOW: Final = r"(?:(?:noch|derzeit|zurzeit|z\.\s?zt\.|momentan|aktuell|bisher) )?"
_NOBODY: Final = re.compile(
    rf"{_NONE.pattern}|n\.?\s?n\.?|"
    rf"{_NOW}(?:offen|unklar|vakant|unbesetzt|nicht (?:bekannt|besetzt|vergeben|vorhanden)|in kl\u00e4rung)|"
    rf"{_NOW}(?:keine?[nrs]?|ohne) "
    r"(?:tr\u00e4ger|partner|ssa|schulsozialarbeit|angebote?|kooperation(?:spartner)?|person)|"
    rf"(?:tr\u00e4ger |partner |stelle |person )?(?:(?:wird )?{_NOW}gesucht|{_NOW}(?:unbesetzt|vakant|ausgeschrieben))|"
    r"s(?:\.|iehe) (?:bem(?:erkung(?:en)?|\.)|anm(?:erkung(?:en)?|\.)|text|unten)",
    re.IGNORECASE,
)
# What is noted behind a name and is no part of it: when, or that, somebody came or goes.
_NOTED: Final = re.compile(
    r"\s*\((?:neu|alt|bisher|ehemals|geplant|vorl\u00e4ufig|auslaufend|befristet|kommissarisch|komm\.|ruht|"
    r"(?:(?:neu|tr\u00e4ger)?wechsel|neu|ab|bis|seit|vom?|zum)\s[^()]{0,40}\d[^()]{0,20}|tr\u00e4gerwechsel)\)$",
    re.IGNORECASE,
)
_DITTO: Final = re.compile(
    r"[-\u2013\s]*(?:[\"\u201c\u201d\u201e\u3003\u00bb\u00ab]{1,2}|\'\'|,,)[-\u2013\s]*|-\s?//\s?-|[\u2191\u2193]|"
    r"\(?(?:dto|dito|ditto|desgl|desgleichen|dgl|ebd|ebenda|s\.\s?o|w\.\s?o|(?:siehe|wie) (?:oben|vor))\.?\)?",
    re.IGNORECASE,
)
_LONGEST_DITTO: Final = 16
_MAY_SAY_NONE: Final = frozenset({"phone", "email", "url", "number", "postcode", "date"})
_PLACES: Final = frozenset({"street", "town", "municipality", "region", "country"})
_NEAR_ENOUGH: Final = 60
_LONGEST_EMAIL: Final = 320
_LONGEST_PHONE: Final = 60
_LONGEST_URL: Final = 4000
_MOST_REMEMBERED: Final = 100_000
_BESIDE_NUMBER: Final = re.compile(r"fax|mobil|handy|privat|oder|dienstlich|\bod\.", re.IGNORECASE)
_AREA_CODES: Final = re.compile(r"(?<![\d/-])(?:\+\d|\(?0\d{2,4}\)?[\s/-]+\d)")
_LOST: Final = "\ufffd"


class CellError(ValueError):
    """A cell that cannot be read: why, and what would be right."""

    def __init__(self, message: str, proposal: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.proposal = proposal


How = Literal[
    "day_number",
    "leading_zero",
    "exponent",
    "at_sign",
    "period",
    "word",
    "thousands",
    "name_order",
    "salutation",
    "slip",
    "postcode",
]
HOWS: Final[tuple[How, ...]] = get_args(How)


@dataclass(frozen=True, slots=True)
class Meant:
    """A value that is not what the cell says: what it was before a spreadsheet changed it, or another word for it.

    ``shown`` is how people are told of the value, where that is not the value itself; ``end`` is the end of a period
    whose beginning is the value.
    """

    value: Any
    how: How
    shown: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of a cell, and its words that name none."""

    known: tuple[str, ...]
    other: tuple[str, ...]


class CellReader(dict[str, Any]):
    """The values of one column's cells; those read before are remembered.

    ``reader[cell]`` is None for an empty cell, and for one such as "k. A."; it raises ``CellError`` for one that cannot
    be read.
    ``read`` reads a cell otherwise than its column would.
    ``mended`` are the cells that hold characters from a wrong encoding, which were put right, ``lost`` those in which
    one was lost; ``meant`` those that were read as what they must have been, each with what that is.
    """

    def __init__(self, column: Column, taxonomy: Taxonomy, read: Callable[[str], Any] | None = None) -> None:
        super().__init__({"": None})
        self.mended: set[str] = set()
        self.lost: set[str] = set()
        self.meant: dict[str, Meant] = {}
        self._read = read or _reader(column, taxonomy)
        self._most = column.most
        self._none = _NONE if column.type in _MAY_SAY_NONE else _NONE_AS_TEXT if column.name in _PLACES else None

    def __missing__(self, cell: str) -> Any:
        value = self._value(cell)
        if len(self) < _MOST_REMEMBERED:
            self[cell] = value
        return value

    def _value(self, cell: str) -> Any:
        plain = cell.isprintable() and (cell.isascii() or not _READ_TWICE.search(cell))
        sound = cell if plain else self._sound(cell)
        if len(sound) > self._most:
            raise CellError(_("is longer than %(most)s characters", most=self._most), _("Shorten the text."))
        if _LOST in sound:
            self.lost.add(cell)
        trimmed = sound.strip()
        if trimmed.startswith("#") and _SPREADSHEET_ERROR.fullmatch(trimmed):
            raise CellError(_("is an error of the spreadsheet"), _("Mend the formula, or write the value."))
        if not trimmed or (self._none and self._none.fullmatch(trimmed)):
            return None
        value = self._read(trimmed)
        if isinstance(value, Meant):
            self.meant[cell] = value
            return None if value.value == "" else value.value
        return value

    def _sound(self, cell: str) -> str:
        """Return the cell with mended characters; raise ``CellError`` for others that no file of ours may hold."""
        cell = cell.replace("\r\n", "\n")  # as Windows ends the lines of a cell
        sound = read_once(text.mended(cell))
        if sound != cell:
            self.mended.add(cell)
        # Part of what was misread may look invisible.
        sound = text.visible(sound)
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
        return _term_reader(getattr(taxonomy, column.vocabulary), _other_words(column.vocabulary, taxonomy))
    if column.type == "terms":
        term = _term_reader(getattr(taxonomy, column.vocabulary), _other_words(column.vocabulary, taxonomy))
        return lambda cell: tuple(dict.fromkeys(_plain(term(part)) for part in _parts(cell, partial(_reads, term))))
    if column.type == "topics":
        return _topic_reader(taxonomy)
    if column.type in _BY_COLUMN:
        return _BY_COLUMN[column.type](column)
    return _id if column.name == "id" else _READERS[column.type]


def is_ditto(cell: str) -> bool:
    """Tell whether a cell holds but a mark for “as above”: "dito", "s. o.", quotation marks."""
    return len(cell) <= _LONGEST_DITTO and _DITTO.fullmatch(cell.strip()) is not None


def names_nobody(cell: str) -> bool:
    """Tell whether a cell says that there is no name: "-", "k. A.", "N.N.", or "dito" below no other one."""
    return _NOBODY.fullmatch(cell.strip()) is not None or is_ditto(cell)


def without_note(name: str) -> str:
    """Return a name without what is noted in brackets behind it: “IB (neu)”, “IB (bis 31.7.)”."""
    return _NOTED.sub("", name) or name


def name_reader(cell: str) -> str:
    """Return the name of an organisation or project in a list.

    Raises:
        CellError: there is none.
    """
    if names_nobody(cell):
        raise CellError(_("is no name"), _("Write the name, or leave the row out."))
    return text.clean(cell)


def _id(cell: str) -> str:
    cleaned = text.clean(cell)
    # Browsers take such parts of an address away.
    if cleaned.startswith("/") or not {".", ".."}.isdisjoint(cleaned.split("/")):
        raise CellError(
            _("is no id that the address of a page may hold"),
            _("Leave out a slash at the beginning, and parts between slashes that are only one or two dots."),
        )
    return cleaned


def since_reader(column: Column) -> Callable[[str], str | Meant]:
    """Return how the cells of a column such as "seit" are read: what began with a school year did not end with it."""
    read = _date_reader(column)

    def beginning(cell: str) -> str | Meant:
        found = read(cell)
        return Meant(found.value, "period") if isinstance(found, Meant) and is_school_year(cell) else found

    return beginning


def split(cell: str) -> list[str]:
    """Return the parts of a list cell, cleaned, without empty ones."""
    return [part for part in map(text.clean, cell.split(LIST_SEPARATOR)) if part]


def _parts(cell: str, knows: Callable[[str], bool]) -> Iterator[str]:
    """Go through the parts of a cell of terms: lines are some too, and what commas part where all of that is known."""
    lines = [cell] if knows(text.clean(cell)) else _WRAPPED.sub(" ", cell).split("\n")
    for line in lines:
        for part in split(_BULLET.sub("", text.clean(line)).rstrip(" ,")):
            yield from _between_commas(part, knows)


def _between_commas(part: str, knows: Callable[[str], bool]) -> list[str]:
    pieces = [text.clean(piece) for piece in part.split(",")]
    return pieces if not knows(part) and all(map(knows, pieces)) else [part]


def _reads(read: Callable[[str], Any], cell: str) -> bool:
    try:
        read(cell)
    except CellError:
        return False
    return True


@cache
def words_of_lists() -> Mapping[str, Mapping[str, str]]:
    """Return by vocabulary what lists say for its terms, where there is no doubt what is meant (``list_words.csv``)."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in rows("taxonomy/list_words"):
        found[row["vocabulary"]].update(dict.fromkeys(row["words"].split(LIST_SEPARATOR), row["id"]))
    return found


def _other_words(vocabulary: str, taxonomy: Taxonomy) -> Mapping[str, str]:
    """Return what else lists write, by term; a type of school says that it is a school."""
    words = words_of_lists().get(vocabulary, {})
    if vocabulary != "organisation_kinds":
        return words
    types = taxonomy.school_types.values()
    called = [name for of in types for name in (of.label_de, of.label_en, *of.abbreviations)]
    return dict.fromkeys((*called, *words_of_lists()["school_types"]), "school") | dict(words)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Meant) else value


def read_once(cell: str) -> str:
    """Return what a text was before its UTF-8 was read as Windows-1252, once or more; unchanged where it was not."""
    while _READ_TWICE.search(cell):
        try:
            before = cell.encode("cp1252").decode("utf-8")
        except UnicodeError:
            break
        if before == cell:
            break
        cell = before
    return cell


def person_reader(*, last_name_first: bool) -> Callable[[str], str | Meant]:
    """Return how names of persons in lists are read: "Frau Eva Probe" and, last name first, "Meyer, Rolf"."""

    def person(cell: str) -> str | Meant:
        cleaned = text.clean(cell)
        name = without_salutation(cleaned)
        turned = first_name_first(name) if last_name_first else name
        if turned != name:
            return Meant(turned, "name_order")
        return cleaned if name == cleaned else Meant(name, "salutation")

    return person


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
    if other := _date_in_other_words(found):
        if not is_date(other):
            raise _no_date()
        return Meant(other, "word", date_text(other))
    if day := _GERMAN_DAY.fullmatch(found):
        found = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    elif month := _GERMAN_MONTH.fullmatch(found):
        found = f"{month[2]}-{int(month[1]):02}"
    if not is_date(found):
        raise _no_date()
    return found


def _date_in_other_words(cell: str) -> str:
    """Return a date with a month's name, a short year or month, such as "1.2.27" and "09/23"; empty for any other."""
    if named := NAMED_MONTH.fullmatch(cell):
        number = MONTHS.get(named[2].casefold())
        if number is None:  # a letter only looks like one of theirs
            return ""
        year = named[3] if len(named[3]) > 2 else full_year(int(named[3]))  # noqa: PLR2004
        month = f"{year}-{number:02}"
        return f"{month}-{int(named[1]):02}" if named[1] else month
    if short := _SHORT_YEAR.fullmatch(cell):
        return f"{full_year(int(short[3]))}-{int(short[2]):02}-{int(short[1]):02}"
    if short := _SHORT_MONTH.fullmatch(cell):
        return f"{full_year(int(short[2]))}-{int(short[1]):02}"
    if short := _WITHOUT_ZEROS.fullmatch(cell):
        return f"{short[1]}-{int(short[2]):02}-{int(short[3]):02}"
    part = _PART_OF_YEAR.fullmatch(cell)
    return part[1] if part else ""


def _no_date() -> CellError:
    return CellError(_("is no date"), _("Write 2022, 2022-08 or 2022-08-01 (or 01.08.2022)."))


def _date_reader(column: Column) -> Callable[[str], str | Meant]:
    """Read dates; a column of beginnings or ends also takes periods, such as "ab 2022", "bis 2022" and "2022/23"."""
    if column.name not in _PERIODS:
        return _date
    which = _PERIODS[column.name]

    def bound(cell: str) -> str | Meant:
        if which == 1 and is_open_end(cell):
            return Meant("", "word", _("open"))
        period = period_of(cell)
        if period == (cell, ""):
            return _date(cell)
        if not any(period):
            return Meant("", "period", "-")
        if not period[which]:
            raise CellError(
                _("says the end only") if which == 0 else _("says the beginning only"),
                _("Write it into the column that it belongs to."),
            )
        found: str = _plain(_date(period[which]))
        if which == 1 or not period[1]:
            return Meant(found, "period")
        end: str = _plain(_date(period[1]))
        return Meant(found, "period", _("%(start)s to %(end)s", start=found, end=end), end)

    return bound


def date_typed(typed: str, taxonomy: Taxonomy, *, ends: bool = False) -> str:
    """Return the date as ISO on which something begins, or ends, as people write it; empty for empty.

    Raises:
        InvalidInputError: it is none.
    """
    try:
        return CellReader(_END if ends else _BEGINNING, taxonomy)[typed] or ""
    except CellError:
        raise InvalidInputError(_("“%(typed)s” is no date. Write 02.2027, 2027 or 01.02.2027.", typed=typed)) from None


def _number_reader(column: Column) -> Callable[[str], float | Meant]:
    low, high = column.limits or (float("-inf"), float("inf"))
    in_euros = column.name == "amount_eur"

    def number(cell: str) -> float | Meant:
        plain = _NO_CENTS.sub("", _EUROS.sub("", cell)) if in_euros else cell.replace(" ", "")
        thousands = in_euros and _THOUSANDS.fullmatch(plain) is not None
        try:
            value = float(re.sub("[.,]", "", plain) if thousands else _with_point(plain))
        except ValueError:
            right = _("Write 1781.87 or 1.781,87.") if in_euros else _("Write degrees, such as 52.6058.")
            raise CellError(_("is no number"), right) from None
        if not low <= value <= high:
            raise CellError(
                _("lies outside %(low)s to %(high)s", low=f"{low:g}", high=f"{high:g}"),
                _("Check sign and decimal point."),
            )
        return Meant(value, "thousands", text.number_text(value)) if thousands else value

    return number


def _with_point(plain: str) -> str:
    """Return a number as programs write it, without marks between its thousands."""
    if _ENGLISH_NUMBER.fullmatch(plain) and (plain.count(",") > 1 or "." in plain):
        return plain.replace(",", "")
    if _GERMAN_NUMBER.fullmatch(plain) and ("," in plain or plain.count(".") > 1):
        return plain.replace(".", "").replace(",", ".")
    return plain


def _boolean(cell: str) -> bool:
    folded = cell.casefold()
    if folded in _TRUE:
        return True
    if folded in _FALSE:
        return False
    raise CellError(_("is neither yes nor no"), _("Write yes or no (ja, nein), or leave it empty."))


def foreign_postcode(cell: str) -> str:
    """Return a postcode of another country: as it stands, but for what a spreadsheet made of its digits."""
    return _unformatted(text.clean(cell))


def _postcode(cell: str) -> str | Meant:
    cleaned = foreign_postcode(cell)
    if _SHORT_POSTCODE.fullmatch(cleaned):
        return Meant(f"0{cleaned}", "leading_zero")
    if (spaced := _SPACED_POSTCODE.fullmatch(cleaned)) and not cleaned.isdigit():
        return Meant(spaced[1].replace(" ", ""), "postcode")
    return cleaned if cleaned == text.clean(cell) else Meant(cleaned, "exponent")


def _unformatted(cell: str) -> str:
    """Return the digits that a spreadsheet wrote as a number: with an exponent, or with a decimal point."""
    if whole := _WHOLE.fullmatch(cell):
        return whole[1]
    found = _EXPONENT.fullmatch(cell)
    if not found:
        return cell
    digits, zeros = found[2] or "", int(found[3]) - len(found[2] or "")
    if zeros:
        raise CellError(
            _("was shortened by the spreadsheet, digits are lost"),
            _("Format the column as text and write the number anew."),
        )
    return found[1] + digits


def _email(cell: str) -> str | Meant:
    # Expressions with blanks at both ends take very long on very many blanks.
    written = _DOT.sub(".", _AT.sub("@", text.clean(cell))).strip().removeprefix("mailto:")
    address = written.removesuffix(".")
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise CellError(_("is no e-mail address"), _("Write name@example.org (or name(at)example.org)."))
    if address != written:
        return Meant(address, "slip")
    return address if "@" in cell and address in cell else Meant(address, "at_sign")


def _phone(cell: str) -> str | Meant:
    """Return the number in international form; what is no number stays as it is written."""
    cleaned = _unformatted(text.clean(cell))
    if _O_FOR_ZERO.fullmatch(cleaned):
        return Meant(_international(re.sub("[Oo]", "0", cleaned)), "slip")
    if _WITHOUT_PLUS.fullmatch(cleaned):
        return Meant(_international(f"+{cleaned}"), "exponent")
    if _BARE_NUMBER.fullmatch(cleaned) and phonenumbers.is_valid_number(phonenumbers.parse(f"0{cleaned}", "DE")):
        return Meant(_international(f"0{cleaned}"), "leading_zero")
    return _international(cleaned) if cleaned == text.clean(cell) else Meant(_international(cleaned), "exponent")


def is_number(phone: str) -> bool:
    """Tell whether a telephone number can be one: 110 has three digits."""
    return sum(map(str.isdigit, phone)) >= _FEWEST_DIGITS


def holds_more(phone: str) -> bool:
    """Tell whether something else stands beside a telephone number: another one, an address, words such as “Fax”."""
    return "@" in phone or _BESIDE_NUMBER.search(phone) is not None or len(_AREA_CODES.findall(phone)) > 1


def _international(cleaned: str) -> str:
    if len(cleaned) > _LONGEST_PHONE or not _DIALLED.match(cleaned) or _holds_a_second(cleaned):
        return cleaned
    try:
        number = phonenumbers.parse(cleaned, "DE")
    except phonenumbers.NumberParseException:
        return cleaned
    if not phonenumbers.is_possible_number(number) or number.extension:
        return cleaned
    german = number.country_code == _GERMAN_CODE
    if re.search(r"[A-Za-z,;]", cleaned) or (german and len(str(number.national_number)) > _MOST_DIGITS):
        return cleaned
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _holds_a_second(cleaned: str) -> bool:
    """Tell whether few digits at the end stand beside a whole number, not an area code alone: "607160/61"."""
    found = _SECOND.fullmatch(cleaned)
    if not found:
        return False
    before = _COUNTRY.sub("", found[1], count=1)
    return bool(_TWO_PARTS.search(before)) or sum(map(str.isdigit, before)) > _MOST_OF_AN_AREA


def _url(cell: str) -> str | Meant:
    once = _TWICE.sub(r"\1", cell)
    address = once if "://" in once else f"https://{once}"
    if len(address) > _LONGEST_URL or not re.fullmatch(r"https?://[^\s<>\"]+\.[^\s<>\"]+", address, re.IGNORECASE):
        raise CellError(_("is no web address"), _("Write https://www.example.org."))
    return address if once == cell else Meant(address, "slip")


def is_mailbox(website: str) -> bool:
    """Tell whether a web address is only what a mail address looks like as one: https://info@schule.de."""
    return _MAILBOX.fullmatch(website) is not None


def _choice_reader(column: Column) -> Callable[[str], str | Meant]:
    by_fold = {text.fold(value): value for value in column.among}
    by_fold |= {text.fold(label): value for value in column.among for label in _CHOICES.get(value, ())}
    other_words = {text.fold(word): value for value in column.among for word in _OTHER_CHOICES.get(value, ())}

    def choice(cell: str) -> str | Meant:
        folded = text.fold(cell)
        found = by_fold.get(folded)
        if found is None and folded in other_words:
            value = other_words[folded]
            return Meant(value, "word", _GERMAN_CHOICES[value] if language() == "de" else value)
        if found is None:
            english = language() != "de"
            words = (_CHOICES.get(one, (one, one))[english] for one in column.among)
            raise CellError(_("is not among the allowed values"), _("Allowed are: %(terms)s.", terms=", ".join(words)))
        return found

    return choice


def _term_reader(vocabulary: Mapping[str, Any], other_words: Mapping[str, str]) -> Callable[[str], str | Meant]:
    names: dict[str, str] = {}
    for known in vocabulary.values():
        for name in (known.id, known.label_de, known.label_en):
            names.setdefault(text.fold(name), known.id)
    words: dict[str, str] = {text.fold(word): id_ for word, id_ in other_words.items() if id_ in vocabulary}
    for known in vocabulary.values():
        for short in getattr(known, "abbreviations", ()):
            words.setdefault(text.fold(short), known.id)

    def term(cell: str) -> str | Meant:
        if cell in vocabulary:
            return cell
        folded = text.fold(cell)
        found = names.get(folded)
        if found is None and folded in words:
            return Meant(words[folded], "word", vocabulary[words[folded]].label(language()))
        if found is None:
            raise CellError(_("is not known"), _nearest(cell, vocabulary))
        return found

    return term


def _topic_reader(taxonomy: Taxonomy) -> Callable[[str], Topics]:
    names: dict[str, str] = {}
    for topic in taxonomy.topics.values():
        for name in filter(None, (topic.id, topic.label_de, topic.label_en)):
            names.setdefault(text.fold(name), topic.id)
    # What a topic is called goes before another one's synonym.
    for topic in taxonomy.topics.values():
        for name in topic.synonyms_de:
            names.setdefault(text.fold(name), topic.id)

    def topics(cell: str) -> Topics:
        known: dict[str, None] = {}
        other: dict[str, None] = {}
        for part in _parts(cell, lambda part: text.fold(part) in names):
            if part in taxonomy.topics:
                known[part] = None
            elif found := names.get(text.fold(part)):
                known[found] = None
            else:
                other[part] = None
        return Topics(tuple(known), tuple(other))

    return topics


def _nearest(cell: str, vocabulary: Mapping[str, Any]) -> str:
    """Propose the term that looks most like ``cell``; the letters of a short one are in many."""
    labels = {term.id: term.label(language()) for term in vocabulary.values()}
    folded = text.fold(cell)
    best = extractOne(folded, {id_: text.fold(label) for id_, label in labels.items()}, score_cutoff=_NEAR_ENOUGH)
    if best and len(folded) >= text.SHORTEST_TYPO:
        return _("Perhaps %(term)s?", term=labels[best[2]])
    return _("Allowed are: %(terms)s, …", terms=", ".join(list(labels.values())[:8]))


_PERIODS: Final[Mapping[str, int]] = {"valid_from": 0, "starts_on": 0, "valid_to": 1, "ends_on": 1}
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
    "consultation": "Fachberatung",
    "partner_search": "Partnersuche",
    "rejection": "abgelehnt",
    "final_report": "Sachbericht",
    "withdrawn": "zurückgezogen",
}
# What the values of a choice are called, in German and English.
_CHOICES: Final[Mapping[str, tuple[str, str]]] = {
    **{value: (german, value) for value, german in _GERMAN_CHOICES.items()},
    "place": (_GERMAN_CHOICES["place"], "middle of the town"),
    **GROUP_LABELS,
}
# What else lists say for the status of a relation (whether it has ended its dates say) or of a project, and for roles.
_OTHER_CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "lead": ("Projektträger", "Maßnahmeträger", "federführend", "Antragsteller", "Zuwendungsempfänger", "Leadpartner"),
    "partner": ("Kooperationspartner", "Projektpartner", "Beteiligter", "beteiligt"),
    "site": ("Standort", "Einsatzort", "Einsatzschule"),
    "funder": ("Förderer", "Fördermittelgeber", "Mittelgeber", "Zuwendungsgeber"),
    "active": ("läuft", "laufend", "besteht", "bestehend", "in Kraft", "gültig"),
    "planned": ("in Vorbereitung", "in Planung", "vorgesehen", "beabsichtigt", "angestrebt"),
    "application": ("beantragt", "Antrag gestellt", "in Antragstellung"),
    "approval": ("bewilligt", "genehmigt"),
    "rejection": ("Ablehnung", "nicht bewilligt", "nicht genehmigt"),
    "running": ("läuft", "aktiv", "in Durchführung", "in Umsetzung"),
    "closed": ("beendet", "erledigt", "fertig", "ausgelaufen"),
}
_BY_COLUMN: Final[Mapping[str, Callable[[Column], Callable[[str], Any]]]] = {
    "choice": _choice_reader,
    "number": _number_reader,
    "date": _date_reader,
}
_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "text": text.clean,
    "reference": text.clean,
    "long_text": _long_text,
    "list": _list,
    "boolean": _boolean,
    "postcode": _postcode,
    "email": _email,
    "phone": _phone,
    "url": _url,
}
