"""Where everybody stands in the network picture, kept from revision to revision."""

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from graphdir.errors import StoreError
from graphdir.network.layout import SPACING, Layout, Position, too_many, with_newcomers
from graphdir.network.whole import Whole
from graphdir.store import GraphStore

# So many get their places at once; in larger networks those of an island do, when it is opened.
MOST_AT_ONCE: Final = 10_000
# With the way of drawing in it: what was drawn otherwise before is drawn anew.
_NAME: Final = "network-picture-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """The room of an island in world units."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, kw_only=True)
class Atlas:
    """The picture of a network: who is on which island, and where.

    An island is named by the id of the organisation that had most neighbours on it. ``places`` is
    complete up to ``MOST_AT_ONCE`` organisations and empty above.
    """

    discs: Mapping[str, Disc]
    island_of: Mapping[str, str]
    places: Mapping[str, Position]

    @classmethod
    def drawn(cls, whole: Whole) -> Self:
        """Lay the network out anew."""
        layout = Layout(len(whole), whole.ties.pairs)
        names = [_best_connected(island.members.tolist(), whole) for island in layout.islands]
        complete = len(whole.degrees.nonzero()[0]) <= MOST_AT_ONCE
        return cls(
            discs={
                name: Disc(x=round(island.x, 1), y=round(island.y, 1), radius=round(island.radius, 1))
                for name, island in zip(names, layout.islands, strict=True)
            },
            island_of={
                whole.ids[int(number)]: name
                for name, island in zip(names, layout.islands, strict=True)
                for number in island.members
            },
            places={whole.ids[number]: place for number, place in layout.all_points().items()} if complete else {},
        )

    def followed(self, whole: Whole) -> Self | None:
        """Return the picture of the network as it is now: who had a place keeps it.

        None when so much is new that it has to be drawn anew.
        """
        tied = [whole.ids[number] for number in np.flatnonzero(whole.degrees).tolist()]
        new = {id_ for id_ in tied if id_ not in self.island_of}
        if not new and len(tied) == len(self.island_of):
            return self
        if not self.discs or too_many(len(new), len(tied)):
            return None
        neighbours = _neighbours(whole, new)
        places = with_newcomers(self.places, tied, neighbours) if self.places else {}
        island_of = {id_: self.island_of.get(id_) or self._island_among(neighbours[id_]) for id_ in tied}
        return type(self)(discs=self.discs, island_of=island_of, places=places)

    def _island_among(self, neighbours: Sequence[str]) -> str:
        """Return the island where most of the neighbours are; any where none has one."""
        found = Counter(self.island_of[id_] for id_ in neighbours if id_ in self.island_of)
        return found.most_common(1)[0][0] if found else next(reversed(list(self.discs)))

    def to_bytes(self) -> bytes:
        """Return it as it is kept."""
        said = {
            "discs": {name: (disc.x, disc.y, disc.radius) for name, disc in self.discs.items()},
            "island_of": self.island_of,
            "places": self.places,
        }
        return zlib.compress(json.dumps(said, separators=(",", ":")).encode())

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self:
        """Read what ``to_bytes`` wrote.

        Raises:
            ValueError: it is something else.
        """
        try:
            said = json.loads(zlib.decompress(kept))
            return cls(
                discs={name: Disc(x=x, y=y, radius=radius) for name, (x, y, radius) in said["discs"].items()},
                island_of=said["island_of"],
                places={id_: (x, y) for id_, (x, y) in said["places"].items()},
            )
        except (zlib.error, KeyError, TypeError, AttributeError) as error:
            raise ValueError("no picture of a network") from error


class CurrentAtlas:
    """The picture that goes with the store's present revision; what was drawn once is kept in the store.

    For one who asks at a time.
    """

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._drawn: tuple[int, Atlas] | None = None

    def __call__(self, whole: Whole) -> Atlas:
        """Return where everybody stands."""
        if self._drawn is None or self._drawn[0] != whole.revision:
            before = self._drawn[1] if self._drawn else self._kept()
            atlas = (before and before.followed(whole)) or Atlas.drawn(whole)
            if atlas is not before:
                self._keep(atlas)
            self._drawn = (whole.revision, atlas)
        return self._drawn[1]

    def _kept(self) -> Atlas | None:
        kept = self._store.kept(_NAME)
        try:
            return Atlas.from_bytes(kept) if kept else None
        except ValueError:
            return None

    def _keep(self, atlas: Atlas) -> None:
        try:
            self._store.keep(_NAME, atlas.to_bytes())
        except StoreError:
            return  # A picture that cannot be kept is drawn again.


def spread(whole: Whole, numbers: Sequence[int], disc: Disc) -> dict[int, Position]:
    """Return places within a disc for organisations that are laid out on their own.

    Those without a tie among them stand in the middle.
    """
    chosen = np.zeros(len(whole), np.bool_)
    chosen[list(numbers)] = True
    pairs = whole.ties.pairs
    inner = Layout(len(whole), pairs[chosen[pairs].all(axis=1)])
    places = inner.all_points()
    if not places:
        return dict.fromkeys(numbers, (disc.x, disc.y))
    points = np.array(list(places.values()))
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    points = (points - middle) * (disc.radius / max(float(np.ptp(points, axis=0).max()) / 2, SPACING))
    found = dict(zip(places, map(tuple, np.round(points + np.array([disc.x, disc.y]), 1).tolist()), strict=True))
    return {number: found.get(number, (disc.x, disc.y)) for number in numbers}


def _best_connected(members: Sequence[int], whole: Whole) -> str:
    return whole.ids[min(members, key=lambda number: (-whole.degrees[number], number))]


def _neighbours(whole: Whole, ids: set[str]) -> dict[str, list[str]]:
    """Return the neighbours of these organisations."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    numbers = [whole.numbers[id_] for id_ in ids]
    pairs = whole.ties.pairs
    for one, other in pairs[np.isin(pairs, numbers).any(axis=1)]:
        first, second = whole.ids[int(one)], whole.ids[int(other)]
        found[first].append(second)
        found[second].append(first)
    return {id_: found[id_] for id_ in ids}
