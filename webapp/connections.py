"""How two organisations know each other."""

from collections.abc import Sequence

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from graphdir import text
from graphdir.directory import Directory
from graphdir.i18n import gettext as _
from graphdir.model import Organisation, Participation, Relation
from graphdir.presenting import tie_text
from graphdir.store import Connection, Search
from graphdir.taxonomy import Taxonomy
from webapp.pages import ConnectionPage, current_directory, render

blueprint = Blueprint("connections", __name__)
_MOST_CHOICES = 6


@blueprint.get("/connection")
def connection() -> ResponseReturnValue:
    """Ask for two organisations, by id or by name, and show the chain between them."""
    directory = current_directory()
    typed_one, typed_other = request.args.get("from", "")[:200], request.args.get("to", "")[:200]
    choices_one = meant(directory, typed_one, request.args.get("from_id", ""))
    choices_other = meant(directory, typed_other, request.args.get("to_id", ""))
    one, other = only(choices_one), only(choices_other)
    chain = directory.connection(one.id, other.id) if one and other else None
    taxonomy = directory.taxonomy()
    return render(
        ConnectionPage(
            one=one,
            other=other,
            typed_one=told_apart(one) if one else typed_one,
            typed_other=told_apart(other) if other else typed_other,
            connection=chain,
            ties=_told(chain, taxonomy, directory.today()) if chain else [],
            choices_one=choices_one,
            choices_other=choices_other,
            message=message_for(typed_one, choices_one) or message_for(typed_other, choices_other),
        )
    )


def _told(chain: Connection, taxonomy: Taxonomy, today: str) -> list[list[tuple[str, Relation | Participation]]]:
    return [
        [(tie_text(tie, taxonomy, node.id, today), tie) for tie in ties]
        for node, ties in zip(chain.nodes, chain.steps, strict=False)
    ]


def meant(directory: Directory, typed: str, chosen: str) -> Sequence[Organisation]:
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
    found = directory.search(Search(text=typed, size=_MOST_CHOICES)).organisations
    exact = [o for o in found if text.fold(typed) in _names(o)]
    return tuple(exact) or found


def _names(organisation: Organisation) -> set[str]:
    return set(map(text.fold, (organisation.name, *organisation.aliases, told_apart(organisation))))


def told_apart(organisation: Organisation) -> str:
    """Return the name with the place, as it stands in the field."""
    return f"{organisation.name} ({organisation.town})" if organisation.town else organisation.name


def only(choices: Sequence[Organisation]) -> Organisation | None:
    """Return the one that is meant; None where several or none can be."""
    return choices[0] if len(choices) == 1 else None


def message_for(typed: str, choices: Sequence[Organisation]) -> str:
    """Return a sentence where what was typed means nobody; else nothing."""
    if typed.strip() and not choices:
        return _("Nobody in the directory is called “%(typed)s”.", typed=typed)
    return ""
