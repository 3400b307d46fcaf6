"""What the ranking is made of, piece by piece."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any, cast

import numpy as np
import pytest

from graphdir import text
from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.i18n import in_language
from graphdir.matching import current
from graphdir.matching import query as matching_query
from graphdir.matching.exposure import TOP, Exposure, Shown
from graphdir.matching.fit import Sample, fit
from graphdir.matching.idea import recognised_topics
from graphdir.matching.letter import without_letter
from graphdir.matching.near import Places
from graphdir.matching.need import Need, Spot
from graphdir.matching.own_weights import KEPT_AS, drop_weights, keep_weights, kept_weights
from graphdir.matching.query import LIST_LENGTH
from graphdir.matching.ranking import Match
from graphdir.matching.signals import SIGNALS
from graphdir.matching.weights import BALANCE, BALANCE_OF_MANY, WEIGHTS
from graphdir.matching.words import word_counts
from graphdir.model import Entity, Organisation, Participation, Project, Relation
from graphdir.places import distance_km
from graphdir.presenting import match_lines, place_text, ranking_basis, ranking_remarks, standing_lines
from graphdir.store import Change, ChangeSet, Search
from graphdir.stores.sqlite import SqliteStore
from graphdir.taxonomy import Taxonomy
from tests.builders import added

TAXONOMY = Taxonomy.shipped()


@pytest.mark.parametrize(
    ("phrase", "topic"),
    [
        ("Wir wollen Konflikten vorbeugen", "violence_conflict"),
        ("eine Schulmediation aufbauen", "peer_mediation"),
        ("Streit auf dem Schulhof", "peer_mediation"),
        ("Gewaltprevention", "violence_prevention"),
        ("Berufsorientirung in Klasse 8", "career_orientation"),
        ("mit sozialen Kompetenzen", "social_skills"),
        ("Alkoholmissbrauch", "addiction_prevention"),
    ],
)
def test_an_idea_names_its_topics_inflected_in_compounds_and_with_slips(phrase: str, topic: str) -> None:
    assert topic in recognised_topics(TAXONOMY, phrase)


MAIL = """Von: Sabine Muster <s.muster@example.org>
An: Netzwerkstelle <netzwerk@example.org>
Betreff: AW: Berufsorientierung

Sehr geehrter Herr Beispiel,

unsere Klasse 8 hat noch keinen Praktikumsplatz.

Mit freundlichen Grüßen
Sabine Muster, Förderverein Theater
03931 123456
"""


def test_of_a_mail_what_it_is_about_counts_and_not_the_letter() -> None:
    assert without_letter(MAIL) == "Berufsorientierung\n\n\nunsere Klasse 8 hat noch keinen Praktikumsplatz."
    assert set(recognised_topics(TAXONOMY, MAIL)) == {"career_orientation", "application_training"}


@pytest.mark.parametrize(
    "idea",
    [
        "An: alle fünften Klassen",
        "Liebe Kinder sollen auch streiten dürfen",
        "Viele Grüße aus aller Welt: ein Austausch\nmit Partnerschulen",
        "Hallo,",
        "",
    ],
)
def test_what_is_no_letter_stays_as_it_is(idea: str) -> None:
    assert without_letter(idea) == idea


@pytest.mark.parametrize("phrase", ["", "und die der das", "x" * 5000, "a " * 2500, "Kinder und Klassen"])
def test_what_names_no_topic_gives_none(phrase: str) -> None:
    assert recognised_topics(TAXONOMY, phrase) == ()


@pytest.mark.parametrize(
    ("phrase", "topics"),
    [
        (
            "Unsere 7. Klassen prügeln sich auf dem Schulhof, und in der WhatsApp-Gruppe wird jemand gemobbt",
            {"violence_prevention", "bullying_prevention", "online_safety"},
        ),
        ("Handys im Unterricht", {"online_safety"}),
        ("Immer mehr Schüler schwänzen", {"truancy"}),
        ("Einige kommen nicht mehr in die Schule", {"truancy"}),
        ("Teambuilding in der 5. Klasse", {"class_community"}),
        ("Viele können kein Deutsch", {"german_language"}),
        ("Drogen auf dem Schulhof: in der Pause wird gekifft", {"addiction_prevention"}),
        ("sie sollen lernen, sich zu bewerben", {"application_training"}),
    ],
)
def test_what_schools_say_every_day_names_topics_and_where_it_happens_does_not(phrase: str, topics: set[str]) -> None:
    assert set(recognised_topics(TAXONOMY, phrase)) == topics


@pytest.mark.parametrize(
    ("phrase", "topics"),
    [
        ("Die Kinder schlagen andere", {"violence_prevention"}),
        ("Wir wollen Streitschlichter ausbilden", {"peer_mediation"}),
        ("NICHT Gewaltprävention, wir suchen Musik", {"music"}),
        ("kein Theater, sondern Sport", {"sport_movement"}),
        ("Bitte keine Anti-Gewalt-Trainings", set()),
        ("Wir wollen kein Anti-Gewalt-Training, sondern Theater", {"theatre"}),
        ("Bitte nichts zum Thema Mobbing, lieber Musik", {"music"}),
        ("Wir suchen nichts mit Sport", set()),
        ("Gewalt soll nichts mit Mut zu tun haben", {"violence_conflict", "self_esteem"}),
        ("Außer Sport alles", set()),
        ("Gewalt-Prävention", {"violence_prevention"}),
        ("Gewalt Prävention", {"violence_prevention"}),
        ("Gewaltprävntion", {"violence_prevention"}),
        ("Matheförderung und Leseclub", {"stem", "reading_writing"}),
        ("Beruforientierungsprojekttage", {"career_orientation"}),
        ("Betriebspraktikumsvorbereitung", {"application_training"}),
        ("sie schlagen sich", {"violence_prevention"}),
        ("Theater spielen", {"theatre"}),
        ("nicht nur Theater, sondern auch Sport", {"theatre", "sport_movement"}),
        ("not only theatre, but also sports", {"theatre", "sport_movement"}),
        ("kein Sport, lieber Theater", {"theatre"}),
        ("lieber kein Theater, eher Sport", {"sport_movement"}),
        ("Sport findet bei uns statt und Theater auch", {"theatre", "sport_movement"}),
        ("Außer Theater auch Sport", {"theatre", "sport_movement"}),
        ("Schule ohne Rassismus", {"anti_discrimination"}),
        ("Ohne Sport: Handwerker sollen kommen", {"practical_workshop"}),
        ("Es geht nicht um Sucht oder Drogen, sondern um Berufe", {"career_orientation"}),
        ("Mobbing haben wir nicht, wir suchen einen Schulgarten", {"garden_nature"}),
        ("Theater ist nicht gewünscht, lieber Kochen", {"nutrition"}),
        ("No football, but music", {"music"}),
        ("Die Schüler wollen bitte kein Mobbing mehr erleben", {"bullying_prevention"}),
        ("Kinder sollen lieber keinen Alkohol trinken", {"addiction_prevention"}),
        ("keine Gewalt, lieber reden", {"violence_conflict"}),
        ("Keine Gewaltprävention, sondern Musik", {"music"}),
        ("Nicht mehr nur Sport, sondern auch Musik", {"sport_movement", "music"}),
        ("Alles außer Fußball", set()),
        ("damit die Kinder mal Betriebe kennenlernen", {"career_orientation"}),
        # Words that begin or sound like a topic's name.
        ("Schule sucht Partner in der Nähe", set()),
        ("Kinder haben Rechte", set()),
        ("Trainer für den Wettbewerb beim Schulfest, leicht zu finden", set()),
        ("Es geht um Sucht", {"addiction_prevention"}),
        # In front of whom it is for, and of what form.
        ("Angebote für Flüchtlingskinder", {"migrant_integration"}),
        ("ein Trommelworkshop", {"music"}),
        ("unser Schultheater", {"theatre"}),
        ("eine Gruppe für Scheidungskinder", {"family_counselling"}),
        # Who lacks something needs it.
        ("Schüler ohne Praktikum", {"application_training"}),
        ("Kinder kommen ohne Frühstück", {"nutrition"}),
        ("Mobbing ist bei uns kein Thema, aber Drogen", {"addiction_prevention"}),
        ("Kein Theater bitte, wir wollen Musik", {"music"}),
        ("No theatre please, rather music", {"music"}),
        ("Mobbing und Gewalt", {"bullying_prevention", "violence_conflict"}),
        ("viele brechen ab", {"dropout_prevention"}),
        # A narrower topic is meant where its name begins with that of the broader.
        ("Gewaltprävention", {"violence_prevention"}),
        ("Gewaltprävention und Konflikte", {"violence_conflict", "violence_prevention"}),
        ("etwas anderes statt Nachhilfe: Theater", {"theatre"}),
        ("streit und theater", {"peer_mediation", "conflict_skills", "theatre"}),
        ("Our pupils hit each other in the breaks", {"violence_prevention"}),
        ("Somebody who helps with pupils who skip school", {"truancy"}),
        ("A reading club, not theatre but books", {"reading_writing"}),
    ],
)
def test_verbs_and_what_is_ruled_out_name_no_topic(phrase: str, topics: set[str]) -> None:
    assert set(recognised_topics(TAXONOMY, phrase)) == topics


@pytest.mark.parametrize("said", ["Kuchenbasar im Advent", "Theater in Zeitz"])
def test_the_beginning_of_a_word_is_no_part_of_it(said: str) -> None:
    assert set(recognised_topics(TAXONOMY, said)) <= {"theatre"}


@pytest.mark.parametrize(
    ("name", "found_of_certain", "fitting_of_found"),
    [("ideas", 0.85, 0.8), ("second", 0.94, 0.92), ("third", 0.88, 0.9)],
)
def test_of_ideas_that_were_written_unseen_most_topics_are_found(
    name: str, found_of_certain: float, fitting_of_found: float
) -> None:
    path = Path(__file__).parents[1] / "data" / "ideas" / f"{name}.csv"
    with path.open("r", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    found = [set(recognised_topics(TAXONOMY, row["idea"])) for row in rows]
    certain = [set(row["topics"].split()) for row in rows]
    fitting = [topics | set(row["also"].split()) for topics, row in zip(certain, rows, strict=True)]

    hits = sum(len(one & topics) for one, topics in zip(found, certain, strict=True))
    right = sum(len(one & topics) for one, topics in zip(found, fitting, strict=True))
    assert hits / sum(map(len, certain)) >= found_of_certain
    assert right / sum(map(len, found)) >= fitting_of_found


def test_everyday_words_are_of_topics_that_there_are() -> None:
    path = files("graphdir").joinpath("data", "taxonomy", "everyday_words.csv")
    with path.open("r", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    assert [row["topic_id"] for row in rows if row["topic_id"] not in TAXONOMY.topics] == []
    assert [row["topic_id"] for row in rows if not all(map(text.words, row["words"].split(";")))] == []


def test_the_nearest_are_the_nearest_also_after_moves() -> None:
    points = {f"o{at}": (50 + at * 0.37 % 4, 9 + at * 0.73 % 5) for at in range(300)}
    places = Places(points)
    for at in range(0, 300, 7):
        points[f"o{at}"] = (51.0 + at / 900, 11.0)
        places.put(f"o{at}", points[f"o{at}"])
    for at in range(1, 300, 9):
        points.pop(f"o{at}", None)
        places.drop(f"o{at}")
    here = (51.1, 11.05)
    expected = sorted((distance_km(*here, *point), id_) for id_, point in points.items())
    found = places.near(here, 25)
    assert [id_ for _km, id_ in found] == [id_ for _km, id_ in expected[:25]]
    assert [km for km, _id in found] == pytest.approx([km for km, _id in expected[:25]])
    assert len(places.near(here, 1000)) == len(points)


def test_nobody_is_nowhere() -> None:
    assert Places({}).near((52.0, 11.0), 5) == []


def school(id_: str, **values: object) -> Organisation:
    return Organisation(id=id_, name=f"Schule {id_}", kind="school", latitude=52.5, longitude=11.5, **values)  # type: ignore[arg-type]


def applied(store: SqliteStore, *entries: object) -> None:
    store.apply(ChangeSet(changes=[Change(before=None, after=entry) for entry in entries]))  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "network.db")


def found(directory: Directory) -> list[str]:
    return [match.organisation.id for match in directory.partners(Need(seeker="a")).matches]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every network count as one that takes long to be built anew."""
    monkeypatch.setattr(current, "_AT_ONCE_SECONDS", -1.0)
    monkeypatch.setattr(current, "_ONE_IN", 0)


def test_in_a_small_network_an_answer_does_not_depend_on_what_was_there_before(store: SqliteStore) -> None:
    applied(store, *(school(id_) for id_ in "abcdef"), *joint("p", "2024"))
    directory = Directory(store)
    found(directory)
    for number, other in enumerate("cdef"):
        applied(store, Relation(from_id="a", to_id=other, kind="cooperation"), *joint(f"n{number}", "2025"))
        now, anew = (one.partners(Need(seeker="b")).matches for one in (directory, Directory(store)))
        assert [(match.organisation.id, match.score) for match in now] == [
            (match.organisation.id, match.score) for match in anew
        ]


def test_whoever_is_of_the_wanted_kind_is_found_though_nothing_else_is_known(store: SqliteStore) -> None:
    club = Organisation(id="club", name="TSV", kind="sports_club")
    applied(store, *(school(f"s{at}") for at in range(60)), school("a"), club)
    need = Need(seeker="a", partner_kinds=("sports_club",))
    assert [match.organisation.id for match in Directory(store).partners(need).matches] == ["club"]
    assert Directory(store).team(Need(seeker="a"), kinds=["sports_club"]).uncovered == ()


def test_a_role_beside_the_main_one_is_a_wanted_kind_too(store: SqliteStore) -> None:
    carrier = Organisation(id="c", name="Brücken e. V.", kind="free_carrier", further_kinds=("sports_club",))
    applied(store, school("a"), school("b"), carrier)
    need = Need(seeker="a", partner_kinds=("sports_club",))
    assert [match.organisation.id for match in Directory(store).partners(need).matches] == ["c"]


def test_within_a_radius_a_rare_kind_is_found_behind_many_that_are_nearer(store: SqliteStore) -> None:
    near = [school(f"s{at}") for at in range(1_100)]
    clubs = [
        Organisation(id=f"c{at}", name=f"TSV {at}", kind="sports_club", latitude=52.9, longitude=11.5)
        for at in range(30)
    ]
    applied(store, school("a"), *near, *clubs)
    need = Need(seeker="a", partner_kinds=("sports_club",), radius_km=60)
    found = Directory(store).partners(need, limit=60).matches
    assert [match.organisation.id for match in found if match.organisation.kind != "sports_club"] == []
    assert len(found) == 30


def test_where_nothing_else_speaks_for_it_that_it_is_of_a_wanted_kind_does(store: SqliteStore) -> None:
    club = Organisation(id="c", name="TSV", kind="sports_club")
    applied(store, Organisation(id="a", name="Somebody", kind="free_carrier"), club)
    directory = Directory(store)

    def told(need: Need) -> list[str]:
        with in_language("en"):
            return [
                reason.text for match in directory.partners(need).matches for reason in match.reasons if reason.text
            ]

    assert told(Need(seeker="a", partner_kinds=("sports_club",))) == ["of a kind that you look for: Sports club"]
    assert told(Need(seeker="a")) == ["nothing in particular is recorded that speaks for it"]


def test_who_pays_for_a_project_does_not_work_on_its_topics(store: SqliteStore) -> None:
    lent = Project(id="p", title="Lesen", topics=("reading_writing",), starts_on="2026")
    roles = {"b": "funder", "c": "lead"}
    parts = [Participation(project_id="p", organisation_id=id_, role=role) for id_, role in roles.items()]
    applied(store, *map(school, "abc"), lent, *parts)
    matches = Directory(store).partners(Need(seeker="a", topics=("reading_writing",))).matches
    credited = {
        match.organisation.id
        for match in matches
        for reason in match.reasons
        if reason.signal == "topics" and reason.contribution > 0
    }
    assert credited == {"c"}


@pytest.mark.usefixtures("large")
def test_a_small_change_is_followed_at_once(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    applied(store, school("a"), school("b"), Project(id="old", title="Lesen", starts_on="2026"))
    directory = Directory(store)
    assert found(directory) == ["b"]
    monkeypatch.setattr(current, "_build", None)  # nothing is built anew
    applied(store, school("c"))
    assert set(found(directory)) == {"b", "c"}
    applied(
        store,
        Project(id="p", title="Konflikte lösen", topics=("violence_prevention",), starts_on="2026"),
        Participation(project_id="p", organisation_id="a", role="site"),
        Participation(project_id="p", organisation_id="c", role="lead"),
    )
    matches = directory.partners(Need(seeker="a")).matches
    assert [match.known for match in matches if match.organisation.id == "c"] == [True]


@pytest.mark.usefixtures("large")
def test_of_many_in_a_town_the_same_come_first_whoever_came_back_last(store: SqliteStore) -> None:
    in_town = [
        Organisation(id=f"n{at:03}", name=f"Schule {at}", kind="school", town="Kassel") for at in range(2 * LIST_LENGTH)
    ]
    applied(store, Organisation(id="a", name="Schule a", kind="school", town="Kassel"), *in_town)
    directory = Directory(store)
    before = found(directory)
    away = replace(in_town[0], town="Fulda")
    for old, new in ((in_town[0], away), (away, in_town[0])):
        store.apply(ChangeSet(changes=[Change(before=old, after=new)]))
        found(directory)

    assert found(directory) == found(Directory(store)) == before


def test_of_whom_nobody_compared_it_is_said_that_it_was_not(store: SqliteStore) -> None:
    in_town = (
        Organisation(id=f"n{at:03}", name=f"Schule {at}", kind="school", town="Kassel") for at in range(2 * LIST_LENGTH)
    )
    far = Organisation(id="z", name="Imkerei", kind="association", town="Fulda")
    applied(store, Organisation(id="a", name="Schule a", kind="school", town="Kassel"), *in_town, far)
    directory, need = Directory(store), Need(seeker="a")
    compared, left = len(directory.partners(need, limit=200).matches), directory.standing(need, "z")

    assert (left.is_compared, left.of, left.place) == (False, compared, compared + 1)
    told = f"not among the {compared} compared; by its points it would be in place {compared + 1}"
    assert next(standing_lines(left)) == f"Imkerei: {told}."
    first = directory.standing(need, directory.partners(need).matches[0].organisation.id)
    assert place_text(first) == f"place 1 of {compared}"


def test_what_only_one_of_the_best_has_is_not_what_keeps_somebody_down(store: SqliteStore) -> None:
    applied(store, *map(school, "abcdeg"), *joint("p", "2024"))
    applied(store, *(Project(id=f"p{id_}", title="Lesen", starts_on="2025") for id_ in "cde"))
    applied(store, *(Participation(project_id=f"p{id_}", organisation_id=id_, role="lead") for id_ in "cde"))
    told = Directory(store).standing(Need(seeker="a"), "g")

    assert told.place == 5
    assert "No project of it is recorded." in told.weaker
    assert "It has not worked with you so far." not in told.weaker


def test_what_is_planned_is_told_apart_from_what_somebody_has_done(store: SqliteStore) -> None:
    applied(store, school("a"), school("b"))
    dates = {"p": ("2012", ""), "q": ("2090", "approval"), "r": ("2091", "idea")}
    for id_, (begins, status) in dates.items():
        applied(
            store,
            Project(id=id_, title="Lesen", starts_on=begins, status=status, topics=("violence_prevention",)),
            Participation(project_id=id_, organisation_id="b", role="lead"),
        )
    told = said(store, Need(seeker="a", topics=("violence_prevention",)))["b"]

    assert told["activity"][1] == "1 project, most recently 2012; 2 more planned"
    assert told["topics"][1] == "1 project on Violence prevention, most recently 2012; 2 more planned"


@pytest.mark.parametrize(
    ("kind", "told"), [("member_of", "is tied to them (Member)"), ("cooperation", "works with them")]
)
def test_whoever_is_a_member_of_a_committee_does_not_work_with_it(store: SqliteStore, kind: str, told: str) -> None:
    applied(store, *map(school, "abc"), *joint("p", "2024"), TAXONOMY.relation("b", "c", kind))
    ways = {match.organisation.id: match.introduction for match in Directory(store).partners(Need(seeker="a")).matches}

    assert ways["c"]
    assert told in ways["c"].text


def of_town(id_: str, name: str, kind: str = "association") -> Organisation:
    return Organisation(id=id_, name=name, kind=kind, town="Osterburg", latitude=52.8, longitude=11.75)


@pytest.mark.parametrize(
    ("need", "text", "fitting"),
    [
        ({"seeker": "marx"}, "Theater an unserer Karl-Marx-Schule in Osterburg", {"t"}),
        ({"spot": Spot(latitude=52.8, longitude=11.75, name="Osterburg (Altmark)")}, "Theater in Osterburg", {"t"}),
        # Of a school that a place alone is asked for, all of the name has to be there.
        ({"spot": Spot(latitude=52.8, longitude=11.75, name="Osterburg")}, "Karl Marx lesen", {"c"}),
        ({"spot": Spot(latitude=52.8, longitude=11.75, name="Osterburg")}, "Marx spielen", {"marx"}),
        # Nobody calls a school so that is in another town of the Altmark.
        ({"spot": Spot(latitude=52.8, longitude=11.75, name="Osterburg (Altmark)")}, "Lotte Altmark", {"lotte", "alt"}),
        # Another town says whom somebody looks for.
        ({"seeker": "far"}, "Theater in Osterburg", {"t", "o"}),
        ({"project": "p"}, "", {"t"}),
    ],
)
def test_where_an_idea_is_to_be_speaks_for_nobody(
    store: SqliteStore, need: dict[str, Any], text: str, fitting: set[str]
) -> None:
    applied(
        store,
        of_town("marx", "Sekundarschule Karl Marx", "school"),
        of_town("t", "Theater am Damm"),
        of_town("o", "Jugendzentrum Osterburg"),
        of_town("c", "Karl-Verein lesen"),
        replace(of_town("far", "Hort Seehausen"), town="Seehausen"),
        replace(of_town("lotte", "Schule Lotte", "school"), town="Seehausen (Altmark)"),
        of_town("alt", "Altmark"),
        Project(id="p", title="Theater der Sek Karl Marx Osterburg"),
        Participation(project_id="p", organisation_id="marx", role="site"),
        Participation(project_id="p", organisation_id="far", role="lead"),
    )
    matches = Directory(store).partners(Need(text=text, **need)).matches

    assert {m.organisation.id for m in matches if any(reason.signal == "name_text" for reason in m.reasons)} == fitting


def test_whom_a_neighbour_only_plans_to_work_with_is_not_yet_its_partner(store: SqliteStore) -> None:
    ahead = Project(id="p", title="Lesen", starts_on="2090", status="approval")
    roles = [Participation(project_id="p", organisation_id=id_, role="partner") for id_ in "bc"]
    to_come = [Relation(from_id="b", to_id=id_, kind="cooperation", valid_from="2091") for id_ in "cd"]
    stands = Relation(from_id="b", to_id="e", kind="cooperation")
    applied(store, *map(school, "abcde"), ahead, *roles, *to_come, stands)
    matches = Directory(store).partners(Need(seeker="a")).matches
    through_peers = {m.organisation.id for m in matches if any(reason.signal == "peers" for reason in m.reasons)}
    assert through_peers == {"b", "e"}


def test_after_a_large_change_the_old_answer_stands_for_a_moment_and_says_so(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current, "MOST_TO_FOLLOW", 2)
    monkeypatch.setattr(current, "_PATIENCE_SECONDS", 0.0)
    applied(store, school("a"), school("b"))
    directory = Directory(store)
    assert found(directory) == ["b"]
    applied(store, school("c"), school("d"), school("e"))
    ranking = directory.partners(Need(seeker="a"))
    assert ranking.behind
    assert [match.organisation.id for match in ranking.matches] == ["b"]
    until = monotonic() + 10
    while directory.partners(Need(seeker="a")).behind and monotonic() < until:
        sleep(0.02)
    assert set(found(directory)) == {"b", "c", "d", "e"}


def balance_of(match: Match) -> float:
    """What the balanced switch took from a match."""
    return sum(reason.contribution for reason in match.reasons if reason.signal == "balance")


def test_who_was_at_the_top_of_other_lists_counts_and_asking_again_does_not() -> None:
    exposure = Exposure()
    one, other = Need(seeker="a"), Need(seeker="b")
    exposure.record(one, [f"o{at}" for at in range(TOP + 5)])
    exposure.record(one, ["o0", "o1"])
    assert exposure.in_other_lists(one) == Shown()
    assert exposure.in_other_lists(other) == Shown(times={"o0": 1, "o1": 1}, lists=1)


def test_a_balanced_list_spares_its_best_and_says_what_it_takes_from_others(store: SqliteStore) -> None:
    applied(store, *(school(id_) for id_ in "abcdefghijx"))
    directory = Directory(store)
    directory.partners(Need(seeker="x"))
    with in_language("de"):
        matches = directory.partners(Need(seeker="a", balanced=True)).matches
    assert [match.organisation.id for match in matches] == [*"bcdefgh", "x", "i", "j"]
    assert [balance_of(match) for match in matches] == [*[0] * 8, -BALANCE, -BALANCE]
    assert matches[8].score == pytest.approx(sum(reason.contribution for reason in matches[8].reasons))


def balances_while_asked(store: SqliteStore, *others: object) -> Iterator[dict[str, float]]:
    """What a balanced list takes from whom, while twelve others ask whose lists are led by a, b and c."""
    seekers = [f"x{at:02}" for at in range(12)]
    applied(store, *(school(id_) for id_ in ("a", "b", "c", *seekers)), *others)
    directory = Directory(store)
    for seeker in seekers:
        directory.partners(Need(seeker=seeker))
        matches = directory.partners(Need(seeker="a", balanced=True), limit=100).matches
        yield {match.organisation.id: balance_of(match) for match in matches}


def test_a_balanced_list_leaves_known_partners_where_they_are(store: SqliteStore) -> None:
    *_before, last = balances_while_asked(store, *joint("p", "2020-01-01"))
    assert (last["b"], last["c"] < 0) == (0, True)


def test_who_fills_more_than_a_quarter_of_the_lists_loses_even_among_the_best(store: SqliteStore) -> None:
    ahead = (
        Project(id="p", title="P", starts_on="2026"),
        Participation(project_id="p", organisation_id="b", role="lead"),
    )
    costs = [costs["b"] for costs in balances_while_asked(store, *ahead)]
    assert (costs[0], costs[-1]) == (0, -BALANCE_OF_MANY)
    assert set(costs) == {0, -BALANCE_OF_MANY}


def test_below_the_best_who_fills_more_than_a_quarter_of_the_lists_loses_both(store: SqliteStore) -> None:
    costs = [costs["x05"] for costs in balances_while_asked(store)]
    assert costs[2] == -BALANCE
    assert min(costs) == -BALANCE - BALANCE_OF_MANY


@pytest.mark.parametrize("number", [5, 10])
def test_the_largest_do_not_fill_every_balanced_list(store: SqliteStore, number: int) -> None:
    schools, carriers = [f"s{at:02}" for at in range(40)], [f"c{at}" for at in range(number)]
    applied(store, *map(school, schools))
    for id_ in carriers:
        carrier = Organisation(id=id_, name=f"Verein {id_}", kind="association", latitude=52.5, longitude=11.5)
        applied(store, carrier, Project(id=f"p{id_}", title="Lernen", starts_on="2026"))
        applied(store, Participation(project_id=f"p{id_}", organisation_id=id_, role="lead"))
    directory = Directory(store)

    def times_on_top(*, balanced: bool) -> list[int]:
        rankings = [directory.partners(Need(seeker=id_, balanced=balanced), limit=7) for id_ in schools]
        tops = [{match.organisation.id for match in ranking.matches} for ranking in rankings]
        return [sum(id_ in top for top in tops) for id_ in carriers]

    assert times_on_top(balanced=False) == [40] * min(number, 7) + [0] * (number - 7)
    balanced = times_on_top(balanced=True)
    assert balanced[:3] == [40] * 3
    assert max(balanced[3:]) < 40


def test_a_place_in_a_balanced_list_is_that_of_the_list(store: SqliteStore) -> None:
    applied(store, *(school(id_) for id_ in "abcdefghijx"))
    directory = Directory(store)
    directory.partners(Need(seeker="x"))
    need = Need(seeker="a", balanced=True)
    matches = directory.partners(need).matches
    assert [directory.standing(need, match.organisation.id).place for match in matches] == [*range(1, 11)]


def joint(id_: str, start: str, end: str = "") -> list[object]:
    """A project of the schools a and b."""
    return [
        Project(id=id_, title=f"Projekt {id_}", starts_on=start, ends_on=end),
        Participation(project_id=id_, organisation_id="a", role="lead"),
        Participation(project_id=id_, organisation_id="b", role="partner"),
    ]


def test_who_is_only_in_a_project_to_come_is_planned_and_not_known(store: SqliteStore) -> None:
    applied(store, school("a"), school("b"), school("c"), *joint("p", "2098"))
    matches = {match.organisation.id: match for match in Directory(store).partners(Need(seeker="a")).matches}
    assert (matches["b"].known, matches["b"].planned) == (False, True)
    assert matches["b"].introduction is None
    # And nobody is said to know somebody from what is to come.
    (of_c,) = [one for one in Directory(store).partners(Need(seeker="c")).matches if one.organisation.id == "b"]
    assert of_c.introduction is None


@pytest.mark.parametrize(("status", "start"), [("withdrawn", "2098"), ("rejection", "2012"), ("rejection", "")])
def test_in_what_came_to_nothing_nobody_has_met(store: SqliteStore, status: str, start: str) -> None:
    project, *parts = joint("p", start)
    applied(store, school("a"), school("b"), replace(cast("Project", project), status=status), *parts)
    (match,) = (one for one in Directory(store).partners(Need(seeker="a")).matches if one.organisation.id == "b")
    assert (match.known, match.planned) == (False, False)
    assert "worked_together" not in [reason.signal for reason in match.reasons]


@pytest.mark.parametrize("status", ["withdrawn", "rejection"])
def test_what_came_to_nothing_is_no_experience(store: SqliteStore, status: str) -> None:
    project, *parts = joint("p", "2020")
    begun = replace(cast("Project", project), topics=("theatre",))
    refused = replace(begun, status=status)
    applied(store, school("a"), school("b"), begun, *parts)
    directory, need = Directory(store), Need(seeker="a", topics=("theatre",))
    assert said_of_b(store, "activity")[0] > 0
    store.apply(ChangeSet(changes=[Change(before=begun, after=refused)], author="", summary=""))
    for one in (directory, Directory(store)):
        signals = {reason.signal for match in one.partners(need).matches for reason in match.reasons}
        assert not signals & {"topics", "activity", "similar_projects", "worked_together"}
        assert one.team(need, topics=["theatre"]).uncovered == ("theatre",)


def test_whom_a_topic_is_taken_from_covers_it_no_more(store: SqliteStore) -> None:
    project, *parts = joint("p", "2020")
    on_topic = replace(cast("Project", project), topics=("theatre",))
    applied(store, school("a"), school("b"), school("c"), on_topic, *parts)
    directory, need = Directory(store), Need(seeker="c")
    assert directory.team(need, topics=["theatre"]).uncovered == ()
    store.apply(ChangeSet(changes=[Change(before=on_topic, after=replace(on_topic, topics=()))], author="", summary=""))
    assert directory.team(need, topics=["theatre"]).uncovered == ("theatre",)


def test_whoever_is_no_more_introduces_nobody(store: SqliteStore) -> None:
    gone = school("n", valid_to="2015")
    applied(store, school("a"), gone, school("b"), Relation(from_id="b", to_id="n", kind="cooperation"))
    (match,) = [one for one in Directory(store).partners(Need(seeker="a")).matches if one.organisation.id == "b"]
    assert match.introduction is None


def test_a_stored_project_asks_for_those_who_are_there_when_it_begins(store: SqliteStore) -> None:
    project = Project(id="p", title="Projekt", starts_on="2098")
    site = Participation(project_id="p", organisation_id="a", role="site")
    applied(store, school("a"), school("b", valid_to="2097"), school("c"), project, site)
    found = [match.organisation.id for match in Directory(store).partners(Need(project="p")).matches]
    assert found == ["c"]


def test_a_radius_around_nobody_knows_where_is_told(store: SqliteStore) -> None:
    applied(store, replace(school("a"), latitude=None, longitude=None), school("b"))
    with pytest.raises(InvalidInputError, match="where the seeker is"):
        Directory(store).partners(Need(seeker="a", radius_km=5))


def test_a_school_without_coordinates_is_where_its_town_is(store: SqliteStore) -> None:
    applied(
        store,
        replace(school("new", town="Hansestadt Stendal"), latitude=None, longitude=None),
        school("old", town="Stendal"),
        replace(school("far"), latitude=51.0),
    )
    directory = Directory(store)
    found = directory.partners(Need(seeker="new", radius_km=10)).matches

    assert [match.organisation.id for match in found] == ["old"]
    assert directory.spot("Osterburg").name == "Osterburg"
    with pytest.raises(InvalidInputError):
        directory.spot("Weilheim")  # one of several, and far away


def placeless(id_: str, **values: object) -> Organisation:
    return replace(school(id_, **values), latitude=None, longitude=None)


def test_a_partner_without_coordinates_is_about_where_its_town_is(store: SqliteStore) -> None:
    applied(
        store,
        school("a", town="Stendal"),
        placeless("c", town="Havelberg"),
        replace(school("north", town="Hansestadt Havelberg", country="DE"), latitude=52.79),
        replace(school("south", town="Havelberg", country="DE"), latitude=52.81),
        *joint("p", "2020")[:1],
        Participation(project_id="p", organisation_id="a", role="lead"),
        Participation(project_id="p", organisation_id="south", role="partner"),
    )
    directory = Directory(store)
    matches = {match.organisation.id: match for match in directory.partners(Need(seeker="a", radius_km=40)).matches}
    (place,) = [reason for reason in matches["c"].reasons if reason.signal == "place"]

    assert matches["c"].distance_km == pytest.approx(distance_km(52.5, 11.5, 52.8, 11.5))
    assert matches["c"].rough
    assert place.text == "about 33 km away"
    assert not matches["south"].rough
    assert directory.near("c", 5)[:2] == pytest.approx((52.8, 11.5), abs=0.02)
    around = directory.search(Search(near=directory.near("south", 5)))
    assert {one.id for one in around.organisations} == {"c", "north", "south"}
    assert directory.search(Search(near=directory.near("a", 5))).total == 1
    gone = [Change(before=directory.organisation("north"), after=None)]
    applied(store, placeless("d", town="Havelberg"))
    store.apply(ChangeSet(changes=gone))
    matches = {match.organisation.id: match for match in directory.partners(Need(seeker="a")).matches}
    assert {matches[one].distance_km for one in "cd"} == {matches["south"].distance_km}


def test_a_list_that_does_not_say_the_country_is_of_this_one(store: SqliteStore) -> None:
    near = [school(f"n{at}", country="DE") for at in range(8)]
    far = [replace(school(f"f{at}", country="DE"), latitude=40.0 + at) for at in range(8)]
    parts = [
        Participation(project_id=f"p{at}", organisation_id=one.id, role=role)
        for at in range(0, 8, 2)
        for one, role in ((near[at], "lead"), (near[at + 1], "partner"))
    ]
    alone = [Participation(project_id="q", organisation_id=one.id, role="partner") for one in far[:1]]
    projects = [Project(id=f"p{at}", title="Lesen") for at in range(0, 8, 2)]
    applied(store, *near, *far, *projects, Project(id="q", title="Rechnen"), *parts, *alone)
    seeker = replace(school("a", country="DE"), name="Gymnasium")
    applied(store, seeker, school("b"), school("c", country="DE"), school("d", country="Germany"))
    matches = {match.organisation.id: match for match in Directory(store).partners(Need(seeker="a"), limit=50).matches}
    places = {id_: [r.contribution for r in matches[id_].reasons if r.signal == "place"] for id_ in "bcd"}

    assert places["b"] == places["c"] == places["d"] != []
    assert not [r for match in matches.values() for r in match.reasons if r.signal == "abroad"]


def test_towns_of_one_name_have_no_middle(store: SqliteStore) -> None:
    far = replace(school("far", town="Neustadt"), latitude=48.0)
    applied(store, school("a"), school("b", town="Neustadt"), far, placeless("c", town="Neustadt"))
    applied(store, TAXONOMY.relation("b", "c", "cooperation"))
    matches = {match.organisation.id: match for match in Directory(store).partners(Need(seeker="a")).matches}

    assert matches["c"].distance_km is None


def test_who_is_in_a_town_of_which_nobody_knows_where_it_is_is_near_to_others_of_it(store: SqliteStore) -> None:
    far = [replace(school(id_), latitude=48.0) for id_ in "fg"]
    parts = [Participation(project_id="q", organisation_id=id_, role="partner") for id_ in "fg"]
    applied(store, school("a"), school("b"), *joint("p", "2020"), *far, Project(id="q", title="Lesen"), *parts)
    applied(store, *(placeless(id_, town=town) for id_, town in (("c", "Dorf"), ("d", "Dorf"), ("e", "Anderswo"))))
    matches = {match.organisation.id: match for match in Directory(store).partners(Need(seeker="c")).matches}

    assert "in the same town" in {reason.text for reason in matches["d"].reasons}
    assert "in the same town" not in {reason.text for reason in matches["e"].reasons}


def test_who_is_in_a_town_that_only_borders_place_is_near_to_others_of_it(store: SqliteStore) -> None:
    far = [replace(school(id_), latitude=48.0) for id_ in "fg"]
    parts = [Participation(project_id="q", organisation_id=id_, role="partner") for id_ in "fg"]
    applied(store, school("a"), school("b"), *joint("p", "2020"), *far, Project(id="q", title="Lesen"), *parts)
    applied(
        store, *(placeless(id_, town=town) for id_, town in (("c", "Havelberg"), ("d", "Havelberg"), ("e", "Klietz")))
    )
    directory = Directory(store)
    matches = {match.organisation.id: match for match in directory.partners(Need(seeker="c")).matches}
    within = directory.partners(Need(spot=directory.spot("Havelberg"), radius_km=10))

    assert "in the same town" in {reason.text for reason in matches["d"].reasons}
    assert matches["e"].distance_km == pytest.approx(17, abs=1)
    assert matches["e"].rough
    assert {match.organisation.id for match in within.matches} == {"c", "d"}
    assert within.unplaced == 0
    applied(
        store, placeless("x"), placeless("y", valid_to="2010"), Organisation(id="v", name="Verein", kind="association")
    )
    only_schools = Need(spot=directory.spot("Havelberg"), radius_km=10, partner_kinds=("school",))
    assert directory.partners(only_schools).unplaced == 1
    assert {one.id for one in directory.search(Search(near=directory.near("c", 20))).organisations} == {"c", "d", "e"}


def test_a_town_abroad_is_none_of_that_name_here(store: SqliteStore) -> None:
    applied(
        store,
        placeless("here", town="Stendal"),
        placeless("abroad", town="Stendal", country="NL"),
        placeless("village", town="Düsedau", municipality="Osterburg (Altmark)", country="Deutschland"),
        placeless("nowhere", town="Dorf", country="DE"),
    )
    directory = Directory(store)
    placed = {
        id_ for id_ in ("here", "abroad", "village", "nowhere") if directory.is_placed(directory.organisation(id_))
    }
    with directory.matching_index() as index:
        known = {id_ for id_ in index.organisations if index.everywhere.point(id_)}

    assert placed == known == {"here", "village"}
    assert directory.search(Search(near=directory.near("here", 40))).total == len(placed)


def test_in_one_of_several_towns_of_a_name_nobody_is_at_the_borders_of_one(store: SqliteStore) -> None:
    far = replace(school("far", town="Stendal"), latitude=48.0)
    applied(store, school("near", town="Stendal"), far, placeless("c", town="Stendal"))

    assert not Directory(store).is_placed(Directory(store).organisation("c"))


def test_two_in_the_middle_of_a_town_are_in_the_same_town(store: SqliteStore) -> None:
    inside = [replace(school(f"s{at}", town="Stendal"), latitude=52.6 + at / 100) for at in range(4)]
    applied(store, *inside, *(placeless(id_, town="Stendal") for id_ in "cd"))
    directory = Directory(store)
    matches = {match.organisation.id: match for match in directory.partners(Need(seeker="c")).matches}

    assert matches["d"].distance_km == 0
    assert directory.near("c", 5)[:2] == pytest.approx((52.615, 11.5), abs=0.006)


def test_around_a_project_of_somebody_with_a_town_alone_a_radius_can_be_drawn(store: SqliteStore) -> None:
    applied(store, school("a", town="Stendal"), placeless("b", town="Stendal"), school("c", town="Stendal"))
    applied(store, Project(id="p", title="Lesen"), Participation(project_id="p", organisation_id="b", role="lead"))
    found = Directory(store).partners(Need(project="p", radius_km=5)).matches

    assert {match.organisation.id for match in found} == {"a", "c"}


def test_where_nobody_has_coordinates_the_town_tells_who_is_near(store: SqliteStore) -> None:
    pairs = [(f"x{at}", f"y{at}") for at in range(12)]
    projects = [
        entry
        for one, other in pairs
        for entry in (
            Project(id=one, title="Lesen", starts_on="2024"),
            Participation(project_id=one, organisation_id=one, role="lead"),
            Participation(project_id=one, organisation_id=other, role="partner"),
        )
    ]
    inside = [placeless(id_, town=f"Ort {at}") for at, pair in enumerate(pairs) for id_ in pair]
    applied(store, placeless("a", town="Ort 3"), placeless("b", town="Ort 3"), placeless("c"), *inside, *projects)
    matches = Directory(store).partners(Need(seeker="a"), limit=50).matches

    assert {match.organisation.id for match in matches[:2]} == {"x3", "y3"}
    assert "b" in {match.organisation.id for match in matches}
    assert all(match.distance_km is None for match in matches)


def two_regions(store: SqliteStore) -> None:
    """Schools of Nord and Süd that work with each other there; one of Nord is placed wrongly, c of Nord nowhere."""
    north = [replace(school(f"n{at}", region="Nord"), latitude=52.5 + at / 100) for at in range(6)]
    south = [replace(school(f"s{at}", region="Süd"), latitude=48.5 + at / 100) for at in range(6)]
    parts = [
        Participation(project_id=f"p{one}", organisation_id=f"{where}{at}", role=role)
        for one, (where, pair) in enumerate((where, pair) for where in "ns" for pair in ((0, 1), (2, 3), (4, 5)))
        for at, role in zip(pair, ("lead", "partner"), strict=True)
    ]
    projects = [Project(id=f"p{at}", title="Lesen", starts_on="2024") for at in range(6)]
    astray = replace(school("astray", region="Nord"), latitude=41.0)
    applied(store, *north, *south, astray, placeless("c", region="Nord"), *projects, *parts)


def place_of(match: Match) -> tuple[float, str]:
    return next(((r.contribution, r.text) for r in match.reasons if r.signal == "place"), (0.0, ""))


def test_of_whom_only_the_region_is_known_is_looked_for_from_its_middle(store: SqliteStore) -> None:
    two_regions(store)
    ranking = Directory(store).partners(Need(seeker="c"), limit=50)
    matches = {match.organisation.id: match for match in ranking.matches}
    place = {id_: place_of(match) for id_, match in matches.items()}

    assert {match.organisation.id[0] for match in ranking.matches[:6]} == {"n"}
    assert {place[f"n{at}"][1] for at in range(6)} == {"in the same region"}
    assert {place[f"s{at}"][1] for at in range(6)} == {""}
    assert min(place[f"n{at}"] for at in range(6)) > max(place[f"s{at}"] for at in range(6))
    assert all(match.distance_km is None for match in ranking.matches)
    assert "Of “Schule c” only the region is recorded" in " ".join(ranking_remarks(ranking))
    with pytest.raises(InvalidInputError, match="where the seeker is"):
        Directory(store).partners(Need(seeker="c", radius_km=50))


def test_who_is_farther_from_a_region_is_told_so(store: SqliteStore) -> None:
    two_regions(store)
    weaker = Directory(store).standing(Need(seeker="c"), "s0").weaker

    assert "It is farther from your region." in weaker


def test_a_region_says_also_about_where_a_partner_is(store: SqliteStore) -> None:
    two_regions(store)
    matches = {match.organisation.id: match for match in Directory(store).partners(Need(seeker="n0"), limit=50).matches}
    place = {id_: place_of(match) for id_, match in matches.items()}

    assert place["c"][1] == "in the same region"
    assert place["c"] > place["s0"]
    assert matches["c"].distance_km is None


def test_who_looks_from_elsewhere_is_not_in_the_region_of_the_seeker(store: SqliteStore) -> None:
    two_regions(store)
    applied(store, placeless("d", region="Süd"))
    need = Need(seeker="n0", spot=Spot(latitude=48.5, longitude=11.5, name="Dorf", region="Süd"))
    matches = {match.organisation.id: match for match in Directory(store).partners(need, limit=50).matches}

    assert place_of(matches["c"])[1] == ""
    assert place_of(matches["d"])[1] == "in the same region"


def test_who_introduces_from_the_region_is_told_without_a_distance(store: SqliteStore) -> None:
    two_regions(store)
    matches = {match.organisation.id: match for match in Directory(store).partners(Need(seeker="c")).matches}
    way = matches["n1"].introduction

    assert way
    assert way.text == "Schule n0 knows them from “Lesen” (2024)"


def test_the_middle_of_a_region_follows_those_in_it(store: SqliteStore) -> None:
    two_regions(store)
    directory = Directory(store)
    with directory.matching_index() as index:
        before = index.rough_point("c")
    moved = [directory.organisation(f"n{at}") for at in range(6)]
    store.apply(ChangeSet(changes=[Change(before=one, after=replace(one, latitude=50.0)) for one in moved]))
    with directory.matching_index() as index:
        after = index.rough_point("c")

    assert before == pytest.approx((52.53, 11.5), abs=0.02)
    assert after == pytest.approx((50.0, 11.5))


def test_what_is_to_come_is_no_joint_project_so_far(store: SqliteStore) -> None:
    applied(store, school("a"), school("b"), *joint("p", "2010", "2012"), *joint("q", "2098"))
    assert said_of_b(store)[1] == "has worked with you: 1 joint project, 2010–2012"  # noqa: RUF001


def said_of_b(store: SqliteStore, signal: str = "worked_together") -> tuple[float, str]:
    """Return the points and the words by which the school b is found for the school a."""
    (match,) = [one for one in Directory(store).partners(Need(seeker="a")).matches if one.organisation.id == "b"]
    (reason,) = [reason for reason in match.reasons if reason.signal == signal]
    return reason.contribution, reason.text


@pytest.mark.parametrize(("kind", "is_partner"), [("supervises", False), ("cooperation", True)])
def test_whoever_is_only_responsible_is_no_partner_who_introduces(
    store: SqliteStore, kind: str, *, is_partner: bool
) -> None:
    applied(store, school("a"), school("b"), school("d"))
    applied(store, Relation(from_id="d", to_id="a", kind=kind), Relation(from_id="d", to_id="b", kind="cooperation"))
    (match,) = [one for one in Directory(store).partners(Need(seeker="a")).matches if one.organisation.id == "b"]

    assert ("Your partner" in (match.introduction.text if match.introduction else "")) is is_partner


def test_of_two_who_know_the_way_the_partner_of_the_latest_project_is_asked(store: SqliteStore) -> None:
    applied(store, *map(school, ("a", "b", "c", "x", "y")))
    met = {"p": ("2010", "ax"), "q": ("2024", "ay"), "r": ("2020", "xb"), "s": ("2020", "yb"), "t": ("2020", "bc")}
    for id_, (begins, ids) in met.items():
        parts = [Participation(project_id=id_, organisation_id=one, role="partner") for one in ids]
        applied(store, Project(id=id_, title=f"Projekt {id_}", starts_on=begins), *parts)
    for id_ in "bcxy":
        one = Directory(store).organisation(id_)
        store.apply(ChangeSet(changes=[Change(before=one, after=replace(one, latitude=48.0))]))
    ways = {match.organisation.id: match.introduction for match in Directory(store).partners(Need(seeker="a")).matches}

    assert ways["c"]
    assert ways["c"].text.startswith("Your partner Schule y knows Schule b; Schule b knows them")


def test_membership_says_half_of_what_work_does(store: SqliteStore) -> None:
    applied(store, school("a"), school("b"), TAXONOMY.relation("a", "b", "member_of"))
    member = said_of_b(store)[0]
    applied(store, TAXONOMY.relation("a", "b", "cooperation"))

    assert member == pytest.approx(said_of_b(store)[0] / 2 / 2**0.25)


@pytest.mark.parametrize(("status", "counts"), [("rejection", False), ("running", True)])
def test_a_project_that_came_to_nothing_makes_nobody_a_partner_of_peers(
    store: SqliteStore, status: str, *, counts: bool
) -> None:
    project = Project(id="p", title="Lesen", starts_on="2020", status=status)
    parts = [Participation(project_id="p", organisation_id=id_, role="partner") for id_ in "bc"]
    applied(store, *map(school, "abc"), project, *parts)
    assert ("peers" in said(store, Need(seeker="a"))["c"]) is counts


def test_a_planned_project_sets_no_clock(store: SqliteStore) -> None:
    applied(store, school("a"), school("b"), school("c"))
    for number in range(10):
        applied(store, *joint(f"p{number}", f"2013-{number + 1:02}"))
    before = said_of_b(store)
    directory = Directory(store)
    assert directory.partners(Need(seeker="a")).matches
    planned = Project(id="new", title="Neu", starts_on="2099-02")
    applied(store, planned, Participation(project_id="new", organisation_id="c", role="lead"))
    assert said_of_b(store)[0] == pytest.approx(before[0], rel=0.05)
    # A server that was running all the while says the same as one that has just started.
    running = directory.partners(Need(seeker="a")).matches
    assert [match.score for match in running] == pytest.approx(
        [match.score for match in Directory(store).partners(Need(seeker="a")).matches], rel=0.05
    )


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2009-09", "2012-07", "has worked with you: 1 joint project, 2009–2012"),  # noqa: RUF001
        ("2009", "", "has worked with you: 1 joint project, most recently 2009"),
        ("2020", "2098", "already works with you: 1 joint project, 2020–2098"),  # noqa: RUF001
        ("2098-02", "2099", "plans to work with you: 1 joint project, from 2098 on"),
        ("", "", "has worked with you: 1 joint project"),
    ],
)
def test_it_is_said_whether_a_joint_project_is_over_runs_or_is_to_come(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, start: str, end: str, said: str
) -> None:
    monkeypatch.setattr(Directory, "today", staticmethod(lambda: "2026-11-27"))
    applied(store, school("a"), school("b"), *joint("p", start, end))
    assert said_of_b(store)[1] == said


@pytest.mark.parametrize(
    ("kind", "period", "said"),
    [
        ("cooperation", {"valid_to": "2020-07-31"}, "has worked with you: Cooperation until 31 July 2020"),
        ("cooperation", {"valid_from": "2020"}, "already works with you: Cooperation"),
        ("member_of", {"valid_to": "2020-07-31"}, "was tied to you: Member until 31 July 2020"),
        ("member_of", {"valid_from": "2020"}, "is tied to you already: Member"),
    ],
)
def test_it_is_said_whether_a_relation_has_ended_or_holds_and_a_membership_is_not_called_work(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, kind: str, period: dict[str, str], said: str
) -> None:
    monkeypatch.setattr(Directory, "today", staticmethod(lambda: "2026-11-27"))
    applied(store, school("a"), school("b"), Relation(from_id="a", to_id="b", kind=kind, **period))  # type: ignore[arg-type]
    assert said_of_b(store)[1] == said


@pytest.mark.parametrize("values", [{"status": "planned"}, {"valid_from": "2027-08"}])
def test_a_relation_that_is_to_begin_is_planned_however_that_is_recorded(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, values: dict[str, str]
) -> None:
    monkeypatch.setattr(Directory, "today", staticmethod(lambda: "2026-11-27"))
    applied(store, school("a"), school("b"), Relation(from_id="a", to_id="b", kind="cooperation", **values))  # type: ignore[arg-type]
    (match,) = Directory(store).partners(Need(seeker="a")).matches
    assert (match.known, match.planned) == (False, True)
    assert match.introduction is None
    assert "plans to work with you: Cooperation" in {reason.text for reason in match.reasons}


def test_a_plan_that_nobody_has_confirmed_for_long_is_told_with_its_date(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Directory, "today", staticmethod(lambda: "2026-11-27"))
    tie = Relation(from_id="a", to_id="b", kind="cooperation", status="planned", last_confirmed="2022-03")
    applied(store, school("a"), school("b"), tie)
    (match,) = Directory(store).partners(Need(seeker="a")).matches
    told = {reason.text for reason in match.reasons}
    assert "planned to work with you, as of March 2022: Cooperation" in told


@pytest.mark.parametrize(("end", "said"), [("2030", "works with them"), ("2020", "used to work with them")])
def test_a_relation_that_will_end_still_holds(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, end: str, said: str
) -> None:
    monkeypatch.setattr(Directory, "today", staticmethod(lambda: "2026-11-27"))
    applied(
        store,
        *map(school, "abc"),
        Relation(from_id="a", to_id="c", kind="cooperation"),
        Relation(from_id="b", to_id="c", kind="cooperation", valid_to=end),
    )
    introductions = {m.organisation.id: m.introduction for m in Directory(store).partners(Need(seeker="a")).matches}
    assert introductions["b"]
    assert said in introductions["b"].text


@pytest.mark.usefixtures("large")
def test_when_the_clock_has_moved_answers_stand_until_all_is_counted_anew(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current, "_PATIENCE_SECONDS", -1.0)
    applied(store, school("a"), school("b"), school("c"))
    for number in range(5):
        applied(store, *joint(f"p{number}", f"2013-{number + 1:02}"))
    tie = Relation(from_id="a", to_id="c", kind="cooperation")
    applied(store, tie)
    directory = Directory(store)
    directory.partners(Need(seeker="a"))
    builds: list[int] = []
    monkeypatch.setattr(current.CurrentIndex, "_build_beside", lambda _self: builds.append(1))
    store.apply(ChangeSet(changes=[Change(before=tie, after=None)]))
    applied(store, *joint("n", "2025"))
    rankings = [directory.partners(Need(seeker="a")) for _question in range(3)]
    assert not any(ranking.behind for ranking in rankings)
    assert len({tuple(match.score for match in ranking.matches) for ranking in rankings}) == 1
    assert len(builds) == 3


def test_whoever_is_responsible_for_somebody_is_not_new_to_them(store: SqliteStore) -> None:
    tie = Taxonomy.shipped().relation("b", "a", "school_authority_of")
    applied(store, school("a"), school("b"), tie)
    (match,) = Directory(store).partners(Need(seeker="a")).matches
    assert match.known
    assert Directory(store).partners(Need(seeker="a", only_new=True)).matches == ()


def test_names_that_share_a_word_are_not_said_to_work_together(store: SqliteStore) -> None:
    names = [Organisation(id=id_, name=name, kind="school") for id_, name in (("a", "Nord Altmark"), ("b", "Altmark"))]
    others = [Organisation(id=f"o{at}", name=f"Verein {at}", kind="association") for at in range(30)]
    applied(store, *names, *others)
    assert said_of_b(store, "profile")[1] == "name or keywords share words with your name: Altmark"


def test_the_name_of_whom_one_works_with_is_no_word_of_ones_own(store: SqliteStore) -> None:
    applied(store, school("a"), replace(school("b"), name="Karl Marx"), *(school(f"o{at}") for at in range(30)))
    applied(store, *joint("p", "2024"))
    old = Directory(store).project("p").project
    store.apply(ChangeSet(changes=[Change(before=old, after=replace(old, title="Lesen mit Karl Marx"))]))

    assert said_of_b(store, "profile")[1] == ""


def test_a_project_of_the_wanted_kind_is_more_alike(store: SqliteStore) -> None:
    others = [
        entry
        for id_, kind in (("b", "all_day_offer"), ("c", "school_social_work"))
        for entry in (
            school(id_),
            Project(id=f"p{id_}", title=f"Projekt {id_}", kind=kind, topics=("violence_prevention",), starts_on="2025"),
            Participation(project_id=f"p{id_}", organisation_id=id_, role="lead"),
        )
    ]
    applied(store, school("a"), *others)
    directory = Directory(store)
    for kind, best in (("school_social_work", "c"), ("all_day_offer", "b")):
        need = Need(seeker="a", topics=("violence_prevention",), kind=kind)
        assert directory.partners(need).matches[0].organisation.id == best


def test_a_programme_tells_somebody_from_others_only_where_there_are_two(store: SqliteStore) -> None:
    projects = [Project(id="p", title="P", programme="ESF"), Project(id="q", title="Q")]
    parts = [Participation(project_id=id_, organisation_id=who, role="lead") for id_, who in (("p", "b"), ("q", "c"))]
    applied(store, school("a"), school("b"), school("c"), *projects, *parts)
    directory = Directory(store)
    assert not directory.partners(Need(seeker="a", project="p")).query.programmes

    applied(store, Project(id="r", title="R", programme="Interreg"))
    assert directory.partners(Need(seeker="a", project="p")).query.programmes == {"ESF": 1.0}


def test_words_that_hold_sentences_together_tell_nothing() -> None:
    assert word_counts("Die Schule für alle, über das Obst und the house of OBST") == {
        "schule": 1,
        "obst": 2,
        "house": 1,
    }


def questions(part: int, telling: str, number: int = 30) -> list[Sample]:
    """Draw questions of which one signal names the true partner and ``network`` a wrong one."""
    dice = np.random.default_rng(part)
    found = []
    for _question in range(number):
        rows = dice.random((20, len(SIGNALS)))
        rows[:, [list(SIGNALS).index(name) for name in ("network", telling)]] = 0.0
        rows[3, list(SIGNALS).index(telling)] = 1.0
        rows[5, list(SIGNALS).index("network")] = 1.0
        found.append(Sample(rows, np.eye(20)[3], part))
    return found


def test_weights_are_fitted_where_what_is_learned_holds_later_too() -> None:
    fitted = fit([*questions(0, "similar_projects"), *questions(1, "similar_projects")])
    assert fitted["similar_projects"] > WEIGHTS["similar_projects"]


def test_the_shipped_weights_stay_where_what_is_learned_does_not_hold_later() -> None:
    assert fit([*questions(0, "similar_projects"), *questions(1, "worked_together")]) == WEIGHTS


def test_the_shipped_weights_stay_where_what_is_learned_is_better_by_chance_alone() -> None:
    seldom = [*questions(1, "similar_projects", 2), *questions(1, "states", 28)]
    assert fit([*questions(0, "similar_projects"), *seldom]) == WEIGHTS


def test_partners_are_ranked_by_the_weights_that_were_kept(store: SqliteStore) -> None:
    applied(store, school("a"), school("b"), replace(school("c"), latitude=48.0))
    applied(store, *joint("p", "2020"), TAXONOMY.relation("a", "c", "cooperation", valid_from="2021"))
    need = Need(seeker="a", on="2021")
    before = Directory(store).partners(need)
    kept = keep_weights(store, {**WEIGHTS, "worked_together": 0.0, "topics": 0.0, "place": 50.0})
    after = Directory(store).partners(need)

    assert kept["topics"] == WEIGHTS["topics"]
    assert not before.fitted
    assert after.fitted
    assert {reason.signal for match in after.matches for reason in match.reasons}.isdisjoint({"worked_together"})
    assert "learned from the projects of this network" in " ".join(ranking_basis(after))
    assert Directory(store).standing(need, "b").match == next(m for m in after.matches if m.organisation.id == "b")
    drop_weights(store)
    assert Directory(store).partners(need).matches == before.matches


def test_weights_of_another_version_are_completed_by_the_shipped_ones(store: SqliteStore) -> None:
    store.keep(KEPT_AS, b'{"place": 2.5, "gone": 1}')
    assert kept_weights(store) == {**WEIGHTS, "place": 2.5}


def test_weights_that_were_fitted_to_other_strengths_are_not_in_force(store: SqliteStore) -> None:
    store.keep("weights", b'{"place": 2.5}')
    assert kept_weights(store) == WEIGHTS


def test_of_whom_nothing_is_recorded_that_is_told(store: SqliteStore) -> None:
    lone = [Participation(project_id=f"p{at}", organisation_id=f"o{at}", role="lead") for at in range(6)]
    applied(
        store,
        *(Organisation(id=f"o{at}", name=f"Verein {at}", kind="association") for at in range(6)),
        *(Project(id=f"p{at}", title="Lesen") for at in range(6)),
        *lone,
    )
    matches = Directory(store).partners(Need(seeker="o0", topics=("reading_writing",)), limit=50).matches

    assert len(matches) == 5
    assert all(any(reason.text for reason in match.reasons) for match in matches), [m.reasons for m in matches]


def test_what_is_printed_of_a_match_adds_up(store: SqliteStore) -> None:
    applied(store, school("a"), school("b"), *joint("p", "2020"), TAXONOMY.relation("a", "b", "cooperation"))
    (match, *_others) = Directory(store).partners(Need(seeker="a", topics=("violence_prevention",))).matches
    head, *lines = match_lines(replace(match, introduction=None), 1)
    points = [float(line.split()[0]) for line in lines]

    assert sum(points) == pytest.approx(float(head.split(", ")[-1].rstrip(")")), abs=0.3)


def test_who_ends_before_it_begins_is_there_until_then(store: SqliteStore) -> None:
    applied(store, school("a"), school("b", valid_to="2089-07-31"), school("c", valid_to="2020-07-31"))
    need = Need(seeker="a", starts_on="2090")
    obstacles = [Directory(store).standing(need, id_).obstacle for id_ in "bc"]
    assert obstacles == [
        "It exists until 31 July 2089, no longer when this is to begin.",
        "It exists no more (ended 31 July 2020).",
    ]


def test_of_conditions_all_that_keep_somebody_out_are_told(store: SqliteStore) -> None:
    applied(store, school("a"), replace(school("b"), latitude=53.6), *joint("p", "2024"))
    need = Need(seeker="a", partner_kinds=("association",), radius_km=5, only_new=True)
    told = Directory(store).standing(need, "b").obstacle
    assert told.startswith("It is none of the wanted kinds of partner. It has worked with you already, and only new")
    assert told.endswith("km away: outside the radius.")
    assert (
        Directory(store).standing(Need(seeker="a", radius_km=5), "a").obstacle == "This is the organisation that seeks."
    )


def said(store: SqliteStore, need: Need, limit: int = 20) -> dict[str, dict[str, tuple[float, str]]]:
    """Return by id what each reason contributes to a match, and says."""
    matches = Directory(store).partners(need, limit=limit).matches
    return {m.organisation.id: {r.signal: (r.contribution, r.text) for r in m.reasons} for m in matches}


def test_who_states_the_topic_stands_before_who_is_busy_nearby(store: SqliteStore) -> None:
    busy = [Participation(project_id=f"p{n}", organisation_id=id_, role="partner") for n in range(3) for id_ in "bc"]
    projects = [Project(id=f"p{n}", title=f"Projekt {n}", starts_on=f"20{n + 10}") for n in range(3)]
    stating = [
        school("exact", topics=("theatre",)),
        school("much", topics=("theatre", "nutrition", "truancy", "sport_movement")),
        school("beside", topics=("music",)),
        school("other", topics=("nutrition",)),
    ]
    applied(store, replace(school("a"), name="Gymnasium"), school("b"), school("c"), *projects, *busy, *stating)
    told = said(store, Need(seeker="a", topics=("theatre",)))
    assert next(iter(told)) == "exact"
    states = {id_: reasons["states"] for id_, reasons in told.items() if "states" in reasons}
    assert states["exact"] == (WEIGHTS["states"], "states as topic: Theatre and circus")
    assert states["beside"][1] == "states a related topic: Music"
    assert states["exact"][0] > states["much"][0] > states["beside"][0] > 0
    assert "other" not in states


def test_who_may_be_of_one_house_is_near_for_that(store: SqliteStore) -> None:
    office = replace(school("a", town="Stendal"), name="Landkreis Stendal, Jugendamt")
    beside = {
        "house": "Landkreis Stendal, Schulverwaltungsamt",
        "other": "Stadtbibliothek Stendal",
    }
    named = [replace(school(id_), name=name) for id_, name in beside.items()]
    roughly = replace(school("rough", position_quality="place"), name="Landkreis Stendal, Bauamt")
    far = [replace(school(f"f{at}"), name=f"Verein {at}", latitude=40.0 + at) for at in range(8)]
    parts = [Participation(project_id="p", organisation_id=id_, role="partner") for id_ in ("other", "f0", "f1")]
    paired = [Participation(project_id="p", organisation_id="a", role="lead")]
    applied(store, office, *named, roughly, *far, Project(id="p", title="Lesen"), *parts, *paired)
    place = {id_: reasons["place"][0] for id_, reasons in said(store, Need(seeker="a")).items() if "place" in reasons}
    assert 0 < place["house"] < place["other"]
    assert place["rough"] == place["other"]


def test_why_not_says_that_somebody_may_be_a_part_of_the_house(store: SqliteStore) -> None:
    office, other = "Landkreis Stendal, Jugendamt", "Landkreis Stendal, Jugendamt Außenstelle"
    near = [replace(school(f"n{at}"), name=f"Verein Lesen {at}") for at in range(4)]
    far = [replace(school(f"f{at}"), name=f"Verein {at}", latitude=40.0 + at) for at in range(8)]
    pair = [replace(school(f"g{at}"), name=f"Verein {at}", latitude=30.0) for at in range(2)]
    parts = [Participation(project_id="p", organisation_id=one.id, role="partner") for one in (*pair, far[0])]
    named = [replace(school("a"), name=office), replace(school("o"), name=other)]
    applied(store, *named, *near, *far, *pair, Project(id="p", title="Lesen", starts_on="2026"), *parts)
    weaker = Directory(store).standing(Need(seeker="a"), "o").weaker
    assert "It is at your place and called like you: perhaps a part of your own house." in weaker
    assert not [told for told in weaker if "km away" in told]


def test_who_shares_a_keyword_or_a_form_of_company_is_not_called_alike(store: SqliteStore) -> None:
    seeker = replace(school("a"), name="Paritätisches Sozialwerk Jugendhilfe gGmbH")
    worded = replace(school("k", keywords=("Jugendhilfe", "Sozialwerk")), name="Trommelwirbel", latitude=51.0)
    formed = replace(school("f"), name="Bäckerei Sonnenschein und Partner Catering gGmbH", latitude=51.0)
    others = [replace(school(f"x{at}"), name=f"Verein {at} gGmbH", latitude=40.0 + at) for at in range(8)]
    ties = [Relation(from_id=one, to_id="b", kind="cooperation") for one in "kf"]
    applied(store, seeker, worded, formed, school("b"), *others, *ties)
    assert said(store, Need(seeker="a"))["b"].get("namesakes", (0.0, ""))[1] == ""


def test_with_whom_a_part_of_the_house_works_is_told_first(store: SqliteStore) -> None:
    house = {"a": "Landkreis Stendal, Jugendamt", "h": "Landkreis Stendal, Schulamt", "s": "Gymnasium am Dom"}
    named = [replace(school(id_), name=name) for id_, name in house.items()]
    ties = [Relation(from_id=one, to_id=other, kind="cooperation") for one, other in (("h", "b"), ("s", "c"))]
    applied(store, *named, school("b"), school("c"), *ties)
    peers = {id_: reasons["peers"] for id_, reasons in said(store, Need(seeker="a")).items() if "peers" in reasons}
    assert peers["b"][0] > peers["c"][0]
    assert peers["b"][1] == "partner of Landkreis Stendal, Schulamt"


def test_partners_of_those_called_like_the_seeker_are_told(store: SqliteStore) -> None:
    named = {"a": "Musikschule Altmark", "m": "Musikschule Harz", "n": "Musikschule Elbe", "z": "Musikschule Saale"}
    alike = [
        replace(school(id_), kind="association", name=name, latitude=51.0 + at / 4)
        for at, (id_, name) in enumerate(named.items())
    ]
    pairs = (("m", "b"), ("m", "c"), ("n", "c"), ("z", "d"))
    ties = [Relation(from_id=one, to_id=other, kind="cooperation") for one, other in pairs]
    others = [replace(school(f"x{at}"), name=f"Verein {at}") for at in range(40)]
    applied(store, *alike, *others, *map(school, "bcde"), *ties)
    applied(store, Relation(from_id="e", to_id="b", kind="cooperation"))
    told = said(store, Need(seeker="a"))
    texts = {id_: reasons["namesakes"][1] for id_, reasons in told.items() if "namesakes" in reasons}
    assert texts["b"] == "partner of Musikschule Harz, which is called like you"
    assert "e" not in texts
    # Nearer, and on the topic, they tell more.
    assert told["b"]["namesakes"][0] > told["d"]["namesakes"][0]
    project = Project(id="p", title="Bühne", topics=("theatre",))
    applied(store, project, Participation(project_id="p", organisation_id="z", role="lead"))
    on_topic = said(store, Need(seeker="a", topics=("theatre",)))
    assert on_topic["d"]["namesakes"][0] > on_topic["b"]["namesakes"][0]


def test_schools_of_two_towns_that_are_named_after_one_patron_are_no_namesakes(store: SqliteStore) -> None:
    named = [replace(school(id_), name="Comenius", latitude=51.0 + at) for at, id_ in enumerate("amn")]
    others = [replace(school(f"x{at}"), name=f"Verein {at}") for at in range(40)]
    ties = [Relation(from_id=one, to_id="b", kind="cooperation") for one in "mn"]
    applied(store, *named, *others, school("b"), *ties)
    assert "namesakes" not in said(store, Need(seeker="a"))["b"]
    store.apply(ChangeSet(changes=[Change(before=named[1], after=replace(named[1], latitude=51.01))]))
    assert said(store, Need(seeker="a"))["b"]["namesakes"][1] == "partner of Comenius, which is called like you"


def test_who_is_called_by_a_topic_fits_it(store: SqliteStore) -> None:
    applied(store, school("a"), school("b"), replace(school("c"), name="Theater der Altmark"))
    told = said(store, Need(seeker="a", topics=("theatre",)))
    assert told["c"]["name_text"][1] == "name or keywords fit: Theater"
    assert "name_text" not in told["b"]


@pytest.mark.parametrize("idea", ["Die Kinder brauchen Hilfe", "Partner für ein Projekt an unserer Schule"])
def test_what_fits_everybody_speaks_for_nobody(store: SqliteStore, idea: str) -> None:
    named = replace(school("c"), name="Hilfe für Kinder, Partner der Schule")
    applied(store, school("a"), school("b"), named, Project(id="p", title="Projekt für Kinder der Schule"))
    applied(store, Participation(project_id="p", organisation_id="b", role="lead"))
    assert not {"name_text", "project_text"}.intersection(*[said(store, Need(seeker="a", text=idea)).get("c", {})])
    assert "project_text" not in said(store, Need(seeker="a", text=idea))["b"]


def test_a_support_association_is_there_for_its_school(store: SqliteStore) -> None:
    association = Organisation(id="v", name="Förderverein", kind="school_support_association", town="Stendal")
    applied(store, school("a"), school("b"), association, Relation(from_id="v", to_id="b", kind="supports_school"))
    assert "v" not in said(store, Need(seeker="a"))
    assert "v" in said(store, Need(seeker="b"))
    assert "v" in said(store, Need(seeker="a", partner_kinds=("school_support_association",)))
    assert Directory(store).standing(Need(seeker="a"), "v").obstacle == "It is there for another school: Schule b."


def test_a_target_group_that_nobody_is_there_for_is_told(store: SqliteStore) -> None:
    part = Participation(project_id="p", organisation_id="b", role="lead")
    applied(store, *map(school, "abc"), Project(id="p", title="Lesen", target_groups=("pupils",)), part)

    def unmet(*groups: str) -> tuple[str, ...]:
        return Directory(store).partners(Need(seeker="a", target_groups=groups)).unmet_groups

    assert unmet("pupils") == ()
    assert unmet("pupils", "guardians") == ("guardians",)
    # However many are nearer, who is there for them is found.
    far = replace(school("z", target_groups=("guardians",)), latitude=47.0)
    applied(store, *(school(f"n{number:03}") for number in range(120)), far)
    assert unmet("pupils", "guardians") == ()
    asked = Directory(store).partners(Need(seeker="a", target_groups=("guardians",)), limit=200)
    assert "z" in {match.organisation.id for match in asked.matches}


def test_one_who_did_much_on_a_topic_does_not_speak_for_all_who_are_called_so(store: SqliteStore) -> None:
    carriers = [Organisation(id=f"k{number}", name=f"Kette {number}", kind="free_carrier") for number in range(12)]
    others = [school(f"s{number:02}") for number in range(40)]

    def project(number: int, lead: str, topic: str) -> tuple[Project, Participation]:
        id_ = f"p{number}{topic}"
        return (
            Project(id=id_, title=f"Nummer {number}", topics=(topic,), starts_on="2025"),
            Participation(project_id=id_, organisation_id=lead, role="lead"),
        )

    def told(*more: str) -> set[str]:
        matches = Directory(store).partners(Need(seeker="s00", topics=("theatre", *more)), limit=60).matches
        return {one.text for match in matches for one in match.reasons if "in their name work on" in one.text}

    applied(store, *carriers, *others)
    applied(store, *(entry for number in range(30) for entry in project(number, others[number].id, "music")))
    applied(store, *(entry for number in range(8) for entry in project(number, "k0", "theatre")))
    assert told() == set()
    applied(store, *(entry for number in range(9, 18) for entry in project(number, f"k{number - 8}", "theatre")))
    assert told() == {"many with “Kette” in their name work on Theatre and circus"}
    assert told("safety_first_aid") == {"many with “Kette” in their name work on Theatre and circus"}


def test_a_way_leads_over_no_neighbour_who_is_farther_than_the_partner(store: SqliteStore) -> None:
    def at(id_: str, km: float) -> Organisation:
        return replace(school(id_), latitude=52.0 + km / 111.2)

    tie = Relation(from_id="b", to_id="c", kind="cooperation")
    applied(store, at("a", 0), at("b", 3), at("c", 5), tie)
    ways = {m.organisation.id: m.introduction for m in Directory(store).partners(Need(seeker="a")).matches}
    assert ways["b"] is None
    assert ways["c"] is not None
    assert ways["c"].through.id == "b"
    # Of whom only the town is known, all in it are as near.
    towns = [Organisation(id=id_, name=id_, kind="school", town="Stendal") for id_ in ("d", "e", "f")]
    applied(store, *towns, Relation(from_id="e", to_id="f", kind="cooperation"))
    way = {m.organisation.id: m.introduction for m in Directory(store).partners(Need(seeker="d")).matches}["f"]
    assert way is not None
    assert way.through.id == "e"


def test_a_project_that_is_like_the_need_is_the_reason_however_near_another_was(store: SqliteStore) -> None:
    parts = [Participation(project_id=id_, organisation_id="b", role="lead") for id_ in ("like", "near")]
    like = Project(id="like", title="Bühne frei", topics=("theatre",), starts_on="2012")
    near = Project(id="near", title="Schulgarten", topics=("music",), starts_on="2026")
    applied(store, school("a"), school("b"), like, near, *parts)

    def told(need: Need) -> str:
        match = Directory(store).partners(need).matches[0]
        return next(reason.text for reason in match.reasons if reason.signal == "similar_projects")

    assert "Bühne frei" in told(Need(seeker="a", topics=("theatre",)))
    assert told(Need(seeker="a", topics=("truancy",))) == ""
    assert "Schulgarten" in told(Need(seeker="a"))


def test_partners_of_a_project_are_looked_for_from_its_school(store: SqliteStore) -> None:
    carrier = Organisation(id="k", name="Träger", kind="free_carrier")
    roles = [
        Participation(project_id="p", organisation_id=id_, role=role) for id_, role in (("k", "lead"), ("a", "site"))
    ]
    applied(store, carrier, school("a"), replace(school("b"), latitude=52.6), Project(id="p", title="Lesen"), *roles)
    directory = Directory(store)

    def distance(need: Need) -> float | None:
        return next(m.distance_km for m in directory.partners(need).matches if m.organisation.id == "b")

    assert distance(Need(project="p")) == pytest.approx(11.1, abs=0.1)
    assert distance(Need(project="p", seeker="k")) is None
    assert {m.organisation.id for m in directory.partners(Need(project="p", radius_km=12)).matches} == {"b"}
    applied(store, Relation(from_id="a", to_id="b", kind="cooperation"))
    way = directory.partners(Need(project="p")).matches[0].introduction
    assert way is not None
    assert way.text.startswith("Schule a works with them")
    with pytest.raises(InvalidInputError, match="Name a place to look from"):
        directory.partners(Need(project="p", seeker="k", radius_km=12))


def test_why_not_begins_with_the_topic(store: SqliteStore) -> None:
    stating = [school(f"s{number:02}", topics=("theatre",)) for number in range(12)]
    applied(store, school("a"), school("b"), *stating)
    weaker = Directory(store).standing(Need(seeker="a", topics=("theatre",)), "b").weaker
    assert weaker[0] == "It has no recorded work on Theatre and circus."
    applied(store, school("d"), Project(id="p", title="Bühne", topics=("theatre",), starts_on="2026"))
    applied(store, Participation(project_id="p", organisation_id="d", role="lead"))
    standing = Directory(store).standing(Need(seeker="a", topics=("theatre",)), "s11")
    assert standing.place > 1
    assert "It has no recorded work on Theatre and circus." not in standing.weaker


def test_who_is_recorded_on_the_topic_is_named_wherever_they_stand(store: SqliteStore) -> None:
    roles = (("lead", "b"), ("site", "c"))
    parts = [Participation(project_id="p", organisation_id=id_, role=role) for role, id_ in roles]
    stating = school("s", topics=("theatre",))
    applied(store, *map(school, "abc"), stating, Project(id="p", title="Bühne", topics=("theatre",)), *parts)
    found = Directory(store).partners(Need(seeker="a", topics=("theatre",)), limit=1)
    assert {one.id for one in found.on_topic} == {"b", "s"}
    assert not found.related
    near = Directory(store).partners(Need(seeker="a", topics=("music",)))
    assert ([one.id for one in near.on_topic], near.related) == (["s", "b"], True)
    assert Directory(store).partners(Need(seeker="a", topics=("truancy",))).on_topic == ()


def test_of_many_projects_what_is_planned_is_not_counted_apart(store: SqliteStore) -> None:
    applied(store, school("a"), school("b"))
    for number in range(30):
        applied(
            store,
            Project(id=f"p{number}", title="Lesen", starts_on="2090", status="approval"),
            Participation(project_id=f"p{number}", organisation_id="b", role="lead"),
        )

    assert said_of_b(store, "activity")[1] == "30 projects, from 2090 on"


def test_old_work_on_a_topic_is_work_on_it(store: SqliteStore) -> None:
    applied(store, school("a"), school("b"))
    for number in range(70):
        topics = ("theatre",) if number == 0 else ("music",)
        applied(
            store,
            Project(id=f"p{number}", title="Bühne", starts_on=f"{1950 + number}", topics=topics),
            Participation(project_id=f"p{number}", organisation_id="b", role="lead"),
        )

    need = Need(seeker="a", topics=("theatre",))
    assert [one.id for one in Directory(store).partners(need).on_topic] == ["b"]
    assert Directory(store).team(need, topics=("theatre",)).uncovered == ()


@pytest.mark.parametrize("beside", [1, 2, 12])
def test_work_on_a_topic_beside_the_wanted_one_counts_less_and_says_so(store: SqliteStore, beside: int) -> None:
    need = Need(seeker="a", topics=("peer_mediation",))
    applied(store, *map(school, "abc"))
    points = []
    for number, topics in enumerate([("truancy",), *[("conflict_skills",)] * beside, ("peer_mediation",)]):
        applied(
            store,
            Project(id=f"p{number}", title="Lernen", topics=topics, starts_on="2024"),
            Participation(project_id=f"p{number}", organisation_id="b", role="lead"),
        )
        points.append(said(store, need)["b"].get("topics", (0.0, "")))

    assert points[0] == (0.0, "")
    assert 0 < points[-2][0] < points[-1][0]
    assert points[-2][1].startswith("on a related topic: ")
    assert points[-2][1].endswith("on Conflict skills, most recently 2024")
    assert points[-1][1] == "1 project on Peer mediation, most recently 2024"


@pytest.mark.parametrize("entry", [{"topics": ("theatre",)}, {"target_groups": ("pupils",)}])
@pytest.mark.parametrize("radius", [None, 30.0])
def test_of_many_who_are_recorded_the_nearest_are_found(
    store: SqliteStore, entry: dict[str, Any], radius: float | None
) -> None:
    far = [replace(school(f"f{number:02}", **entry), latitude=53.5) for number in range(60)]
    near = [school(f"n{number:03}") for number in range(600)]
    applied(store, school("a"), *far, *near, replace(school("z", **entry), latitude=52.6))
    need = Need(seeker="a", radius_km=radius, **entry)
    assert "z" in {one.organisation.id for one in Directory(store).partners(need, limit=200).matches}


@pytest.mark.parametrize(
    ("others", "condition"),
    [
        ({"kind": "association"}, {"partner_kinds": ("school",)}),
        ({"valid_to": "2010"}, {}),
    ],
)
def test_who_may_not_be_proposed_keeps_nobody_recorded_away(
    store: SqliteStore, others: dict[str, Any], condition: dict[str, Any]
) -> None:
    entry: dict[str, Any] = {"topics": ("theatre",), "target_groups": ("pupils",)}
    near = [replace(school(f"n{number:03}", **entry), **others) for number in range(520)]
    plain = [replace(school(f"p{number:02}"), latitude=52.51) for number in range(60)]
    applied(store, school("a"), *near, *plain, replace(school("z", **entry), latitude=52.55))
    needs: list[dict[str, Any]] = [{"topics": ("theatre",)}, {"target_groups": ("pupils",)}]
    for asked in needs:
        for radius in (None, 10.0):
            found = Directory(store).partners(Need(seeker="a", radius_km=radius, **asked, **condition), limit=200)
            assert "z" in {one.organisation.id for one in found.matches}
            assert found.unmet_topics == found.unmet_groups == ()


def test_in_a_town_that_nobody_can_place_ended_ones_keep_nobody_away(store: SqliteStore) -> None:
    ended = [placeless(f"x{number:02}", town="Nirgendwo", valid_to="2010") for number in range(90)]
    there = [placeless(f"b{number}", town="Nirgendwo") for number in range(5)]
    applied(store, placeless("a", town="Nirgendwo"), *ended)
    applied(store, *there)
    found = Directory(store).partners(Need(seeker="a"), limit=200).matches
    assert {one.organisation.id for one in found} == {one.id for one in there}


def test_who_works_on_the_topic_by_relations_is_found_and_whom_they_work_for_is_not(store: SqliteStore) -> None:
    relations = [
        Relation(from_id="b", to_id="c", kind="trains", topics=("theatre",)),
        Relation(from_id="b", to_id="d", kind="cooperation", topics=("theatre",)),
        Relation(from_id="e", to_id="c", kind="sponsors", topics=("theatre",)),
        Relation(from_id="f", to_id="c", kind="trains", topics=("theatre",), status="planned"),
        Relation(from_id="f", to_id="c", kind="provides_school_social_work"),
    ]
    applied(store, *map(school, "abcdef"), *relations)
    found = Directory(store).partners(Need(seeker="a", topics=("theatre",)))
    assert {one.id for one in found.on_topic} == {"b", "d"}
    assert found.unmet_topics == ()
    told = said(store, Need(seeker="a", topics=("theatre",)))
    assert {id_: reasons["topics"][1] for id_, reasons in told.items() if "topics" in reasons} == {
        "b": "2 relations on Theatre and circus",
        "d": "1 relation on Theatre and circus",
    }
    assert told["b"]["topics"][0] > told["d"]["topics"][0] > 0
    social = said(store, Need(seeker="a", topics=("school_social_work",)))
    assert [id_ for id_, reasons in social.items() if "topics" in reasons] == ["f"]


def test_projects_and_relations_on_a_topic_are_told_apart(store: SqliteStore) -> None:
    applied(store, school("a"), school("b"), school("c"), Project(id="p", title="Bühne", topics=("theatre",)))
    applied(store, Participation(project_id="p", organisation_id="b", role="lead"))
    applied(store, Relation(from_id="b", to_id="c", kind="trains", topics=("theatre",)))
    reason = said(store, Need(seeker="a", topics=("theatre",)))["b"]["topics"]
    assert reason[1] == "1 project on Theatre and circus; 1 relation on Theatre and circus"


def test_what_is_on_two_topics_counts_once(store: SqliteStore) -> None:
    both = ("theatre", "music")
    projects = [Project(id=f"p{at}", title="Bühne", topics=both[at:]) for at in range(2)]
    parts = [Participation(project_id=one.id, organisation_id="b", role="lead") for one in projects]
    relations = [
        Relation(from_id="b", to_id="c", kind="trains", topics=both),
        Relation(from_id="b", to_id="d", kind="trains", topics=both[:1]),
        Relation(from_id="b", to_id="e", kind="trains", topics=both[1:]),
    ]
    applied(store, *map(school, "abcde"), *projects, *parts, *relations)
    reason = said(store, Need(seeker="a", topics=both))["b"]["topics"]
    assert reason[1] == "2 projects on Music, Theatre and circus; 3 relations on Music, Theatre and circus"


def test_what_a_title_says_no_more_than_its_topic_does_not_count_twice(store: SqliteStore) -> None:
    titles = {"b": "Theater", "c": "Theater im Hof", "d": "Theater"}
    projects = [
        Project(id=f"p{id_}", title=title, topics=() if id_ == "d" else ("theatre",)) for id_, title in titles.items()
    ]
    parts = [Participation(project_id=f"p{id_}", organisation_id=id_, role="lead") for id_ in titles]
    applied(store, *map(school, "abcd"), *projects, *parts)
    told = said(store, Need(seeker="a", text="Theater im Hof"))
    assert "project_text" not in told["b"]
    assert told["c"]["project_text"][1] == "project with the same words: Hof"
    assert told["d"]["project_text"][1] == "project with the same words: Theater"


@pytest.mark.parametrize(("again", "least", "most"), [(False, 0.01, 0.5), (True, 2.0, 9.0)])
def test_where_partners_never_return_having_met_says_little(
    store: SqliteStore, *, again: bool, least: float, most: float
) -> None:
    ids = [f"o{at:02}" for at in range(40)]
    everybody = list(combinations(ids, 2))
    Random(1).shuffle(everybody)  # noqa: S311  the same each time
    pairs = [(ids[at % 40], ids[(at + 1) % 40]) for at in range(len(everybody))] if again else everybody
    store.apply(added(*map(school, ids)))
    store.apply(added(*(entry for at, pair in enumerate(pairs) for entry in meeting(at, *pair))))
    assert least < said(store, Need(seeker="o00"), 40)["o01"]["worked_together"][0] < most


def meeting(at: int, one: str, other: str) -> list[Entity]:
    """Return a project of two, the later the larger ``at``."""
    return [
        Project(id=f"p{at:04}", title=f"Treffen {at}", starts_on=f"{2000 + at // 60}-{at // 5 % 12 + 1:02}"),
        Participation(project_id=f"p{at:04}", organisation_id=one, role="lead"),
        Participation(project_id=f"p{at:04}", organisation_id=other, role="partner"),
    ]


@pytest.mark.parametrize("mistyped", [12, 20])
def test_projects_far_ahead_that_are_mistyped_set_no_clock(store: SqliteStore, mistyped: int) -> None:
    years = ["9999-12-31"] * mistyped + ["2024"] * 24
    for at, start in enumerate(years):
        applied(
            store,
            school(f"a{at}"),
            Project(id=f"p{at}", title="Lesen", starts_on=start),
            Participation(project_id=f"p{at}", organisation_id=f"a{at}", role="lead"),
        )
    told = said(store, Need(seeker="a0"), 100)
    assert told["a30"]["activity"][0] > 0.5
    (at_last,) = {round(reasons["activity"][0], 6) for id_, reasons in told.items() if int(id_[1:]) >= mistyped}
    assert at_last > 0.5


def test_where_all_is_far_ahead_everything_counts_as_new(store: SqliteStore) -> None:
    applied(store, school("a"), school("b"), *joint("p", "9999"))
    assert said(store, Need(seeker="a", on="2026-11-27"))["b"]["activity"][0] > 0


def test_of_a_project_of_thousands_the_closest_are_compared(store: SqliteStore) -> None:
    ids = [f"o{at:03}" for at in range(700)]
    crowd = [Participation(project_id="p", organisation_id=id_, role="partner") for id_ in ids]
    friends = [entry for at, id_ in enumerate(ids[-5:]) for entry in meeting(1440 + at, "a", id_)]
    applied(store, school("a"), *map(school, ids), Project(id="p", title="Alle", starts_on="2024"), *crowd, *friends)
    applied(store, Participation(project_id="p", organisation_id="a", role="lead"))
    ranking = Directory(store).partners(Need(seeker="a"))
    assert len(ranking.query.candidates) < 600
    assert {match.organisation.id for match in ranking.matches[:5]} == set(ids[-5:])


def test_projects_of_one_title_are_told_by_their_number(store: SqliteStore) -> None:
    paid = Participation(project_id="p0", organisation_id="c", role="funder")
    projects = [Project(id=f"p{at}", title="Theater im Hof") for at in range(3)]
    parts = [Participation(project_id=one.id, organisation_id="b", role="lead") for one in projects]
    applied(store, *map(school, "abc"), *projects, *parts, paid)
    told = said(store, Need(seeker="a", text="Theater"))
    assert told["b"]["project_text"][1] == "3 projects with the same words: Theater"
    assert told["c"]["project_text"][1] == "project with the same words: Theater"
    assert told["b"]["similar_projects"][1] == "took part in 3 similar projects: “Theater im Hof”"


def test_projects_of_one_title_that_are_not_like_the_need_are_not_counted_as_similar(store: SqliteStore) -> None:
    by_topic = [Project(id=topic, title="Projektwoche", topics=(topic,)) for topic in ("theatre", "music", "nutrition")]
    ahead = Project(id="p", title="Projektwoche", topics=("theatre",), starts_on="2999")
    parts = [Participation(project_id=one.id, organisation_id="b", role="lead") for one in (*by_topic, ahead)]
    applied(store, *map(school, "ab"), *by_topic, ahead, *parts)
    reason = said(store, Need(seeker="a", topics=("theatre",)))["b"]["similar_projects"]
    assert reason[1] == "took part in a similar project: “Projektwoche”"


def test_projects_with_other_words_of_the_idea_are_not_counted_with_these(store: SqliteStore) -> None:
    projects = [Project(id=word, title=f"{word} hier") for word in ("Theater", "Garten")]
    parts = [Participation(project_id=one.id, organisation_id="b", role="lead") for one in projects]
    applied(store, *map(school, "ab"), *projects, *parts)
    assert said(store, Need(seeker="a", text="Theater Garten"))["b"]["project_text"][1].startswith("project with")


def test_a_topic_that_is_named_twice_counts_once(store: SqliteStore) -> None:
    project = Project(id="p", title="Bühne", topics=("theatre", "theatre"))
    applied(store, *map(school, "ab"), project, Participation(project_id="p", organisation_id="b", role="lead"))
    assert said(store, Need(seeker="a", topics=("theatre",)))["b"]["topics"][1] == "1 project on Theatre and circus"


def test_beside_what_has_begun_what_is_planned_is_no_joint_work(store: SqliteStore) -> None:
    planned = Relation(from_id="a", to_id="b", kind="cooperation", status="planned")
    applied(store, *map(school, "ab"), *joint("p", "2020-01-01", "2021-01-01"))
    before = said_of_b(store)
    applied(store, planned)
    assert said_of_b(store) == before


def test_planning_to_work_together_counts_half_of_doing_so(store: SqliteStore) -> None:
    ties = (
        Relation(from_id="a", to_id="b", kind="cooperation", status="planned"),
        Relation(from_id="a", to_id="c", kind="cooperation", status="active"),
    )
    applied(store, *(school(id_) for id_ in "abc"), *ties)
    query = Directory(store).partners(Need(seeker="a")).query
    assert SIGNALS["worked_together"](query, "b")[0] == SIGNALS["worked_together"](query, "c")[0] / 2 > 0


def test_on_a_topic_counts_how_much_was_done_and_the_share_of_all_work_that_it_is(store: SqliteStore) -> None:
    on_topic = [Project(id=f"t{at}", title="T", topics=("theatre",)) for at in range(4)]
    other = [Project(id=f"m{at}", title="M", topics=("media",)) for at in range(4)]
    doing = {"b": on_topic[:1], "c": on_topic, "d": [*on_topic, *other]}
    parts = [
        Participation(project_id=project.id, organisation_id=id_, role="partner")
        for id_, projects in doing.items()
        for project in projects
    ]
    applied(store, *(school(id_) for id_ in "abcd"), *on_topic, *other, *parts)
    query = Directory(store).partners(Need(seeker="a", topics=("theatre",))).query
    one, much, half = (SIGNALS["topics"](query, id_)[0] for id_ in "bcd")
    assert much > half > one > 0


def test_who_is_active_now_is_told_from_who_is_not_but_by_how_much_only_who_is_everywhere(store: SqliteStore) -> None:
    old, new = Project(id="old", title="O", starts_on="2015"), Project(id="new", title="N", starts_on="2026")
    more = [Project(id=f"n{at}", title="N", starts_on="2026") for at in range(60)]
    doing = {"b": [old], "c": [new], "d": [new, *more[:3]], "e": more}
    parts = [
        Participation(project_id=project.id, organisation_id=id_, role="partner")
        for id_, projects in doing.items()
        for project in projects
    ]
    applied(store, *(school(id_) for id_ in "abcde"), old, new, *more, *parts)
    query = Directory(store).partners(Need(seeker="a", on="2026-06")).query
    idle, busy, busier, everywhere = (SIGNALS["activity"](query, id_)[0] for id_ in "bcde")
    assert 0 < idle < 0.2
    assert 0.6 < busy < busier < 1
    assert everywhere > 2


def test_a_common_word_finds_who_was_entered_last_and_adds_to_whom_rarer_ones_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matching_query, "_MOST_FOUND", 2)
    postings = {
        "rare": {"both": 0.5},
        "common": {"both": 0.5, "a": 0.5, "b": 0.5, "c": 0.5},
        "everywhere": {"b": 0.5, "c": 0.5, "d": 0.5, "both": 0.5, "e": 0.5},
    }

    found = matching_query._cosines({"everywhere": 0.2, "common": 0.4, "rare": 0.8}, postings)

    assert found == pytest.approx({"both": 0.7, "b": 0.3, "c": 0.3})


def test_of_equal_values_the_last_id_is_among_the_largest() -> None:
    values = {"b": 1.0, "a": 1.0, "d": 0.5, "c": 1.0, "e": 2.0}

    assert matching_query._largest(3, values) == ["e", "c", "b"]
    assert matching_query._largest(9, values) == ["e", "c", "b", "a", "d"]
    assert matching_query._largest(3, {}) == []


def test_projects_after_the_day_asked_for_make_nobody_more_than_busy(store: SqliteStore) -> None:
    later = Project(id="later", title="L", starts_on="2026")
    part = Participation(project_id="later", organisation_id="b", role="partner")
    applied(store, *(school(id_) for id_ in "ab"), later, part)
    query = Directory(store).partners(Need(seeker="a", on="1996")).query

    assert 0.8 < SIGNALS["activity"](query, "b")[0] <= 1
