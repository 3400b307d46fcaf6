"""Needs that schools keep: what they look for, until it is found or runs out."""

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from secrets import token_urlsafe
from typing import Any, Final

from graphdir.desk import DeskStore, Paper, PaperChangedError, PaperNotFoundError, now
from graphdir.errors import InvalidInputError
from graphdir.i18n import date_text
from graphdir.i18n import gettext as _
from graphdir.matching.idea import recognised_topics
from graphdir.matching.need import LONGEST_IDEA, Need
from graphdir.model import earliest, is_date, latest
from graphdir.taxonomy import Taxonomy
from graphdir.text import fold, short_hash

_SORT: Final = "need"
LONGEST_TITLE: Final = 200
# A need stands for half a year unless somebody says otherwise, and for two years at most.
USUAL_DAYS: Final = 182
MOST_DAYS: Final = 731
# So long after it has run out or was closed nothing of it is kept.
KEPT_DAYS: Final = 365


class NeedState(StrEnum):
    """What became of a need."""

    OPEN = "open"
    FOUND = "found"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNeed:
    """A need of an organisation, as carriers read it.

    ``author`` is the mark of the account that wrote it. ``expires_on`` is its last day (ISO). ``project`` is the id
    of what it became, empty while it is none.
    """

    id: str
    at: str
    organisation: str
    title: str
    text: str = ""
    topics: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    kind: str = ""
    starts_on: str = ""
    ends_on: str = ""
    expires_on: str
    author: str = ""
    state: NeedState = NeedState.OPEN
    project: str = ""
    closed_on: str = ""

    def stands_on(self, day: str) -> bool:
        """Tell whether partners are looked for on a day (ISO)."""
        return self.state is NeedState.OPEN and day <= self.expires_on

    @property
    def may_become_project(self) -> bool:
        """Tell whether a project may still be made of it: partners are looked for, or found."""
        return not self.project and self.state is not NeedState.WITHDRAWN

    @property
    def idea(self) -> str:
        """Return title and text in one; a text that goes on from its title stands for both."""
        whole = fold(self.text).startswith(fold(self.title)) if self.text else False
        return (self.text if whole else f"{self.title}\n{self.text}".strip())[:LONGEST_IDEA]

    def not_meant(self, taxonomy: Taxonomy) -> tuple[str, ...]:
        """Return the topics that its words name but that are not among those chosen; none where none were chosen."""
        named = recognised_topics(taxonomy, self.idea) if self.topics else ()
        return tuple(topic for topic in named if topic not in self.topics)

    def as_question(self, taxonomy: Taxonomy) -> Need:
        """Return what partners are ranked by."""
        return Need(
            seeker=self.organisation,
            topics=self.topics,
            text=self.idea,
            without_topics=self.not_meant(taxonomy),
            target_groups=self.target_groups,
            kind=self.kind,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )

    @property
    def version(self) -> str:
        """Return what tells it from itself after a change."""
        return short_hash(json.dumps(self.to_paper().body, sort_keys=True))

    def to_paper(self) -> Paper:
        """Return the need as the desk keeps it."""
        body: dict[str, Any] = {
            **asdict(self),
            "topics": list(self.topics),
            "target_groups": list(self.target_groups),
            "state": self.state.value,
        }
        return Paper(sort=_SORT, id=body.pop("id"), at=body.pop("at"), body=body)

    @classmethod
    def from_paper(cls, paper: Paper) -> "KeptNeed":
        """Build the need that ``to_paper`` told of."""
        body: Mapping[str, Any] = paper.body
        values: dict[str, Any] = {
            **body,
            "topics": tuple(body["topics"]),
            "target_groups": tuple(body["target_groups"]),
            "state": NeedState(body["state"]),
        }
        return cls(id=paper.id, at=paper.at, **values)


class Needs:
    """The needs kept for one network."""

    def __init__(self, desk: DeskStore) -> None:
        self._desk = desk

    def all(self) -> Sequence[KeptNeed]:
        """Return all, the latest first."""
        return [KeptNeed.from_paper(paper) for paper in self._desk.papers(_SORT)]

    def open(self, day: str) -> Sequence[KeptNeed]:
        """Return those for which partners are looked for on a day (ISO), the latest first."""
        return [need for need in self.all() if need.stands_on(day)]

    def need(self, need_id: str) -> KeptNeed:
        """Return one.

        Raises:
            PaperNotFoundError: it is not there, or not any more.
        """
        paper = self._desk.paper(_SORT, need_id)
        if paper is None:
            raise PaperNotFoundError(need_id)
        return KeptNeed.from_paper(paper)

    def keep(self, need: KeptNeed, today: str) -> KeptNeed:
        """Keep a new need; what ran out long ago leaves the desk. One that is there already is returned as it is.

        Raises:
            InvalidInputError: it says too little, or something in it is wrong.
        """
        checked(need, today)
        self.purge(today)
        for standing in self.open(today):
            if replace(standing, id=need.id, at=need.at, author=need.author) == need:
                return standing
        self._desk.add_paper(need.to_paper())
        return need

    def hand_over(self, gone: str, keep: str, only: Container[str] | None = None) -> None:
        """Make the needs of an organisation, or ``only`` those of these ids, the needs of another.

        Raises:
            PaperChangedError: somebody changed one this very moment.
        """
        for need in self.all():
            if need.organisation == gone and (only is None or need.id in only):
                self._desk.replace_paper(need.to_paper(), replace(need, organisation=keep).to_paper())

    def earlier(self, day: str) -> Sequence[KeptNeed]:
        """Return those for which no partners are looked for on a day (ISO) any more, the latest first."""
        return [need for need in self.all() if not need.stands_on(day)]

    def change(self, before: KeptNeed, after: KeptNeed, today: str) -> KeptNeed:
        """Change a need that is open.

        Raises:
            InvalidInputError: something in it is wrong.
            PaperChangedError: it was changed or closed meanwhile.
        """
        checked(after, today)
        _check_open(before)
        self._desk.replace_paper(before.to_paper(), after.to_paper())
        return after

    def close(self, need: KeptNeed, state: NeedState, today: str) -> KeptNeed:
        """Note that partners are found, or that none are looked for any more.

        Raises:
            PaperChangedError: it was changed or closed meanwhile.
        """
        _check_open(need)
        after = replace(need, state=state, closed_on=today)
        self._desk.replace_paper(need.to_paper(), after.to_paper())
        return after

    def reopen(self, need: KeptNeed, today: str) -> KeptNeed:
        """Look for partners again; a need that has run out stands for half a year more.

        Raises:
            PaperChangedError: it was changed or reopened meanwhile.
        """
        if need.stands_on(today):
            raise PaperChangedError
        expires_on = need.expires_on if need.expires_on >= today else _usual_end(today)
        after = replace(need, state=NeedState.OPEN, project="", closed_on="", expires_on=expires_on)
        self._desk.replace_paper(need.to_paper(), after.to_paper())
        return after

    def became(self, need_id: str, project: str, today: str) -> None:
        """Note that a need became a project; nothing happens when it has one, was withdrawn, or is gone."""
        paper = self._desk.paper(_SORT, need_id)
        need = KeptNeed.from_paper(paper) if paper else None
        if paper and need and need.may_become_project:
            closed_on = need.closed_on or today
            after = replace(need, state=NeedState.FOUND, project=project, closed_on=closed_on)
            self._desk.replace_paper(paper, after.to_paper())

    def purge(self, today: str) -> int:
        """Take out what ran out or was closed long ago; return how many."""
        limit = (date.fromisoformat(today) - timedelta(days=KEPT_DAYS)).isoformat()
        old = [need for need in self.all() if (need.closed_on or need.expires_on) < limit]
        for need in old:
            self._desk.erase_paper(_SORT, need.id)
        return len(old)


def new_need(organisation: str, *, author: str, today: str, **values: Any) -> KeptNeed:
    """Return a need of an organisation with an id of its own; it runs out in half a year."""
    expires_on = values.pop("expires_on", "") or _usual_end(today)
    return KeptNeed(
        id=token_urlsafe(9),
        at=now(),
        organisation=organisation,
        author=author,
        expires_on=expires_on,
        **values,
    )


def checked(need: KeptNeed, today: str) -> None:
    """Look whether a need can stand.

    Raises:
        InvalidInputError: it says too little, or something in it is wrong.
    """
    if not need.title.strip():
        raise InvalidInputError(_("Say in a line what you look for."))
    if len(need.title) > LONGEST_TITLE or len(need.text) > LONGEST_IDEA:
        raise InvalidInputError(
            _(
                "Write at most %(title)s characters in the line and %(text)s below.",
                title=LONGEST_TITLE,
                text=LONGEST_IDEA,
            )
        )
    for day in _filled((need.starts_on, need.ends_on)):
        if not is_date(day):
            raise InvalidInputError(_("“%(date)s” is no date. Write 2027, 2027-02 or 2027-02-01.", date=day))
    if need.starts_on and need.ends_on and earliest(need.starts_on) > latest(need.ends_on):
        raise InvalidInputError(_("The period ends before it begins. Swap the two dates."))
    checked_day(need.expires_on, today)


def checked_day(expires_on: str, today: str) -> None:
    """Look whether a need can stand until a day (ISO).

    Raises:
        InvalidInputError: it is no day, past, or too far away.
    """
    last = (date.fromisoformat(today) + timedelta(days=MOST_DAYS)).isoformat()
    if len(expires_on) != len(today) or not is_date(expires_on) or not today <= expires_on <= last:
        raise InvalidInputError(
            _("Write a day between today and %(last)s on which the need runs out.", last=date_text(last))
        )


def _usual_end(today: str) -> str:
    return (date.fromisoformat(today) + timedelta(days=USUAL_DAYS)).isoformat()


def _check_open(need: KeptNeed) -> None:
    if need.state is not NeedState.OPEN:
        raise PaperChangedError


def _filled(values: Iterable[str]) -> list[str]:
    return [value for value in values if value]
