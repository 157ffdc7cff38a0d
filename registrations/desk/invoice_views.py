"""The desk's pages of invoices: who has paid, who has not, and what becomes of the money."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.permissions import Action
from registrations import invoice_papers
from registrations import invoices as moves
from registrations.desk.access import DeskRequest, desk_page, event_at_desk
from registrations.invoice_views import pdf
from registrations.models import Invoice, InvoiceState

ROWS_ON_A_PAGE = 100
OVERDUE = "overdue"


class InvoiceFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Number, name or organization"), required=False, max_length=200)
    state = forms.ChoiceField(
        choices=[("", ""), (OVERDUE, gettext_lazy("Overdue")), *InvoiceState.choices], required=False
    )

    use_required_attribute = False


class InvoiceMoveForm(forms.Form):
    """What becomes of one invoice; only what its state allows can be chosen."""

    to_state = forms.ChoiceField(error_messages={"required": gettext_lazy("Choose what to do.")})
    paid_on = forms.DateField(
        label=gettext_lazy("Paid on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("For a payment its reference; otherwise the reason."),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, invoice: Invoice, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.choices = possible(invoice)
        self.fields["to_state"].choices = [(str(state), label) for state, label in self.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        to_state = self.cleaned_data.get("to_state")
        paid_on = self.cleaned_data.get("paid_on")
        if to_state == InvoiceState.PAID and paid_on and paid_on > self.today:
            self.add_error("paid_on", _("This day is still to come."))
        if to_state and to_state != InvoiceState.PAID and not self.cleaned_data.get("note"):
            self.add_error("note", _("Write why, in a few words."))
        return self.cleaned_data


def possible(invoice: Invoice) -> list[tuple[InvoiceState, str]]:
    """What staff can do with an invoice, going by the state as it was read."""
    if invoice.state == InvoiceState.OPEN:
        return [(InvoiceState.PAID, _("Mark as paid")), (InvoiceState.WAIVED, _("Waive"))]
    if invoice.state == InvoiceState.VOID:
        return [(InvoiceState.PAID, _("Mark as paid, to be refunded"))]
    if invoice.state == InvoiceState.PAID:
        return [(InvoiceState.REFUND_DUE, _("To be refunded"))]
    if invoice.state == InvoiceState.REFUND_DUE:
        return [(InvoiceState.REFUNDED, _("Mark as refunded")), (InvoiceState.RETAINED, _("Do not refund"))]
    return []


@desk_page
@require_safe
def invoices(request: DeskRequest, slug: str) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MANAGE_INVOICES)
    today = timezone.now().astimezone(event.zone).date()
    filters = InvoiceFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {"q": "", "state": ""}
    found = event.invoices.select_related("registration")
    for word in chosen["q"].split():
        found = found.filter(
            Q(number__icontains=word)
            | Q(recipient__icontains=word)
            | Q(registration__family_name__icontains=word)
            | Q(registration__given_name__icontains=word)
            | Q(registration__native_name__icontains=word)
        )
    counts = found.order_by().aggregate(
        **{str(state): Count("pk", filter=Q(state=state)) for state in InvoiceState},
        **{OVERDUE: Count("pk", filter=Q(state=InvoiceState.OPEN, due_on__lt=today))},
    )
    if chosen["state"] == OVERDUE:
        found = found.open().filter(due_on__lt=today)
    elif chosen["state"]:
        found = found.filter(state=chosen["state"])
    labels = dict(filters.fields["state"].choices)  # type: ignore[attr-defined]
    context = {
        "event": event,
        "filters": filters,
        "chosen": chosen,
        "counts": [(name, labels[name], count) for name, count in counts.items() if count],
        "page_obj": Paginator(found, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "today": today,
        "now": timezone.now(),
    }
    return render(request, "desk/invoices.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def invoice(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MANAGE_INVOICES)
    found = get_object_or_404(event.invoices.select_related("registration", "event"), pk=pk)
    now = timezone.now()
    today = now.astimezone(event.zone).date()
    form = InvoiceMoveForm(request.POST or None, invoice=found, today=today)
    if form.is_valid():
        try:
            _carry_out(found, form.cleaned_data, by=request.user, now=now)
        except moves.IllegalMove:
            messages.warning(
                request, _("Nothing was changed: somebody else has settled this invoice meanwhile.")
            )
        else:
            messages.success(request, _("Invoice %(number)s: the change is kept.") % {"number": found.number})
        return redirect("registrations:invoice", slug, pk)
    context = {
        "event": event,
        "invoice": found,
        "form": form,
        "changes": found.changes.select_related("changed_by"),
        "is_overdue": found.state == InvoiceState.OPEN and found.due_on < today,
    }
    return render(request, "desk/invoice.html", context)


@desk_page
@require_safe
def paper(request: DeskRequest, slug: str, pk: int, kind: str) -> HttpResponse:
    """The invoice or its receipt as PDF."""
    event = event_at_desk(request.user, slug, action=Action.MANAGE_INVOICES)
    found = event.invoices.select_related("event")
    if kind == "receipt":
        paid = get_object_or_404(found.exclude(receipt_number=""), pk=pk)
        return pdf(invoice_papers.receipt_paper(paid), name=paid.receipt_number)
    issued = get_object_or_404(found, pk=pk)
    return pdf(invoice_papers.invoice_paper(issued), name=issued.number)


def _carry_out(invoice: Invoice, choices: dict[str, Any], *, by: User, now: dt.datetime) -> None:
    note = choices["note"]
    match InvoiceState(choices["to_state"]):
        case InvoiceState.PAID:
            paid_at = now
            if day := choices["paid_on"]:
                paid_at = min(now, dt.datetime.combine(day, dt.time(12), invoice.event.zone))
            moves.mark_paid(invoice, now=now, by=by, reference=note, paid_at=paid_at)
        case InvoiceState.WAIVED:
            moves.waive(invoice, now=now, by=by, reason=note)
        case InvoiceState.REFUND_DUE:
            moves.refund_due(invoice, now=now, by=by, reason=note)
        case InvoiceState.REFUNDED:
            moves.mark_refunded(invoice, now=now, by=by, reason=note)
        case InvoiceState.RETAINED:
            moves.retain(invoice, now=now, by=by, reason=note)
