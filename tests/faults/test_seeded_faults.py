"""Sixty faults put into a copy of the sample network: each is told at its row and column, and nothing else is."""

import csv
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from graphdir.directory import Directory
from graphdir.stores.sqlite import SqliteStore

SEEDS: Final = Path(__file__).parents[2] / "seeds" / "stendal"
Tables = Mapping[str, list[dict[str, str]]]
UNKNOWN: Final = "Quatsch"
EXCEL_HOLDS: Final = 32_767


@dataclass(frozen=True)
class Fault:
    """A cell of a table that is made to hold something wrong; ``told`` is the column where that is said."""

    table: str
    column: str
    value: str
    told: str = ""
    also: tuple[tuple[str, str], ...] = ()


FAULTS: Final = (
    Fault("organisations", "name", ""),
    Fault("organisations", "name", "A\x07B"),
    Fault("organisations", "name", "x" * 40_000),
    Fault("organisations", "kind", ""),
    Fault("organisations", "kind", UNKNOWN),
    Fault("organisations", "kind", "school;carrier"),
    Fault("organisations", "further_kinds", "school;Quatsch"),
    Fault("organisations", "parent_id", UNKNOWN),
    Fault("organisations", "school_type", UNKNOWN),
    Fault("organisations", "recognised_75", "vielleicht"),
    Fault("organisations", "postcode", "3957", also=(("country", "DE"), ("town", ""))),
    Fault("organisations", "postcode", "395767", also=(("country", "DE"),)),
    Fault("organisations", "postcode", "Stendal", also=(("country", "DE"),)),
    Fault("organisations", "latitude", "95.5", also=(("longitude", "11.8"),)),
    Fault("organisations", "latitude", "52° 36'", also=(("longitude", "11.8"),)),
    Fault("organisations", "longitude", "", told="latitude", also=(("latitude", "52.6"),)),
    Fault("organisations", "longitude", "191", also=(("latitude", "52.6"),)),
    Fault("organisations", "position_quality", "ungefähr"),
    Fault("organisations", "website", "keine Seite"),
    Fault("organisations", "email", "info.schule.de"),
    Fault("organisations", "email", "info@schule"),
    Fault("organisations", "topics", "Bienenhaltung"),
    Fault("organisations", "target_groups", "Marsmenschen"),
    Fault("organisations", "valid_from", "2022-13"),
    Fault("organisations", "valid_to", "2020", also=(("valid_from", "2021"),)),
    Fault("organisations", "last_confirmed", "30.02.2024"),
    Fault("relations", "from_id", UNKNOWN),
    Fault("relations", "from_id", ""),
    Fault("relations", "to_id", UNKNOWN),
    Fault("relations", "to_id", ""),
    Fault("relations", "kind", UNKNOWN),
    Fault("relations", "kind", ""),
    Fault("relations", "status", "vielleicht"),
    Fault("relations", "occasion", "zufällig"),
    Fault("relations", "topics", "Bienenhaltung"),
    Fault("relations", "valid_from", "gestern"),
    Fault("relations", "valid_to", "2000-01", also=(("valid_from", "2000-02"),)),
    Fault("relations", "description", "\x1b[31m"),
    Fault("relations", "last_confirmed", "2024-02-30"),
    Fault("projects", "title", ""),
    Fault("projects", "kind", UNKNOWN),
    Fault("projects", "status", "fertig"),
    Fault("projects", "topics", "Bienenhaltung"),
    Fault("projects", "target_groups", "Marsmenschen"),
    Fault("projects", "starts_on", "Sommer"),
    Fault("projects", "starts_on", "2010/12/1"),
    Fault("projects", "ends_on", "1999", also=(("starts_on", "2000"),)),
    Fault("projects", "amount_eur", "viel"),
    Fault("projects", "amount_eur", "-5"),
    Fault("projects", "last_confirmed", "2014-00"),
    Fault("participations", "project_id", UNKNOWN),
    Fault("participations", "project_id", ""),
    Fault("participations", "organisation_id", UNKNOWN),
    Fault("participations", "organisation_id", ""),
    Fault("participations", "role", "Zuschauer"),
    Fault("participations", "source", "\ufffe"),
    Fault("contacts", "organisation_id", UNKNOWN),
    Fault("contacts", "role", UNKNOWN),
    Fault("contacts", "email", "schulsozialarbeit"),
    Fault("contacts", "visibility", "geheim"),
)


def read() -> dict[str, list[dict[str, str]]]:
    tables: dict[str, list[dict[str, str]]] = {}
    for path in sorted(SEEDS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


def write_csv(tables: Tables, folder: Path) -> Path:
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    return folder


def write_semicolons(tables: Tables, folder: Path) -> Path:
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def write_xlsx(tables: Tables, folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    book.save(folder / "network.xlsx")
    return folder / "network.xlsx"


Write = Callable[[Tables, Path], Path]


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return Directory(SqliteStore(tmp_path / "store" / "network.db"))


def test_there_are_sixty() -> None:
    assert len(FAULTS) == 60


@pytest.mark.parametrize("write", [write_csv, write_semicolons, write_xlsx])
def test_a_clean_copy_is_imported_without_a_word(directory: Directory, tmp_path: Path, write: Write) -> None:
    assert list(directory.plan_import([write(read(), tmp_path)]).problems) == []


@pytest.mark.parametrize("write", [write_csv, write_semicolons, write_xlsx])
def test_each_fault_is_told_where_it_stands_and_nothing_else_is(
    directory: Directory, tmp_path: Path, write: Write
) -> None:
    tables = read()
    expected: set[tuple[str, int, str]] = set()
    put: dict[str, int] = {}
    for fault in FAULTS:
        if write is write_xlsx and (not fault.value.isprintable() or len(fault.value) > EXCEL_HOLDS):
            continue
        at = put[fault.table] = put.get(fault.table, -1) + 1
        row = tables[fault.table][at]
        row.update({fault.column: fault.value, **dict(fault.also)})
        expected.add((fault.table, at + 2, fault.told or fault.column))
    plan = directory.plan_import([write(tables, tmp_path)])

    told = {((p.sheet or p.file.removesuffix(".csv")), p.row, p.column) for p in plan.problems}
    assert told == expected
    # What has an error is left out, and what needs it; with the rest the network is whole.
    left_out = {((row.sheet or row.file.removesuffix(".csv")), row.row) for row in plan.left_out}
    assert {(p.sheet or p.file.removesuffix(".csv"), p.row) for p in plan.errors} <= left_out
    directory.apply(plan.changes)
    assert len(list(directory.store.entries("organisation"))) == plan.counts["organisations"].new


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.table}-{fault.column}-{fault.value[:10]!r}")
def test_a_fault_alone_is_told_alone(directory: Directory, tmp_path: Path, fault: Fault) -> None:
    tables = read()
    row = tables[fault.table][1]
    row.update({fault.column: fault.value, **dict(fault.also)})
    folder = tmp_path / "in"
    shutil.copytree(SEEDS, folder)
    plan = directory.plan_import([write_csv(tables, folder)])

    assert [(p.file, p.row, p.column) for p in plan.problems] == [(f"{fault.table}.csv", 3, fault.told or fault.column)]
