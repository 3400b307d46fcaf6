"""What a rewriting of entries and history comes to, before either store carries it out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from graphdir.model import Entity, EntityKind
from graphdir.store import Change, Ref, Retold, Rewritten, ref_of
from graphdir.stores import records

_MOST_REMEMBERED: Final = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A change as the history keeps it: its images as JSON, None where there is none."""

    number: int
    batch: int
    ref: Ref
    before: str | None
    after: str | None
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedBatch:
    """What the history says about a batch in words."""

    number: int
    author: str
    summary: str


@dataclass(slots=True, kw_only=True)
class Rewriting:
    """What differs once it is done: entries, changes that stay, changes that leave, words about batches.

    ``number`` counts the images and texts that differ.
    """

    entries: list[Change] = field(default_factory=list)
    changes: list[Recorded] = field(default_factory=list)
    left: list[Recorded] = field(default_factory=list)
    batches: list[RecordedBatch] = field(default_factory=list)
    number: int = 0


class _Passed:
    """The images of entries after the rewriting, with what is gone and what the rest refers to."""

    def __init__(self, rewritten: Rewritten) -> None:
        self._rewritten = rewritten
        self._gone: defaultdict[EntityKind, set[str]] = defaultdict(set)
        self._needed: defaultdict[EntityKind, set[str]] = defaultdict(set)
        # The image after one change is that before the next.
        self._image = lru_cache(maxsize=_MOST_REMEMBERED)(self._new_image)

    def entry(self, entry: Entity) -> Entity | None:
        """Return what it becomes."""
        after = self._rewritten(entry)
        if after is None:
            self._gone[entry.entity].add(entry.key)
            return None
        if ref_of(after) != ref_of(entry):
            raise ValueError("what is rewritten keeps its key")
        for kind, keys in records.needed([Change(before=None, after=after)]).items():
            self._needed[kind] |= keys
        return after

    def image(self, kind: EntityKind, text: str | None) -> str | None:
        """Return what the JSON of an image becomes."""
        return None if text is None else self._image(kind, text)

    def refuse_dangling(self) -> None:
        """Raise ``DanglingReferenceError`` if what stays refers to what is gone."""
        records.refuse_dangling(key for kind, keys in self._gone.items() for key in keys & self._needed[kind])

    def _new_image(self, kind: EntityKind, text: str) -> str | None:
        entry = records.from_record(kind, records.loaded(text) or {})
        after = self.entry(entry)
        return text if after == entry else records.dumped(after)


def planned(
    rewritten: Rewritten,
    retold: Retold,
    *,
    entries: Iterable[Entity],
    history: Iterable[Recorded],
    batches: Iterable[RecordedBatch],
) -> Rewriting:
    """Pass everything through the two functions and return what differs.

    Raises:
        DanglingReferenceError: something stays that refers to what is taken out.
        ValueError: ``rewritten`` makes one entry another.
    """
    found, passed = Rewriting(), _Passed(rewritten)
    for entry in entries:
        after = passed.entry(entry)
        if after != entry:
            found.entries.append(Change(before=entry, after=after))
            found.number += 1
    for change in history:
        new = replace(
            change,
            before=passed.image(change.ref.entity, change.before),
            after=passed.image(change.ref.entity, change.after),
            file=retold(change.file),
        )
        if new != change:
            found.number += (new.before != change.before) + (new.after != change.after) + (new.file != change.file)
            (found.left if new.before == new.after else found.changes).append(new)
    for batch in batches:
        words = replace(batch, author=retold(batch.author), summary=retold(batch.summary))
        if words != batch:
            found.number += (words.author != batch.author) + (words.summary != batch.summary)
            found.batches.append(words)
    passed.refuse_dangling()
    return found
