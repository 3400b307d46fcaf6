"""What a search means in Cypher, and how its hits, pages and counts are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from threading import Lock
from typing import Any, Final, LiteralString

from graphdir.places import distance_km
from graphdir.store import FACETS, FacetCounts, ProjectSearch, Search
from graphdir.stores import cypher
from graphdir.stores.graph_changes import Run
from graphdir.stores.graph_rows import facet_name, facet_token
from graphdir.stores.vocabulary import MOST_TO_FOLLOW, Term

_MOST_FACET_VALUES: Final = 200
_MOST_FACETS_KEPT: Final = 1_000
# From so many hits on, going through everybody in order beats sorting the hits.
_MANY: Final = 2_000
# Neo4j and Python compute distances by the same formula; their last digits may differ.
_ROUNDING: Final = 1e-9
_ROUNDING_METRES: Final = 1e-3


def words_since(run: Run, rebuilt: int, revision: int) -> tuple[Sequence[str] | None, Mapping[str, str]]:
    """Return whose words changed after ``revision``, None for anybody, and the words there are."""
    changed: list[str] | None = None
    if revision >= rebuilt:
        changed = run(cypher.CHANGED_SINCE, revision=revision, limit=MOST_TO_FOLLOW + 1)[0]["keys"]
    if changed is None or len(changed) > MOST_TO_FOLLOW:
        (row,) = run(cypher.ALL_WORDS)
        return None, dict(zip(row["ids"], row["words"], strict=True))
    (row,) = run(cypher.WORDS_OF, ids=changed)
    return changed, dict(zip(row["ids"], row["words"], strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """How to find who was asked for: a statement's beginning with its parameters.

    ``conditions`` alone say the same of organisations that meet the terms already.
    """

    total: int
    terms: Sequence[Term] = ()
    statement: LiteralString = cypher.EVERYBODY
    conditions: LiteralString = ""
    values: Mapping[str, Any] = field(default_factory=dict)


NOBODY: Final = Hits(total=0)


def hits_of(run: Run, question: Search, terms: Sequence[Term]) -> Hits:
    """Count who meets a question, and tell how to find them."""
    facets = question.facets()
    clauses = [
        *(_match(term) for term in terms),
        *(f"tokens:{facet_token(facet, value)}" for facet, value in facets.items()),
    ]
    narrowed: LiteralString = cypher.WITHOUT_TIES if question.without_ties else ""
    narrowed += cypher.THERE if question.there_on else ""
    if not (clauses or narrowed) and question.near is None:
        return Hits(total=run(cypher.COUNT_ALL)[0]["total"])
    conditions: LiteralString = (cypher.HAS_FACETS if facets else "") + narrowed
    statement: LiteralString = (cypher.FOUND_BY_WORDS if clauses else cypher.EVERYBODY) + narrowed
    values: dict[str, Any] = {
        "match": " AND ".join(clauses),
        "facets": [facet_name(facet, value) for facet, value in facets.items()],
        "there_on": question.there_on,
    }
    if question.near is None:
        total = run(statement + cypher.TOTAL, **values)[0]["total"]
    else:
        latitude, longitude, km = question.near
        circle = circle_of(latitude, longitude, km)
        if circle is None:
            return NOBODY
        values.update(circle, also_near=list(question.also_near))
        statement += cypher.NEAR
        conditions += cypher.NEAR
        (row,) = run(statement + cypher.TOTAL_NEAR, **values)
        beyond = [id_ for id_, lat, lon in row["border"] if distance_km(latitude, longitude, lat, lon) > km]
        total = row["total"] - len(beyond)
        if beyond:
            values["beyond"] = beyond
            statement += cypher.NOT_BEYOND
            conditions += cypher.NOT_BEYOND
    return Hits(total=total, terms=terms, statement=statement, conditions=conditions, values=values)


def circle_of(latitude: float, longitude: float, km: float) -> dict[str, float] | None:
    """Return a circle in metres with its inner and outer edge; None for none on this globe."""
    if not (-90 <= latitude <= 90 and 0 <= km < inf):  # noqa: PLR2004  also not-a-number
        return None
    metres = km * 1000
    return {
        "latitude": latitude,
        "longitude": longitude,
        "inner": metres * (1 - _ROUNDING) - _ROUNDING_METRES,
        "outer": metres * (1 + _ROUNDING) + _ROUNDING_METRES,
    }


def _match(term: Term) -> str:
    """Return a term as Lucene reads it; folded words hold letters and digits only."""
    begun = (f"{word}*" for word in (term.word, *term.near_beginnings))
    return f"words:({' OR '.join((*begun, *term.others))})"


def page_of(run: Run, question: Search, found: Hits, skip: int, limit: int) -> Sequence[Mapping[str, Any]]:
    """Return the records of a page: by walking an index in order where hits are many."""
    values = {**found.values, "skip": skip, "limit": limit}
    by_town = question.sort == "town"
    by_name = question.sort == "name" or not found.terms
    if by_town or by_name:
        ending = cypher.BY_TOWN if by_town else cypher.BY_NAME
        if not found.terms and found.total > _MANY:
            walk = cypher.BY_TOWN_INDEX if by_town else cypher.BY_NAME_INDEX
            return run(walk + found.conditions + ending, **values)
        return run(found.statement + ending, **values)
    typed = [term.word for term in found.terms]
    values["typed"] = " ".join(typed)
    values["beginnings"] = [f" {word}" for word in typed]
    if found.total > _MANY:
        # Names that begin with what was typed come first, and in the order of their index.
        rows = run(cypher.NAME_BEGINS + found.conditions + cypher.BY_NAME, **values)
        if len(rows) == limit:
            return rows
    return run(found.statement + cypher.BY_RELEVANCE, **values)


def facets_of(run: Run, found: Hits) -> FacetCounts:
    """Count the hits by every facet and value, most first."""
    counts: dict[str, list[tuple[str, int]]] = {name: [] for name in FACETS}
    if found.total:
        for row in run(found.statement + cypher.COUNT_FACETS, **found.values):
            facet, _colon, value = row["facet"].partition(":")
            counts[facet].append((value, row["hits"]))
    for values in counts.values():
        values.sort(key=lambda counted: (-counted[1], counted[0]))
        del values[_MOST_FACET_VALUES:]
    return counts


class FacetCache:
    """Counts already made at the present revision, for many threads."""

    def __init__(self) -> None:
        self._revision = -1
        self._counts: dict[Search, FacetCounts] = {}
        self._lock = Lock()

    def of(self, revision: int, question: Search) -> FacetCounts | None:
        with self._lock:
            return self._counts.get(question) if revision == self._revision else None

    def keep(self, revision: int, question: Search, counts: FacetCounts) -> None:
        with self._lock:
            if revision != self._revision or len(self._counts) >= _MOST_FACETS_KEPT:
                self._revision = revision
                self._counts = {}
            self._counts[question] = counts


def window_of(question: Search | ProjectSearch) -> tuple[int, int]:
    """Return how many hits to pass over, and how many to give."""
    size = max(0, question.size)
    return max(0, question.page - 1) * size, size


def found_projects(question: ProjectSearch, typed: Sequence[str]) -> tuple[LiteralString, dict[str, Any]]:
    """Return the beginning of a statement that finds a question's projects, and its parameters."""
    statement = cypher.PROJECTS
    values: dict[str, Any] = {}
    if question.organisation_id:
        statement = cypher.PROJECTS_OF
        values["organisation_id"] = question.organisation_id
    if typed:
        statement += cypher.PROJECT_WORDS
        values["words"] = [f" {word}" for word in typed]
    if question.kind:
        statement += cypher.PROJECT_KIND
        values["kind"] = question.kind
    if question.topic:
        statement += cypher.PROJECT_TOPIC
        values["topic"] = question.topic
    if question.year:
        statement += cypher.PROJECT_YEAR
        values["year"] = question.year
    return statement, values
