"""Possible duplicates of one entry, or of many among themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.fuzz import ratio

from graphdir.duplicates.candidates import Blocks, keys_of
from graphdir.duplicates.entry import Read, Worded, read_in
from graphdir.duplicates.likeness import UNSURE, Likeness, told, weighed
from graphdir.duplicates.places import is_slip_of
from graphdir.duplicates.sorts import are_two_forms, kinds
from graphdir.model import Organisation
from graphdir.taxonomy import Taxonomy

# Of a hundred, by letters: names less alike than this are not compared in a search, only when asked for.
_LIKE_WITH_SHARED: Final = 50
_LIKE_WITHOUT: Final = 70


@dataclass(frozen=True, slots=True)
class Found:
    """Two entries that may be one."""

    one: Organisation
    other: Organisation
    likeness: Likeness


class Finder:
    """Entries that others are held against."""

    def __init__(self, entries: Iterable[Read] = ()) -> None:
        self._blocks = Blocks()
        for entry in entries:
            self.add(entry)

    def add(self, entry: Read) -> None:
        """Hold later ones against this one too."""
        self._blocks.add(entry, keys_of(entry))

    def of(self, entry: Read, at_least: float = UNSURE) -> list[Found]:
        """Return what may be the same as an entry, the likeliest first, then by name and id."""
        return self._near(entry, keys_of(entry), at_least)

    def of_and_add(self, entry: Read, at_least: float = UNSURE) -> list[Found]:
        """Do both."""
        keys = keys_of(entry)
        found = self._near(entry, keys, at_least)
        self._blocks.add(entry, keys)
        return found

    def _near(self, read: Read, keys: Iterable[str], at_least: float) -> list[Found]:
        found: list[Found] = []
        for other in self._blocks.near(read, keys):
            if _hopeless(read, other):
                continue
            score, findings = weighed(read, other, at_least)
            if score >= at_least:
                found.append(Found(read.organisation, other.organisation, told(score, findings)))
        return sorted(found, key=lambda hit: (-hit.likeness.score, hit.other.name, hit.other.id))


def pairs_among(entries: Iterable[Organisation], taxonomy: Taxonomy, at_least: float = UNSURE) -> Iterator[Found]:
    """Go through the pairs that may be one, each once, in the order of the later entry."""
    finder = Finder()
    for entry in entries:
        yield from finder.of_and_add(read_in(entry, taxonomy), at_least)


def _hopeless(one: Read, other: Read) -> bool:
    """Tell quickly whether two are so far apart that comparing them is not worth its time."""
    if (
        (one.mail and one.mail == other.mail)
        or (one.phone and one.phone == other.phone)
        or (one.host and one.host == other.host)
    ):
        return False
    if one.town and other.town:
        if one.town.isdisjoint(other.town) and not (one.postcode and one.postcode == other.postcode):
            return not _town_mistyped(one, other)
    elif one.postcode and other.postcode and one.postcode != other.postcode:
        return True
    for mine in one.worded:
        for theirs in other.worded:
            if not _names_hopeless(mine, theirs, one, other):
                return False
    return True


def _town_mistyped(one: Read, other: Read) -> bool:
    """Tell whether two have a name of the same telling words, and a town with a slip: Osterburg, Oaterburg."""
    words = {told for _name, told in one.worded if told}
    return any(told in words for _name, told in other.worded) and any(
        is_slip_of(town, another) for town in one.town for another in other.town
    )


def _names_hopeless(mine: Worded, theirs: Worded, one: Read, other: Read) -> bool:
    """Tell whether two names, each with its telling words, are those of two bodies."""
    (name, words), (other_name, other_words) = mine, theirs
    return (
        name.support != other_name.support
        or (_apart(name.forms, other_name.forms) and are_two_forms(name, other_name, one, other))
        or _apart(name.numbers, other_name.numbers)
        or _apart(name.brands, other_name.brands)
        or (bool(name.forms) != bool(other_name.forms) and bool(kinds(one, other)))
        or (
            _unlike(mine, theirs, one.town | other.town)
            and name.letters.isdisjoint(other_words)
            and other_name.letters.isdisjoint(words)
        )
    )


def _unlike(one: Worded, other: Worded, towns: frozenset[str]) -> bool:
    """Tell by letters alone whether two names that share no word, or each have more of their own, are far apart.

    Words that name the place of either tell nothing, where each has others. What one writes as two words the other may
    write as one.
    """
    mine, theirs = one[1] - towns, other[1] - towns
    if not (mine and theirs):
        return False
    shared = mine & theirs
    if not shared:
        return ratio(_joined(one[0].core, mine), _joined(other[0].core, theirs), score_cutoff=_LIKE_WITHOUT) == 0
    if len(shared) in (len(mine), len(theirs)):
        return False
    return ratio(_in_order(mine), _in_order(theirs), score_cutoff=_LIKE_WITH_SHARED) == 0


@lru_cache(maxsize=10_000)
def _joined(core: tuple[str, ...], told: frozenset[str]) -> str:
    return "".join(word for word in core if word in told)


@lru_cache(maxsize=10_000)
def _in_order(words: frozenset[str]) -> str:
    return " ".join(sorted(words))


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and one.isdisjoint(other)
