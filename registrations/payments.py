"""How invoices are paid through somebody else: one class for each payment provider.

A provider is a subclass of PaymentProvider, named by its dotted path in the setting
``PAYMENT_PROVIDERS``. The personal page then offers it beside paying by invoice; its notices arrive at
``/payments/<key>/notice/``. Nothing else has to change.
"""

import functools
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from registrations.models import Invoice


class NotAuthentic(Exception):
    """A notice that does not come from the provider, or that cannot be read."""


class AmountDiffers(Exception):
    """The provider tells of another amount or currency than the invoice asks for."""

    def __init__(self, invoice: Invoice, notice: "PaymentNotice") -> None:
        super().__init__(
            f"invoice {invoice.number} asks for {invoice.total} {invoice.currency}, "
            f"{notice.amount} {notice.currency} were paid"
        )


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """What a provider says has been paid; ``reference`` is its own name for the payment, unique to it."""

    invoice_number: str
    amount: Decimal
    currency: str
    reference: str


class PaymentProvider(ABC):
    """``key`` stands in addresses and on invoices; ``label`` is what an attendee chooses."""

    key: str
    label: str | Promise

    @abstractmethod
    def begin(self, invoice: Invoice, *, return_url: str, notice_url: str) -> str:
        """The address at which the attendee pays; from there they come back to return_url."""

    @abstractmethod
    def read_notice(self, request: HttpRequest) -> PaymentNotice:
        """What a call to notice_url says has been paid. Raises NotAuthentic."""


@functools.lru_cache(maxsize=1)
def _providers(paths: tuple[str, ...]) -> dict[str, PaymentProvider]:
    made = [import_string(path)() for path in paths]
    return {provider.key: provider for provider in made}


def providers() -> dict[str, PaymentProvider]:
    """Those of the setting, by key, in its order."""
    return _providers(tuple(settings.PAYMENT_PROVIDERS))


def invoice_of(notice: PaymentNotice) -> Invoice:
    """The invoice that a notice pays. Raises Invoice.DoesNotExist and AmountDiffers."""
    invoice = Invoice.objects.get(number=notice.invoice_number)
    if (notice.amount, notice.currency) != (invoice.total, invoice.currency):
        raise AmountDiffers(invoice, notice)
    return invoice
