"""The index that goes with the store's present revision."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, Thread
from time import perf_counter
from typing import Final

from graphdir.collecting import without_collecting
from graphdir.errors import GraphdirError
from graphdir.matching.index import MatchIndex
from graphdir.matching.snapshot import Network
from graphdir.model import OrganisationKind, Project, Topic
from graphdir.store import GraphStore, applied_up_to, batches_since

# What is followed change by change; after more the index is built anew.
MOST_TO_FOLLOW: Final = 1000
# Followed changes leave what is counted of the whole as it was: more than one entry in so many makes it old.
_ONE_IN: Final = 50
# So long a question may wait for a new index; one that is built faster still is not followed, but built anew.
_PATIENCE_SECONDS: Final = 0.2
_AT_ONCE_SECONDS: Final = 0.1


@dataclass(slots=True)
class _Built:
    revision: int
    batch: str
    index: MatchIndex
    seconds: float
    followed: int = 0
    aged: bool = False


class CurrentIndex:
    """Builds the index at the first question, follows small changes, builds it anew after large ones.

    Where that takes long it is done beside, and questions meanwhile get the old answer.

    One question at a time: the index is changed in place, and the interpreter lets only one thread
    compute anyway.
    """

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._asking = Lock()
        self._built: _Built | None = None
        self._building: Thread | None = None

    @contextmanager
    def asked(self) -> Generator[tuple[MatchIndex, bool]]:
        """Give the index to one question, and whether it is behind the store after a large change."""
        with self._asking:
            revision = self._store.revision()
            if self._built is None:
                self._built = _build(self._store)
            behind = self._built.revision != revision and not self._follow(self._built, revision)
            if (behind or self._built.aged) and self._built.seconds < _PATIENCE_SECONDS:
                self._built, behind = _build(self._store), False
            elif behind or self._built.aged:
                self._build_beside()
            yield self._built.index, behind

    def _follow(self, built: _Built, revision: int) -> bool:
        """Take the changes since into the index; False where there are too many, or it is not known which."""
        if built.seconds < _AT_ONCE_SECONDS:
            return False
        batches = batches_since(self._store, built.batch, MOST_TO_FOLLOW - built.followed)
        if batches is None:
            return False
        changes = [change for batch in batches for change in self._store.changes_of(batch.id).changes]
        if any(isinstance(change.after or change.before, Topic | OrganisationKind) for change in changes):
            return False
        built.index.follow(changes)
        built.revision = revision
        built.batch = batches[-1].id if batches else built.batch
        built.followed += len(changes)
        entries = len(built.index.organisations) + len(built.index.projects)
        moved = any(isinstance(change.after or change.before, Project) for change in changes)
        built.aged = built.aged or built.followed * _ONE_IN > entries or (moved and built.index.is_behind())
        return True

    def _build_beside(self) -> None:
        """Build in a thread of its own; the next question after it gets what it has built."""
        if self._building is None or not self._building.is_alive():
            self._building = Thread(target=self._rebuild, daemon=True)
            self._building.start()

    def _rebuild(self) -> None:
        try:
            built = _build(self._store)
        except GraphdirError:
            return  # The store went away meanwhile: the next question tries again.
        with self._asking:
            self._built = built


@without_collecting()
def _build(store: GraphStore) -> _Built:
    started = perf_counter()
    while True:
        revision = store.revision()
        batch = applied_up_to(store)
        index = Network.read(store).index()
        if store.revision() == revision:
            return _Built(revision, batch, index, perf_counter() - started)
