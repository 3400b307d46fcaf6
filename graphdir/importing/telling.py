"""How it is said what was read otherwise than it stands in a list."""

from graphdir.i18n import ngettext
from graphdir.importing.cells import How


def how_told(how: How, number: int, cell: str, value: str) -> str:
    """Return the sentence for so many cells, with the first of them and what it was read as."""
    return {
        "day_number": ngettext(
            "%(number)s cell holds a day number of the spreadsheet and was read as a date: %(cell)s as %(value)s",
            "%(number)s cells hold day numbers of the spreadsheet and were read as dates, such as %(cell)s as "
            "%(value)s",
            number,
            cell=cell,
            value=value,
        ),
        "leading_zero": ngettext(
            "%(number)s cell has lost its leading zero: %(cell)s was read as %(value)s",
            "%(number)s cells have lost their leading zero, such as %(cell)s, read as %(value)s",
            number,
            cell=cell,
            value=value,
        ),
        "exponent": ngettext(
            "%(number)s cell was written as a number by the spreadsheet: %(cell)s was read as %(value)s",
            "%(number)s cells were written as numbers by the spreadsheet, such as %(cell)s, read as %(value)s",
            number,
            cell=cell,
            value=value,
        ),
        "period": ngettext(
            "%(number)s cell holds a period: of “%(cell)s” %(value)s was taken",
            "%(number)s cells hold periods, such as “%(cell)s”, of which %(value)s was taken",
            number,
            cell=cell,
            value=value,
        ),
        "word": ngettext(
            "%(number)s cell uses another word: “%(cell)s” was read as “%(value)s”",
            "%(number)s cells use another word, such as “%(cell)s”, read as “%(value)s”",
            number,
            cell=cell,
            value=value,
        ),
        "name_order": ngettext(
            "%(number)s name stands with the last name first: “%(cell)s” was read as “%(value)s”",
            "%(number)s names stand with the last name first, such as “%(cell)s”, read as “%(value)s”",
            number,
            cell=cell,
            value=value,
        ),
        "salutation": ngettext(
            "%(number)s name stands with a salutation: “%(cell)s” was read as “%(value)s”",
            "%(number)s names stand with a salutation, such as “%(cell)s”, read as “%(value)s”",
            number,
            cell=cell,
            value=value,
        ),
        "thousands": ngettext(
            "%(number)s cell has a mark between thousands: %(cell)s was read as %(value)s",
            "%(number)s cells have a mark between thousands, such as %(cell)s, read as %(value)s",
            number,
            cell=cell,
            value=value,
        ),
        "slip": ngettext(
            "%(number)s cell has a slip: “%(cell)s” was read as “%(value)s”",
            "%(number)s cells have slips, such as “%(cell)s”, read as “%(value)s”",
            number,
            cell=cell,
            value=value,
        ),
        "postcode": ngettext(
            "%(number)s postcode is written otherwise: “%(cell)s” was read as “%(value)s”",
            "%(number)s postcodes are written otherwise, such as “%(cell)s”, read as “%(value)s”",
            number,
            cell=cell,
            value=value,
        ),
        "at_sign": ngettext(
            "%(number)s cell writes @ otherwise: %(cell)s was read as %(value)s",
            "%(number)s cells write @ otherwise, such as %(cell)s, read as %(value)s",
            number,
            cell=cell,
            value=value,
        ),
    }[how]
