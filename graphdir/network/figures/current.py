"""The report that goes with the store's present revision."""

from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Final

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
        self._whole = whole
        self._patience_seconds = patience_seconds
        self._starting = Lock()
        self._job: Future[Report] | None = None
        self._finished: Report | None = None
        self._partial: Report | None = None
        self._steps = (0, 1)

    def __call__(self, today: str) -> Answer:
        """Return the report, or what there is of it where that takes too long to wait for.

        Raises:
            what went wrong while it was computed; the next question tries again.
        """
        moment = (self._store.revision(), today)
        with self._starting:
            if _is_of(self._finished, moment):
                return Answer(report=self._finished, running=False)
            if self._job is None or self._job.done():
                self._job = self._started(today)
            job = self._job
        try:
            report: Report | None = job.result(self._patience_seconds)
        except TimeoutError:
            report = self._finished or self._partial
        done, of = self._steps
        return Answer(report=report, running=not _is_of(self._finished, moment), done=done, of=of)

    def _started(self, today: str) -> "Future[Report]":
        job: Future[Report] = Future()
        self._steps = (0, 1)
        # The language of whoever asks goes along.
        Thread(target=copy_context().run, args=(self._compute, job, today), daemon=True).start()
        return job

    def _compute(self, job: "Future[Report]", today: str) -> None:
        try:
            for report in reports(self._whole(today), self._progress):
                self._partial = report
                if report.complete:
                    self._finished, self._partial = report, None
                    job.set_result(report)
        except Exception as error:  # noqa: BLE001  whoever waits is told
            job.set_exception(error)

    def _progress(self, done: int, of: int) -> None:
        self._steps = (done, of)


def _is_of(report: Report | None, moment: tuple[int, str]) -> bool:
    return report is not None and (report.whole.revision, report.whole.today) == moment
