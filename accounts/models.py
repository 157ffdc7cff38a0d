"""Who signs in, and the part they have in which event."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import Action, Role, roles_that_may


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user who signs in with email. Raises ValueError without an address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Somebody with an account; the e-mail address is the login."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_one_per_email",
                violation_error_message=_("There is an account with this e-mail address already."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email

    def may_anywhere(self, action: Action) -> bool:
        """Whether there is any event, or series, in which this user may do action."""
        if self.is_superuser:
            return True
        return self.staff_roles.filter(role__in=roles_that_may(action)).exists()


class StaffRole(models.Model):
    """One person's part in one event, or in every event of a series."""

    user = models.ForeignKey(User, models.CASCADE, related_name="staff_roles", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    event = models.ForeignKey(
        "events.Event",
        models.CASCADE,
        related_name="staff_roles",
        null=True,
        blank=True,
        verbose_name=_("event"),
    )
    series = models.ForeignKey(
        "events.EventSeries",
        models.CASCADE,
        related_name="staff_roles",
        null=True,
        blank=True,
        verbose_name=_("event series"),
    )

    class Meta:
        verbose_name = _("staff role")
        verbose_name_plural = _("staff roles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(event__isnull=False, series__isnull=True)
                | models.Q(event__isnull=True, series__isnull=False),
                name="staff_role_is_for_an_event_or_a_series",
                violation_error_message=_(
                    "A role is for one event or for one series, not for both or neither."
                ),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "event"],
                name="staff_role_once_per_event",
                violation_error_message=_("This person has this role already."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "series"],
                name="staff_role_once_per_series",
                violation_error_message=_("This person has this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.event or self.series})"
