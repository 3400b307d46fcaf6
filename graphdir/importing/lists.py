"""Lists as tables of ours: by a profile that fits, else by what their names and headers say, else asked about."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from graphdir.collecting import without_collecting
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.importing.addresses import put_together, taken_apart
from graphdir.importing.around import tables_of, told_of_sides, with_repeats, with_status, without_notes
from graphdir.importing.crosses import uncrossed
from graphdir.importing.files import RawSheet, sheets_of_paths, unreadable
from graphdir.importing.mapping import ListProfile, read_profile
from graphdir.importing.problems import Problem
from graphdir.importing.readers import (
    Sheet,
    in_order,
    lacking_columns,
    table_sheet,
    told_of_doubt,
    without_column,
    without_complaints,
)
from graphdir.importing.splitting import best_fitting, lacking, split
from graphdir.importing.two_headers import with_one_header
from graphdir.tables import TABLES

# A profile of which a list has most columns was probably meant for it.
_MOST_LACKING = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """Lists as they stand (``raws``); as tables, where it is clear what they hold; and those of which it is not.

    ``remarks`` say how lists were read where that is not plain. ``unclear_because`` says of the unclear ones why:
    errors where nothing was understood, else warnings that something was left out. ``profiles`` are those by which
    lists were read, by (file, sheet).
    """

    raws: Sequence[RawSheet]
    sheets: Sequence[Sheet]
    unclear: Sequence[RawSheet] = ()
    unclear_because: Sequence[Problem] = ()
    remarks: Sequence[Problem] = ()
    profiles: Mapping[tuple[str, str], ListProfile] = field(default_factory=dict[tuple[str, str], ListProfile])

    @property
    def unread(self) -> Mapping[str, tuple[str, int]]:
        """Return the tables that unclear lists are called after, each with the file and the row of its header."""
        called = ((raw, lacking_columns(raw)) for raw in self.unclear)
        return {found[0].name: (raw.file, found[1]) for raw, found in called if found}

    @property
    def lacking_rows(self) -> Sequence[Problem]:
        """Return what to say of each list where all of them are tables with nothing below their headers."""
        headers = {(sheet.file, sheet.sheet): sheet.header_row for sheet in self.sheets}
        if any(number > headers.get((raw.file, raw.sheet), 0) for raw in self.raws for number, _cells in raw.rows):
            return ()
        return [
            Problem(file=file, sheet=sheet, message=_("there is no row below the header")) for file, sheet in headers
        ]


def understood(raws: Sequence[RawSheet], profiles: Sequence[ListProfile] = ()) -> Understood:
    """Return what the sheets of a file or folder hold; the profile that fits best decides, where one does."""
    sheets: list[Sheet] = []
    unclear: list[RawSheet] = []
    remarks: list[Problem] = []
    read: list[RawSheet] = []
    used: dict[tuple[str, str], ListProfile] = {}
    for plain, noted in (one for given in raws for one in _apart(given)):
        remarks += noted
        raw, told = with_one_header(plain)
        profile = best_fitting(profiles, raw)
        if told and profile is None and ((profile := best_fitting(profiles, plain)) or _is_below(plain, told[0].row)):
            raw, told = plain, []
        remarks += told
        if profile is None:
            for change in (with_status, put_together, taken_apart, uncrossed):
                raw, told = change(raw)
                remarks += told
            profile = best_fitting(profiles, raw)
        read.append(raw)
        if profile:
            used[raw.file, raw.sheet] = profile
            undecided = _undecided(raw, profile)
            # Rows that wait for a decision would each complain of it.
            sheets += [] if undecided else split(raw, profile)
            remarks += undecided
        elif table := table_sheet(raw):
            sheets.append(table)
        else:
            unclear.append(raw)
    return Understood(
        raws=read,
        sheets=in_order(sheets),
        unclear=unclear,
        unclear_because=[why for raw in unclear for why in _unclear(raw, profiles, alone=not sheets)],
        remarks=remarks,
        profiles=used,
    )


def _apart(given: RawSheet) -> Iterator[tuple[RawSheet, list[Problem]]]:
    """Go through the tables of a sheet without what stands around them, each with what to say of it."""
    of_file = given.remarks
    for table, told in tables_of(without_complaints(given)):
        plain, notes = without_notes(table)
        filled, repeats = with_repeats(plain)
        yield filled, [*of_file, *told, *notes, *repeats, *told_of_sides(filled)]
        of_file = ()


def _is_below(raw: RawSheet, row: int) -> bool:
    """Tell whether a list is understood as it stands, by a header below a row: then that is a title."""
    table = table_sheet(raw)
    return table is not None and table.header_row > row


@without_collecting()
def understood_paths(paths: Iterable[Path], profiles: Sequence[ListProfile] = ()) -> Understood:
    """Read files and folders and return what they hold, as ``understood`` does for each of them.

    Raises:
        InvalidInputError: a path that is not there, cannot be read, or holds no list at all.
    """
    of_paths: list[tuple[Path, list[RawSheet]]] = []
    for path in paths:
        raws = sheets_of_paths([path])
        if not raws and not path.is_dir():
            raise InvalidInputError(_("There is nothing in “%(file)s”.", file=path.name))
        if not raws:
            raise InvalidInputError(
                _(
                    "“%(path)s” holds no table that graphdir knows. Name files or sheets %(names)s.",
                    path=path,
                    names=", ".join(TABLES),
                )
            )
        of_paths.append((path, raws))
    found = [understood(raws, profiles) for raws in _told_apart(of_paths)]
    # Of a folder of mappings some are for other lists.
    unused = [] if any(one.profiles for one in found) else [_told_unused(one) for one in profiles]
    return Understood(
        raws=[raw for one in found for raw in one.raws],
        sheets=in_order(sheet for one in found for sheet in one.sheets),
        unclear=[raw for one in found for raw in one.unclear],
        unclear_because=[why for one in found for why in one.unclear_because],
        remarks=[*unused, *(remark for one in found for remark in one.remarks)],
        profiles={place: profile for one in found for place, profile in one.profiles.items()},
    )


def _told_unused(profile: ListProfile) -> Problem:
    return Problem(
        file=f"{profile.name}.toml",
        message=_("this mapping fits none of the lists and was not used"),
        proposal=_("Compare its headers with those of the list."),
        level="warning",
    )


def _told_apart(of_paths: Sequence[tuple[Path, Sequence[RawSheet]]]) -> Iterator[list[RawSheet]]:
    """Name files of the same name by their paths, so that rows of one are not taken for rows of the other."""
    paths_of_names = Counter(name for _path, raws in of_paths for name in {raw.file for raw in raws})
    for path, raws in of_paths:
        yield [
            raw if paths_of_names[raw.file] == 1 else replace(raw, file=str(path / raw.file if path.is_dir() else path))
            for raw in raws
        ]


def read_profiles(paths: Iterable[Path]) -> list[ListProfile]:
    """Read profiles from files, and from folders that hold some.

    Raises:
        InvalidInputError: a file that is not there or is no profile.
    """
    profiles: list[ListProfile] = []
    for path in paths:
        files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        if not files:
            raise InvalidInputError(_("“%(path)s” holds no mapping (*.toml).", path=path))
        for file in files:
            try:
                content = file.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise unreadable(str(file), error) from error
            profiles.append(read_profile(content, file.name))
    return profiles


def _unclear(raw: RawSheet, profiles: Sequence[ListProfile], *, alone: bool) -> Iterable[Problem]:
    """Say why nothing can be made of a sheet: of one that is called after a table, what it lacks."""
    near = min(profiles, key=lambda profile: len(lacking(profile, raw)), default=None)
    lacks = lacking(near, raw) if near else []
    if near and len(lacks) <= _MOST_LACKING * len(near.headers):
        message = _(
            "the mapping “%(name)s” does not fit: the list has no column %(columns)s",
            name=near.name,
            columns=", ".join(lacks),
        )
    elif doubt := told_of_doubt(raw):
        return [doubt]
    elif called_so := lacking_columns(raw):
        table, row, columns = called_so
        return [without_column(raw.file, raw.sheet, row, table, column) for column in columns]
    elif alone:
        message = _("holds no table that graphdir knows")
    else:
        message = _("holds no table that graphdir knows and was left out")
    return [
        Problem(
            file=raw.file,
            sheet=raw.sheet,
            message=message,
            proposal=_("A mapping says what its columns mean; “--write-mapping FILE.toml” proposes one."),
            level="error" if alone else "warning",
        )
    ]


def _undecided(raw: RawSheet, profile: ListProfile) -> list[Problem]:
    return [
        Problem(
            file=raw.file,
            sheet=raw.sheet,
            value=place,
            message=_("is not yet decided in the mapping “%(name)s”", name=profile.name),
            proposal=_("Replace the question mark there by what is meant."),
        )
        for place in profile.undecided
    ]
