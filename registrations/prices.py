"""What something costs, in one currency, and how much of that is tax."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Currency(models.TextChoices):
    """By the codes of ISO 4217."""

    EUR = "EUR", _("Euro")
    USD = "USD", _("US dollar")
    JPY = "JPY", _("Yen")
    GBP = "GBP", _("Pound sterling")
    CHF = "CHF", _("Swiss franc")
    AUD = "AUD", _("Australian dollar")
    CAD = "CAD", _("Canadian dollar")
    CZK = "CZK", _("Czech koruna")
    DKK = "DKK", _("Danish krone")
    HUF = "HUF", _("Forint")
    INR = "INR", _("Indian rupee")
    KRW = "KRW", _("Won")
    NOK = "NOK", _("Norwegian krone")
    NZD = "NZD", _("New Zealand dollar")
    PLN = "PLN", _("Zloty")
    SEK = "SEK", _("Swedish krona")
    SGD = "SGD", _("Singapore dollar")


WITHOUT_MINOR_UNIT = frozenset({Currency.JPY, Currency.KRW})


@dataclass(frozen=True, slots=True)
class Price:
    """``amount`` includes ``tax_percent`` of tax."""

    amount: Decimal
    currency: str
    tax_percent: Decimal = Decimal(0)

    @property
    def tax(self) -> Decimal:
        """The tax in the amount, rounded half up to what the currency can pay."""
        share = self.amount * self.tax_percent / (100 + self.tax_percent)
        return share.quantize(smallest(self.currency), ROUND_HALF_UP)

    @property
    def net(self) -> Decimal:
        return self.amount - self.tax


def smallest(currency: str) -> Decimal:
    """The least amount that can be paid in a currency."""
    return Decimal(1) if currency in WITHOUT_MINOR_UNIT else Decimal("0.01")


def in_words(amount: Decimal, currency: str) -> str:
    """An amount as it is written in the active language, such as EUR 1,200.00 or 33,000円."""
    number = f"{amount.quantize(smallest(currency), ROUND_HALF_UP):,}"
    if currency == Currency.JPY and (get_language() or "").startswith("ja"):
        return f"{number}円"
    return f"{currency} {number}"
