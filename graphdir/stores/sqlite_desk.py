"""Papers in the SQLite file."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager

from graphdir.desk import Paper, PaperChangedError, PaperNotFoundError


class SqliteDesk:
    """The desk port, for a store that lends its connections."""

    def _reading(self) -> AbstractContextManager[sqlite3.Connection]:
        raise NotImplementedError

    def _writing(self) -> AbstractContextManager[sqlite3.Connection]:
        raise NotImplementedError

    def papers(self, sort: str) -> Sequence[Paper]:
        with self._reading() as db:
            rows = db.execute("SELECT * FROM paper WHERE sort = ? ORDER BY at DESC, id", (sort,))
            return [_paper(row) for row in rows]

    def paper(self, sort: str, paper_id: str) -> Paper | None:
        with self._reading() as db:
            return _found(db, sort, paper_id)

    def add_paper(self, paper: Paper) -> None:
        with self._writing() as db:
            if _found(db, paper.sort, paper.id):
                raise PaperChangedError
            _write(db, paper)

    def replace_paper(self, before: Paper, after: Paper) -> None:
        with self._writing() as db:
            stored = _found(db, before.sort, before.id)
            if stored is None:
                raise PaperNotFoundError(before.id)
            if stored != before:
                raise PaperChangedError
            _write(db, after)

    def erase_paper(self, sort: str, paper_id: str) -> None:
        with self._writing() as db:
            db.execute("DELETE FROM paper WHERE sort = ? AND id = ?", (sort, paper_id))


def _found(db: sqlite3.Connection, sort: str, paper_id: str) -> Paper | None:
    row = db.execute("SELECT * FROM paper WHERE sort = ? AND id = ?", (sort, paper_id)).fetchone()
    return _paper(row) if row else None


def _paper(row: sqlite3.Row) -> Paper:
    return Paper(sort=row["sort"], id=row["id"], at=row["at"], body=json.loads(row["body"]))


def _write(db: sqlite3.Connection, paper: Paper) -> None:
    db.execute(
        "INSERT OR REPLACE INTO paper (sort, id, at, body) VALUES (?, ?, ?, ?)",
        (paper.sort, paper.id, paper.at, json.dumps(paper.body, ensure_ascii=False)),
    )
