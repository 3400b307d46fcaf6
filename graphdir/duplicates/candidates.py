"""Which entries are worth comparing: those that share a rare word, a place and a word, or a way to be reached."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from graphdir.duplicates.entry import Read
from graphdir.duplicates.names import Name
from graphdir.duplicates.short import USUAL

# A key that so many share tells nothing, and comparing all of them would take the square of it.
MOST_IN_BLOCK: Final = 30
_MOST_OF_A_WORD: Final = 12
_STEM: Final = 4
_SHORTEST_WORD: Final = 3
_LONG_WORD: Final = 6


class Blocks:
    """Entries by the keys that they share; each entry is found by what was put in before."""

    def __init__(self) -> None:
        self._entries: list[Read] = []
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, entry: Read, keys: Iterable[str]) -> None:
        """Put an entry in, by its keys."""
        number = len(self._entries)
        self._entries.append(entry)
        for key in keys:
            block = self._by_key[key]
            if len(block) <= MOST_IN_BLOCK:
                block.append(number)

    def near(self, entry: Read, keys: Iterable[str]) -> list[Read]:
        """Return what shares a key with an entry, each once; itself and fuller blocks left aside."""
        found: set[int] = set()
        for key in keys:
            block = self._by_key.get(key)
            if block and len(block) <= (_MOST_OF_A_WORD if key[0] == "1" else MOST_IN_BLOCK):
                found.update(block)
        own = entry.organisation.id
        return [other for other in map(self._entries.__getitem__, found) if other.organisation.id != own]


def keys_of(entry: Read) -> Iterable[str]:
    """Return the keys of an entry, each once."""
    organisation = entry.organisation
    keys: dict[str, None] = {}
    for name in entry.names:
        for key in _name_keys(name, entry):
            keys[key] = None
    for sort, value in (("@", entry.mail), ("t", entry.phone), ("w", entry.host)):
        if value:
            keys[f"{sort} {value}"] = None
    if organisation.street and entry.postcode:
        keys[f"s {entry.postcode} {organisation.street.casefold()[:9]}"] = None
    return keys


def _name_keys(name: Name, entry: Read) -> Iterator[str]:
    words = [word for word in name.core if len(word) >= _SHORTEST_WORD]
    yield f"n {' '.join(sorted(words)) or name.folded} {' '.join(sorted(name.numbers))}"
    places = [*(town[:_STEM] for town in entry.town), *([entry.postcode] if entry.postcode else [])]
    for word in words:
        yield f"1 {word}"
    # What names the town goes with the place, and would bring together all that is there.
    told = [word for word in words if word not in entry.town] or words
    stems = [word[:_STEM] for word in told]
    # A slip in a word's end is found by its beginning, one at its beginning by its end.
    for at, stem in enumerate(stems):
        for other in (*stems[at + 1 :], *places):
            yield f"p {min(stem, other)} {max(stem, other)}"
    if len(words) == 1:
        yield f"a {stems[0]} {' '.join(name.forms)}"
    short = [*name.letters, *(word for word in words if len(word) in USUAL and word not in entry.town)]
    for place in {town[:_STEM] for town in entry.town} or stems:
        yield from (f"i {place} {letters}" for letters in short)
    for place in places or stems:
        yield from (f"e {place} {word[-_STEM:]}" for word in told if len(word) > _LONG_WORD)
        if len(words) <= 1 or entry.town:
            yield from (f"f {place} {form} {' '.join(sorted(name.numbers))}" for form in name.forms)
