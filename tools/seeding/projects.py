"""ESF projects at schools: what the list says of them, and what it does not say safely."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graphdir.model import Organisation, Participation, Project
from graphdir.taxonomy import Taxonomy
from graphdir.text import clean, fold, short_hash
from tools.seeding import sources
from tools.seeding.tables import Row

PROGRAMME: Final = "ESF Sachsen-Anhalt 2007-2013"
SAFE_SCORE: Final = 3.0

# Title of a row -> why it is left out although its link counts as safe.
QUARANTINE: Final[Mapping[str, str]] = {
    'Lehrkräften" -Sekundarschule Kreuzberge in Dessau-Roßlau': (
        'carrier "Kreuzberge e.V.", title and missing amount are the cut-off end of another row'
    ),
    'Bildungsbezogenes Angebot "Konfliktbewältigungstraining für Schülerinnen und Schüler" an der'
    ' Grundschule "Albert Einstein" in BurgEltern-Kind-Training" an der Sekundarschule "F.Heicke"'
    " in Gommern": "two rows run into each other; the link is to the school of the second",
    "Bildungsbezogenes Angebot Induviduelles Förderangebot an der Sekundarschule"
    '"W.Weitling" MagdeburgAnfang an". Grundschule "Salbke" in Magdeburg': (
        "two rows run into each other; the link is to the school of the second"
    ),
    'Bildungsbezogenes Angebot "Na klar! - Schülernachhilfe von SchülerInnen für SchülerInnen" an'
    ' der Sekundarschule "Thomas Mützer" in Magdeburg': (
        'names the Sekundarschule "Thomas Müntzer", but the link is to "Thomas Mann"'
    ),
}
# Title -> the title without the end of another row that had run into it.
_REPAIRED: Final[Mapping[str, str]] = {
    '"Arbeits- und Sozialverhalten" an der Integrierten Gesamtschule " Willy Brandt" in'
    ' MagdeburgGoethe" in Magdeburg': (
        '"Arbeits- und Sozialverhalten" an der Integrierten Gesamtschule " Willy Brandt" in Magdeburg'
    ),
}
_REPAIR_NOTE: Final = "Am Ende des Titels ist Text einer anderen Zeile der Quelle entfernt."

_KINDS: Final[Mapping[str, str]] = {
    "Schulsozialarbeit": "school_social_work",
    "bildungsbezogenes Angebot": "educational_offer",
    "sonstiges Schulprojekt": "other_school_project",
}
# Misspelt titles were sorted under "sonstiges": "Schulszialarbeit", "Blidungsbezogenes Angebot".
_KINDS_BY_TITLE: Final = (
    (r"Produktives Lernen", "productive_learning"),
    (r"^Schulso?zi\w+beit", "school_social_work"),
    (r"^B\w+bezogene\w* Angebot", "educational_offer"),
)

_CLASS: Final = re.compile(
    r"\bK(?:l\.|lst\.|lassen?(?:stufen?)?\b)\s*(?P<first>\d{1,2})"
    r"(?:\s*(?:/|\+|-|bis|und)\s*(?P<last>\d{1,2}))?"
    r"|\b(?P<form>\d{1,2})[a-f]\b",
    re.IGNORECASE,
)
_STAGES: Final = (
    (range(1, 5), "pupils_primary"),
    (range(5, 11), "pupils_lower_secondary"),
    (range(11, 14), "pupils_upper_secondary"),
)
# Only what a title says plainly; "BVJ/BGJ-Lehrkräfte" are teachers, not pupils.
_TARGET_GROUPS: Final = (
    (r"\b(für|von|mit|mit den) (\d+ )?Schüler|Schüler helfen|Schülerinnen und Schüler", "pupils"),
    (r"Schüler(,| und) Lehrer|Lehrer- ?Schüler|Lehrer motivieren Schüler", "pupils"),
    (r"Grundschu\wkinder", "pupils_primary"),
    (r"Berufsvorbereitungsjahr|BVJ-Klasse", "pupils_vocational"),
    (r"abschlussgefähr", "pupils_dropout_risk"),
    (r"GU-? ?Schüler", "pupils_special_needs"),
    (r"Migrationshintergrund", "pupils_migrant"),
    (r"Töchter", "girls"),
    (r"Jungenarbeit", "boys"),
    (r"Elternstammtisch|Elternkurs|Elterngespräch|Mütter|Lehrer und Eltern", "guardians"),
    (r"Lehrerfortbildung|Lehrkräfte|Lehrer/?Innen|Lehrerinnen|Lehrer motivieren", "teachers"),
    (r"Keep Cool Teacher|Schüler(,| und) Lehrer|Lehrer- ?Schüler", "teachers"),
    (r"Betreuungspersonal", "school_support_staff"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Funded:
    """A project with who takes part in it."""

    project: Project
    participations: Sequence[Participation]


def is_safe(row: Row) -> bool:
    """Tell whether a row is linked to its school safely, and whole."""
    return float(row["match_score"]) >= SAFE_SCORE and clean(row["project"]) not in QUARANTINE


def funded(row: Row, carrier: Organisation, school: Organisation) -> Funded:
    """Build the project of a row: led by its carrier, at its school."""
    raw_title = clean(row["project"])
    title = _REPAIRED.get(raw_title, raw_title)
    own_words = _without_school(title, school)
    project = Project(
        id=_project_id(row),
        title=title,
        kind=_kind(row["kind"], title),
        status="closed",
        topics=Taxonomy.shipped().recognise(own_words),
        target_groups=target_groups(own_words),
        starts_on=row["year"],
        ends_on=row["year_final"],
        amount_eur=float(row["amount_eur"]) if row["amount_eur"] else None,
        programme=PROGRAMME,
        description=_REPAIR_NOTE if title != raw_title else "",
        source=sources.ESF,
        last_confirmed=sources.confirmed_by(sources.ESF),
    )
    parts = [
        Participation(project_id=project.id, organisation_id=one.id, role=role, source=sources.ESF)
        for one, role in ((carrier, "lead"), (school, "site"))
    ]
    return Funded(project=project, participations=parts)


def target_groups(title: str) -> tuple[str, ...]:
    """Return the target groups that a title names, in the order of the taxonomy.

    "pupils" only where it names none in particular.
    """
    found = {group for pattern, group in _TARGET_GROUPS if re.search(pattern, title, re.IGNORECASE)}
    found |= _stages(title)
    if any(group.startswith("pupils_") for group in found):
        found.discard("pupils")
    return tuple(group for group in Taxonomy.shipped().target_groups if group in found)


def _stages(title: str) -> set[str]:
    found: set[str] = set()
    for match in _CLASS.finditer(title):
        first = int(match["first"] or match["form"])
        last = int(match["last"] or first)
        # "Kl. 7/3" is the third class of year 7.
        years = range(first, max(first, last) + 1)
        found |= {stage for span, stage in _STAGES if any(year in span for year in years)}
    return found


def _kind(raw: str, title: str) -> str:
    by_title = next((kind for pattern, kind in _KINDS_BY_TITLE if re.search(pattern, title)), "")
    return by_title or _KINDS[raw]


def _without_school(title: str, school: Organisation) -> str:
    """Take the school's name and town out of a title: they say nothing of the project's topic."""
    of_school = {word for name in (school.name, school.town, school.municipality) for word in fold(name).split()}
    return re.sub(r"\w+", lambda word: "" if _names_school(word.group(), of_school) else word.group(), title)


def _names_school(word: str, of_school: set[str]) -> bool:
    # Short words ("am", "der") belong to no name alone.
    return len(word) > len("auf") and not word.isdigit() and fold(word) in of_school


def _project_id(row: Row) -> str:
    """Return the id that seeds/mappings/esf_projekte.toml makes of the same row."""
    facts = (row["carrier"], row["project"], row["year"], row["amount_eur"])
    return f"esf-{short_hash(*map(clean, facts))[:12]}"
