"""The shortest way between two nodes, when a store can only tell neighbours."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

Node = tuple[str, str]
"""Sort (organisation or project) and id; organisations sort first."""

Neighbours = Callable[[Iterable[Node]], Sequence[tuple[Node, Node]]]


def shortest(start: Node, end: Node, neighbours: Neighbours) -> list[Node] | None:
    """Return the shortest chain of nodes, of equally short ones the smallest; None without any.

    Goes out from the end in rings until the start is reached, then walks back, always to the
    smallest node of the next ring.
    """
    ring_of = {end: 0}
    ring = [end]
    closer: defaultdict[Node, set[Node]] = defaultdict(set)
    while start not in ring_of:
        if not ring:
            return None
        distance = ring_of[ring[0]] + 1
        following: list[Node] = []
        for node, neighbour in neighbours(ring):
            if neighbour not in ring_of:
                ring_of[neighbour] = distance
                following.append(neighbour)
            if ring_of[neighbour] == distance:
                closer[neighbour].add(node)
        ring = following
    chain = [start]
    while chain[-1] != end:
        chain.append(min(closer[chain[-1]]))
    return chain
