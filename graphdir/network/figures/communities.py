"""Groups with more ties inside than to the outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import igraph

_SEED: Final = 2019
# It has settled long before.
_MOST_ROUNDS: Final = 20
_LEAST_GAIN: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Communities:
    """The communities, the largest first, their numbers ascending; nobody without a tie is in one.

    ``modularity`` (Newman & Girvan 2004) is 0 where no more ties lie inside than chance would put there, at most 1.
    """

    members: Sequence[Sequence[int]]
    modularity: float


def communities_of(graph: Any) -> Communities:
    """Return the communities that make modularity large (Leiden: Traag, Waltman & van Eck 2019).

    The same graph gives the same communities.
    """
    igraph.set_random_number_generator(Random(_SEED))  # noqa: S311
    clustering = _round(graph, None)
    for _again in range(_MOST_ROUNDS):
        better = _round(graph, clustering.membership)
        if better.modularity <= clustering.modularity + _LEAST_GAIN:
            break
        clustering = better
    found = [sorted(members) for members in clustering if len(members) > 1]
    return Communities(
        members=sorted(found, key=lambda members: (-len(members), members[0])),
        modularity=float(clustering.modularity) if graph.ecount() else 0.0,
    )


def _round(graph: Any, membership: Sequence[int] | None) -> Any:
    return graph.community_leiden(
        objective_function="modularity", n_iterations=1, initial_membership=membership and list(membership)
    )
