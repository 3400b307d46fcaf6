"""The store for production: a Neo4j server, asked in Cypher by transactions that it tries again itself."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from heapq import merge
from itertools import chain
from logging import NullHandler, getLogger
from operator import attrgetter
from random import uniform
from time import monotonic, sleep
from typing import Any, Final, LiteralString, Self, TypeVar, cast

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase, Transaction
from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError

from graphdir.errors import BatchNotFoundError, StoreUnavailableError
from graphdir.i18n import gettext as _
from graphdir.model import ContactPoint, Entity, EntityKind, Organisation, Participation, Project, Relation
from graphdir.places import distance_km
from graphdir.store import (
    EVERY,
    ORGANISATION_COLUMNS,
    PARTICIPATION_COLUMNS,
    PROJECT_COLUMNS,
    RELATION_COLUMNS,
    Batch,
    ChangeSet,
    Columns,
    Connection,
    FacetCounts,
    Figures,
    HistoryEntry,
    Link,
    Page,
    Part,
    Progress,
    ProjectPage,
    ProjectSearch,
    Ref,
    Retold,
    Rewritten,
    Search,
    as_it_was,
    no_progress,
)
from graphdir.stores import cypher, records
from graphdir.stores.graph_accounts import GraphAccounts
from graphdir.stores.graph_changes import (
    SCHEMA_VERSION,
    Run,
    check_references,
    current,
    end_name,
    index,
    lock,
    own_taxonomy,
    record,
    to_index,
    write,
)
from graphdir.stores.graph_desk import GraphDesk
from graphdir.stores.graph_reading import (
    columns_of,
    connection_over,
    fields_of,
    neighbours,
    organisation_of,
    organisations_by_id,
    project_of,
    projects_by_id,
    relations_by_key,
)
from graphdir.stores.graph_rewriting import Rewrites
from graphdir.stores.graph_rows import in_slices
from graphdir.stores.graph_search import (
    NOBODY,
    FacetCache,
    Hits,
    circle_of,
    facets_of,
    found_projects,
    hits_of,
    page_of,
    window_of,
    words_since,
)
from graphdir.stores.graph_steps import Steps, batch_by_id, batch_of, changes_of, now, refuse_interrupted
from graphdir.stores.order import sort_by_organisation, sort_by_project, sort_links
from graphdir.stores.paths import shortest
from graphdir.stores.vocabulary import Term, Vocabulary
from graphdir.taxonomy import Taxonomy
from graphdir.text import words

# A dead server fails at the first connection, a frozen one at the look whether an idle connection
# still lives; without these the driver hopes for half a minute (measured, driver 6.4).
_DRIVER: Final[Mapping[str, Any]] = {
    "connection_timeout": 2.0,
    "connection_acquisition_timeout": 4.0,
    "liveness_check_timeout": 0.0,
    "notifications_min_severity": "OFF",
    "telemetry_disabled": True,
    "user_agent": "graphdir",
}
_TRY_AGAIN_SECONDS: Final = 1.5
# Where many writers wait for one lock, Neo4j takes some for deadlocked although they are not (5.26,
# measured); the server answers all the while, so it only takes its time until each had its turn.
_DEADLOCK_SECONDS: Final = 60.0
# The server says that it lives while a transaction waits for a lock, so the driver would wait as long as that.
_MOST_SECONDS: Final = 300.0
_GIVEN_UP: Final = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "LockClientStopped")
_DEADLOCK: Final = "Neo.TransientError.Transaction.DeadlockDetected"
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 1.0
_LARGEST_TRANSACTION: Final = 20_000
_STEP: Final = 5_000
_PAGE: Final = 5_000
_PATIENCE_MS: Final = 60_000
_T = TypeVar("_T")


# The driver tells about every attempt; without a handler Python would print that to the terminal.
getLogger("neo4j").addHandler(NullHandler())


class Neo4jStore(GraphAccounts, GraphDesk):
    """A ``GraphStore`` with accounts and papers on a Neo4j server; what is missing of constraints and indexes is made.

    Args:
        driver: closed together with the store.
        database: the one to use.
        address: for sentences; holds no password.
        user: for sentences.
        largest: so many changes are done in one transaction; more go in steps of ``step``.
        step: in changes.
        patience_ms: a history that nobody went on writing for so long is cleared away.

    Raises:
        StoreUnavailableError: the server does not answer, or refuses user, password or database.
    """

    def __init__(  # noqa: PLR0913
        self,
        driver: Driver,
        *,
        database: str,
        address: str,
        user: str = "",
        largest: int = _LARGEST_TRANSACTION,
        step: int = _STEP,
        patience_ms: int = _PATIENCE_MS,
    ) -> None:
        self._driver = driver
        self._database = database
        self._address = address
        self._user = user
        self._largest = largest
        self._steps = Steps(read=self._read, write=self._write, step=step, patience_ms=patience_ms)
        self._rewrites = Rewrites(read=self._read, write=self._write, largest=largest, step=step)
        self._vocabulary = Vocabulary()
        self._facets = FacetCache()
        self._taxonomy: tuple[int, Taxonomy] = (0, Taxonomy.shipped())
        self._prepare()

    @classmethod
    def connect(cls, url: str, *, user: str, password: str, database: str = "neo4j", **options: int) -> Self:
        """Connect to the server at ``url``; ``options`` are those of the class."""
        try:
            driver = GraphDatabase.driver(url, auth=(user, password) if user else None, **_DRIVER)
        except (DriverError, ValueError) as error:
            raise StoreUnavailableError(_("“%(address)s” is no address of a Neo4j server.", address=url)) from error
        try:
            return cls(driver, database=database, address=url, user=user, **options)
        except BaseException:
            driver.close()
            raise

    def close(self) -> None:
        self._driver.close()

    # --- what the store says of itself -------------------------------------------------

    def revision(self) -> int:
        return self._read(lambda run: _revision(run)[0])

    def taxonomy(self) -> Taxonomy:
        return self._read(lambda run: self._current_taxonomy(run, _revision(run)[0]))

    # --- writing -----------------------------------------------------------------------

    def apply(self, changes: ChangeSet, progress: Progress = no_progress) -> Batch | None:
        self._steps.clear_away_abandoned()
        if len(changes.changes) > self._largest:
            return self._steps.apply(changes, progress)
        return self._write(partial(_apply, changes, progress))

    def interrupted(self) -> Batch | None:
        found = self._read(lambda run: run(cypher.INTERRUPTED))
        return batch_of(found[0]["batch"]) if found else None

    def resume(self, batch_id: str, progress: Progress = no_progress) -> Batch:
        return self._steps.resume(batch_id, progress)

    def roll_back(self, batch_id: str, progress: Progress = no_progress) -> None:
        self._steps.roll_back(batch_id, progress)

    def rewrite(self, rewritten: Rewritten, retold: Retold = as_it_was, *, author: str = "", summary: str = "") -> int:
        self._steps.clear_away_abandoned()
        said = ChangeSet(changes=(), author=author, summary=summary)
        return self._rewrites.rewrite(
            rewritten, retold, lambda: chain.from_iterable(map(self.entries, records.TYPES)), said
        )

    # --- history -----------------------------------------------------------------------

    def batches(self, limit: int = 50) -> Sequence[Batch]:
        found = self._read(lambda run: run(cypher.BATCHES, limit=limit))
        return [batch_of(row["batch"]) for row in found]

    def changes_of(self, batch_id: str, limit: int = EVERY) -> ChangeSet:
        def look(run: Run) -> ChangeSet:
            found = batch_by_id(run, batch_id)
            if found is None or found["state"] != "applied":
                raise BatchNotFoundError(batch_id)
            return ChangeSet(
                changes=changes_of(run, found, limit),
                author=found["author"],
                summary=found["summary"],
                undoes=found["undoes"],
            )

        return self._read(look)

    def history_of(self, refs: Iterable[Ref], limit: int = 100) -> Sequence[HistoryEntry]:
        asked = [(ref.entity, ref.key) for ref in dict.fromkeys(refs)]
        ends = [end_name(entity, key) for entity, key in asked if entity in ("organisation", "project")]
        found = self._read(lambda run: run(cypher.HISTORY_OF, refs=asked, ends=ends, limit=limit))
        return [
            HistoryEntry(
                batch=batch_of(row["batch"]),
                ref=Ref(entity=row["entity"], key=row["key"]),
                before=records.loaded(row["before"]),
                after=records.loaded(row["after"]),
                file=row["file"],
                row=row["row"],
            )
            for row in found
        ]

    # --- entries -----------------------------------------------------------------------

    def entries(self, entity: EntityKind) -> Iterator[Entity]:
        if entity == "relation":
            pages = (self._pages(entity, page) for page in cypher.PAGE_OF_RELATIONS.values())
            return merge(*pages, key=attrgetter("key"))
        return self._pages(entity, cypher.PAGE_OF[entity])

    def _pages(self, entity: EntityKind, statement: LiteralString) -> Iterator[Entity]:
        after = ""
        while True:
            rows = self._read(partial(_run, statement, after=after, limit=_PAGE))
            for row in rows:
                yield records.from_record(entity, row["record"])
            if len(rows) < _PAGE:
                return
            last = rows[-1]["record"]
            after = last["key"] if "key" in last else last["id"]

    def organisations(self, ids: Iterable[str]) -> Mapping[str, Organisation]:
        return self._read(partial(organisations_by_id, list(ids)))

    def projects(self, ids: Iterable[str]) -> Mapping[str, Project]:
        return self._read(partial(projects_by_id, list(ids)))

    def relations(self, keys: Iterable[str]) -> Mapping[str, Relation]:
        return self._read(partial(relations_by_key, list(keys)))

    # --- search ------------------------------------------------------------------------

    def search(self, question: Search) -> Page:
        def look(run: Run) -> Page:
            found = self._hits(run, question)
            skip, limit = window_of(question)
            if found.total <= skip or not limit:
                return Page(total=found.total, organisations=())
            rows = page_of(run, question, found, skip, limit)
            return Page(total=found.total, organisations=tuple(organisation_of(row["record"]) for row in rows))

        return self._read(look)

    def facets(self, question: Search) -> FacetCounts:
        asked = replace(question, page=1, size=1, sort="relevance")

        def look(run: Run) -> FacetCounts:
            revision = _revision(run)[0]
            known = self._facets.of(revision, asked)
            if known is None:
                known = facets_of(run, self._hits(run, asked))
                self._facets.keep(revision, asked, known)
            return known

        return self._read(look)

    def _hits(self, run: Run, question: Search) -> Hits:
        terms = self._terms(run, question.text)
        if question.text.strip() and not terms:
            return NOBODY
        return hits_of(run, question, terms)

    def search_projects(self, question: ProjectSearch) -> ProjectPage:
        typed = words(question.text)
        if question.text.strip() and not typed:
            return ProjectPage(total=0, projects=())
        found, values = found_projects(question, typed)
        skip, limit = window_of(question)

        def look(run: Run) -> ProjectPage:
            total = run(found + cypher.PROJECT_TOTAL, **values)[0]["total"]
            rows = run(found + cypher.PROJECT_PAGE[question.sort], **values, skip=skip, limit=limit)
            return ProjectPage(total=total, projects=tuple(project_of(row["record"]) for row in rows))

        return self._read(look)

    # --- neighbourhoods ----------------------------------------------------------------

    def topics_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        ids = list(dict.fromkeys(organisation_ids))
        rows = self._read(lambda run: run(cypher.TOPICS_OF, ids=ids))
        return {row["id"]: sorted(row["topics"]) for row in rows}

    def links_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[Link]]:
        ids = list(dict.fromkeys(organisation_ids))
        links: dict[str, list[Link]] = {id_: [] for id_ in ids}

        def look(run: Run) -> tuple[list[dict[str, Any]], Mapping[str, Organisation]]:
            rows = [fields_of(row) for row in run(cypher.LINKS_OF, ids=ids)]
            return rows, organisations_by_id([row["other"] for row in rows], run)

        rows, others = self._read(look)
        for row in rows:
            relation = cast("Relation", records.from_record("relation", row))
            if row["other"] in others:
                links[row["id"]].append(Link(relation=relation, other=others[row["other"]]))
        for found in links.values():
            sort_links(found)
        return links

    def parts_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[Part]]:
        parts = self._parts(cypher.PARTS_OF, "organisation_id", organisation_ids)
        for found in parts.values():
            sort_by_project(found)
        return parts

    def participants_of(self, project_ids: Iterable[str]) -> Mapping[str, Sequence[Part]]:
        parts = self._parts(cypher.PARTICIPANTS_OF, "project_id", project_ids)
        for found in parts.values():
            sort_by_organisation(found)
        return parts

    def contacts_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[ContactPoint]]:
        ids = list(dict.fromkeys(organisation_ids))
        contacts: dict[str, list[ContactPoint]] = {id_: [] for id_ in ids}
        for row in self._read(lambda run: run(cypher.CONTACTS_OF, ids=ids)):
            contact = cast("ContactPoint", records.from_record("contact", row["record"]))
            contacts[contact.organisation_id].append(contact)
        return contacts

    def shortest_connection(self, one: str, other: str, today: str) -> Connection | None:
        def look(run: Run) -> Connection | None:
            if len(organisations_by_id([one, other], run)) < len({one, other}):
                return None
            nodes = shortest(("organisation", one), ("organisation", other), partial(neighbours, run, today))
            return connection_over(run, nodes, today) if nodes else None

        return self._read(look)

    def within(self, latitude: float, longitude: float, km: float) -> Sequence[tuple[str, float]]:
        circle = circle_of(latitude, longitude, km)
        if circle is None:
            return []
        (row,) = self._read(lambda run: run(cypher.WITHIN, **circle))
        near = [
            (id_, distance_km(latitude, longitude, lat, lon))
            for id_, lat, lon in zip(row["ids"], row["latitudes"], row["longitudes"], strict=True)
        ]
        return sorted((hit for hit in near if hit[1] <= km), key=lambda hit: (hit[1], hit[0]))

    # --- the whole graph ---------------------------------------------------------------

    def columns(self) -> Columns:
        def look(run: Run) -> Columns:
            (organisations,) = run(cypher.ORGANISATION_COLUMNS)
            (projects,) = run(cypher.PROJECT_COLUMNS)
            (relations,) = run(cypher.RELATION_COLUMNS)
            (participations,) = run(cypher.PARTICIPATION_COLUMNS)
            of_organisation = dict(zip(organisations["number"], organisations["id"], strict=True))
            of_project = dict(zip(projects["number"], projects["id"], strict=True))
            ends = {
                "from_id": of_organisation,
                "to_id": of_organisation,
                "organisation_id": of_organisation,
                "project_id": of_project,
            }
            return Columns(
                organisations=columns_of(organisations, "id", ORGANISATION_COLUMNS, ends),
                relations=columns_of(relations, "key", RELATION_COLUMNS, ends),
                projects=columns_of(projects, "id", PROJECT_COLUMNS, ends),
                participations=columns_of(participations, "key", PARTICIPATION_COLUMNS, ends),
            )

        return self._read(look)

    def keep(self, name: str, value: bytes) -> None:
        self._write(lambda run: run(cypher.KEEP, name=name, value=value))

    def kept(self, name: str) -> bytes:
        found = self._read(lambda run: run(cypher.KEPT, name=name))
        return found[0]["value"] if found else b""

    def figures(self, there_on: str = "") -> Figures:
        def look(run: Run) -> tuple[list[Mapping[str, Any]], dict[str, int]]:
            counted: tuple[EntityKind, ...] = ("organisation", "relation", "project", "participation", "contact")
            counts: dict[str, int] = {entity: run(cypher.COUNT[entity])[0]["number"] for entity in counted}
            return run(cypher.FIGURES, there_on=there_on), counts

        kinds, counts = self._read(look)
        by_kind = {row["kind"]: row["number"] for row in kinds}
        untied = {row["kind"]: row["untied"] for row in kinds}
        return Figures(
            organisations=sum(by_kind.values()),
            ended=counts["organisation"] - sum(by_kind.values()),
            relations=counts["relation"],
            projects=counts["project"],
            participations=counts["participation"],
            contacts=counts["contact"],
            by_kind=by_kind,
            without_ties=sum(untied.values()),
            schools=by_kind.get("school", 0),
            schools_without_ties=untied.get("school", 0),
        )

    # --- shared steps ------------------------------------------------------------------

    def _parts(self, statement: LiteralString, end: str, asked: Iterable[str]) -> dict[str, list[Part]]:
        ids = list(dict.fromkeys(asked))
        parts: dict[str, list[Part]] = {id_: [] for id_ in ids}

        def look(run: Run) -> list[Part]:
            rows = run(statement, ids=ids)
            found = [cast("Participation", records.from_record("participation", row["record"])) for row in rows]
            projects = projects_by_id([part.project_id for part in found], run)
            organisations = organisations_by_id([part.organisation_id for part in found], run)
            return [
                Part(
                    participation=part,
                    project=projects[part.project_id],
                    organisation=organisations[part.organisation_id],
                )
                for part in found
                if part.project_id in projects and part.organisation_id in organisations
            ]

        for part in self._read(look):
            parts[getattr(part.participation, end)].append(part)
        return parts

    def _terms(self, run: Run, typed: str) -> tuple[Term, ...]:
        if not typed.strip():
            return ()
        revision, rebuilt = _revision(run)
        taxonomy = self._current_taxonomy(run, revision)
        return self._vocabulary.terms(typed, taxonomy, revision, partial(words_since, run, rebuilt))

    def _current_taxonomy(self, run: Run, revision: int) -> Taxonomy:
        known, taxonomy = self._taxonomy
        if known != revision:
            taxonomy = own_taxonomy(run)
            self._taxonomy = (revision, taxonomy)
        return taxonomy

    # --- the server --------------------------------------------------------------------

    def _read(self, work: Callable[[Run], _T], /) -> _T:
        return self._in_transaction(work, READ_ACCESS)

    def _write(self, work: Callable[[Run], _T], /) -> _T:
        return self._in_transaction(work, WRITE_ACCESS)

    def _in_transaction(self, work: Callable[[Run], _T], access: str) -> _T:
        """Run ``work`` in a transaction, again after a passing fault.

        The driver would try again however long an attempt took. Here a server that was not heard
        of for a while is given up, so that even a frozen one ends in a sentence in time.

        Where a statement fails, the driver gives the connection back at once. Its own functions would
        roll back after that (6.4.1), in the transaction of whoever has the connection by then; closing
        the session rolls back only what is still its own (decision 11).
        """
        heard = _Heard()
        first_failure: float | None = None
        pause = _FIRST_PAUSE
        with self._translated():
            while True:
                heard.at = monotonic()
                try:
                    with self._driver.session(
                        database=self._database, default_access_mode=access, fetch_size=-1
                    ) as session:
                        transaction = session.begin_transaction(timeout=_MOST_SECONDS)
                        result = work(_runner(transaction, heard))
                        transaction.commit()
                        return result
                except (DriverError, Neo4jError) as error:
                    now = monotonic()
                    first_failure = first_failure or now
                    silent = isinstance(error, DriverError) and now - heard.at > _TRY_AGAIN_SECONDS
                    deadlock = isinstance(error, Neo4jError) and error.code == _DEADLOCK
                    patience = _DEADLOCK_SECONDS if deadlock else _TRY_AGAIN_SECONDS
                    if silent or not error.is_retryable() or now - first_failure > patience:
                        raise
                # Of unequal length, so that those who met once do not meet again.
                sleep(pause * uniform(0.5, 1))  # noqa: S311
                pause = min(2 * pause, _LONGEST_PAUSE)

    def _prepare(self) -> None:
        """Make what is missing of constraints and indexes; refuse what a newer graphdir wrote."""
        with self._translated():
            self._driver.verify_connectivity()
        stored = self._read(lambda run: run(cypher.STORED_SCHEMA))
        if stored and stored[0]["version"] > SCHEMA_VERSION:
            raise StoreUnavailableError(
                _(
                    "The store at %(address)s was written by a newer graphdir. Update graphdir to open it.",
                    address=self._address,
                )
            )
        (present,) = self._read(lambda run: run(cypher.INDEXES))
        for name, statement in cypher.SCHEMA.items():
            if name not in present["names"]:
                self._write(partial(_run, statement))
        if set(present["names"]) < set(cypher.SCHEMA) or not present["online"]:
            self._read(lambda run: run(cypher.AWAIT_INDEXES))
        if not stored:
            self._write(lambda run: run(cypher.MAKE_STORE, schema=SCHEMA_VERSION))

    @contextmanager
    def _translated(self) -> Generator[None]:
        try:
            yield
        except (Neo4jError, DriverError, OSError) as error:
            raise StoreUnavailableError(self._sentence(error)) from error

    def _sentence(self, error: Exception) -> str:  # noqa: PLR0911  one for each cause
        """Say in one sentence what the driver's error means for the person in front of it."""
        address = self._address
        if isinstance(error, AuthError):
            return _(
                "The Neo4j server at %(address)s refuses the user “%(user)s” or the password. Check the store URL.",
                address=address,
                user=self._user,
            )
        if not isinstance(error, Neo4jError):
            return _(
                "The Neo4j server at %(address)s does not answer. Check that it runs and try again.", address=address
            )
        code = error.code or ""
        reason = " ".join((error.message or code).split())
        if "DatabaseNotFound" in code:
            return _(
                "The Neo4j server at %(address)s has no database “%(database)s”.",
                address=address,
                database=self._database,
            )
        if any(code.endswith(end) for end in _GIVEN_UP):
            return _(
                "The Neo4j server at %(address)s was not done with this after %(seconds)s seconds and gave up. "
                "Try again.",
                address=address,
                seconds=round(_MOST_SECONDS),
            )
        if "OutOfMemory" in code:
            return _(
                "The Neo4j server at %(address)s has too little memory for this; give it more and try again.",
                address=address,
            )
        if "Unavailable" in code or not isinstance(error, ClientError):
            return _(
                "The Neo4j server at %(address)s cannot answer at present: %(reason)s", address=address, reason=reason
            )
        if "ReadOnly" in code or "Forbidden" in code or "AccessMode" in code:
            return _(
                "The Neo4j server at %(address)s lets “%(user)s” read but not write. Nothing was changed.",
                address=address,
                user=self._user,
            )
        return _("The Neo4j server at %(address)s refused this: %(reason)s", address=address, reason=reason)


class _Heard:
    """When the server last answered, or was last asked anew."""

    def __init__(self) -> None:
        self.at = monotonic()


def _runner(tx: Transaction, heard: _Heard) -> Run:
    def run(statement: LiteralString, /, **parameters: object) -> list[Mapping[str, Any]]:
        rows: list[Mapping[str, Any]] = list(tx.run(statement, parameters))
        heard.at = monotonic()
        return rows

    return run


def _run(statement: LiteralString, run: Run, **parameters: object) -> list[Mapping[str, Any]]:
    return run(statement, **parameters)


def _apply(changes: ChangeSet, progress: Progress, run: Run) -> Batch | None:
    """Do all of a change set in the caller's transaction."""
    lock(run)
    refuse_interrupted(run)
    todo = records.pending(changes.changes, current(run, changes.changes))
    if not todo:
        return None
    check_references(run, todo)
    total = len(todo)
    progress(0, total)
    taxonomy = own_taxonomy(run, todo)
    write(run, records.in_order(todo), taxonomy)
    progress(total // 2, total)
    for ids in in_slices(to_index(run, todo), _STEP):
        index(run, ids, taxonomy)
    at = changes.at or now()
    number = record(run, changes, todo, at)
    progress(total, total)
    return Batch(
        id=str(number), at=at, author=changes.author, summary=changes.summary, changes=total, undoes=changes.undoes
    )


def _revision(run: Run) -> tuple[int, int]:
    """Return the revision, and that of the last change too large to be followed."""
    (row,) = run(cypher.STATE)
    return row["revision"], row["rebuilt"]
