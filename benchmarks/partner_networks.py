"""Turn the raw lists of projects into import folders, to evaluate the ranking on.

    python -m benchmarks.partner_networks --data FOLDER [--rfc FOLDER] TARGET

writes TARGET/interreg and TARGET/esf, and with the unpacked RFCs of Debian's packages doc-rfc-* (their folder
"RFC/links") TARGET/rfc. The raw lists are not part of the project.
"""

import argparse
import csv
import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.standards_network import Rows, standards
from graphdir.tables import TABLES
from graphdir.taxonomy import Taxonomy
from graphdir.text import clean, slug


def main() -> None:
    """Write the networks."""
    parser = argparse.ArgumentParser(description="Turn raw lists into import folders.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the raw lists")
    parser.add_argument("--rfc", type=Path, help="folder of rfcNNNN.json and rfcNNNN.txt.gz")
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    write(arguments.target / "interreg", interreg(arguments.data / "interreg"))
    write(arguments.target / "esf", esf(arguments.data / "esf"))
    if arguments.rfc:
        write(arguments.target / "rfc", standards(arguments.rfc))


def interreg(folder: Path) -> dict[str, Rows]:
    """Return the Interreg projects 2014-2020 with themes as topics and the legal status as kind."""
    topics: dict[str, dict[str, str]] = {}
    projects: Rows = []
    for row in _read(folder / "projects_2014_2020.csv.gz"):
        themes = {slug(theme): clean(theme) for theme in (row["theme1"], row["theme2"], row["theme3"]) if theme}
        topics.update({id_: {"id": id_, "label_de": label, "label_en": label} for id_, label in themes.items()})
        start, end = (row[side].replace("/", "-") for side in ("start", "end"))
        projects.append(
            {
                "id": row["project_id"],
                "title": row["name"] or row["acronym"] or row["project_id"],
                "topics": ";".join(themes),
                "starts_on": start,
                "ends_on": end if end >= start else "",
                "programme": row["programme"],
                "description": row["description_en"],
                "source": "keep.eu",
            }
        )
    organisations: dict[str, dict[str, str]] = {}
    participations: dict[tuple[str, str], dict[str, str]] = {}
    for row in _read(folder / "participations_2014_2020.csv.gz"):
        placed = bool(row["lat"] and row["lon"])
        organisations.setdefault(
            row["org_id"],
            {
                "id": row["org_id"],
                "name": row["org_name"] or row["org_id"],
                "kind": f"status_{slug(row['legal_status'] or 'unknown')}",
                "postcode": row["postcode"],
                "town": row["town"],
                "region": row["nuts3"],
                "country": row["country"],
                "latitude": row["lat"] if placed else "",
                "longitude": row["lon"] if placed else "",
                "source": "keep.eu",
            },
        )
        role = "lead" if row["lead"] == "Yes" else "partner"
        key = (row["project_id"], row["org_id"])
        if key not in participations or role == "lead":
            participations[key] = {"project_id": key[0], "organisation_id": key[1], "role": role, "source": "keep.eu"}
    kinds = sorted({row["kind"] for row in organisations.values()})
    return {
        "topics": list(topics.values()),
        "organisation_kinds": [{"id": kind, "label_de": kind, "label_en": kind, "group": "other"} for kind in kinds],
        "organisations": list(organisations.values()),
        "projects": projects,
        "participations": list(participations.values()),
    }


def esf(folder: Path) -> dict[str, Rows]:
    """Return the ESF projects of carriers at schools 2008-2014 whose link to a school is safe."""
    organisations: dict[str, dict[str, str]] = {}
    projects: Rows = []
    participations: Rows = []
    taxonomy = Taxonomy.shipped()
    kinds = {"Schulsozialarbeit": "school_social_work", "bildungsbezogenes Angebot": "educational_offer"}
    for number, row in enumerate(_read(folder / "carrier_school_projects_sachsen_anhalt_2008_2014.csv")):
        if not row["school_id"] or float(row["match_score"] or 0) < 3:
            continue
        carrier = slug(row["carrier"])
        organisations.setdefault(carrier, {"id": carrier, "name": row["carrier"], "kind": "free_carrier"})
        organisations.setdefault(
            row["school_id"],
            {
                "id": row["school_id"],
                "name": row["school_name"],
                "kind": "school",
                "town": row["school_town"],
                "latitude": row["lat"],
                "longitude": row["lon"],
            },
        )
        id_ = f"esf-{number}"
        words = row["project"].replace(row["school_name"], " ")
        projects.append(
            {
                "id": id_,
                "title": clean(row["project"]),
                "kind": kinds.get(row["kind"], "other_school_project"),
                "topics": ";".join(taxonomy.recognise(words)),
                "starts_on": row["year"],
            }
        )
        participations.append({"project_id": id_, "organisation_id": carrier, "role": "lead"})
        participations.append({"project_id": id_, "organisation_id": row["school_id"], "role": "site"})
    _place_carriers(organisations, participations)
    return {"organisations": list(organisations.values()), "projects": projects, "participations": participations}


def _place_carriers(organisations: Mapping[str, dict[str, str]], participations: Sequence[Mapping[str, str]]) -> None:
    """Put a carrier without an address in the middle of the schools of its first project year.

    The list gives carriers no place. Only what was known first is used, so that nothing later
    gives a partner away.
    """
    site_of = {p["project_id"]: p["organisation_id"] for p in participations if p["role"] == "site"}
    for part in participations:
        carrier = organisations[part["organisation_id"]]
        if part["role"] == "lead" and "latitude" not in carrier:
            school = organisations[site_of[part["project_id"]]]
            carrier["latitude"], carrier["longitude"] = school["latitude"], school["longitude"]
            carrier["position_quality"] = "place"


def write(folder: Path, tables: Mapping[str, Rows]) -> None:
    """Write the tables as the importer reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [column.name for column in TABLES[name].columns], restval="")
            writer.writeheader()
            writer.writerows(rows)


def _read(path: Path) -> Iterable[dict[str, str]]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    return csv.DictReader(io.StringIO(text, newline=""))


if __name__ == "__main__":
    main()
