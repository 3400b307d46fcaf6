"""Profiles that an office keeps for the next year's list, beside its network."""

from collections.abc import Callable, Sequence
from typing import Final

from graphdir.desk import DeskStore, Paper, now, put_paper
from graphdir.importing.mapping import ListProfile, read_profile, retold, written
from graphdir.text import short_hash

PROFILE: Final = "profile"


class KeptProfiles:
    """The profiles of one office, told apart by their names."""

    def __init__(self, desk: DeskStore) -> None:
        self._desk = desk

    def all(self) -> Sequence[ListProfile]:
        """Return all, the latest first."""
        return [read_profile(paper.body["toml"]) for paper in self._desk.papers(PROFILE)]

    def keep(self, profile: ListProfile) -> None:
        """Keep a profile; one of the same name is replaced."""
        self._put(profile, now())

    def retell(self, tell: Callable[[str], str]) -> int:
        """Tell all that they took from lists otherwise (``mapping.retold``); return how many that changed."""
        changed = 0
        for paper in self._desk.papers(PROFILE):
            profile = read_profile(paper.body["toml"])
            told = retold(profile, tell)
            if told != profile:
                self._desk.erase_paper(PROFILE, paper.id)
                self._put(told, paper.at)
                changed += 1
        return changed

    def erase(self, name: str) -> None:
        """Throw one away; nothing happens when it is gone already."""
        self._desk.erase_paper(PROFILE, short_hash(name))

    def _put(self, profile: ListProfile, at: str) -> None:
        paper = Paper(sort=PROFILE, id=short_hash(profile.name), at=at, body={"toml": written(profile)})
        put_paper(self._desk, paper)
