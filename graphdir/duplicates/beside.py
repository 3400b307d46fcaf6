"""The search for what each entry of a list may be; that of a long list runs in a process of its own.

While the list is read and checked here, its entries are compared there: both have about as much to do.
"""

import os
import pickle
import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from queue import SimpleQueue
from subprocess import PIPE, Popen
from threading import Event, Thread
from typing import IO, Final, NamedTuple, Protocol, cast

from graphdir.collecting import without_collecting
from graphdir.duplicates.entry import Read, read_in
from graphdir.duplicates.likeness import Likeness
from graphdir.duplicates.search import Finder
from graphdir.i18n import language, use_language
from graphdir.model import Organisation
from graphdir.taxonomy import Taxonomy

# Of fewer entries all are compared before another process has begun.
LONG: Final = 5_000
_AT_ONCE: Final = 100
_SECONDS_BETWEEN_TELLING: Final = 0.2
_OTHER: Final = f"from {__name__} import answer; answer()"


class Hit(NamedTuple):
    """What an entry may be, by id, and how likely."""

    id: str
    likeness: Likeness


# For each entry that was looked for, in turn, what it may be, the likeliest first.
Hits = Sequence[Sequence[Hit]]


class Search(Protocol):
    """Finds for each entry of a list what it may be: one that stands, or one that was looked for before it."""

    def look_for(self, entry: Organisation) -> None:
        """Take an entry; what it may be is told at the end."""

    def waiting(self) -> int:
        """Return how many entries were taken and not looked for so far."""
        ...

    def found(self, progress: Callable[[], object]) -> Hits:
        """Look for what is waiting and tell of all; ``progress`` is called now and then meanwhile."""
        ...

    def close(self) -> None:
        """Let it be, whether or not all was found."""


def search_among(standing: Collection[Organisation], taxonomy: Taxonomy, expected: int) -> Search:
    """Return a search for about so many entries, each of which may be one that stands."""
    if len(standing) + expected >= LONG and _processors() > 1:
        with suppress(OSError):  # no more processes are allowed
            return _Beside(standing, taxonomy)
    return _Here(standing, taxonomy)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Here:
    def __init__(self, standing: Collection[Organisation], taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._finder = Finder(read_in(entry, taxonomy) for entry in standing)
        self._found: list[Sequence[Hit]] = []

    def look_for(self, entry: Organisation) -> None:
        self._found.append(_hits(self._finder, read_in(entry, self._taxonomy)))

    def waiting(self) -> int:
        return 0

    def found(self, progress: Callable[[], object]) -> Hits:
        progress()
        return self._found

    def close(self) -> None:
        """Keep nothing open."""


class _Asked(NamedTuple):
    """Entries for the other process, to be ``looked_for``, or only there to be found."""

    entries: Sequence[Read]
    looked_for: bool


class _Beside:
    """Sends entries to another process; where that one fails, the search is made here."""

    def __init__(self, standing: Collection[Organisation], taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._standing = standing
        self._taken: list[Organisation] = []
        self._next: list[Read] = []
        self._found: list[Sequence[Hit]] = []
        self._over = Event()
        self._messages = SimpleQueue[object]()
        # Not from the folder that somebody happens to be in (-P), and deaf to the keys that end what runs here: the
        # end of its input ends it.
        self._process = Popen(  # noqa: S603  it runs ourselves
            [sys.executable, "-P", "-c", _OTHER], stdin=PIPE, stdout=PIPE, start_new_session=True
        )
        self._messages.put(language())
        Thread(target=self._send, daemon=True).start()
        Thread(target=self._receive, daemon=True).start()
        for entry in standing:
            self._add(entry, looked_for=False)
        self._pass_on(looked_for=False)

    def look_for(self, entry: Organisation) -> None:
        self._taken.append(entry)
        self._add(entry, looked_for=True)

    def waiting(self) -> int:
        return len(self._taken) - len(self._found)

    def found(self, progress: Callable[[], object]) -> Hits:
        self._pass_on(looked_for=True)
        self._messages.put(None)
        while not self._over.wait(_SECONDS_BETWEEN_TELLING):
            progress()
        if not self.waiting():
            return self._found
        here = _Here(self._standing, self._taxonomy)
        for entry in self._taken:
            here.look_for(entry)
        return here.found(progress)

    def close(self) -> None:
        self._messages.put(None)
        self._process.kill()
        self._process.wait()
        self._over.wait()

    def _add(self, entry: Organisation, *, looked_for: bool) -> None:
        self._next.append(read_in(entry, self._taxonomy))
        if len(self._next) == _AT_ONCE:
            self._pass_on(looked_for=looked_for)

    def _pass_on(self, *, looked_for: bool) -> None:
        self._messages.put(_Asked(self._next, looked_for))
        self._next = []

    def _send(self) -> None:
        with suppress(OSError), cast("IO[bytes]", self._process.stdin) as to:
            while (message := self._messages.get()) is not None:
                pickle.dump(message, to)

    def _receive(self) -> None:
        ended = EOFError, OSError, pickle.UnpicklingError
        with suppress(*ended), cast("IO[bytes]", self._process.stdout) as source:
            while True:
                self._found.extend(pickle.load(source))  # noqa: S301  our own process wrote it
        self._over.set()


def _hits(finder: Finder, entry: Read) -> Sequence[Hit]:
    return [Hit(found.other.id, found.likeness) for found in finder.of_and_add(entry)]


def answer() -> None:
    """Answer what comes by the standard input until it ends: what the other process runs."""
    source, to = sys.stdin.buffer, sys.stdout.buffer
    with without_collecting(), suppress(EOFError, BrokenPipeError):
        use_language(pickle.load(source))  # noqa: S301  our own process wrote it
        finder = Finder()
        while True:
            asked = cast("_Asked", pickle.load(source))  # noqa: S301  our own process wrote it
            if asked.looked_for:
                pickle.dump([_hits(finder, entry) for entry in asked.entries], to)
                to.flush()
            else:
                for entry in asked.entries:
                    finder.add(entry)
