"""What a list says less exactly than the store, or of an older day: it takes nothing away."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.importing.recognising import Row
from graphdir.model import Entity, EntityKind, Organisation, Relation, earliest, latest

# Whether something goes on is a statement where it is empty, too.
STATES: Final = frozenset({"status", "valid_to", "ends_on"})
ADDRESS: Final = ("street", "postcode", "town", "municipality", "latitude", "longitude")
# "Eingetragener Verein ohne eigene speziellere Art" and "Art nicht erkannt" (data/taxonomy/organisation_kinds.csv).
_GENERAL_KINDS: Final = frozenset({"association", "unknown"})
DATES: Final = frozenset({"valid_from", "valid_to", "starts_on", "ends_on", "last_confirmed", "expires_on"})


@dataclass(slots=True)
class Told:
    """How often a column said less exactly, or of an ``older`` day, what is stored, with the first such cell."""

    row: Row
    column: str
    cell: str
    stored: str
    older: bool = False
    number: int = 0

    def sentence(self) -> str:
        """Return what people are told of it."""
        if self.older:
            return ngettext(
                "%(number)s cell is older than what is stored, and that stays: %(cell)s for %(value)s",
                "%(number)s cells are older than what is stored, and that stays: such as %(cell)s for %(value)s",
                self.number,
                cell=self.cell,
                value=self.stored or _("an empty field"),
            )
        return ngettext(
            "%(number)s cell says less than what is stored, and that stays: %(cell)s for %(value)s",
            "%(number)s cells say less than what is stored, and that stays: such as %(cell)s for %(value)s",
            self.number,
            cell=self.cell,
            value=self.stored,
        )


def says_less(entity: EntityKind, name: str, value: Any, stored: Any) -> bool:
    """Tell whether a value is only a less exact word for what is stored: a year for a day, “Verein” for a carrier.

    So is an earlier day of confirmation: an old list does not know who has confirmed since.
    """
    if name == "last_confirmed" and stored and latest(value) < earliest(stored):
        return True
    if name in DATES:
        return bool(stored) and stored != value and stored.startswith(value)
    if entity == "organisation" and name == "kind":
        return value in _GENERAL_KINDS and stored not in _GENERAL_KINDS
    return False


def is_older(day: str, stands: Entity) -> bool:
    """Tell whether what somebody said on a day is older than the last confirmation of what stands."""
    confirmed: str = getattr(stands, "last_confirmed", "")
    return bool(day and confirmed) and latest(day) < earliest(confirmed)


def same_place(values: Mapping[str, Any], stands: Organisation) -> bool:
    """Tell whether a row's coordinates are those stored, perhaps rounded."""
    told = ((values.get("latitude"), stands.latitude), (values.get("longitude"), stands.longitude))
    return all(
        value is not None and stored is not None and value == round(stored, _decimals(value)) for value, stored in told
    )


def by_ends(relations: Iterable[Relation]) -> Mapping[tuple[str, str, str], Sequence[Relation]]:
    """Return relations by their ends and kind."""
    found: defaultdict[tuple[str, str, str], list[Relation]] = defaultdict(list)
    for relation in relations:
        found[relation.from_id, relation.to_id, relation.kind].append(relation)
    return found


def _decimals(number: float) -> int:
    return len(repr(number).partition(".")[2])
