"""A mapping is what was written of it, and no list whatever makes reading or splitting fail."""

import csv
import io
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from graphdir.errors import InvalidInputError
from graphdir.importing.files import raw_sheets
from graphdir.importing.importer import plan
from graphdir.importing.lists import understood
from graphdir.importing.mapping import Condition, ListProfile, Section, Source, read_profile, written
from graphdir.importing.periods import period_of
from graphdir.importing.proposing import propose
from graphdir.model import Entity, EntityKind
from graphdir.tables import TABLES
from graphdir.taxonomy import Taxonomy

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
parts = st.sampled_from(["", "from", "to"])
values = st.lists(st.tuples(texts, st.text(max_size=5)), max_size=3, unique_by=lambda pair: pair[0]).map(tuple)
columns = st.builds(Source, column=texts, part=parts, values=values, only_new=st.booleans())
constants = st.builds(Source, value=texts, only_new=st.booleans())
made = st.builds(Source, made_of=st.lists(texts, min_size=1, max_size=3).map(tuple), prefix=st.text(max_size=5))
sources = st.lists(st.one_of(columns, constants, made), min_size=1, max_size=3).map(tuple)


@st.composite
def sections(draw: st.DrawFn, name: str) -> Section:
    table = TABLES[draw(st.sampled_from(["organisations", "projects", "relations", "contacts"]))]
    required = [column.name for column in table.columns if column.required]
    others = draw(st.lists(st.sampled_from([c.name for c in table.columns if not c.required]), unique=True, max_size=4))
    chosen = draw(st.lists(st.tuples(texts, st.lists(texts, max_size=2)), max_size=2, unique_by=lambda one: one[0]))
    return Section(
        table=table.name,
        name=name,
        columns=tuple((column, draw(sources)) for column in (*required, *others)),
        conditions=tuple(Condition(column=column, cells=tuple(cells)) for column, cells in chosen),
    )


@st.composite
def profiles(draw: st.DrawFn) -> ListProfile:
    names = draw(st.lists(texts, min_size=1, max_size=3, unique=True))
    found = [draw(sections(name)) for name in names]
    order = list(dict.fromkeys(section.table for section in found))
    return ListProfile(
        name=draw(texts),
        about=draw(st.text(st.characters(codec="utf-8"), max_size=20)),
        # TOML keeps the sections of a table together.
        sections=tuple(sorted(found, key=lambda section: order.index(section.table))),
        ignore=tuple(draw(st.lists(texts, max_size=3))),
    )


class Nothing:
    """A store with nothing in it."""

    def taxonomy(self) -> Taxonomy:
        return Taxonomy.shipped()

    def entries(self, entity: EntityKind) -> list[Entity]:
        assert entity
        return []


def sentence_of(read: Callable[[], object], otherwise: str) -> str:
    """Return with what sentence something is refused."""
    try:
        read()
    except InvalidInputError as error:
        return str(error)
    return otherwise


@given(profiles())
def test_a_mapping_reads_back_as_it_was_written(profile: ListProfile) -> None:
    assert read_profile(written(profile)) == profile


@given(st.text(max_size=200))
def test_a_mapping_is_read_or_refused_with_a_sentence(content: str) -> None:
    assert "list.toml" in sentence_of(lambda: read_profile(content, "list.toml"), "list.toml is one")


@given(st.binary(max_size=400), st.sampled_from([".csv", ".json", ".zip", ".txt"]))
def test_a_file_is_read_or_refused_with_a_sentence(content: bytes, suffix: str) -> None:
    assert f"list{suffix}" in sentence_of(lambda: raw_sheets(f"list{suffix}", content), f"list{suffix} is one")


@given(st.text(max_size=30))
def test_a_period_is_read_from_anything(cell: str) -> None:
    assert len(period_of(cell)) == 2


@settings(max_examples=60)
@given(profiles(), st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=6))
def test_any_rows_are_split_and_every_problem_names_one_of_them(profile: ListProfile, rows: list[list[str]]) -> None:
    content = io.StringIO()
    csv.writer(content).writerows([profile.headers, *rows])
    raws = raw_sheets("list.csv", content.getvalue().encode("utf-8", "replace"))
    lists = understood(raws, [profile])
    found = plan(lists.sheets, Nothing(), remarks=lists.remarks)

    numbers = {number for raw in raws for number, _cells in raw.rows}
    assert {problem.row for problem in found.problems} <= {0, *numbers}
    assert {row.row for row in found.left_out} <= numbers
    for raw in raws:
        proposal = propose(raw, Taxonomy.shipped())
        assert proposal.profile is None or read_profile(written(proposal.profile)) == proposal.profile
