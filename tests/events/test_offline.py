"""The one file that holds a whole event."""

import io
import posixpath
import zipfile
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from lxml import etree, html

from events import offline, releases
from events.calendar import agenda_calendar
from events.models import Event
from events.programme import NotPublished, read
from speakers.models import Speaker
from tests.builders import make_event, make_session
from tests.events.agendas import PUBLISHED_AT
from tests.events.pages import words

pytestmark = pytest.mark.django_db
LOADING = "//link/@href | //img/@src | //script/@src | //iframe/@src | //source/@src | //@style"


@pytest.fixture(autouse=True)
def _site(settings, tmp_path):
    settings.BASE_URL = "https://plenary.example"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def published(industry_day, orbit_panel) -> Event:
    Speaker.objects.get(slug="ada-byron").photo.save("Ada.PNG", ContentFile(b"a picture"))
    make_session(industry_day, title_en="Secret", title_ja="秘密", audience="registered")
    releases.publish(industry_day, by=None, now=PUBLISHED_AT)
    industry_day.refresh_from_db()
    return industry_day


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def pages(files: dict[str, bytes]) -> dict[str, html.HtmlElement]:
    return {
        name: html.document_fromstring(content.decode())
        for name, content in files.items()
        if name.endswith(".html")
    }


def test_it_holds_every_page_in_both_languages_and_every_file(published, orbit_panel):
    expected = {"index.html", "photos/ada-byron.png"} | {f"assets/{name}" for name in offline.ASSETS}
    for language in ("en", "ja"):
        expected |= {
            f"{language}/{name}"
            for name in (
                *("index.html", "agenda.html", "print.html", "speakers.html", "organizations.html"),
                *("speaker-ada-byron.html", "speaker-grace-hopper.html"),
                *(f"session-{orbit_panel.code}.html", "agenda.ics", "schedule.xml", "schedule.json"),
            )
        }
    files = unpacked(offline.bundle(published))
    assert set(files) == {f"industry-day/{name}" for name in expected}
    assert files["industry-day/photos/ada-byron.png"] == b"a picture"


def test_every_link_inside_leads_to_a_page_and_a_place_that_are_there(published):
    files = unpacked(offline.bundle(published))
    parsed = pages(files)
    for name, page in parsed.items():
        for address in page.xpath("//@href | //@src"):
            if urlsplit(address).scheme:
                continue
            path, fragment = urldefrag(address)
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
            )
            assert target in files, (name, address)
            if fragment:
                assert parsed[target].get_element_by_id(fragment) is not None, (name, address)


def test_no_page_loads_anything_from_elsewhere_or_runs_anything(published):
    for name, page in pages(unpacked(offline.bundle(published))).items():
        assert not [
            address for address in page.xpath(LOADING) if urlsplit(address).scheme or address[0] == "/"
        ]
        assert not page.xpath("//script | //form"), name


def test_pages_speak_their_language(published, orbit_panel):
    parsed = pages(unpacked(offline.bundle(published)))
    english = parsed[f"industry-day/en/session-{orbit_panel.code}.html"]
    japanese = parsed[f"industry-day/ja/session-{orbit_panel.code}.html"]
    assert (english.get("lang"), japanese.get("lang")) == ("en", "ja")
    assert "Who watches orbit?" in words(english)
    assert "軌道を見守るのは誰か" in words(japanese)
    assert "09:00～09:45" in words(japanese).replace(" ", "")
    door = parsed["industry-day/index.html"]
    assert [a.get("href") for a in door.xpath("//main//a")] == ["en/index.html", "ja/index.html"]


def test_it_says_which_release_it_is_a_copy_of_and_where_the_present_one_is(published):
    for name, page in pages(unpacked(offline.bundle(published))).items():
        (foot,) = page.find_class("site-footer")
        assert "release 1" in words(foot) or "第1版" in words(foot), name
        assert foot.xpath(".//a/@href")[0].startswith("https://plenary.example/"), name


def test_what_the_public_may_not_know_is_nowhere_in_it(published):
    everything = b"".join(unpacked(offline.bundle(published)).values())
    assert b"Secret" not in everything
    assert "秘密".encode() not in everything


def test_a_release_gives_the_same_bytes_whatever_is_active_and_whatever_is_hidden(published):
    first = offline.bundle(published)
    with translation.override("ja"), timezone.override("America/New_York"):
        assert offline.bundle(published) == first
    make_session(published, title_en="Another secret", audience="hidden")
    releases.publish(published, by=None, now=timezone.now())
    published.refresh_from_db()
    assert offline.bundle(published) == first


def test_a_lost_photograph_is_left_out(published):
    photo = Speaker.objects.get(slug="ada-byron").photo
    photo.storage.delete(photo.name)
    files = unpacked(offline.bundle(published))
    assert not [name for name in files if "photos" in name]
    assert not pages(files)["industry-day/en/speaker-ada-byron.html"].xpath("//img")


def test_an_event_without_sessions_has_pages_too():
    event = make_event(slug="early")
    releases.publish(event, by=None, now=PUBLISHED_AT)
    event.refresh_from_db()
    files = unpacked(offline.bundle(event))
    assert "No sessions have been announced yet." in words(pages(files)["early/en/agenda.html"])


def test_what_is_not_published_has_no_file():
    with pytest.raises(NotPublished):
        offline.bundle(make_event())


# --- The command ---------------------------------------------------------------------------


def export(tmp_path, slug: str, format_name: str, **options: str) -> bytes:
    file = tmp_path / "out"
    call_command(
        "export_schedule",
        slug,
        "--format",
        format_name,
        "--output",
        str(file),
        stdout=io.StringIO(),
        **options,
    )
    return file.read_bytes()


def test_the_command_writes_every_format(published, tmp_path):
    assert etree.fromstring(export(tmp_path, "industry-day", "xml")).tag == "schedule"
    assert "産業の日" in export(tmp_path, "industry-day", "json", language="ja").decode()
    assert export(tmp_path, "industry-day", "ics") == agenda_calendar(read(published, language="en"))
    assert export(tmp_path, "industry-day", "offline") == offline.bundle(published)


def test_the_command_says_what_it_cannot_do(published, tmp_path):
    make_event(slug="draft")
    with pytest.raises(CommandError, match="There is no event with the address nowhere"):
        export(tmp_path, "nowhere", "xml")
    with pytest.raises(CommandError, match="not been published"):
        export(tmp_path, "draft", "xml")
    with pytest.raises(CommandError, match="cannot be written"):
        export(tmp_path / "no" / "folder", "industry-day", "xml")
