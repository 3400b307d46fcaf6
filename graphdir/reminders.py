"""Once a year members are asked whether their entries are still right; one click answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from itsdangerous import BadSignature, URLSafeTimedSerializer

from graphdir.account import Account, AccountStore
from graphdir.desk import DeskStore, Paper, now, put_paper
from graphdir.freshness import Overdue
from graphdir.text import short_hash

_SORT: Final = "reminder"
# A link from a reminder is good for so long, and nobody is asked again sooner than this.
LINK_SECONDS: Final = 60 * 24 * 3600
PAUSE_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Whom to ask about which of their organisations."""

    account: Account
    organisations: tuple[Overdue, ...]


class Reminders:
    """Who is asked when, and the links by which they answer."""

    def __init__(self, accounts: AccountStore, desk: DeskStore) -> None:
        self._accounts = accounts
        self._desk = desk

    def due(self, overdue: Iterable[Overdue], today: str) -> tuple[Sequence[Reminder], Sequence[Overdue]]:
        """Return who is to be asked on ``today`` (ISO), and the organisations for which nobody is.

        Nobody is asked who was within the last 30 days.
        """
        members = [account for account in self._accounts.accounts() if not account.disabled]
        spoken_for = {organisation for account in members for organisation in account.organisations}
        old = {one.id: one for one in overdue}
        limit = (date.fromisoformat(today) - timedelta(days=PAUSE_DAYS)).isoformat()
        asked = {paper.id for paper in self._desk.papers(_SORT) if paper.at[:10] > limit}
        reminders = [
            Reminder(account=account, organisations=theirs)
            for account in members
            if short_hash(account.mail) not in asked
            and (theirs := tuple(old[organisation] for organisation in account.organisations if organisation in old))
        ]
        return reminders, [one for one in old.values() if one.id not in spoken_for]

    def note(self, account: Account) -> None:
        """Note that somebody was asked now."""
        put_paper(self._desk, Paper(sort=_SORT, id=short_hash(account.mail), at=now(), body={}))

    def token(self, account: Account, organisation_id: str) -> str:
        """Return what a link carries by which an account answers for an organisation."""
        return str(self._links().dumps([account.mail, organisation_id]))

    def answered(self, token: str) -> tuple[Account, str] | None:
        """Return who answers for which organisation; None when the link is none, has run out, or counts no more."""
        try:
            mail, organisation = self._links().loads(token, max_age=LINK_SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        account = self._accounts.account(mail)
        if account is None or account.disabled or not account.speaks_for(organisation):
            return None
        return account, organisation

    def _links(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._accounts.secret(), salt="graphdir-still-right")
