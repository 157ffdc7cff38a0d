"""Why a seat cannot be had, moved or given up; ``registrations.seats`` raises them."""

from registrations.models import Quota, Registration, Status, TicketType


class IllegalMove(Exception):
    """A registration cannot go from its status to the one asked for."""

    def __init__(self, registration: Registration, to_status: Status) -> None:
        super().__init__(
            f"registration {registration.pk} cannot move from {registration.status} to {to_status}"
        )
        self.registration = registration
        self.from_status = Status(registration.status)
        self.to_status = to_status


class AlreadyRegistered(Exception):
    """The address has a live registration for the event: ``registration``."""

    def __init__(self, registration: Registration) -> None:
        super().__init__(f"registration {registration.pk} is live under this address")
        self.registration = registration


class CapacityTooSmall(Exception):
    """The capacity asked for is less than the seats already taken."""

    def __init__(self, row: TicketType | Quota, capacity: int, taken: int) -> None:
        super().__init__(f"{row._meta.model_name} {row.pk}: {taken} taken, {capacity} asked for")
        self.seats_taken = taken


class NoPlaceLeft(Exception):
    """All places of the attendance asked for are taken."""


class OfferEnded(Exception):
    """The time in which the seat could be accepted is over."""
