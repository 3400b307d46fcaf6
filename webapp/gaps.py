"""What schools and places lack as far as is recorded, and what hangs on one carrier."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.network.gaps.coverage import Coverage
from graphdir.network.gaps.matrix import PlaceCell, SchoolCell, place_rows, school_rows
from graphdir.network.gaps.offers import Offers
from graphdir.presenting import number_text
from graphdir.reporting.gaps import km_text, latest_year, near_text, state_text, topic_label
from graphdir.reporting.table import Column, Table, place_of, who
from graphdir.text import fold
from webapp.current import current_directory
from webapp.gap_query import SORTED, Asked, asked, index_of, ways, year_asked, year_note
from webapp.lists import asked_order, headers
from webapp.pages.parts import Choice, Header
from webapp.pages.report import GapCell, GapRow, GapsPage, SchoolGapsPage
from webapp.paging import page_number, page_size, paging, url_with
from webapp.rendering import render
from webapp.tables import xlsx_of

blueprint = Blueprint("gaps", __name__)
PAGE_SIZE: Final = 25
# So many topics a sentence names.
_MOST_NAMED: Final = 3
# A workbook of more schools helps nobody; a place narrows it.
MOST_EXPORTED: Final = 2000


@blueprint.get("/gaps")
def gaps() -> ResponseReturnValue:
    question = asked()
    page, size = page_number(), page_size(PAGE_SIZE)
    of_places = request.args.get("by") == "place"
    rows, total = (_place_page if of_places else _school_page)(question, page, size)
    order = asked_order(SORTED)
    columns = {"place": _("Place")} if of_places else {"name": _("School"), "place": _("Place")}
    return render(
        GapsPage(
            ways=ways("place" if of_places else "school"),
            of_places=of_places,
            year=question.year,
            place=request.args.get("place", ""),
            sentences=[*filter(None, [year_note(question.coverage, question.year)]), *_summary(question)],
            rows=rows,
            headers=headers({**columns, "covered": _("Topics")}, order, SORTED, anchor="matrix", numbers=("covered",)),
            topics=[_topic_header(question.coverage, topic) for topic in question.topics],
            paging=paging(page, size, total, len(rows), at_once=True),
            topic_choices=_topic_choices(question.coverage, "topic", broad=True),
            missing_choices=_topic_choices(question.coverage, "missing", broad=False),
            years=question.coverage.years,
            places=list(index_of(question.coverage).by_place),
            xlsx_url=url_with(page=None, all=None).replace("/gaps", "/gaps.xlsx", 1),
            most_exported=MOST_EXPORTED,
        )
    )


@blueprint.get("/gaps.xlsx")
def as_xlsx() -> ResponseReturnValue:
    """Return what the matrix shows, a line for each school and topic."""
    question = asked()
    coverage = question.coverage
    schools = coverage.schools[question.schools[:MOST_EXPORTED]].tolist()
    cells = school_rows(coverage, question.offers, schools, question.topics, question.year)
    return xlsx_of(
        "gaps",
        Table(
            columns=[
                Column(name="school", label=_("School")),
                Column(name="place", label=_("Place")),
                Column(name="topic", label=_("Topic")),
                Column(name="state", label=str(question.year)),
                Column(name="near", label=_("Next offer")),
                Column(name="km", label=_("km"), number=True),
                Column(name="latest", label=_("Last recorded there"), date=True),
            ],
            rows=[
                (
                    who(coverage.whole, school),
                    place_of(coverage.whole, school),
                    topic_label(coverage, coverage.topics[topic]),
                    state_text(coverage, cell),
                    who(coverage.whole, cell.near.number) if cell.near else None,
                    round(cell.near.km, 1) if cell.near else None,
                    latest_year(question.offers, cell.near, topic),
                )
                for school, row in zip(schools, cells, strict=True)
                for topic, cell in zip(question.topics, row, strict=True)
            ],
        ),
    )


@blueprint.get("/gaps/school")
def school() -> ResponseReturnValue:
    """Show all topics at one school."""
    directory = current_directory()
    found = directory.organisation(request.args.get("organisation", ""))
    coverage, offers = directory.gaps()
    number = coverage.whole.numbers.get(found.id, -1)
    if number not in coverage.schools:
        raise InvalidInputError(_("%(name)s is no school.", name=found.name))
    year = year_asked(coverage, "year")
    topics = list(range(len(coverage.topics)))
    (cells,) = school_rows(coverage, offers, [number], topics, year)
    return render(
        SchoolGapsPage(
            ways=ways("school"),
            school=found,
            year=year,
            year_note=year_note(coverage, year),
            years=coverage.years,
            lines=[
                (
                    topic_label(coverage, coverage.topics[topic]),
                    _school_cell(cell, state_text(coverage, cell)),
                    near_text(offers, cell.near, topic),
                    url_for("partners.partners", topic=coverage.topics[topic], **{"for": found.id}),  # type: ignore[arg-type]
                )
                for topic, cell in sorted(zip(topics, cells, strict=True), key=lambda found: _recorded_first(found[1]))
            ],
        )
    )


def _recorded_first(cell: SchoolCell) -> tuple[bool, bool]:
    return not cell.by, not cell.before


# --- the matrix ----------------------------------------------------------------


def _school_page(question: Asked, page: int, size: int) -> tuple[list[GapRow], int]:
    coverage, year = question.coverage, question.year
    found = question.schools
    schools = coverage.schools[found[(page - 1) * size : page * size]].tolist()
    cells = school_rows(coverage, question.offers, schools, question.topics, year)
    return [
        GapRow(
            who=who(coverage.whole, school),
            place=place_of(coverage.whole, school),
            url=url_for("gaps.school", organisation=coverage.whole.ids[school], year=request.args.get("year") or None),
            covered=sum(bool(cell.by) for cell in row),
            cells=[
                _school_cell(cell, _told(question.offers, cell, topic))
                for topic, cell in zip(question.topics, row, strict=True)
            ],
        )
        for school, row in zip(schools, cells, strict=True)
    ], len(found)


def _told(offers: Offers, cell: SchoolCell, topic: int) -> str:
    near = near_text(offers, cell.near, topic)
    told = state_text(offers.coverage, cell)
    return _("%(state)s; next: %(near)s", state=told, near=near) if near else told


def _school_cell(cell: SchoolCell, told: str) -> GapCell:
    if cell.by:
        return GapCell(look="now", text=number_text(len(cell.by)), told=told)
    if cell.before:
        year = cell.before[1]
        return GapCell(look="earlier", text=str(year) if year else _("undated"), told=told)
    if cell.near:
        return GapCell(look="far", text=km_text(cell.near.km), told=told)
    return GapCell(look="unknown", text="", told=told)


def _place_page(question: Asked, page: int, size: int) -> tuple[list[GapRow], int]:
    coverage, at_places = question.coverage, index_of(question.coverage).places_in(question.year)
    typed = request.args.get("place", "")
    wanted = set(question.schools.tolist()) if typed or request.args.get("missing") else None
    places = [name for name, at in at_places.items() if wanted is None or wanted.issuperset(at)]
    table = coverage.covered(question.year)[:, question.topics]
    counts = {name: int(table[at_places[name]].any(axis=0).sum()) for name in places}
    order = asked_order(("place", "covered"))
    if order.endswith("covered"):
        places.sort(key=lambda name: counts[name])
    if order.startswith("-"):
        places.reverse()
    names = places[(page - 1) * size : page * size]
    cells = place_rows(coverage, question.offers, [at_places[name] for name in names], question.topics, question.year)
    return [
        GapRow(
            who=None,
            place=name,
            url=url_with(by=None, place=name, page=None, sort=None),
            covered=counts[name],
            cells=[_place_cell(question.offers, cell, topic) for topic, cell in zip(question.topics, row, strict=True)],
        )
        for name, row in zip(names, cells, strict=True)
    ], len(places)


def _place_cell(offers: Offers, cell: PlaceCell, topic: int) -> GapCell:
    told = ngettext(
        "%(covered)s of one school",
        "%(covered)s of %(number)s schools",
        cell.schools,
        covered=cell.covered,
        number=cell.schools,
    )
    if cell.covered:
        share = round(100 * cell.covered / cell.schools)
        return GapCell(look="now", text=f"{cell.covered}/{cell.schools}", told=told, share=share)
    if cell.near:
        near = near_text(offers, cell.near, topic)
        return GapCell(
            look="far",
            text=km_text(cell.near.km),
            told=_("nothing recorded; next: %(near)s", near=near),
        )
    return GapCell(look="unknown", text="", told=_("nothing recorded"))


def _summary(question: Asked) -> list[str]:
    """Say which of the shown topics are there most and least; those that are as frequent together."""
    coverage, schools, topics = question.coverage, question.schools, question.topics
    if not len(schools) or not topics:
        return [_("No school fits. Take a condition away.")]
    counts = coverage.covered(question.year)[schools][:, topics].sum(axis=0).tolist()
    if not any(counts):
        return [
            ngettext(
                "For the one school none of these topics is recorded in %(year)s.",
                "For none of %(number)s schools is one of these topics recorded in %(year)s.",
                len(schools),
                number=number_text(len(schools)),
                year=question.year,
            ),
            _("That does not mean that there is nothing: choose another year to see what was there."),
        ]
    most, few = max(counts), min(counts)
    sentences = [
        ngettext(
            "Most often recorded in %(year)s: %(topics)s, at one of %(number)s schools.",
            "Most often recorded in %(year)s: %(topics)s, at %(many)s of %(number)s schools.",
            most,
            year=question.year,
            topics=_named(question, counts, most),
            many=number_text(most),
            number=number_text(len(schools)),
        )
    ]
    if few == 0:
        sentences.append(_("Recorded at no school: %(topics)s.", topics=_named(question, counts, 0)))
    elif few < most:
        sentences.append(
            ngettext(
                "Least often: %(topics)s, at one.",
                "Least often: %(topics)s, at %(few)s.",
                few,
                topics=_named(question, counts, few),
                few=number_text(few),
            )
        )
    return [*sentences, _("Where nothing is recorded there may still be something: ask before you plan.")]


def _named(question: Asked, counts: Sequence[int], number: int) -> str:
    """Name the topics that are recorded at so many schools, and how many more there are."""
    found = [topic for topic, count in zip(question.topics, counts, strict=True) if count == number]
    labels = [topic_label(question.coverage, question.coverage.topics[topic]) for topic in found]
    more = len(labels) - _MOST_NAMED
    told = "; ".join(labels[:_MOST_NAMED])
    if more <= 0:
        return told
    return ngettext("%(named)s and one more", "%(named)s and %(number)s more", more, named=told, number=more)


def _topic_header(coverage: Coverage, topic: int) -> Header:
    """Return a column: a broad topic leads to its narrower ones, another to its page."""
    id_ = coverage.topics[topic]
    broad = not coverage.whole.taxonomy.topics[id_].parent_id
    narrowed = request.args.get("topic") == id_
    url = url_with(topic=id_, page=None) if broad and not narrowed else url_for("topics.topic", topic_id=id_)
    return Header(label=topic_label(coverage, id_), url=url)


def _topic_choices(coverage: Coverage, name: str, *, broad: bool) -> list[Choice]:
    known = coverage.whole.taxonomy.topics
    found = [id_ for id_ in coverage.topics if not broad or not known[id_].parent_id]
    choices = [
        Choice(label=topic_label(coverage, id_), url="", value=id_, chosen=request.args.get(name) == id_)
        for id_ in found
    ]
    return choices if broad else sorted(choices, key=lambda choice: fold(choice.label))
