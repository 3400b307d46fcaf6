"""Whether a store keeps its promises: nothing dangles, nothing is there twice, and history tells how all came about."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from graphdir import clock
from graphdir.backup import is_half_restored
from graphdir.full_store import FullStore
from graphdir.handing_over import unfinished
from graphdir.i18n import gettext as _
from graphdir.model import Entity, EntityKind, Organisation, Project, Relation
from graphdir.store import EVERY, GraphStore, Progress, Ref, ends_of, no_progress, ref_of
from graphdir.ties import in_circles

_KINDS: Final[tuple[EntityKind, ...]] = get_args(EntityKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How much was looked at, and a sentence for each fault; without any the store is sound."""

    entries: int
    batches: int
    faults: Sequence[str]


def check(store: FullStore, progress: Progress = no_progress) -> Checked:
    """Look at every entry and replay every batch; nobody may write meanwhile."""
    present: dict[EntityKind, list[Entity]] = {kind: list(store.entries(kind)) for kind in _KINDS}
    batches = store.batches(EVERY)[::-1]
    faults = [*_twice(present), *_dangling(present), *_unknown(store, present), *_circles(present)]
    state: dict[Ref, Entity] = {}
    faults += [
        _("Change set %(id)s is unfinished. “graphdir resume” finishes it, “graphdir undo” takes it back.", id=batch.id)
        for batch in (*(batch for batch in batches if batch.state == "interrupted"), *unfinished(store))
    ]
    if is_half_restored(store):
        faults.append(_("It is a part of a backup. “graphdir restore” with the same file brings the rest."))
    for number, batch in enumerate(batches, 1):
        if batch.state == "interrupted":
            continue
        for change in store.changes_of(batch.id).changes:
            if state.get(change.ref) != change.before:
                faults.append(
                    _(
                        "Change set %(id)s changes %(entry)s from a state that history does not know.",
                        id=batch.id,
                        entry=_told(change.ref),
                    )
                )
            if change.after is None:
                state.pop(change.ref, None)
            else:
                state[change.ref] = change.after
        progress(number, len(batches))
    now = {ref_of(entry): entry for entries in present.values() for entry in entries}
    faults += [
        _("%(entry)s is not as history left it.", entry=_told(ref))
        for ref in sorted({*now, *state})
        if now.get(ref) != state.get(ref)
    ]
    return Checked(entries=sum(map(len, present.values())), batches=len(batches), faults=faults)


def _twice(present: dict[EntityKind, list[Entity]]) -> Iterator[str]:
    for entries in present.values():
        for ref, number in Counter(map(ref_of, entries)).items():
            if number > 1:
                yield _("%(entry)s is there %(number)s times.", entry=_told(ref), number=number)


def _dangling(present: dict[EntityKind, list[Entity]]) -> Iterator[str]:
    organisations = {entry.key for entry in present["organisation"]}
    projects = {entry.key for entry in present["project"]}
    for entries in present.values():
        for entry in entries:
            for kind, end in ends_of(entry):
                if end not in (organisations if kind == "organisation" else projects):
                    yield _("%(entry)s leads to “%(end)s”, which is not there.", entry=_told(ref_of(entry)), end=end)


def _unknown(store: GraphStore, present: dict[EntityKind, list[Entity]]) -> Iterator[str]:
    """Go through entries whose kind or topic no vocabulary has."""
    taxonomy = store.taxonomy()
    for entries in present.values():
        for entry in entries:
            unknown: set[str] = set()
            if isinstance(entry, Organisation):
                unknown = set(entry.kinds) - taxonomy.organisation_kinds.keys()
            elif isinstance(entry, Relation):
                unknown = {entry.kind} - taxonomy.relation_kinds.keys()
            if isinstance(entry, Organisation | Relation | Project):
                unknown |= set(entry.topics) - taxonomy.topics.keys()
            for word in sorted(unknown):
                yield _("%(entry)s has “%(word)s”, which no vocabulary knows.", entry=_told(ref_of(entry)), word=word)


def _circles(present: dict[EntityKind, list[Entity]]) -> Iterator[str]:
    today = clock.day()
    relations = [entry for entry in present["relation"] if isinstance(entry, Relation)]
    for relation in in_circles(relations, today):
        yield _("%(entry)s leads in a circle, over others of its kind.", entry=_told(ref_of(relation)))


def _told(ref: Ref) -> str:
    return f"{ref.entity} {ref.key}"
