"""What the columns of an unknown list may mean: a profile to look through, with a question for all that is unsure."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import PurePosixPath
from typing import Final, Literal

from graphdir import text
from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.importing.actors import ACTORS, SOCIAL_WORK, section_of
from graphdir.importing.cells import CellError, CellReader
from graphdir.importing.files import RawSheet
from graphdir.importing.mapping import (
    CONSTANTS,
    NAMED,
    UNDECIDED,
    WHERE_NO,
    WHERE_YES,
    Condition,
    ListProfile,
    Section,
    Source,
    where_no,
    where_yes,
    with_sources,
)
from graphdir.importing.persons import (
    Person,
    consents_among,
    expiries_among,
    may_be_a_persons,
    never_organisations,
    persons_among,
    refusals_among,
    role_said,
)
from graphdir.importing.readers import (
    MOST_ROWS_ABOVE,
    ROWS_LOOKED_AT,
    are_mostly_counted,
    columns_below,
    counts_rows,
    meant,
    sums_up,
    told_apart,
    without_whose,
)
from graphdir.importing.splitting import header_for, is_meant
from graphdir.tables import TABLES, Column, Table, without_euros
from graphdir.taxonomy import Taxonomy

How = Literal["name", "near", "values", "none"]

_ENOUGH: Final = 0.8
_LONGEST_SHOWN: Final = 40
_MOST_VALUES: Final = 40
# More names than a mapping should list, and than somebody would go through.
MOST_ADDED: Final = 500
# So begin the sections of those who are added.
NEW: Final = "new-"
# Headers of projects that mean something else, or nothing, in a table of their own.
_OF_PROJECTS: Final = {
    text.fold(word): column
    for column, words in {
        "starts_on": (
            *("Jahr", "year", "Zeitraum", "Laufzeit", "Schuljahr", "Förderjahr"),
            *("Bewilligungszeitraum", "Förderzeitraum", "Durchführungszeitraum"),
        ),
        "ends_on": ("year_final", "final year", "Jahr bis", "letztes Jahr"),
        "amount_eur": ("amount", "Zuwendung", "bewilligte Mittel", "Kosten", "Förderung", "Euro", "Gesamtkosten"),
        "programme": ("Fonds", "Förderrichtlinie", "Richtlinie"),
    }.items()
    for word in words
}
# Headers too vague to be known everywhere.
_VAGUE: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "organisations": {
        "name": (
            *("Bezeichnung", "Mitglied", "Amt", "Behörde", "Dienststelle", "Vereinsname", "Name des Vereins"),
            *("Firmenname", "company", "Einrichtungsname", "Einrichtung/Ort", "zuständige Stelle"),
            *("organisation name", "organization", "institution", "name of organisation"),
        ),
        "kind": ("type", "Typ", "Kategorie", "Organisationsform", "Art der Einrichtung", "kind id"),
    },
    "relations": {
        "kind": (
            *("relation id", "type", "Typ", "Art der Zusammenarbeit", "Art der Vereinbarung", "Vereinbarung"),
            "Kooperation",
        ),
    },
    "contacts": {"role": ("role id", "Zuständigkeit", "Position", "Stelle")},
}
_MORE: Final[Mapping[str, Mapping[str, str]]] = {
    table: {text.fold(word): column for column, words in columns.items() for word in words}
    for table, columns in _VAGUE.items()
}
# Which part of the body that is named beside it, not of what kind that is.
_PART_OF_A_BODY: Final = re.compile(r"abteilung|department|referat|sachgebiet|fachbereich|fachdienst|dezernat|sparte")
_YEARS: Final = frozenset(header for header, column in _OF_PROJECTS.items() if column == "starts_on")
_BEGINNINGS: Final = {"relations": ("valid_from", "valid_to"), "projects": ("starts_on", "ends_on")}
# Since when an agreement holds; of a school alone "geschlossen am" says something else.
_TOGETHER: Final = r"(?:zusammenarbeit|kooperation|partnerschaft|(?:kooperations)?(?:vertrag|vereinbarung))"
_SIGNED: Final = re.compile(
    r"(?:abgeschlossen|geschlossen|unterzeichnet|vereinbart) am|vertrag vom|vertragsdatum|seit wann|"
    rf"(?:in )?{_TOGETHER} (?:besteht )?(?:seit|ab|vom)|(?:beginn|start) (?:der|des) {_TOGETHER}s?|kooperationsbeginn"
)
# What a list of pairs says of their relations, and what of it may be about one of the two as well.
_OF_EITHER: Final = frozenset({"topics", "description"})
_OF_RELATIONS: Final = frozenset({"kind", "valid_from", "valid_to", "status", "occasion"}) | _OF_EITHER
# Relations that a school has to others; nearly all that have a direction lead to it.
_FROM_SCHOOLS: Final = frozenset({"member_of", "refers_to"})
# What names a row's entry without saying what it is.
_PLAIN_NAMES: Final = frozenset({"bezeichnung", "name", "einrichtung"})
_SCHOOL_AUTHORITY: Final = "schultrager"
# Where something takes place: a town, or a school by its name.
_PLACES: Final = frozenset(
    map(text.fold, ("Einsatzort", "Einsatzorte", "Durchführungsort", "Standort", "Schulstandort", "Schulstandorte"))
)
_SCHOOL: Final = re.compile(r"schule|schulzentrum|gymnasium|^(?:GS|GrS|SKS|SekS|GemS|FöS|IGS|KGS|BbS)\b", re.IGNORECASE)
# A list that is called so is one of schools; "AK Schulerfolg" is not.
_OF_SCHOOLS: Final = re.compile(
    r"^(?:(?:liste|ubersicht|verzeichnis|adressen|kontakte|stammdaten|alle|aller|der) )*"
    r"(?:(?:grund|sekundar|forder|gemeinschafts|gesamt|ober|real|berufs)?schulen?\b|gymnasien\b)|"
    r"\bschul(?:liste|verzeichnis|adress|ubersicht|daten|standort)"
)
# Where persons of such roles are reached; a school social worker is, whoever pays, at the school.
_ORGANISATION_OF: Final = {
    "head_of_school": "school",
    "school_social_worker": "school",
    "carrier_management": "carrier",
}
_NO_TITLE: Final = re.compile(
    r"kosten|mittel|betrag|summe|euro|\bnr\b|nummer|leit(?:ung|er)|\bort\b|stunden|zahl\b|datum"
)
# How a header is called that stands there before.
_AGAIN: Final = re.compile(r" \(\d+\)$")
_NAMES_A_BODY: Final = re.compile(
    r"(?:name|bezeichnung) (?:der|des) (?!.*(?:ansprech|leit|person|vorsitz|kontakt|kindes|eltern|vertret|teilnehm"
    r"|projekt|massnahme|angebot|vorhaben))"
)
_NAME_OF: Final = re.compile(r"^name (?:der|des) ", re.IGNORECASE)
# What looks like a number of a sort, and is another by its header.
_LOOK_LIKE: Final = {
    "phone": re.compile(r"fax\b"),
    "postcode": re.compile(
        r"kosten|mittel|betrag|summe|forderung|zuwendung|euro?\b|\bin$|\bnr\b|nummer|zahl\b|kennung|\bid\b"
    ),
}
_LOOKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "email": lambda cell: bool(re.fullmatch(r"\S+\s?(?:@|\(at\)|\[at\])\s?\S+\.\w+", cell, re.IGNORECASE)),
    "website": lambda cell: bool(re.fullmatch(r"(?:https?://|www\.)\S+", cell, re.IGNORECASE)),
    "postcode": lambda cell: bool(re.fullmatch(r"\d{5}", cell)),
    # And no date.
    "phone": lambda cell: bool(re.fullmatch(r"(?!\d\d?\.\d\d?\.\d+$|\d\d?/\d{4}$)(?:\+|0|\(0)[\d\s()/.-]{6,}", cell)),
    # In Germany.
    "latitude": lambda cell: bool(re.fullmatch(r"(?:4[7-9]|5[0-5])[.,]\d{2,}", cell)),
    "longitude": lambda cell: bool(re.fullmatch(r"(?:[5-9]|1[0-5])[.,]\d{2,}", cell)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a header may mean: a column of a section, and how that was found; both empty where it was not."""

    header: str
    section: str = ""
    column: str = ""
    how: How = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A profile to start from. ``questions`` are sentences on all that somebody has to look at, in order of columns.

    ``guesses`` has one for each header. Without ``profile`` nothing in the list looks like a table of ours.
    """

    profile: ListProfile | None
    guesses: tuple[Guess, ...]
    questions: tuple[str, ...]


def propose(raw: RawSheet, taxonomy: Taxonomy) -> Proposal:
    """Propose what the columns of a list mean: by their headers, near spellings, and what their cells look like."""
    return _Proposer(raw, taxonomy).proposal()


def begun(raw: RawSheet, taxonomy: Taxonomy, table: str) -> ListProfile:
    """Return a profile to start from where nothing says what a list holds: each row is an entry of the table.

    Needed columns that are not found are left open.
    """
    return _Proposer(raw, taxonomy).begun(TABLES[table])


def adding(profile: ListProfile, unknown: Mapping[str, Sequence[str]]) -> ListProfile:
    """Return the profile of a list, which adds also whom its columns name and nobody knows (``Plan.unknown``).

    Of each organisation that is added the kind is left open. At most ``MOST_ADDED`` should be.
    """
    taken = {section.name for section in profile.sections}
    added: dict[str, None] = {}
    sections: list[Section] = []
    for column, header, table in _references(profile):
        names = tuple(cell for cell in addable(unknown.get(column, ())) if cell not in added)
        if not names:
            continue
        added.update(dict.fromkeys(names))
        sources = {NAMED[table.name]: Source(column=header)}
        if table.name == "organisations":
            each = Source(column=header, values=tuple((name, UNDECIDED) for name in names), only_new=True)
            sources["kind"] = each if len(names) <= _MOST_VALUES else Source(value=UNDECIDED, only_new=True)
        tries = chain([f"{NEW}{text.slug(header)}"], (f"{NEW}{text.slug(header)}-{number}" for number in count(2)))
        called = next(name for name in tries if name not in taken)
        taken.add(called)
        sections.append(_section(table, called, sources, (Condition(column=header, cells=names),)))
    return replace(profile, sections=(*profile.sections, *sections))


def asking_words(profile: ListProfile, raw: RawSheet, taxonomy: Taxonomy) -> ListProfile:
    """Return the profile of a list, which leaves open what words of its columns of terms mean that nobody knows.

    A column with very many such words holds something else, and stays as it is.
    """
    at = header_for(profile, raw)
    if at is None:
        return profile
    cells: dict[str, Counter[str]] = {}
    rows = [row for _number, row in raw.rows[at + 1 :] if not sums_up(row)]
    for position, name in enumerate(told_apart(raw.rows[at][1])):
        cells.setdefault(name, Counter(row[position].strip() for row in rows if position < len(row)))

    def asked(section: Section, column: str, source: Source) -> Source:
        described = TABLES[section.table].column(column)
        of_terms = described.type in {"term", "choice"} and not section.name.startswith(NEW)
        if not (of_terms and source.column in cells and source.column) or source.before or source.part:
            return source
        said = (cell for cell, _number in cells[source.column].most_common() if cell and not is_meant(source, cell))
        unknown = unknown_words(described, said, taxonomy)
        if len(unknown) > _MOST_VALUES:
            return source
        return replace(source, values=(*source.values, *((cell, UNDECIDED) for cell in unknown)))

    return with_sources(profile, asked)


def unknown_words(column: Column, cells: Iterable[str], taxonomy: Taxonomy) -> dict[str, str]:
    """Return the cells that are no value of the column, in their order, each with what may be meant.

    After one more than a mapping should list the rest is not looked at.
    """
    reader = CellReader(column, taxonomy)
    unknown: dict[str, str] = {}
    for cell in cells:
        try:
            reader[cell]
        except CellError as error:
            unknown[cell] = error.proposal
            if len(unknown) > _MOST_VALUES:
                break
    return unknown


def addable(names: Iterable[str]) -> list[str]:
    """Return the names that a mapping can list: in one a star at the end stands for anything more."""
    return [name for name in names if not name.endswith("*")]


def without_added(profile: ListProfile) -> ListProfile:
    """Return a profile without those that one list adds: next year's names others."""
    return replace(profile, sections=tuple(one for one in profile.sections if not one.name.startswith(NEW)))


class _Proposer:
    def __init__(self, raw: RawSheet, taxonomy: Taxonomy) -> None:
        self._raw = raw
        self._taxonomy = taxonomy
        at = _header(raw)
        cells = told_apart(raw.rows[at][1])
        self._header = list(dict.fromkeys(cell for cell in cells if text.fold(cell)))
        rows = [row for _number, row in raw.rows[at + 1 : at + 1 + ROWS_LOOKED_AT] if not sums_up(row)]
        self._column = columns_below(cells, rows)
        self._cells = {name: list(filter(None, column)) for name, column in self._column.items()}
        self._people = list(persons_among(self._header, self._column))
        self._consents = consents_among(self._header)
        self._refusals = refusals_among(self._header)
        reached = {header for person in self._people for _column, header in person.reached_by}
        self._expiries = expiries_among(self._header)
        self._of_people = reached.union(
            never_organisations(self._header, self._people), self._beside_a_name(), self._expiries.values()
        )
        self._guesses: dict[str, Guess] = {}
        self._questions: list[str] = []

    def proposal(self) -> Proposal:
        parts = {part for person in self._people if person.before for part in (*person.before, person.header)}
        named = {name: ("", "") if name in parts else self._section_of(name) for name in self._header}
        of_schools = [part for section, part in named.values() if section == "school"]
        if of_schools and all(of_schools) and (own := self._plain_name(parts)):
            named[own] = ("school", "")
        sections = {section for section, _rest in named.values() if section}
        flat = len(sections) > 1 and any(section and not rest for section, rest in named.values())
        made = self._flat(named) if flat else self._plain()
        for name in self._header:
            if name not in self._guesses:
                self._guesses[name] = Guess(header=name)
                self._questions.append(self._asked_of(name))
        guesses = tuple(self._guesses[name] for name in self._header)
        return Proposal(
            profile=self._profile(made) if made else None, guesses=guesses, questions=tuple(self._questions)
        )

    def begun(self, table: Table) -> ListProfile:
        return self._profile(self._entries(table, begun=True))

    def _profile(self, sections: tuple[Section, ...]) -> ListProfile:
        used = {name for name, guess in self._guesses.items() if guess.column}
        return ListProfile(
            name=PurePosixPath(self._raw.called or self._raw.file).stem,
            sections=sections,
            ignore=tuple(name for name in self._header if name not in used),
        )

    def _beside_a_name(self) -> Iterable[str]:
        """Return telephones and mail where “Name” stands beside the organisation's: perhaps it is a person's."""
        names = [header for header in self._header if _named(TABLES["organisations"], header) == "name"]
        plain = [header for header in names if text.fold(header) == "name"]
        return filter(may_be_a_persons, self._header) if plain and len(names) > len(plain) else ()

    def _plain_name(self, of_persons: Collection[str]) -> str:
        """Return the header that names what a row is of without saying what that is, nor whom; empty for none."""
        plain = (header for header in self._header if text.fold(header) in _PLAIN_NAMES)
        return next((header for header in plain if header not in of_persons), "")

    def _section_of(self, header: str) -> tuple[str, str]:
        """Return which section a header is about, and what of it; a place may be a school, as its cells say."""
        cells = self._cells.get(header, ())
        if text.fold(header) in _PLACES and 2 * sum(bool(_SCHOOL.search(cell)) for cell in cells) > len(cells):
            return "school", ""
        return section_of(header)

    def _asked_of(self, header: str) -> str:
        cells = self._cells.get(header)
        if not cells:
            return _("“%(header)s” is left out: what does it mean?", header=header)
        shown = text.shortened(" ".join(cells[0].split()), _LONGEST_SHOWN)
        return _("“%(header)s”, for instance “%(cell)s”, is left out: what does it mean?", header=header, cell=shown)

    # --- one entry a row ---

    def _plain(self) -> tuple[Section, ...]:
        return self._entries(max(TABLES.values(), key=self._fits), begun=False)

    def _entries(self, table: Table, *, begun: bool) -> tuple[Section, ...]:
        """Return what a row is of if it is of this table; empty where it is not, though not if it is ``begun``."""
        persons = self._people if table.name == "organisations" else []
        told_of = {*self._consents, *self._refusals}
        if table.name == "organisations":
            # “Name” beside “Vorname” is nobody's but the person's.
            told_of.update(self._of_people, *(person.headers for person in persons if person.before))
        found = self._columns(table, [header for header in self._header if header not in told_of])
        missing = [column.name for column in table.columns if column.required and column.name not in found]
        guessed = {name: self._guessed_constant(table, name) for name in missing}
        known = len(found) + len(persons)
        if not begun and (known < 2 or not all(guessed.values())):  # noqa: PLR2004  one column may be anything
            return ()
        sources = {column: self._source(table, column, header) for column, header in found.items()}
        if table.name == "contacts" and (person := self._person_of_row(found)):
            sources["name"] = self._name(person, "entry")
        if table.name in _BEGINNINGS:
            self._period(sources, *_BEGINNINGS[table.name])
        for column, value in guessed.items():
            # What a list is about says little of who is known already.
            sources[column] = Source(value=value or UNDECIDED, only_new=table.name == "organisations")
            self._ask_for_constant(column, value or UNDECIDED)
        conditions = self._consent(self._consents) if table.name == "contacts" else ()
        of_others = [person for person in persons if person.header not in self._guesses]
        return (_section(table, "entry", sources, conditions), *self._persons(of_others))

    def _person_of_row(self, found: Mapping[str, str]) -> Person | None:
        """Return whom each row of a list of contact points is about; None where no column names a person."""
        others = {header for column, header in found.items() if column != "name"}
        person = next((one for one in self._people if one.header == found.get("name")), next(iter(self._people), None))
        return person if person and person.header and person.header not in others else None

    def _persons(
        self, persons: Sequence[Person], whose: Callable[[Person], str] = lambda _person: "entry"
    ) -> Iterable[Section]:
        """Return a section for each column that names a person of an organisation in its row: of which entry."""
        consents = self._own_consents(persons)
        for person in persons:
            reached = {column: header for column, header in person.reached_by if column}
            columns = {"name": person.header, **reached} if person.header else reached
            if until := [self._expiries[one] for one in consents[person.header] if one in self._expiries]:
                columns = {**columns, "expires_on": until[0]}
            name = text.slug(person.header or next(iter(reached.values())))
            for column, header in columns.items():
                self._guesses[header] = Guess(header=header, section=name, column=column, how="name")
                if column != "name":
                    self._ask_where(header, name, _label(TABLES["contacts"], column))
            sources = {column: Source(column=header) for column, header in columns.items()}
            if person.header:
                sources["name"] = self._name(person, name)
            yield _section(
                TABLES["contacts"],
                name,
                {
                    "organisation_id": Source(entry=whose(person)),
                    "role": self._role(person, name),
                    **sources,
                },
                self._consent(consents[person.header]),
            )

    def _name(self, person: Person, section: str) -> Source:
        for header in (*person.before, person.header):
            self._guesses[header] = Guess(header=header, section=section, column="name", how="name")
        return Source(column=person.header, before=person.before)

    def _role(self, person: Person, section: str) -> Source:
        """Return where the role of a person comes from: their column, or one of functions; else it is open."""
        if person.function:
            self._guesses[person.function] = Guess(header=person.function, section=section, column="role", how="name")
            source = self._source(TABLES["contacts"], "role", person.function, known=role_said)
            without = zip(self._column[person.function], self._column[person.header], strict=True)
            if not any(name and not function for function, name in without):
                return source
            question = _(
                "Where “%(header)s” is empty a person is a contact person: is that right?", header=person.function
            )
            self._questions.append(question)
            return replace(source, values=(*source.values, ("", "contact_person")))
        if person.role == UNDECIDED:
            self._ask_for_constant(f"{section}.role", person.role)
        return Source(value=person.role)

    def _own_consents(self, persons: Sequence[Person]) -> Mapping[str, Sequence[str]]:
        """Return by persons' headers how they agreed: by one column each where each has one right of the name."""
        consents, at = self._consents, self._header.index
        names = sorted((person.header for person in persons if person.header), key=at)
        beside = [next((name for name in reversed(names) if at(name) < at(consent)), "") for consent in consents]
        own = beside == names and len(names) == len(persons)
        return {person.header: [consents[names.index(person.header)]] if own else consents for person in persons}

    def _consent(self, consents: Sequence[str]) -> tuple[Condition, ...]:
        """Return the conditions that a person agreed, where columns say whether."""
        for header in consents:
            self._ask_for_consent(
                header,
                WHERE_YES,
                _("Only rows that say yes under “%(header)s” give a person: is that right?", header=header),
            )
        for header in self._refusals:
            self._ask_for_consent(
                header,
                WHERE_NO,
                _("Rows that say something under “%(header)s” give no person: is that right?", header=header),
            )
        return (*map(where_yes, consents), *map(where_no, self._refusals))

    def _ask_for_consent(self, header: str, how: str, question: str) -> None:
        if header not in self._guesses:
            self._questions.append(question)
            self._guesses[header] = Guess(header=header, section="entry", column=how, how="name")

    def _period(self, sources: dict[str, Source], beginning: str, end: str, *, section: str = "entry") -> None:
        """Take a column of years or periods for the beginning; the importer reads from it the end as well."""
        header = next((name for name in self._header if text.fold(name) in _YEARS), "")
        if header and not sources.keys() & {beginning, end}:
            sources[beginning] = Source(column=header)
            self._guesses[header] = Guess(header=header, section=section, column=beginning, how="name")

    def _fits(self, table: Table) -> tuple[bool, int]:
        named = {_named(table, header) for header in self._header} - {""}
        needed = {column.name for column in table.columns if column.required} - CONSTANTS
        return needed <= named, len(named)

    def _guessed_constant(self, table: Table, column: str) -> str:
        """Return what a needed column that the list lacks may hold all over; empty where only a list can say it."""
        if table.name == "organisations" and column == "kind":
            typed = any(guess.column == "school_type" for guess in self._guesses.values())
            called = next((guess.header for guess in self._guesses.values() if guess.column == "name"), "")
            return "school" if typed or _OF_SCHOOLS.search(text.fold(self._raw.called)) else self._kind_called(called)
        return UNDECIDED if column in CONSTANTS else ""

    def _kind_called(self, header: str) -> str:
        """Return the kind of organisation that a header such as “Jugendclub” names; open where it names none."""
        kind = TABLES["organisations"].column("kind")
        word = _NAME_OF.sub("", header)
        try:
            return CellReader(kind, self._taxonomy)[word] or UNDECIDED
        except CellError:
            return UNDECIDED

    # --- several entries a row ---

    def _flat(self, named: Mapping[str, tuple[str, str]]) -> tuple[Section, ...]:
        project = any(section == "project" for section, _rest in named.values())
        actors = [section for section in ACTORS if any(section == of for of, rest in named.values() if not rest)]
        places: dict[str, dict[str, Source]] = {section: {} for section in (*actors, *(["project"] if project else []))}
        rest: list[str] = []
        for header, (section, part) in named.items():
            table = TABLES["projects" if section == "project" else "organisations"]
            main = "title" if section == "project" else "name"
            column = main if not part else _column_said(table, part)
            if column == "id" and are_mostly_counted(self._cells[header]):
                column = ""
            if section in places and column and column not in places[section]:
                places[section][column] = self._source(table, column, header)
                self._guesses[header] = Guess(header=header, section=section, column=column, how="name")
            else:
                rest.append(header)
        if not actors:
            return ()
        if project and "title" not in places["project"]:
            rest = self._title(places["project"], rest, named)
        target = "project" if project else ""
        # Whose person it is mostly only somebody can say; how they are reached is not for everybody to see.
        rest = [
            header
            for header in rest
            if header not in self._of_people and not (len(actors) > 1 and may_be_a_persons(header))
        ]
        rest = self._rest_of_projects(places["project"], rest) if target else rest
        pairs = not target and len(actors) > 1
        of_relations = self._told_of_relations(f"{actors[0]}_{actors[1]}", rest) if pairs else {}
        rest = [header for header in rest if header not in self._guesses]
        of_actors = {name: section for name, (section, part) in named.items() if section in actors and not part}
        rest = self._beside_their_actors(places, rest, of_actors)
        home = "school" if "school" in actors else actors[0]
        for owner, headers in self._owned(rest, of_actors, home).items():
            self._rest_of(owner, places[owner], headers)
        persons = self._persons([one for one in self._people if _whose(one, actors)], lambda one: _whose(one, actors))
        return (*self._flat_sections(places, actors, of_relations, project=project), *persons)

    def _beside_their_actors(
        self, places: Mapping[str, dict[str, Source]], headers: Sequence[str], actors: Mapping[str, str]
    ) -> list[str]:
        """Take headers that stand there several times for the organisation that each stands behind: “Ort”, “Ort (2)”.

        ``actors`` are the sections by the headers that name their organisations.
        """
        table, left = TABLES["organisations"], list(headers)
        for again in headers:
            plain = _AGAIN.sub("", again)
            if plain == again or plain not in left or not (column := _column_said(table, plain)):
                continue
            for header in (plain, again):
                section = self._behind(header, actors)
                if section and column not in places[section]:
                    places[section][column] = self._source(table, column, header)
                    self._guesses[header] = Guess(header=header, section=section, column=column, how="name")
                    self._ask_where(header, section, _label(table, column))
                    left.remove(header)
        return left

    def _owned(self, headers: Sequence[str], actors: Mapping[str, str], home: str) -> Mapping[str, Sequence[str]]:
        """Return by section the headers that tell more of its organisation: of ``home``, but what stands before it.

        That belongs to whom it stands behind; ``actors`` are the sections by the headers that name their organisations.
        """
        at = self._header.index
        own = min(at(name) for name, section in actors.items() if section == home)
        owned: defaultdict[str, list[str]] = defaultdict(list)
        for header in headers:
            before = self._behind(header, actors) if at(header) < own else ""
            owned[before or home].append(header)
        return owned

    def _behind(self, header: str, actors: Mapping[str, str]) -> str:
        """Return the section of the organisation that a header stands behind; empty where it stands before all."""
        before = reversed(self._header[: self._header.index(header)])
        return next((actors[name] for name in before if name in actors), "")

    def _title(
        self, sources: dict[str, Source], headers: Sequence[str], named: Mapping[str, tuple[str, str]]
    ) -> list[str]:
        """Take for the title what is said of projects and means no other column; without such it is open."""
        of_projects = (one for one in headers if named[one][0] == "project")
        header = next((one for one in of_projects if not _NO_TITLE.search(text.fold(one))), "")
        sources["title"] = Source(column=header) if header else Source(value=UNDECIDED)
        if not header:
            self._questions.append(_("No column says %(column)s: which is it?", column="project.title"))
            return list(headers)
        self._guesses[header] = Guess(header=header, section="project", column="title", how="near")
        self._ask_whether(header, TABLES["projects"], "title")
        return [one for one in headers if one != header]

    def _rest_of_projects(self, sources: dict[str, Source], headers: Sequence[str]) -> list[str]:
        table = TABLES["projects"]
        left: list[str] = []
        for header in headers:
            column = _column_said(table, header)
            organisation = TABLES["organisations"].column_called(header)
            if not column or column in sources or (organisation and organisation.name in {"id", "name", "town"}):
                left.append(header)
                continue
            sources[column] = self._source(table, column, header)
            self._guesses[header] = Guess(header=header, section="project", column=column, how="name")
        return left

    def _told_of_relations(self, section: str, headers: Sequence[str]) -> dict[str, Source]:
        """Return how, on what and since when the two of a row work together, where columns say so."""
        table, found = TABLES["relations"], dict[str, Source]()
        for header in headers:
            column = _named(table, header)
            if column in _OF_RELATIONS and column not in found and self._may_tell_of_relations(column, header):
                found[column] = self._source(table, column, header)
                self._guesses[header] = Guess(header=header, section=section, column=column, how="name")
                if column in _OF_EITHER:
                    self._ask_where(header, section, _label(table, column))
        self._period(found, *_BEGINNINGS["relations"], section=section)
        signed = next((header for header in headers if _SIGNED.fullmatch(text.fold(header))), "")
        if signed and "valid_from" not in found:
            found["valid_from"] = Source(column=signed)
            self._guesses[signed] = Guess(header=signed, section=section, column="valid_from", how="near")
            self._ask_whether(signed, table, "valid_from")
        return found

    def _may_tell_of_relations(self, column: str, header: str) -> bool:
        """Tell whether a column that others have too is the relations': “Art” where its words are kinds of these."""
        if column != "kind" or TABLES["organisations"].column_called(header) is None:
            return True
        described = TABLES["relations"].column("kind")
        words = set(self._cells[header])
        return len(self._unknown(described, words)) < len(words)

    def _rest_of(self, section: str, sources: dict[str, Source], headers: Sequence[str]) -> None:
        table = TABLES["organisations"]
        # Since when there is one of several entries, no list says beside them.
        found = self._columns(table, headers, section=section, taken={*sources, "valid_from", "valid_to"})
        for column, header in found.items():
            sources[column] = self._source(table, column, header)
            self._ask_where(header, section, _label(table, column))

    def _ask_whether(self, header: str, table: Table, column: str) -> None:
        label = _label(table, column)
        self._questions.append(_("“%(header)s” is taken for %(column)s: is that right?", header=header, column=label))

    def _ask_where(self, header: str, section: str, column: str) -> None:
        self._questions.append(
            _(
                "“%(header)s” is taken for “%(column)s” of %(section)s: is that right?",
                header=header,
                column=column,
                section=section,
            )
        )

    def _flat_sections(
        self,
        places: Mapping[str, dict[str, Source]],
        actors: Sequence[str],
        of_relations: Mapping[str, Source],
        *,
        project: bool,
    ) -> Iterable[Section]:
        names = [places[section]["name"].column for section in actors]
        for section in actors:
            sources = places[section]
            if "kind" not in sources:
                value = "school" if section == "school" else self._kind_called(sources["name"].column)
                sources["kind"] = Source(value=value, only_new=True)
                self._ask_for_constant(f"{section}.kind", value)
            yield _section(TABLES["organisations"], section, sources)
        if project:
            sources = places["project"]
            if "id" not in sources:
                title = sources["title"].column
                told = [title] if title else [header for source in sources.values() for header in source.headers]
                made_of = self._telling_apart([*names, *told], sources)
                sources["id"] = Source(made_of=made_of, prefix=text.slug(PurePosixPath(self._raw.called).stem)[:20])
            yield _section(TABLES["projects"], "project", sources)
            for section in actors:
                yield _section(
                    TABLES["participations"],
                    f"{section}_of_project",
                    {
                        "project_id": Source(entry="project"),
                        "organisation_id": Source(entry=section),
                        "role": Source(value=ACTORS[section]),
                    },
                )
        elif len(actors) > 1:
            kind = self._kind_of_relation(names) if set(actors) == {"carrier", "school"} else UNDECIDED
            if "kind" not in of_relations:
                self._ask_for_constant("relations.kind", kind)
            for other in actors[1:]:
                turned = actors[0] == "school" and not self._begin_at_schools(of_relations.get("kind"))
                start, end = (other, actors[0]) if turned else (actors[0], other)
                yield _section(
                    TABLES["relations"],
                    f"{actors[0]}_{other}",
                    {
                        "from_id": Source(entry=start),
                        "to_id": Source(entry=end),
                        "kind": Source(value=kind),
                        **of_relations,
                    },
                )

    def _kind_of_relation(self, names: Sequence[str]) -> str:
        """Return what a carrier is to the school beside it, as it or the list is called; open where nothing says it."""
        if _SCHOOL_AUTHORITY in map(text.fold, names):
            return "school_authority_of"
        social_work = not SOCIAL_WORK.isdisjoint(text.words(" ".join((*names, self._raw.called))))
        return "provides_school_social_work" if social_work else UNDECIDED

    def _begin_at_schools(self, kind: Source | None) -> bool:
        """Tell whether all relations with a direction that a column names go from a school; most go to one."""
        reader = CellReader(TABLES["relations"].column("kind"), self._taxonomy)
        said: set[str] = set()
        for cell in set(self._cells.get(kind.column, ()) if kind else ()):
            with suppress(CellError):
                said.add(reader[cell])
        directed = {one for one in said if self._taxonomy.relation_kinds[one].directed}
        return bool(directed) and directed <= _FROM_SCHOOLS

    def _telling_apart(self, headers: Sequence[str], sources: Mapping[str, Source]) -> tuple[str, ...]:
        """Return the columns that tell projects apart: with the year, and the amount only where that is needed."""
        year, amount = (sources[of].column if of in sources else "" for of in ("starts_on", "amount_eur"))
        usual = [header for header in (*headers, year) if header]

        def different(chosen: Sequence[str]) -> int:
            return len(set(zip(*(self._column[header] for header in chosen), strict=True)))

        needs_amount = bool(amount) and different([*usual, amount]) > different(usual)
        return tuple(dict.fromkeys([*usual, amount] if needs_amount else usual))

    # --- columns and their cells ---

    def _columns(
        self, table: Table, headers: Sequence[str], *, section: str = "entry", taken: Iterable[str] = ()
    ) -> dict[str, str]:
        """Return header by column of the table: named so, spelled nearly so, or with cells that look so."""
        found: dict[str, str] = {}
        # Beside several entries it says whose they are.
        columns, near = meant(table, without_whose(table, headers) if section == "entry" else headers)
        for at, (header, column) in enumerate(zip(headers, columns, strict=True)):
            told = _named(table, header)
            how: How = "near" if at in near and not told else "name"
            guess = (told or column) if at in near else (column or told)
            # Beside several entries nobody knows whose number it is.
            if guess == "id" and (section != "entry" or counts_rows(header, self._cells[header])):
                continue
            if not guess:
                guess, how = self._looks_like(table, header), "values"
            if not guess or guess in taken or (guess in found and not self._suits_better(table, guess, header, found)):
                continue
            if guess in found:
                del self._guesses[found[guess]]
            found[guess] = header
            self._guesses[header] = Guess(header=header, section=section, column=guess, how=how)
            if how != "name":
                self._ask_whether(header, table, guess)
        return found

    def _suits_better(self, table: Table, column: str, header: str, found: Mapping[str, str]) -> bool:
        """Tell whether a vocabulary knows all cells of this column, and not all of the one found before.

        Of two names that is better which is not the carrier's: “Träger” beside “Beratungsstelle”.
        """
        if (table.name, column) == ("organisations", "name"):
            return section_of(found[column])[0] == "carrier" and not section_of(header)[0]
        described = table.column(column)
        if described.type != "term" or not self._cells.get(header):
            return False
        return not self._unknown(described, self._cells[header]) and bool(
            self._unknown(described, self._cells.get(found[column], []))
        )

    def _looks_like(self, table: Table, header: str) -> str:
        cells = self._cells.get(header, [])
        if not cells:
            return ""
        known = {column.name: column for column in table.columns}
        for column, looks in _LOOKS.items():
            if column in _LOOK_LIKE and _LOOK_LIKE[column].search(text.fold(header)):
                continue
            if column in known and sum(map(looks, cells)) >= _ENOUGH * len(cells):
                return column
        if _PART_OF_A_BODY.fullmatch(text.fold(header)):
            return ""
        of_terms = (one for one in table.columns if one.type == "term" and not all(map(str.isdigit, cells)))
        return next((one.name for one in of_terms if not self._unknown(one, cells)), "")

    def _source(self, table: Table, column: str, header: str, known: Callable[[str], str] = lambda _cell: "") -> Source:
        """Return where a column's cells come from; of words that no vocabulary knows, nor ``known``, each is open."""
        described = table.column(column)
        if described.type not in {"term", "choice"}:
            return Source(column=header)
        unknown = self._unknown(described, self._cells.get(header, []))
        if not unknown or len(unknown) > _MOST_VALUES:
            return Source(column=header)
        for cell, hint in unknown.items():
            if known(cell):
                continue
            self._questions.append(
                _("“%(header)s”: what does “%(cell)s” mean? %(hint)s", header=header, cell=cell, hint=hint).strip()
            )
        return Source(column=header, values=tuple((cell, known(cell) or UNDECIDED) for cell in unknown))

    def _unknown(self, column: Column, cells: Iterable[str]) -> dict[str, str]:
        """Return the cells that are no value of the column, the commonest first, each with what may be meant."""
        return unknown_words(column, (cell for cell, _number in Counter(cells).most_common()), self._taxonomy)

    def _ask_for_constant(self, column: str, value: str) -> None:
        self._questions.append(
            _("No column says %(column)s: what is it for all rows?", column=column)
            if value == UNDECIDED
            else _("No column says %(column)s: is it %(value)s for all rows?", column=column, value=value)
        )


def _whose(person: Person, actors: Collection[str]) -> str:
    """Return the section of the organisation that a person of several in a row belongs to; empty where none is told."""
    told = section_of(person.header)[0] or _ORGANISATION_OF.get(person.role, "")
    return told if told in actors else ""


def _references(profile: ListProfile) -> Iterator[tuple[str, str, Table]]:
    """Go through the columns that refer to others by a header of the list: column, header, and the others' table."""
    for section in profile.sections:
        vocabularies = {one.name: one.vocabulary for one in TABLES[section.table].columns if one.type == "reference"}
        for column, sources in section.columns:
            for source in sources:
                if source.column and column in vocabularies:
                    yield column, source.column, TABLES[vocabularies[column]]


def _section(table: Table, name: str, sources: Mapping[str, Source], conditions: tuple[Condition, ...] = ()) -> Section:
    order = {column.name: at for at, column in enumerate(table.columns)}
    columns = sorted(sources, key=order.__getitem__)
    return Section(
        table=table.name,
        name=name,
        columns=tuple((column, (sources[column],)) for column in columns),
        conditions=conditions,
    )


def _label(table: Table, column: str) -> str:
    """Return a column's header in the language in force."""
    german = table.column(column).german
    return german[0] if german and language() == "de" else column


def _header(raw: RawSheet) -> int:
    """Return which row looks most like a header: it has known words, else is the first that is as wide as the list."""
    first = raw.rows[:MOST_ROWS_ABOVE]

    def known(cells: Sequence[str]) -> int:
        names = [cell.strip() for cell in cells if cell.strip()]
        tables = max(sum(table.column_called(name) is not None for name in names) for table in TABLES.values())
        return max(tables, sum(bool(section_of(name)[0]) for name in names))

    best = max(range(len(first)), key=lambda at: known(first[at][1]))
    if known(first[best][1]) > 1:
        return best
    width = max(sum(map(bool, map(str.strip, cells))) for _number, cells in first)
    return next(at for at, (_n, cells) in enumerate(first) if 2 * sum(map(bool, map(str.strip, cells))) >= width)


def _column_said(table: Table, header: str) -> str:
    """Return the column that a header names beside others, where some mean something else of projects."""
    folded = text.fold(header)
    of_projects = _OF_PROJECTS.get(folded) or _OF_PROJECTS.get(without_euros(folded), "")
    known = table.column_called(header)
    return (of_projects if table.name == "projects" else "") or (known.name if known else "")


def _named(table: Table, header: str) -> str:
    """Return the column that a header names, also by a word that only means it in such a table; empty for none."""
    if known := table.column_called(header):
        return known.name
    section, part = section_of(header)
    if section and not part and table.name == ("projects" if section == "project" else "organisations"):
        return NAMED[table.name]
    if table.name == "organisations" and _NAMES_A_BODY.match(text.fold(header)):
        return NAMED[table.name]
    return _MORE.get(table.name, {}).get(text.fold(header), "")
