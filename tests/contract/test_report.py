"""The report and the gaps are the same from both stores."""

from pathlib import Path

from graphdir.bootstrap import seed_networks
from graphdir.directory import Directory
from graphdir.full_store import FullStore
from graphdir.network.gaps.carriers import carriers_of
from graphdir.reporting.report import report_record
from graphdir.stores.sqlite import SqliteStore


def filled(store: FullStore) -> Directory:
    directory = Directory(store)
    directory.apply(directory.plan_import([seed_networks()["stendal"]]).changes)
    return directory


def test_the_figures_are_those_of_the_embedded_store(store: FullStore, tmp_path: Path) -> None:
    directory, embedded = filled(store), filled(SqliteStore(tmp_path / "embedded.db"))
    ours, theirs = (report_record(found.report()) for found in (directory, embedded))
    coverage, offers = directory.gaps()

    assert {**ours, "revision": 0} == {**theirs, "revision": 0}
    assert carriers_of(coverage, offers) == carriers_of(*embedded.gaps())
    assert coverage.covered(2012).tolist() == embedded.gaps()[0].covered(2012).tolist()
    embedded.store.close()
