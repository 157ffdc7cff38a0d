"""Whether the process is alive, and whether it is able to serve."""

from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from config.celery import app as celery_app

SECONDS_TO_WAIT_FOR_BROKER = 2


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: answers without touching anything else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Able to serve: each part that a request may need, by name; 503 when one is missing."""
    parts = {"database": _database, "cache": _cache, "broker": _broker}
    states = {name: _state(check) for name, check in parts.items()}
    is_ready = all(state == "ok" for state in states.values())
    return JsonResponse(states, status=200 if is_ready else 503)


def _state(check: Callable[[], None]) -> str:
    """What went wrong is named by its kind only: the page is public."""
    try:
        check()
    except Exception as error:  # whatever a part raises, it is not ready
        return type(error).__name__
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache.set("readyz", "ok", timeout=10)
    if cache.get("readyz") != "ok":
        raise ConnectionError


def _broker() -> None:
    with celery_app.connection_for_write(connect_timeout=SECONDS_TO_WAIT_FOR_BROKER) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=SECONDS_TO_WAIT_FOR_BROKER)
