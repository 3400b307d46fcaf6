"""What speaks for a partner: small pure functions that return a strength and a sentence."""

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from heapq import nlargest
from math import exp, log, sqrt
from typing import Final

from graphdir import text
from graphdir.i18n import date_text, language, ngettext
from graphdir.i18n import gettext as _
from graphdir.matching import together
from graphdir.matching.index import MatchIndex, decay
from graphdir.matching.names import added
from graphdir.matching.query import AT_THE_PLACE_KM, Query, Via
from graphdir.matching.statistics import is_one_country
from graphdir.matching.together import MOST_PROJECTS, PLANNED
from graphdir.matching.words import word_counts
from graphdir.model import Project, Relation, earliest, is_old
from graphdir.ties import Tense, tense_of_project, tense_of_relation

Finding = tuple[float, Callable[[], str]]
"""A strength and what says it to a person; an empty sentence where only the number can be said.

Strengths are 0 and more, but that of a name can speak against somebody.
"""
Signal = Callable[[Query, str], Finding]


def _wordless() -> str:
    return ""


NOTHING: Final[Finding] = (0.0, _wordless)
# What planning to work together says, or being a member, where having done so is 1.
_WITHOUT_WORK: Final = 0.5
# Times as near in the network as anybody is on an average: below this it tells nothing.
_NEAR_IN_NETWORK: Final = 2.0
# Topics beside the need's that everybody is credited with: a share of much work says more than one of little.
_BESIDE_THEM: Final = 5.0
# What work near the need's topics says of who has none on them, where stating them is 1, and all of it at most: less
# than one work on them. More is better in the years of ESF before those reported, and worse in invented networks, where
# such topics have nothing to do with each other.
_OF_WORK_BESIDE: Final = 0.25
_MOST_BESIDE: Final = 0.8
# How fast recent projects add up: half of all they can say is said by a third of one.
_FULLY_ACTIVE: Final = 2.0
# More only says more again beyond so many new projects at a time, as few have in few networks (docs/matching.md).
_EVERYWHERE: Final = 12.0
# A share of partners abroad that is worth saying.
_MANY_ABROAD: Final = 0.3
# From this cosine of their words on two names are called alike: more than "gGmbH" in both.
CALLED_ALIKE: Final = 0.25
# How much a name can speak against somebody, and from where on those called so work often on a topic: half as often
# again as anybody.
_LEAST_ON_TOPIC: Final = -1.0
_OFTEN: Final = log(1.5)
_LONGEST_TITLE: Final = 80
# Legal forms and sorts of places, which tell a reader nothing of what somebody does.
_OF_ANY_NAME: Final = frozenset(
    text.words(
        "gGmbH GmbH gmbh eV mbH AG KG eG gAG Land Landkreis Kreis Kreisverband Landesverband Regionalverband Stadt "
        "Hansestadt Gemeinde Einheitsgemeinde Verbandsgemeinde Verein Stiftung Gesellschaft gemeinnützige "
        "gemeinnütziger Ltd Inc SA SRL"
    )
)
# How many common words are told.
_WORDS_TOLD: Final = 3
# Of all projects the year of the last is sought among so many that began last.
_MOST_DATED: Final = 20


def worked_together(query: Query, id_: str) -> Finding:
    """Fourth root of joint projects (recent and small ones count most) and standing relations; else half of plans'.

    That two have worked together at all says more than how much or how long ago. That one is only the other's member,
    as of a committee, says as much as a plan. Where those who have met seldom meet again it says less.
    """
    if id_ not in query.known and id_ not in query.to_work_with:
        return NOTHING
    index = query.index
    projects, ties = query.common_projects(id_), query.ties(id_)
    is_work = together.is_work(index, projects, ties)
    if not (projects or ties):
        projects, ties = query.common_projects(id_, PLANNED), query.ties(id_, PLANNED)
    value = sum(
        decay(index.age(project, query.on)) / max(1, len(index.members[project]) - 1) for project in projects
    ) + sum(0.5 * index.tie_weight(tie, query.on) for tie in ties)
    if not value:
        return NOTHING
    return index.statistics.returning * value**0.25 * (1.0 if is_work else _WITHOUT_WORK), lambda: _together_text(
        query, projects, ties
    )


def topics(query: Query, id_: str) -> Finding:
    """Logarithm of its work on the need's topics, times the root of the share that it is, times that of its rarity.

    Every topic of a project or relation counts one. Who has done nothing on them is credited with what it has done near
    them, a quarter of what stating it says (``states``), all together with less than one of them. More on the topics
    always counts more.
    """
    counts: Mapping[str, int] = query.index.topics_of.get(id_, {})
    if query.near_asked.isdisjoint(counts):
        return NOTHING
    on_topic = sum(counts[topic] for topic in query.wanted.intersection(counts))
    near = sum(nearness * counts[topic] for topic, nearness in query.beside.items() if topic in counts)
    worked = on_topic or min(_MOST_BESIDE, _OF_WORK_BESIDE * near)
    share = worked / (sum(counts.values()) + _BESIDE_THEM)
    rarity = log(1 + 1 / query.usual_share)
    return log(1 + worked) * sqrt(share) * rarity, lambda: _topics_text(query, id_)


def states(query: Query, id_: str) -> Finding:
    """How many of the need's topics it states itself, over the root of how many there are: 1 where one is all.

    One that is narrower than a topic of the need counts in full, one that is broader a half, one beside it a third. Who
    states much else says less by it: what is left is divided by the fourth root of one more than the other topics.
    """
    asked = query.asked
    stated = query.index.organisations[id_].topics
    if query.near_asked.isdisjoint(stated):
        return NOTHING
    near = [max((values.get(own, 0.0), own) for own in stated) for values in query.nearness_of_topics]
    value = sum(nearness for nearness, _own in near) / sqrt(len(asked))
    others = sum(own not in query.wanted for own in stated)
    best = max(nearness for nearness, _own in near)
    names = topic_names(query.index, {own for nearness, own in near if nearness == best})
    related = best < 1
    return (
        value / (1 + others) ** 0.25,
        lambda: (
            _("states a related topic: %(topics)s", topics=names)
            if related
            else _("states as topic: %(topics)s", topics=names)
        ),
    )


def target_groups(query: Query, id_: str) -> Finding:
    """Logarithm of statements and projects for the need's target groups."""
    index = query.index
    wanted = set(query.need.target_groups)
    if not wanted:
        return NOTHING
    stated = wanted.intersection(index.organisations[id_].target_groups)
    projects = [
        project
        for project in index.latest_projects(id_, MOST_PROJECTS)
        if project != query.need.project and wanted.intersection(index.projects[project].target_groups)
    ]
    value = len(stated) + sum(0.3 + 0.7 * decay(index.age(project, query.on)) for project in projects)
    if not value:
        return NOTHING
    return log(1 + value), lambda: _groups_text(query, wanted, stated, projects)


def similar_projects(query: Query, id_: str) -> Finding:
    """Logarithm of the likeness and nearness of past projects (MATCHING.md, c = .0136).

    A project that is only near says nothing where the need is about something.
    """
    via = query.similar.get(id_)
    if via is None:
        return NOTHING
    strength = log(1 + via.value / 0.0136)
    is_about_something = bool(query.wanted or query.words or query.kind)
    if is_about_something and not query.resembles(query.index.projects[via.best]):
        return strength, _wordless
    return strength, lambda: _similar_text(query, id_, via.best)


def project_text(query: Query, id_: str) -> Finding:
    """Cosine of the idea's words and those of past projects."""
    via = query.told.get(id_)
    if via is None:
        return NOTHING
    return via.value, lambda: _project_text(query, id_, via)


def name_text(query: Query, id_: str) -> Finding:
    """Cosine of the words of idea and topics, and the name and keywords."""
    value = query.named.get(id_, 0.0)
    if not value:
        return NOTHING
    return value, lambda: _("name or keywords fit: %(words)s", words=_words_in_common(query, id_, query.naming))


def network(query: Query, id_: str) -> Finding:
    """Logarithm of the personalised PageRank, a share of 1 whatever the network's size (c = .003).

    Near a seeker without any tie, or a place, is only what is near by other reasons.
    """
    value = query.rank.get(f"o{id_}", 0.0)
    if not value:
        return NOTHING
    strength = log(1 + value / 0.003)
    if len(query.index.organisations) * value < _NEAR_IN_NETWORK:
        return strength, _wordless
    if query.wanted or query.words:
        return strength, lambda: _("belongs to the closer network around this need")
    if query.seeker is None or not query.index.is_tied(query.seeker.id):
        return strength, _wordless
    return strength, lambda: _("belongs to the closer network around you")


def peers(query: Query, id_: str) -> Finding:
    """Logarithm of what organisations like the seeker nearby have done with it (c = .031)."""
    via = query.partners.get(id_)
    if via is None:
        return NOTHING
    return log(1 + via.value / 0.031), lambda: _peers_text(query, id_, via.best)


def namesakes(query: Query, id_: str) -> Finding:
    """Logarithm of what those called like the seeker, on the need's topics, have done with it (c = .031)."""
    via = query.partners_of_namesakes.get(id_)
    if via is None:
        return NOTHING
    strength = log(1 + via.value / 0.031)
    if query.called_alike[via.best] < CALLED_ALIKE:
        return strength, _wordless
    name = query.index.organisations[via.best].name
    return strength, lambda: _("partner of %(name)s, which is called like you", name=name)


def place(query: Query, id_: str) -> Finding:
    """Logarithm of how much more often partners lie at this distance than anybody does, above the rarest distance.

    Who may be a part of the seeker's own house is near for that, and no partner.
    """
    statistics = query.index.statistics
    km = query.roughly(id_)
    if km is None:
        # Neither near nor far: half of what partners usually have.
        return log(1 + max(0.0, statistics.usual_band - statistics.lowest_band)) / 2, _wordless
    same = is_one_country(query.country, query.index.organisations[id_].country)
    value = statistics.at_distance(km, same_country=same) - statistics.lowest_band
    return log(1 + value) * (1 - query.of_one_house(id_)), lambda: _place_text(query, id_)


def programmes(query: Query, id_: str) -> Finding:
    """Logarithm of its recent projects in the programmes that the seeker and its peers take part in."""
    index = query.index
    found = {
        programme: share * weight / query.ageing
        for programme, weight in index.programmes_of.get(id_, {}).items()
        if (share := query.programmes.get(programme))
    }
    if not found:
        return NOTHING
    best = max(sorted(found), key=lambda programme: found[programme])
    return log(1 + sum(found.values()) / 0.05), lambda: _(
        "projects in “%(programme)s”, as others near you have them", programme=best
    )


def abroad(query: Query, id_: str) -> Finding:
    """How many of all partners are in another country than each other, for those who are."""
    country = query.index.organisations[id_].country
    share = query.index.statistics.abroad
    if not share or is_one_country(query.country, country):
        return NOTHING
    return share, (lambda: _("across the border, as many partners are here")) if share > _MANY_ABROAD else _wordless


def profile(query: Query, id_: str) -> Finding:
    """Cosine of the words of the seeker's name and past projects and the candidate's name and keywords."""
    value = query.alike.get(id_, 0.0)
    if not value:
        return NOTHING
    return value, lambda: _profile_text(query, id_)


def kind(query: Query, id_: str) -> Finding:
    """How much more often partners of such a seeker are of this kind than anybody is."""
    other = query.index.organisations[id_].kind
    statistics = query.index.statistics
    value = (
        statistics.kind_pairs.get((query.seeker.kind, other), 0.0) if query.seeker else statistics.kinds.get(other, 0.0)
    )
    return value - statistics.lowest_kind, (lambda: _kind_text(query, other)) if value > 0 else _wordless


def names(query: Query, id_: str) -> Finding:
    """Logarithm of how much more often the words of both names meet among partners than by chance (c = 1/3)."""
    rows = query.index.named[id_]
    value = added(query.met, rows)
    if value <= 0:
        return NOTHING
    return log(1 + 3 * value), lambda: _names_text(query, id_)


def name_on_topic(query: Query, id_: str) -> Finding:
    """How much more of the work of those with such words in their names is on the topics than of anybody's.

    Negative where it is less, -1 at least; 0 where the name says nothing.
    """
    value = max(_LEAST_ON_TOPIC, added(query.on_topics, query.index.named[id_]))
    return value, (lambda: _name_on_topic_text(query, id_)) if value > 0 else _wordless


def activity(query: Query, id_: str) -> Finding:
    """How much recent projects of any sort say, as ``MatchIndex.energy`` has them at the need's day.

    That somebody is active now says something, up to 1, and how much hardly anything; but of who is everywhere, as some
    are in some networks, the logarithm of how many times as active it is as that begins.
    """
    index = query.index
    number = len(index.projects_of.get(id_, ()))
    if not number:
        return NOTHING
    # What begins after the day asked for counts as new, too, and not for more.
    value = min(number, max(0.0, index.energy[id_] / query.ageing))
    strength = 1 - exp(-_FULLY_ACTIVE * value) + log(max(1.0, value / _EVERYWHERE))
    return strength, lambda: _activity_text(query, id_, number)


SIGNALS: Final[Mapping[str, Signal]] = {
    function.__name__: function
    for function in (
        worked_together,
        topics,
        states,
        target_groups,
        similar_projects,
        project_text,
        name_text,
        profile,
        network,
        peers,
        namesakes,
        place,
        programmes,
        abroad,
        kind,
        names,
        name_on_topic,
        activity,
    )
}


def _together_text(query: Query, projects: list[str], ties: list[Relation]) -> str:
    """Say by what two work together: now, so far, or in what is to come."""
    told = []
    if projects:
        number = ngettext("%(number)s joint project", "%(number)s joint projects", len(projects))
        lasted = _years_of(query, projects[0]) if len(projects) == 1 else ""
        told.append(
            _("%(told)s, %(years)s", told=number, years=lasted) if lasted else _with_year(query, number, projects)
        )
    standing = [tie for tie in ties if tense_of_relation(tie, query.today) is Tense.PRESENT]
    begun = [tie for tie in ties if not query.is_planned(tie)]
    if ties:
        tie = (standing or ties)[0]
        label = query.index.called(tie)
        ended = bool(begun) and not standing
        told.append(_("%(kind)s until %(date)s", kind=label, date=date_text(tie.valid_to)) if ended else label)
    how = "; ".join(told)
    if begun and not together.is_work(query.index, projects, ties):
        return _("is tied to you already: %(how)s", how=how) if standing else _("was tied to you: %(how)s", how=how)
    tenses = {tense_of_project(query.index.projects[project], query.today) for project in projects}
    if standing or Tense.PRESENT in tenses:
        return _("already works with you: %(how)s", how=how)
    if begun or Tense.FORMER in tenses:
        return _("has worked with you: %(how)s", how=how)
    confirmed = ties[0].last_confirmed if ties else ""
    if confirmed and is_old(confirmed, query.today):
        # What was to come then may have come long since, or never.
        return _("planned to work with you, as of %(date)s: %(how)s", date=date_text(confirmed), how=how)
    return _("plans to work with you: %(how)s", how=how)


def _similar_text(query: Query, id_: str, best: str) -> str:
    """Say in which project it took part, or will; and whether that is like the need, and not only near."""
    index = query.index
    project = index.projects[best]
    title, tense, is_like = _short(project.title), _tense(query, project), query.resembles(project)
    called_so = index.projects_called(id_, project.title)
    number = sum(_tense(query, one) is tense and query.resembles(one) == is_like for one in called_so)
    if tense is Tense.PLANNED:
        return ngettext("plans the project “%(title)s”", "plans %(number)s projects “%(title)s”", number, title=title)
    if is_like:
        return ngettext(
            "took part in a similar project: “%(title)s”",
            "took part in %(number)s similar projects: “%(title)s”",
            number,
            title=title,
        )
    return ngettext(
        "took part in the project “%(title)s”", "took part in %(number)s projects “%(title)s”", number, title=title
    )


def _project_text(query: Query, id_: str, via: Via) -> str:
    """Say which words the idea and a project share, and how many projects that are called so do."""
    project = query.index.projects[via.best]
    title = project.title
    called_so = query.index.projects_called(id_, title)
    words = query.words if query.wanted.isdisjoint(project.topics) else query.words_beyond
    shared = _shared_words(words, title)
    return ngettext(
        "project with the same words: %(words)s",
        "%(number)s projects with the same words: %(words)s",
        len(called_so) if shared else sum(one.id in query.told_by for one in called_so),
        words=shared or _short(title),
    )


def _tense(query: Query, project: Project) -> Tense | None:
    """Return whether a project is to come or has begun, as the present then; None where it came to nothing."""
    tense = tense_of_project(project, query.today)
    return Tense.PRESENT if tense is Tense.FORMER else tense


def _place_text(query: Query, id_: str) -> str:
    """Say how far away it is, or that it is in the same town or region where nobody knows more; else nothing."""
    other, km = query.index.organisations[id_], query.nearness(id_)
    if km is None:
        return _("in the same region") if other.region and other.region == query.region else ""
    rough = query.is_rough or query.index.is_rough(id_)
    if query.distance(id_) is None or (rough and km < AT_THE_PLACE_KM):
        return _("in %(place)s", place=query.need.spot.name) if query.need.spot else _("in the same town")
    if km < AT_THE_PLACE_KM:
        return _("less than 1 km away")
    return _("about %(km)s km away", km=f"{km:.0f}") if rough else _("%(km)s km away", km=f"{km:.0f}")


def _names_text(query: Query, id_: str) -> str:
    """Say which words of the two names meet most often; nothing of towns and of what stands in any name."""
    seeker, name = query.seeker.name if query.seeker else "", query.index.organisations[id_].name
    names = query.index.names
    _value, own, other = max(
        (float(names.meeting[names.rows[own], names.rows[other]]), own, other)
        for own in names.words(seeker)
        for other in names.words(name)
    )
    town = query.town_words() | frozenset(text.words(query.index.organisations[id_].town)) | _OF_ANY_NAME
    if own in town or other in town:
        return ""
    if own == other:
        return _("both names have “%(word)s”", word=_as_written(own, name))
    return _(
        "names with “%(own)s” and “%(other)s” often work together",
        own=_as_written(own, seeker),
        other=_as_written(other, name),
    )


def _name_on_topic_text(query: Query, id_: str) -> str:
    """Say which word of the name goes with the topics, where that is true of several who are called so."""
    name, names = query.index.organisations[id_].name, query.index.names
    found = [
        (ratio, word, topic)
        for word in names.words(name)
        for topic in query.topics
        if topic in names.bearing and (ratio := float(names.bearing[topic][names.rows[word]])) > _OFTEN
    ]
    if not found:
        return ""
    _value, best, _topic = max(found)
    return _(
        "many with “%(word)s” in their name work on %(topics)s",
        word=_as_written(best, name),
        topics=topic_names(query.index, {topic for _ratio, word, topic in found if word == best}),
    )


def _topics_text(query: Query, id_: str) -> str:
    """Say how many projects and relations are on the need's topics, else near them: each that counts, once."""
    index = query.index
    worked = index.topics_of[id_]
    if query.wanted.isdisjoint(worked):
        return _("on a related topic: %(work)s", work=_work_on_text(query, id_, query.beside.keys()))
    return _work_on_text(query, id_, query.wanted)


def _work_on_text(query: Query, id_: str, wanted: AbstractSet[str]) -> str:
    index = query.index
    worked = index.topics_of[id_]
    on_ties = {topic: index.ties_on(topic, id_) for topic in sorted(wanted & worked.keys())}
    told = []
    if on_projects := [topic for topic, number in on_ties.items() if worked[topic] > number]:
        number, recent = index.projects_worked_on(id_, wanted, _MOST_DATED)
        names = topic_names(index, on_projects)

        def of_projects(number: int) -> str:
            return ngettext(
                "%(number)s project on %(topics)s", "%(number)s projects on %(topics)s", number, topics=names
            )

        told.append(_with_planned(query, of_projects, number, recent))
    if tied := [topic for topic, number in on_ties.items() if number]:
        number, names = index.relations_worked_on(id_, wanted), topic_names(index, tied)
        told.append(
            ngettext("%(number)s relation on %(topics)s", "%(number)s relations on %(topics)s", number, topics=names)
        )
    return "; ".join(told)


def _groups_text(query: Query, wanted: set[str], stated: set[str], projects: list[str]) -> str:
    index = query.index
    reached = stated.union(*(wanted.intersection(index.projects[project].target_groups) for project in projects))
    known = index.taxonomy.target_groups
    names = ", ".join(known[id_].label(language()) if id_ in known else id_ for id_ in sorted(reached))
    return _("target groups: %(groups)s", groups=names)


def _peers_text(query: Query, id_: str, best: str) -> str:
    name = query.index.organisations[best].name
    others = query.peer_counts[id_] - 1
    if not others:
        return _("partner of %(name)s", name=name)
    return ngettext(
        "partner of %(name)s and of one more of those nearest",
        "partner of %(name)s and of %(number)s more of those nearest",
        others,
        name=name,
    )


def _activity_text(query: Query, id_: str, number: int) -> str:
    recent = query.index.latest_projects(id_, _MOST_DATED)
    return _with_planned(
        query, lambda number: ngettext("%(number)s project", "%(number)s projects", number), number, recent
    )


def _with_planned(query: Query, told: Callable[[int], str], number: int, recent: list[str]) -> str:
    """Tell so many projects with their last year; planned ones by themselves, where all are among the ``recent``."""
    planned = [one for one in recent if query.is_planned(query.index.projects[one])]
    begun = number - len(planned)
    if not planned or not begun or number > len(recent):
        return _with_year(query, told(number), recent)
    dated = _with_year(query, told(begun), [one for one in recent if one not in planned])
    return ngettext("%(told)s; %(number)s more planned", "%(told)s; %(number)s more planned", len(planned), told=dated)


def _with_year(query: Query, told: str, projects: list[str]) -> str:
    """Add the last year of projects that have begun, or when the first begins; nothing where no year is known."""
    dated = [one for project in projects if (one := query.index.projects[project]).starts_on]
    begun = [project for project in dated if earliest(project.starts_on) <= query.today]
    if begun:
        year = max(min(project.ends_on or project.starts_on, query.today)[:4] for project in begun)
        return _("%(told)s, most recently %(year)s", told=told, year=year)
    if dated:
        return _("%(told)s, from %(year)s on", told=told, year=min(project.starts_on for project in dated)[:4])
    if projects and all(query.is_planned(query.index.projects[project]) for project in projects):
        return _("%(told)s, planned", told=told)
    return told


def _years_of(query: Query, project_id: str) -> str:
    """Return the years of a project that has begun in one and ends in another; empty for any other."""
    project = query.index.projects[project_id]
    first, last = project.starts_on[:4], project.ends_on[:4]
    is_longer = first and last and first != last and earliest(project.starts_on) <= query.today
    return f"{first}–{last}" if is_longer else ""  # noqa: RUF001  a range


def _profile_text(query: Query, id_: str) -> str:
    """Say which words of the seeker's work are in a name; that both are in one town another reason says.

    Of whom it works with nothing: their names are in the titles of its projects.
    """
    if id_ in query.worked_with:
        return ""
    town = query.town_words()
    own = {word: weight for word, weight in query.own_words.items() if word not in town | _OF_ANY_NAME}
    called = frozenset(text.words(query.seeker.name)) if query.seeker else frozenset[str]()
    done = {word: weight for word, weight in own.items() if word not in called}
    if words := _words_in_common(query, id_, done):
        return _("name or keywords share words with what you have done: %(words)s", words=words)
    words = _words_in_common(query, id_, own)
    return _("name or keywords share words with your name: %(words)s", words=words) if words else ""


def _words_in_common(query: Query, id_: str, words: Mapping[str, float]) -> str:
    """Return those of the words that are in a name or keywords, as written there, the most telling first."""
    organisation = query.index.organisations[id_]
    named = " ".join((organisation.name, *organisation.aliases, *organisation.keywords))
    shared = [word for word in word_counts(named) if word in words]
    best = nlargest(_WORDS_TOLD, shared, key=lambda word: (words[word], word))
    return ", ".join(_as_written(word, named) for word in best)


def topic_names(index: MatchIndex, ids: Iterable[str]) -> str:
    """Return the labels of topics in the language in force, three at most, none of a group beside one inside it."""
    known, told = index.taxonomy.topics, set(ids)
    groups = {known[id_].parent_id for id_ in told if id_ in known}
    names = [known[id_].label(language()) if id_ in known else id_ for id_ in sorted(told - groups)]
    quoted = [_("“%(title)s”", title=name) if "," in name else name for name in names[:3]]
    return ", ".join(quoted) + (" …" if len(names) > 3 else "")  # noqa: PLR2004


def kind_name(index: MatchIndex, kind: str) -> str:
    """Return the label of a kind of organisation in the language in force; its id where it has none."""
    known = index.taxonomy.organisation_kinds.get(kind)
    return known.label(language()) if known else kind


def _shared_words(words: Mapping[str, float], title: str) -> str:
    """Return the words that tell most of those that are in a title, three at most, as the title has them."""
    own = word_counts(title)
    shared = sorted((weight, word) for word, weight in words.items() if word in own)[::-1][:3]
    return ", ".join(_as_written(word, title) for weight, word in shared if weight > shared[0][0] / 2)


def _as_written(folded: str, name: str) -> str:
    """Return the word of a name that folds to this one."""
    return next((word for word in re.findall(r"\w+", name) if text.fold(word) == folded), folded)


def _short(title: str) -> str:
    return text.within_quotes(text.shortened(title, _LONGEST_TITLE))


def _kind_text(query: Query, other: str) -> str:
    return _("“%(kind)s” is often a partner", kind=kind_name(query.index, other))
