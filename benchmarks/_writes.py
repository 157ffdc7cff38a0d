"""The writes of a registration and nothing else: what the database alone can do."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

from django.db import connection, models
from django.utils import timezone

from events.models import Event
from registrations.models import Registration, Status, StatusChange, TicketType

# Where Debian keeps what it does not put in the path.
BINARIES = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)


def rate_of_writes(event: Event, *, seconds: float, clients: int) -> float | None:
    """How often a second the rows of a registration can be written; None where pgbench is not installed."""
    ticket_type = TicketType.objects.create(event=event, name_en="Bare writes", is_by_invitation=True)
    return (by_sqlite if connection.vendor == "sqlite" else by_pgbench)(
        ticket_type, seconds=seconds, clients=clients
    )


def by_pgbench(ticket_type: TicketType, *, seconds: float, clients: int) -> float | None:
    pgbench = shutil.which("pgbench", path=os.pathsep.join([os.environ.get("PATH", ""), *BINARIES]))
    if pgbench is None:
        return None
    first, *others = statements(ticket_type, some="md5(random()::text)", registration=":id")
    script = "\n".join(["BEGIN;", f"{first} \\gset", *(f"{each};" for each in others)])
    database = connection.settings_dict
    options = ["-n", "-c", str(clients), "-j", "2", "-T", str(max(1, round(seconds)))]
    where = ["-h", database["HOST"] or "127.0.0.1", "-p", str(database["PORT"] or 5432)]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        printed = subprocess.run(  # noqa: S603
            [pgbench, *options, *where, "-U", database["USER"], "-f", file.name, database["NAME"]],
            env=os.environ | {"PGPASSWORD": database["PASSWORD"]},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    return float(printed.partition("tps = ")[2].split()[0])


def by_sqlite(ticket_type: TicketType, *, seconds: float, clients: int) -> float:
    """One writer: SQLite has never more at a time."""
    database = sqlite3.connect(connection.settings_dict["NAME"], timeout=20, isolation_level=None)
    database.execute("PRAGMA synchronous=NORMAL")
    first, *others = statements(ticket_type, some="lower(hex(randomblob(16)))", registration=":id")
    written = 0
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        database.execute("BEGIN IMMEDIATE")
        key = {"id": database.execute(first).fetchone()[0]}
        for each in others:
            database.execute(each.replace("BEGIN", "BEGIN IMMEDIATE"), key if ":id" in each else {})
        written += 1
    database.close()
    return written / seconds


def statements(ticket_type: TicketType, *, some: str, registration: str) -> list[str]:
    """What the form and the verification write, in their two transactions; some is a random expression."""
    blank = Registration(
        event_id=ticket_type.event_id,
        ticket_type=ticket_type,
        status=Status.UNVERIFIED,
        given_name="Ada",
        family_name="Lovelace",
        organization_name="Analytical Engines",
        sector="industry",
        position="Engineer",
        country="GB",
        language="en",
        consented_at=timezone.now(),
        registered_at=timezone.now(),
    )
    drawn = {"email": f"{some} || '@example.org'", "token": some, "ticket_code": f"substr({some}, 1, 20)"}
    table = Registration._meta.db_table
    return [
        f"{inserted(blank, drawn)} RETURNING id",
        inserted(StatusChange(to_status=Status.UNVERIFIED), {"registration": registration}),
        "COMMIT",
        "BEGIN",
        f"UPDATE {TicketType._meta.db_table} SET seats_taken = seats_taken + 1 WHERE id = {ticket_type.pk}",  # noqa: S608
        f"UPDATE {table} SET status = '{Status.CONFIRMED}' WHERE id = {registration}",  # noqa: S608
        inserted(
            StatusChange(from_status=Status.UNVERIFIED, to_status=Status.CONFIRMED),
            {"registration": registration},
        ),
        "COMMIT",
    ]


def inserted(row: models.Model, drawn: dict[str, str]) -> str:
    """The INSERT of a row, with some columns drawn by the database."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = [drawn.get(field.name) or literal(row, field) for field in fields]
    columns = ", ".join(field.column for field in fields)
    return f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({', '.join(values)})"  # noqa: S608


def literal(row: models.Model, field: models.Field) -> str:  # type: ignore[type-arg]
    value = getattr(row, field.attname)
    if isinstance(field, models.DateTimeField):
        return "CURRENT_TIMESTAMP" if value is not None or not field.null else "NULL"
    if value is None:
        return "NULL"
    if isinstance(field, models.JSONField):
        return "'[]'" if value == [] else "'{}'"
    if isinstance(value, bool | int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"
