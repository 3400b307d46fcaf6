"""The least that an import into SQLite can take: its rows, by executemany, and nothing else."""

import sqlite3
from contextlib import closing
from pathlib import Path
from time import perf_counter, process_time


def sqlite_floor(store: Path, copy: Path) -> tuple[float, float]:
    """Write every row of ``store`` into a new file of the same schema; return seconds and CPU seconds.

    The rows wait in memory, sorted as their tables are; history, facets and full text are among
    them, all indexes are there from the start, and it is one transaction, as in the import.
    """
    with closing(sqlite3.connect(store)) as source:
        schema = [
            row
            for row in source.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            if not _belongs_to_full_text(row[1])
        ]
        tables = [name for type_, name, _sql in schema if type_ == "table" and name != "sqlite_sequence"]
        columns = {table: _columns(source, table) for table in tables}
        rows = {
            table: source.execute(f"SELECT {columns[table]} FROM {table}").fetchall()  # noqa: S608
            for table in tables
        }
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(copy, isolation_level=None)) as target:
        target.execute("PRAGMA journal_mode = WAL")
        target.execute("PRAGMA synchronous = NORMAL")
        for _type, name, sql in schema:
            if name != "sqlite_sequence":
                target.execute(sql)
        start, used = perf_counter(), process_time()
        target.execute("BEGIN IMMEDIATE")
        for table in tables:
            marks = ", ".join("?" * (columns[table].count(",") + 1))
            target.executemany(f"INSERT INTO {table} ({columns[table]}) VALUES ({marks})", rows[table])  # noqa: S608
        target.execute("COMMIT")
        taken = perf_counter() - start, process_time() - used
    copy.unlink()
    return taken


def _belongs_to_full_text(name: str) -> bool:
    return name.startswith("organisation_words_")


def _columns(db: sqlite3.Connection, table: str) -> str:
    names = [f'"{row[1]}"' for row in db.execute(f"PRAGMA table_info({table})")]
    if table == "organisation_words":
        names.insert(0, "rowid")
    return ", ".join(names)
