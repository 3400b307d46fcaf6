"""What two entries are: numbers, forms of school, umbrellas, levels, kinds."""

from collections.abc import Set as AbstractSet
from typing import Final

from graphdir.duplicates.entry import Read
from graphdir.duplicates.located import on_one_street
from graphdir.duplicates.names import Name
from graphdir.duplicates.places import region_of, town_words
from graphdir.duplicates.short import compounds_of, cut_forms, in_brackets, is_county, of_plate, spelled_out
from graphdir.duplicates.terms import is_rare
from graphdir.duplicates.weights import WEIGHTS, Finding, listed
from graphdir.duplicates.words import CHURCHES, CITIES, CLUBS, COUNTIES, LANDER, NAMESAKES, OF_COURSES, SCHOOL_FORMS

# What postcodes begin with there.
_SAXONY: Final = frozenset({"01", "02", "04", "08", "09"})
# Which forms of school became which (school laws of the Länder, as of 2026).
_EARLIER_FORMS: Final = frozenset({"sekundarschule", "hauptschule", "realschule", "mittelschule", "regelschule"})
_LATER_FORMS: Final = frozenset({"gemeinschaftsschule", "gesamtschule", "oberschule", "regionalschule"})
_SHORTEST: Final = 2
_SHORTEST_CUT: Final = 5
# How much it weighs that one side leaves out who stands behind a body, where its name tells enough.
_TOLD_OTHERWISE: Final = 0.4
# Of schools that are called by their place there is more than one.
_OF_A_PLACE: Final = 1.65
# Who runs a school, as its name may tell: two of them are two schools.
_RUN_BY: Final = {"staatliche": "staatlich", "staatlich": "staatlich", "staatl": "staatlich", "stadtische": "stadtisch"}
# Schools of these forms seldom leave it out.
_HIGHER_FORMS: Final = frozenset({"gymnasium", "realschule", "gesamtschule", "oberschule"})
_OF_HIGHER: Final = 1.7
_COUNTY: Final = frozenset({"landkreis"})
_POSTCODES_OF_BERLIN: Final = range(10115, 14200)


def sorts(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    """Weigh what two names say of the sort of body; ``one`` and ``other`` are the entries that bear them."""
    found = [*_numbers(mine, theirs), *_school_forms(mine, theirs, one, other)]
    if mine.support != theirs.support:
        found.append(Finding.of("support"))
    for signal, a, b in (
        ("focus", mine.focuses, theirs.focuses),
        ("brand", mine.brands, theirs.brands),
        ("level", mine.levels, theirs.levels),
        ("legal_form", mine.legal_forms, theirs.legal_forms),
    ):
        if a and b and not a & b:
            found.append(Finding.of(signal, listed(a), listed(b)))
    clubs = CLUBS & {*mine.folded.split()}, CLUBS & {*theirs.folded.split()}
    if all(clubs) and clubs[0].isdisjoint(clubs[1]):
        found.append(Finding.of("club", *map(listed, clubs)))
    towns = one.town | other.town
    if short := _beside_a_level(mine, theirs, towns) or _beside_a_level(theirs, mine, towns):
        found.append(Finding.of("part", *short))
    if _is_bare_place(mine, theirs) or _is_bare_place(theirs, mine):
        found.append(Finding.of("level", "landkreis", "stadt"))
    if _is_around(mine, towns) != _is_around(theirs, towns):
        found.append(Finding.of("around"))
    brands = mine.brands | theirs.brands
    if bool(mine.brands) != bool(theirs.brands) and brands - mine.apart - theirs.apart:
        weight = WEIGHTS["brand_added"] * (_TOLD_OTHERWISE if _is_called_so_once(mine, theirs, one, other) else 1)
        found.append(Finding("brand_added", weight, (listed(brands),)))
    return found


def _is_called_so_once(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether both are day care, or schools of a form, of a name of their own: one leaves the carrier out."""
    towns = one.town | other.town
    shared = ({*mine.core} & {*theirs.core}) - towns
    school = any(word.endswith("schule") for word in shared)
    once = school or "kindertageseinrichtung" in shared or mine.forms & theirs.forms
    return bool(once) and is_rare(shared) and not towns & CITIES


def _beside_a_level(public: Name, other: Name, towns: AbstractSet[str]) -> list[str]:
    """Return what says that a body is no town, county or carrier, if in two letters only: JC Gera beside Stadt Gera.

    A carrier is one that the other names in brackets: EB Rheine (Caritas). Empty where the other is a town or county
    too, or a number plate is all that it says.
    """
    carrier = public.brands & in_brackets(other.written)
    if (
        not (public.levels or carrier)
        or (public.heads - carrier)
        or other.levels
        or public.is_school
        or other.is_school
    ):
        return []
    short = [word for word in other.core if len(word) == _SHORTEST and word not in public.core]
    alone = {*public.core} - towns <= {*other.core}
    return [word for word in short if alone and not town_words(of_plate(word.upper())) & (towns | {*public.core})]


def _is_bare_place(name: Name, other: Name) -> bool:
    """Tell whether a name is a place and nothing else, which is the town, and the other the county called so."""
    said = name.heads or name.brands or name.levels or name.forms or name.legal
    county = not COUNTIES.isdisjoint(name.core) or (len(name.core) == 2 and is_county(*name.core))  # noqa: PLR2004
    return not (said or county) and other.levels == _COUNTY and not other.heads and {*name.core} == {*other.core}


def _is_around(name: Name, towns: frozenset[str]) -> bool:
    """Tell whether a name is of the country around a town: Kreisverband Salzwedel-Land."""
    return any(
        two == "land" and three not in LANDER and (one in towns or one.removesuffix("er") in towns)
        for one, two, three in zip(name.spoken, name.spoken[1:], (*name.spoken[2:], ""), strict=False)
    )


def _numbers(mine: Name, theirs: Name) -> list[Finding]:
    if mine.numbers == theirs.numbers:
        return [Finding.of("number_same", listed(mine.numbers))] if mine.numbers else []
    if _are_years(mine.numbers, theirs.numbers) or _are_years(theirs.numbers, mine.numbers):
        return [Finding.of("number_same", listed(mine.numbers))]
    if mine.numbers and theirs.numbers and not mine.numbers & theirs.numbers:
        return [Finding.of("number", listed(mine.numbers), listed(theirs.numbers))]
    named = all(sum(1 for word in name.core if len(word) > 2) > 1 for name in (mine, theirs))  # noqa: PLR2004
    school = mine.is_school or (_says_schule(mine) and _says_schule(theirs))
    signal = "number_added" if named or not school else "number_only"
    return [Finding.of(signal, listed(mine.numbers | theirs.numbers))]


def _are_years(short: frozenset[str], long_: frozenset[str]) -> bool:
    """Tell whether two numbers are one year, in full and by its end: SSV 80, SSV 1980."""
    return any(
        len(one) == len("80") and len(other) == len("1980") and other.startswith(("18", "19")) and other.endswith(one)
        for one in short
        for other in long_
    )


def _school_forms(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    if mine.support != theirs.support:
        return []
    if not (mine.forms or theirs.forms) and _one_says_school(mine, theirs, one, other):
        return [Finding("head", WEIGHTS["head"] / 2, ("schule",))]
    if not (mine.forms or theirs.forms):
        # A school without a form, as Privatschule Stendal, beside the county.
        school, public = (mine, theirs) if mine.sponsors else (theirs, mine)
        return [Finding.of("head")] if school.sponsors and public.levels and not public.sponsors else []
    forms = (listed(mine.forms), listed(theirs.forms))
    if mine.forms and theirs.forms:
        found = [_two_forms(mine, theirs, one, other)]
        if mine.legal != theirs.legal and not mine.support and OF_COURSES.isdisjoint(mine.forms & theirs.forms):
            found.append(Finding.of("carrier"))
        return found + _sponsors(mine, theirs)
    formless, formed = (theirs, mine) if mine.forms else (mine, theirs)
    if any(_spells_a_form(word, formed) for word in formless.core) or _cuts_a_form(formless, formed):
        return [Finding.of("form_same", *forms)]
    return _form_of_one(mine, theirs, one.town | other.town)


def are_two_forms(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether the forms of two schools that both tell theirs are of two schools, whatever they are called."""
    return _two_forms(mine, theirs, one, other).signal == "form"


def _two_forms(mine: Name, theirs: Name, one: Read, other: Read) -> Finding:
    """Weigh the forms of two schools that both tell theirs."""
    forms = (listed(mine.forms), listed(theirs.forms))
    if mine.forms & theirs.forms:
        return Finding.of("form_same", *forms)
    if may_succeed(mine, theirs, one, other):
        return Finding.of("form_later", *forms)
    of_land = _as_volksschule(mine.forms, theirs.forms) or _as_volksschule(theirs.forms, mine.forms)
    return of_land or _as_oberschule(forms, one, other) or Finding.of("form", *forms)


def _cuts_a_form(name: Name, formed: Name) -> bool:
    """Tell whether a word that a full stop cuts is the beginning of the other's form: Gemeinschaftssch."""
    return any(len(word) >= _SHORTEST_CUT for word in cut_forms(name.written, formed.forms))


def _spells_a_form(letters: str, name: Name) -> bool:
    """Tell whether letters stand for a form of school, or more: VS, or RSBK for Robert-Schuman-Berufskolleg."""
    run = spelled_out(letters, name.spoken) or compounds_of(letters, name.spoken)
    return any(word.endswith(SCHOOL_FORMS) for word in run)


def may_succeed(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether one school may have become the other: a form that others became, in the same house."""
    forms = mine.forms | theirs.forms
    if mine.forms & theirs.forms or forms.isdisjoint(_LATER_FORMS) or not forms <= _LATER_FORMS | _EARLIER_FORMS:
        return False
    return on_one_street(one, other) or _bear_one_name(mine, theirs, one, other)


def _bear_one_name(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether two schools of one town are called by the same rare name of their own, and nothing else."""
    own = {*mine.core} - one.town - other.town
    return bool(one.town & other.town) and own == {*theirs.core} - one.town - other.town and is_rare(own)


def _one_says_school(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether one is called a school, and the other neither is nor is called one: a kindergarten next to it."""
    sides = ((mine, other), (theirs, one))
    return any(
        "schule" in name.folded.split()
        and beside.group != "school"
        and "schul" not in beside.organisation.name.casefold()
        and not any(spelled_out(word, name.spoken) for called in beside.names for word in called.core)
        for name, beside in sides
    )


def _as_oberschule(forms: tuple[str, str], one: Read, other: Read) -> Finding | None:
    """Weigh an Oberschule and another form; None where it is a form of its own.

    In Berlin any school after the primary one is called so; in Saxony it is what was the Mittelschule until 2013.
    """
    if "oberschule" not in forms:
        return None
    if "mittelschule" in forms and any(region_of(at.postcode) in _SAXONY for at in (one, other)):
        return Finding.of("form_same", *forms)
    if "grundschule" not in forms and all(_in_berlin(at) for at in (one, other)):
        return Finding("form_open", WEIGHTS["form_open"] / 2)
    return None


def _as_volksschule(forms: AbstractSet[str], later: AbstractSet[str]) -> Finding | None:
    """Weigh a Volksschule and another form; None where the one was not the other.

    In Bavaria they are Grundschulen, Mittelschulen or both since 2010.
    """
    if forms != {"volksschule"} or "grundschule" not in later:
        return None
    signal = "form_same" if "mittelschule" in later else "form_renamed"
    return Finding.of(signal, *forms, listed(later))


def _in_berlin(at: Read) -> bool:
    return "berlin" in at.town or int(at.postcode or 0) in _POSTCODES_OF_BERLIN


def _form_of_one(mine: Name, theirs: Name, towns: frozenset[str]) -> list[Finding]:
    """Weigh two names of which one tells a form of school."""
    if mine.sponsors and mine.sponsors == theirs.sponsors:
        return [Finding.of("form_added")]
    formless = theirs if mine.forms else mine
    carrier = formless.brands and {*formless.core} <= formless.brands | towns and "schule" not in formless.spoken
    if formless.legal or formless.levels or carrier or not CLUBS.isdisjoint(formless.core):
        return [Finding.of("head", listed(mine.forms | theirs.forms))]
    open_all_day = "ganztagsschule" in f"{mine.folded} {theirs.folded}"
    of_one_word = mine.core == theirs.core and len(mine.core) == 1 and NAMESAKES.isdisjoint(mine.core)
    of_place = Finding("form_open_common", WEIGHTS["form_open_common"] * _OF_A_PLACE)
    if open_all_day and of_one_word and "grundschule" in mine.forms | theirs.forms:
        return [of_place]
    if open_all_day or _says_school_besides(mine if mine.forms else theirs):
        return [Finding("form_open", WEIGHTS["form_open"] / 2)]
    by_place = formless.spoken[:1] == ("schule",) and len(formless.core) == 1
    if by_place and "grundschule" not in mine.forms | theirs.forms:
        return [of_place]  # the school of a place is mostly its primary school
    if mine.forms | theirs.forms <= _HIGHER_FORMS and _says_schule(formless):
        signal, times = "form_open_common", _OF_HIGHER
    else:
        signal, times = "form_open" if is_rare(({*mine.core} & {*theirs.core}) - towns) else "form_open_common", 1
    return [Finding(signal, WEIGHTS[signal] * times)]


def _says_schule(name: Name) -> bool:
    return any(word.endswith("schule") for word in name.folded.split())


def _says_school_besides(name: Name) -> bool:
    """Tell whether a name is complete without its form: Humboldt-Schule, Gymnasium der Stadt.

    A primary school beside a school of its name is mostly another one.
    """
    return "grundschule" not in name.forms and any(
        word.endswith("schule") and not word.endswith(SCHOOL_FORMS) for word in name.folded.split()
    )


def _sponsors(mine: Name, theirs: Name) -> list[Finding]:
    only_one = mine.sponsors ^ theirs.sponsors
    if "waldorfschule" in mine.forms & theirs.forms:
        only_one -= {"freie"}  # they all are
    run_by = [frozenset(_RUN_BY[word] for word in name.folded.split() if word in _RUN_BY) for name in (mine, theirs)]
    if all(run_by) and run_by[0].isdisjoint(run_by[1]):
        only_one |= run_by[0] | run_by[1]
    of_a_saint = only_one <= CHURCHES and "sankt" in mine.core and "sankt" in theirs.core
    weight = WEIGHTS["sponsor"] * (_TOLD_OTHERWISE if of_a_saint or mine.sponsors & theirs.sponsors else 1)
    return [Finding("sponsor", weight, (listed(only_one),))] if only_one else []


def kinds(one: Read, other: Read) -> list[Finding]:
    """Weigh the kinds and types of school that the entries have as fields."""
    types = {one.organisation.school_type, other.organisation.school_type} - {"", "unknown"}
    if len(types) > 1 and not any(may_succeed(a, b, one, other) for a in one.names for b in other.names):
        return [Finding("form", WEIGHTS["form"] / 2, tuple(sorted(types)))]
    a, b = one.group, other.group
    if "other" in (a, b) or a == b or not {a, b} & {"school", "authority", "department"}:
        return []
    return [Finding.of("kind")]
