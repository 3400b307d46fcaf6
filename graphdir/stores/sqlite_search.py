"""What a search means in the embedded store's SQL."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final

from graphdir.places import box_around
from graphdir.store import ProjectSearch, ProjectSort, Search
from graphdir.stores.vocabulary import MOST_TO_FOLLOW, Term
from graphdir.text import words

PROJECT_ORDER: Final[Mapping[ProjectSort, str]] = {
    "-start": "p.starts_on DESC, p.title_key, p.id",
    "start": "p.starts_on = '', p.starts_on, p.title_key, p.id",
    "title": "p.title_key, p.id",
    "-title": "p.title_key DESC, p.id",
    "kind": "p.kind = '', p.kind, p.title_key, p.id",
    "-kind": "p.kind = '', p.kind DESC, p.title_key, p.id",
}


def words_since(db: sqlite3.Connection, revision: int) -> tuple[Sequence[str] | None, Mapping[str, str]]:
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
THERE: Final = "(o.valid_to IS NULL OR o.valid_to >= substr(?, 1, length(o.valid_to)))"


def conditions(question: Search, terms: Sequence[Term]) -> tuple[str, list[Any]]:
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
        clauses.append(THERE)
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
    begun = (f'"{word}" *' for word in (term.word, *term.near_beginnings))
    return "(" + " OR ".join((*begun, *(f'"{other}"' for other in term.others))) + ")"


def order_of(question: Search, terms: Sequence[Term]) -> tuple[str, list[Any]]:
    """Return the ORDER BY clause of a question and its parameters."""
    by_name = "o.name_key, o.id"
    if question.sort == "town":
        return f"o.town_key, {by_name}", []
    if question.sort == "name" or not terms:
        return by_name, []
    typed = " ".join(term.word for term in terms)
    in_name = " AND ".join("instr(' ' || o.name_key, ?)" for _term in terms)
    rank = f"CASE WHEN o.name_key = ? THEN 0 WHEN substr(o.name_key, 1, ?) = ? THEN 1 WHEN {in_name} THEN 2 ELSE 3 END"
    return f"{rank}, {by_name}", [typed, len(typed), typed, *(f" {term.word}" for term in terms)]


def project_conditions(question: ProjectSearch) -> tuple[str, list[Any]]:
    """Return the WHERE clause of a search for projects, empty when nothing narrows it, and its parameters."""
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
