"""What an idea in somebody's own words is about."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from graphdir import text
from graphdir.matching.meaning import what_is_meant, without_what_names_nothing, without_where
from graphdir.model import Topic
from graphdir.shipped import rows
from graphdir.taxonomy import Taxonomy

# Shorter words have too many neighbours for a slip, and too many compounds that mean something else.
_SHORTEST_SLIP: Final = 7
_SHORTEST_FOR_TWO_SLIPS: Final = 12
_SHORTEST_HEAD: Final = 6
_SHORTEST_STEM: Final = 5
_SHORTEST_MODIFIER: Final = 5
# What a name goes on with is a word of its own: "Advent" is no part of "adventure".
_SHORTEST_REST: Final = 4
# Longer ones are no words, and looking at every end of them would take long.
_LONGEST_WORD: Final = 60
# Begin the name of one topic only, and are said of everything at school.
_AT_EVERY_SCHOOL: Final = frozenset(
    map(
        text.stem,
        text.words("Klasse Unterricht Gruppe Training Betreuung Leistung stark Schutz Computer break media"),
    )
)
EVERYWHERE: Final = frozenset(
    text.words(
        "Kind Kinder Kindern Kids Jugend Jugendliche Jugendlichen Schüler Schülern Schülerin Schülerinnen Mädchen "
        "Jungen Schule Schulen Sek GS Grundschule Sekundarschule Gymnasium Projekt Projekte Angebot Angebote "
        "Partner Hilfe Lernen pupil pupils child children kid kids student students school schools project "
        "projects partner partners help"
    )
)
"""Words that fit everybody in such a network, so that they speak for nobody (folded)."""
# Alone they say nothing of what it is about, though a topic's name begins, ends or is inflected like them: "in der
# Nähe" is no "Nähen", "leicht" no "Leichtathletik", and by "Förderung" many mean money.
_OF_ANYTHING: Final = frozenset(
    text.words(
        "nah nahe näher näheres Nähe trauen traut leisten leistet leicht leichte leichter leichtes leichten Recht "
        "Rechte Rechten natürlich natürliche natürlichen Freiheit Freiheiten Schulfest Schulfeste Wettbewerb "
        "Wettbewerbe Profi Profis Unternehmen unternehmen unternimmt ausbilden ausbildet Ausbilder Trainer "
        "Trainerin trainieren trainiert beschäftigen beschäftigt Gespräch Gespräche Gesprächen Förderung fördern "
        "Mädchen Fachkraft Fachkräfte spielen spielt spielten schlagen schlägt schlugen"
    )
)
# Who or what a thing at school is for, or its form: of "Flüchtlingskinder" and "Trommelworkshop" the rest is the topic.
_FORMS: Final = tuple(
    text.words(
        "kinder kindern kind jugendliche jugendlichen schüler schülern familien eltern klasse klassen gruppe "
        "gruppen tage tagen tag woche wochen projekt projekte workshop workshops kurs kurse training angebot "
        "angebote stunde stunden nachmittag spiele erfahrung erfahrungen unterricht werkstatt stelle stellen "
        "club clubs förderung vorbereitung"
    )
)
_SHORTEST_TOLD: Final = 4
# Words of everyday that are as long as this are known in all their forms.
_SHORTEST_INFLECTED: Final = 6
_WORD: Final = re.compile(r"\w+")
_JOINED: Final = frozenset("- ")
_CAPITALISED: Final = re.compile(r"\b[A-ZÄÖÜ]\w+")
_NOUN_WITHIN: Final = re.compile(r"\w,? [A-ZÄÖÜ]\w")
_LONGEST_PHRASE: Final = 5


def recognised_topics(taxonomy: Taxonomy, phrase: str) -> tuple[str, ...]:
    """Return the topics that a phrase names, in the taxonomy's order.

    What schools call a topic every day (``everyday_words.csv``: "schwänzen" for truancy) is found as listed, longer
    words in all their forms; what is ruled out ("nicht Theater, sondern Sport") is not. Labels and synonyms are found
    as written, inflected ("Konflikten" for "Konflikt"), as the head of a compound ("Schulmediation" for "Mediation"),
    in front of whom it is for ("Flüchtlingskinder"), by the modifier of theirs ("Streit" for "Streitschlichtung"; a
    noun, where nouns are written as such) where only one topic has such names, and with a slip of the pen in a longer
    word (two slips from twelve letters on). Words of more than 60 letters are passed over. Of a topic and a narrower
    one the narrower is meant, unless the whole label of the other stands there, or a word of its own ("Mobbing und
    Gewalt").
    """
    phrase = _put_together(phrase, _names_of(taxonomy))
    found = _named(taxonomy, phrase)
    broader = {taxonomy.topics[topic].parent_id for topic in found}
    meant = what_is_meant(phrase)
    return tuple(
        topic
        for topic in taxonomy.topics
        if topic in found
        and (topic not in broader or _says(meant, taxonomy.topics[topic]) or _beside(taxonomy, topic, found, meant))
    )


def _named(taxonomy: Taxonomy, phrase: str) -> set[str]:
    """Return all topics that a phrase names, the broader ones of others among them."""
    names = _names_of(taxonomy)
    meant = without_where(what_is_meant(phrase))
    about = without_what_names_nothing(meant)
    verbs = _verbs(about)
    words = [word for word in text.words(about) if len(word) <= _LONGEST_WORD]
    stems = ["" if word in _OF_ANYTHING else text.stem(word) for word in words]
    found = set(taxonomy.recognise(about))
    for spoken in _runs(stems, 3):
        found.update(names.get(spoken, ()))
    found.update(_said_every_day(meant))
    for word, spoken in dict.fromkeys(zip(words, stems, strict=True)):
        if spoken and spoken not in names:
            for name in (*_heads(word, names), *_slips(spoken, names)):
                found.update(names[name])
            found.update(_in_front(word, names))
            if word not in verbs:
                found.update(_by_modifier(spoken, names))
    return found


def _put_together(phrase: str, names: Mapping[str, tuple[str, ...]]) -> str:
    """Return a phrase with the names that stand in it as two words as one: "Gewalt-Prävention", "Lese Förderung"."""
    between = _WORD.split(phrase)
    words = _WORD.findall(phrase)
    told = between[0]
    for word, after, following in zip(words, between[1:], (*words, "")[1:], strict=True):
        is_name = after in _JOINED and len(word) + len(following) <= _LONGEST_WORD
        is_one = is_name and text.stem(text.fold(word + following)) in names
        told += word if is_one else word + after
    return told


def _said_every_day(meant: str) -> Iterator[str]:
    everyday, inflected = _everyday_words(), _everyday_stems()
    words = text.words(meant)
    for said in _runs(words, _LONGEST_PHRASE):
        yield from everyday.get(said, ())
    stems = ["" if word in _OF_ANYTHING or len(word) > _LONGEST_WORD else text.stem(word) for word in words]
    for said in _runs(stems, _LONGEST_PHRASE):
        yield from inflected.get(said, ())


def _in_front(word: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Return the topics of what stands in a compound before whom it is for or what form it has."""
    everyday, inflected = _everyday_words(), _everyday_stems()
    for plain in dict.fromkeys(_fronts(word)):
        if plain in _OF_ANYTHING:
            continue
        spoken = text.stem(plain)
        yield from names.get(spoken, ())
        yield from everyday.get(plain, inflected.get(spoken, ()))
        for name in (*_heads(plain, names), *_slips(spoken, names)):
            yield from names[name]


def _fronts(word: str) -> Iterator[str]:
    """Return what is left of a word without such endings, with and without what joins them."""
    for form in _FORMS:
        told = word.removesuffix(form)
        if told != word and len(told) >= _SHORTEST_TOLD:
            yield from (told, told.removesuffix("s"), told.removesuffix("n"))
            yield from _fronts(told)


def _beside(taxonomy: Taxonomy, topic: str, found: Collection[str], meant: str) -> bool:
    """Tell whether a phrase names a topic by another word than those that name its narrower ones."""
    narrower = {one for one in found if taxonomy.topics[one].parent_id == topic}
    told = [name for one in narrower for name in taxonomy.folded_topic_names[one]]
    said = [words for words, topics in _everyday_words().items() if narrower.intersection(topics)]
    rest = f" {' '.join(text.words(meant))} "
    for name in sorted({*told, *said}, key=len, reverse=True):
        rest = re.sub(rf" {re.escape(name)}\w*", " ", rest)
    if topic not in taxonomy.recognise(rest):
        return False
    names = _names_of(taxonomy)
    slips = {word for word in rest.split() for name in _slips(text.stem(word), names) if narrower & {*names[name]}}
    return topic in taxonomy.recognise(" ".join(word for word in rest.split() if word not in slips))


def _says(phrase: str, topic: Topic) -> bool:
    """Tell whether a phrase has the whole label of a topic."""
    return any(text.fold(label) in text.fold(phrase) for label in (topic.label_de, topic.label_en))


def _verbs(phrase: str) -> frozenset[str]:
    """Return the folded words that are no nouns, since they are not written as such; none where nobody cares."""
    if not _NOUN_WITHIN.search(phrase):
        return frozenset()
    nouns = {text.fold(word) for word in _CAPITALISED.findall(phrase)}
    return frozenset(text.words(phrase)) - nouns


def _runs(words: Sequence[str], longest: int) -> Iterator[str]:
    """Go through all runs of so many words and fewer."""
    for length in range(1, longest + 1):
        for at in range(len(words) - length + 1):
            yield " ".join(words[at : at + length])


@lru_cache(maxsize=1)
def _everyday_words() -> Mapping[str, tuple[str, ...]]:
    """Return topics by the folded words that schools have for them."""
    found: dict[str, dict[str, None]] = {}
    for row in rows("taxonomy/everyday_words"):
        for said in row["words"].split(";"):
            found.setdefault(text.fold(said), {})[row["topic_id"]] = None
    return {said: tuple(topics) for said, topics in found.items()}


@lru_cache(maxsize=1)
def _everyday_stems() -> Mapping[str, tuple[str, ...]]:
    """Return topics by the stems of those words of every day that are long enough to tell them from others'."""
    found: dict[str, dict[str, None]] = {}
    for said, topics in _everyday_words().items():
        stems = " ".join(map(text.stem, said.split()))
        if len(stems) >= _SHORTEST_INFLECTED and said not in _OF_ANYTHING:
            found.setdefault(stems, {}).update(dict.fromkeys(topics))
    return {stems: tuple(topics) for stems, topics in found.items()}


def _names_of(taxonomy: Taxonomy) -> Mapping[str, tuple[str, ...]]:
    return _names(tuple(taxonomy.folded_topic_names.items()))


@lru_cache(maxsize=4)
def _names(folded: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, tuple[str, ...]]:
    """Return topics by the stems of each of their names."""
    found: dict[str, dict[str, None]] = {}
    for topic, names in folded:
        for name in names:
            if stems := " ".join(map(text.stem, name.split())):
                found.setdefault(stems, {})[topic] = None
    return {name: tuple(topics) for name, topics in found.items()}


def _heads(word: str, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the longest name that a compound ends with; none for a word that is no compound."""
    ends = [text.stem(word[at:]) for at in range(2, len(word) - _SHORTEST_HEAD + 1)]
    return [end for end in ends if end in names and len(end) >= _SHORTEST_STEM][:1]


def _by_modifier(spoken: str, names: Mapping[str, tuple[str, ...]]) -> set[str]:
    if len(spoken) < _SHORTEST_MODIFIER or spoken in _AT_EVERY_SCHOOL:
        return set()
    topics = {
        topic
        for name, found in names.items()
        if name.startswith(spoken) and " " not in name and len(name) >= len(spoken) + _SHORTEST_REST
        for topic in found
    }
    return topics if len(topics) == 1 else set()


def _slips(spoken: str, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    if len(spoken) < _SHORTEST_SLIP:
        return []
    allowed = 2 if len(spoken) >= _SHORTEST_FOR_TWO_SLIPS else 1
    found = extract(spoken, names.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=2)
    return [name for name, distance, _key in found if distance == found[0][1] and len(name) >= _SHORTEST_SLIP]
