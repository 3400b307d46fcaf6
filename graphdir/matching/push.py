"""Personalised PageRank around a few seeds, in time that does not grow with the network."""

from collections import deque
from collections.abc import Mapping
from typing import Final

RESTART: Final = 0.15
EPSILON: Final = 2e-4


def local_push(
    edges: Mapping[str, Mapping[str, float]],
    strength: Mapping[str, float],
    seeds: Mapping[str, float],
    *,
    epsilon: float = EPSILON,
) -> dict[str, float]:
    """Return approximate PageRank personalised to ``seeds``; nodes that are out of reach are absent.

    Andersen, Chung, Lang 2006 (weighted, without lazy steps): every node's residual stays below
    ``epsilon`` times its number of edges, so the work is at most 1 / (epsilon * restart) edges.
    Seeds that are not in the graph are left out; the others share all of the weight.
    """
    present = {node: weight for node, weight in seeds.items() if node in edges and weight > 0}
    total = sum(present.values())
    if not total:
        return {}
    rank: dict[str, float] = {}
    residual = {node: weight / total for node, weight in present.items()}
    queue = deque(sorted(present))
    waiting = set(queue)
    while queue:
        node = queue.popleft()
        waiting.discard(node)
        left = residual[node]
        around = edges[node]
        if left < epsilon * len(around):
            continue
        residual[node] = 0.0
        rank[node] = rank.get(node, 0.0) + RESTART * left
        spread = (1 - RESTART) * left / strength[node]
        for other, weight in around.items():
            value = residual.get(other, 0.0) + spread * weight
            residual[other] = value
            if value >= epsilon * len(edges[other]) and other not in waiting:
                waiting.add(other)
                queue.append(other)
    return rank
