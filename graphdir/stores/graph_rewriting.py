"""Rewriting entries and history on Neo4j: in one transaction, or entry by entry where that is too much.

Every entry goes with all its images, so that each transaction leaves a history that leads to what is there;
whoever is interrupted does the same again and finishes it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from graphdir.model import ENTITY_TYPES, Entity
from graphdir.store import ChangeSet, Ref, Retold, Rewritten
from graphdir.stores import cypher, records
from graphdir.stores.graph_changes import Run, edge_ends, index, lock, own_taxonomy, record, to_index, write
from graphdir.stores.graph_rows import in_slices
from graphdir.stores.graph_steps import Transact, now, refuse_interrupted
from graphdir.stores.rewriting import Recorded, RecordedBatch, Rewriting, planned

_PAGE: Final = 5_000
# Edges before what they end at.
_PLACE: Final = {type_.entity: -place for place, type_ in enumerate(ENTITY_TYPES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrites:
    """Carries rewritings out: up to ``largest`` images in one transaction, more in steps of about ``step``."""

    read: Transact
    write: Transact
    largest: int
    step: int

    def rewrite(
        self,
        rewritten: Rewritten,
        retold: Retold,
        entries: Callable[[], Iterable[Entity]],
        said: ChangeSet,
    ) -> int:
        """Do as ``GraphStore.rewrite`` promises; ``said`` is a change set without changes."""
        total = 0
        while True:
            revision = self.read(_unhindered)
            plan = planned(rewritten, retold, entries=entries(), history=self._history(), batches=self.read(_batches))
            total = total or plan.number
            if not plan.number or self._carried_out(plan, revision, said):
                return total
            # Somebody else wrote meanwhile.

    def _carried_out(self, plan: Rewriting, revision: int, said: ChangeSet) -> bool:
        parts = [plan] if plan.number <= self.largest else list(_parted(plan, self.step))
        for number, part in enumerate(parts, 1):
            following = self.write(partial(_carry_out, part, revision, said if number == len(parts) else None))
            if following is None:
                return False
            revision = following
        return True

    def _history(self) -> Iterator[Recorded]:
        after = 0
        while True:
            rows = self.read(partial(_page, after))
            for row in rows:
                yield Recorded(
                    number=row["id"],
                    batch=row["batch"],
                    ref=Ref(entity=row["entity"], key=row["key"]),
                    before=row["before"],
                    after=row["after"],
                    file=row["file"] or "",
                )
            if len(rows) < _PAGE:
                return
            after = rows[-1]["id"]


def _page(after: int, run: Run) -> list[Mapping[str, Any]]:
    return run(cypher.PAGE_OF_CHANGES, after=after, limit=_PAGE)


def _unhindered(run: Run) -> int:
    refuse_interrupted(run)
    return int(run(cypher.STATE)[0]["revision"])


def _batches(run: Run) -> list[RecordedBatch]:
    return [RecordedBatch(**row) for row in run(cypher.WORDS_OF_BATCHES)]


def _parted(plan: Rewriting, step: int) -> Iterator[Rewriting]:
    """Cut a rewriting up so that all images of an entry are in one part; the words about batches come last."""
    by_ref: defaultdict[Ref, Rewriting] = defaultdict(Rewriting)
    for entry in plan.entries:
        by_ref[entry.ref].entries.append(entry)
    for change in plan.changes:
        by_ref[change.ref].changes.append(change)
    for change in plan.left:
        by_ref[change.ref].left.append(change)
    part = Rewriting()
    for ref in sorted(by_ref, key=lambda ref: (_PLACE[ref.entity], ref.key)):
        found = by_ref[ref]
        part.entries += found.entries
        part.changes += found.changes
        part.left += found.left
        if len(part.entries) + len(part.changes) + len(part.left) >= step:
            yield part
            part = Rewriting()
    part.batches = plan.batches
    yield part


def _carry_out(part: Rewriting, revision: int, said: ChangeSet | None, run: Run) -> int | None:
    """Do a part and return the revision after it; None where it was overtaken."""
    if lock(run) != revision:
        return None
    refuse_interrupted(run)
    taxonomy = own_taxonomy(run, part.entries)
    write(run, records.in_order(part.entries), taxonomy)
    for ids in in_slices(to_index(run, part.entries), _PAGE):
        index(run, ids, taxonomy)
    for rows in in_slices([_row(change) for change in part.changes], _PAGE):
        run(cypher.REWRITE_CHANGES, rows=rows)
    _drop(run, part.left)
    run(cypher.RETELL_BATCHES, rows=[(b.number, b.author, b.summary) for b in part.batches])
    if said:
        record(run, said, (), now())
    return int(run(cypher.REBUILT)[0]["revision"])


def _row(change: Recorded) -> tuple[object, ...]:
    gone = change.after is None and change.before is not None
    ends = edge_ends(records.from_record(change.ref.entity, records.loaded(change.before) or {})) if gone else ()
    return (change.number, change.before, change.after, change.file, *ends)


def _drop(run: Run, left: Sequence[Recorded]) -> None:
    for numbers in in_slices([change.number for change in left], _PAGE):
        run(cypher.DROP_CHANGES, ids=numbers)
    run(cypher.COUNT_DOWN, rows=list(Counter(change.batch for change in left).items()))
