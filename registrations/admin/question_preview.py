"""The event's questions as attendees see them: by ticket type and language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language

from events.models import Event
from registrations import questions
from registrations.question_forms import QuestionsForm


def preview(request: HttpRequest, event: Event) -> HttpResponse:
    """What is asked of one ticket type, or of all; what depends on answers comes and goes as on the form."""
    ticket_types = {str(each.pk): each for each in event.ticket_types.all()}
    chosen = ticket_types.get(request.GET.get("ticket_type", ""))
    codes = dict(settings.LANGUAGES)
    language = request.GET.get("language", "")
    language = language if language in codes else get_language() or settings.LANGUAGE_CODE
    with translation.override(language):
        asked = questions.of_event(event)
        if chosen is not None:
            asked = [
                question for question in asked if chosen in (questions.ticket_types_of(question) or [chosen])
            ]
        context: dict[str, Any] = {
            "event": event,
            "form": QuestionsForm(questions=asked),
            "ticket_types": ticket_types,
            "ticket_type": str(chosen.pk) if chosen else "",
            "offered_languages": settings.LANGUAGES,
            "language": language,
        }
        return render(request, "admin/registrations/question/preview.html", context)
