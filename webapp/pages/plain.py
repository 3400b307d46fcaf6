"""Pages of text: about the site, what went wrong, what is waited for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from webapp.pages.parts import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class InfoPage:
    template: ClassVar[str] = "info.html"
    heading: str
    paragraphs: Sequence[str]
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiPage:
    template: ClassVar[str] = "api.html"
    description: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    template: ClassVar[str] = "error.html"
    heading: str
    sentence: str
    hint: str
    status: int
    back: Sequence[Choice]
    entered: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitPage:
    """``done`` of ``of`` steps; ``of`` is 0 while that is not known. ``again`` is where the outcome will be."""

    template: ClassVar[str] = "wait.html"
    title: str
    above: Choice
    what: str
    done: int
    of: int
    again: str
