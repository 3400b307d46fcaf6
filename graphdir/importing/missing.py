"""What stands and a list does not name: entries of its earlier years, and those whose place somebody new takes."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from graphdir import text
from graphdir.model import Entity, Participation, Project, Relation, earliest, latest
from graphdir.store import ends_of

# Last year's list has another year in its name.
_DATES: Final = re.compile(r"\d+")
# Kinds of relation that lead to a school from one body at a time, as a rule.
_OF_ONE: Final = frozenset({"carrier_of", "school_authority_of", "provides_school_social_work"})
# A list is of one source where so much of it is.
_MOST_OF_IT: Final = 0.9
# The ids that each end which a row names may mean.
Ends = Sequence[Collection[str]]


def missing_of(
    stands: Mapping[str, Entity], seen: Container[str], said: Collection[Entity], is_over: Callable[[Entity], bool]
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
    return [entry for entry in missing if not is_over(entry)]


def told_by_halves(unseen: Iterable[Entity], rows: Iterable[tuple[Ends, Mapping[str, Any]]]) -> Collection[str]:
    """Return the keys of the entries of which rows with errors may tell, each row of one.

    Of several entries with the ends of a row it tells of the one that is most as the rest of it says.
    """
    rows = list(rows)
    with_end: defaultdict[str, dict[str, Entity]] = defaultdict(dict)
    for entry in unseen if rows else ():
        for end in ends_of(entry):
            with_end[end.key][entry.key] = entry
    told: set[str] = set()
    for ends, values in rows:
        rarest = min(ends, key=lambda ids: sum(len(with_end[id_]) for id_ in ids))
        of_rarest = {key: entry for id_ in rarest for key, entry in with_end[id_].items() if key not in told}
        fitting = [one for one in of_rarest.values() if all(any(e.key in ids for e in ends_of(one)) for ids in ends)]
        if fitting:
            told.add(max(fitting, key=lambda entry: _agreement(entry, values)).key)
    return told


def beside(
    new: Iterable[Relation], stands: Mapping[str, Entity], seen: Container[str], is_over: Callable[[Entity], bool]
) -> Iterator[tuple[Relation, Relation]]:
    """Go through the new relations of a kind that a school mostly has with one alone, each with one that goes on.

    ``seen`` are the keys that the list names: of two that it has, both are meant.
    """
    new = [one for one in new if one.kind in _OF_ONE]
    standing: defaultdict[tuple[str, str], list[Relation]] = defaultdict(list)
    for key, one in stands.items() if new else ():
        if (
            isinstance(one, Relation)
            and one.kind in _OF_ONE
            and one.status != "planned"
            and key not in seen
            and not is_over(one)
        ):
            standing[one.to_id, one.kind].append(one)
    for relation in new:
        for other in standing[relation.to_id, relation.kind]:
            if other.from_id != relation.from_id and _overlap(relation, other):
                yield relation, other
                break


def _overlap(one: Relation, other: Relation) -> bool:
    return earliest(one.valid_from) <= latest(other.valid_to) and earliest(other.valid_from) <= latest(one.valid_to)


def _sources_of(entry: Entity) -> set[str]:
    """Return the sources of an entry, without the numbers in them."""
    told: str = getattr(entry, "source", "")
    return {text.fold(_DATES.sub(" ", source)) for source in told.split("; ")} - {""}


def _agreement(entry: Entity, values: Mapping[str, Any]) -> int:
    """Return how much of an entry is as a row says."""
    return sum(getattr(entry, column, "") == value for column, value in values.items() if value)
