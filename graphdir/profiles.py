"""What the directory tells about one organisation or project, and the parts it is put together from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graphdir import text
from graphdir.model import ContactPoint, Organisation, Project
from graphdir.store import GraphStore, HistoryEntry, Link, Part
from graphdir.taxonomy import Taxonomy

# Inside these a part belongs to a whole: they make the department tree.
_TREE_KINDS: Final = frozenset({"part_of", "branch_of"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """An organisation with its departments and branches below it, by name."""

    organisation: Organisation
    parts: tuple["Branch", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkGroup:
    """Relations of one kind; ``incoming`` when the organisation is the end that a directed kind leads to."""

    kind: str
    incoming: bool
    links: Sequence[Link]

    @property
    def code(self) -> str:
        """Return what tells it from the other groups in an address."""
        return f"{self.kind}-in" if self.incoming else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the directory may tell anybody about one organisation.

    ``links`` by kind of relation, in the order of the taxonomy, ended ones last. ``above`` are the wholes it is
    part of, ``tree`` what is part of it. ``contacts`` are the public ones. ``history`` tells of the
    organisation, its relations and participations as far as they are still recorded, never of contact
    points; ``names`` are those of organisations and projects in it, by id. ``further_names`` are its aliases
    without the ids of entries that were merged into it. ``today`` is the day on which all this is so.
    """

    organisation: Organisation
    further_names: Sequence[str]
    topics: Sequence[str]
    links: Sequence[LinkGroup]
    parts: Sequence[Part]
    contacts: Sequence[ContactPoint]
    above: Sequence[Organisation]
    tree: Branch
    history: Sequence[HistoryEntry]
    names: Mapping[str, str]
    today: str

    @property
    def number_of_links(self) -> int:
        """Count the relations."""
        return sum(len(group.links) for group in self.links)

    @property
    def number_of_projects(self) -> int:
        """Count the projects, each once in however many roles."""
        return len({part.project.id for part in self.parts})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectProfile:
    """A project with who takes part, and its history."""

    project: Project
    parts: Sequence[Part]
    history: Sequence[HistoryEntry]


def grouped(organisation_id: str, links: Iterable[Link], taxonomy: Taxonomy) -> list[LinkGroup]:
    """Return an organisation's relations by kind, in the order of the taxonomy; each group keeps its order."""
    groups: defaultdict[tuple[str, bool], list[Link]] = defaultdict(list)
    for link in links:
        kind = taxonomy.relation_kinds[link.relation.kind]
        groups[kind.id, kind.directed and link.relation.to_id == organisation_id].append(link)
    order = list(taxonomy.relation_kinds)
    return [
        LinkGroup(kind=kind, incoming=incoming, links=groups[kind, incoming])
        for kind, incoming in sorted(groups, key=lambda key: (order.index(key[0]), key[1]))
    ]


def wholes_above(store: GraphStore, organisation: Organisation, links: Sequence[Link]) -> list[Organisation]:
    """Return the chain of wholes, the highest first; ``links`` are the organisation's own."""
    chain_up: list[Organisation] = []
    seen = {organisation.id}
    current = organisation
    while True:
        wholes = [
            link.other
            for link in links
            if link.relation.kind in _TREE_KINDS and link.relation.from_id == current.id and link.other.id not in seen
        ]
        if not wholes:
            return chain_up[::-1]
        current = wholes[0]
        seen.add(current.id)
        chain_up.append(current)
        links = store.links_of([current.id])[current.id]


def tree_below(store: GraphStore, root: Organisation, links: Sequence[Link]) -> Branch:
    """Return what is part of ``root`` (with these links), one question to the store for each further level."""
    parts: dict[str, list[Organisation]] = {}
    seen = {root.id}
    level: Mapping[str, Sequence[Link]] = {root.id: links}
    while level:
        following: list[str] = []
        for id_, found in level.items():
            parts[id_] = [
                link.other
                for link in found
                if link.relation.kind in _TREE_KINDS and link.relation.to_id == id_ and link.other.id not in seen
            ]
            seen.update(part.id for part in parts[id_])
            following.extend(part.id for part in parts[id_])
        level = store.links_of(following) if following else {}
    return _branch(root, parts)


def _branch(organisation: Organisation, parts: Mapping[str, Sequence[Organisation]]) -> Branch:
    below = sorted(parts.get(organisation.id, ()), key=lambda part: (text.fold(part.name), part.id))
    return Branch(organisation=organisation, parts=tuple(_branch(part, parts) for part in below))
