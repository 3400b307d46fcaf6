"""Two entries made one, and taken back, in both stores."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdir.account import Account
from graphdir.accounts import Accounts
from graphdir.checking import check
from graphdir.directory import Directory
from graphdir.draft import Draft
from graphdir.duplicates.decisions import Decisions, row_of
from graphdir.editing import Editor
from graphdir.errors import InvalidInputError, OrganisationNotFoundError
from graphdir.full_store import FullStore
from graphdir.handing_over import finish, unfinished
from graphdir.merging import keep_apart, merge, plan_merge
from graphdir.model import ENTITY_TYPES, Entity, Relation
from graphdir.needs import Needs, new_need
from graphdir.proposals import Proposal, Proposals, State
from graphdir.store import Ref
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, carrier, contact, erased, part, project, school, tie

DRK: Final = carrier("drk", "DRK KV Altmark", town="Stendal", phone="+493931606", topics=("bullying",))
RED_CROSS: Final = carrier(
    "rotes-kreuz", "Deutsches Rotes Kreuz Kreisverband Altmark", town="Tangermünde", email="drk@example.org"
)


def contents(store: FullStore) -> list[Entity]:
    return [entry for type_ in ENTITY_TYPES for entry in store.entries(type_.entity)]


def fill(store: FullStore, *more: Entity) -> None:
    store.apply(added(DRK, RED_CROSS, school("1"), project("p"), *more))


def relations(store: FullStore) -> Iterable[Relation]:
    return [entry for entry in store.entries("relation") if isinstance(entry, Relation)]


def test_the_kept_entry_takes_over_names_and_what_it_does_not_know(store: FullStore) -> None:
    fill(store)

    merger, _batch = merge(store, "drk", "rotes-kreuz")

    kept = store.organisations(["drk"])["drk"]
    assert kept.aliases == ("Deutsches Rotes Kreuz Kreisverband Altmark", "rotes-kreuz")
    assert (kept.email, kept.phone, kept.town) == ("drk@example.org", "+493931606", "Stendal")
    assert merger.conflicts == [("town", "Stendal", "Tangermünde")]
    assert store.organisations(["rotes-kreuz"]) == {}


def test_a_name_with_a_semicolon_stays_one_further_name_in_lists(store: FullStore, tmp_path: Path) -> None:
    store.apply(added(school("a", "Haus A"), school("b", "Haus; Nord")))
    merge(store, "a", "b")
    directory = Directory(store)
    directory.export(tmp_path / "out", "csv")

    assert directory.plan_import([tmp_path / "out"]).changes.changes == []
    assert directory.organisation("a").aliases == ("Haus, Nord", "b")


def test_who_is_still_there_stays_so_whichever_entry_says_the_end(store: FullStore) -> None:
    fill(store, carrier("old", "DRK alt", valid_to="2015"), carrier("other", "DRK", valid_to="2016"))

    merger, _batch = merge(store, "drk", "old")
    assert merger.conflicts == [("valid_to", "", "2015")]
    assert store.organisations(["drk"])["drk"].valid_to == ""
    merge(store, "other", "rotes-kreuz")
    assert store.organisations(["other"])["other"].valid_to == ""


def test_a_dry_run_of_different_notes_nothing(store: FullStore) -> None:
    fill(store)
    keep_apart(store, "drk", "rotes-kreuz", dry_run=True)
    assert not Decisions(store).different()


def test_edges_and_contacts_move_to_the_kept_entry(store: FullStore) -> None:
    fill(store, tie("rotes-kreuz", "1"), part("p", "rotes-kreuz"), contact("rotes-kreuz", phone="03931 1"))

    merge(store, "drk", "rotes-kreuz")

    assert [(link.other.id, link.relation.kind) for link in store.links_of(["drk"])["drk"]] == [("1", "cooperation")]
    assert [found.project.id for found in store.parts_of(["drk"])["drk"]] == ["p"]
    assert [found.phone for found in store.contacts_of(["drk"])["drk"]] == ["03931 1"]


def test_two_relations_that_become_one_keep_both_sources_and_the_longer_period(store: FullStore) -> None:
    one = tie("drk", "1", valid_from="2010", valid_to="2012")
    other = tie("rotes-kreuz", "1", valid_from="2010", valid_to="2014")
    fill(store, one, replace(other, source="Liste 2014"))

    merger, _batch = merge(store, "drk", "rotes-kreuz")

    (joined,) = relations(store)
    assert merger.joined == 1
    assert (joined.valid_from, joined.valid_to) == ("2010", "2014")
    assert joined.source == f"{one.source}; Liste 2014"


def test_a_relation_between_the_two_is_named_and_goes_and_a_circle_is_named(store: FullStore) -> None:
    fill(store, tie("drk", "rotes-kreuz"), tie("1", "drk", "part_of"), tie("rotes-kreuz", "1", "part_of"))

    merger, _batch = merge(store, "drk", "rotes-kreuz")

    assert [(found.from_id, found.to_id) for found in merger.dropped] == [("drk", "rotes-kreuz")]
    assert {(found.from_id, found.to_id) for found in merger.circles} == {("1", "drk"), ("drk", "1")}
    assert {(found.from_id, found.to_id) for found in relations(store)} == {("1", "drk"), ("drk", "1")}


def test_taking_it_back_leaves_everything_as_it_was(store: FullStore) -> None:
    fill(store, tie("drk", "rotes-kreuz"), tie("drk", "1"), tie("rotes-kreuz", "1"), part("p", "rotes-kreuz"))
    before = contents(store)
    _merger, batch = merge(store, "drk", "rotes-kreuz")
    assert batch

    Directory(store).undo(batch.id)

    assert contents(store) == before


def test_the_old_id_leads_to_the_kept_entry(store: FullStore) -> None:
    fill(store)
    merge(store, "drk", "rotes-kreuz")

    assert Directory(store).named("rotes-kreuz").id == "drk"
    kept = Directory(store).kept_for("rotes-kreuz")
    assert kept == store.organisations(["drk"])["drk"]
    assert Directory(store).kept_for("nobody") is None


def test_the_old_id_is_no_name_that_people_are_shown(store: FullStore) -> None:
    fill(store)
    merge(store, "drk", "rotes-kreuz")

    assert Directory(store).profile("drk").further_names == ["Deutsches Rotes Kreuz Kreisverband Altmark"]


def test_history_of_the_one_that_goes_stays(store: FullStore) -> None:
    fill(store)
    merge(store, "drk", "rotes-kreuz", author="office")

    history = store.history_of([Ref("organisation", "rotes-kreuz")])

    assert [(entry.after is None, entry.batch.author) for entry in history] == [(True, "office"), (False, "")]


def test_impossible_mergers_are_refused(store: FullStore) -> None:
    fill(store)

    with pytest.raises(InvalidInputError, match="itself"):
        plan_merge(store, "drk", "drk")
    with pytest.raises(OrganisationNotFoundError, match="ghost"):
        plan_merge(store, "drk", "ghost")
    with pytest.raises(OrganisationNotFoundError, match="ghost"):
        keep_apart(store, "ghost", "drk")


def test_a_pair_that_is_two_is_not_shown_again(store: FullStore) -> None:
    store.apply(added(school("a", "Grundschule Nord", town="Stendal"), school("b", "GS Nord", town="Stendal")))
    directory = Directory(store)
    assert [(pair.one.id, pair.other.id) for pair in directory.possible_duplicates()] == [("b", "a")]

    keep_apart(store, "a", "b", author="office")
    keep_apart(store, "b", "a")

    assert directory.possible_duplicates() == []
    assert Decisions(store).different() == {("a", "b")}


IDS: Final = ("drk", "rotes-kreuz", "1", "2")
KINDS: Final = ("cooperation", "carrier_of", "part_of")
TIES: Final = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.sampled_from(KINDS), st.sampled_from(("", "2010", "2012")))
)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ties=TIES, parts=st.sets(st.tuples(st.sampled_from(IDS), st.sampled_from(("lead", "partner")))))
def test_merging_and_taking_back_changes_nothing(
    ties: list[tuple[str, str, str, str]], parts: set[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = SqliteStore(tmp_path_factory.mktemp("merge") / "network.db")
    edges = {
        edge.key: edge
        for one, other, kind, year in ties
        if one != other
        for edge in [tie(one, other, kind, valid_from=year)]
    }
    joins = [part("p", organisation, role) for organisation, role in sorted(parts)]
    store.apply(added(DRK, RED_CROSS, school("1"), school("2"), project("p"), *edges.values(), *joins))
    before = contents(store)
    _merger, batch = merge(store, "drk", "rotes-kreuz")
    assert batch
    assert all("rotes-kreuz" not in (edge.from_id, edge.to_id) for edge in relations(store))

    Directory(store).undo(batch.id)

    assert contents(store) == before
    store.close()


def test_accounts_needs_and_decisions_of_the_one_that_goes_follow(store: FullStore) -> None:
    fill(store)
    accounts, needs = Accounts(store), Needs(store)
    accounts.invite("office@example.org", organisations=["rotes-kreuz"])
    accounts.invite("other@example.org", organisations=["1"])
    kept = new_need("rotes-kreuz", title="Schulsanitäter", author="", today="2026-11-01")
    needs.keep(kept, "2026-11-01")
    keep_apart(store, "rotes-kreuz", "1")
    Decisions(store).take_for(row_of("rk-stendal", "RK"), "rotes-kreuz")

    merge(store, "drk", "rotes-kreuz")

    assert accounts.account("office@example.org").speaks_for("drk")
    assert not accounts.account("other@example.org").speaks_for("drk")
    assert needs.need(kept.id).organisation == "drk"
    assert ("1", "drk") in Decisions(store).different()
    assert Decisions(store).same() == {row_of("rk-stendal", "RK"): "drk"}


def test_taken_back_a_merger_gives_accounts_and_needs_back(store: FullStore) -> None:
    fill(store)
    accounts, needs = Accounts(store), Needs(store)
    accounts.invite("office@example.org", organisations=["rotes-kreuz"])
    accounts.invite("both@example.org", organisations=["drk", "rotes-kreuz"])
    theirs = new_need("rotes-kreuz", title="Schulsanitäter", author="", today="2026-11-01")
    own = new_need("drk", title="Lesepaten", author="", today="2026-11-01")
    for need in (theirs, own):
        needs.keep(need, "2026-11-01")
    _merger, batch = merge(store, "drk", "rotes-kreuz")
    assert batch
    assert Directory(store).undo(batch.id)

    assert accounts.account("office@example.org").organisations == ("rotes-kreuz",)
    assert accounts.account("both@example.org").organisations == ("drk", "rotes-kreuz")
    assert [needs.need(one.id).organisation for one in (theirs, own)] == ["rotes-kreuz", "drk"]
    (back, *_older) = store.batches()
    assert [paper.id for paper in store.papers("merger")] == [back.id]
    assert Directory(store).undo(back.id)

    assert accounts.account("office@example.org").organisations == ("rotes-kreuz", "drk")
    assert [needs.need(one.id).organisation for one in (theirs, own)] == ["drk", "drk"]
    (again, *_older) = store.batches()
    assert Directory(store).undo(again.id)
    assert accounts.account("office@example.org").organisations == ("rotes-kreuz",)
    assert needs.need(theirs.id).organisation == "rotes-kreuz"


def test_of_two_contact_points_that_become_one_the_stricter_word_holds(store: FullStore) -> None:
    store.apply(
        added(
            school("a"),
            school("b"),
            contact("a", name="Erika Beispiel", visibility="members", last_confirmed="2026-11"),
            contact("b", name="Erika Beispiel", visibility="restricted", expires_on="2026-12-31"),
        )
    )
    merge(store, "a", "b")
    (kept,) = store.contacts_of(["a"])["a"]
    assert (kept.visibility, kept.expires_on, kept.last_confirmed) == ("restricted", "2026-12-31", "2026-11")


def test_taken_back_a_merger_gives_proposals_and_decisions_back(store: FullStore) -> None:
    own = tie("rotes-kreuz", "1")
    fill(store, own, part("p", "rotes-kreuz", "partner"))
    editor, proposals, decisions = Editor(store), Proposals(store), Decisions(store)
    decisions.keep_apart("rotes-kreuz", "1")
    decisions.take_for(row_of("rk-stendal", "RK"), "rotes-kreuz")
    begun = (
        editor.begun("organisations", "rotes-kreuz"),
        editor.begun("organisations", "drk"),
        editor.begun("relations", own.key, "rotes-kreuz"),
        editor.begun("projects", "p"),
    )
    made = [proposals.propose(one, "DRK", remark="please") for one in begun]
    decided = proposals.propose(begun[0], "DRK", remark="at once")
    _merger, batch = merge(store, "drk", "rotes-kreuz")
    assert batch
    assert proposals.proposal(made[0].id).draft.key == "drk"
    proposals.refuse(proposals.proposal(decided.id), "no", by="office")
    assert Directory(store).undo(batch.id)

    assert [proposals.proposal(one.id) for one in made] == made
    assert proposals.proposal(decided.id).state is State.REFUSED
    assert decisions.different() == {("1", "rotes-kreuz")}
    assert decisions.same() == {row_of("rk-stendal", "RK"): "rotes-kreuz"}


def test_what_is_proposed_for_the_one_that_goes_is_proposed_for_the_kept_one(store: FullStore) -> None:
    own = tie("rotes-kreuz", "1")
    fill(store, own, part("p", "rotes-kreuz", "partner"))
    editor, proposals = Editor(store), Proposals(store)

    def propose(begun: Draft, **cells: str) -> Proposal:
        return proposals.propose(replace(begun, cells={**begun.cells, **cells}), "DRK", remark="please")

    phone = propose(editor.begun("organisations", "rotes-kreuz"), website="https://drk.example.org")
    period = propose(editor.begun("relations", own.key, "rotes-kreuz"), valid_to="2026")
    project_ = propose(editor.begun("projects", "p"), title="Schulsanitäter")
    new = propose(
        Draft(table="relations", cells={"from_id": "1", "to_id": "rotes-kreuz", "kind": "funds", "source": "DRK"})
    )

    merge(store, "drk", "rotes-kreuz")

    for one in (phone, period, project_, new):
        kept = proposals.proposal(one.id)
        written = proposals.accept(kept, kept.draft, editor, by="office")
        assert (written.problems, written.conflicts) == ((), {})
    assert store.organisations(["drk"])["drk"].website == "https://drk.example.org"
    assert {(edge.other_end("1"), edge.kind, edge.valid_to) for edge in relations(store)} == {
        ("drk", "cooperation", "2026"),
        ("drk", "funds", ""),
    }
    (found,) = store.parts_of(["drk"])["drk"]
    assert (found.project.title, found.participation.role) == ("Schulsanitäter", "partner")


def test_an_account_that_is_changed_in_that_moment_follows_and_one_that_goes_stops_nothing(
    store: FullStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    accounts = Accounts(store)
    for name in ("gone", "office"):
        accounts.invite(f"{name}@example.org", organisations=["rotes-kreuz"])
    need = Needs(store).keep(new_need("rotes-kreuz", author="", today="2026-11-28", title="Chor"), "2026-11-28")
    replaced = store.replace_account

    def overtaken(before: Account, after: Account) -> None:
        monkeypatch.undo()
        store.erase_account("gone@example.org")
        office = accounts.account("office@example.org")
        replaced(office, replace(office, organisations=(*office.organisations, "1")))
        replaced(before, after)

    monkeypatch.setattr(store, "replace_account", overtaken)

    merge(store, "drk", "rotes-kreuz")

    assert accounts.account("office@example.org").organisations == ("rotes-kreuz", "1", "drk")
    assert Needs(store).need(need.id).organisation == "drk"


def stopped(monkeypatch: pytest.MonkeyPatch, place: str, act: Callable[[], object]) -> None:
    """Do something that is killed where it comes to a place."""

    def kill(*_arguments: object, **_more: object) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(place, kill)
        with pytest.raises(KeyboardInterrupt):
            act()


def followed(store: FullStore) -> tuple[object, ...]:
    """Return what stands beside the network."""
    same, different = Decisions(store).same(), Decisions(store).different()
    organisations = Accounts(store).account("office@example.org").organisations
    return organisations, [need.organisation for need in Needs(store).all()], same, different


@pytest.fixture
def beside(store: FullStore) -> FullStore:
    """Return a store with an account, a need and decisions of the one that goes."""
    fill(store)
    Accounts(store).invite("office@example.org", organisations=["rotes-kreuz"])
    need = new_need("rotes-kreuz", title="Schulsanitäter", author="", today="2026-11-01")
    Needs(store).keep(need, "2026-11-01")
    keep_apart(store, "rotes-kreuz", "1")
    Decisions(store).take_for(row_of("rk-stendal", "RK"), "rotes-kreuz")
    return store


HANDING_OVER = [
    "graphdir.merging.hand_over",
    "graphdir.handing_over._hand_over_accounts",
    "graphdir.handing_over.Needs.hand_over",
    "graphdir.handing_over.Decisions.take_for",
]


@pytest.mark.parametrize("place", HANDING_OVER)
def test_what_a_merger_was_stopped_before_is_named_and_follows(
    beside: FullStore, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    as_before, faults, directory = followed(beside), check(beside).faults, Directory(beside)
    stopped(monkeypatch, place, lambda: merge(beside, "drk", "rotes-kreuz"))
    (merger, *_older) = beside.batches()
    (fault,) = [said for said in check(beside).faults if said not in faults]
    assert f"Change set {merger.id} is unfinished" in fault

    assert directory.resume(merger.id) == merger
    assert check(beside).faults == faults
    row = row_of("rk-stendal", "RK")
    assert followed(beside) == (
        *(("rotes-kreuz", "drk"), ["drk"], {row: "drk"}),
        frozenset({("1", "drk"), ("1", "rotes-kreuz")}),
    )
    with pytest.raises(InvalidInputError, match="nothing to resume"):
        directory.resume(merger.id)
    assert directory.undo(merger.id)
    assert followed(beside) == as_before


def test_the_next_merger_and_an_undoing_finish_the_last_one(beside: FullStore, monkeypatch: pytest.MonkeyPatch) -> None:
    as_before, directory = followed(beside), Directory(beside)
    beside.apply(added(school("2"), school("3")))
    stopped(monkeypatch, HANDING_OVER[0], lambda: merge(beside, "drk", "rotes-kreuz"))
    (merger, *_older) = beside.batches()
    merge(beside, "2", "3")
    assert Accounts(beside).account("office@example.org").speaks_for("drk")

    stopped(monkeypatch, "graphdir.handing_over.Needs.hand_over", lambda: directory.undo(merger.id))
    (back, *_older) = beside.batches()
    assert [batch.id for batch in unfinished(beside)] == [back.id]
    assert directory.resume(back.id) == back
    assert followed(beside) == as_before
    assert directory.undo(back.id)
    assert Accounts(beside).account("office@example.org").speaks_for("drk")
    assert unfinished(beside) == []


def test_a_merger_that_was_stopped_before_it_was_written_leaves_all_as_it_was(
    beside: FullStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_before = followed(beside)
    write = f"{type(beside).__module__}.{type(beside).__name__}.apply"
    stopped(monkeypatch, write, lambda: merge(beside, "drk", "rotes-kreuz"))
    assert unfinished(beside) == []
    beside.apply(erased(RED_CROSS))
    assert unfinished(beside) == []
    finish(beside)

    assert followed(beside) == as_before
