"""A real Chromium before a live server: windows that notice whatever a reader's console would show.

Where there is no Chromium these tests are skipped with one line; in CI that is a failure.
"""

import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, expect, sync_playwright

from tests.browser.mailbox import Mailbox
from tests.faults.post_office import PostOffice

SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Chromium asks its maker for updates and lists when it starts; tests stay on this machine.
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
SECONDS_TO_WAIT = 10

OpenPage = Callable[..., Page]
HAS_FAILED = pytest.StashKey[bool]()


def chromium_path() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, COMMANDS)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave with the test whether it failed, for the windows it opened to be photographed."""
    report = yield
    if report.when == "call":
        item.stash[HAS_FAILED] = report.failed
    return report


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of this folder."""
    path = chromium_path()
    if path is None:
        reason = f"no Chromium: none of {', '.join(COMMANDS)} is installed and CHROMIUM does not name one"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, and Django would refuse it the database. The
        # tests wait for each answer as any synchronous program does, so nothing runs beside them.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Chromium's sandbox cannot be had by root, who runs the tests in a container.
        flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        expect.set_options(timeout=SECONDS_TO_WAIT * 1000)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, settings) -> str:
    """The address of the running site; links in mails lead there too."""
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return live_server.url


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    """The letters that a mail server of the test's own takes."""
    with PostOffice() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield Mailbox(office)


@pytest.fixture
def browser_errors() -> list[str]:
    """What the windows of this test complained of; clear it where a test provokes an error."""
    return []


@pytest.fixture
def open_page(
    chromium: Browser, site: str, browser_errors: list[str], request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """A function that opens a window of its own, with cookies of its own.

    open_page("/ja/", viewport=PHONE, color_scheme="dark", java_script_enabled=False): whatever
    Playwright's new_context takes.
    """
    contexts: list[BrowserContext] = []

    def open_one(address: str = "", **options: Any) -> Page:
        context = chromium.new_context(**{"base_url": site, "viewport": DESKTOP, "locale": "en-GB"} | options)
        context.set_default_timeout(SECONDS_TO_WAIT * 1000)
        listen(context, site=site, errors=browser_errors)
        contexts.append(context)
        page = context.new_page()
        if address:
            page.goto(address)
        return page

    yield open_one
    if request.node.stash.get(HAS_FAILED, False):
        photograph(contexts, name=request.node.name)
    for context in contexts:
        context.close()
    assert browser_errors == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """One window as wide as a desk."""
    return open_page()


def listen(context: BrowserContext, *, site: str, errors: list[str]) -> None:
    """Note console errors (a breach of the content security policy is one), scripts that fail, and strays."""

    def on_request(sent: Request) -> None:
        if sent.url.startswith("http") and urlsplit(sent.url).netloc != urlsplit(site).netloc:
            errors.append(f"asked another site: {sent.url}")

    def on_response(received: Response) -> None:
        if received.status >= 400:
            errors.append(f"{received.status} for {received.url}")

    context.on("request", on_request)
    context.on("response", on_response)
    context.on(
        "console", lambda said: errors.append(f"console: {said.text}") if said.type == "error" else None
    )
    context.on("weberror", lambda failure: errors.append(f"script: {failure.error}"))


def photograph(contexts: list[BrowserContext], *, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w-]+", "-", name)
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages, 1):
        page.screenshot(path=SCREENSHOTS / f"{stem}-{number}.png", full_page=True)
