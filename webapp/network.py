"""The network map, its data and the library that draws it."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final

import pyvis
from flask import Blueprint, jsonify, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.network.map import MARKS, RELATIONSHIPS, MapRow, NetworkMap, Question
from graphdir.presenting import number_text
from graphdir.taxonomy import GROUP_LABELS
from graphdir.text import fold
from webapp.lists import asked_order, headers, ordered, xlsx_answer
from webapp.pages import Choice, MapPage, current_directory, render
from webapp.paging import url_with

blueprint = Blueprint("network", __name__)
_VIS = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2"


@blueprint.get("/map")
def network_map() -> ResponseReturnValue:
    directory = current_directory()
    question = _question()
    network = directory.network_map(question)
    order = asked_order(_ROW_KEYS)
    return render(
        MapPage(
            question=question,
            network=network,
            centre=directory.organisation(question.around) if question.around else None,
            whole_url=url_with(around=None),
            summary=_summary(network),
            rows=ordered(network.rows, order, _ROW_KEYS),
            headers=headers(_columns(), order or "name", _ROW_KEYS, anchor="table", numbers=("neighbours",)),
            xlsx_url=_with_query("network.as_xlsx"),
            groups=[
                Choice(
                    label=_group_label(group),
                    url="",
                    value=group,
                    chosen=not question.groups or group in question.groups,
                )
                for group in MARKS
            ],
            relationships=[
                Choice(
                    label=_relationship_labels()[relationship],
                    url="",
                    value=relationship,
                    chosen=not question.relationships or relationship in question.relationships,
                )
                for relationship in RELATIONSHIPS
            ],
            data_url=_with_query("network.data"),
            untied_url=url_for("network.network_map", untied="1"),
        )
    )


@blueprint.get("/map/data.json")
def data() -> ResponseReturnValue:
    shown = current_directory().network_map(_question())
    return jsonify(
        nodes=[
            {
                **node,
                "url": url_for("organisations.organisation", organisation_id=node["id"]),
                "around_url": url_for("network.network_map", around=node["id"]),
                "way_url": url_for("connections.connection", **{"from": node["id"]}),
                "group_label": _group_label(node["group_id"]),
            }
            for node in shown.nodes
        ],
        edges=shown.edges,
        options=shown.options,
    )


@blueprint.get("/map.xlsx")
def as_xlsx() -> ResponseReturnValue:
    """Return what the map shows as a list."""
    shown = ordered(current_directory().network_map(_question()).rows, asked_order(_ROW_KEYS), _ROW_KEYS)
    rows = (
        (row.name, _group_label(row.group), row.town, len(row.neighbours), "; ".join(row.neighbours)) for row in shown
    )
    return xlsx_answer("network", list(_columns().values()), rows)


@blueprint.get("/vis/vis-network.min.js")
def vis_script() -> ResponseReturnValue:
    """Serve vis-network as pyvis ships it."""
    return send_from_directory(_VIS, "vis-network.min.js", max_age=86_400)


@blueprint.get("/vis/vis-network.css")
def vis_style() -> ResponseReturnValue:
    """Serve the styles of vis-network's tooltips and buttons."""
    return send_from_directory(_VIS, "vis-network.css", max_age=86_400)


def _question() -> Question:
    return Question(
        groups=_known("group", MARKS),
        relationships=_known("relationship", RELATIONSHIPS),
        with_untied=bool(request.args.get("untied")),
        around=request.args.get("around", ""),
    )


def _known(name: str, values: Collection[str]) -> frozenset[str]:
    """Return what the query asks for of these values.

    Raises:
        InvalidInputError: something that is not among them.
    """
    asked = frozenset(request.args.getlist(name))
    for unknown in sorted(asked - set(values)):
        raise InvalidInputError(
            _(
                "“%(name)s” cannot be “%(typed)s”. Possible are: %(values)s.",
                name=name,
                typed=unknown,
                values=", ".join(values),
            )
        )
    return asked


def _relationship_labels() -> dict[str, str]:
    return {
        "COOPERATES_WITH": _("Cooperation"),
        "JOINT_PROJECT": _("Joint project"),
        "SUPPORTS": _("Support and school social work"),
        "RESPONSIBLE_FOR": _("Responsible for"),
        "PART_OF": _("Part or branch of"),
        "MEMBER_OF": _("Member of"),
        "FEEDS_INTO": _("Pupils move on to"),
        "SUCCESSOR_OF": _("Successor of"),
    }


def _columns() -> dict[str, str]:
    return {
        "name": _("Organisation"),
        "kind": _("Kind"),
        "town": _("Place"),
        "neighbours": _("Neighbours"),
        "who": _("Who"),
    }


def _summary(network: NetworkMap) -> str:
    """Say in a sentence or two what the picture shows."""
    best = sorted(network.rows, key=lambda row: -len(row.neighbours))[:3]
    named = ", ".join(f"{row.name} ({len(row.neighbours)})" for row in best if row.neighbours)
    if not named:
        return ""
    return " ".join(
        (
            _("Most neighbours have: %(named)s.", named=named),
            _("All that is shown hangs together.")
            if network.parts == 1
            else _(
                "The picture consists of %(parts)s parts that no tie shown here joins.",
                parts=number_text(network.parts),
            ),
        )
    )


def _group_label(group: str) -> str:
    return GROUP_LABELS[group][language() == "en"]


def _with_query(endpoint: str) -> str:
    """Return an address of the map with the same question."""
    query = request.query_string.decode("ascii", "ignore")
    return f"{url_for(endpoint)}?{query}" if query else url_for(endpoint)


_ROW_KEYS: Final[Mapping[str, Callable[[MapRow], Any]]] = {
    "name": lambda row: fold(row.name),
    "kind": lambda row: _group_label(row.group),
    "town": lambda row: fold(row.town),
    "neighbours": lambda row: len(row.neighbours),
}
