"""A name as lists write it, put into one way of writing before its words are read."""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from graphdir.duplicates.short import CUT, with_places
from graphdir.duplicates.spelling import known_beginning, known_joined, known_whole, words_of
from graphdir.duplicates.words import SCHOOL_FORMS, SHORT_BEFORE_FOLDING, SHORT_FOCUSES

# What a school for children with special needs is for, behind what it is: "FöS L", "Förderschule (GB)".
_FOCUS: Final = re.compile(r"\b(F[Öö]S|Förderschule)\s*\(?(GE|LE|ESE?|KME?|[LGK]B?|[SAE])\)?(?![\w.])")
_FOCUS_LAST: Final = re.compile(r"\b(F[Öö]S|Förderschule)\b(.+?)\s\(?(GE|LE|ESE?|KME?|[LGK]B)\)?$")
# Of a school with a name of its own the list of Lower Saxony tells at length whom it is for, cut anywhere.
_FOCUS_OF_SOME: Final = re.compile(r"^(.*\w\s(?:FöS|Förderschule)) Schwpt\..*$")
_SHORT: Final = re.compile("|".join(re.escape(short) for short in SHORT_BEFORE_FOLDING))
# Cyrillic letters that look like Latin ones, and are typed for them.
_LOOKALIKES: Final = str.maketrans("АВЕКМНОРСТХаеорсхӦӧ", "ABEKMHOPCTXaeopcxÖö") | {ord("&"): " und "}
_GLUED: Final = re.compile(
    r"(?<=[a-zäöüß])(?=[\"„“”])|(?<=[\"“”])(?=[A-ZÄÖÜ])|(?<=[a-zäöüß]{4})(?=[A-ZÄÖÜ][a-zäöüß]{3})"
)
# Joined before legal forms go: Carneval-Verein e. V.
_HYPHENED_HEAD: Final = re.compile(r"(?<=[a-zäöüß]{3})-(V)(?=erein\b|erband\b)")
# Capitals inside a word that is known without: KreisSportBund.
_CAMEL: Final = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]+(?:[A-ZÄÖÜ][a-zäöüß]+)+\b")
# Behind a school's name whose it is: "/ Johannes-Schulstiftung", "in Trägerschaft der ...", "(Träger: ...)".
_WHOSE: Final = re.compile(
    r"(?i)[\s,(]+(?:in (?:der )?Trägerschaft (?:der|des|von)|Träger\s?:)\s.*$"
    r"|\s*(?:[/,]|\s[-\u2013\u2014])\s*(?:[\w-]+\s){0,3}[\w-]*(?:Schul|Bildungs)(?:stiftung|gesellschaft|werk)\b.*$"
    r"|\s*\((?:[\w.-]+\s){0,3}[\w-]*Stiftung\b[^()]*\)$"
    r"|\s(?:der|des) (?:Erz)?(?:diözese|bistums|benediktiner|ursulinen|franziskaner)\b.*$"
)
# Behind the name of day care, the roof of its carrier, and which of its bodies.
_CARRIER_OF_DAY_CARE: Final = re.compile(
    r"(?i)^(.*\b(?:kitas?|kindertages\w+|kindergarten|kiga|hort|krippe|kinderhaus)\b.*?)\s*(?:[,(/]|\s[-\u2013\u2014])\s*"
    r"(AWO|DRK|IB|CJD|ASB|Caritas\w*|Diakon\w*|Johanniter\w*|Malteser\w*|Lebenshilfe|Volkssolidarit\w*|Kolping\w*)\b.*$"
)
# Behind a comma AG is no company, nor first before what it is for.
_GROUP: Final = re.compile(
    r"(^(?=AG [A-ZÄÖÜ]\w*(?:arbeit|schutz|hilfe|bildung|förderung|beratung|kultur|sport|pflege)\b)|, )AG (?=[A-ZÄÖÜ])"
)
# Beside a church KG is no company.
_PARISH: Final = re.compile(r"(?i)\b((?:ev|kath|luth)\w*\.?[^,;()]*?)\bKG\b")
_LITTLE_WORDS: Final = {"f": "für ", "u": "und ", "d": "der ", "z": "zur ", "m": "mit "}
_LITTLE: Final = re.compile(r"(?<=\s)([fudzm])\.\s?(?=[\w])")
# A saint's or a church's, and one that is joined to the name.
_PARISH_OF: Final = re.compile(
    r"\b((?:St\.\s?|Sankt\s|Ev\.\s?|Kath\.\s?)(?:[A-ZÄÖÜ][\w]+[ -])?)Gemeinde\b|-Gemeinde(?=\s\((?:ev|kath))"
)
_JOINED_PARISH: Final = re.compile(r"\b([A-ZÄÖÜ][a-zäöüß]{3,}?)(?:kirch(?:en)?gemeinde|pfarrgemeinde)\b")
# A market town of Bavaria, Eschlkam.
_MARKET: Final = re.compile(r"^Markt (?=[A-ZÄÖÜ])(?!.*(?i:schul|kita|kindergarten|verein))")
# Where a school is in its town, which is no market town: Am Markt, Am-Markt-Grundschule.
_AT_THE_MARKET: Final = re.compile(r"\b([Aa]m[ -])Markt\b")
# The primary and lower secondary school of a place in Bavaria: VS Kirchseeon (GS + HS).
_VOLKSSCHULE: Final = re.compile(r"^VS (?=.*\((?:GS|HS|MS)\b)")
# What the university of Magdeburg and Stendal calls itself.
_H2: Final = re.compile(r"^[hH]2(?=,| [-\u2013]|$| Hochschule| Campus)")
# All the places that are of it.
_PLACES: Final = re.compile(r"\((?:[A-ZÄÖÜ][\w .-]+,\s?){2,}[A-ZÄÖÜ][\w .-]+\)")
_RIVERS: Final = {"O": "Oder", "S": "Saale", "E": "Elbe", "M": "Main"}
_RIVER: Final = re.compile(r"\(([OSEM])\.\)")
_SLOGAN: Final = re.compile(r"\s[-\u2013\u2014]\s+(?:gemeinsam|miteinander|f\u00fcr|gegen|mit|wir|aktiv|stark)\s.+$")
# Who takes letters for it, and since when it is what it is.
_BESIDE: Final = re.compile(
    r"(?i)[\s,;]*\b(?:c\s?/\s?o\b|Inh(?:\.|aber(?:in)?\b)).*$|\s*\((?:bis|seit|ab|jetzt|nun)\s[^)]*\)"
    r"|\s(?:mit [\wäöü]+ [\wäöü]*[Ss]chule )?im Aufbau\b"
    r"|\s*\((?:Fr|Hr|Frau|Herr)\.?\s[^)]*\)|\s*\(Träger(?:schaft|verein)?\b[^)]*\)|\s*\(SGB [IVX]+\)"
    r"|,?\s*Sekundarstufen?\s+I{1,2}\b(?:\s*(?:und|u\.|/|\+)\s*II\b)?"
)
# Grund-Schule, Gem.-Schule; FS is a Fachschule, but not where it says whom for.
_HYPHENED_FORM: Final = re.compile(
    r"\b(Grund|Sekundar|Sek\.|Gemeinschafts|Gem\.|Förder|Real|Haupt|Ober|Regel|Mittel|Gesamt|Musik|Land)-?[Ss]chule\b"
)
_FORMS: Final = {"Gem.": "Gemeinschafts", "Sek.": "Sekundar"}
_SHORT_FORM: Final = re.compile(r"\bFS(?= \(?(?:LB?|GB?|LE|GE|KB|mit|für)\b)")
_HYPHENED_COUNTY: Final = re.compile(r"\bKreis-,?\s?([A-ZÄÖÜ])(?=[a-zäöüß]{3})")
_CUT_INSIDE: Final = re.compile(r"(\b[A-ZÄÖÜ][a-zäöüß]{2,4})\.(?=[a-zäöüß]{4})")
# Beruf + Gesellschaft; Musik-/Kunstschule.
_PLUS: Final = re.compile(r"(?<=[\w.]) \+ (?=\w)|(?<=\w-)/(?=[A-ZÄÖÜ])")
# A school has another form, too: Regionale Schule mit Grundschule.
_WITH_PRIMARY: Final = re.compile(
    r"\b(\w*[Ss]chule|RegS|OS|OBS)\smit\s(?:Grundschul(?:e|teil)|GS|Förderzentrum|FÖZ|Primar(?:stufe|teil))\b"
)
# Where a town or county is reached: Stadt Grafenau, Rathaus.
_ORGAN: Final = re.compile(
    r",\s(?:(?:\d\.\s)?(?:Ober)?[Bb]ürgermeister(?:in)?|Rathaus|Landrats?amt|(?:Kreis|Stadt|Gemeinde)verwaltung)$"
)
# What a school offers: Schule mit erweiterter mathematischer Ausbildung.
_PROFILE: Final = re.compile(
    r"\s(?:mit (?:Klassen|Kl\.)\s.*$|[Ss]chule mit (?:erweiterte|vertiefte)\w* .*$|mit gymn(?:\.|asialem) Angebot\b)"
)
# Where no woman stands in brackets: Fr. Sekundarschule.
_FREE: Final = re.compile(r"\bFr\.\s?(?=(?:[A-ZÄÖÜ]\w+\s)?\w*(?:[Ss]chule|[Gg]ymnasium)\b)")
_HYPHENED: Final = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ]?[a-zäöüß]{3,})+\b")
# K.I.E.Z.; first names seldom stand first, and by three letters.
_DOTTED: Final = re.compile(r"^(?:[A-ZÄÖÜ]\.){3,}")
# The end of a compound that a full stop cuts: Strukturförderungsges.
_ENDS: Final = {"ges": "gesellschaft", "zentr": "zentrum", "verb": "verband", "einr": "einrichtung"}
_CUT_END: Final = re.compile(r"(?<=[a-zäöüß]{3})(ges|zentr|verb|einr)\.")
# HS may be a Hauptschule, too.
_UNIVERSITY: Final = re.compile(r"\bHS(?= Magdeburg-Stendal\b| .*(?:Campus|\(FH\)))")
_CAMPUS: Final = re.compile(r"(?i)^(.*(?:hochschule|universit).*)\bcampus\b")
# What a carrier's name stands behind.
_SEPARATED: Final = re.compile(r"[,(/:\u2013\u2014-]|(?i:träger)")
_MAY_BE_GLUED: Final = re.compile(r"[a-zäöüß][A-ZÄÖÜ\"„“”]|[\"“”][A-ZÄÖÜ]")


def _schools_at(found: re.Match[str]) -> str:
    return f"{found[1]}Marktplatz" if _says_school(found.string) else found.group()


class _Step(NamedTuple):
    """What is written otherwise, by whom; only names that hold one of ``marks`` are gone through."""

    marks: tuple[str, ...]
    pattern: re.Pattern[str]
    by: str | Callable[[re.Match[str]], str]


_WORDS: Final = (
    _Step((".",), _DOTTED, lambda found: found.group().replace(".", "")),
    _Step((" + ", "-/"), _PLUS, " und "),
    _Step((".",), _LITTLE, lambda found: _LITTLE_WORDS[found[1]]),
    _Step(("AG ",), _GROUP, r"\1Arbeitsgemeinschaft "),
    _Step(("KG",), _PARISH, r"\1Kirchengemeinde"),
    _Step(("Gemeinde",), _PARISH_OF, lambda found: f"{found[1] or ' '}Kirchengemeinde"),
    _Step(("gemeinde",), _JOINED_PARISH, r"\1 Kirchengemeinde"),
    _Step(("m Markt", "m-Markt"), _AT_THE_MARKET, _schools_at),
    _Step(("VS ",), _VOLKSSCHULE, "Volksschule "),
    _Step(("h2", "H2"), _H2, "Hochschule Magdeburg-Stendal"),
    _Step(("(",), _PLACES, ""),
    _Step(("Markt",), _MARKET, "Gemeinde "),
    _Step(("(",), _RIVER, lambda found: f"({_RIVERS[found[1]]})"),
)
_BEFORE_PLACES: Final = (
    _Step((".",), _CUT_INSIDE, r"\1.-"),
    _Step(("Fr.",), _FREE, "Freie "),
    _Step((" mit ",), _PROFILE, ""),
    _Step(("-",), _HYPHENED, known_joined),
    _Step(("Kreis-",), _HYPHENED_COUNTY, lambda found: f"Kreis{found[1].lower()}"),
    _Step(
        ("-Schule", "-schule", ".Schule", ".schule"),
        _HYPHENED_FORM,
        lambda found: f"{_FORMS.get(found[1], found[1])}schule",
    ),
    _Step(("FS ",), _SHORT_FORM, "FöS"),
    _Step(("ges.", "zentr.", "verb.", "einr."), _CUT_END, lambda found: _ENDS[found[1]]),
    _Step(("HS ",), _UNIVERSITY, "Hochschule"),
    _Step(("Campus", "CAMPUS"), _CAMPUS, r"\1Standort"),
    _Step(("-V",), _HYPHENED_HEAD, "v"),
    _Step(("Schwpt.",), _FOCUS_OF_SOME, r"\1"),
    _Step(("öS", "ÖS", "örderschule"), _FOCUS_LAST, r"\1 \3\2"),
    _Step((".",), CUT, known_beginning),
    _Step(("(", "/", "nh", "NH", "ekundarstufe", "EKUNDARSTUFE", "im Aufbau"), _BESIDE, ""),
    _Step((" mit ",), _WITH_PRIMARY, r"\1"),
    _Step((",",), _ORGAN, ""),
    _Step(("-", "\u2013", "\u2014"), _SLOGAN, ""),
)
_AFTER_PLACES: Final = (
    _Step(("öS", "ÖS", "örderschule"), _FOCUS, lambda found: f"{found[1]} {SHORT_FOCUSES[found[2][0]]}"),
    _Step(("",), _SHORT, lambda found: f" {SHORT_BEFORE_FOLDING[found.group()]} "),
)


class Written(NamedTuple):
    """A name with little words written out; with places for number plates, too; and as its words are read."""

    told: str
    placed: str
    text: str


def in_one_way(name: str) -> Written:
    """Put a name into one way of writing, before it is folded."""
    told = _stepped(name, _WORDS)
    placed = with_places(_stepped(told, _BEFORE_PLACES).translate(_LOOKALIKES))
    if glued := _MAY_BE_GLUED.search(placed):
        placed = _CAMEL.sub(known_whole, placed)
    text = _stepped(_without_carrier(placed), _AFTER_PLACES)
    return Written(told, placed, _GLUED.sub(" ", text) if glued or _MAY_BE_GLUED.search(text) else text)


def _stepped(name: str, steps: Sequence[_Step]) -> str:
    for marks, pattern, by in steps:
        for mark in marks:
            if mark in name:
                name = pattern.sub(by, name)
                break
    return name


def _without_carrier(written: str) -> str:
    """Return a school's name without whose it is, that of day care with the roof alone; all else as it is."""
    if not _SEPARATED.search(written):
        return written
    before = _WHOSE.sub("", written)
    if before != written and len(before.split()) > 1 and _says_school(before):
        return before
    return _CARRIER_OF_DAY_CARE.sub(r"\1 (\2)", written)


def _says_school(written: str) -> bool:
    words = words_of(written)
    return any(word.endswith(("schule", "gymnasium")) or word in SCHOOL_FORMS for word in words)
