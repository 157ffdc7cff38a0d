"""What stands around all pages: their frame, errors, health, and what search engines find."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from lxml import etree, html

from config.celery import app as celery_app
from events import releases
from events.models import Audience
from tests.builders import PASSWORD, make_event, make_session, make_user

pytestmark = pytest.mark.django_db

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def celery_broker():
    """A broker that is there, in this process."""
    broker_url = celery_app.conf.broker_url
    celery_app.conf.broker_url = "memory://"
    yield
    celery_app.conf.broker_url = broker_url


@pytest.mark.parametrize("address", ["/", "/ja/", "/accounts/login/", "/nowhere/"])
def test_every_page_has_its_landmarks_and_a_way_past_them(address):
    page = html.document_fromstring(Client().get(address).content.decode())
    assert page.get("lang") == ("ja" if address.startswith("/ja/") else "en")
    assert [
        page.xpath(f"count(//{landmark})") for landmark in ("header[@class='site-header']", "main", "footer")
    ] == [1, 1, 1]
    assert page.body[0].get("href") == "#main"
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//*[@style]") == []
    assert page.xpath("//script[not(@src)]") == []


def test_the_page_of_an_unknown_address_leads_home_in_either_language():
    page = html.document_fromstring(Client().get("/ja/nowhere/").content.decode())
    assert page.xpath("//header//a[@lang='en']/@href") == ["/"]
    assert "/ja/" in page.xpath("//main//a/@href")


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_error_pages_need_no_request(template):
    page = html.document_fromstring(render_to_string(template))
    assert page.xpath("//h1")
    assert page.xpath("//title")[0].text.endswith(" · Plenary")


def test_a_form_without_its_token_is_explained():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.org"})
    assert response.status_code == 403
    assert "Nothing has been saved." in response.content.decode()


def test_sign_in_says_what_is_wrong_beside_the_field_and_in_a_summary():
    page = html.document_fromstring(Client().post("/accounts/login/", {"login": "nobody"}).content.decode())
    [summary] = page.find_class("error-summary")
    assert "#id_login" in summary.xpath(".//a/@href")
    [field] = page.xpath("//input[@name='login']")
    assert field.get("value") == "nobody"
    assert field.get("aria-invalid") == "true"
    assert page.get_element_by_id(field.get("aria-describedby").split()[-1]).text_content()


def test_who_signs_in_comes_to_the_desk():
    user = make_user("staff@example.org")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    response = Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == "/staff/"


@pytest.mark.parametrize("address", ["/accounts/email/", "/accounts/password/change/", "/accounts/2fa/"])
def test_account_pages_wear_the_sites_frame(address, sign_in):
    user = make_user("staff@example.org")
    page = html.document_fromstring(sign_in(user).get(address, follow=True).content.decode())
    assert page.find_class("site-header")
    assert page.find_class("event-nav")


def test_alive_needs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = Client().get("/healthz")
    assert response.content == b"ok\n"


def test_ready_names_each_part(celery_broker):
    response = Client().get("/readyz")
    assert response.json() == {"database": "ok", "cache": "ok", "broker": "ok"}
    assert response.status_code == 200


def test_not_ready_names_what_is_missing_and_nothing_more(monkeypatch, celery_broker):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError("10.0.0.7:6379")

    monkeypatch.setattr(cache, "set", refuse)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "cache": "ConnectionRefusedError", "broker": "ok"}


def test_search_engines_are_kept_from_what_is_personal(settings):
    settings.BASE_URL = "https://plenary.example"
    lines = Client().get("/robots.txt").content.decode().splitlines()
    assert {"Disallow: /registrations/", "Disallow: /ja/staff/"} <= set(lines)
    assert lines[-1] == "Sitemap: https://plenary.example/sitemap.xml"


def test_the_site_map_holds_what_the_public_may_see(settings):
    settings.BASE_URL = "https://plenary.example"
    event = make_event(slug="industry-day")
    shown = make_session(event)
    make_session(event, audience=Audience.HIDDEN, starts_in=dt.timedelta(hours=2))
    releases.publish(event, by=None, now=timezone.now())
    make_event(slug="draft")
    index = etree.fromstring(Client().get("/sitemap.xml").content)
    assert index.xpath("//s:loc/text()", namespaces=SITEMAP) == [
        "https://plenary.example/events/industry-day/sitemap.xml"
    ]
    addresses = etree.fromstring(Client().get("/events/industry-day/sitemap.xml").content).xpath(
        "//s:loc/text()", namespaces=SITEMAP
    )
    pages = ["", "agenda/", "speakers/", "organizations/", "changes/", f"sessions/{shown.code}/"]
    assert addresses == [
        f"https://plenary.example{prefix}/events/industry-day/{page}"
        for page in pages
        for prefix in ("", "/ja")
    ]
    assert Client().get("/events/draft/sitemap.xml").status_code == 404
