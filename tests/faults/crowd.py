"""A process of its own that registers attendees: run as ``python -m tests.faults.crowd TICKET_TYPE NAME…``.

It says ``ready`` when it has started, begins when a line comes on its standard input, and prints the
status that each of its attendees was told.
"""

import sys

import django


def main(ticket_type_id: str, *names: str) -> None:
    django.setup()
    # Models can be imported only after Django is set up.
    from django.utils import timezone  # noqa: PLC0415

    from registrations import seats  # noqa: PLC0415
    from registrations.models import TicketType  # noqa: PLC0415
    from tests.builders import registration_details  # noqa: PLC0415

    ticket_type = TicketType.objects.get(pk=int(ticket_type_id))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for name in names:
        details = registration_details(name) | {"email": f"{name}@example.org"}
        registration = seats.register(ticket_type, now=timezone.now(), **details)
        sys.stdout.write(f"{registration.status}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
