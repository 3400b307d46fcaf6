"""Entries with defaults, so that a test names only what matters."""

from typing import Any

from graphdir.model import ContactPoint, Entity, Organisation, Participation, Project, Relation, Topic
from graphdir.store import Change, ChangeSet
from graphdir.taxonomy import Taxonomy

SOURCE = "https://example.org/list"


def school(id_: str, name: str = "", **values: Any) -> Organisation:
    return Organisation(id=id_, name=name or f"Grundschule {id_}", kind="school", source=SOURCE, **values)


def carrier(id_: str, name: str = "", **values: Any) -> Organisation:
    return Organisation(id=id_, name=name or f"Träger {id_}", kind="free_carrier", source=SOURCE, **values)


def county(id_: str, name: str = "", **values: Any) -> Organisation:
    return Organisation(id=id_, name=name or f"Landkreis {id_}", kind="county", source=SOURCE, **values)


def project(id_: str, title: str = "", **values: Any) -> Project:
    return Project(id=id_, title=title or f"Projekt {id_}", source=SOURCE, **values)


def topic(id_: str, label: str = "", **values: Any) -> Topic:
    return Topic(id=id_, label_de=label or f"Thema {id_}", **values)


def tie(one: str, other: str, kind: str = "cooperation", **values: Any) -> Relation:
    """Return a relation; the ends of an undirected kind come in any order."""
    return Taxonomy.shipped().relation(one, other, kind, source=SOURCE, **values)


def part(project_id: str, organisation_id: str, role: str = "partner") -> Participation:
    return Participation(project_id=project_id, organisation_id=organisation_id, role=role, source=SOURCE)


def contact(organisation_id: str, role: str = "office", **values: Any) -> ContactPoint:
    return ContactPoint(organisation_id=organisation_id, role=role, source=SOURCE, **values)


def added(*entries: Entity, **values: Any) -> ChangeSet:
    """Return the change set that brings these entries in."""
    return ChangeSet(changes=[Change(before=None, after=entry) for entry in entries], **values)


def erased(*entries: Entity) -> ChangeSet:
    """Return the change set that takes these entries out."""
    return ChangeSet(changes=[Change(before=entry, after=None) for entry in entries])


def changed(before: Entity, after: Entity, **values: Any) -> ChangeSet:
    """Return the change set that makes one entry another."""
    return ChangeSet(changes=[Change(before=before, after=after)], **values)
