"""A mapping is what was written of it, and no list whatever makes reading or splitting fail."""

import csv
import io
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from graphdir.errors import InvalidInputError
from graphdir.importing.asking import answered, meanings, questions, with_meanings
from graphdir.importing.files import raw_sheets
from graphdir.importing.importer import plan
from graphdir.importing.lists import understood
from graphdir.importing.mapping import Condition, ListProfile, Section, Source, read_profile, written
from graphdir.importing.periods import period_of
from graphdir.importing.proposing import begun, propose
from graphdir.model import Entity, EntityKind
from graphdir.tables import TABLES
from graphdir.taxonomy import Taxonomy

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
parts = st.sampled_from(["", "from", "to"])
values = st.lists(st.tuples(texts, st.text(max_size=5)), max_size=3, unique_by=lambda pair: pair[0]).map(tuple)
before = st.lists(texts, max_size=2).map(tuple)
columns = st.builds(Source, column=texts, before=before, part=parts, values=values, only_new=st.booleans())
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


HEADERS = sorted(
    {name for table in TABLES.values() for column in table.columns for name in (column.name, *column.german)}
)
WORDS = [
    *(
        "Träger",
        "Schule",
        "Partner",
        "Projekt",
        "Maßnahme",
        "Titel",
        "Ansprechpartner",
        "Schulleitung",
        "Handy",
        "Jahr",
    ),
    *(
        "Einverständnis",
        "Zuwendung",
        "Einsatzort",
        "Vorname",
        "Nachname",
        "Funktion",
        "Fax",
        "Bemerkung",
        "",
        "Telefon",
    ),
]
known_headers = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(HEADERS),
    st.tuples(st.sampled_from(["Ort", "Art", "Beginn", "Name"]), st.sampled_from(WORDS[:6])).map(" der ".join),
)
known_cells = st.sampled_from(
    ["Grundschule A", "2024/25", "x@y.de", "03931 12", "IB", "ja", "12.000 €", "", "SSA", "52.6"]
)


@settings(max_examples=200)
@given(st.data())
def test_whatever_headers_a_list_combines_its_proposal_can_be_read_and_answered(data: st.DataObject) -> None:
    header = data.draw(st.lists(known_headers, min_size=1, max_size=8))
    rows = data.draw(st.lists(st.lists(known_cells, min_size=len(header), max_size=len(header)), max_size=3))
    content = "\n".join(";".join(row) for row in [header, *rows]).encode()
    for raw in raw_sheets(data.draw(st.sampled_from(["Projekte.csv", "Schulen.csv", "x.csv"])), content):
        understood([raw])
        for table in ("", "organisations", "projects", "relations", "contacts"):
            profile = begun(raw, Taxonomy.shipped(), table) if table else propose(raw, Taxonomy.shipped()).profile
            if profile is None:
                continue
            assert read_profile(written(profile)) == profile
            chosen = {one: data.draw(st.sampled_from([meaning, None])) for one, meaning in meanings(profile).items()}
            left = with_meanings(profile, chosen)
            assert read_profile(written(left)) == left
            understood([raw], [answered(left, ["x" for _question in questions(left)])])
