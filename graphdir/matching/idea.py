"""What an idea in somebody's own words is about."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

import snowballstemmer  # type: ignore[import-untyped]
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from graphdir import text
from graphdir.model import Topic
from graphdir.taxonomy import Taxonomy

# Shorter words have too many neighbours for a slip, and too many compounds that mean something else.
_SHORTEST_SLIP: Final = 7
_SHORTEST_FOR_TWO_SLIPS: Final = 12
_SHORTEST_HEAD: Final = 6
_SHORTEST_MODIFIER: Final = 5
# What a name goes on with is a word of its own: "Advent" is no part of "adventure".
_SHORTEST_REST: Final = 4
# Longer ones are no words, and looking at every end of them would take long.
_LONGEST_WORD: Final = 60
_GERMAN: Final = snowballstemmer.stemmer("german")
# Begin the name of one topic only, and are said of everything at school.
_AT_EVERY_SCHOOL: Final = frozenset(
    map(
        _GERMAN.stemWord,
        (
            "klasse",
            "unterricht",
            "gruppe",
            "training",
            "betreuung",
            "leistung",
            "stark",
            "schutz",
            "computer",
            "break",
            "media",
        ),
    )
)
# Where something happens, and that something is to be learned, is not what it is about.
_NOT_THE_TOPIC: Final = re.compile(
    r"\b(?:[Aa]uf (?:dem|unserem)|[Ii]m|[Ii]n (?:der|den|unserer|unseren|meiner)) "
    r"(?:Schulhof|Pausenhof|Unterricht|Klassen?)\b|(?<!ernen )\blernen\b(?! lernen)|\bmal\b|"
    r"\b(?<=Betriebe )kennen ?lernen\b|\b(?<=Berufe )kennen ?lernen\b"
)
_NOUN: Final = r"[A-ZÄÖÜ]\w+"
# Whoever is "ohne" such wants to do something about it: "Schule ohne Rassismus".
_PROBLEMS: Final = (
    r"(?:[a-zäöüß]+ )?(?:Gewalt|Mobbing|Rassismus|Drogen|Sucht|Alkohol|Stress|Angst|Ängste|Streit|Hass|"
    r"Abschluss|Diskriminierung|Ausgrenzung|Vorurteil|Schulabschluss|Ausbildung|Deutsch)"
    r"(?!\w*(?:prävention|training|beratung|projekt|mediation|schlichtung))"
)
_NOT_ONLY: Final = r"(?!(?:\w+ ){0,2}(?:nur|allein|bloß|ausschließlich)\b)"
# What is named only to say that it is not meant.
_RULED_OUT: Final = re.compile(
    rf"\b(?:NICHT|[Nn]icht|[Kk]ein\w*(?! {_PROBLEMS})) {_NOT_ONLY}(?:\w+ ){{0,2}}{_NOUN}"
    rf"(?:(?:,| und| oder) (?:[a-zäöüß]+ )?{_NOUN})*(?=,? (?:sondern|lieber|eher)\b)|"
    rf"\b{_NOUN} (?:(?:haben|brauchen|wollen|möchten|suchen) wir nicht|(?:ist|sind|wäre|wird) nicht "
    r"(?:gewünscht|gewollt|nötig|gemeint|gesucht|das Thema))\b|"
    rf"\b[Oo]hne (?!{_PROBLEMS})(?:[a-zäöüß]+ )?{_NOUN}|"
    rf"\b(?:NICHT|(?:[Ll]ieber|[Bb]itte) kein\w*) (?!nur\b)(?!{_PROBLEMS})(?:[a-zäöüß]+ ){{0,2}}{_NOUN}|"
    rf"\b(?:[Aa]lles?|[Nn]ichts|[Jj]ede\w*) außer (?:[a-zäöüß]+ )?{_NOUN}|"
    rf"\b(?:[Ss]tatt|[Aa]nstatt|[Aa]nstelle von) (?:(?!und\b|oder\b)[a-zäöüß]+ )?{_NOUN}|"
    r"\b[Nn]ot? (?!only\b|just\b)\w+(?: or \w+)?(?=,? but\b)|\b(?:[Ii]nstead of|[Rr]ather than) \w+"
)
_TAKES_PLACE: Final = re.compile(r"(\b(?:[Ff]inde[tn]?|[Ff]and(?:en)?)\b[^.;:!?]*?) statt\b")
_CAPITALISED: Final = re.compile(r"\b[A-ZÄÖÜ]\w+")
_NOUN_WITHIN: Final = re.compile(r"\w,? [A-ZÄÖÜ]\w")
_LONGEST_PHRASE: Final = 5


def recognised_topics(taxonomy: Taxonomy, phrase: str) -> tuple[str, ...]:
    """Return the topics that a phrase names, in the taxonomy's order.

    What schools call a topic every day (``everyday_words.csv``: "schwänzen" for truancy) is found in any of the
    listed forms; what is ruled out ("nicht Theater, sondern Sport") is not. Labels and synonyms are found as written,
    inflected ("Konflikten" for "Konflikt"), as the head of a compound ("Schulmediation" for "Mediation"), by the
    modifier of theirs ("Streit" for "Streitschlichtung"; a noun, where nouns are written as such) where only one topic
    has such names, and with a slip of the pen in a longer word (two slips from twelve letters on). Words of more than
    60 letters are passed over. Of a topic and a narrower one the narrower is meant, unless the whole label
    stands there.
    """
    names = _names(tuple(taxonomy.folded_topic_names.items()))
    meant = what_is_meant(phrase)
    about = _NOT_THE_TOPIC.sub(" ", meant)
    verbs = _verbs(about)
    words = [word for word in text.words(about) if len(word) <= _LONGEST_WORD]
    stems = [stem(word) for word in words]
    found = set(taxonomy.recognise(about))
    for spoken in _runs(stems, 3):
        found.update(names.get(spoken, ()))
    everyday = _everyday_words()
    for said in _runs(text.words(meant), _LONGEST_PHRASE):
        found.update(everyday.get(said, ()))
    for word, spoken in zip(words, stems, strict=True):
        if spoken not in names:
            for name in (*_heads(word, names), *_slips(spoken, names)):
                found.update(names[name])
            if word not in verbs:
                found.update(_by_modifier(spoken, names))
    broader = {taxonomy.topics[topic].parent_id for topic in found}
    return tuple(
        topic
        for topic in taxonomy.topics
        if topic in found and (topic not in broader or _says(about, taxonomy.topics[topic]))
    )


def what_is_meant(phrase: str) -> str:
    """Return a phrase without what it rules out: "nicht Theater, sondern Sport"."""
    return _RULED_OUT.sub(" ", _TAKES_PLACE.sub(r"\1", phrase))


def _says(phrase: str, topic: Topic) -> bool:
    """Tell whether a phrase has the whole label of a topic."""
    return any(text.fold(label) in text.fold(phrase) for label in (topic.label_de, topic.label_en))


def _verbs(phrase: str) -> frozenset[str]:
    """Return the folded words that are no nouns, since they are not written as such; none where nobody cares."""
    if not _NOUN_WITHIN.search(phrase):
        return frozenset()
    nouns = {text.fold(word) for word in _CAPITALISED.findall(phrase)}
    return frozenset(text.words(phrase)) - nouns


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a folded German word (Snowball), so that inflected forms are one."""
    return str(_GERMAN.stemWord(word))


def _runs(words: Sequence[str], longest: int) -> Iterator[str]:
    """Go through all runs of so many words and fewer."""
    for length in range(1, longest + 1):
        for at in range(len(words) - length + 1):
            yield " ".join(words[at : at + length])


@lru_cache(maxsize=1)
def _everyday_words() -> Mapping[str, tuple[str, ...]]:
    """Return topics by the folded words that schools have for them."""
    found: dict[str, dict[str, None]] = {}
    path = files("graphdir").joinpath("data", "taxonomy", "everyday_words.csv")
    with path.open("r", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for said in row["words"].split(";"):
                found.setdefault(text.fold(said), {})[row["topic_id"]] = None
    return {said: tuple(topics) for said, topics in found.items()}


@lru_cache(maxsize=4)
def _names(folded: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, tuple[str, ...]]:
    """Return topics by the stems of each of their names."""
    found: dict[str, dict[str, None]] = {}
    for topic, names in folded:
        for name in names:
            if stems := " ".join(map(stem, name.split())):
                found.setdefault(stems, {})[topic] = None
    return {name: tuple(topics) for name, topics in found.items()}


def _heads(word: str, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the longest name that a compound ends with; none for a word that is no compound."""
    ends = [stem(word[at:]) for at in range(2, len(word) - _SHORTEST_HEAD + 1)]
    return [end for end in ends if end in names and len(end) >= _SHORTEST_HEAD][:1]


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
