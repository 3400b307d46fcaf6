"""Names and free text of the raw lists, made readable without changing what they say."""

import re
from collections.abc import Iterable
from typing import Final

from graphdir.taxonomy import Taxonomy
from graphdir.text import clean

_STRAIGHT_QUOTES: Final = re.compile(r'"\s*([^"]*?)\s*"')
# The list of beneficiaries breaks lines after a hyphen: "Volleyball- Verband".
_BROKEN_HYPHEN: Final = re.compile(r"(?<=\w)- (?=[A-ZÄÖÜ])")


def tidy(name: str) -> str:
    """Return a name with German quotes, single spaces and mended line breaks."""
    return _BROKEN_HYPHEN.sub("-", clean(_STRAIGHT_QUOTES.sub(r"„\1“", name)))


def join(*sentences: str) -> str:
    """Return the sentences that are there as one text, each with its full stop."""
    return " ".join(
        sentence if sentence.endswith((".", "!", "?")) else f"{sentence}." for sentence in sentences if sentence
    )


def topics_and_keywords(phrases: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the topics that occur in the phrases, and the phrases that hold none, unchanged."""
    taxonomy = Taxonomy.shipped()
    found: set[str] = set()
    keywords: list[str] = []
    for phrase in phrases:
        topics = taxonomy.recognise(phrase)
        found.update(topics)
        if not topics:
            keywords.append(phrase)
    in_order = tuple(topic for topic in taxonomy.topics if topic in found)
    return in_order, tuple(dict.fromkeys(keywords))
