"""Persons' names in lists: "Meyer, Rolf" is read as "Rolf Meyer" where a whole column is written so."""

import re
from collections.abc import Sequence
from typing import Final

_TITLE: Final = r"(?:Prof|Dr|Mag)\.?(?:[ -](?:med|phil|rer|nat|paed|päd|jur|theol|h|c)\.?)*"
_TITLES: Final = rf"(?:{_TITLE} ?)+"
_WORD: Final = r"(?!(?:Prof|Dr|Mag)\b)[^\W\d_]+(?:['\u2019-][^\W\d_]+)*\.?"
_OF: Final = r"(?:von|vom|van|zu|zum|zur|de|der|den|dem|di|da|la|le|el|al|Freiherr|Freifrau|Graf|Gräfin)"
# Two last names side by side may be two persons, but for "Meyer zu Altenschildesche".
_TURNED: Final = re.compile(
    rf"(?P<before>{_TITLES})?(?P<last>(?:{_OF} )*{_WORD}(?: (?:{_OF} )+{_WORD})?) ?, ?"
    rf"(?P<middle>{_TITLES})?(?P<first>{_WORD}(?: {_WORD}){{0,2}}?)(?P<of>(?: {_OF})*)(?P<after> {_TITLE})?"
)
# What stands behind a comma, or before it, and is no name.
_NO_NAME: Final = re.compile(
    r"\b(?:\w*(?:leitung|leiter|leiterin|rektorin?|sozialarbeit|sozialarbeiter|sozialarbeiterin|sekretariat|sekretärin|"
    r"lehrerin|lehrkraft|koordinatorin?|koordination|vertretung|vertreterin|vorsitzender?|vorstand|geschäftsführerin|"
    r"geschäftsführung|geschäftsführer|referat|referentin?|beratung|beraterin|pädagog(?:e|in|ik)|psycholog(?:e|in|ie)|"
    r"beauftragter?|ansprechpartnerin|ansprechpartner|verwaltung|amt|kreis|schule|verein|verband|büro|abteilung|"
    r"fachbereich|dienst)|stadt|team|kontakt|gmbh|dipl|frau|herrn?|fr|hr|familie|[mb]a)\b",
    re.IGNORECASE,
)
_SALUTATION: Final = re.compile(r"^(?:Frau|Herrn?|Fr\.|Hr\.|Mrs?\.?|Ms\.?) ")
_A_TITLE: Final = re.compile(r"(?:Prof|Dr|Mag|med|phil|rer|nat|paed|päd|jur|theol|h|c)\.?")
_PARTICLE: Final = re.compile(_OF)
# What lists write where a post is vacant.
_VACANT: Final = re.compile(
    r"(?:(?:derzeit|zurzeit|z\.\s?zt\.?|aktuell|noch|stelle(?: ist)?)\s+)*"
    r"(?:n\.?\s?n\.?|unbesetzt|nicht besetzt|vakant|vakanz|ausgeschrieben|offen|wechselnd|frei|fehlt|entfällt"
    r"|(?:wird )?(?:nach|neu)besetzt|nachzubesetzen|s(?:iehe|\.)\s.+|\?+)"
    r"(?:\s*\((?!.*vertret)[^)]*\)|,?\s+(?:seit|ab|bis|zum)\b.*)?",
    re.IGNORECASE,
)
# Why somebody is away, which is nobody's business, and signs that lead to a footnote.
_AWAY: Final = re.compile(
    r"\s*\((?:[^)]*\b)?(?:krank|erkrankt|elternzeit|mutterschutz|beurlaubt|langzeit\w*|reha)\b[^)]*\)", re.IGNORECASE
)
_FOOTNOTE: Final = re.compile(r"(?<=\w)\s?[*\u2020\u00b9\u00b2\u00b3\u2074-\u2079]+$")
_LONGEST: Final = 120
# Of ten names so many have to be written with the last name first, and of a whole column so many.
_MOST_OF_TEN: Final = 9
_FEWEST: Final = 2


def first_name_first(cell: str) -> str:
    """Return "Meyer, Dr. Rolf" as "Dr. Rolf Meyer"; anything else as it is, cleaned of double blanks alone."""
    plain = " ".join(cell.split())
    found = _TURNED.fullmatch(plain) if len(plain) <= _LONGEST else None
    if not found or not all(map(_is_name, (found["first"], found["last"]))):
        return plain
    titles = (found[part] or "" for part in ("before", "middle", "after"))
    return " ".join(filter(None, (*map(str.strip, titles), found["first"], found["of"].strip(), found["last"])))


def without_salutation(cell: str) -> str:
    """Return "Frau Eva Probe" as "Eva Probe"; a last name alone keeps what stands before it."""
    plain = " ".join(cell.split())
    rest = _SALUTATION.sub("", plain)
    names = [word for word in rest.split() if not _A_TITLE.fullmatch(word)]
    return rest if len(names) > 1 else plain


def without_note_on_person(cell: str) -> str:
    """Return "Eva Probe" of "Eva Probe (krank bis 03/26)" and of "Eva Probe*"; all else as it is."""
    return _FOOTNOTE.sub("", _AWAY.sub("", cell)).strip()


def is_vacant(cell: str) -> bool:
    """Tell whether a cell says that a post is vacant: "N.N.", "Vakanz seit 1.3.24"."""
    return _VACANT.fullmatch(cell.strip()) is not None


def are_turned(cells: Sequence[str]) -> bool:
    """Tell whether names stand with the last name first: nearly all of several, since one may be two persons."""
    filled = [" ".join(cell.split()) for cell in cells if cell.strip()]
    turned = sum(first_name_first(cell) != cell for cell in filled)
    return turned >= _FEWEST and 10 * turned >= _MOST_OF_TEN * len(filled)


def _is_name(words: str) -> bool:
    return not _NO_NAME.search(words) and all(word[0].isupper() or _PARTICLE.fullmatch(word) for word in words.split())
