"""What a change set is called: written down in its writer's language, told in the reader's."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from graphdir.i18n import LANGUAGES, in_language
from graphdir.i18n import gettext as _

Form = Literal[
    "imported", "taken_back", "accepted", "merged", "confirmed", "expired", "forgotten", "erased", "made", "changed",
    "relation", "contact", "entry",
]  # fmt: skip
# What stands in these places may be a form itself.
_NESTED: Final = frozenset({"summary", "what"})


def called(form: Form, /, **values: str) -> str:
    """Return a summary in the language in force; ``values`` fill the places of its form."""
    return _forms()[form] % values


def for_reader(summary: str) -> str:
    """Return a summary that was written in any language in the one in force; what is no form stays as it is."""
    for code in LANGUAGES:
        for form, pattern in _patterns(code).items():
            if found := pattern.fullmatch(summary):
                parts = found.groupdict().items()
                return called(form, **{name: for_reader(part) if name in _NESTED else part for name, part in parts})
    return summary


def _forms() -> Mapping[Form, str]:
    """Return the forms in the language in force; of two that fit a summary the earlier one is meant."""
    return {
        "imported": _("Import of %(files)s"),
        "taken_back": _("Taken back: %(summary)s"),
        "accepted": _("Proposal accepted: %(name)s"),
        "merged": _("“%(gone)s” merged into “%(kept)s”"),
        "confirmed": _("Confirmed"),
        "expired": _("Expired contact points erased"),
        "forgotten": _("Personal data erased"),
        "erased": _("%(what)s erased"),
        "made": _("%(what)s added"),
        "changed": _("%(what)s changed"),
        "relation": _("Relation: “%(one)s” and “%(other)s”"),
        "contact": _("Contact point of “%(name)s”"),
        "entry": _("“%(name)s”"),
    }


@cache
def _patterns(code: str) -> Mapping[Form, re.Pattern[str]]:
    with in_language(code):
        forms = _forms()
    return {
        form: re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(text)), re.DOTALL)
        for form, text in forms.items()
    }
