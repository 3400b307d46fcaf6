"""Needs that schools keep: what carriers see of them, and what becomes of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, cast

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.account import Account
from graphdir.draft import Draft
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.importing.cells import CellError, CellReader
from graphdir.importing.problems import Problem
from graphdir.matching.standing import Standing
from graphdir.model import Organisation, Project
from graphdir.needs import KeptNeed, NeedState, checked_day, new_need
from graphdir.presenting import field_label
from graphdir.tables import TABLES
from webapp.access import account_required
from webapp.current import current_directory
from webapp.drafts import asked_cells, current_editor, current_needs, need_in_address, project_cells
from webapp.fields import Field, FieldGroup, Filled, Layout, cells_from, sentence
from webapp.pages.desk import NeedPage, NeedRow, NeedsPage, PostNeedPage
from webapp.rendering import render

blueprint = Blueprint("needs", __name__)
_MOST_RANKED: Final = 40
# Beside a carrier's search for partners: so many needs are judged, and so many of them shown.
_MOST_JUDGED: Final = 25
_MOST_SUITING: Final = 5
_DATE: Final = TABLES["projects"].column("starts_on")


@blueprint.get("/needs")
def needs() -> ResponseReturnValue:
    """List what is looked for; a member's own, and those that the member's organisations would suit, first."""
    account = account_required()
    rows = need_rows(account)
    return render(
        NeedsPage(
            own=[row for row in rows if row.own],
            others=[row for row in rows if not row.own],
            earlier=_earlier(account),
            speaks_for=_speaks_for(account),
        )
    )


@blueprint.route("/needs/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Keep a new need of an organisation."""
    account = account_required()
    organisation = current_directory().organisation(request.args.get("organisation", ""))
    if not account.speaks_for(organisation.id):
        abort(403)
    return _form(organisation, None, account)


@blueprint.get("/needs/<need_id>")
def need(need_id: str) -> ResponseReturnValue:
    """Show one need, and who might suit."""
    found, account = current_needs().need(need_id), account_required()
    organisation = current_directory().organisation(found.organisation)
    stands = found.stands_on(current_directory().today())
    return render(
        NeedPage(
            need=found,
            organisation=organisation,
            mine=account.speaks_for(organisation.id),
            stands=stands,
            fits=_fits(found, _speaks_for(account)) if stands else [],
            contacts=current_directory().contacts(organisation.id, account.role),
            partners_url=_partners_url(found),
            project_stands=bool(current_directory().store.projects([found.project])) if found.project else False,
        )
    )


@blueprint.route("/needs/<need_id>/change", methods=["GET", "POST"])
def change(need_id: str) -> ResponseReturnValue:
    """Change a need of one's own organisation."""
    found, account = current_needs().need(need_id), account_required()
    organisation = current_directory().organisation(found.organisation)
    if not account.speaks_for(organisation.id):
        abort(403)
    if found.state is not NeedState.OPEN and request.method == "GET":
        return redirect(url_for("needs.need", need_id=need_id))
    return _form(organisation, found, account)


@blueprint.post("/needs/<need_id>/close")
def close(need_id: str) -> ResponseReturnValue:
    """Note that partners are found, or none are looked for any more."""
    found, account = current_needs().need(need_id), account_required()
    if not account.speaks_for(found.organisation):
        abort(403)
    state = NeedState.FOUND if request.form.get("state") == "found" else NeedState.WITHDRAWN
    current_needs().close(found, state, current_directory().today())
    if state is NeedState.WITHDRAWN:
        flash(_("The need is withdrawn."))
        return redirect(url_for("needs.needs"))
    flash(_("Good: partners are found. Make a project of it, so that it is known with whom."))
    return redirect(url_for("needs.need", need_id=need_id))


@blueprint.post("/needs/<need_id>/reopen")
def reopen(need_id: str) -> ResponseReturnValue:
    """Look for partners again."""
    found, account = current_needs().need(need_id), account_required()
    if not account.speaks_for(found.organisation):
        abort(403)
    current_needs().reopen(found, current_directory().today())
    flash(_("The need stands on the board."))
    return redirect(url_for("needs.need", need_id=need_id))


def need_rows(account: Account) -> list[NeedRow]:
    """Return what is looked for, first what the account's organisations would suit, then the latest."""
    directory = current_directory()
    found = current_needs().open(directory.today())
    names = directory.store.organisations({need.organisation for need in found})
    rows = [_row(need, names[need.organisation], account) for need in found if need.organisation in names]
    return sorted(rows, key=_by_fit)


def _earlier(account: Account) -> list[NeedRow]:
    """Return the needs of those whom the account speaks for that are found, withdrawn or have run out."""
    directory = current_directory()
    found = [need for need in current_needs().earlier(directory.today()) if account.speaks_for(need.organisation)]
    names = directory.store.organisations({need.organisation for need in found})
    return [
        NeedRow(need=need, organisation=names[need.organisation], own=True, fits=())
        for need in found
        if need.organisation in names
    ]


def _speaks_for(account: Account) -> Sequence[Organisation]:
    return list(current_directory().store.organisations(account.organisations).values())


def needs_for(organisation: Organisation) -> list[NeedRow]:
    """Return what is looked for that an organisation would suit, best first; of many the latest."""
    directory = current_directory()
    found = [need for need in current_needs().open(directory.today()) if need.organisation != organisation.id]
    names = directory.store.organisations({need.organisation for need in found})
    rows = [
        NeedRow(need=need, organisation=names[need.organisation], own=False, fits=fits)
        for need in found[:_MOST_JUDGED]
        if need.organisation in names and (fits := _fits(need, [organisation]))
    ]
    return sorted(rows, key=_by_fit)[:_MOST_SUITING]


def _row(kept: KeptNeed, organisation: Organisation, account: Account) -> NeedRow:
    own = kept.organisation in account.organisations
    fits = [] if own else _fits(kept, _speaks_for(account))
    return NeedRow(need=kept, organisation=organisation, own=own, fits=fits)


def _fits(kept: KeptNeed, organisations: Sequence[Organisation]) -> list[tuple[Organisation, Standing]]:
    """Return where organisations stand among those that suit a need, the best first."""
    directory = current_directory()
    question = kept.as_question(directory.taxonomy())
    standings = [
        (own, directory.standing(question, own.id))
        for own in organisations
        if own.id != kept.organisation and own.kind != "school"
    ]
    ranked = [(own, standing) for own, standing in standings if 0 < standing.place <= _MOST_RANKED]
    return sorted(ranked, key=lambda found: found[1].place)


def _by_fit(row: NeedRow) -> int:
    return min((standing.place for _own, standing in row.fits), default=_MOST_RANKED + 1)


def _partners_url(kept: KeptNeed) -> str:
    query: dict[str, Any] = {
        "for": kept.organisation,
        "topic": kept.topics,
        "without": kept.not_meant(current_directory().taxonomy()),
        "target_group": kept.target_groups,
        "text": kept.idea,
        "kind": kept.kind,
        "starts_on": kept.starts_on,
        "ends_on": kept.ends_on,
        "need": kept.id,
    }
    return url_for("partners.partners", **{name: value for name, value in query.items() if value})


# --- the form ---------------------------------------------------------------------------------


def _form(organisation: Organisation, before: KeptNeed | None, account: Account) -> ResponseReturnValue:
    asked = project_cells(before) if before else asked_cells(need_in_address())
    cells = {**asked, "expires_on": before.expires_on if before else ""}
    if request.method == "GET":
        return _shown(organisation, before, cells, [])
    cells = {**cells_from("projects", request.form, cells), "expires_on": request.form.get("expires_on", "").strip()}
    # A need is checked as the project that it may become.
    drawn_up = current_editor().drawn_up(Draft(table="projects", cells={**cells, "source": "-", "participants": ""}))
    problems = list(drawn_up.problems)
    today = current_directory().today()
    day = _day(cells["expires_on"], today, problems)
    if problems:
        return _shown(organisation, before, cells, problems), 400
    moved_on = before and request.form.get("version", before.version) != before.version
    if before and (moved_on or before.state is not NeedState.OPEN):
        return _shown(organisation, before, cells, [_moved_on(before)]), 409
    kept = _kept(cast("Project", drawn_up.entry), organisation, account, day, before)
    try:
        if before:
            current_needs().change(before, kept, today)
        else:
            kept = current_needs().keep(kept, today)
    except InvalidInputError as error:
        return _shown(organisation, before, cells, [Problem(file="", message=str(error).removesuffix("."))]), 400
    flash(_("The need stands on the board."))
    return redirect(url_for("needs.need", need_id=kept.id))


def _kept(
    project: Project, organisation: Organisation, account: Account, day: str, before: KeptNeed | None
) -> KeptNeed:
    values: dict[str, Any] = {
        "title": project.title,
        "text": project.description,
        "topics": project.topics,
        "target_groups": project.target_groups,
        "kind": project.kind,
        "starts_on": project.starts_on,
        "ends_on": project.ends_on,
    }
    if before:
        return replace(before, **values, expires_on=day or before.expires_on)
    today = current_directory().today()
    return new_need(organisation.id, author=account.mark, today=today, expires_on=day, **values)


def _day(typed: str, today: str, problems: list[Problem]) -> str:
    """Return the last day (ISO), noting a problem when it is none; empty for empty."""
    try:
        day: str = CellReader(_DATE, current_directory().taxonomy())[typed] or ""
        if day:
            checked_day(day, today)
    except (CellError, InvalidInputError) as error:
        message, proposal = (error.message, error.proposal) if isinstance(error, CellError) else (str(error), "")
        problems.append(
            Problem(
                file="", column="expires_on", value=typed[:200], message=message.removesuffix("."), proposal=proposal
            )
        )
        return ""
    return day


def _moved_on(stands: KeptNeed) -> Problem:
    """Return the sentence for somebody who wrote while the need was changed elsewhere, also by themselves."""
    if stands.state is not NeedState.OPEN:
        return Problem(
            file="",
            message=_("meanwhile no partners are looked for any more"),
            proposal=_("What you wrote stands below: look for partners again on the page of the need, then save."),
        )
    return Problem(
        file="",
        message=_(
            "meanwhile this need was changed, in another window or by somebody else; it now says “%(title)s”",
            title=stands.title,
        ),
        proposal=_("What you wrote stands below: save once more to have it instead."),
    )


def _told(problem: Problem) -> str:
    """Return a problem with the name of its field, for the top of the page."""
    label = _last_day() if problem.column == "expires_on" else field_label(problem.column) if problem.column else ""
    return f"{label}: {sentence(problem)}" if label else sentence(problem)


def _last_day() -> str:
    return _("The last day of the search")


def _shown(
    organisation: Organisation, before: KeptNeed | None, cells: dict[str, str], problems: Sequence[Problem]
) -> str:
    filled = Filled(table="projects", cells=cells, taxonomy=current_directory().taxonomy(), problems=problems)
    return render(
        PostNeedPage(
            organisation=organisation,
            need=before,
            groups=[*filled.groups(_layout()), _until(cells["expires_on"], filled)],
            summary=[(problem.column, _told(problem)) for problem in problems],
            version=before.version if before else "",
            action=request.full_path.rstrip("?"),
            back=url_for("needs.need", need_id=before.id) if before else url_for("needs.needs"),
        )
    )


def _layout() -> Layout:
    return [
        (_("What you look for"), "title description topics target_groups kind", False),
        (_("For which time"), "starts_on ends_on", False),
    ]


def _until(value: str, filled: Filled) -> FieldGroup:
    field = Field(
        name="expires_on",
        label=_last_day(),
        widget="line",
        value=value,
        hint=_("Empty: in half a year. Then the need leaves the board by itself."),
        errors=filled.errors("expires_on"),
    )
    return FieldGroup(label=_("How long it stands"), fields=[field])
