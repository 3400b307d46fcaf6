"""What waits beside the network: papers such as proposals and needs, and the port that keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from graphdir.errors import GraphdirError, NotFoundError
from graphdir.i18n import gettext as _

SORTS: Final = ("proposal", "need", "reminder", "profile", "different", "same", "merging", "merger", "import", "upload")
# Work in progress, which no backup holds.
PASSING: Final = frozenset({"import", "upload"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A record of one of the ``SORTS``, told from others of it by ``id``.

    ``at`` is when it was written (ISO, UTC); ``body`` the rest, in values that JSON knows.
    """

    sort: str
    id: str
    at: str
    body: Mapping[str, Any]


def now() -> str:
    """Return this moment as papers note it (ISO, UTC)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class PaperNotFoundError(NotFoundError):
    """It was never there, or is gone."""

    def __init__(self, paper_id: str) -> None:
        super().__init__(_("There is nothing under “%(id)s” any more.", id=paper_id))
        self.paper_id = paper_id


class PaperChangedError(GraphdirError):
    """Somebody else changed the paper since it was read."""

    def __init__(self) -> None:
        super().__init__(_("Nothing was changed: meanwhile somebody else dealt with it. Look at the present state."))


class DeskStore(Protocol):
    """Papers in the same store as the network, beside it.

    Every method may raise ``StoreUnavailableError``. No revision, history, search or export knows of them.
    """

    def papers(self, sort: str) -> Sequence[Paper]:
        """Return all of a sort, the latest first, then by id."""
        ...

    def paper(self, sort: str, paper_id: str) -> Paper | None:
        """Return one; None when it is not there."""
        ...

    def add_paper(self, paper: Paper) -> None:
        """Add one.

        Raises:
            PaperChangedError: its id is taken.
        """
        ...

    def replace_paper(self, before: Paper, after: Paper) -> None:
        """Change one; sort and id stay.

        Raises:
            PaperNotFoundError: it is gone.
            PaperChangedError: it is not ``before`` any more.
        """
        ...

    def erase_paper(self, sort: str, paper_id: str) -> None:
        """Take one out; nothing happens when it is gone already."""
        ...


def put_paper(desk: DeskStore, paper: Paper) -> None:
    """Add a paper, or replace the one of its sort and id.

    Raises:
        PaperChangedError: somebody else did, this very moment.
    """
    before = desk.paper(paper.sort, paper.id)
    if before is None:
        desk.add_paper(paper)
    else:
        desk.replace_paper(before, paper)
