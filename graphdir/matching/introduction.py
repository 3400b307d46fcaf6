"""The way to a partner: who can introduce the seeker."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.matching import together
from graphdir.matching.index import years
from graphdir.matching.query import Query
from graphdir.model import Organisation, Project, Relation, latest
from graphdir.text import within_quotes
from graphdir.ties import Tense, tense_of_relation

# Further away nobody would say "neighbour", and beyond the second nobody would be asked.
NEIGHBOUR_KM: Final = 6.0
_FARTHEST_KM: Final = 60.0
# Two at one place are as far away, however their kilometres are rounded.
_A_METRE: Final = 0.001
# Of an organisation with a thousand relations or projects so many are looked at.
_MOST_RELATIONS: Final = 100
_MOST_PROJECTS: Final = 20
_MOST_ASKED: Final = 20
# And of all who know both, so many with the fewest ties: whom few know knows those few best.
_MOST_BRIDGES: Final = 6


@dataclass(frozen=True, slots=True)
class Introduction:
    """Who knows the partner, and the sentence that says from where; their name stands in it at ``at``."""

    through: Organisation
    text: str
    at: int

    @property
    def parts(self) -> tuple[str, str, str]:
        """Return the sentence as what stands before the name, the name, and what comes after it."""
        end = self.at + len(self.through.name)
        return self.text[: self.at], self.text[self.at : end], self.text[end:]


def introduction(query: Query, id_: str) -> Introduction | None:
    """Return the shortest way from the seeker to an organisation that it does not know.

    A partner of the seeker that knows it; else a neighbour that knows it, of the seeker's own kind first, who is no
    farther away than it is itself; else a partner's partner. None when there is no such way, or none is needed, as
    where working together was planned.
    """
    if id_ in query.known or query.planned_tie(id_):
        return None
    index = query.index
    around = _around(query, id_)
    if query.seeker and (mutual := _who_work_with(query, id_, around & query.worked_with)):
        best = _closest(query, mutual, id_)
        return _told(query, best, id_, _("Your partner %(name)s", name=index.organisations[best].name))
    own_km = query.nearness(id_)
    within = _FARTHEST_KM if own_km is None else min(_FARTHEST_KM, own_km + _A_METRE)
    near = [(km, other) for km, other in query.nearest if km <= within and other in around]
    working = _who_work_with(query, id_, {other for _km, other in near})
    if neighbours := [hit for hit in near if hit[1] in working]:
        kind = query.seeker.kind if query.seeker else "school"
        alike = (hit for hit in neighbours if index.organisations[hit[1]].kind == kind)
        _km, best = next(alike, neighbours[0])
        return _told(query, best, id_, _neighbour(query, best))
    return _over_two(query, around, id_)


def _neighbour(query: Query, id_: str) -> str:
    """Return what somebody near the seeker is called; a school only where a school seeks."""
    organisation = query.index.organisations[id_]
    km = query.nearness(id_)
    if km is None or query.here is not query.seeker:
        return organisation.name
    if km > NEIGHBOUR_KM:
        if query.is_rough or query.index.is_rough(id_):
            return _("%(name)s (about %(km)s km from you)", name=organisation.name, km=f"{km:.0f}")
        return _("%(name)s (%(km)s km from you)", name=organisation.name, km=f"{km:.0f}")
    if query.seeker and organisation.kind == query.seeker.kind == "school":
        return _("Your neighbouring school %(name)s", name=organisation.name)
    return _("%(name)s near you", name=organisation.name)


def _closest(query: Query, ids: Iterable[str], id_: str) -> str:
    """Return who of ``ids`` knows the organisation best: by what holds or happened last, then by name."""
    index = query.index

    def order(other: str) -> tuple[float, str, str]:
        found = together.tie(index, other, id_, query.today)
        if isinstance(found, Relation):
            last = years(latest(found.valid_to)) if found.valid_to else query.on + 1
        else:
            last = index.starts[found.id] if found else 0.0
        return -last, index.organisations[other].name, other

    return min(ids, key=order)


def _told(query: Query, through: str, id_: str, who: str) -> Introduction:
    """Introduce by somebody; ``who`` says who that is, their name last of all names in it."""
    organisation = query.index.organisations[through]
    told = _knows(query, _met_in(query, through, id_) or together.tie(query.index, through, id_, query.today), who)
    return Introduction(organisation, told, told.index(who) + who.rindex(organisation.name))


def _met_in(query: Query, one: str, other: str) -> Project | None:
    """Return the latest project on the need's topics in which two met; None for none."""
    if not query.wanted:
        return None
    common = together.projects_between(query.index, one, other, query.today, most=together.MOST_PROJECTS)
    met = (query.index.projects[id_] for id_ in common)
    return next((project for project in met if not query.wanted.isdisjoint(project.topics)), None)


def _knows(query: Query, found: Relation | Project | None, who: str) -> str:
    if found is None:
        return _("%(who)s knows them", who=who)
    if isinstance(found, Project):
        title, when = within_quotes(found.title), _period(found)
        if when:
            return _("%(who)s knows them from “%(project)s” (%(years)s)", who=who, project=title, years=when)
        return _("%(who)s knows them from “%(project)s”", who=who, project=title)
    label = query.index.called(found)
    is_former = tense_of_relation(found, query.today) is Tense.FORMER
    if query.index.is_membership(found) or query.index.is_gift(found):
        return (
            _("%(who)s was tied to them (%(how)s)", who=who, how=label)
            if is_former
            else _("%(who)s is tied to them (%(how)s)", who=who, how=label)
        )
    if is_former:
        return _("%(who)s used to work with them (%(how)s)", who=who, how=label)
    return _("%(who)s works with them (%(how)s)", who=who, how=label)


def _is_there(query: Query, id_: str) -> bool:
    """Tell whether somebody can still be asked for an introduction."""
    return not query.index.organisations[id_].has_ended(query.today)


def _around(query: Query, id_: str) -> set[str]:
    """Return whom an organisation may work with, of many a part; found once for all matches of a query."""
    if id_ not in query.around:
        query.around[id_] = together.around(query.index, id_, _MOST_RELATIONS, _MOST_PROJECTS)
    return query.around[id_]


def _who_work_with(query: Query, id_: str, among: Iterable[str]) -> set[str]:
    """Return who of some works or worked with an organisation and can be asked."""
    found = (one for one in among if _is_there(query, one))
    return {one for one in found if together.tie(query.index, one, id_, query.today)}


def _over_two(query: Query, around: set[str], id_: str) -> Introduction | None:
    index = query.index
    for partner in islice(_partners_to_ask(query), _MOST_ASKED):
        both = around & _around(query, partner)
        between = nsmallest(_MOST_BRIDGES, both, key=lambda one: (index.number_of_ties(one), one))
        if bridges := _who_work_with(query, partner, _who_work_with(query, id_, between)):
            bridge = _closest(query, bridges, id_)
            who = _(
                "Your partner %(name)s knows %(other)s;",
                name=index.organisations[partner].name,
                other=index.organisations[bridge].name,
            )
            return _told(query, bridge, id_, f"{who} {index.organisations[bridge].name}")
    return None


def _partners_to_ask(query: Query) -> Iterator[str]:
    """Go through the seeker's partners who are still there: by relations, then whom it met in its latest projects."""
    if query.seeker is None:
        return
    for partner in together.partners(query.index, query.seeker.id, query.today, without=query.need.project):
        if _is_there(query, partner):
            yield partner


def _period(project: Project) -> str:
    first, last = project.starts_on[:4], project.ends_on[:4]
    return f"{first}–{last}" if first and last and first != last else first or last  # noqa: RUF001  a range
