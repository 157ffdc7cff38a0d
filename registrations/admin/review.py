"""Who decides who comes, in the admin: lanes with their reviewers, the reasons they give."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, ForeignKey, Q, QuerySet
from django.forms import CheckboxSelectMultiple, ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffRole, User
from accounts.permissions import Action, roles_that_may
from events import writing
from events.admin.scope import EventBoundForm, EventFilter, EventScopedAdmin, EventScopedInline
from events.models import Event
from registrations.models import (
    UNDECIDED,
    LaneReviewer,
    Question,
    ReviewField,
    ReviewLane,
    ReviewReason,
    Status,
    TicketType,
)
from speakers.bilingual_admin import BilingualAdmin

TEMPLATES: dict[str, tuple[Any, dict[str, Any]]] = {
    "host": (_("Host"), {"quorum": 1, "has_bulk_decisions": True, "days_until_due": 5}),
    "security": (_("Security"), {"quorum": 2, "has_veto": True, "days_until_due": 3}),
    "protocol": (_("Protocol"), {"quorum": 1, "days_until_due": 5}),
    "ethics": (_("Ethics"), {"quorum": 1, "has_veto": True, "days_until_due": 7}),
}
SEEN_IN_TEMPLATES: dict[str, list[str]] = {
    "protocol": ["native_name", "organization_name", "position", "sector", "country", "ticket_type"],
    "ethics": ["organization_name", "position", "sector", "ticket_type"],
}
"""What a template's lane sees; all there is, where it is not said here."""


def without_side_doors(field: forms.Field) -> None:
    """Choose, and neither add nor change from here."""
    for way in ("add", "change", "delete", "view"):
        setattr(field.widget, f"can_{way}_related", False)


class LaneForm(EventBoundForm):
    class Meta:
        model = ReviewLane
        fields = "__all__"
        widgets = {"ticket_types": CheckboxSelectMultiple}

    shown_fields = forms.MultipleChoiceField(
        label=_("What reviewers see"),
        choices=ReviewField,
        required=False,
        widget=CheckboxSelectMultiple,
        help_text=_("The name is always shown. Choose only what the decision needs."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "shown_fields" in self.fields and self.event is not None:
            shown: Any = self.fields["shown_fields"]
            questions = Question.objects.filter(event=self.event).asked_now()
            shown.choices = [*ReviewField.choices, *((each.key, each.text) for each in questions)]
        if "ticket_types" in self.fields:
            self.fields["ticket_types"].queryset = TicketType.objects.filter(event=self.event)  # type: ignore[attr-defined]
            without_side_doors(self.fields["ticket_types"])


class ReviewerInline(EventScopedInline, admin.TabularInline):
    """Those who decide in a lane, chosen from the event's staff."""

    model = LaneReviewer
    change_action = Action.MANAGE_REGISTRATION
    extra = 1
    verbose_name_plural = _("who decides here: nobody named means every reviewer of the event")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        event: Event | None = getattr(request, "event", None)
        if db_field.name == "user" and event is not None:
            of_event = Q(event=event) | Q(series__isnull=False, series=event.series_id)
            roles = StaffRole.objects.filter(of_event, role__in=roles_that_may(Action.DECIDE_IN_LANES))
            kwargs["queryset"] = User.objects.filter(is_active=True, pk__in=roles.values("user")).order_by(
                "name", "email"
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(ReviewLane)
class ReviewLaneAdmin(EventScopedAdmin, BilingualAdmin):
    form = LaneForm
    change_action = Action.MANAGE_REGISTRATION
    section_order = 32
    inlines = (ReviewerInline,)
    list_display = ("name", "quorum", "has_veto", "days_until_due", "who", "waiting", "event")
    list_filter = (EventFilter,)
    list_select_related = ("event",)
    search_fields = ("name_en", "name_ja")
    fieldsets = (
        (None, {"fields": ("name",)}),
        (_("Whom it reviews"), {"fields": ("ticket_types", "is_by_rule_only")}),
        (
            _("How it decides"),
            {"fields": (("quorum", "has_veto"), ("days_until_due", "has_bulk_decisions"), "order")},
        ),
        (_("What it sees"), {"fields": ("shown_fields",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        waiting = Q(lane_reviews__state__in=UNDECIDED, lane_reviews__registration__status=Status.UNDER_REVIEW)
        counted = super().get_queryset(request).annotate(waiting_count=Count("lane_reviews", filter=waiting))
        return counted.prefetch_related("reviewers__user")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What a template says, where the address names one."""
        name = request.GET.get("template", "")
        if name not in TEMPLATES:
            return super().get_changeform_initial_data(request)
        label, values = TEMPLATES[name]
        initial = values | {"shown_fields": SEEN_IN_TEMPLATES.get(name, list(ReviewField.values))}
        for language in ("en", "ja"):
            with override(language):
                initial[f"name_{language}"] = str(label)
        return initial

    @admin.display(description=_("reviewers"))
    def who(self, lane: ReviewLane) -> str:
        names = [str(reviewer.user) for reviewer in lane.reviewers.all()]
        return writing.customs().comma.join(names) or gettext("Every reviewer")

    @admin.display(description=_("to be decided"))
    def waiting(self, lane: Any) -> int:
        return getattr(lane, "waiting_count", 0)

    def templates(self, event: Event) -> Iterator[tuple[str, str]]:
        """Each template's label and the address of a new lane that starts with it."""
        for name, (label, _values) in TEMPLATES.items():
            yield str(label), f"{self.add_url(event)}&template={name}"

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        lanes = self.get_queryset(request).filter(event=event)
        rows = [{"row": lane, "who": self.who(lane), "waiting": self.waiting(lane)} for lane in lanes]
        return {"lanes": rows, "templates": list(self.templates(event))}


class ReasonForm(EventBoundForm):
    class Meta:
        model = ReviewReason
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "lane" in self.fields:
            self.fields["lane"].queryset = ReviewLane.objects.filter(event=self.event)  # type: ignore[attr-defined]
            without_side_doors(self.fields["lane"])
            self.fields["lane"].empty_label = gettext("Every lane")  # type: ignore[attr-defined]


@admin.register(ReviewReason)
class ReviewReasonAdmin(EventScopedAdmin, BilingualAdmin):
    form = ReasonForm
    change_action = Action.MANAGE_REGISTRATION
    section_order = 34
    list_display = ("code", "verdict", "text_inside", "lane", "event")
    list_filter = (EventFilter, "verdict")
    list_select_related = ("event", "lane")
    search_fields = ("code", "text_inside_en", "text_inside_ja")
    fieldsets = (
        (None, {"fields": (("verdict", "lane"), ("code", "order"))}),
        (_("For staff"), {"fields": ("text_inside",)}),
        (_("For the attendee"), {"fields": ("text_for_attendee",)}),
    )
