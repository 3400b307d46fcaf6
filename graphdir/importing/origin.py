"""Where a list comes from, and of which day it is: said once for all of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from graphdir import text
from graphdir.duplicates.joining import sources_of
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.importing.cells import CellError, CellReader
from graphdir.importing.readers import ENTRY, Sheet
from graphdir.model import Entity, earliest
from graphdir.tables import TABLES
from graphdir.taxonomy import Taxonomy

LONGEST: Final = 500
# A list that says no more of somebody who is known has not looked at the entry.
_NO_FACTS: Final = frozenset({"", ENTRY, "id", "name", "title", "kind", "town", "parent_id"})
_FEWEST_FACTS: Final = 2
_DAY: Final = TABLES["organisations"].column("last_confirmed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What holds for each row that does not say it itself; empty for what nobody said.

    ``source`` is a web page, or who gave the list when; ``on`` the day (ISO, as exact as it is known) on which it was
    right. What is stored keeps its source, beside this one where the list changes something, and a later day.
    """

    source: str = ""
    on: str = ""

    @classmethod
    def read(cls, source: str, on: str, today: str) -> Self:
        """Take what somebody typed.

        Raises:
            InvalidInputError: the source is too long, or the day is none or lies in the future.
        """
        source = text.clean(source)
        if len(source) > LONGEST:
            raise InvalidInputError(_("Name the source in at most %(most)s characters.", most=LONGEST))
        try:
            day: str = CellReader(_DAY, Taxonomy.shipped())[on.strip()] or ""
        except CellError as error:
            raise InvalidInputError(
                _("“%(day)s” %(message)s. %(proposal)s", day=on.strip(), message=error.message, proposal=error.proposal)
            ) from error
        if day and earliest(day) > today:
            raise InvalidInputError(
                _("“%(day)s” lies in the future. Write the day of which the list is.", day=on.strip())
            )
        return cls(source=source, on=day)

    def told(
        self, type_: type[Entity], sheet: Sheet, values: Mapping[str, Any], stands: Entity | None
    ) -> dict[str, Any]:
        """Return what a row says beside its ``values``, by column: of a new entry, or of one that ``stands``."""
        if not (self.source or self.on):
            return {}
        columns = {field.name for field in fields(type_) if values.get(field.name) is None}
        said: dict[str, Any] = {}
        if self.source and "source" in columns and not getattr(stands, "source", ""):
            said["source"] = self.source
        looked_at = stands is None or type_.entity not in {"organisation", "project"} or self._tells_more(sheet)
        if self.on and "last_confirmed" in columns and looked_at:
            stored = getattr(stands, "last_confirmed", "")
            if not stored or earliest(stored) < earliest(self.on):
                said["last_confirmed"] = self.on
        return said

    def of_changes(self, said: Mapping[str, Any], stands: Entity) -> dict[str, Any]:
        """Return the source of an entry of which a list says something otherwise: its own beside the stored one."""
        stored: str = getattr(stands, "source", "")
        if not (self.source and stored) or "source" in said or not said.keys() - {"last_confirmed"}:
            return {}
        both = sources_of(stored, self.source)
        return {"source": both if len(both) <= LONGEST else self.source}

    @staticmethod
    def _tells_more(sheet: Sheet) -> bool:
        return len(set(sheet.columns) - _NO_FACTS) >= _FEWEST_FACTS


NO_ORIGIN: Final = Origin()
