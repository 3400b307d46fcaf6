"""What several pages are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphdir.i18n import gettext as _
from graphdir.reporting.table import Cell, Column
from graphdir.store import Batch
from graphdir.summaries import for_reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value that can be chosen: where it leads to, how many it leaves."""

    label: str
    url: str
    count: int | None = None
    chosen: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    name: str
    label: str
    choices: Sequence[Choice]
    more: Sequence[Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    first: int
    last: int
    total: int
    before: str
    after: str
    all_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A table's header: ``url`` sorts by it (empty: it cannot), ``sorted`` says how it is now."""

    label: str
    url: str = ""
    sorted: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """Rows of a table with headers that sort it; ``total`` counts the rows that are not shown too."""

    columns: Sequence[Column]
    headers: Sequence[Header]
    rows: Sequence[Sequence[Cell]]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that is not as it was: texts as people read them, empty for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A change set as it stands in a list."""

    batch: Batch
    author: str
    taken_back: bool = False

    @property
    def called(self) -> str:
        """Return what it is called, in the language of who reads it."""
        return for_reader(self.batch.summary) or _("Change %(id)s", id=self.batch.id)
