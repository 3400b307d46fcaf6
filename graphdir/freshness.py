"""What nobody has confirmed for a year."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphdir.model import is_old, latest
from graphdir.store import Columns
from graphdir.text import fold
from graphdir.ties import NOT_OVER, relation_tense


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """An organisation with something that was not confirmed for a year.

    ``entry`` tells whether its own entry is, ``relations`` how many of the relations that still hold.
    ``last_confirmed`` is the entry's own date, empty for never.
    """

    id: str
    name: str
    kind: str
    town: str
    last_confirmed: str
    entry: bool
    relations: int


def overdue(columns: Columns, today: str) -> Sequence[Overdue]:
    """Return who is to be asked on ``today`` (ISO): never confirmed first, then the oldest, then by name.

    What has ended needs no confirming.
    """
    relations = _old_relations(columns, today)
    rows = columns.organisations
    found = [
        Overdue(
            id=id_,
            name=name,
            kind=kind,
            town=town,
            last_confirmed=confirmed,
            entry=is_old(confirmed, today),
            relations=relations.get(id_, 0),
        )
        for id_, name, kind, town, confirmed, ended in zip(
            *(rows[field] for field in ("id", "name", "kind", "town", "last_confirmed", "valid_to")), strict=True
        )
        if latest(ended) >= today and (is_old(confirmed, today) or id_ in relations)
    ]
    return sorted(found, key=lambda one: (one.last_confirmed, fold(one.name), one.id))


def _old_relations(columns: Columns, today: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    rows, organisations = columns.relations, columns.organisations
    closed = zip(organisations["id"], organisations["valid_to"], strict=True)
    gone = {id_ for id_, valid_to in closed if latest(valid_to) < today}
    for one, other, confirmed, kind, status, begins, ends in zip(
        *(rows[field] for field in ("from_id", "to_id", "last_confirmed", "kind", "status", "valid_from", "valid_to")),
        strict=True,
    ):
        tense = relation_tense(kind, status, (begins, ends), gone=one in gone or other in gone, today=today)
        if tense in NOT_OVER and is_old(confirmed, today):
            counts[one] = counts.get(one, 0) + 1
            counts[other] = counts.get(other, 0) + 1
    return counts
