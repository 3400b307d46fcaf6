"""The page that puts a team together, and the one question that everybody left out has: why not?"""

from collections.abc import Sequence
from dataclasses import replace

from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from webapp.matches import hit, upwards
from webapp.need_query import Args, NeedForm, last, terms, typed_or_picked
from webapp.pages.partners import Missing, TeamMember, TeamPage
from webapp.whom import nobody, only, several


def wishes(
    args: Args, form: NeedForm, directory: Directory, errors: dict[str, str]
) -> tuple[Sequence[str], Sequence[str]]:
    """Return the kinds and topics that a team has to cover: the need's topics where nothing was said."""
    kinds = terms(args, "want_kind", directory.partner_kind_called, errors)
    topics = terms(args, "want_topic", directory.topic_called, errors)
    if not kinds and not topics and "chosen" not in args:
        return form.partner_kinds, (*form.topics, *form.recognised)
    return kinds, topics


def missing(args: Args, form: NeedForm, directory: Directory) -> Missing | None:
    """Say where an organisation stands that somebody misses in the list; None when nobody asked."""
    if form.need is None or not last(args, "missing").strip():
        return None
    choices, typed = typed_or_picked(args, "missing", directory)
    one = only(choices)
    standing = directory.standing(form.need, one.id) if one else None
    message = "" if one else several(choices) if choices else nobody(typed)
    return Missing(
        typed=one.name if one else typed,
        organisation=one,
        choices=() if one else choices,
        standing=standing,
        message=message,
    )


def missing_id(args: Args, directory: Directory) -> str:
    """Return the id of whom somebody misses, or what they typed where that is not clear."""
    choices, typed = typed_or_picked(args, "missing", directory)
    one = only(choices)
    return one.id if one else typed


def team_page(args: Args, form: NeedForm, directory: Directory, summary: str) -> TeamPage:
    """Return the smallest team for the wishes."""
    errors = dict(form.errors)
    kinds, topics = wishes(args, form, directory, errors)
    members: list[TeamMember] = []
    uncovered: Sequence[str] = ()
    if form.need and not errors and (kinds or topics):
        try:
            team = directory.team(form.need, kinds=kinds, topics=topics)
        except InvalidInputError as error:
            errors["want"] = str(error)
        else:
            measured = any(one.match.distance_km is not None for one in team.members)
            longest = max((upwards(one.match) for one in team.members), default=0.0)
            members = [
                TeamMember(
                    hit=hit(one.match, place, longest, form.keep, measured=measured, at_home=form.need.spot is None),
                    covers=one.covers,
                )
                for place, one in enumerate(team.members, start=1)
            ]
            uncovered = team.uncovered
    return TeamPage(
        form=form,
        kinds=kinds,
        topics=topics,
        members=members,
        uncovered=uncovered,
        errors=errors,
        summary=summary,
        keep_url=_kept_address(form, topics, members),
        kind_options=(),
        topic_options=(),
    )


def _kept_address(form: NeedForm, topics: Sequence[str], members: Sequence[TeamMember]) -> str:
    """Return the address of the shortlist with the members, for the need that they were found for: all its topics."""
    keep = tuple(dict.fromkeys((*form.keep, *(one.hit.organisation.id for one in members))))
    more = [topic for topic in topics if topic not in (*form.topics, *form.recognised)]
    need = replace(form, keep=keep, topics=(*form.topics, *more), partner_kinds=())
    return need.url([("view", "shortlist")])
