"""Whom an organisation is tied to, as a picture that needs no script."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import cos, pi, sin
from typing import Final

from graphdir.model import Organisation
from graphdir.store import Link, Part
from graphdir.ties import Tense, met_by, roles_in, tense_of_project, tie_of_project

WIDTH: Final = 860
HEIGHT: Final = 420
# More do not fit with legible names; the table tells all of them.
MOST_DRAWN: Final = 16
_ORDER: Final = (Tense.PRESENT, Tense.FORMER, Tense.PLANNED)
# Another organisation, when a tie to it holds, and the kind of the relation; empty for a project.
_Tie = tuple[Organisation, Tense, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """Another organisation with the kinds of relation and the number of projects that tie it.

    It is a neighbour while one of them is present; ``tense`` tells that.
    """

    organisation: Organisation
    tense: Tense
    reasons: Sequence[str]
    projects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the picture, in units of its view box of ``WIDTH`` by ``HEIGHT``.

    ``side`` says where the name goes: start (to the right of the mark) or end.
    """

    x: float
    y: float
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """All that are tied: the ``neighbours`` first, then former and planned ones, each with most ties first.

    The first of them have ``places``.
    """

    tied: Sequence[Tied]
    neighbours: int
    places: Sequence[Place]


def surroundings(
    organisation: Organisation, links: Sequence[Link], shared: Mapping[str, Sequence[Part]], today: str
) -> Surroundings:
    """Arrange around the middle whom an organisation is tied to by relations and by shared projects.

    ``shared`` maps project ids to their participations.
    """
    ties: dict[str, list[_Tie]] = {}
    for tie in chain(_related(organisation, links, today), _met(organisation, shared, today)):
        ties.setdefault(tie[0].id, []).append(tie)
    tied = sorted(map(_tied, ties.values()), key=_rank)
    return Surroundings(
        tied=tied,
        neighbours=sum(one.tense is Tense.PRESENT for one in tied),
        places=[
            Place(x=x, y=y, side="start" if x >= WIDTH / 2 else "end") for x, y in _places(min(len(tied), MOST_DRAWN))
        ],
    )


def _related(organisation: Organisation, links: Sequence[Link], today: str) -> Iterator[_Tie]:
    for link in links:
        if tense := link.tense(organisation, today):
            yield link.other, tense, link.relation.kind


def _met(organisation: Organisation, shared: Mapping[str, Sequence[Part]], today: str) -> Iterator[_Tie]:
    for parts in shared.values():
        roles = roles_in((part.organisation.id, part.participation.role) for part in parts)
        members = {part.organisation.id: part.organisation for part in parts}
        for id_ in met_by(organisation.id, roles):
            gone = organisation.has_ended(today) or members[id_].has_ended(today)
            if tense := tie_of_project(tense_of_project(parts[0].project, today), gone=gone):
                yield members[id_], tense, ""


def _tied(ties: Sequence[_Tie]) -> Tied:
    kinds = [kind for _organisation, _tense, kind in ties]
    return Tied(
        organisation=ties[0][0],
        tense=min((tense for _organisation, tense, _kind in ties), key=_ORDER.index),
        reasons=tuple(dict.fromkeys(filter(None, kinds))),
        projects=kinds.count(""),
    )


def _rank(one: Tied) -> tuple[int, int, str, str]:
    return _ORDER.index(one.tense), -len(one.reasons) - one.projects, one.organisation.name, one.organisation.id


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
