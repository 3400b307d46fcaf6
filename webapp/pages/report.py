"""Pages of figures, gaps and what would be lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from graphdir.matching.ranking import Match
from graphdir.model import Organisation
from graphdir.reporting.table import Section, Who
from webapp.charts import Chart
from webapp.pages.parts import Choice, Header, Paging, ShownTable


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """``running``: figures are still being computed; ``behind``: what is shown is of before a change."""

    template: ClassVar[str] = "report.html"
    day: str
    empty: bool
    gap_ways: Sequence[Choice]
    sections: Sequence[tuple[Section, Chart | None, ShownTable]]
    running: bool
    behind: bool
    done: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportListPage:
    template: ClassVar[str] = "report_list.html"
    section: Section
    table: ShownTable
    paging: Paging
    xlsx_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapCell:
    """``look`` is now, earlier, far or unknown; ``share`` of the schools of a place, in per cent; ``told`` in words."""

    look: str
    text: str
    told: str
    share: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """A school or a place (then ``who`` is None) with a cell for each topic; ``covered`` counts topics it has."""

    who: Who | None
    place: str
    url: str
    covered: int
    cells: Sequence[GapCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsPage:
    template: ClassVar[str] = "gaps.html"
    ways: Sequence[Choice]
    of_places: bool
    year: int
    place: str
    sentences: Sequence[str]
    rows: Sequence[GapRow]
    headers: Sequence[Header]
    topics: Sequence[Header]
    paging: Paging
    topic_choices: Sequence[Choice]
    missing_choices: Sequence[Choice]
    years: Sequence[int]
    places: Sequence[str]
    xlsx_url: str
    most_exported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsTablePage:
    """``year`` is None where the table is of no year."""

    template: ClassVar[str] = "gaps_table.html"
    ways: Sequence[Choice]
    section: Section
    year: int | None
    years: Sequence[int]
    year_note: str
    chart: Chart | None
    table: ShownTable
    paging: Paging
    xlsx_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolGapsPage:
    """``lines`` are topics: label, state, next offer, and where partners are found."""

    template: ClassVar[str] = "gaps_school.html"
    ways: Sequence[Choice]
    school: Organisation
    year: int
    year_note: str
    years: Sequence[int]
    lines: Sequence[tuple[str, GapCell, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LossLine:
    """What a school loses, in words, who could step in, and where others are looked for."""

    school: Who
    place: str
    ties: str
    topics: str
    remark: str
    partners_url: str
    instead: Sequence[Match]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingPage:
    """``organisation`` is None where it is not clear who is meant."""

    template: ClassVar[str] = "gaps_leaving.html"
    ways: Sequence[Choice]
    organisation: Organisation | None
    typed: str
    choices: Sequence[Choice]
    message: str
    sentences: Sequence[str]
    lines: Sequence[LossLine]
    paging: Paging
    xlsx_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """``sides`` are place and year; ``changed`` is None unless they are the same schools in two years."""

    template: ClassVar[str] = "gaps_compare.html"
    ways: Sequence[Choice]
    sides: Sequence[tuple[str, int]]
    years: Sequence[int]
    places: Sequence[str]
    section: Section
    chart: Chart | None
    table: ShownTable
    xlsx_url: str
    changed: Section | None
    changed_table: ShownTable | None
    changed_url: str
