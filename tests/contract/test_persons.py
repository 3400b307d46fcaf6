"""What is held about a person is found, erased for good, and expires: on both stores."""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, get_args

import pytest

from graphdir.account import Role
from graphdir.accounts import Accounts
from graphdir.backup import back_up, restore
from graphdir.checking import check
from graphdir.desk import SORTS, Paper
from graphdir.directory import Directory
from graphdir.draft import Draft
from graphdir.editing import Editor
from graphdir.errors import InvalidInputError
from graphdir.exporting.formats import FORMATS
from graphdir.full_store import FullStore
from graphdir.importing.kept_profiles import KeptProfiles
from graphdir.importing.mapping import read_profile
from graphdir.model import EntityKind
from graphdir.needs import Needs, new_need
from graphdir.pending import PendingImport
from graphdir.persons import erase, erase_expired, expiries, file_about
from graphdir.presenting import change_text, profile_record, project_record
from graphdir.proposals import Proposal, Proposals
from graphdir.store import Search
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, changed, contact, erased, part, project, school, tie

WHO = "Kunigunde Kanarienvogel"
MAIL = "k.kanarienvogel@example.org"
PHONE = "+49 3931 607190"
KINDS: tuple[EntityKind, ...] = get_args(EntityKind)
HEAD = contact("a", "head_of_school", name=WHO, email=MAIL, phone=PHONE, visibility="public", last_confirmed="2026")
TWICE = f'"{WHO}" = "company", "Kanarienvogel, Kunigunde" = "freelancer"'
MAPPING = f"""
name = "Honorarkräfte von {WHO}"
[organisations.partner]
name = "Partner"
kind = {{ column = "Partner", values = {{ {TWICE}, "IB" = "free_carrier" }} }}
"""
GONE = contact("b", name="Kanarienvogel, Kunigunde", visibility="members")


@pytest.fixture
def accounts(store: FullStore) -> Accounts:
    """Fill the store with somebody, everywhere, and return its accounts."""
    found = Accounts(store)
    found.invite("office@example.org", role=Role.ADMINISTRATOR)
    found.invite(MAIL, name=WHO, organisations=["a"])
    other = contact("a", name="Kunigunde Muster", visibility="public", last_confirmed="2026")
    one, two = (
        school("a", description=f"Fragen Sie {WHO} ({PHONE})", keywords=(f"Chor {WHO}", "Chor"), email=MAIL),
        school("b", aliases=(f"Schule von {WHO}",)),
    )
    store.apply(
        added(
            one,
            two,
            project("p", description=f"Leitung: {WHO}"),
            replace(part("p", "a"), source=f"Anruf von {WHO}"),
            replace(tie("a", "b"), description=f"durch {WHO}"),
            HEAD,
            other,
            author=found.account(MAIL).mark,
        )
    )
    store.apply(added(GONE, author=WHO, summary=f"Liste von {WHO}"))
    store.apply(erased(GONE))
    store.apply(changed(two, school("b")))
    for paper in papers(found.account(MAIL).mark):
        store.add_paper(paper)
    return found


def papers(mark: str) -> Iterator[Paper]:
    """Go through papers that mention somebody, and one that does not."""
    description = {"description": f"Rückruf {WHO}", "id": "a"}
    named = {"organisation_id": "a", "name": WHO}
    draft = Draft(table="organisations", key="a", cells=description, seen={})
    about_them = Draft(table="contacts", cells=named, seen={})
    yield Proposal(id="1", at="2026-01-01T00:00:00", draft=draft, name="Grundschule a", mail=MAIL).to_paper()
    yield Proposal(id="2", at="2026-01-02T00:00:00", draft=about_them, name="Kontakt").to_paper()
    yield Proposal(id="3", at="2026-01-03T00:00:00", draft=draft, name="Grundschule a", author=mark).to_paper()
    yield PendingImport(id="5", at="2026-01-05T00:00:00", author=mark, files=("liste.csv",), revision=1).to_paper()
    content = b64encode(zlib.compress(f"Name;Ort\n{WHO};Stendal\n".encode())).decode()
    yield Paper(sort="upload", id="5.0", at="2026-01-05T00:00:00", body={"name": "liste.csv", "content": content})
    yield Paper(sort="need", id="4", at="2026-01-04T00:00:00", body={"text": "nichts", "topics": ["art"]})


def everything(store: FullStore, folder: Path) -> str:
    """Return all that pages, programs, exports, history and backup can tell."""
    directory = Directory(store)
    told: list[str] = []
    for role in (None, *Role):
        for id_ in ("a", "b"):
            profile = directory.profile(id_, role)
            told.append(json.dumps(profile_record(profile, directory.taxonomy()), ensure_ascii=False))
            told += [change_text(entry, {}, directory.taxonomy()) + repr(entry) for entry in profile.history]
    told.append(json.dumps(project_record(directory.project("p")), ensure_ascii=False))
    for format_ in FORMATS:
        path = folder / f"export-{format_}"
        directory.export(path, format_, all_contacts=True)
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        told += [file.read_bytes().decode("utf-8", "replace") for file in files if format_ != "xlsx"]
    told += [repr(list(store.entries(kind))) for kind in KINDS]
    told += [repr(store.papers(sort)) for sort in SORTS]
    told += [repr(batch) + repr(store.changes_of(batch.id)) for batch in store.batches(1000)]
    told.append(repr(store.search(Search(text="Kanarienvogel"))))
    return "\n".join(told)


def test_the_file_says_where_each_stands(store: FullStore, accounts: Accounts) -> None:
    file = file_about(store, accounts, "kunigunde KANARIENVOGEL")

    assert [(held.contact, held.present, held.organisation) for held in file.contacts] == [
        (HEAD, True, "Grundschule a"),
        (GONE, False, "Grundschule b"),
    ]
    assert [held.last_day for held in file.contacts] == ["2028-12-31", ""]
    assert all(held.recorded_at for held in file.contacts)
    assert {(m.entity, m.called, m.field, m.present) for m in file.mentions} == {
        ("organisation", "Grundschule a", "description", True),
        ("organisation", "Grundschule a", "keywords", True),
        ("organisation", "Grundschule b", "aliases", False),
        ("project", "Projekt p", "description", True),
        ("participation", "Projekt p / Grundschule a", "source", True),
        ("relation", "Grundschule a / Grundschule b", "description", True),
    }
    assert [(record.what, record.text) for record in file.records] == [("author", WHO), ("summary", f"Liste von {WHO}")]
    assert [(account.mail, account.batches) for account in file.accounts] == [(MAIL, 2)]
    assert [(found.sort, found.text) for found in file.elsewhere] == [
        ("proposal", f"Rückruf {WHO}"),
        ("proposal", WHO),
        ("proposal", f"Rückruf {WHO}"),
        ("upload", WHO),
    ]
    assert file.also == (MAIL, PHONE)
    assert "hash" not in repr(asdict(file)).casefold()


@pytest.mark.parametrize("who", [MAIL.upper(), "03931/607190"])
def test_mail_and_phone_find_as_well(store: FullStore, accounts: Accounts, who: str) -> None:
    file = file_about(store, accounts, who)

    assert [held.contact for held in file.contacts] == [HEAD]
    assert file.mentions
    assert file.also == ()


@pytest.mark.parametrize("who", ["Kun", "", "   "])
def test_too_short_a_name_is_refused_and_changes_nothing(store: FullStore, accounts: Accounts, who: str) -> None:
    revision = store.revision()
    for act in (file_about, erase):
        with pytest.raises(InvalidInputError, match="at least 4 letters"):
            act(store, accounts, who)

    assert store.revision() == revision


def test_who_was_erased_is_nowhere_any_more(store: FullStore, accounts: Accounts, tmp_path: Path) -> None:
    KeptProfiles(store).keep(read_profile(MAPPING))
    assert "Kanarienvogel" in everything(store, tmp_path)
    for who in (WHO, MAIL, PHONE):
        done = erase(store, accounts, who, with_accounts=True, author="office")
        assert done.left.is_empty

    told = everything(store, tmp_path)
    for canary in ("kanarienvogel", "607190"):
        assert canary not in told.casefold()
    assert "Kunigunde Muster" in told
    assert "Fragen Sie [gelöscht] ([gelöscht])" in told
    (mapping,) = KeptProfiles(store).all()
    assert mapping == read_profile(MAPPING.replace(TWICE, '"[gelöscht]" = "company"').replace(WHO, "[gelöscht]"))
    KeptProfiles(store).erase(mapping.name)
    left = {paper.id: paper.body for sort in SORTS for paper in store.papers(sort)}
    assert {id_: body["draft"]["cells"]["description"] for id_, body in left.items() if id_ != "4"} == {
        "1": "Rückruf [gelöscht]",
        "3": "Rückruf [gelöscht]",
    }
    assert (left["1"]["mail"], left["3"]["author"]) == ("", "member:-")
    assert set(left) == {"1", "3", "4"}
    assert left["4"] == {"text": "nichts", "topics": ["art"]}
    assert [account.mail for account in accounts.all()] == ["office@example.org"]
    assert check(store).faults == []
    assert {batch.author for batch in store.batches()} >= {"member:-", "office"}
    assert "Kanarienvogel" not in repr(store.batches())


def test_a_backup_of_after_knows_nothing_of_it(store: FullStore, accounts: Accounts, tmp_path: Path) -> None:
    erase(store, accounts, WHO)
    back_up(store, tmp_path / "network.backup")
    target = SqliteStore(tmp_path / "target.db")
    restore(target, tmp_path / "network.backup")

    assert "Kanarienvogel" not in everything(target, tmp_path)


def test_an_account_stays_with_what_it_did_unless_that_is_wished(store: FullStore, accounts: Accounts) -> None:
    mark = accounts.account(MAIL).mark
    done = erase(store, accounts, WHO)

    assert done.accounts == 0
    assert [account.mail for account in done.left.accounts] == [MAIL]
    assert mark in {batch.author for batch in store.batches()}
    assert (done.left.contacts, done.left.mentions) == ((), ())


def test_the_last_administrator_stays_and_so_does_all_else(store: FullStore, accounts: Accounts) -> None:
    revision = store.revision()
    with pytest.raises(InvalidInputError, match="last administrator"):
        erase(store, accounts, "office@example.org", with_accounts=True)

    assert store.revision() == revision


def test_a_school_keeps_its_name_unless_that_is_wished(store: FullStore) -> None:
    accounts = Accounts(store)
    store.apply(added(school("anne-muster-schule", "Anne-Muster-Schule", street="Anne-Muster-Str. 1")))
    left = erase(store, accounts, "Anne Muster").left

    assert [(mention.field, mention.sort) for mention in left.mentions] == [
        ("id", "id"),
        ("name", "name"),
        ("street", "name"),
    ]
    assert store.revision() == 1
    left = erase(store, accounts, "Anne Muster", with_names=True).left
    assert [(mention.field, mention.sort) for mention in left.mentions] == [("id", "id")]
    assert store.organisations(["anne-muster-schule"])["anne-muster-schule"].name == "[gelöscht]-Schule"
    assert check(store).faults == []


def test_persons_expire_and_are_erased_then(store: FullStore, tmp_path: Path) -> None:
    today = "2026-11-25"
    old = contact("a", name="Erika Alt", expires_on="2020", visibility="public")
    former = contact("a", "office", name="Fritz Fort", last_confirmed="2019-03")
    unknown = contact("a", name="Ulla Ungewiss")
    lasting = contact("a", name="Lisa Lang", last_confirmed="2025")
    function = contact("a", "office", phone=PHONE, last_confirmed="2001")
    store.apply(added(school("a"), school("b"), project("p"), old, former, unknown, lasting, function))
    store.apply(erased(former))
    found = expiries(store, today)

    assert [(held.contact, held.present) for held in found.expired] == [(old, True), (former, False)]
    assert [held.contact for held in found.unknown] == [unknown]
    assert erase_expired(store, today, author="office") == 2
    assert erase_expired(store, today) == 0
    assert {entry.key for entry in store.entries("contact")} == {unknown.key, lasting.key, function.key}
    told = everything(store, tmp_path)
    assert "Erika Alt" not in told
    assert "Fritz Fort" not in told
    assert check(store).faults == []


def test_one_that_was_confirmed_again_has_not_expired(store: FullStore) -> None:
    old = contact("a", name="Erika Alt", last_confirmed="2010")
    store.apply(added(school("a"), old))
    store.apply(changed(old, replace(old, last_confirmed="2026")))

    assert expiries(store, "2026-11-25").expired == ()


def test_ids_and_names_stay_in_papers_as_they_do_in_the_network(store: FullStore) -> None:
    id_ = "kanarienvogel-schule"
    called = f"{WHO}-Schule"
    store.apply(added(school(id_, called), project("p"), part("p", id_)))
    need = Needs(store).keep(new_need(id_, author="", today="2026-11-28", title=f"Fragen Sie {WHO}"), "2026-11-28")
    editor, proposals = Editor(store), Proposals(store)
    begun = editor.begun("organisations", id_), editor.begun("projects", "p")
    made = [proposals.propose(replace(one, cells={**one.cells, "description": f"Von {WHO}"}), called) for one in begun]
    erase(store, Accounts(store), WHO)
    erase(store, Accounts(store), "Kanarienvogel")

    kept = Needs(store).need(need.id)
    assert (kept.organisation, WHO in kept.title) == (id_, False)
    for one in made:
        found = proposals.proposal(one.id)
        assert WHO not in found.draft.cells["description"]
        assert found.name == called
        assert proposals.accept(found, found.draft, editor, by="office").entry
    assert store.organisations([id_])[id_].name == called
    assert [one.organisation_id for one in store.entries("participation")] == [id_]  # type: ignore[union-attr]


def test_who_was_prolonged_at_the_last_moment_does_not_expire(
    store: FullStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = contact("a", name=WHO, expires_on="2026-01")
    later = replace(old, expires_on="2099")
    store.apply(added(school("a"), old))
    rewrite = store.rewrite

    def meanwhile(*args: Any, **values: Any) -> int:
        store.apply(changed(old, later))
        return rewrite(*args, **values)

    monkeypatch.setattr(store, "rewrite", meanwhile)
    assert erase_expired(store, "2026-11-28") == 0
    assert list(store.entries("contact")) == [later]


def test_who_decides_meanwhile_keeps_nothing_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteStore(tmp_path / "network.db")
    store.apply(added(school("a", description=f"Leitung: {WHO}")))
    editor, proposals = Editor(store), Proposals(store)
    begun = editor.begun("organisations", "a")
    made = proposals.propose(replace(begun, cells={**begun.cells, "email": "a@example.org"}), "Schule", remark=WHO)
    read = store.paper

    def and_another_decides(sort: str, id_: str) -> Paper | None:
        found = read(sort, id_)
        if sort == "proposal":
            monkeypatch.undo()
            proposals.refuse(proposals.proposal(made.id), f"{WHO} sagt nein", by="office")
        return found

    monkeypatch.setattr(store, "paper", and_another_decides)
    assert erase(store, Accounts(store), WHO).left.is_empty
    assert proposals.proposal(made.id).reason == "[gelöscht] sagt nein"
