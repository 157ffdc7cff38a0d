"""What a fresh installation shows."""

from collections import Counter
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from modeltranslation.translator import translator

from accounts.models import User
from config.demo import loading
from config.demo.dialogue.attendees import story
from config.demo.dialogue.event import DIALOGUE
from config.demo.space_security import SPACE_SECURITY
from events import agenda, checks, differences, favourites, programme, releases
from events.models import Appearance, AppearanceRole, Audience, Event, Session, SessionKind
from notifications import placeholders
from notifications.models import Message, Reminder
from registrations import recount
from registrations.models import Registration, Status, StatusChange, TicketType
from speakers.models import Organization, Sector, Speaker

pytestmark = [pytest.mark.usefixtures("demo_of_today"), pytest.mark.django_db]


@pytest.fixture
def real() -> Event:
    return Event.objects.get(slug=SPACE_SECURITY.slug)


@pytest.fixture
def invented() -> Event:
    return Event.objects.get(slug=DIALOGUE.slug)


def test_the_organizer_has_an_agenda_in_which_two_sessions_overlap(invented):
    organizer = User.objects.get(email="organizer@example.org")
    marked = favourites.shown(organizer, invented)
    assert len(marked) == len(loading.ORGANIZER_ATTENDS)
    sessions = [programme.read(invented).session(code) for code in marked]
    assert [later.title for first, later in pairwise(sessions) if later.starts_at < first.ends_at] != []


# --- The event of 2024 ---------------------------------------------------------------------


def test_the_real_event_has_its_sessions_and_people(real):
    read = programme.read(real, language="en")
    assert [
        (
            session.title.value,
            [
                (str(person.name or person.position), person.role, str(person.organization))
                for person in session.people
            ],
        )
        for session in read.sessions
    ] == [
        ("Opening remarks", [("Kenji Minami", "opening_remarks", "Air Staff Office")]),
        (
            "The Forefront of Public-Private Collaboration in the Security Domain: "
            "The Case of the United States",
            [("Yasuhito Fukushima", "keynote_speaker", "National Institute for Defense Studies")],
        ),
        (
            "Expectations for Private Companies to Strengthen Space Security",
            [
                ("Kenji Minami", "moderator", "Air Staff Office"),
                ("Senior researcher", "panelist", "National Institute for Defense Studies"),
                ("Director", "panelist", "Ministry of Economy, Trade and Industry"),
                ("Professor", "panelist", "Keio University"),
            ],
        ),
        ("Break", []),
        (
            "Opportunities and Challenges in Space Security from the Perspective of private companies",
            [
                ("Masayasu Ishida", "moderator", "SPACETIDE"),
                ("Shunji Izutsu", "panelist", "Astroscale Co., Ltd."),
                ("Akiko Kitahara", "panelist", "Warp Space Co., Ltd."),
                ("Yoshihiro Ota", "panelist", "Axel Space Holdings Co., Ltd."),
            ],
        ),
        ("Closing remarks", [("Kenji Minami", "closing_remarks", "Air Staff Office")]),
    ]
    assert "illustrative" in read.agenda_note.value
    assert read.starts_at.isoformat() == "2024-02-28T13:00:00+09:00"


def test_the_real_event_is_over_and_invents_no_names(real):
    assert not real.is_registration_open(now=timezone.now())
    people = Speaker.objects.filter(appearances__session__event=real)
    assert set(people.values_list("native_name", flat=True)) == {""}


# --- The invented event --------------------------------------------------------------------


def test_the_check_finds_nothing(invented):
    for event in Event.objects.all():
        assert checks.check(agenda.document(event)) == []


def test_the_public_reads_the_draft_as_it_is(invented):
    release = invented.current_release
    assert release.number == 2
    assert release.content == agenda.document(invented)
    first = invented.releases.get(number=1)
    changes = {change.kind for change in differences.difference(first.content, release.content)}
    assert changes >= {"added", "moved", "retitled", "people", "cancelled"}


def test_there_is_something_of_every_kind(invented):
    sessions = invented.sessions.all()
    appearances = Appearance.objects.filter(session__event=invented)
    assert set(sessions.values_list("kind", flat=True)) == set(SessionKind)
    assert set(sessions.values_list("audience", flat=True)) == set(Audience)
    assert set(appearances.values_list("role", flat=True)) == set(AppearanceRole)
    assert set(Organization.objects.values_list("sector", flat=True)) == set(Sector)
    assert set(Registration.objects.values_list("status", flat=True)) == set(Status)
    assert set(Registration.objects.values_list("sector", flat=True)) == set(Sector)


def test_it_is_as_large_as_an_industry_day(invented):
    assert invented.sessions.count() == 44
    assert invented.tracks.count() == 3
    assert invented.venue.rooms.count() == 4
    assert Speaker.objects.filter(appearances__session__event=invented).distinct().count() == 30
    # Two hundred who registered, a guest of honour who accepted, and three of a delegation.
    assert invented.registrations.verified().count() == 204


def test_one_ticket_type_is_nearly_full_and_one_has_a_waiting_list(invented):
    industry, showcase = (TicketType.objects.get(name_en=name) for name in ("Industry", "Start-up showcase"))
    assert industry.seats_left == 3
    assert showcase.seats_left == 0
    assert Registration.objects.waiting().filter(ticket_type=showcase).count() == 7
    assert Registration.objects.offered().get().ticket_type == showcase


def test_one_delegation_has_named_three_of_whom_one_was_substituted_and_one_has_not_confirmed(invented):
    delegation = invented.delegations.with_counts().get()
    assert (delegation.places, delegation.places_taken, delegation.unconfirmed) == (4, 3, 1)
    assert delegation.is_naming(now=timezone.now())
    substitute = delegation.registrations.get(substitutes__isnull=False)
    assert (substitute.status, substitute.substitutes.status) == (Status.UNDER_REVIEW, Status.CANCELLED)
    assert delegation.registrations.confirmed().count() == 1
    assert delegation.changes.filter(is_announced=False).count() == 1


def test_nobody_outside_is_written_to(invented):
    addresses = [
        *Registration.objects.values_list("email", flat=True),
        *User.objects.values_list("email", flat=True),
        *Speaker.objects.exclude(email="").values_list("email", flat=True),
    ]
    reserved = {"example.org", "example.com", "ministry.gov.example"}
    assert {address.split("@")[1] for address in addresses} == reserved
    assert len(set(addresses)) == len(addresses)


def test_the_registrations_owe_no_mail(invented):
    assert not StatusChange.objects.filter(is_announced=False).exists()
    assert not Message.objects.exists()


def test_histories_lie_behind_us_and_between_opening_and_now(invented):
    moments = StatusChange.objects.values_list("changed_at", flat=True)
    assert invented.registration_opens_at <= min(moments)
    assert max(moments) < timezone.now()


def test_every_attendee_of_the_story_is_somebody_else():
    attendees, _happenings = story()
    names = Counter(
        (attendee.details["given_name"], attendee.details["family_name"]) for attendee in attendees
    )
    assert set(names.values()) == {1}


def test_all_invariants_hold(invented):
    assert [*recount.breaches(now=timezone.now()), *releases.breaches()] == []


def test_every_text_is_there_in_both_languages(invented):
    half_translated = [
        f"{row._meta.label} {row.pk} {field}"
        for model in translator.get_registered_models(abstract=False)
        for row in model._default_manager.all()
        for field in translator.get_options_for_model(model).all_fields
        if bool(getattr(row, f"{field}_en")) != bool(getattr(row, f"{field}_ja"))
    ]
    assert half_translated == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_that_the_public_reads_falls_back(invented, language):
    for event in Event.objects.all():
        read = programme.read(event, language=language)
        texts = [read.title, read.summary, read.description, read.practical, read.series_name]
        texts += [session.title for session in read.sessions]
        texts += [speaker.position for speaker in read.speakers]
        texts += [item.name for group in read.organizations for item in group.organizations]
        assert [str(text) for text in texts if text.lang != language] == []


def test_reminders_name_only_what_can_be_filled_in(invented):
    for reminder in Reminder.objects.all():
        for text in (reminder.subject_en, reminder.subject_ja, reminder.body_en, reminder.body_ja):
            assert placeholders.unknown_in(text) == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_agenda_page_shows_what_is_public(client, invented, language):
    with translation.override(language):
        page = client.get(reverse("events:agenda", args=[invented.slug])).content.decode()
    assert ("Opening remarks" if language == "en" else "開会挨拶") in page
    for hidden in invented.sessions.exclude(audience=Audience.PUBLIC):
        assert getattr(hidden, f"title_{language}") not in page


def test_every_row_is_one_that_a_form_would_accept(invented):
    for model in (
        Event,
        Session,
        Appearance,
        Organization,
        Speaker,
        TicketType,
        Registration,
        Reminder,
        User,
    ):
        for row in model._default_manager.all():
            row.full_clean()
