"""The network in memory: what was said, by pair and relationship."""

from pathlib import Path

from graphdir.model import Entity
from graphdir.network.whole import JOINT_PROJECT, OPEN_END, OPEN_START, CurrentWhole, Whole
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, carrier, part, project, school, tie

TODAY = "2026-11-25"
SCHOOLS = [school(id_) for id_ in "abcd"]


def whole(folder: Path, *entries: Entity) -> Whole:
    store = SqliteStore(folder / "network.db")
    store.apply(added(*SCHOOLS, *entries))
    return Whole.read(store, TODAY)


def told(network: Whole) -> list[tuple[str, str, str, int]]:
    """Return the ties in words."""
    ties = network.ties
    ends = zip(ties.one, ties.other, ties.relationship, ties.weight, strict=True)
    return [
        (network.ids[int(one)], network.ids[int(other)], network.relationships[int(kind)], int(weight))
        for one, other, kind, weight in ends
    ]


def test_relations_of_one_relationship_and_joint_projects_are_one_tie_each(tmp_path: Path) -> None:
    network = whole(
        tmp_path,
        tie("b", "a", valid_from="2010", valid_to="2012"),
        tie("a", "b", valid_from="2014"),
        project("p"),
        project("q"),
        *(part(id_, member, "lead" if member == "b" else "partner") for id_ in "pq" for member in "abc"),
    )

    assert told(network) == [
        ("a", "b", "COOPERATES_WITH", 2),
        ("a", "b", JOINT_PROJECT, 2),
        ("b", "c", JOINT_PROJECT, 2),
    ]
    assert network.degrees.tolist() == [1, 2, 1, 0]
    assert network.ties.present.all()
    # Nothing says that the projects still run.
    assert not network.statements.ongoing[network.statements.project >= 0].any()


def test_without_a_lead_a_few_have_met_and_many_have_not(tmp_path: Path) -> None:
    many = [school(f"x{number}") for number in range(13)]
    network = whole(
        tmp_path,
        *many,
        project("few"),
        project("many"),
        *(part("few", id_) for id_ in "abc"),
        *(part("many", one.id) for one in many),
    )

    assert [(one, other) for one, other, *_rest in told(network)] == [("a", "b"), ("a", "c"), ("b", "c")]


def test_times_are_years_and_open_where_unknown(tmp_path: Path) -> None:
    network = whole(
        tmp_path,
        tie("a", "b", valid_from="2010-08", valid_to="2012"),
        tie("a", "c", valid_from="2030", status="planned"),
        project("only start", starts_on="2014"),
        part("only start", "a"),
        part("only start", "d"),
        project("undated"),
        part("undated", "b"),
        part("undated", "d"),
    )
    said = network.statements

    assert list(zip(said.first.tolist(), said.last.tolist(), strict=True)) == [
        (2030, OPEN_END),
        (2010, 2012),
        (2014, 2014),
        (OPEN_START, OPEN_END),
    ]
    assert said.present.tolist() == [False, False, True, True]
    assert not said.ongoing.any()
    assert said.planned.tolist() == [True, False, False, False]


def test_what_nobody_ended_has_ended_with_either_organisation(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "network.db")
    store.apply(
        added(
            school("closed", valid_to="2022-07"),
            carrier("b"),
            tie("b", "closed", valid_from="2018"),
            project("p", starts_on="2020"),
            part("p", "b", "lead"),
            part("p", "closed", "site"),
            tie("b", "closed", "successor_of", valid_from="2022-08"),
        )
    )
    said = Whole.read(store, TODAY).statements

    # Who succeeds whom stays true.
    assert sorted(zip(said.last.tolist(), said.present.tolist(), strict=True)) == [
        (2020, False),
        (2022, False),
        (OPEN_END, True),
    ]


def test_only_wanted_statements_make_ties(tmp_path: Path) -> None:
    network = whole(tmp_path, tie("a", "b", valid_from="2010"), tie("c", "d", valid_from="2020"))

    late = network.ties_among(network.statements.first >= 2015)

    assert late.pairs.tolist() == [[2, 3]]
    assert network.ties_among(network.statements.first > 3000).pairs.tolist() == []


def test_it_is_read_again_when_the_store_has_changed(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "network.db")
    store.apply(added(*SCHOOLS))
    current = CurrentWhole(store)
    before = current(TODAY)

    assert current(TODAY) is before
    store.apply(added(tie("a", "b")))
    assert current(TODAY).ties.pairs.tolist() == [[0, 1]]
