"""Loading the demo, and what it has left."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import chain

import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

OURS = ("accounts", "speakers", "events", "registrations", "notifications")
MARCH = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def load_demo(*options: str) -> str:
    output = StringIO()
    call_command("load_demo", *options, stdout=output)
    return output.getvalue()


def counts() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in chain.from_iterable(apps.get_app_config(app).get_models() for app in OURS)
    }


@contextmanager
def loaded(moment: dt.datetime) -> Iterator[None]:
    """The demo in a transaction that leaves no trace; each test has a savepoint in it."""
    with transaction.atomic():
        with (
            time_machine.travel(moment, tick=False),
            override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
        ):
            load_demo()
        yield
        transaction.set_rollback(True)
