"""What staff fill in about invitations at the desk."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from registrations.desk.list_filters import ListFilter
from registrations.forms import EmailAddressField, writes_family_name_first
from registrations.models import Invitation, InvitationChange, InvitationState, TicketType
from registrations.text_fields import OneLineField, PersonNameField
from speakers.models import NameOrder

DAYS_TO_ANSWER = 21


class TermsForm(forms.Form):
    """As what people are invited, until when, and what the invitation spares them."""

    ticket_type: forms.ModelChoiceField = forms.ModelChoiceField(
        TicketType.objects.none(),
        label=gettext_lazy("Ticket type"),
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose a ticket type.")},
    )
    expires_on = forms.DateField(
        label=gettext_lazy("To be answered until"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The end of this day, by the event’s clocks."),
    )
    reserves_seat = forms.BooleanField(
        label=gettext_lazy("Reserve a seat until then"),
        required=False,
        help_text=gettext_lazy("It goes to whoever waits when the invitation is declined or ends."),
    )
    skips_review = forms.BooleanField(
        label=gettext_lazy("Confirm without review"),
        required=False,
        help_text=gettext_lazy("Where the ticket type is reviewed. Rules that hold somebody still do."),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        field = self.fields["ticket_type"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy which field it is
        field.queryset = event.ticket_types.select_related("quota", "online_quota")
        self.fields["expires_on"].initial = min(
            (timezone.now() + dt.timedelta(days=DAYS_TO_ANSWER)).astimezone(event.zone).date(),
            event.starts_at.astimezone(event.zone).date(),
        )

    def clean_expires_on(self) -> dt.date:
        return answer_day(self.cleaned_data["expires_on"], event=self.event)

    def terms(self) -> dict[str, Any]:
        """What ``invitations.invite`` takes."""
        values = self.cleaned_data
        return {
            "expires_at": end_of(values["expires_on"], event=self.event),
            "reserves_seat": values["reserves_seat"],
            "skips_review": values["skips_review"],
        }


class InviteForm(TermsForm):
    """One person to invite."""

    given_name = PersonNameField(label=gettext_lazy("Given name"), max_length=120, required=False)
    family_name = PersonNameField(
        label=gettext_lazy("Family name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the family name.")},
    )
    name_order = forms.ChoiceField(
        label=gettext_lazy("Name order"), choices=NameOrder, initial=NameOrder.GIVEN_FIRST
    )
    native_name = PersonNameField(label=gettext_lazy("Name in native script"), max_length=200, required=False)
    email = EmailAddressField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        error_messages={"required": gettext_lazy("Write the e-mail address.")},
    )
    organization_name = OneLineField(label=gettext_lazy("Organization"), max_length=250, required=False)
    position = OneLineField(label=gettext_lazy("Position"), max_length=250, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ["given_name", "family_name"]
        if writes_family_name_first():
            names.reverse()
        self.order_fields([*names, "name_order", "native_name", "email", "organization_name", "position"])

    def details(self) -> dict[str, Any]:
        names = (
            "email",
            "given_name",
            "family_name",
            "name_order",
            "native_name",
            "organization_name",
            "position",
            "language",
        )
        return self.terms() | {name: self.cleaned_data[name] for name in names}


class GuestListForm(TermsForm):
    """A guest list, and what holds for all who stand in it."""

    file = forms.FileField(
        label=gettext_lazy("Guest list"),
        help_text=gettext_lazy("CSV or XLSX with a row a person, up to 5 megabytes."),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("For rows that name none."),
    )

    field_order = ["file"]


class InvitationFilter(ListFilter):
    states = InvitationState
    is_searched = gettext_lazy("Name in either script, e-mail address or organization.")


class InvitationMoveForm(forms.Form):
    """What staff do with one invitation; only what its state allows can be chosen."""

    do = forms.ChoiceField(error_messages={"required": gettext_lazy("Choose what to do.")})
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=InvitationChange._meta.get_field("reason").max_length,
        help_text=gettext_lazy("Needed to withdraw or to refuse a colleague. For staff only."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("To be answered until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, invitation: Invitation, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.choices = possible(invitation)
        self.fields["do"].choices = self.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("do") in ("withdraw", "disagree") and not values.get("reason"):
            self.add_error("reason", _("Write why, in a few words."))
        if values.get("do") == "invite_anew" and "expires_on" not in self.errors:
            if values.get("expires_on") is None:
                self.add_error("expires_on", _("Choose a day."))
            else:
                try:
                    answer_day(values["expires_on"], event=self.event)
                except forms.ValidationError as error:
                    self.add_error("expires_on", error)
        return values


def possible(invitation: Invitation) -> list[tuple[str, str]]:
    """What staff can do with an invitation, going by the state as it was read."""
    match invitation.state:
        case InvitationState.INVITED:
            return [("remind", _("Remind")), ("withdraw", _("Withdraw"))]
        case InvitationState.PROPOSED:
            return [("agree", _("Invite the colleague")), ("disagree", _("Refuse the colleague"))]
        case InvitationState.DECLINED | InvitationState.EXPIRED | InvitationState.WITHDRAWN:
            return [("invite_anew", _("Invite anew"))]
    return []


def answer_day(day: dt.date, *, event: Event) -> dt.date:
    """A day on which an invitation to the event, or a delegation, may end. Raises ValidationError."""
    now = timezone.now()
    if day > event.ends_at.astimezone(event.zone).date():
        raise forms.ValidationError(_("The event is over by then."))
    if day < now.astimezone(event.zone).date() or end_of(day, event=event) <= now:
        raise forms.ValidationError(_("This day is over."))
    return day


def end_of(day: dt.date, *, event: Event) -> dt.datetime:
    """The end of a day on the event's clocks."""
    return min(
        dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), event.zone) - dt.timedelta(minutes=1),
        event.ends_at,
    )
