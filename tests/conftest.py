"""What every test starts from."""

import pytest
from django.test import Client

from accounts.models import User
from tests.builders import PASSWORD


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Tests need no collected static files and slow no password down."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def sign_in():
    """A function that gives a browser's client signed in as a user."""

    def client_of(user: User) -> Client:
        client = Client()
        assert client.login(email=user.email, password=PASSWORD)
        return client

    return client_of
