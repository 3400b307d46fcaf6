"""Lists imported in the browser: upload, look at what they would do, leave out, apply."""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.account import Account
from graphdir.desk import PaperNotFoundError
from graphdir.duplicates.decisions import Decisions, row_of
from graphdir.errors import GraphdirError, InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.importing.files import RawSheet
from graphdir.importing.importer import Plan
from graphdir.importing.lists import Understood
from graphdir.importing.origin import Origin
from graphdir.importing.problem_book import problem_book
from graphdir.importing.proposing import MOST_ADDED, addable
from graphdir.importing.readers import told_of_doubt
from graphdir.model import Relation
from graphdir.pending import PendingImport
from graphdir.presenting import author_text
from graphdir.store import Batch, Change, ChangeSet, Progress
from webapp.access import account_required
from webapp.changes import account_names, change_kind, changed_entry, differences
from webapp.current import current_directory
from webapp.downloads import XLSX, attachment
from webapp.fields import written_date
from webapp.jobs import PATIENCE_SECONDS, Job
from webapp.naming import Names
from webapp.pages.imports import ImportPage, ImportsPage, PendingLine, ReadList, ReadSheet, Reviewed
from webapp.pages.parts import Choice
from webapp.pages.plain import ErrorPage
from webapp.paging import page_number, paging
from webapp.rendering import render
from webapp.waiting import current_jobs, waiting
from webapp.waiting_lists import current_imports, current_profiles, file_name, preview, profiles_for, readable

blueprint = Blueprint("imports", __name__)
_A_PAGE: Final = 50
_MOST_PROBLEMS: Final = 200


@blueprint.get("/import")
def imports() -> ResponseReturnValue:
    """Show what waits, and the form to upload more."""
    return _listed()


@blueprint.post("/import")
def upload() -> ResponseReturnValue:
    """Keep the files and show what they would do; what cannot be read is said at once."""
    files = [
        (file_name(file.filename), file.read()) for file in request.files.getlist("files") if file and file.filename
    ]
    try:
        readable(files)
        pending = current_imports().keep(
            files, author=account_required().mark, revision=current_directory().store.revision()
        )
    except InvalidInputError as error:
        return _listed(problem=str(error)), 400
    return redirect(url_for("imports.review", import_id=pending.id))


@blueprint.errorhandler(PaperNotFoundError)
def gone(_error: PaperNotFoundError) -> ResponseReturnValue:
    """Say of a list that it waits no longer, and where what became of it stands."""
    page = ErrorPage(
        heading=_("Not found"),
        sentence=_("This list waits no longer: it was imported or discarded."),
        hint=_("What was imported stands among the changes."),
        status=404,
        back=[
            Choice(label=_("Changes"), url=url_for("changes.changes")),
            Choice(label=_("Import lists"), url=url_for("imports.imports")),
        ],
    )
    return render(page), 404


@blueprint.get("/import/<import_id>")
def review(import_id: str) -> ResponseReturnValue:
    """Show what an import would do, or how far it is."""
    # Once it is written the list waits no longer: whoever waited for that is to see what was changed.
    applying = current_jobs().job(_applying(import_id))
    if applying is not None:
        return _applied(import_id, applying)
    return _reviewed(current_imports().pending(import_id))


@blueprint.post("/import/<import_id>/keep")
def keep(import_id: str) -> ResponseReturnValue:
    """Note what was chosen: which changes are not to be applied, what new entries are, where the lists are from."""
    pending = current_imports().pending(import_id)
    try:
        _keep_choices(pending)
    except InvalidInputError as error:
        return _reviewed(pending, problem=str(error), origin=_sent_origin(pending))
    return redirect(url_for("imports.review", import_id=import_id, page=request.form.get("page") or None))


def _keep_choices(pending: PendingImport) -> bool:
    """Note what was chosen on the sent page, and tell whether the lists are to be compared anew for it.

    Ticks on other pages stay as they are, and so does what is not sent at all.

    Raises:
        InvalidInputError: the day of the lists is none.
    """
    said = Origin.read(*_sent_origin(pending), current_directory().today())
    shown, wanted = set(request.form.getlist("shown")), set(request.form.getlist("wanted"))
    left_out = tuple(sorted((set(pending.left_out) - shown) | (shown - wanted)))
    chosen = replace(pending, left_out=left_out, source=said.source, as_of=said.on)
    if chosen != pending:
        current_imports().change(pending, left_out=left_out, source=said.source, as_of=said.on)
    decided = _keep_decisions()
    return decided or (chosen.source, chosen.as_of) != (pending.source, pending.as_of)


def _sent_origin(pending: PendingImport) -> tuple[str, str]:
    """Return source and day as they were written; those that are kept where none were sent."""
    return request.form.get("source", pending.source), request.form.get("as_of", pending.as_of)


def _keep_decisions() -> bool:
    """Note of new entries that they are ones that are known, or are not, for the next lists too; tell whether any."""
    decisions, mark = Decisions(current_directory().store), account_required().mark
    taken, decided = set[str](), False
    for new, name, other, decision in _decided_pairs():
        decided = True
        if decision == "same" and new not in taken:
            decisions.take_for(row_of(new, name), other, by=mark)
            taken.add(new)
        elif decision == "different":
            decisions.keep_apart(new, other, by=mark)
        elif decision == "open":
            decisions.leave_open(row_of(new, name))
    return decided


def _decided_pairs() -> Iterator[tuple[str, str, str, str]]:
    """Yield id and name of a row, another id, and what they are: those chosen one by one first.

    The very likely ones follow only where that is asked.
    """
    chosen = list(zip(*map(request.form.getlist, ("new", "name", "other", "decision")), strict=False))
    yield from (one for one in chosen if one[-1])
    likely = set(request.form.getlist("likely")) if "all_likely" in request.form else set[str]()
    for at, (new, name, other, decision) in enumerate(chosen):
        if not decision and str(at) in likely:
            yield new, name, other, "same"


@blueprint.post("/import/<import_id>/empty-cells")
def empty_cells(import_id: str) -> ResponseReturnValue:
    """Note whether empty cells take away what is stored."""
    current = current_imports()
    current.change(current.pending(import_id), clears=request.form.get("clears") == "1")
    return redirect(url_for("imports.review", import_id=import_id))


@blueprint.post("/import/<import_id>/apply")
def apply(import_id: str) -> ResponseReturnValue:
    """Apply what was shown and is ticked; where the network has moved on meanwhile, show it anew first."""
    pending = current_imports().pending(import_id)
    directory, account = current_directory(), account_required()
    try:
        anew = _keep_choices(pending)
    except InvalidInputError as error:
        return _reviewed(pending, problem=str(error), origin=_sent_origin(pending))
    pending = current_imports().pending(import_id)
    if anew:
        flash(_("Nothing was imported yet: what you have chosen changes what would be. Look again, then apply."))
        return redirect(url_for("imports.review", import_id=import_id))
    if request.form.get("revision") != str(directory.store.revision()):
        return _reviewed(pending, problem=_("The network has changed since this was shown. Look again, then apply."))
    plan = checked_import(pending)
    if isinstance(plan, Job):
        flash(_("Nothing was imported yet: the list is being checked anew. Look again, then apply."))
        return redirect(url_for("imports.review", import_id=import_id))
    if plan.plan.errors and "rest" not in request.form:
        return redirect(url_for("imports.review", import_id=import_id))
    chosen = _chosen(plan.plan, pending, account)

    def work(progress: Progress) -> Batch | None:
        batch = directory.apply(chosen, progress)
        current.discard(pending)
        return batch

    current = current_imports()
    return _applied(import_id, current_jobs().started(_applying(import_id), work))


@blueprint.get("/import/<import_id>/problems.xlsx")
def problems(import_id: str) -> ResponseReturnValue:
    """Give the rows with errors along, each complaint beside its cell, to mend and upload again."""
    checked = checked_import(current_imports().pending(import_id))
    if isinstance(checked, Job) or not checked.plan.left_out:
        return redirect(url_for("imports.review", import_id=import_id))
    book = problem_book(checked.lists, checked.plan)
    return Response(book, mimetype=XLSX, headers=attachment("mend", "xlsx"))


@blueprint.post("/import/<import_id>/discard")
def discard(import_id: str) -> ResponseReturnValue:
    """Throw an uploaded list away."""
    current_imports().discard(current_imports().pending(import_id))
    flash(_("Discarded. Nothing was imported."))
    return redirect(url_for("imports.imports"))


def _listed(*, problem: str = "") -> str:
    names = account_names()
    return render(
        ImportsPage(
            waiting=[
                PendingLine(pending=pending, by=author_text(pending.author, names))
                for pending in current_imports().all()
            ],
            mappings=[(profile.name, profile.headers) for profile in current_profiles().all()],
            problem=problem,
        )
    )


def _reviewed(
    pending: PendingImport, *, problem: str = "", origin: tuple[str, str] | None = None
) -> ResponseReturnValue:
    """Show what an import would do; ``origin`` is what was typed as source and day and cannot be kept so."""
    try:
        plan = checked_import(pending)
    except InvalidInputError as error:
        return _shown(pending, None, problem=str(error)), 400
    if isinstance(plan, Job):
        return _waiting(pending.id, plan, _("The list is being checked."))
    shown = _shown(pending, plan, problem=problem, origin=origin)
    return (shown, 400) if origin else shown


def _applied(import_id: str, job: Job) -> ResponseReturnValue:
    """Say how far the writing is; where it is done, lead to what was changed."""
    try:
        batch: Batch | None = job.result(PATIENCE_SECONDS)
    except TimeoutError:
        return _waiting(import_id, job, _("The list is being written."))
    except GraphdirError as error:
        current_jobs().forget(_applying(import_id))
        return _reviewed(current_imports().pending(import_id), problem=str(error))
    except Exception:
        current_jobs().forget(_applying(import_id))  # the next try begins anew
        raise
    current_jobs().forget(_applying(import_id))
    if batch is None:
        flash(_("Everything was there already."))
        return redirect(url_for("imports.imports"))
    flash(_("Imported. Here you see what has changed, and can take it back."))
    return redirect(url_for("changes.change", batch_id=batch.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedImport:
    """What is known about an import: what was read, and what it would change."""

    plan: Plan
    lists: Understood


def checked_import(pending: PendingImport) -> CheckedImport | Job:
    """Return what the files would change as the network stands; the job that finds out, while it goes on."""
    directory, current, profiles = current_directory(), current_imports(), profiles_for(pending)

    def work(progress: Progress) -> CheckedImport:
        lists = directory.lists_of(current.contents(pending), profiles)
        lists = replace(lists, unclear_because=())  # these have a part of the page of their own
        origin = Origin(source=pending.source, on=pending.as_of)
        plan = directory.plan_lists(
            lists, clears=pending.clears, origin=origin, author=pending.author, progress=progress
        )
        return CheckedImport(plan=plan, lists=lists)

    decisions = Decisions(directory.store)
    decided = (*sorted(decisions.same().items()), *sorted(decisions.different()))
    said = (pending.clears, pending.source, pending.as_of)
    key = ("plan", pending.id, tuple(profiles), said, decided, directory.store.revision(), language())
    checked: CheckedImport | Job = current_jobs().outcome(key, work)
    return checked


def _read(pending: PendingImport, lists: Understood) -> Iterator[ReadList]:
    """Go through the lists that were understood, each with the tables that it holds."""
    of_lists: defaultdict[tuple[str, str], list[ReadSheet]] = defaultdict(list)
    for sheet in lists.sheets:
        if not sheet.withheld:
            columns = list(zip(sheet.header, sheet.columns, strict=True))
            of_lists[sheet.file, sheet.sheet].append(
                ReadSheet(table=sheet.table.name, rows=len(sheet.rows), columns=columns)
            )
    for number, raw in enumerate(lists.raws):
        place = raw.file, raw.sheet
        if place in of_lists:
            profile = lists.profiles.get(place)
            yield ReadList(
                label=f"{raw.file} / {raw.sheet}" if raw.sheet and raw.sheet != raw.file else raw.file,
                mapping=profile.name if profile else "",
                url=url_for("mappings.mapping", import_id=pending.id, list=number),
                sheets=of_lists[place],
            )


def _chosen(plan: Plan, pending: PendingImport, account: Account) -> ChangeSet:
    """Return the changes without those that are left out, by whoever applies them."""
    left_out = set(pending.left_out)
    # Where a relation is to keep its beginning, the one with it is not erased.
    left_out |= {f"relation {before.key}" for key, before in plan.redated.items() if f"relation {key}" in left_out}
    changes = [change for change in plan.changes.changes if _key(change) not in left_out]
    return replace(plan.changes, changes=changes, author=account.mark)


def _key(change: Change) -> str:
    return f"{change.ref.entity} {change.ref.key}"


def _shown(
    pending: PendingImport,
    checked: CheckedImport | None,
    *,
    problem: str = "",
    origin: tuple[str, str] | None = None,
) -> str:
    plan, revision = checked.plan if checked else None, current_directory().store.revision()
    # What is erased is only a relation with another beginning, which is shown with the new one.
    changes = [change for change in plan.changes.changes if change.after is not None] if plan else []
    page = page_number()
    part = changes[(page - 1) * _A_PAGE : page * _A_PAGE]
    duplicates = plan.duplicates[:_MOST_PROBLEMS] if plan else ()
    return render(
        ImportPage(
            pending=pending,
            by=author_text(pending.author, account_names()),
            problem=problem,
            origin=origin or (pending.source, written_date(pending.as_of)),
            moved=pending.revision != revision,
            revision=revision,
            counts=plan.counts if plan else {},
            lists=list(_read(pending, checked.lists)) if checked else (),
            withheld=list(_withheld(checked)) if checked else (),
            unclear=[preview(raw) for raw in checked.lists.unclear] if checked else (),
            doubts=_doubts(checked.lists.unclear) if checked else (),
            rows_left_out=len(plan.left_out) if plan else 0,
            errors=plan.errors[:_MOST_PROBLEMS] if plan else (),
            error_number=len(plan.errors) if plan else 0,
            explained=_explained(pending, checked) if checked else (),
            with_unknown=_with_unknown(pending, checked) if checked else (),
            remarks=[one for one in plan.problems if one.level == "warning"][:_MOST_PROBLEMS] if plan else (),
            duplicates=duplicates,
            likely=sum(one.is_likely for one in duplicates),
            joins=plan.joins[:_MOST_PROBLEMS] if plan else (),
            decided={id_ for id_, _name in Decisions(current_directory().store).same()} if plan and plan.joins else (),
            kept=plan.kept if plan else {},
            reviewed=_reviews(part, changes, pending, plan.redated if plan else {}),
            changes=len(changes),
            left_out=len(set(map(_key, changes)) & set(pending.left_out)),
            page=page,
            paging=paging(page, _A_PAGE, len(changes), len(part)),
        )
    )


def _withheld(checked: CheckedImport) -> Iterator[str]:
    """Tell of the rows whose persons did not agree."""
    consents = {
        (*place, condition.column)
        for place, profile in checked.lists.profiles.items()
        for section in profile.sections
        if section.table == "contacts"
        for condition in section.conditions
    }
    for problem in checked.plan.problems:
        if (problem.file, problem.sheet, problem.column) in consents:
            yield _(
                "%(file)s: “%(column)s” %(message)s", file=problem.file, column=problem.column, message=problem.message
            )


def _doubts(unclear: Sequence[RawSheet]) -> list[str]:
    """Return why lists that are known by name or headers are asked about all the same."""
    doubts = filter(None, map(told_of_doubt, unclear))
    return [
        _("%(file)s: “%(column)s” %(message)s", file=doubt.file, column=doubt.column, message=doubt.message)
        for doubt in doubts
    ]


def _explained(pending: PendingImport, checked: CheckedImport) -> list[Choice]:
    """Return the lists with errors: a mapping can say what they mean."""
    wrong = {(problem.file, problem.sheet) for problem in checked.plan.errors}
    read = {(sheet.file, sheet.sheet) for sheet in checked.lists.sheets}
    return _mappings_of(pending, checked.lists, wrong & read)


def _with_unknown(pending: PendingImport, checked: CheckedImport) -> list[Choice]:
    """Return the lists that name somebody whom nobody knows: they can be added, once it is said what they are."""
    few = {
        place
        for place, columns in checked.plan.unknown.items()
        if 0 < sum(len(addable(names)) for names in columns.values()) <= MOST_ADDED
    }
    return _mappings_of(pending, checked.lists, few, add="unknown")


def _mappings_of(
    pending: PendingImport, lists: Understood, places: Container[tuple[str, str]], add: str | None = None
) -> list[Choice]:
    """Return where it can be said what the lists at these places (file, sheet) mean."""
    return [
        Choice(
            label=raw.called if raw.sheet else raw.file,
            url=url_for("mappings.mapping", import_id=pending.id, list=number, add=add),
        )
        for number, raw in enumerate(lists.raws)
        if (raw.file, raw.sheet) in places
    ]


def _reviews(
    part: Sequence[Change], changes: Sequence[Change], pending: PendingImport, redated: Mapping[str, Relation]
) -> list[Reviewed]:
    """Return a page of changes as people read them; names of what is new come from the other changes."""
    taxonomy = current_directory().taxonomy()
    names = Names(*([changed_entry(change.before, change.after) for change in some] for some in (part, changes)))
    return [
        Reviewed(
            key=_key(change),
            what=change_kind(before, change.after),
            name=names.ends(entry) or names.of(entry),
            file=change.file,
            row=change.row,
            differences=differences(before, change.after, taxonomy, names),
            wanted=_key(change) not in pending.left_out,
        )
        for change in part
        for before in [redated.get(change.ref.key, change.before)]
        for entry in [changed_entry(before, change.after)]
    ]


def _waiting(import_id: str, job: Job, what: str) -> Response:
    files = [file for one in current_imports().all() if one.id == import_id for file in one.files]
    return waiting(
        job,
        what,
        title=", ".join(files) or _("Import lists"),
        above=Choice(label=_("Import lists"), url=url_for("imports.imports")),
        again=url_for("imports.review", import_id=import_id),
    )


def _applying(import_id: str) -> Any:
    return ("apply", import_id)
