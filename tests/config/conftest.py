"""The demo, loaded once for all tests of a module: each starts from it as it is when freshly loaded."""

import pytest
from django.utils import timezone

from tests.config.loading import MARCH, loaded


@pytest.fixture(scope="module")
def demo_of_today(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), loaded(timezone.now()):
        yield


@pytest.fixture(scope="module")
def demo_of_march(django_db_setup, django_db_blocker):
    """That of somebody who loaded it in March."""
    with django_db_blocker.unblock(), loaded(MARCH):
        yield
