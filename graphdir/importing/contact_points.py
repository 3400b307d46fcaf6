"""Rows of contact points: persons above all, whom lists write in many ways."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from graphdir import text
from graphdir.i18n import gettext as _
from graphdir.importing.cells import names_nobody
from graphdir.importing.making import Maker
from graphdir.importing.person_names import is_vacant, without_note_on_person
from graphdir.importing.recognising import Row
from graphdir.model import ContactPoint, Entity, latest

# A name with a telephone number or an address in it; what stands between the names of persons, and before one.
_MORE_THAN_A_NAME: Final = re.compile(r"@|(?:\+|(?<!\d)0)(?:[\s()/-]*\d){5,}")
_BETWEEN_PERSONS: Final = re.compile(r";|\n|\s/\s|\s(?:(?<!von )und(?! zu)|u\.|&|oder)\s", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"\([^)]*\)")
# Somebody else beside the first: a deputy, one more who is addressed, two surnames, whole names in a row.
_DEPUTY: Final = re.compile(
    r"\b(?:Vertr(?:etung|eter(?:in)?)?|Stellv(?:ertretung|ertreter(?:in)?)?)\b\.?:?\s+\S", re.IGNORECASE
)
_ADDRESSED_LATER: Final = re.compile(r"\S.*?(?:,|;|/|&|\+|\bund|\bu\.)\s*(?:Frau|Herrn?|Fr\.|Hr\.)\s")
_TWO_SURNAMES: Final = re.compile(r"[A-Z\u00c4\u00d6\u00dc][\w-]+\s?[/+]\s?[A-Z\u00c4\u00d6\u00dc][\w-]+")
_CAPITAL: Final = r"[A-Z\u00c4\u00d6\u00dc]"
_WHOLE_NAME: Final = re.compile(rf"(?:(?:Dr|Prof)\.\s)*{_CAPITAL}[\w-]+(?:\s(?:von|van|de|zu|der|{_CAPITAL}[\w.-]*))+")
_ADDRESSED: Final = re.compile(r"\b(?:Frau|Herrn?|Fr\.|Hr\.)(?=\s)")
# Roles that one person at a time has.
_HELD_BY_ONE: Final = frozenset({"head_of_school", "carrier_management", "department_head", "association_chair"})


@dataclass(eq=False)
class ContactPoints(Maker):
    """Makes contact points of rows."""

    _persons: defaultdict[tuple[str, str], list[str]] | None = field(default=None, init=False)

    def contact(self, row: Row) -> Entity | None:
        """Make a contact point; None for one that says nothing, and, with a problem noted, where a row is wrong."""
        if row.sheet.withheld:
            self._tell_of_withheld(row)
            return None
        organisation = self._references.of(row, "organisation_id")
        if organisation is None:
            return None
        values = {**row.values, "organisation_id": organisation}
        if values.get("name") and not self._says_somebody(row, values):
            return None
        if not (self._is_one_person(row, values.get("name") or "") and self._is_yet_to_expire(row)):
            return None
        if not (values.get("phone") or values.get("email") or values.get("name")):
            self._complaints.error(
                row,
                "phone",
                "",
                _("a contact needs a telephone number, an e-mail address or a name"),
                _("Fill in one of them."),
            )
            return None
        self._keep_order(row, values)
        self._builder.look_at_addresses(row, values)
        key = ContactPoint(**{k: v for k, v in values.items() if v is not None}).key
        stands = cast("ContactPoint | None", self._draft.stands["contact"].get(key))
        if stands is None and values.get("name"):
            self._tell_of_others(row, organisation, values)
        if not values.get("visibility"):
            values["visibility"] = stands.visibility if stands else self._visibility(values)
        return self._builder.built(row, ContactPoint, key, values)

    def _says_somebody(self, row: Row, values: dict[str, Any]) -> bool:
        """Take what is no name out of one, and tell of it; False for nobody of whom nothing else is said."""
        name, ours = values["name"], row.sheet.is_ours("name")
        if not ours and (plain := without_note_on_person(name)) != name:
            self._complaints.warn(row, "name", name, _("says more than a name; that was left out"))
            values["name"] = name = plain
        if is_vacant(name) or (not ours and names_nobody(name)):
            reached = values.get("phone") or values.get("email")
            message = _("names nobody; what else the row says was taken") if reached else _("names nobody")
            self._complaints.warn(row, "name", name, message)
            values["name"] = None
            return bool(reached)
        return True

    def _tell_of_withheld(self, row: Row) -> None:
        """Tell of somebody who did not agree and is stored; of whom nothing is known there is nothing to say."""
        cell, name = row.values["organisation_id"], row.values.get("name")
        of_entry = "organisation_id" in row.sheet.by_entry
        found = (
            {self._recogniser.of_entry(row.sheet, cell)} if of_entry else self._recogniser.meant("organisations", cell)
        )
        names = {text.fold(name), text.fold(row.as_written("name"))} if name else set[str]()
        if any(names.intersection(self._persons_in(one, row.values["role"])) for one in found if one):
            message = _("did not agree, but is stored here as a contact point")
            self._complaints.warn(row, "name", row.as_written("name"), message, _("Delete that contact point."))

    def _is_one_person(self, row: Row, name: str) -> bool:
        """Point out a name that holds more than one; a list may not give telephone numbers in it, perhaps another's.

        What a table of contact points says is kept: it may come from a store.
        """
        if _MORE_THAN_A_NAME.search(name):
            of_list = bool(row.sheet.by_entry)
            message, proposal = _("holds more than just a name"), _("Give telephone and mail columns of their own.")
            (self._complaints.error if of_list else self._complaints.warn)(row, "name", name, message, proposal)
            return not of_list
        if _names_persons(name):
            message = _("seems to name several persons")
            self._complaints.warn(row, "name", name, message, _("Give each person a row, or a column, of their own."))
        return True

    def _is_yet_to_expire(self, row: Row) -> bool:
        """Tell whether a form lets a contact point be seen at all; a list may tell of what is past."""
        expires_on = row.values.get("expires_on")
        if not (expires_on and latest(expires_on) < self._draft.today):
            return True
        if not self._builder.exact:
            message = _("lies in the past: nobody sees the contact point, and it waits to be deleted")
            self._complaints.warn(row, "expires_on", expires_on, message)
            return True
        message = _("lies in the past: nobody would see the contact point")
        self._complaints.error(
            row, "expires_on", expires_on, message, _("Write a later day, or delete the contact point.")
        )
        return False

    def _keep_order(self, row: Row, values: dict[str, Any]) -> None:
        """Leave a name as the list writes it where somebody is stored by that: from before names were turned."""
        written = text.clean(row.as_written("name"))
        if not values.get("name") or values["name"] == written:
            return
        if text.fold(written) in self._persons_in(values["organisation_id"], values["role"]):
            values["name"] = written

    def _tell_of_others(self, row: Row, organisation: str, values: Mapping[str, Any]) -> None:
        """Tell of a contact point that may be out of date with a new one: the person's own, or another person's."""
        others = self._persons_in(organisation, values["role"])
        if text.fold(values["name"]) in others:
            message = _("this person stands there already, reached otherwise; both contact points are kept")
        elif others and values["role"] in _HELD_BY_ONE:
            message = _("is new; somebody else stands in this role there already, and both are kept")
        else:
            return
        self._complaints.warn(
            row, "name", values["name"], message, _("Delete the older one where it is no longer right.")
        )

    def _persons_in(self, organisation: str, role: str) -> Sequence[str]:
        """Return the folded names of those who stand in a role of an organisation."""
        if self._persons is None:
            self._persons = defaultdict(list)
            for stands in cast("Iterable[ContactPoint]", self._draft.stands["contact"].values()):
                if stands.name:
                    self._persons[stands.organisation_id, stands.role].append(text.fold(stands.name))
        return self._persons.get((organisation, role), ())

    def _visibility(self, values: Mapping[str, Any]) -> str:
        """Return who may see a new contact of which the list does not say so."""
        usual = self._draft.taxonomy.contact_roles[values["role"]].default_visibility
        # A name makes it a person's contact, whatever the role says.
        return "members" if values.get("name") and usual == "public" else usual


def _names_persons(name: str) -> bool:
    """Tell whether a name is that of several persons: two are addressed, or whole names stand side by side.

    "Müller, Dr. Anna" and "Team Beratung und Prävention" are one.
    """
    plain = _IN_BRACKETS.sub(" ", name)
    if _DEPUTY.search(plain) or _ADDRESSED_LATER.search(plain) or _TWO_SURNAMES.fullmatch(plain.strip()):
        return True
    if all(map(_WHOLE_NAME.fullmatch, listed := plain.split(", "))) and len(listed) > 1:
        return True
    parts = [part.split() for part in _BETWEEN_PERSONS.split(plain)]
    return len(_ADDRESSED.findall(plain)) > 1 or (len(parts) > 1 and all(len(part) > 1 for part in parts))
