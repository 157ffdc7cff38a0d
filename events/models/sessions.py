"""The items of a programme, and who appears in them in which role."""

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models.audiences import KeptForAnAudience
from events.models.events import Event
from events.models.places import Room
from events.models.precedence import PlacedByHand
from speakers.models import Affiliation, Organization, Speaker

CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_session_code() -> str:
    """Ten characters that tell nothing of any other session's code (49 bits)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _position in range(10))


class TrackMark(models.TextChoices):
    """A track is told apart by shape and word, and by colour only besides."""

    CIRCLE = "circle", _("Circle, blue")
    SQUARE = "square", _("Square, green")
    TRIANGLE = "triangle", _("Triangle, orange")
    DIAMOND = "diamond", _("Diamond, purple")
    PENTAGON = "pentagon", _("Pentagon, teal")
    STAR = "star", _("Star, red")
    CROSS = "cross", _("Cross, brown")
    RING = "ring", _("Ring, grey")


class Track(models.Model):
    """A thread of sessions on one subject."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="tracks", verbose_name=_("event"))
    name = models.CharField(_("name"), max_length=120)
    mark = models.CharField(_("mark"), max_length=20, choices=TrackMark, default=TrackMark.CIRCLE)
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "name_en"],
                name="track_one_per_name_in_event",
                violation_error_message=_("This event has a track of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SessionKind(models.TextChoices):
    OPENING = "opening", _("Opening")
    KEYNOTE = "keynote", _("Keynote")
    PANEL = "panel", _("Panel")
    TALK = "talk", _("Talk")
    WORKSHOP = "workshop", _("Workshop")
    BREAKOUT = "breakout", _("Breakout")
    BREAK = "break", _("Break")
    NETWORKING = "networking", _("Networking")
    CEREMONY = "ceremony", _("Ceremony")
    CLOSING = "closing", _("Closing")
    OTHER = "other", _("Other")


class Session(KeptForAnAudience):
    """One item of an event's programme, as drafted; without a time or a room it is unscheduled."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions", verbose_name=_("event"))
    code = models.SlugField(_("code"), max_length=20, unique=True, default=new_session_code, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=SessionKind, default=SessionKind.TALK)
    title = models.CharField(_("title"), max_length=300)
    subtitle = models.CharField(_("subtitle"), max_length=300, blank=True)
    abstract = models.TextField(_("abstract"), blank=True, help_text=_("Markdown."))
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown."))
    track = models.ForeignKey(
        Track, models.SET_NULL, related_name="sessions", null=True, blank=True, verbose_name=_("track")
    )
    room = models.ForeignKey(
        Room, models.SET_NULL, related_name="sessions", null=True, blank=True, verbose_name=_("room")
    )
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    language = models.CharField(
        _("spoken language"), max_length=20, blank=True, help_text=_("A language tag such as en or ja.")
    )
    has_interpretation = models.BooleanField(_("interpreted"), default=False)
    is_recorded = models.BooleanField(_("recorded"), default=False)
    is_closed_to_press = models.BooleanField(_("closed to the press"), default=False)
    needs_separate_registration = models.BooleanField(
        _("separate registration"),
        default=False,
        help_text=_("Whoever wants to come registers for this session apart; its texts say how."),
    )
    expected_attendance = models.PositiveIntegerField(_("expected attendance"), null=True, blank=True)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    external_id = models.CharField(_("identifier at its source"), max_length=200, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = [
            models.F("starts_at").asc(nulls_last=True),
            models.F("room__order").asc(nulls_last=True),
            "pk",
        ]
        indexes = [models.Index(fields=["event", "starts_at"], name="session_by_event_and_start")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True, ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message=_("A session must end after it starts; give both times or neither."),
            ),
            models.UniqueConstraint(
                fields=["event", "external_id"],
                condition=~models.Q(external_id=""),
                name="session_one_per_external_id",
                violation_error_message=_("This session was imported into this event already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:session", args=[self.event.slug, self.code])


class AppearanceRole(models.TextChoices):
    """In the order in which a session names its people, unless some are placed by hand."""

    MASTER_OF_CEREMONIES = "master_of_ceremonies", _("Master of ceremonies")
    OPENING_REMARKS = "opening_remarks", _("Opening remarks")
    KEYNOTE_SPEAKER = "keynote_speaker", _("Keynote speaker")
    MODERATOR = "moderator", _("Moderator")
    SPEAKER = "speaker", _("Speaker")
    PANELIST = "panelist", _("Panelist")
    DISCUSSANT = "discussant", _("Discussant")
    CLOSING_REMARKS = "closing_remarks", _("Closing remarks")
    INTERPRETER = "interpreter", _("Interpreter")


IS_UNNAMED = models.Q(unnamed_en__isnull=False, unnamed_en__gt="") | models.Q(
    unnamed_ja__isnull=False, unnamed_ja__gt=""
)


class Appearance(PlacedByHand):
    """A part in a session: of a speaker under the affiliation of that day, or of an unnamed participant."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="appearances", verbose_name=_("session")
    )
    speaker = models.ForeignKey(
        Speaker, models.PROTECT, related_name="appearances", null=True, blank=True, verbose_name=_("speaker")
    )
    affiliation = models.ForeignKey(
        Affiliation,
        models.PROTECT,
        related_name="appearances",
        null=True,
        blank=True,
        verbose_name=_("affiliation of the day"),
        help_text=_("When empty, the one that holds on the day of the session."),
    )
    unnamed = models.CharField(
        _("unnamed participant"),
        max_length=200,
        blank=True,
        help_text=_("The position of somebody who is announced without a name, for example Director."),
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="appearances",
        null=True,
        blank=True,
        verbose_name=_("organization of the unnamed participant"),
    )
    role = models.CharField(_("role"), max_length=30, choices=AppearanceRole, default=AppearanceRole.SPEAKER)
    is_confirmed = models.BooleanField(_("confirmed"), default=True)

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = [models.F("order").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(speaker__isnull=False, organization__isnull=True) & ~IS_UNNAMED)
                | (models.Q(speaker__isnull=True, affiliation__isnull=True) & IS_UNNAMED),
                name="appearance_is_a_speaker_or_an_unnamed_participant",
                violation_error_message=_(
                    "Choose a speaker, or describe an unnamed participant by position and organization."
                ),
            ),
            models.UniqueConstraint(
                fields=["session", "speaker", "role"],
                name="appearance_once_per_role",
                violation_error_message=_("This speaker has this role in the session already."),
            ),
        ]

    def __str__(self) -> str:
        who = self.speaker or f"{self.unnamed}, {self.organization}"
        return f"{who} ({self.get_role_display()})"
