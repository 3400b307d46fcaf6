"""Who may sign in, and the port that keeps them: accounts are no part of the network."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol, Self

from graphdir.errors import GraphdirError
from graphdir.i18n import gettext as _
from graphdir.text import short_hash


class AccountState(StrEnum):
    """Whether somebody may sign in; invited is who has no password yet."""

    ACTIVE = "active"
    INVITED = "invited"
    DISABLED = "disabled"


class Role(StrEnum):
    """What somebody who is signed in may do; each may do what those before it may."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"

    def at_least(self, other: "Role") -> bool:
        """Tell whether this role may do all that ``other`` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may sign in.

    ``mail`` is the key, in lower case. ``organisations`` are ids that a member speaks for.
    ``password_hash`` is empty until the invitation is taken. ``stamp`` is random and new after every
    change of password or state, every link and every signing out: sessions and links made before are worth nothing
    then.
    """

    mail: str
    name: str = ""
    role: Role = Role.MEMBER
    organisations: tuple[str, ...] = ()
    password_hash: str = ""
    stamp: str
    disabled: bool = False

    def has_mark(self, author: str) -> bool:
        """Tell whether an author is this account, whatever its role was then."""
        return author.endswith(f":{short_hash(self.mail)}")

    @property
    def mark(self) -> str:
        """Return what history calls them: the role of that day, and nothing that names a person."""
        return f"{self.role.value}:{short_hash(self.mail)}"

    @property
    def rights(self) -> str:
        """Return a short form of role and organisations, by which a form tells whether they are as it showed them."""
        return short_hash(self.role.value, *self.organisations)

    @property
    def state(self) -> AccountState:
        """Return whether they may sign in."""
        if self.disabled:
            return AccountState.DISABLED
        return AccountState.ACTIVE if self.password_hash else AccountState.INVITED

    def speaks_for(self, organisation_id: str) -> bool:
        """Tell whether they may change this organisation's entry."""
        return self.role.at_least(Role.COORDINATOR) or organisation_id in self.organisations

    def to_record(self) -> dict[str, Any]:
        """Return the fields as stores and files keep them."""
        return {**asdict(self), "role": self.role.value, "organisations": list(self.organisations)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Build the account that ``to_record`` told of.

        Raises:
            KeyError, TypeError, ValueError: the record is of something else.
        """
        values: dict[str, Any] = {
            **record,
            "role": Role(record["role"]),
            "organisations": tuple(record["organisations"]),
            "disabled": bool(record["disabled"]),
        }
        return cls(**values)


class AccountExistsError(GraphdirError):
    """Somebody already signs in by that address."""

    def __init__(self, mail: str) -> None:
        super().__init__(_("There is an account for “%(mail)s” already.", mail=mail))
        self.mail = mail


class AccountNotFoundError(GraphdirError):
    """Nobody signs in by that address."""

    def __init__(self, mail: str) -> None:
        super().__init__(_("There is no account for “%(mail)s”.", mail=mail))
        self.mail = mail


class AccountChangedError(GraphdirError):
    """Somebody else changed the account since it was read."""

    def __init__(self, mail: str) -> None:
        super().__init__(
            _("Nothing was changed: meanwhile somebody else changed the account of “%(mail)s”.", mail=mail)
        )
        self.mail = mail


class AccountStore(Protocol):
    """Accounts in the same store as the network, beside it.

    Every method may raise ``StoreUnavailableError``. No revision, history, search or export knows of them.
    """

    def accounts(self) -> Sequence[Account]:
        """Return all, by mail."""
        ...

    def account(self, mail: str) -> Account | None:
        """Return who signs in by that address; None when nobody does."""
        ...

    def add_account(self, account: Account) -> None:
        """Add one.

        Raises:
            AccountExistsError: its address is taken.
        """
        ...

    def replace_account(self, before: Account, after: Account) -> None:
        """Change one; the address stays.

        Raises:
            AccountNotFoundError: it is gone.
            AccountChangedError: it is not ``before`` any more.
        """
        ...

    def erase_account(self, mail: str) -> None:
        """Take one out; nothing happens when it is gone already."""
        ...

    def secret(self) -> bytes:
        """Return the 32 random bytes that sign sessions and links; made at the first call and the same ever after.

        Where a store may only be read, and has none, they are others each time.
        """
        ...
