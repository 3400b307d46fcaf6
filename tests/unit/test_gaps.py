"""What schools have and lack: by whom, when, how far it is to the next, and what is lost without whom."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdir.model import Entity, Organisation, Participation, Project, Relation
from graphdir.network.gaps.carriers import carriers_of
from graphdir.network.gaps.compare import Change, changes, compared
from graphdir.network.gaps.coverage import Coverage
from graphdir.network.gaps.current import CurrentGaps
from graphdir.network.gaps.leaving import leaving
from graphdir.network.gaps.lists import Lists
from graphdir.network.gaps.matrix import PlaceCell, SchoolCell, place_rows, school_rows
from graphdir.network.gaps.offers import Offers, middle_of, points_on_globe
from graphdir.network.whole import CurrentWhole, Whole
from graphdir.places import distance_km
from graphdir.reporting.gaps import social_work_section
from graphdir.stores.sqlite import SqliteStore
from graphdir.ties import SOCIAL_WORK
from tests.builders import added, carrier, county, part, project, school, tie

TODAY = "2026-11-25"
YEAR = 2026
VIOLENCE, BROAD = "violence_prevention", "violence_conflict"


def gaps(folder: Path, *entries: Entity) -> tuple[Coverage, Offers]:
    store = SqliteStore(folder / "network.db")
    store.apply(added(*entries))
    coverage = Coverage(Whole.read(store, TODAY))
    return coverage, Offers(coverage)


def by_whom(coverage: Coverage, topic: str, year: int = YEAR) -> dict[str, list[str]]:
    """Return who covers a topic at whom in a year, by id."""
    found: dict[str, set[str]] = {}
    claims = coverage.claims.where(coverage.holding(year) & (coverage.claims.topic == coverage.topic_numbers[topic]))
    for at, by in zip(claims.school.tolist(), claims.by.tolist(), strict=True):
        found.setdefault(str(coverage.whole.ids[at]), set()).add(str(coverage.whole.ids[by]))
    return {school: sorted(by) for school, by in found.items()}


def cell(coverage: Coverage, offers: Offers, id_: str, topic: str, year: int = YEAR) -> SchoolCell:
    number = coverage.whole.numbers[id_]
    return school_rows(coverage, offers, [number], [coverage.topic_numbers[topic]], year)[0][0]


def test_a_school_counts_in_the_years_of_its_own(tmp_path: Path) -> None:
    coverage, _offers = gaps(
        tmp_path,
        school("a"),
        school("closed", valid_to="2026-07-31", topics=(VIOLENCE,)),
        school("new", valid_from="2026-08-01"),
        carrier("x"),
        tie("x", "closed", valid_from="2012", topics=(VIOLENCE,)),
    )
    ids = [str(coverage.whole.ids[at]) for at in coverage.schools.tolist()]

    def there(year: int) -> set[str]:
        return {id_ for id_, is_there in zip(ids, coverage.there(year), strict=True) if is_there}

    assert there(2013) == {"a", "closed"}
    assert there(YEAR) == {"a", "new"}
    assert by_whom(coverage, VIOLENCE, 2013) == {"closed": ["x"]}
    assert by_whom(coverage, VIOLENCE) == {}
    (topic,) = [row for row in carriers_of(coverage, Offers(coverage)) if row.topic == VIOLENCE]
    assert (topic.schools, topic.schools_ever) == (0, 1)


def test_a_topic_comes_by_relation_by_running_project_by_a_partner_that_states_it_and_by_the_school(
    tmp_path: Path,
) -> None:
    coverage, _offers = gaps(
        tmp_path,
        *map(school, ("a", "b", "c", "e")),
        school("own", topics=(VIOLENCE,)),
        *map(carrier, ("x", "y")),
        carrier("z", topics=(VIOLENCE,)),
        tie("x", "a", topics=(VIOLENCE,)),
        project("p", topics=(VIOLENCE,), starts_on="2026"),
        part("p", "y", "lead"),
        part("p", "b", "site"),
        tie("z", "c"),
        tie("x", "e"),
    )

    expected = {"a": ["x"], "b": ["y"], "c": ["z"], "own": ["own"]}
    assert by_whom(coverage, VIOLENCE) == expected
    assert by_whom(coverage, BROAD) == expected


def test_who_only_supervises_brings_no_topic_and_a_closed_school_has_none(tmp_path: Path) -> None:
    coverage, _offers = gaps(
        tmp_path,
        school("a"),
        school("closed", valid_to="2020"),
        county("x", topics=(VIOLENCE,)),
        carrier("y", topics=(VIOLENCE,)),
        tie("x", "a", "supervises"),
        tie("y", "closed"),
    )

    assert by_whom(coverage, VIOLENCE) == {}


def test_planned_ended_and_undated_ones_do_not_hold_today(tmp_path: Path) -> None:
    coverage, offers = gaps(
        tmp_path,
        *map(school, ("planned", "ended", "undated", "nothing")),
        carrier("x"),
        tie("x", "planned", topics=(VIOLENCE,), status="planned"),
        tie("x", "ended", topics=(VIOLENCE,), valid_from="2020", valid_to="2022"),
        project("p", topics=(VIOLENCE,)),
        part("p", "x", "lead"),
        part("p", "undated", "site"),
    )
    x = coverage.whole.numbers["x"]

    assert by_whom(coverage, VIOLENCE) == {}
    assert cell(coverage, offers, "planned", VIOLENCE).before is None
    assert cell(coverage, offers, "ended", VIOLENCE).before == (x, 2022)
    assert cell(coverage, offers, "undated", VIOLENCE).before == (x, 0)
    assert cell(coverage, offers, "nothing", VIOLENCE) == SchoolCell(by=(), before=None, near=None)


def test_a_past_year_has_only_what_has_a_beginning(tmp_path: Path) -> None:
    coverage, offers = gaps(
        tmp_path,
        *map(school, "ab"),
        carrier("x"),
        tie("x", "a", topics=(VIOLENCE,), valid_from="2010", valid_to="2012"),
        tie("x", "b", topics=(VIOLENCE,)),
    )

    assert [by_whom(coverage, VIOLENCE, year) for year in (2009, 2010, 2012, 2013)] == [
        {},
        {"a": ["x"]},
        {"a": ["x"]},
        {},
    ]
    assert by_whom(coverage, VIOLENCE) == {"b": ["x"]}
    assert (coverage.years[0], coverage.years[-1]) == (2026, 2010)
    assert cell(coverage, offers, "a", VIOLENCE, 2009).before is None
    assert cell(coverage, offers, "a", VIOLENCE, 2014).before == (coverage.whole.numbers["x"], 2012)


def test_what_has_no_beginning_counts_from_the_year_it_was_confirmed_in(tmp_path: Path) -> None:
    confirmed = tie("x", "a", topics=(VIOLENCE,), last_confirmed="2024-09-01")
    coverage, _offers = gaps(tmp_path, school("a"), carrier("x"), confirmed)

    assert [by_whom(coverage, VIOLENCE, year) for year in (2023, 2024, 2025, 2026)] == [{}, *[{"a": ["x"]}] * 3]


def test_who_has_no_school_social_work_is_asked_of_the_schools_of_the_year(tmp_path: Path) -> None:
    coverage, offers = gaps(tmp_path, school("a"), school("new", valid_from="2022"), school("closed", valid_to="2023"))

    told = {year: social_work_section(coverage, offers, year).facts["without"] for year in (2021, 2023, 2025)}

    assert told == {2021: 2, 2023: 3, 2025: 2}


def test_the_latest_of_earlier_ones_is_named(tmp_path: Path) -> None:
    coverage, offers = gaps(
        tmp_path,
        school("a"),
        *map(carrier, "xy"),
        tie("x", "a", topics=(VIOLENCE,), valid_from="2010", valid_to="2018"),
        tie("y", "a", topics=(VIOLENCE,), valid_from="2011", valid_to="2012"),
    )

    assert cell(coverage, offers, "a", VIOLENCE).before == (coverage.whole.numbers["x"], 2018)


def test_school_social_work_is_known_by_the_kind_of_relation_and_project(tmp_path: Path) -> None:
    coverage, _offers = gaps(
        tmp_path,
        *map(school, "abc"),
        carrier("x"),
        tie("x", "a", "provides_school_social_work"),
        project("p", kind="school_social_work", starts_on="2025", ends_on="2027"),
        part("p", "x", "lead"),
        part("p", "b", "site"),
    )

    assert by_whom(coverage, SOCIAL_WORK) == {"a": ["x"], "b": ["x"]}


def test_the_next_offer_is_the_nearest_that_is_no_school(tmp_path: Path) -> None:
    here, near, far = (52.0, 11.0), (52.1, 11.0), (53.0, 11.0)
    coverage, offers = gaps(
        tmp_path,
        school("a", latitude=here[0], longitude=here[1]),
        school("b", latitude=here[0], longitude=here[1], topics=(VIOLENCE,)),
        school("nowhere"),
        carrier("near", latitude=near[0], longitude=near[1], topics=(VIOLENCE,)),
        carrier("far", latitude=far[0], longitude=far[1], topics=(VIOLENCE,)),
        carrier("nowhere-too", topics=(VIOLENCE,)),
        carrier("closed", latitude=here[0], longitude=here[1], topics=(VIOLENCE,), valid_to="2000"),
    )
    found = cell(coverage, offers, "a", VIOLENCE).near

    assert found
    assert coverage.whole.ids[found.number] == "near"
    assert found.km == pytest.approx(distance_km(*here, *near))
    assert cell(coverage, offers, "nowhere", VIOLENCE).near is None
    assert cell(coverage, offers, "a", SOCIAL_WORK).near is None


@given(
    st.lists(st.tuples(st.floats(-89, 89), st.floats(-180, 180)), min_size=1, max_size=8),
    st.tuples(st.floats(-89, 89), st.floats(-180, 180)),
)
def test_the_nearest_on_the_globe_is_the_nearest_by_haversine(
    offers: list[tuple[float, float]], seeker: tuple[float, float]
) -> None:
    points = points_on_globe(np.array([lat for lat, _ in offers]), np.array([lon for _, lon in offers]))
    (own,) = points_on_globe(np.array([seeker[0]]), np.array([seeker[1]]))
    nearest = int(np.linalg.norm(points - own, axis=1).argmin())

    assert distance_km(*seeker, *offers[nearest]) == pytest.approx(
        min(distance_km(*seeker, *offer) for offer in offers), abs=1e-3
    )


def test_who_is_only_to_work_on_a_topic_or_was_refused_is_no_offer(tmp_path: Path) -> None:
    coverage, offers = gaps(
        tmp_path,
        *map(carrier, ("ahead", "refused", "runs")),
        project("ahead", topics=(VIOLENCE,), starts_on="2099"),
        project("refused", topics=(VIOLENCE,), starts_on="2020", status="rejection"),
        project("runs", topics=(VIOLENCE,), status="running"),
        *(part(id_, id_) for id_ in ("ahead", "refused", "runs")),
    )

    found = offers.of(coverage.topic_numbers[VIOLENCE]).tolist()

    assert [coverage.whole.ids[number] for number in found] == ["runs"]


def test_a_project_gives_a_school_its_topic_today_while_it_is_said_to_run(tmp_path: Path) -> None:
    coverage, _offers = gaps(
        tmp_path,
        *map(school, ("a", "b")),
        carrier("x"),
        project("runs", topics=(VIOLENCE,), status="running", starts_on="2020"),
        project("closed", topics=(VIOLENCE,), status="closed", starts_on=str(YEAR)),
        *(part(id_, "x", "lead") for id_ in ("runs", "closed")),
        part("runs", "a", "site"),
        part("closed", "b", "site"),
    )

    covered = coverage.covered(YEAR)[:, coverage.topic_numbers[VIOLENCE]]

    assert dict(zip(("a", "b"), covered.tolist(), strict=True)) == {"a": True, "b": False}


def test_an_offer_tells_its_latest_trace_and_a_funder_is_none(tmp_path: Path) -> None:
    coverage, offers = gaps(
        tmp_path,
        school("a"),
        *map(carrier, ("x", "y", "pays")),
        carrier("states", topics=(VIOLENCE,)),
        project("old", topics=(VIOLENCE,), starts_on="2010", ends_on="2011"),
        project("new", topics=(VIOLENCE,), starts_on="2014"),
        part("old", "x"),
        part("new", "x"),
        part("old", "pays", "funder"),
        tie("y", "a", topics=(VIOLENCE,), valid_from="2012", valid_to="2013"),
    )
    topic = coverage.topic_numbers[VIOLENCE]
    latest = {coverage.whole.ids[number]: offers.latest(number, topic) for number in offers.of(topic).tolist()}

    assert latest == {"states": 0, "x": 2014, "y": 2013}
    assert offers.latest(coverage.whole.numbers["pays"], topic) == 0
    assert offers.counts()[topic] == 3


def test_places_count_their_schools_and_look_around_where_none_has_it(tmp_path: Path) -> None:
    coverage, offers = gaps(
        tmp_path,
        school("a", latitude=52.0, longitude=11.0),
        school("b", latitude=52.0, longitude=11.0),
        school("c", latitude=53.0, longitude=11.0),
        carrier("x", latitude=52.0, longitude=11.0),
        tie("x", "a", topics=(VIOLENCE,)),
    )
    topic = coverage.topic_numbers[VIOLENCE]
    (one,), (other,) = place_rows(coverage, offers, [[0, 1], [2]], [topic], YEAR)

    assert one == PlaceCell(covered=1, schools=2, near=None)
    assert (other.covered, other.schools) == (0, 1)
    assert other.near
    assert other.near.km == pytest.approx(distance_km(52, 11, 53, 11))


def test_topics_on_one_carrier_come_first(tmp_path: Path) -> None:
    coverage, offers = gaps(
        tmp_path,
        school("a", topics=("cyberbullying",)),
        carrier("x", topics=(VIOLENCE, SOCIAL_WORK)),
        carrier("y", topics=(SOCIAL_WORK,)),
        tie("x", "a"),
    )
    found = {
        row.topic: (row.carriers, row.only, row.schools, row.schools_ever) for row in carriers_of(coverage, offers)
    }
    x = coverage.whole.numbers["x"]

    assert found["cyberbullying"] == (0, -1, 1, 1)
    assert found[VIOLENCE] == (1, x, 1, 1)
    assert found[SOCIAL_WORK] == (2, -1, 1, 1)
    assert [row.carriers for row in carriers_of(coverage, offers)] == sorted(row[0] for row in found.values())
    assert found["bullying_prevention"] == (0, -1, 0, 0)


def test_two_sides_are_compared_topic_by_topic(tmp_path: Path) -> None:
    coverage, _offers = gaps(
        tmp_path,
        *map(school, "abc"),
        carrier("x"),
        tie("x", "a", topics=(VIOLENCE,), valid_from="2010", valid_to="2011"),
        tie("x", "b", topics=(VIOLENCE,), valid_from="2011"),
    )
    topic = coverage.topic_numbers[VIOLENCE]
    everybody = np.arange(3, dtype=np.int32)

    (years,) = compared(coverage, [topic], (everybody, 2010), (everybody, 2011))
    (places,) = compared(coverage, [topic], (everybody[:1], 2011), (everybody[2:], 2011))
    assert (years.one, years.other) == (1, 2)
    assert (places.one, places.other) == (1, 0)
    assert changes(coverage, [topic], everybody, 2010, 2012) == [
        Change(school=0, topic=VIOLENCE, came=False),
        Change(school=1, topic=VIOLENCE, came=True),
    ]
    assert changes(coverage, [topic], everybody[2:], 2010, 2012) == []


def test_without_an_organisation_schools_lose_ties_topics_and_their_only_connection(tmp_path: Path) -> None:
    coverage, offers = gaps(
        tmp_path,
        *map(school, "abcd"),
        carrier("x", topics=("cyberbullying",)),
        carrier("y"),
        carrier("alone"),
        county("office"),
        tie("x", "a", topics=(VIOLENCE,)),
        tie("x", "a", "provides_school_social_work"),
        tie("x", "b", topics=(VIOLENCE,)),
        tie("y", "b", topics=(VIOLENCE,)),
        tie("x", "c"),
        tie("office", "c", "supervises"),
        tie("x", "d", valid_to="2020"),
        tie("x", "alone"),
    )
    found = leaving(coverage, offers, coverage.whole.numbers["x"])
    told = {coverage.whole.ids[loss.school]: loss for loss in found.losses}

    assert [coverage.whole.ids[loss.school] for loss in found.losses] == ["a", "c", "b"]
    assert (told["a"].only_neighbour, told["a"].only_partner) == (True, True)
    assert (told["b"].only_neighbour, told["b"].only_partner) == (False, False)
    assert (told["c"].only_neighbour, told["c"].only_partner) == (False, True)
    assert told["a"].relationships == ("SUPPORTS", "COOPERATES_WITH")
    # The broader topics are not told beside the narrower ones, and b has violence prevention by y too.
    assert dict(told["a"].topics) == {VIOLENCE: 0, SOCIAL_WORK: 0, "cyberbullying": 0}
    assert dict(told["b"].topics) == {"cyberbullying": 0}
    assert [coverage.whole.ids[number] for number in found.alone] == ["alone"]
    assert set(found.topics) >= {"cyberbullying", SOCIAL_WORK}
    assert VIOLENCE not in found.topics


def test_a_lost_topic_of_the_past_has_the_year_in_which_it_ended(tmp_path: Path) -> None:
    coverage, offers = gaps(
        tmp_path,
        school("a"),
        carrier("x"),
        project("p", topics=(VIOLENCE,), starts_on="2010", ends_on="2011"),
        project("q", topics=(VIOLENCE,), starts_on="2012", ends_on="2013"),
        *(part(id_, who, role) for id_ in "pq" for who, role in (("x", "lead"), ("a", "site"))),
    )
    (loss,) = leaving(coverage, offers, coverage.whole.numbers["x"]).losses

    assert loss.topics == ((VIOLENCE, 2013),)


def test_nothing_recorded_has_no_gaps_to_fail_on(tmp_path: Path) -> None:
    coverage, offers = gaps(tmp_path)

    assert len(coverage.claims) == 0
    assert coverage.covered(YEAR).shape == (0, len(coverage.topics))
    assert coverage.years == [YEAR]
    assert {row.carriers for row in carriers_of(coverage, offers)} == {0}
    assert place_rows(coverage, offers, [], [0], YEAR) == []


def test_it_is_computed_anew_when_the_network_has_changed(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "network.db")
    store.apply(added(school("a"), carrier("x")))
    current = CurrentGaps(CurrentWhole(store))
    before = current(TODAY)

    assert current(TODAY) is before
    store.apply(added(tie("x", "a", topics=(VIOLENCE,))))
    assert by_whom(current(TODAY)[0], VIOLENCE) == {"a": ["x"]}


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=6), st.data())
def test_lists_are_spread_as_a_loop_would(lists: list[list[int]], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, max(0, len(lists) - 1)), max_size=8)) if lists else []
    at, values = Lists.of(lists).spread(np.array(rows, np.int64))

    assert list(zip(at.tolist(), values.tolist(), strict=True)) == [
        (place, value) for place, row in enumerate(rows) for value in lists[row]
    ]


def test_the_middle_of_nowhere_is_not_known() -> None:
    assert np.isnan(middle_of(np.full((2, 3), np.nan))).all()
    assert middle_of(np.empty((0, 3))).shape == (3,)
    assert middle_of(np.array([[1.0, 0, 0], [np.nan] * 3])).tolist() == [1, 0, 0]


# --- against a plain loop ------------------------------------------------------

YEARS = ("", "2024", "2025", "2026")
TOPICS = (VIOLENCE, "cyberbullying", SOCIAL_WORK)


@st.composite
def entries(draw: st.DrawFn) -> list[Entity]:
    """Draw a few schools and carriers with relations and projects between them."""
    topics = st.lists(st.sampled_from(TOPICS), max_size=2, unique=True).map(tuple)
    schools = [school(id_, topics=draw(topics)) for id_ in "abc"]
    carriers = [carrier(id_, topics=draw(topics)) for id_ in "xy"]
    ids = [organisation.id for organisation in (*schools, *carriers)]
    found: dict[str, Entity] = {}
    for _each in range(draw(st.integers(0, 5))):
        one, other = draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
        start, end = draw(st.sampled_from(YEARS)), draw(st.sampled_from(YEARS))
        if start and end and start > end:
            continue
        relation = tie(
            one,
            other,
            draw(st.sampled_from(["cooperation", "supervises"])),
            topics=draw(topics),
            valid_from=start,
            valid_to=end,
            status=draw(st.sampled_from(["active", "planned"])),
        )
        found[relation.key] = relation
    for number in range(draw(st.integers(0, 2))):
        start = draw(st.sampled_from(YEARS))
        found[f"p{number}"] = project(f"p{number}", topics=draw(topics), starts_on=start)
        lead, *others = draw(st.lists(st.sampled_from(ids), min_size=2, max_size=3, unique=True))
        for id_ in (lead, *others):
            found[f"p{number}{id_}"] = part(f"p{number}", id_, "lead" if id_ == lead else "partner")
    return [*schools, *carriers, *found.values()]


def looped(found: list[Entity], topic: str) -> set[tuple[str, str]]:
    """Return which school has a topic today by whom, one entry after the other."""
    organisations = {entry.id: entry for entry in found if isinstance(entry, Organisation)}
    projects = {entry.id: entry for entry in found if isinstance(entry, Project)}
    parts = [entry for entry in found if isinstance(entry, Participation)]
    met: list[tuple[str, str, tuple[str, ...], bool]] = []
    for relation in (entry for entry in found if isinstance(entry, Relation)):
        begun = not relation.valid_from or relation.valid_from <= "2026"
        if relation.status == "active" and begun and relation.valid_to in ("", "2026"):
            met.append((relation.from_id, relation.to_id, relation.topics, relation.kind == "cooperation"))
    for one in parts:
        for other in parts:
            if one.project_id == other.project_id and one.role == "lead" and other.role != "lead":
                here = projects[one.project_id]
                if here.starts_on == "2026":
                    met.append((one.organisation_id, other.organisation_id, here.topics, True))
    both_ways = [*met, *((other, one, topics, partners) for one, other, topics, partners in met)]
    return {
        *((id_, id_) for id_ in "abc" if topic in organisations[id_].topics),
        *((one, other) for one, other, topics, _partners in both_ways if one in "abc" and topic in topics),
        *(
            (one, other)
            for one, other, _topics, partners in both_ways
            if one in "abc" and partners and topic in organisations[other].topics
        ),
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=entries())
def test_the_claims_are_those_of_a_plain_loop(tmp_path_factory: pytest.TempPathFactory, found: list[Entity]) -> None:
    coverage, _offers = gaps(tmp_path_factory.mktemp("loop"), *found)

    for topic in TOPICS:
        ours = {(at, by) for at, all_by in by_whom(coverage, topic).items() for by in all_by}
        assert ours == looped(found, topic)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=entries())
def test_who_stands_alone_without_an_organisation_is_alone_in_networkx_too(
    tmp_path_factory: pytest.TempPathFactory, found: list[Entity]
) -> None:
    coverage, offers = gaps(tmp_path_factory.mktemp("alone"), *found)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(coverage.whole)))
    graph.add_edges_from((one, other) for one, other in coverage.whole.present_ties.pairs.tolist())
    for number in graph:
        gone = leaving(coverage, offers, number)
        left = graph.copy()
        left.remove_node(number)
        alone = {other for other in graph[number] if left.degree[other] == 0}

        assert {loss.school for loss in gone.losses if loss.only_neighbour} | set(gone.alone) == alone
        assert {loss.school for loss in gone.losses} == set(graph[number]) & set(coverage.schools.tolist())
