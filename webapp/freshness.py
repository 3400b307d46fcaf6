"""What nobody has confirmed for a year, for coordinators who telephone."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.freshness import Overdue
from graphdir.i18n import date_text, ngettext
from graphdir.i18n import gettext as _
from graphdir.model import Entity
from graphdir.presenting import facet_label
from graphdir.text import fold, short_hash
from webapp.access import account_signed_in
from webapp.addresses import is_local
from webapp.current import current_directory
from webapp.drafts import current_editor
from webapp.lists import asked_order, headers, ordered, xlsx_answer
from webapp.pages.desk import FreshnessPage
from webapp.paging import page_number, paging
from webapp.rendering import render

blueprint = Blueprint("freshness", __name__)
_SIZE: Final = 50
_KEYS: Final[Mapping[str, Callable[[Overdue], Any]]] = {
    "name": lambda one: fold(one.name),
    "town": lambda one: fold(one.town),
    "confirmed": lambda one: one.last_confirmed,
    "relations": lambda one: one.relations,
}


@blueprint.get("/freshness")
def freshness() -> ResponseReturnValue:
    """List who is to be asked, the oldest first."""
    order, page = asked_order(_KEYS), page_number()
    found = ordered(current_directory().overdue(), order, _KEYS)
    shown = found[(page - 1) * _SIZE : page * _SIZE]
    return render(
        FreshnessPage(
            rows=shown,
            headers=headers(_columns(), order, _KEYS, anchor="list", numbers=("relations",)),
            paging=paging(page, _SIZE, len(found), len(shown)),
            today=current_directory().today(),
            here=request.full_path.rstrip("?"),
        )
    )


@blueprint.get("/freshness.xlsx")
def as_xlsx() -> ResponseReturnValue:
    """Return the whole list."""
    taxonomy = current_directory().taxonomy()
    rows = (
        (
            one.name,
            one.town,
            date_text(one.last_confirmed),
            one.relations,
            facet_label("kind", one.kind, taxonomy),
        )
        for one in ordered(current_directory().overdue(), asked_order(_KEYS), _KEYS)
    )
    return xlsx_answer("freshness", [*_columns().values(), _("Kind")], rows)


@blueprint.post("/freshness/confirm")
def confirm() -> ResponseReturnValue:
    """Note that an organisation's entry is right today, and with ``all`` its relations and contact points too."""
    account, directory = account_signed_in(), current_directory()
    organisation = directory.organisation(request.form.get("organisation", ""))
    if account is None or not account.speaks_for(organisation.id):
        abort(403)
    entries = directory.to_confirm(organisation.id, account.role) if "all" in request.form else [organisation]
    back = request.form.get("next", "")
    back = back if is_local(back) else url_for("organisations.organisation", organisation_id=organisation.id)
    if request.form.get("state", state_of(entries)) != state_of(entries):
        flash(moved_on())
        return redirect(url_for("organisations.organisation", organisation_id=organisation.id))
    batch = current_editor().confirm(entries, directory.today(), author=account.mark)
    number = batch.changes if batch else 0
    flash(ngettext("%(num)s entry is confirmed.", "%(num)s entries are confirmed.", number, num=number))
    return redirect(back)


def state_of(entries: Iterable[Entity]) -> str:
    """Return what tells a state of entries from any other: a page says with it what its reader has seen."""
    return short_hash(*map(repr, entries))


def moved_on() -> str:
    """Say that nothing was confirmed, since what the reader saw has changed."""
    return _("Nothing was confirmed: somebody has changed the entry meanwhile. Look at it again, then confirm it.")


def _columns() -> dict[str, str]:
    return {
        "name": _("Organisation"),
        "town": _("Place"),
        "confirmed": _("Last confirmed"),
        "relations": _("Old relations"),
    }
