"""Rows of organisations, and what these are part of."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from graphdir import text
from graphdir.duplicates.names import read
from graphdir.i18n import gettext as _
from graphdir.importing import coarser
from graphdir.importing.building import take_topics
from graphdir.importing.draft import Counts
from graphdir.importing.locations import doubts
from graphdir.importing.making import Maker
from graphdir.importing.recognising import Row
from graphdir.model import Entity, Organisation, Relation, latest

if TYPE_CHECKING:
    from graphdir.importing.cells import Topics

_PART_OF: Final = "part_of"
_MOST_LEVELS: Final = 100
_BETWEEN_NAMES: Final = re.compile(r"\s+/\s+|;|,\s+(?=\w)|\s+(?:und|u\.|&)\s+")
# What stands where nobody in particular is meant.
_ANYBODY: Final = re.compile(
    r"(?:alle|diverse|div\.|verschiedene|mehrere|sonstige|weitere|einzelne|andere)(?:\s+\w+)?|(?:noch )?offen|"
    r"n\.?\s?n\.?",
    re.IGNORECASE,
)
_A_SCHOOL: Final = re.compile(r"(?:GS|Sek\.?|F\u00f6S|GmS|BbS|\w*schule|\w*gymnasium)\b", re.IGNORECASE)


@dataclass(eq=False)
class Organisations(Maker):
    """Makes organisations of rows, and the relations to those that they are part of."""

    _parents: list[Row] = field(default_factory=list[Row], init=False)
    _parent_of: dict[str, str] = field(default_factory=dict[str, str], init=False)
    # Of these only the parent is looked up, since something else in the row is wrong.
    _parents_of_bad_rows: list[Row] = field(default_factory=list[Row], init=False)

    def organisation(self, row: Row) -> Entity | None:
        """Make an organisation; None, with a problem noted, where a row is wrong."""
        values = dict(row.values)
        stands = cast("Organisation | None", self._builder.standing("organisation", row, values["id"]))
        if values.pop("parent_id", None):
            parent = self._references.of(row, "parent_id")
            if parent is None:
                return None
            if parent == row.values["id"]:
                self._complaints.error(row, "parent_id", parent, _("an organisation cannot be part of itself"))
                return None
            self._parent_of[row.values["id"]] = parent
            self._parents.append(row)
        if stands is not None and self._may_rename(row, stands):
            _keep_former_name(values, stands)
        self._take_keywords(row, values, stands)
        self._builder.look_at_addresses(row, values)
        if (values.get("latitude") is None) != (values.get("longitude") is None) and "longitude" in values:
            self._complaints.error(
                row, "latitude", "", _("latitude and longitude come together"), _("Fill in both or none.")
            )
            return None
        self._place(row, values, stands)
        if stands is None and self._names_several(row.title):
            self._recogniser.doubt(values["id"])
            self._complaints.warn(
                row,
                "name",
                row.title,
                _("seems to name several organisations"),
                _("Give each of them a row of its own."),
            )
        if stands is None and _ANYBODY.fullmatch(row.title.strip()):
            message = _("seems to name nobody in particular")
            self._complaints.warn(row, "name", row.title, message, _("Leave the cell empty, or say whom it means."))
        one = self._builder.built(row, Organisation, values["id"], values)
        if one is not None:
            self._tell_of_doubtful_place(row, cast("Organisation", one))
        return one

    def says(self, entry: Entity) -> bool:
        """Tell whether a relation is said by the list of organisations, in “parent_id”."""
        return isinstance(entry, Relation) and self._parent_of.get(entry.from_id) == entry.to_id

    def relate_parts(self) -> None:
        """Turn the parents of organisations into relations, unless these are known already."""
        for row in self._parents_of_bad_rows:
            self._references.of(row, "parent_id")
        if not self._parents:
            return
        stored = (
            *cast("Iterable[Relation]", self._draft.stands["relation"].values()),
            *(change.after for change in self._draft.changes.values()),
        )
        ties = [one for one in stored if isinstance(one, Relation) and one.kind == _PART_OF]
        known = {(one.from_id, one.to_id) for one in ties if latest(one.valid_to) >= self._draft.today}
        ended = {(one.from_id, one.to_id) for one in ties if not one.valid_from} - known
        wholes: defaultdict[str, set[str]] = defaultdict(set)
        for child, parent in known:
            wholes[child].add(parent)
        counts = self._draft.counts.setdefault("relations", Counts())
        for row in self._parents:
            child = row.values["id"]
            parent = self._parent_of[child]
            # A row that was left out may have been the only one to tell of the child.
            if (child, parent) in known or self._draft.present("organisation", child) is None:
                continue
            if (child, parent) in ended:
                message = _("was its whole until some day; that was left so")
                right = _("Where it is again, record that relation with its beginning.")
            elif _is_within(parent, child, wholes):
                message = _("is a part of this organisation itself; that was left out")
                right = _("Say of one alone what it is part of.")
            else:
                wholes[child].add(parent)
                source, confirmed = (row.values.get(name) or "" for name in ("source", "last_confirmed"))
                whole = Relation(from_id=child, to_id=parent, kind=_PART_OF, source=source, last_confirmed=confirmed)
                self._draft.note(whole, row, counts)
                continue
            self._complaints.warn(row, "parent_id", row.as_written("parent_id"), message, right)

    def without_parent(self, known: Container[str]) -> list[tuple[Row, str]]:
        """Return the rows whose parent (its id is beside each) is not known, and forget these."""
        lost = [row for row in self._parents if self._parent_of[row.values["id"]] not in known]
        self._parents = [row for row in self._parents if self._parent_of[row.values["id"]] in known]
        return [(row, self._parent_of[row.values["id"]]) for row in lost]

    def refer_later(self, row: Row) -> None:
        """Look up the parent in a row that is left out when all organisations are known."""
        self._parents_of_bad_rows.append(row)

    def _may_rename(self, row: Row, stands: Organisation) -> bool:
        """Tell whether another name in a row is a new one: the present one is then a former one."""
        listed = not (self._builder.exact or self._builder.clears) and bool(row.as_written("id"))
        return listed and not self._builder.is_older(row.values, stands)

    def _take_keywords(self, row: Row, values: dict[str, Any], stands: Organisation | None) -> None:
        """Put the topics of a row among its values, and its words that name none among the keywords."""
        topics: Topics | None = values.get("topics")
        if topics is None:
            return
        take_topics(values, topics)
        if topics.other and not self._builder.keeps(stands, "keywords", values):
            kept = values.get("keywords") or self._builder.stored(row, "keywords", stands) or ()
            values["keywords"] = tuple(dict.fromkeys((*kept, *topics.other)))
            message = _("is no known topic and was kept as a keyword")
            proposal = _("Add it to a table “topics”, or write a known topic.")
            self._complaints.warn(row, "topics", "; ".join(topics.other), message, proposal)

    def _names_several(self, name: str) -> bool:
        """Tell whether a name is made of several: of schools, of known ones, or with a stroke between of a known one.

        A semicolon parts names whoever they are, and each may tell of a body of its own (“AWO / IB”).
        "Landkreis Stendal, Jugendamt" is one, and so are "Gemeinschaftsschule / Sekundarschule Nord" and "Amt für
        Jugend und Sport".
        """
        parts = [part for part in map(text.clean, _BETWEEN_NAMES.split(name)) if part]
        if len(parts) < 2:  # noqa: PLR2004  several
            return False
        names = self._recogniser.known["organisations"].names
        of_schools = all(_A_SCHOOL.match(part) and " " in part for part in parts)
        known = [bool(names.get(text.fold(part))) for part in parts]
        beside = all(known) and not read(parts[0]).levels if "," in name else any(known)
        return of_schools or beside or ";" in name or _are_bodies(parts)

    def _tell_of_doubtful_place(self, row: Row, one: Organisation) -> None:
        """Tell what does not fit together in where an organisation is, as far as the row says it."""
        for column, value, message, proposal in doubts(one):
            if row.values.get(column) is not None:
                self._complaints.warn(row, column, value, message, proposal)

    def _place(self, row: Row, values: dict[str, Any], stands: Organisation | None) -> None:
        """Complete what a row says of where its organisation is."""
        unmoved = stands is not None and not self._builder.exact and coarser.same_place(values, stands)
        if stands is not None and unmoved:
            values["latitude"], values["longitude"] = stands.latitude, stands.longitude
        moved = stands is not None and values.get("latitude") is None and _has_moved(values, stands)
        if moved and stands is not None and not self._builder.is_older(values, stands):
            self._complaints.warn(
                row,
                "street",
                values["street"],
                _("is another address; the place on the map is still that of the old one"),
                _("Correct latitude and longitude too."),
            )
        if values.get("latitude") is not None and not values.get("position_quality"):
            values["position_quality"] = stands.position_quality if stands and unmoved else "exact"


def _are_bodies(parts: Sequence[str]) -> bool:
    """Tell whether parts of a name are each called after another large body, or are each an association or company."""
    names = list(map(read, parts))
    brands = [brand for name in names for brand in name.brands]
    return all(name.legal for name in names) or (all(name.brands for name in names) and len(set(brands)) == len(brands))


def _has_moved(values: Mapping[str, Any], stands: Organisation) -> bool:
    """Tell whether a row gives another street to somebody whose exact place is known."""
    street = values.get("street")
    if not street or not stands.street or stands.latitude is None or stands.position_quality != "exact":
        return False
    return text.fold_street(street) != text.fold_street(stands.street)


def _keep_former_name(values: dict[str, Any], stands: Organisation) -> None:
    """Keep the name that a row changes as a further one, unless the list says itself which these are."""
    called = text.fold(values["name"])
    if values.get("aliases") is None and text.fold(stands.name) != called:
        names = (*stands.aliases, text.listable(stands.name))
        values["aliases"] = tuple(dict.fromkeys(name for name in names if text.fold(name) != called))


def _is_within(one: str, other: str, wholes: Mapping[str, Iterable[str]]) -> bool:
    """Tell whether an organisation is a part of another, over however many steps."""
    seen, waiting = {one}, [one]
    while waiting and len(seen) <= _MOST_LEVELS:
        above = set(wholes.get(waiting.pop(), ())) - seen
        seen |= above
        waiting.extend(above)
    return other in seen
