"""The agenda as a table to edit: a row a session, saved as one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events import scheduling
from events.admin import schedule_board as boards
from events.models import Event, Room, Session, SessionKind, Track
from events.scheduling import Move, Overtaken, Place

ROWS_PER_PAGE = 60
LONGEST_PLACE = 400


class Clocks:
    """How an event's day and its time of day make an instant, and the other way round."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def read(self, place: Place) -> dict[str, Any]:
        """The day, the time and the length of a place, as a form shows them."""
        if place.starts_at is None or place.ends_at is None:
            return {"day": None, "start": None, "minutes": None}
        return {
            "day": scheduling.day_of(self.event, place.starts_at),
            "start": place.starts_at.astimezone(self.event.zone).time().replace(second=0, microsecond=0),
            "minutes": round((place.ends_at - place.starts_at) / dt.timedelta(minutes=1)),
        }

    def instant(self, day: dt.date, time: dt.time) -> dt.datetime:
        """Raises ValidationError for a time that these clocks skip or show twice."""
        date = day if time >= self.event.day_changes_at else day + dt.timedelta(days=1)
        local = dt.datetime.combine(date, time, tzinfo=self.event.zone)
        there_and_back = local.astimezone(dt.UTC).astimezone(self.event.zone)
        is_skipped = there_and_back.replace(tzinfo=None) != local.replace(tzinfo=None)
        if is_skipped or local.utcoffset() != local.replace(fold=1).utcoffset():
            raise forms.ValidationError(
                _(
                    "The clocks of %(zone)s are changed then: %(moment)s is skipped or comes twice. "
                    "Choose another time."
                ),
                params={"zone": self.event.time_zone, "moment": f"{time:%H:%M}"},
            )
        return local.astimezone(dt.UTC)


class RowForm(forms.Form):
    """Where one session stands. Hidden beside it travels where it stood when it was shown."""

    session = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_PLACE)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    start = forms.TimeField(
        label=_("Start"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=7 * 24 * 60)
    room = forms.TypedChoiceField(label=_("Room"), required=False, coerce=int, empty_value=None)
    track = forms.TypedChoiceField(label=_("Track"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=SessionKind.choices)
    take_theirs = forms.BooleanField(label=_("Take theirs"), required=False)

    shown = ("day", "start", "minutes", "room", "track", "kind")

    def __init__(
        self,
        *args: Any,
        clocks: Clocks,
        sessions: dict[int, Session],
        rooms: Sequence[Room],
        tracks: Sequence[Track],
        **kwargs: Any,
    ) -> None:
        kwargs["use_required_attribute"] = False
        super().__init__(*args, **kwargs)
        self.clocks = clocks
        nothing = [("", "–")]
        self.fields["room"].choices = nothing + [(room.pk, room.name) for room in rooms]  # type: ignore[attr-defined]
        self.fields["track"].choices = nothing + [(track.pk, track.name) for track in tracks]  # type: ignore[attr-defined]
        number = str(self["session"].value() or "")
        self.row = sessions.get(int(number)) if number.isdecimal() and len(number) < 19 else None
        self.is_overtaken = False
        for name in self.shown:
            label = f"{self.row}: {self.fields[name].label}" if self.row else str(self.fields[name].label)
            self.fields[name].widget.attrs["aria-label"] = label

    @property
    def for_whom(self) -> str:
        """For whom the session is kept, as the grid says it."""
        return boards.for_whom(self.row) if self.row else ""

    @property
    def cells(self) -> list[forms.BoundField]:
        return [self[name] for name in self.shown]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("take_theirs"):
            self._errors = forms.utils.ErrorDict()
            return values
        if self.errors:
            return values
        try:
            seen = Place.parse(values["seen"])
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_("This row came incomplete. Please open the page again.")) from error
        to = replace(seen, room_id=values["room"], track_id=values["track"], kind=values["kind"])
        when = {name: values[name] for name in ("day", "start", "minutes")}
        if when != self.clocks.read(seen):
            starts_at, ends_at = self._moments(**when)
            to = replace(to, starts_at=starts_at, ends_at=ends_at)
        if not self.errors:
            values["move"] = Move(values["session"], seen, to)
        return values

    def _moments(
        self, *, day: dt.date | None, start: dt.time | None, minutes: int | None
    ) -> tuple[dt.datetime | None, dt.datetime | None]:
        given = {"day": day, "start": start, "minutes": minutes}
        if day is None or start is None or minutes is None:
            missing = [name for name, value in given.items() if value is None]
            if len(missing) < len(given) and missing != ["day", "start"]:
                for name in missing:
                    self.add_error(name, _("Give day, start and minutes, or none of them."))
            return None, None
        if not scheduling.EARLIEST.date() < day < scheduling.LATEST.date():
            self.add_error("day", _("Choose a day between 1970 and 2199."))
            return None, None
        try:
            starts_at = self.clocks.instant(day, start)
        except forms.ValidationError as error:
            self.add_error("start", error)
            return None, None
        return starts_at, starts_at + dt.timedelta(minutes=minutes)


class Table(forms.BaseFormSet):
    """The rows of one page."""

    def moves(self) -> list[Move]:
        return [form.cleaned_data["move"] for form in self.forms if "move" in form.cleaned_data]

    def say_what_is_wrong(self, faults: dict[int, str]) -> None:
        for form in self.forms:
            fault = faults.get(form.cleaned_data.get("session"))
            if fault:
                form.add_error(None, fault)

    def say_what_others_did(self, overtaken: dict[int, tuple[Overtaken, str]]) -> None:
        """Beside each row: saved once more it goes on top of theirs, unless theirs is taken."""
        for form in self.forms:
            one, sentence = overtaken.get(form.cleaned_data.get("session"), (None, ""))
            if one is not None:
                form.is_overtaken = True
                form.add_error(None, sentence)
                if one.theirs:
                    cast(QueryDict, self.data)[form.add_prefix("seen")] = str(one.theirs)


TableFormSet = forms.formset_factory(
    RowForm, formset=Table, extra=0, max_num=ROWS_PER_PAGE, absolute_max=ROWS_PER_PAGE
)


def table(
    event: Event, sessions: Sequence[Session], *, rooms: Sequence[Room], sent: QueryDict | None
) -> Table:
    """The table of these sessions, or of those that were sent."""
    clocks = Clocks(event)
    known = {session.pk: session for session in sessions}
    if sent is not None:
        known = (
            event.sessions.order_by()
            .select_related("event")
            .prefetch_related("groups")
            .in_bulk(_numbers(sent))
        )
    initial = [
        {
            "session": session.pk,
            "seen": str(Place.of(session)),
            "room": session.room_id,
            "track": session.track_id,
            "kind": session.kind,
            **clocks.read(Place.of(session)),
        }
        for session in sessions
    ]
    return TableFormSet(  # type: ignore[return-value]
        sent.copy() if sent is not None else None,
        initial=None if sent is not None else initial,
        prefix="row",
        form_kwargs={
            "clocks": clocks,
            "sessions": known,
            "rooms": rooms,
            "tracks": list(event.tracks.all()),
        },
    )


def _numbers(sent: QueryDict) -> list[int]:
    found = (sent.get(f"row-{number}-session", "") for number in range(ROWS_PER_PAGE))
    return [int(text) for text in found if text.isascii() and text.isdecimal() and len(text) < 19]


def how_many_moved(count: int) -> str:
    if not count:
        return gettext("Nothing was to be changed.")
    return ngettext("%(count)d session was changed.", "%(count)d sessions were changed.", count) % {
        "count": count
    }
