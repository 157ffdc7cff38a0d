"""What something costs, and how much of that is tax."""

from decimal import Decimal

import pytest
from django.utils import translation

from registrations.prices import Price, in_words


@pytest.mark.parametrize(
    ("amount", "currency", "percent", "net", "tax"),
    [
        ("33000", "JPY", "10", "30000", "3000"),
        ("100", "JPY", "10", "91", "9"),
        ("119.00", "EUR", "19", "100.00", "19.00"),
        ("100.00", "EUR", "8.1", "92.51", "7.49"),
        ("50.00", "EUR", "0", "50.00", "0.00"),
    ],
)
def test_the_tax_is_contained_in_the_amount(amount, currency, percent, net, tax):
    price = Price(Decimal(amount), currency, Decimal(percent))
    assert (price.net, price.tax) == (Decimal(net), Decimal(tax))


def test_each_language_writes_amounts_in_its_way():
    assert in_words(Decimal("1200"), "EUR") == "EUR 1,200.00"
    assert in_words(Decimal("33000.00"), "JPY") == "JPY 33,000"
    with translation.override("ja"):
        assert in_words(Decimal("33000.00"), "JPY") == "33,000円"
