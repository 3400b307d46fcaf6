"""HSDS 3 as tables of ours (``graphdir.hsds`` says what becomes of what); flat tables and nested objects alike."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graphdir.hsds import IDENTIFIER, ROUGH, TAXONOMIES, hsds_id
from graphdir.importing.workbook import cell_text
from graphdir.tables import LIST_SEPARATOR
from graphdir.taxonomy import Taxonomy

Row = dict[str, str]
_NESTED: Final[Mapping[str, str]] = {
    "organizations": "organization",
    "services": "service",
    "locations": "location",
    "addresses": "address",
    "phones": "phone",
    "contacts": "contact",
    "programs": "program",
    "schedules": "schedule",
    "funding": "funding",
    "attributes": "attribute",
    "service_at_locations": "service_at_location",
    "organization_identifiers": "organization_identifier",
}
_SINGLE: Final = ("organization", "program", "location", "taxonomy_term")
_STATUS: Final[Mapping[str, str]] = {"active": "running", "defunct": "closed"}
# What a foreign contact without a role of ours is: something that a person answers, whoever it is.
_ROLE: Final = "function_mailbox"
_KIND: Final = "unknown"


def is_hsds(content: Any) -> bool:
    """Tell whether JSON is HSDS: its tables by name, or one organization or a list of them with what is theirs."""
    if isinstance(content, Mapping):
        found: Any = content.get("organization", content.get("organizations"))
        return isinstance(found, list) or _is_organization(content)
    return isinstance(content, list) and bool(content) and all(map(_is_organization, content))


def tables_of(content: Any) -> Iterator[tuple[str, Sequence[Row]]]:
    """Go through our tables and their rows; those without rows are left out."""
    package = _Package(content)
    for name, rows in (
        ("topics", package.new_terms("topics")),
        ("organisation_kinds", package.new_terms("kind")),
        ("organisations", [package.organisation(row) for row in package.rows("organization")]),
        ("projects", [package.project(row) for row in package.rows("service")]),
        ("participations", [part for row in package.rows("service") for part in package.parts(row)]),
        ("contacts", package.contacts()),
    ):
        if rows:
            yield name, rows


def _is_organization(found: Any) -> bool:
    return isinstance(found, Mapping) and "name" in found and bool({"locations", "services", "contacts"} & set(found))


class _Package:
    """All rows of a package by table and id; ``linked`` finds those that name another."""

    def __init__(self, content: Any) -> None:
        self._rows: defaultdict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
        if isinstance(content, Mapping) and not _is_organization(content):
            for table, rows in content.items():
                for row in rows if isinstance(rows, list) else ():
                    self._take(_NESTED.get(str(table), str(table)), row, {})
        else:
            for row in content if isinstance(content, list) else [content]:
                self._take("organization", row, {})
        self._linked = {
            (table, link): self._by(table, link)
            for table, link in (
                ("organization_identifier", "organization_id"),
                ("location", "organization_id"),
                ("phone", "organization_id"),
                ("phone", "contact_id"),
                ("address", "location_id"),
                ("schedule", "service_id"),
                ("service_at_location", "service_id"),
                ("funding", "service_id"),
                ("attribute", "link_id"),
            )
        }
        self._called: defaultdict[str, set[str]] = defaultdict(set)
        for row in self.rows("organization"):
            self._called[_text(row, "name")].add(self._own_id(_text(row, "id")))

    def rows(self, table: str) -> Sequence[Mapping[str, Any]]:
        """Return the rows of a table, in their order."""
        return list(self._rows[table].values())

    def organisation(self, row: Mapping[str, Any]) -> Row:
        """Return an organization as a row of ours."""
        hsds = _text(row, "id")
        place = next(iter(self._of("location", "organization_id", hsds)), {})
        address = next(iter(self._of("address", "location_id", _text(place, "id"))), {})
        phones = self._own_phones(hsds)
        kinds = self._codes(hsds, "kind")
        whole = _text(row, "parent_organization_id")
        return {
            "id": self._own_id(hsds),
            "name": _text(row, "name"),
            "aliases": _text(row, "alternate_name"),
            "kind": (kinds or [_KIND])[0],
            "further_kinds": _list(kinds[1:]),
            "parent_id": self._own_id(whole) if whole else "",
            "school_type": _list(self._codes(hsds, "school_type")[:1]),
            "street": ", ".join(filter(None, (_text(address, "address_1"), _text(address, "address_2")))),
            "postcode": _text(address, "postal_code"),
            "town": _text(address, "city"),
            "municipality": _text(address, "region"),
            "region": _text(address, "state_province"),
            "country": _text(address, "country"),
            "latitude": _text(place, "latitude"),
            "longitude": _text(place, "longitude"),
            "position_quality": "place" if _text(place, "description") == ROUGH else "",
            "website": _text(row, "website"),
            "email": _text(row, "email"),
            "phone": (phones or [""])[0],
            "topics": _list(self._codes(hsds, "topics")),
            "keywords": _list(self._foreign(hsds)),
            "target_groups": _list(self._codes(hsds, "target_groups")),
            "description": _text(row, "description"),
        }

    def project(self, row: Mapping[str, Any]) -> Row:
        """Return a service as a row of ours."""
        hsds = _text(row, "id")
        period = next(iter(self._of("schedule", "service_id", hsds)), {})
        program = self._rows["program"].get(_text(row, "program_id"), {})
        return {
            "id": self._project_id(row),
            "title": _text(row, "name"),
            "kind": _list(self._codes(hsds, "project_kind")[:1]),
            "status": _STATUS.get(_text(row, "status"), ""),
            "topics": _list([*self._codes(hsds, "topics"), *self._foreign(hsds)]),
            "target_groups": _list(self._codes(hsds, "target_groups")),
            "starts_on": _text(period, "valid_from"),
            "ends_on": _text(period, "valid_to"),
            "programme": _text(program, "name"),
            "description": _text(row, "description"),
        }

    def parts(self, row: Mapping[str, Any]) -> Iterator[Row]:
        """Go through who takes part in a service: whoever offers it, where, and with whose money."""
        project = self._project_id(row)
        hsds = _text(row, "id")
        lead = _text(row, "organization_id")
        if lead:
            yield {"project_id": project, "organisation_id": self._own_id(lead), "role": "lead"}
        for at in self._of("service_at_location", "service_id", hsds):
            site = _text(self._rows["location"].get(_text(at, "location_id"), {}), "organization_id")
            if site:
                yield {"project_id": project, "organisation_id": self._own_id(site), "role": "site"}
        for funding in self._of("funding", "service_id", hsds):
            found = self._called.get(_text(funding, "source"), set())
            if len(found) == 1:
                yield {"project_id": project, "organisation_id": next(iter(found)), "role": "funder"}

    def contacts(self) -> list[Row]:
        """Return contacts, and the telephone numbers that an organization has beside its first, as rows of ours."""
        further = [
            {"organisation_id": self._own_id(_text(row, "id")), "role": _ROLE, "phone": number, "visibility": "public"}
            for row in self.rows("organization")
            for number in self._own_phones(_text(row, "id"))[1:]
        ]
        return [*(row for contact in self.rows("contact") if (row := self._contact(contact))), *further]

    def _own_phones(self, hsds: str) -> list[str]:
        """Return the telephone numbers of an organization that are no contact's as well."""
        phones = self._of("phone", "organization_id", hsds)
        return [number for one in phones if not _text(one, "contact_id") and (number := _text(one, "number"))]

    def _contact(self, row: Mapping[str, Any]) -> Row | None:
        """Return a contact as a row of ours; None for one that is no organization's, or says nothing."""
        hsds, organisation = _text(row, "id"), _text(row, "organization_id")
        if not organisation:
            return None
        roles = self._terms(hsds, "contact_role")
        phones = [_text(phone, "number") for phone in self._of("phone", "contact_id", hsds)]
        if not (_text(row, "name") or _text(row, "email") or any(phones)):
            return None
        return {
            "organisation_id": self._own_id(organisation),
            "role": _text(roles[0][1], "code") if roles else _ROLE,
            "name": _text(row, "name"),
            "phone": (phones or [""])[0],
            "email": _text(row, "email"),
            # What somebody else publishes is still not for everybody when it names a person.
            "visibility": _text(roles[0][0], "value") if roles else "members" if _text(row, "name") else "",
        }

    def new_terms(self, sort: str) -> list[Row]:
        """Return topics or kinds of organisations that graphdir does not bring along."""
        shipped = Taxonomy.shipped()
        known = shipped.topics if sort == "topics" else shipped.organisation_kinds
        return [
            {"id": _text(term, "code"), "label_de": _text(term, "name")}
            for term in self.rows("taxonomy_term")
            if _text(term, "taxonomy") == TAXONOMIES[sort] and _text(term, "code") not in known
        ]

    def _take(self, table: str, row: Any, link: Mapping[str, str]) -> None:
        """Keep a row, and those that are nested in it as rows of their own that name it."""
        if not isinstance(row, Mapping):
            return
        own = {str(name): value for name, value in row.items() if not isinstance(value, (list, Mapping))}
        for name, value in link.items():
            own.setdefault(name, value)
        id_ = _text(own, "id") or hsds_id(table, repr(sorted(own.items())))
        self._rows[table].setdefault(id_, {**own, "id": id_})
        for name, value in row.items():
            if isinstance(value, list) and str(name) in _NESTED:
                below = _NESTED[str(name)]
                linked = {f"{table}_id": id_} if below != "attribute" else {"link_id": id_, "link_entity": table}
                for nested in value:
                    self._take(below, nested, linked)
            elif isinstance(value, Mapping) and str(name) in _SINGLE:
                self._take(str(name), value, {})
                self._rows[table][id_] = {f"{name}_id": _text(value, "id"), **self._rows[table][id_]}

    def _by(self, table: str, link: str) -> Mapping[str, list[Mapping[str, Any]]]:
        found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in self._rows[table].values():
            found[_text(row, link)].append(row)
        return found

    def _of(self, table: str, link: str, hsds: str) -> Sequence[Mapping[str, Any]]:
        return self._linked[table, link].get(hsds, ()) if hsds else ()

    def _own_id(self, hsds: str) -> str:
        """Return our id of an organization: the one it once had here, else the one it has there."""
        for identifier in self._of("organization_identifier", "organization_id", hsds):
            if _text(identifier, "identifier_type") == IDENTIFIER:
                return _text(identifier, "identifier")
        return hsds

    @staticmethod
    def _project_id(row: Mapping[str, Any]) -> str:
        own = _text(row, "alternate_name")
        return own if own and hsds_id("service", own) == _text(row, "id") else _text(row, "id")

    def _terms(self, hsds: str, sort: str) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Return an entry's attributes with terms of one of our taxonomies, each with its term."""
        found = [
            (one, self._rows["taxonomy_term"].get(_text(one, "taxonomy_term_id"), {})) for one in self._about(hsds)
        ]
        return [(one, term) for one, term in found if _text(term, "taxonomy") == TAXONOMIES[sort]]

    def _codes(self, hsds: str, sort: str) -> list[str]:
        return [_text(term, "code") for _one, term in self._terms(hsds, sort)]

    def _foreign(self, hsds: str) -> list[str]:
        """Return the names of terms of other people's taxonomies."""
        terms = [self._rows["taxonomy_term"].get(_text(one, "taxonomy_term_id"), {}) for one in self._about(hsds)]
        ours = set(TAXONOMIES.values())
        return [_text(term, "name") for term in terms if _text(term, "taxonomy") not in ours and _text(term, "name")]

    def _about(self, hsds: str) -> Sequence[Mapping[str, Any]]:
        return self._of("attribute", "link_id", hsds)


def _text(row: Mapping[str, Any], name: str) -> str:
    return cell_text(row.get(name))


def _list(parts: Sequence[str]) -> str:
    return LIST_SEPARATOR.join(dict.fromkeys(parts))
