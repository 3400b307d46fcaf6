import pytest

from graphdir.model import Topic
from graphdir.taxonomy import GROUP_LABELS, Taxonomy

TAXONOMY = Taxonomy.shipped()


@pytest.mark.parametrize(
    ("phrase", "topic"),
    [
        ("Streit auf dem Schulhof, Gewaltprävention", "violence_prevention"),
        ("Antimobbing-Training in Klasse 6", "bullying_prevention"),
        ("Power für die Kids - Teil I", "social_skills"),
        ("Berufsorientierungstage", "career_orientation"),
        ("Schulsozialarbeit an der Sekundarschule", "school_social_work"),
        ("Streitschlichterausbildung", "peer_mediation"),
    ],
)
def test_topics_are_recognised_by_their_synonyms(phrase: str, topic: str) -> None:
    assert topic in TAXONOMY.recognise(phrase)


def test_short_synonyms_match_whole_words_only() -> None:
    assert "stem" in TAXONOMY.recognise("ein MINT-Projekt")
    assert "stem" not in TAXONOMY.recognise("mintgrün gestrichen")


def test_nothing_is_recognised_in_nothing() -> None:
    assert TAXONOMY.recognise("") == ()
    assert TAXONOMY.recognise("…") == ()


def test_every_group_has_a_name() -> None:
    assert {kind.group for kind in TAXONOMY.organisation_kinds.values()} <= set(GROUP_LABELS)


def test_every_broader_topic_is_there() -> None:
    assert {topic.parent_id for topic in TAXONOMY.topics.values()} - {""} <= set(TAXONOMY.topics)


def test_ids_are_unique_and_labels_filled() -> None:
    for vocabulary in (TAXONOMY.organisation_kinds, TAXONOMY.relation_kinds, TAXONOMY.topics, TAXONOMY.target_groups):
        assert all(term.label("de") and term.label("en") for term in vocabulary.values())


def test_a_network_adds_topics_of_its_own() -> None:
    more = TAXONOMY.extended(topics=[Topic(id="beekeeping", label_de="Imkerei", parent_id="stem")])

    assert more.recognise("Imkerei-AG") == ("beekeeping",)
    assert "beekeeping" not in TAXONOMY.topics
