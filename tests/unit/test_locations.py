"""What does not fit together in where organisations are, and is told."""

import pytest

from graphdir.importing.locations import doubts
from tests.builders import school

STENDAL = (52.6058, 11.8587)


def told(town: str = "Stendal", point: tuple[float, float] | None = None, **more: str) -> list[tuple[str, str]]:
    latitude, longitude = point or (None, None)
    one = school("1", town=town, latitude=latitude, longitude=longitude, **more)
    return [(doubt.column, f"{doubt.message}: {doubt.proposal}") for doubt in doubts(one)]


@pytest.mark.parametrize(
    ("point", "said"),
    [
        (STENDAL[::-1], "does not lie in Germany: Exchange latitude and longitude."),
        ((0.0, 0.0), "does not lie in Germany: Correct latitude and longitude, or write the country."),
        ((-52.6, 11.86), "does not lie in Germany: Correct latitude and longitude, or write the country."),
        ((51.1, 11.8587), "lies 165 km from “Stendal”: Correct latitude and longitude, or the town."),
    ],
)
def test_a_point_that_cannot_be_in_the_town_is_told(point: tuple[float, float], said: str) -> None:
    assert told("Stendal", point) == [("latitude", said)]


@pytest.mark.parametrize(
    ("town", "postcode", "proposal"),
    [
        ("Hansestadt Stendal", "39567", "Perhaps 39576?"),
        ("Havelberg", "80331", "Perhaps 39539?"),
        ("Stendal", "39606", "Perhaps 39576?"),
        ("Magdeburg", "06108", "Perhaps 39108, 39104, 39118?"),
        ("Irgendwo", "00000", "Write five digits, or correct the country."),
        ("Irgendwo", "395761", "Write five digits, or correct the country."),
        ("Irgendwo", "ABC", "Write five digits, or correct the country."),
    ],
)
def test_a_postcode_that_cannot_be_the_town_s_is_told(town: str, postcode: str, proposal: str) -> None:
    ((column, said),) = told(town, postcode=postcode)

    assert column == "postcode"
    assert said.endswith(proposal)


def test_a_city_has_its_place() -> None:
    assert told("Leipzig", STENDAL)
    assert told("Halle (Saale)", STENDAL)


def test_digits_are_no_town() -> None:
    assert [column for column, _said in told("12345")] == ["town"]


@pytest.mark.parametrize(
    ("town", "postcode", "point"),
    [
        ("Hansestadt Stendal", "39576", STENDAL),
        ("Stendal", "39599", STENDAL),  # its village Uchtspringe
        ("Stendal-Röxe", "39576", STENDAL),
        ("Havelberg OT Nitzow", "39539", (52.85, 12.03)),
        ("Röxe (Stendal)", "39576", STENDAL),
        ("Magdeburg", "39106", (52.14, 11.64)),  # the list of postcodes misses it
        ("Magdeburg", "39016", None),  # for letter boxes
        ("Seehausen", "39365", (52.10, 11.29)),  # another one of the name
        ("Emden", "39343", (52.27, 11.27)),  # a village, not the city
        ("Roth", "57539", (50.76, 7.69)),  # nor the county
        ("", "", (52.6, 11.8)),
    ],
)
def test_what_may_be_right_is_not_told(town: str, postcode: str, point: tuple[float, float] | None) -> None:
    assert told(town, point, postcode=postcode) == []


def test_another_country_lies_elsewhere() -> None:
    assert told("Stendal", (50.06, 19.94), postcode="00-950", country="PL") == []


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("Deutschlnad", "is no country: Perhaps Deutschland?"),
        ("Schwiez", "is no country: Perhaps Schweiz?"),
        ("Swizerland", "is no country: Perhaps Switzerland?"),
        ("XX", "is no code of a country: Write the name of the country, or its code, such as DE."),
    ],
)
def test_a_slip_in_the_country_is_told(country: str, said: str) -> None:
    assert told("Irgendwo", country=country) == [("country", said)]


@pytest.mark.parametrize("country", ["Germany", "D", "Österreich", "AT", "UK", "Czech Republic", "England", "Südtirol"])
def test_a_country_is_written_as_lists_write_it(country: str) -> None:
    assert told("Irgendwo", country=country) == []
