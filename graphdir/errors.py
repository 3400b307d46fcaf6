"""What callers may handle: one tree; each class builds its sentence and keeps the facts."""

import errno
from collections.abc import Sequence

from graphdir.i18n import gettext as _

# So many change sets that stand in the way of an undo are told.
_MOST_TOLD = 5


class GraphdirError(Exception):
    """Anything that a user's input or surroundings can cause; its text is for people."""


class NotFoundError(GraphdirError):
    """Somebody asked for an entry that is not there."""


class OrganisationNotFoundError(NotFoundError):
    def __init__(self, organisation_id: str) -> None:
        super().__init__(_("There is no organisation with the id “%(id)s”.", id=organisation_id))
        self.organisation_id = organisation_id


class ProjectNotFoundError(NotFoundError):
    def __init__(self, project_id: str) -> None:
        super().__init__(_("There is no project with the id “%(id)s”.", id=project_id))
        self.project_id = project_id


class BatchNotFoundError(NotFoundError):
    def __init__(self, batch_id: str) -> None:
        super().__init__(_("There is no change set “%(id)s”.", id=batch_id))
        self.batch_id = batch_id


class InvalidInputError(GraphdirError):
    """A value that makes no sense; the text says what would be right."""


def reason_of(error: OSError) -> str:
    """Return why the system refuses a file, as part of a sentence; the system's own words for what is rare."""
    return (
        {
            errno.ENOENT: _("there is no such file or folder"),
            errno.EACCES: _("that is not allowed"),
            errno.EPERM: _("that is not allowed"),
            errno.EISDIR: _("it is a folder"),
            errno.ENOTDIR: _("part of its path is no folder"),
            errno.ENOSPC: _("the disk is full"),
            errno.EROFS: _("the disk can only be read"),
        }.get(error.errno or 0)
        or error.strerror
        or str(error)
    )


class CopyTooOldError(GraphdirError):
    """What changed since a position cannot be told."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "What changed since then cannot be told: the position is unknown, too long ago, or something was "
                "erased for good meanwhile. Ask for the present position, then copy everything anew."
            )
        )


class DanglingReferenceError(GraphdirError):
    """A change would leave an edge or contact that ends at nothing."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            _(
                "Nothing was changed: these entries are referred to but do not exist: %(missing)s.",
                missing=", ".join(missing[:10]),
            )
        )
        self.missing = tuple(missing)


class StaleWriteError(GraphdirError):
    """Somebody else changed an entry since it was read; nothing was written."""

    def __init__(self, entries: Sequence[str]) -> None:
        super().__init__(
            _(
                "Nothing was changed: meanwhile somebody else changed %(entries)s. "
                "Look at the present state and try again.",
                entries=", ".join(entries[:10]),
            )
        )
        self.entries = tuple(entries)


class UndoBlockedError(GraphdirError):
    """Later changes to the same entries stand in the way of an undo; nothing was undone.

    ``later`` are the ids of the change sets in the way, the latest first: in this order they can be taken back.
    """

    def __init__(self, batch_id: str, later: Sequence[tuple[str, str, Sequence[str]]]) -> None:
        told = "; ".join(_told_of_batch(id_, summary, names) for id_, summary, names in later[:_MOST_TOLD])
        if len(later) > _MOST_TOLD:
            told = _("%(told)s; and %(number)s more", told=told, number=len(later) - _MOST_TOLD)
        super().__init__(
            _(
                "Change set %(batch)s was not taken back: later ones changed the same entries or refer to them: "
                "%(later)s. Take these back first, or correct the entries one by one.",
                batch=batch_id,
                later=told,
            )
        )
        self.later = tuple(id_ for id_, _summary, _names in later)


def _told_of_batch(id_: str, summary: str, names: Sequence[str]) -> str:
    """Return how a change set is told of; one of a single entry is called after it already."""
    enclosed = summary[:1] in {"“", "„", '"'} and summary[-1:] in {"”", "“", '"'}
    said = summary[1:-1] if enclosed and not set(summary[1:-1]) & set('“”„"') else summary
    others = ", ".join(name for name in names if name != said)
    told = _("%(id)s “%(summary)s”", id=id_, summary=said)
    return f"{told} ({others})" if others else told


class StoreError(GraphdirError):
    """The store cannot do its work at present; nothing was half applied."""


class StoreUnavailableError(StoreError):
    """The store cannot be reached, read or written."""


class TracesLeftError(GraphdirError):
    """It is done, but the store's own files may still hold what was erased; the text says how to end that."""


class ImportInterruptedError(StoreError):
    """An earlier large change was interrupted and has to be finished or taken back first."""

    def __init__(self, batch_id: str) -> None:
        super().__init__(
            _(
                "Import %(id)s was interrupted. Finish it with “graphdir resume %(id)s” "
                "or take it back with “graphdir undo %(id)s”.",
                id=batch_id,
            )
        )
        self.batch_id = batch_id


class LocalServerError(StoreUnavailableError):
    """A Neo4j of one's own does not start or stop."""


class ToolMissingError(LocalServerError):
    """A program that has to be installed first; the text names the package."""
