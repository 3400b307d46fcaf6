"""Tables with organisations in them, and how their cells are worded; the same for command line and site."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphdir.i18n import gettext as _
from graphdir.i18n import language, ngettext
from graphdir.network.whole import Whole
from graphdir.presenting import number_text
from graphdir.taxonomy import GROUP_LABELS

# So many names a sentence can bear.
_MOST_NAMES: Final = 4
_MOST_PLACES: Final = 2
_LEAST_PERCENT: Final = 0.1
# And no "Und dann ...".
_TWO_STOPS: Final = re.compile(r"(?<!\.)\.\.(?!\.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """An organisation in a table: a name that leads to its profile."""

    id: str
    name: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a vocabulary in a table: people read its label, programs its id."""

    id: str
    label: str


Cell = str | int | float | Who | Word | None
"""None is what is not known or does not apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name for programs and addresses, its label for people, what stands in it."""

    name: str
    label: str
    number: bool = False
    date: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of one cell a column, in the order in which they are best read."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Something that is told: what it is, what it means for the work, and its table.

    ``remark`` says how it was counted. ``facts`` are its numbers for programs.
    """

    name: str
    heading: str
    sentences: Sequence[str]
    remark: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    table: Table

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentences", [one_stop(sentence) for sentence in self.sentences])


def one_stop(sentence: str) -> str:
    """Return a sentence with a single full stop where a name such as “X e. V.” comes before it."""
    return _TWO_STOPS.sub(".", sentence)


def cell_text(cell: Cell) -> str:
    """Return a cell as people read it."""
    if cell is None:
        return ""
    if isinstance(cell, Who):
        return cell.name
    if isinstance(cell, Word):
        return cell.label
    return cell if isinstance(cell, str) else number_text(cell)


def who(whole: Whole, number: int) -> Who:
    """Return an organisation as a cell."""
    return Who(id=whole.ids[number], name=name_of(whole, number), group=whole.groups[number])


def name_of(whole: Whole, number: int) -> str:
    """Return an organisation's name."""
    name: str = whole.columns.organisations["name"][number]
    return name


def place_of(whole: Whole, number: int) -> str:
    """Return an organisation's town, else its municipality; empty where neither is recorded."""
    columns = whole.columns.organisations
    return columns["town"][number] or columns["municipality"][number] or ""


def names_of(whole: Whole, numbers: Sequence[int], total: int | None = None) -> str:
    """Name some organisations, and how many more there are."""
    shown = [name_of(whole, number) for number in numbers[:_MOST_NAMES]]
    more = (len(numbers) if total is None else total) - len(shown)
    if more > 0:
        shown.append(ngettext("%(number)s more", "%(number)s more", more))
    return ", ".join(shown)


def share_text(share: float) -> str:
    """Return a share as per cent: whole ones, near none and all with one decimal; some are never none or all."""
    percent = 100 * share
    if 0 < percent < 100:  # noqa: PLR2004
        percent = min(max(percent, _LEAST_PERCENT), 100 - _LEAST_PERCENT)
    told = f"{percent:.0f}" if percent in (0, 100) or 10 <= percent <= 90 else f"{percent:.1f}"  # noqa: PLR2004
    return (told.replace(".", ",") if language() == "de" else told) + " %"


def group_word(group: str) -> Word:
    """Return a group of organisation kinds as a cell."""
    return Word(id=group, label=group_label(group))


def relationship_label(relationship: str) -> str:
    """Return what a sort of tie is called."""
    return {
        "COOPERATES_WITH": _("Cooperation"),
        "JOINT_PROJECT": _("Joint project"),
        "SUPPORTS": _("Support and school social work"),
        "RESPONSIBLE_FOR": _("Responsible for"),
        "PART_OF": _("Part or branch of"),
        "MEMBER_OF": _("Member of"),
        "FEEDS_INTO": _("Pupils move on to"),
        "SUCCESSOR_OF": _("Successor of"),
    }[relationship]


def group_label(group: str) -> str:
    """Return what a group of organisation kinds is called."""
    return GROUP_LABELS[group][language() == "en"]


def plain(cell: Cell) -> Any:
    """Return a cell for programs."""
    if isinstance(cell, Who):
        return {"id": cell.id, "name": cell.name}
    return cell.id if isinstance(cell, Word) else cell


def places_of(whole: Whole, numbers: Iterable[int]) -> str:
    """Name the places where most of these organisations are."""
    counted = Counter(town for number in numbers if (town := place_of(whole, number)))
    first = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(town for town, _number in first[:_MOST_PLACES])
