"""From where partners are looked for: a town or a postcode that somebody types."""

from typing import Any

import pytest

from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.full_store import FullStore
from tests.builders import added, school


def at(id_: str, postcode: str, latitude: float | None, town: str = "Havelberg") -> Any:
    return school(id_, town=town, postcode=postcode, latitude=latitude, longitude=latitude and 12.0)


@pytest.fixture
def directory(store: FullStore) -> Directory:
    store.apply(
        added(
            at("a", "39539", 52.80),
            at("b", "39539", 52.82),
            at("c", "39539", 52.84),
            at("d", "39540", 52.99),
            at("e", "39541", None),
            at("f", "06108", 51.48, town="Halle (Saale)"),
        )
    )
    return Directory(store)


@pytest.mark.parametrize(
    ("typed", "latitude", "name"),
    [
        ("39539", 52.82, "Havelberg"),
        (" D-39539 ", 52.82, "Havelberg"),
        ("39540", 52.99, "Havelberg"),
        ("39539 Havelberg", 52.84, "Havelberg"),
        ("39541, Havelberg", 52.84, "Havelberg"),
        ("06108 Halle", 51.48, "Halle (Saale)"),
        ("39539 Havlbrg an der Havel", 52.82, "Havelberg"),
        ("39590", pytest.approx(52.5, abs=0.1), "Tangermünde"),
    ],
)
def test_a_postcode_is_a_place(directory: Directory, typed: str, latitude: float, name: str) -> None:
    spot = directory.spot(typed)
    assert (spot.latitude, spot.name) == (latitude, name)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("39541", r"39541\. Name the town\."),
        ("3953", r"3953\. Name the town\."),
        ("39596", r"39596\. Name the town: Arneburg, Eichstedt \(Altmark\), Goldbeck, Hassel, Hohenberg-Krusemark\."),
    ],
)
def test_a_postcode_that_nobody_has_is_refused(directory: Directory, typed: str, told: str) -> None:
    with pytest.raises(InvalidInputError, match=told):
        directory.spot(typed)
