"""Matches as they are shown: figures that add up, and bars to one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.matching.ranking import OTHER, Match, Ranking
from graphdir.model import Organisation
from graphdir.presenting import wordless

SHOWN_REASONS: Final = 4
BAR_WIDTH: Final = 1000
_AT_THE_PLACE_KM: Final = 1.0
_EXACT_BELOW_KM: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A part of a score: its signal (the colour), its points as written, and what it says."""

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


def hits(ranking: Ranking, kept: Sequence[str]) -> list[Hit]:
    """Return the matches of a ranking, counted from 1, their bars to the scale of the longest."""
    longest = max((upwards(match) for match in ranking.matches), default=0.0)
    measured = ranking.query.point is not None
    return [hit(match, place, longest, kept, measured=measured) for place, match in enumerate(ranking.matches, start=1)]


def hit(match: Match, place: int, longest: float, kept: Sequence[str], *, measured: bool) -> Hit:
    """Return one match; ``longest`` is the sum of points that fills a bar."""
    tenths = _tenths([reason.contribution for reason in match.reasons])
    said = [
        (tenth, Line(signal=reason.signal, points=points_text(tenth), text=reason.text))
        for reason, tenth in zip(match.reasons, tenths, strict=True)
        if reason.text and reason.contribution >= 0
    ]
    # What rounds to nothing is left out, unless nothing else is said.
    told = [line for tenth, line in said if tenth] or [line for _tenth, line in said[:1]]
    against = [
        Line(signal="minus", points=points_text(tenth), text=reason.text or _("Other"))
        for reason, tenth in zip(match.reasons, tenths, strict=True)
        if reason.contribution < 0
    ]
    untold = sum(tenth for reason, tenth in zip(match.reasons, tenths, strict=True) if not reason.text and tenth > 0)
    rest = [Line(signal=OTHER, points=points_text(untold), text=wordless())] if untold else []
    return Hit(
        place=place,
        match=match,
        score=points_text(sum(tenths), sign=False),
        distance=distance_text(match) if measured else "",
        lines=told[:SHOWN_REASONS] + against,
        more=told[SHOWN_REASONS:] + rest,
        segments=_segments(match, longest),
        kept=match.organisation.id in kept,
    )


def points_text(tenths: int, *, sign: bool = True) -> str:
    """Return tenths of a point as people write them: +3,4."""
    mark = "\N{MINUS SIGN}" if tenths < 0 else "+" if sign else ""
    whole, part = divmod(abs(tenths), 10)
    return f"{mark}{whole}{',' if language() == 'de' else '.'}{part}"


def distance_text(match: Match) -> str:
    """Say how far away a match is, where it is known from where to measure."""
    km = match.distance_km
    if km is None:
        return _("place not recorded")
    if km < _AT_THE_PLACE_KM:
        return _("at the place")
    number = f"{km:.0f}" if match.rough or km >= _EXACT_BELOW_KM else f"{km:.1f}"
    told = f"{number.replace('.', ',') if language() == 'de' else number} km"
    return _("approx. %(distance)s", distance=told) if match.rough else told


def upwards(match: Match) -> float:
    """Return the points that speak for a match: the length of its bar."""
    return sum(reason.contribution for reason in match.reasons if reason.contribution > 0)


def _tenths(values: Sequence[float]) -> list[int]:
    """Round to tenths so that they add up to the rounded sum (largest remainders)."""
    scaled = [value * 10 for value in values]
    found = [floor(value) for value in scaled]
    missing = round(sum(scaled)) - sum(found)
    by_remainder = sorted(range(len(scaled)), key=lambda at: (found[at] - scaled[at], at))
    for at in by_remainder[:missing]:
        found[at] += 1
    return found


def _segments(match: Match, longest: float) -> list[Segment]:
    """Return the parts in the order of the lines, told ones first; what is taken away covers the end."""
    if longest <= 0:
        return []
    scale = BAR_WIDTH / longest
    upwards = [reason for reason in match.reasons if reason.contribution > 0]
    told = [(reason.signal, reason.contribution) for reason in upwards if reason.text]
    untold = sum(reason.contribution for reason in upwards if not reason.text)
    segments: list[Segment] = []
    x = 0.0
    for signal, value in (*told, (OTHER, untold)):
        if value > 0:
            segments.append(Segment(signal=signal, x=round(x, 1), width=round(value * scale, 1)))
            x += value * scale
    taken = -sum(reason.contribution for reason in match.reasons if reason.contribution < 0) * scale
    if taken > 0:
        start = max(0.0, x - taken)
        segments.append(Segment(signal="minus", x=round(start, 1), width=round(x - start, 1)))
    return segments
