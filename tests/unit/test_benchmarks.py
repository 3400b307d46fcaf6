"""The benchmarks' network, floors and table; what they measure is asserted nowhere."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import figures as kept_figures
from benchmarks.figures import Aim, Figure, Report, percentiles, read_report
from benchmarks.network import Size, network_of
from benchmarks.questions import questions_for
from benchmarks.sqlite_floor import sqlite_floor
from benchmarks.standards_network import standards
from benchmarks.table import document, lines
from graphdir.directory import Directory
from graphdir.stores.sqlite import SqliteStore

SMALL = Size(organisations=2000, relations=6000, projects=1500, participations=4000)
MACHINE = {"name": "here", "processor": "p", "cores": 2, "memory_gb": 8, "python": "3"}


def test_the_same_size_makes_the_same_network() -> None:
    one, other = network_of(SMALL, None), network_of(SMALL, None)

    assert one.tables == other.tables
    assert sum(len(rows) for rows in one.tables.values()) == SMALL.rows


def test_the_network_can_be_imported_and_copied_for_the_floor(tmp_path: Path) -> None:
    network = network_of(SMALL, None)
    network.write(tmp_path / "folder")
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    plan = directory.plan_import([tmp_path / "folder"])
    directory.apply(plan.changes)

    assert plan.errors == []
    assert directory.figures().relations == SMALL.relations
    assert directory.figures().participations == SMALL.participations
    assert directory.plan_import([tmp_path / "folder"]).changes.changes == []
    assert min(sqlite_floor(tmp_path / "network.db", tmp_path / "floor.db")) > 0


def test_there_are_about_200_questions() -> None:
    assert (
        len(questions_for(network_of(Size(organisations=4000, relations=0, projects=1, participations=2), None)).all)
        == 200
    )


def test_figures_of_other_data_do_not_take_the_place_of_those_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_figures, "RESULTS", tmp_path)
    search = Figure(part="search", store="sqlite", name="hits", unit="ms", values={"p50": 3.0})
    report = Report(machine=MACHINE, data={"real": True}, figures=[search])
    assert not report.is_of_other_data()
    report.save()
    graph = replace(report, figures=[replace(search, part="graph")])
    other = replace(graph, data={"real": False})
    assert other.is_of_other_data()
    with pytest.raises(ValueError, match="here"):
        other.save()
    assert not graph.is_of_other_data()
    assert [one.part for one in read_report(graph.save()).figures] == ["search", "graph"]


def test_the_table_says_where_it_is_behind() -> None:
    figures = [
        Figure(part="import", store="sqlite", name="import", unit="rows/s", values={"value": 2.0}, floor={"value": 4.0},
               ratio=0.5, aim=Aim(of="ratio", least=0.3), when="2026-11-24, revision r"),
        Figure(part="search", store="neo4j", name="hits", unit="ms", values={"p50": 3.0, "p95": 90.0},
               aim=Aim(of="p95", most=60)),
    ]  # fmt: skip
    counts = ("organisations", "relations", "projects", "participations", "rows", "towns", "most_relations")
    data = {"real": False, **dict.fromkeys(counts, 1)}
    report = Report(machine=MACHINE, data=data, figures=figures)
    text = document(report)

    assert "1 of 2 aims are reached" in text
    assert "Measured on 2026-11-24, revision r." in text
    assert "| import | 2.0 rows/s | 4.0 rows/s | 50% | ≥ 30% | reached |" in text
    assert "| hits | 3.0 / 90 ms |  |  | p95 ≤ 60 | behind |" in text
    assert any("hits" in line and "behind" in line for line in lines(report))


def test_percentiles_of_one_value_are_that_value() -> None:
    assert percentiles([3.0]) == {"p50": 3.0, "p95": 3.0}
    assert percentiles([1.0, 2.0, 3.0])["p50"] == 2.0


@pytest.mark.parametrize(
    ("header", "authors", "expected"),
    [
        (
            """Network Working Group                                            S. Kent
Request for Comments: 4301                                        K. Seo
Obsoletes: 2401                                         BBN Technologies
Category: Standards Track                                  December 2005
""",
            ["S. Kent", "K. Seo"],
            [("bbn", "lead")],
        ),
        (
            """Internet Engineering Task Force (IETF)                  R. Fielding, Ed.
Request for Comments: 7230                                         Adobe
Obsoletes: 2145, 2616                                    J. Reschke, Ed.
Updates: 2817, 2818                                           greenbytes
Category: Standards Track                                      June 2014
ISSN: 2070-1721
""",
            ["R. Fielding, Ed.", "J. Reschke, Ed."],
            [("adobe", "lead"), ("greenbytes", "partner")],
        ),
        (
            """Internet Engineering Task Force (IETF)                      D. Farinacci
Request for Comments: 9300                                   lispers.net
Obsoletes: 6830                                                 D. Lewis
Category: Standards Track                                  Cisco Systems
ISSN: 2070-1721                                         A. Cabellos, Ed.
                                    Universitat Politecnica de Catalunya
                                                                V. Clerk
                                                            Unaffiliated
                                               T.J. Watson Research Center
                                                   N. Feldman, IBM Corp.
                                                           Isode Limited
                                                            October 2022
""",
            ["D. Farinacci", "D. Lewis", "A. Cabellos, Ed.", "V. Clerk", "N. Feldman"],
            [
                ("lispers-net", "lead"),
                *(("cisco", "partner"), ("universitat-politecnica-de-catalunya", "partner")),
                *(("t-j-watson-research-center", "partner"), ("ibm", "partner"), ("isode", "partner")),
            ],
        ),
    ],
)
def test_who_wrote_a_standard_is_read_from_its_header(
    tmp_path: Path, header: str, authors: list[str], expected: list[tuple[str, str]]
) -> None:
    told = {"doc_id": "RFC1", "title": "T", "authors": authors, "source": "Some Group", "abstract": None}
    (tmp_path / "rfc1.json").write_text(json.dumps({**told, "pub_date": "June 2014"}), "utf-8")
    (tmp_path / "rfc1.txt.gz").write_bytes(gzip.compress(f"\n\n{header}\n\n      A Title\n".encode()))
    (tmp_path / "rfc2.json").write_text(json.dumps({**told, "pub_date": "June 2014"}), "utf-8")

    found = standards(tmp_path)

    assert [(part["organisation_id"], part["role"]) for part in found["participations"]] == expected
    assert [(project["topics"], project["starts_on"]) for project in found["projects"]] == [("some-group", "2014-06")]
    assert {one["id"] for one in found["organisations"]} == {id_ for id_, _role in expected}
