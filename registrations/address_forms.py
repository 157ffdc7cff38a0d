"""Another e-mail address, as an attendee asks for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations import address_changes, addresses
from registrations.forms import EmailAddressField
from registrations.models import Registration


class NewAddressForm(forms.Form):
    email = EmailAddressField(
        label=_("New e-mail address"),
        max_length=addresses.LONGEST,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write the new e-mail address.")},
    )

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registration = registration

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if reason := address_changes.refusal(self.registration, email):
            raise forms.ValidationError(reason)
        return email
