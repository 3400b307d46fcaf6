"""The orders that the port promises, where a store has all that is to be sorted in hand."""

from typing import Final

from graphdir.store import Link, Part
from graphdir.stores.vocabulary import name_key

_ROLES: Final = {role: number for number, role in enumerate(("lead", "site", "partner", "funder"))}


def sort_links(links: list[Link]) -> None:
    """Sort by kind, the other's name, and key."""
    links.sort(key=lambda link: (link.relation.kind, name_key(link.other.name), link.relation.key))


def sort_by_project(parts: list[Part]) -> None:
    """Sort by start, the latest first, then title and role."""
    parts.sort(key=lambda part: (name_key(part.project.title), part.project.id, part.participation.role))
    parts.sort(key=lambda part: part.project.starts_on, reverse=True)


def sort_by_organisation(parts: list[Part]) -> None:
    """Sort by role, as the port ranks them, then name and id."""
    parts.sort(
        key=lambda part: (
            _ROLES[part.participation.role],
            name_key(part.organisation.name),
            part.organisation.id,
        )
    )
