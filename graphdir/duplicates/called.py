"""What two entries are called: how far their names agree, and what either says alone."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import pairwise, permutations
from typing import Final

from rapidfuzz.distance import OSA

from graphdir.duplicates.contained import fuller_or_part, is_acronym, is_of_syllables
from graphdir.duplicates.entry import Read
from graphdir.duplicates.hosts import at_the_other
from graphdir.duplicates.located import on_one_street
from graphdir.duplicates.names import Name
from graphdir.duplicates.places import is_slip_of, region_of, regions_called
from graphdir.duplicates.short import (
    all_in_brackets,
    compounds_of,
    cut_forms,
    cut_words,
    hyphened,
    is_county,
    is_short_for_all,
    spelled_out,
)
from graphdir.duplicates.spelling import words_of
from graphdir.duplicates.terms import LEAST, READ_AS, TYPO, alike, is_mistyped, worth
from graphdir.duplicates.weights import EVEN, FULLER, WEIGHTS, Finding, agreeing
from graphdir.duplicates.words import (
    BESIDE_TOWNS,
    BRANDS,
    CITIES,
    CLUBS,
    COUNTIES,
    DIRECTIONS,
    FILLERS,
    FIRST_NAMES,
    HALVES,
    HEAD_ENDINGS,
    HEADS,
    LARGE_TOWNS,
    OF_COURSES,
    REGIONS,
    RIVERS,
)
from graphdir.text import fold

# What German words are joined by.
_LINKS: Final = frozenset({"", "s", "n", "es", "en", "er"})
_BY_A_SLIP: Final = 0.45
_ONE_SLIP: Final = 0.35
_CUT: Final = 0.95
# Two letters are a short form of a whole name, or of a compound, only.
_SHORTEST: Final = 2
# What a body is for, behind its name: passage, Gesellschaft für Arbeit.
_PURPOSE: Final = re.compile(r"(\w+ )?(gesellschaft|verein|initiative) (fur|zur) ")
# In its own town an association's office is the association.
_OFFICES: Final = frozenset({"geschaftsstelle", "hauptgeschaftsstelle"})
# Of which a town has one.
_ONE_A_TOWN: Final = frozenset({"hochschule", "universitat", "museum", "theater", "sternwarte", "krankenhaus"})
# Schools for some pupils only: a town has several.
_FOR_SOME: Final = frozenset({"forderschule", "forderzentrum"})
_BRANCHES: Final = frozenset({"aussenstelle", "zweigstelle", "nebenstelle"})
# Which of the towns of one name it is: Lahr/Schwarzwald, Jessen (Elster), Weiden in der Oberpfalz; no office of it.
_NO_OFFICE: Final = "".join(
    f"(?<!{end})" for end in ("ung", "amt", "stelle", "büro", "dienst", "hilfe", "schaft", "heit")
)
_BESIDE_TOWN: Final = re.compile(
    rf"/[A-ZÄÖÜ]\w+\.?$|\s\((?:{'|'.join(RIVERS)})\)|\s\([A-ZÄÖÜ](?:[a-zäöü]{{0,4}}\.|\w+{_NO_OFFICE})\)$"
    r"|\s(?:in der|i\.\s?d\.)\s?[A-ZÄÖÜ]\w+\.?$"
)
_BRANCH_AT: Final = re.compile(
    r"\b(?:Standort|(?:Außen|Zweig|Neben|Geschäfts|Regional|Bezirks)stelle|Regionalzentrum|Niederlassung) ([A-ZÄÖÜ]\w+)"
)
_PART_TOLD: Final = re.compile(r"\bOT ([A-ZÄÖÜ]\w+)")
# What a school has that is not the school: rooms, councils, who works there.
_OF_A_SCHOOL: Final = frozenset(
    {
        *("mensa", "turnhalle", "sporthalle", "schulhof", "internat", "wohnheim", "bibliothek", "aula", "hort"),
        *("schulbibliothek", "schulkuche", "schulgarten", "schulclub", "schulklub", "cafeteria", "lehrkuche"),
        *("elternrat", "elternbeirat", "schulelternrat", "elternvertretung", "schulerrat", "schulervertretung"),
        *("schulerfirma", "schulerzeitung", "schulchor", "schulband", "streitschlichter", "schulsanitatsdienst"),
        *("schulsozialarbeit", "schulsozialarbeiter", "schulsozialarbeiterin", "ssa", "schulbegleitung"),
        *("schulleitung", "sekretariat", "kollegium", "schulkonferenz"),
    }
)
_DAY_CARE: Final = "daycare"
# What a house of day care says that it is, or leaves out.
_OF_DAY_CARE: Final = frozenset({"kindertageseinrichtung", "kinderhaus", "haus", "tagesstatte"})
# Schools of one place are seldom told apart by higher numbers than these.
_COUNTED_FROM: Final = 10


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
            # An initial tells no more than it is, whatever it stands for.
            tells = min if 1 in (len(word), len(found)) else max
            agreed += likeness * tells(worth(word), worth(found))
        else:
            alone.append(word)
    return agreed, alone, left


def _after_slips(
    likeness: float, a: Sequence[str], b: Sequence[str], cut: AbstractSet[str], *, are_places: bool
) -> float:
    """Return how far names agree where that is by slips; ``are_places`` where words may be the names of villages."""
    if _agree_by_a_slip(a, b):
        likeness = min(likeness, _BY_A_SLIP)
    # Erlenbach and Erfenbach may be two villages; nobody founds a Megesheimm.
    alone = are_places and len(a) == len(b) == 1 and a != b and cut.isdisjoint((*a, *b))
    return likeness * _ONE_SLIP if alone and not is_mistyped(a[0], b[0]) else likeness


def _agree_by_a_slip(a: Iterable[str], b: Iterable[str]) -> bool:
    """Tell whether all by which two names agree in what tells is two slips in a word, or one in its first letter.

    Nobody mistypes these as often as they are other words: Wirbelwind, Wirbelwald; Talstraße, Waldstraße.
    """
    mine, theirs = ({word for word in words if worth(word) == 1} for words in (a, b))
    if mine & theirs:
        return False
    slips = [(one, two) for one in mine for two in theirs if 0 < alike(one, two) <= TYPO]
    return any(one[0] != two[0] or OSA.distance(one, two) > 1 for one, two in slips)


def _alike(one: str, other: str, cut: AbstractSet[str]) -> float:
    begins = (one in cut and other.startswith(one)) or (other in cut and one.startswith(other))
    return max(alike(one, other), _CUT if begins else 0.0)


def called(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    """Weigh two names; ``one`` and ``other`` are the entries that bear them."""
    towns = _place_words(mine, theirs, one, other)
    if any(
        _stands_for(short, long_, towns)
        or _is_branch_here(short, long_, towns)
        or _is_told_in_brackets(short, long_)
        or (on_one_street(one, other) and _is_the_one_there(short, long_, towns))
        for short, long_ in ((mine, theirs), (theirs, mine))
    ):
        return [agreeing(FULLER, mine.folded, theirs.folded)]
    if branch := _branch_of_one(mine, theirs, one, other) or _two_branches(mine, theirs):
        return [Finding.of("part", *branch)]
    if own := at_the_other(mine, theirs, towns) or at_the_other(theirs, mine, towns):
        return [Finding.of("part", *own)]
    return _compared(mine, theirs, one, other, towns)


def _compared(mine: Name, theirs: Name, one: Read, other: Read, towns: frozenset[str]) -> list[Finding]:
    a, b = _own_words(mine, theirs, towns, one.near | other.near)
    if _is_day_care(mine, one) and _is_day_care(theirs, other):
        a, b = _called_alone(a, b)
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
    if by_place and _are_one_town(mine, theirs):
        return [agreeing(FULLER, mine.folded, theirs.folded)]
    cut = cut_words(mine.written) | cut_words(theirs.written)
    agreed, alone, left = _paired(_written_apart(a, b, cut), _written_apart(b, a, cut), cut)
    if (one.town | one.near) & (other.town | other.near):
        here = _OFFICES | {"standort"} if mine.brands & theirs.brands else _OFFICES
        alone, left = ([word for word in words if word not in here] for words in (alone, left))
    extra_a, extra_b = sum(map(worth, alone)), sum(map(worth, left))
    spread = agreed + max(extra_a, extra_b) + 0.5 * min(extra_a, extra_b)
    likeness = agreed / spread if spread else 1.0
    contained = agreed >= LEAST and min(_worth_alone(alone, left, mine), _worth_alone(left, alone, theirs)) < LEAST
    if (by_place or contained) and max(extra_a, extra_b) >= LEAST:
        told = (mine, theirs, other), (theirs, mine, one)
        found = fuller_or_part(*told[extra_a > extra_b], towns, [*alone, *left])
        if by_place and found[0].signal != "part":
            return [agreeing(min(likeness, 0.3), *alone, *left)]
        return found
    likeness = _after_slips(likeness, a, b, cut, are_places=mine.is_school and not towns)
    found = [agreeing(likeness, *alone, *left), *_different_heads(alone, left)]
    if (_telling(alone) and _telling(left)) or (min(extra_a, extra_b) >= LEAST and _share_heads_alone(a, b)):
        found.append(Finding.of("name_both", *alone, *left))
    return found


def _own_words(
    mine: Name, theirs: Name, towns: frozenset[str], near: frozenset[str]
) -> tuple[Sequence[str], Sequence[str]]:
    """Return the words of two names but for places, cut forms of school, and the company that only one says it is.

    Villages of one postcode are told apart by their names: what is ``near`` goes where both have another.
    """
    spelled = _spelled_out(mine), _spelled_out(theirs)
    if near and all(without := [_without(core, towns | near) for core in spelled]):
        return without[0], without[1]
    a, b = (_without(core, towns) for core in spelled)
    said = cut_forms(mine.written, theirs.forms) | cut_forms(theirs.written, mine.forms)
    if mine.legal != theirs.legal and min(len(a), len(b)) > 1:
        said |= {"gesellschaft"} & ({*a} ^ {*b})
    return [word for word in a if word not in said], [word for word in b if word not in said]


def _is_day_care(name: Name, entry: Read) -> bool:
    return entry.organisation.kind == _DAY_CARE or "kindertageseinrichtung" in name.heads


def _called_alone(a: Sequence[str], b: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return what two houses of day care are called without saying what they are, where both are called something."""
    own = [[word for word in words if word not in _OF_DAY_CARE] for words in (a, b)]
    return (own[0], own[1]) if all(own) else (a, b)


def _worth_alone(words: Sequence[str], other: Sequence[str], name: Name) -> float:
    """Return what words tell that only one side has; first names that only a school's fuller name has tell nothing."""
    if name.is_school and FIRST_NAMES.isdisjoint(other):
        words = [word for word in words if word not in FIRST_NAMES]
    return sum(map(worth, words))


def _is_the_one_there(short: Name, long_: Name, towns: frozenset[str]) -> bool:
    """Tell whether a name says what the other is too, and where, and there is one of these: Hochschule Meißen."""
    core = {*short.core} - towns
    return bool(core) and core <= _ONE_A_TOWN.intersection(long_.core)


def _stands_for(short: Name, long_: Name, towns: frozenset[str]) -> bool:
    """Tell whether a name of one word, but for the place, is the other's short form: told beside it, or syllables."""
    core = [word for word in short.core if word not in towns and word not in BESIDE_TOWNS]
    if len(core) != 1 or short.is_school or long_.is_school or short.levels or short.brands or core[0] in COUNTIES:
        return False
    (word,) = core
    others = [other for other in long_.core if other != word]
    return (
        word in long_.apart
        or (word in long_.core and word in long_.initials)
        or is_of_syllables(word, others)
        or (short.legal and long_.folded.startswith(f"{word} ") and bool(_PURPOSE.match(long_.folded, len(word) + 1)))
    )


def _are_one_town(mine: Name, theirs: Name) -> bool:
    """Tell whether both are a town or county of one name: Stadt Lahr, Große Kreisstadt Lahr/Schwarzwald."""
    if not mine.levels or mine.levels != theirs.levels or mine.heads or theirs.heads:
        return False
    a, b = (
        [word for word in words_of(_BESIDE_TOWN.sub("", name.written)) if word not in FILLERS]
        for name in (mine, theirs)
    )
    return {*a} == {*b}


def _branch_of_one(mine: Name, theirs: Name, one: Read, other: Read) -> frozenset[str]:
    """Return what says that one is the branch in another town: VHS Cham, Außenstelle Waldmünchen; empty if none is."""
    apart = one.town and other.town and one.town.isdisjoint(other.town)
    if not apart or (mine.is_school and OF_COURSES.isdisjoint(mine.forms & theirs.forms)):
        return frozenset()
    branches = [_BRANCHES.intersection(name.folded.split()) for name in (mine, theirs)]
    return branches[0] | branches[1] if bool(branches[0]) != bool(branches[1]) else frozenset()


def _is_branch_here(short: Name, long_: Name, towns: frozenset[str]) -> bool:
    """Tell whether a name is that of the other's branch in its town: Arbeitsagentur Salzwedel for its Geschäftsstelle.

    ``towns`` are those where either is.
    """
    here = _branches_told(long_.written) & towns & {*short.core}
    rest = {*short.core} - here
    return bool(here) and bool(rest) and rest <= {*long_.core} - towns and not _branches_told(short.written)


def _is_told_in_brackets(short: Name, long_: Name) -> bool:
    """Tell whether a name of its own, of two words or more, is what the other tells in brackets: (Climate Alliance)."""
    said = short.levels or short.brands or short.is_school or len(short.core) == 1 or not CLUBS.isdisjoint(short.core)
    return not said and fold(short.written) in all_in_brackets(long_.written)


def _two_branches(mine: Name, theirs: Name) -> frozenset[str]:
    """Return where two branches are: Standort Stendal, Standort Magdeburg; empty where not both tell."""
    a = _branches_told(mine.written)
    b = _branches_told(theirs.written) if a else a
    return a | b if a and b and a.isdisjoint(b) else frozenset()


@lru_cache(maxsize=20_000)
def _branches_told(written: str) -> frozenset[str]:
    return frozenset(map(fold, _BRANCH_AT.findall(written)))


def _place_words(mine: Name, theirs: Name, one: Read, other: Read) -> frozenset[str]:
    """Return the words that name where either is, with schools the counties that run them too."""
    towns = one.town | other.town
    if mine.is_school or theirs.is_school or region_of(one.postcode) == region_of(other.postcode):
        towns |= _cities_of(mine, one) | _cities_of(theirs, other)
    cut = cut_words(mine.written) | cut_words(theirs.written)
    towns |= {word for word in cut if any(town.startswith(word) for town in towns)}
    towns |= _parts_of_one(mine, theirs, towns)
    if one.town & other.town:
        towns |= _county_of_one(mine, theirs)
    return towns | mine.counties | theirs.counties if mine.is_school and theirs.is_school else towns


def _cities_of(name: Name, entry: Read) -> frozenset[str]:
    """Return the cities that a name speaks of and the postcode is of, where no town is told."""
    if entry.town or not entry.postcode:
        return frozenset()
    region = region_of(entry.postcode)
    return frozenset(word for word in name.core if region in regions_called(word))


def _county_of_one(mine: Name, theirs: Name) -> frozenset[str]:
    """Return the words of the county that one name tells, and the other tells none: Waldeck-Frankenberg."""
    a, b = (
        frozenset(word for pair in hyphened(name.written) if is_county(*pair) for word in pair)
        | (REGIONS | COUNTIES if name.heads else REGIONS).intersection(name.core)
        for name in (mine, theirs)
    )
    return frozenset() if a and b else a | b


def _parts_of_one(mine: Name, theirs: Name, towns: frozenset[str]) -> frozenset[str]:
    """Return the parts of town that one name tells behind a hyphen or OT, and the other does not tell."""
    others = LARGE_TOWNS | DIRECTIONS if mine.is_school else LARGE_TOWNS
    a, b = (
        frozenset(part for town, part in hyphened(name.written) if town in towns and part not in towns | others)
        | (frozenset(map(fold, _PART_TOLD.findall(name.written))) if "OT " in name.written else frozenset())
        for name in (mine, theirs)
    )
    return frozenset() if (a and b) or a.intersection(theirs.core) or b.intersection(mine.core) else a | b


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
    rest = tuple(word for word in name.core if word in BRANDS or len(word) <= 2 or not is_acronym(word, name))  # noqa: PLR2004
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
            or any(is_slip_of(word, town) for town in towns)
            or (after_town and word in BESIDE_TOWNS)
            or (word in HALVES and following in towns)
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
    for word in (*words, *(one for one in name.core if one not in words and not is_acronym(one, name))):
        if word in told:
            run: Sequence[str] = ()
        elif len(word) == _SHORTEST:
            run = _of_two_letters(word, other, places, shares=shares)
        else:
            run = spelled_out(word, other.spoken)
        spelled = (one for one in told if any(_is_from(one, written) for written in run))
        left.extend([one for one in spelled if one not in words] if run else [word] if word in words else [])
    return left


def _of_two_letters(letters: str, name: Name, places: AbstractSet[str], *, shares: bool) -> tuple[str, ...]:
    """Return the words of a name that two letters stand for: all, or a compound where the names share another word."""
    if is_short_for_all(letters, name.spoken, places):
        return name.spoken
    return compounds_of(letters, name.spoken) if shares else ()


def _is_from(word: str, written: str) -> bool:
    """Tell whether a word of a name's core comes from one as it is written: Alemannen of Alemannenschule."""
    return written.startswith(word) or word in READ_AS.get(written, "").split()


def _written_apart(words: Sequence[str], other: Sequence[str], cut: AbstractSet[str]) -> list[str]:
    """Join what the other side writes as one word: Wirtschaft and Forschung of Wirtschaftsforschung, in any order.

    A word that a full stop cuts may stand for more of it: Koord.-Stelle.
    """
    left = list(words)
    for whole in other:
        for one, two in permutations(left, 2):
            if len(whole) >= len(one) + len(two) and whole.startswith(one) and whole.endswith(two):
                if one in cut or whole[len(one) : len(whole) - len(two)] in _LINKS:
                    left = [word for word in left if word not in (one, two)] + [whole]
                break
    return left


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
        return [agreeing(0.0, mine.folded, theirs.folded)]
    if alone:
        return [_only_named_by_one(mine, theirs, one, other, alone)]
    if mine.folded == theirs.folded or _says_the_same(mine, theirs):
        return [_equal(mine)]
    return [agreeing(FULLER, mine.folded, theirs.folded)]


def _only_named_by_one(mine: Name, theirs: Name, one: Read, other: Read, alone: Sequence[str]) -> Finding:
    if parts := [word for word in alone if word in _OF_A_SCHOOL]:
        return Finding.of("part", *parts)
    if _counted_through(mine):
        return Finding.of("number_alone", *alone)
    if mine.forms & theirs.forms and on_one_street(one, other):
        return agreeing(EVEN, *alone)
    if _one_of_its_form(mine, theirs, one, other) and not _may_be_village(mine, theirs, alone):
        return Finding.of("name_of_town", *alone)
    return agreeing(EVEN / 2, *alone)


def _may_be_village(mine: Name, theirs: Name, alone: Sequence[str]) -> bool:
    """Tell whether a primary school's name may be of a part of the town: Grundschule Rippach, of Lützen."""
    name = mine if {*alone} <= {*mine.core} else theirs
    return len(alone) == 1 and name.written == f"Grundschule {alone[0].capitalize()}"


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


def _equal(name: Name) -> Finding:
    return Finding("name_equal", WEIGHTS["name_equal"] + WEIGHTS["name"] * (1 - EVEN), (name.folded,))


def _one_of_its_form(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether both are in one village or small town, which mostly has one school of a form."""
    focuses = mine.focuses != theirs.focuses and (
        bool(mine.focuses and theirs.focuses)
        or not (one.part or other.part or _FOR_SOME.isdisjoint(mine.forms & theirs.forms))
    )
    if not (mine.forms & theirs.forms) or focuses or mine.sponsors != theirs.sponsors:
        return False
    if "landesbildungszentrum" in mine.forms & theirs.forms and mine.focuses:
        return True
    several = CITIES if "bbs" in mine.forms & theirs.forms else LARGE_TOWNS
    said = _said_places(mine, theirs, one, other)
    for entry, elsewhere in ((one, said[1]), (other, said[0])):
        if not entry.part & elsewhere if entry.part else entry.town & several:
            return False
    return bool(one.part | other.part | (one.town & said[1]) | (other.town & said[0]))
