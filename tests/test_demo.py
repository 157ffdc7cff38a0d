"""bin/demo as a newcomer meets it: in a clone of its own, with nothing prepared but the packages."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.source import HOUSE

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the demo runs on SQLite whatever the tests run on: once is enough"
)
SECONDS_TO_START = 180
SECONDS_TO_STOP = 40


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """The tracked files in another folder, whose name has a space as people's folders do."""
    folder = tmp_path_factory.mktemp("a clone")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, text=True, check=True)
    for name in filter(None, listing.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (HOUSE / name).is_file():
            shutil.copy(HOUSE / name, folder / name)
    (folder / ".venv").symlink_to(HOUSE / ".venv")
    return folder


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Demo:
    """A demo that was started, and what it has said so far."""

    def __init__(self, clone: Path, port: int) -> None:
        self.clone = clone
        self.address = f"http://127.0.0.1:{port}"
        self.output = clone / "said.txt"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                ["bin/demo"], cwd=clone, env=os.environ | {"PORT": str(port)}, stdout=output, stderr=output
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while f"Plenary runs at {self.address}/" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def processes(self) -> dict[int, str]:
        """What runs out of the clone's folder, by number; not bin/demo itself."""
        listing = subprocess.run(
            ["ps", "-axww", "-o", "pid=,args="], capture_output=True, text=True, check=True
        )
        lines = [line.split(maxsplit=1) for line in listing.stdout.splitlines() if str(self.clone) in line]
        return {int(number): command for number, command in lines if int(number) != self.process.pid}

    def ended(self) -> int:
        return self.process.wait(timeout=SECONDS_TO_STOP)


@contextmanager
def running(clone: Path, port: int) -> Iterator[Demo]:
    demo = Demo(clone, port)
    try:
        demo.wait_until_ready()
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.process.terminate()
            demo.ended()


def status_of(address: str) -> int:
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own server
        return answer.status


def what_is_kept(clone: Path) -> tuple[int, int, str]:
    """How many events and registrations there are, and the key that keeps people signed in."""
    with closing(sqlite3.connect(clone / "var" / "plenary.sqlite3")) as database:
        counts = [
            database.execute(query).fetchone()[0]
            for query in (
                "SELECT count(*) FROM events_event",
                "SELECT count(*) FROM registrations_registration",
            )
        ]
    return counts[0], counts[1], (clone / "var" / "secret_key").read_text()


def test_the_demo_serves_keeps_its_data_and_leaves_no_process(clone: Path, port: int):
    with running(clone, port) as demo:
        assert [status_of(demo.address + path) for path in ("/", "/ja/", "/admin/", "/staff/")] == [200] * 4
        commands = " ".join(demo.processes().values())
        assert all(name in commands for name in (" granian ", " worker ", " beat ", "valkey-server "))
        second = subprocess.run(
            ["bin/demo"], cwd=clone, env=os.environ | {"PORT": "1"}, capture_output=True, text=True
        )
        assert (second.returncode, demo.process.poll()) == (1, None)
        assert "A demo already runs from this folder" in second.stdout
        demo.process.send_signal(signal.SIGINT)
        assert demo.ended() == 0
        assert demo.processes() == {}
    kept = what_is_kept(clone)
    with running(clone, port) as demo:
        assert what_is_kept(clone) == kept
        demo.process.send_signal(signal.SIGTERM)
        assert demo.ended() == 0
        assert demo.processes() == {}


@pytest.mark.parametrize(("part", "name"), [(" worker ", "worker"), (" granian ", "web")])
def test_when_one_process_is_lost_the_demo_names_it_and_stops_the_rest(
    clone: Path, port: int, part: str, name: str
):
    with running(clone, port) as demo:
        lost = min(number for number, command in demo.processes().items() if part in command)
        os.kill(lost, signal.SIGKILL)
        assert demo.ended() == 1
        assert f"The demo's {name} ended by itself" in demo.said()
        assert demo.processes() == {}


def test_a_port_in_use_is_said(clone: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        demo = Demo(clone, number)
        assert demo.ended() == 1
        assert f"Port {number} is in use by another program." in demo.said()
