"""The embedded store: one SQLite file, every change set one transaction."""

import json
import sqlite3
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Final, cast

from graphdir.errors import BatchNotFoundError, StoreUnavailableError, TracesLeftError
from graphdir.i18n import gettext as _
from graphdir.model import ContactPoint, Entity, EntityKind, Organisation, Participation, Project, Relation
from graphdir.places import box_around, distance_km
from graphdir.store import (
    EVERY,
    FACETS,
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
from graphdir.stores import records
from graphdir.stores.order import sort_by_organisation, sort_by_project, sort_links
from graphdir.stores.paths import shortest
from graphdir.stores.rewriting import planned
from graphdir.stores.sqlite_accounts import SqliteAccounts
from graphdir.stores.sqlite_changes import (
    batch_of,
    carry_out,
    change_of,
    current,
    read_taxonomy,
    record,
    recorded_batches,
    recorded_changes,
    revision_of,
    rewrite_history,
    topics_of,
)
from graphdir.stores.sqlite_desk import SqliteDesk
from graphdir.stores.sqlite_file import CACHE_READING, connect, how_to_open, prepare, sentence_of
from graphdir.stores.sqlite_paths import connection_over, neighbours
from graphdir.stores.sqlite_rows import KEY, QUOTED_FIELDS, SELECT, all_entries, as_columns, by_key, entity_of
from graphdir.stores.sqlite_search import PROJECT_ORDER, THERE, conditions, order_of, project_conditions, words_since
from graphdir.stores.vocabulary import Term, Vocabulary
from graphdir.taxonomy import Taxonomy

# In KiB, negative as SQLite wants it: 64 MB for the one writer.
_CACHE_WRITING: Final = -64_000
_MOST_FACET_VALUES: Final = 200
_FEW_HITS: Final = 8_000


class SqliteStore(SqliteAccounts, SqliteDesk):
    """A ``GraphStore`` with accounts and papers in one file; the file is made when it is not there.

    Raises:
        StoreUnavailableError: the file cannot be opened, is no graphdir store or of a newer
            schema. Such a file is left untouched.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._vocabulary = Vocabulary()
        self._taxonomy: tuple[int, Taxonomy] = (0, Taxonomy.shipped())
        with self._translated():
            prepare(path)

    def revision(self) -> int:
        with self._reading() as db:
            return revision_of(db)

    def taxonomy(self) -> Taxonomy:
        with self._reading() as db:
            return self._current_taxonomy(db)

    def apply(self, changes: ChangeSet, progress: Progress = no_progress) -> Batch | None:
        with self._writing() as db:
            todo = records.pending(changes.changes, current(db, changes.changes))
            if not todo:
                return None
            carry_out(db, todo, progress)
            return record(db, changes, todo)

    def rewrite(self, rewritten: Rewritten, retold: Retold = as_it_was, *, author: str = "", summary: str = "") -> int:
        with self._writing() as db:
            plan = planned(
                rewritten, retold, entries=all_entries(db), history=recorded_changes(db), batches=recorded_batches(db)
            )
            if plan.number:
                carry_out(db, plan.entries, no_progress)
                rewrite_history(db, plan)
                record(db, ChangeSet(changes=(), author=author, summary=summary), ())
                # Words that nobody has any more would stand in the full-text index until it is next tidied up.
                db.execute("INSERT INTO organisation_words (organisation_words) VALUES ('optimize')")
        self._leave_nothing_behind()
        return plan.number

    def _leave_nothing_behind(self) -> None:
        """Write the file anew without what was erased, and empty the journal beside it.

        Raises:
            TracesLeftError: the disk is full, or somebody uses the store all the while.
        """
        try:
            with self._connection() as db:
                db.execute("VACUUM")
                busy, _frames, _moved = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise TracesLeftError(
                _(
                    "It is done, but the file “%(path)s” could not be written anew and may still hold what was erased. "
                    "That needs as much free space as the file is large, and no other program that uses it meanwhile. "
                    "See to both and do the same again.",
                    path=self._path,
                )
            ) from error
        if busy:
            raise TracesLeftError(
                _(
                    "It is done, but the journal beside “%(path)s” may still hold what was erased, since another "
                    "program reads the store. Close it and do the same again.",
                    path=self._path,
                )
            )

    def interrupted(self) -> Batch | None:
        return None

    def resume(self, batch_id: str, progress: Progress = no_progress) -> Batch:  # noqa: ARG002
        raise BatchNotFoundError(batch_id)

    def roll_back(self, batch_id: str, progress: Progress = no_progress) -> None:  # noqa: ARG002
        raise BatchNotFoundError(batch_id)

    def batches(self, limit: int = 50) -> Sequence[Batch]:
        with self._reading() as db:
            rows = db.execute("SELECT * FROM batch ORDER BY number DESC LIMIT ?", (limit,))
            return [batch_of(row) for row in rows]

    def changes_of(self, batch_id: str, limit: int = EVERY) -> ChangeSet:
        with self._reading() as db:
            found = db.execute("SELECT * FROM batch WHERE CAST(number AS TEXT) = ?", (batch_id,)).fetchone()
            if found is None:
                raise BatchNotFoundError(batch_id)
            rows = db.execute("SELECT * FROM change WHERE batch = ? ORDER BY number LIMIT ?", (found["number"], limit))
            return ChangeSet(
                changes=[change_of(row) for row in rows],
                author=found["author"],
                summary=found["summary"],
                undoes=found["undoes"],
            )

    def history_of(self, refs: Iterable[Ref], limit: int = 100) -> Sequence[HistoryEntry]:
        wanted = json.dumps([[ref.entity, ref.key] for ref in dict.fromkeys(refs)])
        with self._reading() as db:
            rows = db.execute(
                """
                WITH asked AS (SELECT value ->> 0 AS entity, value ->> 1 AS key FROM json_each(?)),
                told AS (
                    SELECT entity, key FROM asked
                    UNION
                    SELECT c.entity, c.key FROM asked AS a CROSS JOIN change AS c
                    WHERE a.entity = 'organisation' AND c.entity IN ('relation', 'participation')
                    AND c.after IS NULL AND coalesce(c.before ->> 'from_id', c.before ->> 'organisation_id') = a.key
                    UNION
                    SELECT c.entity, c.key FROM asked AS a CROSS JOIN change AS c
                    WHERE a.entity IN ('organisation', 'project')
                    AND c.entity = iif(a.entity = 'project', 'participation', 'relation')
                    AND c.after IS NULL AND coalesce(c.before ->> 'to_id', c.before ->> 'project_id') = a.key
                )
                SELECT c.entity, c.key, c.before, c.after, c.file, c.row, b.*
                FROM told AS t
                CROSS JOIN change AS c ON c.entity = t.entity AND c.key = t.key
                JOIN batch AS b ON b.number = c.batch
                ORDER BY c.number DESC LIMIT ?
                """,
                (wanted, limit),
            )
            return [
                HistoryEntry(
                    batch=batch_of(row),
                    ref=Ref(entity=row["entity"], key=row["key"]),
                    before=records.loaded(row["before"]),
                    after=records.loaded(row["after"]),
                    file=row["file"] or "",
                    row=row["row"] or 0,
                )
                for row in rows
            ]

    def entries(self, entity: EntityKind) -> Iterator[Entity]:
        with self._reading() as db:
            for row in db.execute(SELECT[entity] + f" ORDER BY {KEY[entity]}"):
                yield entity_of(entity, row)

    def organisations(self, ids: Iterable[str]) -> Mapping[str, Organisation]:
        with self._reading() as db:
            return cast("Mapping[str, Organisation]", by_key(db, "organisation", ids))

    def projects(self, ids: Iterable[str]) -> Mapping[str, Project]:
        with self._reading() as db:
            return cast("Mapping[str, Project]", by_key(db, "project", ids))

    def relations(self, keys: Iterable[str]) -> Mapping[str, Relation]:
        with self._reading() as db:
            return cast("Mapping[str, Relation]", by_key(db, "relation", keys))

    def topics_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        with self._reading() as db:
            return topics_of(db, list(organisation_ids))

    def search(self, question: Search) -> Page:
        with self._reading() as db:
            terms = self._terms(db, question.text)
            where, parameters = conditions(question, terms)
            order, order_parameters = order_of(question, terms)
            (total,) = db.execute(f"SELECT count(*) FROM organisation AS o{where}", parameters).fetchone()
            rows = db.execute(
                f"SELECT o.number FROM organisation AS o{where} ORDER BY {order} LIMIT ? OFFSET ?",
                (*parameters, *order_parameters, question.size, (question.page - 1) * question.size),
            )
            numbers = [row[0] for row in rows]
            found = {
                row["number"]: cast("Organisation", entity_of("organisation", row))
                for row in db.execute(
                    f"SELECT {QUOTED_FIELDS['organisation']}, number FROM organisation "
                    "WHERE number IN (SELECT value FROM json_each(?))",
                    (json.dumps(numbers),),
                )
            }
            return Page(total=total, organisations=tuple(found[number] for number in numbers))

    def facets(self, question: Search) -> FacetCounts:
        with self._reading() as db:
            where, parameters = conditions(question, self._terms(db, question.text))
            among, numbers = "", []
            if where:
                numbers = [row[0] for row in db.execute(f"SELECT o.number FROM organisation AS o{where}", parameters)]
                # Few are looked up one by one; for many the whole table is gone through, in the order of the groups.
                unindexed = "" if len(numbers) <= _FEW_HITS else "+"
                among = f" WHERE {unindexed}organisation IN (SELECT value FROM json_each(?))"
            rows = db.execute(
                f"""
                SELECT facet, value, count(*) AS hits FROM facet{among}
                GROUP BY facet, value ORDER BY facet, hits DESC, value
                """,
                (json.dumps(numbers),) if where else (),
            )
            counts: dict[str, list[tuple[str, int]]] = {name: [] for name in FACETS}
            for facet, value, hits in rows:
                if len(counts[facet]) < _MOST_FACET_VALUES:
                    counts[facet].append((value, hits))
            return counts

    def search_projects(self, question: ProjectSearch) -> ProjectPage:
        where, parameters = project_conditions(question)
        with self._reading() as db:
            (total,) = db.execute(f"SELECT count(*) FROM project AS p{where}", parameters).fetchone()
            rows = db.execute(
                f"{SELECT['project']} AS p{where} ORDER BY {PROJECT_ORDER[question.sort]} LIMIT ? OFFSET ?",
                (*parameters, question.size, (question.page - 1) * question.size),
            )
            found = tuple(cast("Project", entity_of("project", row)) for row in rows)
            return ProjectPage(total=total, projects=found)

    def links_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[Link]]:
        ids = list(dict.fromkeys(organisation_ids))
        links: dict[str, list[Link]] = {id_: [] for id_ in ids}
        with self._reading() as db:
            asked = json.dumps(ids)
            rows = db.execute(
                f"""
                {SELECT["relation"]} WHERE from_id IN (SELECT value FROM json_each(?1))
                UNION {SELECT["relation"]} WHERE to_id IN (SELECT value FROM json_each(?1))
                """,
                (asked,),
            )
            relations = [cast("Relation", entity_of("relation", row)) for row in rows]
            ends = chain.from_iterable((relation.from_id, relation.to_id) for relation in relations)
            organisations = by_key(db, "organisation", ends)
        for relation in relations:
            for end in (relation.from_id, relation.to_id):
                if end in links:
                    other = cast("Organisation", organisations[relation.other_end(end)])
                    links[end].append(Link(relation=relation, other=other))
        for found in links.values():
            sort_links(found)
        return links

    def parts_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[Part]]:
        parts = self._parts("organisation_id", organisation_ids)
        for found in parts.values():
            sort_by_project(found)
        return parts

    def participants_of(self, project_ids: Iterable[str]) -> Mapping[str, Sequence[Part]]:
        parts = self._parts("project_id", project_ids)
        for found in parts.values():
            sort_by_organisation(found)
        return parts

    def contacts_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[ContactPoint]]:
        ids = list(dict.fromkeys(organisation_ids))
        contacts: dict[str, list[ContactPoint]] = {id_: [] for id_ in ids}
        with self._reading() as db:
            rows = db.execute(
                f"{SELECT['contact']} WHERE organisation_id IN (SELECT value FROM json_each(?)) ORDER BY role, key",
                (json.dumps(ids),),
            )
            for row in rows:
                contact = cast("ContactPoint", entity_of("contact", row))
                contacts[contact.organisation_id].append(contact)
        return contacts

    def shortest_connection(self, one: str, other: str, today: str) -> Connection | None:
        with self._reading() as db:
            if len(by_key(db, "organisation", (one, other))) < len({one, other}):
                return None
            nodes = shortest(("organisation", one), ("organisation", other), partial(neighbours, db, today))
            return connection_over(db, nodes, today) if nodes else None

    def within(self, latitude: float, longitude: float, km: float) -> Sequence[tuple[str, float]]:
        south, north, west, east = box_around(latitude, longitude, km)
        with self._reading() as db:
            rows = db.execute(
                """
                SELECT id, latitude, longitude FROM organisation
                WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ?
                """,
                (south, north, west, east),
            )
            near = [(id_, distance_km(latitude, longitude, lat, lon)) for id_, lat, lon in rows]
        return sorted((hit for hit in near if hit[1] <= km), key=lambda hit: (hit[1], hit[0]))

    def columns(self) -> Columns:
        with self._reading() as db:
            return Columns(
                **{
                    name: as_columns(db, table, key, fields)
                    for name, table, key, fields in (
                        ("organisations", "organisation", "id", ORGANISATION_COLUMNS),
                        ("relations", "relation", "key", RELATION_COLUMNS),
                        ("projects", "project", "id", PROJECT_COLUMNS),
                        ("participations", "participation", "key", PARTICIPATION_COLUMNS),
                    )
                }
            )

    def keep(self, name: str, value: bytes) -> None:
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, value))

    def kept(self, name: str) -> bytes:
        with self._reading() as db:
            found = db.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
        return found["value"] if found else b""

    def figures(self, there_on: str = "") -> Figures:
        with self._reading() as db:
            counts = {
                table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("relation", "project", "participation", "contact")
            }
            rows = db.execute(
                f"""
                SELECT kind, count(*), sum(
                    NOT EXISTS (SELECT 1 FROM relation WHERE from_id = o.id)
                    AND NOT EXISTS (SELECT 1 FROM relation WHERE to_id = o.id)
                    AND NOT EXISTS (SELECT 1 FROM participation WHERE organisation_id = o.id)
                ) FROM organisation AS o WHERE {THERE} GROUP BY kind ORDER BY kind
                """,
                (there_on,),
            ).fetchall()
            (everybody,) = db.execute("SELECT count(*) FROM organisation").fetchone()
        by_kind = {kind: number for kind, number, _untied in rows}
        untied = {kind: number for kind, _number, number in rows}
        return Figures(
            organisations=sum(by_kind.values()),
            ended=everybody - sum(by_kind.values()),
            relations=counts["relation"],
            projects=counts["project"],
            participations=counts["participation"],
            contacts=counts["contact"],
            by_kind=by_kind,
            without_ties=sum(untied.values()),
            schools=by_kind.get("school", 0),
            schools_without_ties=untied.get("school", 0),
        )

    def close(self) -> None:
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    def _parts(self, column: str, ids: Iterable[str]) -> dict[str, list[Part]]:
        asked = list(dict.fromkeys(ids))
        parts: dict[str, list[Part]] = {id_: [] for id_ in asked}
        with self._reading() as db:
            rows = db.execute(
                f"{SELECT['participation']} WHERE {column} IN (SELECT value FROM json_each(?))", (json.dumps(asked),)
            )
            found = [cast("Participation", entity_of("participation", row)) for row in rows]
            projects = by_key(db, "project", (p.project_id for p in found))
            organisations = by_key(db, "organisation", (p.organisation_id for p in found))
        for participation in found:
            parts[getattr(participation, column)].append(
                Part(
                    participation=participation,
                    project=cast("Project", projects[participation.project_id]),
                    organisation=cast("Organisation", organisations[participation.organisation_id]),
                )
            )
        return parts

    def _terms(self, db: sqlite3.Connection, typed: str) -> tuple[Term, ...]:
        if not typed.strip():
            return ()
        taxonomy = self._current_taxonomy(db)
        return self._vocabulary.terms(typed, taxonomy, revision_of(db), partial(words_since, db))

    def _current_taxonomy(self, db: sqlite3.Connection) -> Taxonomy:
        known, taxonomy = self._taxonomy
        revision = revision_of(db)
        if known != revision:
            taxonomy = read_taxonomy(db)
            self._taxonomy = (revision, taxonomy)
        return taxonomy

    @contextmanager
    def _reading(self) -> Generator[sqlite3.Connection]:
        """Yield a connection whose statements all see one state."""
        with self._translated(), self._connection() as db:
            db.execute("BEGIN")
            try:
                yield db
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")

    @contextmanager
    def _writing(self) -> Generator[sqlite3.Connection]:
        with self._translated(), self._connection() as db:
            # A large import would otherwise write and read its own pages over and over.
            db.execute(f"PRAGMA cache_size = {_CACHE_WRITING}")
            try:
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                db.execute(f"PRAGMA cache_size = {CACHE_READING}")

    @contextmanager
    def _connection(self) -> Generator[sqlite3.Connection]:
        try:
            db = self._idle.get_nowait()
        except Empty:
            db = connect(self._path, how_to_open(self._path))
        healthy = True
        try:
            yield db
        except sqlite3.Error:
            healthy = False
            raise
        finally:
            if healthy:
                self._idle.put(db)
            else:
                db.close()

    @contextmanager
    def _translated(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreUnavailableError(sentence_of(self._path, error)) from error
        except OSError as error:
            raise StoreUnavailableError(
                _("The store “%(path)s” cannot be used: %(reason)s.", path=self._path, reason=error.strerror)
            ) from error
