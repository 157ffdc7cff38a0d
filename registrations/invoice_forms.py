"""What attendees fill in about their invoices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.models import BillingDetails
from registrations.text_fields import OneLineField


class BillingForm(forms.ModelForm):
    """Whom the invoice is made out to."""

    class Meta:
        model = BillingDetails
        fields = ["name", "address", "tax_number", "reference"]
        field_classes = {"name": OneLineField, "tax_number": OneLineField, "reference": OneLineField}
        widgets = {"address": forms.Textarea(attrs={"rows": 4, "autocomplete": "billing street-address"})}
        labels = {"name": _("Made out to")}
        help_texts = {
            "name": _("The organization or person who pays."),
            "address": _("As it is to stand on the invoice."),
            "tax_number": _("Where your bookkeeping needs it, for example a VAT identification number."),
            "reference": _("For example an order number; it is printed on the invoice."),
        }
        error_messages = {"name": {"required": _("Write who pays.")}}
