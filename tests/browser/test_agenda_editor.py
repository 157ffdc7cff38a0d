"""Moving sessions about in the agenda editor, with the mouse and with the keyboard."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.permissions import Role
from events import scheduling
from events.models import Event, Session
from events.scheduling import Move, Place
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.keyboard import what_the_keyboard_misses
from tests.browser.people import make_colleague, sign_in
from tests.browser.test_pages import axe_violations
from tests.builders import make_appearance, make_event, make_room, make_session, make_speaker, make_venue

WIDE = {"width": 1400, "height": 900}
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def event(transactional_db) -> Event:
    event = make_event(venue=make_venue(), title_en="Dialogue")
    make_room(event.venue, name_en="Main Hall", order=1)
    make_room(event.venue, name_en="Room B", order=2)
    return event


@pytest.fixture
def opening(event: Event) -> Session:
    return make_session(event, title_en="Opening", room=event.venue.rooms.get(name_en="Main Hall"))


@pytest.fixture
def panel(event: Event) -> Session:
    session = make_session(
        event,
        title_en="Panel",
        starts_in=60 * MINUTE,
        minutes=60,
        room=event.venue.rooms.get(name_en="Room B"),
    )
    make_appearance(session, make_speaker("Minami"))
    return session


def editor(open_page: OpenPage, event: Event, **options: object) -> Page:
    """A window before the editor, for an organizer of the event."""
    page = open_page(**{"viewport": WIDE} | options)
    page.goto(reverse("admin:events_event_schedule", args=[event.pk]))
    sign_in(page, make_colleague(f"Ada{id(page)}", Role.ORGANIZER, event))
    return page


def block(page: Page, session: Session) -> Locator:
    return page.locator(f".agenda-editor [data-session='{session.pk}']")


def room(page: Page, name: str) -> Locator:
    return page.locator(".agenda-grid__room", has_text=name)


def drag(page: Page, start: tuple[float, float], *, right: float = 0, down: float = 0) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + right / 2, start[1] + down / 2, steps=4)
    page.mouse.move(start[0] + right, start[1] + down, steps=4)
    page.mouse.up()


def middle(locator: Locator) -> tuple[float, float]:
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def five_minutes(page: Page, session: Session) -> float:
    """How high five minutes are: a session of half an hour is six of them, and its margins."""
    box = block(page, session).bounding_box()
    assert box
    return (box["height"] + 2) / 6


def save(page: Page) -> None:
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("[data-part=state]")).to_have_text("Everything is saved.")


def place(session: Session) -> tuple[dt.timedelta | None, dt.timedelta | None, str | None]:
    """How long after the event's beginning, for how long and where it is saved to be."""
    session = Session.objects.select_related("event", "room").get(pk=session.pk)
    name = session.room.name if session.room else None
    if session.starts_at is None or session.ends_at is None:
        return None, None, name
    return session.starts_at - session.event.starts_at, session.ends_at - session.starts_at, name


def said(page: Page) -> Locator:
    return page.locator("[data-part=live]")


def test_a_session_is_dragged_to_another_time_and_room_and_stays_there(open_page, event, opening, panel):
    page = editor(open_page, event)
    expect(block(page, opening)).to_contain_text("09:00–09:30")
    there, here = middle(room(page, "Room B")), middle(block(page, opening))
    drag(page, here, right=there[0] - here[0], down=6 * five_minutes(page, opening))

    expect(block(page, opening)).to_contain_text("09:30–10:00")
    expect(said(page)).to_contain_text("Put down “Opening”")
    assert place(opening) == (0 * MINUTE, 30 * MINUTE, "Main Hall")
    save(page)

    assert place(opening) == (30 * MINUTE, 30 * MINUTE, "Room B")
    assert place(panel) == (60 * MINUTE, 60 * MINUTE, "Room B")
    page.reload()
    expect(block(page, opening)).to_contain_text("09:30–10:00")


def test_the_lower_edge_changes_the_length_and_undo_gives_it_back(open_page, event, opening):
    page = editor(open_page, event)
    step = five_minutes(page, opening)
    x, _y = middle(block(page, opening))
    box = block(page, opening).bounding_box()
    drag(page, (x, box["y"] + box["height"] - 3), down=3 * step)
    expect(block(page, opening)).to_contain_text("09:00–09:45")
    page.get_by_role("button", name="Undo").click()
    expect(block(page, opening)).to_contain_text("09:00–09:30")
    expect(page.get_by_role("button", name="Save changes")).to_be_disabled()
    page.get_by_role("button", name="Redo").click()
    save(page)

    assert place(opening) == (0 * MINUTE, 45 * MINUTE, "Main Hall")


def test_a_session_is_dragged_into_the_tray_out_of_it_and_to_another_day(open_page, event, opening):
    page = editor(open_page, event)
    tray = page.locator("[data-part=tray]")
    here, there = middle(block(page, opening)), middle(tray)
    drag(page, here, right=there[0] - here[0], down=there[1] - here[1])
    expect(tray.locator("[data-session]")).to_have_count(1)
    save(page)
    assert place(opening) == (None, None, "Main Hall")

    page.locator(".agenda-editor [data-date]").nth(1).click()
    here, there = middle(block(page, opening)), middle(room(page, "Room B"))
    drag(page, here, right=there[0] - here[0], down=there[1] - here[1] + 200)
    expect(page.locator(".agenda-grid [data-session]")).to_have_count(1)
    save(page)
    starts_in, minutes, name = place(opening)
    assert (minutes, name) == (30 * MINUTE, "Room B")
    assert starts_in >= 19 * 60 * MINUTE

    here = middle(block(page, opening))
    page.mouse.move(*here)
    page.mouse.down()
    page.mouse.move(*middle(page.locator(".agenda-editor [data-date]").first), steps=5)
    page.mouse.move(*middle(room(page, "Main Hall")), steps=5)
    page.mouse.move(here[0], here[1], steps=5)
    page.mouse.up()
    save(page)
    assert place(opening)[0] < 19 * 60 * MINUTE


def test_everything_is_done_by_keyboard(open_page, event, opening, panel):
    page = editor(open_page, event)
    held = block(page, opening)
    held.focus()
    page.keyboard.press("Enter")
    expect(held).to_have_attribute("aria-pressed", "true")
    expect(said(page)).to_contain_text("Picked up “Opening”")
    for key in ["ArrowDown", "ArrowDown", "ArrowRight", "Shift+ArrowDown"]:
        page.keyboard.press(key)
    expect(said(page)).to_have_text(re.compile(r"“Opening”: .*09:10–09:45, Room B"))
    expect(held).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-part=state]")).to_have_text("Everything is saved.")
    assert place(opening) == (10 * MINUTE, 35 * MINUTE, "Room B")

    page.keyboard.press(" ")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(said(page)).to_contain_text("“Opening” is back where it was")
    page.keyboard.press("Enter")
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    expect(page.locator(".agenda-grid [data-session]")).to_have_count(1)
    page.keyboard.press("Control+z")
    page.keyboard.press("Delete")
    expect(said(page)).to_have_text("“Opening” is unscheduled now.")
    expect(page.locator("[data-part=waiting] [data-session]")).to_be_focused()
    save(page)
    assert place(opening) == (None, None, "Room B")

    held.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    save(page)
    assert place(opening) == (120 * MINUTE, 35 * MINUTE, "Room B")


def test_conflicts_show_at_once_and_go_again(open_page, event, opening, panel):
    make_appearance(opening, panel.appearances.get().speaker)
    page = editor(open_page, event)
    problems = page.locator("[data-part=problems]")
    block(page, panel).focus()
    page.keyboard.press("Enter")
    for _press in range(8):
        page.keyboard.press("ArrowUp")
    expect(problems).to_contain_text("Ada Minami appears twice at once")
    page.keyboard.press("ArrowLeft")
    expect(problems).to_contain_text("Main Hall is taken twice: “Opening” and “Panel”.")
    page.keyboard.press("Enter")
    assert axe_violations(page) == []
    save(page)
    expect(problems).to_contain_text("Main Hall is taken twice")
    page.keyboard.press("Control+z")
    block(page, opening).focus()
    page.keyboard.press("Enter")
    for _press in range(24):
        page.keyboard.press("ArrowUp")
    expect(problems).to_contain_text("“Opening” lies outside the event’s own beginning and end.")
    expect(problems).not_to_contain_text("taken twice")


def overtake(session: Session, *, by: object, minutes: int) -> None:
    """Another organizer moves the session, at another screen."""
    seen = Place.of(Session.objects.get(pk=session.pk))
    to = replace(seen, starts_at=seen.starts_at + minutes * MINUTE, ends_at=seen.ends_at + minutes * MINUTE)
    scheduling.apply(session.event, [Move(session.pk, seen, to)], by=by, now=timezone.now())


def test_a_stale_save_is_refused_and_nothing_is_lost(open_page, event, opening, panel, browser_errors):
    page = editor(open_page, event)
    for session in (opening, panel):
        block(page, session).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    aiko = make_colleague("Aiko", Role.EDITOR, event)
    overtake(opening, by=aiko, minutes=60)
    overtake(panel, by=aiko, minutes=90)

    page.get_by_role("button", name="Save changes").click()
    refusal = page.locator("[data-part=refusal]")
    expect(refusal).to_be_focused()
    expect(refusal).to_contain_text(
        re.compile("Aiko moved “Opening” to .*10:00–10:30, Main Hall; yours was .*09:05–09:35, Main Hall.")
    )
    assert place(opening)[0] == 60 * MINUTE
    expect(block(page, opening)).to_contain_text("09:05–09:35")
    assert axe_violations(page) == []
    browser_errors.clear()

    refusal.get_by_role("button", name="Put mine on top: Opening").click()
    refusal.get_by_role("button", name="Take theirs: Panel").click()
    expect(block(page, panel)).to_contain_text("11:30–12:30")
    save(page)
    assert place(opening) == (5 * MINUTE, 30 * MINUTE, "Main Hall")
    assert place(panel) == (150 * MINUTE, 60 * MINUTE, "Room B")


def test_on_a_phone_and_without_scripts_the_table_does_it(open_page, event, opening, panel):
    for options in ({"viewport": PHONE}, {"java_script_enabled": False}):
        page = editor(open_page, event, **options)
        expect(page.locator(".agenda-editor")).to_be_hidden()
        page.get_by_label("Opening: Start").fill("09:20")
        page.get_by_label("Opening: Room").select_option("Room B")
        page.get_by_label("Panel: Minutes").fill("45")
        page.get_by_role("button", name="Save changes").click()
        expect(page.locator("main")).to_contain_text("2 sessions were changed.")
        assert place(opening) == (20 * MINUTE, 30 * MINUTE, "Room B")
        assert place(panel) == (60 * MINUTE, 45 * MINUTE, "Room B")
        Session.objects.filter(pk=opening.pk).update(starts_at=event.starts_at, ends_at=opening.ends_at)
        Session.objects.filter(pk=panel.pk).update(ends_at=panel.ends_at)


@pytest.mark.parametrize("view", ["grid", "table"])
def test_tab_reaches_everything_and_the_page_is_no_wider_than_a_phone(open_page, event, opening, panel, view):
    page = editor(open_page, event)
    page.goto(page.url.partition("?")[0] + f"?view={view}")
    assert what_the_keyboard_misses(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page, event, opening, panel, scheme):
    make_session(event, starts_in=None, title_en="Waiting")
    page = editor(open_page, event, color_scheme=scheme)
    assert axe_violations(page) == []
    page.goto(page.url.partition("?")[0] + "?view=table")
    assert axe_violations(page) == []
    page.get_by_role("link", name="Shift a block").click()
    page.get_by_role("button", name="Show what would change").click()
    assert axe_violations(page) == []
