"""What if an organisation leaves: what schools lose, and who could step in."""

from typing import Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.i18n import gettext as _
from graphdir.network.gaps.coverage import Coverage
from graphdir.network.gaps.leaving import Loss, leaving
from graphdir.reporting.gaps import (
    leaving_sentences,
    lost_topics,
)
from graphdir.reporting.table import Column, Table, place_of, relationship_label, who
from webapp.current import current_directory
from webapp.gap_query import ways
from webapp.pages.parts import Choice
from webapp.pages.report import LeavingPage, LossLine
from webapp.paging import page_number, paging, url_with
from webapp.rendering import render
from webapp.tables import xlsx_of
from webapp.whom import meant, message_for, only, told_apart

blueprint = Blueprint("leaving", __name__)
# So many rankings a page can wait for.
_LOSSES: Final = 10


@blueprint.get("/gaps/leaving")
def leaves() -> ResponseReturnValue:
    """Show what schools lose when an organisation leaves, and who could step in."""
    directory = current_directory()
    typed = request.args.get("organisation", "")[:200]
    found = meant(directory, typed, request.args.get("organisation_id", ""))
    organisation = only(found)
    coverage, offers = directory.gaps()
    page = page_number()
    number = coverage.whole.numbers.get(organisation.id, -1) if organisation else -1
    gone = leaving(coverage, offers, number) if number >= 0 else None
    losses = gone.losses if gone else ()
    shown_losses = losses[(page - 1) * _LOSSES : page * _LOSSES]
    return render(
        LeavingPage(
            ways=ways("leaving"),
            organisation=organisation,
            typed=told_apart(organisation) if organisation else typed,
            choices=[Choice(label=told_apart(one), url=url_with(organisation=one.id)) for one in found],
            message=message_for(typed, found),
            sentences=leaving_sentences(coverage, gone) if gone else [],
            lines=[_loss_line(coverage, loss, coverage.whole.ids[number]) for loss in shown_losses],
            paging=paging(page, _LOSSES, len(losses), len(shown_losses)),
            xlsx_url=url_for("leaving.leaves_as_xlsx", organisation=organisation.id) if organisation else "",
        )
    )


def _loss_line(coverage: Coverage, loss: Loss, leaver: str) -> LossLine:
    return LossLine(
        school=who(coverage.whole, loss.school),
        place=place_of(coverage.whole, loss.school),
        ties=_relationships(loss),
        topics=lost_topics(coverage, loss.topics),
        remark=_remark(loss),
        partners_url=url_for(
            "partners.partners",
            topic=[topic for topic, _until in loss.topics],
            **{"for": coverage.whole.ids[loss.school]},  # type: ignore[arg-type]
        ),
        instead=current_directory().stand_ins(
            coverage.whole.ids[loss.school], [topic for topic, _until in loss.topics], leaver
        ),
    )


@blueprint.get("/gaps/leaving.xlsx")
def leaves_as_xlsx() -> ResponseReturnValue:
    """Return what schools lose when an organisation leaves."""
    directory = current_directory()
    organisation = directory.organisation(request.args.get("organisation", ""))
    coverage, offers = directory.gaps()
    number = coverage.whole.numbers.get(organisation.id, -1)
    losses = leaving(coverage, offers, number).losses if number >= 0 else ()
    return xlsx_of(
        "leaving",
        Table(
            columns=[
                Column(name="school", label=_("School")),
                Column(name="place", label=_("Place")),
                Column(name="ties", label=_("Loses")),
                Column(name="topics", label=_("Topics by nobody else")),
                Column(name="remark", label=_("Remark")),
            ],
            rows=[
                (
                    who(coverage.whole, loss.school),
                    place_of(coverage.whole, loss.school),
                    _relationships(loss),
                    lost_topics(coverage, loss.topics),
                    _remark(loss),
                )
                for loss in losses
            ],
        ),
    )


def _relationships(loss: Loss) -> str:
    return ", ".join(relationship_label(name) for name in loss.relationships)


def _remark(loss: Loss) -> str:
    if loss.only_neighbour:
        return _("its only connection at present")
    return _("its only partner at present") if loss.only_partner else ""
