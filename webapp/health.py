"""Whether the site can answer, for whoever watches over it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from graphdir.store import Search
from webapp.current import current_directory

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    """Answer 200 when entries can be read; a store that is away or damaged makes 503."""
    store = current_directory().store
    interrupted = store.interrupted()
    # The revision alone would be read from a store whose entries are damaged.
    store.search(Search(size=1))
    return {
        "status": "ok" if interrupted is None else "interrupted",
        "revision": store.revision(),
        "interrupted_batch": interrupted.id if interrupted else None,
    }
