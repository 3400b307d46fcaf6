"""What ties an organisation to its neighbours in the picture: kind, period and source of each relation."""

from collections.abc import Collection, Mapping
from typing import Final

from graphdir.directory import Directory
from graphdir.i18n import gettext as _
from graphdir.i18n import language, ngettext
from graphdir.model import Organisation, Project
from graphdir.presenting import link_period, project_period, tense_text
from graphdir.store import Link
from graphdir.taxonomy import Taxonomy
from graphdir.ties import Tense, met_by, roles_in, tense_of_project
from webapp.maps import source_name

Line = Mapping[str, str]
# So many relations to one neighbour are told one by one.
_MOST_LINES: Final = 4


def tie_lines(directory: Directory, ids: Collection[str]) -> dict[str, dict[str, list[Line]]]:
    """Return for each of these organisations, by its neighbours' ids, what ties them: ``text`` and ``source``.

    ``url`` is the source's address, empty where it has none. Relations come first, then projects, the latest first.
    """
    store, today = directory.store, directory.today()
    told: dict[str, dict[str, list[Line]]] = {id_: {} for id_ in ids}
    here = store.organisations(ids)
    for id_, links in store.links_of(ids).items():
        for link in links:
            if link.tense(here[id_], today):
                line = _of_relation(link, here[id_], directory.taxonomy(), today)
                told[id_].setdefault(link.other.id, []).append(line)
    parts = store.parts_of(ids)
    members = store.participants_of({part.project.id for own in parts.values() for part in own})
    roles = {
        project: roles_in((part.organisation.id, part.participation.role) for part in found)
        for project, found in members.items()
    }
    for id_, own in parts.items():
        for project in sorted({part.project for part in own}, key=lambda one: (one.starts_on, one.id), reverse=True):
            if tense := tense_of_project(project, today):
                for other in met_by(id_, roles[project.id]):
                    told[id_].setdefault(other, []).append(_of_project(project, tense))
    return {id_: {other: _first(lines) for other, lines in found.items()} for id_, found in told.items()}


def _of_relation(link: Link, seen_from: Organisation, taxonomy: Taxonomy, today: str) -> Line:
    relation = link.relation
    kind = taxonomy.relation_kinds[relation.kind]
    label = kind.heading(language(), incoming=kind.directed and relation.to_id == seen_from.id)
    period = link_period(link, seen_from, today) or _("period not recorded")
    return _line(", ".join(filter(None, (label, tense_text(link, seen_from, today), period))), relation.source)


def _of_project(project: Project, tense: Tense) -> Line:
    title, period = project.title, project_period(project) or _("period not recorded")
    if tense is Tense.PLANNED:
        period = _("planned, %(period)s", period=period)
    return _line(_("Joint project “%(title)s”, %(period)s", title=title, period=period), project.source)


def _line(text: str, source: str) -> Line:
    return {
        "text": text,
        "source": source_name(source) or _("source not recorded"),
        "url": source if source.startswith(("http://", "https://")) and "; " not in source else "",
    }


def _first(lines: list[Line]) -> list[Line]:
    more = len(lines) - _MOST_LINES
    if more <= 1:
        return lines
    rest = ngettext("and one more", "and %(number)s more", more, number=more)
    return [*lines[:_MOST_LINES], {"text": rest, "source": "", "url": ""}]
