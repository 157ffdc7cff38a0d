import pytest
from django.utils import timezone
from playwright.sync_api import Page

from events import releases
from events.models import Event
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.builders import make_appearance, make_event, make_room, make_session, make_speaker


@pytest.fixture
def event(transactional_db) -> Event:
    """A published event with one session."""
    event = make_event(slug="dialogue", title_en="Space Policy Dialogue", title_ja="宇宙政策対話")
    make_appearance(make_session(event, room=make_room()), make_speaker())
    releases.publish(event, by=None, now=timezone.now())
    return event


def width_needed(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_pages_open_without_a_word_from_the_console(
    open_page: OpenPage, event: Event, language: str, scheme: str, viewport: dict[str, int]
):
    page = open_page(viewport=viewport, color_scheme=scheme)
    prefix = "" if language == "en" else f"/{language}"
    for address in ("/", "/events/dialogue/", "/events/dialogue/agenda/", "/events/dialogue/speakers/"):
        page.goto(prefix + address)
        assert page.locator("html").get_attribute("lang") == language, address
        assert page.locator("h1").count() == 1, address
        assert width_needed(page) <= viewport["width"], address


def test_the_agenda_is_whole_without_scripts(open_page: OpenPage, event: Event):
    page = open_page("/events/dialogue/agenda/", java_script_enabled=False)
    assert page.get_by_role("link", name=event.sessions.get().title).is_visible()
