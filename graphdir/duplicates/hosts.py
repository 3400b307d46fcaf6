"""One body that is at another, or of it: Hort an der Grundschule, Sportjugend im Kreissportbund."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final, NamedTuple

from graphdir.duplicates.names import Name
from graphdir.duplicates.places import is_known
from graphdir.duplicates.short import spelled_out
from graphdir.duplicates.spelling import in_german
from graphdir.duplicates.terms import TYPO, alike
from graphdir.duplicates.words import BRANCH_WORDS, BRANDS, FILLERS, LEGAL_FORMS, LEVELS, SCHOOL_FORMS

_AT: Final = frozenset({"an", "am", "in", "im", "bei", "beim", "der", "des"})
_FORMS: Final = frozenset(SCHOOL_FORMS)
# Where a body works from, its roof and its level are no other body.
_NO_BODIES: Final = (
    BRANCH_WORDS
    | BRANDS
    | LEVELS
    | {
        *("geschaftsstelle", "hauptgeschaftsstelle", "landesgeschaftsstelle", "zentrale", "verwaltung", "sekretariat"),
        *("buro", "leitung", "sitz", "hauptsitz", "vorstand", "trager"),
    }
)


class Split(NamedTuple):
    """What a name says before and after a preposition, ``at``: words as read, and after it as written too."""

    at: str
    before: frozenset[str]
    after: frozenset[str]
    written_after: tuple[str, ...]


def at_the_other(name: Name, other: Name, places: AbstractSet[str]) -> tuple[str, ...]:
    """Return by what words a name is one of a body that is at ``other``, or of it; empty where it is none.

    All that the other says, but for ``places``, has to stand behind a preposition, and what stands before it has to say
    something of its own.
    """
    if name.support != other.support or (len(name.spoken) <= len(other.spoken) and not _is_short(other)):
        return ()
    splits = parted(name.spoken)
    said = frozenset(word for word in other.folded.split() if _tells(word)) - places if splits else frozenset()
    if not said:
        return ()
    for split in splits:
        own = split.before - places - said - {*other.spoken}
        own &= {*name.folded.split()}  # not words of a phrase, as the Wirtschaft of FAW
        if other.is_school or "schule" in other.spoken:
            own = frozenset(word for word in own if word in _FORMS or not word.endswith(("schule", "schulen")))
        if elsewhere := split.before & places - {*other.folded.split()}:
            # One of them is at another place.
            own |= elsewhere if any(word in places or is_known(word) for word in split.after) else frozenset()
        told_otherwise = own <= _NO_BODIES or any(_of_one_compound(word, said) for word in own)
        if not told_otherwise and all(_is_said(word, split) for word in said):
            return tuple(sorted(own))
    return ()


def _is_short(name: Name) -> bool:
    return any(len(word) in range(2, 7) for word in name.spoken)


def _of_one_compound(word: str, said: Iterable[str]) -> bool:
    """Tell whether the other says it in a compound: Haus der Jugend, Jugendhaus."""
    return any(one.endswith(word) or one.startswith(word) for one in said)


def _is_said(word: str, split: Split) -> bool:
    return (
        word in split.after
        or any(alike(word, one) >= TYPO for one in split.after)
        or bool(spelled_out(word, split.written_after))
    )


@lru_cache(maxsize=50_000)
def parted(spoken: tuple[str, ...]) -> tuple[Split, ...]:
    """Return where prepositions part a name's spoken words in two."""
    return tuple(_split_up(spoken))


def _split_up(spoken: tuple[str, ...]) -> Iterator[Split]:
    for at, word in enumerate(spoken):
        if word in _AT and spoken[at - 1] not in _AT and 0 < at < len(spoken) - 1:
            behind = spoken[at + 1 :]
            before = frozenset(filter(_tells, in_german(" ".join(spoken[:at]))))
            if before:
                yield Split(word, before, frozenset(in_german(" ".join(behind))), behind)


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in FILLERS and word not in LEGAL_FORMS and not word.isdigit()
