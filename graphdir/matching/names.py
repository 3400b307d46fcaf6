"""What the words of names say: whose bearers work together, and on what."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from graphdir import text
from graphdir.matching.words import word_counts

if TYPE_CHECKING:
    from graphdir.matching.index import MatchIndex

# Fewer bearers tell little of a word, and the rarest of very many words tell nothing.
_FEWEST_BEARERS: Final = 5
_MOST_WORDS: Final = 2000
# So many imagined partners of each two words, and works of each word on each topic.
_PRIOR_PARTNERS: Final = 1.0
_PRIOR_WORKS: Final = 5.0
Ratios = npt.NDArray[np.float32]
"""Natural logarithms of how much more often than by chance: 0 for as often as chance has it, or nothing known."""


@dataclass(frozen=True, slots=True)
class Names:
    """The words that several names hold, each with its row.

    ``meeting`` (words x words): how much more often those whose names have a word are partners of those whose
    names have the other. ``bearing`` by topic (words): how much more of those whose names have a word work on it than
    of anybody, each counted once; ``working`` how much more of their work is on it, at most twice the former: one who
    did much on a topic does not speak for all who are called so.
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    meeting: Ratios = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    working: Mapping[str, Ratios] = field(default_factory=dict)
    bearing: Mapping[str, Ratios] = field(default_factory=dict)

    def of(self, name: str) -> tuple[int, ...]:
        """Return the rows of a name's words, in order; empty where it has none that others have, too."""
        return tuple(sorted({self.rows[word] for word in self.words(name)}))

    def words(self, name: str) -> list[str]:
        """Return a name's words that others have, too, folded, as they stand in it."""
        return [word for word in text.words(name) if word in self.rows]

    def met(self, own: Sequence[int]) -> Sequence[float]:
        """Return how often each word meets these, of which the seeker's name is made; empty for none of these."""
        return list(map(float, self.meeting[[*own]].sum(axis=0) / sqrt(len(own)))) if own else []

    def on(self, topics: Iterable[str]) -> Sequence[float]:
        """Return how much of each word's work is on these topics, on an average; empty where no work is on any."""
        known = [self.working[topic] for topic in topics if topic in self.working]
        return np.mean(known, axis=0).tolist() if known else []

    @classmethod
    def count(cls, index: "MatchIndex") -> "Names":
        """Count who works with whom and on what; everybody's share in a project is one partner."""
        everybody = [id_ for id_ in index.organisations if index.is_tied(id_)]
        words = [word_counts(index.organisations[id_].name) for id_ in everybody]
        bearers = Counter(word for found in words for word in found)
        told = sorted((-number, word) for word, number in bearers.items() if number >= _FEWEST_BEARERS)[:_MOST_WORDS]
        if not told:
            return cls()
        rows = {word: row for row, (_number, word) in enumerate(told)}
        names = _table([[rows[word] for word in found if word in rows] for found in words], len(rows))
        work: list[Mapping[str, int]] = [index.topics_of.get(id_, {}) for id_ in everybody]
        bearing = _working([dict.fromkeys(topics, 1) for topics in work], names)
        working = _working(work, names)
        capped = {topic: np.minimum(each, 2 * np.maximum(0, bearing[topic])) for topic, each in working.items()}
        return cls(rows, _meeting(index, everybody, names), capped, bearing)


def added(ratios: Sequence[float], rows: Sequence[int]) -> float:
    """Return what the words of a name say together: their sum over the root of how many there are; 0 for none."""
    return sum(ratios[row] for row in rows) / sqrt(len(rows)) if ratios and rows else 0.0


def _table(rows: Sequence[Sequence[int]], columns: int) -> Any:
    """Return a sparse table of ones."""
    lengths = [len(row) for row in rows]
    flat = np.array([column for row in rows for column in sorted(row)], dtype=np.int64)
    return sparse.csr_matrix((np.ones(len(flat)), flat, np.cumsum([0, *lengths])), shape=(len(rows), columns))


def _meeting(index: "MatchIndex", everybody: Sequence[str], names: Any) -> Ratios:
    """Return the ratios of words that meet among those who work together.

    All who took part in a project are one partner of each of them together, and two are partners once: who works
    together year after year says no more of names.
    """
    at = {id_: row for row, id_ in enumerate(everybody)}
    teams = [[at[id_] for id_ in members] for _project, members in index.that_count() if len(members) > 1]
    teams += [
        [at[relation.from_id], at[relation.to_id]]
        for id_, relations in index.relations_of.items()
        for relation in relations.values()
        if relation.from_id == id_ != relation.to_id and index.is_working(relation)
    ]
    members = _table(teams, len(everybody))
    shared = _weighed(1 / np.maximum(1, _sums(names, 1)), names)
    worth = np.array([1 / (len(team) - 1) for team in teams])
    pairs = members.T @ _weighed(worth, members)
    pairs = (pairs - sparse.diags(pairs.diagonal())).tocsr()
    pairs.data = np.minimum(1, pairs.data)
    together = (shared.T @ pairs @ shared).toarray()
    partners = shared.T @ _sums(pairs, 1)
    return _ratios(together, np.outer(partners, partners / max(1, pairs.sum())), _PRIOR_PARTNERS)


def _working(work: Sequence[Mapping[str, int]], names: Any) -> dict[str, Ratios]:
    """Return the ratios of words and topics, by topic; ``work`` counts it by organisation and topic."""
    works = [(row, *one) for row, counts in enumerate(work) for one in counts.items()]
    if not works:
        return {}
    rows, topics, numbers = zip(*works, strict=True)
    columns = {topic: column for column, topic in enumerate(sorted(set(topics)))}
    cells = (np.array(numbers, dtype=float), (rows, [columns[topic] for topic in topics]))
    table = sparse.csr_matrix(cells, shape=(len(work), len(columns)))
    done = (names.T @ table).toarray()
    usual = _sums(table, 0) / table.sum()
    ratios = _ratios(done, np.outer(_sums(done, 1), usual), _PRIOR_WORKS)
    return {topic: ratios[:, column] for topic, column in columns.items()}


def _ratios(seen: npt.NDArray[np.float64], expected: npt.NDArray[np.float64], prior: float) -> Ratios:
    return np.log((seen + prior) / (expected + prior)).astype(np.float32)


def _weighed(weights: npt.NDArray[np.float64], rows: Any) -> Any:
    return sparse.diags(weights) @ rows


def _sums(table: Any, axis: int) -> npt.NDArray[np.float64]:
    return np.asarray(table.sum(axis=axis), dtype=float).ravel()
