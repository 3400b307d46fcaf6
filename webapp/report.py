"""The network in figures: what they mean, drawn and listed."""

from functools import lru_cache
from typing import Final

from flask import Blueprint, Response, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from graphdir.errors import NotFoundError
from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.network.figures.counts import Size
from graphdir.network.figures.report import Report
from graphdir.reporting.report import SECTIONS, sections
from graphdir.reporting.table import Section
from webapp.charts import Chart
from webapp.current import current_directory
from webapp.gap_query import ways
from webapp.pages.report import ReportListPage, ReportPage
from webapp.paging import page_number, page_size, paging, url_with
from webapp.rendering import render
from webapp.report_charts import chart_of
from webapp.tables import shown, xlsx_of

blueprint = Blueprint("report", __name__)
PAGE_SIZE: Final = 50
# So many rows stand on the report itself; the others have a list of their own.
_MOST_ROWS: Final = 8
_REFRESH_SECONDS: Final = 5


@blueprint.get("/report")
def report() -> ResponseReturnValue:
    answer = current_directory().current_report()
    found = answer.report
    page = ReportPage(
        day=found.whole.today if found else "",
        empty=found is not None and (size := found.figure(Size)) is not None and not size.organisations,
        gap_ways=ways(""),
        sections=[
            (section, chart, shown(section.name, section.table, 0, _MOST_ROWS))
            for section, chart in _told(found, language())
        ]
        if found
        else [],
        running=answer.running,
        behind=answer.running and found is not None and found.complete,
        done=answer.done,
        of=answer.of,
    )
    response = make_response(render(page))
    if answer.running and not page.behind:
        response.headers["Refresh"] = str(_REFRESH_SECONDS)
    return response


@blueprint.get("/report/<name>")
def section_list(name: str) -> ResponseReturnValue:
    """Show all rows of a figure's table, in pages."""
    section = _section(name)
    if section is None:
        return redirect(url_for("report.report"))
    page, size = page_number(), page_size(PAGE_SIZE)
    table = shown(name, section.table, (page - 1) * size, size)
    return render(
        ReportListPage(
            section=section,
            table=table,
            paging=paging(page, size, table.total, len(table.rows), at_once=True),
            xlsx_url=url_with(page=None, all=None).replace(f"/report/{name}", f"/report/{name}.xlsx", 1),
        )
    )


@blueprint.get("/report/<name>.xlsx")
def section_as_xlsx(name: str) -> Response | ResponseReturnValue:
    """Return all rows of a figure's table."""
    section = _section(name)
    return xlsx_of(name, section.table) if section else redirect(url_for("report.report"))


def _section(name: str) -> Section | None:
    """Return a section; None while it is being computed.

    Raises:
        NotFoundError: there is none of this name.
    """
    if name not in SECTIONS:
        raise NotFoundError(_("There is no such page."))
    found = current_directory().current_report().report
    told = _told(found, language()) if found else []
    return next((section for section, _chart in told if section.name == name), None)


@lru_cache(maxsize=2)
def _told(report: Report, _language: str) -> list[tuple[Section, Chart | None]]:
    """Return the sections with their charts in the language in force, kept for the next who reads them."""
    return [(section, chart_of(section.name, report)) for section in sections(report)]
