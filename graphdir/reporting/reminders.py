"""Reminders as mails, and as lines and records for whoever sends them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graphdir.freshness import Overdue
from graphdir.i18n import date_text, ngettext
from graphdir.i18n import gettext as _
from graphdir.reminders import LINK_SECONDS, Reminder, Reminders

_DAY: Final = 24 * 3600


def reminder_mail(reminder: Reminder, reminders: Reminders, site: str, network: str) -> tuple[str, str, str]:
    """Return address, subject and text of a mail with a link for each organisation."""
    entries = "\n\n".join(
        f"{one.name} ({_confirmed(one)})\n{site}/still-right/{reminders.token(reminder.account, one.id)}"
        for one in reminder.organisations
    )
    greeting = _("Good day, %(name)s,", name=reminder.account.name) if reminder.account.name else _("Good day,")
    text = _(
        "%(greeting)s\n\nyou speak for these organisations in the directory “%(network)s”. What stands there was "
        "never confirmed, or not for a year. Please open the link and answer with one click: still right, "
        "correct it, or no longer exists.\n\n%(entries)s\n\nThe links are good for %(days)s days. Thank you.",
        greeting=greeting,
        network=network,
        entries=entries,
        days=LINK_SECONDS // _DAY,
    )
    return reminder.account.mail, _("Is your entry still right?"), text


def reminders_record(
    due: Sequence[Reminder], nobody: Sequence[Overdue], failed: Mapping[str, str], *, sent: bool
) -> dict[str, Any]:
    """Return who is asked about what, the organisations for which nobody is there to ask, and what failed why."""
    return {
        "sent": sent,
        "reminders": [
            {"mail": reminder.account.mail, "organisations": [one.id for one in reminder.organisations]}
            for reminder in due
        ],
        "failed": dict(failed),
        "without_member": [one.id for one in nobody],
    }


def reminder_lines(
    due: Sequence[Reminder], nobody: Sequence[Overdue], failed: Mapping[str, str], *, sent: bool
) -> Iterator[str]:
    """Tell the same in lines."""
    for reminder in due:
        mail = reminder.account.mail
        names = ", ".join(one.name for one in reminder.organisations)
        yield f"{mail}\t{names}\t{failed[mail]}" if mail in failed else f"{mail}\t{names}"
    number = len(due) - len(failed)
    if sent:
        yield ngettext("%(number)s reminder sent.", "%(number)s reminders sent.", number)
    else:
        yield ngettext("%(number)s reminder would be sent.", "%(number)s reminders would be sent.", number)
    if nobody:
        yield ngettext(
            "%(number)s organisation has no member to ask; the site lists it under “Older than a year”.",
            "%(number)s organisations have no member to ask; the site lists them under “Older than a year”.",
            len(nobody),
        )


def _confirmed(one: Overdue) -> str:
    if not one.last_confirmed:
        return _("not confirmed so far")
    return _("last confirmed %(date)s", date=date_text(one.last_confirmed))
