"""The network map, the library that draws it, and the map as files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from flask import Blueprint, Response, jsonify, make_response, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from graphdir.i18n import gettext as _
from graphdir.network.map import MARKS, RELATIONSHIPS, MapRow
from graphdir.network.view import Question
from graphdir.presenting import facet_label
from graphdir.reporting.table import group_label, relationship_label
from graphdir.text import fold
from webapp import maps
from webapp.current import current_directory, current_settings
from webapp.downloads import attachment
from webapp.headers import policy
from webapp.lists import asked_order, headers, ordered, xlsx_answer
from webapp.map_files import MEDIA_TYPES, VIS, map_file
from webapp.map_ties import tie_lines
from webapp.pages.network import MapPage
from webapp.pages.parts import Choice
from webapp.paging import page_number, paging, url_with
from webapp.rendering import render

blueprint = Blueprint("network", __name__)
_ROWS_A_PAGE: Final = 500


@blueprint.get("/map")
def network_map() -> ResponseReturnValue:
    return render(_page(embedded=False))


@blueprint.get("/map/embed")
def embedded() -> ResponseReturnValue:
    """Return the map for a frame on another site; whose frames may show it, the operator decides."""
    response = make_response(render(_page(embedded=True)))
    origins = current_settings().embed_origins
    if origins:
        response.headers["Content-Security-Policy"] = policy(frame_ancestors=" ".join(origins))
    return response


@blueprint.get("/map.<any(pdf, svg, png, gexf, graphml, html):suffix>")
def as_file(suffix: str) -> ResponseReturnValue:
    """Return what the map shows as a file to take along."""
    directory = current_directory()
    content = map_file(directory, current_settings(), maps.asked_question(directory), suffix)
    return Response(content, mimetype=MEDIA_TYPES[suffix], headers=attachment("network", suffix))


@blueprint.get("/map/data.json")
def data() -> ResponseReturnValue:
    """Return what the map draws, for programs."""
    directory = current_directory()
    network = directory.network_map(maps.asked_question(directory))
    return jsonify(maps.picture(network, directory.taxonomy(), directory.today()))


@blueprint.get("/map/ties.json")
def ties() -> ResponseReturnValue:
    """Return what ties an organisation to each of its neighbours, for the panel beside the picture."""
    directory = current_directory()
    found = directory.organisation(request.args.get("organisation", ""))
    return jsonify(tie_lines(directory, [found.id])[found.id])


@blueprint.get("/map.xlsx")
def as_xlsx() -> ResponseReturnValue:
    """Return what the map shows as a list."""
    directory = current_directory()
    network = directory.network_map(maps.asked_question(directory))
    rows: Iterable[Sequence[str | float]] = (
        (
            maps.mark_name(row),
            _kind(row),
            row.town,
            *([row.members] if network.grouped else []),
            len(row.neighbours),
            "; ".join(row.neighbours),
            "; ".join(row.others),
        )
        for row in ordered(network.rows, asked_order(_ROW_KEYS), _ROW_KEYS)
    )
    return xlsx_answer("network", list(_columns(grouped=network.grouped).values()), rows)


@blueprint.get("/vis/vis-network.min.js")
def vis_script() -> ResponseReturnValue:
    """Serve vis-network as pyvis ships it."""
    return send_from_directory(VIS, "vis-network.min.js", max_age=86_400)


@blueprint.get("/vis/vis-network.css")
def vis_style() -> ResponseReturnValue:
    """Serve the styles of vis-network's tooltips and buttons."""
    return send_from_directory(VIS, "vis-network.css", max_age=86_400)


def _page(*, embedded: bool) -> MapPage:
    directory = current_directory()
    question = maps.asked_question(directory)
    network = directory.network_map(question)
    taxonomy = directory.taxonomy()
    order, page = asked_order(_ROW_KEYS), page_number()
    rows = ordered(network.rows, order, _ROW_KEYS)
    shown = rows[(page - 1) * _ROWS_A_PAGE : page * _ROWS_A_PAGE]
    columns = _columns(grouped=network.grouped)
    return MapPage(
        question=question,
        network=network,
        embedded=embedded,
        picture=maps.picture(network, taxonomy, directory.today()),
        chosen=_chosen(question),
        arrangements=[
            Choice(label=label, url=url_with(arrangement=value, page=None, view=None, open=None), chosen=chosen)
            for label, value, chosen in (
                (_("Network"), None, not question.geography),
                (_("Land map"), maps.GEOGRAPHY, question.geography),
            )
        ],
        counts=maps.shown_counts(network),
        rule=maps.counting_rule(),
        summary=maps.summary(network),
        source=maps.source_line(network),
        rows=shown,
        paging=paging(page, _ROWS_A_PAGE, len(rows), len(shown)),
        headers=headers(columns, order or "name", _ROW_KEYS, anchor="table", numbers=("members", "neighbours")),
        xlsx_url=_with_query("network.as_xlsx"),
        files=[
            Choice(label=label, url=_with_query("network.as_file", suffix=suffix)) for suffix, label in _files().items()
        ],
        groups=_choices(MARKS, question.groups, group_label),
        relationships=_choices(RELATIONSHIPS, question.relationships, relationship_label),
        topics=[
            Choice(label=label, url="", value=topic, chosen=topic in question.topics)
            for label, topic in sorted((facet_label("topic", topic, taxonomy), topic) for topic in taxonomy.topics)
        ],
        places=sorted(directory.places().values(), key=fold)[:_MOST_PLACES],
        still_url=_with_query("network.as_file", suffix="svg"),
        untied_url=url_with(untied="1"),
        everything_url=url_for(request.endpoint or ""),
        opened=[
            (
                maps.mark_name({"id": group.id, "name": group.label}),
                url_with(open=[other for other in question.opened if other != group.id], selected=None, view=None),
            )
            for group in network.opened
        ],
        openings={
            row.id: url_with(open=[*question.opened, row.id], page=None, view=None) for row in shown if not row.group
        },
        words=maps.words(),
    )


def _choices(values: Any, chosen: frozenset[str], label: Callable[[str], str]) -> list[Choice]:
    return [Choice(label=label(value), url="", value=value, chosen=not chosen or value in chosen) for value in values]


def _chosen(question: Question) -> list[Choice]:
    """Return what narrows the map beside the form, each with the address without it."""
    directory = current_directory()
    chips = [
        Choice(
            label=_("only around %(name)s", name=directory.organisation(id_).name),
            url=url_with(around=[other for other in question.around if other != id_], view=None),
        )
        for id_ in question.around
    ]
    if question.project:
        title = directory.project(question.project).project.title
        chips.append(Choice(label=_("only the project %(title)s", title=title), url=url_with(project=None, view=None)))
    return chips


def _columns(*, grouped: bool) -> dict[str, str]:
    return {
        "name": _("Organisation"),
        "kind": _("Kind"),
        "town": _("Place"),
        **({"members": _("Organisations")} if grouped else {}),
        "neighbours": _("Neighbours"),
        "who": _("Who"),
        "others": _("Formerly or planned"),
    }


def _kind(row: MapRow) -> str:
    return group_label(row.group) if row.group else _("Group")


def _files() -> dict[str, str]:
    return {
        "pdf": _("Poster (PDF, A3)"),
        "png": _("Picture (PNG)"),
        "svg": _("Drawing (SVG)"),
        "html": _("One file for any browser (HTML)"),
        "gexf": _("Graph for Gephi (GEXF)"),
        "graphml": _("Graph (GraphML)"),
    }


def _with_query(endpoint: str, **values: Any) -> str:
    """Return an address of the map with the same question."""
    query = request.query_string.decode("ascii", "ignore")
    path = url_for(endpoint, **values)
    return f"{path}?{query}" if query else path


# More places than these are typed rather than looked through.
_MOST_PLACES: Final = 2000
_ROW_KEYS: Final[Mapping[str, Callable[[MapRow], Any]]] = {
    "name": lambda row: fold(maps.mark_name(row)),
    "kind": _kind,
    "town": lambda row: fold(row.town),
    "members": lambda row: row.members,
    "neighbours": lambda row: len(row.neighbours),
}
