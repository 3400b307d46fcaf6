"""Pages that find partners for a need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from graphdir.matching.standing import Standing
from graphdir.model import Organisation
from webapp.matches import Hit
from webapp.need_query import NeedForm
from webapp.pages.desk import NeedRow
from webapp.pages.parts import Choice
from webapp.plot import Plot


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedOptions:
    """What the fields of a need offer: groups of values with labels, without what is already chosen."""

    topics: Sequence[tuple[str, Sequence[Choice]]]
    related: Sequence[Choice]
    target_groups: Sequence[tuple[str, Sequence[Choice]]]
    partner_kinds: Sequence[tuple[str, Sequence[Choice]]]
    project_kinds: Sequence[Choice]
    radii: Sequence[Choice]
    towns: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnersPage:
    """``hits`` is None where nothing was asked or something is wrong; ``of`` counts who came into question.

    ``viewpoint`` is the participant of a project from which known and new are judged, ``here`` that from whose place
    distances count; ``behind``: the
    answer is of before a large change; ``remarks`` are sentences on what the list cannot say, ``basis`` on what it
    rests on; ``on_topic`` are those who are recorded on the topic or near it; ``needs`` those that a carrier that
    seeks would suit, None where nobody may see them.
    """

    template: ClassVar[str] = "partners.html"
    form: NeedForm
    options: NeedOptions
    hits: Sequence[Hit] | None
    of: int
    view: str
    limit: int
    more_limit: int
    plot: Plot | None
    summary: str
    examples: Sequence[Choice]
    wider: Sequence[Choice]
    viewpoint: Organisation | None
    here: Organisation | None
    behind: bool
    remarks: Sequence[str]
    on_topic: Sequence[Organisation]
    on_topic_label: str
    basis: Sequence[str]
    needs: Sequence[NeedRow] | None
    missing: "Missing | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An organisation that somebody misses in the list; ``message`` where it is not clear whom they mean."""

    typed: str
    organisation: Organisation | None
    choices: Sequence[Organisation]
    standing: Standing | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """A member with the wishes, ids of kinds and topics, that it adds."""

    hit: Hit
    covers: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage:
    """``kinds`` and ``topics`` are what the team shall cover, ``uncovered`` what nobody does."""

    template: ClassVar[str] = "team.html"
    form: NeedForm
    kinds: Sequence[str]
    topics: Sequence[str]
    members: Sequence[TeamMember]
    uncovered: Sequence[str]
    errors: Mapping[str, str]
    summary: str
    keep_url: str
    kind_options: Sequence[tuple[str, Sequence[Choice]]]
    topic_options: Sequence[tuple[str, Sequence[Choice]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortlistPage:
    """``others`` were kept but are not in the list that the need gives now; ``gone`` counts ids nobody has.

    ``reach`` is the telephone and e-mail of each by id, empty where none is recorded for everybody.
    """

    template: ClassVar[str] = "shortlist.html"
    form: NeedForm
    hits: Sequence[Hit]
    others: Sequence[Organisation]
    reach: Mapping[str, tuple[str, str]]
    gone: int
    basis: Sequence[str]
    today: str
    summary: str
