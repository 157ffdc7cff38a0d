"""The attendee's own agenda: what the registration lets them know of, as long as it does."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import releases
from events.audience import Viewer
from events.models import Audience
from registrations import answers as answers_of_attendees
from registrations import seats, viewers
from registrations.models import GroupMembership, Registration, Status
from tests.builders import (
    keep_for,
    make_appearance,
    make_event,
    make_group,
    make_material,
    make_registration,
    make_session,
    make_speaker,
    make_ticket_type,
    make_unverified,
    make_user,
)
from tests.events.pages import attributes, page_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    """A session for everybody, one for who has registered, one for who is confirmed, one for governments."""
    event = make_event(title_en="Industry Day")
    make_session(event, title_en="Opening")
    make_session(event, title_en="Breakfast", audience=Audience.REGISTERED)
    approved = make_session(event, title_en="Exercise", audience=Audience.APPROVED)
    make_appearance(approved, make_speaker("Hopper", slug="grace-hopper"))
    make_material(approved, title_en="Live stream", kind="live_stream", address="https://stream.example/1")
    slides = SimpleUploadedFile("exercise.pdf", b"%PDF-1.7 exercise")
    make_material(approved, title_en="Slides", file=slides, file_size=17)
    keep_for(
        make_session(event, title_en="Treaty"), make_group(event, "Government only", sectors=["government"])
    )
    make_session(event, title_en="Briefing", audience=Audience.HIDDEN)
    releases.publish(event, by=None, now=timezone.now())
    return event


def register(event, name: str = "Ada", *, needs_review: bool = False, **fields) -> Registration:
    return make_registration(make_ticket_type(event, needs_review=needs_review), name, **fields)


def own(registration: Registration, page: str = "agenda/") -> str:
    return f"{registration.get_absolute_url()}{page}"


def titles(registration: Registration) -> list[str]:
    page = page_of(Client().get(own(registration)))
    return sorted(words(title) for title in page.find_class("session__title"))


def test_who_is_confirmed_sees_what_is_for_confirmed_attendees(event):
    assert titles(register(event)) == ["Breakfast", "Exercise", "Opening"]


def test_who_is_not_decided_on_sees_what_is_for_registered_attendees(event):
    assert titles(register(event, needs_review=True)) == ["Breakfast", "Opening"]


def test_members_of_a_group_see_what_is_kept_for_it_once_they_are_confirmed(event):
    assert "Treaty" in titles(register(event, sector="government"))
    assert "Treaty" not in titles(register(event, "Grace", sector="government", needs_review=True))


def test_staff_put_an_attendee_in_a_group_by_hand(event):
    attendee, staff = register(event), make_user()
    group, foreign = event.audience_groups.get(), make_group(make_event())
    now = timezone.now()
    changed = [viewers.put_in(attendee, one, by=staff, now=now) for one in (group, group, foreign)]
    assert changed == [True, False, False]
    assert [(one.group, one.added_by) for one in GroupMembership.objects.all()] == [(group, staff)]
    assert "Treaty" in titles(attendee)
    assert viewers.take_out(attendee, group, by=staff, now=now)
    assert not viewers.take_out(attendee, group, by=staff, now=now)
    assert "Treaty" not in titles(attendee)


def test_who_put_somebody_in_a_group_and_who_took_them_out_stays_on_record(event):
    attendee, ada, grace = register(event), make_user(), make_user()
    group, now = event.audience_groups.get(), timezone.now()
    viewers.put_in(attendee, group, by=ada, now=now)
    viewers.take_out(attendee, group, by=grace, now=now)
    viewers.put_in(attendee, group, by=grace, now=now)
    record = GroupMembership.objects.order_by("pk").values_list("added_by", "removed_by")
    assert list(record) == [(ada.pk, grace.pk), (grace.pk, None)]


def test_an_ended_registration_is_put_in_no_group(event):
    attendee = register(event)
    seats.cancel(attendee, now=timezone.now())
    group = event.audience_groups.get()
    assert not viewers.put_in(attendee, group, by=make_user(), now=timezone.now())
    assert not GroupMembership.objects.exists()


def test_an_offered_seat_counts_as_registered_and_an_unverified_address_as_nobody(event):
    now, one_seat = timezone.now(), make_ticket_type(event, capacity=1, hours_to_accept=5)
    ada, grace = (make_registration(one_seat, name) for name in ("Ada", "Grace"))
    seats.cancel(ada, now=now)
    grace.refresh_from_db()
    assert (grace.status, viewers.viewer_of(grace)) == (Status.OFFERED, Viewer.REGISTERED)
    assert titles(grace) == ["Breakfast", "Opening"]
    assert viewers.viewer_of(make_unverified(one_seat)) == Viewer.PUBLIC


def test_what_is_not_public_is_marked(event):
    page = page_of(Client().get(own(register(event, sector="government"))))
    marks = {
        words(session): [words(tag) for tag in session.find_class("tag--audience")]
        for session in page.find_class("session")
    }
    told = {
        title: tags
        for words_, tags in marks.items()
        for title in ("Opening", "Breakfast", "Exercise", "Treaty")
        if title in words_
    }
    assert told == {
        "Opening": [],
        "Breakfast": ["Registered attendees"],
        "Exercise": ["Confirmed attendees"],
        "Treaty": ["Government only"],
    }


def test_pages_lead_to_each_other_and_to_nothing_that_would_be_missing(event):
    attendee = register(event, sector="government")
    client, seen, waiting = Client(), set(), [own(attendee)]
    while waiting:
        address = waiting.pop()
        seen.add(address)
        response = client.get(address)
        assert response.status_code == 200, address
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        if response["Content-Type"].startswith("text/html"):
            links = attributes(page_of(response), "//a[@href]", "href")
            inside = {link.partition("#")[0] for link in links if link.startswith(own(attendee, "agenda"))}
            waiting += inside - seen - set(waiting)
    kinds = {
        address.removeprefix(own(attendee, "")).split("/")[1] for address in seen if "agenda/" in address
    }
    assert kinds == {"", "sessions", "speakers", "materials"}


def test_a_file_is_handed_out_to_whom_it_is_for_and_to_nobody_else(event):
    code = event.sessions.get(title_en="Exercise").materials.get(title_en="Slides").code
    confirmed, undecided = register(event), register(event, "Grace", needs_review=True)
    answer = Client().get(own(confirmed, f"agenda/materials/{code}/"))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 exercise"
    assert answer["Content-Disposition"] == 'attachment; filename="exercise.pdf"'
    assert Client().get(own(undecided, f"agenda/materials/{code}/")).status_code == 404
    assert Client().get(f"/events/{event.slug}/materials/{code}/").status_code == 404


def test_the_calendar_has_the_sessions_and_the_streams_but_not_the_secret_address(event):
    attendee = register(event)
    content = Client().get(own(attendee, "agenda.ics")).content.decode().replace("\r\n ", "")
    assert [title in content for title in ("Opening", "Breakfast", "Exercise", "Treaty")] == [True] * 3 + [
        False
    ]
    assert "https://stream.example/1" in content
    assert attendee.token not in content


@pytest.mark.parametrize("how", ["cancelled", "declined"])
def test_it_is_gone_at_once_when_the_registration_is(how, event):
    attendee = register(event)
    session = event.sessions.get(title_en="Exercise")
    pages = ["agenda/", "agenda.ics", f"agenda/sessions/{session.code}/", "agenda/speakers/grace-hopper/"]
    pages += [f"agenda/sessions/{session.code}.ics"]
    assert [Client().get(own(attendee, page)).status_code for page in pages] == [200] * 5
    move = seats.cancel if how == "cancelled" else seats.decline
    move(attendee, now=timezone.now(), **({} if how == "cancelled" else {"by": None, "reason": "No"}))
    assert [Client().get(own(attendee, page)).status_code for page in pages] == [404] * 5
    assert own(attendee) not in Client().get(attendee.get_absolute_url()).content.decode()


def test_back_in_review_what_is_for_confirmed_attendees_rests_until_they_are_approved_again(event):
    attendee = register(event, needs_review=True)
    seats.approve(attendee, now=timezone.now(), by=None)
    session = event.sessions.get(title_en="Exercise")
    slides = session.materials.get(title_en="Slides")
    pages = [f"agenda/sessions/{session.code}/", f"agenda/materials/{slides.code}/"]
    pages += [f"ticket.{kind}" for kind in ("pdf", "png", "svg")]

    def answers():
        return {Client().get(own(attendee, page)).status_code for page in pages}

    assert answers() == {200}
    details = {"organization_name": "Another employer"}
    assert answers_of_attendees.change(attendee, details, now=timezone.now())
    assert (attendee.status, titles(attendee)) == ("under_review", ["Breakfast", "Opening"])
    assert answers() == {404}
    seats.approve(attendee, now=timezone.now(), by=None)
    assert answers() == {200}


def test_the_personal_page_leads_to_it(event):
    attendee = register(event)
    assert own(attendee) in attributes(page_of(Client().get(attendee.get_absolute_url())), "//a", "href")


def test_an_attendee_does_not_change_the_sector_that_opens_a_group(event):
    attendee = register(event, sector="industry")
    page = own(attendee, "change/")
    form = page_of(Client().get(page)).forms[-1]
    fields = dict(form.form_values()) | {"sector": "government"}
    assert Client().post(page, fields).status_code == 302
    attendee.refresh_from_db()
    assert attendee.sector == "industry"


def test_a_wrong_token_leads_nowhere(event):
    for page in ("own_agenda", "own_agenda_calendar"):
        assert Client().get(reverse(f"registrations:{page}", args=["x" * 32])).status_code == 404


def test_the_agenda_asks_no_more_for_three_sessions_than_for_one(event, django_assert_num_queries):
    attendee = register(event)
    Client().get(own(attendee))
    with django_assert_num_queries(3):
        Client().get(own(attendee))
    for _number in range(2):
        make_session(event, audience=Audience.APPROVED)
        make_group(event)
    releases.publish(event, by=None, now=timezone.now())
    Client().get(own(attendee))
    with django_assert_num_queries(3):
        Client().get(own(attendee))
