"""Projects: the list and each one's page."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.model import is_date
from graphdir.presenting import author_text, change_text
from graphdir.store import ProjectSearch
from webapp.pages import Choice, Event, ProjectPageView, ProjectsPage, current_directory, render
from webapp.paging import page_number, paging

blueprint = Blueprint("projects", __name__)
PAGE_SIZE = 25


def year() -> str:
    """Return the asked year; empty for any.

    Raises:
        InvalidInputError: it is no year.
    """
    typed = request.args.get("year", "")
    if typed and not (len(typed) == len("2022") and is_date(typed)):
        raise InvalidInputError(_("“%(typed)s” is no year. Write it with four digits.", typed=typed))
    return typed


@blueprint.get("/projects")
def projects() -> ResponseReturnValue:
    directory = current_directory()
    taxonomy = directory.taxonomy()
    question = ProjectSearch(
        text=request.args.get("q", "")[:500],
        kind=request.args.get("kind", ""),
        topic=request.args.get("topic", ""),
        year=year(),
        organisation_id=request.args.get("organisation", ""),
        page=page_number(),
        size=PAGE_SIZE,
    )
    found = directory.search_projects(question)
    participants = directory.store.participants_of(project.id for project in found.projects)
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
        leads={
            id_: [part.organisation for part in parts if part.participation.role in ("lead", "site")]
            for id_, parts in participants.items()
        },
    )
    return render(page)


@blueprint.get("/projects/<path:project_id>")
def project(project_id: str) -> ResponseReturnValue:
    directory = current_directory()
    profile = directory.project(project_id)
    names = {part.organisation.id: part.organisation.name for part in profile.parts}
    taxonomy = directory.taxonomy()
    history = [
        Event(
            at=entry.batch.at[:10],
            author=author_text(entry.batch.author),
            what=change_text(entry, names, taxonomy),
            where=_("%(file)s, row %(row)s", file=entry.file, row=entry.row) if entry.file else "",
        )
        for entry in profile.history
    ]
    return render(ProjectPageView(profile=profile, history=history))
