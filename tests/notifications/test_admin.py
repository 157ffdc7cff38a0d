"""Reminders and messages in the admin."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from events.models import Event
from notifications import outbox
from notifications.models import Message, MessageState, Reminder
from tests.builders import make_event, make_ticket_type, make_user
from tests.notifications.builders import make_published_event, make_reminder, register

pytestmark = pytest.mark.django_db

LIST = reverse("admin:notifications_reminder_changelist")
MESSAGES = reverse("admin:notifications_message_changelist")


@pytest.fixture
def event() -> Event:
    """An event that lies thirty days ahead."""
    starts_at = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=30)
    return make_published_event(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=9))


@pytest.fixture
def organizer(event, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=event))


def add_url(event: Event) -> str:
    return f"{reverse('admin:notifications_reminder_add')}?event={event.pk}"


def change_url(reminder: Reminder) -> str:
    return reverse("admin:notifications_reminder_change", args=[reminder.pk])


def preview_url(reminder: Reminder) -> str:
    return reverse("admin:notifications_reminder_preview", args=[reminder.pk])


def typed(**fields: str) -> dict[str, str]:
    """What an organizer types into the form of a reminder."""
    defaults = {
        "amount": "3",
        "unit": "days",
        "send_at_0": "",
        "send_at_1": "",
        "is_active": "on",
        "recipients": "confirmed",
        "subject_en": "{event} begins soon",
        "subject_ja": "",
        "body_en": "Dear {name}",
        "body_ja": "",
    }
    return defaults | fields


def errors_of(response) -> dict[str, list[str]]:
    return response.context["adminform"].form.errors


# --- Writing a reminder


def test_an_organizer_writes_a_reminder(event, organizer):
    response = organizer.post(add_url(event), typed())
    assert response.status_code == 302
    reminder = Reminder.objects.get()
    assert (reminder.event, reminder.amount, reminder.send_at) == (event, 3, None)
    assert (reminder.subject_en, reminder.body_en) == ("{event} begins soon", "Dear {name}")


def test_one_language_is_enough_and_it_may_be_japanese(event, organizer):
    organizer.post(add_url(event), typed(subject_en="", body_en="", subject_ja="ご案内", body_ja="{name}様"))
    assert Reminder.objects.get().subject_ja == "ご案内"


def test_an_instant_is_typed_on_the_clocks_of_the_event(event, organizer):
    day = (event.starts_at - dt.timedelta(days=1)).date()
    organizer.post(add_url(event), typed(amount="", send_at_0=day.isoformat(), send_at_1="09:00"))
    assert Reminder.objects.get().send_at == dt.datetime.combine(day, dt.time(0), dt.UTC)


@pytest.mark.parametrize("field", ["subject_en", "body_en", "subject_ja", "body_ja"])
@pytest.mark.parametrize("text", ["Dear {nickname}", "{name.__class__}", "{0}"])
def test_an_unknown_placeholder_is_refused_beside_its_field_with_those_that_there_are(
    event, organizer, field, text
):
    response = organizer.post(add_url(event), typed(**{field: text}))
    (error,) = errors_of(response)[field]
    assert text[text.index("{") :] in error
    assert "{given_name}, {family_name}, {name}, {event}, {starts}, {place}, {link}, {agenda}" in error
    assert not Reminder.objects.exists()


def test_a_brace_that_is_not_closed_is_refused(event, organizer):
    response = organizer.post(add_url(event), typed(body_en="Dear {name"))
    assert "brace" in errors_of(response)["body_en"][0]


@pytest.mark.parametrize(
    "timing", [{"amount": ""}, {"send_at_0": "2031-01-01", "send_at_1": "09:00"}], ids=["neither", "both"]
)
def test_a_reminder_is_due_at_one_moment(event, organizer, timing):
    response = organizer.post(add_url(event), typed(**timing))
    assert "not both or neither" in errors_of(response)["amount"][0]
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("timing", "field"),
    [
        ({"amount": "31"}, "amount"),
        ({"amount": "", "send_at_0": "2020-01-01", "send_at_1": "09:00"}, "send_at"),
    ],
)
def test_a_moment_that_is_over_is_refused(event, organizer, timing, field):
    response = organizer.post(add_url(event), typed(**timing))
    assert "over already" in errors_of(response)[field][0]
    assert not Reminder.objects.exists()


def test_the_text_of_a_reminder_that_was_sent_can_still_be_mended(event, organizer):
    reminder = make_reminder(event, amount=31)
    response = organizer.post(change_url(reminder), typed(amount="31", body_en="Better"))
    assert response.status_code == 302
    reminder.refresh_from_db()
    assert reminder.body_en == "Better"


def test_ticket_types_to_choose_from_are_the_events_own(event, organizer):
    own, other = make_ticket_type(event), make_ticket_type(make_event())
    page = organizer.get(add_url(event)).content.decode()
    assert str(own) in page
    assert str(other) not in page
    response = organizer.post(add_url(event), typed() | {"ticket_types": [other.pk]})
    assert "ticket_types" in errors_of(response)


def test_the_form_names_the_placeholders(event, organizer):
    page = organizer.get(add_url(event)).content.decode()
    assert "<code>&#123;given_name&#125;</code>" in page


# --- The preview


def test_the_preview_shows_each_language_beside_the_other(event, organizer):
    reminder = make_reminder(
        event,
        subject_en="{event}: soon",
        subject_ja="{event}のご案内",
        body_en="Dear {name}",
        body_ja="{name}様",
    )
    page = organizer.get(preview_url(reminder)).content.decode()
    for part in (
        "Space Security Forum: soon",
        "Dear Hanako Yamada",
        "宇宙安全保障フォーラムのご案内",
        "山田花子様",
    ):
        assert part in page
    assert "There is no text in this language" not in page


def test_the_preview_says_where_a_language_has_no_text(event, organizer):
    page = organizer.get(preview_url(make_reminder(event))).content.decode()
    assert page.count("There is no text in this language") == 1


def test_what_is_not_saved_yet_can_be_previewed_with_its_mistakes(event, organizer):
    url = reverse("admin:notifications_reminder_preview_unsaved", args=[event.pk])
    page = organizer.post(url, typed(body_en="Dear {name}, {nickname} <script>")).content.decode()
    assert "Dear Hanako Yamada, {nickname} &lt;script&gt;" in page
    assert "There is no placeholder {nickname}" in page
    assert not Reminder.objects.exists()
    assert organizer.get(url).status_code == 405


def test_before_the_first_publication_the_preview_shows_the_draft(sign_in):
    draft = make_event(title_en="Draft of a forum")
    organizer = sign_in(make_user(role=Role.ORGANIZER, event=draft))
    page = organizer.get(preview_url(make_reminder(draft))).content.decode()
    assert "Soon: Draft of a forum" in page


# --- Who sees what


def test_reminders_of_other_events_do_not_exist(event, organizer):
    own, other = make_reminder(event, subject_en="Ours"), make_reminder(make_event(), subject_en="Theirs")
    page = organizer.get(LIST).content.decode()
    assert "Ours" in page
    assert "Theirs" not in page
    assert organizer.get(preview_url(own)).status_code == 200
    assert organizer.get(preview_url(other)).status_code == 404
    unsaved = reverse("admin:notifications_reminder_preview_unsaved", args=[other.event_id])
    assert organizer.post(unsaved, typed()).status_code == 404
    assert organizer.get(change_url(other)).status_code == 302


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_who_may_only_look_changes_nothing(event, sign_in, role):
    reader, reminder = sign_in(make_user(role=role, event=event)), make_reminder(event)
    assert reader.get(change_url(reminder)).status_code == 200
    assert reader.post(change_url(reminder), typed(body_en="Mine")).status_code == 403
    reminder.refresh_from_db()
    assert reminder.body_en != "Mine"


def test_messages_are_to_read_for_whoever_may_see_attendees(event, organizer, sign_in):
    ticket_type = make_ticket_type(event)
    ada = register(ticket_type, "Ada")
    stranger = register(make_ticket_type(make_published_event()), "Grace")
    outbox.plan(now=timezone.now())
    page = organizer.get(MESSAGES).content.decode()
    assert ada.email in page
    assert stranger.email not in page
    message = Message.objects.get(registration=ada)
    url = reverse("admin:notifications_message_change", args=[message.pk])
    assert message.header_id.strip("<>") in organizer.get(url).content.decode()
    assert organizer.post(url, {"state": "sent"}).status_code == 403
    editor = sign_in(make_user(role=Role.EDITOR, event=event))
    assert editor.get(MESSAGES).status_code == 403


def try_again(client, message: Message) -> None:
    client.post(MESSAGES, {"action": "owe_again", "_selected_action": [message.pk]})


def test_an_organizer_has_what_was_given_up_tried_again(event, organizer, sign_in):
    register(make_ticket_type(event), "Ada")
    outbox.plan(now=timezone.now())
    Message.objects.update(state=MessageState.FAILED, attempts=outbox.MAX_ATTEMPTS)
    message = Message.objects.get()
    try_again(sign_in(make_user(role=Role.VIEWER, event=event)), message)
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    try_again(organizer, message)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.OWED, 0)


# --- Many rows


@pytest.mark.parametrize("url", [LIST, MESSAGES])
def test_lists_ask_the_database_as_often_for_many_as_for_few(
    event, organizer, url, django_assert_max_num_queries
):
    ticket_type = make_ticket_type(event, capacity=None)
    counts = []
    for _round in range(2):
        for _number in range(5):
            register(ticket_type)
            make_reminder(event)
        outbox.plan(now=timezone.now())
        with django_assert_max_num_queries(30) as queries:
            organizer.get(f"{url}?event={event.pk}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
