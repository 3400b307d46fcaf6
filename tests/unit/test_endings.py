"""A file is what its name says."""

from pathlib import Path
from typing import Any

import pytest

from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, school


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    directory.apply(added(school("s")))
    return directory


@pytest.mark.parametrize(
    ("name", "format_", "told"),
    [
        ("out.zip", "hsds", r"out\.zip.*\.json"),
        ("out.ZIP", "csv", "folder|Ordner"),
        ("out.csv", "csv", "folder|Ordner"),
        ("out.csv", "xlsx", r"out\.csv.*\.xlsx"),
        ("out.xls", "xlsx", r"\.xlsx"),
        ("out.json", "graphml", r"\.graphml"),
        ("out.gexf", "graphml", r"\.graphml"),
    ],
)
def test_what_would_be_taken_for_another_format_is_not_written(
    directory: Directory, tmp_path: Path, name: str, format_: Any, told: str
) -> None:
    with pytest.raises(InvalidInputError, match=told):
        directory.export(tmp_path / name, format_)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("name", "format_"), [("out", "hsds"), ("stand.2026", "json"), ("a.JSON", "hsds"), ("c.d", "csv")]
)
def test_other_names_are_anybodys_own(directory: Directory, tmp_path: Path, name: str, format_: Any) -> None:
    directory.export(tmp_path / name, format_)
    assert (tmp_path / name).exists()
