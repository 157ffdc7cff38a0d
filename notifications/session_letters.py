"""What is written to those who chose a session when it moves, is cancelled, or goes from their programme."""

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from events import programme as programmes
from events.calendar import session_calendar
from events.models import AgendaRelease
from events.programme_parts import Programme, SessionItem
from events.writing import customs
from notifications import causes, envelopes, wording
from notifications.envelopes import Letter
from notifications.models import Message
from registrations.models import SeatState, SessionNotice
from registrations.viewers import viewer_of

Kind = SessionNotice.Kind


def why_not(message: Message, *, now: dt.datetime) -> str:
    """Why the message must not be sent after all; empty when its reason still holds."""
    notice = _notice(message)
    event = message.attendee.event
    if notice.choice.state == SeatState.ENDED:
        return "The session was given up"
    if event.current_release is None:
        return "The event is not public"
    if programmes.read(event).ends_at <= now:
        return "The event is over"
    return "" if _told(notice) else "The session is no longer theirs to know of"


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail that a published change of a chosen session owes, ready to send."""
    registration, notice = message.attendee, _notice(message)
    language = envelopes.language_of(registration)
    with translation.override(language):
        programme = programmes.read(envelopes.release_of(registration.event), language=language)
        session = _told(notice, language=language)
        if session is None:
            raise ValueError(f"session notice {notice.pk} is about what its attendee may not know of")
        path = reverse("registrations:own_sessions", args=[registration.token])
        why = _("You receive this mail because this address was registered for %(event)s.")
        mail = envelopes.wrap(
            message,
            _letter(notice, session, programme, language=language),
            programme,
            to=registration.email,
            facts=[(_("Event"), str(programme.title)), (_("Where"), wording.place(programme))],
            action=envelopes.Link(f"{settings.BASE_URL}{path}", _("Your sessions"), _("See your sessions")),
            why=why % {"event": programme.title},
        )
        if notice.kind != Kind.WITHDRAWN:
            reading = _reading(notice, notice.release, language=language)
            mail.attach(f"{session.code}.ics", session_calendar(reading, session), "text/calendar")
    return mail


def _letter(notice: SessionNotice, session: SessionItem, programme: Programme, *, language: str) -> Letter:
    before = _session(notice, notice.before, language=language)
    context = {
        "name": wording.spoken_name(notice.choice.registration),
        "event": programme.title,
        "session": session.title,
        "kind": notice.kind,
        "is_held": notice.choice.state == SeatState.HELD,
        "before": _when_and_where(before, programme) if before else "",
        "now": _when_and_where(session, programme),
    }
    return envelopes.write("session_notice", context, lang=language)


def _when_and_where(session: SessionItem, programme: Programme) -> str:
    room = [str(session.room.name)] if session.room else []
    return customs().comma.join([wording.moment(session.starts_at, programme), *room])


def _told(notice: SessionNotice, *, language: str | None = None) -> SessionItem | None:
    """The session of which the mail tells, as the attendee read it last."""
    release = notice.before if notice.kind == Kind.WITHDRAWN else notice.release
    return _session(notice, release, language=language)


def _session(
    notice: SessionNotice, release: AgendaRelease, *, language: str | None = None
) -> SessionItem | None:
    try:
        return _reading(notice, release, language=language).session(notice.choice.seats.session.code)
    except KeyError:
        return None


def _reading(notice: SessionNotice, release: AgendaRelease, *, language: str | None) -> Programme:
    viewer = viewer_of(notice.choice.registration)
    return programmes.read(release, viewer=viewer, language=language, at=notice.noted_at)


def _notice(message: Message) -> SessionNotice:
    notices = SessionNotice.objects.select_related(
        "choice__registration__event", "choice__seats__session", "before", "release"
    ).defer("before__content", "before__summary", "release__content", "release__summary")
    return notices.get(pk=causes.pk_of(message))
