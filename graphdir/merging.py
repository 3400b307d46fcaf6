"""Two entries that are one organisation are made one, in one change set that can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graphdir import clock
from graphdir.duplicates.decisions import Decisions
from graphdir.duplicates.joining import one_of, sources_of, still_there
from graphdir.errors import InvalidInputError, OrganisationNotFoundError
from graphdir.full_store import FullStore
from graphdir.handing_over import begin, finish, hand_over
from graphdir.i18n import gettext as _
from graphdir.model import VISIBILITIES, ContactPoint, Entity, Organisation, Participation, Relation, earliest, latest
from graphdir.store import Batch, Change, ChangeSet, Ref, ending_at, led_on, ref_of
from graphdir.summaries import called
from graphdir.taxonomy import Taxonomy
from graphdir.ties import ORDERS, in_circles


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger:
    """What making two entries one does.

    ``conflicts`` are fields in which both say something else: name of the field, what is kept, what is not.
    ``dropped`` are the relations between the two, which would tie the organisation to itself.
    ``circles`` are relations that would lead back to where they begin: whoever is above the one is below the other.
    ``joined`` is how many relations, participations and contact points became one with another; ``keys`` names
    the new key of each by its old one.
    """

    kept: Organisation
    gone: Organisation
    changes: ChangeSet
    conflicts: Sequence[tuple[str, str, str]]
    dropped: Sequence[Relation]
    circles: Sequence[Relation]
    joined: int
    keys: Mapping[str, str]


def plan_merge(store: FullStore, keep: str, gone: str, *, author: str = "") -> Merger:
    """Say what making ``gone`` a part of ``keep`` would do; nothing is written.

    Relations, participations and contact points of both stay; those that become one keep the longer period and
    both sources. Names of the one that goes become aliases, its id too, so that it is still found by it.

    Raises:
        OrganisationNotFoundError: nobody has one of the ids.
        InvalidInputError: both are the same entry.
    """
    if keep == gone:
        raise InvalidInputError(_("“%(id)s” cannot be merged with itself.", id=keep))
    kept, old = _both(store, keep, gone)
    joint, contradictions = one_of(kept, old)
    merged, ends = still_there(joint, kept, old)
    conflicts = [*contradictions, *ends]
    taxonomy = store.taxonomy()
    changes: list[Change] = []
    dropped: list[Relation] = []
    joined = 0
    standing: dict[Ref, Entity] = {ref_of(entry): entry for entry in ending_at(store, keep)}
    moved: dict[Ref, Entity] = {}
    keys = {gone: keep}
    for entry in ending_at(store, gone):
        turned = _turned(entry, gone, keep, taxonomy)
        if turned is None:
            dropped.append(entry)  # type: ignore[arg-type]  # only a relation can have both ends
        else:
            ref = ref_of(turned)
            before = moved.get(ref) or standing.get(ref)
            joined += before is not None
            moved[ref] = _joined(before, turned) if before else turned
            keys[entry.key] = turned.key
        changes.append(Change(before=entry, after=None))
    if merged != kept:
        changes.append(Change(before=kept, after=merged))
    for ref, entry in moved.items():
        if standing.get(ref) != entry:
            changes.append(Change(before=standing.get(ref), after=entry))
    changes.append(Change(before=old, after=None))
    return Merger(
        kept=merged,
        gone=old,
        changes=ChangeSet(
            changes=changes,
            author=author,
            summary=called("merged", gone=old.name, kept=kept.name),
        ),
        conflicts=conflicts,
        dropped=dropped,
        circles=_circles(store, gone, keep, taxonomy),
        joined=joined,
        keys=keys,
    )


def merge(store: FullStore, keep: str, gone: str, *, author: str = "") -> tuple[Merger, Batch | None]:
    """Make two entries one; see ``plan_merge``.

    What stands beside the network follows: who spoke for the one that goes speaks for both ids, needs and open
    proposals are those of the kept one, and from whom the one that goes was told apart the kept one is too.
    Undoing gives all of it back (``give_back``). What was stopped midway is finished by the next merger, undoing or
    resuming, and by the site once a day.

    Raises:
        StaleWriteError: somebody changed one of them meanwhile.
        AccountChangedError, PaperChangedError: it is merged, but others kept changing what should follow.
    """
    finish(store)
    merger = plan_merge(store, keep, gone, author=author)
    begin(store, gone, keep, merger.keys, merger.changes.summary)
    batch = store.apply(merger.changes)
    if batch:
        hand_over(store, batch.id, gone, keep, merger.keys, by=author)
    return merger, batch


def keep_apart(store: FullStore, one: str, other: str, *, author: str = "", dry_run: bool = False) -> None:
    """Note that two entries are two organisations, so that they are not shown as possible duplicates again.

    With ``dry_run`` it is only looked whether that can be noted.

    Raises:
        OrganisationNotFoundError: nobody has one of the ids.
    """
    _both(store, one, other)
    if not dry_run:
        Decisions(store).keep_apart(one, other, by=author)


def _both(store: FullStore, one: str, other: str) -> tuple[Organisation, Organisation]:
    found = store.organisations([one, other])
    for id_ in (one, other):
        if id_ not in found:
            raise OrganisationNotFoundError(id_)
    return found[one], found[other]


def _turned(entry: Entity, gone: str, keep: str, taxonomy: Taxonomy) -> Entity | None:
    """Return what becomes of an edge or contact point of the one that goes; None for a tie between the two."""
    if isinstance(entry, Relation):
        ends = [keep if end == gone else end for end in (entry.from_id, entry.to_id)]
        if ends[0] == ends[1]:
            return None
        if not taxonomy.relation_kinds[entry.kind].directed:
            ends.sort()
        return replace(entry, from_id=ends[0], to_id=ends[1])
    if isinstance(entry, Participation | ContactPoint):
        return replace(entry, organisation_id=keep)
    raise AssertionError(entry)


def _circles(store: FullStore, gone: str, keep: str, taxonomy: Taxonomy) -> Sequence[Relation]:
    """Return the relations that lead back to where they begin once two are one, and did not before."""
    led = led_on(store, (gone, keep), frozenset().union(*ORDERS))
    turned = (_turned(relation, gone, keep, taxonomy) for relation in led)
    before = {one.key for one in in_circles(led, clock.day())}
    after = in_circles([one for one in turned if isinstance(one, Relation)], clock.day())
    return [one for one in after if one.key not in before]


def _joined(one: Entity, other: Entity) -> Entity:
    """Make one of two of the same key; no source, topic or period of either is lost."""
    source = sources_of(getattr(one, "source", ""), getattr(other, "source", ""))
    if isinstance(one, Relation) and isinstance(other, Relation):
        return replace(
            one,
            occasion=one.occasion or other.occasion,
            status="active" if "active" in (one.status, other.status) else one.status,
            topics=tuple(dict.fromkeys((*one.topics, *other.topics))),
            valid_to=max(one.valid_to, other.valid_to, key=latest),
            description="\n".join(dict.fromkeys(filter(None, (one.description, other.description)))),
            source=source,
            last_confirmed=max(one.last_confirmed, other.last_confirmed, key=earliest),
        )
    if isinstance(one, ContactPoint) and isinstance(other, ContactPoint):
        return replace(
            one,
            source=source,
            last_confirmed=max(one.last_confirmed, other.last_confirmed, key=earliest),
            # Of a person as little is shown, and for as short, as either says.
            visibility=max(one.visibility, other.visibility, key=VISIBILITIES.index),
            expires_on=min(filter(None, (one.expires_on, other.expires_on)), key=latest, default=""),
        )
    if isinstance(one, Participation):
        return replace(one, source=source)
    raise AssertionError(one)
