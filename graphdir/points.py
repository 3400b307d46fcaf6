"""The points of a match as people read them: tenths that add up, the same wherever they stand."""

from collections.abc import Sequence
from math import floor
from typing import TypeVar

from graphdir.i18n import language

_T = TypeVar("_T")


def tenths(values: Sequence[float]) -> list[int]:
    """Round points to tenths so that they add up to the rounded sum (largest remainders)."""
    scaled = [value * 10 for value in values]
    found = [floor(value) for value in scaled]
    missing = round(sum(scaled)) - sum(found)
    by_remainder = sorted(range(len(scaled)), key=lambda at: (found[at] - scaled[at], at))
    for at in by_remainder[:missing]:
        found[at] += 1
    return found


def worth_telling(said: Sequence[tuple[int, _T]]) -> Sequence[tuple[int, _T]]:
    """Return what does not round to nothing, of tenths and what they are for; where all does, the first alone."""
    return [one for one in said if one[0]] or said[:1]


def points_text(number: int, *, sign: bool = True) -> str:
    """Return tenths of a point as people write them: +3,4."""
    mark = "\N{MINUS SIGN}" if number < 0 else "+" if sign else ""
    whole, part = divmod(abs(number), 10)
    return f"{mark}{whole}{',' if language() == 'de' else '.'}{part}"
