"""The file about a person as text and as JSON; the same for command line and site."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from graphdir import clock
from graphdir.contacts import has_expired
from graphdir.i18n import date_text, day_of, language, ngettext
from graphdir.i18n import gettext as _
from graphdir.model import EntityKind
from graphdir.persons import Elsewhere, Erased, Expiries, File, HeldContact, HeldRecord, Mention
from graphdir.presenting import account_role_label, field_label, record
from graphdir.taxonomy import Taxonomy


def erased_text(done: Erased) -> str:
    """Return what an erasure did, in sentences."""
    told = (
        (done.changed, ngettext("Erased at %(number)s place.", "Erased at %(number)s places.", done.changed)),
        (done.accounts, ngettext("%(number)s account erased.", "%(number)s accounts erased.", done.accounts)),
        (
            done.elsewhere,
            ngettext(
                "Erased from %(number)s proposal, need or list waiting to be imported.",
                "Erased from %(number)s proposals, needs or lists waiting to be imported.",
                done.elsewhere,
            ),
        ),
    )
    return " ".join(sentence for number, sentence in told if number) or _("Nothing was erased.")


def file_record(file: File) -> dict[str, Any]:
    """Return the file for programs and for whoever asked for it."""
    return {
        "about": file.who,
        "contacts": [contact_record(held) for held in file.contacts],
        "mentions": [asdict(mention) for mention in file.mentions],
        "history": [asdict(found) for found in file.records],
        "accounts": [{**asdict(account), "role": account.role.value} for account in file.accounts],
        "elsewhere": [asdict(found) for found in file.elsewhere],
        "also_look_for": list(file.also),
    }


def contact_record(held: HeldContact) -> dict[str, Any]:
    """Return a contact point with where it stands and how long."""
    return {
        **record(held.contact),
        "organisation": held.organisation,
        "present": held.present,
        "recorded_at": held.recorded_at,
        "last_day": held.last_day,
    }


def expiries_record(found: Expiries) -> dict[str, Any]:
    """Return what has expired and what never will, for programs."""
    return {
        "expired": [contact_record(held) for held in found.expired],
        "no_expiry_known": [contact_record(held) for held in found.unknown],
    }


def file_lines(file: File, taxonomy: Taxonomy) -> Iterator[str]:
    """Go through the lines that tell what is held."""
    if file.is_empty:
        yield _("Nothing is held about “%(who)s”.", who=file.who)
        return
    yield _("What is held about “%(who)s”:", who=file.who)
    for held in file.contacts:
        yield f"- {entity_label('contact')}: {contact_text(held, taxonomy)} ({standing_text(held)})"
    for mention in file.mentions:
        yield f"- {mention_place(mention)}: {mention.text} ({mention_standing(mention)})"
    for found in file.records:
        yield f"- {record_text(found)}: {found.text} ({date_text(day_of(found.at))})"
    for account in file.accounts:
        said = f"{account.mail} {account.name}".strip()
        yield "- " + _("Account: %(who)s (%(role)s)", who=said, role=account_role_label(account.role))
    for other in file.elsewhere:
        yield f"- {paper_place(other)}: {other.text} ({date_text(day_of(other.at))})"
    if file.also:
        yield _("Look for these as well: %(also)s", also=", ".join(file.also))


def contact_text(held: HeldContact, taxonomy: Taxonomy) -> str:
    """Return a contact point in one line."""
    contact = held.contact
    role = taxonomy.contact_roles.get(contact.role)
    parts = (
        held.organisation,
        role.label(language()) if role else contact.role,
        contact.name,
        contact.phone,
        contact.email,
    )
    return ", ".join(part for part in parts if part)


def standing_text(held: HeldContact) -> str:
    """Say where a contact point comes from, since when and until when it is there, and for whom."""
    seen_by = {"public": _("for everybody"), "members": _("for members only")}
    if has_expired(held.contact, clock.day()):
        seen_by = dict.fromkeys(seen_by, _("expired, for coordinators only"))
    parts = [
        _("source: %(source)s", source=held.contact.source) if held.contact.source else _("source not recorded"),
        _("recorded on %(date)s", date=date_text(day_of(held.recorded_at))) if held.recorded_at else "",
        _("until %(date)s", date=date_text(held.last_day)) if held.last_day else _("no expiry known"),
        seen_by.get(held.contact.visibility, _("for coordinators only")) if held.present else _("in the history only"),
    ]
    return "; ".join(part for part in parts if part)


def mention_place(mention: Mention) -> str:
    """Say which field of which entry mentions somebody."""
    return f"{entity_label(mention.entity)} {mention.called}, {field_label(mention.field)}"


def mention_standing(mention: Mention) -> str:
    """Say since when a mention is there, and what an erasure does with it."""
    fate = {
        "text": "",
        "name": _("a name: erased only where that is asked for"),
        "id": _("an id: stays as it is"),
    }[mention.sort]
    parts = [
        _("recorded on %(date)s", date=date_text(day_of(mention.recorded_at))) if mention.recorded_at else "",
        fate,
        "" if mention.present else _("in the history only"),
    ]
    return "; ".join(part for part in parts if part)


def record_text(found: HeldRecord) -> str:
    """Say what of the history mentions somebody."""
    what = {"author": _("who did it"), "summary": _("what it is called"), "file": _("name of the file")}[found.what]
    return _("Change set %(batch)s, %(what)s", batch=found.batch, what=what)


def paper_place(found: Elsewhere) -> str:
    """Say what paper mentions somebody."""
    return {"proposal": _("Proposal"), "need": _("Need"), "upload": _("List waiting to be imported")}.get(
        found.sort, _("Paper on the desk")
    )


def entity_label(entity: EntityKind) -> str:
    """Return what an entry of a sort is called."""
    return {
        "topic": _("Topic"),
        "organisation_kind": _("Kind of organisation"),
        "organisation": _("Organisation"),
        "project": _("Project"),
        "relation": _("Relation"),
        "participation": _("Participation"),
        "contact": _("Contact point"),
    }[entity]
