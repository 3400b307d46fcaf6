"""Which entry a row of a list tells of, and which ones a new entry may be the same as."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, cast

from rapidfuzz import fuzz
from rapidfuzz.process import extractOne

from graphdir import text
from graphdir.duplicates.beside import Hit, Search, search_among
from graphdir.duplicates.decisions import pair_of, row_of
from graphdir.duplicates.entry import sketched
from graphdir.duplicates.likeness import SURE, Verdict
from graphdir.duplicates.names import read
from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.importing.readers import Sheet
from graphdir.model import ContactPoint, Entity, EntityKind, Organisation, Project, Relation
from graphdir.taxonomy import Taxonomy

# Two projects with the same title, beginning and amount are one.
_SURE: Final = 3
# Of more that one may be, nothing is told: a title such as "Schulsozialarbeit".
_MOST_PROJECTS: Final = 3
# Of names that nobody has: how much of the words has to be the same, in percent, and for how many that is asked.
_LIKE: Final = 88
_MOST_LIKES: Final = 50


class Row(NamedTuple):
    """A row whose ``cells`` could all be read; ``values`` holds the columns that the sheet has.

    ``entry`` tells the entries of a flat list apart. ``joins`` is its own id where it tells of an organisation or
    project that is known by another one.
    """

    sheet: Sheet
    number: int
    values: dict[str, Any]
    cells: Sequence[str]
    entry: str = ""
    joins: str = ""

    def as_written(self, column: str) -> str:
        """Return the cell of a column; empty where the sheet has none."""
        at = self.sheet.columns.index(column) if column in self.sheet.columns else len(self.cells)
        return self.cells[at].strip() if at < len(self.cells) else ""

    @property
    def title(self) -> str:
        """What an organisation or project is called."""
        called: str = self.values["name" if self.sheet.table.name == "organisations" else "title"]
        return called

    @property
    def town(self) -> str:
        """Where an organisation is; empty where that is not told, and for projects."""
        return self.values.get("town") or ""

    def names(self) -> list[str]:
        """Return the folded names by which others may refer to its entry."""
        return _names(self.title, self.values.get("aliases") or (), self.town, self.values.get("municipality") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A new organisation or project that may be one that stands already, or that an earlier row of the lists brings.

    ``other_row`` is that row, with its file; 0 for one of the store. ``score`` is from 0 to 1, ``reasons`` are
    sentences, the weightiest first (graphdir/duplicates).
    """

    file: str
    row: int
    name: str
    town: str
    id: str
    other_id: str
    other_name: str
    entity: EntityKind = "organisation"
    other_file: str = ""
    other_row: int = 0
    score: float = 0.0
    verdict: Verdict = "unsure"
    reasons: tuple[str, ...] = ()

    @property
    def is_likely(self) -> bool:
        """Tell whether it is so likely that such ones may be taken all at once."""
        return self.verdict == "same" and self.score >= SURE


@dataclass(slots=True)
class Known:
    """The entries of a table in the store and in the lists: ids, and folded names that may be ambiguous."""

    ids: set[str] = field(default_factory=set[str])
    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, id_: str, names: Iterable[str]) -> None:
        """Note an entry."""
        self.ids.add(id_)
        for name in names:
            self.names[name].add(id_)

    def remove(self, id_: str, names: Iterable[str]) -> None:
        """Forget an entry."""
        self.ids.discard(id_)
        for name in names:
            self.names[name].discard(id_)


class Recogniser:
    """Tells of which organisation or project a row tells, and notes whom a new one may be.

    ``decided`` are the pairs of ids that are two, ``same`` what new ids stand for, ``decided_rows`` what rows stand for
    (``importer.plan``); ``expected`` is about how many rows tell of organisations. ``joins`` grows with the rows. It is
    to be closed.
    """

    def __init__(
        self,
        decided: Container[tuple[str, str]],
        same: Mapping[str, str],
        decided_rows: Mapping[tuple[str, str], str],
        expected: int,
    ) -> None:
        self.known: Mapping[str, Known] = {"organisations": Known(), "projects": Known()}
        self.joins: list[Duplicate] = []
        self._doubted: set[str] = set()
        self._likes: dict[tuple[str, str], str] = {}
        self._years_of_new: dict[str, str] = {}
        self._new_projects: Counter[tuple[str, str]] = Counter()
        self._told_projects: set[str] = set()
        self._decided = decided
        self._same = dict(same)
        self._decided_rows = decided_rows
        self._stands: Mapping[str, Mapping[str, Entity]] = {}
        self._called: dict[str, tuple[str, str]] = {}
        self._expected = expected
        self._search: Search | None = None
        self._rows_of_new: dict[str, Row] = {}
        self._like_projects: list[Duplicate] = []
        self._ids_of_entries: dict[tuple[str, str, str], str] = {}

    def learn(self, organisations: Mapping[str, Entity], projects: Mapping[str, Entity]) -> None:
        """Take note of what stands in the store, by id."""
        self._stands = {"organisations": organisations, "projects": projects}
        for entry in organisations.values():
            one = cast("Organisation", entry)
            self._called[one.id] = (one.name, one.town)
            self.known["organisations"].add(one.id, _names(one.name, one.aliases, one.town, one.municipality))
        for entry in projects.values():
            project = cast("Project", entry)
            self._called[project.id] = (project.title, "")
            self.known["projects"].add(project.id, (text.fold(project.title),))

    def count_projects(self, rows: Iterable[Row]) -> None:
        """Take note of which projects rows tell of by id, and how many new ones have the same title and year."""
        stands = self._stands["projects"]
        for row in rows:
            if row.values.get("id") in stands:
                self._told_projects.add(row.values["id"])
            else:
                self._new_projects[text.fold(row.title), _year(row.values.get("starts_on"))] += 1

    def identified(self, row: Row, taxonomy: Taxonomy) -> Row:
        """Give a row without id the id of the entry with its name, else a new one; note both."""
        table, told = row.sheet.table.name, row.values.get("id")
        id_ = told or (self._project_id(row) if table == "projects" else self._id_of(row.title, row.town))
        if id_ not in self._stands[table] and (means := self._decided_rows.get(row_of(id_, row.title))):
            self._same.setdefault(id_, means)
        other = self._other_id(row, id_, taxonomy)
        if other:
            self.joins.append(self._like(row, id_, other))
            row = row._replace(joins=told or other)
            id_ = other
        if id_ != told:
            row = row._replace(values={**row.values, "id": id_})
        if row.entry:
            self._ids_of_entries[row.sheet.file, row.sheet.sheet, row.entry] = id_
        if id_ not in self.known[table].ids:
            if table == "organisations":
                self._look_for_organisations(row, id_, taxonomy)
            else:
                self._look_for_project(row, id_)
        self._called.setdefault(id_, (row.title, row.town))
        self.known[table].add(id_, row.names())
        if table == "projects":
            self._years_of_new.setdefault(id_, _year(row.values.get("starts_on")))
        return row

    def of_entry(self, sheet: Sheet, entry: str) -> str | None:
        """Return the id of an entry of a flat list; None for one that is left out."""
        return self._ids_of_entries.get((sheet.file, sheet.sheet, entry))

    def meant(self, table: str, cell: str) -> set[str]:
        """Return the ids that a cell can mean: by id, by a decision, else by name."""
        known = self.known[table]
        for id_ in (cell, self._decided_as(cell)):
            if id_ in known.ids:
                return {id_}
        return known.names.get(text.fold(cell), set())

    def name_of(self, id_: str) -> str:
        """Return what the entry with an id is called, the id where nobody has it."""
        return self._called.get(id_, (id_, ""))[0]

    def called(self, entry: Entity, taxonomy: Taxonomy) -> str:
        """Return how people call an entry."""
        if isinstance(entry, Relation):
            return " - ".join(map(self.name_of, (entry.from_id, entry.to_id)))
        if isinstance(entry, ContactPoint):
            role = taxonomy.contact_roles[entry.role].label(language())
            return f"{role} ({self.name_of(entry.organisation_id)})"
        return self.name_of(entry.key)

    def called_like(self, table: str, cell: str) -> str:
        """Return the name that is most like one that nobody has; empty where none is near, or after very many."""
        if (table, cell) not in self._likes:
            if len(self._likes) >= _MOST_LIKES:
                return ""
            names = self.known[table].names
            # "GS Sandau" is like "Grundschule Sandau" once it is read so.
            spelled = dict.fromkeys(
                (read(cell).folded, text.fold(cell)) if table == "organisations" else (text.fold(cell),)
            )
            likes = (extractOne(one, names.keys(), scorer=fuzz.token_set_ratio, score_cutoff=_LIKE) for one in spelled)
            found = next(filter(None, likes), None)
            ids = names[found[0]] if found else set[str]()
            self._likes[table, cell] = self._called[min(ids)][0] if ids else ""
        return self._likes[table, cell]

    def _project_id(self, row: Row) -> str:
        """Return the id of the one project with a row's title and year, else one made of its title.

        What begins in another year than the project with that id is another one.
        """
        if stands := self._standing_project(row):
            return stands
        own, year = text.slug(row.title), _year(row.values.get("starts_on"))
        dated = text.slug(row.title, year)
        ids = self.known["projects"].ids
        if own not in ids:
            return dated if dated in ids else own
        other = self._year_of(own)
        return dated if year and other and year != other else own

    def _standing_project(self, row: Row) -> str:
        """Return the id of the stored project that a row without one tells of; empty for none, and for several."""
        title, year = text.fold(row.title), _year(row.values.get("starts_on"))
        if not year or self._new_projects[title, year] > 1:
            return ""
        fitting = [
            one.id
            for one in self._called_like_row(row)
            if _year(one.starts_on) == year and _why_one_project(row, one) and one.id not in self._told_projects
        ]
        return fitting[0] if len(fitting) == 1 else ""

    def _called_like_row(self, row: Row) -> list[Project]:
        """Return the stored projects with a row's title."""
        stands = self._stands["projects"]
        ids = self.known["projects"].names.get(text.fold(row.title), ())
        return [cast("Project", stands[one]) for one in sorted(ids) if one in stands]

    def _year_of(self, project_id: str) -> str:
        stands = self._stands["projects"].get(project_id)
        return _year(cast("Project", stands).starts_on) if stands else self._years_of_new.get(project_id, "")

    def _id_of(self, name: str, town: str) -> str:
        own = text.slug(name, town)
        stands = self._stands["organisations"]
        if own in stands:
            return own
        wanted = (text.fold(name), text.fold(town))
        same = [
            id_
            for id_ in self.known["organisations"].names.get(wanted[0], ())
            if id_ in stands and tuple(map(text.fold, self._called[id_])) == wanted
        ]
        return same[0] if len(same) == 1 else own

    def _other_id(self, row: Row, id_: str, taxonomy: Taxonomy) -> str:
        """Return the id by which a row's entry is known, by a decision or by a name; empty for a new one.

        An alias counts in the same town, or where the row's id, its own or the one made of its name, is an alias too.
        Where a flat list names somebody beside others and tells no town, the name alone is a reference, as anywhere.
        """
        table = row.sheet.table.name
        known, stands = self.known[table], self._stands[table]
        if id_ in stands:
            return ""
        same = self._decided_as(id_)
        if same != id_ and same in known.ids:
            return same
        if table != "organisations":
            return ""
        called = [
            cast("Organisation", stands[one]) for one in known.names.get(text.fold(row.title), ()) if one in stands
        ]
        fitting = [one.id for one in called if id_ in one.aliases]
        if not (fitting or row.values.get("id")):
            fitting = [one.id for one in called if text.fold(one.town) == text.fold(row.town)]
        if not (fitting or row.values.get("id") or row.town) and row.entry and len(called) == 1:
            fitting = [one.id for one in called if _may_be(row.values.get("kind") or "", one, taxonomy)]
        return fitting[0] if len(fitting) == 1 else ""

    def _decided_as(self, id_: str) -> str:
        """Return the id that a new one stands for by decisions, one after the other."""
        gone_through = {id_}
        while (other := self._same.get(id_, id_)) not in gone_through:
            gone_through.add(other)
            id_ = other
        return id_

    def waiting(self) -> int:
        """Return how many rows are not held against the others so far."""
        return self._search.waiting() if self._search else 0

    def close(self) -> None:
        """Look for no more."""
        if self._search:
            self._search.close()

    def doubt(self, id_: str) -> None:
        """Take nothing for very likely of what a new entry may be: its row may be of several."""
        self._doubted.add(id_)

    def settled(self, progress: Callable[[], object]) -> list[Duplicate]:
        """Return the duplicates when all rows were read; ``progress`` is called while some are still searched for."""
        return [
            replace(one, verdict="unsure") if one.id in self._doubted and one.verdict == "same" else one
            for one in (*self._like_organisations(progress), *self._like_projects)
        ]

    def _look_for_organisations(self, row: Row, id_: str, taxonomy: Taxonomy) -> None:
        """Look for what a new organisation may be: one that stands, or one of an earlier row."""
        if self._search is None:
            standing = cast("Collection[Organisation]", self._stands["organisations"].values())
            self._search = search_among(standing, taxonomy, self._expected)
        self._search.look_for(sketched(id_, row.values))
        self._rows_of_new[id_] = row

    def _like_organisations(self, progress: Callable[[], object]) -> Iterator[Duplicate]:
        """Go through what new organisations may be, those left aside that are decided; doubt who may be several."""
        hits = self._search.found(progress) if self._search else ()
        for (id_, row), found in zip(self._rows_of_new.items(), hits, strict=True):
            duplicates = [
                self._duplicate(row, id_, hit.id, hit.likeness.score, hit.likeness.verdict, _reasons(hit))
                for hit in found
                if pair_of(id_, hit.id) not in self._decided
            ]
            if sum(one.verdict == "same" and not one.other_row for one in duplicates) > 1:
                self.doubt(id_)
            yield from duplicates

    def _look_for_project(self, row: Row, id_: str) -> None:
        """Note what a new project may be: those that stand with its title, unless year or amount tell otherwise."""
        called_so = self._called_like_row(row)
        fitting = {one.id: reasons for one in called_so if (reasons := _why_one_project(row, one))}
        sure = any(len(reasons) == _SURE for reasons in fitting.values())
        if not fitting:
            year = _year(row.values.get("starts_on"))
            reasons = (_("The same title"), _("The same beginning"), _("Another amount, but no other row with these"))
            alone = year and self._new_projects[text.fold(row.title), year] == 1
            untold = (one for one in called_so if alone and one.id not in self._told_projects)
            fitting = {one.id: reasons for one in untold if year == _year(one.starts_on)}
        if len(fitting) > _MOST_PROJECTS:
            return
        sure = sure and len(fitting) == 1
        for other, reasons in fitting.items():
            if pair_of(id_, other) not in self._decided:
                verdict: Verdict = "same" if sure else "unsure"
                self._like_projects.append(self._duplicate(row, id_, other, 0.9 if sure else 0.5, verdict, reasons))

    def _duplicate(  # noqa: PLR0913, PLR0917  what a duplicate is
        self, row: Row, id_: str, other: str, score: float, verdict: Verdict, reasons: tuple[str, ...]
    ) -> Duplicate:
        return replace(self._like(row, id_, other), score=score, verdict=verdict, reasons=reasons)

    def _like(self, row: Row, id_: str, other_id: str) -> Duplicate:
        """Return a row beside what it may be, or is: an entry of the store, or of an earlier row."""
        first = self._rows_of_new.get(other_id)
        return Duplicate(
            file=row.sheet.file,
            row=row.number,
            name=row.title,
            town=row.town,
            id=id_,
            other_id=other_id,
            other_name=self._called[other_id][0],
            entity=row.sheet.table.entity,
            other_file=first.sheet.file if first else "",
            other_row=first.number if first else 0,
            score=1.0,
            verdict="same",
        )


def _reasons(hit: Hit) -> tuple[str, ...]:
    return tuple(reason.text for reason in hit.likeness.reasons)


def _why_one_project(row: Row, stands: Project) -> tuple[str, ...]:
    """Return why a row may tell of a project with its title; empty where year or amount say that it does not."""
    reasons = [_("The same title")]
    told = (
        (_year(row.values.get("starts_on")), _year(stands.starts_on), _("The same beginning")),
        (row.values.get("amount_eur"), stands.amount_eur, _("The same amount")),
    )
    for mine, theirs, reason in told:
        if mine and theirs:
            if mine != theirs:
                return ()
            reasons.append(reason)
    return tuple(reasons)


def _may_be(kind: str, entry: Organisation, taxonomy: Taxonomy) -> bool:
    """Tell whether an entry may be of the sort that a list says, if any."""
    return not kind or taxonomy.group_of(kind) == taxonomy.group_of(entry.kind)


def _year(date: str | None) -> str:
    return (date or "")[:4]


def _names(name: str, aliases: Iterable[str], town: str, municipality: str) -> list[str]:
    """Return the folded names by which others may refer to an organisation."""
    names = [text.fold(called) for called in (name, *aliases)]
    places = {text.fold(place): None for place in (town, municipality) if place}
    return [*names, *(f"{called} {place}" for called in names for place in places)]
