"""What waits for whoever is signed in."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from graphdir.presenting import author_text
from graphdir.proposals import State
from webapp.access import account_required, is_coordinating
from webapp.changes import account_names
from webapp.current import current_directory
from webapp.drafts import current_proposals
from webapp.freshness import state_of
from webapp.kept_needs import need_rows
from webapp.pages.desk import DeskPage
from webapp.pages.parts import Act
from webapp.rendering import render

blueprint = Blueprint("desk", __name__)
_MOST_ACTS = 8
_MOST_NEEDS = 8


@blueprint.get("/desk")
def desk() -> ResponseReturnValue:
    """Show what is to be decided, what schools look for, and one's own organisations and proposals."""
    account, directory = account_required(), current_directory()
    coordinating = is_coordinating()
    proposals = current_proposals().all()
    names = account_names() if coordinating else {}
    batches = directory.store.batches(_MOST_ACTS) if coordinating else ()
    own = directory.store.organisations(account.organisations)
    return render(
        DeskPage(
            account=account,
            organisations=list(own.values()),
            states={id_: state_of(directory.to_confirm(id_, account.role)) for id_ in own},
            own_proposals=[proposal for proposal in proposals if account.has_mark(proposal.author)],
            open_proposals=sum(proposal.state is State.OPEN for proposal in proposals) if coordinating else 0,
            needs=need_rows(account)[:_MOST_NEEDS],
            acts=[Act(batch=batch, author=author_text(batch.author, names)) for batch in batches],
            stale=len(directory.overdue()) if coordinating else 0,
        )
    )
