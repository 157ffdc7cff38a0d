"""The whole registration, played by clicking: who is let in, by whom, and what each sees meanwhile."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.permissions import Role
from events import releases
from events.models import Audience, Event, EventFormat
from registrations.models import OnlineAccess, Question, RuleEffect
from tests.browser.accessibility import axe_violations
from tests.browser.conftest import OpenPage
from tests.browser.mailbox import (
    Mailbox,
    delegation_address_in,
    personal_address_in,
    text_of,
    verification_address_in,
)
from tests.browser.people import make_colleague, register, sign_in
from tests.builders import (
    make_delegation,
    make_event,
    make_lane,
    make_material,
    make_organization,
    make_question,
    make_rule,
    make_session,
    make_ticket_type,
)

ADA, TARO = "ada@example.org", "taro@mod.go.jp"
CONFIRMED, UNDER_REVIEW = "Your seat is confirmed.", "Your registration is under review."
ON_THE_FORM, GIVEN = "What does your organization build?", "Engines that reckon orbits"
QUESTION, ANSWER = "Whom do you come to meet?", "The working group on orbital debris."
TICKET = "QR code of the ticket"
FOCAL_POINT, MINISTRY = "joan@space.example", "Ministry of Space"


@pytest.fixture
def forum(transactional_db) -> Event:
    """Held online, with something for confirmed attendees only; officials are in at once by a rule."""
    starts_at = timezone.now() + dt.timedelta(days=1)
    event = make_event(
        slug="orbit-forum",
        title_en="Orbit Forum",
        title_ja="軌道フォーラム",
        format=EventFormat.ONLINE,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=8),
    )
    make_session(event, title_en="Opening remarks", title_ja="開会挨拶")
    exercise = make_session(
        event,
        title_en="Exercise",
        title_ja="演習",
        starts_in=dt.timedelta(hours=1),
        audience=Audience.APPROVED,
    )
    make_material(exercise, title_en="Scenario", title_ja="想定")
    releases.publish(event, by=None, now=timezone.now())
    OnlineAccess.objects.create(
        event=event, address="https://meeting.example/room", opens_minutes_before=2 * 24 * 60
    )
    make_ticket_type(event, name_en="Delegate", name_ja="参加者", needs_review=True)
    make_question(event, text_en=ON_THE_FORM, is_required=True)
    make_rule(event, RuleEffect.APPROVE, domains=".go.jp", explanation_en="A ministry's address")
    return event


@pytest.fixture
def security(forum: Event) -> tuple[User, User]:
    """Two people, both of whom have to agree; they read what was answered on the form."""
    one, other = (make_colleague(name, Role.REVIEWER, forum) for name in ("Sato", "Suzuki"))
    make_lane(
        forum,
        "Security",
        one,
        other,
        quorum=2,
        has_veto=True,
        shown_fields=["organization_name", "country", forum.questions.get().key],
    )
    return one, other


@pytest.fixture
def host(forum: Event) -> User:
    colleague = make_colleague("Hana", Role.REVIEWER, forum)
    make_lane(forum, "Host", colleague)
    return colleague


def test_several_offices_let_an_attendee_in_and_decide_anew_when_the_employer_changes(
    open_page: OpenPage, mailbox: Mailbox, security: tuple[User, User], host: User
):
    ada = registers_and_verifies(open_page, mailbox, ADA, "Lovelace")
    sees(ada, UNDER_REVIEW, "A seat is held for you.")
    has_nothing_of_the_confirmed(ada)

    first, second = (at_the_desk(open_page, colleague) for colleague in security)
    third = at_the_desk(open_page, host)
    asks(first, "Ada Lovelace", QUESTION)
    ada_is_asked_and_answers(ada, mailbox)

    # The same round: whoever asked decides, then a second person; neither sees the other office's notes.
    decides(first, "Ada Lovelace", "Approve", sees=(QUESTION, ANSWER, ON_THE_FORM, GIVEN), note="Known to us")
    decides(
        third, "Ada Lovelace", "Approve", sees=("Analytical Engines",), never=(ANSWER, GIVEN, "Known to us")
    )
    ada.reload()
    sees(ada, UNDER_REVIEW)
    decides(second, "Ada Lovelace", "Approve", sees=("1 approved", "Known to us"))
    is_confirmed(ada, mailbox)

    changes_employer(ada, "Difference Engines")
    sees(ada, "Your registration is back in review.", "your ticket rests")
    has_nothing_of_the_confirmed(ada)
    mailbox.deliver()
    letter = mailbox.newest_to(ADA)
    assert letter["Subject"] == "Your registration is reviewed again: Orbit Forum"

    for colleague in (third, first, second):
        decides(colleague, "Ada Lovelace", "Approve", sees=("Analytical Engines", "Difference Engines"))
    is_confirmed(ada, mailbox)


def test_an_official_with_a_verified_ministry_address_is_in_at_once(
    open_page: OpenPage, mailbox: Mailbox, security: tuple[User, User], host: User
):
    taro = registers_and_verifies(open_page, mailbox, TARO, "Yamada", sector="government")
    is_confirmed(taro, mailbox, address=TARO)
    reviewer = at_the_desk(open_page, host)
    expect(reviewer.get_by_role("link", name="Yamada")).to_have_count(0)


def test_a_focal_point_names_three_and_substitutes_one(
    open_page: OpenPage, mailbox: Mailbox, forum: Event, host: User
):
    focal_point = opens_delegation(open_page, mailbox, forum, places=3)
    for given_name in ("Ada", "Grace", "Mary"):
        names(focal_point, given_name)
    sees(focal_point, "3 of 3 places are filled", "Has not confirmed yet", "All places are filled.")
    expect(focal_point.get_by_role("link", name="Name somebody")).to_have_count(0)

    mailbox.deliver()
    reviewer = at_the_desk(open_page, host)
    expect(reviewer.get_by_role("link", name="Delegate")).to_have_count(0)
    ada, grace = (confirms(open_page, mailbox, given_name) for given_name in ("Ada", "Grace"))
    for attendee in (ada, grace):
        sees(attendee, UNDER_REVIEW, MINISTRY)
    decides(reviewer, "Ada Delegate", "Approve", sees=(MINISTRY,), never=("Mary",))
    is_confirmed(ada, mailbox, address=address_of("Ada"))
    assert mailbox.newest_to(FOCAL_POINT)["Subject"] == "Ada Delegate: Confirmed (Orbit Forum)"
    focal_point.reload()
    assert states(focal_point) == {
        "Ada Delegate": "Confirmed",
        "Grace Delegate": "Under review",
        "Mary Delegate": "Has not confirmed yet",
    }

    substitutes(focal_point, "Grace", by="Dorothy")
    sees(focal_point, "Comes instead of Grace Delegate", "Dorothy Delegate comes instead.")
    sees(focal_point, "3 of 3 places are filled")
    mailbox.deliver()
    assert mailbox.newest_to(address_of("Grace"))["Subject"] == "Your place in the delegation: Orbit Forum"
    grace.reload()
    sees(grace, "Your registration is cancelled.")
    dorothy = confirms(open_page, mailbox, "Dorothy")
    sees(dorothy, UNDER_REVIEW, MINISTRY)
    decides(reviewer, "Dorothy Delegate", "Approve", never=("Grace",))
    is_confirmed(dorothy, mailbox, address=address_of("Dorothy"))
    focal_point.reload()
    assert states(focal_point)["Dorothy Delegate"] == "Confirmed"
    assert states(focal_point)["Grace Delegate"] == "Substituted"


# --- What attendees do and see -------------------------------------------------------------


def registers_and_verifies(
    open_page: OpenPage, mailbox: Mailbox, address: str, family_name: str, *, sector: str = "industry"
) -> Page:
    """Until the personal page, which is open afterwards."""
    page = open_page("/events/orbit-forum/")
    register(
        page,
        given_name="Ada",
        family_name=family_name,
        name_order="given_first",
        email=address,
        organization_name="Analytical Engines",
        sector=sector,
        position="Engineer",
        country="JP",
        **{field_of(ON_THE_FORM): GIVEN},
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")
    is_accessible(page)
    mailbox.deliver()
    page.goto(verification_address_in(mailbox.newest_to(address)))
    is_accessible(page)
    page.get_by_role("button", name="Verify and register").click()
    page.wait_for_url("**/registrations/*/")
    return page


def field_of(question: str) -> str:
    """The name that an event's own question has in the form."""
    return Question.objects.get(text_en=question).key


def ada_is_asked_and_answers(page: Page, mailbox: Mailbox) -> None:
    mailbox.deliver()
    letter = mailbox.newest_to(ADA)
    assert QUESTION in text_of(letter)
    page.goto(personal_address_in(letter))
    sees(page, UNDER_REVIEW, "The organizers need an answer from you", QUESTION)
    expect(page.locator("main")).not_to_contain_text("Security")
    page.get_by_role("link", name="Answer", exact=True).click()
    page.get_by_label(QUESTION).fill(ANSWER)
    is_accessible(page)
    page.get_by_role("button", name="Send the answer").click()
    sees(page, "The organizers have your answer")
    expect(page.get_by_role("link", name="Answer", exact=True)).to_have_count(0)


def changes_employer(page: Page, organization: str) -> None:
    page.get_by_role("link", name="Change your details").click()
    sees(page, "your registration goes back to review")
    is_accessible(page)
    page.get_by_role("combobox", name="Organization").fill(organization)
    page.get_by_role("button", name="Save").click()
    sees(page, "Your details have been changed.", "Your ticket rests until it is approved again.")


def is_confirmed(page: Page, mailbox: Mailbox, *, address: str = ADA) -> None:
    """The mail says so, the ticket and the way in are there, and so is what only the confirmed know of."""
    mailbox.deliver()
    letter = mailbox.newest_to(address)
    assert letter["Subject"] == "Registration confirmed: Orbit Forum"
    page.goto(personal_address_in(letter))
    sees(page, CONFIRMED)
    expect(page.get_by_role("img", name=TICKET)).to_be_visible()
    expect(page.get_by_role("link", name="Join online")).to_be_visible()
    expect(page.get_by_role("link", name="Ticket (PDF)")).to_be_visible()
    is_accessible(page)
    expect(own_agenda(page)).to_contain_text("Exercise")
    page.go_back()


def has_nothing_of_the_confirmed(page: Page) -> None:
    """Neither a ticket nor the way in, nor what only the confirmed know of."""
    expect(page.get_by_role("img", name=TICKET)).to_have_count(0)
    expect(page.get_by_role("link", name="Join online")).to_have_count(0)
    expect(page.get_by_role("link", name="Ticket (PDF)")).to_have_count(0)
    is_accessible(page)
    agenda = own_agenda(page)
    expect(agenda).to_contain_text("Opening remarks")
    expect(agenda).not_to_contain_text("Exercise")
    page.go_back()


def own_agenda(page: Page) -> Locator:
    """What the attendee's own agenda shows."""
    page.locator("main").get_by_role("link", name="Your agenda").click()
    return page.locator("main")


def sees(page: Page, *words: str) -> None:
    for text in words:
        expect(page.locator("main")).to_contain_text(text)


def is_accessible(page: Page) -> None:
    assert axe_violations(page) == []


# --- What a focal point and whoever they name do and see ------------------------------------


def opens_delegation(open_page: OpenPage, mailbox: Mailbox, event: Event, *, places: int) -> Page:
    """The page behind the link that the focal point's mail brings."""
    make_delegation(
        event.ticket_types.get(),
        organization=make_organization(MINISTRY, sector="government", country="JP"),
        places=places,
        focal_point_email=FOCAL_POINT,
        closes_at=event.starts_at,
    )
    mailbox.deliver()
    page = open_page("/")
    page.goto(delegation_address_in(mailbox.newest_to(FOCAL_POINT)))
    is_accessible(page)
    return page


def address_of(given_name: str) -> str:
    return f"{given_name.lower()}@space.example"


def names(page: Page, given_name: str) -> None:
    page.get_by_role("link", name="Name somebody").click()
    fills_in(page, given_name)
    page.get_by_role("button", name="Name this person").click()
    sees(page, f"{given_name} Delegate is named.")
    is_accessible(page)


def substitutes(page: Page, given_name: str, *, by: str) -> None:
    page.get_by_role("link", name=f"Name a substitute for {given_name}").click()
    fills_in(page, by)
    page.get_by_role("button", name="Name the substitute").click()
    sees(page, f"{by} Delegate is named.")
    is_accessible(page)


def fills_in(page: Page, given_name: str) -> None:
    is_accessible(page)
    page.get_by_label("Given name").fill(given_name)
    page.get_by_label("Family name").fill("Delegate")
    page.get_by_label("E-mail address").fill(address_of(given_name))


def states(page: Page) -> dict[str, str]:
    """The state of each whom the page lists, in the words that it uses."""
    people = page.locator(".named > li")
    return {
        person.locator("bdi").first.inner_text(): person.locator(".tag").inner_text()
        for person in people.all()
    }


def confirms(open_page: OpenPage, mailbox: Mailbox, given_name: str) -> Page:
    """Until the personal page, which is open afterwards."""
    page = open_page("/")
    page.goto(verification_address_in(mailbox.newest_to(address_of(given_name))))
    is_accessible(page)
    page.get_by_label(ON_THE_FORM).fill(GIVEN)
    page.get_by_label("I have read the privacy notice").check()
    page.get_by_role("button", name="Confirm and register").click()
    page.wait_for_url("**/registrations/*/")
    return page


# --- What reviewers do and see -------------------------------------------------------------


def at_the_desk(open_page: OpenPage, colleague: User) -> Page:
    """A window with the queue of the lane in which a colleague decides."""
    page = open_page("/staff/")
    sign_in(page, colleague)
    page.locator("main").get_by_role("link", name="Orbit Forum").click()
    opens_review(page)
    return page


def opens_review(page: Page) -> None:
    """The own lane's queue at once, where a colleague has one lane only."""
    page.get_by_role("navigation", name="Event desk").get_by_role("link", name="Review").click()
    is_accessible(page)


def opens(page: Page, name: str) -> None:
    opens_review(page)
    page.get_by_role("table").get_by_role("link", name=name).click()
    is_accessible(page)


def asks(page: Page, name: str, question: str) -> None:
    opens(page, name)
    page.get_by_label("Ask the attendee").check()
    page.get_by_label("Question to the attendee").fill(question)
    page.get_by_role("button", name="Decide").click()
    sees(page, "Security")


def decides(
    page: Page,
    name: str,
    verdict: str,
    *,
    sees: tuple[str, ...] = (),
    never: tuple[str, ...] = (),
    note: str = "",
) -> None:
    opens(page, name)
    main = page.locator("main")
    for text in sees:
        expect(main).to_contain_text(text)
    for text in never:
        expect(main).not_to_contain_text(text)
    page.get_by_role("radio", name=verdict, exact=True).check()
    page.get_by_label("Note").fill(note)
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("table").get_by_role("link", name=name)).to_have_count(0)
