"""What it costs to serve an agenda: as many requests a second as a view that does nothing?

Run it with ``bin/bench agenda``; benchmarks/README.md says how to read what it prints.
"""

import gzip
import os
import re
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from unittest import mock
from urllib.parse import urljoin

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import brotli  # noqa: E402
import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import _programmes, _serving  # noqa: E402
from benchmarks._measuring import Report  # noqa: E402
from benchmarks._serving import compared, fetch, rate  # noqa: E402
from config import kept_pages  # noqa: E402
from events import editions, releases  # noqa: E402
from events.models import Event  # noqa: E402
from events.templatetags import agenda  # noqa: E402

SMALL, LARGE = 200, 1_000
READERS = 50

IMPORTED = re.compile(rb'(?:@import\s+(?:url\()?|from\s+|import\s+)["\']([^"\']+)')

# What is promised.
COLD_SECONDS = {"agenda/": 0.150, "agenda.ics": 0.300, "schedule.xml": 0.300, "schedule.json": 0.300}
SELECTIONS = ("kind=panel", "by=track", "as=grid", "q=constellations", "q=梅論&kind=talk")
SELECTION_SECONDS = 0.250
PUBLIC_PAGES = (*COLD_SECONDS, "", "speakers/", "organizations/", "changes/", "changes.atom")
AT_LEAST_TO_HELLO = 1.0
AT_LEAST_TO_FILE = 0.5
TIME_FOR_A_BYTE = 1.0
HEAVIEST_PAGE = 40_000
HEAVIEST_STYLE_AND_SCRIPT = 60_000
SECONDS_UNTIL_ALL_SERVE_A_RELEASE = 1.0


def main() -> int:
    """Measure, print, and say by the exit status whether what is promised holds."""
    report = Report()
    with _programmes.database() as url, tempfile.TemporaryDirectory() as directory:
        for sessions in (SMALL, LARGE):
            event = _programmes.fill(f"day-{sessions}", sessions)
            releases.publish(event, by=None, now=timezone.now())
        print(f"{connection.vendor}, {SMALL} and {LARGE:,} sessions")  # noqa: T201
        in_this_process(report)
        environment = _serving.environment_of_server(url, Path(directory))
        with _serving.serving(environment) as (port, _pid):
            weights(report, port)
            throughput(report, port)
            through_nginx(report, port, Path(directory))
            freshness(report, port)
    return report.exit_status


# --- In this process ----------------------------------------------------------------------------


def in_this_process(report: Report) -> None:
    """What rendering costs when nothing of a page is kept, and what it costs afterwards."""
    settings.ALLOWED_HOSTS.append("testserver")
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    browser = Client()
    for name, most in COLD_SECONDS.items():
        report.seconds_at_most(most, f"cold {name}, {LARGE:,} sessions", cold(browser, name))
    for query in SELECTIONS:
        seconds = min(selected(browser, query) for _again in range(5))
        report.seconds_at_most(SELECTION_SECONDS, f"agenda/?{query}, {LARGE:,} sessions", seconds)
    counted = [warm(browser, f"/events/day-{LARGE}/{name}") for name in PUBLIC_PAGES]
    queries, compressions = (max(figures) for figures in zip(*counted, strict=True))
    report.count_at_most(0, "warm public pages", queries, unit="database queries")
    report.count_at_most(0, "warm public pages", compressions, unit="compressions")


def cold(browser: Client, name: str) -> float:
    """Seconds of CPU; the least of several."""
    seconds = []
    for _ in range(7):
        kept_pages.shelf.clear()
        agenda._entries.cache_clear()
        started = time.process_time()
        browser.get(f"/events/day-{LARGE}/{name}")
        seconds.append(time.process_time() - started)
    return min(seconds)


def selected(browser: Client, query: str) -> float:
    """Seconds of CPU for a page that is rendered for each request."""
    started = time.process_time()
    browser.get(f"/events/day-{LARGE}/agenda/?{query}", headers={"Accept-Encoding": "br"})
    return time.process_time() - started


def warm(browser: Client, address: str) -> tuple[int, int]:
    """How many queries and compressions a page takes that was read before, in any coding."""
    answer = browser.get(address)
    if answer.status_code != 200:
        raise AssertionError(f"{address} answers {answer.status_code}.")
    editions.public.current(f"day-{LARGE}")
    with (
        CaptureQueriesContext(connection) as captured,
        mock.patch.object(kept_pages.brotli, "compress") as first,
        mock.patch.object(kept_pages.gzip, "compress") as second,
        mock.patch.object(editions, "SECONDS_BETWEEN_LOOKS", 60),
    ):
        for coding in ("br", "gzip", "identity"):
            browser.get(address, headers={"Accept-Encoding": coding})
    return len(captured), first.call_count + second.call_count


# --- Weights ------------------------------------------------------------------------------------


def weights(report: Report, port: int) -> None:
    """How many bytes a reader loads, compressed."""
    address = f"http://127.0.0.1:{port}/events/day-{SMALL}/agenda/"
    page = read(address)
    brotlied = fetch(port, f"/events/day-{SMALL}/agenda/")[1]
    if brotli.decompress(brotlied) != page:
        raise AssertionError("The compressed page is another one.")
    links = re.findall(rb'(?:src|href)="(/static/[^"]+\.(?:css|js))"', page)
    assets = with_imports([urljoin(address, link.decode()) for link in links])
    size = sum(len(gzip.compress(content, 6)) for content in assets.values())
    report.count_at_most(HEAVIEST_PAGE, f"page of {SMALL} sessions, brotli", len(brotlied), unit="bytes")
    report.count_at_most(
        HEAVIEST_PAGE, f"page of {SMALL} sessions, gzip", len(gzip.compress(page, 6)), unit="bytes"
    )
    label = f"its {len(assets)} style sheets and scripts, gzip"
    report.count_at_most(HEAVIEST_STYLE_AND_SCRIPT, label, size, unit="bytes")


def with_imports(addresses: list[str]) -> dict[str, bytes]:
    """Style sheets and scripts, and whatever they import in turn, by address."""
    found: dict[str, bytes] = {}
    while addresses:
        address = addresses.pop()
        if address not in found:
            found[address] = read(address)
            imported = re.findall(
                rb'(?:@import\s+(?:url\()?|from\s+|import\s+)["\']([^"\']+)', found[address]
            )
            addresses += [urljoin(address, link.decode()) for link in imported]
    return found


def read(address: str) -> bytes:
    with urllib.request.urlopen(address) as response:  # noqa: S310 - the benchmark's own server
        content: bytes = response.read()
    return content


# --- Requests a second --------------------------------------------------------------------------


def throughput(report: Report, port: int) -> None:
    """Hello and agendas in turn, so that whatever else the machine does meets them alike."""
    paths = ["/hello", f"/events/day-{SMALL}/agenda/", f"/events/day-{LARGE}/agenda/"]
    sizes = {path: len(fetch(port, path)[1]) for path in paths}
    hello, small, large = compared([lambda path=path: rate(port, path) for path in paths])
    note = f"{small:,.0f} and {hello:,.0f} a second"
    report.at_least(AT_LEAST_TO_HELLO, f"{SMALL} sessions to hello world", small / hello, note=note)
    per_byte = (small * sizes[paths[1]]) / (large * sizes[paths[2]])
    label = f"{LARGE:,} sessions to {SMALL}, time for a byte"
    report.at_most(TIME_FOR_A_BYTE, label, per_byte, note=f"{large:,.0f} a second")


def through_nginx(report: Report, upstream: int, directory: Path) -> None:
    """The nginx of deploy/ with its cache, to the same nginx sending the same bytes as a file."""
    label, path = "nginx's cache to nginx's file", f"/events/day-{SMALL}/agenda/"
    (directory / "static" / "agenda.bin").write_bytes(fetch(upstream, path)[1])
    with _serving.nginx_before(upstream, directory) as port:
        if port is None:
            report.say(label, "not measured: nginx is not installed")
            return
        fetch(port, path)
        paths = ["/static/agenda.bin", path]
        file, cached = compared([lambda path=path: rate(port, path) for path in paths])
    note = f"{cached:,.0f} and {file:,.0f} a second"
    if _serving.has_fast_readers():
        report.at_least(AT_LEAST_TO_FILE, label, cached / file, note=note)
    else:
        report.say(label, f"{cached / file:.2f}", promised="not judged: wrk is not installed")


# --- Publishing while people read -----------------------------------------------------------------


def freshness(report: Report, port: int) -> None:
    """A release published while a crowd reads: when did the last reader get the one before?"""
    event = Event.objects.get(slug=f"day-{SMALL}")
    session = event.sessions.earliest("pk")
    session.title_en = f"Renamed {time.time_ns()}"
    session.save(update_fields=["title_en"])
    answers: list[tuple[float, bool]] = []
    is_over = threading.Event()

    def read_on() -> None:
        while not is_over.is_set():
            asked_at = time.monotonic()
            page = brotli.decompress(fetch(port, f"/events/{event.slug}/agenda/")[1])
            answers.append((asked_at, session.title_en.encode() in page))

    threads = [threading.Thread(target=read_on) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    releases.publish(event, by=None, now=timezone.now())
    published_at = time.monotonic()
    time.sleep(3 * SECONDS_UNTIL_ALL_SERVE_A_RELEASE)
    is_over.set()
    for thread in threads:
        thread.join()
    if not any(is_new for _asked_at, is_new in answers):
        raise AssertionError("Nobody ever got the new release.")
    stale = max((asked_at - published_at for asked_at, is_new in answers if not is_new), default=0.0)
    report.at_most(
        SECONDS_UNTIL_ALL_SERVE_A_RELEASE,
        f"seconds until {READERS} readers all get a release",
        max(0.0, stale),
        note=f"{len(answers):,} answers of all processes",
    )


if __name__ == "__main__":
    sys.exit(main())
