"""What the columns of an unknown list may mean, and what has to be asked."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from graphdir.importing.asking import answered, questions, with_meanings
from graphdir.importing.cells import CellReader
from graphdir.importing.files import raw_sheets
from graphdir.importing.lists import understood
from graphdir.importing.mapping import Source, read_profile, where_yes, written
from graphdir.importing.persons import consents_among, persons_among, refusals_among
from graphdir.importing.proposing import Proposal, propose
from graphdir.importing.readers import told_apart
from graphdir.tables import TABLES
from graphdir.taxonomy import Taxonomy


def proposed(*lines: str, name: str = "Liste.csv") -> Proposal:
    (raw,) = raw_sheets(name, "\n".join(lines).encode("cp1252"))
    return propose(raw, Taxonomy.shipped())


def persons_in(*lines: str, name: str = "Liste.csv") -> list[tuple[bool, Sequence[str]]]:
    """Return whether each person of a list is withheld, and their cells, as the list is proposed to be read."""
    (raw,) = raw_sheets(name, "\n".join(lines).encode("cp1252"))
    profile = propose(raw, Taxonomy.shipped()).profile
    assert profile
    sheets = [sheet for sheet in understood([raw], [profile]).sheets if sheet.table.name == "contacts"]
    return [(sheet.withheld, cells) for sheet in sheets for _row, cells in sheet.rows]


def meanings(proposal: Proposal) -> dict[str, tuple[str, str]]:
    return {guess.header: (guess.column, guess.how) for guess in proposal.guesses}


def test_headers_are_known_by_name_by_near_spelling_and_by_what_cells_look_like() -> None:
    proposal = proposed(
        "Einrichtung;Typ;Postleizahl;Wohin schreiben;Rufen Sie an;Bemerkung",
        "GS Nord;Schule;39576;info(at)gs-nord.de;03931 607205;nett",
        "IB;Verein;39590;post@ib.de;(03931) 60-6;",
    )

    assert meanings(proposal) == {
        "Einrichtung": ("name", "name"),
        "Typ": ("kind", "name"),
        "Postleizahl": ("postcode", "near"),
        "Wohin schreiben": ("email", "values"),
        "Rufen Sie an": ("phone", "values"),
        "Bemerkung": ("", "none"),
    }
    asked = "\n".join(proposal.questions)
    assert all(header in asked for header in ("Postleizahl", "Wohin schreiben", "Rufen Sie an", "Bemerkung"))
    assert "Einrichtung" not in asked


def test_words_that_no_vocabulary_knows_have_to_be_decided() -> None:
    proposal = proposed("Name;Typ", "A;Schule", "B;Dingsda", name="Adressen.csv")

    assert proposal.profile
    assert proposal.profile.undecided == ["organisations.entry.kind: Dingsda"]
    assert any("Dingsda" in question for question in proposal.questions)


def test_a_flat_list_is_taken_apart() -> None:
    proposal = proposed(
        "Projekte 2024;;;;;;",
        "Träger;Name der Schule;Ort der Schule;Projekt;Art;Jahr;Betrag",
        "IB;GS Nord;Stendal;Schach;Ganztagsangebot;2024;1.000,00",
    )

    assert proposal.profile
    assert {(section.table, section.name) for section in proposal.profile.sections} == {
        ("organisations", "carrier"),
        ("organisations", "school"),
        ("projects", "project"),
        ("participations", "carrier_of_project"),
        ("participations", "school_of_project"),
    }
    assert meanings(proposal)["Ort der Schule"] == ("town", "name")
    assert proposal.profile.undecided == ["organisations.carrier.kind"]


def test_what_is_proposed_can_be_written_read_and_used() -> None:
    content = "Träger;Schule;Projekt;Jahr\nIB;GS Nord;Schach;2022/23\n".encode()
    raws = raw_sheets("Liste.csv", content)
    profile = propose(raws[0], Taxonomy.shipped()).profile
    assert profile
    decided = read_profile(written(profile).replace('"?"', '"free_carrier"'))

    lists = understood(raws, [decided])
    assert list(lists.remarks) == []
    assert [(sheet.table.name, len(sheet.rows)) for sheet in lists.sheets] == [
        *(("organisations", 1), ("organisations", 1)),
        ("projects", 1),
        *(("participations", 1), ("participations", 1)),
    ]


def test_in_a_list_of_pairs_the_period_is_that_of_the_relation() -> None:
    proposal = proposed("Träger;Schule;seit;bis", "DRK;GS Nord;2021;2024")
    assert proposal.profile
    sections = {section.name: section for section in proposal.profile.sections}
    assert {column for column, _source in sections["school"].columns} == {"name", "kind"}
    assert {"valid_from", "valid_to"} <= {column for column, _source in sections["carrier_school"].columns}


def test_since_when_somebody_works_at_a_school_is_not_since_when_there_is_a_school() -> None:
    proposal = proposed("Schule;Art;Ort;Schulsozialarbeit durch;seit;bis", "GS Nord;Schule;Stendal;DRK;2021;2024")
    assert meanings(proposal)["seit"] == meanings(proposal)["bis"] == ("", "none")
    assert any("seit" in question for question in proposal.questions)


def test_persons_become_contact_points_of_their_row() -> None:
    content = b"Name;Art;Ansprechpartner;Schulleitung\nGS Nord;Schule;Erika Beispiel;Max Muster\n"
    raws = raw_sheets("Schulliste.csv", content)
    profile = propose(raws[0], Taxonomy.shipped()).profile
    assert profile
    assert profile.undecided == []

    lists = understood(raws, [profile])
    contacts = [sheet for sheet in lists.sheets if sheet.table.name == "contacts"]
    assert [cells[1:3] for sheet in contacts for _number, cells in sheet.rows] == [
        ["contact_person", "Erika Beispiel"],
        ["head_of_school", "Max Muster"],
    ]


def test_how_a_person_is_reached_is_not_the_organisations() -> None:
    lines = (
        "Name;Art;Telefon;Ansprechpartner;Telefonnummer;E-Mail;Einverständnis",
        "GS Nord;Schule;03931 1;Erika Beispiel;0171 1;e@nord.de;ja, am 3.5.",
        "GS Süd;Schule;03931 2;Max Muster;0171 2;m@sued.de;nein",
        "GS West;Schule;03931 3;Eva Probe;0171 3;e@west.de;",
    )
    proposal = proposed(*lines, name="Adressen.csv")
    profile = proposal.profile
    assert profile
    assert "phone" in dict(profile.sections[0].columns)
    (raw,) = raw_sheets("Adressen.csv", "\n".join(lines).encode())
    lists = understood([raw], [profile])
    organisations, contacts, withheld = lists.sheets
    assert [cells[organisations.columns.index("phone")] for _number, cells in organisations.rows] == [
        *("03931 1", "03931 2", "03931 3"),
    ]
    assert "email" not in organisations.columns
    assert [cells[1:5] for _number, cells in contacts.rows] == [
        ["contact_person", "Erika Beispiel", "0171 1", "e@nord.de"]
    ]
    assert withheld.withheld
    assert [cells[1:-1] for _number, cells in withheld.rows] == [
        ["contact_person", "Max Muster"],
        ["contact_person", "Eva Probe"],
    ]


@pytest.mark.parametrize("headers", [("Handy", "Mail privat"), ("Tel. dienstlich", "E-Mail"), ("Mobil", "Durchwahl")])
def test_whatever_a_list_calls_a_persons_telephone_it_is_not_the_organisations(headers: tuple[str, str]) -> None:
    proposal = proposed(
        f"Schule;Art;Ort;Ansprechpartner;{';'.join(headers)}",
        "GS Nord;GS;Stendal;Erika Beispiel;0171 1234567;0171 1234567",
    )
    assert proposal.profile
    organisation, person = proposal.profile.sections
    assert set(dict(organisation.columns)) == {"name", "kind", "town"}
    assert set(dict(person.columns)) <= {"organisation_id", "role", "name", "phone", "email"}


def guessed(proposal: Proposal) -> dict[str, tuple[str, str]]:
    return {guess.header: (guess.section, guess.column) for guess in proposal.guesses}


def test_what_stands_right_of_a_person_is_asked_about_whatever_is_between() -> None:
    lines = ("Einrichtung;Vertreter/in;Funktion im AK;E-Mail;Telefon", "Elternrat;Eva Stein;Mitglied;e@x.de;0160 1")
    found = guessed(proposed(*lines))
    assert {found["E-Mail"][0], found["Telefon"][0]} == {"vertreter-in"}
    assert not understood(raw_sheets("Liste.csv", "\n".join(lines).encode())).sheets
    own = guessed(
        proposed("Name;Art;Vorsitz;Anschrift Vorsitz;Telefon;E-Mail", "Nord e. V.;Verein;Eva;Am Dom 3;0160 1;e@x.de")
    )
    assert {own["Telefon"][0], own["E-Mail"][0]} == {"vorsitz"}
    school = guessed(
        proposed("Schule;Schulleitung;Straße;PLZ;Ort;Telefon", "GS Nord;Eva Stein;Am Dom 3;39576;Stendal;1")
    )
    assert school["Telefon"][0] == "entry"


def test_a_number_beside_projects_and_carriers_is_nobodys_id_and_an_agreement_closes_no_school() -> None:
    projects = guessed(proposed("Nr.;Projekt;Träger;Jahr", "23/01;Schach;DRK;2023", "23/02;Tanz;DRK;2023"))
    assert projects["Nr."] == ("", "")
    agreed = proposed("Schule;Kooperationspartner;geschlossen am;gültig bis", "GS Nord;DRK;15.03.2022;31.07.2024")
    found = guessed(agreed)
    assert found["geschlossen am"] == ("school_partner", "valid_from")
    assert found["gültig bis"] == ("school_partner", "valid_to")
    assert any("geschlossen am" in question for question in agreed.questions)


def test_how_and_on_what_two_work_together_is_the_relations() -> None:
    rows = ("GS Nord;DRK;{};Theater;2019", "GS Süd;IB;{};Sport;2020")
    proposal = proposed("Schule;Partner;Art;Thema;seit", *(row.format("Austausch") for row in rows))
    found = guessed(proposal)
    assert found["Art"] == ("school_partner", "kind")
    assert found["Thema"] == ("school_partner", "topics")
    assert any("Thema" in question for question in proposal.questions)
    of_schools = guessed(proposed("Schule;Partner;Art;Thema;seit", *(row.format("Grundschule") for row in rows)))
    assert of_schools["Art"] == ("school", "kind")


@pytest.mark.parametrize(
    ("kind", "start"),
    [("SSA", "partner"), ("Partner im Verbund", "partner"), ("Kooperation", "partner"), ("Mitglied", "school")],
)
def test_a_relation_leads_to_the_school_unless_it_is_said_of_the_school(kind: str, start: str) -> None:
    profile = proposed("Schule;Partner;Art der Zusammenarbeit", f"GS Nord;AWO;{kind}", "GS Süd;IB;Austausch").profile
    assert profile
    (relation,) = (dict(section.columns) for section in profile.sections if section.table == "relations")
    assert relation["from_id"] == (Source(entry=start),)


def test_a_list_is_one_of_schools_if_it_is_called_so_and_not_if_it_is_about_success_at_school() -> None:
    def kind(name: str) -> str:
        return dict(asked_of(proposed("Name;Ort;Telefon", "Nord;Stendal;03931 1", name=name))).get("kind", "")

    assert [kind("Grundschulen 2025.csv"), kind("Schulliste.csv")] == ["school", "school"]
    for other in ("AK Schulerfolg.csv", "Angebote für Schulen.csv", "Partner der Schule.csv", "Musikschulen.csv"):
        assert kind(other) == "?"


def asked_of(proposal: Proposal) -> list[tuple[str, str]]:
    assert proposal.profile
    return [(column, source.value) for column, (source, *_) in proposal.profile.sections[0].columns]


def test_two_columns_of_one_name_are_told_apart() -> None:
    lines = ("Name;Art;Telefon;Ansprechpartner;Telefon", "GS Nord;Schule;03931 1111;Erika Beispiel;0171 2345678")
    proposal = proposed(*lines, name="Adressen.csv")
    assert proposal.profile
    (raw,) = raw_sheets("Adressen.csv", "\n".join(lines).encode())
    lists = understood([raw], [proposal.profile])
    organisations, contacts = lists.sheets

    assert organisations.rows[0][1][organisations.columns.index("phone")] == "03931 1111"
    assert contacts.rows[0][1][contacts.columns.index("phone")] == "0171 2345678"


@pytest.mark.parametrize(
    ("headers", "role", "reached"),
    [
        ("Schulleiter/-in;Funktion;;Telefon", "head_of_school", ["Telefon"]),
        ("Name Schulleitung;Fax;E-Mail", "head_of_school", ["E-Mail"]),
        ("Anrede;Vorname;Nachname;Durchwahl", "?", ["Durchwahl"]),
        ("Telefon Schulleitung;Schulleitung", "head_of_school", ["Telefon Schulleitung"]),
        ("Stellv. Schulleitung;Straße;Telefon", "?", []),
    ],
)
def test_persons_are_known_however_their_columns_are_called(headers: str, role: str, reached: list[str]) -> None:
    (person,) = persons_among(headers.split(";"))

    assert (person.role, [header for _column, header in person.reached_by]) == (role, reached)


@pytest.mark.parametrize("header", ["Anzahl Schulsozialarbeiter", "Datenschutzbeauftragte", "Schulsozialarbeit"])
def test_what_only_speaks_of_persons_names_none(header: str) -> None:
    assert not list(persons_among([header]))
    assert not consents_among([header])


@pytest.mark.parametrize("header", ["Einverst. / Einwilligung", "DSGVO ok?", "Zustimmung zur Veröffentlichung erteilt"])
def test_consent_is_known_by_its_stem(header: str) -> None:
    assert consents_among(["Name", header]) == [header]


@pytest.mark.parametrize(
    ("cells", "kept"), [("e@nord.de;nein", False), ("e@nord.de;", False), (";nein", False), (";", True)]
)
def test_who_did_not_agree_is_left_out_without_a_name_too(cells: str, kept: bool) -> None:  # noqa: FBT001
    profile = read_profile(
        'name = "x"\n[contacts.c]\norganisation_id = "Schule"\nrole = { value = "teacher_contact" }\nname = "Name"\n'
        'phone = "Tel"\nemail = "Mail"\n'
        f"when = {{ Einwilligung = {json.dumps(where_yes('Einwilligung').cells)} }}\n"
    )
    (raw,) = raw_sheets("x.csv", f"Schule;Name;Tel;Mail;Einwilligung\nGS Nord;;03931 1;{cells}\n".encode())

    assert bool([sheet for sheet in understood([raw], [profile]).sheets if not sheet.withheld]) == kept


def test_a_list_of_schools_and_their_heads_is_understood() -> None:
    proposal = proposed("Schule;Schulleitung", "GS Nord;Erika Beispiel", name="Leitungen.csv")
    assert proposal.profile
    assert [section.table for section in proposal.profile.sections] == ["organisations", "contacts"]


def test_where_something_takes_place_may_be_a_school() -> None:
    header = "Träger;Einsatzort;Ort"
    schools = proposed(header, "IB;Sekundarschule Nord;Stendal", "DRK;Gymnasium Süd;Stendal")
    towns = proposed(header, "IB;Stendal;Stendal", "DRK;Osterburg;Osterburg")

    assert meanings(schools)["Einsatzort"] == ("name", "name")
    assert meanings(towns)["Einsatzort"] == ("", "none")


@pytest.mark.parametrize(
    ("header", "title", "open_"),
    [
        ("Träger der Maßnahme;Schule;Name des Projekts", "Name des Projekts", []),
        ("Träger;Schule;Projekttitel (laut Antrag);Beginn der Maßnahme", "Projekttitel (laut Antrag)", []),
        ("Träger;Schule;Art der Maßnahme;Beginn der Maßnahme", "?", ["projects.project.title"]),
    ],
)
def test_the_title_of_projects_is_found_or_asked_for(header: str, title: str, open_: list[str]) -> None:
    names = header.split(";")
    profile = proposed(header, ";".join(f"{name} A" for name in names), name="2026.csv").profile
    assert profile
    (project,) = [section for section in profile.sections if section.table == "projects"]
    (source,) = dict(project.columns)["title"]

    assert (source.column or source.value) == title
    assert [place for place in profile.undecided if place.endswith(".title")] == open_
    assert read_profile(written(profile)) == profile


def test_what_a_list_is_about_changes_nobody_who_is_known() -> None:
    proposal = proposed("Name;Ort;Schulform", "Nord;Stendal;GS", name="Schulen.csv")
    assert proposal.profile
    assert 'kind = { value = "school", only_new = true }' in written(proposal.profile)


def test_who_offers_what_is_a_list_of_projects() -> None:
    found = guessed(proposed("Anbieter;Angebot;Zielgruppe;Stand", "Polizei;Trau dich!;SuS;2024-03-01"))
    assert (found["Anbieter"], found["Angebot"]) == (("carrier", "name"), ("project", "title"))


@pytest.mark.parametrize("lines", [("a",), ("1;2;3", "4;5;6"), ("zipcode;place", "39576;Stendal")])
def test_what_looks_like_no_table_gets_no_profile(lines: tuple[str, ...]) -> None:
    assert proposed(*lines).profile is None


@pytest.mark.data
def test_the_raw_lists_get_a_proposal_that_reads_back(data_folder: Path) -> None:
    for path in sorted((data_folder / "stendal").glob("*.csv")):
        for raw in raw_sheets(path.name, path.read_bytes()):
            profile = propose(raw, Taxonomy.shipped()).profile
            assert (profile is None) == path.name.startswith("plz_orte")
            assert profile is None or read_profile(written(profile)) == profile


@pytest.mark.parametrize(
    ("headers", "consents", "refusals"),
    [
        ("Einwilligung Foto;Einwilligung Veröffentlichung", ["Einwilligung Veröffentlichung"], []),
        ("Keine Einwilligung", [], ["Keine Einwilligung"]),
        ("Einwilligung;Einwilligung widerrufen am", ["Einwilligung"], ["Einwilligung widerrufen am"]),
        ("Datenschutzkoordinator;Zustimmung Gesamtkonferenz", [], []),
    ],
)
def test_what_speaks_of_consent_is_told_from_what_does_not(
    headers: str, consents: list[str], refusals: list[str]
) -> None:
    assert consents_among(headers.split(";")) == consents
    assert refusals_among(headers.split(";")) == refusals


def test_until_when_somebody_agreed_is_no_end_of_the_school() -> None:
    profile = proposed(
        "Schule;Ort;Schulleitung;Telefon;E-Mail;Einverständnis;gültig bis",
        "Grundschule Nord;Stendal;Erika Beispiel;03931 1234;e@nord.de;ja;31.07.2026",
    ).profile
    assert profile

    organisation, person = profile.sections

    assert "gültig bis" not in organisation.headers
    assert dict(person.columns)["expires_on"] == (Source(column="gültig bis"),)


def test_whoever_withdrew_is_left_out_and_a_date_of_consent_is_no_telephone() -> None:
    lines = (
        "Name;Art;Ort;Ansprechpartner;Einwilligung widerrufen am;E-Mail",
        "GS Nord;Schule;Stendal;Erika Beispiel;03.05.2024;e@nord.de",
        "GS Süd;Schule;Stendal;Max Muster;;m@sued.de",
    )
    profile = proposed(*lines, name="Adressen.csv").profile
    assert profile
    assert "phone" not in dict(profile.sections[0].columns)
    persons = persons_in(*lines, name="Adressen.csv")
    assert sorted((withheld, cells[2]) for withheld, cells in persons) == [
        (False, "Max Muster"),
        (True, "Erika Beispiel"),
    ]


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (
            "Anrede Ansprechpartner;Vorname Ansprechpartner;Nachname Ansprechpartner;E-Mail",
            ["Nachname Ansprechpartner"],
        ),
        ("Ansprechpartner;Ansprechpartner Funktion;Telefon", ["Ansprechpartner"]),
        ("Schulleitung;Schulleitung seit;Vorstand Adresse;Schulsozialarbeiterstellen", ["Schulleitung"]),
        ("Einrichtung;Leitung;Telefon", ["Leitung"]),
        ("Einrichtung;Begleitung;Telefon", []),
        ("Einrichtung;Ansprechpartner (Name, Funktion);Telefon", ["Ansprechpartner (Name, Funktion)"]),
        ("Einrichtung;Ansprechpartner (Position);Telefon", [""]),
        ("Einrichtung;Anzahl Schulsozialarbeiter;Telefon", []),
        ("Einrichtung;E-Mail Ansprechpartner", [""]),
    ],
)
def test_columns_that_tell_more_of_a_person_are_no_persons(header: str, names: list[str]) -> None:
    assert [person.header for person in persons_among(header.split(";"))] == names


@pytest.mark.parametrize(
    ("header", "before"),
    [
        ("Schule;Anrede;Titel;Vorname;Nachname;Telefon", {"Nachname": ("Titel", "Vorname")}),
        ("Schule;Nachname;Vorname;Titel", {"Nachname": ("Titel", "Vorname")}),
        ("Name;Vorname;Nachname Stv.;Vorname Stv.", {"Name": ("Vorname",), "Nachname Stv.": ("Vorname Stv.",)}),
        ("Schule;Vorname Sozialarbeit;Name Sozialarbeit", {"Name Sozialarbeit": ("Vorname Sozialarbeit",)}),
        ("Name der Schule;Vorname;Nachname", {"Nachname": ("Vorname",)}),
        ("Titel;Name;Ort", {}),
        ("Vor- und Zuname;Schule", {"Vor- und Zuname": ()}),
        ("Schule;Vorname;Ort;Nachname", {"Nachname": ()}),
    ],
)
def test_first_names_in_a_column_of_their_own_belong_to_the_name(
    header: str, before: dict[str, tuple[str, ...]]
) -> None:
    assert {person.header: person.before for person in persons_among(header.split(";"))} == before


def test_a_person_has_the_first_name_and_the_role_that_columns_of_their_own_say() -> None:
    lines = (
        "Einrichtung;Art;Ort;Titel;Vorname;Name;Funktion;E-Mail;Einwilligung",
        "GS Nord;GS;Stendal;Dr.;Petra;Müller;Schulleiterin;a@nord.de;ja",
        "GS Süd;GS;Stendal;;Jan;Schmidt;;b@sued.de;ja",
        "GS West;GS;Stendal;;;;;;",
        "GS Ost;GS;Stendal;;Ulf;Bär;Hausmeister;c@ost.de;ja",
        "GS Mitte;GS;Stendal;;Eva;;Schulleitung;;nein",
    )
    proposal = proposed(*lines, name="Adressen.csv")
    profile = proposal.profile
    assert profile
    assert [(question.column, question.cell) for question in questions(profile)] == [("role", "Hausmeister")]
    profile = answered(profile, ["contact_person"])
    assert read_profile(written(profile)) == profile

    (raw,) = raw_sheets("Adressen.csv", "\n".join(lines).encode())
    organisations, *persons = understood([raw], [profile]).sheets
    assert [cells[0] for _row, cells in organisations.rows] == ["GS Nord", "GS Süd", "GS West", "GS Ost", "GS Mitte"]
    assert [(sheet.withheld, cells[1:3]) for sheet in persons for _row, cells in sheet.rows] == [
        (False, ["Schulleiterin", "Dr. Petra Müller"]),
        (False, ["contact_person", "Jan Schmidt"]),
        (False, ["contact_person", "Ulf Bär"]),
        (True, ["Schulleitung", "Eva"]),
    ]


def test_a_list_of_persons_has_their_whole_names() -> None:
    profile = proposed("Name;Vorname;Einrichtung;Rolle", "Müller;Petra;GS Nord;Schulleitung", name="Liste.csv").profile
    assert profile
    (section,) = profile.sections
    assert dict(section.columns)["name"] == (Source(column="Name", before=("Vorname",)),)


@pytest.mark.parametrize(
    ("cell", "agreed"),
    [
        *(("ja", True), ("Ja, am 3.5.2024", True), ("x", True), ("12.03.2024", True), ("2024-03-12", True)),
        *(("nein", False), ("", False), ("ja, widerrufen am 01.02.2025", False), ("erteilt bis 31.12.2023", False)),
        *(("vorhanden? bitte klären", False), ("ja / nein", False), ("liegt vor: nein", False)),
        *(("liegt vor - ausstehend", False), ("ja, aber nur intern", False), ("12.03.", False)),
        *(("ja, schriftlich am 3. Mai 2024", True), ("ja (siehe Ordner 3)", True), ("liegt vor", True)),
        *(("ja, ohne Handynummer", False), ("ja, erloschen", False), ("ja (gelöscht am 1.2.2025)", False)),
        *(("ja, unter Vorbehalt", False), ("ja, teilweise", False), ("ja, Telefon bitte weglassen", False)),
    ],
)
def test_what_limits_a_yes_is_none(cell: str, agreed: bool) -> None:  # noqa: FBT001
    lines = ("Name;Art;Ort;Ansprechpartner;Einwilligung", f"GS Nord;Schule;Stendal;Erika Beispiel;{cell}")
    assert [withheld for withheld, _cells in persons_in(*lines, name="Adressen.csv")] == [not agreed]


@pytest.mark.parametrize(
    ("header", "consents", "refusals"),
    [
        ("Weitergabe erlaubt;Darf veröffentlicht werden (x)", ["Darf veröffentlicht werden (x)"], []),
        ("zugestimmt (j/n);Betriebserlaubnis", ["zugestimmt (j/n)"], []),
        ("Einverständnis Fotos;Einverständnis Kontaktdaten", ["Einverständnis Kontaktdaten"], []),
        ("Einwilligung erteilt;Widerruf", ["Einwilligung erteilt"], ["Widerruf"]),
        ("Widerspruch gegen Speicherung", [], ["Widerspruch gegen Speicherung"]),
    ],
)
def test_consent_is_known_however_it_is_called(header: str, consents: list[str], refusals: list[str]) -> None:
    assert consents_among(header.split(";")) == consents
    assert refusals_among(header.split(";")) == refusals


def test_each_of_two_persons_agrees_in_a_column_of_their_own() -> None:
    lines = (
        "Schule;Schulform;Schulleitung;Einverständnis;Schulsozialarbeiterin;Einverständnis SSA",
        "GS Nord;GS;Karin Müller;ja;Eva Ost;nein",
        "GS Süd;GS;Otto Ohm;nein;Ida Süd;ja",
    )
    persons = persons_in(*lines, name="Schulen.csv")
    assert {cells[2] for withheld, cells in persons if not withheld} == {"Karin Müller", "Ida Süd"}


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Nachname;Vorname;Einrichtung;E-Mail", "Arndt;Inge;Jugendamt;arndt@example.org"),
        ("Schulsozialarbeiterin;Schule;Handy;E-Mail", "Lisa Brandt;GS Nord;0171 9988776;l@example.org"),
        ("Schule;Art;Schulleitung;Ort;Telefon privat", "GS Nord;GS;Karin Müller;Stendal;0170 1234567"),
        ("Name;Vorname;Schule;Träger;Telefon;E-Mail", "Ködel;Tim;GS Nord;IB;0151 2345678;t@example.org"),
        ("Schule;Schulsozialarbeiter;Träger;Telefon;E-Mail", "GS Nord;Tim Ködel;IB;0151 2345678;t@example.org"),
        ("Schule;Ort;Träger;Telefon;Fax", "GS Nord;Stendal;IB;03931 123456;03931 123457"),
    ],
)
def test_what_may_be_a_persons_is_not_an_organisations(header: str, row: str) -> None:
    profile = proposed(header, row, name="Liste.csv").profile
    assert profile
    organisations = [section for section in profile.sections if section.table == "organisations"]
    assert organisations
    assert not [column for section in organisations for column, _ in section.columns if column in {"phone", "email"}]


def test_a_fax_and_a_date_are_no_telephones_and_a_title_is_no_project() -> None:
    fax = proposed("Träger;Rechtsform;Fax;seit", "DRK;e.V.;03931 123457;01.08.2022").profile
    assert fax is None or all("phone" not in dict(section.columns) for section in fax.sections)
    titled = proposed(
        "Schule;Ort;Telefon;Titel;Vorname;Nachname;Funktion",
        "GS Nord;Stendal;03931 123456;Dr.;Karin;Müller;Schulleiterin",
    ).profile
    assert titled
    assert {section.table for section in titled.sections} == {"organisations", "contacts"}
    assert dict(titled.sections[0].columns)["phone"] == (Source(column="Telefon"),)


def test_what_the_organisation_is_reached_by_is_not_the_last_persons() -> None:
    profile = proposed("Schule;Schulform;Schulleitung;Telefon Schule", "GS Nord;GS;Karin Müller;03931 123456").profile
    assert profile
    assert dict(profile.sections[0].columns)["phone"] == (Source(column="Telefon Schule"),)


@pytest.mark.parametrize(
    "header", ["Einrichtung;Nachname;Vorname;Titel;Funktion;Mail", "Schule;Funktion;Titel;Vorname;Nachname;E-Mail"]
)
def test_whoever_a_row_is_about_keeps_their_name(header: str) -> None:
    cells = {"Nachname": "Weiß", "Vorname": "Änne", "Titel": "Dr.", "Funktion": "Schulleiterin"}
    row = ";".join(cells.get(name, "x@example.org" if "ail" in name else "GS Nord") for name in header.split(";"))
    proposal = proposed(header, row, name="Liste.csv")
    assert proposal.profile
    (section,) = proposal.profile.sections
    assert dict(section.columns)["name"] == (Source(column="Nachname", before=("Titel", "Vorname")),)
    assert proposal.profile.ignore == ()


def test_a_footnote_is_no_contact_point_and_windows_may_end_the_lines_of_a_cell() -> None:
    content = (
        'Einrichtung;Rolle;Telefon;Beschreibung\r\nKita;Sekretariat;03931 123456;"Mo\r\nDi"\r\n* ohne Gewähr;;;\r\n'
    )
    (sheet,) = understood(raw_sheets("Kontakte.csv", content.encode())).sheets
    assert [cells[0] for _row, cells in sheet.rows] == ["Kita"]
    described = TABLES["organisations"].column("description")
    assert CellReader(described, Taxonomy.shipped())["Mo\r\nDi"] == "Mo\nDi"


def test_a_list_of_contact_points_keeps_mobiles_and_two_that_are_not_named_stay_two() -> None:
    of_persons = proposed("Einrichtung;Funktion;Vorname;Nachname;Handy", "GS Nord;Schulleitung;Änne;Weiß;0171 1234567")
    assert of_persons.profile
    (section,) = of_persons.profile.sections
    assert dict(section.columns)["phone"] == (Source(column="Handy"),)
    nameless = proposed(
        "Einrichtung;Ort;E-Mail Ansprechpartner;E-Mail Schulleitung", "GS Nord;Stendal;a@example.org;b@example.org"
    )
    assert nameless.profile
    assert [section.table for section in nameless.profile.sections] == ["organisations", "contacts", "contacts"]


def test_first_names_are_not_cut_where_a_list_is_read_by_its_headers() -> None:
    content = "Organisation;Rolle;Vorname;Name\nKita Sonnenschein;Ansprechpartner;Karin;Müller\n".encode()
    lists = understood(raw_sheets("Kontakte.csv", content))
    assert not lists.sheets
    assert "Vorname" in {problem.column for problem in lists.unclear_because}


def test_how_somebody_without_a_name_is_reached_is_not_the_organisations() -> None:
    profile = proposed("Einrichtung;Ort;E-Mail Ansprechpartner", "GS Nord;Stendal;anna@example.org").profile
    assert profile
    organisation, person = profile.sections
    assert set(dict(organisation.columns)) == {"name", "town", "kind"}
    assert set(dict(person.columns)) == {"organisation_id", "role", "email"}


def test_a_running_number_of_projects_is_no_id_and_a_title_that_is_said_later_tells_them_apart() -> None:
    lines = ("Maßnahme-Nr.;Träger;Schule;Jahr;Inhalt", "1;IB;GS Nord;2024;Schach", "2;IB;GS Nord;2024;Judo")
    profile = proposed(*lines).profile
    assert profile
    decided = answered(with_meanings(profile, {"Inhalt": ("project", "title")}), ["free_carrier"])
    (raw,) = raw_sheets("2024.csv", "\n".join(lines).encode())
    (projects,) = [sheet for sheet in understood([raw], [decided]).sheets if sheet.table.name == "projects"]

    titles = {cells[projects.columns.index("title")] for _row, cells in projects.rows}
    ids = {cells[projects.columns.index("id")] for _row, cells in projects.rows}
    assert (titles, len(ids)) == ({"Schach", "Judo"}, 2)
    assert not ids & {"1", "2"}


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("Projekt-Träger;Schule;Projekt-Kosten;Jahr", {"Projekt-Träger": "name", "Projekt-Kosten": "amount_eur"}),
        ("Kosten des Projekts;Träger;Bezeichnung", {"Kosten des Projekts": "amount_eur", "Träger": "name"}),
    ],
)
def test_neither_who_nor_how_much_is_a_title(header: str, meant: dict[str, str]) -> None:
    proposal = proposed(header, ";".join("xx" for _ in header.split(";")))

    assert {name: meanings(proposal)[name][0] for name in meant} == meant


def test_told_apart_headers_meet_no_other_header() -> None:
    assert told_apart(["Telefon", "Telefon", "Telefon (2)", "", ""]) == [
        "Telefon",
        "Telefon (3)",
        "Telefon (2)",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("header", "name", "kind"),
    [
        ("Beratungsstelle;Träger;Ort", "Beratungsstelle", "?"),
        ("Träger;Beratungsstelle;Ort", "Beratungsstelle", "?"),
        ("Name der Beratungsstelle;Träger;Ort", "Name der Beratungsstelle", "?"),
        ("Jugendclub;Straße;Ort", "Jugendclub", "youth_facility"),
        ("Kita;Träger;Ort", "Kita", "daycare"),
    ],
)
def test_what_a_list_is_about_is_no_carrier_and_may_say_the_kind(header: str, name: str, kind: str) -> None:
    profile = proposed(header, "Suchtberatung X;AWO;Stendal", "Suchtberatung Y;DRK;Stendal").profile
    assert profile
    columns = dict(profile.sections[0].columns)
    assert columns["name"][0].column == name
    assert columns["kind"][0].value == kind


@pytest.mark.parametrize("header", ["Jugendclub;Name;Telefon;E-Mail", "Einrichtung;Ort;Name;Telefon;E-Mail"])
def test_a_name_beside_the_organisations_may_be_a_persons(header: str) -> None:
    cells = {"Name": "Rolf Meyer", "Telefon": "0171 1234567", "E-Mail": "r@example.org", "Ort": "Stendal"}
    profile = proposed(header, ";".join(cells.get(one, "X") for one in header.split(";"))).profile
    told = dict(profile.sections[0].columns) if profile else {}
    assert not told.keys() & {"phone", "email"}


@pytest.mark.parametrize(
    ("header", "whose"),
    [
        ("Schule;Träger;Schulsozialarbeiter;Telefon;E-Mail", "school"),
        ("Träger;Geschäftsführer;Telefon;Schule", "carrier"),
        ("Schule;Träger;Schulleitung;Telefon", "school"),
        ("Schule;Träger;Ansprechpartner des Trägers;Telefon", "carrier"),
        ("Schule;Träger;Ansprechpartner;Telefon", ""),
    ],
)
def test_a_person_of_several_organisations_in_a_row_belongs_to_the_one_that_is_told(header: str, whose: str) -> None:
    profile = proposed(header, ";".join("03931 1" if one == "Telefon" else one for one in header.split(";"))).profile
    assert profile
    of = [dict(one.columns)["organisation_id"][0].entry for one in profile.sections if one.table == "contacts"]
    assert of == ([whose] if whose else [])


def test_pairs_with_beginning_end_and_status_are_told_with_these() -> None:
    header = "Schule;Kooperationspartner;Beginn;Ende;Status"
    profile = proposed(header, "GS Nord;DRK;01.08.2022;31.07.2025;läuft").profile
    assert profile
    (relations,) = (section for section in profile.sections if section.table == "relations")
    told = {column: source.column for column, (source,) in relations.columns if source.column}
    assert told == {"valid_from": "Beginn", "valid_to": "Ende", "status": "Status"}


def test_one_word_may_say_what_and_whose_it_is() -> None:
    proposal = proposed(
        "Träger;Trägeranschrift;Einsatzschule;Schulort;Maßnahme;Projektlaufzeit;Projektkosten;Projektstatus",
        "Jugendwerk;Bergstr. 4;GS Goldbeck;Goldbeck;Lesepaten;2024-2026;12.500,00 €;beendet",
    )
    assert {(guess.header, guess.section, guess.column) for guess in proposal.guesses} == {
        ("Träger", "carrier", "name"),
        ("Trägeranschrift", "carrier", "street"),
        ("Einsatzschule", "school", "name"),
        ("Schulort", "school", "town"),
        ("Maßnahme", "project", "title"),
        ("Projektlaufzeit", "project", "starts_on"),
        ("Projektkosten", "project", "amount_eur"),
        ("Projektstatus", "project", "status"),
    }
    assert proposal.profile
    assert proposal.profile.undecided == ["organisations.carrier.kind"]


@pytest.mark.parametrize(
    ("lines", "columns"),
    [
        (("Schulname;Schulort;Schul-PLZ", "GS Nord;Goldbeck;39596"), {"name", "town", "postcode"}),
        (("Projekttitel;Projektbeginn;Projektende", "Chor;2023;2024"), {"title", "starts_on", "ends_on"}),
        (("Träger;Schulort;Angebot", "Jugendwerk;Goldbeck;Lesepaten"), {"name", "title"}),
    ],
)
def test_in_one_word_it_is_said_of_those_the_list_is_about(lines: tuple[str, str], columns: set[str]) -> None:
    assert {guess.column for guess in proposed(*lines).guesses} - {""} == columns


@pytest.mark.parametrize(
    ("name", "lines", "meant", "open_"),
    [
        (
            "SSA.csv",
            ("Schule;Träger der Schulsozialarbeit;Schulsozialarbeiter/in;Tel. SSA;VZÄ", "GS Nord;IB;Eva Stein;1;0,75"),
            {"school.name", "carrier.name", "schulsozialarbeiter-in.name", "schulsozialarbeiter-in.phone"},
            ["organisations.carrier.kind"],
        ),
        (
            "Partner.csv",
            ("Schule;Kooperationspartner;Beginn der Kooperation", "GS Nord;IB;2023"),
            {"school.name", "partner.name", "school_partner.valid_from"},
            ["organisations.partner.kind", "relations.school_partner.kind"],
        ),
        (
            "Vereine.csv",
            ("Förderverein;zugehörige Schule", "FV GS Nord;GS Nord"),
            {"partner.name", "school.name"},
            ["relations.school_partner.kind"],
        ),
        (
            "P.csv",
            ("Projektname;Projektpartner;Beteiligte Schulen;Start;Ende", "Chor;IB;GS Nord;2023;2024"),
            {"project.title", "partner.name", "school.name", "project.starts_on", "project.ends_on"},
            ["organisations.partner.kind"],
        ),
        (
            "Förderung.csv",
            ("Vorhaben;Zuwendungsempfänger;Fördersumme in €;Bewilligungszeitraum;Fonds", "Chor;IB;12000;2023-2024;ESF"),
            {"project.title", "carrier.name", "project.amount_eur", "project.starts_on", "project.programme"},
            ["organisations.carrier.kind"],
        ),
        (
            "M.csv",
            ("Maßnahmeträger;Maßnahme;Schulstandort", "IB;Chor;GS Nord"),
            {"carrier.name", "project.title", "school.name"},
            ["organisations.carrier.kind"],
        ),
        (
            "Träger.csv",
            ("Trägername;Rechtsform;Telefonnr", "IB;Verein;03931 1"),
            {"entry.name", "entry.kind", "entry.phone"},
            [],
        ),
        (
            "Schulen.csv",
            ("Schulnr.;Bezeichnung der Schule;Schulleiter/in", "0815;GS Nord;Eva Stein"),
            {"entry.id", "entry.name", "schulleiter-in.name"},
            [],
        ),
        (
            "AG.csv",
            ("Name, Vorname;Einrichtung;E-Mail", "Stein, Eva;IB;e@ib.de"),
            {"name-vorname.name", "entry.name", "name-vorname.email"},
            ["organisations.entry.kind", "contacts.name-vorname.role"],
        ),
    ],
)
def test_lists_as_offices_keep_them_are_understood(
    name: str, lines: tuple[str, str], meant: set[str], open_: list[str]
) -> None:
    proposal = proposed(*lines, name=name)
    assert {f"{guess.section}.{guess.column}" for guess in proposal.guesses if guess.column} == meant
    assert proposal.profile
    assert proposal.profile.undecided == open_


def test_whoever_is_called_the_carrier_of_social_work_provides_it_at_the_school() -> None:
    profile = proposed("Schule;SSA-Träger", "GS Nord;IB").profile
    assert profile
    (relation,) = (section for section in profile.sections if section.table == "relations")
    assert dict(relation.columns) == {
        "from_id": (Source(entry="carrier"),),
        "to_id": (Source(entry="school"),),
        "kind": (Source(value="provides_school_social_work"),),
    }


def parts(*lines: str, name: str = "Liste.csv") -> dict[str, str]:
    """What the columns of a list are proposed to mean, by header: section and column; nothing of those left open."""
    return {one.header: f"{one.section}.{one.column}" for one in proposed(*lines, name=name).guesses if one.column}


def test_a_list_of_schools_with_their_carriers_is_one_of_schools() -> None:
    found = parts(
        "Schul-Nr.;Bezeichnung;Schulform;Schulträger;Straße/Hausnr.;PLZ;Ort;E-Mail Schule;SL;SuS",
        "501234;GS Goldbeck;GS;VerbGem Arneburg-Goldbeck;Schulstr. 3;39596;Goldbeck;info@gs.example;Muster;112",
        "501235;SKS Osterburg;SekS;LK Stendal;Am Park 1;39606;Osterburg;;Muster;230",
    )

    assert found == {
        "Bezeichnung": "school.name",
        "Schulform": "school.school_type",
        "Schulträger": "carrier.name",
        "Straße/Hausnr.": "school.street",
        "PLZ": "school.postcode",
        "Ort": "school.town",
        "E-Mail Schule": "school.email",
        "SL": "sl.name",
    }


def test_who_is_called_school_authority_is_that() -> None:
    profile = proposed("Grundschule;Schulträger", "GS Nord;Stadt Stendal").profile
    assert profile
    (relation,) = (section for section in profile.sections if section.table == "relations")

    assert dict(relation.columns)["kind"] == (Source(value="school_authority_of"),)
    assert dict(relation.columns)["from_id"] == (Source(entry="carrier"),)


def test_what_stands_before_the_school_is_of_whom_it_stands_behind() -> None:
    found = parts(
        "Betrieb;Branche;Anschrift;PLZ;Kooperationsschule;Ort der Schule",
        "Stadtwerke;Energie;Rathenower Str. 1;39576;SKS Osterburg;Osterburg",
    )

    assert found["Anschrift"] == "partner.street"
    assert found["PLZ"] == "partner.postcode"
    assert found["Ort der Schule"] == "school.town"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Vereinsname;Straße;PLZ;Wohnort", "Vereinsname"),
        ("Firma;Abteilung;Straße;PLZ;Ort", "Firma"),
        ("Company;Department;Business Street;Business Postal Code;Business City", "Company"),
        ("Amt;Sachgebiet;E-Mail;Telefon", "Amt"),
        ("Mitglied;Kategorie;Web", "Mitglied"),
    ],
)
def test_whatever_a_list_calls_those_that_it_is_of(header: str, name: str) -> None:
    row = "Landkreis Stendal;Jugendamt;x;39576;Stendal"
    cells = [
        "www.stendal.example" if one == "Web" else cell
        for one, cell in zip(header.split(";"), row.split(";"), strict=False)
    ]
    found = parts(header, ";".join(cells))

    assert found[name] == "entry.name"
    assert not {"Abteilung", "Department", "Sachgebiet"} & set(found)


def test_a_list_of_grants_tells_number_period_costs_and_field_of_projects() -> None:
    found = parts(
        "Aktenzeichen;Zuwendungsempfänger;Vorhaben;Schule;Laufzeit von;Laufzeit bis;Gesamtkosten in EUR;Handlungsfeld",
        "12-3;AWO;Lernwerkstatt;SKS Osterburg;01.08.2015;31.07.2018;123.456,00;Schulabsentismus",
    )

    assert {header: part.removeprefix("project.") for header, part in found.items() if part.startswith("project.")} == {
        "Aktenzeichen": "id",
        "Vorhaben": "title",
        "Laufzeit von": "starts_on",
        "Laufzeit bis": "ends_on",
        "Gesamtkosten in EUR": "amount_eur",
        "Handlungsfeld": "topics",
    }


def test_a_month_is_no_telephone() -> None:
    assert "besetzt seit" not in parts("Name;Typ;besetzt seit", "GS Nord;Schule;08/2021")


def test_a_person_s_name_is_not_that_of_the_school_beside() -> None:
    found = parts("Vorname;Name;E-Mail Schule;Träger", "Erika;Muster;gs@nord.example;AWO")

    assert found.get("Name", "").split(".")[0] != "school"
