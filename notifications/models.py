"""The mail that is owed, and the reminders that owe it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from events.models import Event
from registrations.models import Delegation, Invitation, Registration, Status, TicketType


class ReminderUnit(models.TextChoices):
    HOURS = "hours", _("hours before the event starts")
    DAYS = "days", _("days before the event starts")


class Recipients(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed attendees")
    WAITLISTED = "waitlisted", _("People on the waiting list")
    UNDER_REVIEW = "under_review", _("People under review")
    LIVE = "live", _("Everybody who has not cancelled or been declined")


class Reminder(models.Model):
    """A mail to an event's attendees, due so long before its start or at an instant."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="reminders", verbose_name=_("event"))
    amount = models.PositiveIntegerField(_("how long before"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, choices=ReminderUnit, default=ReminderUnit.DAYS)
    send_at = models.DateTimeField(
        _("or at an instant"), null=True, blank=True, help_text=_("Instead of a time before the start.")
    )
    recipients = models.CharField(
        _("recipients"), max_length=20, choices=Recipients, default=Recipients.CONFIRMED
    )
    ticket_types = models.ManyToManyField(
        TicketType,
        related_name="reminders",
        blank=True,
        verbose_name=_("only these ticket types"),
        help_text=_("When none is chosen, all of them."),
    )
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["event", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__isnull=False, send_at__isnull=True)
                | models.Q(amount__isnull=True, send_at__isnull=False),
                name="reminder_is_due_at_one_moment",
                violation_error_message=_(
                    "Say how long before the start, or give an instant; not both or neither."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.event})"


class InvitationLetter(models.Model):
    """An event's own words to those whom its organizers invite, and when to remind them."""

    event = models.OneToOneField(
        Event, models.CASCADE, related_name="invitation_letter", verbose_name=_("event")
    )
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(
        _("text"),
        help_text=_(
            "In braces: {given_name}, {family_name}, {name}, {organization}, {event}, {starts}, {place}, "
            "{ticket_type}, {until}, {link}, {agenda}."
        ),
    )
    reminder_subject = models.CharField(_("subject of the reminder"), max_length=200, blank=True)
    reminder_body = models.TextField(
        _("text of the reminder"), blank=True, help_text=_("Without one, reminders have words of our own.")
    )
    remind_days_before = models.PositiveSmallIntegerField(
        _("remind so many days before the end"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_(
            "Before the day until which an invitation is to be answered; only those are reminded who have "
            "not answered. Empty: nobody is reminded unless you do it at the desk."
        ),
    )

    class Meta:
        verbose_name = _("invitation letter")
        verbose_name_plural = _("invitation letters")

    def __str__(self) -> str:
        return self.subject


class MessageKind(models.TextChoices):
    STATUS = "status", _("Change of status")
    REPEATED = "repeated", _("Registered again")
    QUESTION = "question", _("Question of the review")
    REMINDER = "reminder", _("Reminder")
    INVOICE = "invoice", _("Invoice")
    SESSION_SEAT = "session_seat", _("Seat in a session")
    SESSION_NOTICE = "session_notice", _("Change of a chosen session")
    INVITATION = "invitation", _("Invitation")
    DELEGATION = "delegation", _("Delegation")
    NAMED = "named", _("State of somebody who was named")
    LOST_LINK = "lost_link", _("Lost link")
    ADDRESS = "address", _("Change of address")
    ERASURE = "erasure", _("Data to be deleted")


class MessageState(models.TextChoices):
    """notifications/outbox.py alone moves a message from one to the next."""

    OWED = "owed", _("Owed")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Dropped: its reason no longer holds")
    FAILED = "failed", _("Given up")


class MessageQuerySet(models.QuerySet["Message"]):
    def with_event(self) -> "MessageQuerySet":
        """With ``of_event``, the number of the event that they are about."""
        return self.annotate(
            of_event=Coalesce("registration__event", "invitation__event", "delegation__event")
        )

    def of_events(self, events: models.QuerySet[Event]) -> "MessageQuerySet":
        """Those about one of the events."""
        return self.filter(
            models.Q(registration__event__in=events)
            | models.Q(invitation__event__in=events)
            | models.Q(delegation__event__in=events)
        )


class Message(models.Model):
    """One mail that is owed to one attendee, to somebody who is invited, or to a delegation's focal point.

    ``about`` names its cause, so that none is owed twice.
    """

    about = models.CharField(_("about"), max_length=100, unique=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=MessageKind)
    registration = models.ForeignKey(
        Registration,
        models.CASCADE,
        related_name="messages",
        null=True,
        blank=True,
        verbose_name=_("registration"),
    )
    invitation = models.ForeignKey(
        Invitation,
        models.CASCADE,
        related_name="messages",
        null=True,
        blank=True,
        verbose_name=_("invitation"),
    )
    delegation = models.ForeignKey(
        Delegation,
        models.CASCADE,
        related_name="messages",
        null=True,
        blank=True,
        verbose_name=_("delegation"),
    )
    reminder = models.ForeignKey(
        Reminder, models.SET_NULL, related_name="messages", null=True, blank=True, verbose_name=_("reminder")
    )
    for_status = models.CharField(
        _("for status"),
        max_length=20,
        choices=Status,
        blank=True,
        help_text=_("The status that the mail announces."),
    )
    state = models.CharField(_("state"), max_length=20, choices=MessageState, default=MessageState.OWED)
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField(_("due"))
    leased_until_at = models.DateTimeField(_("leased until"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    objects: ClassVar[MessageQuerySet] = MessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state__in=["owed", "sending"]),
                name="message_open_by_due_at",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reminder", "registration"],
                condition=models.Q(reminder__isnull=False),
                name="message_reminds_each_registration_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    registration__isnull=False, invitation__isnull=True, delegation__isnull=True
                )
                | models.Q(registration__isnull=True, invitation__isnull=False, delegation__isnull=True)
                | models.Q(registration__isnull=True, invitation__isnull=True, delegation__isnull=False),
                name="message_is_owed_to_one_person",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[str(state) for state in MessageState]),
                name="message_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="message_sent_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.addressee}"

    @property
    def addressee(self) -> Registration | Invitation | Delegation:
        """To whom it is owed."""
        addressee = self.registration or self.invitation or self.delegation
        if addressee is None:
            raise ValueError(f"message {self.pk} is owed to nobody")
        return addressee

    @property
    def attendee(self) -> Registration:
        """The registration to which it is owed."""
        if self.registration is None:
            raise ValueError(f"message {self.pk} concerns no registration")
        return self.registration

    @property
    def header_id(self) -> str:
        """The Message-ID that every attempt to send this message carries (RFC 5322, 3.6.4)."""
        return f"<{self.message_id}@{settings.MESSAGE_ID_DOMAIN}>"
