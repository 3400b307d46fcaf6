"""What columns of lists say about persons: who is named, how they are reached, and whether they agreed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from graphdir.importing.mapping import UNDECIDED
from graphdir.text import fold

# The role of whoever is named under a header with such a word (folded); of some only somebody can say what for.
_ROLES: Final = (
    (UNDECIDED, re.compile(r"\b(?:stellv|stv|vertret)")),
    ("head_of_school", re.compile(r"schulleit(?:ung|er)|\brektor(?:in)?\b")),
    ("school_social_worker", re.compile(r"schulsozialarbeiter")),
    ("carrier_management", re.compile(r"geschaftsfuhr(?:ung|er)")),
    ("association_chair", re.compile(r"\bvorstand\b|\bvorsitz(?:ende[rn]?)?\b")),
    ("contact_person", re.compile(r"ansprech(?:partner|person)|kontaktperson|contact person|^(?:kontakt|contact)$")),
    (UNDECIDED, re.compile(r"\b(?:nach|familien|last )name\b")),
    (
        UNDECIDED,
        re.compile(r"(?<!beg)(?<!an)(?<!ein)(?<!weiter)leit(?:ung|er(?:in)?)\b|\bkoordinat(?:or(?:in)?|ion)\b"),
    ),
)
# Such a column holds something else than names.
_NO_NAMES: Final = re.compile(
    r"zahl\b|stellen?\b|stunden|\bvz|datum\b|fax\b|\bseit\b|\bbis\b|adresse|anschrift|strasse|\bplz\b|\bort\b|\bvbe\b|"
    r"bemerkung|sprechzeit|vorhanden"
)
# And such tells more of a person, unless it says that a name is in it too.
_MORE_OF_A_PERSON: Final = re.compile(
    r"^(?!.*\bname\b).*(?:vorname\b|\bfirst name\b|\banrede|\btitel\b|funktion|position|\brolle\b)"
)
_CONSENT: Final = re.compile(r"einverstandnis|einwilligung|zustimmung|\bconsent|dsgvo|datenschutz")
_FOR_ALL_TO_SEE: Final = re.compile(r"veroffentlich|publi")
# Such a column says that somebody did not agree, or does not any more.
_REFUSAL: Final = re.compile(r"\bkeine?\b|\bohne\b|\bnicht\b|widerr|widerspr|\bno\b|\bnot\b|withdrawn")
# And such a column is about something else.
_NO_CONSENT: Final = re.compile(r"beauftragt|koordinat|konferenz|schulung")
# However lists call it: "Handy", "Mail privat", "Tel. dienstlich", "Durchwahl".
_REACHED_BY: Final = {
    "email": re.compile(r"mail"),
    "phone": re.compile(r"\btel|telefon|\bfon\b|phone|handy|mobil|rufnummer|durchwahl"),
}
# No list has more that mean something.
_MOST_HEADERS: Final = 300
# What else may stand between a person and how they are reached.
_OF_A_PERSON: Final = re.compile(r"|funktion|position|rolle|role|amt|.*fax|anrede|titel|.*vorname|first name")


@dataclass(frozen=True, slots=True)
class Person:
    """A column that names a person: its header, their role, and (column, header) of how they are reached.

    The header is empty for somebody of whom a list only says how they are reached.

    Telephone and e-mail right of a person are theirs, up to the next column about something else, and so are those
    elsewhere whose header names the role; of a second number or address the column is empty.
    """

    header: str
    role: str
    reached_by: tuple[tuple[str, str], ...]


def persons_among(headers: Sequence[str]) -> Iterator[Person]:
    """Go through the columns that name a person."""
    headers = headers[:_MOST_HEADERS]
    persons = [
        (header, role, _right_of(headers, at)) for at, header in enumerate(headers) if (role := _role_of(header))
    ]
    taken = {header for _name, _role, beside in persons for header in beside}
    for name, role, beside in persons:
        elsewhere = [header for header in headers if header not in taken and _way(header) and _meant(header) == role]
        taken.update(elsewhere)
        yield Person(name, role, tuple(_by_way([*beside, *elsewhere])))
    for role, reached in _without_names(headers).items():
        nameless = [header for header in reached if header not in taken]
        if nameless:
            yield Person("", role, tuple(_by_way(nameless)))


def _without_names(headers: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return by role how somebody is reached of whom no column holds the name, but one tells something else."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for at, header in enumerate(headers):
        role = _meant(header)
        if role and _way(header):
            found[role].append(header)
        elif role and _MORE_OF_A_PERSON.search(fold(header)):
            found[role] += [reached for reached in _right_of(headers, at) if not _meant(reached)]
    return found


def consents_among(headers: Iterable[str]) -> list[str]:
    """Return the headers that say whether persons agreed: those about being published, if there are such, else all."""
    told = [header for header in headers if _speaks_of_consent(header) and not _REFUSAL.search(fold(header))]
    return [header for header in told if _FOR_ALL_TO_SEE.search(fold(header))] or told


def refusals_among(headers: Iterable[str]) -> list[str]:
    """Return the headers that say whether persons did not agree: “Einwilligung widerrufen am”."""
    return [header for header in headers if _speaks_of_consent(header) and _REFUSAL.search(fold(header))]


def _speaks_of_consent(header: str) -> bool:
    return bool(_CONSENT.search(fold(header))) and not _NO_CONSENT.search(fold(header))


def _role_of(header: str) -> str:
    """Return the role of whoever the header names; empty where it names nobody."""
    folded = fold(header)
    none = _NO_NAMES.search(folded) or _MORE_OF_A_PERSON.search(folded) or _CONSENT.search(folded)
    return "" if none or _way(header) else _meant(header)


def _meant(header: str) -> str:
    """Return the role that the header is about; empty for none."""
    return next((role for role, said in _ROLES if said.search(fold(header))), "")


def _way(header: str) -> str:
    """Return the column that says how somebody is reached if the header does; empty otherwise."""
    return next((column for column, said in _REACHED_BY.items() if said.search(fold(header))), "")


def _right_of(headers: Sequence[str], at: int) -> list[str]:
    """Return the headers right of a person that say how they are reached."""
    own = takewhile(_is_of_a_person, headers[at + 1 :])
    return [header for header in own if _way(header)]


def _is_of_a_person(header: str) -> bool:
    folded = fold(header)
    more = _meant(header) and (_NO_NAMES.search(folded) or _MORE_OF_A_PERSON.search(folded))
    return bool(_way(header) or _OF_A_PERSON.fullmatch(folded) or more)


def _by_way(headers: Iterable[str]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for header in headers:
        column = _way(header)
        yield "" if column in taken else column, header
        taken.add(column)
