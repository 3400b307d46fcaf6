"""The network as HSDS 3, in the one-file form of its tables (``graphdir.hsds`` says what becomes of what)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from graphdir import clock
from graphdir.contacts import may_see
from graphdir.countries import code_of
from graphdir.hsds import IDENTIFIER, NOT_RUNNING, ROUGH, SERVICE_STATUS, TAXONOMIES, hsds_id
from graphdir.model import ContactPoint, Named, Organisation, Participation, Project, Relation
from graphdir.store import GraphStore
from graphdir.tables import LIST_SEPARATOR
from graphdir.ties import Tense, tense_of_relation

_TABLES: Final = (
    "organization",
    "organization_identifier",
    "program",
    "service",
    "service_at_location",
    "location",
    "address",
    "phone",
    "contact",
    "schedule",
    "funding",
    "attribute",
    "taxonomy",
    "taxonomy_term",
)
_PART_OF: Final = "part_of"
# Statuses of a project that a service's own tells; empty is the one that nothing else stands for.
_SAID_BY_HSDS: Final = frozenset({"", "running", "closed"})


_E = TypeVar("_E", Organisation, Project, Relation, Participation, ContactPoint)


class _Labelled(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def label_de(self) -> str: ...


def write_hsds(store: GraphStore, path: Path, *, all_contacts: bool) -> None:
    """Write organisations that are still there, projects with such a lead, places and contact points as one JSON file.

    Without ``all_contacts`` only those contact points are in it that anybody may see today.
    """
    content = _Package(store, all_contacts=all_contacts).content()
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


class _Package:
    def __init__(self, store: GraphStore, *, all_contacts: bool) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {table: [] for table in _TABLES}
        self._taxonomy = store.taxonomy()
        self._terms: dict[tuple[str, str], str] = {}
        self._added: set[str] = set()
        self._today = clock.day()
        self._all_contacts = all_contacts
        self._organisations: dict[str, Organisation] = {o.id: o for o in _of(Organisation, store)}
        # HSDS says of nobody that they are no more, so those would stand there as if they were.
        self._gone = {id_ for id_, one in self._organisations.items() if one.has_ended(self._today)}
        self._wholes = self._whole_of_each(_of(Relation, store))
        self._store = store

    def content(self) -> Mapping[str, list[dict[str, Any]]]:
        """Return the rows by table; tables without any are left out."""
        for organisation in self._organisations.values():
            if organisation.id not in self._gone:
                self._organisation(organisation)
        for contact in _of(ContactPoint, self._store):
            seen = self._all_contacts or may_see(None, contact, self._today)
            if seen and contact.organisation_id not in self._gone:
                self._contact(contact)
        parts: defaultdict[str, list[Participation]] = defaultdict(list)
        for part in _of(Participation, self._store):
            parts[part.project_id].append(part)
        for project in _of(Project, self._store):
            self._project(project, parts[project.id])
        return {table: rows for table, rows in self._rows.items() if rows}

    def _whole_of_each(self, relations: Iterable[Relation]) -> dict[str, str]:
        """Return the one whole that HSDS has room for: of several that hold today the first."""
        wholes: dict[str, str] = {}
        for relation in relations:
            if relation.kind == _PART_OF and tense_of_relation(relation, self._today) is Tense.PRESENT:
                wholes.setdefault(relation.from_id, relation.to_id)
        return wholes

    def _organisation(self, entry: Organisation) -> None:
        own = hsds_id("organization", entry.id)
        whole = self._wholes.get(entry.id, "")
        self._add(
            "organization",
            id=own,
            name=entry.name,
            alternate_name=LIST_SEPARATOR.join(entry.aliases),
            # It has to be there; where nothing is recorded it says so itself.
            description=entry.description,
            email=entry.email,
            website=entry.website,
            parent_organization_id=hsds_id("organization", whole) if whole and whole not in self._gone else "",
        )
        self._add(
            "organization_identifier",
            id=hsds_id("organization_identifier", entry.id),
            organization_id=own,
            identifier_type=IDENTIFIER,
            identifier=entry.id,
        )
        if entry.phone:
            self._phone(entry.phone, f"organization {entry.id}", organization_id=own)
        self._place(entry, own)
        for kind in entry.kinds:
            self._attribute(own, "organization", "kind", self._taxonomy.organisation_kinds.get(kind))
        if entry.school_type:
            self._attribute(own, "organization", "school_type", self._taxonomy.school_types.get(entry.school_type))
        self._about(own, "organization", entry)

    def _about(self, own: str, table: str, entry: Organisation | Project) -> None:
        for topic in entry.topics:
            self._attribute(own, table, "topics", self._taxonomy.topics.get(topic))
        for group in entry.target_groups:
            self._attribute(own, table, "target_groups", self._taxonomy.target_groups.get(group))

    def _place(self, entry: Organisation, organization_id: str) -> None:
        if not _has_place(entry):
            return
        own = hsds_id("location", entry.id)
        self._add(
            "location",
            id=own,
            location_type="physical",
            organization_id=organization_id,
            name=entry.name,
            description=ROUGH if entry.position_quality == "place" else "",
            latitude=entry.latitude,
            longitude=entry.longitude,
        )
        if entry.town or entry.street:
            row = {
                "address_1": entry.street,
                "city": entry.town,
                "region": entry.municipality,
                "state_province": entry.region,
                "postal_code": entry.postcode,
                "country": code_of(entry.country) or entry.country,
            }
            row = {name: value for name, value in row.items() if value or name != "region"}
            address = {"id": hsds_id("address", entry.id), "location_id": own, **row, "address_type": "physical"}
            self._rows["address"].append(address)

    def _contact(self, entry: ContactPoint) -> None:
        own = hsds_id("contact", entry.key)
        role = self._taxonomy.contact_roles.get(entry.role)
        organization_id = hsds_id("organization", entry.organisation_id)
        self._add(
            "contact",
            id=own,
            organization_id=organization_id,
            name=entry.name,
            title=role.label_de if role else entry.role,
            email=entry.email,
        )
        if entry.phone:
            self._phone(entry.phone, f"contact {entry.key}", contact_id=own)
        self._attribute(own, "contact", "contact_role", role, value=entry.visibility)

    def _project(self, entry: Project, parts: Iterable[Participation]) -> None:
        leads = [
            part.organisation_id for part in parts if part.role == "lead" and part.organisation_id not in self._gone
        ]
        if not leads:
            return
        own = hsds_id("service", entry.id)
        organization_id = hsds_id("organization", leads[0])
        program_id = hsds_id("program", f"{leads[0]}\x1f{entry.programme}") if entry.programme else ""
        self._add(
            "service",
            id=own,
            organization_id=organization_id,
            program_id=program_id,
            name=entry.title,
            alternate_name=entry.id,
            description=entry.description,
            status=SERVICE_STATUS.get(entry.status, NOT_RUNNING),
            assured_date=entry.last_confirmed,
        )
        if program_id:
            name = entry.programme
            self._add_once("program", id=program_id, organization_id=organization_id, name=name, description=name)
        if entry.starts_on or entry.ends_on:
            self._add(
                "schedule",
                id=hsds_id("schedule", entry.id),
                service_id=own,
                valid_from=entry.starts_on,
                valid_to=entry.ends_on,
            )
        if entry.kind:
            self._attribute(own, "service", "project_kind", self._taxonomy.project_kinds.get(entry.kind))
        if entry.status not in _SAID_BY_HSDS:
            status = Named(id=entry.status, label_de=entry.status.replace("_", " "))
            self._attribute(own, "service", "project_status", status)
        self._about(own, "service", entry)
        for part in parts:
            self._part(part, own)

    def _part(self, part: Participation, service_id: str) -> None:
        organisation = self._organisations[part.organisation_id]
        if part.role == "funder":
            self._add("funding", id=hsds_id("funding", part.key), service_id=service_id, source=organisation.name)
        elif part.role == "site" and _has_place(organisation) and organisation.id not in self._gone:
            self._add(
                "service_at_location",
                id=hsds_id("service_at_location", part.key),
                service_id=service_id,
                location_id=hsds_id("location", organisation.id),
            )

    def _phone(self, number: str, of: str, **link: str) -> None:
        self._add("phone", id=hsds_id("phone", of), **link, number=number)

    def _attribute(self, link_id: str, table: str, sort: str, term: _Labelled | None, value: str = "") -> None:
        if term is None:
            return  # a word that no vocabulary has any more
        term_id = self._term(sort, term)
        self._add(
            "attribute",
            id=hsds_id("attribute", f"{link_id}\x1f{term_id}"),
            link_id=link_id,
            link_entity=table,
            taxonomy_term_id=term_id,
            value=value,
        )

    def _term(self, sort: str, term: _Labelled) -> str:
        """Return the term's id; term and taxonomy are added where they were not needed before."""
        known = self._terms.get((sort, term.id))
        if known:
            return known
        taxonomy_id = hsds_id("taxonomy", sort)
        self._add_once("taxonomy", id=taxonomy_id, name=TAXONOMIES[sort], description=TAXONOMIES[sort])
        own = self._terms[sort, term.id] = hsds_id("taxonomy_term", f"{sort}\x1f{term.id}")
        self._add(
            "taxonomy_term",
            id=own,
            code=term.id,
            name=term.label_de,
            description=term.label_de,
            taxonomy=TAXONOMIES[sort],
            language="en" if sort == "project_status" else "de",
            taxonomy_id=taxonomy_id,
        )
        return own

    def _add_once(self, table: str, **values: Any) -> None:
        if values["id"] not in self._added:
            self._added.add(values["id"])
            self._add(table, **values)

    def _add(self, table: str, **values: Any) -> None:
        """Add a row without what is empty, but for the description that HSDS asks for."""
        kept = {name: value for name, value in values.items() if value not in ("", None)}
        if "description" in values and table == "organization":
            kept["description"] = values["description"]
        self._rows[table].append(kept)


def _has_place(entry: Organisation) -> bool:
    return bool(entry.town or entry.street) or entry.latitude is not None


def _of(type_: type[_E], store: GraphStore) -> Iterator[_E]:
    for entry in store.entries(type_.entity):
        if isinstance(entry, type_):
            yield entry
