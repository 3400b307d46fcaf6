"""Pages as a test looks at them: when they are there, and with axe."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def settled(page: Page) -> Page:
    """Return the page when it waits for nothing any more: on a busy machine it says first how far it is."""
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=60_000)
    page.wait_for_load_state()
    return page


def without_violation(page: Page) -> None:
    """Let axe look at a page; it has to find nothing."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def looked_at(page: Page) -> Page:
    """Return the page, which axe has nothing to say against, and which is no wider than its window."""
    without_violation(settled(page))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    return page
