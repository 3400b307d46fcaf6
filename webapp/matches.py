"""Matches as they are shown: figures that add up, and bars to one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.matching.ranking import OTHER, Match, Ranking, Reason
from graphdir.matching.standing import Standing
from graphdir.model import Organisation
from graphdir.points import points_text, tenths, worth_telling
from graphdir.presenting import wordless

SHOWN_REASONS: Final = 4
BAR_WIDTH: Final = 1000
_AT_THE_PLACE_KM: Final = 1.0
_EXACT_BELOW_KM: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A part of a score: its signal (the colour), its points as written (empty for none), and what it says."""

    signal: str
    points: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of a bar that is ``BAR_WIDTH`` wide; ``signal`` minus for what is taken away."""

    signal: str
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A match in the list; ``lines`` are always shown, ``more`` on demand. All lines add up to ``score``."""

    place: int
    match: Match
    score: str
    distance: str
    lines: Sequence[Line]
    more: Sequence[Line]
    segments: Sequence[Segment]
    kept: bool

    @property
    def way(self) -> str:
        """Say who introduces; empty where nobody could, or nobody has to."""
        return self.match.introduction.text if self.match.introduction else ""

    @property
    def organisation(self) -> Organisation:
        """Return who it is."""
        return self.match.organisation


def hits(ranking: Ranking, kept: Sequence[str], farther: Sequence[Standing] = ()) -> list[Hit]:
    """Return the matches of a ranking, counted from 1, then those ``farther`` down, bars to the longest's scale."""
    longest = max((upwards(match) for match in ranking.matches), default=0.0)
    measured, at_home = ranking.query.point is not None, ranking.query.need.spot is None
    placed = [*enumerate(ranking.matches, start=1), *((one.place, one.match) for one in farther)]
    return [hit(match, place, longest, kept, measured=measured, at_home=at_home) for place, match in placed]


def hit(  # noqa: PLR0913  what it is, and how it is shown
    match: Match, place: int, longest: float, kept: Sequence[str], *, measured: bool, at_home: bool = True
) -> Hit:
    """Return one match; ``longest`` is the sum of points that fills a bar.

    Distances are shown where they are ``measured``: from ``at_home``, where the seeker is, or from another place.
    """
    rounded = tenths([reason.contribution for reason in match.reasons])
    each = list(zip(match.reasons, rounded, strict=True))
    said = [(number, _line(reason.signal, number, reason.text)) for reason, number in each if _speaks_for(reason)]
    told = [line for _number, line in worth_telling(said)]
    against = [_line("minus", number, reason.text) for reason, number in each if number and _speaks_against(reason)]
    untold = sum(number for reason, number in each if not reason.text)
    if untold < 0:
        against.append(_line("minus", untold, wordless()))
    rest = [_line(OTHER, untold, wordless())] if untold > 0 else []
    return Hit(
        place=place,
        match=match,
        score=points_text(sum(rounded), sign=False),
        distance=distance_text(match, at_home=at_home) if measured else "",
        lines=told[:SHOWN_REASONS] + against,
        more=told[SHOWN_REASONS:] + rest,
        segments=_segments(match, longest),
        kept=match.organisation.id in kept,
    )


def _speaks_for(reason: Reason) -> bool:
    return bool(reason.text) and reason.contribution >= 0


def _speaks_against(reason: Reason) -> bool:
    return bool(reason.text) and reason.contribution < 0


def _line(signal: str, number: int, told: str) -> Line:
    return Line(signal=signal, points=points_text(number) if number else "", text=told)


def distance_text(match: Match, *, at_home: bool = True) -> str:
    """Say how far away a match is, where it is known from where to measure; nothing in a town that is looked from."""
    km = match.distance_km
    if km is None:
        return _("place not recorded")
    if km < _AT_THE_PLACE_KM:
        if match.rough and match.organisation.town:
            return _("in the same town") if at_home else ""
        return _("less than 1 km")
    number = f"{km:.0f}" if match.rough or km >= _EXACT_BELOW_KM else f"{km:.1f}"
    told = f"{number.replace('.', ',') if language() == 'de' else number} km"
    return _("approx. %(distance)s", distance=told) if match.rough else told


def upwards(match: Match) -> float:
    """Return the points that speak for a match: the length of its bar."""
    return sum(value for _signal, value in _parts(match) if value > 0)


def _parts(match: Match) -> list[tuple[str, float]]:
    """Return what makes the score: the told reasons, all others together, what is taken away."""
    told = [(reason.signal, reason.contribution) for reason in match.reasons if _speaks_for(reason)]
    untold = sum(reason.contribution for reason in match.reasons if not reason.text)
    against = [("minus", reason.contribution) for reason in match.reasons if _speaks_against(reason)]
    return [*told, (OTHER, untold), *against]


def _segments(match: Match, longest: float) -> list[Segment]:
    """Return the parts, told ones first as their lines are; what is taken away covers the end."""
    if longest <= 0:
        return []
    scale = BAR_WIDTH / longest
    segments: list[Segment] = []
    x = 0.0
    parts = _parts(match)
    for signal, value in parts:
        if value > 0:
            segments.append(Segment(signal=signal, x=round(x, 1), width=round(value * scale, 1)))
            x += value * scale
    taken = -sum(value for _signal, value in parts if value < 0) * scale
    if taken > 0:
        start = max(0.0, x - taken)
        segments.append(Segment(signal="minus", x=round(start, 1), width=round(x - start, 1)))
    return segments
