"""The attendee's own page."""

import datetime as dt

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from events import releases
from registrations import review, seats
from registrations.models import Registration, Verdict
from tests.builders import make_lane, make_reason, make_registration, make_ticket_type, make_user
from tests.registrations.builders import filled_in, make_published_event

pytestmark = pytest.mark.django_db

NAMES = ("registration", "change", "cancel", "calendar")


@pytest.fixture
def event():
    return make_published_event(title_en="Space Security Forum", title_ja="宇宙安全保障フォーラム")


@pytest.fixture
def ada(event) -> Registration:
    return make_registration(
        make_ticket_type(event, name_en="Delegate", name_ja="代表", capacity=1),
        "Ada",
        family_name="Lovelace",
        email="ada@example.org",
    )


def url(name: str, registration: Registration) -> str:
    return reverse(f"registrations:{name}", args=[registration.token])


def text_of(client: Client, registration: Registration) -> str:
    return client.get(registration.get_absolute_url()).content.decode()


def in_state(event, state: str) -> Registration:
    """A registration that came to its state the way registrations do."""
    now = timezone.now()
    ticket_type = make_ticket_type(
        event, capacity=1, needs_review=state in {"under_review", "declined", "expired"}
    )
    if state == "waitlisted":
        make_registration(ticket_type)
    registration = make_registration(ticket_type)
    if state == "declined":
        seats.decline(registration, now=now, by=None, reason="Known to the reviewer only")
    elif state == "expired":
        seats.expire(registration, now=now)
    elif state == "cancelled":
        seats.cancel(registration, now=now)
    assert registration.status == state
    return registration


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("confirmed", "Your seat is confirmed."),
        ("under_review", "Your registration is under review. A seat is held for you."),
        ("waitlisted", "You are number 1 on the waiting list."),
        ("declined", "Your registration has been declined."),
        ("cancelled", "Your registration is cancelled."),
        ("expired", "Your registration has expired."),
    ],
)
def test_the_page_says_the_state_and_shows_a_ticket_only_while_it_is_valid(client, event, state, words):
    registration = in_state(event, state)
    text = text_of(client, registration)
    assert words in text
    assert "Known to the reviewer only" not in text
    is_confirmed = state == "confirmed"
    assert ("data:image/svg+xml" in text) is is_confirmed
    assert (registration.ticket_code in text) is is_confirmed
    assert (url("calendar", registration) in text) is is_confirmed
    assert ("Register anew" in text) is (state in {"cancelled", "expired"})
    is_live = state in {"confirmed", "under_review", "waitlisted"}
    assert (url("change", registration) in text) is is_live
    assert (url("cancel", registration) in text) is is_live


def test_the_page_tells_ones_own_details_and_the_event_in_its_zone(client, ada):
    text = text_of(client, ada)
    for fact in (
        "Ada Lovelace",
        "ada@example.org",
        "Delegate",
        "Example Ltd.",
        "Industry",
        "Engineer",
        "Japan",
    ):
        assert fact in text
    assert "09:00" in text
    assert "Asia/Tokyo" in text


def test_the_page_is_in_the_language_of_its_address(client, ada):
    response = client.get(f"/ja{ada.get_absolute_url()}")
    text = response.content.decode()
    assert "宇宙安全保障フォーラム" in text
    assert "代表" in text
    assert f'href="/ja/registrations/{ada.token}/change/"' in text


def test_the_place_on_the_waiting_list_is_told(client, ada):
    grace, joan = (make_registration(ada.ticket_type, name) for name in ("Grace", "Joan"))
    assert "You are number 2 on the waiting list." in text_of(client, joan)
    seats.cancel(grace, now=timezone.now())
    assert "You are number 1 on the waiting list." in text_of(client, joan)


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_token_is_not_found(client, ada, name):
    assert client.get(reverse(f"registrations:{name}", args=[ada.token[:-1]])).status_code == 404
    assert client.post(reverse(f"registrations:{name}", args=["x"]), filled_in()).status_code in {404, 405}


@pytest.mark.parametrize(
    ("name", "referrer_policy"),
    [
        ("registration", "no-referrer"),
        ("calendar", "no-referrer"),
        ("change", "same-origin"),
        ("cancel", "same-origin"),
    ],
)
def test_no_cache_no_index_and_no_other_site_learns_of_the_page(client, ada, name, referrer_policy):
    response = client.get(url(name, ada))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == referrer_policy
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_reading_pages_changes_nothing(client, ada):
    for name in NAMES:
        assert client.get(url(name, ada)).status_code == 200
    ada.refresh_from_db()
    assert ada.status == "confirmed"


def test_details_can_be_changed_but_neither_the_address_nor_the_ticket_type(client, event, ada):
    other = make_ticket_type(event)
    answers = filled_in(other, family_name="King", email="eve@example.org", country="FR")
    response = client.post(url("change", ada), answers, follow=True)
    assert response.redirect_chain == [(ada.get_absolute_url(), 302)]
    assert "Your details have been changed." in response.content.decode()
    changed = Registration.objects.get()
    assert (changed.name, changed.country.code) == ("Ada King", "FR")
    assert (changed.email, changed.ticket_type, changed.status) == (
        "ada@example.org",
        ada.ticket_type,
        "confirmed",
    )


def test_a_refused_change_keeps_what_was_written_and_stores_nothing(client, ada):
    response = client.post(url("change", ada), filled_in(family_name="", position="Countess"))
    text = response.content.decode()
    assert '<a href="#id_family_name">' in text
    assert 'value="Countess"' in text
    ada.refresh_from_db()
    assert (ada.family_name, ada.position) == ("Lovelace", "Engineer")


def test_cancelling_says_what_it_does_and_gives_the_seat_to_whoever_waited(client, ada):
    grace = make_registration(ada.ticket_type, "Grace")
    assert "You give up your seat at once" in client.get(url("cancel", ada)).content.decode()
    assert "You leave the waiting list." in client.get(url("cancel", grace)).content.decode()
    response = client.post(url("cancel", ada), follow=True)
    assert response.redirect_chain == [(ada.get_absolute_url(), 302)]
    assert "Your registration is cancelled." in response.content.decode()
    grace.refresh_from_db()
    assert grace.status == "confirmed"


@pytest.mark.parametrize("name", ["change", "cancel"])
@pytest.mark.parametrize("state", ["cancelled", "declined", "expired"])
def test_what_has_ended_can_be_neither_changed_nor_cancelled(client, event, state, name):
    registration = in_state(event, state)
    before = Registration.objects.values().get(pk=registration.pk)
    for answer in (client.get(url(name, registration)), client.post(url(name, registration), filled_in())):
        assert answer.status_code == 409
        assert "it can no longer be changed or cancelled" in answer.content.decode()
    assert Registration.objects.values().get(pk=registration.pk) == before


def test_after_the_event_nothing_can_be_changed(client, event, ada):
    event.starts_at, event.ends_at = (timezone.now() - dt.timedelta(days=days) for days in (2, 1))
    event.save()
    releases.publish(event, by=None, now=timezone.now())
    assert client.post(url("cancel", ada)).status_code == 409
    assert "The event is over" in client.get(url("change", ada)).content.decode()
    ada.refresh_from_db()
    assert ada.status == "confirmed"


def test_changes_need_a_form_of_this_site(ada):
    forged = Client(enforce_csrf_checks=True)
    for name in ("change", "cancel"):
        assert forged.post(url(name, ada), filled_in(family_name="King")).status_code == 403
    ada.refresh_from_db()
    assert (ada.status, ada.family_name) == ("confirmed", "Lovelace")


def test_the_calendar_entry_leads_to_the_event_and_tells_no_secret(client, event, ada):
    response = client.get(url("calendar", ada))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{event.slug}.ics"'
    entries = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert {str(entry["URL"]) for entry in entries} == {event.public_url()}
    for secret in (ada.token, ada.ticket_code, ada.email):
        assert secret.encode() not in response.content


def test_the_cost_of_the_page_does_not_grow_with_other_registrations(
    client, ada, django_assert_max_num_queries
):
    waiting = make_registration(ada.ticket_type, "Grace")
    text_of(client, ada)
    alone = {}
    for registration in (ada, waiting):
        with CaptureQueriesContext(connection) as alone[registration]:
            text_of(client, registration)
    for _number in range(3):
        make_registration(ada.ticket_type)
    for registration, queries in alone.items():
        with django_assert_max_num_queries(len(queries)):
            text_of(client, registration)


# --- The review ----------------------------------------------------------------------------


@pytest.fixture
def reviewed(event):
    """A registration that the security office reviews."""
    make_lane(event, "Security office")
    return make_registration(make_ticket_type(event, needs_review=True), "Ada", country="GB")


def decide(registration, verdict, **words):
    reviewer = make_user(role=Role.REVIEWER, event=registration.event)
    lane_review = registration.lane_reviews.get()
    return review.decide(lane_review, verdict, by=reviewer, now=timezone.now(), **words)


def test_a_question_is_answered_on_a_page_of_its_own(reviewed, client):
    decide(reviewed, Verdict.ASK, question="Which <passport>?", note="Suspicious")
    page = text_of(client, reviewed)
    assert "Which &lt;passport&gt;?" in page
    assert url("answer", reviewed) in page
    assert "Security office" not in page
    assert "Suspicious" not in page

    [question] = review.open_questions(reviewed)
    empty = client.post(url("answer", reviewed), {f"answer_{question.pk}": " "})
    assert empty.context["form"].errors == {f"answer_{question.pk}": ["Write your answer."]}
    response = client.post(url("answer", reviewed), {f"answer_{question.pk}": "A British one."}, follow=True)
    assert "Thank you. The organizers have your answer" in response.content.decode()
    question.refresh_from_db()
    assert question.answer == "A British one."


def test_without_a_question_there_is_nothing_to_answer(reviewed, client):
    assert client.get(url("answer", reviewed)).status_code == 200
    assert client.post(url("answer", reviewed), {"answer_1": "x"}).status_code == 409


def test_whoever_is_declined_reads_why_in_the_words_meant_for_them(reviewed, client):
    reason = make_reason(
        reviewed.event, "reject", text_inside_en="Not cleared", text_for_attendee_en="Seats are for members."
    )
    decide(reviewed, Verdict.REJECT, reason=reason, note="Case 17")
    page = text_of(client, reviewed)
    assert "Seats are for members." in page
    assert "Not cleared" not in page
    assert "Case 17" not in page


def test_a_watched_answer_is_announced_before_and_after_and_the_ticket_rests(reviewed, client):
    assert "goes back to review" not in client.get(url("change", reviewed)).content.decode()
    decide(reviewed, Verdict.APPROVE)
    assert "goes back to review" in client.get(url("change", reviewed)).content.decode()
    assert reviewed.ticket_code in text_of(client, reviewed)

    changed = filled_in(given_name=reviewed.given_name, family_name=reviewed.family_name, country="FR")
    page = client.post(url("change", reviewed), changed, follow=True).content.decode()

    assert "Your registration is back in review." in page
    assert reviewed.ticket_code not in page
    assert url("calendar", reviewed) not in page
    reviewed.refresh_from_db()
    assert reviewed.status == "under_review"


def test_a_change_that_nobody_reviews_leaves_the_ticket(reviewed, client):
    decide(reviewed, Verdict.APPROVE)
    kept = {
        name: getattr(reviewed, name) for name in ("given_name", "family_name", "organization_name", "sector")
    }
    client.post(url("change", reviewed), filled_in(**kept, country="GB", position="Countess"))
    assert reviewed.ticket_code in text_of(client, reviewed)
