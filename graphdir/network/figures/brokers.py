"""Who stands between others."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graphdir.network.whole import Ints
from graphdir.store import Progress, no_progress

# Up to so many organisations with a tie every one is a starting point, above that so many drawn ones.
MOST_EXACT: Final = 5000
PIVOTS: Final = 1000
# Python can do nothing else while igraph counts: fewer at once would wait less and take longer.
_BATCH: Final = 4
_SEED: Final = 2007


@dataclass(frozen=True, slots=True, kw_only=True)
class Betweenness:
    """How much each organisation stands between others, by number.

    ``shares``: of all pairs of other tied organisations, the share whose shortest ways lead through it
    (0 to 1; where there are several shortest ways each counts in part). ``errors`` are standard errors of
    the shares, 0 where ``pivots`` are all ``of`` tied organisations.
    """

    shares: NDArray[np.float64]
    errors: NDArray[np.float64]
    pivots: int
    of: int

    @property
    def exact(self) -> bool:
        """Tell whether every organisation was a starting point."""
        return self.pivots == self.of


def betweenness(
    graph: Any,
    progress: Progress = no_progress,
    *,
    most_exact: int = MOST_EXACT,
    pivots: int = PIVOTS,
) -> Betweenness:
    """Return the betweenness of every organisation (Freeman 1977), by the sums of Brandes (2001).

    Above ``most_exact`` tied organisations it is estimated from ``pivots`` starting points drawn at random without
    putting back (Brandes & Pich 2007). The same graph gives the same draw.
    """
    tied = np.flatnonzero(graph.degree())
    drawn = tied.tolist() if len(tied) <= most_exact else Random(_SEED).sample(tied.tolist(), pivots)  # noqa: S311
    sums = np.zeros(graph.vcount())
    squares = np.zeros(graph.vcount())
    batches = [drawn[at : at + _BATCH] for at in range(0, len(drawn), _BATCH)]
    for done, batch in enumerate(batches, start=1):
        found = np.array(graph.betweenness(directed=False, sources=batch))
        sums += found
        squares += found**2
        progress(done, len(batches))
    pairs = max(1.0, (len(tied) - 1) * (len(tied) - 2) / 2)
    scale = len(tied) / max(1, len(drawn)) / pairs
    return Betweenness(
        shares=sums * scale,
        errors=_error_of_sum(sums, squares, len(batches), len(drawn) / max(1, len(tied))) * scale,
        pivots=len(drawn),
        of=len(tied),
    )


def _error_of_sum(
    sums: NDArray[np.float64], squares: NDArray[np.float64], number: int, share: float
) -> NDArray[np.float64]:
    """Return the standard error of the sum of ``number`` equal batches that are a ``share`` of all."""
    if number < 2:  # noqa: PLR2004  one value does not spread
        return np.zeros_like(sums)
    variance = np.maximum(0.0, squares - sums**2 / number) / (number - 1)
    error: NDArray[np.float64] = np.sqrt(variance * number * (1 - share))
    return error


def constraint(graph: Any, numbers: Sequence[int]) -> list[float]:
    """Return Burt's constraint (1992, chapter 2) of these organisations.

    Near 0 where neighbours do not know each other, 1 and more where they all do; NaN without neighbours.
    """
    return [float(value) for value in graph.constraint(vertices=list(numbers))]


def brokers_of(found: Betweenness) -> Ints:
    """Return the numbers of those with a share, the largest first, then by number."""
    between = np.flatnonzero(found.shares > 0)
    return between[np.argsort(-found.shares[between], kind="stable")].astype(np.int32)
