"""Labelled pairs of organisations in a file, and how well the comparison does on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from graphdir.duplicates.entry import sketched
from graphdir.duplicates.likeness import Likeness, same
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.model import Organisation

FIELDS: Final = ("name", "kind", "street", "postcode", "town", "website", "email", "phone")
_YES: Final = frozenset({"1", "true", "yes", "ja", "same", "gleich"})
_NO: Final = frozenset({"0", "false", "no", "nein", "different", "verschieden"})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations; ``same`` is what people say of them, None where nobody did."""

    one: Organisation
    other: Organisation
    same: bool | None = None
    half: str = ""


@dataclass(frozen=True, slots=True)
class Quality:
    """How many pairs were called the same, rightly and wrongly, and how many that are the same were not."""

    right: int
    wrong: int
    missed: int
    apart: int
    unsure: int

    @property
    def precision(self) -> float:
        """Return the share of those called the same that are; 1 where none was."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Return the share of the same that were called so; 1 where there is none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def pairs_of(file: str, rows: Sequence[tuple[int, Sequence[str]]]) -> list[Pair]:
    """Return the pairs in the numbered rows of a file, the first of which is the header.

    Its columns are ``a_name``, ``b_name`` and more of ``FIELDS``, ``same`` and ``half`` where known.

    Raises:
        InvalidInputError: a name's column is missing, a row has no name, or ``same`` is neither yes nor no.
    """
    header = [name.strip() for name in rows[0][1]] if rows else []
    missing = [name for name in ("a_name", "b_name") if name not in header]
    if missing:
        raise InvalidInputError(_("“%(file)s” needs the columns %(names)s.", file=file, names=", ".join(missing)))
    return [_pair(file, number, dict(zip(header, cells, strict=False))) for number, cells in rows[1:]]


def compared(pairs: Iterable[Pair]) -> list[tuple[Pair, Likeness]]:
    """Compare every pair, in their order."""
    return [(pair, same(pair.one, pair.other)) for pair in pairs]


def quality(found: Sequence[tuple[Pair, Likeness]]) -> Quality:
    """Count how the verdict ``same`` does against what people say; pairs that nobody judged do not count."""
    judged = [(pair.same, likeness.verdict) for pair, likeness in found if pair.same is not None]
    return Quality(
        right=sum(1 for truth, verdict in judged if truth and verdict == "same"),
        wrong=sum(1 for truth, verdict in judged if not truth and verdict == "same"),
        missed=sum(1 for truth, verdict in judged if truth and verdict != "same"),
        apart=sum(1 for truth, verdict in judged if not truth and verdict != "same"),
        unsure=sum(1 for _truth, verdict in judged if verdict == "unsure"),
    )


def _pair(file: str, number: int, row: dict[str, str]) -> Pair:
    said = (row.get("same") or "").strip().casefold()
    if said and said not in _YES | _NO:
        raise InvalidInputError(
            _(
                "Row %(row)s of “%(file)s” says “%(said)s” in “same”. Write 1 or 0.",
                row=number,
                file=file,
                said=said,
            )
        )
    sides: list[Organisation] = []
    for side in "ab":
        values = {field: (row.get(f"{side}_{field}") or "").strip() for field in FIELDS}
        if not values["name"]:
            column = f"{side}_name"
            raise InvalidInputError(
                _("Row %(row)s of “%(file)s” has no name in “%(column)s”.", row=number, file=file, column=column)
            )
        sides.append(sketched(side, values))
    return Pair(sides[0], sides[1], said in _YES if said else None, row.get("half") or "")
