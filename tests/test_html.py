"""Every page as the HTML checker that the W3C uses reads it, in both languages.

The checker is vnu.jar, which runs in Java: .ci/run installs it into var/vnu, and VNU_JAR names another.
Where Java or the jar is absent these tests are skipped with one line; in CI that is a failure.
"""

import json
import os
import shutil
import subprocess
import zipfile
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from lxml import html

from accounts.models import User
from config.demo import loading
from config.demo.dialogue.event import DIALOGUE
from events import offline
from events.models import Event
from tests.browser.addresses import tours
from tests.databases import on_one_database
from tests.source import HOUSE

pytestmark = on_one_database

INSTALLED = HOUSE / "var" / "vnu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
PREFIXES = {"en": "", "ja": "/ja"}
PAGES_OF_A_KIND = 2
SECONDS_FOR_ALL_PAGES = 300


@pytest.fixture(scope="module")
def checker() -> list[str]:
    """The command that checks HTML files."""
    jar = Path(os.environ.get("VNU_JAR") or INSTALLED)
    missing = "Java" if shutil.which("java") is None else "" if jar.exists() else str(jar)
    if missing:
        reason = f"no HTML checker: {missing} is absent; npm install --prefix var/vnu vnu-jar brings the jar"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return ["java", "-jar", str(jar), "--stdout", "--format", "json", "--exit-zero-always", "--errors-only"]


@pytest.fixture
def demo(transactional_db) -> Event:
    loading.load(now=timezone.now())
    return Event.objects.get(slug=DIALOGUE.slug)


def browser_of(email: str) -> Client:
    client = Client()
    if email:
        client.force_login(User.objects.get(email=email), "django.contrib.auth.backends.ModelBackend")
    return client


def walk(client: Client, addresses: Iterable[str], *, prefix: str) -> dict[str, bytes]:
    """The pages at the addresses, and of each kind that their links lead to in this language a few."""
    ahead = deque(prefix + address for address in addresses)
    seen, kinds, pages = set(ahead), Counter(), {}
    while ahead:
        address = ahead.popleft()
        response = client.get(address)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        pages[address] = response.content
        for link in links(response, address):
            kind = kind_of(link)
            if link not in seen and kinds[kind] < PAGES_OF_A_KIND and is_in(link, prefix):
                seen.add(link)
                kinds[kind] += 1
                ahead.append(link)
    return pages


def links(response: HttpResponse, address: str) -> list[str]:
    """Where the links of a page lead to on this site, each once."""
    found = html.fromstring(response.content).xpath("//a/@href")
    targets = [urldefrag(urljoin(address, link)).url for link in found]
    return list(dict.fromkeys(target for target in targets if not urlsplit(target).netloc))


def forms_to_fill(response: HttpResponse) -> list[html.FormElement]:
    """Those that have something to write in, sent to the page itself."""
    forms = html.fromstring(response.content).forms
    return [form for form in forms if form.method == "POST" and not form.action and is_to_fill(form)]


def is_to_fill(form: html.FormElement) -> bool:
    return any(field.get("type") not in ("hidden", "submit") for field in form.inputs)


def counts_of_rows(form: html.FormElement) -> dict[str, str]:
    """What the admin must know of a form's rows to read it at all."""
    return {name: value for name, value in form.form_values() if name.endswith("_FORMS")}


def kind_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return address


def is_in(address: str, prefix: str) -> bool:
    return address.startswith(prefix or "/") and (bool(prefix) or not address.startswith("/ja/"))


def faults(checker: list[str], pages: dict[str, bytes], folder: Path) -> list[str]:
    """What the checker says of the pages: each complaint once, with where it applies."""
    addresses = {f"{number:03}.html": address for number, address in enumerate(pages)}
    for name, address in addresses.items():
        (folder / name).write_bytes(pages[address])
    done = subprocess.run(
        [*checker, *addresses], cwd=folder, capture_output=True, check=True, timeout=SECONDS_FOR_ALL_PAGES
    )
    found = defaultdict(list)
    for message in json.loads(done.stdout)["messages"]:
        complaint = f"{message['message']} {message.get('extract', '').strip()!r}"
        found[complaint].append(addresses.get(Path(message.get("url", "")).name, "the checker itself"))
    return [f"{complaint} on {', '.join(sorted(set(where)))}" for complaint, where in found.items()]


@pytest.mark.parametrize("language", PREFIXES)
def test_every_page_is_sound_html(demo: Event, checker: list[str], tmp_path: Path, language: str):
    pages = {}
    for tour in tours():
        pages |= walk(browser_of(tour.user), tour.addresses, prefix=PREFIXES[language])

    complaints = faults(checker, pages, tmp_path)

    assert not complaints, "\n".join(complaints)


def test_forms_sent_empty_come_back_as_sound_html(demo: Event, checker: list[str], tmp_path: Path):
    pages = {}
    for tour in tours():
        client = browser_of(tour.user)
        for address in tour.addresses:
            for form in forms_to_fill(client.get(address)):
                response = client.post(address, counts_of_rows(form))
                if response.status_code == 200:
                    pages[address] = response.content

    complaints = faults(checker, pages, tmp_path)

    assert not complaints, "\n".join(complaints)
    assert any(b'aria-invalid="true"' in page for page in pages.values())


def test_the_pages_of_the_offline_file_are_sound_html(demo: Event, checker: list[str], tmp_path: Path):
    with zipfile.ZipFile(BytesIO(offline.bundle(demo))) as archive:
        pages = {name: archive.read(name) for name in archive.namelist() if name.endswith(".html")}

    complaints = faults(checker, pages, tmp_path)

    assert not complaints, "\n".join(complaints)


def test_the_checker_complains_of_what_is_not_sound(checker: list[str], tmp_path: Path):
    page = b'<!doctype html><html lang="en"><title>A</title><main><p id="a"><p id="a"></main>'

    (complaint,) = faults(checker, {"/": page}, tmp_path)

    assert "Duplicate ID" in complaint
