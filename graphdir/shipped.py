"""Tables that come with graphdir."""

import csv
from importlib.resources import files


def rows(table: str) -> list[dict[str, str]]:
    """Return the rows of a table by its place below ``graphdir/data``, without its ending: ``places/plates``."""
    with files("graphdir").joinpath("data", f"{table}.csv").open("r", encoding="utf-8") as file:
        return list(csv.DictReader(file))
