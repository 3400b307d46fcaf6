"""Lists that wait to be imported: uploaded, looked at, mended, and applied when it suits."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from secrets import token_urlsafe
from typing import Any, Final

from graphdir.desk import DeskStore, Paper, PaperChangedError, PaperNotFoundError, now
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _

_SORT: Final = "import"
UPLOAD: Final = "upload"
MOST_BYTES: Final = 20 * 2**20
# So long a list waits; it holds what nobody has checked, contact data among it.
KEPT_DAYS: Final = 60
_LISTS: Final = ("files", "profiles", "left_out")


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingImport:
    """Files that somebody wants to import.

    ``author`` is the mark of an account; ``revision`` the store's when they came. ``profiles`` say what columns
    mean (TOML), where headers do not. ``left_out`` are changes that are not to be applied, each as
    ``entity key``; with ``clears`` an empty cell takes away what is stored. ``source`` and ``as_of`` (ISO) say where
    the files come from and of which day they are; empty where nobody said it.
    """

    id: str
    at: str
    author: str
    files: tuple[str, ...]
    revision: int
    profiles: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    clears: bool = False
    source: str = ""
    as_of: str = ""

    def to_paper(self) -> Paper:
        """Return it as the desk keeps it, without the files' contents."""
        body: dict[str, Any] = {**asdict(self), **{name: list(getattr(self, name)) for name in _LISTS}}
        return Paper(sort=_SORT, id=body.pop("id"), at=body.pop("at"), body=body)

    @classmethod
    def from_paper(cls, paper: Paper) -> "PendingImport":
        """Build what ``to_paper`` told of."""
        body: dict[str, Any] = {**paper.body, **{name: tuple(paper.body[name]) for name in _LISTS}}
        body.pop("same", None)  # such decisions are kept beside the network by now (graphdir/duplicates/decisions.py)
        return cls(id=paper.id, at=paper.at, **body)


class PendingImports:
    """The imports that wait beside one network."""

    def __init__(self, desk: DeskStore) -> None:
        self._desk = desk

    def all(self) -> Sequence[PendingImport]:
        """Return all, the latest first."""
        return [PendingImport.from_paper(paper) for paper in self._desk.papers(_SORT)]

    def pending(self, import_id: str) -> PendingImport:
        """Return one.

        Raises:
            PaperNotFoundError: it is not there, or not any more.
        """
        paper = self._desk.paper(_SORT, import_id)
        if paper is None:
            raise PaperNotFoundError(import_id)
        return PendingImport.from_paper(paper)

    def contents(self, pending: PendingImport) -> list[tuple[str, bytes]]:
        """Return the files by name.

        Raises:
            PaperNotFoundError: somebody discarded it.
        """
        papers = [self._desk.paper(UPLOAD, _file_id(pending.id, number)) for number in range(len(pending.files))]
        if any(paper is None for paper in papers):
            raise PaperNotFoundError(pending.id)
        return [(name, content_of(paper)) for name, paper in zip(pending.files, papers, strict=True) if paper]

    def keep(self, files: Sequence[tuple[str, bytes]], *, author: str, revision: int) -> PendingImport:
        """Keep files until they are applied; what waited too long leaves the desk.

        Raises:
            InvalidInputError: there are none, or they are too large.
        """
        if not files:
            raise InvalidInputError(_("Choose a file first."))
        if sum(len(content) for _name, content in files) > MOST_BYTES:
            raise InvalidInputError(
                _("Together the files are larger than %(most)s MB. Upload fewer at a time.", most=MOST_BYTES // 2**20)
            )
        self.purge(datetime.now(UTC).date())
        pending = PendingImport(
            id=token_urlsafe(9),
            at=now(),
            author=author,
            files=tuple(name for name, _content in files),
            revision=revision,
        )
        for number, (name, content) in enumerate(files):
            body = {"name": name, "content": b64encode(zlib.compress(content)).decode()}
            self._desk.add_paper(Paper(sort=UPLOAD, id=_file_id(pending.id, number), at=pending.at, body=body))
        self._desk.add_paper(pending.to_paper())
        return pending

    def change(self, before: PendingImport, **values: Any) -> PendingImport:
        """Change what is to be done with the files.

        Raises:
            PaperNotFoundError: somebody discarded it.
            PaperChangedError: somebody else changed it.
        """
        after, paper = replace(before, **values), self._desk.paper(_SORT, before.id)
        if paper is None:
            raise PaperNotFoundError(before.id)
        if PendingImport.from_paper(paper) != before:
            raise PaperChangedError
        self._desk.replace_paper(paper, after.to_paper())
        return after

    def discard(self, pending: PendingImport) -> None:
        """Take an import with its files off the desk."""
        self._desk.erase_paper(_SORT, pending.id)
        for number in range(len(pending.files)):
            self._desk.erase_paper(UPLOAD, _file_id(pending.id, number))

    def purge(self, today: date) -> int:
        """Discard what waited too long; return how many."""
        limit = (today - timedelta(days=KEPT_DAYS)).isoformat()
        old = [pending for pending in self.all() if pending.at[:10] < limit]
        for pending in old:
            self.discard(pending)
        return len(old)

    def discard_with(self, papers: Iterable[Paper]) -> None:
        """Discard the imports that these papers hold files of."""
        ids = {paper.id.rpartition(".")[0] for paper in papers}
        for pending in self.all():
            if pending.id in ids:
                self.discard(pending)


def content_of(paper: Paper) -> bytes:
    """Return the file that a paper of the sort ``upload`` holds."""
    return zlib.decompress(b64decode(paper.body["content"]))


def _file_id(import_id: str, number: int) -> str:
    return f"{import_id}.{number}"
