"""What publishing costs: do its queries stay constant, its time within what is promised?

Run it with ``bin/bench publishing``; benchmarks/README.md says how to read what it prints.
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import _programmes  # noqa: E402
from benchmarks._measuring import Report  # noqa: E402
from events import agenda, differences, releases  # noqa: E402
from events.models import Event  # noqa: E402

# What is promised: seconds of CPU for so many sessions.
SECONDS = {200: 0.3, 1_000: 1.0, 10_000: 10.0}


def main() -> int:
    """Measure, print, and say by the exit status whether what is promised holds."""
    report = Report()
    with _programmes.database():
        print(connection.vendor)  # noqa: T201
        queries = set()
        for sessions, most in SECONDS.items():
            event = _programmes.fill(f"day-{sessions}", sessions)
            publish(event)
            seconds, counted = publish(event)
            report.seconds_at_most(most, f"publishing {sessions:,} sessions", seconds)
            report.say(f"telling what would change in {sessions:,}", f"{tell(event) * 1000:,.0f} ms")
            queries.add(counted)
    report.count_at_most(1, "numbers of queries that these took", len(queries), unit=f"({queries})")
    return report.exit_status


def tell(event: Event) -> float:
    """Seconds of CPU for what an organizer sees before publishing."""
    event = Event.objects.get(pk=event.pk)
    started = time.process_time()
    differences.difference(releases.current_content(event), agenda.document(event))
    return time.process_time() - started


def publish(event: Event) -> tuple[float, int]:
    """Seconds of CPU, and queries, of a second publication, with a session changed since the first."""
    session = event.sessions.order_by("pk").first()
    if session is not None:
        session.title_en += "."
        session.save(update_fields=["title_en"])
    with CaptureQueriesContext(connection) as captured:
        started = time.process_time()
        releases.publish(event, by=None, now=timezone.now())
        seconds = time.process_time() - started
    return seconds, len(captured)


if __name__ == "__main__":
    sys.exit(main())
