"""The questions of the registration form in the admin: written, put in order, seen as attendees see them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events import writing
from events.admin.scope import EventBoundForm, EventFilter, EventScopedAdmin, EventScopedInline, Reach
from events.models import Event
from registrations import question_order
from registrations.admin.question_preview import preview
from registrations.models import (
    DECIDING,
    NO,
    YES,
    FileType,
    Question,
    QuestionKind,
    QuestionOption,
)
from speakers.bilingual_admin import BilingualAdmin, BilingualTabularInline

FIXED_ONCE_ANSWERED = ("kind", "is_sensitive")
MATTERS: dict[str, tuple[str, ...]] = {
    QuestionKind.NUMBER: ("minimum", "maximum"),
    QuestionKind.DATE: ("earliest_on", "latest_on"),
    QuestionKind.TEXT: ("longest",),
    QuestionKind.LONG_TEXT: ("longest",),
    QuestionKind.FILE: ("file_types", "largest_file"),
}


class QuestionForm(EventBoundForm):
    file_types = forms.MultipleChoiceField(
        label=_("Types of file"),
        choices=FileType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    condition = forms.MultipleChoiceField(
        label=_("Shown only after one of these answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("To earlier questions. When none is chosen, it is always shown."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_answered = bool(self.instance.pk) and self.instance.is_answered
        if "condition" in self.fields and self.event is not None:
            conditions: Any = self.fields["condition"]
            conditions.choices = _conditions(self.event, self.instance)
            conditions.initial = [
                f"{self.instance.shown_if_id}:{answer}" for answer in self.instance.shown_if_answers
            ]
        if self.event is not None:
            for name, rows in (
                ("ticket_types", self.event.ticket_types.all()),
                ("sessions", self.event.sessions.all()),
            ):
                if name in self.fields:
                    self.fields[name].queryset = rows  # type: ignore[attr-defined]
                    self.fields[name].widget.can_add_related = False

    def clean_condition(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["condition"]
        if len({each.partition(":")[0] for each in chosen}) > 1:
            raise forms.ValidationError(gettext("Choose answers to one question only."))
        return chosen

    def clean_is_retired(self) -> bool:
        is_retired: bool = self.cleaned_data["is_retired"]
        if is_retired and self.instance.pk and self.instance.dependents.asked_now().exists():
            raise forms.ValidationError(
                gettext("Another question is shown only after an answer to this one. Change that one first.")
            )
        return is_retired

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind not in DECIDING and self.instance.pk and self.instance.dependents.exists():
            raise forms.ValidationError(
                gettext("Another question is shown only after an answer to this one. Change that one first.")
            )
        return kind

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kind = values.get("kind", self.instance.kind)
        if kind == QuestionKind.FILE and "file_types" in values and not values["file_types"]:
            self.add_error("file_types", gettext("Choose at least one type of file."))
        for smallest, largest, message in (
            ("minimum", "maximum", gettext("The smallest number must not be above the largest.")),
            ("earliest_on", "latest_on", gettext("The earliest day must not be after the latest.")),
        ):
            low, high = values.get(smallest), values.get(largest)
            if low is not None and high is not None and low > high:
                self.add_error(largest, message)
        return values

    def _post_clean(self) -> None:
        if "condition" in self.cleaned_data:
            chosen = [each.partition(":") for each in self.cleaned_data["condition"]]
            self.instance.shown_if_id = int(chosen[0][0]) if chosen else None
            self.instance.shown_if_answers = [answer for _question, _colon, answer in chosen]
        super()._post_clean()  # type: ignore[misc]


class OptionRows(forms.BaseInlineFormSet):
    """What there is to choose from; an answer that something depends on is not deleted."""

    def clean(self) -> None:
        super().clean()
        kept = [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        if self.instance.has_options and not any(not form.cleaned_data.get("is_retired") for form in kept):
            raise forms.ValidationError(gettext("Write at least one answer to choose."))
        dependents = Question.objects.filter(shown_if=self.instance.pk) if self.instance.pk else ()
        needed = {answer for question in dependents for answer in question.shown_if_answers}
        if any(str(form.instance.pk) in needed for form in self.deleted_forms):
            raise forms.ValidationError(
                gettext("Another question is shown only after this answer. Change that one first.")
            )


class OptionInline(EventScopedInline, BilingualTabularInline):
    model = QuestionOption
    formset = OptionRows
    fields = ("text", "order", "is_retired")
    change_action = Action.MANAGE_REGISTRATION
    extra = 3

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj is not None and obj.options.exists() else self.extra

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What somebody may have chosen is no longer offered, rather than deleted."""
        may = super().has_delete_permission(request, obj)
        return may and not (isinstance(obj, Question) and obj.pk and obj.is_answered)


class OrderRow(forms.ModelForm):
    """The place of one question in the list, named for whoever does not see its row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "order" in self.fields:
            label = gettext("Place of “%(question)s”") % {"question": self.instance}
            self.fields["order"].widget.attrs["aria-label"] = label


class OrderRows(forms.BaseModelFormSet):
    """The places of an event's questions; one that depends on another stays behind it."""

    def clean(self) -> None:
        super().clean()
        questions = [form.instance for form in self.forms if "order" in form.cleaned_data]
        if misplaced := question_order.misplaced(questions):
            raise forms.ValidationError(
                gettext("“%(question)s” is shown only after an answer to a question that would follow it.")
                % {"question": misplaced}
            )


@admin.register(Question)
class QuestionAdmin(EventScopedAdmin, BilingualAdmin):
    form = QuestionForm
    inlines = (OptionInline,)
    change_action = Action.MANAGE_REGISTRATION
    section_order = 31
    list_display = ("text", "kind", "must", "asked_of", "order", "event")
    list_editable = ("order",)
    list_filter = (EventFilter, "is_retired", "is_sensitive")
    list_select_related = ("event", "shown_if")
    list_per_page = 200
    search_fields = ("text_en", "text_ja")
    actions = None
    fieldsets = (
        (None, {"fields": ("text", "help", ("kind", "is_required"))}),
        (
            _("What is accepted"),
            {
                "fields": (
                    ("minimum", "maximum"),
                    ("earliest_on", "latest_on"),
                    "longest",
                    "file_types",
                    "largest_file",
                )
            },
        ),
        (_("Who is asked"), {"fields": ("ticket_types", "sessions", "condition")}),
        (_("Handling"), {"fields": ("is_sensitive", "is_retired")}),
    )

    class Media:
        js = ("js/admin-questions.js",)
        css = {"all": ("css/admin-questions.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("ticket_types", "sessions")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = FIXED_ONCE_ANSWERED if obj is not None and obj.is_answered else ()
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Once the kind is settled, only what matters for it is there."""
        heading, accepted, *others = super().get_fieldsets(request, obj)
        if obj is not None and obj.is_answered:
            needed = [line for line in accepted[1]["fields"] if _matters(line, obj.kind)]
            accepted = (accepted[0], accepted[1] | {"fields": needed})
            return [heading, *([accepted] if needed else []), *others]
        return [heading, accepted, *others]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Places are changed within one event, by who may set up its registration."""
        changelist = super().get_changelist_instance(request)
        event = getattr(request, "event", None)
        if event is None or not Reach.of(request).may_in(event.pk, self.change_action):
            changelist.list_editable = ()
        return changelist

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, form=OrderRow, **kwargs)

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_formset(request, formset=OrderRows, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A question that was answered, or on which another depends, is no longer asked, but stays."""
        may = super().has_delete_permission(request, obj)
        if obj is None or not may:
            return may
        return not (obj.is_answered or obj.files.exists() or obj.dependents.exists())

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        # Without the signs beside it that would add, change and delete what is chosen from.
        return db_field.formfield(**kwargs | {"widget": forms.CheckboxSelectMultiple})

    @admin.display(description=_("must be answered"), ordering="is_required")
    def must(self, question: Question) -> str:
        return gettext("Yes") if question.is_required else ""

    @admin.display(description=_("asked of"))
    def asked_of(self, question: Question) -> str:
        if question.is_retired:
            return gettext("Nobody any more")
        parts = [
            *(str(each) for each in question.ticket_types.all()),
            *(str(each) for each in question.sessions.all()),
        ]
        if question.shown_if:
            parts.append(gettext("after: %(question)s") % {"question": question.shown_if})
        return writing.customs().semicolon.join(parts) or gettext("Everybody")

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        """A new question comes last."""
        if not change:
            last = Question.objects.filter(event=obj.event).aggregate(last=Max("order"))["last"]
            obj.order = (last or 0) + 1
        super().save_model(request, obj, form, change)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        with transaction.atomic():
            return super().changelist_view(request, extra_context)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [
            path("preview/<int:event_id>/", view, name="registrations_question_preview"),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, event_id: int) -> HttpResponse:
        about_events: Any = self.admin_site.get_model_admin(Event)
        return preview(request, about_events.own_event(request, event_id, self.view_action))

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        return {
            "questions": Question.objects.filter(event=event).asked_now(),
            "preview_url": reverse("admin:registrations_question_preview", args=[event.pk]),
            "purges": event.answer_purges.all(),
        }


def _matters(line: Any, kind: str) -> bool:
    return not {line, *(line if isinstance(line, tuple) else ())}.isdisjoint(MATTERS.get(kind, ()))


def _conditions(event: Event, question: Question) -> list[tuple[str, list[tuple[str, str]]]]:
    """The answers to earlier questions after which question can be shown, by question."""
    earlier = Question.objects.filter(event=event, kind__in=DECIDING).prefetch_related("options")
    if question.pk:
        earlier = earlier.filter(order__lt=question.order)
    groups = []
    for each in earlier:
        if each.is_retired and each.pk != question.shown_if_id:
            continue
        answers = (
            [(str(option.pk), option.text) for option in each.options.all()]
            if each.has_options
            else [(YES, gettext("Yes")), (NO, gettext("No"))]
        )
        groups.append((each.text, [(f"{each.pk}:{key}", words) for key, words in answers]))
    return groups
