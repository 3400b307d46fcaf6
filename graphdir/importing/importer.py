"""From sheets to a change set: everything is checked before anything is written."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, NamedTuple, Protocol, cast

from graphdir import text
from graphdir.duplicates.decisions import pair_of
from graphdir.duplicates.entry import sketched
from graphdir.duplicates.joining import one_of, one_project_of
from graphdir.duplicates.likeness import Verdict
from graphdir.duplicates.search import Finder
from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.importing.cells import HOWS, CellError, CellReader, How, Meant, Topics
from graphdir.importing.problems import Problem
from graphdir.importing.readers import COMPLAINT, COUNT, ENTRY, Sheet
from graphdir.importing.refused import LeftOut, Refused
from graphdir.model import (
    ContactPoint,
    Entity,
    EntityKind,
    Organisation,
    OrganisationKind,
    Participation,
    Project,
    Relation,
    Topic,
    participation_key,
    relation_key,
)
from graphdir.store import Change, ChangeSet, Progress, no_progress
from graphdir.tables import TABLES, Column, Table
from graphdir.taxonomy import Taxonomy

_PROGRESS_EVERY: Final = 1000
_PART_OF: Final = "part_of"
# Two projects with the same title, beginning and amount are one.
_SURE: Final = 3
_GERMANY: Final = frozenset({"de", "deutschland", "germany"})
_GERMAN_POSTCODE: Final = re.compile(r"[0-9]{5}")
_SCHOOL_TYPE: Final = next(one for one in TABLES["organisations"].columns if one.name == "school_type")
_REFERENCES: Final[Mapping[str, str]] = {
    column.name: column.vocabulary
    for table in TABLES.values()
    for column in table.columns
    if column.type == "reference"
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A new organisation or project that may be one that stands already, or that an earlier row of the lists brings.

    ``other_row`` is that row, with its file; 0 for one of the store. ``score`` is from 0 to 1, ``reasons`` are
    sentences, the weightiest first (graphdir/duplicates).
    """

    file: str
    row: int
    name: str
    town: str
    id: str
    other_id: str
    other_name: str
    entity: EntityKind = "organisation"
    other_file: str = ""
    other_row: int = 0
    score: float = 0.0
    verdict: Verdict = "unsure"
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class Counts:
    """How many rows of a table are new, changed, unchanged; and entries that no row names."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would do: the dry run and the real run are one plan.

    ``changes`` and ``counts`` are those of the rows without errors; ``left_out`` names the others, each once, with the
    rows that need them. Only whoever wants the rest without them applies the changes then. ``joins`` are the rows that
    tell of an entry under another name or id, by a decision or by an alias. ``kept`` counts by column (the header that
    the list has) what is stored and stays so although a row's cell is empty.
    """

    changes: ChangeSet
    problems: Sequence[Problem]
    duplicates: Sequence[Duplicate]
    counts: Mapping[str, Counts]
    left_out: Sequence[LeftOut] = ()
    joins: Sequence[Duplicate] = ()
    kept: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def errors(self) -> list[Problem]:
        """Return what keeps the import from being applied."""
        return [problem for problem in self.problems if problem.level == "error"]


class Standing(Protocol):
    """What sheets are checked against: a store, or an excerpt of one that holds all that they are about."""

    def taxonomy(self) -> Taxonomy:
        """Return the vocabularies in force."""
        ...

    def entries(self, entity: EntityKind) -> Iterable[Entity]:
        """Go through the entries of a sort."""
        ...


def plan(  # noqa: PLR0913  what it is held against, and how it tells
    sheets: Sequence[Sheet],
    store: Standing,
    *,
    author: str = "",
    remarks: Sequence[Problem] = (),
    progress: Progress = no_progress,
    decided: Container[tuple[str, str]] = (),
    same: Mapping[str, str] | None = None,
    clears: bool = False,
) -> Plan:
    """Check sheets against each other and the store; bad data is a result, never an exception.

    ``remarks`` are what reading the sheets has brought up already, ``decided`` the pairs of ids (``pair_of``) that
    are known to be two and not pointed out again. ``same`` names by the ids of new organisations and projects those
    that they are: what a row knows more is taken over, what it says otherwise is left and told, an organisation's name
    becomes an alias. An empty cell says nothing; with ``clears`` it takes away what is stored.
    """
    found = _Planner(sheets, store, author, progress, decided, same or {}, clears=clears).plan()
    return replace(found, problems=[*remarks, *found.problems]) if remarks else found


class _Row(NamedTuple):
    """A row whose ``cells`` could all be read; ``values`` holds the columns that the sheet has.

    ``joins`` is its own id where it tells of an organisation or project that is known by another one.
    """

    sheet: Sheet
    number: int
    values: dict[str, Any]
    cells: Sequence[str]
    entry: str = ""
    joins: str = ""

    def as_written(self, column: str) -> str:
        """Return the cell of a column; empty where the sheet has none."""
        at = self.sheet.columns.index(column) if column in self.sheet.columns else len(self.cells)
        return self.cells[at].strip() if at < len(self.cells) else ""


@dataclass(slots=True)
class _Known:
    """What references can mean: ids, and names that may be ambiguous."""

    ids: set[str] = field(default_factory=set[str])
    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, id_: str, names: Iterable[str]) -> None:
        self.ids.add(id_)
        for name in names:
            self.names[name].add(id_)

    def remove(self, id_: str, names: Iterable[str]) -> None:
        self.ids.discard(id_)
        for name in names:
            self.names[name].discard(id_)


class _Planner:
    def __init__(  # noqa: PLR0913, PLR0917  as of plan
        self,
        sheets: Sequence[Sheet],
        store: Standing,
        author: str,
        progress: Progress,
        decided: Container[tuple[str, str]],
        same: Mapping[str, str],
        *,
        clears: bool,
    ) -> None:
        self._sheets = sheets
        self._store = store
        self._author = author
        self._progress = progress
        self._problems: list[Problem] = [remark for sheet in sheets for remark in sheet.remarks]
        self._counts: dict[str, Counts] = {}
        self._changes: dict[tuple[EntityKind, str], Change] = {}
        self._stands: dict[EntityKind, dict[str, Entity]] = {}
        self._known: dict[str, _Known] = {"organisations": _Known(), "projects": _Known()}
        self._taxonomy = store.taxonomy()
        self._school_types = CellReader(_SCHOOL_TYPE, self._taxonomy)
        self._names_by_id: dict[str, tuple[str, str]] = {}
        self._parents: list[_Row] = []
        self._parent_of: dict[str, str] = {}
        # Of these only the parent is looked up, since something else in the row is wrong.
        self._parents_of_bad_rows: list[_Row] = []
        self._duplicates: list[Duplicate] = []
        self._joins: list[Duplicate] = []
        self._decided = decided
        self._same = same
        self._clears = clears
        self._kept: Counter[str] = Counter()
        self._finder: Finder | None = None
        self._rows_of_new: dict[str, _Row] = {}
        # Of flat lists: the id of each entry.
        self._ids_of_entries: dict[tuple[str, str, str], str] = {}
        self._refused = Refused()
        self._done = 0
        self._total = sum(len(sheet.rows) for sheet in sheets)

    def plan(self) -> Plan:
        self._read_what_stands()
        self._progress(0, self._total)
        for name in TABLES:
            sheets = [sheet for sheet in self._sheets if sheet.table.name == name]
            if sheets:
                self._table(TABLES[name], sheets)
            if name == "organisation_kinds":
                self._extend_taxonomy()
            if name == "relations":
                self._part_of()
        self._progress(self._total, self._total)
        names = dict.fromkeys(sheet.file for sheet in self._sheets)
        return Plan(
            changes=ChangeSet(
                changes=list(self._changes.values()),
                author=self._author,
                summary=_("Import of %(files)s", files=", ".join(names)),
            ),
            problems=self._problems,
            duplicates=self._duplicates,
            counts=self._counts,
            left_out=self._refused.left_out(),
            joins=self._joins,
            kept=self._kept,
        )

    def _read_what_stands(self) -> None:
        needed = self._needed()
        for entity in _BLANKS:
            entries = self._store.entries(entity) if entity in needed else ()
            self._stands[entity] = {entry.key: entry for entry in entries}
        for entry in self._stands["organisation"].values():
            organisation = cast("Organisation", entry)
            self._names_by_id[organisation.id] = (organisation.name, organisation.town)
            self._known["organisations"].add(organisation.id, _organisation_names(organisation))
        for entry in self._stands["project"].values():
            project = cast("Project", entry)
            self._names_by_id[project.id] = (project.title, "")
            self._known["projects"].add(project.id, (text.fold(project.title),))

    def _needed(self) -> set[EntityKind]:
        """Return the sorts of entries that the sheets are about or refer to."""
        needed: set[EntityKind] = {sheet.table.entity for sheet in self._sheets}
        if needed - {"topic", "organisation_kind", "project"}:
            needed.add("organisation")
        if "participation" in needed:
            needed.add("project")
        if any(_has_parents(sheet) for sheet in self._sheets):
            needed.add("relation")
        return needed

    def _extend_taxonomy(self) -> None:
        changes = [change.after for change in self._changes.values()]
        self._taxonomy = self._taxonomy.extended(
            topics=[entry for entry in changes if isinstance(entry, Topic)],
            organisation_kinds=[entry for entry in changes if isinstance(entry, OrganisationKind)],
        )

    def _table(self, table: Table, sheets: Sequence[Sheet]) -> None:
        counts = self._counts.setdefault(table.name, Counts())
        seen: dict[str, tuple[_Row, Entity]] = {}
        rows = [row for sheet in sheets for row in self._rows(table, sheet)]
        build = self._builders()[table.name]
        if table.name in self._known:
            # Rows that join an entry come after the one that tells of it.
            rows = sorted((self._identified(table.name, row) for row in rows), key=lambda row: bool(row.joins))
        for row in rows:
            entry = build(row)
            if entry is None:
                self._leave_out(row)
                continue
            if row.joins:
                seen[row.values["id"]] = self._joined(row, entry, seen.get(row.values["id"]), counts)
                continue
            first, same = seen.setdefault(entry.key, (row, entry))
            if first is not row:
                self._repeated(table, row, first, entry.key, differs=entry != same)
                continue
            self._note(entry, row, counts)
        if table.name == "organisations":
            self._leave_out_children()
        counts.gone = self._gone(table, seen)

    def _gone(self, table: Table, seen: Container[str]) -> int:
        """Count the entries that no row names, not even one that is left out."""
        named = self._refused.names(table.name) if table.name in self._known else set[str]()
        ids = {id_ for name in named for id_ in self._known[table.name].names.get(name, ())}
        return sum(
            1
            for key in self._stands[table.entity]
            if key not in seen and key not in ids and not (named and text.fold(key) in named)
        )

    def _leave_out(self, row: _Row, because: tuple[str, int] | None = None) -> None:
        """Make nothing of a row; without ``because`` for errors of its own, which are told already."""
        table = row.sheet.table
        if because:
            self._refused.row(row.sheet, row.number, because)
        if table.name not in self._known:
            return
        id_ = row.values["id"]
        self._take_back(table, id_, row)
        if row.joins:
            return  # who it tells of is known all the same
        title, town = _title(row)
        names = _names(title, row.values.get("aliases") or (), town, row.values.get("municipality") or "")
        self._refused.entry(row.sheet, row.number, (id_, *names), row.entry)
        if id_ not in self._stands[table.entity]:
            self._known[table.name].remove(id_, names)

    def _take_back(self, table: Table, key: str, row: _Row) -> None:
        """Take back the change that was made of a row, if one was."""
        change = self._changes.get((table.entity, key))
        if change is None or (change.file, change.row) != (_file(row.sheet), row.number):
            return
        del self._changes[table.entity, key]
        if change.before is None:
            self._counts[table.name].new -= 1
        else:
            self._counts[table.name].changed -= 1

    def _leave_out_children(self) -> None:
        """Leave out organisations that are part of one that is left out, and the parts of these."""
        known = self._known["organisations"].ids
        while lost := [row for row in self._parents if self._parent_of[row.values["id"]] not in known]:
            for row in lost:
                parent = self._parent_of[row.values["id"]]
                self._leave_out(row, self._refused.called("organisations", parent))
            self._parents = [row for row in self._parents if row not in lost]

    def _builders(self) -> Mapping[str, Callable[[_Row], Entity | None]]:
        return {
            "topics": self._topic,
            "organisation_kinds": self._organisation_kind,
            "organisations": self._organisation,
            "projects": self._project,
            "relations": self._relation,
            "participations": self._participation,
            "contacts": self._contact,
        }

    def _note(self, entry: Entity, row: _Row, counts: Counts) -> None:
        before = self._stands[entry.entity].get(entry.key)
        if before == entry:
            counts.unchanged += 1
            return
        if before is None:
            counts.new += 1
        else:
            counts.changed += 1
        self._changes[entry.entity, entry.key] = Change(
            before=before, after=entry, file=_file(row.sheet), row=row.number
        )

    def _joined(self, row: _Row, told: Entity, seen: tuple[_Row, Entity] | None, counts: Counts) -> tuple[_Row, Entity]:
        """Add what a row tells of an entry to what another row, or the store, has of it."""
        id_: str = row.values["id"]
        before = self._stands[told.entity].get(id_)
        first, kept = seen or (row, before)
        if kept is None:  # the row that it joins is left out
            self._note(told, row, counts)
            return row, told
        entry: Entity
        if isinstance(told, Project):
            entry, contradictions = one_project_of(cast("Project", kept), told)
        else:
            other = replace(cast("Organisation", told), id=row.joins)
            entry, contradictions = one_of(cast("Organisation", kept), other)
        for column, stays, says in contradictions:
            self._warn(row, column, says, _("stands otherwise and was left: %(value)s", value=stays))
        if seen is None:
            self._note(entry, row, counts)
        elif entry != kept:
            if before == kept:
                counts.unchanged -= 1
                counts.changed += 1
            self._changes[told.entity, id_] = Change(
                before=before, after=entry, file=_file(first.sheet), row=first.number
            )
        return first, entry

    def _repeated(self, table: Table, row: _Row, first: _Row, entry_key: str, *, differs: bool) -> None:
        if not differs:
            self._warn(row, "", "", _("is the same as row %(row)s and was passed over", row=first.number))
            return
        self._leave_out(first, (row.sheet.file, row.number))
        self._take_back(table, entry_key, first)
        key = next(column.name for column in table.columns if column.required)
        self._error(
            row,
            key,
            str(row.values[key]),
            _("stands twice, in row %(row)s and here, with different contents", row=first.number),
            _("Keep one of the two rows, or give the entries different ids."),
        )

    def _rows(self, table: Table, sheet: Sheet) -> Iterator[_Row]:
        columns = self._columns(table, sheet)
        if columns is None:
            return
        readers = [(at, column.name, CellReader(column, self._taxonomy)) for at, column in columns]
        entry = sheet.columns.index(ENTRY) if ENTRY in sheet.columns else None
        required = [column.name for _at, column in columns if column.required]
        width = len(sheet.header)
        foreign: set[int] = set()
        for number, cells in sheet.rows:
            self._done += 1
            if self._done % _PROGRESS_EVERY == 0:
                self._progress(self._done, self._total)
            if not any(cells):
                continue
            if len(cells) > width and any(map(str.strip, cells[width:])):
                self._complain(
                    sheet,
                    number,
                    "",
                    "; ".join(filter(None, map(str.strip, cells[width:]))),
                    _("stands right of the last column and was left out"),
                    _("Delete it, or give its column a header; a separator inside a cell needs quotation marks."),
                    "warning",
                )
            filled = cells if len(cells) >= width else [*cells, *[""] * (width - len(cells))]
            try:
                values = {name: reader[filled[at]] for at, name, reader in readers}
            except CellError:
                values = {}
            if values and table.name == "organisations":
                self._read_with_its_row(values, dict(zip(sheet.columns, filled, strict=False)), number, foreign)
            if values and all(values[name] is not None for name in required):
                yield _Row(sheet, number, values, filled, filled[entry] if entry is not None else "")
            else:
                self._complain_of(sheet, number, filled, readers, required)
        self._tell_of_mended(sheet, [(at, reader.mended) for at, _name, reader in readers if reader.mended])
        for at, name, reader in readers:
            self._tell_of_meant(sheet, at, reader.meant, foreign if name == "postcode" else frozenset())

    def _tell_of_mended(self, sheet: Sheet, columns: Sequence[tuple[int, set[str]]]) -> None:
        for at, mended in columns:
            for number, cells in sheet.rows:
                if at < len(cells) and cells[at] in mended:
                    self._complain(
                        sheet,
                        number,
                        sheet.header[at],
                        cells[at],
                        _("characters from a wrong encoding were read as Windows-1252"),
                        "",
                        "warning",
                    )

    def _read_with_its_row(
        self, values: dict[str, Any], cells: Mapping[str, str], number: int, foreign: set[int]
    ) -> None:
        """Mend what a cell alone does not say: postcodes of other countries, and a type of school given as a kind."""
        country = values.get("country")
        short = text.clean(cells.get("postcode", ""))
        if country and values.get("postcode") == f"0{short}" and text.fold(country) not in _GERMANY:
            values["postcode"] = short
            foreign.add(number)
        if values.get("kind") == "school" and not values.get("school_type"):
            type_ = self._school_type(cells.get("kind", ""))
            if type_:
                values["school_type"] = type_

    def _school_type(self, kind: str) -> str | None:
        try:
            return cast("str | None", self._school_types[kind])
        except CellError:
            return None

    def _tell_of_meant(self, sheet: Sheet, at: int, meant: Mapping[str, Meant], but: Container[int]) -> None:
        """Say once a column and way what was read otherwise than it stands there."""
        for how in HOWS if meant else ():
            cells = {cell: found.shown or str(found.value) for cell, found in meant.items() if found.how == how}
            if cells:
                self._tell_how(sheet, at, how, cells, but)

    def _tell_how(self, sheet: Sheet, at: int, how: How, cells: Mapping[str, str], but: Container[int]) -> None:
        of_rows = {n: row[at] for n, row in sheet.rows if at < len(row) and row[at] in cells and n not in but}
        if not of_rows:
            return
        rows = list(of_rows)
        cell, value = of_rows[rows[0]], cells[of_rows[rows[0]]]
        told = {
            "day_number": ngettext(
                "%(number)s cell holds a day number of the spreadsheet and was read as a date: %(cell)s as %(value)s",
                "%(number)s cells hold day numbers of the spreadsheet and were read as dates, such as %(cell)s as "
                "%(value)s",
                len(rows),
                cell=cell,
                value=value,
            ),
            "leading_zero": ngettext(
                "%(number)s cell has lost its leading zero: %(cell)s was read as %(value)s",
                "%(number)s cells have lost their leading zero, such as %(cell)s, read as %(value)s",
                len(rows),
                cell=cell,
                value=value,
            ),
            "exponent": ngettext(
                "%(number)s cell was written as a number by the spreadsheet: %(cell)s was read as %(value)s",
                "%(number)s cells were written as numbers by the spreadsheet, such as %(cell)s, read as %(value)s",
                len(rows),
                cell=cell,
                value=value,
            ),
            "period": ngettext(
                "%(number)s cell holds a period: of “%(cell)s” %(value)s was taken",
                "%(number)s cells hold periods, such as “%(cell)s”, of which %(value)s was taken",
                len(rows),
                cell=cell,
                value=value,
            ),
            "word": ngettext(
                "%(number)s cell uses another word: “%(cell)s” was read as “%(value)s”",
                "%(number)s cells use another word, such as “%(cell)s”, read as “%(value)s”",
                len(rows),
                cell=cell,
                value=value,
            ),
            "decimal_point": ngettext(
                "%(number)s cell may mean thousands: %(cell)s was read as %(value)s",
                "%(number)s cells may mean thousands, such as %(cell)s, read as %(value)s",
                len(rows),
                cell=cell,
                value=value,
            ),
            "at_sign": ngettext(
                "%(number)s cell writes @ otherwise: %(cell)s was read as %(value)s",
                "%(number)s cells write @ otherwise, such as %(cell)s, read as %(value)s",
                len(rows),
                cell=cell,
                value=value,
            ),
        }[how]
        self._complain(sheet, rows[0], sheet.header[at], cell, told, level="warning")

    def _complain_of(
        self,
        sheet: Sheet,
        number: int,
        cells: Sequence[str],
        readers: Iterable[tuple[int, str, CellReader]],
        required: Sequence[str],
    ) -> None:
        """Note what is wrong with each cell of a row."""
        named = dict(zip(sheet.columns, cells, strict=False))
        name, town = named.get("name") or named.get("title") or "", named.get("town", "")
        self._refused.entry(sheet, number, (named.get("id", ""), name, town and f"{name} {town}"), named.get(ENTRY, ""))
        for at, name, reader in readers:
            try:
                value = reader[cells[at]]
            except CellError as error:
                self._complain(sheet, number, sheet.header[at], cells[at], error.message, error.proposal)
                continue
            if value is None and name in required:
                self._complain(sheet, number, sheet.header[at], cells[at], _("is missing"), _("Please fill it in."))
            elif value is not None and name in _REFERENCES:
                row = _Row(sheet, number, {name: value}, cells)
                if name == "parent_id":
                    self._parents_of_bad_rows.append(row)
                else:
                    self._reference(row, name, _REFERENCES[name])

    def _columns(self, table: Table, sheet: Sheet) -> list[tuple[int, Column]] | None:
        """Return the position of each known column; None when a required one is missing."""
        found: dict[str, tuple[int, Column]] = {}
        known = {column.name: column for column in table.columns}
        for at, (header, means) in enumerate(zip(sheet.header, sheet.columns, strict=True)):
            column = known.get(means)
            if means in {ENTRY, COUNT} or header.startswith(COMPLAINT):
                continue
            if column is None:
                if header:
                    self._complain(
                        sheet,
                        sheet.header_row,
                        header,
                        "",
                        _("this column is not known and was left out"),
                        "",
                        "warning",
                    )
                elif any(at < len(cells) and cells[at].strip() for _number, cells in sheet.rows):
                    self._complain(
                        sheet,
                        sheet.header_row,
                        "",
                        "",
                        _("column %(number)s has no header and was left out", number=at + 1),
                        _("Give it a header, or delete it."),
                        "warning",
                    )
            elif column.name in found:
                self._complain(
                    sheet,
                    sheet.header_row,
                    header,
                    "",
                    _("means the same as the column “%(other)s”", other=sheet.header[found[column.name][0]]),
                    _("Delete or rename one of the two columns."),
                )
                return None
            else:
                found[column.name] = (at, column)
        missing = [column for column in table.columns if column.required and column.name not in found]
        for column in missing:
            self._complain(
                sheet,
                sheet.header_row,
                column.name,
                "",
                _("the table “%(table)s” needs this column", table=table.name),
                _(
                    "Add a column with the header %(names)s, or say it in a mapping.",
                    names=" / ".join((column.name, *column.german[:2])),
                ),
            )
        return None if missing else list(found.values())

    def _identified(self, table: str, row: _Row) -> _Row:
        """Give a row without id the id of the entry with its name, else a new one; note both."""
        name, town = _title(row)
        known = self._known[table]
        told = row.values.get("id")
        id_ = told or self._id_of(table, name, town)
        other = self._other_id(row, id_)
        if other:
            self._joins.append(self._like(row, id_, other, self._names_by_id[other][0]))
            row = row._replace(joins=told or other)
            id_ = other
        if id_ != told:
            row = row._replace(values={**row.values, "id": id_})
        if row.entry:
            self._ids_of_entries[row.sheet.file, row.sheet.sheet, row.entry] = id_
        if table == "organisations":
            self._look_for_duplicates(row, id_)
            self._names_by_id.setdefault(id_, (name, town))
            aliases = row.values.get("aliases") or ()
            known.add(id_, _names(name, aliases, town, row.values.get("municipality") or ""))
        else:
            self._look_for_project(row, id_)
            self._names_by_id.setdefault(id_, (name, ""))
            known.add(id_, (text.fold(name),))
        return row

    def _id_of(self, table: str, name: str, town: str) -> str:
        own = text.slug(name, town)
        if table != "organisations" or own in self._stands["organisation"]:
            return own
        wanted = (text.fold(name), text.fold(town))
        same = [
            id_
            for id_ in self._known[table].names.get(wanted[0], ())
            if id_ in self._stands["organisation"] and tuple(map(text.fold, self._names_by_id[id_])) == wanted
        ]
        return same[0] if len(same) == 1 else own

    def _other_id(self, row: _Row, id_: str) -> str:
        """Return the id by which a row's entry is known, by a decision or by an alias; empty for a new one.

        An alias counts in the same town, or, for a row with an id of its own, where that is an alias too.
        """
        table = row.sheet.table
        known, stands = self._known[table.name], self._stands[table.entity]
        if id_ in stands:
            return ""
        same = self._decided_as(id_)
        if same != id_ and same in known.ids:
            return same
        if table.name != "organisations":
            return ""
        name, town = _title(row)
        called = [cast("Organisation", stands[one]) for one in known.names.get(text.fold(name), ()) if one in stands]
        if row.values.get("id"):
            fitting = [one.id for one in called if id_ in one.aliases]
        else:
            fitting = [one.id for one in called if text.fold(one.town) == text.fold(town)]
        return fitting[0] if len(fitting) == 1 else ""

    def _like(self, row: _Row, id_: str, other_id: str, other_name: str) -> Duplicate:
        """Note a row beside what it may be, or is: an entry of the store, or of an earlier row."""
        name, town = _title(row)
        first = self._rows_of_new.get(other_id)
        return Duplicate(
            file=row.sheet.file,
            row=row.number,
            name=name,
            town=town,
            id=id_,
            other_id=other_id,
            other_name=other_name,
            entity=row.sheet.table.entity,
            other_file=first.sheet.file if first else "",
            other_row=first.number if first else 0,
            score=1.0,
            verdict="same",
        )

    def _decided_as(self, id_: str) -> str:
        """Return the id that a new one stands for by decisions, one after the other."""
        gone_through = {id_}
        while (other := self._same.get(id_, id_)) not in gone_through:
            gone_through.add(other)
            id_ = other
        return id_

    def _look_for_duplicates(self, row: _Row, id_: str) -> None:
        """Note what a new organisation may be: one that stands, or one of an earlier row."""
        if id_ in self._known["organisations"].ids:
            return
        if self._finder is None:
            standing = cast("Iterable[Organisation]", self._stands["organisation"].values())
            self._finder = Finder(self._taxonomy, standing)
        entry = sketched(id_, row.values)
        for found in self._finder.of_and_add(entry):
            if pair_of(id_, found.other.id) in self._decided:
                continue
            self._duplicates.append(
                replace(
                    self._like(row, id_, found.other.id, found.other.name),
                    score=found.likeness.score,
                    verdict=found.likeness.verdict,
                    reasons=tuple(reason.text for reason in found.likeness.reasons),
                )
            )
        self._rows_of_new[id_] = row

    def _look_for_project(self, row: _Row, id_: str) -> None:
        """Note what a new project may be: the one that stands with its title, unless year or amount tell otherwise."""
        stands = self._stands["project"]
        if id_ in self._known["projects"].ids:
            return
        alike = self._known["projects"].names.get(text.fold(_title(row)[0]), ())
        fitting = {
            one: reasons
            for one in alike
            if one in stands and (reasons := _why_one_project(row, cast("Project", stands[one])))
        }
        if len(fitting) != 1:
            return
        ((other, reasons),) = fitting.items()
        if pair_of(id_, other) in self._decided:
            return
        sure = len(reasons) == _SURE
        found = self._like(row, id_, other, self._names_by_id[other][0])
        self._duplicates.append(
            replace(found, score=0.9 if sure else 0.5, verdict="same" if sure else "unsure", reasons=reasons)
        )

    def _reference(self, row: _Row, column: str, table: str) -> str | None:
        """Return the id that a cell means; None, with a problem noted, when it means no one entry."""
        cell: str = row.values[column]
        known = self._known[table]
        if column in row.sheet.by_entry:
            id_ = self._ids_of_entries.get((row.sheet.file, row.sheet.sheet, cell))
            if id_ not in known.ids:
                self._refused.row(row.sheet, row.number, self._refused.of_entry(row.sheet, cell))
                return None
            return id_
        if cell in known.ids:
            return cell
        if (same := self._decided_as(cell)) in known.ids:
            return same
        found = known.names.get(text.fold(cell), set())
        if len(found) == 1:
            return next(iter(found))
        left_out = self._refused.called(table, cell)
        if left_out:
            self._refused.row(row.sheet, row.number, left_out)
        elif found:
            self._error(
                row,
                column,
                cell,
                _("can mean several entries: %(ids)s", ids=", ".join(sorted(found)[:5])),
                _("Write the id, or the name with its town in brackets: Name (Town)."),
            )
        else:
            self._error(
                row,
                column,
                cell,
                _("is neither an id nor a name in “%(table)s”", table=table),
                _("Add it to %(table)s, or correct the spelling.", table=table),
            )
        return None

    def _topic(self, row: _Row) -> Entity | None:
        return self._built(row, Topic, row.values["id"], row.values)

    def _organisation_kind(self, row: _Row) -> Entity | None:
        return self._built(row, OrganisationKind, row.values["id"], row.values)

    def _organisation(self, row: _Row) -> Entity | None:
        values = dict(row.values)
        stands = cast("Organisation | None", self._standing("organisation", row, values["id"]))
        if values.pop("parent_id", None):
            parent = self._reference(row, "parent_id", "organisations")
            if parent is None:
                return None
            if parent == row.values["id"]:
                self._error(row, "parent_id", parent, _("an organisation cannot be part of itself"))
                return None
            self._parent_of[row.values["id"]] = parent
            self._parents.append(row)
        topics = cast("Topics | None", values.get("topics"))
        if topics is not None:
            values["topics"] = topics.known
            if topics.other:
                kept = values.get("keywords") or self._stored(row, "keywords", stands) or ()
                values["keywords"] = tuple(dict.fromkeys((*kept, *topics.other)))
                self._warn(
                    row,
                    "topics",
                    "; ".join(topics.other),
                    _("is no known topic and was kept as a keyword"),
                    _("Add it to a table “topics”, or write a known topic."),
                )
        postcode, country = values.get("postcode"), values.get("country")
        if postcode and country and text.fold(country) in _GERMANY and not _GERMAN_POSTCODE.fullmatch(postcode):
            self._warn(
                row, "postcode", postcode, _("is no German postcode"), _("Write five digits, or correct the country.")
            )
        if (values.get("latitude") is None) != (values.get("longitude") is None) and "longitude" in values:
            self._error(row, "latitude", "", _("latitude and longitude come together"), _("Fill in both or none."))
            return None
        if values.get("latitude") is not None and not values.get("position_quality"):
            place = (values["latitude"], values["longitude"])
            unmoved = stands is not None and place == (stands.latitude, stands.longitude)
            values["position_quality"] = stands.position_quality if stands and unmoved else "exact"
        return self._built(row, Organisation, values["id"], values)

    def _project(self, row: _Row) -> Entity | None:
        id_ = row.values["id"]
        return self._built(row, Project, id_, self._known_topics(row, self._standing("project", row, id_)))

    def _relation(self, row: _Row) -> Entity | None:
        one = self._reference(row, "from_id", "organisations")
        other = self._reference(row, "to_id", "organisations")
        if one is None or other is None:
            return None
        if one == other:
            self._error(
                row,
                "to_id",
                "",
                _("a relation needs two different organisations"),
                _("Correct one of the two ends."),
            )
            return None
        kind = row.values["kind"]
        if other < one and not self._taxonomy.relation_kinds[kind].directed:
            one, other = other, one
        # Into an empty store no key need be made beforehand.
        key = relation_key(one, other, kind, row.values.get("valid_from") or "") if self._stands["relation"] else ""
        values = self._known_topics(row, self._standing("relation", row, key))
        values["from_id"], values["to_id"] = one, other
        return self._built(row, Relation, key, values)

    def _participation(self, row: _Row) -> Entity | None:
        project = self._reference(row, "project_id", "projects")
        organisation = self._reference(row, "organisation_id", "organisations")
        if project is None or organisation is None:
            return None
        values = {**row.values, "project_id": project, "organisation_id": organisation}
        role = values.get("role") or "partner"
        key = participation_key(project, organisation, role) if self._stands["participation"] else ""
        return self._built(row, Participation, key, values)

    def _contact(self, row: _Row) -> Entity | None:
        organisation = self._reference(row, "organisation_id", "organisations")
        if organisation is None:
            return None
        values = {**row.values, "organisation_id": organisation}
        if not (values.get("phone") or values.get("email") or values.get("name")):
            self._error(
                row,
                "phone",
                "",
                _("a contact needs a telephone number, an e-mail address or a name"),
                _("Fill in one of them."),
            )
            return None
        key = ContactPoint(**{k: v for k, v in values.items() if v is not None}).key
        stands = cast("ContactPoint | None", self._stands["contact"].get(key))
        if not values.get("visibility"):
            values["visibility"] = stands.visibility if stands else self._visibility(values)
        return self._built(row, ContactPoint, key, values)

    def _visibility(self, values: Mapping[str, Any]) -> str:
        """Return who may see a new contact of which the list does not say so."""
        usual = self._taxonomy.contact_roles[values["role"]].default_visibility
        # A name makes it a person's contact, whatever the role says.
        return "members" if values.get("name") and usual == "public" else usual

    def _known_topics(self, row: _Row, stands: Entity | None) -> dict[str, Any]:
        """Return the row's values; words that name no topic are kept in the description."""
        values = dict(row.values)
        topics: Topics | None = values.get("topics")
        if topics is None:
            return values
        values["topics"] = topics.known
        if topics.other:
            # The words of the data, so German whatever the language of the messages.
            kept = f"Themen laut Liste: {'; '.join(topics.other)}"
            said = values.get("description") or self._stored(row, "description", stands) or ""
            values["description"] = said if kept in said.split("\n") else "\n".join(filter(None, (said, kept)))
            self._warn(
                row,
                "topics",
                "; ".join(topics.other),
                _("is no known topic and was kept in the description"),
                _("Add it to a table “topics”, or write a known topic."),
            )
        return values

    def _built(self, row: _Row, type_: type[Entity], key: str, values: Mapping[str, Any]) -> Entity | None:
        """Build the entry; what the sheet does not say is as it stands under ``key`` in the store."""
        stands = self._standing(type_.entity, row, key)
        try:
            if stands is not None:
                full = self._said(row, values, stands)
                if all(getattr(stands, name) == value for name, value in full.items()):
                    return stands
                return replace(stands, **full)
            return type_(**{name: value for name, value in values.items() if value is not None})
        except ValueError as error:
            period = "ends_on" if type_ is Project else "valid_to"
            column = period if "period" in str(error) else ""
            self._error(
                row,
                column,
                row.as_written(column),
                _built_wrong(error),
                _("Exchange the two dates or correct one.") if column else "",
            )
            return None

    def _standing(self, entity: EntityKind, row: _Row, key: str) -> Entity | None:
        """Return the entry that a row tells of by its own id; None for a new one, and for one that it joins."""
        return None if row.joins else self._stands[entity].get(key)

    def _stored(self, row: _Row, column: str, stands: Entity | None) -> Any:
        """Return what is stored in a column of which the row says nothing; None where that is taken away."""
        taken = self._clears and column in row.sheet.columns
        return None if stands is None or taken else getattr(stands, column)

    def _said(self, row: _Row, values: Mapping[str, Any], stands: Entity) -> dict[str, Any]:
        """Return what a row says of an entry that stands; what its empty cells leave alone is counted."""
        blank = _BLANKS[stands.entity]
        said: dict[str, Any] = {}
        for name, value in values.items():
            if name in row.sheet.only_new:
                continue
            if value is not None:
                said[name] = value
            elif self._clears:
                said[name] = getattr(blank, name)
            elif getattr(stands, name) != getattr(blank, name):
                self._kept[self._header(row.sheet, name) or name] += 1
        return said

    def _part_of(self) -> None:
        """Turn the parents of organisations into relations, unless these are known already."""
        known = {
            (relation.from_id, relation.to_id)
            for relation in (
                *cast("Iterable[Relation]", self._stands["relation"].values()),
                *(change.after for change in self._changes.values()),
            )
            if isinstance(relation, Relation) and relation.kind == _PART_OF
        }
        for row in self._parents_of_bad_rows:
            self._reference(row, "parent_id", "organisations")
        if not self._parents:
            return
        counts = self._counts.setdefault("relations", Counts())
        for row in self._parents:
            child = row.values["id"]
            parent = self._parent_of[child]
            if (child, parent) in known:
                continue
            self._note(
                Relation(
                    from_id=child,
                    to_id=parent,
                    kind=_PART_OF,
                    source=row.values.get("source") or "",
                    last_confirmed=row.values.get("last_confirmed") or "",
                ),
                row,
                counts,
            )

    def _error(self, row: _Row, column: str, value: str, message: str, proposal: str = "") -> None:
        self._complain(row.sheet, row.number, self._header(row.sheet, column), value, message, proposal)

    def _warn(self, row: _Row, column: str, value: str, message: str, proposal: str = "") -> None:
        header = self._header(row.sheet, column)
        self._complain(row.sheet, row.number, header, value, message, proposal, "warning")

    @staticmethod
    def _header(sheet: Sheet, column: str) -> str:
        """Return the header as the file has it."""
        return sheet.header[sheet.columns.index(column)] if column in sheet.columns else column

    def _complain(  # noqa: PLR0913, PLR0917
        self,
        sheet: Sheet,
        row: int,
        column: str,
        value: str,
        message: str,
        proposal: str = "",
        level: Literal["error", "warning"] = "error",
    ) -> None:
        if level == "error":
            self._refused.row(sheet, row)
        self._problems.append(
            Problem(
                file=sheet.file,
                sheet=sheet.sheet,
                row=row,
                column=column,
                value=value[:200],
                message=message,
                proposal=proposal,
                level=level,
            )
        )


_BLANKS: Final[Mapping[EntityKind, Entity]] = {
    "topic": Topic(id="-", label_de="-"),
    "organisation_kind": OrganisationKind(id="-", label_de="-"),
    "organisation": Organisation(id="-", name="-", kind="-"),
    "project": Project(id="-", title="-"),
    "relation": Relation(from_id="-", to_id="--", kind="-"),
    "participation": Participation(project_id="-", organisation_id="-"),
    "contact": ContactPoint(organisation_id="-", role="-"),
}


def _title(row: _Row) -> tuple[str, str]:
    """Return what an organisation or project is called, and its town where it has one."""
    return row.values["name" if row.sheet.table.name == "organisations" else "title"], row.values.get("town") or ""


def _why_one_project(row: _Row, stands: Project) -> tuple[str, ...]:
    """Return why a row may tell of a project with its title; empty where year or amount say that it does not."""
    reasons = [_("The same title")]
    told = (
        (_year(row.values.get("starts_on")), _year(stands.starts_on), _("The same beginning")),
        (row.values.get("amount_eur"), stands.amount_eur, _("The same amount")),
    )
    for mine, theirs, reason in told:
        if mine and theirs:
            if mine != theirs:
                return ()
            reasons.append(reason)
    return tuple(reasons)


def _year(date: str | None) -> str:
    return (date or "")[:4]


def _has_parents(sheet: Sheet) -> bool:
    return "parent_id" in sheet.columns


def _built_wrong(error: ValueError) -> str:
    """Say in the user's language why the model refuses an entry."""
    if "period" in str(error):
        return _("the period ends before it begins")
    return str(error)


def _organisation_names(organisation: Organisation) -> list[str]:
    return _names(organisation.name, organisation.aliases, organisation.town, organisation.municipality)


def _names(name: str, aliases: Iterable[str], town: str, municipality: str) -> list[str]:
    """Return the folded names by which others may refer to an organisation."""
    names = [text.fold(called) for called in (name, *aliases)]
    places = {text.fold(place): None for place in (town, municipality) if place}
    return [*names, *(f"{called} {place}" for called in names for place in places)]


def _file(sheet: Sheet) -> str:
    return f"{sheet.file} / {sheet.sheet}" if sheet.sheet else sheet.file
