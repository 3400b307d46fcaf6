"""What happened to an entry, as lines that people read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from flask import url_for

from graphdir.directory import Directory
from graphdir.i18n import day_of
from graphdir.i18n import gettext as _
from graphdir.presenting import author_text, change_text
from graphdir.rekeyed import edits
from graphdir.store import HistoryEntry
from graphdir.taxonomy import Taxonomy
from webapp.access import is_coordinating
from webapp.changes import account_names
from webapp.pages.network import Event


def events(history: Iterable[HistoryEntry], names: Mapping[str, str], taxonomy: Taxonomy) -> list[Event]:
    """Return a line for each change; ``names`` are those of organisations by id.

    Who it was, from which file, and the whole of the change, is for coordinators.
    """
    coordinating = is_coordinating()
    accounts = account_names() if coordinating else {}
    return [
        Event(
            at=day_of(entry.batch.at),
            author=author_text(entry.batch.author, accounts),
            what=change_text(entry, names, taxonomy),
            where=_("%(file)s, row %(row)s", file=entry.file, row=entry.row) if entry.file and coordinating else "",
            url=url_for("changes.change", batch_id=entry.batch.id) if coordinating else "",
        )
        for entry in _edits(history)
    ]


def _edits(history: Iterable[HistoryEntry]) -> Iterator[HistoryEntry]:
    """Go through what happened, the latest first, where an entry got another key as one change of it."""
    for _batch, together in groupby(history, key=lambda entry: entry.batch.id):
        yield from (replace(entry, before=before) for entry, before in edits(together))


def with_organisations(
    names: Mapping[str, str], history: Iterable[HistoryEntry], directory: Directory
) -> Mapping[str, str]:
    """Return the names with those of organisations whose relation or participation is gone."""
    missing = _mentioned(history, "from_id", "to_id", "organisation_id") - names.keys()
    if not missing:
        return names
    return {**names, **{id_: found.name for id_, found in directory.store.organisations(missing).items()}}


def with_projects(names: Mapping[str, str], history: Iterable[HistoryEntry], directory: Directory) -> Mapping[str, str]:
    """Return the names with the titles of projects in which a participation is gone."""
    missing = _mentioned(history, "project_id") - names.keys()
    if not missing:
        return names
    return {**names, **{id_: found.title for id_, found in directory.store.projects(missing).items()}}


def _mentioned(history: Iterable[HistoryEntry], *ends: str) -> set[str]:
    edges = [
        entry.after or entry.before or {} for entry in history if entry.ref.entity in ("relation", "participation")
    ]
    return {edge[end] for edge in edges for end in ends if end in edge}
