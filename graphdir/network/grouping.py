"""A large network in groups: densely joined islands, or places."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from graphdir.network.atlas import Atlas, Disc
from graphdir.network.layout import Position
from graphdir.network.whole import Whole

# The finest of these that makes no more groups than this, else the last.
_LEVELS: Final = ("town", "municipality", "region")
_MOST_PLACES: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Organisations that are drawn as one mark until it is opened.

    ``id`` stays the same while its best connected organisation, or its place, does. ``label`` is
    that organisation's or place's name; ``members`` are numbers.
    """

    id: str
    label: str
    members: Sequence[int]
    disc: Disc


def islands(whole: Whole, atlas: Atlas, numbers: Sequence[int]) -> list[Group]:
    """Return the visible organisations that have a tie by the islands of the network picture."""
    island_of = {number: atlas.island_of.get(whole.ids[number], "") for number in numbers}
    members = _by({number: island for number, island in island_of.items() if island})
    names = whole.columns.organisations["name"]
    return [
        Group(
            id=f"island:{island}",
            label=names[whole.numbers[island]] if island in whole.numbers else names[found[0]],
            members=found,
            disc=atlas.discs[island],
        )
        for island, found in sorted(members.items())
    ]


def places(whole: Whole, where: Mapping[int, Position]) -> list[Group]:
    """Return organisations that have a place on the land map by town, municipality or region."""
    columns = whole.columns.organisations
    members: Mapping[str, list[int]] = {}
    for level in _LEVELS:
        members = _by({number: columns[level][number] or columns["town"][number] for number in where})
        if len(members) <= _MOST_PLACES:
            break
    return [
        Group(id=f"place:{name}", label=name, members=found, disc=_around([where[number] for number in found]))
        for name, found in sorted(members.items())
    ]


def _by(names: Mapping[int, str]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, name in names.items():
        found[name].append(number)
    return found


def _around(points: Sequence[Position]) -> Disc:
    x = sum(x for x, _y in points) / len(points)
    y = sum(y for _x, y in points) / len(points)
    return Disc(x=round(x, 1), y=round(y, 1), radius=round(4 * sqrt(len(points)), 1))
