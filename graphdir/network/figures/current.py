"""The report that goes with the store's present revision."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Final

from graphdir.errors import GraphdirError
from graphdir.network.figures.report import Report, reports
from graphdir.network.whole import Whole
from graphdir.store import GraphStore

# So long a question waits for a report; most networks are done by then.
PATIENCE_SECONDS: Final = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What there is at present: the report of this moment, else that of before, else what is computed so far.

    ``report`` is None in the first moments. ``running``: another one is being computed, ``done`` of ``of`` steps.
    """

    report: Report | None
    running: bool
    done: int = 0
    of: int = 1


class CurrentReport:
    """Computes the report in a thread of its own and keeps it while revision and day stay the same."""

    def __init__(
        self, store: GraphStore, whole: Callable[[str], Whole], *, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._store = store
        self._patience_seconds = patience_seconds
        self._whole = whole
        self._starting = Lock()
        self._thread: Thread | None = None
        self._finished: Report | None = None
        self._partial: Report | None = None
        self._steps = (0, 1)

    def __call__(self, today: str) -> Answer:
        """Return the report, or what there is of it where that takes too long to wait for."""
        moment = (self._store.revision(), today)
        with self._starting:
            if _is_of(self._finished, moment):
                return Answer(report=self._finished, running=False)
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._compute, args=(today,), daemon=True)
                self._thread.start()
            thread = self._thread
        thread.join(self._patience_seconds)
        report, (done, of) = self._finished, self._steps
        if _is_of(report, moment):
            return Answer(report=report, running=False)
        return Answer(report=report or self._partial, running=True, done=done, of=of)

    def _compute(self, today: str) -> None:
        self._steps = (0, 1)
        try:
            for report in reports(self._whole(today), self._progress):
                self._partial = report
            self._finished, self._partial = self._partial, None
        except GraphdirError:
            return  # The store went away meanwhile: the next question tries again.

    def _progress(self, done: int, of: int) -> None:
        self._steps = (done, of)


def _is_of(report: Report | None, moment: tuple[int, str]) -> bool:
    return report is not None and (report.whole.revision, report.whole.today) == moment
