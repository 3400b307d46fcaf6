"""Lists of numbers of different lengths as two arrays, so that many are gone through at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from graphdir.network.whole import Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """List ``i`` is ``values[bounds[i]:bounds[i + 1]]``."""

    values: Ints
    bounds: NDArray[np.int64]

    @classmethod
    def of(cls, lists: Iterable[Iterable[int]]) -> "Lists":
        """Put lists one behind the other."""
        found = [list(one) for one in lists]
        return cls(
            values=np.array(list(chain.from_iterable(found)), np.int32),
            bounds=np.cumsum([0, *map(len, found)], dtype=np.int64),
        )

    def spread(self, rows: NDArray[np.integer]) -> tuple[NDArray[np.int64], Ints]:
        """Return for the lists with these numbers, one by one, the place in ``rows`` and the value of each entry."""
        lengths = self.bounds[rows + 1] - self.bounds[rows]
        at = np.repeat(np.arange(len(rows)), lengths)
        within = np.arange(len(at)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return at, self.values[self.bounds[rows][at] + within]
