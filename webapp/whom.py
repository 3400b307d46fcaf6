"""Who is meant by what somebody typed into a field for an organisation."""

from collections.abc import Sequence
from typing import Final, TypeVar

from graphdir import text
from graphdir.directory import Directory
from graphdir.i18n import gettext as _
from graphdir.model import Organisation
from graphdir.store import Search

One = TypeVar("One")
MOST_CHOICES: Final = 6
LONGEST_NAME: Final = 200
"""A field holds so many characters: of a longer name it shows the beginning."""


def meant(directory: Directory, typed: str, chosen: str = "") -> Sequence[Organisation]:
    """Return who can be meant; one alone for an id, a whole name, or one with its place.

    ``chosen`` is the id that came with a suggestion; it counts while its name still stands there.
    """
    if not typed.strip():
        return ()
    known = directory.store.organisations([typed, chosen])
    if typed in known:
        return (known[typed],)
    if chosen in known and text.fold(typed) in _names(known[chosen]):
        return (known[chosen],)
    found = directory.search(Search(text=typed, size=MOST_CHOICES)).organisations
    exact = [one for one in found if text.fold(typed) in _names(one)]
    return tuple(exact) or found


def _names(organisation: Organisation) -> set[str]:
    names = (organisation.name, *organisation.aliases, told_apart(organisation))
    return {text.fold(shown) for name in names for shown in (name, name.strip()[:LONGEST_NAME])}


def told_apart(organisation: Organisation) -> str:
    """Return the name with the place, as it stands in the field."""
    return f"{organisation.name} ({organisation.town})" if organisation.town else organisation.name


def only(choices: Sequence[One]) -> One | None:
    """Return the one choice; None where there are several or none."""
    return choices[0] if len(choices) == 1 else None


def message_for(typed: str, choices: Sequence[Organisation]) -> str:
    """Return a sentence where what was typed means nobody; else nothing."""
    if typed.strip() and not choices:
        return _("Nobody in the directory is called “%(typed)s”.", typed=typed)
    return ""


def nobody(typed: str) -> str:
    """Return the sentence for a name that nobody has."""
    return _(
        "Nobody in the directory is called “%(typed)s”. Write a part of the name or choose a suggestion.", typed=typed
    )


def several(choices: Sequence[object]) -> str:
    """Return the sentence for a name that several have."""
    if len(choices) < MOST_CHOICES:
        return _("Several can be meant. Choose one or write more of the name.")
    return _(
        "Many can be meant, of which %(number)s are shown. Choose one or write more of the name.", number=len(choices)
    )
