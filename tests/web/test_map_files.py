"""The map to take along: each format is read by what it is meant for, and says nothing it may not."""

import base64
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from graphdir.bootstrap import Settings, seed_networks
from graphdir.cli import main
from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.i18n import use_language
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, carrier, contact, part, project, school, tie
from webapp import create_app

HOSTILE = "</script><img src=x onerror=alert(1)>\"'&$x^2$"
CANARIES = ("Kanarienvogel", "kanarienvogel@example.org")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    """Yield a carrier with two schools, one of them with a hostile name, and a person's contact data."""
    directory = Directory(SqliteStore(tmp_path_factory.mktemp("files") / "network.db"))
    directory.apply(
        added(
            carrier("c", "Träger für Schulerfolg e. V.", latitude=52.6, longitude=11.85),
            school("s", HOSTILE, latitude=52.7, longitude=11.9, town=HOSTILE),
            school("t", "Grundschule 学校", latitude=52.8, longitude=11.7),
            tie("c", "s"),
            tie("c", "t", "supports_school"),
            contact("s", "secretariat", name=CANARIES[0], email=CANARIES[1], visibility="members"),
        )
    )
    yield directory
    directory.store.close()


@pytest.fixture
def client(directory: Directory) -> FlaskClient:
    app = create_app(directory, Settings(store="", network_name="Netz & <Werk>"))
    app.testing = True
    return app.test_client()


Get = Callable[[str], bytes]


@pytest.fixture
def get(client: FlaskClient) -> Get:
    """Return what fetches a file and makes sure that it is one to keep."""

    def get(path: str) -> bytes:
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        for canary in CANARIES:
            assert canary.encode() not in answer.data
        return bytes(answer.data)

    return get


@pytest.mark.parametrize("query", ["", "?arrangement=geography"])
def test_the_poster_is_a_sheet_of_a3(get: Get, query: str) -> None:
    pdf = get("/map.pdf" + query)

    assert pdf.startswith(b"%PDF-")
    (box,) = re.findall(rb"/MediaBox \[ ?([\d. ]+) ?\]", pdf)
    assert [round(float(side)) for side in box.split()] == [0, 0, 1191, 842]
    assert b"/Encrypt" not in pdf


@pytest.mark.parametrize("query", ["", "?arrangement=geography"])
def test_the_drawing_says_names_legend_and_date_and_asks_nobody(get: Get, query: str) -> None:
    svg = get("/map.svg" + query)
    root = ET.fromstring(svg)  # noqa: S314  our own
    told = " ".join(text for element in root.iter(f"{SVG}text") for text in element.itertext())

    for word in ("Netz & <Werk>", "Träger", "Kooperation", "2 verbundene Paare", "Stand"):
        assert word in told
    assert "</script>" in told
    assert "$x^2$" in told
    assert not list(root.iter(f"{SVG}script"))
    addresses = {value for element in root.iter() for name, value in element.attrib.items() if name.endswith("href")}
    assert all(address.startswith("#") for address in addresses)
    assert ("BKG" in told) == bool(query)


def test_ties_are_told_with_kind_period_and_source(tmp_path: Path) -> None:
    own = Directory(SqliteStore(tmp_path / "network.db"))
    own.apply(
        added(
            *(carrier(id_) for id_ in "abc"),
            tie("a", "b", valid_from="2020", valid_to="2022"),
            tie("a", "b", "branch_of", status="planned"),
            project("p", "Streit schlichten", starts_on="2019"),
            *(part("p", id_, role) for id_, role in (("b", "lead"), ("a", "partner"), ("c", "partner"))),
        )
    )
    client = create_app(own, Settings(store="")).test_client()
    found = client.get("/map/ties.json?organisation=a").get_json()

    assert set(found) == {"b"}, "Partners of one lead have not met."
    assert [line["text"] for line in found["b"]] == [
        "Niederlassung von, geplant, Zeitraum nicht erfasst",
        "Kooperation, 2020 bis 2022",
        "Gemeinsames Projekt „Streit schlichten“, ab 2019",
    ]
    assert {(line["source"], line["url"]) for line in found["b"]} == {("example.org", "https://example.org/list")}
    assert client.get("/map/ties.json?organisation=nobody").status_code == 404


def told_on_the_poster(own: Directory) -> tuple[str, set[float]]:
    """Return what stands on the poster, and in which sizes, in points."""
    drawing = create_app(own, Settings(store="", network_name="Netz")).test_client().get("/map.svg").data
    texts = list(ET.fromstring(drawing).iter(f"{SVG}text"))  # noqa: S314  our own
    sizes = {float(size) for text in texts for size in re.findall(r"([\d.]+)px", text.get("style", ""))}
    return " ".join(" ".join(" ".join(text.itertext()) for text in texts).split()), sizes


def test_the_poster_sums_up_and_says_its_sources_and_their_age(tmp_path: Path) -> None:
    own = Directory(SqliteStore(tmp_path / "network.db"))
    own.apply(added(carrier("c", last_confirmed="2019"), school("s", last_confirmed="2022-08"), tie("c", "s")))
    told, _sizes = told_on_the_poster(own)

    assert "Grundschule s (1), Träger c (1)." in told
    assert "Quellen: example.org" in told
    assert "bestätigt zwischen 2019 und 2022" in told


def test_names_on_the_poster_are_read_from_afar(tmp_path: Path) -> None:
    own = Directory(SqliteStore(tmp_path / "network.db"))
    own.apply(own.plan_import([seed_networks()["stendal"]]).changes)
    told, sizes = told_on_the_poster(own)

    assert min(sizes) >= 9
    assert "DRK Kreisverband Östliche Altmark" in told


def test_the_picture_is_a_png_of_the_sheet(get: Get) -> None:
    png = get("/map.png")

    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == 2481


def test_the_graph_opens_in_networkx_with_its_attributes(get: Get) -> None:
    graphml = nx.read_graphml(io.BytesIO(get("/map.graphml")))
    gexf = nx.read_gexf(io.BytesIO(get("/map.gexf")))

    for graph in (graphml, gexf):
        assert set(graph.nodes) == {"c", "s", "t"}
        assert graph.nodes["s"]["label"] == HOSTILE
        assert {data["relationship"] for _one, _other, data in graph.edges(data=True)} == {
            "COOPERATES_WITH",
            "SUPPORTS",
        }
    assert gexf.nodes["c"]["viz"]["color"] == {"r": 0xC2, "g": 0x50, "b": 0x0A, "a": 1.0}


def test_a_file_holds_what_is_asked_for(get: Get) -> None:
    graph = nx.read_graphml(io.BytesIO(get("/map.graphml?relationship=SUPPORTS")))

    assert set(graph.nodes) == {"c", "t"}


def test_the_page_in_a_file_needs_nothing_and_runs_only_its_own_script(get: Get) -> None:
    page = get("/map.html").decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

    assert "default-src" in policy
    assert f"'sha256-{hashed}'".replace("'", "&#39;") in policy
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=", page)
    (data,) = re.findall(r'id="map-data">(.*?)</script>', page, re.DOTALL)
    assert {node["name"] for node in json.loads(data)["network"]["nodes"]} >= {HOSTILE}


def test_an_unknown_format_is_no_page(client: FlaskClient) -> None:
    assert client.get("/map.docx").status_code == 404
    assert client.get("/map.pdf?group=nix").status_code == 400


def test_frames_of_named_sites_alone_may_show_the_map(directory: Directory) -> None:
    open_to_none = create_app(directory, Settings(store="")).test_client()
    settings = Settings(store="", embed_origins=("https://www.example.de",))
    open_to_one = create_app(directory, settings).test_client()

    assert "frame-ancestors 'none'" in open_to_none.get("/map/embed").headers["Content-Security-Policy"]
    assert "frame-ancestors https://www.example.de" in open_to_one.get("/map/embed").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in open_to_one.get("/map").headers["Content-Security-Policy"]
    page = open_to_one.get("/map/embed?group=school").get_data(as_text=True)
    assert "<nav aria-label" not in page.partition("<main")[0]
    assert 'action="/map/embed"' in page


@pytest.mark.parametrize("typed", ["*", "example.de", "https://a.de; script-src *", "https://a.de/path"])
def test_what_is_no_site_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError, match="GRAPHDIR_EMBED_ORIGINS"):
        Settings.from_env({"GRAPHDIR_EMBED_ORIGINS": typed})


@pytest.mark.parametrize("suffix", ["html", "pdf", "svg", "png", "gexf", "graphml"])
def test_the_command_line_writes_every_format(tmp_path: Path, suffix: str) -> None:
    store = f"sqlite:///{tmp_path / 'network.db'}"
    own = Directory(SqliteStore(tmp_path / "network.db"))
    own.apply(added(carrier("c"), school("s"), tie("c", "s")))
    result = CliRunner().invoke(main, ["map", str(tmp_path / f"netz.{suffix}"), "--store", store, "--json"])
    use_language("en")

    assert result.exit_code == 0
    assert json.loads(result.output) == {"file": str(tmp_path / f"netz.{suffix}"), "organisations": 2, "ties": 1}
    assert (tmp_path / f"netz.{suffix}").stat().st_size > 500


def test_the_command_line_says_what_it_cannot_write(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "n.db")
    for file, word in (("netz.docx", ".graphml"), ("nowhere/netz.svg", "nowhere")):
        result = CliRunner().invoke(main, ["map", str(tmp_path / file), "--store", f"sqlite:///{tmp_path / 'n.db'}"])
        use_language("en")
        assert result.exit_code == 2
        assert word in result.output
        assert "Traceback" not in result.output


def test_an_empty_network_is_an_empty_sheet(tmp_path: Path) -> None:
    client = create_app(Directory(SqliteStore(tmp_path / "n.db")), Settings(store="")).test_client()

    for path in (
        "/map",
        "/map?arrangement=geography",
        "/map.pdf",
        "/map.svg?arrangement=geography",
        "/map.html",
        "/map.gexf",
    ):
        assert client.get(path).status_code == 200
