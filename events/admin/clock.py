"""Moments as the admin types and shows them: a day and a time on the event's own clocks."""

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from events import writing


class ClockWidget(forms.SplitDateTimeWidget):
    """A day and a time, picked with what the browser brings."""

    template_name = "admin/widgets/clock.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        day: dict[str, Any] = {"type": "date", "aria-label": _("Day")}
        time: dict[str, Any] = {"type": "time", "aria-label": _("Time")}
        super().__init__(
            attrs=attrs,
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs=day,
            time_attrs=time,
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"zone": timezone.get_current_timezone_name()}


class ClockField(forms.SplitDateTimeField):
    """A moment on the clocks of the active time zone."""

    widget = ClockWidget

    earliest = dt.date(1970, 1, 1)
    latest = dt.date(2199, 12, 31)

    def compress(self, data_list: tuple[dt.date, dt.time] | None) -> dt.datetime | None:
        if data_list and data_list[0] and not self.earliest <= data_list[0] <= self.latest:
            raise forms.ValidationError(_("Choose a day between 1970 and 2199."), code="day_out_of_range")
        try:
            return super().compress(data_list)
        except forms.ValidationError as error:
            if data_list is None or error.code != "ambiguous_timezone":
                raise
            raise forms.ValidationError(
                _(
                    "The clocks of %(zone)s are changed then: %(moment)s is skipped or comes twice. "
                    "Choose another time."
                ),
                code=error.code,
                params={
                    "zone": timezone.get_current_timezone_name(),
                    "moment": f"{data_list[1]:%H:%M}",
                },
            ) from error


def check_order(form: forms.BaseForm, first: str, last: str, *, message: str) -> None:
    """Put message beside the field last unless its moment comes after that of first."""
    begins, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begins and ends and ends <= begins:
        form.add_error(last, message)


CLOCKS: dict[Any, dict[str, Any]] = {
    models.DateTimeField: {"form_class": ClockField, "widget": ClockWidget},
    models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
    models.TimeField: {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")},
}


def show(moment: dt.datetime | None, *, zone: zoneinfo.ZoneInfo) -> str:
    """moment on the clocks of zone, in the active language; a dash for none."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment, zone)
    day = formats.date_format(local, writing.customs().plain_day)
    return pgettext("day without its weekday", "%(day)s, %(time)s") % {"day": day, "time": f"{local:%H:%M}"}
