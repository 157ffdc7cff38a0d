"""The sessions of an event in the admin, with the people who appear in them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Field, ManyToManyField, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events import placing, writing
from events.admin import audiences, clock
from events.admin.audiences import AudienceForm
from events.admin.materials import MaterialInline, file_view
from events.admin.scope import EventBoundForm, EventFilter, EventScopedAdmin, EventScopedInline
from events.admin.session_filters import DayFilter, RoomFilter, TrackFilter
from events.admin.steps import Step
from events.models import Appearance, Event, Room, Session
from speakers.bilingual_admin import BilingualAdmin, BilingualForm, BilingualStackedInline, language_choices

SHOWN_ON_EVENT_PAGE = 60


class AppearanceForm(BilingualForm):
    """A named speaker under an affiliation of theirs, or a participant who is announced by position."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        speaker, affiliation = values.get("speaker"), values.get("affiliation")
        if affiliation and speaker and affiliation.speaker_id != speaker.pk:
            self.add_error(
                "affiliation",
                gettext("This is an affiliation of %(other)s, not of %(speaker)s.")
                % {"other": affiliation.speaker, "speaker": speaker},
            )
        return values


class AppearanceInline(EventScopedInline, BilingualStackedInline):
    model = Appearance
    form = AppearanceForm
    verbose_name = _("person")
    verbose_name_plural = _("people")
    autocomplete_fields = ("speaker", "affiliation", "organization")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("role", "is_confirmed"),
                    ("order", "order_note"),
                    ("speaker", "affiliation"),
                    "unnamed",
                    "organization",
                )
            },
        ),
    )
    labels_need = ("affiliation__speaker", "affiliation__organization")

    class Media:
        js = ("admin/js/jquery.init.js", "admin/js/autocomplete.js", "js/admin-affiliations.js")


class SessionForm(EventBoundForm, AudienceForm):
    language = forms.ChoiceField(label=_("Spoken language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = self.event
        self.offer_groups(event, audiences.group_choices(event))
        if event is None or "track" not in self.fields:
            return
        rooms = Room.objects.filter(Q(venue=event.venue_id) | Q(pk=self.instance.room_id))
        for name, own in (("track", event.tracks.all()), ("room", rooms)):
            field = self.fields[name]
            field.queryset = own  # type: ignore[attr-defined]
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_delete_related = field.widget.can_view_related = False
        if event.venue_id is None:
            self.fields["room"].help_text = gettext("To have rooms to choose from, give the event a venue.")
        self.fields["language"].choices = language_choices(self.instance.language)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        message = gettext("The session must end after it starts.")
        clock.check_order(self, "starts_at", "ends_at", message=message)
        moments = {name: values.get(name) for name in ("starts_at", "ends_at")}
        for name, moment in moments.items():
            if moment is None and any(moments.values()) and name not in self.errors:
                self.add_error(name, gettext("Give both times, or neither."))
        return values


@admin.register(Session)
class SessionAdmin(EventScopedAdmin, BilingualAdmin):
    form = SessionForm
    section_order = 10
    section_is_wide = True
    radio_fields = {"audience": admin.VERTICAL}
    inlines = (AppearanceInline, MaterialInline)
    list_display = ("title", "when", "room", "kind", "track", "people", "state", "event")
    list_filter = (DayFilter, TrackFilter, RoomFilter, "kind", "audience", "is_cancelled", EventFilter)
    list_select_related = ("event", "room", "track")
    search_fields = (
        "title_en",
        "title_ja",
        "subtitle_en",
        "subtitle_ja",
        "appearances__speaker__family_name",
        "appearances__speaker__given_name",
        "appearances__speaker__native_name",
    )
    search_help_text = _("By title or by the name of a speaker, in any language.")
    fieldsets = (
        (None, {"fields": ("title", "subtitle")}),
        (
            _("When and where"),
            {"fields": (("starts_at", "ends_at"), ("room", "track"), ("kind", "expected_attendance"))},
        ),
        (
            _("For whom"),
            {
                "fields": (
                    "audience",
                    "groups",
                    "revealed_at",
                )
            },
        ),
        (
            _("How it is held"),
            {
                "fields": (
                    "language",
                    ("has_interpretation", "is_recorded", "is_closed_to_press"),
                    ("needs_separate_registration", "is_cancelled"),
                )
            },
        ),
        (_("What it is about"), {"fields": ("abstract", "description")}),
    )

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        return audiences.groups_field(db_field)

    def formfield_for_choice_field(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if field is not None and db_field.name == "audience":
            field.help_text = audiences.AUDIENCE_HELP
        return field

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(file_view)
        return [path("materials/<slug:code>/", view, name="events_material_file"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                "groups",
                Prefetch("appearances", Appearance.objects.select_related("speaker", "organization")),
            )
        )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        placing.sign_moved(formset, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        super().save_formset(request, form, formset, change)

    @admin.display(description=_("when"), ordering="starts_at")
    def when(self, session: Session) -> str:
        if session.starts_at is None or session.ends_at is None:
            return gettext("Without a time")
        starts_at, ends_at = (
            moment.astimezone(session.event.zone) for moment in (session.starts_at, session.ends_at)
        )
        hours = f"{time_format(starts_at, 'H:i')}–{time_format(ends_at, 'H:i')}"
        return gettext("%(day)s %(hours)s") % {"day": writing.short_day(starts_at), "hours": hours}

    @admin.display(description=_("people"))
    def people(self, session: Session) -> str:
        return writing.customs().semicolon.join(_who(one) for one in session.appearances.all())

    @admin.display(description=_("state"))
    def state(self, session: Session) -> str:
        remarks = [gettext("cancelled")] if session.is_cancelled else []
        remarks += audiences.in_words(session, session.event)
        if any(not appearance.is_confirmed for appearance in session.appearances.all()):
            remarks.append(gettext("somebody not confirmed"))
        return capfirst(writing.customs().semicolon.join(remarks))

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        sessions = self.get_queryset(request).filter(event=event).select_related("event", "room", "track")
        return {
            "sessions": [
                {
                    "row": session,
                    "when": self.when(session),
                    "people": self.people(session),
                    "state": self.state(session),
                }
                for session in sessions[:SHOWN_ON_EVENT_PAGE]
            ]
        }

    def steps(self, events: Sequence[Event]) -> Iterator[Step]:
        counted = (
            Session.objects.filter(event__in=events)
            .order_by()
            .values_list("event")
            .annotate(count=Count("pk"), without_time=Count("pk", filter=Q(starts_at__isnull=True)))
        )
        counts = {event_id: (count, without_time) for event_id, count, without_time in counted}
        for event in events:
            count, without_time = counts.get(event.pk, (0, 0))
            yield Step(event.pk, gettext("Add the sessions"), self.add_url(event), is_done=count > 0)
            if without_time:
                label = ngettext(
                    "Give %(count)d session a time", "Give %(count)d sessions a time", without_time
                ) % {"count": without_time}
                yield Step(event.pk, label, f"{self.list_url(event)}&day=none", is_done=False)


def _who(appearance: Appearance) -> str:
    if appearance.speaker:
        return str(appearance.speaker)
    return writing.customs().comma.join((appearance.unnamed, str(appearance.organization or "–")))
