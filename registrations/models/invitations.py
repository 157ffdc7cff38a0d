"""Whom the organizers invite in person, what became of each invitation, and codes to pass around."""

import datetime as dt
import secrets
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from events.models import Event
from registrations.models.owing import Change, unannounced
from registrations.models.people import HasOwnPage, Named
from registrations.models.registrations import TICKET_CODE_ALPHABET, Registration
from registrations.models.ticket_types import Attendance, TicketType
from speakers.models import Sector


class InvitationState(models.TextChoices):
    """The states of an invitation; registrations/invitations.py holds the legal moves."""

    INVITED = "invited", pgettext_lazy("invitation", "Not answered")
    PROPOSED = "proposed", pgettext_lazy("invitation", "Colleague to be decided on")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    DECLINED = "declined", pgettext_lazy("invitation", "Declined")
    DELEGATED = "delegated", pgettext_lazy("invitation", "Passed on")
    EXPIRED = "expired", pgettext_lazy("invitation", "Expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> "InvitationQuerySet":
        return self.filter(state=InvitationState.INVITED)

    def still_open(self) -> "InvitationQuerySet":
        """Those of whom it is not known yet whether they come."""
        return self.filter(state__in=(InvitationState.INVITED, InvitationState.PROPOSED))

    def holding_seats(self) -> "InvitationQuerySet":
        return self.filter(holds_seat=True)


class Invitation(Named, HasOwnPage):
    """One person's invitation to one event: for one address, to be answered once.

    ``holds_seat`` says that a seat of the ticket type is counted as taken for it.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="invitations", verbose_name=_("event"))
    ticket_type = models.ForeignKey(
        TicketType, models.PROTECT, related_name="invitations", verbose_name=_("ticket type")
    )
    attendance = models.CharField(
        _("attendance"), max_length=10, choices=Attendance, default=Attendance.IN_PERSON, editable=False
    )
    state = models.CharField(
        pgettext_lazy("invitation", "state"), max_length=20, choices=InvitationState, editable=False
    )
    email = models.EmailField(_("e-mail address"), max_length=254)
    organization_name = models.CharField(_("organization"), max_length=250, blank=True)
    position = models.CharField(_("position"), max_length=250, blank=True)
    sector = models.CharField(_("sector"), max_length=30, choices=Sector, blank=True)
    country = CountryField(_("country"), blank=True)
    skips_review = models.BooleanField(
        _("skips the review"),
        default=False,
        help_text=_("Whoever accepts is confirmed without the review of the ticket type; rules still hold."),
    )
    reserves_seat = models.BooleanField(
        _("reserves a seat"), default=False, help_text=_("A seat is kept until the invitation is answered.")
    )
    holds_seat = models.BooleanField(default=False, editable=False)
    expires_at = models.DateTimeField(_("to be answered until"))
    invited_at = models.DateTimeField(_("invited"), editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("invited by"),
    )
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    reminders_sent = models.PositiveSmallIntegerField(_("reminders"), default=0, editable=False)
    delegated_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="delegates",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("passed on by"),
    )
    registration = models.OneToOneField(
        Registration,
        models.SET_NULL,
        related_name="invitation",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("registration"),
    )
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        indexes = [
            models.Index(fields=["event", "state"], name="invitation_by_state"),
            models.Index(fields=["event", "email"], name="invitation_by_email"),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(state__in=["invited", "proposed"]),
                name="invitation_open_until",
            ),
            models.Index(
                fields=["event"],
                condition=models.Q(erased_at__isnull=True) & ~models.Q(state="accepted"),
                name="invitation_to_forget",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=models.Q(state="invited"),
                name="invitation_one_open_per_email",
                violation_error_message=_("This address has an invitation that is not answered yet."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[str(state) for state in InvitationState]),
                name="invitation_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=models.Q(holds_seat=False) | models.Q(state__in=["invited", "proposed"]),
                name="invitation_holds_a_seat_while_open_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.event})"

    def get_absolute_url(self) -> str:
        return reverse("registrations:invitation", args=[self.token])

    @property
    def is_unanswered(self) -> bool:
        return self.state == InvitationState.INVITED

    def can_be_answered(self, *, now: dt.datetime) -> bool:
        return self.is_unanswered and now < self.expires_at


class InvitationChange(Change):
    """One move of one invitation; from unanswered to unanswered is a reminder."""

    invitation = models.ForeignKey(
        Invitation, models.CASCADE, related_name="changes", verbose_name=_("invitation")
    )
    from_state = models.CharField(_("from"), max_length=20, choices=InvitationState, blank=True)
    to_state = models.CharField(_("to"), max_length=20, choices=InvitationState)

    class Meta(Change.Meta):
        verbose_name = _("change of an invitation")
        verbose_name_plural = _("changes of invitations")
        indexes = [unannounced("invitation_change")]

    def __str__(self) -> str:
        return f"{self.get_from_state_display() or '–'} → {self.get_to_state_display()}"

    @property
    def is_reminder(self) -> bool:
        return self.from_state == self.to_state


def new_invitation_code() -> str:
    """Ten characters that are read out without confusion (49 bits)."""
    return "".join(secrets.choice(TICKET_CODE_ALPHABET) for _position in range(10))


class InvitationCode(models.Model):
    """A word that opens ticket types in the registration form, so many times.

    ``uses`` counts the registrations that were made with it; ``registrations.codes`` alone moves it.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitation_codes", verbose_name=_("event"))
    code = models.CharField(
        _("code"),
        max_length=40,
        default=new_invitation_code,
        validators=[
            RegexValidator(r"^[A-Za-z0-9-]+\Z", _("Use letters from A to Z, digits and hyphens only."))
        ],
        help_text=_("What people write in the form; upper and lower case are the same."),
    )
    note = models.CharField(
        _("for whom"), max_length=250, blank=True, help_text=_("For yourself; never shown to attendees.")
    )
    ticket_types = models.ManyToManyField(
        TicketType, related_name="invitation_codes", verbose_name=_("ticket types")
    )
    most_uses = models.PositiveIntegerField(_("most uses"), default=1, validators=[MinValueValidator(1)])
    uses = models.PositiveIntegerField(_("uses"), default=0, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    skips_review = models.BooleanField(_("skips the review"), default=False)

    class Meta:
        verbose_name = _("invitation code")
        verbose_name_plural = _("invitation codes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "code"],
                name="invitation_code_once_per_event",
                violation_error_message=_("The event has this code already."),
            ),
            models.CheckConstraint(
                condition=models.Q(uses__lte=models.F("most_uses")),
                name="invitation_code_not_used_too_often",
                violation_error_message=_("The code has been used more often than that."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CodeGuess(models.Model):
    """Somebody wrote a code that the event does not have, or that could not be used.

    Neither the place in the network nor the code can be read from it, only whether two are the same.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="code_guesses", verbose_name=_("event"))
    client = models.CharField(max_length=64)
    code = models.CharField(_("code"), max_length=64)
    guessed_at = models.DateTimeField(_("guessed"))

    class Meta:
        verbose_name = _("guess at a code")
        verbose_name_plural = _("guesses at codes")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["event", "guessed_at"], name="code_guess_at_event"),
            models.Index(fields=["guessed_at"], name="code_guess_by_moment"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "client", "code"], name="code_guess_counts_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event}, {self.guessed_at:%Y-%m-%d %H:%M}"
