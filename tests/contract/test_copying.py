"""Who keeps a copy and takes what is told ends up with what is there, and never learns what is not for everybody."""

from dataclasses import replace
from pathlib import Path

import pytest

from graphdir.backup import back_up, restore
from graphdir.directory import Directory
from graphdir.errors import CopyTooOldError, ImportInterruptedError
from graphdir.exporting import copying
from graphdir.exporting.copying import ParticipationSearch, RelationSearch
from graphdir.full_store import FullStore
from graphdir.model import Entity, Organisation
from graphdir.store import Ref, ref_of
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, changed, contact, erased, part, project, school, tie, topic


def copied(store: FullStore) -> dict[Ref, Entity]:
    return {ref_of(entry): entry for entity in copying.TOLD for entry in store.entries(entity)}


def follow(copy: dict[Ref, Entity], directory: Directory, position: str) -> str:
    """Take what is told into a copy, and return the new position."""
    told = directory.changes_since(position)
    for ref, entry in told.changes:
        if entry is None:
            del copy[ref]
        else:
            copy[ref] = entry
    return told.position


def without_description(entry: Entity) -> Entity:
    return replace(entry, description="") if isinstance(entry, Organisation) else entry


def test_a_copy_follows_the_directory(store: FullStore) -> None:
    directory = Directory(store)
    copy: dict[Ref, Entity] = {}
    position = directory.changes_since("").position
    a, b, edge = school("a"), school("b"), tie("a", "b")
    steps = (
        added(topic("chess"), a, b, project("p"), edge, part("p", "a", "lead")),
        changed(a, replace(a, name="Neu", topics=("chess",))),
        added(school("passing")),
        erased(school("passing"), edge),
        changed(replace(a, name="Neu", topics=("chess",)), a),
    )
    for changes in steps:
        store.apply(changes)
        position = follow(copy, directory, position)
        assert copy == copied(store)
    assert directory.changes_since(position).changes == []
    # From the very beginning: what came and went meanwhile is nobody's business.
    late: dict[Ref, Entity] = {}
    assert follow(late, directory, "0") == position
    assert late == copied(store)


def test_what_refers_comes_after_what_it_refers_to_and_goes_before_it(store: FullStore) -> None:
    directory = Directory(store)
    entries: list[Entity] = [part("p", "a"), tie("a", "b"), school("a"), school("b"), project("p"), topic("chess")]
    store.apply(added(*entries))
    there = directory.changes_since("").position
    order = [ref.entity for ref, _entry in directory.changes_since("0").changes]
    store.apply(erased(*entries))

    assert order == ["topic", "organisation", "organisation", "project", "relation", "participation"]
    assert [ref.entity for ref, _entry in directory.changes_since(there).changes] == order[::-1]


def test_of_contact_points_only_is_told_whose_public_ones_changed(store: FullStore) -> None:
    directory = Directory(store)
    secret = contact("b", email="geheim@example.org", visibility="restricted")
    store.apply(added(school("a"), school("b"), secret))
    position = directory.changes_since("").position
    public = contact("a", email="amt@example.org", visibility="public")
    store.apply(added(public))
    store.apply(changed(secret, replace(secret, last_confirmed="2026")))

    assert directory.changes_since(position).changes == [(Ref("organisation", "a"), school("a"))]
    shown = directory.changes_since("").position
    store.apply(changed(public, replace(public, visibility="members")))
    assert [ref for ref, _entry in directory.changes_since(shown).changes] == [Ref("organisation", "a")]


def test_after_something_was_erased_for_good_a_copy_begins_anew(store: FullStore) -> None:
    directory = Directory(store)
    store.apply(added(school("a", description="Frau Beispiel")))
    position = directory.changes_since("").position
    store.rewrite(without_description)

    for old in (position, "0"):
        with pytest.raises(CopyTooOldError):
            directory.changes_since(old)
    assert directory.changes_since(directory.changes_since("").position).changes == []


@pytest.mark.parametrize("position", ["7", "1", "-1", "1-0123456789abcdef", "x", " ", "ä"])
def test_a_position_that_never_was_is_refused(store: FullStore, position: str) -> None:
    store.apply(added(school("a")))
    with pytest.raises(CopyTooOldError):
        Directory(store).changes_since(position)


@pytest.mark.parametrize("name", ["MOST_BATCHES", "MOST_CHANGES"])
def test_who_is_far_behind_copies_anew(store: FullStore, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(copying, name, 1)
    store.apply(added(school("a")))
    position = Directory(store).changes_since("").position
    store.apply(added(school("b")))
    assert len(Directory(store).changes_since(position).changes) == 1
    store.apply(added(school("c")))
    for old in (position, "0"):
        with pytest.raises(CopyTooOldError):
            Directory(store).changes_since(old)


def test_ties_come_in_pages_as_narrow_as_asked(store: FullStore) -> None:
    directory = Directory(store)
    ties = [
        tie("a", "b", valid_from="2019", valid_to="2020-06"),
        tie("b", "c", description="Beschreibung"),
        tie("a", "c", "part_of", status="planned"),
    ]
    parts = [part("p", "a", "lead"), part("p", "b"), part("q", "a")]
    store.apply(added(school("a"), school("b"), school("c", "Amt"), project("p"), project("q"), *ties, *parts))

    def found(**asked: object) -> list[Entity]:
        page = directory.search_relations(RelationSearch(**asked))  # type: ignore[arg-type]
        assert page.total == len(page.ties)
        return sorted(page.ties, key=ties.index)  # type: ignore[arg-type]

    assert found() == ties
    assert found(organisation_id="c") == ties[1:]
    assert found(kind="part_of", status="planned") == ties[2:]
    assert found(on="2020-06-30") == ties
    assert found(on="2020-07-01") == ties[1:]
    pages = [directory.search_relations(RelationSearch(page=number, size=2)) for number in (1, 2, 3)]
    assert [(page.total, len(page.ties)) for page in pages] == [(3, 2), (3, 1), (3, 0)]
    assert [one.key for page in pages for one in page.ties] == sorted(one.key for one in ties)
    assert {**pages[0].names, **pages[1].names} == {
        Ref("organisation", "a"): "Grundschule a",
        Ref("organisation", "b"): "Grundschule b",
        Ref("organisation", "c"): "Amt",
    }
    by_role = directory.search_participations(ParticipationSearch(project_id="p", role="lead"))
    assert (by_role.total, by_role.ties) == (1, [parts[0]])
    assert directory.search_participations(ParticipationSearch(organisation_id="a")).total == 2
    all_parts = directory.search_participations(ParticipationSearch())
    assert [one.key for one in all_parts.ties] == sorted(one.key for one in parts)


def test_half_of_a_change_is_told_to_nobody(store: FullStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.apply(added(school("a")))
    directory = Directory(store)
    position = directory.changes_since("").position
    half = replace(store.batches(1)[0], id="2", state="interrupted")
    monkeypatch.setattr(store, "batches", lambda _limit: [half])
    for asked in ("", "0", position):
        with pytest.raises(ImportInterruptedError):
            directory.changes_since(asked)


def test_after_a_backup_was_restored_a_copy_begins_anew(store: FullStore, tmp_path: Path) -> None:
    store.apply(added(school("a", description="Frau Beispiel")))
    before = Directory(store).changes_since("").position
    store.rewrite(without_description)
    store.apply(added(school("b")))
    after = Directory(store).changes_since("").position
    back_up(store, tmp_path / "n.backup")
    other = SqliteStore(tmp_path / "other" / "network.db")
    restore(other, tmp_path / "n.backup")

    # A backup tells nothing of what was rewritten: whoever holds it would never hear of it.
    for position in (before, after):
        with pytest.raises(CopyTooOldError):
            Directory(other).changes_since(position)
    position = Directory(other).changes_since("").position
    assert Directory(other).changes_since(position).position == position
