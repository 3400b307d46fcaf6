"""The store port: what every store promises, written once; ``tests/contract`` holds both to it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol

from graphdir.model import (
    ContactPoint,
    Entity,
    EntityKind,
    Organisation,
    Participation,
    Project,
    Relation,
    Topic,
    latest,
)
from graphdir.taxonomy import Taxonomy
from graphdir.ties import Tense, tense_of_relation

Progress = Callable[[int, int], None]
"""Called with what is done and what there is to do, in changes."""

Rewritten = Callable[[Entity], Entity | None]
"""Given an entry, or what one once was: what it is to be instead, under the same key; None for nothing."""

Retold = Callable[[str], str]
"""Given an author, a summary or the name of a file in the history: what is to stand there instead."""

Sort = Literal["relevance", "name", "town"]
ProjectSort = Literal["-start", "start", "title", "-title", "kind", "-kind"]
FACETS = ("kind", "town", "topic", "school_type", "target_group")


ORGANISATION_COLUMNS = (
    "id",
    "name",
    "kind",
    "school_type",
    "town",
    "municipality",
    "region",
    "country",
    "latitude",
    "longitude",
    "position_quality",
    "website",
    "email",
    "phone",
    "topics",
    "valid_from",
    "valid_to",
    "last_confirmed",
)
RELATION_COLUMNS = (
    "key",
    "from_id",
    "to_id",
    "kind",
    "status",
    "topics",
    "valid_from",
    "valid_to",
    "last_confirmed",
)
PROJECT_COLUMNS = ("id", "title", "kind", "status", "topics", "starts_on", "ends_on", "last_confirmed")
PARTICIPATION_COLUMNS = ("project_id", "organisation_id", "role")


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""


def as_it_was(text: str) -> str:
    """Retell nothing."""
    return text


class Ref(NamedTuple):
    """An entry's address: its sort and its key."""

    entity: EntityKind
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry before and after; None before is a new one, None after an erased one."""

    before: Entity | None
    after: Entity | None
    file: str = ""
    row: int = 0
    ref: Ref = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        entry = self.after or self.before
        if entry is None:
            raise ValueError("a change needs a before or an after")
        object.__setattr__(self, "ref", ref_of(entry))
        if self.before is not None and ref_of(self.before) != self.ref:
            raise ValueError("a change is about one entry")

    def reversed(self) -> "Change":
        """Return the change that takes this one back."""
        return Change(before=self.after, after=self.before, file=self.file, row=self.row)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """What one act (an import, an edit, an undo) does; at most one change to each entry.

    ``at`` is when it happened (ISO, UTC), empty for now: only a restored one keeps its time.
    """

    changes: Sequence[Change]
    author: str = ""
    summary: str = ""
    undoes: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A change set that was applied, or is being applied.

    ``state`` is applied, or interrupted when a store that works in steps was stopped midway.
    """

    id: str
    at: str
    author: str
    summary: str
    changes: int
    state: Literal["applied", "interrupted"] = "applied"
    undoes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """Who changed one entry when, from what to what, and from which file and row.

    ``before`` and ``after`` hold the fields by name without the empty ones; None where there was
    no entry.
    """

    batch: Batch
    ref: Ref
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    file: str = ""
    row: int = 0


EVERY = 1_000_000_000
"""More batches than any store has, and more changes than any batch."""

LONGEST_SEARCH = 500
"""More characters than anybody looks for; a store may fail at a thousand words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A question to the directory; what is empty does not narrow it.

    ``text``: every word has to occur as a word or a word's beginning in name, aliases, town or
    topics; a word that occurs nowhere is widened by one typo. ``near`` is latitude, longitude and
    radius in kilometres; ``also_near`` are ids of organisations without coordinates whose town lies
    within. ``town`` is a town or municipality as written in the directory.
    ``without_ties``: neither a relation nor a participation is recorded. ``there_on`` is a day (ISO): those that had
    not ended before it.
    """

    text: str = ""
    kind: str = ""
    town: str = ""
    topic: str = ""
    school_type: str = ""
    target_group: str = ""
    near: tuple[float, float, float] | None = None
    also_near: tuple[str, ...] = ()
    without_ties: bool = False
    there_on: str = ""
    sort: Sort = "relevance"
    page: int = 1
    size: int = 25

    @property
    def finds_everybody(self) -> bool:
        """Tell whether nothing narrows it but the day on which those found are there."""
        return not (self.text.strip() or self.facets() or self.near or self.without_ties)

    def facets(self) -> dict[str, str]:
        """Return the facets that are chosen, by name."""
        chosen = {name: getattr(self, name) for name in FACETS}
        return {name: value for name, value in chosen.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of what was found; ``total`` counts all pages."""

    total: int
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSearch:
    """A question to the projects; every word begins a word of the title or the programme.

    ``year``: the project ran in it. ``organisation_id``: it takes part. ``sort``: a field, a minus
    before it for the other way round.
    """

    text: str = ""
    kind: str = ""
    topic: str = ""
    year: str = ""
    organisation_id: str = ""
    sort: ProjectSort = "-start"
    page: int = 1
    size: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPage:
    """One page of the projects found; ``total`` counts all pages."""

    total: int
    projects: tuple[Project, ...]


FacetCounts = Mapping[str, Sequence[tuple[str, int]]]
"""By facet name: values with how many hits have them, most first, then by value; 200 at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A relation as seen from one of its ends, with the other end."""

    relation: Relation
    other: Organisation

    def tense(self, seen_from: Organisation, today: str) -> Tense | None:
        """Tell when the relation holds."""
        gone = self.other.has_ended(today) or seen_from.has_ended(today)
        return tense_of_relation(self.relation, today, gone=gone)

    def ended_with(self, seen_from: Organisation, today: str) -> Organisation | None:
        """Return the organisation that ended a relation for which no end is recorded; None where it is otherwise."""
        if self.relation.valid_to or self.tense(seen_from, today) is not Tense.FORMER:
            return None
        return min((self.other, seen_from), key=lambda one: latest(one.valid_to))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A participation with the project and the organisation it joins."""

    participation: Participation
    project: Project
    organisation: Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A shortest chain from one organisation to another.

    ``nodes`` alternate with ``steps``: ``steps[i]`` are all relations and participations that
    join ``nodes[i]`` and ``nodes[i + 1]``, sorted by key. A chain of one node has no steps.
    """

    nodes: tuple[Organisation | Project, ...]
    steps: tuple[tuple[Relation | Participation, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The whole graph, thin, as parallel columns; ids in ascending order.

    Their names are ``ORGANISATION_COLUMNS``, ``RELATION_COLUMNS``, ``PROJECT_COLUMNS`` and
    ``PARTICIPATION_COLUMNS``; topics are tuples of ids, an unknown position is None, other unknowns
    are empty text.
    """

    organisations: Mapping[str, Sequence[Any]]
    relations: Mapping[str, Sequence[Any]]
    projects: Mapping[str, Sequence[Any]]
    participations: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How much the store holds; ``ended`` organisations are in no other count of organisations."""

    organisations: int = 0
    ended: int = 0
    relations: int = 0
    projects: int = 0
    participations: int = 0
    contacts: int = 0
    by_kind: Mapping[str, int] = field(default_factory=dict)
    without_ties: int = 0
    schools: int = 0
    schools_without_ties: int = 0


class GraphStore(Protocol):
    """Organisations, projects and what joins them, with their history.

    Every method may raise ``StoreUnavailableError`` within five seconds when the store cannot be
    reached. Ids that nobody has are left out of answers, never an error, unless said otherwise.
    A store may be shared by threads.
    """

    def revision(self) -> int:
        """Return a number that grows with every applied change set; 0 for an empty, new store."""
        ...

    def taxonomy(self) -> Taxonomy:
        """Return the shipped vocabularies with the network's own topics and kinds."""
        ...

    def apply(self, changes: ChangeSet, progress: Progress = no_progress) -> Batch | None:
        """Do all of it or nothing and record it; None when everything was so already.

        A change whose ``after`` already stands is passed over, so that twice is as once.

        Raises:
            StaleWriteError: an entry is neither as the change's ``before`` nor as its ``after``.
            DanglingReferenceError: an edge or contact would end at an entry nobody has, or an
                entry that others still refer to would be erased.
            ImportInterruptedError: an interrupted batch stands in the way.
        """
        ...

    def interrupted(self) -> Batch | None:
        """Return the batch that was stopped midway; None on every other day."""
        ...

    def resume(self, batch_id: str, progress: Progress = no_progress) -> Batch:
        """Finish an interrupted batch.

        Raises:
            BatchNotFoundError: no interrupted batch has this id.
        """
        ...

    def roll_back(self, batch_id: str, progress: Progress = no_progress) -> None:
        """Take an interrupted batch back as if it had never begun.

        Raises:
            BatchNotFoundError: no interrupted batch has this id.
        """
        ...

    def batches(self, limit: int = 50) -> Sequence[Batch]:
        """Return the latest batches, newest first."""
        ...

    def changes_of(self, batch_id: str, limit: int = EVERY) -> ChangeSet:
        """Return what an applied batch did, in the order in which it was given; the first ``limit`` changes of it.

        Raises:
            BatchNotFoundError: nobody applied it.
        """
        ...

    def rewrite(self, rewritten: Rewritten, retold: Retold = as_it_was, *, author: str = "", summary: str = "") -> int:
        """Make it as if it had always been otherwise; return how many images and texts changed.

        Every entry and every image of one in the history goes through ``rewritten``. What is None leaves
        as if it had never been; so does a change whose images become equal, and its batch counts one
        less. Authors, summaries and file names go through ``retold``. Where anything changed, a batch
        without changes says so in ``summary`` and the revision grows. Nothing of what changed stays in
        the store's own files. All of it or nothing; a store that works in steps leaves a sound history
        after each, and the same again finishes it.

        Raises:
            ImportInterruptedError: a batch is unfinished.
            DanglingReferenceError: something stays, or once was, that refers to what is taken out.
            TracesLeftError: it is done, but the store's own files may still hold what changed.
        """
        ...

    def history_of(self, refs: Iterable[Ref], limit: int = 100) -> Sequence[HistoryEntry]:
        """Return what happened to these entries, newest first, erased ones included.

        With an organisation or a project go the relations and participations it once had: of those
        that were erased nothing else tells.
        """
        ...

    def entries(self, entity: EntityKind) -> Iterator[Entity]:
        """Go through all entries of a sort in order of their key."""
        ...

    def organisations(self, ids: Iterable[str]) -> Mapping[str, Organisation]:
        """Return those that are there, by id, in the order asked."""
        ...

    def projects(self, ids: Iterable[str]) -> Mapping[str, Project]:
        """Return those that are there, by id, in the order asked."""
        ...

    def relations(self, keys: Iterable[str]) -> Mapping[str, Relation]:
        """Return those that are there, by key, in the order asked."""
        ...

    def topics_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return what each works on: stated topics and those of its projects, sorted.

        A funder does not work on what it pays for.
        """
        ...

    def search(self, question: Search) -> Page:
        """Find organisations; the order is total, so pages neither repeat nor miss anybody.

        By relevance: the whole name, the name's beginning, word beginnings in the name,
        elsewhere; then folded name, then id. Without text by name. By town: folded town first.
        """
        ...

    def facets(self, question: Search) -> FacetCounts:
        """Count the hits of ``question`` by each of ``FACETS``, its page left aside."""
        ...

    def search_projects(self, question: ProjectSearch) -> ProjectPage:
        """Find projects in the order asked, by start with unknown ones last; then by title and id.

        By kind is by its id, projects without one last.
        """
        ...

    def links_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[Link]]:
        """Return every asked organisation's relations, by kind, the other's name, and key.

        Both ends see a relation; an organisation without any is mapped to nothing.
        """
        ...

    def parts_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[Part]]:
        """Return every asked organisation's participations, latest project first, then title, role."""
        ...

    def participants_of(self, project_ids: Iterable[str]) -> Mapping[str, Sequence[Part]]:
        """Return every asked project's participations: lead, site, partner, funder; then by name."""
        ...

    def contacts_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[ContactPoint]]:
        """Return every asked organisation's contact points of any visibility, by role and key."""
        ...

    def shortest_connection(self, one: str, other: str, today: str) -> Connection | None:
        """Return the shortest chain over relations and projects that had begun by ``today`` (ISO), past ones too.

        Among equally short ones that with the smallest ids, compared from the start, where an
        organisation comes before a project. None when there is none or an end is unknown.
        """
        ...

    def within(self, latitude: float, longitude: float, km: float) -> Sequence[tuple[str, float]]:
        """Return ids and great-circle kilometres of who lies within, nearest first, then by id."""
        ...

    def columns(self) -> Columns:
        """Return the whole graph in one go."""
        ...

    def keep(self, name: str, value: bytes) -> None:
        """Keep what was computed from the network under a name, in place of what was there.

        It is no entry: the revision stays, no history tells of it, and no export takes it along.
        """
        ...

    def kept(self, name: str) -> bytes:
        """Return what is kept under a name; empty when nothing is."""
        ...

    def figures(self, there_on: str = "") -> Figures:
        """Count; an organisation with neither relation nor participation is without ties.

        Who had not ended before the day ``there_on`` (ISO) counts as there; without a day all are.
        """
        ...

    def close(self) -> None:
        """Let go of connections; the store is not used afterwards."""
        ...


def ends_of(entity: Entity | None) -> tuple[Ref, ...]:
    """Return the addresses of what an edge or a contact point ends at, in its order; empty for what is neither."""
    match entity:
        case Relation():
            return Ref("organisation", entity.from_id), Ref("organisation", entity.to_id)
        case Participation():
            return Ref("project", entity.project_id), Ref("organisation", entity.organisation_id)
        case ContactPoint():
            return (Ref("organisation", entity.organisation_id),)
        case _:
            return ()


def words_of(entity: Entity | None) -> tuple[Ref, ...]:
    """Return the addresses of the kinds and topics by which an entry is described."""
    match entity:
        case Organisation():
            kinds, topics = entity.kinds, entity.topics
        case Relation() | Project():
            kinds, topics = (), entity.topics
        case Topic():
            kinds, topics = (), (entity.parent_id,)
        case _:
            return ()
    return *(Ref("organisation_kind", kind) for kind in kinds), *(Ref("topic", topic) for topic in topics if topic)


def ending_at(store: GraphStore, organisation_id: str) -> Sequence[Entity]:
    """Return the relations, participations and contact points that end at an organisation."""
    return [
        *(link.relation for link in store.links_of([organisation_id])[organisation_id]),
        *(part.participation for part in store.parts_of([organisation_id])[organisation_id]),
        *store.contacts_of([organisation_id])[organisation_id],
    ]


def led_on(store: GraphStore, organisation_ids: Iterable[str], kinds: Collection[str]) -> list[Relation]:
    """Return the relations of these kinds that lead on from organisations, over however many steps."""
    found: dict[str, Relation] = {}
    level = set(organisation_ids)
    while level:
        leading = [
            link.relation
            for id_, links in store.links_of(level).items()
            for link in links
            if link.relation.kind in kinds and link.relation.from_id == id_ and link.relation.key not in found
        ]
        found |= {one.key: one for one in leading}
        level = {one.to_id for one in leading}
    return list(found.values())


def called(entity: Entity | None) -> str:
    """Return what people call an entry; a contact point by its role, never by a person's name."""
    if isinstance(entity, Relation):
        return f"{entity.from_id} / {entity.to_id}"
    if isinstance(entity, Participation):
        return f"{entity.organisation_id} / {entity.project_id}"
    if isinstance(entity, ContactPoint):
        return f"{entity.role} ({entity.organisation_id})"
    return str(getattr(entity, "name", "") or getattr(entity, "title", "") or getattr(entity, "key", ""))


def names_of_ends(store: "GraphStore", entries: Iterable[Entity]) -> dict[Ref, str]:
    """Return what the organisations and projects are called that entries end at; those that are gone are not in it."""
    ends = {end for entry in entries for end in ends_of(entry)}
    organisations = store.organisations(end.key for end in ends if end.entity == "organisation")
    projects = store.projects(end.key for end in ends if end.entity == "project")
    found: list[Entity] = [*organisations.values(), *projects.values()]
    return {ref_of(entry): called(entry) for entry in found}


def ref_of(entity: Entity) -> Ref:
    """Return the address of an entry."""
    return Ref(entity=entity.entity, key=entity.key)


def applied_up_to(store: GraphStore) -> str:
    """Return the id of the latest batch; empty where there is none, or what it still does would not be seen as new."""
    newest = next(iter(store.batches(1)), None)
    return newest.id if newest and newest.state == "applied" else ""


def batches_since(store: GraphStore, batch_id: str, most: int) -> list[Batch] | None:
    """Return what was applied after a batch, the oldest first; None where it is not known or over ``most`` changes."""
    since: list[Batch] = []
    for batch in store.batches():
        if batch.id == batch_id:
            return since[::-1] if sum(one.changes for one in since) <= most else None
        if batch.state == "interrupted" or not batch.changes:
            return None  # a batch without changes rewrote what was there
        since.append(batch)
    return None
