"""What columns of lists say about persons: who is named, how they are reached, and whether they agreed."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Final

from graphdir.importing.actors import section_of
from graphdir.importing.mapping import UNDECIDED
from graphdir.importing.periods import MONTHS
from graphdir.tables import TABLES
from graphdir.text import fold, words

# Both names in one column: “Name, Vorname”, “Vor- und Nachname”.
_WHOLE_NAME: Final = re.compile(
    r"^(?:(?:nach|zu|familien)?name (?:und )?vorname|vorname (?:und )?(?:nach|zu|familien)?name|"
    r"vor und (?:nach|zu)name)$"
)
# The role of whoever is named under a header with such a word (folded); of some only somebody can say what for.
_ROLES: Final = (
    (UNDECIDED, re.compile(r"\b(?:stellv|stv|vertret)")),
    ("head_of_school", re.compile(r"schulleit(?:ung|er)|\brektor(?:in)?\b|^sl$")),
    ("school_social_worker", re.compile(r"schulsozialarbeiter|^(?:name )?ssa$")),
    ("carrier_management", re.compile(r"geschaftsfuhr(?:ung|er)")),
    ("association_chair", re.compile(r"\bvorstand(?:smitglied)?\b|\bvorsitz(?:ende[rn]?)?\b")),
    (
        "contact_person",
        re.compile(
            r"ansprech(?:p\b|partner|person)|kontaktperson|contact person|^(?:kontakt|contact)$|\b(?:sach)?bearbeiter"
        ),
    ),
    (UNDECIDED, re.compile(rf"\b(?:nach|zu|familien|last )name\b|{_WHOLE_NAME.pattern}")),
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
    r"^(?!.*\bname\b).*(?:vorname\b|\bfirst name\b|\banrede|\btitel\b|\bjob title\b|funktion|position|\brolle\b)"
)
# What stands beside a last name and belongs to the name, and what tells that another column is one.
_FIRST_NAME: Final = re.compile(r"vorname\b|\bfirst name\b|\bgiven name\b")
_TITLE: Final = re.compile(r"^(?:akad\w* )?(?:titel|grad)\b|\btitle$")
_LAST_NAME: Final = re.compile(r"\b(?:zu)?name\b")
_SALUTATION: Final = re.compile(r"\banrede\b|\bsalutation\b")
_FUNCTION: Final = re.compile(r"funktion|position|\brolle\b|\brole\b|\bfunction\b|\bjob title\b")
# Roles that a column of functions tells better.
_VAGUE: Final = frozenset({UNDECIDED, "contact_person"})
_CONSENT: Final = re.compile(
    r"einverstand|einwillig|zustimm|zugestimmt|\bconsent|dsgvo|datenschutz|\berlaubnis|\berlaubt|freigabe|freigegeben|"
    r"\bdarf\b|weitergabe"
)
_FOR_ALL_TO_SEE: Final = re.compile(r"veroffentlich|publi")
_UNTIL: Final = re.compile(
    r"(?:gultig|gilt|befristet|erteilt)? ?bis(?: zum)?|lauft ab(?: am)?|ablauf(?:datum)?|valid to|expires"
)
# Such a column says that somebody did not agree, or does not any more.
_REFUSAL: Final = re.compile(r"\bkeine?\b|\bohne\b|\bnicht\b|widerr|widerspr|\bno\b|\bnot\b|withdrawn")
# And such a column is about something else.
_NO_CONSENT: Final = re.compile(
    r"beauftragt|koordinat|konferenz|schulung|\bfotos?\b|\bbild(?:er)?\b|film|video|newsletter"
)
# Such a column is about persons who do not agree even where it says nothing of consent.
_WITHDRAWN: Final = re.compile(r"\bwiderruf|\bwiderspr[uo]ch|\bwithdrawn")
# What may stand beside a yes: since when, how it was given, where the paper lies. Any other word may limit it
# or take it back: “ja, aber nur intern”, “ja, ohne Handynummer”, “ja, erloschen”.
_BESIDE_YES: Final = frozenset(
    words(
        "ja yes j x true wahr erteilt liegt vor vorhanden gegeben am vom seit ab und schriftlich mündlich telefonisch "
        "persönlich per E-Mail Email Brief Formular unterschrieben unterzeichnet unbefristet dauerhaft siehe s Akte "
        "Ordner Blatt Anlage Original Kopie"
    )
).union(map(fold, MONTHS))
_DAY: Final = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{2}|\d{4})|\d{4}-\d{2}-\d{2}")
# Telephone and mail of the organisation, whoever stands beside.
_OF_ORGANISATION: Final = re.compile(
    r"\b(?:schule|einrichtung|trager|organisation|verein|buro|sekretariat|geschaftsstelle)s?\b|zentral"
)
_PRIVATE: Final = re.compile(r"privat")
_OWN: Final = re.compile(r"privat|\bhandy|\bmobil")
_COUNTS: Final = re.compile(r"|lfd.*|(?:lauf\w* )?(?:nr|nummer|no)|pos|id")
_NO_CELLS: Final[Mapping[str, Sequence[str]]] = {}
# However lists call it: "Handy", "Mail privat", "Tel. dienstlich", "Durchwahl".
_REACHED_BY: Final = {
    "email": re.compile(r"mail"),
    "phone": re.compile(r"\btel|telefon|\bfon\b|phone|handy|mobil|rufnummer|durchwahl"),
}
# Two words or three with capitals, as persons are called, with salutation and title.
_NAME: Final = r"[A-ZÄÖÜ][a-zäöüßéèç]+(?:-[A-ZÄÖÜ][a-zäöüß]+)?"
_LIKE_A_PERSON: Final = re.compile(
    rf"(?:(?:Frau|Herrn?|Fr\.|Hr\.|Dr\.|Prof\.|med\.) ?)*{_NAME}(?: (?:von|van|zu|de|[A-Z]\.))*(?: {_NAME}){{1,2}}"
    rf"|{_NAME}, {_NAME}"
)
_MOBILE: Final = re.compile(r"^(?:\+49|0049|0)\s*\(?0?\)?\s*1[567]")
_SHORTEST_LAST_NAME: Final = 3
_ENOUGH: Final = 0.6
# No list has more that mean something.
_MOST_HEADERS: Final = 300
# These begin to tell of something else; anything else may stand between a person and how they are reached.
_OF_A_PLACE: Final = re.compile(r"adresse|anschrift|strasse|\bplz\b|\bort\b|postleitzahl|postfach")


@dataclass(frozen=True, slots=True)
class Person:
    """A column that names a person: its header, their role, and (column, header) of how they are reached.

    ``before`` are the columns beside it with title and first name, in this order; ``function`` is one right of it that
    says for what they are there. The header is empty for somebody of whom a list only says how they are reached.

    Telephone and e-mail right of a person are theirs, up to the next column about something else, and so are those
    elsewhere whose header names the role; of a second number or address the column is empty.
    """

    header: str
    role: str
    reached_by: tuple[tuple[str, str], ...]
    before: tuple[str, ...] = ()
    function: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """Return all headers that tell of the person."""
        own = (*self.before, self.header, self.function, *(header for _column, header in self.reached_by))
        return tuple(filter(None, own))


Cells = Mapping[str, Sequence[str]]
"""The cells of columns by header, row by row; none where they are not at hand."""


def persons_among(headers: Sequence[str], cells: Cells = _NO_CELLS) -> Iterator[Person]:
    """Go through the columns that name a person, as headers say, or cells: names beside their mailboxes or mobiles."""
    headers = headers[:_MOST_HEADERS]
    roles = [_role_at(headers, at) or _role_shown(headers[at], headers, cells) for at in range(len(headers))]
    persons = [(at, role, _right_of(headers, at)) for at, role in enumerate(roles) if role]
    if len(persons) == 1:
        persons = [
            (at, role, beside or _everywhere(headers, at) or _reached_as(headers[at], headers, cells))
            for at, role, beside in persons
        ]
    taken = {header for _at, _role, beside in persons for header in beside}
    named: set[str] = set()
    for at, role, beside in persons:
        elsewhere = [header for header in headers if header not in taken and _way(header) and _meant(header) == role]
        taken.update(elsewhere)
        before = _before(headers, at, named)
        named.update(before)
        yield Person(
            headers[at],
            role,
            tuple(_by_way([*beside, *elsewhere])),
            before=before,
            function=_function(headers, at) if role in _VAGUE else "",
        )
    for role, reached in _without_names(headers).items():
        nameless = [header for header in reached if header not in taken]
        if nameless:
            yield Person("", role, tuple(_by_way(nameless)))


def _role_shown(header: str, headers: Sequence[str], cells: Cells) -> str:
    """Return ``UNDECIDED`` where cells of an unknown column name those whose a mailbox or mobile is; empty if not."""
    column = [cell for cell in cells.get(header, ()) if cell]
    folded = fold(header)
    known = TABLES["organisations"].column_called(header) or section_of(header)[0] or _way(header)
    if known or not column or _NO_NAMES.search(folded) or _MORE_OF_A_PERSON.search(folded) or _CONSENT.search(folded):
        return ""
    names = sum(bool(_LIKE_A_PERSON.fullmatch(" ".join(cell.split()))) for cell in column)
    return UNDECIDED if names >= _ENOUGH * len(column) and _reached_as(header, headers, cells) else ""


def _reached_as(header: str, headers: Sequence[str], cells: Cells) -> list[str]:
    """Return the headers by which those in a column are reached, as cells show: a mailbox with a name, a mobile."""
    names = cells.get(header, ())
    shown = [way for way in headers if _way(way) and _is_of(names, cells.get(way, ()), _way(way))]
    return [way for way in headers if may_be_a_persons(way)] if shown else []


def _is_of(names: Sequence[str], ways: Sequence[str], column: str) -> bool:
    both = [(name, way) for name, way in zip(names, ways, strict=False) if name and way]
    if column == "phone":
        own = sum(bool(_MOBILE.match(way.strip())) for _name, way in both)
    else:
        own = sum(_has_last_name(way, name) for name, way in both)
    return bool(own) and own >= _ENOUGH * len(both)


def _has_last_name(mail: str, name: str) -> bool:
    mailbox = fold(mail.partition("@")[0]).replace(" ", "")
    return any(len(word) >= _SHORTEST_LAST_NAME and word in mailbox for word in words(name))


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
    return [
        header
        for header in headers
        if (_speaks_of_consent(header) and _REFUSAL.search(fold(header))) or _WITHDRAWN.search(fold(header))
    ]


def expiries_among(headers: Sequence[str]) -> dict[str, str]:
    """Return by headers of consent those right of them that say until when it holds."""
    agreed = set(consents_among(headers))
    return {one: other for one, other in pairwise(headers) if one in agreed and _UNTIL.fullmatch(fold(other))}


def agrees(cell: str, *, said: bool) -> bool:
    """Tell whether somebody agreed by a cell that says yes (``said``), or since when, and nothing that may limit it."""
    beside = all(word in _BESIDE_YES or word.isdecimal() for word in words(cell))
    return (said or bool(_DAY.fullmatch(cell))) and "?" not in cell and beside


def never_organisations(headers: Sequence[str], persons: Sequence[Person]) -> list[str]:
    """Return the headers of telephones and mail that are some person's, though it may not be known whose."""
    own = _OWN if persons else _PRIVATE
    return [header for header in headers if _way(header) and own.search(fold(header))]


def may_be_a_persons(header: str) -> bool:
    """Tell whether a header is of telephone or mail and does not say that it is the organisation's."""
    return bool(_way(header)) and not _OF_ORGANISATION.search(fold(header))


def _speaks_of_consent(header: str) -> bool:
    return bool(_CONSENT.search(fold(header))) and not _NO_CONSENT.search(fold(header))


def is_first_name(header: str) -> bool:
    """Tell whether a header is that of first names."""
    folded = fold(header)
    return bool(_FIRST_NAME.search(folded)) and not _WHOLE_NAME.search(folded)


def role_said(cell: str) -> str:
    """Return the role of whoever a list calls so: “Schulleiterin”; empty where only somebody can say it."""
    role = _meant(cell)
    return "" if role == UNDECIDED else role


def _role_at(headers: Sequence[str], at: int) -> str:
    """Return the role of whoever a column names, which is “Name” of the same beside “Vorname” of somebody."""
    header = headers[at]
    first_names = [
        _FIRST_NAME.sub("", fold(beside)).strip() for beside in _beside(headers, at) if is_first_name(beside)
    ]
    if _LAST_NAME.search(fold(header)) and _LAST_NAME.sub("", fold(header)).strip() in first_names:
        return _meant(header) or UNDECIDED
    return _role_of(header)


def _before(headers: Sequence[str], at: int, named: Container[str]) -> tuple[str, ...]:
    """Return the columns beside a name with title and first name but those ``named``; without a first name none."""
    beside = [header for header in _beside(headers, at) if header not in named]
    first = next(filter(is_first_name, beside), "")
    title = next((header for header in beside if _TITLE.search(fold(header))), "")
    return tuple(filter(None, (title, first))) if first else ()


def _beside(headers: Sequence[str], at: int) -> list[str]:
    """Return the headers of parts of a name on both sides of one, the nearest first."""

    def is_part(header: str) -> bool:
        return is_first_name(header) or any(said.search(fold(header)) for said in (_TITLE, _SALUTATION))

    return [*takewhile(is_part, reversed(headers[:at])), *takewhile(is_part, headers[at + 1 :])]


def _function(headers: Sequence[str], at: int) -> str:
    """Return the header right of a person that says for what they are there; empty for none."""
    own = takewhile(_is_of_a_person, headers[at + 1 :])
    return next((header for header in own if _FUNCTION.search(fold(header)) and not _way(header)), "")


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
    return [header for header in own if may_be_a_persons(header)]


def _everywhere(headers: Sequence[str], at: int) -> list[str]:
    """Return all headers that say how somebody is reached, for a person of whom each row is: left of their work."""
    left = set(headers[:at]) - set(_beside(headers, at))
    works = any(_OF_ORGANISATION.search(fold(header)) for header in headers[at + 1 :])
    if not works or not all(_COUNTS.fullmatch(fold(header)) for header in left):
        return []
    return [header for header in headers if may_be_a_persons(header)]


def _is_of_a_person(header: str) -> bool:
    """Tell whether what stands right of a person may be of them still: no other person, and no organisation's."""
    folded = fold(header)
    if _way(header) or is_first_name(header) or _MORE_OF_A_PERSON.search(folded):
        return True
    if _meant(header):
        # Another person, or more of this one: “Adresse Schulleitung”.
        return bool(_NO_NAMES.search(folded))
    of_organisations = TABLES["organisations"].column_called(header) or section_of(header)[0]
    return not (of_organisations or _OF_A_PLACE.search(folded))


def _by_way(headers: Iterable[str]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for header in headers:
        column = _way(header)
        yield "" if column in taken else column, header
        taken.add(column)
