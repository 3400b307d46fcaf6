"""The directory as a list for people: headers and values in the reader's language, which an import reads as well."""

from collections.abc import Iterable
from typing import Final

from graphdir.exporting.files import Cell
from graphdir.exporting.rows import cell_text
from graphdir.i18n import date_text
from graphdir.i18n import gettext as _
from graphdir.model import Organisation
from graphdir.presenting import choice_label, facet_label, field_label
from graphdir.tables import LIST_SEPARATOR, TABLES
from graphdir.taxonomy import Taxonomy

# Its relation says what somebody is part of.
_LEFT_OUT: Final = "parent_id"
_FIRST: Final = ("name", "kind", "school_type", "street", "postcode", "town")
_NAMES: Final = (
    *_FIRST,
    *(c.name for c in TABLES["organisations"].columns if c.name not in (*_FIRST, _LEFT_OUT, "id")),
    "id",
)
_FACETS: Final = {
    "kind": "kind",
    "further_kinds": "kind",
    "school_type": "school_type",
    "topics": "topic",
    "target_groups": "target_group",
}
_DATES: Final = frozenset({"valid_from", "valid_to", "last_confirmed"})


def header() -> list[str]:
    """Return what the columns are called; the id stands last."""
    return [field_label(name) for name in _NAMES]


def rows(organisations: Iterable[Organisation], taxonomy: Taxonomy) -> list[list[Cell]]:
    """Return a row for each organisation; what is not known is an empty cell."""
    return [[_cell(organisation, name, taxonomy) for name in _NAMES] for organisation in organisations]


def _cell(organisation: Organisation, name: str, taxonomy: Taxonomy) -> Cell:
    value = getattr(organisation, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or isinstance(value, float):
        return "" if value is None else value
    if facet := _FACETS.get(name):
        values = value if isinstance(value, tuple) else (value,)
        return f"{LIST_SEPARATOR} ".join(facet_label(facet, one, taxonomy) for one in values)
    if name == "position_quality":
        return choice_label(value) if value else ""
    return date_text(value) if name in _DATES else cell_text(value)
