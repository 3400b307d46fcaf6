"""From the values of a row to an entry: what the row does not say is as it stands, what is known better stays."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from graphdir.i18n import gettext as _
from graphdir.importing import coarser
from graphdir.importing.cells import Topics, holds_more, is_mailbox, is_number
from graphdir.importing.complaints import Complaints
from graphdir.importing.draft import BLANKS, Draft
from graphdir.importing.origin import Origin
from graphdir.importing.recognising import Row
from graphdir.model import Entity, EntityKind, Project, earliest

_OLD: Final = "1800"
_TITLES: Final[Mapping[EntityKind, str]] = {"organisation": "name", "project": "title"}


class Builder:
    """Makes entries of rows, as ``importer.plan`` has it; ``kept`` counts by header what stays behind empty cells."""

    def __init__(self, draft: Draft, complaints: Complaints, *, clears: bool, exact: bool, origin: Origin) -> None:
        self.clears = clears
        self.exact = exact
        self.origin = origin
        self.kept: Counter[str] = Counter()
        self._draft = draft
        self._complaints = complaints
        self._coarser: dict[tuple[str, str, str, bool], coarser.Told] = {}

    def built(self, row: Row, type_: type[Entity], key: str, values: Mapping[str, Any]) -> Entity | None:
        """Build the entry; what the sheet does not say is as it stands under ``key`` in the store."""
        stands = self.standing(type_.entity, row, key)
        if told := self.origin.told(type_, row.sheet, values, stands or self._draft.stands[type_.entity].get(key)):
            values = {**values, **told}
        if not self._may_be_dated_so(row, values):
            return None
        try:
            if stands is not None:
                said = self._said(row, values, stands)
                if not values.get("source"):
                    said.update(self.origin.of_changes(said, stands))
                return replace(stands, **said) if said else stands
            return type_(**{name: value for name, value in values.items() if value is not None})
        except ValueError as error:
            column, message, right = _refused_by_model(error, type_)
            self._complaints.error(row, column, row.as_written(column), message, right)
            return None

    def _may_be_dated_so(self, row: Row, values: Mapping[str, Any]) -> bool:
        """Tell of dates that nobody may mean; a form does not take a confirmation to come."""
        for column in sorted(coarser.DATES & row.values.keys()):
            if (row.values[column] or _OLD) < _OLD:
                message, proposal = (
                    _("lies before 1800: is that year meant?"),
                    _("Correct the year, or leave it as it is."),
                )
                self._complaints.warn(row, column, row.as_written(column), message, proposal)
        confirmed = values.get("last_confirmed")
        if not confirmed or earliest(confirmed) <= self._draft.today:
            return True
        message, proposal = _("lies in the future"), _("Write the day on which somebody said so.")
        (self._complaints.error if self.exact else self._complaints.warn)(
            row, "last_confirmed", confirmed, message, proposal
        )
        return not self.exact

    def standing(self, entity: EntityKind, row: Row, key: str) -> Entity | None:
        """Return the entry that a row tells of by its own id; None for a new one, and for one that it joins."""
        if entity == "relation" and key in self._draft.redated:
            change = self._draft.changes.get((entity, key))
            return change.after if change else self._draft.redated[key]
        return None if row.joins else self._draft.stands[entity].get(key)

    def stored(self, row: Row, column: str, stands: Entity | None) -> Any:
        """Return what is stored in a column of which the row says nothing; None where that is taken away."""
        taken = self.clears and column in row.sheet.columns
        return None if stands is None or taken else getattr(stands, column)

    def _said(self, row: Row, values: Mapping[str, Any], stands: Entity) -> dict[str, Any]:
        """Return what a row says otherwise than it stands; what its empty cells leave alone is counted."""
        blank = BLANKS[stands.entity]
        older = self.is_older(values, stands)
        # Of two addresses the parts do not go together.
        moved = coarser.ADDRESS if older and any(getattr(stands, name, "") for name in coarser.ADDRESS) else ()
        said: dict[str, Any] = {}
        for name, value in values.items():
            if name in row.sheet.only_new:
                continue
            stored = getattr(stands, name)
            if value is not None:
                if value == stored or self._says_less(row, stands.entity, name, value, stored):
                    continue
                if older and (name in coarser.STATES or stored != getattr(blank, name) or name in moved):
                    self._leave(row, name, stored, older=True)
                else:
                    said[name] = value
            elif stored == getattr(blank, name):
                continue
            elif self.clears and not older:
                said[name] = getattr(blank, name)
            else:
                self.kept[row.sheet.header_of(name) or name] += 1
        return said

    def is_older(self, values: Mapping[str, Any], stands: Entity) -> bool:
        """Tell whether what stands was confirmed later than a row was right."""
        return not self.exact and coarser.is_older(values.get("last_confirmed") or self.origin.on, stands)

    def keeps(self, stands: Entity | None, column: str, values: Mapping[str, Any]) -> bool:
        """Tell whether what is stored in a column stays whatever a row says: it was confirmed later."""
        return stands is not None and bool(getattr(stands, column)) and self.is_older(values, stands)

    def _says_less(self, row: Row, entity: EntityKind, name: str, value: Any, stored: Any) -> bool:
        """Tell whether a cell only says less exactly what is stored; where people would ask, note it."""
        if self.exact:
            return False
        if name == _TITLES.get(entity):
            return not row.as_written("id")
        if not coarser.says_less(entity, name, value, stored):
            return False
        self._leave(row, name, stored)
        return True

    def _leave(self, row: Row, name: str, stored: Any, *, older: bool = False) -> None:
        """Note that a cell changed nothing, since it says less exactly, or of an older day, what is stored."""
        shown = "; ".join(map(str, stored)) if isinstance(stored, tuple) else str(stored)
        self._coarser.setdefault(
            (row.sheet.file, row.sheet.sheet, name, older),
            coarser.Told(row, name, row.as_written(name), shown, older=older),
        ).number += 1

    def with_topics(self, row: Row, stands: Entity | None) -> dict[str, Any]:
        """Return the row's values; words that name no topic are kept in the description."""
        values = dict(row.values)
        topics: Topics | None = values.get("topics")
        if topics is None:
            return values
        take_topics(values, topics)
        if topics.other and not self.keeps(stands, "description", values):
            # The words of the data, so German whatever the language of the messages.
            kept = f"Themen laut Liste: {'; '.join(topics.other)}"
            said = values.get("description") or self.stored(row, "description", stands) or ""
            values["description"] = said if kept in said.split("\n") else "\n".join(filter(None, (said, kept)))
            self._complaints.warn(
                row,
                "topics",
                "; ".join(topics.other),
                _("is no known topic and was kept in the description"),
                _("Add it to a table “topics”, or write a known topic."),
            )
        return values

    def look_at_addresses(self, row: Row, values: Mapping[str, Any]) -> None:
        """Tell where a telephone number or web address is none."""
        phone, website = values.get("phone"), values.get("website")
        if phone and not is_number(phone):
            message = _("is no telephone number; it was taken as it stands")
            self._complaints.warn(row, "phone", phone, message, _("Write the number, or leave the cell empty."))
        elif phone and holds_more(phone):
            message = _("holds more than one telephone number; it was taken as it stands")
            self._complaints.warn(row, "phone", phone, message, _("Give fax, mobile and mail columns of their own."))
        if website and is_mailbox(website):
            message = _("is a mail address; it was taken as it stands")
            self._complaints.warn(row, "website", row.as_written("website"), message, _("Write it as the e-mail."))

    def tell_of_left(self) -> None:
        """Tell what cells changed nothing since they say less, or are older, than what is stored."""
        for told in self._coarser.values():
            self._complaints.warn(told.row, told.column, told.cell, told.sentence())
        self._coarser.clear()


def take_topics(values: dict[str, Any], topics: Topics) -> None:
    """Put the topics of a cell among a row's values; words that name none take nothing away."""
    if topics.known or not topics.other:
        values["topics"] = topics.known
    else:
        del values["topics"]


def _refused_by_model(error: ValueError, type_: type[Entity]) -> tuple[str, str, str]:
    """Return column, sentence and proposal for what the model refuses."""
    if "period" in str(error):
        column = "ends_on" if type_ is Project else "valid_to"
        return column, _("lies before the beginning"), _("Swap the two dates or correct one.")
    if "latitude" in str(error):
        return "latitude", _("latitude and longitude come together"), _("Fill in both or none.")
    return "", str(error), ""
