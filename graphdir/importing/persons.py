"""What columns of lists say about persons: who is named, how they are reached, and whether they agreed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graphdir.importing.mapping import UNDECIDED
from graphdir.tables import Table
from graphdir.text import fold

# The role of whoever is named under such a header; of some only somebody can say what for.
_ROLES: Final = {
    fold(word): role
    for role, words in {
        UNDECIDED: (
            *("Ansprechpartner", "Ansprechpartnerin", "Ansprechperson", "Kontaktperson", "Kontakt", "contact"),
            *("Ansprechpartner/in", "Ansprechpartner vor Ort", "Name Ansprechpartner", "Ansprechpartner Name"),
        ),
        "head_of_school": ("Schulleitung", "Schulleiter", "Schulleiterin", "Schulleiter/in", "Rektor", "Rektorin"),
        "school_social_worker": ("Schulsozialarbeiter", "Schulsozialarbeiterin", "Schulsozialarbeiter/in"),
        "carrier_management": ("Geschäftsführung", "Geschäftsführer", "Geschäftsführerin"),
        "association_chair": ("Vorstand", "Vorsitz", "Vorsitzender", "Vorsitzende"),
    }.items()
    for word in words
}
_CONSENTS: Final = frozenset(
    fold(f"{word}{what}")
    for word in ("Einverständnis", "Einwilligung", "Zustimmung", "consent")
    for what in ("", " liegt vor", " erteilt", " zur Veröffentlichung", " Veröffentlichung", " DSGVO")
) | {fold(word) for word in ("Einverständniserklärung", "Datenschutzerklärung", "DSGVO", "Datenschutz")}
# However lists call it: "Handy", "Mail privat", "Tel. dienstlich", "Durchwahl".
_REACHED_BY: Final = {
    "email": re.compile(r"mail"),
    "phone": re.compile(r"\btel|telefon|\bfon\b|phone|handy|mobil|rufnummer|durchwahl"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A column that names a person: its header, their role, and (column, header) of how they are reached.

    Telephone and e-mail right of a person are theirs, up to the next other column; of a second number or address the
    column is empty.
    """

    header: str
    role: str
    reached_by: tuple[tuple[str, str], ...]


def persons_among(headers: Sequence[str]) -> Iterator[Person]:
    """Go through the columns that name a person."""
    for at, header in enumerate(headers):
        role = _ROLES.get(fold(header))
        if role is not None:
            yield Person(header, role, tuple(_reached_by(headers[at + 1 :])))


def consent_among(headers: Sequence[str]) -> str:
    """Return the header that says whether persons agreed to be listed; empty without one."""
    return next((header for header in headers if fold(header) in _CONSENTS), "")


def in_doubt(table: Table, headers: Sequence[str]) -> tuple[str, str] | None:
    """Return a header of a list of this table that cannot be read by itself, and the person's beside which it stands.

    That is how a person is reached, in a list of organisations: it must not become the organisation's, for everybody
    to see. And their consent, in a list of contacts, which stands beside nobody (empty).
    """
    if table.name == "organisations":
        reached = (
            (header, person.header) for person in persons_among(headers) for _column, header in person.reached_by
        )
        return next(reached, None)
    consent = consent_among(headers) if table.name == "contacts" else ""
    return (consent, "") if consent else None


def _reached_by(headers: Sequence[str]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for header in headers:
        column = next((name for name, said in _REACHED_BY.items() if said.search(fold(header))), "")
        if not column:
            return
        yield "" if column in taken else column, header
        taken.add(column)
