"""Headers of two rows, groups above and columns below, as one: "Ansprechpartner" over "Name" and "Telefon"."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, zip_longest
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.importing.actors import section_of
from graphdir.importing.files import RawSheet
from graphdir.importing.persons import is_first_name, may_be_a_persons, persons_among
from graphdir.importing.problems import Problem
from graphdir.importing.readers import MOST_ROWS_ABOVE, may_be_a_header, remark
from graphdir.tables import TABLES
from graphdir.text import fold

_KNOWN: Final = frozenset(
    fold(name) for table in TABLES.values() for column in table.columns for name in (column.name, *column.german)
)
# Words of columns that say something of whatever the group is about.
_OF_ANYTHING: Final = frozenset({"name", "nachname", "vorname", "funktion", "von", "bis", "jahr", "betrag", "nr"})
# These mean something else without their group.
_NAMES: Final = frozenset({"name", "nachname", "bezeichnung"})


def with_one_header(raw: RawSheet) -> tuple[RawSheet, list[Problem]]:
    """Return a list whose header has two rows with one that says both, and what to say of it; any other unchanged.

    The lower row keeps its number. What stands above the two stays there.
    """
    first = raw.rows[: MOST_ROWS_ABOVE + 1]
    pairs = [(at, _groups(first[at][1], first[at + 1][1])) for at in range(len(first) - 1)]
    at, groups = max(pairs, key=lambda pair: len(pair[1]), default=(0, {}))
    if not groups:
        return raw, []
    (above, upper), (number, lower) = first[at : at + 2]
    header = _joined(lower, upper, groups)
    message = _("was read with row %(row)s as one header: %(header)s", row=number, header="; ".join(header))
    told = remark(raw, above, "", message, "; ".join(filter(None, map(str.strip, upper))))
    return replace(raw, rows=[*raw.rows[:at], (number, header), *raw.rows[at + 2 :]]), [told]


def _groups(upper: Sequence[str], lower: Sequence[str]) -> Mapping[int, str]:
    """Return by column the group that stands over it; empty where the two rows are no header.

    A group spans at least two columns. One that stands alone at the left, or over all columns, is a title.
    """
    above, below = _padded(upper, lower)
    groups: dict[int, str] = {}
    current = ""
    for at in range(len(above)):
        if above[at] and below[at] and fold(above[at]) != fold(below[at]):
            current = above[at]
        elif above[at] or not below[at]:
            current = ""
        if current:
            groups[at] = current
    spans = [len(list(span)) for _group, span in groupby(sorted(groups), lambda at: groups[at])]
    ungrouped = [at for at in range(len(above)) if (above[at] or below[at]) and at not in groups]
    alone = not any(above[1:])
    plain = spans and min(spans) > 1 and (len(spans) > 1 or ungrouped) and not alone
    named = [below[at] for at in groups]
    return groups if plain and all(map(may_be_a_header, named)) and 2 * _known(named) >= len(named) else {}


def _padded(upper: Sequence[str], lower: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the cells of both rows, of the same number."""
    pairs = zip_longest(map(str.strip, upper), map(str.strip, lower), fillvalue="")
    above, below = zip(*pairs, strict=True) if upper or lower else ((), ())
    return list(above), list(below)


def _known(cells: Sequence[str]) -> int:
    return sum(fold(cell) in _KNOWN | _OF_ANYTHING or may_be_a_persons(cell) or is_first_name(cell) for cell in cells)


def _joined(lower: Sequence[str], upper: Sequence[str], groups: Mapping[int, str]) -> list[str]:
    """Return the header that says both rows."""
    above, below = _padded(upper, lower)
    often = Counter(fold(cell) for cell in (below[at] or above[at] for at in range(len(above))))
    return [
        _called(groups[at], below[at], alone=often[fold(below[at])] == 1) if at in groups else below[at] or above[at]
        for at in range(len(above))
    ]


def _called(group: str, column: str, *, alone: bool) -> str:
    """Return the header of a column in a group: with the group where it says whose or what the column is."""
    name_of = TABLES["organisations"].column_called(group)
    if name_of and name_of.name == "name" and fold(column) in _NAMES:
        return group
    of_somebody = section_of(group)[0] or any(True for _person in persons_among([group]))
    needs_group = fold(column) in _OF_ANYTHING | _NAMES or may_be_a_persons(column) or is_first_name(column)
    return column if alone and not of_somebody and not needs_group else f"{group} {column}"
