"""Who is tied to whom: relations as they are, and shared projects as ties between participants."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from graphdir.model import latest
from graphdir.store import Columns
from graphdir.taxonomy import Taxonomy

JOINT_PROJECT: Final = "JOINT_PROJECT"
# In a project without a lead everybody knows everybody, unless there are too many for that.
_LARGEST_CLIQUE: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What joins two organisations on the map.

    ``relationship`` is the type of the edge in the graph, or ``JOINT_PROJECT``; ``kinds`` the relation
    kinds behind it (empty for projects); ``weight`` how many relations or projects; ``ended``
    when none of them can still hold; ``directed`` when the direction means something.
    """

    from_id: str
    to_id: str
    relationship: str
    kinds: tuple[str, ...]
    weight: int
    ended: bool
    directed: bool


def ties_of(columns: Columns, taxonomy: Taxonomy, today: str) -> list[Tie]:
    """Return one tie for each pair and relationship, sorted by ends and relationship."""
    return [*_relation_ties(columns, taxonomy, today), *_project_ties(columns)]


def _relation_ties(columns: Columns, taxonomy: Taxonomy, today: str) -> list[Tie]:
    relations = columns.relations
    grouped: defaultdict[tuple[str, str, str], list[tuple[str, bool]]] = defaultdict(list)
    rows = zip(relations["from_id"], relations["to_id"], relations["kind"], relations["valid_to"], strict=True)
    for from_id, to_id, kind, valid_to in rows:
        relationship = taxonomy.relation_kinds[kind].relationship
        grouped[from_id, to_id, relationship].append((kind, latest(valid_to) < today))
    return [
        Tie(
            from_id=from_id,
            to_id=to_id,
            relationship=relationship,
            kinds=tuple(sorted({kind for kind, _ended in found})),
            weight=len(found),
            ended=all(ended for _kind, ended in found),
            directed=taxonomy.relation_kinds[found[0][0]].directed,
        )
        for (from_id, to_id, relationship), found in sorted(grouped.items())
    ]


def _project_ties(columns: Columns) -> list[Tie]:
    parts = columns.participations
    roles: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for project, organisation, role in zip(parts["project_id"], parts["organisation_id"], parts["role"], strict=True):
        if roles[project].get(organisation) != "lead":
            roles[project][organisation] = role
    weights: defaultdict[tuple[str, str], int] = defaultdict(int)
    for members in roles.values():
        for pair in _pairs(members):
            weights[pair] += 1
    return [
        # A project is history once it is over, but that two have worked together stays true.
        Tie(
            from_id=one,
            to_id=other,
            relationship=JOINT_PROJECT,
            kinds=(),
            weight=weight,
            ended=False,
            directed=False,
        )
        for (one, other), weight in sorted(weights.items())
    ]


def _pairs(members: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Return who met in a project: the lead and everybody else; without a lead, all of a few."""
    leads = sorted(id_ for id_, role in members.items() if role == "lead")
    if leads:
        met = {tuple(sorted((lead, other))) for lead in leads for other in members if other != lead}
        return sorted(met)  # type: ignore[arg-type]
    others = sorted(members)
    return combinations(others, 2) if len(others) <= _LARGEST_CLIQUE else ()


def degrees(ties: Iterable[Tie]) -> dict[str, int]:
    """Return how many neighbours each organisation has; those without any are left out."""
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for tie in ties:
        neighbours[tie.from_id].add(tie.to_id)
        neighbours[tie.to_id].add(tie.from_id)
    return {id_: len(others) for id_, others in neighbours.items()}


def rows_of(columns: Mapping[str, Sequence[Any]]) -> Iterable[dict[str, Any]]:
    """Go through parallel columns row by row."""
    names = list(columns)
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(names, values, strict=True))
