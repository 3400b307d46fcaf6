"""HSDS 3 as tables of ours (``graphdir.hsds`` says what becomes of what); flat tables and nested objects alike."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graphdir.hsds import IDENTIFIER, NOT_RUNNING, ROUGH, SERVICE_STATUS, TAXONOMIES, hsds_id
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
    """Tell whether JSON is HSDS: its tables by name, or organizations or services with what is theirs.

    Those may be one, a list, or a page of a list as its API answers.
    """
    tables: Any = content.get("organization", content.get("organizations")) if isinstance(content, Mapping) else None
    return isinstance(tables, list) or bool(_nested(content))


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


def _nested(content: Any) -> list[tuple[str, Any]]:
    """Return organizations and services with what is theirs, each after its table; empty where it is anything else."""
    page = content if isinstance(content, Mapping) and isinstance(content.get("contents"), list) else {}
    listed = page.get("contents", content if isinstance(content, list) else [content])
    found = [(_table_of(row, of_api="total_items" in page), row) for row in listed]
    return found if all(table for table, _row in found) else []


def _table_of(found: Any, *, of_api: bool) -> str:
    """Return what an object is; empty for neither. Lists of an API leave out what is theirs."""
    if not isinstance(found, Mapping) or "name" not in found:
        return ""
    if isinstance(found.get("organization"), Mapping) or (of_api and "status" in found):
        return "service"
    return "organization" if of_api or {"locations", "services", "contacts"} & set(found) else ""


class _Package:
    """All rows of a package by table and id; ``linked`` finds those that name another."""

    def __init__(self, content: Any) -> None:
        self._rows: defaultdict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
        nested = _nested(content)
        for table, row in nested:
            self._take(table, row, {})
        if isinstance(content, Mapping) and not nested:
            for table, rows in content.items():
                for row in rows if isinstance(rows, list) else ():
                    self._take(_NESTED.get(str(table), str(table)), row, {})
        self._linked = {
            (table, link): self._by(table, link)
            for table, link in (
                ("organization_identifier", "organization_id"),
                ("location", "organization_id"),
                ("phone", "organization_id"),
                ("phone", "contact_id"),
                ("phone", "location_id"),
                ("phone", "service_id"),
                ("service", "organization_id"),
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
        places = self._places(hsds)
        place = next(iter(places), {})
        address = self._address(place)
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
            "street": _street(address),
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
            "description": "\n".join(
                filter(None, (_text(row, "description"), *(self._further_place(one) for one in places[1:])))
            ),
        }

    def _places(self, hsds: str) -> list[Mapping[str, Any]]:
        """Return the locations of an organization, else of its services; those with an address come first."""
        own = self._of("location", "organization_id", hsds)
        places = {_text(one, "id"): one for one in own or self._places_of_services(hsds)}
        return sorted(places.values(), key=lambda place: not self._address(place))

    def _places_of_services(self, hsds: str) -> Iterator[Mapping[str, Any]]:
        """Go through the locations of an organization's services that are nobody else's."""
        for service in self._of("service", "organization_id", hsds):
            for at in self._of("service_at_location", "service_id", _text(service, "id")):
                place = self._rows["location"].get(_text(at, "location_id"), {})
                if place and not _text(place, "organization_id"):
                    yield place

    def _address(self, place: Mapping[str, Any]) -> Mapping[str, Any]:
        return next(iter(self._of("address", "location_id", _text(place, "id"))), {})

    def _further_place(self, place: Mapping[str, Any]) -> str:
        """Say in a line where else an organization is; empty where nothing is told of it."""
        address = self._address(place)
        town = " ".join(filter(None, (_text(address, "postal_code"), _text(address, "city"))))
        told = ", ".join(filter(None, (_text(place, "name"), _street(address), town)))
        return f"Weiterer Standort: {told}" if told else ""

    def project(self, row: Mapping[str, Any]) -> Row:
        """Return a service as a row of ours."""
        hsds = _text(row, "id")
        period = next(iter(self._of("schedule", "service_id", hsds)), {})
        program = self._rows["program"].get(_text(row, "program_id"), {})
        return {
            "id": self._project_id(row),
            "title": _text(row, "name"),
            "kind": _list(self._codes(hsds, "project_kind")[:1]),
            "status": self._status(row),
            "topics": _list([*self._codes(hsds, "topics"), *self._foreign(hsds)]),
            "target_groups": _list(self._codes(hsds, "target_groups")),
            "starts_on": _text(period, "valid_from"),
            "ends_on": _text(period, "valid_to"),
            "programme": _text(program, "name"),
            "description": _text(row, "description"),
            "last_confirmed": _text(row, "assured_date"),
        }

    def _status(self, row: Mapping[str, Any]) -> str:
        """Return how far a service is: as it once stood here, unless it has become something else there."""
        there = _text(row, "status")
        told = (code for code in self._codes(_text(row, "id"), "project_status"))
        return next((code for code in told if SERVICE_STATUS.get(code, NOT_RUNNING) == there), _STATUS.get(there, ""))

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
        """Return the telephone numbers of an organization, its places and services that are no contact's, each once."""
        phones = [
            *self._of("phone", "organization_id", hsds),
            *(one for place in self._places(hsds) for one in self._of("phone", "location_id", _text(place, "id"))),
            *(
                one
                for service in self._of("service", "organization_id", hsds)
                for one in self._of("phone", "service_id", _text(service, "id"))
            ),
        ]
        numbers = (_text(one, "number") for one in phones if not _text(one, "contact_id"))
        return list(dict.fromkeys(filter(None, numbers)))

    def _contact(self, row: Mapping[str, Any]) -> Row | None:
        """Return an organization's or its service's contact as our row; None for others', and for empty ones."""
        hsds = _text(row, "id")
        service = self._rows["service"].get(_text(row, "service_id"), {})
        organisation = _text(row, "organization_id") or _text(service, "organization_id")
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

    def _take(self, table: str, row: Any, link: Mapping[str, str]) -> str:
        """Keep a row, and those that are nested in it as rows of their own that name it; return its id."""
        if not isinstance(row, Mapping):
            return ""
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
                self._rows[table][id_] = {f"{name}_id": self._take(str(name), value, {}), **self._rows[table][id_]}
        return id_

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


def _street(address: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (_text(address, "address_1"), _text(address, "address_2"))))


def _list(parts: Sequence[str]) -> str:
    return LIST_SEPARATOR.join(dict.fromkeys(parts))
