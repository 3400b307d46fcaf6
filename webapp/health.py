"""Whether the site can answer, for whoever watches over it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from webapp.pages import current_directory

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    """Answer 200 when the store answers; a store that does not makes 503."""
    directory = current_directory()
    interrupted = directory.store.interrupted()
    return {
        "status": "ok" if interrupted is None else "interrupted",
        "revision": directory.store.revision(),
        "interrupted_batch": interrupted.id if interrupted else None,
    }
