"""Possible duplicates of one entry, or of many among themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graphdir.duplicates.candidates import Blocks, keys_of
from graphdir.duplicates.likeness import UNSURE, Likeness, Read, hopeless, read_in, told, weighed
from graphdir.model import Organisation
from graphdir.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Found:
    """Two entries that may be one."""

    one: Organisation
    other: Organisation
    likeness: Likeness


class Finder:
    """Entries that others are held against; each is read once."""

    def __init__(self, taxonomy: Taxonomy, entries: Iterable[Organisation] = ()) -> None:
        self._taxonomy = taxonomy
        self._blocks = Blocks()
        for entry in entries:
            self.add(entry)

    def add(self, entry: Organisation) -> None:
        """Hold later ones against this one too."""
        self._blocks.add(read_in(entry, self._taxonomy))

    def of(self, entry: Organisation, at_least: float = UNSURE) -> list[Found]:
        """Return what may be the same as an entry, the likeliest first, then by name and id."""
        read = read_in(entry, self._taxonomy)
        return self._near(read, keys_of(read), at_least)

    def of_and_add(self, entry: Organisation, at_least: float = UNSURE) -> list[Found]:
        """Do both, reading the entry once."""
        read = read_in(entry, self._taxonomy)
        keys = keys_of(read)
        found = self._near(read, keys, at_least)
        self._blocks.add(read, keys)
        return found

    def _near(self, read: Read, keys: Iterable[str], at_least: float) -> list[Found]:
        found: list[Found] = []
        for other in self._blocks.near(read, keys):
            if hopeless(read, other):
                continue
            score, findings = weighed(read, other)
            if score >= at_least:
                found.append(Found(read.organisation, other.organisation, told(score, findings)))
        return sorted(found, key=lambda hit: (-hit.likeness.score, hit.other.name, hit.other.id))


def pairs_among(entries: Iterable[Organisation], taxonomy: Taxonomy, at_least: float = UNSURE) -> Iterator[Found]:
    """Go through the pairs that may be one, each once, in the order of the later entry."""
    finder = Finder(taxonomy)
    for entry in entries:
        yield from finder.of_and_add(entry, at_least)
