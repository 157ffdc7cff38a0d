"""What a registration costs, from the form to the verified address, through the production server.

Run it with ``bin/bench registration``, or ``python benchmarks/registration.py [existing registrations]``;
benchmarks/README.md says how to read what it prints.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import _programmes, _serving  # noqa: E402
from benchmarks._measuring import Report, stretch  # noqa: E402
from benchmarks._writes import rate_of_writes  # noqa: E402
from events import releases  # noqa: E402
from events.models import Event  # noqa: E402
from registrations import seeding  # noqa: E402
from registrations.models import TicketType  # noqa: E402

SESSIONS = 40
FEW, MANY = 1_000, 1_000_000
CLIENTS, PROCESSES = 16, 2
ROUNDS, SECONDS = 3, 5
CORES = 2
TICK = os.sysconf("SC_CLK_TCK")

# What is promised.
A_SECOND = 120
CPU_SECONDS = 0.012
P99_SECONDS = {"postgresql": 0.5, "sqlite": 1.0}
TO_BARE_WRITES = {"postgresql": 0.1, "sqlite": 0.005}
MAY_GROW_TO = 1.3


@dataclass(frozen=True)
class Round:
    """What one crowd did, and what it cost the web processes, the database and the machine's others."""

    a_second: float
    web: float
    database: float
    p99: float
    share_left: float
    everything: float


def main(many: int) -> int:
    """Measure, print, and say by the exit status whether what is promised holds."""
    report = Report()
    with _programmes.database() as url, tempfile.TemporaryDirectory() as directory:
        event = _programmes.fill("day", SESSIONS)
        industry = TicketType.objects.create(event=event, name_en="Industry", name_ja="産業")
        TicketType.objects.create(event=event, name_en="Government", capacity=400, needs_review=True)
        TicketType.objects.create(
            event=event, name_en="Press", attendance="either", capacity=50, online_capacity=50
        )
        releases.publish(event, by=None, now=timezone.now())
        print(f"{connection.vendor}, {CLIENTS} clients, {FEW:,} and {many:,} registrations")  # noqa: T201
        seeding.seed(event, FEW, now=timezone.now())
        with _serving.serving(_serving.environment_of_server(url, Path(directory))) as (port, pid):
            crowd(url, port, pid, event, industry, seconds=2)
            few = []
            writes = []
            for _round in range(ROUNDS):
                few.append(crowd(url, port, pid, event, industry, seconds=SECONDS))
                writes.append(rate_of_writes(event, seconds=SECONDS / 2, clients=CLIENTS))
            judge(report, few)
            judge_writes(report, few, writes)
            began = time.monotonic()
            seeding.seed(event, many - FEW, now=timezone.now())
            report.say(f"seeding {many - FEW:,} attendees", f"{time.monotonic() - began:,.0f} s")
            crowd(url, port, pid, event, industry, seconds=2)
            lots = [crowd(url, port, pid, event, industry, seconds=SECONDS) for _round in range(ROUNDS)]
            growth = median(lots, "web", "database") / median(few, "web", "database")
            report.at_most(MAY_GROW_TO, f"cost with {many:,} to cost with {FEW:,}", growth)
    return report.exit_status


def judge(report: Report, rounds: list[Round]) -> None:
    """A rate and a time are for two cores that do nothing else: what others took of them is allowed for."""
    left = median(rounds, "share_left")
    report.say("of two cores, what others left", f"{left:.0%}")
    limit = A_SECOND / stretch() * left
    rate = median(rounds, "a_second")
    report.say(
        "registrations a second",
        f"{rate:,.1f}",
        **on_postgresql(
            holds=rate >= limit,
            promised=f"at least {limit:,.1f} here ({A_SECOND} on two cores that do nothing else)",
        ),
    )
    report.say("the same on two cores that do nothing else", f"{CORES / median(rounds, 'everything'):,.0f}")
    limit = CPU_SECONDS * stretch()
    web = median(rounds, "web")
    report.say(
        "CPU time of the web processes for each",
        f"{web * 1000:,.1f} ms",
        **on_postgresql(
            holds=web <= limit,
            promised=f"at most {limit * 1000:,.1f} ms here ({CPU_SECONDS * 1000:,.0f} on the reference)",
        ),
    )
    if connection.vendor == "postgresql":
        report.say("CPU time of the database for each", f"{median(rounds, 'database') * 1000:,.1f} ms")
    on_reference = P99_SECONDS[connection.vendor]
    limit = on_reference * stretch() / left
    p99 = median(rounds, "p99")
    report.say(
        "99 of 100 requests take at most",
        f"{p99 * 1000:,.0f} ms",
        holds=p99 <= limit,
        promised=f"at most {limit * 1000:,.0f} ms here ({on_reference * 1000:,.0f} as above)",
    )


def on_postgresql(**judged: Any) -> dict[str, Any]:
    """A promise that SQLite does not make: its writers queue up, and its work is the web processes' own."""
    return judged if connection.vendor == "postgresql" else {}


def judge_writes(report: Report, rounds: list[Round], writes: list[float | None]) -> None:
    bare = [rate for rate in writes if rate is not None]
    if not bare:
        report.say("to bare writes of the same rows", "pgbench is not installed")
        return
    note = f"{statistics.median(bare):,.0f} a second"
    ratio = median(rounds, "a_second") / statistics.median(bare)
    report.at_least(TO_BARE_WRITES[connection.vendor], "to bare writes of the same rows", ratio, note=note)


def median(rounds: list[Round], *names: str) -> float:
    return statistics.median(sum(getattr(each, name) for name in names) for each in rounds)


# --- What processes cost -------------------------------------------------------------------------


def cpu_of_tree(pid: int) -> float:
    """Seconds of CPU that a process and its children have taken, as Linux accounts them."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return cpu_of(pid) + sum(cpu_of_tree(int(child)) for child in children)


def cpu_of(pid: int) -> float:
    try:
        account = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(account[11]) + int(account[12])) / TICK


def cpu_of_database() -> float:
    """Seconds of CPU of the connections to the benchmark's database; they stay open between requests."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return sum(cpu_of(pid) for (pid,) in cursor.fetchall())


def cpu_of_machine() -> float:
    user, nice, system, _idle, _waiting, *others = map(
        int, Path("/proc/stat").read_text().partition("\n")[0].split()[1:]
    )
    return (user + nice + system + sum(others[:2])) / TICK


# --- The crowd ------------------------------------------------------------------------------------


def crowd(url: str, port: int, pid: int, event: Event, ticket_type: TicketType, *, seconds: float) -> Round:
    """Let all clients register one after the other for so many seconds."""
    name = f"r{time.monotonic_ns()}"
    command = [sys.executable, "-m", "benchmarks._registrants", url, str(port), event.slug, str(event.pk)]
    command.append(str(ticket_type.pk))
    processes = [
        subprocess.Popen(  # noqa: S603
            [*command, f"{name}.{number}", str(CLIENTS // PROCESSES)],
            cwd=HOUSE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.stdout.readline()  # type: ignore[union-attr]
    before = (time.monotonic(), cpu_of_tree(pid), cpu_of_database(), cpu_of_machine())
    for process in processes:
        process.stdin.write(f"{seconds}\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
    results = []
    for process in processes:
        results.append(json.loads(process.communicate()[0]))
        if process.returncode or results[-1]["failed"]:
            raise SystemExit("Some clients got an answer that they did not expect; see above.")
    # The clients' own connections to the database are closed by now, and what they cost is not ours.
    after = (time.monotonic(), cpu_of_tree(pid), cpu_of_database(), cpu_of_machine())
    wall, web, database, machine = (late - early for early, late in zip(before, after, strict=True))
    completed = sum(result["completed"] for result in results)
    clients = sum(result["cpu"] for result in results)
    took = sorted(each for result in results for each in result["took"])
    others = max(0.0, machine - web - database - clients)
    cores = os.cpu_count() or CORES
    return Round(
        a_second=completed / wall,
        web=web / completed,
        database=database / completed,
        p99=took[int(len(took) * 0.99)],
        share_left=min(1.0, max(0.05, (cores - others / wall) / CORES)),
        everything=(web + database + clients) / completed,
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else MANY))
