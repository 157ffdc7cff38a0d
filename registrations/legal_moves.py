"""From which status a registration may go to which."""

from registrations.models import Status

LEGAL_MOVES: dict[str, frozenset[Status]] = {
    "": frozenset({Status.UNVERIFIED, Status.UNDER_REVIEW, Status.CONFIRMED, Status.WAITLISTED}),
    # Only what a delegation named ends without having been verified; see registrations/seats.py.
    Status.UNVERIFIED: frozenset(
        {Status.UNDER_REVIEW, Status.CONFIRMED, Status.WAITLISTED, Status.CANCELLED, Status.EXPIRED}
    ),
    # From a status to itself: the other attendance, or another place on the waiting list.
    Status.UNDER_REVIEW: frozenset(
        {Status.UNDER_REVIEW, Status.CONFIRMED, Status.DECLINED, Status.CANCELLED, Status.EXPIRED}
    ),
    Status.CONFIRMED: frozenset({Status.CONFIRMED, Status.UNDER_REVIEW, Status.DECLINED, Status.CANCELLED}),
    Status.WAITLISTED: frozenset(
        {
            Status.WAITLISTED,
            Status.OFFERED,
            Status.UNDER_REVIEW,
            Status.CONFIRMED,
            Status.DECLINED,
            Status.CANCELLED,
            Status.EXPIRED,
        }
    ),
    Status.OFFERED: frozenset(
        {Status.UNDER_REVIEW, Status.CONFIRMED, Status.DECLINED, Status.CANCELLED, Status.EXPIRED}
    ),
    Status.DECLINED: frozenset(),
    Status.CANCELLED: frozenset(),
    Status.EXPIRED: frozenset(),
}
