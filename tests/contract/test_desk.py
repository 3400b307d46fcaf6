"""Papers beside the network: the same promises on both stores."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from graphdir.desk import DeskStore, Paper, PaperChangedError, PaperNotFoundError
from graphdir.exporting.files import write_json
from graphdir.full_store import FullStore
from tests.builders import added, school

PAPER = Paper(
    sort="need",
    id="a1",
    at="2026-11-25T10:00:00+00:00",
    body={"text": "Mobbing in Klasse 6 </script>\n„ä“", "topics": ["x", "y"], "empty": None, "number": 3},
)


@pytest.fixture
def desk(store: FullStore) -> DeskStore:
    return cast("DeskStore", store)


def test_a_paper_is_found_as_it_was_added_and_the_latest_first(desk: DeskStore) -> None:
    later = replace(PAPER, id="b", at="2026-11-26T00:00:00+00:00")
    same_time = replace(PAPER, id="a0")
    for paper in (PAPER, later, same_time, replace(PAPER, sort="proposal", body={})):
        desk.add_paper(paper)

    assert desk.paper("need", "a1") == PAPER
    assert desk.papers("need") == [later, same_time, PAPER]
    assert desk.paper("need", "nobody's") is None
    assert desk.papers("nothing of the sort") == []


def test_an_id_is_taken_once(desk: DeskStore) -> None:
    desk.add_paper(PAPER)

    with pytest.raises(PaperChangedError):
        desk.add_paper(replace(PAPER, body={"text": "another"}))
    assert desk.paper("need", "a1") == PAPER


def test_a_change_needs_the_state_that_was_seen(desk: DeskStore) -> None:
    desk.add_paper(PAPER)
    after = replace(PAPER, body={"text": "solved"})
    desk.replace_paper(PAPER, after)

    with pytest.raises(PaperChangedError):
        desk.replace_paper(PAPER, replace(PAPER, body={"text": "late"}))
    with pytest.raises(PaperNotFoundError):
        desk.replace_paper(replace(PAPER, id="gone"), replace(PAPER, id="gone"))
    assert desk.papers("need") == [after]


def test_of_many_who_change_at_once_one_succeeds(desk: DeskStore) -> None:
    desk.add_paper(PAPER)

    def change(number: int) -> bool:
        try:
            desk.replace_paper(PAPER, replace(PAPER, body={"by": number}))
        except PaperChangedError:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(change, range(6))) == 1


def test_an_erased_paper_is_gone_and_erasing_again_does_nothing(desk: DeskStore) -> None:
    desk.add_paper(PAPER)
    desk.erase_paper("need", "a1")
    desk.erase_paper("need", "a1")

    assert desk.papers("need") == []
    desk.add_paper(PAPER)
    assert desk.papers("need") == [PAPER]


def test_papers_are_no_part_of_the_network(desk: DeskStore, store: FullStore, tmp_path: Path) -> None:
    store.apply(added(school("s")))
    revision = store.revision()
    write_json(store, tmp_path / "before.json", all_contacts=True)
    desk.add_paper(PAPER)
    write_json(store, tmp_path / "after.json", all_contacts=True)

    assert store.revision() == revision
    assert (tmp_path / "before.json").read_bytes() == (tmp_path / "after.json").read_bytes()
