"""Which part of the network is shown, where it stands, and what is left out."""

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from graphdir.bootstrap import seed_networks
from graphdir.directory import Directory
from graphdir.model import Entity
from graphdir.network.atlas import Atlas
from graphdir.network.figures.counts import TieCounts
from graphdir.network.layout import SPACING, Layout, apart, strongest
from graphdir.network.map import MOST_NODES, NetworkMap
from graphdir.network.view import Question
from graphdir.network.whole import Whole
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, carrier, part, project, school, tie

STENDAL: dict[str, Any] = {"town": "Stendal", "latitude": 52.6, "longitude": 11.85}
OSTERBURG: dict[str, Any] = {
    "town": "Osterburg (Altmark)",
    "municipality": "Osterburg (Altmark)",
    "latitude": 52.78,
    "longitude": 11.75,
}


def directory_with(folder: Path, *entries: Entity) -> Directory:
    directory = Directory(SqliteStore(folder / "network.db"))
    directory.apply(added(*entries))
    return directory


@pytest.fixture
def small(tmp_path: Path) -> Directory:
    """Return a carrier with two schools, an office, and a school that nothing is recorded of."""
    return directory_with(
        tmp_path,
        carrier("c", **STENDAL),
        school("s1", **STENDAL),
        school("s2", **OSTERBURG),
        school("s3"),
        school("alone", **OSTERBURG),
        tie("c", "s1", topics=("violence_prevention",), valid_from="2010", valid_to="2012"),
        tie("c", "s2", valid_from="2020"),
        tie("c", "s3"),
        project("p", topics=("bullying_prevention",), starts_on="2015", ends_on="2016"),
        part("p", "s1"),
        part("p", "s2"),
    )


def shown(network: NetworkMap) -> set[str]:
    return {node["id"] for node in network.nodes}


def joined(network: NetworkMap) -> set[tuple[str, str]]:
    return {(edge["from"], edge["to"]) for edge in network.edges}


def test_a_topic_shows_who_states_it_and_of_those_without_a_tie_no_others(tmp_path: Path) -> None:
    directory = directory_with(
        tmp_path,
        carrier("theatre", topics=("theatre",)),
        school("s"),
        carrier("alone", topics=("theatre",)),
        carrier("beside"),
        tie("theatre", "s"),
    )
    question = Question(topics=frozenset({"theatre"}))
    asked = directory.network_map(question)

    assert (shown(asked), asked.untied, asked.filtered) == ({"theatre"}, 1, 2)
    assert shown(directory.network_map(replace(question, with_untied=True))) == {"theatre", "alone"}
    of_a_sort = replace(question, with_untied=True, relationships=frozenset({"MEMBER_OF"}))
    assert not shown(directory.network_map(of_a_sort))


@pytest.mark.parametrize(
    ("question", "organisations", "filtered"),
    [
        (Question(), {"c", "s1", "s2", "s3"}, 0),
        (Question(with_untied=True), {"c", "s1", "s2", "s3", "alone"}, 0),
        (Question(groups=frozenset({"school"})), {"s1", "s2"}, 2),
        (Question(relationships=frozenset({"JOINT_PROJECT"})), {"s1", "s2"}, 3),
        (Question(topics=frozenset({"violence_prevention"})), {"c", "s1"}, 3),
        (Question(topics=frozenset({"violence_conflict"})), {"c", "s1", "s2"}, 2),
        (Question(place="osterburg (altmark)"), {"s2", "s1", "c"}, 1),
        (Question(project="p"), {"s1", "s2"}, 3),
        (Question(since=2011, until=2011), {"c", "s1", "s3"}, 1),
        (Question(since=2016), {"c", "s1", "s2", "s3"}, 0),
        (Question(until=2009), {"c", "s3"}, 2),
        (Question(around=("s1",)), {"s1", "s2", "c"}, 2),
        (Question(around=("alone",)), {"alone"}, 4),
        (Question(around=("s1", "alone")), {"s1", "s2", "c", "alone"}, 1),
    ],
)
def test_a_question_shows_some_and_counts_the_others(
    small: Directory, question: Question, organisations: set[str], filtered: int
) -> None:
    network = small.network_map(question)

    assert shown(network) == organisations
    assert network.filtered == filtered
    of_a_sort = question.relationships or question.topics or question.project
    assert network.untied == ("alone" not in organisations and not question.around and not of_a_sort)
    assert network.organisations + network.filtered + network.untied == 5


def test_a_filter_moves_nobody(small: Directory) -> None:
    everything = {node["id"]: (node["x"], node["y"]) for node in small.network_map(Question()).nodes}
    some = small.network_map(Question(topics=frozenset({"violence_prevention"})))

    assert {node["id"]: (node["x"], node["y"]) for node in some.nodes}.items() <= everything.items()


def test_pairs_are_counted_by_the_rule_of_the_report(tmp_path: Path) -> None:
    directory = directory_with(
        tmp_path,
        *map(school, "abcd"),
        tie("a", "b", valid_from="2020", valid_to="2021"),
        tie("b", "c"),
        tie("b", "c", "branch_of", valid_from="2019", valid_to="2020"),
        tie("c", "d", status="planned"),
    )
    counts = directory.report().figure(TieCounts)
    network = directory.network_map(Question())

    assert network.pairs == (1, 1, 1)
    assert {edge["from"] + edge["to"] for edge in network.edges if edge["planned"]} == {"cd"}
    assert counts
    assert (counts.holding, counts.with_ended - counts.holding, counts.planned) == network.pairs


def test_the_land_map_shows_who_has_a_place_and_counts_who_has_none(small: Directory) -> None:
    network = small.network_map(Question(geography=True))

    assert shown(network) == {"c", "s1", "s2"}
    assert network.unplaced == 1
    assert [row.id for row in network.unplaced_rows] == ["s3"]
    assert network.ties == 3
    assert "Osterburg (Altmark)" in {area.name for area in network.areas}


def test_organisations_at_one_place_stand_apart(tmp_path: Path) -> None:
    many = [school(f"s{number:02}", **STENDAL) for number in range(30)]
    directory = directory_with(tmp_path, school("far", **OSTERBURG), *many)
    nodes = directory.network_map(Question(geography=True, with_untied=True)).nodes
    points = np.array([(node["x"], node["y"]) for node in nodes])
    distances = np.hypot(*(points[:, None] - points[None]).T) + np.eye(len(points)) * 1e9

    assert distances.min() >= 2 * 6 * 0.9


def test_a_municipality_stands_in_for_a_place(tmp_path: Path) -> None:
    directory = directory_with(tmp_path, school("a", **STENDAL), school("b", municipality="Havelberg", town="Nitzow"))
    (node,) = [n for n in directory.network_map(Question(geography=True, with_untied=True)).nodes if n["id"] == "b"]

    assert node["approximate"]


def test_others_of_a_town_stand_in_for_a_place(tmp_path: Path) -> None:
    known = school("a", town="Bad Tölz", latitude=47.76, longitude=11.56)
    directory = directory_with(tmp_path, known, school("b", town="Bad Tölz"), school("c", town="Lenggries"))
    network = directory.network_map(Question(geography=True, with_untied=True))

    assert {node["id"]: bool(node.get("approximate")) for node in network.nodes} == {"a": False, "b": True}
    assert network.unplaced == 1


def test_the_same_network_is_drawn_the_same(tmp_path: Path) -> None:
    entries = network_of(60, 120)
    one = directory_with(tmp_path / "one", *entries)
    other = directory_with(tmp_path / "other", *entries)

    assert one.network_map(Question()).nodes == other.network_map(Question()).nodes


@pytest.mark.parametrize("restarted", [True, False])
def test_a_newcomer_moves_nobody_and_stands_near_its_neighbour(tmp_path: Path, *, restarted: bool) -> None:
    directory = directory_with(tmp_path, *network_of(60, 120))
    before = {node["id"]: (node["x"], node["y"]) for node in directory.network_map(Question()).nodes}
    directory.apply(added(school("new"), tie("new", "s000")))
    if restarted:
        directory = Directory(SqliteStore(tmp_path / "network.db"))
    after = {node["id"]: (node["x"], node["y"]) for node in directory.network_map(Question()).nodes}

    assert before.items() <= after.items()
    assert np.hypot(*(np.array(after["new"]) - after["s000"])) < 6 * SPACING


def test_after_a_large_import_the_network_is_drawn_anew(tmp_path: Path) -> None:
    directory = directory_with(tmp_path, *network_of(20, 40))
    directory.network_map(Question())
    directory.apply(added(*network_of(60, 120, prefix="t")))
    whole = Whole.read(directory.store, "2026-11-25")

    assert {node["id"]: (node["x"], node["y"]) for node in directory.network_map(Question()).nodes} == dict(
        Atlas.drawn(whole).places
    )


def test_what_is_kept_of_a_picture_is_read_again(tmp_path: Path) -> None:
    directory = directory_with(tmp_path, *network_of(60, 120))
    atlas = Atlas.drawn(Whole.read(directory.store, "2026-11-25"))

    assert Atlas.from_bytes(atlas.to_bytes()) == atlas
    with pytest.raises(ValueError, match="no picture"):
        Atlas.from_bytes(b"something else")


def test_the_first_ties_are_drawn_where_a_picture_of_none_was_kept(tmp_path: Path) -> None:
    directory = directory_with(tmp_path, school("a"), school("b"), school("c"))
    assert not directory.network_map(Question()).edges

    directory.apply(added(tie("a", "b")))

    assert joined(directory.network_map(Question())) == {("a", "b")}
    assert joined(Directory(directory.store).network_map(Question())) == {("a", "b")}


def test_a_large_network_is_drawn_in_groups_that_open(tmp_path: Path) -> None:
    directory = directory_with(tmp_path, *network_of(MOST_NODES + 300, 4000))
    network = directory.network_map(Question())
    sizes = {node["id"]: node["members"] for node in network.nodes}
    group = max(sizes, key=sizes.__getitem__)
    opened = directory.network_map(Question(opened=(group,)))

    assert network.grouped
    assert sum(sizes.values()) == network.organisations
    assert opened.organisations == network.organisations
    assert len(opened.nodes) == len(network.nodes) - 1 + sizes[group]
    assert group not in shown(opened)
    ends = {end for edge in opened.edges for end in (edge["from"], edge["to"])}
    assert ends <= shown(opened)


def test_who_is_chosen_in_a_large_network_is_shown_within_an_opened_group(tmp_path: Path) -> None:
    directory = directory_with(tmp_path, *network_of(MOST_NODES + 300, 4000))

    assert "s007" in shown(directory.network_map(Question(selected="s007")))


def test_groups_of_the_land_map_are_places(tmp_path: Path) -> None:
    schools = [
        school(f"s{number:04}", town=f"Ort {number % 20}", latitude=52 + number % 20 / 10, longitude=11.0)
        for number in range(MOST_NODES + 50)
    ]
    network = directory_with(tmp_path, *schools).network_map(Question(geography=True, with_untied=True))

    assert {node["name"] for node in network.nodes} == {f"Ort {number}" for number in range(20)}


def test_every_node_with_an_edge_has_a_place_and_islands_do_not_overlap() -> None:
    dice = Random(7)  # noqa: S311
    pairs = np.unique(np.sort([dice.sample(range(900), 2) for _edge in range(1500)]), axis=0).astype(np.int32)
    layout = Layout(1000, pairs)
    places = layout.all_points()

    assert set(places) == set(pairs.ravel().tolist())
    lands = [island for island in layout.islands if len(island.members) > 8]
    for at, one in enumerate(lands):
        for other in lands[at + 1 :]:
            assert np.hypot(one.x - other.x, one.y - other.y) > 0.9 * (one.radius + other.radius)


def test_the_parts_of_a_small_network_fill_a_sheet_and_do_not_overlap() -> None:
    dice = Random(5)  # noqa: S311
    tree = [(dice.randrange(at), at) for at in range(1, 100)]
    stars = [(hub, hub + ray) for hub in range(100, 150, 10) for ray in range(1, 10)]
    couples = [(at, at + 1) for at in range(150, 230, 2)]
    layout = Layout(230, np.array([*tree, *stars, *couples], np.int32))
    boxes = [(points.min(axis=0), points.max(axis=0)) for points in map(layout.points, layout.islands)]
    whole = np.max([high for _low, high in boxes], axis=0) - np.min([low for low, _high in boxes], axis=0)

    for at, (low, high) in enumerate(boxes):
        assert all((low > other_high).any() or (high < other_low).any() for other_low, other_high in boxes[at + 1 :])
    assert 1.1 < whole[0] / whole[1] < 1.7
    main = max(boxes, key=lambda box: float(np.prod(box[1] - box[0])))
    assert np.prod(main[1] - main[0]) > 0.35 * np.prod(whole)


def test_points_are_pushed_apart() -> None:
    points = apart(np.zeros((40, 2)), np.full(40, 5.0), rounds=300)
    distances = np.hypot(*(points[:, None] - points[None]).T) + np.eye(40) * 1e9

    assert distances.min() > 9.5


def test_everybody_keeps_the_strongest_ties() -> None:
    pairs = np.array([[0, 1], [0, 2], [0, 3], [2, 3]])

    assert strongest(pairs, np.array([3, 2, 1, 5]), 1).tolist() == [0, 3]


def test_both_sample_networks_are_drawn(tmp_path: Path) -> None:
    for name, folder in seed_networks().items():
        directory = Directory(SqliteStore(tmp_path / f"{name}.db"))
        directory.apply(directory.plan_import([folder]).changes)
        for geography in (True, False):
            network = directory.network_map(Question(geography=geography, with_untied=True))
            assert network.organisations + network.unplaced == directory.figures().organisations


def network_of(schools: int, ties: int, prefix: str = "s") -> list[Entity]:
    """Return schools with ties drawn by lot, the same every time."""
    dice = Random(3)  # noqa: S311
    ids = [f"{prefix}{number:03}" for number in range(schools)]
    ends = {tuple(sorted(dice.sample(ids, 2))) for _tie in range(ties)}
    return [*(school(id_) for id_ in ids), *(tie(one, other) for one, other in sorted(ends))]
