"""Rows of topics and of kinds of organisations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from graphdir.i18n import gettext as _
from graphdir.importing.building import Builder
from graphdir.importing.complaints import Complaints
from graphdir.importing.draft import Draft
from graphdir.importing.readers import Sheet
from graphdir.importing.recognising import Row
from graphdir.model import Entity, Named, OrganisationKind, Topic


class Terms:
    """Makes topics and kinds of rows; ``sheets`` are all of the lists: a topic may stand below one of a later row."""

    def __init__(self, sheets: Sequence[Sheet], draft: Draft, complaints: Complaints, builder: Builder) -> None:
        self._sheets = sheets
        self._draft = draft
        self._complaints = complaints
        self._builder = builder
        self._parents: dict[str, str] = {}

    def topic(self, row: Row) -> Entity | None:
        """Make a topic; None, with a problem noted, where its parent cannot be one."""
        parent = row.values.get("parent_id")
        if parent and (wrong := self._wrong_parent(row.values["id"], parent)):
            self._complaints.error(row, "parent_id", parent, wrong, _("Write the id of a topic that stands above it."))
            return None
        return self._term(row, Topic, self._draft.taxonomy.topics)

    def organisation_kind(self, row: Row) -> Entity | None:
        """Make a kind of organisation."""
        return self._term(row, OrganisationKind, self._draft.taxonomy.organisation_kinds)

    def _wrong_parent(self, topic: str, parent: str) -> str:
        """Say why a topic cannot be narrower than another; empty where it can."""
        parents = self._parents
        if not parents:
            parents.update((id_, known.parent_id) for id_, known in self._draft.taxonomy.topics.items())
            for sheet in self._sheets:
                for id_, said in _with_parents(sheet) if sheet.table.name == "topics" else ():
                    parents[id_] = said or parents.get(id_, "")
        if parent not in parents:
            return _("is no topic that is known")
        walked: set[str] = set()
        while parent and parent not in walked and parent != topic:
            walked.add(parent)
            parent = parents.get(parent, "")
        return _("would make the topic narrower than itself") if parent == topic else ""

    def _term(self, row: Row, type_: type[Topic | OrganisationKind], known: Mapping[str, Named]) -> Entity | None:
        """Build a topic or kind; of one that graphdir ships what the list does not say stays."""
        shipped, values = known.get(row.values["id"]), dict(row.values)
        if shipped is not None and row.values["id"] not in self._draft.stands[type_.entity]:
            said = {name: value for name, value in values.items() if value is not None}
            values = {one.name: getattr(shipped, one.name) for one in fields(type_)} | said
            if any(getattr(shipped, name) != value for name, value in said.items()):
                self._complaints.warn(
                    row, "id", row.values["id"], _("is a word of graphdir's own, which the list now says otherwise")
                )
        return self._builder.built(row, type_, row.values["id"], values)


def _with_parents(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Go through the topics of a sheet, each with the one that it is said to be narrower than; empty for none."""
    places = {name: at for at, name in enumerate(sheet.columns)}
    for _number, cells in sheet.rows:
        id_, parent = (
            cells[places[name]].strip() if places.get(name, len(cells)) < len(cells) else ""
            for name in ("id", "parent_id")
        )
        yield id_, parent
