"""Vocabularies as choices of a form: values with their labels, in groups."""

from collections import defaultdict
from collections.abc import Sequence

from graphdir.i18n import language
from graphdir.reporting.table import group_label
from graphdir.taxonomy import GROUP_LABELS, Taxonomy
from graphdir.text import fold

Choices = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Values with their labels by the label of their group, which may be empty."""


def grouped_topics(taxonomy: Taxonomy) -> Choices:
    """Return the topics below the broader one that each belongs to, by label."""
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for topic in taxonomy.topics.values():
        whole = topic.parent_id if topic.parent_id in taxonomy.topics else topic.id
        groups[whole].append((topic.id, topic.label(language())))
    named = [(taxonomy.topics[whole].label(language()), choices) for whole, choices in groups.items()]
    return sorted(named, key=lambda group: group[0].casefold())


def grouped_kinds(taxonomy: Taxonomy) -> Choices:
    """Return the kinds of organisation below their group."""
    by_group: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind in taxonomy.organisation_kinds.values():
        by_group[kind.group].append((kind.id, kind.label(language())))
    return [(group_label(group), by_group[group]) for group in GROUP_LABELS if group in by_group]


def grouped_relations(taxonomy: Taxonomy) -> Choices:
    """Return the kinds of relation as seen from one end; a directed kind once for each direction."""
    choices: list[tuple[str, str]] = []
    for kind in taxonomy.relation_kinds.values():
        choices.append((kind.id, kind.heading(language(), incoming=False)))
        if kind.directed:
            choices.append((f"{kind.id}-in", kind.heading(language(), incoming=True)))
    return [("", sorted(choices, key=lambda choice: fold(choice[1])))]
