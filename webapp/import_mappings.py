"""What the columns of an uploaded list mean, where neither headers nor a kept profile say so."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.importing.files import RawSheet
from graphdir.importing.mapping import ListProfile, read_profile
from graphdir.importing.splitting import header_for, lacking
from graphdir.pending import PendingImport
from graphdir.tables import TABLES
from webapp.pages import ImportMappingPage, current_directory, render
from webapp.waiting_lists import current_imports, current_profiles, preview

blueprint = Blueprint("mappings", __name__)


@blueprint.get("/import/<import_id>/mapping")
def mapping(import_id: str) -> ResponseReturnValue:
    """Ask what the columns of a list mean that nobody knows yet."""
    pending = current_imports().pending(import_id)
    return _asked(pending, pending.profile)


@blueprint.post("/import/<import_id>/mapping")
def mapped(import_id: str) -> ResponseReturnValue:
    """Take what the columns mean for this import, and keep it for the next year's list where that is wished."""
    pending = current_imports().pending(import_id)
    typed = request.form.get("profile", "").replace("\r\n", "\n")
    try:
        profile = read_profile(typed) if typed.strip() else None
        if profile:
            _check_fit(profile, _unclear(pending))
    except InvalidInputError as error:
        return _asked(pending, typed, problem=str(error)), 400
    current_imports().change(pending, profile=typed)
    if profile and "keep" in request.form:
        current_profiles().keep(profile)
        flash(_("The mapping “%(name)s” is kept for the next list of this kind.", name=profile.name))
    return redirect(url_for("imports.review", import_id=import_id))


def _check_fit(profile: ListProfile, raws: Sequence[RawSheet]) -> None:
    if raws and all(header_for(profile, raw) is None for raw in raws):
        lacks = min((lacking(profile, raw) for raw in raws), key=len)
        raise InvalidInputError(_("The list has no column %(columns)s.", columns=", ".join(lacks)))


def _unclear(pending: PendingImport) -> Sequence[RawSheet]:
    return current_directory().lists_of(current_imports().contents(pending)).unclear


def _asked(pending: PendingImport, typed: str, *, problem: str = "") -> str:
    return render(
        ImportMappingPage(
            pending=pending,
            profile=typed,
            problem=problem,
            previews=[preview(raw) for raw in _unclear(pending)],
            kept=[profile.name for profile in current_profiles().all()],
            tables=list(TABLES.values()),
        )
    )
