"""Who works with whom: one rule for the search, its signals and its introductions.

Two work together by a relation that says so and by a project in which both take part. Both count by their tense
(``graphdir.ties``): what has begun, or, asked for, what is planned; what came to nothing never.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, islice
from typing import Final

from graphdir.matching.index import MatchIndex
from graphdir.model import Project, Relation
from graphdir.ties import BEGUN, Tense, tense_of_project, tense_of_relation

PLANNED: Final = frozenset({Tense.PLANNED})
# Of an organisation with a thousand projects the latest so many count.
MOST_PROJECTS: Final = 60


def is_joint_work(index: MatchIndex, tie: Relation | Project, today: str, tenses: AbstractSet[Tense] = BEGUN) -> bool:
    """Tell whether a project, or a relation that is one of working together, is in one of ``tenses``."""
    if isinstance(tie, Project):
        return tense_of_project(tie, today) in tenses
    return index.is_of_work(tie) and tense_of_relation(tie, today) in tenses


def relations(
    index: MatchIndex, id_: str, today: str, tenses: AbstractSet[Tense] = BEGUN, most: int | None = None
) -> Iterator[Relation]:
    """Go through the relations by which an organisation works with others, looking at so many at most."""
    found = islice(index.relations_of.get(id_, {}).values(), most)
    return (one for one in found if is_joint_work(index, one, today, tenses))


def projects(
    index: MatchIndex, id_: str, today: str, tenses: AbstractSet[Tense] = BEGUN, most: int | None = None
) -> Iterator[str]:
    """Go through an organisation's projects, the latest first, looking at so many at most."""
    found = index.latest_projects(id_, most)
    return (one for one in found if is_joint_work(index, index.projects[one], today, tenses))


def partners(
    index: MatchIndex, id_: str, today: str, tenses: AbstractSet[Tense] = BEGUN, *, without: str = ""
) -> Iterator[str]:
    """Go through whom an organisation works with, each once: by relations, then by projects, the latest first.

    ``without`` leaves out one project.
    """
    by_relations = (relation.other_end(id_) for relation in relations(index, id_, today, tenses))
    joint = (one for one in projects(index, id_, today, tenses) if one != without)
    seen = {id_}
    for other in chain(by_relations, chain.from_iterable(index.members[one] for one in joint)):
        if other not in seen:
            seen.add(other)
            yield other


def around(index: MatchIndex, id_: str, most_relations: int, most_projects: int) -> set[str]:
    """Return with whom an organisation has any relation or project, whatever it says and whenever it was.

    Many times faster than ``partners``: whoever looks for one of a few asks ``tie`` of those that are here.
    """
    found = {one.other_end(id_) for one in islice(index.relations_of.get(id_, {}).values(), most_relations)}
    found.update(*(index.members[project] for project in index.latest_projects(id_, most_projects)))
    return found - {id_}


def relations_between(
    index: MatchIndex, one: str, other: str, today: str, tenses: AbstractSet[Tense] = BEGUN
) -> list[Relation]:
    """Return the relations by which two work together."""
    own = index.relations_of.get(one, {})
    found = (own[key] for key in sorted(own.keys() & index.relations_of.get(other, {}).keys()))
    return [relation for relation in found if is_joint_work(index, relation, today, tenses)]


def projects_between(  # noqa: PLR0913  whose, when, and how far
    index: MatchIndex,
    one: str,
    other: str,
    today: str,
    tenses: AbstractSet[Tense] = BEGUN,
    *,
    most: int | None = None,
) -> list[str]:
    """Return the projects that two share, the latest first, looking at so many of the one with fewer at most."""
    fewer, more = sorted((index.projects_of.get(one, {}), index.projects_of.get(other, {})), key=len)
    found = (id_ for id_ in islice(reversed(fewer), most) if id_ in more)
    joint = (id_ for id_ in found if is_joint_work(index, index.projects[id_], today, tenses))
    return sorted(joint, key=lambda id_: (index.starts[id_], id_), reverse=True)


def is_work(index: MatchIndex, projects: Sequence[str], ties: Sequence[Relation]) -> bool:
    """Tell whether these joint projects and relations are work, and not only that one is the other's member."""
    return bool(projects) or not all(map(index.is_membership, ties))


def tie(index: MatchIndex, one: str, other: str, today: str) -> Relation | Project | None:
    """Return how two know each other: a relation, the one that holds longest first, else the latest joint project."""
    if found := relations_between(index, one, other, today):
        return max(found, key=lambda relation: (not relation.valid_to, relation.valid_to, relation.key))
    common = projects_between(index, one, other, today, most=MOST_PROJECTS)
    return index.projects[common[0]] if common else None
