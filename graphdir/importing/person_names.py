"""Persons' names in lists: "Meyer, Rolf" is read as "Rolf Meyer" where a whole column is written so."""

import re
from collections.abc import Sequence
from typing import Final

_TITLE: Final = r"(?:Prof|Dr|Mag)\.?(?:[ -](?:med|phil|rer|nat|paed|päd|jur|theol|h|c)\.?)*"
_TITLES: Final = rf"(?:{_TITLE} ?)+"
# A capital first, then letters, marks within a name, and a point after an initial.
_WORD: Final = r"(?!(?:Prof|Dr|Mag)\b)[A-ZÀ-ÖØ-ÞŁŚŠŽČ][^\W\d_]*(?:['\u2019-][^\W\d_]+)*\.?"
_OF: Final = r"(?:von|vom|van|zu|zum|zur|de|der|den|dem|di|da|la|le|el|al|Freiherr|Freifrau|Graf|Gräfin)"
_TURNED: Final = re.compile(
    rf"(?P<before>{_TITLES})?(?P<last>(?:{_OF} )*{_WORD}(?: (?:{_OF} )*{_WORD})?), ?"
    rf"(?P<middle>{_TITLES})?(?P<first>{_WORD}(?: {_WORD}){{0,2}})(?P<of>(?: {_OF})*)(?P<after> {_TITLE})?"
)
# What stands behind a comma, or before it, and is no name.
_NO_NAME: Final = re.compile(
    r"leit|rektor|sozial|sekret|lehr|erzieh|koordin|vertret|vorsitz|vorstand|geschäft|refer|berat|pädag|psycholog|dipl"
    r"|beauftrag|ansprech|kontakt|verwalt|amt|kreis|stadt|schule|verein|verband|gmbh|büro|team|abteil|fach|dienst"
    r"|^(?:frau|herrn?|fr|hr|familie)\b|\b[mb]\.?a\b",
    re.IGNORECASE,
)
# Of ten names so many have to be written with the last name first.
_MOST_OF_TEN: Final = 9


def first_name_first(cell: str) -> str:
    """Return "Meyer, Dr. Rolf" as "Dr. Rolf Meyer"; anything else as it is, cleaned of double blanks alone."""
    plain = " ".join(cell.split())
    found = _TURNED.fullmatch(plain)
    if not found or _NO_NAME.search(found["first"]) or _NO_NAME.search(found["last"]):
        return plain
    titles = (found[part] or "" for part in ("before", "middle", "after"))
    return " ".join(filter(None, (*map(str.strip, titles), found["first"], found["of"].strip(), found["last"])))


def are_turned(cells: Sequence[str]) -> bool:
    """Tell whether names stand with the last name first: nearly all of them, since one alone may be two persons."""
    filled = [" ".join(cell.split()) for cell in cells if cell.strip()]
    turned = sum(first_name_first(cell) != cell for cell in filled)
    return bool(filled) and 10 * turned >= _MOST_OF_TEN * len(filled)
