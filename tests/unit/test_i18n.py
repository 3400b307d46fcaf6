"""Moments are told by the clock of the machine that the office works with."""

import time
from collections.abc import Iterator

import pytest

from graphdir.i18n import day_of, moment_text, use_language


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    use_language("de")
    yield
    monkeypatch.undo()
    time.tzset()
    use_language("en")


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-11-28T17:05:30.123+00:00", "28.11.2026 18:05"),
        ("2026-07-31T22:30:00", "01.08.2026 00:30"),
        ("2026-07-31T22:30:00Z", "01.08.2026 00:30"),
    ],
)
def test_a_moment_is_told_by_the_clock_here(at: str, told: str) -> None:
    assert moment_text(at) == told
    assert day_of(at) == "-".join(reversed(told[:10].split(".")))
