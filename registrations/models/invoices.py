"""What attendance costs, whom it is invoiced to, and what became of each invoice."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event
from registrations.models.owing import Change, unannounced
from registrations.models.registrations import Registration


class InvoiceTerms(models.Model):
    """Who invoices the attendees of an event, and how they pay."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="invoice_terms", verbose_name=_("event"))
    issuer = models.CharField(
        _("issuer"), max_length=250, help_text=_("Whose invoice it is, by its legal name.")
    )
    address = models.TextField(_("address"), help_text=_("As it stands on the invoice."))
    tax_number = models.CharField(
        _("tax registration number"),
        max_length=60,
        blank=True,
        help_text=_("For example a VAT identification number, or T and thirteen digits in Japan."),
    )
    payment_details = models.TextField(
        _("how to pay"), help_text=_("Bank, branch, account and name, or IBAN and BIC; one fact a line.")
    )
    days_to_pay = models.PositiveSmallIntegerField(
        _("days to pay"), default=30, validators=[MaxValueValidator(365)]
    )
    number_prefix = models.SlugField(
        _("numbers begin with"),
        max_length=30,
        unique=True,
        help_text=_("For example SPACE-2027: the first invoice is then SPACE-2027-00001."),
    )
    invoices_issued = models.PositiveIntegerField(default=0, editable=False)
    receipts_issued = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("invoice terms")
        verbose_name_plural = _("invoice terms")

    def __str__(self) -> str:
        return self.issuer


class BillingDetails(models.Model):
    """Whom an attendee wants the invoice to be made out to; without them, it is the organization."""

    registration = models.OneToOneField(
        Registration, models.CASCADE, related_name="billing_details", verbose_name=_("registration")
    )
    name = models.CharField(_("made out to"), max_length=250)
    address = models.TextField(_("address"), max_length=600, blank=True)
    tax_number = models.CharField(_("tax registration number"), max_length=60, blank=True)
    reference = models.CharField(_("your reference"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("billing details")
        verbose_name_plural = _("billing details")

    def __str__(self) -> str:
        return self.name


class InvoiceState(models.TextChoices):
    """registrations/invoices.py alone moves an invoice from one to the next."""

    OPEN = "open", _("To be paid")
    PAID = "paid", _("Paid")
    VOID = "void", _("Void")
    WAIVED = "waived", _("Waived")
    REFUND_DUE = "refund_due", _("To be refunded")
    REFUNDED = "refunded", _("Refunded")
    RETAINED = "retained", _("Not refunded")


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def standing(self) -> "InvoiceQuerySet":
        """Those by which a registration has been invoiced, or freed from paying."""
        return self.filter(state__in=STANDING)

    def open(self) -> "InvoiceQuerySet":
        return self.filter(state=InvoiceState.OPEN)


STANDING = (InvoiceState.OPEN, InvoiceState.PAID, InvoiceState.WAIVED)
WITH_RECEIPT = (InvoiceState.PAID, InvoiceState.REFUND_DUE, InvoiceState.REFUNDED, InvoiceState.RETAINED)


class Invoice(models.Model):
    """One numbered invoice; ``content`` holds all that its paper says, and never changes.

    Amounts are in ``currency``, tax included; numbers have no gaps within an event.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="invoices", verbose_name=_("event"))
    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="invoices", verbose_name=_("registration")
    )
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=50, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=InvoiceState, default=InvoiceState.OPEN)
    recipient = models.CharField(_("made out to"), max_length=250)
    total = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    tax = models.DecimalField(_("of which tax"), max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3)
    content = models.JSONField(_("content"))
    issued_at = models.DateTimeField(_("issued"))
    due_on = models.DateField(_("due"))
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    paid_through = models.CharField(_("paid through"), max_length=60, blank=True)
    payment_reference = models.CharField(_("payment reference"), max_length=120, blank=True)
    receipt_number = models.CharField(_("receipt"), max_length=50, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_at", "-pk"]
        indexes = [
            models.Index(fields=["registration"], condition=models.Q(state="open"), name="invoice_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "serial"], name="invoice_one_per_serial"),
            models.UniqueConstraint(
                fields=["registration"],
                condition=models.Q(state__in=["open", "paid", "waived"]),
                name="invoice_one_standing_per_registration",
            ),
            models.UniqueConstraint(
                fields=["receipt_number"],
                condition=~models.Q(receipt_number=""),
                name="invoice_one_per_receipt_number",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[str(state) for state in InvoiceState]),
                name="invoice_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[str(state) for state in WITH_RECEIPT],
                    paid_at__isnull=False,
                    receipt_number__gt="",
                )
                | models.Q(
                    state__in=[str(state) for state in InvoiceState if state not in WITH_RECEIPT],
                    paid_at__isnull=True,
                    receipt_number="",
                ),
                name="invoice_has_a_receipt_once_paid",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def has_receipt(self) -> bool:
        return self.state in WITH_RECEIPT


class InvoiceChange(Change):
    """One move of one invoice."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="changes", verbose_name=_("invoice"))
    from_state = models.CharField(_("from"), max_length=20, choices=InvoiceState, blank=True)
    to_state = models.CharField(_("to"), max_length=20, choices=InvoiceState)

    class Meta(Change.Meta):
        verbose_name = _("change of an invoice")
        verbose_name_plural = _("changes of invoices")
        indexes = [unannounced("invoice_change")]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.get_to_state_display()}"
