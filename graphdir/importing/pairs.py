"""Files of labelled pairs, read as lists are."""

from pathlib import Path

from graphdir.duplicates.pairs import Pair, pairs_of
from graphdir.importing.files import sheets_of_paths


def read_pairs(path: Path) -> list[Pair]:
    """Read the pairs of a file, as ``pairs_of`` has it; of a workbook those of its first sheet.

    Raises:
        InvalidInputError: the file cannot be read, or holds no pairs.
    """
    sheets = sheets_of_paths([path])
    return pairs_of(path.name, sheets[0].rows if sheets else ())
