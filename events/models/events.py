"""What is held, when, and by whom."""

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action, roles_that_may
from events.models.precedence import (
    AlphabetLanguage,
    HostPlace,
    OrganizationRule,
    PlacedByHand,
    PrecedenceRule,
)
from speakers.models import Organization

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless name is a zone of the IANA database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("%(name)s is not a time zone; write it like Asia/Tokyo."), params={"name": name}
        )


class EventSeries(models.Model):
    """Events that follow one another, usually year by year."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address on the site"), max_length=80, unique=True)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("event series")
        verbose_name_plural = _("event series")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EventFormat(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class EventQuerySet(models.QuerySet["Event"]):
    def allowing(self, user: "User | AnonymousUser", action: Action) -> "EventQuerySet":
        """The events in which user may do action, by a role in the event or in its series."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        roles = user.staff_roles.filter(role__in=roles_that_may(action))
        return self.filter(
            models.Q(pk__in=roles.filter(event__isnull=False).values("event"))
            | models.Q(series__in=roles.filter(series__isnull=False).values("series"))
        )

    def editable_by(self, user: "User | AnonymousUser") -> "EventQuerySet":
        return self.allowing(user, Action.EDIT_EVENT)

    def screening_attendees(self, *, now: dt.datetime) -> "EventQuerySet":
        """Those that compare their attendees with lists of names, and are not over."""
        return self.filter(screens_attendees=True, ends_at__gt=now)

    def published(self) -> "EventQuerySet":
        """Those that the public knows of: with a release."""
        return self.filter(current_release__isnull=False)


class Event(models.Model):
    """One conference day, industry day or information day, as its organizers are drafting it.

    The public never reads these columns: it reads the current release, which froze them.
    """

    series = models.ForeignKey(
        EventSeries,
        models.SET_NULL,
        related_name="events",
        null=True,
        blank=True,
        verbose_name=_("event series"),
    )
    slug = models.SlugField(
        _("address on the site"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the page's address."),
    )
    title = models.CharField(_("title"), max_length=250)
    short_title = models.CharField(_("short title"), max_length=80, blank=True)
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("One or two sentences, for lists and previews.")
    )
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown."))
    agenda_note = models.TextField(
        _("note above the agenda"),
        blank=True,
        help_text=_("Shown with the agenda, for example that times are illustrative."),
    )
    practical = models.TextField(
        _("practical information"),
        blank=True,
        help_text=_("Getting there, admission, dress, language. Markdown."),
    )
    format = models.CharField(_("format"), max_length=20, choices=EventFormat, default=EventFormat.IN_PERSON)
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        default="UTC",
        validators=[validate_time_zone],
        help_text=_(
            "Where the event's clocks stand, for example Asia/Tokyo. All times below are in this zone."
        ),
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    day_changes_at = models.TimeField(
        _("day changes at"),
        default=dt.time(4),
        help_text=_("Sessions before this hour belong to the evening before."),
    )
    venue = models.ForeignKey(
        "events.Venue", models.PROTECT, related_name="events", null=True, blank=True, verbose_name=_("venue")
    )
    website = models.URLField(_("website"), blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    precedence_rule = models.CharField(
        _("order of people"),
        max_length=20,
        choices=PrecedenceRule,
        default=PrecedenceRule.OFFICE,
        help_text=_("Within a session the roles come first: the moderator before the panelists."),
    )
    alphabet_language = models.CharField(
        _("countries in the alphabet of"),
        max_length=5,
        choices=AlphabetLanguage,
        default=AlphabetLanguage.ENGLISH,
        help_text=_("In an order by country: usually the host's language."),
    )
    host_place = models.CharField(
        _("the host's country"),
        max_length=10,
        choices=HostPlace,
        default=HostPlace.IN_ORDER,
        help_text=_("In an order by country. The country is that of the host organization."),
    )
    organization_rule = models.CharField(
        _("order of organizations"),
        max_length=10,
        choices=OrganizationRule,
        default=OrganizationRule.SECTOR,
        help_text=_("Hosts, co-organizers and each tier of sponsors have their own list."),
    )
    family_names_in_capitals = models.BooleanField(
        _("family names in capitals"),
        default=False,
        help_text=_("In Latin script, as protocol lists have them: MINAMI Kenji."),
    )
    privacy_notice = models.TextField(
        _("privacy notice"),
        blank=True,
        help_text=_("What is done with registrants' data, who sees it, and until when. Markdown."),
    )
    takes_registrations = models.BooleanField(
        _("attendees register here"),
        default=True,
        help_text=_("When not, this site announces the event and its agenda only."),
    )
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(
        _("registration closes"),
        null=True,
        blank=True,
        help_text=_("When empty, registration closes as the event begins."),
    )
    sensitive_answers_kept_days = models.PositiveSmallIntegerField(
        _("days to keep sensitive answers"),
        default=30,
        validators=[MaxValueValidator(3650)],
        help_text=_(
            "After the event, answers to sensitive questions are deleted, with their files; so are the names "
            "of those who were invited and did not come."
        ),
    )
    screens_attendees = models.BooleanField(
        _("screen attendees"),
        default=False,
        help_text=_(
            "Names and organizations are compared with the lists that this site has imported. Attendees see "
            "nothing of it, and nobody is rejected by it: what is found waits at the event desk. Say so in "
            "the privacy notice."
        ),
    )
    corrections_close_at = models.DateTimeField(
        _("answers can be corrected until"),
        null=True,
        blank=True,
        help_text=_("Afterwards attendees write to the organizers. When empty, until the event begins."),
    )
    has_attendee_list = models.BooleanField(
        _("attendees may see each other"),
        default=False,
        help_text=_(
            "Confirmed attendees get a list of those who have chosen to be on it. Each chooses what of "
            "themselves is shown, and to whom; nobody is shown who has not chosen so."
        ),
    )
    current_release = models.ForeignKey(
        "events.AgendaRelease",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("current release"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[EventQuerySet] = EventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message=_("The event must end after it starts."),
            ),
            models.CheckConstraint(
                condition=models.Q(registration_opens_at__isnull=True)
                | models.Q(registration_closes_at__isnull=True)
                | models.Q(registration_closes_at__gt=models.F("registration_opens_at")),
                name="event_registration_closes_after_it_opens",
                violation_error_message=_("Registration must close after it opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_title or self.title

    def get_absolute_url(self) -> str:
        return reverse("events:event", args=[self.slug])

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def registration_ends_at(self) -> dt.datetime:
        """The instant from which nobody can register any more."""
        return self.registration_closes_at or self.starts_at

    @property
    def corrections_end_at(self) -> dt.datetime:
        """The instant from which attendees can no longer correct their answers themselves."""
        return self.corrections_close_at or self.starts_at

    def is_registration_open(self, *, now: dt.datetime) -> bool:
        """Whether the calendar allows to register; seats are another matter."""
        if not self.takes_registrations:
            return False
        if self.registration_opens_at and now < self.registration_opens_at:
            return False
        return now < self.registration_ends_at

    def public_url(self) -> str:
        """The event's page with scheme and host, in the active language."""
        return f"{settings.BASE_URL}{self.get_absolute_url()}"


class OrganizationRole(models.TextChoices):
    """In the order in which organizations are named."""

    HOST = "host", _("Host")
    ORGANIZER = "organizer", _("Organizer")
    CO_ORGANIZER = "co_organizer", _("Co-organizer")
    SPONSOR_PLATINUM = "sponsor_platinum", _("Platinum sponsor")
    SPONSOR_GOLD = "sponsor_gold", _("Gold sponsor")
    SPONSOR_SILVER = "sponsor_silver", _("Silver sponsor")
    SPONSOR_BRONZE = "sponsor_bronze", _("Bronze sponsor")
    SPONSOR = "sponsor", _("Sponsor")
    SUPPORTER = "supporter", _("Supporter")
    MEDIA_PARTNER = "media_partner", _("Media partner")


class EventOrganization(PlacedByHand):
    """The part an organization has in an event."""

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="event_organizations", verbose_name=_("event")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="event_organizations", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=30, choices=OrganizationRole)

    class Meta:
        verbose_name = _("organization of the event")
        verbose_name_plural = _("organizations of the event")
        ordering = [models.F("order").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organization", "role"],
                name="event_organization_once_per_role",
                violation_error_message=_("This organization has this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_role_display()}"
