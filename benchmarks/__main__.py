"""Measure, print a table, and keep it: ``python -m benchmarks [PART ...] [--store S] [--data FOLDER]``."""

import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import click

from benchmarks.duplicates import measure_duplicates
from benchmarks.figures import RESULTS, Figure, Report, machine, read_report
from benchmarks.fuzz import measure_fuzz
from benchmarks.kills import measure_kills
from benchmarks.maps import measure_map
from benchmarks.network import FULL, QUICK, Network, network_of
from benchmarks.partners import measure_partners
from benchmarks.parts import (
    Setting,
    measure_graph,
    measure_import_neo4j,
    measure_import_sqlite,
    measure_pages,
    measure_search,
)
from benchmarks.rankings import measure_ranking
from benchmarks.report import measure_report
from benchmarks.table import DOCUMENT, document, lines
from benchmarks.writers import measure_writers
from graphdir import neo4j_server
from graphdir.bootstrap import open_store
from graphdir.directory import Directory
from graphdir.errors import ToolMissingError

PARTS = (
    "import",
    "search",
    "graph",
    "partners",
    "ranking",
    "pages",
    "map",
    "report",
    "duplicates",
    "writers",
    "kills",
    "fuzz",
)
# These are the same whatever the store, and these need no store with the network in it.
_ONCE = frozenset({"ranking", "duplicates", "fuzz"})
_WITHOUT_NETWORK = _ONCE | {"writers", "kills"}
STORES = ("sqlite", "neo4j")
_READ = ("germany/schools_2017.csv.gz", "geo/kreise_deutschland.geojson", "interreg/participations_2014_2020.csv.gz")


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--store", "stores", multiple=True, type=click.Choice(STORES), help="Only this store.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder with real school lists (else $GRAPHDIR_DATA).")
@click.option("--quick", is_flag=True, help="A tenth of the size; results are shown, not kept.")
@click.option("--work", type=click.Path(path_type=Path), help="Keep network and stores here, and use what is there.")
def main(parts: Sequence[str], stores: Sequence[str], data: Path | None, *, quick: bool, work: Path | None) -> None:
    """Measure PARTS on both stores; without PARTS, all of them."""
    found = _data_folder(data or (Path(os.environ["GRAPHDIR_DATA"]) if os.environ.get("GRAPHDIR_DATA") else None))
    network = network_of(QUICK if quick else FULL, found)
    kept = Report(machine=machine(), data=_told(network), figures=())
    is_kept = not quick
    if is_kept and kept.is_of_other_data():
        is_kept = False
        click.echo(
            f"{kept.path.relative_to(RESULTS.parent.parent)} has figures of another network (with or without the real "
            "lists). These are shown, not kept; to keep them, delete it first.",
            err=True,
        )
    figures: list[Figure] = []
    with _folder(work) as folder:
        network.write(folder / "folder")
        for store in stores or (STORES if set(parts or PARTS) - _ONCE else STORES[:1]):
            with _store(store, folder) as url:
                if url:
                    setting = Setting(
                        network=network, folder=folder / "folder", work=folder, store=store, url=url, data=found
                    )
                    figures += _measured(setting, parts or PARTS)
    report = replace(kept, figures=figures)
    for line in lines(report):
        click.echo(line)
    if not (is_kept and figures):
        return
    path = report.save()
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document(read_report(path)), encoding="utf-8")
    click.echo(
        f"\nKept in {path.relative_to(RESULTS.parent.parent)} and {DOCUMENT.relative_to(RESULTS.parent.parent)}."
    )


def _measured(setting: Setting, parts: Sequence[str]) -> list[Figure]:
    measures = {
        "import": measure_import_sqlite if setting.store == "sqlite" else measure_import_neo4j,
        "search": measure_search,
        "graph": measure_graph,
        "partners": measure_partners,
        "ranking": measure_ranking,
        "pages": measure_pages,
        "map": measure_map,
        "report": measure_report,
        "duplicates": measure_duplicates,
        "writers": measure_writers,
        "kills": measure_kills,
        "fuzz": measure_fuzz,
    }
    if "import" not in parts and set(parts) - _WITHOUT_NETWORK:
        _fill(setting)
    figures: list[Figure] = []
    for part in PARTS:
        if part in parts:
            click.echo(f"{setting.store}: {part} ...", err=True)
            figures += measures[part](setting)
    return figures


def _fill(setting: Setting) -> None:
    """Import the network where the store is empty."""
    directory = Directory(open_store(setting.url))
    if not directory.store.revision():
        directory.apply(directory.plan_import([setting.folder]).changes)
    directory.store.close()


def _told(network: Network) -> dict[str, object]:
    size = network.size
    ties: dict[str, int] = {}
    for row in network.tables["relations"]:
        for end in (row["from_id"], row["to_id"]):
            ties[end] = ties.get(end, 0) + 1
    return {
        "organisations": size.organisations,
        "relations": size.relations,
        "projects": size.projects,
        "participations": size.participations,
        "rows": size.rows,
        "real": network.real,
        "towns": len({row["town"] for row in network.tables["organisations"]}),
        "most_relations": max(ties.values()),
    }


def _data_folder(folder: Path | None) -> Path | None:
    if folder is None:
        click.echo(
            "No raw data: --data FOLDER or GRAPHDIR_DATA says where it lies; names are made up instead.", err=True
        )
        return None
    missing = [name for name in _READ if not (folder / name).exists()]
    if missing:
        click.echo(f"The data folder lacks {', '.join(missing)}; names are made up instead.", err=True)
        return None
    return folder


@contextmanager
def _folder(kept: Path | None) -> Generator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    folder = Path(mkdtemp(prefix="graphdir-bench-"))
    try:
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)


@contextmanager
def _store(store: str, folder: Path) -> Generator[str]:
    """Yield the URL of a store; empty where there is no Java or Maven for a Neo4j."""
    if store == "sqlite":
        yield f"sqlite:///{folder / 'network.db'}"
        return
    try:
        neo4j_server.check_tools()
    except ToolMissingError as error:
        click.echo(f"{error} Neo4j was left out.", err=True)
        yield ""
        return
    home = folder / "neo4j"
    server = neo4j_server.start(home, bolt_port=neo4j_server.free_port(), heap="1g")
    try:
        yield server.url
    finally:
        neo4j_server.stop(home)


if __name__ == "__main__":
    main()
