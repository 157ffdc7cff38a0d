"""Ticket types in the admin: what is on offer, and how many seats there are."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events.admin import clock
from events.admin.scope import EventBoundForm, EventFilter, EventScopedAdmin
from events.admin.steps import Step
from events.models import Event
from registrations import capacities, domains, places
from registrations.models import Quota, Status, TicketType
from speakers.bilingual_admin import BilingualAdmin
from speakers.models import Sector


class DomainsField(forms.CharField):
    """Domains of e-mail addresses, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        found = []
        for line in str(value or "").replace(",", "\n").split():
            try:
                found.append(domains.normalise(line))
            except forms.ValidationError:
                raise forms.ValidationError(
                    gettext("“%(line)s” is no domain. Write it like go.jp or mod.gov.uk."),
                    params={"line": line},
                ) from None
        return list(dict.fromkeys(found))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def refuse_too_small(form: forms.BaseForm, name: str, taken: int) -> None:
    """Say so where a capacity is smaller than the seats taken."""
    capacity = form.cleaned_data.get(name)
    if capacity is not None and capacity < taken:
        text = ngettext(
            "%(taken)d seat is taken already; the capacity cannot be smaller.",
            "%(taken)d seats are taken already; the capacity cannot be smaller.",
            taken,
        )
        form.add_error(name, text % {"taken": taken})


class TicketTypeForm(EventBoundForm):
    sectors = forms.MultipleChoiceField(
        label=capfirst(TicketType._meta.get_field("sectors").verbose_name),
        help_text=TicketType._meta.get_field("sectors").help_text,
        choices=Sector.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    email_domains = DomainsField(
        label=capfirst(TicketType._meta.get_field("email_domains").verbose_name),
        help_text=TicketType._meta.get_field("email_domains").help_text,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quotas = Quota.objects.filter(event=self.instance.event_id)
        for name in ("quota", "online_quota"):
            if name in self.fields:
                self.fields[name].queryset = quotas  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The rows stay locked until they are saved, so that no seat is taken in between."""
        values = super().clean() or self.cleaned_data
        if values.get("price") and not values.get("currency"):
            self.add_error("currency", gettext("Say in which currency the price is."))
        message = gettext("The ticket type must close after it opens.")
        clock.check_order(self, "opens_at", "closes_at", message=message)
        if self.instance.pk is not None:
            self._check_against(places.lock_around(self.instance.pk).ticket_types[self.instance.pk])
        return values

    def _check_against(self, locked: TicketType) -> None:
        for counter in places.COUNTERS.values():
            taken = getattr(locked, counter.taken)
            setattr(self.instance, counter.taken, taken)
            refuse_too_small(self, counter.capacity, taken)
        live = locked.registrations.live()
        for attendance, counter in places.COUNTERS.items():
            chosen = self.cleaned_data.get(counter.quota)
            is_another = (chosen.pk if chosen else None) != getattr(locked, f"{counter.quota}_id")
            if is_another and live.filter(attendance=attendance).exists():
                self.add_error(
                    counter.quota, gettext("Somebody has registered already; the quota stays as it is.")
                )
        wanted = TicketType(attendance=self.cleaned_data.get("attendance") or locked.attendance).attendances
        if live.exclude(attendance__in=wanted).exists():
            self.add_error("attendance", gettext("Somebody has registered the other way already."))


def tell_who_moved_up(request: HttpRequest, count: int) -> None:
    if count > 0:
        text = ngettext(
            "%(count)d person moved up from the waiting list.",
            "%(count)d people moved up from the waiting list.",
            count,
        )
        messages.success(request, text % {"count": count})


@admin.register(TicketType)
class TicketTypeAdmin(EventScopedAdmin, BilingualAdmin):
    form = TicketTypeForm
    change_action = Action.MANAGE_REGISTRATION
    section_order = 30
    list_display = (
        "name",
        "attendance",
        "capacity",
        "seats_taken",
        "waiting",
        "needs_review",
        "on_offer",
        "order",
        "event",
    )
    list_filter = (EventFilter,)
    list_select_related = ("event",)
    search_fields = ("name_en", "name_ja")
    readonly_fields = ("seats_taken", "online_seats_taken", "waiting")
    fieldsets = (
        (None, {"fields": ("name", "description")}),
        (_("For whom"), {"fields": ("sectors", "email_domains", "is_by_invitation")}),
        (
            _("Seats"),
            {
                "fields": (
                    "attendance",
                    ("capacity", "seats_taken", "quota"),
                    ("online_capacity", "online_seats_taken", "online_quota"),
                    ("waiting", "hours_to_accept"),
                    "needs_review",
                )
            },
        ),
        (_("Price"), {"fields": (("price", "currency", "tax_percent"),)}),
        (_("When it is on offer"), {"fields": (("opens_at", "closes_at"), "order")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        waiting = Count("registrations", filter=Q(registrations__status=Status.WAITLISTED))
        return super().get_queryset(request).annotate(waiting_count=waiting)

    @admin.display(description=_("waiting"), ordering="waiting_count")
    def waiting(self, ticket_type: Any) -> int:
        return getattr(ticket_type, "waiting_count", 0)

    @admin.display(description=_("on offer"))
    def on_offer(self, ticket_type: TicketType) -> str:
        if ticket_type.opens_at is None and ticket_type.closes_at is None:
            return gettext("While registration is open")
        zone = ticket_type.event.zone
        return (
            f"{clock.show(ticket_type.opens_at, zone=zone)} → {clock.show(ticket_type.closes_at, zone=zone)}"
        )

    def save_model(self, request: HttpRequest, obj: TicketType, form: forms.ModelForm, change: bool) -> None:
        """The capacity goes through ``capacities.change``, which gives new seats to the waiting list."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        kept = {"id"} | {
            name for counter in places.COUNTERS.values() for name in (counter.capacity, counter.taken)
        }
        obj.save(update_fields=[field.name for field in obj._meta.concrete_fields if field.name not in kept])
        waited = obj.registrations.waiting().count()
        for attendance, counter in places.COUNTERS.items():
            if counter.capacity in form.changed_data:
                capacity = form.cleaned_data[counter.capacity]
                capacities.change(obj, capacity, now=timezone.now(), attendance=attendance)
        tell_who_moved_up(request, waited - obj.registrations.waiting().count())

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        return {"ticket_types": self.get_queryset(request).filter(event=event)}

    def steps(self, events: Sequence[Event]) -> Iterator[Step]:
        having = set(TicketType.objects.filter(event__in=events).values_list("event", flat=True))
        for event in (event for event in events if event.takes_registrations):
            yield Step(
                event.pk,
                gettext("Set up the ticket types"),
                self.add_url(event),
                is_done=event.pk in having,
                action=Action.MANAGE_REGISTRATION,
            )
