"""A name that is the other one with more words: a fuller name of the body, or a part of it."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from rapidfuzz.distance import Prefix

from graphdir import text
from graphdir.duplicates.entry import Read
from graphdir.duplicates.hosts import parted
from graphdir.duplicates.names import Name, last_part
from graphdir.duplicates.places import is_known
from graphdir.duplicates.short import LETTERS, cut_words, in_brackets, in_quotes, spelled_out
from graphdir.duplicates.terms import LEAST, READ_AS, is_rare, worth
from graphdir.duplicates.weights import FULLER, WEIGHTS, Finding, agreeing
from graphdir.duplicates.words import (
    BRANDS,
    CHURCHES,
    CLUBS,
    DIRECTIONS,
    FIRST_NAMES,
    HEAD_ENDINGS,
    HEADS,
    LANDER,
    LARGE_TOWNS,
    LEGAL_FORMS,
    LEVELS,
    SCHOOL_FORMS,
)

# Both ways of saying that it is there for another body.
_SUPPORT: Final = frozenset({"freunde", "forderverein"})
# What a body does, at the end of a word that names a part of it.
_WORK: Final = (
    *("hilfe", "planung", "beratung", "arbeit", "dienst", "schutz", "forderung", "vermittlung", "koordination"),
    *("wacht", "bildung", "betreuung", "pravention", "migration", "integration", "soziales", "streetwork", "buro"),
)
# Where a body works, not what it is: Netzwerkstelle im Landkreis Stendal.
_LEVEL_AS_PLACE: Final = re.compile(r"\w (im|in der|beim) (landkreis|lk|stadt|verbandsgemeinde)\b")
_FOUNDATION: Final = re.compile(r"stiftung (?!der |des )")
_OF_A_REGION: Final = re.compile(
    r"(mecklenburg|vorpommersch|brandenburg|sachs|anhalt|thuring|bayer|frank|schwab|wurttemberg|hess|pfalz|rhein|westfal"
    r"|niedersachs|holstein|altmark|uckermark|lausitz|oberlausitz|niederlausitz|vogtland|erzgebirg|markisch|ostfries"
    r"|nordfries|oberbayer|niederbayer|mittelfrank|unterfrank|oberfrank|oberpfalz|schwarzwald)(isch|er$|e[rsn]?$)"
)
# What clubs and associations say before their names.
_OFTEN_LEFT_OUT: Final = CLUBS | {"deutsche"}
_IN: Final = frozenset({"im", "in", "am", "an", "beim"})
_OF_ITS_HOUSE: Final = 0.3
# Two companies of public use of one name are mostly one: Rolandmühle gGmbH, Jugendwerk Rolandmühle gGmbH.
_OF_USE: Final = frozenset({"ggmbh", "gag", "gemeinnutzige"})
_ONE_COMPANY: Final = 0.5
# What stands between a school's form and its name, where that is no place.
_BEFORE_NAMES: Final = frozenset({"am", "an", "auf", "im", "zum", "zur"})
_MAY_BE_TOWN: Final = 0.4
# A known place that only one name tells, and that neither is in.
_ELSEWHERE: Final = 1.5
# Where a place has several schools of a form, or universities, all but one are called by more than it.
_OF_ONE_PLACE: Final = 1.4
# Vocational schools are told apart by what they teach, in words that tell little elsewhere.
_LEAST_OF_SCHOOL: Final = 0.6
# Where a church's welfare works: Diakonie im Kirchenkreis Stendal.
_CHURCH_REGIONS: Final = frozenset({"dekanat", "kirchenkreis", "kirchenbezirk", "diozese", "bistum", "erzbistum"})
_OF_CHURCHES: Final = frozenset(
    {"kindertageseinrichtung", "hort", "krippe", "kinderhaus", "familienzentrum", "kirchengemeinde", "kirchenkreis"}
)
# Who does nothing else: pro familia, donum vitae, Wildwasser, Frauennotruf.
_COUNSELLING: Final = frozenset({"familia", "donum", "wildwasser", "frauennotruf", "notruf"})
_OF_A_LAND: Final = frozenset({"landesverband", "landesstelle", "regionalstelle", "niederlassung", "landesburo"})
# Of a roof's bodies the one of a town or county is mostly called without.
_LOCAL: Final = frozenset(
    {
        *("kreisverband", "ortsverband", "stadtverband", "regionalverband", "bezirksverband", "diozesanverband"),
        *("unterbezirk", "ortsgruppe", "ortsverein", "kreisgruppe"),
    }
)
_LEVELS: Final = _LOCAL | {"landesverband"}


def fuller_or_part(
    short: Name, long_: Name, entry: Read, places: frozenset[str], extra: Sequence[str]
) -> list[Finding]:
    """Weigh a name that is the other one with more words, ``extra``: a fuller name, or a part of the body.

    ``entry`` bears the longer name; ``places`` are the words that name where either is.
    """
    fuller = agreeing(FULLER, *extra)
    heads = _heads_of_one(short, long_, extra)
    if _is_office_of(short, long_, places, extra):
        return [Finding.of("part", *extra)]
    if heads == ["verein"] and (short.legal or (len(extra) == 1 and "verein" in short.folded.split())):
        return [fuller]  # it says e. V. another way
    if parts := _parts_told(short, long_, places, extra, heads):
        return [Finding.of("part", *parts)]
    return [fuller] if _is_called_so(short, long_, places, extra) else _by_worth(short, long_, entry, places, extra)


def _is_office_of(short: Name, long_: Name, places: AbstractSet[str], extra: Sequence[str]) -> bool:
    """Tell whether a name is a town or county and no more, and the other tells something of it behind a dash."""
    bare = bool(short.levels) and not (short.heads or short.is_school or short.brands)
    return bare and {*extra} - places <= last_part(long_.written) and short.levels == long_.levels


def _heads_of_one(short: Name, long_: Name, extra: Sequence[str]) -> list[str]:
    """Return the words by which the longer name says that it is something else."""
    return [
        word
        for word in extra
        if (word in HEADS or word in short.heads ^ long_.heads)
        and word not in long_.described
        and not (word in _SUPPORT and short.support and long_.support)
        and not any(head.endswith(word) for head in short.heads)
    ]


def _parts_told(
    short: Name, long_: Name, places: AbstractSet[str], extra: Sequence[str], heads: Sequence[str]
) -> Sequence[str]:
    """Return the words by which the longer name is that of a part, or of a body that the other one carries."""
    if (
        _says_no_more(heads, short, long_)
        or _is_in_quotes(short, long_, places)
        or _is_named_last(short, long_, places)
        or _house(short, long_).issuperset(heads)
    ):
        heads = []
    if heads or (
        short.levels - long_.levels and not (short.is_school or _LEVEL_AS_PLACE.search(" ".join(short.spoken)))
    ):
        return [*heads, *extra]
    bracketed = in_brackets(long_.written)
    if carrier := [brand for brand in short.brands & bracketed if not _is_short_for(brand, long_)]:
        return sorted(carrier)
    if short.legal and bracketed and {*short.core} - places <= bracketed:
        return sorted(bracketed)
    return [word for word in extra if word in long_.apart and _names_work(word, short, places)]


def _is_called_so(short: Name, long_: Name, places: AbstractSet[str], extra: Sequence[str]) -> bool:
    """Tell whether all that the longer name says beside is another, shorter name of the body, or tells nothing."""
    bracketed = in_brackets(long_.written)
    if (
        _is_by_initials(short, long_)
        or _tells_what_for(short, long_, places)
        or (not short.is_school and {*short.core} - places <= bracketed)
    ):
        return True
    return all(
        worth(word) < LEAST
        or (word not in BRANDS and (word in long_.apart or _is_short_for(word, short) or _is_short_for(word, long_)))
        for word in extra
    )


def _tells_what_for(short: Name, long_: Name, places: AbstractSet[str]) -> bool:
    """Tell whether the longer name begins with all of the other, and goes on with what it is for: Akademie für ..."""
    said = tuple(word for word in short.spoken if word not in LEGAL_FORMS)
    return _has_own_word(short, places) and len(said) > 1 and long_.spoken[: len(said) + 1] == (*said, "fur")


def _by_worth(short: Name, long_: Name, entry: Read, places: frozenset[str], extra: Sequence[str]) -> list[Finding]:
    """Weigh what the longer name says beside by how much its words tell."""
    first_names = [
        word
        for word in extra
        if word in FIRST_NAMES
        or worth(word) < LEAST
        or _is_cut_name(word, long_)
        or (word in CHURCHES and _has_own_name(short, places))
        or (word in _OFTEN_LEFT_OUT and _has_own_word(short, places))
    ]
    if "universitat" in short.heads & long_.heads and any(word in FIRST_NAMES for word in extra):
        first_names = list(extra)
    said = {*first_names, *short.counties, *long_.counties, *long_.described}
    # Brands of one side are weighed by themselves.
    said |= _CHURCH_REGIONS if short.brands & long_.brands else short.brands ^ long_.brands
    region = any(worth(word) == 1 for word in short.core if word not in places)
    if short.brands & long_.brands and (region or (entry.town | places) & {*short.core} or places <= entry.town):
        said |= _LOCAL
    if _is_named_last(short, long_, places) and _has_own_word(short, places):
        said |= {*extra} - last_part(long_.written)  # whose it is
    more = [word for word in extra if word not in said]
    found = [agreeing(1.0)]
    if first_names:
        weight = WEIGHTS["name_before"] * sum(map(worth, first_names))
        found.append(Finding("name_before", weight, tuple(first_names)))
    if more:
        sparse = not any(worth(word) == 1 for word in short.core if word not in places)
        street = frozenset(text.words(entry.organisation.street))
        school = short.is_school or long_.is_school
        house = _house(short, long_)
        extra_worth = sum(
            _worth_more(word, street, school=school, sparse=sparse) * (_OF_ITS_HOUSE if word in house else 1)
            for word in more
        )
        both_schools = "schule" in {*short.spoken} & {*long_.spoken} and places.isdisjoint(short.core)
        is_last = (school or both_schools) and more == [*long_.core[-1:]]
        town_told = any(READ_AS.get(word, word) in LEVELS for word in long_.spoken[-2:-1])
        if is_last and (town_told or not (entry.town or entry.postcode) or _has_name_of_its_own(short, long_, more)):
            extra_worth *= _MAY_BE_TOWN  # of a list that tells places by names alone
        if _is_called_by_place(short) if short.is_school else sparse and not school:
            extra_worth *= _OF_ONE_PLACE
        if (
            len(more) == 1
            and not sparse
            and not any(_OF_USE.isdisjoint(name.folded.split()) for name in (short, long_))
        ):
            extra_worth *= _ONE_COMPANY
        if "volkshochschule" in short.forms & long_.forms and not sparse:
            extra_worth *= _OF_ITS_HOUSE  # a district has one, whatever it is called
        found.append(Finding("name_extra", WEIGHTS["name_extra"] * min(1.5, extra_worth), tuple(more)))
    return found


def _has_name_of_its_own(school: Name, long_: Name, more: Sequence[str]) -> bool:
    """Tell whether a school is not called by its place: Fanny-Leicht-Gymnasium, Grundschule am Park, in quotes.

    ``more`` is what the other, ``long_``, ends with, which is no part of the town, as Nord.
    """
    first, second = (*school.spoken, "", "")[:2]
    named = second in _BEFORE_NAMES if first.endswith(SCHOOL_FORMS) or first in READ_AS else bool(school.core)
    named |= not in_quotes(long_.written).isdisjoint(school.core)
    own = any(word.removesuffix("s") not in FIRST_NAMES for word in school.core)
    return named and own and is_rare(school.core) and DIRECTIONS.isdisjoint(more)


def _is_called_by_place(school: Name) -> bool:
    """Tell whether a school's name may be its form and its place alone: Grundschule Bremervörde, of several there."""
    is_bare = len(school.core) == 1 and _BEFORE_NAMES.isdisjoint(school.spoken)
    return is_bare and school.spoken[-1:] == school.core and in_quotes(school.written).isdisjoint(school.core)


def _names_work(word: str, short: Name, places: AbstractSet[str]) -> bool:
    """Tell whether a word that stands apart beside the name of a whole body names work of its: DRK - Wasserwacht."""
    is_body = short.heads or short.brands or short.levels or short.legal
    named = word not in places and word not in BRANDS and word.endswith(_WORK)
    return bool(is_body) and named and not short.is_school


def _is_in_quotes(short: Name, long_: Name, places: AbstractSet[str]) -> bool:
    """Tell whether a name is what stands in quotes in the other: Lummerland of Kindergarten "Lummerland"."""
    told = {*short.core} - places - short.brands
    return bool(told) and not (short.heads or short.is_school) and told <= in_quotes(long_.written)


def _is_named_last(short: Name, long_: Name, places: AbstractSet[str]) -> bool:
    """Tell whether a name is the last part of the other, which tells before it whose it is: Landkreis, Jugendamt."""
    told = {*short.core} - places - short.brands
    return bool(short.heads) and told <= last_part(long_.written)


def _house(short: Name, long_: Name) -> frozenset[str]:
    """Return the words of the house that a body is in, as the longer name tells behind all of the other: im Bahnhof."""
    core = {word for word in short.core if len(word) > 1}
    return next(
        (split.after for split in parted(long_.spoken) if split.at in _IN and core <= split.before), frozenset()
    )


def _is_own(word: str) -> bool:
    """Tell whether a word is what a body is called by, not what it is."""
    return worth(word) == 1 and not word.endswith(HEAD_ENDINGS)


def _has_own_word(name: Name, places: AbstractSet[str]) -> bool:
    return any(_is_own(word) for word in name.core if word not in places)


def _has_own_name(name: Name, places: AbstractSet[str]) -> bool:
    """Tell whether day care or a parish is called by more than place and church: Kita St. Nicolai."""
    return not _OF_CHURCHES.isdisjoint(name.core) and any(
        worth(word) == 1 for word in name.core if word not in places and word not in CHURCHES
    )


def _says_no_more(heads: Sequence[str], short: Name, long_: Name) -> bool:
    """Tell whether what a fuller name says that it is makes no part of the body."""
    if heads and _OF_A_LAND.issuperset(heads) and not LANDER.isdisjoint({*short.core} & {*long_.core}):
        return True  # of a Land there is no other
    if heads == ["beratungsstelle"] and not _COUNSELLING.isdisjoint(short.core):
        return True
    if heads and _LEVELS.issuperset(heads) and (short.heads & long_.heads) - _LEVELS:
        return True  # the carrier's
    if heads == ["stiftung"]:
        return bool(_FOUNDATION.match(long_.folded)) and not short.legal  # "Das Rauhe Haus", not "Stiftung der Bank"
    # "DRK Östliche Altmark": a brand and its region are said without the level
    named = any(word not in BRANDS and worth(word) >= LEAST for word in short.core)
    return bool(short.brands & long_.brands) and _LEVELS.issuperset(heads) and named


def _worth_more(word: str, street: frozenset[str], *, school: bool, sparse: bool) -> float:
    """Return how much a word tells that only one side has: a Land, and with schools a large town, is often left out.

    So is what its own ``street`` says. Where the other name is ``sparse`` (Universität Wien), any word may make it
    another body, and of all but schools a place does where the other says none.
    """
    if word in LANDER or _OF_A_REGION.match(word) or (school and (word in LARGE_TOWNS or word in street)):
        return 0.2 * worth(word)
    if not school and is_known(word):
        return _ELSEWHERE
    if sparse:
        return 1.0
    return max(worth(word), _LEAST_OF_SCHOOL) if school and worth(word) >= LEAST else worth(word)


def _is_cut_name(word: str, name: Name) -> bool:
    """Tell whether a word is a first name that a full stop cuts: Joh."""
    return word in cut_words(name.written) and any(first.startswith(word) for first in FIRST_NAMES)


def is_acronym(word: str, name: Name) -> bool:
    """Tell whether a word is made of the first letters of the others."""
    return len(word) > 1 and any(
        word in letters or (len(word) in LETTERS and letters.startswith(word[:3])) for letters in name.initials
    )


def _is_short_for(word: str, name: Name) -> bool:
    """Tell whether a word is made of the first letters, or the first syllables, of the others."""
    others = [other for other in name.core if other != word]
    return is_acronym(word, name) or is_of_syllables(word, others) or bool(spelled_out(word, tuple(others)))


def is_of_syllables(word: str, words: Sequence[str]) -> bool:
    """Tell whether a word is made of the beginnings of several, as Arinet of Arbeit, Integration, Netzwerk."""
    return len(words) > 1 and len(word) > max(3, len(words)) and _begins_each(word, words)


def _begins_each(letters: str, words: Sequence[str]) -> bool:
    """Tell whether letters are a beginning of each word in turn, one letter at least, and nothing else."""
    reached = {0}
    for word in words:
        shared = {at: Prefix.similarity(letters[at:], word) for at in reached}
        reached = {at + size for at, most in shared.items() for size in range(1, most + 1)}
    return len(letters) in reached


def _is_by_initials(short: Name, long_: Name) -> bool:
    """Tell whether a name has the initials of what the other begins with, which it seldom has by chance."""
    runs = (spelled_out(word, long_.spoken) for word in short.core if word not in long_.core)
    return any(run and run == long_.spoken[: len(run)] for run in runs) or _begins_with_initials(long_, short)


def _begins_with_initials(name: Name, other: Name) -> bool:
    """Tell whether a name begins with the initials of all of the other, and a dash: TdA - Landestheater."""
    first = next(iter(name.spoken), "")
    return len(first) in LETTERS and first in name.apart and first in other.initials
