"""The files that attendees have sent, for staff who may see the answer."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from registrations import answer_files
from registrations.desk.access import DeskRequest, desk_page, event_at_desk, may_see_sensitive
from registrations.models import AnswerFile


@desk_page
@require_safe
def attendee_file(request: DeskRequest, slug: str, pk: int, code: str) -> FileResponse:
    """A file of a sensitive question does not exist for who may not see such answers."""
    event = event_at_desk(request.user, slug)
    files = AnswerFile.objects.filter(registration__in=event.registrations.verified(), registration=pk)
    if not may_see_sensitive(event):
        files = files.filter(question__is_sensitive=False)
    return answer_files.download(get_object_or_404(files, code=code))
