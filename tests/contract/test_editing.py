"""Entries written by hand: the same on both stores."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from graphdir.checking import check
from graphdir.directory import Directory
from graphdir.draft import PARTICIPANTS, Draft, TableName, columns_of, participants
from graphdir.editing import Editor, EntryNotFoundError
from graphdir.errors import UndoBlockedError
from graphdir.full_store import FullStore
from graphdir.model import ContactPoint, Entity, Organisation, Project, Relation
from graphdir.store import ref_of
from tests.builders import added, carrier, changed, contact, part, project, school, tie

SCHOOL = school("s", "Grundschule Goldbeck", town="Goldbeck", phone="+49 39388 28010", topics=("violence_prevention",))


@pytest.fixture
def editor(store: FullStore) -> Editor:
    store.apply(added(SCHOOL, carrier("t"), carrier("u"), project("p"), part("p", "s", "site"), tie("s", "t")))
    return Editor(store)


def with_cells(draft: Draft, **cells: str) -> Draft:
    return replace(draft, cells={**draft.cells, **cells})


def stored(store: FullStore, id_: str = "s") -> Organisation:
    return store.organisations([id_])[id_]


def test_an_entry_reads_back_as_it_is(editor: Editor, store: FullStore) -> None:
    for table, key in (("organisations", "s"), ("projects", "p")):
        draft = editor.begun(table, key)  # type: ignore[arg-type]
        assert not draft.changed
        assert editor.drawn_up(draft).problems == ()
        written = editor.write(draft, author="somebody")
        assert written.batch is None
        assert written.entry
    assert len(store.batches()) == 1


def test_a_change_is_written_and_told_in_history(editor: Editor, store: FullStore) -> None:
    draft = with_cells(editor.begun("organisations", "s"), phone="039388 28011", valid_to="31.07.2027")
    written = editor.write(draft, author="coordinator:1")

    assert draft.changed == ["phone", "valid_to"]
    assert written.entry == stored(store) == replace(SCHOOL, phone="+49 39388 28011", valid_to="2027-07-31")
    (last, *_before) = store.history_of([ref_of(SCHOOL)])
    assert (last.batch.author, last.file, last.row) == ("coordinator:1", "", 0)
    assert "Grundschule Goldbeck" in last.batch.summary
    assert check(store).faults == []


@pytest.mark.parametrize(
    ("cells", "column", "word"),
    [
        ({"name": "  "}, "name", "missing"),
        ({"kind": "schule am see"}, "kind", "not known"),
        ({"last_confirmed": "31.02.2026"}, "last_confirmed", "no date"),
        ({"latitude": "91"}, "latitude", "outside"),
        ({"email": "nobody"}, "email", "e-mail"),
        ({"valid_from": "2027", "valid_to": "2026"}, "valid_to", "before the beginning"),
        ({"latitude": "52", "longitude": ""}, "latitude", "come together"),
        ({"description": "a\x00b"}, "description", "control character"),
    ],
)
def test_what_is_wrong_is_told_by_column_and_nothing_is_written(
    editor: Editor, store: FullStore, cells: dict[str, str], column: str, word: str
) -> None:
    written = editor.write(with_cells(editor.begun("organisations", "s"), **cells), author="x")

    assert [problem.column for problem in written.problems] == [column]
    assert word in written.problems[0].message
    assert written.batch is None
    assert stored(store) == SCHOOL
    drawn_up = editor.drawn_up(with_cells(editor.begun("organisations", "s"), **cells))
    assert [problem.column for problem in drawn_up.problems] == [column]


def test_what_others_changed_elsewhere_stays(editor: Editor, store: FullStore) -> None:
    draft = with_cells(editor.begun("organisations", "s"), website="https://goldbeck.example")
    store.apply(changed(SCHOOL, replace(SCHOOL, street="Schulstraße 1")))
    written = editor.write(draft, author="x")

    assert written.taken_over == ("street",)
    assert (stored(store).website, stored(store).street) == ("https://goldbeck.example", "Schulstraße 1")


def test_where_both_changed_the_same_nothing_is_written_and_the_difference_is_told(
    editor: Editor, store: FullStore
) -> None:
    draft = with_cells(editor.begun("organisations", "s"), website="https://goldbeck.example", street="Schulstraße 2")
    theirs = replace(SCHOOL, street="Schulstraße 1", town="Rochau")
    store.apply(changed(SCHOOL, theirs))
    written = editor.write(draft, author="x")

    assert written.conflicts == {"street": "Schulstraße 1"}
    assert written.taken_over == ("town",)
    assert written.batch is None
    assert stored(store) == theirs
    # With what stands now before one's eyes one may write all the same.
    again = editor.write(replace(draft, seen=written.now, cells={**written.now, "street": "Schulstraße 2"}), author="x")
    assert again.batch
    assert stored(store) == replace(theirs, street="Schulstraße 2")


def test_an_entry_that_is_gone_is_said_to_be_gone(editor: Editor, store: FullStore) -> None:
    draft = with_cells(editor.begun("projects", "p"), title="Neu")
    editor.erase(store.projects(["p"])["p"], author="x")

    with pytest.raises(EntryNotFoundError):
        editor.write(draft, author="x")
    with pytest.raises(EntryNotFoundError):
        editor.begun("relations", "nothing", "s")


def test_a_new_organisation_gets_an_id_of_its_own(editor: Editor, store: FullStore) -> None:
    cells = {"name": "Hort Goldbeck", "kind": "Träger", "town": "Goldbeck", "source": "a call"}
    draft = Draft(table="organisations", cells={**cells, "kind": "free_carrier"})
    first = editor.write(draft, author="x")
    second = editor.write(draft, author="x")

    assert [cast("Organisation", written.entry).id for written in (first, second)] == [
        "hort-goldbeck-goldbeck",
        "hort-goldbeck-goldbeck-2",
    ]
    assert stored(store, "hort-goldbeck-goldbeck-2").name == "Hort Goldbeck"


def test_a_new_entry_says_where_it_is_known_from(editor: Editor) -> None:
    draft = Draft(table="organisations", cells={"name": "Hort", "kind": "free_carrier"})

    assert [problem.column for problem in editor.drawn_up(draft).problems] == ["source"]


def test_a_relation_may_change_what_tells_it_from_others(editor: Editor, store: FullStore) -> None:
    key = tie("s", "t").key
    draft = with_cells(editor.begun("relations", key, "s"), valid_from="2024-08", kind="regular_exchange")
    written = editor.write(draft, author="x")

    relation = cast("Relation", written.entry)
    assert (relation.kind, relation.valid_from) == ("regular_exchange", "2024-08")
    assert [link.relation for link in store.links_of(["s"])["s"]] == [relation]
    assert check(store).faults == []
    # The list of changes says between whom.
    ends = [store.organisations([id_])[id_].name for id_ in (relation.from_id, relation.to_id)]
    assert store.batches(1)[0].summary == f"Relation: “{ends[0]}” and “{ends[1]}” changed"


def test_nobody_has_confirmed_anything_tomorrow(editor: Editor) -> None:
    draft = with_cells(editor.begun("organisations", "s"), last_confirmed="2999-01-01")
    (problem,) = editor.write(draft, author="x").problems
    assert (problem.column, problem.message) == ("last_confirmed", "lies in the future")


def test_a_relation_is_recorded_once(editor: Editor) -> None:
    cells = {"from_id": "t", "to_id": "s", "kind": "cooperation", "source": "a call"}
    written = editor.write(Draft(table="relations", cells=cells), author="x")

    assert [(problem.column, problem.message) for problem in written.problems] == [("kind", "is recorded already")]
    itself = editor.write(Draft(table="relations", cells={**cells, "to_id": "t"}), author="x")
    assert [problem.column for problem in itself.problems] == ["to_id"]
    nobody = editor.write(Draft(table="relations", cells={**cells, "to_id": "nobody"}), author="x")
    assert [problem.column for problem in nobody.problems] == ["to_id"]


def test_a_project_is_written_with_who_takes_part(editor: Editor, store: FullStore) -> None:
    draft = editor.begun("projects", "p")
    assert participants(draft.cells[PARTICIPANTS]) == [("site", "s")]
    editor.write(with_cells(draft, **{PARTICIPANTS: "site s\nlead t", "title": "Neuer Titel"}), author="x")
    editor.write(with_cells(editor.begun("projects", "p"), **{PARTICIPANTS: "funder t"}), author="x")

    assert [(p.participation.role, p.organisation.id) for p in store.participants_of(["p"])["p"]] == [("funder", "t")]
    assert store.projects(["p"])["p"].title == "Neuer Titel"
    new = editor.write(
        Draft(table="projects", cells={"title": "Klettern", "source": "x", PARTICIPANTS: "lead u\nsite s"}), author="x"
    )
    id_ = cast("Project", new.entry).id
    assert [p.organisation.id for p in store.participants_of([id_])[id_]] == ["u", "s"]
    bad = editor.write(with_cells(editor.begun("projects", "p"), **{PARTICIPANTS: "lead nobody\nboss t"}), author="x")
    assert {(problem.sheet, problem.row, problem.column) for problem in bad.problems} == {
        ("participations", 1, "organisation_id"),
        ("participations", 2, "role"),
    }


def test_a_contact_point_is_written_under_its_organisation(editor: Editor, store: FullStore) -> None:
    cells = {"organisation_id": "s", "role": "secretariat", "phone": "039388 1", "source": "a call"}
    written = editor.write(Draft(table="contacts", cells=cells), author="x")
    first = cast("ContactPoint", written.entry)
    assert first.visibility == "public"
    draft = editor.begun("contacts", first.key, "s")
    editor.write(with_cells(draft, name="Änne Müller", visibility="members"), author="x")

    (now,) = store.contacts_of(["s"])["s"]
    assert (now.name, now.visibility, now.phone) == ("Änne Müller", "members", first.phone)
    assert "Müller" not in " ".join(batch.summary for batch in store.batches())


def test_an_erased_organisation_takes_along_what_ends_at_it_and_can_come_back(editor: Editor, store: FullStore) -> None:
    store.apply(added(contact("s", "secretariat", phone="1")))
    assert len(editor.going_along(SCHOOL)) == 3
    batch = editor.erase(SCHOOL, author="x")

    assert batch
    assert store.organisations(["s"]) == {}
    assert store.contacts_of(["s"])["s"] == []
    store.apply(
        replace(store.changes_of(batch.id), changes=[c.reversed() for c in store.changes_of(batch.id).changes][::-1])
    )
    assert stored(store) == SCHOOL
    assert len(editor.going_along(SCHOOL)) == 3


def test_confirming_keeps_a_later_date(editor: Editor, store: FullStore) -> None:
    relation = tie("s", "t")
    assert editor.confirm([SCHOOL, relation], "2026-11-25", author="x")
    assert editor.confirm([stored(store)], "2026-11-24", author="x") is None

    assert stored(store).last_confirmed == "2026-11-25"
    assert store.links_of(["s"])["s"][0].relation.last_confirmed == "2026-11-25"


def test_every_column_but_the_parent_is_for_hands() -> None:
    assert "parent_id" not in columns_of("organisations")
    assert columns_of("projects")[-1] == PARTICIPANTS


@pytest.mark.parametrize(
    "cells",
    [
        {"name": "Grundschule „Goldbeck“"},
        {"valid_from": "2020"},
        {"latitude": "52.7", "longitude": "11.9"},
        {"kind": "association"},
    ],
)
def test_what_a_form_says_less_exactly_is_meant(editor: Editor, store: FullStore, cells: dict[str, str]) -> None:
    exact = {"valid_from": "2020-08-01", "latitude": "52.7154", "longitude": "11.8623", "kind": "carrier"}
    editor.write(with_cells(editor.begun("organisations", "s"), **exact), author="x")
    editor.write(with_cells(editor.begun("organisations", "s"), **cells), author="x")

    assert {name: str(getattr(stored(store), name)) for name in cells} == cells


@pytest.mark.parametrize("start", ["", "2024"])
def test_a_relation_may_begin_less_exactly_than_was_recorded(editor: Editor, store: FullStore, start: str) -> None:
    draft = with_cells(editor.begun("relations", tie("s", "t").key, "s"), valid_from="2024-08")
    dated = cast("Relation", editor.write(draft, author="x").entry)
    written = editor.write(with_cells(editor.begun("relations", dated.key, "s"), valid_from=start), author="x")

    assert cast("Relation", written.entry).valid_from == start
    assert [link.relation.valid_from for link in store.links_of(["s"])["s"]] == [start]


@pytest.mark.parametrize(
    ("table", "entry", "column", "values"),
    [
        ("relations", tie("s", "u", valid_from="2018"), "valid_from", ("2019", "2020", "2021")),
        (
            "contacts",
            contact("s", "head_of_school", phone="+49 3931 60700"),
            "phone",
            ("+49 3931 60701", "+49 3931 60702", "+49 3931 60703"),
        ),
    ],
)
def test_what_was_edited_since_stands_in_the_way_of_an_undo(  # noqa: PLR0913, PLR0917
    editor: Editor, store: FullStore, table: TableName, entry: Entity, column: str, values: Sequence[str]
) -> None:
    store.apply(added(entry))
    before = [*store.entries(entry.entity)]
    keys, batches = [entry.key], []
    for value in values:
        written = editor.write(with_cells(editor.begun(table, keys[-1], "s"), **{column: value}), author="somebody")
        assert written.batch and written.entry  # noqa: PT018
        keys.append(written.entry.key)
        batches.append(written.batch.id)
    directory, last = Directory(store), [*store.entries(entry.entity)]
    for early in batches[:-1]:
        with pytest.raises(UndoBlockedError) as blocked:
            directory.undo(early)
        assert batches[-1] in blocked.value.later
    assert [*store.entries(entry.entity)] == last
    assert editor.found(table, entry.key, "s").key == keys[-1]
    for batch in reversed(batches):
        assert directory.undo(batch)
    assert [*store.entries(entry.entity)] == before
    assert editor.found(table, keys[-1], "s") == entry
    assert check(store).faults == []


def test_the_role_that_was_changed_since_stands_in_the_way_of_taking_the_participation_back(
    editor: Editor, store: FullStore
) -> None:
    first = store.apply(added(part("p", "t", "partner")))
    draft = editor.begun("projects", "p")
    roles = draft.cells[PARTICIPANTS].replace("partner t", "lead t")
    assert editor.write(with_cells(draft, **{PARTICIPANTS: roles}), author="somebody").batch
    assert first
    with pytest.raises(UndoBlockedError):
        Directory(store).undo(first.id)


def test_of_two_who_edit_what_an_entry_is_known_by_the_second_loses_nothing(editor: Editor, store: FullStore) -> None:
    entry = contact("s", "head_of_school", name="Rolf Meyer", phone="+49 3931 60700")
    store.apply(added(entry))
    mine, same, theirs = (editor.begun("contacts", entry.key, "s") for _who in range(3))
    assert editor.write(with_cells(theirs, phone="+49 3931 60709"), author="a").batch
    both = editor.write(with_cells(mine, email="meyer@example.org"), author="b")
    refused = editor.write(with_cells(same, phone="+49 3931 60708"), author="c")

    assert both.taken_over == ("phone",)
    assert store.contacts_of(["s"])["s"] == [replace(entry, phone="+49 3931 60709", email="meyer@example.org")]
    assert refused.conflicts == {"phone": "+49 3931 60709"}
    assert editor.erase(store.contacts_of(["s"])["s"][0], author="a")
    with pytest.raises(EntryNotFoundError):
        editor.write(with_cells(mine, email="x@example.org"), author="b")
