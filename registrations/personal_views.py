"""The attendee's own page, under an address that nobody else knows."""

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events import programme
from registrations import (
    answer_words,
    answers,
    invoices,
    offers,
    online,
    organizations,
    payments,
    questions,
    review,
    seats,
    session_seats,
    waiting_list,
)
from registrations.answer_forms import AnswerForm
from registrations.delegation_forms import NamedChangeForm
from registrations.forms import ChangeForm
from registrations.models import Registration, Status
from registrations.personal_calendar import personal_calendar
from registrations.tickets import qr_code
from registrations.viewers import has_own_agenda

View = Callable[..., HttpResponseBase]


def personal(*, referrer_policy: str) -> Callable[[View], View]:
    """Keeps a view's answers out of caches, search engines and other sites' logs."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def kept_private(request: HttpRequest, **address: str) -> HttpResponseBase:
            response = view(request, **address)
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["Referrer-Policy"] = referrer_policy
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return kept_private

    return decorate


@personal(referrer_policy="no-referrer")
@require_safe
def registration(request: HttpRequest, token: str) -> HttpResponse:
    own = own_registration(token)
    if not own.is_verified:
        return redirect("registrations:verify", own.event.slug, token)
    return personal_page(request, own)


# From a page of policy no-referrer, browsers send "Origin: null" with a form, which the protection
# against forged requests refuses. Pages with a form tell their address to this site alone.
@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    own = verified_registration(token)
    if not is_correctable(own):
        return personal_page(request, own, is_refused=True)
    was_confirmed, is_watched = own.is_confirmed, answers.goes_back_to_review(own)
    now = timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = (NamedChangeForm if own.delegation_id else ChangeForm)(*sent, instance=own)
    form.keep_uploads(now=now)
    if form.is_valid():
        if not form.write(now=now):
            return personal_page(request, own_registration(token), is_refused=True)
        messages.success(request, _("Your details have been changed."))
        if was_confirmed and not own.is_confirmed:
            text = _("Your registration is back in review. Your ticket rests until it is approved again.")
            messages.warning(request, text)
        return redirect("registrations:registration", token)
    context = {
        "programme": programme.read(own.event),
        "token": token,
        "form": form,
        "organization_names": organizations.few_names(),
        "is_watched": is_watched,
    }
    return render(request, "registrations/change.html", context)


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What the review asks; without an open question there is nothing here but the personal page."""
    own = verified_registration(token)
    questions = list(review.open_questions(own))
    if not questions:
        return personal_page(request, own, is_refused=request.method == "POST")
    form = AnswerForm(request.POST if request.method == "POST" else None, questions=questions)
    if form.is_valid():
        for question, text in form.answers():
            review.answer(question, text, now=timezone.now())
        messages.success(request, _("Thank you. The organizers have your answer and will go on."))
        return redirect("registrations:registration", token)
    context = {"programme": programme.read(own.event), "token": token, "form": form}
    return render(request, "registrations/answer.html", context)


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    own = verified_registration(token)
    if not is_changeable(own):
        return personal_page(request, own, is_refused=True)
    if request.method != "POST":
        context = {"programme": programme.read(own.event), "registration": own}
        return render(request, "registrations/cancel.html", context)
    try:
        seats.cancel(own, now=timezone.now())
    except seats.IllegalMove:
        return personal_page(request, own_registration(token), is_refused=True)
    return redirect("registrations:registration", token)


@personal(referrer_policy="no-referrer")
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    own = verified_registration(token)
    return HttpResponse(
        personal_calendar(own),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{own.event.slug}.ics"'},
    )


def personal_page(request: HttpRequest, own: Registration, *, is_refused: bool = False) -> HttpResponse:
    """The personal page; when it answers what can no longer be done, it says so."""
    sessions = session_seats.offers(own, now=timezone.now()) if own.is_live else []
    context = {
        "registration": own,
        "programme": programme.read(own.event),
        "has_sessions_to_choose": bool(sessions),
        "chosen_sessions": [offer for offer in sessions if offer.choice],
        "status_class": f"tag--{own.status.replace('_', '-')}",
        "waiting_position": waiting_list.position(own),
        "qr_code": qr_code(own) if own.is_confirmed else "",
        "is_changeable": is_changeable(own),
        "is_correctable": is_correctable(own),
        "can_switch": can_switch(own),
        "join": _way_in(own),
        "erasure": getattr(own, "erasure", None),
        "can_register_anew": _can_register_anew(own),
        "has_own_agenda": has_own_agenda(own),
        "is_refused": is_refused,
        "price": invoices.price_of(own),
        "invoice": own.invoices.first() if own.ticket_type.price else None,
        "payment_providers": list(payments.providers().values()),
        "answers": answer_words.answers_of(own, with_sensitive=True),
        "unanswered": questions.unanswered(own) if is_correctable(own) else [],
        "questions": review.open_questions(own),
        "words": review.words_for_attendee(own) if own.status == Status.DECLINED else "",
        "is_back_in_review": answers.is_back_in_review(own),
    }
    return render(request, "registrations/registration.html", context, status=409 if is_refused else 200)


def is_changeable(own: Registration) -> bool:
    """Whether its attendee may still change or cancel it."""
    return own.is_live and timezone.now() < programme.read(own.event).ends_at


def is_correctable(own: Registration) -> bool:
    """Whether its attendee may still correct answers."""
    return own.is_live and timezone.now() < own.event.corrections_end_at


@dataclass(frozen=True, slots=True)
class WayIn:
    """How an attendee gets into the event online; ``is_open`` tells whether the door is open now."""

    is_open: bool
    opens_at: dt.datetime


def _way_in(own: Registration) -> WayIn | None:
    """None for whoever does not take part online, or not for certain, and once the event is over."""
    access = online.access_of(own)
    published = programme.read(own.event)
    now = timezone.now()
    why = online.why_not(own, access, starts_at=published.starts_at, ends_at=published.ends_at, now=now)
    if access is None or why not in (None, online.Why.TOO_EARLY):
        return None
    opens_at = online.opens_at(access, starts_at=published.starts_at)
    return WayIn(is_open=why is None, opens_at=opens_at.astimezone(published.zone))


def can_switch(own: Registration) -> bool:
    """Whether its attendee may ask to attend the other way; whether a place is left, asking tells."""
    return is_changeable(own) and own.ticket_type.is_attended_either_way and not own.is_offered


def _can_register_anew(own: Registration) -> bool:
    """Whether to offer it: not to somebody whom staff have declined."""
    if own.status not in {Status.CANCELLED, Status.EXPIRED}:
        return False
    return bool(offers.on_offer(own.event, now=timezone.now()))


def verified_registration(token: str) -> Registration:
    """The registration whose secret address somebody has; for anybody else it does not exist (404)."""
    own = own_registration(token)
    if not own.is_verified:
        raise Http404
    return own


def own_registration(token: str) -> Registration:
    registrations = (
        Registration.objects.filter(event__current_release__isnull=False)
        .select_related("event__current_release", "ticket_type", "erasure")
        .defer("event__current_release__content", "event__current_release__summary")
    )
    return get_object_or_404(registrations, token=token)
