"""Profiles that an office keeps for the next year's list, beside its network."""

from collections.abc import Sequence
from typing import Final

from graphdir.desk import DeskStore, Paper, now, put_paper
from graphdir.importing.mapping import ListProfile, read_profile, written
from graphdir.text import short_hash

_SORT: Final = "profile"


class KeptProfiles:
    """The profiles of one office, told apart by their names."""

    def __init__(self, desk: DeskStore) -> None:
        self._desk = desk

    def all(self) -> Sequence[ListProfile]:
        """Return all, the latest first."""
        return [read_profile(paper.body["toml"]) for paper in self._desk.papers(_SORT)]

    def keep(self, profile: ListProfile) -> None:
        """Keep a profile; one of the same name is replaced."""
        body = {"toml": written(profile)}
        put_paper(self._desk, Paper(sort=_SORT, id=short_hash(profile.name), at=now(), body=body))

    def erase(self, name: str) -> None:
        """Throw one away; nothing happens when it is gone already."""
        self._desk.erase_paper(_SORT, short_hash(name))
