"""Reading the agenda: filters with and without scripts, the grid, the keyboard, paper, one's own time."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from events import releases
from events.models import Event, SessionKind
from tests.browser.conftest import PHONE, OpenPage
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_room,
    make_session,
    make_speaker,
    make_track,
    make_venue,
)

AGENDA = "/events/orbit-forum/agenda/"
TITLES = ".session__title"
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(shift => { sum += shift.value; }))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 600);
})"""


@pytest.fixture
def forum(transactional_db) -> Event:
    """Two days in Tokyo and eight rooms: a talk and a panel at once, a workshop of three hours, a closing."""
    starts_at = (timezone.now().astimezone(ZoneInfo("Asia/Tokyo")) + dt.timedelta(days=30)).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    venue = make_venue(name_en="Hall of Engines", city_en="Tokyo", country="JP")
    event = make_event(
        slug="orbit-forum",
        title_en="Orbit Forum",
        title_ja="軌道フォーラム",
        venue=venue,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(days=1, hours=9),
    )
    rooms = [make_room(venue, name_en=f"Hall {number}", order=number) for number in range(8)]
    law = make_track(event, name_en="Law", name_ja="法")
    talk = make_session(
        event, title_en="Laws of orbit", title_ja="軌道の法", room=rooms[0], track=law, kind=SessionKind.TALK
    )
    byron = make_speaker("Byron", native_name="梅論 愛", native_language="ja")
    make_affiliation(byron, make_organization("Ministry of Engines", name_ja="機関省"))
    make_appearance(talk, byron)
    make_session(event, title_en="Debris", room=rooms[1], kind=SessionKind.PANEL, track=make_track(event))
    for number, room in enumerate(rooms[2:]):
        make_session(event, title_en=f"Bench {number}", room=room, kind=SessionKind.WORKSHOP, minutes=180)
    make_session(
        event, title_en="Closing", room=rooms[0], kind=SessionKind.CLOSING, starts_in=dt.timedelta(days=1)
    )
    releases.publish(event, by=None, now=timezone.now())
    return event


def titles(page: Page) -> list[str]:
    return page.locator(TITLES).all_inner_texts()


def test_filters_and_search_work_without_scripts(open_page: OpenPage, forum: Event):
    page = open_page(AGENDA, java_script_enabled=False)
    page.locator("summary", has_text="Kind").click()
    page.get_by_label("Talk").check()
    page.get_by_label("Panel").check()
    page.locator("details[open]").get_by_role("button", name="Show").click()
    assert titles(page) == ["Laws of orbit", "Debris"]
    expect(page.locator("#summary")).to_have_text("2 of 9 sessions")
    page.get_by_label("Search").fill("梅論")
    page.get_by_role("button", name="Find").click()
    assert titles(page) == ["Laws of orbit"]
    expect(page.locator(".session__found mark")).to_have_text("梅論")
    page.get_by_role("link", name="By room").click()
    expect(page.get_by_role("heading", level=2, name="Hall 0")).to_be_visible()
    page.get_by_role("link", name="Clear all filters").click()
    expect(page.locator("#summary")).to_have_text("9 sessions")


def test_with_scripts_filters_apply_at_once_keep_the_address_and_are_read_out(
    open_page: OpenPage, forum: Event
):
    page = open_page(AGENDA)
    page.evaluate("window.isTheSamePage = true")
    page.locator("summary", has_text="Kind").click()
    page.get_by_label("Talk").check()
    expect(page.locator(TITLES)).to_have_text(["Laws of orbit"])
    expect(page.locator("#announcer")).to_have_text("1 of 9 sessions")
    assert page.url.endswith("?kind=talk")
    page.keyboard.press("Escape")
    page.get_by_label("Search").fill("nothing like it")
    expect(page.locator("#announcer")).to_have_text("No session matches.")
    expect(page.locator(".empty")).to_be_visible()
    page.locator("#results .chips").get_by_role("link", name="Clear all filters").click()
    expect(page.locator(TITLES)).to_have_count(9)
    expect(page.get_by_label("Search")).to_have_value("")
    assert not page.get_by_label("Talk").is_checked()
    page.go_back()
    expect(page.locator("#announcer")).to_have_text("No session matches.")
    page.get_by_role("link", name="日本語").click()
    expect(page).to_have_url(f"{page.url.partition('/ja/')[0]}/ja{AGENDA}?q=nothing+like+it&kind=talk")
    assert page.evaluate("window.isTheSamePage") is None


def test_the_keyboard_opens_a_filter_chooses_and_leaves_it(open_page: OpenPage, forum: Event):
    page = open_page(AGENDA)
    kinds = page.locator("summary", has_text="Kind")
    kinds.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(TITLES)).to_have_text(["Debris"])
    expect(page.get_by_label("Panel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(kinds).to_be_focused()
    expect(page.get_by_label("Panel")).to_be_hidden()
    page.get_by_role("link", name="By track").press("Enter")
    expect(page.get_by_role("link", name="By track")).to_be_focused()
    page.get_by_role("link", name="Skip to the sessions").press("Enter")
    expect(page.locator("#results")).to_be_focused()


def test_the_grid_has_true_heights_and_keeps_rooms_and_times_in_sight(open_page: OpenPage, forum: Event):
    page = open_page(AGENDA + "?as=grid")
    half_hour = page.locator(".cell", has_text="Laws of orbit").bounding_box()
    three_hours = page.locator(".cell", has_text="Bench 0").bounding_box()
    assert half_hour
    assert three_hours
    assert three_hours["height"] + 2 == pytest.approx(6 * (half_hour["height"] + 2), abs=1)
    grid = page.locator(".time-grid").first
    box = grid.bounding_box()
    assert box
    grid.evaluate("grid => grid.scrollTo(300, 60)")
    head, hour = page.locator(".grid__head").nth(4), page.locator(".grid__hour > span").first
    assert head.bounding_box()["y"] == pytest.approx(box["y"], abs=2)
    assert hour.bounding_box()["x"] == pytest.approx(box["x"], abs=2)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size(PHONE)
    cells = [cell.bounding_box()["x"] for cell in page.locator(".cell").all()]
    assert len(set(cells)) == 1
    expect(page.locator(".grid__head").first).to_be_hidden()


def test_on_paper_it_says_what_it_is_and_has_no_navigation(open_page: OpenPage, forum: Event):
    page = open_page(AGENDA + "?kind=talk", color_scheme="dark")
    page.emulate_media(media="print")
    assert page.get_by_role("navigation").count() == 0
    expect(page.locator("#finding")).to_be_hidden()
    head = page.locator(".agenda-head").inner_text()
    assert all(
        words in head for words in ("Orbit Forum", "Hall of Engines", "Asia/Tokyo", "Release 1, published")
    )
    expect(page.locator(".chips .print-only")).to_have_text("Talk")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert (paper, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    assert (
        page.locator(TITLES).evaluate("title => getComputedStyle(title.closest('.session')).breakInside")
        == "avoid"
    )
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_ones_own_time_is_one_click_away_and_remembered(open_page: OpenPage, forum: Event):
    page = open_page(AGENDA, timezone_id="America/New_York")
    page.get_by_role("link", name="Show my times").click()
    expect(page.locator("#zone-help")).to_contain_text("All times are in America/New_York")
    expect(page.locator(".slot__date").first).to_be_visible()
    page.goto(AGENDA)
    expect(page.locator("#zone-help")).to_contain_text("All times are in America/New_York")
    page.get_by_role("link", name="Show the event’s times").click()
    expect(page.locator("#zone-help")).to_contain_text("All times are local to the event: Asia/Tokyo")
    page.goto(AGENDA)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#zone-help")).to_contain_text("All times are local to the event: Asia/Tokyo")


@pytest.mark.parametrize("query", ["", "?as=grid", "?q=orbit"])
def test_nothing_moves_while_the_page_loads(open_page: OpenPage, forum: Event, query: str):
    page = open_page(AGENDA + query, timezone_id="Europe/Paris")
    assert page.evaluate(SHIFTS) < 0.01
