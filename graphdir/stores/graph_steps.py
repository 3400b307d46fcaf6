"""Change sets too large for one transaction: in steps that can be finished or taken back.

First the whole history is written down, unseen; a stop before its end leaves nothing behind but a
leftover that is cleared away. Then every step does its changes and moves ``done`` in the same
transaction, so that what was done and what says so never differ. Only the last makes it seen.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from graphdir.errors import BatchNotFoundError, ImportInterruptedError, StoreUnavailableError
from graphdir.store import EVERY, Batch, Change, ChangeSet, Progress
from graphdir.stores import cypher, records
from graphdir.stores.graph_changes import (
    Run,
    batch_values,
    check_references,
    current,
    history_rows,
    index,
    lock,
    own_taxonomy,
    to_index,
    write,
)
from graphdir.stores.graph_rows import in_slices

_T = TypeVar("_T")
_LARGEST_NUMBER: Final = 2**63 - 1


class Transact(Protocol):
    """Runs a function in a transaction of its own, again after a passing fault."""

    def __call__(self, work: Callable[[Run], _T], /) -> _T:
        """Return what it returned."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    number: int
    first: int
    total: int

    @property
    def end(self) -> int:
        return self.first + self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Applies, finishes and takes back large change sets.

    ``step`` is in changes; a history that nobody went on writing for ``patience_ms`` is a leftover.
    """

    read: Transact
    write: Transact
    step: int
    patience_ms: int

    def apply(self, changes: ChangeSet, progress: Progress) -> Batch | None:
        """Do as ``GraphStore.apply`` promises."""
        while True:
            revision, todo = self.read(partial(_checked, changes))
            if not todo:
                return None
            progress(0, len(todo))
            begun = self._write_history(changes, todo, progress)
            if begun is not None and self.write(partial(self._begin, begun, revision)):
                return self._finish(begun, todo, progress)
            # Somebody else wrote meanwhile, so what was checked may be wrong by now.
            if begun is not None:
                self._forget(begun)

    def resume(self, batch_id: str, progress: Progress) -> Batch:
        """Do as ``GraphStore.resume`` promises."""
        begun, todo = self._interrupted(batch_id)
        return self._finish(begun, todo, progress)

    def roll_back(self, batch_id: str, progress: Progress) -> None:
        """Do as ``GraphStore.roll_back`` promises."""
        begun, todo = self._interrupted(batch_id)
        plan = records.in_order(todo)
        back = [change.reversed() for change in todo]
        taxonomy = self.read(lambda run: own_taxonomy(run, back))
        progress(0, begun.total)

        def step_back(run: Run) -> int:
            done = self._done(run, begun)
            start = max(0, done - self.step)
            write(run, [change.reversed() for change in reversed(plan[start:done])], taxonomy)
            run(cypher.SET_DONE, number=begun.number, done=start)
            return start

        while left := self.write(step_back):
            progress((begun.total - left) // 2, begun.total)
        self._index(begun, back)
        self.write(lambda run: self._abandon(run, begun))
        self._forget(begun)
        progress(begun.total, begun.total)

    def clear_away_abandoned(self) -> None:
        """Erase the histories of what was stopped before it began."""
        for batch in self.read(lambda run: run(cypher.ABANDONED, patience=self.patience_ms)):
            self._forget(_begun(batch["batch"]))

    def _write_history(self, changes: ChangeSet, todo: Sequence[Change], progress: Progress) -> _Begun | None:
        """Write down all that is to be done; None if somebody took it for a leftover."""
        values = batch_values(changes, len(todo), changes.at or now())

        def begin(run: Run) -> _Begun:
            lock(run)
            (found,) = run(cypher.BEGIN_BATCH, **values)
            return _Begun(number=found["number"], first=found["first"], total=len(todo))

        begun = self.write(begin)
        try:
            for start in range(0, len(todo), self.step):
                part = todo[start : start + self.step]
                rows = history_rows(part, begun.first + start)
                if not self.write(partial(_record_part, begun, start, rows)):
                    return None
                progress((start + len(part)) // 3, len(todo))
        except StoreUnavailableError:
            raise  # whoever writes next clears the leftover away
        except BaseException:
            with suppress(StoreUnavailableError):
                self._forget(begun)
            raise
        return begun

    def _begin(self, begun: _Begun, revision: int, run: Run) -> bool:
        """Go over from writing history to applying it, unless the checks have been overtaken."""
        found = lock(run)
        refuse_interrupted(run, but=begun.number)
        if found != revision:
            # The answer to a commit may have got lost: then it has begun already.
            return _state(run, begun) == "applying"
        return bool(run(cypher.BEGIN_APPLYING, number=begun.number))

    def _finish(self, begun: _Begun, todo: Sequence[Change], progress: Progress) -> Batch:
        plan = records.in_order(todo)
        taxonomy = self.read(lambda run: own_taxonomy(run, todo))

        def step_on(run: Run) -> int:
            done = self._done(run, begun)
            write(run, plan[done : done + self.step], taxonomy)
            following = min(done + self.step, begun.total)
            run(cypher.SET_DONE, number=begun.number, done=following)
            return following

        done = -1
        while done < begun.total:
            done = self.write(step_on)
            progress((begun.total + 2 * done) // 3, begun.total)
        self._index(begun, todo)

        def finish(run: Run) -> Batch:
            lock(run)
            run(cypher.FINISH, number=begun.number)
            found = run(cypher.BATCH, number=begun.number)
            if not found or found[0]["batch"]["state"] != "applied":
                raise ImportInterruptedError(str(begun.number))
            return batch_of(found[0]["batch"])

        batch = self.write(finish)
        progress(begun.total, begun.total)
        return batch

    def _index(self, begun: _Begun, todo: Sequence[Change]) -> None:
        ids, taxonomy = self.read(lambda run: (to_index(run, todo), own_taxonomy(run)))

        def renew(part: Sequence[str], run: Run) -> None:
            self._done(run, begun)
            index(run, part, taxonomy)

        for part in in_slices(ids, self.step):
            self.write(partial(renew, part))

    def _done(self, run: Run, begun: _Begun) -> int:
        """Return how many changes are done; another process may have gone on meanwhile."""
        lock(run)
        found = run(cypher.TOUCH, number=begun.number)
        if not found or found[0]["state"] != "applying":
            raise BatchNotFoundError(str(begun.number))
        return int(found[0]["done"])

    def _abandon(self, run: Run, begun: _Begun) -> None:
        lock(run)
        run(cypher.ABANDON, number=begun.number)

    def _forget(self, begun: _Begun) -> None:
        def erase(run: Run) -> int:
            (found,) = run(
                cypher.ERASE_CHANGES,
                first=begun.first,
                end=begun.end,
                number=begun.number,
                limit=self.step,
            )
            return int(found["number"])

        while self.write(erase):
            pass
        self.write(lambda run: run(cypher.ERASE_BATCH, number=begun.number))

    def _interrupted(self, batch_id: str) -> tuple[_Begun, list[Change]]:
        def look(run: Run) -> tuple[_Begun, list[Change]]:
            found = batch_by_id(run, batch_id)
            if found is None or found["state"] != "applying":
                raise BatchNotFoundError(batch_id)
            return _begun(found), changes_of(run, found)

        return self.read(look)


def refuse_interrupted(run: Run, *, but: int = 0) -> None:
    """Raise ``ImportInterruptedError`` if an unfinished batch stands in the way."""
    for row in run(cypher.INTERRUPTED):
        if row["batch"]["number"] != but:
            raise ImportInterruptedError(str(row["batch"]["number"]))


def batch_by_id(run: Run, batch_id: str) -> dict[str, Any] | None:
    """Return what is stored of a batch in any state."""
    if not (batch_id.isascii() and batch_id.isdecimal()) or batch_id != str(int(batch_id)):
        return None
    if int(batch_id) > _LARGEST_NUMBER:
        return None
    found = run(cypher.BATCH, number=int(batch_id))
    return found[0]["batch"] if found else None


def changes_of(run: Run, stored: dict[str, Any], limit: int = EVERY) -> list[Change]:
    """Return the first changes of a batch in the order in which they were given."""
    rows = run(cypher.CHANGES_OF, first=stored["first"], end=stored["first"] + stored["total"], limit=limit)
    return [records.change_of(**row) for row in rows]


def batch_of(stored: dict[str, Any]) -> Batch:
    """Return a stored batch as the port shows it."""
    return Batch(
        id=str(stored["number"]),
        at=stored["at"],
        author=stored["author"],
        summary=stored["summary"],
        # Changes that were rewritten to nothing have left; their numbers stay unused.
        changes=stored.get("changes", stored["total"]),
        state="applied" if stored["state"] == "applied" else "interrupted",
        undoes=stored["undoes"],
    )


def now() -> str:
    """Return the time as the history writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _begun(stored: dict[str, Any]) -> _Begun:
    return _Begun(number=stored["number"], first=stored["first"], total=stored["total"])


def _checked(changes: ChangeSet, run: Run) -> tuple[int, list[Change]]:
    """Return what is to do as of the present revision, all checks passed."""
    refuse_interrupted(run)
    revision = int(run(cypher.STATE)[0]["revision"])
    todo = records.pending(changes.changes, current(run, changes.changes))
    check_references(run, todo)
    return revision, todo


def _record_part(begun: _Begun, start: int, rows: Sequence[Any], run: Run) -> bool:
    """Write a piece of history; twice is as once."""
    found = run(cypher.TOUCH, number=begun.number)
    if not found:
        return False
    if found[0]["recorded"] == start:
        run(cypher.RECORD_CHANGES, rows=rows, batch=begun.number)
        run(cypher.SET_RECORDED, number=begun.number, recorded=start + len(rows))
    return True


def _state(run: Run, begun: _Begun) -> str:
    found = run(cypher.BATCH, number=begun.number)
    return str(found[0]["batch"]["state"]) if found else ""
