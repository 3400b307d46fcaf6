"""Sheets as tables of ours: where the header stands, which table it is, and what is no row of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.process import extractOne

from graphdir.i18n import gettext as _
from graphdir.i18n import language, ngettext
from graphdir.importing.actors import ACTORS, section_of
from graphdir.importing.files import RawSheet, Rows
from graphdir.importing.persons import (
    consents_among,
    is_first_name,
    never_organisations,
    persons_among,
    refusals_among,
)
from graphdir.importing.problems import Problem
from graphdir.tables import TABLES, Column, Table, table_called
from graphdir.text import fold

# Titles and dates that people write above a table take no more rows than this.
MOST_ROWS_ABOVE: Final = 15
_MOST_COLUMNS: Final = 300
_LONGEST_HEADER: Final = 60
# A column that no file has: it tells entries of one list apart, for ``Sheet.by_entry``.
ENTRY: Final = "#"
# What a column means that counts the rows: nothing.
COUNT: Final = "-"
# Such headers are ids where they do not count the rows; and a list whose rows were sorted out counts with gaps.
_MAY_COUNT: Final = frozenset({"nr"})
_GAPS: Final = 10
_MOST_COUNT: Final = 0.6
# By so many rows it is told what the cells of a column look like.
ROWS_LOOKED_AT: Final = 300
# Headers that begin so hold what was complained of (problem_book); such columns are no part of a list.
COMPLAINT: Final = "\u26a0"
# What groups of rows are called where nothing else stands in a row: sorts of bodies, areas, and what ends with a colon.
_SORTS: Final = (
    r"(?:[\w-]*schulen|gymnasien|kitas|kinderg\u00e4rten|kindertages(?:st\u00e4tten|einrichtungen)|horte|krippen|vereine|tr\u00e4ger"
    r"|beh\u00f6rden|\u00e4mter|verb\u00e4nde|[\w-]*stellen|jugendclubs|[\w-]*einrichtungen|unternehmen|betriebe|firmen|museen"
    r"|bibliotheken|kommunen|gemeinden|st\u00e4dte|institutionen|partner|projekte)"
)
_HEADING: Final = re.compile(
    rf"(?:(?:freie|private|\u00f6ffentliche|berufsbildende|weitere|sonstige|alle|ehemalige)r? )*{_SORTS}"
    r"(?: ?\([^)]*\)| (?:in|im|der|des|mit|f\u00fcr|aus) .+)?"
    r"|(?:bereich|region|altkreis|planungsraum|sozialraum|teilraum|landkreisteil|nachrichtlich|sonstige)\b.*|.+:",
    re.IGNORECASE,
)
# Where no name says which table it is, this share of known headers decides.
_ENOUGH_HEADERS: Final = 0.5
# In percent of the letters: "Strasse, Nr." is no "Straße", "Postleizahl" is "Postleitzahl".
_NEAR: Final = 86
_SHORTEST_NEAR: Final = 4
TOTAL: Final = re.compile(r"(?:gesamt(?:summe|zahl)?|insgesamt|(?:zwischen)?summe|anzahl|total)\b", re.IGNORECASE)
# What a total may count.
_COUNTED: Final = r"(?:schulen|tr(?:ä|ae)ger|projekte|einrichtungen|organisationen|partner|personen|zeilen)"
_ONLY_TOTAL: Final = re.compile(
    rf"(?:{_COUNTED}|sch(?:ü|ue)ler(?:innen)?|kinder|landkreis)\s(?:ins)?gesamt[\s\d:=.,]*|"
    rf"(?:{TOTAL.pattern})(?:[\s\d:=.,€]*|[^:=]*[:=][\s\d.,€]+|[\s:=]*\d[\d.,]*\s+{_COUNTED})",
    re.IGNORECASE,
)
_NOTE: Final = re.compile(r"\*+\s*\w")
_NO_NAME: Final = re.compile(r"[\d\s.,:;=€%\u2013-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table as it stands in a file.

    ``header`` is as the file has it, ``columns`` what each header means: the name of a column of the table, empty
    where that is not known. ``rows`` holds (row number, cells as text); the header is not among them. ``sheet`` is
    empty for files without sheets. ``remarks`` tell how the sheet was read where that is not plain. The cells of the
    columns ``by_entry`` are what the column ``ENTRY`` of another sheet of the same list says; those of ``only_new`` are
    for entries that are not there yet. Of a sheet that is ``withheld`` nothing is made: its rows are about persons who
    did not agree, and only tell whether one of them is stored.
    """

    file: str
    sheet: str
    table: Table
    header: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Rows
    header_row: int = 1
    by_entry: frozenset[str] = frozenset()
    only_new: frozenset[str] = frozenset()
    withheld: bool = False
    remarks: tuple[Problem, ...] = ()

    def header_of(self, column: str) -> str:
        """Return the header of a column as the file has it, the column's name where it has none."""
        return self.header[self.columns.index(column)] if column in self.columns else column

    def is_ours(self, column: str) -> bool:
        """Tell whether a column is one of a table of our own, whose cells are as they are to be."""
        return not self.by_entry and self.header_of(column) == column


def in_order(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Return the sheets in the order in which their tables depend on each other."""
    order = list(TABLES)
    return sorted(sheets, key=lambda sheet: order.index(sheet.table.name))


def without_complaints(raw: RawSheet) -> RawSheet:
    """Return a list that comes back mended without the columns that say what was wrong with it."""
    header = raw.rows[0][1] if raw.rows else ()
    kept = [at for at, cell in enumerate(header) if not cell.startswith(COMPLAINT)]
    if len(kept) == len(header) or not any(header[at].strip() for at in kept):
        return raw
    rows = [
        (number, [cells[at] for at in kept if at < len(cells)] + list(cells[len(header) :]))
        for number, cells in raw.rows
    ]
    return replace(raw, rows=[(number, cells) for number, cells in rows if any(map(str.strip, cells))])


def table_sheet(raw: RawSheet) -> Sheet | None:
    """Return a sheet as the table that it holds; None for one that is no table of ours, whatever it is called."""
    first = raw.rows[:MOST_ROWS_ABOVE]
    table = table_called(raw.called)
    if table is None:
        table = next(filter(None, (_table_with(cells) for _number, cells in first)), None)
    if table is None:
        return None
    header_at = next((at for at, (_number, cells) in enumerate(first) if not _lacking(table, cells)), None)
    if header_at is None:
        return None
    number, cells = raw.rows[header_at]
    header = tuple(cell.strip() for cell in cells)
    if _in_doubt(table, raw, header_at):
        return None
    columns, near = meant(table, without_whose(table, header))
    remarks = [
        *told_above(raw, header_at),
        *(remark(raw, number, header[i], _("was read as “%(column)s”", column=columns[i])) for i in near),
    ]
    rows, passed_over = _without_headings(raw, header_at, header)
    remarks += passed_over
    rows, totals = _without_totals(rows, columns, table)
    if totals:
        numbers = ", ".join(map(str, totals))
        told = _("was taken for a total or a note and passed over")
        remarks.append(remark(raw, totals[0], "", f"{told} ({numbers})" if totals[1:] else told))
    remarks += told_of_merged(raw)
    for at, name in enumerate(header):
        if columns[at] == "id" and counts_rows(name, [row[at] for _number, row in rows if at < len(row)]):
            columns = (*columns[:at], COUNT, *columns[at + 1 :])
            remarks.append(remark(raw, number, name, _("counts the rows and was not taken for an id")))
    return Sheet(
        file=raw.file,
        sheet=raw.sheet,
        table=table,
        header=header,
        columns=columns,
        rows=rows,
        header_row=number,
        remarks=tuple(remarks),
    )


def told_apart(header: Iterable[str]) -> list[str]:
    """Return headers of which each means one column: of several “Telefon” the second is “Telefon (2)”.

    What repeats another one far to the right, where no list goes on, is none.
    """
    written = [name.strip() for name in header]
    # A name that another column bears as it stands is left to that one.
    given = {fold(name) for name in written}
    seen: set[str] = set()
    numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(2))
    names: list[str] = []
    for at, name in enumerate(written):
        folded = fold(name)
        if not name or folded not in seen:
            names.append(name)
        elif at < _MOST_COLUMNS:
            tries = (f"{name} ({number})" for number in numbers[folded])
            names.append(next(one for one in tries if fold(one) not in given))
        else:
            names.append("")
        seen.add(folded)
    return names


def counts_rows(header: str, cells: Iterable[str]) -> bool:
    """Tell whether a column that may hold ids, such as “Nr.”, only counts the rows: next year's list counts anew."""
    return fold(header) in _MAY_COUNT and are_mostly_counted(cells)


def are_counted(cells: Iterable[str]) -> bool:
    """Tell whether cells only count the rows: 1, 2, 3 or with small gaps."""
    filled = [cell.strip().rstrip(".") for cell in cells if cell.strip()]
    numbers = [int(cell) for cell in filled if cell.isdecimal()]
    return len(numbers) == len(filled) and numbers == sorted(numbers) and _are_small(numbers)


def are_mostly_counted(cells: Iterable[str]) -> bool:
    """Tell whether cells count the rows of a list that was sorted otherwise since, or has a “2a” or “new” in it."""
    filled = [cell.strip().rstrip(".") for cell in cells if cell.strip()]
    numbers = [int(cell) for cell in filled if cell.isdecimal()]
    return len(numbers) >= _MOST_COUNT * len(filled) and _are_small(numbers)


def _are_small(numbers: Sequence[int]) -> bool:
    return bool(numbers) and len(set(numbers)) == len(numbers) and max(numbers) <= _GAPS * len(numbers)


def meant(table: Table, header: Sequence[str]) -> tuple[tuple[str, ...], list[int]]:
    """Return what each header means, and the positions of those whose spelling is only near."""
    columns = [found.name if name and (found := table.column_called(name)) else "" for name in header]
    near: list[int] = []
    for at, name in enumerate(header):
        if name and not columns[at] and not section_of(name)[1]:
            guess = _nearest(table, name)
            if guess and guess not in columns:
                columns[at] = guess
                near.append(at)
    return tuple(columns), near


def without_whose(table: Table, header: Sequence[str]) -> list[str]:
    """Return headers without whose they are, where all are of the same: “Ort” for “Schulort” in a list of schools."""
    told = list(map(section_of, header))
    whose = {section for section, _part in told if section != "project"}
    wanted = {"project"} if table.name == "projects" else whose - {""}
    if table.entity == "organisation" and len(wanted) > 1:
        return list(header)
    return [
        part if part and section in wanted and table.column_called(name) is None else name
        for name, (section, part) in zip(header, told, strict=True)
    ]


def _nearest(table: Table, header: str) -> str:
    folded = fold(header)
    if len(folded) < _SHORTEST_NEAR:
        return ""
    found = extractOne(folded, _NAMES[table.name], scorer=fuzz.ratio, score_cutoff=_NEAR)
    column = table.column_called(found[0]) if found else None
    return column.name if column else ""


_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    table.name: tuple(
        name
        for column in table.columns
        for name in map(fold, (column.name, *column.german))
        if len(name) >= _SHORTEST_NEAR
    )
    for table in TABLES.values()
}


def _table_with(header: Sequence[str]) -> Table | None:
    """Return the table whose columns these headers are, if that is beyond doubt."""
    named = [name.strip() for name in header if name.strip()]
    if not named:
        return None
    best = max(TABLES.values(), key=lambda table: sum(map(bool, map(table.column_called, named))))
    known = [column.name for column in map(best.column_called, named) if column]
    required = {column.name for column in best.columns if column.required}
    # Two headers for one column, such as carrier and school: each row is of several entries.
    plain = len(set(known)) == len(known)
    if plain and required <= set(known) and len(known) >= _ENOUGH_HEADERS * len(named):
        return best
    return None


def told_of_doubt(raw: RawSheet) -> Problem | None:
    """Ask what of a list is said of others, where only that keeps it from being read; None where that is not so."""
    first = raw.rows[:MOST_ROWS_ABOVE]
    called = table_called(raw.called)
    for at, (number, cells) in enumerate(first):
        table, header = called or _table_with(cells), [cell.strip() for cell in cells]
        doubt = _in_doubt(table, raw, at) if table and not _lacking(table, header) else None
        if doubt is None:
            continue
        column, message = doubt
        return Problem(
            file=raw.file,
            sheet=raw.sheet,
            row=number,
            column=column,
            message=message,
            proposal=_("Say it in a mapping; “--write-mapping FILE.toml” proposes one."),
        )
    return None


def columns_below(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """Return the cells of rows by their headers, row by row; none without one, and of equal ones those of the first."""
    return {
        name: [row[place].strip() if place < len(row) else "" for row in rows]
        for place, name in reversed(list(enumerate(headers)))
        if name
    }


def _in_doubt(table: Table, raw: RawSheet, at: int) -> tuple[str, str] | None:
    """Return a header, in row ``at``, of a list of this table that cannot be read by itself, and why.

    That is how a person is reached, in a list of organisations: it must not become the organisation's, for everybody
    to see. Their consent, in a list of contacts. And in a list of projects who takes part, which a project of itself
    does not say.
    """
    headers = [cell.strip() for cell in raw.rows[at][1]]
    if table.name == "organisations":
        rows = [cells for _number, cells in raw.rows[at + 1 : at + 1 + ROWS_LOOKED_AT]]
        persons = list(persons_among(headers, columns_below(headers, rows)))
        reached = [(header, one.header) for one in persons for _column, header in one.reached_by]
        reached += [(header, "") for header in never_organisations(headers, persons)]
        return next(((header, _whose(person)) for header, person in reached), None)
    if table.name == "contacts" and (first_names := [header for header in headers if is_first_name(header)]):
        return first_names[0], _("holds first names: which column do they come before?")
    if table.name == "contacts" and (consents := [*consents_among(headers), *refusals_among(headers)]):
        return consents[0], _("says whether persons agreed: only somebody can say which rows count")
    if table.name == "projects":
        unknown = (header for header in headers if not table.column_called(header))
        taking_part = next((header for header in unknown if _names_an_actor(header)), "")
        if taking_part:
            return taking_part, _("names who takes part in the project: as what?")
    return None


def _whose(person: str) -> str:
    if person:
        return _("stands beside “%(person)s”: is it the person's, or the organisation's?", person=person)
    return _("is it a person's, or the organisation's?")


def _names_an_actor(header: str) -> bool:
    section, rest = section_of(header)
    return section in ACTORS and not rest


def lacking_columns(raw: RawSheet) -> tuple[Table, int, list[Column]] | None:
    """Return the table that a sheet is called after, the row that comes nearest to its header, and what it lacks.

    None for a sheet that is called after no table.
    """
    table = table_called(raw.called)
    if table is None or not raw.rows:
        return None
    found = [(number, _lacking(table, cells)) for number, cells in raw.rows[:MOST_ROWS_ABOVE]]
    number, missing = min(found, key=lambda row: len(row[1]))
    return table, number, missing


def without_column(file: str, sheet: str, row: int, table: Table, column: Column) -> Problem:
    """Complain of a header that lacks a column."""
    return Problem(
        file=file,
        sheet=sheet,
        row=row,
        column=column.name,
        message=_("the table “%(table)s” needs this column", table=table.label(language())),
        proposal=_(
            "Add a column with the header %(names)s, or say it in a mapping; “--write-mapping FILE.toml” proposes one.",
            names=" / ".join((column.name, *column.german[:2])),
        ),
    )


def _lacking(table: Table, cells: Iterable[str]) -> list[Column]:
    columns, _near = meant(table, without_whose(table, [cell.strip() for cell in cells]))
    return [column for column in table.columns if column.required and column.name not in columns]


def told_above(raw: RawSheet, header: int) -> list[Problem]:
    """Tell of what stands above the header."""
    if not header:
        return []
    left_out = "; ".join(cell.strip() for _number, cells in raw.rows[:header] for cell in cells if cell.strip())
    message = _("stands above the header (row %(row)s) and was left out", row=raw.rows[header][0])
    return [remark(raw, raw.rows[0][0], "", message, left_out)]


def told_of_merged(raw: RawSheet) -> list[Problem]:
    """Tell of cells that were merged over several rows."""
    if not raw.merged:
        return []
    message = ngettext(
        "%(number)s cell merged over several rows was read as if it stood in each of them",
        "%(number)s cells merged over several rows were read as if they stood in each of them",
        raw.merged,
    )
    return [remark(raw, 0, "", message)]


def _without_headings(raw: RawSheet, at: int, header: Sequence[str]) -> tuple[Rows, list[Problem]]:
    """Leave out rows below the header that say it again or are a heading over some of the rows."""
    rows = raw.rows[at + 1 :]
    remarks = [told for row in rows if (told := told_of_heading(raw, row[0], row[1], header))]
    left_out = {told.row for told in remarks}
    return [row for row in rows if row[0] not in left_out] if left_out else rows, remarks


def told_of_heading(raw: RawSheet, number: int, cells: Sequence[str], header: Sequence[str]) -> Problem | None:
    """Return what to say of a row that is passed over as a heading; None for a row that is none."""
    if is_header(cells, header):
        return remark(raw, number, "", _("repeats the header and was passed over"))
    said = next((cell.strip() for cell in cells if cell.strip()), "")
    if number in raw.headings or (_stands_alone(cells) and len(header) > 1 and _HEADING.fullmatch(said)):
        return remark(raw, number, "", _("was taken for a heading and passed over"), said)
    return None


def _stands_alone(cells: Sequence[str]) -> bool:
    return sum(bool(cell.strip()) for cell in cells) == 1


def may_be_a_header(cell: str) -> bool:
    """Tell whether a cell may name a column: it is short, and no number or address."""
    return len(cell) <= _LONGEST_HEADER and not any(letter.isdigit() or letter == "@" for letter in cell)


def is_header(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Tell whether a row says what the header says."""
    if not cells or cells[0].strip() != header[0]:
        return False
    said = [cell.strip() for cell in cells if cell.strip()]
    return len(said) > 1 and said == list(filter(None, header))


def _without_totals(rows: Rows, columns: Sequence[str], table: Table) -> tuple[Rows, list[int]]:
    """Leave out rows that only say how many entries there are or what they come to."""
    needed = {column.name for column in table.columns if column.required}
    required = [at for at, name in enumerate(columns) if name in needed]
    totals = dict.fromkeys(number for number, cells in rows if is_total(cells, required))
    return [row for row in rows if row[0] not in totals] if totals else rows, list(totals)


def is_total(cells: Sequence[str], required: Sequence[int]) -> bool:
    """Tell whether a row is no entry: it sums up, all else in it are figures, and something needed is missing.

    Where nothing is missing, figures stand for it, or it says so without other words than a colon and a number: “Total
    digital” may be a project. A note that begins with an asterisk and stands alone is no entry either.
    """
    needed = [cells[at].strip() if at < len(cells) else "" for at in required]
    said = list(filter(None, map(str.strip, cells)))
    if len(said) == 1 and _NOTE.match(said[0]):
        return True
    if all(needed) and not all(map(_NO_NAME.fullmatch, needed)) and not any(map(_ONLY_TOTAL.fullmatch, needed)):
        return False
    return sums_up(cells)


def sums_up(cells: Sequence[str]) -> bool:
    """Tell whether a row says that it sums up, and all else in it are figures."""
    named = [cell for cell in map(str.strip, cells) if not _NO_NAME.fullmatch(cell)]
    return len(named) == 1 and bool(TOTAL.match(named[0]) or _ONLY_TOTAL.fullmatch(named[0]))


def remark(raw: RawSheet, row: int, column: str, message: str, value: str = "") -> Problem:
    """Return a note on how something in a sheet was read; ``row`` is 0 for the whole sheet."""
    return Problem(
        file=raw.file, sheet=raw.sheet, row=row, column=column, value=value[:200], message=message, level="warning"
    )
