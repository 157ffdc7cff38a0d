"""The ticket as files, and the personal way into the event online."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from events import programme
from registrations import online, tickets
from registrations.models import Registration
from registrations.personal_views import personal, verified_registration

CONTENT_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


@personal(referrer_policy="no-referrer")
@require_safe
def ticket(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """The ticket, while it is valid; otherwise there is none."""
    own = verified_registration(token)
    if not own.is_confirmed:
        raise Http404
    return HttpResponse(
        _content(own, kind),
        content_type=CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{own.event.slug}-ticket.{kind}"'},
    )


def _content(own: Registration, kind: str) -> bytes:
    if kind == "pdf":
        return tickets.ticket_paper(own, programme.read(own.event))
    return tickets.qr_png(own) if kind == "png" else tickets.qr_svg(own)


@personal(referrer_policy="no-referrer")
@require_http_methods(["GET", "HEAD"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to where the event takes place online, if at this moment this attendee may enter."""
    own = verified_registration(token)
    published = programme.read(own.event)
    now = timezone.now()
    if request.method == "HEAD":
        # Programs that look whether a link is alive have not entered.
        return HttpResponse()
    try:
        return redirect(online.enter(own, starts_at=published.starts_at, ends_at=published.ends_at, now=now))
    except online.Closed as closed:
        access = online.access_of(own)
        opens_at = online.opens_at(access, starts_at=published.starts_at) if access else None
        context = {
            "registration": own,
            "programme": published,
            "why": closed.why.name.lower(),
            "opens_at": opens_at and opens_at.astimezone(published.zone),
        }
        return render(request, "registrations/not_open.html", context, status=403)
