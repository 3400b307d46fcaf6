"""The network of the ESF projects at schools in all of Sachsen-Anhalt, 2008-2014."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from graphdir.model import Organisation
from tools.seeding import carriers, places, projects, schools
from tools.seeding.carriers import Surroundings
from tools.seeding.places import Area
from tools.seeding.tables import Network, Row, read


def build(data: Path, stendal: Network) -> Network:
    """Put the network together; who is in ``stendal`` too has the same entry in both."""
    every_row = read(data / "esf" / "carrier_school_projects_sachsen_anhalt_2008_2014.csv")
    rows = [row for row in every_row if projects.is_safe(row)]
    counties = places.read_areas(data / "geo" / "kreise_sachsen_anhalt.geojson")
    known = {one.id: one for one in stendal.organisations}
    of_schools = _schools(rows, _school_list(data), counties, known)
    of_carriers = _carriers(every_row, rows, counties, known)
    funded = [
        projects.funded(row, of_carriers[carriers.entry_name(row["carrier"])], of_schools[row["school_id"]])
        for row in rows
    ]
    organisations = [*of_schools.values(), *of_carriers.values()]
    return Network(
        organisations=organisations,
        relations=carriers.relations_from_names(organisations),
        projects=[one.project for one in funded],
        participations=[part for one in funded for part in one.participations],
    )


def _school_list(data: Path) -> Mapping[str, Row]:
    return {row["id"]: row for row in read(data / "germany" / "schools_2017.csv.gz")}


def _schools(
    rows: Iterable[Row],
    listed: Mapping[str, Row],
    counties: Sequence[Area],
    known: Mapping[str, Organisation],
) -> dict[str, Organisation]:
    once = {row["school_id"]: row for row in rows}
    return {
        school_id: known.get(school_id) or schools.of_the_state(row, listed[school_id], counties=counties)
        for school_id, row in once.items()
    }


def _carriers(
    every_row: Sequence[Row],
    rows: Iterable[Row],
    counties: Sequence[Area],
    known: Mapping[str, Organisation],
) -> dict[str, Organisation]:
    """Return the carriers by name; what they do is read from all their rows, linked or not."""
    around = Surroundings(counties=counties, centres=places.centres_of_schools(every_row))
    social_work = {carriers.entry_name(row["carrier"]) for row in every_row if row["kind"] == "Schulsozialarbeit"}
    by_name = {one.name: one for one in known.values() if one.kind != "school"}
    return {
        name: by_name.get(name) or carriers.carrier(name, doing_school_social_work=social_work, around=around)
        for name in {carriers.entry_name(row["carrier"]) for row in rows}
    }
