"""From sheets to a change set: everything is checked before anything is written."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from graphdir import text
from graphdir.duplicates.joining import one_of, one_project_of
from graphdir.i18n import date_text, ngettext
from graphdir.i18n import gettext as _
from graphdir.importing.building import Builder
from graphdir.importing.complaints import Complaints
from graphdir.importing.contact_points import ContactPoints
from graphdir.importing.draft import Counts, Draft, Standing
from graphdir.importing.missing import beside, missing_of, told_by_halves
from graphdir.importing.organisations import Organisations
from graphdir.importing.origin import NO_ORIGIN, Origin
from graphdir.importing.problems import Problem
from graphdir.importing.readers import Sheet
from graphdir.importing.recognising import Duplicate, Recogniser, Row
from graphdir.importing.references import References
from graphdir.importing.refused import LeftOut
from graphdir.importing.relations import Relations
from graphdir.importing.row_reading import RowReader
from graphdir.importing.terms import Terms
from graphdir.model import (
    Entity,
    EntityKind,
    Organisation,
    Participation,
    Project,
    Relation,
    earliest,
    is_old,
    participation_key,
)
from graphdir.store import ChangeSet, Progress, no_progress
from graphdir.summaries import called
from graphdir.tables import TABLES, Table

_LONGEST_NAMED: Final = 200


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
    unread: Mapping[str, tuple[str, int]] | None = None,
) -> Plan:
    """Check sheets against each other and the store; bad data is a result, never an exception.

    ``remarks`` are what reading the sheets has brought up already, ``decided`` the pairs of ids (``pair_of``) that
    are known to be two and not pointed out again. ``same`` names by the ids of new organisations and projects those
    that they are: what a row knows more is taken over, what it says otherwise is left and told, an organisation's name
    becomes an alias. ``known`` says the same by id and name of a row (``row_of``). An empty cell says nothing; with
    ``clears`` it takes away what is stored. A cell that only says less exactly what is stored (a year for a day) says
    nothing either, unless somebody means it as it stands (``exact``). ``origin`` holds for rows that do not say it.
    ``unread`` are tables of which a list is given that could not be read, each with its file and the row to mend.
    """
    expected = sum(len(sheet.rows) for sheet in sheets if sheet.table.name == "organisations")
    with closing(Recogniser(decided, same or {}, known or {}, expected)) as recogniser:
        planner = _Planner(sheets, store, author, progress, recogniser, clears=clears, exact=exact, origin=origin)
        found = planner.plan(unread or {})
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
        self._author = author
        self._recogniser = recogniser
        self._complaints = Complaints(sheets)
        self._draft = Draft(store, _needed(sheets))
        recogniser.learn(self._draft.stands["organisation"], self._draft.stands["project"])
        self._builder = Builder(self._draft, self._complaints, clears=clears, exact=exact, origin=origin)
        self._references = References(recogniser, self._complaints)
        all_of_it = self._draft, self._complaints, self._references, self._builder, recogniser
        self._terms = Terms(sheets, self._draft, self._complaints, self._builder)
        self._organisations = Organisations(*all_of_it)
        self._relations = Relations(*all_of_it)
        self._contacts = ContactPoints(*all_of_it)
        self._reader = RowReader(sheets, self._complaints, self._refer, progress, recogniser.waiting)

    def plan(self, unread: Mapping[str, tuple[str, int]]) -> Plan:
        for table, at in unread.items():
            self._complaints.refused.table(table, at)
        for name in TABLES:
            sheets = [sheet for sheet in self._sheets if sheet.table.name == name]
            if sheets:
                self._table(TABLES[name], sheets)
            if name == "organisation_kinds":
                self._draft.extend_taxonomy()
            if name == "relations":
                self._organisations.relate_parts()
        duplicates = self._recogniser.settled(self._reader.tell)
        self._reader.finish()
        names = dict.fromkeys(sheet.file for sheet in self._sheets)
        return Plan(
            changes=ChangeSet(
                changes=list(self._draft.changes.values()),
                author=self._author,
                summary=called("imported", files=", ".join(names)),
            ),
            problems=self._complaints.problems,
            duplicates=duplicates,
            counts=self._draft.counts,
            left_out=self._complaints.refused.left_out(),
            joins=self._recogniser.joins,
            kept=self._builder.kept,
            redated={key: one for key, one in self._draft.redated.items() if ("relation", key) in self._draft.changes},
            unknown={
                place: {column: list(names) for column, names in columns.items()}
                for place, columns in self._references.unknown.items()
            },
        )

    def _table(self, table: Table, sheets: Sequence[Sheet]) -> None:
        counts = self._draft.counts.setdefault(table.name, Counts())
        seen: dict[str, tuple[Row, Entity]] = {}
        read_before = len(self._complaints.problems)
        rows = self._in_turn(table, (row for sheet in sheets for row in self._reader.rows(sheet, self._draft.taxonomy)))
        found_before = len(self._complaints.problems)
        build = self._builders()[table.name]
        for row in rows:
            entry = build(row)
            if entry is None:
                if self._complaints.refused.holds(row):
                    self._complaints.refused.half(row)
                self._leave_out(row)
                continue
            if row.joins:
                seen[row.values["id"]] = self._joined(row, entry, seen.get(row.values["id"]), counts)
                continue
            first, same = seen.setdefault(entry.key, (row, entry))
            if first is not row:
                self._repeated(table, row, first, entry, differs=entry != same)
                continue
            self._draft.note(entry, row, counts)
        if table.name == "organisations":
            self._leave_out_children()
        counts.gone = self._gone(table, seen)
        if not self._complaints.has_errors(read_before):
            self._tell_of_missing(table, sheets[0], seen)
        if table.name == "relations":
            self._tell_of_successors(seen)
            self._relations.tell_of_circles(seen)
        self._complaints.put_in_order(sheets, found_before)
        self._builder.tell_of_left()

    def _in_turn(self, table: Table, rows: Iterable[Row]) -> Sequence[Row]:
        """Read the rows; return them in the order in which entries are made of them, those of named ones with ids."""
        if table.name == "relations":
            # Of rows that may tell of the same relation the most exact one has the first choice.
            return sorted(rows, key=lambda row: len(row.values.get("valid_from") or ""), reverse=True)
        if table.name not in self._recogniser.known:
            return list(rows)
        if table.name == "projects":
            rows = list(rows)
            self._recogniser.count_projects(rows)
        identified = [self._recogniser.identified(row, self._draft.taxonomy) for row in rows]
        # Rows that join an entry come after the one that tells of it.
        return sorted(identified, key=lambda row: bool(row.joins))

    def _gone(self, table: Table, seen: Container[str]) -> int:
        """Count the entries that no row names, not even one that is left out."""
        named = self._complaints.refused.names(table.name) if table.name in self._recogniser.known else set[str]()
        ids = {id_ for name in named for id_ in self._recogniser.known[table.name].names.get(name, ())}
        unseen = [
            entry
            for key, entry in self._draft.stands[table.entity].items()
            if key not in seen
            and key not in self._draft.redated_as
            and key not in ids
            and not (named and text.fold(key) in named)
        ]
        halves = self._complaints.refused.halves(table.name)
        told = ((ends, row.values) for row in halves if (ends := self._references.ends_of(row)))
        return len(unseen) - len(told_by_halves(unseen, told))

    def _tell_of_missing(self, table: Table, sheet: Sheet, seen: Mapping[str, tuple[Row, Entity]]) -> None:
        """Tell of what an earlier list of the same source brought and this one does not name any more."""
        # What is stored keeps its source: of which one a list is it says itself, where it does.
        said = [
            replace(cast("Any", entry), source=source)
            if (source := row.values.get("source") or self._builder.origin.source) and hasattr(entry, "source")
            else entry
            for row, entry in seen.values()
        ]
        named = seen.keys() | self._draft.redated_as.keys()
        missing = [
            entry
            for entry in missing_of(self._draft.stands[table.entity], named, said, self._draft.is_over)
            if not self._organisations.says(entry)
        ]
        if missing:
            message = ngettext(
                "%(number)s entry that an earlier list of this source brought is not in this one, and stays",
                "%(number)s entries that earlier lists of this source brought are not in this one, and stay",
                len(missing),
            )
            proposal = _("Where one is over, write its end or delete it.")
            names = text.shortened(
                "; ".join(self._recogniser.called(entry, self._draft.taxonomy) for entry in missing), _LONGEST_NAMED
            )
            self._complaints.of_sheet(sheet, sheet.header_row, "", names, message, proposal, "warning")

    def _tell_of_successors(self, seen: Mapping[str, tuple[Row, Entity]]) -> None:
        """Tell of somebody new at a school where another one goes on."""
        stands = self._draft.stands["relation"]
        new = [one for key, (_row, one) in seen.items() if isinstance(one, Relation) and key not in stands]
        for relation, other in beside(new, stands, seen.keys() | self._draft.redated_as.keys(), self._draft.is_over):
            message = _(
                "is new; %(name)s stands there already, from %(start)s, and both are kept",
                name=self._recogniser.name_of(other.from_id),
                start=date_text(other.valid_from) or "?",
            )
            row, _one = seen[relation.key]
            self._complaints.warn(
                row,
                "kind",
                self._recogniser.called(relation, self._draft.taxonomy),
                message,
                _("Where the older one is over, write its end."),
            )

    def _leave_out(self, row: Row, because: tuple[str, int] | None = None, *, contradicts: bool = False) -> None:
        """Make nothing of a row; without ``because`` for errors of its own, which are told already."""
        table = row.sheet.table
        if because:
            self._complaints.refused.row(row.sheet, row.number, because, contradicts=contradicts)
        if table.name not in self._recogniser.known:
            return
        id_ = row.values["id"]
        self._draft.take_back(id_, row)
        if row.joins:
            return  # who it tells of is known all the same
        names = row.names()
        self._complaints.refused.entry(row.sheet, row.number, (id_, *names), row.entry)
        if id_ not in self._draft.stands[table.entity]:
            self._recogniser.known[table.name].remove(id_, names)

    def _leave_out_children(self) -> None:
        """Leave out organisations that are part of one that is left out, and the parts of these."""
        known = self._recogniser.known["organisations"].ids
        while lost := self._organisations.without_parent(known):
            for row, parent in lost:
                self._leave_out(row, self._complaints.refused.called("organisations", parent))

    def _builders(self) -> Mapping[str, Callable[[Row], Entity | None]]:
        return {
            "topics": self._terms.topic,
            "organisation_kinds": self._terms.organisation_kind,
            "organisations": self._organisations.organisation,
            "projects": self._project,
            "relations": self._relations.relation,
            "participations": self._participation,
            "contacts": self._contacts.contact,
        }

    def _joined(self, row: Row, told: Entity, seen: tuple[Row, Entity] | None, counts: Counts) -> tuple[Row, Entity]:
        """Add what a row tells of an entry to what another row, or the store, has of it."""
        id_: str = row.values["id"]
        first, kept = seen or (row, self._draft.stands[told.entity].get(id_))
        if kept is None:  # the row that it joins is left out
            self._draft.note(told, row, counts)
            return row, told
        entry: Entity
        if isinstance(told, Project):
            entry, contradictions = one_project_of(cast("Project", kept), told)
        else:
            standing = cast("Organisation", kept)
            only_new = {column: getattr(standing, column) for column in row.sheet.only_new}
            entry, contradictions = one_of(standing, replace(cast("Organisation", told), id=row.joins, **only_new))
        for column, stays, says in contradictions:
            self._complaints.warn(row, column, says, _("stands otherwise and was left: %(value)s", value=stays))
        if seen is None:
            self._draft.note(entry, row, counts)
        else:
            self._draft.add_to(kept, entry, first, counts)
        return first, entry

    def _repeated(self, table: Table, row: Row, first: Row, entry: Entity, *, differs: bool) -> None:
        if not differs:
            self._tell_of_repeat(row, first, entry)
            return
        self._leave_out(first, (row.sheet.file, row.number), contradicts=True)
        self._draft.take_back(entry.key, first)
        key = "id" if row.as_written("id") else next(column.name for column in table.columns if column.required)
        self._complaints.error(
            row,
            key,
            self._recogniser.called(entry, self._draft.taxonomy) if key in row.sheet.by_entry else str(row.values[key]),
            _("stands twice, in row %(row)s and here, with different contents", row=first.number),
            _("Keep one of the two rows, or give the entries different ids."),
        )
        # Nor does the name that this row has for it mean anybody.
        self._leave_out(row)

    def _tell_of_repeat(self, row: Row, first: Row, entry: Entity) -> None:
        """Tell of a row that says what another one does; in a list of several entries a row, of one of these."""
        told = {"row": first.number, "sheet": first.sheet.sheet or first.sheet.file}
        if row.sheet.by_entry:
            of = self._recogniser.called(entry, self._draft.taxonomy)
            message = _("is told the same way in row %(row)s of “%(sheet)s”; the rest of the row was read", **told)
            self._complaints.warn(row, "", of, message)
        elif (first.sheet.file, first.sheet.sheet) != (row.sheet.file, row.sheet.sheet):
            message = _("is the same as row %(row)s of “%(sheet)s” and was passed over", **told)
            self._complaints.warn(row, "", "", message)
        else:
            message = _("is the same as row %(row)s and was passed over", row=first.number)
            self._complaints.warn(row, "", "", message)

    def _project(self, row: Row) -> Entity | None:
        id_ = row.values["id"]
        values = self._builder.with_topics(row, self._builder.standing("project", row, id_))
        one = self._builder.built(row, Project, id_, values)
        if one is not None and row.values.get("status"):
            self._tell_of_doubtful_status(row, cast("Project", one))
        return one

    def _tell_of_doubtful_status(self, row: Row, one: Project) -> None:
        """Tell of a project said to run that ended over a year ago, and of a closed one that goes on for longer."""
        today = self._draft.today
        if one.status == "running" and one.ends_on and is_old(one.ends_on, today):
            message = _("is said of a project that ended long ago (%(day)s)", day=date_text(one.ends_on))
        elif one.status == "closed" and one.ends_on and is_old(today, earliest(one.ends_on)):
            message = _("is said of a project that is yet to end (%(day)s)", day=date_text(one.ends_on))
        else:
            return
        self._complaints.warn(row, "status", row.as_written("status"), message, _("Correct its status, or its end."))

    def _participation(self, row: Row) -> Entity | None:
        project = self._references.of(row, "project_id")
        organisation = self._references.of(row, "organisation_id")
        if project is None or organisation is None:
            return None
        values = {**row.values, "project_id": project, "organisation_id": organisation}
        role = values.get("role") or "partner"
        key = participation_key(project, organisation, role) if self._draft.stands["participation"] else ""
        return self._builder.built(row, Participation, key, values)

    def _refer(self, row: Row, column: str) -> None:
        """Look up whom a row means that is left out, so that what is wrong there is told too."""
        if column == "parent_id":
            self._organisations.refer_later(row)
        else:
            self._references.of(row, column)


def _needed(sheets: Sequence[Sheet]) -> set[EntityKind]:
    """Return the sorts of entries that sheets are about or refer to."""
    needed: set[EntityKind] = {sheet.table.entity for sheet in sheets}
    if needed - {"topic", "organisation_kind", "project"}:
        needed.add("organisation")
    if "participation" in needed:
        needed.add("project")
    if any("parent_id" in sheet.columns for sheet in sheets):
        needed.add("relation")
    return needed
