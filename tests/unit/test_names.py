"""What the words of names say of who works together, and on what."""

from collections.abc import Sequence
from itertools import product

import pytest

from graphdir.matching.index import MatchIndex
from graphdir.matching.names import Names, added
from graphdir.model import Organisation, Participation, Project
from graphdir.taxonomy import Taxonomy

TOPIC, OTHER = "violence_prevention", "career_orientation"
TAXONOMY = Taxonomy.shipped()


def organisation(id_: str, name: str, country: str = "") -> Organisation:
    return Organisation(id=id_, name=name, kind="association", country=country)


def index(organisations: list[Organisation], teams: Sequence[tuple[str, ...]], *ties: tuple[str, str]) -> MatchIndex:
    """Return the index of projects with these members, and of relations."""
    projects = [Project(id=f"p{at}", title="x", topics=(TOPIC,), starts_on="2025") for at in range(len(teams))]
    parts = [
        Participation(project_id=f"p{at}", organisation_id=id_, role="partner")
        for at, team in enumerate(teams)
        for id_ in team
    ]
    relations = [TAXONOMY.relation(one, other, "cooperation") for one, other in ties]
    return MatchIndex.build(TAXONOMY, organisations, projects, relations, parts)


def schools_and_clubs(number: int) -> list[Organisation]:
    return [
        organisation(f"{kind}{at}", f"{name} {'ABCDEFGHIJ'[at] * 4}")
        for kind, name in (("s", "Schule"), ("c", "Verein"), ("m", "Museum"))
        for at in range(number)
    ]


def met(names: Names, one: str, other: str) -> float:
    return added(names.met(names.of(one)), names.of(other))


def test_words_whose_bearers_work_together_meet_and_others_do_not() -> None:
    found = index(
        schools_and_clubs(6), [*((f"s{at}", f"c{at}") for at in range(6)), ("m0", "m1"), ("m2", "m3"), ("m4", "m5")]
    ).names
    assert sorted(found.rows) == ["museum", "schule", "verein"]
    assert met(found, "Schule X", "Verein Y") > 0.3
    assert met(found, "Schule X", "Verein Y") == pytest.approx(met(found, "Verein", "Schule"))
    assert met(found, "Schule", "Museum") < 0
    assert met(found, "Schule", "Schule") < 0
    assert met(found, "Unbekannt", "Schule") == met(found, "Schule", "Unbekannt") == 0


def test_two_that_work_together_every_year_are_partners_once() -> None:
    pairs = [*((f"s{at}", f"c{at}") for at in range(6)), ("m0", "m1"), ("m2", "m3"), ("m4", "m5")]
    once = index(schools_and_clubs(6), pairs).names
    often = index(schools_and_clubs(6), [*pairs, *[("s0", "c0")] * 20]).names
    assert met(often, "Schule", "Verein") == pytest.approx(met(once, "Schule", "Verein"))


def test_a_relation_makes_partners_too() -> None:
    ties = [(f"s{at}", f"c{at}") for at in range(6)]
    found = index(schools_and_clubs(6), [("m0", "m1"), ("m2", "m3"), ("m4", "m5")], *ties).names
    assert met(found, "Schule", "Verein") > 0.3


def test_a_word_of_few_tells_nothing() -> None:
    found = index(schools_and_clubs(4), [(f"s{at}", f"c{at}") for at in range(4)]).names
    assert found.rows == {}
    assert found.of("Schule") == ()
    assert found.met(()) == found.on([TOPIC]) == []


def test_a_name_says_on_what_its_bearers_work() -> None:
    projects = [
        Project(id=f"{kind}{at}", title="x", topics=(topic,), starts_on="2025")
        for kind, topic in (("s", TOPIC), ("c", OTHER))
        for at in range(6)
    ]
    parts = [
        Participation(project_id=f"{kind}{at}", organisation_id=f"{kind}{at}", role="lead")
        for kind, at in product("sc", range(6))
    ]
    names = MatchIndex.build(TAXONOMY, schools_and_clubs(6), projects, [], parts).names
    school, club = names.of("Schule"), names.of("Verein")
    assert added(names.on([TOPIC]), school) > 0 > added(names.on([TOPIC]), club)
    assert added(names.on([TOPIC, OTHER]), school) == pytest.approx(added(names.on([TOPIC, OTHER]), club))
    assert names.on(["unknown"]) == []


def test_the_same_network_says_the_same_of_names_in_any_order() -> None:
    teams = [(f"s{at}", f"c{at}", f"m{at}") for at in range(6)]
    one = index(schools_and_clubs(6), teams).names
    other = index(schools_and_clubs(6)[::-1], teams[::-1]).names
    assert one.rows == other.rows
    assert one.meeting == pytest.approx(other.meeting)


@pytest.mark.parametrize(
    ("countries", "share"), [(("DE", "CZ"), 1.0), (("DE", "DE"), 0.0), (("DE", ""), 0.0), (("", ""), 0.0)]
)
def test_how_many_partners_are_abroad_is_counted_where_both_countries_are_known(
    countries: tuple[str, str], share: float
) -> None:
    ends = [organisation(id_, id_, country) for id_, country in zip("ab", countries, strict=True)]
    assert index(ends, [("a", "b")]).statistics.abroad == share
