"""The mail that is owed, and the reminders that owe it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event
from registrations.models import Registration, Status, TicketType


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


class MessageKind(models.TextChoices):
    STATUS = "status", _("Change of status")
    REPEATED = "repeated", _("Registered again")
    QUESTION = "question", _("Question of the review")
    REMINDER = "reminder", _("Reminder")
    INVOICE = "invoice", _("Invoice")
    SESSION_SEAT = "session_seat", _("Seat in a session")
    LOST_LINK = "lost_link", _("Lost link")
    ERASURE = "erasure", _("Data to be deleted")


class MessageState(models.TextChoices):
    """notifications/outbox.py alone moves a message from one to the next."""

    OWED = "owed", _("Owed")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Dropped: its reason no longer holds")
    FAILED = "failed", _("Given up")


class Message(models.Model):
    """One mail that is owed to one attendee; ``about`` names its cause, so that none is owed twice."""

    about = models.CharField(_("about"), max_length=100, unique=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=MessageKind)
    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="messages", verbose_name=_("registration")
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
        return f"{self.get_kind_display()}: {self.registration}"

    @property
    def header_id(self) -> str:
        """The Message-ID that every attempt to send this message carries (RFC 5322, 3.6.4)."""
        return f"<{self.message_id}@{settings.MESSAGE_ID_DOMAIN}>"
