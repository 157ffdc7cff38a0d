"""Who people are and whom they represent, and since when."""

import datetime as dt
import posixpath
import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper
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
    is_suggested = models.BooleanField(
        _("suggest to attendees"),
        default=False,
        help_text=_(
            "Its name is suggested to whoever registers. Those that the public reads of in an agenda are "
            "suggested anyway; leave it off for one that only hidden sessions name."
        ),
    )

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]
        indexes = [
            models.Index(fields=["name"], name="organization_by_name"),
            # Everybody who registers writes a name, in any letter case.
            *(
                models.Index(Upper(f"name_{language}"), name=f"organization_by_upper_{language}")
                for language in settings.MODELTRANSLATION_LANGUAGES
            ),
        ]
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
    """In which order somebody writes their own name in Latin script."""

    GIVEN_FIRST = "given_first", _("Given name first")
    FAMILY_FIRST = "family_first", _("Family name first")

    def write(self, given_name: str, family_name: str) -> str:
        parts = [given_name, family_name]
        if self == NameOrder.FAMILY_FIRST:
            parts.reverse()
        return " ".join(part for part in parts if part)


def photo_path(_speaker: "Speaker", name: str) -> str:
    """A name that nobody guesses: web servers hand photographs out to anybody, also of somebody who only
    appears in a hidden session. The file's own name may be that of the speaker, and is not kept."""
    return posixpath.join("speakers", secrets.token_urlsafe(16) + posixpath.splitext(name)[1].lower())


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
    japanese_name = models.CharField(
        _("name in Japanese"),
        max_length=200,
        blank=True,
        help_text=_(
            "How Japanese pages write a name from elsewhere, usually in katakana: アダ・ラブレス. "
            "When empty, they write it in Latin script."
        ),
    )
    honorific = models.CharField(
        _("honorific"),
        max_length=60,
        blank=True,
        help_text=_("For example Dr, Prof. or H.E. In Japanese it stands after the name: 博士, 閣下."),
    )
    biography = models.TextField(_("biography"), blank=True)
    photo = models.ImageField(_("photo"), upload_to=photo_path, blank=True)
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
        return NameOrder(self.name_order).write(self.given_name, self.family_name)

    def affiliation_on(self, day: dt.date) -> "Affiliation | None":
        """The one that holds on day, the latest begun if there are several."""
        return next((one for one in self.affiliations.all() if one.holds_on(day)), None)

    def rank_on(self, day: dt.date) -> "Rank | None":
        """The rank held on day: the one with the latest date that lies not after it."""
        return next((rank for rank in self.ranks.all() if rank.from_on is None or rank.from_on <= day), None)


class Grade(models.TextChoices):
    """The codes of NATO STANAG 2116, by which ranks of different services compare; the senior one first."""

    OF_10 = "OF-10", _("OF-10 (Field Marshal, Admiral of the Fleet)")
    OF_9 = "OF-9", _("OF-9 (General, Admiral)")
    OF_8 = "OF-8", _("OF-8 (Lieutenant General, Vice Admiral)")
    OF_7 = "OF-7", _("OF-7 (Major General, Rear Admiral)")
    OF_6 = "OF-6", _("OF-6 (Brigadier General, Commodore)")
    OF_5 = "OF-5", _("OF-5 (Colonel, Captain of the navy)")
    OF_4 = "OF-4", _("OF-4 (Lieutenant Colonel, Commander)")
    OF_3 = "OF-3", _("OF-3 (Major, Lieutenant Commander)")
    OF_2 = "OF-2", _("OF-2 (Captain, Lieutenant of the navy)")
    OF_1 = "OF-1", _("OF-1 (Lieutenant)")
    OR_9 = "OR-9", _("OR-9 (Sergeant Major)")
    OR_8 = "OR-8", _("OR-8 (Master Sergeant)")
    OR_7 = "OR-7", _("OR-7 (Sergeant First Class)")
    OR_6 = "OR-6", _("OR-6 (Staff Sergeant)")
    OR_5 = "OR-5", _("OR-5 (Sergeant)")
    OR_4 = "OR-4", _("OR-4 (Corporal)")
    OR_3 = "OR-3", _("OR-3 (Private First Class)")
    OR_2 = "OR-2", _("OR-2 (Private)")
    OR_1 = "OR-1", _("OR-1 (Recruit)")


class Service(models.TextChoices):
    ARMY = "army", _("Army")
    NAVY = "navy", _("Navy")
    AIR_FORCE = "air_force", _("Air force")
    SPACE_FORCE = "space_force", _("Space force")
    MARINES = "marines", _("Marines")
    COAST_GUARD = "coast_guard", _("Coast guard")
    GENDARMERIE = "gendarmerie", _("Gendarmerie")
    JOINT = "joint", _("Joint staff")
    OTHER = "other", _("Other service")


class Rank(models.Model):
    """A rank that somebody holds from its date on, until the date of the next one.

    A promotion is a new row, never an edit: an earlier event keeps the rank of its day.
    """

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="ranks", verbose_name=_("speaker"))
    title = models.CharField(_("rank"), max_length=120, help_text=_("For example Major General."))
    grade = models.CharField(
        _("grade"),
        max_length=5,
        choices=Grade,
        blank=True,
        help_text=_("By NATO STANAG 2116: it tells which of two ranks of different services is senior."),
    )
    service = models.CharField(_("service"), max_length=20, choices=Service, blank=True)
    from_on = models.DateField(
        _("date of rank"),
        null=True,
        blank=True,
        help_text=_(
            "Among equal grades the earlier date is senior. "
            "When empty, held until the first rank with a date."
        ),
    )

    class Meta:
        verbose_name = _("rank")
        verbose_name_plural = _("ranks")
        ordering = [models.F("from_on").desc(nulls_last=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["speaker", "from_on"],
                name="rank_one_per_date",
                violation_error_message=_("This speaker has another rank from that date on."),
            ),
            models.UniqueConstraint(
                fields=["speaker"],
                condition=models.Q(from_on__isnull=True),
                name="rank_one_without_a_date",
                violation_error_message=_("Give all ranks of this speaker but one a date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.grade})" if self.grade else self.title


class Level(models.TextChoices):
    """The place of an office in the order of precedence, the highest first."""

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
