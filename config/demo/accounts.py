"""The demo's own accounts: who can sign in to try what."""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import StaffRole, User
from accounts.permissions import Role
from events.models import Event

PASSWORD = "plenary-demo"  # noqa: S105 - everybody may know it


@dataclass(frozen=True, kw_only=True)
class AccountEntry:
    """What somebody may do follows from the role, but for the administrator."""

    name: str
    tries: str
    role: Role | None = None
    is_superuser: bool = False


ACCOUNTS = {
    "admin@example.org": AccountEntry(
        name="Administrator", tries="everything, everywhere", is_superuser=True
    ),
    "organizer@example.org": AccountEntry(
        name="Organizer",
        tries="building, checking and publishing both events",
        role=Role.OWNER,
    ),
    "editor@example.org": AccountEntry(
        name="Editor", tries="the agenda, without publishing it", role=Role.EDITOR
    ),
    "reviewer@example.org": AccountEntry(name="Reviewer", tries="deciding who may come", role=Role.REVIEWER),
    "security@example.org": AccountEntry(
        name="Security", tries="the security lane of the review, one of two", role=Role.LANE_REVIEWER
    ),
    "second-security@example.org": AccountEntry(
        name="Second of security", tries="the same lane, the other of two", role=Role.LANE_REVIEWER
    ),
    "ethics@example.org": AccountEntry(
        name="Ethics", tries="the ethics lane, which sees the press only", role=Role.LANE_REVIEWER
    ),
    "screener@example.org": AccountEntry(
        name="Screener", tries="comparing attendees with a list of names", role=Role.SCREENER
    ),
    "identity@example.org": AccountEntry(
        name="Identity", tries="the answers to sensitive questions", role=Role.SENSITIVE
    ),
    "desk@example.org": AccountEntry(
        name="Desk", tries="finding attendees and exporting lists", role=Role.EXPORTER
    ),
    "door@example.org": AccountEntry(name="Door", tries="finding attendees", role=Role.DOOR),
    "viewer@example.org": AccountEntry(
        name="Viewer", tries="looking, without changing anything", role=Role.VIEWER
    ),
}


def are_open() -> bool:
    """Whether any of them is there; those that were deleted do not come back."""
    return User.objects.filter(email__in=ACCOUNTS).exists()


def open_all() -> None:
    """Open all accounts, their addresses confirmed so that signing in needs no mail."""
    # One password needs one hash; hashing is slow by design.
    password = make_password(PASSWORD)
    for email, entry in ACCOUNTS.items():
        user = User.objects.create(
            email=email,
            name=entry.name,
            password=password,
            is_staff=entry.is_superuser,
            is_superuser=entry.is_superuser,
        )
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


def give_roles(event: Event, roles: Iterable[Role]) -> None:
    """Put the accounts that have one of the roles on the event's staff."""
    users = {user.email: user for user in User.objects.filter(email__in=ACCOUNTS)}
    wanted = set(roles)
    for email, entry in ACCOUNTS.items():
        if entry.role in wanted and email in users:
            StaffRole.objects.get_or_create(user=users[email], role=entry.role, event=event)


def account(role: Role) -> User | None:
    """Who acts in that role in the demo, unless the account was deleted."""
    emails = [email for email, entry in ACCOUNTS.items() if entry.role == role]
    return User.objects.filter(email__in=emails).first()


def with_addresses(*emails: str) -> list[User]:
    """Those of the accounts that were not deleted, in the given order."""
    users = {user.email: user for user in User.objects.filter(email__in=emails)}
    return [users[email] for email in emails if email in users]
