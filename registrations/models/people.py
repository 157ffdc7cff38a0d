"""What those to whom an event writes have in common: a name, and a page of their own."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from speakers.models import NameOrder


def new_token() -> str:
    """A secret of 192 bits, safe in an address."""
    return secrets.token_urlsafe(24)


class Named(models.Model):
    """Somebody with a name in its own order, and in its own script."""

    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    family_name = models.CharField(_("family name"), max_length=120)
    name_order = models.CharField(
        _("name order"), max_length=20, choices=NameOrder, default=NameOrder.GIVEN_FIRST
    )
    native_name = models.CharField(_("name in native script"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """Given and family name in the bearer's own order."""
        return NameOrder(self.name_order).write(self.given_name, self.family_name)


class HasOwnPage(models.Model):
    """Somebody who reads ``language``, and has a page under an address that nobody else knows."""

    language = models.CharField(_("language"), max_length=10)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """Where the page is. Each kind of person has its own kind of page, so there is nothing in common."""
        raise NotImplementedError

    def personal_url(self) -> str:
        """Their own page with scheme and host, in the active language."""
        return f"{settings.BASE_URL}{self.get_absolute_url()}"
