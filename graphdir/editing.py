"""Entries written by hand: checked as an import is, and joined with what others wrote meanwhile."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final, cast

from graphdir import clock, text
from graphdir.draft import PARTICIPANTS, Draft, TableName, columns_of, participants, participants_text
from graphdir.errors import NotFoundError, StaleWriteError
from graphdir.exporting.rows import cell_text, value_of
from graphdir.i18n import gettext as _
from graphdir.importing import importer
from graphdir.importing.cells import is_mailbox, is_number
from graphdir.importing.problems import Problem
from graphdir.importing.readers import Sheet
from graphdir.importing.relations import said_of_circles
from graphdir.model import (
    ContactPoint,
    Entity,
    EntityKind,
    Organisation,
    Participation,
    Project,
    Relation,
    participation_key,
)
from graphdir.rekeyed import present
from graphdir.store import Batch, Change, ChangeSet, GraphStore, Ref, ending_at, ends_of, led_on, names_of_ends, ref_of
from graphdir.summaries import called
from graphdir.tables import TABLES, Table
from graphdir.taxonomy import Taxonomy
from graphdir.ties import ORDERS, in_circles

# What says when it was last confirmed.
Confirmed = Organisation | Relation | Project | ContactPoint
_TRIES: Final = 5


class EntryNotFoundError(NotFoundError):
    """What was to be changed is not there, or not any more."""

    def __init__(self) -> None:
        super().__init__(_("This entry is not there any more. Its history tells what became of it."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A draft together with what stands now.

    ``taken_over``: columns that only others changed. ``conflicts``: the text that stands now where both changed it;
    ``cells`` hold the writer's there.
    """

    cells: Mapping[str, str]
    taken_over: tuple[str, ...]
    conflicts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a draft.

    Without ``problems`` and ``conflicts`` it was written: ``entry`` stands now, and ``batch`` is None when
    it stood so before; ``remarks`` tell of what may be a slip. Otherwise nothing was written, and ``now`` is the
    text that stands.
    """

    entry: Entity | None = None
    batch: Batch | None = None
    problems: Sequence[Problem] = ()
    remarks: Sequence[Problem] = ()
    conflicts: Mapping[str, str] = field(default_factory=dict[str, str])
    taken_over: tuple[str, ...] = ()
    now: Mapping[str, str] = field(default_factory=dict[str, str])


def is_left_behind(draft: Draft) -> bool:
    """Tell whether a draft moves an organisation and leaves its exact place on the map where it was."""
    moves = any(
        text.fold_street(draft.cells.get(name, "")) != text.fold_street(draft.seen.get(name, ""))
        for name in ("street", "postcode", "town")
    )
    stays = all(draft.cells.get(name) == draft.seen.get(name) for name in ("latitude", "longitude"))
    exact = draft.seen.get("latitude", "") != "" and draft.seen.get("position_quality") == "exact"
    return draft.table == "organisations" and moves and stays and exact


class Editor:
    """Changes to the entries of one network, one at a time.

    Nobody is told that a contact point is recorded that ``sees`` does not let them see.
    """

    def __init__(self, store: GraphStore, sees: Callable[[ContactPoint], bool] = lambda _contact: True) -> None:
        self._store = store
        self._sees = sees

    def entry(self, table: TableName, key: str, of: str = "") -> Entity | None:
        """Return the entry; a relation or contact point is looked for at the organisation ``of``."""
        if table == "organisations":
            return self._store.organisations([key]).get(key)
        if table == "projects":
            return self._store.projects([key]).get(key)
        among: Iterable[Entity] = (
            (link.relation for link in self._store.links_of([of])[of])
            if table == "relations"
            else self._store.contacts_of([of])[of]
        )
        return next((entry for entry in among if entry.key == key), None)

    def now(self, table: TableName, key: str, of: str = "") -> Entity | None:
        """Return the entry, also where it has another key by now, since what it is known by was changed.

        One that is at another organisation by now is none of ``of``.
        """
        if entry := self.entry(table, key, of):
            return entry
        moved = present(self._store, Ref(TABLES[table].entity, key))
        return moved if moved and of in {end.key for end in ends_of(moved)} else None

    def found(self, table: TableName, key: str, of: str = "") -> Entity:
        """Return the entry as ``now`` does.

        Raises:
            EntryNotFoundError: it is not there.
        """
        entry = self.now(table, key, of)
        if entry is None:
            raise EntryNotFoundError
        return entry

    def cells(self, entry: Entity) -> dict[str, str]:
        """Return an entry as text by column."""
        table = _table_of(entry)
        cells = {column.name: cell_text(value_of(entry, column)) for column in table.columns}
        if isinstance(entry, Project):
            cells[PARTICIPANTS] = participants_text(self._participations(entry.id))
        return {name: cells[name] for name in columns_of(cast("TableName", table.name))}

    def begun(self, table: TableName, key: str, of: str = "") -> Draft:
        """Return a draft that changes nothing yet.

        Raises:
            EntryNotFoundError: the entry is not there.
        """
        cells = self.cells(self.found(table, key, of))
        return Draft(table=table, key=key, cells=cells, seen=cells)

    def drawn_up(self, draft: Draft) -> Written:
        """Return the entry that a draft would make, or what is wrong with it; nothing is written."""
        draft, before = self._before(draft)
        plan = self._planned(draft, draft.cells, before, again=False)
        if plan.errors:
            return Written(problems=self._all_errors(draft, draft.cells, before))
        return Written(entry=_main_entry(plan, before))

    def write(self, draft: Draft, *, author: str, summary: str = "", again: bool = False) -> Written:
        """Write a draft, unless something is wrong with it or others changed the same.

        What others changed elsewhere in the entry stays. ``again``: it may be written already, so that a new entry that
        stands as it is to be is not made a second time.

        Raises:
            EntryNotFoundError: the entry is not there any more.
        """
        for attempt in range(_TRIES):
            try:
                return self._write(draft, author, summary, again=again)
            except StaleWriteError:
                # Somebody was faster, this very moment: look anew.
                if attempt == _TRIES - 1:
                    raise
        raise AssertionError

    def _write(self, draft: Draft, author: str, summary: str, *, again: bool) -> Written:
        draft, before = self._before(draft)
        now = self.cells(before) if before else {}
        result = joined(draft, now) if before else Joined(cells=draft.cells, taken_over=(), conflicts={})
        if result.conflicts:
            return Written(conflicts=result.conflicts, taken_over=result.taken_over, now=now)
        plan = self._planned(draft, result.cells, before, again=again)
        if plan.errors:
            problems = self._all_errors(draft, result.cells, before)
            return Written(problems=problems, taken_over=result.taken_over, now=now)
        entry = _main_entry(plan, before)
        batch = self._store.apply(
            ChangeSet(
                changes=[replace(change, file="", row=0) for change in plan.changes.changes],
                author=author,
                summary=summary or called("changed" if before else "made", what=self._called(entry)),
            )
        )
        remarks = [problem for problem in plan.problems if problem.level == "warning"]
        return Written(entry=entry, batch=batch, taken_over=result.taken_over, remarks=remarks)

    def going_along(self, entry: Entity) -> Sequence[Entity]:
        """Return what is erased together with an entry: what ends at it."""
        if isinstance(entry, Organisation):
            return ending_at(self._store, entry.id)
        if isinstance(entry, Project):
            return self._participations(entry.id)
        return []

    def erase(self, entry: Entity, *, author: str) -> Batch | None:
        """Erase an entry with all that ends at it; history keeps it, so that it can be taken back.

        Raises:
            StaleWriteError: somebody else changed it.
        """
        return self._store.apply(
            ChangeSet(
                changes=[Change(before=gone, after=None) for gone in (*self.going_along(entry), entry)],
                author=author,
                summary=called("erased", what=self._called(entry)),
            )
        )

    def _called(self, entry: Entity) -> str:
        """Return what an entry is called in the list of changes; a contact point's name is nobody's business there."""
        match entry:
            case Organisation():
                return called("entry", name=entry.name)
            case Project():
                return called("entry", name=entry.title)
            case Relation():
                one, other = self._names_of_ends(entry)
                return called("relation", one=one, other=other)
            case ContactPoint():
                (name,) = self._names_of_ends(entry)
                return called("contact", name=name)
            case _:
                return entry.key

    def _names_of_ends(self, entry: Entity) -> list[str]:
        names = names_of_ends(self._store, [entry])
        return [names.get(end, end.key) for end in ends_of(entry)]

    def confirm(self, entries: Iterable[Confirmed], day: str, *, author: str) -> Batch | None:
        """Note that entries were right on a day; those confirmed later keep their date.

        Raises:
            StaleWriteError: somebody else changed one of them.
        """
        changes = [
            Change(before=entry, after=replace(entry, last_confirmed=day))
            for entry in entries
            if entry.last_confirmed < day
        ]
        if not changes:
            return None
        return self._store.apply(ChangeSet(changes=changes, author=author, summary=called("confirmed")))

    def _before(self, draft: Draft) -> tuple[Draft, Entity | None]:
        """Return what a draft changes, None for a new entry; and the draft with the key that it has by now."""
        if not draft.key:
            return draft, None
        of = draft.seen.get("organisation_id") or draft.seen.get("from_id", "")
        before = self.found(draft.table, draft.key, of)
        return replace(draft, key=before.key), before

    def _all_errors(self, draft: Draft, cells: Mapping[str, str], before: Entity | None) -> Sequence[Problem]:
        """Return all that is wrong, field by field: some is only looked for where the others are right."""
        found: list[Problem] = []
        mended = dict(cells)
        while wrong := [
            problem
            for problem in self._planned(draft, mended, before, again=False).errors
            if problem.column not in {known.column for known in found}
        ]:
            found += wrong
            mended |= {
                problem.column: draft.seen.get(problem.column, "") for problem in wrong if problem.column in cells
            }
        return found

    def _planned(self, draft: Draft, cells: Mapping[str, str], before: Entity | None, *, again: bool) -> importer.Plan:
        """Return the change set of a draft; a new entry gets an id that is free, or the one it was written under."""
        if draft.key or draft.table not in ("organisations", "projects"):
            return self._plan(draft, cells, before, draft.key)
        plans = (
            (there, self._plan(draft, cells, before, id_))
            for id_ in _ids(draft)
            if (there := self.entry(draft.table, id_)) is None or again
        )
        return next(plan for there, plan in plans if there is None or self._stands(there, plan))

    def _stands(self, there: Entity, plan: importer.Plan) -> bool:
        """Tell whether an entry and who takes part in it are as a plan makes them."""
        parts = self._participations(there.key) if isinstance(there, Project) else ()
        return {change.after for change in plan.changes.changes} == {there, *parts}

    def _plan(self, draft: Draft, cells: Mapping[str, str], before: Entity | None, id_: str) -> importer.Plan:
        """Return the change set of one row of a table, a project's with a row for each participant."""
        cells = {**cells, "id": id_} if "id" in columns_of(draft.table) else dict(cells)
        sheets = [_sheet(TABLES[draft.table], [cells])]
        parts: Sequence[Participation] = ()
        if draft.table == "projects":
            parts = self._participations(before.key) if before else ()
            sheets.append(_sheet(TABLES["participations"], _part_rows(cells, id_, parts)))
        plan = importer.plan(sheets, _Excerpt(self._store, draft, cells, before, parts), clears=True, exact=True)
        present = {sheet.table.name: sheet for sheet in sheets}
        wrong = [
            *plan.problems,
            *self._missing_source(draft, cells),
            *_lost_digit(plan, cells),
            *_no_addresses(plan, draft),
            *self._already_there(plan, draft),
            *self._in_a_circle(plan),
        ]
        gone = [Change(before=part, after=None) for part in _left(parts, present.get("participations"))]
        changes = [*gone, *_renamed(map(self._over_hidden, plan.changes.changes), before)]
        return replace(plan, changes=replace(plan.changes, changes=changes), problems=wrong)

    def _over_hidden(self, change: Change) -> Change:
        """Let a contact point take the place of the one like it that its writer may not see, such as an expired one."""
        new = change.after
        if change.before is not None or not isinstance(new, ContactPoint):
            return change
        there = self.entry("contacts", new.key, new.organisation_id)
        return replace(change, before=there) if isinstance(there, ContactPoint) and not self._sees(there) else change

    @staticmethod
    def _missing_source(draft: Draft, cells: Mapping[str, str]) -> list[Problem]:
        if draft.key or cells.get("source", "").strip():
            return []
        return [
            Problem(
                file="",
                column="source",
                message=_("is missing"),
                proposal=_("Say where you know it from: a web page, a call with the school on 25.11.2026."),
            )
        ]

    def _in_a_circle(self, plan: importer.Plan) -> Iterator[Problem]:
        """Tell of a relation by which somebody would come below, or after, oneself."""
        for change in plan.changes.changes:
            made = change.after
            kinds = next((kinds for kinds in ORDERS if isinstance(made, Relation) and made.kind in kinds), None)
            if not kinds or not isinstance(made, Relation):
                continue
            if made in in_circles([made, *led_on(self._store, [made.to_id], kinds)], clock.day()):
                message, right = said_of_circles()
                yield Problem(file="", level="warning", column="to_id", message=message, proposal=right)

    def _already_there(self, plan: importer.Plan, draft: Draft) -> list[Problem]:
        """Complain of a relation or contact point that would be the same as another one."""
        if draft.table not in ("relations", "contacts"):
            return []
        for change in plan.changes.changes:
            entry = cast("Relation | ContactPoint", change.after)
            of = entry.from_id if isinstance(entry, Relation) else entry.organisation_id
            there = self.entry(draft.table, entry.key, of)
            hidden = isinstance(there, ContactPoint) and not self._sees(there)
            if there not in (None, entry) and not hidden and entry.key != draft.key:
                column = "kind" if isinstance(entry, Relation) else "role"
                return [
                    Problem(
                        file="",
                        column=column,
                        message=_("is recorded already"),
                        proposal=_("Change the entry that is there, or correct this one."),
                    )
                ]
        return []

    def _participations(self, project_id: str) -> list[Participation]:
        return [part.participation for part in self._store.participants_of([project_id])[project_id]]


class _Excerpt:
    """As much of a network as one draft is checked against."""

    def __init__(
        self,
        store: GraphStore,
        draft: Draft,
        cells: Mapping[str, str],
        before: Entity | None,
        parts: Sequence[Participation],
    ) -> None:
        self._store = store
        ends = [cells.get(name, "") for name in ("from_id", "to_id", "organisation_id")]
        ends += [organisation for _role, organisation in participants(cells.get(PARTICIPANTS, ""))]
        organisations = store.organisations(end for end in ends if end)
        own = [before] if before else []
        self._entries: dict[EntityKind, Sequence[Entity]] = {
            "organisation": [*organisations.values(), *(own if draft.table == "organisations" else ())],
            "project": own if draft.table == "projects" else (),
            "relation": own if draft.table == "relations" else (),
            "contact": own if draft.table == "contacts" else (),
            "participation": parts,
        }

    def taxonomy(self) -> Taxonomy:
        return self._store.taxonomy()

    def entries(self, entity: EntityKind) -> Iterable[Entity]:
        return self._entries.get(entity, ())


def joined(draft: Draft, now: Mapping[str, str]) -> Joined:
    """Join what the writer changed with what others changed since; ``now`` is the text that stands."""
    cells: dict[str, str] = {}
    taken_over: list[str] = []
    conflicts: dict[str, str] = {}
    for name in columns_of(draft.table):
        mine, seen, theirs = draft.cells.get(name, ""), draft.seen.get(name, ""), now.get(name, "")
        cells[name] = mine
        if theirs in (seen, mine):
            continue
        if mine == seen:
            cells[name] = theirs
            taken_over.append(name)
        else:
            conflicts[name] = theirs
    return Joined(cells=cells, taken_over=tuple(taken_over), conflicts=conflicts)


def _table_of(entry: Entity) -> Table:
    return next(table for table in TABLES.values() if table.entity == entry.entity)


def _sheet(table: Table, rows: Sequence[Mapping[str, str]]) -> Sheet:
    header = tuple(column.name for column in table.columns)
    cells = [(number, [row.get(name, "") for name in header]) for number, row in enumerate(rows, 1)]
    return Sheet(file="", sheet=table.name, table=table, header=header, columns=header, rows=cells)


def _part_rows(cells: Mapping[str, str], project_id: str, parts: Iterable[Participation]) -> list[dict[str, str]]:
    sources = {part.key: part.source for part in parts}
    return [
        {
            "project_id": project_id,
            "organisation_id": organisation,
            "role": role,
            "source": sources.get(participation_key(project_id, organisation, role), cells.get("source", "")),
        }
        for role, organisation in dict.fromkeys(participants(cells.get(PARTICIPANTS, "")))
    ]


def _left(parts: Iterable[Participation], sheet: Sheet | None) -> list[Participation]:
    """Return the participations that a project's sheet does not name any more."""
    if sheet is None:
        return []
    named = {participation_key(project, organisation, role) for _row, (project, organisation, role, _s) in sheet.rows}
    return [part for part in parts if part.key not in named]


def _renamed(changes: Iterable[Change], before: Entity | None) -> list[Change]:
    """Take out an entry that became another one, since what tells it from others was changed."""
    changed = list(changes)
    if before is None or isinstance(before, Organisation | Project):
        return changed
    gone = any(change.after is not None and ref_of(change.after) != ref_of(before) for change in changed)
    return [Change(before=before, after=None), *changed] if gone else changed


def _ids(draft: Draft) -> Iterator[str]:
    """Go through the ids that a new entry may have: what an import would give it, or one beside it."""
    name, town = draft.cells.get("name") or draft.cells.get("title", ""), draft.cells.get("town", "")
    own = text.slug(name, town)
    return chain([own], (f"{own}-{number}" for number in range(2, 1000)))


def _main_entry(plan: importer.Plan, before: Entity | None) -> Entity:
    written = [
        change.after
        for change in plan.changes.changes
        if change.after is not None and not isinstance(change.after, Participation)
    ]
    if written:
        return written[0]
    assert before is not None  # noqa: S101  a new entry is always written
    return before


def _no_addresses(plan: importer.Plan, draft: Draft) -> list[Problem]:
    """Complain of a new postcode, telephone number or web address that is none; what stood so before may stay."""
    return [
        Problem(file="", column=name, value=value[:200], message=message, proposal=proposal)
        for change in plan.changes.changes
        for name, is_none, message, proposal in (
            ("postcode", _has_no_digit, _("is no postcode"), _("Write its digits, such as 39576.")),
            ("phone", _is_no_number, _("is no telephone number"), _("Write its digits, such as 03931 123456.")),
            ("website", is_mailbox, _("is no web address"), _("Write https://www.example.org.")),
        )
        if (value := getattr(change.after, name, "")) and value != draft.seen.get(name) and is_none(value)
    ]


def _has_no_digit(postcode: str) -> bool:
    return not any(map(str.isdigit, postcode))


def _is_no_number(phone: str) -> bool:
    return not is_number(phone)


def _lost_digit(plan: importer.Plan, cells: Mapping[str, str]) -> list[Problem]:
    """Ask for the zero that a list may have lost, but nobody's typing."""
    typed = cells.get("postcode", "").strip()
    for change in plan.changes.changes:
        if isinstance(change.after, Organisation) and typed and change.after.postcode == f"0{typed}":
            return [
                Problem(
                    file="",
                    column="postcode",
                    value=typed,
                    message=_("has only four digits"),
                    proposal=_("Write five, such as %(postcode)s, or name the country.", postcode=f"0{typed}"),
                )
            ]
    return []
