"""What every test starts from."""

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.utils import translation

from accounts.models import User
from config import kept_pages
from events import editions
from events.models import Material
from registrations import empty_forms, open_events, screening
from registrations.models import AnswerFile
from tests.builders import PASSWORD


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite's test database is a file, so that the processes which some tests start can open it."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def _private_files(monkeypatch, tmp_path_factory):
    """What tests upload lies in no folder of the house."""
    folder = tmp_path_factory.mktemp("private")
    for model in (Material, AnswerFile):
        monkeypatch.setattr(model._meta.get_field("file"), "storage", FileSystemStorage(location=folder))


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Tests need no collected static files and slow no password down."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture(autouse=True)
def _language_of_the_test():
    """The language of a page that one test asked for does not stay active in the next one."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _no_list_of_another_test():
    """A database that is emptied numbers its rows from the start: a version in memory may be another's."""
    screening.names_of.cache_clear()


@pytest.fixture(autouse=True)
def _no_kept_pages(monkeypatch):
    """A page that one test has read says nothing in the next one; nothing is kept for a second."""
    monkeypatch.setattr(empty_forms, "SECONDS_FRESH", 0)
    monkeypatch.setattr(open_events, "SECONDS_FRESH", 0)
    kept_pages.shelf.clear()
    editions.public.forget()


@pytest.fixture
def sign_in():
    """A function that gives a browser's client signed in as a user."""

    def client_of(user: User) -> Client:
        client = Client()
        assert client.login(email=user.email, password=PASSWORD)
        return client

    return client_of
