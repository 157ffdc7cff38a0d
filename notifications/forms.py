"""How organizers write a reminder."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from events.admin import clock
from events.admin.scope import EventBoundForm
from notifications import placeholders, reminders
from notifications.models import InvitationLetter, Reminder

TEXTS = [f"{text}_{code}" for text in ("subject", "body") for code in settings.MODELTRANSLATION_LANGUAGES]
TIMING = {"amount", "unit", "send_at"}


class ReminderForm(EventBoundForm):
    """When, to whom and what; a text's mistakes are said beside it."""

    class Meta:
        model = Reminder
        fields = "__all__"
        widgets = {"ticket_types": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.event is not None and "ticket_types" in self.fields:
            field = self.fields["ticket_types"]
            field.queryset = self.event.ticket_types.all()  # type: ignore[attr-defined]
            field.widget.can_add_related = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in TEXTS:
            self._add_errors(name, placeholders.mistakes_in(values.get(name) or ""))
        if self.fields.keys() >= TIMING and not TIMING & self.errors.keys():
            self._check_timing(values)
        return values

    def _check_timing(self, values: dict[str, Any]) -> None:
        if (values.get("amount") is None) == (values.get("send_at") is None):
            text = _("Say how long before the start, or give an instant; not both or neither.")
            self._add_errors("amount", [text])
        elif self.event is not None and values.get("is_active") and self._is_new_moment():
            draft = Reminder(amount=values["amount"], unit=values["unit"], send_at=values["send_at"])
            moment = reminders.due_at(draft, event_starts_at=reminders.published_start(self.event))
            if moment <= timezone.now():
                text = _("That moment is over already: %(moment)s. Choose a later one.") % {
                    "moment": clock.show(moment, zone=self.event.zone)
                }
                self._add_errors("amount" if values["send_at"] is None else "send_at", [text])

    def _is_new_moment(self) -> bool:
        return self.instance.pk is None or bool({*TIMING, "is_active"} & set(self.changed_data))

    def _add_errors(self, name: str, texts: Iterable[str]) -> None:
        for text in texts:
            self.add_error(name if name in self.fields else None, ValidationError(text))


class InvitationLetterForm(EventBoundForm):
    """An event's words to those who are invited; a text's mistakes are said beside it."""

    class Meta:
        model = InvitationLetter
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name, text in list(values.items()):
            if isinstance(text, str):
                for mistake in placeholders.mistakes_in(text, placeholders.IN_INVITATIONS):
                    self.add_error(name, ValidationError(mistake))
        return values
