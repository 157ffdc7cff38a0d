"""The files that an attendee has sent, for the attendee."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from registrations import answer_files
from registrations.personal_views import personal, verified_registration


@personal(referrer_policy="no-referrer")
@require_safe
def own_file(request: HttpRequest, token: str, code: str) -> FileResponse:
    return answer_files.download(get_object_or_404(verified_registration(token).files, code=code))
