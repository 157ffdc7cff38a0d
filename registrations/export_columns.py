"""What an attendee list says of each attendee, and to whom.

Some columns are the same in every list. Others are the event's own: which delegation has named somebody,
what each review lane has decided, for whoever may know it, and the sessions with seats that attendees have
chosen. A column that its reader
may not see is not there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.models import User
from accounts.permissions import Action
from events.models import Event
from registrations import answer_words
from registrations.models import (
    Attendance,
    Delegation,
    LaneReview,
    LaneState,
    Question,
    Registration,
    ReviewLane,
    SeatState,
    SessionSeat,
    SessionSeats,
    Status,
)
from speakers.models import Sector


class Column(models.TextChoices):
    """What every list says, in this order. Never the token: it is the attendee's alone."""

    TICKET_TYPE = "ticket_type", _("Ticket type")
    STATUS = "status", _("Status")
    ATTENDANCE = "attendance", _("Attendance")
    FAMILY_NAME = "family_name", _("Family name")
    GIVEN_NAME = "given_name", _("Given name")
    NATIVE_NAME = "native_name", _("Name in native script")
    EMAIL = "email", _("E-mail address")
    ORGANIZATION = "organization", _("Organization")
    SECTOR = "sector", _("Sector")
    POSITION = "position", _("Position")
    COUNTRY = "country", _("Country")
    LANGUAGE = "language", _("Language")
    REGISTERED_AT = "registered_at", _("Registered")
    TICKET_CODE = "ticket_code", _("Ticket code")


FIELDS = {Column.TICKET_TYPE: "ticket_type_id", Column.ORGANIZATION: "organization_name"}
WIDTHS = {Column.EMAIL: 30, Column.ORGANIZATION: 36, Column.POSITION: 28, Column.REGISTERED_AT: 18}


@dataclass(frozen=True, kw_only=True)
class ExportColumn:
    """One column of one event's list; ``words`` are what people read for the codes in the database.

    ``is_coded`` says that programs get the code. Answers to ``question`` stand there in words.
    """

    name: str
    label: str
    source: str | Subquery
    words: Mapping[Any, str] = field(default_factory=dict)
    is_coded: bool = True
    is_time: bool = False
    width: int = 20
    question: Question | None = None


def of(event: Event, *, reader: User | None, with_sensitive: bool = False) -> list[ExportColumn]:
    """The columns that reader may take away, in the active language; all of them for nobody's server.

    Sensitive answers are among them only on demand, whoever the reader is.
    """
    lanes = ReviewLane.objects.filter(event=event, is_default=False)
    if reader is not None and not Event.objects.allowing(reader, Action.MANAGE_REGISTRATION).filter(
        pk=event.pk
    ):
        lanes = lanes.decidable_by(reader)
    return [
        *_of_everybody(event),
        *_of_delegations(event),
        *_of_lanes(event, lanes),
        *_of_sessions(event),
        *_of_questions(event, with_sensitive=with_sensitive and may_take_sensitive(event, reader)),
    ]


def may_take_sensitive(event: Event, reader: User | None) -> bool:
    """Whether reader may see answers to sensitive questions."""
    if reader is None:
        return True
    return Event.objects.allowing(reader, Action.SEE_SENSITIVE_ANSWERS).filter(pk=event.pk).exists()


def labels(event: Event) -> dict[str, str]:
    """What every column that a list of the event may have is called."""
    return {column.name: column.label for column in of(event, reader=None, with_sensitive=True)}


def _of_everybody(event: Event) -> Iterable[ExportColumn]:
    words: dict[Column, dict[Any, str]] = {
        Column.TICKET_TYPE: {each.pk: each.name for each in event.ticket_types.all()},
        Column.STATUS: _words(Status.choices),
        Column.ATTENDANCE: _words(Attendance.choices),
        Column.SECTOR: _words(Sector.choices),
        Column.COUNTRY: _words(countries),
        Column.LANGUAGE: _words(settings.LANGUAGES),
    }
    for column in Column:
        is_time = column == Column.REGISTERED_AT
        yield ExportColumn(
            name=column.value,
            label=_with_zone(str(column.label), event) if is_time else str(column.label),
            source=FIELDS.get(column, column.value),
            words=words.get(column, {}),
            is_coded=column != Column.TICKET_TYPE,
            is_time=is_time,
            width=WIDTHS.get(column, 20),
        )


def _of_delegations(event: Event) -> Iterable[ExportColumn]:
    """Who has named the attendee, and instead of whom; in words, for neither has a code."""
    delegations = Delegation.objects.filter(event=event).select_related("organization")
    if not delegations:
        return
    yield ExportColumn(
        name="delegation",
        label=gettext("Delegation"),
        source="delegation_id",
        words={each.pk: str(each.organization) for each in delegations},
        is_coded=False,
        width=36,
    )
    substituted = Registration.objects.filter(substituted_by__event=event)
    yield ExportColumn(
        name="substitutes",
        label=gettext("Comes instead of"),
        source="substitutes_id",
        words={each.pk: each.name for each in substituted},
        is_coded=False,
        width=28,
    )


def _of_lanes(event: Event, lanes: Iterable[ReviewLane]) -> Iterable[ExportColumn]:
    for lane in lanes:
        its_review = LaneReview.objects.filter(lane=lane, registration=OuterRef("pk"))
        label = gettext("Review: %(lane)s") % {"lane": lane.name}
        yield ExportColumn(
            name=f"review_{lane.pk}",
            label=label,
            source=Subquery(its_review.values("state")),
            words=_words(LaneState.choices),
        )
        yield ExportColumn(
            name=f"review_{lane.pk}_decided_at",
            label=_with_zone(gettext("Review: %(lane)s, decided") % {"lane": lane.name}, event),
            source=Subquery(its_review.values("settled_at")),
            is_time=True,
        )


def _of_sessions(event: Event) -> Iterable[ExportColumn]:
    for seats in SessionSeats.objects.filter(event=event).select_related("session"):
        chosen = SessionSeat.objects.filter(seats=seats, registration=OuterRef("pk"))
        newest_first = chosen.exclude(state=SeatState.ENDED).order_by("-pk")
        yield ExportColumn(
            name=f"session_{seats.session.code}",
            label=gettext("Session: %(title)s") % {"title": seats.session.title},
            source=Subquery(newest_first.values("state")[:1]),
            words=_words(SeatState.choices),
        )


def _of_questions(event: Event, *, with_sensitive: bool) -> Iterable[ExportColumn]:
    for question in answer_words.questions_of(event, with_sensitive=with_sensitive):
        yield ExportColumn(name=question.key, label=question.text, source="pk", width=30, question=question)


def _with_zone(label: str, event: Event) -> str:
    """A time says whose clocks it goes by."""
    return f"{label} ({event.time_zone})"


def _words(choices: Iterable[tuple[Any, Any]]) -> dict[Any, str]:
    return {code: str(label) for code, label in choices}
