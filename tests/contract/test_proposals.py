"""What is proposed and accepted: the same on both stores, and sound wherever it is stopped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn

import pytest

from graphdir.desk import PaperChangedError
from graphdir.draft import PARTICIPANTS, Draft
from graphdir.editing import Editor
from graphdir.errors import StoreUnavailableError
from graphdir.full_store import FullStore
from graphdir.model import ContactPoint, Entity, Organisation, Project, Relation
from graphdir.proposals import KEPT_DAYS, Proposal, Proposals, State
from tests.builders import added, carrier, contact, school, tie

CELLS = {"source": "a call"}
NEW: tuple[tuple[Draft, type[Entity]], ...] = (
    (Draft(table="organisations", cells={**CELLS, "name": "Chor", "kind": "association"}), Organisation),
    (Draft(table="projects", cells={**CELLS, "title": "Chor", PARTICIPANTS: "lead a\nsite b"}), Project),
    (Draft(table="relations", cells={**CELLS, "from_id": "a", "to_id": "b", "kind": "funds"}), Relation),
    (
        Draft(table="contacts", cells={**CELLS, "organisation_id": "a", "role": "secretariat", "phone": "03931 1234"}),
        ContactPoint,
    ),
)


def everything(store: FullStore) -> list[Entity]:
    kinds = ("organisation", "project", "relation", "participation", "contact")
    return [entry for kind in kinds for entry in store.entries(kind)]  # type: ignore[arg-type]


def stop(store: FullStore, monkeypatch: pytest.MonkeyPatch, *, written: bool) -> None:
    """Let nobody be there any more once an acceptance has begun, before the entry is written or after."""
    apply = store.apply

    def gone(*_arguments: object) -> NoReturn:
        raise StoreUnavailableError("gone")

    def last(*arguments: Any) -> object:
        monkeypatch.setattr(store, "replace_paper", gone)
        return apply(*arguments) if written else gone()

    monkeypatch.setattr(store, "apply", last)


@pytest.fixture
def accepted(store: FullStore, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Proposal]:
    """Return what accepts a draft, is stopped midway, and returns the proposal as it is then."""

    def accept(draft: Draft, *, written: bool) -> Proposal:
        proposals = Proposals(store)
        proposal = proposals.propose(draft, "Chor")
        with monkeypatch.context() as patched:
            stop(store, patched, written=written)
            with pytest.raises(StoreUnavailableError):
                proposals.accept(proposal, draft, Editor(store), by="coordinator:1")
        return proposals.proposal(proposal.id)

    return accept


@pytest.mark.parametrize("written", [False, True])
def test_an_acceptance_that_was_stopped_midway_is_made_again(
    store: FullStore, accepted: Callable[..., Proposal], *, written: bool
) -> None:
    store.apply(added(school("a"), carrier("b"), tie("a", "b"), contact("a", "contact_person")))
    editor, proposals = Editor(store), Proposals(store)
    begun = editor.begun("organisations", "a")
    moved = editor.begun("relations", tie("a", "b").key, "a")
    drafts = [
        replace(begun, cells={**begun.cells, "website": "https://a.example"}),
        replace(moved, cells={**moved.cells, "kind": "regular_exchange"}),
        *(draft for draft, _type in NEW),
    ]
    for draft in drafts:
        stopped = accepted(draft, written=written)
        assert stopped.state is State.OPEN
        before = everything(store)
        done = proposals.accept(stopped, draft, editor, by="coordinator:1")
        assert (done.problems, done.conflicts) == ((), {})
        assert proposals.proposal(stopped.id).state is State.ACCEPTED
        assert (everything(store) == before) is written
    assert store.organisations(["a"])["a"].website == "https://a.example"
    assert [type(entry) for entry in everything(store)].count(Organisation) == 3
    assert len(store.batches()) == 1 + len(drafts)


def test_who_is_about_to_accept_is_not_overtaken_but_one_who_was_stopped_is(
    store: FullStore, accepted: Callable[..., Proposal]
) -> None:
    draft, _type = NEW[0]
    proposals, stopped = Proposals(store), accepted(draft, written=False)
    with pytest.raises(PaperChangedError):
        proposals.accept(stopped, draft, Editor(store), by="coordinator:2")
    with pytest.raises(PaperChangedError):
        proposals.refuse(stopped, "no", by="coordinator:2")
    assert everything(store) == []
    long_ago = (datetime.now(UTC) - timedelta(minutes=2)).isoformat(timespec="seconds")
    left = replace(stopped, decided_at=long_ago)
    store.replace_paper(stopped.to_paper(), left.to_paper())

    assert proposals.accept(left, draft, Editor(store), by="coordinator:2").batch
    assert proposals.proposal(left.id).decided_by == "coordinator:2"


def test_what_was_stopped_midway_waits_however_long(store: FullStore, accepted: Callable[..., Proposal]) -> None:
    stopped = accepted(NEW[0][0], written=False)
    assert Proposals(store).purge(date.max - timedelta(days=1)) == 0
    Proposals(store).refuse(stopped, "no", by="coordinator:1")
    assert Proposals(store).purge(datetime.now(UTC).date() + timedelta(days=KEPT_DAYS + 1)) == 1


def test_written_again_a_new_entry_is_not_made_twice(store: FullStore) -> None:
    store.apply(added(school("a"), carrier("b")))
    editor = Editor(store)
    for draft, type_ in NEW:
        first, second = (editor.write(draft, author="x", again=True) for _time in range(2))
        assert isinstance(second.entry, type_)
        assert (second.entry, second.batch, second.problems) == (first.entry, None, ())
    same, _type = NEW[1]
    other = replace(same, cells={**same.cells, PARTICIPANTS: "lead b"})
    assert editor.write(other, author="x", again=True).batch
    assert editor.write(same, author="x").batch
    assert [entry.key for entry in store.entries("project")] == ["chor", "chor-2", "chor-3"]
