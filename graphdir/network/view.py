"""Which part of the network somebody wants to see."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphdir.network.whole import OPEN_END, OPEN_START, Flags, Ties, Whole
from graphdir.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the map shows, and how; what is empty does not restrict.

    ``groups`` are groups of kinds. ``topics`` include narrower ones: ties whose relation or project has
    one, and who states one. ``place`` is a town, municipality or region: organisations there and whom they are tied to.
    ``since`` and ``until`` are years: ties that held in one of them, undated ones too. ``around`` are
    organisations shown with their direct neighbours only. ``geography`` sets all on the land map;
    ``opened`` are groups of a large network whose members are shown, the last opened last;
    ``selected`` is an organisation whose group is opened.
    """

    groups: frozenset[str] = frozenset()
    relationships: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    place: str = ""
    project: str = ""
    since: int | None = None
    until: int | None = None
    around: tuple[str, ...] = ()
    with_untied: bool = False
    geography: bool = False
    opened: tuple[str, ...] = ()
    selected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The part that the question asks for.

    ``numbers`` are the visible organisations, ascending; ``ties`` join two of them. ``untied`` counts
    organisations without any recorded tie that the rest of the question would show (none where it asks for a sort of
    tie), ``filtered`` all others that are not visible; ``unplaced`` are those that would be but have no place,
    ascending.
    """

    numbers: NDArray[np.int64]
    ties: Ties
    untied: int
    filtered: int
    unplaced: NDArray[np.int64]


def view_of(whole: Whole, question: Question, placed: Flags | None = None) -> View:
    """Return what of the network is asked for, of those that have a place where ``placed`` tells who has."""
    said = _wanted_statements(whole, question)
    ties = whole.ties if said is None else whole.ties_among(said)
    wanted = _wanted_organisations(whole, question, ties)
    ties = _between(whole, ties, wanted)
    alone = wanted & _may_be_alone(whole, question)
    untied = alone & (whole.degrees == 0)
    stating = alone & (whole.degrees > 0) & bool(question.topics)
    tied = wanted & (ties.degrees(len(whole)) > 0)
    visible = tied | stating | (untied & question.with_untied) | _always(whole, question)
    hidden = int((untied & ~visible).sum())
    drawn = visible if placed is None else visible & placed
    return View(
        numbers=np.flatnonzero(drawn),
        ties=_between(whole, ties, drawn),
        untied=hidden,
        filtered=int((~visible).sum()) - hidden,
        unplaced=np.flatnonzero(visible & ~drawn),
    )


def years_of(whole: Whole) -> tuple[int, int] | None:
    """Return the first year that a dated tie tells of, and the last or this one; None where no tie is dated."""
    said = whole.statements
    years = np.concatenate([said.first[said.first > OPEN_START], said.last[said.last < OPEN_END]])
    return (int(years.min()), max(int(years.max()), int(whole.today[:4]))) if len(years) else None


def _wanted_statements(whole: Whole, question: Question) -> Flags | None:
    """Return which statements are asked for; None for all of them."""
    said = whole.statements
    asked: list[Flags] = []
    if question.relationships:
        chosen = [at for at, name in enumerate(whole.relationships) if name in question.relationships]
        asked.append(np.isin(said.relationship, chosen))
    if question.topics:
        asked.append(_on_topics(whole, question.topics))
    if question.project:
        asked.append(said.project == _row(whole.columns.projects["id"], question.project))
    if question.since is not None:
        asked.append(said.last >= question.since)
    if question.until is not None:
        asked.append(said.first <= question.until)
    return np.logical_and.reduce(asked) if asked else None


def _row(ids: Iterable[str], wanted: str) -> int:
    """Return the place of an id, -2 when it is not there."""
    return next((row for row, id_ in enumerate(ids) if id_ == wanted), -2)


def _on_topics(whole: Whole, topics: frozenset[str]) -> Flags:
    meant, columns, said = _with_narrower(whole, topics), whole.columns, whole.statements
    # One more for those of the other sort, whose row is -1.
    relations = _having(meant, (*columns.relations["topics"], ()))
    projects = _having(meant, (*columns.projects["topics"], ()))
    return relations[said.relation] | projects[said.project]


def _with_narrower(whole: Whole, topics: frozenset[str]) -> frozenset[str]:
    return topics | {id_ for id_ in whole.taxonomy.topics if not topics.isdisjoint(whole.taxonomy.with_broader((id_,)))}


def _having(meant: frozenset[str], topics: Iterable[tuple[str, ...]]) -> Flags:
    return np.array([not meant.isdisjoint(each) for each in topics], np.bool_)


def _may_be_alone(whole: Whole, question: Question) -> Flags:
    """Return who answers the question without a tie that does: whoever states the topics asked for."""
    if question.relationships or question.project:
        return np.zeros(len(whole), np.bool_)
    if not question.topics:
        return np.ones(len(whole), np.bool_)
    return _having(_with_narrower(whole, question.topics), whole.columns.organisations["topics"])


def _wanted_organisations(whole: Whole, question: Question, ties: Ties) -> Flags:
    wanted = np.ones(len(whole), np.bool_)
    if question.groups:
        wanted &= np.array([group in question.groups for group in whole.groups], np.bool_)
    if question.place:
        wanted &= _with_neighbours(_there(whole, question.place), ties)
    if question.around:
        centres = np.zeros(len(whole), np.bool_)
        centres[[whole.numbers[id_] for id_ in question.around if id_ in whole.numbers]] = True
        wanted &= _with_neighbours(centres, ties)
    return wanted


def _there(whole: Whole, place: str) -> Flags:
    columns, meant = whole.columns.organisations, whole.places.get(fold(place), "")
    there = zip(columns["town"], columns["municipality"], columns["region"], strict=True)
    return np.array([meant in names for names in there], np.bool_) & bool(meant)


def _with_neighbours(chosen: Flags, ties: Ties) -> Flags:
    found = chosen.copy()
    found[ties.other[chosen[ties.one]]] = True
    found[ties.one[chosen[ties.other]]] = True
    return found


def _between(whole: Whole, ties: Ties, chosen: Flags) -> Ties:
    """Return the ties both ends of which are chosen."""
    return whole.ties_of(ties, chosen[ties.one] & chosen[ties.other])


def _always(whole: Whole, question: Question) -> Flags:
    """Return who is shown with or without a tie: what is looked at, and who takes part in the project."""
    ids = set(question.around)
    parts = whole.columns.participations
    if question.project:
        members = zip(parts["project_id"], parts["organisation_id"], strict=True)
        ids |= {id_ for project, id_ in members if project == question.project}
    shown = np.zeros(len(whole), np.bool_)
    shown[[whole.numbers[id_] for id_ in ids if id_ in whole.numbers]] = True
    return shown
