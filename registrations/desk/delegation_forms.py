"""What staff fill in about delegations at the desk."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events.models import Event
from registrations import offers, organizations
from registrations.desk.invitation_forms import answer_day, end_of
from registrations.desk.list_filters import ListFilter
from registrations.forms import EmailAddressField
from registrations.models import MOST_PLACES, Delegation, DelegationState, TicketType
from registrations.text_fields import OneLineField, PersonNameField
from speakers.models import Organization

DAYS_TO_NAME = 28


class PlacesForm(forms.Form):
    """How many people an organization may name, and until when."""

    places = forms.IntegerField(
        label=pgettext_lazy("delegation", "Places"),
        min_value=1,
        max_value=MOST_PLACES,
        help_text=gettext_lazy("How many people the organization may name."),
        error_messages={"required": gettext_lazy("Write how many people.")},
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Naming ends"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The end of this day, by the event’s clocks."),
        error_messages={"required": gettext_lazy("Choose a day.")},
    )

    use_required_attribute = False

    def __init__(self, *args: Any, event: Event, delegation: Delegation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.delegation = delegation
        if delegation is None:
            self.fields["closes_on"].initial = min(
                self._day(timezone.now() + dt.timedelta(days=DAYS_TO_NAME)), self._day(event.starts_at)
            )
        else:
            self.initial = {"places": delegation.places, "closes_on": self._day(delegation.closes_at)}

    def clean_closes_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["closes_on"]
        return day if self._is_as_before(day) else answer_day(day, event=self.event)

    def terms(self) -> dict[str, Any]:
        """What ``delegations.change`` takes; a day that stays keeps its hour."""
        day = self.cleaned_data["closes_on"]
        if self.delegation is not None and self._is_as_before(day):
            closes_at = self.delegation.closes_at
        else:
            closes_at = end_of(day, event=self.event)
        return {"places": self.cleaned_data["places"], "closes_at": closes_at}

    def _is_as_before(self, day: dt.date) -> bool:
        return self.delegation is not None and day == self._day(self.delegation.closes_at)

    def _day(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self.event.zone).date()


class NamesakeField(forms.ModelChoiceField):
    """Organizations that have the same name, told apart by country."""

    def label_from_instance(self, organization: Any) -> str:
        parts = (str(organization), str(organization.country.name), str(organization.get_sector_display()))
        return " · ".join(part for part in parts if part)


class OpenForm(PlacesForm):
    """A delegation to open."""

    organization = OneLineField(
        label=pgettext_lazy("delegation", "Organization"),
        max_length=250,
        widget=forms.TextInput(attrs={"list": "known-organizations", "autocomplete": "off"}),
        help_text=gettext_lazy("One that is known: its name in either language, as the admin has it."),
        error_messages={"required": gettext_lazy("Write which organization.")},
    )
    namesake = NamesakeField(Organization.objects.none(), label=gettext_lazy("Which of them"), required=False)
    ticket_type: forms.ModelChoiceField = forms.ModelChoiceField(
        TicketType.objects.none(),
        label=gettext_lazy("Ticket type"),
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose a ticket type.")},
    )
    reserves_seats = forms.BooleanField(
        label=gettext_lazy("Reserve a seat for each place"),
        required=False,
        help_text=gettext_lazy(
            "Kept until naming ends; what is left then goes to whoever waits. Otherwise, whoever is named "
            "takes a seat when they confirm, if one is left."
        ),
    )
    focal_point_name = PersonNameField(
        label=gettext_lazy("Name of the focal point"),
        max_length=250,
        help_text=gettext_lazy("Who names people for the organization; they need not come themselves."),
        error_messages={"required": gettext_lazy("Write the name of the focal point.")},
    )
    focal_point_email = EmailAddressField(
        label=gettext_lazy("E-mail address of the focal point"),
        max_length=254,
        error_messages={"required": gettext_lazy("Write the e-mail address.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the letters"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, event=event, **kwargs)
        self._narrow("ticket_type", event.ticket_types.select_related("quota", "online_quota"))
        self.order_fields(["organization", "namesake", "ticket_type", "places", "reserves_seats"])
        if not self.is_bound:
            del self.fields["namesake"]

    def _narrow(self, name: str, choices: QuerySet) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy which field it is
        field.queryset = choices

    def clean_organization(self) -> str:
        name: str = self.cleaned_data["organization"]
        self.namesakes = organizations.named(name).order_by("country", "pk")
        self._narrow("namesake", self.namesakes)
        if not self.namesakes:
            raise forms.ValidationError(_("No known organization has this name. Add it in the admin first."))
        return name

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "organization" in values:
            values["organization"] = self._organization(values.get("namesake"))
        else:
            del self.fields["namesake"]
        organization, ticket_type = values.get("organization"), values.get("ticket_type")
        if organization and ticket_type:
            for_whom = offers.for_whom(ticket_type)
            if for_whom and organization.sector not in ticket_type.sectors:
                self.add_error("ticket_type", for_whom)
        return values

    def _organization(self, chosen: Organization | None) -> Organization | None:
        """The one of the name that was written; where several have it, which of them is asked for."""
        namesakes = list(self.namesakes)
        if len(namesakes) > 1:
            if chosen is None:
                self.add_error(
                    "organization", _("Several organizations have this name: choose which of them.")
                )
            return chosen
        del self.fields["namesake"]
        return namesakes[0]

    def terms(self) -> dict[str, Any]:
        """What ``delegations.open_for`` takes."""
        names = ("reserves_seats", "focal_point_name", "focal_point_email", "language")
        return super().terms() | {name: self.cleaned_data[name] for name in names}


class DelegationFilter(ListFilter):
    states = DelegationState
    is_searched = gettext_lazy("Organization in either language, name or e-mail address of the focal point.")
