"""Proposals: what waits for a coordinator, and what became of one's own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.draft import PARTICIPANTS, Draft, TableName, participants
from graphdir.editing import EntryNotFoundError
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.model import ContactPoint
from graphdir.presenting import author_text, field_label, role_label
from graphdir.proposals import Proposal, State
from graphdir.tables import TABLES
from webapp.access import account_required, account_signed_in, is_coordinating
from webapp.changes import account_names
from webapp.current import current_directory
from webapp.decided import left_behind, note_project, tell_outcome, tell_remarks
from webapp.drafts import current_editor, current_proposals, may_see_contact
from webapp.editing import TABLES_BY_WORD
from webapp.fields import shown_value
from webapp.pages.editing import OutcomePage, ProposalPage, ProposalsPage
from webapp.pages.parts import Difference
from webapp.rendering import render

blueprint = Blueprint("proposals", __name__)
_MOST_DECIDED = 50


@blueprint.get("/proposals")
def proposals() -> ResponseReturnValue:
    """List what waits, the oldest first, and what was decided lately."""
    found = current_proposals().all()
    return render(
        ProposalsPage(
            open=[proposal for proposal in found if proposal.state is State.OPEN][::-1],
            decided=[proposal for proposal in found if proposal.state is not State.OPEN][:_MOST_DECIDED],
        )
    )


@blueprint.get("/proposals/<proposal_id>")
def proposal(proposal_id: str) -> ResponseReturnValue:
    """Show a proposal with what it changes."""
    return _shown(current_proposals().proposal(proposal_id))


@blueprint.post("/proposals/<proposal_id>")
def decide(proposal_id: str) -> ResponseReturnValue:
    """Accept or refuse."""
    found, account = current_proposals().proposal(proposal_id), account_required()
    if request.form.get("action") == "refuse":
        try:
            current_proposals().refuse(found, request.form.get("reason", ""), by=account.mark)
        except InvalidInputError as error:
            return _shown(found, problem=str(error)), 400
        flash(_("Refused. Whoever proposed it can read the reason."))
        tell_outcome(found)
        return redirect(url_for("proposals.proposals"))
    try:
        written = current_proposals().accept(found, found.draft, current_editor(), by=account.mark)
    except EntryNotFoundError as error:
        return _shown(found, problem=str(error)), 409
    if written.problems or written.conflicts:
        problem = _("It cannot be taken over as it is. Open it in the form: there you see why, and can mend it.")
        return _shown(found, problem=problem), 409
    note_project(found.need, written.entry)
    tell_remarks(written)
    flash(_("Accepted and written.") if _proposed(found.draft) else _("The remark was read. Nothing was changed."))
    tell_outcome(found)
    return redirect(url_for("proposals.proposals"))


@blueprint.get("/proposals/sent/<proposal_id>")
def outcome(proposal_id: str) -> ResponseReturnValue:
    """Tell whoever made a proposal what became of it; the address is known to them alone."""
    found = current_proposals().proposal(proposal_id)
    differences = _proposed(found.draft)
    of_contact = found.draft.table == "contacts"
    hidden = of_contact and not _may_see_proposed(found)
    if of_contact and not _may_see_entry(found.draft):
        differences = [replace(difference, before="") for difference in differences]
    if hidden:
        differences = [replace(difference, after="") for difference in differences]
    return render(
        OutcomePage(proposal=found, differences=differences, hidden=hidden, entry_url=_entry_url(found.draft))
    )


def _may_see_proposed(found: Proposal) -> bool:
    """Tell whether whoever asks may see what was proposed for a contact point: its maker, and who might see it."""
    account, draft = account_signed_in(), found.draft
    if account and account.has_mark(found.author):
        return True
    of = draft.cells.get("organisation_id", "")
    said = {cells.get("visibility", "") for cells in (draft.seen, draft.cells)} - {""}
    return bool(said) and all(
        may_see_contact(ContactPoint(organisation_id=of, role="", visibility=visibility)) for visibility in said
    )


def _may_see_entry(draft: Draft) -> bool:
    """Tell whether whoever asks may see the contact point that a draft changes, as it is now."""
    if is_coordinating():
        return True
    entry = current_editor().entry(draft.table, draft.key, draft.seen.get("organisation_id", ""))
    return isinstance(entry, ContactPoint) and may_see_contact(entry)


def _shown(found: Proposal, problem: str = "") -> str:
    return render(
        ProposalPage(
            proposal=found,
            differences=_proposed(found.draft),
            changed_since=_changed_since(found.draft) if found.state is State.OPEN else [],
            hint=left_behind(found.draft) if found.state is State.OPEN else "",
            edit_url=_edit_url(found),
            entry_url=_entry_url(found.draft),
            by=author_text(found.author, account_names()) if found.author else _("visitor"),
            problem=problem,
        )
    )


def _proposed(draft: Draft) -> list[Difference]:
    """Return what a draft changes, as people read it."""
    return [_difference(draft, name, draft.seen, draft.cells) for name in draft.changed]


def _changed_since(draft: Draft) -> list[Difference]:
    """Return what others changed in the entry since the draft was begun."""
    if not draft.key:
        return []
    of = draft.seen.get("organisation_id") or draft.seen.get("from_id", "")
    entry = current_editor().now(draft.table, draft.key, of)
    if entry is None:
        return []
    now = current_editor().cells(entry)
    return [_difference(draft, name, draft.seen, now) for name in now if now[name] != draft.seen.get(name, "")]


def _difference(draft: Draft, name: str, before: Mapping[str, str], after: Mapping[str, str]) -> Difference:
    texts = [_text(draft.table, name, cells.get(name, "")) for cells in (before, after)]
    return Difference(label=field_label(name), before=texts[0], after=texts[1])


def _text(table: TableName, name: str, value: str) -> str:
    directory = current_directory()
    if name == PARTICIPANTS:
        pairs = participants(value)
        names = directory.store.organisations(id_ for _role, id_ in pairs)
        return ", ".join(f"{names[id_].name if id_ in names else id_} ({role_label(role)})" for role, id_ in pairs)
    column = TABLES[table].column(name)
    if column.type == "reference":
        named = directory.store.organisations([value])
        return named[value].name if value in named else value
    return shown_value(column, value, directory.taxonomy())


def _edit_url(found: Proposal) -> str:
    word = next(word for word, table in TABLES_BY_WORD.items() if table == found.draft.table)
    more: dict[str, Any] = {"key": found.draft.key} if found.draft.key else {}
    of = found.draft.cells.get("organisation_id") or found.draft.cells.get("from_id", "")
    more |= {"organisation": of} if of else {}
    return url_for("editing.edit", word=word, proposal=found.id, **more)


def _entry_url(draft: Draft) -> str:
    """Return the page of the entry that a draft is about; empty for a new one."""
    if draft.table == "projects":
        return url_for("projects.project", project_id=draft.key) if draft.key else ""
    organisation = draft.key or draft.cells.get("organisation_id") or draft.cells.get("from_id", "")
    if draft.table != "organisations":
        organisation = draft.cells.get("organisation_id") or draft.cells.get("from_id", "")
    return url_for("organisations.organisation", organisation_id=organisation) if organisation else ""
