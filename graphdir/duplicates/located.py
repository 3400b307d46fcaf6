"""Where two entries are."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import OSA

from graphdir.duplicates.entry import Read
from graphdir.duplicates.names import Name
from graphdir.duplicates.places import (
    is_slip_of,
    postcodes_of,
    region_of,
    regions,
    regions_called,
    street_of,
    words_by_postcode,
)
from graphdir.duplicates.short import is_unknown_short_form
from graphdir.duplicates.terms import TYPO, alike, is_rare, worth
from graphdir.duplicates.weights import WEIGHTS, Finding, listed
from graphdir.duplicates.words import CITIES, DIRECTIONS, HALVES, LARGE_TOWNS
from graphdir.text import fold

# All but those whose names are words, or those of villages, rivers and people as well.
# The longest first: Sachsen-Anhalt is not Sachsen.
_LAND: Final = re.compile(
    r"\b(sachsen anhalt|mecklenburg vorpommern|nordrhein westfalen|rheinland pfalz|baden wurttemberg"
    r"|schleswig holstein|niedersachsen|sachsen|thuringen|brandenburg|hessen|bayern|saarland)\b"
)
# What the postcodes of some Länder begin with, their borders included.
_REGIONS_OF_LANDER: Final = {
    "sachsen anhalt": frozenset({"06", "29", "38", "39"}),
    "sachsen": frozenset({"01", "02", "03", "04", "07", "08", "09"}),
    "thuringen": frozenset({"04", "06", "07", "36", "37", "96", "98", "99"}),
    "mecklenburg vorpommern": frozenset({"17", "18", "19", "23"}),
    "schleswig holstein": frozenset({"21", "22", "23", "24", "25"}),
    "saarland": frozenset({"66"}),
}
# By which places of one name are told apart.
_OPPOSITE: Final = (
    frozenset({"gross", "klein"}),
    frozenset({"alt", "neu"}),
    frozenset({"alt", "neue"}),
    frozenset({"ober", "unter"}),
    frozenset({"ober", "nieder"}),
)
_TELLING_HALVES: Final = HALVES | frozenset({"alt", "neu", "neue"})
# What there is in many places, called by a saint or by nothing.
_IN_MANY_PLACES: Final = frozenset(
    {"kirchengemeinde", "forderverein", "kindertageseinrichtung", "hort", "jugendclub", "kiez"}
)
# Of its support associations a school seldom has two.
_OF_SUPPORT: Final = 0.8
# So many words tell enough without a place.
_MANY_WORDS: Final = 3
_BEFORE_NUMBER: Final = re.compile(r"\s*\d")
_TELLING_CITIES: Final = CITIES - {
    *("essen", "halle", "hagen", "hamm", "siegen", "furth", "ulm", "herne", "frankfurt", "wien")
}


def place(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    """Weigh postcode and town, and towns that names speak of."""
    return (
        _of_two_halves(mine, theirs, one, other)
        or _of_two_parts(mine, theirs, one, other)
        or _of_two_villages(mine, theirs, one, other)
        or _of_two_lander(mine, theirs)
        or _of_another_land(mine, other)
        or _of_another_land(theirs, one)
        or _recorded(mine, theirs, one, other)
    )


def _of_two_halves(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    """Tell whether two are in places of one name of which one is the small one: Groß Schwechten, Klein Schwechten."""
    towns = one.town | other.town
    a, b = _half_of(mine, one, towns), _half_of(theirs, other, towns)
    opposite = a and b and not a & b and any(pair & a and pair & b for pair in _OPPOSITE)
    return [_apart(listed(a), listed(b))] if opposite else []


def _half_of(name: Name, entry: Read, towns: frozenset[str]) -> frozenset[str]:
    """Return which of several places of one name an entry is in, as its town or its name says."""
    said = {half for half, place in pairwise(name.spoken) if half in _TELLING_HALVES and place in towns}
    return _halves(entry.organisation.town) | said


@lru_cache(maxsize=50_000)
def _halves(town: str) -> frozenset[str]:
    return _TELLING_HALVES.intersection(fold(town).split())


def _of_two_villages(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    """Tell whether names speak of two of the places that the entries are in: Hort Gommern, Hort Leitzkau (OT).

    One that names its town, and the other the part of it where it is, may be one.
    """
    towns = one.town | other.town
    if one.town & other.town & (one.part | other.part):
        return []
    a, b = towns.intersection(mine.core), towns.intersection(theirs.core)
    if not (a and b) or a & b or a & other.part or b & one.part or (one.phone and one.phone == other.phone):
        return []
    if any(is_slip_of(word, another) for word in a for another in b) or _are_told_together(a, b, one, other):
        return []
    return [_apart(listed(a), listed(b))]


def _are_told_together(a: frozenset[str], b: frozenset[str], one: Read, other: Read) -> bool:
    """Tell whether two places are town and part as one entry tells both, in one postcode: Lahntal-Sterzhausen.

    ``a`` is what the name of ``one`` speaks of, ``b`` what that of the other does.
    """
    if not one.postcode or one.postcode != other.postcode:
        return False
    return (a <= other.town and not (other.part or one.town)) or (b <= one.town and not (one.part or other.town))


def _of_two_lander(mine: Name, theirs: Name) -> list[Finding]:
    """Tell whether each name speaks of another Land: Landesjugendring Sachsen, Landesjugendring Sachsen-Anhalt."""
    lander = _lander(mine.folded), _lander(theirs.folded)
    return [_apart(*map(listed, lander))] if all(lander) and lander[0] != lander[1] else []


def _of_another_land(name: Name, at: Read) -> list[Finding]:
    """Tell whether a name speaks of a Land where the other's postcode is not."""
    lander = _lander(name.folded)
    if name.is_school or not at.postcode or len(lander) != 1 or not lander <= _REGIONS_OF_LANDER.keys():
        return []
    inside = any(region_of(at.postcode) in _REGIONS_OF_LANDER[land] for land in lander)
    return [] if inside else [_apart(listed(lander), at.organisation.postcode)]


@lru_cache(maxsize=50_000)
def _lander(folded: str) -> frozenset[str]:
    return frozenset(_LAND.findall(folded))


def _of_two_parts(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    """Tell whether each name is of another part of a town: Schützenverein Schinne, Schützenverein Schernikau."""
    parts = _said_part(one, mine), _said_part(other, theirs)
    return [_apart(*map(listed, parts))] if all(parts) and parts[0].isdisjoint(parts[1]) else []


def _said_part(entry: Read, name: Name) -> frozenset[str]:
    """Return the words of the part of a town that a name speaks of: Krevese, or Rossauer for Rossau."""
    return frozenset(part for part in entry.part if part in name.core or f"{part}er" in name.core)


def _recorded(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    a, b = one.organisation, other.organisation
    if one.postcode and one.postcode == other.postcode:
        return [Finding.of("place_same", a.postcode)]
    if _are_regions_apart(one, other):
        return [_apart(a.postcode, b.postcode)]
    if _are_two_by_postcode(one, other):
        bare = all(one.town | other.town >= {*name.core} for name in (mine, theirs))
        return [Finding.of("place_other" if bare else "place_doubtful", a.postcode, b.postcode)]
    return _at_towns(mine, theirs, one, other)


def _at_towns(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    """Weigh the towns of fields, of names and of postcodes."""
    a, b = one.organisation, other.organisation
    towns = (a.town or a.municipality, b.town or b.municipality)
    named = _named(mine, one, other) or _named(theirs, other, one)
    if one.town and other.town:
        same = [Finding.of("place_same", *towns)] if _meet(one.town, other.town) else named
        return same or _in_two_towns(mine, theirs, one, other)
    if one.postcode and other.postcode:
        return _by_postcodes(mine, theirs, one, other, named)
    if one.near & other.town or other.near & one.town:
        return [Finding.of("place_same", *filter(None, towns))]
    for city, elsewhere in ((one, other), (other, one)):
        if (known := regions(city.town)) and elsewhere.postcode and region_of(elsewhere.postcode) not in known:
            return [_apart(city.organisation.town, elsewhere.organisation.postcode)]
    return named or _in_another_city(mine, theirs, one, other) or _unknown(mine, theirs, one, other)


def _are_two_by_postcode(one: Read, other: Read) -> bool:
    """Tell whether towns of one name, or of which one is called by more, are two: Sanne, Sanne-Kerkuhn; two Erxleben.

    Beyond a slip their postcodes begin otherwise, or what the one is called besides is of its postcode alone. A city
    may have postcodes of several sorts, and so may a town with its parts.
    """
    towns = one.town | other.town
    told = one.postcode and other.postcode and one.town and other.town
    if not told or towns & LARGE_TOWNS or one.part or other.part:
        return False
    if one.town == other.town:
        return not (_begin_alike(one, other) or _are_a_slip_apart(one, other))
    near = words_by_postcode(one.postcode), words_by_postcode(other.postcode)
    more = one.town ^ other.town
    return all(near) and (one.town < other.town or other.town < one.town) and more <= near[0] ^ near[1]


def _by_postcodes(mine: Name, theirs: Name, one: Read, other: Read, named: list[Finding]) -> list[Finding]:
    """Weigh two postcodes that are not the same, of which at most one has a town; ``named`` is what names say of it."""
    postcodes = one.organisation.postcode, other.organisation.postcode
    if _is_postcode_of_another(one, other):
        return [_apart(*postcodes)]
    if _are_named_apart(mine, theirs, one, other):
        return [_apart(*postcodes)]
    # A city has many postcodes, which begin alike.
    if named and region_of(one.postcode) == region_of(other.postcode):
        return named
    if _is_slip_in_postcode(mine, theirs, one, other):
        return [Finding.of("place_doubtful_city" if CITIES & (one.town | other.town) else "place_doubtful", *postcodes)]
    return [_apart(*postcodes)]


def _are_named_apart(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether each name speaks of the towns of its own postcode, and these are not the same."""
    apart = one.near and other.near and one.near.isdisjoint(other.near)
    return bool(apart and one.near.intersection(mine.core) and other.near.intersection(theirs.core))


def _is_slip_in_postcode(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether two of one rare name have postcodes that differ in one of the last digits."""
    slip = _begin_alike(one, other) and _are_a_slip_apart(one, other)
    return slip and is_rare({*mine.core} & {*theirs.core})


def _begin_alike(one: Read, other: Read) -> bool:
    """Tell whether two postcodes are of one region and part of it, by their first three digits."""
    return one.postcode.zfill(5)[:3] == other.postcode.zfill(5)[:3]


def _are_a_slip_apart(one: Read, other: Read) -> bool:
    """Tell whether two postcodes differ in no more than one digit, or two that are exchanged."""
    return OSA.distance(one.postcode.zfill(5), other.postcode.zfill(5), score_cutoff=1) <= 1


def _in_two_towns(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    """Weigh two towns that do not meet: one may be a short form that nobody knows, or a part of the other."""
    towns = [entry.organisation.town or entry.organisation.municipality for entry in (one, other)]
    is_told = not any(map(is_unknown_short_form, towns)) and not _is_part_by_postcode(mine, theirs, one, other)
    return [_apart(*towns)] if is_told else _unknown(mine, theirs, one, other)


def _is_part_by_postcode(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether one of two schools has a postcode of the other's town: Mieste, 39649, is of Gardelegen."""
    if not (mine.is_school and theirs.is_school):
        return False
    return bool(words_by_postcode(one.postcode) & other.town or words_by_postcode(other.postcode) & one.town)


def _is_postcode_of_another(one: Read, other: Read) -> bool:
    """Tell whether one's postcode is known, and none of those that the other's town is known to have: two Seehausen."""
    for there, here in ((one, other), (other, one)):
        known = postcodes_of(there.organisation.town)
        if known and here.near and here.organisation.postcode not in known:
            return True
    return False


def _are_regions_apart(one: Read, other: Read) -> bool:
    """Tell whether postcodes lie in two parts of Germany, beyond a slip and a city that has several."""
    if not (one.postcode and other.postcode) or region_of(one.postcode) == region_of(other.postcode):
        return False
    return not _are_a_slip_apart(one, other) and len(regions(one.town) | regions(other.town)) < 2  # noqa: PLR2004


def _in_another_city(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    """Tell whether a school without a place bears a city's name, and the other is elsewhere."""
    for name, entry, at in ((mine, one, other), (theirs, other, one)):
        cities = _cities_told(name, entry) & (_TELLING_CITIES | {"halle"})
        if name.is_school and cities and not entry.town:
            if at.town and cities & _TELLING_CITIES:
                return [_apart(listed(cities), at.organisation.town)]
            if at.postcode and all(region_of(at.postcode) not in regions_called(city) for city in cities):
                return [_apart(listed(cities), at.organisation.postcode)]
    return []


def _may_be_in_one_city(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether one is told to be in a city, and the other has a postcode of its region."""
    return any(
        region_of(at.postcode) in regions_called(city)
        for name, entry, at in ((mine, one, other), (theirs, other, one))
        if at.postcode
        for city in _cities_told(name, entry)
    )


def _cities_told(name: Name, entry: Read) -> frozenset[str]:
    """Return the cities that an entry without postcode is in, or that its name speaks of where it has no place."""
    if entry.postcode:
        return frozenset()
    return CITIES & entry.town if entry.town else CITIES.intersection(name.core)


def _apart(one: str, other: str) -> Finding:
    return Finding.of("place_other", one, other)


def _named(name: Name, entry: Read, at: Read) -> list[Finding]:
    """Tell whether a name speaks of the place where the other is: of all of it where that is partly the entry's."""
    words = frozenset(name.folded.split())
    if at.town & entry.town and not at.town <= words:
        return []  # Altmärkische Höhe, Altmärkische Wische
    if not words & (at.near | at.town) and not (at.town and _meet(words, at.town)):
        return []
    return [Finding.of("place_named", at.organisation.town or at.organisation.postcode)]


def _unknown(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    """Weigh a place that is not known: it tells more where many bear such a name."""
    shared = {*mine.core} & {*theirs.core}
    if (
        on_one_street(one, other)
        or _may_be_in_one_city(mine, theirs, one, other)
        or sum(worth(word) == 1 for word in shared) >= _MANY_WORDS
    ):
        return [Finding.of("place_unknown")]
    school = mine.is_school or theirs.is_school or "school" in (one.group, other.group)
    if school and is_rare(shared):
        return [Finding.of("place_missing_rare")]
    nowhere = not any((one.town, one.postcode, other.town, other.postcode))
    if mine.forms & theirs.forms and mine.support and theirs.support and not nowhere:
        return [Finding("place_missing", WEIGHTS["place_missing"] * _OF_SUPPORT)]
    if school or (not nowhere and _may_be_anywhere(mine, theirs, one, other)):
        return [Finding.of("place_missing")]
    return [Finding.of("place_unknown")]


def _may_be_anywhere(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether two say no more than what there is in many places: a roof, St. Jakob, Förderverein der Schule."""
    if _is_brand(mine, one.town) or _is_brand(theirs, other.town):
        return True
    common = not (is_rare({*mine.core} & {*theirs.core}) or mine.numbers & theirs.numbers)
    return common and not _IN_MANY_PLACES.isdisjoint(mine.heads | theirs.heads)


def _is_brand(name: Name, town: frozenset[str]) -> bool:
    """Tell whether a name says no more than the roof under which many work, and where."""
    return bool(name.brands) and {*name.core} <= name.brands | town


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two sets of words name one place: they share more than one has beside, or beside it a word alike."""
    shared = len(one & other)
    if shared:
        mine, theirs = one - other - DIRECTIONS, other - one - DIRECTIONS
        alike_too = any(a.startswith(b) or b.startswith(a) or is_slip_of(a, b) for a in mine for b in theirs)
        return alike_too or shared > min(len(mine), len(theirs))
    return any(is_slip_of(a, b) for a in one for b in other)


def on_one_street(one: Read, other: Read) -> bool:
    """Tell whether both have the same street and house number."""
    return any(finding.signal == "street_same" for finding in streets(one, other))


@lru_cache(maxsize=20_000)
def _is_cut_street(one: str, other: str) -> bool:
    """Tell whether two streets are one where a word is cut by a full stop: Ev. Steg, Evangelischer Steg."""
    a, b = (_BEFORE_NUMBER.split(street, maxsplit=1)[0].casefold().split() for street in (one, other))
    cut = any(word.endswith(".") for word in (*a, *b))
    return cut and len(a) == len(b) > 1 and all(_begins(x, y) or _begins(y, x) for x, y in zip(a, b, strict=True))


def _begins(one: str, other: str) -> bool:
    return one == other or (one.endswith(".") and other.startswith(one[:-1]))


def streets(one: Read, other: Read) -> list[Finding]:
    """Weigh street and house number; nothing where one has none."""
    if not (one.organisation.street and other.organisation.street):
        return []
    a, b = street_of(one.organisation.street), street_of(other.organisation.street)
    words = (one.organisation.street, other.organisation.street)
    slip = (
        (a.name[:1] == b.name[:1] and alike(a.name, b.name) >= TYPO)
        or _is_cut_street(*words)
        or a.words == b.words != ()  # K.-Marx-Str., Hagenbeckstr.
    )
    if a.name == b.name or slip:
        if not (a.numbers and b.numbers) or a.numbers & b.numbers:
            return [Finding.of("street_same", *words)]
        return []
    fuller = a.numbers & b.numbers and ({*a.words} < {*b.words} or {*b.words} < {*a.words})
    if fuller or OSA.distance(a.name, b.name, score_cutoff=1) <= 1:
        return []  # Alte Dorfstraße 5, Dorfstraße 5; or too short to tell a slip from another one
    signal = "street_other_school" if one.names[0].is_school and other.names[0].is_school else "street_other"
    return [Finding.of(signal, *words)]
