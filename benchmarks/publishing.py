"""What publishing costs: do its queries stay constant, its time grow with the sessions and no faster?

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
from events import agenda, differences, releases  # noqa: E402
from events.models import Event  # noqa: E402

SIZES = (200, 1_000, 10_000)
TIME_FOR_A_SESSION_MAY_GROW_TO = 2.0


def main() -> int:
    """Measure, print, and say by the exit status whether queries are constant and time is linear."""
    with _programmes.database():
        print(connection.vendor)  # noqa: T201
        seconds, queries = {}, {}
        for sessions in SIZES:
            event = _programmes.fill(f"day-{sessions}", sessions)
            publish(event)
            seconds[sessions], queries[sessions] = publish(event)
            told = time.process_time()
            draft = agenda.document(Event.objects.get(pk=event.pk))
            differences.difference(releases.current_content(Event.objects.get(pk=event.pk)), draft)
            told = time.process_time() - told
            print(  # noqa: T201
                f"  {sessions:6,} sessions: publishing {seconds[sessions]:6.2f} s of CPU, "
                f"{queries[sessions]} queries; telling what would change {told:6.2f} s of CPU"
            )
    fewest, most = min(SIZES), max(SIZES)
    growth = (seconds[most] / most) / (seconds[fewest] / fewest)
    print(f"  time for a session, {most:,} to {fewest}:   {growth:6.2f}")  # noqa: T201
    print(f"  queries, {most:,} to {fewest}:              {queries[most] / queries[fewest]:6.2f}")  # noqa: T201
    return int(growth > TIME_FOR_A_SESSION_MAY_GROW_TO or len(set(queries.values())) > 1)


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
