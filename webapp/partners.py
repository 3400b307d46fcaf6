"""Partners for a need: the form, the list with reasons, the shortlist, and all of it as files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from graphdir.directory import Directory
from graphdir.i18n import date_text, language, ngettext
from graphdir.i18n import gettext as _
from graphdir.matching.letter import without_letter
from graphdir.matching.query import Query
from graphdir.matching.ranking import Ranking
from graphdir.model import Organisation
from graphdir.presenting import facet_label, on_topic_label, project_kind_label, ranking_basis, ranking_remarks
from graphdir.reporting.table import group_label
from graphdir.store import Search
from graphdir.taxonomy import GROUP_LABELS, Taxonomy
from graphdir.text import shortened
from webapp import partner_files
from webapp.access import account_signed_in
from webapp.choices import grouped_topics
from webapp.current import current_directory
from webapp.downloads import XLSX, attachment
from webapp.kept_needs import needs_for
from webapp.matches import Hit, hits
from webapp.need_query import NeedForm, read_need
from webapp.pages.partners import NeedOptions, PartnersPage, ShortlistPage
from webapp.pages.parts import Choice
from webapp.paging import positive_number
from webapp.plot import plot
from webapp.rendering import render
from webapp.teams import missing, missing_id, team_page

blueprint = Blueprint("partners", __name__)
MOST_MATCHES: Final = 200
_LIMITS: Final = (20, 50, 100, MOST_MATCHES)
_RADII_KM: Final = (5, 10, 25, 50, 100)
_VIEWS: Final = ("map", "shortlist", "team")
_MOST_TOWNS: Final = 300
_MOST_RELATED: Final = 3
_LONGEST_IDEA_TOLD: Final = 120
# Of those who were kept and stand in no list, for so many it is reckoned where they would.
_MOST_FARTHER: Final = 20
# Buttons of the form: what they ask for is done once, then the address says the outcome.
_ORDERS: Final = ("drop", "again", "toggle", "for_id", "project_id", "missing_id")
_EXTRAS: Final = ("view", "limit", "want_kind", "want_topic", "chosen")


@blueprint.get("/partners")
def partners() -> ResponseReturnValue:
    """Show the form and, once something is entered, who suits; or the shortlist of these."""
    directory = current_directory()
    form = read_need(request.args, directory)
    tidied = _tidied(form)
    if tidied:
        return redirect(tidied)
    if _view() == "shortlist" and form.need:
        return _shortlist(form, directory)
    if _view() == "team":
        return _team(form, directory)
    limit = positive_number("limit", _LIMITS[0], MOST_MATCHES)
    ranking = _ranking(form, directory, limit)
    found = hits(ranking, form.keep) if ranking else None
    page = PartnersPage(
        form=form,
        options=_options(form, directory),
        hits=found,
        of=len(ranking.query.candidates) if ranking else 0,
        view=_view(),
        limit=limit,
        more_limit=next((more for more in _LIMITS if more > limit), 0),
        plot=plot(ranking.query, found) if ranking and found and _view() == "map" else None,
        summary=_summary(form, directory.taxonomy()),
        examples=[] if form.pairs() else _examples(directory),
        wider=_wider(form) if found == [] else [],
        viewpoint=ranking.query.seeker if ranking and not form.seeker else None,
        here=_looked_from(ranking.query) if ranking and not form.seeker else None,
        behind=bool(ranking and ranking.behind),
        remarks=list(ranking_remarks(ranking)) if ranking else [],
        on_topic=ranking.on_topic if ranking else (),
        on_topic_label=on_topic_label(ranking) if ranking else "",
        basis=list(ranking_basis(ranking)) if ranking else [],
        needs=needs_for(form.giver) if account_signed_in() and form.giver else None,
        missing=missing(request.args, form, directory),
    )
    return render(page), 400 if form.errors else 200


@blueprint.get("/partners.csv")
def as_csv() -> ResponseReturnValue:
    """Take the list along, or with ``view=shortlist`` only what was kept."""
    return _file(partner_files.as_csv(_table()), "text/csv", "csv")


@blueprint.get("/partners.xlsx")
def as_xlsx() -> ResponseReturnValue:
    """Take the list along as a workbook, or with ``view=shortlist`` only what was kept."""
    content = partner_files.as_xlsx(_table())
    return _file(content, XLSX, "xlsx")


def _file(content: str | bytes, mimetype: str, ending: str) -> Response:
    return Response(content, mimetype=mimetype, headers=attachment("partners", ending))


def _table() -> list[list[partner_files.Cell]]:
    directory = current_directory()
    form = read_need(request.args, directory)
    ranking = directory.partners(form.sound_need(), limit=MOST_MATCHES)
    found, others = hits(ranking, form.keep), list[Organisation]()
    if _view() == "shortlist":
        known = directory.store.organisations(form.keep)
        found = _kept(form, ranking, directory, known)
        others = _others(form, found, known)
    reach = directory.reach([*(one.organisation for one in found), *others])
    return partner_files.table(found, directory.taxonomy(), reach, others)


def _kept(form: NeedForm, ranking: Ranking, directory: Directory, known: Mapping[str, Organisation]) -> list[Hit]:
    """Return the matches that were kept, the best first, also those so far down that they stand in no list."""
    listed = {match.organisation.id for match in ranking.matches}
    farther = [id_ for id_ in form.keep if id_ in known and id_ not in listed][:_MOST_FARTHER]
    standings = [directory.standing(form.sound_need(), id_) for id_ in farther]
    allowed = sorted((one for one in standings if not one.obstacle), key=lambda one: one.place)
    return [one for one in hits(ranking, form.keep, allowed) if one.kept]


def _others(form: NeedForm, found: Sequence[Hit], known: Mapping[str, Organisation]) -> list[Organisation]:
    """Return who was kept but is not among those found; of those that nobody knows any more nothing."""
    listed = {one.organisation.id for one in found}
    return [known[id_] for id_ in form.keep if id_ in known and id_ not in listed]


def partner_kind_label(kind: str, taxonomy: Taxonomy) -> str:
    """Return the name of a group or a kind of organisation."""
    if kind in GROUP_LABELS:
        return group_label(kind)
    return facet_label("kind", kind, taxonomy)


def _view() -> str:
    asked = request.args.get("view", "")
    return asked if asked in _VIEWS else ""


def _tidied(form: NeedForm) -> str:
    """Return the address to go on to: orders carried out, nothing empty, ids for names; empty when it is tidy."""
    args = request.args
    if all(value for _name, value in args.items(multi=True)) and not any(order in args for order in _ORDERS):
        return ""
    anchor = ""
    field, _colon, id_ = args.get("drop", "").partition(":")
    if field in ("topic", "target_group", "partner_kind"):
        form = form.dropped(field, id_)
    if "again" in args:
        form = form.with_again(args["again"])
    if "toggle" in args:
        place, _colon, id_ = args["toggle"].partition(":")
        form = form.toggled(id_)
        anchor = f"match-{place}" if place.isdigit() else ""
    extras = [("missing", missed)] if (missed := missing_id(args, current_directory())) else []
    extras += [
        (name, value)
        for name in _EXTRAS
        for value in (args.getlist(name) if name.startswith("want_") else args.getlist(name)[-1:])
        if value and args.get("drop") != f"{name}:{value}"
    ]
    return form.url(list(dict.fromkeys(extras)), anchor=anchor)


def _ranking(form: NeedForm, directory: Directory, limit: int) -> Ranking | None:
    return directory.partners(form.need, limit=limit) if form.need else None


def _shortlist(form: NeedForm, directory: Directory) -> ResponseReturnValue:
    ranking = _ranking(form, directory, MOST_MATCHES)
    known = directory.store.organisations(form.keep)
    found = _kept(form, ranking, directory, known) if ranking else []
    others = _others(form, found, known)
    return render(
        ShortlistPage(
            form=form,
            hits=found,
            others=others,
            reach=directory.reach([*(one.organisation for one in found), *others]),
            gone=sum(id_ not in known for id_ in form.keep),
            basis=list(ranking_basis(ranking)) if ranking else [],
            today=directory.today(),
            summary=_summary(form, directory.taxonomy()),
        )
    )


def _team(form: NeedForm, directory: Directory) -> ResponseReturnValue:
    taxonomy = directory.taxonomy()
    page = team_page(request.args, form, directory, _summary(form, taxonomy))
    page = replace(
        page,
        kind_options=_kind_groups(taxonomy, page.kinds),
        topic_options=_topic_groups(taxonomy, page.topics),
    )
    return render(page), 400 if page.errors else 200


# --- the form ---------------------------------------------------------------------------------


def _options(form: NeedForm, directory: Directory) -> NeedOptions:
    taxonomy = directory.taxonomy()
    return NeedOptions(
        related=_related(form, taxonomy, directory),
        topics=_topic_groups(taxonomy, {*form.topics, *form.recognised}),
        target_groups=[
            (
                "",
                [
                    Choice(label=term.label(language()), url="", value=term.id)
                    for term in taxonomy.target_groups.values()
                    if term.id not in form.target_groups
                ],
            )
        ],
        partner_kinds=_kind_groups(taxonomy, form.partner_kinds),
        project_kinds=_with_typed(
            [
                Choice(label=term.label(language()), url="", value=term.id, chosen=term.id == form.kind)
                for term in taxonomy.project_kinds.values()
            ],
            form.kind,
        ),
        radii=_with_typed(
            [Choice(label=f"{km} km", url="", value=str(km), chosen=form.radius == str(km)) for km in _RADII_KM],
            form.radius,
        ),
        towns=[town for town, _number in directory.facets(Search())["town"][:_MOST_TOWNS]],
    )


def _with_typed(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Add what an address asks for beside the usual choices, so that it is not lost."""
    if not typed or any(choice.chosen for choice in choices):
        return list(choices)
    return [*choices, Choice(label=typed, url="", value=typed, chosen=True)]


def _topic_groups(taxonomy: Taxonomy, chosen: Iterable[str]) -> list[tuple[str, list[Choice]]]:
    gone = frozenset(chosen)
    return [
        (group, [Choice(label=label, url="", value=id_) for id_, label in topics if id_ not in gone])
        for group, topics in grouped_topics(taxonomy)
    ]


def _related(form: NeedForm, taxonomy: Taxonomy, directory: Directory) -> list[Choice]:
    """Return the topics beside or under those of the need on which most is recorded."""
    chosen = {*form.topics, *form.recognised}
    looked_for = frozenset(form.topics or form.recognised)
    wholes = looked_for | {taxonomy.topics[id_].parent_id for id_ in looked_for if id_ in taxonomy.topics} - {""}
    near = {
        topic.id: topic.label(language())
        for topic in taxonomy.topics.values()
        if topic.parent_id in wholes and topic.id not in chosen and topic.id not in form.without
    }
    if not near:
        return []
    counts = directory.facets(Search())["topic"]
    return [Choice(label=near[id_], url="", value=id_) for id_, _number in counts if id_ in near][:_MOST_RELATED]


def _kind_groups(taxonomy: Taxonomy, chosen: Iterable[str]) -> list[tuple[str, list[Choice]]]:
    gone = frozenset(chosen)
    groups: list[tuple[str, list[Choice]]] = []
    for group in GROUP_LABELS:
        label = group_label(group)
        choices = [Choice(label=_("%(group)s: all", group=label), url="", value=group)]
        choices += [
            Choice(label=kind.label(language()), url="", value=kind.id)
            for kind in taxonomy.organisation_kinds.values()
            if kind.group == group and kind.id not in GROUP_LABELS
        ]
        groups.append((label, [choice for choice in choices if choice.value not in gone]))
    return groups


def _looked_from(query: Query) -> Organisation | None:
    """Return from whose place distances count; None where they count from a spot, or nobody has one."""
    return None if query.need.spot or query.point is None else query.here


def _summary(form: NeedForm, taxonomy: Taxonomy) -> str:
    """Say in one line what is looked for."""
    topics = [facet_label("topic", id_, taxonomy) for id_ in (*form.topics, *form.recognised)]
    idea = shortened(" ".join(without_letter(form.text).split()), _LONGEST_IDEA_TOLD)
    radius = f"{form.need.radius_km:g}" if form.need and form.need.radius_km else form.radius
    told = [
        _("“%(idea)s”", idea=idea) if idea else "",
        ngettext("topic: %(topics)s", "topics: %(topics)s", len(topics), topics=", ".join(topics)) if topics else "",
        _("for %(groups)s", groups=", ".join(facet_label("target_group", id_, taxonomy) for id_ in form.target_groups))
        if form.target_groups
        else "",
        project_kind_label(form.kind, taxonomy) if form.kind else "",
        _("from %(date)s", date=_day(form.need.starts_on if form.need else "", form.starts_on))
        if form.starts_on
        else "",
        _("until %(date)s", date=_day(form.need.ends_on if form.need else "", form.ends_on)) if form.ends_on else "",
        ", ".join(partner_kind_label(kind, taxonomy) for kind in form.partner_kinds),
        _("within %(km)s km", km=radius) if radius else "",
        _("only new partners") if form.only_new else "",
        _("balanced") if form.balanced else "",
    ]
    return " · ".join(part for part in told if part)


def _day(read: str, typed: str) -> str:
    """Return a day in words; as it was typed where it was not understood."""
    return date_text(read) if read else typed


def _examples(directory: Directory) -> list[Choice]:
    """Return needs that this network can answer."""
    taxonomy = directory.taxonomy()
    counts = directory.facets(Search())
    towns = [town for town, _number in counts["town"][:2]]
    topics = [id_ for id_, _number in counts["topic"] if id_ in taxonomy.topics and taxonomy.topics[id_].parent_id]
    found: list[Choice] = []
    for town, topic in zip(towns, topics, strict=False):
        form = NeedForm(place=town, topics=(topic,), errors={})
        label = _("%(topic)s around %(town)s", topic=facet_label("topic", topic, taxonomy), town=town)
        found.append(Choice(label=label, url=form.url()))
    idea = _("Quarrels in the school yard: children shall learn to settle conflicts without violence")
    found.append(Choice(label=_("“%(idea)s”", idea=idea), url=NeedForm(text=idea, errors={}).url()))
    return found


def _wider(form: NeedForm) -> list[Choice]:
    """Return the conditions that could be taken away when nobody fits."""
    ways = [
        (form.radius, _("without a limit of distance"), replace(form, radius="")),
        (form.partner_kinds, _("all kinds of partner"), replace(form, partner_kinds=())),
        (form.only_new, _("known partners too"), replace(form, only_new=False)),
    ]
    return [Choice(label=label, url=wider.url()) for value, label, wider in ways if value]
