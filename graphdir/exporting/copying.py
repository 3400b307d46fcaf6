"""What somebody asks who keeps a copy of the directory: ties in pages, and what became of entries since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Final

from graphdir.errors import CopyTooOldError, ImportInterruptedError
from graphdir.model import ContactPoint, Entity, EntityKind, Participation, Relation, earliest, latest
from graphdir.store import Batch, Columns, GraphStore, Ref, names_of_ends
from graphdir.text import short_hash

# Whoever is farther behind is faster with a new copy.
MOST_BATCHES: Final = 1_000
MOST_CHANGES: Final = 10_000
TOLD: Final[Sequence[EntityKind]] = (
    "topic",
    "organisation_kind",
    "organisation",
    "project",
    "relation",
    "participation",
)
"""The sorts of entries that are told of; in this order nothing refers to what is not there yet."""
_BEGINNING: Final = "0"
_MARK: Final = "mark of positions"


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationSearch:
    """A question to the relations; what is empty does not narrow it. ``on`` is a day (ISO) on which it can hold."""

    organisation_id: str = ""
    kind: str = ""
    status: str = ""
    on: str = ""
    page: int = 1
    size: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationSearch:
    """A question to the participations; what is empty does not narrow it."""

    organisation_id: str = ""
    project_id: str = ""
    role: str = ""
    page: int = 1
    size: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class TiePage:
    """One page of relations or participations in the order of their keys; ``total`` counts all pages.

    ``names`` are those of the organisations and projects that they end at.
    """

    total: int
    ties: Sequence[Relation | Participation]
    names: Mapping[Ref, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What entries are now that were something else at a position; ``position`` is where the directory stands now.

    An entry is None where there is none any more. Those that are there come first, each after what it refers to; then
    those that are gone, each before what it referred to. Contact points are never among them: an organisation of which
    a public one changed is.
    """

    position: str
    changes: Sequence[tuple[Ref, Entity | None]]


def search_relations(store: GraphStore, columns: Columns, question: RelationSearch) -> TiePage:
    """Find relations."""
    rows = columns.relations
    asked = {"kind": question.kind, "status": question.status}
    wanted = _rows(rows, asked, ("from_id", "to_id"), question.organisation_id)
    if question.on:
        starts, ends = rows["valid_from"], rows["valid_to"]
        wanted = [row for row in wanted if earliest(starts[row]) <= question.on <= latest(ends[row])]
    found = store.relations(rows["key"][row] for row in _window(wanted, question.page, question.size))
    return _page(store, len(wanted), list(found.values()))


def search_participations(store: GraphStore, columns: Columns, question: ParticipationSearch) -> TiePage:
    """Find participations."""
    rows = columns.participations
    ends = {"project_id": question.project_id, "organisation_id": question.organisation_id}
    wanted = _rows(rows, {**ends, "role": question.role})
    asked = [
        tuple(rows[name][row] for name in ("project_id", "organisation_id", "role"))
        for row in _window(wanted, question.page, question.size)
    ]
    parts = store.participants_of({project_id for project_id, *_others in asked})
    by_ends = {
        (one.project_id, one.organisation_id, one.role): one
        for parts_of_one in parts.values()
        for one in (part.participation for part in parts_of_one)
    }
    return _page(store, len(wanted), [by_ends[ends] for ends in asked if ends in by_ends])


def changes_since(store: GraphStore, position: str) -> Since:
    """Return what changed since a position, which is empty for nothing but where the directory stands.

    Raises:
        CopyTooOldError: the position is unknown or too long ago, or what was there then was rewritten.
        ImportInterruptedError: half of a change is done.
    """
    batches = store.batches(MOST_BATCHES + 1 if position else 1)
    if batches and batches[0].state == "interrupted":
        raise ImportInterruptedError(batches[0].id)
    first: dict[Ref, Entity | None] = {}
    last: dict[Ref, Entity | None] = {}
    mark = _mark_of(store)
    for batch in _after(batches, position, mark) if position else ():
        for change in store.changes_of(batch.id).changes:
            last.setdefault(change.ref, change.after)
            first[change.ref] = change.before
    others = {ref: entry for ref, entry in last.items() if first[ref] != entry}
    now = {ref: entry for ref, entry in others.items() if ref.entity != "contact"}
    owners = {owner for ref in others.keys() - now.keys() for owner in _owners_of_public(first[ref], last[ref])}
    for id_, organisation in store.organisations(sorted(owners)).items():
        now.setdefault(Ref("organisation", id_), organisation)
    return Since(position=_position_after(batches[0], mark) if batches else _BEGINNING, changes=_in_order(now))


def _after(batches: Sequence[Batch], position: str, mark: str) -> Sequence[Batch]:
    """Return what was applied after a position, the latest first; ``batches`` are one more than may be."""
    positions = [_position_after(batch, mark) for batch in batches]
    if len(batches) <= MOST_BATCHES:
        positions.append(_BEGINNING)
    if position not in positions:
        raise CopyTooOldError
    since = batches[: positions.index(position)]
    # A batch without changes rewrote what was there.
    if sum(batch.changes for batch in since) > MOST_CHANGES or not all(batch.changes for batch in since):
        raise CopyTooOldError
    return since


def _position_after(batch: Batch, mark: str) -> str:
    # With its time: in an older file of the store that was put back the same number may be another change.
    return f"{batch.id}-{short_hash(mark, batch.at)}"


def _mark_of(store: GraphStore) -> str:
    """Return what tells a store from one that its backup was restored into, which does not know what was rewritten."""
    mark = store.kept(_MARK)
    if not mark:
        mark = token_hex(8).encode()
        store.keep(_MARK, mark)
    return mark.decode()


def _owners_of_public(*contacts: Entity | None) -> set[str]:
    """Return whose contact points those are, of what one was and is, that are public."""
    return {one.organisation_id for one in contacts if isinstance(one, ContactPoint) and one.visibility == "public"}


def _in_order(now: Mapping[Ref, Entity | None]) -> list[tuple[Ref, Entity | None]]:
    def place(ref: Ref) -> tuple[int, str]:
        return TOLD.index(ref.entity), ref.key

    there = sorted((ref for ref, entry in now.items() if entry is not None), key=place)
    gone = sorted((ref for ref, entry in now.items() if entry is None), key=place, reverse=True)
    return [(ref, now[ref]) for ref in (*there, *gone)]


def _rows(
    columns: Mapping[str, Sequence[Any]], wanted: Mapping[str, str], ends: Sequence[str] = (), end: str = ""
) -> list[int]:
    """Return the rows that have what is wanted, empty for anything, and ``end`` in one of the columns ``ends``."""
    rows: Iterable[int] = range(len(next(iter(columns.values()))))
    for name, value in wanted.items():
        if value:
            rows = [row for row in rows if columns[name][row] == value]
    if end:
        rows = [row for row in rows if any(columns[name][row] == end for name in ends)]
    return list(rows)


def _window(rows: Sequence[int], page: int, size: int) -> Sequence[int]:
    return rows[(page - 1) * size : page * size]


def _page(store: GraphStore, total: int, ties: Sequence[Relation | Participation]) -> TiePage:
    return TiePage(total=total, ties=ties, names=names_of_ends(store, ties))
