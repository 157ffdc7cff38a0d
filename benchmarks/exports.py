"""What an export costs: does its memory stay constant, its time grow with the rows and no faster?

Run it with ``bin/bench exports``, or ``python benchmarks/exports.py [rows]``; benchmarks/README.md says
how to read what it prints.
"""

import csv
import datetime as dt
import io
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks")

import django

django.setup()

import xlsxwriter  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from events.models import Event  # noqa: E402
from registrations import exports  # noqa: E402
from registrations.export_columns import FIELDS, Column  # noqa: E402
from registrations.models import Export, Registration, RegistrationQuerySet, Status, TicketType  # noqa: E402

ROWS = 10_000
TIMES_MORE = 10
MEMORY_MAY_GROW_TO = 1.2
SMALL, LARGE = "small", "large"


def main(rows: int) -> int:
    """Measure, print, and say by the exit status whether memory stays constant."""
    with database(rows) as name:
        measured = {
            (writer, slug): measure(writer, slug, name) for writer in WRITERS for slug in (SMALL, LARGE)
        }
    worst = 0.0
    print(f"{connection.vendor}, {rows:,} and {rows * TIMES_MORE:,} attendees")  # noqa: T201
    for file_format in ("csv", "xlsx", "json"):
        small, large = measured[file_format, SMALL], measured[file_format, LARGE]
        memory = large["peak"] / small["peak"]
        worst = max(worst, memory)
        figures = {
            f"memory for {TIMES_MORE} times the rows": memory,
            f"time for {TIMES_MORE} times the rows, a row": large["seconds"] / small["seconds"] / TIMES_MORE,
        }
        if (bare := f"bare-{file_format}") in WRITERS:
            figures["time, to the library alone"] = large["seconds"] / measured[bare, LARGE]["seconds"]
        for label, ratio in figures.items():
            print(f"  {file_format:5}{label:40}{ratio:6.2f}")  # noqa: T201
        print(f"  {file_format:5}({large['seconds']:.1f} s of CPU, {large['peak'] / 1024:.0f} MiB)")  # noqa: T201
    return int(worst > MEMORY_MAY_GROW_TO)


# --- The database --------------------------------------------------------------------------


@contextmanager
def database(rows: int) -> Iterator[str]:
    """A database of its own, where DATABASE_URL says, with an event of few rows and one of many."""
    with tempfile.TemporaryDirectory() as directory:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(directory) / "benchmark.sqlite3")
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            fill(SMALL, rows)
            fill(LARGE, rows * TIMES_MORE)
            connection.close()
            yield str(connection.settings_dict["NAME"])
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


def fill(slug: str, rows: int) -> None:
    now = timezone.now()
    event = Event.objects.create(
        slug=slug, title_en=slug, time_zone="Asia/Tokyo", starts_at=now, ends_at=now + dt.timedelta(days=1)
    )
    ticket_type = TicketType.objects.create(event=event, name_en="Industry", seats_taken=rows)
    attendees = (
        Registration(
            event=event,
            ticket_type=ticket_type,
            status=Status.CONFIRMED,
            given_name=f"Mei {number}",
            family_name="Tanaka",
            native_name="田中 芽衣",
            email=f"attendee{number}@example.org",
            organization_name="Japan Aerospace Exploration Agency",
            sector="government",
            position="+Director, Space Policy Division",
            country="JP",
            language="ja",
            consented_at=now,
            registered_at=now,
        )
        for number in range(rows)
    )
    while batch := list(itertools.islice(attendees, 2_000)):
        Registration.objects.bulk_create(batch)


# --- One measurement, in a process of its own ----------------------------------------------


def measure(writer: str, slug: str, name: str) -> dict[str, float]:
    """Seconds of CPU, and peak memory in KiB, of a process that does nothing else."""
    command = [sys.executable, __file__, "--measure", writer, slug, name]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)  # noqa: S603


def report(writer: str, slug: str, name: str) -> None:
    connection.settings_dict["NAME"] = name
    event = Event.objects.get(slug=slug)
    registrations = Registration.objects.filter(event=event)
    with tempfile.TemporaryFile() as file:
        started = time.process_time()
        WRITERS[writer](event, registrations, file)
        seconds = time.process_time() - started
    print(json.dumps({"seconds": seconds, "peak": peak_memory()}))  # noqa: T201


def peak_memory() -> int:
    """The most memory that this process ever held, in KiB.

    Linux counts what the parent held among the child's ``ru_maxrss``; its own account does not.
    """
    account = Path("/proc/self/status")
    if not account.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    [line] = [line for line in account.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1])


def ours(file_format: str) -> Callable[..., None]:
    def write(event: Event, registrations: RegistrationQuerySet, file: io.BufferedRandom) -> None:
        export = Export(event=event, exported_at=timezone.now(), purpose="Measuring", format=file_format)
        exports.write(export, registrations, to=file)

    return write


def plain_rows(registrations: RegistrationQuerySet) -> Iterator[tuple[str, ...]]:
    """The text columns of a list, as the database has them."""
    fields = [
        FIELDS.get(column, column.value)
        for column in Column
        if column not in (Column.TICKET_TYPE, Column.REGISTERED_AT)
    ]
    return registrations.values_list(*fields).iterator(chunk_size=exports.CHUNK_SIZE)


def bare_csv(event: Event, registrations: RegistrationQuerySet, file: io.BufferedRandom) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    csv.writer(text).writerows(plain_rows(registrations))
    text.detach()


def bare_xlsx(event: Event, registrations: RegistrationQuerySet, file: io.BufferedRandom) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(plain_rows(registrations)):
            for place, value in enumerate(row):
                sheet.write_string(number, place, value)


WRITERS: dict[str, Callable[..., None]] = {
    "csv": ours("csv"),
    "xlsx": ours("xlsx"),
    "json": ours("json"),
    "bare-csv": bare_csv,
    "bare-xlsx": bare_xlsx,
}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        report(*sys.argv[2:])
    else:
        sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else ROWS))
