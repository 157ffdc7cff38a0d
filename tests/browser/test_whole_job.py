"""From the organizer's draft to the list in a spreadsheet, by clicking: what Plenary is for."""

import csv
import datetime as dt
import io
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.permissions import Role
from events import releases
from events.models import AppearanceRole, Event, EventOrganization, OrganizationRole, Session, SessionKind
from registrations.models import Export, Registration, Status
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.mailbox import (
    Mailbox,
    code_in,
    personal_address_in,
    text_of,
    verification_address_in,
)
from tests.browser.people import download, make_colleague, move, open_in_admin, register, sign_in
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_registration,
    make_room,
    make_session,
    make_speaker,
    make_ticket_type,
    make_venue,
)

ADA, TARO = "ada@example.org", "taro@example.jp"


@pytest.fixture
def forum(transactional_db) -> Event:
    """A published event of one morning in the Main Hall; Grace has one of its two seats."""
    starts_at = (timezone.now().astimezone(ZoneInfo("Asia/Tokyo")) + dt.timedelta(days=30)).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    venue = make_venue(
        name_en="Hall of Engines", name_ja="機関館", city_en="Tokyo", city_ja="東京", country="JP"
    )
    hall = make_room(venue, name_en="Main Hall", name_ja="大ホール")
    make_room(venue, name_en="Harbour Room", name_ja="港の間")
    event = make_event(
        slug="orbit-forum",
        title_en="Orbit Forum",
        title_ja="軌道フォーラム",
        venue=venue,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=9),
    )
    ministry = make_organization("Ministry of Engines", name_ja="機関省")
    EventOrganization.objects.create(event=event, organization=ministry, role=OrganizationRole.HOST)
    make_session(
        event,
        kind=SessionKind.OPENING,
        title_en="Opening remarks",
        title_ja="開会挨拶",
        room=hall,
        minutes=45,
    )
    panel = make_session(
        event,
        kind=SessionKind.PANEL,
        title_en="Who watches orbit?",
        title_ja="軌道を見守るのは誰か",
        room=hall,
        starts_in=dt.timedelta(hours=1),
        minutes=45,
    )
    byron = make_speaker("Byron", native_name="梅論 愛", native_language="ja")
    make_affiliation(byron, ministry, position_en="Director", position_ja="部長")
    make_appearance(panel, byron, role=AppearanceRole.MODERATOR, is_confirmed=True)
    releases.publish(event, by=None, now=timezone.now())
    seats = make_ticket_type(event, name_en="Delegate", name_ja="参加者", capacity=2)
    make_registration(seats, "Grace", family_name="Hopper", email="grace@example.org")
    return event


@pytest.fixture
def panel(forum: Event) -> Session:
    return forum.sessions.get(kind=SessionKind.PANEL)


def test_the_whole_job(open_page: OpenPage, mailbox: Mailbox, forum: Event, panel: Session):
    publish_a_move(open_page, panel)
    read_it_in_both_languages(open_page, panel)
    ada_registers_and_gets_the_last_seat(open_page, mailbox)
    taro_registers_in_japanese_and_waits(open_page, mailbox)
    ada_changes_a_detail_and_cancels(open_page, mailbox)
    taro_gets_the_seat(open_page, mailbox)
    staff_take_the_lists_away(open_page, forum)


def publish_a_move(open_page: OpenPage, panel: Session) -> None:
    page = open_page("/admin/")
    sign_in(page, make_colleague("Olga", Role.ORGANIZER, panel.event))
    open_in_admin(page, panel)
    move(page, starts="14:00", ends="14:45", room="Harbour Room")

    moved = page.locator(".changes li").filter(has_text="Who watches orbit?")
    expect(moved.locator("del")).to_contain_text("10:00–10:45, Main Hall")
    expect(moved.locator("ins")).to_contain_text("14:00–14:45, Harbour Room")
    assert page.locator(".changes li").count() == 1

    page.get_by_label("Note").fill("The panel needs the tables of the Harbour Room.")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="See it as the public does").click()
    expect(page).to_have_url(f"{page.url.partition('/events')[0]}/events/orbit-forum/agenda/")
    assert panel.event.releases.latest("number").note == "The panel needs the tables of the Harbour Room."


def read_it_in_both_languages(open_page: OpenPage, panel: Session) -> None:
    page = open_page("/", viewport=PHONE)
    page.get_by_role("link", name="Orbit Forum").click()
    page.get_by_role("link", name="Agenda", exact=True).click()
    on_agenda = page.locator(f"[id='{panel.code}']")
    expect(on_agenda).to_contain_text("Who watches orbit?")
    expect(on_agenda).to_contain_text("14:00–14:45")
    expect(on_agenda).to_contain_text("Harbour Room")
    expect(on_agenda).to_contain_text("Ada Byron")

    page.get_by_role("link", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(on_agenda).to_contain_text("軌道を見守るのは誰か")
    expect(on_agenda).to_contain_text("14:00～14:45")
    expect(on_agenda).to_contain_text("港の間")
    expect(on_agenda).to_contain_text("梅論 愛")
    on_agenda.get_by_role("link", name="軌道を見守るのは誰か").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("軌道を見守るのは誰か")
    expect(page.locator("main")).to_contain_text("港の間")


def ada_registers_and_gets_the_last_seat(open_page: OpenPage, mailbox: Mailbox) -> None:
    page = open_page("/events/orbit-forum/")
    register(
        page,
        given_name="Ada",
        family_name="Lovelace",
        name_order="given_first",
        native_name="Ада Лавлейс",
        email=ADA,
        organization_name="Analytical Engines",
        sector="industry",
        position="Engineer",
        country="GB",
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")
    mailbox.deliver()
    page = open_page(verification_address_in(mailbox.newest_to(ADA)))
    assert Registration.objects.unverified().get().email == ADA
    page.get_by_role("button", name="Verify and register").click()
    expect(page.get_by_text("Your seat is confirmed.")).to_be_visible()
    mailbox.deliver()
    letter = mailbox.newest_to(ADA)
    assert letter["Subject"] == "Registration confirmed: Orbit Forum"
    assert "Your registration for Orbit Forum is confirmed." in text_of(letter)
    assert [part.get_content_type() for part in letter.iter_attachments()] == ["text/calendar"]


def taro_registers_in_japanese_and_waits(open_page: OpenPage, mailbox: Mailbox) -> None:
    page = open_page("/ja/", viewport=PHONE, locale="ja-JP")
    page.get_by_role("link", name="軌道フォーラム").click()
    register(
        page,
        family_name="Yamada",
        given_name="Taro",
        name_order="family_first",
        native_name="山田 太郎",
        email=TARO,
        organization_name="機関省",
        sector="government",
        position="課長",
        country="JP",
    )
    mailbox.deliver()
    page.locator("[name=code]").fill(code_in(mailbox.newest_to(TARO)))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url("**/ja/registrations/*/")
    mailbox.deliver()
    letter = mailbox.newest_to(TARO)
    assert "軌道フォーラム" in letter["Subject"]
    assert all(words in text_of(letter) for words in ("山田 太郎", "機関館", "参加者"))
    page.goto(personal_address_in(letter))
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator(".tag--waitlisted")).to_be_visible()
    assert page.locator(".ticket img").count() == 0


def ada_changes_a_detail_and_cancels(open_page: OpenPage, mailbox: Mailbox) -> None:
    page = open_page(personal_address_in(mailbox.newest_to(ADA)))
    expect(page.get_by_text("Your seat is confirmed.")).to_be_visible()
    expect(page.get_by_role("img", name="QR code of the ticket")).to_be_visible()

    page.get_by_role("link", name="Change your details").click()
    page.get_by_label("Position").fill("Chief Engineer")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Your details have been changed.")
    expect(page.locator(".facts").filter(has_text="Analytical Engines")).to_contain_text("Chief Engineer")

    page.get_by_role("link", name="Cancel your registration").click()
    page.get_by_role("button", name="Cancel my registration").click()
    expect(page.get_by_text("Your registration is cancelled.")).to_be_visible()
    assert page.get_by_role("img", name="QR code of the ticket").count() == 0
    mailbox.deliver()
    assert mailbox.newest_to(ADA)["Subject"] == "Registration cancelled: Orbit Forum"


def taro_gets_the_seat(open_page: OpenPage, mailbox: Mailbox) -> None:
    assert mailbox.count_to(TARO) == 3
    letter = mailbox.newest_to(TARO)
    assert "軌道フォーラム" in letter["Subject"]
    assert "山田 太郎" in text_of(letter)
    assert [part.get_content_type() for part in letter.iter_attachments()] == ["text/calendar"]
    page = open_page(personal_address_in(letter), viewport=PHONE, locale="ja-JP")
    expect(page.locator(".tag--confirmed")).to_be_visible()
    expect(page.locator(".ticket img")).to_be_visible()
    expect(page.locator(".ticket")).to_contain_text(Registration.objects.get(email=TARO).ticket_code)


def staff_take_the_lists_away(open_page: OpenPage, forum: Event) -> None:
    page = open_page("/")
    page.get_by_role("link", name="For staff").click()
    sign_in(page, make_colleague("Dora", Role.EXPORTER, forum))
    page.get_by_role("link", name="Orbit Forum").click()
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(3)
    page.get_by_label("Search").fill("lovelace")
    page.get_by_role("button", name="Find").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Chief Engineer")
    page.get_by_role("link", name="Clear all filters").click()
    expect(rows).to_have_count(3)
    page.get_by_role("list", name="Status").get_by_role("link", name="Confirmed").click()
    expect(rows).to_have_count(2)

    assert people_in(in_csv(download(page, "CSV", purpose="Name badges"))) == [
        ("Grace", "grace@example.org", "Confirmed"),
        ("Taro", TARO, "Confirmed"),
    ]

    page.get_by_role("link", name="Back to the attendees").click()
    page.get_by_role("link", name="Clear all filters").click()
    assert people_in(in_xlsx(download(page, "XLSX", purpose="Report to the host"))) == [
        ("Ada", ADA, "Cancelled"),
        ("Grace", "grace@example.org", "Confirmed"),
        ("Taro", TARO, "Confirmed"),
    ]

    page.get_by_role("link", name="Exports", exact=True).click()
    expect(page.get_by_role("table").locator("tbody tr")).to_contain_text(
        ["Report to the host", "Name badges"]
    )
    exports = Export.objects.order_by("exported_at").values_list("purpose", "filters", "row_count")
    assert list(exports) == [
        ("Name badges", {"status": [Status.CONFIRMED]}, 2),
        ("Report to the host", {}, 3),
    ]


def test_an_error_stops_the_publication_and_a_warning_asks(open_page: OpenPage, forum: Event, panel: Session):
    page = open_page("/admin/")
    sign_in(page, make_colleague("Olga", Role.ORGANIZER, forum))
    open_in_admin(page, panel)
    move(page, starts="09:30", ends="10:15", room="Main Hall")
    error = page.get_by_role("region", name="error")
    expect(error).to_contain_text("Main Hall")
    assert page.get_by_role("button", name="Publish", exact=True).count() == 0

    error.get_by_role("link", name="Who watches orbit?").click()
    move(page, starts="09:30", ends="10:15", room="Harbour Room")
    expect(page.get_by_role("region", name="warning")).to_contain_text("Opening remarks")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Publish in spite of the warnings")
    assert forum.releases.count() == 1
    page.get_by_label("Publish in spite of the warnings").check()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("link", name="See it as the public does")).to_be_visible()
    assert forum.releases.count() == 2


def in_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def in_xlsx(content: bytes) -> list[dict[str, str]]:
    headings, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def people_in(rows: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return sorted((row["Given name"], row["E-mail address"], row["Status"]) for row in rows)
