"""Every page of the site on a wide and a narrow screen, in each language, by day and by night."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from config.demo import loading
from config.demo.dialogue.event import DIALOGUE
from events import programme
from events.models import Event
from registrations.models import Registration
from tests.browser.accessibility import axe_violations
from tests.browser.addresses import tours
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.keyboard import what_the_keyboard_misses
from tests.browser.people import register
from tests.databases import on_one_database

pytestmark = on_one_database

WIDE = {"width": 1400, "height": 900}
AGENDA = f"/events/{DIALOGUE.slug}/agenda/"

PREFIXES = {"en": "", "ja": "/ja"}

Walk = Callable[..., Iterator[tuple[Page, str]]]


@pytest.fixture
def demo(transactional_db, settings) -> None:
    """The demo, with a session moved since its last release."""
    loading.load(now=timezone.now())
    session = Event.objects.get(slug=DIALOGUE.slug).sessions.filter(kind="panel").latest("starts_at")
    session.title_en += ", continued"
    session.save()


@pytest.fixture
def walk(demo: None, open_page: OpenPage, site: str) -> Walk:
    """A function that opens all pages one after another, signed in where one has to be."""

    def through_all(language: str = "en", **options: Any) -> Iterator[tuple[Page, str]]:
        for tour in tours():
            page = open_page(**options)
            if tour.user:
                page.context.add_cookies([cookie_of(tour.user) | {"url": site}])
            for address in tour.addresses:
                page.goto(PREFIXES[language] + address)
                yield page, address
            page.context.close()

    return through_all


def cookie_of(email: str) -> dict[str, str]:
    """With which a browser is signed in."""
    client = Client()
    client.force_login(User.objects.get(email=email), "django.contrib.auth.backends.ModelBackend")
    return {"name": "sessionid", "value": client.cookies["sessionid"].value}


def faults_of_frame(page: Page, *, address: str, language: str) -> list[str]:
    """What is wrong with the frame that every page has, on a wide and on a narrow screen."""
    other = next(code for code in PREFIXES if code != language)
    language_link = page.locator(f"header a[hreflang={other}]").get_attribute("href")
    faults = {
        "is not in its language": page.locator("html").get_attribute("lang") != language,
        f"has a language link to {language_link}": language_link != PREFIXES[other] + address,
        "has not one main heading": page.locator("h1").count() != 1,
    }
    for viewport in (WIDE, PHONE):
        page.set_viewport_size(viewport)
        too_wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        faults[f"is {too_wide} pixels wider than {viewport['width']}"] = too_wide > 0
    return [fault for fault, is_there in faults.items() if is_there]


def assert_faultless(faults: dict[str, list[str]]) -> None:
    """Name every fault of every page, not only the first."""
    lines = [f"{address}: {fault}" for address, found in faults.items() for fault in found]
    assert not lines, "\n".join(lines)


@pytest.mark.parametrize("language", PREFIXES)
def test_pages_fit_every_screen_and_the_console_keeps_silent(
    walk: Walk, language: str, browser_errors: list[str]
):
    faults = {}
    for page, address in walk(language, viewport=WIDE):
        faults[address] = [*faults_of_frame(page, address=address, language=language), *browser_errors]
        browser_errors.clear()
        page.set_viewport_size(WIDE)
    assert_faultless(faults)


@pytest.mark.parametrize(
    ("language", "scheme", "viewport"),
    [("en", "light", WIDE), ("ja", "dark", PHONE)],
    ids=["wide-light-en", "phone-dark-ja"],
)
def test_axe_finds_no_violation(walk: Walk, language: str, scheme: str, viewport: dict[str, int]):
    pages = walk(language, viewport=viewport, color_scheme=scheme)
    assert_faultless({address: axe_violations(page) for page, address in pages})


def test_everything_is_reached_by_tab_and_one_sees_where_one_is(walk: Walk):
    assert_faultless({address: what_the_keyboard_misses(page) for page, address in walk(viewport=WIDE)})


@pytest.mark.parametrize("address", [AGENDA, "/accounts/login/"])
def test_the_first_link_leads_past_the_head_of_the_page(demo: None, open_page: OpenPage, address: str):
    page = open_page(address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


def test_the_agenda_is_whole_without_scripts(demo: None, open_page: OpenPage):
    page = open_page(AGENDA, java_script_enabled=False)
    dialogue = Event.objects.get(slug=DIALOGUE.slug)
    published = programme.read(dialogue)
    assert page.locator(".session").count() == len(published.sessions)
    for session in published.sessions:
        shown = page.locator(f"[id='{session.code}']")
        assert session.title.value in shown.inner_text()
        assert f"{session.starts_at:%H:%M}–{session.ends_at:%H:%M}" in shown.inner_text()

    page.get_by_text("Another time zone").click()
    page.get_by_label("Time zone").select_option("Europe/Paris")
    page.locator("#zone-form").get_by_role("button", name="Show").click()
    page.wait_for_url("**/agenda/?tz=Europe%2FParis")
    expect(page.locator("#zone-help")).to_contain_text("Europe/Paris")
    first = programme.read(dialogue, zone=ZoneInfo("Europe/Paris")).sessions[0]
    expect(page.locator(f"[id='{first.code}']")).to_contain_text(
        f"{first.starts_at:%H:%M}–{first.ends_at:%H:%M}"
    )
    page.get_by_role("link", name=first.title.value).click()
    expect(page.locator("main")).to_contain_text(f"{first.starts_at:%H:%M}")
    page.goto(AGENDA + "?tz=Mars/Olympus")
    expect(page.get_by_role("alert")).to_contain_text("Mars/Olympus")


def test_registering_needs_no_scripts(demo: None, open_page: OpenPage):
    page = open_page(f"/events/{DIALOGUE.slug}/", java_script_enabled=False)
    register(
        page,
        family_name="Lovelace",
        email="ada@example.org",
        organization_name="Engines",
        sector="government",
        country="GB",
    )
    assert Registration.objects.get(email="ada@example.org").family_name == "Lovelace"


def test_a_form_sent_with_gaps_says_so_beside_each_field_and_keeps_the_rest(demo: None, open_page: OpenPage):
    page = open_page(f"/events/{DIALOGUE.slug}/register/")
    page.get_by_label("Position").fill("Engineer")
    page.get_by_role("button", name="Register").click()
    summary = page.get_by_role("alert")
    summary.get_by_role("link", name="Family name").click()
    family_name = page.get_by_role("textbox", name="Family name")
    expect(family_name).to_be_focused()
    expect(family_name).to_have_accessible_description(re.compile("Write your family name."))
    expect(page.get_by_label("Position")).to_have_value("Engineer")
    assert axe_violations(page) == []


@pytest.mark.parametrize("language", PREFIXES)
def test_what_is_not_there_is_answered_by_a_whole_page(
    demo: None, open_page: OpenPage, language: str, browser_errors: list[str]
):
    page = open_page()
    answer = page.goto(PREFIXES[language] + "/events/nothing/agenda/")
    assert answer is not None
    assert answer.status == 404
    assert faults_of_frame(page, address="/events/nothing/agenda/", language=language) == []
    assert axe_violations(page) == []
    browser_errors.clear()  # of the address itself


def test_dark_colours_once_chosen_stay(demo: None, open_page: OpenPage):
    page = open_page("/", color_scheme="light")
    by_day = paper_of(page)
    page.get_by_role("button", name="Dark colours").click()
    by_night = paper_of(page)
    assert by_night != by_day
    page.goto(AGENDA)
    assert paper_of(page) == by_night
    expect(page.get_by_role("button", name="Dark colours")).to_have_attribute("aria-pressed", "true")


def paper_of(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))
