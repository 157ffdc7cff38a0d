"""Changing the e-mail address of one's registration."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import programme
from registrations import address_changes, answers
from registrations.address_forms import NewAddressForm
from registrations.forms import CodeForm
from registrations.models import Registration
from registrations.personal_views import is_correctable, personal, personal_page, verified_registration


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: HttpRequest, token: str) -> HttpResponse:
    """Says the same of every address: whether it is registered, only its owner finds out."""
    own = verified_registration(token)
    if not is_correctable(own):
        return personal_page(request, own, is_refused=True)
    pending = address_changes.pending(own, now=timezone.now())
    code_form = CodeForm(request.POST if "code" in request.POST else None)
    if code_form.is_valid() and _confirm(request, own, code_form):
        return redirect(own)
    form = NewAddressForm(request.POST if "email" in request.POST else None, registration=own)
    if form.is_valid() and _ask(own, form):
        return redirect("registrations:change_address", token)
    context = {
        "programme": programme.read(own.event),
        "registration": own,
        "pending": pending,
        "form": form,
        "code_form": code_form,
        "shown_form": code_form if code_form.is_bound else form,
        "is_reviewed": answers.goes_back_to_review(own),
    }
    return render(request, "registrations/change_address.html", context)


def _ask(own: Registration, form: NewAddressForm) -> bool:
    try:
        address_changes.ask(own, form.cleaned_data["email"], now=timezone.now())
    except address_changes.AskedTooOften:
        form.add_error(
            "email", _("A code can be asked for three times an hour at most. Please try again later.")
        )
        return False
    return True


def _confirm(request: HttpRequest, own: Registration, form: CodeForm) -> bool:
    was_confirmed = own.is_confirmed
    try:
        address_changes.confirm(own, form.cleaned_data["code"], now=timezone.now())
    except address_changes.WrongCode:
        form.add_error("code", _("This code is not right. Compare it with the newest mail."))
    except address_changes.TooManyCodes:
        form.add_error("code", _("No further code can be tried. Please ask for a new one."))
    except address_changes.CannotChange as refusal:
        form.add_error("code", str(refusal))
    else:
        text = _("Your e-mail address is now %(email)s. The link of this page is new: it is in your mail.")
        messages.success(request, text % {"email": own.email})
        if was_confirmed and not own.is_confirmed:
            text = _("Your registration is back in review. Your ticket rests until it is approved again.")
            messages.warning(request, text)
        return True
    return False
