"""What the first request of each day does: what was kept for as long as promised goes, what was stopped follows."""

from contextlib import suppress
from datetime import date
from threading import Lock

from graphdir.directory import Directory
from graphdir.errors import GraphdirError
from graphdir.handing_over import finish
from graphdir.needs import Needs
from graphdir.pending import PendingImports
from graphdir.proposals import Proposals


class Tidying:
    """Once a day takes out proposals decided long ago, lists that wait too long and needs that ran out.

    What a merger was stopped before follows as well.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._day = ""
        self._tidying = Lock()

    def tidy(self) -> None:
        """Do it where it was not done today; a store that is away or read-only is asked again tomorrow."""
        today = self._directory.today()
        if self._day == today:
            return
        with self._tidying:
            if self._day == today:
                return
            self._day = today
            store, day = self._directory.store, date.fromisoformat(today)
            with suppress(GraphdirError):
                finish(store)
            with suppress(GraphdirError):
                Proposals(store).purge(day)
                PendingImports(store).purge(day)
                Needs(store).purge(today)
