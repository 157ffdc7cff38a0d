"""The files that attendees have sent, for staff who may see the answer; who has seen sensitive answers."""

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Action
from registrations import answer_files, sensitive_readings
from registrations.desk.access import DeskRequest, desk_page, event_at_desk, may_see_sensitive
from registrations.models import ReadOn

ROWS_ON_A_PAGE = 100


@desk_page
@require_safe
def attendee_file(request: DeskRequest, slug: str, pk: int, code: str) -> FileResponse:
    """A file of a sensitive question does not exist for who may not see such answers."""
    event = event_at_desk(request.user, slug)
    registration = get_object_or_404(event.registrations.verified(), pk=pk)
    files = registration.files.select_related("question")
    if not may_see_sensitive(event):
        files = files.filter(question__is_sensitive=False)
    file = get_object_or_404(files, code=code)
    sensitive_readings.note(
        registration, [file.question], by=request.user, on=ReadOn.FILE, now=timezone.now()
    )
    return answer_files.download(file)


@desk_page
@require_safe
def readings(request: DeskRequest, slug: str) -> HttpResponse:
    """For whoever sees who took lists away: who read sensitive answers one by one."""
    event = event_at_desk(request.user, slug, action=Action.EXPORT_ATTENDEES)
    page = Paginator(sensitive_readings.at(event), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/readings.html", {"event": event, "page_obj": page})
