"""Records that hold records, as interfaces give them: {"Name": …, "Anschrift": {"Straße": …}} as columns of one row."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, Final

_MOST_DEEP: Final = 5

Record = Mapping[Any, Any]
Path = tuple[str, ...]


def flattened(records: Sequence[Record]) -> tuple[list[dict[str, Any]], dict[int, list[str]]]:
    """Return records without records in them, and the fields left out of each, by its place: those that hold several.

    A field inside is called as it is, or with its parent's name before it where another field is called so.
    """
    parents = {path for record in records for path in _parents(record)}
    names = _names(records, parents)
    flat = [{names[path]: value for path, value in _leaves(record) if path in names} for record in records]
    left_out = {at: held for at, record in enumerate(records) if (held := list(_several(record)))}
    return flat, left_out


def _parents(record: Record, above: Path = ()) -> Iterator[Path]:
    for key, value in record.items():
        for inside in (_inside(value) or ())[:1]:
            yield (*above, str(key))
            yield from _parents(inside, (*above, str(key)))


def _names(records: Sequence[Record], parents: Container[Path]) -> Mapping[Path, str]:
    """Return what fields are called; of those that hold records elsewhere, and nothing here, there is no need."""
    leaves = (leaf for record in records for leaf in _leaves(record))
    paths = list(dict.fromkeys(path for path, value in leaves if value or path not in parents))
    last = [path[-1] for path in paths]
    return {path: path[-1] if last.count(path[-1]) == 1 or len(path) == 1 else " ".join(path) for path in paths}


def _leaves(record: Record, above: Path = ()) -> Iterator[tuple[Path, Any]]:
    for key, value in record.items():
        path = (*above, str(key))
        inside = _inside(value)
        if inside is None:
            yield path, value
        elif len(inside) == 1 and len(path) < _MOST_DEEP:
            yield from _leaves(inside[0], path)


def _several(record: Record, above: Path = ()) -> Iterator[str]:
    for key, value in record.items():
        path = (*above, str(key))
        inside = _inside(value) or ()
        if len(inside) > 1 or (inside and len(path) >= _MOST_DEEP):
            yield " ".join(path)
        elif inside:
            yield from _several(inside[0], path)


def _inside(value: Any) -> Sequence[Record] | None:
    """Return the records that a value holds; None where it is none and holds none."""
    if isinstance(value, Mapping):
        return [value]
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        return [one for one in value if isinstance(one, Mapping)]
    return None
