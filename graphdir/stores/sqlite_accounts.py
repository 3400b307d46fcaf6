"""Accounts in the SQLite file."""

import json
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager

from graphdir.account import Account, AccountChangedError, AccountExistsError, AccountNotFoundError
from graphdir.errors import StoreUnavailableError
from graphdir.stores.sqlite_file import is_only_read


class SqliteAccounts:
    """The account port, for a store that lends its connections."""

    def _reading(self) -> AbstractContextManager[sqlite3.Connection]:
        raise NotImplementedError

    def _writing(self) -> AbstractContextManager[sqlite3.Connection]:
        raise NotImplementedError

    def accounts(self) -> Sequence[Account]:
        with self._reading() as db:
            return [_account(row) for row in db.execute("SELECT * FROM account ORDER BY mail")]

    def account(self, mail: str) -> Account | None:
        with self._reading() as db:
            return _found(db, mail)

    def add_account(self, account: Account) -> None:
        with self._writing() as db:
            if _found(db, account.mail):
                raise AccountExistsError(account.mail)
            _write(db, account)

    def replace_account(self, before: Account, after: Account) -> None:
        with self._writing() as db:
            stored = _found(db, before.mail)
            if stored is None:
                raise AccountNotFoundError(before.mail)
            if stored != before:
                raise AccountChangedError(before.mail)
            _write(db, after)

    def erase_account(self, mail: str) -> None:
        with self._writing() as db:
            db.execute("DELETE FROM account WHERE mail = ?", (mail,))

    def secret(self) -> bytes:
        with self._reading() as db:
            found = db.execute("SELECT value FROM kept WHERE name = 'secret'").fetchone()
        if found:
            return bytes(found["value"])
        made = secrets.token_bytes(32)
        try:
            with self._writing() as db:
                db.execute("INSERT OR IGNORE INTO kept VALUES ('secret', ?)", (made,))
                return bytes(db.execute("SELECT value FROM kept WHERE name = 'secret'").fetchone()["value"])
        except StoreUnavailableError as error:
            if is_only_read(error):
                return made
            raise


def _found(db: sqlite3.Connection, mail: str) -> Account | None:
    row = db.execute("SELECT * FROM account WHERE mail = ?", (mail,)).fetchone()
    return _account(row) if row else None


def _account(row: sqlite3.Row) -> Account:
    return Account.from_record({**dict(row), "organisations": json.loads(row["organisations"])})


def _write(db: sqlite3.Connection, account: Account) -> None:
    record = account.to_record() | {"organisations": json.dumps(account.organisations)}
    db.execute(
        """
        INSERT OR REPLACE INTO account (mail, name, role, organisations, password_hash, stamp, disabled)
        VALUES (:mail, :name, :role, :organisations, :password_hash, :stamp, :disabled)
        """,
        record,
    )
