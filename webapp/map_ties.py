"""What ties an organisation to its neighbours in the picture: kind, period and source of each relation."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from graphdir.directory import Directory
from graphdir.i18n import gettext as _
from graphdir.i18n import language, ngettext
from graphdir.model import Project, Relation
from graphdir.network.whole import LARGEST_CLIQUE
from graphdir.presenting import period_text, project_period
from graphdir.store import Part
from graphdir.taxonomy import Taxonomy
from webapp.maps import source_name

Line = Mapping[str, str]
# So many relations to one neighbour are told one by one.
_MOST_LINES: Final = 4


def tie_lines(directory: Directory, ids: Collection[str]) -> dict[str, dict[str, list[Line]]]:
    """Return for each of these organisations, by its neighbours' ids, what ties them: ``text`` and ``source``.

    ``url`` is the source's address, empty where it has none. Relations come first, then projects, the latest first.
    """
    taxonomy, store = directory.taxonomy(), directory.store
    told: dict[str, dict[str, list[Line]]] = {id_: {} for id_ in ids}
    for id_, links in store.links_of(ids).items():
        for link in links:
            told[id_].setdefault(link.other.id, []).append(_of_relation(link.relation, taxonomy, id_))
    parts = store.parts_of(ids)
    members = store.participants_of({part.project.id for own in parts.values() for part in own})
    for id_, own in parts.items():
        for project in sorted({part.project for part in own}, key=lambda one: (one.starts_on, one.id), reverse=True):
            for other in _met(id_, members.get(project.id, ())):
                told[id_].setdefault(other, []).append(_of_project(project))
    return {id_: {other: _first(lines) for other, lines in found.items()} for id_, found in told.items()}


def _met(id_: str, members: Sequence[Part]) -> set[str]:
    """Return whom an organisation has met in a project, by the rule of the network picture."""
    ids = {part.participation.organisation_id for part in members}
    leads = {part.participation.organisation_id for part in members if part.participation.role == "lead"}
    if leads:
        return (ids if id_ in leads else leads) - {id_}
    return ids - {id_} if len(ids) <= LARGEST_CLIQUE else set()


def _of_relation(relation: Relation, taxonomy: Taxonomy, seen_from: str) -> Line:
    kind = taxonomy.relation_kinds[relation.kind]
    label = kind.heading(language(), incoming=kind.directed and relation.to_id == seen_from)
    planned = _("planned") if relation.status == "planned" else ""
    period = period_text(relation.valid_from, relation.valid_to) or _("period not recorded")
    return _line(", ".join(filter(None, (label, planned, period))), relation.source)


def _of_project(project: Project) -> Line:
    title, period = project.title, project_period(project) or _("period not recorded")
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
