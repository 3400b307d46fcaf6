"""What a change set is called is told in the reader's language."""

import pytest

from graphdir.i18n import LANGUAGES, in_language
from graphdir.summaries import Form, called, for_reader

PLACES = {
    "imported": {"files": "Träger 2026.xlsx, b.csv"},
    "accepted": {"name": "Grundschule „Am See“"},
    "merged": {"gone": "GS Nord", "kept": "Grundschule Nord"},
    "confirmed": {},
    "expired": {},
    "forgotten": {},
    "relation": {"one": "A", "other": "B gGmbH"},
    "contact": {"name": "A"},
    "entry": {"name": "Amt für Jugend\nund Familie"},
}


@pytest.mark.parametrize("form", PLACES)
@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize("writer", LANGUAGES)
def test_every_form_is_told_in_the_language_of_who_reads(writer: str, reader: str, form: Form) -> None:
    def all_of() -> list[str]:
        simple = called(form, **PLACES[form])
        gone = [called("erased", what=simple)] if form in ("relation", "contact", "entry") else []
        back = [called("taken_back", summary=summary) for summary in (simple, *gone)]
        return [simple, *gone, *back, called("taken_back", summary=back[-1])]

    with in_language(writer):
        written = all_of()
    with in_language(reader):
        assert [for_reader(summary) for summary in written] == all_of()


@pytest.mark.parametrize("summary", ["", "Neujahrsputz", "Import", "100 % (sic) erasedly"])
def test_what_somebody_wrote_stays(summary: str) -> None:
    assert for_reader(summary) == summary
