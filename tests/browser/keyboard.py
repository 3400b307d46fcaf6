"""Walking through a page by keyboard."""

from playwright.sync_api import Page

_MARK = """() => {
    const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const shown = [...document.querySelectorAll(controls)]
        .filter((e) => e.checkVisibility() && !e.closest('details:not([open]) > :not(summary)'));
    shown.forEach((e, at) => e.dataset.control = at);
    return shown.length;
}"""


def controls_by_tab(page: Page) -> tuple[int, int]:
    """Return how many controls a page shows, and how many of them Tab reaches."""
    shown = page.evaluate(_MARK)
    reached = set()
    for _press in range(shown + 5):
        page.keyboard.press("Tab")
        at = page.evaluate("document.activeElement?.dataset.control ?? null")
        if at is not None:
            reached.add(at)
    return shown, len(reached)
