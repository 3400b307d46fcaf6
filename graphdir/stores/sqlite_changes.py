"""How the embedded store carries out a change set and records it."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import cast

from graphdir.model import Entity, EntityKind, Organisation, OrganisationKind, Topic
from graphdir.store import Batch, Change, ChangeSet, Progress, Ref
from graphdir.stores import records
from graphdir.stores.rewriting import Recorded, RecordedBatch, Rewriting
from graphdir.stores.sqlite_rows import ORDER, SELECT, as_list, by_key, entity_of, erase, write
from graphdir.stores.vocabulary import facet_values, words_of
from graphdir.taxonomy import Taxonomy


def revision_of(db: sqlite3.Connection) -> int:
    """Return the number of the newest batch, 0 in a new store."""
    return int(db.execute("SELECT coalesce(max(number), 0) FROM batch").fetchone()[0])


def read_taxonomy(db: sqlite3.Connection) -> Taxonomy:
    """Return the shipped lists with the topics and kinds of this store."""
    return Taxonomy.shipped().extended(
        topics=[cast("Topic", entity_of("topic", row)) for row in db.execute(SELECT["topic"] + " ORDER BY id")],
        organisation_kinds=[
            cast("OrganisationKind", entity_of("organisation_kind", row))
            for row in db.execute(SELECT["organisation_kind"] + " ORDER BY id")
        ],
    )


def current(db: sqlite3.Connection, changes: Iterable[Change]) -> dict[Ref, Entity]:
    """Return what the changed entries are at present, without those that are not there."""
    keys: defaultdict[EntityKind, list[str]] = defaultdict(list)
    for change in changes:
        keys[change.ref.entity].append(change.ref.key)
    return {
        Ref(entity=kind, key=key): entity
        for kind, wanted in keys.items()
        if db.execute(f"SELECT EXISTS (SELECT 1 FROM {kind})").fetchone()[0]
        for key, entity in by_key(db, kind, wanted).items()
    }


def carry_out(db: sqlite3.Connection, todo: Sequence[Change], progress: Progress) -> None:
    """Do the changes to the entries and to what they are found by; nothing of it is recorded."""
    total = len(todo)
    progress(0, total)
    done = 0
    erased, written = records.erased(todo), records.written(todo)
    for kind in reversed(ORDER):
        erase(db, kind, erased[kind])
    for kind in ORDER:
        write(db, kind, written[kind])
        done += len(written[kind])
        progress(done, total)
    _check_references(db, todo)
    _index(db, _dirty(db, todo), written["organisation"], read_taxonomy(db))
    progress(total, total)


def recorded_changes(db: sqlite3.Connection) -> Iterator[Recorded]:
    """Go through the history, oldest first."""
    for row in db.execute("SELECT * FROM change ORDER BY number"):
        yield Recorded(
            number=row["number"],
            batch=row["batch"],
            ref=Ref(entity=row["entity"], key=row["key"]),
            before=row["before"],
            after=row["after"],
            file=row["file"] or "",
        )


def recorded_batches(db: sqlite3.Connection) -> Iterator[RecordedBatch]:
    """Go through who did what, without the changes."""
    for row in db.execute("SELECT number, author, summary FROM batch"):
        yield RecordedBatch(number=row["number"], author=row["author"], summary=row["summary"])


def rewrite_history(db: sqlite3.Connection, plan: Rewriting) -> None:
    """Make the history tell what the plan says."""
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
            f"SELECT DISTINCT {column} FROM {referring} WHERE {column} IN (SELECT value FROM json_each(?))", (gone,)
        )
        records.refuse_dangling(row[0] for row in still)


def record(db: sqlite3.Connection, changes: ChangeSet, todo: Sequence[Change]) -> Batch:
    """Write down what was done as one batch."""
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
        id=str(number), at=at, author=changes.author, summary=changes.summary, changes=len(todo), undoes=changes.undoes
    )


def batch_of(row: sqlite3.Row) -> Batch:
    """Return the batch of a row."""
    return Batch(
        id=str(row["number"]),
        at=row["at"],
        author=row["author"],
        summary=row["summary"],
        changes=row["changes"],
        undoes=row["undoes"],
    )


def change_of(row: sqlite3.Row) -> Change:
    """Return the change of a row."""
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


def topics_of(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return stated topics and those of projects for each organisation that is there, sorted."""
    topics: dict[str, set[str]] = {}
    asked = json.dumps(ids)
    for id_, stated in db.execute(
        "SELECT id, topics FROM organisation WHERE id IN (SELECT value FROM json_each(?))", (asked,)
    ):
        topics[id_] = set(as_list(stated)) if stated else set()
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
        yield id_, as_list(topics)


def _index(db: sqlite3.Connection, ids: Sequence[str], at_hand: Iterable[Entity], taxonomy: Taxonomy) -> None:
    """Renew the words and facet values of these organisations; some may be at hand already."""
    asked = json.dumps(ids)
    organisations = {organisation.key: organisation for organisation in at_hand}
    organisations |= by_key(db, "organisation", (id_ for id_ in ids if id_ not in organisations))
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
