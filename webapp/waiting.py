"""The page that says how far long work is, and looks again by itself."""

from typing import Final

from flask import Response, current_app, make_response

from webapp.jobs import Job, Jobs
from webapp.pages.parts import Choice
from webapp.pages.plain import WaitPage
from webapp.rendering import render

_REFRESH_SECONDS: Final = 2


def current_jobs() -> Jobs:
    """Return the site's jobs."""
    jobs: Jobs = current_app.extensions["jobs"]
    return jobs


def waiting(job: Job, what: str, *, title: str, above: Choice, again: str) -> Response:
    """Return the page; ``what`` is going on, ``again`` is where the outcome will be."""
    page = WaitPage(title=title, above=above, what=what, done=job.done, of=job.of, again=again)
    response = make_response(render(page))
    response.headers["Refresh"] = str(_REFRESH_SECONDS)
    return response
