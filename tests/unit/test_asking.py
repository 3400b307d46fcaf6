"""Answers about a list, put into its profile."""

from dataclasses import replace

from graphdir.importing.asking import (
    NOTHING,
    Question,
    answered,
    decisions,
    meanings,
    questions,
    with_meanings,
)
from graphdir.importing.files import RawSheet, raw_sheets
from graphdir.importing.lists import understood
from graphdir.importing.mapping import ListProfile, Source, read_profile, written
from graphdir.importing.proposing import asking_words, propose
from graphdir.taxonomy import Taxonomy

PROFILE = read_profile("""name = "Liste"
[organisations.carrier]
name = "Anbieter"
kind = { value = "?" }
[projects.project]
title = "Was"
kind = { column = "Art", values = { SSA = "school_social_work", AG = "?", Fest = "?" } }
id = { made_of = ["Anbieter", "Was"], prefix = "liste" }
[participations.lead]
project_id = { entry = "project" }
organisation_id = { entry = "carrier" }
""")


def proposal(*lines: str) -> tuple[RawSheet, ListProfile]:
    """A list, and the profile that is proposed for it."""
    (raw,) = raw_sheets("Liste.csv", "\n".join(lines).encode())
    profile = propose(raw, Taxonomy.shipped()).profile
    assert profile
    return raw, profile


def test_what_is_open_is_asked_and_answers_close_it() -> None:
    assert meanings(PROFILE) == {
        "Anbieter": ("carrier", "name"),
        "Was": ("project", "title"),
        "Art": ("project", "kind"),
    }
    assert questions(PROFILE) == [
        Question(table="organisations", section="carrier", column="kind"),
        Question(table="projects", section="project", column="kind", cell="AG"),
        Question(table="projects", section="project", column="kind", cell="Fest"),
    ]
    half = answered(PROFILE, ["free_carrier", "", "competition"])
    assert [question.cell for question in questions(half)] == ["AG"]
    whole = answered(half, ["all_day_offer"])
    assert questions(whole) == []
    assert read_profile(written(whole)) == whole
    assert 'kind = { value = "free_carrier" }' in written(whole)
    assert 'SSA" = "school_social_work", "AG" = "all_day_offer", "Fest" = "competition"' in written(whole)


def test_a_header_gets_another_meaning_and_keeps_what_is_known_of_the_others() -> None:
    changed = with_meanings(
        PROFILE,
        {"Anbieter": ("carrier", "name"), "Was": None, "Art": ("project", "kind"), "Titel": ("project", "title")},
    )

    assert meanings(changed)["Titel"] == ("project", "title")
    assert "Was" not in meanings(changed)
    assert changed.ignore == ("Was",)
    assert questions(changed) == questions(PROFILE)
    assert read_profile(written(changed)) == changed


def test_a_first_name_comes_before_the_name_and_can_be_left_out() -> None:
    people = read_profile("""name = "Liste"
    [contacts.entry]
    organisation_id = "Schule"
    role = { value = "contact_person" }
    name = "Name"
    """)
    chosen = {"Schule": ("entry", "organisation_id"), "Name": ("entry", "name")}
    whole = with_meanings(people, {**chosen, "Vorname": ("entry", "name")})

    assert dict(whole.sections[0].columns)["name"] == (Source(column="Name", before=("Vorname",)),)
    assert meanings(whole)["Vorname"] == meanings(whole)["Name"] == ("entry", "name")
    assert with_meanings(whole, {"Vorname": None}) == replace(people, ignore=("Vorname",))
    without_name = with_meanings(whole, {"Name": None})
    assert dict(without_name.sections[0].columns)["name"] == (Source(column="Vorname"),)


def test_an_answer_that_changes_nothing_changes_nothing() -> None:
    both_ends = read_profile("""name = "Liste"
    [projects.project]
    title = "Was"
    starts_on = { column = "Zeit", part = "from" }
    ends_on = { column = "Zeit", part = "to" }
    """)
    for profile in (PROFILE, both_ends):
        assert with_meanings(profile, dict(meanings(profile))) == profile
    assert meanings(with_meanings(both_ends, {"Zeit": None})) == {"Was": ("project", "title")}


def test_a_needed_column_that_loses_its_header_is_asked_for() -> None:
    changed = with_meanings(PROFILE, {"Was": ("project", "description"), "Art": None})

    assert questions(changed) == [
        Question(table="organisations", section="carrier", column="kind"),
        Question(table="projects", section="project", column="title"),
    ]


def test_an_entry_whose_name_is_left_out_goes_with_what_refers_to_it() -> None:
    changed = with_meanings(PROFILE, {"Was": None})

    assert [section.table for section in changed.sections] == ["organisations"]
    # The only one there is is asked for.
    assert questions(with_meanings(changed, {"Anbieter": None})) != []


def test_words_that_nobody_knows_are_asked_about_whoever_chose_the_column() -> None:
    lines = (
        "Schule;Kooperationspartner;Beginn;Ende;Status",
        "GS Nord;DRK;2022;auf unbest. Zeit;läuft",
        "GS Süd;AWO;2023;;ruht",
        "GS Ost;AWO;2024;;in Vorbereitung",
    )
    raw, proposed = proposal(*lines)
    assert [(one.column, one.cell) for one in questions(proposed) if one.cell] == [("status", "ruht")]

    by_hand = with_meanings(with_meanings(proposed, {"Status": None}), {"Status": ("school_partner", "status")})
    asked = asking_words(by_hand, raw, Taxonomy.shipped())
    assert [(one.column, one.cell) for one in questions(asked) if one.cell] == [("status", "ruht")]

    terms = {"organisations": "free_carrier", "relations": "cooperation"}
    profile = answered(asked, [NOTHING if one.cell else terms[one.table] for one in questions(asked)])
    assert questions(profile) == []
    assert [one.means for one in decisions(profile) if one.cell] == [NOTHING]
    assert asking_words(profile, raw, Taxonomy.shipped()) == profile


def test_what_was_answered_can_be_answered_otherwise() -> None:
    decided = answered(PROFILE, ["free_carrier", "all_day_offer", "competition"])
    asked = [(one.column, one.cell, one.means) for one in decisions(decided)]
    assert ("kind", "", "free_carrier") in asked
    assert ("kind", "AG", "all_day_offer") in asked

    answers = ["association" if one.means == "free_carrier" else "" for one in decisions(decided)]
    again = answered(decided, [], answers)
    assert {one.means for one in decisions(again)} == {one.means for one in decisions(decided)} - {"free_carrier"} | {
        "association"
    }


def test_constants_are_no_words_of_a_column_without_a_header() -> None:
    (raw,) = raw_sheets("Liste.csv", b"Name;;Ort\nGS Nord;03931 1;Stendal\n")
    profile = read_profile('[organisations.entry]\nname = "Name"\nkind = { value = "school" }\n', "Liste")
    assert asking_words(profile, raw, Taxonomy.shipped()) == profile


def test_persons_can_be_added_to_any_organisation_of_a_row() -> None:
    lines = (
        "Schule;Träger;Ansprechpartner;Telefon;Einwilligung",
        "GS Nord;DRK;Eva Probe;03931 607;ja",
        "GS Süd;AWO;Max Muster;03931 608;nein",
    )
    raw, proposed = proposal(*lines)
    assert "Ansprechpartner" not in meanings(proposed)

    chosen = {**dict.fromkeys(("Einwilligung",)), "Ansprechpartner": ("carrier-person", "name")}
    profile = with_meanings(proposed, {**chosen, "Telefon": ("carrier-person", "phone")})
    assert meanings(profile)["Ansprechpartner"] == ("carrier-person", "name")
    decided = answered(
        profile, ["free_carrier" if one.table == "organisations" else "cooperation" for one in questions(profile)]
    )
    sheets = understood([raw], [read_profile(written(decided))]).sheets
    (contacts,) = (sheet for sheet in sheets if sheet.table.name == "contacts" and not sheet.withheld)
    assert [cells[1:4] for _number, cells in contacts.rows] == [["contact_person", "Eva Probe", "03931 607"]]
