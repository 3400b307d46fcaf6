import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdir import text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Förderschule", "Foerderschule"),
        ("Förderschule", "FORDERSCHULE"),
        ("Straße", "Strasse"),
        ("Diakoniewerk Osterburg e. V.", "Diakoniewerk Osterburg e.V."),
        ("Schüler:innen", "Schülerinnen"),
        ("Schüler*innen", "SchülerInnen"),
        ("Grundschule „Am Eichenwald“", 'Grundschule "Am Eichenwald"'),
        ("Gru\u0308n", "Grün"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


@pytest.mark.parametrize(("one", "other"), [("Comenius", "Komenius"), ("Neuer", "Nür"), ("Quelle", "Qülle")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert text.fold(one) != text.fold(other)


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=12), st.integers(0, 12))
def test_the_fold_of_a_beginning_begins_the_fold(word: str, length: int) -> None:
    whole, beginning = text.fold(word), text.fold(word[:length])
    if " " not in whole and word.isascii():
        assert whole.startswith(beginning)


@given(st.text(max_size=60))
def test_folding_twice_is_as_once(name: str) -> None:
    assert all(part.isalnum() for part in text.words(name))
    assert text.fold(text.fold(name)).split() == [w for word in text.words(name) for w in text.words(word)]


def test_slugs_are_readable_and_bounded() -> None:
    assert text.slug("Grundschule Schönhausen", "Schönhausen (Elbe)") == "grundschule-schoenhausen-schoenhausen-elbe"
    assert len(text.slug("x" * 500)) <= 80
    assert text.slug("x" * 500) != text.slug("x" * 501)


def test_a_name_without_latin_letters_gets_a_stable_id() -> None:
    assert text.slug("学校") == text.slug("学校")
    assert text.slug("学校") != text.slug("學校")


def test_one_typo_is_found_two_are_not() -> None:
    words = ["havelberg", "stendal", "osterburg"]

    assert text.within_one_typo("havelbreg", words) == ["havelberg"]
    assert text.within_one_typo("stendhal", words) == ["stendal"]
    assert text.within_one_typo("ostreborg", words) == []


def test_neighbours_swapped_to_a_digraph_are_one_typo() -> None:
    assert text.within_one_typo("schlue", ["schule"]) == ["schule"]
    assert text.within_one_typo("foerderschlue", ["forderschule"]) == ["forderschule"]
    assert text.within_one_typo("fruede", ["freude"]) == ["freude"]


def test_one_typo_before_the_last_letter_of_a_beginning_is_found() -> None:
    words = ["diakoniewerk", "hansestadt"]

    assert text.beginnings_within_one_typo("diakonei", words) == ["diakoni", "diakonie"]
    assert text.beginnings_within_one_typo("diakoine", words) == ["diakonie"]
    assert text.beginnings_within_one_typo("hansen", words) == []
    assert text.beginnings_within_one_typo("haens", words) == []


def test_short_words_are_not_widened() -> None:
    assert text.within_one_typo("ide", ["idee", "iden"]) == []


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\x7f", "\ufffe"])
def test_control_characters_are_named(letter: str) -> None:
    assert text.control_characters(f"Schule{letter}") == letter


def test_windows_characters_read_as_latin_1_are_mended() -> None:
    assert text.mended("\x84Komarow\x93 \x85 20 \x80\x9d") == "„Komarow“ … 20 €"


@pytest.mark.parametrize(
    ("number", "written"),
    [(12.0, "12"), (1781.87, "1781.87"), (833.125, "833.1250"), (1833.125, "1833.125"), (0.125, "0.125")],
)
def test_a_number_with_three_decimals_cannot_be_taken_for_thousands(number: float, written: str) -> None:
    assert text.number_text(number) == written
    assert float(written) == number


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Grund\u200bschule Nord", "Grundschule Nord"),
        ("\ufeffGrundschule\u00ad Nord", "Grundschule Nord"),
        ("Grundschule \u202eNord\u2069", "Grundschule Nord"),
        ("Nord\u200d", "Nord"),
        ("\u200b \u2060", ""),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("\U0001f468\u200d\U0001f467", "\U0001f468\u200d\U0001f467"),
    ],
)
def test_what_nobody_sees_is_taken_away(written: str, seen: str) -> None:
    assert text.clean(written) == seen
    assert text.fold(written) == text.fold(seen)
