"""What speaks for or against a likeness, in the words of who reads it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.taxonomy import Taxonomy

_SENTENCES: Final[Mapping[str, Callable[[str, str], str]]] = {
    "name_equal": lambda _one, _other: _("The names say the same"),
    "number": lambda one, other: _("The numbers differ: %(one)s and %(other)s", one=one, other=other),
    "number_same": lambda one, _other: _("Both have the number %(number)s", number=one),
    "number_added": lambda one, _other: _("Only one name has a number: %(number)s", number=one),
    "number_only": lambda one, _other: _("Only one name has a number: %(number)s", number=one),
    "form_same": lambda _one, _other: _("Both are the same form of school"),
    "form": lambda one, other: _("Two forms of school: %(one)s and %(other)s", one=_form(one), other=_form(other)),
    "form_later": lambda one, other: _(
        "One may have become the other: %(one)s and %(other)s", one=_form(one), other=_form(other)
    ),
    "form_renamed": lambda one, other: _(
        "A form of school that is called otherwise by now: %(one)s and %(other)s", one=_form(one), other=_form(other)
    ),
    "focus": lambda one, other: _("Two forms of school: %(one)s and %(other)s", one=one, other=other),
    "form_open": lambda _one, _other: _("Only one says what form of school it is"),
    "form_open_common": lambda _one, _other: _("Only one says what form of school it is"),
    "form_added": lambda _one, _other: _("Only one says what form of school it is"),
    "name_of_town": lambda _one, _other: _("One is called by its place alone, which mostly has one school of the form"),
    "number_alone": lambda _one, _other: _("One is called by its number alone, which no other school of the place has"),
    "carrier": lambda _one, _other: _("One may be the carrier of the other: only one name has a legal form"),
    "legal_form": lambda one, other: _("Two legal forms: %(one)s and %(other)s", one=one, other=other),
    "club": lambda one, other: _("Two sorts of club: %(one)s and %(other)s", one=one.upper(), other=other.upper()),
    "support": lambda _one, _other: _("One is a support association"),
    "brand": lambda one, other: _("Two umbrella organisations: %(one)s and %(other)s", one=one, other=other),
    "brand_added": lambda one, _other: _("Only one names the umbrella organisation: %(name)s", name=one),
    "level": lambda one, other: _("Two levels of administration: %(one)s and %(other)s", one=one, other=other),
    "around": lambda _one, _other: _("One is of the country around the town"),
    "head": lambda one, _other: _("One may be a part or a neighbour of the other: %(word)s", word=one),
    "part": lambda one, _other: _("One may be a part or a neighbour of the other: %(word)s", word=one),
    "kind": lambda _one, _other: _("They are of different kinds"),
    "place_same": lambda one, _other: _("Both are in the same place: %(place)s", place=one),
    "place_named": lambda one, _other: _("One names the town of the other: %(place)s", place=one),
    "place_other": lambda one, other: _("They are in different places: %(one)s and %(other)s", one=one, other=other),
    "place_unknown": lambda _one, _other: _("Of one or both the place is not known"),
    "place_missing_rare": lambda _one, _other: _("Of one or both the place is not known"),
    "place_missing": lambda _one, _other: _("Of one or both the place is not known"),
    "place_doubtful": lambda one, other: _(
        "Their postcodes may be of two places: %(one)s and %(other)s", one=one, other=other
    ),
    "place_doubtful_city": lambda one, other: _(
        "Their postcodes may be of two places: %(one)s and %(other)s", one=one, other=other
    ),
    "street_same": lambda one, _other: _("They have the same street: %(street)s", street=one),
    "street_other": lambda one, other: _("They have different streets: %(one)s and %(other)s", one=one, other=other),
    "street_other_school": lambda one, other: _(
        "They have different streets: %(one)s and %(other)s", one=one, other=other
    ),
    "website_same": lambda one, _other: _("They have the same website: %(address)s", address=one),
    "website_other": lambda one, other: _("They have different websites: %(one)s and %(other)s", one=one, other=other),
    "email_same": lambda _one, _other: _("They have the same e-mail address"),
    "mail_domain": lambda one, _other: _("They are reached under one domain: %(domain)s", domain=one),
    "address_named": lambda one, _other: _("The address of one names the other: %(address)s", address=one),
    "phone_same": lambda one, _other: _("They have the same telephone number: %(number)s", number=one),
}


def _form(word: str) -> str:
    """Return what a form of school is called; the word of a name as it is."""
    types = Taxonomy.shipped().school_types
    return types[word].label(language()) if word in types else word.capitalize()


def sentence(signal: str, contribution: float, words: Sequence[str]) -> str:
    """Return the sentence of a signal; ``words`` are what it was found by."""
    if signal == "name":
        return _("The names are alike") if contribution > 0 else _("The names differ")
    if signal == "name_both":
        return _("Each has words of its own: %(words)s", words=", ".join(words))
    if signal in {"name_extra", "name_before", "sponsor"}:
        return _("Only one name says: %(words)s", words=", ".join(words))
    one, other = (*words, "", "")[:2]
    return _SENTENCES[signal](one, other)
