"""The page on which an event's texts are translated: languages beside each other, saved as one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events import event_texts, translating
from events.admin import translation_exchange as exchange
from events.admin.scope import Reach
from events.event_texts import Kind
from events.models import Appearance, Event, Room
from events.translating import EventText, Translation, fingerprint, source_of
from speakers.models import Rank

TEXTS_PER_PAGE = 40


class AboutEvents(Protocol):
    """The admin class of events, as far as these pages need it."""

    admin_site: AdminSite
    opts: Any

    def own_event(self, request: HttpRequest, event_id: int, action: Action) -> Event: ...


def urls(about_events: AboutEvents) -> list[URLPattern]:
    """The addresses of these pages, for whoever edits the event; nobody else finds them."""

    def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def of_own_event(request: HttpRequest, event_id: int) -> HttpResponse:
            event = about_events.own_event(request, event_id, Action.EDIT_EVENT)
            context = about_events.admin_site.each_context(request)
            return view(
                request,
                event,
                kinds=kinds_for(request, event),
                context=context | {"opts": about_events.opts, "event": event},
            )

        return about_events.admin_site.admin_view(of_own_event)

    address, name = "<int:event_id>/translations/", "events_event_translations"
    return [
        path(address, page(translations_view), name=name),
        path(f"{address}file/", page(exchange.download_view), name=f"{name}_file"),
        path(f"{address}import/", page(exchange.import_view), name=f"{name}_import"),
    ]


def kinds_for(request: HttpRequest, event: Event) -> list[Kind]:
    """The kinds of texts that the signed-in user may change."""
    reach = Reach.of(request)
    return [kind for kind in event_texts.kinds() if reach.may_in(event.pk, kind.action)]


def address_of(text: EventText) -> str:
    """Where the row of a text is edited with all that belongs to it."""
    row = text.row
    if isinstance(row, Room):
        return reverse("admin:events_venue_change", args=[row.venue_id])
    if isinstance(row, Appearance):
        return reverse("admin:events_session_change", args=[row.session_id])
    if isinstance(row, Rank):
        return reverse("admin:speakers_speaker_change", args=[row.speaker_id])
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


class TextForm(forms.Form):
    """One text. Hidden beside it travels what it and its translation were when they were shown."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=100)
    source = forms.CharField(widget=forms.HiddenInput, max_length=64)
    replaced = forms.CharField(widget=forms.HiddenInput, max_length=64)
    target = forms.CharField(required=False)

    def __init__(self, *args: Any, texts: dict[str, EventText], to: str, **kwargs: Any) -> None:
        kwargs["use_required_attribute"] = False
        super().__init__(*args, **kwargs)
        self.text = texts.get(str(self["key"].value()))
        self.to = to
        self.is_overtaken = False
        target = self.fields["target"]
        target.label = str(settings.LANGUAGE_NAMES[to])
        if self.text is None or self.text.has_paragraphs:
            target.widget = forms.Textarea(attrs={"rows": 4})
        target.widget.attrs |= {"lang": to, "aria-describedby": f"{self.prefix}-source"}

    @property
    def source_text(self) -> str:
        return self.text.into(source_of(self.to)) if self.text else ""

    @property
    def present(self) -> str:
        return self.text.into(self.to) if self.text else ""

    @property
    def address(self) -> str:
        return address_of(self.text) if self.text else ""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.text is None:
            raise forms.ValidationError(
                _("This text is no longer there. Copy what you wrote if you need it.")
            )
        return values

    @property
    def translation(self) -> Translation | None:
        """What is to be saved; None where nothing was written here, whatever others did meanwhile."""
        values = self.cleaned_data
        written, seen = fingerprint(values["target"]), values["replaced"]
        if written == seen != fingerprint(self.present):
            return None
        return Translation(values["key"], values["target"], values["source"], seen)


class Texts(forms.BaseFormSet):
    """The texts of one page."""

    def translations(self) -> list[Translation]:
        return [form.translation for form in self.forms if form.translation is not None]

    def say_what_is_wrong(self, faults: dict[str, str]) -> None:
        for form in self.forms:
            if fault := faults.get(form.cleaned_data["key"]):
                form.add_error("target", fault)

    def say_what_others_did(self, keys: set[str], texts: dict[str, EventText]) -> None:
        """Beside each text: saved once more, it takes the place of theirs."""
        for form in self.forms:
            text = texts.get(form.cleaned_data["key"])
            if text is None or text.key not in keys:
                continue
            form.text, form.is_overtaken = text, True
            form.add_error(
                "target",
                gettext(
                    "Somebody changed this text while you wrote. Look at both, and save again to keep yours."
                ),
            )
            self.data[form.add_prefix("source")] = fingerprint(form.source_text)  # type: ignore[index]
            self.data[form.add_prefix("replaced")] = fingerprint(form.present)  # type: ignore[index]


TextFormSet = forms.formset_factory(
    TextForm, formset=Texts, extra=0, max_num=TEXTS_PER_PAGE, absolute_max=TEXTS_PER_PAGE
)


@dataclass(frozen=True)
class Choice:
    """Which texts are shown: into which language, of which kind, only the missing ones or all."""

    to: str
    kind: str
    shows_all: bool

    @classmethod
    def of(cls, query: QueryDict, tallies: Sequence[translating.Tally]) -> "Choice":
        """What the address says; where it names no language, the one that lacks most."""
        languages = settings.MODELTRANSLATION_LANGUAGES
        to = query.get("to", "")
        if to not in languages:
            to = max(
                reversed(languages), key=lambda language: sum(tally.lacking[language] for tally in tallies)
            )
        kind = query.get("kind", "")
        known = {tally.kind.key for tally in tallies}
        return cls(to, kind if kind in known else "", query.get("show") == "all")

    def takes(self, text: EventText) -> bool:
        is_of_kind = not self.kind or text.kind.key == self.kind
        return is_of_kind and (self.shows_all or text.lacks(self.to))


def translations_view(
    request: HttpRequest, event: Event, *, kinds: list[Kind], context: dict[str, Any]
) -> HttpResponse:
    """What is missing, and each text beside its translation."""
    texts = translating.texts_of(event, kinds)
    tallies = translating.tallies(texts)
    choice = Choice.of(request.GET, tallies)
    page = Paginator([text for text in texts if choice.takes(text)], TEXTS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    sent = request.POST.copy() if request.method == "POST" else None
    formset = TextFormSet(
        sent,
        initial=None if sent is not None else [_shown(text, choice.to) for text in page],
        prefix="text",
        form_kwargs={"texts": {text.key: text for text in texts}, "to": choice.to},
    )
    if sent is not None and formset.is_valid():
        count = _save(request, event, formset, choice.to, kinds)  # type: ignore[arg-type]
        if count is not None:
            messages.success(request, how_many_saved(count))
            return redirect(request.get_full_path())
    return TemplateResponse(
        request,
        "admin/events/event/translations.html",
        context
        | {
            "title": _("Translations"),
            "tallies": tallies,
            "totals": [
                (code, sum(tally.lacking[code] for tally in tallies))
                for code in settings.MODELTRANSLATION_LANGUAGES
            ],
            "count": len(texts),
            "languages": [
                (code, settings.LANGUAGE_NAMES[code]) for code in settings.MODELTRANSLATION_LANGUAGES
            ],
            "choice": choice,
            "kind": next((tally.kind for tally in tallies if tally.kind.key == choice.kind), ""),
            "language": settings.LANGUAGE_NAMES[choice.to],
            "source": source_of(choice.to),
            "source_language": settings.LANGUAGE_NAMES[source_of(choice.to)],
            "formset": formset,
            "page_obj": page,
            "upload": exchange.UploadForm(),
        },
    )


def _shown(text: EventText, to: str) -> dict[str, str]:
    present = text.into(to)
    return {
        "key": text.key,
        "source": fingerprint(text.into(source_of(to))),
        "replaced": fingerprint(present),
        "target": present,
    }


def _save(request: HttpRequest, event: Event, formset: Texts, to: str, kinds: list[Kind]) -> int | None:
    """How many texts were changed; None where the page says now why nothing was."""
    try:
        saved = translating.save(
            event,
            formset.translations(),
            to=to,
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            kinds=kinds,
        )
    except translating.Refused as refusal:
        formset.say_what_is_wrong(refusal.faults)
    except translating.Overtaken as refusal:
        texts = {text.key: text for text in translating.texts_of(event, kinds)}
        formset.say_what_others_did({one.text.key for one in refusal.stale}, texts)
    else:
        return len(saved.taken)
    return None


def how_many_saved(count: int) -> str:
    if not count:
        return gettext("Nothing was to be changed.")
    return ngettext("%(count)d text was saved.", "%(count)d texts were saved.", count) % {"count": count}
