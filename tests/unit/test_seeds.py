"""The sample networks: sound packages, and the facts that people know to be true."""

import csv
import json
import os
from pathlib import Path

import frictionless
import pytest

from graphdir.bootstrap import seed_networks
from graphdir.directory import Directory
from graphdir.store import Search
from graphdir.stores.sqlite import SqliteStore
from graphdir.tables import TABLES, data_package

SEEDS = seed_networks()
OFFICE = "netzwerkstelle-fuer-den-schulerfolg-im-landkreis-stendal-stendal"
DRK = "drk-kreisverband-oestliche-altmark-e-v-stendal"


@pytest.fixture(scope="module", params=sorted(SEEDS))
def folder(request: pytest.FixtureRequest) -> Path:
    return SEEDS[request.param]


@pytest.fixture(scope="module")
def stendal(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    directory = Directory(SqliteStore(tmp_path_factory.mktemp("stendal") / "network.db"))
    directory.apply(directory.plan_import([SEEDS["stendal"]]).changes)
    return directory


@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_the_package_valid(folder: Path) -> None:
    here = os.getcwd()  # noqa: PTH109
    os.chdir(folder)  # the library trusts only paths below the present folder
    try:
        report = frictionless.validate("datapackage.json")
    finally:
        os.chdir(here)

    assert report.valid, report.to_summary()


def test_the_package_is_described_by_the_importers_own_tables(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    paths = {resource["path"].removesuffix(".csv"): resource["path"] for resource in package["resources"]}

    assert package == data_package(package["name"], package["title"], paths)


def test_headers_are_the_tables_columns(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [column.name for column in TABLES[path.stem].columns]


def test_everything_is_imported_without_a_word(folder: Path, tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    plan = directory.plan_import([folder])
    directory.apply(plan.changes)

    assert list(plan.problems) == []
    assert [found for found in plan.duplicates if found.verdict == "same"] == []
    assert list(directory.plan_import([folder]).changes.changes) == []


def test_every_row_has_its_source(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert all(row["source"] for row in csv.DictReader(file)), path


def test_both_networks_agree_on_what_they_share(tmp_path: Path) -> None:
    directory = Directory(SqliteStore(tmp_path / "network.db"))
    for folder in SEEDS.values():
        plan = directory.plan_import([folder])
        assert all(counts.changed == 0 for counts in plan.counts.values())
        directory.apply(plan.changes)


def test_the_larger_sample_is_as_large_as_promised() -> None:
    with (SEEDS["sachsen-anhalt-2008-2014"] / "organisations.csv").open(encoding="utf-8", newline="") as file:
        kinds = [row["kind"] for row in csv.DictReader(file)]

    assert kinds.count("school") >= 150
    assert len(kinds) - kinds.count("school") >= 60


def test_every_school_of_the_county_is_there(stendal: Directory) -> None:
    assert stendal.search(Search(kind="school")).total == 51


def test_the_office_changed_its_carrier(stendal: Directory) -> None:
    (group,) = [group for group in stendal.profile(OFFICE).links if group.kind == "carrier_of"]
    periods = {link.other.name: (link.relation.valid_from, link.relation.valid_to) for link in group.links}

    assert periods == {
        "DRK Kreisverband Östliche Altmark e.V.": ("", "2022-07-31"),
        "Landkreis Stendal, Jugendamt": ("2022-08-01", ""),
    }


def test_the_committee_has_eight_members_and_no_clique(stendal: Directory) -> None:
    profile = stendal.profile(stendal.named("Beirat „Schulerfolg sichern“").id)

    (group,) = profile.links
    assert (group.kind, group.incoming, len(group.links)) == ("member_of", True, 8)


def test_one_carrier_under_two_spellings_is_one(stendal: Directory) -> None:
    assert stendal.named("Deutsches Rotes Kreuz Kreisverband Östliche Altmark e.V.").id == DRK
    assert stendal.named("Gemeinnützige Paritätische Sozialwerke - PSW GmbH") == stendal.named(
        "Paritätisches Sozialwerk Kinder- und Jugendhilfe (PSW)"
    )


def test_a_branch_is_its_own_entry(stendal: Directory) -> None:
    groups = stendal.profile(stendal.named("Internationaler Bund (IB), Stendal").id).links
    wholes = [link.other.name for group in groups if group.kind == "branch_of" for link in group.links]

    assert wholes == ["Internationaler Bund e.V."]


def test_the_county_holds_several_roles(stendal: Directory) -> None:
    assert set(stendal.named("Landkreis Stendal").kinds) == {"county", "public_carrier", "school_authority"}


def test_the_mailbox_is_an_address(stendal: Directory) -> None:
    assert {contact.email for contact in stendal.contacts(OFFICE)} == {"schulsozialarbeit@landkreis-stendal.de"}
    assert not any(contact.name for contact in stendal.contacts(OFFICE))


def test_who_has_no_position_of_its_own_stands_at_the_centre_of_its_town(stendal: Directory) -> None:
    drk = stendal.organisation(DRK)

    assert drk.position_quality == "place"
    assert drk.latitude is not None


def test_most_schools_have_nothing_recorded(stendal: Directory) -> None:
    figures = stendal.figures()

    assert figures.schools_without_ties > figures.schools / 2
