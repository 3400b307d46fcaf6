"""From where partners are looked for: a town or a postcode that somebody types."""

from typing import Any

import pytest

from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.full_store import FullStore
from tests.builders import added, school


def at(id_: str, postcode: str, latitude: float | None, town: str = "Havelberg", country: str = "") -> Any:
    place = {"town": town, "postcode": postcode, "country": country}
    return school(id_, latitude=latitude, longitude=latitude and 12.0, **place)


@pytest.fixture
def directory(store: FullStore) -> Directory:
    store.apply(
        added(
            at("a", "39539", 52.80),
            at("b", "39539", 52.82),
            at("c", "39539", 52.84),
            at("d", "D-39540", 52.99),
            at("e", "39541", None),
            at("f", "06108", 51.48, "Halle (Saale)"),
            at("g", "01844", 51.03, "Neustadt"),
            at("h", "1844", 51.03, "Neustadt"),
            at("i", "96465", 50.33, "Neustadt"),
            at("j", "30175", 45.44, "Venezia", "Italy"),
            at("k", "92761", 48.75, "F-92761 Antony", "France"),
            at("l", "", 60.39, "Bergen", "NO"),
            at("m", "39615", 52.97, "39615 Wahrenberg"),
            at("n", "10115", 52.53, "Berlin"),
        )
    )
    return Directory(store)


@pytest.mark.parametrize(
    ("typed", "latitude", "name"),
    [
        ("39539", 52.82, "Havelberg"),
        (" D-39539 ", 52.82, "Havelberg"),
        ("39540", 52.99, "Havelberg"),
        ("39540 Havelberg", 52.99, "Havelberg"),
        ("39541, Havelberg", 52.84, "Havelberg"),
        ("39539 Havlbrg an der Havel", 52.82, "Havelberg"),
        ("06108 Halle", 51.48, "Halle (Saale)"),
        ("96465 Neustadt", 50.33, "Neustadt"),
        ("01844 Neustadt", 51.03, "Neustadt"),
        ("F-92761 Antony", 48.75, "F-92761 Antony"),
        ("39615 Wahrenberg", 52.97, "39615 Wahrenberg"),
        ("Havelberg 39540", 52.99, "Havelberg"),
        ("Am Markt 1, 39540 Havelberg", 52.99, "Havelberg"),
        ("(39540) Havelberg;", 52.99, "Havelberg"),
        ("PLZ: 39540", 52.99, "Havelberg"),
        ("D39540Havelberg", 52.99, "Havelberg"),
        ("Halle (Saale) 06108", 51.48, "Halle (Saale)"),
        ("39596 Arneburg", pytest.approx(52.7, abs=0.1), "Arneburg"),
        ("39606 Osterburg", pytest.approx(52.8, abs=0.1), "Osterburg (Altmark)"),
        ("39615 Seehausen", pytest.approx(52.9, abs=0.1), "Seehausen (Altmark)"),
        ("39539 Werben", pytest.approx(52.9, abs=0.1), "Werben (Elbe)"),
        ("75001 Bergen", 60.39, "Bergen"),
        ("14195 Berlin", 52.53, "Berlin"),
        ("12043", 52.53, "Berlin"),
        ("04109", pytest.approx(51.3, abs=0.1), "Leipzig"),
        ("39590", pytest.approx(52.5, abs=0.1), "Tangermünde"),
        ("39590 Buch", pytest.approx(52.5, abs=0.1), "Tangermünde"),
        ("39517 Buch", 52.4865, "Buch"),
        ("Kläden", 52.6321, "Kläden"),
        ("39579 Kläden", 52.6321, "Kläden"),
        ("Uchtspringe", 52.5401, "Uchtspringe"),
        ("Schönwalde (Altmark)", pytest.approx(52.4, abs=0.1), "Schönwalde (Altmark)"),
    ],
)
def test_a_postcode_is_a_place(directory: Directory, typed: str, latitude: float, name: str) -> None:
    spot = directory.spot(typed)
    assert (spot.latitude, spot.name) == (latitude, name)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("39541", r"39541\. Name the town\."),
        ("39596", r"39596\. Name the town: Arneburg, Eichstedt \(Altmark\), Goldbeck, Hassel, Hohenberg-Krusemark\."),
        ("33790", r"33790\. Name the town\."),
        ("33790 Halle", r"where “33790 Halle” is"),
        ("30175", r"30175\. Name the town"),
        ("83346", r"83346\. Name the town\."),
        ("F-39110", r"no town “F-39110”"),
        ("1012 AB Amsterdam", r"no town “1012 AB Amsterdam”"),
        ("", r"where “” is"),
    ],
)
def test_a_postcode_that_leads_nowhere_is_refused(directory: Directory, typed: str, told: str) -> None:
    with pytest.raises(InvalidInputError, match=told):
        directory.spot(typed)
