"""A site on the Stendal network, served as in production."""

import threading
from collections.abc import Generator

import pytest
from waitress.server import create_server

from graphdir.bootstrap import Settings, seed_networks
from graphdir.directory import Directory
from graphdir.model import Organisation, Relation
from graphdir.neo4j_server import free_port
from graphdir.store import Change, ChangeSet
from graphdir.stores.sqlite import SqliteStore
from webapp import create_app

HOSTILE = '</script><script>window.harmed=1</script>"><img src=x onerror="window.harmed=1">'


@pytest.fixture(scope="session")
def live_directory(tmp_path_factory: pytest.TempPathFactory) -> Generator[Directory]:
    """Yield the Stendal network with one hostile neighbour."""
    directory = Directory(SqliteStore(tmp_path_factory.mktemp("browser") / "network.db"))
    directory.apply(directory.plan_import([seed_networks()["stendal"]]).changes)
    hostile = Organisation(id="hostile", name=HOSTILE, kind="association", town=HOSTILE, keywords=(HOSTILE,))
    tie = Relation(from_id="ST-805", to_id="hostile", kind="cooperation", description=HOSTILE)
    directory.apply(ChangeSet(changes=[Change(before=None, after=entry) for entry in (hostile, tie)]))
    yield directory
    directory.store.close()


@pytest.fixture(scope="session")
def live_site(live_directory: Directory) -> Generator[str]:
    """Yield the address of the running site, without a slash at its end."""
    app = create_app(live_directory, Settings(store="", network_name="Netzwerk Schulerfolg Stendal"))
    port = free_port()
    server = create_server(app, host="127.0.0.1", port=port, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.close()
    thread.join(timeout=5)
