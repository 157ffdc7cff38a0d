"""That nothing moves under a reader's eyes while a page loads and while it is scrolled."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from config.demo import loading
from config.demo.dialogue.event import DIALOGUE
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.databases import on_one_database

pytestmark = on_one_database

SHIFTS = """() => new Promise(resolve => {
    const shifts = [];
    const note = list => shifts.push(...list.getEntries());
    new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
    window.scrollTo(0, document.scrollingElement.scrollHeight);
    // Two frames for what scrolling causes, one turn for the observer to hear of it.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(
        shifts.filter(shift => !shift.hadRecentInput).map(shift => `${shift.value.toFixed(4)}: ` +
            shift.sources.map(source => source.node?.outerHTML?.slice(0, 120)))
    ), 200)));
})"""


def shifts(page: Page) -> list[str]:
    """What moved by itself since the page began to load, and how far."""
    page.wait_for_load_state("networkidle")
    return page.evaluate(SHIFTS)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("name", ["", "agenda/", "speakers/", "register/"])
def test_nothing_moves_by_itself(transactional_db, open_page: OpenPage, viewport: dict[str, int], name: str):
    loading.load(now=timezone.now())

    page = open_page(f"/events/{DIALOGUE.slug}/{name}", viewport=viewport)

    found = shifts(page)
    assert not found, "\n".join(found)


def test_what_moves_is_noticed(open_page: OpenPage, transactional_db):
    page = open_page("/")
    page.evaluate("document.querySelector('main').style.marginTop = '200px'")

    assert shifts(page) != []
