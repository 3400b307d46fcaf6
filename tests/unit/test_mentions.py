"""Where a text mentions a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdir.errors import InvalidInputError
from graphdir.mentions import GONE, Matcher


@pytest.mark.parametrize(
    ("who", "text", "after"),
    [
        ("Erika Beispiel", "Fragen Sie Erika Beispiel.", f"Fragen Sie {GONE}."),
        ("erika beispiel", "BEISPIEL, ERIKA (Leitung)", f"{GONE} (Leitung)"),
        ("Beispiel", "Frau Dr. Beispiel und Herr Beispiel", f"Frau Dr. {GONE} und Herr {GONE}"),
        ("Frau Dr. Erika Beispiel", "Erika Dr. Beispiel", GONE),
        ("Jörg Müller-Lüdenscheidt", "Joerg Mueller Luedenscheidt", GONE),
        ("Jörg Müller-Lüdenscheidt", "Müller-Lüdenscheidt, Jo\u0308rg", GONE),
        ("Erika Beispiel", "an erika.beispiel@schule.example.org!", f"an {GONE}!"),
        ("Beispiel", "an e.beispiel@schule.example.org", f"an {GONE}"),
        ("Erika Beispiel", "an info@erika-beispiel.example", f"an {GONE}"),
        ("Erika.Beispiel@Schule.de", "erika.beispiel@schule.de, x@y.de", f"{GONE}, x@y.de"),
        ("+49 3931 607190", "Tel. 03931/60 71 90, Fax 03931 607199", f"Tel. {GONE}, Fax 03931 607199"),
        ("(03931) 607190", "+49 3931 607190", GONE),
    ],
)
def test_a_mention_is_found_and_replaced(who: str, text: str, after: str) -> None:
    matcher = Matcher.of(who)

    assert matcher.found_in(text)
    assert matcher.replaced(text) == after
    assert not matcher.found_in(after)


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("Erika Beispiel", "Erika sagt ein Beispiel"),
        ("Beispiel", "Beispiele, beispielhaft"),
        ("Lindner", "Ute Krause, u.krause@lindner-stiftung.de"),
        ("a.beispiel@schule.de", "anna.beispiel@schule.de, a.beispiel@schule.de.example"),
        ("+49 3931 607190", "03931 6071901"),
        ("Beispiel", ""),
    ],
)
def test_who_is_not_meant_is_left_alone(who: str, text: str) -> None:
    assert not Matcher.of(who).found_in(text)
    assert Matcher.of(who).replaced(text) == text


@pytest.mark.parametrize("who", ["", "  ", "Ute", "Dr.", "a@b", "@schule.de", "03931", "…!?", "x" * 201])
def test_too_little_is_refused_with_a_sentence(who: str) -> None:
    with pytest.raises(InvalidInputError, match="telephone number"):
        Matcher.of(who)


def test_the_name_of_a_contact_point_may_hold_more() -> None:
    matcher = Matcher.of("Erika Beispiel")

    assert matcher.is_name("Beispiel, Frau Dr. Erika Maria")
    assert not matcher.is_name("Erika Muster")
    assert not Matcher.of("e@example.org").is_name("")


@given(st.text(max_size=60), st.text(alphabet="äöüßabcdefg -", min_size=6, max_size=20))
def test_what_was_replaced_is_not_found_again(text: str, who: str) -> None:
    try:
        matcher = Matcher.of(who)
    except InvalidInputError:
        return
    after = matcher.replaced(f"{text} {who} {text}")

    assert GONE in after
    assert not matcher.found_in(after)
