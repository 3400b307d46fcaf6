"""The fields of an entry as a form shows them, and what somebody wrote into them."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from werkzeug.datastructures import MultiDict

from graphdir.draft import TableName, columns_of
from graphdir.i18n import date_text, language
from graphdir.i18n import gettext as _
from graphdir.importing.problems import Problem
from graphdir.model import is_date
from graphdir.presenting import choice_label, field_label, role_label
from graphdir.tables import LIST_SEPARATOR, TABLES, Column
from graphdir.taxonomy import Taxonomy
from graphdir.text import fold
from webapp.choices import Choices, grouped_kinds, grouped_topics

Widget = Literal["line", "area", "select", "checks"]
Layout = Sequence[tuple[str, str, bool]]
"""Headings with the columns below them, and whether they are folded at first."""

# Written by a part of the form that is made for it, or by nobody.
_NOT_HERE: Final = frozenset({"id", "from_id", "to_id", "organisation_id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column: ``value`` is its text, ``values`` its parts where several may be ticked.

    ``errors`` are sentences; ``stands`` is what others wrote meanwhile, None where nobody did.
    ``keep`` tells whether what goes from here stays beside it; None where that is not asked.
    """

    name: str
    label: str
    widget: Widget
    value: str
    values: tuple[str, ...] = ()
    choices: Choices = ()
    hint: str = ""
    required: bool = False
    errors: Sequence[str] = ()
    stands: str | None = None
    keep: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGroup:
    """Fields under a heading; ``folded`` ones open by a click."""

    label: str
    fields: Sequence[Field]
    folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A table's form as somebody filled it in, what is wrong with it, and what others wrote where both did.

    ``needed`` are columns that cannot stay empty beside those that no entry can do without. ``keep_name`` tells
    whether a name that changes stays as a further one; None where none can change.
    """

    table: TableName
    cells: Mapping[str, str]
    taxonomy: Taxonomy
    problems: Sequence[Problem] = ()
    conflicts: Mapping[str, str] = field(default_factory=dict[str, str])
    needed: Container[str] = ()
    keep_name: bool | None = None

    def groups(self, layout: Layout | None = None) -> list[FieldGroup]:
        """Return its fields under their headings; folded ones open where there is something to see to."""
        columns = {column.name: column for column in TABLES[self.table].columns}
        groups: list[FieldGroup] = []
        for label, names, folded in layout or _layout(self.table):
            fields = [self._field(columns[name]) for name in names.split() if name in columns]
            busy = any(field.errors or field.stands is not None for field in fields)
            groups.append(FieldGroup(label=label, fields=fields, folded=folded and not busy))
        return groups

    def errors(self, name: str) -> list[str]:
        """Return what is wrong with one column of the table's own."""
        here = (problem for problem in self.problems if problem.sheet in ("", self.table))
        return [sentence(problem) for problem in here if problem.column == name]

    def _field(self, column: Column) -> Field:
        value, widget = self.cells.get(column.name, ""), widget_of(column)
        stands = self.conflicts.get(column.name)
        return Field(
            name=column.name,
            label=field_label(column.name),
            widget=widget,
            value=written_date(value) if column.type == "date" else value,
            values=tuple(part for part in value.split(LIST_SEPARATOR) if part) if widget == "checks" else (),
            choices=choices_of(column, self.taxonomy),
            hint=_hints().get(column.name, ""),
            required=column.required or column.name in self.needed,
            errors=self.errors(column.name),
            stands=None if stands is None else shown_value(column, stands, self.taxonomy) or _("(empty)"),
            keep=self.keep_name if column.name == "name" else None,
        )


def cells_from(table: TableName, form: MultiDict[str, str], seen: Mapping[str, str]) -> dict[str, str]:
    """Return what a sent form says by column; what the form lacks is as it was seen."""
    cells = dict(seen)
    for column in TABLES[table].columns:
        if column.name in _NOT_HERE or column.name not in columns_of(table) or column.name not in form:
            continue
        sent = [value.replace("\r\n", "\n") for value in form.getlist(column.name)]
        if widget_of(column) == "checks":
            before = seen.get(column.name, "").split(LIST_SEPARATOR)
            ticked = [value for value in sent if value]
            # In the order that it has, so that nothing seems changed.
            kept = [value for value in before if value in ticked]
            cells[column.name] = LIST_SEPARATOR.join(dict.fromkeys((*kept, *ticked)))
        else:
            untouched = column.type == "date" and sent[0] == written_date(seen.get(column.name, ""))
            cells[column.name] = seen[column.name] if untouched and column.name in seen else sent[0]
    return cells


def written_date(date: str) -> str:
    """Return a stored date as people write it into a form: 01.08.2022 and 08.2022 in German."""
    return ".".join(reversed(date.split("-"))) if language() == "de" and is_date(date) else date


def widget_of(column: Column) -> Widget:
    """Return how a column is filled in."""
    if column.type in ("term", "choice", "boolean"):
        return "select"
    if column.type in ("terms", "topics"):
        return "checks"
    return "area" if column.type == "long_text" and column.name != "source" else "line"


def shown_value(column: Column, value: str, taxonomy: Taxonomy) -> str:
    """Return a cell's text as people read it."""
    if column.type == "date" and is_date(value):
        return date_text(value)
    labels = {code: label for _group, choices in choices_of(column, taxonomy) for code, label in choices}
    if not labels:
        return value
    return ", ".join(labels.get(part, part) for part in value.split(LIST_SEPARATOR) if part)


def sentence(problem: Problem) -> str:
    """Return a problem as one reads it beside its field."""
    what = f"{problem.sentence[:1].upper()}{problem.sentence[1:]}"
    value = _("“%(value)s”: ", value=problem.value) if problem.value else ""
    return f"{value}{what} {problem.proposal}".strip()


def _layout(table: TableName) -> Layout:
    source = (_("Where it is known from"), "source last_confirmed", False)
    return {
        "organisations": [
            (_("Name and kind"), "name aliases kind school_type recognised_75", False),
            (_("Further kinds"), "further_kinds", True),
            (_("Address"), "street postcode town municipality region country", False),
            (_("Place on the map"), "latitude longitude position_quality", True),
            (_("Contact that everybody sees"), "website email phone", False),
            (_("What it works on"), "topics target_groups keywords description", False),
            (_("From when, until when"), "valid_from valid_to", False),
            source,
        ],
        "relations": [
            (_("From when, until when"), "status valid_from valid_to", False),
            (_("What it is about"), "occasion topics description", False),
            source,
        ],
        "projects": [
            (_("Project"), "title kind status starts_on ends_on", False),
            (_("What it is about"), "topics target_groups description", False),
            (_("Money"), "programme amount_eur", True),
            source,
        ],
        "contacts": [
            (_("Contact point"), "role phone email", False),
            (_("Person"), "name expires_on", False),
            (_("Who may see it"), "visibility", False),
            source,
        ],
    }[table]


def choices_of(column: Column, taxonomy: Taxonomy) -> Choices:
    """Return what may be chosen for a column; nothing for one that is written."""
    if column.type == "boolean":
        return [("", [("true", _("yes")), ("false", _("no"))])]
    if column.type == "choice":
        label = role_label if column.name == "role" else choice_label
        return [("", [(value, label(value)) for value in column.among])]
    if column.vocabulary == "organisation_kinds":
        return grouped_kinds(taxonomy)
    if column.type == "topics":
        return grouped_topics(taxonomy)
    if column.type in ("term", "terms"):
        terms: Iterable[Any] = getattr(taxonomy, column.vocabulary).values()
        labels = sorted(((term.id, term.label(language())) for term in terms), key=lambda pair: fold(pair[1]))
        return [("", labels)]
    return []


def _hints() -> Mapping[str, str]:
    parted = _("Several are parted by ;")
    coarse = _("As exact as it is known: 2022, 08.2022 or 01.08.2022")
    return {
        "aliases": parted,
        "keywords": parted,
        "description": _("Nothing about single pupils, and no names of private persons."),
        "valid_from": coarse,
        "valid_to": _("Empty while it goes on. To end it, write the last day here."),
        "starts_on": coarse,
        "ends_on": coarse,
        "last_confirmed": _("The day on which somebody who knows said that it is right"),
        "source": _("A web page, or who said so and when: call with the school, 25.11.2026"),
        "position_quality": _("Middle of the town where the exact place is not known"),
        "expires_on": _(
            "Empty: two years after “Last confirmed”; where that is empty too, it stays until somebody adds it"
        ),
    }
