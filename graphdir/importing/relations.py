"""Rows of relations between organisations: which relation a row tells of, and where that is doubtful."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from graphdir.i18n import date_text, language
from graphdir.i18n import gettext as _
from graphdir.importing import coarser
from graphdir.importing.making import Maker
from graphdir.importing.recognising import Row
from graphdir.model import Entity, Organisation, Relation, earliest, latest, relation_key
from graphdir.ties import in_circles

# Relations that lead to a school by their definition (data/taxonomy/relation_kinds.csv), or that none has to others.
_TO_SCHOOLS: Final = frozenset(
    {
        *("school_authority_of", "supports_school", "provides_school_social_work", "educational_offer_partner"),
        *("supervises", "sponsors", "funds", "approves"),
    }
)
# Who has members, and is seldom one of somebody else's.
_OF_MEMBERS: Final = frozenset({"committee", "network"})
# Nor has a school any members but schools.
_FROM_SCHOOLS: Final = frozenset({"member_of"})


def said_of_circles() -> tuple[str, str]:
    """Return what is said of a relation that leads back to where it begins, and what would be right."""
    return (
        _("leads in a circle, over others of its kind"),
        _("Swap the two ends if it is the other way round, or take one of them out."),
    )


@dataclass(eq=False)
class Relations(Maker):
    """Makes relations of rows, each of another one."""

    _between: Mapping[tuple[str, str, str], Sequence[Relation]] | None = field(default=None, init=False)
    _told: set[str] = field(default_factory=set[str], init=False)

    def relation(self, row: Row) -> Entity | None:
        """Make a relation; None, with a problem noted, where a row is wrong."""
        one = self._references.of(row, "from_id")
        other = self._references.of(row, "to_id")
        if one is None or other is None:
            return None
        if one == other:
            self._complaints.error(
                row,
                "to_id",
                "",
                _("a relation needs two different organisations"),
                _("Correct one of the two ends."),
            )
            return None
        kind, start = row.values["kind"], row.values.get("valid_from") or ""
        if other < one and not self._draft.taxonomy.relation_kinds[kind].directed:
            one, other = other, one
        # Into an empty store no key need be made beforehand.
        end = latest(row.values.get("valid_to") or "")
        key = self._relation_key(one, other, kind, start, end) if self._draft.stands["relation"] else ""
        again = self._draft.changes.get(("relation", self._draft.redated_as.get(key, "")))
        stands = cast("Relation | None", again.after if again else self._builder.standing("relation", row, key))
        values = self._builder.with_topics(row, stands)
        values["from_id"], values["to_id"] = one, other
        if stands is not None and (again or not start) and not self._builder.exact:
            values["valid_from"] = stands.valid_from
        if stands is None:
            self._tell_of_doubtful_relation(row, one, other, kind)
        elif not values.get("status"):
            self._tell_of_planned(row, stands, values.get("valid_from") or stands.valid_from)
        return self._builder.built(row, Relation, stands.key if again and stands else key, values)

    def tell_of_circles(self, seen: Mapping[str, tuple[Row, Entity]]) -> None:
        """Tell of relations by which somebody comes below, or after, oneself."""
        made = [change.after for change in self._draft.changes.values()]
        relations = {**self._draft.stands["relation"], **{one.key: one for one in made if isinstance(one, Relation)}}
        for one in in_circles(cast("Iterable[Relation]", relations.values()), self._draft.today):
            if one.key in seen:
                row, _one = seen[one.key]
                self._complaints.warn(row, "to_id", row.as_written("to_id"), *said_of_circles())

    def _tell_of_planned(self, row: Row, stands: Relation, start: str) -> None:
        """Tell of a relation that a list has as any other, and the store as one to come."""
        if stands.status == "planned" and earliest(start) <= self._draft.today:
            message = _("is stored as planned, and stays so")
            right = _("Where it has begun, say so: status “active”.")
            self._complaints.warn(row, "status", self._recogniser.called(stands, self._draft.taxonomy), message, right)

    def _tell_of_doubtful_relation(self, row: Row, one: str, other: str, kind: str) -> None:
        """Tell of a new relation that may be the wrong way round, or another one with a corrected beginning."""
        self._tell_of_wrong_way(row, self._kind_of(one), self._kind_of(other), kind)
        end = latest(row.values.get("valid_to") or "")
        # Without a beginning it holds when the list was made.
        start = min(earliest(row.values.get("valid_from") or self._builder.origin.on or self._draft.today), end)
        for stands in self._relations_between(one, other, kind):
            if stands.key not in self._told and earliest(stands.valid_from) <= end >= start <= latest(stands.valid_to):
                self._complaints.warn(
                    row,
                    "valid_from",
                    row.as_written("valid_from"),
                    _(
                        "is new beside one of the same kind at the same time, from %(start)s",
                        start=date_text(stands.valid_from) or "?",
                    ),
                    _("If it only corrects the beginning, correct that one and take this row out."),
                )
                return

    def _tell_of_wrong_way(self, row: Row, one: str, other: str, kind: str) -> None:
        """Tell of a relation between these kinds of organisations that is mostly said the other way round."""
        label = self._draft.taxonomy.relation_kinds[kind].label(language())
        if kind in _TO_SCHOOLS and one == "school" != other:
            message = _("goes from a school to somebody else here: “%(kind)s” is said of whom a school has", kind=label)
        elif kind in _FROM_SCHOOLS and one != "school" and other == "school":
            message = _("goes from somebody else to a school here: “%(kind)s” is said of the school", kind=label)
        elif kind in _FROM_SCHOOLS and one in _OF_MEMBERS and other not in _OF_MEMBERS:
            message = _(
                "goes from a committee or network to somebody else: “%(kind)s” is said of its members", kind=label
            )
        else:
            return
        right = _("Swap the two ends if it is the other way round.")
        self._complaints.warn(row, "kind", row.as_written("kind"), message, right)

    def _kind_of(self, id_: str) -> str:
        entry = self._draft.present("organisation", id_)
        return cast("Organisation", entry).kind if entry else ""

    def _relations_between(self, one: str, other: str, kind: str) -> Sequence[Relation]:
        if self._between is None:
            self._between = coarser.by_ends(cast("Iterable[Relation]", self._draft.stands["relation"].values()))
        return self._between.get((one, other, kind), ())

    def _relation_key(self, one: str, other: str, kind: str, start: str, end: str) -> str:
        """Return the key of the relation that a row tells of: one that holds may be dated more exactly than the row."""
        key = relation_key(one, other, kind, start)
        if key not in self._draft.stands["relation"] and not self._builder.exact:
            if before := self._less_exact(one, other, kind, start, end):
                self._draft.redate(before, key)
                self._told |= {key, before.key}
                return key
            fitting = [
                stands
                for stands in self._relations_between(one, other, kind)
                if stands.valid_from.startswith(start)
                and stands.key not in self._told
                and stands.holds_on(self._draft.today)
                and earliest(stands.valid_from) <= end
            ]
            if fitting:
                key = max(fitting, key=lambda stands: stands.valid_from).key
        self._told.add(key)
        return key

    def _less_exact(self, one: str, other: str, kind: str, start: str, end: str) -> Relation | None:
        """Return the stored relation whose beginning a row tells more exactly; None for none, and for several."""
        fitting = [
            stands
            for stands in self._relations_between(one, other, kind)
            if start != stands.valid_from != ""
            and start.startswith(stands.valid_from)
            and stands.key not in self._told
            and earliest(start) <= latest(stands.valid_to)
            and earliest(stands.valid_from) <= end
        ]
        return fitting[0] if len(fitting) == 1 else None
