"""Possible duplicates of a whole store, which follow what is changed in it, in both stores."""

from dataclasses import replace

import pytest

from graphdir.directory import Directory
from graphdir.duplicates import current
from graphdir.full_store import FullStore
from graphdir.merging import keep_apart, merge
from graphdir.model import Organisation
from graphdir.store import Change, ChangeSet
from tests.builders import added, carrier, school

NORTH = school("a", "Grundschule Nord", town="Stendal", phone="+493931606")
NORTH_AGAIN = school("b", "GS Nord", town="Hansestadt Stendal")
GOLDBECK = school("c", "Grundschule Goldbeck", town="Goldbeck")


def pairs(directory: Directory) -> list[tuple[str, str, float]]:
    return [(pair.one.id, pair.other.id, pair.likeness.score) for pair in directory.possible_duplicates()]


def changed(before: Organisation | None, after: Organisation | None) -> ChangeSet:
    return ChangeSet(changes=[Change(before=before, after=after)])


@pytest.fixture
def directory(store: FullStore, monkeypatch: pytest.MonkeyPatch) -> Directory:
    """Return a directory that has searched once and may not search again."""
    store.apply(added(NORTH, NORTH_AGAIN, GOLDBECK))
    directory = Directory(store)
    directory.possible_duplicates()
    monkeypatch.setattr(directory._pairs, "_searched", None)
    return directory


def assert_as_searched_anew(directory: Directory) -> None:
    assert pairs(directory) == pairs(Directory(directory.store))


def test_what_is_added_renamed_moved_and_erased_is_followed(directory: Directory) -> None:
    other = school("d", "Grundschule Goldbek", town="Goldbeck")
    north = replace(NORTH, name="Sekundarschule Süd")

    directory.store.apply(added(other))
    assert {("d", "c")} < {found[:2] for found in pairs(directory)}
    assert_as_searched_anew(directory)
    directory.store.apply(changed(NORTH, north))
    assert {found[:2] for found in pairs(directory)} == {("d", "c")}
    assert_as_searched_anew(directory)
    directory.store.apply(changed(other, None))
    assert pairs(directory) == []
    directory.store.apply(changed(north, NORTH))
    assert len(pairs(directory)) == 1
    assert_as_searched_anew(directory)
    # Of another name, and reached in the same way.
    office = {"town": "Stendal", "street": "Bruchstr. 1", "email": "info@see.de", "website": "https://see.de"}
    directory.store.apply(added(carrier("e", "Haus am See", **office), carrier("f", "Horizont Jugendhilfe", **office)))
    assert ("f", "e") in {found[:2] for found in pairs(directory)}
    assert_as_searched_anew(directory)


def test_a_further_name_is_followed_from_either_side(directory: Directory) -> None:
    named = replace(GOLDBECK, aliases=("Schulhaus am Mühlenteich",))
    directory.store.apply(changed(GOLDBECK, named))
    directory.store.apply(added(school("d", "Schulhaus am Mühlenteich", town="Goldbeck")))
    assert {("d", "c")} < {found[:2] for found in pairs(directory)}
    assert_as_searched_anew(directory)
    directory.store.apply(added(replace(school("e", "Lindenhof", town="Stendal"), aliases=("Grundschule Nord",))))
    assert_as_searched_anew(directory)


def test_a_merger_and_its_undoing_are_followed(directory: Directory) -> None:
    before = pairs(directory)

    _merger, batch = merge(directory.store, "a", "b")
    assert pairs(directory) == []
    assert batch
    directory.undo(batch.id)

    assert pairs(directory) == before


def test_a_decision_takes_a_pair_out_at_once(directory: Directory) -> None:
    keep_apart(directory.store, "a", "b")

    assert pairs(directory) == []


def test_after_a_large_change_all_are_searched_anew(store: FullStore) -> None:
    store.apply(added(NORTH, NORTH_AGAIN))
    directory = Directory(store)
    told: list[tuple[int, int]] = []
    directory.possible_duplicates()
    number = current.MOST_TO_FOLLOW + 1
    store.apply(added(*(school(f"s{n}", f"Grundschule Ort {n}", town=f"Ort {n}") for n in range(number)), GOLDBECK))

    directory.possible_duplicates(lambda done, of: told.append((done, of)))

    assert told[-1] == (number + 3, number + 3)
    assert_as_searched_anew(directory)
