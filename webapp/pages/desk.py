"""Pages of what waits to be done: needs, duplicates, what is old."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from graphdir.account import Account
from graphdir.duplicates.likeness import Verdict
from graphdir.freshness import Overdue
from graphdir.matching.standing import Standing
from graphdir.model import ContactPoint, Organisation
from graphdir.needs import KeptNeed
from graphdir.proposals import Proposal
from webapp.fields import FieldGroup
from webapp.pages.parts import Act, Header, Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """A need in a list: ``fits`` are the reader's organisations that would suit it, with their place."""

    need: KeptNeed
    organisation: Organisation
    own: bool
    fits: Sequence[tuple[Organisation, Standing]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsPage:
    template: ClassVar[str] = "needs.html"
    own: Sequence[NeedRow]
    others: Sequence[NeedRow]
    earlier: Sequence[NeedRow]
    speaks_for: Sequence[Organisation]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedPage:
    template: ClassVar[str] = "kept_need.html"
    need: KeptNeed
    organisation: Organisation
    mine: bool
    stands: bool
    fits: Sequence[tuple[Organisation, Standing]]
    contacts: Sequence[ContactPoint]
    partners_url: str
    project_stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PostNeedPage:
    template: ClassVar[str] = "post_need.html"
    organisation: Organisation
    need: KeptNeed | None
    groups: Sequence[FieldGroup]
    summary: Sequence[tuple[str, str]]
    action: str
    back: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """A pair that may be one; ``rows`` are a field's label, both values, and whether they differ."""

    one: Organisation
    other: Organisation
    verdict: Verdict
    reasons: Sequence[str]
    rows: Sequence[tuple[str, str, str, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatesPage:
    template: ClassVar[str] = "duplicates.html"
    pairs: Sequence[SideBySide]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePage:
    """An organisation and another one that somebody takes for the same; ``message`` says why there is no pair yet."""

    template: ClassVar[str] = "merge.html"
    organisation: Organisation
    typed: str
    choices: Sequence[Organisation]
    message: str
    pair: SideBySide | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshnessPage:
    template: ClassVar[str] = "freshness.html"
    rows: Sequence[Overdue]
    headers: Sequence[Header]
    paging: Paging
    today: str
    here: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """What waits for whoever is signed in; a coordinator's part is empty for members.

    ``states`` is what ``freshness.state_of`` says of each of the organisations.
    """

    template: ClassVar[str] = "desk.html"
    account: Account
    organisations: Sequence[Organisation]
    states: Mapping[str, str]
    own_proposals: Sequence[Proposal]
    open_proposals: int
    needs: Sequence[NeedRow]
    acts: Sequence[Act]
    stale: int
