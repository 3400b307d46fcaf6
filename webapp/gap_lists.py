"""What rests on one carrier, which schools lack social work, and how two sides compare."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.i18n import language, ngettext
from graphdir.network.gaps.carriers import TopicCarriers, carriers_of
from graphdir.network.gaps.compare import Compared, changes, compared
from graphdir.network.gaps.coverage import Coverage
from graphdir.network.gaps.offers import Offers
from graphdir.network.whole import Ints
from graphdir.presenting import number_text
from graphdir.reporting.gaps import (
    carriers_section,
    changes_section,
    compared_section,
    social_work_section,
    topic_label,
)
from graphdir.reporting.table import Section
from graphdir.text import fold
from webapp.charts import Bars, Chart, bar, paired
from webapp.current import current_directory
from webapp.gap_query import Asked, asked, index_of, ways, year_asked, year_note
from webapp.pages.report import ComparePage, GapsTablePage
from webapp.paging import page_number, page_size, paging, url_with
from webapp.rendering import render
from webapp.tables import shown, xlsx_of

blueprint = Blueprint("gap_lists", __name__)
PAGE_SIZE: Final = 25
_MANY: Final = 5


@blueprint.get("/gaps/topics")
def topics() -> ResponseReturnValue:
    """Show the topics, those that rest on one carrier first."""
    coverage, offers = current_directory().gaps()
    rows = _carriers(coverage, offers)
    return _table_page(carriers_section(coverage, rows), "topics", _few_carriers(rows))


@blueprint.get("/gaps/topics.xlsx")
def topics_as_xlsx() -> ResponseReturnValue:
    """Return the topics with their carriers."""
    coverage, offers = current_directory().gaps()
    return xlsx_of("topics", carriers_section(coverage, _carriers(coverage, offers)).table)


@blueprint.get("/gaps/social-work")
def social_work() -> ResponseReturnValue:
    question = asked()
    section = _social_work(question.coverage, question.offers, question.year, language())
    return _table_page(section, "social-work", _with_social_work(section), question)


@blueprint.get("/gaps/social-work.xlsx")
def social_work_as_xlsx() -> ResponseReturnValue:
    question = asked()
    return xlsx_of("social-work", _social_work(question.coverage, question.offers, question.year, language()).table)


def _table_page(section: Section, way: str, chart: Chart | None, of_year: Asked | None = None) -> str:
    page, size = page_number(), page_size(PAGE_SIZE)
    table = shown(section.name, section.table, (page - 1) * size, size)
    return render(
        GapsTablePage(
            ways=ways(way),
            section=section,
            year=of_year.year if of_year else None,
            years=of_year.coverage.years if of_year else (),
            year_note=year_note(of_year.coverage, of_year.year) if of_year else "",
            chart=chart,
            table=table,
            paging=paging(page, size, table.total, len(table.rows), at_once=True),
            xlsx_url=url_with(page=None, all=None).replace(f"/gaps/{way}", f"/gaps/{way}.xlsx", 1),
        )
    )


def _few_carriers(rows: Sequence[TopicCarriers]) -> Chart | None:
    """Draw how many topics have how few carriers."""
    if not rows:
        return None
    counts = Counter(min(row.carriers, _MANY) for row in rows)
    labels = (
        _("no organisation"),
        *(ngettext("one organisation", "%(number)s organisations", number) for number in range(1, _MANY)),
        _("five organisations and more"),
    )
    return Bars(
        title=_("Topics by the number of organisations that work on them"),
        bars=[
            bar(
                label,
                number_text(counts[number]),
                [(counts[number], "second" if number == 1 else "plain")],
                max(counts.values()),
            )
            for number, label in enumerate(labels)
        ],
    )


def _with_social_work(section: Section) -> Chart | None:
    """Draw how many schools have, or had, recorded school social work."""
    schools, without, earlier = (int(section.facts[name]) for name in ("schools", "without", "earlier"))
    if not schools:
        return None
    parts = (
        (_("recorded"), schools - without, "mark-school"),
        (_("recorded earlier"), earlier, "past"),
        (_("nothing recorded"), without - earlier, "nothing"),
    )
    return Bars(
        title=_("Schools by recorded school social work"),
        bars=[bar(label, number_text(number), [(number, look)], schools) for label, number, look in parts],
    )


@lru_cache(maxsize=1)
def _carriers(coverage: Coverage, offers: Offers) -> list[TopicCarriers]:
    return carriers_of(coverage, offers)


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
    changed = _changes(question, sides)
    return render(
        ComparePage(
            ways=ways("compare"),
            sides=[(side.place, side.year) for side in sides],
            years=question.coverage.years,
            places=list(index_of(question.coverage).by_place),
            section=section,
            chart=_chart(question.coverage, section, rows),
            table=shown(section.name, section.table, 0, len(rows)),
            changed=changed,
            changed_table=shown(changed.name, changed.table, 0, PAGE_SIZE) if changed else None,
            changed_url=url_with().replace("/gaps/compare", "/gaps/changes.xlsx", 1),
            xlsx_url=url_with().replace("/gaps/compare", "/gaps/compare.xlsx", 1),
        )
    )


@blueprint.get("/gaps/compare.xlsx")
def compare_as_xlsx() -> ResponseReturnValue:
    """Return what the comparison shows."""
    question = asked()
    sides = _sides(question.coverage)
    return xlsx_of("compare", _compared(question.coverage, sides, _rows(question, sides)).table)


@blueprint.get("/gaps/changes.xlsx")
def changes_as_xlsx() -> ResponseReturnValue:
    """Return what came and what went between two years."""
    question = asked()
    changed = _changes(question, _sides(question.coverage))
    if changed is None:
        raise InvalidInputError(_("What came and what went is told for one place, or all of them, and two years."))
    return xlsx_of("changes", changed.table)


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
    year, other_year = _first_year(coverage), year_asked(coverage, "other_year")
    return (
        _Side(index.at_place(one, year), one, year),
        _Side(index.at_place(other, other_year), other, other_year),
    )


def _first_year(coverage: Coverage) -> int:
    """Return the year of the first side: as asked, else the one before the other's where nothing else is asked for."""
    before = coverage.told_year - 1
    if not any(request.args.get(name) for name in ("year", "place", "other_place", "other_year")):
        return before if before in coverage.years else coverage.told_year
    return year_asked(coverage, "year")


def _rows(question: Asked, sides: tuple[_Side, _Side]) -> list[Compared]:
    one, other = sides
    return compared(question.coverage, question.topics, (one.schools, one.year), (other.schools, other.year))


def _changes(question: Asked, sides: tuple[_Side, _Side]) -> Section | None:
    """Return what came and went; None where the sides are not the same schools in two years."""
    one, other = sides
    if fold(one.place) != fold(other.place) or one.year == other.year:
        return None
    return _changed(question.coverage, tuple(question.topics), fold(one.place), (one.year, other.year), language())


@lru_cache(maxsize=4)
def _changed(
    coverage: Coverage, topics: tuple[int, ...], place: str, years: tuple[int, int], _language: str
) -> Section:
    schools = index_of(coverage).at_place(place, *years)
    return changes_section(coverage, changes(coverage, topics, schools, *years), *years)


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
