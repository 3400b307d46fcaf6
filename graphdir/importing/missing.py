"""What an earlier list of the same source brought and this one does not name any more."""

import re
from collections import Counter
from collections.abc import Collection, Container, Mapping
from typing import Final

from graphdir import text
from graphdir.model import Entity, Participation, Project, latest

# Last year's list has another year in its name.
_DATES: Final = re.compile(r"\d+")
# A list is of one source where so much of it is.
_MOST_OF_IT: Final = 0.9


def missing_of(
    stands: Mapping[str, Entity], seen: Container[str], said: Collection[Entity], today: str
) -> list[Entity]:
    """Return the entries that ``stands`` has by the source of a list (``said``) that does not name them (``seen``).

    Sources are one but for numbers: “Liste 2024” and “Liste 2025”. Nothing is missing where entries are of many
    sources, of a list that names less than half of what its source has brought, of projects, which each year has its
    own of, and of what has ended.
    """
    counted = Counter(name for entry in said for name in _sources_of(entry))
    sources = {name for name, number in counted.items() if number >= _MOST_OF_IT * len(said)}
    of_source = [
        (key, entry)
        for key, entry in (stands.items() if sources else ())
        if not isinstance(entry, (Project, Participation)) and not sources.isdisjoint(_sources_of(entry))
    ]
    missing = [entry for key, entry in of_source if key not in seen]
    if 2 * len(missing) > len(of_source):
        return []
    return [entry for entry in missing if latest(getattr(entry, "valid_to", "")) >= today]


def _sources_of(entry: Entity) -> set[str]:
    """Return the sources of an entry, without the numbers in them."""
    told: str = getattr(entry, "source", "")
    return {text.fold(_DATES.sub(" ", source)) for source in told.split("; ")} - {""}
