"""What is exported is what is imported: equal files, whatever stands in them."""

import filecmp
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdir import text as words
from graphdir.directory import Directory
from graphdir.exporting.formats import FORMATS
from graphdir.importing.cells import read_once
from graphdir.model import ContactPoint, Organisation, OrganisationKind, Participation, Project, Relation, Topic
from graphdir.store import Change, ChangeSet
from graphdir.stores.sqlite import SqliteStore

HOSTILE = (
    "=1+1",
    "'=1+1",
    "''-x",
    "+49 3931",
    "@cmd",
    "-",
    "a,b;c",
    'say "hi"',
    "</script>",
    "NULL",
    "nan",
    "true",
    "007",
    "1e5",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "学校",
    "🏫",
)
# What the importer would make of typed text anyway: composed, single spaces, no control characters, UTF-8 read once.
_plain = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=20).map(words.clean)
texts = st.sampled_from(HOSTILE) | _plain.filter(
    lambda value: not words.control_characters(value) and read_once(value) == value
)
names = texts.filter(bool)
# The address of a page holds an id: browsers take parts of one or two dots out of it.
ids = names.filter(lambda value: not value.startswith("/") and {".", ".."}.isdisjoint(value.split("/")))
parts = texts.map(lambda value: words.clean(value.replace(";", " "))).filter(bool)
lists = st.lists(parts, max_size=3, unique=True).map(tuple)
dates = st.sampled_from(["", "2020", "2021-03", "2022-08-01"])
lines = st.lists(texts, max_size=3).map("\n".join).map(str.strip)
numbers = st.none() | st.floats(0, 1e9, allow_nan=False) | st.integers(0, 10**6).map(float)


@st.composite
def networks(draw: st.DrawFn) -> list[Any]:
    """Draw the entries of a small, hostile network."""
    topic = Topic(id="own_topic", label_de=draw(names), synonyms_de=draw(lists))
    kind = OrganisationKind(id="own_kind", label_de=draw(names), group="health", definition_de=draw(lines))
    keys = draw(st.lists(ids, min_size=2, max_size=4, unique=True))
    organisations = [
        Organisation(
            id=key,
            name=draw(names),
            kind=draw(st.sampled_from(["school", "own_kind"])),
            aliases=draw(lists),
            town=draw(texts),
            street=draw(texts),
            topics=draw(st.sampled_from([(), ("own_topic",), ("bullying_prevention", "own_topic")])),
            keywords=(),
            recognised_75=draw(st.sampled_from([None, True, False])),
            description=draw(lines),
            source=draw(lines),
            valid_from=draw(dates),
            **draw(positions),
        )
        for key in keys
    ]
    project = Project(id=draw(ids), title=draw(names), amount_eur=draw(numbers), starts_on=draw(dates))
    relation = Relation(
        from_id=min(keys), to_id=max(keys), kind="cooperation", valid_from=draw(dates), description=draw(lines)
    )
    part = Participation(project_id=project.id, organisation_id=keys[0], role="lead", source=draw(lines))
    contact = ContactPoint(
        organisation_id=keys[0],
        role="secretariat",
        name=draw(names),
        visibility=draw(st.sampled_from(["public", "restricted"])),
        expires_on=draw(st.sampled_from(["", "2019", "2027-02", "2027-02-28"])),
    )
    return [topic, kind, *organisations, project, relation, part, contact]


positions: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {},
        {"latitude": 52.5, "longitude": -0.125, "position_quality": "exact"},
        {"latitude": -1.0, "longitude": 7.0, "position_quality": "place"},
    ]
)


def filled(folder: Path, entries: list[Any]) -> Directory:
    directory = Directory(SqliteStore(folder / "network.db"))
    directory.apply(ChangeSet(changes=[Change(before=None, after=entry) for entry in entries]))
    return directory


def differing(one: Path, other: Path) -> list[str]:
    names = sorted({path.name for folder in (one, other) for path in folder.iterdir()})
    _same, different, missing = filecmp.cmpfiles(one, other, names, shallow=False)
    return different + missing


@pytest.mark.parametrize("format_", ["csv", "xlsx", "json"])
@given(entries=networks())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_export_import_export_gives_equal_files(
    entries: list[Any], format_: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("trip")
    first = filled(folder / "one", entries)
    path = folder / ("out" if format_ == "csv" else f"out.{format_}")
    first.export(path, format_, all_contacts=True)
    second = Directory(SqliteStore(folder / "two" / "network.db"))
    plan = second.plan_import([path])
    assert plan.errors == []
    second.apply(plan.changes)
    first.export(folder / "a", "csv", all_contacts=True)
    second.export(folder / "b", "csv", all_contacts=True)

    assert differing(folder / "a", folder / "b") == []


@given(entries=networks())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_hsds_export_import_export_gives_equal_files(
    entries: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("hsds")
    first = filled(folder / "one", entries)
    first.export(folder / "a.json", "hsds", all_contacts=True)
    second = Directory(SqliteStore(folder / "two" / "network.db"))
    plan = second.plan_import([folder / "a.json"])
    assert plan.errors == []
    second.apply(plan.changes)
    second.export(folder / "b.json", "hsds", all_contacts=True)

    assert (folder / "a.json").read_bytes() == (folder / "b.json").read_bytes()


@given(entries=networks())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_networkx_reads_graphml_and_gexf_again(entries: list[Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("graph")
    directory = filled(folder, entries)
    directory.export(folder / "n.graphml", "graphml")
    directory.export(folder / "n.gexf", "gexf")
    organisations = {entry.id: entry for entry in entries if isinstance(entry, Organisation)}
    for graph in (nx.read_graphml(folder / "n.graphml"), nx.read_gexf(folder / "n.gexf")):
        assert graph.number_of_nodes() == len(organisations) + 1
        assert graph.number_of_edges() == 2
        for id_, organisation in organisations.items():
            node: dict[str, Any] = graph.nodes[f"organisation:{id_}"]
            assert node["name"] == organisation.name
            assert node.get("latitude") == organisation.latitude
            assert node.get("aliases", "") == ";".join(organisation.aliases)
            assert node.get("recognised_75") == organisation.recognised_75


@pytest.mark.parametrize("format_", FORMATS)
def test_contact_points_that_are_not_public_stay_out(tmp_path: Path, format_: Any) -> None:
    organisation = Organisation(id="a", name="A", kind="school")
    secret = ContactPoint(organisation_id="a", role="counsellor", name="Kanarienvogel", visibility="members")
    directory = filled(tmp_path, [organisation, secret])
    path = tmp_path / ("out" if format_ == "csv" else f"out.{format_}")
    directory.export(path, format_)
    files = list(path.iterdir()) if path.is_dir() else [path]

    assert all(b"Kanarienvogel" not in file.read_bytes() for file in files)
