"""Whom staff have added to a group of attendees by hand."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import AudienceGroup
from registrations.models.registrations import Registration


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    def current(self) -> "GroupMembershipQuerySet":
        """Those that nobody has ended."""
        return self.filter(removed_at=None)


class GroupMembership(models.Model):
    """One attendee in one group, beside those whom the group's rule lets in; it counts while confirmed.

    Whoever is taken out again keeps the row, as the record of who let them in and who ended it.
    """

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="group_memberships", verbose_name=_("registration")
    )
    group = models.ForeignKey(
        AudienceGroup, models.CASCADE, related_name="memberships", verbose_name=_("group of attendees")
    )
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("added by"),
    )
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("taken out by"),
    )

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["group__order", "group", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "group"],
                condition=models.Q(removed_at=None),
                name="group_membership_once_at_a_time",
                violation_error_message=_("This attendee is in this group already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.group}"
