"""Pages that change entries, and tell what was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from graphdir.account import Account
from graphdir.duplicates.search import Found
from graphdir.model import Entity, Organisation, Project
from graphdir.profiles import Profile
from graphdir.proposals import Proposal
from webapp.choices import Choices
from webapp.fields import FieldGroup
from webapp.pages.parts import Act, Difference, Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One line of a project's form: who takes part and as what; empty ones are there to be filled in."""

    role: str = "partner"
    typed: str = ""
    id: str = ""
    choices: Sequence[Organisation] = ()
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage:
    """The form of an entry; ``word`` says of which sort, and what only some sorts have is empty for the others."""

    template: ClassVar[str] = "edit.html"
    word: str
    heading: str
    proposing: bool
    account: Account | None
    proposal: Proposal | None
    action: str
    back: str
    erase_url: str
    merge_url: str
    organisation: Organisation | None
    groups: Sequence[FieldGroup]
    seen: str
    summary: Sequence[tuple[str, str]]
    taken_over: Sequence[str]
    in_conflict: bool
    alike: Sequence[Found | Project]
    other: str
    other_choices: Sequence[Organisation]
    other_errors: Sequence[str]
    relation_kind: str
    relation_kinds: Choices
    relation_kind_errors: Sequence[str]
    rows: Sequence[PartRow]
    roles: Sequence[tuple[str, str]]
    remark: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePage:
    template: ClassVar[str] = "erase.html"
    entry: Entity
    name: str
    along: Sequence[tuple[str, int]]
    action: str
    back: str
    edit_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    template: ClassVar[str] = "changes.html"
    batches: Sequence[Act]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    template: ClassVar[str] = "change.html"
    act: Act
    entries: Sequence[tuple[str, str, Sequence[Difference]]]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsPage:
    template: ClassVar[str] = "proposals.html"
    open: Sequence[Proposal]
    decided: Sequence[Proposal]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    """``differences`` say what the proposal changes; ``changed_since`` what others changed there meanwhile.

    ``hint`` is a sentence on what should be changed along with it; empty for none.
    """

    template: ClassVar[str] = "proposal.html"
    proposal: Proposal
    differences: Sequence[Difference]
    changed_since: Sequence[Difference]
    hint: str
    edit_url: str
    entry_url: str
    by: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePage:
    template: ClassVar[str] = "outcome.html"
    proposal: Proposal
    differences: Sequence[Difference]
    hidden: bool
    entry_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WritePage:
    """A message to an organisation: ``recipients`` are codes with labels, ``errors`` sentences by field."""

    template: ClassVar[str] = "write.html"
    organisation: Organisation
    recipients: Sequence[tuple[str, str]]
    action: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StillRightPage:
    template: ClassVar[str] = "still_right.html"
    profile: Profile
    action: str
    edit_url: str
    signed_in: bool
    state: str
