"""How long a person's contact point is kept, and who may see which: the rules, in one place."""

from collections.abc import Mapping
from typing import Final

from graphdir.account import Role
from graphdir.model import ContactPoint, latest

YEARS_AFTER_CONFIRMED: Final = 2
_LAST_YEAR: Final = 9999
_LEAP_DAY: Final = "02-29"
_VISIBLE: Final[Mapping[Role | None, frozenset[str]]] = {
    None: frozenset({"public"}),
    Role.MEMBER: frozenset({"public", "members"}),
    Role.COORDINATOR: frozenset({"public", "members", "restricted"}),
    Role.ADMINISTRATOR: frozenset({"public", "members", "restricted"}),
}


def is_persons(contact: ContactPoint) -> bool:
    """Tell whether a contact point is a person's and not a function's: it has a name."""
    return bool(contact.name)


def last_day(contact: ContactPoint) -> str:
    """Return the last day (ISO) on which a person's contact point holds; empty when no expiry is known.

    That is ``expires_on``, else two years after it was last confirmed, the latest day meant. What is no
    person's does not expire.
    """
    if not is_persons(contact):
        return ""
    if contact.expires_on:
        return latest(contact.expires_on)
    if not contact.last_confirmed:
        return ""
    year, month_and_day = int(contact.last_confirmed[:4]), latest(contact.last_confirmed)[5:]
    year = min(year + YEARS_AFTER_CONFIRMED, _LAST_YEAR)
    # Two years after a leap day there is none.
    return f"{year:04}-{'02-28' if month_and_day == _LEAP_DAY else month_and_day}"


def has_expired(contact: ContactPoint, today: str) -> bool:
    """Tell whether a person's contact point ended before ``today`` (ISO)."""
    last = last_day(contact)
    return bool(last) and last < today


def may_see(role: Role | None, contact: ContactPoint, today: str) -> bool:
    """Tell whether somebody of that role may see a contact point; None is anybody.

    An expired one is shown to those only who can confirm or erase it: coordinators.
    """
    if contact.visibility not in _VISIBLE[role]:
        return False
    return not has_expired(contact, today) or (role is not None and role.at_least(Role.COORDINATOR))
