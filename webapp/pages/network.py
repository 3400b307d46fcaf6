"""Pages that show the network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from graphdir.model import Organisation, Participation, Relation, Topic
from graphdir.network.map import MapRow, NetworkMap
from graphdir.network.surroundings import Surroundings
from graphdir.network.view import Question
from graphdir.profiles import LinkGroup, Profile, ProjectProfile
from graphdir.store import Connection, Figures, Link, Page, Part, ProjectPage, ProjectSearch, Search
from webapp.pages.parts import Choice, Facet, Header, Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    template: ClassVar[str] = "start.html"
    figures: Figures
    topics: Sequence[Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationsPage:
    template: ClassVar[str] = "organisations.html"
    question: Search
    found: Page
    facets: Sequence[Facet]
    chosen: Sequence[Choice]
    sorts: Sequence[Choice]
    paging: Paging
    csv_url: str
    xlsx_url: str
    recorded: Mapping[str, tuple[int, int]]
    ended: int
    there_url: str
    hidden: Mapping[str, str]
    instead: Sequence[Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationPage:
    template: ClassVar[str] = "organisation.html"
    profile: Profile
    surroundings: Surroundings
    is_placed: bool
    today: str
    printing: bool
    history: Sequence["Event"]
    parts: Sequence[Part]
    part_headers: Sequence[Header]
    most_links: int
    can_be_written_to: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationsPage:
    template: ClassVar[str] = "relations.html"
    organisation: Organisation
    links: Sequence[tuple[LinkGroup, Link]]
    groups: Sequence[Choice]
    headers: Sequence[Header]
    paging: Paging
    xlsx_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line of history: when, who, what, from where."""

    at: str
    author: str
    what: str
    where: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectsPage:
    template: ClassVar[str] = "projects.html"
    question: ProjectSearch
    found: ProjectPage
    paging: Paging
    kinds: Sequence[Choice]
    topics: Sequence[Choice]
    years: Sequence[str]
    leads: Mapping[str, Sequence[Organisation]]
    of: Organisation | None
    all_url: str
    headers: Sequence[Header]
    xlsx_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPageView:
    template: ClassVar[str] = "project.html"
    profile: ProjectProfile
    parts: Sequence[Part]
    headers: Sequence[Header]
    history: Sequence[Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicsPage:
    template: ClassVar[str] = "topics.html"
    groups: Sequence[tuple[Choice, Sequence[Choice]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage:
    template: ClassVar[str] = "topic.html"
    topic: Topic
    label: str
    broader: Choice | None
    narrower: Sequence[Choice]
    found: Page
    projects: ProjectPage
    all_url: str
    projects_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    template: ClassVar[str] = "map.html"
    question: Question
    network: NetworkMap
    embedded: bool
    picture: Mapping[str, Any]
    chosen: Sequence[Choice]
    arrangements: Sequence[Choice]
    counts: str
    rule: str
    summary: str
    source: str
    groups: Sequence[Choice]
    relationships: Sequence[Choice]
    topics: Sequence[Choice]
    places: Sequence[str]
    rows: Sequence[MapRow]
    paging: Paging
    headers: Sequence[Header]
    xlsx_url: str
    still_url: str
    untied_url: str
    everything_url: str
    opened: Sequence[tuple[str, str]]
    openings: Mapping[str, str]
    files: Sequence[Choice]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionPage:
    template: ClassVar[str] = "connection.html"
    one: Organisation | None
    other: Organisation | None
    typed_one: str
    typed_other: str
    connection: Connection | None
    ties: Sequence[Sequence[tuple[str, Relation | Participation]]]
    choices_one: Sequence[Organisation]
    choices_other: Sequence[Organisation]
    message: str
