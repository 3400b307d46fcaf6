"""What has stood on the desk for as long as was promised leaves it: at the first request of each day."""

from contextlib import suppress
from datetime import date
from threading import Lock

from graphdir.directory import Directory
from graphdir.errors import GraphdirError
from graphdir.needs import Needs
from graphdir.pending import PendingImports
from graphdir.proposals import Proposals


class Tidying:
    """Takes out, once a day, proposals decided long ago, lists that wait too long, and needs that ran out."""

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
                Proposals(store).purge(day)
                PendingImports(store).purge(day)
                Needs(store).purge(today)
