"""How pages write amounts of money."""

from decimal import Decimal

from django import template

from registrations import prices

register = template.Library()


@register.simple_tag
def money(amount: Decimal, currency: str) -> str:
    return prices.in_words(amount, currency)
