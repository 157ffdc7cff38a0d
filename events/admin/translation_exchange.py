"""An event's texts, downloaded for a translator and brought back: looked at first, then taken.

What an upload would change travels with the page, signed for this event and this user, so that the
server keeps nothing of it; the second step takes exactly what was shown, or shows it anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events import translating, translation_files
from events.event_texts import Kind
from events.models import Event
from events.translating import EventText, Plan, Replacement, Translation
from events.translation_files import CONTENT_TYPES, MOST_BYTES, Format, TranslationFile, Unreadable

KEPT_FOR_SECONDS = 2 * 60 * 60
MOST_KEPT = 2_000_000  # characters; a form of more than 2.5 megabytes is refused
MOST_SHOWN = 200


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Translated file"),
        help_text=_("The XLSX or PO file, as the translator sent it back."),
        error_messages={"required": _("Choose a file.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.po"}),
    )

    def clean_file(self) -> TranslationFile:
        try:
            return translation_files.read(self.cleaned_data["file"].read(MOST_BYTES + 1))
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error


@dataclass(frozen=True)
class Named:
    """A text that is not taken, with the reason."""

    where: str
    reason: str


@dataclass
class Preview:
    """What a file would change."""

    planned: Plan
    kept: str = ""
    faults: Sequence[Named] = ()
    untranslated: int = 0

    @property
    def taken(self) -> list[Replacement]:
        return self.planned.taken[:MOST_SHOWN]

    @property
    def taken_besides(self) -> int:
        return max(0, len(self.planned.taken) - MOST_SHOWN)

    @property
    def stale(self) -> list[Replacement]:
        return self.planned.stale[:MOST_SHOWN]

    @property
    def stale_besides(self) -> int:
        return max(0, len(self.planned.stale) - MOST_SHOWN)

    @property
    def has_something_to_take(self) -> bool:
        return bool(self.planned.taken or self.planned.stale)

    @property
    def is_too_large(self) -> bool:
        return self.has_something_to_take and len(self.kept) > MOST_KEPT


def download_view(
    request: HttpRequest, event: Event, *, kinds: list[Kind], context: dict[str, Any]
) -> HttpResponse:
    """All texts of the event, or those that lack the language, as a file for a translator."""
    to, name = request.GET.get("to", ""), request.GET.get("format", "")
    if to not in settings.MODELTRANSLATION_LANGUAGES or name not in [*Format]:
        raise Http404
    texts = translating.texts_of(event, kinds)
    if request.GET.get("show") != "all":
        texts = [text for text in texts if text.lacks(to)]
    return HttpResponse(
        translation_files.write(texts, event, to=to, file_format=Format(name)),
        content_type=CONTENT_TYPES[Format(name)],
        headers={"Content-Disposition": f'attachment; filename="{event.slug}-{to}.{name}"'},
    )


def import_view(
    request: HttpRequest, event: Event, *, kinds: list[Kind], context: dict[str, Any]
) -> HttpResponse:
    """Show what a translator's file would change; then change it, if it still is what was shown."""
    form, preview = UploadForm(), None
    if request.method == "POST" and "kept" in request.POST:
        kept = _unpacked(request, event)
        if kept is None:
            messages.error(request, _("Nothing was saved: the page is too old. Choose the file again."))
            return redirect("admin:events_event_translations", event.pk)
        to, translations = kept
        try:
            count = _take(request, event, translations, to, kinds)
        except translating.Overtaken:
            messages.error(
                request,
                _(
                    "Nothing was saved: the texts have changed since you looked. "
                    "This is what would change now."
                ),
            )
        except translating.Refused as refusal:
            reasons = " ".join(dict.fromkeys(refusal.faults.values()))
            messages.error(request, gettext("Nothing was saved: %(reasons)s") % {"reasons": reasons})
        else:
            message = ngettext("%(count)d text was saved.", "%(count)d texts were saved.", count)
            messages.success(request, message % {"count": count})
            return redirect("admin:events_event_translations", event.pk)
        preview = _preview(request, event, TranslationFile(to, translations), kinds)
    elif request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            preview = _preview(request, event, form.cleaned_data["file"], kinds)
    else:
        return redirect("admin:events_event_translations", event.pk)
    page = {
        "title": _("Take in translations"),
        "upload": form,
        "preview": preview,
        "language": settings.LANGUAGE_NAMES[preview.planned.language] if preview else "",
    }
    return TemplateResponse(request, "admin/events/event/translations_import.html", context | page)


def _preview(request: HttpRequest, event: Event, file: TranslationFile, kinds: list[Kind]) -> Preview:
    texts = {text.key: text for text in translating.texts_of(event, kinds)}
    planned = translating.plan(texts.values(), file.translations, to=file.language)
    faults = [
        Named(_name(key, texts.get(key)), fault) for key, fault in {**file.faults, **planned.faults}.items()
    ]
    unknown = [Named(key[:80], gettext("It is not a text of this event.")) for key in planned.unknown]
    return Preview(
        planned,
        kept=_packed(request, event, planned),
        faults=[*faults, *unknown][:MOST_SHOWN],
        untranslated=file.untranslated,
    )


def _name(key: str, text: EventText | None) -> str:
    return f"{text.where}, {text.label}" if text else key[:80]


def _take(
    request: HttpRequest, event: Event, translations: list[Translation], to: str, kinds: list[Kind]
) -> int:
    """How many texts were changed. Raises Overtaken where they are no longer as they were shown."""
    texts = translating.texts_of(event, kinds)
    planned = translating.plan(texts, translations, to=to)
    if planned.seal != request.POST.get("shown"):
        raise translating.Overtaken(planned.stale)
    chosen = {one.text.key for one in planned.taken} | (
        {one.text.key for one in planned.stale} & {*request.POST.getlist("stale")}
    )
    wanted = [one for one in translations if one.key in chosen]
    saved = translating.save(
        event,
        wanted,
        to=to,
        by=request.user,  # type: ignore[arg-type]
        now=timezone.now(),
        kinds=kinds,
        take_stale=True,
        looked_at=translating.plan(texts, wanted, to=to).seal,
    )
    return len(saved.taken) + len(saved.stale)


def _salt(request: HttpRequest, event: Event) -> str:
    return f"translations of {event.pk} for {request.user.pk}"


def _packed(request: HttpRequest, event: Event, planned: Plan) -> str:
    rows = [
        [one.translation.key, one.target, one.translation.source] for one in planned.taken + planned.stale
    ]
    return signing.dumps([planned.language, rows], salt=_salt(request, event), compress=True)


def _unpacked(request: HttpRequest, event: Event) -> tuple[str, list[Translation]] | None:
    """What the page kept; None for what is too old, or was not shown to this user for this event."""
    try:
        language, rows = signing.loads(
            request.POST["kept"], salt=_salt(request, event), max_age=KEPT_FOR_SECONDS
        )
    except signing.BadSignature:
        return None
    return language, [Translation(key, target, source) for key, target, source in rows]
