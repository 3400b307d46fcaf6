"""What rests on one carrier, which schools lack social work, and how two sides compare."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from graphdir.i18n import language
from graphdir.network.gaps.carriers import Compared, carriers_of, compared
from graphdir.network.gaps.coverage import Coverage
from graphdir.network.gaps.offers import Offers
from graphdir.network.whole import Ints
from graphdir.presenting import number_text
from graphdir.reporting.gaps import (
    carriers_section,
    compared_section,
    social_work_section,
    topic_label,
)
from graphdir.reporting.table import Section
from webapp.charts import Bars, Chart, paired
from webapp.gap_query import Asked, asked, index_of, ways, year_asked
from webapp.pages import ComparePage, GapsTablePage, current_directory, render
from webapp.paging import page_number, paging, url_with
from webapp.tables import shown, xlsx_of

blueprint = Blueprint("gap_lists", __name__)
PAGE_SIZE: Final = 25


@blueprint.get("/gaps/topics")
def topics() -> ResponseReturnValue:
    coverage, offers = current_directory().gaps()
    return _table_page(_carriers(coverage, offers, language()), "topics")


@blueprint.get("/gaps/topics.xlsx")
def topics_as_xlsx() -> ResponseReturnValue:
    coverage, offers = current_directory().gaps()
    return xlsx_of("topics", _carriers(coverage, offers, language()).table)


@blueprint.get("/gaps/social-work")
def social_work() -> ResponseReturnValue:
    question = asked()
    return _table_page(_social_work(question.coverage, question.offers, question.year, language()), "social-work")


@blueprint.get("/gaps/social-work.xlsx")
def social_work_as_xlsx() -> ResponseReturnValue:
    question = asked()
    return xlsx_of("social-work", _social_work(question.coverage, question.offers, question.year, language()).table)


def _table_page(section: Section, way: str) -> str:
    page = page_number()
    table = shown(section.name, section.table, (page - 1) * PAGE_SIZE, PAGE_SIZE)
    return render(
        GapsTablePage(
            ways=ways(way),
            section=section,
            chart=None,
            table=table,
            paging=paging(page, PAGE_SIZE, table.total, len(table.rows)),
            xlsx_url=url_with(page=None).replace(f"/gaps/{way}", f"/gaps/{way}.xlsx", 1),
        )
    )


@lru_cache(maxsize=2)
def _carriers(coverage: Coverage, offers: Offers, _language: str) -> Section:
    return carriers_section(coverage, carriers_of(coverage, offers))


@lru_cache(maxsize=2)
def _social_work(coverage: Coverage, offers: Offers, year: int, _language: str) -> Section:
    return social_work_section(coverage, offers, year)


@blueprint.get("/gaps/compare")
def compare() -> ResponseReturnValue:
    """Show two sides, each a place and a year, beside each other."""
    question = asked()
    sides = _sides(question.coverage)
    rows = _rows(question, sides)
    section = _compared(question.coverage, sides, rows)
    return render(
        ComparePage(
            ways=ways("compare"),
            sides=[(side.place, side.year) for side in sides],
            years=question.coverage.years,
            places=list(index_of(question.coverage).by_place),
            section=section,
            chart=_chart(question.coverage, section, rows),
            table=shown(section.name, section.table, 0, len(rows)),
            xlsx_url=url_with().replace("/gaps/compare", "/gaps/compare.xlsx", 1),
        )
    )


@blueprint.get("/gaps/compare.xlsx")
def compare_as_xlsx() -> ResponseReturnValue:
    """Return what the comparison shows."""
    question = asked()
    sides = _sides(question.coverage)
    return xlsx_of("compare", _compared(question.coverage, sides, _rows(question, sides)).table)


@dataclass(frozen=True, slots=True)
class _Side:
    """Schools, as places in ``Coverage.schools``, in a year; ``place`` is what was typed."""

    schools: Ints
    place: str
    year: int

    @property
    def label(self) -> str:
        return f"{self.place} {self.year}".strip()


def _sides(coverage: Coverage) -> tuple[_Side, _Side]:
    index = index_of(coverage)
    one, other = request.args.get("place", ""), request.args.get("other_place", "")
    return (
        _Side(index.at_place(one), one, year_asked(coverage, "year")),
        _Side(index.at_place(other), other, year_asked(coverage, "other_year")),
    )


def _rows(question: Asked, sides: tuple[_Side, _Side]) -> list[Compared]:
    one, other = sides
    return compared(question.coverage, question.topics, (one.schools, one.year), (other.schools, other.year))


def _compared(coverage: Coverage, sides: tuple[_Side, _Side], rows: Sequence[Compared]) -> Section:
    one, other = sides
    return compared_section(coverage, rows, one.label, other.label, (len(one.schools), len(other.schools)))


def _chart(coverage: Coverage, section: Section, rows: Sequence[Compared]) -> Chart | None:
    most = max((max(row.one, row.other) for row in rows), default=0)
    if not most:
        return None
    return Bars(
        title=section.heading,
        bars=[
            paired(
                topic_label(coverage, row.topic),
                f"{number_text(row.one)} · {number_text(row.other)}",
                ((row.one, "past"), (row.other, "plain")),
                most,
            )
            for row in rows
        ],
        legend=[("past", section.table.columns[1].label), ("plain", section.table.columns[2].label)],
    )
