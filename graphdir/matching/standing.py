"""Where an organisation stands in a list, and what keeps it down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

from graphdir.i18n import date_text
from graphdir.i18n import gettext as _
from graphdir.matching.exposure import NOBODY, Shown
from graphdir.matching.query import Fitting, Query
from graphdir.matching.ranking import Match, in_order, judge, score, strengths
from graphdir.matching.signals import CALLED_ALIKE, SIGNALS, kind_name, topic_names
from graphdir.matching.weights import WEIGHTS
from graphdir.model import Organisation

# Those at the top that it is compared with, how many differences are told, and from what size on.
_TOP: Final = 10
_MOST_TOLD: Final = 3
_LEAST_TOLD: Final = 0.1
_CONDITIONS: Final = frozenset({"kind", "known", "radius"})
# Of an organisation without a project it is said that it has none.
_OF_PROJECTS: Final = frozenset({"similar_projects", "project_text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A place in the list: counted from 1 among the ``of`` compared; 0 where ``obstacle`` rules it out.

    Where it was not among them, ``is_compared`` is False, and the place is the one that its points would give it.
    ``weaker`` says in sentences what the best before it, ten at most, have more of: topics first, then the largest
    difference; nothing of the first.
    """

    match: Match
    place: int
    of: int
    is_compared: bool
    obstacle: str
    weaker: tuple[str, ...]


def standing(query: Query, id_: str, weights: Mapping[str, float] = WEIGHTS, shown: Shown = NOBODY) -> Standing:
    """Return where an organisation of the index stands for a need, balanced as ``in_order`` is.

    One that no list of candidates held is judged all the same, so its place is exact among those
    that were judged.
    """
    compared = in_order(query, weights, shown)
    others = [other for other in compared if other != id_]
    own = (-score(query, id_, weights), id_)
    codes = _codes(query, id_)
    place = 0 if codes else 1 + sum((-score(query, other, weights), other) < own for other in others)
    return Standing(
        match=judge(query, id_, weights),
        place=place,
        of=len(compared),
        is_compared=len(others) < len(compared),
        obstacle=" ".join(_obstacle(query, id_, code) for code in codes),
        weaker=_weaker(query, id_, others[: place - 1][:_TOP], weights) if place else (),
    )


def _codes(query: Query, id_: str) -> list[str]:
    """Return the names of what rules an organisation out; of conditions of the need all that do."""
    fitting, need = Fitting(query), query.need
    first = fitting.obstacle(id_)
    further = {"known": need.only_new and id_ in query.known, "radius": fitting.is_too_far(id_)}
    if first not in _CONDITIONS:
        return [first] if first else []
    return list(dict.fromkeys((first, *(code for code, rules_out in further.items() if rules_out))))


def _obstacle(query: Query, id_: str, code: str) -> str:
    organisation = query.index.organisations[id_]
    km = query.distance(id_)
    return {
        "seeker": _("This is the organisation that seeks."),
        "taking part": _("It takes part in the project already."),
        "ended": _ended(query, organisation),
        "another's": _("It is there for another school: %(name)s.", name=_supported(query, id_))
        if code == "another's"
        else "",
        "kind": _("It is none of the wanted kinds of partner."),
        "known": _("It has worked with you already, and only new partners are wanted.")
        if query.has_worked_with(id_)
        else _("It is tied to you already, and only new partners are wanted."),
        "radius": _("Nobody has recorded where it is.")
        if km is None
        else _("It is %(km)s km away: outside the radius.", km=f"{km:.0f}"),
    }[code]


def _supported(query: Query, id_: str) -> str:
    return query.index.organisations[Fitting(query).supported_by(id_)].name


def _ended(query: Query, organisation: Organisation) -> str:
    if organisation.has_ended(query.today):
        return _("It exists no more (ended %(date)s).", date=date_text(organisation.valid_to))
    return _("It exists until %(date)s, no longer when this is to begin.", date=date_text(organisation.valid_to))


def _weaker(query: Query, id_: str, best: list[str], weights: Mapping[str, float]) -> tuple[str, ...]:
    if not best:
        return ()
    columns = list(zip(*(strengths(query, other) for other in best), strict=True))
    # What most of them have; where they differ too much for that, what they have on an average.
    told = (_told(query, id_, best, [middle(column) for column in columns], weights) for middle in (median, fmean))
    return next(filter(None, told), ())


def _told(
    query: Query, id_: str, best: list[str], theirs: Sequence[float], weights: Mapping[str, float]
) -> tuple[str, ...]:
    """Say what an organisation has less of than ``theirs``, the strengths by signal; empty for nothing."""
    own = strengths(query, id_)
    # What the need is about comes first: that is what somebody can mend by recording it.
    gaps = sorted(
        (
            (weights[name] * (own_value - other), name, own_value)
            for name, own_value, other in zip(SIGNALS, own, theirs, strict=True)
        ),
        key=lambda found: (found[1] not in {"topics", "states"}, found),
    )
    idle = not query.index.projects_of.get(id_)
    told = [
        _LESS[name](query, id_, best, value == 0)
        for gap, name, value in gaps
        if gap < -_LEAST_TOLD and name in _LESS and not (idle and name in _OF_PROJECTS)
    ]
    return tuple(dict.fromkeys(told))[:_MOST_TOLD]


def _less_place(query: Query, id_: str, best: list[str], _none: bool) -> str:  # noqa: FBT001
    km = query.distance(id_)
    if km is None:
        known = query.index.everywhere.point(id_)
        return _("It is farther from your region.") if known else _("Nobody has recorded where it is.")
    if query.of_one_house(id_) >= CALLED_ALIKE:
        return _("It is at your place and called like you: perhaps a part of your own house.")
    theirs = [found for other in best if (found := query.distance(other)) is not None]
    return _(
        "It is %(km)s km away, the best are mostly within %(others)s km.",
        km=f"{km:.0f}",
        others=f"{max(1.0, median(theirs)) if theirs else 0:.0f}",
    )


def _less_kind(query: Query, id_: str, _best: list[str], _none: bool) -> str:  # noqa: FBT001
    kind = query.index.organisations[id_].kind
    return _("“%(kind)s” is seldom a partner in such projects.", kind=kind_name(query.index, kind))


def _less_topics(query: Query, id_: str, _best: list[str], none: bool) -> str:  # noqa: FBT001
    names = topic_names(query.index, query.topics)
    if not none:
        told = _("It has less recorded work on %(topics)s.", topics=names)
    elif SIGNALS["states"](query, id_)[0]:
        told = _("No project or relation of it is recorded on %(topics)s.", topics=names)
    else:
        told = _("It has no recorded work on %(topics)s.", topics=names)
    return told.replace("….", "…")


def _less_states(query: Query, id_: str, best: list[str], _none: bool) -> str:  # noqa: FBT001
    """Say that it does not state the topics; where it has not worked on them either, that nothing is recorded."""
    if not SIGNALS["topics"](query, id_)[0]:
        return _less_topics(query, id_, best, none=True)
    return _("It does not state these topics itself: %(topics)s.", topics=topic_names(query.index, query.asked))


_LESS: Final[Mapping[str, Callable[[Query, str, list[str], bool], str]]] = {
    "worked_together": lambda _query, _id, _best, none: (
        _("It has not worked with you so far.") if none else _("It has worked with you less, or longer ago.")
    ),
    "topics": _less_topics,
    "states": _less_states,
    "target_groups": lambda _query, _id, _best, _none: _("Less is recorded of it for these target groups."),
    "similar_projects": lambda _query, _id, _best, _none: _("Its projects are less like this one."),
    "project_text": lambda _query, _id, _best, _none: _("The words of its projects fit the idea less."),
    "name_text": lambda _query, _id, _best, _none: _("Its name and keywords fit the idea less."),
    "profile": lambda _query, _id, _best, _none: _("Its name and keywords fit less what you have done so far."),
    "network": lambda _query, _id, _best, _none: _("It stands farther from you in the network."),
    "peers": lambda _query, _id, _best, _none: _("Organisations like you nearby work with it less."),
    "namesakes": lambda _query, _id, _best, _none: _("Organisations called like you work with it less."),
    "place": _less_place,
    "programmes": lambda _query, _id, _best, _none: _("It takes less part in the programmes of those near you."),
    "abroad": lambda _query, _id, _best, _none: _("It is not across the border, where many partners are."),
    "kind": _less_kind,
    "names": lambda _query, _id, _best, _none: _("Names like its and yours seldom work together."),
    "name_on_topic": lambda query, _id, _best, _none: _(
        "Those with names like its do less on %(topics)s.", topics=topic_names(query.index, query.asked)
    ).replace("….", "…"),
    "activity": lambda _query, _id, _best, none: (
        _("No project of it is recorded.") if none else _("Fewer or older projects of it are recorded.")
    ),
}
