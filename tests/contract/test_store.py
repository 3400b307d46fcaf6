"""What the port promises, asked of both stores."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from graphdir.checking import check
from graphdir.directory import Directory
from graphdir.errors import (
    BatchNotFoundError,
    DanglingReferenceError,
    StaleWriteError,
)
from graphdir.full_store import FullStore
from graphdir.model import ENTITY_TYPES, Entity, EntityKind, Organisation, OrganisationKind, Project
from graphdir.places import distance_km
from graphdir.store import (
    ORGANISATION_COLUMNS,
    PARTICIPATION_COLUMNS,
    PROJECT_COLUMNS,
    RELATION_COLUMNS,
    Change,
    ChangeSet,
    Figures,
    ProjectSearch,
    Ref,
    Search,
    ref_of,
)
from graphdir.stores import records
from graphdir.taxonomy import Taxonomy
from graphdir.text import fold
from graphdir.ties import Tense, tense_of_project, tie_of_project
from tests.builders import added, carrier, changed, contact, county, erased, part, project, school, tie, topic

Opened = Callable[..., FullStore]
TODAY = "2026-11-28"
HOSTILE = (
    "'; MATCH (n) DETACH DELETE n //",
    '"); DROP TABLE organisation; --',
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a/b c?d=e&f#g%20",
    "`} RETURN 1 //",
    "$keys {x} [y] \\ \\u0000 \n\ttab",
    "ä ö ü ß Ω 漢字 🎓 \ufffd",
    "=1+1",
    "AND OR NOT + - && || ! ( ) { } [ ] ^ ~ * ? : \\ /",
    " ",
    "none",
    "kind:school",
)
FULL = Organisation(
    id="full",
    name="Ganztagsschule „Am Eichenwald“",
    kind="school",
    aliases=("GTS", "Eichenwald"),
    further_kinds=("after_school_care", "school"),
    school_type="primary_school",
    recognised_75=False,
    street="Straße 1 a",
    postcode="01234",
    town="Havelberg",
    municipality="Hansestadt Havelberg",
    region="Stendal",
    country="DE",
    latitude=52.8254,
    longitude=12.0747,
    position_quality="exact",
    website="https://example.org",
    email="info@example.org",
    phone="039387 1",
    topics=("violence_conflict", "violence_conflict", "own"),
    keywords=("Schulhund", ""),
    target_groups=("pupils", "pupils"),
    description="Zeile eins\nZeile zwei",
    valid_from="1991",
    valid_to="2024-07",
    source="https://example.org/list",
    last_confirmed="2024-05-01",
)


def ids(found: Sequence[Organisation]) -> list[str]:
    return [organisation.id for organisation in found]


def found(store: FullStore, **question: Any) -> list[str]:
    return ids(store.search(Search(**question)).organisations)


def everything(store: FullStore) -> dict[EntityKind, list[Any]]:
    return {type_.entity: list(store.entries(type_.entity)) for type_ in ENTITY_TYPES}


# --- a new store ----------------------------------------------------------------


def test_a_new_store_is_empty(store: FullStore) -> None:
    assert store.revision() == 0
    assert not any(everything(store).values())
    assert store.search(Search()).total == 0
    assert store.facets(Search()) == {name: [] for name in ("kind", "town", "topic", "school_type", "target_group")}
    assert store.search_projects(ProjectSearch()).total == 0
    assert store.figures() == Figures()
    assert store.batches() == []
    assert store.interrupted() is None
    assert store.taxonomy() == Taxonomy.shipped()
    assert store.within(52.0, 12.0, 500) == []
    columns = store.columns()
    assert columns.organisations == {name: [] for name in ORGANISATION_COLUMNS}
    assert columns.relations == {name: [] for name in RELATION_COLUMNS}
    assert columns.projects == {name: [] for name in PROJECT_COLUMNS}
    assert columns.participations == {name: [] for name in PARTICIPATION_COLUMNS}


def test_ids_that_nobody_has_are_left_out(store: FullStore) -> None:
    store.apply(added(school("a")))

    assert store.organisations(["ghost"]) == {}
    assert store.projects(["ghost"]) == {}
    assert store.topics_of(["ghost"]) == {}
    assert store.links_of(["ghost"]) == {"ghost": []}
    assert store.parts_of(["ghost"]) == {"ghost": []}
    assert store.participants_of(["ghost"]) == {"ghost": []}
    assert store.contacts_of(["ghost"]) == {"ghost": []}
    assert store.history_of([Ref(entity="project", key="ghost")]) == []
    assert store.shortest_connection("a", "ghost", TODAY) is None
    assert store.shortest_connection("ghost", "ghost", TODAY) is None


def test_nothing_asked_is_nothing_answered(store: FullStore) -> None:
    store.apply(added(school("a")))

    assert store.organisations([]) == {}
    assert store.projects([]) == {}
    assert store.topics_of([]) == {}
    assert store.links_of([]) == {}
    assert store.history_of([]) == []


# --- applying -------------------------------------------------------------------


def test_every_entry_comes_back_as_it_was(store: FullStore) -> None:
    entries: list[Entity] = [
        topic("own", "Eigenes", label_en="Own", parent_id="violence_conflict", synonyms_de=("a", "b")),
        OrganisationKind(id="lab", label_de="Labor", group="education", definition_de="d", example="e"),
        FULL,
        Organisation(id="bare", name="Bloß da", kind="lab"),
        replace(FULL, id="recognised", recognised_75=True, valid_to=""),
        Project(
            id="p",
            title="Ein Projekt",
            kind="school_social_work",
            status="running",
            topics=("violence_conflict", "own"),
            target_groups=("pupils",),
            starts_on="2020-08",
            ends_on="2021",
            amount_eur=1234.56,
            programme="ESF",
            description="d",
            source="s",
            last_confirmed="2024",
        ),
        tie(
            "full",
            "bare",
            status="planned",
            occasion="strategic",
            topics=("own",),
            valid_from="2022-08-01",
            valid_to="2023",
            description="d",
            last_confirmed="2024",
        ),
        tie("full", "bare", "carrier_of"),
        part("p", "full", "lead"),
        contact("full", name="N", phone="1", email="e@example.org", visibility="public", last_confirmed="2024"),
    ]
    batch = store.apply(added(*entries))

    assert batch
    assert batch.changes == len(entries)
    for kind, stored in everything(store).items():
        assert stored == sorted((e for e in entries if e.entity == kind), key=lambda e: e.key)
    assert store.organisations(["full", "bare"]) == {"full": FULL, "bare": entries[3]}


def test_twice_is_as_once(store: FullStore) -> None:
    changes = added(school("a"), carrier("b"), tie("a", "b"), topic("t"), project("p"), part("p", "a"))
    assert store.apply(changes)
    revision = store.revision()

    assert store.apply(changes) is None
    assert store.apply(ChangeSet(changes=[])) is None
    assert store.revision() == revision
    assert len(store.batches()) == 1


def test_only_what_is_new_of_a_change_set_is_recorded(store: FullStore) -> None:
    store.apply(added(school("a")))

    batch = store.apply(added(school("a"), school("b")))

    assert batch
    assert batch.changes == 1
    assert [change.ref.key for change in store.changes_of(batch.id).changes] == ["b"]


def test_a_change_replaces_all_fields(store: FullStore) -> None:
    store.apply(added(FULL))
    bare = Organisation(id="full", name="Anders", kind="free_carrier")

    store.apply(changed(FULL, bare))

    assert store.organisations(["full"]) == {"full": bare}
    assert found(store, text="Eichenwald") == []
    assert found(store, text="anders") == ["full"]
    assert found(store, kind="school") == []
    assert found(store, town="Havelberg") == []
    assert found(store, topic="violence_conflict") == []
    assert found(store, near=(52.8, 12.0, 50.0)) == []
    assert store.topics_of(["full"]) == {"full": []}
    assert store.facets(Search())["kind"] == [("free_carrier", 1)]


def test_a_stale_write_is_refused_as_a_whole(store: FullStore) -> None:
    store.apply(added(school("a")))
    before = everything(store)

    with pytest.raises(StaleWriteError) as refusal:
        store.apply(
            ChangeSet(
                changes=[
                    Change(before=None, after=school("new")),
                    Change(before=school("a", "Never so"), after=school("a", "Wanted")),
                ]
            )
        )

    assert refusal.value.entries == ("Grundschule a",)
    assert everything(store) == before
    assert len(store.batches()) == 1


def test_to_bring_in_what_is_there_otherwise_is_stale(store: FullStore) -> None:
    store.apply(added(school("a")))

    with pytest.raises(StaleWriteError):
        store.apply(added(school("a", "Another")))
    with pytest.raises(StaleWriteError):
        store.apply(changed(school("b"), school("b", "Another")))


def test_to_erase_what_is_gone_is_done_already(store: FullStore) -> None:
    assert store.apply(erased(school("a"))) is None


@pytest.mark.parametrize(
    "edge", [tie("a", "ghost"), tie("ghost", "a"), part("p", "ghost"), part("ghost", "a"), contact("ghost")]
)
def test_an_edge_that_would_end_at_nothing_is_refused(store: FullStore, edge: Any) -> None:
    store.apply(added(school("a"), project("p")))
    before = everything(store)

    with pytest.raises(DanglingReferenceError) as refusal:
        store.apply(added(school("new"), edge))

    assert refusal.value.missing == ("ghost",)
    assert everything(store) == before


@pytest.mark.parametrize("edge", [tie("a", "b"), tie("b", "a", "carrier_of"), part("p", "a"), contact("a")])
def test_an_entry_that_others_refer_to_is_not_erased(store: FullStore, edge: Any) -> None:
    store.apply(added(school("a"), school("b"), project("p"), edge))
    before = everything(store)

    with pytest.raises(DanglingReferenceError) as refusal:
        store.apply(erased(school("a")))

    assert refusal.value.missing == ("a",)
    assert everything(store) == before


def test_a_project_that_somebody_takes_part_in_is_not_erased(store: FullStore) -> None:
    store.apply(added(school("a"), project("p"), part("p", "a")))

    with pytest.raises(DanglingReferenceError):
        store.apply(erased(project("p")))

    assert store.projects(["p"])


def test_to_erase_one_end_and_bring_in_an_edge_to_it_is_refused(store: FullStore) -> None:
    store.apply(added(school("a"), school("b")))

    with pytest.raises(DanglingReferenceError):
        store.apply(
            ChangeSet(changes=[Change(before=school("a"), after=None), Change(before=None, after=tie("a", "b"))])
        )


def test_entries_go_together_with_their_edges_in_any_order(store: FullStore) -> None:
    entries = (
        school("a", topics=("violence_conflict",), town="Tangerhütte"),
        school("b"),
        project("p", topics=("own",)),
        topic("own"),
        tie("a", "b"),
        part("p", "a"),
        contact("a"),
    )
    store.apply(added(*reversed(entries)))

    store.apply(erased(*entries))

    assert not any(everything(store).values())
    assert store.figures() == Figures()
    assert store.search(Search()).total == 0
    assert found(store, text="Tangerhütte") == []
    assert not any(store.facets(Search()).values())


def test_an_erased_id_can_be_used_again(store: FullStore) -> None:
    store.apply(added(school("a", "Alt")))
    store.apply(erased(school("a", "Alt")))

    store.apply(added(carrier("a", "Neu")))

    assert found(store, text="neu", kind="free_carrier") == ["a"]
    assert found(store, text="alt") == []


def test_progress_goes_from_nothing_to_all(store: FullStore) -> None:
    told: list[tuple[int, int]] = []

    store.apply(added(*(school(str(number)) for number in range(20))), lambda *done: told.append(done))

    assert told[0] == (0, 20)
    assert told[-1] == (20, 20)
    assert [done for done, _total in told] == sorted(done for done, _total in told)


def test_the_revision_grows_with_every_change_set(store: FullStore) -> None:
    seen = [store.revision()]
    for number in range(3):
        store.apply(added(school(str(number))))
        seen.append(store.revision())

    assert seen == sorted(set(seen))


def test_what_one_wrote_the_other_reads(opened: Opened) -> None:
    one, other = opened(), opened()
    one.apply(added(school("a", "Winckelmann")))
    assert found(other, text="winckelmann") == ["a"]

    one.apply(added(school("b", "Komarow"), topic("rowing", "Rudern")))

    assert found(other, text="komarow") == ["b"]
    assert "rowing" in other.taxonomy().topics
    with pytest.raises(StaleWriteError):
        other.apply(added(school("b", "Another")))


def test_what_was_written_is_there_after_opening_again(opened: Opened) -> None:
    store = opened()
    store.apply(added(school("a"), author="me", summary="list"))
    batches, stored = store.batches(), everything(store)
    store.close()

    again = opened()

    assert again.batches() == batches
    assert everything(again) == stored
    assert again.revision() > 0


def test_two_writers_at_once_lose_nothing(opened: Opened) -> None:
    stores = [opened() for _ in range(4)]

    def write(number: int) -> None:
        store = stores[number % len(stores)]
        store.apply(
            added(school(f"s{number}", town="Stendal", topics=("violence_conflict",)), tie(f"s{number}", "hub"))
        )

    stores[0].apply(added(county("hub")))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))

    assert stores[0].search(Search(text="grundschule")).total == 24
    assert len(stores[0].links_of(["hub"])["hub"]) == 24
    assert [batch.id for batch in stores[0].batches()] == [str(number) for number in range(25, 0, -1)]


def test_of_two_who_write_the_same_at_once_one_is_stale(opened: Opened) -> None:
    stores = [opened() for _ in range(4)]
    stores[0].apply(added(school("a")))

    def write(number: int) -> bool:
        try:
            stores[number].apply(changed(school("a"), school("a", f"Name {number}")))
        except StaleWriteError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(write, range(4))) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(store: FullStore, text: str) -> None:
    other = school(text + "2", text + "2", town=text, topics=(text,), keywords=(text,))
    entries = (
        topic(text, text, parent_id="violence_conflict"),
        OrganisationKind(id=text, label_de=text, group=text),
        Organisation(id=text, name=text, kind=text, description=text, school_type=text, municipality=text, region=text),
        other,
        project(text, text, topics=(text,), kind=text),
        tie(text, text + "2", description=text),
        part(text, text),
        contact(text, text, name=text),
        school("bystander"),
    )
    store.apply(added(*entries, author=text, summary=text))

    assert sum(map(len, everything(store).values())) == len(entries)
    assert store.organisations([text])[text].name == text
    assert text in found(store, town=text)
    assert found(store, kind=text) == [text]
    assert found(store, topic=text) == [other.id] or text in found(store, topic=text)
    assert isinstance(found(store, text=text), list)
    assert store.search_projects(ProjectSearch(kind=text, topic=text)).total == 1
    assert isinstance(store.search_projects(ProjectSearch(text=text, year=text)).total, int)
    assert [link.other for link in store.links_of([text])[text]] == [other]
    connection = store.shortest_connection(text, other.id, TODAY)
    assert connection
    assert len(connection.nodes) == 2
    assert (text, 1) in store.facets(Search(kind=text))["kind"]
    assert store.batches()[0].author == text
    assert [entry.ref.key for entry in store.history_of([Ref(entity="project", key=text)])] == [text]
    with pytest.raises(BatchNotFoundError):
        store.changes_of(text)
    store.apply(erased(*entries))
    assert not any(everything(store).values())


# --- history --------------------------------------------------------------------


def test_batches_tell_who_did_what_when(store: FullStore) -> None:
    first = store.apply(added(school("a"), school("b"), author="Frau Ä", summary="liste.csv"))
    second = store.apply(changed(school("a"), school("a", "Neu"), author="b", undoes="1"))

    assert first
    assert second
    assert store.batches() == [second, first]
    assert store.batches(limit=1) == [second]
    assert (first.id, first.author, first.summary, first.changes) == ("1", "Frau Ä", "liste.csv", 2)
    assert (second.id, second.undoes, second.state) == ("2", "1", "applied")
    assert first.at <= second.at
    assert datetime.fromisoformat(first.at).utcoffset() is not None


def test_history_tells_what_happened_to_an_entry(store: FullStore) -> None:
    before, after = school("a", "Alt", topics=("violence_conflict",)), school("a", "Neu")
    first = store.apply(ChangeSet(changes=[Change(before=None, after=before, file="liste.csv", row=7)]))
    second = store.apply(changed(before, after))
    third = store.apply(erased(after))

    history = store.history_of([ref_of(before)])

    assert [entry.batch for entry in history] == [third, second, first]
    assert [(entry.file, entry.row) for entry in history] == [("", 0), ("", 0), ("liste.csv", 7)]
    assert [entry.before for entry in history] == [records.to_record(after), records.to_record(before), None]
    assert [entry.after for entry in history] == [None, records.to_record(after), records.to_record(before)]
    assert store.history_of([ref_of(before)], limit=1) == history[:1]


def test_history_of_many_entries_is_newest_first_and_each_once(store: FullStore) -> None:
    relation = tie("a", "b")
    store.apply(added(school("a"), school("b"), relation))
    store.apply(added(school("c")))
    asked = [ref_of(school("a")), ref_of(relation), ref_of(school("c")), ref_of(school("a"))]

    history = store.history_of(asked)

    assert [entry.ref for entry in history] == [ref_of(school("c")), ref_of(relation), ref_of(school("a"))]


def test_history_tells_of_the_edges_that_an_entry_has_lost(store: FullStore) -> None:
    gone, stays, joined = tie("a", "b"), tie("a", "c"), part("p", "b")
    store.apply(added(school("a"), school("b"), school("c"), school("p"), project("p"), gone, stays, joined))
    first = store.apply(erased(gone))
    second = store.apply(erased(joined))

    def told(*asked: Entity) -> list[tuple[Ref, bool]]:
        return [(entry.ref, entry.after is None) for entry in store.history_of(map(ref_of, asked))]

    assert told(school("a")) == [(ref_of(gone), True), (ref_of(gone), False), (ref_of(school("a")), False)]
    assert sorted(told(school("b"))) == sorted(
        [(ref_of(school("b")), False), *((ref_of(edge), after) for edge in (gone, joined) for after in (True, False))]
    )
    assert told(school("c")) == [(ref_of(school("c")), False)]
    assert told(school("p")) == [(ref_of(school("p")), False)]
    assert told(project("p")) == [(ref_of(joined), True), (ref_of(joined), False), (ref_of(project("p")), False)]
    assert told(school("a"), gone) == told(school("a"))
    assert [entry.batch for entry in store.history_of([ref_of(school("b"))], limit=2)] == [second, first]


def test_entries_of_different_sorts_may_share_a_key(store: FullStore) -> None:
    store.apply(added(school("x"), project("x"), topic("x")))

    (entry,) = store.history_of([Ref(entity="project", key="x")])

    assert entry.after
    assert entry.after["title"] == "Projekt x"


def test_changes_come_back_in_the_order_given(store: FullStore) -> None:
    given = added(tie("a", "b"), school("b"), project("p"), school("a"), topic("t"), author="x", summary="y")
    batch = store.apply(given)

    assert batch
    assert store.changes_of(batch.id) == given
    for nobody in ("2", "0", "-1", "", "01", "1.0", "one", "9" * 30, "²"):
        with pytest.raises(BatchNotFoundError):
            store.changes_of(nobody)


def test_undo_by_the_reversed_changes(store: FullStore) -> None:
    store.apply(added(topic("t"), FULL, school("b"), project("p", topics=("t",)), tie("full", "b"), part("p", "b")))
    before, topics, facets = everything(store), store.topics_of(["full", "b"]), store.facets(Search())
    batch = store.apply(
        ChangeSet(
            changes=[
                Change(before=FULL, after=replace(FULL, name="Neu", topics=(), town="Woanders")),
                Change(before=tie("full", "b"), after=None),
                Change(before=None, after=tie("full", "b", "carrier_of")),
                Change(before=part("p", "b"), after=None),
                Change(before=project("p", topics=("t",)), after=None),
                Change(before=topic("t"), after=topic("t", "Umbenannt", parent_id="violence_conflict")),
                Change(before=None, after=county("c")),
            ]
        )
    )
    assert batch
    done = store.changes_of(batch.id)

    undo = store.apply(ChangeSet(changes=[c.reversed() for c in reversed(done.changes)], undoes=batch.id))

    assert undo
    assert undo.undoes == batch.id
    assert everything(store) == before
    assert store.topics_of(["full", "b"]) == topics
    assert store.facets(Search()) == facets
    assert found(store, text="eichenwald") == ["full"]


def test_no_batch_is_interrupted_on_every_other_day(store: FullStore) -> None:
    batch = store.apply(added(school("a")))
    assert batch

    for id_ in (batch.id, "7", "nonsense"):
        with pytest.raises(BatchNotFoundError):
            store.resume(id_)
        with pytest.raises(BatchNotFoundError):
            store.roll_back(id_)
    assert store.interrupted() is None


# --- entries --------------------------------------------------------------------


def test_organisations_come_in_the_order_asked_each_once(store: FullStore) -> None:
    store.apply(added(school("a"), school("b"), school("c"), project("x"), project("y")))

    assert list(store.organisations(["c", "ghost", "a", "c"])) == ["c", "a"]
    assert list(store.projects(iter(["y", "x", "a"]))) == ["y", "x"]


def test_relations_of_any_kind_come_in_the_order_asked(store: FullStore) -> None:
    ties = [tie("a", "b"), tie("c", "a", "part_of", valid_from="2022"), tie("a", "b", valid_from="2020", topics=("x",))]
    store.apply(added(school("a"), school("b"), school("c"), *ties))
    keys = [one.key for one in ties]

    assert list(store.relations([keys[2], "ghost", keys[1], keys[2]]).values()) == [ties[2], ties[1]]
    assert list(store.relations(iter(keys)).values()) == ties
    assert store.relations([]) == {}


def test_entries_come_by_key_in_code_point_order(store: FullStore) -> None:
    keys = ["Z", "a", "B", "ä", "\uffee", "\U0001f393", "10", "9", "a b", "a-b", "ß", "é", "e\u0301"]
    store.apply(added(*(school(key) for key in keys), *(project(key) for key in keys)))

    assert [e.key for e in store.entries("organisation")] == sorted(keys)
    assert [e.key for e in store.entries("project")] == sorted(keys)
    assert store.columns().organisations["id"] == sorted(keys)


def test_many_entries_come_all(store: FullStore) -> None:
    rng = random.Random(7)  # noqa: S311
    keys = [f"{number:x}" for number in rng.sample(range(10**6), 6_000)]
    edges = {edge.key: edge for edge in (tie(*between(rng, keys), rng.choice(KINDS)) for _ in range(200))}
    store.apply(added(*(school(key) for key in keys), *edges.values()))

    assert [e.key for e in store.entries("organisation")] == sorted(keys)
    assert [e.key for e in store.entries("relation")] == sorted(edges)


def between(rng: random.Random, keys: Sequence[str]) -> tuple[str, str]:
    one, other = rng.sample(keys, 2)
    return one, other


KINDS = sorted(Taxonomy.shipped().relation_kinds)


# --- topics ---------------------------------------------------------------------


def test_own_topics_and_kinds_extend_the_taxonomy(store: FullStore) -> None:
    own, kind = topic("rowing", "Rudern", parent_id="violence_conflict"), OrganisationKind(id="lab", label_de="Labor")
    store.apply(added(own, kind))

    assert store.taxonomy() == Taxonomy.shipped().extended([own], [kind])

    store.apply(erased(own, kind))

    assert store.taxonomy() == Taxonomy.shipped()


def test_a_shipped_topic_can_be_replaced_and_comes_back(store: FullStore) -> None:
    shipped = Taxonomy.shipped().topics["violence_conflict"]
    own = topic("violence_conflict", "Vorbeugung")
    store.apply(added(school("a", topics=("violence_conflict",))))
    assert list(store.entries("topic")) == []

    store.apply(added(own))

    assert list(store.entries("topic")) == [own]
    assert store.taxonomy().topics["violence_conflict"] == own
    assert found(store, text="vorbeugung") == ["a"]

    store.apply(erased(own))

    assert list(store.entries("topic")) == []
    assert store.taxonomy().topics["violence_conflict"] == shipped
    assert store.topics_of(["a"]) == {"a": ["violence_conflict"]}
    assert found(store, topic="violence_conflict") == ["a"]


def test_topics_are_those_stated_and_those_of_projects(store: FullStore) -> None:
    store.apply(
        added(
            school("a", topics=("z", "b", "b")),
            school("funder"),
            school("idle"),
            project("p", topics=("m", "b")),
            project("q", topics=("c",)),
            part("p", "a"),
            part("q", "a", "funder"),
            part("p", "funder", "funder"),
        )
    )

    assert store.topics_of(["funder", "a", "idle"]) == {"funder": [], "a": ["b", "m", "z"], "idle": []}


def test_topics_follow_the_projects(store: FullStore) -> None:
    store.apply(added(school("a"), project("p", topics=("m",)), part("p", "a")))
    assert found(store, topic="m") == ["a"]

    store.apply(changed(project("p", topics=("m",)), project("p", topics=("n",))))
    assert store.topics_of(["a"]) == {"a": ["n"]}
    assert (found(store, topic="m"), found(store, topic="n")) == ([], ["a"])

    store.apply(erased(part("p", "a")))
    assert store.topics_of(["a"]) == {"a": []}
    assert found(store, topic="n") == []

    store.apply(added(part("p", "a", "funder")))
    assert store.topics_of(["a"]) == {"a": []}


def test_who_works_on_a_topic_works_on_the_broader_ones(store: FullStore) -> None:
    wide, middle, narrow = topic("wide"), topic("middle", parent_id="wide"), topic("narrow", parent_id="middle")
    store.apply(added(wide, middle, narrow, school("a", topics=("narrow",)), school("b", topics=("wide",))))

    assert found(store, topic="wide") == ["a", "b"]
    assert found(store, topic="narrow") == ["a"]
    assert store.facets(Search())["topic"] == [("wide", 2), ("middle", 1), ("narrow", 1)]
    assert store.topics_of(["a"]) == {"a": ["narrow"]}

    store.apply(changed(middle, replace(middle, parent_id="")))

    assert found(store, topic="wide") == ["b"]


def test_topics_in_a_circle_do_no_harm(store: FullStore) -> None:
    store.apply(added(topic("a", parent_id="b"), topic("b", parent_id="a"), school("s", topics=("a",))))

    assert found(store, topic="b") == ["s"]


# --- search ---------------------------------------------------------------------


@pytest.fixture
def network(store: FullStore) -> FullStore:
    """Return a store with a few real names."""
    store.apply(
        added(
            school(
                "komarow",
                "Sekundarschule „Komarow“",
                town="Stendal",
                school_type="secondary_school",
                topics=("violence_conflict",),
                target_groups=("pupils",),
                latitude=52.6,
                longitude=11.86,
            ),
            school("eichenwald", "Grundschule „Am Eichenwald“", town="Havelberg", aliases=("GS Eichenwald",)),
            school("goethe", "Goethe-Gymnasium", town="Osterburg", school_type="gymnasium", postcode="39606"),
            carrier("ib", "Internationaler Bund e. V.", town="Stendal", keywords=("Schulhund",)),
            carrier("foerder", "Förderverein der Grundschule Tangerhütte", town="Tangerhütte"),
            county("lk", "Landkreis Stendal", municipality="Hansestadt Stendal", further_kinds=("youth_office",)),
        )
    )
    return store


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["foerder", "goethe", "eichenwald", "ib", "lk", "komarow"]),
        ("   ", ["foerder", "goethe", "eichenwald", "ib", "lk", "komarow"]),
        ("komarow", ["komarow"]),
        ("KOMA", ["komarow"]),
        ("Tangerhuette", ["foerder"]),
        ("tangerhutte", ["foerder"]),
        ("Förder", ["foerder"]),
        ("foerder", ["foerder"]),
        ("forder", ["foerder"]),
        ("goethe gymnasium", ["goethe"]),
        ("gymnasium goethe", ["goethe"]),
        ("göthe", ["goethe"]),
        ("stendal", ["lk", "ib", "komarow"]),
        ("stend lk", []),
        ("bund ev", ["ib"]),
        ("e.V.", ["ib"]),
        ("39606", ["goethe"]),
        ("GS", ["eichenwald"]),
        ("schulhund", ["ib"]),
        ("grundschule", ["eichenwald", "foerder"]),
        ("grundshcule", ["foerder", "eichenwald"]),
        ("grundchule", ["foerder", "eichenwald"]),
        ("Grundschlue", ["foerder", "eichenwald"]),
        ("kmarow stendal", ["komarow"]),
        ("gewaltprävenion", ["komarow"]),
        ("xyz", []),
        ("…", []),
        ("_", []),
        ("gewaltpräv", ["komarow"]),
        ("eichenwald tangerhütte", []),
    ],
)
def test_words_are_found(network: FullStore, text: str, expected: list[str]) -> None:
    page = network.search(Search(text=text))

    assert ids(page.organisations) == expected
    assert page.total == len(expected)


def test_a_word_that_occurs_is_not_widened_by_a_typo(store: FullStore) -> None:
    store.apply(added(school("a", "Rosenschula"), school("b", "Rosenschule")))

    assert found(store, text="rosenschule") == ["b"]
    assert found(store, text="rosenschulo") == ["a", "b"]


def test_a_typo_in_the_beginning_of_a_word_is_forgiven_where_nothing_else_is_found(store: FullStore) -> None:
    store.apply(added(school("a", "Diakoniewerk"), school("b", "Diakone"), school("c", "Hansestadt")))

    assert found(store, text="diakonie") == ["a"]
    assert found(store, text="diakoneiw") == ["a"]
    assert found(store, text="dikoniew") == ["a"]
    assert found(store, text="diakoine") == ["b"]
    assert found(store, text="hansen") == []


def test_relevance_is_whole_name_beginning_words_elsewhere(store: FullStore) -> None:
    store.apply(
        added(
            school("elsewhere", "Aaa", town="Linden"),
            school("words", "Bunte Linden"),
            school("longer", "Linden an der Weide"),
            school("beginning", "Linden"),
            school("aardvark", "Lindenschule"),
            school("whole2", "LINDEN"),
        )
    )

    assert found(store, text="linden") == ["beginning", "whole2", "longer", "aardvark", "words", "elsewhere"]
    assert found(store, text="linden", sort="name") == [
        "elsewhere",
        "words",
        "beginning",
        "whole2",
        "longer",
        "aardvark",
    ]


def test_by_town_the_folded_town_comes_first(store: FullStore) -> None:
    store.apply(
        added(
            school("1", "B", town="Zerbst"),
            school("2", "A", town="Zerbst"),
            school("3", "C"),
            school("4", "D", town="Ökern"),
            school("5", "D", town="Oker"),
        )
    )

    assert found(store, sort="town") == ["3", "5", "4", "2", "1"]
    assert found(store) == ["2", "1", "3", "4", "5"]


def test_equal_names_are_told_apart_by_id(store: FullStore) -> None:
    store.apply(added(*(school(key, "Schule") for key in ("b", "a", "B", "ä", "\U0001f393", "\uffee"))))

    expected = ["B", "a", "b", "ä", "\uffee", "\U0001f393"]
    assert found(store) == expected
    assert found(store, text="schule") == expected
    assert found(store, sort="town") == expected


@pytest.mark.parametrize("sort", ["relevance", "name", "town"])
@pytest.mark.parametrize("text", ["", "schule", "ort"])
def test_pages_neither_repeat_nor_miss_anybody(store: FullStore, sort: Any, text: str) -> None:
    rng = random.Random(5)  # noqa: S311
    store.apply(added(*(school(str(n), f"Schule {n % 7}", town=f"Ort {rng.randint(1, 5)}") for n in range(60))))
    pages = [store.search(Search(text=text, sort=sort, page=page, size=7)) for page in range(1, 11)]

    seen = [id_ for page in pages for id_ in ids(page.organisations)]
    assert len(seen) == len(set(seen)) == 60
    assert {page.total for page in pages} == {60}
    assert pages[-1].organisations == ()
    assert seen == found(store, text=text, sort=sort, size=100)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"kind": "school"}, ["goethe", "eichenwald", "komarow"]),
        ({"kind": "youth_office"}, ["lk"]),
        ({"town": "Stendal"}, ["ib", "komarow"]),
        ({"town": "stendal"}, []),
        ({"town": "Hansestadt Stendal"}, ["lk"]),
        ({"topic": "violence_conflict"}, ["komarow"]),
        ({"school_type": "gymnasium"}, ["goethe"]),
        ({"target_group": "pupils"}, ["komarow"]),
        ({"kind": "school", "town": "Stendal"}, ["komarow"]),
        ({"text": "stendal", "kind": "county"}, ["lk"]),
        ({"text": "stendal", "kind": "school", "topic": "violence_conflict", "town": "Stendal"}, ["komarow"]),
        ({"text": "stendal", "town": "Havelberg"}, []),
        ({"kind": "unknown"}, []),
    ],
)
def test_facets_narrow(network: FullStore, question: dict[str, Any], expected: list[str]) -> None:
    assert found(network, **question) == expected
    assert network.search(Search(**question)).total == len(expected)


def test_facets_are_counted_most_first_then_by_value(network: FullStore) -> None:
    assert network.facets(Search()) == {
        "kind": [("school", 3), ("free_carrier", 2), ("county", 1), ("youth_office", 1)],
        "town": [("Stendal", 2), ("Hansestadt Stendal", 1), ("Havelberg", 1), ("Osterburg", 1), ("Tangerhütte", 1)],
        "topic": [("violence_conflict", 1)],
        "school_type": [("gymnasium", 1), ("secondary_school", 1)],
        "target_group": [("pupils", 1)],
    }
    narrowed = network.facets(Search(text="stendal", kind="school", page=9, size=1, sort="town"))
    assert narrowed["kind"] == [("school", 1)]
    assert narrowed["town"] == [("Stendal", 1)]
    assert not any(network.facets(Search(text="xyz")).values())
    assert not any(network.facets(Search(text="…")).values())


def test_facets_follow_a_change(network: FullStore) -> None:
    network.facets(Search())
    network.apply(added(school("new", town="Stendal")))

    assert network.facets(Search())["town"][0] == ("Stendal", 3)


def test_no_more_than_two_hundred_values_are_counted(store: FullStore) -> None:
    store.apply(added(*(school(str(n), town=f"Ort {n:03}") for n in range(230)), school("x", town="Ort 229")))

    towns = store.facets(Search())["town"]

    assert len(towns) == 200
    assert towns[:3] == [("Ort 229", 2), ("Ort 000", 1), ("Ort 001", 1)]
    assert towns[-1] == ("Ort 198", 1)


def test_search_within_a_radius(network: FullStore) -> None:
    assert found(network, near=(52.6, 11.86, 1.0)) == ["komarow"]
    assert found(network, near=(52.6, 11.86, 0.0)) == ["komarow"]
    assert found(network, near=(50.0, 11.86, 10.0)) == []
    assert found(network, near=(52.6, 11.86, 20_100.0)) == ["komarow"]
    assert found(network, near=(52.6, 11.86, 5.0), text="komarow", kind="school") == ["komarow"]
    assert found(network, near=(52.6, 11.86, 5.0), text="goethe") == []
    assert network.facets(Search(near=(52.6, 11.86, 5.0)))["kind"] == [("school", 1)]
    other = next(id_ for id_ in found(network) if id_ != "komarow")
    assert found(network, near=(52.6, 11.86, 5.0), also_near=(other, "nobody")) == sorted(
        ["komarow", other], key=found(network).index
    )
    assert found(network, near=(50.0, 11.86, 5.0), also_near=(other,), text="komarow") == []


def test_those_without_any_tie_are_found(store: FullStore) -> None:
    store.apply(
        added(
            *(school(id_, town="Stendal") for id_ in ("tied", "joined", "alone", "off")),
            county("hub"),
            carrier("idle"),
            project("p"),
            tie("tied", "hub"),
            part("p", "joined"),
        )
    )

    assert found(store, without_ties=True) == ["alone", "off", "idle"]
    assert found(store, without_ties=True, kind="school", sort="town") == ["alone", "off"]
    assert found(store, without_ties=True, text="grundschule alone") == ["alone"]
    assert store.search(Search(without_ties=True, page=2, size=2)).total == 3
    assert dict(store.facets(Search(without_ties=True))["kind"]) == {"school": 2, "free_carrier": 1}
    store.apply(erased(tie("tied", "hub")))
    assert found(store, without_ties=True) == ["alone", "off", "tied", "hub", "idle"]


def test_many_hits_are_sorted_as_few_are(store: FullStore) -> None:
    rng = random.Random(11)  # noqa: S311
    names = ["Schule", "Schule am See", "Neue Schule", "Alte Schulstraße", "Gymnasium"]
    many = [
        school(
            f"{n:04}",
            f"{rng.choice(names)} {rng.randint(1, 40)}".removesuffix(" 7"),
            town=f"Schulort {rng.randint(1, 9)}",
            topics=("violence_conflict",) if n % 2 else (),
            latitude=50 + rng.random(),
            longitude=10 + rng.random(),
        )
        for n in range(2_600)
    ]
    store.apply(added(*many))

    def expected(question: Search) -> list[str]:
        hits = [o for o in many if not question.topic or question.topic in o.topics]
        if question.near:
            lat, lon, km = question.near
            hits = [o for o in hits if distance_km(lat, lon, o.latitude or 0, o.longitude or 0) <= km]

        def key(o: Organisation) -> tuple[Any, ...]:
            name = fold(o.name)
            if question.sort == "town":
                return (fold(o.town), name, o.id)
            if question.sort == "name" or not question.text:
                return (name, o.id)
            rank = 0 if name == "schul" else 1 if name.startswith("schul") else 2 if " schul" in name else 3
            return (rank, name, o.id)

        return [o.id for o in sorted(hits, key=key)]

    for question in (
        Search(size=40),
        Search(topic="violence_conflict", size=40),
        Search(text="schul", size=40),
        Search(text="schul", topic="violence_conflict", size=40),
        Search(near=(50.5, 10.5, 60.0), size=40),
        Search(near=(50.5, 10.5, 60.0), text="schul", size=40),
    ):
        for sort in ("relevance", "name", "town"):
            asked = replace(question, sort=sort)
            right = expected(asked)
            for page in (1, 2, 30, len(right) // 40 + 1):
                answer = store.search(replace(asked, page=page))
                assert answer.total == len(right)
                assert ids(answer.organisations) == right[(page - 1) * 40 : page * 40]


# --- projects -------------------------------------------------------------------


@pytest.fixture
def projects(store: FullStore) -> FullStore:
    """Return a store with projects of several years."""
    store.apply(
        added(
            school("a"),
            project("old", "Bewegte Schule", starts_on="2009-08", ends_on="2011-07-31", kind="school_social_work"),
            project(
                "new", "Übergänge gestalten", starts_on="2022", topics=("violence_conflict",), programme="ESF Plus"
            ),
            project("unknown", "Altbekannt"),
            project("unknown2", "Aber auch"),
            project("same1", "Gleich", starts_on="2012-01-01"),
            project("same0", "Gleich", starts_on="2012-01-01"),
            part("old", "a"),
            part("new", "a", "lead"),
            part("new", "a", "site"),
        )
    )
    return store


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({}, ["new", "same0", "same1", "old", "unknown2", "unknown"]),
        ({"text": "uebergang"}, ["new"]),
        ({"text": "ESF gestalten"}, ["new"]),
        ({"text": "schule bewegt"}, ["old"]),
        ({"text": "chule"}, []),
        ({"text": "…"}, []),
        ({"kind": "school_social_work"}, ["old"]),
        ({"topic": "violence_conflict"}, ["new"]),
        ({"year": "2010"}, ["old"]),
        ({"year": "2012"}, ["same0", "same1"]),
        ({"year": "2013"}, []),
        ({"year": "2022"}, ["new"]),
        ({"year": "2023"}, []),
        ({"year": "2008"}, []),
        ({"organisation_id": "a"}, ["new", "old"]),
        ({"organisation_id": "a", "text": "schule"}, ["old"]),
        ({"organisation_id": "ghost"}, []),
        ({"page": 2, "size": 2}, ["same1", "old"]),
        ({"page": 9}, []),
        ({"sort": "start"}, ["old", "same0", "same1", "new", "unknown2", "unknown"]),
        ({"sort": "title"}, ["unknown2", "unknown", "old", "same0", "same1", "new"]),
        ({"sort": "-title"}, ["new", "same0", "same1", "old", "unknown", "unknown2"]),
        ({"sort": "kind"}, ["old", "unknown2", "unknown", "same0", "same1", "new"]),
        ({"sort": "-kind"}, ["old", "unknown2", "unknown", "same0", "same1", "new"]),
        ({"sort": "title", "page": 2, "size": 2}, ["old", "same0"]),
    ],
)
def test_projects_are_found_the_latest_first_or_in_the_order_asked(
    projects: FullStore, question: dict[str, Any], expected: list[str]
) -> None:
    page = projects.search_projects(ProjectSearch(**question))

    assert [found.id for found in page.projects] == expected
    if question.keys() <= {"page", "size", "sort"}:
        assert page.total == 6
    else:
        assert page.total == len(expected)


def test_a_project_that_is_said_to_run_runs_until_its_end_where_there_is_one(store: FullStore) -> None:
    begun = {"starts_on": "2020", "status": "running"}
    store.apply(added(project("runs", **begun), project("ended", ends_on="2021", **begun)))

    found = [store.search_projects(ProjectSearch(year=str(year), sort="start")).projects for year in range(2019, 2023)]

    assert [[one.id for one in year] for year in found] == [[], ["ended", "runs"], ["ended", "runs"], ["runs"]]


# --- neighbourhoods -------------------------------------------------------------


def test_both_ends_see_a_relation(store: FullStore) -> None:
    forth, back = tie("a", "b", "carrier_of"), tie("b", "a", "carrier_of")
    store.apply(added(school("a"), carrier("b"), school("c"), forth, back, tie("b", "a")))

    links = store.links_of(["b", "a", "c", "ghost", "a"])

    assert list(links) == ["b", "a", "c", "ghost"]
    assert links["c"] == links["ghost"] == []
    assert {link.other.id for link in links["a"]} == {"b"}
    assert {link.other.id for link in links["b"]} == {"a"}
    assert [link.relation for link in links["a"]] == [link.relation for link in links["b"]]
    assert [link.relation.kind for link in links["a"]] == ["carrier_of", "carrier_of", "cooperation"]


def test_links_are_sorted_by_kind_name_and_key(store: FullStore) -> None:
    others = [school("1", "Zebra"), school("2", "Äpfel"), school("3", "Apfelbaum"), carrier("4", "äpfel")]
    ties = [
        *(tie("hub", other.id) for other in others),
        tie("hub", "1", "carrier_of"),
        tie("hub", "1", valid_from="2020"),
        tie("1", "hub", valid_from="2021"),
    ]
    store.apply(added(county("hub"), *others, *ties))

    links = store.links_of(["hub"])["hub"]

    assert [link.relation.kind for link in links] == ["carrier_of"] + ["cooperation"] * 6
    assert [link.other.name for link in links[3:]] == ["Apfelbaum", "Zebra", "Zebra", "Zebra"]
    for same in (links[1:3], links[4:]):
        assert [link.relation.key for link in same] == sorted(link.relation.key for link in same)
    assert {link.other.id for link in links[1:3]} == {"2", "4"}


def test_cooperation_has_no_direction(store: FullStore) -> None:
    store.apply(added(school("a"), school("b"), tie("b", "a")))

    assert store.apply(added(tie("a", "b"))) is None
    assert store.figures().relations == 1


def test_a_relation_that_changed_hands_has_two_periods(store: FullStore) -> None:
    old = tie("free", "office", "carrier_of", valid_from="2014", valid_to="2022-07-31")
    new = tie("county", "office", "carrier_of", valid_from="2022-08-01")
    office = carrier("office")
    store.apply(added(carrier("free"), office, county("county"), old, new))

    links = store.links_of(["office"])["office"]

    assert [link.other.id for link in links if link.tense(office, "2022-07-31") is Tense.PRESENT] == ["free"]
    assert [link.other.id for link in links if link.tense(office, "2022-08-01") is Tense.PRESENT] == ["county"]


def test_the_same_relation_in_two_periods_is_two_relations(store: FullStore) -> None:
    store.apply(added(school("a"), school("b"), tie("a", "b", valid_from="2010", valid_to="2012")))
    store.apply(added(tie("a", "b", valid_from="2015"), tie("a", "b")))

    assert {link.relation.valid_from for link in store.links_of(["a"])["a"]} == {"", "2010", "2015"}


def test_a_relation_changes_in_place(store: FullStore) -> None:
    before, after = tie("a", "b", description="alt", topics=("violence_conflict",)), tie("a", "b", status="planned")
    store.apply(added(school("a"), school("b"), before))

    store.apply(changed(before, after))

    assert [link.relation for link in store.links_of(["a"])["a"]] == [after]


def test_parts_come_latest_project_first(projects: FullStore) -> None:
    parts = projects.parts_of(["a", "ghost"])

    assert [(found.project.id, found.participation.role) for found in parts["a"]] == [
        ("new", "lead"),
        ("new", "site"),
        ("old", "partner"),
    ]
    assert parts["ghost"] == []
    assert {found.organisation.id for found in parts["a"]} == {"a"}


def test_participants_come_by_role_then_name(store: FullStore) -> None:
    store.apply(
        added(
            project("p"),
            project("q"),
            school("1", "Zebra"),
            school("2", "Äpfel"),
            school("3", "Apfel"),
            part("p", "1", "lead"),
            part("p", "1", "funder"),
            part("p", "1", "partner"),
            part("p", "2", "partner"),
            part("p", "3", "site"),
            part("p", "2", "site"),
        )
    )

    parts = store.participants_of(["q", "p"])

    assert list(parts) == ["q", "p"]
    assert parts["q"] == []
    assert [(found.participation.role, found.organisation.id) for found in parts["p"]] == [
        ("lead", "1"),
        ("site", "2"),
        ("site", "3"),
        ("partner", "2"),
        ("partner", "1"),
        ("funder", "1"),
    ]


def test_contacts_of_any_visibility_come_by_role_and_key(store: FullStore) -> None:
    points = [
        contact("a", "office", email="x@example.org", visibility="public"),
        contact("a", "office", email="y@example.org"),
        contact("a", "head", name="Leitung", visibility="members"),
        contact("b", "office"),
    ]
    store.apply(added(school("a"), school("b"), school("c"), *points))

    contacts = store.contacts_of(["a", "c"])

    assert contacts["a"] == sorted(points[:3], key=lambda point: (point.role, point.key))
    assert contacts["c"] == []

    store.apply(changed(points[3], replace(points[3], visibility="public")))
    assert store.contacts_of(["b"])["b"] == [replace(points[3], visibility="public")]


# --- connections ----------------------------------------------------------------


def test_a_connection_to_oneself_has_no_steps(store: FullStore) -> None:
    store.apply(added(school("a")))

    connection = store.shortest_connection("a", "a", TODAY)

    assert connection
    assert connection.nodes == (school("a"),)
    assert connection.steps == ()


def test_no_connection_is_none(store: FullStore) -> None:
    store.apply(added(school("a"), school("b"), school("c"), tie("a", "b")))

    assert store.shortest_connection("a", "c", TODAY) is None
    assert store.shortest_connection("c", "a", TODAY) is None


def test_a_connection_goes_over_relations_and_projects_past_ones_too(store: FullStore) -> None:
    relations = (tie("a", "b", valid_to="2001"), tie("b", "a", "carrier_of"), tie("a", "b", valid_from="2002"))
    parts = (part("p", "b"), part("p", "b", "lead"), part("p", "c", "funder"))
    store.apply(added(school("a"), school("b"), school("c"), project("p"), *relations, *parts))

    connection = store.shortest_connection("a", "c", TODAY)

    assert connection
    assert connection.nodes == (school("a"), school("b"), project("p"), school("c"))
    assert connection.steps == (
        tuple(sorted(relations, key=lambda edge: edge.key)),
        tuple(sorted(parts[:2], key=lambda edge: edge.key)),
        parts[2:],
    )
    back = store.shortest_connection("c", "a", TODAY)
    assert back
    assert (back.nodes, back.steps) == (connection.nodes[::-1], connection.steps[::-1])


def test_of_equally_short_connections_the_smallest_is_taken(store: FullStore) -> None:
    store.apply(
        added(
            *(school(key) for key in ("a", "z", "m1", "m2", "M3", "n1", "n2")),
            project("0"),
            *(tie("a", key) for key in ("m1", "m2")),
            tie("m1", "n2"),
            tie("m2", "n1"),
            tie("n1", "z"),
            tie("n2", "z"),
            part("0", "a"),
            part("0", "M3"),
            tie("M3", "z"),
        )
    )

    connection = store.shortest_connection("a", "z", TODAY)

    assert connection
    assert [node.id for node in connection.nodes] == ["a", "m1", "n2", "z"]


def test_a_planned_relation_joins_nobody_yet(store: FullStore) -> None:
    store.apply(
        added(
            *(school(key) for key in ("a", "b", "c", "d")),
            tie("a", "c", status="planned"),
            tie("d", "a", "carrier_of", status="planned"),
            tie("a", "b"),
            tie("b", "c"),
            tie("b", "c", "carrier_of", status="planned"),
        )
    )

    connection = store.shortest_connection("a", "c", TODAY)

    assert connection
    assert [node.id for node in connection.nodes] == ["a", "b", "c"]
    assert [[step.key for step in steps] for steps in connection.steps] == [[tie("a", "b").key], [tie("b", "c").key]]
    assert store.shortest_connection("a", "d", TODAY) is None


def test_a_connection_goes_over_what_has_begun_only(store: FullStore) -> None:
    """As `graphdir.ties` says it."""
    told: list[tuple[dict[str, str], bool]] = [
        ({"status": "rejection", "starts_on": "2020"}, False),
        ({"status": "withdrawn"}, False),
        ({"status": "application"}, False),
        ({"starts_on": "2027"}, False),
        ({"starts_on": "2026-12"}, False),
        ({"starts_on": "2026-11"}, True),
        ({"status": "application", "starts_on": "2026-11-28"}, True),
        ({"status": "closed", "starts_on": "2009", "ends_on": "2010"}, True),
        ({"status": "running"}, True),
    ]
    projects = [project(f"p{at}", **fields) for at, (fields, _joins) in enumerate(told)]
    ends = [school(f"{end}{at}") for at in range(len(told)) for end in "ab"]
    store.apply(added(*ends, *projects, *(part(f"p{one.id[1:]}", one.id) for one in ends)))

    joined = [store.shortest_connection(f"a{at}", f"b{at}", TODAY) is not None for at in range(len(told))]
    assert joined == [joins for _fields, joins in told]
    assert joined == [tie_of_project(tense_of_project(one, TODAY)) is Tense.PRESENT for one in projects]


def test_a_relation_that_begins_later_joins_nobody_yet(store: FullStore) -> None:
    told = {"2027": False, "2026-11-29": False, "2026-11": True, "": True}
    cases = [(kind, begins) for kind in ("cooperation", "carrier_of") for begins in told]
    for at, (kind, begins) in enumerate(cases):
        ends = [school(f"{end}{at}") for end in "abc"]
        later = tie(f"a{at}", f"b{at}", kind, valid_from=begins)
        way = tie(f"a{at}", f"c{at}"), tie(f"c{at}", f"b{at}")
        store.apply(added(*ends, later, *way))
        connection = store.shortest_connection(f"a{at}", f"b{at}", TODAY)

        assert connection
        assert connection.steps == (((later,),) if told[begins] else ((way[0],), (way[1],)))


def test_an_organisation_on_the_way_comes_before_a_project(store: FullStore) -> None:
    store.apply(
        added(
            school("a"), school("b"), school("z"), project("0"), tie("a", "z"), tie("z", "b"), part("0", "a"),
            part("0", "b"),
        )
    )  # fmt: skip

    connection = store.shortest_connection("a", "b", TODAY)

    assert connection
    assert [node.id for node in connection.nodes] == ["a", "z", "b"]


def test_a_hub_does_not_make_a_connection_longer_or_wrong(store: FullStore) -> None:
    leaves = [school(f"l{number:03}") for number in range(300)]
    store.apply(added(county("hub"), county("hub2"), *leaves, *(tie("hub", leaf.id) for leaf in leaves),
                      *(tie("hub2", leaf.id) for leaf in leaves[150:])))  # fmt: skip

    connection = store.shortest_connection("l000", "l299", TODAY)

    assert connection
    assert [node.id for node in connection.nodes] == ["l000", "hub", "l299"]
    long = store.shortest_connection("hub2", "l000", TODAY)
    assert long
    assert [node.id for node in long.nodes] == ["hub2", "l150", "hub", "l000"]


# --- places ---------------------------------------------------------------------


def test_who_lies_within_comes_nearest_first_then_by_id(store: FullStore) -> None:
    places = {
        "centre": (52.6, 11.86),
        "b": (52.61, 11.86),
        "a": (52.61, 11.86),
        "far": (52.9, 11.86),
        "nowhere": (None, None),
    }
    store.apply(added(*(school(k, latitude=lat, longitude=lon) for k, (lat, lon) in places.items())))

    near = store.within(52.6, 11.86, 10.0)

    step = distance_km(52.6, 11.86, 52.61, 11.86)
    assert near == [("centre", 0.0), ("a", step), ("b", step)]
    assert store.within(52.6, 11.86, 0.0) == [("centre", 0.0)]
    assert store.within(52.6, 11.86, -1.0) == []
    assert ids_of(store.within(52.6, 11.86, 40.0)) == ["centre", "a", "b", "far"]


def test_the_circle_itself_is_within_to_the_last_digit(store: FullStore) -> None:
    rng = random.Random(3)  # noqa: S311
    towns = [(52 + rng.random(), 11 + rng.random()) for _ in range(40)]
    store.apply(added(*(school(str(n), latitude=lat, longitude=lon) for n, (lat, lon) in enumerate(towns))))

    for lat, lon in towns:
        km = distance_km(52.5, 11.5, lat, lon)
        inside = sum(distance_km(52.5, 11.5, *other) <= km for other in towns)
        assert len(store.within(52.5, 11.5, km)) == inside
        assert store.search(Search(near=(52.5, 11.5, km))).total == inside
        assert len(found(store, near=(52.5, 11.5, km), size=50)) == inside
        assert store.search(Search(near=(52.5, 11.5, km * (1 - 1e-15)))).total in {inside - 1, inside}


@pytest.mark.parametrize(
    ("centre", "km", "expected"),
    [
        ((0.0, 179.9), 50.0, ["west", "east"]),
        ((0.0, -179.9), 50.0, ["east", "west"]),
        ((89.9, 0.0), 100.0, ["pole"]),
        ((89.95, 90.0), 50.0, ["pole"]),
        ((0.0, 0.0), 20_100.0, ["pole", "south", "west", "east"]),
        ((-90.0, 0.0), 10.0, ["south"]),
    ],
)
def test_circles_reach_over_the_date_line_and_the_poles(
    store: FullStore, centre: tuple[float, float], km: float, expected: list[str]
) -> None:
    store.apply(
        added(
            school("west", latitude=0.0, longitude=179.95),
            school("east", latitude=0.0, longitude=-179.9),
            school("pole", latitude=89.95, longitude=180.0),
            school("south", latitude=-90.0, longitude=13.0),
        )
    )

    assert set(ids_of(store.within(*centre, km))) == set(expected)
    assert set(found(store, near=(*centre, km))) == set(expected)


def ids_of(near: Sequence[tuple[str, float]]) -> list[str]:
    return [id_ for id_, _km in near]


# --- the whole graph ------------------------------------------------------------


def test_columns_hold_the_whole_graph(store: FullStore) -> None:
    relations = [
        tie("b", "a", valid_from="2020", valid_to="2021", status="planned", topics=("violence_prevention",)),
        tie("a", "b", "carrier_of", last_confirmed="2024"),
    ]
    parts = [part("p", "a", "lead"), part("p", "b")]
    store.apply(
        added(
            replace(FULL, id="b"),
            school("a"),
            project(
                "p",
                starts_on="2020",
                ends_on="2021",
                kind="other",
                status="running",
                topics=("school_social_work",),
                last_confirmed="2022",
            ),
            project("o"),
            *relations,
            *parts,
        )
    )

    columns = store.columns()

    assert columns.organisations == {
        "id": ["a", "b"],
        "name": ["Grundschule a", FULL.name],
        "kind": ["school", "school"],
        "school_type": ["", "primary_school"],
        "town": ["", "Havelberg"],
        "municipality": ["", FULL.municipality],
        "region": ["", FULL.region],
        "country": ["", FULL.country],
        "latitude": [None, 52.8254],
        "longitude": [None, 12.0747],
        "position_quality": ["", "exact"],
        "website": ["", FULL.website],
        "email": ["", FULL.email],
        "phone": ["", FULL.phone],
        "topics": [(), FULL.topics],
        "valid_from": ["", "1991"],
        "valid_to": ["", "2024-07"],
        "last_confirmed": ["", FULL.last_confirmed],
    }
    relations.sort(key=lambda edge: edge.key)
    assert columns.relations == {name: [getattr(edge, name) for edge in relations] for name in RELATION_COLUMNS}
    parts.sort(key=lambda edge: edge.key)
    assert columns.participations == {name: [getattr(edge, name) for edge in parts] for name in PARTICIPATION_COLUMNS}
    assert columns.projects == {
        "id": ["o", "p"],
        "title": ["Projekt o", "Projekt p"],
        "kind": ["", "other"],
        "status": ["", "running"],
        "topics": [(), ("school_social_work",)],
        "starts_on": ["", "2020"],
        "ends_on": ["", "2021"],
        "last_confirmed": ["", "2022"],
    }


def test_who_has_ended_is_counted_and_found_apart(store: FullStore, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = {"open": "", "year": "2026", "month": "2026-10", "day": "2026-11-25", "before": "2026-11-24", "old": "2020"}
    store.apply(added(*(school(id_, valid_to=end) for id_, end in ends.items()), carrier("c"), tie("c", "old")))

    figures = store.figures("2026-11-25")
    question = Search(there_on="2026-11-25", kind="school")

    assert (figures.organisations, figures.ended, figures.schools) == (4, 3, 3)
    assert (figures.schools_without_ties, figures.without_ties) == (3, 3)
    assert figures.by_kind == {"free_carrier": 1, "school": 3}
    assert [o.id for o in store.search(question).organisations] == ["day", "open", "year"]
    assert store.search(Search(there_on="2026-11-25")).total == 4
    assert store.search(Search(there_on="2026-11-25", text="grundschule old")).total == 0
    assert dict(store.facets(Search(there_on="2026-11-25"))["kind"]) == {"free_carrier": 1, "school": 3}
    directory = Directory(store)
    monkeypatch.setattr(Directory, "today", staticmethod(lambda: "2026-11-25"))
    questions = (Search(), Search(kind="school"), Search(text="grundschule old"), Search(there_on="2026-11-25"))
    assert [directory.ended_of(asked, directory.search(asked).total) for asked in questions] == [3, 3, 1, 0]
    assert (store.figures().organisations, store.figures().ended) == (7, 0)


def test_figures_count(store: FullStore) -> None:
    store.apply(
        added(
            school("a"), school("b"), school("alone"), carrier("c"), carrier("idle"), county("lk"), project("p"),
            tie("a", "c"), part("p", "b"), contact("alone"), topic("t"),
        )
    )  # fmt: skip

    assert store.figures() == Figures(
        organisations=6,
        relations=1,
        projects=1,
        participations=1,
        contacts=1,
        by_kind={"county": 1, "free_carrier": 2, "school": 3},
        without_ties=3,
        schools=3,
        schools_without_ties=1,
    )


# --- many at once ---------------------------------------------------------------


def test_many_threads_read_while_one_writes(network: FullStore) -> None:
    def read(number: int) -> int:
        question = ("stendal", "grundchule", "", "eichenwald")[number % 4]
        assert network.search(Search(text=question)).total >= 1
        assert network.facets(Search(text=question))["kind"]
        assert network.organisations(["ib"])["ib"].town == "Stendal"
        assert network.figures().organisations >= 6
        return network.revision()

    def write(number: int) -> int:
        network.apply(added(school(f"w{number}", f"Stendal {number}")))
        return 0

    with ThreadPoolExecutor(12) as pool:
        reading = [pool.submit(read, number) for number in range(60)]
        writing = [pool.submit(write, number) for number in range(5)]
        for job in [*reading, *writing]:
            job.result()

    assert network.search(Search(text="stendal")).total == 8


# --- what is kept ---------------------------------------------------------------------------


def test_what_is_kept_is_no_entry(store: FullStore) -> None:
    store.apply(added(school("a")))
    before = store.revision()

    assert store.kept("picture") == b""
    store.keep("picture", b"\x00one")
    store.keep("picture", b"\xfftwo")

    assert store.kept("picture") == b"\xfftwo"
    assert store.kept("another") == b""
    assert store.revision() == before
    assert len(store.batches()) == 1


def test_no_text_is_too_long_to_be_stored_and_found(opened: Opened) -> None:
    store = opened(largest=10, step=7)
    # Of this letter the fold makes eighteen.
    long = school(
        "x" * 300, "ﷺ" * 300, town="ﷺ" * 300, municipality="Ж" * 20_000, region="R" * 20_000, postcode="1" * 9_000
    )
    store.apply(added(*(school(f"s{number}", town="T" * 9_000) for number in range(20)), long))

    assert store.interrupted() is None
    assert store.organisations([long.id]) == {long.id: long}
    assert [found.id for found in store.search(Search(text="ﷺ" * 27)).organisations] == [long.id]
    for sort in ("name", "town"):
        assert store.search(Search(sort=sort, size=50)).total == 21
    assert check(store).faults == []


def test_of_a_long_batch_the_first_changes_are_told_alone(opened: Opened) -> None:
    store = opened(largest=5, step=3)
    batch = store.apply(added(*(school(f"s{number}") for number in range(9)), author="Anna", summary="Neun"))
    assert batch
    whole = store.changes_of(batch.id)

    for number in (0, 1, 4, 9, 20):
        first = store.changes_of(batch.id, number)
        assert first.changes == whole.changes[:number]
        assert (first.author, first.summary) == ("Anna", "Neun")
    with pytest.raises(BatchNotFoundError):
        store.changes_of("99", 1)
