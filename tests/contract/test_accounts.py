"""Who may sign in: the same promises on both stores."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import cast

import pytest

from graphdir.account import (
    Account,
    AccountChangedError,
    AccountExistsError,
    AccountNotFoundError,
    AccountStore,
    Role,
)
from graphdir.accounts import Accounts
from graphdir.errors import InvalidInputError
from graphdir.exporting.files import write_json
from graphdir.full_store import FullStore
from tests.builders import added, school

ACCOUNT = Account(
    mail="müller@example.org",
    name="Änne Müller",
    role=Role.COORDINATOR,
    organisations=("b", "a"),
    password_hash="$argon2id$…",
    stamp="one",
)


@pytest.fixture
def accounts(store: FullStore) -> AccountStore:
    return cast("AccountStore", store)


def test_an_account_is_found_as_it_was_added(accounts: AccountStore) -> None:
    other = Account(mail="a@example.org", stamp="x")
    accounts.add_account(ACCOUNT)
    accounts.add_account(other)

    assert accounts.account(ACCOUNT.mail) == ACCOUNT
    assert accounts.accounts() == [other, ACCOUNT]
    assert accounts.account("nobody@example.org") is None


def test_an_address_is_taken_once(accounts: AccountStore) -> None:
    accounts.add_account(ACCOUNT)

    with pytest.raises(AccountExistsError):
        accounts.add_account(replace(ACCOUNT, name="somebody else", stamp="two"))
    assert accounts.account(ACCOUNT.mail) == ACCOUNT


def test_of_many_who_add_the_same_address_at_once_one_is_told_that_it_worked(accounts: AccountStore) -> None:
    def add(number: int) -> bool:
        try:
            accounts.add_account(replace(ACCOUNT, stamp=str(number)))
        except AccountExistsError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        worked = list(pool.map(add, range(6)))

    assert worked.count(True) == 1
    found = accounts.account(ACCOUNT.mail)
    assert found is not None
    assert found.stamp == str(worked.index(True))


def test_an_account_is_changed_only_as_it_was_read(accounts: AccountStore) -> None:
    accounts.add_account(ACCOUNT)
    after = replace(ACCOUNT, role=Role.ADMINISTRATOR, disabled=True, organisations=(), stamp="two")
    accounts.replace_account(ACCOUNT, after)

    assert accounts.account(ACCOUNT.mail) == after
    with pytest.raises(AccountChangedError):
        accounts.replace_account(ACCOUNT, replace(ACCOUNT, name="late"))
    assert accounts.account(ACCOUNT.mail) == after


def test_an_erased_account_is_gone(accounts: AccountStore) -> None:
    accounts.add_account(ACCOUNT)
    accounts.erase_account(ACCOUNT.mail)
    accounts.erase_account(ACCOUNT.mail)

    assert accounts.accounts() == []
    with pytest.raises(AccountNotFoundError):
        accounts.replace_account(ACCOUNT, ACCOUNT)


def test_accounts_are_no_part_of_the_network(
    store: FullStore, accounts: AccountStore, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store.apply(added(school("a")))
    before = (store.revision(), store.figures(), len(store.batches()))
    accounts.add_account(ACCOUNT)
    accounts.secret()
    file = tmp_path_factory.mktemp("export") / "all.json"
    write_json(store, file, all_contacts=True)

    assert (store.revision(), store.figures(), len(store.batches())) == before
    assert ACCOUNT.mail not in file.read_text("utf-8")


def test_the_secret_is_made_once(accounts: AccountStore) -> None:
    with ThreadPoolExecutor(4) as pool:
        secrets = set(pool.map(lambda _time: accounts.secret(), range(4)))

    assert len(secrets) == 1
    assert len(accounts.secret()) == 32


def test_two_administrators_who_take_the_role_from_each_other_at_once_do_not_both_succeed(
    accounts: AccountStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = Accounts(cast("FullStore", accounts))
    for mail in ("a@example.org", "b@example.org"):
        house.invite(mail, role=Role.ADMINISTRATOR)
    one, other = (accounts.account(mail) for mail in ("a@example.org", "b@example.org"))
    assert one and other  # noqa: PT018
    replaced = accounts.replace_account

    def meanwhile(before: Account, after: Account) -> None:
        monkeypatch.setattr(accounts, "replace_account", replaced)
        replaced(other, replace(other, role=Role.MEMBER))
        replaced(before, after)

    monkeypatch.setattr(accounts, "replace_account", meanwhile)
    with pytest.raises(InvalidInputError, match="administrator"):
        house.set_role("a@example.org", Role.MEMBER)
    assert accounts.account("a@example.org") == one
