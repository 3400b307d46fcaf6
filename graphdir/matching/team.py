"""A team for a need: the fewest partners around the seeker that cover all that is wanted.

Kargar and An (CIKM 2011) look for a leader and, for each skill, a member near the leader. With the
leader given, the choice is exact in time that grows with the wishes alone. Here the leader is the
seeker, being near is being a good match, and fewer members go before better ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.matching.index import MatchIndex
from graphdir.matching.need import Need
from graphdir.matching.query import Query, look_up
from graphdir.matching.ranking import Match, is_on_topic, judge, score
from graphdir.matching.weights import WEIGHTS

MOST_WISHES: Final = 10


@dataclass(frozen=True, slots=True)
class Member:
    """A partner and the wished kinds and topics that it adds to those before it."""

    match: Match
    covers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """The members, who covers most first; ``uncovered`` are the wishes that nobody fulfils."""

    members: tuple[Member, ...]
    uncovered: tuple[str, ...]


def find_team(  # noqa: PLR0913  a need and its two sorts of wishes
    index: MatchIndex,
    need: Need,
    today: str,
    *,
    kinds: Sequence[str] = (),
    topics: Sequence[str] = (),
    weights: Mapping[str, float] = WEIGHTS,
) -> Team:
    """Return the smallest team for the wished kinds (or groups of kinds) and topics.

    Among teams of the same size the one whose scores add up highest. It is the best of all teams
    whose members are among the candidates of the need or of one of its wishes. A school covers no topic by
    projects that others carried there.

    Raises:
        InvalidInputError: no wish, or more than ten.
    """
    kinds, topics = tuple(dict.fromkeys(kinds)), tuple(dict.fromkeys(topics))
    wishes = (*kinds, *topics)
    if not wishes:
        raise InvalidInputError(_("Say which kinds of partner or which topics the team has to cover."))
    if len(wishes) > MOST_WISHES:
        raise InvalidInputError(
            _("A team can be asked for %(most)s kinds and topics at once; leave some out.", most=MOST_WISHES)
        )
    whole = replace(need, topics=tuple(dict.fromkeys((*need.topics, *topics))), partner_kinds=())
    query = look_up(index, whole, today)
    pool = dict.fromkeys(query.candidates)
    for kind in kinds:
        pool.update(dict.fromkeys(look_up(index, replace(whole, partner_kinds=(kind,)), today).candidates))
    for topic in topics:
        pool.update(dict.fromkeys(look_up(index, replace(whole, topics=(topic,)), today).candidates))
    best = _best_by_coverage(query, list(pool), kinds, topics, weights)
    chosen = _smallest(best)
    # So that whoever is in it for its kind is told as that.
    query.need = replace(whole, partner_kinds=kinds)
    members = []
    covered = 0
    for mask, id_ in sorted(chosen, key=lambda one: (-one[0].bit_count(), one[1])):
        added = mask & ~covered
        covered |= mask
        names = tuple(wish for at, wish in enumerate(wishes) if added >> at & 1)
        members.append(Member(judge(query, id_, weights), names))
    return Team(tuple(members), tuple(wish for at, wish in enumerate(wishes) if not covered >> at & 1))


def _best_by_coverage(
    query: Query, pool: Sequence[str], kinds: Sequence[str], topics: Sequence[str], weights: Mapping[str, float]
) -> dict[int, tuple[float, str]]:
    """Return the best candidate for every set of wishes that somebody covers, as bits."""
    taxonomy = query.index.taxonomy
    narrower = [{topic, *(t.id for t in taxonomy.topics.values() if t.parent_id == topic)} for topic in topics]
    best: dict[int, tuple[float, str]] = {}
    for id_ in pool:
        organisation = query.index.organisations[id_]
        own_kinds = {*organisation.kinds, *map(taxonomy.group_of, organisation.kinds)}
        on_topics = (is_on_topic(query.index, id_, wanted) for wanted in narrower)
        fulfilled = [*(kind in own_kinds for kind in kinds), *on_topics]
        mask = sum(1 << at for at, yes in enumerate(fulfilled) if yes)
        if mask:
            # The better first, then the smaller id.
            found = (-score(query, id_, weights), id_)
            best[mask] = min(best.get(mask, found), found)
    return {mask: (-negative, id_) for mask, (negative, id_) in best.items()}


def _smallest(best: Mapping[int, tuple[float, str]]) -> list[tuple[int, str]]:
    """Return the fewest candidates that cover all that can be covered, of these the best."""
    goal = 0
    for mask in best:
        goal |= mask
    # By what is covered: number of members, minus their scores, the members.
    teams: dict[int, tuple[int, float, tuple[tuple[int, str], ...]]] = {0: (0, 0.0, ())}
    for mask, (value, id_) in sorted(best.items()):
        for covered, (size, negative, members) in list(teams.items()):
            union = covered | mask
            if union == covered:
                continue
            found = (size + 1, negative - value, (*members, (mask, id_)))
            teams[union] = min(teams.get(union, found), found)
    return list(teams[goal][2])
