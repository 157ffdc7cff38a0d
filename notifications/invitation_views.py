"""Reminding those who have not answered their invitation, at the desk: the letter is read before it goes."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action
from events import programme
from events.models import Event
from notifications import invitation_letters
from registrations import invitations
from registrations.desk.access import DeskRequest, desk_page, event_at_desk
from registrations.desk.invitation_forms import InvitationFilter
from registrations.desk.invitation_views import narrowed
from registrations.models import Invitation, InvitationState


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def remind_invited(request: DeskRequest, slug: str) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MANAGE_REGISTRATION)
    filters = InvitationFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    found = narrowed(event, chosen)
    now = timezone.now()
    is_public = event.current_release_id is not None
    if request.method == "POST" and is_public:
        count = invitations.remind(found, by=request.user, now=now)
        text = ngettext("%(count)d person is reminded.", "%(count)d people are reminded.", count)
        messages.success(request, text % {"count": count})
        return redirect("registrations:invitations", slug)
    context = {
        "event": event,
        "count": invitations.to_remind(found, now=now).count(),
        "unanswered": found.unanswered().count(),
        "chosen": chosen,
        "may_invite": is_public,
        "previews": list(previews(event, invitation_letters.REMINDER, now=now)) if is_public else [],
    }
    return render(request, "desk/remind_invited.html", context)


def previews(event: Event, name: str, *, now: dt.datetime) -> list[dict[str, Any]]:
    """A letter in each language that readers are offered, to somebody invented."""
    ticket_type = event.ticket_types.first()
    if ticket_type is None:
        return []
    example = Invitation(
        event=event,
        ticket_type=ticket_type,
        state=InvitationState.INVITED,
        given_name="Hanako",
        family_name="Yamada",
        native_name="山田花子",
        organization_name="Example Agency",
        token="example",  # noqa: S106 - stands for a secret, is none
        expires_at=min(now + dt.timedelta(days=7), event.ends_at),
    )
    shown = []
    for language, language_name in settings.LANGUAGES:
        with translation.override(language):
            letter = invitation_letters.letter_of(
                example, name, lambda code: programme.read(event, language=code), language=language
            )
        shown.append({"language": language, "language_name": language_name, "letter": letter})
    return shown
