"""How a reminder will read, shown to whoever writes it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from events import agenda, audience
from events import programme as programmes
from events.audience import Viewer
from events.models import Event
from events.programme_parts import Programme
from notifications import emails, placeholders, reminders
from notifications.envelopes import Letter
from notifications.models import Reminder
from registrations.models import Registration, Status


@dataclass(frozen=True, slots=True)
class Preview:
    """What an attendee who reads ``language`` gets."""

    language: str
    language_name: str
    letter: Letter
    mistakes: list[str]
    """What is wrong with the placeholders of the text."""

    @property
    def is_fallback(self) -> bool:
        """Whether there is no text in their language, so that they get one in another."""
        return self.letter.lang != self.language


def previews(reminder: Reminder, *, now: dt.datetime) -> Iterator[Preview]:
    """The reminder, saved or not, in each language that readers are offered, for an invented attendee."""
    attendee = example_attendee(reminder.event, now=now)
    for language, name in settings.LANGUAGES:
        letter = emails.reminder_letter(
            reminder,
            attendee,
            lambda language: _programme(reminder.event, language, now=now),
            language=language,
        )
        mistakes = [
            mistake
            for text in reminders.text(reminder, language)
            for mistake in placeholders.mistakes_in(str(text))
        ]
        yield Preview(language, str(name), letter, mistakes)


def example_attendee(event: Event, *, now: dt.datetime) -> Registration:
    """Somebody invented; never saved."""
    return Registration(
        event=event,
        given_name="Hanako",
        family_name="Yamada",
        native_name="山田花子",
        email="hanako.yamada@example.org",
        status=Status.CONFIRMED,
        token="example",  # noqa: S106 - stands for a secret, is none
        registered_at=now,
    )


def _programme(event: Event, language: str, *, now: dt.datetime) -> Programme:
    """The programme as published or, before the first publication, as drafted."""
    try:
        return programmes.read(event, language=language)
    except programmes.NotPublished:
        draft = audience.project(agenda.document(event), Viewer.PUBLIC, now)
        with translation.override(language):
            reading = programmes.Reading(draft, language=language, zone=None)
            return reading.programme(number=0, published_at=now)
