"""Pages of what is kept about a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """Something that is held about somebody: what, where it stands, since when; ``url`` shows it, empty for nowhere."""

    text: str
    place: str
    remark: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSection:
    """Lines of one sort, under a heading."""

    heading: str
    lines: Sequence[HeldLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsPage:
    template: ClassVar[str] = "persons.html"
    who: str
    problem: str
    expired: Sequence[HeldLine]
    unknown: Sequence[HeldLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFilePage:
    template: ClassVar[str] = "person.html"
    who: str
    sections: Sequence[HeldSection]
    also: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonErasePage:
    template: ClassVar[str] = "person_erase.html"
    who: str
    sections: Sequence[HeldSection]
    names: bool
    accounts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsErasePage:
    template: ClassVar[str] = "persons_erase.html"
    lines: Sequence[HeldLine]
