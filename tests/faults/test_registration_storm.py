"""Many people want fifty seats through HTTP, while web processes and the database are killed.

Whoever is told that they are confirmed must be so ever after, and whoever is told their number on the
waiting list must stand there. The database is of the test's own, no other is ever touched; a SQLite file is
no server that could be killed.
"""

import itertools
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import psycopg2
import pytest
from django.conf import settings as django_settings
from django.db import connection

from benchmarks import _serving
from benchmarks._registrants import Browser, Unexpected, fill_in, verify
from tests.faults.own_postgresql import OwnPostgresql, binaries
from tests.faults.storm_site import SEATS, SLUG

ATTEMPTS, CLIENTS = 1_000, 64
# After such shares of the registrations a worker is killed, and after another the database.
WORKER_DIES_AT, DATABASE_DIES_AT = (0.1, 0.3, 0.7, 0.85), 0.5
# It takes half a minute, and on a busy machine longer; a storm that never ends is a failure, too.
SECONDS_AT_MOST = 600
CONFIRMED = "Your seat is confirmed."
WAITLISTED = re.compile(r"You are number (\d+) on the waiting list\.")

T = TypeVar("T")


class OwnSqlite:
    """A file of the test's own."""

    def __init__(self, path: Path) -> None:
        self.path, self.url = path, f"sqlite:///{path}"

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path, timeout=20)) as own:
            return own.execute(query.replace("%s", "?"), parameters).fetchall()


@pytest.fixture
def database(tmp_path):
    if connection.vendor == "sqlite":
        yield OwnSqlite(tmp_path / "storm.sqlite3")
        return
    programs = binaries()
    if programs is None:
        reason = "PostgreSQL's server programs (initdb, pg_ctl) are not installed here"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with OwnPostgresql(programs) as server:
        yield server


@pytest.fixture
def environment(database, tmp_path, monkeypatch) -> dict[str, str]:
    monkeypatch.setenv("SECRET_KEY", "only-for-tests")
    static = tmp_path / "static"
    static.mkdir()
    return _serving.environment_of_server(database.url, static) | {"LOG_LEVEL": "CRITICAL", "REDIS_URL": ""}


def site(what: str, environment: dict[str, str]) -> dict:
    command = [sys.executable, "-m", "tests.faults.storm_site", what]
    environment = environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    printed = subprocess.run(
        command, env=environment, cwd=django_settings.BASE_DIR, check=True, stdout=subprocess.PIPE
    )
    return json.loads(printed.stdout)


class Told(NamedTuple):
    """What somebody was told in the end: a seat, or a number on the waiting list.

    They asked for it between the two instants; the first is when they first sent what was perhaps answered
    only when they sent it again.
    """

    status: str
    number: int
    asked_at: float
    answered_at: float


class Storm:
    """Clients who never give up, and what each was told in the end."""

    def __init__(self, port: int, database: OwnPostgresql | OwnSqlite, ticket_type: int) -> None:
        self.port, self.database, self.ticket_type = port, database, ticket_type
        self.ends_at = time.monotonic() + SECONDS_AT_MOST
        self.emails = (f"attendee{number}@example.org" for number in itertools.count())
        self.told: dict[str, Told] = {}
        self.refusals = 0
        self._lock = threading.Lock()

    def rage(self) -> None:
        threads = [threading.Thread(target=self._register_on) for _client in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _register_on(self) -> None:
        while email := self._next():
            told = self._attend(email)
            with self._lock:
                self.told[email] = told

    def _next(self) -> str:
        with self._lock:
            email = next(self.emails)
        return email if int(email[8:-12]) < ATTEMPTS and time.monotonic() < self.ends_at else ""

    def _attend(self, email: str) -> Told:
        self._until_it_works(lambda browser: fill_in(browser, SLUG, self.ticket_type, email))
        token = self._until_it_works(lambda _browser: self._token(email))
        asked_at = time.monotonic()
        own_page = self._until_it_works(lambda browser: verify(browser, SLUG, token))
        answered_at = time.monotonic()
        status, number = self._until_it_works(lambda browser: self._told_at(browser, own_page))
        return Told(status, number, asked_at, answered_at)

    def _until_it_works(self, act: Callable[[Browser], T]) -> T:
        """As somebody does whose page does not load: try again, in a new window."""
        while True:
            browser = Browser(self.port)
            try:
                return act(browser)
            except (OSError, Unexpected, psycopg2.Error, sqlite3.Error):
                self.refusals += 1
                if time.monotonic() > self.ends_at:
                    raise
                time.sleep(0.2)
            finally:
                browser.close()

    def _token(self, email: str) -> str:
        query = "SELECT token FROM registrations_registration WHERE email = %s ORDER BY id"
        return str(self.database.rows(query, email)[0][0])

    def _told_at(self, browser: Browser, own_page: str) -> tuple[str, int]:
        answer = browser.get(own_page)
        text = answer.body.decode()
        if CONFIRMED in text:
            return "confirmed", 0
        if found := WAITLISTED.search(text):
            return "waitlisted", int(found[1])
        raise Unexpected(f"{answer.status}: {text[:500]}")


def kill_a_worker(granian: int) -> bool:
    """One of the processes that answer; the one that watches over them starts another."""
    children = Path(f"/proc/{granian}/task/{granian}/children").read_text().split()
    for child in children:
        with suppress(OSError):
            if b"granian" in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(int(child), signal.SIGKILL)
                return True
    return False


def trouble(storm: Storm, granian: int, database: OwnPostgresql | OwnSqlite, troubles: Counter[str]) -> None:
    for share in sorted((*WORKER_DIES_AT, DATABASE_DIES_AT)):
        while len(storm.told) < share * ATTEMPTS and time.monotonic() < storm.ends_at:
            time.sleep(0.02)
        if share != DATABASE_DIES_AT:
            while not kill_a_worker(granian) and time.monotonic() < storm.ends_at:
                time.sleep(0.02)
            troubles["worker"] += 1
        elif isinstance(database, OwnPostgresql):
            database.crash()
            troubles["database"] += 1


def overtaken(told: dict[str, Told], waiting: list[str]) -> list[str]:
    """Who stands behind somebody, or has no seat though somebody has, that asked only after they themselves
    had been answered."""
    behind = []
    latest_asked_at = max(each.asked_at for each in told.values() if each.status == "confirmed")
    for email in waiting:
        if told[email].answered_at < latest_asked_at:
            behind.append(email)
        latest_asked_at = max(latest_asked_at, told[email].asked_at)
    return behind


def test_nothing_is_sold_twice_and_nobody_who_was_confirmed_is_lost(database, environment):
    made = site("build", environment)
    respawning = ["--respawn-failed-workers", "--respawn-interval", "0.5"]
    with _serving.serving(environment, *respawning) as (port, pid):
        storm, troubles = Storm(port, database, made["ticket_type"]), Counter()
        chaos = threading.Thread(target=trouble, args=[storm, pid, database, troubles])
        chaos.start()
        storm.rage()
        chaos.join()
    has_server = isinstance(database, OwnPostgresql)
    assert troubles == {"worker": len(WORKER_DIES_AT)} | ({"database": 1} if has_server else {})
    assert storm.refusals > 0
    told = storm.told
    assert Counter(each.status for each in told.values()) == {
        "confirmed": SEATS,
        "waitlisted": ATTEMPTS - SEATS,
    }
    rows = database.rows("SELECT email, status FROM registrations_registration WHERE status <> 'unverified'")
    assert dict(rows) == {email: each.status for email, each in told.items()}

    settled = site("settle", environment)
    waiting = settled["waiting"]
    assert [told[email].number for email in waiting] == list(range(1, len(waiting) + 1))
    assert overtaken(told, waiting) == []
    assert settled["verify"] == settled["verify_afterwards"] == "Every invariant holds."
    assert settled["served"] == sorted(waiting[:2])
