"""From sheets to a change set: everything is checked before anything is written."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Final, Literal, Protocol, cast

from graphdir import text
from graphdir.duplicates.joining import one_of, one_project_of
from graphdir.duplicates.names import read
from graphdir.i18n import date_text, language, ngettext
from graphdir.i18n import gettext as _
from graphdir.importing import coarser
from graphdir.importing.cells import (
    HOWS,
    CellError,
    CellReader,
    How,
    Meant,
    Topics,
    name_reader,
    person_reader,
    since_reader,
)
from graphdir.importing.mapping import NAMED
from graphdir.importing.missing import beside, missing_of
from graphdir.importing.origin import NO_ORIGIN, Origin
from graphdir.importing.person_names import are_turned
from graphdir.importing.problems import Problem
from graphdir.importing.readers import COUNT, ENTRY, Sheet, without_column
from graphdir.importing.recognising import Duplicate, Recogniser, Row
from graphdir.importing.refused import LeftOut, Refused
from graphdir.importing.telling import how_told
from graphdir.model import (
    ContactPoint,
    Entity,
    EntityKind,
    Named,
    Organisation,
    OrganisationKind,
    Participation,
    Project,
    Relation,
    Topic,
    earliest,
    latest,
    participation_key,
    relation_key,
)
from graphdir.store import Change, ChangeSet, Progress, no_progress
from graphdir.tables import TABLES, Column, Table
from graphdir.taxonomy import Taxonomy

_PROGRESS_EVERY: Final = 1000
_PART_OF: Final = "part_of"
_MOST_LEVELS: Final = 100
_LONGEST_NAMED: Final = 200
_TITLES: Final[Mapping[EntityKind, str]] = {"organisation": "name", "project": "title"}
# What lists write where a post is vacant.
_VACANT: Final = re.compile(
    r"(?:(?:derzeit|zurzeit|z\.\s?zt\.?|aktuell|noch|stelle(?: ist)?)\s+)*"
    r"(?:n\.?\s?n\.?|unbesetzt|nicht besetzt|vakant|vakanz|ausgeschrieben|offen|wechselnd)"
    r"(?:\s*\((?!.*vertret)[^)]*\)|,?\s+(?:seit|ab|bis|zum)\b.*)?",
    re.IGNORECASE,
)
# In a header it says that what began there goes on: "seit", "Mitglied seit".
_SINCE: Final = re.compile(r"(?:.*\s)?(?:seit|ab|since)(?:\s.*)?")
_BETWEEN_NAMES: Final = re.compile(r"\s+/\s+|;|,\s+(?=\w)|\s+(?:und|u\.|&)\s+")
# What stands where nobody in particular is meant.
_ANYBODY: Final = re.compile(
    r"(?:alle|diverse|div\.|verschiedene|mehrere|sonstige|weitere|einzelne|andere)(?:\s+\w+)?|(?:noch )?offen|"
    r"n\.?\s?n\.?",
    re.IGNORECASE,
)
# A name with a telephone number or an address in it; what stands between the names of persons, and before one.
_MORE_THAN_A_NAME: Final = re.compile(r"@|(?:\+|(?<!\d)0)(?:[\s()/-]*\d){5,}")
_BETWEEN_PERSONS: Final = re.compile(r";|\n|\s/\s|\s(?:(?<!von )und(?! zu)|u\.|&|oder)\s", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"\([^)]*\)")
_ADDRESSED: Final = re.compile(r"\b(?:Frau|Herrn?|Fr\.|Hr\.)(?=\s)")
_A_SCHOOL: Final = re.compile(r"(?:GS|Sek\.?|F\u00f6S|GmS|BbS|\w*schule|\w*gymnasium)\b", re.IGNORECASE)
# Relations that lead to a school by their definition (data/taxonomy/relation_kinds.csv).
_TO_SCHOOLS: Final = frozenset(
    {"school_authority_of", "supports_school", "provides_school_social_work", "educational_offer_partner"}
)
# Roles that one person at a time has.
_HELD_BY_ONE: Final = frozenset({"head_of_school", "carrier_management", "department_head", "association_chair"})
# Periods such as "2024/25" may stand in the column of their beginning.
_ENDS: Final = {"valid_from": "valid_to", "starts_on": "ends_on"}
_GERMANY: Final = frozenset({"de", "deutschland", "germany"})
_GERMAN_POSTCODE: Final = re.compile(r"[0-9]{5}")
_SCHOOL_TYPE: Final = TABLES["organisations"].column("school_type")
_REFERENCES: Final[Mapping[str, str]] = {
    column.name: column.vocabulary
    for table in TABLES.values()
    for column in table.columns
    if column.type == "reference"
}


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
    the list has) what is stored and stays so although a row's cell is empty. ``unknown`` are names in columns that
    refer to others of which nobody knows whom they mean, by (file, sheet) and column. ``redated`` are relations as they
    stand whose beginning is corrected, by the key that they have then: ``changes`` erase them and bring it anew.
    """

    changes: ChangeSet
    problems: Sequence[Problem]
    duplicates: Sequence[Duplicate]
    counts: Mapping[str, Counts]
    left_out: Sequence[LeftOut] = ()
    joins: Sequence[Duplicate] = ()
    kept: Mapping[str, int] = field(default_factory=dict[str, int])
    unknown: Mapping[tuple[str, str], Mapping[str, Sequence[str]]] = field(default_factory=dict[Any, Any])
    redated: Mapping[str, Relation] = field(default_factory=dict[str, Relation])

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
    known: Mapping[tuple[str, str], str] | None = None,
    clears: bool = False,
    exact: bool = False,
    origin: Origin = NO_ORIGIN,
) -> Plan:
    """Check sheets against each other and the store; bad data is a result, never an exception.

    ``remarks`` are what reading the sheets has brought up already, ``decided`` the pairs of ids (``pair_of``) that
    are known to be two and not pointed out again. ``same`` names by the ids of new organisations and projects those
    that they are: what a row knows more is taken over, what it says otherwise is left and told, an organisation's name
    becomes an alias. ``known`` says the same by id and name of a row (``row_of``). An empty cell says nothing; with
    ``clears`` it takes away what is stored. A cell that only says less exactly what is stored (a year for a day) says
    nothing either, unless somebody means it as it stands (``exact``). ``origin`` holds for rows that do not say it.
    """
    recogniser = Recogniser(decided, same or {}, known or {})
    found = _Planner(sheets, store, author, progress, recogniser, clears=clears, exact=exact, origin=origin).plan()
    return replace(found, problems=[*remarks, *found.problems]) if remarks else found


class _Planner:
    def __init__(  # noqa: PLR0913  as of plan
        self,
        sheets: Sequence[Sheet],
        store: Standing,
        author: str,
        progress: Progress,
        recogniser: Recogniser,
        *,
        clears: bool,
        exact: bool,
        origin: Origin,
    ) -> None:
        self._sheets = sheets
        self._store = store
        self._author = author
        self._progress = progress
        self._problems: list[Problem] = [remark for sheet in sheets for remark in sheet.remarks]
        self._counts: dict[str, Counts] = {}
        self._changes: dict[tuple[EntityKind, str], Change] = {}
        self._stands: dict[EntityKind, dict[str, Entity]] = {}
        self._taxonomy = store.taxonomy()
        self._school_types = CellReader(_SCHOOL_TYPE, self._taxonomy)
        self._parents: list[Row] = []
        self._parents_of_topics: dict[str, str] = {}
        self._parent_of: dict[str, str] = {}
        # Of these only the parent is looked up, since something else in the row is wrong.
        self._parents_of_bad_rows: list[Row] = []
        self._recogniser = recogniser
        self._known = recogniser.known
        self._clears = clears
        self._exact = exact
        self._origin = origin
        self._kept: Counter[str] = Counter()
        self._unknown: dict[tuple[str, str], dict[str, dict[str, None]]] = {}
        self._coarser: dict[tuple[str, str, str, bool], coarser.Told] = {}
        self._between: Mapping[tuple[str, str, str], Sequence[Relation]] | None = None
        self._today = date.today().isoformat()  # noqa: DTZ011  the office's day, not UTC's
        self._told_relations: set[str] = set()
        # Relations whose beginning a row tells more exactly, by the key that they have with it; and that by theirs.
        self._redated: dict[str, Relation] = {}
        self._redated_as: dict[str, str] = {}
        self._persons: defaultdict[tuple[str, str], list[str]] | None = None
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
            duplicates=self._recogniser.settled(),
            counts=self._counts,
            left_out=self._refused.left_out(),
            joins=self._recogniser.joins,
            kept=self._kept,
            redated={key: one for key, one in self._redated.items() if ("relation", key) in self._changes},
            unknown={
                place: {column: list(names) for column, names in columns.items()}
                for place, columns in self._unknown.items()
            },
        )

    def _read_what_stands(self) -> None:
        needed = self._needed()
        for entity in _BLANKS:
            entries = self._store.entries(entity) if entity in needed else ()
            self._stands[entity] = {entry.key: entry for entry in entries}
        self._recogniser.learn(self._stands["organisation"], self._stands["project"])

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
        seen: dict[str, tuple[Row, Entity]] = {}
        read_before = len(self._problems)
        rows = [row for sheet in sheets for row in self._rows(table, sheet)]
        found_before = len(self._problems)
        build = self._builders()[table.name]
        for row in self._in_turn(table, rows):
            entry = build(row)
            if entry is None:
                self._leave_out(row)
                continue
            if row.joins:
                seen[row.values["id"]] = self._joined(row, entry, seen.get(row.values["id"]), counts)
                continue
            first, same = seen.setdefault(entry.key, (row, entry))
            if first is not row:
                self._repeated(table, row, first, entry, differs=entry != same)
                continue
            self._note(entry, row, counts)
        if table.name == "organisations":
            self._leave_out_children()
        counts.gone = self._gone(table, seen)
        if not any(problem.level == "error" for problem in self._problems[read_before:]):
            self._tell_of_missing(table, sheets[0], seen)
        self._tell_of_successors(seen)
        self._put_in_order(sheets, found_before)
        for told in self._coarser.values():
            self._warn(told.row, told.column, told.cell, told.sentence())
        self._coarser.clear()

    def _in_turn(self, table: Table, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the rows in the order in which entries are made of them; those of named entries with their ids."""
        if table.name == "relations":
            # Of rows that may tell of the same relation the most exact one has the first choice.
            return sorted(rows, key=lambda row: len(row.values.get("valid_from") or ""), reverse=True)
        if table.name not in self._known:
            return rows
        if table.name == "projects":
            self._recogniser.count_projects(rows)
        identified = [self._recogniser.identified(row, self._taxonomy) for row in rows]
        # Rows that join an entry come after the one that tells of it.
        return sorted(identified, key=lambda row: bool(row.joins))

    def _put_in_order(self, sheets: Sequence[Sheet], start: int) -> None:
        """Put the problems from ``start`` on in the order in which their rows stand."""
        places = {(sheet.file, sheet.sheet): at for at, sheet in enumerate(sheets)}
        self._problems[start:] = sorted(
            self._problems[start:], key=lambda problem: (places.get((problem.file, problem.sheet), -1), problem.row)
        )

    def _gone(self, table: Table, seen: Container[str]) -> int:
        """Count the entries that no row names, not even one that is left out."""
        named = self._refused.names(table.name) if table.name in self._known else set[str]()
        ids = {id_ for name in named for id_ in self._known[table.name].names.get(name, ())}
        return sum(
            1
            for key in self._stands[table.entity]
            if key not in seen
            and key not in self._redated_as
            and key not in ids
            and not (named and text.fold(key) in named)
        )

    def _tell_of_missing(self, table: Table, sheet: Sheet, seen: Mapping[str, tuple[Row, Entity]]) -> None:
        """Tell of what an earlier list of the same source brought and this one does not name any more."""
        said = [entry for _row, entry in seen.values()]
        named = seen.keys() | self._redated_as.keys()
        missing = [
            entry
            for entry in missing_of(self._stands[table.entity], named, said, self._today)
            if not self._is_parent(entry)
        ]
        if missing:
            message = ngettext(
                "%(number)s entry that an earlier list of this source brought is not in this one, and stays",
                "%(number)s entries that earlier lists of this source brought are not in this one, and stay",
                len(missing),
            )
            proposal = _("Where one is over, write its end or delete it.")
            names = text.shortened("; ".join(map(self._called, missing)), _LONGEST_NAMED)
            self._complain(sheet, sheet.header_row, "", names, message, proposal, "warning")

    def _is_parent(self, entry: Entity) -> bool:
        """Tell whether a relation is said by the list of organisations, in “parent_id”."""
        return isinstance(entry, Relation) and self._parent_of.get(entry.from_id) == entry.to_id

    def _tell_of_successors(self, seen: Mapping[str, tuple[Row, Entity]]) -> None:
        """Tell of somebody new at a school where another one goes on."""
        stands = self._stands["relation"]
        new = [one for key, (_row, one) in seen.items() if isinstance(one, Relation) and key not in stands]
        for relation, other in beside(new, stands, seen.keys() | self._redated_as.keys()):
            message = _(
                "is new; %(name)s stands there already, from %(start)s, and both are kept",
                name=self._recogniser.name_of(other.from_id),
                start=date_text(other.valid_from) or "?",
            )
            row, _one = seen[relation.key]
            self._warn(row, "kind", self._called(relation), message, _("Where the older one is over, write its end."))

    def _called(self, entry: Entity) -> str:
        """Return how people call an entry."""
        if isinstance(entry, Relation):
            return " - ".join(map(self._recogniser.name_of, (entry.from_id, entry.to_id)))
        if isinstance(entry, ContactPoint):
            role = self._taxonomy.contact_roles[entry.role].label(language())
            return f"{role} ({self._recogniser.name_of(entry.organisation_id)})"
        return self._recogniser.name_of(entry.key)

    def _leave_out(self, row: Row, because: tuple[str, int] | None = None) -> None:
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
        names = row.names()
        self._refused.entry(row.sheet, row.number, (id_, *names), row.entry)
        if id_ not in self._stands[table.entity]:
            self._known[table.name].remove(id_, names)

    def _take_back(self, table: Table, key: str, row: Row) -> None:
        """Take back the change that was made of a row, if one was."""
        change = self._changes.get((table.entity, key))
        if change is None or (change.file, change.row) != (_file(row.sheet), row.number):
            return
        del self._changes[table.entity, key]
        redated = self._redated.pop(key, None)
        if redated:
            del self._changes[table.entity, redated.key]
        if change.before is None and redated is None:
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

    def _builders(self) -> Mapping[str, Callable[[Row], Entity | None]]:
        return {
            "topics": self._topic,
            "organisation_kinds": self._organisation_kind,
            "organisations": self._organisation,
            "projects": self._project,
            "relations": self._relation,
            "participations": self._participation,
            "contacts": self._contact,
        }

    def _note(self, entry: Entity, row: Row, counts: Counts) -> None:
        before = self._stands[entry.entity].get(entry.key)
        if before == entry:
            counts.unchanged += 1
            return
        redated = self._redated.get(entry.key) if entry.entity == "relation" else None
        if before is None and redated is None:
            counts.new += 1
        else:
            counts.changed += 1
        file, number = _file(row.sheet), row.number
        if redated:
            self._changes[entry.entity, redated.key] = Change(before=redated, after=None, file=file, row=number)
        self._changes[entry.entity, entry.key] = Change(before=before, after=entry, file=file, row=number)

    def _joined(self, row: Row, told: Entity, seen: tuple[Row, Entity] | None, counts: Counts) -> tuple[Row, Entity]:
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
            standing = cast("Organisation", kept)
            only_new = {column: getattr(standing, column) for column in row.sheet.only_new}
            entry, contradictions = one_of(standing, replace(cast("Organisation", told), id=row.joins, **only_new))
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

    def _repeated(self, table: Table, row: Row, first: Row, entry: Entity, *, differs: bool) -> None:
        if not differs:
            message = _("is the same as row %(row)s and was passed over", row=first.number)
            if (first.sheet.file, first.sheet.sheet) != (row.sheet.file, row.sheet.sheet):
                message = _(
                    "is the same as row %(row)s of “%(sheet)s” and was passed over",
                    row=first.number,
                    sheet=first.sheet.sheet or first.sheet.file,
                )
            self._warn(row, "", "", message)
            return
        self._leave_out(first, (row.sheet.file, row.number))
        self._take_back(table, entry.key, first)
        key = next(column.name for column in table.columns if column.required)
        self._error(
            row,
            key,
            self._called(entry) if key in row.sheet.by_entry else str(row.values[key]),
            _("stands twice, in row %(row)s and here, with different contents", row=first.number),
            _("Keep one of the two rows, or give the entries different ids."),
        )

    def _rows(self, table: Table, sheet: Sheet) -> Iterator[Row]:
        columns = self._columns(table, sheet)
        if columns is None:
            return
        readers = [(at, column.name, self._reader(sheet, at, column)) for at, column in columns]
        entry = sheet.columns.index(ENTRY) if ENTRY in sheet.columns else None
        required = [column.name for _at, column in columns if column.required]
        width = len(sheet.header)
        foreign: set[int] = set()
        for number, cells in sheet.rows:
            self._count_row()
            if not any(cells):
                continue
            if len(cells) > width:
                self._tell_of_more(sheet, number, cells[width:])
            filled = cells if len(cells) >= width else [*cells, *[""] * (width - len(cells))]
            try:
                values = {name: reader[filled[at]] for at, name, reader in readers}
            except CellError:
                values = {}
            _read_ends(values, readers, filled)
            if values and table.name == "organisations":
                self._read_with_its_row(values, dict(zip(sheet.columns, filled, strict=False)), number, foreign)
            if values and all(values[name] is not None for name in required):
                yield Row(sheet, number, values, filled, filled[entry] if entry is not None else "")
            elif not sheet.withheld:
                self._complain_of(sheet, number, filled, readers, required)
        self._tell_of_mended(sheet, [(at, reader.mended) for at, _name, reader in readers if reader.mended])
        for at, name, reader in readers:
            self._tell_of_meant(sheet, at, reader.meant, foreign if name == "postcode" else frozenset())

    def _count_row(self) -> None:
        self._done += 1
        if self._done % _PROGRESS_EVERY == 0:
            self._progress(self._done, self._total)

    def _tell_of_more(self, sheet: Sheet, number: int, cells: Sequence[str]) -> None:
        """Tell of what stands right of the last column, if that is anything."""
        if more := "; ".join(filter(None, map(str.strip, cells))):
            message = _("stands right of the last column and was left out")
            proposal = _("Delete it, or give its column a header; a separator inside a cell needs quotation marks.")
            self._complain(sheet, number, "", more, message, proposal, "warning")

    def _reader(self, sheet: Sheet, at: int, column: Column) -> CellReader:
        if column.name in _ENDS and _SINCE.fullmatch(text.fold(sheet.header[at])):
            return CellReader(column, self._taxonomy, since_reader(column))
        if column.name == NAMED.get(sheet.table.name) and "id" not in sheet.columns:
            return CellReader(column, self._taxonomy, name_reader)
        names = (sheet.table.name, column.name) == ("contacts", "name")
        # Tables of our own hold names as they are to be; lists write them as they like.
        if not names or not (sheet.by_entry or sheet.header[at] != column.name):
            return CellReader(column, self._taxonomy)
        turned = are_turned([cells[at] for _number, cells in sheet.rows if at < len(cells)])
        return CellReader(column, self._taxonomy, person_reader(last_name_first=turned))

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
            told = {cell: found.shown or str(found.value) for cell, found in meant.items() if found.how == how}
            cells = {cell: value for cell, value in told.items() if value != cell}
            if cells:
                self._tell_how(sheet, at, how, cells, but)

    def _tell_how(self, sheet: Sheet, at: int, how: How, cells: Mapping[str, str], but: Container[int]) -> None:
        of_rows = {n: row[at] for n, row in sheet.rows if at < len(row) and row[at] in cells and n not in but}
        if not of_rows:
            return
        rows = list(of_rows)
        cell, value = of_rows[rows[0]], cells[of_rows[rows[0]]]
        told = how_told(how, len(rows), cell, value)
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
                row = Row(sheet, number, {name: value}, cells)
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
            if means in {ENTRY, COUNT}:
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
            self._refused.row(sheet, sheet.header_row)
            self._problems.append(without_column(sheet.file, sheet.sheet, sheet.header_row, table, column))
        return None if missing else list(found.values())

    def _reference(self, row: Row, column: str, table: str) -> str | None:
        """Return the id that a cell means; None, with a problem noted, when it means no one entry."""
        cell: str = row.values[column]
        if column in row.sheet.by_entry:
            id_ = self._recogniser.of_entry(row.sheet, cell)
            if id_ not in self._known[table].ids:
                self._refused.row(row.sheet, row.number, self._refused.of_entry(row.sheet, cell))
                return None
            return id_
        found = self._recogniser.meant(table, cell)
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
            of_sheet = self._unknown.setdefault((row.sheet.file, row.sheet.sheet), {})
            of_sheet.setdefault(column, {})[cell] = None
            self._error(
                row,
                column,
                cell,
                _("is neither an id nor a name in “%(table)s”", table=TABLES[table].label(language())),
                self._proposed(table, cell),
            )
        return None

    def _proposed(self, table: str, cell: str) -> str:
        """Return whom a name that nobody has may mean, and what else is to be done."""
        like = self._recogniser.called_like(table, cell)
        label = TABLES[table].label(language())
        if like:
            return _("Perhaps “%(name)s”? Else add it to “%(table)s”.", name=like, table=label)
        return _("Add it to “%(table)s”, or correct the spelling.", table=label)

    def _topic(self, row: Row) -> Entity | None:
        parent = row.values.get("parent_id")
        if parent and (wrong := self._wrong_parent(row.values["id"], parent)):
            self._error(row, "parent_id", parent, wrong, _("Write the id of a topic that stands above it."))
            return None
        return self._term(row, Topic, self._taxonomy.topics)

    def _wrong_parent(self, topic: str, parent: str) -> str:
        """Say why a topic cannot be narrower than another; empty where it can."""
        parents = self._parents_of_topics
        if not parents:
            parents.update((id_, known.parent_id) for id_, known in self._taxonomy.topics.items())
            for sheet in self._sheets:
                for id_, said in _with_parents(sheet) if sheet.table.name == "topics" else ():
                    parents[id_] = said or parents.get(id_, "")
        if parent not in parents:
            return _("is no topic that is known")
        walked: set[str] = set()
        while parent and parent not in walked and parent != topic:
            walked.add(parent)
            parent = parents.get(parent, "")
        return _("would make the topic narrower than itself") if parent == topic else ""

    def _organisation_kind(self, row: Row) -> Entity | None:
        return self._term(row, OrganisationKind, self._taxonomy.organisation_kinds)

    def _term(self, row: Row, type_: type[Topic | OrganisationKind], known: Mapping[str, Named]) -> Entity | None:
        """Build a topic or kind; of one that graphdir ships what the list does not say stays."""
        shipped, values = known.get(row.values["id"]), dict(row.values)
        if shipped is not None and row.values["id"] not in self._stands[type_.entity]:
            said = {name: value for name, value in values.items() if value is not None}
            values = {one.name: getattr(shipped, one.name) for one in fields(type_)} | said
            if any(getattr(shipped, name) != value for name, value in said.items()):
                self._warn(
                    row, "id", row.values["id"], _("is a word of graphdir's own, which the list now says otherwise")
                )
        return self._built(row, type_, row.values["id"], values)

    def _organisation(self, row: Row) -> Entity | None:
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
        if stands is not None and self._may_rename(row, stands):
            _keep_former_name(values, stands)
        self._take_keywords(row, values, stands)
        self._look_at_phone(row, values)
        postcode, country = values.get("postcode"), values.get("country")
        if postcode and country and text.fold(country) in _GERMANY and not _GERMAN_POSTCODE.fullmatch(postcode):
            self._warn(
                row, "postcode", postcode, _("is no German postcode"), _("Write five digits, or correct the country.")
            )
        if (values.get("latitude") is None) != (values.get("longitude") is None) and "longitude" in values:
            self._error(row, "latitude", "", _("latitude and longitude come together"), _("Fill in both or none."))
            return None
        self._place(row, values, stands)
        if stands is None and self._names_several(row.title):
            self._recogniser.doubt(values["id"])
            self._warn(
                row,
                "name",
                row.title,
                _("seems to name several organisations"),
                _("Give each of them a row of its own."),
            )
        if stands is None and _ANYBODY.fullmatch(row.title.strip()):
            message = _("seems to name nobody in particular")
            self._warn(row, "name", row.title, message, _("Leave the cell empty, or say whom it means."))
        return self._built(row, Organisation, values["id"], values)

    def _may_rename(self, row: Row, stands: Organisation) -> bool:
        """Tell whether another name in a row is a new one: the present one is then a former one."""
        listed = not (self._exact or self._clears) and bool(row.as_written("id"))
        return listed and not self._is_older(row.values, stands)

    def _take_keywords(self, row: Row, values: dict[str, Any], stands: Organisation | None) -> None:
        """Put the topics of a row among its values, and its words that name none among the keywords."""
        topics: Topics | None = values.get("topics")
        if topics is None:
            return
        _take_topics(values, topics)
        if topics.other and not self._keeps(stands, "keywords", values):
            kept = values.get("keywords") or self._stored(row, "keywords", stands) or ()
            values["keywords"] = tuple(dict.fromkeys((*kept, *topics.other)))
            message = _("is no known topic and was kept as a keyword")
            proposal = _("Add it to a table “topics”, or write a known topic.")
            self._warn(row, "topics", "; ".join(topics.other), message, proposal)

    def _look_at_phone(self, row: Row, values: Mapping[str, Any]) -> None:
        phone = values.get("phone")
        if phone and not any(map(str.isdigit, phone)):
            message = _("is no telephone number; it was taken as it stands")
            self._warn(row, "phone", phone, message, _("Write the number, or leave the cell empty."))

    def _names_several(self, name: str) -> bool:
        """Tell whether a name is made of several: of schools, of known ones, or with a stroke between of a known one.

        "Landkreis Stendal, Jugendamt" is one, and so are "Gemeinschaftsschule / Sekundarschule Nord" and "Amt für
        Jugend und Sport".
        """
        parts = [part for part in map(text.clean, _BETWEEN_NAMES.split(name)) if part]
        if len(parts) < 2:  # noqa: PLR2004  several
            return False
        names = self._known["organisations"].names
        of_schools = all(_A_SCHOOL.match(part) and " " in part for part in parts)
        known = [bool(names.get(text.fold(part))) for part in parts]
        beside = all(known) and not read(parts[0]).levels if "," in name else any(known)
        return of_schools or beside

    def _place(self, row: Row, values: dict[str, Any], stands: Organisation | None) -> None:
        """Complete what a row says of where its organisation is."""
        unmoved = stands is not None and not self._exact and coarser.same_place(values, stands)
        if stands is not None and unmoved:
            values["latitude"], values["longitude"] = stands.latitude, stands.longitude
        moved = stands is not None and values.get("latitude") is None and _has_moved(values, stands)
        if moved and stands is not None and not self._is_older(values, stands):
            self._warn(
                row,
                "street",
                values["street"],
                _("is another address; the place on the map is still that of the old one"),
                _("Correct latitude and longitude too."),
            )
        if values.get("latitude") is not None and not values.get("position_quality"):
            values["position_quality"] = stands.position_quality if stands and unmoved else "exact"

    def _project(self, row: Row) -> Entity | None:
        id_ = row.values["id"]
        return self._built(row, Project, id_, self._known_topics(row, self._standing("project", row, id_)))

    def _relation(self, row: Row) -> Entity | None:
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
        kind, start = row.values["kind"], row.values.get("valid_from") or ""
        if other < one and not self._taxonomy.relation_kinds[kind].directed:
            one, other = other, one
        # Into an empty store no key need be made beforehand.
        end = latest(row.values.get("valid_to") or "")
        key = self._relation_key(one, other, kind, start, end) if self._stands["relation"] else ""
        again = self._changes.get(("relation", self._redated_as.get(key, "")))
        stands = cast("Relation | None", again.after if again else self._standing("relation", row, key))
        values = self._known_topics(row, stands)
        values["from_id"], values["to_id"] = one, other
        if stands is not None and (again or not start) and not self._exact:
            values["valid_from"] = stands.valid_from
        if stands is None:
            self._tell_of_doubtful_relation(row, one, other, kind)
        elif not values.get("status"):
            self._tell_of_planned(row, stands, values.get("valid_from") or stands.valid_from)
        return self._built(row, Relation, stands.key if again and stands else key, values)

    def _tell_of_planned(self, row: Row, stands: Relation, start: str) -> None:
        """Tell of a relation that a list has as any other, and the store as one to come."""
        if stands.status == "planned" and earliest(start) <= self._today:
            message = _("is stored as planned, and stays so")
            right = _("Where it has begun, say so: status “active”.")
            self._warn(row, "status", self._called(stands), message, right)

    def _tell_of_doubtful_relation(self, row: Row, one: str, other: str, kind: str) -> None:
        """Tell of a new relation that may be the wrong way round, or another one with a corrected beginning."""
        if kind in _TO_SCHOOLS and self._kind_of(one) == "school" != self._kind_of(other):
            label = self._taxonomy.relation_kinds[kind].label(language())
            self._warn(
                row,
                "kind",
                row.as_written("kind"),
                _("goes from a school to somebody else here: “%(kind)s” is said of whom a school has", kind=label),
                _("Exchange the two ends if it is the other way round."),
            )
        end = latest(row.values.get("valid_to") or "")
        # Without a beginning it holds when the list was made.
        start = min(earliest(row.values.get("valid_from") or self._origin.on or self._today), end)
        for stands in self._relations_between(one, other, kind):
            if stands.key not in self._told_relations and earliest(stands.valid_from) <= end >= start <= latest(
                stands.valid_to
            ):
                self._warn(
                    row,
                    "valid_from",
                    row.as_written("valid_from"),
                    _(
                        "is new beside one of the same kind at the same time, from %(start)s",
                        start=date_text(stands.valid_from) or "?",
                    ),
                    _("If it only corrects the beginning, correct that one and take this row out."),
                )
                return

    def _kind_of(self, id_: str) -> str:
        change = self._changes.get(("organisation", id_))
        entry = change.after if change else self._stands["organisation"].get(id_)
        return cast("Organisation", entry).kind if entry else ""

    def _relations_between(self, one: str, other: str, kind: str) -> Sequence[Relation]:
        if self._between is None:
            self._between = coarser.by_ends(cast("Iterable[Relation]", self._stands["relation"].values()))
        return self._between.get((one, other, kind), ())

    def _relation_key(self, one: str, other: str, kind: str, start: str, end: str) -> str:
        """Return the key of the relation that a row tells of: one that holds may be dated more exactly than the row."""
        key = relation_key(one, other, kind, start)
        if key not in self._stands["relation"] and not self._exact:
            if before := self._less_exact(one, other, kind, start, end):
                self._redated[key], self._redated_as[before.key] = before, key
                self._told_relations |= {key, before.key}
                return key
            fitting = [
                stands
                for stands in self._relations_between(one, other, kind)
                if stands.valid_from.startswith(start)
                and stands.key not in self._told_relations
                and stands.holds_on(self._today)
                and earliest(stands.valid_from) <= end
            ]
            if fitting:
                key = max(fitting, key=lambda stands: stands.valid_from).key
        self._told_relations.add(key)
        return key

    def _less_exact(self, one: str, other: str, kind: str, start: str, end: str) -> Relation | None:
        """Return the stored relation whose beginning a row tells more exactly; None for none, and for several."""
        fitting = [
            stands
            for stands in self._relations_between(one, other, kind)
            if start != stands.valid_from != ""
            and start.startswith(stands.valid_from)
            and stands.key not in self._told_relations
            and earliest(start) <= latest(stands.valid_to)
            and earliest(stands.valid_from) <= end
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _participation(self, row: Row) -> Entity | None:
        project = self._reference(row, "project_id", "projects")
        organisation = self._reference(row, "organisation_id", "organisations")
        if project is None or organisation is None:
            return None
        values = {**row.values, "project_id": project, "organisation_id": organisation}
        role = values.get("role") or "partner"
        key = participation_key(project, organisation, role) if self._stands["participation"] else ""
        return self._built(row, Participation, key, values)

    def _contact(self, row: Row) -> Entity | None:
        if row.sheet.withheld:
            self._tell_of_withheld(row)
            return None
        organisation = self._reference(row, "organisation_id", "organisations")
        if organisation is None:
            return None
        values = {**row.values, "organisation_id": organisation}
        if values.get("name") and _VACANT.fullmatch(values["name"].strip()):
            reached = values.get("phone") or values.get("email")
            message = _("names nobody; what else the row says was taken") if reached else _("names nobody")
            self._warn(row, "name", values["name"], message)
            values["name"] = None
            if not reached:
                return None
        if not (self._is_one_person(row, values.get("name") or "") and self._is_yet_to_expire(row)):
            return None
        if not (values.get("phone") or values.get("email") or values.get("name")):
            self._error(
                row,
                "phone",
                "",
                _("a contact needs a telephone number, an e-mail address or a name"),
                _("Fill in one of them."),
            )
            return None
        self._keep_order(row, values)
        self._look_at_phone(row, values)
        key = ContactPoint(**{k: v for k, v in values.items() if v is not None}).key
        stands = cast("ContactPoint | None", self._stands["contact"].get(key))
        if stands is None and values.get("name"):
            self._tell_of_others(row, organisation, values)
        if not values.get("visibility"):
            values["visibility"] = stands.visibility if stands else self._visibility(values)
        return self._built(row, ContactPoint, key, values)

    def _tell_of_withheld(self, row: Row) -> None:
        """Tell of somebody who did not agree and is stored; of whom nothing is known there is nothing to say."""
        cell, name = row.values["organisation_id"], row.values.get("name")
        of_entry = "organisation_id" in row.sheet.by_entry
        found = (
            {self._recogniser.of_entry(row.sheet, cell)} if of_entry else self._recogniser.meant("organisations", cell)
        )
        names = {text.fold(name), text.fold(row.as_written("name"))} if name else set[str]()
        if any(names.intersection(self._persons_in(one, row.values["role"])) for one in found if one):
            message = _("did not agree, but is stored here as a contact point")
            self._warn(row, "name", row.as_written("name"), message, _("Delete that contact point."))

    def _is_one_person(self, row: Row, name: str) -> bool:
        """Point out a name that holds more than one; a list may not give telephone numbers in it, perhaps another's.

        What a table of contact points says is kept: it may come from a store.
        """
        if _MORE_THAN_A_NAME.search(name):
            of_list = bool(row.sheet.by_entry)
            message, proposal = _("holds more than just a name"), _("Give telephone and mail columns of their own.")
            (self._error if of_list else self._warn)(row, "name", name, message, proposal)
            return not of_list
        if _names_persons(name):
            message = _("seems to name several persons")
            self._warn(row, "name", name, message, _("Give each person a row, or a column, of their own."))
        return True

    def _is_yet_to_expire(self, row: Row) -> bool:
        """Tell whether a form lets a contact point be seen at all; a list may tell of what is past."""
        expires_on = row.values.get("expires_on")
        if not (expires_on and latest(expires_on) < self._today):
            return True
        if not self._exact:
            message = _("lies in the past: nobody sees the contact point, and it waits to be deleted")
            self._warn(row, "expires_on", expires_on, message)
            return True
        message = _("lies in the past: nobody would see the contact point")
        self._error(row, "expires_on", expires_on, message, _("Write a later day, or delete the contact point."))
        return False

    def _keep_order(self, row: Row, values: dict[str, Any]) -> None:
        """Leave a name as the list writes it where somebody is stored by that: from before names were turned."""
        written = text.clean(row.as_written("name"))
        if not values.get("name") or values["name"] == written:
            return
        if text.fold(written) in self._persons_in(values["organisation_id"], values["role"]):
            values["name"] = written

    def _tell_of_others(self, row: Row, organisation: str, values: Mapping[str, Any]) -> None:
        """Tell of a contact point that may be out of date with a new one: the person's own, or another person's."""
        others = self._persons_in(organisation, values["role"])
        if text.fold(values["name"]) in others:
            message = _("this person stands there already, reached otherwise; both contact points are kept")
        elif others and values["role"] in _HELD_BY_ONE:
            message = _("is new; somebody else stands in this role there already, and both are kept")
        else:
            return
        self._warn(row, "name", values["name"], message, _("Delete the older one where it is no longer right."))

    def _persons_in(self, organisation: str, role: str) -> Sequence[str]:
        """Return the folded names of those who stand in a role of an organisation."""
        if self._persons is None:
            self._persons = defaultdict(list)
            for stands in cast("Iterable[ContactPoint]", self._stands["contact"].values()):
                if stands.name:
                    self._persons[stands.organisation_id, stands.role].append(text.fold(stands.name))
        return self._persons.get((organisation, role), ())

    def _visibility(self, values: Mapping[str, Any]) -> str:
        """Return who may see a new contact of which the list does not say so."""
        usual = self._taxonomy.contact_roles[values["role"]].default_visibility
        # A name makes it a person's contact, whatever the role says.
        return "members" if values.get("name") and usual == "public" else usual

    def _known_topics(self, row: Row, stands: Entity | None) -> dict[str, Any]:
        """Return the row's values; words that name no topic are kept in the description."""
        values = dict(row.values)
        topics: Topics | None = values.get("topics")
        if topics is None:
            return values
        _take_topics(values, topics)
        if topics.other and not self._keeps(stands, "description", values):
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

    def _built(self, row: Row, type_: type[Entity], key: str, values: Mapping[str, Any]) -> Entity | None:
        """Build the entry; what the sheet does not say is as it stands under ``key`` in the store."""
        stands = self._standing(type_.entity, row, key)
        if told := self._origin.told(type_, row.sheet, values, stands or self._stands[type_.entity].get(key)):
            values = {**values, **told}
        confirmed = values.get("last_confirmed")
        if self._exact and confirmed and earliest(confirmed) > self._today:
            message, proposal = _("lies in the future"), _("Write the day on which somebody said so.")
            self._error(row, "last_confirmed", confirmed, message, proposal)
            return None
        try:
            if stands is not None:
                said = self._said(row, values, stands)
                if not values.get("source"):
                    said.update(self._origin.of_changes(said, stands))
                return replace(stands, **said) if said else stands
            return type_(**{name: value for name, value in values.items() if value is not None})
        except ValueError as error:
            column, message, right = _refused_by_model(error, type_)
            self._error(row, column, row.as_written(column), message, right)
            return None

    def _standing(self, entity: EntityKind, row: Row, key: str) -> Entity | None:
        """Return the entry that a row tells of by its own id; None for a new one, and for one that it joins."""
        if entity == "relation" and key in self._redated:
            change = self._changes.get((entity, key))
            return change.after if change else self._redated[key]
        return None if row.joins else self._stands[entity].get(key)

    def _stored(self, row: Row, column: str, stands: Entity | None) -> Any:
        """Return what is stored in a column of which the row says nothing; None where that is taken away."""
        taken = self._clears and column in row.sheet.columns
        return None if stands is None or taken else getattr(stands, column)

    def _said(self, row: Row, values: Mapping[str, Any], stands: Entity) -> dict[str, Any]:
        """Return what a row says otherwise than it stands; what its empty cells leave alone is counted."""
        blank = _BLANKS[stands.entity]
        older = self._is_older(values, stands)
        # Of two addresses the parts do not go together.
        moved = coarser.ADDRESS if older and any(getattr(stands, name, "") for name in coarser.ADDRESS) else ()
        said: dict[str, Any] = {}
        for name, value in values.items():
            if name in row.sheet.only_new:
                continue
            stored = getattr(stands, name)
            if value is not None:
                if value == stored or self._says_less(row, stands.entity, name, value, stored):
                    continue
                if older and (name in coarser.STATES or stored != getattr(blank, name) or name in moved):
                    self._leave(row, name, stored, older=True)
                else:
                    said[name] = value
            elif stored == getattr(blank, name):
                continue
            elif self._clears and not older:
                said[name] = getattr(blank, name)
            else:
                self._kept[self._header(row.sheet, name) or name] += 1
        return said

    def _is_older(self, values: Mapping[str, Any], stands: Entity) -> bool:
        """Tell whether what stands was confirmed later than a row was right."""
        return not self._exact and coarser.is_older(values.get("last_confirmed") or self._origin.on, stands)

    def _keeps(self, stands: Entity | None, column: str, values: Mapping[str, Any]) -> bool:
        """Tell whether what is stored in a column stays whatever a row says: it was confirmed later."""
        return stands is not None and bool(getattr(stands, column)) and self._is_older(values, stands)

    def _says_less(self, row: Row, entity: EntityKind, name: str, value: Any, stored: Any) -> bool:
        """Tell whether a cell only says less exactly what is stored; where people would ask, note it."""
        if self._exact:
            return False
        if name == _TITLES.get(entity):
            return not row.as_written("id")
        if not coarser.says_less(entity, name, value, stored):
            return False
        self._leave(row, name, stored)
        return True

    def _leave(self, row: Row, name: str, stored: Any, *, older: bool = False) -> None:
        """Note that a cell changed nothing, since it says less exactly, or of an older day, what is stored."""
        shown = "; ".join(map(str, stored)) if isinstance(stored, tuple) else str(stored)
        self._coarser.setdefault(
            (row.sheet.file, row.sheet.sheet, name, older),
            coarser.Told(row, name, row.as_written(name), shown, older=older),
        ).number += 1

    def _part_of(self) -> None:
        """Turn the parents of organisations into relations, unless these are known already."""
        for row in self._parents_of_bad_rows:
            self._reference(row, "parent_id", "organisations")
        if not self._parents:
            return
        stored = (
            *cast("Iterable[Relation]", self._stands["relation"].values()),
            *(change.after for change in self._changes.values()),
        )
        ties = [one for one in stored if isinstance(one, Relation) and one.kind == _PART_OF]
        known = {(one.from_id, one.to_id) for one in ties if latest(one.valid_to) >= self._today}
        ended = {(one.from_id, one.to_id) for one in ties if not one.valid_from} - known
        wholes: defaultdict[str, set[str]] = defaultdict(set)
        for child, parent in known:
            wholes[child].add(parent)
        counts = self._counts.setdefault("relations", Counts())
        for row in self._parents:
            child = row.values["id"]
            parent = self._parent_of[child]
            if (child, parent) in known:
                continue
            if (child, parent) in ended:
                message = _("was its whole until some day; that was left so")
                right = _("Where it is again, record that relation with its beginning.")
            elif _is_within(parent, child, wholes):
                message = _("is a part of this organisation itself; that was left out")
                right = _("Say of one alone what it is part of.")
            else:
                wholes[child].add(parent)
                source, confirmed = (row.values.get(name) or "" for name in ("source", "last_confirmed"))
                whole = Relation(from_id=child, to_id=parent, kind=_PART_OF, source=source, last_confirmed=confirmed)
                self._note(whole, row, counts)
                continue
            self._warn(row, "parent_id", row.as_written("parent_id"), message, right)

    def _error(self, row: Row, column: str, value: str, message: str, proposal: str = "") -> None:
        self._complain(row.sheet, row.number, self._header(row.sheet, column), value, message, proposal)

    def _warn(self, row: Row, column: str, value: str, message: str, proposal: str = "") -> None:
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


def _has_moved(values: Mapping[str, Any], stands: Organisation) -> bool:
    """Tell whether a row gives another street to somebody whose exact place is known."""
    street = values.get("street")
    if not street or not stands.street or stands.latitude is None or stands.position_quality != "exact":
        return False
    return text.fold_street(street) != text.fold_street(stands.street)


def _keep_former_name(values: dict[str, Any], stands: Organisation) -> None:
    """Keep the name that a row changes as a further one, unless the list says itself which these are."""
    called = text.fold(values["name"])
    if values.get("aliases") is None and text.fold(stands.name) != called:
        names = (*stands.aliases, stands.name)
        values["aliases"] = tuple(dict.fromkeys(name for name in names if text.fold(name) != called))


def _take_topics(values: dict[str, Any], topics: Topics) -> None:
    """Put the topics of a cell among a row's values; words that name none take nothing away."""
    if topics.known or not topics.other:
        values["topics"] = topics.known
    else:
        del values["topics"]


def _read_ends(values: dict[str, Any], readers: Iterable[tuple[int, str, CellReader]], cells: Sequence[str]) -> None:
    """Read the end of a period from the column of its beginning, where no column of its own says it."""
    for at, name, reader in readers:
        if name in _ENDS and reader.meant and values:
            meant = reader.meant.get(cells[at])
            if meant and meant.end:
                values[_ENDS[name]] = values.get(_ENDS[name]) or meant.end


def _is_within(one: str, other: str, wholes: Mapping[str, Iterable[str]]) -> bool:
    """Tell whether an organisation is a part of another, over however many steps."""
    seen, waiting = {one}, [one]
    while waiting and len(seen) <= _MOST_LEVELS:
        above = set(wholes.get(waiting.pop(), ())) - seen
        seen |= above
        waiting.extend(above)
    return other in seen


def _with_parents(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Go through the topics of a sheet, each with the one that it is said to be narrower than; empty for none."""
    places = {name: at for at, name in enumerate(sheet.columns)}
    for _number, cells in sheet.rows:
        id_, parent = (
            cells[places[name]].strip() if places.get(name, len(cells)) < len(cells) else ""
            for name in ("id", "parent_id")
        )
        yield id_, parent


def _has_parents(sheet: Sheet) -> bool:
    return "parent_id" in sheet.columns


def _names_persons(name: str) -> bool:
    """Tell whether a name is that of several persons: two are addressed, or whole names stand side by side.

    "Müller, Dr. Anna" and "Team Beratung und Prävention" are one.
    """
    plain = _IN_BRACKETS.sub(" ", name)
    parts = [part.split() for part in _BETWEEN_PERSONS.split(plain)]
    return len(_ADDRESSED.findall(plain)) > 1 or (len(parts) > 1 and all(len(part) > 1 for part in parts))


def _refused_by_model(error: ValueError, type_: type[Entity]) -> tuple[str, str, str]:
    """Return column, sentence and proposal for what the model refuses."""
    if "period" in str(error):
        column = "ends_on" if type_ is Project else "valid_to"
        return column, _("the period ends before it begins"), _("Exchange the two dates or correct one.")
    if "latitude" in str(error):
        return "latitude", _("latitude and longitude come together"), _("Fill in both or none.")
    return "", str(error), ""


def _file(sheet: Sheet) -> str:
    return f"{sheet.file} / {sheet.sheet}" if sheet.sheet else sheet.file
