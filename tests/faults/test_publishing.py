"""The moment of publishing, with a crowd of readers: one rendering, and nobody reads the old agenda on."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings as django_settings
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from config.middleware import KeptPagesMiddleware
from events import releases
from events.models import Event, Session
from tests.builders import make_event, make_session

READERS = 50
AGENDA = "/events/industry-day/agenda/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session() -> Session:
    event = make_event(slug="industry-day")
    session = make_session(event, title_en="Title 0")
    publish(event)
    return session


def publish(event: Event) -> None:
    releases.publish(Event.objects.get(pk=event.pk), by=None, now=timezone.now())


def retitle_and_publish(session: Session, title: str) -> None:
    Session.objects.filter(pk=session.pk).update(title_en=title)
    publish(session.event)


class Site:
    """The whole chain of middleware and views in this process, which counts what it renders."""

    def __init__(self, settings) -> None:
        first, *others = settings.MIDDLEWARE
        assert first.endswith(KeptPagesMiddleware.__name__)
        settings.MIDDLEWARE = others
        self.behind = BaseHandler()
        self.behind.load_middleware()
        self.front = KeptPagesMiddleware(self._render)
        self.rendered: list[str] = []

    def _render(self, request):
        self.rendered.append(request.path)
        return self.behind.get_response(request)

    def read(self, path: str = AGENDA) -> str:
        response = self.front(RequestFactory().get(path))
        assert response.status_code == 200
        return response.content.decode()


def in_threads(count: int, work) -> list:
    """What work gives in each of so many threads, each with a connection of its own."""
    start = threading.Barrier(count)
    results = []

    def run() -> None:
        try:
            start.wait()
            results.append(work())
        except Exception as error:  # the test looks at what went wrong, whatever it was
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_fifty_readers_at_the_moment_of_publishing_have_the_page_rendered_once(session, settings):
    site = Site(settings)
    assert "Title 0" in site.read()
    retitle_and_publish(session, "Title 1")
    site.rendered.clear()
    pages = in_threads(READERS, site.read)
    assert len(set(pages)) == 1
    assert "Title 1" in pages[0]
    assert site.rendered == [AGENDA]


def test_readers_who_come_while_agendas_are_published_never_go_back_to_an_older_one(session, settings):
    site = Site(settings)
    publications = 5
    is_over = threading.Event()

    def read_on() -> list[int]:
        seen = []
        while not is_over.is_set():
            page = site.read()
            seen.append(int(page.partition("Title ")[2][0]))
            time.sleep(0.005)
        return seen

    def publish_on() -> list[int]:
        try:
            for number in range(1, publications + 1):
                time.sleep(0.2)
                retitle_and_publish(session, f"Title {number}")
        finally:
            is_over.set()
        return [publications]

    work = iter([publish_on, *[read_on] * 10])
    told = in_threads(11, lambda: next(work)())
    assert [error for error in told if isinstance(error, Exception)] == []
    assert all(seen == sorted(seen) for seen in told)
    assert f"Title {publications}" in site.read()
    # One for each publication; what was begun just before one ended may be needed once more.
    assert len(site.rendered) <= 2 * publications + 2


def test_who_waited_for_a_page_that_is_not_there_is_told_so_too(settings):
    site = Site(settings)
    told = in_threads(
        READERS, lambda: site.front(RequestFactory().get("/events/nothing/agenda/")).status_code
    )
    assert told == [404] * READERS


# --- Several processes --------------------------------------------------------------------------


def fetch(port: int) -> str:
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        browser.request("GET", AGENDA)
        return browser.getresponse().read().decode()
    finally:
        browser.close()


@pytest.fixture
def server(session):
    """The production server with two processes, on the test's database; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        address = f"{database['HOST']}:{database['PORT'] or 5432}"
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@{address}/{database['NAME']}"
    environment = os.environ | {"SECRET_KEY": "only-for-tests", "DEBUG": "1", "DATABASE_URL": url}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2"]
    process = subprocess.Popen(
        [*command, "--port", str(port), "config.wsgi:application"],
        cwd=django_settings.BASE_DIR,
        env=environment,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        give_up_at = time.monotonic() + 60
        while True:
            try:
                fetch(port)
                break
            except OSError:
                assert time.monotonic() < give_up_at, "the server did not start"
                time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def test_every_process_serves_the_new_agenda_within_a_second(session, server):
    for number in range(1, 4):
        for _warm in range(20):
            assert f"Title {number - 1}" in fetch(server)
        retitle_and_publish(session, f"Title {number}")
        time.sleep(1)
        pages = [fetch(server) for _reader in range(20)]
        assert all(f"Title {number}" in page for page in pages)
        assert len(set(pages)) == 1
