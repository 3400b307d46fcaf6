"""Projects: the list and each one's page."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, cast

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.model import Organisation, is_date
from graphdir.presenting import (
    facet_label,
    project_kind_label,
    project_period,
    role_label,
)
from graphdir.store import LONGEST_SEARCH, Part, ProjectPage, ProjectSearch, ProjectSort
from graphdir.text import fold
from webapp.current import current_directory
from webapp.history import events, with_organisations
from webapp.lists import asked_order, headers, ordered, xlsx_answer
from webapp.pages.network import ProjectPageView, ProjectsPage
from webapp.pages.parts import Choice
from webapp.paging import page_number, paging, url_with
from webapp.rendering import render

blueprint = Blueprint("projects", __name__)
PAGE_SIZE = 25
_MOST_EXPORTED = 100_000
_QUERY = ("q", "kind", "topic", "year", "organisation", "sort")
_SORTED = ("title", "kind", "start")
_PART_KEYS: Final[Mapping[str, Callable[[Part], Any]]] = {
    "role": lambda part: role_label(part.participation.role),
    "name": lambda part: fold(part.organisation.name),
    "town": lambda part: fold(part.organisation.town),
}


def year() -> str:
    """Return the asked year; empty for any.

    Raises:
        InvalidInputError: it is no year.
    """
    typed = request.args.get("year", "")
    if typed and not (len(typed) == len("2022") and is_date(typed)):
        raise InvalidInputError(_("“%(typed)s” is no year. Write it with four digits.", typed=typed))
    return typed


def question_from_query(*, size: int) -> ProjectSearch:
    """Return the search for projects that the query of an address asks for."""
    return ProjectSearch(
        text=request.args.get("q", "")[:LONGEST_SEARCH],
        kind=request.args.get("kind", ""),
        topic=request.args.get("topic", ""),
        year=year(),
        organisation_id=request.args.get("organisation", ""),
        sort=cast("ProjectSort", asked_order(_SORTED) or "-start"),
        page=page_number(),
        size=size,
    )


@blueprint.get("/projects")
def projects() -> ResponseReturnValue:
    directory = current_directory()
    taxonomy = directory.taxonomy()
    question = question_from_query(size=PAGE_SIZE)
    found = directory.search_projects(question)
    columns = _columns()
    page = ProjectsPage(
        question=question,
        found=found,
        paging=paging(question.page, question.size, found.total, len(found.projects)),
        kinds=[
            Choice(label=kind.label(language()), url="", value=kind.id, chosen=kind.id == question.kind)
            for kind in taxonomy.project_kinds.values()
        ],
        topics=[
            Choice(label=topic.label(language()), url="", value=topic.id, chosen=topic.id == question.topic)
            for topic in sorted(taxonomy.topics.values(), key=lambda topic: topic.label(language()))
        ],
        years=[str(year) for year in range(int(directory.today()[:4]), 1989, -1)],
        leads=_leads(directory, found),
        of=directory.organisation(question.organisation_id) if question.organisation_id else None,
        all_url=url_with(organisation=None, page=None),
        headers=headers(
            {"title": columns[0], "kind": columns[1], "who": columns[2], "start": columns[3], "topics": columns[4]},
            question.sort,
            _SORTED,
            anchor="list",
            dates=("start",),
        ),
        xlsx_url=url_for("projects.as_xlsx", **_query()),
    )
    return render(page)


@blueprint.get("/projects.xlsx")
def as_xlsx() -> ResponseReturnValue:
    """Return the projects that the list shows, all pages, with the same columns."""
    directory = current_directory()
    taxonomy = directory.taxonomy()
    found = directory.search_projects(replace(question_from_query(size=_MOST_EXPORTED), page=1))
    leads = _leads(directory, found)
    rows = (
        (
            project.title,
            project_kind_label(project.kind, taxonomy),
            "; ".join(organisation.name for organisation in leads[project.id]),
            project_period(project),
            "; ".join(facet_label("topic", topic, taxonomy) for topic in project.topics),
            project.source,
        )
        for project in found.projects
    )
    return xlsx_answer("projects", [*_columns(), _("Source")], rows)


def _query() -> dict[str, Any]:
    return {name: value for name, value in request.args.items() if value and name in _QUERY}


def _columns() -> list[str]:
    return [_("Title"), _("Kind"), _("Carrier and school"), _("Period"), _("Topics")]


def _leads(directory: Directory, found: ProjectPage) -> dict[str, list[Organisation]]:
    participants = directory.store.participants_of(project.id for project in found.projects)
    return {
        id_: [part.organisation for part in parts if part.participation.role in ("lead", "site")]
        for id_, parts in participants.items()
    }


@blueprint.get("/projects/<path:project_id>")
def project(project_id: str) -> ResponseReturnValue:
    directory = current_directory()
    profile = directory.project(project_id)
    names = {part.organisation.id: part.organisation.name for part in profile.parts}
    order = asked_order(_PART_KEYS)
    columns: dict[str, str] = dict(zip(("role", "name", "town", "source"), _part_columns(), strict=True))
    return render(
        ProjectPageView(
            profile=profile,
            parts=ordered(profile.parts, order, _PART_KEYS),
            headers=headers(columns, order, _PART_KEYS, anchor="participants"),
            history=events(
                profile.history, with_organisations(names, profile.history, directory), directory.taxonomy()
            ),
        )
    )


@blueprint.get("/participants.xlsx")
def participants_as_xlsx() -> ResponseReturnValue:
    """Return who takes part in a project."""
    profile = current_directory().project(request.args.get("project", ""))
    rows = (
        (
            role_label(part.participation.role),
            part.organisation.name,
            part.organisation.town,
            part.participation.source,
        )
        for part in profile.parts
    )
    return xlsx_answer("participants", _part_columns(), rows)


def _part_columns() -> list[str]:
    return [_("Role"), _("Organisation"), _("Place"), _("Source")]
