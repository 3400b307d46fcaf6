"""Inviting, signing in, passwords, roles: what the command line and the site do with accounts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from secrets import token_urlsafe
from typing import Final, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, URLSafeTimedSerializer

from graphdir.account import Account, AccountChangedError, AccountNotFoundError, AccountStore, Role
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.passwords import LONGEST_PASSWORD, check_password

Purpose = Literal["invitation", "reset"]
# How long a link is good for, in seconds.
LINK_SECONDS: Final[dict[Purpose, int]] = {"invitation": 7 * 24 * 3600, "reset": 2 * 3600}
_MAIL: Final = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.[^@\s<>,;:\"()\[\]\\]+")
_LONGEST_MAIL: Final = 254


class Accounts:
    """The accounts of one network; its name is no password."""

    def __init__(self, store: AccountStore, network_name: str = "") -> None:
        self._store = store
        self._network_name = network_name
        self._hasher = PasswordHasher()

    @cached_property
    def _decoy(self) -> str:
        """Return a hash that is checked where there is no account: the answer takes as long as with one."""
        return self._hasher.hash(token_urlsafe())

    def secret(self) -> bytes:
        """Return what signs sessions."""
        return self._store.secret()

    def all(self) -> Sequence[Account]:
        """Return all accounts, by mail."""
        return self._store.accounts()

    def account(self, mail: str) -> Account:
        """Return the account of an address.

        Raises:
            AccountNotFoundError: there is none.
        """
        found = self._store.account(_folded(mail))
        if found is None:
            raise AccountNotFoundError(mail)
        return found

    def present(self, mail: str, stamp: str) -> Account | None:
        """Return whose session it is; None when it has ended: disabled, gone, or another password since."""
        found = self._store.account(mail)
        return found if found and not found.disabled and found.stamp == stamp else None

    def invite(self, mail: str, *, name: str = "", role: Role = Role.MEMBER, organisations: Iterable[str] = ()) -> str:
        """Add an account without a password and return what its invitation's link carries.

        Raises:
            InvalidInputError: the address is none.
            AccountExistsError: somebody has it.
        """
        account = Account(
            mail=checked_mail(mail),
            name=name.strip(),
            role=role,
            organisations=tuple(dict.fromkeys(organisations)),
            stamp=token_urlsafe(),
        )
        self._store.add_account(account)
        return self._link(account, "invitation")

    def sign_in(self, mail: str, password: str) -> Account | None:
        """Return who it is; None for a wrong address or password, which nobody is told apart."""
        account = self._store.account(_folded(mail))
        known = account is not None and not account.disabled and account.password_hash
        try:
            self._hasher.verify(known or self._decoy, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return None
        if not known or account is None:
            return None
        if self._hasher.check_needs_rehash(account.password_hash):
            after = replace(account, password_hash=self._hasher.hash(password))
            self._store.replace_account(account, after)
            return after
        return account

    def link(self, mail: str) -> tuple[Purpose, str]:
        """Return what a new link for the account carries: an invitation while it has no password, else a reset.

        All links of before are worth nothing then, and sessions end: whoever has lost the password starts anew.

        Raises:
            AccountNotFoundError: there is none.
            InvalidInputError: it is disabled.
            AccountChangedError: somebody changed it this very moment.
        """
        account = self.account(mail)
        if account.disabled:
            raise InvalidInputError(_("The account of “%(mail)s” is disabled. Enable it first.", mail=account.mail))
        purpose: Purpose = "reset" if account.password_hash else "invitation"
        return purpose, self._link(self._restamped(account), purpose)

    def linked(self, purpose: str, token: str) -> Account | None:
        """Return whose link it is; None when it is none, has run out, or was used."""
        if purpose not in LINK_SECONDS:
            return None
        try:
            mail, stamp = self._serializer(purpose).loads(token, max_age=LINK_SECONDS[purpose])
        except (BadSignature, ValueError, TypeError):
            return None
        return self.present(mail, stamp)

    def set_password(self, account: Account, password: str) -> Account:
        """Set a password; all sessions and links of before end.

        Raises:
            InvalidInputError: the password is too short, too long or easily guessed.
            AccountChangedError: somebody was faster.
        """
        check_password(password, account, self._network_name)
        after = replace(account, password_hash=self._hasher.hash(password), stamp=token_urlsafe())
        self._store.replace_account(account, after)
        return after

    def end_sessions(self, account: Account) -> None:
        """End all sessions of an account, and its links.

        Raises:
            AccountNotFoundError: there is none.
            AccountChangedError: somebody changed it this very moment.
        """
        self._restamped(self.account(account.mail))

    def set_role(
        self, mail: str, role: Role, organisations: Iterable[str] | None = None, *, seen: str | None = None
    ) -> Account:
        """Change what somebody may do, and for whom a member speaks where that is given.

        ``seen`` are the ``rights`` that whoever changes them has seen; None for whatever they are.

        Raises:
            AccountNotFoundError: there is none.
            AccountChangedError: they are others by now.
            InvalidInputError: nobody would be left to administer.
        """
        before = self.account(mail)
        if seen is not None and seen != before.rights:
            raise AccountChangedError(before.mail)
        theirs = before.organisations if organisations is None else tuple(dict.fromkeys(organisations))
        return self._changed(before, replace(before, role=role, organisations=theirs))

    def set_disabled(self, mail: str, *, disabled: bool) -> Account:
        """Lock somebody out, or let them in again; sessions end.

        Raises:
            AccountNotFoundError: there is none.
            InvalidInputError: nobody would be left to administer.
        """
        before = self.account(mail)
        return self._changed(before, replace(before, disabled=disabled, stamp=token_urlsafe()))

    def erase(self, mail: str) -> None:
        """Take an account out; nothing of it is kept.

        Raises:
            AccountNotFoundError: there is none.
            InvalidInputError: nobody would be left to administer.
        """
        account = self.account(mail)
        self.keep_an_administrator(account)
        self._store.erase_account(account.mail)

    def keep_an_administrator(self, *leaving: Account) -> None:
        """Refuse to let these go where nobody would be left to administer.

        Raises:
            InvalidInputError: nobody would.
        """
        administrators = [account for account in leaving if account.role is Role.ADMINISTRATOR]
        mails = {account.mail for account in leaving}
        others = (a for a in self._store.accounts() if a.mail not in mails and not a.disabled)
        if administrators and not any(other.role is Role.ADMINISTRATOR for other in others):
            raise InvalidInputError(
                _("“%(mail)s” is the last administrator. Name another one first.", mail=administrators[0].mail)
            )

    def _changed(self, before: Account, after: Account) -> Account:
        """Change an account, unless nobody would be left to administer.

        Raises:
            InvalidInputError: nobody would.
        """
        leaves = after.disabled or after.role is not Role.ADMINISTRATOR
        if leaves:
            self.keep_an_administrator(before)
        self._store.replace_account(before, after)
        # Two who take the role from each other at once have both looked before either wrote.
        if leaves and before.role is Role.ADMINISTRATOR and not before.disabled and not self._is_administered():
            self._store.replace_account(after, before)
            self.keep_an_administrator(before)
        return after

    def _is_administered(self) -> bool:
        return any(one.role is Role.ADMINISTRATOR and not one.disabled for one in self._store.accounts())

    def _restamped(self, before: Account) -> Account:
        after = replace(before, stamp=token_urlsafe())
        self._store.replace_account(before, after)
        return after

    def _link(self, account: Account, purpose: Purpose) -> str:
        return str(self._serializer(purpose).dumps([account.mail, account.stamp]))

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._store.secret(), salt=f"graphdir-{purpose}")


def checked_mail(typed: str) -> str:
    """Return the address in lower case.

    Raises:
        InvalidInputError: it is none.
    """
    mail = _folded(typed)
    if not _MAIL.fullmatch(mail) or len(mail) > _LONGEST_MAIL or not mail.isprintable() or not _can_be_sent_to(mail):
        raise InvalidInputError(_("“%(typed)s” is no mail address. Write it like name@example.org.", typed=typed))
    return mail


def _can_be_sent_to(mail: str) -> bool:
    """Tell whether every mail server takes it: a domain may have umlauts (IDNA), what is before it may not."""
    local, _at, domain = mail.rpartition("@")
    try:
        domain.encode("idna")
    except UnicodeError:
        return False
    return local.isascii()


def _folded(mail: str) -> str:
    return mail.strip().lower()
