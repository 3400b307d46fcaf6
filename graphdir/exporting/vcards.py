"""Contact points as vCard 4.0 (RFC 6350), for address books."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graphdir import clock
from graphdir.contacts import may_see
from graphdir.hsds import hsds_id
from graphdir.model import ContactPoint, Organisation
from graphdir.store import GraphStore

# RFC 6350, 3.2: no line has more octets than this, its end not counted.
_LONGEST: Final = 75
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})


def write_vcards(store: GraphStore, path: Path, *, all_contacts: bool) -> None:
    """Write a card for each contact point and for each organisation with a telephone number or a mail address.

    Those of organisations that are no more are left out.
    Without ``all_contacts`` only those contact points are among them that anybody may see today.
    """
    today = clock.day()
    with path.open("w", encoding="utf-8", newline="") as file:
        entries = (entry for entry in store.entries("organisation") if isinstance(entry, Organisation))
        there = {entry.key: entry for entry in entries if not entry.has_ended(today)}
        for organisation in there.values():
            if organisation.phone or organisation.email:
                file.writelines(_card(organisation, None, ""))
        roles = store.taxonomy().contact_roles
        for contact in store.entries("contact"):
            if not isinstance(contact, ContactPoint) or contact.organisation_id not in there:
                continue
            if all_contacts or may_see(None, contact, today):
                role = roles.get(contact.role)
                title = role.label_de if role else contact.role
                file.writelines(_card(there[contact.organisation_id], contact, title))


def _card(organisation: Organisation, contact: ContactPoint | None, role: str) -> Iterator[str]:
    of: Organisation | ContactPoint = contact or organisation
    named = contact.name if contact else ""
    yield from _lines("BEGIN", "VCARD")
    yield from _lines("VERSION", "4.0")
    yield from _lines("UID", f"urn:uuid:{hsds_id(of.entity, of.key)}")
    yield from _lines("KIND", "individual" if named else "org")
    yield from _lines("FN", _escaped(named or (f"{role}, {organisation.name}" if role else organisation.name)))
    yield from _lines("ORG", _escaped(organisation.name))
    yield from _lines("ROLE", _escaped(role))
    yield from _lines("TEL", _escaped(of.phone))
    yield from _lines("EMAIL", _escaped(of.email))
    # An address is no text, nothing in it is escaped; but a line that breaks begins another property.
    yield from _lines("URL", "".join(organisation.website.split()))
    place = (organisation.street, organisation.town, organisation.region, organisation.postcode, organisation.country)
    if any(place):
        yield from _lines("ADR", ";".join(("", "", *map(_escaped, place))))
    yield from _lines("END", "VCARD")


def _lines(name: str, value: str) -> Iterator[str]:
    """Go through the lines of a property, folded between letters; none for an empty value."""
    if not value:
        return
    line = ""
    for letter in f"{name}:{value}":
        if len((line + letter).encode("utf-8")) > _LONGEST:
            yield f"{line}\r\n"
            line = " "
        line += letter
    yield f"{line}\r\n"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
