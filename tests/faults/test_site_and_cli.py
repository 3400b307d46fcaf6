"""The site and the command line while Neo4j is away: one sentence, soon, and back by themselves."""

import time

import pytest
from click.testing import CliRunner

from graphdir import neo4j_server
from graphdir.bootstrap import Settings, open_store, seed_networks
from graphdir.cli import main
from graphdir.directory import Directory
from tests.servers import frozen, start_neo4j, wipe
from webapp import create_app

pytestmark = pytest.mark.neo4j
PATHS = ("/", "/organisations?q=grund", "/organisations/ST-642", "/map", "/api/v1/figures", "/health")


def test_the_site_says_so_and_comes_back(own_neo4j: neo4j_server.Server) -> None:
    wipe(own_neo4j.url)
    directory = Directory(open_store(own_neo4j.url))
    directory.apply(directory.plan_import([seed_networks()["stendal"]]).changes)
    client = create_app(directory, Settings(store="")).test_client()
    assert client.get("/").status_code == 200

    neo4j_server.kill(own_neo4j.home)
    for path in PATHS:
        started = time.monotonic()
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert time.monotonic() - started < 5
        told = answer.get_data(as_text=True)
        assert own_neo4j.password not in told
        assert "Traceback" not in told
    assert "gerade nicht erreichbar" in client.get("/").get_data(as_text=True)

    start_neo4j(own_neo4j.home, own_neo4j.bolt_port)
    for path in PATHS:
        assert client.get(path).status_code == 200, path
    directory.store.close()


def test_a_frozen_server_is_given_up_within_five_seconds(own_neo4j: neo4j_server.Server) -> None:
    server = start_neo4j(own_neo4j.home, own_neo4j.bolt_port)
    directory = Directory(open_store(server.url))
    client = create_app(directory, Settings(store="")).test_client()
    assert client.get("/").status_code == 200
    with frozen(server):
        started = time.monotonic()
        assert client.get("/organisations/ST-642").status_code == 503
        assert time.monotonic() - started < 6
    assert client.get("/organisations").status_code == 200
    directory.store.close()


@pytest.mark.parametrize(
    "words", [("search", "x"), ("show", "x"), ("serve", "--port", "1"), ("demo", "--no-serve"), ("import", "README.md")]
)
def test_commands_end_with_3_when_nobody_answers(words: tuple[str, ...]) -> None:
    url = f"neo4j://neo4j:geheim@127.0.0.1:{neo4j_server.free_port()}"
    started = time.monotonic()
    result = CliRunner().invoke(main, [*words, "--store", url])

    assert result.exit_code == 3
    assert time.monotonic() - started < 5
    assert "geheim" not in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_a_wrong_password_ends_with_3(own_neo4j: neo4j_server.Server) -> None:
    server = start_neo4j(own_neo4j.home, own_neo4j.bolt_port)
    url = f"neo4j://neo4j:wrong-password@127.0.0.1:{server.bolt_port}"
    result = CliRunner().invoke(main, ["search", "x", "--store", url])

    assert result.exit_code == 3
    assert "wrong-password" not in result.output
    assert len(result.output.strip().splitlines()) == 1
