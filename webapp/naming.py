"""What entries are called on pages that only those see who may see the entries."""

from collections.abc import Iterable

from graphdir.i18n import language
from graphdir.model import ContactPoint, Entity, Organisation, Project, Relation
from graphdir.store import Ref, ends_of, names_of_ends, ref_of
from graphdir.tables import TABLES, Column
from webapp.current import current_directory


class Names:
    """Names of some entries; what they end at is looked up all together.

    ``new`` are entries that are not in the store, or are called otherwise there.
    """

    def __init__(self, entries: Iterable[Entity], new: Iterable[Entity] = ()) -> None:
        directory = current_directory()
        self._taxonomy = directory.taxonomy()
        self._known = names_of_ends(directory.store, entries)
        self._known |= {ref_of(entry): _title(entry) for entry in new if isinstance(entry, (Organisation, Project))}

    def of(self, entry: Entity) -> str:
        """Return an entry's name; a relation's and a contact point's begins with its kind."""
        if isinstance(entry, (Organisation, Project)):
            return _title(entry)
        ends = self.ends(entry)
        if isinstance(entry, Relation):
            return f"{self._taxonomy.relation_kinds[entry.kind].label(language())}: {ends}"
        if isinstance(entry, ContactPoint):
            return f"{self._taxonomy.contact_roles[entry.role].label(language())}: {ends}"
        return ends or entry.key

    def called(self, column: Column, key: str) -> str:
        """Return the name of the entry that a cell of a column refers to; empty for one that is no such cell."""
        table = TABLES.get(column.vocabulary) if column.type == "reference" else None
        return self._known.get(Ref(table.entity, key), "") if table else ""

    def ends(self, entry: Entity) -> str:
        """Return the names of what an entry ends at, their ids where nobody knows one; empty for what is no edge."""
        return " — ".join(self._known.get(end, end.key) for end in ends_of(entry))


def _title(entry: Organisation | Project) -> str:
    return entry.name if isinstance(entry, Organisation) else entry.title
