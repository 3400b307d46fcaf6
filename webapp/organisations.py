"""The directory, its excerpts as files, and profiles."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.exporting.files import csv_table
from graphdir.i18n import date_text, language
from graphdir.i18n import gettext as _
from graphdir.model import Organisation
from graphdir.presenting import facet_label, link_period, role_label, tense_text
from graphdir.profiles import LinkGroup
from graphdir.store import FACETS, LONGEST_SEARCH, FacetCounts, Link, Part, Search, Sort
from graphdir.tables import TABLES
from graphdir.taxonomy import Taxonomy
from graphdir.text import fold
from webapp import organisation_files
from webapp.access import role_signed_in
from webapp.current import current_directory, current_settings
from webapp.downloads import attachment
from webapp.history import events, with_organisations, with_projects
from webapp.lists import asked_order, headers, ordered, xlsx_answer
from webapp.mailing import recipients_of
from webapp.pages.network import OrganisationPage, OrganisationsPage, RelationsPage
from webapp.pages.parts import Choice, Facet
from webapp.paging import page_number, paging, positive_number, url_with
from webapp.rendering import render

blueprint = Blueprint("organisations", __name__)
PAGE_SIZE = 25
_SHOWN_CHOICES = 8
_MOST_EXPORTED = 100_000
SORTS: tuple[Sort, ...] = ("relevance", "name", "town")
# What an address may ask of the directory.
QUESTION: Final = ("q", *FACETS, "near", "radius_km", "recorded", "ended", "sort")
# So many relations of a kind stand on the profile itself; the others have a list of their own.
_MOST_LINKS = 10
_PART_KEYS: Final[Mapping[str, Callable[[Part], Any]]] = {
    "title": lambda part: fold(part.project.title),
    "role": lambda part: role_label(part.participation.role),
    "start": lambda part: part.project.starts_on,
}
_LINK_KEYS: Final[Mapping[str, Callable[[tuple[LinkGroup, Link]], Any]]] = {
    "name": lambda found: fold(found[1].other.name),
    "town": lambda found: fold(found[1].other.town),
    "kind": lambda found: (found[0].kind, found[0].incoming),
    "start": lambda found: found[1].relation.valid_from,
    "confirmed": lambda found: found[1].relation.last_confirmed,
}


@blueprint.get("/organisations")
def organisations() -> ResponseReturnValue:
    directory = current_directory()
    question = _question()
    found = directory.search(question)
    understood = directory.understood(question)
    taxonomy = directory.taxonomy()
    ids = [organisation.id for organisation in found.organisations]
    page = OrganisationsPage(
        question=question,
        found=found,
        facets=_facets(directory.facets(question), understood, taxonomy),
        chosen=_chosen(understood, taxonomy),
        sorts=_sorts(question),
        paging=paging(question.page, question.size, found.total, len(ids)),
        csv_url=url_for("organisations.as_csv", **_query()),
        xlsx_url=url_for("organisations.as_xlsx", **_query()),
        recorded=_recorded(directory, ids),
        ended=directory.ended_of(question, found.total),
        there_url=url_with(ended="no", page=None),
        instead=_topics_instead(question, taxonomy) if not found.total else (),
        hidden={name: value for name, value in _query().items() if name not in ("q", "page")},
    )
    return render(page)


@blueprint.get("/organisations.csv")
def as_csv() -> ResponseReturnValue:
    """Return the selection as programs read it: the columns of an export."""
    file = io.StringIO()
    csv_table(file, TABLES["organisations"], _selection())
    return Response("\ufeff" + file.getvalue(), mimetype="text/csv", headers=attachment("organisations", "csv"))


@blueprint.get("/organisations.xlsx")
def as_xlsx() -> ResponseReturnValue:
    """Return the selection as people read it."""
    rows = organisation_files.rows(_selection(), current_directory().taxonomy())
    return xlsx_answer("organisations", organisation_files.header(), rows)


@blueprint.get("/organisations/<path:organisation_id>")
def organisation(organisation_id: str) -> ResponseReturnValue:
    directory = current_directory()
    profile = directory.profile(organisation_id, role_signed_in())
    names = with_organisations(profile.names, profile.history, directory)
    order = asked_order(_PART_KEYS)
    columns = {"title": _("Title"), "role": _("Role"), "start": _("Period"), "topics": _("Topics")}
    return render(
        OrganisationPage(
            profile=profile,
            parts=ordered(profile.parts, order, _PART_KEYS),
            part_headers=headers(columns, order, _PART_KEYS, anchor="projects", dates=("start",)),
            most_links=len(profile.parts) + profile.number_of_links if "print" in request.args else _MOST_LINKS,
            surroundings=directory.surroundings(profile),
            is_placed=directory.is_placed(profile.organisation),
            can_be_written_to=bool(current_settings().mailer and recipients_of(profile.organisation)),
            today=directory.today(),
            printing="print" in request.args,
            history=events(profile.history, with_projects(names, profile.history, directory), directory.taxonomy()),
        )
    )


@blueprint.get("/relations")
def relations() -> ResponseReturnValue:
    """Show all relations of an organisation, or those of one kind, in pages."""
    directory = current_directory()
    organisation = directory.organisation(request.args.get("organisation", ""))
    groups = directory.relations(organisation.id)
    taxonomy = directory.taxonomy()
    order = asked_order(_LINK_KEYS)
    links = _links_asked(groups, order)
    page, size = page_number(), 2 * PAGE_SIZE
    shown = links[(page - 1) * size : page * size]
    return render(
        RelationsPage(
            organisation=organisation,
            links=shown,
            groups=[
                Choice(
                    label=_("all"),
                    url=url_with(kind=None, page=None),
                    count=sum(len(group.links) for group in groups),
                    chosen=not request.args.get("kind"),
                ),
                *(
                    Choice(
                        label=_heading(group, taxonomy),
                        url=url_with(kind=group.code, page=None),
                        count=len(group.links),
                        chosen=group.code == request.args.get("kind"),
                    )
                    for group in groups
                ),
            ],
            headers=headers(_link_columns(), order, _LINK_KEYS, anchor="list", dates=("start", "confirmed")),
            paging=paging(page, size, len(links), len(shown)),
            xlsx_url=url_for("organisations.relations_as_xlsx", **_link_query()),
        )
    )


@blueprint.get("/relations.xlsx")
def relations_as_xlsx() -> ResponseReturnValue:
    """Return the relations that the list shows, all pages."""
    directory = current_directory()
    taxonomy, today = directory.taxonomy(), directory.today()
    organisation = directory.organisation(request.args.get("organisation", ""))
    rows = (
        (
            link.other.name,
            link.other.town,
            _heading(group, taxonomy),
            ", ".join(filter(None, (tense_text(link, organisation, today), link_period(link, organisation, today)))),
            "; ".join(facet_label("topic", topic, taxonomy) for topic in link.relation.topics),
            link.relation.source,
            date_text(link.relation.last_confirmed),
        )
        for group, link in _links_asked(directory.relations(organisation.id), asked_order(_LINK_KEYS))
    )
    return xlsx_answer("relations", list(_link_columns().values()), rows)


def _links_asked(groups: Sequence[LinkGroup], order: str) -> list[tuple[LinkGroup, Link]]:
    """Return the relations of the kind that is asked for, in the order asked.

    Raises:
        InvalidInputError: the organisation has none of this kind.
    """
    kind = request.args.get("kind", "")
    if kind and kind not in {group.code for group in groups}:
        raise InvalidInputError(_("There is no relation of the kind “%(kind)s”.", kind=kind))
    links = [(group, link) for group in groups if kind in ("", group.code) for link in group.links]
    return ordered(links, order, _LINK_KEYS)


def _link_query() -> dict[str, Any]:
    return {name: value for name, value in request.args.items() if name in ("organisation", "kind", "sort")}


def _link_columns() -> dict[str, str]:
    return {
        "name": _("Organisation"),
        "town": _("Place"),
        "kind": _("Relation"),
        "start": _("Period"),
        "topics": _("Topics"),
        "source": _("Source"),
        "confirmed": _("Last confirmed"),
    }


def _heading(group: LinkGroup, taxonomy: Taxonomy) -> str:
    return taxonomy.relation_kinds[group.kind].heading(language(), incoming=group.incoming)


def question_from_query(*, size: int) -> Search:
    """Return the search that the query of an address asks for."""
    near = request.args.get("near", "")
    sort = request.args.get("sort", "relevance")
    directory = current_directory()
    return Search(
        text=request.args.get("q", "")[:LONGEST_SEARCH],
        kind=request.args.get("kind", ""),
        town=request.args.get("town", ""),
        topic=request.args.get("topic", ""),
        school_type=request.args.get("school_type", ""),
        target_group=request.args.get("target_group", ""),
        near=directory.near(near, positive_number("radius_km", 10, 20_000)) if near else None,
        without_ties=_asked("recorded", "none"),
        there_on=directory.today() if _asked("ended", "no") else "",
        sort=sort if sort in SORTS else "relevance",
        page=page_number(),
        size=size,
    )


def _asked(name: str, word: str) -> bool:
    """Tell whether the address narrows the list by this word.

    Raises:
        InvalidInputError: another word.
    """
    typed = request.args.get(name, "")
    if typed not in ("", word):
        raise InvalidInputError(
            _("“%(name)s” cannot be “%(typed)s”. Possible are: %(values)s.", name=name, typed=typed, values=word)
        )
    return bool(typed)


def _question() -> Search:
    return question_from_query(size=PAGE_SIZE)


def _query() -> dict[str, Any]:
    return {name: value for name, value in request.args.items() if value and name in QUESTION}


def _selection() -> Sequence[Organisation]:
    question = replace(_question(), page=1, size=_MOST_EXPORTED)
    return current_directory().search(question).organisations


def _topics_instead(question: Search, taxonomy: Taxonomy) -> list[Choice]:
    """Return the topics that the words mean, and broader ones, when nobody has all of the words."""
    counts = dict(current_directory().facets(Search(there_on=current_directory().today()))["topic"])
    topics = taxonomy.with_broader(taxonomy.recognise(question.text))
    return [
        Choice(
            label=facet_label("topic", topic, taxonomy),
            url=url_for("topics.topic", topic_id=topic),
            count=counts.get(topic, 0),
        )
        for topic in topics
        if counts.get(topic)
    ]


def _recorded(directory: Directory, ids: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Return how many relations and how many projects are recorded of each, as on its profile."""
    links = directory.store.links_of(ids)
    parts = directory.store.parts_of(ids)
    return {id_: (len(links[id_]), len({part.project.id for part in parts[id_]})) for id_ in ids}


def _facet_labels() -> Mapping[str, str]:
    return {
        "kind": _("Kind"),
        "town": _("Place"),
        "topic": _("Topic"),
        "school_type": _("School type"),
        "target_group": _("Target group"),
    }


def _facets(counts: FacetCounts, question: Search, taxonomy: Taxonomy) -> list[Facet]:
    chosen = question.facets()
    facets: list[Facet] = []
    for name, label in _facet_labels().items():
        if name in chosen or not counts[name]:
            continue
        choices = [
            Choice(
                label=facet_label(name, value, taxonomy),
                url=url_with(**{name: value, "page": None}),
                count=number,
                value=value,
            )
            for value, number in counts[name]
        ]
        facets.append(Facet(name=name, label=label, choices=choices[:_SHOWN_CHOICES], more=choices[_SHOWN_CHOICES:]))
    return facets


def _chosen(question: Search, taxonomy: Taxonomy) -> list[Choice]:
    """Return what narrows the list, each with the address that takes it away."""
    labels = _facet_labels()
    chosen = [
        Choice(
            label=f"{labels[name]}: {facet_label(name, value, taxonomy)}", url=url_with(**{name: None, "page": None})
        )
        for name, value in question.facets().items()
    ]
    if question.text:
        chosen.insert(0, Choice(label=_("“%(value)s”", value=question.text), url=url_with(q=None, page=None)))
    if question.near:
        label = _("within %(km)s km", km=f"{question.near[2]:g}")
        chosen.append(Choice(label=label, url=url_with(near=None, radius_km=None, page=None)))
    if question.without_ties:
        chosen.append(Choice(label=_("nothing recorded yet"), url=url_with(recorded=None, page=None)))
    if question.there_on:
        chosen.append(Choice(label=_("without those that have ended"), url=url_with(ended=None, page=None)))
    return chosen


def _sorts(question: Search) -> list[Choice]:
    labels = {"relevance": _("relevance"), "name": _("name"), "town": _("place")}
    return [
        Choice(
            label=labels[sort],
            url=url_with(sort=None if sort == "relevance" else sort, page=None),
            chosen=sort == (question.sort if question.text or question.sort != "relevance" else "name"),
        )
        for sort in SORTS
        if sort != "relevance" or question.text
    ]
