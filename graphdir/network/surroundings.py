"""An organisation's direct neighbours as a picture that needs no script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

from graphdir.model import Organisation
from graphdir.store import Link, Part

WIDTH: Final = 860
HEIGHT: Final = 420
# More do not fit with legible names; the table tells all of them.
MOST_NEIGHBOURS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A neighbour's place in the picture, in units of its view box of ``WIDTH`` by ``HEIGHT``.

    ``side`` says where the name goes: start (to the right of the mark) or end. ``reasons`` are
    kinds of relation, ``projects`` how many projects are shared.
    """

    organisation: Organisation
    x: float
    y: float
    side: str
    reasons: Sequence[str]
    projects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """All neighbours, those with most ties first; only ``drawn`` of them have a place."""

    neighbours: Sequence[Neighbour]
    left_out: int


def surroundings(organisation_id: str, links: Sequence[Link], shared: Mapping[str, Sequence[Part]]) -> Surroundings:
    """Arrange the neighbours by relations and by shared projects around the middle.

    ``shared`` maps project ids to their participations.
    """
    organisations: dict[str, Organisation] = {}
    reasons: dict[str, dict[str, None]] = {}
    projects: dict[str, int] = {}
    for link in links:
        organisations[link.other.id] = link.other
        reasons.setdefault(link.other.id, {})[link.relation.kind] = None
    for parts in shared.values():
        for id_ in {part.organisation.id for part in parts} - {organisation_id}:
            projects[id_] = projects.get(id_, 0) + 1
        organisations.update({part.organisation.id: part.organisation for part in parts})
    organisations.pop(organisation_id, None)
    order = sorted(
        organisations.values(),
        key=lambda o: (-len(reasons.get(o.id, ())) - projects.get(o.id, 0), o.name, o.id),
    )
    drawn = order[:MOST_NEIGHBOURS]
    return Surroundings(
        neighbours=[
            Neighbour(
                organisation=other,
                x=x,
                y=y,
                side="start" if x >= WIDTH / 2 else "end",
                reasons=tuple(reasons.get(other.id, ())),
                projects=projects.get(other.id, 0),
            )
            for other, (x, y) in zip(drawn, _places(len(drawn)), strict=True)
        ],
        left_out=len(order) - len(drawn),
    )


def _places(number: int) -> list[tuple[float, float]]:
    """Return places left and right of the middle, so that names do not cover each other."""
    right = (number + 1) // 2
    return [*_arc(right, 1), *_arc(number - right, -1)]


def _arc(number: int, side: int) -> list[tuple[float, float]]:
    places = []
    for at in range(number):
        angle = pi * ((at + 1) / (number + 1) - 0.5)
        x = WIDTH / 2 + side * (60 + 70 * cos(angle))
        y = HEIGHT / 2 + (HEIGHT / 2 - 18) * sin(angle)
        places.append((round(x, 1), round(y, 1)))
    return places
