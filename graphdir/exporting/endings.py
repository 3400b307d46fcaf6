"""What the name of a file promises about what is in it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _

_OF_FORMATS: Final[Mapping[str, str]] = {
    "xlsx": ".xlsx",
    "json": ".json",
    "graphml": ".graphml",
    "gexf": ".gexf",
    "hsds": ".json",
    "vcard": ".vcf",
}
# What programs open by their ending alone, and none of the formats is.
_OF_OTHERS: Final = frozenset({".zip", ".xls", ".xlsm", ".ods", ".pdf", ".html", ".txt", ".db"})


def refuse_other_ending(path: Path, format_: str) -> None:
    """Refuse a name that whoever gets the file would take for something else; endings that nobody knows pass.

    Raises:
        InvalidInputError: the ending is that of another format.
    """
    ending, own = path.suffix.lower(), _OF_FORMATS.get(format_, "")
    if ending == own or ending not in {".csv", *_OF_FORMATS.values(), *_OF_OTHERS}:
        return
    if format_ == "csv":
        raise InvalidInputError(
            _("csv makes a folder with one file a table, and “%(path)s” ends in %(ending)s.", path=path, ending=ending)
        )
    raise InvalidInputError(
        _(
            "“%(path)s” ends in %(ending)s, which %(format)s is not. Let it end in %(own)s.",
            path=path,
            ending=ending,
            format=format_,
            own=own,
        )
    )
