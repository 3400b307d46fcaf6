"""Profiles: what the columns of somebody's list mean, kept as TOML for the next year's list.

A profile has a section for each entry that a row of the list speaks of::

    name = "Projects of a year"
    ignore = ["Lfd. Nr."]

    [organisations.carrier]
    name = "Träger"
    kind = { value = "free_carrier", only_new = true }

    [projects.project]
    title = "Projekt"
    id = { made_of = ["Träger", "Projekt", "Jahr"], prefix = "list" }
    kind = { column = "Art", values = { "SSA" = "school_social_work", "AG *" = "all_day_offer" } }
    starts_on = { column = "Jahr", part = "from" }

    [participations.lead]
    project_id = { entry = "project" }
    organisation_id = { entry = "carrier" }
    role = { value = "lead" }

The first word of a section is a table of ours, the second a name of one's own. Each line says where the cells of a
column come from: a header of the list; the same value for every row; the entry of another section; or an id made of
several cells. Of several sources in brackets the first that gives something counts. ``before`` are columns whose cells
are put before a cell: ``name = { column = "Nachname", before = ["Vorname"] }``. With ``only_new`` a column leaves
entries alone that are there already. ``when`` and ``unless`` choose rows. ``?`` as a value stands for what has to be
decided first.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, NoReturn, cast

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.tables import TABLES
from graphdir.text import fold

Part = Literal["", "from", "to"]
UNDECIDED: Final = "?"
# Needed columns that may say the same for all rows; others tell the rows apart.
CONSTANTS: Final = frozenset({"kind", "role"})
# Tables whose entries have a name, by which several rows of a list speak of one; what it is called.
NAMED: Final[Mapping[str, str]] = {"organisations": "name", "projects": "title"}
# What a column means that says by yes whether a row counts: no column of a table, but a condition.
WHERE_YES: Final = "when"
# The same for one that says by a no, or nothing, that it does.
WHERE_NO: Final = "unless"
_YES: Final = ("ja *", "yes *", "j", "x", "1", "true", "wahr", "erteilt *", "liegt vor *", "vorhanden *")
_NO: Final = ("", "nein *", "no *", "n", "0", "-", "false", "falsch")
_MOST_LENGTH: Final = 1_000_000
_PARTS: Final[Mapping[str, Part]] = {"": "", "from": "from", "to": "to"}
_PLACE_IN_TOML: Final = re.compile(r"\(at line (\d+), column (\d+)\)$")
_CHOOSING: Final = ("when", "unless")
_SOURCE_KEYS: Final = ("column", "value", "entry", "made_of", "prefix", "before", "part", "values", "only_new")
_ORIGINS: Final = ("column", "value", "entry", "made_of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where cells come from: exactly one of ``column``, ``value``, ``entry``, ``made_of`` is given.

    ``entry`` is the name of another section; ``made_of`` are columns that an id is made of, ``prefix`` how it begins.
    ``before`` are columns whose cells, with a blank between, come before that of ``column``.
    ``part`` takes the beginning or the end of a cell with a period; ``values`` are (what the list says, what it means),
    the first with a ``*`` at its end for all that begin so, an empty one for empty cells. ``only_new``
    leaves alone what the store says already.
    """

    column: str = ""
    value: str = ""
    entry: str = ""
    made_of: tuple[str, ...] = ()
    prefix: str = ""
    before: tuple[str, ...] = ()
    part: Part = ""
    values: tuple[tuple[str, str], ...] = ()
    only_new: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """Return the headers of the list that it needs."""
        return self.made_of or ((*self.before, self.column) if self.column else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Rows whose cell in ``column`` is among ``cells`` (``*`` as in ``Source.values``), or is not with ``negated``."""

    column: str
    cells: tuple[str, ...]
    negated: bool = False


def where_yes(column: str) -> Condition:
    """Return the condition that a row says yes in a column."""
    return Condition(column=column, cells=_YES)


def where_no(column: str) -> Condition:
    """Return the condition that a row says no in a column, or nothing."""
    return Condition(column=column, cells=_NO)


# By how a header says it.
SAID: Final[Mapping[str, Callable[[str], Condition]]] = {WHERE_YES: where_yes, WHERE_NO: where_no}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One entry of each row: ``columns`` are (column of ``table``, its sources in order)."""

    table: str
    name: str
    columns: tuple[tuple[str, tuple[Source, ...]], ...]
    conditions: tuple[Condition, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """Return the headers of the list that it needs, each once."""
        of_sources = [header for _column, sources in self.columns for source in sources for header in source.headers]
        return tuple(dict.fromkeys([*of_sources, *(condition.column for condition in self.conditions)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProfile:
    """What a list means; ``about`` says what for, ``ignore`` are columns that are left out on purpose."""

    name: str
    about: str = ""
    sections: tuple[Section, ...]
    ignore: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """Return the headers that a list has to have, each once."""
        return tuple(dict.fromkeys(header for section in self.sections for header in section.headers))

    @property
    def undecided(self) -> list[str]:
        """Return the places that hold a ``?`` still, as ``section.column`` or ``section.column: cell``."""
        found: list[str] = []
        for section in self.sections:
            for column, sources in section.columns:
                place = f"{section.table}.{section.name}.{column}"
                for source in sources:
                    found += [place] if UNDECIDED in {source.value, source.column} else []
                    found += [f"{place}: {cell}" for cell, means in source.values if means == UNDECIDED]
        return found


def respelled(profile: ListProfile, header: Iterable[str]) -> ListProfile:
    """Return the profile with its headers as a list spells them that it fits: “PLZ/Ort” for “PLZ / Ort”."""
    spelled = {fold(name): name for name in header}

    def own(name: str) -> str:
        return spelled.get(fold(name), name)

    def source(one: Source) -> Source:
        return replace(
            one,
            column=own(one.column),
            made_of=tuple(map(own, one.made_of)),
            before=tuple(map(own, one.before)),
        )

    sections = [
        replace(
            section,
            columns=tuple((column, tuple(map(source, sources))) for column, sources in section.columns),
            conditions=tuple(replace(one, column=own(one.column)) for one in section.conditions),
        )
        for section in profile.sections
    ]
    return replace(profile, sections=tuple(sections), ignore=tuple(map(own, profile.ignore)))


def retold(profile: ListProfile, tell: Callable[[str], str]) -> ListProfile:
    """Return the profile with all that is from a list told otherwise; of cells that become one the first counts."""

    def source(_section: Section, _column: str, one: Source) -> Source:
        values = {tell(cell): means for cell, means in reversed(one.values)}
        return replace(
            one,
            column=tell(one.column),
            value=tell(one.value),
            made_of=tuple(map(tell, one.made_of)),
            before=tuple(map(tell, one.before)),
            values=tuple(reversed(values.items())),
        )

    def condition(one: Condition) -> Condition:
        return replace(one, column=tell(one.column), cells=tuple(dict.fromkeys(map(tell, one.cells))))

    told = with_sources(profile, source)
    sections = [replace(section, conditions=tuple(map(condition, section.conditions))) for section in told.sections]
    return replace(
        told,
        name=tell(told.name),
        about=tell(told.about),
        sections=tuple(sections),
        ignore=tuple(map(tell, told.ignore)),
    )


def with_sources(profile: ListProfile, change: Callable[[Section, str, Source], Source]) -> ListProfile:
    """Return the profile with every source changed, which is told the section and the column that it is for."""
    sections = [
        replace(
            section,
            columns=tuple(
                (column, tuple(change(section, column, source) for source in sources))
                for column, sources in section.columns
            ),
        )
        for section in profile.sections
    ]
    return replace(profile, sections=tuple(sections))


def read_profile(content: str, called: str = "") -> ListProfile:
    """Read a profile; ``called`` is how sentences name the file.

    Raises:
        InvalidInputError: it is no TOML, or says what no profile can say.
    """
    if len(content) > _MOST_LENGTH:
        raise InvalidInputError(_("The mapping “%(file)s” is longer than a mapping can be.", file=called))
    try:
        raw = tomllib.loads(content.removeprefix("\ufeff"))
    except RecursionError as error:
        raise InvalidInputError(_("The parts of the mapping “%(file)s” are nested too deeply.", file=called)) from error
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(called, error) from error
    return _Reader(called).profile(raw)


def _no_toml(called: str, error: tomllib.TOMLDecodeError) -> InvalidInputError:
    """Return a sentence with the place that the reader names, if only in its own words."""
    place = _PLACE_IN_TOML.search(str(error))
    if place is None:
        return InvalidInputError(_("The mapping “%(file)s” is no TOML: it ends too early.", file=called))
    line, column = place.groups()
    return InvalidInputError(
        _(
            "The mapping “%(file)s” is no TOML from line %(line)s, column %(column)s on.",
            file=called,
            line=line,
            column=column,
        )
    )


def written(profile: ListProfile) -> str:
    """Return a profile as TOML, which ``read_profile`` reads as the same."""
    lines = [f"name = {_string(profile.name)}"]
    if profile.about:
        lines.append(f"about = {_string(profile.about)}")
    if profile.ignore:
        lines.append(f"ignore = {_strings(profile.ignore)}")
    for section in profile.sections:
        lines += ["", f"[{_key(section.table)}.{_key(section.name)}]"]
        for word, negated in (("when", False), ("unless", True)):
            chosen = [c for c in section.conditions if c.negated is negated]
            if chosen:
                cells = ", ".join(f"{_key(c.column)} = {_strings(c.cells)}" for c in chosen)
                lines.append(f"{word} = {{ {cells} }}")
        for column, sources in section.columns:
            told = [_source(source) for source in sources]
            lines.append(f"{_key(column)} = {told[0] if len(told) == 1 else '[' + ', '.join(told) + ']'}")
    return "\n".join(lines) + "\n"


def _source(source: Source) -> str:
    plain = Source(column=source.column)
    if source.column and source == plain:
        return _string(source.column)
    parts = [
        *([f"column = {_string(source.column)}"] if source.column else []),
        *([f"entry = {_string(source.entry)}"] if source.entry else []),
        *([f"made_of = {_strings(source.made_of)}"] if source.made_of else []),
    ] or [f"value = {_string(source.value)}"]
    parts += [f"{key} = {_string(cell)}" for key, cell in (("prefix", source.prefix), ("part", source.part)) if cell]
    if source.before:
        parts.append(f"before = {_strings(source.before)}")
    if source.values:
        parts.append(f"values = {{ {', '.join(f'{_string(a)} = {_string(b)}' for a, b in source.values)} }}")
    if source.only_new:
        parts.append("only_new = true")
    return f"{{ {', '.join(parts)} }}"


def _string(value: str) -> str:
    # JSON writes all that a basic string of TOML may hold, but leaves U+007F as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _strings(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_string, values))}]"


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else _string(key)


class _Reader:
    """Reads what TOML gave, with a sentence for all that is not as it should be."""

    def __init__(self, called: str) -> None:
        self._called = called

    def profile(self, raw: Mapping[str, Any]) -> ListProfile:
        sections = tuple(self._sections(raw))
        if not sections:
            self._refuse("", _("it has no section such as [organisations.school]"))
        names = [section.name for section in sections]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            self._refuse(twice, _("two sections have this name"))
        tables = {section.name: section.table for section in sections}
        for section in sections:
            self._check_entries(section, tables)
        return ListProfile(
            name=self._text(raw.get("name", ""), "name") or self._called,
            about=self._text(raw.get("about", ""), "about"),
            sections=sections,
            ignore=self._texts(raw.get("ignore", []), "ignore"),
        )

    def _sections(self, raw: Mapping[str, Any]) -> Iterator[Section]:
        for table, sections in raw.items():
            if table in {"name", "about", "ignore"}:
                continue
            if table not in TABLES:
                self._refuse(table, _("there is no such table; there are %(names)s", names=", ".join(TABLES)))
            for name, columns in self._mapping(sections, table).items():
                place = f"{table}.{name}"
                yield self._section(table, name, self._mapping(columns, place), place)

    def _section(self, table: str, name: str, raw: Mapping[str, Any], place: str) -> Section:
        known = [column.name for column in TABLES[table].columns]
        columns: list[tuple[str, tuple[Source, ...]]] = []
        for column, sources in raw.items():
            if column in _CHOOSING:
                continue
            if column not in known:
                self._refuse(
                    f"{place}.{column}",
                    _("the table has no such column; it has %(names)s", names=", ".join(known)),
                )
            listed = sources if isinstance(sources, list) else [sources]
            columns.append((column, tuple(self._source(one, f"{place}.{column}") for one in listed)))
        for required in (column.name for column in TABLES[table].columns if column.required):
            if required not in raw:
                self._refuse(place, _("it needs the column “%(name)s”", name=required))
        return Section(table=table, name=name, columns=tuple(columns), conditions=tuple(self._conditions(raw, place)))

    def _source(self, raw: Any, place: str) -> Source:
        if isinstance(raw, str):
            if not raw:
                self._refuse(place, _("it names no column"))
            return Source(column=raw)
        given = self._mapping(raw, place)
        for key in given:
            if key not in _SOURCE_KEYS:
                self._refuse(f"{place}.{key}", _("this is none of %(names)s", names=", ".join(_SOURCE_KEYS)))
        if sum(key in given for key in _ORIGINS) != 1:
            self._refuse(place, _("it needs exactly one of %(names)s", names=", ".join(_ORIGINS)))
        told = self._text(given.get("part", ""), f"{place}.part")
        if told not in _PARTS:
            self._refuse(f"{place}.part", _("this is none of %(names)s", names="from, to"))
        values = self._mapping(given.get("values", {}), f"{place}.values")
        source = Source(
            column=self._text(given.get("column", ""), place),
            value=self._text(given.get("value", ""), place),
            entry=self._text(given.get("entry", ""), place),
            made_of=self._texts(given.get("made_of", []), place),
            prefix=self._text(given.get("prefix", ""), place),
            before=self._texts(given.get("before", []), f"{place}.before"),
            part=_PARTS[told],
            values=tuple((cell, self._text(means, f"{place}.values")) for cell, means in values.items()),
            only_new=given.get("only_new", False) is True,
        )
        if source.before and not source.column:
            self._refuse(f"{place}.before", _("only the cell of a column can have others before it"))
        if not (source.headers or source.entry or "value" in given):
            self._refuse(place, _("it names no column"))
        return source

    def _conditions(self, raw: Mapping[str, Any], place: str) -> Iterator[Condition]:
        for word in _CHOOSING:
            for column, cells in self._mapping(raw.get(word, {}), f"{place}.{word}").items():
                listed: Any = [cells] if isinstance(cells, str) else cells
                yield Condition(column=column, cells=self._texts(listed, f"{place}.{word}"), negated=word == "unless")

    def _check_entries(self, section: Section, tables: Mapping[str, str]) -> None:
        wanted = {
            column.name: column.vocabulary for column in TABLES[section.table].columns if column.type == "reference"
        }
        for column, sources in section.columns:
            place = f"{section.table}.{section.name}.{column}"
            for source in sources:
                if not source.entry:
                    continue
                if column not in wanted:
                    self._refuse(place, _("only columns that refer to an entry can name one"))
                if tables.get(source.entry) != wanted[column]:
                    self._refuse(place, _("there is no section %(name)s", name=f"[{wanted[column]}.{source.entry}]"))

    def _mapping(self, raw: Any, place: str) -> Mapping[str, Any]:
        if not isinstance(raw, dict):
            self._refuse(place, _("it should hold names and what they mean"))
        return cast("Mapping[str, Any]", raw)

    def _text(self, raw: Any, place: str) -> str:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            self._refuse(place, _("it should be text in quotation marks"))
        return str(raw)

    def _texts(self, raw: Any, place: str) -> tuple[str, ...]:
        if not isinstance(raw, list):
            self._refuse(place, _("it should be a list of texts in brackets"))
        return tuple(self._text(one, place) for one in cast("Sequence[Any]", raw))

    def _refuse(self, place: str, why: str) -> NoReturn:
        raise InvalidInputError(
            _("The mapping “%(file)s” cannot be used: %(place)s: %(why)s.", file=self._called, place=place, why=why)
            if place
            else _("The mapping “%(file)s” cannot be used: %(why)s.", file=self._called, why=why)
        )
