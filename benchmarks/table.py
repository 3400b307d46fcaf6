"""The figures as a table for the terminal and as ``docs/benchmarks.md``."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Final

from benchmarks.figures import Aim, Figure, Report

DOCUMENT: Final = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_STORES: Final = {"sqlite": "SQLite, embedded", "neo4j": "Neo4j 5.26 Community, 1 GB heap"}
_HEADINGS: Final = {
    "import": "Import and export",
    "search": "Search",
    "graph": "Neighbourhoods and connections",
    "partners": "Partners for a need",
    "ranking": "The ranking in invented networks",
    "pages": "Pages over HTTP",
    "map": "The network map",
    "report": "The report",
    "duplicates": "Duplicates",
    "writers": "Twenty who write at once",
    "kills": "Imports that are killed",
    "fuzz": "Mutated and hostile files",
}
_FLOORS: Final = {
    "import": (
        "The floor is the same rows without us, in the same run: history, search index and facets included, into the "
        "same tables and indexes. For SQLite by `executemany` in one transaction, the rows in memory and sorted as "
        "their tables are, SQLite's own settings but for the write-ahead log (the import gives itself more page cache "
        "and writes facets by value instead of by row). For Neo4j by the driver's `UNWIND` with `CREATE` in batches of "
        "5,000 under the same constraints and indexes. The import reads the CSV files, checks every cell and "
        "reference, compares with what stands, and writes with history. Rates count rows of the files; the ratio is "
        "the import's rate as a share of the floor's, round by round, and the median of that."
    ),
    "search": (
        "`Directory.search` (the hits of page 1 and their total) and `Directory.facets`, warm: after one round that "
        "is not counted, every question's median of three, then p50 and p95 over the questions. The mix: 40 whole "
        "names, 40 beginnings of two to five letters, 30 words with a slip, 30 towns, 20 topics, 30 times two words, "
        "10 words that are common or very short (Grundschule, Schule, „a“). Stores may keep facets while their "
        "revision stays: asked first is without that, in a store opened anew on a warm database."
    ),
    "graph": "Each question's median of three, then p50 and p95 over 50 questions (20 for groups of 50).",
    "partners": (
        "`Directory.partners` with 20 matches, their reasons and introductions, warm: every need's median of three, "
        "then p50 and p95 over the needs, a quarter each of the four sorts below. The floor is the personalised "
        "PageRank alone by networkx on the same graph, which reads all of it, over 5 needs; the ratio compares the "
        "medians, for the growth the p95. After an edit: 20 times a description is changed and the next question "
        "timed. The growth is measured without a store, in networks made the same way; there the smaller network is "
        "the floor."
    ),
    "ranking": (
        "Of eleven sorts of networks three each are invented, the last years hidden, and leads ask for those whom they "
        "took then, with the shipped weights and no text: the mean difference to the personalised PageRank on the "
        "mixed graph, question by question, with its 95 % bootstrap interval, in points of 100. The aim is that it is "
        "not surely below. Beside that, what weights find that the first network's own past before taught (`graphdir "
        "fit`). How the networks come about: `benchmarks/rankings.py`."
    ),
    "pages": (
        "`graphdir serve` (waitress) in its own process, one client on one connection; every address's median of "
        "three. The floor is an empty page of an empty Flask application on the same server; the ratio compares the "
        "medians, so it tells how many empty pages one of ours costs. Start-up is from the start of the process to "
        "the first answer of `/health`."
    ),
    "map": (
        "Layouts by `graphdir.network.layout` of the organisations around the best connected one. In Chromium 1366 x "
        "768 without a GPU: from the click on *Netzwerk* until the picture stands and a key chooses an organisation, "
        "the median of three openings of the whole page on a site that has drawn it before; frames of two seconds in "
        "which the picture is moved in every frame; the longest task of the main thread over all of it. The floor is "
        "the same organisations and ties in pyvis as it comes (its own page from a file, until `stabilized`)."
    ),
    "report": (
        "All figures of `graphdir report` in a fresh process, the store read out included, and `/report` over HTTP: "
        "the first answer after a start, with progress, and the page again, p50 and p95 of 20 times the median of "
        "three. The floor is networkx alone on the same graph, for the figures that it has too."
    ),
    "duplicates": (
        "The labelled pairs of `tests/data/duplicates`, by set; precision and recall are of the verdict *same*. All of "
        "them have been looked at by now: [duplicates.md](duplicates.md) has what came out the first time. Then the "
        "organisations of the network as one CSV list for an empty store: read, checked, compared with the store, and "
        "each row held against the others."
    ),
    "kills": (
        "An import of 7,300 rows into the seeds, killed (SIGKILL) at a random moment of its writing; on Neo4j the "
        "application and the server by turns, the import in steps of 150 changes. Afterwards the store is as before, "
        "as after, or says that the import is unfinished, and then `resume` and `undo`, by turns, have to lead to "
        "either; `graphdir check` has to be clean each time."
    ),
    "writers": (
        "Twenty writers in four processes raise the counters of twelve organisations for a minute, each by the use "
        "case that the site's forms call: read, check, write with history. Whoever was overtaken in the same field is "
        "told so and reads again. Afterwards every counter has to be the number of accepted changes, every accepted "
        "change in the history, and `graphdir check` clean. The floor is as many who raise a counter by one statement "
        "of the bare driver, without history, reading or checks."
    ),
    "fuzz": (
        "3,000 files, the same for the same raw lists: first some fifty that are hostile by design (zip bombs, a "
        "million empty rows, cells at the far corner of a sheet, entities, macros, deep JSON, broken workbooks, files "
        "outside a package), then mutations of the sample network and the raw lists as CSV, Excel, ODS, JSON and zip: "
        "bytes changed, cut and put in, wrong encodings and names, parts of workbooks damaged, cells, rows and columns "
        "replaced by controls, formulas, huge texts and numbers. Each is read, a mapping proposed, split, planned, its "
        "problems written to a workbook, and what has no error is applied and taken back, with a check of the whole "
        "store every 250. Memory is the most of this process, or of the helper that opens workbooks."
    ),
}


def lines(report: Report) -> Iterator[str]:
    """Go through the table as plain text."""
    for (store, part), figures in _grouped(report):
        yield ""
        yield f"{_HEADINGS[part]} - {_STORES[store]}"
        for figure in figures:
            cells = (
                _values(figure.values, figure.unit),
                _floor(figure),
                _ratio(figure),
                _aim(figure.aim),
                _met(figure),
            )
            measured, floor, ratio, aim, met = cells
            line = f"  {figure.name:<46.46} {measured:>20} {floor:>20} {ratio:>7} {aim:>12} {met:<7} {figure.note}"
            yield line.rstrip()


def document(report: Report) -> str:
    """Return the page of the documentation."""
    return "\n".join(_document(report)) + "\n"


def _document(report: Report) -> Iterator[str]:
    data = report.data
    yield "# Benchmarks"
    yield ""
    yield "Made by `make bench`; do not edit by hand. Figures are for comparing, never asserted in a test."
    yield ""
    yield (
        "Parts are measured one by one; each says when, on which machine and of which revision. The cores were shared "
        "with other programs, hence medians."
    )
    schools = (
        "names, types and positions of the schools are real (school lists of the Länder, 2017), with the nearest of "
        f"{data['towns']} real places"
        if data["real"]
        else "names and places are made up"
    )
    yield ""
    yield (
        f"Data: a generated network of {data['organisations']:,} organisations and "
        f"{data['relations'] + data['participations']:,} edges: {data['relations']:,} relations and "
        f"{data['participations']:,} participations in {data['projects']:,} projects, {data['rows']:,} rows in all; "
        f"{schools}. The best connected organisation has {data['most_relations']:,} relations. The same command makes "
        "the same network."
    )
    yield ""
    yield from _behind(report)
    for (store, part), figures in _grouped(report):
        yield ""
        yield f"## {_HEADINGS[part]}: {_STORES[store]}"
        yield ""
        yield _FLOORS[part]
        yield ""
        yield f"Measured on {figures[0].when}."
        yield ""
        yield "| | measured | floor | ratio | aim | |"
        yield "|---|--:|--:|--:|--:|---|"
        for figure in figures:
            remark = "; ".join(part for part in (_met(figure), figure.note) if part)
            yield (
                f"| {figure.name} | {_values(figure.values, figure.unit)} | {_floor(figure)} | {_ratio(figure)} "
                f"| {_aim(figure.aim)} | {remark} |"
            )


def _behind(report: Report) -> Iterator[str]:
    aims = [figure for figure in report.figures if figure.met is not None]
    behind = [figure for figure in aims if not figure.met]
    if not behind:
        yield f"All {len(aims)} aims are reached."
        return
    yield f"{len(aims) - len(behind)} of {len(aims)} aims are reached. Behind:"
    yield ""
    for figure in behind:
        reached = _ratio(figure) if figure.aim and figure.aim.of == "ratio" else _values(figure.values, figure.unit)
        yield f"- {_STORES[figure.store]}: {figure.name}: {reached}, aim {_aim(figure.aim)}"


def _grouped(report: Report) -> Iterator[tuple[tuple[str, str], list[Figure]]]:
    stores, parts = list(_STORES), list(_HEADINGS)
    ordered = sorted(report.figures, key=lambda f: (stores.index(f.store), parts.index(f.part)))
    for key, figures in groupby(ordered, lambda f: (f.store, f.part)):
        yield key, list(figures)


def _values(values: Mapping[str, float], unit: str) -> str:
    if not values:
        return ""
    if "value" in values:
        return f"{_number(values['value'])} {unit}"
    return f"{_number(values['p50'])} / {_number(values['p95'])} {unit}"


def _floor(figure: Figure) -> str:
    return _values(figure.floor, figure.unit)


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value < 10 or value % 1 else f"{value:.0f}"


def _ratio(figure: Figure) -> str:
    if figure.ratio is None:
        return ""
    return f"{figure.ratio:.0%}" if figure.part == "import" else f"{figure.ratio:g} x"


def _aim(aim: Aim | None) -> str:
    if aim is None:
        return ""
    if aim.of == "ratio":
        return f"≤ {aim.most:.0%}" if aim.most is not None else f"≥ {aim.least:.0%}"
    return f"{aim.of} ≤ {aim.most:g}" if aim.most is not None else f"{aim.of} ≥ {aim.least:g}"


def _met(figure: Figure) -> str:
    return {None: "", True: "reached", False: "behind"}[figure.met]
