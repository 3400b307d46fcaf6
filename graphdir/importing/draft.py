"""The change set of an import as it grows: what stands, and what rows make of it."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from graphdir import clock
from graphdir.importing.readers import Sheet
from graphdir.importing.recognising import Row
from graphdir.model import (
    ContactPoint,
    Entity,
    EntityKind,
    Organisation,
    OrganisationKind,
    Participation,
    Project,
    Relation,
    Topic,
    latest,
)
from graphdir.store import Change
from graphdir.taxonomy import Taxonomy
from graphdir.ties import NOT_OVER, tense_of_relation

# Of each sort an entry of which nothing is said.
BLANKS: Final[Mapping[EntityKind, Entity]] = {
    "topic": Topic(id="-", label_de="-"),
    "organisation_kind": OrganisationKind(id="-", label_de="-"),
    "organisation": Organisation(id="-", name="-", kind="-"),
    "project": Project(id="-", title="-"),
    "relation": Relation(from_id="-", to_id="--", kind="-"),
    "participation": Participation(project_id="-", organisation_id="-"),
    "contact": ContactPoint(organisation_id="-", role="-"),
}


@dataclass(slots=True)
class Counts:
    """How many rows of a table are new, changed, unchanged; and entries that no row names."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0


class Standing(Protocol):
    """What sheets are checked against: a store, or an excerpt of one that holds all that they are about."""

    def taxonomy(self) -> Taxonomy:
        """Return the vocabularies in force."""
        ...

    def entries(self, entity: EntityKind) -> Iterable[Entity]:
        """Go through the entries of a sort."""
        ...


class Draft:
    """What ``stands`` by sort and key, and the ``changes`` and ``counts`` (by table) of an import.

    Sorts that are not ``needed`` are taken for empty. ``taxonomy`` is the vocabulary with what the lists add. A
    relation whose beginning a row tells more exactly is in ``redated`` as it stands, by the key that it has then; and
    that key is in ``redated_as`` by its present one. ``today`` is the office's day.
    """

    def __init__(self, standing: Standing, needed: Container[EntityKind]) -> None:
        self.taxonomy = standing.taxonomy()
        self.stands: Mapping[EntityKind, Mapping[str, Entity]] = {
            entity: {entry.key: entry for entry in (standing.entries(entity) if entity in needed else ())}
            for entity in BLANKS
        }
        self.changes: dict[tuple[EntityKind, str], Change] = {}
        self.counts: dict[str, Counts] = {}
        self.redated: dict[str, Relation] = {}
        self.redated_as: dict[str, str] = {}
        self.today = clock.day()

    def extend_taxonomy(self) -> None:
        """Take the topics and kinds that the lists bring into the vocabulary."""
        made = [change.after for change in self.changes.values()]
        self.taxonomy = self.taxonomy.extended(
            topics=[entry for entry in made if isinstance(entry, Topic)],
            organisation_kinds=[entry for entry in made if isinstance(entry, OrganisationKind)],
        )

    def present(self, entity: EntityKind, key: str) -> Entity | None:
        """Return an entry as the rows so far have made it, else as it stands; None where there is none."""
        change = self.changes.get((entity, key))
        return change.after if change else self.stands[entity].get(key)

    def is_over(self, entry: Entity) -> bool:
        """Tell whether an entry is no more, a relation also since one of its ends is not."""
        if not isinstance(entry, Relation):
            return latest(getattr(entry, "valid_to", "")) < self.today
        gone = any(self._has_ended(end) for end in (entry.from_id, entry.to_id))
        return tense_of_relation(entry, self.today, gone=gone) not in NOT_OVER

    def _has_ended(self, organisation_id: str) -> bool:
        one = self.present("organisation", organisation_id)
        return isinstance(one, Organisation) and one.has_ended(self.today)

    def redate(self, before: Relation, key: str) -> None:
        """Take note that a relation gets another beginning, and ``key`` with it."""
        self.redated[key], self.redated_as[before.key] = before, key

    def note(self, entry: Entity, row: Row, counts: Counts) -> None:
        """Take what a row makes of an entry."""
        before = self.stands[entry.entity].get(entry.key)
        if before == entry:
            counts.unchanged += 1
            return
        redated = self.redated.get(entry.key) if entry.entity == "relation" else None
        if before is None and redated is None:
            counts.new += 1
        else:
            counts.changed += 1
        file = _file(row.sheet)
        if redated:
            self.changes[entry.entity, redated.key] = Change(before=redated, after=None, file=file, row=row.number)
        self.changes[entry.entity, entry.key] = Change(before=before, after=entry, file=file, row=row.number)

    def add_to(self, kept: Entity, entry: Entity, first: Row, counts: Counts) -> None:
        """Take what another row adds to an entry that the ``first`` one has made, or left as it stands."""
        if entry == kept:
            return
        before = self.stands[entry.entity].get(entry.key)
        if before == kept:
            counts.unchanged -= 1
            counts.changed += 1
        change = Change(before=before, after=entry, file=_file(first.sheet), row=first.number)
        self.changes[entry.entity, entry.key] = change

    def take_back(self, key: str, row: Row) -> None:
        """Take back the change that was made of a row, if one was."""
        table = row.sheet.table
        change = self.changes.get((table.entity, key))
        if change is None or (change.file, change.row) != (_file(row.sheet), row.number):
            return
        del self.changes[table.entity, key]
        redated = self.redated.pop(key, None)
        if redated:
            del self.changes[table.entity, redated.key]
        if change.before is None and redated is None:
            self.counts[table.name].new -= 1
        else:
            self.counts[table.name].changed -= 1


def _file(sheet: Sheet) -> str:
    return f"{sheet.file} / {sheet.sheet}" if sheet.sheet else sheet.file
