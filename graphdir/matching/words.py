"""The words of documents: which tell something, and how much."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import log, sqrt
from typing import Final

from graphdir import text

_SHORTEST_WORD: Final = 3
# A word in more documents tells little, and its list is long.
_COMMON_WORD: Final = 0.08
_FEW_DOCUMENTS: Final = 20
_LONGEST_LIST: Final = 3000


class Words:
    """Documents by their words, weighted by rarity, every document a vector of length 1."""

    def __init__(self, documents: int, counts: Mapping[str, int]) -> None:
        self._documents = documents
        most = min(_LONGEST_LIST, max(_FEW_DOCUMENTS, _COMMON_WORD * documents))
        self._rarity = {word: log(documents / count) if count <= most else 0.0 for word, count in counts.items()}
        self.projects: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self.organisations: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self.names: defaultdict[str, dict[str, float]] = defaultdict(dict)

    def vector(self, found: Mapping[str, int]) -> dict[str, float]:
        """Return words with their weights; those that nobody uses, or all, are left out."""
        rarity = self._rarity
        known = {word: (1 + log(count)) * rarity[word] for word, count in found.items() if rarity.get(word)}
        length = sqrt(sum(weight * weight for weight in known.values())) or 1.0
        return {word: weight / length for word, weight in known.items()}

    def put(self, lists: dict[str, dict[str, float]], id_: str, found: Mapping[str, int]) -> None:
        """Enter a document into ``projects``, ``organisations`` or their ``names``; words that are new are rare."""
        for word in found:
            self._rarity.setdefault(word, log(max(2, self._documents)))
        for word, weight in self.vector(found).items():
            lists[word][id_] = weight

    @staticmethod
    def drop(lists: dict[str, dict[str, float]], id_: str, found: Mapping[str, int]) -> None:
        """Take a document out again."""
        for word in found:
            lists.get(word, {}).pop(id_, None)


def word_counts(phrase: str) -> Counter[str]:
    """Return the words of a phrase that tell something, with their counts: no short ones, no "für" and "the"."""
    function_words = _function_words()
    return Counter(word for word in text.words(phrase) if len(word) >= _SHORTEST_WORD and word not in function_words)


@cache
def _function_words() -> frozenset[str]:
    """Return the words that hold sentences together, German and English (our own list), folded."""
    return frozenset(text.words(files("graphdir").joinpath("data/function_words.txt").read_text("utf-8")))
