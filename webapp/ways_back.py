"""Where an error page leads back to: the page that was asked, without what made no sense."""

import re
from typing import Final
from urllib.parse import urlencode

from flask import request, url_for

from graphdir.i18n import gettext as _
from webapp.pages.parts import Choice

# The page that an address belongs to, where that is another one.
_PAGE_OF: Final = {
    "network.embedded": "network.embedded",
    "gaps.as_xlsx": "gaps.gaps",
    "gap_lists.topics_as_xlsx": "gap_lists.topics",
    "gap_lists.social_work_as_xlsx": "gap_lists.social_work",
    "gap_lists.compare_as_xlsx": "gap_lists.compare",
    "gap_lists.changes_as_xlsx": "gap_lists.compare",
    "leaving.leaves_as_xlsx": "leaving.leaves",
    "gaps.school": "gaps.gaps",
    "report.section_as_xlsx": "report.report",
    "report.section_list": "report.report",
}
_FIRST_PAGE: Final = {"network": "network.network_map", "report": "report.report"}


def ways_back(sentence: str) -> list[Choice]:
    """Return the ways back from a page of map, report or gaps that was asked for what makes no sense.

    What ``sentence`` names of the question is left out, the rest is kept. Empty for other pages.
    """
    blueprint = request.blueprint or ""
    if blueprint not in ("network", "report", "gaps", "gap_lists", "leaving"):
        return []
    endpoint = request.endpoint or ""
    page = _PAGE_OF.get(endpoint) or _FIRST_PAGE.get(blueprint, endpoint)
    labels = {"network": _("Back to the map"), "report": _("Back to the report")}
    back = Choice(label=labels.get(page.partition(".")[0], _("Back to the gaps")), url=url_for(page))
    kept = [
        (name, value)
        for name, values in request.args.lists()
        for value in values
        if value and name != "page" and not _named(value, sentence)
    ]
    if not kept or len(kept) == len(list(request.args.items(multi=True))):
        return [back]
    rest = Choice(label=_("Go on with the rest of the question"), url=f"{back.url}?{urlencode(kept)}")
    return [rest, back]


def _named(value: str, sentence: str) -> bool:
    """Tell whether a sentence names a value: in quotation marks, a year also without."""
    bounds = (r"\b", r"\b") if value.isdigit() else ("[“„'\"]", "[”“'\"]")
    return re.search(bounds[0] + re.escape(value) + bounds[1], sentence) is not None
