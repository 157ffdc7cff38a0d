"""Sessions for which attendees take a seat of their own."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import AgendaRelease, Event, Session
from registrations.models.owing import OwesMail, unannounced
from registrations.models.registrations import Registration


class SessionSeats(models.Model):
    """How many attendees a session takes; ``registrations.session_seats`` alone moves ``seats_taken``."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="session_seats", verbose_name=_("event"))
    session = models.OneToOneField(
        Session, models.CASCADE, related_name="session_seats", verbose_name=_("session")
    )
    capacity = models.PositiveIntegerField(
        _("capacity"), help_text=_("How many attendees it takes, speakers not counted.")
    )
    seats_taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)
    closes_at = models.DateTimeField(
        _("can be chosen until"),
        null=True,
        blank=True,
        help_text=_("When empty, until the session begins."),
    )
    # As of which release those who chose it know it; registrations.session_notices tells them of another.
    known_release = models.ForeignKey(
        AgendaRelease, models.SET_NULL, related_name="+", null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("session with seats")
        verbose_name_plural = _("sessions with seats")
        ordering = [models.F("session__starts_at").asc(nulls_last=True), "session"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seats_taken__lte=models.F("capacity")),
                name="session_seats_are_given_once",
                violation_error_message=_("More seats are taken than this capacity allows."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.session)

    @property
    def seats_left(self) -> int:
        return self.capacity - self.seats_taken


class SeatState(models.TextChoices):
    """registrations/session_seats.py alone moves a choice from one to the next."""

    HELD = "held", _("Seat")
    WAITING = "waiting", _("On the waiting list")
    ENDED = "ended", _("Given up")


class SessionSeatQuerySet(models.QuerySet["SessionSeat"]):
    def live(self) -> "SessionSeatQuerySet":
        """Those that hold a seat or wait for one."""
        return self.exclude(state=SeatState.ENDED)

    def held(self) -> "SessionSeatQuerySet":
        return self.filter(state=SeatState.HELD)

    def waiting(self) -> "SessionSeatQuerySet":
        """Those that wait, in the order in which they get a seat.

        A choice is numbered while its session is locked; two that race may have read the clock the other
        way round.
        """
        in_order = (models.F("moved_up_at").asc(nulls_last=True), "pk")
        return self.filter(state=SeatState.WAITING).order_by(*in_order)


class SessionSeat(OwesMail):
    """One attendee's choice of one session: a seat, or a place on its waiting list.

    ``held_at`` tells since when the seat is theirs; ``is_announced`` says that the mail which a seat from
    the waiting list owes has been planned.
    """

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="session_seats", verbose_name=_("registration")
    )
    seats = models.ForeignKey(
        SessionSeats, models.CASCADE, related_name="choices", verbose_name=_("session with seats")
    )
    state = models.CharField(_("state"), max_length=10, choices=SeatState)
    chosen_at = models.DateTimeField(_("chosen"))
    held_at = models.DateTimeField(_("seat since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("given up"), null=True, blank=True)
    moved_up_at = models.DateTimeField(_("moved up"), null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("changed by"),
    )
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    is_announced = models.BooleanField(_("announced"), default=True)

    objects: ClassVar[SessionSeatQuerySet] = SessionSeatQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OwesMail.Meta):
        verbose_name = _("choice of a session")
        verbose_name_plural = _("choices of sessions")
        indexes = [
            models.Index(
                fields=["seats", "chosen_at", "id"],
                condition=models.Q(state="waiting"),
                name="session_seat_waiting_list",
            ),
            unannounced("session_seat"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "seats"],
                condition=~models.Q(state="ended"),
                name="session_seat_one_live_per_session",
            ),
            models.CheckConstraint(
                condition=models.Q(state="held", held_at__isnull=False, ended_at__isnull=True)
                | models.Q(state="waiting", held_at__isnull=True, ended_at__isnull=True)
                | models.Q(state="ended", ended_at__isnull=False),
                name="session_seat_has_the_instants_of_its_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.seats} ({self.get_state_display()})"


class SessionNotice(OwesMail):
    """Something published changed for one who had chosen a session: what, and between which releases."""

    class Kind(models.TextChoices):
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        WITHDRAWN = "withdrawn", _("No longer on the programme")
        RESTORED = "restored", _("Takes place after all")

    choice = models.ForeignKey(
        SessionSeat, models.CASCADE, related_name="notices", verbose_name=_("choice of a session")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    before = models.ForeignKey(AgendaRelease, models.CASCADE, related_name="+", verbose_name=_("before"))
    release = models.ForeignKey(
        AgendaRelease, models.CASCADE, related_name="+", verbose_name=_("agenda release")
    )
    noted_at = models.DateTimeField(_("noted"))

    class Meta(OwesMail.Meta):
        verbose_name = _("notice of a changed session")
        verbose_name_plural = _("notices of changed sessions")
        indexes = [unannounced("session_notice")]
        constraints = [
            models.UniqueConstraint(fields=["choice", "release"], name="session_notice_once_per_release"),
        ]

    def __str__(self) -> str:
        return f"{self.choice_id}: {self.get_kind_display()}"
