"""The whole store as one file, and back: every batch in its order, and who may sign in.

The network is what its recorded changes lead to (``graphdir check`` holds a store to that), so a backup
is its history: written while the application runs, it holds all batches up to the moment it began.
"""

import hashlib
import json
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from graphdir.account import Account
from graphdir.desk import PASSING, SORTS, Paper, put_paper
from graphdir.errors import DanglingReferenceError, GraphdirError, InvalidInputError, StaleWriteError
from graphdir.exporting.files import write_json
from graphdir.exporting.replacing import replaced
from graphdir.full_store import FullStore
from graphdir.handing_over import renumbered
from graphdir.i18n import gettext as _
from graphdir.importing.files import DAMAGED
from graphdir.matching.own_weights import KEPT_AS, keep_weights, own_weights
from graphdir.matching.weights import WEIGHTS
from graphdir.model import FIELDS, Entity
from graphdir.store import EVERY, Batch, Change, ChangeSet, GraphStore, Progress, no_progress
from graphdir.stores.records import from_record, to_record
from graphdir.stores.sqlite import SqliteStore

_FORMAT: Final = "graphdir-backup"
_VERSION: Final = 1
_WEIGHTS: Final = f"{KEPT_AS}.json"
# Kept in a store while it is restored: the digest of the backup.
_RESTORING: Final = "restoring"
_KEPT: Final = tuple(sort for sort in SORTS if sort not in PASSING)
# What reading a damaged archive, or other words in it than ours, ends in.
_UNREADABLE: Final = (
    OSError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RuntimeError,  # with RecursionError and NotImplementedError
    *DAMAGED,
)


class BackupDamagedError(GraphdirError):
    """A file that is no backup, or not as it was written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(_("“%(path)s” cannot be restored: %(reason)s. Nothing was changed.", path=path, reason=reason))
        self.path = path


class NotEmptyError(InvalidInputError):
    """A store to restore into that holds something else than a part of the backup."""

    def __init__(self) -> None:
        super().__init__(_("The store is not empty. Restore into a new one and look at it before you switch."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """How much a backup holds; ``digest`` is the SHA-256 of the JSON export with all contacts."""

    batches: int
    changes: int
    accounts: int
    papers: int = 0
    digest: str


def back_up(store: FullStore, path: Path, progress: Progress = no_progress) -> Contents:
    """Write a backup and read it again into a store beside: only a file that leads to the same network is kept.

    Raises:
        InvalidInputError: a batch is unfinished, or the file cannot be written.
        BackupDamagedError: what was written does not lead back.
    """
    # A batch without changes leads nowhere.
    revision, batches = store.revision(), [batch for batch in store.batches(EVERY)[::-1] if batch.changes]
    if unfinished := store.interrupted():
        raise InvalidInputError(
            _(
                "Change set %(id)s is unfinished. “graphdir resume” finishes it, “graphdir undo” takes it back.",
                id=unfinished.id,
            )
        )
    accounts, papers = store.accounts(), [paper for sort in _KEPT for paper in store.papers(sort)]
    with replaced(path, private=True) as part:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            changes = _write_history(archive, store, batches, progress)
            archive.writestr("accounts.json", _json([account.to_record() for account in accounts]))
            archive.writestr("papers.json", _json([asdict(paper) for paper in papers]))
            archive.writestr(_WEIGHTS, _json(own_weights(store)))
        contents = Contents(
            batches=len(batches), changes=changes, accounts=len(accounts), papers=len(papers), digest=""
        )
        contents = replace(contents, digest=_proven(part, contents))
        own = digest_of(store)
        # Where somebody wrote meanwhile the store is further than its backup.
        if own != contents.digest and store.revision() == revision:
            raise BackupDamagedError(path, _("it does not lead to the network it was made of"))
        with zipfile.ZipFile(part, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("manifest.json", _json({"format": _FORMAT, "version": _VERSION, **asdict(contents)}))
    return contents


def prove(path: Path) -> Contents:
    """Replay a backup into a store beside, and return what it holds.

    Raises:
        BackupDamagedError: the file is no backup, or does not lead to the network that it was made of.
    """
    contents = _contents(path)
    if _proven(path, contents) != contents.digest:
        raise BackupDamagedError(path, _("it does not lead to the network it was made of"))
    return contents


def restore(
    store: FullStore, path: Path, progress: Progress = no_progress, *, proven: Contents | None = None
) -> Contents:
    """Bring an empty store to where a backup leaves off; one that was ``proven`` already is not proven again.

    Stopped midway, the same again goes on from there.

    Raises:
        InvalidInputError: the store holds something.
        BackupDamagedError: the file is no backup, or does not lead to the network that it was made of.
    """
    begun = store.kept(_RESTORING).decode()
    if not begun and (store.revision() or store.accounts()):
        raise NotEmptyError
    # First beside, so that a damaged file leaves no half of a network behind.
    contents = proven or prove(path)
    if begun not in ("", contents.digest):
        raise NotEmptyError
    store.keep(_RESTORING, contents.digest.encode())
    if interrupted := store.interrupted():
        store.resume(interrupted.id)
    numbers = _replay(path, store, contents.changes, progress)
    there = {account.mail for account in store.accounts()}
    for account in _accounts(path):
        if account.mail not in there:
            store.add_account(account)
    for paper in filter(None, (renumbered(paper, numbers) for paper in _papers(path))):
        put_paper(store, paper)
    if weights := _weights(path):
        keep_weights(store, weights)
    store.keep(_RESTORING, b"")
    return contents


def is_half_restored(store: GraphStore) -> bool:
    """Tell whether the restoring of a backup was stopped midway."""
    return bool(store.kept(_RESTORING))


def digest_of(store: GraphStore) -> str:
    """Return the SHA-256 of the JSON export with all contacts."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "export.json"
        write_json(store, file, all_contacts=True)
        return hashlib.sha256(file.read_bytes()).hexdigest()


def _proven(path: Path, contents: Contents) -> str:
    """Return the digest of the network that a backup leads to, found in a store of its own."""
    with TemporaryDirectory() as folder, closing(SqliteStore(Path(folder) / "proof.db")) as store:
        _replay(path, store, contents.changes, no_progress)
        beside = (len(_accounts(path)), len(_papers(path)))
        if len(store.batches(EVERY)) != contents.batches or beside != (contents.accounts, contents.papers):
            raise BackupDamagedError(path, _("something is missing"))
        return digest_of(store)


def _write_history(archive: zipfile.ZipFile, store: FullStore, batches: Sequence[Batch], progress: Progress) -> int:
    total, done = sum(batch.changes for batch in batches), 0
    with archive.open("history.jsonl", "w", force_zip64=True) as history:
        for batch in batches:
            history.write(_json({"batch": asdict(batch)}).encode() + b"\n")
            for change in store.changes_of(batch.id).changes:
                history.write(_json(_record(change)).encode() + b"\n")
                done += 1
            progress(done, total)
    return done


def _replay(path: Path, store: GraphStore, total: int, progress: Progress) -> dict[str, str]:
    """Apply all batches of a backup; return their ids by the old ones, which may be others where those had gaps.

    Those that are there already, since it was stopped midway, are passed over.
    """
    numbers: dict[str, str] = {}
    done = 0
    there = iter(store.batches(EVERY)[::-1])
    for batch, changes in _batches(path):
        again = ChangeSet(
            changes=changes,
            author=batch.author,
            summary=batch.summary,
            undoes=numbers.get(batch.undoes, ""),
            at=batch.at,
        )
        applied = next(there, None) or _applied(path, store, batch, again)
        if replace(applied, id=batch.id, undoes=batch.undoes) != batch:
            raise NotEmptyError
        numbers[batch.id] = applied.id
        done += len(changes)
        progress(done, total)
    return numbers


def _applied(path: Path, store: GraphStore, batch: Batch, again: ChangeSet) -> Batch:
    try:
        applied = store.apply(again)
    except (DanglingReferenceError, StaleWriteError) as error:
        raise BackupDamagedError(path, _("change set %(id)s is not whole", id=batch.id)) from error
    if applied is None or applied.changes != batch.changes:
        raise BackupDamagedError(path, _("change set %(id)s is not whole", id=batch.id))
    return applied


def _batches(path: Path) -> Iterator[tuple[Batch, list[Change]]]:
    with _opened(path) as archive, archive.open("history.jsonl") as history:
        batch: Batch | None = None
        changes: list[Change] = []
        for line in history:
            said = json.loads(line)
            if "batch" in said:
                if batch:
                    yield batch, changes
                batch, changes = Batch(**said["batch"]), []
            else:
                changes.append(_change(said))
        if batch:
            yield batch, changes


def _contents(path: Path) -> Contents:
    with _opened(path) as archive:
        said = json.loads(archive.read("manifest.json"))
        if said.pop("format") != _FORMAT or said.pop("version") > _VERSION:
            raise BackupDamagedError(path, _("it was written by a newer graphdir"))
        return Contents(**said)


def _accounts(path: Path) -> list[Account]:
    with _opened(path) as archive:
        return [Account.from_record(said) for said in json.loads(archive.read("accounts.json"))]


def _papers(path: Path) -> list[Paper]:
    with _opened(path) as archive:
        # Before there were papers no backup held them.
        said = archive.read("papers.json") if "papers.json" in archive.namelist() else b"[]"
        return [Paper(**paper) for paper in json.loads(said)]


def _weights(path: Path) -> dict[str, float]:
    with _opened(path) as archive:
        # Before weights could be kept no backup held them; those for other strengths are left where they are.
        said = archive.read(_WEIGHTS) if _WEIGHTS in archive.namelist() else b"{}"
        return {name: float(weight) for name, weight in json.loads(said).items() if name in WEIGHTS}


@contextmanager
def _opened(path: Path) -> Generator[zipfile.ZipFile]:
    """Yield a backup to read from; whatever cannot be read in it means that it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _UNREADABLE as error:
        raise BackupDamagedError(path, _("it is no backup, or damaged")) from error


def _record(change: Change) -> dict[str, Any]:
    return {
        "entity": change.ref.entity,
        "before": to_record(change.before) if change.before else None,
        "after": to_record(change.after) if change.after else None,
        "file": change.file,
        "row": change.row,
    }


def _change(said: dict[str, Any]) -> Change:
    entity = said["entity"]
    if entity not in FIELDS:
        raise ValueError(entity)

    def entry(record: dict[str, Any] | None) -> Entity | None:
        return from_record(entity, record) if record is not None else None

    return Change(before=entry(said["before"]), after=entry(said["after"]), file=said["file"], row=said["row"])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
