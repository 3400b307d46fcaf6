"""The read-only JSON interface, version 1."""

from collections.abc import Collection
from http import HTTPStatus
from typing import Final, get_args

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import TypeAdapter

from graphdir import presenting
from graphdir.errors import InvalidInputError
from graphdir.exporting.copying import ParticipationSearch, RelationSearch
from graphdir.i18n import gettext as _
from graphdir.i18n import in_language
from graphdir.model import ROLES, STATUSES, is_date
from graphdir.store import ProjectSort
from webapp.current import current_directory
from webapp.need_query import read_need
from webapp.openapi import MOST_A_PAGE, description
from webapp.organisations import QUESTION as ORGANISATION_QUESTION
from webapp.organisations import SORTS as ORGANISATION_SORTS
from webapp.organisations import question_from_query
from webapp.pages.plain import ApiPage
from webapp.paging import page_number, positive_number
from webapp.projects import question_from_query as projects_from_query
from webapp.rendering import render

blueprint = Blueprint("api", __name__)
# What says a need, as on the page.
_NEED: Final = frozenset(
    (
        *("for", "place", "project", "text", "kind", "starts_on", "ends_on", "radius_km"),
        *("only_new", "balanced"),
    )
)
_NEED_LISTS: Final = frozenset({"topic", "without", "target_group", "partner_kind", "keep"})
_PAGING: Final = ("page", "size")


@blueprint.after_request
def not_again(response: Response) -> Response:
    """Spare whoever asks the same again what they have already."""
    if response.is_json and response.status_code == HTTPStatus.OK:
        response.add_etag()
        response.make_conditional(request)
    return response


@blueprint.get("/api/v1/organisations")
def organisations() -> ResponseReturnValue:
    directory = current_directory()
    _refuse_unknown({*ORGANISATION_QUESTION, *_PAGING})
    _refuse_other("sort", ORGANISATION_SORTS)
    if request.args.get("radius_km") and not request.args.get("near"):
        raise InvalidInputError(_("Say around which organisation: near, with radius_km."))
    question = question_from_query(size=_size())
    page = directory.search(question)
    return jsonify(presenting.search_record(page, directory.facets(question), directory.taxonomy()))


@blueprint.get("/api/v1/organisations/<path:organisation_id>")
def organisation(organisation_id: str) -> ResponseReturnValue:
    _refuse_unknown(())
    directory = current_directory()
    return jsonify(presenting.profile_record(directory.profile(organisation_id), directory.taxonomy()))


@blueprint.get("/api/v1/projects")
def projects() -> ResponseReturnValue:
    _refuse_unknown({"q", "kind", "topic", "year", "organisation", "sort", *_PAGING})
    _refuse_other("sort", get_args(ProjectSort))
    if id_ := request.args.get("organisation"):
        current_directory().organisation(id_)
    page = current_directory().search_projects(projects_from_query(size=_size()))
    return jsonify(total=page.total, projects=[presenting.record(project) for project in page.projects])


@blueprint.get("/api/v1/projects/<path:project_id>")
def project(project_id: str) -> ResponseReturnValue:
    _refuse_unknown(())
    return jsonify(presenting.project_record(current_directory().project(project_id)))


@blueprint.get("/api/v1/relations")
def relations() -> ResponseReturnValue:
    directory = current_directory()
    _refuse_unknown({"organisation", "kind", "status", "on", *_PAGING})
    _refuse_other("status", STATUSES)
    question = RelationSearch(
        organisation_id=request.args.get("organisation", ""),
        kind=request.args.get("kind", ""),
        status=request.args.get("status", ""),
        on=_day("on"),
        page=page_number(),
        size=_size(),
    )
    page = directory.search_relations(question)
    return jsonify(presenting.tie_page_record(page, "relations", directory.taxonomy()))


@blueprint.get("/api/v1/participations")
def participations() -> ResponseReturnValue:
    directory = current_directory()
    _refuse_unknown({"organisation", "project", "role", *_PAGING})
    _refuse_other("role", ROLES)
    question = ParticipationSearch(
        organisation_id=request.args.get("organisation", ""),
        project_id=request.args.get("project", ""),
        role=request.args.get("role", ""),
        page=page_number(),
        size=_size(),
    )
    page = directory.search_participations(question)
    return jsonify(presenting.tie_page_record(page, "participations", directory.taxonomy()))


@blueprint.get("/api/v1/changes")
def changes() -> ResponseReturnValue:
    _refuse_unknown({"since"})
    return jsonify(presenting.since_record(current_directory().changes_since(request.args.get("since", ""))))


@blueprint.get("/api/v1/topics")
def topics() -> ResponseReturnValue:
    _refuse_unknown(())
    taxonomy = current_directory().taxonomy()
    return jsonify(topics=[presenting.record(topic) for topic in taxonomy.topics.values()])


@blueprint.get("/api/v1/connection")
def connection() -> ResponseReturnValue:
    _refuse_unknown({"from", "to"})
    one, other = request.args.get("from", ""), request.args.get("to", "")
    if not one or not other:
        raise InvalidInputError(_("Name two organisations by their ids: from and to."))
    directory = current_directory()
    found = directory.connection(one, other)
    return jsonify(presenting.connection_record(found, directory.taxonomy(), directory.today()))


@blueprint.get("/api/v1/partners")
def partners() -> ResponseReturnValue:
    directory = current_directory()
    _refuse_unknown({*_NEED, "limit"}, _NEED_LISTS)
    form = read_need(request.args, directory)
    ranking = directory.partners(form.sound_need(), limit=positive_number("limit", 20, MOST_A_PAGE))
    return jsonify(presenting.ranking_record(ranking))


@blueprint.get("/api/v1/team")
def team() -> ResponseReturnValue:
    directory = current_directory()
    _refuse_unknown(_NEED, {*_NEED_LISTS, "want_kind", "want_topic"})
    form = read_need(request.args, directory)
    need = form.sound_need()
    found = directory.team(need, kinds=request.args.getlist("want_kind"), topics=request.args.getlist("want_topic"))
    return jsonify(presenting.team_record(found))


def _size() -> int:
    return positive_number("size", 25, MOST_A_PAGE)


def _day(name: str) -> str:
    """Return the asked day (ISO); empty for any.

    Raises:
        InvalidInputError: it is none.
    """
    typed = request.args.get(name, "")
    if typed and not (len(typed) == len("2026-08-01") and is_date(typed)):
        raise InvalidInputError(_("“%(typed)s” is no day. Write it as 2026-08-01.", typed=typed))
    return typed


def _refuse_unknown(once: Collection[str], repeated: Collection[str] = ()) -> None:
    """Refuse parameters that would not count, which whoever sends them believes they do.

    That is those that nobody knows, and second values of those that are good for one.
    """
    known = sorted({*once, *repeated})
    for name, values in request.args.lists():
        if not known:
            raise InvalidInputError(_("There is no parameter “%(name)s” here, nor any other.", name=name))
        if name not in known:
            raise InvalidInputError(
                _("There is no parameter “%(name)s”. There are %(known)s.", name=name, known=", ".join(known))
            )
        if len(values) > 1 and name not in repeated:
            raise InvalidInputError(_("“%(name)s” can be given once only.", name=name))


def _refuse_other(name: str, allowed: Collection[str]) -> None:
    """Refuse a value that is none of those which a parameter may have."""
    value = request.args.get(name, "")
    if value and value not in allowed:
        raise InvalidInputError(
            _(
                "“%(value)s” is no %(name)s. There are %(allowed)s.",
                value=value,
                name=name,
                allowed=", ".join(sorted(allowed)),
            )
        )


@blueprint.get("/api/v1/figures")
def figures() -> ResponseReturnValue:
    _refuse_unknown(())
    found = current_directory().figures()
    # How many contact points there are is told to nobody who may not see them all.
    return jsonify(TypeAdapter(type(found)).dump_python(found, mode="json", exclude={"contacts"}))


@blueprint.get("/api/v1/openapi.json")
def openapi() -> ResponseReturnValue:
    with in_language("en"):
        return jsonify(description())


@blueprint.get("/api/docs")
def docs() -> ResponseReturnValue:
    return render(ApiPage(description=description()))
