"""The list of partners as CSV and Excel: for people, without contact data of persons."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from graphdir.exporting.files import new_workbook
from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.model import Organisation
from graphdir.presenting import kind_label, known_label
from graphdir.tables import guarded
from graphdir.taxonomy import Taxonomy
from webapp.matches import Hit

Cell = str | int | float | None
_WIDTHS: Final = (6, 42, 26, 30, 12, 20, 14, 12, 10, 80, 60, 36, 24, 30)


def table(
    hits: Iterable[Hit], taxonomy: Taxonomy, reach: Mapping[str, tuple[str, str]], others: Iterable[Organisation] = ()
) -> list[list[Cell]]:
    """Return the header and one row a match, then one for each of the ``others``, without rank and points.

    ``reach`` is the telephone and e-mail of each by id.
    """
    header: list[Cell] = [
        _("Rank"),
        _("Name"),
        _("Kind"),
        _("Street"),
        _("Postcode"),
        _("Place"),
        _("Distance (km)"),
        _("Known or new"),
        _("Points"),
        _("Reasons"),
        _("Way to them"),
        _("Website"),
        _("Telephone"),
        _("E-mail"),
    ]
    return [
        header,
        *([*_row(hit, taxonomy), *reach[hit.organisation.id]] for hit in hits),
        *([*_row_of_other(one, taxonomy), *reach[one.id]] for one in others),
    ]


def as_csv(rows: Sequence[Sequence[Cell]]) -> str:
    """Return the table as CSV, as a spreadsheet of the reader's language opens it.

    A German one wants semicolons and decimal commas: it puts all in one column otherwise, and takes 5.7 for a day.
    Text that a spreadsheet would take for a formula is guarded.
    """
    german = language() == "de"
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";" if german else ",", lineterminator="\n")
    writer.writerows([_csv_text(cell, "," if german else ".") for cell in row] for row in rows)
    return "\ufeff" + file.getvalue()


def _csv_text(cell: Cell, decimal_sign: str) -> str:
    if isinstance(cell, str):
        return guarded(cell)
    return "" if cell is None else str(cell).replace(".", decimal_sign)


def as_xlsx(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Return the table as a workbook with one sheet."""
    file = io.BytesIO()
    with new_workbook(file) as book:
        sheet = book.add_worksheet(_("Partners"))
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(number, column, cell, wrapped)
                elif cell:
                    sheet.write_string(number, column, cell, wrapped if number else bold)
    return file.getvalue()


def _where(organisation: Organisation, taxonomy: Taxonomy) -> tuple[str, ...]:
    return kind_label(organisation, taxonomy), organisation.street, organisation.postcode, organisation.town


def _row_of_other(one: Organisation, taxonomy: Taxonomy) -> list[Cell]:
    told = _("not in the present list")
    return [None, one.name, *_where(one, taxonomy), None, "", None, told, "", one.website]


def _row(hit: Hit, taxonomy: Taxonomy) -> list[Cell]:
    km = hit.match.distance_km
    return [
        hit.place,
        hit.organisation.name,
        *_where(hit.organisation, taxonomy),
        None if km is None else round(km) if hit.match.rough else round(km, 1),
        known_label(hit.match),
        round(hit.match.score, 1),
        "; ".join(f"{line.text} ({line.points})" if line.points else line.text for line in (*hit.lines, *hit.more)),
        hit.way,
        hit.organisation.website,
    ]
