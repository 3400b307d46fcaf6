"""Which headers of lists name who does something together, and what they do."""

import re
from collections.abc import Mapping
from typing import Final

from graphdir.text import fold

# The role in a project of who is named in such a section.
ACTORS: Final[Mapping[str, str]] = {"carrier": "lead", "school": "site", "partner": "partner"}
# Words by which headers name who or what they are about; each is the name of a section.
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "carrier": (
        "Träger",
        "carrier",
        "Projektträger",
        "Maßnahmeträger",
        "Zuwendungsempfänger",
        "Antragsteller",
        "Trägername",
        "Träger/Verein",
        "Verein/Träger",
        "Träger/Anbieter",
        "Anbieter/Träger",
        "Anstellungsträger",
        "Schulträger",
        "SSA-Träger",
        "Anbieter",
        "Veranstalter",
        "beneficiary",
    ),
    "school": (
        *("Schule", "Schulen", "school", "Schulname", "Einsatzschule", "Kooperationsschule", "Partnerschule"),
        *("Grundschule", "Sekundarschule", "Gemeinschaftsschule", "Förderschule", "Gymnasium"),
    ),
    "partner": (
        *("Partner", "Kooperationspartner", "partner", "Projektpartner", "Netzwerkpartner", "Praxispartner"),
        *("Partnereinrichtung", "Partnerorganisation", "Partnerbetrieb", "Praktikumsbetrieb", "Förderverein"),
        *("Firma", "Betrieb", "Unternehmen", "Verein"),
    ),
    "project": (
        *("Projekt", "project", "Vorhaben", "Maßnahme", "Angebot", "Titel", "title"),
        *("Projekttitel", "Projektname", "Projektbezeichnung", "Angebotsname", "Maßnahmebezeichnung"),
    ),
}
_SECTIONS: Final = {fold(word): section for section, words in _WORDS.items() for word in words}
# “Schulort” and “Projektbeginn” say it in one word; “Schulform” and “Schulträger” are words of their own.
_OF_PLACES: Final = "ort|plz|postleitzahl|strasse|adresse|anschrift"
_OF_PROJECTS: Final = "beginn|start|ende|laufzeit|zeitraum|jahr|status|beschreibung|thema|themen|kosten|summe|betrag"
_COMPOUND: Final = re.compile(
    rf"(?:(?P<school>schul)|(?P<carrier>trager)|(?P<partner>partner)) ?(?P<place>{_OF_PLACES})"
    rf"|(?P<project>projekt|vorhaben|massnahmen?|angebots) ?(?P<of_project>{_OF_PROJECTS})"
)
_FILLERS: Final = frozenset(
    {"der", "des", "die", "name", "bezeichnung", "of", "the"}
    | {"beteiligte", "beteiligter", "teilnehmende", "teilnehmender", "kooperierende", "kooperierender", "zugehorige"}
)
# What a carrier does at a school, and no part of the carrier: “Träger der Schulsozialarbeit”.
SOCIAL_WORK: Final = frozenset({"schulsozialarbeit", "ssa"})


def section_of(header: str) -> tuple[str, str]:
    """Return which section a header is about, and what of it: ``Ort der Schule`` is the school's ``ort``.

    The second is empty for the name itself, both for a header that is about none.
    """
    folded = fold(header)
    if folded in _SECTIONS:
        return _SECTIONS[folded], ""
    if compound := _COMPOUND.fullmatch(folded):
        (section, _stem), (_of, part) = ((name, word) for name, word in compound.groupdict().items() if word)
        return section, part
    words = folded.split()
    for at in dict.fromkeys((0, len(words) - 1)) if words else ():
        section = _section(words[at])
        if section:
            rest = [word for word in (*words[:at], *words[at + 1 :]) if word not in _FILLERS]
            others = {_section(word) for word in rest if not (section == "carrier" and word in SOCIAL_WORK)}
            # "Träger der Maßnahme" and "Projekt-Träger" are the carrier.
            if section in ACTORS and others <= {"project"}:
                return section, ""
            if section == "project" and len(others) == 1 and others <= ACTORS.keys():
                return others.pop(), ""
            return section, " ".join(rest)
    return "", ""


def _section(word: str) -> str:
    """Return which section a folded word is about, also in the genitive."""
    return _SECTIONS.get(word) or _SECTIONS.get(word.removesuffix("s"), "")
