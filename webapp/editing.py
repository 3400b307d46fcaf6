"""Entries written in the browser: by whom they may be written at once, and as a proposal by everybody else."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.account import Account, Role
from graphdir.accounts import checked_mail
from graphdir.contacts import may_see
from graphdir.draft import Draft, TableName
from graphdir.duplicates.entry import sketched
from graphdir.duplicates.search import Found
from graphdir.editing import Written
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.importing.problems import Problem
from graphdir.model import ROLES, ContactPoint, Entity, Project, Relation
from graphdir.presenting import field_label, role_label
from graphdir.proposals import Proposal
from graphdir.taxonomy import Taxonomy
from webapp.access import account_signed_in, is_coordinating, role_signed_in
from webapp.attempts import Attempts, senders, time_text
from webapp.choices import grouped_relations
from webapp.current import current_directory
from webapp.decided import left_behind, note_project, tell_outcome, tell_remarks
from webapp.drafts import (
    Sent,
    closable_need,
    current_editor,
    current_proposals,
    entry_asked,
    keeps_name,
    proposal_asked,
    read,
)
from webapp.fields import Filled, sentence
from webapp.naming import Names
from webapp.pages.editing import EditPage, ErasePage, PartRow
from webapp.rendering import render

blueprint = Blueprint("editing", __name__)
TABLES_BY_WORD: Final[Mapping[str, TableName]] = {
    "organisation": "organisations",
    "relation": "relations",
    "project": "projects",
    "contact": "contacts",
}
_WORDS: Final = {table: word for word, table in TABLES_BY_WORD.items()}
# A field that people do not see: only programs fill it in.
_TRAP: Final = "homepage"


@blueprint.route("/edit/<any(organisation,relation,project,contact):word>", methods=["GET", "POST"])
def edit(word: str) -> ResponseReturnValue:
    """Show the form of an entry, or of a new one; write or propose what was sent."""
    table = TABLES_BY_WORD[word]
    found = entry_asked(table)
    proposal = proposal_asked(table)
    sent = read(table, found, proposal)
    if request.method == "GET" or "more" in request.form:
        return _shown(sent, proposal)
    if not sent.problems and not sent.draft.key and "sure" not in request.form:
        alike = _alike(sent.draft)
        if alike:
            return _shown(sent, proposal, alike=alike), 409
    if sent.problems:
        problems = [*sent.problems, *current_editor().drawn_up(sent.draft).problems]
        return _shown(replace(sent, problems=_once(problems)), proposal), 400
    account = account_signed_in()
    if may_write(account, sent.draft):
        assert account  # noqa: S101  nobody else may
        return _write(sent, account, proposal)
    return _propose(sent, account)


@blueprint.route("/edit/<any(organisation,relation,project,contact):word>/erase", methods=["GET", "POST"])
def erase(word: str) -> ResponseReturnValue:
    """Ask whether an entry shall really go, with what goes along; then let it go."""
    entry = entry_asked(TABLES_BY_WORD[word])
    account = account_signed_in()
    if entry is None or account is None:
        abort(404)
    editor = current_editor()
    if request.method == "POST":
        editor.erase(entry, author=account.mark)
        flash(_("It is erased. Under “Changes” it can be taken back."))
        stays = isinstance(entry, Relation | ContactPoint)
        gone = url_for("projects.projects" if isinstance(entry, Project) else "organisations.organisations")
        return redirect(_address_of(entry) if stays else gone)
    return render(
        ErasePage(
            entry=entry,
            name=Names([entry]).of(entry),
            along=_counted(editor.going_along(entry)),
            action=request.full_path,
            back=_address_of(entry),
            edit_url=url_for("editing.edit", word=word, **_named()),
        )
    )


def may_write(account: Account | None, draft: Draft) -> bool:
    """Tell whether what somebody wrote counts at once: coordinators' always, members' about their own organisation."""
    if account is None:
        return False
    if account.role.at_least(Role.COORDINATOR):
        return True
    if draft.table == "organisations":
        return bool(draft.key) and account.speaks_for(draft.key)
    # Both as it was found and as it is to be.
    own = {cells.get("organisation_id", "") for cells in ((draft.seen, draft.cells) if draft.key else (draft.cells,))}
    return draft.table == "contacts" and all(map(account.speaks_for, own))


def _alike(draft: Draft) -> Sequence[Found | Project]:
    """Return the organisations or projects that a new one may be already."""
    directory = current_directory()
    if draft.table == "organisations" and draft.cells.get("name", "").strip():
        cells = {name: cell.strip() for name, cell in draft.cells.items() if name != "aliases"}
        return directory.alike(sketched("-", cells))
    entry = current_editor().drawn_up(draft).entry if draft.table == "projects" else None
    return directory.projects_called(entry.title, entry.starts_on) if isinstance(entry, Project) else []


def _once(problems: Sequence[Problem]) -> list[Problem]:
    """Return a problem for each field: the form's own sentence before the importer's.

    The ends of a relation are one field, since the other one is known.
    """

    def field(problem: Problem) -> tuple[int, str]:
        # Only participants have rows that a form shows.
        row = problem.row if problem.sheet == "participations" else 0
        return row, "to_id" if problem.column == "from_id" else problem.column

    return list({field(problem): problem for problem in reversed(problems)}.values())[::-1]


# --- what becomes of it -----------------------------------------------------------------------


def _write(sent: Sent, account: Account, proposal: Proposal | None) -> ResponseReturnValue:
    editor = current_editor()
    if proposal:
        written = current_proposals().accept(proposal, sent.draft, editor, by=account.mark)
    else:
        written = editor.write(sent.draft, author=account.mark)
    if written.problems or written.conflicts:
        return _refused(sent, written, proposal)
    assert written.entry  # noqa: S101  nothing was wrong
    note_project(proposal.need if proposal else closable_need(), written.entry)
    if proposal:
        tell_outcome(proposal)
    flash(_saved(written))
    tell_remarks(written)
    if hint := left_behind(sent.draft):
        flash(hint)
    return redirect(_address_of(written.entry))


def _saved(written: Written) -> str:
    if written.batch is None:
        return _("Nothing was changed: it stood so already.")
    if not written.taken_over:
        entry = written.entry
        if isinstance(entry, ContactPoint) and not may_see(role_signed_in(), entry, current_directory().today()):
            return _("Saved. Only coordinators see this contact point in the profile.")
        return _("Saved.")
    fields = ", ".join(map(field_label, written.taken_over))
    return _("Saved. What others changed meanwhile was kept: %(fields)s.", fields=fields)


def _refused(sent: Sent, written: Written, proposal: Proposal | None) -> ResponseReturnValue:
    """Show the form again with what is wrong; where others were faster, with both states."""
    draft = sent.draft
    if written.now:
        taken = {name: written.now.get(name, "") for name in written.taken_over}
        draft = replace(draft, seen=written.now, cells={**draft.cells, **taken})
    again = replace(sent, draft=draft, problems=written.problems)
    shown = _shown(again, proposal, conflicts=written.conflicts, taken_over=written.taken_over)
    return shown, 409 if written.conflicts else 400


def _propose(sent: Sent, account: Account | None) -> ResponseReturnValue:
    """Put a draft on the coordinators' desk and tell where its outcome will stand."""
    proposed, sender = _sender(account)
    drawn_up = current_editor().drawn_up(sent.draft)
    if drawn_up.problems:
        return _shown(replace(sent, problems=drawn_up.problems), None), 400
    wait = proposed.seconds_to_wait(sender)
    if wait:
        problem = _("Many proposals came from here. Please wait %(time)s.", time=time_text(wait))
        return _shown(replace(sent, problems=[_general(problem)]), None), 429
    if request.form.get(_TRAP):
        abort(400)
    try:
        mail = checked_mail(request.form["mail"]) if request.form.get("mail", "").strip() else ""
        proposal = current_proposals().propose(
            sent.draft,
            _proposed_name(sent, drawn_up.entry),
            remark=request.form.get("remark", ""),
            author=account.mark if account else "",
            mail=account.mail if account else mail,
            need=closable_need(),
        )
    except InvalidInputError as error:
        return _shown(replace(sent, problems=[_general(str(error))]), None), 400
    proposed.failed(sender)
    flash(_("Thank you. A coordinator will look at your proposal."))
    return redirect(url_for("proposals.outcome", proposal_id=proposal.id))


def _sender(account: Account | None) -> tuple[Attempts, str]:
    """Return who proposes, and how often they did: one account, or all who have no account at one address."""
    if account:
        return current_app.extensions["sent_often"], account.mark
    return senders("proposed")


def _general(problem: str) -> Problem:
    return Problem(file="", message=problem.removesuffix("."))


def _proposed_name(sent: Sent, entry: Entity | None) -> str:
    """Return what a proposal is called: the entry as it stands, or all that a relation or a contact point ends at."""
    if sent.draft.table in ("organisations", "projects"):
        cells = sent.draft.seen or sent.draft.cells
        return cells.get("name") or cells.get("title", "")
    assert entry  # noqa: S101  nothing was wrong
    return Names([entry]).ends(entry)


# --- the page ---------------------------------------------------------------------------------


def _shown(
    sent: Sent,
    proposal: Proposal | None,
    *,
    alike: Sequence[Found | Project] = (),
    conflicts: Mapping[str, str] | None = None,
    taken_over: Sequence[str] = (),
) -> str:
    directory, draft = current_directory(), sent.draft
    taxonomy = directory.taxonomy()
    account = account_signed_in()
    filled = Filled(
        table=draft.table,
        cells=draft.cells,
        taxonomy=taxonomy,
        problems=sent.problems,
        conflicts=conflicts or {},
        needed=() if draft.key else ("source",),
        keep_name=keeps_name(sent, proposal),
    )
    return render(
        EditPage(
            word=_WORDS[draft.table],
            heading=_heading(sent),
            proposing=not may_write(account, draft),
            account=account,
            proposal=proposal,
            action=request.full_path.rstrip("?"),
            back=_back(sent),
            erase_url=_erase_url(draft),
            merge_url=_merge_url(draft),
            organisation=sent.organisation,
            groups=filled.groups(),
            seen=json.dumps(dict(draft.seen), ensure_ascii=False),
            summary=_summary(sent, filled),
            taken_over=[field_label(name) for name in taken_over],
            in_conflict=bool(conflicts),
            alike=alike,
            other=sent.other,
            other_choices=sent.choices,
            other_errors=[*filled.errors("to_id"), *filled.errors("from_id")],
            relation_kind=_code(sent, taxonomy),
            relation_kinds=grouped_relations(taxonomy),
            relation_kind_errors=filled.errors("kind"),
            rows=_told_rows(sent),
            roles=[(role, role_label(role)) for role in ROLES],
            remark=request.form.get("remark", ""),
            mail=request.form.get("mail", ""),
        )
    )


def _told_rows(sent: Sent) -> Sequence[PartRow]:
    """Add to a project's rows what the check of the whole has found, which knows only those with an organisation.

    A row that names nobody says so itself.
    """
    of_rows = (one for one in sent.problems if one.sheet == "participations" and one.column != "organisation_id")
    wrong = {problem.row: problem for problem in of_rows}
    known = (number for number, row in enumerate(sent.rows) if row.id)
    told = {number: wrong[line] for line, number in enumerate(known, 1) if line in wrong}
    return [
        replace(row, error=sentence(told[number])) if number in told else row for number, row in enumerate(sent.rows)
    ]


def _heading(sent: Sent) -> str:
    draft = sent.draft
    if draft.key:
        return {
            "organisations": _("Change %(name)s", name=draft.seen.get("name", "")),
            "projects": _("Change %(name)s", name=draft.seen.get("title", "")),
            "relations": _("Change a relation"),
            "contacts": _("Change a contact point"),
        }[draft.table]
    return {
        "organisations": _("New organisation"),
        "projects": _("New project"),
        "relations": _("New relation"),
        "contacts": _("New contact point"),
    }[draft.table]


def _code(sent: Sent, taxonomy: Taxonomy) -> str:
    """Return kind and direction of a relation as the form's choice."""
    if sent.draft.table != "relations" or sent.organisation is None:
        return ""
    if request.method == "POST":
        return request.form.get("relation_kind", "")
    kind = taxonomy.relation_kinds.get(sent.draft.cells.get("kind", ""))
    if kind is None:
        return ""
    return f"{kind.id}-in" if kind.directed and sent.draft.cells.get("to_id") == sent.organisation.id else kind.id


def _summary(sent: Sent, filled: Filled) -> list[tuple[str, str]]:
    """Return what is wrong with the anchor of its field, for the top of the page."""
    fields: dict[str, tuple[str, str]] = {}
    if filled.table == "relations" and sent.organisation:
        other = ("other", _("Other organisation"))
        # As the form calls them, which has neither "from" nor "to".
        fields = {"to_id": other, "from_id": other, "kind": ("relation_kind", f"{sent.organisation.name} …")}
    told: list[tuple[str, str]] = []
    for problem in sent.problems:
        if problem.sheet == "participations":
            told.append(("participants", sentence(problem)))
            continue
        anchor, label = fields.get(problem.column, (problem.column, field_label(problem.column)))
        told.append((anchor, f"{label}: {sentence(problem)}" if problem.column else sentence(problem)))
    return told


def _erase_url(draft: Draft) -> str:
    if not draft.key or not is_coordinating():
        return ""
    return url_for("editing.erase", word=_WORDS[draft.table], **_named())


def _merge_url(draft: Draft) -> str:
    if not draft.key or draft.table != "organisations" or not is_coordinating():
        return ""
    return url_for("duplicates.pair", organisation=draft.key)


def _named() -> dict[str, Any]:
    """Return what the address says about the entry."""
    return {name: request.args[name] for name in ("key", "organisation") if request.args.get(name)}


def _back(sent: Sent) -> str:
    if sent.draft.key and sent.draft.table == "projects":
        return url_for("projects.project", project_id=sent.draft.key)
    if sent.draft.key and sent.draft.table == "organisations":
        return url_for("organisations.organisation", organisation_id=sent.draft.key)
    if sent.organisation:
        return url_for("organisations.organisation", organisation_id=sent.organisation.id)
    return url_for("projects.projects" if sent.draft.table == "projects" else "organisations.organisations")


def _address_of(entry: Entity) -> str:
    """Return the page on which an entry stands."""
    if isinstance(entry, Project):
        return url_for("projects.project", project_id=entry.id)
    of = request.args.get("organisation", "")
    if isinstance(entry, Relation):
        own = of if of in (entry.from_id, entry.to_id) else entry.from_id
        return url_for("organisations.organisation", organisation_id=own)
    if isinstance(entry, ContactPoint):
        return url_for("organisations.organisation", organisation_id=entry.organisation_id)
    return url_for("organisations.organisation", organisation_id=entry.key)


def _counted(entries: Sequence[Entity]) -> list[tuple[str, int]]:
    """Return how many of each sort go along."""
    labels = {
        "relation": _("Relations"),
        "participation": _("Participations"),
        "contact": _("Contact points"),
    }
    counts = {label: sum(entry.entity == sort for entry in entries) for sort, label in labels.items()}
    return [(label, number) for label, number in counts.items() if number]
