"""What of an idea is meant: without the letter around it, what it rules out, and where it happens."""

import re
from typing import Final

from graphdir.matching.letter import without_letter

# "Schule sucht Partner" is the verb; "Sucht" is written with a capital.
_SEEKS: Final = re.compile(r"\bsucht\b")
# Who is without something good lacks it: "Schüler ohne Praktikum".
_LACKING: Final = re.compile(
    r"(\b(?:Kind\w*|Schüler\w*|Jugendlich\w*|Mädchen|Jung[es]\w*|Familien?|Eltern|Leute|viele|einige|manche|kommen|sind|"
    r"stehen|bleiben|wieder|noch)) ohne\b"
)
# Where something happens, and that something is to be learned, is not what it is about.
_WHERE: Final = re.compile(
    r"\b(?:[Aa]uf (?:dem|unserem|den)|[Aa]ufm|[Ii]m|[Aa]m|[Ii]n (?:der|den|unserer|unseren|meiner)|"
    r"[Hh]inter (?:der|dem)|[Vv]or (?:der|dem)|[Nn]eben (?:der|dem)) "
    r"(?:Schulhof|Pausenhof|Unterricht|Klassen?|Turnhalle|Sporthalle|Schulgelände|Schulklo|Tischen|Schule)\b"
)
_NOT_THE_TOPIC: Final = re.compile(
    r"(?<!ernen )\blernen\b(?! lernen)|\bmal\b|"
    # Whom a class gets to know is itself: "sich kennenlernen", and no trade or teacher.
    r"(?<!sich )(?<!uns )(?<!einander )(?<!besser )\bkennen ?lernen\b"
)
_NOUN: Final = r"[A-ZÄÖÜ]\w+(?:-\w+)*\b"
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
    rf"\b{_NOUN} (?:(?:haben|brauchen|wollen|möchten|suchen) wir nicht|(?:ist|sind|wäre|wird) "
    r"(?:(?:bei uns|hier|an (?:der|unserer) Schule) )?(?:nicht (?:gewünscht|gewollt|nötig|gemeint|gesucht|das Thema)|"
    r"kein (?:Thema|Problem)))\b|"
    rf"\b(?:haben|hatten) (?:wir )?(?:schon|bereits) (?:[a-zäöüß]+ )?{_NOUN}|"
    rf"\b[Kk]eine? (?!{_PROBLEMS}){_NOUN}(?=,? bitte\b)|"
    rf"\b[Oo]hne (?!{_PROBLEMS})(?:[a-zäöüß]+ )?{_NOUN}|"
    rf"\b(?:NICHT|(?:[Ll]ieber|[Bb]itte) kein\w*) (?!nur\b)(?!{_PROBLEMS})(?:[a-zäöüß]+ ){{0,2}}{_NOUN}|"
    rf"\b(?:[Aa]lles?|[Nn]ichts|[Jj]ede\w*) außer (?:[a-zäöüß]+ )?{_NOUN}|"
    rf"\b[Aa]ußer {_NOUN} alles\b|"
    rf"\b[Nn]ichts (?:zum Thema|aus dem Bereich|mit|über|in Richtung|zu[mr]?)(?: [a-zäöüß]+)? {_NOUN}(?! zu tun)|"
    rf"\b(?:[Ss]tatt|[Aa]nstatt|[Aa]nstelle von) (?:(?!und\b|oder\b)[a-zäöüß]+ )?{_NOUN}|"
    r"\b[Nn]ot? (?!only\b|just\b)\w+(?: or \w+)?(?=,? (?:but|please|rather)\b)|\b(?:[Ii]nstead of|[Rr]ather than) \w+"
)
_TAKES_PLACE: Final = re.compile(r"(\b(?:[Ff]inde[tn]?|[Ff]and(?:en)?)\b[^.;:!?]*?) statt\b")


def what_is_meant(phrase: str) -> str:
    """Return a phrase without the mail around it and what it rules out: "nicht Theater, sondern Sport"."""
    said = without_letter(phrase)
    return _RULED_OUT.sub(" ", _LACKING.sub(r"\1 mangels", _TAKES_PLACE.sub(r"\1", said)))


def without_where(phrase: str) -> str:
    """Return a phrase without the places at a school where something happens: "auf dem Schulhof"."""
    return _WHERE.sub(" ", phrase)


def without_what_names_nothing(phrase: str) -> str:
    """Return a phrase without words that are spelled like the name of a topic and are none: "Schule sucht"."""
    return _NOT_THE_TOPIC.sub(" ", _SEEKS.sub(" ", phrase))
