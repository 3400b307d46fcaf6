"""What happened to an entry, as lines that people read."""

from collections.abc import Iterable, Mapping

from graphdir.i18n import gettext as _
from graphdir.presenting import author_text, change_text
from graphdir.store import HistoryEntry
from graphdir.taxonomy import Taxonomy
from webapp.pages import Event


def events(history: Iterable[HistoryEntry], names: Mapping[str, str], taxonomy: Taxonomy) -> list[Event]:
    """Return a line for each change; ``names`` are those of organisations by id."""
    return [
        Event(
            at=entry.batch.at[:10],
            author=author_text(entry.batch.author),
            what=change_text(entry, names, taxonomy),
            where=_("%(file)s, row %(row)s", file=entry.file, row=entry.row) if entry.file else "",
        )
        for entry in history
    ]
