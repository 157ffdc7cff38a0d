"""What waits in the lanes, and what a lane may see of each registration."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from accounts.models import User
from events.models import Event
from registrations import answer_words, sensitive_readings
from registrations.desk.filters import containing
from registrations.models import (
    UNDECIDED,
    AnswerChange,
    LaneReview,
    LaneReviewQuerySet,
    LaneState,
    ReadOn,
    Registration,
    ReviewField,
    ReviewLane,
    Status,
)
from speakers.models import Sector

NAMES = ("family_name", "given_name")
IN_A_LIST = (ReviewField.ORGANIZATION, ReviewField.SECTOR, ReviewField.COUNTRY, ReviewField.TICKET_TYPE)
"""What a list shows of each, so that a row stays within the page."""


def lanes_with_counts(event: Event, *, now: dt.datetime) -> QuerySet[ReviewLane]:
    """The event's lanes, each with how much waits in it and until when."""
    under_review = Q(lane_reviews__registration__status=Status.UNDER_REVIEW)
    waiting = under_review & Q(lane_reviews__state__in=UNDECIDED)
    return ReviewLane.objects.filter(event=event).annotate(
        waiting_count=Count("lane_reviews", filter=waiting),
        asked_count=Count("lane_reviews", filter=waiting & Q(lane_reviews__state=LaneState.ASKED)),
        overdue_count=Count("lane_reviews", filter=waiting & Q(lane_reviews__due_at__lte=now)),
        next_due_at=Min("lane_reviews__due_at", filter=waiting),
    )


class QueueFilter(forms.Form):
    """Choices among what lies before a lane, by what the lane may see only."""

    MINE, ALL, DECIDED = "", "all", "decided"

    q = forms.CharField(
        label=gettext_lazy("Search"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[
            (MINE, gettext_lazy("What waits for you")),
            (ALL, gettext_lazy("All that is undecided")),
            (DECIDED, gettext_lazy("What the lane has decided")),
        ],
    )
    due = forms.ChoiceField(
        label=gettext_lazy("Due"),
        required=False,
        choices=[("", gettext_lazy("All")), ("overdue", gettext_lazy("Overdue"))],
    )
    ticket_type = forms.ChoiceField(label=gettext_lazy("Ticket type"), required=False)
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"), choices=[("", gettext_lazy("All")), *Sector.choices], required=False
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)

    use_required_attribute = False

    def __init__(self, data: Any, *, lane: ReviewLane, user: User, now: dt.datetime) -> None:
        super().__init__(data)
        self.lane, self.user, self.now = lane, user, now
        for name in (ReviewField.TICKET_TYPE, ReviewField.SECTOR, ReviewField.COUNTRY):
            if not lane.shows(name):
                del self.fields[name]
        if "country" in self.fields:
            used = Registration.objects.filter(lane_reviews__lane=lane).order_by("country")
            codes = used.values_list("country", flat=True).distinct()
            self._offer("country", sorted(((c, countries.name(c)) for c in codes), key=lambda pair: pair[1]))
        if "ticket_type" in self.fields:
            of_event = lane.event.ticket_types.all()
            self._offer("ticket_type", [(str(each.pk), each.name) for each in of_event])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy which field it is
        field.choices = [("", _("All")), *choices]

    def reviews(self) -> LaneReviewQuerySet:
        """What is chosen, whatever is due first above; nothing when a choice makes no sense."""
        reviews = LaneReview.objects.filter(lane=self.lane).select_related(
            "registration__ticket_type", "registration__event", "lane"
        )
        if not self.is_valid():
            return reviews.none()
        chosen = self.cleaned_data
        if chosen["show"] == self.DECIDED:
            reviews = reviews.exclude(state__in=UNDECIDED).order_by("-settled_at", "-pk")
        else:
            reviews = reviews.waiting()
        if chosen["show"] == self.MINE:
            reviews = reviews.for_reviewer(self.user)
        if chosen["due"]:
            reviews = reviews.filter(due_at__lte=self.now)
        same = {
            f"registration__{name}": chosen[name]
            for name in ("ticket_type", "sector", "country")
            if chosen.get(name)
        }
        for word in chosen["q"].split():
            reviews = reviews.filter(
                containing(word, fields=[f"registration__{name}" for name in self._searched()])
            )
        return reviews.filter(**same)

    def _searched(self) -> Iterable[str]:
        shown = (ReviewField.NATIVE_NAME, ReviewField.ORGANIZATION, ReviewField.POSITION, ReviewField.EMAIL)
        return [*NAMES, *(name for name in shown if self.lane.shows(name))]


@dataclass(frozen=True)
class Fact:
    """One thing that a lane may know of an attendee."""

    name: str
    label: str
    value: str
    at: dt.datetime | None = None


def facts(
    registration: Registration, lane: ReviewLane, *, among: Iterable[ReviewField] = ReviewField
) -> list[Fact]:
    """What the lane may see besides the name, in the order of the form."""
    return [_fact(registration, field) for field in among if lane.shows(field)]


def answer_facts(
    registration: Registration, lane: ReviewLane, *, by: User, with_sensitive: bool, now: dt.datetime
) -> list[Fact]:
    """The answers to the event's own questions that the lane may see; sensitive ones only to who may."""
    if set(lane.shown_fields) <= set(ReviewField.values):
        return []
    readings = [
        reading
        for reading in answer_words.answers_of(registration, with_sensitive=with_sensitive)
        if lane.shows(reading.question.key)
    ]
    questions = (reading.question for reading in readings)
    sensitive_readings.note(registration, questions, by=by, on=ReadOn.LANE, now=now)
    return [Fact(reading.question.key, reading.question.text, reading.words) for reading in readings]


def _fact(registration: Registration, field: ReviewField) -> Fact:
    values = {
        ReviewField.SECTOR: registration.get_sector_display,
        ReviewField.COUNTRY: lambda: countries.name(str(registration.country)),
        ReviewField.TICKET_TYPE: lambda: registration.ticket_type.name,
        ReviewField.LANGUAGE: lambda: settings.LANGUAGE_NAMES.get(
            registration.language, registration.language
        ),
        ReviewField.REGISTERED_AT: lambda: "",
    }
    value = values.get(field, lambda: getattr(registration, field))()
    at = registration.registered_at if field == ReviewField.REGISTERED_AT else None
    return Fact(field, str(field.label), str(value), at)


@dataclass(frozen=True)
class Correction:
    """An answer before and after its attendee changed it, as people read it."""

    label: str
    before: str
    after: str
    changed_at: dt.datetime


def corrections(registration: Registration, *, lane: ReviewLane | None = None) -> list[Correction]:
    """What the attendee changed, of what the lane may see; all of it where there is no lane."""
    changes = registration.answer_changes.select_related("question").prefetch_related("question__options")
    return [
        Correction(
            change.question.text if change.question else str(_field(change).verbose_name),
            _in_words(change, change.old_value),
            _in_words(change, change.new_value),
            change.changed_at,
        )
        for change in changes
        if lane is None or lane.looks_at([change.field])
    ]


def _in_words(change: AnswerChange, value: str) -> str:
    if change.question:
        if change.question.is_sensitive:
            return _("(sensitive)")
        return answer_words.in_words(change.question, json.loads(value)) if value else ""
    if change.field == "country":
        return str(countries.name(value) or value)
    return str(dict(_field(change).flatchoices).get(value, value))


def _field(change: AnswerChange) -> Any:
    return Registration._meta.get_field(change.field)
