"""Whether what is said of where an organisation is fits together: coordinates, town and postcode."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from graphdir.borders import is_near_by, middle_called
from graphdir.countries import is_code_of_none, is_germany, meant_by
from graphdir.duplicates.places import postcode_digits, postcodes_of, region_of, regions, town_words, words_by_postcode
from graphdir.i18n import gettext as _
from graphdir.model import Organisation
from graphdir.places import Point, distance_km

# Germany and a little around it: south and north, west and east.
_LATITUDES: Final = (47.2, 55.1)
_LONGITUDES: Final = (5.8, 15.1)
# No place of a municipality or county is farther from its middle.
_MOST_FROM_MIDDLE_KM: Final = 40.0
_GERMAN_POSTCODE: Final = re.compile(r"(?!00)[0-9]{5}")


class Doubt(NamedTuple):
    """What is doubtful in a column, and what would be right."""

    column: str
    value: str
    message: str
    proposal: str


def doubts(one: Organisation) -> Iterator[Doubt]:
    """Go through what does not fit together in where an organisation is."""
    german = not one.country or is_germany(one.country)
    if one.town and not any(map(str.isalpha, one.town)):
        yield Doubt("town", one.town, _("is no name of a town"), _("Write the town, and digits as the postcode."))
    if one.latitude is not None and one.longitude is not None and german:
        yield from _of_point(one, (one.latitude, one.longitude))
    if one.postcode and german:
        yield from _of_postcode(one)
    if one.country:
        yield from _of_country(one.country)


def _of_country(country: str) -> Iterator[Doubt]:
    if meant := meant_by(country):
        yield Doubt("country", country, _("is no country"), _("Perhaps %(term)s?", term=meant))
    elif is_code_of_none(country):
        right = _("Write the name of the country, or its code, such as DE.")
        yield Doubt("country", country, _("is no code of a country"), right)


def _of_point(one: Organisation, point: Point) -> Iterator[Doubt]:
    written = _("%(latitude)s, %(longitude)s", latitude=f"{point[0]:g}", longitude=f"{point[1]:g}")
    if not _is_in_germany(point):
        latitude, longitude = point
        right = (
            _("Exchange latitude and longitude.")
            if _is_in_germany((longitude, latitude))
            else _("Correct latitude and longitude, or write the country.")
        )
        yield Doubt("latitude", written, _("does not lie in Germany"), right)
    elif far := _far_from(one, point):
        place, km = far
        message = _("lies %(km)s km from “%(place)s”", km=round(km), place=place)
        yield Doubt("latitude", written, message, _("Correct latitude and longitude, or the town."))


def _is_in_germany(point: Point) -> bool:
    latitude, longitude = point
    return _LATITUDES[0] <= latitude <= _LATITUDES[1] and _LONGITUDES[0] <= longitude <= _LONGITUDES[1]


def _far_from(one: Organisation, point: Point) -> tuple[str, float] | None:
    """Return town or municipality, and how far it is; None where a point may be there, or nobody knows where that is.

    A county near by tells that a village of that name is meant, and so does a postcode that is none of the city's.
    """
    cities = regions(town_words(one.town))
    if cities and one.postcode and region_of(postcode_digits(one.postcode)) not in cities:
        return None
    middles = {place: middle_called(place) for place in (one.town, one.municipality, one.region) if place}
    ways = {place: distance_km(*middle, *point) for place, middle in middles.items() if middle}
    if not ways or min(ways.values()) <= _MOST_FROM_MIDDLE_KM:
        return None
    # Villages have the names of counties far away.
    known = (place for place in (one.town, one.municipality) if is_near_by(place) or regions(town_words(place)))
    return next(((place, ways[place]) for place in known if place in ways), None)


def _of_postcode(one: Organisation) -> Iterator[Doubt]:
    if not _GERMAN_POSTCODE.fullmatch(one.postcode):
        right = _("Write five digits, or correct the country.")
        yield Doubt("postcode", one.postcode, _("is no German postcode"), right)
    elif _contradicts(one.postcode, own := postcodes_of(one.town)):
        nearest = sorted(own, key=lambda postcode: (-_alike(postcode, one.postcode), postcode))
        message = _("is no postcode of “%(town)s”", town=one.town)
        yield Doubt("postcode", one.postcode, message, _("Perhaps %(term)s?", term=", ".join(nearest[:3])))


def _contradicts(postcode: str, own: frozenset[str]) -> bool:
    """Tell whether a postcode cannot be one of a town's, of which maybe not all are known.

    It has the same digits in another order, lies in another part of Germany, or is known for places farther away.
    """
    if not own or postcode in own:
        return False
    if any(sorted(postcode) == sorted(other) for other in own):
        return True
    alike = 3 if words_by_postcode(postcode) else 2
    return postcode[:alike] not in {other[:alike] for other in own}


def _alike(one: str, other: str) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))
