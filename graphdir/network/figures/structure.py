"""What holds the network together: its parts, the organisations and the ties that nothing replaces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Final

import igraph

from graphdir.network.whole import Ints

# So many of those whom a cut would leave alone are named; all are counted.
MOST_NAMED: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """An organisation without which others of its part lose their way to the largest rest of it.

    ``off`` counts those others; ``who`` are their numbers, ascending, the first ``MOST_NAMED`` found.
    """

    number: int
    off: int
    who: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """A pair whose tie is the only way between two sides; ``one`` is on the smaller, of ``off`` organisations."""

    one: int
    other: int
    off: int


def graph_of(size: int, pairs: Ints) -> Any:
    """Return the simple undirected graph of ``size`` organisations with these pairs as rows (igraph)."""
    return igraph.Graph(n=size, edges=pairs)


def parts_of(graph: Any) -> list[list[int]]:
    """Return the connected components of two and more, the largest first, their numbers ascending."""
    found = [sorted(part) for part in graph.connected_components() if len(part) > 1]
    return sorted(found, key=lambda part: (-len(part), part[0]))


def cuts_of(graph: Any) -> list[Cut]:
    """Return the articulation points, those that would cut off most first, then by number."""
    tree = _BlockTree(graph)
    return sorted((tree.cut(number) for number in tree.cut_numbers), key=lambda cut: (-cut.off, cut.number))


def bridges_of(graph: Any) -> list[Bridge]:
    """Return the bridges, those with the larger smaller side first, then by their ends."""
    tree = _BlockTree(graph)
    found = (tree.bridge(block) for block, members in enumerate(tree.blocks) if len(members) == 2)  # noqa: PLR2004
    return sorted(found, key=lambda bridge: (-bridge.off, bridge.one, bridge.other))


class _BlockTree:
    """The blocks of a graph and the organisations that join them, as a forest (Harary 1969, chapter 4).

    Its nodes are the blocks, then the cut organisations.
    """

    def __init__(self, graph: Any) -> None:
        components, cut_numbers = graph.biconnected_components(return_articulation_points=True)
        self.blocks: Sequence[Sequence[int]] = list(components)
        self.cut_numbers: Sequence[int] = sorted(cut_numbers)
        self._nodes = {number: len(self.blocks) + at for at, number in enumerate(self.cut_numbers)}
        joined = [(b, self._nodes[n]) for b, members in enumerate(self.blocks) for n in members if n in self._nodes]
        self._tree: Any = igraph.Graph(n=len(self.blocks) + len(self._nodes), edges=joined)

    @cached_property
    def _own(self) -> list[int]:
        """Return how many organisations each node stands for by itself."""
        inner = [sum(number not in self._nodes for number in members) for members in self.blocks]
        return inner + [1] * len(self.cut_numbers)

    @cached_property
    def _rooted(self) -> tuple[list[int], list[int], list[int]]:
        """Return for every node its parent (a root itself), what lies at and below it, and in its whole tree."""
        size = self._tree.vcount()
        above, below, whole = list(range(size)), list(self._own), [0] * size
        for members in self._tree.connected_components():
            order, _layers, parents = self._tree.bfs(members[0])
            for node in order:
                above[node] = parents[node]
            for node in reversed(order[1:]):
                below[above[node]] += below[node]
            for node in order:
                whole[node] = below[order[0]]
        return above, below, whole

    def _side(self, node: int, back: int) -> int:
        """Return how many lie at ``node`` and beyond when one comes from its neighbour ``back``."""
        above, below, whole = self._rooted
        return whole[node] - below[back] if above[back] == node else below[node]

    def cut(self, number: int) -> Cut:
        """Return what falls off without this organisation."""
        node = self._nodes[number]
        sides = sorted((self._side(block, node), block) for block in self._tree.neighbors(node))
        off = sides[:-1]
        who = (found for _size, block in off for found in self._members(block, node))
        return Cut(number=number, off=sum(size for size, _block in off), who=tuple(sorted(islice(who, MOST_NAMED))))

    def bridge(self, block: int) -> Bridge:
        """Return a block of two as the tie that it is."""
        (one_side, one), (other_side, other) = sorted(
            (self._side(self._nodes[number], block) if number in self._nodes else 1, number)
            for number in self.blocks[block]
        )
        return Bridge(one=one, other=other, off=min(one_side, other_side))

    def _members(self, block: int, back: int) -> Iterable[int]:
        """Go through the organisations of a block and beyond, coming from its neighbour ``back``."""
        waiting = [(block, back)]
        while waiting:
            node, before = waiting.pop()
            if node < len(self.blocks):
                yield from (number for number in self.blocks[node] if number not in self._nodes)
            else:
                yield self.cut_numbers[node - len(self.blocks)]
            waiting.extend((near, node) for near in self._tree.neighbors(node) if near != before)
