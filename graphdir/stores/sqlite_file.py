"""The file of the embedded store: made, brought up to date, opened, and what its errors mean."""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Final

from graphdir.errors import StoreUnavailableError
from graphdir.i18n import gettext as _
from graphdir.places import distance_km

SCHEMA_VERSION: Final = 5
# What makes a file of that version one of the next; schema.sql is the first.
_UPGRADES: Final[Mapping[int, str]] = {
    # Computed from the rest, and kept for that it stays as it was.
    1: "CREATE TABLE kept (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
    # Who may sign in; no part of the network.
    2: """
    CREATE TABLE account (
        mail TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, organisations TEXT NOT NULL,
        password_hash TEXT NOT NULL, stamp TEXT NOT NULL, disabled INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    # Proposals and needs; no part of the network either.
    3: "CREATE TABLE paper (sort TEXT, id TEXT, at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (sort, id))",
    # Persons' contact points expire.
    4: "ALTER TABLE contact ADD COLUMN expires_on TEXT",
}
_APPLICATION_ID: Final = 0x67726472  # "grdr"
# SQLite takes a file too short for this for an empty database, and would write over it.
_HEADER: Final = b"SQLite format 3\0"
_BUSY_SECONDS: Final = 4.0
# In KiB, negative as SQLite wants it: 8 MB for each thread that reads.
CACHE_READING: Final = -8_000
# So often a file that somebody is writing is read again.
_MOST_LOOKS: Final = 20


def prepare(path: Path) -> None:
    """Make the schema in a new file; refuse a file that is something else, untouched."""
    header = _HEADER
    try:
        new = not path.exists() or path.stat().st_size == 0
        if new:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # It may hold contacts that not everybody on this machine may see; SQLite gives its
            # other files the same mode.
            path.touch(mode=0o600)
        else:
            with path.open("rb") as file:
                header = file.read(len(_HEADER))
    except OSError as error:
        raise StoreUnavailableError(_cannot_be_opened(path)) from error
    if header != _HEADER:
        raise StoreUnavailableError(_is_damaged(path))
    if new or _is_behind(path):
        _make(path)


def _is_behind(path: Path) -> bool:
    """Tell whether the file is empty or of an older version; refuse what is no store of ours.

    It is opened for reading only: to close somebody else's database could tidy up its journal.
    Without a journal nothing beside the file is looked at, and none is left behind. One
    transaction sees the whole of it: somebody else may be making the store at this moment.
    Without a journal no lock is looked at either, so a file that changed meanwhile is read again.
    """
    for _look in range(_MOST_LOOKS):
        before = _written(path)
        try:
            return _looks_behind(path)
        except (StoreUnavailableError, sqlite3.Error):
            if _written(path) == before:
                raise
    return _looks_behind(path)


def _written(path: Path) -> tuple[int, ...]:
    """Return when a file and its journal were written, and how large they are."""
    told: list[int] = []
    for file in (path, _journal_of(path)):
        with suppress(FileNotFoundError):
            stat = file.stat()
            told += (stat.st_mtime_ns, stat.st_size)
    return tuple(told)


def _journal_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _looks_behind(path: Path) -> bool:
    db = connect(path, _for_reading(path))
    try:
        db.execute("BEGIN")
        if _pragma(db, "application_id") != _APPLICATION_ID:
            if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                return True
            raise StoreUnavailableError(
                _("“%(path)s” is not a graphdir store. Choose another file with --store.", path=path)
            )
        version = _pragma(db, "user_version")
        if version > SCHEMA_VERSION:
            raise StoreUnavailableError(
                _("The store “%(path)s” was written by a newer graphdir. Update graphdir to open it.", path=path)
            )
        return version < SCHEMA_VERSION
    finally:
        db.close()


def _make(path: Path) -> None:
    db = connect(path)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN IMMEDIATE")
        version = _pragma(db, "user_version")
        if version == 0:
            db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            for statement in _schema().split(";\n"):
                db.execute(statement)
        for older in range(max(1, version), SCHEMA_VERSION):
            db.execute(_UPGRADES[older])
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("COMMIT")
    finally:
        db.close()


def _schema() -> str:
    return files("graphdir.stores").joinpath("schema.sql").read_text("utf-8")


def connect(path: Path, how: str = "mode=rwc") -> sqlite3.Connection:
    """Open the file; ``how`` is the mode of SQLite's own addresses."""
    address = f"{path.absolute().as_uri()}?{how}"
    db = sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(f"PRAGMA cache_size = {CACHE_READING}")
        db.create_function("distance_km", 4, distance_km, deterministic=True)
    except sqlite3.Error:
        db.close()
        raise
    return db


def how_to_open(path: Path) -> str:
    """Return SQLite's mode for a file: one that may only be read is read as it stands, for no lock can be made."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "mode=rwc"
    return _for_reading(path)


def _for_reading(path: Path) -> str:
    return "mode=ro" if _journal_of(path).exists() else "mode=ro&immutable=1"


def _pragma(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])


def is_only_read(error: StoreUnavailableError) -> bool:
    """Tell whether a store refused to be written because it may only be read."""
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY


def sentence_of(path: Path, error: sqlite3.Error) -> str:
    """Say in one sentence what SQLite's error means for the person in front of it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _("The store “%(path)s” is locked by another program. Close it and try again.", path=path)
    if code == sqlite3.SQLITE_READONLY:
        return _("The store “%(path)s” may be read but not written. Nothing was changed.", path=path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _is_damaged(path)
    if code == sqlite3.SQLITE_FULL:
        return _("The disk of the store “%(path)s” is full. Nothing was changed.", path=path)
    if code == sqlite3.SQLITE_CANTOPEN:
        return _cannot_be_opened(path)
    return _("The store “%(path)s” cannot be used: %(reason)s.", path=path, reason=error)


def _is_damaged(path: Path) -> str:
    return _(
        "The store “%(path)s” is damaged or no SQLite file. It was left as it is; restore a backup "
        "or choose another file with --store.",
        path=path,
    )


def _cannot_be_opened(path: Path) -> str:
    return _("The store “%(path)s” cannot be opened. Check that its folder may be written.", path=path)
