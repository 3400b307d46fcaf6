"""An organisation as it is compared: read once, compared often."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any, Final

from graphdir.duplicates.names import Name, has_short_form, read
from graphdir.duplicates.places import part_words, postcode_digits, town_words, towns_by_postcode
from graphdir.duplicates.terms import LEAST, worth
from graphdir.duplicates.words import FREE_MAIL, SCHOOL_FORMS, SHARED_HOSTS
from graphdir.model import Organisation
from graphdir.taxonomy import Taxonomy
from graphdir.text import fold

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
_LEVEL_OF_KIND: Final[Mapping[str, str]] = {"municipality": "stadt", "county": "landkreis"}
# Offices have a page for each of those they tell of.
_OFFICIAL: Final = re.compile(
    r"landkreis|markkreis|^kreis-|^lk-|^(?:hanse)?stadt-|^(?:verbands|einheits)?gemeinde-|^vg-|\bsachsen-anhalt\.de$"
)
_BEFORE_OR_NOW: Final = r"(?i:ehem\.|ehemals|früher|vormals|vorm\.|bisher|jetzt|nun|heute)\s*:?\s+"
_FORMER: Final = re.compile(rf"\(\s*{_BEFORE_OR_NOW}([^()]+)\)\s*|\s*,\s*{_BEFORE_OR_NOW}([A-ZÄÖÜ]\S+ .+)$")


# A school's other name, in brackets: Gewerbliche Schule (Haselwander-Gewerbeschule).
_ALSO: Final = re.compile(r"^.*schule\b[^()]*\(([^()]*\w{4,}-[^()]*(?:schule|gymnasium))\)\s*$", re.IGNORECASE)

Worded = tuple[Name, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Read:
    """An organisation as it is compared, read once; ``worded`` is each of its names with its telling words."""

    organisation: Organisation
    names: tuple[Name, ...]
    town: frozenset[str]
    part: frozenset[str]
    postcode: str
    near: frozenset[str]
    host: str
    mail: str
    domain: str
    phone: str
    group: str
    worded: tuple[Worded, ...]

    def __reduce__(self) -> tuple[type["Read"], tuple[Any, ...]]:
        """Go to another process as its parts (as a ``Name`` does)."""
        return Read, _parts(self)


_parts: Final = attrgetter(*(part.name for part in fields(Read)))


def sketched(id_: str, values: Mapping[str, Any]) -> Organisation:
    """Return as much of an organisation as is compared, whether or not all of it is right; it needs a name."""
    told = {name: values[name] for name in _COMPARED if values.get(name)}
    return Organisation(id=id_, name=values["name"], kind=values.get("kind") or "unknown", **told)


def read_in(organisation: Organisation, taxonomy: Taxonomy | None = None) -> Read:
    """Read what of an organisation is compared."""
    told = (name for one in (organisation.name, *organisation.aliases) for name in _with_former(one))
    read_as = (one for name in dict.fromkeys(told) for one in _readings(name))
    names = tuple(_with_level(name, organisation.kind) for name in read_as)
    mail, phone, host = ways(organisation.email, organisation.phone, organisation.website)
    domain = mail.rpartition("@")[2]
    return Read(
        organisation=organisation,
        names=names,
        town=town_words(f"{organisation.town} {organisation.municipality}"),
        part=part_words(organisation.town),
        postcode=postcode_digits(organisation.postcode),
        near=towns_by_postcode(organisation.postcode) if not organisation.town else frozenset(),
        host=host,
        mail=mail,
        domain="" if domain in FREE_MAIL else domain,
        phone=phone,
        group=(taxonomy or Taxonomy.shipped()).group_of(organisation.kind),
        worded=tuple((name, frozenset(word for word in name.core if worth(word) >= LEAST)) for name in names),
    )


def ways(email: str, phone: str, website: str) -> tuple[str, str, str]:
    """Return how a body is reached as it is compared: mailbox, digits, host; each empty where it tells nothing."""
    return email.strip().casefold(), _phone(phone), _host(website)


def _with_former(name: str) -> tuple[str, ...]:
    """Return a name, and the one of before or of now, or the other one of a school, that it tells beside."""
    found = _FORMER.search(name)
    rest = _FORMER.sub("", name, count=1).strip() if found else ""
    if not found or not rest:
        also = _ALSO.match(name)
        return (name, also[1]) if also else (name,)
    told = found[1] or found[2]
    return (rest,) if fold(told) in SCHOOL_FORMS else (rest, told)


def _readings(name: str) -> tuple[Name, ...]:
    """Return a name as it is read, and as it is written where its short form may be its own."""
    return (read(name), read(name, literal=True)) if has_short_form(name) else (read(name),)


def _with_level(name: Name, kind: str) -> Name:
    """Read Bismark as Stadt Bismark where the entry says that it is a town."""
    level = _LEVEL_OF_KIND.get(kind)
    return replace(name, levels=frozenset({level})) if level and not (name.levels or name.heads) else name


def _host(website: str) -> str:
    """Return whose website it is by its host; with the page where many have one each, nothing where a county has."""
    host, _slash, page = website.strip().casefold().rpartition("://")[2].removeprefix("www.").partition("/")
    shared = host.removeprefix("de-de.").removeprefix("m.")
    if shared in SHARED_HOSTS:
        return f"{shared}/{page.rstrip('/')}"
    return "" if page.strip("/") and _OFFICIAL.search(host) else host


def _phone(phone: str) -> str:
    digits = "".join(letter for letter in phone if letter.isdigit())
    if digits.startswith("0049"):
        return digits[4:].lstrip("0")
    if phone.strip().startswith("+49"):
        return digits[2:].lstrip("0")
    return digits.lstrip("0")
