"""Who invoices the attendees of an event, in the admin; the invoices themselves are at the event desk."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events.admin.scope import EventFilter, EventScopedAdmin
from events.admin.steps import Step
from events.models import Event
from registrations.models import InvoiceState, InvoiceTerms, TicketType
from speakers.bilingual_admin import BilingualAdmin


@admin.register(InvoiceTerms)
class InvoiceTermsAdmin(EventScopedAdmin, BilingualAdmin):
    change_action = Action.MANAGE_REGISTRATION
    section_order = 35
    list_display = ("issuer", "number_prefix", "event")
    list_filter = (EventFilter,)
    list_select_related = ("event",)
    search_fields = ("issuer_en", "issuer_ja", "number_prefix")
    fieldsets = (
        (_("Issuer"), {"fields": ("issuer", "address", "tax_number")}),
        (_("Payment"), {"fields": ("payment_details", ("days_to_pay", "number_prefix"))}),
    )

    def section_name(self) -> str:
        return gettext("Invoices")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever has issued an invoice under these terms keeps them."""
        return (obj is None or not obj.invoices_issued) and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        issued = obj is not None and obj.invoices_issued
        return [*super().get_readonly_fields(request, obj), *(["number_prefix"] if issued else [])]

    def may_add_to(self, request: HttpRequest, event: Event) -> bool:
        return super().may_add_to(request, event) and not InvoiceTerms.objects.filter(event=event).exists()

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        today = timezone.now().astimezone(event.zone).date()
        is_open = Q(state=InvoiceState.OPEN)
        return {
            "terms": InvoiceTerms.objects.filter(event=event).first(),
            "counts": event.invoices.aggregate(
                open=Count("pk", filter=is_open),
                overdue=Count("pk", filter=is_open & Q(due_on__lt=today)),
                paid=Count("pk", filter=Q(state=InvoiceState.PAID)),
            ),
            "desk_url": reverse("registrations:invoices", args=[event.slug]),
        }

    def steps(self, events: Sequence[Event]) -> Iterator[Step]:
        """Whoever asks a price must say who invoices it."""
        priced = set(TicketType.objects.filter(event__in=events, price__gt=0).values_list("event", flat=True))
        having = set(InvoiceTerms.objects.filter(event__in=events).values_list("event", flat=True))
        for event in (event for event in events if event.pk in priced):
            yield Step(
                event.pk,
                gettext("Say who invoices the attendees"),
                self.add_url(event),
                is_done=event.pk in having,
                action=Action.MANAGE_REGISTRATION,
            )
