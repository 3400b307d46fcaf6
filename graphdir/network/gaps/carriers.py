"""How many stand behind a topic."""

from dataclasses import dataclass

import numpy as np

from graphdir.network.gaps.coverage import Coverage
from graphdir.network.gaps.offers import Offers


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCarriers:
    """A topic with the number of organisations that work or have worked on it, schools apart.

    ``only`` is the number of the one where there is one, else -1; ``schools`` count those that have the topic today,
    ``schools_ever`` those that have or had it.
    """

    topic: str
    carriers: int
    only: int
    schools: int
    schools_ever: int


def carriers_of(coverage: Coverage, offers: Offers) -> list[TopicCarriers]:
    """Return all topics, fewest carriers first, then as in the taxonomy."""
    claims = coverage.claims
    present = coverage.covered(coverage.present_year).sum(axis=0)
    size = max(1, len(coverage.whole))
    pairs = np.unique(claims.topic.astype(np.int64) * size + claims.school)
    ever = np.bincount(pairs // size, minlength=len(coverage.topics))
    counts = offers.counts()
    found = [
        TopicCarriers(
            topic=topic,
            carriers=int(counts[at]),
            only=int(offers.of(at)[0]) if counts[at] == 1 else -1,
            schools=int(present[at]),
            schools_ever=int(ever[at]),
        )
        for at, topic in enumerate(coverage.topics)
    ]
    return sorted(found, key=lambda row: row.carriers)
