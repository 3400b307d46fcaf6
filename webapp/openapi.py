"""The description of the JSON interface: OpenAPI 3.1, in the language in force."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, get_args

from flask import url_for

from graphdir.i18n import gettext as _
from graphdir.model import ROLES, STATUSES
from graphdir.store import FACETS, ProjectSort
from webapp.organisations import SORTS as ORGANISATION_SORTS
from webapp.schemas import schemas

MOST_A_PAGE: Final = 200


def description() -> Mapping[str, Any]:
    """Return the OpenAPI 3.1 description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "graphdir",
            "version": "1",
            "description": " ".join(
                (
                    _(
                        "The directory of a cooperation network, to read. "
                        "Contact points that are not public are no part of it. "
                        "An answer has an ETag: to a question with it as If-None-Match, "
                        "what has not changed is answered by 304."
                    ),
                    _("Sentences and labels are in the language that Accept-Language prefers, German or English."),
                )
            ),
        },
        "servers": [{"url": url_for("start.start").rstrip("/") or "/"}],
        "paths": _paths(),
        "components": {"schemas": schemas()},
    }


def _paths() -> dict[str, Any]:
    search = [
        *_parameters(("q", _("Words; each has to begin a word of name, alias, town or topic"))),
        *_parameters(*((name, _("Only these, by id or label")) for name in FACETS)),
        *_parameters(("near", _("Only around the organisation with this id"))),
        _one_of("recorded", _("none: only those of which neither a relation nor a project is recorded"), ("none",)),
        _one_of("ended", _("no: only those that have not ended"), ("no",)),
        _number("radius_km", _("How far around, in kilometres"), 20_000, 10),
        _one_of("sort", _("Order"), ORGANISATION_SORTS),
    ]
    paging = [_number("page", _("Page, from 1"), 1_000_000, 1), _number("size", _("Entries a page"), MOST_A_PAGE, 25)]
    need = [
        *_parameters(
            ("for", _("Organisation that looks for partners, id or a name that only one has")),
            ("place", _("Town or postcode to look from")),
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
    project_search.append(_one_of("sort", _("Order"), get_args(ProjectSort)))
    return {
        "/api/v1/organisations": _get("organisations", "OrganisationList", [*search, *paging], 400, 404),
        "/api/v1/organisations/{organisation_id}": _get(
            "organisation", "OrganisationProfile", [_path_id("organisation_id")], 302, 400, 404
        ),
        "/api/v1/projects": _get("projects", "ProjectList", [*project_search, *paging], 302, 400, 404),
        "/api/v1/projects/{project_id}": _get("project", "ProjectProfile", [_path_id("project_id")], 400, 404),
        "/api/v1/relations": _get("relations", "RelationList", [*_relation_search(), *paging], 302, 400, 404),
        "/api/v1/participations": _get(
            "participations", "ParticipationList", [*_participation_search(), *paging], 302, 400, 404
        ),
        "/api/v1/changes": _get(
            "changes",
            "Changes",
            _parameters(("since", _("Position that an earlier answer told; without it there are no changes"))),
            400,
            410,
        ),
        "/api/v1/topics": _get("topics", "TopicList", [], 400),
        "/api/v1/connection": _get(
            "connection",
            "Connection",
            [{**parameter, "required": True} for parameter in _parameters(("from", _("Id")), ("to", _("Id")))],
            302,
            400,
            404,
        ),
        "/api/v1/partners": _get(
            "partners", "Ranking", [*need, _number("limit", _("Most partners"), MOST_A_PAGE, 20)], 302, 400, 404
        ),
        "/api/v1/team": _get(
            "team",
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
        "/api/v1/figures": _get("figures", "Figures", [], 400),
        "/api/v1/openapi.json": _get("openapi", "Object", []),
    }


def _relation_search() -> list[dict[str, Any]]:
    return [
        *_parameters(
            ("organisation", _("Only those that end at the organisation with this id")),
            ("kind", _("Only this kind, id or label")),
        ),
        _one_of("status", _("Only this status"), STATUSES),
        {
            "name": "on",
            "in": "query",
            "description": _("Only those that can have held on this day, such as 2026-08-01; open sides count"),
            "schema": {"type": "string", "format": "date"},
        },
    ]


def _participation_search() -> list[dict[str, Any]]:
    return [
        *_parameters(
            ("organisation", _("Only those of the organisation with this id")),
            ("project", _("Only those in the project with this id")),
        ),
        _one_of("role", _("Only this role"), ROLES),
    ]


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
        "relations": (
            _("List relations of organisations."),
            _("In the order of their keys, past and planned ones too; a directed one goes from “from_id” to “to_id”."),
        ),
        "participations": (
            _("List who takes part in which project."),
            _("In the order of their keys. With the relations these are all ties of the network."),
        ),
        "changes": (
            _("Tell what changed since."),
            _(
                "To keep a copy: ask for the position first, then copy all lists; from then on ask with since and take "
                "what is told. An entry that is null is gone. Contact points are not told, but the organisation is of "
                "which a public one changed. 410: copy anew."
            ),
        ),
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
            _("Organisations that have not ended by kind, relations, projects, schools with nothing recorded."),
        ),
        "openapi": (_("Describe this interface."), _("As an OpenAPI 3.1 document.")),
    }


def _get(view: str, schema: str, parameters: list[dict[str, Any]], *others: int) -> dict[str, Any]:
    summary, details = _words()[view]
    meanings = {
        302: _("The organisation was merged: the address with the id of the one kept"),
        304: _("Not changed since the answer with the ETag that If-None-Match names"),
        400: _("A value makes no sense"),
        404: _("Not found"),
        410: _("The position is unknown or too long ago, or something was erased for good since: copy anew"),
        503: _("Store not available"),
    }
    error = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    to_the_one_kept = {"headers": {"Location": {"schema": {"type": "string"}}}}
    more = {HTTPStatus.FOUND: to_the_one_kept, HTTPStatus.NOT_MODIFIED: {}}
    answers = {
        str(status): {"description": meanings[status], **more.get(HTTPStatus(status), error)}
        for status in sorted((*others, HTTPStatus.NOT_MODIFIED.value, HTTPStatus.SERVICE_UNAVAILABLE.value))
    }
    return {
        "get": {
            "operationId": view,
            "summary": summary,
            "description": details,
            "parameters": parameters,
            "responses": {
                "200": {
                    "description": _("Found"),
                    "headers": {"ETag": {"schema": {"type": "string"}}},
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


def _number(name: str, description: str, most: int, default: int) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": default}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _one_of(name: str, description: str, values: tuple[str, ...]) -> dict[str, Any]:
    schema = {"type": "string", "enum": list(values)}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _path_id(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": _("Id"), "schema": {"type": "string"}}
