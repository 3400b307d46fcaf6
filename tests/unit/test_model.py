import pytest

from graphdir.model import Organisation, Relation, earliest, is_date, latest
from graphdir.taxonomy import Taxonomy


@pytest.mark.parametrize("date", ["2022", "2022-08", "2022-08-01", "2024-02-29"])
def test_dates_may_be_coarse(date: str) -> None:
    assert is_date(date)


@pytest.mark.parametrize("date", ["", "22", "2022-13", "2023-02-29", "2022-8", "01.08.2022", "2022-08-01T00:00"])
def test_what_is_no_date_is_refused(date: str) -> None:
    assert not is_date(date)


def test_a_coarse_date_spans_all_its_days() -> None:
    assert (earliest("2022"), latest("2022")) == ("2022-01-01", "2022-12-31")
    assert (earliest("2024-02"), latest("2024-02")) == ("2024-02-01", "2024-02-29")


def test_an_open_end_never_ends() -> None:
    assert latest("") == "9999-12-31"


def test_a_relation_holds_on_its_first_and_last_day() -> None:
    relation = Relation(from_id="a", to_id="b", kind="carrier_of", valid_from="2020", valid_to="2022-07-31")

    assert relation.holds_on("2020-01-01")
    assert relation.holds_on("2022-07-31")
    assert not relation.holds_on("2022-08-01")


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="period"):
        Relation(from_id="a", to_id="b", kind="carrier_of", valid_from="2022-08", valid_to="2022-07")


def test_nobody_is_related_to_itself() -> None:
    with pytest.raises(ValueError, match="two different"):
        Relation(from_id="a", to_id="a", kind="cooperation")


def test_a_position_is_whole_or_absent() -> None:
    with pytest.raises(ValueError, match="latitude"):
        Organisation(id="a", name="A", kind="school", latitude=52.0)


def test_an_undirected_relation_is_the_same_from_both_ends() -> None:
    taxonomy = Taxonomy.shipped()

    assert taxonomy.relation("a", "b", "cooperation") == taxonomy.relation("b", "a", "cooperation")
    assert taxonomy.relation("a", "b", "carrier_of") != taxonomy.relation("b", "a", "carrier_of")


def test_the_key_tells_kinds_and_beginnings_apart() -> None:
    taxonomy = Taxonomy.shipped()
    relations = [
        taxonomy.relation("a", "b", "cooperation"),
        taxonomy.relation("a", "b", "cooperation", valid_from="2020"),
        taxonomy.relation("a", "b", "close_cooperation"),
    ]

    assert len({relation.key for relation in relations}) == 3


def test_several_roles_are_one_organisation() -> None:
    county = Organisation(id="c", name="C", kind="county", further_kinds=("school_authority", "public_carrier"))

    assert county.kinds == ("county", "school_authority", "public_carrier")
