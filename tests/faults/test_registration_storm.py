"""Many people want fifty seats through HTTP, while web processes and the database are killed.

Whoever is told that they are confirmed must be so ever after. The database is a server of the test's own:
no other is ever touched.
"""

import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import psycopg2
import pytest
from django.conf import settings as django_settings
from django.db import connection

from benchmarks import _serving
from benchmarks._registrants import Browser, Unexpected, fill_in, verify
from tests.faults.own_postgresql import OwnPostgresql, binaries
from tests.faults.storm_site import SEATS, SLUG

# Few enough to stay bounded on a busy machine; STORM_ATTEMPTS=1000 is the whole storm.
ATTEMPTS, CLIENTS = int(os.environ.get("STORM_ATTEMPTS") or 120), 64
# After such shares of the registrations a worker is killed, and after another the database.
WORKER_DIES_AT, DATABASE_DIES_AT = (0.1, 0.3, 0.7, 0.85), 0.5
SECONDS_AT_MOST = 60 + ATTEMPTS // 4
CONFIRMED = "Your seat is confirmed."
WAITLISTED = re.compile(r"You are number \d+ on the waiting list\.")

T = TypeVar("T")

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="it crashes a PostgreSQL server of its own"),
]


@pytest.fixture
def database():
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


class Storm:
    """Clients who never give up, and what each was told in the end."""

    def __init__(self, port: int, database: OwnPostgresql, event: int, ticket_type: int) -> None:
        self.port, self.database, self.event, self.ticket_type = port, database, event, ticket_type
        self.ends_at = time.monotonic() + SECONDS_AT_MOST
        self.emails = (f"attendee{number}@example.org" for number in itertools.count())
        self.told: dict[str, str] = {}
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

    def _attend(self, email: str) -> str:
        self._until_it_works(lambda browser: fill_in(browser, SLUG, self.ticket_type, email))
        token = self._until_it_works(lambda _browser: self._token(email))
        own_page = self._until_it_works(lambda browser: verify(browser, SLUG, token))
        return self._until_it_works(lambda browser: self._told_at(browser, own_page))

    def _until_it_works(self, act: Callable[[Browser], T]) -> T:
        """As somebody does whose page does not load: try again, in a new window."""
        while True:
            browser = Browser(self.port)
            try:
                return act(browser)
            except (OSError, Unexpected, psycopg2.Error):
                self.refusals += 1
                if time.monotonic() > self.ends_at:
                    raise
                time.sleep(0.2)
            finally:
                browser.close()

    def _token(self, email: str) -> str:
        own = psycopg2.connect(self.database.url)
        try:
            cursor = own.cursor()
            cursor.execute(
                "SELECT token FROM registrations_registration WHERE email = %s ORDER BY id", [email]
            )
            (token,) = cursor.fetchone()
        finally:
            own.close()
        return token

    def _told_at(self, browser: Browser, own_page: str) -> str:
        answer = browser.get(own_page)
        text = answer.body.decode()
        if CONFIRMED in text:
            return "confirmed"
        if WAITLISTED.search(text):
            return "waitlisted"
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


def trouble(storm: Storm, granian: int, database: OwnPostgresql, troubles: Counter[str]) -> None:
    for share in sorted((*WORKER_DIES_AT, DATABASE_DIES_AT)):
        while len(storm.told) < share * ATTEMPTS and time.monotonic() < storm.ends_at:
            time.sleep(0.02)
        if share == DATABASE_DIES_AT:
            database.crash()
            troubles["database"] += 1
        else:
            while not kill_a_worker(granian) and time.monotonic() < storm.ends_at:
                time.sleep(0.02)
            troubles["worker"] += 1


def test_nothing_is_sold_twice_and_nobody_who_was_confirmed_is_lost(database, environment):
    made = site("build", environment)
    port = _serving.free_port()
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(port)]
    granian += ["--no-ws", "--blocking-threads", "4", "--respawn-failed-workers", "--respawn-interval", "0.5"]
    with _serving.running([*granian, "config.wsgi:application"], environment) as pid:
        _serving.wait_for(port, "/hello")
        storm, troubles = Storm(port, database, **made), Counter()
        chaos = threading.Thread(target=trouble, args=[storm, pid, database, troubles])
        chaos.start()
        storm.rage()
        chaos.join()
    assert troubles == {"worker": len(WORKER_DIES_AT), "database": 1}
    assert storm.refusals > 0
    assert Counter(storm.told.values()) == {"confirmed": SEATS, "waitlisted": ATTEMPTS - SEATS}

    own = psycopg2.connect(database.url)
    cursor = own.cursor()
    cursor.execute("SELECT email, status FROM registrations_registration WHERE status <> 'unverified'")
    assert dict(cursor.fetchall()) == storm.told
    cursor.execute(
        "SELECT to_status, min(id), max(id), count(*) FROM registrations_statuschange"
        " WHERE from_status = 'unverified' GROUP BY to_status"
    )
    changes = {status: (first, last, count) for status, first, last, count in cursor.fetchall()}
    assert changes["confirmed"][2] == SEATS
    assert changes["confirmed"][1] < changes["waitlisted"][0], "somebody was put behind a later one"
    own.close()

    settled = site("settle", environment)
    assert settled["verify"] == settled["verify_afterwards"] == "Every invariant holds."
    assert settled["served"] == settled["next_two"]
