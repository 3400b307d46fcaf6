"""Persons' names as lists write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdir.importing.person_names import are_turned, first_name_first, without_salutation


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Meyer, Rolf", "Rolf Meyer"),
        ("Meyer,Rolf", "Rolf Meyer"),
        ("Meyer, R.", "R. Meyer"),
        ("Müller, Dr. Anna", "Dr. Anna Müller"),
        ("Müller, Anna Dr.", "Dr. Anna Müller"),
        ("Prof. Dr. Öztürk, Ayşe", "Prof. Dr. Ayşe Öztürk"),
        ("Schröder, Karl-Heinz Dr. med.", "Dr. med. Karl-Heinz Schröder"),
        ("von der Heide, Anna", "Anna von der Heide"),
        ("Heide, Anna von der", "Anna von der Heide"),
        ("Müller-Lüdenscheidt, Hans-Peter", "Hans-Peter Müller-Lüdenscheidt"),
        ("O'Neill, Sean", "Sean O'Neill"),
        ("Meyer , Rolf", "Rolf Meyer"),
        ("Leitner, Hans", "Hans Leitner"),
        ("Şahin, Řehoř", "Řehoř Şahin"),
        ("Meyer zu Altenschildesche, Rolf", "Rolf Meyer zu Altenschildesche"),
    ],
)
def test_last_names_that_stand_first_go_last(cell: str, name: str) -> None:
    assert first_name_first(cell) == name


@pytest.mark.parametrize(
    "cell",
    [
        *("Rolf Meyer", "Meyer", "Frau Meyer, Rolf", "Meyer, Frau Rolf", "Meyer, Rolf (Vertretung)"),
        *("Müller, Schulleiterin", "Meyer, Dipl.-Päd.", "Sekretariat, Meyer", "Landkreis Stendal, Jugendamt"),
        *("Meyer, Rolf; Schulz, Anna", "Schmidt, Müller, Meyer", "", "Anna Meyer, Rolf Schulz", "meyer, rolf"),
        *("Meyer, Sozialarbeiterin", "Schulz, stellv. Schulleiter", "Prof " * 3000, "A " * 5000 + ", B"),
    ],
)
def test_what_is_no_name_with_its_first_name_behind_stays(cell: str) -> None:
    assert first_name_first(cell) == " ".join(cell.split())


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Frau Marion Schütte", "Marion Schütte"),
        ("Herr Dr. Rolf von der Heide", "Dr. Rolf von der Heide"),
        ("Frau Müller", "Frau Müller"),
        ("Frau Dr. Müller", "Frau Dr. Müller"),
        ("Fraukje Meyer", "Fraukje Meyer"),
    ],
)
def test_a_salutation_before_a_whole_name_is_no_part_of_it(cell: str, name: str) -> None:
    assert without_salutation(cell) == name


def test_a_column_is_turned_where_nearly_all_names_are() -> None:
    assert are_turned(["Meyer, Rolf", "", "Schulz, Anna"])
    assert not are_turned(["Meyer, Rolf", "Anna Schulz", "Eva Probe"])
    assert not are_turned(["Müller, Schmidt"])
    assert not are_turned(["", " "])


@given(st.text())
def test_a_name_keeps_all_its_letters_and_turns_once(cell: str) -> None:
    turned = first_name_first(cell)
    assert sorted(turned.replace(",", "").replace(" ", "")) == sorted("".join(cell.split()).replace(",", ""))
    assert first_name_first(turned) == turned
