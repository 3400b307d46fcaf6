"""What the pages about gaps are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from flask import request, url_for

from graphdir.errors import InvalidInputError, NotFoundError
from graphdir.i18n import gettext as _
from graphdir.network.gaps.coverage import Coverage
from graphdir.network.gaps.offers import Offers
from graphdir.network.whole import Ints
from graphdir.reporting.table import place_of
from graphdir.text import fold
from webapp.current import current_directory
from webapp.lists import asked_order
from webapp.pages.parts import Choice

SORTED: Final = ("name", "place", "covered")


@dataclass(frozen=True)
class Asked:
    """What the query of an address asks for."""

    coverage: Coverage
    offers: Offers

    @property
    def year(self) -> int:
        """Return the asked year, else the last one of which much is recorded."""
        return year_asked(self.coverage, "year")

    @cached_property
    def topics(self) -> list[int]:
        """Return the topics to show: the narrower ones of the asked topic with itself, else the broad ones."""
        known = self.coverage.whole.taxonomy.topics
        asked = topic_asked("topic", self.coverage)
        return [
            at
            for at, id_ in enumerate(self.coverage.topics)
            if known[id_].parent_id == asked or (asked and id_ == asked)
        ]

    @cached_property
    def schools(self) -> Ints:
        """Return places of schools in ``Coverage.schools``: those of the asked place and year, in the asked order."""
        index = index_of(self.coverage)
        found = index.at_place(request.args.get("place", ""), self.year)
        missing = topic_asked("missing", self.coverage)
        if missing:
            covered = self.coverage.covered(self.year)[found, self.coverage.topic_numbers[missing]]
            found = found[~covered]
        order = asked_order(SORTED)
        keys = {
            "": (index.name_ranks[found], index.place_ranks[found]),
            "name": (index.place_ranks[found], index.name_ranks[found]),
            "place": (index.name_ranks[found], index.place_ranks[found]),
            "covered": (index.name_ranks[found], self.coverage.covered(self.year)[found][:, self.topics].sum(axis=1)),
        }[order.removeprefix("-")]
        found = found[np.lexsort(keys)]
        return found[::-1] if order.startswith("-") else found


class _SchoolIndex:
    """Names and places of schools, folded once."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self.places = [place_of(coverage.whole, school) for school in coverage.schools.tolist()]

    @cached_property
    def by_place(self) -> dict[str, list[int]]:
        """Return the schools of each place, as places in ``Coverage.schools``; places by their folded names."""
        found: dict[str, list[int]] = {}
        for at, place in enumerate(self.places):
            if place:
                found.setdefault(place, []).append(at)
        return dict(sorted(found.items(), key=lambda item: fold(item[0])))

    @cached_property
    def name_ranks(self) -> Ints:
        """Return the schools' ranks by name."""
        names = self._coverage.whole.columns.organisations["name"]
        return _ranks([names[school] for school in self._coverage.schools.tolist()])

    @cached_property
    def place_ranks(self) -> Ints:
        """Return the schools' ranks by place."""
        return _ranks(self.places)

    def places_in(self, year: int) -> dict[str, list[int]]:
        """Return the places that had schools in a year, with these, as ``by_place`` does."""
        there = self._coverage.there(year)
        found = {place: [at for at in schools if there[at]] for place, schools in self.by_place.items()}
        return {place: schools for place, schools in found.items() if schools}

    def at_place(self, typed: str, *years: int) -> Ints:
        """Return the schools of one of the years at a place, as places in ``Coverage.schools``; all of them for none.

        Raises:
            InvalidInputError: no school is recorded there.
        """
        there = np.logical_or.reduce([self._coverage.there(year) for year in years])
        if not typed.strip():
            return np.flatnonzero(there).astype(np.int32)
        wanted = fold(typed)
        found = [at for place, schools in self.by_place.items() if fold(place) == wanted for at in schools]
        if not found:
            raise InvalidInputError(_("No school is recorded at “%(place)s”.", place=typed))
        return np.array([at for at in found if there[at]], np.int32)


@lru_cache(maxsize=1)
def index_of(coverage: Coverage) -> _SchoolIndex:
    return _SchoolIndex(coverage)


def _ranks(words: Sequence[str]) -> Ints:
    folds = {word: fold(word) for word in set(words)}
    ranks = {folded: rank for rank, folded in enumerate(sorted(set(folds.values())))}
    return np.array([ranks[folds[word]] for word in words], np.int32)


def year_asked(coverage: Coverage, name: str) -> int:
    """Return a year of the query, else the last one of which much is recorded.

    Raises:
        InvalidInputError: no year of which anything is recorded.
    """
    typed = request.args.get(name, "")
    if typed and typed not in map(str, coverage.years):
        raise InvalidInputError(
            _(
                "“%(typed)s” is no year of which something is recorded. They reach from %(first)s to %(last)s.",
                typed=typed,
                first=coverage.years[-1],
                last=coverage.years[0],
            )
        )
    return int(typed) if typed else coverage.told_year


def year_note(coverage: Coverage, year: int) -> str:
    """Say why a page that was asked for no year does not show the present one; else nothing."""
    if request.args.get("year") or year == coverage.present_year:
        return ""
    return _(
        "%(year)s is shown: the last year of which much is recorded. For later years the lists are still missing; "
        "choose another year above.",
        year=year,
    )


def topic_asked(name: str, coverage: Coverage) -> str:
    """Return a topic of the query; empty for none.

    Raises:
        NotFoundError: nobody knows it.
    """
    typed = request.args.get(name, "")
    if typed and typed not in coverage.topic_numbers:
        raise NotFoundError(_("There is no topic “%(id)s”.", id=typed))
    return typed


def asked() -> Asked:
    """Return the question that the query of this request asks."""
    return Asked(*current_directory().gaps())


def ways(here: str) -> list[Choice]:
    """Return the questions that can be asked about gaps."""
    return [
        Choice(label=label, url=url, chosen=name == here)
        for name, label, url in (
            ("school", _("Schools and topics"), url_for("gaps.gaps")),
            ("place", _("Places and topics"), url_for("gaps.gaps", by="place")),
            ("topics", _("Topics that rest on one carrier"), url_for("gap_lists.topics")),
            ("social-work", _("Without school social work"), url_for("gap_lists.social_work")),
            ("leaving", _("What if somebody leaves?"), url_for("leaving.leaves")),
            ("compare", _("Compare"), url_for("gap_lists.compare")),
        )
    ]
