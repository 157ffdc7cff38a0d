"""Reminders in the admin, with their preview; messages there are to read."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action
from events.admin import clock
from events.admin.scope import EventFilter, EventScopedAdmin, Reach
from events.models import Event
from notifications import outbox, placeholders, previews, reminders
from notifications.forms import TEXTS, InvitationLetterForm, ReminderForm
from notifications.models import InvitationLetter, Message, MessageState, Reminder
from speakers.bilingual_admin import BilingualAdmin


@admin.register(Reminder)
class ReminderAdmin(EventScopedAdmin, BilingualAdmin):
    form = ReminderForm
    change_action = Action.MANAGE_REGISTRATION
    section_order = 40
    list_display = ("subject", "due", "recipients", "sent", "is_active", "preview_link", "event")
    list_filter = (EventFilter, "is_active", "recipients")
    list_select_related = ("event",)
    search_fields = ("subject_en", "subject_ja", "body_en", "body_ja")
    fieldsets = (
        (_("When"), {"fields": (("amount", "unit"), "send_at", "is_active")}),
        (_("To whom"), {"fields": ("recipients", "ticket_types")}),
        (
            _("What it says"),
            {
                "fields": ("subject", "body"),
                "description": _("Whoever reads a language without a text gets the other one."),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        sent = Count("messages", filter=Q(messages__state=MessageState.SENT))
        return reminders.with_starts(super().get_queryset(request)).annotate(sent_count=sent)

    @admin.display(description=_("when"))
    def due(self, reminder: Reminder) -> str:
        return clock.show(reminders.moment_of(reminder), zone=reminder.event.zone)

    @admin.display(description=_("sent"), ordering="sent_count")
    def sent(self, reminder: Any) -> int:
        return reminder.sent_count

    @admin.display(description=_("preview"))
    def preview_link(self, reminder: Reminder) -> str:
        url = reverse("admin:notifications_reminder_preview", args=[reminder.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("Preview"))

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        rows = self.get_queryset(request).filter(event=event).select_related("event")
        return {"reminders": [{"row": row, "due": self.due(row), "sent": row.sent_count} for row in rows]}

    # --- The preview

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", view(self.preview_saved), name="notifications_reminder_preview"),
            path(
                "preview/<int:event_pk>/",
                view(self.preview_unsaved),
                name="notifications_reminder_preview_unsaved",
            ),
            *super().get_urls(),
        ]

    def preview_saved(self, request: HttpRequest, pk: int) -> HttpResponse:
        reminder = get_object_or_404(self.get_queryset(request).select_related("event"), pk=pk)
        return self._preview(request, reminder)

    @method_decorator(require_POST)
    def preview_unsaved(self, request: HttpRequest, event_pk: int) -> HttpResponse:
        """How what stands in a form would read, before it is saved."""
        event = get_object_or_404(Reach.of(request).events(self.change_action), pk=event_pk)
        texts = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in TEXTS}
        return self._preview(request, Reminder(event=event, **texts))

    def _preview(self, request: HttpRequest, reminder: Reminder) -> HttpResponse:
        request.event = reminder.event  # type: ignore[attr-defined]
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": gettext("Preview of the reminder"),
            "previews": list(previews.previews(reminder, now=timezone.now())),
        }
        return TemplateResponse(request, "admin/notifications/reminder/preview.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        event = request.event  # type: ignore[attr-defined]
        context |= {
            "placeholders": placeholders.PLACEHOLDERS,
            "preview_url": reverse("admin:notifications_reminder_preview_unsaved", args=[event.pk]),
        }
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(InvitationLetter)
class InvitationLetterAdmin(EventScopedAdmin, BilingualAdmin):
    form = InvitationLetterForm
    view_action = Action.MANAGE_REGISTRATION
    change_action = Action.MANAGE_REGISTRATION
    section_order = 34
    list_display = ("subject", "remind_days_before", "event")
    list_filter = (EventFilter,)
    list_select_related = ("event",)
    search_fields = ("subject_en", "subject_ja")
    fieldsets = (
        (
            _("The invitation"),
            {
                "fields": ("subject", "body"),
                "description": _("Whoever reads a language without a text gets the other one."),
            },
        ),
        (_("The reminder"), {"fields": ("reminder_subject", "reminder_body", "remind_days_before")}),
    )

    def section_name(self) -> str:
        return gettext("Invitation letter")

    def may_add_to(self, request: HttpRequest, event: Event) -> bool:
        return (
            super().may_add_to(request, event) and not InvitationLetter.objects.filter(event=event).exists()
        )

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        return {"letter": InvitationLetter.objects.filter(event=event).first()}


@admin.register(Message)
class MessageAdmin(EventScopedAdmin):
    is_read_only = True
    event_path = "of_event"
    view_action = Action.SEE_ATTENDEES
    section_order = 55
    list_display = ("what", "to", "state", "due", "sent", "attempts", "last_error", "event")
    list_filter = ("state", "kind", EventFilter)
    list_select_related = ("registration__event", "invitation__event", "delegation__event", "reminder")
    search_fields = (
        "registration__email",
        "registration__family_name",
        "registration__given_name",
        "invitation__email",
        "invitation__family_name",
        "invitation__given_name",
        "delegation__focal_point_email",
        "delegation__focal_point_name",
        "subject",
    )
    fields = ("what", "to", "subject", "state", "due", "sent", "attempts", "last_error", "header")
    readonly_fields = fields
    actions = ("owe_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = Message.objects.with_event().order_by(*self.get_ordering(request))
        if getattr(request.user, "is_superuser", False):
            return rows
        return rows.of_events(Reach.of(request).events(self.view_action))

    def event_id_of(self, obj: Any) -> int:
        return int(obj.addressee.event_id)

    def event_of(self, obj: Any) -> Event:
        event: Event = obj.addressee.event
        return event

    @admin.display(description=_("mail"), ordering="kind")
    def what(self, message: Message) -> str:
        if message.reminder is not None:
            return str(message.reminder.subject)
        about = message.get_for_status_display()
        return f"{message.get_kind_display()}: {about}" if about else message.get_kind_display()

    @admin.display(description=pgettext_lazy("mail", "to"), ordering="registration__email")
    def to(self, message: Message) -> str:
        return f"{message.addressee.name} <{message.addressee.email}>"

    @admin.display(description=_("due"), ordering="due_at")
    def due(self, message: Message) -> str:
        return clock.show(message.due_at, zone=message.addressee.event.zone)

    @admin.display(description=_("sent"), ordering="sent_at")
    def sent(self, message: Message) -> str:
        return clock.show(message.sent_at, zone=message.addressee.event.zone)

    @admin.display(description=_("event"), ordering="of_event")
    def event(self, message: Message) -> Event:
        return self.event_of(message)

    @admin.display(description="Message-ID")
    def header(self, message: Message) -> str:
        return message.header_id

    def has_owe_again_permission(self, request: HttpRequest) -> bool:
        return Reach.of(request).may_anywhere(Action.MANAGE_REGISTRATION)

    @admin.action(description=_("Try again to send what was given up"), permissions=["owe_again"])
    def owe_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Only of events in which the user sets registration up; who may see the list may not all do this."""
        own = Message.objects.of_events(Reach.of(request).events(Action.MANAGE_REGISTRATION)).filter(
            pk__in=queryset.values("pk")
        )
        count = outbox.owe_again(own, now=timezone.now())
        text = ngettext(
            "%(count)d message will be tried again.", "%(count)d messages will be tried again.", count
        )
        messages.info(request, text % {"count": count})

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        counts = dict(
            Message.objects.of_events(Event.objects.filter(pk=event.pk))
            .order_by()
            .values_list("state")
            .annotate(count=Count("pk"))
        )
        return {"states": [(state, state.label, counts[state]) for state in MessageState if state in counts]}
