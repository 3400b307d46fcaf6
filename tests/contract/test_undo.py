"""Taking back: what stands in the way is named, on both stores."""

from dataclasses import replace

import pytest

from graphdir.directory import Directory
from graphdir.editing import Editor
from graphdir.errors import UndoBlockedError
from graphdir.full_store import FullStore
from graphdir.model import OrganisationKind, Topic
from graphdir.store import ChangeSet
from graphdir.undoing import undone_among
from tests.builders import added, carrier, changed, part, project, school, tie


def test_words_that_entries_use_stand_in_the_way(store: FullStore) -> None:
    directory = Directory(store)
    kind = OrganisationKind(id="k1", label_de="Kuriosum", group="other")
    topic = Topic(id="t1", label_de="Kurioses")
    own = Topic(id="theatre", label_de="Schauspiel")
    words = directory.apply(added(kind, topic, summary="Wörter"))
    shipped = directory.apply(added(own))
    used = directory.apply(
        added(replace(school("a"), kind="k1"), school("b", topics=("t1", "theatre")), summary="Liste")
    )
    assert words and shipped and used  # noqa: PT018
    assert directory.undo(shipped.id)
    with pytest.raises(UndoBlockedError) as blocked:
        directory.undo(words.id)
    assert blocked.value.later == (used.id,)


def test_a_word_goes_with_what_its_change_set_gave_it_to(store: FullStore) -> None:
    directory = Directory(store)
    directory.apply(added(school("a")))
    topic, named = Topic(id="t1", label_de="Kurioses"), replace(school("a"), topics=("t1",))
    both = directory.apply(ChangeSet(changes=[*added(topic).changes, *changed(school("a"), named).changes]))
    assert both
    assert directory.undo(both.id)
    assert directory.organisation("a").topics == ()


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


def test_what_was_done_again_stands_in_the_way(store: FullStore) -> None:
    directory = Directory(store)
    name = school("a", "Grundschule Ahorn")
    older = directory.apply(added(name))
    assert older
    first = directory.apply(changed(name, replace(name, town="Stendal")))
    second = directory.apply(changed(replace(name, town="Stendal"), replace(name, town="Havelberg")))
    assert first and second  # noqa: PT018
    back = directory.undo(second.id)
    assert back
    assert directory.undo(back.id)

    with pytest.raises(UndoBlockedError) as blocked:
        directory.undo(first.id)
    assert blocked.value.later == (second.id,)
    assert undone_among(store.batches()) == {back.id}


def test_what_an_edge_ended_at_and_was_erased_since_stands_in_the_way(store: FullStore) -> None:
    directory, editor = Directory(store), Editor(store)
    one, other, more = school("a", "Schule A"), school("b", "Schule B"), school("c", "Schule C")
    directory.apply(added(one, other, more, project("p"), tie("a", "b"), tie("a", "c"), part("p", "a")))
    first = editor.erase(one, author="x")
    of_other, of_project = editor.erase(other, author="x"), editor.erase(store.projects(["p"])["p"], author="x")
    assert first and of_other and of_project  # noqa: PT018
    back = editor.erase(more, author="x")
    assert back
    directory.undo(back.id)
    with pytest.raises(UndoBlockedError) as blocked:
        directory.undo(first.id)

    assert blocked.value.later == (of_project.id, of_other.id)
    assert "Schule B" in str(blocked.value)
    assert "Schule C" not in str(blocked.value)
    for id_ in blocked.value.later:
        directory.undo(id_)
    assert directory.undo(first.id)
    assert len(store.links_of(["a"])["a"]) == 2
