"""Which passwords are too easily guessed: length counts, and what is left without the usual (NIST SP 800-63B)."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from graphdir.account import Account
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
# So many different characters have to be left of a password without what everybody tries first.
_LEAST_DIFFERENT: Final = 6
_SHORTEST_NAME: Final = 4
_SHORTEST_ROW: Final = 4
# What common lists of German and English passwords are made of.
_COMMON: Final = """
passwort password kennwort passwd geheim secret hallo hello willkommen welcome letmein admin administrator master
schule school schüler lehrer sommer winter frühling herbst sonne sunshine sonnenschein schatz liebe iloveyou
ichliebedich engel prinzessin princess fussball fußball football dragon monkey shadow superman deutschland
berlin hamburg münchen bayern schalke netzwerk network schulerfolg graphdir
"""
# Along the alphabet and the keyboard.
_ROWS: Final = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertzuiopü",
    "qwertyuiop",
    "asdfghjklöä",
    "yxcvbnm",
    "zxcvbnm",
    "1q2w3e4r5t6z7u8i9o0p",
)


def check_password(password: str, account: Account, service: str = "") -> None:
    """Refuse what is easily guessed; ``service`` is the name of the network.

    Raises:
        InvalidInputError: too short, too long, or made of the address, names, common words or rows of characters.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInputError(
            _(
                "The password has to have at least %(least)s characters; several words are easy to keep.",
                least=SHORTEST_PASSWORD,
            )
        )
    if len(password) > LONGEST_PASSWORD:
        raise InvalidInputError(_("The password may have at most %(most)s characters.", most=LONGEST_PASSWORD))
    folded = password.casefold()
    if any(name in folded for name in _names(account)):
        raise InvalidInputError(_("The password must not hold your name or address."))
    if len(set(_unusual(folded, _names_in(service)))) < _LEAST_DIFFERENT:
        raise InvalidInputError(
            _(
                "The password is too easily guessed: it is made of common words, of the name of this site, of rows of "
                "characters such as 1234, or of the same few over and over. Take several words that do not belong "
                "together."
            )
        )


def _names(account: Account) -> list[str]:
    local = account.mail.partition("@")[0]
    return [name for name in (account.mail, local, *_names_in(account.name)) if len(name) >= _SHORTEST_NAME]


def _names_in(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.casefold()) if len(word) >= _SHORTEST_NAME]


def _unusual(folded: str, service: Iterable[str]) -> str:
    """Return what is left of a password without common words, rows of characters and what was said before."""
    usual = sorted(
        {word.casefold() for word in (*_COMMON.split(), *service)} | set(_rows_in(folded)), key=len, reverse=True
    )
    left = re.sub("|".join(map(re.escape, usual)), "", folded)
    return re.sub(r"(.+?)\1+", r"\1", left)


def _rows_in(folded: str) -> Iterator[str]:
    """Yield the parts of a password that run along a row, either way."""
    rows = [*_ROWS, *(row[::-1] for row in _ROWS)]
    for start in range(len(folded)):
        for end in range(start + _SHORTEST_ROW, len(folded) + 1):
            if not any(folded[start:end] in row for row in rows):
                break
            yield folded[start:end]
