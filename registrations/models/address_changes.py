"""Another e-mail address for a registration: who asks for it, and the mails that this owes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registrations.models.owing import OwesMail, unannounced
from registrations.models.people import new_token
from registrations.models.registrations import Registration


class AddressChange(models.Model):
    """An attendee wants another address; nothing changes before a code from a mail there is written."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="address_changes", verbose_name=_("registration")
    )
    email = models.EmailField(_("new e-mail address"), max_length=254)
    secret = models.CharField(max_length=64, default=new_token, editable=False)
    code_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    requested_at = models.DateTimeField(_("requested"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of addresses")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["requested_at"], name="address_change_by_request"),
            models.Index(fields=["email", "requested_at"], name="address_change_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}, {self.requested_at:%Y-%m-%d %H:%M}"


class AddressMail(OwesMail):
    """One mail that a change of address owes, and to which of the two addresses."""

    class Kind(models.TextChoices):
        CODE = "code", _("Code for the new address")
        LEFT = "left", _("To the former address")
        ARRIVED = "arrived", _("New link for the new address")

    change = models.ForeignKey(
        AddressChange, models.CASCADE, related_name="mails", verbose_name=_("change of address")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    email = models.EmailField(_("e-mail address"), max_length=254)
    owed_at = models.DateTimeField(_("owed"))

    class Meta(OwesMail.Meta):
        verbose_name = _("mail about a change of address")
        verbose_name_plural = _("mails about changes of addresses")
        indexes = [unannounced("address_mail")]
        constraints = [
            models.UniqueConstraint(fields=["change", "kind"], name="address_mail_once_of_each_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.owed_at:%Y-%m-%d %H:%M}"
