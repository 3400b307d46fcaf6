"""Both stores, driven by the same random operations, give the same answers and the same errors."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from graphdir.errors import GraphdirError
from graphdir.model import (
    ENTITY_TYPES,
    ROLES,
    Entity,
    EntityKind,
    Organisation,
    OrganisationKind,
    Project,
    Topic,
)
from graphdir.places import distance_km
from graphdir.store import Change, ChangeSet, GraphStore, ProjectSearch, Ref, Search, ref_of
from graphdir.stores.sqlite import SqliteStore
from tests.builders import contact, part, tie
from tests.servers import neo4j_store, wipe

TODAY = "2026-11-28"
IDS = ("a", "b", "B", "ä", "c/d e", "'")
PROJECTS = ("p", "a")
TOPICS = ("violence_conflict", "violence_prevention", "rowing", "o'r")
KINDS = ("school", "free_carrier", "county", "lab")
NAMES = (
    "Grundschule „Am See“",
    "Grundschule Am See",
    "Förderverein e. V.",
    "Foerderverein",
    "Jugendhaus ß",
    "AND OR",
    "…",
    "漢字 Schule",
)
TOWNS = ("", "Stendal", "Tangerhütte", "Halle (Saale)")
DATES = ("", "2009", "2022-08", "2022-08-01", "2027")
DAYS = ("", "2022-08-01", "2022-08-02")
TYPED = (
    "grund", "grundschule see", "gruntschule", "förder", "foerder", "ev", "stendal", "tangerhuette", "rudern",
    "gewalt", "gewaltprävention", "ß", "and", "…", "漢", "x", "", "schule a", "am see", "jugendhuas",
)  # fmt: skip
POINTS = ((None, None), (52.6, 11.86), (52.61, 11.87), (0.0, 179.99), (-89.0, -30.0))

some_topics = st.lists(st.sampled_from(TOPICS), max_size=3).map(tuple)
text = st.sampled_from(NAMES)


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    latitude, longitude = draw(st.sampled_from(POINTS))
    return Organisation(
        id=draw(st.sampled_from(IDS)),
        name=draw(text),
        kind=draw(st.sampled_from(KINDS)),
        aliases=draw(st.lists(text, max_size=1).map(tuple)),
        further_kinds=draw(st.lists(st.sampled_from(KINDS), max_size=2).map(tuple)),
        school_type=draw(st.sampled_from(("", "primary_school", "gymnasium"))),
        recognised_75=draw(st.sampled_from((None, True, False))),
        town=draw(st.sampled_from(TOWNS)),
        municipality=draw(st.sampled_from(TOWNS)),
        latitude=latitude,
        longitude=longitude,
        topics=draw(some_topics),
        target_groups=draw(st.lists(st.sampled_from(("pupils", "families")), max_size=2).map(tuple)),
        valid_to=draw(st.sampled_from(DATES)),
    )


projects = st.builds(
    Project,
    id=st.sampled_from(PROJECTS),
    title=text,
    kind=st.sampled_from(("", "other")),
    status=st.sampled_from(("", "running", "application", "withdrawn")),
    topics=some_topics,
    starts_on=st.sampled_from(DATES),
    ends_on=st.sampled_from(("", "2028")),
    amount_eur=st.sampled_from((None, 0.0, 1.5)),
)
topics = st.builds(
    Topic,
    id=st.sampled_from(TOPICS),
    label_de=st.sampled_from(("Rudern", "Gewalt", "Segeln")),
    parent_id=st.sampled_from(("", *TOPICS)),
)
organisation_kinds = st.builds(
    OrganisationKind,
    id=st.sampled_from(("lab", "school")),
    label_de=st.just("Labor"),
    group=st.sampled_from(("education", "project", "other")),
)
ends = st.lists(st.sampled_from(IDS), min_size=2, max_size=2, unique=True)
relations = st.builds(
    lambda pair, kind, values: tie(pair[0], pair[1], kind, **values),
    ends,
    st.sampled_from(("cooperation", "carrier_of", "part_of")),
    st.fixed_dictionaries({"valid_from": st.sampled_from(DATES), "description": st.sampled_from(("", "x"))}),
)
participations = st.builds(part, st.sampled_from(PROJECTS), st.sampled_from(IDS), st.sampled_from(ROLES))
contacts = st.builds(
    lambda id_, role, visibility: contact(id_, role, visibility=visibility),
    st.sampled_from(IDS),
    st.sampled_from(("office", "head")),
    st.sampled_from(("public", "restricted")),
)
entries: st.SearchStrategy[Entity] = st.one_of(
    organisations(),
    organisations(),
    organisations(),
    relations,
    relations,
    projects,
    participations,
    participations,
    contacts,
    topics,
    organisation_kinds,
)
refs = st.one_of(
    st.builds(Ref, entity=st.just("organisation"), key=st.sampled_from(IDS)),
    st.builds(Ref, entity=st.just("project"), key=st.sampled_from(PROJECTS)),
    st.builds(ref_of, relations),
)
questions = st.builds(
    Search,
    text=st.sampled_from(TYPED),
    kind=st.sampled_from(("", "", "", *KINDS)),
    town=st.sampled_from(("", "", *TOWNS)),
    topic=st.sampled_from(("", "", "", *TOPICS)),
    school_type=st.sampled_from(("", "", "gymnasium")),
    target_group=st.sampled_from(("", "", "pupils")),
    near=st.sampled_from(
        (
            None,
            None,
            (52.6, 11.86, 0.0),
            (52.6, 11.86, distance_km(52.6, 11.86, 52.61, 11.87)),
            (0.0, -179.9, 50.0),
            (-90.0, 0.0, 200.0),
            (52.0, 11.0, 21_000.0),
        )
    ),
    there_on=st.sampled_from(DAYS),
    sort=st.sampled_from(("relevance", "name", "town")),
    page=st.integers(1, 3),
    size=st.integers(1, 4),
)


class BothStores(RuleBasedStateMachine):
    """The same operations on SQLite, on Neo4j, and on Neo4j in steps."""

    url: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        folder = self.open.enter_context(TemporaryDirectory())
        self.sqlite = self.open.enter_context(closing(SqliteStore(Path(folder, "network.db"))))
        wipe(self.url)
        self.neo4j = self.open.enter_context(closing(neo4j_store(self.url)))
        self.in_steps = self.open.enter_context(closing(neo4j_store(self.url, largest=1, step=2, patience_ms=0)))

    def teardown(self) -> None:
        self.open.close()

    @initialize(first=st.lists(entries, max_size=25))
    def begin(self, first: list[Entity]) -> None:
        for entry in first:
            self.apply([(entry, True)], erase=False, in_steps=False)

    @rule(
        drawn=st.lists(st.tuples(entries, st.integers(0, 9).map(bool)), min_size=1, max_size=6),
        erase=st.booleans(),
        in_steps=st.booleans(),
    )
    def apply(self, drawn: list[tuple[Entity, bool]], *, erase: bool, in_steps: bool) -> None:
        """Write, change or erase what was drawn, now and then without knowing what stands."""
        stands = self.stands()
        changes: dict[Ref, Change] = {}
        for entry, knowing in drawn:
            before = stands.get(ref_of(entry)) if knowing else None
            after = None if erase and before else entry
            changes[ref_of(entry)] = Change(before=before, after=after, file="f", row=len(changes))
        given = ChangeSet(changes=list(changes.values()), author="ä", summary="s")
        self.both(lambda store: without_time(store.apply(given)), self.in_steps if in_steps else self.neo4j)
        self.same_contents()

    @rule(back=st.integers(0, 3))
    def undo(self, back: int) -> None:
        batches = self.sqlite.batches()
        if back < len(batches):
            done = self.sqlite.changes_of(batches[back].id)
            given = ChangeSet(changes=[c.reversed() for c in reversed(done.changes)], undoes=batches[back].id)
            self.both(lambda store: without_time(store.apply(given)))
            self.same_contents()

    @rule(question=questions)
    def search(self, question: Search) -> None:
        self.both(lambda store: store.search(question))
        self.both(lambda store: store.facets(question))

    @rule(
        question=st.builds(
            ProjectSearch,
            text=st.sampled_from(TYPED),
            kind=st.sampled_from(("", "other")),
            topic=st.sampled_from(("", *TOPICS)),
            year=st.sampled_from(("", "2009", "2022", "2023")),
            organisation_id=st.sampled_from(("", *IDS)),
            size=st.integers(1, 3),
        )
    )
    def search_projects(self, question: ProjectSearch) -> None:
        self.both(lambda store: store.search_projects(question))
        self.both(lambda store: store.search_projects(replace(question, text="", topic="")))

    @rule(ids=st.lists(st.sampled_from((*IDS, "ghost")), max_size=5))
    def neighbourhoods(self, ids: list[str]) -> None:
        self.both(lambda store: in_order(store.links_of(ids)))
        self.both(lambda store: in_order(store.parts_of(ids)))
        self.both(lambda store: in_order(store.participants_of(ids)))
        self.both(lambda store: in_order(store.contacts_of(ids)))
        self.both(lambda store: in_order(store.topics_of(ids)))
        self.both(lambda store: in_order(store.organisations(ids)))
        self.both(lambda store: in_order(store.projects(ids)))

    @rule(one=st.sampled_from(IDS), other=st.sampled_from(IDS))
    def connections(self, one: str, other: str) -> None:
        self.both(lambda store: store.shortest_connection(one, other, TODAY))

    @rule(
        latitude=st.sampled_from((52.6, 0.0, -89.5)),
        longitude=st.sampled_from((11.86, -179.99)),
        km=st.sampled_from((0.0, 1.3, 40.0, 21_000.0)),
    )
    def within(self, latitude: float, longitude: float, km: float) -> None:
        self.both(lambda store: store.within(latitude, longitude, km))

    @rule(asked=st.lists(refs, max_size=4), limit=st.integers(1, 5))
    def history(self, asked: list[Ref], limit: int) -> None:
        self.both(
            lambda store: [
                replace(entry, batch=replace(entry.batch, at="")) for entry in store.history_of(asked, limit)
            ]
        )
        self.both(lambda store: [without_time(batch) for batch in store.batches(limit)])

    @rule(day=st.sampled_from(DAYS))
    def the_whole(self, day: str) -> None:
        self.both(lambda store: store.figures(day))
        self.both(lambda store: store.taxonomy())

    def stands(self) -> dict[Ref, Entity]:
        return {ref_of(entry): entry for type_ in ENTITY_TYPES for entry in self.sqlite.entries(type_.entity)}

    def same_contents(self) -> None:
        kinds: list[EntityKind] = [type_.entity for type_ in ENTITY_TYPES]
        self.both(lambda store: [list(store.entries(kind)) for kind in kinds])
        self.both(lambda store: store.columns())

    def both(self, ask: Callable[[GraphStore], Any], neo4j: GraphStore | None = None) -> None:
        assert answer(ask, neo4j or self.neo4j) == answer(ask, self.sqlite)


def answer(ask: Callable[[GraphStore], Any], store: GraphStore) -> Any:
    """Return the answer, or the error with its facts."""
    try:
        return ask(store)
    except GraphdirError as error:
        return type(error), vars(error)


def without_time(batch: Any) -> Any:
    return batch and replace(batch, at="")


def in_order(answers: Any) -> list[tuple[str, Any]]:
    return list(answers.items())


@pytest.mark.neo4j
def test_both_stores_agree(neo4j_url: str) -> None:

    BothStores.url = neo4j_url
    run_state_machine_as_test(
        BothStores,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
