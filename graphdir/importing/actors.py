"""Which headers of lists name who does something together, and what they do."""

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
        "Anbieter",
        "Veranstalter",
        "beneficiary",
    ),
    "school": ("Schule", "school", "Schulname", "Einsatzschule"),
    "partner": ("Partner", "Kooperationspartner", "partner"),
    "project": (
        *("Projekt", "project", "Vorhaben", "Maßnahme", "Angebot", "Titel", "title"),
        *("Projekttitel", "Projektname", "Projektbezeichnung", "Angebotsname", "Maßnahmebezeichnung"),
    ),
}
_SECTIONS: Final = {fold(word): section for section, words in _WORDS.items() for word in words}
_FILLERS: Final = frozenset({"der", "des", "die", "name", "of", "the"})


def section_of(header: str) -> tuple[str, str]:
    """Return which section a header is about, and what of it: ``Ort der Schule`` is the school's ``ort``.

    The second is empty for the name itself, both for a header that is about none.
    """
    folded = fold(header)
    if folded in _SECTIONS:
        return _SECTIONS[folded], ""
    words = folded.split()
    for at in dict.fromkeys((0, len(words) - 1)) if words else ():
        section = _section(words[at])
        if section:
            rest = [word for word in (*words[:at], *words[at + 1 :]) if word not in _FILLERS]
            others = {_section(word) for word in rest}
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
