"""Periods as lists write them in one cell: "ab 2022-08-01", "bis 2022", "1991-", "2022/23", "o. J."."""

import re
from collections.abc import Mapping
from typing import Final

from graphdir import clock

# By name, in both languages, also cut to three letters or more ("Sept.").
MONTHS: Final[Mapping[str, int]] = {
    name[:length]: number
    for number, names in enumerate(
        (
            *("januar january", "februar february", "märz maerz march mrz", "april", "mai may", "juni june"),
            *("juli july", "august", "september", "oktober october", "november", "dezember december"),
        ),
        start=1,
    )
    for name in names.split()
    for length in range(3, len(name) + 1)
}
_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE: Final = (
    r"\d{4}-\d{2}(?:-\d{2})?|\d{4}|\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2}(?!\d))|\d{1,2}[./]\d{4}|(?:0?[1-9]|1[0-2])/\d{2}(?!\d)|"
    rf"(?:\d{{1,2}}\.\s?)?(?:{_MONTH})\.?\s\d{{4}}"
)
NAMED_MONTH: Final = re.compile(rf"(?:(\d{{1,2}})\.?\s?)?({_MONTH})\.?[\s-](\d{{4}}|\d{{2}})", re.IGNORECASE)
_FARTHEST_PLAN: Final = 20
# What lists write for an end that nobody knows yet.
_OPEN_END: Final = (
    r"(?:fort|an)?(?:laufend|dauernd)|(?:bis )?auf weiteres|unbefristet|(?:auf )?unbest(?:immte|\.) zeit|offen|"
    r"(?:bis )?heute|ongoing|present"
)
_UNKNOWN: Final = re.compile(r"o\.?\s?j\.?|ohne jahr|unbekannt|k\.?\s?a\.?|unknown|n/a|[-\u2013?]", re.IGNORECASE)
_SINCE: Final = re.compile(
    rf"(?:ab|seit|von|vom|since|from)\s+(?:dem\s+)?({_DATE})|({_DATE})\s*(?:[-\u2013,]?\s*(?:{_OPEN_END})|[-\u2013])",
    re.IGNORECASE,
)
_UNTIL: Final = re.compile(rf"(?:bis|until|to)\s+(?:zum\s+)?({_DATE})|[-\u2013]\s*({_DATE})", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    rf"(?:von\s+|vom\s+)?({_DATE})\s*(?:[-\u2013]|bis(?:\s+zum)?|to)\s*({_DATE})", re.IGNORECASE
)
# The year stands only at the end: "01.02.-30.06.2026", "Februar bis Juni 2026".
_IN_A_YEAR: Final = rf"\d{{1,2}}\.\s?\d{{1,2}}\.|(?:\d{{1,2}}\.\s?)?(?:{_MONTH})\.?"
_WITHIN_A_YEAR: Final = re.compile(
    rf"^(?:von\s+|vom\s+)?({_IN_A_YEAR})\s*(?:[-\u2013]|bis(?:\s+zum)?|to)\s*({_IN_A_YEAR})\s*(\d{{4}}|\d{{2}})$",
    re.IGNORECASE,
)
_SCHOOL_YEAR: Final = re.compile(r"(?:SJ\.?\s*|Schuljahr\s+)?(\d{4}|\d{2})\s*/\s*(\d{2}|\d{4})", re.IGNORECASE)


def full_year(short: int) -> int:
    """Return the year that two digits mean: this century's, unless that lies farther ahead than any plan."""
    this = int(clock.day()[:4])
    year = this - this % 100 + short
    return year - 100 if year > this + _FARTHEST_PLAN else year


def is_open_end(cell: str) -> bool:
    """Tell whether a cell says that something goes on: "laufend", "bis auf Weiteres"."""
    return bool(re.fullmatch(_OPEN_END, cell.strip(), re.IGNORECASE))


def is_school_year(cell: str) -> bool:
    """Tell whether a cell names a school year: "2021/22", "SJ 21/22"."""
    return _SCHOOL_YEAR.fullmatch(cell.strip()) is not None and all(period_of(cell))


def period_of(cell: str) -> tuple[str, str]:
    """Return beginning and end as the cell writes them; each is empty where it says nothing.

    A single date is a beginning. A school year runs from August to July, as in Sachsen-Anhalt. What is no period comes
    back as the beginning, unchanged.
    """
    plain = cell.strip()
    if not plain or _UNKNOWN.fullmatch(plain):
        return "", ""
    if year := _SCHOOL_YEAR.fullmatch(plain):
        first, second = int(year[1]), year[2]
        if len(year[1]) == len(second) == 2:  # noqa: PLR2004  digits
            first = full_year(first)
        if int(second) in {first + 1, (first + 1) % 100}:
            return f"{first}-08", f"{first + 1}-07"
    if since := _SINCE.fullmatch(plain):
        return since[1] or since[2], ""
    if until := _UNTIL.fullmatch(plain):
        return "", until[1] or until[2]
    if between := _BETWEEN.fullmatch(_WITHIN_A_YEAR.sub(r"\1 \3 - \2 \3", plain)):
        return between[1], between[2]
    return plain, ""
