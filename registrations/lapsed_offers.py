"""What becomes of seats that were offered to somebody who did not accept them in time."""

import datetime as dt

from django.utils.translation import gettext_noop

from registrations import seats
from registrations.models import Registration, Status

# Stored in English, shown in the reader's language.
NOT_ACCEPTED_IN_TIME = gettext_noop("The seat was not accepted in time")
PASSED_ON_AT_ONCE = 200


def pass_on(*, now: dt.datetime) -> int:
    """Let the next in line have them, some at once; return how many there were. Safe to run twice."""
    lapsed = Registration.objects.offered().filter(offered_until_at__lte=now).order_by("offered_until_at")
    count = 0
    for registration in lapsed[:PASSED_ON_AT_ONCE]:
        try:
            seats.expire(registration, now=now, reason=NOT_ACCEPTED_IN_TIME, only_from=Status.OFFERED)
        except seats.IllegalMove:
            continue  # Accepted or given up at this very moment.
        count += 1
    return count
