"""Lists of names that an installation imports, and what attendees have in common with them."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from registrations.models.registrations import Registration


class ScreeningList(models.Model):
    """A list of names with which attendees are compared, such as one of restricted parties."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    source = models.CharField(
        _("source"), max_length=250, blank=True, help_text=_("Who publishes the list, and where.")
    )
    active_version = models.ForeignKey(
        "registrations.ListVersion",
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("version in use"),
        help_text=_("Attendees are compared with this version; with none, the list rests."),
    )

    class Meta:
        verbose_name = _("screening list")
        verbose_name_plural = _("screening lists")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ListVersionQuerySet(models.QuerySet["ListVersion"]):
    def in_use(self) -> "ListVersionQuerySet":
        """Those with which attendees are compared now."""
        return self.filter(screening_list__active_version=models.F("pk")).order_by("pk")


class ListVersion(models.Model):
    """A list as it was imported once; never changed afterwards."""

    screening_list = models.ForeignKey(
        ScreeningList, models.CASCADE, related_name="versions", verbose_name=_("screening list")
    )
    version = models.CharField(
        _("version"), max_length=80, help_text=_("As its publisher names it, or the date of the file.")
    )
    sha256 = models.CharField("SHA-256", max_length=64)
    imported_at = models.DateTimeField(_("imported"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("imported by"),
    )
    name_count = models.PositiveIntegerField(_("entries"))

    objects: ClassVar[ListVersionQuerySet] = ListVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("version of a list")
        verbose_name_plural = _("versions of a list")
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["screening_list", "version"],
                name="list_version_named_once",
                violation_error_message=_("The list has a version of this name already."),
            ),
            models.UniqueConstraint(
                fields=["screening_list", "sha256"],
                name="list_version_imported_once",
                violation_error_message=_("This very file has been imported for the list already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.screening_list}, {self.version}"


class ListedKind(models.TextChoices):
    PERSON = "person", _("Person")
    ORGANIZATION = "organization", _("Organization")
    OTHER = "other", _("Vessel, aircraft or other thing")
    UNKNOWN = "unknown", _("Not said")


class ListedName(models.Model):
    """An entry of a list: somebody, or something, with all names under which it is known."""

    version = models.ForeignKey(
        ListVersion, models.CASCADE, related_name="listed_names", verbose_name=_("version")
    )
    name = models.CharField(_("name"), max_length=500)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ListedKind, default=ListedKind.UNKNOWN)
    country = models.CharField(_("country"), max_length=120, blank=True)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    digest = models.CharField(max_length=64, editable=False)
    """Of all the above: the same in two versions where the entry is."""

    class Meta:
        verbose_name = _("listed name")
        verbose_name_plural = _("listed names")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        return [self.name, *self.aliases]


# What is compared; a change of one of these makes the registration due again.
SCREENED_ANSWERS = ("given_name", "family_name", "native_name", "organization_name")
ANSWER_SEPARATOR = "\n"


def screened_answers(registration: Registration) -> str:
    """What a screening compares, as it is kept with the result."""
    return ANSWER_SEPARATOR.join(getattr(registration, name) for name in SCREENED_ANSWERS)


class Screening(models.Model):
    """A registration was compared with a version of a list, as it read then."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="screenings", verbose_name=_("registration")
    )
    version = models.ForeignKey(
        ListVersion, models.PROTECT, related_name="screenings", verbose_name=_("version")
    )
    answers = models.TextField(_("answers compared"))
    screened_at = models.DateTimeField(_("compared"))

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        constraints = [
            models.UniqueConstraint(fields=["registration", "version"], name="screening_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.version}"


class ScreenedField(models.TextChoices):
    """What of an attendee is compared."""

    NAME = "name", _("Name")
    NATIVE_NAME = "native_name", _("Name in native script")
    ORGANIZATION = "organization", _("Organization")
    KNOWN_ORGANIZATION = "known_organization", _("Organization, as it is known here")


class Method(models.TextChoices):
    EXACT = "exact", _("Exact")
    TRANSLITERATED = "transliterated", _("Transliterated")
    NEAR = "near", _("Near")


class Likeness(models.TextChoices):
    """Why two names are taken for one."""

    SAME_LETTERS = "same_letters", _("The same letters, whatever their case, accents, order and punctuation.")
    SAME_IN_LATIN = "same_in_latin", _("The same once both are written in Latin letters.")
    SAME_BUT_FOR_HABIT = (
        "same_but_for_habit",
        _("The same but for habits of writing in Latin letters, such as y or i, kh or h, ou or o."),
    )
    SAME_CONSONANTS = (
        "same_consonants",
        _("The same consonants; the script of one of them leaves vowels out."),
    )
    ONE_LEFT_OUT = "one_left_out", _("The same but for one name that only one of the two has.")
    SPELLED_ALIKE = "spelled_alike", _("Spelled alike, with some letters different, swapped or left out.")


class ScreeningVerdict(models.TextChoices):
    SAME = "same", _("The same")
    OTHER = "other", _("Somebody else")


class ScreeningMatchQuerySet(models.QuerySet["ScreeningMatch"]):
    def open(self) -> "ScreeningMatchQuerySet":
        """Those that somebody has yet to look at."""
        return self.filter(decided_at__isnull=True, superseded_at__isnull=True)

    def decided(self) -> "ScreeningMatchQuerySet":
        return self.filter(decided_at__isnull=False, superseded_at__isnull=True)


class ScreeningMatch(models.Model):
    """Something an attendee wrote is like a listed name; what that means, a person decides.

    Kept for the record with the version of the list. ``superseded_at`` says since when a later
    version of the list speaks in its place.
    """

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="screening_matches", verbose_name=_("registration")
    )
    version = models.ForeignKey(
        ListVersion, models.PROTECT, related_name="matches", verbose_name=_("version")
    )
    listed_name = models.ForeignKey(
        ListedName, models.PROTECT, related_name="matches", verbose_name=_("listed name")
    )
    field = models.CharField(_("field"), max_length=20, choices=ScreenedField)
    written = models.CharField(_("as the attendee wrote it"), max_length=250)
    listed_as = models.CharField(_("as listed"), max_length=500)
    method = models.CharField(_("method"), max_length=20, choices=Method)
    likeness = models.CharField(_("reason"), max_length=30, choices=Likeness)
    score = models.PositiveSmallIntegerField(_("score"), validators=[MaxValueValidator(100)])
    found_at = models.DateTimeField(_("found"))
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=ScreeningVerdict, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects: ClassVar[ScreeningMatchQuerySet] = ScreeningMatchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("screening match")
        verbose_name_plural = _("screening matches")
        ordering = ["-score", "pk"]
        indexes = [
            models.Index(
                fields=["registration"],
                condition=models.Q(decided_at__isnull=True, superseded_at__isnull=True),
                name="screening_match_open",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "listed_name", "field", "written"],
                name="screening_match_found_once",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="", decided_at__isnull=True)
                | (models.Q(verdict__in=["same", "other"]) & models.Q(decided_at__isnull=False)),
                name="screening_match_decided_at_an_instant",
            ),
            models.CheckConstraint(
                condition=models.Q(score__lte=100), name="screening_match_scores_up_to_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.written} ~ {self.listed_as} ({self.score})"

    @property
    def is_open(self) -> bool:
        return self.decided_at is None and self.superseded_at is None
