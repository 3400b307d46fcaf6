"""Profiles: flat lists become organisations, projects and what ties them together."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.importing.files import raw_sheets
from graphdir.importing.importer import Plan
from graphdir.importing.lists import read_profiles, understood_paths
from graphdir.importing.mapping import read_profile, written
from graphdir.importing.periods import period_of
from graphdir.importing.splitting import split
from graphdir.model import Organisation, Participation, Project
from graphdir.store import Search
from graphdir.stores.sqlite import SqliteStore
from graphdir.text import slug

EXAMPLES = Path(__file__).parents[2] / "seeds" / "mappings"
FLAT = """
name = "Projekte eines Jahres"
ignore = ["Lfd. Nr."]

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
kind = { column = "Art", values = { "SSA" = "school_social_work", "AG *" = "all_day_offer" } }
starts_on = { column = "Jahr", part = "from" }
ends_on = { column = "Jahr", part = "to" }

[participations.lead]
project_id = { entry = "project" }
organisation_id = { entry = "carrier" }
role = { value = "lead" }

[participations.site]
project_id = { entry = "project" }
organisation_id = { entry = "school" }
role = { value = "site" }
"""
HEADER = "Lfd. Nr.;Träger;Schule;Ort;Projekt;Art;Jahr"


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return Directory(SqliteStore(tmp_path / "store" / "network.db"))


def planned(directory: Directory, tmp_path: Path, profile: str, *lines: str) -> Plan:
    path = tmp_path / "Liste 2024.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return directory.plan_import([path], profiles=[read_profile(profile, "list.toml")])


def told(plan: Plan) -> Sequence[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.level) for problem in plan.problems]


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2016", ("2016", "")),
        ("ab 2022-08-01", ("2022-08-01", "")),
        ("seit 01.08.2022", ("01.08.2022", "")),
        ("bis 2022", ("", "2022")),
        ("1991-", ("1991", "")),
        ("2008-2014", ("2008", "2014")),
        ("2022-08", ("2022-08", "")),
        ("08/2022 bis 07/2024", ("08/2022", "07/2024")),
        ("01.02.-30.06.2026", ("01.02. 2026", "30.06. 2026")),
        ("vom 1. 2. bis zum 30.6.26", ("1. 2. 26", "30.6. 26")),
        ("Feb \u2013 Juni 2026", ("Feb 2026", "Juni 2026")),
        ("2022/23", ("2022-08", "2023-07")),
        ("Schuljahr 2022/2023", ("2022-08", "2023-07")),
        ("2022/25", ("2022/25", "")),
        ("o.J.", ("", "")),
        ("o. J.", ("", "")),
        ("", ("", "")),
        ("bald", ("bald", "")),
    ],
)
def test_periods_are_read_as_lists_write_them(cell: str, period: tuple[str, str]) -> None:
    assert period_of(cell) == period


def test_a_flat_list_is_split_and_split_alike_the_next_year(directory: Directory, tmp_path: Path) -> None:
    lines = (
        HEADER,
        "1;IB;GS Comenius;Stendal;Schulsozialarbeit;SSA;2022/23",
        "2;IB;GS Comenius;Tangermünde;Schach;AG Spiel;ab 2023",
        "3;DRK;GS Comenius;Stendal;Schulsozialarbeit;SSA;2022/23",
    )
    plan = planned(directory, tmp_path, FLAT, *lines)
    assert list(plan.problems) == []
    assert {table: counts.new for table, counts in plan.counts.items()} == {
        "organisations": 4,
        "projects": 3,
        "participations": 6,
    }
    directory.apply(plan.changes)
    projects = [entry for entry in directory.store.entries("project") if isinstance(entry, Project)]
    assert {(project.kind, project.starts_on, project.ends_on) for project in projects} == {
        ("school_social_work", "2022-08", "2023-07"),
        ("all_day_offer", "2023", ""),
    }

    assert list(planned(directory, tmp_path, FLAT, *lines).changes.changes) == []


def test_what_stands_is_left_alone_where_the_profile_says_so(directory: Directory, tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text("name,kind\nIB,welfare_association\n", encoding="utf-8")
    directory.apply(directory.plan_import([tmp_path / "organisations.csv"]).changes)
    directory.apply(planned(directory, tmp_path, FLAT, HEADER, "1;IB;GS Nord;Stendal;Schach;AG Spiel;2023").changes)

    assert directory.named("IB").kind == "welfare_association"


def test_problems_name_row_and_column_of_the_list(directory: Directory, tmp_path: Path) -> None:
    plan = planned(
        directory,
        tmp_path,
        FLAT,
        "Projekte im Landkreis;;;;;;",
        HEADER,
        "1;IB;GS Nord;Stendal;Schach;Quatsch;2023",
        "2;IB;GS Nord;Stendal;Musik;SSA;bald",
        "3;DRK;GS Süd;Stendal;Kunst;SSA;2023",
    )

    assert told(plan) == [(1, "", "warning"), (3, "Art", "error"), (4, "Jahr", "error")]
    assert [(row.row, row.needs) for row in plan.left_out] == [(3, 0), (4, 0)]
    assert plan.counts["participations"].new == 2


def test_rows_that_contradict_each_other_are_told_of_and_the_first_counts(directory: Directory, tmp_path: Path) -> None:
    profile = """
    [organisations.school]
    id = "Nr"
    name = "Schule"
    kind = { value = "school" }
    topics = "Thema"
    phone = "Telefon"
    """
    plan = planned(
        directory,
        tmp_path,
        profile,
        "Nr;Schule;Thema;Telefon",
        "1;GS Nord;Mobbing;",
        "1;GS Nord;Gewaltprävention;03931 607205",
        "1;GS Süd;;03931 607205",
    )
    directory.apply(plan.changes)
    (school,) = directory.search(Search()).organisations

    assert told(plan) == [(4, "Schule", "warning")]
    assert (school.name, school.phone) == ("GS Nord", "+49 3931 607205")
    assert school.topics == ("bullying_prevention", "violence_prevention")


def test_columns_that_a_profile_does_not_know_are_told_of(directory: Directory, tmp_path: Path) -> None:
    plan = planned(directory, tmp_path, FLAT, f"{HEADER};Neu", "1;IB;GS Nord;Stendal;Schach;SSA;2023;x")

    assert told(plan) == [(1, "Neu", "warning")]


def test_totals_are_passed_over_wherever_they_stand(directory: Directory, tmp_path: Path) -> None:
    row = "1;IB;GS Nord;Stendal;Schach;SSA;2023"
    plan = planned(
        directory, tmp_path, FLAT, HEADER, row, "Summe;;;;;;1", row.replace("Nord", "Süd"), ";Anzahl: 2;;;;;"
    )

    assert told(plan) == [(3, "", "warning"), (5, "", "warning")]
    assert plan.counts["organisations"].new == 3


def test_a_total_under_the_name_of_a_school_is_none(directory: Directory, tmp_path: Path) -> None:
    profile = '[organisations.school]\nname = "Schule"\nkind = { value = "school" }\n'
    lines = (
        *("Nr;Schule;Klassen", "1;GS Nord;12", ";Summe;12", ";Gesamtschule;3", ";Total digital;4"),
        *(";Insgesamt 2026:;15", "Summe;7;", ";Anzahl Schulen: 2;", ";* Angaben ohne Gewähr;"),
        *(";Summe: 2 Schulen;", ";Gesamt 2 Schulen;", ";Total 5 Freunde;"),
    )
    plan = planned(directory, tmp_path, profile, *lines)

    assert [row for row, column, _level in told(plan) if row > 1 and not column] == [3, 6, 7, 8, 9, 10, 11]
    assert plan.counts["organisations"].new == 4


def test_a_list_may_not_give_numbers_of_others_as_a_name(directory: Directory, tmp_path: Path) -> None:
    profile = (
        '[organisations.entry]\nname = "Träger"\nkind = { value = "free_carrier" }\n'
        '[contacts.person]\norganisation_id = { entry = "entry" }\nrole = { value = "contact_person" }\n'
        'name = "Ansprechpartner"\n'
    )
    lines = ("Träger;Ansprechpartner", "DRK;Anna Kühn, 03931/1111, Bernd Groß, 0171 2222222", "AWO;Eva Stein")
    plan = planned(directory, tmp_path, profile, *lines)
    (error,) = plan.errors
    assert (error.row, error.column, error.message) == (2, "Ansprechpartner", "holds more than just a name")
    assert plan.counts["contacts"].new == 1


CONSENT = """
[organisations.entry]
name = "Schule"
kind = { value = "school" }
[contacts.head]
organisation_id = { entry = "entry" }
role = { value = "head_of_school" }
name = "Leitung"
phone = "Telefon"
when = { Einwilligung = ["ja *", "yes *", "j", "x", "1", "true", "wahr", "erteilt *", "liegt vor *", "vorhanden *"] }
"""


def test_who_did_not_agree_is_left_out_and_pointed_out_where_stored(directory: Directory, tmp_path: Path) -> None:
    header = "Schule;Leitung;Telefon;Einwilligung"
    first = planned(directory, tmp_path, CONSENT, header, "Nord;Eva Meier;03931 1;ja, 12.3.", "Süd;Max Alt;03931 2;")
    directory.apply(first.changes)
    second = planned(directory, tmp_path, CONSENT, header, "Nord;Eva Meier;x;nein", "Süd;;03931 3;")

    assert [(p.row, p.column) for p in first.problems] == [(3, "Einwilligung")]
    assert [(p.row, p.column, "did not agree, but is stored" in p.message) for p in second.problems] == [
        (2, "Einwilligung", False),
        (2, "Leitung", True),
    ]
    assert second.errors == []
    # A line that names nobody is nobody's.
    assert second.counts["contacts"].new == 1


CONTACTS = """
[contacts.entry]
organisation_id = "Organisation"
role = "Funktion"
phone = "Telefon"
when = { Einwilligung = "ja *" }
"""


def test_who_withdrew_is_pointed_out_in_whatever_order_the_name_is_stored(directory: Directory, tmp_path: Path) -> None:
    header = "Schule;Leitung;Telefon;Einwilligung"
    directory.apply(planned(directory, tmp_path, CONSENT, header, "Nord;Meyer, Rolf;;ja").changes)
    rows = ("Nord;Meyer, Rolf;;nein", "Süd;Probe, Eva;;nein")
    second = planned(directory, tmp_path, CONSENT, header, *rows)
    assert [p.row for p in second.problems if "did not agree, but is stored" in p.message] == [2]


def test_of_whom_did_not_agree_nothing_else_is_asked(directory: Directory, tmp_path: Path) -> None:
    header = "Organisation;Funktion;Telefon;Einwilligung"
    directory.apply(planned(directory, tmp_path, CONSENT, "Schule;Leitung;Telefon;Einwilligung", "Nord;;;").changes)
    rows = ("Nord;Sekretariat;03931 1;ja", "Nord;Sekretariat;03931 2;nein", "Wer weiß;Was weiß ich;03931 3;nein")
    plan = planned(directory, tmp_path, CONTACTS, header, *rows)
    assert plan.errors == []
    assert plan.counts["contacts"].new == 1


def test_what_is_only_for_new_ones_is_no_further_kind_of_one_that_is_the_same(
    directory: Directory, tmp_path: Path
) -> None:
    profile = '[organisations.entry]\nname = "Träger"\ntown = "Ort"\nkind = { value = "?", only_new = true }\n'
    theatre = profile.replace('"?", only_new = true', '"theatre"')
    directory.apply(planned(directory, tmp_path, theatre, "Träger;Ort", "Theater der Altmark;Stendal").changes)
    (stored,) = directory.store.entries("organisation")
    profiles = [read_profile(profile.replace("?", "free_carrier"), "Liste")]
    path = tmp_path / "Liste.csv"
    path.write_text("Träger;Ort\nTheater Altmark;Stendal\n", encoding="utf-8")
    new = slug("Theater Altmark", "Stendal")
    plan = directory.plan_lists(understood_paths([path], profiles), same={new: stored.key})
    (change,) = plan.changes.changes
    assert isinstance(change.after, Organisation)
    assert (change.after.aliases, change.after.further_kinds) == (("Theater Altmark",), ())


def test_a_list_without_a_column_of_its_profile_is_said_to_lack_it(directory: Directory, tmp_path: Path) -> None:
    (error,) = planned(directory, tmp_path, FLAT, HEADER.replace(";Art", ""), "1;IB;GS;Stendal;Schach;2023").errors

    assert "Art" in error.message


def test_what_is_undecided_keeps_the_list_out(directory: Directory, tmp_path: Path) -> None:
    profile = FLAT.replace('"SSA" = "school_social_work"', '"SSA" = "?"')
    plan = planned(directory, tmp_path, profile, HEADER, "1;IB;GS Nord;Stendal;Schach;SSA;2023")

    assert plan.errors[0].value == "projects.project.kind: SSA"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_the_examples_are_read_and_written_alike(path: Path) -> None:
    (profile,) = read_profiles([path])

    assert profile.about
    assert read_profile(written(profile), path.name) == profile


def test_what_is_written_is_read_the_same_whatever_stands_in_it() -> None:
    profile = read_profile(
        'name = "a\\"b\\u007F"\nignore = ["[x]", "ä\\n"]\n[organisations."x y"]\nwhen = { "a.b" = ["=", "*"] }\n'
        'name = [ { column = "N.ame", values = { "" = "leer", "a*" = "" } }, { value = "" } ]\n'
        'kind = { value = "school", only_new = true }\n'
    )

    assert read_profile(written(profile)) == profile


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("= 3", "no TOML"),
        ("name = 'x'", "no section"),
        ("[schools.x]\nname='a'", "no such table"),
        ("organisations = 3", "names and what they mean"),
        ("[organisations.x]\nname='a'", "kind"),
        ("[organisations.x]\nname='a'\nkind='b'\ncolour='c'", "colour"),
        ("[organisations.x]\nname=''\nkind='b'", "names no column"),
        ("[organisations.x]\nname=3\nkind='b'", "names and what they mean"),
        ("[organisations.x]\nname={}\nkind='b'", "exactly one of"),
        ("[organisations.x]\nname={column='a', value='b'}\nkind='b'", "exactly one of"),
        ("[organisations.x]\nname={colum='a'}\nkind='b'", "none of"),
        ("[organisations.x]\nname={column='a', part='middle'}\nkind='b'", "none of"),
        ("[organisations.x]\nname={entry='y'}\nkind='b'", "refer to an entry"),
        ("[contacts.x]\norganisation_id={entry='y'}\nrole='b'", "[organisations.y]"),
        ("[organisations.x]\nname='a'\nkind='b'\n[projects.x]\ntitle='a'", "two sections"),
        ("[organisations.x]\nname='a'\nkind='b'\nwhen={a=3}", "list of texts"),
        ("[organisations.x]\nname='a'\nkind={column='b', values={a=[]}}", "text in quotation marks"),
    ],
)
def test_a_profile_that_says_nonsense_gets_a_sentence(profile: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=r"list\.toml") as raised:
        read_profile(profile, "list.toml")

    assert said in str(raised.value)


def test_lists_of_the_same_name_are_told_apart(directory: Directory, tmp_path: Path) -> None:
    paths: list[Path] = []
    for year, project in (("2023", "Schach"), ("2024", "Musik")):
        path = tmp_path / year / "Liste.csv"
        path.parent.mkdir()
        path.write_text(f"{HEADER}\n1;IB {year};GS {year};Stendal;{project};SSA;bald\n", encoding="utf-8")
        paths.append(path)
    paths[1].write_text(paths[1].read_text("utf-8").replace("bald", "2024"), "utf-8")
    plan = directory.plan_import(paths, profiles=[read_profile(FLAT, "list.toml")])
    directory.apply(plan.changes)

    assert [(problem.file, problem.row) for problem in plan.errors] == [(str(paths[0]), 2)]
    assert [(row.file, row.row) for row in plan.left_out] == [(str(paths[0]), 2)]
    parts = [entry for entry in directory.store.entries("participation") if isinstance(entry, Participation)]
    assert {part.organisation_id for part in parts} == {"ib-2024", "gs-2024-stendal"}


def test_a_folder_without_mappings_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"\.toml"):
        read_profiles([tmp_path])


@pytest.mark.data
def test_the_lists_of_stendal_are_imported_as_they_came(directory: Directory, data_folder: Path) -> None:
    profiles = read_profiles([EXAMPLES])
    expected = {
        "organisationen_aus_quellen": {"organisations": 38},
        "netzwerkstelle_organisationen": {"organisations": 7},
        "schulen_landkreis_stendal_2016": {"organisations": 51},
        "kooperationen_aus_quellen": {"organisations": 1, "relations": 26},
        "netzwerkstelle_kooperationen": {"relations": 15},
        "netzwerkstelle_kontakte": {"contacts": 4},
        "esf_traeger_schule_stendal_2008_2014": {"organisations": 6, "projects": 78, "participations": 156},
    }
    for name, new in expected.items():
        plan = directory.plan_import([data_folder / "stendal" / f"{name}.csv"], profiles=profiles)
        assert plan.errors == [], name
        assert {table: counts.new for table, counts in plan.counts.items()} == new
        assert {problem.column for problem in plan.problems} <= {"topics"}
        directory.apply(plan.changes)
        again = directory.plan_import([data_folder / "stendal" / f"{name}.csv"], profiles=profiles)
        assert list(again.changes.changes) == []
    (error,) = directory.plan_import([data_folder / "stendal" / "plz_orte_landkreis_stendal.csv"]).errors
    assert "no table" in error.message


@pytest.mark.data
def test_the_flat_list_of_the_state_is_split(directory: Directory, data_folder: Path) -> None:
    path = data_folder / "esf" / "carrier_school_projects_sachsen_anhalt_2008_2014.csv"
    plan = directory.plan_import([path], profiles=read_profiles([EXAMPLES]))

    assert plan.errors == []
    assert plan.counts["projects"].new == 1121
    assert plan.counts["participations"].new == 2052


def test_of_two_columns_of_one_meaning_the_second_counts_where_the_first_is_empty_and_else_is_told() -> None:
    profile = read_profile(
        'name = "x"\n[organisations.o]\nname = "Name"\nkind = { value = "school" }\nphone = ["Telefon", "Mobil"]\n'
    )
    rows = "GS Nord;03931 1;0171 1\nGS Süd;;0171 2\nGS West;03931 3;03931 3\nGS Ost;03931 4;0171 4\n"
    (raw,) = raw_sheets("x.csv", f"Name;Telefon;Mobil\n{rows}".encode())
    (sheet,) = split(raw, profile)

    assert [cells[2] for _row, cells in sheet.rows] == ["03931 1", "0171 2", "03931 3", "03931 4"]
    (remark,) = sheet.remarks
    assert (remark.row, remark.column, remark.value) == (2, "Mobil", "0171 1")
    assert "in 2 rows" in remark.message


PAIRS = """
name = "Paare"
[organisations.school]
name = "Schule"
kind = { value = "school" }
[organisations.partner]
name = "Partner"
kind = { value = "association" }
[relations.pair]
from_id = { entry = "partner" }
to_id = { entry = "school" }
kind = { value = "cooperation" }
"""


def test_a_pair_with_one_end_gives_no_relation_and_is_told(directory: Directory, tmp_path: Path) -> None:
    plan = planned(directory, tmp_path, PAIRS, "Schule;Partner", "GS Nord;A", ";B", "GS Süd;", ";", ";C", "k. A.;D")

    assert (plan.counts["organisations"].new, plan.counts["relations"].new) == (6, 1)
    assert [(one.row, one.column, one.message) for one in plan.problems] == [
        (7, "Schule", "is no name; in 1 row nothing was made of it (7)"),
        (3, "Schule", "is empty in 2 rows, of which no relation was made (3, 6)"),
        (4, "Partner", "is empty in 1 row, of which no relation was made (4)"),
    ]


def test_topics_of_several_rows_keep_their_lines(directory: Directory, tmp_path: Path) -> None:
    profile = 'name = "x"\n[organisations.o]\nname = "Name"\nkind = { value = "association" }\ntopics = "Themen"\n'
    plan = planned(directory, tmp_path, profile, "Name;Themen", 'A;"Theater\nMobbing"', 'A;"Medien\nTheater"')

    assert [len(cast("Organisation", one.after).topics) for one in plan.changes.changes] == [3]


def test_a_mark_for_as_above_below_no_name_names_nobody(directory: Directory, tmp_path: Path) -> None:
    plan = planned(directory, tmp_path, PAIRS, "Schule;Partner", ";A", "dito;B")

    assert plan.counts["organisations"].new == 2
    assert "is no name" in plan.problems[0].message


def test_notes_behind_names_make_no_other_organisation(directory: Directory, tmp_path: Path) -> None:
    plan = planned(
        directory, tmp_path, PAIRS, "Schule;Partner", "GS Nord;IB", "GS Süd;IB (neu)", "GS West;IB (bis 31.7.2027)"
    )

    names = [one.after.name for one in plan.changes.changes if isinstance(one.after, Organisation)]
    assert sorted(names) == ["GS Nord", "GS Süd", "GS West", "IB"]
    assert plan.counts["relations"].new == 3
    assert [(one.row, one.value, one.message) for one in plan.problems] == [
        (3, "IB (neu)", "has a note in brackets, which in 2 rows was left out of the name (3, 4)")
    ]


def test_words_for_nobody_make_no_partner(directory: Directory, tmp_path: Path) -> None:
    plan = planned(directory, tmp_path, PAIRS, "Schule;Partner", "GS Nord;wird gesucht", "GS Süd;kein Partner")

    assert plan.counts["organisations"].new == 2
    assert "relations" not in plan.counts
    assert "nothing was made of such cells" in plan.problems[0].message
