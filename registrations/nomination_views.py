"""Where somebody whom an organization has named confirms that they come, and completes who they are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events import programme
from events.texts import choose, translations
from registrations import delegations, verification
from registrations.delegation_forms import ConfirmForm
from registrations.models import Registration
from registrations.refusals import AlreadyRegistered, IllegalMove


def answer(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The page of the link in their mail: whoever sends its form has the address, and comes."""
    now = timezone.now()
    if verification.has_ended(registration, now=now):
        return _ended(request, registration)
    if request.method == "POST" and "decline" in request.POST:
        return _decline(request, registration)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ConfirmForm(*sent, registration=registration)
    form.keep_uploads(now=now)
    if form.is_valid():
        return _confirm(request, registration, form)
    context = {
        "programme": programme.read(registration.event),
        "registration": registration,
        "delegation": registration.delegation,
        "form": form,
        "until": verification.ends_at(registration),
        "privacy_notice": choose(translations(registration.event, "privacy_notice"), get_language() or ""),
    }
    return render(request, "registrations/nomination.html", context)


def _confirm(request: HttpRequest, registration: Registration, form: ConfirmForm) -> HttpResponse:
    try:
        delegations.confirm(
            registration,
            attendance=form.attendance_chosen(),
            given=form.answers(),
            now=timezone.now(),
            **form.details(),
        )
        messages.success(request, _("Thank you: your e-mail address is verified."))
    except AlreadyRegistered as already:
        registration = already.registration
        messages.info(
            request, _("You were registered already. Nothing has changed: this is your registration.")
        )
    except verification.LinkEnded:
        return _ended(request, registration)
    except IllegalMove:
        pass  # Confirmed, substituted or withdrawn in the meantime: the personal page says what it is now.
    return redirect(registration)


def _decline(request: HttpRequest, registration: Registration) -> HttpResponse:
    try:
        delegations.decline(registration, now=timezone.now())
        messages.success(
            request, _("Thank you for letting us know. Your organization can name somebody else.")
        )
    except IllegalMove:
        pass
    return redirect(registration)


def _ended(request: HttpRequest, registration: Registration) -> HttpResponse:
    context = {"programme": programme.read(registration.event), "delegation": registration.delegation}
    return render(request, "registrations/nomination_ended.html", context, status=404)
