"""Pages of lists that are imported."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from graphdir.importing.draft import Counts
from graphdir.importing.problems import Problem
from graphdir.importing.recognising import Duplicate
from graphdir.pending import PendingImport
from graphdir.tables import Table
from webapp.choices import Choices
from webapp.pages.parts import Choice, Difference, Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLine:
    """A list that waits to be imported, and who uploaded it."""

    pending: PendingImport
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportsPage:
    """``mappings`` are the names of those that are kept, each with the headers that it needs."""

    template: ClassVar[str] = "imports.html"
    waiting: Sequence[PendingLine]
    mappings: Sequence[tuple[str, Sequence[str]]]
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSheet:
    """A table of a list as it was read: ``columns`` are (header, name of the column that it means, empty for none)."""

    table: str
    rows: int
    columns: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadList:
    """How a list was read: by which mapping, empty for by its headers; ``url`` is where this can be said otherwise."""

    label: str
    mapping: str
    url: str
    sheets: Sequence[ReadSheet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The first rows of a sheet as they stand in it, each with its number, and how many more there are."""

    file: str
    sheet: str
    rows: Sequence[tuple[int, Sequence[str]]]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedColumn:
    """A header of a list: some of its cells, and what it means at present as ``section.column``, empty for nothing."""

    header: str
    examples: Sequence[str]
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about a list; without ``choices`` the answer is free, ``by_header`` what the headers mean is it.

    ``answer`` is what was answered; empty for what is open.
    """

    label: str
    choices: Choices
    by_header: bool
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMappingPage:
    """``profile`` is what is known so far as TOML; ``meanings`` are what a header can mean.

    ``questions`` are open, ``decisions`` answered: they can be answered otherwise.

    ``starts``: what a row can be where nothing is known yet.
    """

    template: ClassVar[str] = "import_mapping.html"
    pending: PendingImport
    which: int | None
    name: str
    profile: str
    problem: str
    preview: Preview
    columns: Sequence[AskedColumn]
    meanings: Choices
    questions: Sequence[Asked]
    decisions: Sequence[Asked]
    starts: Choices
    tables: Sequence[Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A change that an import would make; ``wanted`` unless somebody leaves it out."""

    key: str
    what: str
    name: str
    file: str
    row: int
    differences: Sequence["Difference"]
    wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """``moved``: the network is not any more what it was when the files came. ``origin`` is source and day as written.

    ``explained`` are the lists with errors of which it can be said what their columns and words mean.
    ``likely`` of the duplicates are very likely one; ``decided`` are the ids of rows that are joined
    by a decision; ``kept`` counts by column what empty cells leave as it is; ``withheld`` tells of the persons who did
    not agree.
    """

    template: ClassVar[str] = "import.html"
    pending: PendingImport
    by: str
    problem: str
    origin: tuple[str, str]
    moved: bool
    revision: int
    counts: Mapping[str, Counts]
    lists: Sequence[ReadList]
    withheld: Sequence[str]
    unclear: Sequence[Preview]
    doubts: Sequence[str]
    rows_left_out: int
    errors: Sequence[Problem]
    error_number: int
    explained: Sequence[Choice]
    with_unknown: Sequence[Choice]
    remarks: Sequence[Problem]
    duplicates: Sequence[Duplicate]
    likely: int
    joins: Sequence[Duplicate]
    decided: Collection[str]
    kept: Mapping[str, int]
    reviewed: Sequence[Reviewed]
    changes: int
    left_out: int
    page: int
    paging: Paging
