"""What speaks for a partner: small pure functions that return a strength and a sentence."""

from collections.abc import Callable, Iterable, Mapping
from math import log, sqrt
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.i18n import language, ngettext
from graphdir.matching.index import BANDS_KM, MatchIndex, band, decay
from graphdir.matching.query import Query

Signal = Callable[[Query, str], tuple[float, str]]
"""A strength of 0 and more, and what a person reads; the text is empty for strength 0."""

_NOTHING: Final = (0.0, "")
_AT_THE_PLACE_KM: Final = 1.0


def worked_together(query: Query, id_: str) -> tuple[float, str]:
    """Root of joint projects (recent and small ones count most) and standing relations."""
    projects = [project for project in query.common_projects(id_) if project != query.need.project]
    ties = query.ties(id_)
    index = query.index
    value = sum(
        decay(index.age(project, query.on)) / max(1, len(index.members[project]) - 1) for project in projects
    ) + sum(0.5 * index.tie_weight(tie, query.on) for tie in ties)
    if not value:
        return _NOTHING
    told = []
    if projects:
        told.append(_joint(query, projects))
    if ties:
        kind = index.taxonomy.relation_kinds.get(ties[0].kind)
        told.append(kind.label(language()) if kind else ties[0].kind)
    return sqrt(value), _("already works with you: %(how)s", how="; ".join(told))


def topics(query: Query, id_: str) -> tuple[float, str]:
    """Logarithm of projects and statements on the need's topics; more never counts less."""
    index = query.index
    wanted = set(query.topics)
    if not wanted:
        return _NOTHING
    stated = [topic for topic in index.organisations[id_].topics if topic in wanted]
    projects = [
        project
        for project in index.projects_of.get(id_, ())
        if project != query.need.project and wanted.intersection(index.projects[project].topics)
    ]
    covered = {topic for project in projects for topic in index.projects[project].topics if topic in wanted}
    value = len(covered.union(stated)) + sum(0.3 + 0.7 * decay(index.age(p, query.on)) for p in projects)
    if not value:
        return _NOTHING
    if projects:
        names = topic_names(index, covered)
        year = _latest_year(query, projects)
        told = ngettext(
            "%(number)s project on %(topics)s", "%(number)s projects on %(topics)s", len(projects), topics=names
        )
        if year:
            told = _("%(told)s, most recently %(year)s", told=told, year=year)
        return log(1 + value), told
    return log(1 + value), _("states as topic: %(topics)s", topics=topic_names(index, stated))


def target_groups(query: Query, id_: str) -> tuple[float, str]:
    """Logarithm of statements and projects for the need's target groups."""
    index = query.index
    wanted = set(query.need.target_groups)
    if not wanted:
        return _NOTHING
    stated = wanted.intersection(index.organisations[id_].target_groups)
    projects = [
        project
        for project in index.projects_of.get(id_, ())
        if project != query.need.project and wanted.intersection(index.projects[project].target_groups)
    ]
    value = len(stated) + sum(0.3 + 0.7 * decay(index.age(project, query.on)) for project in projects)
    if not value:
        return _NOTHING
    reached = stated.union(*(wanted.intersection(index.projects[project].target_groups) for project in projects))
    known = index.taxonomy.target_groups
    names = ", ".join(known[id_].label(language()) if id_ in known else id_ for id_ in sorted(reached))
    return log(1 + value), _("works with: %(groups)s", groups=names)


def similar_projects(query: Query, id_: str) -> tuple[float, str]:
    """Logarithm of the likeness and nearness of past projects (MATCHING.md, c = .0136)."""
    via = query.similar.get(id_)
    if via is None:
        return _NOTHING
    project = query.index.projects[via.best]
    title = project.title if len(project.title) <= 80 else project.title[:79] + "…"  # noqa: PLR2004
    return log(1 + via.value / 0.0136), _("took part in a similar project: “%(title)s”", title=title)


def project_text(query: Query, id_: str) -> tuple[float, str]:
    """Cosine of the idea's words and those of past projects."""
    via = query.told.get(id_)
    if via is None:
        return _NOTHING
    words = _shared_words(query, query.index.projects[via.best].title)
    return via.value, _("project with the same words: %(words)s", words=words or query.index.projects[via.best].title)


def name_text(query: Query, id_: str) -> tuple[float, str]:
    """Cosine of the idea's words and the name and keywords."""
    value = query.named.get(id_, 0.0)
    if not value:
        return _NOTHING
    return value, _("name or keywords fit the idea")


def network(query: Query, id_: str) -> tuple[float, str]:
    """Logarithm of the personalised PageRank, beside what is out of reach."""
    value = query.rank.get(f"o{id_}", 0.0)
    if not value:
        return _NOTHING
    size = max(1, len(query.index.organisations))
    return log((0.01 + size * value) / 0.01), _("belongs to the closer network around this need")


def peers(query: Query, id_: str) -> tuple[float, str]:
    """Logarithm of what organisations like the seeker nearby have done with it (c = .031)."""
    via = query.peers.get(id_)
    if via is None:
        return _NOTHING
    name = query.index.organisations[via.best].name
    others = query.peer_counts[id_] - 1
    if others:
        told = ngettext(
            "works with %(name)s and one more like you",
            "works with %(name)s and %(number)s more like you",
            others,
            name=name,
        )
    else:
        told = _("works with %(name)s", name=name)
    return log(1 + via.value / 0.031), told


def place(query: Query, id_: str) -> tuple[float, str]:
    """How much more often partners lie at this distance than anybody does, above the rarest distance."""
    statistics = query.index.statistics
    km = query.distance(id_)
    if km is None:
        return max(0.0, statistics.middle_band - statistics.lowest_band), ""
    other = query.index.organisations[id_]
    same = bool(query.country and query.country == other.country)
    value = statistics.bands.get((band(km), same), 0.0) - statistics.lowest_band
    # Inside a band nearer is a little better, so that neighbours do not tie.
    value += 0.3 / (1 + km / BANDS_KM[2])
    if km < _AT_THE_PLACE_KM:
        return value, _("at the same place")
    return value, _("%(km)s km away", km=f"{km:.0f}")


def countries(query: Query, id_: str) -> tuple[float, str]:
    """How much more often these two countries work together than chance would have it."""
    other = query.index.organisations[id_].country
    value = query.index.statistics.countries.get((query.country, other), -4.0)
    return max(0.0, value + 5.0), ""


def profile(query: Query, id_: str) -> tuple[float, str]:
    """Cosine of the words of the seeker's name and past projects and the candidate's name and keywords."""
    value = query.alike.get(id_, 0.0)
    if not value:
        return _NOTHING
    return value, _("name or keywords fit what you have done so far")


def kind(query: Query, id_: str) -> tuple[float, str]:
    """How much more often partners of such a seeker are of this kind than anybody is."""
    other = query.index.organisations[id_].kind
    statistics = query.index.statistics
    value = (
        statistics.kind_pairs.get((query.seeker.kind, other), 0.0) if query.seeker else statistics.kinds.get(other, 0.0)
    )
    return max(0.0, value + 3.0), _kind_text(query, other) if value > 0 else ""


def kind_on_topic(query: Query, id_: str) -> tuple[float, str]:
    """How much more often this kind works on the topics than on others."""
    other = query.index.organisations[id_].kind
    values = [
        query.index.statistics.kind_topics.get((other, topic), 0.0) for topic in query.need.topics or query.topics
    ]
    value = sum(values) / len(values) if values else 0.0
    return max(0.0, value + 2.0) if values else 0.0, ""


def activity(query: Query, id_: str) -> tuple[float, str]:
    """Logarithm of recent projects of any sort."""
    index = query.index
    projects = [project for project in index.projects_of.get(id_, ()) if project != query.need.project]
    value = sum(decay(index.age(project, query.on)) for project in projects)
    if not projects:
        return _NOTHING
    told = ngettext("%(number)s project", "%(number)s projects", len(projects))
    year = _latest_year(query, projects)
    if year:
        told = _("%(told)s, most recently %(year)s", told=told, year=year)
    return log(1 + value), told


SIGNALS: Final[Mapping[str, Signal]] = {
    function.__name__: function
    for function in (
        worked_together,
        topics,
        target_groups,
        similar_projects,
        project_text,
        name_text,
        profile,
        network,
        peers,
        place,
        countries,
        kind,
        kind_on_topic,
        activity,
    )
}


def _joint(query: Query, projects: list[str]) -> str:
    told = ngettext("%(number)s joint project", "%(number)s joint projects", len(projects))
    year = _latest_year(query, projects)
    return _("%(told)s, most recently %(year)s", told=told, year=year) if year else told


def _latest_year(query: Query, projects: list[str]) -> str:
    """Return the last year in which one of the projects began; empty when none is known."""
    return max((query.index.projects[project].starts_on[:4] for project in projects), default="")


def topic_names(index: MatchIndex, ids: Iterable[str]) -> str:
    """Return the labels of topics in the language in force, three at most."""
    known = index.taxonomy.topics
    names = [known[id_].label(language()) if id_ in known else id_ for id_ in sorted(ids)]
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")  # noqa: PLR2004


def _shared_words(query: Query, title: str) -> str:
    own = query.index.words(title)
    return ", ".join(word for word in sorted(query.words, key=lambda word: -query.words[word]) if word in own)


def _kind_text(query: Query, other: str) -> str:
    known = query.index.taxonomy.organisation_kinds.get(other)
    label = known.label(language()) if known else other
    return _("“%(kind)s” is often a partner", kind=label)
