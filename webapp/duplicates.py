"""Pairs that may be one organisation, side by side, for coordinators to decide."""

from typing import Final

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.duplicates.likeness import same
from graphdir.duplicates.search import Found
from graphdir.exporting.rows import cell_text, value_of
from graphdir.i18n import gettext as _
from graphdir.merging import Merger, keep_apart, merge
from graphdir.presenting import field_label
from graphdir.tables import TABLES
from graphdir.taxonomy import Taxonomy
from webapp.access import account_required
from webapp.current import current_directory
from webapp.fields import shown_value
from webapp.jobs import Job
from webapp.pages.desk import DuplicatesPage, MergePage, SideBySide
from webapp.pages.parts import Choice
from webapp.paging import page_number, paging, url_with
from webapp.rendering import render
from webapp.waiting import current_jobs, waiting
from webapp.whom import meant, message_for, only, told_apart

blueprint = Blueprint("duplicates", __name__)
_SIZE: Final = 10
_FIELDS: Final = ("name", "aliases", "kind", "school_type", "street", "postcode", "town", "website", "email", "phone")
_COLUMNS: Final = [column for column in TABLES["organisations"].columns if column.name in _FIELDS]


@blueprint.get("/duplicates")
def duplicates() -> ResponseReturnValue:
    """Show the pairs that nobody decided yet, the likeliest first."""
    directory, page = current_directory(), page_number()
    found = _found()
    if isinstance(found, Job):
        return waiting(
            found,
            _("All entries are being compared."),
            title=_("Possible duplicates"),
            above=Choice(label=_("Desk"), url=url_for("desk.desk")),
            again=url_with(),
        )
    shown = found[(page - 1) * _SIZE : page * _SIZE]
    taxonomy = directory.taxonomy()
    return render(
        DuplicatesPage(
            pairs=[_side_by_side(pair, taxonomy) for pair in shown], paging=paging(page, _SIZE, len(found), len(shown))
        )
    )


def _found() -> list[Found] | Job:
    """Return the pairs; the job that searches for them, while it goes on."""
    directory, jobs = current_directory(), current_jobs()
    key = ("duplicates", directory.store.revision())
    found: list[Found] | Job = jobs.outcome(key, directory.possible_duplicates)
    if not isinstance(found, Job):
        jobs.forget(key)  # the directory keeps them, and what is decided next counts
    return found


@blueprint.get("/duplicates/pair")
def pair() -> ResponseReturnValue:
    """Show an entry beside another one that somebody takes for the same, whether or not they look alike."""
    directory, typed = current_directory(), request.args.get("other", "")
    organisation = directory.organisation(request.args.get("organisation", ""))
    choices = meant(directory, typed, request.args.get("other_id", ""))
    other = only(choices)
    message = message_for(typed, choices)
    if other and other.id == organisation.id:
        other, message = None, _("That is the entry itself. Name another one.")
    taxonomy = directory.taxonomy()
    found = Found(one=organisation, other=other, likeness=same(organisation, other, taxonomy)) if other else None
    return render(
        MergePage(
            organisation=organisation,
            typed=told_apart(other) if other else typed,
            choices=() if other else choices,
            message=message,
            pair=_side_by_side(found, taxonomy) if found else None,
        )
    )


@blueprint.post("/duplicates/decide")
def decide() -> ResponseReturnValue:
    """Merge a pair into the entry that is kept, or note that they are two."""
    account, store = account_required(), current_directory().store
    one, other = request.form.get("one", ""), request.form.get("other", "")
    keep = request.form.get("keep", "")
    if not (one and other):
        abort(400)
    if request.form.get("decision") == "different":
        keep_apart(store, one, other, author=account.mark)
        flash(_("It is noted: these are two organisations."))
    elif request.form.get("decision") == "same" and keep in (one, other):
        merger, _batch = merge(store, keep, other if keep == one else one, author=account.mark)
        flash(_merged(merger))
        if "to_entry" in request.form:
            return redirect(url_for("organisations.organisation", organisation_id=keep))
    else:
        abort(400)
    return redirect(url_for("duplicates.duplicates"))


def _merged(merger: Merger) -> str:
    told = [_("The two are one now: %(name)s. Under “Changes” it can be taken back.", name=merger.kept.name)]
    if merger.conflicts:
        fields = ", ".join(field_label(name) for name, _kept, _left in merger.conflicts)
        told.append(_("Where the two differed, the kept entry stayed as it was: %(fields)s.", fields=fields))
    if merger.dropped:
        told.append(_("Relations between the two were left out."))
    if merger.circles:
        told.append(_("Relations lead in a circle now: whoever is above the one is below the other. Correct them."))
    return " ".join(told)


def _side_by_side(pair: Found, taxonomy: Taxonomy) -> SideBySide:
    # Searched in the language of whoever came first, told in that of whoever asks.
    likeness = same(pair.one, pair.other, taxonomy)
    rows: list[tuple[str, str, str, bool]] = []
    for column in _COLUMNS:
        one, other = (
            shown_value(column, cell_text(value_of(entry, column)), taxonomy) for entry in (pair.one, pair.other)
        )
        if one or other:
            rows.append((field_label(column.name), one, other, one != other))
    return SideBySide(
        one=pair.one,
        other=pair.other,
        verdict=likeness.verdict,
        reasons=[reason.text for reason in likeness.reasons],
        rows=rows,
    )
