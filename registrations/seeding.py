"""How an event gets very many attendees who were never there, to try it under load.

They are written in bulk, not through ``registrations.seats``, but what they leave says the same: each has
its status changes, each seat is counted, and nobody waits while one is free, so that ``manage.py verify``
finds nothing. Their addresses lie below ``.example``, where no mail is ever delivered, and no mail is owed
for what is seeded. Ticket types that cost something are left out: they would owe invoices.
"""

import datetime as dt
import io
import itertools
import json
import random
import secrets
from collections.abc import Iterator
from typing import Any

from django.db import connection, models, transaction

from events.models import Event
from registrations import places, review_rounds
from registrations.models import Registration, Status, StatusChange, TicketType, new_token
from registrations.models.registrations import TICKET_CODE_ALPHABET

DOMAIN = "load.example"
ROWS_AT_ONCE = 20_000
REGISTERED_WITHIN = dt.timedelta(days=30)

# Of a hundred so many never verified their address, or have left again; of those with a seat, such a share
# still waits for a decision, or has only been offered it.
LEFT = {Status.UNVERIFIED: 3, Status.CANCELLED: 4, Status.DECLINED: 1, Status.EXPIRED: 1}
SHARE_UNDER_REVIEW = 0.12
SHARE_OFFERED = 0.1

# How each came to its status; offers and departures have a station before.
STATIONS = {
    Status.CANCELLED: Status.CONFIRMED,
    Status.DECLINED: Status.UNDER_REVIEW,
    Status.EXPIRED: Status.UNDER_REVIEW,
    Status.OFFERED: Status.WAITLISTED,
}

# Language, country, given name, family name, name in native script, whether the family name comes first.
PEOPLE = (
    ("en", "GB", "Margaret", "Whitfield", "", False),
    ("en", "US", "Daniel", "O’Connor", "", False),
    ("ja", "JP", "Haruka", "Tanaka", "田中 春香", True),
    ("ja", "JP", "Kenji", "Kobayashi", "小林 健二", True),
    ("en", "FR", "Amélie", "Lefèvre", "", False),
    ("en", "DE", "Jürgen", "Weiß", "", False),
    ("en", "KR", "Ji-woo", "Kim", "김지우", True),
    ("en", "UA", "Olena", "Shevchenko", "Олена Шевченко", False),
    ("en", "IN", "Ananya", "Raghunathan", "", False),
    ("en", "AE", "Omar", "Al-Farsi", "عمر الفارسي", False),
)
# Organization, sector, position.
POSTS = (
    ("Ministry of Orbital Affairs", "government", "Deputy Director"),
    ("Joint Space Command", "military", "Colonel"),
    ("Meridian Launch Services", "industry", "Systems Engineer"),
    ("Institute of Orbital Engineering", "academia", "Associate Professor"),
    ("Asteria Optics", "industry", "Head of Programmes"),
    ("The Orbital Gazette", "media", "Correspondent"),
)


class NothingOnOffer(Exception):
    """The event has no ticket type that is free of charge."""


def seed(event: Event, count: int, *, now: dt.datetime) -> dict[str, int]:
    """Add count registrations; return how many there are of each status."""
    ours = secrets.token_hex(4)
    with transaction.atomic():
        ids = list(event.ticket_types.filter(price=0).order_by("pk").values_list("pk", flat=True))
        if not ids:
            raise NothingOnOffer
        held = places.lock_around(*ids)
        rows = _rows(event, held, [held.ticket_types[pk] for pk in ids], count, ours=ours, now=now)
        while batch := list(itertools.islice(rows, ROWS_AT_ONCE)):
            _write(Registration, batch)
        places.write_counts(held)
        seeded = Registration.objects.filter(event=event, email__endswith=f".{ours}@{DOMAIN}")
        _document(event, ours=ours)
        under_review = seeded.filter(status=Status.UNDER_REVIEW).only("event", "ticket_type")
        review_rounds.open_many(under_review.select_related("ticket_type").iterator(), now=now)
    _tell_the_planner()
    return dict(seeded.order_by("status").values_list("status").annotate(number=models.Count("pk")))


def _rows(
    event: Event,
    held: places.Held,
    ticket_types: list[TicketType],
    count: int,
    *,
    ours: str,
    now: dt.datetime,
) -> Iterator[dict[str, Any]]:
    pools = [(row, attendance) for row in ticket_types for attendance in row.attendances]
    dice = random.Random()  # noqa: S311 - nothing secret is made with it
    left = dice.choices([*LEFT, None], [*LEFT.values(), 100 - sum(LEFT.values())], k=count)
    moment = connection.ops.adapt_datetimefield_value
    for number, status in enumerate(left):
        ticket_type, attendance = pools[number % len(pools)]
        if status is None:
            status = _place(ticket_type, attendance, dice=dice, is_ahead=now < event.starts_at)
        language, country, given, family, native, is_family_first = PEOPLE[number % len(PEOPLE)]
        organization, sector, position = POSTS[number % len(POSTS)]
        age = dt.timedelta(days=1) if status == Status.UNVERIFIED else REGISTERED_WITHIN
        registered_at = moment(now - age * (1 - number / count))
        until = dt.timedelta(hours=ticket_type.hours_to_accept or 0)
        yield {
            "event_id": event.pk,
            "ticket_type_id": ticket_type.pk,
            "attendance": str(attendance),
            "status": str(status),
            "given_name": given,
            "family_name": f"{family}-{number}",
            "name_order": "family_first" if is_family_first else "given_first",
            "native_name": native,
            "email": f"{family.lower().encode('ascii', 'ignore').decode()}.{number}.{ours}@{DOMAIN}",
            "organization_name": organization,
            "sector": sector,
            "position": position,
            "country": country,
            "language": language,
            "token": new_token(),
            "ticket_code": _ticket_code(),
            "consented_at": registered_at,
            "registered_at": registered_at,
            "waiting_since_at": registered_at if status == Status.WAITLISTED else None,
            "offered_until_at": moment(min(now + until, event.starts_at))
            if status == Status.OFFERED
            else None,
        }


def _place(ticket_type: TicketType, attendance: str, *, dice: random.Random, is_ahead: bool) -> Status:
    if not places.count_one_more(ticket_type, attendance):
        return Status.WAITLISTED
    if ticket_type.hours_to_accept and is_ahead and dice.random() < SHARE_OFFERED:
        return Status.OFFERED
    if ticket_type.needs_review and dice.random() < SHARE_UNDER_REVIEW:
        return Status.UNDER_REVIEW
    return Status.CONFIRMED


def _ticket_code() -> str:
    """The same as ``new_ticket_code``, from one draw."""
    number, letters = secrets.randbits(80), len(TICKET_CODE_ALPHABET)
    code = ""
    for _position in range(12):
        number, place = divmod(number, letters)
        code += TICKET_CODE_ALPHABET[place]
    return code


def _write(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """Insert rows at once, with the model's defaults for what they do not say."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    blank = model()
    defaults = {
        field.attname: json.dumps(value) if isinstance(field, models.JSONField) else value
        for field in fields
        if field.attname not in rows[0]
        for value in [getattr(blank, field.attname)]
    }
    tuples = [[(defaults | row)[field.attname] for field in fields] for row in rows]
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lines = "".join("\t".join(map(_in_copy, values)) + "\n" for values in tuples)
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO(lines))
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuples)  # noqa: S608


def _in_copy(value: object) -> str:
    """A value as COPY reads it; the names here hold no tab, line break or backslash."""
    return "\\N" if value is None else str(value)


def _document(event: Event, *, ours: str) -> None:
    """Write each seeded registration's way to its status, for which no mail is owed."""
    changes, registrations = StatusChange._meta.db_table, Registration._meta.db_table
    station = " ".join(f"WHEN '{last}' THEN '{before}'" for last, before in STATIONS.items())
    with_station = ", ".join(f"'{status}'" for status in STATIONS)
    ways = (
        ("''", f"'{Status.UNVERIFIED}'", "1 = 1"),
        (f"'{Status.UNVERIFIED}'", f"CASE status {station} ELSE status END", "status <> 'unverified'"),
        (f"CASE status {station} END", "status", f"status IN ({with_station})"),
    )
    with connection.cursor() as cursor:
        for from_status, to_status, which in ways:
            # Every part is a constant of this module.
            cursor.execute(
                f"INSERT INTO {changes} (registration_id, from_status, to_status, changed_at, reason,"  # noqa: S608
                f" is_announced) SELECT id, {from_status}, {to_status}, registered_at, '', %s"
                f" FROM {registrations} WHERE event_id = %s AND email LIKE %s AND {which} ORDER BY id",
                [True, event.pk, f"%.{ours}@{DOMAIN}"],
            )


def _tell_the_planner() -> None:
    """So many new rows change what is quickest; the database would notice only after a while."""
    with connection.cursor() as cursor:
        for model in (Registration, StatusChange):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
