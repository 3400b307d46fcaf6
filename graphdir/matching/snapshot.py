"""All that the ranking sees of a store, taken out at once."""

from dataclasses import dataclass
from typing import cast

from graphdir.matching.index import MatchIndex
from graphdir.model import Organisation, Participation, Project, Relation
from graphdir.store import GraphStore
from graphdir.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """All entries of a store that the ranking can see."""

    taxonomy: Taxonomy
    organisations: tuple[Organisation, ...]
    projects: tuple[Project, ...]
    relations: tuple[Relation, ...]
    participations: tuple[Participation, ...]

    @classmethod
    def read(cls, store: GraphStore) -> "Network":
        """Take everything out of a store."""
        return cls(
            taxonomy=store.taxonomy(),
            organisations=cast("tuple[Organisation, ...]", tuple(store.entries("organisation"))),
            projects=cast("tuple[Project, ...]", tuple(store.entries("project"))),
            relations=cast("tuple[Relation, ...]", tuple(store.entries("relation"))),
            participations=cast("tuple[Participation, ...]", tuple(store.entries("participation"))),
        )

    def index(self) -> MatchIndex:
        """Return the index of the whole network."""
        return MatchIndex.build(self.taxonomy, self.organisations, self.projects, self.relations, self.participations)
