"""What an organization's focal point fills in, and what whoever is named does."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registrations import offers
from registrations.forms import ChangeForm, writes_family_name_first
from registrations.invitation_forms import AcceptForm, SomebodyElseForm
from registrations.models import Delegation, Registration
from registrations.text_fields import OneLineField
from speakers.models import NameOrder

SETTLED = ("organization_name", "sector")
"""What is the delegation's, and no attendee's to change."""


class NameForm(SomebodyElseForm):
    """Somebody whom the organization sends."""

    which_address = _("Their own: we write to it, and they confirm that it is theirs.")

    position = OneLineField(
        label=_("Position"), max_length=250, required=False, help_text=_("They can complete it themselves.")
    )
    language = forms.ChoiceField(
        label=_("Language of our mails to them"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    use_required_attribute = False

    def __init__(self, *args: Any, delegation: Delegation, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"language": get_language()}} | kwargs)
        self.delegation = delegation

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        ticket_type = self.delegation.ticket_type
        refusals = offers.refusals(ticket_type, sector=self.delegation.organization.sector, email=email)
        if "email" in refusals:
            raise forms.ValidationError(refusals["email"])
        return email

    def details(self) -> dict[str, Any]:
        order = NameOrder.FAMILY_FIRST if writes_family_name_first() else NameOrder.GIVEN_FIRST
        return {**self.cleaned_data, "name_order": order}


class ConfirmForm(AcceptForm):
    """What whoever was named completes."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, invitation=registration, **kwargs)
        settle(self)

    def details(self) -> dict[str, Any]:
        return without_settled(super().details())


class NamedChangeForm(ChangeForm):
    """The same, corrected afterwards."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settle(self)

    def details(self) -> dict[str, Any]:
        return without_settled(super().details())


def settle(form: forms.ModelForm) -> None:
    """Show what is the delegation's, and take no other answer."""
    for name in SETTLED:
        form.fields[name].disabled = True
        form.fields[name].help_text = _("As your organization’s delegation has it.")


def without_settled(details: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in details.items() if name not in (*SETTLED, "organization")}
