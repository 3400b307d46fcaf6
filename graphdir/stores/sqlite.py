"""The embedded store: one SQLite file, every change set one transaction."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache, partial
from importlib.resources import files
from itertools import chain, pairwise
from operator import attrgetter
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any, Final, cast

from graphdir.errors import BatchNotFoundError, StoreUnavailableError, TracesLeftError
from graphdir.i18n import gettext as _
from graphdir.model import (
    FIELDS,
    ContactPoint,
    Entity,
    EntityKind,
    Organisation,
    OrganisationKind,
    Participation,
    Project,
    Relation,
    Topic,
)
from graphdir.places import box_around, distance_km
from graphdir.store import (
    FACETS,
    ORGANISATION_COLUMNS,
    PARTICIPATION_COLUMNS,
    PROJECT_COLUMNS,
    RELATION_COLUMNS,
    Batch,
    Change,
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
    ProjectSort,
    Ref,
    Retold,
    Rewritten,
    Search,
    as_it_was,
    no_progress,
)
from graphdir.stores import records
from graphdir.stores.order import sort_by_organisation, sort_by_project, sort_links
from graphdir.stores.paths import Node, shortest
from graphdir.stores.rewriting import Recorded, RecordedBatch, Rewriting, planned
from graphdir.stores.sqlite_accounts import SqliteAccounts
from graphdir.stores.sqlite_desk import SqliteDesk
from graphdir.stores.vocabulary import (
    MOST_TO_FOLLOW,
    Term,
    Vocabulary,
    facet_values,
    name_key,
    project_words,
    words_of,
)
from graphdir.taxonomy import Taxonomy
from graphdir.text import words

SCHEMA_VERSION: Final = 5
# What makes a file of that version one of the next; schema.sql is the first.
_UPGRADES: Final[Mapping[int, str]] = {
    # Computed from the rest, and kept for that it stays as it was.
    1: "CREATE TABLE kept (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
    # Who may sign in; no part of the network.
    2: """
    CREATE TABLE account (
        mail TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, organisations TEXT NOT NULL,
        password_hash TEXT NOT NULL, stamp TEXT NOT NULL, disabled INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    # Proposals and needs; no part of the network either.
    3: "CREATE TABLE paper (sort TEXT, id TEXT, at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (sort, id))",
    # Persons' contact points expire.
    4: "ALTER TABLE contact ADD COLUMN expires_on TEXT",
}
_APPLICATION_ID: Final = 0x67726472  # "grdr"
# SQLite takes a file too short for this for an empty database, and would write over it.
_HEADER: Final = b"SQLite format 3\0"
_BUSY_SECONDS: Final = 4.0
# In KiB, negative as SQLite wants it: 64 MB for the one writer, 8 MB for each thread that reads.
_CACHE_WRITING: Final = -64_000
_CACHE_READING: Final = -8_000
_MOST_FACET_VALUES: Final = 200
_FEW_HITS: Final = 8_000
_ORDER: Final[tuple[EntityKind, ...]] = tuple(records.TYPES)
_PROJECT_ORDER: Final[Mapping[ProjectSort, str]] = {
    "-start": "p.starts_on DESC, p.title_key, p.id",
    "start": "p.starts_on = '', p.starts_on, p.title_key, p.id",
    "title": "p.title_key, p.id",
    "-title": "p.title_key DESC, p.id",
    "kind": "p.kind = '', p.kind, p.title_key, p.id",
    "-kind": "p.kind = '', p.kind DESC, p.title_key, p.id",
}
_COLUMNS: Final[Mapping[EntityKind, tuple[str, ...]]] = {kind: FIELDS[kind] for kind in _ORDER}
_KEY: Final[Mapping[EntityKind, str]] = {
    "topic": "id",
    "organisation_kind": "id",
    "organisation": "id",
    "project": "id",
    "relation": "key",
    "participation": "key",
    "contact": "key",
}
# Columns that the adapter adds to an entry's own fields.
_DERIVED: Final[Mapping[EntityKind, Mapping[str, Callable[[Any], object]]]] = {
    "topic": {},
    "organisation_kind": {},
    "organisation": {
        "name_key": lambda o: name_key(o.name),
        "town_key": lambda o: name_key(o.town),
    },
    "project": {
        "title_key": lambda p: name_key(p.title),
        "words": project_words,
    },
    "relation": {"key": attrgetter("key")},
    "participation": {"key": attrgetter("key")},
    "contact": {"key": attrgetter("key")},
}


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
            _prepare(path)

    def revision(self) -> int:
        with self._reading() as db:
            return _revision(db)

    def taxonomy(self) -> Taxonomy:
        with self._reading() as db:
            return self._current_taxonomy(db)

    def apply(self, changes: ChangeSet, progress: Progress = no_progress) -> Batch | None:
        with self._writing() as db:
            todo = records.pending(changes.changes, _current(db, changes.changes))
            if not todo:
                return None
            _carry_out(db, todo, progress)
            return _record(db, changes, todo)

    def rewrite(self, rewritten: Rewritten, retold: Retold = as_it_was, *, author: str = "", summary: str = "") -> int:
        with self._writing() as db:
            plan = planned(
                rewritten, retold, entries=_all_entries(db), history=_recorded(db), batches=_recorded_batches(db)
            )
            if plan.number:
                _carry_out(db, plan.entries, no_progress)
                _rewrite_history(db, plan)
                _record(db, ChangeSet(changes=(), author=author, summary=summary), ())
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
            return [_batch(row) for row in rows]

    def changes_of(self, batch_id: str) -> ChangeSet:
        with self._reading() as db:
            found = db.execute("SELECT * FROM batch WHERE CAST(number AS TEXT) = ?", (batch_id,)).fetchone()
            if found is None:
                raise BatchNotFoundError(batch_id)
            rows = db.execute("SELECT * FROM change WHERE batch = ? ORDER BY number", (found["number"],))
            return ChangeSet(
                changes=[_change(row) for row in rows],
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
                    batch=_batch(row),
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
            for row in db.execute(_SELECT[entity] + f" ORDER BY {_KEY[entity]}"):
                yield _entity(entity, row)

    def organisations(self, ids: Iterable[str]) -> Mapping[str, Organisation]:
        with self._reading() as db:
            return cast("Mapping[str, Organisation]", _by_key(db, "organisation", ids))

    def projects(self, ids: Iterable[str]) -> Mapping[str, Project]:
        with self._reading() as db:
            return cast("Mapping[str, Project]", _by_key(db, "project", ids))

    def relations(self, keys: Iterable[str]) -> Mapping[str, Relation]:
        with self._reading() as db:
            return cast("Mapping[str, Relation]", _by_key(db, "relation", keys))

    def topics_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        with self._reading() as db:
            return _topics(db, list(organisation_ids))

    def search(self, question: Search) -> Page:
        with self._reading() as db:
            terms = self._terms(db, question.text)
            where, parameters = _conditions(question, terms)
            order, order_parameters = _order(question, terms)
            (total,) = db.execute(f"SELECT count(*) FROM organisation AS o{where}", parameters).fetchone()
            rows = db.execute(
                f"SELECT o.number FROM organisation AS o{where} ORDER BY {order} LIMIT ? OFFSET ?",
                (*parameters, *order_parameters, question.size, (question.page - 1) * question.size),
            )
            numbers = [row[0] for row in rows]
            found = {
                row["number"]: cast("Organisation", _entity("organisation", row))
                for row in db.execute(
                    f"SELECT {_FIELDS['organisation']}, number FROM organisation "
                    "WHERE number IN (SELECT value FROM json_each(?))",
                    (json.dumps(numbers),),
                )
            }
            return Page(total=total, organisations=tuple(found[number] for number in numbers))

    def facets(self, question: Search) -> FacetCounts:
        with self._reading() as db:
            where, parameters = _conditions(question, self._terms(db, question.text))
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
        where, parameters = _project_conditions(question)
        with self._reading() as db:
            (total,) = db.execute(f"SELECT count(*) FROM project AS p{where}", parameters).fetchone()
            rows = db.execute(
                f"{_SELECT['project']} AS p{where} ORDER BY {_PROJECT_ORDER[question.sort]} LIMIT ? OFFSET ?",
                (*parameters, question.size, (question.page - 1) * question.size),
            )
            found = tuple(cast("Project", _entity("project", row)) for row in rows)
            return ProjectPage(total=total, projects=found)

    def links_of(self, organisation_ids: Iterable[str]) -> Mapping[str, Sequence[Link]]:
        ids = list(dict.fromkeys(organisation_ids))
        links: dict[str, list[Link]] = {id_: [] for id_ in ids}
        with self._reading() as db:
            asked = json.dumps(ids)
            rows = db.execute(
                f"""
                {_SELECT["relation"]} WHERE from_id IN (SELECT value FROM json_each(?1))
                UNION {_SELECT["relation"]} WHERE to_id IN (SELECT value FROM json_each(?1))
                """,
                (asked,),
            )
            relations = [cast("Relation", _entity("relation", row)) for row in rows]
            ends = chain.from_iterable((relation.from_id, relation.to_id) for relation in relations)
            organisations = _by_key(db, "organisation", ends)
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
                f"{_SELECT['contact']} WHERE organisation_id IN (SELECT value FROM json_each(?)) ORDER BY role, key",
                (json.dumps(ids),),
            )
            for row in rows:
                contact = cast("ContactPoint", _entity("contact", row))
                contacts[contact.organisation_id].append(contact)
        return contacts

    def shortest_connection(self, one: str, other: str) -> Connection | None:
        with self._reading() as db:
            if len(_by_key(db, "organisation", (one, other))) < len({one, other}):
                return None
            nodes = shortest(("organisation", one), ("organisation", other), partial(_neighbours, db))
            return _connection(db, nodes) if nodes else None

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
                    name: _as_columns(db, table, key, fields)
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
                ) FROM organisation AS o WHERE {_THERE} GROUP BY kind ORDER BY kind
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
                f"{_SELECT['participation']} WHERE {column} IN (SELECT value FROM json_each(?))",
                (json.dumps(asked),),
            )
            found = [cast("Participation", _entity("participation", row)) for row in rows]
            projects = _by_key(db, "project", (p.project_id for p in found))
            organisations = _by_key(db, "organisation", (p.organisation_id for p in found))
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
        return self._vocabulary.terms(typed, taxonomy, _revision(db), partial(_words_since, db))

    def _current_taxonomy(self, db: sqlite3.Connection) -> Taxonomy:
        known, taxonomy = self._taxonomy
        revision = _revision(db)
        if known != revision:
            taxonomy = _read_taxonomy(db)
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
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")
            db.execute(f"PRAGMA cache_size = {_CACHE_READING}")

    @contextmanager
    def _connection(self) -> Generator[sqlite3.Connection]:
        try:
            db = self._idle.get_nowait()
        except Empty:
            db = _connect(self._path)
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
            raise StoreUnavailableError(_sentence(self._path, error)) from error
        except OSError as error:
            raise StoreUnavailableError(
                _("The store “%(path)s” cannot be used: %(reason)s.", path=self._path, reason=error.strerror)
            ) from error


# So often a file that somebody is writing is read again.
_MOST_LOOKS: Final = 20
_FIELDS: Final[Mapping[EntityKind, str]] = {
    kind: ", ".join(f'"{name}"' for name in names) for kind, names in _COLUMNS.items()
}
# Every row of an entry holds its fields first, in their order.
_SELECT: Final[Mapping[EntityKind, str]] = {kind: f"SELECT {_FIELDS[kind]} FROM {kind}" for kind in _ORDER}


def _prepare(path: Path) -> None:
    """Make the schema in a new file; refuse a file that is something else, untouched."""
    header = _HEADER
    try:
        new = not path.exists() or path.stat().st_size == 0
        if new:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # It may hold contacts that not everybody on this machine may see; SQLite gives its
            # other files the same mode.
            path.touch(mode=0o600)
        else:
            with path.open("rb") as file:
                header = file.read(len(_HEADER))
    except OSError as error:
        raise StoreUnavailableError(_cannot_be_opened(path)) from error
    if header != _HEADER:
        raise StoreUnavailableError(_is_damaged(path))
    if new or _is_behind(path):
        _make(path)


def _is_behind(path: Path) -> bool:
    """Tell whether the file is empty or of an older version; refuse what is no store of ours.

    It is opened for reading only: to close somebody else's database could tidy up its journal.
    Without a journal nothing beside the file is looked at, and none is left behind. One
    transaction sees the whole of it: somebody else may be making the store at this moment.
    Without a journal no lock is looked at either, so a file that changed meanwhile is read again.
    """
    for _look in range(_MOST_LOOKS):
        before = _written(path)
        try:
            return _looks_behind(path)
        except (StoreUnavailableError, sqlite3.Error):
            if _written(path) == before:
                raise
    return _looks_behind(path)


def _written(path: Path) -> tuple[int, ...]:
    """Return when a file and its journal were written, and how large they are."""
    told: list[int] = []
    for file in (path, _journal_of(path)):
        with suppress(FileNotFoundError):
            stat = file.stat()
            told += (stat.st_mtime_ns, stat.st_size)
    return tuple(told)


def _journal_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _looks_behind(path: Path) -> bool:
    db = _connect(path, "mode=ro" if _journal_of(path).exists() else "mode=ro&immutable=1")
    try:
        db.execute("BEGIN")
        if _pragma(db, "application_id") != _APPLICATION_ID:
            if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                return True
            raise StoreUnavailableError(
                _("“%(path)s” is not a graphdir store. Choose another file with --store.", path=path)
            )
        version = _pragma(db, "user_version")
        if version > SCHEMA_VERSION:
            raise StoreUnavailableError(
                _(
                    "The store “%(path)s” was written by a newer graphdir. Update graphdir to open it.",
                    path=path,
                )
            )
        return version < SCHEMA_VERSION
    finally:
        db.close()


def _make(path: Path) -> None:
    db = _connect(path)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN IMMEDIATE")
        version = _pragma(db, "user_version")
        if version == 0:
            db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            for statement in _schema().split(";\n"):
                db.execute(statement)
        for older in range(max(1, version), SCHEMA_VERSION):
            db.execute(_UPGRADES[older])
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("COMMIT")
    finally:
        db.close()


def _schema() -> str:
    return files("graphdir.stores").joinpath("schema.sql").read_text("utf-8")


def _connect(path: Path, how: str = "mode=rwc") -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{how}"
    db = sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(f"PRAGMA cache_size = {_CACHE_READING}")
        db.create_function("distance_km", 4, distance_km, deterministic=True)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _pragma(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])


def _sentence(path: Path, error: sqlite3.Error) -> str:
    """Say in one sentence what SQLite's error means for the person in front of it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _("The store “%(path)s” is locked by another program. Close it and try again.", path=path)
    if code == sqlite3.SQLITE_READONLY:
        return _("The store “%(path)s” may be read but not written. Nothing was changed.", path=path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _is_damaged(path)
    if code == sqlite3.SQLITE_FULL:
        return _("The disk of the store “%(path)s” is full. Nothing was changed.", path=path)
    if code == sqlite3.SQLITE_CANTOPEN:
        return _cannot_be_opened(path)
    return _("The store “%(path)s” cannot be used: %(reason)s.", path=path, reason=error)


def _is_damaged(path: Path) -> str:
    return _(
        "The store “%(path)s” is damaged or no SQLite file. It was left as it is; restore a backup "
        "or choose another file with --store.",
        path=path,
    )


def _cannot_be_opened(path: Path) -> str:
    return _("The store “%(path)s” cannot be opened. Check that its folder may be written.", path=path)


def _revision(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(number), 0) FROM batch").fetchone()[0])


def _read_taxonomy(db: sqlite3.Connection) -> Taxonomy:
    return Taxonomy.shipped().extended(
        topics=[cast("Topic", _entity("topic", row)) for row in db.execute(_SELECT["topic"])],
        organisation_kinds=[
            cast("OrganisationKind", _entity("organisation_kind", row))
            for row in db.execute(_SELECT["organisation_kind"])
        ],
    )


def _entity(kind: EntityKind, row: sqlite3.Row) -> Entity:
    values: dict[str, Any] = {
        name: value for name, value in zip(_COLUMNS[kind], row, strict=False) if value is not None
    }
    for name in records.LISTS[kind]:
        if name in values:
            values[name] = _as_list(values[name])
    if "recognised_75" in values:
        values["recognised_75"] = bool(values["recognised_75"])
    return records.TYPES[kind](**values)


@lru_cache(maxsize=50_000)
def _as_list(cell: str) -> tuple[str, ...]:
    return tuple(json.loads(cell))


def _values(kind: EntityKind) -> Callable[[Entity], tuple[Any, ...]]:
    """Return what turns an entry into a row; empty text and lists are NULL where that may be."""
    names = _COLUMNS[kind]
    read = attrgetter(*names)
    lists = [number for number, name in enumerate(names) if name in records.LISTS[kind]]
    derived = tuple(_DERIVED[kind].values())

    def values(entity: Entity) -> tuple[Any, ...]:
        row = list(read(entity))
        for number in lists:
            row[number] = records.listed(row[number]) if row[number] else None
        row.extend(function(entity) for function in derived)
        return tuple(row)

    return values


_VALUES: Final = {kind: _values(kind) for kind in _ORDER}


def _write(db: sqlite3.Connection, kind: EntityKind, entries: Iterable[Entity]) -> None:
    names = (*_COLUMNS[kind], *_DERIVED[kind])
    quoted = ", ".join(f'"{name}"' for name in names)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name != _KEY[kind])
    db.executemany(
        f"INSERT INTO {kind} ({quoted}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT ({_KEY[kind]}) DO UPDATE SET {updates}",
        # Sorted, they go into the table one after the other instead of all over the place.
        map(_VALUES[kind], sorted(entries, key=attrgetter("key"))),
    )


def _erase(db: sqlite3.Connection, kind: EntityKind, keys: Sequence[str]) -> None:
    if not keys:
        return
    asked = json.dumps(keys)
    if kind == "organisation":
        gone = "(SELECT number FROM organisation WHERE id IN (SELECT value FROM json_each(?)))"
        db.execute(f"DELETE FROM facet WHERE organisation IN {gone}", (asked,))
        db.execute(f"DELETE FROM organisation_words WHERE rowid IN {gone}", (asked,))
    db.execute(f"DELETE FROM {kind} WHERE {_KEY[kind]} IN (SELECT value FROM json_each(?))", (asked,))


def _current(db: sqlite3.Connection, changes: Iterable[Change]) -> dict[Ref, Entity]:
    keys: defaultdict[EntityKind, list[str]] = defaultdict(list)
    for change in changes:
        keys[change.ref.entity].append(change.ref.key)
    return {
        Ref(entity=kind, key=key): entity
        for kind, wanted in keys.items()
        if db.execute(f"SELECT EXISTS (SELECT 1 FROM {kind})").fetchone()[0]
        for key, entity in _by_key(db, kind, wanted).items()
    }


def _by_key(db: sqlite3.Connection, kind: EntityKind, keys: Iterable[str]) -> dict[str, Entity]:
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    rows = db.execute(f"{_SELECT[kind]} WHERE {_KEY[kind]} IN (SELECT value FROM json_each(?))", (json.dumps(wanted),))
    found = {entity.key: entity for entity in (_entity(kind, row) for row in rows)}
    return {key: found[key] for key in wanted if key in found}


def _carry_out(db: sqlite3.Connection, todo: Sequence[Change], progress: Progress) -> None:
    """Do the changes to the entries and to what they are found by; nothing of it is recorded."""
    total = len(todo)
    progress(0, total)
    done = 0
    erased, written = records.erased(todo), records.written(todo)
    for kind in reversed(_ORDER):
        _erase(db, kind, erased[kind])
    for kind in _ORDER:
        _write(db, kind, written[kind])
        done += len(written[kind])
        progress(done, total)
    _check_references(db, todo)
    _index(db, _dirty(db, todo), written["organisation"], _read_taxonomy(db))
    progress(total, total)


def _all_entries(db: sqlite3.Connection) -> Iterator[Entity]:
    for kind in _ORDER:
        for row in db.execute(_SELECT[kind]):
            yield _entity(kind, row)


def _recorded(db: sqlite3.Connection) -> Iterator[Recorded]:
    for row in db.execute("SELECT * FROM change ORDER BY number"):
        yield Recorded(
            number=row["number"],
            batch=row["batch"],
            ref=Ref(entity=row["entity"], key=row["key"]),
            before=row["before"],
            after=row["after"],
            file=row["file"] or "",
        )


def _recorded_batches(db: sqlite3.Connection) -> Iterator[RecordedBatch]:
    for row in db.execute("SELECT number, author, summary FROM batch"):
        yield RecordedBatch(number=row["number"], author=row["author"], summary=row["summary"])


def _rewrite_history(db: sqlite3.Connection, plan: Rewriting) -> None:
    db.executemany(
        "UPDATE change SET before = ?, after = ?, file = ? WHERE number = ?",
        ((change.before, change.after, change.file, change.number) for change in plan.changes),
    )
    db.executemany("DELETE FROM change WHERE number = ?", ((change.number,) for change in plan.left))
    db.executemany(
        "UPDATE batch SET changes = (SELECT count(*) FROM change WHERE batch = ?1) WHERE number = ?1",
        ((batch,) for batch in {change.batch for change in plan.left}),
    )
    db.executemany(
        "UPDATE batch SET author = ?, summary = ? WHERE number = ?",
        ((batch.author, batch.summary, batch.number) for batch in plan.batches),
    )


def _check_references(db: sqlite3.Connection, todo: Sequence[Change]) -> None:
    for kind, keys in records.needed(todo).items():
        asked = json.dumps(sorted(keys))
        missing = db.execute(f"SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM {kind})", (asked,))
        records.refuse_dangling(row[0] for row in missing)
    erased = records.erased(todo)
    referring_columns: tuple[tuple[EntityKind, str, str], ...] = (
        ("organisation", "from_id", "relation"),
        ("organisation", "to_id", "relation"),
        ("organisation", "organisation_id", "participation"),
        ("organisation", "organisation_id", "contact"),
        ("project", "project_id", "participation"),
    )
    for kind, column, referring in referring_columns:
        gone = json.dumps(erased[kind])
        still = db.execute(
            f"SELECT DISTINCT {column} FROM {referring} WHERE {column} IN (SELECT value FROM json_each(?))",
            (gone,),
        )
        records.refuse_dangling(row[0] for row in still)


def _record(db: sqlite3.Connection, changes: ChangeSet, todo: Sequence[Change]) -> Batch:
    at = changes.at or datetime.now(UTC).isoformat(timespec="milliseconds")
    number = db.execute(
        "INSERT INTO batch (at, author, summary, changes, undoes) VALUES (?, ?, ?, ?, ?)",
        (at, changes.author, changes.summary, len(todo), changes.undoes),
    ).lastrowid
    db.executemany(
        'INSERT INTO change (batch, entity, "key", before, after, file, "row") VALUES (?, ?, ?, ?, ?, ?, ?)',
        (
            (
                number,
                change.ref.entity,
                change.ref.key,
                records.dumped(change.before),
                records.dumped(change.after),
                change.file,
                change.row,
            )
            for change in todo
        ),
    )
    return Batch(
        id=str(number),
        at=at,
        author=changes.author,
        summary=changes.summary,
        changes=len(todo),
        undoes=changes.undoes,
    )


def _batch(row: sqlite3.Row) -> Batch:
    return Batch(
        id=str(row["number"]),
        at=row["at"],
        author=row["author"],
        summary=row["summary"],
        changes=row["changes"],
        undoes=row["undoes"],
    )


def _change(row: sqlite3.Row) -> Change:
    return records.change_of(row["entity"], row["before"], row["after"], row["file"], row["row"])


def _dirty(db: sqlite3.Connection, todo: Sequence[Change]) -> list[str]:
    """Return the organisations whose words or topics may have changed."""
    dirty = records.dirty(todo)
    if dirty.everybody:
        return [row[0] for row in db.execute("SELECT id FROM organisation")]
    rows = db.execute(
        "SELECT organisation_id FROM participation WHERE project_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(dirty.projects)),),
    )
    return sorted(dirty.organisations.union(row[0] for row in rows))


def _topics(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return stated topics and those of projects for each organisation that is there, sorted."""
    topics: dict[str, set[str]] = {}
    asked = json.dumps(ids)
    for id_, stated in db.execute(
        "SELECT id, topics FROM organisation WHERE id IN (SELECT value FROM json_each(?))", (asked,)
    ):
        topics[id_] = set(_as_list(stated)) if stated else set()
    for id_, derived in _derived(db, asked):
        topics[id_].update(derived)
    return {id_: sorted(topics[id_]) for id_ in ids if id_ in topics}


def _derived(db: sqlite3.Connection, asked: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Go through the topics of the projects that these organisations (ids as JSON) take part in."""
    rows = db.execute(
        """
        SELECT a.organisation_id, p.topics FROM participation AS a JOIN project AS p ON p.id = a.project_id
        WHERE a.organisation_id IN (SELECT value FROM json_each(?)) AND a.role <> 'funder' AND p.topics IS NOT NULL
        """,
        (asked,),
    )
    for id_, topics in rows:
        yield id_, _as_list(topics)


def _index(db: sqlite3.Connection, ids: Sequence[str], at_hand: Iterable[Entity], taxonomy: Taxonomy) -> None:
    """Renew the words and facet values of these organisations; some may be at hand already."""
    asked = json.dumps(ids)
    organisations = {organisation.key: organisation for organisation in at_hand}
    organisations |= _by_key(db, "organisation", (id_ for id_ in ids if id_ not in organisations))
    topics: defaultdict[str, set[str]] = defaultdict(set)
    for id_, derived in _derived(db, asked):
        topics[id_].update(derived)
    numbered = db.execute(
        "SELECT number, id FROM organisation WHERE id IN (SELECT value FROM json_each(?))", (asked,)
    ).fetchall()
    numbers = json.dumps([row["number"] for row in numbered])
    db.execute("DELETE FROM facet WHERE organisation IN (SELECT value FROM json_each(?))", (numbers,))
    db.execute("DELETE FROM organisation_words WHERE rowid IN (SELECT value FROM json_each(?))", (numbers,))
    values: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    documents: list[tuple[int, str]] = []
    for number, id_ in numbered:
        organisation = cast("Organisation", organisations[id_])
        works_on = sorted(topics[id_].union(organisation.topics))
        documents.append((number, words_of(organisation, works_on, taxonomy)))
        for facet_value in facet_values(organisation, taxonomy.with_broader(works_on)):
            values[facet_value].append(number)
    # Sorted, as the table is.
    db.executemany(
        "INSERT INTO facet SELECT ?, ?, value FROM json_each(?)",
        ((*facet_value, json.dumps(sorted(values[facet_value]))) for facet_value in sorted(values)),
    )
    db.executemany("INSERT INTO organisation_words (rowid, words) VALUES (?, ?)", documents)


def _words_since(db: sqlite3.Connection, revision: int) -> tuple[Sequence[str] | None, Mapping[str, str]]:
    """Return whose words changed after ``revision``, None for anybody, and the words there are."""
    changed = [
        row[0]
        for row in db.execute(
            "SELECT DISTINCT key FROM change WHERE batch > ? AND entity = 'organisation' LIMIT ?",
            (revision, MOST_TO_FOLLOW + 1),
        )
    ]
    # A batch without changes rewrote what was there; whose words that changed is not recorded.
    rewritten = db.execute("SELECT EXISTS (SELECT 1 FROM batch WHERE number > ? AND changes = 0)", (revision,))
    few = len(changed) <= MOST_TO_FOLLOW and not rewritten.fetchone()[0]
    rows = db.execute(
        "SELECT o.id, w.words FROM organisation AS o JOIN organisation_words AS w ON w.rowid = o.number"
        + (" WHERE o.id IN (SELECT value FROM json_each(?))" if few else ""),
        (json.dumps(changed),) if few else (),
    )
    return (changed if few else None), {row[0]: row[1] for row in rows}


# Of a coarse end as much is compared as is known. Without a day nobody has ended.
_THERE: Final = "(o.valid_to IS NULL OR o.valid_to >= substr(?, 1, length(o.valid_to)))"


def _conditions(question: Search, terms: Sequence[Term]) -> tuple[str, list[Any]]:
    """Return the WHERE clause of a question, empty when nothing narrows it, and its parameters."""
    clauses: list[str] = []
    parameters: list[Any] = []
    if question.text.strip():
        clauses.append(
            "o.number IN (SELECT rowid FROM organisation_words WHERE organisation_words MATCH ?)" if terms else "0"
        )
        if terms:
            parameters.append(" AND ".join(_match(term) for term in terms))
    for facet, value in question.facets().items():
        clauses.append("o.number IN (SELECT organisation FROM facet WHERE facet = ? AND value = ?)")
        parameters.extend((facet, value))
    if question.without_ties:
        clauses.append(
            "NOT EXISTS (SELECT 1 FROM relation WHERE from_id = o.id) "
            "AND NOT EXISTS (SELECT 1 FROM relation WHERE to_id = o.id) "
            "AND NOT EXISTS (SELECT 1 FROM participation WHERE organisation_id = o.id)"
        )
    if question.there_on:
        clauses.append(_THERE)
        parameters.append(question.there_on)
    if question.near:
        latitude, longitude, km = question.near
        south, north, west, east = box_around(latitude, longitude, km)
        clauses.append(
            "(o.latitude BETWEEN ? AND ? AND o.longitude BETWEEN ? AND ? "
            "AND distance_km(?, ?, o.latitude, o.longitude) <= ? OR o.id IN (SELECT value FROM json_each(?)))"
        )
        parameters.extend((south, north, west, east, latitude, longitude, km, json.dumps(question.also_near)))
    return (" WHERE " + " AND ".join(clauses) if clauses else ""), parameters


def _match(term: Term) -> str:
    """Return the FTS5 expression of a term; folded words hold letters and digits only."""
    return "(" + " OR ".join((f'"{term.word}" *', *(f'"{other}"' for other in term.others))) + ")"


def _order(question: Search, terms: Sequence[Term]) -> tuple[str, list[Any]]:
    by_name = "o.name_key, o.id"
    if question.sort == "town":
        return f"o.town_key, {by_name}", []
    if question.sort == "name" or not terms:
        return by_name, []
    typed = " ".join(term.word for term in terms)
    in_name = " AND ".join("instr(' ' || o.name_key, ?)" for _term in terms)
    rank = f"CASE WHEN o.name_key = ? THEN 0 WHEN substr(o.name_key, 1, ?) = ? THEN 1 WHEN {in_name} THEN 2 ELSE 3 END"
    return f"{rank}, {by_name}", [typed, len(typed), typed, *(f" {term.word}" for term in terms)]


def _project_conditions(question: ProjectSearch) -> tuple[str, list[Any]]:
    clauses: list[str] = []
    parameters: list[Any] = []
    if question.text.strip():
        typed = words(question.text)
        clauses.extend("instr(p.words, ?)" for _word in typed)
        parameters.extend(f" {word}" for word in typed)
        if not typed:
            clauses.append("0")
    if question.kind:
        clauses.append("p.kind = ?")
        parameters.append(question.kind)
    if question.topic:
        clauses.append("EXISTS (SELECT 1 FROM json_each(p.topics) WHERE value = ?)")
        parameters.append(question.topic)
    if question.year:
        clauses.append(
            "p.starts_on <> '' AND substr(p.starts_on, 1, 4) <= ? "
            "AND (substr(p.ends_on, 1, 4) >= ? "
            "OR (p.ends_on = '' AND (substr(p.starts_on, 1, 4) = ? OR p.status = 'running')))"
        )
        parameters.extend((question.year, question.year, question.year))
    if question.organisation_id:
        clauses.append("p.id IN (SELECT project_id FROM participation WHERE organisation_id = ?)")
        parameters.append(question.organisation_id)
    return (" WHERE " + " AND ".join(clauses) if clauses else ""), parameters


def _neighbours(db: sqlite3.Connection, nodes: Iterable[Node]) -> list[tuple[Node, Node]]:
    """Return (node, neighbour) pairs of these nodes over relations and participations."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for kind, key in nodes:
        by_kind[kind].append(key)
    organisations, projects = json.dumps(by_kind["organisation"]), json.dumps(by_kind["project"])
    pairs: list[tuple[Node, Node]] = []
    for sql, asked, kind, other in (
        (
            "SELECT from_id, to_id FROM relation WHERE status <> 'planned' AND from_id IN",
            organisations,
            "organisation",
            "organisation",
        ),
        (
            "SELECT to_id, from_id FROM relation WHERE status <> 'planned' AND to_id IN",
            organisations,
            "organisation",
            "organisation",
        ),
        (
            "SELECT organisation_id, project_id FROM participation WHERE organisation_id IN",
            organisations,
            "organisation",
            "project",
        ),
        (
            "SELECT project_id, organisation_id FROM participation WHERE project_id IN",
            projects,
            "project",
            "organisation",
        ),
    ):
        rows = db.execute(f"{sql} (SELECT value FROM json_each(?))", (asked,))
        pairs.extend(((kind, one), (other, two)) for one, two in rows)
    return pairs


def _connection(db: sqlite3.Connection, nodes: Sequence[Node]) -> Connection:
    steps: list[tuple[Relation | Participation, ...]] = []
    for (one_kind, one), (_other_kind, other) in pairwise(nodes):
        if one_kind == _other_kind == "organisation":
            rows = db.execute(
                f"""
                {_SELECT["relation"]}
                WHERE status <> 'planned' AND (from_id = ?1 AND to_id = ?2 OR from_id = ?2 AND to_id = ?1) ORDER BY key
                """,
                (one, other),
            )
            steps.append(tuple(cast("Relation", _entity("relation", row)) for row in rows))
        else:
            project, organisation = (one, other) if one_kind == "project" else (other, one)
            rows = db.execute(
                f"{_SELECT['participation']} WHERE project_id = ? AND organisation_id = ? ORDER BY key",
                (project, organisation),
            )
            steps.append(tuple(cast("Participation", _entity("participation", row)) for row in rows))
    entities = {
        ("organisation", key): entity
        for key, entity in _by_key(db, "organisation", (k for kind, k in nodes if kind == "organisation")).items()
    } | {
        ("project", key): entity
        for key, entity in _by_key(db, "project", (k for kind, k in nodes if kind == "project")).items()
    }
    return Connection(nodes=tuple(cast("Organisation | Project", entities[node]) for node in nodes), steps=tuple(steps))


def _as_columns(db: sqlite3.Connection, table: str, key: str, fields: Sequence[str]) -> dict[str, list[Any]]:
    cursor = db.cursor()
    cursor.row_factory = None  # plain tuples are turned into columns five times as fast
    cursor.execute(f"SELECT {', '.join(fields)} FROM {table} ORDER BY {key}")
    values = map(list, zip(*cursor, strict=True))
    columns = dict(zip(fields, values, strict=False)) or {name: [] for name in fields}
    if "topics" in columns:
        columns["topics"] = [_as_list(cell) if cell else () for cell in columns["topics"]]
    return columns
