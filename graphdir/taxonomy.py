"""Kinds, topics, target groups and school types: read from data files, one owner each.

The files in ``data/taxonomy`` were made for this project (2026-11); a network adds topics and
organisation kinds of its own.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Final, Self

from graphdir import text
from graphdir.model import Named, OrganisationKind, Relation, Topic
from graphdir.shipped import rows

# A shorter synonym would match inside too many words (DOMAIN.md, section 4).
_SHORTEST_WORD_BEGINNING: Final = 6
GROUP_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "school": ("Schule", "School"),
    "carrier": ("Träger", "Carrier"),
    "authority": ("Behörde, Kommune", "Authority, municipality"),
    "department": ("Fachbereich", "Department"),
    "network": ("Netzwerk, Gremium", "Network, committee"),
    "counselling": ("Beratung", "Counselling"),
    "education": ("Bildung", "Education"),
    "culture_sport": ("Kultur und Sport", "Culture and sport"),
    "civil_society": ("Zivilgesellschaft", "Civil society"),
    "health": ("Gesundheit", "Health"),
    "justice": ("Polizei und Justiz", "Police and justice"),
    "labour": ("Arbeit und Wirtschaft", "Work and business"),
    "politics": ("Politik", "Politics"),
    "other": ("Sonstige", "Other"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Named):
    """An entry of a fixed vocabulary."""

    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationKind(Term):
    """``relationship`` is the edge's type in the graph; ``formal`` means by contract or office.

    ``inverse_de`` and ``inverse_en`` name a directed kind as seen from its end.
    """

    directed: bool
    relationship: str
    formal: bool
    inverse_de: str = ""
    inverse_en: str = ""

    def heading(self, language: str, *, incoming: bool) -> str:
        """Return what stands above the other ends, as seen from the end that is looked at."""
        inverse = self.inverse_en if language == "en" else self.inverse_de
        return inverse if incoming and inverse else self.label(language)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolType(Term):
    """A Schulform with the abbreviations that lists use for it."""

    abbreviations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRole(Term):
    """``group`` is function or person."""

    default_visibility: str


@dataclass(frozen=True)
class Taxonomy:
    """Every vocabulary by id, in the order of its file."""

    organisation_kinds: Mapping[str, OrganisationKind]
    relation_kinds: Mapping[str, RelationKind]
    topics: Mapping[str, Topic]
    target_groups: Mapping[str, Term]
    school_types: Mapping[str, SchoolType]
    project_kinds: Mapping[str, Term]
    contact_roles: Mapping[str, ContactRole]

    @staticmethod
    @cache
    def shipped() -> "Taxonomy":
        """Return the vocabularies that come with graphdir."""
        return Taxonomy(
            organisation_kinds={
                row["id"]: OrganisationKind(
                    id=row["id"],
                    label_de=row["label_de"],
                    label_en=row["label_en"],
                    group=row["group"],
                    definition_de=row["definition_de"],
                    example=row["example"],
                )
                for row in rows("taxonomy/organisation_kinds")
            },
            relation_kinds={
                row["id"]: RelationKind(
                    **_labels(row),
                    group=row["relationship"],
                    directed=row["directed"] == "yes",
                    relationship=row["relationship"],
                    formal=row["formal"] == "yes",
                    inverse_de=row["inverse_de"],
                    inverse_en=row["inverse_en"],
                )
                for row in rows("taxonomy/relation_kinds")
            },
            topics={
                row["id"]: Topic(**_labels(row), parent_id=row["parent_id"], synonyms_de=_list(row["synonyms_de"]))
                for row in rows("taxonomy/topics")
            },
            target_groups={
                row["id"]: Term(**_labels(row), group=row["group"]) for row in rows("taxonomy/target_groups")
            },
            school_types={
                row["id"]: SchoolType(**_labels(row), group=row["group"], abbreviations=_list(row["abbreviations_de"]))
                for row in rows("taxonomy/school_types")
            },
            project_kinds={
                row["id"]: Term(**_labels(row), group=row["group"]) for row in rows("taxonomy/project_kinds")
            },
            contact_roles={
                row["id"]: ContactRole(**_labels(row), group=row["group"], default_visibility=row["default_visibility"])
                for row in rows("taxonomy/contact_roles")
            },
        )

    def extended(self, topics: Iterable[Topic] = (), organisation_kinds: Iterable[OrganisationKind] = ()) -> Self:
        """Return a taxonomy with more (or replaced) topics and organisation kinds; an unknown group is ``other``."""
        more_topics = {topic.id: topic for topic in topics}
        more_kinds = {
            kind.id: kind if kind.group in GROUP_LABELS else replace(kind, group="other") for kind in organisation_kinds
        }
        if not more_topics and not more_kinds:
            return self
        return replace(
            self,
            topics={**self.topics, **more_topics},
            organisation_kinds={**self.organisation_kinds, **more_kinds},
        )

    def relation(self, from_id: str, to_id: str, kind: str, **values: object) -> Relation:
        """Build a relation, the ends sorted where the kind is undirected.

        Raises:
            KeyError: an unknown kind.
            ValueError: an impossible relation.
        """
        if not self.relation_kinds[kind].directed:
            from_id, to_id = sorted((from_id, to_id))
        return Relation(from_id=from_id, to_id=to_id, kind=kind, **values)  # type: ignore[arg-type]

    def group_of(self, kind: str) -> str:
        """Return the group of an organisation kind; ``other`` for one that is unknown."""
        found = self.organisation_kinds.get(kind)
        return found.group if found else "other"

    def with_broader(self, topics: Iterable[str]) -> tuple[str, ...]:
        """Return the topics and all that they are narrower than, each once."""
        found: dict[str, None] = {}
        for topic in topics:
            walk = topic
            while walk and walk not in found:
                found[walk] = None
                known = self.topics.get(walk)
                walk = known.parent_id if known else ""
        return tuple(found)

    def recognise(self, phrase: str) -> tuple[str, ...]:
        """Return the ids of the topics whose label or synonym occurs in ``phrase``, in file order.

        Synonyms of six letters and more match beginnings of words, shorter ones whole words.
        """
        padded = f" {text.fold(phrase)} "
        found = {topic_id for needle, topic_ids in self._needles.items() if needle in padded for topic_id in topic_ids}
        return tuple(topic_id for topic_id in self.topics if topic_id in found)

    @cached_property
    def _needles(self) -> Mapping[str, tuple[str, ...]]:
        needles: defaultdict[str, list[str]] = defaultdict(list)
        for topic in self.topics.values():
            for name in (topic.label_de, *topic.synonyms_de):
                folded = text.fold(name)
                if not folded:
                    continue
                whole = len(re.sub(r"\s", "", folded)) < _SHORTEST_WORD_BEGINNING
                needles[f" {folded} " if whole else f" {folded}"].append(topic.id)
        return {needle: tuple(dict.fromkeys(ids)) for needle, ids in needles.items()}

    @cached_property
    def folded_topic_names(self) -> Mapping[str, tuple[str, ...]]:
        """Folded labels and synonyms by topic id."""
        return {
            topic.id: tuple(text.fold(name) for name in (topic.label_de, topic.label_en, *topic.synonyms_de))
            for topic in self.topics.values()
        }

    @cached_property
    def abbreviations(self) -> Mapping[str, str]:
        """Folded school abbreviations (``gs``) by school type."""
        return {
            school_type.id: " ".join(text.fold(short) for short in school_type.abbreviations)
            for school_type in self.school_types.values()
        }


def _labels(row: Mapping[str, str]) -> dict[str, str]:
    return {"id": row["id"], "label_de": row["label_de"], "label_en": row["label_en"]}


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
