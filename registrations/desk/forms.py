"""What staff fill in at the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import AudienceGroup, Event
from registrations.desk.decisions import Decision
from registrations.models import (
    Export,
    ExportFormat,
    Registration,
    ScreeningMatch,
    ScreeningVerdict,
    StatusChange,
)


class DecisionForm(forms.Form):
    """A decision and why; whoever is turned away or cancelled is owed a reason."""

    decision = forms.ChoiceField(
        choices=Decision,
        error_messages={
            "required": _("Choose what to decide."),
            "invalid_choice": _("Choose what to decide."),
        },
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=StatusChange._meta.get_field("reason").max_length,
        help_text=_("Needed to decline or cancel. Kept in the registration's history."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        decision, reason = self.cleaned_data.get("decision"), self.cleaned_data.get("reason")
        if decision in (Decision.DECLINE, Decision.CANCEL) and reason == "":
            self.add_error("reason", _("Write why, in a few words."))
        return self.cleaned_data


class GroupForm(forms.Form):
    """Which group of the event an attendee is put into, or taken out of."""

    PUT_IN, TAKE_OUT = "put_in", "take_out"

    group: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=AudienceGroup.objects.none(),
        error_messages={
            "required": _("Choose a group."),
            "invalid_choice": _("This event has no such group any more."),
        },
    )
    change = forms.ChoiceField(
        choices=[(PUT_IN, _("Put in")), (TAKE_OUT, _("Take out"))],
        error_messages={
            "required": _("Choose whether to put in or take out."),
            "invalid_choice": _("Choose whether to put in or take out."),
        },
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy which field it is
        field.queryset = event.audience_groups.all()


class VerdictForm(forms.Form):
    """Whether an attendee is the one listed, and what tells."""

    verdict = forms.ChoiceField(
        choices=ScreeningVerdict,
        error_messages={
            "required": _("Choose whether it is the same."),
            "invalid_choice": _("Choose whether it is the same."),
        },
    )
    note = forms.CharField(
        label=_("What tells"),
        max_length=ScreeningMatch._meta.get_field("note").max_length,
        help_text=_("For example: born in another year; the university confirmed who it is."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what tells, in a few words.")},
    )

    use_required_attribute = False


class MoveUpForm(forms.Form):
    """Who is put at the head of the waiting list, and why."""

    registration = forms.ModelChoiceField(
        queryset=Registration.objects.none(),
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose whom to move up."),
            "invalid_choice": _("This registration is not of this event."),
        },
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=StatusChange._meta.get_field("reason").max_length,
        error_messages={"required": _("Write why, in a few words.")},
    )

    use_required_attribute = False

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["registration"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy which field it is
        field.queryset = event.registrations.verified()


class ExportForm(forms.ModelForm):
    """In which format to take a list away, and what for."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            (ExportFormat.XLSX, _("XLSX, for Excel and other spreadsheets")),
            (ExportFormat.CSV, _("CSV, for other programs")),
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Export
        fields = ("format", "purpose")
        help_texts = {
            "purpose": _(
                "For example: name badges for the first day. Kept with your name in the record of exports."
            )
        }
        error_messages = {"purpose": {"required": _("Write what the list is for.")}}
        widgets = {"purpose": forms.TextInput(attrs={"autocomplete": "off"})}

    with_sensitive = forms.BooleanField(
        label=_("Include answers to sensitive questions"),
        required=False,
        help_text=_("Only where the purpose needs them. It is kept in the record of exports."),
    )

    def __init__(self, *args: Any, may_take_sensitive: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_take_sensitive:
            del self.fields["with_sensitive"]
