from collections import deque
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from graphdir.stores.paths import Node, shortest

NODES = [("organisation", str(number)) for number in range(6)] + [("project", "0"), ("project", "1")]
edges = st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda ends: ends[0] != ends[1]))


def all_shortest(start: Node, end: Node, joined: set[tuple[Node, Node]]) -> list[list[Node]]:
    """Try everything, a ring at a time."""
    chains = deque([[start]])
    while chains:
        finished = [chain for chain in chains if chain[-1] == end]
        if finished:
            return finished
        chains = deque(
            [*chain, other] for chain in chains for one, other in joined if one == chain[-1] and other not in chain
        )
    return []


@given(edges, st.sampled_from(NODES), st.sampled_from(NODES))
def test_it_is_the_smallest_of_the_shortest_chains(joined: set[tuple[Node, Node]], start: Node, end: Node) -> None:
    both_ways = joined | {(other, one) for one, other in joined}

    def neighbours(nodes: Iterable[Node]) -> list[tuple[Node, Node]]:
        asked = set(nodes)
        return sorted(pair for pair in both_ways if pair[0] in asked)

    assert shortest(start, end, neighbours) == min(all_shortest(start, end, both_ways), default=None)
