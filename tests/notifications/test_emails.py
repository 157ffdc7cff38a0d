"""What each mail says, and to whom."""

import email
import email.policy
from email.message import EmailMessage

import icalendar
import pytest
from django.core import mail
from django.utils import timezone, translation

from events import releases
from events.models import Event, EventFormat
from notifications import emails, outbox
from notifications.models import Message
from registrations import seats
from registrations.models import Registration, Status
from tests.builders import make_user, make_venue
from tests.notifications.builders import (
    NOW,
    STARTS_AT,
    html_of,
    last_mail,
    make_published_event,
    make_published_ticket_type,
    make_reminder,
    register,
    send_all,
    subjects_to,
)

pytestmark = pytest.mark.django_db


def as_received(letter) -> EmailMessage:
    """The mail as a mail program reads it from the wire."""
    return email.message_from_bytes(letter.message().as_bytes(), policy=email.policy.default)


def status_mail(registration: Registration) -> mail.EmailMultiAlternatives:
    send_all()
    letter = last_mail()
    assert letter.to == [registration.email]
    return letter


def reminder_mail(**fields) -> mail.EmailMultiAlternatives:
    """The mail that Ada gets from a reminder with these texts."""
    ticket_type = make_published_ticket_type()
    language = fields.pop("language", "en")
    register(ticket_type, "Ada", language=language)
    make_reminder(ticket_type.event, **fields)
    send_all(now=STARTS_AT - timezone.timedelta(days=3))
    return last_mail()


# --- The envelope and what every mail carries


def test_a_mail_says_who_sent_it_to_whom_and_that_no_person_did(settings):
    settings.DEFAULT_FROM_EMAIL = "Plenary <mail@plenary.example>"
    ticket_type = make_published_ticket_type(event=make_published_event(contact_email="desk@forum.example"))
    ada = register(ticket_type, "Ada")
    received = as_received(status_mail(ada))
    assert received["From"] == "Plenary <mail@plenary.example>"
    assert received["To"] == ada.email
    assert received["Reply-To"] == "desk@forum.example"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["Message-ID"] == Message.objects.get().header_id


def test_without_a_contact_address_there_is_no_reply_to():
    received = as_received(status_mail(register(make_published_ticket_type())))
    assert received["Reply-To"] is None


def test_text_and_html_say_the_same():
    letter = status_mail(register(make_published_ticket_type(), "Ada"))
    html = html_of(letter)
    for part in ("is confirmed", "Wednesday 4 November 2026, 09:00", "Asia/Tokyo", "In person"):
        assert part in letter.body
        assert part in html
    assert "{{" not in html + letter.body
    assert "{%" not in html + letter.body


def test_nothing_is_loaded_from_elsewhere():
    html = html_of(status_mail(register(make_published_ticket_type())))
    assert not {"<img", "<link", "<script", "url(", "@import"} & set(html.split())
    assert "src=" not in html


# --- The language and the links


def test_each_attendee_is_written_to_in_their_own_language():
    ticket_type = make_published_ticket_type()
    hanako = register(ticket_type, "Hanako", language="ja", native_name="山田花子")
    letter = status_mail(hanako)
    assert "山田花子" in letter.body
    assert "宇宙安全保障フォーラム" in letter.subject
    assert "2026年11月4日（水" in letter.body
    assert f"http://127.0.0.1:8000/ja/registrations/{hanako.token}/" in letter.body
    assert '<html lang="ja">' in html_of(letter)


def test_the_language_of_the_process_does_not_matter():
    ada = register(make_published_ticket_type(), "Ada")
    with translation.override("ja"):
        letter = status_mail(ada)
    assert letter.subject == "Registration confirmed: Space Security Forum"
    assert f"http://127.0.0.1:8000/registrations/{ada.token}/" in letter.body


def test_a_language_that_is_no_longer_offered_falls_back_to_the_sites_own(settings):
    settings.LANGUAGES = [("en", "English")]
    ada = register(make_published_ticket_type(), "Ada", language="ja")
    assert status_mail(ada).subject.startswith("Registration confirmed")


def test_links_begin_with_the_address_of_the_site(settings):
    settings.BASE_URL = "https://events.example.org"
    ada = register(make_published_ticket_type(), "Ada")
    letter = status_mail(ada)
    link = f"https://events.example.org/registrations/{ada.token}/"
    assert link in letter.body
    assert f'href="{link}"' in html_of(letter)


def test_facts_are_those_that_were_published_not_those_of_the_draft():
    event = make_published_event()
    ada = register(make_published_ticket_type(event=event), "Ada")
    Event.objects.update(title_en="Secret new title", format=EventFormat.ONLINE)
    assert "Secret" not in status_mail(ada).body


def test_the_place_is_named():
    event = make_published_event(venue=make_venue(name_en="Hall of Trade", city_en="Tokyo"))
    letter = status_mail(register(make_published_ticket_type(event=event)))
    assert "Where: Hall of Trade, Tokyo" in letter.body


def test_an_event_of_one_day_names_the_day_once():
    event = make_published_event(ends_at=STARTS_AT + timezone.timedelta(hours=8))
    letter = status_mail(register(make_published_ticket_type(event=event)))
    assert "When: Wednesday 4 November 2026, 09:00 to 17:00 (Asia/Tokyo)" in letter.body


# --- Each letter


def test_every_legal_move_has_its_letter():
    legal = {(before, after) for before, moves in seats.LEGAL_MOVES.items() for after in moves}
    assert set(emails.LETTERS) == legal


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(("before", "after"), sorted(emails.LETTERS))
def test_every_letter_can_be_written(before, after, language):
    ada = register(make_published_ticket_type(), "Ada", language=language)
    change = ada.status_changes.get()
    change.from_status, change.to_status = before, after
    change.save()
    Registration.objects.update(
        status=after,
        waiting_since_at=NOW if after == Status.WAITLISTED else None,
        offered_until_at=NOW if after == Status.OFFERED else None,
    )
    letter = status_mail(ada)
    title = "宇宙安全保障フォーラム" if language == "ja" else "Space Security Forum"
    assert title in letter.subject
    assert title in letter.body
    assert bool(letter.attachments) == (after == Status.CONFIRMED)


def test_a_confirmation_brings_the_event_for_the_calendar():
    ada = register(make_published_ticket_type(), "Ada")
    received = as_received(status_mail(ada))
    (attachment,) = received.iter_attachments()
    assert attachment.get_content_type() == "text/calendar"
    assert attachment.get_param("method") == "PUBLISH"
    assert attachment.get_filename().endswith(".ics")
    calendar = icalendar.Calendar.from_ical(attachment.get_content())
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert str(calendar.events[0]["SUMMARY"]).startswith("Space Security Forum")
    assert calendar.events[0]["DTSTART"].dt == STARTS_AT


def test_who_waits_is_promised_nothing():
    ticket_type = make_published_ticket_type(capacity=0)
    letter = status_mail(register(ticket_type))
    assert "you do not have a seat" in letter.body
    assert "cannot promise" in letter.body


def test_a_seat_from_the_waiting_list_says_where_it_comes_from():
    ticket_type = make_published_ticket_type(capacity=1)
    ada, grace = register(ticket_type, "Ada"), register(ticket_type, "Grace")
    seats.cancel(ada, now=NOW)
    send_all()
    assert subjects_to(grace)[-1] == "You have a seat: Space Security Forum"
    assert "you have left the waiting list" in next(m for m in mail.outbox if m.to == [grace.email]).body


def test_the_reasons_of_the_reviewers_stay_with_them():
    ada = register(make_published_ticket_type(needs_review=True), "Ada")
    seats.decline(ada, now=NOW, by=make_user(), reason="Known to be a nuisance")
    letter = status_mail(ada)
    assert "unable to confirm" in letter.body
    assert "nuisance" not in letter.body + html_of(letter)


def test_whoever_has_no_seat_any_more_is_led_to_the_event_not_to_a_ticket():
    ada = register(make_published_ticket_type(), "Ada")
    seats.cancel(ada, now=NOW)
    letter = status_mail(ada)
    assert ada.token not in letter.body + html_of(letter)
    assert ada.event.public_url() in letter.body


# --- Names and titles that mean no good


@pytest.mark.parametrize(
    "hostile",
    [
        "Ada\r\nBcc: victim@example.org",
        "Ada\nSubject: You won",
        "Ada\x07\x0b",
        "Ada\u2028Bcc: x",
        "\u202eadA",
    ],
)
def test_no_name_or_title_makes_a_header(hostile):
    event = make_published_event(title_en=f"Forum {hostile}")
    ada = register(make_published_ticket_type(event=event), "Ada")
    Registration.objects.update(given_name=hostile, family_name=hostile)
    received = as_received(status_mail(ada))
    assert received.defects == []
    assert received["Bcc"] is None
    assert received.get_all("Subject") == [received["Subject"]]
    assert received["To"] == ada.email
    assert "\u202e" not in received["Subject"]


def test_a_hostile_reminder_makes_no_header():
    letter = reminder_mail(subject_en="Hello {name}\r\nBcc: victim@example.org")
    assert as_received(letter)["Bcc"] is None
    assert "\n" not in letter.subject


def test_markup_in_names_and_texts_is_shown_not_run():
    event = make_published_event(title_en="<b>Forum</b> & co")
    ada = register(make_published_ticket_type(event=event), "Ada")
    Registration.objects.update(given_name="<script>alert(1)</script>")
    html = html_of(status_mail(ada))
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;b&gt;Forum&lt;/b&gt; &amp; co" in html


@pytest.mark.parametrize(
    "advertisement", ["Visit http://evil.example now", "evil.example", "www.evil.example", "x@evil.example"]
)
def test_a_name_cannot_be_used_to_send_people_somewhere(advertisement):
    ada = register(make_published_ticket_type(), "Ada")
    Registration.objects.update(given_name=advertisement)
    letter = status_mail(ada)
    assert "evil.example" not in letter.body + html_of(letter)


@pytest.mark.parametrize("name", ["عائشة", "משה", "👩‍🚀", "Nguyễn", "O’Brien-Smith", "李"])
def test_names_of_every_script_arrive_as_they_are(name):
    ada = register(make_published_ticket_type(), "Ada")
    Registration.objects.update(given_name=name)
    received = as_received(status_mail(ada))
    assert name in received.get_body(("plain",)).get_content()
    assert name in received.get_body(("html",)).get_content()


def test_an_endless_title_ends_in_the_subject():
    event = make_published_event(title_en="長" * 250)
    ada = register(make_published_ticket_type(event=event), "Ada")
    assert len(status_mail(ada).subject) <= 250
    assert Message.objects.get().state == "sent"


# --- Reminders


def test_a_reminder_is_filled_in():
    letter = reminder_mail(
        subject_en="{event} begins soon",
        body_en="Dear {given_name} {family_name},\n\n{starts}, {place}.\n{link}\n{agenda}",
    )
    ada = Registration.objects.get()
    assert letter.subject == "Space Security Forum begins soon"
    assert f"Dear Ada {ada.family_name}," in letter.body
    assert "Wednesday 4 November 2026, 09:00 (Asia/Tokyo), In person." in letter.body
    assert f"http://127.0.0.1:8000/registrations/{ada.token}/" in letter.body
    assert f"http://127.0.0.1:8000/events/{ada.event.slug}/agenda/" in letter.body


def test_a_reminder_speaks_the_attendees_language():
    letter = reminder_mail(
        language="ja", subject_ja="{event}のご案内", body_ja="{name}様\n\n{starts}\n{link}"
    )
    assert letter.subject == "宇宙安全保障フォーラムのご案内"
    assert "2026年11月4日（水）" in letter.body
    assert "/ja/registrations/" in letter.body


def test_a_missing_translation_falls_back_and_says_so():
    letter = reminder_mail(language="ja", body_en="Begins on {starts}. {link}")
    assert "Begins on Wednesday 4 November 2026, 09:00 (Asia/Tokyo)." in letter.body
    assert "/ja/registrations/" in letter.body
    assert '<td class="letter" lang="en">' in html_of(letter)


def test_a_value_is_not_filled_in_again():
    ticket_type = make_published_ticket_type()
    register(ticket_type, "Ada")
    Registration.objects.update(given_name="{link}")
    make_reminder(ticket_type.event, body_en="Dear {given_name}!")
    send_all(now=STARTS_AT - timezone.timedelta(days=3))
    assert "Dear {link}!" in last_mail().body


def test_paragraphs_and_addresses_of_a_reminder_are_laid_out():
    html = html_of(reminder_mail(body_en="First.\n\nSecond: https://example.org/map?a=1&b=2"))
    assert "<p>First.</p>" in html
    assert 'href="https://example.org/map?a=1&amp;b=2"' in html


def test_of_an_event_that_was_taken_back_the_last_release_is_told():
    ada = register(make_published_ticket_type(), "Ada")
    outbox.plan(now=NOW)
    Message.objects.all().delete()
    seats.cancel(ada, now=NOW)
    Event.objects.update(title_en="Draft", current_release=None)
    assert status_mail(ada).subject == "Registration cancelled: Space Security Forum"


def test_a_second_release_is_what_later_mails_tell():
    event = make_published_event()
    ada = register(make_published_ticket_type(event=event), "Ada")
    Event.objects.update(title_en="Security in Space")
    event.refresh_from_db()
    releases.publish(event, by=None, now=NOW)
    assert status_mail(ada).subject == "Registration confirmed: Security in Space"
