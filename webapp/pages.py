"""Every page as a frozen value that names its template: what is not here cannot be shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import current_app, render_template, url_for
from flask_wtf import FlaskForm

from graphdir.account import Account
from graphdir.bootstrap import Settings
from graphdir.directory import Directory
from graphdir.duplicates.likeness import Verdict
from graphdir.duplicates.search import Found
from graphdir.freshness import Overdue
from graphdir.i18n import gettext as _
from graphdir.importing.draft import Counts
from graphdir.importing.problems import Problem
from graphdir.importing.recognising import Duplicate
from graphdir.matching.ranking import Match
from graphdir.matching.standing import Standing
from graphdir.model import ContactPoint, Entity, Organisation, Participation, Project, Relation, Topic
from graphdir.needs import KeptNeed
from graphdir.network.map import MapRow, NetworkMap
from graphdir.network.surroundings import Surroundings
from graphdir.network.view import Question
from graphdir.pending import PendingImport
from graphdir.profiles import LinkGroup, Profile, ProjectProfile
from graphdir.proposals import Proposal
from graphdir.reporting.table import Cell, Column, Section, Who
from graphdir.store import Batch, Connection, Figures, Link, Page, Part, ProjectPage, ProjectSearch, Search
from graphdir.summaries import for_reader
from graphdir.tables import Table
from webapp.charts import Chart
from webapp.choices import Choices
from webapp.fields import FieldGroup
from webapp.matches import Hit
from webapp.need_query import NeedForm
from webapp.plot import Plot


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value that can be chosen: where it leads to, how many it leaves."""

    label: str
    url: str
    count: int | None = None
    chosen: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    name: str
    label: str
    choices: Sequence[Choice]
    more: Sequence[Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    first: int
    last: int
    total: int
    before: str
    after: str
    all_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A table's header: ``url`` sorts by it (empty: it cannot), ``sorted`` says how it is now."""

    label: str
    url: str = ""
    sorted: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """Rows of a table with headers that sort it; ``total`` counts the rows that are not shown too."""

    columns: Sequence[Column]
    headers: Sequence[Header]
    rows: Sequence[Sequence[Cell]]
    total: int


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
    needs: "Sequence[NeedRow] | None"
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
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """``running``: figures are still being computed; ``behind``: what is shown is of before a change."""

    template: ClassVar[str] = "report.html"
    day: str
    empty: bool
    gap_ways: Sequence[Choice]
    sections: Sequence[tuple[Section, Chart | None, ShownTable]]
    running: bool
    behind: bool
    done: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportListPage:
    template: ClassVar[str] = "report_list.html"
    section: Section
    table: ShownTable
    paging: Paging
    xlsx_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapCell:
    """``look`` is now, earlier, far or unknown; ``share`` of the schools of a place, in per cent; ``told`` in words."""

    look: str
    text: str
    told: str
    share: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """A school or a place (then ``who`` is None) with a cell for each topic; ``covered`` counts topics it has."""

    who: Who | None
    place: str
    url: str
    covered: int
    cells: Sequence[GapCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsPage:
    template: ClassVar[str] = "gaps.html"
    ways: Sequence[Choice]
    of_places: bool
    year: int
    place: str
    sentences: Sequence[str]
    rows: Sequence[GapRow]
    headers: Sequence[Header]
    topics: Sequence[Header]
    paging: Paging
    topic_choices: Sequence[Choice]
    missing_choices: Sequence[Choice]
    years: Sequence[int]
    places: Sequence[str]
    xlsx_url: str
    most_exported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsTablePage:
    """``year`` is None where the table is of no year."""

    template: ClassVar[str] = "gaps_table.html"
    ways: Sequence[Choice]
    section: Section
    year: int | None
    years: Sequence[int]
    year_note: str
    chart: Chart | None
    table: ShownTable
    paging: Paging
    xlsx_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolGapsPage:
    """``lines`` are topics: label, state, next offer, and where partners are found."""

    template: ClassVar[str] = "gaps_school.html"
    ways: Sequence[Choice]
    school: Organisation
    year: int
    year_note: str
    years: Sequence[int]
    lines: Sequence[tuple[str, GapCell, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LossLine:
    """What a school loses, in words, who could step in, and where others are looked for."""

    school: Who
    place: str
    ties: str
    topics: str
    remark: str
    partners_url: str
    instead: Sequence[Match]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingPage:
    """``organisation`` is None where it is not clear who is meant."""

    template: ClassVar[str] = "gaps_leaving.html"
    ways: Sequence[Choice]
    organisation: Organisation | None
    typed: str
    choices: Sequence[Choice]
    message: str
    sentences: Sequence[str]
    lines: Sequence[LossLine]
    paging: Paging
    xlsx_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """``sides`` are place and year; ``changed`` is None unless they are the same schools in two years."""

    template: ClassVar[str] = "gaps_compare.html"
    ways: Sequence[Choice]
    sides: Sequence[tuple[str, int]]
    years: Sequence[int]
    places: Sequence[str]
    section: Section
    chart: Chart | None
    table: ShownTable
    xlsx_url: str
    changed: Section | None
    changed_table: ShownTable | None
    changed_url: str


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
class SignInPage:
    template: ClassVar[str] = "sign_in.html"
    form: FlaskForm
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPage:
    template: ClassVar[str] = "password.html"
    account: Account
    form: FlaskForm
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    template: ClassVar[str] = "account.html"
    account: Account
    form: FlaskForm
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersPage:
    template: ClassVar[str] = "users.html"
    accounts: Sequence[Account]
    names: Mapping[str, str]
    roles: Sequence[Choice]
    form: FlaskForm
    problem: str
    link: str
    mail: str
    invited: Mapping[str, str]


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
class Difference:
    """A field that is not as it was: texts as people read them, empty for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLine:
    """A list that waits to be imported, and who uploaded it."""

    pending: PendingImport
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportsPage:
    """``mappings`` are the names of those that are kept, each with the headers that it needs."""

    template: ClassVar[str] = "imports.html"
    waiting: Sequence[PendingLine]
    mappings: Sequence[tuple[str, Sequence[str]]]
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSheet:
    """A table of a list as it was read: ``columns`` are (header, name of the column that it means, empty for none)."""

    table: str
    rows: int
    columns: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadList:
    """How a list was read: by which mapping, empty for by its headers; ``url`` is where this can be said otherwise."""

    label: str
    mapping: str
    url: str
    sheets: Sequence[ReadSheet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The first rows of a sheet as they stand in it, each with its number, and how many more there are."""

    file: str
    sheet: str
    rows: Sequence[tuple[int, Sequence[str]]]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedColumn:
    """A header of a list: some of its cells, and what it means at present as ``section.column``, empty for nothing."""

    header: str
    examples: Sequence[str]
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about a list; without ``choices`` the answer is free, ``by_header`` what the headers mean is it.

    ``answer`` is what was answered; empty for what is open.
    """

    label: str
    choices: Choices
    by_header: bool
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMappingPage:
    """``profile`` is what is known so far as TOML; ``meanings`` are what a header can mean.

    ``questions`` are open, ``decisions`` answered: they can be answered otherwise.

    ``starts``: what a row can be where nothing is known yet.
    """

    template: ClassVar[str] = "import_mapping.html"
    pending: PendingImport
    which: int | None
    name: str
    profile: str
    problem: str
    preview: Preview
    columns: Sequence[AskedColumn]
    meanings: Choices
    questions: Sequence[Asked]
    decisions: Sequence[Asked]
    starts: Choices
    tables: Sequence[Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A change that an import would make; ``wanted`` unless somebody leaves it out."""

    key: str
    what: str
    name: str
    file: str
    row: int
    differences: Sequence["Difference"]
    wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """``moved``: the network is not any more what it was when the files came. ``origin`` is source and day as written.

    ``explained`` are the lists with errors of which it can be said what their columns and words mean.
    ``likely`` of the duplicates are very likely one; ``decided`` are the ids of rows that are joined
    by a decision; ``kept`` counts by column what empty cells leave as it is; ``withheld`` tells of the persons who did
    not agree.
    """

    template: ClassVar[str] = "import.html"
    pending: PendingImport
    by: str
    problem: str
    origin: tuple[str, str]
    moved: bool
    revision: int
    counts: Mapping[str, Counts]
    lists: Sequence[ReadList]
    withheld: Sequence[str]
    unclear: Sequence[Preview]
    doubts: Sequence[str]
    rows_left_out: int
    errors: Sequence[Problem]
    error_number: int
    explained: Sequence[Choice]
    with_unknown: Sequence[Choice]
    remarks: Sequence[Problem]
    duplicates: Sequence[Duplicate]
    likely: int
    joins: Sequence[Duplicate]
    decided: Collection[str]
    kept: Mapping[str, int]
    reviewed: Sequence[Reviewed]
    changes: int
    left_out: int
    page: int
    paging: Paging


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    template: ClassVar[str] = "changes.html"
    batches: Sequence["Act"]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A change set as it stands in a list."""

    batch: Batch
    author: str
    taken_back: bool = False

    @property
    def called(self) -> str:
        """Return what it is called, in the language of who reads it."""
        return for_reader(self.batch.summary) or _("Change %(id)s", id=self.batch.id)


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
    acts: Sequence["Act"]
    stale: int


AnyPage = (
    StartPage
    | OrganisationsPage
    | OrganisationPage
    | RelationsPage
    | ProjectsPage
    | ProjectPageView
    | TopicsPage
    | TopicPage
    | MapPage
    | ConnectionPage
    | PartnersPage
    | ShortlistPage
    | TeamPage
    | ReportPage
    | ReportListPage
    | GapsPage
    | GapsTablePage
    | SchoolGapsPage
    | LeavingPage
    | ComparePage
    | InfoPage
    | ApiPage
    | SignInPage
    | PasswordPage
    | AccountPage
    | UsersPage
    | PersonsPage
    | PersonFilePage
    | PersonErasePage
    | PersonsErasePage
    | EditPage
    | ErasePage
    | ChangesPage
    | ImportsPage
    | ImportPage
    | ImportMappingPage
    | WaitPage
    | ChangePage
    | ProposalsPage
    | ProposalPage
    | OutcomePage
    | NeedsPage
    | NeedPage
    | PostNeedPage
    | DeskPage
    | WritePage
    | StillRightPage
    | DuplicatesPage
    | MergePage
    | FreshnessPage
    | ErrorPage
)


def render(page: AnyPage) -> str:
    """Return the page as HTML."""
    return render_template(page.template, page=page)


def current_settings() -> Settings:
    """Return what the operator decided."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def url_for_mails(endpoint: str, **values: str) -> str:
    """Return the whole address of a page, as the operator named the site: a request may claim any host."""
    site = current_settings().site
    return site + url_for(endpoint, _external=not site, **values)


def current_directory() -> Directory:
    """Return the network that this site shows."""
    directory: Directory = current_app.extensions["directory"]
    return directory
