"""What somebody answers about a list, put into the profile that is made of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphdir.importing.mapping import (
    CONSTANTS,
    NAMED,
    SAID,
    UNDECIDED,
    Condition,
    ListProfile,
    Section,
    Source,
    where_no,
    where_yes,
    with_sources,
)
from graphdir.importing.persons import consents_among, is_first_name, refusals_among, role_said
from graphdir.tables import TABLES

PERSON: Final = "-person"
"""How a section of persons ends that somebody adds for the organisation of a row: ``school-person``."""
NOTHING: Final = "-"
"""The answer that a word means nothing: its cell is read as an empty one."""
Meaning = tuple[str, str]
"""Name of a section and of a column in it, or ``WHERE_YES``, ``WHERE_NO``: only rows that say so are of the section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a profile leaves open: what ``cell`` means, or with an empty one what the column is for all rows.

    ``means`` is what was answered; empty for what is open.
    """

    table: str
    section: str
    column: str
    cell: str = ""
    means: str = ""

    @property
    def by_header(self) -> bool:
        """Tell whether only a header can say it: rows are told apart by this column."""
        return not self.cell and self.column not in CONSTANTS


def meanings(profile: ListProfile) -> dict[str, Meaning]:
    """Return what each header of the list means; of several meanings the first."""
    found: dict[str, Meaning] = {}
    for section in profile.sections:
        for column, sources in section.columns:
            for source in sources:
                if source.column:
                    for header in (*source.before, source.column):
                        found.setdefault(header, (section.name, column))
        for condition in section.conditions:
            for how, where in SAID.items():
                if condition == where(condition.column):
                    found.setdefault(condition.column, (section.name, how))
    return found


def with_meanings(profile: ListProfile, chosen: Mapping[str, Meaning | None]) -> ListProfile:
    """Return the profile with other meanings of its headers; None leaves a header out.

    What else is known of a header that keeps its meaning stays; needed columns that lose theirs are asked for. An entry
    of several in a row whose name is left out is none any longer, and goes with what refers to it. A section that ends
    with ``PERSON`` is added where there is none yet, for persons of the organisation that it is called after; columns
    that say whether persons agreed hold for them though nobody chose them.
    """
    added = list(_persons(profile, chosen))
    profile = replace(profile, sections=(*profile.sections, *added))
    agreements = {condition.column for section in added for condition in section.conditions}
    chosen = {header: meaning for header, meaning in chosen.items() if meaning or header not in agreements}
    before = meanings(profile)
    changed = {header: meaning for header, meaning in chosen.items() if meaning != before.get(header)}
    sections = [
        replace(section, columns=tuple(_columns(section, changed)), conditions=tuple(_conditions(section, changed)))
        for section in _without_nameless(profile.sections, changed)
    ]
    left_out = [header for header, meaning in chosen.items() if meaning is None]
    kept = [header for header in profile.ignore if header not in chosen]
    return replace(profile, sections=tuple(sections), ignore=tuple(dict.fromkeys([*kept, *left_out])))


def questions(profile: ListProfile) -> list[Question]:
    """Return what is still open, in order."""
    return [question for question in _places(profile) if not question.means]


def decisions(profile: ListProfile) -> list[Question]:
    """Return what was answered and can be answered otherwise, in order: what words mean, and what holds for all rows.

    Not which role somebody has in a project: that follows from whom a column names.
    """
    return [question for question in _places(profile) if question.means and question.table != "participations"]


def answered(profile: ListProfile, answers: Sequence[str], again: Sequence[str] = ()) -> ListProfile:
    """Return the profile with answers to its ``questions``, in their order, and with ``again`` to its ``decisions``.

    Empty ones leave things as they are.
    """
    asked = [
        *zip(decisions(profile), again, strict=bool(again)),
        *zip(questions(profile), answers, strict=True),
    ]
    by_place: dict[tuple[str, str, str], str] = {
        (question.section, question.column, question.cell): "" if answer == NOTHING else answer
        for question, answer in asked
        if answer not in {"", UNDECIDED}
    }

    def filled(section: Section, column: str, source: Source) -> Source:
        constant = by_place.get((section.name, column, ""))
        if constant and (source.value or source.column == UNDECIDED):
            return replace(source, value=constant, column="")
        values = tuple((cell, by_place.get((section.name, column, cell), means)) for cell, means in source.values)
        return replace(source, values=values)

    return with_sources(profile, filled)


def _persons(profile: ListProfile, chosen: Mapping[str, Meaning | None]) -> Iterator[Section]:
    known = {section.name for section in profile.sections}
    named: dict[str, list[str]] = {}
    for header, meaning in chosen.items():
        if meaning and meaning[0] not in known and meaning[0].endswith(PERSON):
            named.setdefault(meaning[0], []).append(header)
    for name, headers in named.items():
        of = name.removesuffix(PERSON)
        if of in known:
            role = next(filter(None, map(role_said, headers)), "contact_person")
            columns = (("organisation_id", (Source(entry=of),)), ("role", (Source(value=role),)))
            conditions = (*map(where_yes, consents_among(chosen)), *map(where_no, refusals_among(chosen)))
            yield Section(table="contacts", name=name, columns=columns, conditions=conditions)


def _without_nameless(sections: Sequence[Section], changed: Mapping[str, Meaning | None]) -> Sequence[Section]:
    """Leave out the entries of a row whose name is left out, unless nothing would be left, and what refers to them."""
    left_out = {header for header, meaning in changed.items() if meaning is None}

    def is_nameless(section: Section) -> bool:
        name = NAMED.get(section.table, "")
        headers = {source.column for source in dict(section.columns).get(name, ()) if source.column}
        return bool(headers) and headers <= left_out and (section.name, name) not in changed.values()

    nameless = {section.name for section in sections if is_nameless(section)}
    if not any(section.table in NAMED and section.name not in nameless for section in sections):
        return sections
    return [
        section
        for section in sections
        if section.name not in nameless
        and not any(source.entry in nameless for _column, sources in section.columns for source in sources)
    ]


def _columns(section: Section, changed: Mapping[str, Meaning | None]) -> Iterator[tuple[str, tuple[Source, ...]]]:
    wanted = [
        meaning[1] for meaning in changed.values() if meaning and meaning[0] == section.name and meaning[1] not in SAID
    ]
    needed = [column.name for column in TABLES[section.table].columns if column.required]
    stated = dict(section.columns)
    for column in dict.fromkeys([*stated, *wanted, *needed]):
        sources = [kept for source in stated.get(column, ()) if (kept := _without(source, changed))]
        told = [header for header, meaning in changed.items() if meaning == (section.name, column)]
        sources = _with_headers(sources, told, of_persons=(section.table, column) == ("contacts", "name"))
        if column == "id":
            sources = [_with_title(source, section, changed) for source in sources]
        decided = [source for source in sources if source.value != UNDECIDED] or sources
        if decided:
            yield column, tuple(decided)
        elif column in needed:
            yield column, (Source(value=UNDECIDED, only_new=section.table == "organisations"),)


def _without(source: Source, changed: Mapping[str, Meaning | None]) -> Source | None:
    """Return a source without the headers that mean something else now; None if nothing is left of it."""
    if not source.column:
        return source
    left = [header for header in (*source.before, source.column) if header not in changed]
    return replace(source, before=tuple(left[:-1]), column=left[-1]) if left else None


def _with_headers(sources: Sequence[Source], headers: Sequence[str], *, of_persons: bool) -> list[Source]:
    """Return the sources and others for headers, of which those of first names go before the first name that stands."""
    first = [header for header in headers if of_persons and is_first_name(header)]
    found = [*sources, *(Source(column=header) for header in headers if header not in first)]
    at = next((at for at, source in enumerate(found) if source.column), None)
    if at is None:
        return [*found, *(Source(column=header) for header in first)]
    found[at] = replace(found[at], before=tuple(dict.fromkeys([*first, *found[at].before])))
    return found


def _with_title(source: Source, section: Section, changed: Mapping[str, Meaning | None]) -> Source:
    """Make an id of the title too where only now somebody says which header that is; else entries would be one."""
    name = NAMED.get(section.table, "")
    known = any(one.column for one in dict(section.columns).get(name, ()))
    told = [header for header, meaning in changed.items() if meaning == (section.name, name)]
    if known or not source.made_of:
        return source
    return replace(source, made_of=tuple(dict.fromkeys((*source.made_of, *told))))


def _conditions(section: Section, changed: Mapping[str, Meaning | None]) -> Iterator[Condition]:
    yield from (condition for condition in section.conditions if condition.column not in changed)
    for how, where in SAID.items():
        yield from (where(header) for header, meaning in changed.items() if meaning == (section.name, how))


def _places(profile: ListProfile) -> Iterator[Question]:
    """Go through all that is open, and all that was answered by one of a column's terms."""
    for section in profile.sections:
        of_terms = {one.name for one in TABLES[section.table].columns if one.type in {"term", "choice"}}
        for column, sources in section.columns:
            for source in sources:
                question = Question(table=section.table, section=section.name, column=column)
                if UNDECIDED in (source.value, source.column):
                    yield question
                elif source.value and column in of_terms:
                    yield replace(question, means=source.value)
                for cell, means in source.values:
                    if means == UNDECIDED:
                        yield replace(question, cell=cell)
                    elif cell and column in of_terms:
                        yield replace(question, cell=cell, means=means or NOTHING)
