"""The ranking: the score is the sum of the contributions that the user is shown."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.matching.exposure import NOBODY, TOP, Exposure, Shown
from graphdir.matching.index import MatchIndex
from graphdir.matching.introduction import Introduction, introduction
from graphdir.matching.need import Need
from graphdir.matching.query import Fitting, Query, is_reached, look_up, wanted_kinds
from graphdir.matching.signals import SIGNALS, kind_name
from graphdir.matching.together import MOST_PROJECTS
from graphdir.matching.weights import (
    BALANCE,
    BALANCE_EVERYWHERE,
    BALANCE_FROM_SHARE,
    BALANCE_KEEPS,
    BALANCE_LISTS,
    BALANCE_OF_FURTHER,
    BALANCE_OF_MANY,
    BALANCE_SPARES,
    WEIGHTS,
)
from graphdir.model import Organisation

MOST_ON_TOPIC: Final = 5
_SCHOOL: Final = "school"
OTHER: Final = "other"
"""What stands for a signal where none can be told in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A part of a score; ``text`` is empty where nothing can be said beside the number."""

    signal: str
    contribution: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A suitable partner; the contributions of all reasons, the largest first, make the score.

    ``known`` have worked with the seeker; with who is ``planned`` that is only to come; where nobody in particular
    seeks, and so nobody is known or new, it is ``seekerless``. ``introduction`` is None where
    the seeker knows the partner, or nobody can introduce them. A ``rough`` distance is one from or to the middle of a
    town.
    """

    organisation: Organisation
    score: float
    known: bool
    planned: bool = False
    seekerless: bool = False
    distance_km: float | None
    rough: bool = False
    reasons: tuple[Reason, ...]
    introduction: Introduction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The matches, best first, and how the need was understood.

    ``unmet_topics`` are those of the need that none of all who come into question works on, so that the rest of the
    need made the order; ``unmet_groups`` are its target groups for which nobody is there who may be proposed.
    ``on_topic`` are those who state a topic of the need or have worked on one (no site), wherever
    they stand, the best first, ``MOST_ON_TOPIC`` at most; where there are none they are those ``related`` who
    state one near it or have worked on one.
    ``unplaced`` counts who is left out of a radius only since nobody recorded where they are.
    ``behind``: after a large change this is still the answer of before. ``fitted``: by weights that the network's own
    past suggested.
    """

    query: Query
    matches: tuple[Match, ...]
    unmet_topics: tuple[str, ...] = ()
    unmet_groups: tuple[str, ...] = ()
    on_topic: tuple[Organisation, ...] = ()
    related: bool = False
    unplaced: int = 0
    behind: bool = False
    fitted: bool = False


def rank(  # noqa: PLR0913  what is asked and how
    index: MatchIndex,
    need: Need,
    today: str,
    *,
    limit: int = 20,
    weights: Mapping[str, float] = WEIGHTS,
    exposure: Exposure | None = None,
) -> Ranking:
    """Return the best partners for a need: by score, then by id.

    With ``exposure`` the list is noted there, and a balanced need looks at the lists of others.
    """
    query = look_up(index, need, today)
    ranked = in_order(query, weights, exposure.in_other_lists(need) if exposure and need.balanced else NOBODY)
    if exposure:
        exposure.record(need, ranked[:TOP])
    on_topic = _first(ranked, lambda id_: is_on_topic(index, id_, query.wanted)) if query.wanted else []
    near = on_topic or _first(ranked, lambda id_: is_on_topic(index, id_, query.near_asked))
    return Ranking(
        query=query,
        on_topic=tuple(index.organisations[id_] for id_ in near),
        related=not on_topic,
        matches=tuple(judge(query, id_, weights) for id_ in ranked[:limit]),
        unmet_topics=tuple(topic for topic in _asked_topics(query) if not _is_met(query, topic)),
        unmet_groups=tuple(group for group in dict.fromkeys(need.target_groups) if not is_reached(query, group)),
        unplaced=_unplaced(query) if need.radius_km is not None else 0,
    )


def in_order(query: Query, weights: Mapping[str, float] = WEIGHTS, shown: Shown = NOBODY) -> list[str]:
    """Return the candidates by score, then by id; with ``shown`` the list is balanced against others, as are scores."""
    query.shown, query.passed_over = shown, {}
    scores = {id_: score(query, id_, weights) for id_ in query.candidates}
    ranked = sorted(scores, key=lambda id_: (-scores[id_], id_))
    if not shown.lists:
        return ranked
    query.passed_over = _passed_over(query, ranked)
    scores.update((id_, scores[id_] - cost) for id_, cost in query.passed_over.items())
    return sorted(scores, key=lambda id_: (-scores[id_], id_))


def _passed_over(query: Query, ranked: Sequence[str]) -> dict[str, float]:
    """Return who makes room in a balanced list, and loses how much: who is low in it and was at the top of another.

    Where a school seeks, or nobody in particular, also those who are at the top of more than half of all lists, but for
    the best few: among others who is everywhere may well be right everywhere.
    """
    new = [id_ for id_ in ranked if id_ not in query.known]
    top = set(ranked[:BALANCE_SPARES])
    low = (id_ for id_ in new if id_ not in top and query.shown.times.get(id_, 0))
    lost = dict.fromkeys(low, BALANCE)
    if query.seeker is None or query.seeker.kind == _SCHOOL:
        everywhere = (id_ for id_ in new if _share_of_lists(query, id_) > BALANCE_EVERYWHERE)
        lost.update(dict.fromkeys(islice(everywhere, BALANCE_KEEPS, None), BALANCE_OF_FURTHER))
    return lost


def _first(ranked: Sequence[str], wanted: Callable[[str], bool]) -> list[str]:
    return list(islice((id_ for id_ in ranked if wanted(id_)), MOST_ON_TOPIC))


def is_on_topic(index: MatchIndex, id_: str, topics: AbstractSet[str]) -> bool:
    """Tell whether somebody states one of these topics, or has worked on one: not only as the school where it was."""
    if not topics.isdisjoint(index.organisations[id_].topics):
        return True
    if topics.isdisjoint(index.topics_of.get(id_, ())):
        return False
    if any(index.ties_on(topic, id_) for topic in topics):
        return True
    roles = index.projects_of.get(id_, {})
    _number, worked = index.projects_worked_on(id_, topics, MOST_PROJECTS)
    return any(roles[project] != "site" for project in worked)


def _unplaced(query: Query) -> int:
    """Count those who would come into question if somebody knew where they are."""
    allowed = Fitting(query)
    nowhere = (id_ for id_ in query.index.placeless if query.nearness(id_) is None)
    return sum(allowed.obstacle(id_) == "radius" for id_ in nowhere)


def strengths(query: Query, id_: str) -> list[float]:
    """Return the strength of every signal, in the order of ``SIGNALS``."""
    return [signal(query, id_)[0] for signal in SIGNALS.values()]


def score(query: Query, id_: str, weights: Mapping[str, float] = WEIGHTS) -> float:
    """Return the sum of an organisation's contributions."""
    found = (weights[name] * signal(query, id_)[0] for name, signal in SIGNALS.items() if weights[name])
    return sum(found) - _cost_of_exposure(query, id_)


def judge(query: Query, id_: str, weights: Mapping[str, float] = WEIGHTS) -> Match:
    """Return an organisation's score with its reasons."""
    reasons = []
    for name, signal in SIGNALS.items():
        strength, say = signal(query, id_)
        if strength and weights[name]:
            reasons.append(Reason(signal=name, contribution=weights[name] * strength, text=say()))
    if not any(reason.text for reason in reasons):
        reasons.append(Reason(signal=OTHER, contribution=0.0, text=_least_reason(query, id_)))
    if cost := _cost_of_exposure(query, id_):
        number = query.shown.times[id_]
        told = ngettext(
            "balanced: at the top of another list lately",
            "balanced: at the top of %(number)s other lists lately",
            number,
        )
        reasons.append(Reason(signal="balance", contribution=-cost, text=told))
    return Match(
        organisation=query.index.organisations[id_],
        score=sum(reason.contribution for reason in reasons),
        seekerless=query.seeker is None,
        known=id_ in query.known,
        planned=id_ not in query.known and query.planned_tie(id_) is not None,
        distance_km=query.distance(id_),
        rough=query.distance(id_) is not None and (query.is_rough or query.index.is_rough(id_)),
        reasons=tuple(sorted(reasons, key=lambda reason: -reason.contribution)),
        introduction=introduction(query, id_),
    )


def _least_reason(query: Query, id_: str) -> str:
    """Say what speaks for somebody of whom nothing else does: that it is of a wanted kind, or nothing."""
    index = query.index
    wanted = wanted_kinds(index.taxonomy, query.need)
    for kind in index.organisations[id_].kinds:
        if kind in wanted:
            return _("of a kind that you look for: %(kind)s", kind=kind_name(index, kind))
    return _("nothing in particular is recorded that speaks for it")


def _asked_topics(query: Query) -> tuple[str, ...]:
    """Return the topics that the need names, also in words, without the narrower ones of these."""
    return tuple(dict.fromkeys((*query.need.topics, *query.recognised)))


def _is_met(query: Query, topic: str) -> bool:
    """Tell whether a candidate works on a topic, or on a narrower one.

    A school does where others worked on it there only for those who look for schools.
    """
    index, taxonomy = query.index, query.index.taxonomy
    wanted = {topic, *(one.id for one in taxonomy.topics.values() if one.parent_id == topic)}
    stating = [index.stating[one] for one in wanted if one in index.stating]
    if any(id_ in ids for ids in stating for id_ in query.candidates):
        return True
    if query.seeker is None or query.seeker.kind == _SCHOOL:
        return any(is_on_topic(index, id_, wanted) for id_ in query.candidates)
    by_projects = (index.topics_of[id_] for id_ in query.candidates if id_ in index.topics_of)
    return any(topics[one] > 0 for topics in by_projects for one in wanted)


def _cost_of_exposure(query: Query, id_: str) -> float:
    """Return what the balanced switch takes from an organisation for having been at the top of other lists.

    Whom the seeker knows costs nothing: who works together already is not passed over for having been seen elsewhere.
    """
    if id_ in query.known:
        return 0.0
    fills_many = BALANCE_OF_MANY if _share_of_lists(query, id_) > BALANCE_FROM_SHARE else 0.0
    return fills_many + query.passed_over.get(id_, 0.0)


def _share_of_lists(query: Query, id_: str) -> float:
    """Return at the top of which share of all other lists an organisation was, as if there had been some more."""
    return query.shown.times.get(id_, 0) / (query.shown.lists + BALANCE_LISTS)
