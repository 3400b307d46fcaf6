"""When a tie holds, and whom a project ties."""

import pytest

from graphdir.model import Relation
from graphdir.store import Link
from graphdir.ties import (
    Tense,
    in_circles,
    met_by,
    met_in,
    project_tense,
    roles_in,
    tense_of_project,
    tense_of_relation,
)
from tests.builders import carrier, project, school, tie

TODAY = "2026-11-25"
THERE = school("there")


@pytest.mark.parametrize(
    ("values", "closed", "tense"),
    [
        ({}, "", Tense.PRESENT),
        ({"valid_from": "2026"}, "", Tense.PRESENT),
        ({"valid_to": "2026"}, "", Tense.PRESENT),
        ({"valid_to": "2026-10"}, "", Tense.FORMER),
        ({"valid_from": "2027"}, "", Tense.PLANNED),
        ({"status": "planned"}, "", Tense.PLANNED),
        ({"status": "planned", "valid_from": "2022"}, "", Tense.PLANNED),
        # It came to nothing.
        ({"status": "planned", "valid_to": "2025"}, "", None),
        ({"status": "planned"}, "2025", None),
        ({}, "2025", Tense.FORMER),
        ({"valid_to": "2030"}, "2025", Tense.FORMER),
        ({"kind": "successor_of"}, "2025", Tense.PRESENT),
    ],
)
def test_a_relation_holds_until_its_end_or_that_of_either_organisation(
    values: dict[str, str], closed: str, tense: Tense | None
) -> None:
    link = Link(relation=tie("there", "c", **values), other=carrier("c", valid_to=closed))

    assert link.tense(THERE, TODAY) == tense
    assert Link(relation=link.relation, other=THERE).tense(link.other, TODAY) == tense


@pytest.mark.parametrize(
    ("values", "tense"),
    [
        ({}, Tense.FORMER),
        ({"status": "running"}, Tense.PRESENT),
        ({"status": "running", "starts_on": "2020"}, Tense.PRESENT),
        ({"status": "running", "ends_on": "2025"}, Tense.FORMER),
        ({"starts_on": "2026-01"}, Tense.PRESENT),
        ({"starts_on": "2025"}, Tense.FORMER),
        ({"starts_on": "2020", "ends_on": "2026-12"}, Tense.PRESENT),
        ({"ends_on": "2027", "status": "closed"}, Tense.FORMER),
        ({"status": "final_report"}, Tense.FORMER),
        ({"starts_on": "2027"}, Tense.PLANNED),
        ({"status": "application"}, Tense.PLANNED),
        ({"status": "application", "ends_on": "2025"}, None),
        ({"status": "rejection", "starts_on": "2020"}, None),
        ({"status": "withdrawn"}, None),
    ],
)
def test_a_project_runs_as_long_as_something_says_so(values: dict[str, str], tense: Tense | None) -> None:
    assert tense_of_project(project("p", **values), TODAY) == tense


def test_a_relation_holds_on_its_first_and_last_day() -> None:
    relation = tie("a", "b", "carrier_of", valid_from="2020", valid_to="2022-07-31")
    days = ("2019-12-31", "2020-01-01", "2022-07-31", "2022-08-01")

    assert [tense_of_relation(relation, day) for day in days] == [
        Tense.PLANNED,
        Tense.PRESENT,
        Tense.PRESENT,
        Tense.FORMER,
    ]


def test_the_lead_of_a_project_meets_all_and_without_a_lead_all_of_a_few_meet() -> None:
    led = roles_in([("b", "lead"), ("a", "site"), ("c", "partner"), ("b", "partner")])
    many = {str(number): "partner" for number in range(13)}

    assert set(met_in(led)) == {("a", "b"), ("b", "c")}
    assert met_by("a", led) == {"b"}
    assert met_by("b", led) == {"a", "c"}
    assert met_by("a", {"a": "site", "b": "partner", "c": "funder"}) == {"b", "c"}
    assert met_by("0", many) == set()


def test_a_day_is_as_coarse_as_it_is_known() -> None:
    assert project_tense("", ("", "2026-11"), TODAY) is Tense.PRESENT
    assert project_tense("", ("", "2026-11-24"), TODAY) is Tense.FORMER


@pytest.mark.parametrize(
    ("ties", "circle"),
    [
        ([tie("a", "b", "part_of"), tie("b", "c", "branch_of"), tie("c", "a", "part_of")], "ab bc ca"),
        ([tie("a", "b", "successor_of"), tie("b", "a", "successor_of")], "ab ba"),
        ([tie("a", "b", "carrier_of"), tie("b", "a", "carrier_of"), tie("b", "c", "carrier_of")], "ab ba"),
        # Two circles, and what leads from one to the other.
        (
            [*(tie(one, other, "part_of") for one, other in ("ab", "ba", "bc", "cd", "de", "ed"))],
            "ab ba de ed",
        ),
        ([tie("a", "b", "part_of"), tie("b", "a", "carrier_of")], ""),
        ([tie("a", "b", "carrier_of", valid_to="2024"), tie("b", "a", "carrier_of", valid_from="2025")], ""),
        ([tie("a", "b", "member_of"), tie("b", "a", "member_of")], ""),
    ],
)
def test_nobody_comes_below_oneself(ties: list[Relation], circle: str) -> None:
    assert sorted(one.from_id + one.to_id for one in in_circles(ties, TODAY)) == circle.split()
