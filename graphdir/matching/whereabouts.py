"""The words of an idea that only say where it is to be: "an unserer Sekundarschule Karl Marx in Osterburg".

Whoever else has them in the name fits no better for it.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from graphdir import text
from graphdir.matching.idea import EVERYWHERE
from graphdir.matching.index import MatchIndex
from graphdir.matching.near import town_of
from graphdir.matching.need import Need, Spot
from graphdir.matching.words import word_counts
from graphdir.model import Organisation
from graphdir.places import town_key

# A word that more names have tells too little for its time.
MOST_CALLED_SO: Final = 300


def words_of_place(index: MatchIndex, need: Need, phrase: str, here: Organisation | None) -> frozenset[str]:
    """Return the words of a phrase that are of the town to look from, or of the school that it is about, folded.

    That is the seeker, the school of a stored project, or, where only a place is given, whichever of that town the
    phrase names. Without a place, an organisation or a project there are none.
    """
    names = (need.spot.name,) if need.spot else (here.town, here.municipality) if here else ()
    found = frozenset(word for name in names for word in text.words(town_key(name, "")))
    said = word_counts(phrase)
    for school in _schools(index, need, said):
        own = _own_words(school, found)
        if own and own <= said.keys():
            found |= own
    return found


def _own_words(school: Organisation, town: Collection[str]) -> frozenset[str]:
    """Return the words of a school's name without the most usual ones and those of its town."""
    return frozenset(word for word in word_counts(school.name) if word not in EVERYWHERE and word not in town)


def _schools(index: MatchIndex, need: Need, said: Mapping[str, int]) -> Iterator[Organisation]:
    ids: Collection[str] = ()
    if need.seeker:
        ids = (need.seeker,)
    elif need.project:
        ids = [id_ for id_, role in index.members.get(need.project, {}).items() if role == "site"]
    elif need.spot:
        ids = _in_town(index, need.spot, said)
    for id_ in ids:
        one = index.organisations.get(id_)
        if one and one.kind == "school":
            yield one


def _in_town(index: MatchIndex, spot: Spot, said: Mapping[str, int]) -> set[str]:
    """Return who in a town has one of these words in the name."""
    town = town_key(spot.name, spot.country)
    lists = (index.words.names.get(word, ()) for word in said)
    called = {id_ for one in lists if len(one) <= MOST_CALLED_SO for id_ in one}
    return {id_ for id_ in called if town_of(index.organisations[id_]) == town}
