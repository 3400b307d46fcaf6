"""Long work beside the pages: it goes on while a page says how far it is."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextvars import copy_context
from threading import Lock, Thread
from typing import Any, Final

from graphdir.store import Progress

# So long a request waits for the work; most is done by then.
PATIENCE_SECONDS: Final = 1.5
_MOST_KEPT: Final = 4


class Job:
    """One piece of work: ``done`` of ``of`` steps, then ``result``."""

    def __init__(self) -> None:
        self.done = 0
        self.of = 0
        self._future: Future[Any] = Future()

    @property
    def running(self) -> bool:
        """Tell whether it goes on."""
        return not self._future.done()

    def result(self, seconds: float) -> Any:
        """Return what came out.

        Raises:
            TimeoutError: it is not done after so many seconds.
            what went wrong in it.
        """
        return self._future.result(seconds)

    def run(self, work: Callable[[Progress], Any]) -> None:
        """Do the work; called in the thread that does it."""
        try:
            self._future.set_result(work(self._progress))
        except Exception as error:  # noqa: BLE001  whoever waits is told
            self._future.set_exception(error)

    def _progress(self, done: int, of: int) -> None:
        self.done, self.of = done, of


class Jobs:
    """Jobs by key; the last few are kept with what came out of them."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self._lock = Lock()

    def job(self, key: Hashable) -> Job | None:
        """Return the job of that key; None where there is none any more."""
        return self._jobs.get(key)

    def started(self, key: Hashable, work: Callable[[Progress], Any]) -> Job:
        """Return the job of that key; it begins now where there is none."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = Job()
                # The language of whoever asks goes along.
                Thread(target=copy_context().run, args=(job.run, work), daemon=True).start()
            self._jobs.move_to_end(key)
            for old in [key for key, kept in self._jobs.items() if not kept.running][:-_MOST_KEPT]:
                del self._jobs[old]
            return job

    def outcome(self, key: Hashable, work: Callable[[Progress], Any]) -> Any:
        """Return what comes out of the job of that key, or the ``Job`` itself where that takes longer.

        Raises:
            what went wrong in it; the next one begins anew.
        """
        job = self.started(key, work)
        try:
            return job.result(PATIENCE_SECONDS)
        except TimeoutError:
            return job
        except Exception:
            self.forget(key)
            raise

    def forget(self, key: Hashable) -> None:
        """Drop a job's result."""
        self._jobs.pop(key, None)
