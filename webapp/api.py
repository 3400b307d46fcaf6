"""The read-only JSON interface, version 1, with its description."""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Any, Final, get_args

from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import TypeAdapter

from graphdir import presenting
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.i18n import in_language
from graphdir.model import ContactPoint, Organisation, Participation, Project, Relation
from graphdir.store import FACETS, ProjectSort
from webapp.needs import read_need
from webapp.organisations import QUESTION as ORGANISATION_QUESTION
from webapp.organisations import SORTS as ORGANISATION_SORTS
from webapp.organisations import question_from_query
from webapp.pages import ApiPage, current_directory, render
from webapp.paging import positive_number
from webapp.projects import question_from_query as projects_from_query

blueprint = Blueprint("api", __name__)
_MOST_A_PAGE: Final = 200
# What says a need, as on the page.
_NEED: Final = frozenset(
    (
        *("for", "for_id", "place", "project", "project_id", "text", "kind", "starts_on", "ends_on", "radius_km"),
        *("only_new", "balanced", "topic", "without", "target_group", "partner_kind", "keep"),
    )
)
_PAGING: Final = ("page", "size")
_MODELS: Final = {
    "Organisation": Organisation,
    "Project": Project,
    "Relation": Relation,
    "Participation": Participation,
    "ContactPoint": ContactPoint,
}


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
    question = question_from_query(size=positive_number("size", 25, _MOST_A_PAGE))
    page = directory.search(question)
    return jsonify(presenting.search_record(page, directory.facets(question), directory.taxonomy()))


@blueprint.get("/api/v1/organisations/<path:organisation_id>")
def organisation(organisation_id: str) -> ResponseReturnValue:
    directory = current_directory()
    return jsonify(presenting.profile_record(directory.profile(organisation_id), directory.taxonomy()))


@blueprint.get("/api/v1/projects")
def projects() -> ResponseReturnValue:
    _refuse_unknown({"q", "kind", "topic", "year", "organisation", "sort", *_PAGING})
    _refuse_other("sort", get_args(ProjectSort))
    if id_ := request.args.get("organisation"):
        current_directory().organisation(id_)
    page = current_directory().search_projects(projects_from_query(size=positive_number("size", 25, _MOST_A_PAGE)))
    return jsonify(total=page.total, projects=[presenting.record(project) for project in page.projects])


@blueprint.get("/api/v1/projects/<path:project_id>")
def project(project_id: str) -> ResponseReturnValue:
    return jsonify(presenting.project_record(current_directory().project(project_id)))


@blueprint.get("/api/v1/topics")
def topics() -> ResponseReturnValue:
    taxonomy = current_directory().taxonomy()
    return jsonify(topics=[presenting.record(topic) for topic in taxonomy.topics.values()])


@blueprint.get("/api/v1/connection")
def connection() -> ResponseReturnValue:
    _refuse_unknown({"from", "to"})
    one, other = request.args.get("from", ""), request.args.get("to", "")
    if not one or not other:
        raise InvalidInputError(_("Name two organisations by their ids: from and to."))
    directory = current_directory()
    return jsonify(presenting.connection_record(directory.connection(one, other), directory.taxonomy()))


@blueprint.get("/api/v1/partners")
def partners() -> ResponseReturnValue:
    directory = current_directory()
    _refuse_unknown({*_NEED, "limit"})
    form = read_need(request.args, directory)
    ranking = directory.partners(form.sound_need(), limit=positive_number("limit", 20, _MOST_A_PAGE))
    return jsonify(presenting.ranking_record(ranking))


@blueprint.get("/api/v1/team")
def team() -> ResponseReturnValue:
    directory = current_directory()
    _refuse_unknown({*_NEED, "want_kind", "want_topic"})
    form = read_need(request.args, directory)
    need = form.sound_need()
    found = directory.team(need, kinds=request.args.getlist("want_kind"), topics=request.args.getlist("want_topic"))
    return jsonify(presenting.team_record(found))


def _refuse_unknown(known: Collection[str]) -> None:
    """Refuse parameters that nobody knows: whoever sends them believes that they count."""
    for name in request.args:
        if name not in known:
            raise InvalidInputError(
                _("There is no parameter “%(name)s”. There are %(known)s.", name=name, known=", ".join(sorted(known)))
            )


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
    found = current_directory().figures()
    return jsonify(TypeAdapter(type(found)).dump_python(found, mode="json"))


@blueprint.get("/api/v1/openapi.json")
def openapi() -> ResponseReturnValue:
    with in_language("en"):
        return jsonify(description())


@blueprint.get("/api/docs")
def docs() -> ResponseReturnValue:
    return render(ApiPage(description=description()))


def description() -> Mapping[str, Any]:
    """Return the OpenAPI 3.1 description; schemas of entries come from the model itself."""
    schemas = {
        name: TypeAdapter(model).json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
        for name, model in _MODELS.items()
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "graphdir",
            "version": "1",
            "description": _(
                "The directory of a cooperation network, to read. "
                "Contact points that are not public are no part of it. "
                "An answer has an ETag: to a question with it as If-None-Match, "
                "what has not changed is answered by 304."
            ),
        },
        "servers": [{"url": url_for("start.start").rstrip("/") or "/"}],
        "paths": _paths(),
        "components": {"schemas": {**schemas, **_SCHEMAS}},
    }


def _paths() -> dict[str, Any]:
    search = [
        *_parameters(("q", _("Words; each has to begin a word of name, alias, town or topic"))),
        *_parameters(*((name, _("Only these, by id or label")) for name in FACETS)),
        *_parameters(("near", _("Only around the organisation with this id"))),
        *_parameters(("recorded", _("none: only those of which neither a relation nor a project is recorded"))),
        _number("radius_km", _("How far around, in kilometres"), 20_000),
        _one_of("sort", ORGANISATION_SORTS),
    ]
    paging = [_number("page", _("Page, from 1"), 1_000_000), _number("size", _("Entries a page"), _MOST_A_PAGE)]
    need = [
        *_parameters(
            ("for", _("Organisation that looks for partners, id or a name that only one has")),
            ("place", _("Town to look from")),
            ("project", _("Stored project that needs partners, id or title")),
            ("text", _("The idea in your own words, at most 5000 characters")),
            ("kind", _("Kind of project, id or label")),
            ("starts_on", _("2027, 2027-02, 2027-02-01, 02.2027 or 01.02.2027")),
            ("ends_on", _("The same")),
            ("radius_km", _("Not farther away than so many kilometres")),
            ("only_new", _("1: only organisations that the seeker has not worked with")),
            ("balanced", _("1: keep the largest from filling every list")),
        ),
        *_repeated(
            ("topic", _("Topic, id or label")),
            ("without", _("Topic that the text names but that is not meant, id")),
            ("target_group", _("Target group, id or label")),
            ("partner_kind", _("Wanted kind of partner or group of kinds, id or label")),
        ),
    ]
    project_search = _parameters(
        ("q", _("Words of the title")),
        ("kind", _("Only this kind, id or label")),
        ("topic", _("Only this topic, id or label")),
        ("year", _("Only projects that ran in this year")),
        ("organisation", _("Only projects in which the organisation with this id takes part")),
    )
    project_search.append(_one_of("sort", get_args(ProjectSort)))
    return {
        "/api/v1/organisations": _get(organisations, "OrganisationList", [*search, *paging], 400, 404),
        "/api/v1/organisations/{organisation_id}": _get(
            organisation, "OrganisationProfile", [_path_id("organisation_id")], 302, 404
        ),
        "/api/v1/projects": _get(projects, "ProjectList", [*project_search, *paging], 302, 400, 404),
        "/api/v1/projects/{project_id}": _get(project, "ProjectProfile", [_path_id("project_id")], 404),
        "/api/v1/topics": _get(topics, "TopicList", []),
        "/api/v1/connection": _get(
            connection,
            "Connection",
            [{**parameter, "required": True} for parameter in _parameters(("from", _("Id")), ("to", _("Id")))],
            302,
            400,
            404,
        ),
        "/api/v1/partners": _get(
            partners, "Ranking", [*need, _number("limit", _("Most partners"), _MOST_A_PAGE)], 302, 400, 404
        ),
        "/api/v1/team": _get(
            team,
            "Team",
            [
                *need,
                *_repeated(
                    ("want_kind", _("Kind of organisation or group of kinds that the team has to cover")),
                    ("want_topic", _("Topic that the team has to cover")),
                ),
            ],
            302,
            400,
            404,
        ),
        "/api/v1/figures": _get(figures, "Figures", []),
        "/api/v1/openapi.json": _get(openapi, "Object", []),
    }


def _words() -> dict[str, tuple[str, str]]:
    """Return what each address does, in a sentence and in more words."""
    return {
        "organisations": (
            _("Search organisations."),
            _("Same words and narrowing as the directory; facets count the whole answer."),
        ),
        "organisation": (
            _("Get one organisation."),
            _("With its relations, projects, departments and public contact points."),
        ),
        "projects": (_("Search projects."), _("The latest start first.")),
        "project": (_("Get one project."), _("With its participants.")),
        "topics": (_("List all topics."), _("With labels, parent and synonyms.")),
        "connection": (
            _("Find how two organisations know each other."),
            _("The shortest chain over relations and projects; found is false when nothing is recorded."),
        ),
        "partners": (
            _("Find suitable partners for a need."),
            _(
                "Best first, each with reasons whose contributions add up to the score. Same words as the page "
                "“Find partners”; one of for, place, project, topic and text has to be there."
            ),
        ),
        "team": (
            _("Find the smallest team for a need."),
            _("The fewest partners that cover the wanted kinds and topics, what each adds, and what stays uncovered."),
        ),
        "figures": (
            _("Count the network."),
            _("Organisations by kind, relations, projects, schools without a recorded tie."),
        ),
        "openapi": (_("Describe this interface."), _("As an OpenAPI 3.1 document.")),
    }


def _get(view: Any, schema: str, parameters: list[dict[str, Any]], *others: int) -> dict[str, Any]:
    summary, details = _words()[view.__name__]
    meanings = {
        302: _("The organisation was merged: the address with the id of the one kept"),
        400: _("A value makes no sense"),
        404: _("Not found"),
        503: _("Store not available"),
    }
    error = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    answers = {
        str(status): {"description": meanings[status], **(error if status >= HTTPStatus.BAD_REQUEST else {})}
        for status in (*others, 503)
    }
    return {
        "get": {
            "operationId": view.__name__,
            "summary": summary,
            "description": details,
            "parameters": parameters,
            "responses": {
                "200": {
                    "description": _("Found"),
                    "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
                },
                **answers,
            },
        }
    }


def _parameters(*named: tuple[str, str]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "description": description, "schema": {"type": "string"}}
        for name, description in named
    ]


def _repeated(*named: tuple[str, str]) -> list[dict[str, Any]]:
    """Return parameters that may be given several times."""
    return [
        {
            "name": name,
            "in": "query",
            "description": _("%(meaning)s; may be given again", meaning=description),
            "schema": {"type": "array", "items": {"type": "string"}},
        }
        for name, description in named
    ]


def _number(name: str, description: str, most: int) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 1, "maximum": most}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _one_of(name: str, values: tuple[str, ...]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": _("Order"), "schema": {"enum": list(values)}}


def _path_id(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": _("Id"), "schema": {"type": "string"}}


def _list_of(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["total", name],
        "properties": {"total": {"type": "integer"}, name: {"type": "array", "items": schema}},
    }


_OBJECTS: Final = {"type": "array", "items": {"type": "object"}}
_SCHEMAS: Final[Mapping[str, Any]] = {
    "Error": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}},
    "Object": {"type": "object"},
    "OrganisationSummary": {
        "type": "object",
        "required": ["id", "name", "kind", "town"],
        "properties": {
            **{
                name: {"type": "string"}
                for name in ("id", "name", "kind", "kind_label", "group", "school_type", "town", "municipality")
            },
            "latitude": {"type": ["number", "null"]},
            "longitude": {"type": ["number", "null"]},
        },
    },
    "OrganisationList": {
        **_list_of("organisations", {"$ref": "#/components/schemas/OrganisationSummary"}),
    },
    "OrganisationProfile": {
        "allOf": [{"$ref": "#/components/schemas/Organisation"}],
        "properties": {
            "works_on": {"type": "array", "items": {"type": "string"}},
            "part_of": _OBJECTS,
            "parts": _OBJECTS,
            "relations": _OBJECTS,
            "projects": _OBJECTS,
            "contacts": _OBJECTS,
        },
    },
    "ProjectList": _list_of("projects", {"$ref": "#/components/schemas/Project"}),
    "ProjectProfile": {
        "allOf": [{"$ref": "#/components/schemas/Project"}],
        "properties": {"participants": _OBJECTS},
    },
    "TopicList": {"type": "object", "required": ["topics"], "properties": {"topics": _OBJECTS}},
    "Connection": {
        "type": "object",
        "required": ["found", "nodes", "steps"],
        "properties": {"found": {"type": "boolean"}, "nodes": _OBJECTS, "steps": {"type": "array"}},
    },
    "Match": {
        "type": "object",
        "required": ["id", "name", "score", "known", "distance_km", "reasons"],
        "properties": {
            "id": {"type": "string"},
            "name": {"type": "string"},
            "score": {"type": "number"},
            "known": {"type": "boolean"},
            "planned": {"type": "boolean"},
            "distance_km": {"type": ["number", "null"]},
            "reasons": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["signal", "contribution", "text"],
                    "properties": {
                        "signal": {"type": "string"},
                        "contribution": {"type": "number"},
                        "text": {"type": "string"},
                    },
                },
            },
        },
    },
    "Ranking": {
        "type": "object",
        "required": ["seeker", "matches"],
        "properties": {
            "seeker": {"type": ["string", "null"]},
            "topics": {"type": "array", "items": {"type": "string"}},
            "unmet_topics": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Topics of the need that nobody who comes into question works on.",
            },
            "unplaced": {
                "type": "integer",
                "description": "How many are left out by the radius since their place is not recorded.",
            },
            "remarks": {
                "type": "array",
                "items": {"type": "string"},
                "description": "What the list cannot say, in sentences: what was not understood, is not known or old.",
            },
            "matches": {"type": "array", "items": {"$ref": "#/components/schemas/Match"}},
        },
    },
    "Team": {
        "type": "object",
        "required": ["members", "uncovered"],
        "properties": {
            "members": {
                "type": "array",
                "items": {
                    "allOf": [{"$ref": "#/components/schemas/Match"}],
                    "properties": {"covers": {"type": "array", "items": {"type": "string"}}},
                },
            },
            "uncovered": {"type": "array", "items": {"type": "string"}},
        },
    },
    "Figures": {
        "type": "object",
        "properties": {
            name: {"type": "integer"}
            for name in ("organisations", "relations", "projects", "participations", "schools", "schools_without_ties")
        },
    },
}
