"""How both stores read a typed question: the words they index and how those are widened."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from threading import Lock
from typing import Final

from graphdir import text
from graphdir.model import Organisation, Project
from graphdir.taxonomy import Taxonomy

# Topics stand among the words of an organisation as tokens that no typed word can begin.
_TOPIC_TOKEN: Final = "_"  # noqa: S105  no secret
_SHORTEST_TOPIC_BEGINNING: Final = 4
MOST_TO_FOLLOW: Final = 1000
"""So many changed organisations are read one by one; from more on, all are."""

Since = Callable[[int], tuple[Sequence[str] | None, Mapping[str, str]]]
"""Given a revision: who changed since, None for anybody, and the words of those that are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One typed word: what begins with it, what is one typo away, the tokens of its topics.

    Where nothing is, ``near_beginnings`` are what words begin with that is one typo away.
    """

    word: str
    others: tuple[str, ...]
    near_beginnings: tuple[str, ...] = ()


def name_key(name: str) -> str:
    """Return the folded name that both stores sort and compare by."""
    return text.fold(name)


def words_of(organisation: Organisation, topics: Iterable[str], taxonomy: Taxonomy) -> str:
    """Return the folded words and topic tokens by which an organisation is found, each once."""
    parts = chain(
        (organisation.name, organisation.town, organisation.municipality, organisation.postcode),
        organisation.aliases,
        organisation.keywords,
    )
    found = dict.fromkeys(" ".join(map(text.fold, parts)).split())
    found.update(dict.fromkeys(taxonomy.abbreviations.get(organisation.school_type, "").split()))
    found.update(dict.fromkeys(topic_token(topic) for topic in taxonomy.with_broader(topics)))
    return " ".join(found)


def project_words(project: Project) -> str:
    """Return the folded words of title and programme, each with a space before it."""
    return "".join(f" {key}" for key in map(name_key, (project.title, project.programme)) if key)


def facet_values(organisation: Organisation, all_topics: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Go through the facets of an organisation that works on ``all_topics``, each value once."""
    for kind in organisation.kinds:
        yield "kind", kind
    for place in organisation.places:
        yield "town", place
    for topic in all_topics:
        yield "topic", topic
    for group in dict.fromkeys(organisation.target_groups):
        yield "target_group", group
    if organisation.school_type:
        yield "school_type", organisation.school_type


@lru_cache(maxsize=10_000)
def topic_token(topic_id: str) -> str:
    """Return the token of a topic: letters, digits and underscores only."""
    return _TOPIC_TOKEN + text.short_hash(topic_id)


class Vocabulary:
    """The words that occur and how often, kept in step with a store's revision, for many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._revision = -1
        self._words_of: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._sorted: list[str] | None = None

    def put(self, organisation_id: str, words: str | None) -> None:
        """Replace the words of one organisation; None when it is gone."""
        for word in self._words_of.pop(organisation_id, "").split():
            self._counts[word] -= 1
            if not self._counts[word]:
                del self._counts[word]
        if words is not None:
            self._words_of[organisation_id] = words
            self._counts.update(words.split())
        self._sorted = None

    def terms(self, typed: str, taxonomy: Taxonomy, revision: int, since: Since) -> tuple[Term, ...]:
        """Return one term for each typed word, by the words that occur at ``revision``."""
        with self._lock:
            if self._revision != revision:
                changed, found = since(self._revision)
                for id_ in chain(list(self._words_of) if changed is None else changed, found):
                    self.put(id_, found.get(id_))
                self._revision = revision
            return tuple(self._term(spelled, taxonomy) for spelled in text.spelled(typed).split())

    def _term(self, spelled: str, taxonomy: Taxonomy) -> Term:
        word = text.fold(spelled)
        tokens = tuple(topic_token(topic) for topic in _topics_named(word, taxonomy))
        if self._begins_any(word) or tokens:
            return Term(word=word, others=tokens)
        near = (*text.within_one_typo(spelled, self._all), *map(topic_token, _topics_near(spelled, taxonomy)))
        begun = () if near else text.beginnings_within_one_typo(spelled, self._all)
        return Term(word=word, others=near, near_beginnings=tuple(begun))

    def _begins_any(self, word: str) -> bool:
        at = bisect_left(self._all, word)
        return at < len(self._all) and self._all[at].startswith(word)

    @property
    def _all(self) -> list[str]:
        if self._sorted is None:
            self._sorted = sorted(word for word in self._counts if not word.startswith(_TOPIC_TOKEN))
        return self._sorted


def _topics_named(word: str, taxonomy: Taxonomy) -> list[str]:
    named = set(taxonomy.recognise(word))
    if len(word) >= _SHORTEST_TOPIC_BEGINNING:
        labels: Mapping[str, tuple[str, ...]] = taxonomy.folded_topic_names
        named.update(topic for topic, names in labels.items() if any(name.startswith(word) for name in names))
    return sorted(named)


def _topics_near(spelled: str, taxonomy: Taxonomy) -> list[str]:
    """Return the topics with a name that is one slip away from a spelled word."""
    topics_of: dict[str, set[str]] = {}
    for topic, names in taxonomy.folded_topic_names.items():
        for name in names:
            topics_of.setdefault(name, set()).add(topic)
    return sorted({topic for name in text.within_one_typo(spelled, topics_of) for topic in topics_of[name]})
