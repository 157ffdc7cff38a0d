"""Marking sessions, and one's own agenda: with the mouse, by keyboard, on two devices, without scripts."""

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from events import favourites, releases
from events.models import Event, Session
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.people import sign_in
from tests.browser.test_pages import axe_violations
from tests.builders import make_event, make_room, make_session, make_user, make_venue

HOUR = dt.timedelta(hours=1)
AGENDA, MINE = "/events/forum/agenda/", "/events/forum/my-agenda/"


@pytest.fixture
def forum(transactional_db) -> Event:
    """An event that begins in an hour, when two sessions run beside each other; then a third."""
    event = make_event(
        slug="forum",
        title_en="Forum",
        venue=make_venue(),
        starts_at=timezone.now().replace(microsecond=0) + HOUR,
    )
    rooms = [make_room(event.venue, name_en=f"Room {letter}", order=letter) for letter in (1, 2)]
    make_session(event, title_en="Orbits", room=rooms[0], minutes=60)
    make_session(event, title_en="Engines", room=rooms[1], minutes=60)
    make_session(event, title_en="Closing", starts_in=HOUR, room=rooms[0])
    releases.publish(event, by=None, now=timezone.now())
    return event


@pytest.fixture
def ada(forum: Event) -> User:
    user = make_user("ada@example.org", name="Ada Lovelace")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def star(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=f"Favourite: {title}", exact=True)


def my_sessions(page: Page) -> Locator:
    return page.locator("[data-session]:visible h3")


def count(page: Page) -> Locator:
    return page.locator("[data-my-agenda] a")


def code(event: Event, title: str) -> str:
    return Session.objects.get(event=event, title_en=title).code


def in_the_account(user: User, event: Event) -> list[str]:
    event.refresh_from_db()
    marked = favourites.shown(user, event)
    return [Session.objects.get(code=code).title for code in marked]


def test_stars_fill_the_agenda_of_this_browser(open_page: OpenPage, forum: Event):
    page = open_page(AGENDA)
    expect(count(page)).to_have_text("My agenda")
    expect(star(page, "Orbits")).to_have_attribute("aria-pressed", "false")
    star(page, "Orbits").click()
    star(page, "Closing").click()
    expect(star(page, "Orbits")).to_have_attribute("aria-pressed", "true")
    expect(count(page)).to_have_text("My agenda 2")

    count(page).click()
    expect(my_sessions(page)).to_have_text(["Orbits", "Closing"])
    expect(page.get_by_text("take place at the same time")).to_be_hidden()
    expect(page.locator("main")).to_contain_text("In this browser only.")

    page.goto(f"/events/forum/sessions/{code(forum, 'Orbits')}/")
    button = page.get_by_role("button", name="Favourite", exact=True)
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(count(page)).to_have_text("My agenda 1")
    page.goto(MINE)
    expect(my_sessions(page)).to_have_text(["Closing"])
    expect(open_page(MINE).get_by_text("There is nothing in your agenda yet.")).to_be_visible()


def test_an_empty_agenda_leads_to_the_whole_one(open_page: OpenPage, forum: Event):
    page = open_page(MINE)
    page.get_by_role("link", name="Choose sessions in the agenda").click()
    page.wait_for_url(f"**{AGENDA}")


def test_stars_are_pressed_by_keyboard(open_page: OpenPage, forum: Event):
    page = open_page(AGENDA)
    page.locator(f"[id='{code(forum, 'Orbits')}'] h4 a").focus()
    page.keyboard.press("Tab")
    expect(star(page, "Orbits")).to_be_focused()
    page.keyboard.press("Space")
    expect(star(page, "Orbits")).to_have_attribute("aria-pressed", "true")
    page.goto(MINE)
    star(page, "Orbits").focus()
    page.keyboard.press("Enter")
    # It stays where it is, for whoever slipped.
    expect(star(page, "Orbits")).to_be_focused()
    expect(star(page, "Orbits")).to_have_attribute("aria-pressed", "false")
    expect(count(page)).to_have_text("My agenda")
    page.keyboard.press("Enter")
    expect(count(page)).to_have_text("My agenda 1")
    star(page, "Orbits").click()
    page.reload()
    expect(my_sessions(page)).to_have_count(0)


def test_overlaps_and_what_comes_next_are_said(open_page: OpenPage, forum: Event):
    page = open_page(AGENDA)
    for title in ("Engines", "Orbits", "Closing"):
        star(page, title).click()
    page.goto(MINE)
    expect(page.get_by_text("Some of your sessions take place at the same time.")).to_be_visible()
    shown = page.locator("[data-session]:visible")
    orbits, engines, closing = (
        shown.filter(has=page.get_by_role("heading", name=title))
        for title in ("Orbits", "Engines", "Closing")
    )
    expect(orbits).to_contain_text("At the same time: Engines")
    expect(engines).to_contain_text("At the same time: Orbits")
    expect(closing).not_to_contain_text("At the same time")
    expect(page.get_by_text("Next", exact=True).filter(visible=True)).to_have_count(2)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe_violations(page) == []

    page.clock.install(time=dt.datetime.now(tz=dt.UTC) + HOUR + dt.timedelta(minutes=5))
    page.reload()
    expect(orbits).to_contain_text("Now")
    expect(closing).to_contain_text("Next")
    star(page, "Engines").click()
    expect(page.get_by_text("At the same time").filter(visible=True)).to_have_count(0)


def test_the_calendars_hold_what_was_chosen(open_page: OpenPage, forum: Event, site: str):
    page = open_page(AGENDA)
    star(page, "Closing").click()
    page.goto(f"{MINE}?tz=Europe/Paris")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download for a calendar (.ics)").click()
    content = started.value.path().read_text()
    assert content.count("BEGIN:VEVENT") == 1
    assert "SUMMARY;LANGUAGE=en:Closing" in content
    assert "TZID=Europe/Paris" in content
    address = page.get_by_role("link", name="Subscribe in a calendar").get_attribute("href")
    assert address.startswith(f"webcal://{urlsplit(site).netloc}/events/forum/my-agenda.ics?")
    assert parse_qs(urlsplit(address).query) == {"s": [code(forum, "Closing")], "tz": ["Europe/Paris"]}


def test_nothing_moves_when_the_stars_appear(open_page: OpenPage, forum: Event):
    boxes = "(one) => JSON.stringify(one.getBoundingClientRect())"
    places = (
        f"Array.from(document.querySelectorAll('.session *:not(.star, .star *), .action *, nav li'), {boxes})"
    )
    for address in (AGENDA, f"/events/forum/sessions/{code(forum, 'Orbits')}/"):
        for viewport in ({"width": 1400, "height": 900}, PHONE):
            with_stars = open_page(address, viewport=viewport)
            expect(with_stars.locator("[data-favourite]").first).to_be_visible()
            without = open_page(address, viewport=viewport, java_script_enabled=False)
            assert with_stars.evaluate(places) == without.evaluate(places)


def test_without_scripts_a_calendar_can_be_had_all_the_same(open_page: OpenPage, forum: Event):
    page = open_page(AGENDA, java_script_enabled=False)
    expect(page.get_by_role("button", name=re.compile("Favourite"))).to_have_count(0)
    expect(page.get_by_role("link", name="My agenda")).to_have_count(0)
    page.get_by_role("link", name="A calendar of the sessions that you choose").click()
    page.get_by_role("checkbox", name="Orbits").check()
    page.get_by_role("checkbox", name="Closing").check()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download for a calendar (.ics)").click()
    assert started.value.path().read_text().count("BEGIN:VEVENT") == 2


def test_an_account_unites_what_its_devices_marked(open_page: OpenPage, forum: Event, ada: User):
    favourites.change(ada, forum_now(forum), {code(forum, "Engines"): True}, now=timezone.now())
    desk = open_page(AGENDA)
    star(desk, "Orbits").click()
    desk.goto(MINE)
    desk.get_by_role("link", name="Sign in").click()
    sign_in(desk, ada)
    desk.wait_for_url(f"**{MINE}")
    expect(my_sessions(desk)).to_have_text(["Orbits", "Engines"])
    expect(desk.locator("main")).to_contain_text("In your account, for all your devices: Ada Lovelace")
    assert in_the_account(ada, forum) == ["Orbits", "Engines"]

    phone = open_page(f"/accounts/login/?next={AGENDA}", viewport=PHONE)
    sign_in(phone, ada)
    expect(count(phone)).to_have_text("My agenda 2")
    star(phone, "Orbits").click()
    expect(star(phone, "Orbits")).to_have_attribute("aria-pressed", "false")
    star(phone, "Closing").click()
    expect(count(phone)).to_have_text("My agenda 2")

    desk.reload()
    expect(my_sessions(desk)).to_have_text(["Engines", "Closing"])
    assert axe_violations(desk) == []
    assert in_the_account(ada, forum) == ["Engines", "Closing"]


def test_whoever_signs_out_leaves_nothing_behind(open_page: OpenPage, forum: Event, ada: User):
    page = open_page(f"/accounts/login/?next={AGENDA}")
    sign_in(page, ada)
    star(page, "Orbits").click()
    expect(count(page)).to_have_text("My agenda 1")
    # At once, and perhaps before the account has said that it knows.
    page.goto("/accounts/logout/")
    page.locator("main form button").click()
    page.wait_for_url(lambda address: "logout" not in address)
    page.goto(MINE)
    expect(page.get_by_text("There is nothing in your agenda yet.")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Ada Lovelace")
    page.goto(f"/accounts/login/?next={MINE}")
    sign_in(page, ada)
    expect(my_sessions(page)).to_have_text(["Orbits"])


def test_the_secret_address_is_renewed(open_page: OpenPage, forum: Event, ada: User, site: str):
    page = open_page(f"/accounts/login/?next={AGENDA}")
    sign_in(page, ada)
    star(page, "Orbits").click()
    page.goto(MINE)
    link = page.get_by_role("link", name="Subscribe in a calendar")
    expect(link).to_have_attribute("href", re.compile(r"^webcal://.+/my-agenda/[\w-]{32}\.ics$"))
    old = link.get_attribute("href").replace("webcal:", "http:")
    assert "SUMMARY;LANGUAGE=en:Orbits" in page.request.get(old).text()
    page.get_by_text("The address is secret").click()
    page.get_by_role("button", name="Take another address").click()
    expect(page.get_by_text("There is a new address. Subscribe again.")).to_be_visible()
    assert page.request.get(old).status == 404
    assert page.request.get(link.get_attribute("href").replace("webcal:", "http:")).ok


def test_what_could_not_be_saved_is_saved_later(
    open_page: OpenPage, forum: Event, ada: User, browser_errors: list[str]
):
    page = open_page(f"/accounts/login/?next={AGENDA}")
    sign_in(page, ada)
    star(page, "Orbits").click()
    expect(count(page)).to_have_text("My agenda 1")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    star(page, "Closing").click()
    star(page, "Orbits").click()
    expect(page.get_by_role("status").filter(has_text="Not saved in your account yet")).to_be_visible()
    assert in_the_account(ada, forum) == ["Orbits"]
    page.context.set_offline(False)
    expect(page.get_by_text("Not saved in your account yet")).to_have_count(0)
    browser_errors.clear()
    page.reload()
    expect(star(page, "Closing")).to_have_attribute("aria-pressed", "true")
    expect(star(page, "Orbits")).to_have_attribute("aria-pressed", "false")
    assert in_the_account(ada, forum) == ["Closing"]


def test_sessions_that_come_without_another_page_have_stars(open_page: OpenPage, forum: Event):
    page = open_page(AGENDA)
    star(page, "Orbits").click()
    page.evaluate(
        """async (address) => {
          const fresh = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
          document.querySelector("main").replaceChildren(...fresh.querySelector("main").children);
        }""",
        AGENDA,
    )
    expect(star(page, "Orbits")).to_have_attribute("aria-pressed", "true")
    star(page, "Closing").click()
    expect(count(page)).to_have_text("My agenda 2")


def test_windows_of_one_browser_agree(open_page: OpenPage, forum: Event):
    first = open_page(AGENDA)
    second = first.context.new_page()
    second.goto(AGENDA)
    star(first, "Orbits").click()
    expect(star(second, "Orbits")).to_have_attribute("aria-pressed", "true")
    star(second, "Closing").click()
    expect(count(first)).to_have_text("My agenda 2")


def test_on_paper_stands_what_was_chosen(open_page: OpenPage, forum: Event):
    page = open_page(AGENDA)
    star(page, "Orbits").click()
    page.goto(MINE)
    page.emulate_media(media="print")
    expect(my_sessions(page)).to_have_text(["Orbits"])
    expect(star(page, "Orbits")).to_be_hidden()
    expect(page.get_by_role("link", name="Subscribe in a calendar")).to_be_hidden()


def forum_now(event: Event) -> Event:
    event.refresh_from_db()
    return event
