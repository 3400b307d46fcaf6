"""The gaps that go with the store's present revision."""

from collections.abc import Callable
from threading import Lock

from graphdir.network.gaps.coverage import Coverage
from graphdir.network.gaps.offers import Offers
from graphdir.network.whole import Whole


class CurrentGaps:
    """What schools have and who offers what, kept while revision and day stay the same."""

    def __init__(self, whole: Callable[[str], Whole]) -> None:
        self._whole = whole
        self._reading = Lock()
        self._kept: tuple[Coverage, Offers] | None = None

    def __call__(self, today: str) -> tuple[Coverage, Offers]:
        """Return what there is now."""
        whole = self._whole(today)
        with self._reading:
            if self._kept is None or self._kept[0].whole is not whole:
                coverage = Coverage(whole)
                self._kept = coverage, Offers(coverage)
            return self._kept
