"""What an idea in somebody's own words is about."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final

import snowballstemmer  # type: ignore[import-untyped]
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from graphdir import text
from graphdir.taxonomy import Taxonomy

# Shorter words have too many neighbours for a slip, and too many compounds that mean something else.
_SHORTEST_SLIP: Final = 7
_SHORTEST_FOR_TWO_SLIPS: Final = 12
_SHORTEST_HEAD: Final = 6
_SHORTEST_MODIFIER: Final = 5
# Longer ones are no words, and looking at every end of them would take long.
_LONGEST_WORD: Final = 60
_GERMAN: Final = snowballstemmer.stemmer("german")


def recognised_topics(taxonomy: Taxonomy, phrase: str) -> tuple[str, ...]:
    """Return the topics that a phrase names, in the taxonomy's order.

    Labels and synonyms are found as written, inflected ("Konflikten" for "Konflikt"), as the head
    of a compound ("Schulmediation" for "Mediation"), by the modifier of theirs ("Streit" for
    "Streitschlichtung") where only one topic has such names, and with a slip of the pen in a longer
    word (two slips from twelve letters on). Words of more than 60 letters are passed over.
    """
    names = _names(tuple(taxonomy.folded_topic_names.items()))
    words = [word for word in text.words(phrase) if len(word) <= _LONGEST_WORD]
    stems = [stem(word) for word in words]
    found = set(taxonomy.recognise(phrase))
    for spoken in (
        *stems,
        *map(" ".join, pairwise(stems)),
        *map(" ".join, zip(stems, stems[1:], stems[2:], strict=False)),
    ):
        found.update(names.get(spoken, ()))
    for word, spoken in zip(words, stems, strict=True):
        if spoken not in names:
            for name in (*_heads(word, names), *_slips(spoken, names)):
                found.update(names[name])
            found.update(_by_modifier(spoken, names))
    return tuple(topic for topic in taxonomy.topics if topic in found)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a folded German word (Snowball), so that inflected forms are one."""
    return str(_GERMAN.stemWord(word))


@lru_cache(maxsize=4)
def _names(folded: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, tuple[str, ...]]:
    """Return topics by the stems of each of their names."""
    found: dict[str, dict[str, None]] = {}
    for topic, names in folded:
        for name in names:
            if stems := " ".join(map(stem, name.split())):
                found.setdefault(stems, {})[topic] = None
    return {name: tuple(topics) for name, topics in found.items()}


def _heads(word: str, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the longest name that a compound ends with; none for a word that is no compound."""
    ends = [stem(word[at:]) for at in range(2, len(word) - _SHORTEST_HEAD + 1)]
    return [end for end in ends if end in names and len(end) >= _SHORTEST_HEAD][:1]


def _by_modifier(spoken: str, names: Mapping[str, tuple[str, ...]]) -> set[str]:
    if len(spoken) < _SHORTEST_MODIFIER:
        return set()
    topics = {topic for name, found in names.items() if name.startswith(spoken) and " " not in name for topic in found}
    return topics if len(topics) == 1 else set()


def _slips(spoken: str, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    if len(spoken) < _SHORTEST_SLIP:
        return []
    allowed = 2 if len(spoken) >= _SHORTEST_FOR_TWO_SLIPS else 1
    found = extract(spoken, names.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=2)
    return [name for name, distance, _key in found if distance == found[0][1] and len(name) >= _SHORTEST_SLIP]
