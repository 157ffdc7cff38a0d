"""Which sessions somebody with an account means to attend, and where their calendar reads that."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.events import Event


def new_token() -> str:
    """A secret of 192 bits, safe in an address."""
    return secrets.token_urlsafe(24)


class Favourite(models.Model):
    """A session by its code, so that it outlives the draft's row and comes back when the session does."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites", verbose_name=_("user")
    )
    event = models.ForeignKey(Event, models.CASCADE, related_name="favourites", verbose_name=_("event"))
    code = models.SlugField(_("code"), max_length=20, db_index=False)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "event", "code"],
                name="favourite_once_per_session",
                violation_error_message=_("This session is a favourite already."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AgendaSubscription(models.Model):
    """The secret address under which a calendar reads somebody's favourites of an event."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="agenda_subscriptions", verbose_name=_("user")
    )
    event = models.ForeignKey(
        Event, models.CASCADE, related_name="agenda_subscriptions", verbose_name=_("event")
    )
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)

    class Meta:
        verbose_name = _("subscription to one’s own agenda")
        verbose_name_plural = _("subscriptions to one’s own agenda")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "event"],
                name="agenda_subscription_one_per_user_and_event",
                violation_error_message=_("There is an address for this person and event already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)
