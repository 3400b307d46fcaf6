"""How two organisations know each other."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from graphdir.model import Participation, Relation
from graphdir.presenting import tie_text
from graphdir.store import Connection
from graphdir.taxonomy import Taxonomy
from webapp.current import current_directory
from webapp.pages.network import ConnectionPage
from webapp.rendering import render
from webapp.whom import meant, message_for, only, told_apart

blueprint = Blueprint("connections", __name__)


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
