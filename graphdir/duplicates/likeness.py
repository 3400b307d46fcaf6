"""Whether two entries are one organisation: named signals, one place for their weights, reasons in words.

Each signal looks at one thing (what they are called, what they are, where they are, how they are reached) and says
how strongly it speaks for or against. The weights are log-odds, set by hand and tried on the tuning half of
tests/data/duplicates alone; docs/duplicates.md tells how well they do on the other half.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Any, Final, Literal, NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from graphdir.duplicates.names import Name, read
from graphdir.duplicates.places import part_words, postcode_digits, street_of, town_words
from graphdir.duplicates.sentences import sentence
from graphdir.duplicates.words import BRANDS, FIRST_NAMES, FREE_MAIL, GENERAL, HEADS, LANDER, LARGE_TOWNS, NAMESAKES
from graphdir.model import Organisation
from graphdir.taxonomy import Taxonomy

Verdict = Literal["same", "unsure", "different"]

# Log-odds: 0 says nothing, 2 makes it seven times likelier, -9 settles it unless nearly all else speaks for it.
WEIGHTS: Final[Mapping[str, float]] = {
    "prior": -3.2,
    "name": 7.0,  # times how far the names agree above or below _EVEN
    "name_equal": 1.2,
    "name_of_town": 1.0,  # a school that is called by its town alone, where that has one of the form
    "name_extra": -3.4,  # for each word that only one side has, when the rest agrees
    "name_before": -0.6,  # the same for first names
    "name_both": -2.5,  # each has a word of its own
    "number": -9.0,
    "number_same": 0.4,
    "number_added": -0.6,
    "number_only": -2.2,  # of schools that are called by hardly more than their number
    "form": -9.0,
    "form_same": 0.6,
    "focus": -5.0,
    "form_open": -2.5,
    "form_added": -4.5,  # of schools that are called by who stands behind them: nothing else is left
    "sponsor": -4.0,
    "carrier": -3.0,
    "support": -9.0,
    "brand": -9.0,
    "brand_added": -2.8,
    "level": -7.0,
    "head": -6.0,
    "part": -6.0,
    "kind": -2.5,
    "place_same": 2.4,
    "place_named": 1.9,
    "place_other": -7.0,
    "place_unknown": 0.8,
    "place_missing_rare": -0.8,  # of a school of a name that not many have
    "place_missing": -2.0,  # where many bear such a name
    "street_same": 1.2,
    "street_other": -2.4,
    "street_other_school": -4.5,  # a school that moved is for people to decide
    "website_same": 2.5,
    "website_other": -0.5,
    "email_same": 3.0,
    "mail_domain": 0.8,
    "phone_same": 2.2,
}
_COMPARED: Final = (
    "aliases",
    "school_type",
    "street",
    "postcode",
    "town",
    "municipality",
    "website",
    "email",
    "phone",
)
_EVEN: Final = 0.55
SAME: Final = 0.5
UNSURE: Final = 0.08
_SHORTEST_STEM: Final = 3
_SHORTEST_TYPO: Final = 5
_TYPO: Final = 0.85
_INITIAL: Final = 0.9
# Of a hundred, by letters: names less alike than this are not compared in a search, only when asked for.
_LIKE_WITH_SHARED: Final = 50
_LIKE_WITHOUT: Final = 70
# Initials tell less than this, all else more.
_LEAST: Final = 0.2


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for (above 0) or against it, in log-odds, with the sentence that people read."""

    signal: str
    contribution: float
    text: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two entries are one organisation (0 to 1), what follows from it, and why, the weightiest first."""

    score: float
    verdict: Verdict
    reasons: tuple[Reason, ...]


class Finding(NamedTuple):
    """A signal with its log-odds and the words that its sentence needs; sentences are made for what is shown."""

    signal: str
    contribution: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """An organisation as it is compared, read once."""

    organisation: Organisation
    names: tuple[Name, ...]
    town: frozenset[str]
    part: frozenset[str]
    postcode: str
    host: str
    mail: str
    domain: str
    phone: str
    group: str
    words: frozenset[str]


def sketched(id_: str, values: Mapping[str, Any]) -> Organisation:
    """Return as much of an organisation as is compared, whether or not all of it is right; it needs a name."""
    told = {name: values[name] for name in _COMPARED if values.get(name)}
    return Organisation(id=id_, name=values["name"], kind=values.get("kind") or "unknown", **told)


def same(one: Organisation, other: Organisation, taxonomy: Taxonomy | None = None) -> Likeness:
    """Compare two entries; their ids do not matter, and the order of the two does not either."""
    return told(*weighed(read_in(one, taxonomy), read_in(other, taxonomy)))


def read_in(organisation: Organisation, taxonomy: Taxonomy | None = None) -> Read:
    """Read what of an organisation is compared."""
    names = tuple(map(read, dict.fromkeys((organisation.name, *organisation.aliases))))
    mail = organisation.email.strip().casefold()
    domain = mail.rpartition("@")[2]
    return Read(
        organisation=organisation,
        names=names,
        town=town_words(f"{organisation.town} {organisation.municipality}"),
        part=part_words(organisation.town),
        postcode=postcode_digits(organisation.postcode),
        host=_host(organisation.website),
        mail=mail,
        domain="" if domain in FREE_MAIL else domain,
        phone=_phone(organisation.phone),
        group=(taxonomy or Taxonomy.shipped()).group_of(organisation.kind),
        words=frozenset(word for name in names for word in name.core if _worth(word) >= _LEAST),
    )


def weighed(one: Read, other: Read) -> tuple[float, Sequence[Finding]]:
    """Return the score and the findings that make it, of the two names that go together best.

    The two come in one order whichever way they are given, so that the score is one, too.
    """
    if _order(other) < _order(one):
        one, other = other, one
    beside = [finding for signal in _BESIDE_NAMES for finding in signal(one, other)]
    base = WEIGHTS["prior"] + sum(finding.contribution for finding in beside)
    best: tuple[float, list[Finding]] | None = None
    for mine in one.names:
        for theirs in other.names:
            found = [*_names(mine, theirs, one, other), *_place(mine, theirs, one, other)]
            total = base + sum(finding.contribution for finding in found)
            if best is None or total > best[0]:
                best = total, found
    assert best  # noqa: S101  everybody has a name
    return 1 / (1 + exp(-max(-30.0, min(30.0, best[0])))), [*best[1], *beside]


def _order(entry: Read) -> tuple[str, ...]:
    organisation = entry.organisation
    return (organisation.name, *organisation.aliases, organisation.town, organisation.postcode, organisation.street)


def told(score: float, findings: Iterable[Finding]) -> Likeness:
    """Put what was found into words, the weightiest first."""
    reasons = [
        Reason(
            finding.signal,
            round(finding.contribution, 2),
            sentence(finding.signal, finding.contribution, finding.words),
        )
        for finding in sorted(findings, key=lambda finding: (-abs(finding.contribution), finding.signal))
        if finding.contribution
    ]
    return Likeness(round(score, 3), verdict_of(score), tuple(reasons))


def verdict_of(score: float) -> Verdict:
    """Return what follows from a score: the same from ``SAME`` on, unsure from ``UNSURE`` on."""
    return "same" if score >= SAME else "unsure" if score >= UNSURE else "different"


# --- what they are called ------------------------------------------------------


@lru_cache(maxsize=200_000)
def _alike(one: str, other: str) -> float:
    """Tell how far two words are one: 1 equal, less for an initial, an abbreviation or a slip."""
    if one == other:
        return 1.0
    short, long_ = sorted((one, other), key=len)
    if len(short) <= 2:  # noqa: PLR2004  J. and Th. are initials
        return _INITIAL if long_.startswith(short) and len(long_) > len(short) else 0.0
    if len(short) > _SHORTEST_STEM and long_.removeprefix(short) in {
        "s",
        "n",
        "e",
        "en",
        "er",
        "es",
        "stelle",
        "sstelle",
    }:
        return 0.95
    slips = OSA.distance(one, other, score_cutoff=2)
    if len(short) >= _SHORTEST_TYPO and (slips == 1 or (slips == 2 and len(short) >= 9)):  # noqa: PLR2004
        return _TYPO
    return 0.0


@lru_cache(maxsize=100_000)
def _worth(word: str) -> float:
    """Return how much a word tells of whom it names."""
    if word in BRANDS:
        return 0.5
    if len(word) <= 2:  # noqa: PLR2004
        return 0.15
    if word in GENERAL:
        return 0.3
    return 0.6 if word in HEADS else 1.0


def _paired(mine: Sequence[str], theirs: Sequence[str]) -> tuple[float, list[str], list[str]]:
    """Return the worth of what is in both, and what either has alone."""
    left = list(theirs)
    agreed = 0.0
    alone: list[str] = []
    for word in sorted(mine, key=len, reverse=True):
        if word in left:
            likeness, found = 1.0, word
        else:
            likeness, found = max(((_alike(word, candidate), candidate) for candidate in left), default=(0.0, ""))
        if likeness:
            left.remove(found)
            agreed += likeness * max(_worth(word), _worth(found))
        else:
            alone.append(word)
    return agreed, alone, left


def _names(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    found = list(_sorts(mine, theirs))
    towns = one.town | other.town
    if mine.is_school and theirs.is_school:
        towns |= mine.counties | theirs.counties
    a, b = _without(mine.core, towns), _without(theirs.core, towns)
    by_place = not (a and b)
    if by_place and mine.is_school and theirs.is_school:
        return [*found, *_nameless(mine, theirs, one, other, a or b)]
    if by_place:
        # The place is all that one is called by: what both say of it counts after all.
        both = set(mine.core) & set(theirs.core)
        a = [word for word in mine.core if word in both or word in a] or list(mine.core) or mine.folded.split()
        b = [word for word in theirs.core if word in both or word in b] or list(theirs.core) or theirs.folded.split()
    agreed, alone, left = _paired(_written_apart(a, b), _written_apart(b, a))
    extra_a, extra_b = sum(map(_worth, alone)), sum(map(_worth, left))
    spread = agreed + max(extra_a, extra_b) + 0.5 * min(extra_a, extra_b)
    likeness = agreed / spread if spread else 1.0
    contained = bool(agreed) and min(extra_a, extra_b) < _LEAST
    if mine.folded == theirs.folded or _says_the_same(mine, theirs):
        found.append(Finding("name_equal", WEIGHTS["name_equal"] + WEIGHTS["name"] * (1 - _EVEN), (mine.folded,)))
    elif by_place and max(extra_a, extra_b) >= _LEAST:
        part = [finding for finding in _contained(mine, theirs, [*alone, *left], towns) if finding.signal == "part"]
        found += part or [Finding("name", WEIGHTS["name"] * (min(likeness, 0.3) - _EVEN), (*alone, *left))]
    elif contained and max(extra_a, extra_b) >= _LEAST:
        found += _contained(mine, theirs, [*alone, *left], towns)
    else:
        found.append(Finding("name", WEIGHTS["name"] * (likeness - _EVEN), (*alone, *left)))
        found += _different_heads(alone, left)
        if _telling(alone) and _telling(left):
            found.append(Finding("name_both", WEIGHTS["name_both"], (*alone, *left)))
    return found


def _says_the_same(mine: Name, theirs: Name) -> bool:
    """Tell whether two names are of the same words, whatever their order and what tells nothing."""
    return (
        (len(mine.core) > 1 or bool(mine.core and mine.numbers))
        and {*mine.core} == {*theirs.core}
        and (mine.numbers, mine.forms, mine.focuses) == (theirs.numbers, theirs.forms, theirs.focuses)
        and mine.sponsors == theirs.sponsors
        and (mine.is_school or mine.levels == theirs.levels)
    )


def _telling(words: Iterable[str]) -> bool:
    return any(_worth(word) == 1 for word in words)


@lru_cache(maxsize=20_000)
def _without(core: tuple[str, ...], towns: frozenset[str]) -> list[str]:
    """Return the words that name no town of the two, nor stand beside one's name."""
    return [
        word
        for word in core
        if word != "bad"
        and word not in towns
        and not (len(word) > _SHORTEST_TYPO and any(_alike(word, town) >= _TYPO for town in towns))
    ]


def _written_apart(words: Sequence[str], other: Sequence[str]) -> list[str]:
    """Join neighbours that the other side writes as one word."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] + word in other:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _contained(mine: Name, theirs: Name, extra: Sequence[str], towns: frozenset[str]) -> list[Finding]:
    """Weigh a name that is the other one with more words: a fuller name, or a part of the body."""
    words = tuple(extra)
    short = mine if len(mine.core) <= len(theirs.core) else theirs
    long_ = theirs if short is mine else mine
    fuller = Finding("name", WEIGHTS["name"] * (0.9 - _EVEN), words)
    sort_known = not (mine.is_school or theirs.is_school or short.levels)
    if len(short.core) == 1 and short.core[0] in long_.apart and sort_known and not short.brands:
        return [fuller]
    heads = [
        word
        for word in extra
        if (word in HEADS or word in mine.heads ^ theirs.heads)
        and word not in long_.described
        and not any(head.endswith(word) for head in short.heads)
    ]
    if heads or (short.levels - long_.levels and not short.is_school):
        return [Finding("part", WEIGHTS["part"], (*heads, *extra))]
    if all(
        _worth(word) < _LEAST
        or (word not in BRANDS and (word in long_.apart or _is_acronym(word, mine) or _is_acronym(word, theirs)))
        for word in extra
    ):
        return [fuller]
    first_names = [word for word in extra if word in FIRST_NAMES or _worth(word) < _LEAST]
    if "universitat" in mine.heads & theirs.heads and any(word in FIRST_NAMES for word in extra):
        first_names = list(extra)
    said = {*first_names, *mine.counties, *theirs.counties, *long_.described}
    if bool(mine.brands) != bool(theirs.brands):
        said |= mine.brands | theirs.brands  # weighed by themselves
    more = [word for word in extra if word not in said]
    found = [Finding("name", WEIGHTS["name"] * (1 - _EVEN))]
    if first_names:
        worth = sum(map(_worth, first_names))
        found.append(Finding("name_before", WEIGHTS["name_before"] * worth, tuple(first_names)))
    if more:
        sparse = not any(_worth(word) == 1 for word in short.core if word not in towns)
        worth = sum(_worth_more(word, sparse=sparse) for word in more)
        found.append(Finding("name_extra", WEIGHTS["name_extra"] * min(1.5, worth), tuple(more)))
    return found


def _worth_more(word: str, *, sparse: bool) -> float:
    """Return how much a word tells that only one side has: a Land is often left out.

    Where the other name is ``sparse`` (Universität Wien), any word may make it another body.
    """
    if word in LANDER:
        return 0.2 * _worth(word)
    return 1.0 if sparse else _worth(word)


def _is_acronym(word: str, name: Name) -> bool:
    """Tell whether a word is made of the first letters of the others."""
    return len(word) > 1 and any(
        word in letters or (len(word) > 2 and letters.startswith(word[:3]))  # noqa: PLR2004
        for letters in name.initials
    )


def _different_heads(alone: Iterable[str], left: Iterable[str]) -> list[Finding]:
    a, b = ({word for word in words if word in HEADS} for words in (alone, left))
    if a or b:
        return [Finding("head", WEIGHTS["head"] / (1 if a and b else 2), (*sorted(a), *sorted(b)))]
    return []


def _nameless(mine: Name, theirs: Name, one: Read, other: Read, alone: Sequence[str]) -> list[Finding]:
    """Weigh schools one of which has no name but its form and place; ``alone`` are the words that the other has."""
    if mine.numbers != theirs.numbers and (mine.numbers or theirs.numbers):
        return []
    if alone and _one_of_its_form(mine, theirs, one, other):
        return [Finding("name_of_town", WEIGHTS["name_of_town"], tuple(alone))]
    if alone:
        return [Finding("name", -0.5 * WEIGHTS["name"] * _EVEN, tuple(alone))]
    return [Finding("name", WEIGHTS["name"] * (0.9 - _EVEN), (mine.folded, theirs.folded))]


def _one_of_its_form(mine: Name, theirs: Name, one: Read, other: Read) -> bool:
    """Tell whether both are in one village or small town, which mostly has one school of a form."""
    if not (mine.forms & theirs.forms) or mine.focuses != theirs.focuses or mine.sponsors != theirs.sponsors:
        return False
    said = [entry.town | {*name.folded.split()} for name, entry in ((mine, one), (theirs, other))]
    for entry, elsewhere in ((one, said[1]), (other, said[0])):
        if entry.part and not entry.part & elsewhere:
            return False
        if not entry.part and entry.town & LARGE_TOWNS:
            return False
    return bool((one.part | other.part) or one.town & said[1] or other.town & said[0])


# --- what they are -------------------------------------------------------------


def _sorts(mine: Name, theirs: Name) -> list[Finding]:
    found = [*_numbers(mine, theirs), *_school_forms(mine, theirs)]
    if mine.support != theirs.support:
        found.append(Finding("support", WEIGHTS["support"]))
    for signal, a, b in (
        ("focus", mine.focuses, theirs.focuses),
        ("brand", mine.brands, theirs.brands),
        ("level", mine.levels, theirs.levels),
    ):
        if a and b and not a & b:
            found.append(Finding(signal, WEIGHTS[signal], (_list(a), _list(b))))
    brands = mine.brands | theirs.brands
    if bool(mine.brands) != bool(theirs.brands) and brands - mine.apart - theirs.apart:
        found.append(Finding("brand_added", WEIGHTS["brand_added"], (_list(brands),)))
    return found


def _numbers(mine: Name, theirs: Name) -> list[Finding]:
    if mine.numbers == theirs.numbers:
        return [Finding("number_same", WEIGHTS["number_same"], (_list(mine.numbers),))] if mine.numbers else []
    if mine.numbers and theirs.numbers and not mine.numbers & theirs.numbers:
        return [Finding("number", WEIGHTS["number"], (_list(mine.numbers), _list(theirs.numbers)))]
    named = all(sum(1 for word in name.core if len(word) > 2) > 1 for name in (mine, theirs))  # noqa: PLR2004
    signal = "number_added" if named or not mine.is_school else "number_only"
    return [Finding(signal, WEIGHTS[signal], (_list(mine.numbers | theirs.numbers),))]


def _school_forms(mine: Name, theirs: Name) -> list[Finding]:
    forms = (_list(mine.forms), _list(theirs.forms))
    if mine.support != theirs.support:
        return []
    if not (mine.forms or theirs.forms):
        return _sponsors(mine, theirs)
    if mine.forms and theirs.forms:
        signal = "form_same" if mine.forms & theirs.forms else "form"
        found = [Finding(signal, WEIGHTS[signal], forms)]
        if mine.legal != theirs.legal:
            found.append(Finding("carrier", WEIGHTS["carrier"]))
        return found + _sponsors(mine, theirs)
    if mine.sponsors and mine.sponsors == theirs.sponsors:
        return [Finding("form_added", WEIGHTS["form_added"])]
    if (mine.forms and (theirs.legal or theirs.levels)) or (theirs.forms and (mine.legal or mine.levels)):
        return [Finding("head", WEIGHTS["head"], ("".join(forms),))]
    all_day = "ganztagsschule" in f"{mine.folded} {theirs.folded}"
    return [Finding("form_open", WEIGHTS["form_open"] / (2 if all_day else 1))]


def _sponsors(mine: Name, theirs: Name) -> list[Finding]:
    if mine.sponsors == theirs.sponsors:
        return []
    return [Finding("sponsor", WEIGHTS["sponsor"], (_list(mine.sponsors ^ theirs.sponsors),))]


def _kinds(one: Read, other: Read) -> list[Finding]:
    types = {one.organisation.school_type, other.organisation.school_type} - {"", "unknown"}
    if len(types) > 1:
        return [Finding("form", WEIGHTS["form"] / 2, tuple(sorted(types)))]
    a, b = one.group, other.group
    if "other" in (a, b) or a == b or not {a, b} & {"school", "authority", "department"}:
        return []
    return [Finding("kind", WEIGHTS["kind"])]


# --- where they are ------------------------------------------------------------


def _place(mine: Name, theirs: Name, one: Read, other: Read) -> list[Finding]:
    a, b = one.organisation, other.organisation
    if one.postcode and one.postcode == other.postcode:
        return [Finding("place_same", WEIGHTS["place_same"], (a.postcode,))]
    if one.town and other.town:
        signal = "place_same" if _meet(one.town, other.town) else "place_other"
        return [Finding(signal, WEIGHTS[signal], (a.town or a.municipality, b.town or b.municipality))]
    if one.postcode and other.postcode:
        return [Finding("place_other", WEIGHTS["place_other"], (a.postcode, b.postcode))]
    for name, at in ((mine, other), (theirs, one)):
        if at.town and (at.town & {*name.folded.split()} or _meet(frozenset(name.folded.split()), at.town)):
            return [Finding("place_named", WEIGHTS["place_named"], (at.organisation.town,))]
    if mine.is_school and theirs.is_school and _is_rare({*mine.core} & {*theirs.core}):
        return [Finding("place_missing_rare", WEIGHTS["place_missing_rare"])]
    many = mine.is_school or theirs.is_school or _is_brand(mine, one.town) or _is_brand(theirs, other.town)
    return _unknown_place(one, other, many=many)


def _is_rare(words: Iterable[str]) -> bool:
    return any(_worth(word) == 1 and word not in NAMESAKES and word not in FIRST_NAMES for word in words)


def _is_brand(name: Name, town: frozenset[str]) -> bool:
    """Tell whether a name says no more than the roof under which many work, and where."""
    return bool(name.brands) and {*name.core} <= name.brands | town


def _unknown_place(one: Read, other: Read, *, many: bool) -> list[Finding]:
    """Weigh a place that is not known, which tells more where ``many`` bear such a name."""
    if not many:
        known = (one.town or one.postcode) and (other.town or other.postcode)
        return [] if known else [Finding("place_unknown", WEIGHTS["place_unknown"])]
    return [Finding("place_missing", WEIGHTS["place_missing"])]


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two sets of words name one place: one is in the other, or they share the half."""
    shared = len(one & other)
    if shared:
        return 2 * shared >= min(len(one), len(other))
    return any(_alike(a, b) >= _TYPO for a in one for b in other if len(a) > _SHORTEST_TYPO and len(b) > _SHORTEST_TYPO)


def hopeless(one: Read, other: Read) -> bool:
    """Tell quickly whether two are so far apart that comparing them is not worth its time."""
    if one.mail == other.mail != "" or one.phone == other.phone != "" or one.host == other.host != "":
        return False
    if one.town and other.town:
        if not one.town & other.town and not one.postcode == other.postcode != "":
            return True
    elif one.postcode and other.postcode and one.postcode != other.postcode:
        return True
    if max(len(one.names), len(other.names)) > 1:
        return False
    mine, theirs = one.names[0], other.names[0]
    return (
        mine.support != theirs.support
        or _apart(mine.forms, theirs.forms)
        or _apart(mine.numbers, theirs.numbers)
        or _apart(mine.brands, theirs.brands)
        or _unlike(one, other)
    )


def _unlike(one: Read, other: Read) -> bool:
    """Tell by letters alone whether two names that share no word, or each have more of their own, are far apart."""
    shared = one.words & other.words
    if shared and (len(shared) == len(one.words) or len(shared) == len(other.words)):
        return False
    if not (one.words and other.words):
        return False
    least = _LIKE_WITH_SHARED if shared else _LIKE_WITHOUT
    return ratio(one.names[0].folded, other.names[0].folded, score_cutoff=least) < least


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and one.isdisjoint(other)


def _streets(one: Read, other: Read) -> list[Finding]:
    if not (one.organisation.street and other.organisation.street):
        return []
    a, b = street_of(one.organisation.street), street_of(other.organisation.street)
    words = (one.organisation.street, other.organisation.street)
    if a.name == b.name or OSA.distance(a.name, b.name, score_cutoff=2) <= 2:  # noqa: PLR2004
        if not (a.numbers and b.numbers) or a.numbers & b.numbers:
            return [Finding("street_same", WEIGHTS["street_same"], words)]
        return []
    signal = "street_other_school" if one.names[0].is_school and other.names[0].is_school else "street_other"
    return [Finding(signal, WEIGHTS[signal], words)]


# --- how they are reached ------------------------------------------------------


def _reached(one: Read, other: Read) -> list[Finding]:
    found: list[Finding] = []
    if one.host and other.host:
        signal = "website_same" if one.host == other.host else "website_other"
        found.append(Finding(signal, WEIGHTS[signal], (one.host, other.host)))
    if one.mail and one.mail == other.mail:
        found.append(Finding("email_same", WEIGHTS["email_same"], (one.mail,)))
    elif one.domain and one.domain == other.domain:
        found.append(Finding("mail_domain", WEIGHTS["mail_domain"], (one.domain,)))
    if one.phone and one.phone == other.phone:
        found.append(Finding("phone_same", WEIGHTS["phone_same"], (one.organisation.phone,)))
    return found


def _host(website: str) -> str:
    bare = website.strip().casefold().rpartition("://")[2]
    return bare.partition("/")[0].removeprefix("www.")


def _phone(phone: str) -> str:
    digits = "".join(letter for letter in phone if letter.isdigit())
    if digits.startswith("0049"):
        return digits[4:].lstrip("0")
    if phone.strip().startswith("+49"):
        return digits[2:].lstrip("0")
    return digits.lstrip("0")


_BESIDE_NAMES: Final[tuple[Callable[[Read, Read], list[Finding]], ...]] = (_kinds, _streets, _reached)


def _list(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
