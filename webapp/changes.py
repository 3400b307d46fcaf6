"""What was changed, by whom, from what to what; and taking it back."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from graphdir.exporting.rows import cell_text, value_of
from graphdir.i18n import gettext as _
from graphdir.model import Entity
from graphdir.presenting import author_text, field_label
from graphdir.rekeyed import edits
from graphdir.store import Batch
from graphdir.tables import TABLES
from graphdir.taxonomy import Taxonomy
from graphdir.text import short_hash
from graphdir.undoing import undone_among
from webapp.access import account_required
from webapp.accounts import current_accounts
from webapp.current import current_directory
from webapp.fields import shown_value
from webapp.naming import Names
from webapp.pages.editing import ChangePage, ChangesPage
from webapp.pages.parts import Act, Difference
from webapp.paging import page_number, paging
from webapp.rendering import render

blueprint = Blueprint("changes", __name__)
_MOST_ACTS: Final = 100_000
_A_PAGE: Final = 100
_MOST_SHOWN: Final = 100
# So many are read to see which of them are one entry under another key.
_MOST_READ: Final = 1_000


@blueprint.get("/changes")
def changes() -> ResponseReturnValue:
    """List the change sets, the latest first."""
    batches, page = current_directory().store.batches(_MOST_ACTS), page_number()
    names, undone = account_names(), undone_among(batches)
    shown = batches[(page - 1) * _A_PAGE : page * _A_PAGE]
    return render(
        ChangesPage(
            batches=[_act(batch, names, taken_back=batch.id in undone) for batch in shown],
            paging=paging(page, _A_PAGE, len(batches), len(shown)),
        )
    )


@blueprint.get("/changes/<batch_id>")
def change(batch_id: str) -> ResponseReturnValue:
    """Show one change set, entry by entry, old and new.

    In a longer one than ``_MOST_READ`` an entry that is the same under another key is shown, and counted, as two.
    """
    directory = current_directory()
    done = directory.store.changes_of(batch_id, _MOST_READ).changes
    batches = directory.store.batches(_MOST_ACTS)
    batch = next((batch for batch in batches if batch.id == batch_id), None)
    if batch is None:
        abort(404)
    taxonomy = directory.taxonomy()
    whole = len(done) == batch.changes
    changed = edits(done) if whole else [(change, change.before) for change in done]
    found = [(before, change.after) for change, before in changed]
    shown = found[:_MOST_SHOWN]
    names = Names(changed_entry(*edit) for edit in shown)
    return render(
        ChangePage(
            act=_act(batch, account_names(), taken_back=batch_id in undone_among(batches)),
            entries=[
                (
                    change_kind(before, after),
                    names.of(changed_entry(before, after)),
                    differences(before, after, taxonomy, names),
                )
                for before, after in shown
            ],
            left_out=len(found) - len(shown) + batch.changes - len(done),
        )
    )


@blueprint.post("/changes/<batch_id>/take-back")
def take_back(batch_id: str) -> ResponseReturnValue:
    """Take a change set back; where later changes stand in the way nothing is done."""
    current_directory().undo(batch_id, author=account_required().mark)
    flash(_("It is taken back."))
    return redirect(url_for("changes.changes"))


def account_names() -> Mapping[str, str]:
    """Return how those are called who have accounts, by what history calls them without their role."""
    return {short_hash(account.mail): account.name or account.mail for account in current_accounts().all()}


def differences(before: Entity | None, after: Entity | None, taxonomy: Taxonomy, names: Names) -> list[Difference]:
    """Return what a change does to an entry, field by field; ``names`` knows what the entry ends at."""
    entity = next(one.entity for one in (after, before) if one is not None)
    table = next(table for table in TABLES.values() if table.entity == entity)
    found: list[Difference] = []
    for column in table.columns:
        stood, stands = (cell_text(value_of(entry, column)) if entry is not None else "" for entry in (before, after))
        if stood != stands:
            texts = (names.called(column, text) or shown_value(column, text, taxonomy) for text in (stood, stands))
            found.append(Difference(label=field_label(column.name), before=next(texts), after=next(texts)))
    return found


def _act(batch: Batch, names: Mapping[str, str], *, taken_back: bool) -> Act:
    return Act(batch=batch, author=author_text(batch.author, names), taken_back=taken_back)


def changed_entry(before: Entity | None, after: Entity | None) -> Entity:
    """Return the entry as it is after a change, or was before it was erased."""
    entry = after or before
    assert entry is not None  # noqa: S101  a change has one of them
    return entry


def change_kind(before: Entity | None, after: Entity | None) -> str:
    """Say whether an entry is new, changed or erased."""
    if before is None:
        return _("new")
    return _("erased") if after is None else _("changed")
