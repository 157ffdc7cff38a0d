"""Who people are and whom they represent, and since when."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class Sector(models.TextChoices):
    GOVERNMENT = "government", _("Government")
    MILITARY = "military", _("Military")
    INDUSTRY = "industry", _("Industry")
    ACADEMIA = "academia", _("Academia")
    ASSOCIATION = "association", _("Association")
    INTERNATIONAL_ORGANIZATION = "international_organization", _("International organization")
    PRESS = "press", _("Press")
    OTHER = "other", _("Other")


class Organization(models.Model):
    """A ministry, an armed service, a business, a university: whoever hosts, sponsors or sends people."""

    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    sector = models.CharField(_("sector"), max_length=30, choices=Sector)
    country = CountryField(_("country"), blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="parts",
        null=True,
        blank=True,
        verbose_name=_("part of"),
    )
    website = models.URLField(_("website"), blank=True)
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]
        indexes = [models.Index(fields=["name"], name="organization_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="organization_is_not_its_own_parent",
                violation_error_message=_("An organization cannot be part of itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NameOrder(models.TextChoices):
    GIVEN_FIRST = "given_first", _("Given name first")
    FAMILY_FIRST = "family_first", _("Family name first")


class Speaker(models.Model):
    """Somebody who appears in a programme, under their own name."""

    slug = models.SlugField(_("address on the site"), max_length=120, unique=True)
    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    family_name = models.CharField(_("family name"), max_length=120)
    name_order = models.CharField(
        _("name order"), max_length=20, choices=NameOrder, default=NameOrder.GIVEN_FIRST
    )
    native_name = models.CharField(
        _("name in native script"),
        max_length=200,
        blank=True,
        help_text=_("As its bearer writes it, for example 南 賢司."),
    )
    native_name_reading = models.CharField(
        _("reading"),
        max_length=200,
        blank=True,
        help_text=_("How the native script is read, for example みなみ けんじ."),
    )
    native_language = models.CharField(
        _("language of the native script"),
        max_length=10,
        blank=True,
        help_text=_(
            "A language tag such as ja, ko or zh-Hant. Pages in that language show the native script first."
        ),
    )
    honorific = models.CharField(
        _("honorific"), max_length=60, blank=True, help_text=_("For example Dr or Prof.")
    )
    rank = models.CharField(_("rank"), max_length=120, blank=True, help_text=_("For example Major General."))
    biography = models.TextField(_("biography"), blank=True)
    photo = models.ImageField(_("photo"), upload_to="speakers/", blank=True)
    email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("For the organizers; never shown.")
    )

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["family_name", "given_name"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Given and family name in the bearer's own order, in Latin script."""
        parts = [self.given_name, self.family_name]
        if self.name_order == NameOrder.FAMILY_FIRST:
            parts.reverse()
        return " ".join(part for part in parts if part)


class Level(models.TextChoices):
    HEAD_OF_GOVERNMENT = "head_of_government", _("Head of state or government")
    MINISTER = "minister", _("Minister")
    VICE_MINISTER = "vice_minister", _("Vice-minister or state secretary")
    AMBASSADOR = "ambassador", _("Ambassador")
    FLAG_OFFICER = "flag_officer", _("General or flag officer")
    DIRECTOR_GENERAL = "director_general", _("Director-general")
    DIRECTOR = "director", _("Director")
    C_SUITE = "c_suite", _("Executive board")
    SENIOR_MANAGER = "senior_manager", _("Senior manager")
    PROFESSOR = "professor", _("Professor")
    SENIOR_RESEARCHER = "senior_researcher", _("Senior researcher")
    OFFICER = "officer", _("Officer")
    EXPERT = "expert", _("Expert")
    OTHER = "other", _("Other")


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def current_on(self, day: dt.date) -> "AffiliationQuerySet":
        """Those that hold on day, the latest begun first."""
        return self.filter(
            models.Q(from_on__isnull=True) | models.Q(from_on__lte=day),
            models.Q(to_on__isnull=True) | models.Q(to_on__gte=day),
        ).order_by(models.F("from_on").desc(nulls_last=True), "-pk")


class Affiliation(models.Model):
    """A position that somebody holds at an organization, from one day to another.

    A change of employer is a new row, never an edit: past agendas keep the row of their day.
    """

    speaker = models.ForeignKey(
        Speaker, models.CASCADE, related_name="affiliations", verbose_name=_("speaker")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="affiliations", verbose_name=_("organization")
    )
    position = models.CharField(_("position"), max_length=250, blank=True)
    level = models.CharField(_("level"), max_length=30, choices=Level, default=Level.OTHER)
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("to"), null=True, blank=True)

    objects: ClassVar[AffiliationQuerySet] = AffiliationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = [models.F("from_on").desc(nulls_last=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(from_on__isnull=True)
                | models.Q(to_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                name="affiliation_ends_after_it_begins",
                violation_error_message=_("The last day cannot lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.speaker}, {self.position}, {self.organization}"
            if self.position
            else f"{self.speaker}, {self.organization}"
        )

    def holds_on(self, day: dt.date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)
