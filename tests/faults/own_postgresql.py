"""A PostgreSQL server of a test's own, which it may crash: in a folder and on a port that nobody else has."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg2

from tests.faults.post_office import free_port


def binaries() -> Path | None:
    """Where initdb and pg_ctl are; None where no server is installed."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    places = [str(path) for path in reversed(versions)]
    found = shutil.which("initdb", path=os.pathsep.join([os.environ.get("PATH", ""), *places]))
    return Path(found).resolve().parent if found else None


class OwnPostgresql:
    """Runs between ``with`` and its end; its data survive ``crash``, as they must."""

    def __init__(self, programs: Path) -> None:
        self.programs, self.port = programs, free_port()
        # PostgreSQL refuses to run as root, and its user sees nothing of root's temporary folders.
        self.user = "postgres" if os.getuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="own-postgresql-"))
        self.data = self.folder / "data"
        if self.user:
            shutil.chown(self.folder, self.user)
        self.url = f"postgres://storm@127.0.0.1:{self.port}/postgres"

    def __enter__(self) -> "OwnPostgresql":
        self._run("initdb", "-D", self.data, "-U", "storm", "-A", "trust", "-E", "UTF8", "--no-sync")
        # What a killed process has written is not lost; only a machine without power would need fsync.
        settings = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200 -k {self.data}"
        )
        self._control("start", "-w", "-o", settings, "-l", str(self.data / "log"))
        return self

    def __exit__(self, *error: object) -> None:
        self._control("stop", "-m", "immediate")
        shutil.rmtree(self.folder)

    def crash(self) -> None:
        """Kill every connection at once without a word, then recover."""
        self._control("restart", "-w", "-m", "immediate")

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        own = psycopg2.connect(self.url)
        try:
            cursor = own.cursor()
            cursor.execute(query, parameters)
            return cursor.fetchall()
        finally:
            own.close()

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", self.data, *arguments)

    def _run(self, program: str, *arguments: str | Path) -> None:
        subprocess.run(
            [str(self.programs / program), *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self.user,
            cwd=self.folder,
            timeout=60,
        )
