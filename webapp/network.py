"""The network map, its data and the library that draws it."""

from pathlib import Path

import pyvis
from flask import Blueprint, jsonify, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.network.map import MARKS, RELATIONSHIPS, Question
from graphdir.taxonomy import GROUP_LABELS
from webapp.pages import Choice, MapPage, current_directory, render

blueprint = Blueprint("network", __name__)
_VIS = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2"


@blueprint.get("/map")
def network_map() -> ResponseReturnValue:
    directory = current_directory()
    question = _question()
    return render(
        MapPage(
            question=question,
            network=directory.network_map(question),
            groups=[
                Choice(
                    label=GROUP_LABELS[group][language() == "en"],
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
            data_url=_data_url(),
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
                "group_label": GROUP_LABELS[node["group_id"]][language() == "en"],
            }
            for node in shown.nodes
        ],
        edges=shown.edges,
        options=shown.options,
    )


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
        groups=frozenset(group for group in request.args.getlist("group") if group in MARKS),
        relationships=frozenset(r for r in request.args.getlist("relationship") if r in RELATIONSHIPS),
        with_untied=bool(request.args.get("untied")),
    )


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


def _data_url() -> str:
    query = request.query_string.decode("ascii", "ignore")
    return f"{url_for('network.data')}?{query}" if query else url_for("network.data")
