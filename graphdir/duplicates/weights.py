"""What is looked at in two entries, and how much it tells: log-odds, all in one place."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, Self

# Log-odds: 0 says nothing, 2 makes it seven times likelier, -9 settles it unless nearly all else speaks for it.
WEIGHTS: Final[Mapping[str, float]] = {
    "prior": -1.9,
    "name": 7.0,  # times how far the names agree above or below _EVEN
    "name_equal": 1.2,
    "number_alone": 1.0,  # a school that is called by its number alone, where a city counts its schools through
    "name_of_town": 1.0,  # a school that is called by its town alone, where that has one of the form
    "name_extra": -3.4,  # for each word that only one side has, when the rest agrees
    "name_before": -0.6,  # the same for first names
    "name_both": -2.5,  # each has a word of its own
    "number": -9.0,
    "number_same": 0.4,
    "number_added": -0.6,
    "number_only": -3.8,  # of schools that are called by hardly more than their number
    "form": -9.0,
    "form_later": -5.8,  # of a school that may have become the other: people know
    "form_renamed": -1.5,  # of a school that is mostly called otherwise by now
    "form_same": 0.6,
    "focus": -6.2,
    "form_open": -1.8,
    "form_open_common": -2.3,  # of schools that are called as many are
    "form_added": -5.3,  # of schools that are called by who stands behind them: nothing else is left
    "sponsor": -4.3,
    "carrier": -5.6,
    "legal_form": -6.2,  # a body that changed it is for people to decide
    "club": -3.0,  # the same club may be called by another, and so may its neighbour
    "support": -9.0,
    "brand": -9.0,
    "brand_added": -3.8,
    "level": -7.0,
    "around": -7.0,
    "head": -6.0,
    "part": -7.0,
    "kind": -2.5,
    "place_same": 2.4,
    "place_named": 1.9,
    "place_other": -7.0,
    "place_unknown": 0.8,
    "place_missing_rare": -0.5,  # of a school of a name that not many have
    "place_missing": -3.1,  # where many bear such a name
    "place_doubtful": -2.8,  # by postcodes: towns of one name, or a slip
    "place_doubtful_city": -1.8,  # a city has many
    "street_same": 1.2,
    "street_other": -2.0,
    "street_other_school": -5.5,  # a school that moved is for people to decide
    "website_same": 2.5,
    "website_other": -0.5,
    "email_same": 3.0,
    "mail_domain": 0.8,
    "address_named": 2.5,
    "phone_same": 2.2,
}


# How far names agree where that says nothing, and where one is the other with more words.
EVEN: Final = 0.55
FULLER: Final = 0.9


class Finding(NamedTuple):
    """A signal with its log-odds and the words that its sentence needs; sentences are made for what is shown."""

    signal: str
    contribution: float
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, signal: str, *words: str) -> Self:
        """Return a signal with its whole weight."""
        return cls(signal, WEIGHTS[signal], words)


def listed(words: Iterable[str]) -> str:
    """Return words as a sentence shows them."""
    return ", ".join(sorted(words))


def agreeing(likeness: float, *words: str) -> Finding:
    """Return how far names agree, from 0 to 1, as a finding."""
    return Finding("name", WEIGHTS["name"] * (likeness - EVEN), words)
