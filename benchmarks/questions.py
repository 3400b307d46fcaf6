"""What is typed into the search: a fixed mix, made of the network's own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from benchmarks.network import Network
from graphdir.store import Search

_SEED: Final = 11
_COMMON: Final = (
    "Grundschule",
    "Schule",
    "Gymnasium",
    "Realschule",
    "GS",
    "e. V.",
    "Förderverein",
    "Jugend",
    "sch",
    "a",
)
_TOPICS: Final = (
    "Mobbing", "Gewaltprävention", "Schulsozialarbeit", "Berufsorientierung", "Sucht", "Inklusion", "Ganztag",
    "Elternarbeit", "Medienkompetenz", "Sprachförderung", "Streitschlichter", "Schulverweigerung", "Theater", "Sport",
    "Ernährung", "Demokratie", "Klassengemeinschaft", "Lesen", "Integration", "Selbstbehauptung",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Typed texts by sort, about 200 in all."""

    names: Sequence[str]
    beginnings: Sequence[str]
    typos: Sequence[str]
    towns: Sequence[str]
    topics: Sequence[str]
    several_words: Sequence[str]
    common: Sequence[str]

    @property
    def all(self) -> list[str]:
        """Return the whole mix."""
        return [
            *self.names, *self.beginnings, *self.typos, *self.towns, *self.topics, *self.several_words, *self.common,
        ]  # fmt: skip


def questions_for(network: Network) -> Questions:
    """Return the mix for a network, the same every time."""
    dice = Random(_SEED)
    rows = network.tables["organisations"]
    names = [row["name"] for row in dice.sample(rows, 400)]
    words = [word for name in names for word in name.split() if word.isalpha() and len(word) > 6]
    towns = sorted({row["town"] for row in rows})
    return Questions(
        names=names[:40],
        beginnings=[word[: dice.randrange(2, 6)] for word in words[:40]],
        typos=[_slip(word, dice) for word in words[40:70]],
        towns=dice.sample(towns, 30),
        topics=_TOPICS,
        several_words=[f"{name.split()[0]} {row['town']}" for name, row in zip(names[40:70], rows, strict=False)],
        common=_COMMON,
    )


def filtered(texts: Sequence[str], network: Network) -> list[Search]:
    """Return each text with one filter, taken in turn from kinds, towns, topics and school types."""
    dice = Random(_SEED)
    towns = sorted({row["town"] for row in network.tables["organisations"]})
    return [
        (
            Search(text=text, kind="school"),
            Search(text=text, town=dice.choice(towns)),
            Search(text=text, topic="bullying_prevention"),
            Search(text=text, school_type="primary_school"),
        )[at % 4]
        for at, text in enumerate(texts)
    ]


def _slip(word: str, dice: Random) -> str:
    """Return the word with one letter missing, doubled, or two exchanged."""
    at = dice.randrange(1, len(word) - 2)
    return dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
