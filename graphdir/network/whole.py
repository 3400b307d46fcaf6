"""The whole network in memory, as numbers: what figures, maps and gaps are computed from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphdir.model import NEVER_BEGUN, is_ahead, latest
from graphdir.places import Towns, town_key
from graphdir.store import Columns, GraphStore
from graphdir.taxonomy import Taxonomy
from graphdir.text import fold

JOINT_PROJECT: Final = "JOINT_PROJECT"
# In a project without a lead everybody knows everybody, unless there are too many for that.
LARGEST_CLIQUE: Final = 12
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
    there: what nobody ended has ``ended`` with them. A project of which only the
    beginning is known counts in that year; one that has not begun is ``planned``.
    """

    one: Ints
    other: Ints
    relationship: Ints
    relation: Ints
    project: Ints
    first: Ints
    last: Ints
    ended: Flags
    planned: Flags


@dataclass(frozen=True, kw_only=True)
class Ties:
    """Statements by pair and relationship, as arrays: sorted by their ends, then by relationship.

    ``weight`` counts the statements; ``ended`` and ``planned`` hold where all of them have ended or
    none has begun. ``rows[bounds[i]:bounds[i + 1]]`` are the statements behind tie ``i``.
    """

    one: Ints
    other: Ints
    relationship: Ints
    weight: Ints
    ended: Flags
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
    the town is known; in the columns they stand in the middle of it.
    """

    revision: int
    today: str
    taxonomy: Taxonomy
    columns: Columns
    in_town: Sequence[int]
    statements: Statements
    relationships: Sequence[str]

    @classmethod
    def read(cls, store: GraphStore, today: str) -> "Whole":
        """Take the network out of a store."""
        revision, taxonomy = store.revision(), store.taxonomy()
        columns, in_town = _placed(store.columns())
        kinds = taxonomy.relation_kinds.values()
        relationships = (*dict.fromkeys(kind.relationship for kind in kinds), JOINT_PROJECT)
        return cls(
            revision=revision,
            today=today,
            taxonomy=taxonomy,
            columns=columns,
            in_town=in_town,
            statements=_statements(columns, taxonomy, relationships, today),
            relationships=relationships,
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
    def ties(self) -> Ties:
        """Return all ties, ended and planned ones too."""
        return self.ties_among(np.ones(len(self.statements.one), np.bool_))

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """Return how many neighbours each organisation has, of whatever time."""
        return self.ties.degrees(len(self))

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
            ended=_all_of(said.ended[rows], starts),
            planned=_all_of(said.planned[rows], starts),
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


def _all_of(flags: Flags, starts: NDArray[np.int64]) -> Flags:
    return np.logical_and.reduceat(flags, starts) if len(starts) else np.empty(0, np.bool_)


def _placed(columns: Columns) -> tuple[Columns, Sequence[int]]:
    """Put organisations of which only the town is known into the middle of it; return the numbers of these too."""
    rows = dict(columns.organisations)
    latitudes, longitudes, qualities = (list(rows[name]) for name in ("latitude", "longitude", "position_quality"))
    keys = [town_key(town or wider) for town, wider in zip(rows["town"], rows["municipality"], strict=True)]
    towns = Towns()
    for id_, key, latitude, longitude in zip(rows["id"], keys, latitudes, longitudes, strict=True):
        towns.put(id_, key, None if latitude is None else (latitude, longitude))
    middles = {
        at: middle
        for at, (latitude, key) in enumerate(zip(latitudes, keys, strict=True))
        if latitude is None and (middle := towns.middle(key))
    }
    for at, middle in middles.items():
        (latitudes[at], longitudes[at]), qualities[at] = middle, "place"
    placed = {"latitude": latitudes, "longitude": longitudes, "position_quality": qualities}
    return replace(columns, organisations={**rows, **placed}), list(middles)


def _statements(columns: Columns, taxonomy: Taxonomy, relationships: Sequence[str], today: str) -> Statements:
    numbers = {id_: number for number, id_ in enumerate(columns.organisations["id"])}
    relations = columns.relations
    place = {
        kind: relationships.index(relation_kind.relationship) for kind, relation_kind in taxonomy.relation_kinds.items()
    }
    pairs = _project_pairs(columns, numbers)
    projects = columns.projects
    begins = [_year(date, OPEN_START) for date in projects["starts_on"]]
    ends = [_year(end, begin or OPEN_END) for end, begin in zip(projects["ends_on"], begins, strict=True)]
    ahead = [is_ahead(*told, today) for told in zip(projects["starts_on"], projects["status"], strict=True)]
    related, met = len(relations["key"]), len(pairs)
    nothing = [-1] * related
    one = _ints([*(numbers.get(id_, -1) for id_ in relations["from_id"]), *(one for one, _other, _project in pairs)])
    other = _ints([*(numbers.get(id_, -1) for id_ in relations["to_id"]), *(other for _one, other, _project in pairs)])
    # Whoever is not known, at -1, has not ended.
    closed = [*columns.organisations["valid_to"], ""]
    # Who succeeds whom stays true.
    lasting = np.array([*(kind == "successor_of" for kind in relations["kind"]), *[False] * met], np.bool_)
    last_years = _ints([_year(date, OPEN_END) for date in closed])
    gone = np.array([latest(date) < today for date in closed], np.bool_)
    return Statements(
        one=one,
        other=other,
        relationship=_ints([*(place[kind] for kind in relations["kind"]), *[len(relationships) - 1] * met]),
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
        # A project is history once it is over, but that two have worked together stays true while both are there.
        ended=np.array([*(latest(date) < today for date in relations["valid_to"]), *[False] * met], np.bool_)
        | ((gone[one] | gone[other]) & ~lasting),
        planned=np.array(
            [*(status == "planned" for status in relations["status"]), *(ahead[project] for *_ends, project in pairs)],
            np.bool_,
        ),
    )


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, np.int32)


def _year(date: str, unknown: int) -> int:
    return int(date[:4]) if date else unknown


def _project_pairs(columns: Columns, numbers: Mapping[str, int]) -> list[tuple[int, int, int]]:
    """Return who met in which project: one, other and the project's row, sorted."""
    told = zip(columns.projects["id"], columns.projects["status"], strict=True)
    projects = {id_: row for row, (id_, status) in enumerate(told) if status not in NEVER_BEGUN}
    parts = columns.participations
    roles: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for project, organisation, role in zip(parts["project_id"], parts["organisation_id"], parts["role"], strict=True):
        number = numbers.get(organisation, -1)
        if project in projects and number >= 0 and roles[projects[project]].get(number) != "lead":
            roles[projects[project]][number] = role
    return sorted((one, other, project) for project, members in roles.items() for one, other in _pairs(members))


def _pairs(members: Mapping[int, str]) -> Iterable[tuple[int, int]]:
    """Return who met in a project: the lead and everybody else; without a lead, all of a few."""
    leads = [number for number, role in members.items() if role == "lead"]
    if leads:
        return {(min(lead, other), max(lead, other)) for lead in leads for other in members if other != lead}
    return combinations(sorted(members), 2) if len(members) <= LARGEST_CLIQUE else ()
