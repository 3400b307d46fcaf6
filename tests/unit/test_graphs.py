"""GraphML and GEXF: what other programs ask of the formats beyond networkx."""

from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from graphdir.directory import Directory
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, part, project, school, tie

GEXF = "{http://www.gexf.net/1.2draft}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    directory.apply(
        added(
            school("a", "</script> 😀", valid_from="2001", description="Zeile\n" * 5000),
            school("b", valid_to="2020-02"),
            project("p", starts_on="2013"),
            project("q", starts_on="2013-05-02", ends_on="2015"),
            project("r"),
            project("s", starts_on="2013", status="running"),
            tie("a", "b", valid_from="2019-08-01", valid_to="2020"),
            part("p", "a"),
            part("q", "a"),
            part("r", "b"),
        )
    )
    return directory


def test_gephis_timeline_shows_what_was_when(directory: Directory, tmp_path: Path) -> None:
    directory.export(tmp_path / "n.gexf", "gexf")
    root = ET.parse(tmp_path / "n.gexf").getroot()  # noqa: S314  our own file
    graph = root[1]
    lives = {node.get("id"): (node.get("start"), node.get("end")) for node in root.iter(f"{GEXF}node")}
    edges = sorted(
        (edge.get("start") or "", edge.get("end") or "", edge.get("target") or "") for edge in root.iter(f"{GEXF}edge")
    )
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    assert lives == {
        "organisation:a": ("2001-01-01", None),
        "organisation:b": (None, "2020-02-29"),
        "project:p": ("2013-01-01", "2013-12-31"),
        "project:q": ("2013-05-02", "2015-12-31"),
        "project:r": (None, None),
        "project:s": ("2013-01-01", None),
    }
    assert edges == [
        ("", "", "project:r"),
        ("2013-01-01", "2013-12-31", "project:p"),
        ("2013-05-02", "2015-12-31", "project:q"),
        ("2019-08-01", "2020-12-31", "organisation:b"),
    ]
    again = nx.read_gexf(tmp_path / "n.gexf")
    assert again.nodes["organisation:a"]["valid_from"] == "2001"
    assert again.nodes["organisation:a"]["name"] == "</script> 😀"
    assert again.nodes["organisation:a"]["description"] == directory.organisation("a").description


def test_every_key_of_graphml_is_there_once(directory: Directory, tmp_path: Path) -> None:
    directory.export(tmp_path / "n.graphml", "graphml")
    root = ET.parse(tmp_path / "n.graphml").getroot()  # noqa: S314  our own file
    keys = [key.get("id") for key in root.iter(f"{GRAPHML}key")]
    assert len(keys) == len(set(keys)) > 0
    # Some readers take a truth that is missing for false.
    edges = nx.read_graphml(tmp_path / "n.graphml").edges(data=True)
    assert {(data["entity"], data["directed"]) for _one, _other, data in edges} == {
        ("relation", False),
        ("participation", True),
    }
