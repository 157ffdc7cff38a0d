"""What comes after the form: the link and the code that show whose the address is."""

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import programme
from events.models import Event
from registrations import codes, nomination_views, open_events, seats, verification
from registrations.forms import CodeForm
from registrations.models import Registration
from registrations.open_events import published_event
from registrations.personal_views import personal

# Which address this browser has just registered, signed: what a code that is typed belongs to.
COOKIE = "registering"
SALT = "registrations.registering"


def remember(response: HttpResponse, event: Event, email: str) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        signing.dumps([event.slug, email], salt=SALT, compress=False),
        max_age=verification.HOLDS_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def registered(request: HttpRequest, slug: str) -> HttpResponse:
    """Says the same to everybody: whether the address was registered before, only the mail says."""
    event = published_event(slug)
    email = _remembered(request, event)
    if request.method == "POST" and "again" in request.POST:
        if email:
            verification.ask_again(event, email, now=timezone.now())
        messages.info(
            request,
            _("If the address is right, the mail is on its way. It is sent three times an hour at most."),
        )
        return redirect("registrations:registered", slug)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if email and form.is_valid():
        try:
            return _verify(
                request, verification.with_code(event, email, form.cleaned_data["code"], now=timezone.now())
            )
        except verification.WrongCode:
            form.add_error("code", _("This code is not right. Compare it with the newest mail."))
        except verification.TooManyCodes:
            form.add_error("code", _("No further code can be tried. Please use the link in the mail."))
    context = {"programme": programme.read(event), "email": email, "form": form}
    return render(request, "registrations/registered.html", context)


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """A page with one button: programs that look into mails follow links, and must change nothing."""
    event = published_event(slug)
    registration = verification.with_token(event, token)
    if registration is None:
        return _ended(request, event)
    if registration.is_unconfirmed_nomination:
        return nomination_views.answer(request, registration)
    registration.ticket_type = open_events.ticket_type(registration)
    if verification.has_ended(registration, now=timezone.now()):
        return _ended(request, event)
    if registration.is_verified:
        return redirect(registration)
    if request.method == "POST":
        return _verify(request, registration)
    context = {"programme": programme.read(event), "registration": registration}
    return render(request, "registrations/verify.html", context)


def _verify(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Verify the address, and show the registration that it now has."""
    try:
        verification.verify(registration, now=timezone.now())
        messages.success(request, _("Thank you: your e-mail address is verified."))
    except seats.AlreadyRegistered as already:
        registration = already.registration
        messages.info(
            request, _("You were registered already. Nothing has changed: this is your registration.")
        )
    except codes.CodeUsedUp:
        text = _(
            "The invitation code has been used up meanwhile, so you are not registered. Please register anew."
        )
        messages.error(request, text)
        return redirect("registrations:register", registration.event.slug)
    except seats.IllegalMove:
        # Verified in another window in the meantime.
        pass
    except (verification.LinkEnded, Registration.DoesNotExist):
        return _ended(request, registration.event)
    response = redirect(registration)
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _ended(request: HttpRequest, event: Event) -> HttpResponse:
    return render(request, "registrations/link_ended.html", {"programme": programme.read(event)}, status=404)


def _remembered(request: HttpRequest, event: Event) -> str:
    """The address that this browser has registered for the event; empty when it is not known."""
    try:
        slug, email = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=verification.HOLDS_FOR
        )
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(email) if slug == event.slug else ""
