"""When organisations are tied, and whom a project ties: the one rule of all pages and figures.

A tie is present when it is neither planned nor over, and over when its own end has passed or either organisation has
ended. Whoever has worked together in a project is tied from its beginning on, also when it is over: projects at
schools last for weeks. What was planned and is over came to nothing: it ties nobody, like a project that was refused
or withdrawn.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import combinations
from typing import Final, TypeVar

import networkx as nx

from graphdir.model import NEVER_BEGUN, Project, Relation, earliest, latest

# In a project without a lead everybody knows everybody, unless there are too many for that.
LARGEST_CLIQUE: Final = 12
LASTING: Final = frozenset({"successor_of"})
"""The kinds of relation that stay true when either organisation has ended: who succeeds whom."""
ORDERS: Final = (frozenset({"part_of", "branch_of"}), frozenset({"carrier_of"}), frozenset({"successor_of"}))
"""Kinds of relation by which nobody comes below or after oneself, over however many steps."""
SOCIAL_WORK: Final = "school_social_work"
"""The topic of social work at schools, which a relation or project of that kind is on, said or not."""
SOCIAL_WORK_TIE: Final = "provides_school_social_work"
"""The kind of such a relation."""
PREPARED: Final = frozenset({"idea", "consultation", "partner_search", "application", "approval"})
"""The statuses of a project before there is any work on it: without a beginning it is planned."""
_FINISHED: Final = frozenset({"final_report", "closed"})
_ROLES: Final = ("lead", "site", "partner", "funder")
_Member = TypeVar("_Member", str, int)


class Tense(StrEnum):
    """When a tie holds: now, no more, or not yet."""

    PRESENT = "present"
    FORMER = "former"
    PLANNED = "planned"


BEGUN: Final = frozenset({Tense.PRESENT, Tense.FORMER})
NOT_OVER: Final = frozenset({Tense.PRESENT, Tense.PLANNED})


def tense_of_relation(relation: Relation, today: str, *, gone: bool = False) -> Tense | None:
    """Tell when a relation holds, seen from ``today`` (ISO); ``gone`` where either organisation has ended."""
    period = (relation.valid_from, relation.valid_to)
    return relation_tense(relation.kind, relation.status, period, gone=gone, today=today)


def relation_tense(kind: str, status: str, period: tuple[str, str], *, gone: bool, today: str) -> Tense | None:
    """Tell when a relation with these fields holds; None where it came to nothing."""
    begins, ends = period
    tense: Tense | None = Tense.FORMER if latest(ends) < today else Tense.PRESENT
    if status == "planned" or earliest(begins) > today:
        tense = Tense.PLANNED if tense is Tense.PRESENT else None
    return tense if kind in LASTING else tense_at(tense, gone=gone)


def in_circles(relations: Iterable[Relation], today: str) -> list[Relation]:
    """Return the relations that lead back to where they begin over others of their sort, none of them over."""
    holding = [one for one in relations if one.kind in LASTING or latest(one.valid_to) >= today]
    found: list[Relation] = []
    for kinds in ORDERS:
        of_sort = [one for one in holding if one.kind in kinds]
        circles = nx.strongly_connected_components(nx.DiGraph((one.from_id, one.to_id) for one in of_sort))
        circle_of = {member: number for number, members in enumerate(circles) for member in members}
        found += [one for one in of_sort if circle_of[one.from_id] == circle_of[one.to_id]]
    return found


def tense_at(tense: Tense | None, *, gone: bool) -> Tense | None:
    """Return what is left of a tie where either organisation has ended."""
    if not gone:
        return tense
    return None if tense is Tense.PLANNED else tense and Tense.FORMER


def tense_of_project(project: Project, today: str) -> Tense | None:
    """Tell when a project is, seen from ``today`` (ISO); None where it came to nothing."""
    return project_tense(project.status, (project.starts_on, project.ends_on), today)


def project_tense(status: str, period: tuple[str, str], today: str) -> Tense | None:
    """Tell when a project with these fields is.

    It runs until its end; without one as long as it is said to run, else to the end of the year in which it began.
    Without any of that nothing says that it still runs.
    """
    begins, ends = period
    over = latest(ends) < today
    if status in NEVER_BEGUN:
        return None
    if earliest(begins) > today if begins else status in PREPARED:
        return None if over else Tense.PLANNED
    runs = bool(ends) or status == "running" or begins[:4] == today[:4]
    return Tense.PRESENT if runs and not over and status not in _FINISHED else Tense.FORMER


def tie_of_project(tense: Tense | None, *, gone: bool = False) -> Tense | None:
    """Tell when a project of this tense ties those who met in it; ``gone`` where either organisation has ended."""
    return tense_at(Tense.PRESENT if tense is Tense.FORMER else tense, gone=gone)


def met_in(roles: Mapping[_Member, str]) -> Iterable[tuple[_Member, _Member]]:
    """Return who met in a project, by the roles of all who take part: the lead and everybody else.

    Without a lead it is everybody and everybody else, where they are few. The smaller of a pair stands first.
    """
    leads = [member for member, role in roles.items() if role == "lead"]
    if leads:
        return {(min(lead, other), max(lead, other)) for lead in leads for other in roles if other != lead}
    return combinations(sorted(roles), 2) if len(roles) <= LARGEST_CLIQUE else ()


def met_by(member: str, roles: Mapping[str, str]) -> set[str]:
    """Return whom one of those who take part in a project met there."""
    return {other for pair in met_in(roles) if member in pair for other in pair} - {member}


def roles_in(members: Iterable[tuple[_Member, str]]) -> dict[_Member, str]:
    """Return one role of each member of a project: of several the first of lead, site, partner and funder."""
    roles: dict[_Member, str] = {}
    for member, role in members:
        roles[member] = min(roles.get(member, role), role, key=_ROLES.index)
    return roles
