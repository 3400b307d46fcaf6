"""Taking back: what stands in the way is named, on both stores."""

import pytest

from graphdir.directory import Directory
from graphdir.errors import UndoBlockedError
from graphdir.full_store import FullStore
from tests.builders import added, carrier, changed, school, tie


def test_what_stands_in_the_way_of_an_undo_is_named(store: FullStore) -> None:
    directory = Directory(store)
    first = directory.apply(added(school("a", "Grundschule Ahorn"), school("b"), summary="Import der Schulen"))
    second = directory.apply(changed(school("a", "Grundschule Ahorn"), school("a", "Grundschule am Ahorn")))
    third = directory.apply(added(carrier("t"), tie("a", "t"), summary="Neuer Träger"))
    fourth = directory.apply(changed(school("b"), school("b", "Schule B")))
    assert first and second and third and fourth  # noqa: PT018
    directory.undo(fourth.id)
    revision = store.revision()
    with pytest.raises(UndoBlockedError) as blocked:
        directory.undo(first.id)

    assert blocked.value.later == (third.id, second.id)
    assert "Neuer Träger" in str(blocked.value)
    assert "Grundschule am Ahorn — Träger t" in str(blocked.value)
    assert store.revision() == revision
    for id_ in blocked.value.later:
        directory.undo(id_)
    assert directory.undo(first.id)
    assert list(store.entries("organisation")) == []
