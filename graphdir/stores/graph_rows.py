"""What entries look like in the graph: labels, properties and the places and topics beside them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from graphdir.model import FIELDS, ContactPoint, Organisation, Participation, Project, Relation, Topic
from graphdir.stores import records
from graphdir.stores.cypher import GROUP_LABELS, RELATIONSHIPS
from graphdir.stores.vocabulary import facet_values, name_key, project_words, words_of
from graphdir.taxonomy import Taxonomy
from graphdir.text import short_hash, slug

Row = dict[str, Any]
# Sorts before all that folded text holds, so that joined texts sort as their parts would.
_BEFORE_ALL: Final = "\x1f"
# Neo4j's indexes take 8 kB, and one letter may fold to many: so long a name, a town and an id go in together.
_LONGEST_ORDER: Final = 800
_ENDS: Final = frozenset({"from_id", "to_id", "project_id", "organisation_id"})


def label_of(kind: str, taxonomy: Taxonomy) -> str:
    """Return the second label of organisations of this kind."""
    return GROUP_LABELS.get(taxonomy.group_of(kind), "Other")


def relationship_of(kind: str) -> str:
    """Return the type of the relationship that a relation of this kind becomes."""
    known = Taxonomy.shipped().relation_kinds.get(kind)
    return known.relationship if known and known.relationship in RELATIONSHIPS else "RELATED_TO"


def organisation_row(organisation: Organisation, taxonomy: Taxonomy) -> Row:
    """Return what is written of an organisation as long as only its stated topics are known."""
    stated = tuple(dict.fromkeys(organisation.topics))
    order = name_key(organisation.name)[:_LONGEST_ORDER]
    town_order = name_key(organisation.town)[:_LONGEST_ORDER]
    return {
        "id": organisation.id,
        "label": label_of(organisation.kind, taxonomy),
        "properties": {
            **records.to_record(organisation),
            "name_key": name_key(organisation.name),
            "name_order": f"{order}{_BEFORE_ALL}{organisation.id}",
            "town_order": _BEFORE_ALL.join((town_order, order, organisation.id)),
            "all_kinds": list(organisation.kinds),
            "places": list(organisation.places),
            **found_by(organisation, stated, taxonomy),
        },
    }


def found_by(organisation: Organisation, topics: Iterable[str], taxonomy: Taxonomy) -> Row:
    """Return the properties by which an organisation that works on ``topics`` is found."""
    works_on = list(topics)
    all_topics = list(taxonomy.with_broader(works_on))
    values = list(facet_values(organisation, all_topics))
    return {
        "words": words_of(organisation, works_on, taxonomy),
        "all_topics": all_topics,
        "facets": [facet_name(facet, value) for facet, value in values],
        "tokens": " ".join(facet_token(facet, value) for facet, value in values),
    }


def facet_name(facet: str, value: str) -> str:
    """Return a facet and its value as one text."""
    return f"{facet}:{value}"


def facet_token(facet: str, value: str) -> str:
    """Return the token by which the full-text index finds who has a facet's value."""
    return short_hash(facet, value)


def project_row(project: Project) -> Row:
    """Return what is written of a project."""
    return {
        "id": project.id,
        "properties": {
            **records.to_record(project),
            "title_key": name_key(project.title),
            "words": project_words(project),
        },
    }


def edge_row(edge: Relation | Participation | ContactPoint) -> Row:
    """Return an edge's ends beside what it carries."""
    properties = {name: value for name, value in records.to_record(edge).items() if name not in _ENDS}
    ends = {name: getattr(edge, name) for name in FIELDS[edge.entity] if name in _ENDS}
    return {"key": edge.key, **ends, "properties": {"key": edge.key, **properties}}


def topic_row(topic: Topic) -> Row:
    """Return what is written of a topic."""
    return {"id": topic.id, "parent_id": topic.parent_id, "properties": records.to_record(topic)}


def topic_rows(ids: Iterable[str], taxonomy: Taxonomy) -> list[Row]:
    """Return these topics with all that they are narrower than; a bare row for an unknown one."""
    shipped = Taxonomy.shipped().topics
    return [
        topic_row(shipped[id_])
        if id_ in shipped
        else {
            "id": id_,
            "parent_id": taxonomy.topics[id_].parent_id if id_ in taxonomy.topics else "",
            "properties": {},
        }
        for id_ in taxonomy.with_broader(ids)
    ]


def places_of(organisation: Organisation) -> list[Row]:
    """Return its places from the narrowest to the widest, each with the key of the next.

    No official keys are known, so a place's key is made of its name and those around it.
    """
    levels: list[tuple[str, str]] = []
    for level, name in (
        ("town", organisation.town),
        ("municipality", organisation.municipality),
        ("region", organisation.region),
    ):
        if name and (not levels or levels[-1][1] != name):
            levels.append((level, name))
    keys = ["/".join(slug(name) for _level, name in reversed(levels[number:])) for number in range(len(levels))]
    return [
        {"key": key, "name": name, "level": level, "wider": wider}
        for key, wider, (level, name) in zip(keys, [*keys[1:], ""], levels, strict=False)
    ]


def works_on(organisation: Organisation, derived: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return what it works on, sorted, each topic with ``stated`` or ``derived``."""
    sources = {topic: "derived" for topics in derived for topic in topics}
    sources.update(dict.fromkeys(organisation.topics, "stated"))
    return dict(sorted(sources.items()))


def in_slices(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Cut ``rows`` into pieces of ``size``; nothing gives none."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
