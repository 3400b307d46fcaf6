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
        "Name des Trägers",
        "beneficiary",
    ),
    "school": ("Schule", "school", "Schulname", "Einsatzschule", "Name der Schule"),
    "partner": ("Partner", "Kooperationspartner", "partner"),
    "project": ("Projekt", "project", "Projekttitel", "Vorhaben", "Maßnahme", "Angebot", "Titel", "title"),
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
    for at, word in enumerate(words):
        if word in _SECTIONS and at in {0, len(words) - 1}:
            return _SECTIONS[word], " ".join(w for w in (*words[:at], *words[at + 1 :]) if w not in _FILLERS)
    return "", ""
