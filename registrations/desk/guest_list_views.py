"""The desk's pages of guest lists: bringing one in, and taking the list of invitations away.

The first step shows what the file would do. The file then travels with the page, packed and signed for
this event and this user, so that the server keeps nothing of it; the second step does what was shown, or
shows it anew when something has changed in between.
"""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from events.admin import kept_uploads
from events.models import Event
from registrations import exports, guest_list_files, guest_lists
from registrations.desk.access import DeskRequest, desk_page, event_at_desk
from registrations.desk.forms import ExportForm
from registrations.desk.invitation_forms import GuestListForm, InvitationFilter
from registrations.desk.invitation_views import narrowed
from registrations.invitation_exports import Column, take
from registrations.models import Export, ExportFormat

TEMPLATES = {
    "xlsx": (guest_list_files.template_xlsx, exports.CONTENT_TYPES[ExportFormat.XLSX]),
    "csv": (guest_list_files.template_csv, exports.CONTENT_TYPES[ExportFormat.CSV]),
}
SHOWN_OF_EACH = 100


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def import_guests(request: DeskRequest, slug: str) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MANAGE_REGISTRATION)
    is_second_step = request.method == "POST" and "kept" in request.POST
    form = GuestListForm(request.POST or None, request.FILES or None, event=event)
    if is_second_step:
        form.fields["file"].required = False
    context: dict[str, Any] = {
        "event": event,
        "form": form,
        "may_invite": event.current_release_id is not None,
    }
    if context["may_invite"] and form.is_valid():
        content = _content(request, event, form, is_second_step=is_second_step)
        if content is None:
            messages.error(request, _("Nothing was imported: the page is too old. Choose the file again."))
            return redirect("registrations:import_guests", slug)
        try:
            guest_list = guest_list_files.read(content)
        except guest_list_files.Unreadable as refusal:
            form.add_error("file", str(refusal))
        else:
            plan = _plan(request, event, guest_list, form)
            if is_second_step and _bring_in(request, plan):
                return redirect("registrations:invitations", slug)
            context |= _shown(request, event, plan, content, unknown=guest_list.unknown)
    return render(request, "desk/import_guests.html", context)


@desk_page
@require_safe
def template(request: DeskRequest, slug: str, extension: str) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MANAGE_REGISTRATION)
    if extension not in TEMPLATES:
        raise Http404
    make, content_type = TEMPLATES[extension]
    return HttpResponse(
        make(get_language() or "en"),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{event.slug}-guests.{extension}"'},
    )


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def export_invitations(request: DeskRequest, slug: str) -> HttpResponseBase:
    """As with attendees: for a purpose, on record, with the digest of the file."""
    event = event_at_desk(request.user, slug, action=Action.EXPORT_ATTENDEES)
    filters = InvitationFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    found = narrowed(event, chosen)
    if chosen.get("state"):
        found = found.filter(state=chosen["state"])
    export = Export(
        event=event, exported_by=request.user, exported_at=timezone.now(), format=ExportFormat.XLSX
    )
    form = ExportForm(request.POST or None, instance=export, may_take_sensitive=False)
    if form.is_valid():
        export.filters = {"invitations": {name: value for name, value in chosen.items() if value}}
        return FileResponse(
            take(export, found),
            as_attachment=True,
            filename=exports.file_name(export, what="invitations"),
            content_type=exports.CONTENT_TYPES[export.format],
        )
    context = {"event": event, "form": form, "count": found.count(), "columns": Column.labels}
    return render(request, "desk/export_invitations.html", context)


def _content(
    request: DeskRequest, event: Event, form: GuestListForm, *, is_second_step: bool
) -> bytes | None:
    if is_second_step:
        return kept_uploads.unpacked(request.POST["kept"], salt=_salt(request, event))
    return bytes(form.cleaned_data["file"].read(guest_list_files.MOST_BYTES + 1))


def _plan(
    request: DeskRequest, event: Event, guest_list: guest_list_files.GuestList, form: GuestListForm
) -> guest_lists.Plan:
    return guest_lists.plan(
        event,
        guest_list.rows,
        ticket_type=form.cleaned_data["ticket_type"],
        language=form.cleaned_data["language"],
        now=timezone.now(),
        by=request.user,
        **form.terms(),
    )


def _bring_in(request: DeskRequest, plan: guest_lists.Plan) -> bool:
    """Whether what was shown was done."""
    try:
        guest_lists.bring_in(
            plan, looked_at=request.POST.get("shown", ""), now=timezone.now(), by=request.user
        )
    except guest_lists.ListHasChanged:
        text = _(
            "Nothing was imported: something has changed since you looked. This is what it would do now."
        )
        messages.error(request, text)
        return False
    counts = " ".join(
        _("%(label)s: %(count)d.") % {"label": outcome.label, "count": count}
        for outcome, count in plan.counts
    )
    messages.success(request, _("The guest list is imported. %(counts)s") % {"counts": counts})
    return True


def _shown(
    request: DeskRequest, event: Event, plan: guest_lists.Plan, content: bytes, *, unknown: list[str]
) -> dict[str, Any]:
    refused = guest_lists.Outcome.REFUSED
    groups = []
    for outcome in (refused, *(one for one in guest_lists.Outcome if one != refused)):
        guests = plan.of(outcome)
        if guests:
            shown = guests if outcome == refused else guests[:SHOWN_OF_EACH]
            groups.append((outcome, len(guests), shown, len(guests) - len(shown)))
    return {
        "plan": plan,
        "groups": groups,
        "unknown": unknown,
        "kept": kept_uploads.packed(content, salt=_salt(request, event)),
    }


def _salt(request: DeskRequest, event: Event) -> str:
    return f"registrations.guest_lists:{event.pk}:{request.user.pk}"
