"""What it costs to serve an agenda: as many requests a second as a view that does nothing?

Run it with ``bin/bench agenda``; benchmarks/README.md says how to read what it prints.
"""

import gzip
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

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
from django.utils import timezone  # noqa: E402

from benchmarks import _programmes  # noqa: E402
from config import kept_pages  # noqa: E402
from events import releases  # noqa: E402

SMALL, LARGE = 200, 1_000
ROUNDS = 3
SECONDS = 3
CLIENTS = 32
CODING = "br"
PAGES_OF_THE_LARGE_ONE = ("agenda/", "agenda.ics", "schedule.xml", "schedule.json", "speakers/")

# What is promised; times are for an otherwise idle machine of two cores and are printed, not judged.
AT_LEAST_TO_HELLO = 1.0
AT_LEAST_TO_FILE = 0.5
HEAVIEST_PAGE = 40_000
HEAVIEST_STYLE_AND_SCRIPT = 60_000


def main() -> int:
    """Measure, print, and say by the exit status whether what is promised holds."""
    held = []
    with _programmes.database() as url, tempfile.TemporaryDirectory() as directory:
        for sessions in (SMALL, LARGE):
            event = _programmes.fill(f"day-{sessions}", sessions)
            releases.publish(event, by=None, now=timezone.now())
        print(f"{connection.vendor}, {SMALL} and {LARGE:,} sessions")  # noqa: T201
        cold()
        environment = environment_of_server(url, Path(directory))
        with serving(environment) as port:
            held += weights(port)
            held.append(throughput(port))
            held += through_nginx(port, Path(directory))
    return int(not all(held))


# --- Cold, in this process ----------------------------------------------------------------------


def cold() -> None:
    """What rendering costs when nothing of a page is kept, in CPU time; the least of several."""
    settings.ALLOWED_HOSTS.append("testserver")
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    browser = Client()
    for name in PAGES_OF_THE_LARGE_ONE:
        seconds = []
        for _ in range(5):
            kept_pages.shelf.clear()
            started = time.process_time()
            browser.get(f"/events/day-{LARGE}/{name}")
            seconds.append(time.process_time() - started)
        say(f"cold {name}, {LARGE:,} sessions", f"({min(seconds) * 1000:.0f} ms of CPU)")


# --- The server ---------------------------------------------------------------------------------


def environment_of_server(url: str, directory: Path) -> dict[str, str]:
    """Production's settings on the benchmark's database, with static files collected apart."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "DEBUG": "",
        "DJANGO_SETTINGS_MODULE": "benchmarks._hello_settings",
        "BENCHMARK_STATIC_ROOT": str(directory / "static"),
        "LOG_LEVEL": "ERROR",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=HOUSE, env=environment, check=True)  # noqa: S603
    return environment


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[int]:
    port = free_port()
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(port)]
    with running([*granian, "--no-ws", "config.wsgi:application"], environment):
        wait_for(port, "/hello")
        yield port


@contextmanager
def running(command: list[str], environment: dict[str, str] | None = None) -> Iterator[None]:
    process = subprocess.Popen(  # noqa: S603
        command, cwd=HOUSE, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(port: int, path: str) -> None:
    give_up_at = time.monotonic() + 60
    while True:
        try:
            if fetch(port, path)[0] == 200:
                return
        except OSError:
            pass
        if time.monotonic() > give_up_at:
            raise TimeoutError(f"nothing answers at port {port}")
        time.sleep(0.2)


def fetch(port: int, path: str) -> tuple[int, bytes]:
    browser = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        browser.request("GET", path, headers={"Accept-Encoding": CODING})
        response = browser.getresponse()
        return response.status, response.read()
    finally:
        browser.close()


# --- Weights ------------------------------------------------------------------------------------


def weights(port: int) -> list[bool]:
    """How many bytes a reader loads, compressed."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/events/day-{SMALL}/agenda/") as response:
        page = response.read()
    links = set(re.findall(rb'(?:src|href)="(/static/[^"]+\.(?:css|js))"', page))
    assets = 0
    for link in links:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{link.decode()}") as response:
            assets += len(gzip.compress(response.read(), 6))
    html = {
        "brotli": len(fetch(port, f"/events/day-{SMALL}/agenda/")[1]),
        "gzip": len(gzip.compress(page, 6)),
    }
    say(f"page of {SMALL} sessions", ", ".join(f"{name} {size:,} bytes" for name, size in html.items()))
    say(f"its {len(links)} style sheets and scripts", f"gzip {assets:,} bytes")
    if brotli.decompress(fetch(port, f"/events/day-{SMALL}/agenda/")[1]) != page:
        raise AssertionError("The compressed page is another one.")
    return [max(html.values()) <= HEAVIEST_PAGE, assets <= HEAVIEST_STYLE_AND_SCRIPT]


# --- Requests a second --------------------------------------------------------------------------


def throughput(port: int) -> bool:
    """Hello and agendas in turn, so that whatever else the machine does meets them alike."""
    paths = ["/hello", f"/events/day-{SMALL}/agenda/", f"/events/day-{LARGE}/agenda/"]
    sizes = {path: len(fetch(port, path)[1]) for path in paths}
    hello, small, large = compared([lambda path=path: rate(port, path) for path in paths])
    say(f"{SMALL} sessions to hello world", f"{small / hello:6.2f}  ({small:,.0f} and {hello:,.0f} a second)")
    per_byte = (small * sizes[paths[1]]) / (large * sizes[paths[2]])
    say(f"{LARGE:,} sessions to {SMALL}, time for a byte", f"{per_byte:6.2f}  ({large:,.0f} a second)")
    return small / hello >= AT_LEAST_TO_HELLO


def compared(measurements: list[Callable[[], float]]) -> list[float]:
    rounds = [[measure() for measure in measurements] for _ in range(ROUNDS)]
    return [statistics.median(figures) for figures in zip(*rounds, strict=True)]


def rate(port: int, path: str) -> float:
    """Requests a second, by wrk where it is installed."""
    if wrk := shutil.which("wrk"):
        options = ["-t", "2", "-c", str(CLIENTS), "-d", f"{SECONDS}s", "-H", f"Accept-Encoding: {CODING}"]
        printed = subprocess.run(  # noqa: S603
            [wrk, *options, f"http://127.0.0.1:{port}{path}"], check=True, capture_output=True, text=True
        ).stdout
        if "Non-2xx" in printed:
            raise AssertionError(printed)
        return float(printed.partition("Requests/sec:")[2].split()[0])
    return rate_by_threads(port, path)


def rate_by_threads(port: int, path: str) -> float:
    """The same without wrk; Python's own clients are the narrowest part then."""
    counts: list[int] = []
    ends_at = time.monotonic() + SECONDS

    def read_on() -> None:
        browser = HTTPConnection("127.0.0.1", port, timeout=20)
        count = 0
        while time.monotonic() < ends_at:
            browser.request("GET", path, headers={"Accept-Encoding": CODING})
            browser.getresponse().read()
            count += 1
        browser.close()
        counts.append(count)

    threads = [threading.Thread(target=read_on) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


# --- Behind nginx -------------------------------------------------------------------------------


def through_nginx(port: int, directory: Path) -> list[bool]:
    """The nginx of deploy/ with its cache, to the same nginx sending the same bytes as a file."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None:
        say("behind nginx", "not measured: nginx is not installed")
        return []
    path, own_port = f"/events/day-{SMALL}/agenda/", free_port()
    directory.chmod(0o755)
    (directory / "static" / "agenda.bin").write_bytes(fetch(port, path)[1])
    (directory / "nginx.conf").write_text(configuration(directory, port=own_port, upstream=port))
    command = [nginx, "-p", str(directory), "-c", str(directory / "nginx.conf"), "-g", "daemon off;"]
    with ExitStack() as stack:
        stack.enter_context(running(command))
        wait_for(own_port, path)
        paths = ["/static/agenda.bin", path]
        file, cached = compared([lambda path=path: rate(own_port, path) for path in paths])
    say("nginx's cache to nginx's file", f"{cached / file:6.2f}  ({cached:,.0f} and {file:,.0f} a second)")
    return [cached / file >= AT_LEAST_TO_FILE]


def configuration(directory: Path, *, port: int, upstream: int) -> str:
    """That of deploy/, with this run's ports and folders."""
    text = (HOUSE / "deploy" / "nginx.conf").read_text()
    for ours, here in {
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream};",
        "/run/nginx.pid": str(directory / "nginx.pid"),
        "/var/cache/nginx/plenary": str(directory / "cache"),
        "/srv/plenary/var/static/": f"{directory / 'static'}/",
    }.items():
        if ours not in text:
            raise AssertionError(f"deploy/nginx.conf has no “{ours}” any more.")
        text = text.replace(ours, here)
    return text


def say(label: str, figure: str) -> None:
    print(f"  {label:48}{figure}", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
