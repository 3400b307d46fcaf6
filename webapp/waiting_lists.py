"""What the pages about lists that wait to be imported have in common."""

from collections.abc import Iterable
from functools import cache
from pathlib import PurePosixPath
from typing import Final

from graphdir.bootstrap import seed_mappings
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.importing.files import RawSheet, raw_sheets
from graphdir.importing.kept_profiles import KeptProfiles
from graphdir.importing.lists import read_profiles
from graphdir.importing.mapping import ListProfile, read_profile
from graphdir.pending import PendingImport, PendingImports
from webapp.current import current_directory
from webapp.pages.imports import Preview

_ROWS_PREVIEWED: Final = 5


def current_imports() -> PendingImports:
    """Return the imports that wait beside this site's network."""
    return PendingImports(current_directory().store)


def current_profiles() -> KeptProfiles:
    """Return the profiles that are kept beside this site's network."""
    return KeptProfiles(current_directory().store)


def profiles_for(pending: PendingImport) -> list[ListProfile]:
    """Return the profiles that may fit: this import's own, the office's, those that come along."""
    own = map(read_profile, pending.profiles)
    return [*own, *current_profiles().all(), *_that_come_along()]


@cache
def _that_come_along() -> tuple[ListProfile, ...]:
    return tuple(read_profiles(seed_mappings()))


def preview(raw: RawSheet) -> Preview:
    """Return the first rows of a sheet."""
    rows = raw.rows[:_ROWS_PREVIEWED]
    width = max(len(cells) for _number, cells in rows)
    return Preview(
        file=raw.file,
        sheet=raw.sheet,
        rows=[(number, [*cells, *[""] * (width - len(cells))]) for number, cells in rows],
        more=len(raw.rows) - len(rows),
    )


def readable(files: Iterable[tuple[str, bytes]]) -> None:
    """Do nothing.

    Raises:
        InvalidInputError: one of the files cannot be read, or there is nothing in it.
    """
    for name, content in files:
        if not raw_sheets(name, content):
            raise InvalidInputError(_("There is nothing in “%(file)s”.", file=name))


def file_name(name: str) -> str:
    """Return the last part of a name, of whatever system it comes; a path is nobody's business."""
    return PurePosixPath(name.replace("\\", "/")).name[:200]
