"""What of the suite depends on the database, when it runs on more than one."""

import pytest
from django.conf import settings

# Long walks over pages: how these look, and what a form makes of names, no database changes.
on_one_database = pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
    reason="is the same on every database; the run on SQLite does it",
)
