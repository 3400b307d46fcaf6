"""The tables of a network: their columns, and how they are read and written."""

import csv
import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Final, cast

from graphdir.model import (
    ContactPoint,
    Entity,
    Organisation,
    Participation,
    Project,
    Relation,
)

Row = Mapping[str, str]

# `parent_id` stays empty: the part_of relation owns the fact.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "organisations": (
        "id",
        "name",
        "aliases",
        "kind",
        "further_kinds",
        "parent_id",
        "school_type",
        "recognised_75",
        "street",
        "postcode",
        "town",
        "municipality",
        "region",
        "country",
        "latitude",
        "longitude",
        "position_quality",
        "website",
        "email",
        "phone",
        "topics",
        "keywords",
        "target_groups",
        "description",
        "valid_from",
        "valid_to",
        "source",
        "last_confirmed",
    ),
    "relations": (
        "from_id",
        "to_id",
        "kind",
        "status",
        "occasion",
        "topics",
        "valid_from",
        "valid_to",
        "description",
        "source",
        "last_confirmed",
    ),
    "projects": (
        "id",
        "title",
        "kind",
        "status",
        "topics",
        "target_groups",
        "starts_on",
        "ends_on",
        "amount_eur",
        "programme",
        "description",
        "source",
        "last_confirmed",
    ),
    "participations": ("project_id", "organisation_id", "role", "source"),
    "contacts": (
        "organisation_id",
        "role",
        "name",
        "phone",
        "email",
        "visibility",
        "source",
        "last_confirmed",
        "expires_on",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What one folder of ``seeds/`` holds."""

    organisations: Sequence[Organisation]
    relations: Sequence[Relation]
    projects: Sequence[Project]
    participations: Sequence[Participation]
    contacts: Sequence[ContactPoint] = ()

    def tables(self) -> Mapping[str, Sequence[Entity]]:
        """Return the rows by table, sorted by what tells them apart."""
        return {
            "organisations": sorted(self.organisations, key=attrgetter("id")),
            "relations": sorted(self.relations, key=attrgetter("from_id", "to_id", "kind", "valid_from")),
            "projects": sorted(self.projects, key=attrgetter("id")),
            "participations": sorted(self.participations, key=attrgetter("project_id", "role", "organisation_id")),
            "contacts": sorted(self.contacts, key=attrgetter("organisation_id", "role", "phone")),
        }


class BrokenNetworkError(Exception):
    """The facts contradict themselves; nothing was written."""


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, gzipped or not, cells trimmed."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = csv.DictReader(text.decode("utf-8").splitlines(keepends=True))
    return [{name: (cell or "").strip() for name, cell in row.items()} for row in rows]


def write(network: Network, folder: Path) -> None:
    """Write every table of ``network``; the same network gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, entities in network.tables().items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS[table])
            writer.writerows([_cell(getattr(entity, column, "")) for column in COLUMNS[table]] for entity in entities)


def check(network: Network) -> None:
    """See that every key occurs once and every reference is met.

    Raises:
        BrokenNetworkError: naming all that is wrong.
    """
    problems = [*_repeated(network), *_dangling(network)]
    if problems:
        raise BrokenNetworkError("\n".join(problems))


def _repeated(network: Network) -> Iterator[str]:
    for table, entities in network.tables().items():
        seen: set[str] = set()
        for entity in entities:
            if entity.key in seen:
                yield f"{table}: twice {entity}"
            seen.add(entity.key)


def _dangling(network: Network) -> Iterator[str]:
    organisations = {one.id for one in network.organisations}
    projects = {one.id for one in network.projects}
    ends = [
        *((relation, relation.from_id) for relation in network.relations),
        *((relation, relation.to_id) for relation in network.relations),
        *((part, part.organisation_id) for part in network.participations),
        *((contact, contact.organisation_id) for contact in network.contacts),
    ]
    yield from (f"nobody has the id of {entity}" for entity, end in ends if end not in organisations)
    yield from (f"no project for {part}" for part in network.participations if part.project_id not in projects)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(_listed(cast("tuple[str, ...]", value)))
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


def _listed(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        if ";" in value:
            raise BrokenNetworkError(f"a list's separator stands inside {value!r}")
        yield value
