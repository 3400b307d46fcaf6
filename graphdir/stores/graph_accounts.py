"""Accounts in Neo4j: nodes of their own, joined to nothing."""

import secrets
from collections.abc import Callable, Sequence
from typing import TypeVar

from graphdir.account import Account, AccountChangedError, AccountExistsError, AccountNotFoundError
from graphdir.stores import cypher
from graphdir.stores.graph_changes import Run

_T = TypeVar("_T")


class GraphAccounts:
    """The account port, for a store that lends its transactions."""

    def _read(self, work: Callable[[Run], _T], /) -> _T:
        raise NotImplementedError

    def _write(self, work: Callable[[Run], _T], /) -> _T:
        raise NotImplementedError

    def accounts(self) -> Sequence[Account]:
        return [Account.from_record(row["account"]) for row in self._read(lambda run: run(cypher.ACCOUNTS))]

    def account(self, mail: str) -> Account | None:
        return self._read(lambda run: _found(run, mail))

    def add_account(self, account: Account) -> None:
        def work(run: Run) -> None:
            if not run(cypher.ADD_ACCOUNT, mail=account.mail, properties=account.to_record())[0]["added"]:
                raise AccountExistsError(account.mail)

        self._write(work)

    def replace_account(self, before: Account, after: Account) -> None:
        def work(run: Run) -> None:
            run(cypher.LOCK_ACCOUNT, mail=before.mail)
            stored = _found(run, before.mail)
            if stored is None:
                raise AccountNotFoundError(before.mail)
            if stored != before:
                raise AccountChangedError(before.mail)
            run(cypher.WRITE_ACCOUNT, mail=after.mail, properties=after.to_record())

        self._write(work)

    def erase_account(self, mail: str) -> None:
        self._write(lambda run: run(cypher.ERASE_ACCOUNT, mail=mail))

    def secret(self) -> bytes:
        found = self._read(lambda run: run(cypher.KEPT, name="secret"))
        if found:
            return bytes(found[0]["value"])
        made = secrets.token_bytes(32)
        return bytes(self._write(lambda run: run(cypher.KEEP_ONCE, name="secret", value=made))[0]["value"])


def _found(run: Run, mail: str) -> Account | None:
    rows = run(cypher.ACCOUNT, mail=mail)
    return Account.from_record(rows[0]["account"]) if rows else None
