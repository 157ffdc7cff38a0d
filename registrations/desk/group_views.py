"""The event desk: putting an attendee into groups by hand, and taking them out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action
from registrations import viewers
from registrations.desk.access import DeskRequest, desk_page, event_at_desk
from registrations.desk.forms import GroupForm


@desk_page
@require_POST
def change_group(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Whoever decides who comes decides this too: a group's rule goes by what they admit somebody as."""
    event = event_at_desk(request.user, slug, action=Action.REVIEW_REGISTRATIONS)
    registration = get_object_or_404(event.registrations.verified(), pk=pk)
    form = GroupForm(request.POST, event=event)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("registrations:attendee", slug=slug, pk=pk)
    group, now = form.cleaned_data["group"], timezone.now()
    if form.cleaned_data["change"] == GroupForm.PUT_IN:
        is_changed = viewers.put_in(registration, group, by=request.user, now=now)
        told = _("%(name)s is in the group “%(group)s” now.")
    else:
        is_changed = viewers.take_out(registration, group, by=request.user, now=now)
        told = _("%(name)s was taken out of the group “%(group)s”.")
    if is_changed:
        messages.success(request, told % {"name": registration.name, "group": group})
    else:
        messages.warning(request, _("Nothing was changed: this is how it stands now."))
    return redirect("registrations:attendee", slug=slug, pk=pk)
