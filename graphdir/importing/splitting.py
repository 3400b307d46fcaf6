"""One list with several entries in each row, as the tables that a profile says it holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count, islice
from typing import TYPE_CHECKING, Final

from graphdir import text
from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.importing.cells import names_nobody, without_note
from graphdir.importing.files import RawSheet
from graphdir.importing.mapping import NAMED, SAID, Condition, ListProfile, Section, Source, where_yes
from graphdir.importing.periods import period_of
from graphdir.importing.persons import agrees
from graphdir.importing.readers import (
    ENTRY,
    MOST_ROWS_ABOVE,
    Sheet,
    in_order,
    is_total,
    remark,
    told_above,
    told_apart,
    told_of_heading,
    told_of_merged,
)
from graphdir.tables import LIST_SEPARATOR, TABLES

if TYPE_CHECKING:
    from graphdir.importing.problems import Problem

# Lists of the same name may be imported together; their entries have to be told apart.
_LISTS_SPLIT: Final = count(1)
_MOST_ROWS_TOLD: Final = 20
_LISTS: Final = frozenset({"list", "terms", "topics"})
# A relation has two ends, a participation a project and an organisation.
_ENDS: Final = 2


@dataclass(slots=True)
class _Entry:
    """What the rows of a list say of one entry: cells by column, each with the row that says so."""

    token: str
    section: str
    row: int
    by_entry: frozenset[str]
    only_new: frozenset[str]
    withheld: bool = False
    cells: dict[str, str] = field(default_factory=dict[str, str])
    rows: dict[str, int] = field(default_factory=dict[str, int])
    headers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What a profile means by cells; ``*`` at the end of one stands for anything more."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, patterns: Iterable[str]) -> "_Patterns":
        """Return the patterns, folded."""
        patterns = list(patterns)
        begins = [pattern.removesuffix("*") for pattern in patterns if pattern.endswith("*")]
        return cls(
            frozenset(text.fold(pattern) for pattern in patterns if not pattern.endswith("*")),
            # "ja *" is "ja" and "ja, am 3.5.", but not "Januar".
            tuple(f"{text.fold(begin)}{' ' if begin.endswith(' ') else ''}" for begin in begins),
        )

    def match(self, cell: str) -> bool:
        """Tell whether a cell is one of those meant."""
        folded = text.fold(cell)
        return folded in self.whole or f"{folded} ".startswith(self.beginnings)


def is_meant(source: Source, cell: str) -> bool:
    """Tell whether a source says what a cell means."""
    return any(_pattern(pattern).match(cell) for pattern, _means in source.values if pattern)


@lru_cache(maxsize=2_000)
def _pattern(pattern: str) -> _Patterns:
    return _Patterns.of([pattern])


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is asked of a section in every row, found out once."""

    section: Section
    conditions: Sequence[tuple[Condition, _Patterns]]
    consents: frozenset[Condition]
    agreements: frozenset[Condition]
    plain: bool
    by_entry: frozenset[str]
    only_new: frozenset[str]
    types: Mapping[str, str]

    @classmethod
    def of(cls, section: Section) -> "_Facts":
        """Return the facts of a section; ``plain`` is one that takes nothing from the list itself, or need not.

        ``consents`` are what persons said, ``agreements`` those of them that want a yes.
        A relation or participation between entries of the row is there, whatever else the row says of it, if it says
        what has to be said.
        """
        columns = section.columns
        required = {column.name for column in TABLES[section.table].columns if column.required}
        asked = [sources for column, sources in columns if column in required]
        between = sum(any(one.entry for one in sources) for sources in asked)
        open_ = any(one.column for sources in asked for one in sources)
        return cls(
            section=section,
            conditions=[(one, _Patterns.of(one.cells)) for one in section.conditions],
            consents=frozenset(
                one for one in section.conditions if any(one == said(one.column) for said in SAID.values())
            ),
            agreements=frozenset(
                one for one in section.conditions if section.table == "contacts" and one == where_yes(one.column)
            ),
            plain=(between == _ENDS and not open_)
            or not any(source.column for _column, sources in columns for source in sources),
            by_entry=frozenset(column for column, sources in columns if any(one.entry for one in sources)),
            only_new=frozenset(column for column, sources in columns if any(one.only_new for one in sources)),
            types={column.name: column.type for column in TABLES[section.table].columns},
        )


def header_for(profile: ListProfile, raw: RawSheet) -> int | None:
    """Return which of the sheet's rows is the header that the profile asks for; None for a list of another sort."""
    wanted = set(map(text.fold, profile.headers))
    for at, (_number, cells) in enumerate(raw.rows[:MOST_ROWS_ABOVE]):
        if wanted <= set(map(text.fold, told_apart(cells))):
            return at
    return None


def best_fitting(profiles: Iterable[ListProfile], raw: RawSheet) -> ListProfile | None:
    """Return the profile that leaves the fewest columns of the list unexplained; None where none fits."""
    best: tuple[int, ListProfile] | None = None
    for profile in profiles:
        at = header_for(profile, raw)
        if at is None:
            continue
        explained = set(map(text.fold, (*profile.headers, *profile.ignore)))
        left = sum(1 for cell in told_apart(raw.rows[at][1]) if cell and text.fold(cell) not in explained)
        if best is None or left < best[0]:
            best = left, profile
    return best[1] if best else None


def lacking(profile: ListProfile, raw: RawSheet) -> list[str]:
    """Return the headers of the profile that the list does not have in the row that has most of them."""
    rows = [set(map(text.fold, told_apart(cells))) for _number, cells in raw.rows[:MOST_ROWS_ABOVE]]
    lacks = [[header for header in profile.headers if text.fold(header) not in row] for row in rows]
    return min(lacks, key=len, default=list(profile.headers))


def split(raw: RawSheet, profile: ListProfile) -> list[Sheet]:
    """Return a list as the tables that the profile finds in it, in the order in which these depend on each other.

    Organisations and projects that several rows name are one row each, the first; what later rows add is added. Where
    they contradict, the first counts and a remark tells. Empty where the list is of another sort (``header_for``).
    """
    at = header_for(profile, raw)
    return in_order(_Splitter(raw, profile, at).sheets()) if at is not None else []


class _Splitter:
    def __init__(self, raw: RawSheet, profile: ListProfile, header: int) -> None:
        self._raw = raw
        self._profile = profile
        self._header_row = raw.rows[header][0]
        self._header = told_apart(raw.rows[header][1])
        self._written = [cell.strip() for cell in raw.rows[header][1]]
        self._at: dict[str, int] = {}
        for position, name in enumerate(self._header):
            self._at.setdefault(text.fold(name), position)
        self._rows = raw.rows[header + 1 :]
        self._remarks: list[Problem] = told_above(raw, header)
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._others: dict[tuple[str, tuple[tuple[str, str], ...]], _Entry] = {}
        self._withheld: dict[str, list[int]] = {}
        self._passed_over: dict[str, dict[int, str]] = {}
        self._nameless: dict[str, dict[int, str]] = {}
        self._annotated: dict[str, dict[int, str]] = {}
        self._lone: dict[str, dict[int, None]] = {}
        self._list = next(_LISTS_SPLIT)
        self._made = 0

    def sheets(self) -> list[Sheet]:
        self._tell_of_unused()
        needed = self._needed()
        in_order = [_Facts.of(section) for section in self._in_order()]
        for number, cells in self._rows:
            if is_total(cells, needed):
                self._remark(number, "", "", _("was taken for a total or a note and passed over"))
                continue
            if heading := told_of_heading(self._raw, number, cells, self._written):
                self._remarks.append(heading)
                continue
            made: dict[str, str] = {}
            for facts in in_order:
                entry = self._entry(facts, number, cells, made)
                if entry:
                    made[facts.section.name] = entry.token
        self._remarks += told_of_merged(self._raw)
        self._tell_of_withheld()
        self._tell_of_passed_over()
        self._tell_of_nameless()
        self._tell_of_annotated()
        self._tell_of_lone()
        return self._sheets()

    def _in_order(self) -> Iterable[Section]:
        """Sections in an order in which those that others name come first."""
        order = list(TABLES)
        return sorted(self._profile.sections, key=lambda section: (order.index(section.table), _refers(section)))

    def _needed(self) -> list[int]:
        """Return the positions of what entries cannot do without: a row of totals lacks some of them."""
        headers = {
            header
            for section in self._profile.sections
            for column, sources in section.columns
            if column == NAMED.get(section.table)
            for source in sources
            for header in source.headers
        }
        return [self._at[text.fold(header)] for header in headers]

    def _entry(self, facts: _Facts, number: int, cells: Sequence[str], made: Mapping[str, str]) -> _Entry | None:
        section = facts.section
        failing = [
            condition
            for condition, patterns in facts.conditions
            if self._holds(condition, patterns, cells, asks=condition in facts.agreements) is condition.negated
        ]
        if failing and section.table == "contacts" and facts.consents.issuperset(failing):
            if self._is_about_somebody(section, cells):
                self._withhold(facts, number, cells, made, failing[0])
                return None
        elif failing:
            return None
        values: dict[str, str] = {}
        headers: dict[str, str] = {}
        said = facts.plain
        for column, sources in section.columns:
            if len(sources) > 1 and TABLES[section.table].column(column).type in _LISTS:
                values[column] = self._values(sources, cells)
                headers[column] = next((source.column for source in sources if source.column), "")
                said = said or bool(values[column])
                continue
            value, source = self._value(sources, cells, made)
            if source.entry and not value:
                self._note_lone(section, number, cells, made)
                return None
            values[column] = value
            headers[column] = source.column
            if value and source.column and not (source.values or source.part) and source not in sources[-1:]:
                self._note_passed_over(number, cells, value, sources[sources.index(source) + 1 :])
            said = said or bool(value and source.column and self._raw_cell(source.column, cells))
        named = NAMED.get(section.table, "")
        if headers.get(named) and names_nobody(values[named]):
            self._nameless.setdefault(headers[named], {})[number] = values[named]
            return None
        if section.table == "organisations" and (plain := without_note(values[named])) != values[named]:
            self._annotated.setdefault(headers.get(named, ""), {})[number] = values[named]
            values[named] = plain
        return self._noted(facts, number, values, headers) if said else None

    def _holds(self, condition: Condition, patterns: _Patterns, cells: Sequence[str], *, asks: bool) -> bool:
        """Tell whether a row is as a condition says; one that ``asks`` whether a person agreed takes no “ja, aber”."""
        cell = self._raw_cell(condition.column, cells)
        holds = patterns.match(cell)
        return agrees(cell, said=holds) if asks else holds

    def _note_passed_over(self, number: int, cells: Sequence[str], value: str, later: Sequence[Source]) -> None:
        """Note what columns say that count only where one before them says nothing."""
        for source in later:
            # Where words are translated, somebody put the columns in this order on purpose.
            cell = self._raw_cell(source.column, cells) if source.column and not (source.values or source.part) else ""
            if cell and text.fold(cell) != text.fold(value):
                self._passed_over.setdefault(source.column, {})[number] = cell

    def _tell_of_passed_over(self) -> None:
        for header, cells in self._passed_over.items():
            told = ngettext(
                "was passed over in %(number)s row, where another column of the same meaning says something else",
                "was passed over in %(number)s rows, where another column of the same meaning says something else",
                len(cells),
            )
            row, cell = next(iter(cells.items()))
            self._remark(row, header, cell, told)

    def _tell_of_annotated(self) -> None:
        for header, cells in self._annotated.items():
            told = ngettext(
                "has a note in brackets, which in %(number)s row was left out of the name",
                "has a note in brackets, which in %(number)s rows was left out of the name",
                len(cells),
            )
            self._remark_on_cells(header, cells, told)

    def _tell_of_nameless(self) -> None:
        for header, cells in self._nameless.items():
            told = ngettext(
                "is no name; in %(number)s row nothing was made of it",
                "is no name; in %(number)s rows nothing was made of such cells",
                len(cells),
            )
            self._remark_on_cells(header, cells, told)

    def _remark_on_cells(self, header: str, cells: Mapping[int, str], told: str) -> None:
        """Say once of cells of a column, by their rows, what was made of them; the first of them is shown."""
        row, cell = next(iter(cells.items()))
        self._remark(row, header, cell, _in_rows(told, cells))

    def _note_lone(self, section: Section, number: int, cells: Sequence[str], made: Mapping[str, str]) -> None:
        """Note a row that names only one of the two that a relation is between: under which header it is empty."""
        ends = {source.entry for _column, sources in section.columns for source in sources if source.entry}
        if section.table != "relations" or made.keys().isdisjoint(ends):
            return
        for end in self._profile.sections:
            headers = [header for source in dict(end.columns).get("name", ()) for header in source.headers]
            if end.name in ends and headers and not any(self._raw_cell(header, cells) for header in headers):
                self._lone.setdefault(headers[0], {})[number] = None

    def _tell_of_lone(self) -> None:
        for header, rows in self._lone.items():
            told = ngettext(
                "is empty in %(number)s row, of which no relation was made",
                "is empty in %(number)s rows, of which no relation was made",
                len(rows),
            )
            self._remark(next(iter(rows)), header, "", _in_rows(told, rows))

    def _is_about_somebody(self, section: Section, cells: Sequence[str]) -> bool:
        """Tell whether a row is about a person, who has to agree: by a name, an e-mail address, or what they said."""
        columns = dict(section.columns)
        told = [header for of in ("name", "email") for source in columns.get(of, ()) for header in source.headers]
        told += [condition.column for condition in section.conditions]
        return any(header and self._raw_cell(header, cells) for header in told)

    def _withhold(
        self, facts: _Facts, number: int, cells: Sequence[str], made: Mapping[str, str], consent: Condition
    ) -> None:
        """Keep of a person who did not agree only what tells whether they are stored."""
        self._withheld.setdefault(consent.column, []).append(number)
        values = {column: self._value(sources, cells, made) for column, sources in facts.section.columns}
        told = {column: values[column] for column in ("organisation_id", "role", "name") if column in values}
        if all(value for value, _source in told.values()):
            entry = self._new(
                facts,
                number,
                {column: value for column, (value, _source) in told.items()},
                {column: source.column for column, (_value, source) in told.items()},
            )
            entry.withheld = True
            self._others["contacts", (("withheld", entry.token),)] = entry

    def _tell_of_withheld(self) -> None:
        for header, rows in self._withheld.items():
            told = ngettext(
                "does not say yes in %(number)s row, whose person was left out",
                "does not say yes in %(number)s rows, whose persons were left out",
                len(rows),
            )
            self._remark(rows[0], header, "", _in_rows(told, rows))

    def _noted(self, facts: _Facts, number: int, values: dict[str, str], headers: dict[str, str]) -> _Entry:
        section = facts.section
        name = NAMED.get(section.table)
        if name is None:
            key = section.table, tuple(values.items())
            if key not in self._others:
                self._others[key] = self._new(facts, number, values, headers)
            return self._others[key]
        id_ = values.get("id", "").strip()
        folded = text.fold(values[name]), text.fold(values.get("town", ""))
        identity = section.table, id_ or "\x1f".join(folded)
        entry = self._entries.get(identity)
        if entry is None:
            entry = self._entries[identity] = self._new(facts, number, values, headers)
        else:
            self._add(facts, entry, number, values, headers)
        return entry

    def _new(self, facts: _Facts, number: int, values: dict[str, str], headers: dict[str, str]) -> _Entry:
        self._made += 1
        return _Entry(
            token=f"{self._list}.{self._made}",
            section=facts.section.name,
            row=number,
            by_entry=facts.by_entry,
            only_new=facts.only_new,
            cells=values,
            rows=dict.fromkeys(values, number),
            headers=headers,
        )

    def _add(
        self, facts: _Facts, entry: _Entry, number: int, values: Mapping[str, str], headers: Mapping[str, str]
    ) -> None:
        """Add what a later row says of an entry."""
        for column, value in values.items():
            stands = entry.cells.get(column, "")
            if column not in entry.cells or (value and not stands):
                entry.cells[column], entry.rows[column], entry.headers[column] = value, number, headers[column]
            elif not value or value == stands:
                continue
            elif facts.types[column] in _LISTS:
                parts = [*stands.split(LIST_SEPARATOR), *value.split(LIST_SEPARATOR)]
                entry.cells[column] = "; ".join(dict.fromkeys(part for part in map(str.strip, parts) if part))
            elif headers[column] and text.fold(value) != text.fold(stands):
                self._remark(
                    number,
                    headers[column],
                    value,
                    _(
                        "is something else than in row %(row)s, where it is “%(first)s”; that was kept",
                        row=entry.rows[column],
                        first=stands,
                    ),
                )

    def _value(self, sources: Sequence[Source], cells: Sequence[str], made: Mapping[str, str]) -> tuple[str, Source]:
        """Return the first cell that the sources give, and its source; else an empty one and the last source."""
        for source in sources:
            last = source is sources[-1]
            if source.entry:
                value = made.get(source.entry, "")
            elif source.made_of:
                value = self._made_id(source, cells)
            elif source.column:
                value = self._cell(source, cells, keep=last)
            else:
                value = source.value
            if value or last:
                return value, source
        return "", sources[-1]

    def _values(self, sources: Sequence[Source], cells: Sequence[str]) -> str:
        """Return what all sources of a list say, each once: of several columns of topics all count."""
        said = (self._cell(one, cells, keep=True) if one.column else one.value for one in sources)
        parts = (part.strip() for cell in said for part in cell.split(LIST_SEPARATOR))
        return f"{LIST_SEPARATOR} ".join(dict.fromkeys(filter(None, parts)))

    def _cell(self, source: Source, cells: Sequence[str], *, keep: bool) -> str:
        """Return the cell, translated; one that no translation is for stays with ``keep``, else it is empty."""
        cell = " ".join(filter(None, (self._raw_cell(header, cells) for header in (*source.before, source.column))))
        if source.part:
            cell = period_of(cell)[0 if source.part == "from" else 1]
        if not source.values:
            return cell
        if not cell:
            return next((means for pattern, means in source.values if not pattern), "")
        means = next((means for pattern, means in source.values if _pattern(pattern).match(cell)), None)
        return means if means is not None else (cell if keep else "")

    def _made_id(self, source: Source, cells: Sequence[str]) -> str:
        parts = [text.clean(self._raw_cell(header, cells)) for header in source.made_of]
        if not any(parts):
            return ""
        return "-".join(filter(None, (text.slug(source.prefix) if source.prefix else "", text.short_hash(*parts)[:12])))

    def _raw_cell(self, header: str, cells: Sequence[str]) -> str:
        at = self._at[text.fold(header)]
        return cells[at].strip() if at < len(cells) else ""

    def _sheets(self) -> list[Sheet]:
        """Put the entries of a section that have the same columns into one sheet."""
        groups: dict[tuple[str, str, tuple[str, ...], frozenset[str], frozenset[str], bool], list[_Entry]] = {}
        for (table, _identity), entry in (*self._entries.items(), *self._others.items()):
            sort = (table, entry.section, tuple(entry.cells), entry.by_entry, entry.only_new, entry.withheld)
            groups.setdefault(sort, []).append(entry)
        return [
            Sheet(
                file=self._raw.file,
                sheet=self._raw.sheet,
                table=TABLES[table],
                header=(*(entries[0].headers[column] or column for column in columns), ""),
                columns=(*columns, ENTRY),
                header_row=self._header_row,
                by_entry=by_entry,
                only_new=only_new,
                withheld=withheld,
                rows=[(entry.row, [*entry.cells.values(), entry.token]) for entry in entries],
                remarks=() if number else tuple(self._remarks),
            )
            for number, ((table, _section, columns, by_entry, only_new, withheld), entries) in enumerate(groups.items())
        ]

    def _tell_of_unused(self) -> None:
        used = set(map(text.fold, (*self._profile.headers, *self._profile.ignore)))
        for name in self._header:
            if name and text.fold(name) not in used:
                self._remark(self._header_row, name, "", _("this column is not known and was left out"))

    def _remark(self, row: int, column: str, value: str, message: str) -> None:
        self._remarks.append(remark(self._raw, row, column, message, value))


def _in_rows(told: str, rows: Iterable[int]) -> str:
    return f"{told} ({', '.join(map(str, islice(rows, _MOST_ROWS_TOLD)))})"


def _refers(section: Section) -> bool:
    return any(source.entry for _column, sources in section.columns for source in sources)
