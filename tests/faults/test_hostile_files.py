"""A short version of `python -m benchmarks fuzz`: files that are hostile by design, and mutations of real ones."""

from pathlib import Path

from benchmarks.fuzz import hostile_files, offer
from graphdir.directory import Directory
from graphdir.stores.sqlite import SqliteStore


def test_every_file_gets_a_clear_answer_and_nothing_is_applied_in_part(tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    answers = offer(directory, hostile_files(None, 110, seed=3))

    assert answers.wrong == []
    assert sum(answers.files.values()) == 110
    assert min(answers.files[answer] for answer in ("refused", "errors", "imported")) > 0


def test_the_same_seed_makes_the_same_files() -> None:
    assert list(hostile_files(None, 70, 5))[60:] == list(hostile_files(None, 70, 5))[60:]
