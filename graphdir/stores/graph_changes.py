"""Change sets as statements: what is checked, written and indexed inside the caller's transaction."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, LiteralString, Protocol, TypeVar, cast

from graphdir.model import (
    ContactPoint,
    Entity,
    EntityKind,
    Organisation,
    OrganisationKind,
    Participation,
    Project,
    Relation,
    Topic,
)
from graphdir.store import Change, ChangeSet, Ref, ends_of
from graphdir.stores import cypher, records
from graphdir.stores.graph_rows import (
    Row,
    edge_row,
    found_by,
    in_slices,
    label_of,
    organisation_row,
    places_of,
    project_row,
    relationship_of,
    topic_row,
    topic_rows,
    works_on,
)
from graphdir.taxonomy import Taxonomy

_ROWS_AT_ONCE: Final = 5_000
SCHEMA_VERSION: Final = 1
_E = TypeVar("_E", bound=Entity)


class Run(Protocol):
    """Sends one statement within a transaction."""

    def __call__(self, statement: LiteralString, /, **parameters: object) -> list[Mapping[str, Any]]:
        """Return all its records."""
        ...


def lock(run: Run) -> int:
    """Keep other writers out until the transaction ends; return the revision."""
    found = run(cypher.LOCK)
    if not found:
        run(cypher.MAKE_STORE, schema=SCHEMA_VERSION)
        found = run(cypher.LOCK)
    return int(found[0]["revision"])


# --- what stands ---------------------------------------------------------------


def current(run: Run, changes: Iterable[Change]) -> dict[Ref, Entity]:
    """Return the entries that the changes are about, as far as they are there."""
    keys: defaultdict[EntityKind, list[str]] = defaultdict(list)
    relations: defaultdict[str, list[str]] = defaultdict(list)
    for change in changes:
        keys[change.ref.entity].append(change.ref.key)
        if change.ref.entity == "relation":
            kind = cast("Relation", change.after or change.before).kind
            relations[relationship_of(kind)].append(change.ref.key)
    found: list[Entity] = []
    for entity, wanted in keys.items():
        if not run(cypher.COUNT[entity])[0]["number"]:
            continue
        if entity == "relation":
            for type_, of_type in relations.items():
                found += _found(run, entity, cypher.RELATIONS_BY_KEY[type_], of_type)
        else:
            found += _found(run, entity, cypher.BY_KEY[entity], wanted)
    return {Ref(entity=entry.entity, key=entry.key): entry for entry in found}


def _found(run: Run, entity: EntityKind, statement: LiteralString, keys: Sequence[str]) -> list[Entity]:
    return [
        records.from_record(entity, row["record"])
        for part in in_slices(list(dict.fromkeys(keys)), _ROWS_AT_ONCE)
        for row in run(statement, keys=part)
    ]


def own_taxonomy(run: Run, todo: Iterable[Change] = ()) -> Taxonomy:
    """Return the vocabularies as they are once ``todo`` is done."""
    stored: tuple[tuple[EntityKind, LiteralString], ...] = (
        ("topic", cypher.OWN_TOPICS),
        ("organisation_kind", cypher.OWN_KINDS),
    )
    own: dict[Ref, Entity] = {
        Ref(entity=entity, key=row["record"]["id"]): records.from_record(entity, row["record"])
        for entity, statement in stored
        for row in run(statement)
    }
    for change in todo:
        if change.ref.entity in {"topic", "organisation_kind"}:
            if change.after is None:
                own.pop(change.ref, None)
            else:
                own[change.ref] = change.after
    return Taxonomy.shipped().extended(
        topics=[entry for entry in own.values() if isinstance(entry, Topic)],
        organisation_kinds=[entry for entry in own.values() if isinstance(entry, OrganisationKind)],
    )


def check_references(run: Run, todo: Sequence[Change]) -> None:
    """Make sure that no edge will end at nothing.

    Raises:
        DanglingReferenceError: one would.
    """
    erased = records.erased(todo)
    written = {change.ref for change in todo if change.after is not None}
    for kind, keys in records.needed(todo).items():
        gone = set(erased[kind])
        missing = [key for key in keys if key in gone]
        asked = [key for key in keys if key not in gone and Ref(entity=kind, key=key) not in written]
        for part in in_slices(asked, _ROWS_AT_ONCE):
            missing += run(cypher.MISSING[kind], keys=part)[0]["keys"]
        records.refuse_dangling(missing)
    for kind, statement, referring in cypher.STILL_REFERRED:
        for part in in_slices(erased[kind], _ROWS_AT_ONCE):
            going = erased[referring]
            records.refuse_dangling(run(statement, keys=part, erased=going)[0]["keys"])


# --- writing -------------------------------------------------------------------


def write(run: Run, changes: Iterable[Change], taxonomy: Taxonomy) -> None:
    """Do the changes in the order given; ``taxonomy`` is as after all of them."""
    for (entity, erase), group in groupby(changes, lambda c: (c.ref.entity, c.after is None)):
        for part in in_slices(list(group), _ROWS_AT_ONCE):
            if erase:
                _erase(run, entity, part, taxonomy)
            else:
                _WRITERS[entity](run, part, taxonomy)


def _split(changes: Iterable[Change], type_: type[_E]) -> tuple[list[_E], list[_E]]:
    """Return the new entries and the changed ones."""
    new: list[_E] = []
    changed: list[_E] = []
    for change in changes:
        entry = change.after
        assert isinstance(entry, type_)  # noqa: S101  the caller has grouped by type
        (new if change.before is None else changed).append(entry)
    return new, changed


def _send(run: Run, statement: LiteralString, rows: Sequence[Any]) -> None:
    for part in in_slices(rows, _ROWS_AT_ONCE):
        run(statement, rows=part)


def _write_topics(run: Run, changes: Iterable[Change], taxonomy: Taxonomy) -> None:
    new, changed = _split(changes, Topic)
    rows = [topic_row(topic) for topic in (*new, *changed)]
    _send(run, cypher.WRITE_TOPICS, rows)
    _meet_topics(run, (topic.id for topic in (*new, *changed)), taxonomy)
    # A broader topic of its own may still be to come: its node is there, bare.
    _send(run, cypher.NARROW_TOPICS, [row for row in rows if row["parent_id"]])


def _write_kinds(run: Run, changes: Iterable[Change], taxonomy: Taxonomy) -> None:
    new, changed = _split(changes, OrganisationKind)
    kinds = (*new, *changed)
    rows = [{"id": kind.id, "properties": records.to_record(kind)} for kind in kinds]
    _send(run, cypher.WRITE_KINDS, rows)
    _relabel(run, [kind.id for kind in kinds], taxonomy)


def _relabel(run: Run, kinds: Iterable[str], taxonomy: Taxonomy) -> None:
    rows = [{"kind": kind, "label": label_of(kind, taxonomy)} for kind in kinds]
    _send(run, cypher.RELABEL_ORGANISATIONS, rows)


def _write_organisations(run: Run, changes: Iterable[Change], taxonomy: Taxonomy) -> None:
    new, changed = _split(changes, Organisation)
    _send(run, cypher.CREATE_ORGANISATIONS, [organisation_row(entry, taxonomy) for entry in new])
    _join_topics(run, ((entry.id, works_on(entry, ())) for entry in new), taxonomy)
    left: set[str] = set()
    if changed:
        rows = [organisation_row(entry, taxonomy) for entry in changed]
        _send(run, cypher.CHANGE_ORGANISATIONS, rows)
        left.update(_left_places(run, [entry.id for entry in changed]))
    located = _locate(run, (*new, *changed))
    _erase_empty(run, cypher.ERASE_EMPTY_PLACES, left - located)


def _locate(run: Run, organisations: Iterable[Organisation]) -> set[str]:
    places: dict[str, Row] = {}
    rows: list[tuple[str, str]] = []
    for organisation in organisations:
        found = places_of(organisation)
        places.update((row["key"], row) for row in found)
        rows.extend((organisation.id, row["key"]) for row in found[:1])
    _send(run, cypher.MEET_PLACES, list(places.values()))
    _send(run, cypher.JOIN_PLACES, [row for row in places.values() if row["wider"]])
    _send(run, cypher.LOCATE, rows)
    return set(places)


def _left_places(run: Run, ids: Sequence[str]) -> list[str]:
    return [key for part in in_slices(ids, _ROWS_AT_ONCE) for key in run(cypher.LEAVE_PLACES, ids=part)[0]["keys"]]


def _erase_empty(run: Run, statement: LiteralString, keys: Collection[str]) -> None:
    """Erase nodes that nothing leads to any more, then what only they led to."""
    while keys:
        keys = {wider for row in run(statement, keys=list(keys)) for wider in row["wider"]}


def _join_topics(run: Run, works_on_by_id: Iterable[tuple[str, Mapping[str, str]]], taxonomy: Taxonomy) -> None:
    rows = [(id_, topic, source) for id_, topics in works_on_by_id for topic, source in topics.items()]
    _meet_topics(run, (topic for _id, topic, _source in rows), taxonomy)
    _send(run, cypher.WORK_ON, rows)


def _meet_topics(run: Run, ids: Iterable[str], taxonomy: Taxonomy) -> None:
    """Make sure that these topics have nodes, and those that they are narrower than."""
    rows = topic_rows(dict.fromkeys(ids), taxonomy)
    if rows:
        _send(run, cypher.MEET_TOPICS, rows)
        _send(run, cypher.NARROW_TOPICS, [row for row in rows if row["parent_id"]])


def _write_projects(run: Run, changes: Iterable[Change], taxonomy: Taxonomy) -> None:
    new, changed = _split(changes, Project)
    _send(run, cypher.CREATE_PROJECTS, [project_row(project) for project in new])
    left: set[str] = set()
    if changed:
        _send(run, cypher.CHANGE_PROJECTS, [project_row(project) for project in changed])
        found = run(cypher.LEAVE_ADDRESSED_TOPICS, ids=[project.id for project in changed])
        left.update(found[0]["keys"])
    rows = [(project.id, topic) for project in (*new, *changed) for topic in dict.fromkeys(project.topics)]
    _meet_topics(run, (topic for _id, topic in rows), taxonomy)
    _send(run, cypher.ADDRESS_TOPICS, rows)
    _erase_empty(run, cypher.ERASE_UNUSED_TOPICS, left)


def _write_relations(run: Run, changes: Iterable[Change], _taxonomy: Taxonomy) -> None:
    for relations, statements in zip(
        _split(changes, Relation), (cypher.CREATE_RELATIONS, cypher.CHANGE_RELATIONS), strict=True
    ):
        by_type: defaultdict[str, list[Row]] = defaultdict(list)
        for relation in relations:
            by_type[relationship_of(relation.kind)].append(edge_row(relation))
        for type_, rows in by_type.items():
            _send(run, statements[type_], rows)


def _write_participations(run: Run, changes: Iterable[Change], _taxonomy: Taxonomy) -> None:
    new, changed = _split(changes, Participation)
    _send(run, cypher.CREATE_PARTICIPATIONS, [edge_row(entry) for entry in new])
    _send(run, cypher.CHANGE_PARTICIPATIONS, [edge_row(entry) for entry in changed])


def _write_contacts(run: Run, changes: Iterable[Change], _taxonomy: Taxonomy) -> None:
    new, changed = _split(changes, ContactPoint)
    _send(run, cypher.CREATE_CONTACTS, [edge_row(entry) for entry in new])
    _send(run, cypher.CHANGE_CONTACTS, [edge_row(entry) for entry in changed])


_WRITERS: Final[Mapping[EntityKind, Callable[[Run, Iterable[Change], Taxonomy], None]]] = {
    "topic": _write_topics,
    "organisation_kind": _write_kinds,
    "organisation": _write_organisations,
    "project": _write_projects,
    "relation": _write_relations,
    "participation": _write_participations,
    "contact": _write_contacts,
}


def _erase(run: Run, entity: EntityKind, changes: Iterable[Change], taxonomy: Taxonomy) -> None:
    keys = [change.ref.key for change in changes]
    if entity == "topic":
        _forget_topics(run, keys, taxonomy)
    elif entity == "relation":
        by_type: defaultdict[str, list[str]] = defaultdict(list)
        for change in changes:
            by_type[relationship_of(cast("Relation", change.before).kind)].append(change.ref.key)
        for type_, of_type in by_type.items():
            run(cypher.ERASE_RELATIONS[type_], keys=of_type)
    elif entity == "organisation":
        places = _left_places(run, keys)
        topics = run(cypher.LEAVE_TOPICS, ids=keys)[0]["keys"]
        run(cypher.ERASE[entity], keys=keys)
        _erase_empty(run, cypher.ERASE_EMPTY_PLACES, places)
        _erase_empty(run, cypher.ERASE_UNUSED_TOPICS, topics)
    elif entity == "project":
        topics = run(cypher.LEAVE_ADDRESSED_TOPICS, ids=keys)[0]["keys"]
        run(cypher.ERASE[entity], keys=keys)
        _erase_empty(run, cypher.ERASE_UNUSED_TOPICS, topics)
    else:
        run(cypher.ERASE[entity], keys=keys)
        if entity == "organisation_kind":
            _relabel(run, keys, taxonomy)


def _forget_topics(run: Run, keys: Sequence[str], taxonomy: Taxonomy) -> None:
    """Leave of a topic what is shipped about it; nothing when nobody names it."""
    shipped = Taxonomy.shipped().topics
    run(
        cypher.FORGET_TOPICS,
        rows=[
            {"id": key, "properties": records.to_record(shipped[key]) if key in shipped else {"id": key}}
            for key in keys
        ],
    )
    _meet_topics(run, (key for key in keys if key in shipped), taxonomy)
    _erase_empty(run, cypher.ERASE_UNUSED_TOPICS, keys)


# --- what organisations are found by -------------------------------------------


def to_index(run: Run, todo: Sequence[Change]) -> list[str]:
    """Return whose words and topics have to be looked at again, sorted.

    New organisations were written as they are unless a project adds to their topics.
    """
    dirty = records.dirty(todo)
    if dirty.everybody:
        return sorted(run(cypher.ALL_IDS)[0]["ids"])
    new = {c.ref.key for c in todo if c.ref.entity == "organisation" and c.before is None}
    joined = records.dirty(c for c in todo if c.ref.entity == "participation")
    ids = (dirty.organisations - new) | joined.organisations
    for part in in_slices(sorted(dirty.projects), _ROWS_AT_ONCE):
        ids |= set(run(cypher.PARTICIPANTS_IDS, keys=part)[0]["ids"])
    return sorted(ids)


def index(run: Run, ids: Sequence[str], taxonomy: Taxonomy) -> None:
    """Renew the words and topics of these organisations; twice is as once."""
    rows: list[Row] = []
    rejoin: list[tuple[str, Mapping[str, str]]] = []
    for found in run(cypher.TO_INDEX, ids=ids):
        record = found["record"]
        organisation = cast("Organisation", records.from_record("organisation", record))
        topics = works_on(organisation, found["derived"])
        right = found_by(organisation, topics, taxonomy)
        if any(record.get(name) != value for name, value in right.items()):
            rows.append({"id": organisation.id, **right})
        if sorted(found["works_on"]) != [[topic, source] for topic, source in topics.items()]:
            rejoin.append((organisation.id, topics))
    _send(run, cypher.INDEX, rows)
    if rejoin:
        left = run(cypher.LEAVE_TOPICS, ids=[id_ for id_, _topics in rejoin])[0]["keys"]
        _join_topics(run, rejoin, taxonomy)
        _erase_empty(run, cypher.ERASE_UNUSED_TOPICS, left)


# --- history -------------------------------------------------------------------


def history_rows(todo: Iterable[Change], first: int) -> list[tuple[Any, ...]]:
    """Return what the history keeps of changes, numbered from ``first``."""
    return [
        (
            number,
            change.ref.entity,
            change.ref.key,
            records.dumped(change.before),
            records.dumped(change.after),
            change.file,
            change.row,
            *(edge_ends(change.before) if change.after is None else ()),
        )
        for number, change in enumerate(todo, first)
    ]


def edge_ends(edge: Entity | None) -> tuple[str, ...]:
    """Return the names of an edge's ends; nothing for what is none."""
    return () if isinstance(edge, ContactPoint) else tuple(end_name(*ref) for ref in ends_of(edge))


def end_name(entity: EntityKind, key: str) -> str:
    """Return by what the history finds the edges that an entry has lost."""
    return f"{entity} {key}"


def record(run: Run, changes: ChangeSet, todo: Sequence[Change], at: str) -> int:
    """Write the history of an applied change set; return the batch's number."""
    (found,) = run(cypher.RECORD_BATCH, **batch_values(changes, len(todo), at))
    for part in in_slices(history_rows(todo, found["first"]), _ROWS_AT_ONCE):
        run(cypher.RECORD_CHANGES, rows=part, batch=found["number"])
    return int(found["number"])


def batch_values(changes: ChangeSet, total: int, at: str) -> Row:
    """Return what a batch remembers of its change set."""
    return {
        "total": total,
        "at": at,
        "author": changes.author,
        "summary": changes.summary,
        "undoes": changes.undoes,
    }
