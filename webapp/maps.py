"""The network map between address and library: what is asked for, and what the picture is told."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from flask import request, url_for
from rapidfuzz.process import extract

from graphdir.borders import SOURCE
from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.network.map import MARKS, RELATIONSHIPS, UNTIED, MapRow, NetworkMap
from graphdir.network.view import Question
from graphdir.presenting import confirmed_text, facet_label, number_text
from graphdir.reporting.table import group_label, one_stop, relationship_label
from graphdir.taxonomy import Taxonomy
from graphdir.text import fold

NETWORK: Final = "network"
GEOGRAPHY: Final = "geography"
_YEARS: Final = range(1800, 2200)
_MOST_TOPICS: Final = 4
_MOST_PROPOSALS: Final = 3
# Every link of the page names them all.
_MOST_NAMED: Final = 20
_MOST_OPENED: Final = 100


def asked_question(directory: Directory) -> Question:
    """Return what the address asks the map for.

    Raises:
        InvalidInputError: a value that nobody knows.
        NotFoundError: an organisation or project that is not there.
    """
    arrangement = request.args.get("arrangement") or NETWORK
    _check("arrangement", [arrangement], (NETWORK, GEOGRAPHY))
    around = _several("around", _MOST_NAMED)
    for id_ in around:
        directory.organisation(id_)
    project = request.args.get("project", "")
    if project:
        directory.project(project)
    since, until = _year("since"), _year("until")
    if since is not None and until is not None and since > until:
        raise InvalidInputError(_("The years run backwards: from %(since)s until %(until)s.", since=since, until=until))
    return Question(
        groups=_known("group", MARKS),
        relationships=_known("relationship", RELATIONSHIPS),
        topics=frozenset(map(directory.topic_called, filter(None, request.args.getlist("topic")))),
        place=_place(directory),
        project=project,
        since=since,
        until=until,
        around=around,
        with_untied=bool(request.args.get("untied")),
        geography=arrangement == GEOGRAPHY,
        opened=_several("open", _MOST_OPENED),
        selected=request.args.get("selected", ""),
    )


def _several(name: str, most: int) -> tuple[str, ...]:
    """Return the values of a field, each once.

    Raises:
        InvalidInputError: there are more than ``most``.
    """
    values = tuple(dict.fromkeys(filter(None, request.args.getlist(name))))
    if len(values) > most:
        raise InvalidInputError(
            _(
                "“%(field)s” may stand in the address %(most)s times, not %(number)s.",
                field=name,
                most=most,
                number=len(values),
            )
        )
    return values


def _known(name: str, values: Collection[str]) -> frozenset[str]:
    asked = [value for value in request.args.getlist(name) if value]
    _check(name, asked, values)
    return frozenset(asked)


def _check(name: str, asked: Iterable[str], values: Collection[str]) -> None:
    """Refuse what is not among the values.

    Raises:
        InvalidInputError: something is not; the sentence names what comes nearest.
    """
    for unknown in sorted(set(asked) - set(values)):
        near: Collection[str] = (
            values if len(values) <= len(MARKS) else [found[0] for found in extract(unknown, list(values), limit=5)]
        )
        raise InvalidInputError(
            _(
                "“%(name)s” cannot be “%(typed)s”. Possible are: %(values)s.",
                name=name,
                typed=unknown,
                values=", ".join(near),
            )
        )


def _year(name: str) -> int | None:
    typed = request.args.get(name, "").strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) == len("2022") and int(typed) in _YEARS):
        raise InvalidInputError(_("“%(typed)s” is no year. Write it with four digits, such as 2022.", typed=typed))
    return int(typed)


def _place(directory: Directory) -> str:
    typed = request.args.get("place", "").strip()
    if not typed:
        return ""
    known = directory.places()
    found = known.get(fold(typed))
    if found is None:
        near = [known[folded] for folded, _score, _key in extract(fold(typed), list(known), limit=_MOST_PROPOSALS)]
        raise InvalidInputError(
            _(
                "No organisation is in a place called “%(typed)s”. Similar are: %(near)s.",
                typed=typed,
                near=", ".join(near) or "-",
            )
        )
    return found


def mark_name(row: MapRow | Mapping[str, Any]) -> str:
    """Return what a mark is called, a group by what holds it together."""
    if isinstance(row, MapRow):
        row = {"id": row.id, "name": row.name, "group_id": row.group}
    if row.get("group_id"):
        return str(row["name"])
    if row["id"] == UNTIED:
        return _("without a recorded tie")
    if row["id"].startswith("place:"):
        return str(row["name"]) or _("place not named")
    return _("around %(name)s", name=row["name"])


_EDGE: Final = ("from", "to", "arrows", "width", "dashes", "relationship", "weight", "pale", "planned")


def picture(network: NetworkMap, taxonomy: Taxonomy, today: str) -> dict[str, Any]:
    """Return what the browser draws, as JSON takes it."""
    return {
        "nodes": [_node(node, taxonomy, today) for node in network.nodes],
        "edges": [{name: edge[name] for name in _EDGE} for edge in network.edges],
        "areas": [{"name": area.name, "x": area.x, "y": area.y, "rings": area.rings} for area in network.areas],
        "options": network.options,
    }


def _node(node: Mapping[str, Any], taxonomy: Taxonomy, today: str) -> dict[str, Any]:
    told = {name: node[name] for name in ("id", "shape", "x", "y", "size")}
    if "members" in node:
        return {
            **told,
            "name": mark_name(node),
            "label": mark_name(node),
            "members": node["members"],
            "radius": node["radius"],
        }
    topics = [facet_label("topic", topic, taxonomy) for topic in node["topics"]]
    return {
        **told,
        "label": node["label"],
        "name": node["name"],
        "town": (_("near %(town)s", town=node["town"]) if node["approximate"] and node["town"] else node["town"]),
        "group": node["group_id"],
        "kind": group_label(node["group_id"]),
        "degree": node["degree"],
        "more": node["more"],
        "topics": topics[:_MOST_TOPICS],
        "confirmed": confirmed_text(node["confirmed"], today),
        "url": url_for("organisations.organisation", organisation_id=node["id"]),
    }


def summary(network: NetworkMap) -> str:
    """Say in a few sentences what the picture shows."""
    return " ".join(summary_sentences(network))


def summary_sentences(network: NetworkMap) -> list[str]:
    """Say what the picture shows, sentence by sentence; none where nothing is tied."""
    if network.grouped and not network.opened:
        return [_("Each circle stands for a group of organisations. Open one by a click, by Enter or by zooming in.")]
    if not network.ties:
        return []
    best = sorted((row for row in network.rows if row.group), key=lambda row: -len(row.neighbours))[:3]
    named = ", ".join(f"{row.name} ({number_text(len(row.neighbours))})" for row in best if row.neighbours)
    sentences = [_("Most neighbours in the picture have: %(named)s.", named=named)] if named else []
    # Who has no place is missing on the land map: it says nothing about what hangs together.
    if not network.areas:
        sentences.append(
            _("All that is shown hangs together.")
            if network.parts == 1
            else _(
                "The picture consists of %(parts)s parts that no tie shown here joins.",
                parts=number_text(network.parts),
            )
        )
    if network.hub:
        sentences.append(
            _(
                "Without %(name)s, %(schools)s schools would lose their only present tie shown here.",
                name=network.hub[0],
                schools=number_text(network.hub[1]),
            )
        )
    return [one_stop(sentence) for sentence in sentences]


def shown_counts(network: NetworkMap) -> str:
    """Say how much is shown; pairs are counted as in the report."""
    now, past, planned = network.pairs
    shown = network.organisations
    told = ngettext("%(num)s organisation", "%(num)s organisations", shown, num=number_text(shown))
    if network.ended:
        told = _(
            "%(organisations)s (%(ended)s of them have ended)", organisations=told, ended=number_text(network.ended)
        )
    parts = [
        told if shown else _("no organisation"),
        ngettext("%(num)s tied pair", "%(num)s tied pairs", now, num=number_text(now)) if now else _("no tied pair"),
    ]
    if past:
        parts.append(ngettext("%(num)s more in the past", "%(num)s more in the past", past, num=number_text(past)))
    if planned:
        parts.append(ngettext("%(num)s more planned", "%(num)s more planned", planned, num=number_text(planned)))
    return ", ".join(parts)


def counting_rule() -> str:
    """Say how map and report count."""
    return _(
        "Counted as in the report: each pair of organisations once. A joint project counts however long ago it was; a "
        "relation counts as past when its end, or that of either organisation, is over."
    )


def counts(network: NetworkMap) -> str:
    """Say how much is shown, and how much is not and why."""
    left_out = [
        (network.untied, _("%(num)s without a recorded tie", num=number_text(network.untied))),
        (network.filtered, _("%(num)s filtered out", num=number_text(network.filtered))),
        (network.unplaced, _("%(num)s without a known place", num=number_text(network.unplaced))),
        (network.crowded, _("%(num)s with fewer ties left out", num=number_text(network.crowded))),
    ]
    told = shown_counts(network)
    missing = ", ".join(sentence for number, sentence in left_out if number)
    return _("%(shown)s; not shown: %(missing)s", shown=told, missing=missing) if missing else told


def restrictions(question: Question, directory: Directory) -> list[str]:
    """Say by what the map is narrowed, in a few words each."""
    taxonomy, found = directory.taxonomy(), list[str]()
    if question.groups:
        found.append(", ".join(group_label(group) for group in MARKS if group in question.groups))
    if question.relationships:
        found.append(", ".join(relationship_label(name) for name in RELATIONSHIPS if name in question.relationships))
    found.extend(
        _("topic: %(topic)s", topic=facet_label("topic", topic, taxonomy)) for topic in sorted(question.topics)
    )
    if question.place:
        found.append(_("place: %(place)s", place=question.place))
    if question.project:
        found.append(_("only the project %(title)s", title=directory.project(question.project).project.title))
    if question.since is not None or question.until is not None:
        found.append(_("years %(since)s to %(until)s", since=question.since or "…", until=question.until or "…"))
    found.extend(_("only around %(name)s", name=directory.organisation(id_).name) for id_ in question.around)
    return found


def source_name(source: str) -> str:
    """Return sources as short as they are told: of an address only the site."""
    return "; ".join(
        said.split("/")[2] if said.startswith(("http://", "https://")) else said for said in source.split("; ")
    )


def source_line(network: NetworkMap) -> str:
    """Return where the borders come from; empty where none are drawn."""
    return _("Borders: %(source)s", source=SOURCE) if network.areas else ""


def words() -> dict[str, str]:
    """Return the sentences and addresses that scripts put together; ``{...}`` is filled in there."""
    return {
        "invitation": _("Choose an organisation in the picture: here stands who that is and what to do next."),
        "ties": _("Neighbours in the picture: {number}"),
        "others": _("Formerly or planned: {number}"),
        "ties_schools": _("Neighbours in the picture: {number}, schools among them: {schools}"),
        "tied_to": _("Tied to"),
        "source": _("Source: {source}"),
        "more": _("and {number} more"),
        "members": _("Group of {number} organisations"),
        "open_group": _("Open the group"),
        "around": _("Show only what is around it"),
        "expand": _("Show {number} more neighbours"),
        "profile": _("Open profile"),
        "way": _("Way from here to …"),
        "way_to": _(
            "The way from %(name)s to whom? Choose in the picture, search, or take a row of the table.", name="{name}"
        ),
        "cancel": _("Cancel"),
        "one_step": _("They are tied directly."),
        "steps": _("{number} steps"),
        "no_way": _("No tie shown here leads from {one} to {other}."),
        "connection": _("All about this connection"),
        "found": _("Found in the picture"),
        "nothing_found": _("Nobody in the picture is called that."),
        "not_shown": _("not in the picture; leads to what is around it"),
        "no_way_there": _("One end of this way is not in the picture."),
        "failed": _("The picture could not be drawn just now. The table below says the same."),
        "ties_url": url_for("network.ties"),
        "connection_url": url_for("connections.connection"),
        "search_url": url_for("start.suggestions"),
    }
