"""Corrections that somebody proposes and a coordinator accepts or refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from secrets import token_urlsafe
from typing import Any, Final

from graphdir.desk import DeskStore, Paper, PaperChangedError, PaperNotFoundError, now
from graphdir.draft import Draft
from graphdir.editing import Editor, Written
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.summaries import called

_SORT: Final = "proposal"
LONGEST_REMARK: Final = 2000
# So long after the decision its maker can still look it up; then nothing of it is kept.
KEPT_DAYS: Final = 180
# Whoever began to accept so long ago was stopped midway.
_UNDER_WAY: Final = timedelta(minutes=1)


class State(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A draft by somebody who may not write it.

    ``id`` cannot be guessed: whoever has it may see the outcome. ``name`` is what the entry is called.
    ``author`` is the mark of an account, empty for a visitor; ``mail`` where an answer goes, empty for nowhere.
    ``need`` is the id of the need that it makes a project of, empty for none.
    ``reason`` is empty while it is open, ``decided_at`` (ISO, UTC) and ``decided_by`` until somebody begins to accept.
    """

    id: str
    at: str
    draft: Draft
    name: str
    remark: str = ""
    author: str = ""
    mail: str = ""
    need: str = ""
    state: State = State.OPEN
    reason: str = ""
    decided_at: str = ""
    decided_by: str = ""

    def to_paper(self) -> Paper:
        """Return the proposal as the desk keeps it."""
        body: dict[str, Any] = {**asdict(self), "draft": self.draft.to_record(), "state": self.state.value}
        return Paper(sort=_SORT, id=body.pop("id"), at=body.pop("at"), body=body)

    @classmethod
    def from_paper(cls, paper: Paper) -> "Proposal":
        """Build the proposal that ``to_paper`` told of."""
        body: Mapping[str, Any] = paper.body
        values: dict[str, Any] = {**body, "draft": Draft.from_record(body["draft"]), "state": State(body["state"])}
        return cls(id=paper.id, at=paper.at, **values)


class Proposals:
    """The proposals for one network."""

    def __init__(self, desk: DeskStore) -> None:
        self._desk = desk

    def all(self) -> Sequence[Proposal]:
        """Return all, the latest first."""
        return [Proposal.from_paper(paper) for paper in self._desk.papers(_SORT)]

    def proposal(self, proposal_id: str) -> Proposal:
        """Return one.

        Raises:
            PaperNotFoundError: it is not there, or not any more.
        """
        paper = self._desk.paper(_SORT, proposal_id)
        if paper is None:
            raise PaperNotFoundError(proposal_id)
        return Proposal.from_paper(paper)

    def propose(  # noqa: PLR0913
        self, draft: Draft, name: str, *, remark: str = "", author: str = "", mail: str = "", need: str = ""
    ) -> Proposal:
        """Put a draft on the coordinators' desk; what was decided long ago leaves it.

        Sent once more, it is the proposal that waits there already.

        Raises:
            InvalidInputError: it changes nothing and says nothing, or too much.
        """
        if not draft.changed and not remark.strip():
            raise InvalidInputError(_("Nothing was changed. Correct a field, or write a remark."))
        if len(remark) > LONGEST_REMARK:
            raise InvalidInputError(_("The remark is longer than %(most)s characters.", most=LONGEST_REMARK))
        self.purge(datetime.now(UTC).date())
        proposal = Proposal(
            id=token_urlsafe(16),
            at=now(),
            draft=draft,
            name=name,
            remark=remark.strip(),
            author=author,
            mail=mail,
            need=need,
        )
        for waiting in self.all():
            if replace(waiting, id=proposal.id, at=proposal.at) == proposal:
                return waiting
        self._desk.add_paper(proposal.to_paper())
        return proposal

    def accept(self, proposal: Proposal, draft: Draft, editor: Editor, *, by: str) -> Written:
        """Write what was proposed, or a coordinator's version of it; it stays open where that cannot be.

        Stopped midway it stays open, too: to accept it again writes what is not written yet.

        Raises:
            PaperChangedError: somebody else decided already, or is about to accept.
            EntryNotFoundError: the entry is gone.
        """
        _check_open(proposal, by)
        # First who accepts, so that of two who do so at once one is told before anything is written.
        begun = replace(proposal, decided_at=now(), decided_by=by)
        self._desk.replace_paper(proposal.to_paper(), begun.to_paper())
        after = replace(proposal, decided_at="", decided_by="")
        try:
            summary, again = called("accepted", name=proposal.name), bool(proposal.decided_at)
            written = editor.write(draft, author=by, summary=summary, again=again)
            if not (written.problems or written.conflicts):
                after = replace(begun, state=State.ACCEPTED)
        finally:
            self._desk.replace_paper(begun.to_paper(), after.to_paper())
        return written

    def refuse(self, proposal: Proposal, reason: str, *, by: str) -> Proposal:
        """Refuse a proposal and say why.

        Raises:
            InvalidInputError: no reason is given.
            PaperChangedError: somebody else decided already, or is about to accept.
        """
        _check_open(proposal, by)
        if not reason.strip():
            raise InvalidInputError(_("Say why: whoever proposed it reads the reason."))
        refused = replace(
            proposal, state=State.REFUSED, reason=reason.strip()[:LONGEST_REMARK], decided_at=now(), decided_by=by
        )
        self._desk.replace_paper(proposal.to_paper(), refused.to_paper())
        return refused

    def purge(self, today: date) -> int:
        """Take out what was decided long ago; return how many."""
        limit = (today - timedelta(days=KEPT_DAYS)).isoformat()
        old = [one for one in self.all() if one.state is not State.OPEN and one.decided_at < limit]
        for proposal in old:
            self._desk.erase_paper(_SORT, proposal.id)
        return len(old)


def _check_open(proposal: Proposal, by: str) -> None:
    """Raise ``PaperChangedError`` where somebody decided already, or somebody else is about to accept."""
    begun = proposal.decided_at and datetime.fromisoformat(proposal.decided_at) > datetime.now(UTC) - _UNDER_WAY
    if proposal.state is not State.OPEN or (begun and proposal.decided_by != by):
        raise PaperChangedError
