"""The things of the network: frozen values that cannot be built impossible.

Dates are text as coarse as they are known: ``2022``, ``2022-08`` or ``2022-08-01``; empty is unknown.
Text fields are empty where nothing is recorded; ids are any printable text.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import ClassVar, Final, Literal

from graphdir.text import short_hash

DATE_PATTERN: Final = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
POSITION_QUALITIES: Final = ("exact", "place")
STATUSES: Final = ("active", "planned")
OCCASIONS: Final = ("strategic", "need_based")
ROLES: Final = ("lead", "partner", "site", "funder")
VISIBILITIES: Final = ("public", "members", "restricted")
PROJECT_STATUSES: Final = (
    "idea",
    "consultation",
    "partner_search",
    "application",
    "approval",
    "rejection",
    "running",
    "final_report",
    "closed",
    "withdrawn",
)
NEVER_BEGUN: Final = frozenset({"rejection", "withdrawn"})
"""The statuses of projects that came to nothing: whoever was to take part has not met there."""
_DATE: Final = re.compile(DATE_PATTERN)

EntityKind = Literal["topic", "organisation_kind", "organisation", "project", "relation", "participation", "contact"]


@lru_cache(maxsize=50_000)
def is_date(text: str) -> bool:
    """Tell whether ``text`` is a year, a month or a day that exists."""
    if not _DATE.fullmatch(text):
        return False
    year, month, day = (int(part) for part in (text + "-01-01")[:10].split("-"))
    return year >= 1 and day <= monthrange(year, month)[1]


def earliest(date: str) -> str:
    """Return the first day that ``date`` can mean (ISO); empty sorts before every day."""
    return (date + "-01-01")[:10] if date else ""


@lru_cache(maxsize=50_000)
def latest(date: str) -> str:
    """Return the last day that ``date`` can mean (ISO); ``9999-12-31`` for an open end."""
    if not date:
        return "9999-12-31"
    if len(date) == len("2022"):
        return date + "-12-31"
    if len(date) == len("2022-08"):
        year, month = date.split("-")
        return f"{date}-{monthrange(int(year), int(month))[1]}"
    return date


def is_old(confirmed: str, today: str) -> bool:
    """Tell whether what was confirmed then is older than a year on ``today`` (ISO); never confirmed counts as old."""
    return not confirmed or latest(confirmed) < f"{int(today[:4]) - 1:04}{today[4:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What has a name in both languages."""

    id: str
    label_de: str
    label_en: str = ""

    @property
    def key(self) -> str:
        """Return what tells it from others of its sort."""
        return self.id

    def label(self, language: str) -> str:
        """Return the name in ``language``, German where there is no other."""
        return (self.label_en if language == "en" else self.label_de) or self.label_de


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Named):
    """What organisations and projects work on; a narrower topic names its parent."""

    entity: ClassVar[EntityKind] = "topic"
    parent_id: str = ""
    synonyms_de: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationKind(Named):
    """A kind of organisation; ``group`` decides node label, shape and colour."""

    entity: ClassVar[EntityKind] = "organisation_kind"
    group: str = "other"
    definition_de: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Any actor that is not a person.

    ``latitude`` and ``longitude`` are WGS84 degrees, both or neither. ``recognised_75`` is the
    recognition after § 75 SGB VIII, None while unknown. ``phone`` and ``email`` are public ones.
    """

    entity: ClassVar[EntityKind] = "organisation"
    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    further_kinds: tuple[str, ...] = ()
    school_type: str = ""
    recognised_75: bool | None = None
    street: str = ""
    postcode: str = ""
    town: str = ""
    municipality: str = ""
    region: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    position_quality: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""
    topics: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    description: str = ""
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""
    last_confirmed: str = ""

    def __post_init__(self) -> None:
        if not (self.id and self.name and self.kind):
            raise ValueError("an organisation needs id, name and kind")
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude come together")
        _check_period(self.valid_from, self.valid_to)

    @property
    def key(self) -> str:
        """Return what tells it from others of its sort."""
        return self.id

    @property
    def kinds(self) -> tuple[str, ...]:
        """All its roles, the main one first, each once."""
        return tuple(dict.fromkeys((self.kind, *self.further_kinds)))

    @property
    def places(self) -> tuple[str, ...]:
        """Town and municipality, each once; empty when neither is known."""
        return tuple(dict.fromkeys(place for place in (self.town, self.municipality) if place))

    def has_ended(self, today: str) -> bool:
        """Tell whether it had ceased before the day ``today`` (ISO)."""
        return latest(self.valid_to) < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A piece of work with a beginning and an end that organisations take part in."""

    entity: ClassVar[EntityKind] = "project"
    id: str
    title: str
    kind: str = ""
    status: str = ""
    topics: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    starts_on: str = ""
    ends_on: str = ""
    amount_eur: float | None = None
    programme: str = ""
    description: str = ""
    source: str = ""
    last_confirmed: str = ""

    def __post_init__(self) -> None:
        if not (self.id and self.title):
            raise ValueError("a project needs id and title")
        _check_period(self.starts_on, self.ends_on)

    @property
    def key(self) -> str:
        """Return what tells it from others of its sort."""
        return self.id

    @property
    def came_to_nothing(self) -> bool:
        """Tell whether it was refused or withdrawn."""
        return self.status in NEVER_BEGUN


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A dated, sourced edge between two organisations.

    The ends of an undirected kind stand in sorted order: build those with ``Taxonomy.relation``.
    ``key`` is made of ends, kind and ``valid_from``: the same fact twice has the same key.
    """

    entity: ClassVar[EntityKind] = "relation"
    from_id: str
    to_id: str
    kind: str
    status: str = "active"
    occasion: str = ""
    topics: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    description: str = ""
    source: str = ""
    last_confirmed: str = ""
    key: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if self.from_id == self.to_id:
            raise ValueError("a relation needs two different organisations")
        _check_period(self.valid_from, self.valid_to)
        object.__setattr__(self, "key", relation_key(self.from_id, self.to_id, self.kind, self.valid_from))

    def holds_on(self, day: str) -> bool:
        """Tell whether it can have held on ``day`` (ISO); an open side never rules it out."""
        return earliest(self.valid_from) <= day <= latest(self.valid_to)

    def other_end(self, organisation_id: str) -> str:
        """Return the end that is not ``organisation_id``."""
        return self.to_id if self.from_id == organisation_id else self.from_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """An organisation's part in a project."""

    entity: ClassVar[EntityKind] = "participation"
    project_id: str
    organisation_id: str
    role: str = "partner"
    source: str = ""
    key: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", participation_key(self.project_id, self.organisation_id, self.role))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoint:
    """A way to reach an organisation; ``visibility`` says who may see it.

    With a name it is a person's, and holds until the end of ``expires_on`` (graphdir/contacts.py).
    """

    entity: ClassVar[EntityKind] = "contact"
    organisation_id: str
    role: str
    name: str = ""
    phone: str = ""
    email: str = ""
    visibility: str = "restricted"
    source: str = ""
    last_confirmed: str = ""
    expires_on: str = ""
    key: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        key = "c" + short_hash(self.organisation_id, self.role, self.name, self.phone, self.email)
        object.__setattr__(self, "key", key)


Entity = Topic | OrganisationKind | Organisation | Project | Relation | Participation | ContactPoint
# In the order in which they can be written: what is referred to comes first.
ENTITY_TYPES: Final[tuple[type[Entity], ...]] = (
    Topic,
    OrganisationKind,
    Organisation,
    Project,
    Relation,
    Participation,
    ContactPoint,
)


# The fields that make an entry, in order; what follows from them (a key) is not among them.
FIELDS: Final[Mapping[EntityKind, tuple[str, ...]]] = {
    type_.entity: tuple(part.name for part in fields(type_) if part.init) for type_ in ENTITY_TYPES
}


def relation_key(from_id: str, to_id: str, kind: str, valid_from: str) -> str:
    """Return the key of the relation between these ends, sorted where it is undirected."""
    return "r" + short_hash(from_id, to_id, kind, valid_from)


def participation_key(project_id: str, organisation_id: str, role: str) -> str:
    """Return the key of an organisation's part in a project."""
    return "p" + short_hash(project_id, organisation_id, role)


def _check_period(start: str, end: str) -> None:
    if start and end and earliest(start) > latest(end):
        raise ValueError("the period ends before it begins")
