"""Inviting, signing in, passwords and roles."""

from pathlib import Path

import pytest

from graphdir import accounts as module
from graphdir.account import AccountExistsError, AccountNotFoundError, Role
from graphdir.accounts import Accounts
from graphdir.errors import InvalidInputError
from graphdir.stores.sqlite import SqliteStore

MAIL = "anna@example.org"
PASSWORD = "drei blaue Pferde"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(SqliteStore(tmp_path / "network.db"))


def signed_up(accounts: Accounts, mail: str = MAIL, role: Role = Role.MEMBER) -> None:
    found = accounts.linked("invitation", accounts.invite(mail, role=role))
    assert found is not None
    accounts.set_password(found, PASSWORD)


def test_who_takes_the_invitation_signs_in(accounts: Accounts) -> None:
    token = accounts.invite(" Anna@Example.ORG ", name="Anna", organisations=["a", "b", "a"])
    account = accounts.linked("invitation", token)

    assert account is not None
    assert (account.mail, account.organisations) == (MAIL, ("a", "b"))
    assert accounts.sign_in(MAIL, "") is None
    accounts.set_password(account, PASSWORD)
    signed_in = accounts.sign_in("ANNA@example.org", PASSWORD)
    assert signed_in is not None
    assert signed_in.mail == MAIL


def test_a_link_is_good_once_for_one_purpose_and_for_a_time(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = accounts.invite(MAIL)

    assert accounts.linked("reset", token) is None
    assert accounts.linked("anything", token) is None
    assert accounts.linked("invitation", token + "x") is None
    monkeypatch.setitem(module.LINK_SECONDS, "invitation", -1)
    assert accounts.linked("invitation", token) is None
    monkeypatch.undo()
    account = accounts.linked("invitation", token)
    assert account is not None
    accounts.set_password(account, PASSWORD)
    assert accounts.linked("invitation", token) is None


def test_a_wrong_password_an_unknown_and_a_disabled_account_get_the_same_answer(accounts: Accounts) -> None:
    signed_up(accounts)

    assert accounts.sign_in(MAIL, "drei rote Pferde") is None
    assert accounts.sign_in("nobody@example.org", PASSWORD) is None
    accounts.set_disabled(MAIL, disabled=True)
    assert accounts.sign_in(MAIL, PASSWORD) is None
    accounts.set_disabled(MAIL, disabled=False)
    assert accounts.sign_in(MAIL, PASSWORD) is not None


def test_sessions_end_with_the_password_and_with_the_account(accounts: Accounts) -> None:
    signed_up(accounts)
    account = accounts.account(MAIL)
    assert accounts.present(MAIL, account.stamp) == account
    again = accounts.set_password(account, "vier grüne Pferde")

    assert accounts.present(MAIL, account.stamp) is None
    assert accounts.present(MAIL, again.stamp) == again
    accounts.set_disabled(MAIL, disabled=True)
    assert accounts.present(MAIL, again.stamp) is None


@pytest.mark.parametrize(
    "password",
    [
        *("kurz", "a" * 12, "anna@example.org!", "ananananananan", "x" * 201),
        *("123456789012", "Passwort1234", "qwertzuiopas", "netzwerkschulerfolg", "Bildungsbund!99", "AdlerAmFluss7"),
        *("Schule-Schule-Schule", "lkjhgfdsa4321", "Sommer2026!!", "kaskaskaskaskas!"),
    ],
)
def test_what_is_easily_guessed_is_no_password(tmp_path: Path, password: str) -> None:
    accounts = Accounts(SqliteStore(tmp_path / "network.db"), "Bildungsbund Altmark")
    token = accounts.invite(MAIL, name="Anna Adler")
    account = accounts.linked("invitation", token)
    assert account is not None

    with pytest.raises(InvalidInputError):
        accounts.set_password(account, password)


@pytest.mark.parametrize("password", [PASSWORD, "correct horse battery", "Lampe Fluss 1234", "x7#kQ9!vT2pL"])
def test_what_is_hard_to_guess_is_taken(accounts: Accounts, password: str) -> None:
    token = accounts.invite(MAIL, name="Anna Adler")
    account = accounts.linked("invitation", token)
    assert account is not None

    accounts.set_password(account, password)
    assert accounts.sign_in(MAIL, password) is not None


@pytest.mark.parametrize(
    "mail",
    [
        *("", "anna", "anna@", "anna@example", "a b@example.org", "a@b@example.org", "<a@b.de>"),
        *("änne@example.org", "anna@müller..de", f"anna@{'ü' * 70}.de"),
    ],
)
def test_what_is_no_address_is_not_invited(accounts: Accounts, mail: str) -> None:
    with pytest.raises(InvalidInputError):
        accounts.invite(mail)


def test_the_last_administrator_stays(accounts: Accounts) -> None:
    signed_up(accounts, role=Role.ADMINISTRATOR)

    with pytest.raises(InvalidInputError, match="last administrator"):
        accounts.set_role(MAIL, Role.MEMBER)
    with pytest.raises(InvalidInputError, match="last administrator"):
        accounts.set_disabled(MAIL, disabled=True)
    signed_up(accounts, "other@example.org", Role.ADMINISTRATOR)
    assert accounts.set_role(MAIL, Role.MEMBER).role is Role.MEMBER


def test_an_erased_account_is_gone_unless_nobody_else_administers(accounts: Accounts) -> None:
    signed_up(accounts, role=Role.ADMINISTRATOR)
    signed_up(accounts, "other@example.org")

    with pytest.raises(InvalidInputError, match="last administrator"):
        accounts.erase(MAIL)
    accounts.erase("other@example.org")
    assert [account.mail for account in accounts.all()] == [MAIL]
    with pytest.raises(AccountNotFoundError):
        accounts.erase("other@example.org")


def test_a_new_link_invites_or_resets(accounts: Accounts) -> None:
    accounts.invite(MAIL)
    assert accounts.link(MAIL)[0] == "invitation"
    account = accounts.linked(*accounts.link(MAIL))
    assert account is not None
    accounts.set_password(account, PASSWORD)
    purpose, token = accounts.link(MAIL)

    assert purpose == "reset"
    assert accounts.linked(purpose, token) is not None
    accounts.set_disabled(MAIL, disabled=True)
    with pytest.raises(InvalidInputError, match="disabled"):
        accounts.link(MAIL)


def test_a_new_link_withdraws_those_of_before(accounts: Accounts) -> None:
    first = accounts.invite(MAIL)
    second = accounts.link(MAIL)
    assert accounts.linked("invitation", first) is None
    account = accounts.linked(*second)
    assert account is not None
    stamp = accounts.set_password(account, PASSWORD).stamp
    third, fourth = accounts.link(MAIL), accounts.link(MAIL)

    assert accounts.linked(*third) is None
    assert accounts.linked(*fourth) is not None
    assert accounts.present(MAIL, stamp) is None


def test_addresses_are_known_or_not(accounts: Accounts) -> None:
    accounts.invite(MAIL)

    with pytest.raises(AccountExistsError):
        accounts.invite(MAIL.upper())
    with pytest.raises(AccountNotFoundError):
        accounts.account("nobody@example.org")


def test_a_role_may_what_those_before_it_may() -> None:
    assert Role.ADMINISTRATOR.at_least(Role.MEMBER)
    assert Role.COORDINATOR.at_least(Role.COORDINATOR)
    assert not Role.MEMBER.at_least(Role.COORDINATOR)
