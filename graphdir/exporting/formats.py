"""The formats that a whole network is written in."""

import os
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final, Literal

from graphdir.exporting import files, graphs, hsds, vcards
from graphdir.exporting.endings import refuse_other_ending
from graphdir.exporting.replacing import replaced, told_where_refused
from graphdir.store import GraphStore

Format = Literal["csv", "xlsx", "json", "graphml", "gexf", "hsds", "vcard"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "xlsx", "json", "graphml", "gexf", "hsds", "vcard")


def write(store: GraphStore, path: Path, format_: Format, *, all_contacts: bool) -> None:
    """Write the whole network, as ``Directory.export`` has it; the same errors."""
    refuse_other_ending(path, format_)
    with told_where_refused(path), _for_own_eyes() if all_contacts else nullcontext():
        path.parent.mkdir(parents=True, exist_ok=True)
        if format_ == "csv":
            files.write_csv(store, path, all_contacts=all_contacts)
            return
        with replaced(path) as part:
            _write_file(store, part, format_, all_contacts=all_contacts)


def _write_file(store: GraphStore, path: Path, format_: Format, *, all_contacts: bool) -> None:
    if format_ == "xlsx":
        files.write_xlsx(store, path, all_contacts=all_contacts)
    elif format_ == "json":
        files.write_json(store, path, all_contacts=all_contacts)
    elif format_ == "hsds":
        hsds.write_hsds(store, path, all_contacts=all_contacts)
    elif format_ == "vcard":
        vcards.write_vcards(store, path, all_contacts=all_contacts)
    elif format_ == "graphml":
        graphs.write_graphml(store, path)
    else:
        graphs.write_gexf(store, path)


@contextmanager
def _for_own_eyes() -> Generator[None]:
    """Let files be made that nobody else can read; it holds for the whole process meanwhile."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
