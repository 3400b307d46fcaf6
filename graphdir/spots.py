"""The place that somebody types to look from: a town, a postcode, or both."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from graphdir import text
from graphdir.borders import is_near_by, middle_called, municipality
from graphdir.countries import GERMANY, is_germany
from graphdir.duplicates.places import municipalities_at, postcode_digits, region_of, regions_called
from graphdir.matching.near import point_of, town_of
from graphdir.matching.need import Spot
from graphdir.model import Organisation
from graphdir.places import Point, town_key
from graphdir.shipped import rows

# German ones: 39539, 39539 Havelberg, D-39539 Havelberg, Havelberg 39539, PLZ 39539; not F-39110.
_POSTCODE: Final = re.compile(
    r"(?<![\w-])(?:(?:PLZ|Postleitzahl|DE?)\W*)?(?P<postcode>[0-9]{5})(?![0-9])", re.IGNORECASE
)
_BEFORE: Final = re.compile(r"^[\W_]+")
_BEHIND: Final = re.compile(r"[\s,;:/(-]+$")
Found = Callable[[str], Sequence[Organisation]]


def postcode_and_town(place: str) -> tuple[str, str]:
    """Return a German postcode and the town behind it, else before it; empty for what is not there."""
    found = _POSTCODE.search(place)
    if not found:
        return "", place.strip()
    behind = _BEHIND.sub("", _BEFORE.sub("", place[found.end() :]))
    return found["postcode"], behind or _BEHIND.sub("", place[: found.start()]).strip()


def spot_in_town(town: str, inside: Found) -> Spot | None:
    """Return the middle of a town, by those ``inside`` whose place is known, else by its borders, else of a village.

    None where nobody knows any.
    """
    for name in dict.fromkeys((town, text.without_title(town))):
        if found := _middle_one(inside(name), name):
            return found
    middle = municipality(town)
    return _spot(middle, town) if middle else _village(town)


def spot_at_postcode(postcode: str, town: str, inside: Found, recorded: Found) -> Spot | None:
    """Return the middle of those in a town with a German postcode, else of the town, else of those with the postcode.

    Where nobody is, it is that of the municipality of the postcode, if there is only one; None where nobody knows it.
    ``town`` may be empty. Who has a postcode of another region (two digits) is in another town of the name, unless
    both are of one municipality.
    """
    in_town = [one for one in inside(town) if _may_be_at(one, postcode)]
    if found := _middle_one((one for one in in_town if _is_at(one, postcode)), town):
        return found
    known = municipalities_at(postcode)
    for name in known:
        if town_key(name, "") == town_key(town, "") and (found := _spot_in_municipality(name, postcode, inside)):
            return found
    if found := (
        _middle_one(in_town, town)
        or _village(town, postcode)
        or _middle_one((one for one in recorded(postcode) if _is_at(one, postcode)), town or postcode)
    ):
        return found
    if not known:
        return spot_in_town(town, inside)
    return _spot_in_municipality(known[0], postcode, inside) if len(known) == 1 else None


def towns_to_name(postcode: str, inside: Found) -> list[str]:
    """Return the municipalities of a German postcode of which it is known where they are."""
    return [name for name in municipalities_at(postcode) if _spot_in_municipality(name, postcode, inside)]


def _spot_in_municipality(name: str, postcode: str, inside: Found) -> Spot | None:
    """Return the middle of a municipality called exactly so, by who is in it, else by its borders.

    The latter in this state, and of cities or their counties: elsewhere another may have the name.
    """
    there = (one for one in inside(name) if town_of(one) == town_key(name, "") and _may_be_at(one, postcode))
    if found := _middle_one(there, name):
        return found
    is_known = is_near_by(name) or region_of(postcode) in regions_called(text.fold(name))
    middle = middle_called(name) if is_known else None
    return _spot(middle, name) if middle else None


def _village(name: str, postcode: str = "") -> Spot | None:
    """Return where a village of the county of Stendal is; None for no other, and where it has another postcode."""
    found = _villages().get(town_key(name, ""), {})
    points = [found[postcode]] if postcode in found else [] if postcode else list(found.values())
    return _spot(points[0], text.without_title(name)) if len(points) == 1 else None


@cache
def _villages() -> Mapping[str, Mapping[str, Point]]:
    """Return the places of villages by their keys and postcodes."""
    villages: defaultdict[str, dict[str, Point]] = defaultdict(dict)
    for row in rows("places/postcodes_sachsen_anhalt"):
        if row["latitude"]:
            villages[town_key(row["place"], "")][row["postcode"]] = (float(row["latitude"]), float(row["longitude"]))
    return villages


def _is_at(organisation: Organisation, postcode: str) -> bool:
    same = postcode_digits(organisation.postcode) == postcode_digits(postcode)
    return same and _may_be_at(organisation, postcode)


def _may_be_at(organisation: Organisation, postcode: str) -> bool:
    """Tell whether somebody is in Germany, as far as is said, and in a municipality or the region of a postcode."""
    own = postcode_digits(organisation.postcode)
    if organisation.country and not is_germany(organisation.country):
        return False
    here, there = municipalities_at(own.zfill(5)), municipalities_at(postcode)
    return not own or region_of(own) == region_of(postcode) or not set(here).isdisjoint(there)


def _middle_one(organisations: Iterable[Organisation], place: str) -> Spot | None:
    """Return where the middle one of those at a place is; None where that is of none of them known."""
    placed = sorted((point, other.id, other) for other in organisations if (point := point_of(other)))
    if not placed:
        return None
    (latitude, longitude), _id, somebody = placed[len(placed) // 2]
    return Spot(
        latitude=latitude,
        longitude=longitude,
        name=somebody.town or place,
        region=somebody.region or somebody.country,
        country=somebody.country,
    )


def _spot(point: Point, name: str) -> Spot:
    return Spot(latitude=point[0], longitude=point[1], name=name, country=GERMANY)
