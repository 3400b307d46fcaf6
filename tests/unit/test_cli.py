"""The command line as the README shows it, and its exit codes."""

import json
import re
import resource
import shlex
import zipfile
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result

from graphdir.bootstrap import open_store
from graphdir.cli import main
from graphdir.exporting.formats import FORMATS
from graphdir.i18n import use_language
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, contact, school

Run = Callable[..., Result]
ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Run]:
    """Return what runs a command on a store of the test's own."""
    monkeypatch.setenv("GRAPHDIR_STORE", f"sqlite:///{tmp_path / 'network.db'}")
    monkeypatch.delenv("GRAPHDIR_LANGUAGE", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    runner = CliRunner()
    yield lambda *words: runner.invoke(main, list(words))
    use_language("en")


def examples() -> list[tuple[str, str]]:
    """Return the README's commands with what it says they print."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    found: list[tuple[str, str]] = []
    for block in blocks:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _newline, output = part.partition("\n")
            found.append((command, output))
    return found


def test_every_example_prints_what_the_readme_shows(run: Run) -> None:
    assert len(examples()) >= 8
    for command, output in examples():
        program, *words = shlex.split(command)
        assert program == "graphdir"
        result = run(*words)
        assert result.output == output, command


def commands(group: click.Group, *above: str) -> list[tuple[tuple[str, ...], click.Command]]:
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found.extend(commands(command, *above, name))
        else:
            found.append(((*above, name), command))
    return found


@pytest.mark.parametrize(
    ("path", "command"), commands(main), ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_command_is_in_the_readme_and_has_an_example(path: tuple[str, ...], command: click.Command) -> None:
    assert f"graphdir {path[0]}" in README
    assert path[-1] in README
    assert command.help
    assert (command.epilog or "").startswith(f"Example: graphdir {' '.join(path)}")
    assert any("--json" in parameter.opts for parameter in command.params)


def test_fitted_weights_are_kept_and_dropped(run: Run) -> None:
    store = ("--store", "sqlite:///own.db")
    assert run("demo", "--network", "sachsen-anhalt-2008-2014", "--no-serve", *store).exit_code == 0
    asked = ("fit", "--cutoff", "2013", "--seeker", "site", *store, "--json")
    told = json.loads(run(*asked, "--keep").stdout)
    partners = json.loads(run("partners", "--place", "Stendal", "--limit", "3", *store, "--json").stdout)

    assert told["questions"] > 20
    assert told["kept"] is not told["shipped"]
    assert any("gelernt" in remark for remark in partners["remarks"]) is told["kept"]
    dropped = json.loads(run("fit", "--shipped", *store, "--json").stdout)
    assert dropped["shipped"]
    assert not dropped["kept"]
    partners = json.loads(run("partners", "--place", "Stendal", "--limit", "3", *store, "--json").stdout)
    assert not any("gelernt" in remark for remark in partners["remarks"])
    for wrong in ((), ("--cutoff", "x"), ("--cutoff", "2020-13"), ("--cutoff", "31.02.2020"), ("--cutoff", "")):
        assert run("fit", *wrong, *store).exit_code == 2
    figures = json.loads(run("evaluate", "--cutoff", "2013", "--seeker", "site", "--fitted", *store, "--json").stdout)
    assert 0 < figures["recall_at_10"] <= 1


def test_a_search_that_finds_more_says_how_much_of_it_stands_here(run: Run) -> None:
    run("import", "seeds/stendal")

    assert run("search", "--limit", "3").output.splitlines()[0] == "98 Organisationen (die ersten 3)"


def test_json_of_import_search_show_and_path(run: Run) -> None:
    done = json.loads(run("import", "seeds/stendal", "--json").output)
    assert done["applied"] is True
    assert done["counts"]["organisations"] == {"new": 98, "changed": 0, "unchanged": 0, "gone": 0}
    assert done["problems"] == []
    found = json.loads(run("search", "Havelberg", "--limit", "2", "--json").output)
    assert found["total"] >= 2
    assert len(found["organisations"]) == 2
    assert {"id", "name", "kind", "town"} <= found["organisations"][0].keys()
    assert found["facets"]["kind"][0].keys() == {"value", "label", "count"}
    assert json.loads(run("show", "ST-642", "--json").output)["name"] == "Grundschule „Am Eichenwald“"
    chain = json.loads(run("path", "ST-134", "ST-100", "--json").output)
    assert chain["found"] is True
    assert len(chain["steps"]) == len(chain["nodes"]) - 1


def test_errors_apply_nothing_and_end_with_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text("name,kind\nA,school\nB,nix\n", encoding="utf-8")
    result = run("import", "organisations.csv", "--json")
    told = json.loads(result.output)

    assert result.exit_code == 1
    assert told["applied"] is False
    (problem,) = told["problems"]
    assert problem.keys() == {"file", "sheet", "row", "column", "value", "message", "proposal", "level"}
    assert (problem["file"], problem["row"], problem["column"]) == ("organisations.csv", 3, "kind")
    assert json.loads(run("search", "--json").output)["total"] == 0


def test_a_new_organisation_is_said_to_be_a_known_one(run: Run, tmp_path: Path) -> None:
    run("import", "seeds/stendal")
    (tmp_path / "organisations.csv").write_text("name,kind,keywords\nGS Eichenwald,school,Garten\n", encoding="utf-8")
    meant = run("import", "organisations.csv", "--same", "gs-eichenwald=ST-642", "--json")
    unknown = run("import", "organisations.csv", "--same", "gs-eichenwald=nobody")
    half = run("import", "organisations.csv", "--same", "gs-eichenwald")

    assert [(one["id"], one["other_id"]) for one in json.loads(meant.output)["joins"]] == [("gs-eichenwald", "ST-642")]
    assert json.loads(run("show", "ST-642", "--json").output)["aliases"] == ["GS Eichenwald"]
    assert (unknown.exit_code, half.exit_code) == (2, 2)
    assert "entscheidet nichts" in unknown.output
    assert "NEU=ID" in half.output
    assert json.loads(run("search", "--json").output)["total"] == 98


def test_a_decision_of_an_import_holds_for_the_next_one(run: Run, tmp_path: Path) -> None:
    run("import", "seeds/stendal")
    (tmp_path / "organisations.csv").write_text("name,kind,street\nGS Eichenwald,school,\n", encoding="utf-8")
    run("import", "organisations.csv", "--same", "gs-eichenwald=ST-642", "--dry-run")
    tried = json.loads(run("import", "organisations.csv", "--dry-run", "--json").output)
    run("import", "organisations.csv", "--same", "gs-eichenwald=ST-642")
    kept = json.loads(run("import", "organisations.csv", "--dry-run", "--json").output)
    apart = run("import", "organisations.csv", "--different", "gs-eichenwald=ST-642", "--dry-run", "--json")

    assert (tried["joins"], [one["id"] for one in kept["joins"]]) == ([], ["gs-eichenwald"])
    assert json.loads(apart.output)["joins"] == []
    assert "ST-642" not in [one["other_id"] for one in json.loads(apart.output)["duplicates"]]


def test_what_empty_cells_leave_is_said(run: Run, tmp_path: Path) -> None:
    run("import", "seeds/stendal")
    (tmp_path / "organisations.csv").write_text(
        "id,name,kind,website\nST-642,Grundschule „Am Eichenwald“,school,\n", encoding="utf-8"
    )
    said = run("import", "organisations.csv", "--dry-run")
    cleared = json.loads(run("import", "organisations.csv", "--clear-empty", "--json").output)

    assert "website 1" in said.output
    assert cleared["kept"] == {}
    assert json.loads(run("show", "ST-642", "--json").output)["website"] == ""


def test_a_dry_run_says_what_would_change(run: Run) -> None:
    run("import", "seeds/stendal")
    Path("organisations.csv").write_text("id,name,kind,street\nST-642,X,school,Neue Straße 3\n", encoding="utf-8")
    said = run("import", "organisations.csv", "--dry-run").output

    assert "Straße: Pestalozzistraße 4 → Neue Straße 3" in said
    assert "Name: Grundschule „Am Eichenwald“ → X" in said


def test_a_dry_run_changes_nothing(run: Run) -> None:
    assert json.loads(run("import", "seeds/stendal", "--dry-run", "--json").output)["applied"] is False
    assert json.loads(run("search", "--json").output)["total"] == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "nobody"), 2),
        (("search", "--kind", "schol"), 2),
        (("search", "--near", "nobody"), 2),
        (("search", "--limit", "0"), 2),
        (("path", "one"), 2),
        (("import", "missing.csv"), 2),
        (("undo", "99"), 2),
        (("resume", "99"), 2),
        (("export", "x", "--format", "doc"), 2),
        (("search", "--store", "mysql://x"), 2),
        (("search", "--store", "sqlite:////proc/nix/network.db"), 3),
        (("demo", "--network", "nix"), 2),
    ],
)
def test_exit_codes_tell_what_went_wrong(run: Run, tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    SqliteStore(tmp_path / "network.db")
    result = run(*words)

    assert result.exit_code == code
    assert "Traceback" not in result.output
    assert result.output.strip()


@pytest.mark.parametrize("words", [(), ("--rest",)])
def test_a_mapping_with_open_questions_imports_nothing_and_says_it_once(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "liste.csv").write_text("Verein;Ort\nChor Nord;Stendal\nChor Süd;Stendal\n", "utf-8")
    mapping = '[organisations.entry]\nname = "Verein"\nkind = { value = "?" }\ntown = "Ort"\n'
    (tmp_path / "liste.toml").write_text(mapping, "utf-8")
    result = run("import", "liste.csv", "--mapping", "liste.toml", *words)

    assert result.exit_code == 1
    assert result.output.count("Fehler:") == 1
    assert "noch nicht entschieden" in result.output
    assert "Es wurde nichts importiert." in result.output


def test_an_export_with_all_contacts_is_for_nobody_else(run: Run, tmp_path: Path) -> None:
    run("import", "seeds/stendal")
    run("export", "all.json", "--format", "json", "--all-contacts")
    run("export", "all", "--format", "csv", "--all-contacts")
    made = [tmp_path / "all.json", *(tmp_path / "all").iterdir()]
    assert [file for file in made if file.stat().st_mode & 0o077] == []


@contextmanager
def full_disk() -> Generator[None]:
    """Let no file grow beyond a hundred bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("format_", [*FORMATS, "map"])
def test_what_was_written_before_stays_where_writing_fails(run: Run, tmp_path: Path, format_: str) -> None:
    run("import", "seeds/stendal")
    folder = tmp_path / "out"
    folder.mkdir()
    words = ("map", "out/n.html") if format_ == "map" else ("export", "out/n", "--format", format_)
    assert run(*words).exit_code == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with closing(SqliteStore(tmp_path / "network.db")) as store, full_disk():
        store.revision()
        result = run(*words)

    assert result.exit_code == 2, result.output
    assert "out/n" in result.output
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_an_export_goes_into_a_pipe_and_to_where_a_link_leads(run: Run, tmp_path: Path) -> None:
    run("import", "seeds/stendal")
    piped = run("export", "/dev/null", "--format", "json")
    assert (piped.exit_code, piped.stdout) == (0, "")
    assert "/dev/null" in piped.stderr
    (tmp_path / "link.json").symlink_to(tmp_path / "target.json")
    assert run("export", "link.json", "--format", "json").exit_code == 0

    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "target.json").read_text("utf-8"))["organisations"]


def test_rows_with_errors_are_for_nobody_else(run: Run, tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text("name,kind\nB,nix\n", encoding="utf-8")
    (tmp_path / "problems.xlsx").write_bytes(b"")
    run("import", "organisations.csv", "--problems", "problems.xlsx")

    assert (tmp_path / "problems.xlsx").stat().st_size
    assert (tmp_path / "problems.xlsx").stat().st_mode & 0o077 == 0


def test_an_export_says_how_many_contact_points_it_leaves_out(run: Run, tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'network.db'}"
    with closing(open_store(store)) as opened:
        hidden = contact("a", "head_of_school", email="h@example.org", visibility="members")
        opened.apply(added(school("a"), contact("a", "secretariat", visibility="public"), hidden))

    def told(*words: str) -> str:
        return run("export", str(tmp_path / "n.xlsx"), "--format", "xlsx", "--store", store, *words).stdout

    assert "1 Kontakt, der nicht öffentlich ist, blieb außen vor; --all-contacts nimmt ihn mit." in told()
    assert "außen vor" not in told("--all-contacts")
    assert json.loads(told("--json"))["contacts_left_out"] == 1


@pytest.mark.parametrize(
    "words", [("search",), ("export", "x.xlsx", "--format", "xlsx"), ("backup", "n.backup"), ("report",), ("undo", "1")]
)
def test_what_needs_a_store_makes_none(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    result = run(*words, "--store", f"sqlite:///{tmp_path}/typo.db")
    assert result.exit_code == 3
    assert "typo.db“ gibt es nicht" in result.output
    assert not list(tmp_path.glob("typo.db*"))
    assert not list(tmp_path.glob("*.backup"))


def test_a_site_that_is_none_invites_nobody(run: Run, tmp_path: Path) -> None:
    refused = run("users", "add", "a@example.org", "--site", "netz.example.de", "--store", f"sqlite:///{tmp_path}/n.db")

    assert refused.exit_code == 2
    assert not (tmp_path / "n.db").exists()


def test_a_file_that_is_written_anew_keeps_its_mode(run: Run, tmp_path: Path) -> None:
    run("import", "seeds/stendal")
    file = tmp_path / "network.json"
    file.touch(mode=0o600)

    assert run("export", str(file), "--format", "json").exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_first_account_makes_the_store_and_says_so(run: Run, tmp_path: Path) -> None:
    first, second = (
        run("users", "add", f"{name}@example.org", "--store", f"sqlite:///{tmp_path}/n.db") for name in "ab"
    )

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert f"gab noch keinen Speicher; ein leerer ist angelegt: sqlite:///{tmp_path}/n.db" in first.output
    assert "Speicher" not in second.output


def test_accounts_are_listed_in_the_language_of_the_user(run: Run, tmp_path: Path) -> None:
    store = ("--store", f"sqlite:///{tmp_path}/n.db")
    run("users", "add", "a@example.org", "--role", "coordinator", *store)

    assert "a@example.org\tKoordination\teingeladen" in run("users", "list", *store).output
    assert json.loads(run("users", "list", "--json", *store).output)["accounts"][0]["state"] == "invited"
    assert "a@example.org\tKoordination\tgesperrt" in run("users", "disable", "a@example.org", *store).output


@pytest.mark.parametrize("depth", [0, 100_000])
def test_a_restore_that_fails_makes_no_store(run: Run, tmp_path: Path, depth: int) -> None:
    with zipfile.ZipFile(tmp_path / "n.backup", "w") as archive:
        archive.writestr("manifest.json", "[" * depth + "]" * depth)
    result = run("restore", "n.backup", "--store", f"sqlite:///{tmp_path}/new.db")

    assert result.exit_code == 2
    assert "Nichts wurde geändert" in result.output
    assert not list(tmp_path.glob("new.db*"))


def test_a_list_that_is_nested_too_deeply_gets_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHDIR_LANGUAGE", "en")
    (tmp_path / "organisations.json").write_text("[" * 100_000 + "]" * 100_000)
    result = run("import", "organisations.json")

    assert result.exit_code == 2
    assert "nested too deeply" in result.output
    assert "recursion" not in result.output


@pytest.mark.parametrize("id_", [".", "..", "a/../b", "a/./b", "/a"])
def test_an_id_whose_page_could_not_be_opened_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, id_: str
) -> None:
    monkeypatch.setenv("GRAPHDIR_LANGUAGE", "en")
    (tmp_path / "organisations.csv").write_text(f"id,name,kind\n{id_},A,school\na/b.c,B,school\n", encoding="utf-8")
    result = json.loads(run("import", "organisations.csv", "--json").output)

    assert [(problem["row"], problem["column"]) for problem in result["problems"]] == [(2, "id")]
    assert "address of a page" in result["problems"][0]["message"]


def test_changes_are_listed_with_what_became_of_them(run: Run) -> None:
    run("import", "seeds/stendal")
    run("undo", "1")
    taken_back, imported = run("changes").output.splitlines()
    assert imported.startswith("1\t")
    assert "\tImport\t" in imported
    assert imported.endswith("\tzurückgenommen")
    assert taken_back.startswith("2\t")
    assert [change["undone"] for change in json.loads(run("changes", "--json").output)["changes"]] == [False, True]


def test_messages_are_german_unless_english_is_asked_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SqliteStore(tmp_path / "network.db")
    assert "keine Organisation" in run("show", "nobody").output
    monkeypatch.setenv("GRAPHDIR_LANGUAGE", "en")
    assert "no organisation" in run("show", "nobody").output


def test_a_password_is_in_no_message(run: Run) -> None:
    assert "geheim" not in run("search", "--store", "nix://user:geheim@host").output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "2027-06", "--until", "2027-02"), "endet, bevor er beginnt"),
        (("--from", "bald"), "„bald“ ist kein Datum"),
        (("--radius-km", "0"), "Umkreis"),
        (("--radius-km", "zehn"), "„zehn“ ist keine"),
        (("--radius-km", "99999"), "höchstens 20000"),
        (("--target-group", "Quantenschach"), "Es gibt zum Beispiel: Schülerinnen und Schüler"),
        (("--text", "x" * 10_000), "5000 Zeichen"),
        (("--topic", "Quantenschach"), "Quantenschach"),
        (("--without-topic", "Quantenschach"), "Quantenschach"),
        (("--project-kind", "Quantenschach"), "Quantenschach"),
    ],
)
def test_a_need_that_cannot_be_meant_gets_a_sentence(run: Run, words: tuple[str, ...], told: str) -> None:
    run("import", "seeds/stendal")
    result = run("partners", "--for", "ST-642", *words)
    assert result.exit_code == 2
    assert told in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (("--topic", "", "--target-group", "", "--partner-kind", "", "--without-topic", "", "--radius-km", ""), ()),
        (("--radius-km", "10,5 km"), ("--radius-km", "10.5")),
        (("--from", "01.02.2099", "--until", "2099"), ("--from", "2099-02-01", "--until", "2099-12")),
    ],
)
def test_a_need_may_be_typed_as_on_the_page(
    run: Run, tmp_path: Path, typed: tuple[str, ...], plain: tuple[str, ...]
) -> None:
    run("import", "seeds/stendal")
    ending = tmp_path / "organisations.csv"
    ending.write_text(
        "id,name,kind,valid_to\npower-fuer-die-kids-e-v,Power für die Kids e.V.,association,2098\n", encoding="utf-8"
    )
    assert run("import", str(ending)).exit_code == 0
    typed_so, plainly, without = (run("partners", "--for", "ST-642", *words) for words in (typed, plain, ()))

    assert typed_so.exit_code == 0
    assert typed_so.output == plainly.output
    assert (typed_so.output == without.output) is (not plain)


def test_a_need_ends_with_the_school_year_that_is_typed(run: Run) -> None:
    run("import", "seeds/stendal")
    need = ("partners", "--for", "ST-642", "--limit", "1", "--from", "2027-02")

    assert run(*need, "--until", "2026/27").exit_code == 0
    assert "endet, bevor er beginnt" in run(*need, "--until", "2025/26").output


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["partners", "--limit", "0"], "Falscher Wert für '--limit': 0 liegt nicht im Bereich 1<=x<=200."),
        (["partners", "--limit", "x"], "'x' ist keine passende Zahl."),
        (["show"], "Fehler: Es fehlt die Angabe 'ID_OR_NAME'."),
        (["show", "a", "b", "c"], "Das ist zu viel: b c"),
        (["partners", "--nix"], "Die Option '--nix' gibt es nicht."),
        (["export", "x", "--format", "bla"], "'bla' ist keines von 'csv',"),
        (["partnrs"], "Den Befehl 'partnrs' gibt es nicht. Meinten Sie 'partners'?"),
    ],
)
def test_wrong_use_is_said_in_the_language_that_is_set(
    run: Run, monkeypatch: pytest.MonkeyPatch, typed: list[str], told: str
) -> None:
    assert told in run(*typed).output
    monkeypatch.setenv("GRAPHDIR_LANGUAGE", "en")
    assert "Error: " in run(*typed).output


def test_where_somebody_stands_and_why_is_told(run: Run) -> None:
    run("import", "seeds/stendal")
    need = ("partners", "--for", "ST-168", "--topic", "inclusion", "--why-not")
    told = run(*need, "diakoniewerk-osterburg-e-v-osterburg-altmark").output
    assert told.startswith("Diakoniewerk Osterburg e.V.: Platz ")
    assert "Von dieser Organisation ist nichts erfasst zu: Inklusion und Behinderung." in told
    record = json.loads(run(*need, "ST-168", "--json").stdout)
    assert (record["place"], record["obstacle"]) == (0, "Das ist die Organisation, die sucht.")
    assert "stand zuletzt" not in told
    assert "laufende Website" in run("partners", "--for", "ST-168", "--balanced", "--limit", "1").output


def test_a_list_that_nobody_knows_is_asked_about_and_its_mapping_proposed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Liste.csv").write_text("Träger;Schule;Projekt;Jahr\nIB;GS Nord;Schach;2024\n", encoding="utf-8")
    asked = run("import", "Liste.csv")
    assert asked.exit_code == 1
    assert "--write-mapping" in asked.output

    told = run("import", "Liste.csv", "--write-mapping", "liste.toml")
    assert told.exit_code == 0
    assert "carrier.kind" in told.output
    undecided = run("import", "Liste.csv", "--mapping", "liste.toml")
    assert undecided.exit_code == 1
    assert "organisations.carrier.kind" in undecided.output
    mapping = (tmp_path / "liste.toml").read_text("utf-8")
    (tmp_path / "liste.toml").write_text(mapping.replace('"?"', '"free_carrier"'), "utf-8")
    done = json.loads(run("import", "Liste.csv", "--mapping", "liste.toml", "--json").output)
    assert done["applied"] is True
    assert done["counts"]["participations"]["new"] == 2


def test_each_unclear_sheet_gets_a_mapping_and_those_alike_share_one(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, header in (
        ("2024", ("Träger", "Schule")),
        ("2025", ("Träger", "Schule")),
        ("Vereine", ("Verein", "Ort")),
    ):
        sheet = book.create_sheet(name)
        sheet.append(header)
        sheet.append(("IB", "Stendal"))
    book.save(tmp_path / "Liste.xlsx")
    told = run("import", "Liste.xlsx", "--write-mapping", "m.toml")

    assert "m.toml (Liste.xlsx, 2024)" in told.output
    assert "m-2.toml (Liste.xlsx, Vereine)" in told.output
    assert sorted(path.name for path in tmp_path.glob("*.toml")) == ["m-2.toml", "m.toml"]
    done = json.loads(run("import", "Liste.xlsx", "--write-mapping", "m.toml", "--json").output)
    assert [one["sheet"] for one in (done, *done["further"])] == ["2024", "Vereine"]


def test_of_a_list_that_says_nothing_a_mapping_is_begun(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Export.csv").write_text("ORG_BEZ;TYP_KZ;ORT\nGS Nord;SCH;Stendal\n", encoding="utf-8")
    told = run("import", "Export.csv", "--write-mapping", "m.toml")
    assert (told.exit_code, "„Export.csv“" in told.output) == (0, True)
    mapping = (
        (tmp_path / "m.toml").read_text("utf-8").replace('name = { value = "?", only_new = true }', 'name = "ORG_BEZ"')
    )
    (tmp_path / "m.toml").write_text(mapping.replace('"?"', '"school"').replace('"ORG_BEZ", ', ""), "utf-8")
    done = json.loads(run("import", "Export.csv", "--mapping", "m.toml", "--json").output)
    assert (done["applied"], done["counts"]["organisations"]["new"]) == (True, 1)


def test_a_mapping_as_json_says_what_is_unsure(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Liste.csv").write_text("Träger;Schule;Projekt\nIB;GS Nord;Schach\n", encoding="utf-8")
    told = json.loads(run("import", "Liste.csv", "--write-mapping", "liste.toml", "--json").output)

    assert told["path"] == "liste.toml"
    assert {guess["header"] for guess in told["guesses"]} == {"Träger", "Schule", "Projekt"}
    assert told["questions"]


def test_the_rest_is_imported_and_the_bad_rows_are_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text("name,kind\nA,school\nB,nix\n", encoding="utf-8")
    result = run("import", "organisations.csv", "--rest", "--problems", "problems.xlsx")

    assert result.exit_code == 0
    assert "1 Zeile blieb außen vor" in result.output
    assert "organisations.csv, Zeile 3" in result.output
    assert json.loads(run("search", "--json").output)["total"] == 1
    again = json.loads(run("import", "problems.xlsx", "--json").output)
    assert again["applied"] is False
    assert [problem["value"] for problem in again["problems"]] == ["nix"]
    assert again["left_out"] == [
        {
            "file": "problems.xlsx",
            "sheet": "organisations",
            "row": 2,
            "needs": 0,
            "needs_file": "",
            "contradicts": False,
        }
    ]


def test_a_dry_run_of_the_rest_says_what_the_run_does(run: Run, tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text("name,kind\nA,school\nB,nix\n", encoding="utf-8")
    tried, done = (run("import", "organisations.csv", "--rest", *words) for words in (("--dry-run",), ()))

    assert tried.exit_code == done.exit_code == 0
    assert tried.stderr == done.stderr
    assert "1 Zeile blieb außen vor" in tried.stderr
    assert "Berichtigen Sie die Fehler" not in tried.output


@pytest.mark.parametrize(
    ("content", "said"), [("= 3", "TOML"), ("[organisations.x]\nname = 'a'", "kind"), ("[x.y]\nname = 'a'", "x")]
)
def test_a_broken_mapping_gets_a_sentence(run: Run, tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "broken.toml").write_text(content, "utf-8")
    result = run("import", "seeds/stendal", "--mapping", "broken.toml")

    assert result.exit_code == 2
    assert "broken.toml" in result.output
    assert said in result.output


def test_messages_are_german_whatever_says_where_the_store_is(run: Run, tmp_path: Path) -> None:
    run("demo", "--no-serve")

    assert "Organisationen" in run("search", "xyzzy", "--store", f"sqlite:///{tmp_path / 'network.db'}").output


def test_what_a_mapping_or_a_decision_says_to_nobody_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text("id,name,kind\na,A,school\n", encoding="utf-8")
    (tmp_path / "m.toml").write_text(
        'name = "m"\n[organisations.a]\nname = "Nicht da"\nkind = { value = "school" }\n', encoding="utf-8"
    )
    told = run("import", "organisations.csv", "--mapping", "m.toml")
    assert "passt zu keiner der Listen" in told.output
    nobody = run("import", "organisations.csv", "--different", "a=nobody")
    assert (nobody.exit_code, "weder" in nobody.output.lower()) == (2, True)
    (tmp_path / "organisations.csv").write_text("Name,Kind\nGS Eichenwald,school\n", encoding="utf-8")
    run("import", "seeds/stendal")
    words = ("--same", "gs-eichenwald=ST-642", "--different", "gs-eichenwald=ST-834")
    both = run("import", "organisations.csv", *words, "--different", "gs-eichenwald=ST-1")
    assert "„gs-eichenwald=ST-1“" in both.output
    assert run("import", "organisations.csv", *words, "--json").exit_code == 0


def test_a_decision_does_not_hide_what_is_wrong_with_the_list(run: Run, tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text("name,town\nA,Stendal\n", encoding="utf-8")
    told = run("import", "organisations.csv", "--same", "a-stendal=b")
    assert "entscheidet nichts" not in told.output
    assert "Art" in told.output


def test_a_radius_needs_a_place_and_a_finished_batch_is_not_resumed(run: Run, tmp_path: Path) -> None:
    lists = tmp_path / "organisations.csv"
    lists.write_text("id,name,kind\na,A,school\n", encoding="utf-8")
    assert run("import", str(lists)).exit_code == 0
    alone, finished = run("search", "--radius-km", "5"), run("resume", "1")
    assert "--near" in alone.output
    assert "abgeschlossen" in finished.output
    assert alone.exit_code == finished.exit_code == 2


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("Organisationen.csv", "name;art\n", 1, "Error: Organisationen.csv: there is no row below the header."),
        ("leer.csv", "", 2, "There is nothing in “leer.csv”."),
        ("leer.xlsx", "", 2, "There is nothing in “leer.xlsx”."),
    ],
)
def test_of_a_list_without_rows_that_is_said(  # noqa: PLR0913, PLR0917  what is read, and how that ends
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str, code: int, said: str
) -> None:
    monkeypatch.setenv("GRAPHDIR_LANGUAGE", "en")
    (tmp_path / name).write_text(content, encoding="utf-8")
    told = run("import", name)

    assert said in told.output
    assert told.exit_code == code


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("import organisations.csv --problems x.pdf", "“x.pdf” ends in .pdf, which xlsx is not."),
        ("import organisations.csv --problems none/x.xlsx", "“none/x.xlsx” cannot be written: there is no such file"),
        ("import organisations.csv --write-mapping none/x.toml", "“none/x.toml” cannot be written: there is no such"),
        ("import organisations.csv --problems organisations.csv/x.xlsx", "part of its path is no folder"),
        (
            "import organisations.csv --mapping none.toml",
            "“none.toml” cannot be read: there is no such file or folder.",
        ),
        ("import organisations.csv --mapping bad.toml", "“bad.toml” is no TOML from line 2, column 1 on."),
        ("import organisations.csv --mapping short.toml", "“short.toml” is no TOML: it ends too early."),
        ("export organisations.csv/x.xlsx --format xlsx", "“organisations.csv/x.xlsx” cannot be written: "),
        ("backup none/x.zip", "“none/x.zip” cannot be written: there is no such file or folder."),
    ],
)
def test_what_the_system_or_a_parser_refuses_is_said_in_words_of_ours(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, said: str
) -> None:
    run("import", "seeds/stendal")
    monkeypatch.setenv("GRAPHDIR_LANGUAGE", "en")
    (tmp_path / "organisations.csv").write_text("name,kind\nA,nix\n", encoding="utf-8")
    (tmp_path / "bad.toml").write_text('name = "x"\n=\n', encoding="utf-8")
    (tmp_path / "short.toml").write_text('name = """x', encoding="utf-8")
    told = run(*command.split())

    assert said in told.output
    assert told.exit_code == 2


def test_an_end_before_the_beginning_is_said_in_one_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHDIR_LANGUAGE", "en")
    lists = tmp_path / "organisations.csv"
    lists.write_text("name,kind,valid_from,valid_to\nA,school,2021,2020\n", encoding="utf-8")

    assert "valid_to: “2020” lies before the beginning. Swap the two dates" in run("import", str(lists)).output


def test_two_rows_that_say_different_things_contradict_each_other(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHDIR_LANGUAGE", "en")
    lists = tmp_path / "organisations.csv"
    lists.write_text("id,name,kind,town\na,A,school,Iden\na,A,school,Stendal\n", encoding="utf-8")
    told = run("import", str(lists), "--rest", "--problems", "mend.xlsx")
    book = openpyxl.load_workbook(tmp_path / "mend.xlsx").worksheets[0]

    assert "organisations.csv, row 2: contradicts row 3 of organisations.csv" in told.output
    assert "which has errors" not in told.output
    assert book["A2"].value == "row 2; contradicts row 3 of organisations.csv"


def test_a_table_without_rows_beside_others_is_no_word_worth(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "organisations.csv").write_text("name,kind\nA,school\n", encoding="utf-8")
    (tmp_path / "lists" / "projects.csv").write_text("title\n", encoding="utf-8")
    told = json.loads(run("import", "lists", "--json").output)

    assert told["problems"] == []
    assert told["applied"] is True


def test_where_all_rows_are_left_out_nothing_was_there_already(run: Run, tmp_path: Path) -> None:
    lists = tmp_path / "organisations.csv"
    lists.write_text("id,name,kind\na,A,nix\n", encoding="utf-8")
    told = run("import", str(lists), "--rest")
    assert "Es wurde nichts Neues importiert." in told.output
    assert "Alles war schon vorhanden" not in told.output
