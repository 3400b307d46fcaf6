"""Mutated and hostile files: each gets a clear answer, nothing is applied in part, memory and time stay bounded."""

import csv
import io
import json
import resource
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Final
from xml.sax.saxutils import escape

import xlsxwriter

from benchmarks.figures import Aim, Figure
from benchmarks.parts import Setting
from graphdir.bootstrap import open_store, seed_networks
from graphdir.checking import check
from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.importing.files import raw_sheets
from graphdir.importing.lists import understood
from graphdir.importing.mapping import ListProfile, read_profile, written
from graphdir.importing.problem_book import problem_book
from graphdir.importing.proposing import propose

FILES: Final = 3000
_CHECK_EVERY: Final = 250
_LONGEST_SENTENCE: Final = 1500
_NONE: Final = Aim(of="value", most=0)
_WORKBOOK: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
# What breaks naive readers: controls, marks of order and direction, formulas, numbers at their ends, markup.
_CELLS: Final = (
    "",
    " ",
    "\x00",
    "\x1b[2J",
    "\ufeff",
    "\u202egnp.exe",
    "\ud7ff\U0010ffff",
    "e\u0301" * 200,
    "x" * 40_000,
    "=1+1",
    '=HYPERLINK("http://example.org")',
    "@SUM(A1:A9)",
    "-2+3+cmd|' /C calc'!A0",
    "#REF!",
    "1e308",
    "1e999",
    "-0",
    "nan",
    "9" * 400,
    "3.931607205E9",
    "44774",
    "0000-00-00",
    "9999-12-31",
    "31.02.2024",
    "<script>alert(1)</script>",
    "'; DROP TABLE organisations; --",
    "{{ 7*7 }}",
    "../../etc/passwd",
    ";" * 500,
    "\n" * 50,
    f"x{' ' * 30_000}at{' ' * 2000}y",
    f"https://{'.' * 30_000}<",
    f"a@{'.' * 30_000} ",
    "0" * 30_000,
    "1.000" * 6000,
    '"',
    "'",
    "GS",
    "Summe",
    "ä\u00e4\u00c3\u00a4",
)
_BYTES: Final = (
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b'"',
    b"\r",
    b"\n",
    b";",
    b",",
    b"\t",
    b"\x80",
    b"\x1a",
    b"{",
)
_ENCODINGS: Final = ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp437", "mac_roman", "utf-7", "cp500")
Table = list[list[str]]
File = tuple[str, bytes]


@dataclass(slots=True)
class Answers:
    """What became of the files: how many of each, what went wrong, the slowest, and the most memory in MB."""

    files: Counter[str] = field(default_factory=Counter[str])
    wrong: list[str] = field(default_factory=list[str])
    slowest: float = 0.0
    slowest_file: str = ""
    memory: float = 0.0


def measure_fuzz(setting: Setting) -> list[Figure]:
    """Offer ``FILES`` files to a store of the embedded sort; on others the same code reads them."""
    if setting.store != "sqlite":
        return []
    directory = Directory(open_store(f"sqlite:///{setting.work / 'fuzz.db'}"))
    answers = offer(directory, hostile_files(setting.data, FILES, seed=1))
    directory.store.close()
    total = sum(answers.files.values())
    for told in answers.wrong[:20]:
        sys.stderr.write(f"{told}\n")

    def figure(name: str, value: float, unit: str = "", aim: Aim | None = None) -> Figure:
        return Figure(part="fuzz", store="sqlite", name=name, unit=unit, values={"value": value}, aim=aim)

    return [
        figure("files offered", total, "files"),
        figure("without a clear answer, or applied in part", len(answers.wrong), "files", _NONE),
        figure("refused with a sentence", answers.files["refused"], "files"),
        figure("errors named by row and column, nothing applied", answers.files["errors"], "files"),
        figure("imported and taken back", answers.files["imported"], "files"),
        figure("slowest file", answers.slowest, "s", Aim(of="value", most=60)),
        figure("most memory of a process", answers.memory, "MB", Aim(of="value", most=1024)),
    ]


def offer(directory: Directory, files: Iterator[File]) -> Answers:
    """Offer files one by one to a network that has the sample in it, and look whether each answer is a clear one."""
    directory.apply(directory.plan_import([seed_networks()["stendal"]]).changes)
    answers = Answers()
    for number, (name, content) in enumerate(files, start=1):
        started = perf_counter()
        try:
            answers.files[_answer(directory, name, content)] += 1
        except Exception as error:  # noqa: BLE001  any of them would be a traceback before a user
            answers.files["broken"] += 1
            answers.wrong.append(f"{number} {name}: {type(error).__name__}: {str(error)[:200]}")
        seconds = perf_counter() - started
        if seconds > answers.slowest:
            answers.slowest, answers.slowest_file = seconds, name
        if number % _CHECK_EVERY == 0:
            answers.wrong += [f"after {number}: {fault}" for fault in check(directory.store).faults]
    answers.wrong += [f"at the end: {fault}" for fault in check(directory.store).faults]
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    answers.memory = peak / 1024
    return answers


def _answer(directory: Directory, name: str, content: bytes) -> str:
    """Do with a file what site and command line do; return what became of it."""
    revision = directory.store.revision()
    try:
        if name.endswith(".toml"):
            profiles = [read_profile(content.decode("utf-8", "replace"), name)]
            raws = raw_sheets("list.csv", _csv(_FLAT))
        else:
            profiles = [_FLAT_PROFILE]
            raws = raw_sheets(name, content)
    except InvalidInputError as error:
        _expect(0 < len(str(error)) < _LONGEST_SENTENCE, f"no sentence: {str(error)[:80]!r}")
        return "refused"
    for raw in raws[:3]:
        proposal = propose(raw, directory.taxonomy())
        if proposal.profile:
            _expect(read_profile(written(proposal.profile)) == proposal.profile, "a proposal does not read back")
    lists = understood(raws, profiles)
    plan = directory.plan_lists(lists, author="fuzz")
    _expect(directory.store.revision() == revision, "looking at it changed the network")
    _expect(all(problem.message and problem.file for problem in plan.problems), "a problem without a sentence")
    if plan.left_out:
        _expect(problem_book(lists, plan).startswith(b"PK"), "no workbook of problems")
    errors = bool(plan.errors)
    batch = directory.apply(plan.changes) if len(plan.changes.changes) else None
    if batch:
        again = directory.plan_lists(lists, author="fuzz")
        _expect(not len(again.changes.changes), "the same file changes something again")
        directory.undo(batch.id)
    return "errors" if errors else "imported"


def _expect(holds: bool, otherwise: str) -> None:  # noqa: FBT001  a condition is what it takes
    if not holds:
        raise AssertionError(otherwise)


# --- the files -----------------------------------------------------------------


def hostile_files(data: Path | None, number: int, seed: int) -> Iterator[File]:
    """Make files: first those that are hostile by design, then mutations of real ones, the same for the same seed."""
    made = 0
    for file in _designed():
        if made == number:
            return
        yield file
        made += 1
    random = Random(seed)
    real = _real(data)
    while made < number:
        name, content = random.choice(real)
        yield random.choice(_MUTATIONS)(random, name, content)
        made += 1


def _real(data: Path | None) -> list[File]:
    """Return the sample network and, where they are, raw lists: as CSV, Excel, ODS, JSON and zip."""
    paths = sorted(seed_networks()["stendal"].glob("*.csv"))
    if data:
        paths += sorted((data / "stendal").glob("*.csv"))
    files: list[File] = []
    for path in paths:
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))[:60]
        files += [(path.name, _csv(rows)), (f"{path.stem}.xlsx", _xlsx({path.stem[:31]: rows}))]
        files += [(f"{path.stem}.ods", _ods(rows)), (f"{path.stem}.json", _json(rows))]
        files.append((f"{path.stem}.zip", _zip({path.name: _csv(rows)})))
    mapping = written(_FLAT_PROFILE).encode()
    return [*files, ("list.toml", mapping), ("list.csv", _csv(_FLAT)), ("list.xlsx", _xlsx({"Liste": _FLAT}))]


def _designed() -> Iterator[File]:
    header = "name,kind\n"
    yield "empty.csv", b""
    yield "organisations.csv", b"\n" * 1_000_000
    yield "organisations.csv", header.encode() + b",\n" * 1_000_000 + b"A,school\n"
    yield "organisations.csv", header.encode() + b'"' + b"x" * 20_000_000
    yield "organisations.csv", b"name,kind" + b",x" * 100_000 + b"\nA,school\n"
    yield "organisations.csv", b"\x00" * 100_000
    yield "organisations.csv", b"<html><table><tr><td>Name</td></tr></table></html>"
    yield "organisations.json", b"[" * 200_000
    yield "organisations.json", b'[{"name": "A", "kind": ' + b"9" * 5000 + b"}]"
    yield "organisations.json", b'{"organisations": [{"name": ["a", {"b": 1}], "kind": NaN}]}'
    yield "organisations.json", b'{"organisations": {"name": 3}}'
    yield "organisations.txt", b"\xff\xfe\x00"
    yield "letter.docx", b"PK\x03\x04"
    yield "list.zip", _zip({"organisations.csv": b"A" * 50_000_000})
    yield "list.zip", _zip({f"{n}.csv": b"name,kind\n" for n in range(5000)})
    yield "list.zip", _zip({"a.zip": _zip({"organisations.csv": header.encode()})})
    yield "list.zip", _zip({"../../organisations.csv": header.encode() + b"A,school\n"})
    yield "list.zip", _zip({"datapackage.json": b'{"resources": [{"path": "../../etc/passwd"}]}'})
    yield (
        "list.zip",
        _zip({"datapackage.json": b'{"resources": [{"path": ["a.csv", 3]}, 7, null]}', "a.csv": b"a,b\n1,2\n"}),
    )
    yield "datapackage.json", b'{"resources": "all"}'
    yield "list.toml", b"a = " + b"[" * 5000
    yield "list.toml", b"[organisations.x]\nname = 'Schule'\nkind = { column = 'Schule', values = { '*' = '*' } }\n"
    for macro in ("organisations.xlsm", "organisations.xlsx"):
        yield macro, _zip({"[Content_Types].xml": b"", "xl/vbaProject.bin": b"x"})
    yield "organisations.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 9
    yield "organisations.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 5000
    for sheet in _sheets():
        yield "organisations.xlsx", _xlsx_of(sheet)
    for body in _ods_bodies():
        yield "organisations.ods", _ods_of(body)
    million = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(3, 1_000_000))
    yield "organisations.xlsx", _xlsx_of(_SHEET.replace("<!--rows-->", million))


_SHEET: Final = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="B1" t="inlineStr"><is><t>kind</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c><c r="B2" t="inlineStr"><is><t>school</t></is></c></row>'
    "<!--rows-->"
)


def _sheets() -> Iterator[str]:
    yield _SHEET.replace("<!--rows-->", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    yield _SHEET.replace("<!--rows-->", '<row r="4294967295"><c r="ZZZZZZ4294967295"><v>1</v></c></row>')
    yield _SHEET.replace("<!--rows-->", '<row r="3"><c r="A3" t="s"><v>99999999</v></c></row>')
    yield _SHEET.replace(
        "<!--rows-->", '<row r="3"><c r="A3" t="d"><v>2024-99-99</v></c><c r="B3"><v>1e400</v></c></row>'
    )
    yield _SHEET.replace("<!--rows-->", '<row r="3"><c r="-3"><f>1/0</f><v>#DIV/0!</v></c></row>')
    yield _SHEET.replace("<!--rows-->", "<row><c><v>1</v></c></row>" * 1000)
    yield f"{_SHEET}</sheetData><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells><sheetData>"
    yield _SHEET.replace("<t>A</t>", "<t>&lol;</t>")


def _ods_bodies() -> Iterator[str]:
    cell = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    row = f"<table:table-row{{}}>{cell.format('', 'name')}{cell.format('', 'kind')}</table:table-row>"
    yield row.format("") + row.format(' table:number-rows-repeated="1048576"')
    many = ' table:number-columns-repeated="16384"'
    yield (
        row.format("")
        + f'<table:table-row table:number-rows-repeated="65536">{cell.format(many, "A")}</table:table-row>'
    )
    yield row.format(' table:number-rows-repeated="99999999999999999999"')
    yield row.format(' table:number-rows-repeated="-1"')


def _csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> bytes:
    content = io.StringIO()
    csv.writer(content, delimiter=delimiter).writerows(rows)
    return content.getvalue().encode("utf-8", "surrogatepass")


def _json(rows: Sequence[Sequence[str]]) -> bytes:
    return json.dumps([dict(zip(rows[0], row, strict=False)) for row in rows[1:]]).encode()


def _xlsx(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _WORKBOOK) as book:
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for at, cell in enumerate(row):
                    sheet.write(number, at, cell[:32_767])
    return content.getvalue()


def _ods(rows: Sequence[Sequence[str]]) -> bytes:
    def cell(text: str) -> str:
        plain = escape("".join(letter for letter in text if letter.isprintable()))
        return f'<table:table-cell office:value-type="string"><text:p>{plain}</text:p></table:table-cell>'

    return _ods_of("".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows))


def _ods_of(rows: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="organisations">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return _zip(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": content.encode(),
        }
    )


def _xlsx_of(rows: str) -> bytes:
    """Put rows of XML into the smallest workbook."""
    with zipfile.ZipFile(io.BytesIO(_xlsx({"organisations": [["name", "kind"]]}))) as plain:
        parts = {name: plain.read(name) for name in plain.namelist()}
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY lol "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<?xml version="1.0"?>{bomb}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    return _zip(parts | {"xl/worksheets/sheet1.xml": sheet.encode()})


def _zip(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in files.items():
            # The same files whenever they are made: an entry of its own making has no time of day.
            archive.writestr(zipfile.ZipInfo(name), held, zipfile.ZIP_DEFLATED)
    return content.getvalue()


# --- mutations -----------------------------------------------------------------


def _bytes_changed(random: Random, name: str, content: bytes) -> File:
    changed = bytearray(content)
    for _time in range(random.choice((1, 3, 20, 200))):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return name, bytes(changed)


def _bytes_put_in(random: Random, name: str, content: bytes) -> File:
    changed = content
    for _time in range(random.choice((1, 5, 50))):
        at = random.randrange(len(changed) + 1)
        changed = changed[:at] + random.choice(_BYTES) * random.choice((1, 1, 3, 1000)) + changed[at:]
    return name, changed


def _cut(random: Random, name: str, content: bytes) -> File:
    one, other = sorted(random.randrange(len(content) + 1) for _time in range(2))
    return name, random.choice((content[:one], content[one:], content[:one] + content[other:], content[one:other] * 3))


def _renamed(random: Random, name: str, content: bytes) -> File:
    suffix = random.choice((".csv", ".xlsx", ".xls", ".ods", ".json", ".zip", ".txt", ".tsv", ".xlsm", ".pdf", ""))
    stem = name.rsplit(".", 1)[0]
    return random.choice((stem, "organisations", "Liste 2024", "ä/ö", "." * 200)) + suffix, content


def _encoded(random: Random, name: str, content: bytes) -> File:
    if not name.endswith((".csv", ".json")):
        return _bytes_changed(random, name, content)
    text = content.decode("utf-8", "replace")
    return name, text.encode(random.choice(_ENCODINGS), "replace")


def _parts_changed(random: Random, name: str, content: bytes) -> File:
    """Change what is inside a zip, and leave the zip whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return _cut(random, name, content)
    part = random.choice(list(parts))
    mutation = random.choice((_bytes_changed, _bytes_put_in, _cut))
    if random.random() < 0.2:
        del parts[part]
    else:
        parts[part] = mutation(random, part, parts[part])[1]
    return name, _zip(parts)


def _cells_changed(random: Random, name: str, content: bytes) -> File:
    """Change cells, rows and columns of a list, and write it in some format."""
    if not name.endswith(".csv"):
        return _parts_changed(random, name, content)
    rows = [list(row) for row in csv.reader(io.StringIO(content.decode()))]
    for _time in range(random.choice((1, 3, 10))):
        random.choice(_CHANGES)(random, rows)
    stem = name.rsplit(".", 1)[0]
    written_as = random.randrange(5)
    if written_as == 0:
        return f"{stem}.xlsx", _xlsx({stem[:31]: rows})
    if written_as == 1:
        return f"{stem}.ods", _ods(rows)
    if written_as == 2 and rows:
        return f"{stem}.json", _json(rows)
    return name, _csv(rows, random.choice(",;\t|"))


def _cell(random: Random, rows: Table) -> None:
    row = random.choice(rows) if rows else []
    if row:
        row[random.randrange(len(row))] = random.choice(_CELLS)


def _row_twice(random: Random, rows: Table) -> None:
    if rows:
        rows.insert(random.randrange(len(rows) + 1), list(random.choice(rows)))


def _row_gone(random: Random, rows: Table) -> None:
    if rows:
        del rows[random.randrange(len(rows))]


def _row_new(random: Random, rows: Table) -> None:
    width = random.choice((0, 1, 2, len(rows[0]) if rows else 3, 300))
    rows.insert(random.randrange(len(rows) + 1), [random.choice(_CELLS) for _cell in range(width)])


def _columns_swapped(random: Random, rows: Table) -> None:
    width = min(map(len, rows), default=0)
    if width > 1:
        one, other = random.sample(range(width), 2)
        for row in random.choice((rows, rows[:1])):
            row[one], row[other] = row[other], row[one]


def _column_twice(random: Random, rows: Table) -> None:
    at = random.randrange(max(1, min(map(len, rows), default=0)))
    for row in rows:
        row.append(row[at] if at < len(row) else "")


_CHANGES: Final[Sequence[Callable[[Random, Table], None]]] = (
    _cell,
    _cell,
    _cell,
    _row_twice,
    _row_gone,
    _row_new,
    _columns_swapped,
    _column_twice,
)
_MUTATIONS: Final[Sequence[Callable[[Random, str, bytes], File]]] = (
    _bytes_changed,
    _bytes_put_in,
    _cut,
    _renamed,
    _encoded,
    _parts_changed,
    _cells_changed,
    _cells_changed,
    _cells_changed,
)
_FLAT: Final = [
    ["Träger", "Schule", "Ort", "Projekt", "Jahr", "Betrag"],
    ["IB", "Grundschule Nord", "Stendal", "Schach", "2022/23", "1.000,00"],
    ["DRK", "Grundschule Süd", "Stendal", "Musik", "ab 2023", "2500"],
    ["Summe", "", "", "", "", "3500"],
]
_FLAT_PROFILE: Final[ListProfile] = read_profile(
    """
    name = "Liste"
    [organisations.carrier]
    name = "Träger"
    kind = { value = "free_carrier", only_new = true }
    [organisations.school]
    name = "Schule"
    town = "Ort"
    kind = { value = "school" }
    [projects.project]
    id = { made_of = ["Träger", "Projekt", "Jahr"], prefix = "liste" }
    title = "Projekt"
    starts_on = { column = "Jahr", part = "from" }
    ends_on = { column = "Jahr", part = "to" }
    amount_eur = "Betrag"
    [participations.lead]
    project_id = { entry = "project" }
    organisation_id = { entry = "carrier" }
    role = { value = "lead" }
    [participations.site]
    project_id = { entry = "project" }
    organisation_id = { entry = "school" }
    role = { value = "site" }
    """
)
