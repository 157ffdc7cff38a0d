"""The site of the storm, in a process of its own: ``python -m tests.faults.storm_site build`` or ``settle``.

``build`` makes the tables and an event with SEATS seats; ``settle`` looks whether every invariant holds,
then frees two seats and says who got them. Both print JSON.
"""

import contextlib
import io
import json
import sys

import django

SEATS = 50
SLUG = "storm"


def build() -> dict[str, int]:
    from django.core.management import call_command  # noqa: PLC0415 - only after Django is set up

    from tests.builders import make_ticket_type  # noqa: PLC0415
    from tests.registrations.builders import make_published_event  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    ticket_type = make_ticket_type(make_published_event(slug=SLUG), capacity=SEATS)
    return {"event": ticket_type.event_id, "ticket_type": ticket_type.pk}


def settle() -> dict[str, object]:
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from registrations import seats  # noqa: PLC0415
    from registrations.models import Registration  # noqa: PLC0415

    def verified() -> str:
        said = io.StringIO()
        with contextlib.suppress(SystemExit):
            call_command("verify", stdout=said)
        return said.getvalue().strip()

    at_once = verified()
    waiting = list(Registration.objects.waiting().values_list("email", flat=True))
    for registration in Registration.objects.confirmed().order_by("pk")[:2]:
        seats.cancel(registration, now=timezone.now())
    served = Registration.objects.confirmed().filter(status_changes__from_status="waitlisted")
    return {
        "verify": at_once,
        "verify_afterwards": verified(),
        "waiting": waiting,
        "served": sorted(served.values_list("email", flat=True)),
    }


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps({"build": build, "settle": settle}[sys.argv[1]]()))
