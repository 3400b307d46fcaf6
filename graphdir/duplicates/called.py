"""What two entries are called: how far their names agree, and what either says alone."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import pairwise, permutations
from typing import Final

from rapidfuzz.distance import Prefix

from graphdir import text
from graphdir.duplicates.entry import Read
from graphdir.duplicates.hosts import at_the_other
from graphdir.duplicates.names import Name
from graphdir.duplicates.short import (
    compounds_of,
    cut_words,
    hyphened,
    in_brackets,
    in_quotes,
    is_county,
    is_short_for_all,
    spelled_out,
)
from graphdir.duplicates.terms import LEAST, READ_AS, SHORTEST_TYPO, TYPO, alike, worth
from graphdir.duplicates.weights import WEIGHTS, Finding
from graphdir.duplicates.words import (
    BESIDE_TOWNS,
    BRANDS,
    CITIES,
    FIRST_NAMES,
    HEAD_ENDINGS,
    HEADS,
    LANDER,
    LARGE_TOWNS,
)

# What German words are joined by.
_LINKS: Final = frozenset({"", "s", "n", "es", "en", "er"})
# How far names agree where that says nothing, and where one is the other with more words.
_EVEN: Final = 0.55
_FULLER: Final = 0.9
_ONE_SLIP: Final = 0.5
_CUT: Final = 0.95
# Two letters are a short form of a whole name, or of a compound, only.
_SHORTEST: Final = 2
_MAY_BE_TOWN: Final = 0.4
# What a body is for, behind its name: passage, Gesellschaft für Arbeit.
_PURPOSE: Final = re.compile(r"(\w+ )?(gesellschaft|verein|initiative) (fur|zur) ")
_FOUNDATION: Final = re.compile(r"stiftung (?!der |des )")
# In its own town an association's office is the association.
_OFFICES: Final = frozenset({"geschaftsstelle", "hauptgeschaftsstelle"})
# Schools of one place are seldom told apart by higher numbers than these.
_COUNTED_FROM: Final = 10
# Vocational schools are told apart by what they teach, in words that tell little elsewhere.
_LEAST_OF_SCHOOL: Final = 0.6


def _paired(mine: Sequence[str], theirs: Sequence[str], cut: AbstractSet[str]) -> tuple[float, list[str], list[str]]:
    """Return the worth of what is in both, and what either has alone; ``cut`` words are the beginnings of others."""
    left = list(theirs)
    agreed = 0.0
    alone: list[str] = []
    for word in sorted(mine, key=len, reverse=True):
        if word in left:
            likeness, found = 1.0, word
        else:
            likeness, found = max(((_alike(word, candidate, cut), candidate) for candidate in left), default=(0.0, ""))
        if likeness:
            left.remove(found)
            agreed += likeness * max(worth(word), worth(found))
        else:
            alone.append(word)
    return agreed, alone, left


def _alike(one: str, other: str, cut: AbstractSet[str]) -> float:
    begins = (one in cut and other.startswith(one)) or (other in cut and one.startswith(other))
    return max(alike(one, other), _CUT if begins else 0.0)


def called(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    """Weigh two names; ``one`` and ``other`` are the entries that bear them."""
    towns = _place_words(mine, theirs, one, other)
    if _stands_for(mine, theirs, towns) or _stands_for(theirs, mine, towns):
        return [_agreed(_FULLER, mine.folded, theirs.folded)]
    if own := at_the_other(mine, theirs, towns) or at_the_other(theirs, mine, towns):
        return [Finding.of("part", *own)]
    return _compared(mine, theirs, one, other, towns)


def _compared(mine: Name, theirs: Name, one: Read, other: Read, towns: frozenset[str]) -> list[Finding]:
    spelled = _spelled_out(mine), _spelled_out(theirs)
    a, b = (_without(core, towns) for core in spelled)
    if near := one.near | other.near:
        # Villages of one postcode are told apart by their names: the place goes where both have another.
        without = [_without(core, towns | near) for core in spelled]
        a, b = without if all(without) else (a, b)
    by_place = not (a and b)
    if by_place and mine.is_school and theirs.is_school:
        return _nameless(mine, theirs, one, other, a or b)
    if mine.folded == theirs.folded or _says_the_same(mine, theirs):
        return [_equal(mine)]
    if by_place:
        # The place is all that one is called by: what both say of it counts after all.
        both = set(mine.core) & set(theirs.core)
        a = [word for word in mine.core if word in both or word in a] or list(mine.core) or mine.folded.split()
        b = [word for word in theirs.core if word in both or word in b] or list(theirs.core) or theirs.folded.split()
    a, b = _spelled_by(mine, a, theirs, b, towns), _spelled_by(theirs, b, mine, a, towns)
    agreed, alone, left = _paired(
        _written_apart(a, b), _written_apart(b, a), cut_words(mine.written) | cut_words(theirs.written)
    )
    if one.town & other.town:
        alone, left = ([word for word in words if word not in _OFFICES] for words in (alone, left))
    extra_a, extra_b = sum(map(worth, alone)), sum(map(worth, left))
    spread = agreed + max(extra_a, extra_b) + 0.5 * min(extra_a, extra_b)
    likeness = agreed / spread if spread else 1.0
    contained = bool(agreed) and min(_worth_alone(alone, left, mine), _worth_alone(left, alone, theirs)) < LEAST
    if (by_place or contained) and max(extra_a, extra_b) >= LEAST:
        told = (mine, theirs, other), (theirs, mine, one)
        found = _contained(*told[extra_a > extra_b], towns, [*alone, *left])
        if by_place and found[0].signal != "part":
            return [_agreed(min(likeness, 0.3), *alone, *left)]
        return found
    if mine.is_school and not towns and len(a) == len(b) == 1 and a != b:
        likeness *= _ONE_SLIP  # Erlenbach and Erfenbach may be two villages
    found = [_agreed(likeness, *alone, *left), *_different_heads(alone, left)]
    if (_telling(alone) and _telling(left)) or (min(extra_a, extra_b) >= LEAST and _share_heads_alone(a, b)):
        found.append(Finding.of("name_both", *alone, *left))
    return found


def _worth_alone(words: Sequence[str], other: Sequence[str], name: Name) -> float:
    """Return what words tell that only one side has; first names that only a school's fuller name has tell nothing."""
    if name.is_school and FIRST_NAMES.isdisjoint(other):
        words = [word for word in words if word not in FIRST_NAMES]
    return sum(map(worth, words))


def _stands_for(short: Name, long_: Name, towns: frozenset[str]) -> bool:
    """Tell whether a name of one word, but for the place, is the other's short form: told beside it, or syllables."""
    core = [word for word in short.core if word not in towns]
    if len(core) != 1 or short.is_school or long_.is_school or short.levels or short.brands:
        return False
    (word,) = core
    others = [other for other in long_.core if other != word]
    return (
        word in long_.apart
        or (word in long_.core and word in long_.initials)
        or _is_of_syllables(word, others)
        or (short.legal and long_.folded.startswith(f"{word} ") and bool(_PURPOSE.match(long_.folded, len(word) + 1)))
    )


def _place_words(mine: Name, theirs: Name, one: Read, other: Read) -> frozenset[str]:
    """Return the words that name where either is, with schools the counties that run them too."""
    towns = one.town | other.town
    towns |= _parts(mine, towns, theirs) | _parts(theirs, towns, mine)
    if one.town & other.town:
        towns |= _county(mine, theirs) | _county(theirs, mine)
    return towns | mine.counties | theirs.counties if mine.is_school and theirs.is_school else towns


def _county(name: Name, beside: Name) -> frozenset[str]:
    """Return the words of the county that a name tells, where the other tells none: Waldeck-Frankenberg."""
    told, others = (
        frozenset(word for pair in hyphened(one.written) if is_county(*pair) for word in pair) for one in (name, beside)
    )
    return frozenset() if others else told


def _parts(name: Name, towns: frozenset[str], beside: Name) -> frozenset[str]:
    """Return the parts of town that a name tells behind a hyphen (Stendal-Stadtsee), where the other tells none."""
    told, others = (
        frozenset(part for town, part in hyphened(one.written) if town in towns and part not in towns | LARGE_TOWNS)
        for one in (name, beside)
    )
    return frozenset() if others or told & {*beside.core} else told


def _says_the_same(mine: Name, theirs: Name) -> bool:
    """Tell whether two names are of the same words, whatever their order and what tells nothing."""
    return (
        (len(mine.core) > 1 or bool(mine.core and mine.numbers))
        and {*mine.core} == {*theirs.core}
        and (mine.numbers, mine.forms, mine.focuses) == (theirs.numbers, theirs.forms, theirs.focuses)
        and mine.sponsors == theirs.sponsors
        and (mine.is_school or mine.levels == theirs.levels)
    )


def _share_heads_alone(a: Iterable[str], b: Iterable[str]) -> bool:
    """Tell whether all that two names share is what the bodies are: Amt für Jugend and Amt für Soziales."""
    return all(word in HEADS or word.endswith(HEAD_ENDINGS) for word in {*a} & {*b})


def _telling(words: Iterable[str]) -> bool:
    return any(worth(word) == 1 for word in words)


@lru_cache(maxsize=20_000)
def _spelled_out(name: Name) -> tuple[str, ...]:
    """Return the words of a name without the abbreviation of the others, where there are others."""
    rest = tuple(word for word in name.core if word in BRANDS or len(word) <= 2 or not _is_acronym(word, name))  # noqa: PLR2004
    return rest or name.core


@lru_cache(maxsize=20_000)
def _without(core: tuple[str, ...], towns: frozenset[str]) -> list[str]:
    """Return the words that name no town of the two, nor stand beside one's name."""
    left: list[str] = []
    after_town = False
    for word, following in pairwise((*core, "")):
        is_town = (
            word == "bad"
            or word in towns
            or (len(word) > SHORTEST_TYPO and any(alike(word, town) >= TYPO for town in towns))
            or (after_town and word in BESIDE_TOWNS)
            or (word in {"gross", "klein"} and following in towns)
        )
        if not is_town:
            left.append(word)
        after_town = is_town
    return left


def _spelled_by(
    name: Name, words: Sequence[str], other: Name, told: Sequence[str], places: AbstractSet[str]
) -> list[str]:
    """Put what the other side spells out for first letters: Martin Luther Universität for MLU.

    ``words`` and ``told`` are what is looked at of the two names.
    """
    left: list[str] = []
    shares = not {*words, *name.numbers}.isdisjoint({*told, *other.numbers})
    for word in (*words, *(one for one in name.core if one not in words)):
        if len(word) == _SHORTEST:
            run = _of_two_letters(word, other, places, shares=shares)
        else:
            run = spelled_out(word, other.spoken) if word not in told else ()
        spelled = (one for one in told if any(_is_from(one, written) for written in run))
        left.extend([one for one in spelled if one not in words] if run else [word] if word in words else [])
    return left


def _is_by_initials(short: Name, long_: Name) -> bool:
    """Tell whether a name has the initials of what the other begins with, which it seldom has by chance."""
    runs = (spelled_out(word, long_.spoken) for word in short.core if word not in long_.core)
    return any(run and run == long_.spoken[: len(run)] for run in runs)


def _of_two_letters(letters: str, name: Name, places: AbstractSet[str], *, shares: bool) -> tuple[str, ...]:
    """Return the words of a name that two letters stand for: all, or a compound where the names share another word."""
    if is_short_for_all(letters, name.spoken, places):
        return name.spoken
    return compounds_of(letters, name.spoken) if shares else ()


def _is_from(word: str, written: str) -> bool:
    """Tell whether a word of a name's core comes from one as it is written: Alemannen of Alemannenschule."""
    return written.startswith(word) or word in READ_AS.get(written, "").split()


def _written_apart(words: Sequence[str], other: Sequence[str]) -> list[str]:
    """Join what the other side writes as one word: Wirtschaft and Forschung of Wirtschaftsforschung, in any order."""
    left = list(words)
    for whole in other:
        for one, two in permutations(left, 2):
            if len(whole) >= len(one) + len(two) and whole.startswith(one) and whole.endswith(two):
                if whole[len(one) : len(whole) - len(two)] in _LINKS:
                    left = [word for word in left if word not in (one, two)] + [whole]
                break
    return left


# Where a church's welfare works: Diakonie im Kirchenkreis Stendal.
_CHURCH_REGIONS: Final = frozenset({"dekanat", "kirchenkreis", "diozese", "bistum", "erzbistum"})
# Whose day care and parishes are, and lists leave out.
_CHURCHES: Final = frozenset({"evangelisch", "katholisch"})
_OF_CHURCHES: Final = frozenset(
    {"kindertageseinrichtung", "hort", "krippe", "kinderhaus", "familienzentrum", "kirchengemeinde"}
)
_OF_A_LAND: Final = frozenset({"landesverband", "landesstelle", "regionalstelle", "niederlassung", "landesburo"})
_LEVELS: Final = frozenset({"kreisverband", "ortsverband", "regionalverband", "bezirksverband", "landesverband"})


def _contained(short: Name, long_: Name, entry: Read, places: frozenset[str], extra: Sequence[str]) -> list[Finding]:
    """Weigh a name that is the other one with more words, ``extra``: a fuller name, or a part of the body.

    ``entry`` bears the longer name; ``places`` are the words that name where either is.
    """
    fuller = _agreed(_FULLER, *extra)
    heads = [
        word
        for word in extra
        if (word in HEADS or word in short.heads ^ long_.heads)
        and word not in long_.described
        and not any(head.endswith(word) for head in short.heads)
    ]
    if heads == ["verein"] and short.legal:
        return [fuller]  # it says e. V. another way
    heads = [] if _says_no_more(heads, short, long_) or _is_in_quotes(short, long_, places) else heads
    if heads or (short.levels - long_.levels and not short.is_school):
        return [Finding.of("part", *heads, *extra)]
    if _is_by_initials(short, long_) or (not short.is_school and {*short.core} - places <= in_brackets(long_.written)):
        return [fuller]
    if all(
        worth(word) < LEAST
        or (word not in BRANDS and (word in long_.apart or _is_short_for(word, short) or _is_short_for(word, long_)))
        for word in extra
    ):
        return [fuller]
    first_names = [
        word
        for word in extra
        if word in FIRST_NAMES
        or worth(word) < LEAST
        or _is_cut_name(word, long_)
        or (word in _CHURCHES and _has_own_name(short, places))
    ]
    if "universitat" in short.heads & long_.heads and any(word in FIRST_NAMES for word in extra):
        first_names = list(extra)
    said = {*first_names, *short.counties, *long_.counties, *long_.described}
    # Brands of one side are weighed by themselves.
    said |= _CHURCH_REGIONS if short.brands & long_.brands else short.brands ^ long_.brands
    more = [word for word in extra if word not in said]
    found = [_agreed(1.0)]
    if first_names:
        weight = WEIGHTS["name_before"] * sum(map(worth, first_names))
        found.append(Finding("name_before", weight, tuple(first_names)))
    if more:
        sparse = not any(worth(word) == 1 for word in short.core if word not in places)
        street = frozenset(text.words(entry.organisation.street))
        school = short.is_school or long_.is_school
        extra_worth = sum(_worth_more(word, street, school=school, sparse=sparse) for word in more)
        if school and not (entry.town or entry.postcode) and more == [*long_.core[-1:]]:
            extra_worth *= _MAY_BE_TOWN  # of a list that tells places by names alone
        found.append(Finding("name_extra", WEIGHTS["name_extra"] * min(1.5, extra_worth), tuple(more)))
    return found


def _is_in_quotes(short: Name, long_: Name, places: AbstractSet[str]) -> bool:
    """Tell whether a name is what stands in quotes in the other: Lummerland of Kindergarten "Lummerland"."""
    told = {*short.core} - places - short.brands
    return bool(told) and not (short.heads or short.is_school) and told <= in_quotes(long_.written)


def _has_own_name(name: Name, places: AbstractSet[str]) -> bool:
    """Tell whether day care or a parish is called by more than place and church: Kita St. Nicolai."""
    return not _OF_CHURCHES.isdisjoint(name.heads) and any(
        worth(word) == 1 for word in name.core if word not in places and word not in _CHURCHES
    )


def _says_no_more(heads: Sequence[str], short: Name, long_: Name) -> bool:
    """Tell whether what a fuller name says that it is makes no part of the body."""
    if heads and _OF_A_LAND.issuperset(heads) and not LANDER.isdisjoint({*short.core} & {*long_.core}):
        return True  # of a Land there is no other
    if heads == ["stiftung"]:
        return bool(_FOUNDATION.match(long_.folded)) and not short.legal  # "Das Rauhe Haus", not "Stiftung der Bank"
    # "DRK Östliche Altmark": a brand and its region are said without the level
    named = any(word not in BRANDS and worth(word) >= LEAST for word in short.core)
    return bool(short.brands & long_.brands) and _LEVELS.issuperset(heads) and named


def _worth_more(word: str, street: frozenset[str], *, school: bool, sparse: bool) -> float:
    """Return how much a word tells that only one side has: a Land, and with schools a large town, is often left out.

    So is what its own ``street`` says. Where the other name is ``sparse`` (Universität Wien), any word may make it
    another body.
    """
    if word in LANDER or (school and (word in LARGE_TOWNS or word in street)):
        return 0.2 * worth(word)
    if sparse:
        return 1.0
    return max(worth(word), _LEAST_OF_SCHOOL) if school and worth(word) >= LEAST else worth(word)


def _is_cut_name(word: str, name: Name) -> bool:
    """Tell whether a word is a first name that a full stop cuts: Joh."""
    return word in cut_words(name.written) and any(first.startswith(word) for first in FIRST_NAMES)


def _is_acronym(word: str, name: Name) -> bool:
    """Tell whether a word is made of the first letters of the others."""
    return len(word) > 1 and any(
        word in letters or (len(word) > 2 and letters.startswith(word[:3]))  # noqa: PLR2004
        for letters in name.initials
    )


def _is_short_for(word: str, name: Name) -> bool:
    """Tell whether a word is made of the first letters, or the first syllables, of the others."""
    return _is_acronym(word, name) or _is_of_syllables(word, [other for other in name.core if other != word])


def _is_of_syllables(word: str, words: Sequence[str]) -> bool:
    """Tell whether a word is made of the beginnings of several, as Arinet of Arbeit, Integration, Netzwerk."""
    return len(words) > 1 and len(word) > max(3, len(words)) and _begins_each(word, words)


def _begins_each(letters: str, words: Sequence[str]) -> bool:
    """Tell whether letters are a beginning of each word in turn, one letter at least, and nothing else."""
    reached = {0}
    for word in words:
        shared = {at: Prefix.similarity(letters[at:], word) for at in reached}
        reached = {at + size for at, most in shared.items() for size in range(1, most + 1)}
    return len(letters) in reached


def _different_heads(alone: Iterable[str], left: Iterable[str]) -> list[Finding]:
    a, b = ({word for word in words if word in HEADS} for words in (alone, left))
    if a or b:
        return [Finding("head", WEIGHTS["head"] / (1 if a and b else 2), (*sorted(a), *sorted(b)))]
    return []


def _nameless(mine: Name, theirs: Name, one: Read, other: Read, alone: Sequence[str]) -> list[Finding]:
    """Weigh schools one of which has no name but its form and place; ``alone`` are the words that the other has."""
    if mine.numbers != theirs.numbers:
        return []
    if _of_two_places(mine, theirs, one, other):
        return [_agreed(0.0, mine.folded, theirs.folded)]
    if alone:
        return [_only_named_by_one(mine, theirs, one, other, alone)]
    if mine.folded == theirs.folded or _says_the_same(mine, theirs):
        return [_equal(mine)]
    return [_agreed(_FULLER, mine.folded, theirs.folded)]


def _only_named_by_one(mine: Name, theirs: Name, one: Read, other: Read, alone: Sequence[str]) -> Finding:
    if _counted_through(mine):
        return Finding.of("number_alone", *alone)
    if _one_of_its_form(mine, theirs, one, other):
        return Finding.of("name_of_town", *alone)
    return _agreed(_EVEN / 2, *alone)


def _counted_through(name: Name) -> bool:
    """Tell whether a school's number is of a city that counts its schools through: no other has it."""
    return any(number.isdigit() and int(number) >= _COUNTED_FROM for number in name.numbers)


def _of_two_places(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether names, or else towns, are of two places, or a name of a part of town that the other does not tell.

    Villages of one postcode have a school each.
    """
    towns = one.town | other.town
    a, b = (towns.intersection(name.core) or entry.town for name, entry in ((mine, one), (theirs, other)))
    if a and b and not any(alike(word, other) >= TYPO for word in a for other in b):
        return True
    said = _said_places(mine, theirs, one, other)
    own = one.part.intersection(mine.core), other.part.intersection(theirs.core)
    return any(part and not part & elsewhere for part, elsewhere in ((own[0], said[1]), (own[1], said[0])))


def _said_places(mine: Name, theirs: Name, one: Read, other: Read) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words by which either entry may tell its place: its town and its name."""
    return one.town.union(mine.folded.split()), other.town.union(theirs.folded.split())


def _agreed(likeness: float, *words: str) -> Finding:
    """Return how far names agree, from 0 to 1, as a finding."""
    return Finding("name", WEIGHTS["name"] * (likeness - _EVEN), words)


def _equal(name: Name) -> Finding:
    return Finding("name_equal", WEIGHTS["name_equal"] + WEIGHTS["name"] * (1 - _EVEN), (name.folded,))


def _one_of_its_form(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether both are in one village or small town, which mostly has one school of a form."""
    focuses = mine.focuses and theirs.focuses and mine.focuses != theirs.focuses
    if not (mine.forms & theirs.forms) or focuses or mine.sponsors != theirs.sponsors:
        return False
    several = CITIES if "bbs" in mine.forms & theirs.forms else LARGE_TOWNS
    said = _said_places(mine, theirs, one, other)
    for entry, elsewhere in ((one, said[1]), (other, said[0])):
        if not entry.part & elsewhere if entry.part else entry.town & several:
            return False
    return bool(one.part | other.part | (one.town & said[1]) | (other.town & said[0]))
