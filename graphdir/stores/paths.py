"""The shortest way between two nodes, when a store can only tell neighbours."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

Node = tuple[str, str]
"""Sort (organisation or project) and id; organisations sort first."""

Neighbours = Callable[[Iterable[Node]], Sequence[tuple[Node, Node]]]


def shortest(start: Node, end: Node, neighbours: Neighbours) -> list[Node] | None:
    """Return the shortest chain of nodes, of equally short ones the smallest; None without any.

    Goes out in rings from both ends, always where the outermost ring is smaller, until the rings
    touch; then walks from the start, always to the smallest node that leads on.
    """
    if start == end:
        return [start]
    forth, back = _Rings(start), _Rings(end)
    touching: set[Node] = set()
    while not touching:
        side = min(forth, back, key=lambda rings: len(rings.outermost))
        if not side.outermost:
            return None
        side.grow(neighbours)
        touching = forth.outermost & back.outermost
    chain = [start]
    for ring in forth.leading_to(touching):
        chain.append(min(node for node in ring if chain[-1] in forth.closer[node]))
    while chain[-1] != end:
        chain.append(min(back.closer[chain[-1]]))
    return chain


class _Rings:
    """The nodes around one, by distance; ``closer`` holds a node's neighbours one ring further in."""

    def __init__(self, centre: Node) -> None:
        self.outermost = {centre}
        self.closer: defaultdict[Node, set[Node]] = defaultdict(set)
        self._known = {centre}
        self._depth = 0

    def grow(self, neighbours: Neighbours) -> None:
        following: set[Node] = set()
        for node, neighbour in neighbours(self.outermost):
            if neighbour not in self._known:
                following.add(neighbour)
                self.closer[neighbour].add(node)
        self._known |= following
        self.outermost = following
        self._depth += 1

    def leading_to(self, nodes: set[Node]) -> list[set[Node]]:
        """Return, ring by ring from within, who lies on a shortest way to one of ``nodes``."""
        rings: list[set[Node]] = []
        while len(rings) < self._depth:
            rings.append(nodes)
            nodes = {inner for node in nodes for inner in self.closer[node]}
        return rings[::-1]
