"""The production server, nginx before it, and a crowd of readers."""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
ROUNDS = 5
SECONDS = 2
CLIENTS = 32
CODING = "br"


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
def serving(environment: dict[str, str], *options: str) -> Iterator[tuple[int, int]]:
    """The port and the process of the production server with two workers, as docs/operating.md runs it."""
    port = free_port()
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(port)]
    granian += ["--no-ws", "--blocking-threads", "2", *options, "config.wsgi:application"]
    with running(granian, environment) as pid:
        wait_for(port, "/hello")
        yield port, pid


@contextmanager
def running(command: list[str], environment: dict[str, str] | None = None) -> Iterator[int]:
    process = subprocess.Popen(  # noqa: S603
        command, cwd=HOUSE, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process.pid
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


# --- Requests a second --------------------------------------------------------------------------


def compared(measurements: list[Callable[[], float]]) -> list[float]:
    rounds = [[measure() for measure in measurements] for _ in range(ROUNDS)]
    return [statistics.median(figures) for figures in zip(*rounds, strict=True)]


def has_fast_readers() -> bool:
    """Whether wrk is installed; without it Python's own clients are the narrowest part."""
    return shutil.which("wrk") is not None


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
    """The same without wrk."""
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


# --- nginx --------------------------------------------------------------------------------------


@contextmanager
def nginx_before(upstream: int, directory: Path) -> Iterator[int | None]:
    """The port of an nginx as deploy/ sets it up, before that server; None where it is not installed."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None:
        yield None
        return
    port = free_port()
    directory.chmod(0o755)
    (directory / "nginx.conf").write_text(configuration(directory, port=port, upstream=upstream))
    command = [nginx, "-p", str(directory), "-c", str(directory / "nginx.conf"), "-g", "daemon off;"]
    with running(command):
        wait_for(port, "/hello")
        yield port


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
