"""A large network on the map: groups that open by click, by key, by going nearer, and by a search."""

from collections.abc import Generator, Iterator
from random import Random

import pytest
from playwright.sync_api import Page, expect

from graphdir.bootstrap import Settings
from graphdir.directory import Directory
from graphdir.model import Entity
from graphdir.network.map import MOST_NODES
from graphdir.stores.sqlite import SqliteStore
from tests.browser.pages import without_violation
from tests.browser.sites import served
from tests.builders import added, school, tie
from webapp import create_app

pytestmark = pytest.mark.browser
SIZE = MOST_NODES + 300


@pytest.fixture(scope="module")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """Yield the address of a site with neighbourhoods of 60 schools each."""
    directory = Directory(SqliteStore(tmp_path_factory.mktemp("large") / "network.db"))
    directory.apply(added(*neighbourhoods()))
    with served(create_app(directory, Settings(store=""))) as address:
        yield address
    directory.store.close()


def neighbourhoods() -> Iterator[Entity]:
    """Go through schools, and ties that mostly stay within 60 of them."""
    dice = Random(5)  # noqa: S311
    yield from (school(f"s{number:04}", f"Grundschule {number:04}") for number in range(SIZE))
    for number in range(1, SIZE):
        first = number - number % 60
        other = dice.randrange(first, number) if number > first else dice.randrange(number)
        yield tie(f"s{number:04}", f"s{other:04}")


def opened(page: Page, address: str) -> None:
    page.goto(address + "/map")
    expect(page.locator("#map[data-ready]")).to_be_visible()


def alone(page: Page) -> int:
    """Return how many organisations are drawn by themselves."""
    return int(page.evaluate("picture.data.nodes.filter((node) => !node.members).length"))


def test_it_opens_in_groups_that_say_how_many_they_hold(page: Page, large_site: str) -> None:
    opened(page, large_site)

    assert alone(page) == 0
    assert page.evaluate("picture.data.nodes.reduce((sum, node) => sum + node.members, 0)") == SIZE
    expect(page.locator("h1")).to_contain_text("1.800 Organisationen")
    expect(page.locator("#map-summary")).to_contain_text("Jeder Kreis steht für eine Gruppe")
    without_violation(page)


def test_a_click_opens_a_group_and_its_chip_closes_it(page: Page, large_site: str) -> None:
    opened(page, large_site)
    spot = page.evaluate("(({ x, y }) => picture.network.canvasToDOM({ x, y }))(picture.order[0])")
    size = page.evaluate("picture.order[0].members")
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
    expect(page.locator(".chip.chosen")).to_contain_text("geöffnet")

    assert alone(page) == size
    page.locator(".chip.chosen").click()
    expect(page.locator(".chip.chosen")).to_have_count(0)
    page.wait_for_function("picture.data.nodes.every((node) => node.members)")


def test_enter_opens_a_group_and_back_closes_it(page: Page, large_site: str) -> None:
    opened(page, large_site)
    page.locator("#map").focus()
    page.keyboard.press("n")
    expect(page.locator("#map-panel")).to_contain_text("Gruppe von")
    page.keyboard.press("Enter")
    expect(page.locator(".chip.chosen")).to_contain_text("geöffnet")
    page.go_back()

    expect(page.locator(".chip.chosen")).to_have_count(0)


def test_going_nearer_opens_a_group(page: Page, large_site: str) -> None:
    opened(page, large_site)
    page.evaluate("(({ x, y }) => picture.network.moveTo({ position: { x, y }, scale: 0.3 }))(picture.order[0])")
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _turn in range(12):
        page.mouse.wheel(0, -240)
        page.wait_for_timeout(60)

    expect(page.locator(".chip.chosen")).to_contain_text("geöffnet", timeout=10_000)
    assert alone(page) > 0


def test_a_search_finds_who_is_within_a_group(page: Page, large_site: str) -> None:
    opened(page, large_site)
    page.locator("#map-find").fill("Grundschule 0777")
    page.locator("#map-found li", has_text="nicht im Bild").first.click()
    expect(page.locator("#map-panel strong")).to_have_text("Grundschule 0777")

    assert alone(page) > 0
