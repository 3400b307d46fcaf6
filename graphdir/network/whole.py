"""The whole network in memory, as numbers: what figures, maps and gaps are computed from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphdir.model import latest
from graphdir.places import Towns, town_key
from graphdir.store import Columns, GraphStore
from graphdir.taxonomy import Taxonomy
from graphdir.text import fold
from graphdir.ties import LASTING, Tense, met_in, project_tense, relation_tense, roles_in, tie_of_project

JOINT_PROJECT: Final = "JOINT_PROJECT"
# Years that stand for an open side.
OPEN_START: Final = 0
OPEN_END: Final = 9999

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What ties two organisations, one by one, as arrays of the same length.

    A statement is a relation, or that two have met in a project. ``one`` and ``other`` are numbers
    of organisations: from and to, ``one < other`` where the direction means nothing.
    ``relationship`` is a place in ``Whole.relationships``; ``relation`` and ``project`` are rows
    of the store's columns, -1 where it is the other sort. It holds from the year ``first`` to the
    year ``last``, ``OPEN_START`` and ``OPEN_END`` where a side is open, and no longer than both organisations are
    there. A project of which only the beginning is known counts in that year, and until now where it is said to run.
    ``present`` and ``planned`` are the tenses of the tie (graphdir/ties.py); what is neither has ended. ``ongoing`` is
    what is present and not only since a project that is over has tied the two.
    """

    one: Ints
    other: Ints
    relationship: Ints
    relation: Ints
    project: Ints
    first: Ints
    last: Ints
    present: Flags
    ongoing: Flags
    planned: Flags


@dataclass(frozen=True, kw_only=True)
class Ties:
    """Statements by pair and relationship, as arrays: sorted by their ends, then by relationship.

    ``weight`` counts the statements; ``present`` holds where one of them is, ``planned`` where all of them are.
    ``rows[bounds[i]:bounds[i + 1]]`` are the statements behind tie ``i``.
    """

    one: Ints
    other: Ints
    relationship: Ints
    weight: Ints
    present: Flags
    planned: Flags
    rows: NDArray[np.int64]
    bounds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.one)

    @cached_property
    def pairs(self) -> Ints:
        """Return who is tied to whom at all, each pair once as a row, the smaller number first."""
        low, high = np.minimum(self.one, self.other), np.maximum(self.one, self.other)
        return np.unique(np.column_stack((low, high)), axis=0) if len(self) else np.empty((0, 2), np.int32)

    def degrees(self, size: int) -> NDArray[np.int64]:
        """Return how many neighbours each of ``size`` organisations has."""
        return np.bincount(self.pairs.ravel(), minlength=size)


@dataclass(frozen=True, kw_only=True)
class Whole:
    """The network at one revision of the store, on one day.

    An organisation's number is its place in the columns, which are in the order of ids. Of the numbers ``in_town`` only
    the town is known; in the columns they stand in the middle of it. ``project_tenses`` tell when each project is, by
    its row.
    """

    revision: int
    today: str
    taxonomy: Taxonomy
    columns: Columns
    in_town: Sequence[int]
    statements: Statements
    relationships: Sequence[str]
    project_tenses: Sequence[Tense | None]

    @classmethod
    def read(cls, store: GraphStore, today: str) -> "Whole":
        """Take the network out of a store."""
        revision, taxonomy = store.revision(), store.taxonomy()
        columns, in_town = _placed(store.columns())
        kinds = taxonomy.relation_kinds.values()
        relationships = (*dict.fromkeys(kind.relationship for kind in kinds), JOINT_PROJECT)
        projects = columns.projects
        told = zip(projects["status"], projects["starts_on"], projects["ends_on"], strict=True)
        tenses = [project_tense(status, (begins, ends), today) for status, begins, ends in told]
        return cls(
            revision=revision,
            today=today,
            taxonomy=taxonomy,
            columns=columns,
            in_town=in_town,
            statements=_statements(columns, _places(taxonomy, relationships), tenses, today),
            relationships=relationships,
            project_tenses=tenses,
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def ids(self) -> Sequence[str]:
        """Return the organisations' ids by number."""
        return self.columns.organisations["id"]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Return the organisations' numbers by id."""
        return {id_: number for number, id_ in enumerate(self.ids)}

    @cached_property
    def groups(self) -> Sequence[str]:
        """Return the group of each organisation's kind."""
        return [self.taxonomy.group_of(kind) for kind in self.columns.organisations["kind"]]

    @cached_property
    def places(self) -> Mapping[str, str]:
        """Return the name of every town, municipality and region with an organisation, by its folded name."""
        columns = self.columns.organisations
        names = {name for field in ("town", "municipality", "region") for name in columns[field] if name}
        return {fold(name): name for name in sorted(names, reverse=True)}

    @cached_property
    def ended(self) -> Flags:
        """Tell of every organisation whether it is known to be no more."""
        return np.array([latest(day) < self.today for day in self.columns.organisations["valid_to"]], np.bool_)

    @cached_property
    def ties(self) -> Ties:
        """Return all ties, ended and planned ones too."""
        return self.ties_among(np.ones(len(self.statements.one), np.bool_))

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """Return to how many others each organisation has a tie, of whatever time."""
        return self.ties.degrees(len(self))

    @cached_property
    def present_ties(self) -> Ties:
        """Return the ties that hold now."""
        return self.ties_among(self.statements.present)

    @cached_property
    def neighbours(self) -> NDArray[np.int64]:
        """Return how many neighbours each organisation has: others to which it has a tie now."""
        return self.present_ties.degrees(len(self))

    def ties_among(self, wanted: Flags) -> Ties:
        """Join the statements that are wanted to ties."""
        said = self.statements
        # An edge made while the store was read may end at an organisation that was not there yet.
        rows = np.flatnonzero(wanted & (said.one >= 0) & (said.other >= 0))
        one, other, relationship = said.one[rows], said.other[rows], said.relationship[rows]
        keys = (one.astype(np.int64) * len(self) + other) * len(self.relationships) + relationship
        order = np.argsort(keys, kind="stable")
        rows, keys = rows[order], keys[order]
        starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, np.int64)
        bounds = np.r_[starts, len(rows)].astype(np.int64)
        first = rows[starts]
        return Ties(
            one=said.one[first],
            other=said.other[first],
            relationship=said.relationship[first],
            weight=np.diff(bounds).astype(np.int32),
            present=np.logical_or.reduceat(said.present[rows], starts) if len(starts) else np.empty(0, np.bool_),
            planned=np.logical_and.reduceat(said.planned[rows], starts) if len(starts) else np.empty(0, np.bool_),
            rows=rows,
            bounds=bounds,
        )

    def ties_of(self, ties: Ties, kept: Flags) -> Ties:
        """Return those of the ties that are kept."""
        if kept.all():
            return ties
        said = np.zeros(len(self.statements.one), np.bool_)
        said[ties.rows[np.repeat(kept, ties.weight)]] = True
        return self.ties_among(said)


class CurrentWhole:
    """The whole network, kept while the store's revision and the day stay the same."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._reading = Lock()
        self._read: Whole | None = None

    def __call__(self, today: str) -> Whole:
        """Return the network as it is now."""
        revision = self._store.revision()
        with self._reading:
            if self._read is None or (self._read.revision, self._read.today) != (revision, today):
                self._read = Whole.read(self._store, today)
            return self._read


def _placed(columns: Columns) -> tuple[Columns, Sequence[int]]:
    """Put organisations of which only the town is known into the middle of it; return the numbers of these too."""
    rows = dict(columns.organisations)
    latitudes, longitudes, qualities = (list(rows[name]) for name in ("latitude", "longitude", "position_quality"))
    said = [*zip(rows["town"], rows["municipality"], rows["country"], strict=True)]
    towns = Towns()
    for id_, (town, wider, country), latitude, longitude in zip(rows["id"], said, latitudes, longitudes, strict=True):
        towns.put(id_, town_key(town or wider, country), None if latitude is None else (latitude, longitude))
    middles = {
        at: middle
        for at, (latitude, (town, wider, country)) in enumerate(zip(latitudes, said, strict=True))
        if latitude is None and (middle := towns.place(town, wider, country))
    }
    for at, middle in middles.items():
        (latitudes[at], longitudes[at]), qualities[at] = middle, "place"
    placed = {"latitude": latitudes, "longitude": longitudes, "position_quality": qualities}
    return replace(columns, organisations={**rows, **placed}), list(middles)


def _places(taxonomy: Taxonomy, relationships: Sequence[str]) -> Mapping[str, int]:
    """Return of each kind of relation, and of joint projects, the place of its relationship."""
    kinds = taxonomy.relation_kinds.items()
    return {kind: relationships.index(found.relationship) for kind, found in kinds} | {
        JOINT_PROJECT: relationships.index(JOINT_PROJECT)
    }


def _statements(
    columns: Columns, places: Mapping[str, int], of_projects: Sequence[Tense | None], today: str
) -> Statements:
    numbers = {id_: number for number, id_ in enumerate(columns.organisations["id"])}
    relations, projects = columns.relations, columns.projects
    pairs = _project_pairs(columns, numbers, of_projects)
    begins = [_year(date, OPEN_START) for date in projects["starts_on"]]
    ends = [
        _year(end, OPEN_END if tense is Tense.PRESENT else begin or OPEN_END)
        for end, begin, tense in zip(projects["ends_on"], begins, of_projects, strict=True)
    ]
    related, met = len(relations["key"]), len(pairs)
    nothing = [-1] * related
    one = _ints([*(numbers.get(id_, -1) for id_ in relations["from_id"]), *(one for one, _other, _project in pairs)])
    other = _ints([*(numbers.get(id_, -1) for id_ in relations["to_id"]), *(other for _one, other, _project in pairs)])
    # Whoever is not known, at -1, has not ended.
    closed = [*columns.organisations["valid_to"], ""]
    gone = np.array([latest(date) < today for date in closed], np.bool_)
    end_gone: list[bool] = (gone[one] | gone[other]).tolist()
    of_relations = _relation_tenses(columns, end_gone[:related], today)
    of_pairs = [
        tie_of_project(of_projects[project], gone=is_gone)
        for (*_ends, project), is_gone in zip(pairs, end_gone[related:], strict=True)
    ]
    tenses = [*of_relations, *of_pairs]
    present = np.array([tense is Tense.PRESENT for tense in tenses], np.bool_)
    over = np.array([*[False] * related, *(of_projects[pair[2]] is Tense.FORMER for pair in pairs)], np.bool_)
    lasting = np.array([*(kind in LASTING for kind in relations["kind"]), *[False] * met], np.bool_)
    last_years = _ints([_year(date, OPEN_END) for date in closed])
    found = Statements(
        one=one,
        other=other,
        relationship=_ints([*(places[kind] for kind in relations["kind"]), *[places[JOINT_PROJECT]] * met]),
        relation=_ints([*range(related), *[-1] * met]),
        project=_ints([*nothing, *(project for _one, _other, project in pairs)]),
        first=_ints(
            [
                *(_year(date, OPEN_START) for date in relations["valid_from"]),
                *(begins[project] for _one, _other, project in pairs),
            ]
        ),
        last=np.minimum.reduce(
            [
                _ints(
                    [
                        *(_year(date, OPEN_END) for date in relations["valid_to"]),
                        *(ends[project] for _one, _other, project in pairs),
                    ]
                ),
                np.where(lasting, OPEN_END, last_years[one]).astype(np.int32),
                np.where(lasting, OPEN_END, last_years[other]).astype(np.int32),
            ]
        ),
        present=present,
        ongoing=present & ~over,
        planned=np.array([tense is Tense.PLANNED for tense in tenses], np.bool_),
    )
    kept = np.array([tense is not None for tense in tenses], np.bool_)
    return Statements(**{part.name: getattr(found, part.name)[kept] for part in fields(Statements)})


def _relation_tenses(columns: Columns, gone: Sequence[bool], today: str) -> list[Tense | None]:
    told = zip(*(columns.relations[name] for name in ("kind", "status", "valid_from", "valid_to")), gone, strict=True)
    return [
        relation_tense(kind, status, (begins, ends), gone=is_gone, today=today)
        for kind, status, begins, ends, is_gone in told
    ]


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, np.int32)


def _year(date: str, unknown: int) -> int:
    return int(date[:4]) if date else unknown


def _project_pairs(
    columns: Columns, numbers: Mapping[str, int], tenses: Sequence[Tense | None]
) -> list[tuple[int, int, int]]:
    """Return who met, or is to meet, in which project: one, other and the project's row, sorted."""
    projects = {id_: row for row, (id_, tense) in enumerate(zip(columns.projects["id"], tenses, strict=True)) if tense}
    parts = columns.participations
    members: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for project, organisation, role in zip(parts["project_id"], parts["organisation_id"], parts["role"], strict=True):
        if project in projects and organisation in numbers:
            members[projects[project]].append((numbers[organisation], role))
    return sorted((one, other, project) for project, of in members.items() for one, other in met_in(roles_in(of)))
