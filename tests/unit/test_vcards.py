"""vCard: what stands in an address book is what stands in the directory, and only what anybody may see."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdir.directory import Directory
from graphdir.store import Change, ChangeSet
from graphdir.stores.sqlite import SqliteStore
from graphdir.text import control_characters
from tests.builders import added, contact, school

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=120).filter(
    lambda text: text.strip() and not control_characters(text)
)


def cards(path: Path) -> list[dict[str, str]]:
    """Return the cards of a file, unfolded and unescaped, as RFC 6350 has it."""
    content = path.read_bytes()
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    found: list[dict[str, str]] = []
    for line in content.decode("utf-8").replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        name, _colon, value = line.partition(":")
        if name == "BEGIN":
            found.append({})
        plain = value.replace("\\\\", "\0").replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
        found[-1][name] = plain.replace("\0", "\\")
    return found


@given(name=TEXTS, street=TEXTS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_names_of_any_letters_come_back(tmp_path: Path, name: str, street: str) -> None:
    store = SqliteStore(tmp_path / "network.db")
    directory = Directory(store)
    stored = school("s", name, phone="+49 3931 1", street=street, town="Stendal")
    before = store.organisations(["s"]).get("s")
    directory.apply(ChangeSet(changes=[Change(before=before, after=stored)]))
    directory.export(tmp_path / "network.vcf", "vcard")
    store.close()
    (card,) = cards(tmp_path / "network.vcf")

    assert card["FN"] == card["ORG"] == name
    assert card["ADR"] == f";;{street};Stendal;;;"
    assert (card["KIND"], card["TEL"]) == ("org", "+49 3931 1")


def test_only_what_anybody_may_see_is_in_it(tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    directory.apply(
        added(
            school("s", "Schule"),
            contact("s", "secretariat", phone="+49 3931 2", visibility="public"),
            contact("s", "head_of_school", name="Erika Beispiel", email="e@example.org", visibility="members"),
        )
    )
    directory.export(tmp_path / "public.vcf", "vcard")
    directory.export(tmp_path / "all.vcf", "vcard", all_contacts=True)

    assert [card["FN"] for card in cards(tmp_path / "public.vcf")] == ["Sekretariat, Schule"]
    assert {card["FN"]: card["KIND"] for card in cards(tmp_path / "all.vcf")} == {
        "Erika Beispiel": "individual",
        "Sekretariat, Schule": "org",
    }


def test_addresses_of_the_web_stay_as_they_are(tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    address = "https://example.org/a,b;c?d=1"
    directory.apply(added(school("s", email="s@example.org", website=address)))
    directory.export(tmp_path / "network.vcf", "vcard")
    assert f"\r\nURL:{address}\r\n".encode() in (tmp_path / "network.vcf").read_bytes()


def test_who_is_no_more_is_in_nobodys_address_book(tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    gone = school("s", "Alte Schule", phone="+49 3931 1", valid_to="2010")
    directory.apply(added(gone, contact("s", "secretariat", phone="+49 3931 2", visibility="public")))
    directory.export(tmp_path / "network.vcf", "vcard", all_contacts=True)
    assert (tmp_path / "network.vcf").read_bytes() == b""


def test_a_broken_address_of_the_web_tells_nothing_else(tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    directory.apply(added(school("s", email="s@example.org", website="https://example.org/\nTEL:110")))
    directory.export(tmp_path / "network.vcf", "vcard")
    assert b"\nTEL" not in (tmp_path / "network.vcf").read_bytes()
