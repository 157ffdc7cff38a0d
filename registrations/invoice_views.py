"""An attendee's invoice and receipt, whom they are made out to, and paying through a provider."""

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import programme
from registrations import invoice_papers, invoices, payments
from registrations.invoice_forms import BillingForm
from registrations.models import BillingDetails, Invoice, InvoiceState
from registrations.personal_views import personal, verified_registration

log = structlog.get_logger(__name__)


@personal(referrer_policy="no-referrer")
@require_safe
def invoice_pdf(request: HttpRequest, token: str) -> HttpResponse:
    invoice = get_object_or_404(verified_registration(token).invoices.select_related("event")[:1])
    return pdf(invoice_papers.invoice_paper(invoice), name=invoice.number)


@personal(referrer_policy="no-referrer")
@require_safe
def receipt_pdf(request: HttpRequest, token: str) -> HttpResponse:
    paid = verified_registration(token).invoices.select_related("event").exclude(receipt_number="")
    invoice = get_object_or_404(paid[:1])
    return pdf(invoice_papers.receipt_paper(invoice), name=invoice.receipt_number)


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def billing(request: HttpRequest, token: str) -> HttpResponse:
    own = verified_registration(token)
    invoice = own.invoices.first()
    is_settled = invoice is not None and invoice.state in (InvoiceState.PAID, InvoiceState.WAIVED)
    if not own.is_live or is_settled or invoices.price_of(own) is None:
        raise Http404
    details = BillingDetails.objects.filter(registration=own).first() or BillingDetails(
        registration=own, name=own.organization_name
    )
    form = BillingForm(request.POST if request.method == "POST" else None, instance=details)
    if form.is_valid():
        invoices.correct_billing(own, form.cleaned_data, now=timezone.now())
        messages.success(request, _("Your billing details are kept."))
        return redirect("registrations:registration", token)
    context = {
        "programme": programme.read(own.event),
        "token": token,
        "form": form,
        "replaces": invoice if invoice and invoice.state == InvoiceState.OPEN else None,
    }
    return render(request, "registrations/billing.html", context)


@personal(referrer_policy="same-origin")
@require_POST
def pay(request: HttpRequest, token: str, provider: str) -> HttpResponse:
    """Lead the attendee to where the open invoice is paid."""
    own = verified_registration(token)
    invoice = get_object_or_404(own.invoices.open()[:1])
    chosen = payments.providers().get(provider)
    if chosen is None:
        raise Http404
    address = chosen.begin(
        invoice,
        return_url=own.personal_url(),
        notice_url=f"{settings.BASE_URL}{reverse('registrations:payment_notice', args=[provider])}",
    )
    return redirect(address)


@csrf_exempt
@require_POST
def payment_notice(request: HttpRequest, provider: str) -> HttpResponse:
    """A provider tells that something has been paid; it may tell so as often as it likes."""
    sender = payments.providers().get(provider)
    if sender is None:
        raise Http404
    try:
        notice = sender.read_notice(request)
        invoice = payments.invoice_of(notice)
        invoices.mark_paid(invoice, now=timezone.now(), by=None, reference=notice.reference, through=provider)
    except (payments.NotAuthentic, payments.AmountDiffers, Invoice.DoesNotExist) as refusal:
        log.warning("payment notice refused", provider=provider, error=str(refusal))
        return HttpResponseBadRequest("The notice was refused.", content_type="text/plain")
    except invoices.IllegalMove as refusal:
        log.warning("payment for an invoice that is settled", provider=provider, error=str(refusal))
        return HttpResponse("The invoice is settled already.", status=409, content_type="text/plain")
    return HttpResponse(status=204)


def pdf(content: bytes, *, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )
