"""What somebody who is invited fills in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registrations import addresses, questions
from registrations.forms import (
    DetailsForm,
    EmailAddressField,
    writes_family_name_first,
)
from registrations.models import Attendance, Invitation, InvitationChange, Registration
from registrations.text_fields import PersonNameField

PREFILLED = (
    "given_name",
    "family_name",
    "name_order",
    "native_name",
    "organization_name",
    "sector",
    "position",
    "country",
)


class AcceptForm(DetailsForm):
    """A registration by invitation, or of somebody named: the ticket type and the address are settled."""

    attendance = forms.ChoiceField(
        label=_("How do you attend?"),
        choices=Attendance,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you attend.")},
    )
    has_consented = forms.BooleanField(
        label=_("I have read the privacy notice and agree to it"),
        error_messages={"required": _("Without this, we cannot register you.")},
    )

    field_order = ["attendance"]

    def __init__(self, *args: Any, invitation: Invitation | Registration, **kwargs: Any) -> None:
        initial = {name: getattr(invitation, name) for name in PREFILLED}
        asked = questions.concerning(
            questions.of_event(invitation.event), ticket_type=invitation.ticket_type_id
        )
        super().__init__(
            *args, initial=initial | {"attendance": invitation.attendance}, questions=asked, **kwargs
        )
        self.fields["has_consented"] = self.fields.pop("has_consented")  # the last thing one is asked
        self.invitation = invitation
        if not invitation.ticket_type.is_attended_either_way:
            del self.fields["attendance"]

    def chosen_ticket_type(self) -> int:
        return self.invitation.ticket_type_id

    def attendance_chosen(self) -> str:
        return str(self.cleaned_data.get("attendance", self.invitation.ticket_type.attendances[0]))

    def details(self) -> dict[str, Any]:
        """What ``seats.register`` keeps; mails to them are in the page's language."""
        return super().details() | {"language": get_language() or settings.LANGUAGE_CODE}


class DeclineForm(forms.Form):
    """Why somebody does not come, if they want to say so."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=InvitationChange._meta.get_field("reason").max_length,
        help_text=_("If you like; the organizers read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        return " ".join(self.cleaned_data["reason"].split())


class SomebodyElseForm(forms.Form):
    """Whom the reader writes about, who completes the rest themselves."""

    which_address: str | Promise = ""

    given_name = PersonNameField(label=_("Given name"), max_length=120, required=False)
    family_name = PersonNameField(
        label=_("Family name"), max_length=120, error_messages={"required": _("Write the family name.")}
    )
    email = EmailAddressField(
        label=_("E-mail address"),
        max_length=addresses.LONGEST,
        error_messages={"required": _("Write the e-mail address.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = str(self.which_address)
        if writes_family_name_first():
            self.order_fields(["family_name", "given_name"])


class DelegateForm(SomebodyElseForm):
    """The colleague who comes instead."""

    which_address = _("The address at your organization; the invitation is sent there.")

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email == self.invitation.email:
            raise forms.ValidationError(_("This is your own address. Write your colleague’s."))
        return email
