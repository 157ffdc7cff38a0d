"""What an event asks its attendees besides who they are, and what they answered."""

import posixpath
import secrets
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event, Session
from events.models.materials import private_storage
from registrations.models.registrations import Registration
from registrations.models.ticket_types import TicketType


class QuestionKind(models.TextChoices):
    TEXT = "text", _("Text, one line")
    LONG_TEXT = "long_text", _("Long text")
    NUMBER = "number", _("Number")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("Choice of one")
    SEVERAL = "several", _("Choice of several")
    DATE = "date", _("Date")
    COUNTRY = "country", _("Country or region")
    FILE = "file", _("File")


WITH_OPTIONS = (QuestionKind.CHOICE, QuestionKind.SEVERAL)
# Those whose answers can decide whether a later question is asked.
DECIDING = (QuestionKind.YES_NO, *WITH_OPTIONS)
YES, NO = "yes", "no"
MEGABYTE = 1024 * 1024


class FileType(models.TextChoices):
    """What an attendee may send; anything else is refused."""

    PDF = "pdf", _("PDF")
    JPEG = "jpg", _("Photo (JPEG)")
    PNG = "png", _("Picture (PNG)")
    WORD = "docx", _("Word (DOCX)")


def usual_file_types() -> list[str]:
    return [FileType.PDF, FileType.JPEG, FileType.PNG]


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked_now(self) -> "QuestionQuerySet":
        """Those that are still asked."""
        return self.filter(is_retired=False)

    def with_scope(self) -> "QuestionQuerySet":
        """Each knows whether it is asked of some ticket types only, or for some sessions."""
        itself = models.OuterRef("pk")
        return self.annotate(
            has_ticket_types=models.Exists(TicketType.objects.filter(questions=itself)),
            has_sessions=models.Exists(Session.objects.filter(questions=itself)),
        )

    def not_sensitive(self) -> "QuestionQuerySet":
        return self.filter(is_sensitive=False)


class Question(models.Model):
    """One question of an event's registration form.

    It is asked of the ticket types that are chosen, or of all; where sessions are chosen, only of whoever
    attends one of them; and where ``shown_if`` names an earlier question, only after one of those answers.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="questions", verbose_name=_("event"))
    kind = models.CharField(
        _("kind of answer"),
        max_length=20,
        choices=QuestionKind,
        default=QuestionKind.TEXT,
        help_text=_("Once somebody has answered, it stays."),
    )
    text = models.CharField(_("question"), max_length=250)
    help = models.CharField(
        _("explanation"), max_length=500, blank=True, help_text=_("Stands under the question.")
    )
    is_required = models.BooleanField(_("must be answered"), default=False)
    order = models.PositiveIntegerField(_("place"), default=0)
    ticket_types = models.ManyToManyField(
        TicketType,
        related_name="questions",
        blank=True,
        verbose_name=_("only these ticket types"),
        help_text=_("When none is chosen, everybody is asked."),
    )
    sessions = models.ManyToManyField(
        Session,
        related_name="questions",
        blank=True,
        verbose_name=_("only for these sessions"),
        help_text=_("When some are chosen, only who attends one of them is asked."),
    )
    shown_if = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="dependents",
        null=True,
        blank=True,
        verbose_name=_("shown only if"),
    )
    shown_if_answers = models.JSONField(_("one of these answers"), default=list, blank=True)
    is_sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_(
            "For nationality, identity documents and the like: kept apart, seen only by those with the role "
            "for it, and deleted soon after the event."
        ),
    )
    minimum = models.DecimalField(
        _("smallest number"), max_digits=15, decimal_places=4, null=True, blank=True
    )
    maximum = models.DecimalField(_("largest number"), max_digits=15, decimal_places=4, null=True, blank=True)
    earliest_on = models.DateField(_("earliest day"), null=True, blank=True)
    latest_on = models.DateField(_("latest day"), null=True, blank=True)
    longest = models.PositiveIntegerField(
        _("longest answer, in characters"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
    )
    file_types = models.JSONField(_("types of file"), default=usual_file_types, blank=True)
    largest_file = models.PositiveSmallIntegerField(
        _("largest file, in megabytes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(25)]
    )
    is_retired = models.BooleanField(
        _("no longer asked"),
        default=False,
        help_text=_("The answers that were given stay."),
    )

    has_ticket_types: bool
    has_sessions: bool
    """What ``with_scope`` says."""

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[str(kind) for kind in QuestionKind]),
                name="question_has_a_known_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum__isnull=True)
                | models.Q(maximum__isnull=True)
                | models.Q(minimum__lte=models.F("maximum")),
                name="question_smallest_is_not_above_largest",
                violation_error_message=_("The smallest number must not be above the largest."),
            ),
            models.CheckConstraint(
                condition=models.Q(earliest_on__isnull=True)
                | models.Q(latest_on__isnull=True)
                | models.Q(earliest_on__lte=models.F("latest_on")),
                name="question_earliest_is_not_after_latest",
                violation_error_message=_("The earliest day must not be after the latest."),
            ),
            models.CheckConstraint(
                condition=models.Q(shown_if__isnull=True) | ~models.Q(shown_if=models.F("id")),
                name="question_does_not_depend_on_itself",
                violation_error_message=_("A question cannot depend on itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        """Its name among the fields of forms, lanes, exports and corrections."""
        return f"question_{self.pk}"

    @property
    def has_options(self) -> bool:
        return self.kind in WITH_OPTIONS

    @property
    def is_answered(self) -> bool:
        """Whether somebody has answered it."""
        return (SensitiveAnswer if self.is_sensitive else Answer).objects.filter(question=self.pk).exists()


class QuestionOption(models.Model):
    """One answer to choose, in each language."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options", verbose_name=_("question"))
    text = models.CharField(_("answer"), max_length=200)
    order = models.PositiveIntegerField(_("place"), default=0)
    is_retired = models.BooleanField(_("no longer offered"), default=False)

    class Meta:
        verbose_name = _("answer to choose")
        verbose_name_plural = _("answers to choose")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class GivenAnswer(models.Model):
    """What one attendee answered. ``value`` is, by the question's kind: a text, a number, true or false,
    the number of an option, a list of them, a day (ISO 8601), a country's code, the code of a file."""

    registration = models.ForeignKey(Registration, models.CASCADE, verbose_name=_("registration"))
    question = models.ForeignKey(Question, models.PROTECT, verbose_name=_("question"))
    value = models.JSONField(_("answer"))

    class Meta:
        abstract = True
        ordering = ["question__order", "question", "pk"]

    def __str__(self) -> str:
        return f"{self.question}: {self.registration}"


class Answer(GivenAnswer):
    class Meta(GivenAnswer.Meta):
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "question"], name="answer_one_per_registration_and_question"
            ),
        ]


class SensitiveAnswer(GivenAnswer):
    """Kept apart from the others: with a permission of its own, and deleted earlier."""

    class Meta(GivenAnswer.Meta):
        verbose_name = _("sensitive answer")
        verbose_name_plural = _("sensitive answers")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "question"],
                name="sensitive_answer_one_per_registration_and_question",
            ),
        ]

    def __str__(self) -> str:
        return str(self.registration)


def new_file_code() -> str:
    return secrets.token_hex(16)


def _path(file: Any, name: str) -> str:
    """What the attendee called the file is kept in the row only."""
    return posixpath.join("answers", f"{file.code}.{file.type}")


class AnswerFile(models.Model):
    """A file that somebody sent with the form; without a registration, it is kept for a day only."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="files", verbose_name=_("question"))
    # A file outlives the row it was sent with until the sweep has taken its bytes off the disk, too.
    registration = models.ForeignKey(
        Registration,
        models.SET_NULL,
        related_name="files",
        null=True,
        blank=True,
        verbose_name=_("registration"),
    )
    code = models.CharField(max_length=40, unique=True, default=new_file_code, editable=False)
    name = models.CharField(_("file name"), max_length=120)
    type = models.CharField(_("type of file"), max_length=10, choices=FileType)
    size = models.PositiveBigIntegerField(_("size"))
    file = models.FileField(_("file"), storage=private_storage, upload_to=_path, max_length=200)
    uploaded_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("file of an attendee")
        verbose_name_plural = _("files of attendees")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["uploaded_at"],
                condition=models.Q(registration__isnull=True),
                name="answer_file_unbound",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AnswerPurge(models.Model):
    """That an event's sensitive answers were deleted: when and how many, and nothing of what they said."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="answer_purges", verbose_name=_("event"))
    purged_at = models.DateTimeField(_("deleted"))
    answer_count = models.PositiveIntegerField(_("answers"))
    file_count = models.PositiveIntegerField(_("files"))

    class Meta:
        verbose_name = _("deletion of sensitive answers")
        verbose_name_plural = _("deletions of sensitive answers")
        ordering = ["-purged_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.event}, {self.purged_at:%Y-%m-%d}"
