"""Files as sheets of rows, whatever they are called: CSV, Excel, ODS, JSON, a data package, or a zip of these."""

import codecs
import csv
import io
import json
import lzma
import re
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from statistics import median
from typing import Any, Final

from graphdir.errors import InvalidInputError, reason_of
from graphdir.i18n import gettext as _
from graphdir.importing import hsds
from graphdir.importing.nested import flattened
from graphdir.importing.problems import Problem
from graphdir.importing.workbook import (
    MOST_CELLS,
    MOST_ROWS,
    TOO_MUCH,
    UNREADABLE,
    Counted,
    TooMuchError,
    cell_text,
)
from graphdir.tables import Table, table_called, unguarded

WORKBOOKS: Final = frozenset({".xlsx", ".xls", ".ods"})
TEXTS: Final = frozenset({".csv", ".tsv", ".txt"})
LISTS: Final = WORKBOOKS | TEXTS | {".json"}
MOST_BYTES: Final = 100 * 2**20
# Of what a zip unpacks to, workbooks being zips as well. Real ones stay under 1 : 30.
MOST_UNPACKED: Final = 500 * 2**20
_MOST_FILES: Final = 2000
_DELIMITERS: Final = ";,\t|"
_SAID_DELIMITER: Final = re.compile(r'"?sep=([;,|\t])"?\r?\n', re.IGNORECASE)
_LINES_LOOKED_AT: Final = 20
_MOST_SECONDS: Final = 60
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
# How a zip tells what it is for: the first file in it, and the name of a file that stands in it as it is.
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_XLSX: Final = b"xl/workbook"
_BEGINNING: Final = 200
_FORMATS: Final = {".xlsx": "Excel", ".xls": "Excel", ".ods": "ODS", ".zip": "ZIP"}
_OLE_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")
_PACKAGE: Final = "datapackage.json"
_OTHERWISE: Final = "graphdir.windows-1252"
_BROKEN: Final = "\ufffd"
_LIKELY: Final = frozenset("äöüÄÖÜßéèêëáàâíìîóòôúùûçñ§€„“”…\u201a\u2018\u2019\u2013")

csv.field_size_limit(10_000_000)


class BrokenWorkbookError(ValueError):
    """A workbook that its reader gave up; the text is the reader's."""


# What the standard library raises for files that are damaged, each in a way of its own.
DAMAGED: Final = (BrokenWorkbookError, EOFError, lzma.LZMAError, zipfile.BadZipFile, zlib.error)
_UNREADABLE: Final = (
    OSError,
    ValueError,
    RuntimeError,  # with RecursionError and NotImplementedError
    csv.Error,
    *DAMAGED,
)

Rows = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """A sheet as it stands in a file, before anybody knows what its columns mean.

    ``rows`` holds (row number as a spreadsheet shows it, cells as text), without empty rows; ``called`` is what
    may name a table. ``sheet`` is empty for files without sheets. ``merged`` counts cells merged over several rows,
    ``headings`` are the rows that hold nothing but one text across several columns. ``remarks`` tell of the file, on
    the first of its sheets alone.
    """

    file: str
    sheet: str
    called: str
    rows: Rows
    merged: int = 0
    headings: frozenset[int] = frozenset()
    remarks: tuple[Problem, ...] = ()


def raw_sheets(name: str, content: bytes) -> list[RawSheet]:
    """Read a file as sheets; ``name`` tells what it is. Sheets without anything in them are left out; none of no bytes.

    Raises:
        InvalidInputError: it is too large, damaged, protected, holds macros, or is no list at all.
    """
    _refuse_large(name, len(content))
    if not content:
        return []
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in TEXTS | {".json"}:
        _refuse_others(name, content)
    with _told(name):
        if suffix in WORKBOOKS | {".xlsm", ".xlsb"}:
            return _workbook(name, content)
        if suffix in TEXTS:
            return _text(name, content)
        if PurePosixPath(name).name == _PACKAGE:
            return _package(name, content, _refuse_alone)
        if suffix == ".json":
            return _json(name, content)
        if suffix == ".zip":
            return _archive(name, content)
    raise InvalidInputError(_("“%(path)s” is no CSV, Excel, ODS, JSON or zip file.", path=name))


@contextmanager
def _told(name: str) -> Generator[None]:
    """Turn what reading a file may raise into a sentence that names it."""
    try:
        yield
    except TooMuchError as error:
        raise InvalidInputError(
            _(
                "“%(file)s” holds more than %(rows)s rows, or more than %(cells)s million cells. Split the list.",
                file=name,
                rows=MOST_ROWS,
                cells=MOST_CELLS // 1_000_000,
            )
        ) from error
    except _UNREADABLE as error:
        raise unreadable(name, error) from error


def sheets_of_paths(paths: Iterable[Path]) -> list[RawSheet]:
    """Read files and folders; of a folder what looks like a list, or what its data package names.

    Raises:
        InvalidInputError: a path that is not there, or a file that cannot be read.
    """
    return [sheet for path in paths for sheet in _sheets_of(path)]


def decoded(content: bytes) -> str:
    """Decode a text file: UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252.

    Bytes that break the UTF-8 of a file are letters of Windows-1252 where they may well be some, and U+FFFD where not.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return (
            content.decode("utf-8-sig", _OTHERWISE) if _is_mostly_utf8(content) else content.decode("cp1252", "replace")
        )


def _is_mostly_utf8(content: bytes) -> bool:
    """Tell whether more letters of a text are sound UTF-8 than broken."""
    read = content.decode("utf-8", "replace")
    broken = read.count(_BROKEN)
    return len(read) - len(read.encode("ascii", "ignore")) > 2 * broken


def _otherwise(error: UnicodeError) -> tuple[str, int]:
    """Read what breaks UTF-8 as a letter that German lists hold."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    letter = error.object[error.start : error.end].decode("cp1252", "replace")
    return letter if letter in _LIKELY else _BROKEN, error.end


codecs.register_error(_OTHERWISE, _otherwise)


def _sheets_of(path: Path) -> Iterator[RawSheet]:
    if path.is_dir():
        sheets = [sheet for file in sorted(filter(_is_list, path.iterdir())) for sheet in _sheets_of(file)]
        package = path / _PACKAGE
        told = _told_of_package(_content(package), _names_in(path), honoured=False) if package.is_file() else ()
        yield from _with_remarks(sheets, told)
        return
    if not path.exists():
        raise InvalidInputError(_("“%(path)s” does not exist.", path=path))
    content = _content(path)
    if path.name == _PACKAGE:
        with _told(path.name):
            sheets = _package(path.name, content, lambda file: list(_sheets_of(path.parent / file)))
        yield from _with_remarks(sheets, _told_of_package(content, _names_in(path.parent), honoured=True))
    else:
        yield from raw_sheets(path.name, content)


def _content(path: Path) -> bytes:
    try:
        _refuse_large(str(path), path.stat().st_size)  # before it is in memory
        return path.read_bytes()
    except OSError as error:
        raise unreadable(str(path), error) from error


def _names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def _with_remarks(sheets: Sequence[RawSheet], remarks: Iterable[Problem]) -> list[RawSheet]:
    return [replace(sheets[0], remarks=(*sheets[0].remarks, *remarks)), *sheets[1:]] if sheets else []


def _is_list(file: Path) -> bool:
    suffix = file.suffix.lower()
    return (
        suffix in LISTS
        and not file.name.startswith((".", "~$"))
        and file.name != _PACKAGE
        and (suffix not in {".txt", ".json"} or table_called(file.stem) is not None)
    )


def unreadable(name: str, error: Exception) -> InvalidInputError:
    """Return the sentence for what reading a file has raised."""
    return InvalidInputError(_("“%(path)s” cannot be read: %(reason)s.", path=name, reason=_reason(error)))


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return reason_of(error)
    if isinstance(error, json.JSONDecodeError):
        return _("it is no JSON from line %(line)s, column %(column)s on", line=error.lineno, column=error.colno)
    if isinstance(error, UnicodeError):
        return _("its letters are not in the encoding that its beginning tells")
    if isinstance(error, csv.Error):
        return _("a cell never ends; a quotation mark may be missing")
    if isinstance(error, RecursionError):
        return _("its parts are nested too deeply")
    return _("it is damaged, or not what its name says")


def _refuse_others(name: str, content: bytes) -> None:
    """Refuse what is called a text and is none."""
    ending = _ending_of(content)
    if ending == ".pdf":
        raise InvalidInputError(
            _("“%(file)s” is a PDF, which has no cells. Save the list as .xlsx or .csv.", file=name)
        )
    if ending:
        raise InvalidInputError(
            _(
                "“%(file)s” is no text but a file in the format %(format)s. Rename it so that it ends in %(ending)s.",
                file=name,
                format=_FORMATS[ending],
                ending=ending,
            )
        )


def _ending_of(content: bytes) -> str:
    """Return what the name of a file with this content ends in; empty for texts."""
    if content.startswith(b"%PDF-"):
        return ".pdf"
    if content.startswith(_OLE):
        return ".xls"
    if not content.startswith(_ZIP):
        return ""
    if _ODS in content[:_BEGINNING]:
        return ".ods"
    return ".xlsx" if _XLSX in content else ".zip"


# --- text ----------------------------------------------------------------------


def _text(name: str, content: bytes) -> list[RawSheet]:
    text = decoded(content)
    said = _SAID_DELIMITER.match(text)
    if said:
        # Excel takes it for no row, and counts from the next one.
        text = text[said.end() :]
    delimiter = said[1] if said else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    # A quoted cell may hold line breaks: a spreadsheet counts records, not lines.
    numbered: Iterable[tuple[int, Sequence[str]]] = enumerate(reader, start=1)
    if any(f"{before}'" in f"\n{text}" for before in (delimiter, '"', "\n", "\r")):
        numbered = ((number, list(map(unguarded, cells))) for number, cells in numbered)
    rows: list[tuple[int, Sequence[str]]] = []
    counted = Counted()
    for number, cells in numbered:
        if any(map(str.strip, cells)):
            counted.row(cells)
            rows.append((number, cells))
    return [RawSheet(file=name, sheet="", called=PurePosixPath(name).stem, rows=rows)] if rows else []


def _delimiter(text: str) -> str:
    """Return what parts most of the first lines: a title above the header may hold commas."""
    lines = [line for line in text[:100_000].splitlines()[: 2 * _LINES_LOOKED_AT] if line.strip()][:_LINES_LOOKED_AT]
    if not lines:
        return _DELIMITERS[0]
    return max(_DELIMITERS, key=lambda mark: (median(line.count(mark) for line in lines), lines[0].count(mark)))


# --- workbooks -----------------------------------------------------------------


def _workbook(name: str, content: bytes) -> list[RawSheet]:
    _refuse_macros(name, content)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bombs(name, archive)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "graphdir.importing.workbook"],
            input=content,
            capture_output=True,
            timeout=_MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidInputError(
            _("“%(file)s” takes longer to read than %(seconds)s seconds.", file=name, seconds=_MOST_SECONDS)
        ) from error
    if done.returncode == TOO_MUCH:
        raise TooMuchError
    if done.returncode == UNREADABLE:
        raise BrokenWorkbookError(done.stderr.decode("utf-8", "replace").strip())
    if done.returncode:
        raise InvalidInputError(
            _("“%(file)s” is damaged, or claims more cells than fit. Save it anew from your spreadsheet.", file=name)
        )
    return list(_sheets_told(name, done.stdout))


def _sheets_told(name: str, told: bytes) -> Iterator[RawSheet]:
    """Go through the sheets that the other process wrote."""
    stem = PurePosixPath(name).stem
    sheets: list[tuple[dict[str, Any], list[tuple[int, list[str]]], set[int]]] = []
    for line in map(json.loads, told.splitlines()):
        if isinstance(line, dict):
            sheets.append((line, [], set()))
            continue
        number, cells, is_heading = line
        sheets[-1][1].append((number, cells))
        if is_heading:
            sheets[-1][2].add(number)
    for head, rows, headings in sheets:
        sheet = str(head["sheet"])
        called = stem if len(sheets) == 1 and table_called(sheet) is None else sheet
        if rows:
            yield RawSheet(
                file=name,
                sheet=sheet,
                called=called,
                rows=rows,
                merged=head["merged"],
                headings=frozenset(headings),
                remarks=(_told_hidden(name, sheet),) if head["hidden"] else (),
            )


def _told_hidden(name: str, sheet: str) -> Problem:
    message = _("is hidden in the workbook; it was read as the others are")
    return Problem(
        file=name,
        sheet=sheet,
        value=sheet,
        message=message,
        proposal=_("Delete it if it does not count."),
        level="warning",
    )


def _refuse_large(name: str, size: int) -> None:
    if size > MOST_BYTES:
        raise InvalidInputError(
            _("“%(file)s” is larger than %(most)s MB. Split the list.", file=name, most=MOST_BYTES // 2**20)
        )


def _refuse_macros(name: str, content: bytes) -> None:
    if name.lower().endswith((".xlsm", ".xlsb")) or (content.startswith(_OLE) and _OLE_MACROS in content):
        raise _with_macros(name)
    if content.startswith(_OLE) and not name.lower().endswith(".xls"):
        raise _locked(name)


def _with_macros(name: str) -> InvalidInputError:
    return InvalidInputError(_("“%(file)s” may hold macros. Save it as .xlsx or .ods first.", file=name))


def _locked(name: str) -> InvalidInputError:
    return InvalidInputError(_("“%(file)s” is protected by a password. Save it without one first.", file=name))


def _refuse_bombs(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse what unpacks to far more than it is, what is locked, and what holds macros."""
    entries = archive.infolist()
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise InvalidInputError(
            _("“%(file)s” unpacks to more than %(most)s MB.", file=name, most=MOST_UNPACKED // 2**20)
        )
    manifest = next((entry for entry in entries if entry.filename == "META-INF/manifest.xml"), None)
    if any(entry.flag_bits & 1 for entry in entries) or (manifest and b"encryption-data" in archive.read(manifest)):
        raise _locked(name)
    if any("vbaproject" in entry.filename.lower() for entry in entries):
        raise _with_macros(name)


# --- JSON, packages, zips ------------------------------------------------------


def _json(name: str, content: bytes) -> list[RawSheet]:
    found: Any = json.loads(decoded(content))
    if hsds.is_hsds(found):
        return [
            RawSheet(file=name, sheet=table, called=table, rows=_rows_of(rows)) for table, rows in hsds.tables_of(found)
        ]
    tables: Mapping[Any, Any] = found if isinstance(found, dict) else {PurePosixPath(name).stem: found}
    sheets: list[RawSheet] = []
    for called, listed in tables.items():
        if not isinstance(listed, list):
            continue
        records: list[Mapping[Any, Any]] = [row for row in listed if isinstance(row, Mapping)]
        if records:
            sheet = str(called) if isinstance(found, dict) else ""
            sheets.append(_of_records(name, sheet, str(called), records))
    return sheets


def _of_records(name: str, sheet: str, called: str, records: Sequence[Mapping[Any, Any]]) -> RawSheet:
    """Return records as a sheet; told is of which fields only a list of their own could be made."""
    flat, left_out = flattened(records)
    remarks = tuple(
        Problem(
            file=name,
            sheet=sheet,
            row=at + 2,
            column=", ".join(fields),
            message=_("holds several entries of its own and was left out"),
            proposal=_("Give them as a list of their own."),
            level="warning",
        )
        for at, fields in left_out.items()
    )
    return RawSheet(file=name, sheet=sheet, called=called, rows=_rows_of(flat), remarks=remarks)


def _rows_of(records: Sequence[Mapping[Any, Any]]) -> Rows:
    """Return records as rows, counted as a spreadsheet of them would be: the header is row 1."""
    header = list(dict.fromkeys(key for record in records for key in record))
    if len(records) > MOST_ROWS or len(records) * len(header) > MOST_CELLS:
        raise TooMuchError
    cells = ((number, [cell_text(record.get(key)) for key in header]) for number, record in enumerate(records, 2))
    return [(1, list(map(str, header))), *cells]


def _package(name: str, content: bytes, read: Callable[[str], list[RawSheet]]) -> list[RawSheet]:
    """Read the resources of a data package: files beside it, which ``read`` reads, and records inside it.

    The name of a resource says which table it is where its file's name does not.
    """
    sheets: list[RawSheet] = []
    for resource in _resources(content):
        called, data = str(resource.get("name", "")), resource.get("data")
        listed: list[Any] = data if isinstance(data, list) else []
        records: list[Mapping[Any, Any]] = [row for row in listed if isinstance(row, dict)]
        if records:
            sheets.append(_of_records(name, called, called, records))
        for file in _paths(resource):
            for sheet in read(_beside(name, file)):
                better = table_called(called) is not None and table_called(sheet.called) is None
                sheets.append(replace(sheet, called=called) if better else sheet)
    return sheets


def _resources(content: bytes) -> list[Mapping[str, Any]]:
    package: Any = json.loads(decoded(content))
    resources: Any = package.get("resources") if isinstance(package, dict) else None
    return [one for one in resources if isinstance(one, dict)] if isinstance(resources, list) else []


def _paths(resource: Mapping[str, Any]) -> list[str]:
    path: Any = resource.get("path")
    return [str(one) for one in (path if isinstance(path, list) else [path]) if one]


def _told_of_package(content: bytes, beside: Iterable[str], *, honoured: bool) -> list[Problem]:
    """Tell where a data package does not fit the files beside it; it is ``honoured`` where it says what is read."""
    try:
        resources = _resources(content)
    except (ValueError, RecursionError):
        resources = []
    if not resources:
        return [_remark_on_package(_("cannot be read; the lists beside it were read without it"))]
    called = [(file.removeprefix("./"), str(one.get("name", ""))) for one in resources for file in _paths(one)]
    named = {file for file, _called in called}
    there = list(beside)
    absent = [] if honoured else [file for file, _called in called if file not in there]
    told = [_remark_on_package(_("is named, and does not stand beside it"), file) for file in absent]
    not_named = _("is not named and was left out") if honoured else _("is not named, and was read all the same")
    tables = [file for file in there if PurePosixPath(file).suffix.lower() in LISTS and _table_of(file)]
    told += [_remark_on_package(not_named, file) for file in tables if file not in named]
    for file, name in called:
        said, own = table_called(name), _table_of(file)
        if said and own and said != own:
            message = _("is named as “%(said)s” and was read as “%(own)s”", said=said.name, own=own.name)
            told.append(_remark_on_package(message, file))
    return told


def _table_of(file: str) -> Table | None:
    return table_called(PurePosixPath(file).stem)


def _remark_on_package(message: str, file: str = "") -> Problem:
    proposal = _("Correct it, or leave it out.")
    return Problem(file=_PACKAGE, value=file, message=message, proposal=proposal, level="warning")


def _beside(package: str, path: str) -> str:
    """Return the path of a resource, which has to stay beside its package."""
    parts = PurePosixPath(path)
    away = parts.is_absolute() or ".." in parts.parts or "://" in path or "\\" in path
    if away or parts.name == _PACKAGE:
        raise InvalidInputError(_("“%(file)s” names a file that is not beside it: %(path)s", file=package, path=path))
    return path


def _refuse_alone(path: str) -> list[RawSheet]:
    raise InvalidInputError(
        _("“%(file)s” names files such as %(path)s: give all of them together as a zip.", file=_PACKAGE, path=path)
    )


def _archive(name: str, content: bytes) -> list[RawSheet]:
    """Read the lists in a zip; a data package in it says which these are."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _refuse_bombs(name, archive)
        files = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
        names = Counter(PurePosixPath(file).name for file in files)
        package = next((file for file in files if PurePosixPath(file).name == _PACKAGE), None)
        wanted = [
            file
            for file in files
            if PurePosixPath(file).suffix.lower() in LISTS
            and PurePosixPath(file).name != _PACKAGE
            and not PurePosixPath(file).name.startswith((".", "~$"))
            and "__MACOSX" not in PurePosixPath(file).parts
        ]

        def sheets(file: str) -> list[RawSheet]:
            if file not in files:
                raise InvalidInputError(_("“%(file)s” does not hold %(path)s.", file=name, path=file))
            plain = PurePosixPath(file).name
            return raw_sheets(plain if names[plain] == 1 else file, archive.read(file))

        if package:
            beside = PurePosixPath(package).parent
            content = archive.read(package)
            there = [plain.name for plain in map(PurePosixPath, files) if plain.parent == beside]
            told = _told_of_package(content, there, honoured=True)
            return _with_remarks(_package(package, content, lambda path: sheets(str(beside / path))), told)
        return [sheet for file in wanted for sheet in sheets(file)]
